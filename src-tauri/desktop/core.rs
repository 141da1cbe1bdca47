//! What the window knows of the Ringbook behind it: opening, running, or why it could not be opened.

use super::{Opened, tray::Tray};
use futures::future::BoxFuture;
use ringbook::{
    api::{
        surface::Surface,
        wire::{ApiError, Code, Settings},
    },
    http::sample::Samples,
};
use std::sync::{
    Arc, Mutex, OnceLock, PoisonError,
    atomic::{AtomicBool, Ordering},
};
use tokio::sync::watch;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// The state of the Ringbook behind the window.
#[derive(Clone)]
pub enum Core {
    /// The data folder is being opened.
    Opening,
    /// Everything works.
    Running(Running),
    /// Why it could not be opened, for a person.
    Failed(String),
}

/// An opened Ringbook, shared by the commands, the feed and the notifications.
#[derive(Clone)]
pub struct Running {
    pub surface: Arc<dyn Surface>,
    pub media_base: Arc<str>,
    /// What the person chose, as far as the window must know it without asking.
    pub wishes: Arc<Wishes>,
    /// Set when the window is gone.
    pub ending: CancellationToken,
    /// What must have ended before the Ringbook behind it does.
    pub tasks: TaskTracker,
    /// The sample workspace beside it.
    pub samples: Option<Arc<Samples>>,
    reopening: watch::Receiver<bool>,
    on_exit: Arc<Mutex<Option<OnExit>>>,
}

type OnExit = Box<dyn FnOnce() -> BoxFuture<'static, ()> + Send>;

/// Settings that the window itself obeys.
#[derive(Default)]
pub struct Wishes {
    close_to_tray: AtomicBool,
    notifications: AtomicBool,
    notification_text: AtomicBool,
}

/// What the window's handlers share.
#[derive(Clone)]
pub struct Host {
    core: watch::Receiver<Core>,
    failure: Failure,
    tray: Arc<OnceLock<Option<Tray>>>,
    /// The sample, while it is shown in the place of the workspace.
    sample: Arc<Mutex<Option<Running>>>,
    demo: bool,
}

/// Says what became of opening.
pub struct Opening {
    core: watch::Sender<Core>,
    failure: Failure,
}

type Failure = Arc<Mutex<Option<anyhow::Error>>>;

/// A host whose Ringbook, on sample data or not, is still opening, and where to say what became of it.
pub fn channel(demo: bool) -> (Opening, Host) {
    let (sender, core) = watch::channel(Core::Opening);
    let failure = Failure::default();
    (
        Opening { core: sender, failure: failure.clone() },
        Host { core, failure, tray: Arc::default(), sample: Arc::default(), demo },
    )
}

impl Opening {
    /// It is open.
    pub fn succeeded(&self, running: Running) {
        self.core.send_replace(Core::Running(running));
    }

    /// It is closed, and opened anew.
    pub fn again(&self) {
        self.core.send_replace(Core::Opening);
    }

    /// It could not be opened: said at once on the log, and in the window to whoever looks there.
    pub fn failed(&self, error: anyhow::Error) {
        let reason = format!("{error:#}");
        tracing::error!(%reason, "cannot open the data folder");
        *self.failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
        self.core.send_replace(Core::Failed(reason));
    }
}

impl Host {
    /// What is shown: the sample, if somebody looks around in it, else the opened Ringbook; waits while that is
    /// opening.
    ///
    /// # Errors
    /// [`Code::Unavailable`] with the reason if it could not be opened.
    pub async fn shown(&self) -> Result<Running, ApiError> {
        match self.sample() {
            Some(sample) => Ok(sample),
            None => self.running().await,
        }
    }

