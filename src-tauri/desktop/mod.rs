//! The window: one web view on the embedded interface, a tray icon, notifications.
//!
//! It is part of the binary and not of the library, so the library builds without any web view. The page gets the
//! commands of [`commands`] and one stream of events ([`feed`]); no plugin of the window is open to it, and it can
//! neither leave the interface nor open windows ([`window`]; links go to [`opener`], files to [`save`]). Start reading at [`run`].

mod assets;
mod commands;
mod core;
mod feed;
mod instance;
mod notify;
mod opener;
mod save;
mod tray;
mod window;

use self::core::Host;
use anyhow::{Context as _, anyhow};
use futures::future::BoxFuture;
use ringbook::{api::surface::Surface, http::sample::Samples};
use std::{sync::Arc, time::Duration};
use tauri::{AppHandle, RunEvent};
use tokio::{
    runtime::Handle,
    sync::{oneshot, watch},
    task::JoinHandle,
};

/// How long a clean end may take (issue: "SIGTERM ends cleanly within 5 s"); after it the journal is the safety net.
const EXIT_LIMIT: Duration = Duration::from_secs(5);

/// What the window needs from the program around it.
pub struct DesktopOptions {
    /// The runtime that everything runs on. [`run`] itself must be called from the main thread, outside of it.
    pub runtime: Handle,
    /// Which Ringbook this is (letters and digits): a second start of the same one shows the first one's window.
    /// Two data folders are two Ringbooks.
    pub instance: String,
    /// Whether it is on sample data.
    pub demo: bool,
    /// What to open first: an address that another program handed over.
    pub link: Option<String>,
    /// Opens the data folder. Called on a blocking thread while the window system and the web view are starting, unless
    /// another instance is running, and again each time it wants to be opened anew. If it fails the window says why.
    pub open: Box<dyn FnMut() -> anyhow::Result<Opened> + Send>,
}

/// An opened Ringbook.
pub struct Opened {
    /// The commands and the change feed.
    pub surface: Arc<dyn Surface>,
    /// Where the page finds pictures and recordings: an address on this machine to which it adds a media id.
    pub media_base: String,
    /// The sample workspace that can be shown in its place.
    pub samples: Option<Arc<Samples>>,
    /// Becomes true when it is to be ended and opened anew.
    pub reopening: watch::Receiver<bool>,
    /// Ends everything that was started; given [`EXIT_LIMIT`].
    pub on_exit: Box<dyn FnOnce() -> BoxFuture<'static, ()> + Send>,
}

/// Shows the window and returns when it was closed, Quit was chosen or the process was asked to end.
///
/// A second start with the same `instance` never returns: it makes the first one show its window and ends with 0.
///
/// # Errors
/// There is no display, the window system refuses, or `open` failed (after the window that said so was closed).
pub fn run(options: DesktopOptions) -> anyhow::Result<()> {
    let DesktopOptions { runtime, instance, demo, link, open } = options;
    require_display()?;
    if !ringbook::http::assets::Ui::is_built() {
        return Err(anyhow!("the interface is not built; build it with `npm ci && npm run build` in ui, or use ./run"));
    }
    tauri::async_runtime::set(runtime.clone());
    let _entered = runtime.enter();

    // Listened for from the first moment: what is opened below must be ended cleanly, however early that is asked.
    let asked_to_end = Signals::listen().context("cannot listen for the signal to end")?;

    let (opening, host) = core::channel(demo);
    let instance = instance::Instance::new(&instance);
    let (built, app) = oneshot::channel();
    let opener = open_in_background(&runtime, instance.clone(), app, open, opening);
    let single_instance = tauri_plugin_single_instance::Builder::new()
        .callback(|app, arguments, _folder| {
            window::present(app);
            if let Some(link) = arguments.iter().skip(1).find(|one| ringbook::api::link::is_link(one)) {
                window::open_link(app, link);
            }
        })
        .dbus_id(instance.id())
        .build();
    let app = tauri::Builder::default()
        .plugin(single_instance)
        .plugin(tauri_plugin_window_state::Builder::new().with_state_flags(window::REMEMBERED).build())
        .manage(host.clone())
        .invoke_handler(tauri::generate_handler![
            commands::rpc,
            commands::host_info,
            commands::core_info,
            commands::look_around
        ])
        .build(tauri::generate_context!(assets = assets::UiAssets));
    let app = match app {
        Ok(app) => app,
        Err(error) => {
            drop(built);
            // What was opened meanwhile is ended cleanly.
            let _ = runtime.block_on(async { tokio::time::timeout(EXIT_LIMIT, opener).await });
            return Err(error).context("cannot start the window system");
        }
    };
    // The opener waits for it as long as it runs.
    let _ = built.send(app.handle().clone());
    let tray = tray::build(app.handle());
    host.set_tray(tray);
    window::build(app.handle(), &host, link.as_deref()).context("cannot open the window")?;
    let quitting = app.handle().clone();
    runtime.spawn(async move {
        asked_to_end.received().await;
        quitting.exit(0);
    });

    let stopping = (runtime.clone(), host.clone());
    app.run_return(move |_app, event| {
        // On some platforms the loop never returns, so the end is made here and not behind it.
        if let RunEvent::Exit = event {
            let (runtime, host) = &stopping;
            stop(runtime, host);
        }
    });
    host.take_failure().map_or(Ok(()), Err)
}

