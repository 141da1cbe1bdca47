//! What can go wrong in searching, by what the caller does about it.

/// What failed, for the caller.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Four searches are running already; ask again.
    #[error("too many searches at once; try again")]
    Busy,
    /// The question was given up after its time limit.
    #[error("the search took too long and was stopped; use more or longer words")]
    TooSlow,
    /// A cursor that this index never gave out.
    #[error("the place to continue from is not known; search again")]
    BadCursor,
    /// The index on disk cannot be read (an error or a panic while opening, reading or writing it).
    #[error("the search index is damaged ({0}); it is rebuilt from the journal")]
    Damaged(String),
    /// The index was written by another version of Ringbook.
    #[error("the search index has another version ({0}); it is rebuilt from the journal")]
    Outdated(String),
    /// Another process writes to this index.
    #[error("the search index is in use by another Ringbook")]
    Locked,
    /// The index was opened for reading only.
    #[error("the search index was opened for reading only")]
    ReadOnly,
    /// Nothing could be written for so long that no more may be held in memory (a full disk).
    #[error("the search index cannot be written ({0}); free some disk space")]
    Stalled(String),
    /// Reading or writing failed for a reason that may pass.
    #[error("the search index could not be read or written ({0})")]
    Storage(String),
}

impl Error {
    /// Whether the index folder should be set aside and filled anew from the journal.
    #[must_use]
    pub fn wants_rebuild(&self) -> bool {
        match self {
            Self::Damaged(_) | Self::Outdated(_) => true,
            Self::Busy
            | Self::TooSlow
            | Self::BadCursor
            | Self::Locked
            | Self::ReadOnly
            | Self::Stalled(_)
            | Self::Storage(_) => false,
        }
    }
}

impl From<tantivy::TantivyError> for Error {
    fn from(error: tantivy::TantivyError) -> Self {
        use tantivy::TantivyError as T;
        match error {
            T::LockFailure(..) => Self::Locked,
            T::DataCorruption(..) | T::IncompatibleIndex(..) | T::OpenReadError(..) | T::SchemaError(..) => {
                Self::Damaged(error.to_string())
            }
            other => Self::Storage(other.to_string()),
        }
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::InvalidData | std::io::ErrorKind::UnexpectedEof => Self::Damaged(error.to_string()),
            _ => Self::Storage(error.to_string()),
        }
    }
}

/// Result of this module.
pub type Result<T> = std::result::Result<T, Error>;

/// Runs `work` and turns a panic in it (a damaged index shows as one) into [`Error::Damaged`].
pub(super) fn guarded<T>(work: impl FnOnce() -> Result<T>) -> Result<T> {
    match std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)) {
        Ok(result) => result,
        Err(panic) => {
            let what = panic
                .downcast_ref::<String>()
                .map(String::as_str)
                .or_else(|| panic.downcast_ref::<&str>().copied())
                .unwrap_or("panic");
            Err(Error::Damaged(what.chars().take(200).collect()))
        }
    }
}
