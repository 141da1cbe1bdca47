//! How the business answers.

use super::{Author, BusinessHours, CallOutcome, Line, Person};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

wire! {
    /// A step of a time zone: from this moment on the clock on the wall is so far ahead of UTC.
    pub struct ZoneStep { pub from: i64, pub ahead_minutes: i32 }

    /// What is measured.
    pub struct InsightsReq {
        /// First and last day, "2026-11-01"; at most ten years.
        pub from: String,
        pub to: String,
        /// Only this line.
        pub line_id: Option<String>,
        /// Only business hours count for the answer rate and reply times.
        pub business_hours_only: bool,
        /// The zone in which days and hours are meant; empty for that of the computer on which Ringbook runs.
        pub zone: Vec<ZoneStep>,
    }

    /// All measures of a period.
    pub struct Insights {
        pub from: String,
        pub to: String,
        pub figures: InsightFigures,
        /// The period that it is compared with.
        pub before: InsightPart,
        pub lines: Vec<InsightLine>,
        pub months: Vec<InsightPart>,
        /// By day, week or month, for a chart.
        pub steps: Vec<InsightPart>,
        pub people: Vec<InsightPerson>,
        /// 168 hours, Monday at midnight first.
        pub hours: Vec<InsightHour>,
        pub business_hours: BusinessHours,
    }

    /// What was counted. What each number means: assets/docs/insights.md.
    pub struct InsightFigures {
        /// Incoming calls that a person answered.
        pub answered: u64,
        /// Incoming calls that nobody took, without a voicemail.
        pub unanswered: u64,
        /// Incoming calls that nobody took, with a voicemail.
        pub voicemail: u64,
        /// Incoming calls that the AI agent took, that ended in a menu, that were passed on or failed.
        pub by_agent: u64,
        pub in_menu: u64,
        pub elsewhere: u64,
        /// Texts and missed calls that began to wait for a person.
        pub waits: u64,
        /// Of these, those with a reply within seven days.
        pub replied: u64,
        pub reply_median_ms: Option<i64>,
        pub reply_p90_ms: Option<i64>,
        /// Replies after up to 5 min, up to 15 min and longer than that, likewise 1 h, 4 h, 24 h, and later; each counts once.
        pub reply_classes: Vec<u64>,
        /// Missed calls, and those after which a person reached the caller.
        pub missed: u64,
        pub recovered_within_day: u64,
        pub recovered_same_day: u64,
        pub calls_in: u64,
        pub texts_in: u64,
        pub new_conversations: u64,
    }

    /// Figures of some days.
    pub struct InsightPart { pub from: String, pub to: String, pub figures: InsightFigures }

    /// Figures of a line.
    pub struct InsightLine { pub line: Line, pub figures: InsightFigures }

    /// Figures of a person: calls answered and first replies; without an author where Quo did not say who.
    pub struct InsightPerson { pub person_id: Option<String>, pub author: Option<Author>, pub figures: InsightFigures }

    /// One hour of the week.
    pub struct InsightHour { pub calls: u64, pub texts: u64, pub missed: u64 }

    /// What can be opened as a list.
    pub enum InsightMeasure {
        Rated, Answered, Unanswered, Voicemail, ByAgent, InMenu, Elsewhere,
        Waits, Replied, Unreplied,
        Missed, RecoveredWithinDay, NotRecovered, RecoveredSameDay,
        CallsIn, TextsIn, Contacts, NewConversations,
    }

    /// Only some of what was counted.
    #[serde(default)]
    #[derive(Default)]
    pub struct InsightSlice {
        /// Of this person; an empty id is nobody known.
        pub person_id: Option<String>,
        /// In this hour of the week, 0 to 167.
        pub hour: Option<u8>,
        /// With a reply of this class, 0 to 5.
        pub reply_class: Option<u8>,
    }

    /// The texts and calls behind a number.
    pub struct InsightRowsReq {
        pub of: InsightsReq,
        pub measure: InsightMeasure,
        pub slice: InsightSlice,
        /// `next` of the page before.
        pub cursor: Option<String>,
        /// 1–200.
        pub limit: u32,
    }

    /// Newest first.
    pub struct InsightRows {
        pub rows: Vec<InsightRow>,
        pub next: Option<String>,
        /// All of them: the number.
        pub total: u64,
    }

    /// One text or call that was counted.
    pub struct InsightRow {
        pub item_id: String,
        pub conversation_id: String,
        pub at: i64,
        pub people: Vec<Person>,
        pub title: String,
        pub line: Line,
        /// How it went, of a call.
        pub outcome: Option<CallOutcome>,
        /// The words of a text, at most 140 characters.
        pub text: String,
        /// The reply that was counted, how long it took, and who it was.
        pub reply_at: Option<i64>,
        pub reply_ms: Option<i64>,
        pub by: Option<Author>,
    }

    /// A table of the screen.
    pub enum InsightTable { Summary, Lines, Months, Steps, People, Hours, ReplyTimes, Rows }

    /// A table as a file.
    pub struct InsightsCsvReq {
        pub of: InsightsReq,
        pub table: InsightTable,
        /// For the rows behind a number.
        pub measure: Option<InsightMeasure>,
        pub slice: InsightSlice,
    }

    /// A file for a spreadsheet; no cell of it is read as a formula.
    pub struct CsvFile { pub name: String, pub text: String }

    /// Such a file, to be fetched as media are.
    pub struct InsightsFile { pub media_id: String, pub name: String }
}
