//! Joining what several sources said, so that neither their order nor their number matters.
//!
//! Every merged thing in this module is a join: commutative, associative and idempotent. A field that can
//! change is [`Latest`]; a field that only ever comes to be known is the earliest or the greatest value said.

use super::UtcMillis;
use serde::{Deserialize, Serialize};

/// A value and the moment at which it was true. Of two, the later one stands; of two of the same moment, the
/// greater value, so that every order of arrival ends alike.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Latest<T> {
    /// When it was true.
    pub at: UtcMillis,
    /// What was true.
    pub value: T,
}

impl<T> Latest<T> {
    /// `value` as of `at`, if there is one.
    #[must_use]
    pub fn said(at: UtcMillis, value: Option<T>) -> Option<Self> {
        value.map(|value| Self { at, value })
    }
}

/// What a [`Latest`] field holds now.
#[must_use]
pub fn value<T>(slot: &Option<Latest<T>>) -> Option<&T> {
    slot.as_ref().map(|latest| &latest.value)
}

/// Keeps the greater of the two (`None` is less than anything).
pub fn keep_greater<T: Ord>(slot: &mut T, other: T) {
    if other > *slot {
        *slot = other;
    }
}

/// Keeps the smaller of the two that are there.
pub fn keep_smaller<T: Ord>(slot: &mut Option<T>, other: Option<T>) {
    if let Some(other) = other
        && slot.as_ref().is_none_or(|held| other < *held)
    {
        *slot = Some(other);
    }
}

/// Adds `others` to an ordered set kept as a sorted list, of which the greatest `most` stay.
pub fn keep_all<T: Ord>(set: &mut Vec<T>, others: Vec<T>, most: usize) {
    for other in others {
        if let Err(place) = set.binary_search(&other) {
            set.insert(place, other);
        }
    }
    let surplus = set.len().saturating_sub(most);
    set.drain(..surplus);
}
