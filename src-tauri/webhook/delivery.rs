//! A delivery as it is kept: what arrived, when, and how it was proven. This is what the journal holds.
//!
//! Layout of the journal payload, version 1: one byte of version, the length of the head as four bytes big
//! endian, the head as JSON, and the body's exact bytes. Fields may be added to the head; one that changes its
//! meaning makes a new version.

use std::fmt;

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::model::UtcMillis;
use crate::webhook::signature::{Scheme, Verified};

const VERSION: u8 = 1;
const HEAD_LENGTH_BYTES: usize = 4;

/// Headers that are kept beside those that begin with `webhook-`: what was signed, and how to read the body.
/// `Authorization`, cookies and anything else never reach the journal.
const KEPT_HEADERS: [&str; 6] = [
    "content-encoding",
    "content-type",
    "openphone-signature",
    "x-openphone-signature",
    "x-openphone-signature-v1",
    "x-openphone-timestamp",
];

/// One delivery, authentic and complete.
#[derive(Clone, PartialEq, Eq)]
pub struct Delivery {
    /// When its last byte arrived.
    pub received_at: UtcMillis,
    /// The scheme that proved it.
    pub scheme: Scheme,
    /// Place of the secret that fits among those configured then, from 0.
    pub secret_index: Option<u16>,
    /// The signed `webhook-id`.
    pub webhook_id: Option<String>,
    /// The signed time.
    pub signed_at: Option<UtcMillis>,
    /// The kept headers, in the order they arrived, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The exact bytes received; not necessarily text, and never decompressed.
    pub body: Bytes,
}

/// Why a journal payload was not read as a delivery.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DecodeError {
    /// Written by a later version of Ringbook.
    #[error("delivery record has version {0}, and this version of Ringbook reads up to {VERSION}")]
    Version(u8),
    /// Shorter than its own lengths say.
    #[error("delivery record ends early")]
    Short,
    /// The head is not what this version writes.
    #[error("delivery record has a damaged head (line {line}, column {column})")]
    Head {
        /// Line within the head.
        line: usize,
        /// Column within that line.
        column: usize,
    },
}

/// The head of version 1.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct HeadV1 {
    received_at: UtcMillis,
    scheme: Scheme,
    secret_index: Option<u16>,
    webhook_id: Option<String>,
    signed_at: Option<UtcMillis>,
    headers: Vec<(String, String)>,
}

impl Delivery {
    /// Keeps a proven request. Of `headers`, only those that matter for reading or re-checking it stay; bytes
    /// in them that are not UTF-8 are replaced (they are no part of what was signed).
    #[must_use]
    pub fn from_verified<'a>(
        verified: &Verified,
        received_at: UtcMillis,
        headers: impl IntoIterator<Item = (&'a str, &'a [u8])>,
    ) -> Self {
        let headers = headers.into_iter().filter_map(|(name, value)| {
            let name = name.to_ascii_lowercase();
            let kept = name.starts_with("webhook-") || KEPT_HEADERS.contains(&name.as_str());
            kept.then(|| (name, String::from_utf8_lossy(value).into_owned()))
        });
        Self {
            received_at,
            scheme: verified.scheme(),
            secret_index: verified.secret_index(),
            webhook_id: verified.webhook_id().map(str::to_owned),
            signed_at: verified.signed_at(),
            headers: headers.collect(),
            body: verified.body().clone(),
        }
    }

    /// The moment to fall back on where the content names none that exists: the signed time, else the arrival.
    #[must_use]
    pub fn said_at(&self) -> UtcMillis {
        self.signed_at.unwrap_or(self.received_at)
    }

    /// The payload of its journal record.
    ///
    /// # Errors
    /// If the head does not fit a length of 32 bits, which the limits on headers rule out for what arrived by HTTP.
    pub fn encode(&self) -> Result<Vec<u8>, EncodeError> {
        let Self { received_at, scheme, secret_index, webhook_id, signed_at, headers, body } = self;
        let head = HeadV1 {
            received_at: *received_at,
            scheme: *scheme,
            secret_index: *secret_index,
            webhook_id: webhook_id.clone(),
            signed_at: *signed_at,
            headers: headers.clone(),
        };
        let head = serde_json::to_vec(&head).map_err(|_| EncodeError)?;
        let length = u32::try_from(head.len()).map_err(|_| EncodeError)?;
        let mut payload = Vec::with_capacity(1 + HEAD_LENGTH_BYTES + head.len() + body.len());
        payload.push(VERSION);
        payload.extend_from_slice(&length.to_be_bytes());
        payload.extend_from_slice(&head);
        payload.extend_from_slice(body);
        Ok(payload)
    }

    /// Reads a journal payload.
    ///
    /// # Errors
    /// [`DecodeError`] if it was written by a later version or is not whole.
    pub fn decode(payload: &Bytes) -> Result<Self, DecodeError> {
        let (version, rest) = payload.split_first().ok_or(DecodeError::Short)?;
        if *version != VERSION {
            return Err(DecodeError::Version(*version));
        }
        let (length, rest) = rest.split_first_chunk::<HEAD_LENGTH_BYTES>().ok_or(DecodeError::Short)?;
        let length = usize::try_from(u32::from_be_bytes(*length)).map_err(|_| DecodeError::Short)?;
        let (head, body) = rest.split_at_checked(length).ok_or(DecodeError::Short)?;
        let head: HeadV1 = serde_json::from_slice(head)
            .map_err(|error| DecodeError::Head { line: error.line(), column: error.column() })?;
        let HeadV1 { received_at, scheme, secret_index, webhook_id, signed_at, headers } = head;
        let body = payload.slice_ref(body);
        Ok(Self { received_at, scheme, secret_index, webhook_id, signed_at, headers, body })
    }
}

