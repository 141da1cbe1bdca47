//! Downloads one file under the policy: no credentials, no proxy, no cookies, capped in size and time.

use super::{
    Error,
    blob::{Blob, BlobStore},
    policy::{self, Exception, Refusal},
};
use reqwest::{
    StatusCode,
    dns::{Addrs, Name, Resolve, Resolving},
    header::{CONTENT_TYPE, LOCATION},
    redirect,
};
use std::{net::SocketAddr, sync::Arc, time::Duration};

/// Bounds of a download (TRUST.md MED-3).
#[derive(Debug, Clone)]
pub struct Limits {
    /// Largest picture or file in bytes.
    pub file_bytes: u64,
    /// Largest recording in bytes.
    pub sound_bytes: u64,
    /// Time until the first byte.
    pub first_byte: Duration,
    /// Longest silence while the bytes come.
    pub silence: Duration,
    /// Time for all of it.
    pub total: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 25 << 20,
            sound_bytes: 200 << 20,
            first_byte: Duration::from_secs(10),
            silence: Duration::from_secs(15),
            total: Duration::from_secs(30 * 60),
        }
    }
}

/// Fetches files into a [`BlobStore`].
#[derive(Debug, Clone)]
pub struct Fetcher {
    client: reqwest::Client,
    exception: Option<Exception>,
    limits: Limits,
    blobs: BlobStore,
}

/// Resolves names and refuses all of a name's addresses if one of them is not public; the connection is made
/// to exactly what was checked, so a name cannot change its mind in between.
struct CheckedResolver;

impl Resolve for CheckedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 443)).await?.collect();
            policy::check_resolved(&found)?;
            Ok::<Addrs, _>(Box::new(found.into_iter()))
        })
    }
}

impl Fetcher {
    /// A fetcher that may additionally ask `exception`'s origin.
    ///
    /// # Errors
    /// [`Error::Network`] if TLS cannot be set up.
    pub fn new(blobs: BlobStore, exception: Option<Exception>, limits: Limits) -> Result<Self, Error> {
        // reqwest is built without a provider of its own; whoever came first has set the same one.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder()
            .redirect(redirect::Policy::none())
            .no_proxy()
            .referer(false)
            .user_agent(concat!("Ringbook/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(limits.first_byte)
            .read_timeout(limits.silence)
            .timeout(limits.total)
            .dns_resolver(Arc::new(CheckedResolver))
            .build()
            .map_err(network)?;
        Ok(Self { client, exception, limits, blobs })
    }

    /// Fetches `url`. `sound` chooses the larger cap.
    ///
    /// # Errors
    /// [`Error::Address`] before anything is sent; [`Error::Status`], [`Error::TooLarge`], [`Error::TimedOut`],
    /// [`Error::Network`], [`Error::Disk`]. A partial file is never kept.
    pub async fn fetch(&self, url: &str, sound: bool) -> Result<Blob, Error> {
        let cap = if sound { self.limits.sound_bytes } else { self.limits.file_bytes };
        let mut next = policy::check(url, self.exception.as_ref())?;
        for _ in 0..=policy::MAX_HOPS {
            let asked = self.client.get(next.clone()).send();
            let response = tokio::time::timeout(self.limits.first_byte, asked)
                .await
                .map_err(|_| Error::TimedOut)?
                .map_err(|error| refused_by_resolver(&error).map_or_else(|| network(error), Error::Address))?;
            if response.status().is_redirection() {
                let location = response.headers().get(LOCATION).and_then(|value| value.to_str().ok());
                let target = location.and_then(|to| next.join(to).ok()).ok_or(Refusal::Malformed)?;
                next = policy::check(target.as_str(), self.exception.as_ref())?;
                continue;
            }
            return self.keep(response, cap).await;
        }
        Err(Error::TooManyHops)
    }

    async fn keep(&self, mut response: reqwest::Response, cap: u64) -> Result<Blob, Error> {
        if response.status() != StatusCode::OK {
            return Err(Error::Status(response.status().as_u16()));
        }
        if response.content_length().is_some_and(|length| length > cap) {
            return Err(Error::TooLarge(cap >> 20));
        }
        tracing::debug!(content_type = ?response.headers().get(CONTENT_TYPE), "fetching a file");
        let mut incoming = self.blobs.begin()?;
        while let Some(chunk) = response.chunk().await.map_err(network)? {
            if incoming.size_bytes() + chunk.len() as u64 > cap {
                return Err(Error::TooLarge(cap >> 20));
            }
            incoming.write(&chunk)?;
        }
        tokio::task::spawn_blocking(move || incoming.finish())
            .await
            .map_err(|error| Error::Network(error.to_string()))?
    }
}

/// A failure in words, without the address: it may be a signed one.
fn network(error: reqwest::Error) -> Error {
    if error.is_timeout() { Error::TimedOut } else { Error::Network(error.without_url().to_string()) }
}

fn refused_by_resolver(error: &reqwest::Error) -> Option<Refusal> {
    let mut source = std::error::Error::source(error);
    while let Some(inner) = source {
        if let Some(refusal) = inner.downcast_ref::<Refusal>() {
            return Some(refusal.clone());
        }
        source = inner.source();
    }
    None
}
