//! The fields of the index, and how a document becomes one of tantivy's.
//!
//! Words of a document stand in one field, `text`. Everything that is asked by name (`from:`, `with:`, the
//! conversation, the line) is a term of `tag`. `id` holds what documents are replaced and removed by. The columns
//! `at`, `meta` and `tie` are all that counting and ordering need, so a hit's words are read only to show it.

use super::codec;
use super::doc::{Doc, DocKey, DocKind, Flags};
use super::words::{each_word, last_digits, number_terms, numbers, phone_terms, words};
use crate::model::{ContactId, ConversationId, Direction, LineId, Party};
use std::collections::{BTreeMap, BTreeSet};
use tantivy::schema::{BytesOptions, Field, IndexRecordOption, NumericOptions, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};
use tantivy::{TantivyDocument, Term};

/// Raised whenever the fields, the words or the stored bytes change: an index of another version is rebuilt.
pub(super) const VERSION: u32 = 1;

/// Words between two parts of a document, so that no phrase spans them.
const GAP: u32 = 100;

/// The fields.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fields {
    pub text: Field,
    pub tag: Field,
    pub id: Field,
    pub at: Field,
    pub meta: Field,
    pub tie: Field,
    pub place: Field,
    pub own: Field,
}

pub(super) const AT: &str = "at";
pub(super) const META: &str = "meta";
pub(super) const TIE: &str = "tie";
pub(super) const PLACE: &str = "place";

/// The schema and its fields.
pub(super) fn schema() -> (Schema, Fields) {
    let mut b = Schema::builder();
    let indexing = TextFieldIndexing::default()
        .set_index_option(IndexRecordOption::WithFreqsAndPositions)
        .set_fieldnorms(false)
        .set_tokenizer(TERMS);
    let fields = Fields {
        text: b.add_text_field("text", TextOptions::default().set_indexing_options(indexing)),
        tag: b.add_bytes_field("tag", BytesOptions::default().set_indexed()),
        id: b.add_bytes_field("id", BytesOptions::default().set_indexed()),
        at: b.add_i64_field(AT, NumericOptions::default().set_fast()),
        meta: b.add_u64_field(META, NumericOptions::default().set_fast()),
        tie: b.add_u64_field(TIE, NumericOptions::default().set_fast()),
        place: b.add_bytes_field(PLACE, BytesOptions::default().set_fast()),
        own: b.add_bytes_field("own", BytesOptions::default().set_stored()),
    };
    (b.build(), fields)
}

/// Kind, direction, flags and length of a document in one small number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Meta(pub u64);

impl Meta {
    pub(super) fn of(doc: &Doc) -> Self {
        let word_count = std::iter::once(&doc.text).chain(&doc.also).map(|text| text.split_whitespace().count()).sum();
        let direction = match doc.direction {
            None => 0,
            Some(Direction::Incoming) => 1,
            Some(Direction::Outgoing) => 2,
        };
        Self(doc.key.kind as u64 | direction << 4 | doc.flags.bits() << 6 | length_class(word_count) << 10)
    }

    pub(super) fn kind(self) -> Option<DocKind> {
        DocKind::from_number(self.0 & 0xf)
    }

    pub(super) fn direction(self) -> Option<Direction> {
        match self.0 >> 4 & 3 {
            1 => Some(Direction::Incoming),
            2 => Some(Direction::Outgoing),
            _ => None,
        }
    }

    pub(super) fn flag_bits(self) -> u64 {
        self.0 >> 6 & 0xf
    }

    pub(super) fn flags(self) -> Flags {
        Flags::from_bits(self.flag_bits())
    }

    /// About how many words the document has.
    pub(super) fn word_count(self) -> u64 {
        let class = self.0 >> 10 & 0x3f;
        if class < 32 { class } else { (class - 31) * 32 }
    }
}

fn length_class(words: usize) -> u64 {
    let words = words as u64;
    if words < 32 { words } else { (31 + words / 32).min(63) }
}

/// A document with everything that finding it in memory takes.
pub(super) struct Prepared {
    pub doc: Doc,
    /// Term to its places in the text.
    pub terms: BTreeMap<String, Vec<u32>>,
    pub tags: BTreeSet<Vec<u8>>,
    pub meta: Meta,
    pub tie: u64,
}

