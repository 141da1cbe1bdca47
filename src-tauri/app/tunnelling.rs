//! The tunnel that is wanted, kept up from the moment the hook port listens until it is closed.
//!
//! What the owner chose is a setting; a flag or variable stands above it. Sample data never opens one. Whoever needs
//! the public address follows [`App::public_url`]: it is given once requests really come in through it (or after
//! half a minute, as some networks do not let a computer reach its own address), and again when it changes.

use super::{App, Error};
use crate::{
    model::decision::Decided,
    seam::{Entropy, Seam},
    tunnel::{
        Checker, Config, Files, Kind, Knocks, Problem, SelfTest, State, Supervisor, Surroundings, Trouble, selftest,
    },
    webhook::HOOK_PATH,
};
use secrecy::{ExposeSecret as _, SecretString};
use std::{
    net::SocketAddr,
    path::Path,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::watch;
use url::Url;

/// Name of the setting.
pub const NAME: &str = "tunnel";

/// Where the tunnel's secret comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecretPlace {
    /// There is none.
    None,
    /// From the environment.
    Environment,
    /// Kept where the account's secrets are.
    Kept,
    /// Given by the owner where nothing can keep it: forgotten when Ringbook ends.
    ThisRun,
}

/// Why a tunnel was not changed.
#[derive(Debug, thiserror::Error)]
pub enum NotSaved {
    /// Fields that are wrong.
    #[error("the tunnel's settings are not right")]
    Problems(Vec<Problem>),
    /// A flag or variable decides.
    #[error("the tunnel is set by --tunnel or --public-url (or their variables); change it there")]
    Fixed,
    /// Sample data never opens one.
    #[error("sample data never opens a tunnel")]
    Demo,
    /// It could not be written down.
    #[error(transparent)]
    App(#[from] Error),
}

/// The tunnel of an open data folder.
pub struct Tunnelling {
    knocks: Arc<Knocks>,
    checker: Checker,
    state: watch::Sender<State>,
    named: watch::Sender<Option<Url>>,
    files: Files,
    environment: Option<SecretString>,
    own: Mutex<Option<Own>>,
    /// Held over changes, so that there is never more than one.
    open: tokio::sync::Mutex<Open>,
}

/// A secret that the owner gave, for one kind of tunnel and no other.
struct Own {
    kind: Kind,
    place: SecretPlace,
    secret: SecretString,
}

#[derive(Default)]
struct Open {
    hook: Option<SocketAddr>,
    supervisor: Option<Supervisor>,
}

impl Tunnelling {
    pub(super) fn new(data: &Path, secret: Option<SecretString>, seam: &Seam) -> Result<Self, Error> {
        let knocks = Arc::new(Knocks::default());
        let entropy: Arc<dyn Entropy> = seam.entropy.clone();
        let checker = Checker::new(knocks.clone(), entropy, HOOK_PATH);
        let checker = checker.map_err(|cause| Error::part("tunnel", &cause))?;
        Ok(Self {
            knocks,
            checker,
            state: watch::Sender::new(State::off(seam.now())),
            named: watch::Sender::new(None),
            files: Files { folder: data.join("tunnel") },
            environment: secret,
            own: Mutex::default(),
            open: tokio::sync::Mutex::default(),
        })
    }

    /// Requests of our own, for the hook port to recognise.
    #[must_use]
    pub fn knocks(&self) -> Arc<Knocks> {
        self.knocks.clone()
    }

    /// Where the secret of a kind of tunnel comes from.
    #[must_use]
    pub fn secret_place(&self, kind: Kind) -> SecretPlace {
        let own = self.own();
        match own.as_ref().filter(|own| own.kind == kind) {
            _ if self.environment.is_some() => SecretPlace::Environment,
            Some(own) => own.place,
            None => SecretPlace::None,
        }
    }

