//! Timeline items: joining what is said about one, and keeping it where it belongs.

use super::Stage;
use super::alias::needs_of;
use crate::model::call::{Transcript, TranscriptHead};
use crate::model::event::Processing;
use crate::model::item::{Item, Outgoing};
use crate::model::{ItemId, UtcMillis};
use crate::store::Error;
use crate::store::keys::{self, Dependent, Key16, NOWHERE, Tree, conversation16, item16};
use crate::store::record::{Location, Totals, flags_of};

use super::conversation::{Kind, Spot};

impl Stage<'_> {
    /// Joins what one source said about an item.
    pub(super) fn upsert(&mut self, said: Item) -> Result<(), Error> {
        let key = item16(&said.id());
        let location: Option<Location> = self.get(Tree::Where, &key)?;
        let old = match location {
            Some(location) => self.get::<Item>(Tree::Item, &row_key(&location, &key))?,
            None => None,
        };
        let new = match &old {
            Some(old) => {
                let mut joined = old.clone();
                joined.absorb(said);
                joined
            }
            None => said,
        };
        self.keep_item(&key, location, old, new)
    }

    /// An alias changed: the item may belong elsewhere now.
    pub(super) fn place_item_again(&mut self, key: &Key16) -> Result<(), Error> {
        let location: Option<Location> = self.get(Tree::Where, key)?;
        let Some(location) = location else { return Ok(()) };
        let Some(item) = self.get::<Item>(Tree::Item, &row_key(&location, key))? else { return Ok(()) };
        self.keep_item(key, Some(location), Some(item.clone()), item)
    }

    fn keep_item(&mut self, key: &Key16, was_at: Option<Location>, old: Option<Item>, new: Item) -> Result<(), Error> {
        let known = new.whereabouts();
        let target = match &known {
            Some(known) => self.resolve(known)?,
            None => None,
        };
        let conversation = target.as_ref().and_then(|target| conversation16(&target.id())).unwrap_or(NOWHERE);
        let is_at = Location { conversation, at: new.at() };
        let moved = was_at != Some(is_at);
        if !moved && old.as_ref() == Some(&new) {
            return Ok(());
        }
        let needed = |item: &Item| item.whereabouts().map_or_else(Vec::new, |known| needs_of(&known));
        let needed_before = old.as_ref().map_or_else(Vec::new, needed);
        self.change_waits(Dependent::Item(*key), needed_before, needed(&new));

        if moved {
            if let Some(was_at) = was_at {
                self.delete(Tree::Item, row_key(&was_at, key))?;
            }
            self.put(Tree::Where, key.to_vec(), &is_at, 0)?;
        }
        let bearing = new.bearing();
        self.put(Tree::Item, row_key(&is_at, key), &new, flags_of(bearing))?;
        self.keep_call_row(key, old.as_ref().zip(was_at), &new, is_at, target.as_ref())?;

        let placed = |location: Option<Location>| location.is_some_and(|location| location.is_placed());
        let unplaced = |item: Option<&Item>, location| item.is_some_and(is_expected) && !placed(location);
        self.count_up(&tally(&new, unplaced(Some(&new), Some(is_at))));
        if let Some(old) = &old {
            self.count_down(&tally(old, unplaced(Some(old), was_at)));
        }

        let before = old.as_ref().zip(was_at.filter(Location::is_placed)).map(|(item, location)| {
            (location.conversation, Spot { place: location.place(key), bearing: item.bearing(), kind: kind_of(item) })
        });
        let spot = Spot { place: is_at.place(key), bearing, kind: kind_of(&new) };
        match (before, target) {
            (Some((there, removed)), Some(target)) if there == conversation => {
                self.touch(conversation, Some(&target), Some(removed), Some((spot, &new)))?;
            }
            (before, target) => {
                if let Some((there, removed)) = before {
                    self.touch(there, None, Some(removed), None)?;
                }
                if let Some(target) = target {
                    self.touch(conversation, Some(&target), None, Some((spot, &new)))?;
                }
            }
        }
        if moved || old.as_ref().is_none_or(|old| !reads_alike(old, &new)) {
            self.effects.items.insert(new.id());
        }
        self.keep_filed(key, old.as_ref(), &new)?;
        self.follow_failure(key, old.as_ref(), &new)?;
        self.follow_outgoing(key, &new)
    }

    /// Keeps the list of items that name a file.
    fn keep_filed(&mut self, key: &Key16, old: Option<&Item>, new: &Item) -> Result<(), Error> {
        let names_files = |item: &Item| !item.addresses().is_empty();
        match (old.is_some_and(names_files), names_files(new)) {
            (false, true) => self.put_bare(Tree::Filed, key.to_vec()),
            (true, false) => self.delete(Tree::Filed, key.to_vec())?,
            (true, true) | (false, false) => {}
        }
        Ok(())
    }

    /// Keeps the list of unsettled texts, and lets Quo's item stand for a text once its id is known.
    fn follow_outgoing(&mut self, key: &Key16, item: &Item) -> Result<(), Error> {
        let Item::Outgoing(outgoing) = item else { return Ok(()) };
        self.effects.outbox = true;
        let settled = outgoing.intent.is_none() || outgoing.step().is_some_and(|step| step.is_final());
        match (settled, self.has(Tree::Outbox, key)?) {
            (false, false) => self.put_bare(Tree::Outbox, key.to_vec()),
            (true, true) => self.delete(Tree::Outbox, key.to_vec())?,
            (true, false) | (false, true) => {}
        }
        match outgoing.as_message() {
            Some(message) => self.upsert(Item::Message(message)),
            None => Ok(()),
        }
    }

    /// Joins a transcript and gives the outline of the one that stands.
    pub(super) fn keep_transcript(&mut self, call: &ItemId, said: Transcript) -> Result<TranscriptHead, Error> {
        let key = item16(call).to_vec();
        let old: Option<Transcript> = self.get(Tree::Transcript, &key)?;
        let mut new = old.clone().unwrap_or_else(|| said.clone());
        new.absorb(said);
        if old.as_ref() != Some(&new) {
            self.put(Tree::Transcript, key, &new, 0)?;
        }
        Ok(new.head)
    }

    fn count_up(&mut self, tally: &Totals) {
        self.totals = combine(self.totals, tally, u64::saturating_add);
    }

    fn count_down(&mut self, tally: &Totals) {
        self.totals = combine(self.totals, tally, u64::saturating_sub);
    }
}

