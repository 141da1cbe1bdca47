//! `/v1`: the only one that sends and that gives contacts whole; for all else, where 2026-03-30 is refused.

mod call;
mod contact;
mod conversation;
mod message;
mod workspace;

pub use call::{Call, Recording, Spoken, Summary, Transcript, Voicemail};
pub use contact::{
    Contact, CustomField, DefaultFields, Entry, FieldDefinition, WriteContact, WriteCustomField, WriteDefaultFields,
    WriteEntry,
};
pub use conversation::Conversation;
pub use message::{Media, Message};
pub use workspace::{PhoneNumber, User};

use serde::{Deserialize, Serialize};

/// One thing: `{"data": …}`, in both generations.
#[derive(Debug, Clone, Deserialize)]
pub struct Data<T> {
    /// The thing.
    pub data: T,
}

/// Body of `POST /v1/messages`.
#[derive(Debug, Clone, Serialize)]
pub struct SendMessage<'a> {
    /// The words.
    pub content: &'a str,
    /// `PN…` or the number of a line.
    pub from: &'a str,
    /// E.164 numbers; more than one makes one group thread.
    pub to: Vec<&'a str>,
    /// A member of the line; its owner when left out.
    #[serde(rename = "userId", skip_serializing_if = "Option::is_none")]
    pub user_id: Option<&'a str>,
}

/// What is read of the answer.
#[derive(Debug, Clone, Deserialize)]
pub struct SentMessage {
    /// `AC…`.
    pub id: String,
}
