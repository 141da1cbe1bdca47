//! What can go wrong with the journal, by what the caller will do about it.

use super::{Damage, Seq};

/// Why the journal did not do what it was asked. Cheap to clone: one failed batch tells all its callers.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Too much is waiting to be written. Nothing was recorded; try again soon.
    #[error("too much is waiting to be recorded; try again shortly")]
    Busy,
    /// The disk is full, or nearly. Nothing was acknowledged; the journal recovers when there is space.
    #[error("the disk is full: free some space, recording goes on by itself")]
    DiskFull,
    /// The disk refused. Nothing was acknowledged; the next append tries in a new file.
    #[error("the disk failed at {doing}: {reason}")]
    Io {
        /// What was being done.
        doing: &'static str,
        /// What the operating system said.
        reason: String,
    },
    /// The records are too many or too large for one unit.
    #[error("{bytes} bytes in {records} records are too much for one entry of the journal")]
    TooLarge {
        /// How many records were given.
        records: usize,
        /// The bytes of their payloads.
        bytes: usize,
    },
    /// There was nothing to append.
    #[error("nothing to record")]
    Empty,
    /// The journal was opened for reading only.
    #[error("the journal is open for reading only")]
    ReadOnly,
    /// The journal was closed; nothing more is recorded.
    #[error("the journal is closed")]
    Closed,
    /// Another process, or this one, has the folder open for writing.
    #[error("the journal in {folder} is in use by another running copy; stop that one first")]
    Locked {
        /// The folder.
        folder: String,
    },
    /// A file was written by a newer version of the program.
    #[error("{segment} has format {version}, which this version cannot read; use the newer program")]
    Newer {
        /// The file's name.
        segment: String,
        /// Its format version.
        version: u32,
    },
    /// The records asked for next are damaged. To go on past them, read after [`Damage::resume_after`].
    #[error("damaged: {0}")]
    Damaged(Damage),
}

impl Error {
    /// True if the same append may succeed later without anyone's doing (answer 503 and let it be retried).
    #[must_use]
    pub fn passes(&self) -> bool {
        match self {
            Self::Busy | Self::DiskFull | Self::Io { .. } => true,
            Self::TooLarge { .. }
            | Self::Empty
            | Self::ReadOnly
            | Self::Closed
            | Self::Locked { .. }
            | Self::Newer { .. }
            | Self::Damaged(_) => false,
        }
    }

    /// Where a follower that was stopped by this error may go on reading, having noted the loss.
    #[must_use]
    pub fn resume_after(&self) -> Option<Seq> {
        match self {
            Self::Damaged(damage) => damage.resume_after(),
            _ => None,
        }
    }

    pub(super) fn io(doing: &'static str, error: &std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => Self::DiskFull,
            _ => Self::Io { doing, reason: error.to_string() },
        }
    }
}
