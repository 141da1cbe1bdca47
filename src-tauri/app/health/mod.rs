//! Looks every few seconds whether things go as they should, raises a warning once, and clears it by itself.

pub mod hours;
pub mod rules;

pub use hours::BusinessHours;
pub use rules::{Seen, Warning};

use super::{
    App, KeyState,
    account::{Step, StepName, StepState},
};
use crate::{
    journal::{Journal as _, Writing},
    model::UtcMillis,
    quo::Usage,
    store::{DeliveryFilter, DeliveryOutcome},
};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::sync::watch;

const EVERY: Duration = Duration::from_secs(10);
/// Between two looks lay so much time: the computer slept, and could not receive.
const SLEPT_MS: i64 = 5 * 60_000;

/// A warning that stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Raised {
    /// What it is about.
    pub warning: Warning,
    /// Since when.
    pub since: UtcMillis,
    /// One plain sentence with the next step.
    pub sentence: String,
}

/// What stands now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// What was seen at the last look.
    pub seen: Seen,
    /// Warnings, each raised once.
    pub raised: Vec<Raised>,
}

/// The watch over it all.
pub struct Health {
    /// Since when deliveries could have been received without a break, and when it was last looked.
    awake: Mutex<(UtcMillis, UtcMillis)>,
    report: watch::Sender<Report>,
}

impl Health {
    /// Nothing was looked at yet.
    pub fn new(now: UtcMillis) -> Self {
        Self { awake: Mutex::new((now, now)), report: watch::Sender::new(Report::default()) }
    }
}

/// Starts looking. Sample data has nothing to warn of.
pub fn start(app: &Arc<App>) {
    if app.config.demo {
        return;
    }
    let looking = app.clone();
    app.spawn(async move {
        let mut pace = tokio::time::interval(EVERY);
        pace.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            pace.tick().await;
            let app = looking.clone();
            let looked = looking.blocking(move || app.look_after_health()).await;
            if !matches!(looked, Ok(Ok(()))) {
                tracing::warn!("how things are could not be looked at");
            }
        }
    });
}

impl App {
    /// Warnings that stand, as of the last look.
    #[must_use]
    pub fn health(&self) -> Report {
        self.health.report.borrow().clone()
    }

    /// Every later state of [`App::health`] in which other warnings stand.
    #[must_use]
    pub fn health_changes(&self) -> watch::Receiver<Report> {
        self.health.report.subscribe()
    }

    /// Looks now. Done every ten seconds by itself; blocks.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn look_after_health(&self) -> Result<(), crate::store::Error> {
        let now = self.seam.now();
        let awake_since = {
            let mut awake = self.health.awake.lock().unwrap_or_else(PoisonError::into_inner);
            let (since, last) = *awake;
            let slept = !(0..SLEPT_MS).contains(&(now.0 - last.0));
            *awake = (if slept { now } else { since }, now);
            awake.0
        };
        let seen = self.see(now, awake_since)?;
        self.health.report.send_if_modified(|report| {
            let before: BTreeMap<Warning, UtcMillis> =
                report.raised.iter().map(|raised| (raised.warning, raised.since)).collect();
            let stands = rules::judge(&before.keys().copied().collect(), &seen);
            let same = stands.iter().eq(before.keys());
            let raised = stands.into_iter().map(|warning| Raised {
                warning,
                since: before.get(&warning).copied().unwrap_or(now),
                sentence: warning.sentence(&seen),
            });
            report.raised = raised.collect();
            report.seen = seen;
            !same
        });
        Ok(())
    }

    fn see(&self, now: UtcMillis, awake_since: UtcMillis) -> Result<Seen, crate::store::Error> {
        let newest = self.store.deliveries(DeliveryFilter::All, None, rules::LOOKED_AT)?;
        let hook = self.hook_stats().snapshot();
        let last_at = newest.rows.first().map(|row| row.record.at).max(hook.last_delivery_at);
        let failing = newest
            .rows
            .iter()
            .filter(|row| matches!(row.record.outcome, DeliveryOutcome::Dead | DeliveryOutcome::Pending));
        let expected = newest.total > 0 || self.intake.secrets() > 0;
        let quiet_ms = if expected {
            let hours = self.settings()?.business_hours;
            let since = last_at.unwrap_or(awake_since).max(awake_since);
            Some(hours.between(since, now, &chrono::Local))
        } else {
            None
        };
        Ok(Seen {
            quiet_ms,
            last_at,
            looked_at: newest.rows.len() as u64,
            failing: failing.count() as u64,
            backlog: self.backlog(),
            building: self.building().is_some(),
            key_refused: self.key_refused(),
            mismatches: hook.mismatched_in_a_row,
            webhook_off: self.webhook_off(),
            backup_failed: self.backup_failed()?,
        })
    }

    /// Whether Quo refused the key at its last answer.
    fn key_refused(&self) -> bool {
        self.key_state() == KeyState::Refused
    }

    /// Whether Quo refused to make or keep our webhook.
    fn webhook_off(&self) -> bool {
        let account = self.account.view();
        let failed = |step: &Step| step.name == StepName::Webhooks && matches!(step.state, StepState::Failed(_));
        account.connected && account.steps.iter().any(failed)
    }

    /// How the key in hand was used.
    #[must_use]
    pub fn quo_usage(&self) -> Usage {
        self.keys.in_hand().map(|quo| quo.usage()).unwrap_or_default()
    }

    /// Records that were written down and have not taken effect yet.
    #[must_use]
    pub fn backlog(&self) -> u64 {
        self.journal.last().0.saturating_sub(self.progress.borrow().through)
    }

    /// Whether deliveries can be written down.
    #[must_use]
    pub fn is_accepting(&self) -> bool {
        matches!(self.journal.health().writing, Writing::Accepting)
    }
}
