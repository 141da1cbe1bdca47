//! The inbox.

use super::{Line, Person};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

wire! {
    /// Which conversations.
    pub enum InboxTab { Waiting, Unread, Open, Snoozed, Done, All }

    /// A page of the inbox.
    pub struct InboxReq {
        pub tab: InboxTab,
        /// Only this line.
        pub line_id: Option<String>,
        /// Only with somebody who has this tag.
        pub tag: Option<String>,
        /// `next` of the page before.
        pub cursor: Option<String>,
        /// 1–200.
        pub limit: u32,
    }

    /// Conversations, newest activity first; in Waiting who waits longest, in Snoozed who comes back next.
    pub struct InboxPage {
        pub rows: Vec<ConversationRow>,
        /// Where the next page begins; none at the end.
        pub next: Option<String>,
        pub counts: InboxCounts,
        pub lines: Vec<Line>,
    }

    /// Exact counts for the tabs (of the chosen line and tag).
    pub struct InboxCounts {
        pub waiting: u64,
        pub unread: u64,
        pub open: u64,
        pub snoozed: u64,
        pub done: u64,
        pub all: u64,
    }

    /// A conversation as a row.
    pub struct ConversationRow {
        pub id: String,
        pub line: Line,
        /// Everyone but us; more than one in a group.
        pub people: Vec<Person>,
        /// Title: names joined.
        pub title: String,
        /// When the newest item was.
        pub last_at: i64,
        pub last: Preview,
        /// Unread incoming items.
        pub unread: u64,
        pub done: bool,
        /// Someone is waiting for us or for what was promised, and since when.
        pub waiting_since: Option<i64>,
        /// The oldest promise here that is past due was due then, and counts as waiting.
        pub promise_due: Option<i64>,
        /// A draft is kept here.
        pub has_draft: bool,
        /// The other side opted out.
        pub opted_out: bool,
        /// Off the desk until then.
        pub snoozed_until: Option<i64>,
        /// Came back from a snooze at this moment, and nothing has happened since.
        pub returned_at: Option<i64>,
        /// Stays on top of what is open.
        pub pinned: bool,
        /// Tags of whoever is in it, by name.
        pub tags: Vec<String>,
    }

    /// The newest item in a few words.
    pub struct Preview {
        pub kind: PreviewKind,
        pub outgoing: bool,
        /// One line, at most 140 characters.
        pub text: String,
    }

    /// What the newest item is.
    pub enum PreviewKind { Text, Picture, File, Call, MissedCall, Voicemail, Note, Sending, FailedText }
}
