//! Nightly backups: where to, when one is due, what came of the last.
//!
//! What is wished is a setting, in the journal like every decision. What came of it is not: it says something about
//! this computer and its disks, and lies in `backup.json` of the data folder.

use super::{App, Error};
use crate::{
    backup::{self, Keep, Made, Meter, Place, Progress, Subject, Wish},
    model::{UtcMillis, decision::Decided},
    seam::Seam,
};
use serde::{Deserialize, Serialize};
use std::{
    io::Write as _,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::sync::{Notify, watch};

/// Name of the setting record.
pub const NAME: &str = "backup";
/// File of the data folder with what came of it.
const FILE: &str = "backup.json";
/// How often it is looked whether one is due.
const EVERY: Duration = Duration::from_secs(30);
/// One that failed is tried again after this.
const AGAIN_MS: i64 = 3_600_000;

/// What a person wishes of backups. Fields that an older record lacks have their default.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct BackupSettings {
    /// Where to; none makes none by itself.
    pub folder: Option<PathBuf>,
    /// Every day at so many minutes after midnight.
    pub at_minute: u16,
    /// The newest of so many days stay.
    pub keep_days: u16,
    /// The newest of so many weeks stay.
    pub keep_weeks: u16,
    /// With recordings, voicemails, pictures and files.
    pub media: bool,
}

impl Default for BackupSettings {
    fn default() -> Self {
        Self { folder: None, at_minute: 180, keep_days: 7, keep_weeks: 4, media: true }
    }
}

impl BackupSettings {
    /// How a backup is made.
    #[must_use]
    pub fn wish(&self) -> Wish {
        Wish { media: self.media, keep: Keep { days: self.keep_days.into(), weeks: self.keep_weeks.into() } }
    }
}

/// What came of a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Outcome {
    /// When it was begun.
    pub at: UtcMillis,
    /// How long it took.
    pub took_ms: i64,
    /// Where to.
    pub folder: PathBuf,
    /// Why there is none: lower case, no full stop.
    pub problem: Option<String>,
    /// A person stopped it.
    pub stopped: bool,
    /// Records in it.
    pub records: u64,
    /// Files of texts and calls in it.
    pub files: u64,
    /// Its size.
    pub bytes: u64,
    /// What of that no earlier one had.
    pub new_bytes: u64,
    /// Files that are damaged here and not in it.
    pub unreadable: u64,
    /// How many backups there are.
    pub kept: u64,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Remembered {
    last: Option<Outcome>,
    last_good: Option<Outcome>,
}

/// How things stand with backups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// What is wished.
    pub settings: BackupSettings,
    /// How far one is that is being made.
    pub running: Option<Progress>,
    /// What came of the last to the folder of the settings.
    pub last: Option<Outcome>,
    /// The last one there that was made.
    pub last_good: Option<Outcome>,
    /// What came of the last since this start, wherever to.
    pub last_run: Option<Outcome>,
    /// When the next is due.
    pub next_at: Option<UtcMillis>,
}

/// The backups of an open data folder.
pub struct Backups {
    file: PathBuf,
    meter: Arc<Meter>,
    running: AtomicBool,
    remembered: Mutex<Remembered>,
    last_run: Mutex<Option<Outcome>>,
    wake: Notify,
    changed: watch::Sender<u64>,
}

impl Backups {
    pub(super) fn new(data: &Path, seam: &Seam, changed: watch::Sender<u64>) -> Self {
        let file = data.join(FILE);
        let kept = std::fs::read(&file).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let tell = changed.clone();
        Self {
            file,
            meter: Arc::new(Meter::new(seam.clock.clone(), move || tell.send_modify(|count| *count += 1))),
            running: AtomicBool::new(false),
            remembered: Mutex::new(kept.unwrap_or_default()),
            last_run: Mutex::default(),
            wake: Notify::new(),
            changed,
        }
    }

    fn remembered(&self) -> MutexGuard<'_, Remembered> {
        self.remembered.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn remember(&self, outcome: Outcome, ours: bool) {
        *self.last_run.lock().unwrap_or_else(PoisonError::into_inner) = Some(outcome.clone());
        if ours {
            let mut remembered = self.remembered();
            if outcome.problem.is_none() {
                remembered.last_good = Some(outcome.clone());
            }
            remembered.last = Some(outcome);
            if let Err(error) = keep(&self.file, &remembered) {
                tracing::warn!(%error, "what came of the backup could not be written down");
            }
        }
        self.changed.send_modify(|count| *count += 1);
    }
}

