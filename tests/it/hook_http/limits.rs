//! Slow, huge and many: nobody else waits for them.

use std::time::{Duration, Instant};

use ringbook::http::hook::HookLimits;
use ringbook::webhook::stats::Refused;
use tokio::task::JoinSet;

use super::wire::{Wire, exchange, status};
use super::{BODY, Hooked, PATH, request, signed, valid};

/// The same limits with times that a test can wait for.
fn quick() -> HookLimits {
    HookLimits {
        header_time: Duration::from_millis(300),
        idle_time: Duration::from_millis(600),
        body_time: Duration::from_millis(900),
        body_floor_after: Duration::from_millis(300),
        evict_after: Duration::from_millis(100),
        linger_time: Duration::from_millis(100),
        ..HookLimits::default()
    }
}

fn head(length: usize) -> String {
    let headers: String =
        signed("msg_1", BODY.as_bytes()).iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    format!("POST {PATH} HTTP/1.1\r\nHost: x\r\n{headers}Content-Length: {length}\r\n\r\n")
}

/// Sends one byte at a time with pauses until the other side ends it.
async fn dribble(wire: &mut Wire, text: &str) {
    for byte in text.as_bytes() {
        if !wire.send([*byte]).await {
            break;
        }
        tokio::time::sleep(Duration::from_millis(40)).await;
    }
}

#[tokio::test]
async fn a_connection_that_says_nothing_or_half_a_head_is_closed() {
    let hooked = Hooked::limited(quick()).await;
    for text in ["", "P", "POST /webhooks/quo HTTP/1.1\r\nHost: x\r\n"] {
        let begin = Instant::now();
        let mut wire = Wire::open(hooked.address).await;
        wire.send(text).await;
        wire.closed().await;
        let elapsed = begin.elapsed();
        assert!((Duration::from_millis(250)..Duration::from_secs(3)).contains(&elapsed), "{text:?}: {elapsed:?}");
    }
    let begin = Instant::now();
    let mut wire = Wire::open(hooked.address).await;
    dribble(&mut wire, &head(5)).await;
    wire.closed().await;
    assert!(begin.elapsed() < Duration::from_secs(3), "a head by the byte: {:?}", begin.elapsed());
    assert_eq!(hooked.records(), 0);
}

#[tokio::test]
async fn an_idle_connection_is_kept_for_its_time_and_no_longer() {
    let hooked = Hooked::limited(quick()).await;
    let mut wire = Wire::open(hooked.address).await;
    wire.send(valid("msg_1", BODY.as_bytes())).await;
    assert_eq!(wire.answer().await.map(|answer| answer.status), Some(200));
    // Longer than a head may take, shorter than a pause may last.
    tokio::time::sleep(Duration::from_millis(400)).await;
    wire.send(valid("msg_2", BODY.as_bytes())).await;
    assert_eq!(wire.answer().await.map(|answer| answer.status), Some(200));
    let begin = Instant::now();
    wire.closed().await;
    assert!((Duration::from_millis(500)..Duration::from_secs(3)).contains(&begin.elapsed()), "{:?}", begin.elapsed());
}

#[tokio::test]
async fn a_body_that_does_not_come_is_given_up() {
    let hooked = Hooked::limited(quick()).await;
    let begin = Instant::now();
    let mut wire = Wire::open(hooked.address).await;
    wire.send(head(10) + "abc").await;
    assert_eq!(wire.answer().await.map(|answer| answer.status), Some(408));
    wire.closed().await;
    assert!(begin.elapsed() < Duration::from_secs(3));
    let mut wire = Wire::open(hooked.address).await;
    wire.send(head(1_000)).await;
    dribble(&mut wire, &"x".repeat(1_000)).await;
    assert_eq!(wire.answer().await.map(|answer| answer.status), Some(408));
    assert_eq!(hooked.intake.stats().snapshot().refused[&Refused::TooSlow], 2);
    assert_eq!(hooked.records(), 0);
}