impl Prepared {
    pub(super) fn new(doc: Doc) -> Self {
        let mut terms: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        each_term(&searchable(&doc), |term, place| match terms.get_mut(term) {
            Some(places) => places.push(place),
            None => {
                terms.insert(term.to_owned(), vec![place]);
            }
        });
        Self { tags: tags(&doc), tie: tie(&doc.key), meta: Meta::of(&doc), terms, doc }
    }
}

/// A document as tantivy takes it. Its words are taken apart by [`Terms`], on the writing thread.
pub(super) fn to_tantivy(doc: &Doc, fields: Fields) -> TantivyDocument {
    let mut out = TantivyDocument::new();
    out.add_text(fields.text, searchable(doc));
    for tag in tags(doc) {
        out.add_bytes(fields.tag, &tag);
    }
    out.add_bytes(fields.id, &key_id(&doc.key));
    if doc.key.kind.has_parts() {
        out.add_bytes(fields.id, &parts_id(doc.key.kind, &doc.key.owner));
    }
    out.add_i64(fields.at, doc.at.0);
    out.add_u64(fields.meta, Meta::of(doc).0);
    out.add_u64(fields.tie, tie(&doc.key));
    out.add_bytes(fields.place, &codec::encode_place(doc));
    out.add_bytes(fields.own, &codec::encode_own(doc));
    out
}

/// Between the parts of a searchable text; the two others begin a number and a short code.
const PART: char = '\u{1e}';
const PHONE: char = '\u{1f}';
const CODE: char = '\u{1d}';

/// Everything by which a document is found, as one text.
fn searchable(doc: &Doc) -> String {
    let mut all = String::with_capacity(doc.text.len() + 16);
    let mut push = |begin: &[char], part: &str| {
        if !all.is_empty() {
            all.push(PART);
        }
        all.extend(begin);
        all.extend(part.chars().map(|c| if matches!(c, PART | PHONE | CODE) { ' ' } else { c }));
    };
    push(&[], &doc.text);
    for part in &doc.also {
        push(&[], part);
    }
    for number in &doc.numbers {
        match number {
            Party::Phone(number) => push(&[PHONE], number.trim_start_matches('+')),
            Party::ShortCode(code) => push(&[CODE], code),
            Party::Withheld => {}
            Party::Other(text) => push(&[], text),
        }
    }
    all
}

/// Calls `each` with every term of a searchable text and its place, in order of places for each term.
fn each_term(all: &str, mut each: impl FnMut(&str, u32)) {
    let mut base: u32 = 0;
    for part in all.split(PART) {
        let mut at = base;
        if let Some(digits) = part.strip_prefix(PHONE) {
            for term in phone_terms(digits) {
                each(&term, base);
            }
        } else if let Some(code) = part.strip_prefix(CODE) {
            each(&format!("#{code}"), base);
        } else {
            let numbers = numbers(part);
            let mut numbers = numbers.iter().peekable();
            each_word(part, |term, _, end| {
                while let Some(number) = numbers.next_if(|number| number.start < end) {
                    for term in number_terms(&number.digits) {
                        each(&term, at);
                    }
                }
                each(term, at);
                at = at.saturating_add(1);
            });
        }
        base = at.saturating_add(GAP);
    }
}

/// Name under which [`Terms`] is known to the index.
pub(super) const TERMS: &str = "ringbook";

/// Takes searchable texts apart for tantivy.
#[derive(Clone, Default)]
pub(super) struct Terms {
    /// All terms, one after the other, and where each ends and what place it has.
    all: String,
    ends: Vec<(usize, u32)>,
    next: usize,
    token: Token,
}

impl Tokenizer for Terms {
    type TokenStream<'a> = TermsOf<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> TermsOf<'a> {
        let Self { all, ends, next, token } = self;
        all.clear();
        ends.clear();
        *next = 0;
        *token = Token::default();
        each_term(text, |term, place| {
            all.push_str(term);
            ends.push((all.len(), place));
        });
        TermsOf(self)
    }
}

/// The terms of one text.
pub(super) struct TermsOf<'a>(&'a mut Terms);

