//! The fields of the index, and how a document becomes one of tantivy's.
//!
//! Words of a document stand in one field, `text`. Everything that is asked by name (`from:`, `with:`, the
//! conversation, the line) is a term of `tag`. `id` holds what documents are replaced and removed by. The columns
//! `at`, `meta` and `tie` are all that counting and ordering need, so a hit's words are read only to show it.

use super::codec;
use super::doc::{Doc, DocKey, DocKind, Flags};
use super::words::{last_digits, number_terms, numbers, words};
use crate::model::{ContactId, ConversationId, Direction, LineId, Party};
use std::collections::{BTreeMap, BTreeSet};
use tantivy::schema::{BytesOptions, Field, IndexRecordOption, NumericOptions, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{PreTokenizedString, Token};
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
        .set_tokenizer("raw");
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
    pub(super) fn of(doc: &Doc, word_count: usize) -> Self {
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

/// A document with everything that finding it takes, made once for the tail and the index alike.
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
        let mut base = 0;
        let mut count = 0;
        for part in std::iter::once(&doc.text).chain(&doc.also) {
            let found = words(part);
            for number in numbers(part) {
                let at = found.iter().find(|word| word.start >= number.start).map_or(0, |word| word.position);
                for term in number_terms(&number.digits) {
                    terms.entry(term).or_default().push(base + at);
                }
            }
            count += found.len();
            let length = u32::try_from(found.len()).unwrap_or(u32::MAX);
            for word in found {
                terms.entry(word.term).or_default().push(base + word.position);
            }
            base = base.saturating_add(length).saturating_add(GAP);
        }
        for number in &doc.numbers {
            for term in party_terms(number) {
                terms.entry(term).or_default().push(base);
            }
            base = base.saturating_add(GAP);
        }
        let meta = Meta::of(&doc, count);
        Self { tags: tags(&doc), tie: tie(&doc.key), terms, meta, doc }
    }

    /// As tantivy takes it.
    pub(super) fn to_tantivy(&self, fields: Fields) -> TantivyDocument {
        let mut out = TantivyDocument::new();
        let mut tokens: Vec<(u32, &String)> =
            self.terms.iter().flat_map(|(term, places)| places.iter().map(move |place| (*place, term))).collect();
        tokens.sort_unstable();
        let tokens = tokens
            .into_iter()
            .map(|(place, term)| Token { position: place as usize, text: term.clone(), ..Token::default() })
            .collect();
        out.add_pre_tokenized_text(fields.text, PreTokenizedString { text: String::new(), tokens });
        for tag in &self.tags {
            out.add_bytes(fields.tag, tag);
        }
        out.add_bytes(fields.id, &key_id(&self.doc.key));
        if self.doc.key.kind.has_parts() {
            out.add_bytes(fields.id, &parts_id(self.doc.key.kind, &self.doc.key.owner));
        }
        out.add_i64(fields.at, self.doc.at.0);
        out.add_u64(fields.meta, self.meta.0);
        out.add_u64(fields.tie, self.tie);
        out.add_bytes(fields.place, &codec::encode_place(&self.doc));
        out.add_bytes(fields.own, &codec::encode_own(&self.doc));
        out
    }
}

/// Terms of a number that a document is found by: in full, and its last ten, seven and four digits.
fn party_terms(party: &Party) -> Vec<String> {
    match party {
        Party::Phone(number) => {
            let digits = number.trim_start_matches('+');
            let mut terms = number_terms(digits);
            terms.push(format!("#{}", last_digits(digits, 4)));
            terms
        }
        Party::ShortCode(code) => vec![format!("#{code}")],
        Party::Withheld => Vec::new(),
        Party::Other(text) => words(text).into_iter().map(|word| word.term).collect(),
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
            Self::FromName(word) => (b'n', word.to_owned()),
        };
        // Long values (a "number" may be any text) are told apart by their hash.
        let value =
            if value.len() <= 40 { value.into_bytes() } else { blake3::hash(value.as_bytes()).as_bytes().to_vec() };
        std::iter::once(name).chain(value).collect()
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
