//! Settings that a person changes; kept in the journal like every decision.

use super::{health::BusinessHours, recorded::Recorded};
use crate::outbox;
use serde::{Deserialize, Serialize};

/// Name of the one setting record that holds them all.
pub const NAME: &str = "settings";

/// What a person can change. Fields that an older record lacks have their default.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Settings {
    /// `system`, `light` or `dark`.
    pub theme: String,
    /// Closing the window leaves Ringbook in the tray.
    pub close_to_tray: bool,
    /// Notifications are shown.
    pub notifications: bool,
    /// Notifications show the words of a text.
    pub notification_text: bool,
    /// Milliseconds that a text can be taken back.
    pub undo_ms: u32,
    /// Texts a day that may be sent.
    pub daily_cap: u32,
    /// Speed of playback.
    pub playback_rate: f64,
    /// When texts and calls are expected: silence then is a warning.
    pub business_hours: BusinessHours,
    /// Largest size of all pictures, files and sounds in MiB; nothing keeps everything.
    pub media_budget_mib: Option<u32>,
    /// Recordings and voicemails may be left out over budget, too.
    pub media_budget_sounds: bool,
    /// What is marked read, done or open here is marked so at Quo too.
    pub push_marks: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: "system".to_owned(),
            close_to_tray: true,
            notifications: true,
            notification_text: true,
            undo_ms: 5_000,
            daily_cap: 200,
            playback_rate: 1.0,
            business_hours: BusinessHours::default(),
            media_budget_mib: None,
            media_budget_sounds: false,
            push_marks: true,
        }
    }
}

impl Settings {
    /// The settings in force. A record that cannot be read counts as none: the program must start.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub(super) fn load(recorded: &Recorded) -> Result<Self, crate::store::Error> {
        let kept = recorded.setting(NAME)?;
        Ok(kept.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default())
    }

    /// What of them the outbox needs.
    #[must_use]
    pub fn outbox(&self) -> outbox::Options {
        outbox::Options {
            undo_ms: i64::from(self.undo_ms),
            daily_cap: self.daily_cap as usize,
            ..outbox::Options::default()
        }
    }
}