#[tokio::test]
async fn a_body_may_have_five_mebibytes_and_not_one_byte_more() {
    let hooked = Hooked::start().await;
    let most = HookLimits::default().body_bytes;
    let body = vec![b'x'; most];
    assert_eq!(status(hooked.address, valid("msg_1", &body)).await, 200);
    assert_eq!(hooked.deliveries()[0].body.len(), most);
    for length in [most + 1, 10_000_000, 100_000_000_000] {
        let mut wire = Wire::open(hooked.address).await;
        wire.send(head(length)).await;
        wire.send(&body[..100_000]).await;
        assert_eq!(wire.answer().await.map(|answer| answer.status), Some(413), "{length}");
    }
    // Chunks without end, with headers that could be right.
    let headers: String =
        signed("msg_1", BODY.as_bytes()).iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let mut wire = Wire::open(hooked.address).await;
    wire.send(format!("POST {PATH} HTTP/1.1\r\nHost: x\r\n{headers}Transfer-Encoding: chunked\r\n\r\n")).await;
    let chunk = format!("10000\r\n{}\r\n", "x".repeat(0x10000));
    let mut sent = 0usize;
    while sent < 1 << 30 && wire.send(&chunk).await {
        sent += 0x10000;
    }
    // What the operating system buffers on both sides is not what was read.
    assert!(sent < 64 << 20, "{sent} bytes were taken");
    assert!(wire.answer().await.is_none_or(|answer| answer.status == 413));
    assert_eq!(hooked.records(), 1);
}

#[tokio::test]
async fn a_compressed_body_is_kept_as_it_came() {
    let hooked = Hooked::start().await;
    let bomb = [b"\x1f\x8b\x08\x00".as_slice(), &vec![0; 100_000]].concat();
    for coding in ["gzip", "br", "zstd"] {
        let mut headers = signed(coding, &bomb);
        headers.push(("Content-Encoding", coding.to_owned()));
        assert_eq!(status(hooked.address, request(&format!("POST {PATH}"), &headers, &bomb)).await, 200, "{coding}");
    }
    for delivery in hooked.deliveries() {
        assert_eq!(delivery.body, bomb);
        assert!(delivery.headers.iter().any(|(name, _)| name == "content-encoding"));
    }
}

#[tokio::test]
async fn honest_deliveries_get_through_while_strangers_hold_every_connection() {
    let limits = HookLimits { connections: 16, header_time: Duration::from_secs(30), ..quick() };
    let hooked = Hooked::limited(limits).await;
    let mut strangers = Vec::new();
    for number in 0..40 {
        let mut wire = Wire::open(hooked.address).await;
        wire.send(if number % 2 == 0 { "POST /webhooks/quo HT" } else { "" }).await;
        strangers.push(wire);
    }
    for number in 0..20 {
        let begin = Instant::now();
        assert_eq!(status(hooked.address, valid(&format!("msg_{number}"), BODY.as_bytes())).await, 200);
        assert!(begin.elapsed() < Duration::from_secs(6), "{number}: {:?}", begin.elapsed());
    }
    assert_eq!(hooked.records(), 20);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn honest_deliveries_get_through_beside_endless_bodies() {
    let limits = HookLimits { large_bodies: 5 << 20, ..quick() };
    let hooked = Hooked::limited(limits).await;
    let address = hooked.address;
    let mut strangers = JoinSet::new();
    for _ in 0..30 {
        strangers.spawn(async move {
            let headers: String =
                signed("msg_1", BODY.as_bytes()).iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
            let mut wire = Wire::open(address).await;
            wire.send(format!("POST {PATH} HTTP/1.1\r\nHost: x\r\n{headers}Transfer-Encoding: chunked\r\n\r\n")).await;
            let chunk = format!("10000\r\n{}\r\n", "x".repeat(0x10000));
            for _ in 0..200 {
                if !wire.send(&chunk).await {
                    break;
                }
            }
            wire.answer().await.map(|answer| answer.status)
        });
    }
    for number in 0..50 {
        let begin = Instant::now();
        assert_eq!(status(address, valid(&format!("msg_{number}"), BODY.as_bytes())).await, 200);
        assert!(begin.elapsed() < Duration::from_secs(2), "{number}: {:?}", begin.elapsed());
    }
    while let Some(answer) = strangers.join_next().await {
        assert!(matches!(answer.unwrap(), None | Some(413 | 503 | 408)));
    }
    assert_eq!(hooked.records(), 50);
}

#[tokio::test]
async fn a_refusal_is_read_even_by_a_sender_that_is_still_sending() {
    let hooked = Hooked::limited(quick()).await;
    for _ in 0..20 {
        let unsigned = request(&format!("POST {PATH}"), &[], &vec![b'x'; 40_000]);
        assert_eq!(exchange(hooked.address, unsigned).await.map(|answer| answer.status), Some(401));
    }
}
