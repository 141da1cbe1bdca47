//! The language of the search box. Everything can be typed: what is not understood is words.
//!
//! | typed | means |
//! |---|---|
//! | `roof leak` | both words; the last one may be unfinished while typing |
//! | `"roof leak"` | the words in this order |
//! | `-invoice` `-"call back"` | without it |
//! | `from:dana` `from:"Dana Ruiz"` `from:7735550118` `from:me` | who wrote or said it |
//! | `with:dana` | who it is with |
//! | `in:texts` `in:calls` `in:voicemail` `in:notes` `in:people` | where |
//! | `has:recording` `has:media` `has:voicemail` `is:missed` `is:unread` `line:main` | which |
//! | `before:2025-06` `after:yesterday` `on:monday` `after:"last week"` | when; `after:` includes the day named |
//! | `(773) 555-0118` `+17735550118` `5550118` | a number in any spelling |
//!
//! There is no other grammar: no brackets, no `OR`, no wildcards. Reading is linear in at most
//! [`LONGEST_QUERY`] bytes, and no more than [`MOST_TERMS`] terms come out.

use super::clause::{Clause, Gate, Node, Terms};
use super::dates::{self, Clock, Span};
use super::doc::{DocKind, Flags};
use super::schema::Tag;
use super::words::{Word, last_digits, number_at, words};
use crate::model::{Direction, Party};
use std::fmt;

/// Bytes of a question that are read.
pub const LONGEST_QUERY: usize = 512;
/// Terms of a question that are used.
pub const MOST_TERMS: usize = 32;

/// An operator that was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chip {
    /// As typed, so that it can be taken out of the text again.
    pub raw: String,
    /// For showing: `from dana`, `missed`.
    pub label: String,
}

/// A question, read. `Debug` does not show the words.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Query {
    /// Operators that were understood.
    pub chips: Vec<Chip>,
    /// Words and phrases asked for, as typed, without operators and what is excluded.
    pub words: Vec<String>,
    /// Set if not all of what was typed could be used.
    pub notice: Option<String>,
    pub(super) nodes: Vec<Node>,
    pub(super) people: Vec<People>,
    pub(super) lines: Vec<LineNamed>,
    pub(super) gate: Gate,
    /// `Some(true)`: only unread; `Some(false)`: only read.
    pub(super) unread: Option<bool>,
}

/// A person or number asked for with `from:` or `with:`, to be looked up among the contacts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct People {
    pub negated: bool,
    /// Only what they wrote or said.
    pub from: bool,
    /// What the contact must match.
    pub contact: Vec<Clause>,
    /// What a document may have without any contact being known.
    pub direct: Vec<Vec<Clause>>,
}

/// A line asked for with `line:`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LineNamed {
    pub negated: bool,
    pub words: Vec<String>,
    pub digits: String,
}

impl Query {
    /// Reads what was typed. With `typing`, the last word may be the beginning of one, unless a space follows it.
    #[must_use]
    pub fn parse(text: &str, clock: &Clock, typing: bool) -> Self {
        let (text, cut) = cut(text);
        let mut reading =
            Reading { text, typing: typing && !cut, clock, query: Self::default(), terms: 0, dropped: false };
        reading.all();
        let mut query = reading.query;
        if cut {
            query.notice = Some(format!("Only the first {LONGEST_QUERY} bytes were used."));
        } else if reading.dropped {
            query.notice = Some(format!("Only the first {MOST_TERMS} words were used."));
        }
        query
    }

    /// Whether it asks for nothing at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
            && self.people.is_empty()
            && self.lines.is_empty()
            && self.unread.is_none()
            && self.gate == Gate::default()
    }
}

impl fmt::Debug for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { chips, words, notice, .. } = self;
        write!(f, "Query({} operators, {} words, {notice:?})", chips.len(), words.len())
    }
}

/// At most [`LONGEST_QUERY`] bytes, not cutting a character; and whether anything was cut.
fn cut(text: &str) -> (&str, bool) {
    if text.len() <= LONGEST_QUERY {
        return (text, false);
    }
    let end = (0..=LONGEST_QUERY).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    (text.get(..end).unwrap_or_default(), true)
}

struct Reading<'a> {
    text: &'a str,
    typing: bool,
    clock: &'a Clock,
    query: Query,
    terms: usize,
    dropped: bool,
}

