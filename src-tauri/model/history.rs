//! What was read of Quo's history, and what Quo said to have: the ground of the ledger and of going on after a break.

use super::event::Processing;
use super::{ItemId, LineId, QuoConversationId, UtcMillis};
use serde::{Deserialize, Serialize};

/// Which of Quo's two histories.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum HistoryKind {
    /// Texts.
    Messages,
    /// Calls.
    Calls,
}

impl HistoryKind {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Messages, Self::Calls];
}

/// What belongs to a call and comes later than it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Part {
    /// Its recordings.
    Recordings,
    /// The voicemail that was left.
    Voicemail,
    /// The AI summary.
    Summary,
    /// The transcript.
    Transcript,
}

impl Part {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Recordings, Self::Voicemail, Self::Summary, Self::Transcript];
}

/// A part of history: `from` belongs to it, `to` does not any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Span {
    /// The first moment.
    pub from: UtcMillis,
    /// The first moment after it.
    pub to: UtcMillis,
}

impl Span {
    /// Whether there is no moment in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.to <= self.from
    }

    /// Whether `at` is in it.
    #[must_use]
    pub fn holds(&self, at: UtcMillis) -> bool {
        self.from <= at && at < self.to
    }
}

/// What one reading covers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Stretch {
    /// Everything of the workspace in a stretch of time.
    Time(Span),
    /// Everything of one conversation (the older API cannot list by time).
    Conversation {
        /// Quo's id of it.
        id: QuoConversationId,
    },
}

/// A text or call that Quo said to have.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListedItem {
    /// Which one.
    pub id: ItemId,
    /// Its line, if Quo said.
    pub line: Option<LineId>,
    /// Its moment.
    pub at: UtcMillis,
    /// Parts of the call that have to be asked for one by one.
    #[serde(default)]
    pub ask: Vec<Part>,
}

/// One stretch of history was read to its end. What an earlier reading said about the same stretch is void.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Reading {
    /// Texts or calls.
    pub kind: HistoryKind,
    /// What it covers.
    pub stretch: Stretch,
    /// All that Quo has there.
    pub items: Vec<ListedItem>,
}

/// For so long after a call its parts may still come although Quo has said nothing of them, or that there are none.
pub const PARTS_COME_WITHIN_MS: i64 = 60 * 60_000;

/// How it stands with one part of one call, as Quo said last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum PartState {
    /// Quo has it: one, or so many recordings.
    There {
        /// How many.
        count: u32,
    },
    /// Quo is making it; it is looked for again.
    Pending {
        /// Looks so far.
        looks: u32,
        /// When to look again.
        due_at: UtcMillis,
    },
    /// Quo has none and makes none.
    Absent {
        /// The plan does not include it: Quo refused to be asked.
        refused: bool,
    },
    /// Quo could not make it, or it cannot be read.
    Failed {
        /// One plain sentence without names or numbers.
        reason: String,
    },
}

impl PartState {
    /// What a summary or transcript that is so far means, after `looks` at it.
    #[must_use]
    pub fn of(processing: Processing, looks: u32, due_at: UtcMillis) -> Self {
        match processing {
            Processing::Completed => Self::There { count: 1 },
            Processing::InProgress => Self::Pending { looks, due_at },
            Processing::Absent => Self::Absent { refused: false },
            Processing::Failed => Self::Failed { reason: "Quo could not make it".to_owned() },
        }
    }
}

/// One part of one call, and how it stands with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PartSeen {
    /// The call.
    pub call: ItemId,
    /// Which part.
    pub part: Part,
    /// How it stands with it.
    pub state: PartState,
}

/// A step of keeping up with Quo's history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum HistoryNote {
    /// Reading history began for the first time: what is older counts as read, and what is much older as done.
    Began,
    /// A person paused it (true) or let it go on.
    Paused {
        /// Whether it rests.
        paused: bool,
    },
    /// The workspace cannot use the dated API, so that conversations are read one by one.
    OneByOne {
        /// Whether that is so.
        v1_only: bool,
    },
    /// Every conversation that changed up to this moment was looked at.
    ConversationsSeen {
        /// Quo's moment of change of the newest of them.
        through: UtcMillis,
    },
    /// Every contact was read.
    ContactsRead,
    /// Deliveries made up to this moment were looked at, and those that never arrived were asked for again.
    DeliveriesSeen {
        /// The moment.
        through: UtcMillis,
    },
    /// All of history up to this moment is here, as far as Quo has it.
    CaughtUp {
        /// The moment.
        through: UtcMillis,
    },
    /// What Quo has was compared with what is here, id by id.
    Audited {
        /// Everything, and not only what may still have changed.
        all: bool,
        /// Items that were missing here and were read again.
        missing: u64,
    },
}
