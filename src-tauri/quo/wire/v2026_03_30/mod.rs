//! The dated generation, as far as it is used here.

mod call;
mod contact;
mod conversation;
mod message;
mod task;

pub use call::{Call, Participant, Recording, Spoken, Summary, Transcript, Voicemail};
pub use contact::{Contact, Note, Property};
pub use conversation::Conversation;
pub use message::{Media, Message};
pub use task::{Task, TaskMade};

use serde::Deserialize;

/// `GET /organization`.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Organization {
    /// `OR…`.
    pub id: String,
    /// Its name.
    pub name: Option<String>,
    /// `active` or `expired`.
    pub subscription_status: Option<String>,
}

/// A row of `GET /phone-numbers`.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PhoneNumber {
    /// `PN…`.
    pub id: String,
    /// E.164.
    pub phone_number: String,
    /// Its name.
    pub name: Option<String>,
    /// An emoji.
    pub symbol: Option<String>,
    /// With `include=restrictions`.
    pub restrictions: Option<Restrictions>,
}

/// A row of `GET /users`.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct User {
    /// `US…`.
    pub id: String,
    /// Given name.
    pub first_name: Option<String>,
    /// Family name.
    pub last_name: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
}

/// What a line may do.
#[derive(Debug, Clone, Deserialize)]
pub struct Restrictions {
    /// Texts.
    pub messaging: Option<Regions>,
}

/// `restricted` or `unrestricted` for each region.
#[derive(Debug, Clone, Deserialize)]
pub struct Regions {
    /// United States.
    #[serde(rename = "US")]
    pub us: Option<String>,
}
