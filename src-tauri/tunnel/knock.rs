//! Requests of our own, recognised when they come back in.
//!
//! The checker sends a random number through the public address; the hook port remembers in memory that it came,
//! and answers as it answers any stranger. So nobody outside learns anything, and nobody can pretend.

use crate::seam::Entropy;
use std::{
    collections::VecDeque,
    fmt::Write as _,
    sync::{Mutex, PoisonError},
};

/// The header that carries the number.
pub const KNOCK_HEADER: &str = "x-ringbook-knock";

/// Numbers on their way at the same time. Checks come one at a time, so this is never near.
const MOST: usize = 64;

/// The numbers on their way.
#[derive(Debug, Default)]
pub struct Knocks(Mutex<VecDeque<Knock>>);

#[derive(Debug)]
struct Knock {
    number: String,
    heard: bool,
}

impl Knocks {
    /// A fresh number that is waited for from now on.
    pub fn send(&self, entropy: &dyn Entropy) -> String {
        let mut bytes = [0_u8; 16];
        entropy.fill(&mut bytes);
        let number = bytes.iter().fold(String::with_capacity(32), |mut text, byte| {
            // Writing to a String cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        });
        let mut knocks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        while knocks.len() >= MOST {
            knocks.pop_front();
        }
        knocks.push_back(Knock { number: number.clone(), heard: false });
        number
    }

    /// The hook port received `number`; whether it is one of ours, the first time.
    pub fn hear(&self, number: &[u8]) -> bool {
        let mut knocks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let waiting = knocks.iter_mut().find(|knock| !knock.heard && knock.number.as_bytes() == number);
        waiting.map(|knock| knock.heard = true).is_some()
    }

    /// Whether `number` came in; it is not waited for any longer.
    pub fn settle(&self, number: &str) -> bool {
        let mut knocks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(at) = knocks.iter().position(|knock| knock.number == number) else { return false };
        knocks.remove(at).is_some_and(|knock| knock.heard)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seam::SeededEntropy;

    #[test]
    fn a_number_is_recognised_once_and_only_while_it_is_waited_for() {
        let (knocks, entropy) = (Knocks::default(), SeededEntropy::new(7));
        let number = knocks.send(&entropy);
        assert_eq!(number.len(), 32);
        assert!(!knocks.hear(b"0123456789abcdef0123456789abcdef"), "a stranger's number");
        assert!(knocks.hear(number.as_bytes()));
        assert!(!knocks.hear(number.as_bytes()), "a replayed number is a stranger's");
        assert!(knocks.settle(&number));
        assert!(!knocks.hear(number.as_bytes()), "it is no longer waited for");
        assert!(!knocks.settle(&number));
    }

    #[test]
    fn numbers_that_never_come_do_not_gather() {
        let (knocks, entropy) = (Knocks::default(), SeededEntropy::new(7));
        let first = knocks.send(&entropy);
        for _ in 0..MOST {
            knocks.send(&entropy);
        }
        assert!(!knocks.hear(first.as_bytes()));
        assert_eq!(knocks.0.lock().unwrap().len(), MOST);
    }
}
