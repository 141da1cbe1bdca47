//! Calls of the dated generation, and what belongs to them.

use serde::Deserialize;

use crate::quo::wire::{Job, sent};

/// A call: a row of `GET /calls`, `data` of `GET /calls/{id}`.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Call {
    /// `AC…`.
    pub id: String,
    /// `PN…`.
    pub phone_number_id: Option<String>,
    /// `US…`, or `SYU…` for Quo's agent.
    pub actor_id: Option<String>,
    /// `incoming` or `outgoing`.
    pub direction: Option<String>,
    /// Thirteen words, or what Quo adds later.
    pub status: Option<String>,
    /// Every party, the line included; a number may come twice.
    #[serde(default)]
    pub participants: Vec<Participant>,
    /// ISO 8601.
    pub created_at: String,
    /// ISO 8601; null when nobody answered.
    #[serde(default, deserialize_with = "sent")]
    pub answered_at: Option<Option<String>>,
    /// `US…`.
    pub answered_by: Option<String>,
    /// `US…`.
    pub initiated_by: Option<String>,
    /// ISO 8601.
    pub completed_at: Option<String>,
    /// ISO 8601.
    pub updated_at: Option<String>,
    /// Seconds.
    pub duration: Option<f64>,
    /// Number, `PN…`, `US…` or a word.
    pub forwarded_from: Option<String>,
    /// Number, `PN…`, `US…` or a word.
    pub forwarded_to: Option<String>,
    /// `ai-agent`.
    pub ai_handled: Option<String>,
    /// With `include=summary`.
    pub summary: Option<Summary>,
    /// With `include=voicemail`, when one was left.
    pub voicemail: Option<Voicemail>,
}

/// A party of a call.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Participant {
    /// E.164, a short code or a word.
    pub phone_number: Option<String>,
    /// Who of the workspace; null for everyone else.
    pub actor_id: Option<String>,
}

/// The AI summary within a call.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// `absent`, `in-progress`, `completed`, `failed`, or what Quo adds later.
    pub status: Option<String>,
    /// Sentences.
    pub summary: Option<Vec<String>>,
    /// What was promised.
    pub next_steps: Option<Vec<String>>,
    /// What the agent found out.
    pub jobs: Option<Vec<Job>>,
}

/// The voicemail within a call.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Voicemail {
    /// `completed`, `in-progress`, or what Quo adds later.
    pub status: Option<String>,
    /// Seconds.
    pub duration: Option<f64>,
    /// Where the sound is.
    pub recording_url: Option<String>,
    /// What was said.
    pub transcript: Option<String>,
}

/// A row of `GET /calls/{id}/recordings`.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Recording {
    /// `CR…`.
    pub id: Option<String>,
    /// `absent`, `completed`, `deleted`, `failed`, `in-progress`, `paused`, `processing`, `stopped`, `stopping`,
    /// null, or what Quo adds later.
    pub status: Option<String>,
    /// ISO 8601.
    pub start_time: Option<String>,
    /// Seconds.
    pub duration: Option<f64>,
    /// A signed address; null until it is completed.
    pub url: Option<String>,
    /// MIME type.
    pub r#type: Option<String>,
}

/// A row of `GET /calls/{id}/transcripts`: one recorded segment.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Transcript {
    /// `absent`, `in-progress`, `completed`, `failed`, or what Quo adds later.
    pub status: Option<String>,
    /// ISO 8601: when the segment began.
    pub start_time: Option<String>,
    /// ISO 8601.
    pub created_at: Option<String>,
    /// Seconds.
    pub duration: Option<f64>,
    /// What was said.
    pub dialogue: Option<Vec<Spoken>>,
}

/// One utterance.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Spoken {
    /// The words.
    pub content: Option<String>,
    /// Seconds from the start of the segment.
    pub start: Option<f64>,
    /// Seconds from the start of the segment.
    pub end: Option<f64>,
    /// A number.
    pub identifier: Option<String>,
    /// Who of the workspace.
    pub actor_id: Option<String>,
}
