//! Why records are not applied.

/// What failed for whoever runs the projector.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The journal cannot be read.
    #[error("the journal cannot be read: {0}")]
    Journal(#[from] crate::journal::Error),
    /// The store cannot be read or written.
    #[error("the store cannot be used: {0}")]
    Store(#[from] crate::store::Error),
    /// The index cannot be written.
    #[error("the index cannot be written: {0}")]
    Index(#[from] crate::search::Error),
    /// The projector has ended.
    #[error("the projector has ended")]
    Closed,
    /// No thread could be started.
    #[error("no thread can be started: {0}")]
    Thread(std::io::Error),
}
