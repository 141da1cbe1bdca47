//! Conversations of `/v1`.

use serde::Deserialize;

/// A row of `GET /v1/conversations`, and the whole of a mark's answer. There is no read or done state in it.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Conversation {
    /// `CN…`.
    pub id: String,
    /// `PN…`.
    pub phone_number_id: Option<String>,
    /// Everyone but the line.
    #[serde(default)]
    pub participants: Vec<String>,
    /// A name given in Quo.
    pub name: Option<String>,
    /// ISO 8601.
    pub last_activity_at: Option<String>,
    /// `AC…`.
    pub last_activity_id: Option<String>,
    /// ISO 8601.
    pub created_at: Option<String>,
    /// ISO 8601; moves on activity, assignment, mute, snooze and read.
    pub updated_at: Option<String>,
    /// ISO 8601.
    pub deleted_at: Option<String>,
}
