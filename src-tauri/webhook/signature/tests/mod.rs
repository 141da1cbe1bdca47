//! The published vectors, tables of hostile headers, and other people's verifiers as oracles.

mod legacy_table;
mod oracles;
mod standard_table;
mod vectors;

use bytes::Bytes;

use super::{Refusal, SignatureHeaders, Verified, Verifier};
use crate::model::UtcMillis;
use crate::webhook::secret::SigningSecret;

/// The public Standard Webhooks example.
const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const ID: &str = "msg_p5jXN8AQM9LWM0D4loKWxJek";
const STAMP: &str = "1614265330";
const BODY: &str = r#"{"test": 2432232314}"#;
const SIGNATURE: &str = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
const NOW: UtcMillis = UtcMillis(1_614_265_330_000);

fn check(secrets: &[&str], headers: &[(&str, &[u8])], body: &[u8], now: UtcMillis) -> Result<Verified, Refusal> {
    let secrets = secrets.iter().map(|secret| SigningSecret::parse(secret).unwrap()).collect();
    let headers = SignatureHeaders::collect(headers.iter().copied());
    Verifier::new(secrets, None).verify(&headers, Bytes::copy_from_slice(body), None, now)
}

/// What a table row demands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    Accepted,
    Refused,
    /// Refused for its time alone.
    Stale,
}

impl Answer {
    fn of(result: &Result<Verified, Refusal>) -> Self {
        match result {
            Ok(_) => Self::Accepted,
            Err(Refusal::Stale) => Self::Stale,
            Err(Refusal::NotConfigured | Refusal::Unsigned | Refusal::Malformed | Refusal::Mismatch) => Self::Refused,
        }
    }
}
