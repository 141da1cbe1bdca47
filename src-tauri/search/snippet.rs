//! The part of a document's words that shows why it was found.

use super::clause::{Clause, Node};
use super::doc::Doc;
use super::words::{each_word, number_terms, numbers, phone_terms, words};
use crate::model::Party;
use std::fmt;
use std::ops::Range;

/// A piece of a snippet. `Debug` does not show the words.
#[derive(Clone, PartialEq, Eq)]
pub struct Piece {
    /// The words as written.
    pub text: String,
    /// Whether they are what was searched for.
    pub hit: bool,
}

impl fmt::Debug for Piece {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Piece({} bytes, hit: {})", self.text.len(), self.hit)
    }
}

/// Bytes of text that are shown whole.
const WHOLE: usize = 240;
/// Bytes shown of a longer one, about.
const SHOWN: usize = 200;
/// Bytes shown before the first match.
const BEFORE: usize = 60;
/// Bytes of a text that are looked at.
const LOOKED_AT: usize = 64 * 1024;

/// The words of `doc` with what `nodes` ask for marked, cut to what fits on a few lines.
pub(super) fn snippet(doc: &Doc, nodes: &[Node], slips: bool) -> Vec<Piece> {
    let clauses: Vec<&Clause> = nodes.iter().filter(|node| !node.negated).map(|node| &node.clause).collect();
    let marks = marks(&doc.text, &clauses, slips);
    let mut pieces = cut_out(&doc.text, &marks);
    if !marks.is_empty() {
        return pieces;
    }
    let mut add = |more: Vec<Piece>| {
        if !pieces.is_empty() {
            pieces.push(Piece { text: " · ".to_owned(), hit: false });
        }
        pieces.extend(more);
    };
    for part in &doc.also {
        let marks = self::marks(part, &clauses, slips);
        if !marks.is_empty() {
            add(cut_out(part, &marks));
        }
    }
    for party in &doc.numbers {
        let shown = match party {
            Party::Phone(number) => phone_terms(number.trim_start_matches('+')),
            Party::ShortCode(code) => vec![format!("#{code}")],
            Party::Withheld | Party::Other(_) => Vec::new(),
        };
        if shown.iter().any(|term| clauses.iter().any(|clause| has_term(clause, term))) {
            add(vec![Piece { text: party.display(), hit: true }]);
        }
    }
    pieces
}

fn has_term(clause: &Clause, term: &str) -> bool {
    match clause {
        Clause::Terms(terms) => terms.marks(term, false),
        Clause::Any(choices) => choices.iter().flatten().any(|clause| has_term(clause, term)),
        Clause::Phrase(_) | Clause::Tags { .. } | Clause::Unread(_) => false,
    }
}

/// Where in `text` the matches stand, in order and apart.
fn marks(text: &str, clauses: &[&Clause], slips: bool) -> Vec<Range<usize>> {
    let text = text.get(..floor(text, LOOKED_AT)).unwrap_or(text);
    let (mut terms, mut phrases) = (Vec::new(), Vec::new());
    let mut open: Vec<&Clause> = clauses.to_vec();
    while let Some(clause) = open.pop() {
        match clause {
            Clause::Terms(any) => terms.push(any),
            Clause::Phrase(phrase) => phrases.push(phrase),
            Clause::Any(choices) => open.extend(choices.iter().flatten()),
            Clause::Tags { .. } | Clause::Unread(_) => {}
        }
    }
    let mut marks = Vec::new();
    if !terms.is_empty() {
        each_word(text, |word, start, end| {
            if terms.iter().any(|any| any.marks(word, slips)) {
                marks.push(start..end);
            }
        });
        for number in numbers(text) {
            if number_terms(&number.digits).iter().any(|term| terms.iter().any(|any| any.marks(term, false))) {
                marks.push(number.start..number.end);
            }
        }
    }
    if !phrases.is_empty() {
        let found = words(text);
        for phrase in phrases {
            let runs = found.windows(phrase.len().max(1));
            let hit = runs.filter(|run| run.iter().map(|word| &word.term).eq(phrase));
            marks.extend(hit.filter_map(|run| Some(run.first()?.start..run.last()?.end)));
        }
    }
    marks.sort_unstable_by_key(|mark| (mark.start, mark.end));
    let mut apart: Vec<Range<usize>> = Vec::with_capacity(marks.len());
    for mark in marks {
        match apart.last_mut() {
            Some(last) if mark.start <= last.end => last.end = last.end.max(mark.end),
            _ => apart.push(mark),
        }
    }
    apart
}

/// The part of `text` that has most of `marks`.
fn cut_out(text: &str, marks: &[Range<usize>]) -> Vec<Piece> {
    let shown = if text.len() <= WHOLE {
        0..text.len()
    } else {
        let in_sight =
            |start: usize| marks.iter().filter(|m| m.start >= start && m.end <= start + SHOWN - BEFORE).count();
        let first =
            marks.iter().map(|mark| mark.start).max_by_key(|start| (in_sight(*start), std::cmp::Reverse(*start)));
        let start = first.map_or(0, |start| word_start(text, start.saturating_sub(BEFORE), start));
        start..word_end(text, (start + SHOWN).max(first.unwrap_or(0)))
    };
    let mut pieces = Vec::new();
    let mut push = |range: Range<usize>, hit| {
        if let Some(text) = text.get(range).filter(|text| !text.is_empty()) {
            pieces.push(Piece { text: text.to_owned(), hit });
        }
    };
    let mut at = shown.start;
    for mark in marks.iter().filter(|mark| mark.start >= shown.start && mark.end <= shown.end) {
        push(at..mark.start, false);
        push(mark.clone(), true);
        at = mark.end;
    }
    push(at..shown.end, false);
    if shown.end < text.len() {
        pieces.push(Piece { text: "…".to_owned(), hit: false });
    }
    if shown.start > 0 {
        pieces.insert(0, Piece { text: "…".to_owned(), hit: false });
    }
    pieces
}

/// The greatest place not after `at` at which a character begins.
fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// The first place between `from` and `to` at which a word begins, or `to`.
fn word_start(text: &str, from: usize, to: usize) -> usize {
    let from = floor(text, from);
    if from == 0 {
        return 0;
    }
    let between = text.get(from..to).unwrap_or_default();
    between.find(char::is_whitespace).map_or(floor(text, from), |space| {
        from + space + between.get(space..).map_or(0, |rest| rest.len() - rest.trim_start().len())
    })
}

/// The last place not far after `to` at which a word ends.
fn word_end(text: &str, to: usize) -> usize {
    let to = floor(text, to);
    let rest = text.get(to..).unwrap_or_default();
    let ahead = rest.char_indices().take(40).find(|(_, c)| c.is_whitespace()).map(|(at, _)| at);
    ahead.map_or(if rest.chars().count() <= 40 { text.len() } else { to }, |ahead| to + ahead)
}
