//! Texts of `/v1`.

use serde::Deserialize;

/// A text: a row of `GET /v1/messages`, `data` of `GET /v1/messages/{id}`.
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
    /// `CN…`; missing before 2026-06.
    pub conversation_id: Option<String>,
    /// `incoming` or `outgoing`.
    pub direction: Option<String>,
    /// `US…`.
    pub user_id: Option<String>,
    /// `queued`, `sent`, `delivered`, `undelivered`, `received`, or what Quo adds later.
    pub status: Option<String>,
    /// Pictures and files; missing before 2026-08.
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
