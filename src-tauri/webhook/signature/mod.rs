//! Whether a delivery really comes from Quo.
//!
//! Which scheme applies is decided by which headers are present, never by what happens to fit: a request with
//! any `webhook-*` signature header is judged by the 2026-03-30 scheme alone, one with `openphone-signature` by
//! the legacy scheme alone, and only one with neither by the compatibility scheme, where one is configured.
//! A failed check never falls back to another scheme, and every comparison with a digest is constant in time.
//!
//! Own code on `hmac` and `sha2`: the published verifiers accept an empty key, refuse unpadded keys, and may
//! overflow on a hostile time (the differential tests list every known difference).

use std::fmt;
use std::net::IpAddr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use hmac::{Hmac, KeyInit, Mac};
use ipnet::IpNet;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use subtle::ConstantTimeEq;
use thiserror::Error;

use crate::model::UtcMillis;
use crate::webhook::secret::{CompatSecret, SecretError, SigningSecret};

mod compat;
mod headers;
mod legacy;
mod standard;
#[cfg(test)]
mod tests;

pub use headers::SignatureHeaders;

/// How far the signed time may be from the receiver's clock, either way, in seconds.
///
/// Source: Standard Webhooks, "Verifying webhook authenticity"; Quo's pages say five minutes.
pub const WINDOW_SECONDS: u64 = 300;

/// What a signature was made with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scheme {
    /// Quo 2026-03-30: `webhook-id`, `webhook-timestamp`, `webhook-signature` (Standard Webhooks).
    Standard,
    /// Quo before that: `openphone-signature: hmac;1;<time>;<base64>`.
    Legacy,
    /// Compatibility: hex HMAC of the body alone. Cannot detect a replay; deduplication alone protects.
    BodyHex,
    /// Compatibility: hex HMAC of `<unix seconds>.<body>`.
    TimestampHex,
    /// Compatibility: no signature at all, from an allowed source address.
    Unsigned,
}

/// The one compatibility scheme that is allowed, where the owner has chosen one.
#[derive(Debug, Clone)]
pub enum Compat {
    /// [`Scheme::BodyHex`] with its secret.
    BodyHex(CompatSecret),
    /// [`Scheme::TimestampHex`] with its secret.
    TimestampHex(CompatSecret),
    /// [`Scheme::Unsigned`] from these networks only. Behind a tunnel on the same machine every caller has a
    /// loopback address, so allowing loopback then allows everyone.
    Unsigned {
        /// Source addresses that may deliver without a signature.
        allow: Vec<IpNet>,
    },
}

/// Why a setting does not name a compatibility scheme.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CompatError {
    /// Not one of the three schemes.
    #[error("webhook.compat must be \"body-hex\", \"timestamp-hex\" or \"none\", not {0:?}")]
    Scheme(String),
    /// The scheme's secret will not do.
    #[error("secret of the compatibility scheme: {0}")]
    Secret(#[from] SecretError),
    /// Unsigned deliveries from nowhere in particular.
    #[error("webhook.compat = \"none\" needs at least one address in webhook.compat_allow")]
    NoAddress,
}

impl Compat {
    /// The scheme as the configuration names it, with its secret or, for `none`, its addresses.
    ///
    /// # Errors
    /// [`CompatError`] if there is no such scheme or what it needs is missing.
    pub fn configured(scheme: &str, secret: &str, allow: &[IpAddr]) -> Result<Self, CompatError> {
        match scheme {
            "body-hex" => Ok(Self::BodyHex(CompatSecret::parse(secret)?)),
            "timestamp-hex" => Ok(Self::TimestampHex(CompatSecret::parse(secret)?)),
            "none" if allow.is_empty() => Err(CompatError::NoAddress),
            "none" => Ok(Self::Unsigned { allow: allow.iter().copied().map(IpNet::from).collect() }),
            other => Err(CompatError::Scheme(other.to_owned())),
        }
    }
}

/// Why a request was refused. The sender is told none of this, only one uniform answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Error)]
pub enum Refusal {
    /// There is no secret to verify with; answered as "not ready", so the sender tries again.
    #[error("no signing secret is configured")]
    NotConfigured,
    /// No signature of a kind that is allowed here.
    #[error("the request carries no accepted signature")]
    Unsigned,
    /// Signature headers are present but missing a part, repeated, or not in their format.
    #[error("the signature headers are malformed")]
    Malformed,
    /// No secret gives the signature that was sent.
    #[error("the signature does not match")]
    Mismatch,
    /// The signature is right, but the signed time is outside the window: a replay, or a wrong clock.
    #[error("the signature is right but outside the time window")]
    Stale,
}

/// A body whose origin is proven. Only [`Verifier::verify`] makes one.
#[derive(Clone, PartialEq, Eq)]
pub struct Verified {
    body: Bytes,
    scheme: Scheme,
    secret_index: Option<u16>,
    webhook_id: Option<String>,
    signed_at: Option<UtcMillis>,
}

impl Verified {
    /// The exact bytes received.
    #[must_use]
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// The scheme that proved it.
    #[must_use]
    pub fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// Place of the secret that fits among those configured, from 0; `None` where the scheme has none.
    #[must_use]
    pub fn secret_index(&self) -> Option<u16> {
        self.secret_index
    }

    /// The signed `webhook-id`, as sent: the delivery's identity over all its retries.
    #[must_use]
    pub fn webhook_id(&self) -> Option<&str> {
        self.webhook_id.as_deref()
    }

