//! The listener: plain HTTP/1.1, with the connection itself under control so that it can be cut anywhere.

use std::{
    io,
    net::SocketAddr,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};

use axum::{
    body::{Body, Bytes},
    http::{Request as HttpRequest, Response},
};
use http_body_util::BodyExt;
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpListener, TcpStream},
};
use tokio_util::sync::CancellationToken;

use super::{
    control,
    core::Core,
    failure::Answer,
    faults::Fault,
    ledger::Logged,
    query::Query,
    rest::{self, Request},
};

/// A connection whose end may be a reset instead of an orderly close.
struct Conn {
    stream: TcpStream,
    reset: Arc<AtomicBool>,
}

impl Drop for Conn {
    fn drop(&mut self) {
        if self.reset.load(Ordering::Relaxed) {
            // A failure leaves an orderly close, which a client must survive as well.
            let _ = self.stream.set_zero_linger();
        }
    }
}

impl AsyncRead for Conn {
    fn poll_read(mut self: Pin<&mut Self>, ctx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(ctx, buf)
    }
}

impl AsyncWrite for Conn {
    fn poll_write(mut self: Pin<&mut Self>, ctx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(ctx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, ctx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(ctx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, ctx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(ctx)
    }
}

/// Takes connections until the simulator stops; `core.listening` closes and opens the port meanwhile.
pub async fn serve(core: Arc<Core>, listener: TcpListener, address: SocketAddr) {
    let mut wanted = core.listening.subscribe();
    let mut first = Some(listener);
    loop {
        let listener = match first.take() {
            Some(listener) => listener,
            None => match TcpListener::bind(address).await {
                Ok(listener) => listener,
                Err(_) => {
                    tokio::time::sleep(Duration::from_millis(5)).await;
                    continue;
                }
            },
        };
        core.bound.send_replace(true);
        let cut = core.stop.child_token();
        loop {
            tokio::select! {
                () = core.stop.cancelled() => return,
                changed = wanted.wait_for(|on| !on) => {
                    if changed.is_err() {
                        return;
                    }
                    break;
                }
                accepted = listener.accept() => {
                    if let Ok((stream, _)) = accepted {
                        core.tasks.spawn(connection(Arc::clone(&core), stream, cut.clone()));
                    }
                }
            }
        }
        cut.cancel();
        drop(listener);
        core.bound.send_replace(false);
        tokio::select! {
            () = core.stop.cancelled() => return,
            opened = wanted.wait_for(|on| *on) => if opened.is_err() { return },
        }
    }
}

async fn connection(core: Arc<Core>, stream: TcpStream, cut: CancellationToken) {
    // Without it small answers wait for the peer's acknowledgement; a failure costs only time.
    let _ = stream.set_nodelay(true);
    let reset = Arc::new(AtomicBool::new(false));
    let service = {
        let reset = Arc::clone(&reset);
        service_fn(move |request| {
            let (core, reset) = (Arc::clone(&core), Arc::clone(&reset));
            async move { handle(&core, request, &reset).await }
        })
    };
    let serving =
        http1::Builder::new().serve_connection(TokioIo::new(Conn { stream, reset: Arc::clone(&reset) }), service);
    tokio::select! {
        // How a connection ends is the client's business or a fault we made.
        _ = serving => {}
        () = cut.cancelled() => reset.store(true, Ordering::Relaxed),
    }
}

/// The connection ends here, without an answer.
#[derive(Debug, thiserror::Error)]
#[error("the connection is cut")]
pub struct Cut;

/// Writes its request into the log when it is dropped, however that comes about.
struct Entry<'a> {
    core: &'a Core,
    logged: Option<Logged>,
}

impl Entry<'_> {
    fn set(&mut self, change: impl FnOnce(&mut Logged)) {
        if let Some(logged) = &mut self.logged {
            change(logged);
        }
    }
}

impl Drop for Entry<'_> {
    fn drop(&mut self) {
        if let Some(logged) = self.logged.take() {
            self.core.ledger.lock().unwrap().log(logged);
        }
    }
}

