//! The client of Quo's REST API, in both generations.
//!
//! Quo's spellings stay in [`wire`]; what comes out of here are values of `model`, history as the same facts that
//! webhooks give, so that what was backfilled and what came live merge to one item. Reads that end in `_v1` are for
//! keys that the dated generation refuses. All use of a key goes through one [`Pacer`]; reads are tried again
//! within a budget, changes never by themselves. The key goes to the configured address and nowhere else: no
//! redirects, no proxy from the environment. Start reading at [`Quo`], then [`Error::retry`], which says what may
//! be tried again.
//!
//! Source: API.md sections 2 to 4, 9 and 11.

mod account;
mod calls;
mod client;
mod contacts;
mod conversations;
mod error;
mod lines;
mod messages;
mod pacer;
mod page;
mod send;
mod tasks;
mod usage;
mod webhooks;
pub mod wire;

pub use account::{HistoryQuery, Line, Member, Organization, SentText};
pub use calls::{
    Availability, CallKey, CallRecording, CallRecordings, CallSummary, CallTranscript, CallVoicemail, CallsQuery,
    HistoryCall, RecordingState,
};
pub use client::{Quo, QuoOptions, Retries};
pub use contacts::{ContactEntry, ContactField, ContactNote, FieldDefinition, QuoContact};
pub use conversations::{Conversation, ConversationMark, ConversationOrder, ConversationsQuery, ConversationsV1Query};
pub use error::{Asked, Cause, Error, Refusal, Retry};
pub use lines::LineNumbers;
pub use messages::{TextsQuery, ThreadQuery};
pub use pacer::{Pace, Pacer, Urgency};
pub use page::{Cursor, Page};
pub use send::{NewText, Receipt};
pub use usage::Usage;
pub use webhooks::{
    CreatedWebhook, DeliveryAttempt, DeliveryQuery, DeliveryStatus, LoggedDelivery, MOST_WEBHOOKS, NewWebhook,
    TestEvent, Webhook, WebhookChange, WebhookGeneration, WholeDelivery,
};
