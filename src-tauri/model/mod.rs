//! The domain: what is true of a business's phone life, as pure values and functions.
//!
//! Nothing here does I/O, reads a clock or knows Quo's field names. Start at [`event`]: the small set of
//! things that can be said to have happened, which live, replayed and backfilled data all become.

pub mod time;

pub mod address;
pub mod call;
pub mod contact;
pub mod contact_edit;
pub mod conversation;
pub mod courtesy;
pub mod decision;
pub mod event;
pub mod history;
pub mod id;
pub mod item;
pub mod merge;
#[cfg(test)]
mod merge_tests;
pub mod message;
pub mod optout;
pub mod party;
pub mod people;
pub mod place;
pub mod placeholder;
pub mod quiet;
pub mod schedule;
pub mod segments;
pub mod zone;

pub mod follow_up;
pub mod saved_search;

pub use id::{
    ContactId, ConversationId, FollowUpId, ItemId, LineId, OutboxId, QuoConversationId, RecordingId, ScheduledId,
    SearchId, SnippetId, TaskId, UserId,
};
pub use party::Party;
pub use time::UtcMillis;

use serde::{Deserialize, Serialize};

/// Which way a text or call went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Direction {
    /// To the business.
    Incoming,
    /// From the business.
    Outgoing,
}
