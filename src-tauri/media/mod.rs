//! Recordings, voicemail and pictures: fetched within minutes, kept by content, played from disk.
//!
//! A file's name is the BLAKE3 hash of its bytes, so nothing a sender wrote ever names a file. Addresses come
//! from strangers: [`policy`] decides where a request may go, on every hop. Start at [`fetch`].

pub mod blob;
pub mod fetch;
pub mod policy;
pub mod sound;
pub mod thumb;

pub use blob::{Blob, BlobId, BlobStore};
pub use fetch::{Fetcher, Limits, Partial};

use std::path::PathBuf;

/// What went wrong with a file, for whoever asked for it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The address is not one that may be asked.
    #[error("the address is refused: {0}")]
    Address(#[from] policy::Refusal),
    /// The other side answered with a status that is no success.
    #[error("the address answered {0}")]
    Status(u16),
    /// The file is larger than allowed.
    #[error("the file is larger than {0} MiB")]
    TooLarge(u64),
    /// More than three redirects.
    #[error("more than {} redirects", policy::MAX_HOPS)]
    TooManyHops,
    /// The network failed.
    #[error("the download failed: {0}")]
    Network(String),
    /// Too slow, or no answer.
    #[error("the download took too long")]
    TimedOut,
    /// The disk failed.
    #[error("cannot keep {path}: {cause}")]
    Disk {
        /// File concerned.
        path: PathBuf,
        /// What the system said.
        cause: std::io::Error,
    },
    /// The sound cannot be read.
    #[error("the sound cannot be read: {0}")]
    Sound(String),
    /// The picture cannot be made small.
    #[error("the picture cannot be read: {0}")]
    Picture(String),
}

impl Error {
    /// Whether a later try, perhaps with a renewed address, can help.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Address(_) | Self::TooLarge(_) | Self::TooManyHops | Self::Sound(_) | Self::Picture(_) => false,
            Self::Status(status) => matches!(status, 401 | 403 | 404 | 408 | 410 | 416 | 425 | 429 | 500..=599),
            Self::Network(_) | Self::TimedOut | Self::Disk { .. } => true,
        }
    }

    /// Whether the address seems to have expired: one that is read anew may be good.
    #[must_use]
    pub fn is_expired(&self) -> bool {
        matches!(self, Self::Status(401 | 403 | 404 | 410))
    }
}
