//! The connection: one address, one key, one pace.

use std::{fmt, future::Future, net::IpAddr, sync::Arc, time::Duration};

use backon::{ExponentialBuilder, Retryable as _};
use bytes::Bytes;
use reqwest::{
    Method, RequestBuilder,
    header::{DATE, HeaderMap, RETRY_AFTER},
    redirect,
};
use secrecy::{ExposeSecret as _, SecretString};
use serde::de::DeserializeOwned;
use tokio::sync::watch;
use url::{Host, Url};

use super::{
    Asked, Cause, Error, Pace, Pacer, Retry, Urgency, Usage,
    usage::Counter,
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
    /// How often a read is tried again.
    pub retries: Retries,
}

/// How often a read is tried again, with growing waits of which a part is chance. Whoever asked decides after that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retries {
    /// More tries while a person waits.
    pub interactive: usize,
    /// More tries in the background.
    pub background: usize,
    /// The first wait.
    pub first: Duration,
    /// No wait is longer. Where Quo asks for a longer one (`Retry-After`), the asker is told at once.
    pub longest: Duration,
}

impl Default for Retries {
    fn default() -> Self {
        Self { interactive: 2, background: 4, first: Duration::from_millis(300), longest: Duration::from_secs(10) }
    }
}

/// Which generation is asked, beside the path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Generation {
    V1,
    Dated,
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
            retries: Retries::default(),
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
    retries: Retries,
    usage: Counter,
    /// Whether Quo's last word on the key was 401.
    refused: watch::Sender<bool>,
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
        let QuoOptions { base, key, connect, total, pace, retries } = options;
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
            retries,
            usage: Counter::default(),
            refused: watch::Sender::new(false),
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Whether Quo's last word on the key was that it is not accepted (401).
    #[must_use]
    pub fn is_refused(&self) -> bool {
        *self.inner.refused.borrow()
    }

    /// The same over time.
    #[must_use]
    pub fn refusal(&self) -> watch::Receiver<bool> {
        self.inner.refused.subscribe()
    }

    /// Whether both are one client: clones of each other.
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.inner, &other.inner)
    }

    /// How the key was used since the start.
    #[must_use]
    pub fn usage(&self) -> Usage {
        self.inner.usage.now()
    }

    /// Asks a question of the 2026-03-30 generation.
    pub(super) async fn read<T: DeserializeOwned>(
        &self,
        path: &[&str],
        query: &[(&str, String)],
        urgency: Urgency,
    ) -> Result<T, Error> {
        self.ask(Generation::Dated, path, query, urgency).await
    }

    /// Asks a question of `/v1`, which is part of the path.
    pub(super) async fn read_v1<T: DeserializeOwned>(
        &self,
        path: &[&str],
        query: &[(&str, String)],
        urgency: Urgency,
    ) -> Result<T, Error> {
        self.ask(Generation::V1, path, query, urgency).await
    }

    /// Sets a mark over `/v1`, without a body; the same mark twice changes nothing, so it is tried again as reads
    /// are.
    pub(super) async fn mark_v1(&self, path: &[&str], urgency: Urgency) -> Result<(), Error> {
        let once = || async {
            let request = self.request(&self.inner.reads, Method::POST, path, Asked::Read)?;
            self.run::<serde::de::IgnoredAny>(request, Asked::Read, urgency).await
        };
        self.again(once, urgency).await.map(|_| ())
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

    /// Changes something of `/v1`. Each call makes at most one request.
    pub(super) async fn change_v1<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &[&str],
        body: &impl serde::Serialize,
        urgency: Urgency,
    ) -> Result<T, Error> {
        let request = self.request(&self.inner.sends, method, path, Asked::Send)?;
        self.run(request.json(body), Asked::Send, urgency).await
    }

    /// Asks 2026-03-30 to do something, without a body.
    pub(super) async fn act<T: DeserializeOwned>(&self, path: &[&str]) -> Result<T, Error> {
        let request = self.request(&self.inner.sends, Method::POST, path, Asked::Send)?;
        self.run(request.header(VERSION_HEADER, VERSION), Asked::Send, Urgency::Interactive).await
    }

    /// Changes something of the 2026-03-30 generation, and gives the body of the answer, which may be empty.
    ///
    /// What may be done twice ([`Asked::Read`]) is tried again as reads are; what may not goes out once, on a
    /// connection of its own.
    pub(super) async fn change(
        &self,
        method: Method,
        path: &[&str],
        body: Option<&(impl serde::Serialize + ?Sized)>,
        asked: Asked,
    ) -> Result<Bytes, Error> {
        let client = match asked {
            Asked::Read => &self.inner.reads,
            Asked::Send => &self.inner.sends,
        };
        let once = || async {
            let request = self.request(client, method.clone(), path, asked)?.header(VERSION_HEADER, VERSION);
            let request = match body {
                Some(body) => request.json(body),
                None => request,
            };
            self.answer(request, asked, Urgency::Interactive).await
        };
        match asked {
            Asked::Read => self.again(once, Urgency::Interactive).await,
            Asked::Send => once().await,
        }
    }

    /// Deletes something of `/v1`, which is part of the path.
    pub(super) async fn delete_v1(&self, path: &[&str], urgency: Urgency) -> Result<Bytes, Error> {
        let once = || async {
            let request = self.request(&self.inner.reads, Method::DELETE, path, Asked::Read)?;
            self.answer(request, Asked::Read, urgency).await
        };
        self.again(once, urgency).await
    }

    async fn ask<T: DeserializeOwned>(
        &self,
        generation: Generation,
        path: &[&str],
        query: &[(&str, String)],
        urgency: Urgency,
    ) -> Result<T, Error> {
        let once = || async {
            let request = self.request(&self.inner.reads, Method::GET, path, Asked::Read)?.query(query);
            let request = match generation {
                Generation::V1 => request,
                Generation::Dated => request.header(VERSION_HEADER, VERSION),
            };
            self.run(request, Asked::Read, urgency).await
        };
        self.again(once, urgency).await
    }

    /// Does what may be done twice, again while [`Error::retry`] allows and the budget lasts.
    async fn again<T, F>(&self, once: impl FnMut() -> F, urgency: Urgency) -> Result<T, Error>
    where
        F: Future<Output = Result<T, Error>>,
    {
        let Retries { interactive, background, first, longest } = self.inner.retries;
        let tries = match urgency {
            Urgency::Interactive => interactive,
            Urgency::Background => background,
        };
        let waits =
            ExponentialBuilder::new().with_min_delay(first).with_max_delay(longest).with_max_times(tries).with_jitter();
        once.retry(waits)
            .sleep(tokio::time::sleep)
            .when(|error: &Error| matches!(error.retry(), Retry::After(_)))
            .adjust(|error, wait| match (error.asked_to_wait(), wait) {
                (Some(asked), Some(wait)) => (asked <= longest).then_some(asked.max(wait)),
                (None, wait) => wait,
                (Some(_), None) => None,
            })
            .notify(|_, _| self.inner.usage.repeated())
            .await
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
        parsed(&self.answer(request, asked, urgency).await?, asked)
    }

    async fn answer(&self, request: RequestBuilder, asked: Asked, urgency: Urgency) -> Result<Bytes, Error> {
        self.inner.usage.waited(self.inner.pacer.wait(urgency).await);
        let fail = |cause: Cause| Error::new(asked, cause);
        let response = request.send().await.map_err(|error| {
            self.inner.usage.unanswered();
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
        let retry_after = retry_after(response.headers());
        self.inner.usage.answered(status.as_u16());
        if status.as_u16() == 401 || status.is_success() {
            let refused = !status.is_success();
            self.inner.refused.send_if_modified(|known| std::mem::replace(known, refused) != refused);
        }
        if status.as_u16() == 429 {
            // The limit is the key's, so everybody waits; a person's request would be refused as well.
            self.inner.pacer.hold(retry_after.unwrap_or(Duration::from_secs(1)));
            return Err(fail(Cause::TooFast { retry_after }));
        }
        if status.is_server_error() || status.as_u16() == 408 {
            return Err(fail(Cause::Failed { status: status.as_u16(), retry_after }));
        }
        let body = response.bytes().await.map_err(|error| fail(Cause::Broken(chain(&error))));
        if !status.is_success() {
            if asked == Asked::Read && status.is_redirection() {
                return Err(fail(Cause::NotQuo { status: status.as_u16() }));
            }
            // A refusal whose reason is lost is a refusal all the same.
            return Err(fail(Cause::Refused(failure::refusal(status.as_u16(), &body.unwrap_or_default()))));
        }
        body
    }
}

/// Reads the body of a good answer.
pub(super) fn parsed<T: DeserializeOwned>(body: &Bytes, asked: Asked) -> Result<T, Error> {
    serde_json::from_slice(body).map_err(|error| {
        let cause = if failure::is_web_page(body) {
            Cause::NotQuo { status: 200 }
        } else if error.is_eof() || ends_early(body) {
            Cause::Broken("the answer ended early".to_owned())
        } else {
            Cause::Unreadable(error.to_string())
        };
        Error::new(asked, cause)
    })
}

/// Whether the text breaks off. What reads a field of another type than it expects says that first, so this looks anew.
fn ends_early(body: &[u8]) -> bool {
    serde_json::from_slice::<serde::de::IgnoredAny>(body).is_err_and(|error| error.is_eof())
}

/// What `Retry-After` asks for: seconds, or a moment, which is counted from the answer's own `Date`. At most an hour.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
    let asked = text(RETRY_AFTER)?;
    let seconds = match asked.parse::<u64>() {
        Ok(seconds) => seconds,
        Err(_) => {
            let moment = |text| chrono::DateTime::parse_from_rfc2822(text).ok();
            let wait = moment(asked)? - moment(text(DATE)?)?;
            u64::try_from(wait.num_seconds()).unwrap_or(0)
        }
    };
    Some(Duration::from_secs(seconds.min(3_600)))
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
    fn a_wait_is_asked_for_in_seconds_or_until_a_moment() {
        let asked = |pairs: &[(&'static str, &str)]| {
            let headers = pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect();
            retry_after(&headers)
        };
        let date = ("date", "Sun, 22 Nov 2026 08:00:00 GMT");
        assert_eq!(asked(&[("retry-after", "7")]), Some(Duration::from_secs(7)));
        assert_eq!(asked(&[("retry-after", "999999")]), Some(Duration::from_secs(3_600)));
        assert_eq!(asked(&[date, ("retry-after", "Sun, 22 Nov 2026 08:00:30 GMT")]), Some(Duration::from_secs(30)));
        assert_eq!(asked(&[date, ("retry-after", "Sun, 22 Nov 2026 07:00:00 GMT")]), Some(Duration::ZERO));
        for nonsense in [&[("retry-after", "soon")][..], &[("retry-after", "-1")], &[date]] {
            assert_eq!(asked(nonsense), None);
        }
    }

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
