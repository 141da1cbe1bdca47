//! Search.

use super::Person;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

wire! {
    /// What is searched and how it is shown.
    pub struct SearchReq {
        /// As typed, at most 512 bytes; operators included.
        pub query: String,
        pub order: SearchOrder,
        /// Only this group, to page to its end.
        pub group: Option<SearchGroupKind>,
        pub cursor: Option<String>,
        /// Hits per group, 1–100.
        pub limit: u32,
        /// Only in this conversation.
        pub conversation_id: Option<String>,
    }

    /// Order of hits.
    pub enum SearchOrder { Relevance, Newest }

    /// Groups of hits.
    pub enum SearchGroupKind { People, Messages, Calls, Notes }

    /// What was found.
    pub struct SearchPage {
        pub groups: Vec<SearchGroup>,
        /// The operators that were understood, for chips.
        pub chips: Vec<Chip>,
        /// Words that the question was understood to be.
        pub words: Vec<String>,
        pub took_us: u64,
        pub coverage: Coverage,
        /// Set if the question could not be used as it was ("too long"…).
        pub notice: Option<String>,
    }

    /// An operator as understood.
    pub struct Chip {
        /// As typed, so that it can be taken out of the text again.
        pub raw: String,
        /// For showing: "from Dana", "missed".
        pub label: String,
    }

    /// Hits of one kind.
    pub struct SearchGroup {
        pub kind: SearchGroupKind,
        /// True total.
        pub total: u64,
        pub hits: Vec<Hit>,
        pub next: Option<String>,
    }

    /// One hit.
    pub struct Hit {
        pub id: String,
        pub kind: HitKind,
        pub title: String,
        pub person: Option<Person>,
        pub conversation_id: Option<String>,
        pub item_id: Option<String>,
        pub contact_id: Option<String>,
        pub at: i64,
        pub outgoing: bool,
        /// Pieces in order; `hit` ones are marked.
        pub snippet: Vec<Piece>,
        /// Second of a call, in milliseconds, for a hit in a transcript.
        pub start_ms: Option<i64>,
        /// Speaker of a transcript hit.
        pub speaker: Option<String>,
    }

    /// What was hit.
    pub enum HitKind { Contact, Text, File, Transcript, Summary, NextStep, Voicemail, Call, Note }

    /// A piece of a snippet.
    pub struct Piece { pub text: String, pub hit: bool }

    /// How much of what was received can be found.
    pub struct Coverage {
        /// Documents that can be found.
        pub documents: u64,
        /// Records received but not yet findable.
        pub behind: u64,
        pub complete: bool,
    }
}
