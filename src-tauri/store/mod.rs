//! What screens ask for, kept in sled: a projection of the journal, never the truth.
//!
//! Everything here can be deleted at any time and is built anew from the journal to an equal [digest](Store::digest).
//! A [`Store`] answers questions (see `query`), from any thread, each from one consistent view, and takes
//! [batches](Store::write) of records, one batch at a time (see [`apply`]). Rows are named in [`keys`], and are versioned records
//! ([`record`]); the engine behind them is a narrow trait ([`engine`]).
//!
//! Records are applied in memory and reach the engine in batches, each one transaction that also writes the
//! journal position it covers. Start reading at [`apply::Stage`], then `query`.

pub mod apply;
mod calls;
mod digest;
pub mod engine;
mod error;
mod folder;
mod follow_ups;
mod inbox;
pub mod keys;
mod layer;
mod open;
mod order;
pub mod preview;
pub mod query;
pub mod record;
mod row;
#[cfg(test)]
pub(crate) mod tests;
mod writer;

use std::sync::{Arc, Mutex, PoisonError, RwLock, atomic::AtomicBool};
use std::time::Instant;

pub use apply::{Effects, Stage};
pub use calls::{CallCounts, CallFilter, CallMarks, CallScope};
pub use digest::Verified;
pub use error::Error;
pub use follow_ups::FollowUpCounts;
pub use inbox::{Tab, TabCounts};
pub use open::{Anew, OpenOptions, OpenReport, Opened};
pub use query::{
    Alike, Anchor, CallFile, CallsPage, ContactFile, ContactsPage, ContactsQuery, ConversationSummary, Course,
    CourseKey, DeliveryFilter, DeliveryPage, DeliveryRow, Draft, DueSnooze, FailedTexts, FollowUpsPage, Happening,
    HappeningKind, HeldCall, HeldItem, HeldPart, InboxPage, ItemFile, LineInfo, ListedCall, ListedContact,
    ListedFollowUp, Lookalikes, OwnFile, PersonEntry, PersonInfo, PersonPage, RemovalRow, StoreFigures, TagCount,
    TimelineEntry, TimelinePage,
};
pub use record::{
    DeliveryOutcome, DeliveryRecord, EditRow, ImportRecord, InboxPush, OwnContact, RetryRecord, ScheduledRow, Totals,
};
pub use writer::Batch;

use digest::Ledger;
use engine::Engine;
use folder::Folder;
use follow_ups::FollowUps;
use inbox::Inbox;
use layer::{Layer, View};

/// Everything that is the case at one moment.
pub(crate) struct State {
    engine: Arc<dyn Engine>,
    layer: Layer,
    inbox: Inbox,
    follow_ups: FollowUps,
    calls: calls::Calls,
    totals: Totals,
    position: u64,
    ledger: Ledger,
    drained_at: Instant,
    /// Something was written into the engine since its last checkpoint.
    unsynced: bool,
}

struct Shared {
    state: RwLock<State>,
    /// Held by the one who writes.
    writing: Mutex<()>,
    /// Held while rows go into the engine, and while the engine's rows are checked.
    draining: Mutex<()>,
    /// The engine's rows are being checked: what is applied waits in memory, so that nobody waits for the check.
    checking: AtomicBool,
    unhealthy: Mutex<Option<String>>,
    /// Contacts by name, with the words they are found by. Locked only by who holds the state.
    directory: Mutex<query::Directory>,
    folder: Option<Mutex<Folder>>,
    options: OpenOptions,
}

/// Answers questions. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    shared: Arc<Shared>,
}

impl Store {
    /// Reads from one consistent view. A failure that only building anew can mend marks the store unhealthy.
    pub(crate) fn view<T>(&self, read: impl FnOnce(&View<'_>, &State) -> Result<T, Error>) -> Result<T, Error> {
        let state = self.shared.state.read().unwrap_or_else(PoisonError::into_inner);
        let layers = [&state.layer];
        let result = read(&View::new(&layers, state.engine.as_ref()), &state);
        drop(state);
        if let Err(error) = &result {
            self.shared.note(error);
        }
        result
    }

    fn state<T>(&self, read: impl FnOnce(&State) -> T) -> T {
        read(&self.shared.state.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Why the store cannot be trusted any more, if so: it serves what it can, and is to be built anew.
    #[must_use]
    pub fn unhealthy(&self) -> Option<String> {
        self.shared.unhealthy.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store").field("applied", &self.applied()).finish_non_exhaustive()
    }
}

impl Shared {
    /// Remembers a failure that only building anew can mend, also over a restart.
    fn note(&self, error: &Error) {
        if !error.needs_rebuild() {
            return;
        }
        let mut unhealthy = self.unhealthy.lock().unwrap_or_else(PoisonError::into_inner);
        if unhealthy.is_none() {
            tracing::error!(%error, "store is unhealthy");
            *unhealthy = Some(error.to_string());
            if let Some(folder) = &self.folder {
                folder.lock().unwrap_or_else(PoisonError::into_inner).mark_unhealthy(&error.to_string());
            }
        }
    }
}
