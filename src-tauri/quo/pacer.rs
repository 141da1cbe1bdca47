//! One pace for all use of a key: a person's texts go before background reading.

use std::{
    num::NonZeroU32,
    sync::{
        PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use governor::{
    DefaultDirectRateLimiter, Quota,
    clock::{Clock as _, DefaultClock},
};
use tokio::{
    sync::{Mutex, Notify},
    time::Instant,
};

/// A longer pause than this is not held for everybody: whoever asked is told instead.
const LONGEST_HOLD: Duration = Duration::from_secs(10);

/// How fast a key may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// Requests in a second. Quo allows 10; 8 leaves room for whatever else uses the key.
    pub per_second: NonZeroU32,
}

impl Default for Pace {
    fn default() -> Self {
        const EIGHT: NonZeroU32 = NonZeroU32::new(8).unwrap();
        Self { per_second: EIGHT }
    }
}

/// Who waits for an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Urgency {
    /// A person: goes before everything in the background.
    Interactive,
    /// Nobody: backfill, checking, catching up.
    Background,
}

/// Spaces requests evenly.
///
/// There is no burst: with one, two full bursts could fall into the same second at Quo's end and be refused.
/// Evenly spaced, at most one more than [`Pace::per_second`] fall into any second. An interactive request waits
/// for the next free place at most, and behind other interactive ones.
#[derive(Debug)]
pub struct Pacer {
    limiter: DefaultDirectRateLimiter,
    clock: DefaultClock,
    /// Held by the one who takes the next place; waiters come in the order they asked.
    turn: Mutex<()>,
    people_waiting: AtomicUsize,
    people_served: Notify,
    /// Nobody goes before this: Quo asked to go slower.
    held_until: std::sync::Mutex<Option<Instant>>,
}

impl Pacer {
    /// A pacer for one key.
    #[must_use]
    pub fn new(pace: Pace) -> Self {
        let even = Duration::from_secs(1) / pace.per_second.get();
        let quota = Quota::with_period(even).unwrap_or_else(|| Quota::per_second(pace.per_second));
        Self {
            limiter: DefaultDirectRateLimiter::direct(quota.allow_burst(NonZeroU32::MIN)),
            clock: DefaultClock::default(),
            turn: Mutex::new(()),
            people_waiting: AtomicUsize::new(0),
            people_served: Notify::new(),
            held_until: std::sync::Mutex::default(),
        }
    }

    /// Lets nobody go for this long, at most ten seconds: Quo asked to go slower.
    pub fn hold(&self, time: Duration) {
        let until = Instant::now() + time.min(LONGEST_HOLD);
        let mut held = self.held_until.lock().unwrap_or_else(PoisonError::into_inner);
        *held = Some(held.map_or(until, |held| held.max(until)));
    }

    /// Waits until one request may go out, and says how long that took. Cancel-safe: who stops waiting takes no
    /// place.
    pub async fn wait(&self, urgency: Urgency) -> Duration {
        let began = Instant::now();
        self.place(urgency).await;
        began.elapsed()
    }

    async fn place(&self, urgency: Urgency) {
        match urgency {
            Urgency::Interactive => {
                let _waiting = Waiting::enter(self);
                let _turn = self.turn.lock().await;
                while let Some(wait) = self.take() {
                    tokio::time::sleep(wait).await;
                }
            }
            Urgency::Background => loop {
                let served = self.people_served.notified();
                if self.people_waiting.load(Ordering::SeqCst) > 0 {
                    served.await;
                    continue;
                }
                let taken = {
                    let _turn = self.turn.lock().await;
                    if self.people_waiting.load(Ordering::SeqCst) > 0 { Some(Duration::ZERO) } else { self.take() }
                };
                match taken {
                    None => return,
                    Some(wait) => tokio::time::sleep(wait).await,
                }
            },
        }
    }

    /// Takes a place, or says how long until there is one.
    fn take(&self) -> Option<Duration> {
        let held = *self.held_until.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(wait) =
            held.map(|held| held.saturating_duration_since(Instant::now())).filter(|wait| !wait.is_zero())
        {
            return Some(wait);
        }
        match self.limiter.check() {
            Ok(()) => None,
            Err(not_yet) => Some(not_yet.wait_time_from(self.clock.now()).max(Duration::from_millis(1))),
        }
    }
}

/// Counts a person as waiting until dropped, also when the wait is given up.
struct Waiting<'a>(&'a Pacer);

impl<'a> Waiting<'a> {
    fn enter(pacer: &'a Pacer) -> Self {
        pacer.people_waiting.fetch_add(1, Ordering::SeqCst);
        Self(pacer)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        if self.0.people_waiting.fetch_sub(1, Ordering::SeqCst) == 1 {
            self.0.people_served.notify_waiters();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{sync::Arc, time::Instant};

    use super::*;

    #[tokio::test]
    async fn requests_are_spaced_and_people_go_first() {
        let pace = Pace { per_second: NonZeroU32::new(40).unwrap() };
        let pacer = Arc::new(Pacer::new(pace));
        let began = Instant::now();
        let background: Vec<_> = (0..20)
            .map(|_| {
                let pacer = Arc::clone(&pacer);
                tokio::spawn(async move {
                    pacer.wait(Urgency::Background).await;
                    Instant::now()
                })
            })
            .collect();
        tokio::task::yield_now().await;
        for _ in 0..4 {
            let asked = Instant::now();
            pacer.wait(Urgency::Interactive).await;
            assert!(asked.elapsed() < Duration::from_millis(200), "behind 20 background requests of 25 ms each");
        }
        let mut times = Vec::new();
        for task in background {
            times.push(task.await.unwrap());
        }
        assert!(began.elapsed() >= Duration::from_millis(22 * 25), "24 requests take 23 spaces");
    }
}
