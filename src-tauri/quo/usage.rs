//! How a key was used: what Quo answered, and how often a request had to wait for its place.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

/// How a key was used since the start.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Usage {
    /// Answers by HTTP status.
    pub answers: BTreeMap<u16, u64>,
    /// Requests that got no answer.
    pub unanswered: u64,
    /// Requests that were made once more after a failure.
    pub repeated: u64,
    /// Requests that waited for their place in the pace.
    pub waited: u64,
    /// How long they waited in all.
    pub waited_for: Duration,
    /// Whether the last answer refused the key (401).
    pub refused_key: bool,
}

/// Where it is counted.
#[derive(Debug, Default)]
pub(super) struct Counter(Mutex<Usage>);

impl Counter {
    pub(super) fn now(&self) -> Usage {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn count(&self, count: impl FnOnce(&mut Usage)) {
        count(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }

    pub(super) fn answered(&self, status: u16) {
        self.count(|usage| {
            *usage.answers.entry(status).or_default() += 1;
            usage.refused_key = status == 401;
        });
    }

    pub(super) fn unanswered(&self) {
        self.count(|usage| usage.unanswered += 1);
    }

    pub(super) fn repeated(&self) {
        self.count(|usage| usage.repeated += 1);
    }

    pub(super) fn waited(&self, time: Duration) {
        if time >= Duration::from_millis(2) {
            self.count(|usage| {
                usage.waited += 1;
                usage.waited_for += time;
            });
        }
    }
}
