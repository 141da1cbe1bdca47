//! Quo's stand-in and a Ringbook in this process, both on one clock that the test moves.

use std::{
    collections::BTreeSet,
    num::NonZeroU32,
    sync::Arc,
    time::{Duration, Instant},
};

use ringbook::{
    app::{
        App,
        config::{Config, Given},
        syncing::Status,
    },
    http::{
        hook::{Hook, HookLimits},
        serve::HookListener,
    },
    model::{ItemId, UtcMillis, history::HistoryKind},
    quo::{Pace, Quo, QuoOptions, Retries},
    seam::{Clock as _, ManualClock, Seam},
    sync::{
        Ledger,
        ledger::{Figures, Kind},
    },
};
use tokio_util::sync::CancellationToken;

use crate::simulator::{self, KEY, Simulator, quirks::Quirks, webhooks::Generation};

/// 2026-09-21
pub const START: i64 = 1_790_000_000_000;
pub const DAY: i64 = 86_400_000;
pub const HOUR: i64 = 3_600_000;
pub const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const LIMIT: Duration = Duration::from_secs(30);

/// Quo's stand-in, and the folder of a Ringbook that is started and stopped.
pub struct Desk {
    pub sim: Simulator,
    pub clock: Arc<ManualClock>,
    pub folder: tempfile::TempDir,
    seam: Seam,
}

/// A Ringbook at work.
pub struct Running {
    pub app: Arc<App>,
    pub hook: String,
    stop: CancellationToken,
    served: tokio::task::JoinHandle<()>,
}

impl Desk {
    pub async fn new() -> Self {
        let (seam, clock) = Seam::scripted(7, UtcMillis(START));
        let now: simulator::core::Now = {
            let clock = clock.clone();
            Arc::new(move || clock.now().0)
        };
        let quirks = Quirks { rate_per_second: 0, ..Quirks::default() };
        let options = simulator::Options { now: Some(now), scale: 0.0, quirks, seed: Some(7), ..Default::default() };
        let sim = Simulator::start(options).await.unwrap();
        Self { sim, clock, folder: tempfile::tempdir().unwrap(), seam }
    }

    /// The outside of every Ringbook of this desk.
    pub fn seam(&self) -> &Seam {
        &self.seam
    }

    /// A client in no hurry to wait.
    pub fn quo(&self) -> Quo {
        self.paced(20_000)
    }

    pub fn paced(&self, per_second: u32) -> Quo {
        let first = Duration::from_millis(2);
        Quo::new(QuoOptions {
            pace: Pace { per_second: NonZeroU32::new(per_second).unwrap() },
            retries: Retries { interactive: 1, background: 2, first, longest: first },
            ..QuoOptions::new(self.sim.url(), KEY.to_owned().into())
        })
        .unwrap()
    }

    /// Starts on the desk's folder, connected.
    pub async fn start(&self) -> Running {
        let running = self.start_at("data").await;
        running.app.use_quo(Some(self.quo()));
        running
    }

    /// Starts on a folder, not connected.
    pub async fn start_at(&self, name: &str) -> Running {
        let given = Given {
            data: Some(self.folder.path().join(name)),
            quo_url: Some(self.sim.url()),
            signing_secrets: Some(SECRET.to_owned().into()),
            ..Given::default()
        };
        let config = Config::complete(given, None).unwrap();
        let app = App::start(config, self.seam.clone(), Arc::new(|_| {})).await.unwrap();
        let hook = Hook::new(app.intake.clone(), HookLimits::default());
        let listener = HookListener::bind("127.0.0.1:0".parse().unwrap(), hook).await.unwrap();
        let (hook, stop) = (format!("http://{}/webhooks/quo", listener.address()), CancellationToken::new());
        let served = tokio::spawn(listener.serve(stop.clone()));
        Running { app, hook, stop, served }
    }

    /// The webhook that delivers to `running`.
    pub fn webhook(&self, running: &Running) -> String {
        self.sim.webhook(Generation::Dated, &running.hook, Some(SECRET)).0
    }

    pub fn now(&self) -> i64 {
        self.clock.now().0
    }

    /// Every text that Quo has.
    pub fn texts(&self) -> BTreeSet<String> {
        self.sim.core.world.lock().unwrap().messages.iter().map(|message| message.id.clone()).collect()
    }

    /// Every call that Quo has.
    pub fn calls(&self) -> BTreeSet<String> {
        self.sim.core.world.lock().unwrap().calls.iter().map(|call| call.id.clone()).collect()
    }
}

impl Running {
    /// Waits until history was read up to the clock's moment, and everything written down has taken effect.
    pub async fn caught_up(&self) {
        let wanted = self.app.seam.now();
        self.until("history is read", |app| {
            matches!(app.syncing.status(), Status::Idle { .. })
                && app.store.history().unwrap().caught_up.is_some_and(|at| at >= wanted)
        })
        .await;
    }

    /// Waits for something that shall come about.
    pub async fn until(&self, what: &str, holds: impl Fn(&App) -> bool) {
        let began = Instant::now();
        while !holds(&self.app) {
            assert!(
                began.elapsed() < LIMIT,
                "never came about: {what}; {:?}; {:?}",
                self.app.syncing.status(),
                self.app.media_counts()
            );
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Ids of the texts and calls that are here.
    pub fn held(&self) -> (BTreeSet<String>, BTreeSet<String>) {
        let (mut texts, mut calls) = (BTreeSet::new(), BTreeSet::new());
        self.app
            .store
            .held(&|| (), |_, item| {
                let set = if item.call.is_some() { &mut calls } else { &mut texts };
                assert!(set.insert(item.id.0.clone()), "{} is here twice", item.id);
            })
            .unwrap();
        (texts, calls)
    }

    pub async fn ledger(&self) -> Arc<Ledger> {
        self.app.ledger(true).await.unwrap().1
    }

    /// How often each text and call was written down as read by Quo's lists.
    pub fn listed(&self, kind: HistoryKind) -> Vec<ItemId> {
        let mut ids = Vec::new();
        self.app
            .store
            .listings(kind, &|| (), |listing| ids.extend(listing.items.into_iter().map(|item| item.id)))
            .unwrap();
        ids
    }

    pub async fn stop(self) {
        self.stop.cancel();
        self.served.await.unwrap();
        self.app.stop().await;
    }
}

/// The figures of a kind, all months and lines together.
pub fn total(ledger: &Ledger, kind: Kind) -> &Figures {
    &ledger.totals[&kind]
}
