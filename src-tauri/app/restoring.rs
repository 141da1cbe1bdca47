//! Restoring a backup into an empty workspace.
//!
//! What was checked is laid out as `restore.part` in the data folder and gets the name `restore.ready` once all of it
//! is durable. The next opening of the folder puts it in place, whatever broke off in between; until then nothing of
//! the folder is changed. Store and index are then made from the journal as always.
//!
//! What this workspace received meanwhile is carried over. A text that waited to be sent when the backup was made may
//! have gone out since: it asks the person.

use super::{App, Config, Error, rebuild};
use crate::{
    backup::{self, Chosen, Meter, Progress},
    ingest::Building,
    journal::{FileJournal, Journal as _, Kind, NewRecord, ReadLimit, Seq},
    model::decision::{Decided, Decision, SendStep},
    outbox::Ledger,
    seam::Seam,
};
use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::watch;

const PART: &str = "restore.part";
const READY: &str = "restore.ready";
const LOCK: &str = "restore.lock";
const BEFORE: &str = "journal.before-restore";
/// Records appended in one go.
const AT_ONCE: usize = 500;
const MAYBE_SENT: &str =
    "this workspace was restored from a backup, and the text may have gone out after that was made";

/// How far a restore is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Restore {
    /// None was asked for.
    #[default]
    Idle,
    /// It is checked, then copied.
    Working,
    /// It is put in place when the folder is opened anew, which happens now.
    Ready,
    /// It was given up; nothing was changed.
    Failed {
        /// Why: lower case, no full stop.
        problem: String,
        /// Everything that is damaged.
        damage: Vec<String>,
    },
}

/// Restoring into an open data folder.
pub struct Restoring {
    meter: Arc<Meter>,
    state: Mutex<Restore>,
    ready: watch::Sender<bool>,
    changed: watch::Sender<u64>,
}

/// Why nothing is restored.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    /// This workspace is in use.
    #[error("{0}")]
    NotEmpty(String),
    /// One is under way.
    #[error("a backup is being restored already")]
    UnderWay,
    /// The backup.
    #[error(transparent)]
    Backup(#[from] backup::Error),
    /// The data folder.
    #[error(transparent)]
    App(#[from] Error),
}

impl Restoring {
    pub(super) fn new(seam: &Seam, changed: watch::Sender<u64>) -> Self {
        let tell = changed.clone();
        Self {
            meter: Arc::new(Meter::new(seam.clock.clone(), move || tell.send_modify(|count| *count += 1))),
            state: Mutex::default(),
            ready: watch::Sender::new(false),
            changed,
        }
    }

    fn state(&self) -> MutexGuard<'_, Restore> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set(&self, state: Restore) {
        *self.state() = state;
        self.changed.send_modify(|count| *count += 1);
    }
}

impl App {
    /// Why no backup can be restored into this workspace; none if one can.
    #[must_use]
    pub fn why_no_restore(&self) -> Option<String> {
        let totals = self.store.totals();
        let why = if self.config.demo {
            "this is sample data; a backup is restored into a workspace of its own"
        } else if self.account.record().connected || self.config.quo_key.is_some() {
            "Quo is connected; a backup is restored before that, into an empty workspace"
        } else if totals.messages > 0 || totals.calls > 0 || totals.notes > 0 || totals.contacts > 0 {
            "this workspace is not empty; restore into a new one with `ringbook restore FOLDER --data NEW_FOLDER`"
        } else {
            return None;
        };
        Some(why.to_owned())
    }

    /// How far a restore is, and in bytes while it works.
    #[must_use]
    pub fn restoring(&self) -> (Restore, Option<Progress>) {
        (self.restoring.state().clone(), self.restoring.meter.progress())
    }

    /// Becomes true when this data folder must be closed and opened anew for a restored backup.
    #[must_use]
    pub fn wants_reopening(&self) -> watch::Receiver<bool> {
        self.restoring.ready.subscribe()
    }

