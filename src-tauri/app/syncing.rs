//! Keeps up with Quo's history: at the start, after sleep, when the tunnel is back, and every hour.

use super::{App, Error};
use crate::{
    model::{UtcMillis, decision::Decided, history::HistoryNote},
    quo::Quo,
    store::Effects,
    sync::{self, Aim, Ledger, Meter, Pass, Reading, Sink, Source, plan},
    tunnel::Phase,
};
use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::sync::{Notify, watch};

/// How often it is looked at the clock.
const TICK: Duration = Duration::from_millis(500);
/// Progress is told so often.
const TELL: Duration = Duration::from_secs(1);
/// The first reading waits so long for the webhook.
const FOR_WEBHOOKS: Duration = Duration::from_secs(120);
/// It looks at Quo so often without any reason.
const EVERY_MS: i64 = 60 * 60_000;
/// A clock that went so much further than the time that passed means that the computer slept.
const SLEPT_MS: i64 = 60_000;
/// A ledger is counted anew when it is older than so many times what counting took.
const LEDGER_WORTH: u32 = 20;

/// Why it should look at Quo now, beside what it notices itself: a start, sleep, another key, an hour gone by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// Deliveries can arrive again.
    TunnelBack,
    /// A person asked for it.
    Asked,
    /// A person asked to compare what may have changed.
    Audit,
    /// A person asked to compare everything.
    AuditAll,
}

impl Reason {
    fn aim(self) -> Aim {
        match self {
            Self::Audit => Aim::Audit,
            Self::AuditAll => Aim::AuditAll,
            Self::TunnelBack | Self::Asked => Aim::CatchUp,
        }
    }
}

/// How it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    /// History is being read.
    Reading,
    /// It did not work, and is tried again.
    Waiting {
        /// Why, in one sentence.
        reason: String,
        /// When.
        next_at: UtcMillis,
    },
    /// Everything is here, and it is looked again.
    Idle {
        /// When.
        next_at: UtcMillis,
    },
}

/// Keeping up with Quo's history.
pub struct Syncing {
    meter: Arc<Meter>,
    status: watch::Sender<Status>,
    wished: Mutex<Option<Aim>>,
    wish: Notify,
    auditing: AtomicBool,
    counted: tokio::sync::Mutex<Option<Counted>>,
}

#[derive(Clone)]
struct Counted {
    ledger: Arc<Ledger>,
    at: UtcMillis,
    made: Instant,
    took: Duration,
    position: u64,
}

impl Syncing {
    pub(super) fn new() -> Self {
        Self {
            meter: Arc::default(),
            status: watch::Sender::new(Status::Idle { next_at: UtcMillis(0) }),
            wished: Mutex::new(None),
            wish: Notify::new(),
            auditing: AtomicBool::new(false),
            counted: tokio::sync::Mutex::new(None),
        }
    }

    /// Looks at Quo as soon as possible. If history is being read just now, it is looked once more afterwards.
    pub fn nudge(&self, reason: Reason) {
        tracing::info!(?reason, "looking at Quo's history");
        let mut wished = self.wished.lock().unwrap_or_else(PoisonError::into_inner);
        *wished = (*wished).max(Some(reason.aim()));
        drop(wished);
        self.wish.notify_one();
    }

    /// How it stands.
    #[must_use]
    pub fn status(&self) -> Status {
        self.status.borrow().clone()
    }

    /// The same over time.
    #[must_use]
    pub fn status_changes(&self) -> watch::Receiver<Status> {
        self.status.subscribe()
    }

    /// How far reading has come.
    #[must_use]
    pub fn reading(&self) -> Reading {
        self.meter.reading()
    }

    /// Whether a comparison runs or waits for its turn.
    #[must_use]
    pub fn is_auditing(&self) -> bool {
        let wished = *self.wished.lock().unwrap_or_else(PoisonError::into_inner);
        self.auditing.load(Ordering::SeqCst) || wished > Some(Aim::CatchUp)
    }

