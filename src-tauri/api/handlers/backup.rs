//! Backups, and restoring one.

use super::{Result, ask};
use crate::{
    api::{
        Api,
        wire::{
            ApiError, BackUpReq, Backup, BackupFound, BackupOutcome, BackupPhase, BackupProgress, BackupSettings,
            BackupsIn, Code, FolderReq, Nothing, Restore, RestoreReq, RestoreStage,
        },
    },
    app::{
        App,
        backups::{self as kept, BackupError, Outcome},
        restoring::{self, RestoreError},
    },
    backup::{self as made, Keep, Phase, Progress, Wish},
};
use std::path::{Path, PathBuf};

/// A folder's name may be so long.
const MOST_PATH: usize = 4_096;

pub async fn backup(api: &Api, _: Nothing) -> Result<Backup> {
    ask(api, shown).await
}

fn shown(app: &App) -> Result<Backup> {
    let kept::View { settings, running, last, last_good, last_run, next_at } = app.backups()?;
    let kept::BackupSettings { folder, at_minute, keep_days, keep_weeks, media } = settings;
    let settings = BackupSettings { folder: folder.as_deref().map(text), at_minute, keep_days, keep_weeks, media };
    Ok(Backup {
        settings,
        running: running.map(progress),
        last: last.map(outcome),
        last_good: last_good.map(outcome),
        last_run: last_run.map(outcome),
        next_at: next_at.map(|at| at.0),
    })
}

pub async fn save_backup(api: &Api, req: BackupSettings) -> Result<Backup> {
    let BackupSettings { folder, at_minute, keep_days, keep_weeks, media } = req;
    let bad = |why: &str| ApiError::new(Code::BadInput, why);
    if at_minute >= 1_440 {
        return Err(bad("atMinute is 0 to 1,439"));
    }
    if !(1..=366).contains(&keep_days) || keep_weeks > 520 {
        return Err(bad("keepDays is 1 to 366, keepWeeks 0 to 520"));
    }
    if api.app.config.demo {
        return Err(ApiError::new(Code::Refused, "this is sample data; it is not worth a backup"));
    }
    let folder = folder.filter(|folder| !folder.trim().is_empty()).map(|folder| path(&folder)).transpose()?;
    let settings = kept::BackupSettings { folder, at_minute, keep_days, keep_weeks, media };
    api.app.save_backup_settings(settings).await?;
    ask(api, shown).await
}

pub async fn back_up(api: &Api, req: BackUpReq) -> Result<Backup> {
    let BackUpReq { folder, media, keep_days, keep_weeks } = req;
    let settings = ask(api, |app| Ok(app.backup_settings()?)).await?;
    let folder = match folder {
        Some(folder) => path(&folder)?,
        None => settings.folder.clone().ok_or_else(|| {
            ApiError::new(Code::Refused, "no folder for backups is chosen yet; choose one in Settings")
        })?,
    };
    let wished = settings.wish();
    let keep = Keep {
        days: keep_days.map_or(wished.keep.days, usize::from),
        weeks: keep_weeks.map_or(wished.keep.weeks, usize::from),
    };
    if api.app.config.demo {
        return Err(ApiError::new(Code::Refused, "this is sample data; it is not worth a backup"));
    }
    api.app.begin_backup(folder, Wish { media: media.unwrap_or(wished.media), keep })?;
    ask(api, shown).await
}

pub async fn stop_backup(api: &Api, _: Nothing) -> Result<Backup> {
    api.app.stop_backup();
    ask(api, shown).await
}

pub async fn restore(api: &Api, _: Nothing) -> Result<Restore> {
    ask(api, |app| Ok(restoring(app))).await
}

pub async fn backups_in(api: &Api, req: FolderReq) -> Result<BackupsIn> {
    let folder = path(&req.folder)?;
    ask(api, move |app| {
        // Whoever works here already has no reason to look around in the folders of the computer.
        if let Some(why) = app.why_no_restore() {
            return Err(ApiError::new(Code::Refused, why));
        }
        let found = made::list(&folder)?;
        Ok(BackupsIn { backups: found.into_iter().map(found_of).collect() })
    })
    .await
}

pub async fn start_restore(api: &Api, req: RestoreReq) -> Result<Restore> {
    let folder = path(&req.folder)?;
    api.app.begin_restore(folder, req.name).await?;
    ask(api, |app| Ok(restoring(app))).await
}

pub async fn stop_restore(api: &Api, _: Nothing) -> Result<Restore> {
    api.app.stop_restore();
    ask(api, |app| Ok(restoring(app))).await
}

fn restoring(app: &App) -> Restore {
    let (state, progress_now) = app.restoring();
    let (stage, problem, damage) = match state {
        restoring::Restore::Idle => (RestoreStage::Idle, None, Vec::new()),
        restoring::Restore::Working => (RestoreStage::Working, None, Vec::new()),
        restoring::Restore::Ready => (RestoreStage::Ready, None, Vec::new()),
        restoring::Restore::Failed { problem, damage } => (RestoreStage::Failed, Some(problem), damage),
    };
    Restore { not_here: app.why_no_restore(), stage, progress: progress_now.map(progress), problem, damage }
}

fn path(given: &str) -> Result<PathBuf> {
    let given = given.trim();
    let path = Path::new(given);
    if given.len() > MOST_PATH || given.contains('\0') || !path.is_absolute() {
        return Err(ApiError::new(Code::BadInput, "write the folder's whole path, from the first folder on"));
    }
    Ok(path.to_owned())
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

fn progress(progress: Progress) -> BackupProgress {
    let Progress { phase, done, total, per_second, left_ms } = progress;
    let phase = match phase {
        Phase::Copying => BackupPhase::Copying,
        Phase::Checking => BackupPhase::Checking,
    };
    BackupProgress { phase, done, total, per_second, left_ms }
}

fn outcome(outcome: Outcome) -> BackupOutcome {
    let Outcome { at, took_ms, folder, problem, stopped, records, files, bytes, new_bytes, unreadable, kept } = outcome;
    BackupOutcome {
        at: at.0,
        took_ms,
        folder: text(&folder),
        problem,
        stopped,
        records,
        files,
        bytes,
        new_bytes,
        unreadable,
        kept,
    }
}

fn found_of(found: made::Found) -> BackupFound {
    let made::Found { name, made_at, records, files, bytes, with_media, problem } = found;
    BackupFound { name, made_at: made_at.0, records, files, bytes, with_media, problem }
}

impl From<made::Error> for ApiError {
    fn from(error: made::Error) -> Self {
        Self::new(Code::Refused, error.to_string())
    }
}

impl From<BackupError> for ApiError {
    fn from(error: BackupError) -> Self {
        match error {
            BackupError::Folder(error) => error.into(),
            BackupError::App(error) => error.into(),
        }
    }
}

impl From<RestoreError> for ApiError {
    fn from(error: RestoreError) -> Self {
        match error {
            RestoreError::App(error) => error.into(),
            RestoreError::NotEmpty(_) | RestoreError::UnderWay | RestoreError::Backup(_) => {
                Self::new(Code::Refused, error.to_string())
            }
        }
    }
}
