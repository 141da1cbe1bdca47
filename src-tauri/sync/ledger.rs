//! The ledger: what Quo has and what is here, by line, month and kind, compared id by id.
//!
//! What Quo has is what it listed when a stretch was last read, and what it told by webhook since. What is here is
//! counted in the items' own rows at the moment of asking, so that what was lost since then shows.

use super::plan;
use crate::{
    model::{
        ItemId, LineId, UtcMillis,
        history::{HistoryKind, ListedItem, Part, PartState, Span},
    },
    store::{
        Error, HeldCall, HeldItem, HeldPart, Store,
        keys::{Key16, item16},
        record::HistoryProgress,
    },
};
use std::collections::{BTreeMap, HashMap, HashSet};

/// What happened so shortly before a stretch was read may lack in Quo's list without being gone there.
const SLACK_MS: i64 = 5 * 60_000;
/// Of shorter talks Quo makes no summary.
const SHORT_MS: i64 = 60_000;
/// Items that are named; of more only the number is told.
const MOST_NAMED: usize = 1_000;

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Texts.
    Messages,
    /// Calls.
    Calls,
    /// Recordings, with their files.
    Recordings,
    /// Voicemails, with their files.
    Voicemails,
    /// AI summaries.
    Summaries,
    /// Transcripts.
    Transcripts,
}

impl Kind {
    /// All of them, as they are shown.
    pub const ALL: [Self; 6] =
        [Self::Messages, Self::Calls, Self::Recordings, Self::Voicemails, Self::Summaries, Self::Transcripts];

    fn of(part: Part) -> Self {
        match part {
            Part::Recordings => Self::Recordings,
            Part::Voicemail => Self::Voicemails,
            Part::Summary => Self::Summaries,
            Part::Transcript => Self::Transcripts,
        }
    }
}

/// Figures of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Figures {
    /// Quo has so many.
    pub quo: u64,
    /// So many of them are here.
    pub here: u64,
    /// So many of them are not, without a reason: an audit reads them again.
    pub missing: u64,
    /// Here, and not at Quo any more.
    pub only_here: u64,
    /// Being made by Quo, being fetched, or not looked at yet.
    pub pending: u64,
    /// Not made, because the plan does not include it.
    pub not_on_plan: u64,
    /// Not made, because there was too little to make it of.
    pub too_short: u64,
    /// Not made, and Quo does not say why (a call that was not recorded).
    pub none_made: u64,
    /// Cannot be had, by reason.
    pub failed: BTreeMap<String, u64>,
}

impl Figures {
    /// So many cannot be had.
    #[must_use]
    pub fn failures(&self) -> u64 {
        self.failed.values().copied().fold(0, u64::saturating_add)
    }

    fn add(&mut self, other: &Self) {
        let Self { quo, here, missing, only_here, pending, not_on_plan, too_short, none_made, failed } = other;
        for (sum, more) in [
            (&mut self.quo, quo),
            (&mut self.here, here),
            (&mut self.missing, missing),
            (&mut self.only_here, only_here),
            (&mut self.pending, pending),
            (&mut self.not_on_plan, not_on_plan),
            (&mut self.too_short, too_short),
            (&mut self.none_made, none_made),
        ] {
            *sum = sum.saturating_add(*more);
        }
        for (reason, count) in failed {
            self.fail(reason, *count);
        }
    }

    fn fail(&mut self, reason: &str, count: u64) {
        let sum = self.failed.entry(reason.to_owned()).or_default();
        *sum = sum.saturating_add(count);
    }
}

/// Where figures belong.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The month's first moment (UTC).
    pub month: UtcMillis,
    /// The line, if known.
    pub line: Option<LineId>,
    /// What is counted.
    pub kind: Kind,
}

/// Something that Quo has and that is not here.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Missing {
    /// Its moment, or its call's.
    pub at: UtcMillis,
    /// The text or call.
    pub item: ItemId,
    /// What of it.
    pub kind: Kind,
}