fn row_key(location: &Location, item: &Key16) -> Vec<u8> {
    keys::item_key(&location.conversation, &location.place(item))
}

fn kind_of(item: &Item) -> Kind {
    match item {
        Item::Message(_) | Item::Outgoing(_) => Kind::Message,
        Item::Call(_) => Kind::Call,
        Item::Note(_) => Kind::Note,
    }
}

/// Whether the item is meant to be shown somewhere.
fn is_expected(item: &Item) -> bool {
    match item {
        Item::Message(_) | Item::Call(_) | Item::Note(_) => true,
        Item::Outgoing(outgoing) => outgoing.is_shown(),
    }
}

fn tally(item: &Item, unplaced: bool) -> Totals {
    let mut totals = Totals { unplaced: u64::from(unplaced), ..Totals::default() };
    match item {
        Item::Message(_) => totals.messages = 1,
        Item::Call(call) => {
            totals.calls = 1;
            totals.recordings = call.recordings.len() as u64;
            totals.summaries =
                u64::from(call.summary.as_ref().is_some_and(|summary| summary.processing == Processing::Completed));
            totals.transcripts =
                u64::from(call.transcript.as_ref().is_some_and(|head| head.processing == Processing::Completed));
            totals.voicemails = u64::from(call.has_voicemail);
        }
        Item::Note(_) => totals.notes = 1,
        Item::Outgoing(_) => {}
    }
    totals
}

fn combine(totals: Totals, tally: &Totals, with: impl Fn(u64, u64) -> u64) -> Totals {
    let Totals {
        messages,
        calls,
        recordings,
        summaries,
        transcripts,
        voicemails,
        contacts,
        notes,
        deliveries,
        dead,
        unplaced,
    } = totals;
    Totals {
        messages: with(messages, tally.messages),
        calls: with(calls, tally.calls),
        recordings: with(recordings, tally.recordings),
        summaries: with(summaries, tally.summaries),
        transcripts: with(transcripts, tally.transcripts),
        voicemails: with(voicemails, tally.voicemails),
        contacts: with(contacts, tally.contacts),
        notes: with(notes, tally.notes),
        deliveries: with(deliveries, tally.deliveries),
        dead: with(dead, tally.dead),
        unplaced: with(unplaced, tally.unplaced),
    }
}

/// Whether the change between the two is of no interest to the search index.
fn reads_alike(old: &Item, new: &Item) -> bool {
    match (old, new) {
        (Item::Message(old), Item::Message(new)) => {
            old.words() == new.words()
                && old.files() == new.files()
                && old.direction.value == new.direction.value
                && old.from.value == new.from.value
                && old.user == new.user
        }
        (Item::Outgoing(old), Item::Outgoing(new)) => old.intent == new.intent && old.is_shown() == new.is_shown(),
        _ => old == new,
    }
}

/// The moment before everything.
pub(super) const EARLIEST: UtcMillis = UtcMillis(i64::MIN);

impl Stage<'_> {
    /// A text of our own on its way.
    pub(super) fn outgoing(&mut self, said: Outgoing) -> Result<(), Error> {
        self.upsert(Item::Outgoing(said))
    }
}
