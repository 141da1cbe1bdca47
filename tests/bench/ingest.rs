//! Deliveries over HTTP: acknowledged per second, latency, and how soon they are seen and found.
//!
//! Baseline: a bare loop that appends the same number of bytes to a file and syncs it, one sync for as many
//! events as the server's connections could share. Everything is on: signatures, journal, store, index. Where there
//! is a file system in memory, the same server runs on it, too: that is what the disk costs.

use super::table::{Table, ms, quantile};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;
use std::{
    io::Write as _,
    path::Path,
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

#[path = "server.rs"]
mod server;
pub use server::Server;

/// The signing secret of benchmarks.
pub const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

const VOCABULARY: [&str; 40] = [
    "roof",
    "shingle",
    "gutter",
    "leak",
    "quote",
    "friday",
    "morning",
    "insurance",
    "adjuster",
    "flashing",
    "ridge",
    "vent",
    "permit",
    "deposit",
    "ladder",
    "storm",
    "hail",
    "photo",
    "invoice",
    "crew",
    "the",
    "is",
    "we",
    "can",
    "you",
    "on",
    "at",
    "please",
    "thanks",
    "tomorrow",
    "house",
    "street",
    "back",
    "door",
    "call",
    "price",
    "new",
    "old",
    "repair",
    "replace",
];

/// A whole signed request for the text number `n`, 1–8 KB.
pub fn request(n: u64, word: &str) -> Vec<u8> {
    let mut state = n.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut random = |upto: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % upto as u64) as usize
    };
    let words = 20 + random(60);
    let mut text: Vec<&str> = (0..words).map(|_| VOCABULARY[random(VOCABULARY.len())]).collect();
    text.push(word);
    let from = format!("+1773{:07}", 5_550_000 + n % 20_000);
    let at = chrono::DateTime::from_timestamp_millis(1_790_000_000_000 + n as i64 * 250).unwrap().to_rfc3339();
    let padding = "x".repeat(random(3200));
    let body = json!({
        "id": format!("EV{n:032x}"), "apiVersion": "2026-03-30", "createdAt": at, "type": "message.received",
        "data": {
            "resource": { "id": format!("ACx{n:031x}"), "direction": "incoming", "text": text.join(" "), "media": [], "status": "received", "createdAt": at, "unknown": padding },
            "context": {
                "orgId": "OR1", "phoneNumberId": "PN1", "conversationId": format!("CN{}", n % 20_000), "userId": "US1",
                "contacts": { "ids": [], "lookupStatus": "none" }, "senderIdentifier": from, "recipientIdentifiers": ["+13125550142"]
            },
            "links": { "quo": null }
        }
    })
    .to_string();
    let now = chrono::Utc::now().timestamp();
    let key = STANDARD.decode(SECRET.trim_start_matches("whsec_")).unwrap();
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).unwrap();
    mac.update(format!("msg_{n}.{now}.{body}").as_bytes());
    let signature = STANDARD.encode(mac.finalize().into_bytes());
    format!(
        "POST /webhooks/quo HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\nwebhook-id: msg_{n}\r\n\
         webhook-timestamp: {now}\r\nwebhook-signature: v1,{signature}\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// Sends one request and waits for the whole answer; true if it was a 200.
pub async fn exchange(stream: &mut TcpStream, request: &[u8]) -> bool {
    stream.write_all(request).await.unwrap();
    let mut answer = Vec::with_capacity(512);
    let mut buffer = [0_u8; 1024];
    loop {
        let read = stream.read(&mut buffer).await.unwrap();
        assert!(read > 0, "the server closed the connection");
        answer.extend_from_slice(&buffer[..read]);
        let Some(end) = answer.windows(4).position(|window| window == b"\r\n\r\n") else { continue };
        let head = String::from_utf8_lossy(&answer[..end]).to_ascii_lowercase();
        let length: usize = head
            .split("content-length: ")
            .nth(1)
            .and_then(|rest| rest.split("\r\n").next())
            .unwrap()
            .trim()
            .parse()
            .unwrap();
        if answer.len() >= end + 4 + length {
            return head.starts_with("http/1.1 200");
        }
    }
}

async fn load(hook: &str, connections: u64, per_connection: u64, first: u64) -> (f64, Vec<Duration>) {
    let requests: Vec<Vec<Vec<u8>>> = (0..connections)
        .map(|c| (0..per_connection).map(|i| request(first + c * per_connection + i, "loadword")).collect())
        .collect();
    let began = Instant::now();
    let tasks: Vec<_> = requests
        .into_iter()
        .map(|mine| {
            let hook = hook.to_owned();
            tokio::spawn(async move {
                let mut stream = TcpStream::connect(&hook).await.unwrap();
                stream.set_nodelay(true).unwrap();
                let mut times = Vec::with_capacity(mine.len());
                for request in &mine {
                    let sent = Instant::now();
                    assert!(exchange(&mut stream, request).await, "a delivery was refused");
                    times.push(sent.elapsed());
                }
                times
            })
        })
        .collect();
    let mut times = Vec::new();
    for task in tasks {
        times.extend(task.await.unwrap());
    }
    (times.len() as f64 / began.elapsed().as_secs_f64(), times)
}

/// Appends `batch` events of 3.4 KB with one write and one sync, again and again.
fn bare_loop(folder: &Path, batch: usize, for_how_long: Duration) -> (f64, Vec<Duration>) {
    let mut file = std::fs::OpenOptions::new().create(true).append(true).open(folder.join("bare")).unwrap();
    let bytes = vec![7_u8; 3400 * batch];
    let began = Instant::now();
    let mut times = Vec::new();
    while began.elapsed() < for_how_long {
        let once = Instant::now();
        file.write_all(&bytes).unwrap();
        file.sync_data().unwrap();
        times.push(once.elapsed());
    }
    ((times.len() * batch) as f64 / began.elapsed().as_secs_f64(), times)
}

pub fn run(scale: f64, table: &mut Table) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let mut next = 1_u64;
    for connections in [1_u64, 16, 64] {
        let mut figures = Vec::new();
        for _ in 0..3 {
            let folder = tempfile::tempdir().unwrap();
            let server = Server::start(&folder.path().join("data"));
            let per_connection = ((4000.0 * scale) as u64 / connections).max(20);
            runtime.block_on(load(&server.hook, connections, 5, next)); // warm-up
            next += connections * 5;
            let (rate, mut times) = runtime.block_on(load(&server.hook, connections, per_connection, next));
            next += connections * per_connection;
            let (bare, mut bare_times) = bare_loop(folder.path(), connections as usize, Duration::from_secs(1));
            figures.push((
                rate,
                quantile(&mut times, 0.5),
                quantile(&mut times, 0.99),
                bare,
                quantile(&mut bare_times, 0.5),
                quantile(&mut bare_times, 0.99),
            ));
        }
        figures.sort_by(|a, b| a.0.total_cmp(&b.0));
        let (rate, p50, p99, bare, bare_p50, bare_p99) = figures[1];
        table.row(
            format!("acknowledged events/s, {connections} connections"),
            format!("{rate:.0}/s"),
            format!("bare append + fdatasync of {connections} at once {bare:.0}/s, {:.2} x", rate / bare),
            "",
        );
        table.row(
            format!("  acknowledgement p50 / p99, {connections} connections"),
            format!("{} / {}", ms(p50), ms(p99)),
            format!(
                "bare {} / {}, p99 {:.1} x",
                ms(bare_p50),
                ms(bare_p99),
                p99.as_secs_f64() / bare_p99.as_secs_f64()
            ),
            if connections == 16 { "p99 at most 3 x bare (G3)" } else { "" },
        );
        if let Some(memory) = in_memory() {
            let server = Server::start(&memory.path().join("data"));
            runtime.block_on(load(&server.hook, connections, 5, next));
            next += connections * 5;
            let per_connection = ((4000.0 * scale) as u64 / connections).max(20);
            let (without, _) = runtime.block_on(load(&server.hook, connections, per_connection, next));
            next += connections * per_connection;
            table.row(
                format!("  the same with the data in memory, {connections} connections"),
                format!("{without:.0}/s"),
                format!("with the disk {:.0} %", rate / without * 100.0),
                if connections == 64 { "at least 30 % (G2)" } else { "" },
            );
        }
    }
    runtime.block_on(arrival(table, (200.0 * scale.min(1.0)).max(20.0) as u64));
}

