//! Headers that are nearly right, one table for the 2026-03-30 scheme.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::super::{Refusal, sign_standard};
use super::{Answer, BODY, ID, NOW, SECRET, SIGNATURE, STAMP, check};
use crate::model::UtcMillis;
use crate::webhook::secret::SigningSecret;

use Answer::{Accepted, Refused, Stale};

fn row(id: &[u8], stamp: &[u8], signature: &[u8]) -> Answer {
    let headers = [("webhook-id", id), ("webhook-timestamp", stamp), ("webhook-signature", signature)];
    Answer::of(&check(&[SECRET], &headers, BODY.as_bytes(), NOW))
}

#[test]
fn the_signature_header_is_taken_only_in_its_exact_form() {
    let digest = SIGNATURE.strip_prefix("v1,").unwrap();
    let wrong = "v1,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    for (signature, answer) in [
        (SIGNATURE.to_owned(), Accepted),
        (format!(" {SIGNATURE}"), Accepted),
        (format!("{SIGNATURE}   "), Accepted),
        (format!("{wrong} v2,{digest} {SIGNATURE} {wrong}"), Accepted),
        (format!("{wrong}  {SIGNATURE}"), Accepted),
        (format!("v1a,{digest} {SIGNATURE}"), Accepted),
        (format!("nonsense {SIGNATURE}"), Accepted),
        (format!("{SIGNATURE} {SIGNATURE}"), Accepted),
        (String::new(), Refused),
        (" ".to_owned(), Refused),
        ("v1".to_owned(), Refused),
        ("v1,".to_owned(), Refused),
        (",".to_owned(), Refused),
        (",,".to_owned(), Refused),
        (wrong.to_owned(), Refused),
        (digest.to_owned(), Refused),
        (format!(",{digest}"), Refused),
        (format!("v2,{digest}"), Refused),
        (format!("v1a,{digest}"), Refused),
        (format!("V1,{digest}"), Refused),
        (format!("v1, {digest}"), Refused),
        (format!("v1,{digest},"), Refused),
        (format!("v1,{digest},v1,{digest}"), Refused),
        (format!("{wrong},{SIGNATURE}"), Refused),
        (format!("{wrong}\t{SIGNATURE}"), Refused),
        (format!("{SIGNATURE}\n"), Refused),
        (format!("{SIGNATURE}\0"), Refused),
        (format!("{SIGNATURE}é"), Refused),
        (SIGNATURE.chars().take(11).collect(), Refused),
        (SIGNATURE.trim_end_matches('=').to_owned(), Refused),
        (format!("{SIGNATURE}="), Refused),
        (SIGNATURE.replace('+', "-").replace('/', "_"), Refused),
        (SIGNATURE.to_lowercase(), Refused),
        // The last character before the padding carries two unused bits: another spelling of the same bytes.
        (SIGNATURE.replace("OE=", "OF="), Refused),
    ] {
        assert_eq!(row(ID.as_bytes(), STAMP.as_bytes(), signature.as_bytes()), answer, "{signature:?}");
    }
}

#[test]
fn a_time_that_is_not_plain_seconds_is_refused_even_when_signed() {
    let secret = SigningSecret::parse(SECRET).unwrap();
    for stamp in [
        "",
        "hello",
        "1.5",
        "1e9",
        "0x1",
        " 1",
        "1 ",
        "-1",
        "+1614265330",
        "0001614265330",
        "01614265330",
        "1614265330.0",
        "1614265330,0",
        "-9223372036854775808",
        "9223372036854775808",
        "1111111111111111111111111111111111111111",
        "１６１４２６５３３０",
        "1614265330\t",
        "NaN",
        "١٦١٤٢٦٥٣٣٠",
    ] {
        let parts: [&[u8]; 5] = [ID.as_bytes(), b".", stamp.as_bytes(), b".", BODY.as_bytes()];
        let signature = format!("v1,{}", STANDARD.encode(super::super::digest(secret.key(), &parts)));
        assert_eq!(row(ID.as_bytes(), stamp.as_bytes(), signature.as_bytes()), Refused, "{stamp:?}");
    }
}

