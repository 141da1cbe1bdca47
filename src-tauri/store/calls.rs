//! All calls in order of time: a small row of each in the engine, and all of these rows in memory.
//!
//! The rows are read when the store opens and follow every change, so that a page of any filter and all counts come
//! from memory: about 60 bytes a call. A call's row is written only when one of its few marks changes, which happens
//! a handful of times in its life (LIMITS.md section 4, "churn makes the space").

use std::collections::BTreeMap;
use std::ops::{Bound, ControlFlow};

use serde::{Deserialize, Serialize};

use super::Error;
use super::apply::read;
use super::engine::{Order, Span};
use super::keys::{Place24, Tree};
use super::layer::{Layer, View};
use super::row::{self, Record as _, stored};
use crate::model::call::{Call, Outcome};
use crate::model::event::Processing;
use crate::model::merge::value;
use crate::model::place::Target;
use crate::model::{LineId, UserId};

/// What the list of calls and the measures need to know of one call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallMarks {
    /// Its line, if it has a place.
    pub line: Option<LineId>,
    /// Whether it came from the business.
    pub outgoing: bool,
    /// How it went.
    pub outcome: Outcome,
    /// A voicemail was left.
    pub voicemail: bool,
    /// There is a recording.
    pub recorded: bool,
    /// There is a transcript with words.
    pub transcript: bool,
    /// There is a summary.
    pub summary: bool,
    /// Who of the business answered or placed it, if Quo said.
    pub who: Option<UserId>,
}

stored! {
    /// Versions of a call's marks.
    StoredCallMarks(CallMarksWriting): CallMarks;
}

impl CallMarks {
    /// The marks of a call that belongs to `target`.
    #[must_use]
    pub fn of(call: &Call, target: Option<&Target>) -> Self {
        let outgoing = call.outgoing();
        let by = if outgoing { &call.user } else { &call.answered_by };
        let heard =
            |head: &crate::model::call::TranscriptHead| head.processing == Processing::Completed && head.utterances > 0;
        Self {
            line: target.map(|target| target.line.clone()),
            outgoing,
            outcome: call.outcome(),
            voicemail: call.has_voicemail,
            recorded: call.recorded,
            transcript: call.transcript.as_ref().is_some_and(heard),
            summary: call.summary.as_ref().is_some_and(|summary| summary.processing == Processing::Completed),
            who: value(by).cloned(),
        }
    }
}

/// Which calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CallFilter {
    /// All.
    All,
    /// Incoming, and nobody took them; with a voicemail or without.
    Missed,
    /// Incoming, and a voicemail was left.
    Voicemail,
    /// With a recording.
    Recorded,
    /// With a transcript.
    Transcript,
}

impl CallFilter {
    /// All filters.
    pub const ALL: [Self; 5] = [Self::All, Self::Missed, Self::Voicemail, Self::Recorded, Self::Transcript];

    /// Whether a call with these marks is among them.
    #[must_use]
    pub fn takes(self, marks: &CallMarks) -> bool {
        match self {
            Self::All => true,
            Self::Missed => !marks.outgoing && matches!(marks.outcome, Outcome::Missed | Outcome::Voicemail),
            Self::Voicemail => !marks.outgoing && marks.voicemail,
            Self::Recorded => marks.recorded,
            Self::Transcript => marks.transcript,
        }
    }
}

/// Of which line and which way.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CallScope {
    /// Only this line.
    pub line: Option<LineId>,
    /// Only calls from the business, or only calls to it.
    pub outgoing: Option<bool>,
}

impl CallScope {
    fn takes(&self, marks: &CallMarks) -> bool {
        self.line.as_ref().is_none_or(|line| marks.line.as_ref() == Some(line))
            && self.outgoing.is_none_or(|outgoing| marks.outgoing == outgoing)
    }
}

/// Exact counts of the filters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CallCounts {
    /// All calls.
    pub all: u64,
    /// Missed ones.
    pub missed: u64,
    /// Those with a voicemail.
    pub voicemail: u64,
    /// Recorded ones.
    pub recorded: u64,
    /// Those with a transcript.
    pub transcript: u64,
}

/// All calls in a form that can be written down.
#[derive(Serialize, Deserialize)]
pub struct KeptCalls {
    places: Vec<(Place24, u32)>,
    kinds: Vec<CallMarks>,
}

/// All calls in order of time. Calls with equal marks share them.
#[derive(Debug, Clone, Default)]
pub struct Calls {
    places: BTreeMap<Place24, u32>,
    kinds: Vec<CallMarks>,
    numbers: BTreeMap<Vec<u8>, u32>,
    counts: Vec<u64>,
}

