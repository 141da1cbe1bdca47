//! Every vector of `tests/fixtures/signatures*.json`.

use std::collections::BTreeMap;

use bytes::Bytes;
use serde::Deserialize;

use super::super::{Compat, Refusal, Scheme, SignatureHeaders, Verifier};
use super::check;
use crate::model::UtcMillis;
use crate::webhook::secret::{CompatSecret, SigningSecret};

const QUO: &str = include_str!("../../../../tests/fixtures/signatures.json");
const COMPAT: &str = include_str!("../../../../tests/fixtures/signatures.compat.json");

#[derive(Deserialize)]
struct Quo {
    tolerance_seconds: u64,
    legacy: Group,
    standard: Group,
    routing: Vec<Routing>,
}

#[derive(Deserialize)]
struct Group {
    vectors: Vec<Vector>,
}

#[derive(Deserialize)]
struct Vector {
    name: String,
    secrets: Vec<String>,
    headers: BTreeMap<String, String>,
    body: String,
    now_ms: i64,
    signature_ok: bool,
    accept: bool,
}

#[derive(Deserialize)]
struct Routing {
    name: String,
    headers: Vec<String>,
    #[serde(rename = "use")]
    scheme: String,
    value_example: Option<String>,
}

#[derive(Deserialize)]
struct CompatFile {
    vectors: Vec<CompatVector>,
}

#[derive(Deserialize)]
struct CompatVector {
    name: String,
    scheme: String,
    secret: String,
    now: i64,
    headers: BTreeMap<String, String>,
    body: String,
    valid: bool,
}

fn quo() -> Quo {
    serde_json::from_str(QUO).unwrap()
}

fn bytes(headers: &BTreeMap<String, String>) -> Vec<(&str, &[u8])> {
    headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect()
}

fn run(group: &Group, scheme: Scheme) {
    for vector in &group.vectors {
        let secrets: Vec<&str> = vector.secrets.iter().map(String::as_str).collect();
        let result = check(&secrets, &bytes(&vector.headers), vector.body.as_bytes(), UtcMillis(vector.now_ms));
        let name = &vector.name;
        match (&result, vector.signature_ok, vector.accept) {
            (Ok(verified), true, true) => {
                assert_eq!(verified.scheme(), scheme, "{name}");
                assert_eq!(verified.body(), vector.body.as_bytes(), "{name}");
                assert_eq!(verified.webhook_id(), vector.headers.get("webhook-id").map(String::as_str), "{name}");
            }
            // Authentic, and so kept; what it says cannot be processed, which is for the envelope to say.
            (Ok(_), true, false) if name == "empty-body" => {}
            (Err(Refusal::Stale), true, false) => {}
            (Err(Refusal::Malformed), true, false) if name == "non-numeric-timestamp" => {}
            (Err(Refusal::Unsigned | Refusal::Malformed | Refusal::Mismatch), false, false) => {}
            _ => panic!("{name}: {result:?}"),
        }
    }
}

#[test]
fn every_legacy_vector_gets_its_answer() {
    assert_eq!(quo().tolerance_seconds, super::super::WINDOW_SECONDS);
    assert!(quo().legacy.vectors.len() >= 25);
    run(&quo().legacy, Scheme::Legacy);
}

#[test]
fn every_standard_vector_gets_its_answer() {
    assert!(quo().standard.vectors.len() >= 20);
    run(&quo().standard, Scheme::Standard);
}

#[test]
fn the_second_of_two_secrets_is_named_as_the_one_that_fits() {
    let quo = quo();
    for (group, name) in [(&quo.legacy, "two-candidate-secrets"), (&quo.standard, "rotation-two-secrets")] {
        let vector = group.vectors.iter().find(|vector| vector.name == name).unwrap();
        let secrets: Vec<&str> = vector.secrets.iter().map(String::as_str).collect();
        let now = UtcMillis(vector.now_ms);
        let verified = check(&secrets, &bytes(&vector.headers), vector.body.as_bytes(), now).unwrap();
        assert_eq!(verified.secret_index(), Some(1), "{name}");
    }
}