    /// The sample, while it is shown.
    pub fn sample(&self) -> Option<Running> {
        self.sample.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Shows the sample in the place of the workspace, or the workspace again; gives what was shown of it before.
    pub fn show_sample(&self, sample: Option<Running>) -> Option<Running> {
        std::mem::replace(&mut *self.sample.lock().unwrap_or_else(PoisonError::into_inner), sample)
    }

    /// Whether this is what the page shows.
    pub fn is_shown(&self, running: &Running) -> bool {
        self.sample().is_none_or(|sample| Arc::ptr_eq(&sample.surface, &running.surface))
    }

    /// The opened Ringbook; waits while it is opening.
    ///
    /// # Errors
    /// [`Code::Unavailable`] with the reason if it could not be opened.
    pub async fn running(&self) -> Result<Running, ApiError> {
        let gone = || ApiError::new(Code::Unavailable, "Ringbook is ending");
        let mut core = self.core.clone();
        let settled = core.wait_for(|core| !matches!(core, Core::Opening)).await.map_err(|_| gone())?;
        match &*settled {
            Core::Running(running) => Ok(running.clone()),
            Core::Failed(reason) => Err(ApiError::new(Code::Unavailable, reason.clone())),
            Core::Opening => Err(gone()),
        }
    }

    /// Whether this Ringbook is one of sample data, with no workspace behind it.
    pub fn is_demo(&self) -> bool {
        self.demo
    }

    /// The opened Ringbook, if it is open by now.
    pub fn running_now(&self) -> Option<Running> {
        match &*self.core.borrow() {
            Core::Running(running) => Some(running.clone()),
            Core::Opening | Core::Failed(_) => None,
        }
    }

    /// Takes the error of opening, if it failed.
    pub fn take_failure(&self) -> Option<anyhow::Error> {
        self.failure.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Whether closing the window leaves Ringbook in the tray: wished for, and there is a tray to come back from.
    /// Sample data ends with its window.
    pub fn closes_to_tray(&self) -> bool {
        let Some(running) = self.running_now() else { return false };
        self.has_tray() && running.wishes.close_to_tray.load(Ordering::Relaxed) && !running.surface.is_demo()
    }

    /// Whether there is a tray icon that a person can see.
    pub fn has_tray(&self) -> bool {
        self.tray().is_some_and(Tray::is_visible)
    }

    /// The tray icon, once there is one.
    pub fn tray(&self) -> Option<&Tray> {
        self.tray.get().and_then(Option::as_ref)
    }

    /// Says, once, whether there is a tray icon.
    pub fn set_tray(&self, tray: Option<Tray>) {
        // Only `run` calls this, once; a second answer would not matter.
        let _ = self.tray.set(tray);
    }
}

impl Running {
    /// Waits until it is to be closed and opened anew; false when the window is gone before.
    pub async fn is_to_be_reopened(&self) -> bool {
        let mut reopening = self.reopening.clone();
        tokio::select! {
            () = self.ending.cancelled() => false,
            wanted = reopening.wait_for(|wanted| *wanted) => {
                if wanted.is_ok() {
                    return true;
                }
                self.ending.cancelled().await;
                false
            }
        }
    }

    /// Ends what follows it, lets go of it, and ends it.
    pub async fn end(self) {
        self.ending.cancel();
        self.tasks.close();
        self.tasks.wait().await;
        let on_exit = self.take_exit();
        drop(self);
        if let Some(on_exit) = on_exit {
            on_exit().await;
        }
    }

    /// Takes the caller's end; the second time there is none.
    fn take_exit(&self) -> Option<OnExit> {
        self.on_exit.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Reads what the person chose.
    pub async fn read_wishes(&self) {
        let settings = self.surface.call("settings", serde_json::json!({})).await;
        match settings.map(serde_json::from_value::<Settings>) {
            Ok(Ok(settings)) => self.wishes.follow(&settings),
            Ok(Err(error)) => tracing::warn!(%error, "the settings are not what the window expects"),
            Err(error) => tracing::warn!(reason = error.message, "cannot read the settings"),
        }
    }
}

impl From<Opened> for Running {
    fn from(opened: Opened) -> Self {
        let Opened { surface, media_base, samples, reopening, on_exit } = opened;
        Self {
            surface,
            media_base: media_base.into(),
            wishes: Arc::default(),
            ending: CancellationToken::new(),
            tasks: TaskTracker::new(),
            samples,
            reopening,
            on_exit: Arc::new(Mutex::new(Some(on_exit))),
        }
    }
}

impl Wishes {
    /// Whether to announce arrivals.
    pub fn notifications(&self) -> bool {
        self.notifications.load(Ordering::Relaxed)
    }

    /// Whether announcements show the words of a text.
    pub fn notification_text(&self) -> bool {
        self.notification_text.load(Ordering::Relaxed)
    }

    fn follow(&self, settings: &Settings) {
        self.close_to_tray.store(settings.close_to_tray, Ordering::Relaxed);
        self.notifications.store(settings.notifications, Ordering::Relaxed);
        self.notification_text.store(settings.notification_text, Ordering::Relaxed);
    }
}
