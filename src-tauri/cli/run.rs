//! The commands that keep running: the window, the server, the demo.

use super::{Common, Exit};
use anyhow::Context as _;
#[cfg(feature = "desktop")]
use ringbook::http::sample::Samples;
use ringbook::{
    api::{Announcements, Api, session::Sessions},
    app::{App, config::Config},
    demo,
    http::{Face, Server},
    ingest::Building,
    seam::Seam,
};
use std::{
    io::{IsTerminal as _, Write as _},
    sync::{Arc, Weak},
    time::Duration,
};
use tokio::runtime::Runtime;

/// Opening a sound folder takes less.
const PATIENCE: Duration = Duration::from_secs(3);
/// How long a stopped Ringbook may be held on to by what is just ending.
const LET_GO: Duration = Duration::from_secs(10);
/// How long a clean end may take: whoever asks by SIGTERM is promised 5 s, of which some go before and after it.
const EXIT_LIMIT: Duration = Duration::from_millis(4_500);

/// `ringbook`: the window.
pub fn window(config: Config, link: Option<String>) -> anyhow::Result<Exit> {
    show(config, None, link)
}

/// `ringbook serve`.
pub fn serve(config: Config, json: bool) -> anyhow::Result<Exit> {
    logging();
    runtime()?.block_on(async {
        let mut config = config;
        let mut running = with_patience(Running::start(config.clone(), Face::Browser)).await?;
        let mut out = std::io::stdout();
        if json {
            writeln!(
                out,
                "{}",
                serde_json::json!({ "hook": running.server.hook.to_string(), "ui": running.server.ui.to_string() })
            )?;
        } else {
            writeln!(out, "Ringbook is open at      http://{}", running.server.ui)?;
            writeln!(out, "Webhooks are received at http://{}/webhooks/quo", running.server.hook)?;
        }
        out.flush()?;
        let stop = stop_signal();
        tokio::pin!(stop);
        loop {
            running.tell_of_building();
            let reopen = tokio::select! {
                stopped = &mut stop => { stopped?; false }
                () = running.wants_reopening() => true,
            };
            // Where others found it they find it again.
            (config.hook, config.ui) = (running.server.hook, running.server.ui);
            let held = running.held();
            if !reopen {
                end(running).await;
                return Ok(Exit::Ok);
            }
            running.stop().await;
            let_go(&held).await;
            running = Running::start(config.clone(), Face::Browser).await?;
        }
    })
}

/// Ends what runs; what takes longer than [`EXIT_LIMIT`] is cut off with the process. Nothing acknowledged is lost by
/// that: store and index catch up from the journal at the next start.
async fn end(running: Running) {
    if tokio::time::timeout(EXIT_LIMIT, running.stop()).await.is_err() {
        tracing::warn!("not everything had ended after {} ms", EXIT_LIMIT.as_millis());
        std::process::exit(Exit::Ok as i32);
    }
}

/// `ringbook demo`: either face on sample data.
pub fn demo(mut config: Config, common: &Common, browser: bool) -> anyhow::Result<Exit> {
    let folder = match &common.data {
        Some(_) => None,
        None => Some(
            tempfile::Builder::new().prefix("ringbook-demo-").tempdir().context("cannot make a throw-away folder")?,
        ),
    };
    if let Some(folder) = &folder {
        config.data = folder.path().to_owned();
    }
    config.demo = true;
    let any_port =
        |given: Option<std::net::SocketAddr>| given.unwrap_or(std::net::SocketAddr::from(([127, 0, 0, 1], 0)));
    config.hook = any_port(common.hook);
    config.ui = any_port(common.ui);
    demo::prepare(&mut config.quo_key, &mut config.signing_secrets);
    if !browser && can_open_a_window() {
        return show(config, folder, None);
    }
    logging();
    let json = common.json;
    runtime()?.block_on(async {
        let running = Running::start(config, Face::Demo).await?;
        let mut out = std::io::stdout();
        if json {
            writeln!(
                out,
                "{}",
                serde_json::json!({ "hook": running.server.hook.to_string(), "ui": running.server.ui.to_string() })
            )?;
        } else {
            writeln!(out, "Sample data: a roofing firm's month. Nothing is sent anywhere.")?;
            writeln!(out, "Open http://{} in a browser; Ctrl-C ends it.", running.server.ui)?;
        }
        out.flush()?;
        stop_signal().await?;
        running.stop().await;
        Ok(Exit::Ok)
    })
}

