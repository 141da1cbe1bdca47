//! The two commands that the page may call.

use super::core::Host;
use futures::FutureExt as _;
use ringbook::api::wire::{ApiError, Code};
use serde::Serialize;
use serde_json::Value;
use std::panic::AssertUnwindSafe;
use tauri::State;

/// What the page must know about where it runs.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct HostInfo {
    /// Address of a picture or recording, without its id.
    media_base: String,
    /// `linux`, `macos`, `windows`.
    platform: &'static str,
    version: &'static str,
    /// Sample data.
    demo: bool,
    /// Whether closing to the tray is possible.
    tray: bool,
}

/// Runs one command of the surface: the same names, inputs, answers and errors as over HTTP.
#[tauri::command]
pub async fn rpc(host: State<'_, Host>, command: String, payload: Value) -> Result<Value, ApiError> {
    let running = host.running().await?;
    // A command that panics must end as an error on the screen: the page would wait for ever for its answer.
    match AssertUnwindSafe(running.surface.call(&command, payload)).catch_unwind().await {
        Ok(answer) => answer,
        Err(_) => {
            tracing::error!(%command, "a command panicked");
            Err(ApiError::new(Code::Internal, "something went wrong inside Ringbook; try again"))
        }
    }
}

/// Tells the page where it is. Answers when the data folder is open.
#[tauri::command]
pub async fn host_info(host: State<'_, Host>) -> Result<HostInfo, ApiError> {
    let running = host.running().await?;
    Ok(HostInfo {
        media_base: running.media_base.to_string(),
        platform: std::env::consts::OS,
        version: env!("CARGO_PKG_VERSION"),
        demo: running.surface.is_demo(),
        tray: host.has_tray(),
    })
}
