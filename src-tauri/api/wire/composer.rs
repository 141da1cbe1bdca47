//! Writing texts: snippets, texts that go out later, and the outbox's screen.

use super::{ConversationRow, LabelledValue, OutboxEntry, TextState};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

wire! {
    /// Words that are used again and again.
    pub struct Snippet {
        pub id: String,
        pub name: String,
        /// With placeholders: `{first name}`, `{date|tomorrow}`.
        pub text: String,
    }

    /// All snippets, by name.
    pub struct Snippets { pub rows: Vec<Snippet> }

    /// Makes a snippet, or changes one.
    pub struct SaveSnippetReq {
        /// The snippet that is changed, or was removed and is put back; none for a new one.
        pub id: Option<String>,
        pub name: String,
        pub text: String,
    }

    /// A snippet, by id.
    pub struct SnippetReq { pub id: String }

    /// What stands for placeholders in a conversation.
    pub struct PlaceholderValues {
        /// By name: "first name", "company", a custom field's label, "line". What is not known is not there.
        pub values: Vec<LabelledValue>,
    }

    /// What is set about writing texts.
    pub struct ComposerSettings {
        /// Nobody is texted at night, by the clock where they are.
        pub quiet_on: bool,
        /// Minutes after midnight, 0 to 1,439.
        pub quiet_from: u16,
        /// Minutes after midnight, 0 to 1,439; not later than `quietFrom`: on the next day.
        pub quiet_to: u16,
    }

    /// Asks how a moment is where the recipients are.
    pub struct SendTimeReq { pub conversation_id: String, pub at: i64 }

    /// How it is.
    pub struct SendTime {
        /// Zones they may be in, of those that show the same at that moment only one.
        pub zones: Vec<String>,
        /// The zone of somebody's number is not known: the clock of this computer counts for them.
        pub unknown: bool,
        /// It is quiet hours there.
        pub quiet: bool,
        /// The first moment after it at which it is not.
        pub next_at: Option<i64>,
    }

    /// A text that goes out later.
    pub struct ScheduledText {
        pub id: String,
        pub conversation: ConversationRow,
        pub text: String,
        pub due_at: i64,
        /// Zones where they may be at that moment.
        pub zones: Vec<String>,
        pub unless_answered: bool,
        pub in_quiet_hours: bool,
        pub state: ScheduledState,
        /// Why it was held or withdrawn: one plain sentence.
        pub reason: Option<String>,
        /// Since when it is in this state.
        pub since: i64,
        pub segments: u32,
    }

    /// Where it is.
    pub enum ScheduledState {
        /// Waits for its time.
        Planned,
        /// Did not go out at its time: the person decides.
        Held,
        /// They answered first, or opted out: it will not go out.
        Withdrawn,
    }

    /// Texts of one conversation that go out later.
    pub struct ScheduledTexts { pub rows: Vec<ScheduledText> }

    /// Plans a text, or changes a planned one.
    pub struct ScheduleReq {
        /// The text that is changed; none for a new one.
        pub id: Option<String>,
        pub conversation_id: String,
        pub text: String,
        pub due_at: i64,
        /// It stays here if they answer before that.
        pub unless_answered: bool,
        /// It goes out in quiet hours, too.
        pub in_quiet_hours: bool,
    }

    /// A scheduled text, by id.
    pub struct ScheduledReq { pub id: String }

    /// Takes a scheduled text back.
    pub struct CancelScheduledReq {
        pub id: String,
        /// Its words are not wanted any more; otherwise they go into the draft.
        pub dropped: bool,
    }

    /// What became of the words.
    pub struct PutBack {
        pub conversation_id: String,
        pub title: String,
        /// The draft as it is now.
        pub draft: String,
    }

    /// How many there are of everything on the outbox's screen.
    pub struct OutboxCounts {
        pub drafts: u64,
        pub scheduled: u64,
        pub sending: u64,
        pub failed: u64,
        /// Those that wait for the person: held, withdrawn, failed and unclear ones.
        pub need_you: u64,
    }

    /// The outbox's screen. Of each kind the first 500; the counts are of all.
    pub struct OutboxDesk {
        pub counts: OutboxCounts,
        pub drafts: Vec<DraftRow>,
        pub scheduled: Vec<ScheduledText>,
        pub sending: Vec<OutboxEntry>,
        /// Nobody knows whether they went out: the person decides.
        pub undecided: Vec<OutboxEntry>,
        pub failed: Vec<FailedText>,
    }

    /// A draft.
    pub struct DraftRow {
        pub conversation: ConversationRow,
        pub text: String,
        /// When it was kept.
        pub at: i64,
    }

    /// A text that did not arrive.
    pub struct FailedText {
        pub item_id: String,
        pub conversation: ConversationRow,
        pub text: String,
        pub at: i64,
        pub state: TextState,
        /// Why, in one plain sentence.
        pub reason: String,
        /// What to do, in another one.
        pub advice: Option<String>,
        /// Why it cannot be sent again, if so.
        pub locked: Option<String>,
    }

    /// A failed text, by its timeline item.
    pub struct FailedReq { pub item_id: String }

    /// Puts a failed text away, or back.
    pub struct SettleFailureReq { pub item_id: String, pub settled: bool }

    /// Opens a conversation with somebody, also one in which there is nothing yet.
    pub struct StartConversationReq {
        pub line_id: String,
        /// A phone number as a person writes it.
        pub to: String,
    }

    /// The conversation.
    pub struct StartedConversation { pub conversation_id: String }
}