    fn secret(&self, kind: Kind) -> Option<SecretString> {
        let own = || self.own().as_ref().filter(|own| own.kind == kind).map(|own| own.secret.clone());
        self.environment.clone().or_else(own)
    }

    fn own(&self) -> MutexGuard<'_, Option<Own>> {
        self.own.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The name in the vault of the secret that a kind of tunnel can have.
fn secret_name(kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::Bore => Some("tunnel-bore"),
        Kind::CloudflaredNamed => Some("tunnel-cloudflare"),
        Kind::Ngrok => Some("tunnel-ngrok"),
        Kind::Off | Kind::Own | Kind::Ssh | Kind::CloudflaredQuick | Kind::Tailscale => None,
    }
}

impl App {
    /// The public address to give to Quo, over time: without a path; `None` while none is known.
    #[must_use]
    pub fn public_url(&self) -> watch::Receiver<Option<Url>> {
        self.tunnelling.named.subscribe()
    }

    /// How the tunnel is, over time.
    #[must_use]
    pub fn tunnel_state(&self) -> watch::Receiver<State> {
        self.tunnelling.state.subscribe()
    }

    /// What is wanted: by flag or variable, else by setting.
    ///
    /// # Errors
    /// If the store cannot be read. A setting that cannot be read counts as none.
    pub fn tunnel_config(&self) -> Result<Config, crate::store::Error> {
        if self.config.demo {
            return Ok(Config::Off);
        }
        if let Some(config) = &self.config.tunnel {
            return Ok(config.clone());
        }
        let kept = self.recorded.setting(NAME)?;
        Ok(kept.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default())
    }

    /// Opens the tunnel that is wanted, to the hook port at `hook`.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub async fn open_tunnel(&self, hook: SocketAddr) -> Result<(), Error> {
        let config = self.tunnel_config().map_err(|cause| Error::part("settings", &cause))?;
        let mut open = self.tunnelling.open.lock().await;
        open.hook = Some(hook);
        self.find_tunnel_secret(config.kind()).await;
        self.apply_tunnel(&mut open, config).await;
        Ok(())
    }

    /// Opens the tunnel anew if its secret can be read now and could not before.
    pub(super) async fn open_tunnel_with_its_secret(&self) {
        let Ok(config) = self.tunnel_config() else { return };
        let mut open = self.tunnelling.open.lock().await;
        if self.find_tunnel_secret(config.kind()).await {
            self.apply_tunnel(&mut open, config).await;
        }
    }

    /// Reads the secret that is kept for a kind of tunnel, unless there is one; whether there is one only now.
    async fn find_tunnel_secret(&self, kind: Kind) -> bool {
        let Some(name) = secret_name(kind).filter(|_| self.tunnelling.secret(kind).is_none()) else { return false };
        match self.in_vault(move |vault| vault.get(name)).await {
            Ok(Some(secret)) => {
                *self.tunnelling.own() = Some(Own { kind, place: SecretPlace::Kept, secret });
                true
            }
            Ok(None) => false,
            Err(error) => {
                tracing::info!(%error, "a secret of the tunnel was not read");
                false
            }
        }
    }

    /// Keeps a secret for a kind of tunnel, or forgets it if it is empty. Where nothing can keep it, it lasts as long
    /// as Ringbook runs, which the screen says.
    async fn keep_tunnel_secret(&self, kind: Kind, secret: SecretString) {
        let given = !secret.expose_secret().is_empty();
        let mut place = SecretPlace::ThisRun;
        if let Some(name) = secret_name(kind) {
            let putting = secret.clone();
            let kept = self.in_vault(move |vault| if given { vault.put(name, &putting) } else { vault.remove(name) });
            match kept.await {
                Ok(()) => place = SecretPlace::Kept,
                Err(error) => tracing::info!(%error, "a secret of the tunnel could not be kept"),
            }
        }
        *self.tunnelling.own() = given.then_some(Own { kind, place, secret });
    }