/// What Quo has and what is here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ledger {
    /// The figures.
    pub rows: BTreeMap<Place, Figures>,
    /// All months and lines together.
    pub totals: BTreeMap<Kind, Figures>,
    /// What is missing, the newest first, at most a thousand.
    pub missing: Vec<Missing>,
    /// Stretches that were never read, oldest first.
    pub unread: Vec<Span>,
    /// From this moment on nothing is missing and nothing failed; `None` while the present was not read.
    pub complete_since: Option<UtcMillis>,
    /// Nothing is missing and nothing failed, ever.
    pub complete: bool,
    /// How far history was read.
    pub progress: HistoryProgress,
}

/// What Quo said to have.
struct Listed {
    items: HashMap<Key16, ListedItem>,
    covered: Vec<Span>,
    /// Stretches with the moment of reading, for telling what is gone at Quo.
    read: Vec<(Span, UtcMillis)>,
    /// Conversations that were read one by one, with the moment.
    one_by_one: bool,
}

fn listed(store: &Store, kind: HistoryKind, rest: &dyn Fn()) -> Result<Listed, Error> {
    let mut listed = Listed { items: HashMap::new(), covered: Vec::new(), read: Vec::new(), one_by_one: false };
    store.listings(kind, rest, |listing| {
        listed.items.extend(listing.items.into_iter().map(|item| (item16(&item.id), item)));
        if listing.span.is_empty() {
            listed.one_by_one = true;
        } else {
            listed.read.push((listing.span, listing.read_at));
        }
    })?;
    (listed.covered, _) = store.covered(kind)?;
    Ok(listed)
}

impl Listed {
    /// Whether Quo, asked for this moment's stretch well after it, did not list what is here.
    fn is_gone(&self, at: UtcMillis) -> bool {
        let next = self.read.partition_point(|(span, _)| span.from <= at);
        let found = next.checked_sub(1).and_then(|before| self.read.get(before));
        found.is_some_and(|(span, read_at)| span.holds(at) && read_at.0.saturating_sub(at.0) > SLACK_MS)
    }
}

struct Count {
    rows: BTreeMap<Place, Figures>,
    missing: Vec<Missing>,
    failed_at: Option<UtcMillis>,
    first_at: Option<UtcMillis>,
}

impl Count {
    fn at(&mut self, at: UtcMillis, line: &Option<LineId>, kind: Kind) -> &mut Figures {
        self.rows.entry(Place { month: plan::month_of(at), line: line.clone(), kind }).or_default()
    }

    fn lacks(&mut self, at: UtcMillis, item: &ItemId, kind: Kind) {
        self.missing.push(Missing { at, item: item.clone(), kind });
    }
}