    fn take(&self) -> Option<Aim> {
        self.wished.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl App {
    /// Pauses reading history, or lets it go on. What was read stays read.
    ///
    /// # Errors
    /// [`Error::NotRecorded`].
    pub async fn pause_sync(&self, paused: bool) -> Result<(), Error> {
        self.decide(vec![Decided::HistoryNoted(HistoryNote::Paused { paused })]).await?;
        self.syncing.wish.notify_one();
        Ok(())
    }

    /// Counts what Quo has and what is here, and says when that was. An answer is kept for a moment unless a
    /// `fresh` one is asked for.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub async fn ledger(&self, fresh: bool) -> Result<(UtcMillis, Arc<Ledger>), Error> {
        // Held while counting: whoever asks meanwhile gets the same answer.
        let mut counted = self.syncing.counted.lock().await;
        let position = self.store.applied();
        if let Some(held) = counted.as_ref().filter(|_| !fresh) {
            let unchanged = held.position == position;
            if unchanged || held.made.elapsed() < held.took * LEDGER_WORTH {
                return Ok((held.at, held.ledger.clone()));
            }
        }
        let (began, at, store) = (Instant::now(), self.seam.now(), self.store.clone());
        let waiting = self.waiting.clone();
        let ledger = self.blocking(move || Ledger::of(&store, &|| waiting.go_first())).await;
        let failed = |cause: String| Error::Part { what: "ledger", cause };
        let ledger = ledger.map_err(|error| failed(error.to_string()))?.map_err(|error| failed(error.to_string()))?;
        let ledger = Arc::new(ledger);
        *counted = Some(Counted { ledger: ledger.clone(), at, made: began, took: began.elapsed(), position });
        Ok((at, ledger))
    }
}

/// Starts keeping up.
pub fn start(app: &Arc<App>) {
    let (app, token) = (app.clone(), app.token.clone());
    app.tasks.clone().spawn(async move {
        tokio::select! {
            () = token.cancelled() => {}
            () = keep_up(&app) => {}
            () = follow_tunnel(&app) => {}
        }
    });
}

/// Looks whenever deliveries can arrive again: what was tried meanwhile may have been given up.
async fn follow_tunnel(app: &App) {
    let mut tunnel = app.tunnel_state();
    let mut was_down = false;
    // The sender lives as long as the app.
    while tunnel.changed().await.is_ok() {
        match tunnel.borrow_and_update().phase {
            Phase::Up if std::mem::take(&mut was_down) => app.syncing.nudge(Reason::TunnelBack),
            Phase::Unreachable | Phase::Restarting | Phase::Refused => was_down = true,
            Phase::Up | Phase::Off | Phase::Starting | Phase::Missing => {}
        }
    }
}

/// When the next look is due, and for what.
struct Next {
    at: UtcMillis,
    aim: Aim,
    failures: u32,
    /// The clock and the time that really passes, side by side.
    clock: UtcMillis,
    passed: Instant,
    /// Since when it waits for the webhook.
    waiting: Option<Instant>,
}

impl Next {
    fn new(now: UtcMillis) -> Self {
        Self { at: now, aim: Aim::CatchUp, failures: 0, clock: now, passed: Instant::now(), waiting: None }
    }

    /// Whether the clock went on without us since the last look at it.
    fn slept(&mut self, now: UtcMillis) -> bool {
        let passed = i64::try_from(self.passed.elapsed().as_millis()).unwrap_or(i64::MAX);
        let jumped = now.0.saturating_sub(self.clock.0).saturating_sub(passed) > SLEPT_MS;
        (self.clock, self.passed) = (now, Instant::now());
        jumped
    }

    /// Whether the webhook is in place, so that nothing falls between it and the first reading; if it cannot be made,
    /// history is read all the same after a while.
    fn may_begin(&mut self, app: &App) -> bool {
        let is_first = app.store.history().is_ok_and(|history| history.began.is_none());
        let account = app.account.view();
        if !is_first
            || !account.connected
            || account.has_older_api_alone()
            || app.account.connected().borrow().is_some()
        {
            return true;
        }
        self.waiting.get_or_insert_with(Instant::now).elapsed() > FOR_WEBHOOKS
    }

