//! Which requests are authentic, as seen from outside.

use ringbook::http::hook::HookLimits;
use ringbook::webhook::secret::CompatSecret;
use ringbook::webhook::signature::{Compat, Refusal, Scheme, Verifier, sign_standard};
use ringbook::webhook::stats::Refused;
use std::sync::Arc;

use super::wire::{exchange, status};
use super::{BODY, Hooked, LEGACY_SECRET, NEW_SECRET, PATH, STAMP, request, secret, signed, signed_legacy, valid};

fn post(headers: &[(&str, String)]) -> Vec<u8> {
    request(&format!("POST {PATH}"), headers, BODY.as_bytes())
}

#[tokio::test]
async fn both_generations_are_accepted_and_recorded_with_their_proof() {
    let hooked = Hooked::start().await;
    let answer = exchange(hooked.address, valid("msg_1", BODY.as_bytes())).await.unwrap();
    assert_eq!((answer.status, answer.body.as_slice()), (200, br#"{"ok":true}"#.as_slice()));
    for stamp in ["1791208882000", "1791208882", "2026-10-05T14:01:22Z"] {
        assert_eq!(status(hooked.address, post(&signed_legacy(stamp, BODY.as_bytes()))).await, 200, "{stamp}");
    }
    let deliveries = hooked.deliveries();
    let proofs: Vec<_> = deliveries.iter().map(|delivery| (delivery.scheme, delivery.secret_index)).collect();
    assert_eq!(proofs[0], (Scheme::Standard, Some(0)));
    assert_eq!(proofs[1..], [(Scheme::Legacy, Some(1)); 3]);
    assert!(deliveries.iter().all(|delivery| delivery.body == BODY));
    assert_eq!(deliveries[0].webhook_id.as_deref(), Some("msg_1"));
    let snapshot = hooked.intake.stats().snapshot();
    assert_eq!((snapshot.received, snapshot.last_delivery_at), (4, Some(super::NOW)));
}

#[tokio::test]
async fn every_refusal_is_the_same_answer_and_keeps_nothing() {
    let hooked = Hooked::start().await;
    let right = signed("msg_1", BODY.as_bytes());
    let change = |name: &str, value: &str| {
        let mut headers = right.clone();
        headers.iter_mut().filter(|(header, _)| *header == name).for_each(|(_, old)| *old = value.to_owned());
        headers
    };
    let without = |name: &str| right.iter().filter(|(header, _)| *header != name).cloned().collect::<Vec<_>>();
    let with =
        |name: &'static str, value: &str| right.iter().cloned().chain([(name, value.to_owned())]).collect::<Vec<_>>();
    let before = |name: &'static str, value: &str| {
        [(name, value.to_owned())].into_iter().chain(right.clone()).collect::<Vec<_>>()
    };
    let signature = &right[2].1;
    let resigned = |stamp: u64| {
        let signature = sign_standard(&secret(NEW_SECRET), "msg_1", stamp, BODY.as_bytes());
        vec![("webhook-id", "msg_1".into()), ("webhook-timestamp", stamp.to_string()), ("webhook-signature", signature)]
    };
    let mut both = signed_legacy("1791208882000", BODY.as_bytes());
    both.extend(change("webhook-signature", "v1,AAAA"));
    let mut rows: Vec<Vec<(&str, String)>> = vec![
        vec![],
        without("webhook-id"),
        without("webhook-timestamp"),
        without("webhook-signature"),
        change("webhook-id", ""),
        change("webhook-id", "msg_2"),
        with("webhook-id", "msg_1"),
        before("webhook-id", "msg_2"),
        with("webhook-signature", signature),
        with("webhook-signature", "v1,bad"),
        before("webhook-signature", "v1,bad"),
        resigned(STAMP - 301),
        resigned(STAMP + 301),
        resigned(STAMP * 1_000),
        both,
        vec![("X-OpenPhone-Signature", "3a8964a6f7eeacbb1f443781d3590e3383cedf1c2fcdd1da8f2df4a6957ca091".into())],
        vec![("openphone-signature", "hmac;1;1791208882000".into())],
        vec![("openphone-signature", String::new())],
        signed_legacy("1791208580000", BODY.as_bytes()),
        signed_legacy("1791208882000", b"another body"),
    ];
    for stamp in [
        "",
        "hello",
        "1.5",
        "1e9",
        "0x1",
        "-1",
        "-9223372036854775808",
        "9223372036854775807",
        "9223372036854775808",
        "1111111111111111111111111111111111111111",
        "01791208882",
        "+1791208882",
    ] {
        rows.push(change("webhook-timestamp", stamp));
    }
    for wrong in [
        "",
        "v1",
        "v1,",
        ",",
        &signature[..11],
        signature.trim_end_matches('='),
        &format!("v1,bad,{signature}"),
        &format!("v1,bad\t{signature}"),
        &signature.replace("v1,", "v2,"),
    ] {
        rows.push(change("webhook-signature", wrong));
    }
    let mut answers = Vec::new();
    for row in &rows {
        answers.push(exchange(hooked.address, post(row)).await.unwrap_or_else(|| panic!("{row:?}")));
    }
    let first = &answers[0];
    assert_eq!((first.status, first.body.as_slice()), (401, br#"{"error":"unauthorized"}"#.as_slice()));
    for (answer, row) in answers.iter().zip(&rows) {
        assert_eq!(answer, first, "{row:?}");
    }
    for body in [BODY.replace(':', ": "), format!("{BODY}\n")] {
        assert_eq!(
            status(hooked.address, request(&format!("POST {PATH}"), &right, body.as_bytes())).await,
            401,
            "{body}"
        );
    }
    assert_eq!(hooked.records(), 0);
    let snapshot = hooked.intake.stats().snapshot();
    assert_eq!(snapshot.refused.get(&Refused::Stale), Some(&4));
    assert_eq!((snapshot.stale_in_a_row, snapshot.last_stale_at), (4, Some(super::NOW)));
    assert_eq!(snapshot.refused_in_all(), rows.len() as u64 + 2);

    for fine in [
        change("webhook-signature", &format!("v1,bad v2,bad {signature} v1,bad")),
        change("webhook-signature", &format!("v1,bad  {signature}")),
    ] {
        assert_eq!(status(hooked.address, post(&fine)).await, 200);
    }
    assert_eq!(hooked.records(), 2);
    assert_eq!(hooked.intake.stats().snapshot().stale_in_a_row, 0);
}

#[tokio::test]
async fn without_a_secret_nothing_is_accepted_and_the_sender_is_put_off() {
    let disk = Arc::new(ringbook::seam::SoundDisk);
    let hooked = Hooked::with(Verifier::default(), HookLimits::default(), disk).await;
    for bytes in [valid("msg_1", BODY.as_bytes()), post(&[])] {
        let answer = exchange(hooked.address, bytes).await.unwrap();
        assert_eq!((answer.status, answer.header("retry-after")), (503, Some("30")));
    }
    assert_eq!(hooked.records(), 0);
    assert_eq!(hooked.intake.stats().snapshot().refused[&Refused::NotConfigured], 2);
    hooked.intake.set_verifier(Verifier::new(vec![secret(NEW_SECRET)], None));
    assert_eq!(status(hooked.address, valid("msg_1", BODY.as_bytes())).await, 200);
}

#[tokio::test]
async fn rotation_accepts_the_old_and_the_new_secret_until_the_old_one_is_taken_away() {
    let hooked = Hooked::start().await;
    let new = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
    let with_new = || {
        let signature = sign_standard(&secret(new), "msg_2", STAMP, BODY.as_bytes());
        post(&[
            ("webhook-id", "msg_2".into()),
            ("webhook-timestamp", STAMP.to_string()),
            ("webhook-signature", signature),
        ])
    };
    assert_eq!(status(hooked.address, with_new()).await, 401);
    hooked.intake.set_verifier(Verifier::new(vec![secret(NEW_SECRET), secret(new)], None));
    assert_eq!(status(hooked.address, with_new()).await, 200);
    assert_eq!(status(hooked.address, valid("msg_1", BODY.as_bytes())).await, 200);
    hooked.intake.set_verifier(Verifier::new(vec![secret(new)], None));
    assert_eq!(status(hooked.address, with_new()).await, 200);
    assert_eq!(status(hooked.address, valid("msg_1", BODY.as_bytes())).await, 401);
    assert_eq!(status(hooked.address, post(&signed_legacy("1791208882000", BODY.as_bytes()))).await, 401);
}

#[tokio::test]
async fn a_corrected_clock_decides_what_is_stale() {
    let hooked = Hooked::start().await;
    let hour = 3_600_000;
    hooked.clock.advance_ms(hour);
    assert_eq!(status(hooked.address, valid("msg_1", BODY.as_bytes())).await, 401);
    hooked.clock.advance_ms(-hour);
    assert_eq!(status(hooked.address, valid("msg_1", BODY.as_bytes())).await, 200);
}

#[tokio::test]
async fn a_compatibility_scheme_is_heard_only_when_it_is_chosen() {
    let hooked = Hooked::start().await;
    let digest = "d4c2ab2f38ff0c4b4a6e5d6f30cdd3b7b2ee7c13d2b4e36cf0f2c0d90e4a5f11";
    let unsigned = post(&[]);
    let hex = post(&[("x-openphone-signature-v1", digest.to_owned())]);
    assert_eq!(status(hooked.address, unsigned.clone()).await, 401);
    let compat = Compat::BodyHex(CompatSecret::parse("compat_secret_3f9c").unwrap());
    hooked.intake.set_verifier(Verifier::new(vec![secret(LEGACY_SECRET)], Some(compat)));
    assert_eq!(status(hooked.address, hex).await, 401);
    assert_eq!(status(hooked.address, unsigned.clone()).await, 401);
    let compat = Compat::Unsigned { allow: vec!["127.0.0.0/8".parse().unwrap()] };
    hooked.intake.set_verifier(Verifier::new(vec![secret(LEGACY_SECRET)], Some(compat)));
    assert_eq!(status(hooked.address, unsigned).await, 200);
    assert_eq!(status(hooked.address, valid("msg_1", b"forged")).await, 401);
    assert_eq!(hooked.deliveries()[0].scheme, Scheme::Unsigned);
    assert_eq!(Refused::from(Refusal::Unsigned), Refused::Signature);
}
