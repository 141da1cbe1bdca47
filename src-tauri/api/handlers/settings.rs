//! Settings.

use super::{Result, ask};
use crate::{
    api::{
        Api,
        wire::{ApiError, Code, Nothing, Settings, Theme},
    },
    app::settings as kept,
    model::decision::Decided,
};

pub async fn settings(api: &Api, _: Nothing) -> Result<Settings> {
    ask(api, |app| Ok(shown(kept::Settings::load(&app.store)?))).await
}

fn shown(settings: kept::Settings) -> Settings {
    let kept::Settings { theme, close_to_tray, notifications, notification_text, undo_ms, daily_cap, playback_rate } =
        settings;
    let theme = match theme.as_str() {
        "light" => Theme::Light,
        "dark" => Theme::Dark,
        _ => Theme::System,
    };
    Settings { theme, close_to_tray, notifications, notification_text, undo_ms, daily_cap, playback_rate }
}

pub async fn save_settings(api: &Api, req: Settings) -> Result<Settings> {
    let Settings { theme, close_to_tray, notifications, notification_text, undo_ms, daily_cap, playback_rate } = req;
    if undo_ms > 30_000 {
        return Err(ApiError::new(Code::BadInput, "undoMs is 0 to 30,000"));
    }
    if !(1..=10_000).contains(&daily_cap) {
        return Err(ApiError::new(Code::BadInput, "dailyCap is 1 to 10,000"));
    }
    if !(0.25..=4.0).contains(&playback_rate) {
        return Err(ApiError::new(Code::BadInput, "playbackRate is 0.25 to 4"));
    }
    let theme = match theme {
        Theme::System => "system",
        Theme::Light => "light",
        Theme::Dark => "dark",
    };
    let theme = theme.to_owned();
    let settings =
        kept::Settings { theme, close_to_tray, notifications, notification_text, undo_ms, daily_cap, playback_rate };
    let value = serde_json::to_value(&settings).map_err(|error| ApiError::new(Code::Internal, error.to_string()))?;
    api.app.decide(vec![Decided::SettingSaved { name: kept::NAME.to_owned(), value }]).await?;
    api.app.outbox.set_options(settings.outbox());
    Ok(shown(settings))
}
