//! A tool that a killed Ringbook left behind is ended before the next one starts.
//!
//! It would hold the port at the far end, and the new one would be turned away. The file `tunnel/running.json`
//! names the process and when it began, so that another process with the same number is left alone.

use serde::{Deserialize, Serialize};
use std::path::Path;

const FILE: &str = "running.json";

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Running {
    pid: u32,
    began: String,
}

/// Remembers the process group of `pid`.
pub fn remember(folder: &Path, pid: u32) {
    let Some(began) = began(pid) else { return };
    let Ok(text) = serde_json::to_vec(&Running { pid, began }) else { return };
    if let Err(error) = std::fs::write(folder.join(FILE), text) {
        tracing::debug!(%error, "the tunnel's process cannot be remembered");
    }
}

/// Forgets it: it ended in order.
pub fn forget(folder: &Path) {
    // If it stays, it names a process that is no longer, and is ignored.
    let _ = std::fs::remove_file(folder.join(FILE));
}

/// Ends what is remembered, if it still runs.
pub fn end(folder: &Path) {
    let Ok(text) = std::fs::read(folder.join(FILE)) else { return };
    if let Ok(running) = serde_json::from_slice::<Running>(&text)
        && began(running.pid).is_some_and(|began| began == running.began)
    {
        tracing::info!(pid = running.pid, "ending a tunnel that an earlier Ringbook left behind");
        super::child::kill_group(running.pid);
    }
    forget(folder);
}

/// When the process began, in the system's own count; `None` where that cannot be known.
#[cfg(target_os = "linux")]
fn began(pid: u32) -> Option<String> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name is in brackets and may hold anything; the 20th field after it is the start.
    stat.rsplit_once(')')?.1.split_whitespace().nth(19).map(str::to_owned)
}

#[cfg(all(unix, not(target_os = "linux")))]
fn began(pid: u32) -> Option<String> {
    let output = std::process::Command::new("ps").args(["-o", "lstart=", "-p", &pid.to_string()]).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?.trim().to_owned();
    (!text.is_empty()).then_some(text)
}

#[cfg(not(unix))]
fn began(_: u32) -> Option<String> {
    None
}
