//! A conversation's timeline.

use super::by_key;
use crate::model::item::Item;
use crate::model::{ConversationId, ItemId, UtcMillis};
use crate::store::apply::{bucket, read};
use crate::store::engine::{Order, Span};
use crate::store::keys::{self, Key16, Place24, Tree, conversation16, hex, item_key, item16, unhex};
use crate::store::layer::View;
use crate::store::record::{Conversation, Location};
use crate::store::{Error, Store};
use std::ops::ControlFlow;

/// Where to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Anchor {
    /// The newest items.
    End,
    /// The oldest items.
    Start,
    /// Around one item, which is in the middle where possible.
    Around(ItemId),
    /// Older than a page's `before` cursor.
    Before(String),
    /// Newer than a page's `after` cursor.
    After(String),
    /// Around a moment: the first item of it or after it is in the middle where possible.
    At(UtcMillis),
}

/// A timeline item as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimelineEntry {
    /// The item.
    pub item: Item,
    /// Incoming, and not read.
    pub unread: bool,
}

/// Timeline items, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TimelinePage {
    /// The items.
    pub items: Vec<TimelineEntry>,
    /// Cursor for older items; none at the beginning.
    pub before: Option<String>,
    /// Cursor for newer items; none at the end.
    pub after: Option<String>,
    /// Items in the whole conversation.
    pub total: u64,
    /// How many items are older than the first of this page.
    pub offset: u64,
}

/// The most items of one page.
pub const MOST_ITEMS: usize = 500;

type Found = Vec<(Place24, Item)>;

impl Store {
    /// A page of a conversation's timeline; `None` if there is no such conversation, or if the anchor names an item
    /// that is not in it.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn timeline_page(
        &self,
        id: &ConversationId,
        anchor: &Anchor,
        limit: usize,
    ) -> Result<Option<TimelinePage>, Error> {
        self.view(|view, _| {
            let Some(key) = conversation16(id) else { return Ok(None) };
            let Some(row) = by_key::<Conversation>(view, Tree::Conversation, &key)? else { return Ok(None) };
            let limit = limit.clamp(1, MOST_ITEMS);
            let whole = Span::prefix(&key);
            let found = match anchor {
                Anchor::End => backward(view, &whole, limit)?,
                Anchor::Start => forward(view, &whole, limit)?,
                Anchor::Around(item) => {
                    let item = item16(item);
                    let location: Option<Location> = by_key(view, Tree::Where, &item)?;
                    let Some(location) = location.filter(|location| location.conversation == key) else {
                        return Ok(None);
                    };
                    around(view, &key, &location.place(&item), limit)?
                }
                Anchor::Before(cursor) => match place_of(cursor) {
                    Some(place) => backward(view, &whole.before(&item_key(&key, &place)), limit)?,
                    None => return Ok(None),
                },
                Anchor::After(cursor) => match place_of(cursor) {
                    Some(place) => forward(view, &whole.after(&item_key(&key, &place)), limit)?,
                    None => return Ok(None),
                },
                Anchor::At(moment) => around(view, &key, &keys::place24(*moment, &keys::NOWHERE), limit)?,
            };
            page(view, &key, &row, anchor, found).map(Some)
        })
    }

    /// In which conversation an item is, if it has a place.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn conversation_of(&self, item: &ItemId) -> Result<Option<ConversationId>, Error> {
        self.view(|view, _| {
            let location: Option<Location> = by_key(view, Tree::Where, &item16(item))?;
            Ok(location.filter(Location::is_placed).map(|location| keys::conversation_id(&location.conversation)))
        })
    }
}

fn page(
    view: &View<'_>,
    key: &Key16,
    row: &Conversation,
    anchor: &Anchor,
    found: Found,
) -> Result<TimelinePage, Error> {
    let total = row.counts.items;
    let here = found.len() as u64;
    let (Some((first, _)), Some((last, _))) = (found.first(), found.last()) else {
        let offset = if matches!(anchor, Anchor::After(_)) { total } else { 0 };
        return Ok(TimelinePage { total, offset, ..TimelinePage::default() });
    };
    let offset = match anchor {
        Anchor::End => total.saturating_sub(here),
        Anchor::Start => 0,
        Anchor::Around(_) | Anchor::Before(_) | Anchor::After(_) | Anchor::At(_) => {
            bucket::counts_before(view, key, row.head, first)?.items
        }
    };
    let before = (offset > 0).then(|| hex(first));
    let after = (offset.saturating_add(here) < total).then(|| hex(last));
    let items = found
        .into_iter()
        .map(|(place, item)| {
            let unread = item.bearing().alert && keys::moment_of(&place) > row.read_through;
            TimelineEntry { item, unread }
        })
        .collect();
    Ok(TimelinePage { items, before, after, total, offset })
}

fn around(view: &View<'_>, key: &Key16, place: &Place24, limit: usize) -> Result<Found, Error> {
    let whole = Span::prefix(key);
    let half = limit / 2;
    let mut older = backward(view, &whole.clone().before(&item_key(key, place)), limit)?;
    let newer = forward(view, &whole.starting(&item_key(key, place)), limit)?;
    // Where one side is short, the other fills the page.
    let from_newer = limit.saturating_sub(half.min(older.len())).min(newer.len());
    let from_older = limit.saturating_sub(from_newer).min(older.len());
    let surplus = older.len().saturating_sub(from_older);
    older.drain(..surplus);
    older.extend(newer.into_iter().take(from_newer));
    Ok(older)
}

fn forward(view: &View<'_>, span: &Span, limit: usize) -> Result<Found, Error> {
    scan(view, span, Order::Up, limit)
}

fn backward(view: &View<'_>, span: &Span, limit: usize) -> Result<Found, Error> {
    let mut found = scan(view, span, Order::Down, limit)?;
    found.reverse();
    Ok(found)
}

fn scan(view: &View<'_>, span: &Span, order: Order, limit: usize) -> Result<Found, Error> {
    let mut found = Vec::with_capacity(limit);
    view.scan(Tree::Item, span, order, &mut |row_key, row| {
        if let Some(place) = keys::place_of(row_key) {
            found.push((place, read(view, Tree::Item, row_key, row)?));
        }
        Ok(if found.len() < limit { ControlFlow::Continue(()) } else { ControlFlow::Break(()) })
    })?;
    Ok(found)
}

fn place_of(cursor: &str) -> Option<Place24> {
    unhex(cursor)?.try_into().ok()
}