/// Opens the data folder beside the starting window system, then starts what follows the change feed; and again, each
/// time it wants to be opened anew. `built` gives the application once there is one; without one, all is ended again.
fn open_in_background(
    runtime: &Handle,
    instance: instance::Instance,
    built: oneshot::Receiver<AppHandle>,
    mut open: Box<dyn FnMut() -> anyhow::Result<Opened> + Send>,
    opening: core::Opening,
) -> JoinHandle<()> {
    let handle = runtime.clone();
    runtime.spawn_blocking(move || {
        // Where another instance runs, the folder is its own, and this process ends as soon as it has handed over.
        let (app, first) = if handle.block_on(instance.is_running()) {
            let Ok(app) = built.blocking_recv() else { return };
            (Ok(app), open())
        } else {
            let first = instance::opened_by_the_only_one(&mut open);
            (built.blocking_recv(), first)
        };
        let mut next = Some(first);
        loop {
            let opened = match next.take().unwrap_or_else(&mut open) {
                Ok(opened) => core::Running::from(opened),
                Err(error) => return opening.failed(error),
            };
            let Ok(app) = &app else {
                return handle.block_on(opened.end());
            };
            let (notifier, notes) = notify::channel();
            // Listening begins before the page can read anything: nothing falls between.
            let subscription = opened.surface.changes().subscribe(None);
            opened.tasks.spawn_on(notify::run(app.clone(), opened.clone(), notes), &handle);
            opened.tasks.spawn_on(feed::follow(app.clone(), opened.clone(), subscription, notifier), &handle);
            opening.succeeded(opened.clone());
            if !handle.block_on(opened.is_to_be_reopened()) {
                return;
            }
            // What the page asks from now on waits for the next one.
            opening.again();
            handle.block_on(opened.end());
        }
    })
}

/// Runs the caller's end, at most [`EXIT_LIMIT`] in all, once.
fn stop(runtime: &Handle, host: &Host) {
    let ending = async {
        if let Some(sample) = host.show_sample(None) {
            sample.end().await;
        }
        // What is still opening must not be left half open.
        let Ok(running) = host.running().await else { return };
        running.end().await;
    };
    if runtime.block_on(async { tokio::time::timeout(EXIT_LIMIT, ending).await }).is_err() {
        tracing::warn!("not everything had ended after {} s", EXIT_LIMIT.as_secs());
    }
}

/// SIGTERM, SIGINT and SIGHUP, which mean the same as Quit.
#[cfg(unix)]
struct Signals([tokio::signal::unix::Signal; 3]);

#[cfg(unix)]
impl Signals {
    fn listen() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self([signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?, signal(SignalKind::hangup())?]))
    }

    async fn received(self) {
        let [mut terminate, mut interrupt, mut hangup] = self.0;
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
            _ = hangup.recv() => {}
        }
    }
}

/// Ctrl-C, which means the same as Quit.
#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn listen() -> std::io::Result<Self> {
        Ok(Self)
    }

    async fn received(self) {
        if let Err(error) = tokio::signal::ctrl_c().await {
            tracing::warn!(%error, "cannot listen for Ctrl-C");
            std::future::pending().await
        }
    }
}

/// GTK ends the process when it finds no display, so that is looked at first.
fn require_display() -> anyhow::Result<()> {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    if cfg!(target_os = "linux") && !is_set("DISPLAY") && !is_set("WAYLAND_DISPLAY") {
        return Err(anyhow!("there is no display to open a window on; `ringbook serve` shows the same in a browser"));
    }
    Ok(())
}
