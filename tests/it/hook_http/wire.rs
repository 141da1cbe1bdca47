//! A socket that says exactly what it is told, and reads answers.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// Longer than anything here takes; a test that meets it has failed.
const PATIENCE: Duration = Duration::from_secs(20);

/// One answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    /// Header lines in lower case, sorted, without `date`.
    pub headers: Vec<String>,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }
}

/// One connection.
pub struct Wire {
    stream: TcpStream,
    read: Vec<u8>,
}

impl Wire {
    pub async fn open(address: SocketAddr) -> Self {
        Self { stream: TcpStream::connect(address).await.unwrap(), read: Vec::new() }
    }

    /// Sends, and says whether the other side took it.
    pub async fn send(&mut self, bytes: impl AsRef<[u8]>) -> bool {
        timeout(PATIENCE, self.stream.write_all(bytes.as_ref())).await.expect("the other side stopped reading").is_ok()
    }

    /// Says that nothing more will be sent.
    pub async fn finish(&mut self) {
        let _ = self.stream.shutdown().await; // a connection that is closed already is finished too
    }

    /// The next answer; `None` if the connection ends without one.
    pub async fn answer(&mut self) -> Option<Answer> {
        loop {
            if let Some(answer) = self.take_answer() {
                return Some(answer);
            }
            if !self.more().await {
                return None;
            }
        }
    }

    /// Waits for the end of the connection; answers on the way are an error.
    pub async fn closed(&mut self) {
        while self.more().await {}
        assert_eq!(String::from_utf8_lossy(&self.read), "", "an answer where the end was expected");
    }

    async fn more(&mut self) -> bool {
        let mut chunk = [0; 16 << 10];
        match timeout(PATIENCE, self.stream.read(&mut chunk)).await.expect("neither an answer nor the end") {
            Ok(0) | Err(_) => false,
            Ok(length) => {
                self.read.extend_from_slice(&chunk[..length]);
                true
            }
        }
    }

    fn take_answer(&mut self) -> Option<Answer> {
        let end = self.read.windows(4).position(|window| window == b"\r\n\r\n")? + 4;
        let head = String::from_utf8(self.read[..end].to_vec()).unwrap().to_lowercase();
        let mut lines = head.lines();
        let status = lines.next()?.split(' ').nth(1)?.parse().unwrap();
        let mut headers: Vec<String> =
            lines.filter(|line| !line.is_empty() && !line.starts_with("date:")).map(str::to_owned).collect();
        headers.sort();
        let length = headers.iter().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok()).unwrap_or(0);
        let body = self.read.get(end..end + length)?.to_vec();
        self.read.drain(..end + length);
        Some(Answer { status, headers, body })
    }
}

/// Sends bytes on a new connection and gives the first answer.
pub async fn exchange(address: SocketAddr, bytes: impl AsRef<[u8]>) -> Option<Answer> {
    let mut wire = Wire::open(address).await;
    wire.send(bytes).await;
    wire.answer().await
}

/// As [`exchange`], with 0 for no answer.
pub async fn status(address: SocketAddr, bytes: impl AsRef<[u8]>) -> u16 {
    exchange(address, bytes).await.map_or(0, |answer| answer.status)
}
