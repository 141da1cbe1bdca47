//! Brings deliveries to the hook port, signed as Quo signs them (Standard Webhooks).

use std::net::SocketAddr;
use std::time::Duration;

use backon::{ConstantBuilder, Retryable as _};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures::StreamExt as _;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};

use super::data::Delivery;
use super::template::{Filling, fill};
use super::{Anchor, Error, hex};
use crate::seam::Seam;

/// Deliveries that are on their way at once: enough to fill the journal's group commits.
const AT_ONCE: usize = 16;

/// Posts bodies to one hook address.
#[derive(Clone)]
pub struct Courier {
    seam: Seam,
    secret: Vec<u8>,
    url: String,
    client: reqwest::Client,
}

/// One try that brought no 2xx.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The answer's status.
    #[error("it was answered with {0}")]
    Status(u16),
    /// No answer.
    #[error("there was no answer: {0}")]
    Network(#[from] reqwest::Error),
    /// The signing key has an impossible length.
    #[error("it could not be signed")]
    Unsigned,
}

impl Courier {
    /// A courier to `hook`, whose signatures are made with `secret` (the decoded bytes).
    ///
    /// # Errors
    /// [`Error::Client`].
    pub fn new(seam: Seam, secret: Vec<u8>, hook: SocketAddr) -> Result<Self, Error> {
        // Only plain HTTP to this computer is spoken, but the client cannot be built without a provider of TLS;
        // an error means that somebody installed one before.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(Duration::from_secs(20))
            .build()
            .map_err(Error::Client)?;
        Ok(Self { seam, secret, url: format!("http://{hook}/webhooks/quo"), client })
    }

    /// The clock and chance this courier lives by.
    pub fn seam(&self) -> &Seam {
        &self.seam
    }

    /// Delivers the whole month, oldest first, some at a time.
    ///
    /// # Errors
    /// [`Error::Refused`] when deliveries were still not taken after some tries.
    pub async fn deliver_month(&self, deliveries: &[Delivery], anchor: Anchor, media: &str) -> Result<(), Error> {
        let failures: Vec<Failure> = futures::stream::iter(deliveries)
            .map(|delivery| {
                let with = Filling { moment: anchor.moment(delivery.when), media, salt: "00000000" };
                let body = fill(delivery.body.get(), &with);
                async move { self.deliver(body).await.err() }
            })
            .buffered(AT_ONCE)
            .filter_map(|failure| async { failure })
            .collect()
            .await;
        match failures.first() {
            None => Ok(()),
            Some(first) => Err(Error::Refused { count: failures.len(), reason: first.to_string() }),
        }
    }

    /// Delivers one body; tries again when the hook port is busy or gone for a moment.
    ///
    /// # Errors
    /// The last [`Failure`].
    pub async fn deliver(&self, body: String) -> Result<(), Failure> {
        let tries = ConstantBuilder::default().with_delay(Duration::from_millis(200)).with_max_times(10);
        let is_passing = |failure: &Failure| match failure {
            Failure::Status(status) => *status >= 500 || *status == 429,
            Failure::Network(_) => true,
            Failure::Unsigned => false,
        };
        (|| self.try_once(&body)).retry(tries).when(is_passing).await
    }

    async fn try_once(&self, body: &str) -> Result<(), Failure> {
        // The same body is the same delivery, however often it is tried.
        let name = Sha256::digest(body.as_bytes());
        let id = format!("msg_{}", hex(name.get(..12).unwrap_or_default()));
        let timestamp = (self.seam.now().0 / 1000).to_string();
        let signature = self.sign(&id, &timestamp, body).ok_or(Failure::Unsigned)?;
        let answer = self
            .client
            .post(&self.url)
            .header("content-type", "application/json")
            .header("webhook-id", id)
            .header("webhook-timestamp", timestamp)
            .header("webhook-signature", signature)
            .body(body.to_owned())
            .send()
            .await?;
        if answer.status().is_success() { Ok(()) } else { Err(Failure::Status(answer.status().as_u16())) }
    }

    /// `v1,` and the base64 of HMAC-SHA256 over `id.timestamp.body`.
    fn sign(&self, id: &str, timestamp: &str, body: &str) -> Option<String> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.secret).ok()?;
        for part in [id, ".", timestamp, ".", body] {
            mac.update(part.as_bytes());
        }
        Some(format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes())))
    }
}