    /// Begins to restore: the backup of that name in `folder`, or the newest. What comes of it is told by
    /// [`App::restoring`] and [`App::wants_reopening`].
    ///
    /// # Errors
    /// [`RestoreError`]; nothing was changed then.
    pub async fn begin_restore(self: &Arc<Self>, folder: PathBuf, name: Option<String>) -> Result<(), RestoreError> {
        if let Some(why) = self.why_no_restore() {
            return Err(RestoreError::NotEmpty(why));
        }
        let chosen = self.blocking(move || backup::choose(&folder, name.as_deref())).await;
        let chosen = chosen.unwrap_or(Err(backup::Error::Stopped))?;
        {
            let mut state = self.restoring.state();
            if matches!(*state, Restore::Working | Restore::Ready) {
                return Err(RestoreError::UnderWay);
            }
            *state = Restore::Working;
        }
        self.restoring.meter.start();
        let app = self.clone();
        self.blocking(move || {
            let done = prepare(&app.config.data, &chosen, &app.seam, &app.restoring.meter);
            app.restoring.meter.end();
            match done {
                Ok(()) => {
                    app.restoring.set(Restore::Ready);
                    app.restoring.ready.send_replace(true);
                }
                Err(backup::Error::Stopped) => app.restoring.set(Restore::Idle),
                Err(error) => {
                    let problem = error.to_string();
                    let damage = if let backup::Error::Damaged { damage, .. } = error { damage } else { Vec::new() };
                    app.restoring.set(Restore::Failed { problem, damage });
                }
            }
        });
        Ok(())
    }

    /// Gives a restore up that is not ready yet, or forgets that one failed.
    pub fn stop_restore(&self) {
        self.restoring.meter.stop();
        let failed = matches!(*self.restoring.state(), Restore::Failed { .. });
        if failed {
            self.restoring.set(Restore::Idle);
        }
    }

    /// Restores into a data folder that nobody has open, and makes store and index. Blocks.
    ///
    /// # Errors
    /// [`RestoreError`]; nothing was changed then, unless store or index could not be made: that goes on at the next
    /// start.
    pub fn restore(
        config: Config,
        seam: &Seam,
        chosen: &Chosen,
        meter: &Meter,
        progress: &mut dyn FnMut(Building),
    ) -> Result<u64, RestoreError> {
        refuse_unless_bare(&config.data)?;
        let made = !config.data.exists();
        let prepared = super::folder::make(&config.data).map_err(RestoreError::from);
        if let Err(error) = prepared.and_then(|()| Ok(prepare(&config.data, chosen, seam, meter)?)) {
            if made {
                // Only if nothing else came into it meanwhile.
                let _ = fs::remove_dir(&config.data);
            }
            return Err(error);
        }
        meter.end();
        Ok(rebuild::fill(&config, seam, progress)?)
    }
}

/// Checks a backup and lays it out beside what is in the folder, ready to be put in place.
fn prepare(data: &Path, chosen: &Chosen, seam: &Seam, meter: &Meter) -> Result<(), backup::Error> {
    let disk = |path: &Path| {
        let path = path.to_owned();
        move |cause: io::Error| backup::Error::Disk { path, cause }
    };
    let (part, ready) = (data.join(PART), data.join(READY));
    backup::check(chosen, meter)?;
    let laid = || {
        remove(&part).map_err(disk(&part))?;
        fs::create_dir(&part).map_err(disk(&part))?;
        backup::stage(chosen, &part, &seam.files(), meter)?;
        remove(&ready).map_err(disk(&ready))?;
        seam.files().rename(&part, &ready).map_err(disk(&ready))?;
        seam.files().sync_folder(data).map_err(disk(data))
    };
    laid().inspect_err(|_| {
        // If it stays, the next start removes it.
        let _ = remove(&part);
    })
}

/// Refuses a folder that holds a workspace already, or something else.
fn refuse_unless_bare(data: &Path) -> Result<(), RestoreError> {
    let refused = |why: &str| Err(RestoreError::NotEmpty(format!("{} {why}", data.display())));
    let Ok(entries) = fs::read_dir(data) else { return Ok(()) };
    let journal = data.join("journal");
    if !journal.is_dir() {
        let mut others = entries.flatten().filter(|entry| entry.file_name() != super::config::FILE);
        return if others.next().is_none() { Ok(()) } else { refused("is not empty; name a new folder with --data") };
    }
    if FileJournal::is_locked(&journal) {
        return Err(Error::InUse(data.to_owned()).into());
    }
    let own = FileJournal::open_reader(&journal).map_err(|error| Error::part("journal", &error))?;
    let mut after = Seq::START;
    loop {
        let records = own.read(after, ReadLimit::default()).map_err(|error| Error::part("journal", &error))?;
        let Some(last) = records.last() else { return Ok(()) };
        after = last.seq;
        // A theme and the like may have been chosen before; everything else is somebody's.
        if records.iter().any(|record| record.kind != Kind::Setting) {
            return refused("holds a workspace already; name a new folder with --data");
        }
    }
}