impl TokenStream for TermsOf<'_> {
    fn advance(&mut self) -> bool {
        let Terms { all, ends, next, token } = &mut *self.0;
        let Some((end, place)) = ends.get(*next) else { return false };
        let start = next.checked_sub(1).and_then(|before| ends.get(before)).map_or(0, |(end, _)| *end);
        token.text.clear();
        token.text.push_str(all.get(start..*end).unwrap_or_default());
        token.position = *place as usize;
        *next += 1;
        true
    }

    fn token(&self) -> &Token {
        &self.0.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.0.token
    }
}

/// What a document can be asked for by name. The first byte says which name.
#[derive(Debug, Clone, Copy)]
pub(super) enum Tag<'a> {
    Conversation(&'a ConversationId),
    Line(&'a LineId),
    WithParty(&'a Party),
    WithContact(&'a ContactId),
    FromParty(&'a Party),
    FromContact(&'a ContactId),
    FromName(&'a str),
}

impl Tag<'_> {
    pub(super) fn term(self) -> Vec<u8> {
        let (name, value) = match self {
            Self::Conversation(id) => (b'v', id.as_str().to_owned()),
            Self::Line(id) => (b'l', id.as_str().to_owned()),
            Self::WithParty(party) => (b'w', party_key(party)),
            Self::WithContact(id) => (b'c', id.as_str().to_owned()),
            Self::FromParty(party) => (b'f', party_key(party)),
            Self::FromContact(id) => (b'g', id.as_str().to_owned()),
            // The one that is asked for by its beginning.
            Self::FromName(word) => return std::iter::once(b'n').chain(word.bytes()).collect(),
        };
        // Ids share no beginnings that a dictionary could save: eight bytes of hash take a third of the space.
        let hash = blake3::hash(value.as_bytes());
        std::iter::once(name).chain(hash.as_bytes().iter().take(8).copied()).collect()
    }
}

/// One number in any spelling, with or without its country.
fn party_key(party: &Party) -> String {
    match party {
        Party::Phone(number) => last_digits(number.trim_start_matches('+'), 10).to_owned(),
        Party::ShortCode(_) | Party::Withheld | Party::Other(_) => party.key(),
    }
}

fn tags(doc: &Doc) -> BTreeSet<Vec<u8>> {
    let mut tags = BTreeSet::new();
    let mut add = |tag: Tag<'_>| {
        tags.insert(tag.term());
    };
    if let Some(id) = &doc.conversation {
        add(Tag::Conversation(id));
    }
    if let Some(id) = &doc.line {
        add(Tag::Line(id));
    }
    for party in &doc.parties {
        add(Tag::WithParty(party));
    }
    for id in &doc.contacts {
        add(Tag::WithContact(id));
    }
    if let Some(party) = &doc.from.party {
        add(Tag::FromParty(party));
    }
    if let Some(id) = &doc.from.contact {
        add(Tag::FromContact(id));
    }
    for name in &doc.from.names {
        for word in words(name) {
            add(Tag::FromName(&word.term));
        }
    }
    tags
}

/// Puts documents that are alike in everything else into one order; 40 bits, so that it takes five bytes.
fn tie(key: &DocKey) -> u64 {
    hash(key.kind, &key.owner, Some(key.part)).iter().take(5).fold(0, |n, b| n << 8 | u64::from(*b))
}

/// What a document is replaced by: ten bytes, of which two that are equal by chance will not be seen.
pub(super) fn key_id(key: &DocKey) -> Vec<u8> {
    hash(key.kind, &key.owner, Some(key.part)).iter().take(10).copied().collect()
}

/// What all documents of one kind and owner are removed by.
pub(super) fn parts_id(kind: DocKind, owner: &str) -> Vec<u8> {
    hash(kind, owner, None).iter().take(10).copied().collect()
}

fn hash(kind: DocKind, owner: &str, part: Option<u32>) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&[kind as u8, u8::from(part.is_some())]);
    hasher.update(&part.unwrap_or_default().to_le_bytes());
    hasher.update(owner.as_bytes());
    *hasher.finalize().as_bytes()
}

/// The terms by which tantivy deletes everything of one kind and owner.
pub(super) fn removal_term(fields: Fields, kind: DocKind, owner: &str) -> Term {
    let id = if kind.has_parts() {
        parts_id(kind, owner)
    } else {
        key_id(&DocKey { kind, owner: owner.to_owned(), part: 0 })
    };
    Term::from_field_bytes(fields.id, &id)
}