    /// Closes the tunnel and ends what makes it.
    pub async fn close_tunnel(&self) {
        let mut open = self.tunnelling.open.lock().await;
        open.hook = None;
        self.apply_tunnel(&mut open, Config::Off).await;
    }

    /// Checks and keeps what the owner chose, and opens it. `secret`: a new one, or an empty one to forget it.
    ///
    /// # Errors
    /// [`NotSaved`]; nothing was changed then.
    pub async fn save_tunnel(&self, config: Config, secret: Option<SecretString>) -> Result<(), NotSaved> {
        if self.config.demo {
            return Err(NotSaved::Demo);
        }
        if self.config.tunnel.is_some() {
            return Err(NotSaved::Fixed);
        }
        let kind = config.kind();
        self.find_tunnel_secret(kind).await;
        let has_secret = match &secret {
            Some(secret) => !secret.expose_secret().is_empty(),
            None => self.tunnelling.secret(kind).is_some(),
        };
        let problems = config.problems(has_secret);
        if !problems.is_empty() {
            return Err(NotSaved::Problems(problems));
        }
        let mut open = self.tunnelling.open.lock().await;
        let value = serde_json::to_value(&config).map_err(|cause| Error::part("settings", &cause))?;
        self.decide(vec![Decided::SettingSaved { name: NAME.to_owned(), value }]).await?;
        if let Some(secret) = secret {
            self.keep_tunnel_secret(kind, secret).await;
        }
        self.apply_tunnel(&mut open, config).await;
        Ok(())
    }

    /// Checks the tunnel at once, or starts at once what waits to be started again.
    pub async fn nudge_tunnel(&self) {
        if let Some(supervisor) = &self.tunnelling.open.lock().await.supervisor {
            supervisor.nudge();
        }
    }

    /// Tests the public address, if there is one: the hook is reached, strangers are refused, nothing else answers.
    pub async fn test_tunnel(&self) -> Option<SelfTest> {
        let url = self.tunnelling.state.borrow().public_url.clone()?;
        Some(selftest::run(&self.tunnelling.checker, &url, self.unsigned(), || self.seam.now()).await)
    }

    /// Why there is no tunnel, if something is wrong with it.
    #[must_use]
    pub fn tunnel_trouble(&self) -> Option<Trouble> {
        let state = self.tunnelling.state.borrow();
        state.last_error.clone().or_else(|| state.self_test.as_ref()?.trouble().cloned())
    }

    fn unsigned(&self) -> u16 {
        unsigned(&self.intake)
    }

    async fn apply_tunnel(&self, open: &mut Open, config: Config) {
        let tunnelling = &self.tunnelling;
        // The old one first: the new one may need the same port.
        if let Some(supervisor) = open.supervisor.take() {
            supervisor.stop().await;
        }
        let now = self.seam.now();
        tunnelling.named.send_if_modified(|named| named.take().is_some());
        tunnelling.state.send_replace(State::off(now));
        let (Some(hook), false) = (open.hook, config.kind() == Kind::Off) else { return };
        let intake = self.intake.clone();
        let around = Surroundings {
            seam: self.seam.clone(),
            checker: tunnelling.checker.clone(),
            hook,
            hook_path: HOOK_PATH,
            files: tunnelling.files.clone(),
            unsigned: Arc::new(move || unsigned(&intake)),
            state: tunnelling.state.clone(),
            named: tunnelling.named.clone(),
        };
        let secret = tunnelling.secret(config.kind());
        open.supervisor = Some(Supervisor::start(config, secret, around));
    }
}

/// The status that the hook answers strangers at present.
fn unsigned(intake: &crate::webhook::intake::Intake) -> u16 {
    match intake.answer_to_strangers() {
        crate::webhook::intake::Answer::Unauthorized => 401,
        crate::webhook::intake::Answer::Accepted => 200,
        crate::webhook::intake::Answer::Unavailable => 503,
    }
}
