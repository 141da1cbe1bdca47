//! What the items of a conversation mean for it: unread, waiting, done, asleep.

use super::merge::{Latest, keep_greater, value};
use super::{ItemId, Party, UtcMillis};
use serde::{Deserialize, Serialize};

/// What one item means for its conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Bearing {
    /// It came from the other side: a conversation that was done is open again.
    pub incoming: bool,
    /// It is unread until somebody reads it.
    pub alert: bool,
    /// It waits for a person of the business.
    pub ask: bool,
    /// Nothing before it waits any longer: a person of the business has spoken, or they took back what they wanted.
    pub answer: bool,
}

/// Whether a conversation lies on the desk. The order is what decides between decisions of one moment: waking stands
/// above the sleep that it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Rest {
    /// Open, by hand.
    Open,
    /// It needs nothing more.
    Done,
    /// It comes back at a moment.
    Snoozed {
        /// The moment.
        until: UtcMillis,
        /// It comes back before if they write or call.
        wake_early: bool,
    },
    /// Its time has come.
    Woken {
        /// When it came back.
        at: UtcMillis,
    },
}

/// Where a conversation was put, and what was known then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Resting {
    /// Where.
    pub rest: Rest,
    /// The newest incoming item that was known: what came in later brings it back, whatever the clocks say. Without it,
    /// what came in after the decision.
    pub seen: Option<UtcMillis>,
}

/// Where a conversation stands now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// On the desk.
    Open,
    /// It needs nothing more.
    Done,
    /// Away until this moment.
    Snoozed {
        /// The moment.
        until: UtcMillis,
        /// It comes back before if they write or call.
        wake_early: bool,
    },
}

/// Where a conversation stands, when its newest incoming item came at `last_incoming`. Who writes or calls brings it
/// back from done, and from sleep unless it was not to be woken.
#[must_use]
pub fn standing(resting: Option<&Latest<Resting>>, last_incoming: Option<UtcMillis>) -> Standing {
    let Some(Latest { at, value: Resting { rest, seen } }) = resting else { return Standing::Open };
    let came_in = last_incoming.is_some_and(|incoming| incoming > seen.unwrap_or(*at));
    match *rest {
        Rest::Done if !came_in => Standing::Done,
        Rest::Snoozed { until, wake_early } if !(wake_early && came_in) => Standing::Snoozed { until, wake_early },
        Rest::Open | Rest::Done | Rest::Snoozed { .. } | Rest::Woken { .. } => Standing::Open,
    }
}

/// What people decided about a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Marks {
    /// Incoming items up to this moment are read.
    pub read_through: Option<Latest<UtcMillis>>,
    /// Open, done or asleep: one after the other, so the last decision stands.
    pub resting: Option<Latest<Resting>>,
    /// The kept draft; empty for none.
    pub draft: Option<Latest<String>>,
    /// It stays on top of what is open.
    pub pinned: Option<Latest<bool>>,
}

impl Marks {
    /// Joins decisions made about the same conversation.
    pub fn absorb(&mut self, other: Self) {
        let Self { read_through, resting, draft, pinned } = other;
        keep_greater(&mut self.read_through, read_through);
        keep_greater(&mut self.resting, resting);
        keep_greater(&mut self.draft, draft);
        keep_greater(&mut self.pinned, pinned);
    }

    /// Incoming items up to this moment are read.
    #[must_use]
    pub fn read_through(&self) -> UtcMillis {
        value(&self.read_through).copied().unwrap_or(UtcMillis(i64::MIN))
    }

    /// Whether it stays on top of what is open.
    #[must_use]
    pub fn is_pinned(&self) -> bool {
        value(&self.pinned).copied().unwrap_or(false)
    }

    /// The kept draft.
    #[must_use]
    pub fn draft(&self) -> &str {
        value(&self.draft).map_or("", String::as_str)
    }
}

/// Why a number may or may not be texted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum OptCause {
    /// A text of theirs.
    Text(ItemId),
    /// Quo said so.
    Quo,
    /// A person decided.
    Person,
}

