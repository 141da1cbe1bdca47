//! The change feed: tells every open screen what has become stale.

use super::wire::{Arrival, Change, Tag};
use std::{collections::VecDeque, sync::Mutex};
use tokio::sync::broadcast;

/// Changes kept for a screen that comes back after a short break.
const RECENT: usize = 1024;

/// Numbers changes without gaps and hands them to all who listen.
///
/// Bounded everywhere: a listener that falls behind is told so by a gap in `seq` and reads everything anew.
#[derive(Debug)]
pub struct ChangeFeed {
    inner: Mutex<Inner>,
    sender: broadcast::Sender<Change>,
}

#[derive(Debug)]
struct Inner {
    last: u64,
    recent: VecDeque<Change>,
}

/// What a new listener gets.
#[derive(Debug)]
pub struct Subscription {
    /// The newest change at the moment of subscribing.
    pub seq: u64,
    /// What was missed since the asked position, if it is still known; otherwise the listener must re-read.
    pub missed: Vec<Change>,
    /// Everything from now on.
    pub receiver: broadcast::Receiver<Change>,
}

impl Default for ChangeFeed {
    fn default() -> Self {
        let inner = Inner { last: 0, recent: VecDeque::with_capacity(RECENT) };
        Self { inner: Mutex::new(inner), sender: broadcast::channel(RECENT).0 }
    }
}

impl ChangeFeed {
    /// Announces that what was read under `tags` is stale, in one conversation or anywhere.
    pub fn publish(&self, tags: Vec<Tag>, conversation_id: Option<String>, arrival: Option<Arrival>) {
        let mut inner = self.inner.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        inner.last += 1;
        let change = Change { seq: inner.last, tags, conversation_id, arrival };
        if inner.recent.len() == RECENT {
            inner.recent.pop_front();
        }
        inner.recent.push_back(change.clone());
        // Sent under the lock so that listeners see the order of the numbers; nobody listening is no error.
        let _ = self.sender.send(change);
    }

    /// Number of the newest change. What is read after asking for it lacks nothing up to there.
    pub fn last(&self) -> u64 {
        self.inner.lock().unwrap_or_else(std::sync::PoisonError::into_inner).last
    }

    /// Starts listening. Subscribe before the first read, so that nothing falls between.
    pub fn subscribe(&self, since: Option<u64>) -> Subscription {
        let inner = self.inner.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let missed = match since {
            Some(since) => inner.recent.iter().filter(|change| change.seq > since).cloned().collect(),
            None => Vec::new(),
        };
        Subscription { seq: inner.last, missed, receiver: self.sender.subscribe() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listener_that_returns_gets_what_it_missed_in_order() {
        let feed = ChangeFeed::default();
        for _ in 0..5 {
            feed.publish(vec![Tag::Inbox], None, None);
        }
        let subscription = feed.subscribe(Some(3));
        assert_eq!(subscription.seq, 5);
        assert_eq!(subscription.missed.iter().map(|change| change.seq).collect::<Vec<_>>(), [4, 5]);
    }

    #[test]
    fn a_listener_that_was_away_too_long_sees_a_gap() {
        let feed = ChangeFeed::default();
        for _ in 0..RECENT + 10 {
            feed.publish(vec![Tag::Inbox], None, None);
        }
        let missed = feed.subscribe(Some(1)).missed;
        assert_ne!(missed.first().map(|change| change.seq), Some(2));
    }
}