/// Takes headers that are right for their scheme and checks, per row, which scheme judged the request.
#[test]
fn a_request_is_judged_by_the_scheme_its_headers_name_and_no_other() {
    let quo = quo();
    let legacy = quo.legacy.vectors.iter().find(|vector| vector.name == "valid").unwrap();
    let secret = SigningSecret::parse(legacy.secrets.first().unwrap()).unwrap();
    let seconds = u64::try_from(legacy.now_ms / 1_000).unwrap();
    let standard = [
        ("webhook-id".to_owned(), "msg_1".to_owned()),
        ("webhook-timestamp".to_owned(), seconds.to_string()),
        (
            "webhook-signature".to_owned(),
            super::super::sign_standard(&secret, "msg_1", seconds, legacy.body.as_bytes()),
        ),
    ];
    let right: BTreeMap<String, String> = legacy.headers.clone().into_iter().chain(standard).collect();
    for row in &quo.routing {
        let value = |name: &String| row.value_example.clone().unwrap_or_else(|| right[name].clone());
        let headers: BTreeMap<String, String> = row.headers.iter().map(|name| (name.clone(), value(name))).collect();
        let verify = |headers: &BTreeMap<String, String>| {
            let secrets: Vec<&str> = legacy.secrets.iter().map(String::as_str).collect();
            check(&secrets, &bytes(headers), legacy.body.as_bytes(), UtcMillis(legacy.now_ms))
        };
        let scheme = verify(&headers).map(|verified| verified.scheme());
        match row.scheme.as_str() {
            "legacy" => assert_eq!(scheme, Ok(Scheme::Legacy), "{}", row.name),
            "standard" => assert_eq!(scheme, Ok(Scheme::Standard), "{}", row.name),
            "reject" => assert_eq!(scheme, Err(Refusal::Unsigned), "{}", row.name),
            other => panic!("unknown scheme {other}"),
        }
        if row.name == "both" {
            for name in ["webhook-id", "webhook-timestamp", "webhook-signature"] {
                let mut spoilt = headers.clone();
                spoilt.insert(name.to_owned(), "1".to_owned());
                assert!(verify(&spoilt).is_err(), "fell back to legacy with a wrong {name}");
                spoilt.remove(name);
                assert!(verify(&spoilt).is_err(), "fell back to legacy without {name}");
            }
        }
    }
}

#[test]
fn every_compatibility_vector_gets_its_answer_only_when_its_scheme_is_configured() {
    let file: CompatFile = serde_json::from_str(COMPAT).unwrap();
    assert!(file.vectors.len() >= 12);
    for vector in &file.vectors {
        let compat = |scheme: &str| {
            let secret = CompatSecret::parse(&vector.secret).unwrap();
            match scheme {
                "body-hex" => Compat::BodyHex(secret),
                "timestamp-hex" => Compat::TimestampHex(secret),
                other => panic!("unknown scheme {other}"),
            }
        };
        let verify = |compat: Option<Compat>| {
            let quo = vec![SigningSecret::parse(super::SECRET).unwrap()];
            let headers = SignatureHeaders::collect(bytes(&vector.headers));
            let body = Bytes::from(vector.body.clone());
            Verifier::new(quo, compat).verify(&headers, body, None, UtcMillis(vector.now * 1_000))
        };
        assert_eq!(verify(Some(compat(&vector.scheme))).is_ok(), vector.valid, "{}", vector.name);
        assert_eq!(verify(None), Err(Refusal::Unsigned), "{}", vector.name);
        let other = if vector.scheme == "body-hex" { "timestamp-hex" } else { "body-hex" };
        assert!(verify(Some(compat(other))).is_err(), "{} under {other}", vector.name);
    }
}