impl Calls {
    /// Reads all of them.
    pub fn load(view: &View<'_>) -> Result<Self, Error> {
        let mut calls = Self::default();
        view.scan(Tree::Calls, &Span::all(), Order::Up, &mut |key, row| {
            if let Ok(place) = Place24::try_from(key) {
                calls.put(place, Some(read(view, Tree::Calls, key, row)?));
            }
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(calls)
    }

    /// All of them, to be written down.
    pub fn keep(&self) -> KeptCalls {
        KeptCalls {
            places: self.places.iter().map(|(place, kind)| (*place, *kind)).collect(),
            kinds: self.kinds.clone(),
        }
    }

    /// Those that were written down; none if they contradict themselves.
    pub fn from_kept(kept: KeptCalls) -> Option<Self> {
        let KeptCalls { places, kinds } = kept;
        let mut calls = Self::default();
        for (number, marks) in kinds.into_iter().enumerate() {
            // Each kind stands there once, so it gets the number it had.
            if calls.number(marks)? as usize != number {
                return None;
            }
        }
        for (_, kind) in &places {
            let count = calls.counts.get_mut(*kind as usize)?;
            *count = count.saturating_add(1);
        }
        calls.places = places.into_iter().collect();
        Some(calls)
    }

    /// Takes over what a layer changes.
    pub fn follow(&mut self, layer: &Layer) -> Result<(), Error> {
        for change in layer.changes_of(Tree::Calls) {
            let Ok(place) = Place24::try_from(change.key) else { continue };
            let marks = match change.value {
                None => None,
                // These rows are far too short for chunks.
                Some(row) => {
                    let bytes = row::unpack(Tree::Calls, row, |_| Ok(None))?;
                    let damaged =
                        |error: postcard::Error| Error::Damaged { tree: Tree::Calls, what: error.to_string() };
                    Some(CallMarks::decode(&bytes).map_err(damaged)?)
                }
            };
            self.put(place, marks);
        }
        Ok(())
    }

    fn put(&mut self, place: Place24, marks: Option<CallMarks>) {
        let new = marks.and_then(|marks| self.number(marks));
        let old = match new {
            Some(number) => self.places.insert(place, number),
            None => self.places.remove(&place),
        };
        if let Some(count) = old.and_then(|old| self.counts.get_mut(old as usize)) {
            *count = count.saturating_sub(1);
        }
        if let Some(count) = new.and_then(|new| self.counts.get_mut(new as usize)) {
            *count = count.saturating_add(1);
        }
    }

    /// The number of a set of marks: there are few different ones.
    fn number(&mut self, marks: CallMarks) -> Option<u32> {
        let name = marks.encode().ok()?;
        if let Some(known) = self.numbers.get(&name) {
            return Some(*known);
        }
        let number = u32::try_from(self.kinds.len()).ok()?;
        self.kinds.push(marks);
        self.counts.push(0);
        self.numbers.insert(name, number);
        Some(number)
    }

    /// The marks of the call at `place`.
    pub fn marks(&self, place: &Place24) -> Option<&CallMarks> {
        self.kinds.get(*self.places.get(place)? as usize)
    }

    /// Exact counts.
    pub fn counts(&self, scope: &CallScope) -> CallCounts {
        let of = |filter: CallFilter| {
            let kinds = self.kinds.iter().zip(&self.counts);
            kinds.filter(|(marks, _)| scope.takes(marks) && filter.takes(marks)).map(|(_, count)| *count).sum()
        };
        CallCounts {
            all: of(CallFilter::All),
            missed: of(CallFilter::Missed),
            voicemail: of(CallFilter::Voicemail),
            recorded: of(CallFilter::Recorded),
            transcript: of(CallFilter::Transcript),
        }
    }

    /// The next `limit` calls that are older than `cursor`, newest first.
    pub fn page(&self, filter: CallFilter, scope: &CallScope, cursor: Option<Place24>, limit: usize) -> Vec<Place24> {
        let wanted: Vec<bool> = self.kinds.iter().map(|marks| scope.takes(marks) && filter.takes(marks)).collect();
        let to = cursor.map_or(Bound::Unbounded, Bound::Excluded);
        let older = self.places.range((Bound::Unbounded, to)).rev();
        let fitting = older.filter(|(_, number)| wanted.get(**number as usize).copied().unwrap_or(false));
        fitting.map(|(place, _)| *place).take(limit).collect()
    }
}
