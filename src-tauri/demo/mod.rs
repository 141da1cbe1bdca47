//! The sample workspace: a month of a small roofing firm, new arrivals, and people who answer.
//!
//! It stands where Quo stands: it sends signed deliveries over HTTP to the hook port, and answers the REST calls
//! that Ringbook makes. So everything on the way is the real thing, and nothing outside this computer is asked:
//! the stage listens on 127.0.0.1 and its only client speaks to the hook address, which must be loopback too.
//! Being in Quo's place it knows Quo's field names, like the simulator of the tests; nothing else here may.
//!
//! Start reading at [`Stage`]; the data is made by `assets/demo/make.py`.

mod calendar;
mod contacts;
mod courier;
mod data;
mod envelope;
mod people;
mod player;
mod rest;
mod template;
#[cfg(test)]
mod tests;

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret as _, SecretString};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::seam::Seam;

pub use calendar::{Anchor, When};

/// Why the sample data cannot be shown.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No port could be had on 127.0.0.1.
    #[error("cannot listen on this computer for the sample data: {0}")]
    Listen(#[source] std::io::Error),
    /// The files of the sample month do not read.
    #[error("the sample data in {0} does not read: {1}")]
    Data(&'static str, #[source] serde_json::Error),
    /// No signing secret was given, or it is not base64.
    #[error("the sample data needs a signing secret (whsec_…) to sign its deliveries with")]
    Secret,
    /// The hook address is not on this computer; sample data never leaves it.
    #[error("the sample data is delivered on this computer only, not to {0}")]
    NotLoopback(SocketAddr),
    /// The client cannot be set up.
    #[error("cannot set up the sample data's client: {0}")]
    Client(#[source] reqwest::Error),
    /// The hook port did not take some of the month.
    #[error("{count} of the sample deliveries were not accepted, the first because {reason}")]
    Refused {
        /// How many.
        count: usize,
        /// What happened to the first of them.
        reason: String,
    },
}

/// Gives the demo an API key and a signing secret of its own, in place of whatever was configured: the real ones
/// have no business in a show.
pub fn prepare(key: &mut Option<SecretString>, signing_secrets: &mut Vec<SecretString>) {
    let random = |bytes: &mut [u8]| Seam::system().entropy.fill(bytes);
    let mut secret = [0; 24];
    random(&mut secret);
    *signing_secrets = vec![SecretString::from(format!("whsec_{}", STANDARD.encode(secret)))];
    let mut name = [0; 12];
    random(&mut name);
    *key = Some(SecretString::from(format!("demo{}", hex(&name))));
}

/// The stage before the curtain: it listens and answers, but nothing has been delivered yet.
pub struct Stage {
    shared: Arc<Shared>,
    address: SocketAddr,
    hurry: u32,
}

/// What the courier, the stand-in and the player share.
struct Shared {
    seam: Seam,
    month: data::Month,
    replies: data::Replies,
    key: SecretString,
    secret: Vec<u8>,
    base: String,
    history: rest::History,
    director: OnceLock<player::Director>,
    stop: CancellationToken,
    tasks: TaskTracker,
}

impl Stage {
    /// Reads the sample data and starts to listen on a free port of 127.0.0.1.
    ///
    /// `key` is what the REST stand-in expects in `Authorization` (with `None` it refuses every call);
    /// deliveries are signed with the first of `signing_secrets`.
    ///
    /// # Errors
    /// [`Error::Listen`], [`Error::Data`], [`Error::Secret`].
    pub async fn open(seam: Seam, key: Option<&SecretString>, signing_secrets: &[SecretString]) -> Result<Self, Error> {
        let secret = signing_secrets.first().ok_or(Error::Secret)?.expose_secret();
        let secret = STANDARD.decode(secret.strip_prefix("whsec_").unwrap_or(secret)).map_err(|_| Error::Secret)?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.map_err(Error::Listen)?;
        let address = listener.local_addr().map_err(Error::Listen)?;
        let shared = Arc::new(Shared {
            seam,
            month: data::month()?,
            replies: data::replies()?,
            key: key.cloned().unwrap_or_default(),
            secret,
            base: format!("http://{address}"),
            history: rest::History::default(),
            director: OnceLock::new(),
            stop: CancellationToken::new(),
            tasks: TaskTracker::new(),
        });
        let (router, stop) = (rest::router(shared.clone()), shared.stop.clone());
        shared.tasks.spawn(async move {
            let served = axum::serve(listener, router).with_graceful_shutdown(stop.cancelled_owned()).await;
            if let Err(error) = served {
                tracing::warn!(%error, "the sample data's stand-in for Quo stopped");
            }
        });
        Ok(Self { shared, address, hurry: 1 })
    }

    /// Base of the REST stand-in, for `RINGBOOK_QUO_URL`'s place.
    #[must_use]
    pub fn quo_url(&self) -> String {
        self.shared.base.clone()
    }

    /// Where the stand-in listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The same stage with every wait divided by `times`, for tests and tours.
    #[must_use]
    pub fn hurried(self, times: u32) -> Self {
        Self { hurry: times.max(1), ..self }
    }

    /// Delivers the month to the hook port if the data folder `is_new`, then lets new things happen until
    /// [`Handle::stop`]. Returns when the month has been taken.
    ///
    /// # Errors
    /// [`Error::NotLoopback`], [`Error::Client`], [`Error::Data`], and [`Error::Refused`] if deliveries of the month
    /// were not accepted after some tries.
    pub async fn play(self, hook: SocketAddr, is_new: bool) -> Result<Handle, Error> {
        let Self { shared, hurry, .. } = self;
        if !hook.ip().is_loopback() {
            return Err(Error::NotLoopback(hook));
        }
        let scenes = data::live()?.scenes;
        let courier = courier::Courier::new(shared.seam.clone(), shared.secret.clone(), hook)?;
        if is_new {
            let anchor = Anchor::at(shared.seam.now());
            courier.deliver_month(&shared.month.deliveries, anchor, &shared.base).await?;
        }
        let director = player::Director::new(courier, Pace(hurry));
        // `play` consumes the stage, so this is the one time that the place is filled.
        let director = shared.director.get_or_init(|| director).clone();
        let stop = shared.stop.clone();
        let playing = {
            let shared = shared.clone();
            async move { stop.run_until_cancelled(director.play(&shared, &scenes)).await }
        };
        shared.tasks.spawn(playing);
        Ok(Handle { shared })
    }
}

/// The running demo.
pub struct Handle {
    shared: Arc<Shared>,
}

impl Handle {
    /// Ends arrivals and answers, stops listening and waits for it.
    pub async fn stop(self) {
        self.shared.stop.cancel();
        self.shared.tasks.close();
        // Answers that are still on their way are of no use to anybody: a short wait, then the runtime drops them.
        if tokio::time::timeout(Duration::from_secs(2), self.shared.tasks.wait()).await.is_err() {
            tracing::debug!("the sample data's tasks did not end in time");
        }
    }
}

/// How fast the show goes: waits are divided by it.
#[derive(Debug, Clone, Copy)]
struct Pace(u32);

impl Pace {
    async fn wait_ms(self, ms: u64) {
        tokio::time::sleep(Duration::from_millis(ms / u64::from(self.0))).await;
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
