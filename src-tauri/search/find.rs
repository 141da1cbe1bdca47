//! Answering a question from one view of the index and its tail.

use super::clause::{Clause, EXACT, Gate, Match, Node, SLIP, recency, worth};
use super::doc::{Doc, DocKind, Group};
use super::error::{Error, Result};
use super::query::{Chip, People, Query};
use super::schema::{Meta, Prepared, Tag};
use super::segment::Segment;
use super::select::{Cursor, Limit, Order, Selection};
use super::snippet::{Piece, snippet};
use super::tail::match_nodes;
use super::words::words;
use crate::model::{ContactId, ConversationId, LineId, Party, UtcMillis};
use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use tantivy::DocId;

/// How a question is to be answered.
#[derive(Debug, Clone)]
pub struct Options<'a> {
    /// Order of the hits.
    pub order: Order,
    /// Hits of this group alone, for paging to its end. Totals are of all groups.
    pub group: Option<Group>,
    /// [`GroupFound::next`] of the page before. It also brings back that page's order.
    pub cursor: Option<String>,
    /// Hits in each group, 1–100.
    pub limit: usize,
    /// Only in this conversation.
    pub conversation: Option<ConversationId>,
    /// For `is:unread`: each unread conversation with the moment up to which it has been read.
    pub unread: &'a [(ConversationId, UtcMillis)],
    /// For `line:`: each line with its names and numbers.
    pub lines: &'a [(LineId, Vec<String>)],
    /// After this the search is given up with [`Error::TooSlow`].
    pub time_limit: Duration,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Self {
            order: Order::Relevance,
            group: None,
            cursor: None,
            limit: 20,
            conversation: None,
            unread: &[],
            lines: &[],
            time_limit: Duration::from_secs(2),
        }
    }
}

/// What was found. `Debug` does not show the words.
#[derive(Clone, PartialEq, Eq)]
pub struct Found {
    /// All four groups in their order, or the one asked for.
    pub groups: Vec<GroupFound>,
    /// True total of each group, by [`Group::index`].
    pub totals: [u64; 4],
    /// Operators that were understood.
    pub chips: Vec<Chip>,
    /// Words that were searched, as typed.
    pub words: Vec<String>,
    /// Set if not all of what was typed could be used.
    pub notice: Option<String>,
    /// Whether words that differ by one slip were taken too, because few fitted exactly.
    pub widened: bool,
}

impl fmt::Debug for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { groups, totals, widened, .. } = self;
        f.debug_struct("Found")
            .field("totals", totals)
            .field("groups", groups)
            .field("widened", widened)
            .finish_non_exhaustive()
    }
}

/// Hits of one group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupFound {
    /// Which.
    pub group: Group,
    /// True total.
    pub total: u64,
    /// This page.
    pub hits: Vec<Hit>,
    /// Where the next page begins; `None` at the very end.
    pub next: Option<String>,
}

/// One hit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// What was found, with the call and second for a transcript.
    pub doc: Doc,
    /// Its words with the matches marked.
    pub snippet: Vec<Piece>,
}

/// Below this many exact matches, words with one slip are taken too.
const FEW: u64 = 10;
/// Most contacts that one `from:` or `with:` may mean.
const MOST_PEOPLE: usize = 2_000;

/// From so many documents on, two threads are quicker than one. In tests from a few on, so that both ways are tested.
const WORTH_TWO: u64 = if cfg!(test) { 20 } else { 100_000 };

/// A view of everything that can be found at one moment.
pub(super) struct View {
    pub segments: Arc<Vec<Segment>>,
    /// Committed documents that the tail covers, by segment.
    pub covered: Arc<Vec<HashSet<DocId>>>,
    pub tail: Vec<Arc<Prepared>>,
}

/// Where a document is: a segment and a place in it, or the tail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Address {
    Tail(usize),
    Segment(usize, DocId),
}

struct Plan {
    nodes: Vec<Node>,
    gate: Gate,
    slips: bool,
}

