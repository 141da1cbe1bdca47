//! Everything with one person, over all their numbers and all lines.

use super::by_key;
use super::people::contact_by_id;
use crate::model::item::Item;
use crate::model::place::Target;
use crate::model::{ContactId, ConversationId};
use crate::store::apply::read;
use crate::store::engine::{Order, Span};
use crate::store::keys::{self, Key16, Place24, Tree, item_key, party16, second16};
use crate::store::record::Conversation;
use crate::store::{Error, Store};
use std::collections::BTreeSet;
use std::ops::ControlFlow;

/// Conversations of one number that are looked at.
const MOST_CONVERSATIONS: usize = 1_000;

/// An item with where it belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonEntry {
    /// The item.
    pub item: Item,
    /// Its conversation.
    pub conversation: ConversationId,
    /// The line and everyone else.
    pub target: Target,
    /// Incoming, and not read.
    pub unread: bool,
}

/// Items with one person, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PersonPage {
    /// The items.
    pub items: Vec<PersonEntry>,
    /// For older ones; none at the beginning.
    pub next: Option<Place24>,
    /// All items.
    pub total: u64,
}

impl Store {
    /// A page of everything with one person, newest first; `None` if there is no such contact.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn person_page(
        &self,
        id: &ContactId,
        before: Option<&Place24>,
        most: usize,
    ) -> Result<Option<PersonPage>, Error> {
        self.view(|view, _| {
            let Some((_, numbers)) = contact_by_id(view, id)? else { return Ok(None) };
            let mut keys: BTreeSet<Key16> = BTreeSet::new();
            for number in &numbers {
                let rows = view.keys(Tree::PartyConversation, &Span::prefix(&party16(number)), MOST_CONVERSATIONS)?;
                keys.extend(rows.iter().filter_map(|row| second16(row)));
            }
            let (mut found, mut total): (Vec<(Place24, PersonEntry)>, u64) = (Vec::new(), 0);
            for key in keys {
                let Some(row) = by_key::<Conversation>(view, Tree::Conversation, &key)? else { continue };
                total = total.saturating_add(row.counts.items);
                let mut span = Span::prefix(&key);
                if let Some(before) = before {
                    span = span.before(&item_key(&key, before));
                }
                let mut here = 0_usize;
                view.scan(Tree::Item, &span, Order::Down, &mut |row_key, bytes| {
                    if let Some(place) = keys::place_of(row_key) {
                        let item: Item = read(view, Tree::Item, row_key, bytes)?;
                        let unread = item.bearing().alert && keys::moment_of(&place) > row.read_through;
                        let (conversation, target) = (keys::conversation_id(&key), row.target.clone());
                        found.push((place, PersonEntry { item, conversation, target, unread }));
                        here = here.saturating_add(1);
                    }
                    // One more than the page, which tells whether there are older ones.
                    Ok(if here <= most { ControlFlow::Continue(()) } else { ControlFlow::Break(()) })
                })?;
            }
            found.sort_by(|(a, _), (b, _)| b.cmp(a));
            let more = found.len() > most;
            found.truncate(most);
            let next = found.last().map(|(place, _)| *place).filter(|_| more);
            let items = found.into_iter().map(|(_, entry)| entry).collect();
            Ok(Some(PersonPage { items, next, total }))
        })
    }
}
