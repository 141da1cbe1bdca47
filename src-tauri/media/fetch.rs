//! Downloads one file under the policy: no credentials, no proxy, no cookies, capped in size and time, and gone on with
//! where it broke off if the other side can.

use super::{
    Error,
    blob::{Blob, BlobStore, Incoming},
    policy::{self, Exception, Refusal},
};
use reqwest::{
    StatusCode,
    dns::{Addrs, Name, Resolve, Resolving},
    header::{CONTENT_RANGE, CONTENT_TYPE, ETAG, HeaderMap, HeaderValue, IF_RANGE, LAST_MODIFIED, LOCATION, RANGE},
    redirect,
};
use std::{
    net::SocketAddr,
    sync::Arc,
    time::{Duration, Instant},
};

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
    /// Fewer bytes than this in a second, for as long as [`Limits::slow`], are too slow.
    pub floor: u64,
    /// How long a download may be slower than [`Limits::floor`].
    pub slow: Duration,
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
            floor: 64 << 10,
            slow: Duration::from_secs(10),
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

/// What a download that broke off has left, to go on from. Dropped, nothing of it stays.
#[derive(Debug)]
pub struct Partial {
    incoming: Incoming,
    /// Which state of the file this is a part of.
    validator: HeaderValue,
}

impl Partial {
    /// Bytes that are here.
    #[must_use]
    pub fn size_bytes(&self) -> u64 {
        self.incoming.size_bytes()
    }
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
            .dns_resolver(Arc::new(CheckedResolver))
            .build()
            .map_err(network)?;
        Ok(Self { client, exception, limits, blobs })
    }

    /// Fetches `url`. `sound` chooses the larger cap. What a broken download has is left in `partial`, and the next
    /// call goes on from there if the other side still has the same file.
    ///
    /// # Errors
    /// [`Error::Address`] before anything is sent; [`Error::Status`], [`Error::TooLarge`], [`Error::TimedOut`],
    /// [`Error::Network`], [`Error::Disk`].
    pub async fn fetch(&self, url: &str, sound: bool, partial: &mut Option<Partial>) -> Result<Blob, Error> {
        let cap = if sound { self.limits.sound_bytes } else { self.limits.file_bytes };
        let attempt = self.attempt(url, cap, partial);
        tokio::time::timeout(self.limits.total, attempt).await.map_err(|_| Error::TimedOut)?
    }

    async fn attempt(&self, url: &str, cap: u64, partial: &mut Option<Partial>) -> Result<Blob, Error> {
        let mut next = policy::check(url, self.exception.as_ref())?;
        for _ in 0..=policy::MAX_HOPS {
            let mut request = self.client.get(next.clone());
            if let Some(Partial { incoming, validator }) = partial {
                request = request.header(RANGE, format!("bytes={}-", incoming.size_bytes()));
                request = request.header(IF_RANGE, validator.clone());
            }
            let response = tokio::time::timeout(self.limits.first_byte, request.send())
                .await
                .map_err(|_| Error::TimedOut)?
                .map_err(|error| refused_by_resolver(&error).map_or_else(|| network(error), Error::Address))?;
            if response.status().is_redirection() {
                let location = response.headers().get(LOCATION).and_then(|value| value.to_str().ok());
                let target = location.and_then(|to| next.join(to).ok()).ok_or(Refusal::Malformed)?;
                next = policy::check(target.as_str(), self.exception.as_ref())?;
                continue;
            }
            return self.keep(response, cap, partial).await;
        }
        Err(Error::TooManyHops)
    }

    async fn keep(
        &self,
        mut response: reqwest::Response,
        cap: u64,
        partial: &mut Option<Partial>,
    ) -> Result<Blob, Error> {
        let before = partial.take();
        let mut incoming = match (response.status(), before) {
            (StatusCode::OK, _) => self.blobs.begin()?,
            (StatusCode::PARTIAL_CONTENT, Some(before))
                if begins_at(response.headers()) == Some(before.size_bytes()) =>
            {
                before.incoming
            }
            (StatusCode::PARTIAL_CONTENT, _) => {
                return Err(Error::Network("the rest that was sent is not the rest that was asked for".to_owned()));
            }
            (status, _) => return Err(Error::Status(status.as_u16())),
        };
        let whole = response.content_length().map(|length| length.saturating_add(incoming.size_bytes()));
        if whole.is_some_and(|whole| whole > cap) {
            return Err(Error::TooLarge(cap >> 20));
        }
        tracing::debug!(content_type = ?response.headers().get(CONTENT_TYPE), "fetching a file");
        let validator = validator(response.headers());
        let ended = self.receive(&mut response, &mut incoming, cap).await;
        if let Err(error) = ended {
            let can_go_on = matches!(error, Error::Network(_) | Error::TimedOut) && incoming.size_bytes() > 0;
            *partial = validator.filter(|_| can_go_on).map(|validator| Partial { incoming, validator });
            return Err(error);
        }
        tokio::task::spawn_blocking(move || incoming.finish())
            .await
            .map_err(|error| Error::Network(error.to_string()))?
    }

    async fn receive(&self, response: &mut reqwest::Response, incoming: &mut Incoming, cap: u64) -> Result<(), Error> {
        let (mut since, mut came) = (Instant::now(), 0_u64);
        let enough = self.limits.floor.saturating_mul(self.limits.slow.as_secs().max(1));
        while let Some(chunk) = response.chunk().await.map_err(network)? {
            if incoming.size_bytes() + chunk.len() as u64 > cap {
                return Err(Error::TooLarge(cap >> 20));
            }
            incoming.write(&chunk)?;
            came = came.saturating_add(chunk.len() as u64);
            if since.elapsed() >= self.limits.slow {
                if came < enough {
                    return Err(Error::TimedOut);
                }
                (since, came) = (Instant::now(), 0);
            }
        }
        Ok(())
    }
}

/// What names this state of the file surely enough to join two parts of it (RFC 9110, 13.1.5: no weak tag).
fn validator(headers: &HeaderMap) -> Option<HeaderValue> {
    let strong = headers.get(ETAG).filter(|tag| !tag.as_bytes().starts_with(b"W/"));
    strong.or_else(|| headers.get(LAST_MODIFIED)).cloned()
}

/// Where the part that was sent begins (`bytes 100-199/200`).
fn begins_at(headers: &HeaderMap) -> Option<u64> {
    let range = headers.get(CONTENT_RANGE)?.to_str().ok()?.strip_prefix("bytes ")?;
    range.split('-').next()?.parse().ok()
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
