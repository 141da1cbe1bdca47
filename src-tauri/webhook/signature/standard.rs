//! Quo's 2026-03-30 scheme, which is Standard Webhooks with a symmetric key.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;

use super::headers::SignatureHeaders;
use super::{Refusal, Scheme, Verified, digest, place, same, within_window};
use crate::model::UtcMillis;
use crate::webhook::secret::SigningSecret;

const MS_PER_SECOND: i64 = 1_000;

/// What the three headers say, before anything is proven.
pub(super) struct Claim<'a> {
    id: &'a str,
    stamp: &'a str,
    seconds: i64,
    entries: &'a str,
}

impl<'a> Claim<'a> {
    /// # Errors
    /// [`Refusal::Malformed`] if a header is missing, empty, repeated, or the time is not plain decimal digits.
    pub(super) fn read(headers: &SignatureHeaders<'a>) -> Result<Self, Refusal> {
        let id = headers.id.text().filter(|id| !id.is_empty()).ok_or(Refusal::Malformed)?;
        let stamp = headers.timestamp.text().ok_or(Refusal::Malformed)?;
        let seconds = seconds(stamp).ok_or(Refusal::Malformed)?;
        let entries = headers.signature.text().ok_or(Refusal::Malformed)?;
        if signatures(entries).next().is_none() {
            return Err(Refusal::Malformed);
        }
        Ok(Self { id, stamp, seconds, entries })
    }
}

pub(super) fn verify(
    secrets: &[SigningSecret],
    headers: &SignatureHeaders<'_>,
    body: Bytes,
    now: UtcMillis,
) -> Result<Verified, Refusal> {
    let claim = Claim::read(headers)?;
    let secret_index = secrets.iter().position(|secret| matches(secret, &claim, &body)).ok_or(Refusal::Mismatch)?;
    // Whole seconds on both sides, as every reference implementation compares them.
    if !within_window(claim.seconds, now.0.div_euclid(MS_PER_SECOND), 1) {
        return Err(Refusal::Stale);
    }
    Ok(Verified {
        body,
        scheme: Scheme::Standard,
        secret_index: place(secret_index),
        webhook_id: Some(claim.id.to_owned()),
        signed_at: Some(UtcMillis(claim.seconds.saturating_mul(MS_PER_SECOND))),
    })
}

fn matches(secret: &SigningSecret, claim: &Claim<'_>, body: &[u8]) -> bool {
    let parts = [claim.id.as_bytes(), b".", claim.stamp.as_bytes(), b".", body];
    let expected = STANDARD.encode(digest(secret.key(), &parts));
    // Every entry is compared, so the time does not tell which one came near.
    signatures(claim.entries).fold(false, |found, sent| found | same(sent.as_bytes(), expected.as_bytes()))
}

/// The base64 texts of the `v1` entries; entries are separated by blanks, other versions are passed over.
fn signatures(entries: &str) -> impl Iterator<Item = &str> {
    entries.split(' ').filter_map(|entry| entry.strip_prefix("v1,"))
}

/// Unix seconds in plain decimal: no sign, no leading zero, no blank, no fraction.
fn seconds(stamp: &str) -> Option<i64> {
    let plain = stamp.bytes().all(|byte| byte.is_ascii_digit()) && (stamp == "0" || !stamp.starts_with('0'));
    if plain { stamp.parse().ok() } else { None }
}
