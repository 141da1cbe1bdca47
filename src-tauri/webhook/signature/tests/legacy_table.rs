//! Headers that are nearly right, one table for the scheme before 2026; and who may send unsigned.

use std::net::IpAddr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;

use super::super::{Compat, Refusal, Scheme, SignatureHeaders, Verifier, sign_legacy};
use super::{Answer, check};
use crate::model::UtcMillis;
use crate::webhook::secret::SigningSecret;

use Answer::{Accepted, Refused, Stale};

const NOW: UtcMillis = UtcMillis(1_786_802_483_931);
const BODY: &[u8] = br#"{"id":"EV1"}"#;

/// Bytes of 0x80 and above: the key is bytes, never a string.
fn key() -> String {
    STANDARD.encode([0x9fu8; 32])
}

fn sign(stamp: &str) -> String {
    sign_legacy(&SigningSecret::parse(&key()).unwrap(), stamp, BODY)
}

fn row(header: &str) -> Answer {
    Answer::of(&check(&[&key()], &[("openphone-signature", header.as_bytes())], BODY, NOW))
}

#[test]
fn the_legacy_header_is_taken_only_in_its_exact_form() {
    let stamp = "1786802482731";
    let right = sign(stamp);
    let digest = right.rsplit(';').next().unwrap();
    let wrong = format!("hmac;1;{stamp};AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");
    for (header, answer) in [
        (right.clone(), Accepted),
        (format!(" {right} "), Accepted),
        (format!("{wrong},{right}"), Accepted),
        (format!("{wrong}, {right}"), Accepted),
        (format!("{right},{wrong}"), Accepted),
        (format!("rsa;1;{stamp};{digest},{right}"), Accepted),
        (format!(",{right},"), Accepted),
        (String::new(), Refused),
        (",".to_owned(), Refused),
        (";;;".to_owned(), Refused),
        (wrong.clone(), Refused),
        (format!("hmac;{stamp};{digest}"), Refused),
        (format!("{right};"), Refused),
        (format!("{right};x"), Refused),
        (format!("HMAC;1;{stamp};{digest}"), Refused),
        (format!("hmac;2;{stamp};{digest}"), Refused),
        (format!("hmac;01;{stamp};{digest}"), Refused),
        (format!("hmac; 1;{stamp};{digest}"), Refused),
        (format!("hmac;1; {stamp};{digest}"), Refused),
        (format!("hmac;1;{stamp}; {digest}"), Refused),
        (format!("hmac;1;;{digest}"), Refused),
        (format!("hmac;1;{stamp};"), Refused),
        (format!("hmac;1;{stamp};{}", digest.trim_end_matches('=')), Refused),
        (format!("hmac;1;{stamp};{}", digest.to_lowercase()), Refused),
        (format!("hmac;1;{stamp};{digest}\n"), Refused),
        (format!("{right}é"), Refused),
        (format!("hmac;1;1786802482732;{digest}"), Refused),
        // Only so many signatures are looked at, since each may cost a pass over the body.
        (format!("{},{right}", [wrong.as_str(); 7].join(",")), Accepted),
        (format!("{},{right}", [wrong.as_str(); 8].join(",")), Refused),
    ] {
        assert_eq!(row(&header), answer, "{header:?}");
    }
}

#[test]
fn the_legacy_time_is_milliseconds_seconds_or_iso_and_no_older_than_five_minutes() {
    for (stamp, answer) in [
        ("1786802483931", Accepted),
        ("1786802183931", Accepted),
        ("1786802183930", Stale),
        ("1786802783931", Accepted),
        ("1786802783932", Stale),
        ("1786802182931", Stale),
        ("1786802483", Accepted),
        ("1786802183", Accepted),
        ("1786802182", Stale),
        ("2026-08-15T14:01:22.731Z", Accepted),
        ("2026-08-15T16:01:22+02:00", Accepted),
        ("2026-08-15T13:01:22.731Z", Stale),
        ("2026-08-15T14:01:22.731", Refused),
        ("2026-02-30T14:01:22Z", Refused),
        ("0", Stale),
        ("9223372036854775807", Stale),
        ("9223372036854775808", Refused),
        ("1111111111111111111111111111111111111111", Refused),
        ("-1", Refused),
        ("-9223372036854775808", Refused),
        ("+1786802483931", Refused),
        ("1786802483931.0", Refused),
        ("soon", Refused),
        ("", Refused),
    ] {
        assert_eq!(row(&sign(stamp)), answer, "{stamp:?}");
    }
}

