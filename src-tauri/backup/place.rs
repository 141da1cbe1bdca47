//! The folder of backups.

use super::{
    Error,
    manifest::{FORMAT, Manifest},
};
use crate::{media::BlobStore, model::UtcMillis, seam::Disk};
use chrono::DateTime;
use serde::{Deserialize, Serialize};
use std::{
    fs::{self, DirBuilder, File, OpenOptions, TryLockError},
    io,
    path::{Path, PathBuf},
};

const MARK: &str = "ringbook-backup.json";
const LISTS: &str = "backups";
const FILES: &str = "files";
const LOCK: &str = "LOCK";
/// A list that is not finished.
const UNFINISHED: &str = ".tmp";
/// More than any list: what is larger is none.
const MOST_LIST_BYTES: u64 = 512 << 20;

/// A folder with backups, or for them.
#[derive(Debug, Clone)]
pub struct Place {
    pub(super) folder: PathBuf,
    /// Contents by their hash.
    pub(super) pool: BlobStore,
}

/// What says that a folder is one.
#[derive(Serialize, Deserialize)]
struct Mark {
    format: u64,
    /// Whose backups these are; empty until there is a first record.
    #[serde(default)]
    workspace: String,
    #[serde(default)]
    about: String,
}

const ABOUT: &str = "Backups of Ringbook. To restore one: ringbook restore THIS_FOLDER, or \"Restore a backup\" on \
                     Ringbook's first screen. Not encrypted. It holds no API key, no signing secret and no password.";

impl Place {
    /// Opens the folder, which is made if need be: a new or an empty one, or one with backups of this `workspace`.
    /// It must lie outside of `data`.
    ///
    /// # Errors
    /// [`Error::Place`], [`Error::OtherWorkspace`], [`Error::Newer`], [`Error::Disk`].
    pub fn make(folder: &Path, data: &Path, workspace: &str, disk: &Disk) -> Result<Self, Error> {
        let refused = |why: &str| Error::Place { path: folder.to_owned(), why: why.to_owned() };
        if !folder.is_absolute() {
            return Err(refused("write its whole path, from the first folder on"));
        }
        let inside = "it lies in the data folder, or around it; a backup belongs on another disk";
        let data = data.canonicalize().unwrap_or_else(|_| data.to_owned());
        // Before anything is made there.
        if folder.starts_with(&data) {
            return Err(refused(inside));
        }
        let made = || {
            let mut builder = DirBuilder::new();
            builder.recursive(true);
            #[cfg(unix)]
            std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
            builder.create(folder)?;
            folder.canonicalize()
        };
        let folder = made().map_err(|error| refused(&error.to_string()))?;
        if folder.starts_with(&data) || data.starts_with(&folder) {
            return Err(refused(inside));
        }
        match read_mark(&folder)? {
            Some(mark) if !mark.workspace.is_empty() && !workspace.is_empty() && mark.workspace != workspace => {
                return Err(Error::OtherWorkspace(folder));
            }
            Some(mark) if mark.workspace.is_empty() && !workspace.is_empty() => write_mark(&folder, workspace, disk)?,
            Some(_) => {}
            None => {
                let others = fs::read_dir(&folder).map_err(Error::disk(&folder))?.flatten().any(|entry| {
                    let name = entry.file_name();
                    name != LOCK && name != "lost+found" && !name.to_string_lossy().ends_with(UNFINISHED)
                });
                if others {
                    return Err(refused("there are other things in it; choose a new or an empty folder"));
                }
                write_mark(&folder, workspace, disk)?;
            }
        }
        let lists = folder.join(LISTS);
        fs::create_dir_all(&lists).map_err(Error::disk(&lists))?;
        let pool = BlobStore::open(&folder.join(FILES))?;
        disk.sync_folder(&folder).map_err(Error::disk(&folder))?;
        Ok(Self { folder, pool })
    }

    /// Opens a folder that has backups, and changes nothing.
    ///
    /// # Errors
    /// [`Error::None`], [`Error::Newer`], [`Error::Damaged`], [`Error::Disk`].
    pub fn open(folder: &Path) -> Result<Self, Error> {
        let files = folder.join(FILES);
        if read_mark(folder)?.is_none() && !folder.join(LISTS).is_dir() {
            return Err(Error::None(folder.to_owned()));
        }
        if !files.is_dir() {
            return Err(Error::None(folder.to_owned()));
        }
        Ok(Self { folder: folder.to_owned(), pool: BlobStore::open(&files)? })
    }

