//! Quo's own spellings, one module per generation: as sent, optional where Quo says so, unknown fields ignored.

pub(super) mod failure;
pub mod v1;
pub mod v2026_03_30;
pub mod webhook;

use chrono::Datelike as _;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::model::UtcMillis;

/// The header that names the generation, required on every call of the dated one.
pub const VERSION_HEADER: &str = "quo-api-version";

/// The generation.
pub const VERSION: &str = "2026-03-30";

/// ISO 8601 as Quo writes it.
#[must_use]
pub fn iso(at: UtcMillis) -> String {
    chrono::DateTime::from_timestamp_millis(at.0)
        .unwrap_or_default()
        .to_rfc3339_opts(chrono::SecondsFormat::Millis, true)
}

/// Reads a moment in any of Quo's spellings (`…Z`, `…+00:00`, with or without milliseconds). One outside the years
/// in which a phone call can have happened is a mistake, not a moment.
#[must_use]
pub fn moment(text: &str) -> Option<UtcMillis> {
    let time = chrono::DateTime::parse_from_rfc3339(text).ok()?;
    (2000..=2199).contains(&time.year()).then(|| UtcMillis(time.timestamp_millis()))
}

/// What Quo's agent found out in a call; the same in both generations.
#[derive(Clone, Deserialize)]
pub struct Job {
    /// Its name.
    pub name: Option<String>,
    /// What it found.
    pub result: Option<JobResult>,
}

/// What a job found.
#[derive(Clone, Deserialize)]
pub struct JobResult {
    /// Name and value.
    pub data: Option<Vec<JobDatum>>,
}

/// One finding.
#[derive(Clone, Deserialize)]
pub struct JobDatum {
    /// Its name.
    pub name: Option<String>,
    /// Text, number or truth value.
    pub value: Option<Value>,
}

/// A field that tells "not sent" from "sent as null" by being `None` or `Some(None)`; needs `#[serde(default)]`.
pub(super) fn sent<'de, T, D>(deserializer: D) -> Result<Option<Option<T>>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    Option::<T>::deserialize(deserializer).map(Some)
}

/// A scalar as a person reads it; lists joined by commas, `None` for nothing and for objects.
pub(super) fn readable(value: &Value) -> Option<String> {
    match value {
        Value::Null | Value::Object(_) => None,
        Value::Bool(true) => Some("yes".to_owned()),
        Value::Bool(false) => Some("no".to_owned()),
        Value::Number(number) => Some(number.to_string()),
        Value::String(text) => Some(text.clone()),
        Value::Array(values) => {
            let parts: Vec<String> = values.iter().filter(|value| !value.is_array()).filter_map(readable).collect();
            Some(parts.join(", ")).filter(|joined| !joined.is_empty())
        }
    }
}
