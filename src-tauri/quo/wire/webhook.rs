//! Webhooks and the log of their deliveries (API.md sections 3 and 6).

use serde::{Deserialize, Serialize};

/// A webhook of 2026-03-30; `key` only in the answer to making one.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Dated {
    /// Digits.
    pub id: String,
    /// A name for people.
    pub label: Option<String>,
    /// `enabled` or `disabled`.
    pub status: Option<String>,
    /// Where deliveries go.
    pub url: String,
    /// Types of events.
    #[serde(default)]
    pub events: Vec<String>,
    /// `PN…`, or `*`; null and an empty list mean every line.
    pub resource_ids: Option<Vec<String>>,
    /// ISO 8601.
    pub created_at: Option<String>,
    /// `whsec_…`.
    pub key: Option<secrecy::SecretString>,
}

/// A legacy webhook, whose `key` every reading shows; it is not taken in here.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Legacy {
    /// `WH…`.
    pub id: String,
    /// A name for people.
    pub label: Option<String>,
    /// `enabled` or `disabled`.
    pub status: Option<String>,
    /// Where deliveries go.
    pub url: String,
    /// Types of events.
    #[serde(default)]
    pub events: Vec<String>,
    /// `PN…`, or `*`.
    pub resource_ids: Option<Vec<String>>,
    /// ISO 8601.
    pub created_at: Option<String>,
    /// Set once it is deleted.
    pub deleted_at: Option<String>,
}

/// Body of `POST /webhooks`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct New<'a> {
    /// Where deliveries go.
    pub url: &'a str,
    /// Types of events.
    pub events: &'a [String],
    /// Always sent: without it a webhook was seen that never fired.
    pub resource_ids: &'a [String],
    /// A name for people.
    pub label: &'a str,
    /// `enabled`.
    pub status: &'a str,
}

/// Body of `PATCH /webhooks/{id}`: what is left out stays.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Change<'a> {
    /// Where deliveries go.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<&'a str>,
    /// Types of events, all of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub events: Option<&'a [String]>,
    /// Always sent, as in [`New`].
    pub resource_ids: &'a [String],
    /// `enabled` or `disabled`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<&'a str>,
    /// A name for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<&'a str>,
}

/// Answer to `POST /webhooks/{id}/rotate`.
#[derive(Deserialize)]
pub struct Rotated {
    /// `whsec_…`.
    pub key: secrecy::SecretString,
}

/// Body of `POST /webhooks/{id}/events/test`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Test<'a> {
    /// Which sample.
    pub event_type: &'a str,
}

/// What is read of the sample in the answer, which is bare.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Sample {
    /// `EV…`, the same for every test of this type.
    pub id: Option<String>,
}

/// A row of the delivery log; body and attempts only when one is read.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Delivery {
    /// `msg_…`.
    pub id: String,
    /// `EV…`.
    pub event_id: Option<String>,
    /// `AC…` and the like.
    pub resource_id: Option<String>,
    /// Type of the event.
    pub event_type: Option<String>,
    /// `success`, `pending`, `sending` or `failed`.
    pub status: Option<String>,
    /// ISO 8601.
    pub next_attempt_at: Option<String>,
    /// ISO 8601.
    pub created_at: Option<String>,
    /// What was sent: text, or the JSON itself.
    pub request_body: Option<serde_json::Value>,
    /// Newest first.
    #[serde(default)]
    pub attempts: Vec<Attempt>,
}

/// One try to deliver.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Attempt {
    /// ISO 8601.
    pub timestamp: Option<String>,
    /// 0 without an answer.
    pub response_status_code: Option<i64>,
    /// How long the answer took.
    pub response_duration_ms: Option<f64>,
    /// `scheduled` or `manual`.
    pub trigger_type: Option<String>,
    /// Where it went.
    pub url: Option<String>,
}
