//! Why the outbox did not do what it was asked.

use super::{NotSendable, entry::OutOfOrder};
use crate::{journal, model::OutboxId};

/// Why the outbox did not do what it was asked. Nothing was sent in any of these cases.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The text may not be sent.
    #[error(transparent)]
    NotSendable(#[from] NotSendable),
    /// As many texts as a day may have are on their way already.
    #[error("{cap} texts went out in the last 24 hours, which is the limit; raise it in Settings or wait")]
    DailyCap {
        /// The limit.
        cap: usize,
    },
    /// There is no such text.
    #[error("text {0} is not in the outbox")]
    Unknown(OutboxId),
    /// It is being sent, or was: it cannot be taken back any more.
    #[error("this text is on its way and cannot be taken back")]
    TooLate,
    /// Something else is being done with it right now.
    #[error("this text is being worked on; try again in a moment")]
    Busy,
    /// It is not in a state in which a person may decide this.
    #[error("this text does not wait for a decision")]
    NothingToDecide,
    /// The decision could not be recorded.
    #[error("it could not be recorded: {0}")]
    Journal(#[from] journal::Error),
    /// A step that cannot follow.
    #[error(transparent)]
    OutOfOrder(#[from] OutOfOrder),
    /// A record could not be written down.
    #[error("it could not be written down: {0}")]
    Encoding(#[from] serde_json::Error),
    /// The program is stopping.
    #[error("the program is stopping")]
    Stopped,
}
