//! Many contacts at one time: from a file and into one, tags everywhere, deleting and bringing back.
//!
//! A file is read and planned (`plan`) before anything is written; what is applied is written down in one piece, so that
//! after a crash either all of it is there or none. Start at `importing`.

mod cards;
mod draft;
mod exporting;
mod importing;
pub mod mapping;
pub mod plan;
mod removing;
mod staged;
mod table;
mod tagging;
#[cfg(test)]
mod tests;

pub use draft::Problem;
pub use exporting::{Exported, Form};
pub use importing::{Applied, PlanView, Undone};
pub use plan::{Counts, Outcome, PlannedRow};
pub use removing::Removed;
pub use staged::{Format, Settings};
pub use tagging::TagChanged;

use super::App;
use crate::model::decision::Decided;
use crate::model::{Party, people::ContactChange};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Changes that one record holds.
const AT_ONCE: usize = 50;
/// How long Quo is not told of what can still be undone.
const GRACE_MS: i64 = 10_000;

/// What is being imported, and what of tags can be undone.
#[derive(Default)]
pub struct People {
    staged: Mutex<staged::Staging>,
    retagged: Mutex<tagging::Retagged>,
}

impl People {
    fn staged(&self) -> MutexGuard<'_, staged::Staging> {
        self.staged.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The changes as records.
fn in_records(changes: Vec<ContactChange>) -> Vec<Decided> {
    let mut records = Vec::with_capacity(changes.len().div_ceil(AT_ONCE));
    let mut changes = changes.into_iter().peekable();
    while changes.peek().is_some() {
        records.push(Decided::ContactsChanged { changes: changes.by_ref().take(AT_ONCE).collect() });
    }
    records
}

impl App {
    /// The country in which numbers without one are read: that of the first line.
    #[must_use]
    pub fn home_country(&self) -> String {
        let lines = self.store.lines().unwrap_or_default();
        let number = lines.iter().find_map(|line| line.number.as_ref().and_then(Party::phone).map(str::to_owned));
        number.and_then(|number| draft::country_of(&number)).unwrap_or_else(|| "US".to_owned())
    }
}
