//! Accepts connections on the hook port, keeps their number and their times within limits, and stops cleanly.

use std::convert::Infallible;
use std::future::poll_fn;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

use super::hook::{Crowd, Exchange, Guarded, Hook, HookLimits, Member};

/// How often to look for room while every connection is taken.
const ROOM_EVERY: Duration = Duration::from_millis(50);

/// How long to wait after the system could not accept (no file handles, for one).
const ACCEPT_AGAIN: Duration = Duration::from_millis(50);

/// At the stop, how long an answer that is made may take to be written out.
const LAST_WORDS: Duration = Duration::from_millis(250);

/// The hook port, bound and not yet served.
#[derive(Debug)]
pub struct HookListener {
    listener: TcpListener,
    address: SocketAddr,
    hook: Arc<Hook>,
}

impl HookListener {
    /// Binds the hook port; port 0 takes any that is free.
    ///
    /// # Errors
    /// What the system says, for example that the port is taken.
    pub async fn bind(address: SocketAddr, hook: Hook) -> io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        Ok(Self { listener, address, hook: Arc::new(hook) })
    }

    /// The address that was bound.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves until `stop`, then answers what is under way, for at most [`super::hook::HookLimits::stop_time`].
    ///
    /// What is cut off then was not acknowledged, whether or not it was recorded.
    pub async fn serve(self, stop: CancellationToken) {
        let Self { listener, address: _, hook } = self;
        let slots = Arc::new(Semaphore::new(hook.limits().connections));
        let crowd = Crowd::new();
        let mut connections = JoinSet::new();
        loop {
            let accepted = async {
                let slot = free_slot(&slots, &crowd, &hook).await?;
                Some((slot, listener.accept().await))
            };
            tokio::select! {
                biased;
                () = stop.cancelled() => break,
                Some(_) = connections.join_next() => {}
                Some((slot, accepted)) = accepted => match accepted {
                    Ok((stream, peer)) => {
                        connections.spawn(serve_one(stream, peer.ip(), hook.clone(), crowd.clone(), stop.clone(), slot));
                    }
                    Err(error) => {
                        tracing::warn!(%error, "the hook port could not accept a connection");
                        sleep(ACCEPT_AGAIN).await;
                    }
                },
            }
        }
        drop(listener);
        let all = async { while connections.join_next().await.is_some() {} };
        if timeout(hook.limits().stop_time, all).await.is_err() {
            tracing::warn!("connections were still open at the stop and are cut off");
        }
    }
}

/// A slot for one connection. While all are taken, those that dawdle make room.
async fn free_slot(slots: &Arc<Semaphore>, crowd: &Crowd, hook: &Hook) -> Option<OwnedSemaphorePermit> {
    loop {
        match timeout(ROOM_EVERY, slots.clone().acquire_owned()).await {
            Ok(slot) => return slot.ok(),
            Err(_) => crowd.make_room(hook.limits()),
        }
    }
}

async fn serve_one(
    stream: TcpStream,
    peer: IpAddr,
    hook: Arc<Hook>,
    crowd: Arc<Crowd>,
    stop: CancellationToken,
    slot: OwnedSemaphorePermit,
) {
    let membership = crowd.join();
    let member = membership.member.clone();
    // Answers are one small packet; waiting to fill it would only cost time.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "a connection keeps its delay");
    }
    let leave = member.leave.clone();
    tokio::select! {
        () = leave.cancelled() => tracing::debug!("a slow connection made room for a new one"),
        () = converse(stream, peer, hook, member, stop) => {}
    }
    drop(membership);
    drop(slot);
}

/// Answers the requests of one connection, one after the other.
async fn converse(stream: TcpStream, peer: IpAddr, hook: Arc<Hook>, member: Arc<Member>, stop: CancellationToken) {
    let limits = hook.limits().clone();
    let exchange = Arc::new(Exchange::default());
    let service = service_fn(|request| {
        // Read before anything is awaited: the next head may be read ahead while this request is answered.
        let framing = exchange.next_framing();
        let answering = Answering::begin(exchange.clone(), member.clone());
        let (hook, member) = (hook.clone(), member.clone());
        Box::pin(async move {
            let response = hook.answer(request, framing, peer, || member.set_answered(true)).await;
            drop(answering);
            Ok::<_, Infallible>(response)
        })
    });
    let io = TokioIo::new(Guarded::new(stream, exchange.clone(), limits.clone()));
    let mut connection = http1::Builder::new()
        .timer(TokioTimer::new())
        // The guard in front of it has the exact times; this is for a guard that fails.
        .header_read_timeout(limits.header_time.saturating_add(limits.idle_time))
        .max_headers(limits.headers)
        .max_header_size(limits.header_bytes)
        .max_buf_size(limits.header_bytes)
        .serve_connection(io, service);

    let stopped = tokio::select! {
        ended = poll_fn(|cx| connection.poll_without_shutdown(cx)) => { note(ended); false }
        () = stop.cancelled() => true,
    };
    if stopped {
        Pin::new(&mut connection).graceful_shutdown();
        let rest = poll_fn(|cx| connection.poll_without_shutdown(cx));
        if exchange.is_answering() {
            note(rest.await);
        } else if let Ok(ended) = timeout(LAST_WORDS, rest).await {
            note(ended);
        }
    }
    let stream = connection.into_parts().io.into_inner().into_inner();
    linger(stream, &limits).await;
}

/// Ends a connection so that the sender reads the last answer: what it is still sending is taken in for a moment,
/// because closing over unread bytes resets the connection and may destroy the answer.
async fn linger(mut stream: TcpStream, limits: &HookLimits) {
    let drain = async {
        stream.shutdown().await?;
        let mut left = limits.linger_bytes;
        let mut chunk = [0u8; 4096];
        while left > 0 {
            match stream.read(&mut chunk).await? {
                0 => break,
                length => left = left.saturating_sub(length),
            }
        }
        io::Result::Ok(())
    };
    // Whether the sender listens any more is its own affair.
    if let Ok(Err(error)) = timeout(limits.linger_time, drain).await {
        tracing::trace!(%error, "connection ended");
    }
}

fn note(ended: hyper::Result<()>) {
    if let Err(error) = ended {
        tracing::trace!(%error, "connection ended");
    }
}

/// A request is being answered, until this is dropped.
struct Answering {
    exchange: Arc<Exchange>,
    member: Arc<Member>,
}

impl Answering {
    fn begin(exchange: Arc<Exchange>, member: Arc<Member>) -> Self {
        exchange.set_answering(true);
        Self { exchange, member }
    }
}

impl Drop for Answering {
    fn drop(&mut self) {
        self.exchange.set_answering(false);
        self.member.set_answered(false);
    }
}
