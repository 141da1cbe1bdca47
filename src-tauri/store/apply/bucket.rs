//! Counted buckets: how many items come before any item of a conversation, at 100,000 items as at ten.
//!
//! About every 256th item, chosen by its own hash, begins a bucket. So the buckets are the same whatever the
//! order in which items came, and no count ever needs more than one bucket's items to be looked at.

use std::ops::ControlFlow;

use super::Stage;
use super::conversation::Spot;
use crate::model::UtcMillis;
use crate::store::Error;
use crate::store::engine::{Order, Span};
use crate::store::keys::{self, Key16, Place24, Tree, begins_bucket, item_key};
use crate::store::layer::View;
use crate::store::record::{Conversation, Counts, bearing_of};
use crate::store::row;

/// A bucket: where it begins (`None` for the first one of a conversation) and what is in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bucket {
    /// Its first item's place.
    pub from: Option<Place24>,
    /// What is in it.
    pub counts: Counts,
}

/// All buckets of a conversation, oldest first.
pub fn buckets(view: &View<'_>, key: &Key16, head: Counts) -> Result<Vec<Bucket>, Error> {
    let mut buckets = vec![Bucket { from: None, counts: head }];
    view.scan(Tree::Bucket, &Span::prefix(key), Order::Up, &mut |row_key, row| {
        if let Some(from) = keys::place_of(row_key) {
            buckets.push(Bucket { from: Some(from), counts: super::read(view, Tree::Bucket, row_key, row)? });
        }
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(buckets)
}

/// The items of a conversation from `from` up to and without `to`.
pub fn span(key: &Key16, from: Option<&Place24>, to: Option<&Place24>) -> Span {
    let mut span = Span::prefix(key);
    if let Some(from) = from {
        span = span.starting(&item_key(key, from));
    }
    if let Some(to) = to {
        span = span.before(&item_key(key, to));
    }
    span
}

/// Counts of the items in `span`, looked at one by one.
pub fn count(view: &View<'_>, span: &Span) -> Result<Counts, Error> {
    let mut counts = Counts::default();
    view.scan(Tree::Item, span, Order::Up, &mut |_, row| {
        counts = counts.plus(Counts::one(bearing_of(row::flags(row))));
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(counts)
}

/// Counts of all items before `place`.
pub fn counts_before(view: &View<'_>, key: &Key16, head: Counts, place: &Place24) -> Result<Counts, Error> {
    let mut sum = Counts::default();
    let mut open = Bucket { from: None, counts: Counts::default() };
    for bucket in buckets(view, key, head)? {
        if bucket.from.is_some_and(|from| from > *place) {
            break;
        }
        sum = sum.plus(open.counts);
        open = bucket;
    }
    Ok(sum.plus(count(view, &span(key, open.from.as_ref(), Some(place)))?))
}

impl Stage<'_> {
    /// Counts an item that is in its row already.
    pub(super) fn count_in(&mut self, key: &Key16, row: &mut Conversation, spot: &Spot) -> Result<(), Error> {
        let one = Counts::one(spot.bearing);
        row.counts = row.counts.plus(one);
        if !begins_bucket(&spot.place) {
            return self.change_bucket(key, row, &spot.place, |counts| counts.plus(one));
        }
        let next = self.view(|view| {
            let later = Span::prefix(key).after(&item_key(key, &spot.place));
            view.first(Tree::Bucket, &later, Order::Up)
        })?;
        let next = next.and_then(|(next, _)| keys::place_of(&next));
        let rest = span(key, None, next.as_ref()).after(&item_key(key, &spot.place));
        let rest = self.view(|view| count(&view, &rest))?;
        self.change_bucket(key, row, &spot.place, |counts| counts.minus(rest))?;
        self.put(Tree::Bucket, item_key(key, &spot.place), &rest.plus(one), 0)
    }

    /// Counts an item out whose row is gone already.
    pub(super) fn count_out(&mut self, key: &Key16, row: &mut Conversation, spot: &Spot) -> Result<(), Error> {
        let one = Counts::one(spot.bearing);
        row.counts = row.counts.minus(one);
        let bucket_key = item_key(key, &spot.place);
        if !begins_bucket(&spot.place) {
            return self.change_bucket(key, row, &spot.place, |counts| counts.minus(one));
        }
        let own: Counts = self.get(Tree::Bucket, &bucket_key)?.unwrap_or_default();
        self.delete(Tree::Bucket, bucket_key)?;
        self.change_bucket(key, row, &spot.place, |counts| counts.plus(own.minus(one)))
    }

    /// Changes the counts of the bucket that `place` falls into.
    fn change_bucket(
        &mut self,
        key: &Key16,
        row: &mut Conversation,
        place: &Place24,
        change: impl FnOnce(Counts) -> Counts,
    ) -> Result<(), Error> {
        let up_to = Span { from: key.to_vec(), to: Some([item_key(key, place).as_slice(), &[0]].concat()) };
        match self.view(|view| view.first(Tree::Bucket, &up_to, Order::Down))? {
            None => row.head = change(row.head),
            Some((bucket, held)) => {
                let counts: Counts = self.view(|view| super::read(&view, Tree::Bucket, &bucket, &held))?;
                self.put(Tree::Bucket, bucket, &change(counts), 0)?;
            }
        }
        Ok(())
    }

    /// Unread items, counted anew: those that came after `read_through`.
    pub(super) fn unread_after(&self, key: &Key16, row: &Conversation, read_through: UtcMillis) -> Result<u64, Error> {
        let Some(after) = read_through.0.checked_add(1) else { return Ok(0) };
        let place = keys::place24(UtcMillis(after), &keys::NOWHERE);
        let read = self.view(|view| counts_before(&view, key, row.head, &place))?;
        Ok(row.counts.alerts.saturating_sub(read.alerts))
    }

    /// The last answer, and since when somebody waits (the first ask after it), both found anew.
    pub(super) fn waiting_anew(
        &self,
        key: &Key16,
        row: &Conversation,
    ) -> Result<(Option<Place24>, Option<UtcMillis>), Error> {
        let buckets = self.view(|view| buckets(&view, key, row.head))?;
        let end_of = |index: usize| buckets.get(index.saturating_add(1)).and_then(|next| next.from);
        let answered = buckets.iter().enumerate().rev().find(|(_, bucket)| bucket.counts.answers > 0);
        let mut after = None;
        let mut first = 0;
        if let Some((index, bucket)) = answered {
            let within = span(key, bucket.from.as_ref(), end_of(index).as_ref());
            self.scan_items(&within, Order::Down, |place, flags| {
                if bearing_of(flags).answer {
                    after = Some(place);
                    return ControlFlow::Break(());
                }
                ControlFlow::Continue(())
            })?;
            first = index;
        }
        for (index, bucket) in buckets.iter().enumerate().skip(first) {
            if bucket.counts.asks == 0 {
                continue;
            }
            let mut within = span(key, bucket.from.as_ref(), end_of(index).as_ref());
            if let Some(after) = after.filter(|_| index == first) {
                within = within.after(&item_key(key, &after));
            }
            let mut asked = None;
            self.scan_items(&within, Order::Up, |place, flags| {
                if bearing_of(flags).ask {
                    asked = Some(keys::moment_of(&place));
                    return ControlFlow::Break(());
                }
                ControlFlow::Continue(())
            })?;
            if asked.is_some() {
                return Ok((after, asked));
            }
        }
        Ok((after, None))
    }
}
