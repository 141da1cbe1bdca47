//! What the items of a conversation mean for it: unread, waiting, done.

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
    /// A person of the business has spoken: nothing before it waits any longer.
    pub answer: bool,
}

/// What people decided about a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Marks {
    /// Incoming items up to this moment are read.
    pub read_through: Option<Latest<UtcMillis>>,
    /// Done (true) or opened again by hand (false).
    pub done: Option<Latest<bool>>,
    /// The kept draft; empty for none.
    pub draft: Option<Latest<String>>,
}

impl Marks {
    /// Joins decisions made about the same conversation.
    pub fn absorb(&mut self, other: Self) {
        let Self { read_through, done, draft } = other;
        keep_greater(&mut self.read_through, read_through);
        keep_greater(&mut self.done, done);
        keep_greater(&mut self.draft, draft);
    }

    /// Incoming items up to this moment are read.
    #[must_use]
    pub fn read_through(&self) -> UtcMillis {
        value(&self.read_through).copied().unwrap_or(UtcMillis(i64::MIN))
    }

    /// Whether the conversation is done, when its newest incoming item came at `last_incoming`.
    #[must_use]
    pub fn is_done(&self, last_incoming: Option<UtcMillis>) -> bool {
        self.done.as_ref().is_some_and(|mark| mark.value && last_incoming.is_none_or(|at| at <= mark.at))
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
}