async fn handle(core: &Arc<Core>, request: HttpRequest<Incoming>, reset: &AtomicBool) -> Result<Response<Body>, Cut> {
    let (head, body) = request.into_parts();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let query_text = head.uri.query().unwrap_or_default().to_owned();
    let mut request = Request {
        method: head.method.to_string(),
        path: head.uri.path().to_owned(),
        query: Query::parse(&query_text),
        query_text,
        headers: head.headers.iter().map(|(name, value)| (name.to_string(), text(value.as_bytes()))).collect(),
        body: Vec::new(),
    };
    if let Some(id) = request.path.strip_prefix("/media/") {
        return Ok(match core.shelf().get(id, &request.query, core.now_ms()) {
            Ok((mime, bytes)) => reply(200, &[("content-type", mime)], Body::from(bytes)),
            Err(status) => reply(status, &[], Body::empty()),
        });
    }
    if request.path.starts_with("/_sim/") {
        request.body = body.collect().await.map_err(|_| Cut)?.to_bytes().to_vec();
        return Ok(plain(control::answer(core, &request).await));
    }
    let fault = core.faults.lock().unwrap().take(&request.method, &request.path);
    let fault = fault.or_else(|| core.history.fault(core.now_ms()));
    let mut entry = Entry {
        core,
        logged: Some(Logged {
            at_ms: core.now_ms(),
            at_us: u64::try_from(core.began.elapsed().as_micros()).unwrap_or(u64::MAX),
            method: request.method.clone(),
            path: request.path.clone(),
            query: request.query_text.clone(),
            headers: request.headers.clone(),
            body: String::new(),
            status: 0,
            fault: fault.as_ref().map(|fault| format!("{fault:?}")),
        }),
    };
    if fault == Some(Fault::ResetBeforeBody) {
        reset.store(true, Ordering::Relaxed);
        return Err(Cut);
    }
    request.body = body.collect().await.map_err(|_| Cut)?.to_bytes().to_vec();
    entry.set(|logged| logged.body = text(&request.body));
    let latency = core.quirks.lock().unwrap().latency_ms;
    if latency > 0 {
        tokio::time::sleep(Duration::from_millis(latency)).await;
    }
    let response = match fault {
        None => plain(admitted(core, &request)),
        Some(fault) => faulty(core, &request, fault, reset).await?,
    };
    entry.set(|logged| logged.status = response.status().as_u16());
    Ok(response)
}

fn admitted(core: &Arc<Core>, request: &Request) -> Answer {
    match rest::admit(core, request) {
        Ok(()) => rest::answer(core, request),
        Err(refusal) => refusal,
    }
}

/// Answers, or fails to, as the fault says.
async fn faulty(core: &Arc<Core>, request: &Request, fault: Fault, reset: &AtomicBool) -> Result<Response<Body>, Cut> {
    let server_error = |status: u16| {
        let message = "Something went wrong";
        let answer = match status {
            502 | 504 => {
                return reply(status, &[("content-type", "text/html".into())], Body::from("<html>Bad gateway</html>"));
            }
            _ if request.dated() => Answer::dated(status, "Internal Server Error", message),
            _ => Answer::v1(status, &format!("0201{status}"), "Internal Server Error", message),
        };
        plain(answer)
    };
    Ok(match fault {
        Fault::ResetBeforeBody | Fault::ResetAfterBody => {
            reset.store(true, Ordering::Relaxed);
            return Err(Cut);
        }
        Fault::AnswerLost => {
            admitted(core, request);
            reset.store(true, Ordering::Relaxed);
            return Err(Cut);
        }
        Fault::ClosedAfterAccept => {
            admitted(core, request);
            return Err(Cut);
        }
        Fault::CutShort => cut_short(&admitted(core, request)),
        Fault::ServerError { status } => server_error(status),
        Fault::ServerErrorAccepted { status } => {
            admitted(core, request);
            server_error(status)
        }
        Fault::Stall { for_ms, accepted } => {
            if accepted {
                admitted(core, request);
            }
            tokio::time::sleep(Duration::from_millis(for_ms)).await;
            return Err(Cut);
        }
        Fault::TooMany { retry_after_s } => plain(Answer::too_many(request.dated(), retry_after_s)),
        Fault::WrongJson => {
            let answer = admitted(core, request);
            plain(Answer::new(answer.status, serde_json::json!({ "data": { "object": "nothing", "id": 7 } })))
        }
        Fault::NotJson => {
            let answer = admitted(core, request);
            reply(answer.status, &[("content-type", "application/json".into())], Body::from("{\"data\": {\"id\": "))
        }
        Fault::WebPage { status } => {
            let page = "\n<!DOCTYPE html><html><body>Please sign in to this network</body></html>";
            reply(status, &[("content-type", "text/html".into())], Body::from(page))
        }
        Fault::Answer { status, body } => plain(Answer::new(status, body)),
    })
}

/// The head and half of the body; the rest never comes.
fn cut_short(answer: &Answer) -> Response<Body> {
    let bytes = answer.body.as_ref().map(ToString::to_string).unwrap_or_default().into_bytes();
    let half = Bytes::copy_from_slice(&bytes[..bytes.len() / 2]);
    let parts = futures::stream::unfold(Some(half), |half| async move {
        match half {
            Some(half) => Some((Ok::<_, io::Error>(half), None)),
            None => {
                // The first half is written while this waits.
                tokio::time::sleep(Duration::from_millis(5)).await;
                Some((Err(io::Error::other("cut")), None))
            }
        }
    });
    let length = bytes.len().to_string();
    let headers = [("content-type", "application/json".to_owned()), ("content-length", length)];
    reply(answer.status, &headers, Body::from_stream(parts))
}

/// An answer as a response.
fn plain(answer: Answer) -> Response<Body> {
    let mut headers = answer.headers;
    let body = match answer.body {
        Some(body) => {
            headers.push(("content-type", "application/json".into()));
            Body::from(body.to_string())
        }
        None => Body::empty(),
    };
    reply(answer.status, &headers, body)
}

fn reply(status: u16, headers: &[(&'static str, String)], body: Body) -> Response<Body> {
    let mut response = Response::builder().status(status);
    for (name, value) in headers {
        response = response.header(*name, value);
    }
    response.body(body).unwrap_or_default()
}
