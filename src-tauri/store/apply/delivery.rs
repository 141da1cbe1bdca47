//! The list of deliveries, dead letters, tries to come, and what was seen before.

use std::collections::BTreeSet;

use super::Stage;
use crate::model::{ContactId, ItemId};
use crate::store::Error;
use crate::store::engine::Span;
use crate::store::keys::{self, Key16, Tree};
use crate::store::record::{DeliveryOutcome, DeliveryRecord, RetryRecord, StaleRecord};

impl Stage<'_> {
    /// Writes down what became of the delivery at `seq`.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn log_delivery(&mut self, seq: u64, record: &DeliveryRecord) -> Result<(), Error> {
        let key = keys::position(seq);
        let old: Option<DeliveryRecord> = self.get(Tree::Delivery, &key)?;
        if old.as_ref() == Some(record) {
            return Ok(());
        }
        if old.is_none() {
            self.totals.deliveries = self.totals.deliveries.saturating_add(1);
        }
        let was_dead = old.is_some_and(|old| old.outcome == DeliveryOutcome::Dead);
        match (was_dead, record.outcome == DeliveryOutcome::Dead) {
            (false, true) => {
                self.put_bare(Tree::Dead, key.clone());
                self.totals.dead = self.totals.dead.saturating_add(1);
            }
            (true, false) => {
                self.delete(Tree::Dead, key.clone())?;
                self.totals.dead = self.totals.dead.saturating_sub(1);
            }
            (true, true) | (false, false) => {}
        }
        self.put(Tree::Delivery, key, record, 0)?;
        self.effects.deliveries = true;
        Ok(())
    }

    /// The record of the delivery at `seq`, if it is in the list.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn delivery(&self, seq: u64) -> Result<Option<DeliveryRecord>, Error> {
        self.get(Tree::Delivery, &keys::position(seq))
    }

    /// Notes that the delivery at `seq` is to be tried again; `None` takes it off the list.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn retry(&mut self, seq: u64, retry: Option<RetryRecord>) -> Result<(), Error> {
        let key = keys::position(seq);
        match retry {
            Some(retry) => self.put(Tree::Retry, key, &retry, 0),
            None if self.has(Tree::Retry, &key)? => self.delete(Tree::Retry, key),
            None => Ok(()),
        }
    }

    /// The position of an earlier record than `seq` that carried one of `keys`.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn seen_before(&self, keys: &[Key16], seq: u64) -> Result<Option<u64>, Error> {
        for key in keys {
            let earlier = self.view(|view| view.get(Tree::Seen, key))?.and_then(|row| keys::position_of(&row));
            if let Some(earlier) = earlier.filter(|earlier| *earlier < seq) {
                return Ok(Some(earlier));
            }
        }
        Ok(None)
    }

    /// Remembers `keys` for ever, as seen at `seq`. The earliest position stands.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn remember(&mut self, keys: &[Key16], seq: u64) -> Result<(), Error> {
        for key in keys {
            if self.seen_before(std::slice::from_ref(key), seq.saturating_add(1))?.is_none() {
                self.put_raw(Tree::Seen, key.to_vec(), keys::position(seq));
            }
        }
        Ok(())
    }

    /// Notes that the search documents of these changed with the batch that ends at `position`. The index may lose
    /// what it was told since its last commit; this says what to tell it again.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn note_stale(
        &mut self,
        position: u64,
        items: &BTreeSet<ItemId>,
        contacts: &BTreeSet<ContactId>,
    ) -> Result<(), Error> {
        if items.is_empty() && contacts.is_empty() {
            return Ok(());
        }
        let key = keys::position(position);
        let mut record: StaleRecord = self.get(Tree::Stale, &key)?.unwrap_or_default();
        record.items.extend(items.iter().cloned());
        record.contacts.extend(contacts.iter().cloned());
        self.put(Tree::Stale, key, &record, 0)
    }

    /// Forgets what the index has committed: everything through `position`.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn drop_stale_through(&mut self, position: u64) -> Result<(), Error> {
        let span = Span::all().before(&keys::position(position.saturating_add(1)));
        for key in self.view(|view| view.keys(Tree::Stale, &span, usize::MAX))? {
            self.delete(Tree::Stale, key)?;
        }
        Ok(())
    }
}
