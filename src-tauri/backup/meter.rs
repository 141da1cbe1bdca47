//! How far a backup or a restore is, and stopping it.

use super::Error;
use crate::{model::UtcMillis, seam::Clock};
use std::sync::{
    Arc, Mutex, MutexGuard, PoisonError,
    atomic::{AtomicBool, Ordering},
};

/// So often, at most, progress is told.
const PACE_MS: i64 = 500;
/// A rate is said once it has been watched for so long.
const SETTLED_MS: i64 = 1_000;

/// What is being done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Bytes are copied.
    Copying,
    /// Everything is read and compared.
    Checking,
}

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// What is being done.
    pub phase: Phase,
    /// Bytes done.
    pub done: u64,
    /// Bytes in all.
    pub total: u64,
    /// Bytes a second since the phase began; 0 while that is not known yet.
    pub per_second: u64,
    /// Time left at this rate, once the rate is known.
    pub left_ms: Option<i64>,
}

/// Counts bytes, tells now and then how far it is, and passes a stop on.
pub struct Meter {
    clock: Arc<dyn Clock>,
    tell: Box<dyn Fn() + Send + Sync>,
    run: Mutex<Option<Run>>,
    stop: AtomicBool,
}

#[derive(Clone, Copy)]
struct Run {
    phase: Phase,
    done: u64,
    total: u64,
    began: UtcMillis,
    told: UtcMillis,
}

impl Meter {
    /// Calls `tell` at most twice a second while something is counted.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>, tell: impl Fn() + Send + Sync + 'static) -> Self {
        Self { clock, tell: Box::new(tell), run: Mutex::default(), stop: AtomicBool::new(false) }
    }

    /// How far it is; none while nothing is done.
    #[must_use]
    pub fn progress(&self) -> Option<Progress> {
        let Run { phase, done, total, began, told: _ } = (*self.run())?;
        let elapsed_ms = self.clock.now().0.saturating_sub(began.0);
        let elapsed = u64::try_from(elapsed_ms).unwrap_or(0);
        let (mut per_second, mut left_ms) = (0, None);
        if elapsed_ms >= SETTLED_MS && done > 0 {
            per_second = done.saturating_mul(1000) / elapsed.max(1);
            let left = u128::from(total.saturating_sub(done)) * u128::from(elapsed) / u128::from(done);
            left_ms = Some(i64::try_from(left).unwrap_or(i64::MAX));
        }
        Some(Progress { phase, done, total, per_second, left_ms })
    }

    /// Something begins: an earlier stop does not concern it.
    pub fn start(&self) {
        self.stop.store(false, Ordering::SeqCst);
    }

    /// A phase begins.
    pub fn begin(&self, phase: Phase, total: u64) {
        let now = self.clock.now();
        *self.run() = Some(Run { phase, done: 0, total, began: now, told: now });
        (self.tell)();
    }

    /// So many bytes more are done.
    ///
    /// # Errors
    /// [`Error::Stopped`] once it is to stop.
    pub fn add(&self, bytes: u64) -> Result<(), Error> {
        let now = self.clock.now();
        let tell = self.run().as_mut().is_some_and(|run| {
            run.done = run.done.saturating_add(bytes);
            run.total = run.total.max(run.done);
            // A clock that was set back must not silence the progress.
            let due = !(0..PACE_MS).contains(&(now.0 - run.told.0));
            if due {
                run.told = now;
            }
            due
        });
        if tell {
            (self.tell)();
        }
        if self.stop.load(Ordering::SeqCst) { Err(Error::Stopped) } else { Ok(()) }
    }

    /// It is over.
    pub fn end(&self) {
        *self.run() = None;
        (self.tell)();
    }

    /// Stops what goes on at the next opportunity.
    pub fn stop(&self) {
        self.stop.store(true, Ordering::SeqCst);
    }

    fn run(&self) -> MutexGuard<'_, Option<Run>> {
        self.run.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seam::ManualClock;

    #[test]
    fn progress_has_a_rate_and_a_time_left_and_can_be_stopped() {
        let clock = Arc::new(ManualClock::new(UtcMillis(1_000)));
        let meter = Meter::new(clock.clone(), || {});
        assert_eq!(meter.progress(), None);
        meter.begin(Phase::Copying, 1_000);
        clock.advance_ms(2_000);
        meter.add(200).unwrap();
        let told = meter.progress().unwrap();
        assert_eq!((told.done, told.total, told.per_second, told.left_ms), (200, 1_000, 100, Some(8_000)));
        meter.stop();
        assert!(matches!(meter.add(1), Err(Error::Stopped)));
        meter.start();
        meter.add(1).unwrap();
        meter.end();
        assert_eq!(meter.progress(), None);
    }
}
