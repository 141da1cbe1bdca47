//! Quo's scheme before 2026: `openphone-signature: hmac;1;<time>;<base64>[,…]`.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use chrono::DateTime;

use super::headers::SignatureHeaders;
use super::{Refusal, Scheme, Verified, digest, place, same, within_window};
use crate::model::UtcMillis;
use crate::webhook::secret::SigningSecret;

/// Signatures looked at in one header. Each may name another time and so costs a pass over the body.
const MAX_ENTRIES: usize = 8;

/// Times of fewer digits are seconds, of this many or more milliseconds.
const MILLISECOND_DIGITS: usize = 12;

const MS_PER_SECOND: i64 = 1_000;

struct Entry<'a> {
    stamp: &'a str,
    signed: Signed,
    digest: &'a str,
}

/// The signed time in the unit it was sent in, because the window counts whole seconds only for seconds.
#[derive(Clone, Copy)]
enum Signed {
    Seconds(i64),
    Millis(i64),
}

impl Signed {
    /// Reads unix seconds, unix milliseconds, or ISO 8601 with a zone: all three have been met.
    fn read(stamp: &str) -> Option<Self> {
        if stamp.is_empty() {
            return None;
        }
        if !stamp.bytes().all(|byte| byte.is_ascii_digit()) {
            return DateTime::parse_from_rfc3339(stamp).ok().map(|time| Self::Millis(time.timestamp_millis()));
        }
        let number = stamp.parse().ok()?;
        Some(if stamp.len() < MILLISECOND_DIGITS { Self::Seconds(number) } else { Self::Millis(number) })
    }

    fn is_fresh(self, now: UtcMillis) -> bool {
        match self {
            Self::Seconds(seconds) => within_window(seconds, now.0.div_euclid(MS_PER_SECOND), 1),
            Self::Millis(millis) => within_window(millis, now.0, 1_000),
        }
    }

    fn millis(self) -> UtcMillis {
        match self {
            Self::Seconds(seconds) => UtcMillis(seconds.saturating_mul(MS_PER_SECOND)),
            Self::Millis(millis) => UtcMillis(millis),
        }
    }
}

/// # Errors
/// [`Refusal::Malformed`] unless at least one entry has the documented form.
pub(super) fn screen(headers: &SignatureHeaders<'_>) -> Result<(), Refusal> {
    let value = headers.legacy.text().ok_or(Refusal::Malformed)?;
    entries(value).next().map(drop).ok_or(Refusal::Malformed)
}

pub(super) fn verify(
    secrets: &[SigningSecret],
    headers: &SignatureHeaders<'_>,
    body: Bytes,
    now: UtcMillis,
) -> Result<Verified, Refusal> {
    let value = headers.legacy.text().ok_or(Refusal::Malformed)?;
    let mut refusal = Refusal::Mismatch;
    for entry in entries(value) {
        let Some(secret_index) = fitting(secrets, &entry, &body) else { continue };
        if entry.signed.is_fresh(now) {
            let signed_at = Some(entry.signed.millis());
            let secret_index = place(secret_index);
            return Ok(Verified { body, scheme: Scheme::Legacy, secret_index, webhook_id: None, signed_at });
        }
        refusal = Refusal::Stale;
    }
    Err(refusal)
}

/// The place of the secret that gives this entry. Secrets of the newer generation are not asked.
fn fitting(secrets: &[SigningSecret], entry: &Entry<'_>, body: &[u8]) -> Option<usize> {
    secrets.iter().position(|secret| {
        !secret.is_prefixed() && {
            let expected = STANDARD.encode(digest(secret.key(), &[entry.stamp.as_bytes(), b".", body]));
            same(entry.digest.as_bytes(), expected.as_bytes())
        }
    })
}

/// The well-formed entries: exactly four fields, scheme `hmac`, version `1`, a time that can be read.
fn entries(value: &str) -> impl Iterator<Item = Entry<'_>> {
    value.split(',').take(MAX_ENTRIES).filter_map(|entry| {
        let mut fields = entry.trim_matches(' ').split(';');
        let (scheme, version, stamp, digest) = (fields.next()?, fields.next()?, fields.next()?, fields.next()?);
        if fields.next().is_some() || scheme != "hmac" || version != "1" {
            return None;
        }
        Some(Entry { stamp, signed: Signed::read(stamp)?, digest })
    })
}