impl<'a> Reading<'a> {
    fn all(&mut self) {
        let mut rest = self.text.trim_start();
        while !rest.is_empty() {
            let used = self.one(rest).max(1);
            rest = rest.get(used..).map_or("", str::trim_start);
        }
    }

    /// Reads what `rest` begins with and returns how many bytes it took.
    fn one(&mut self, rest: &'a str) -> usize {
        let minus = rest.len() - rest.trim_start_matches('-').len();
        let body = rest.get(minus..).unwrap_or_default();
        let negated = minus == 1 && body.starts_with(|c: char| !c.is_whitespace());
        if let Some((phrase, used, closed)) = quoted(body) {
            self.phrase(phrase, negated, closed || !self.typing);
            return minus + used;
        }
        let word = first_word(body);
        if let Some((name, value)) = word.split_once(':')
            && let Some(used) = self.operator(name, value, body, negated, rest)
        {
            return minus + used;
        }
        if let (Some(number), _) = number_at(body)
            && body.get(number.end..).unwrap_or_default().chars().next().is_none_or(char::is_whitespace)
        {
            let spelled = body.get(..number.end).unwrap_or_default();
            let last = self.is_last(body, number.end);
            self.number(&number.digits, spelled, negated, last);
            return minus + number.end;
        }
        let last = self.is_last(body, word.len());
        self.word(word, negated, last);
        minus + word.len().max(1)
    }

    fn is_last(&self, body: &str, end: usize) -> bool {
        self.typing && body.len() == end
    }

    /// Makes room for `count` more terms; `false` if there is none.
    fn room(&mut self, count: usize) -> bool {
        if self.terms + count > MOST_TERMS {
            self.dropped = true;
            return false;
        }
        self.terms += count;
        true
    }

    fn node(&mut self, negated: bool, mut all: Vec<Clause>) {
        let nodes = &mut self.query.nodes;
        if !negated {
            nodes.extend(all.into_iter().map(|clause| Node { negated, clause }));
        } else if all.len() == 1 {
            nodes.extend(all.pop().map(|clause| Node { negated, clause }));
        } else {
            nodes.push(Node { negated, clause: Clause::Any(vec![all]) });
        }
    }

    fn word(&mut self, raw: &str, negated: bool, last: bool) {
        let found = words(raw);
        if found.is_empty() || !self.room(found.len()) {
            return;
        }
        self.node(negated, in_order(&found, last && !negated, !negated));
        if !negated {
            self.query.words.push(trimmed(raw).to_owned());
        }
    }

    fn phrase(&mut self, raw: &str, negated: bool, whole: bool) {
        let found = words(raw);
        if found.is_empty() || !self.room(found.len()) {
            return;
        }
        let mut clauses = in_order(&found, !whole && !negated, false);
        if let [Clause::Terms(terms)] = clauses.as_mut_slice() {
            terms.slip = None;
        }
        self.node(negated, clauses);
        if !negated {
            self.query.words.push(raw.trim().to_owned());
        }
    }

    /// A phone number, or several numbers that happen to look like one.
    fn number(&mut self, digits: &str, raw: &str, negated: bool, last: bool) {
        let found = words(raw);
        if !self.room(found.len()) {
            return;
        }
        let as_number = Clause::Terms(number_clause(digits, last && !negated));
        let as_words = found
            .iter()
            .enumerate()
            .map(|(at, word)| Clause::Terms(word_terms(&word.term, last && !negated && at + 1 == found.len(), false)));
        let choices = vec![vec![as_number], as_words.collect()];
        self.node(negated, vec![Clause::Any(choices)]);
        if !negated {
            self.query.words.push(raw.to_owned());
        }
    }

    /// Reads `name:value` if it is an operator; `body` begins with it. Returns how many bytes it took.
    fn operator(&mut self, name: &str, value: &str, body: &'a str, negated: bool, rest: &str) -> Option<usize> {
        let name = name.to_ascii_lowercase();
        let colon = name.len() + 1;
        let (value, mut used) = match body.get(colon..).and_then(quoted) {
            Some((inside, used, _)) => (inside, colon + used),
            None => (value, colon + value.len()),
        };
        if value.trim().is_empty() || !self.fits(value) {
            return None;
        }
        let label = match name.as_str() {
            "from" | "with" => self.people(name == "from", value, negated)?,
            "in" => self.place(value, negated)?,
            "has" | "is" => self.flag(value, negated)?,
            "line" => self.line(value, negated)?,
            // "Not on that day" is no single span of time, so it is left to the words.
            "on" if negated => return None,
            "before" | "after" | "on" => {
                let (span, taken) = self.date(value, body, used)?;
                used = taken;
                self.time(&name, &span, negated)
            }
            _ => return None,
        };
        let minus = rest.len() - body.len();
        let raw = rest.get(..minus + used).unwrap_or_default().to_owned();
        let label = if negated { format!("not {label}") } else { label };
        self.query.chips.push(Chip { raw, label });
        Some(used)
    }