    /// Whether it is time. A clock that was set back must not make it wait for long.
    fn is_due(&self, now: UtcMillis) -> bool {
        now >= self.at || self.at.0.saturating_sub(now.0) > EVERY_MS
    }
}

async fn keep_up(app: &App) {
    let syncing = &app.syncing;
    app.whole().await;
    let mut keys = app.quo_changes();
    let mut next = Next::new(app.seam.now());
    loop {
        let now = app.seam.now();
        if next.slept(now) {
            tracing::info!("this computer slept; looking at Quo's history");
            next.at = now;
        }
        if let Some(wished) = syncing.take() {
            next.aim = next.aim.max(wished);
            next.at = now;
        }
        let quo = keys.borrow_and_update().clone();
        let paused = app.store.history().is_ok_and(|history| history.paused);
        if let (Some(quo), false, true) = (quo, paused, next.is_due(now) && next.may_begin(app)) {
            syncing.auditing.store(next.aim > Aim::CatchUp, Ordering::SeqCst);
            syncing.status.send_replace(Status::Reading);
            let outcome = tokio::select! {
                outcome = pass(app, quo, next.aim) => Some(outcome),
                () = interrupted(app, &mut keys) => None,
                () = tell(app) => None,
            };
            ended(app, &mut next, outcome);
            continue;
        }
        // Whichever of them comes, everything is looked at anew.
        tokio::select! {
            () = tokio::time::sleep(TICK) => {}
            changed = keys.changed() => match changed {
                Ok(()) => next.at = app.seam.now(),
                Err(_) => return,
            },
            () = syncing.wish.notified() => {}
        }
    }
}

fn ended(app: &App, next: &mut Next, outcome: Option<Result<(), sync::Error>>) {
    let now = app.seam.now();
    let status = match outcome {
        Some(Ok(())) => {
            (next.failures, next.aim, next.at) = (0, Aim::CatchUp, now.plus_ms(EVERY_MS));
            app.syncing.auditing.store(false, Ordering::SeqCst);
            Status::Idle { next_at: next.at }
        }
        Some(Err(error)) => {
            next.failures = next.failures.saturating_add(1);
            next.at = now.plus_ms(plan::rest_ms(next.failures));
            let failures = next.failures;
            tracing::warn!(%error, failures, "Quo's history could not be read to its end; it is tried again");
            Status::Waiting { reason: error.to_string(), next_at: next.at }
        }
        None => {
            next.at = now;
            Status::Idle { next_at: now }
        }
    };
    app.syncing.status.send_replace(status);
    (app.announce)(&Effects { sync: true, ledger: true, ..Effects::default() });
}

async fn pass(app: &App, quo: Quo, aim: Aim) -> Result<(), sync::Error> {
    let webhook = app.account.record().webhook.map(|webhook| webhook.id);
    let source = Source::open(quo, webhook).await?;
    let sink = Sink {
        journal: app.journal.clone(),
        store: app.store.clone(),
        seam: app.seam.clone(),
        applied: app.progress.clone(),
    };
    Pass::new(source, sink, app.syncing.meter.clone(), aim).await?.run().await
}

/// Ends when a person pauses, or the key is another one.
async fn interrupted(app: &App, keys: &mut watch::Receiver<Option<Quo>>) {
    loop {
        tokio::select! {
            _ = keys.changed() => return,
            () = app.syncing.wish.notified() => {
                if app.store.history().is_ok_and(|history| history.paused) {
                    return;
                }
            }
        }
    }
}

/// Tells the screens of progress, never ending.
async fn tell(app: &App) {
    let mut told = None;
    loop {
        let reading = app.syncing.reading();
        if told != Some(reading) {
            (app.announce)(&Effects { sync: true, ..Effects::default() });
            told = Some(reading);
        }
        tokio::time::sleep(TELL).await;
    }
}
