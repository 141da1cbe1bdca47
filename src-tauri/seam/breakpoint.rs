//! Named points where a test can stop a worker and let it go on step by step.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::Notify;

/// A moment between two durable steps, where a crash would be most telling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Breakpoint {
    /// The journal's sync returned; nobody was told yet.
    Journaled,
    /// A record's effect is in the store; the index has not seen it.
    Stored,
    /// A record's effect is in the index; it has not been announced.
    Indexed,
    /// A send intent is claimed; nothing left the computer.
    Claimed,
    /// Quo was asked to send; the answer is not recorded yet.
    Sent,
    /// The result of a send is recorded; nobody was told yet.
    Settled,
    /// A page was fetched from Quo; nothing of it is recorded yet.
    Fetched,
    /// All of a backup is written and was read back; its list is not there yet.
    BackedUp,
}

impl Breakpoint {
    fn bit(self) -> u32 {
        1 << (self as u32)
    }
}

/// The set of stops. Without armed points reaching one costs a single atomic load.
#[derive(Debug, Default)]
pub struct Breakpoints {
    armed: AtomicU32,
    counts: Mutex<BTreeMap<Breakpoint, Counts>>,
    changed: Condvar,
    changed_async: Notify,
}

#[derive(Debug, Default, Clone, Copy)]
struct Counts {
    arrived: u64,
    allowed: u64,
}

impl Breakpoints {
    /// From now on workers stop at `point`.
    pub fn arm(&self, point: Breakpoint) {
        let mut counts = self.lock();
        counts.insert(point, Counts::default());
        self.armed.fetch_or(point.bit(), Ordering::SeqCst);
    }

    /// Lets everyone who waits at `point` go, and stops nobody there any more.
    pub fn disarm(&self, point: Breakpoint) {
        let counts = self.lock();
        self.armed.fetch_and(!point.bit(), Ordering::SeqCst);
        drop(counts);
        self.wake();
    }

    /// Lets one worker pass `point`: the one that waits, or else the next that comes.
    pub fn step(&self, point: Breakpoint) {
        self.lock().entry(point).or_default().allowed += 1;
        self.wake();
    }

    /// Waits until `arrivals` workers in all have come to `point` since it was armed; false if that did not
    /// happen within `limit`. For blocking tests.
    #[must_use]
    pub fn wait_for(&self, point: Breakpoint, arrivals: u64, limit: Duration) -> bool {
        let end = Instant::now() + limit;
        let mut counts = self.lock();
        while counts.get(&point).is_none_or(|c| c.arrived < arrivals) {
            let Some(left) = end.checked_duration_since(Instant::now()) else { return false };
            counts = self.changed.wait_timeout(counts, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        true
    }

    /// As [`Breakpoints::wait_for`], for asynchronous tests, without a limit.
    pub async fn arrivals(&self, point: Breakpoint, arrivals: u64) {
        self.until(|counts| counts.get(&point).is_some_and(|c| c.arrived >= arrivals)).await;
    }

    /// A blocking worker has come to `point`: returns at once unless the point is armed.
    pub fn reach(&self, point: Breakpoint) {
        let Some(ticket) = self.arrive(point) else { return };
        let mut counts = self.lock();
        while !self.may_pass(&counts, point, ticket) {
            counts = self.changed.wait(counts).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// An asynchronous worker has come to `point`: returns at once unless the point is armed.
    pub async fn reach_async(&self, point: Breakpoint) {
        let Some(ticket) = self.arrive(point) else { return };
        self.until(|counts| self.may_pass(counts, point, ticket)).await;
    }

    /// Counts an arrival; its number is the ticket that `step` lets pass in order.
    fn arrive(&self, point: Breakpoint) -> Option<u64> {
        if !self.is_armed(point) {
            return None;
        }
        let ticket = {
            let mut counts = self.lock();
            let count = counts.entry(point).or_default();
            count.arrived += 1;
            count.arrived
        };
        self.wake();
        Some(ticket)
    }

    fn may_pass(&self, counts: &BTreeMap<Breakpoint, Counts>, point: Breakpoint, ticket: u64) -> bool {
        !self.is_armed(point) || counts.get(&point).is_none_or(|c| c.allowed >= ticket)
    }

    async fn until(&self, holds: impl Fn(&BTreeMap<Breakpoint, Counts>) -> bool) {
        loop {
            let changed = self.changed_async.notified();
            tokio::pin!(changed);
            // Registered before looking, so a change between the look and the wait is not missed.
            changed.as_mut().enable();
            if holds(&self.lock()) {
                return;
            }
            changed.await;
        }
    }

    fn is_armed(&self, point: Breakpoint) -> bool {
        self.armed.load(Ordering::SeqCst) & point.bit() != 0
    }

    fn wake(&self) {
        self.changed.notify_all();
        self.changed_async.notify_waiters();
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<Breakpoint, Counts>> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
