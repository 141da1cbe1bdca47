//! Applying facts and decisions: the only code that changes rows.
//!
//! Every fact is joined into the thing it is about, and everything else (where the thing stands, the counts of
//! its conversation, what is unread and who waits) is kept exactly as it would follow from all things at once.
//! So neither the order of facts nor their number matters, and applying one again changes nothing.
//!
//! A [`Stage`] holds the changes of one record: if applying it fails or panics, nothing of it stays.

mod alias;
pub(super) mod bucket;
mod call_row;
mod composer;
mod contact;
mod contact_own;
mod conversation;
mod decision;
mod delivery;
mod follow_up;
mod history;
mod item;
mod opt;
mod people;

pub(super) use contact::alike;
pub(super) use follow_up::FollowUpMove;

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use super::Error;
use super::engine::{Engine, Order, Span};
use super::keys::{self, Key16, Tree, meta};
use super::layer::{Layer, View};
use super::record::{Conversation, Location, Totals};
use super::row::{self, Record};
use crate::model::call::{Call, Transcript};
use crate::model::conversation::{OptCause, OptVerdict};
use crate::model::event::Event;
use crate::model::item::Item;
use crate::model::merge::Latest;
use crate::model::message::Message;
use crate::model::optout::OptWord;
use crate::model::{ContactId, ConversationId, Direction, ItemId};

/// What applying a record changed, for the index and for announcing it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Effects {
    /// Items whose words, place or flags changed: their search documents are stale.
    pub items: BTreeSet<ItemId>,
    /// Contacts whose search documents are stale.
    pub contacts: BTreeSet<ContactId>,
    /// Conversations whose state or timeline changed.
    pub conversations: BTreeSet<ConversationId>,
    /// Items that are new and unread.
    pub arrivals: Vec<(ConversationId, ItemId)>,
    /// A line, person or setting changed.
    pub settings: bool,
    /// A text on its way changed.
    pub outbox: bool,
    /// The list of deliveries changed.
    pub deliveries: bool,
    /// Reading Quo's history came further. Told by who reads it, not by a record.
    pub sync: bool,
    /// Reading Quo's history came to an end: what the ledger says is another. Told likewise.
    pub ledger: bool,
    /// Conversations that came back because the time of their snooze has come.
    pub returned: BTreeSet<ConversationId>,
    /// A follow-up changed.
    pub follow_ups: bool,
}

impl Effects {
    /// Both together.
    pub fn absorb(&mut self, other: Self) {
        let Self {
            items,
            contacts,
            conversations,
            arrivals,
            settings,
            outbox,
            deliveries,
            sync,
            ledger,
            returned,
            follow_ups,
        } = other;
        self.items.extend(items);
        self.contacts.extend(contacts);
        self.conversations.extend(conversations);
        self.arrivals.extend(arrivals);
        self.settings |= settings;
        self.outbox |= outbox;
        self.deliveries |= deliveries;
        self.sync |= sync;
        self.ledger |= ledger;
        self.returned.extend(returned);
        self.follow_ups |= follow_ups;
    }
}

/// A conversation's row before and after a change.
pub(super) struct ConversationChange {
    pub key: Key16,
    pub old: Option<Conversation>,
    pub new: Option<Conversation>,
}

/// The changes of one record, over everything that is there.
pub struct Stage<'a> {
    engine: &'a dyn Engine,
    /// What the batch changed so far, and under it what is not in the engine yet.
    lower: [&'a Layer; 2],
    upper: Layer,
    totals: Totals,
    conversations: Vec<ConversationChange>,
    follow_ups: Vec<FollowUpMove>,
    effects: Effects,
}

/// What a stage leaves behind.
pub(super) struct Staged {
    pub layer: Layer,
    pub totals: Totals,
    pub conversations: Vec<ConversationChange>,
    pub follow_ups: Vec<FollowUpMove>,
    pub effects: Effects,
}

