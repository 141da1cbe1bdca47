//! What the search index is made from.

use super::call::{item_at, item_by_key, transcript};
use super::people::{contact_by_id, contact_with};
use crate::model::call::Transcript;
use crate::model::contact::Contact;
use crate::model::item::Item;
use crate::model::place::Target;
use crate::model::{ContactId, ConversationId, ItemId, Party};
use crate::store::engine::{Order, Span};
use crate::store::keys::{Key16, Tree};
use crate::store::{Error, Store};
use std::ops::ControlFlow;

/// An item with everything that its search documents say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemFile {
    /// The item.
    pub item: Item,
    /// Its conversation; none if it is not shown.
    pub conversation: Option<ConversationId>,
    /// The line and everyone else.
    pub target: Option<Target>,
    /// What was said in a call.
    pub transcript: Option<Transcript>,
}

impl Store {
    /// An item with everything that its search documents say; `None` if there is none.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn item_file(&self, id: &ItemId) -> Result<Option<ItemFile>, Error> {
        self.view(|view, _| {
            let Some((item, conversation, target)) = item_at(view, id)? else { return Ok(None) };
            let transcript = match &item {
                Item::Call(call) => transcript(view, call)?,
                Item::Message(_) | Item::Note(_) | Item::Outgoing(_) => None,
            };
            Ok(Some(ItemFile { item, conversation, target, transcript }))
        })
    }

    /// A contact and its numbers, if it is to be found: not deleted, and, for a number, not given way to a contact.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn contact_document(&self, id: &ContactId) -> Result<Option<(Contact, Vec<Party>)>, Error> {
        self.view(|view, _| {
            if let Some(number) = super::number_of_contact(id)
                && contact_with(view, &number)?.is_some()
            {
                return Ok(None);
            }
            if super::contacts::root(view, id)? != *id {
                return Ok(None);
            }
            contact_by_id(view, id)
        })
    }

    /// Ids of items, for building an index anew: at most `most` after `cursor`, and the cursor for the next ones.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn items_after(&self, cursor: Option<&[u8]>, most: usize) -> Result<(Vec<ItemId>, Option<Vec<u8>>), Error> {
        self.view(|view, _| {
            let span = cursor.map_or_else(Span::all, |cursor| Span::all().after(cursor));
            let mut ids = Vec::new();
            let mut last = None;
            view.scan(Tree::Item, &span, Order::Up, &mut |key, row| {
                let item: Item = super::read(view, Tree::Item, key, row)?;
                ids.push(item.id());
                last = Some(key.to_vec());
                Ok(if ids.len() < most { ControlFlow::Continue(()) } else { ControlFlow::Break(()) })
            })?;
            Ok((ids, last))
        })
    }
}

impl Store {
    /// Items that name a file, at most `most` after `cursor`, and the cursor for the next ones.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn filed_after(&self, cursor: Option<&[u8]>, most: usize) -> Result<(Vec<Item>, Option<Vec<u8>>), Error> {
        self.view(|view, _| {
            let span = cursor.map_or_else(Span::all, |cursor| Span::all().after(cursor));
            let keys = view.keys(Tree::Filed, &span, most)?;
            let mut items = Vec::with_capacity(keys.len());
            for key in &keys {
                if let Ok(key) = Key16::try_from(key.as_slice())
                    && let Some((item, _, _)) = item_by_key(view, &key)?
                {
                    items.push(item);
                }
            }
            Ok((items, keys.last().cloned()))
        })
    }

    /// Ids of contacts to be found, numbers that nobody named among them (`num:+1…`), for building an index anew:
    /// at most `most` after `cursor`, and the cursor for the next ones.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn contacts_after(
        &self,
        cursor: Option<&[u8]>,
        most: usize,
    ) -> Result<(Vec<ContactId>, Option<Vec<u8>>), Error> {
        self.view(|view, _| {
            let (mut ids, mut last) = (Vec::new(), None);
            // The first byte of the cursor says which of the two trees it stands in.
            let (in_contacts, key) = match cursor.and_then(|cursor| cursor.split_first()) {
                None => (true, None),
                Some((tree, key)) => (*tree == 0, (!key.is_empty()).then_some(key)),
            };
            let span = key.map_or_else(Span::all, |key| Span::all().after(key));
            if in_contacts {
                view.scan(Tree::Contact, &span, Order::Up, &mut |key, row| {
                    let contact: Contact = super::read(view, Tree::Contact, key, row)?;
                    ids.push(contact.id);
                    last = Some([&[0], key].concat());
                    Ok(if ids.len() < most { ControlFlow::Continue(()) } else { ControlFlow::Break(()) })
                })?;
                if ids.len() < most {
                    last = Some(vec![1]);
                }
                if ids.is_empty() {
                    return numbers_after(view, &Span::all(), most);
                }
                return Ok((ids, last));
            }
            numbers_after(view, &span, most)
        })
    }
}

/// Numbers with a conversation; those that a contact has are found to be so by whoever makes the document.
fn numbers_after(
    view: &crate::store::layer::View<'_>,
    span: &Span,
    most: usize,
) -> Result<(Vec<ContactId>, Option<Vec<u8>>), Error> {
    let (mut ids, mut last) = (Vec::new(), None);
    view.scan(Tree::Conversation, span, Order::Up, &mut |key, row| {
        let conversation: crate::store::record::Conversation = super::read(view, Tree::Conversation, key, row)?;
        let numbers = conversation.target.others.iter().filter(|party| party.phone().is_some());
        ids.extend(numbers.map(super::number_contact));
        last = Some([&[1], key].concat());
        Ok(if ids.len() < most { ControlFlow::Continue(()) } else { ControlFlow::Break(()) })
    })?;
    Ok((ids, last))
}