#[test]
fn an_old_signature_beside_a_fresh_one_does_not_spoil_it() {
    assert_eq!(row(&format!("{},{}", sign("1786802000000"), sign("1786802483000"))), Accepted);
    assert_eq!(row(&format!("{},{}", sign("1786802483000"), sign("1786802000000"))), Accepted);
}

#[test]
fn a_secret_of_the_newer_generation_never_signs_a_legacy_delivery() {
    let prefixed = format!("whsec_{}", key());
    let headers = [("openphone-signature", sign("1786802483931").into_bytes())];
    let headers: Vec<(&str, &[u8])> = headers.iter().map(|(name, value)| (*name, value.as_slice())).collect();
    assert_eq!(check(&[&prefixed], &headers, BODY, NOW), Err(Refusal::Mismatch));
    assert_eq!(check(&[&prefixed, &key()], &headers, BODY, NOW).unwrap().secret_index(), Some(1));
}

#[test]
fn a_repeated_legacy_header_is_refused() {
    let (right, wrong) = (sign("1786802483931"), sign("1"));
    for pair in [[&right, &wrong], [&wrong, &right], [&right, &right]] {
        let headers = pair.map(|value| ("openphone-signature", value.as_bytes()));
        assert_eq!(check(&[&key()], &headers, BODY, NOW), Err(Refusal::Malformed));
    }
}

#[test]
fn unsigned_requests_come_only_from_the_allowed_networks_and_never_replace_a_failed_signature() {
    let allow = vec!["192.0.2.0/24".parse().unwrap(), "2001:db8::1/128".parse().unwrap()];
    let verifier = Verifier::new(Vec::new(), Some(Compat::Unsigned { allow }));
    let verify = |headers: &[(&str, &[u8])], peer: Option<&str>| {
        let headers = SignatureHeaders::collect(headers.iter().copied());
        let peer: Option<IpAddr> = peer.map(|peer| peer.parse().unwrap());
        verifier.verify(&headers, Bytes::from_static(BODY), peer, NOW).map(|verified| verified.scheme())
    };
    for (peer, answer) in [
        (Some("192.0.2.7"), Ok(Scheme::Unsigned)),
        (Some("::ffff:192.0.2.7"), Ok(Scheme::Unsigned)),
        (Some("2001:db8::1"), Ok(Scheme::Unsigned)),
        (Some("2001:db8::2"), Err(Refusal::Unsigned)),
        (Some("127.0.0.1"), Err(Refusal::Unsigned)),
        (None, Err(Refusal::Unsigned)),
    ] {
        assert_eq!(verify(&[], peer), answer, "{peer:?}");
    }
    assert!(verify(&[("openphone-signature", b"hmac;1;1;x")], Some("192.0.2.7")).is_err());
    assert!(verify(&[("webhook-id", b"msg_1")], Some("192.0.2.7")).is_err());
}

#[test]
fn a_compatibility_scheme_is_configured_by_name_or_not_at_all() {
    let secret = "compat_secret_3f9c";
    let here: IpAddr = "127.0.0.1".parse().unwrap();
    assert!(matches!(Compat::configured("body-hex", secret, &[]), Ok(Compat::BodyHex(_))));
    assert!(matches!(Compat::configured("timestamp-hex", secret, &[]), Ok(Compat::TimestampHex(_))));
    assert!(matches!(Compat::configured("none", "", &[here]), Ok(Compat::Unsigned { .. })));
    for (scheme, secret, allow) in [("none", "", vec![]), ("body-hex", "", vec![]), ("md5", secret, vec![here])] {
        assert!(Compat::configured(scheme, secret, &allow).is_err(), "{scheme}");
    }
}
