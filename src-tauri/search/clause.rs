//! What must be true of a document: the parts that a question is made of, and what a match is worth.

use super::doc::DocKind;
use super::schema::{Meta, Prepared};
use super::words::within_one_edit;
use crate::model::Direction;

/// One condition on a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Clause {
    /// Any of these terms stands in it.
    Terms(Terms),
    /// These terms stand in it one after the other.
    Phrase(Vec<String>),
    /// All of the conditions of any of these lists.
    Any(Vec<Vec<Clause>>),
    /// It has any of these tags (see [`super::schema::Tag`]), or one that begins so.
    Tags {
        /// Tags in full.
        exact: Vec<Vec<u8>>,
        /// Beginnings of tags.
        prefixes: Vec<Vec<u8>>,
    },
    /// Incoming, in one of these conversations (their tags), later than the moment beside it.
    Unread(Vec<(Vec<u8>, i64)>),
}

/// Terms of which one is enough.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Terms {
    /// Terms in full.
    pub exact: Vec<String>,
    /// Beginnings of terms.
    pub prefixes: Vec<String>,
    /// A term that may have one slip, if slips are forgiven in this search.
    pub slip: Option<String>,
}

/// How a term matched and how often it stands in the document: class in the upper four bits, count below.
/// 0 is "no match"; a greater value is a better match.
pub(super) type Match = u16;

pub(super) const EXACT: u16 = 3 << 12;
pub(super) const PREFIX: u16 = 2 << 12;
pub(super) const SLIP: u16 = 1 << 12;

/// A match of `class` by a term that stands there `count` times.
pub(super) fn matched(class: u16, count: u32) -> Match {
    class | count.clamp(1, 0xfff) as u16
}

/// A condition that must hold, or must not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Node {
    pub negated: bool,
    pub clause: Clause,
}

/// Conditions on what the columns hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Gate {
    /// Kinds allowed, one bit each.
    pub kinds: u16,
    /// Flags that must be set.
    pub need: u64,
    /// Flags that must not.
    pub forbid: u64,
    pub direction: Option<Direction>,
    pub not_direction: Option<Direction>,
    /// First moment.
    pub from: i64,
    /// First moment no more.
    pub until: i64,
}

impl Default for Gate {
    fn default() -> Self {
        Self {
            kinds: u16::MAX,
            need: 0,
            forbid: 0,
            direction: None,
            not_direction: None,
            from: i64::MIN,
            until: i64::MAX,
        }
    }
}

impl Gate {
    /// Whether the moment of a document has a say.
    pub(super) fn is_timed(&self) -> bool {
        self.from != i64::MIN || self.until != i64::MAX
    }

    /// Whether a document with these columns passes. Contacts have no time and never pass a time limit.
    pub(super) fn passes(&self, kind: DocKind, meta: Meta, at: i64) -> bool {
        let flags = meta.flag_bits();
        self.kinds & kind.bit() != 0
            && flags & self.need == self.need
            && flags & self.forbid == 0
            && (self.direction.is_none() || self.direction == meta.direction())
            && (self.not_direction.is_none() || self.not_direction != meta.direction())
            && at >= self.from
            && (at < self.until || self.until == i64::MAX)
            && !(kind == DocKind::Contact && self.is_timed())
    }
}

impl Clause {
    /// How well a document in memory matches; 0 if not at all.
    pub(super) fn match_doc(&self, doc: &Prepared, slips: bool) -> Match {
        match self {
            Self::Terms(terms) => terms.match_doc(doc, slips),
            Self::Phrase(terms) => {
                let mut places = Vec::new();
                for term in terms {
                    match doc.terms.get(term) {
                        Some(found) => places.push(found),
                        None => return 0,
                    }
                }
                let Some((first, rest)) = places.split_first() else { return 0 };
                let stands = |start: u32| {
                    rest.iter().zip(1..).all(|(found, ahead)| found.binary_search(&start.saturating_add(ahead)).is_ok())
                };
                if first.iter().any(|start| stands(*start)) { matched(EXACT, 1) } else { 0 }
            }
            Self::Any(choices) => choices.iter().map(|all| match_all(all, doc, slips)).max().unwrap_or(0),
            Self::Tags { exact, prefixes } => {
                let begins = |prefix: &Vec<u8>| {
                    doc.tags.range(prefix.clone()..).next().is_some_and(|tag| tag.starts_with(prefix))
                };
                let has = exact.iter().any(|tag| doc.tags.contains(tag)) || prefixes.iter().any(begins);
                if has { matched(EXACT, 1) } else { 0 }
            }
            Self::Unread(marks) => {
                let unread = doc.doc.direction == Some(Direction::Incoming)
                    && marks.iter().any(|(tag, mark)| doc.doc.at.0 > *mark && doc.tags.contains(tag));
                if unread { matched(EXACT, 1) } else { 0 }
            }
        }
    }

