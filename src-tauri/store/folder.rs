//! The store's folder: which generation of the database counts, and who may open it.
//!
//! ```text
//! lock           held while a Ringbook has the store open
//! current        name of the generation that counts
//! opened         there while open: found at start, it says that the last run did not end cleanly
//! order          the order of conversations and calls, from a clean end to the next start
//! unhealthy      a read or write failed; the generation is set aside at the next start
//! g-000001/      a sled database; building anew makes the next number
//! damaged-…/     set aside, kept for looking at; the newest three
//! ```

use std::fs::{self, File, TryLockError};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::Error;
use crate::model::UtcMillis;

const LOCK: &str = "lock";
const CURRENT: &str = "current";
const OPENED: &str = "opened";
const ORDER: &str = "order";
const UNHEALTHY: &str = "unhealthy";
const MOST_SET_ASIDE: usize = 3;

pub(super) struct Folder {
    path: PathBuf,
    /// Keeps others out as long as it is open.
    _lock: File,
    generation: u64,
}

fn failed(path: &Path, error: &std::io::Error) -> Error {
    Error::Folder { path: path.display().to_string(), what: error.to_string() }
}

impl Folder {
    /// Takes the folder for this process.
    pub fn take(path: &Path) -> Result<Self, Error> {
        fs::create_dir_all(path).map_err(|error| failed(path, &error))?;
        let lock_path = path.join(LOCK);
        let lock = File::options()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .open(&lock_path)
            .map_err(|error| failed(&lock_path, &error))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(Error::InUse),
            Err(TryLockError::Error(error)) => return Err(failed(&lock_path, &error)),
        }
        let mut folder = Self { path: path.to_owned(), _lock: lock, generation: 1 };
        folder.generation = folder.find_current();
        Ok(folder)
    }

    /// The generation that counts: as noted, else the newest there is, else the first.
    fn find_current(&self) -> u64 {
        let noted = fs::read_to_string(self.path.join(CURRENT)).ok().and_then(|name| number_of(name.trim()));
        let noted = noted.filter(|number| self.path.join(name_of(*number)).is_dir());
        noted.or_else(|| self.generations().into_iter().max()).unwrap_or(1)
    }

    fn generations(&self) -> Vec<u64> {
        let entries = fs::read_dir(&self.path).into_iter().flatten().flatten();
        entries.filter_map(|entry| number_of(entry.file_name().to_str()?)).collect()
    }

    pub fn database(&self) -> PathBuf {
        self.path.join(name_of(self.generation))
    }

    /// A folder for the next generation; whatever an unfinished attempt left there is removed.
    pub fn next_database(&self) -> Result<(u64, PathBuf), Error> {
        let number = self.generations().into_iter().chain([self.generation]).max().unwrap_or(0).saturating_add(1);
        let path = self.path.join(name_of(number));
        if path.exists() {
            fs::remove_dir_all(&path).map_err(|error| failed(&path, &error))?;
        }
        Ok((number, path))
    }

    /// From now on `generation` counts; all others are removed.
    pub fn make_current(&mut self, generation: u64) -> Result<(), Error> {
        let path = self.path.join(CURRENT);
        let new = self.path.join("current.new");
        let write = || -> std::io::Result<()> {
            let mut file = File::create(&new)?;
            file.write_all(name_of(generation).as_bytes())?;
            file.sync_all()?;
            fs::rename(&new, &path)?;
            File::open(&self.path)?.sync_all()
        };
        write().map_err(|error| failed(&path, &error))?;
        self.generation = generation;
        self.remove(UNHEALTHY);
        for other in self.generations().into_iter().filter(|number| *number != generation) {
            let old = self.path.join(name_of(other));
            if let Err(error) = fs::remove_dir_all(&old) {
                tracing::warn!(%error, "an old generation of the store could not be removed");
            }
        }
        Ok(())
    }

    /// Keeps a damaged generation under another name, and only the newest few of those.
    pub fn set_aside(&self, now: UtcMillis) -> Result<Option<PathBuf>, Error> {
        let from = self.database();
        if !from.exists() {
            self.remove(UNHEALTHY);
            return Ok(None);
        }
        let to = (0u32..)
            .map(|try_number| self.path.join(format!("damaged-{:015}-{try_number}", now.0.max(0))))
            .find(|path| !path.exists())
            .unwrap_or_else(|| self.path.join("damaged"));
        fs::rename(&from, &to).map_err(|error| failed(&from, &error))?;
        self.remove(UNHEALTHY);
        let entries = fs::read_dir(&self.path).into_iter().flatten().flatten();
        let is_old = |path: &PathBuf| {
            path.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.starts_with("damaged-"))
        };
        let mut old: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(is_old).collect();
        old.sort();
        let surplus = old.len().saturating_sub(MOST_SET_ASIDE);
        for path in old.into_iter().take(surplus) {
            if let Err(error) = fs::remove_dir_all(&path) {
                tracing::warn!(%error, "an old damaged store could not be removed");
            }
        }
        Ok(Some(to))
    }

    /// Why the last run found the store unhealthy, if it did.
    pub fn unhealthy(&self) -> Option<String> {
        fs::read_to_string(self.path.join(UNHEALTHY)).ok()
    }

    pub fn mark_unhealthy(&self, why: &str) {
        if let Err(error) = fs::write(self.path.join(UNHEALTHY), why) {
            tracing::error!(%error, "the store is unhealthy, and that could not be noted for the next start");
        }
    }

    /// Notes that the store is open; says whether the last run ended cleanly.
    pub fn mark_opened(&self) -> bool {
        let path = self.path.join(OPENED);
        let clean = !path.exists();
        if let Err(error) = fs::write(&path, b"") {
            tracing::warn!(%error, "could not note that the store is open");
        }
        clean
    }

    /// The generation that counts.
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// What the last clean end left here, once: it is gone afterwards. What cannot be read or taken away does not count.
    pub fn take_order(&self) -> Option<Vec<u8>> {
        let path = self.path.join(ORDER);
        let bytes = fs::read(&path).ok()?;
        match fs::remove_file(&path) {
            Ok(()) => Some(bytes),
            Err(error) => {
                tracing::warn!(%error, "could not take away the order of the last end");
                None
            }
        }
    }

    /// Leaves the order for the next start. It is only quicker with it, so a failure is no error.
    pub fn leave_order(&self, bytes: &[u8]) {
        if let Err(error) = fs::write(self.path.join(ORDER), bytes) {
            tracing::debug!(%error, "could not leave the order for the next start");
        }
    }

    pub fn mark_closed(&self) {
        self.remove(OPENED);
    }

    fn remove(&self, name: &str) {
        let path = self.path.join(name);
        if path.exists()
            && let Err(error) = fs::remove_file(&path)
        {
            tracing::warn!(%error, "could not remove a mark of the store");
        }
    }
}

fn name_of(generation: u64) -> String {
    format!("g-{generation:06}")
}

fn number_of(name: &str) -> Option<u64> {
    name.strip_prefix("g-")?.parse().ok()
}

/// Copies a database, without what sled can make again from its log.
pub(super) fn copy_without_snapshot(from: &Path, to: &Path) -> Result<(), Error> {
    fs::create_dir_all(to).map_err(|error| failed(to, &error))?;
    for entry in fs::read_dir(from).map_err(|error| failed(from, &error))?.flatten() {
        let name = entry.file_name();
        let text = name.to_string_lossy();
        let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
        if is_file && !text.starts_with("snap.") && text != "conf" {
            fs::copy(entry.path(), to.join(&name)).map_err(|error| failed(to, &error))?;
        }
    }
    Ok(())
}
