//! The promise that an append will be durable.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use super::{Appended, Error};

/// Resolves when the sync that covers the records has returned. Dropping it does not take the records back.
#[derive(Debug)]
#[must_use = "nothing is durable before this resolves"]
pub struct Pending(Arc<Slot>);

/// The other end of a [`Pending`]. Dropped without an outcome, it says [`Error::Closed`].
#[derive(Debug)]
pub struct Completer(Option<Arc<Slot>>);

#[derive(Debug, Default)]
struct Slot {
    state: Mutex<State>,
    settled: Condvar,
}

#[derive(Debug, Default)]
struct State {
    outcome: Option<Result<Appended, Error>>,
    waker: Option<Waker>,
    sleeping: bool,
}

impl Pending {
    /// A promise and the end that keeps it, for an implementation of [`super::Journal`].
    pub fn pair() -> (Completer, Pending) {
        let slot = Arc::new(Slot::default());
        (Completer(Some(slot.clone())), Pending(slot))
    }

    /// A promise that is settled already.
    pub fn settled(outcome: Result<Appended, Error>) -> Pending {
        let (completer, pending) = Pending::pair();
        completer.complete(outcome);
        pending
    }

    /// Blocks this thread until the outcome is there. Not for asynchronous code: await it there.
    ///
    /// # Errors
    /// Why the records are not durable.
    pub fn wait(self) -> Result<Appended, Error> {
        let mut state = self.0.lock();
        loop {
            if let Some(outcome) = state.outcome.take() {
                return outcome;
            }
            state.sleeping = true;
            state = self.0.settled.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

impl Future for Pending {
    type Output = Result<Appended, Error>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut state = self.0.lock();
        match state.outcome.clone() {
            Some(outcome) => Poll::Ready(outcome),
            None => {
                state.waker = Some(cx.waker().clone());
                Poll::Pending
            }
        }
    }
}

impl Completer {
    /// Settles the promise.
    pub fn complete(mut self, outcome: Result<Appended, Error>) {
        self.settle(outcome);
    }

    fn settle(&mut self, outcome: Result<Appended, Error>) {
        let Some(slot) = self.0.take() else { return };
        let mut state = slot.lock();
        state.outcome = Some(outcome);
        let (waker, sleeping) = (state.waker.take(), state.sleeping);
        drop(state);
        if let Some(waker) = waker {
            waker.wake();
        }
        if sleeping {
            slot.settled.notify_all();
        }
    }
}

impl Drop for Completer {
    fn drop(&mut self) {
        self.settle(Err(Error::Closed));
    }
}

impl Slot {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
