//! One committed segment of the index: which of its documents match, and what is stored of them.

use super::clause::{Clause, EXACT, Match, Node, PREFIX, SLIP, Terms, matched};
use super::codec;
use super::doc::Doc;
use super::error::{Error, Result};
use super::schema::{AT, Fields, META, Meta, PLACE, TIE};
use super::select::Limit;
use crate::model::{Direction, Party};
use std::sync::Arc;
use tantivy::columnar::{BytesColumn, ColumnValues};
use tantivy::postings::{Postings, SegmentPostings, TermInfo};
use tantivy::query::{EnableScoring, FuzzyTermQuery, PhraseQuery, Query};
use tantivy::schema::{IndexRecordOption, Value};
use tantivy::store::StoreReader;
use tantivy::{DocId, DocSet, InvertedIndexReader, SegmentReader, TERMINATED, TantivyDocument, Term};

/// A segment with everything opened that a search needs.
pub(super) struct Segment {
    fields: Fields,
    reader: SegmentReader,
    text: Arc<InvertedIndexReader>,
    tags: Arc<InvertedIndexReader>,
    ids: Arc<InvertedIndexReader>,
    at: Arc<dyn ColumnValues<i64>>,
    meta: Arc<dyn ColumnValues<u64>>,
    tie: Arc<dyn ColumnValues<u64>>,
    place: Option<BytesColumn>,
    store: StoreReader,
}

/// Blocks of 8 KiB kept unpacked for each segment.
const UNPACKED_BLOCKS: usize = 64;

impl Segment {
    pub(super) fn open(reader: &SegmentReader, fields: Fields) -> Result<Self> {
        let columns = reader.fast_fields();
        Ok(Self {
            fields,
            text: reader.inverted_index(fields.text)?,
            tags: reader.inverted_index(fields.tag)?,
            ids: reader.inverted_index(fields.id)?,
            at: columns.column_first_or_default(AT)?,
            meta: columns.column_first_or_default(META)?,
            tie: columns.column_first_or_default(TIE)?,
            place: columns.bytes(PLACE)?,
            store: reader.get_store_reader(UNPACKED_BLOCKS)?,
            reader: reader.clone(),
        })
    }

    pub(super) fn live(&self) -> u64 {
        u64::from(self.reader.num_docs())
    }

