//! The schemes that older third-party guides describe. Quo sends none of them; each is off until configured.

use std::net::IpAddr;

use bytes::Bytes;

use super::headers::SignatureHeaders;
use super::{Compat, Refusal, Scheme, Verified, digest, same, within_window};
use crate::model::UtcMillis;

const MS_PER_SECOND: i64 = 1_000;
const HEX_DIGITS: &[u8; 16] = b"0123456789abcdef";

/// # Errors
/// [`Refusal::Unsigned`] if no scheme is allowed, the source address is not, or the headers are not its own.
pub(super) fn screen(
    compat: Option<&Compat>,
    headers: &SignatureHeaders<'_>,
    peer: Option<IpAddr>,
) -> Result<(), Refusal> {
    match compat {
        None => Err(Refusal::Unsigned),
        Some(Compat::BodyHex(_)) => body_hex(headers).map(drop),
        Some(Compat::TimestampHex(_)) => timestamp_hex(headers).map(drop),
        Some(Compat::Unsigned { allow }) => {
            let peer = peer.map(|peer| peer.to_canonical()).ok_or(Refusal::Unsigned)?;
            if allow.iter().any(|net| net.contains(&peer)) { Ok(()) } else { Err(Refusal::Unsigned) }
        }
    }
}

/// Verifies what [`screen`] has let through.
pub(super) fn verify(
    compat: Option<&Compat>,
    headers: &SignatureHeaders<'_>,
    body: Bytes,
    now: UtcMillis,
) -> Result<Verified, Refusal> {
    let (scheme, signed_at) = match compat {
        None => return Err(Refusal::Unsigned),
        Some(Compat::BodyHex(secret)) => {
            let sent = body_hex(headers)?;
            if !same(sent.to_ascii_lowercase().as_bytes(), &hex(digest(secret.key(), &[&body]))) {
                return Err(Refusal::Mismatch);
            }
            (Scheme::BodyHex, None)
        }
        Some(Compat::TimestampHex(secret)) => {
            let (sent, stamp, seconds) = timestamp_hex(headers)?;
            let expected = hex(digest(secret.key(), &[stamp.as_bytes(), b".", &body]));
            if !same(sent.to_ascii_lowercase().as_bytes(), &expected) {
                return Err(Refusal::Mismatch);
            }
            if !within_window(seconds, now.0.div_euclid(MS_PER_SECOND), 1) {
                return Err(Refusal::Stale);
            }
            (Scheme::TimestampHex, Some(UtcMillis(seconds.saturating_mul(MS_PER_SECOND))))
        }
        Some(Compat::Unsigned { .. }) => (Scheme::Unsigned, None),
    };
    Ok(Verified { body, scheme, secret_index: None, webhook_id: None, signed_at })
}

/// The digest of a `body-hex` request. One that names a time must have signed it, so it is not one of these.
fn body_hex<'a>(headers: &SignatureHeaders<'a>) -> Result<&'a str, Refusal> {
    if headers.hex_timestamp.is_present() {
        return Err(Refusal::Malformed);
    }
    let field = match (headers.hex_v1.is_present(), headers.hex.is_present()) {
        (true, _) => headers.hex_v1,
        (false, true) => headers.hex,
        (false, false) => return Err(Refusal::Unsigned),
    };
    field.text().filter(|text| !text.is_empty()).ok_or(Refusal::Malformed)
}

/// Digest, time as sent, and time in unix seconds of a `timestamp-hex` request.
fn timestamp_hex<'a>(headers: &SignatureHeaders<'a>) -> Result<(&'a str, &'a str, i64), Refusal> {
    if !headers.hex.is_present() {
        return Err(Refusal::Unsigned);
    }
    let sent = headers.hex.text().ok_or(Refusal::Malformed)?;
    let stamp = headers.hex_timestamp.text().ok_or(Refusal::Malformed)?;
    let digits = !stamp.is_empty() && stamp.bytes().all(|byte| byte.is_ascii_digit());
    let seconds = if digits { stamp.parse().ok() } else { None };
    Ok((sent, stamp, seconds.ok_or(Refusal::Malformed)?))
}

fn hex(digest: [u8; 32]) -> Vec<u8> {
    let digit = |nibble: u8| HEX_DIGITS.get(usize::from(nibble)).copied().unwrap_or_default();
    digest.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 0x0f)]).collect()
}
