//! The list of deliveries, and dead letters.

use super::by_key;
use crate::model::{ContactId, ItemId};
use crate::store::apply::read;
use crate::store::engine::{Order, Span};
use crate::store::keys::{self, Key16, Tree};
use crate::store::record::{DeliveryRecord, RetryRecord, StaleRecord};
use crate::store::{Error, Store};
use std::collections::BTreeSet;
use std::ops::ControlFlow;

/// Which deliveries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeliveryFilter {
    /// All.
    All,
    /// Dead letters.
    Dead,
}

/// A delivery in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryRow {
    /// Its position in the journal.
    pub seq: u64,
    /// What is known of it.
    pub record: DeliveryRecord,
}

/// A page of deliveries, newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryPage {
    /// The deliveries.
    pub rows: Vec<DeliveryRow>,
    /// Give this as `before` for the next page; none at the end.
    pub next: Option<u64>,
    /// All deliveries of this filter.
    pub total: u64,
}

/// The most rows of one page.
pub const MOST_ROWS: usize = 500;

impl Store {
    /// A page of deliveries older than `before`, newest first.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn deliveries(&self, filter: DeliveryFilter, before: Option<u64>, limit: usize) -> Result<DeliveryPage, Error> {
        self.view(|view, state| {
            let limit = limit.clamp(1, MOST_ROWS);
            let mut span = Span::all();
            if let Some(before) = before {
                span = span.before(&keys::position(before));
            }
            let mut rows = Vec::new();
            let (tree, total) = match filter {
                DeliveryFilter::All => (Tree::Delivery, state.totals.deliveries),
                DeliveryFilter::Dead => (Tree::Dead, state.totals.dead),
            };
            view.scan(tree, &span, Order::Down, &mut |key, row| {
                let Some(seq) = keys::position_of(key) else { return Ok(ControlFlow::Continue(())) };
                let record = match filter {
                    DeliveryFilter::All => Some(read(view, Tree::Delivery, key, row)?),
                    DeliveryFilter::Dead => by_key(view, Tree::Delivery, key)?,
                };
                rows.extend(record.map(|record| DeliveryRow { seq, record }));
                Ok(if rows.len() > limit { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
            })?;
            let more = rows.len() > limit;
            rows.truncate(limit);
            let next = rows.last().filter(|_| more).map(|row| row.seq);
            Ok(DeliveryPage { rows, next, total })
        })
    }

    /// One delivery, by its position in the journal.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn delivery(&self, seq: u64) -> Result<Option<DeliveryRow>, Error> {
        self.view(|view, _| {
            let record = by_key(view, Tree::Delivery, &keys::position(seq))?;
            Ok(record.map(|record| DeliveryRow { seq, record }))
        })
    }

    /// Positions of all dead letters, oldest first, at most `most`.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn dead_letters(&self, most: usize) -> Result<Vec<u64>, Error> {
        self.view(|view, _| {
            let keys = view.keys(Tree::Dead, &Span::all(), most)?;
            Ok(keys.iter().filter_map(|key| keys::position_of(key)).collect())
        })
    }

    /// Deliveries that are to be tried again, oldest first.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn retries(&self) -> Result<Vec<(u64, RetryRecord)>, Error> {
        self.view(|view, _| {
            let mut retries = Vec::new();
            view.scan(Tree::Retry, &Span::all(), Order::Up, &mut |key, row| {
                if let Some(seq) = keys::position_of(key) {
                    retries.push((seq, read(view, Tree::Retry, key, row)?));
                }
                Ok(ControlFlow::Continue(()))
            })?;
            Ok(retries)
        })
    }

    /// Items and contacts whose search documents changed in batches that ended after `position`.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn stale_after(&self, position: u64) -> Result<(BTreeSet<ItemId>, BTreeSet<ContactId>), Error> {
        self.view(|view, _| {
            let (mut items, mut contacts) = (BTreeSet::new(), BTreeSet::new());
            let span = Span::all().after(&keys::position(position));
            view.scan(Tree::Stale, &span, Order::Up, &mut |key, row| {
                let record: StaleRecord = read(view, Tree::Stale, key, row)?;
                items.extend(record.items);
                contacts.extend(record.contacts);
                Ok(ControlFlow::Continue(()))
            })?;
            Ok((items, contacts))
        })
    }

    /// The position of the first delivery that carried one of these dedupe keys.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn seen(&self, keys: &[Key16]) -> Result<Option<u64>, Error> {
        self.view(|view, _| {
            for key in keys {
                if let Some(seq) = view.get(Tree::Seen, key)?.and_then(|row| keys::position_of(&row)) {
                    return Ok(Some(seq));
                }
            }
            Ok(None)
        })
    }
}