    /// Whether it is about words, so that a match says how well a document fits.
    pub(super) fn is_scored(&self) -> bool {
        match self {
            Self::Terms(_) | Self::Phrase(_) => true,
            Self::Any(choices) => choices.iter().flatten().any(Self::is_scored),
            Self::Tags { .. } | Self::Unread(_) => false,
        }
    }

    /// Whether forgiving a slip could find more.
    pub(super) fn can_slip(&self) -> bool {
        match self {
            Self::Terms(terms) => terms.slip.is_some(),
            Self::Any(choices) => choices.iter().flatten().any(Self::can_slip),
            Self::Phrase(_) | Self::Tags { .. } | Self::Unread(_) => false,
        }
    }
}

/// The match of all of several conditions: the weakest of them.
pub(super) fn match_all(all: &[Clause], doc: &Prepared, slips: bool) -> Match {
    let mut worst = Match::MAX;
    for clause in all {
        worst = worst.min(clause.match_doc(doc, slips));
        if worst == 0 {
            return 0;
        }
    }
    if all.is_empty() { 0 } else { worst }
}

impl Terms {
    fn match_doc(&self, doc: &Prepared, slips: bool) -> Match {
        let count = |places: &Vec<u32>| u32::try_from(places.len()).unwrap_or(u32::MAX);
        let mut best = 0;
        for term in &self.exact {
            if let Some(places) = doc.terms.get(term) {
                best = best.max(matched(EXACT, count(places)));
            }
        }
        for prefix in &self.prefixes {
            let from =
                doc.terms.range::<str, _>((std::ops::Bound::Included(prefix.as_str()), std::ops::Bound::Unbounded));
            if from.take(1).any(|(term, _)| term.starts_with(prefix.as_str())) {
                best = best.max(matched(PREFIX, 1));
            }
        }
        match &self.slip {
            Some(word) if slips && best == 0 && doc.terms.keys().any(|term| within_one_edit(word, term)) => {
                matched(SLIP, 1)
            }
            _ => best,
        }
    }

    /// Whether one word of a text is a reason for the match.
    pub(super) fn marks(&self, term: &str, slips: bool) -> bool {
        self.exact.iter().any(|exact| exact == term)
            || self.prefixes.iter().any(|prefix| term.starts_with(prefix.as_str()))
            || (slips && self.slip.as_ref().is_some_and(|word| within_one_edit(word, term)))
    }
}

/// What a match of words is worth, in millionths, for a document of about `words` words.
///
/// The saturation and length parts of BM25 (k1 = 1.2, b = 0.75) with a fixed mean length of 24 words. The rarity
/// of a word plays no part: every word of the question must match anyway, and leaving it out makes a document's
/// worth its own, whatever else is in the index, so that paging and a rebuild never change an order.
pub(super) fn worth(found: Match, words: u64) -> i64 {
    let count = f64::from(found & 0xfff);
    let length = 0.25 + 0.75 * (words as f64 / 24.0);
    let class = match found & !0xfff {
        EXACT => 1.0,
        PREFIX => 0.6,
        _ => 0.25,
    };
    (class * count * 2.2 / (count + 1.2 * length) * 1e6) as i64
}

/// What being newer is worth, in millionths: a year is worth about a seventh of a word's match.
pub(super) fn recency(at: i64) -> i64 {
    // One for every 210 seconds: a year makes 150,000.
    (at / 210_000).clamp(0, 20_000_000)
}
