//! Searches that somebody keeps at hand.

use super::merge::{Latest, keep_greater, value};
use super::{SearchId, UtcMillis};
use serde::{Deserialize, Serialize};

/// A search as it is kept. Saving it anew renames it or brings it back.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Search {
    /// Its name.
    pub name: String,
    /// What is searched, as typed.
    pub query: String,
    /// In the order of time, and not of relevance.
    #[serde(default)]
    pub newest: bool,
}

/// A saved search, joined from everything that was decided about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedSearch {
    /// Which one.
    pub id: SearchId,
    /// When it was saved first.
    pub made_at: UtcMillis,
    /// What it is; nothing once it is removed.
    pub search: Option<Latest<Option<Search>>>,
}

impl SavedSearch {
    /// A search of which nothing is known but that something was decided about it at `at`.
    #[must_use]
    pub fn unknown(id: SearchId, at: UtcMillis) -> Self {
        Self { id, made_at: at, search: None }
    }

    /// It was saved, changed or removed.
    pub fn decide(&mut self, search: Option<Search>, at: UtcMillis) {
        self.made_at = self.made_at.min(at);
        keep_greater(&mut self.search, Some(Latest { at, value: search }));
    }

    /// What it is, unless it is removed.
    #[must_use]
    pub fn search(&self) -> Option<&Search> {
        value(&self.search).and_then(Option::as_ref)
    }
}