/// A delivery whose head is too long to be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("delivery head is too long to be kept")]
pub struct EncodeError;

/// Shows no header and no content.
impl fmt::Debug for Delivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { received_at, scheme, secret_index, webhook_id, signed_at, headers, body } = self;
        f.debug_struct("Delivery")
            .field("received_at", received_at)
            .field("scheme", scheme)
            .field("secret_index", secret_index)
            .field("webhook_id", webhook_id)
            .field("signed_at", signed_at)
            .field("headers", &headers.len())
            .field("body_bytes", &body.len())
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::webhook::secret::SigningSecret;
    use crate::webhook::signature::{SignatureHeaders, Verifier, sign_standard};

    fn delivery(body: &[u8]) -> Delivery {
        let secret = SigningSecret::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let signature = sign_standard(&secret, "msg_1", 1_614_265_330, body);
        let headers: [(&str, &[u8]); 8] = [
            ("Webhook-Id", b"msg_1"),
            ("webhook-timestamp", b"1614265330"),
            ("webhook-signature", signature.as_bytes()),
            ("Content-Type", b"application/json; x=\xff"),
            ("Authorization", b"Bearer secret"),
            ("cookie", b"session=1"),
            ("user-agent", b"x"),
            ("x-forwarded-for", b"192.0.2.1"),
        ];
        let verified = Verifier::new(vec![secret], None)
            .verify(
                &SignatureHeaders::collect(headers),
                Bytes::copy_from_slice(body),
                None,
                UtcMillis(1_614_265_331_000),
            )
            .unwrap();
        Delivery::from_verified(&verified, UtcMillis(1_614_265_331_500), headers)
    }

    #[test]
    fn what_arrived_comes_back_from_the_journal_byte_for_byte() {
        for body in [b"".as_slice(), br#"{"a":1}"#, b"\xff\xfe\x00\x80", &[b'x'; 70_000]] {
            let delivery = delivery(body);
            let payload = Bytes::from(delivery.encode().unwrap());
            let read = Delivery::decode(&payload).unwrap();
            assert_eq!(read, delivery);
            assert_eq!(read.body, body);
            assert_eq!(read.webhook_id.as_deref(), Some("msg_1"));
            assert_eq!(read.said_at(), UtcMillis(1_614_265_330_000));
        }
    }

    #[test]
    fn only_headers_that_prove_or_describe_the_body_are_kept() {
        let names: Vec<_> = delivery(b"{}").headers.into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["webhook-id", "webhook-timestamp", "webhook-signature", "content-type"]);
    }

    #[test]
    fn the_stored_form_is_version_1() {
        let payload = delivery(b"{}").encode().unwrap();
        let head = r#"{"receivedAt":1614265331500,"scheme":"standard","secretIndex":0,"webhookId":"msg_1","#.to_owned()
            + r#""signedAt":1614265330000,"headers":[["webhook-id","msg_1"],["webhook-timestamp","1614265330"],"#
            + r#"["webhook-signature","v1,"#;
        assert_eq!(payload[0], 1);
        assert!(payload[5..].starts_with(head.as_bytes()), "{}", String::from_utf8_lossy(&payload));
        assert!(payload.ends_with("\"application/json; x=\u{fffd}\"]]}{}".as_bytes()));
    }

    #[test]
    fn a_record_that_is_cut_or_newer_is_named_and_never_half_read() {
        let whole = Bytes::from(delivery(b"{}").encode().unwrap());
        for length in 0..whole.len() - 2 {
            assert!(Delivery::decode(&whole.slice(..length)).is_err(), "{length}");
        }
        let mut newer = whole.to_vec();
        newer[0] = 2;
        assert_eq!(Delivery::decode(&Bytes::from(newer)), Err(DecodeError::Version(2)));
    }

    #[test]
    fn a_delivery_in_a_log_shows_no_content() {
        let shown = format!("{:?}", delivery(b"private words"));
        assert!(!shown.contains("private") && !shown.contains("v1,"), "{shown}");
    }
}
