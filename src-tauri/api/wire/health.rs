//! How Ringbook itself fares.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

wire! {
    /// Store or index being made anew; screens show what is there meanwhile.
    pub struct Building {
        pub what: BuildingWhat,
        /// Records of the journal (store), or things of the store (index), that are done.
        pub done: u64,
        pub total: u64,
        /// On average since it began; 0 while that is not known yet.
        pub per_second: u64,
        /// Milliseconds left at this rate; none while it is not known.
        pub left_ms: Option<i64>,
    }

    /// What is made anew.
    pub enum BuildingWhat { Store, Index }

    /// When a business expects texts and calls, on the clock of the computer that Ringbook runs on.
    pub struct BusinessHours {
        /// Seven, Monday first.
        pub days: Vec<bool>,
        /// Minutes after midnight, 0–1,439.
        pub from_minute: u16,
        /// Minutes after midnight, 1–1,440; not later than `fromMinute` means the next day.
        pub to_minute: u16,
    }

    /// How Ringbook fares.
    pub struct Health {
        /// Deliveries can be written down.
        pub accepting: bool,
        /// What a person should know, the newest last. Each is also among the problems of `status`.
        pub warnings: Vec<HealthWarning>,
        /// When something last arrived.
        pub last_delivery_at: Option<i64>,
        /// Milliseconds of business hours without a delivery; none while nothing is expected.
        pub quiet_ms: Option<i64>,
        /// Of the newest deliveries (at most 50) so many were looked at…
        pub looked_at: u64,
        /// …and so many could not be applied.
        pub failing: u64,
        /// Records that wait to be applied.
        pub backlog: u64,
        pub dead_letters: u64,
    }

    /// A warning that stands; it clears by itself.
    pub struct HealthWarning {
        pub kind: HealthWarningKind,
        /// Since when.
        pub since: i64,
        pub severe: bool,
        /// A few words.
        pub title: String,
        /// One plain sentence with the next step.
        pub sentence: String,
    }

    /// What a warning is about.
    pub enum HealthWarningKind { Silence, Failures, Backlog, KeyRefused, WebhookRefused, Backup }

    /// Pictures, files and sounds by what became of them.
    pub struct MediaStatus {
        pub here: u64,
        /// Each content once.
        pub here_bytes: u64,
        /// For their turn or their next try.
        pub waiting: u64,
        pub fetching: u64,
        /// Nothing more is done about them.
        pub failed: u64,
        /// Left out because of the budget…
        pub left_out: u64,
        /// …and the size of those that were here before.
        pub left_out_bytes: u64,
        /// As in the settings; none keeps everything.
        pub budget_mib: Option<u32>,
    }

    /// Asks once more for the files of a text or call, those given up or left out among them.
    pub struct FetchMediaReq { pub item_id: String }
}
