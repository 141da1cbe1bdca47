//! Texts on their way; marks, drafts and notes.

use super::TextState;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

wire! {
    /// Sends a text.
    pub struct SendReq {
        pub conversation_id: String,
        pub text: String,
        /// Made by the composer for this intent; the same token never sends twice.
        pub token: String,
    }

    /// A text on its way.
    pub struct OutboxEntry {
        pub id: String,
        pub conversation_id: String,
        pub title: String,
        pub text: String,
        pub state: TextState,
        pub reason: Option<String>,
        pub created_at: i64,
        pub undo_until: Option<i64>,
        pub segments: u32,
    }

    /// An outbox entry, by id.
    pub struct OutboxReq { pub outbox_id: String }

    /// What to do with a text whose fate is unclear, or that failed.
    pub struct ResolveReq { pub outbox_id: String, pub decision: Resolve }

    /// The person's decision.
    pub enum Resolve { SendAgain, ItArrived, Drop }

    /// All that waits in the outbox or needs the person.
    pub struct OutboxPage { pub entries: Vec<OutboxEntry> }

    /// Counts a text before it is sent.
    pub struct MeasureReq { pub text: String, pub recipients: u32 }

    /// Size and price of a text.
    pub struct Measure {
        pub segments: u32,
        /// Units in all: septets or UTF-16 units.
        pub units: u32,
        /// Units left in the last segment.
        pub left: u32,
        pub unicode: bool,
        /// Price in cents of a US dollar.
        pub cents: u32,
        /// Why it cannot be sent at this length, if so.
        pub problem: Option<String>,
    }

    /// Keeps a draft (empty text removes it).
    pub struct DraftReq { pub conversation_id: String, pub text: String }

    /// Marks a conversation.
    pub struct MarkReq { pub conversation_id: String, pub mark: Mark }

    /// Marks.
    pub enum Mark { Read, Unread, Done, Open }

    /// Adds a note.
    pub struct NoteReq { pub conversation_id: String, pub text: String }

    /// Answers the question whether a plain-language refusal is an opt-out, or lifts a lock.
    pub struct OptReq { pub conversation_id: String, pub opted_out: bool }
}
