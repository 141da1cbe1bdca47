//! Contacts of the dated generation: names alone; numbers and addresses are properties of their own.

use serde::Deserialize;
use serde_json::Value;

/// A row of `GET /contacts`.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Contact {
    /// 24 hex digits.
    pub id: String,
    /// Given name.
    pub first_name: Option<String>,
    /// Family name.
    pub last_name: Option<String>,
    /// Firm.
    pub company: Option<String>,
    /// Role.
    pub role: Option<String>,
    /// ISO 8601.
    pub updated_at: Option<String>,
}

/// A row of `GET /contacts/{id}/properties`.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Property {
    /// `phone-number`, `email`, `string`, `date`, `boolean`, `number`, or what Quo adds later.
    pub r#type: String,
    /// Its label.
    pub name: Option<String>,
    /// Itself.
    pub value: Option<Value>,
    /// ISO 8601.
    pub updated_at: Option<String>,
}

/// A row of `GET /contacts/{id}/notes`.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Note {
    /// Its id.
    pub id: String,
    /// The words; `@US…` and the like are mentions.
    pub text: Option<String>,
    /// ISO 8601.
    pub created_at: String,
    /// Who wrote it.
    pub actor_id: Option<String>,
}
