//! Settings.

use super::BusinessHours;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

wire! {
    /// Settings that a person changes.
    pub struct Settings {
        pub theme: Theme,
        /// Closing the window leaves Ringbook in the tray.
        pub close_to_tray: bool,
        pub notifications: bool,
        /// Notifications show the words of a text.
        pub notification_text: bool,
        /// Milliseconds that a text can be taken back (0–30,000).
        pub undo_ms: u32,
        /// Texts a day that may be sent (1–10,000).
        pub daily_cap: u32,
        pub playback_rate: f64,
        /// When texts and calls are expected: six quiet hours of these are a warning.
        pub business_hours: BusinessHours,
        /// Largest size of all pictures, files and sounds in MiB (10 or more); none keeps everything.
        pub media_budget_mib: Option<u32>,
        /// Recordings and voicemails may be left out over budget, too.
        pub media_budget_sounds: bool,
        /// What is marked read, done or open here is marked so at Quo too, and follow-ups become tasks where there are tasks.
        pub push_marks: bool,
    }

    /// Appearance.
    pub enum Theme { System, Light, Dark }
}
