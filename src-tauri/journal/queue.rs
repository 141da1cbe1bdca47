//! What waits to be written. Bounded, so a slow disk makes callers slow and not memory full.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::{Completer, Error, NewRecord};

/// One append.
#[derive(Debug)]
pub(super) struct Job {
    pub records: Vec<NewRecord>,
    pub bytes: usize,
    pub done: Completer,
}

/// How much goes where.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    pub records: usize,
    pub bytes: usize,
}

/// The line in front of the committer.
#[derive(Debug)]
pub(super) struct Queue {
    state: Mutex<State>,
    arrived: Condvar,
    bounds: Bounds,
}

#[derive(Debug, Default)]
struct State {
    jobs: VecDeque<Job>,
    records: usize,
    bytes: usize,
    closed: bool,
    waiting: bool,
}

/// What the committer gets.
#[derive(Debug)]
pub(super) enum Next {
    /// Appends to write together, at least one.
    Batch(Vec<Job>),
    /// Nothing came for the given time.
    Idle,
    /// Nothing will come any more.
    Closed,
}

impl Queue {
    pub fn new(bounds: Bounds) -> Self {
        Self { state: Mutex::default(), arrived: Condvar::new(), bounds }
    }

    /// Puts an append in line, or settles it with the reason why not.
    pub fn push(&self, job: Job) {
        let mut state = self.lock();
        let full =
            state.records + job.records.len() > self.bounds.records || state.bytes + job.bytes > self.bounds.bytes;
        let refusal = match (state.closed, full && !state.jobs.is_empty()) {
            (true, _) => Some(Error::Closed),
            (false, true) => Some(Error::Busy),
            (false, false) => None,
        };
        if let Some(error) = refusal {
            drop(state);
            job.done.complete(Err(error));
            return;
        }
        state.records += job.records.len();
        state.bytes += job.bytes;
        state.jobs.push_back(job);
        if state.waiting {
            self.arrived.notify_one();
        }
    }

    /// Waits for appends and takes what one batch holds. After the first has come, more are waited for
    /// during `gather`; without any for the time `idle`, if that is given, [`Next::Idle`].
    pub fn take(&self, batch: Bounds, gather: Duration, idle: Option<Duration>) -> Next {
        let mut state = self.lock();
        while state.jobs.is_empty() {
            if state.closed {
                return Next::Closed;
            }
            state.waiting = true;
            match idle {
                None => state = self.arrived.wait(state).unwrap_or_else(PoisonError::into_inner),
                Some(idle) => {
                    let (back, waited) = self.arrived.wait_timeout(state, idle).unwrap_or_else(PoisonError::into_inner);
                    state = back;
                    if waited.timed_out() && state.jobs.is_empty() && !state.closed {
                        state.waiting = false;
                        return Next::Idle;
                    }
                }
            }
            state.waiting = false;
        }
        if !gather.is_zero() && state.records < batch.records && state.bytes < batch.bytes && !state.closed {
            let enough = |s: &mut State| s.records < batch.records && s.bytes < batch.bytes && !s.closed;
            state.waiting = true;
            state = self.arrived.wait_timeout_while(state, gather, enough).unwrap_or_else(PoisonError::into_inner).0;
            state.waiting = false;
        }
        let (mut jobs, mut records, mut bytes) = (Vec::new(), 0, 0);
        while let Some(job) = state.jobs.front() {
            let (more, larger) = (records + job.records.len(), bytes + job.bytes);
            if !jobs.is_empty() && (more > batch.records || larger > batch.bytes) {
                break;
            }
            (records, bytes) = (more, larger);
            jobs.extend(state.jobs.pop_front());
        }
        state.records -= records;
        state.bytes -= bytes;
        Next::Batch(jobs)
    }

    /// Lets nothing more in. What waits is still given out.
    pub fn close(&self) {
        self.lock().closed = true;
        self.arrived.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
