//! Why the data folder cannot be used, or a decision was not taken.

use std::path::PathBuf;

/// What failed for whoever starts or asks.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Another Ringbook has it open.
    #[error("{0} is in use by another Ringbook; close that one first")]
    InUse(PathBuf),
    /// A later version wrote it.
    #[error("{0} was written by a newer Ringbook; update this one. Nothing was changed")]
    Newer(PathBuf),
    /// A setting is not what it should be.
    #[error("{name} cannot be used: {cause}")]
    Setting {
        /// Which one.
        name: &'static str,
        /// Why.
        cause: String,
    },
    /// The folder itself cannot be used.
    #[error("the data folder {path} cannot be used: {cause}")]
    Folder {
        /// Which folder.
        path: PathBuf,
        /// What the system said.
        cause: std::io::Error,
    },
    /// A part of it cannot be opened.
    #[error("the {what} cannot be opened: {cause}")]
    Part {
        /// Which part.
        what: &'static str,
        /// Why.
        cause: String,
    },
    /// The journal did not take it: the disk is full, failing, or too much is waiting.
    #[error("nothing was changed, because it could not be written down: {0}")]
    NotRecorded(crate::journal::Error),
}

impl Error {
    pub(super) fn part(what: &'static str, cause: &impl std::fmt::Display) -> Self {
        Self::Part { what, cause: cause.to_string() }
    }
}
