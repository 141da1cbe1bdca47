//! The connection: one address, one key, one pace.

use std::{fmt, net::IpAddr, sync::Arc, time::Duration};

use reqwest::{Method, RequestBuilder, header::RETRY_AFTER, redirect};
use secrecy::{ExposeSecret as _, SecretString};
use serde::de::DeserializeOwned;
use url::{Host, Url};

use super::{
    Asked, Cause, Error, Pace, Pacer, Urgency,
    wire::{VERSION, VERSION_HEADER, failure},
};

/// How Quo is reached.
#[derive(Debug, Clone)]
pub struct QuoOptions {
    /// Base address, `https://api.quo.com`. Plain http is taken for this computer only.
    pub base: String,
    /// The API key, sent bare in `Authorization`.
    pub key: SecretString,
    /// Time for making a connection.
    pub connect: Duration,
    /// Time for a whole request.
    pub total: Duration,
    /// How fast the key may be used.
    pub pace: Pace,
}

impl QuoOptions {
    /// 5 s to connect, 30 s in all, 8 requests a second.
    #[must_use]
    pub fn new(base: impl Into<String>, key: SecretString) -> Self {
        Self {
            base: base.into(),
            key,
            connect: Duration::from_secs(5),
            total: Duration::from_secs(30),
            pace: Pace::default(),
        }
    }
}

/// Quo's REST API under one key. Clones share the key's pace.
#[derive(Clone)]
pub struct Quo {
    inner: Arc<Inner>,
}

struct Inner {
    base: Url,
    key: SecretString,
    reads: reqwest::Client,
    sends: reqwest::Client,
    pacer: Pacer,
}

impl Quo {
    /// A client; nothing is asked yet.
    ///
    /// # Errors
    /// [`Cause::Setup`] if the address is not one the key may be sent to, or TLS cannot be set up.
    pub fn new(options: QuoOptions) -> Result<Self, Error> {
        let setup = |reason: String| Error::new(Asked::Read, Cause::Setup(reason));
        // Err means that a provider is installed already, which is all that is wanted.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let QuoOptions { base, key, connect, total, pace } = options;
        let base = checked_base(&base).map_err(setup)?;
        let builder = || {
            reqwest::Client::builder()
                .redirect(redirect::Policy::none())
                .retry(reqwest::retry::never())
                .no_proxy()
                .referer(false)
                .user_agent(concat!("Ringbook/", env!("CARGO_PKG_VERSION")))
                .connect_timeout(connect)
                .timeout(total)
        };
        let failed = |error: reqwest::Error| setup(format!("a secure connection cannot be set up: {}", chain(&error)));
        let inner = Inner {
            base,
            key,
            reads: builder().build().map_err(failed)?,
            // A send gets a connection of its own: on a kept one nobody can tell "never left" from "lost".
            sends: builder().pool_max_idle_per_host(0).build().map_err(failed)?,
            pacer: Pacer::new(pace),
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Asks a question of the 2026-03-30 generation.
    pub(super) async fn read<T: DeserializeOwned>(
        &self,
        path: &[&str],
        query: &[(&str, String)],
        urgency: Urgency,
    ) -> Result<T, Error> {
        let request = self.request(&self.inner.reads, Method::GET, path, Asked::Read)?;
        self.run(request.header(VERSION_HEADER, VERSION).query(query), Asked::Read, urgency).await
    }

    /// Sends something of `/v1`. Each call makes at most one request.
    pub(super) async fn post<T: DeserializeOwned>(
        &self,
        path: &[&str],
        body: &impl serde::Serialize,
    ) -> Result<T, Error> {
        let request = self.request(&self.inner.sends, Method::POST, path, Asked::Send)?;
        self.run(request.json(body), Asked::Send, Urgency::Interactive).await
    }

    /// Asks 2026-03-30 to do something, without a body.
    pub(super) async fn act<T: DeserializeOwned>(&self, path: &[&str]) -> Result<T, Error> {
        let request = self.request(&self.inner.sends, Method::POST, path, Asked::Send)?;
        self.run(request.header(VERSION_HEADER, VERSION), Asked::Send, Urgency::Interactive).await
    }

    fn request(
        &self,
        client: &reqwest::Client,
        method: Method,
        path: &[&str],
        asked: Asked,
    ) -> Result<RequestBuilder, Error> {
        let mut address = self.inner.base.clone();
        address
            .path_segments_mut()
            .map_err(|()| Error::new(asked, Cause::Setup("the address of Quo is not a web address".to_owned())))?
            .pop_if_empty()
            .extend(path);
        let mut key = reqwest::header::HeaderValue::from_str(self.inner.key.expose_secret())
            .map_err(|_| Error::new(asked, Cause::Setup("the API key has characters that no key has".to_owned())))?;
        key.set_sensitive(true);
        Ok(client.request(method, address).header(reqwest::header::AUTHORIZATION, key))
    }

    async fn run<T: DeserializeOwned>(
        &self,
        request: RequestBuilder,
        asked: Asked,
        urgency: Urgency,
    ) -> Result<T, Error> {
        self.inner.pacer.wait(urgency).await;
        let fail = |cause: Cause| Error::new(asked, cause);
        let response = request.send().await.map_err(|error| {
            let reason = chain(&error);
            if error.is_builder() {
                fail(Cause::Setup(reason))
            } else if error.is_connect() {
                fail(Cause::NotReached(reason))
            } else {
                fail(Cause::Broken(reason))
            }
        })?;
        let status = response.status();
        let retry_after = response
            .headers()
            .get(RETRY_AFTER)
            .and_then(|value| value.to_str().ok()?.trim().parse().ok())
            .map(|seconds: u64| Duration::from_secs(seconds.min(3_600)));
        if status.as_u16() == 429 {
            return Err(fail(Cause::TooFast { retry_after }));
        }
        if status.is_server_error() || status.as_u16() == 408 {
            return Err(fail(Cause::Failed { status: status.as_u16() }));
        }
        let body = response.bytes().await.map_err(|error| fail(Cause::Broken(chain(&error))));
        if !status.is_success() {
            // A refusal whose reason is lost is a refusal all the same.
            return Err(fail(Cause::Refused(failure::refusal(status.as_u16(), &body.unwrap_or_default()))));
        }
        serde_json::from_slice(&body?).map_err(|error| fail(Cause::Unreadable(error.to_string())))
    }
}

/// Redacted: the key must not reach a log by accident.
impl fmt::Debug for Quo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Quo").field("base", &self.inner.base.as_str()).finish_non_exhaustive()
    }
}

