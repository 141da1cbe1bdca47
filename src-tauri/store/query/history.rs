//! What was read of Quo's history, what Quo has, and what is here: the ground of the ledger.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use super::call::item_by_key;
use super::people::contact_by_id;
use super::{by_key, read};
use crate::model::address::lasting;
use crate::model::call::{Call, Transcript};
use crate::model::contact::Contact;
use crate::model::conversation::{Marks, Rest, Resting};
use crate::model::decision::MediaState;
use crate::model::event::{Event, Processing};
use crate::model::history::{HistoryKind, ListedItem, Part, PartState, Span};
use crate::model::item::Item;
use crate::model::merge::{Latest, value};
use crate::model::message::Message;
use crate::model::{ItemId, LineId, QuoConversationId, UtcMillis};
use crate::store::engine::{self, Order};
use crate::store::keys::{self, Key16, Tree, hash16, item16};
use crate::store::layer::View;
use crate::store::record::{Conversation, HistoryProgress, Listing, MediaRecord, Parts};
use crate::store::{Error, Store};

/// So many rows, or so many bytes of them, are read in one view. Whoever writes waits for its end, and whoever asks waits
/// for who writes: no longer than this, however much is read.
const ROWS_AT_ONCE: usize = 256;
const BYTES_AT_ONCE: usize = 128 * 1024;

/// What was not answered for so long when Ringbook was connected waits for nobody any more.
const OLD_MS: i64 = 14 * 86_400_000;

/// A part of a call that is here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HeldPart {
    /// It is here, with its file where it has one.
    Here,
    /// It is known, and its file is on its way.
    FileAwaited,
    /// It is known, and its file cannot be had.
    FileFailed(String),
}

/// What is here of a call's parts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HeldCall {
    /// Whether somebody took it.
    pub answered: bool,
    /// Talking time in milliseconds.
    pub talk_ms: Option<i64>,
    /// Its recordings, one by one.
    pub recordings: Vec<HeldPart>,
    /// Its voicemail.
    pub voicemail: Option<HeldPart>,
    /// A summary with words.
    pub summary: bool,
    /// A transcript with words.
    pub transcript: bool,
}

/// A text or call that is here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldItem {
    /// Which one.
    pub id: ItemId,
    /// Its line, if known.
    pub line: Option<LineId>,
    /// Its moment.
    pub at: UtcMillis,
    /// For a call, what is here of its parts.
    pub call: Option<HeldCall>,
}

/// How far history was read.
pub(super) fn progress(view: &View<'_>) -> Result<HistoryProgress, Error> {
    Ok(by_key(view, Tree::History, keys::PROGRESS)?.unwrap_or_default())
}

/// When Ringbook is connected, what is older counts as read, and what is much older as done: a person's own
/// decision, which is later, stands above both.
pub(super) fn marks_of_old_things(began: UtcMillis) -> Marks {
    let old = began.plus_ms(-OLD_MS);
    Marks {
        read_through: Some(Latest { at: began, value: began }),
        resting: Some(Latest { at: old, value: Resting { rest: Rest::Done, seen: None } }),
        ..Marks::default()
    }
}

fn file(view: &View<'_>, url: Option<&String>) -> Result<HeldPart, Error> {
    let Some(url) = url else { return Ok(HeldPart::FileAwaited) };
    let record: Option<MediaRecord> = by_key(view, Tree::Media, &hash16(&lasting(url)))?;
    Ok(match record.map(|record| record.state.value) {
        Some(MediaState::Here { .. }) => HeldPart::Here,
        Some(MediaState::LeftOut { .. }) => {
            HeldPart::FileFailed("it is left out: all files together may not be larger".to_owned())
        }
        Some(MediaState::Failed { reason, given_up: true }) => HeldPart::FileFailed(reason),
        Some(MediaState::Failed { .. }) | None => HeldPart::FileAwaited,
    })
}

fn held_call(view: &View<'_>, call: &Call) -> Result<HeldCall, Error> {
    let recordings = call.recordings.values().map(|recording| file(view, value(&recording.url)));
    let voicemail = call.voicemail.as_ref().map(|voicemail| file(view, value(&voicemail.url)));
    let is_there = |processing: Option<Processing>| processing == Some(Processing::Completed);
    Ok(HeldCall {
        answered: call.was_answered(),
        talk_ms: call.duration_ms(),
        recordings: recordings.collect::<Result<_, _>>()?,
        voicemail: voicemail.transpose()?,
        summary: is_there(call.summary.as_ref().map(|summary| summary.processing)),
        transcript: is_there(call.transcript.as_ref().map(|head| head.processing))
            && view.get(Tree::Transcript, &item16(&call.id))?.is_some(),
    })
}

/// What counts as here, on the line of its conversation. A call of which only something that belongs to it was told
/// counts once Quo tells of the call itself.
fn held_item(view: &View<'_>, item: &Item, line: Option<&LineId>) -> Result<Option<HeldItem>, Error> {
    let (id, at, own, call) = match item {
        Item::Message(message) => (&message.id, message.at(), value(&message.place.line), None),
        Item::Call(call) if call.told => (&call.id, call.at(), value(&call.place.line), Some(held_call(view, call)?)),
        Item::Call(_) | Item::Note(_) | Item::Outgoing(_) => return Ok(None),
    };
    Ok(Some(HeldItem { id: id.clone(), line: line.or(own).cloned(), at, call }))
}

