//! Quo's own spellings, one module per generation: as sent, optional where Quo says so, unknown fields ignored.

pub(super) mod failure;
pub mod v1;
pub mod v2026_03_30;

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

/// Reads a moment in any of Quo's spellings (`…Z`, `…+00:00`, with or without milliseconds).
#[must_use]
pub fn moment(text: &str) -> Option<UtcMillis> {
    chrono::DateTime::parse_from_rfc3339(text).ok().map(|time| UtcMillis(time.timestamp_millis()))
}
