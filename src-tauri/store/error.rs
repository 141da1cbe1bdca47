//! What can go wrong between the store and its caller.

use super::keys::Tree;

/// A failure of the store.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// The engine could not read or write; the store is marked unhealthy and will be built anew from the journal.
    #[error("store cannot be read or written ({0}); it will be built anew from the journal")]
    Engine(String),
    /// A row is not what this version writes.
    #[error("store row in {tree:?} cannot be read ({what}); the store will be built anew from the journal")]
    Damaged {
        /// Where.
        tree: Tree,
        /// Why.
        what: String,
    },
    /// The store was written by another version of Ringbook, in a form that this one does not read.
    #[error("store was written by another version of Ringbook (form {0}); it will be built anew from the journal")]
    OtherForm(u64),
    /// Another Ringbook has this store open.
    #[error("data folder is in use by another Ringbook; close that one first")]
    InUse,
    /// A file operation beside the engine failed.
    #[error("store folder {path}: {what}")]
    Folder {
        /// Which path.
        path: String,
        /// What the system said.
        what: String,
    },
    /// A store that is being built anew, or lives in memory, cannot do this.
    #[error("this store has no folder of its own")]
    NoFolder,
}

impl Error {
    /// Whether only building the store anew helps.
    #[must_use]
    pub fn needs_rebuild(&self) -> bool {
        match self {
            Self::Engine(_) | Self::Damaged { .. } | Self::OtherForm(_) => true,
            Self::InUse | Self::Folder { .. } | Self::NoFolder => false,
        }
    }
}