/// The base address, if a key may be sent there.
fn checked_base(text: &str) -> Result<Url, String> {
    let address = Url::parse(text.trim()).map_err(|error| format!("{text:?} is no web address: {error}"))?;
    let here = match address.host() {
        Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        Some(Host::Ipv4(address)) => IpAddr::V4(address).is_loopback(),
        Some(Host::Ipv6(address)) => IpAddr::V6(address).is_loopback(),
        None => return Err("the address of Quo has no host".to_owned()),
    };
    match address.scheme() {
        "https" => {}
        "http" if here => {}
        _ => return Err("the API key is sent over https only; use an https address".to_owned()),
    }
    if !address.username().is_empty() || address.password().is_some() || address.query().is_some() {
        return Err("the address of Quo may not carry a user name, password or query".to_owned());
    }
    Ok(address)
}

/// An error with its reasons and without the address, which carries phone numbers.
fn chain(error: &reqwest::Error) -> String {
    let mut words = Vec::new();
    let mut source = std::error::Error::source(error);
    while let Some(reason) = source {
        words.push(reason.to_string());
        source = reason.source();
    }
    if error.is_timeout() {
        words.insert(0, "time ran out".to_owned());
    }
    if words.is_empty() { "no reason given".to_owned() } else { words.join(": ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_goes_over_https_or_stays_on_this_computer() {
        for good in [
            "https://api.quo.com",
            "https://api.openphone.com/",
            "http://127.0.0.1:8080",
            "http://[::1]:1",
            "http://localhost:9",
        ] {
            assert!(checked_base(good).is_ok(), "{good}");
        }
        for bad in [
            "http://api.quo.com",
            "http://192.168.1.2",
            "ftp://127.0.0.1",
            "https://user:pw@api.quo.com",
            "api.quo.com",
            "",
        ] {
            assert!(checked_base(bad).is_err(), "{bad}");
        }
        let shown =
            format!("{:?}", Quo::new(QuoOptions::new("https://api.quo.com", "topsecret".to_owned().into())).unwrap());
        assert!(!shown.contains("topsecret"));
    }
}
