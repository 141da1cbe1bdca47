//! Why history is not read any further.

use crate::quo;

/// What failed for whoever keeps up with Quo's history.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Quo, or the way to it.
    #[error("{0}")]
    Quo(#[from] quo::Error),
    /// What was read cannot be written down.
    #[error("what was read cannot be written down: {0}")]
    NotRecorded(#[from] crate::journal::Error),
    /// The store cannot be read.
    #[error("the store cannot be read: {0}")]
    Store(#[from] crate::store::Error),
    /// What is written down is not applied any more.
    #[error("what was read is recorded but not applied: {0}")]
    Stuck(String),
    /// Some stretches or parts could not be read; everything else was.
    #[error("{count} of Quo's answers could not be had: {last}")]
    Left {
        /// How many.
        count: u32,
        /// The last reason.
        last: String,
    },
    /// A background thread failed.
    #[error("a background thread failed; the log says more")]
    Thread,
}

impl Error {
    /// Whether every other request would fail as well for now: there is no use in going on.
    #[must_use]
    pub fn stops_all(&self) -> bool {
        match self {
            Self::Quo(error) => match &error.cause {
                quo::Cause::NotReached(_)
                | quo::Cause::TooFast { .. }
                | quo::Cause::Setup(_)
                | quo::Cause::NotQuo { .. } => true,
                quo::Cause::Refused(refusal) => matches!(refusal.status, 401 | 402),
                quo::Cause::Broken(_) | quo::Cause::Failed { .. } | quo::Cause::Unreadable(_) => false,
            },
            Self::NotRecorded(_) | Self::Store(_) | Self::Stuck(_) | Self::Thread => true,
            Self::Left { .. } => false,
        }
    }
}
