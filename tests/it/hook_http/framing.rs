//! Requests that are not deliveries, or not well made.

use ringbook::http::hook::HookLimits;
use ringbook::webhook::stats::Refused;

use super::wire::{Wire, exchange, status};
use super::{BODY, Hooked, PATH, request, signed, valid};

#[tokio::test]
async fn only_post_is_allowed_on_the_hook() {
    let hooked = Hooked::start().await;
    for method in ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "BREW"] {
        let mut wire = Wire::open(hooked.address).await;
        wire.send(format!("{method} {PATH} HTTP/1.1\r\nHost: x\r\n\r\n")).await;
        if method == "HEAD" {
            wire.finish().await;
            continue; // announces a body that does not follow
        }
        let answer = wire.answer().await.unwrap();
        assert_eq!((answer.status, answer.header("allow")), (405, Some("post")), "{method}");
    }
    assert_eq!(hooked.records(), 0);
}

#[tokio::test]
async fn every_other_path_does_not_exist() {
    let hooked = Hooked::start().await;
    let at = |path: &str| request(&format!("POST {path}"), &signed("msg_1", BODY.as_bytes()), BODY.as_bytes());
    for path in [
        "/",
        "/api/",
        "/api/rpc/status",
        "/index.html",
        "/.env",
        "/webhooks",
        "/webhooks/",
        "/webhooks/quo/",
        "//webhooks/quo",
        "/a/../webhooks/quo",
        "/./webhooks/quo",
        "/%77ebhooks/quo",
        "/webhooks%2fquo",
        "/webhooks/quo;x",
        "/webhooks/quo%00",
        "/Webhooks/Quo",
        "/webhooks/quo/x",
        "/webhooks//quo",
        "*",
        "http://evil.example/webhooks/quo",
        "http://127.0.0.1/webhooks/quo",
        "/webhooks/openphone/",
        "/..;/webhooks/quo",
    ] {
        assert_eq!(status(hooked.address, at(path)).await, 404, "{path}");
    }
    assert_eq!(status(hooked.address, "GET / HTTP/1.1\r\nHost: x\r\n\r\n").await, 404);
    assert_eq!(hooked.records(), 0);
    for (count, path) in [PATH, "/webhooks/quo?x=1", "/webhooks/quo?", "/api/webhooks/openphone", "/webhooks/openphone"]
        .iter()
        .enumerate()
    {
        assert_eq!(status(hooked.address, at(path)).await, 200, "{path}");
        assert_eq!(hooked.records(), count as u64 + 1);
    }
}

#[tokio::test]
async fn a_thousand_spellings_of_a_path_lead_nowhere() {
    let hooked = Hooked::start().await;
    let parts = ["", ".", "..", "%2e%2e", "api", "rpc", "webhooks", "quo", "index.html", "%00", "assets", "\\", "etc"];
    let mut count = 0u32;
    for a in parts {
        for b in parts {
            for c in parts {
                let path = format!("/{a}/{b}/{c}");
                if count == 1_000 {
                    break;
                }
                let answer =
                    status(hooked.address, format!("POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n"))
                        .await;
                assert!(answer == 404 || (answer == 400 && path.contains('\\')), "{path}: {answer}");
                count += 1;
            }
        }
    }
    assert_eq!((count, hooked.records()), (1_000, 0));
    let snapshot = hooked.intake.stats().snapshot();
    assert!(snapshot.refused[&Refused::Elsewhere] >= 900, "{snapshot:?}");
}