    fn fits(&mut self, value: &str) -> bool {
        self.room(words(value).len().max(1))
    }

    fn people(&mut self, from: bool, value: &str, negated: bool) -> Option<String> {
        let found = words(value);
        if found.is_empty() {
            return None;
        }
        let gate = &mut self.query.gate;
        if from && matches!(found.as_slice(), [one] if matches!(one.term.as_str(), "me" | "us")) {
            if negated {
                gate.not_direction = Some(Direction::Outgoing);
            } else {
                gate.direction = Some(Direction::Outgoing);
            }
            return Some("from us".to_owned());
        }
        let mut direct = Vec::new();
        let contact = match number_at(value.trim()) {
            (Some(number), _) if number.end == value.trim().len() => {
                let party = Party::parse(value.trim());
                if number.digits.len() >= 10 {
                    // A number that nobody has as a contact's is still one that can have written.
                    let party = match party {
                        Party::Phone(_) => party,
                        _ => Party::Phone(format!("+{}", number.digits)),
                    };
                    let tag = if from { Tag::FromParty(&party) } else { Tag::WithParty(&party) };
                    direct.push(vec![Clause::Tags { exact: vec![tag.term()], prefixes: Vec::new() }]);
                }
                vec![Clause::Terms(number_clause(&number.digits, true))]
            }
            _ => {
                if from {
                    let name = |word: &Word| Clause::Tags {
                        exact: Vec::new(),
                        prefixes: vec![Tag::FromName(&word.term).term()],
                    };
                    direct.push(found.iter().map(name).collect());
                }
                if let Party::ShortCode(code) = Party::parse(value) {
                    let party = Party::ShortCode(code);
                    let tag = if from { Tag::FromParty(&party) } else { Tag::WithParty(&party) };
                    direct.push(vec![Clause::Tags { exact: vec![tag.term()], prefixes: Vec::new() }]);
                }
                found.iter().map(|word| Clause::Terms(word_terms(&word.term, true, false))).collect()
            }
        };
        self.query.people.push(People { negated, from, contact, direct });
        Some(format!("{} {}", if from { "from" } else { "with" }, value.trim()))
    }

    fn place(&mut self, value: &str, negated: bool) -> Option<String> {
        use DocKind as K;
        let (kinds, label): (&[K], _) = match value.trim().to_lowercase().as_str() {
            "text" | "texts" | "message" | "messages" => (&[K::Text, K::File], "in texts"),
            "call" | "calls" => (&[K::Call, K::Transcript, K::Summary, K::NextStep, K::Voicemail], "in calls"),
            "voicemail" | "voicemails" => (&[K::Voicemail], "in voicemail"),
            "note" | "notes" => (&[K::Note], "in notes"),
            "people" | "contacts" => (&[K::Contact], "in people"),
            _ => return None,
        };
        let bits = kinds.iter().fold(0, |bits, kind| bits | kind.bit());
        let gate = &mut self.query.gate;
        if negated {
            gate.kinds &= !bits;
        } else if gate.kinds == u16::MAX {
            gate.kinds = bits;
        } else {
            gate.kinds |= bits;
        }
        Some(label.to_owned())
    }

    fn flag(&mut self, value: &str, negated: bool) -> Option<String> {
        let (flags, label) = match value.trim().to_lowercase().as_str() {
            "missed" => (Flags { missed: true, ..Flags::default() }, "missed"),
            "recording" | "recorded" => (Flags { recording: true, ..Flags::default() }, "with recording"),
            "media" | "file" | "files" | "picture" | "pictures" | "photo" | "photos" | "attachment" => {
                (Flags { media: true, ..Flags::default() }, "with media")
            }
            "voicemail" => (Flags { voicemail: true, ..Flags::default() }, "with voicemail"),
            "unread" => {
                self.query.unread = Some(!negated);
                return Some("unread".to_owned());
            }
            _ => return None,
        };
        let gate = &mut self.query.gate;
        if negated {
            gate.forbid |= flags.bits();
        } else {
            gate.need |= flags.bits();
        }
        Some(label.to_owned())
    }

