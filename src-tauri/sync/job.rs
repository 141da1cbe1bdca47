//! What is to be read next: newest first, several at a time.

use crate::{
    model::{
        ItemId, LineId, UtcMillis,
        history::{HistoryKind, Part, Span},
    },
    quo::Conversation,
};
use std::{
    cmp::Reverse,
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};
use tokio::sync::Notify;

/// How much of what was read is written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// All of it: it was never read.
    First,
    /// What is new: it was read before.
    Again,
    /// What is new, and in any case that it was read.
    Audit,
}

/// One thing to read.
#[derive(Debug, Clone, PartialEq)]
pub enum Job {
    /// Texts or calls of a stretch of time.
    Window {
        /// Which.
        kind: HistoryKind,
        /// The stretch.
        span: Span,
        /// How much is written down.
        mode: Mode,
    },
    /// Parts of one call.
    Parts {
        /// The call.
        call: ItemId,
        /// Its moment.
        at: UtcMillis,
        /// Which parts.
        parts: Vec<Part>,
    },
    /// Conversations that changed.
    Changes,
    /// Contacts.
    Contacts,
    /// Deliveries that never arrived.
    Deliveries,
    /// Conversations of one line, by `/v1`.
    Line(LineId),
    /// One conversation, by `/v1`.
    Conversation(Conversation, Mode),
}

/// Smaller is sooner.
type Rank = (u8, Reverse<i64>, u64);

/// What is still to be read, in order.
pub struct Queue {
    jobs: Mutex<(BTreeMap<Rank, Job>, u64)>,
    more: Notify,
    recent: UtcMillis,
}

impl Queue {
    /// An empty queue. What is newer than `recent` comes first, with its recordings and transcripts, then the rest.
    #[must_use]
    pub fn new(recent: UtcMillis) -> Self {
        Self { jobs: Mutex::default(), more: Notify::new(), recent }
    }

    fn rank(&self, job: &Job) -> (u8, Reverse<i64>) {
        let of = |recent: u8, old: u8, at: UtcMillis| (if at >= self.recent { recent } else { old }, Reverse(at.0));
        match job {
            Job::Deliveries => (0, Reverse(0)),
            Job::Changes | Job::Line(_) => (1, Reverse(0)),
            Job::Window { span, .. } => of(2, 5, span.to),
            Job::Conversation(conversation, _) => of(2, 5, conversation.last_activity_at.unwrap_or_default()),
            Job::Contacts => (3, Reverse(0)),
            Job::Parts { at, .. } => of(4, 6, *at),
        }
    }

    /// Adds something.
    pub fn push(&self, job: Job) {
        let (class, moment) = self.rank(&job);
        {
            let mut jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
            jobs.1 = jobs.1.saturating_add(1);
            let number = jobs.1;
            jobs.0.insert((class, moment, number), job);
        }
        self.more.notify_one();
    }

    /// Takes what comes first.
    pub fn pop(&self) -> Option<Job> {
        let mut jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        jobs.0.pop_first().map(|(_, job)| job)
    }

    /// Waits until something was added.
    pub async fn more(&self) {
        self.more.notified().await;
    }

    /// Stretches, and parts of calls, that wait.
    #[must_use]
    pub fn waiting(&self) -> (u64, u64) {
        let jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut windows, mut parts) = (0_u64, 0_u64);
        for job in jobs.0.values() {
            match job {
                Job::Parts { parts: of_call, .. } => parts = parts.saturating_add(of_call.len() as u64),
                _ => windows = windows.saturating_add(1),
            }
        }
        (windows, parts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_comes_first_and_recent_recordings_before_old_texts() {
        let window = |from, to| Job::Window {
            kind: HistoryKind::Messages,
            span: Span { from: UtcMillis(from), to: UtcMillis(to) },
            mode: Mode::First,
        };
        let parts = |at| Job::Parts { call: ItemId::from("ACx"), at: UtcMillis(at), parts: vec![Part::Transcript] };
        let queue = Queue::new(UtcMillis(100));
        let wanted = [Job::Deliveries, window(110, 120), window(90, 110), parts(105), window(10, 20), parts(50)];
        for job in wanted.iter().rev() {
            queue.push(job.clone());
        }
        assert_eq!(queue.waiting(), (4, 2));
        let came: Vec<Job> = std::iter::from_fn(|| queue.pop()).collect();
        assert_eq!(came, wanted);
    }
}