#[tokio::test]
async fn other_protocols_are_not_spoken() {
    let hooked = Hooked::start().await;
    for bytes in [
        b"CONNECT 127.0.0.1:22 HTTP/1.1\r\nHost: x\r\n\r\n".as_slice(),
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"POST /webhooks/quo\r\n\r\n",
        b"POST /webhooks/quo HTTP/3.0\r\nHost: x\r\n\r\n",
        b"\0\0\0\0",
    ] {
        let mut wire = Wire::open(hooked.address).await;
        wire.send(bytes).await;
        wire.finish().await;
        let answer = wire.answer().await;
        assert!(answer.is_none_or(|answer| answer.status == 400), "{bytes:?}");
    }
    for upgrade in ["websocket", "h2c"] {
        let headers = [("Connection", "Upgrade".to_owned()), ("Upgrade", upgrade.to_owned())];
        let answer = exchange(hooked.address, request(&format!("POST {PATH}"), &headers, b"")).await.unwrap();
        assert_eq!((answer.status, answer.header("upgrade")), (401, None), "{upgrade}");
    }
    assert_eq!(hooked.records(), 0);
}

#[tokio::test]
async fn there_must_be_one_host_of_any_name() {
    let hooked = Hooked::start().await;
    let with = |hosts: &str, version: &str| {
        let mut head = format!("POST {PATH} HTTP/{version}\r\n{hosts}");
        for (name, value) in signed("msg_1", BODY.as_bytes()) {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        format!("{head}Content-Length: {}\r\n\r\n{BODY}", BODY.len())
    };
    assert_eq!(status(hooked.address, with("", "1.1")).await, 400);
    assert_eq!(status(hooked.address, with("Host: a\r\nHost: b\r\n", "1.1")).await, 400);
    assert_eq!(status(hooked.address, with("Host: a\r\nHost: a\r\n", "1.1")).await, 400);
    assert_eq!(hooked.records(), 0);
    for host in ["127.0.0.1:8791", "localhost:8791", "[::1]:8791", "words.tunnel.example"] {
        assert_eq!(status(hooked.address, with(&format!("Host: {host}\r\n"), "1.1")).await, 200, "{host}");
    }
    assert_eq!(status(hooked.address, with("", "1.0")).await, 200);
    assert_eq!(hooked.records(), 5);
}

#[tokio::test]
async fn a_body_must_be_framed_in_one_way_that_everyone_reads_alike() {
    let hooked = Hooked::start().await;
    let signed: String =
        signed("msg_1", BODY.as_bytes()).iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let head = |lines: &str| format!("POST {PATH} HTTP/1.1\r\nHost: x\r\n{signed}{lines}\r\n");
    let length = BODY.len();
    let chunk = format!("{length:x}\r\n{BODY}\r\n0\r\n\r\n");
    for (lines, body, allowed) in [
        (String::new(), BODY.to_owned(), vec![411]),
        (format!("Content-Length: {length}\r\nContent-Length: {}\r\n", length + 1), BODY.to_owned(), vec![400]),
        (format!("Content-Length: {length}\r\nContent-Length: {length}\r\n"), BODY.to_owned(), vec![400]),
        (format!("Content-Length: {length}\r\nTransfer-Encoding: chunked\r\n"), chunk.clone(), vec![400]),
        (format!("Transfer-Encoding: chunked\r\nContent-Length: {length}\r\n"), chunk.clone(), vec![400]),
        ("Transfer-Encoding: gzip, chunked\r\n".to_owned(), chunk.clone(), vec![400, 501]),
        ("Transfer-Encoding: identity\r\n".to_owned(), BODY.to_owned(), vec![400]),
        ("Content-Length: -1\r\n".to_owned(), BODY.to_owned(), vec![400]),
        ("Content-Length: 1e3\r\n".to_owned(), BODY.to_owned(), vec![400]),
        ("Content-Length: 0x10\r\n".to_owned(), BODY.to_owned(), vec![400]),
        ("Content-Length: 99999999999999999999\r\n".to_owned(), BODY.to_owned(), vec![400]),
        ("Transfer-Encoding: chunked\r\n".to_owned(), format!("zz\r\n{BODY}\r\n0\r\n\r\n"), vec![400]),
        (
            "Transfer-Encoding: chunked\r\n".to_owned(),
            format!("{length:x};{}\r\n{BODY}", "x".repeat(1 << 20)),
            vec![400, 413],
        ),
        ("X: a\0b\r\n".to_owned(), String::new(), vec![400]),
        ("X: a\rb\r\n".to_owned(), String::new(), vec![400]),
        ("X: a\r\n b\r\n".to_owned(), String::new(), vec![400]),
        ("X : a\r\n".to_owned(), String::new(), vec![400]),
        ("no colon\r\n".to_owned(), String::new(), vec![400]),
    ] {
        let answer = status(hooked.address, head(&lines) + body.as_str()).await;
        assert!(allowed.contains(&answer), "{lines:?}: {answer}");
    }
    let bare = head(&format!("Content-Length: {length}\r\n")).replace("\r\n", "\n") + BODY;
    assert_eq!(status(hooked.address, bare).await, 400);
    let one_bare = head(&format!("X: y\nContent-Length: {length}\r\n")) + BODY;
    assert_eq!(status(hooked.address, one_bare).await, 400);
    assert_eq!(
        status(hooked.address, format!("POST {PATH}#x HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n")).await,
        400
    );
    assert_eq!(hooked.records(), 0);
    assert_eq!(status(hooked.address, head("Transfer-Encoding: chunked\r\n") + chunk.as_str()).await, 200);
    assert_eq!(
        status(hooked.address, format!("\r\n{}{BODY}", head(&format!("Content-Length: {length}\r\n")))).await,
        200
    );
    assert_eq!(hooked.records(), 2);
}

#[tokio::test]
async fn headers_are_limited_in_number_and_size() {
    let hooked = Hooked::start().await;
    let limits = HookLimits::default();
    // Host, Content-Length and three of the signature are in every request.
    let with = |extra: usize| {
        let mut headers = signed("msg_1", BODY.as_bytes());
        headers.extend((0..extra).map(|_| ("x-filler", "1".to_owned())));
        request(&format!("POST {PATH}"), &headers, BODY.as_bytes())
    };
    assert_eq!(status(hooked.address, with(limits.headers - 5)).await, 200);
    assert_eq!(status(hooked.address, with(limits.headers - 4)).await, 431);
    for size in [17 << 10, 500_000] {
        let headers = [("x-filler", "x".repeat(size))];
        assert_eq!(status(hooked.address, request(&format!("POST {PATH}"), &headers, b"")).await, 431, "{size}");
    }
    assert_eq!(hooked.records(), 1);
}

#[tokio::test]
async fn pipelined_requests_are_answered_in_order_and_kept_apart() {
    let hooked = Hooked::start().await;
    let body = |number: usize| format!("{{\"number\":{number}}}");
    let mut all = Vec::new();
    for number in 0..1_000 {
        all.extend_from_slice(&valid(&format!("msg_{number}"), body(number).as_bytes()));
    }
    let mut wire = Wire::open(hooked.address).await;
    // Small pieces, so that heads and bodies are cut everywhere.
    for piece in all.chunks(1_371) {
        assert!(wire.send(piece).await);
    }
    for number in 0..1_000 {
        assert_eq!(wire.answer().await.map(|answer| answer.status), Some(200), "{number}");
    }
    let deliveries = hooked.deliveries();
    assert_eq!(deliveries.len(), 1_000);
    for (number, delivery) in deliveries.iter().enumerate() {
        assert_eq!(delivery.body, body(number).as_bytes());
        assert_eq!(delivery.webhook_id.as_deref(), Some(format!("msg_{number}").as_str()));
    }
    // A stranger's request ends the connection, and what follows it is not heard.
    let mut spoilt = valid("msg_x", b"{}");
    spoilt.extend_from_slice(&request(&format!("POST {PATH}"), &[], b"{}"));
    spoilt.extend_from_slice(&valid("msg_y", b"{}"));
    wire.send(spoilt).await;
    assert_eq!(wire.answer().await.map(|answer| answer.status), Some(200));
    assert_eq!(wire.answer().await.map(|answer| answer.status), Some(401));
    wire.closed().await;
    assert_eq!(hooked.records(), 1_001);
}
