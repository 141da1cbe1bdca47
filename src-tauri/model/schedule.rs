//! Texts that go out later, and snippets to write texts from.

use super::place::Target;
use super::{OutboxId, Party, ScheduledId, SnippetId, UserId, UtcMillis};
use serde::{Deserialize, Serialize};

/// So late a text still goes out by itself; later than this the person is asked.
pub const MOST_LATE_MS: i64 = 60 * 60_000;

/// Words that are used again and again.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Snippet {
    /// Which snippet.
    pub id: SnippetId,
    /// What it is found by.
    pub name: String,
    /// The words, with placeholders (see [`super::placeholder`]).
    pub text: String,
}

/// A text that goes out later.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ScheduledText {
    /// Which text.
    pub id: ScheduledId,
    /// From which line to whom.
    pub place: Target,
    /// The words.
    pub text: String,
    /// Who sends it, if known.
    pub by: Option<UserId>,
    /// When it goes out.
    pub due_at: UtcMillis,
    /// It stays here if they answer before that.
    pub unless_answered: bool,
    /// A person wants it to go out at that time although it is quiet hours there.
    pub in_quiet_hours: bool,
}

/// Redacted: words do not reach a log.
impl std::fmt::Debug for ScheduledText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ScheduledText").field("id", &self.id).field("due_at", &self.due_at).finish_non_exhaustive()
    }
}

/// Where a text that goes out later is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum ScheduleStep {
    /// Waits for its time.
    Planned,
    /// Its time has come and it did not go out: the person decides.
    Held {
        /// One plain sentence.
        reason: String,
    },
    /// It will not go out; its words are kept until the person has seen it.
    Withdrawn {
        /// Why.
        why: Withdrawal,
    },
    /// It is in the outbox; final.
    Released {
        /// As which text.
        outbox: OutboxId,
    },
    /// A person took it back, or has seen that it was withdrawn; final.
    Cancelled,
}

impl ScheduleStep {
    /// Whether there is nothing more to show or to do.
    #[must_use]
    pub fn is_final(&self) -> bool {
        match self {
            Self::Released { .. } | Self::Cancelled => true,
            Self::Planned | Self::Held { .. } | Self::Withdrawn { .. } => false,
        }
    }
}

/// Why a text was withdrawn before its time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Withdrawal {
    /// They answered first.
    Answered,
    /// They want no more texts.
    OptedOut {
        /// Who.
        party: Party,
    },
}
