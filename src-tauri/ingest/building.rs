//! How far store or index is while it is made anew, for everyone who waits for it.

use crate::{model::UtcMillis, seam::Clock};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::watch;

/// So often, at most, progress is told.
const PACE_MS: i64 = 500;
/// A rate is said once it has been watched for so long.
const SETTLED_MS: i64 = 1_000;

/// What is made anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// The store, from the journal.
    Store,
    /// The search index, from the store.
    Index,
}

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Building {
    /// What is made anew.
    pub what: What,
    /// Records of the journal, or things of the store, that are done.
    pub done: u64,
    /// How many there are.
    pub total: u64,
    /// Done in a second, on average since it began; 0 while that is not known yet.
    pub per_second: u64,
    /// Time left at this rate, once the rate is known.
    pub left_ms: Option<i64>,
}

/// Watches one making anew after the other. Cheap to clone.
#[derive(Clone)]
pub struct Meter {
    clock: Arc<dyn Clock>,
    sender: Arc<watch::Sender<Option<Building>>>,
    run: Arc<Mutex<Option<Run>>>,
}

struct Run {
    what: What,
    first: u64,
    total: u64,
    began: UtcMillis,
    told: UtcMillis,
}

impl Meter {
    /// Nothing is made anew yet.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, sender: Arc::new(watch::Sender::new(None)), run: Arc::default() }
    }

    /// Every state from now on; none while nothing is made anew.
    #[must_use]
    pub fn watch(&self) -> watch::Receiver<Option<Building>> {
        self.sender.subscribe()
    }

    /// It begins, with `done` of `total` done already.
    pub fn begin(&self, what: What, done: u64, total: u64) {
        let now = self.clock.now();
        *self.run() = Some(Run { what, first: done, total, began: now, told: now });
        self.sender.send_replace(Some(Building { what, done, total, per_second: 0, left_ms: None }));
    }

    /// So much is done now. Told at most twice a second.
    pub fn reached(&self, done: u64) {
        let now = self.clock.now();
        let mut run = self.run();
        let Some(Run { what, first, total, began, told }) = run.as_mut() else { return };
        // A clock that was set back must not silence the progress.
        if (0..PACE_MS).contains(&(now.0 - told.0)) {
            return;
        }
        *told = now;
        *total = (*total).max(done);
        let told = measured(*what, *first, done, *total, now.0 - began.0);
        self.sender.send_replace(Some(told));
    }

    /// It is done, or given up.
    pub fn end(&self) {
        if self.run().take().is_some() {
            self.sender.send_replace(None);
        }
    }

    /// Whether something is made anew.
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.run().is_some()
    }

    fn run(&self) -> std::sync::MutexGuard<'_, Option<Run>> {
        self.run.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn measured(what: What, first: u64, done: u64, total: u64, elapsed_ms: i64) -> Building {
    let elapsed = u64::try_from(elapsed_ms).unwrap_or(0);
    let so_far = done.saturating_sub(first);
    let (mut per_second, mut left_ms) = (0, None);
    if elapsed_ms >= SETTLED_MS && so_far > 0 {
        per_second = so_far.saturating_mul(1000) / elapsed;
        let left = total.saturating_sub(done).saturating_mul(elapsed) / so_far;
        left_ms = Some(i64::try_from(left).unwrap_or(i64::MAX));
    }
    Building { what, done, total, per_second, left_ms }
}

impl std::fmt::Display for Building {
    /// One line for a terminal.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { what, done, total, per_second, left_ms } = self;
        let what = match what {
            What::Store => "the store is made anew from the journal",
            What::Index => "the search index is made anew from the store",
        };
        write!(f, "{what}: {done} of {total}")?;
        if let Some(left_ms) = left_ms {
            write!(f, ", {per_second} a second, about {} left", length(*left_ms))?;
        }
        Ok(())
    }
}

fn length(ms: i64) -> String {
    match ms / 1000 {
        seconds if seconds < 90 => format!("{} s", seconds.max(1)),
        seconds => format!("{} min", (seconds + 30) / 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seam::ManualClock;

    fn meter() -> (Meter, Arc<ManualClock>) {
        let clock = Arc::new(ManualClock::new(UtcMillis(1_000)));
        (Meter::new(clock.clone()), clock)
    }

    #[test]
    fn progress_has_a_rate_and_a_time_left_and_ends_with_nothing() {
        let (meter, clock) = meter();
        let seen = meter.watch();
        assert_eq!(*seen.borrow(), None);
        meter.begin(What::Store, 0, 1_000_000);
        clock.advance_ms(10_000);
        meter.reached(120_000);
        let told = seen.borrow().unwrap();
        assert_eq!((told.done, told.total, told.per_second), (120_000, 1_000_000, 12_000));
        assert_eq!(told.left_ms, Some(73_333));
        assert_eq!(
            told.to_string(),
            "the store is made anew from the journal: 120000 of 1000000, 12000 a second, about 73 s left"
        );
        meter.end();
        assert_eq!(*seen.borrow(), None);
    }

    #[test]
    fn it_is_told_at_most_twice_a_second() {
        let (meter, clock) = meter();
        let mut seen = meter.watch();
        meter.begin(What::Index, 0, 100);
        seen.mark_unchanged();
        let mut told = 0;
        for done in 0..100 {
            clock.advance_ms(20);
            meter.reached(done);
            if seen.has_changed().unwrap() {
                seen.mark_unchanged();
                told += 1;
            }
        }
        assert_eq!(told, 4);
    }

    #[test]
    fn a_clock_that_is_set_back_does_not_silence_it() {
        let (meter, clock) = meter();
        meter.begin(What::Store, 0, 100);
        clock.set(UtcMillis(0));
        meter.reached(50);
        let told = meter.watch().borrow().unwrap();
        assert_eq!((told.done, told.left_ms), (50, None));
    }
}