impl<'a> Stage<'a> {
    pub(super) fn new(engine: &'a dyn Engine, lower: [&'a Layer; 2], totals: Totals) -> Self {
        Self {
            engine,
            lower,
            upper: Layer::default(),
            totals,
            conversations: Vec::new(),
            follow_ups: Vec::new(),
            effects: Effects::default(),
        }
    }

    pub(super) fn finish(mut self, before: Totals) -> Result<Staged, Error> {
        if self.totals != before {
            let totals = self.totals;
            self.put(Tree::Meta, meta::TOTALS.to_vec(), &totals, 0)?;
        }
        let Self { engine: _, lower: _, upper, totals, conversations, follow_ups, effects } = self;
        Ok(Staged { layer: upper, totals, conversations, follow_ups, effects })
    }

    /// Applies one thing that happened.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn apply(&mut self, event: &Event) -> Result<(), Error> {
        match event {
            Event::Message(fact) => {
                self.learn(&fact.place)?;
                if let (Direction::Incoming, Some(words)) = (fact.direction, &fact.text) {
                    let verdict = |out| OptVerdict { out, cause: OptCause::Text(fact.id.clone()) };
                    let at = fact.created_at.unwrap_or(fact.at);
                    match crate::model::optout::opt_word(words) {
                        Some(OptWord::Out) => self.opt(&fact.from, Latest { at, value: verdict(true) })?,
                        Some(OptWord::In) => self.opt(&fact.from, Latest { at, value: verdict(false) })?,
                        Some(OptWord::MaybeOut) | None => {}
                    }
                }
                self.upsert(Item::Message(Message::of(fact)))
            }
            Event::Call(fact) => {
                self.learn(&fact.place)?;
                self.upsert(Item::Call(Box::new(Call::of(fact))))
            }
            Event::Recordings(fact) => {
                self.learn(&fact.place)?;
                self.upsert(Item::Call(Box::new(Call::of_recordings(fact))))
            }
            Event::Voicemail(fact) => {
                self.learn(&fact.place)?;
                self.upsert(Item::Call(Box::new(Call::of_voicemail(fact))))
            }
            Event::Summary(fact) => {
                self.learn(&fact.place)?;
                self.upsert(Item::Call(Box::new(Call::of_summary(fact))))
            }
            Event::Transcript(fact) => {
                self.learn(&fact.place)?;
                let head = self.keep_transcript(&fact.call, Transcript::of(fact))?;
                self.upsert(Item::Call(Box::new(Call::of_transcript(fact, head))))
            }
            Event::Contact(fact) => self.contact(crate::model::contact::Contact::of(fact)),
            Event::ContactDeleted { id, at } => self.contact(crate::model::contact::Contact::deleted(id.clone(), *at)),
            Event::OptedOut { party, at } => {
                let value = OptVerdict { out: true, cause: OptCause::Quo };
                self.opt(party, Latest { at: *at, value })
            }
            Event::Line(fact) => self.line(fact),
            Event::User(fact) => self.user(fact),
            Event::Task(fact) => {
                self.learn(&fact.place)?;
                self.task(fact)?;
                self.hear_task(fact)
            }
            Event::NoEffect { type_name: _ } => Ok(()),
        }
    }

    /// The conversation in which what an event is about stands now, if it has a place.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn conversation_of(&self, event: &Event) -> Result<Option<ConversationId>, Error> {
        let item = match event {
            Event::Message(fact) => &fact.id,
            Event::Call(fact) => &fact.id,
            Event::Recordings(fact) => &fact.call,
            Event::Voicemail(fact) => &fact.call,
            Event::Summary(fact) => &fact.call,
            Event::Transcript(fact) => &fact.call,
            Event::Task(fact) => match &fact.activity {
                Some(item) => item,
                None => return Ok(None),
            },
            Event::Contact(_)
            | Event::ContactDeleted { .. }
            | Event::OptedOut { .. }
            | Event::Line(_)
            | Event::User(_)
            | Event::NoEffect { .. } => return Ok(None),
        };
        let location: Option<Location> = self.get(Tree::Where, &keys::item16(item))?;
        Ok(location.filter(Location::is_placed).map(|location| keys::conversation_id(&location.conversation)))
    }

    // ── rows ─────────────────────────────────────────────────────────────────────────────────────

    pub(super) fn view<T>(&self, read: impl FnOnce(View<'_>) -> Result<T, Error>) -> Result<T, Error> {
        let [batch, state] = self.lower;
        let layers = [&self.upper, batch, state];
        read(View::new(&layers, self.engine))
    }

    pub(super) fn get<T: Record>(&self, tree: Tree, key: &[u8]) -> Result<Option<T>, Error> {
        self.view(|view| get(&view, tree, key))
    }

    pub(super) fn has(&self, tree: Tree, key: &[u8]) -> Result<bool, Error> {
        self.view(|view| Ok(view.get(tree, key)?.is_some()))
    }

    pub(super) fn keys(&self, tree: Tree, prefix: &[u8], most: usize) -> Result<Vec<Vec<u8>>, Error> {
        self.view(|view| view.keys(tree, &Span::prefix(prefix), most))
    }

    /// Writes a record, in chunks if it is long, and takes away chunks that the row had before and needs no more.
    pub(super) fn put<T: Record>(&mut self, tree: Tree, key: Vec<u8>, record: &T, flags: u8) -> Result<(), Error> {
        let bytes = record.encode().map_err(|error| Error::Damaged { tree, what: error.to_string() })?;
        let packed = row::pack(bytes, flags);
        self.drop_chunks(tree, &key, packed.chunks.len())?;
        for (number, piece) in packed.chunks.into_iter().enumerate() {
            let number = u16::try_from(number).unwrap_or(u16::MAX);
            self.upper.set(Tree::Long, keys::chunk(tree, &key, number), Some(piece));
        }
        self.upper.set(tree, key, Some(packed.row));
        Ok(())
    }

    /// Writes a row that is nothing but its key.
    pub(super) fn put_bare(&mut self, tree: Tree, key: Vec<u8>) {
        self.upper.set(tree, key, Some(Vec::new()));
    }

    pub(super) fn put_raw(&mut self, tree: Tree, key: Vec<u8>, value: Vec<u8>) {
        self.upper.set(tree, key, Some(value));
    }

    pub(super) fn delete(&mut self, tree: Tree, key: Vec<u8>) -> Result<(), Error> {
        self.drop_chunks(tree, &key, 0)?;
        self.upper.set(tree, key, None);
        Ok(())
    }

    fn drop_chunks(&mut self, tree: Tree, key: &[u8], keep: usize) -> Result<(), Error> {
        let old = self.view(|view| view.get(tree, key))?;
        let had = old.as_deref().map_or(0, row::chunk_count);
        for number in 0..had {
            if usize::from(number) >= keep {
                self.upper.set(Tree::Long, keys::chunk(tree, key, number), None);
            }
        }
        Ok(())
    }

    /// Visits places and flags of a conversation's items in `span`.
    pub(super) fn scan_items(
        &self,
        span: &Span,
        order: Order,
        mut visit: impl FnMut(keys::Place24, u8) -> ControlFlow<()>,
    ) -> Result<(), Error> {
        self.view(|view| {
            view.scan(Tree::Item, span, order, &mut |key, value| {
                Ok(keys::place_of(key).map_or(ControlFlow::Continue(()), |place| visit(place, row::flags(value))))
            })
        })
    }
}

/// Reads a record with its chunks.
pub(super) fn get<T: Record>(view: &View<'_>, tree: Tree, key: &[u8]) -> Result<Option<T>, Error> {
    match view.get(tree, key)? {
        Some(row) => read(view, tree, key, &row).map(Some),
        None => Ok(None),
    }
}

/// Reads the record of a row that is at hand.
pub(super) fn read<T: Record>(view: &View<'_>, tree: Tree, key: &[u8], row: &[u8]) -> Result<T, Error> {
    let bytes = row::unpack(tree, row, |number| view.get(Tree::Long, &keys::chunk(tree, key, number)))?;
    T::decode(&bytes).map_err(|error| Error::Damaged { tree, what: error.to_string() })
}
