//! The data folder: what lies where, its format, and opening its parts whatever state they are in.
//!
//! ```text
//! format          version of the folder as a whole
//! ringbook.toml   configuration (optional)
//! journal/        the truth
//! store/ index/   made from the journal; may be deleted at any time
//! media/          files by content
//! password        hash of the browser password
//! run.json        where a running Ringbook answers its own tools
//! backup.json     what came of the last backup
//! ```

use super::{App, Config, Error, recorded::Recorded, restoring};
use crate::{
    journal::{self, FileJournal, Journal as _},
    seam::Seam,
    search::{self, Index},
    store::{self, OpenOptions, Opened, Store},
};
use std::{
    fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
};

/// Version of the folder's layout.
const FORMAT: u32 = 1;

/// The opened parts.
pub struct Parts {
    pub journal: FileJournal,
    pub opened: Opened,
    pub index: Index,
    pub index_report: Option<String>,
    pub is_new: bool,
    pub recorded: Recorded,
}

/// Opens everything in the folder. Blocks.
pub fn open(config: &Config, seam: &Seam) -> Result<Parts, Error> {
    let data = config.data.as_path();
    make(data)?;
    check_format(data)?;
    restoring::swap_in(data)?;
    let journal =
        FileJournal::open(data.join("journal"), App::options(), seam.clone()).map_err(|error| match error {
            journal::Error::Locked { .. } => Error::InUse(data.to_owned()),
            journal::Error::Newer { .. } => Error::Newer(data.to_owned()),
            other => Error::part("journal", &other),
        })?;
    write_format(data)?;
    restoring::carry_over(data, &journal, seam)?;
    let is_new = journal.last().0 == 0;
    let options = OpenOptions { now: seam.now(), ..OpenOptions::default() };
    // Side by side: each takes a while with a million messages, and neither needs the other.
    let (opened, index) = std::thread::scope(|scope| {
        let index = scope.spawn(|| {
            let had_something = data.join("index").read_dir().is_ok_and(|mut entries| entries.next().is_some());
            Tried { index: try_index(data), had_something }
        });
        let opened = Store::open(&data.join("store"), options);
        (opened, index.join().unwrap_or_else(|_| Tried { index: Err(panicked()), had_something: true }))
    });
    let opened = opened.map_err(|error| match error {
        store::Error::InUse => Error::InUse(data.to_owned()),
        other => Error::part("store", &other),
    })?;
    let (index, index_report) = settle_index(data, index, &opened.store, journal.last().0, seam)?;
    let recorded = Recorded::read(&journal, &opened.store).map_err(|error| Error::part("journal", &error))?;
    Ok(Parts { journal, opened, index, index_report, is_new, recorded })
}

pub fn make(data: &Path) -> Result<(), Error> {
    let cannot = |cause| Error::Folder { path: data.to_owned(), cause };
    fs::create_dir_all(data).map_err(cannot)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // Nobody else on this machine reads a firm's memory.
        fs::set_permissions(data, fs::Permissions::from_mode(0o700)).map_err(cannot)?;
    }
    Ok(())
}

fn check_format(data: &Path) -> Result<(), Error> {
    match fs::read_to_string(data.join("format")) {
        Ok(text) => match text.trim().parse::<u32>() {
            Ok(version) if version <= FORMAT => Ok(()),
            _ => Err(Error::Newer(data.to_owned())),
        },
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(cause) => Err(Error::Folder { path: data.to_owned(), cause }),
    }
}

fn write_format(data: &Path) -> Result<(), Error> {
    let path = data.join("format");
    if path.exists() {
        return Ok(());
    }
    match fs::write(&path, format!("{FORMAT}\n")) {
        // On a full disk the journal still opens for reading; the file is written at a later start.
        Err(error) if error.kind() != std::io::ErrorKind::StorageFull => {
            Err(Error::Folder { path: data.to_owned(), cause: error })
        }
        _ => Ok(()),
    }
}

/// What opening the index gave, and whether anything was there before.
struct Tried {
    index: Result<Index, search::Error>,
    had_something: bool,
}

fn panicked() -> search::Error {
    search::Error::Damaged("opening it panicked".to_owned())
}

fn try_index(data: &Path) -> Result<Index, search::Error> {
    catch_unwind(AssertUnwindSafe(|| Index::open(&data.join("index"), search::Settings::default())))
        .unwrap_or_else(|_| Err(panicked()))
}

/// Takes the opened index, or sets a damaged one aside and makes it anew: from the store if that is whole, else
/// together with it from the journal, which has `written` records.
fn settle_index(
    data: &Path,
    tried: Tried,
    store: &Store,
    written: u64,
    seam: &Seam,
) -> Result<(Index, Option<String>), Error> {
    let folder = data.join("index");
    let Tried { index, had_something } = tried;
    // After a crash the index may be some records ahead of the store, which catches up and tells it the same again.
    // One that is ahead of the journal belongs to another; one without a store is fed with it.
    let furthest = if store.applied() == 0 { 0 } else { written };
    let reason = match index {
        Ok(index) if index.covered() > furthest => {
            drop(index);
            "it was ahead of what there is".to_owned()
        }
        // The projector fills it, while screens are open already.
        Ok(index) if index.covered() == 0 && store.applied() > 0 => {
            return Ok((index, had_something.then(|| "it was empty".to_owned())));
        }
        Ok(index) => return Ok((index, None)),
        Err(search::Error::Locked) => return Err(Error::InUse(data.to_owned())),
        Err(error) => error.to_string(),
    };
    tracing::warn!(reason, "the index is made anew");
    // A clock that stands still or was set back must not lead to one that is there already.
    let aside = data.join(format!("index.aside-{}-{}", seam.now().0, seam.fresh_id()));
    fs::rename(&folder, &aside).map_err(|cause| Error::Folder { path: folder.clone(), cause })?;
    // It can be made anew at any time, so only the newest one is kept for whoever wants to look into it.
    remove_older_asides(data, &aside);
    let index = try_index(data).map_err(|cause| Error::part("index", &cause))?;
    Ok((index, Some(reason)))
}

fn remove_older_asides(data: &Path, keep: &Path) {
    let Ok(entries) = fs::read_dir(data) else { return };
    for entry in entries.flatten() {
        let old = entry.file_name().to_string_lossy().starts_with("index.aside-") && entry.path() != keep;
        if old && let Err(error) = fs::remove_dir_all(entry.path()) {
            tracing::warn!(%error, "an index set aside could not be removed");
        }
    }
}
