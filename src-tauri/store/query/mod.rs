//! What screens and other modules ask, in the product's words. Each costs what its page costs, not what is kept.

mod call;
mod calls;
mod composer;
mod contacts;
mod conversation;
mod course;
mod delivery;
mod directory;
mod document;
mod follow_ups;
mod history;
mod imports;
mod inbox;
mod people;
mod person;
mod rest;
mod timeline;

use std::ops::ControlFlow;

use super::Error;
use super::apply::{get, read};
use super::engine::{Order, Span};
use super::keys::{Key16, Tree};
use super::layer::View;
use super::record::MarkRow;
use super::row::Record;
use crate::model::conversation::Marks;
use crate::model::{ContactId, Party};

pub use call::CallFile;
pub use calls::{CallsPage, ListedCall};
pub use composer::{Draft, FailedTexts};
pub use contacts::{Alike, ContactsPage, ContactsQuery, ListedContact, Lookalikes, OwnFile};
pub use conversation::ConversationSummary;
pub use course::{Course, CourseKey, Happening, HappeningKind};
pub use delivery::{DeliveryFilter, DeliveryPage, DeliveryRow};
pub(super) use directory::Directory;
pub use directory::TagCount;
pub use document::ItemFile;
pub use follow_ups::{FollowUpsPage, ListedFollowUp};
pub(super) use follow_ups::{promise_at, whereabouts};
pub use history::{HeldCall, HeldItem, HeldPart};
pub use imports::RemovalRow;
pub use inbox::{DueSnooze, InboxPage};
pub use people::{ContactFile, LineInfo, PersonInfo};
pub use person::{PersonEntry, PersonPage};
pub use rest::StoreFigures;
pub use timeline::{Anchor, TimelineEntry, TimelinePage};

const NUMBER_CONTACT: &str = "num:";

/// The contact that a number is while nobody has named it.
#[must_use]
pub fn number_contact(party: &Party) -> ContactId {
    ContactId(format!("{NUMBER_CONTACT}{}", party.key()))
}

/// The number of such a contact.
#[must_use]
pub fn number_of_contact(id: &ContactId) -> Option<Party> {
    id.as_str().strip_prefix(NUMBER_CONTACT).map(Party::parse).filter(|party| party.phone().is_some())
}

/// Everything decided about a conversation.
pub(super) fn marks_of(view: &View<'_>, key: &Key16) -> Result<Marks, Error> {
    let mut marks = Marks::default();
    view.scan(Tree::Mark, &Span::prefix(key), Order::Up, &mut |row_key, row| {
        let held: MarkRow = read(view, Tree::Mark, row_key, row)?;
        marks.absorb(held.marks);
        Ok(ControlFlow::Continue(()))
    })?;
    if let Some(began) = history::progress(view)?.began {
        marks.absorb(history::marks_of_old_things(began));
    }
    Ok(marks)
}

/// All records of a tree in key order.
fn all<T: Record>(view: &View<'_>, tree: Tree, span: &Span, most: usize) -> Result<Vec<T>, Error> {
    let mut records = Vec::new();
    view.scan(tree, span, Order::Up, &mut |key, row| {
        if records.len() >= most {
            return Ok(ControlFlow::Break(()));
        }
        records.push(read(view, tree, key, row)?);
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(records)
}

/// A record by the key of a bare row.
pub(super) fn by_key<T: Record>(view: &View<'_>, tree: Tree, key: &[u8]) -> Result<Option<T>, Error> {
    get(view, tree, key)
}
