//! What readers, the committer and the packer have in common.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use tokio::sync::watch;

use super::segment::{Segment, SegmentName};
use super::{Damage, Error, Health, Seq, TornTail, Writing};

/// The segments, the durable end, and what is known to be wrong.
#[derive(Debug)]
pub(super) struct Shared {
    folder: PathBuf,
    state: RwLock<State>,
    end: watch::Sender<Seq>,
    notes: Mutex<Notes>,
}

#[derive(Debug, Default)]
struct State {
    /// In order of their first records, which all differ.
    segments: Vec<Arc<Segment>>,
    last: u64,
}

#[derive(Debug)]
struct Notes {
    writing: Writing,
    damage: BTreeSet<Damage>,
    torn: Vec<TornTail>,
    packing: Option<Error>,
    commits: u64,
    records: u64,
}

impl Shared {
    pub fn new(folder: PathBuf, writing: Writing) -> Self {
        let notes = Notes { writing, damage: BTreeSet::new(), torn: Vec::new(), packing: None, commits: 0, records: 0 };
        Self { folder, state: RwLock::default(), end: watch::Sender::new(Seq::START), notes: Mutex::new(notes) }
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    pub fn last(&self) -> u64 {
        self.state().last
    }

    pub fn follow(&self) -> watch::Receiver<Seq> {
        self.end.subscribe()
    }

    /// Takes over what was found in the folder.
    pub fn set(&self, segments: Vec<Arc<Segment>>, last: u64) {
        *self.state_mut() = State { segments, last };
        self.end.send_replace(Seq(last));
    }

    /// The records up to `last` are durable now.
    pub fn commit(&self, last: u64, records: u64) {
        self.state_mut().last = last;
        {
            let mut notes = self.notes();
            notes.commits += 1;
            notes.records += records;
        }
        self.end.send_replace(Seq(last));
    }

    pub fn push(&self, segment: Arc<Segment>) {
        self.state_mut().segments.push(segment);
    }

    /// Puts another form of the same segment in its place.
    pub fn replace(&self, with: Arc<Segment>) {
        for segment in &mut self.state_mut().segments {
            if segment.name == with.name {
                *segment = with;
                return;
            }
        }
    }

    /// Forgets a segment that holds no durable record.
    pub fn forget(&self, name: SegmentName) {
        self.state_mut().segments.retain(|segment| segment.name != name);
    }

    /// The segment that should hold `seq`, and the last record that is its own.
    pub fn locate(&self, seq: u64) -> Option<(Arc<Segment>, u64)> {
        let state = self.state();
        let behind = state.segments.partition_point(|segment| segment.name.first <= seq);
        let segment = state.segments.get(behind.checked_sub(1)?)?;
        let until = state.segments.get(behind).map_or(state.last, |next| next.name.first - 1);
        Some((segment.clone(), until.min(state.last)))
    }

    /// All segments with the last record that is their own.
    pub fn segments(&self) -> Vec<(Arc<Segment>, u64)> {
        let state = self.state();
        let ends = state.segments.iter().skip(1).map(|next| next.name.first - 1).chain([state.last]);
        state.segments.iter().cloned().zip(ends).map(|(segment, until)| (segment, until.min(state.last))).collect()
    }

    /// The damage of a file that is not there at all.
    pub fn lost_file(&self, first: u64) -> Damage {
        let next = self.state().segments.iter().map(|s| s.name.first).find(|f| *f > first);
        let last = next.map_or_else(|| self.last(), |next| next - 1);
        Damage { segment: format!("{first:020}-*"), offset: 0, missing: Some((Seq(first), Seq(last))) }
    }

    pub fn note_damage(&self, damage: impl IntoIterator<Item = Damage>) {
        let mut notes = self.notes();
        for damage in damage {
            if notes.damage.insert(damage.clone()) {
                tracing::error!(segment = damage.segment, offset = damage.offset, "the journal is damaged: {damage}");
            }
        }
    }

    pub fn note_torn(&self, torn: Vec<TornTail>) {
        for tail in &torn {
            tracing::warn!(segment = tail.segment, offset = tail.offset, bytes = tail.bytes, "cut an unfinished end");
        }
        self.notes().torn.extend(torn);
    }

    pub fn note_packing(&self, failure: Option<Error>) {
        self.notes().packing = failure;
    }

    pub fn set_writing(&self, writing: Writing) {
        let mut notes = self.notes();
        if notes.writing != writing {
            match &writing {
                Writing::Refusing(error) => tracing::error!(%error, "the journal refuses records"),
                Writing::Accepting => tracing::info!("the journal accepts records again"),
                Writing::ReadOnly | Writing::Closed => {}
            }
            notes.writing = writing;
        }
    }

    pub fn health(&self) -> Health {
        let (segments, bytes, last) = {
            let segments = self.segments();
            (segments.len(), segments.iter().map(|(segment, _)| segment.bytes()).sum(), self.last())
        };
        let notes = self.notes();
        Health {
            writing: notes.writing.clone(),
            last: Seq(last),
            segments,
            bytes,
            commits: notes.commits,
            records: notes.records,
            damage: notes.damage.iter().cloned().collect(),
            torn: notes.torn.clone(),
            packing: notes.packing.clone(),
        }
    }

    fn state(&self) -> RwLockReadGuard<'_, State> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn state_mut(&self) -> RwLockWriteGuard<'_, State> {
        self.state.write().unwrap_or_else(PoisonError::into_inner)
    }

    fn notes(&self) -> MutexGuard<'_, Notes> {
        self.notes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