#[test]
fn the_window_is_five_minutes_either_way_to_the_second() {
    let secret = SigningSecret::parse(SECRET).unwrap();
    let now = NOW.0 / 1_000;
    for (seconds, answer) in [
        (now, Accepted),
        (now - 300, Accepted),
        (now + 300, Accepted),
        (now - 299, Accepted),
        (now - 301, Stale),
        (now + 301, Stale),
        (now * 1_000, Stale),
        (0, Stale),
        (1, Stale),
        (i64::MAX, Stale),
    ] {
        let signature = sign_standard(&secret, ID, u64::try_from(seconds).unwrap(), BODY.as_bytes());
        assert_eq!(row(ID.as_bytes(), seconds.to_string().as_bytes(), signature.as_bytes()), answer, "{seconds}");
    }
}

#[test]
fn a_clock_at_either_end_of_time_refuses_without_a_panic() {
    let headers = [
        ("webhook-id", ID.as_bytes()),
        ("webhook-timestamp", STAMP.as_bytes()),
        ("webhook-signature", SIGNATURE.as_bytes()),
    ];
    for now in [i64::MIN, i64::MAX, -1, 0] {
        assert_eq!(check(&[SECRET], &headers, BODY.as_bytes(), UtcMillis(now)), Err(Refusal::Stale), "{now}");
    }
    assert!(check(&[SECRET], &headers, BODY.as_bytes(), NOW.plus_ms(300_999)).is_ok());
    assert_eq!(check(&[SECRET], &headers, BODY.as_bytes(), NOW.plus_ms(301_000)), Err(Refusal::Stale));
}

#[test]
fn the_id_must_be_there_once_and_is_part_of_what_is_signed() {
    let secret = SigningSecret::parse(SECRET).unwrap();
    let stamp: u64 = STAMP.parse().unwrap();
    let signed = |id: &str| sign_standard(&secret, id, stamp, BODY.as_bytes());
    for (id, signature, answer) in [
        (ID, SIGNATURE.to_owned(), Accepted),
        ("a.1", signed("a.1"), Accepted),
        ("with space", signed("with space"), Accepted),
        ("", signed(""), Refused),
        ("msg_p5jXN8AQM9LWM0D4loKWxJel", SIGNATURE.to_owned(), Refused),
        ("msg_p5jxn8aqm9lwm0d4lokwxjek", SIGNATURE.to_owned(), Refused),
        ("msg\u{e9}", signed("msg\u{e9}"), Refused),
        ("msg\u{1}", signed("msg\u{1}"), Refused),
    ] {
        assert_eq!(row(id.as_bytes(), STAMP.as_bytes(), signature.as_bytes()), answer, "{id:?}");
    }
    // "a" + "1.1614265330" and "a.1" + "1614265330" give the same signed bytes: the border must not move.
    assert_eq!(row(b"a", format!("1.{STAMP}").as_bytes(), signed("a.1").as_bytes()), Refused);
    assert_eq!(row(b"1.b", STAMP.as_bytes(), signed("1").as_bytes()), Refused);
    let verified = check(
        &[SECRET],
        &[
            ("webhook-id", b"a.1"),
            ("webhook-timestamp", STAMP.as_bytes()),
            ("webhook-signature", signed("a.1").as_bytes()),
        ],
        BODY.as_bytes(),
        NOW,
    );
    assert_eq!(verified.unwrap().webhook_id(), Some("a.1"));
}

