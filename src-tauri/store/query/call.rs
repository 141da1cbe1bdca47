//! One call with all that belongs to it, and any other item by its id.

use super::by_key;
use crate::model::call::{Call, Transcript};
use crate::model::event::Utterance;
use crate::model::item::{Item, Outgoing};
use crate::model::place::Target;
use crate::model::{ConversationId, ItemId, OutboxId};
use crate::store::engine::Span;
use crate::store::keys::{self, Tree, item_key, item16};
use crate::store::layer::View;
use crate::store::record::{Conversation, Location};
use crate::store::{Error, Store};

/// Unsettled texts that are listed at most.
const MOST_OUTBOX: usize = 10_000;

/// A call with its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallFile {
    /// The call.
    pub call: Call,
    /// Its conversation, if it has a place.
    pub conversation: Option<ConversationId>,
    /// The line and everyone else, likewise.
    pub target: Option<Target>,
    /// The transcript's utterances, in order.
    pub dialogue: Vec<Utterance>,
}

/// An item with its conversation and that conversation's line and parties, if it has a place.
pub(super) type PlacedItem = (Item, Option<ConversationId>, Option<Target>);

pub(super) fn item_at(view: &View<'_>, id: &ItemId) -> Result<Option<PlacedItem>, Error> {
    item_by_key(view, &item16(id))
}

pub(super) fn item_by_key(view: &View<'_>, key: &keys::Key16) -> Result<Option<PlacedItem>, Error> {
    let Some(location) = by_key::<Location>(view, Tree::Where, key)? else { return Ok(None) };
    let row_key = item_key(&location.conversation, &location.place(key));
    let Some(item) = by_key::<Item>(view, Tree::Item, &row_key)? else { return Ok(None) };
    if !location.is_placed() {
        return Ok(Some((item, None, None)));
    }
    let target = by_key::<Conversation>(view, Tree::Conversation, &location.conversation)?.map(|row| row.target);
    Ok(Some((item, Some(keys::conversation_id(&location.conversation)), target)))
}

pub(super) fn transcript(view: &View<'_>, call: &Call) -> Result<Option<Transcript>, Error> {
    if call.transcript.is_none() {
        return Ok(None);
    }
    by_key(view, Tree::Transcript, &item16(&call.id))
}

impl Store {
    /// A call with its transcript.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn call(&self, id: &ItemId) -> Result<Option<CallFile>, Error> {
        self.view(|view, _| match item_at(view, id)? {
            Some((Item::Call(call), conversation, target)) => {
                let dialogue = transcript(view, &call)?.map_or_else(Vec::new, |transcript| transcript.dialogue);
                Ok(Some(CallFile { call: *call, conversation, target, dialogue }))
            }
            Some((Item::Message(_) | Item::Note(_) | Item::Outgoing(_), _, _)) | None => Ok(None),
        })
    }

    /// An item by its id, placed or not.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn item(&self, id: &ItemId) -> Result<Option<Item>, Error> {
        self.view(|view, _| Ok(item_at(view, id)?.map(|(item, _, _)| item)))
    }

    /// A text on its way, by its own id; also after Quo's item stands for it.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn outgoing(&self, id: &OutboxId) -> Result<Option<Outgoing>, Error> {
        Ok(self.item(&Outgoing::item_id(id))?.and_then(|item| match item {
            Item::Outgoing(outgoing) => Some(outgoing),
            Item::Message(_) | Item::Call(_) | Item::Note(_) => None,
        }))
    }

    /// Every text on its way that is not settled, oldest first.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn outbox(&self) -> Result<Vec<Outgoing>, Error> {
        self.view(|view, _| {
            let mut texts = Vec::new();
            for key in view.keys(Tree::Outbox, &Span::all(), MOST_OUTBOX)? {
                let Ok(key) = keys::Key16::try_from(key) else { continue };
                if let Some((Item::Outgoing(outgoing), _, _)) = item_by_key(view, &key)? {
                    texts.push(outgoing);
                }
            }
            texts.sort_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
            Ok(texts)
        })
    }
}