    fn line(&mut self, value: &str, negated: bool) -> Option<String> {
        let found: Vec<String> = words(value).into_iter().map(|word| word.term).collect();
        if found.is_empty() {
            return None;
        }
        let digits = value.chars().filter(char::is_ascii_digit).collect();
        self.query.lines.push(LineNamed { negated, words: found, digits });
        Some(format!("line {}", value.trim()))
    }

    /// The date that `value` names, or, for `last` and `this`, together with the next word.
    fn date(&self, value: &str, body: &str, used: usize) -> Option<(Span, usize)> {
        if let Some(span) = dates::span(value, self.clock) {
            return Some((span, used));
        }
        let after = body.get(used..)?;
        let next = first_word(after.trim_start());
        let span = dates::span(&format!("{value} {next}"), self.clock)?;
        Some((span, used + (after.len() - after.trim_start().len()) + next.len()))
    }

    fn time(&mut self, name: &str, span: &Span, negated: bool) -> String {
        let gate = &mut self.query.gate;
        match (name, negated) {
            ("before", false) | ("after", true) => gate.until = gate.until.min(span.start.0),
            ("before", true) | ("after", false) => gate.from = gate.from.max(span.start.0),
            (_, _) => {
                gate.from = gate.from.max(span.start.0);
                gate.until = gate.until.min(span.end.0);
            }
        }
        match name {
            "before" => format!("before {}", span.label),
            "after" => format!("since {}", span.label),
            _ => format!("on {}", span.label),
        }
    }
}

/// What stands in the quotes that `text` begins with, how many bytes that is, and whether the quote is closed.
fn quoted(text: &str) -> Option<(&str, usize, bool)> {
    let open = text.chars().next().filter(|c| is_quote(*c))?.len_utf8();
    let inside = text.get(open..)?;
    match inside.char_indices().find(|(_, c)| is_quote(*c)) {
        Some((end, close)) => Some((inside.get(..end)?, open + end + close.len_utf8(), true)),
        None => Some((inside, text.len(), false)),
    }
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{ab}' | '\u{bb}')
}

fn first_word(text: &str) -> &str {
    text.split(char::is_whitespace).next().unwrap_or_default()
}

fn trimmed(raw: &str) -> &str {
    let bare = raw.trim_matches(|c: char| !c.is_alphanumeric());
    if bare.is_empty() { raw } else { bare }
}

/// Words that were written as one: in this order; while the last is being typed, it need only begin so.
fn in_order(found: &[Word], last: bool, slips: bool) -> Vec<Clause> {
    let terms = |words: &[Word]| words.iter().map(|word| word.term.clone()).collect::<Vec<_>>();
    match found {
        [] => Vec::new(),
        [one] => vec![Clause::Terms(word_terms(&one.term, last, slips))],
        all if !last => vec![Clause::Phrase(terms(all))],
        [first, end] => vec![
            Clause::Terms(word_terms(&first.term, false, false)),
            Clause::Terms(word_terms(&end.term, true, false)),
        ],
        [begin @ .., end] => vec![Clause::Phrase(terms(begin)), Clause::Terms(word_terms(&end.term, true, false))],
    }
}

fn word_terms(term: &str, last: bool, slips: bool) -> Terms {
    let mut terms = Terms { exact: vec![term.to_owned()], ..Terms::default() };
    if last {
        terms.prefixes.push(term.to_owned());
    }
    let digits = term.bytes().all(|b| b.is_ascii_digit());
    if digits && term.len() >= 3 {
        terms.exact.push(format!("#{term}"));
        if last {
            terms.prefixes.push(format!("#{term}"));
        }
    }
    if slips && term.chars().count() >= 5 && term.chars().all(char::is_alphabetic) {
        terms.slip = Some(term.to_owned());
    }
    terms
}

fn number_clause(digits: &str, last: bool) -> Terms {
    let mut terms = Terms::default();
    if digits.len() >= 10 {
        terms.exact.push(format!("#{}", last_digits(digits, 10)));
    } else {
        terms.exact.push(format!("#{}", last_digits(digits, 7)));
    }
    if last && digits.len() < 11 {
        terms.prefixes.push(format!("#{digits}"));
        if let Some(national) = digits.strip_prefix('1').filter(|rest| !rest.is_empty()) {
            terms.prefixes.push(format!("#{national}"));
        }
    }
    terms
}
