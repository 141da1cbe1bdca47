//! All calls.

use super::{Audio, Author, CallOutcome, Line, Person};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

wire! {
    /// Which calls: missed ones are incoming and nobody took them, with a voicemail or without.
    pub enum CallsFilter { All, Missed, Voicemail, Recorded, Transcript }

    /// A page of the list of calls.
    pub struct CallsReq {
        pub filter: CallsFilter,
        /// Only this line.
        pub line_id: Option<String>,
        /// Only calls from the business (true) or to it (false).
        pub outgoing: Option<bool>,
        /// `next` of the page before.
        pub cursor: Option<String>,
        /// 1–200.
        pub limit: u32,
    }

    /// Calls, newest first.
    pub struct CallsPage {
        pub rows: Vec<CallRow>,
        /// Where the next page begins; none at the end.
        pub next: Option<String>,
        pub counts: CallsCounts,
        pub lines: Vec<Line>,
    }

    /// Exact counts of the filters, of the chosen line and direction.
    pub struct CallsCounts {
        pub all: u64,
        pub missed: u64,
        pub voicemail: u64,
        pub recorded: u64,
        pub transcript: u64,
    }

    /// A call as a row.
    pub struct CallRow {
        pub id: String,
        pub conversation_id: Option<String>,
        pub line: Option<Line>,
        pub people: Vec<Person>,
        /// Names joined.
        pub title: String,
        pub outgoing: bool,
        pub at: i64,
        pub outcome: CallOutcome,
        /// Talking time, if there was a talk.
        pub duration_ms: Option<i64>,
        pub answered_by: Option<Author>,
        /// "Forwarded to …", "Menu: 1 Sales", if any.
        pub detail: Option<String>,
        pub recorded: bool,
        pub has_voicemail: bool,
        pub has_transcript: bool,
        pub has_summary: bool,
        /// What can be heard: the recordings, else the voicemail; without waveforms.
        pub audio: Vec<Audio>,
    }
}