    /// Keeps everybody else from writing there, as long as it is held.
    pub(super) fn lock(&self) -> Result<File, Error> {
        let path = self.folder.join(LOCK);
        let opened = OpenOptions::new().write(true).create(true).truncate(false).open(&path);
        let file = opened.map_err(Error::disk(&path))?;
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(TryLockError::WouldBlock) => Err(Error::Busy(self.folder.clone())),
            // A disk in the network that knows no locks is no worse than one without any.
            Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => Ok(file),
            Err(TryLockError::Error(error)) => Err(Error::disk(&path)(error)),
        }
    }

    /// The names of all backups, the newest first.
    pub(super) fn names(&self) -> Result<Vec<String>, Error> {
        let lists = self.folder.join(LISTS);
        let mut names = Vec::new();
        let entries = match fs::read_dir(&lists) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(names),
            other => other.map_err(Error::disk(&lists))?,
        };
        for entry in entries {
            let name = entry.map_err(Error::disk(&lists))?.file_name();
            let name = name.to_str().and_then(|name| name.strip_suffix(".json")).filter(|name| is_name(name));
            names.extend(name.map(str::to_owned));
        }
        names.sort_by(|a, b| b.cmp(a));
        Ok(names)
    }

    /// The list of a backup.
    pub(super) fn read(&self, name: &str) -> Result<Manifest, Error> {
        let path = self.list(name);
        let missing = || Error::Damaged {
            name: name.to_owned(),
            damage: vec![format!("its list {} is not there", path.display())],
        };
        let meta = fs::symlink_metadata(&path).map_err(|_| missing())?;
        if !meta.is_file() || meta.len() > MOST_LIST_BYTES || !is_name(name) {
            return Err(missing());
        }
        Manifest::decode(&fs::read(&path).map_err(Error::disk(&path))?, &path)
    }

    /// Writes the list of a new backup: from now on it is one. Gives its name.
    pub(super) fn write(&self, manifest: &Manifest, disk: &Disk) -> Result<String, Error> {
        let lists = self.folder.join(LISTS);
        let stem = DateTime::from_timestamp_millis(manifest.made_at.0).unwrap_or_default();
        let stem = stem.format("%Y-%m-%dT%H-%M-%SZ").to_string();
        let (mut name, mut more) = (stem.clone(), 2);
        while self.list(&name).exists() {
            name = format!("{stem}-{more}");
            more += 1;
        }
        let bytes = manifest.encode().map_err(|error| Error::disk(&lists)(error.into()))?;
        let unfinished = lists.join(format!("{name}{UNFINISHED}"));
        write_whole(disk, &unfinished, &self.list(&name), &bytes)?;
        // What was just written is what is read from now on.
        if self.read(&name)? != *manifest {
            return Err(Error::ReadsBack(vec![self.list(&name).display().to_string()]));
        }
        Ok(name)
    }

    /// Forgets a backup. Its contents stay until [`Place::clear`].
    pub(super) fn forget(&self, name: &str, disk: &Disk) -> Result<(), Error> {
        let path = self.list(name);
        disk.remove(&path).map_err(Error::disk(&path))
    }

    /// Removes what unfinished backups left.
    pub(super) fn sweep(&self) {
        self.pool.sweep();
        let unfinished = fs::read_dir(self.folder.join(LISTS)).into_iter().flatten().flatten();
        for entry in unfinished.filter(|entry| entry.file_name().to_string_lossy().ends_with(UNFINISHED)) {
            // A leftover that cannot be removed costs space and nothing else.
            let _ = fs::remove_file(entry.path());
        }
    }

    /// A new file beside the contents, gone with the next sweep unless it is taken over.
    pub(super) fn scratch(&self) -> Result<PathBuf, Error> {
        let path = self.folder.join(FILES).join(".incoming-part");
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Error::disk(&path)(error)),
            _ => Ok(path),
        }
    }

    fn list(&self, name: &str) -> PathBuf {
        self.folder.join(LISTS).join(format!("{name}.json"))
    }
}

/// Whether this can be the name of a backup: it names a file.
fn is_name(name: &str) -> bool {
    !name.is_empty() && name.len() < 64 && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

fn read_mark(folder: &Path) -> Result<Option<Mark>, Error> {
    let path = folder.join(MARK);
    let bytes = match fs::read(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        other => other.map_err(Error::disk(&path))?,
    };
    // It only helps to avoid mistakes: a damaged one makes no backup unreadable.
    let Ok(mark) = serde_json::from_slice::<Mark>(&bytes) else {
        return Ok(Some(Mark { format: FORMAT, workspace: String::new(), about: String::new() }));
    };
    if mark.format > FORMAT { Err(Error::Newer { path, format: mark.format }) } else { Ok(Some(mark)) }
}

fn write_mark(folder: &Path, workspace: &str, disk: &Disk) -> Result<(), Error> {
    let path = folder.join(MARK);
    let mark = Mark { format: FORMAT, workspace: workspace.to_owned(), about: ABOUT.to_owned() };
    let bytes = serde_json::to_vec_pretty(&mark).map_err(|error| Error::disk(&path)(error.into()))?;
    write_whole(disk, &folder.join(format!("{MARK}{UNFINISHED}")), &path, &bytes)
}

/// Under another name first, synced, then in its place.
fn write_whole(disk: &Disk, aside: &Path, path: &Path, bytes: &[u8]) -> Result<(), Error> {
    if let Err(error) = fs::remove_file(aside)
        && error.kind() != io::ErrorKind::NotFound
    {
        return Err(Error::disk(aside)(error));
    }
    let put = || {
        let file = disk.create(aside)?;
        file.write_at(0, bytes)?;
        file.sync_all()?;
        disk.rename(aside, path)?;
        path.parent().map_or(Ok(()), |folder| disk.sync_folder(folder))
    };
    put().map_err(|error| {
        // What is left of it is swept the next time.
        let _ = fs::remove_file(aside);
        Error::disk(path)(error)
    })
}

/// The moment that a name stands for, for lists that cannot be read.
pub(super) fn moment_of(name: &str) -> Option<UtcMillis> {
    let stem = name.get(..20)?;
    let parsed = chrono::NaiveDateTime::parse_from_str(stem, "%Y-%m-%dT%H-%M-%SZ").ok()?;
    Some(UtcMillis(parsed.and_utc().timestamp_millis()))
}