/// Puts a backup in place that was made ready, before anything of the folder is opened. May break off anywhere and
/// goes on the next time.
pub(super) fn swap_in(data: &Path) -> Result<(), Error> {
    let ready = data.join(READY);
    if !ready.is_dir() {
        return Ok(());
    }
    let cannot = |cause| Error::Folder { path: data.to_owned(), cause };
    let lock = File::create(data.join(LOCK)).map_err(cannot)?;
    let own = data.join("journal");
    if lock.try_lock().is_err() || (own.exists() && FileJournal::is_locked(&own)) {
        return Err(Error::InUse(data.to_owned()));
    }
    let swap = || {
        for made in ["store", "index"] {
            remove(&data.join(made))?;
        }
        let (new, before) = (ready.join("journal"), data.join(BEFORE));
        if new.is_dir() {
            // Beside an earlier one it can only be the empty folder that looking for its lock made.
            if own.exists() && !before.exists() {
                fs::rename(&own, &before)?;
            } else {
                remove(&own)?;
                fs::create_dir_all(&before)?;
            }
            fs::rename(&new, &own)?;
            File::open(data)?.sync_all()?;
        }
        let media = data.join("media");
        for folder in fs::read_dir(ready.join("media")).into_iter().flatten().flatten() {
            if !folder.file_type()?.is_dir() {
                continue;
            }
            let to = media.join(folder.file_name());
            fs::create_dir_all(&to)?;
            for file in fs::read_dir(folder.path())? {
                let file = file?;
                fs::rename(file.path(), to.join(file.file_name()))?;
            }
            File::open(&to)?.sync_all()?;
        }
        remove(&ready)?;
        File::open(data)?.sync_all()
    };
    swap().map_err(cannot)
}

/// After a backup was put in place: asks about texts that may have been sent since, takes over what was received in
/// between, and removes what is of no use any more. The journal is open, so nobody else works here.
pub(super) fn carry_over(data: &Path, journal: &FileJournal, seam: &Seam) -> Result<(), Error> {
    if let Err(error) = remove(&data.join(PART)) {
        tracing::warn!(%error, "what is left of a restore stays until the next start");
    }
    let before = data.join(BEFORE);
    if !before.is_dir() {
        return Ok(());
    }
    let now = seam.now();
    let ledger = Ledger::recover(journal, None, now).map_err(|cause| Error::part("outbox", &cause))?;
    let waiting = ledger.iter().filter(|entry| matches!(entry.step, SendStep::Queued { .. }));
    let mut records = Vec::new();
    for entry in waiting {
        let step = SendStep::NeedsYou { reason: MAYBE_SENT.to_owned() };
        let decided = Decided::SendMoved { id: entry.id().clone(), step };
        let payload = Decision::new(now, decided).encode().map_err(|cause| Error::part("outbox", &cause))?.into();
        records.push(NewRecord { kind: Kind::SendState, at: now, payload });
    }
    let earlier = FileJournal::open_reader(&before).map_err(|cause| Error::part("journal", &cause))?;
    let mut after = Seq::START;
    loop {
        let read = earlier.read(after, ReadLimit::default()).map_err(|cause| Error::part("journal", &cause))?;
        let Some(last) = read.last() else { break };
        after = last.seq;
        let received = read.into_iter().filter(|record| matches!(record.kind, Kind::Delivery | Kind::ApiObject));
        records.extend(received.map(|record| NewRecord { kind: record.kind, at: record.at, payload: record.payload }));
    }
    for unit in records.chunks(AT_ONCE) {
        journal.append(unit.to_vec()).wait().map_err(Error::NotRecorded)?;
    }
    remove(&before).map_err(|cause| Error::Folder { path: before.clone(), cause })
}

/// Removes a folder; one that is not there is removed already.
fn remove(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