    /// The signed time.
    #[must_use]
    pub fn signed_at(&self) -> Option<UtcMillis> {
        self.signed_at
    }
}

impl fmt::Debug for Verified {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { body, scheme, secret_index, webhook_id, signed_at } = self;
        f.debug_struct("Verified")
            .field("body_bytes", &body.len())
            .field("scheme", scheme)
            .field("secret_index", secret_index)
            .field("webhook_id", webhook_id)
            .field("signed_at", signed_at)
            .finish()
    }
}

/// Everything deliveries may be verified with at one moment. Replaced as a whole on rotation.
#[derive(Debug, Clone, Default)]
pub struct Verifier {
    secrets: Vec<SigningSecret>,
    compat: Option<Compat>,
}

impl Verifier {
    /// A verifier that tries each of `secrets`, and the compatibility scheme where one is given.
    #[must_use]
    pub fn new(secrets: Vec<SigningSecret>, compat: Option<Compat>) -> Self {
        Self { secrets, compat }
    }

    /// The same with other secrets.
    #[must_use]
    pub fn with_secrets(&self, secrets: Vec<SigningSecret>) -> Self {
        Self { secrets, compat: self.compat.clone() }
    }

    /// How many secrets are tried.
    #[must_use]
    pub fn secrets(&self) -> usize {
        self.secrets.len()
    }

    /// Whether there is anything to verify with.
    #[must_use]
    pub fn is_configured(&self) -> bool {
        !self.secrets.is_empty() || self.compat.is_some()
    }

    /// Refuses what no body could make right, so that a stranger's upload is not read at all.
    ///
    /// # Errors
    /// As [`Verifier::verify`], but never [`Refusal::Mismatch`] or [`Refusal::Stale`].
    pub fn screen(&self, headers: &SignatureHeaders<'_>, peer: Option<IpAddr>) -> Result<(), Refusal> {
        if !self.is_configured() {
            return Err(Refusal::NotConfigured);
        }
        match headers.route() {
            headers::Route::Standard => standard::Claim::read(headers).map(drop),
            headers::Route::Legacy => legacy::screen(headers),
            headers::Route::Other => compat::screen(self.compat.as_ref(), headers, peer),
        }
    }

    /// Checks one request.
    ///
    /// `body` is the exact bytes received: re-serialised JSON does not verify. Any one secret and any one of the
    /// signatures sent may match. `peer` is the source address, which only [`Compat::Unsigned`] looks at.
    /// `now` may differ from the signed time by ±[`WINDOW_SECONDS`].
    ///
    /// # Errors
    /// [`Refusal::NotConfigured`] without any secret; otherwise [`Refusal::Unsigned`], [`Refusal::Malformed`],
    /// [`Refusal::Mismatch`], or [`Refusal::Stale`] when the signature is right but too old or too new.
    ///
    /// Source: Standard Webhooks, "Verifying webhook authenticity"; Quo, "Webhook signature validation" and
    /// "Legacy signature validation".
    pub fn verify(
        &self,
        headers: &SignatureHeaders<'_>,
        body: Bytes,
        peer: Option<IpAddr>,
        now: UtcMillis,
    ) -> Result<Verified, Refusal> {
        self.screen(headers, peer)?;
        match headers.route() {
            headers::Route::Standard => standard::verify(&self.secrets, headers, body, now),
            headers::Route::Legacy => legacy::verify(&self.secrets, headers, body, now),
            headers::Route::Other => compat::verify(self.compat.as_ref(), headers, body, now),
        }
    }
}

/// The `webhook-signature` value of one delivery, as Quo's 2026-03-30 generation sends it.
///
/// `timestamp` is in unix seconds. For whoever plays Quo: sample data and tests.
#[must_use]
pub fn sign_standard(secret: &SigningSecret, webhook_id: &str, timestamp: u64, body: &[u8]) -> String {
    let timestamp = timestamp.to_string();
    let digest = digest(secret.key(), &[webhook_id.as_bytes(), b".", timestamp.as_bytes(), b".", body]);
    format!("v1,{}", STANDARD.encode(digest))
}

/// The `openphone-signature` value of one delivery, as Quo's legacy generation sends it.
///
/// `stamp` is the time as text, usually unix milliseconds. For whoever plays Quo: sample data and tests.
#[must_use]
pub fn sign_legacy(secret: &SigningSecret, stamp: &str, body: &[u8]) -> String {
    let digest = digest(secret.key(), &[stamp.as_bytes(), b".", body]);
    format!("hmac;1;{stamp};{}", STANDARD.encode(digest))
}

/// HMAC-SHA256 over the parts, one after the other.
fn digest(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    // HMAC takes a key of any length, so the error is never met; an empty key's digest would still be refused,
    // because no secret type can be made from an empty key.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return [0; 32] };
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// Equal or not, in a time that depends on the lengths alone.
fn same(sent: &[u8], expected: &[u8]) -> bool {
    sent.ct_eq(expected).into()
}

/// Whether `signed` is within the window around `now`, both in the same unit, of which a second has `per_second`.
fn within_window(signed: i64, now: i64, per_second: u64) -> bool {
    signed.abs_diff(now) <= WINDOW_SECONDS.saturating_mul(per_second)
}

/// The place of a secret as it is recorded.
fn place(index: usize) -> Option<u16> {
    u16::try_from(index).ok()
}