impl Ledger {
    /// Counts. Reads everything, some seconds for a million items, in which others read and write. Every few
    /// milliseconds `rest` is called: in it, who must not wait can be let go first.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn of(store: &Store, rest: &dyn Fn()) -> Result<Self, Error> {
        let progress = store.history()?;
        let mut held: HashMap<Key16, HeldItem> = HashMap::with_capacity(items_of(store));
        store.held(rest, |key, item| {
            held.insert(key, item);
        })?;
        let mut states: HashMap<Key16, BTreeMap<Part, PartState>> = HashMap::new();
        store.all_parts(rest, |parts| {
            states.insert(item16(&parts.call), parts.states);
        })?;
        let lacking = lacking_parts(&held, &states);
        let mut count = Count { rows: BTreeMap::new(), missing: Vec::new(), failed_at: None, first_at: None };
        let mut unread: Vec<Span> = Vec::new();
        for kind in HistoryKind::ALL {
            let listed = listed(store, kind, rest)?;
            let counted = match kind {
                HistoryKind::Messages => Kind::Messages,
                HistoryKind::Calls => Kind::Calls,
            };
            // What came while it was being counted, or moved to where had been counted already, is here all the same.
            for (key, item) in &listed.items {
                if !held.contains_key(key)
                    && let Some(here) = store.held_item(&item.id)?
                {
                    held.insert(*key, here);
                }
            }
            for (key, item) in &listed.items {
                let here = held.get(key);
                let line = item.line.clone().or_else(|| here.and_then(|here| here.line.clone()));
                let figures = count.at(item.at, &line, counted);
                figures.quo = figures.quo.saturating_add(1);
                match here {
                    Some(_) => figures.here = figures.here.saturating_add(1),
                    None => {
                        figures.missing = figures.missing.saturating_add(1);
                        count.lacks(item.at, &item.id, counted);
                    }
                }
                if kind == HistoryKind::Calls {
                    let call = here.and_then(|here| here.call.as_ref());
                    count.parts(item, &line, call, states.get(key), &lacking);
                }
            }
            let here_only = held.iter().filter(|(key, item)| {
                (item.call.is_some() == (kind == HistoryKind::Calls)) && !listed.items.contains_key(*key)
            });
            for (key, item) in here_only {
                let figures = count.at(item.at, &item.line, counted);
                if listed.is_gone(item.at) {
                    figures.only_here = figures.only_here.saturating_add(1);
                    continue;
                }
                // Told by webhook since the stretch was read.
                figures.quo = figures.quo.saturating_add(1);
                figures.here = figures.here.saturating_add(1);
                if let Some(call) = &item.call {
                    let told =
                        ListedItem { id: item.id.clone(), line: item.line.clone(), at: item.at, ask: Vec::new() };
                    count.parts(&told, &item.line, Some(call), states.get(key), &lacking);
                }
            }
            if !listed.one_by_one
                && let Some(through) = progress.caught_up.or(progress.began)
            {
                unread.extend(plan::gaps(&listed.covered, Span { from: UtcMillis(0), to: through }));
            }
        }
        count.first_at = held.values().map(|item| item.at).min();
        Ok(Self::sum(count, unread, progress))
    }

    fn sum(count: Count, mut unread: Vec<Span>, progress: HistoryProgress) -> Self {
        let Count { rows, mut missing, failed_at, first_at } = count;
        unread.sort();
        let mut totals: BTreeMap<Kind, Figures> =
            Kind::ALL.into_iter().map(|kind| (kind, Figures::default())).collect();
        for (place, figures) in &rows {
            totals.entry(place.kind).or_default().add(figures);
        }
        missing.sort();
        missing.reverse();
        let flaw = [missing.first().map(|lacking| lacking.at), failed_at].into_iter().flatten().max();
        let flaw = flaw.map(|at| at.plus_ms(1)).max(unread.iter().map(|span| span.to).max());
        let known = progress.caught_up.is_some() || !rows.is_empty();
        let complete = flaw.is_none() && progress.caught_up.is_some();
        let complete_since = if known { flaw.or(first_at).or(progress.began) } else { None };
        // The present itself was never read: nothing can be said.
        let complete_since = complete_since.filter(|_| progress.caught_up.is_some());
        missing.truncate(MOST_NAMED);
        Self { rows, totals, missing, unread, complete_since, complete, progress }
    }

    /// Texts and calls of Quo's that are not here.
    #[must_use]
    pub fn lacks(&self) -> u64 {
        self.totals.values().map(|figures| figures.missing).fold(0, u64::saturating_add)
    }
}

/// So many texts and calls are about to be read: the table of a million is made at once and not copied again and again.
fn items_of(store: &Store) -> usize {
    let totals = store.totals();
    usize::try_from(totals.messages.saturating_add(totals.calls)).unwrap_or_default()
}

/// Parts of which the workspace has not a single one: its plan does not include them.
fn lacking_parts(held: &HashMap<Key16, HeldItem>, states: &HashMap<Key16, BTreeMap<Part, PartState>>) -> HashSet<Part> {
    let mut lacking = HashSet::from([Part::Summary, Part::Transcript]);
    for (part, state) in states.values().flatten() {
        if matches!(state, PartState::There { .. } | PartState::Pending { .. } | PartState::Failed { .. }) {
            lacking.remove(part);
        }
    }
    for call in held.values().filter_map(|item| item.call.as_ref()) {
        if call.summary {
            lacking.remove(&Part::Summary);
        }
        if call.transcript {
            lacking.remove(&Part::Transcript);
        }
    }
    lacking
}

