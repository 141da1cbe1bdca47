//! Clearing the desk: many conversations at once, and the way back.

use super::InboxTab;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

wire! {
    /// A conversation as it was seen when somebody decided about it.
    pub struct SeenConversation {
        pub conversation_id: String,
        /// When its newest item was, as far as it was seen: what came later is not decided about. None: all that is
        /// there now.
        pub last_at: Option<i64>,
    }

    /// Every conversation of a tab, for choosing all of them.
    pub struct InboxIdsReq {
        pub tab: InboxTab,
        pub line_id: Option<String>,
        pub tag: Option<String>,
    }

    /// At most 5,000, in the order of the tab.
    pub struct InboxIds {
        pub conversations: Vec<SeenConversation>,
        /// There are more.
        pub more: bool,
    }

    /// Changes conversations (at most 5,000), all in the same way.
    pub struct ChangeInboxReq {
        pub conversations: Vec<SeenConversation>,
        pub change: InboxChange,
    }

    /// What is done with them.
    #[serde(tag = "kind")]
    pub enum InboxChange {
        Read,
        Unread,
        Done,
        /// Open again, from done or from a snooze.
        Open,
        /// Off the desk until a moment; back before if they write or call, unless that is not wanted.
        Snooze { until: i64, wake_early: bool },
        Pin,
        Unpin,
    }

    /// How those conversations were that it changed.
    pub struct ChangedInbox { pub before: Vec<StateBefore> }

    /// What was changed of a conversation, as it was; none for what was not changed.
    pub struct StateBefore {
        pub conversation_id: String,
        pub read_through: Option<i64>,
        pub standing: Option<Standing>,
        pub pinned: Option<bool>,
        /// Newest incoming item that was known.
        pub seen: i64,
    }

    /// Where a conversation stands.
    #[serde(tag = "kind")]
    pub enum Standing { Open, Done, Snoozed { until: i64, wake_early: bool } }

    /// Puts conversations back as they were.
    pub struct RestoreInboxReq { pub before: Vec<StateBefore> }
}
