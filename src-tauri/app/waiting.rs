//! Whoever waits for an answer goes before what has time.

use std::{
    sync::{Arc, Condvar, Mutex, PoisonError},
    time::Duration,
};

/// What has time lets others go first for so long at once; then it goes on by one step, and so comes to its end.
const AT_MOST: Duration = Duration::from_millis(20);

#[derive(Default)]
struct Shared {
    questions: Mutex<usize>,
    answered: Condvar,
}

/// The questions that somebody waits for just now. Cheap to clone.
#[derive(Clone, Default)]
pub struct Waiting(Arc<Shared>);

/// A question that somebody waits for, until this is dropped.
pub struct Question(Arc<Shared>);

impl Waiting {
    /// Somebody waits from now on.
    #[must_use]
    pub fn begin(&self) -> Question {
        let mut questions = self.0.questions.lock().unwrap_or_else(PoisonError::into_inner);
        *questions = questions.saturating_add(1);
        drop(questions);
        Question(self.0.clone())
    }

    /// Called between two steps by what has time: returns once nobody waits, or after a while all the same.
    pub fn go_first(&self) {
        let questions = self.0.questions.lock().unwrap_or_else(PoisonError::into_inner);
        let rested = self.0.answered.wait_timeout_while(questions, AT_MOST, |questions| *questions > 0);
        drop(rested.unwrap_or_else(PoisonError::into_inner));
    }
}

impl Drop for Question {
    fn drop(&mut self) {
        let mut questions = self.0.questions.lock().unwrap_or_else(PoisonError::into_inner);
        *questions = questions.saturating_sub(1);
        drop(questions);
        self.0.answered.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicBool, Ordering};

    #[test]
    fn what_has_time_goes_on_at_once_when_nobody_waits() {
        let waiting = Waiting::default();
        drop(waiting.begin());
        waiting.go_first();
        assert_eq!(*waiting.0.questions.lock().unwrap(), 0);
    }

    #[test]
    fn what_has_time_lets_a_question_be_answered_first() {
        let waiting = Waiting::default();
        let answered = Arc::new(AtomicBool::new(false));
        let question = waiting.begin();
        let answering = std::thread::spawn({
            let answered = answered.clone();
            move || {
                answered.store(true, Ordering::SeqCst);
                drop(question);
            }
        });
        // A step at a time, as a count does it; a question that takes longer than one rest is waited for again.
        while *waiting.0.questions.lock().unwrap() > 0 {
            waiting.go_first();
        }
        assert!(answered.load(Ordering::SeqCst));
        answering.join().unwrap();
    }

    #[test]
    fn what_has_time_goes_on_even_while_somebody_waits_for_ever() {
        let waiting = Waiting::default();
        let _question = waiting.begin();
        waiting.go_first();
    }
}