/// Everything that runs, in one value.
pub struct Running {
    app: Arc<App>,
    /// The commands; the window has no other way to them.
    #[cfg_attr(not(feature = "desktop"), allow(dead_code, reason = "browsers reach them through the server"))]
    pub api: Arc<Api>,
    /// The two ports.
    pub server: Server,
    demo: Option<demo::Handle>,
}

impl Running {
    /// Opens the folder, listens, and plays the sample data if asked.
    pub async fn start(mut config: Config, face: Face) -> anyhow::Result<Self> {
        let seam = Seam::system();
        let stage = if config.demo {
            let stage = demo::Stage::open(seam.clone(), config.quo_key.as_ref(), &config.signing_secrets)
                .await
                .context("cannot start the sample data")?;
            config.quo_url = stage.quo_url();
            Some(stage)
        } else {
            None
        };
        // Looking at a password takes a tenth of a second by design, so it is done while the folder opens.
        let password = config.password.take();
        let kept = password.clone().map(|password| {
            let data = config.data.clone();
            tokio::task::spawn_blocking(move || Sessions::is_password_of(&data, &password))
        });
        let announcements = Announcements::default();
        let app = App::start(config, seam, announcements.announce()).await?;
        let api = Api::new(app.clone(), announcements);
        let is_kept = match kept {
            Some(kept) => kept.await.unwrap_or(false),
            None => false,
        };
        let server = match Server::start(&app, &api, face, password.filter(|_| !is_kept)).await {
            Ok(server) => server,
            Err(error) => {
                app.stop().await;
                return Err(error.into());
            }
        };
        let demo = match stage {
            Some(stage) => {
                let handle = stage.play(server.hook, app.is_new()).await.context("cannot play the sample data")?;
                if app.is_new() {
                    app.tidy_sample_data().await.context("cannot prepare the sample data")?;
                }
                Some(handle)
            }
            None => None,
        };
        Ok(Self { app, api, server, demo })
    }

    /// Says on standard error how far store or index is while it is made anew.
    fn tell_of_building(&self) {
        let mut building = self.app.building_changes();
        let now = *building.borrow_and_update();
        tokio::spawn(async move {
            let mut said = now;
            if let Some(building) = now {
                super::tell(&building);
            }
            while building.changed().await.is_ok() {
                let now = *building.borrow_and_update();
                match (said, now) {
                    (Some(_), None) => super::tell(&"store and index are complete again"),
                    (Some(before), Some(now)) if before.what == now.what && !is_worth_a_line(&before, &now) => continue,
                    (_, Some(now)) => super::tell(&now),
                    (None, None) => {}
                }
                said = now;
            }
        });
    }

    /// Waits until the data folder is to be closed and opened anew, which is seldom.
    pub async fn wants_reopening(&self) {
        let mut wanted = self.app.wants_reopening();
        if wanted.wait_for(|wanted| *wanted).await.is_err() {
            std::future::pending::<()>().await;
        }
    }

    /// The sample workspace beside this one; none beside sample data.
    #[cfg(feature = "desktop")]
    fn samples(&self) -> Option<Arc<Samples>> {
        (!self.app.config.demo).then(|| Samples::new(&self.app.config, self.app.seam.clone()))
    }

    /// Stops in order: what brings work in first, what keeps it last.
    pub async fn stop(self) {
        if let Some(demo) = self.demo {
            demo.stop().await;
        }
        self.server.stop().await;
        self.app.stop().await;
    }

    /// For [`let_go`].
    fn held(&self) -> Weak<App> {
        Arc::downgrade(&self.app)
    }
}