fn keep(file: &Path, remembered: &Remembered) -> std::io::Result<()> {
    let mut aside = tempfile::NamedTempFile::new_in(file.parent().unwrap_or(Path::new(".")))?;
    serde_json::to_writer(aside.as_file_mut(), remembered)?;
    aside.flush()?;
    aside.persist(file).map_err(|error| error.error)?;
    Ok(())
}

/// Looks now and then whether a backup is due. Sample data is not worth one.
pub(super) fn start(app: &Arc<App>) {
    if app.config.demo {
        return;
    }
    let stopping = app.clone();
    app.tasks.spawn(async move {
        stopping.token.cancelled().await;
        stopping.backups.meter.stop();
    });
    let looking = app.clone();
    app.spawn(async move {
        loop {
            if let Some(Err(error)) = looking.back_up_if_due().await {
                tracing::warn!(%error, "the nightly backup failed");
            }
            tokio::select! {
                () = looking.backups.wake.notified() => {}
                () = tokio::time::sleep(EVERY) => {}
            }
        }
    });
}

impl App {
    /// What is wished of backups.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn backup_settings(&self) -> Result<BackupSettings, crate::store::Error> {
        let kept = self.recorded.setting(NAME)?;
        Ok(kept.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default())
    }

    /// Keeps what is wished of backups. Its folder is made, and must be one for backups of this workspace.
    ///
    /// # Errors
    /// Why the folder is none; [`Error::NotRecorded`].
    pub async fn save_backup_settings(self: &Arc<Self>, settings: BackupSettings) -> Result<(), BackupError> {
        if let Some(folder) = settings.folder.clone() {
            let app = self.clone();
            let looked = self.blocking(move || app.place(&folder).map(drop)).await;
            looked.unwrap_or(Err(backup::Error::Stopped))?;
        }
        let value = serde_json::to_value(&settings).map_err(|cause| Error::part("backup settings", &cause))?;
        self.decide(vec![Decided::SettingSaved { name: NAME.to_owned(), value }]).await?;
        self.backups.wake.notify_one();
        Ok(())
    }

    fn place(&self, folder: &Path) -> Result<Place, backup::Error> {
        Place::make(folder, &self.config.data, &self.journal.identity(), &self.seam.files())
    }

    /// How things stand with backups.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn backups(&self) -> Result<View, crate::store::Error> {
        let settings = self.backup_settings()?;
        let Remembered { last, last_good } = self.backups.remembered().clone();
        let here = |outcome: &Outcome| settings.folder.as_ref() == Some(&outcome.folder);
        let (_, next) = backup::due(self.seam.now(), settings.at_minute, &chrono::Local);
        Ok(View {
            running: self.backups.running.load(Ordering::SeqCst).then(|| self.backup_progress()),
            last: last.filter(here),
            last_good: last_good.filter(here),
            last_run: self.backups.last_run.lock().unwrap_or_else(PoisonError::into_inner).clone(),
            next_at: settings.folder.is_some().then_some(next),
            settings,
        })
    }

    fn backup_progress(&self) -> Progress {
        let begun = Progress { phase: backup::Phase::Copying, done: 0, total: 0, per_second: 0, left_ms: None };
        self.backups.meter.progress().unwrap_or(begun)
    }

    /// Counts up whenever something about backups or a restore is shown otherwise than before.
    #[must_use]
    pub fn backup_changes(&self) -> watch::Receiver<u64> {
        self.backups.changed.subscribe()
    }

    /// Whether the last backup to the folder of the settings failed.
    pub(super) fn backup_failed(&self) -> Result<bool, crate::store::Error> {
        let last = self.backups()?.last;
        Ok(last.is_some_and(|outcome| outcome.problem.is_some() && !outcome.stopped))
    }

    /// Makes the nightly backup if it is due, and gives what came of it. Looked at every half minute by itself.
    pub async fn back_up_if_due(self: &Arc<Self>) -> Option<Result<Made, backup::Error>> {
        let view = match self.backups() {
            Ok(view) => view,
            Err(error) => {
                tracing::warn!(%error, "the settings of backups cannot be read");
                return None;
            }
        };
        let folder = view.settings.folder.clone()?;
        let now = self.seam.now();
        let (due, _) = backup::due(now, view.settings.at_minute, &chrono::Local);
        let is_due = match &view.last {
            // A clock that was set back must not end the backups.
            None => true,
            Some(last) if last.at > now => true,
            Some(last) if last.problem.is_some() => last.at < due || now.0 - last.at.0 >= AGAIN_MS,
            Some(last) => last.at < due,
        };
        if !is_due || view.running.is_some() {
            return None;
        }
        Some(self.back_up(folder, view.settings.wish()).await)
    }

    /// Makes a backup now, beside everything else, and remembers what came of it.
    ///
    /// # Errors
    /// Why there is none; earlier ones are as they were.
    pub async fn back_up(self: &Arc<Self>, folder: PathBuf, wish: Wish) -> Result<Made, backup::Error> {
        let running = Running::begin(self, &folder)?;
        running.run(folder, wish).await
    }

    /// The same, without waiting for its end.
    ///
    /// # Errors
    /// [`backup::Error::Busy`] while one is being made.
    pub fn begin_backup(self: &Arc<Self>, folder: PathBuf, wish: Wish) -> Result<(), backup::Error> {
        let running = Running::begin(self, &folder)?;
        self.tasks.spawn(async move {
            if let Err(error) = running.run(folder, wish).await {
                tracing::warn!(%error, "the backup failed");
            }
        });
        Ok(())
    }

    /// Stops the backup that is being made, if any.
    pub fn stop_backup(&self) {
        self.backups.meter.stop();
    }
}

