//! A conversation's state: counts, newest item, unread, waiting, at rest. Exactly what follows from its items.

use std::ops::ControlFlow;

use super::{ConversationChange, Stage};
use crate::model::conversation::{Bearing, Marks, Standing};
use crate::model::item::Item;
use crate::model::place::Target;
use crate::model::{Party, UtcMillis};
use crate::store::Error;
use crate::store::engine::{Order, Span};
use crate::store::keys::{self, Key16, Place24, Tree, item16, party16};
use crate::store::preview::preview_of;
use crate::store::record::{Conversation, Counts, Location, MarkRow, bearing_of};

use super::alias::needs_of;
use super::item::EARLIEST;

/// What an item is, for counting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Message,
    Call,
    Note,
}

/// An item as its conversation sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Spot {
    pub place: Place24,
    pub bearing: Bearing,
    pub kind: Kind,
}

impl Spot {
    fn at(&self) -> UtcMillis {
        keys::moment_of(&self.place)
    }
}

impl Stage<'_> {
    /// An item of the conversation changed, came or went; its row is as it is to be already.
    pub(super) fn touch(
        &mut self,
        key: Key16,
        target: Option<&Target>,
        removed: Option<Spot>,
        added: Option<(Spot, &Item)>,
    ) -> Result<(), Error> {
        let old: Option<Conversation> = self.get(Tree::Conversation, &key)?;
        let mut row = match (&old, target, added) {
            (Some(row), _, _) => row.clone(),
            (None, Some(target), Some((spot, item))) => self.begin(&key, target, &spot, item)?,
            (None, _, _) => return Ok(()),
        };
        let newest = old.as_ref().map(|row| keys::place24(row.last_at, &item16(&row.preview.item)));
        let now = added.map(|(spot, _)| spot);

        if removed != now {
            if let Some(removed) = &removed {
                self.count_out(&key, &mut row, removed)?;
                count_kind(&mut row, removed.kind, |count| count.saturating_sub(1));
            }
            if let Some(now) = &now {
                self.count_in(&key, &mut row, now)?;
                count_kind(&mut row, now.kind, |count| count.saturating_add(1));
            }
            let unread = |spot: Option<&Spot>| {
                u64::from(spot.is_some_and(|spot| spot.bearing.alert && spot.at() > row.read_through))
            };
            row.unread = row.unread.saturating_add(unread(now.as_ref())).saturating_sub(unread(removed.as_ref()));
        }
        if row.counts.items == 0 {
            return self.end(key, old);
        }
        self.keep_ends(&key, &mut row, newest, removed, added)?;
        self.keep_waiting(&key, &mut row, removed, now)?;

        // Who is not to be woken by what comes in does not want to be told of it either.
        if let Some((spot, item)) = added
            && spot.bearing.alert
            && !matches!(row.standing(), Standing::Snoozed { .. })
            && removed.is_none_or(|removed| !removed.bearing.alert)
            && spot.at() > row.read_through
        {
            self.effects.arrivals.push((keys::conversation_id(&key), item.id()));
        }
        self.keep_conversation(key, old, row)
    }

    /// The first item of a conversation makes its row; decisions about it may have been there before.
    fn begin(&mut self, key: &Key16, target: &Target, spot: &Spot, item: &Item) -> Result<Conversation, Error> {
        let marks = self.marks_of(key)?;
        for party in &target.others {
            self.with_number_contact(party, |stage| {
                stage.put_bare(Tree::PartyConversation, keys::pair(&party16(party), key));
                Ok(())
            })?;
        }
        Ok(Conversation {
            target: target.clone(),
            messages: 0,
            calls: 0,
            counts: Counts::default(),
            head: Counts::default(),
            first_at: spot.at(),
            last_at: spot.at(),
            preview: preview_of(item),
            last_incoming: None,
            unread: 0,
            waiting_since: None,
            last_answer: None,
            resting: marks.resting.clone(),
            pinned: marks.is_pinned(),
            read_through: marks.read_through(),
            has_draft: !marks.draft().is_empty(),
        })
    }

    /// The last item went: so does the conversation.
    fn end(&mut self, key: Key16, old: Option<Conversation>) -> Result<(), Error> {
        let Some(old) = old else { return Ok(()) };
        self.delete(Tree::Conversation, key.to_vec())?;
        for party in &old.target.others {
            self.with_number_contact(party, |stage| {
                stage.delete(Tree::PartyConversation, keys::pair(&party16(party), &key))
            })?;
        }
        self.effects.conversations.insert(keys::conversation_id(&key));
        self.conversations.push(ConversationChange { key, old: Some(old), new: None });
        Ok(())
    }

    fn keep_conversation(&mut self, key: Key16, old: Option<Conversation>, new: Conversation) -> Result<(), Error> {
        self.effects.conversations.insert(keys::conversation_id(&key));
        if old.as_ref() == Some(&new) {
            return Ok(());
        }
        self.put(Tree::Conversation, key.to_vec(), &new, 0)?;
        self.conversations.push(ConversationChange { key, old, new: Some(new) });
        Ok(())
    }

    /// First and newest item, and the newest incoming one.
    fn keep_ends(
        &mut self,
        key: &Key16,
        row: &mut Conversation,
        newest: Option<Place24>,
        removed: Option<Spot>,
        added: Option<(Spot, &Item)>,
    ) -> Result<(), Error> {
        let was_newest = removed.is_some_and(|removed| Some(removed.place) == newest);
        match added {
            Some((spot, item)) if newest.is_none_or(|newest| spot.place >= newest) => {
                row.last_at = spot.at();
                row.preview = preview_of(item);
            }
            _ if was_newest => {
                let last = self.view(|view| view.first(Tree::Item, &Span::prefix(key), Order::Down))?;
                if let Some((row_key, held)) = last
                    && let Some(place) = keys::place_of(&row_key)
                {
                    let item: Item = self.view(|view| super::read(&view, Tree::Item, &row_key, &held))?;
                    row.last_at = keys::moment_of(&place);
                    row.preview = preview_of(&item);
                }
            }
            _ => {}
        }

        let added = added.map(|(spot, _)| spot);
        if removed.is_some_and(|removed| removed.at() == row.first_at) {
            let first = self.view(|view| view.first(Tree::Item, &Span::prefix(key), Order::Up))?;
            if let Some(place) = first.and_then(|(row_key, _)| keys::place_of(&row_key)) {
                row.first_at = keys::moment_of(&place);
            }
        }
        if let Some(added) = added {
            row.first_at = row.first_at.min(added.at());
        }

        let incoming_at = |spot: Option<Spot>| spot.filter(|spot| spot.bearing.incoming).map(|spot| spot.at());
        let (was, is) = (incoming_at(removed), incoming_at(added));
        if was.is_some() && was == row.last_incoming && is < was {
            row.last_incoming = None;
            let mut last = None;
            self.scan_items(&Span::prefix(key), Order::Down, |place, flags| {
                if bearing_of(flags).incoming {
                    last = Some(keys::moment_of(&place));
                    return ControlFlow::Break(());
                }
                ControlFlow::Continue(())
            })?;
            row.last_incoming = last;
        }
        row.last_incoming = row.last_incoming.max(is);
        Ok(())
    }

    fn keep_waiting(
        &mut self,
        key: &Key16,
        row: &mut Conversation,
        removed: Option<Spot>,
        added: Option<Spot>,
    ) -> Result<(), Error> {
        let matters = |spot: &Spot| spot.bearing.ask || spot.bearing.answer;
        let (was, is) = (removed.filter(matters), added.filter(matters));
        let same = |a: Option<Spot>, b: Option<Spot>| {
            let part = |spot: Spot| (spot.place, spot.bearing.ask, spot.bearing.answer);
            a.map(part) == b.map(part)
        };
        if same(was, is) {
            return Ok(());
        }
        match (was, is) {
            // A new item among the others, in whichever order they come: no need to look at the others.
            (None, Some(is)) if is.bearing.ask && !is.bearing.answer => {
                if row.last_answer.is_none_or(|answer| is.place > answer) {
                    row.waiting_since = Some(row.waiting_since.map_or(is.at(), |since| since.min(is.at())));
                }
                return Ok(());
            }
            (None, Some(is)) if row.last_answer.is_some_and(|answer| is.place < answer) => return Ok(()),
            (None, Some(is)) if row.waiting_since.is_none_or(|since| since > is.at()) => {
                row.last_answer = Some(is.place);
                return Ok(());
            }
            (_, _) => {}
        }
        (row.last_answer, row.waiting_since) = self.waiting_anew(key, row)?;
        Ok(())
    }

    // ── decisions about a conversation ───────────────────────────────────────────────────────────

    /// Everything decided about a conversation, whatever it was called then.
    pub(super) fn marks_of(&self, key: &Key16) -> Result<Marks, Error> {
        self.view(|view| crate::store::query::marks_of(&view, key))
    }

    /// Joins a decision about a conversation.
    pub(super) fn mark(&mut self, origin: &Target, said: Marks) -> Result<(), Error> {
        let known = origin.whereabouts();
        let Some(origin_key) = keys::conversation16(&origin.id()) else { return Ok(()) };
        let target = self.resolve(&known)?.unwrap_or_else(|| origin.clone());
        let Some(key) = keys::conversation16(&target.id()) else { return Ok(()) };
        let row_key = keys::pair(&key, &origin_key);
        let old: Option<MarkRow> = self.get(Tree::Mark, &row_key)?;
        let mut new = old.clone().unwrap_or_else(|| MarkRow { origin: origin.clone(), marks: Marks::default() });
        new.marks.absorb(said);
        if old.as_ref() == Some(&new) {
            return Ok(());
        }
        if old.is_none() {
            self.change_waits(keys::Dependent::Mark(origin_key), Vec::new(), needs_of(&known));
            let location = Location { conversation: key, at: EARLIEST };
            self.put(Tree::Where, origin_key.to_vec(), &location, 0)?;
        }
        self.put(Tree::Mark, row_key, &new, 0)?;
        self.marks_changed(&key)
    }

    /// An alias changed: decisions may belong to another conversation now.
    pub(super) fn place_marks_again(&mut self, origin_key: &Key16) -> Result<(), Error> {
        let Some(location) = self.get::<Location>(Tree::Where, origin_key)? else { return Ok(()) };
        let row_key = keys::pair(&location.conversation, origin_key);
        let Some(row) = self.get::<MarkRow>(Tree::Mark, &row_key)? else { return Ok(()) };
        let target = self.resolve(&row.origin.whereabouts())?.unwrap_or_else(|| row.origin.clone());
        let Some(key) = keys::conversation16(&target.id()) else { return Ok(()) };
        if key == location.conversation {
            return Ok(());
        }
        self.delete(Tree::Mark, row_key)?;
        self.put(Tree::Mark, keys::pair(&key, origin_key), &row, 0)?;
        self.put(Tree::Where, origin_key.to_vec(), &Location { conversation: key, at: EARLIEST }, 0)?;
        self.marks_changed(&location.conversation)?;
        self.marks_changed(&key)
    }

    pub(super) fn marks_changed(&mut self, key: &Key16) -> Result<(), Error> {
        let marks = self.marks_of(key)?;
        self.follow_draft(key, &marks)?;
        let Some(old) = self.get::<Conversation>(Tree::Conversation, key)? else { return Ok(()) };
        let mut new = old.clone();
        new.resting.clone_from(&marks.resting);
        new.pinned = marks.is_pinned();
        new.has_draft = !marks.draft().is_empty();
        if new.read_through != marks.read_through() {
            new.read_through = marks.read_through();
            new.unread = self.unread_after(key, &new, new.read_through)?;
        }
        if new.returned_at().is_some() && new.returned_at() != old.returned_at() {
            self.effects.returned.insert(keys::conversation_id(key));
        }
        self.keep_conversation(*key, Some(old), new)
    }

    /// Does something that may make a number a contact of its own, or let it give way, and keeps count.
    pub(super) fn with_number_contact(
        &mut self,
        party: &Party,
        change: impl FnOnce(&mut Self) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let before = self.is_number_contact(party)?;
        change(self)?;
        let after = self.is_number_contact(party)?;
        if before != after {
            self.effects.contacts.insert(crate::store::query::number_contact(party));
            self.totals.contacts =
                if after { self.totals.contacts.saturating_add(1) } else { self.totals.contacts.saturating_sub(1) };
        }
        Ok(())
    }

    /// Whether a number stands for itself: somebody talks with it, and no contact has it.
    fn is_number_contact(&self, party: &Party) -> Result<bool, Error> {
        if party.phone().is_none() {
            return Ok(false);
        }
        let key = party16(party);
        Ok(!self.keys(Tree::PartyConversation, &key, 1)?.is_empty()
            && self.keys(Tree::ContactNumber, &key, 1)?.is_empty())
    }
}

fn count_kind(row: &mut Conversation, kind: Kind, change: impl FnOnce(u64) -> u64) {
    match kind {
        Kind::Message => row.messages = change(row.messages),
        Kind::Call => row.calls = change(row.calls),
        Kind::Note => {}
    }
}
