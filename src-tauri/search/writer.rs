//! Bringing what waits to disk: one writer, one commit at a time, at most one a second unless much waits.

use super::doc::{Doc, DocKey, DocKind};
use super::error::{Result, guarded};
use super::index::{Settings, Shared, payload};
use super::schema::{Fields, Prepared, key_id, removal_term, to_tantivy};
use std::collections::HashSet;
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};
use tantivy::indexer::IndexWriterOptions;
use tantivy::{IndexWriter, Term};

/// One change on its way to disk.
pub(super) enum Op {
    Put(Arc<Prepared>),
    /// A document that need not be found before it is committed.
    Load(Box<Doc>),
    Remove(DocKey),
    RemoveKind(DocKind, String),
}

/// The writer, and how many documents it holds that are nowhere else.
#[derive(Default)]
pub(super) struct Out {
    writer: Option<IndexWriter>,
    loaded: usize,
    /// Keys of all documents there are, while an index is filled from the beginning.
    seen: Option<HashSet<u64>>,
}

/// Keys remembered while an index is filled, at most.
const MOST_SEEN: usize = 4_000_000;

/// Adds a document in place of the one with its key. `seen` holds all keys there are, if it is known: looking up
/// in every segment what is not there would be half the work of filling an index.
fn put(writer: &IndexWriter, seen: &mut Option<HashSet<u64>>, doc: &Doc, fields: Fields) -> Result<()> {
    let id = key_id(&doc.key);
    let short = id.iter().take(8).fold(0, |n, b| n << 8 | u64::from(*b));
    if !seen.as_mut().is_some_and(|seen| seen.insert(short)) {
        writer.delete_term(Term::from_field_bytes(fields.id, &id));
    }
    writer.add_document(to_tantivy(doc, fields))?;
    Ok(())
}

/// A position that moved without a document is brought to disk after this time.
const MOVED_ALONE: Duration = Duration::from_secs(30);
/// Wait after a failed commit.
const AFTER_FAILURE: Duration = Duration::from_secs(5);

impl Out {
    pub(super) fn open(index: &tantivy::Index, settings: &Settings) -> Result<Self> {
        let options = IndexWriterOptions::builder()
            .num_worker_threads(1)
            .num_merge_threads(1)
            .memory_budget_per_thread(settings.writer_bytes)
            .build();
        let writer = index.writer_with_options(options)?;
        let seen = index.searchable_segment_metas()?.is_empty().then(HashSet::new);
        Ok(Self { writer: Some(writer), loaded: 0, seen })
    }

    /// Hands changes to the writer without keeping them; returns how many have been so since the last commit.
    pub(super) fn load(&mut self, shared: &Shared, ops: &[Op]) -> Result<usize> {
        self.loaded += ops.len();
        if let Err(error) = guarded(|| self.write(shared, ops)) {
            self.lose(shared, &error.to_string());
            return Err(error);
        }
        Ok(self.loaded)
    }

    fn write(&mut self, shared: &Shared, ops: &[Op]) -> Result<()> {
        if self.writer.is_none() {
            let Self { writer, seen, .. } = Self::open(&shared.index, &shared.settings)?;
            self.writer = writer;
            self.seen = seen;
        }
        let Some(writer) = &self.writer else { return Ok(()) };
        for op in ops {
            match op {
                Op::Put(doc) => put(writer, &mut self.seen, &doc.doc, shared.fields)?,
                Op::Load(doc) => put(writer, &mut self.seen, doc, shared.fields)?,
                Op::Remove(key) => {
                    writer.delete_term(Term::from_field_bytes(shared.fields.id, &key_id(key)));
                }
                Op::RemoveKind(kind, owner) => {
                    writer.delete_term(removal_term(shared.fields, *kind, owner));
                }
            }
        }
        Ok(())
    }

    fn commit(&mut self, shared: &Shared, ops: &[Op], position: u64) -> Result<()> {
        self.write(shared, ops)?;
        if let Some(writer) = &mut self.writer {
            let mut prepared = writer.prepare_commit()?;
            prepared.set_payload(&payload(position));
            prepared.commit()?;
        }
        // Filling is over when a commit brings nothing that was loaded.
        if self.loaded == 0 || self.seen.as_ref().is_some_and(|seen| seen.len() > MOST_SEEN) {
            self.seen = None;
        }
        self.loaded = 0;
        Ok(())
    }

    /// Gives the writer up after a failure. What had only been loaded is lost with it.
    fn lose(&mut self, shared: &Shared, why: &str) {
        self.writer = None;
        if self.loaded > 0 {
            shared.state_mut().failed = Some(why.to_owned());
        }
    }
}

impl Shared {
    /// Writes everything that waits to disk and shows it from there.
    pub(super) fn commit(&self) -> Result<()> {
        let mut out = self.lock_out();
        let (ops, number, position) = {
            let mut state = self.state_mut();
            if state.pending.is_empty() && out.loaded == 0 && state.position == state.covered {
                return Ok(());
            }
            (std::mem::take(&mut state.pending), state.number, state.position)
        };
        if let Err(error) = guarded(|| out.commit(self, &ops, position)) {
            let mut state = self.state_mut();
            let newer = std::mem::replace(&mut state.pending, ops);
            state.pending.extend(newer);
            drop(state);
            out.lose(self, &error.to_string());
            return Err(error);
        }
        // The lock on `out` is kept: no second commit may overtake this one before it is shown.
        guarded(|| self.show(number, position))
    }
}

/// The committing thread.
pub(super) fn run(shared: &Shared) {
    let mut not_before = Instant::now();
    loop {
        let mut signal = shared.signal();
        loop {
            if signal.closing {
                return;
            }
            let now = Instant::now();
            let due = if signal.waiting >= shared.settings.commit_docs {
                Some(now)
            } else if signal.waiting > 0 {
                Some(not_before)
            } else if signal.moved {
                Some(not_before + MOVED_ALONE)
            } else {
                None
            };
            let wait = match due {
                Some(due) if due <= now => break,
                Some(due) => due - now,
                None => MOVED_ALONE,
            };
            signal = shared.wake.wait_timeout(signal, wait).unwrap_or_else(PoisonError::into_inner).0;
        }
        signal.waiting = 0;
        signal.moved = false;
        drop(signal);
        not_before = Instant::now() + shared.settings.commit_every;
        if let Err(error) = shared.commit() {
            tracing::warn!(%error, "the search index could not be committed; what is new can be found from memory");
            let mut signal = shared.signal();
            signal.waiting = signal.waiting.max(1);
            drop(signal);
            not_before = Instant::now() + AFTER_FAILURE;
        }
    }
}
