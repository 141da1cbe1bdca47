//! Why there is no backup, or why none is restored.

use crate::{journal, media};
use std::{io, path::PathBuf};

/// What failed for whoever backs up or restores.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The folder is none for backups.
    #[error("{path} cannot be used for backups: {why}")]
    Place {
        /// Which folder.
        path: PathBuf,
        /// Why, and what would be one.
        why: String,
    },
    /// The folder belongs to another workspace.
    #[error("{0} holds the backups of another workspace; choose a folder of its own for this one")]
    OtherWorkspace(PathBuf),
    /// Somebody else writes there.
    #[error("another backup is being written to {0}; wait until it is done")]
    Busy(PathBuf),
    /// A newer version wrote it.
    #[error("{path} has format {format}, written by a newer Ringbook; update this one")]
    Newer {
        /// Which file.
        path: PathBuf,
        /// Its format.
        format: u64,
    },
    /// There is nothing to restore.
    #[error("there is no backup in {0}")]
    None(PathBuf),
    /// The disk has too little room.
    #[error("{folder} has {free_mib} MiB free, and {needed_mib} MiB are needed")]
    NoRoom {
        /// Where.
        folder: PathBuf,
        /// What is needed.
        needed_mib: u64,
        /// What there is.
        free_mib: u64,
    },
    /// The disk failed.
    #[error("cannot use {path}: {cause}")]
    Disk {
        /// Which file or folder.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
    /// The journal here cannot be read as a whole.
    #[error("the journal cannot be backed up: {0}")]
    Journal(#[from] journal::Error),
    /// What was written reads back otherwise.
    #[error("what was written reads back damaged ({}); the disk of the backups may be failing", .0.join("; "))]
    ReadsBack(Vec<String>),
    /// The backup is not what was written.
    #[error("the backup {name} is damaged: {}", said(.damage))]
    Damaged {
        /// Which backup.
        name: String,
        /// Everything that is wrong, each with its file.
        damage: Vec<String>,
    },
    /// A person stopped it, or the program ends.
    #[error("it was stopped")]
    Stopped,
}

/// So many are named in one sentence.
const NAMED: usize = 3;

fn said(damage: &[String]) -> String {
    let mut text = damage.iter().take(NAMED).cloned().collect::<Vec<_>>().join("; ");
    if let Some(more) = damage.len().checked_sub(NAMED).filter(|more| *more > 0) {
        text.push_str(&format!("; and {more} more"));
    }
    text
}

impl Error {
    pub(super) fn disk(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |cause| Self::Disk { path, cause }
    }
}

impl From<media::Error> for Error {
    fn from(error: media::Error) -> Self {
        match error {
            media::Error::Disk { path, cause } => Self::Disk { path, cause },
            other => Self::Disk { path: PathBuf::new(), cause: io::Error::other(other.to_string()) },
        }
    }
}
