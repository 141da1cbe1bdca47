//! Settings.

use super::{Result, ask};
use crate::{
    api::{
        Api,
        wire::{ApiError, BusinessHours, Code, Nothing, Settings, Theme},
    },
    app::{health, settings as kept},
    model::decision::Decided,
};

pub async fn settings(api: &Api, _: Nothing) -> Result<Settings> {
    ask(api, |app| Ok(shown(app.settings()?))).await
}

fn shown(settings: kept::Settings) -> Settings {
    let kept::Settings {
        theme,
        close_to_tray,
        notifications,
        notification_text,
        undo_ms,
        daily_cap,
        playback_rate,
        business_hours,
        media_budget_mib,
        media_budget_sounds,
        push_marks,
    } = settings;
    let theme = match theme.as_str() {
        "light" => Theme::Light,
        "dark" => Theme::Dark,
        _ => Theme::System,
    };
    let health::BusinessHours { days, from_minute, to_minute } = business_hours;
    Settings {
        theme,
        close_to_tray,
        notifications,
        notification_text,
        undo_ms,
        daily_cap,
        playback_rate,
        business_hours: BusinessHours { days: days.to_vec(), from_minute, to_minute },
        media_budget_mib,
        media_budget_sounds,
        push_marks,
    }
}

pub async fn save_settings(api: &Api, req: Settings) -> Result<Settings> {
    let settings = checked(req).map_err(|why| ApiError::new(Code::BadInput, why))?;
    let value = serde_json::to_value(&settings).map_err(|error| ApiError::new(Code::Internal, error.to_string()))?;
    api.app.decide(vec![Decided::SettingSaved { name: kept::NAME.to_owned(), value }]).await?;
    api.app.outbox.set_options(settings.outbox());
    api.app.follow_media_budget();
    Ok(shown(settings))
}

fn checked(given: Settings) -> std::result::Result<kept::Settings, &'static str> {
    let Settings {
        theme,
        close_to_tray,
        notifications,
        notification_text,
        undo_ms,
        daily_cap,
        playback_rate,
        business_hours,
        media_budget_mib,
        media_budget_sounds,
        push_marks,
    } = given;
    if undo_ms > 30_000 {
        return Err("undoMs is 0 to 30,000");
    }
    if !(1..=10_000).contains(&daily_cap) {
        return Err("dailyCap is 1 to 10,000");
    }
    if !(0.25..=4.0).contains(&playback_rate) {
        return Err("playbackRate is 0.25 to 4");
    }
    let BusinessHours { days, from_minute, to_minute } = business_hours;
    let Ok(days) = <[bool; 7]>::try_from(days) else { return Err("businessHours.days are seven, Monday first") };
    let most = health::hours::DAY_MINUTES;
    if from_minute >= most || !(1..=most).contains(&to_minute) || from_minute == to_minute {
        return Err("businessHours go from minute 0 to 1,439 to another minute from 1 to 1,440");
    }
    if media_budget_mib.is_some_and(|mib| mib < 10) {
        return Err("mediaBudgetMib is 10 or more, or none to keep everything");
    }
    let theme = match theme {
        Theme::System => "system",
        Theme::Light => "light",
        Theme::Dark => "dark",
    };
    Ok(kept::Settings {
        theme: theme.to_owned(),
        close_to_tray,
        notifications,
        notification_text,
        undo_ms,
        daily_cap,
        playback_rate,
        business_hours: health::BusinessHours { days, from_minute, to_minute },
        media_budget_mib,
        media_budget_sounds,
        push_marks,
    })
}
