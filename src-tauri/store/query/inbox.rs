//! The inbox.

use super::conversation::{ConversationSummary, summary};
use crate::model::LineId;
use crate::store::inbox::{Rank, Tab, TabCounts};
use crate::store::keys::{hex, unhex};
use crate::store::{Error, Store};

/// A page of the inbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InboxPage {
    /// Conversations, newest activity first; in [`Tab::Waiting`] who waits longest first.
    pub rows: Vec<ConversationSummary>,
    /// Where the next page begins; none at the end.
    pub next: Option<String>,
    /// Exact counts of all tabs, for the chosen line.
    pub counts: TabCounts,
}

/// The most rows of one page.
pub const MOST_ROWS: usize = 200;

impl Store {
    /// A page of a tab, of one line or of all. `cursor` is `next` of the page before; anything else begins anew.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn inbox_page(
        &self,
        tab: Tab,
        line: Option<&LineId>,
        cursor: Option<&str>,
        limit: usize,
    ) -> Result<InboxPage, Error> {
        self.view(|view, state| {
            let limit = limit.clamp(1, MOST_ROWS);
            let cursor = cursor.and_then(rank_of);
            let mut ranks = state.inbox.page(tab, line, cursor, limit.saturating_add(1));
            let more = ranks.len() > limit;
            ranks.truncate(limit);
            let next = ranks.last().filter(|_| more).map(text_of);
            let mut rows = Vec::with_capacity(ranks.len());
            for (_, key) in &ranks {
                rows.extend(summary(view, key)?);
            }
            Ok(InboxPage { rows, next, counts: state.inbox.counts(line) })
        })
    }

    /// Exact counts of the tabs, of one line or of all.
    #[must_use]
    pub fn inbox_counts(&self, line: Option<&LineId>) -> TabCounts {
        self.state(|state| state.inbox.counts(line))
    }
}

fn text_of((rank, key): &Rank) -> String {
    format!("{rank}.{}", hex(key))
}

fn rank_of(text: &str) -> Option<Rank> {
    let (rank, key) = text.split_once('.')?;
    Some((rank.parse().ok()?, unhex(key)?.try_into().ok()?))
}
