//! Both ports of a running Ringbook.

use super::{
    hook::{Hook, HookLimits},
    pages,
    sample::Samples,
    serve::HookListener,
    tools::Tools,
    ui::{self, Ui},
};
use crate::{
    api::{Api, ApiSurface, session::Sessions},
    app::{App, presence::Presence},
};
use secrecy::SecretString;
use std::{net::SocketAddr, path::PathBuf, sync::Arc, time::Duration};
use tokio::net::TcpListener;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// How often it is looked whether somebody still looks at the sample.
const SAMPLES_EVERY: Duration = Duration::from_secs(60);

/// Who looks at this Ringbook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Face {
    /// Browsers, with a password.
    Browser,
    /// A browser on sample data, without one.
    Demo,
    /// The window: pages and commands go over IPC, only media over a port of its own.
    Window,
}

/// Why the ports could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// An address cannot be listened on.
    #[error("cannot listen on {address} for {what}: {cause}; choose another with {flag}")]
    Address {
        /// Which address.
        address: SocketAddr,
        /// What for.
        what: &'static str,
        /// The flag that changes it.
        flag: &'static str,
        /// What the system said.
        cause: std::io::Error,
    },
    /// An address beyond this machine without a password.
    #[error("{0} can be reached from other machines; set RINGBOOK_PASSWORD first")]
    NeedsPassword(SocketAddr),
    /// The password cannot be kept.
    #[error("the password cannot be set: {0}")]
    Password(#[from] crate::api::session::Error),
    /// The file for this machine's tools cannot be written.
    #[error("cannot write to the data folder: {0}")]
    Presence(std::io::Error),
}

/// The open ports.
pub struct Server {
    /// Where deliveries are received.
    pub hook: SocketAddr,
    /// Where the interface is.
    pub ui: SocketAddr,
    token: String,
    app: Arc<App>,
    data: PathBuf,
    samples: Option<Arc<Samples>>,
    stop: CancellationToken,
    tasks: TaskTracker,
}

impl Server {
    /// Opens both ports and announces them to this machine's tools. `password`, if given, becomes the password.
    ///
    /// # Errors
    /// [`Error`]; nothing listens then.
    pub async fn start(
        app: &Arc<App>,
        api: &Arc<Api>,
        face: Face,
        password: Option<SecretString>,
    ) -> Result<Self, Error> {
        let config = &app.config;
        let sessions = Arc::new(Sessions::new(&config.data, app.seam.clone()));
        if let Some(password) = password {
            set_password(&sessions, password).await?;
        }
        let ui_address = match face {
            // The window needs no known port, and none that anyone could guess.
            Face::Window => SocketAddr::from(([127, 0, 0, 1], 0)),
            Face::Browser | Face::Demo => config.ui,
        };
        let needs_password = face == Face::Demo || !sessions.is_set_up();
        if !ui_address.ip().is_loopback() && needs_password {
            return Err(Error::NeedsPassword(ui_address));
        }

        let hook = Hook::new(app.intake.clone(), HookLimits::default()).knocked(app.tunnelling.knocks());
        let hook = HookListener::bind(config.hook, hook).await.map_err(|cause| Error::Address {
            address: config.hook,
            what: "webhooks",
            flag: "--hook",
            cause,
        })?;
        let cannot = |cause| Error::Address { address: ui_address, what: "the interface", flag: "--ui", cause };
        let listener = TcpListener::bind(ui_address).await.map_err(cannot)?;
        let ui_address = listener.local_addr().map_err(cannot)?;
        let hook_address = hook.address();

        let mut bytes = [0_u8; 32];
        app.seam.entropy.fill(&mut bytes);
        let token = blake3::hash(&bytes).to_hex().to_string();
        let samples = (face == Face::Browser && !config.demo).then(|| Samples::new(config, app.seam.clone()));
        let router = ui::router(Ui {
            surface: Arc::new(ApiSurface(api.clone())),
            sessions: sessions.clone(),
            samples: samples.clone(),
            tools: Arc::new(Tools::new(app.clone(), hook_address, ui_address)),
            hosts: Arc::new(hosts(ui_address, &config.ui_hosts)),
            token: token.as_str().into(),
            metrics_token: config.metrics_token.clone(),
            open: face == Face::Demo,
            pages: face != Face::Window,
        });
        let presence = Presence { ui: ui_address, hook: hook_address, token: token.clone(), pid: std::process::id() };
        presence.announce(&config.data).map_err(Error::Presence)?;

        let (stop, tasks) = (CancellationToken::new(), TaskTracker::new());
        tasks.spawn(hook.serve(stop.clone()));
        tasks.spawn(pages::serve(listener, router, stop.clone()));
        tasks.spawn(api.clone().follow_tunnel(stop.clone()));
        if let Some(samples) = samples.clone() {
            tasks.spawn(forget_samples(samples, sessions, stop.clone()));
        }
        api.set_listening(Some(hook_address));
        if let Err(error) = app.open_tunnel(hook_address).await {
            tracing::warn!(%error, "the tunnel could not be opened");
        }
        let data = config.data.clone();
        Ok(Self { hook: hook_address, ui: ui_address, token, app: app.clone(), data, samples, stop, tasks })
    }

    /// Where the window finds media: an address to which it adds a content id.
    #[must_use]
    pub fn media_base(&self) -> String {
        format!("http://{}/m/{}/", self.ui, self.token)
    }

    /// Closes the tunnel and both ports; what is being acknowledged is answered first.
    pub async fn stop(self) {
        Presence::withdraw(&self.data);
        self.app.close_tunnel().await;
        self.stop.cancel();
        self.tasks.close();
        self.tasks.wait().await;
        if let Some(samples) = self.samples {
            samples.close().await;
        }
    }
}

/// Ends the sample when the sessions of everybody who looked at it have ended.
async fn forget_samples(samples: Arc<Samples>, sessions: Arc<Sessions>, stop: CancellationToken) {
    while stop.run_until_cancelled(tokio::time::sleep(SAMPLES_EVERY)).await.is_some() {
        if samples.shown().is_some() && !sessions.anyone_looks_around() {
            samples.close().await;
        }
    }
}

async fn set_password(sessions: &Arc<Sessions>, password: SecretString) -> Result<(), Error> {
    let sessions = sessions.clone();
    let set = tokio::task::spawn_blocking(move || sessions.keep_password(&password)).await;
    Ok(set.map_err(|error| Error::Presence(std::io::Error::other(error)))??)
}

/// The names by which a browser may address the port, as they stand in `Host`.
fn hosts(address: SocketAddr, more: &[String]) -> Vec<String> {
    let port = address.port();
    let mut hosts =
        vec![address.to_string(), format!("127.0.0.1:{port}"), format!("localhost:{port}"), format!("[::1]:{port}")];
    hosts.extend(more.iter().map(|name| name.trim().to_ascii_lowercase()).filter(|name| !name.is_empty()));
    hosts
}
