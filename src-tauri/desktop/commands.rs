//! The four commands that the page may call.

use super::{Opened, core::Host, core::Running, feed};
use futures::FutureExt as _;
use ringbook::api::wire::{ApiError, Code};
use serde::Serialize;
use serde_json::Value;
use std::panic::AssertUnwindSafe;
use tauri::{AppHandle, State};
use tokio::sync::watch;

/// What the page must know about where it runs.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct HostInfo {
    /// `linux`, `macos`, `windows`.
    platform: &'static str,
    version: &'static str,
    /// Sample data.
    demo: bool,
    /// Sample data with a workspace behind it to go back to.
    visiting: bool,
    /// Whether closing to the tray is possible.
    tray: bool,
}

/// What the page must know before it asks anything else, and again once it listens for changes.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CoreInfo {
    /// Address of a picture or recording, without its id.
    media_base: String,
    /// The newest change: what the page reads from now on has everything up to it, and one that it has not heard of has
    /// passed it by.
    seq: u64,
}

/// Runs one command of the surface: the same names, inputs, answers and errors as over HTTP.
#[tauri::command]
pub async fn rpc(host: State<'_, Host>, command: String, payload: Value) -> Result<Value, ApiError> {
    let running = host.shown().await?;
    // A command that panics must end as an error on the screen: the page would wait for ever for its answer.
    match AssertUnwindSafe(running.surface.call(&command, payload)).catch_unwind().await {
        Ok(answer) => answer,
        Err(_) => {
            tracing::error!(%command, "a command panicked");
            Err(ApiError::new(Code::Internal, "something went wrong inside Ringbook; try again"))
        }
    }
}

/// Tells the page where it is, at once: it draws its frame while the data folder is being opened.
#[tauri::command]
pub fn host_info(host: State<'_, Host>) -> HostInfo {
    let visiting = host.sample().is_some();
    HostInfo {
        platform: std::env::consts::OS,
        version: env!("CARGO_PKG_VERSION"),
        demo: visiting || host.is_demo(),
        visiting,
        tray: host.has_tray(),
    }
}

/// Answers when the data folder is open, or says why it cannot be opened.
#[tauri::command]
pub async fn core_info(host: State<'_, Host>) -> Result<CoreInfo, ApiError> {
    let running = host.shown().await?;
    Ok(CoreInfo { media_base: running.media_base.to_string(), seq: running.surface.changes().last() })
}

/// Shows the sample in the place of the workspace, which goes on receiving, or the workspace again. The page loads
/// itself anew after it.
#[tauri::command]
pub async fn look_around(app: AppHandle, host: State<'_, Host>, on: bool) -> Result<(), ApiError> {
    if !on {
        if let Some(sample) = host.show_sample(None) {
            sample.end().await;
        }
        return Ok(());
    }
    if host.sample().is_some() {
        return Ok(());
    }
    let Some(samples) = host.running().await?.samples else {
        return Err(ApiError::new(Code::Refused, "this is sample data already"));
    };
    let shown = samples.open().await.map_err(|error| ApiError::new(Code::Unavailable, error.to_string()))?;
    let sample = Running::from(Opened {
        surface: shown.surface,
        media_base: shown.media_base,
        samples: None,
        reopening: watch::Sender::new(false).subscribe(),
        on_exit: Box::new(move || Box::pin(async move { samples.close().await })),
    });
    let subscription = sample.surface.changes().subscribe(None);
    sample.tasks.spawn(feed::follow_sample(app, sample.clone(), subscription));
    if let Some(before) = host.show_sample(Some(sample)) {
        // Asked for twice at once: both are the same sample, whose first follower goes.
        before.ending.cancel();
    }
    Ok(())
}
