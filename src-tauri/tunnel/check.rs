//! Asking the public address: does a request that goes out come back in.

use super::{KNOCK_HEADER, Knocks};
use crate::seam::Entropy;
use reqwest::redirect;
use std::{error::Error as _, sync::Arc, time::Duration};
use url::Url;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(8);

/// What asking the public address showed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The request came in at the hook port.
    Reached,
    /// Somebody answered, or turned the connection away, and nothing came in: the way is broken.
    Broken(String),
    /// Nobody answered: the way, or this computer's own network.
    Silent(String),
    /// The name is not found (yet).
    Unresolved(String),
}

/// Asks public addresses. Clones share connections.
#[derive(Clone)]
pub struct Checker {
    pub(super) client: reqwest::Client,
    knocks: Arc<Knocks>,
    entropy: Arc<dyn Entropy>,
    hook_path: &'static str,
}

impl std::fmt::Debug for Checker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Checker").finish_non_exhaustive()
    }
}

impl Checker {
    /// A checker whose requests `knocks` recognises.
    ///
    /// # Errors
    /// If TLS cannot be set up.
    pub fn new(
        knocks: Arc<Knocks>,
        entropy: Arc<dyn Entropy>,
        hook_path: &'static str,
    ) -> Result<Self, reqwest::Error> {
        // Err means that a provider is installed already, which is all that is wanted.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder()
            .redirect(redirect::Policy::none())
            .retry(reqwest::retry::never())
            .no_proxy()
            .referer(false)
            .user_agent(concat!("Ringbook/", env!("CARGO_PKG_VERSION")))
            // A kept connection would prove an address that new ones no longer reach.
            .pool_max_idle_per_host(0)
            .connect_timeout(PATIENCE)
            .timeout(PATIENCE)
            .build()?;
        Ok(Self { client, knocks, entropy, hook_path })
    }

    /// The hook under the public address `base`.
    #[must_use]
    pub fn hook_url(&self, base: &Url) -> Url {
        let mut url = base.clone();
        url.set_path(self.hook_path);
        url
    }

    /// Sends a request of our own through `base`.
    pub async fn check(&self, base: &Url) -> Outcome {
        let number = self.knocks.send(&*self.entropy);
        let request = self.client.post(self.hook_url(base)).header(KNOCK_HEADER, &number);
        let answer = request.header(reqwest::header::CONTENT_TYPE, "application/json").body("{}").send().await;
        if self.knocks.settle(&number) {
            return Outcome::Reached;
        }
        match answer {
            Ok(answer) => Outcome::Broken(format!(
                "something else answers at the public address (status {})",
                answer.status().as_u16()
            )),
            Err(error) => failed(&error),
        }
    }
}

/// What a request that got no answer shows.
pub(super) fn failed(error: &reqwest::Error) -> Outcome {
    let mut chain = String::new();
    let mut io = None;
    let mut source = error.source();
    while let Some(cause) = source {
        chain.push_str(&cause.to_string().to_ascii_lowercase());
        chain.push(';');
        if let Some(cause) = cause.downcast_ref::<std::io::Error>() {
            io = Some(cause.kind());
        }
        source = cause.source();
    }
    if chain.contains("dns error") || chain.contains("failed to lookup address") {
        return Outcome::Unresolved("the public address's name is not found".to_owned());
    }
    if chain.contains("certificate") || chain.contains("handshake") {
        return Outcome::Broken("the public address has no valid certificate".to_owned());
    }
    use std::io::ErrorKind as Kind;
    match io {
        Some(Kind::ConnectionRefused) => Outcome::Broken("the public address turns connections away".to_owned()),
        Some(Kind::ConnectionReset | Kind::UnexpectedEof | Kind::BrokenPipe | Kind::ConnectionAborted) => {
            Outcome::Broken("the public address breaks connections off".to_owned())
        }
        Some(Kind::NetworkUnreachable | Kind::HostUnreachable | Kind::NetworkDown) => {
            Outcome::Silent("this computer's network is down".to_owned())
        }
        _ if error.is_timeout() => Outcome::Silent("the public address does not answer".to_owned()),
        _ if chain.contains("incomplete message") || chain.contains("closed before") => {
            Outcome::Broken("the public address breaks connections off".to_owned())
        }
        _ => Outcome::Silent("the public address does not answer".to_owned()),
    }
}
