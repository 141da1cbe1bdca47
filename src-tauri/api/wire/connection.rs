//! How it stands with receiving, and every delivery.

use super::{Building, Coverage, LabelledValue, Line};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

wire! {
    /// How the program stands.
    pub struct Status {
        pub version: String,
        /// Sample data: labelled everywhere.
        pub demo: bool,
        pub workspace: String,
        /// Open conversations with something unread, as in the tab of that name.
        pub unread: u64,
        pub waiting: u64,
        pub outbox: u64,
        pub lines: Vec<Line>,
        pub coverage: Coverage,
        pub problems: Vec<Problem>,
        /// Store or index is being made anew.
        pub building: Option<Building>,
        /// Milliseconds that a text can be taken back.
        pub undo_ms: u32,
        /// The server's clock, to show relative times right.
        pub now: i64,
    }

    /// Something wrong, with the way out.
    pub struct Problem { pub code: String, pub sentence: String, pub severe: bool }

    /// The Connection screen.
    pub struct Connection {
        pub hook_address: String,
        pub hook_path: String,
        pub listening: bool,
        pub signing_secrets: u32,
        pub key_set: bool,
        pub quo_url: String,
        pub last_delivery_at: Option<i64>,
        pub last_delivery_type: Option<String>,
        pub received: u64,
        pub refused: Vec<LabelledCount>,
        pub today: u64,
        pub totals: Totals,
        pub journal: JournalStatus,
        pub dead_letters: u64,
        pub problems: Vec<Problem>,
    }

    /// What is kept.
    pub struct Totals {
        pub messages: u64,
        pub calls: u64,
        pub recordings: u64,
        pub summaries: u64,
        pub transcripts: u64,
        pub voicemails: u64,
        pub contacts: u64,
        pub conversations: u64,
        pub notes: u64,
    }

    /// The journal and what is built from it.
    pub struct JournalStatus {
        pub records: u64,
        pub size_bytes: u64,
        pub segments: u64,
        pub stored_through: u64,
        pub indexed_through: u64,
        pub writable: bool,
        pub reason: Option<String>,
        pub damage: Vec<String>,
    }

    /// A named count.
    pub struct LabelledCount { pub label: String, pub count: u64 }

    /// A page of deliveries, newest first.
    pub struct DeliveriesReq { pub only: DeliveryFilter, pub cursor: Option<String>, pub limit: u32 }

    /// Which deliveries.
    pub enum DeliveryFilter { All, Dead }

    /// Deliveries, newest first.
    pub struct DeliveriesPage { pub rows: Vec<DeliveryRow>, pub next: Option<String>, pub total: u64 }

    /// One delivery received.
    pub struct DeliveryRow {
        /// Its record in the journal.
        pub seq: u64,
        pub at: i64,
        pub event_type: String,
        pub generation: String,
        pub outcome: DeliveryOutcome,
        /// Why, for a dead letter; what it was a repetition of, for a duplicate.
        pub reason: Option<String>,
        pub size_bytes: u64,
        pub conversation_id: Option<String>,
    }

    /// What became of a delivery.
    pub enum DeliveryOutcome { Pending, Applied, Duplicate, NoEffect, Dead, Replayed }

    /// One delivery, by its record.
    pub struct DeliveryReq { pub seq: u64 }

    /// A delivery with what was sent.
    pub struct Delivery {
        pub row: DeliveryRow,
        pub headers: Vec<LabelledValue>,
        /// The body as text, made readable if it is JSON; at most 256 KiB.
        pub body: String,
    }

    /// Tries dead letters again.
    pub struct ReplayReq {
        /// This one, or all.
        pub seq: Option<u64>,
    }

    /// What came of it.
    pub struct Replayed { pub tried: u64, pub applied: u64, pub still_dead: u64 }
}
