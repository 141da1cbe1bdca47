//! `ringbook backup` and `ringbook restore`.

use super::{Exit, local, run, tell};
use anyhow::Context as _;
use ringbook::{
    api::wire::{Backup, BackupOutcome, BackupPhase},
    app::{App, config::Config, restoring::RestoreError},
    backup::{self as made, Meter, Phase},
    seam::Seam,
};
use serde_json::json;
use std::{
    io::{IsTerminal as _, Write as _},
    path::Path,
    sync::{Arc, OnceLock},
    time::Duration,
};

/// How often a backup that is made beside is asked about.
const PACE: Duration = Duration::from_millis(400);

/// `ringbook backup --out FOLDER`.
pub fn backup(config: &Config, out: &Path, media: bool, keep: (u16, u16), as_json: bool) -> anyhow::Result<Exit> {
    run::logging();
    let folder = std::path::absolute(out)?.to_string_lossy().into_owned();
    let wish = json!({ "folder": folder, "media": media, "keepDays": keep.0, "keepWeeks": keep.1 });
    run::runtime()?.block_on(async {
        let source = local::source(config).await?;
        let done = watch(&source, wish).await;
        source.close().await;
        let outcome = match done? {
            Ok(outcome) => outcome,
            Err(why) => {
                tell(&why);
                return Ok(Exit::Failed);
            }
        };
        if let Some(problem) = &outcome.problem {
            tell(problem);
            return Ok(Exit::Failed);
        }
        let BackupOutcome { records, files, bytes, new_bytes, unreadable, kept, folder, .. } = outcome;
        let mut stdout = std::io::stdout();
        if as_json {
            let line = json!({ "folder": folder, "records": records, "files": files, "bytes": bytes, "newBytes": new_bytes, "unreadable": unreadable, "kept": kept });
            writeln!(stdout, "{line}")?;
        } else {
            writeln!(
                stdout,
                "Backed up and read back: {records} records and {files} files, {}, of which {} are new. {kept} backups are in {folder}.",
                size(bytes),
                size(new_bytes)
            )?;
            if unreadable > 0 {
                writeln!(stdout, "{unreadable} files are damaged on this computer and not in it.")?;
            }
        }
        Ok(Exit::Ok)
    })
}

/// Begins a backup and waits for its end; the inner error says why it was not begun.
async fn watch(source: &local::Source, wish: serde_json::Value) -> anyhow::Result<Result<BackupOutcome, String>> {
    if let Err(error) = source.call("back_up", wish).await? {
        return Ok(Err(error.message));
    }
    loop {
        let now = source.call("backup", json!({})).await?.map_err(|error| anyhow::anyhow!(error.message))?;
        let now: Backup = serde_json::from_value(now)?;
        let Some(running) = now.running else {
            progress("");
            return now.last_run.map(Ok).context("the backup ended and nobody knows how");
        };
        let doing = match running.phase {
            BackupPhase::Copying => "copying",
            BackupPhase::Checking => "reading back",
        };
        progress(&words(doing, running.done, running.total, running.per_second, running.left_ms));
        tokio::time::sleep(PACE).await;
    }
}

/// `ringbook restore FOLDER --list`.
pub fn list(folder: &Path, as_json: bool) -> anyhow::Result<Exit> {
    let found = made::list(folder)?;
    let mut stdout = std::io::stdout();
    for made::Found { name, made_at, records, files, bytes, with_media, problem } in found {
        if as_json {
            let line = json!({ "name": name, "madeAt": made_at.0, "records": records, "files": files, "bytes": bytes, "withMedia": with_media, "problem": problem });
            writeln!(stdout, "{line}")?;
        } else {
            let said = problem.unwrap_or_else(|| format!("{records} records, {files} files, {}", size(bytes)));
            writeln!(stdout, "{name}  {said}")?;
        }
    }
    Ok(Exit::Ok)
}

/// `ringbook restore FOLDER`.
pub fn restore(config: Config, folder: &Path, name: Option<&str>, as_json: bool) -> anyhow::Result<Exit> {
    run::logging();
    let seam = Seam::system();
    let chosen = match made::choose(&std::path::absolute(folder)?, name) {
        Ok(chosen) => chosen,
        Err(error) => return refused(&error.into()),
    };
    let data = config.data.clone();
    // The meter calls back while it is being made; there is nothing to show before.
    let counted: Arc<OnceLock<Arc<Meter>>> = Arc::default();
    let shown = counted.clone();
    let meter = Arc::new(Meter::new(seam.clock.clone(), move || {
        if let Some(now) = shown.get().and_then(|meter| meter.progress()) {
            let doing = if now.phase == Phase::Checking { "checking" } else { "copying" };
            progress(&words(doing, now.done, now.total, now.per_second, now.left_ms));
        }
    }));
    // Set once: it was made just now.
    let _ = counted.set(meter.clone());
    let done = App::restore(config, &seam, &chosen, &meter, &mut |building| progress(&building.to_string()));
    progress("");
    match done {
        Ok(records) => {
            let mut stdout = std::io::stdout();
            if as_json {
                writeln!(
                    stdout,
                    "{}",
                    json!({ "backup": chosen.name, "records": records, "data": data.display().to_string() })
                )?;
            } else {
                writeln!(stdout, "Restored {records} records of {} to {}.", chosen.name, data.display())?;
                writeln!(stdout, "The API key is not in a backup: connect Quo once more when Ringbook is open.")?;
            }
            Ok(Exit::Ok)
        }
        Err(error) => refused(&error),
    }
}

fn refused(error: &RestoreError) -> anyhow::Result<Exit> {
    if let RestoreError::App(error) = error {
        tell(error);
        return Ok(run::exit_of_app(error));
    }
    if let RestoreError::Backup(made::Error::Damaged { name, damage }) = error {
        tell(&format!("the backup {name} is damaged, and nothing was changed:"));
        for one in damage {
            tell(&format!("  {one}"));
        }
        return Ok(Exit::Failed);
    }
    tell(&format!("{error}; nothing was changed"));
    Ok(Exit::Failed)
}

fn words(doing: &str, done: u64, total: u64, per_second: u64, left_ms: Option<i64>) -> String {
    let mut text = format!("{doing}: {} of {}", size(done), size(total));
    if let Some(left_ms) = left_ms {
        text.push_str(&format!(", {} a second, about {} s left", size(per_second), (left_ms / 1000).max(1)));
    }
    text
}

fn size(bytes: u64) -> String {
    let mut size = bytes as f64 / 1000.0;
    let mut units = ["KB", "MB", "GB"].into_iter();
    let mut unit = units.next().unwrap_or_default();
    for larger in units {
        if size < 1000.0 {
            break;
        }
        size /= 1000.0;
        unit = larger;
    }
    format!("{size:.1} {unit}")
}

/// One line that is written over by the next, where somebody looks.
fn progress(text: &str) {
    let mut out = std::io::stderr();
    if out.is_terminal() {
        // Progress that cannot be shown is not worth failing for.
        let _ = write!(out, "\r{text}\x1b[K").and_then(|()| out.flush());
    }
}
