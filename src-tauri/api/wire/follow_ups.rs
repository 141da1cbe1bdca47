//! Follow-ups, saved searches, and links from outside.

use super::Person;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

wire! {
    /// Which follow-ups, in which order.
    pub enum FollowUpView {
        /// Open ones by their moment.
        Due,
        /// Open ones by person, then by their moment.
        People,
        /// Done ones, the last one done first.
        Done,
    }

    /// Asks for follow-ups.
    pub struct FollowUpsReq {
        pub view: FollowUpView,
        pub cursor: Option<String>,
        /// 1–200.
        pub limit: u32,
        /// When today ends where the person is.
        pub day_ends: i64,
    }

    /// Follow-ups.
    pub struct FollowUpsPage {
        pub rows: Vec<FollowUpRow>,
        pub next: Option<String>,
        pub counts: FollowUpCounts,
    }

    /// Asks how many follow-ups there are.
    pub struct FollowUpCountsReq {
        /// When today ends where the person is.
        pub day_ends: i64,
    }

    /// Exact counts.
    pub struct FollowUpCounts {
        pub overdue: u64,
        /// Due before today ends, and not yet overdue.
        pub today: u64,
        pub upcoming: u64,
        /// Without a moment.
        pub undated: u64,
        pub done: u64,
    }

    /// One follow-up.
    pub struct FollowUpRow {
        pub id: String,
        pub title: String,
        pub due_at: Option<i64>,
        pub done_at: Option<i64>,
        pub made_at: i64,
        /// Whom it is about, if it is about one person.
        pub person: Option<Person>,
        /// Everybody it is about, empty if nobody.
        pub about: String,
        pub conversation_id: Option<String>,
        pub source: FollowUpSource,
        /// How it stands with Quo; nothing if it is not one of Quo's tasks.
        pub quo: Option<FollowUpQuo>,
    }

    /// What a follow-up comes from.
    #[serde(tag = "kind")]
    pub enum FollowUpSource {
        /// Somebody's wish.
        Hand,
        /// A text, call or note of the conversation.
        Item { item_id: String, call: bool },
        /// A next step of a call.
        Step {
            call_id: String,
            index: u32,
            call_at: i64,
            heard: Option<HeardSentence>,
            /// Whether there is a transcript in which the sentence could be.
            transcript: bool,
        },
    }

    /// The sentence that a next step comes from.
    pub struct HeardSentence {
        pub sentence: String,
        pub speaker: String,
        /// When the utterance begins, from the start of the call.
        pub start_ms: i64,
    }

    /// How a task of Quo's stands there.
    #[serde(tag = "kind")]
    pub enum FollowUpQuo {
        /// As here.
        Same,
        /// A change is on its way.
        Pending,
        /// A change was refused.
        Refused { reason: String },
    }

    /// The follow-ups about a conversation's people, or about a contact.
    pub struct FollowUpsAboutReq {
        pub conversation_id: Option<String>,
        pub contact_id: Option<String>,
    }

    /// Open ones by their moment, then the last done ones.
    pub struct FollowUpsAbout {
        pub rows: Vec<FollowUpRow>,
    }

    /// What became of a call's next steps.
    pub struct CallPromises {
        pub steps: Vec<StepPromise>,
        /// Whether there is a transcript in which the sentences could be.
        pub transcript: bool,
    }

    /// One next step.
    pub struct StepPromise {
        pub index: u32,
        /// Its follow-up, if one was made.
        pub follow_up_id: Option<String>,
        pub due_at: Option<i64>,
        pub heard: Option<HeardSentence>,
    }

    /// Makes follow-ups.
    pub struct MakeFollowUpsReq {
        pub items: Vec<NewFollowUp>,
    }

    /// A follow-up to be made. With a next step of a call it is made at most once.
    pub struct NewFollowUp {
        /// What is to be done; empty for a next step takes the step's own words.
        pub title: String,
        pub due_at: Option<i64>,
        pub conversation_id: Option<String>,
        pub contact_id: Option<String>,
        /// The text, call or note it comes from.
        pub item_id: Option<String>,
        pub step: Option<StepRef>,
    }

    /// A next step of a call.
    pub struct StepRef {
        pub call_id: String,
        pub index: u32,
    }

    /// The follow-ups that were made, in the same order.
    pub struct FollowUpsMade {
        pub ids: Vec<String>,
    }

    /// Changes follow-ups; what is missing stays.
    pub struct ChangeFollowUpsReq {
        pub ids: Vec<String>,
        pub title: Option<String>,
        pub due: Option<DueChange>,
        pub done: Option<bool>,
        pub gone: Option<bool>,
    }

    /// Another moment, or none.
    pub struct DueChange {
        pub at: Option<i64>,
    }

    /// Follow-ups that fell due and of which a person was told.
    pub struct FollowUpReminders {
        pub reminders: Vec<FollowUpReminder>,
    }

    /// One of them.
    pub struct FollowUpReminder {
        pub id: String,
        pub title: String,
        pub about: String,
        pub due_at: i64,
        /// When it was told.
        pub told_at: i64,
        /// The link to where it comes from.
        pub link: String,
    }

    /// Saved searches, in the order in which they were saved.
    pub struct SavedSearches {
        pub searches: Vec<SavedSearchRow>,
    }

    /// One of them.
    pub struct SavedSearchRow {
        pub id: String,
        pub name: String,
        pub query: String,
        pub newest: bool,
    }

    /// How much each saved search finds now.
    pub struct SavedSearchCounts {
        pub counts: Vec<SavedSearchCount>,
    }

    /// One of them.
    pub struct SavedSearchCount {
        pub id: String,
        /// Nothing if it could not be counted.
        pub total: Option<u64>,
    }

    /// Saves a search, renames one, or brings one back that was removed.
    pub struct SaveSearchReq {
        pub id: Option<String>,
        pub name: String,
        pub query: String,
        pub newest: bool,
    }

    /// Names a saved search.
    pub struct SearchIdReq {
        pub id: String,
    }

    /// An address from outside: `ringbook://…`, `tel:…`, `sms:…`.
    pub struct LinkReq {
        pub url: String,
    }

    /// What such an address leads to.
    #[serde(tag = "kind")]
    pub enum LinkTarget {
        Thread { conversation_id: String, item_id: Option<String>, draft: Option<String> },
        Call { call_id: String, start_ms: Option<i64> },
        Contact { contact_id: String },
        Search { query: String },
        FollowUps,
        /// A number with which there is no conversation yet.
        Number { e164: String, shown: String, draft: Option<String> },
        /// No link that Ringbook understands, or what it names is not here.
        Unknown { reason: String },
    }
}