impl Count {
    /// Counts the parts of one call.
    fn parts(
        &mut self,
        item: &ListedItem,
        line: &Option<LineId>,
        call: Option<&HeldCall>,
        states: Option<&BTreeMap<Part, PartState>>,
        lacking: &HashSet<Part>,
    ) {
        let nothing = HeldCall::default();
        let held = call.unwrap_or(&nothing);
        for part in Part::ALL {
            let here: Vec<HeldPart> = match part {
                Part::Recordings => held.recordings.clone(),
                Part::Voicemail => held.voicemail.iter().cloned().collect(),
                Part::Summary => held.summary.then_some(HeldPart::Here).into_iter().collect(),
                Part::Transcript => held.transcript.then_some(HeldPart::Here).into_iter().collect(),
            };
            let state = states.and_then(|states| states.get(&part));
            let said = match state {
                Some(PartState::There { count }) => u64::from(*count),
                _ => 0,
            };
            let known = here.len() as u64;
            if state.is_none() && known == 0 && !item.ask.contains(&part) {
                continue;
            }
            let kind = Kind::of(part);
            let is_short = held.talk_ms.is_some_and(|talk| talk < SHORT_MS);
            let mut failed = false;
            let figures = self.at(item.at, line, kind);
            let quo = said.max(known);
            figures.quo = figures.quo.saturating_add(quo);
            for part in &here {
                match part {
                    HeldPart::Here => figures.here = figures.here.saturating_add(1),
                    HeldPart::FileAwaited => figures.pending = figures.pending.saturating_add(1),
                    HeldPart::FileFailed(reason) => {
                        failed = true;
                        figures.fail(reason, 1);
                    }
                }
            }
            let lost = quo.saturating_sub(known);
            figures.missing = figures.missing.saturating_add(lost);
            if quo == 0 {
                match state {
                    None | Some(PartState::Pending { .. }) => figures.pending = figures.pending.saturating_add(1),
                    Some(PartState::Failed { reason }) => {
                        failed = true;
                        figures.fail(reason, 1);
                    }
                    Some(PartState::Absent { refused: true }) => {
                        figures.not_on_plan = figures.not_on_plan.saturating_add(1);
                    }
                    Some(PartState::Absent { refused: false } | PartState::There { .. }) => {
                        let reason = match (lacking.contains(&part), is_short, part) {
                            (_, _, Part::Recordings | Part::Voicemail) => &mut figures.none_made,
                            (true, _, _) => &mut figures.not_on_plan,
                            (false, true, _) => &mut figures.too_short,
                            (false, false, _) => &mut figures.none_made,
                        };
                        *reason = reason.saturating_add(1);
                    }
                }
            }
            if lost > 0 {
                self.lacks(item.at, &item.id, kind);
            }
            if failed {
                self.failed_at = self.failed_at.max(Some(item.at));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        model::{
            decision::Decided,
            history::{HistoryNote, Reading, Stretch},
        },
        store::tests::{
            apply, decide, in_memory,
            world::{self, START, at},
        },
    };
    use std::cell::Cell;

    #[test]
    fn what_arrives_while_the_ledger_is_counted_is_not_called_missing() {
        let store = in_memory();
        let texts: Vec<_> = (0..600).map(|n| world::text(&format!("AC{n}"), 1, &format!("line {n}"), n)).collect();
        apply(&store, &texts, 500);
        let read = |from: i64, items: Vec<i64>| {
            let items = items
                .into_iter()
                .map(|n| ListedItem { id: ItemId(format!("AC{n}")), line: None, at: at(n.min(599)), ask: Vec::new() })
                .collect();
            let stretch = Stretch::Time(Span { from: at(from), to: at(600) });
            let reading = Reading { kind: HistoryKind::Messages, stretch, items };
            decide(&store, START + 10_000_000, Decided::HistoryRead(reading));
        };
        read(0, (0..600).collect());
        decide(&store, START + 10_000_000, Decided::HistoryNoted(HistoryNote::CaughtUp { through: at(600) }));
        let told = Cell::new(false);
        // Another person's text, whose conversation stands before or after those that were counted already.
        let rest = || {
            if !told.replace(true) {
                for n in 0..20 {
                    apply(&store, &[world::text(&format!("AC{}", 9_000 + n), 2 + n, "new", 599)], 1);
                }
                read(500, (500..600).chain(9_000..9_020).collect());
            }
        };
        let ledger = Ledger::of(&store, &rest).unwrap();
        assert!(told.get());
        assert_eq!((ledger.lacks(), ledger.missing.len()), (0, 0));
        assert_eq!(ledger.totals[&Kind::Messages].quo, 620);
    }
}