impl View {
    pub(super) fn search(&self, query: &Query, options: &Options<'_>) -> Result<Found> {
        let limit = Limit::after(options.time_limit);
        let cursor = options.cursor.as_deref().map(str::parse::<Cursor>).transpose()?;
        let mut found = Found {
            groups: Vec::new(),
            totals: [0; 4],
            chips: query.chips.clone(),
            words: query.words.clone(),
            notice: query.notice.clone(),
            widened: false,
        };
        let order = cursor.map_or(options.order, |cursor| cursor.order);
        let size = options.limit.clamp(1, 100);
        let fresh = || Selection::new(order, cursor.map(|cursor| cursor.last), options.group, size);
        let mut selection = fresh();
        let mut plan = self.plan(query, options, &limit, &mut found.notice)?;
        plan.slips = cursor.is_some_and(|cursor| cursor.slips);
        if !query.is_empty() {
            self.select(&plan, &mut selection, &limit)?;
            let few = selection.totals.iter().sum::<u64>() < FEW;
            if few && cursor.is_none() && plan.nodes.iter().any(|node| !node.negated && node.clause.can_slip()) {
                plan.slips = true;
                let strict = std::mem::replace(&mut selection, fresh()).totals;
                self.select(&plan, &mut selection, &limit)?;
                found.widened = selection.totals != strict;
            } else {
                found.widened = plan.slips;
            }
        }
        found.totals = selection.totals;
        let groups = options.group.map_or(Group::ALL.to_vec(), |group| vec![group]);
        for group in groups {
            let (best, more) = selection.take(group);
            let next = best.last().filter(|_| more).map(|(last, _)| Cursor { order, slips: plan.slips, last: *last });
            let mut hits = Vec::with_capacity(best.len());
            for (_, address) in best {
                limit.check()?;
                let doc = self.doc(address)?;
                let snippet = snippet(&doc, &plan.nodes, plan.slips);
                hits.push(Hit { doc, snippet });
            }
            let total = found.totals.get(group.index()).copied().unwrap_or_default();
            found.groups.push(GroupFound { group, total, hits, next: next.map(|cursor| cursor.to_string()) });
        }
        Ok(found)
    }

    /// Every living document, in no particular order.
    pub(super) fn for_each(&self, mut each: impl FnMut(Doc) -> Result<()>) -> Result<()> {
        for doc in &self.tail {
            each(doc.doc.clone())?;
        }
        for (segment, covered) in self.segments.iter().zip(self.covered.iter()) {
            for doc in segment.alive().filter(|doc| !covered.contains(doc)) {
                each(segment.doc(doc)?)?;
            }
        }
        Ok(())
    }

    fn doc(&self, address: Address) -> Result<Doc> {
        let lost = || Error::Damaged("a document that was found is gone".to_owned());
        match address {
            Address::Tail(at) => self.tail.get(at).map(|doc| doc.doc.clone()).ok_or_else(lost),
            Address::Segment(at, doc) => self.segments.get(at).ok_or_else(lost)?.doc(doc),
        }
    }

    fn select(&self, plan: &Plan, selection: &mut Selection<Address>, limit: &Limit) -> Result<()> {
        for (at, doc) in self.tail.iter().enumerate() {
            if let Some(matches) = match_nodes(doc, &plan.nodes, &plan.gate, plan.slips) {
                let (when, words) = (doc.doc.at.0, doc.meta.word_count());
                let group = doc.doc.key.kind.group();
                selection.offer(group, when, || score(&matches, when, words), || doc.tie, Address::Tail(at));
            }
        }
        let (here, beside) = self.split();
        if beside.is_empty() {
            return self.select_from(&here, plan, selection, limit);
        }
        // A first letter fits most of a million texts: both halves of the index are looked through at once.
        let mut theirs = selection.alike();
        std::thread::scope(|scope| {
            let other = scope.spawn(|| self.select_from(&beside, plan, &mut theirs, limit));
            self.select_from(&here, plan, selection, limit)?;
            other.join().unwrap_or_else(|_| Err(Error::Damaged("searching panicked".to_owned())))
        })?;
        selection.absorb(theirs);
        Ok(())
    }

    /// The segments in two halves of about the same size; the second is empty where one thread is as quick.
    fn split(&self) -> (Vec<usize>, Vec<usize>) {
        let mut sizes: Vec<(u64, usize)> = self.segments.iter().map(Segment::live).zip(0..).collect();
        let all: u64 = sizes.iter().map(|(size, _)| size).sum();
        if all < WORTH_TWO {
            return (sizes.into_iter().map(|(_, number)| number).collect(), Vec::new());
        }
        sizes.sort_unstable_by(|a, b| b.cmp(a));
        let (mut halves, mut sums) = ((Vec::new(), Vec::new()), (0, 0));
        for (size, number) in sizes {
            let (half, sum) =
                if sums.0 <= sums.1 { (&mut halves.0, &mut sums.0) } else { (&mut halves.1, &mut sums.1) };
            half.push(number);
            *sum += size;
        }
        halves
    }

    fn select_from(
        &self,
        segments: &[usize],
        plan: &Plan,
        selection: &mut Selection<Address>,
        limit: &Limit,
    ) -> Result<()> {
        for number in segments.iter().copied() {
            let Some((segment, covered)) = self.segments.get(number).zip(self.covered.get(number)) else { continue };
            let (newest, timed) = (segment.newest(), plan.gate.is_timed());
            segment.scan(&plan.nodes, plan.slips, limit, |doc, matches| {
                let meta: Meta = segment.meta(doc);
                let kind = meta.kind().ok_or_else(|| Error::Damaged("a document of no known kind".to_owned()))?;
                // Its moment is read only where it matters: of the many that a first letter fits few are among the best.
                if !plan.gate.passes(kind, meta, if timed { segment.at(doc) } else { newest })
                    || (!covered.is_empty() && covered.contains(&doc))
                {
                    return Ok(());
                }
                let (group, fit) = (kind.group(), fit(matches, meta.word_count()));
                if !selection.passes_over(group, fit + recency(newest)) {
                    let at = segment.at(doc);
                    let score = || fit + recency(at);
                    selection.offer(group, at, score, || segment.tie(doc), Address::Segment(number, doc));
                }
                Ok(())
            })?;
        }
        Ok(())
    }