impl Store {
    /// How far history was read.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn history(&self) -> Result<HistoryProgress, Error> {
        self.view(|view, _| progress(view))
    }

    /// The stretches of time that were read, oldest first, joined where they touch, and the number of items in them.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn covered(&self, kind: HistoryKind) -> Result<(Vec<Span>, u64), Error> {
        let (mut spans, mut items) = (Vec::<Span>::new(), 0_u64);
        self.listings(kind, &std::thread::yield_now, |listing| {
            items = items.saturating_add(listing.items.len() as u64);
            match spans.last_mut() {
                _ if listing.span.is_empty() => {}
                Some(last) if last.to >= listing.span.from => last.to = last.to.max(listing.span.to),
                _ => spans.push(listing.span),
            }
        })?;
        Ok((spans, items))
    }

    /// Hands on what `gather` makes of a tree's rows, in order, some at a time: a million of them take seconds, for which
    /// nobody else may wait. Neither does anybody wait for what `hand_on` does with them: it is called with nothing held,
    /// and so is `rest` after it. What is written meanwhile is met or not; what has come to stand before the last row that
    /// was handed on, `again` can look for at the beginning of a view.
    fn walk<T>(
        &self,
        tree: Tree,
        mut left: engine::Span,
        rest: &dyn Fn(),
        mut again: impl FnMut(&View<'_>, &[u8]) -> Result<Option<T>, Error>,
        mut gather: impl FnMut(&View<'_>, &[u8], &[u8]) -> Result<Option<T>, Error>,
        mut hand_on: impl FnMut(T),
    ) -> Result<(), Error> {
        let mut before: Option<Vec<u8>> = None;
        let mut gathered = Vec::with_capacity(ROWS_AT_ONCE);
        loop {
            let last = self.view(|view, _| {
                if let Some(before) = &before {
                    gathered.extend(again(view, before)?);
                }
                let (mut rows, mut bytes, mut last) = (0_usize, 0_usize, None);
                view.scan(tree, &left, Order::Up, &mut |key, row| {
                    gathered.extend(gather(view, key, row)?);
                    (rows, bytes) = (rows.saturating_add(1), bytes.saturating_add(row.len()));
                    if rows < ROWS_AT_ONCE && bytes < BYTES_AT_ONCE {
                        return Ok(ControlFlow::Continue(()));
                    }
                    last = Some(key.to_vec());
                    Ok(ControlFlow::Break(()))
                })?;
                Ok(last)
            })?;
            gathered.drain(..).for_each(&mut hand_on);
            let Some(last) = last else { return Ok(()) };
            left = left.after(&last);
            before = Some(last);
            rest();
        }
    }

    /// Hands on everything that Quo said to have: stretches of time oldest first, then conversations. Others write
    /// meanwhile, and no stretch is left out for it.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn listings(&self, kind: HistoryKind, rest: &dyn Fn(), mut visit: impl FnMut(Listing)) -> Result<(), Error> {
        let first = [keys::history(kind)];
        let mut through = UtcMillis(i64::MIN);
        // A stretch that was read anew is joined to the one before it, which had been handed on already.
        let joined = |view: &View<'_>, last: &[u8]| {
            let before = engine::Span { to: Some([last, &[0]].concat()), ..engine::Span::prefix(&first) };
            let found = view.first(Tree::Listing, &before, Order::Down)?;
            found.map(|(key, row)| read(view, Tree::Listing, &key, &row)).transpose()
        };
        let gather = |view: &View<'_>, key: &[u8], row: &[u8]| Ok(Some(read(view, Tree::Listing, key, row)?));
        self.walk(Tree::Listing, engine::Span::prefix(&first), rest, joined, gather, |mut listing: Listing| {
            if listing.span.from < through {
                listing.span.from = through;
                listing.items.retain(|item| item.at >= through);
            }
            if !listing.span.is_empty() {
                through = listing.span.to;
                visit(listing);
            }
        })?;
        let one_by_one = engine::Span::prefix(&keys::listings_of(kind));
        self.walk(Tree::Listing, one_by_one, rest, |_, _| Ok(None), gather, visit)
    }

    /// What Quo was said to have in `span`, and which stretches within it were read.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn listed_in(&self, kind: HistoryKind, span: Span) -> Result<(Vec<Span>, Vec<ListedItem>), Error> {
        self.view(|view, _| {
            let first = [keys::history(kind)];
            let (mut spans, mut items) = (Vec::new(), Vec::new());
            let mut take = |key: &[u8], row: &[u8]| {
                let listing: Listing = read(view, Tree::Listing, key, row)?;
                let part = Span { from: listing.span.from.max(span.from), to: listing.span.to.min(span.to) };
                if !part.is_empty() {
                    spans.push(part);
                    items.extend(listing.items.into_iter().filter(|item| part.holds(item.at)));
                }
                Ok(ControlFlow::Continue(()))
            };
            let before = engine::Span::prefix(&first).before(&keys::listing(kind, span.from));
            if let Some((key, row)) = view.first(Tree::Listing, &before, Order::Down)? {
                let _: ControlFlow<()> = take(&key, &row)?;
            }
            let inside = engine::Span { from: keys::listing(kind, span.from), to: Some(keys::listing(kind, span.to)) };
            view.scan(Tree::Listing, &inside, Order::Up, &mut take)?;
            Ok((spans, items))
        })
    }

    /// How it stands with the parts of a call at Quo.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn parts_of(&self, call: &ItemId) -> Result<BTreeMap<Part, PartState>, Error> {
        self.view(|view, _| {
            let parts: Option<Parts> = by_key(view, Tree::Part, &item16(call))?;
            Ok(parts.map(|parts| parts.states).unwrap_or_default())
        })
    }

    /// Hands on how it stands with the parts of every call that was looked at. Others write meanwhile.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn all_parts(&self, rest: &dyn Fn(), visit: impl FnMut(Parts)) -> Result<(), Error> {
        let gather = |view: &View<'_>, key: &[u8], row: &[u8]| Ok(Some(read(view, Tree::Part, key, row)?));
        self.walk(Tree::Part, engine::Span::all(), rest, |_, _| Ok(None), gather, visit)
    }

    /// Hands on every text and call that is here. Reads every item: a second for some hundred thousand, in which others
    /// write; what came or moved meanwhile is asked for with [`Store::held_item`].
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn held(&self, rest: &dyn Fn(), mut visit: impl FnMut(Key16, HeldItem)) -> Result<(), Error> {
        let mut place: Option<(Key16, Option<LineId>)> = None;
        let gather = |view: &View<'_>, key: &[u8], row: &[u8]| {
            let item: Item = read(view, Tree::Item, key, row)?;
            let conversation = key.get(..16).and_then(|key| Key16::try_from(key).ok()).unwrap_or(keys::NOWHERE);
            if place.as_ref().is_none_or(|(held, _)| *held != conversation) {
                let row: Option<Conversation> = by_key(view, Tree::Conversation, &conversation)?;
                place = Some((conversation, row.map(|row| row.target.line)));
            }
            let line = place.as_ref().and_then(|(_, line)| line.as_ref());
            Ok(held_item(view, &item, line)?.map(|held| (item16(&held.id), held)))
        };
        self.walk(Tree::Item, engine::Span::all(), rest, |_, _| Ok(None), gather, |(key, item)| visit(key, item))
    }

    /// One text or call, if it is here.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn held_item(&self, id: &ItemId) -> Result<Option<HeldItem>, Error> {
        self.view(|view, _| match item_by_key(view, &item16(id))? {
            Some((item, _, target)) => held_item(view, &item, target.as_ref().map(|target| &target.line)),
            None => Ok(None),
        })
    }

    /// Whether an event says something that is not known here yet.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn is_news(&self, event: &Event) -> Result<bool, Error> {
        let joined = |held: Option<Item>, said: Item| match held {
            None => true,
            Some(held) => {
                let mut with = held.clone();
                with.absorb(said);
                with != held
            }
        };
        let of_call = |call: Call| Ok(joined(self.item(&call.id)?, Item::Call(Box::new(call))));
        match event {
            Event::Message(fact) => Ok(joined(self.item(&fact.id)?, Item::Message(Message::of(fact)))),
            Event::Call(fact) => of_call(Call::of(fact)),
            Event::Recordings(fact) => of_call(Call::of_recordings(fact)),
            Event::Voicemail(fact) => of_call(Call::of_voicemail(fact)),
            Event::Summary(fact) => of_call(Call::of_summary(fact)),
            Event::Transcript(fact) => {
                let said = Transcript::of(fact);
                let held: Option<Transcript> =
                    self.view(|view, _| by_key(view, Tree::Transcript, &item16(&fact.call)))?;
                match held {
                    Some(held) if held.head >= said.head => of_call(Call::of_transcript(fact, held.head)),
                    _ => Ok(true),
                }
            }
            Event::Contact(fact) => {
                let held = self.view(|view, _| contact_by_id(view, &fact.id))?;
                let said = Contact::of(fact);
                Ok(held.is_none_or(|(held, _)| {
                    let mut with = held.clone();
                    with.absorb(said);
                    with != held
                }))
            }
            Event::ContactDeleted { .. }
            | Event::OptedOut { .. }
            | Event::Line(_)
            | Event::User(_)
            | Event::Task(_)
            | Event::NoEffect { .. } => Ok(true),
        }
    }
}

impl Store {
    /// When a conversation was read one by one last.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn conversation_read_at(&self, kind: HistoryKind, id: &QuoConversationId) -> Result<Option<UtcMillis>, Error> {
        self.view(|view, _| {
            let listing: Option<Listing> = by_key(view, Tree::Listing, &keys::listing_of(kind, id))?;
            Ok(listing.map(|listing| listing.read_at))
        })
    }
}
