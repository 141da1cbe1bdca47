//! Notifications where the system tells nobody about clicks: shown by the system's own means, not taken back.

use super::{Note, Said};
use tauri::AppHandle;

/// The system's notifications.
pub struct Service {
    app_name: &'static str,
}

impl Service {
    /// Announces under this name.
    pub fn new(app_name: &'static str, _app: &AppHandle) -> Self {
        Self { app_name }
    }

    /// Shows a notification. There is no number by which it could be known later.
    #[expect(clippy::unused_async, reason = "the other platform's service is asked over a bus")]
    pub async fn show(&mut self, note: &Note<'_>) -> Option<u32> {
        let shown = notify_rust::Notification::new().appname(self.app_name).summary(note.title).body(note.body).show();
        if let Err(error) = shown {
            tracing::warn!(%error, "cannot announce an arrival");
        }
        None
    }

    /// Nothing: it cannot be taken back.
    #[expect(clippy::unused_async, reason = "the other platform's service is asked over a bus")]
    pub async fn close(&mut self, _id: u32) {}

    /// Never: clicks are not told.
    pub async fn said(&mut self) -> Said {
        std::future::pending().await
    }
}
