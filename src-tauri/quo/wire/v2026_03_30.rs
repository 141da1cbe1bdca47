//! The dated generation, as far as it is used here.

use serde::Deserialize;

/// A page of a list.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct List<T> {
    /// The rows.
    pub data: Vec<T>,
    /// Null at the end.
    pub next_cursor: Option<String>,
}

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

/// A text.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Message {
    /// `AC…`.
    pub id: String,
    /// Recipients.
    pub to: Vec<String>,
    /// Sender.
    pub from: String,
    /// The words.
    pub text: Option<String>,
    /// `PN…`.
    pub phone_number_id: Option<String>,
    /// `queued`, `sent`, `delivered`, `undelivered`, `failed`, `received`, or what Quo adds later.
    pub status: Option<String>,
    /// ISO 8601.
    pub created_at: String,
}

/// Redacted: words and numbers do not reach a log.
impl std::fmt::Debug for Message {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Message").field("id", &self.id).field("status", &self.status).finish_non_exhaustive()
    }
}
