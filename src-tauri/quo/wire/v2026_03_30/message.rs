//! Texts of the dated generation.

use serde::Deserialize;

/// A text: a row of `GET /messages`, `data` of `GET /messages/{id}`.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Message {
    /// `AC…`.
    pub id: String,
    /// Recipients.
    #[serde(default)]
    pub to: Vec<String>,
    /// Sender.
    pub from: String,
    /// The words.
    pub text: Option<String>,
    /// `PN…`.
    pub phone_number_id: Option<String>,
    /// `CN…`.
    pub conversation_id: Option<String>,
    /// `incoming` or `outgoing`.
    pub direction: Option<String>,
    /// `US…`, or `SYU…` for Quo's agent.
    pub user_id: Option<String>,
    /// `queued`, `sent`, `delivered`, `undelivered`, `failed`, `received`, or what Quo adds later.
    pub status: Option<String>,
    /// Pictures and files.
    pub media: Option<Vec<Media>>,
    /// ISO 8601.
    pub created_at: String,
    /// ISO 8601.
    pub updated_at: Option<String>,
}

/// A picture or file.
#[derive(Clone, Deserialize)]
pub struct Media {
    /// Where it is.
    pub url: Option<String>,
    /// MIME type.
    pub r#type: Option<String>,
}

/// Redacted: words and numbers do not reach a log.
impl std::fmt::Debug for Message {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Message").field("id", &self.id).field("status", &self.status).finish_non_exhaustive()
    }
}