/// Waits until nobody holds on to a stopped Ringbook any more: what was just ending lets go of it in a moment, and
/// only then can its folder be opened anew.
async fn let_go(held: &Weak<App>) {
    let end = tokio::time::Instant::now() + LET_GO;
    while held.strong_count() > 0 && tokio::time::Instant::now() < end {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// A line for each tenth.
fn is_worth_a_line(before: &Building, now: &Building) -> bool {
    let tenth = |building: &Building| building.done.saturating_mul(10) / building.total.max(1);
    tenth(before) != tenth(now)
}

/// Says so when opening takes long, which it does where a damaged store is looked at before anything else.
async fn with_patience<T>(opening: impl Future<Output = T>) -> T {
    tokio::pin!(opening);
    match tokio::time::timeout(PATIENCE, &mut opening).await {
        Ok(opened) => opened,
        Err(_) => {
            super::tell(&"still opening the data folder; after a power cut its files are looked through first");
            opening.await
        }
    }
}

#[cfg(feature = "desktop")]
fn show(config: Config, folder: Option<tempfile::TempDir>, link: Option<String>) -> anyhow::Result<Exit> {
    use crate::desktop::{DesktopOptions, Opened, run};
    use ringbook::api::ApiSurface;
    logging();
    let runtime = runtime()?;
    let handle = runtime.handle().clone();
    // Two data folders are two Ringbooks; sample data in a throw-away folder is always the same one.
    let seed = if config.demo { "demo".to_owned() } else { config.data.to_string_lossy().into_owned() };
    let instance = blake3::hash(seed.as_bytes()).to_hex().chars().take(16).collect();
    let opening = handle.clone();
    let demo = config.demo;
    let (mut config, mut held) = (config, Weak::new());
    let open = Box::new(move || {
        opening.block_on(let_go(&held));
        let running = opening.block_on(Running::start(config.clone(), Face::Window))?;
        // Where deliveries come in now they come in again when it is opened anew.
        config.hook = running.server.hook;
        held = running.held();
        let opened = Opened {
            surface: Arc::new(ApiSurface(running.api.clone())),
            media_base: running.server.media_base(),
            samples: running.samples(),
            reopening: running.app.wants_reopening(),
            on_exit: Box::new(move || Box::pin(running.stop())),
        };
        Ok(opened)
    });
    run(DesktopOptions { runtime: handle, instance, demo, link, open })?;
    drop(runtime);
    drop(folder);
    Ok(Exit::Ok)
}

#[cfg(not(feature = "desktop"))]
fn show(_: Config, _: Option<tempfile::TempDir>, _: Option<String>) -> anyhow::Result<Exit> {
    super::tell(&"this Ringbook was built without its window; `ringbook serve` opens the same in a browser");
    Ok(Exit::Failed)
}

fn can_open_a_window() -> bool {
    let display = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    cfg!(feature = "desktop") && (!cfg!(target_os = "linux") || display("DISPLAY") || display("WAYLAND_DISPLAY"))
}

/// The runtime of a long-running command.
pub fn runtime() -> anyhow::Result<Runtime> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().context("cannot start threads")
}

/// Log lines to standard error, `RINGBOOK_LOG` chooses how much (`warn` by default). They hold no personal data.
pub fn logging() {
    let filter = tracing_subscriber::EnvFilter::try_from_env("RINGBOOK_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn"));
    // A second call in one process, as in tests, keeps the first.
    let _ = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr)
        .try_init();
}

async fn stop_signal() -> anyhow::Result<()> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut term = signal(SignalKind::terminate())?;
        tokio::select! {
            done = tokio::signal::ctrl_c() => done?,
            _ = term.recv() => {}
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await?;
    Ok(())
}

/// The exit code that an error stands for.
#[must_use]
pub fn exit_of(error: &anyhow::Error) -> Exit {
    use ringbook::{app, http};
    if let Some(error) = error.downcast_ref::<app::Error>() {
        return exit_of_app(error);
    }
    match error.downcast_ref::<http::Error>() {
        Some(http::Error::Address { .. }) => Exit::Address,
        _ => Exit::Failed,
    }
}

/// The exit code for what was wrong with the data folder.
#[must_use]
pub fn exit_of_app(error: &ringbook::app::Error) -> Exit {
    use ringbook::app::Error;
    match error {
        Error::Newer(_) => Exit::Newer,
        Error::InUse(_) => Exit::InUse,
        Error::Setting { name: "RINGBOOK_PASSPHRASE", .. } => Exit::Locked,
        _ => Exit::Failed,
    }
}
