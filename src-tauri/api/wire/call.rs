//! The page of a call.

use super::{Audio, Author, CallOutcome, LabelledValue, Line, Person, Voicemail};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

wire! {
    /// One call, by item id.
    pub struct CallReq { pub call_id: String }

    /// A call's page.
    pub struct CallPage {
        pub id: String,
        pub conversation_id: Option<String>,
        pub line: Option<Line>,
        pub people: Vec<Person>,
        pub title: String,
        pub outgoing: bool,
        pub at: i64,
        pub answered_at: Option<i64>,
        pub ended_at: Option<i64>,
        pub outcome: CallOutcome,
        pub duration_ms: Option<i64>,
        pub answered_by: Option<Author>,
        pub detail: Option<String>,
        pub summary: Part,
        pub summary_lines: Vec<String>,
        pub next_steps: Vec<NextStep>,
        pub extras: Vec<LabelledValue>,
        pub transcript: Part,
        pub segments: Vec<Segment>,
        pub recording: Part,
        pub audio: Vec<Audio>,
        pub voicemail: Option<Voicemail>,
    }

    /// Whether a part of a call is there, and if not, in which way.
    pub enum Part { Here, Pending, NotOnThisPlan, TooShort, Failed, None }

    /// Something promised in a call.
    pub struct NextStep {
        pub index: u32,
        pub text: String,
        pub done: bool,
    }

    /// One utterance.
    pub struct Segment {
        pub index: u32,
        pub speaker: Author,
        pub text: String,
        pub start_ms: i64,
        pub end_ms: i64,
    }

    /// Ticks or unticks a next step.
    pub struct TickReq { pub call_id: String, pub index: u32, pub done: bool }
}
