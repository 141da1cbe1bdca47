//! Time.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::model::UtcMillis;

/// Says what time it is.
pub trait Clock: Send + Sync + 'static {
    /// The present moment. May go backwards: the computer's clock can be set.
    fn now(&self) -> UtcMillis;
}

/// The computer's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> UtcMillis {
        let ms = |d: std::time::Duration| i64::try_from(d.as_millis()).unwrap_or(i64::MAX);
        match SystemTime::now().duration_since(UNIX_EPOCH) {
            Ok(since) => UtcMillis(ms(since)),
            Err(before) => UtcMillis(-ms(before.duration())),
        }
    }
}

/// A clock that stands still until it is moved.
#[derive(Debug)]
pub struct ManualClock(AtomicI64);

impl ManualClock {
    /// A clock that shows `start`.
    #[must_use]
    pub fn new(start: UtcMillis) -> Self {
        Self(AtomicI64::new(start.0))
    }

    /// Shows `moment` from now on; backwards is allowed.
    pub fn set(&self, moment: UtcMillis) {
        self.0.store(moment.0, Ordering::SeqCst);
    }

    /// Moves on by `ms` milliseconds and gives the new moment.
    pub fn advance_ms(&self, ms: i64) -> UtcMillis {
        UtcMillis(self.0.fetch_add(ms, Ordering::SeqCst).saturating_add(ms))
    }
}

impl Clock for ManualClock {
    fn now(&self) -> UtcMillis {
        UtcMillis(self.0.load(Ordering::SeqCst))
    }
}
