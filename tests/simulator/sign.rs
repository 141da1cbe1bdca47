//! Signs deliveries in both of Quo's schemes (API.md sections 6 and 7).

use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// Base64 of HMAC-SHA256 over `message`.
fn digest(key: &[u8], message: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.update(message);
    STANDARD.encode(mac.finalize().into_bytes())
}

/// The key bytes of a secret as Quo shows it: base64, for 2026-03-30 behind `whsec_`.
pub fn key_bytes(secret: &str) -> Vec<u8> {
    let text = secret.strip_prefix("whsec_").unwrap_or(secret);
    STANDARD.decode(text).expect("a signing secret is base64")
}

/// One `v1,…` entry of `webhook-signature`; `seconds` is unix time at signing.
pub fn standard(secret: &str, delivery_id: &str, seconds: i64, body: &[u8]) -> String {
    let mut message = format!("{delivery_id}.{seconds}.").into_bytes();
    message.extend_from_slice(body);
    format!("v1,{}", digest(&key_bytes(secret), &message))
}

/// The `openphone-signature` header; `timestamp` is signed as written, milliseconds in the documented form.
pub fn legacy(secret: &str, timestamp: &str, body: &[u8]) -> String {
    let mut message = format!("{timestamp}.").into_bytes();
    message.extend_from_slice(body);
    format!("hmac;1;{timestamp};{}", digest(&key_bytes(secret), &message))
}
