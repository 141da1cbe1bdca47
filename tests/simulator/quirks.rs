//! Switches for Quo's habits and for the trouble it can make; all may change while it runs.

use serde::{Deserialize, Serialize};

/// Every switch, with the documented behaviour as default.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub struct Quirks {
    // The REST side.
    /// Requests a key may make in a second; 0 lifts the limit.
    pub rate_per_second: u32,
    /// How long every answer takes (not scaled).
    pub latency_ms: u64,
    /// Adds `Retry-After` to a 429, which Quo does not document.
    pub retry_after_s: Option<u64>,
    /// v1 `totalItems` is the page's count, as live.
    pub wrong_total_items: bool,
    /// Keys belong to this workspace instead of the world's.
    pub organization: Option<String>,
    /// Sends are refused with `0206400`: no US registration.
    pub not_registered: bool,
    /// Sends are refused with 402.
    pub out_of_credit: bool,
    /// Sends are refused with 403 once this many were accepted.
    pub daily_cap: Option<usize>,
    /// The age at which a page cursor is refused.
    pub cursor_life_ms: i64,
    /// The age at which a media address answers 403.
    pub media_life_ms: i64,

    // The fate of a text.
    /// From accepted to `sent`.
    pub sent_after_ms: u64,
    /// From `sent` to delivered, failed or undelivered.
    pub fate_after_ms: u64,
    /// Texts stay where they are: nothing reports their fate.
    pub fate_withheld: bool,

    // Deliveries.
    /// Extra deliveries of every event after it was accepted.
    pub duplicates: u32,
    /// Each first attempt waits a different part of this: order is lost.
    pub reorder_ms: u64,
    /// Extra wait before summaries and transcripts.
    pub late_summary_ms: u64,
    /// Signs with a key nobody has.
    pub wrong_signature: bool,
    /// How long the old key also signs after a rotation.
    pub rotation_overlap_ms: i64,
    /// A legacy timestamp as ISO 8601 text.
    pub legacy_iso_timestamp: bool,
    /// Retries carry the first attempt's signature.
    pub keep_first_signature: bool,
    /// Messages come without `media`.
    pub missing_media: bool,
    /// Calls come with empty participants.
    pub empty_participants: bool,
    /// `contacts.lookupStatus` is `unavailable`.
    pub lookup_unavailable: bool,
    /// Fields nobody documented.
    pub unknown_fields: bool,
    /// Legacy `to` as an array even for one recipient.
    pub to_as_array: bool,
    /// Legacy bodies in the older v3 shape.
    pub legacy_v3: bool,
    /// Events are written down in the world but no webhook hears of them.
    pub silent: bool,
    /// How long an attempt waits for an answer (not scaled).
    pub attempt_timeout_ms: u64,
}

impl Default for Quirks {
    fn default() -> Self {
        Self {
            rate_per_second: 10,
            latency_ms: 0,
            retry_after_s: None,
            wrong_total_items: true,
            organization: None,
            not_registered: false,
            out_of_credit: false,
            daily_cap: None,
            cursor_life_ms: 300_000,
            media_life_ms: 900_000,
            sent_after_ms: 300,
            fate_after_ms: 1_200,
            fate_withheld: false,
            duplicates: 0,
            reorder_ms: 0,
            late_summary_ms: 0,
            wrong_signature: false,
            rotation_overlap_ms: 86_400_000,
            legacy_iso_timestamp: false,
            keep_first_signature: false,
            missing_media: false,
            empty_participants: false,
            lookup_unavailable: false,
            unknown_fields: false,
            to_as_array: false,
            legacy_v3: false,
            silent: false,
            attempt_timeout_ms: 15_000,
        }
    }
}