    pub(super) fn alive(&self) -> impl Iterator<Item = DocId> + '_ {
        self.reader.doc_ids_alive()
    }

    pub(super) fn at(&self, doc: DocId) -> i64 {
        self.at.get_val(doc)
    }

    /// No document is later than this.
    pub(super) fn newest(&self) -> i64 {
        self.at.max_value()
    }

    pub(super) fn meta(&self, doc: DocId) -> Meta {
        Meta(self.meta.get_val(doc))
    }

    pub(super) fn tie(&self, doc: DocId) -> u64 {
        self.tie.get_val(doc)
    }

    fn place(&self, doc: DocId) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        if let Some(column) = &self.place
            && let Some(ord) = column.term_ords(doc).next()
        {
            column.ord_to_bytes(ord, &mut bytes)?;
        }
        Ok(bytes)
    }

    /// The whole document.
    pub(super) fn doc(&self, doc: DocId) -> Result<Doc> {
        let stored: TantivyDocument = self.store.get(doc)?;
        let own = stored.get_first(self.fields.own).and_then(|value| value.as_bytes().map(<[u8]>::to_vec));
        codec::decode(&own.unwrap_or_default(), &self.place(doc)?, self.at(doc), self.meta(doc))
            .ok_or_else(|| Error::Damaged("a stored document cannot be read".to_owned()))
    }

    /// Id and numbers of a contact's document.
    pub(super) fn contact(&self, doc: DocId) -> Result<(String, Vec<Party>)> {
        codec::contact_of_place(&self.place(doc)?)
            .ok_or_else(|| Error::Damaged("a stored contact cannot be read".to_owned()))
    }

    /// Living documents with an id term.
    pub(super) fn with_id(&self, id: &[u8]) -> Result<Vec<DocId>> {
        let term = Term::from_field_bytes(self.fields.id, id);
        let mut found = Vec::new();
        if let Some(mut postings) = self.ids.read_postings(&term, IndexRecordOption::Basic)? {
            while postings.doc() != TERMINATED {
                if !self.reader.is_deleted(postings.doc()) {
                    found.push(postings.doc());
                }
                postings.advance();
            }
        }
        Ok(found)
    }

    /// Calls `each` with every living document for which all of `nodes` hold, in order, and with how it matched
    /// the scored ones among them.
    pub(super) fn scan(
        &self,
        nodes: &[Node],
        slips: bool,
        limit: &Limit,
        mut each: impl FnMut(DocId, &[Match]) -> Result<()>,
    ) -> Result<()> {
        let (mut wanted, mut unwanted) = (Vec::new(), Vec::new());
        for node in nodes {
            let docs = self.docs(&node.clause, slips, limit)?;
            if node.negated {
                unwanted.push(docs);
            } else {
                wanted.push((docs, node.clause.is_scored()));
            }
        }
        // The rarest condition leads; the others are only asked about what it finds.
        wanted.sort_by_key(|(docs, scored)| (docs.cost(), !scored));
        let mut matches = vec![0; wanted.len()];
        let mut next = 0;
        let mut seen = 0_u32;
        let end = self.reader.max_doc();
        'docs: while next < end {
            seen = seen.wrapping_add(1);
            if seen & 0xfff == 0 {
                limit.check()?;
            }
            let mut scored = 0;
            let mut doc = next;
            for (at, (docs, is_scored)) in wanted.iter_mut().enumerate() {
                let found = if at == 0 {
                    let Some((found, how)) = docs.first_from(next) else { break 'docs };
                    doc = found;
                    how
                } else {
                    docs.at(doc)
                };
                if found == 0 {
                    next = doc + 1;
                    continue 'docs;
                }
                if *is_scored && let Some(place) = matches.get_mut(scored) {
                    *place = found;
                    scored += 1;
                }
            }
            next = doc + 1;
            if self.reader.is_deleted(doc) || unwanted.iter_mut().any(|docs| docs.at(doc) != 0) {
                continue;
            }
            each(doc, matches.get(..scored).unwrap_or_default())?;
        }
        Ok(())
    }

    fn docs(&self, clause: &Clause, slips: bool, limit: &Limit) -> Result<Docs> {
        match clause {
            Clause::Terms(terms) => {
                let found = self.expand(terms, slips, limit)?;
                self.union(&self.text, found, limit)
            }
            Clause::Phrase(terms) => {
                let terms = terms.iter().map(|term| Term::from_field_text(self.fields.text, term)).collect();
                let weight =
                    PhraseQuery::new(terms).weight(EnableScoring::disabled_from_schema(self.reader.schema()))?;
                let mut scorer = weight.scorer(&self.reader, 1.0)?;
                let mut found = Vec::new();
                while scorer.doc() != TERMINATED {
                    found.push((scorer.doc(), matched(EXACT, 1)));
                    if found.len() & 0xfff == 0 {
                        limit.check()?;
                    }
                    scorer.advance();
                }
                Ok(Docs::Sparse(Sparse { found, next: 0 }))
            }
            Clause::Any(choices) => {
                let mut found = Vec::new();
                for all in choices {
                    self.intersect(all, slips, limit, &mut found)?;
                }
                Ok(Docs::sparse(found))
            }
            Clause::Tags { exact, prefixes } => {
                let mut terms = Vec::new();
                for tag in exact {
                    terms.extend(self.tags.terms().get(tag)?.map(|info| (info, EXACT)));
                }
                for prefix in prefixes {
                    self.begins(&self.tags, prefix, &[], EXACT, limit, &mut terms)?;
                }
                self.union(&self.tags, terms, limit)
            }
            Clause::Unread(marks) => {
                let mut found = Vec::new();
                for (tag, mark) in marks {
                    let Some(info) = self.tags.terms().get(tag)? else { continue };
                    let mut postings = self.tags.read_postings_from_terminfo(&info, IndexRecordOption::Basic)?;
                    while postings.doc() != TERMINATED {
                        let doc = postings.doc();
                        if self.at(doc) > *mark && self.meta(doc).direction() == Some(Direction::Incoming) {
                            found.push((doc, matched(EXACT, 1)));
                        }
                        postings.advance();
                    }
                    limit.check()?;
                }
                Ok(Docs::sparse(found))
            }
        }
    }

    fn intersect(&self, all: &[Clause], slips: bool, limit: &Limit, out: &mut Vec<(DocId, Match)>) -> Result<()> {
        let mut docs = Vec::new();
        for clause in all {
            docs.push(self.docs(clause, slips, limit)?);
        }
        docs.sort_by_key(Docs::cost);
        let Some((lead, others)) = docs.split_first_mut() else { return Ok(()) };
        let mut next = 0;
        while let Some((doc, how)) = lead.first_from(next) {
            next = doc + 1;
            let worst = others.iter_mut().map(|docs| docs.at(doc)).fold(how, Match::min);
            if worst != 0 {
                out.push((doc, worst));
            }
        }
        Ok(())
    }

    /// The terms of the dictionary that fit, and how.
    fn expand(&self, terms: &Terms, slips: bool, limit: &Limit) -> Result<Vec<(TermInfo, u16)>> {
        let mut found = Vec::new();
        let dictionary = self.text.terms();
        for term in &terms.exact {
            found.extend(dictionary.get(term.as_bytes())?.map(|info| (info, EXACT)));
        }
        for prefix in &terms.prefixes {
            self.begins(&self.text, prefix.as_bytes(), &terms.exact, PREFIX, limit, &mut found)?;
        }
        if let (Some(word), true) = (&terms.slip, slips) {
            let word = Term::from_field_text(self.fields.text, word);
            let automaton = FuzzyTermQuery::new(word, 1, true).automaton()?;
            let mut stream = dictionary.search(automaton).into_stream()?;
            while stream.advance() {
                found.push((stream.value().clone(), SLIP));
            }
        }
        Ok(found)
    }

    /// Adds every term that begins with `prefix`, but for those in `known`.
    fn begins(
        &self,
        field: &InvertedIndexReader,
        prefix: &[u8],
        known: &[String],
        class: u16,
        limit: &Limit,
        out: &mut Vec<(TermInfo, u16)>,
    ) -> Result<()> {
        let mut stream = field.terms().range().ge(prefix).into_stream()?;
        while stream.advance() && stream.key().starts_with(prefix) {
            if !known.iter().any(|term| term.as_bytes() == stream.key()) {
                out.push((stream.value().clone(), class));
            }
            if out.len() & 0xfff == 0 {
                limit.check()?;
            }
        }
        Ok(())
    }

    fn union(&self, field: &InvertedIndexReader, terms: Vec<(TermInfo, u16)>, limit: &Limit) -> Result<Docs> {
        let read = |info: &TermInfo, class: u16| {
            // How often a word stands there matters only where it was written in full.
            let option = if class == EXACT { IndexRecordOption::WithFreqs } else { IndexRecordOption::Basic };
            field.read_postings_from_terminfo(info, option)
        };
        if let [(info, class)] = terms.as_slice() {
            return Ok(Docs::Stream { postings: Box::new(read(info, *class)?), class: *class });
        }
        let total: u64 = terms.iter().map(|(info, _)| u64::from(info.doc_freq)).sum();
        let dense = total > u64::from(self.reader.max_doc() / 32);
        let mut all = if dense { vec![0; self.reader.max_doc() as usize] } else { Vec::new() };
        let mut few = Vec::new();
        let mut since = 0_u32;
        for (info, class) in terms {
            let mut postings = read(&info, class)?;
            since += info.doc_freq.min(10_000) + 10;
            if since > 20_000 {
                limit.check()?;
                since = 0;
            }
            while postings.doc() != TERMINATED {
                let how = if class == EXACT { matched(class, postings.term_freq()) } else { matched(class, 1) };
                if !dense {
                    few.push((postings.doc(), how));
                } else if let Some(place) = all.get_mut(postings.doc() as usize) {
                    *place = how.max(*place);
                }
                postings.advance();
            }
        }
        Ok(if dense { Docs::Dense(all, total) } else { Docs::sparse(few) })
    }
}

