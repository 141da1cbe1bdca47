//! How far reading history has come: count, rate, time left.

use crate::model::{UtcMillis, history::HistoryKind};
use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
};

/// The rate is that of this long.
const RATE_OVER_MS: i64 = 60_000;
/// Rows of a page.
const PAGE: u64 = 50;

/// What is being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum What {
    /// Nothing yet.
    #[default]
    Beginning,
    /// Texts or calls around this moment.
    History {
        /// Which.
        kind: HistoryKind,
        /// The newest moment of what is being read.
        at: UtcMillis,
    },
    /// Recordings, summaries and transcripts of calls around this moment.
    Parts {
        /// The call's moment.
        at: UtcMillis,
    },
    /// Conversations that changed.
    Conversations,
    /// Contacts.
    Contacts,
    /// Deliveries that never arrived.
    Deliveries,
}

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Reading {
    /// What is being read.
    pub what: What,
    /// Texts and calls that were read, ever.
    pub items: u64,
    /// How many there seem to be in all.
    pub items_estimate: u64,
    /// Parts of calls that were looked at in this run.
    pub parts: u64,
    /// Parts of calls that are still to be looked at.
    pub parts_left: u64,
    /// Deliveries that were asked for again in this run.
    pub deliveries: u64,
    /// Texts and calls a minute, over the last minute.
    pub per_minute: u64,
    /// Milliseconds left, as it seems; `None` while nothing can be said.
    pub left_ms: Option<i64>,
}

#[derive(Default)]
struct Counts {
    reading: Reading,
    windows_left: u64,
    /// Moment, and requests and items so far.
    seen: VecDeque<(UtcMillis, u64, u64)>,
    requests: u64,
}

/// Counts what is read.
#[derive(Default)]
pub struct Meter(Mutex<Counts>);

impl Meter {
    fn with<T>(&self, change: impl FnOnce(&mut Counts) -> T) -> T {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// A run begins with so many items read before it.
    pub fn begin(&self, items: u64, estimate: u64) {
        self.with(|counts| {
            *counts = Counts::default();
            counts.reading.items = items;
            counts.reading.items_estimate = estimate.max(items);
        });
    }

    /// What is being read now.
    pub fn at(&self, what: What) {
        self.with(|counts| counts.reading.what = what);
    }

    /// So many windows and parts are still to be read.
    pub fn left(&self, windows: u64, parts: u64) {
        self.with(|counts| {
            counts.windows_left = windows;
            counts.reading.parts_left = parts;
        });
    }

    /// There seem to be so many items in all.
    pub fn estimate(&self, items: u64) {
        self.with(|counts| counts.reading.items_estimate = items.max(counts.reading.items));
    }

    /// A request was answered, with so many new items.
    pub fn request(&self, now: UtcMillis, items: u64) {
        self.with(|counts| {
            counts.requests = counts.requests.saturating_add(1);
            counts.reading.items = counts.reading.items.saturating_add(items);
            counts.reading.items_estimate = counts.reading.items_estimate.max(counts.reading.items);
            counts.seen.push_back((now, counts.requests, counts.reading.items));
            while counts.seen.front().is_some_and(|(at, ..)| now.0.saturating_sub(at.0) > RATE_OVER_MS) {
                counts.seen.pop_front();
            }
        });
    }

    /// A part of a call was looked at.
    pub fn part(&self) {
        self.with(|counts| counts.reading.parts = counts.reading.parts.saturating_add(1));
    }

    /// A delivery was asked for again.
    pub fn delivery(&self) {
        self.with(|counts| counts.reading.deliveries = counts.reading.deliveries.saturating_add(1));
    }

    /// How far it is.
    #[must_use]
    pub fn reading(&self) -> Reading {
        self.with(|counts| {
            let mut reading = counts.reading;
            let (Some(first), Some(last)) = (counts.seen.front(), counts.seen.back()) else { return reading };
            let took = u64::try_from(last.0.0.saturating_sub(first.0.0)).unwrap_or(0);
            let requests = last.1.saturating_sub(first.1);
            if took == 0 || requests == 0 {
                return reading;
            }
            reading.per_minute = last.2.saturating_sub(first.2).saturating_mul(60_000) / took;
            let pages = reading.items_estimate.saturating_sub(reading.items) / PAGE;
            let left = pages.max(counts.windows_left).saturating_add(reading.parts_left);
            reading.left_ms = i64::try_from(left.saturating_mul(took) / requests).ok();
            reading
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn count_rate_and_time_left_follow_from_what_was_read() {
        let meter = Meter::default();
        meter.begin(1_000, 5_000);
        assert_eq!((meter.reading().items, meter.reading().left_ms), (1_000, None));
        for second in 0..=10 {
            meter.request(UtcMillis(second * 1_000), 50);
        }
        let reading = meter.reading();
        assert_eq!((reading.items, reading.per_minute), (1_550, 3_000));
        assert_eq!(reading.left_ms, Some(69_000), "69 pages of 50 at one a second");
        meter.left(0, 31);
        assert_eq!(meter.reading().left_ms, Some(100_000));
    }
}