/// The one backup that is being made; another can begin when this is dropped.
struct Running(Arc<App>);

impl Running {
    fn begin(app: &Arc<App>, folder: &Path) -> Result<Self, backup::Error> {
        if app.backups.running.swap(true, Ordering::SeqCst) {
            return Err(backup::Error::Busy(folder.to_owned()));
        }
        app.backups.meter.start();
        Ok(Self(app.clone()))
    }

    async fn run(self, folder: PathBuf, wish: Wish) -> Result<Made, backup::Error> {
        let began = self.0.seam.now();
        let app = self.0.clone();
        let target = folder.clone();
        let made = self.0.blocking(move || {
            let place = app.place(&target)?;
            let subject = Subject { journal: &app.journal, blobs: &app.blobs, seam: &app.seam };
            let made = backup::make(&subject, &place, wish, &chrono::Local, &app.backups.meter);
            app.backups.meter.end();
            made
        });
        let made = made.await.unwrap_or(Err(backup::Error::Stopped));
        let mut outcome = Outcome {
            at: began,
            took_ms: self.0.seam.now().0.saturating_sub(began.0),
            folder,
            problem: made.as_ref().err().map(ToString::to_string),
            stopped: matches!(made, Err(backup::Error::Stopped)),
            records: 0,
            files: 0,
            bytes: 0,
            new_bytes: 0,
            unreadable: 0,
            kept: 0,
        };
        if let Ok(made) = &made {
            let Made { name: _, made_at: _, covers, files, bytes, new_bytes, unreadable, kept } = made.clone();
            (outcome.records, outcome.files, outcome.bytes) = (covers, files, bytes);
            (outcome.new_bytes, outcome.unreadable, outcome.kept) = (new_bytes, unreadable, kept);
        }
        let app = self.0.clone();
        let ours = app.backup_settings().is_ok_and(|settings| settings.folder.as_ref() == Some(&outcome.folder));
        // A run that the end of the program broke off says nothing about the folder.
        let ours = ours && !(outcome.stopped && app.token.is_cancelled());
        // No longer running before it is told what came of it.
        drop(self);
        app.backups.remember(outcome, ours);
        if ours {
            let looking = app.clone();
            // The warning is raised or cleared at once and not with the next look.
            let looked = app.blocking(move || looking.look_after_health()).await;
            if !matches!(looked, Ok(Ok(()))) {
                tracing::warn!("how things are could not be looked at");
            }
        }
        made
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.0.backups.running.store(false, Ordering::SeqCst);
    }
}

/// Why what is wished of backups was not kept.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The folder is none for backups.
    #[error(transparent)]
    Folder(#[from] backup::Error),
    /// It could not be written down.
    #[error(transparent)]
    App(#[from] Error),
}
