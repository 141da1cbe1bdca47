//! The inbox.

use super::by_key;
use super::contacts::numbers_with_tag;
use super::conversation::{ConversationSummary, summary};
use crate::model::LineId;
use crate::model::UtcMillis;
use crate::model::conversation::Standing;
use crate::model::place::Target;
use crate::store::engine::Span;
use crate::store::inbox::{Inbox, Rank, Tab, TabCounts};
use crate::store::keys::{Key16, Tree, hex, party16, second16, unhex};
use crate::store::layer::View;
use crate::store::record::Conversation;
use crate::store::{Error, Store};
use std::collections::BTreeSet;

/// A page of the inbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InboxPage {
    /// Conversations, newest activity first; in [`Tab::Waiting`] who waits longest first, in [`Tab::Snoozed`] who comes
    /// back next.
    pub rows: Vec<ConversationSummary>,
    /// Where the next page begins; none at the end.
    pub next: Option<String>,
    /// Exact counts of all tabs, for the chosen line and tag.
    pub counts: TabCounts,
}

/// A snooze whose time has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueSnooze {
    /// The conversation.
    pub place: Target,
    /// When it was decided.
    pub snoozed_at: UtcMillis,
}

/// The most rows of one page.
pub const MOST_ROWS: usize = 200;
/// Conversations of one number that are looked at for a tag.
const MOST_CONVERSATIONS: usize = 1_000;

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
        self.inbox_page_with(tab, line, None, cursor, limit)
    }

    /// The same, perhaps only of conversations with somebody who has this tag.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn inbox_page_with(
        &self,
        tab: Tab,
        line: Option<&LineId>,
        tag: Option<&str>,
        cursor: Option<&str>,
        limit: usize,
    ) -> Result<InboxPage, Error> {
        self.view(|view, state| {
            let tagged = tag.map(|tag| inbox_of(view, &state.inbox, tag)).transpose()?;
            let inbox = tagged.as_ref().unwrap_or(&state.inbox);
            let limit = limit.clamp(1, MOST_ROWS);
            let cursor = cursor.and_then(rank_of);
            let mut ranks = inbox.page(tab, line, cursor, limit.saturating_add(1));
            let more = ranks.len() > limit;
            ranks.truncate(limit);
            let next = ranks.last().filter(|_| more).map(text_of);
            let mut rows = Vec::with_capacity(ranks.len());
            for (_, _, key) in &ranks {
                rows.extend(summary(view, &state.inbox, key)?);
            }
            Ok(InboxPage { rows, next, counts: inbox.counts(line) })
        })
    }

    /// Every conversation of a tab in its order, at most `most`; and whether there are more.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn inbox_all(
        &self,
        tab: Tab,
        line: Option<&LineId>,
        tag: Option<&str>,
        most: usize,
    ) -> Result<(Vec<ConversationSummary>, bool), Error> {
        self.view(|view, state| {
            let tagged = tag.map(|tag| inbox_of(view, &state.inbox, tag)).transpose()?;
            let ranks = tagged.as_ref().unwrap_or(&state.inbox).page(tab, line, None, most.saturating_add(1));
            let mut rows = Vec::with_capacity(ranks.len().min(most));
            for (_, _, key) in ranks.iter().take(most) {
                rows.extend(summary(view, &state.inbox, key)?);
            }
            Ok((rows, ranks.len() > most))
        })
    }

    /// Exact counts of the tabs, of one line or of all.
    #[must_use]
    pub fn inbox_counts(&self, line: Option<&LineId>) -> TabCounts {
        self.state(|state| state.inbox.counts(line))
    }

    /// Snoozes whose time has come by `now`, the oldest first, at most `most`.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn snoozes_due(&self, now: UtcMillis, most: usize) -> Result<Vec<DueSnooze>, Error> {
        self.view(|view, state| {
            let mut due = Vec::new();
            for (_, until, key) in state.inbox.page(Tab::Snoozed, None, None, most) {
                if until > now.0 {
                    break;
                }
                let row: Option<Conversation> = by_key(view, Tree::Conversation, &key)?;
                if let Some(row) = row
                    && let (Standing::Snoozed { .. }, Some(resting)) = (row.standing(), &row.resting)
                {
                    due.push(DueSnooze { snoozed_at: resting.at, place: row.target });
                }
            }
            Ok(due)
        })
    }
}

/// The inbox of those conversations alone in which somebody has the tag: the same order and the same exact counts.
fn inbox_of(view: &View<'_>, whole: &Inbox, tag: &str) -> Result<Inbox, Error> {
    let mut keys: BTreeSet<Key16> = BTreeSet::new();
    for number in numbers_with_tag(view, tag)? {
        let rows = view.keys(Tree::PartyConversation, &Span::prefix(&party16(&number)), MOST_CONVERSATIONS)?;
        keys.extend(rows.iter().filter_map(|row| second16(row)));
    }
    let mut inbox = Inbox::default();
    for key in keys {
        let row: Option<Conversation> = by_key(view, Tree::Conversation, &key)?;
        inbox.change(key, None, row.as_ref());
        if let Some(due) = whole.promised(&key) {
            inbox.promise(key, Some(due), row.as_ref());
        }
    }
    Ok(inbox)
}

fn text_of((group, number, key): &Rank) -> String {
    format!("{group}.{number}.{}", hex(key))
}

fn rank_of(text: &str) -> Option<Rank> {
    let mut parts = text.splitn(3, '.');
    let (group, number, key) = (parts.next()?, parts.next()?, parts.next()?);
    Some((group.parse().ok()?, number.parse().ok()?, unhex(key)?.try_into().ok()?))
}
