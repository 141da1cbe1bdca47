//! What became stale, what arrived, and what went wrong.

use super::PreviewKind;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

wire! {
    /// Something changed: what was read under these tags is stale.
    pub struct Change {
        /// Without gaps; a gap means: read everything anew.
        pub seq: u64,
        pub tags: Vec<Tag>,
        /// Only this conversation, if the tags concern one.
        pub conversation_id: Option<String>,
        /// Something to tell the person about.
        pub arrival: Option<Arrival>,
    }

    /// Kinds of things that become stale.
    pub enum Tag { Inbox, Timeline, Conversation, Call, Contacts, Outbox, Connection, Status, Settings, Search, Sync, Ledger, Health, Backup, FollowUps }

    /// An incoming text, call or voicemail, for announcing it.
    pub struct Arrival {
        pub conversation_id: String,
        pub item_id: String,
        pub title: String,
        pub text: String,
        pub kind: PreviewKind,
    }

    /// An error as the screens get it.
    pub struct ApiError {
        pub code: Code,
        /// Lower case, no full stop, names the thing and the way out.
        pub message: String,
        /// The field of a form that it is about, if it is about one.
        #[serde(default)]
        pub field: Option<String>,
    }

    /// What the UI does differently for an error.
    pub enum Code { BadInput, NotFound, Refused, NotSignedIn, TooMany, Unavailable, Internal }
}