/// A folder whose syncs cost nothing, where the system has one with room.
fn in_memory() -> Option<tempfile::TempDir> {
    tempfile::tempdir_in("/dev/shm").ok()
}

/// From the first byte sent to being in the thread, and to being found.
async fn arrival(table: &mut Table, rounds: u64) {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(&folder.path().join("data"));
    let client = server.signed_in().await;
    let mut stream = TcpStream::connect(&server.hook).await.unwrap();
    stream.set_nodelay(true).unwrap();
    let (mut acked, mut seen, mut found) = (Vec::new(), Vec::new(), Vec::new());
    for n in 0..rounds {
        let word = format!("zq{n}arrival");
        let request = request(10_000_000 + n, &word);
        let began = Instant::now();
        assert!(exchange(&mut stream, &request).await);
        acked.push(began.elapsed());
        let item = format!("ACx{:031x}", 10_000_000 + n);
        loop {
            let page: Value =
                client.call("inbox_page", json!({ "tab": "all", "lineId": null, "cursor": null, "limit": 1 })).await;
            if page["rows"][0]["last"]["text"].as_str().is_some_and(|text| !text.is_empty())
                && n < page["counts"]["unread"].as_u64().unwrap_or(0)
            {
                seen.push(began.elapsed());
                break;
            }
        }
        loop {
            let page: Value = client.call("search", json!({ "query": word, "order": "newest", "group": null, "cursor": null, "limit": 5, "conversationId": null })).await;
            let groups = page["groups"].as_array().unwrap();
            if groups
                .iter()
                .any(|group| group["hits"].as_array().unwrap().iter().any(|hit| hit["itemId"] == item.as_str()))
            {
                found.push(began.elapsed());
                break;
            }
        }
    }
    table.row(
        "arrival to acknowledged p50 / p99",
        format!("{} / {}", ms(quantile(&mut acked, 0.5)), ms(quantile(&mut acked, 0.99))),
        "",
        "",
    );
    table.row(
        "arrival to listed p50 / p99",
        format!("{} / {}", ms(quantile(&mut seen, 0.5)), ms(quantile(&mut seen, 0.99))),
        "",
        "p99 at most 60 ms (G5)",
    );
    table.row(
        "arrival to findable p50 / p99",
        format!("{} / {}", ms(quantile(&mut found, 0.5)), ms(quantile(&mut found, 0.99))),
        "",
        "acknowledged + 50 ms (G13)",
    );
}
