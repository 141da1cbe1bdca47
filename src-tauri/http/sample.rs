//! Looking around: the sample workspace beside the real one, which goes on receiving.
//!
//! It is a Ringbook of its own on a throw-away folder, with ports that only its player and its pictures use; no page
//! is served there. Whoever looks at it is shown its surface in the place of the real one. The folder is removed at
//! the end, and at the next start if the end never came.

use super::server::{self, Face, Server};
use crate::{
    api::{Announcements, Api, ApiSurface, surface::Surface},
    app::{self, App, config::Config},
    demo,
    seam::Seam,
};
use futures::{FutureExt as _, future::BoxFuture};
use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
    path::Path,
    sync::{Arc, PoisonError, RwLock},
    time::{Duration, Instant},
};
use tempfile::TempDir;
use tokio::{runtime::Handle, task::spawn_blocking};

/// How long a sample that was left may be held on to by what is just ending.
const LET_GO: Duration = Duration::from_secs(2);

/// Why there is nothing to look at.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No throw-away folder could be made.
    #[error("a folder for the sample data cannot be made: {0}")]
    Folder(#[from] io::Error),
    /// The player.
    #[error(transparent)]
    Sample(#[from] demo::Error),
    /// Its folder could not be opened.
    #[error(transparent)]
    App(#[from] app::Error),
    /// Its ports could not be opened.
    #[error(transparent)]
    Ports(#[from] server::Error),
}

/// What is shown in the place of the real workspace.
#[derive(Clone)]
pub struct Shown {
    /// Its commands and its change feed.
    pub surface: Arc<dyn Surface>,
    /// Where a window finds its pictures and recordings.
    pub media_base: String,
}

/// The sample workspace, opened when somebody wants to look around.
pub struct Samples {
    config: Config,
    seam: Seam,
    prefix: String,
    open: tokio::sync::Mutex<Option<Sample>>,
    shown: RwLock<Option<Shown>>,
}

struct Sample {
    app: Arc<App>,
    server: Server,
    player: demo::Handle,
    folder: TempDir,
}

impl Samples {
    /// Nothing is open yet. Removes what a killed Ringbook on the same data folder left; so the folder must be held.
    #[must_use]
    pub fn new(config: &Config, seam: Seam) -> Arc<Self> {
        let name = config.data.canonicalize().unwrap_or_else(|_| config.data.clone());
        let hash = blake3::hash(name.as_os_str().as_encoded_bytes()).to_hex();
        let prefix = format!("ringbook-sample-{}-", hash.chars().take(16).collect::<String>());
        sweep(&std::env::temp_dir(), &prefix);
        let any = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        // Nothing of the real workspace has any business in a show.
        let config = Config {
            data: std::path::PathBuf::new(),
            hook: any,
            ui: any,
            ui_hosts: Vec::new(),
            quo_url: String::new(),
            quo_key: None,
            signing_secrets: Vec::new(),
            password: None,
            metrics_token: None,
            compat: None,
            tunnel: None,
            tunnel_secret: None,
            secrets: config.secrets,
            passphrase: None,
            demo: true,
        };
        Arc::new(Self { config, seam, prefix, open: tokio::sync::Mutex::default(), shown: RwLock::default() })
    }

    /// Opens the sample, if it is not open, and gives what is to be shown.
    ///
    /// # Errors
    /// [`Error`]; nothing is left of it then.
    pub fn open(&self) -> BoxFuture<'_, Result<Shown, Error>> {
        async move {
            let mut open = self.open.lock().await;
            if let (Some(_), Some(shown)) = (open.as_ref(), self.shown()) {
                return Ok(shown);
            }
            let (config, seam, prefix) = (self.config.clone(), self.seam.clone(), self.prefix.clone());
            // On a thread of its own: setting the month out is work.
            let runtime = Handle::current();
            let started = spawn_blocking(move || runtime.block_on(start(config, seam, prefix))).await;
            let (sample, shown) = started.map_err(|error| Error::Folder(io::Error::other(error)))??;
            *open = Some(sample);
            *self.shown.write().unwrap_or_else(PoisonError::into_inner) = Some(shown.clone());
            Ok(shown)
        }
        .boxed()
    }

    /// What is to be shown, while it is open.
    #[must_use]
    pub fn shown(&self) -> Option<Shown> {
        self.shown.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Ends the sample and removes its folder.
    pub fn close(&self) -> BoxFuture<'_, ()> {
        self.end().boxed()
    }

    async fn end(&self) {
        let mut open = self.open.lock().await;
        *self.shown.write().unwrap_or_else(PoisonError::into_inner) = None;
        if let Some(Sample { app, server, player, folder }) = open.take() {
            player.stop().await;
            server.stop().await;
            app.stop().await;
            let held = Arc::downgrade(&app);
            drop(app);
            // What a stopped task was still looking at lets go of it in a moment.
            let end = Instant::now() + LET_GO;
            while held.strong_count() > 0 && Instant::now() < end {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            if let Err(error) = folder.close() {
                tracing::warn!(%error, "the folder of the sample data stays until the next start");
            }
        }
    }
}

async fn start(mut config: Config, seam: Seam, prefix: String) -> Result<(Sample, Shown), Error> {
    let folder = tempfile::Builder::new().prefix(&prefix).tempdir()?;
    folder.path().clone_into(&mut config.data);
    demo::prepare(&mut config.quo_key, &mut config.signing_secrets);
    let stage = demo::Stage::open(seam.clone(), config.quo_key.as_ref(), &config.signing_secrets).await?;
    config.quo_url = stage.quo_url();
    let announcements = Announcements::default();
    let app = App::start(config, seam, announcements.announce()).await?;
    let api = Api::new(app.clone(), announcements);
    let server = match Server::start(&app, &api, Face::Window, None).await {
        Ok(server) => server,
        Err(error) => {
            app.stop().await;
            return Err(error.into());
        }
    };
    let played = async {
        let player = stage.play(server.hook, true).await?;
        app.tidy_sample_data().await?;
        Ok::<_, Error>(player)
    };
    match played.await {
        Ok(player) => {
            let shown = Shown { surface: Arc::new(ApiSurface(api)), media_base: server.media_base() };
            Ok((Sample { app, server, player, folder }, shown))
        }
        Err(error) => {
            server.stop().await;
            app.stop().await;
            Err(error)
        }
    }
}

/// Removes folders that were left. Links in their place are removed and not followed.
fn sweep(folder: &Path, prefix: &str) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let left = entry.file_name().to_string_lossy().starts_with(prefix);
        if left && let Err(error) = std::fs::remove_dir_all(entry.path()) {
            tracing::warn!(%error, "sample data of an earlier run stays");
        }
    }
}