    /// The conditions of a question, with names looked up.
    fn plan(&self, query: &Query, options: &Options<'_>, limit: &Limit, notice: &mut Option<String>) -> Result<Plan> {
        let mut nodes = query.nodes.clone();
        let mut add = |negated, clause| nodes.push(Node { negated, clause });
        for people in &query.people {
            let (clause, too_many) = self.look_up(people, limit)?;
            if too_many {
                *notice =
                    Some(format!("A name fits more than {MOST_PEOPLE} people; only the latest of them were used."));
            }
            add(people.negated, clause);
        }
        for line in &query.lines {
            let fits = |name: &String| {
                let found = words(name);
                let digits: String = name.chars().filter(char::is_ascii_digit).collect();
                (line.digits.len() >= 4 && digits.ends_with(line.digits.trim_start_matches('0')))
                    || line.words.iter().all(|word| found.iter().any(|w| w.term.starts_with(word.as_str())))
            };
            let tags = options.lines.iter().filter(|(_, names)| names.iter().any(fits));
            let exact = tags.map(|(id, _)| Tag::Line(id).term()).collect();
            add(line.negated, Clause::Tags { exact, prefixes: Vec::new() });
        }
        if let Some(unread) = query.unread {
            let marks = options.unread.iter().map(|(id, read)| (Tag::Conversation(id).term(), read.0)).collect();
            add(!unread, Clause::Unread(marks));
        }
        if let Some(id) = &options.conversation {
            add(false, Clause::Tags { exact: vec![Tag::Conversation(id).term()], prefixes: Vec::new() });
        }
        Ok(Plan { nodes, gate: query.gate, slips: false })
    }

    /// What documents must carry to be from, or with, the people asked for; and whether too many are.
    fn look_up(&self, people: &People, limit: &Limit) -> Result<(Clause, bool)> {
        let nodes = people.contact.iter().map(|clause| Node { negated: false, clause: clause.clone() }).collect();
        let gate = Gate { kinds: DocKind::Contact.bit(), ..Gate::default() };
        let mut selection = Selection::new(Order::Newest, None, Some(Group::People), MOST_PEOPLE);
        self.select(&Plan { nodes, gate, slips: false }, &mut selection, limit)?;
        let (contacts, more) = selection.take(Group::People);
        let mut exact = Vec::new();
        for (_, address) in contacts {
            let (id, numbers) = self.contact(address)?;
            let id = ContactId(id);
            exact.push(if people.from { Tag::FromContact(&id) } else { Tag::WithContact(&id) }.term());
            for party in numbers.iter().filter(|party| matches!(party, Party::Phone(_) | Party::ShortCode(_))) {
                exact.push(if people.from { Tag::FromParty(party) } else { Tag::WithParty(party) }.term());
            }
        }
        exact.sort_unstable();
        exact.dedup();
        let mut choices = people.direct.clone();
        choices.push(vec![Clause::Tags { exact, prefixes: Vec::new() }]);
        let clause = match (choices.len(), choices.pop()) {
            (1, Some(mut only)) => only.pop().unwrap_or(Clause::Any(Vec::new())),
            (_, last) => {
                choices.extend(last);
                Clause::Any(choices)
            }
        };
        Ok((clause, more))
    }

    fn contact(&self, address: Address) -> Result<(String, Vec<Party>)> {
        match address {
            Address::Tail(_) => self.doc(address).map(|doc| (doc.key.owner, doc.numbers)),
            Address::Segment(at, doc) => match self.segments.get(at) {
                Some(segment) => segment.contact(doc),
                None => Err(Error::Damaged("a contact that was found is gone".to_owned())),
            },
        }
    }
}

/// A document's worth for the question.
fn score(matches: &[Match], at: i64, words: u64) -> i64 {
    fit(matches, words) + recency(at)
}

/// Its worth but for its moment. Every word met with a slip puts it behind all that were met without.
fn fit(matches: &[Match], words: u64) -> i64 {
    let slips = matches.iter().filter(|how| **how & !0xfff == SLIP).count() as i64;
    let fit: i64 = matches.iter().map(|how| worth(*how, words)).sum();
    // A document that has every word as asked stands a little before one that only begins so.
    let whole = matches.iter().all(|how| *how >= EXACT);
    fit + i64::from(whole) * 100_000 - slips * 1_000_000_000
}
