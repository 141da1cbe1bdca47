//! What was read of Quo's history. A later record stands above an earlier one: this is about what Quo said last.

use super::Stage;
use crate::model::UtcMillis;
use crate::model::history::{HistoryNote, ListedItem, PartSeen, Reading, Span, Stretch};
use crate::store::Error;
use crate::store::engine::{self, Order};
use crate::store::keys::{self, Tree, item16};
use crate::store::record::{HistoryProgress, Listing, Parts};

/// Rows are joined while they hold no more than this, so that quiet hours do not become a row each.
const JOINED: usize = 50;

impl Stage<'_> {
    pub(super) fn history_read(&mut self, reading: &Reading, at: UtcMillis) -> Result<(), Error> {
        let Reading { kind, stretch, items } = reading;
        let span = match stretch {
            Stretch::Conversation { id } => {
                let listing = Listing { span: Span { from: at, to: at }, read_at: at, items: items.clone() };
                return self.put(Tree::Listing, keys::listing_of(*kind, id), &listing, 0);
            }
            Stretch::Time(span) if span.is_empty() => return Ok(()),
            Stretch::Time(span) => *span,
        };
        let first = [keys::history(*kind)];
        let mut new = Listing { span, read_at: at, items: items.clone() };
        // What was known of this stretch is void; what lies before and after it in the same rows stays.
        let before = engine::Span::prefix(&first).before(&keys::listing(*kind, span.from));
        let neighbour = self.view(|view| view.first(Tree::Listing, &before, Order::Down))?;
        if let Some((key, row)) = neighbour {
            let mut old: Listing = self.view(|view| super::read(&view, Tree::Listing, &key, &row))?;
            let was = old.span;
            if was.to > span.to {
                let after = Span { from: span.to, to: was.to };
                let rest = Listing { span: after, read_at: old.read_at, items: within(&old.items, after) };
                self.put(Tree::Listing, keys::listing(*kind, after.from), &rest, 0)?;
            }
            if was.to >= span.from {
                old.span.to = span.from;
                old.items = within(&old.items, old.span);
                if old.items.len().saturating_add(new.items.len()) <= JOINED {
                    new.span.from = old.span.from;
                    // The older of the two: what is said to be read then was read then or later.
                    new.read_at = new.read_at.min(old.read_at);
                    new.items.extend(old.items);
                } else {
                    self.put(Tree::Listing, key, &old, 0)?;
                }
            }
        }
        let inside = engine::Span { from: keys::listing(*kind, span.from), to: Some(keys::listing(*kind, span.to)) };
        for key in self.view(|view| view.keys(Tree::Listing, &inside, usize::MAX))? {
            if let Some(old) = self.get::<Listing>(Tree::Listing, &key)?
                && old.span.to > span.to
            {
                let after = Span { from: span.to, to: old.span.to };
                let rest = Listing { span: after, read_at: old.read_at, items: within(&old.items, after) };
                self.put(Tree::Listing, keys::listing(*kind, after.from), &rest, 0)?;
            }
            self.delete(Tree::Listing, key)?;
        }
        new.items.sort();
        new.items.dedup_by(|one, other| one.id == other.id);
        self.put(Tree::Listing, keys::listing(*kind, new.span.from), &new, 0)
    }

    pub(super) fn parts_seen(&mut self, seen: &[PartSeen]) -> Result<(), Error> {
        for PartSeen { call, part, state } in seen {
            let key = item16(call).to_vec();
            let held: Option<Parts> = self.get(Tree::Part, &key)?;
            let mut parts = held.unwrap_or_else(|| Parts { call: call.clone(), states: Default::default() });
            if parts.states.insert(*part, state.clone()).as_ref() != Some(state) {
                self.put(Tree::Part, key, &parts, 0)?;
            }
        }
        Ok(())
    }

    pub(super) fn history_noted(&mut self, note: &HistoryNote, at: UtcMillis) -> Result<(), Error> {
        let mut progress: HistoryProgress = self.get(Tree::History, keys::PROGRESS)?.unwrap_or_default();
        let mut begins = false;
        match note {
            HistoryNote::Began => {
                begins = progress.began.is_none();
                progress.began.get_or_insert(at);
            }
            HistoryNote::Paused { paused } => progress.paused = *paused,
            HistoryNote::OneByOne { v1_only } => progress.v1_only = *v1_only,
            HistoryNote::ConversationsSeen { through } => progress.conversations_through = Some(*through),
            HistoryNote::ContactsRead => progress.contacts_at = Some(at),
            HistoryNote::DeliveriesSeen { through } => progress.deliveries_through = Some(*through),
            HistoryNote::CaughtUp { through } => {
                progress.first_caught_up.get_or_insert(at);
                progress.caught_up = Some(*through);
            }
            HistoryNote::Audited { all: _, missing } => {
                progress.audited_at = Some(at);
                progress.audit_missing = *missing;
            }
        }
        self.put(Tree::History, keys::PROGRESS.to_vec(), &progress, 0)?;
        if begins {
            // What is here already is judged anew: old things need nobody's attention.
            for key in self.keys(Tree::Conversation, &[], usize::MAX)? {
                if let Ok(key) = keys::Key16::try_from(key) {
                    self.marks_changed(&key)?;
                }
            }
        }
        Ok(())
    }
}

fn within(items: &[ListedItem], span: Span) -> Vec<ListedItem> {
    items.iter().filter(|item| span.holds(item.at)).cloned().collect()
}
