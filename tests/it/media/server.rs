//! A file server that does as a path says, however badly, and a bait that must never be touched.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicUsize, Ordering},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};

/// A listener that counts who comes.
pub struct Bait {
    pub url: String,
    pub touched: Arc<AtomicUsize>,
}

impl Bait {
    pub async fn lay() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/secret", listener.local_addr().unwrap());
        let touched = Arc::new(AtomicUsize::new(0));
        let count = touched.clone();
        tokio::spawn(async move {
            while listener.accept().await.is_ok() {
                count.fetch_add(1, Ordering::SeqCst);
            }
        });
        Self { url, touched }
    }
}

/// What a path does with a connection, given the head of the request.
pub type Deed = Arc<dyn Fn(String, TcpStream) -> futures::future::BoxFuture<'static, ()> + Send + Sync>;

/// A server whose answers are written by hand.
pub struct Server {
    pub url: String,
    /// Heads of the requests, in order.
    pub heads: Arc<Mutex<Vec<String>>>,
}

impl Server {
    pub async fn start(deed: Deed) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let heads: Arc<Mutex<Vec<String>>> = Arc::default();
        let log = heads.clone();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let (deed, log) = (deed.clone(), log.clone());
                tokio::spawn(async move {
                    let mut head = Vec::new();
                    let mut byte = [0_u8; 1];
                    while !head.ends_with(b"\r\n\r\n") {
                        match stream.read(&mut byte).await {
                            Ok(1) => head.push(byte[0]),
                            _ => return,
                        }
                    }
                    let head = String::from_utf8_lossy(&head).into_owned();
                    log.lock().unwrap().push(head.clone());
                    deed(head, stream).await;
                });
            }
        });
        Self { url, heads }
    }

    /// A server that answers each request with these bytes and closes.
    pub async fn saying(answer: impl Fn(&str) -> Vec<u8> + Send + Sync + 'static) -> Self {
        let answer = Arc::new(answer);
        let deed: Deed = Arc::new(move |head: String, mut stream: TcpStream| {
            let answer = answer.clone();
            Box::pin(async move {
                // The client may have gone away.
                let _ = stream.write_all(&answer(&head)).await;
                let _ = stream.shutdown().await;
            })
        });
        Self::start(deed).await
    }
}

/// `GET /path …` as `/path`.
pub fn path(head: &str) -> &str {
    head.split(' ').nth(1).unwrap()
}

/// A header of a request, in lower case.
pub fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines().find_map(|line| {
        let (found, value) = line.split_once(": ")?;
        found.eq_ignore_ascii_case(name).then_some(value)
    })
}

/// An answer with a body.
pub fn answer(status: &str, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
    let mut bytes = format!("HTTP/1.1 {status}\r\nconnection: close\r\n").into_bytes();
    for (name, value) in headers {
        bytes.extend_from_slice(format!("{name}: {value}\r\n").as_bytes());
    }
    bytes.extend_from_slice(b"\r\n");
    bytes.extend_from_slice(body);
    bytes
}
