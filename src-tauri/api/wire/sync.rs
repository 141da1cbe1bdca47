//! Keeping up with Quo's history, and the ledger.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

wire! {
    /// How reading history stands.
    pub enum SyncState {
        /// There is no API key (or Quo refuses it), or this is sample data: nothing can be read.
        Off,
        /// History is being read.
        Reading,
        /// A person paused it.
        Paused,
        /// It did not work; it is tried again by itself at `nextAt`, for the reason in `problem`.
        Waiting,
        /// Everything is here; it is looked again at `nextAt`.
        UpToDate,
    }

    /// What is being read.
    pub enum SyncWhat { Beginning, Messages, Calls, Parts, Conversations, Contacts, Deliveries }

    /// How far reading history has come.
    pub struct SyncProgress {
        pub state: SyncState,
        /// What is being read; only while `state` is `Reading`.
        pub what: Option<SyncWhat>,
        /// The moment in history that is being read (newest first), where that makes sense.
        pub what_at: Option<i64>,
        /// Texts and calls that were read from Quo so far.
        pub items: u64,
        /// How many there seem to be; an estimate that becomes better, never less than `items`.
        pub items_estimate: u64,
        /// Recordings, summaries and transcripts looked at in this run, and still to be looked at.
        pub parts: u64,
        pub parts_left: u64,
        /// Deliveries that never arrived and were asked for again in this run.
        pub deliveries: u64,
        /// Texts and calls a minute.
        pub per_minute: u64,
        /// Milliseconds left, as it seems.
        pub left_ms: Option<i64>,
        /// One sentence with the next step, while something keeps it from going on.
        pub problem: Option<String>,
        /// The first reading is over: from now on it only keeps up.
        pub history_read: bool,
        /// Up to when everything is here.
        pub caught_up_at: Option<i64>,
        /// When it looks again by itself.
        pub next_at: Option<i64>,
        /// The account has only the older API: conversations are read one by one, which takes longer, and calls
        /// of groups cannot be had.
        pub one_by_one: bool,
        /// A comparison of everything runs or is asked for.
        pub auditing: bool,
    }

    /// What the ledger counts.
    pub enum LedgerKind { Messages, Calls, Recordings, Voicemails, Summaries, Transcripts }

    /// The ledger, which is kept for a short while unless `fresh`.
    pub struct LedgerReq {
        pub fresh: bool,
    }

    /// Compare what Quo has with what is here: all there ever was, or what may have changed since it was read.
    pub struct AuditReq {
        pub all: bool,
    }

    /// Something that cannot be had, and how often.
    pub struct LedgerFailure {
        pub reason: String,
        pub count: u64,
    }

    /// Figures of one kind.
    pub struct LedgerFigures {
        /// Quo has so many; so many of them are here.
        pub quo: u64,
        pub here: u64,
        /// So many of them are not here, without a reason: an audit reads them again.
        pub missing: u64,
        /// Here, and not at Quo any more.
        pub only_here: u64,
        /// Being made by Quo, being fetched, or not looked at yet.
        pub pending: u64,
        /// Not made: not in the plan, too short a talk, or Quo does not say why (a call that was not recorded).
        pub not_on_plan: u64,
        pub too_short: u64,
        pub none_made: u64,
        /// Cannot be had, by reason.
        pub failed: Vec<LedgerFailure>,
    }

    /// Figures of one kind in all months and lines.
    pub struct LedgerTotal {
        pub kind: LedgerKind,
        pub figures: LedgerFigures,
    }

    /// Figures of one kind in one month on one line.
    pub struct LedgerRow {
        /// `2026-10` (UTC).
        pub month: String,
        /// The line; none for what Quo keeps on no line.
        pub line_id: Option<String>,
        pub line_name: String,
        pub kind: LedgerKind,
        pub figures: LedgerFigures,
    }

    /// Something that Quo has and that is not here.
    pub struct LedgerMissing {
        pub kind: LedgerKind,
        /// The text or call.
        pub item_id: String,
        pub at: i64,
    }

    /// A stretch of history that was never read.
    pub struct LedgerGap {
        pub from: i64,
        pub to: i64,
    }

    /// What Quo has and what is here.
    pub struct Ledger {
        /// The form of this answer; it grows by fields only.
        pub version: u32,
        /// When it was counted.
        pub at: i64,
        /// Nothing is missing and nothing failed, ever.
        pub complete: bool,
        /// From this moment on nothing is missing and nothing failed; none while the present was never read.
        pub complete_since: Option<i64>,
        /// Up to when Quo's lists were read.
        pub caught_up_at: Option<i64>,
        /// When lists were compared last, and what was missing then (it was read again).
        pub audited_at: Option<i64>,
        pub audit_missing: u64,
        /// One for each kind.
        pub totals: Vec<LedgerTotal>,
        /// Newest month first, then by line and kind.
        pub rows: Vec<LedgerRow>,
        /// The newest first, at most a thousand.
        pub missing: Vec<LedgerMissing>,
        pub gaps: Vec<LedgerGap>,
    }
}