/// The documents that fulfil one condition, in the form that costs least.
enum Docs {
    /// Straight from the index: one term.
    Stream { postings: Box<SegmentPostings>, class: u16 },
    /// A sorted list: few.
    Sparse(Sparse),
    /// One place for each document: many; with about how many.
    Dense(Vec<Match>, u64),
}

struct Sparse {
    found: Vec<(DocId, Match)>,
    next: usize,
}

impl Sparse {
    fn seek(&mut self, doc: DocId) -> Option<(DocId, Match)> {
        let rest = self.found.get(self.next..)?;
        let mut step = 1;
        while rest.get(step).is_some_and(|(found, _)| *found < doc) {
            step *= 2;
        }
        let near = rest.get(..rest.len().min(step + 1))?;
        self.next += near.partition_point(|(found, _)| *found < doc);
        self.found.get(self.next).copied()
    }
}

impl Docs {
    fn sparse(mut found: Vec<(DocId, Match)>) -> Self {
        found.sort_unstable_by(|a, b| (a.0, b.1).cmp(&(b.0, a.1)));
        found.dedup_by_key(|(doc, _)| *doc);
        Self::Sparse(Sparse { found, next: 0 })
    }

    fn cost(&self) -> u64 {
        match self {
            Self::Stream { postings, .. } => u64::from(postings.doc_freq()),
            Self::Sparse(sparse) => sparse.found.len() as u64,
            Self::Dense(_, total) => *total,
        }
    }

    /// The first match at or after `doc`; never asked to go back.
    fn first_from(&mut self, doc: DocId) -> Option<(DocId, Match)> {
        match self {
            Self::Stream { postings, class } => {
                if postings.doc() + 1 == doc {
                    postings.advance();
                } else if postings.doc() < doc {
                    postings.seek(doc);
                }
                let found = postings.doc();
                (found != TERMINATED).then(|| (found, how(postings, *class)))
            }
            Self::Sparse(sparse) => sparse.seek(doc),
            Self::Dense(all, _) => {
                let ahead = all.get(doc as usize..)?.iter().position(|how| *how != 0)?;
                let found = doc + DocId::try_from(ahead).ok()?;
                Some((found, all.get(found as usize).copied()?))
            }
        }
    }

    /// How `doc` matches; never asked to go back.
    fn at(&mut self, doc: DocId) -> Match {
        match self {
            Self::Stream { postings, class } => {
                if postings.doc() < doc {
                    postings.seek(doc);
                }
                if postings.doc() == doc { how(postings, *class) } else { 0 }
            }
            Self::Sparse(sparse) => sparse.seek(doc).map_or(0, |(found, how)| if found == doc { how } else { 0 }),
            Self::Dense(all, _) => all.get(doc as usize).copied().unwrap_or(0),
        }
    }
}

fn how(postings: &SegmentPostings, class: u16) -> Match {
    if class == EXACT { matched(EXACT, postings.term_freq()) } else { matched(class, 1) }
}