/// Whether a number opted out, by the last word on it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct OptVerdict {
    /// It did.
    pub out: bool,
    /// What it follows from.
    pub cause: OptCause,
}

/// What is known about texting one party.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OptState {
    /// Who.
    pub party: Party,
    /// The last word.
    pub verdict: Latest<OptVerdict>,
    /// When it opted out for the first time, if it ever did: a "yes" allows nothing again to who never stopped it.
    pub first_out: Option<UtcMillis>,
}

impl OptState {
    /// What a first word on it makes.
    #[must_use]
    pub fn new(party: Party, verdict: Latest<OptVerdict>) -> Self {
        let first_out = verdict.value.out.then_some(verdict.at);
        Self { party, verdict, first_out }
    }

    /// Joins another word on it.
    pub fn absorb(&mut self, verdict: Latest<OptVerdict>) {
        let out = verdict.value.out.then_some(verdict.at);
        self.first_out = self.first_out.into_iter().chain(out).min();
        if verdict > self.verdict {
            self.verdict = verdict;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(at: i64, rest: Rest, seen: Option<i64>) -> Marks {
        let value = Resting { rest, seen: seen.map(UtcMillis) };
        Marks { resting: Some(Latest { at: UtcMillis(at), value }), ..Marks::default() }
    }

    #[test]
    fn what_comes_in_brings_a_conversation_back_and_what_was_known_does_not() {
        let snoozed = |wake_early| Rest::Snoozed { until: UtcMillis(900), wake_early };
        let asleep = |wake_early| Standing::Snoozed { until: UtcMillis(900), wake_early };
        for (rest, seen, incoming, expected) in [
            (Rest::Done, None, None, Standing::Done),
            (Rest::Done, None, Some(100), Standing::Done),
            (Rest::Done, None, Some(101), Standing::Open),
            // The clock of the computer is ahead of Quo's: what was not known brings it back all the same.
            (Rest::Done, Some(50), Some(60), Standing::Open),
            (Rest::Done, Some(50), Some(50), Standing::Done),
            (snoozed(true), Some(50), Some(50), asleep(true)),
            (snoozed(true), Some(50), Some(51), Standing::Open),
            (snoozed(false), Some(50), Some(51), asleep(false)),
            (Rest::Open, None, None, Standing::Open),
            (Rest::Woken { at: UtcMillis(900) }, None, None, Standing::Open),
        ] {
            let marks = put(100, rest, seen);
            let found = standing(marks.resting.as_ref(), incoming.map(UtcMillis));
            assert_eq!(found, expected, "{rest:?} {seen:?} {incoming:?}");
        }
        assert_eq!(standing(None, Some(UtcMillis(1))), Standing::Open);
    }

    #[test]
    fn the_last_decision_stands_and_waking_ends_its_own_sleep_only() {
        let first = put(10, Rest::Snoozed { until: UtcMillis(50), wake_early: true }, Some(1));
        let woken = put(10, Rest::Woken { at: UtcMillis(51) }, None);
        let again = put(40, Rest::Snoozed { until: UtcMillis(90), wake_early: true }, Some(1));
        let done = put(60, Rest::Done, Some(1));
        let joined = |parts: &[&Marks]| {
            let mut marks = Marks::default();
            parts.iter().for_each(|part| marks.absorb((*part).clone()));
            standing(marks.resting.as_ref(), None)
        };
        let asleep = |until| Standing::Snoozed { until: UtcMillis(until), wake_early: true };
        for (parts, expected) in [
            (vec![&first], asleep(50)),
            (vec![&first, &woken], Standing::Open),
            (vec![&first, &woken, &again], asleep(90)),
            (vec![&first, &again, &woken, &done], Standing::Done),
        ] {
            assert_eq!(joined(&parts), expected);
            let backwards: Vec<&Marks> = parts.into_iter().rev().collect();
            assert_eq!(joined(&backwards), expected, "in whichever order they were written down");
        }
    }
}