#[test]
fn a_repeated_or_missing_header_is_refused_whichever_line_is_right() {
    let right: [(&str, &[u8]); 3] = [
        ("webhook-id", ID.as_bytes()),
        ("webhook-timestamp", STAMP.as_bytes()),
        ("webhook-signature", SIGNATURE.as_bytes()),
    ];
    for (name, value) in right {
        let without: Vec<_> = right.into_iter().filter(|(other, _)| *other != name).collect();
        let verify = |headers: &[(&str, &[u8])]| check(&[SECRET], headers, BODY.as_bytes(), NOW);
        assert_eq!(verify(&without), Err(Refusal::Malformed), "without {name}");
        for extra in [value, b"v1,bad", b""] {
            let before: Vec<_> = [(name, extra)].into_iter().chain(right).collect();
            let after: Vec<_> = right.into_iter().chain([(name, extra)]).collect();
            assert_eq!(verify(&before), Err(Refusal::Malformed), "{name} twice");
            assert_eq!(verify(&after), Err(Refusal::Malformed), "{name} twice");
        }
    }
    let shouted: [(&str, &[u8]); 3] = [
        ("Webhook-Id", ID.as_bytes()),
        ("WEBHOOK-TIMESTAMP", STAMP.as_bytes()),
        ("webhook-SIGNATURE", SIGNATURE.as_bytes()),
    ];
    assert!(check(&[SECRET], &shouted, BODY.as_bytes(), NOW).is_ok());
}

#[test]
fn any_other_spelling_of_the_body_is_refused() {
    let headers = [
        ("webhook-id", ID.as_bytes()),
        ("webhook-timestamp", STAMP.as_bytes()),
        ("webhook-signature", SIGNATURE.as_bytes()),
    ];
    for (body, ok) in [
        (BODY.as_bytes().to_vec(), true),
        (br#"{"test":2432232314}"#.to_vec(), false),
        (br#"{"\u0074est": 2432232314}"#.to_vec(), false),
        ([BODY.as_bytes(), b"\n"].concat(), false),
        ([b"\xef\xbb\xbf", BODY.as_bytes()].concat(), false),
        (Vec::new(), false),
        (b"\xff\xfe".to_vec(), false),
    ] {
        assert_eq!(check(&[SECRET], &headers, &body, NOW).is_ok(), ok, "{body:?}");
    }
}

#[test]
fn a_body_that_is_not_text_can_be_authentic() {
    let secret = SigningSecret::parse(SECRET).unwrap();
    let body = [0xff, 0xfe, 0x00, 0x80];
    let signature = sign_standard(&secret, ID, STAMP.parse().unwrap(), &body);
    let headers = [
        ("webhook-id", ID.as_bytes()),
        ("webhook-timestamp", STAMP.as_bytes()),
        ("webhook-signature", signature.as_bytes()),
    ];
    assert_eq!(check(&[SECRET], &headers, &body, NOW).unwrap().body().as_ref(), body);
}

#[test]
fn no_configured_secret_and_another_subscriptions_secret_both_refuse() {
    let headers = [
        ("webhook-id", ID.as_bytes()),
        ("webhook-timestamp", STAMP.as_bytes()),
        ("webhook-signature", SIGNATURE.as_bytes()),
    ];
    assert_eq!(check(&[], &headers, BODY.as_bytes(), NOW), Err(Refusal::NotConfigured));
    let other = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
    assert_eq!(check(&[other], &headers, BODY.as_bytes(), NOW), Err(Refusal::Mismatch));
    assert_eq!(check(&[other, SECRET], &headers, BODY.as_bytes(), NOW).unwrap().secret_index(), Some(1));
}

#[test]
fn every_single_bit_change_is_refused() {
    for round in 0u8..3 {
        let secret = STANDARD.encode([round; 32]);
        let body: Vec<u8> = (0..40u8).map(|byte| byte.wrapping_mul(round.wrapping_add(7))).collect();
        let signature = sign_standard(&SigningSecret::parse(&secret).unwrap(), ID, 1_614_265_330, &body);
        let parts = [ID.as_bytes().to_vec(), STAMP.as_bytes().to_vec(), signature.into_bytes(), body];
        let verify = |parts: &[Vec<u8>; 4]| {
            let [id, stamp, signature, body] = parts;
            let headers =
                [("webhook-id", id.as_slice()), ("webhook-timestamp", stamp), ("webhook-signature", signature)];
            check(&[&secret], &headers, body, NOW)
        };
        assert!(verify(&parts).is_ok());
        for part in 0..parts.len() {
            for bit in 0..parts[part].len() * 8 {
                let mut changed = parts.clone();
                changed[part][bit / 8] ^= 1 << (bit % 8);
                assert!(verify(&changed).is_err(), "part {part} bit {bit}");
            }
        }
    }
}
