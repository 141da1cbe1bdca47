//! The index: what goes in, what can be asked, and how it is opened and closed.

use super::doc::{Doc, DocKind, Write};
use super::error::{Error, Result, guarded};
use super::find::{Found, Options, View};
use super::query::Query;
use super::schema::{Fields, Prepared, TERMS, Terms, VERSION, key_id, parts_id, schema};
use super::segment::Segment;
use super::tail::Tail;
use super::writer::{Op, Out, run};
use std::collections::HashSet;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::Duration;
use tantivy::directory::MmapDirectory;
use tantivy::{DocId, IndexReader, IndexSettings, ReloadPolicy, Searcher};

/// How an index is opened.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Memory of the one writing thread, bytes (LIMITS.md: 64–128 MB; more threads bring nothing on two cores).
    pub writer_bytes: usize,
    /// Least time between two commits.
    pub commit_every: Duration,
    /// With so many documents waiting, a commit is made at once.
    pub commit_docs: usize,
    /// Whether a thread commits by itself; without it only [`Index::commit`] and [`Index::close`] do.
    pub background: bool,
    /// Open for searching alone, beside another process that writes.
    pub read_only: bool,
    /// Check the sums of all files when opening (reads the whole index).
    pub verify: bool,
    /// Searches that may run at once; one more gets [`Error::Busy`].
    pub searches: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            writer_bytes: 64_000_000,
            commit_every: Duration::from_secs(1),
            commit_docs: 4_000,
            background: true,
            read_only: false,
            verify: true,
            searches: 4,
        }
    }
}

/// Documents held in memory before [`Index::apply`] waits for a commit itself.
const MOST_WAITING: usize = 50_000;
/// Documents that [`Index::load`] hands over between two commits.
const LOAD_COMMIT: usize = 100_000;

/// A search index in a folder of its own. One per process and folder; shared freely between threads.
pub struct Index {
    shared: Arc<Shared>,
    committer: Option<std::thread::JoinHandle<()>>,
}

pub(super) struct Shared {
    pub settings: Settings,
    pub fields: Fields,
    pub index: tantivy::Index,
    reader: IndexReader,
    state: RwLock<State>,
    pub out: Mutex<Out>,
    signal: Mutex<Signal>,
    pub wake: Condvar,
    running: AtomicUsize,
}

/// What a search sees, and what waits to be committed.
pub(super) struct State {
    /// Keeps the segments' files.
    searcher: Searcher,
    segments: Arc<Vec<Segment>>,
    /// Committed documents that the tail covers, by segment.
    hidden: Arc<Vec<HashSet<DocId>>>,
    pub tail: Tail,
    pub pending: Vec<Op>,
    /// Number of the last write.
    pub number: u64,
    /// Position given in last.
    pub position: u64,
    /// Position up to which everything can be found.
    pub visible: u64,
    /// Position up to which everything is on disk.
    pub covered: u64,
    /// Set when documents were lost on their way to the disk: the index must be opened again.
    pub failed: Option<String>,
}

#[derive(Default)]
pub(super) struct Signal {
    pub waiting: usize,
    pub moved: bool,
    pub closing: bool,
}

impl Index {
    /// Opens the index in `dir`, or makes an empty one there.
    ///
    /// # Errors
    /// [`Error::Damaged`] and [`Error::Outdated`]: set the folder aside and fill a new one from the journal.
    /// [`Error::Locked`]: another process writes to it. Nothing on disk is changed by a failure.
    pub fn open(dir: &Path, settings: Settings) -> Result<Self> {
        let shared = Arc::new(guarded(|| Shared::open(dir, settings))?);
        let committer = if shared.settings.background && !shared.settings.read_only {
            let shared = Arc::clone(&shared);
            Some(std::thread::Builder::new().name("search-commit".to_owned()).spawn(move || run(&shared))?)
        } else {
            None
        };
        Ok(Self { shared, committer })
    }

    /// Takes in what changed with the journal record at `position`. The next search sees it; it is on disk once
    /// [`Self::covered`] has reached `position`. Applying the same again changes nothing. Positions given in never
    /// fall, except when feeding again from [`Self::covered`] after opening.
    ///
    /// # Errors
    /// [`Error::Stalled`] if the disk has refused for so long that memory is full.
    pub fn apply(&self, position: u64, writes: Vec<Write>) -> Result<()> {
        let shared = &*self.shared;
        shared.writable()?;
        let ops = ops(writes, |doc| Op::Put(Arc::new(Prepared::new(doc))));
        let waiting = {
            let mut state = shared.state_mut();
            for op in ops {
                shared.take_in(&mut state, op)?;
            }
            state.position = state.position.max(position);
            state.visible = state.visible.max(position);
            state.pending.len()
        };
        let mut signal = shared.signal();
        signal.waiting = waiting;
        signal.moved = true;
        drop(signal);
        shared.wake.notify_one();
        if waiting > MOST_WAITING {
            shared.commit().map_err(|error| Error::Stalled(error.to_string()))?;
        }
        Ok(())
    }

    /// Like [`Self::apply`] for filling an index: quicker, but seen only after a commit, which this makes now and
    /// then by itself. End with [`Self::commit`].
    ///
    /// # Errors
    /// When writing fails; documents since the last commit must then be given in again from [`Self::covered`]
    /// after opening the index anew.
    pub fn load(&self, position: u64, writes: Vec<Write>) -> Result<()> {
        let shared = &*self.shared;
        shared.writable()?;
        if !shared.state().pending.is_empty() {
            shared.commit()?;
        }
        let loaded = {
            let mut out = shared.lock_out();
            let loaded = out.load(shared, &ops(writes, |doc| Op::Load(Box::new(doc))))?;
            let mut state = shared.state_mut();
            state.position = state.position.max(position);
            loaded
        };
        if loaded >= LOAD_COMMIT {
            shared.commit()?;
        }
        Ok(())
    }

    /// Writes everything given in so far to disk.
    ///
    /// # Errors
    /// When writing fails; what was applied stays in memory, can be found, and is tried again.
    pub fn commit(&self) -> Result<()> {
        self.shared.writable()?;
        self.shared.commit()
    }

    /// Position up to which the index is on disk: where to feed from after opening.
    #[must_use]
    pub fn covered(&self) -> u64 {
        self.shared.state().covered
    }

    /// Position up to which everything can be found.
    #[must_use]
    pub fn visible(&self) -> u64 {
        self.shared.state().visible
    }

    /// How many documents can be found.
    #[must_use]
    pub fn documents(&self) -> u64 {
        let state = self.shared.state();
        let committed: u64 = state.segments.iter().map(Segment::live).sum();
        let hidden: usize = state.hidden.iter().map(HashSet::len).sum();
        committed - hidden as u64 + state.tail.docs().count() as u64
    }

    /// Answers a question.
    ///
    /// # Errors
    /// [`Error::Busy`], [`Error::TooSlow`], [`Error::BadCursor`]; [`Error::Damaged`] if the index cannot be read.
    pub fn search(&self, query: &Query, options: &Options<'_>) -> Result<Found> {
        let _permit = Permit::take(&self.shared)?;
        let view = self.shared.view();
        guarded(|| view.search(query, options))
    }

    /// A hash over all documents that can be found: equal for equal contents, however they came in.
    ///
    /// # Errors
    /// If a document cannot be read.
    pub fn digest(&self) -> Result<[u8; 32]> {
        let view = self.shared.view();
        guarded(|| {
            // Hashes of documents in order stand for documents in order of their keys: both are one per document.
            let mut hashes = Vec::new();
            view.for_each(|doc| {
                let bytes = serde_json::to_vec(&doc).map_err(|error| Error::Damaged(error.to_string()))?;
                hashes.push(*blake3::hash(&bytes).as_bytes());
                Ok(())
            })?;
            hashes.sort_unstable();
            let mut hasher = blake3::Hasher::new();
            for hash in &hashes {
                hasher.update(hash);
            }
            Ok(*hasher.finalize().as_bytes())
        })
    }

    /// Reads every file and compares it with its sum.
    ///
    /// # Errors
    /// [`Error::Damaged`] names the files that differ.
    pub fn verify(&self) -> Result<()> {
        guarded(|| self.shared.verify())
    }

    /// Commits and lets go of the folder.
    ///
    /// # Errors
    /// If the last commit failed; the index is closed all the same and stands where [`Self::covered`] says.
    pub fn close(mut self) -> Result<()> {
        self.stop();
        if self.shared.settings.read_only { Ok(()) } else { self.shared.commit() }
    }

    fn stop(&mut self) {
        self.shared.signal().closing = true;
        self.shared.wake.notify_one();
        if let Some(thread) = self.committer.take()
            && thread.join().is_err()
        {
            tracing::error!("the thread that commits the search index had ended with a panic");
        }
    }
}

/// Ends the committing thread. What was not committed is fed again from [`Index::covered`] next time.
impl Drop for Index {
    fn drop(&mut self) {
        self.stop();
    }
}

fn ops(writes: Vec<Write>, put: impl Fn(Doc) -> Op) -> Vec<Op> {
    let mut ops = Vec::with_capacity(writes.len());
    for write in writes {
        match write {
            Write::Put(doc) => ops.push(put(doc)),
            Write::Remove(key) => ops.push(Op::Remove(key)),
            Write::RemoveKind(kind, owner) => ops.push(Op::RemoveKind(kind, owner)),
            Write::RemoveItem(item) => {
                let kinds = DocKind::ALL.into_iter().filter(|kind| *kind != DocKind::Contact);
                ops.extend(kinds.map(|kind| Op::RemoveKind(kind, item.as_str().to_owned())));
            }
        }
    }
    ops
}

impl Shared {
    fn open(dir: &Path, settings: Settings) -> Result<Self> {
        if !settings.read_only {
            std::fs::create_dir_all(dir)?;
        }
        let (wanted, fields) = schema();
        let directory = MmapDirectory::open(dir).map_err(|error| Error::Storage(error.to_string()))?;
        let exists = tantivy::Index::exists(&directory).map_err(|error| Error::Damaged(error.to_string()))?;
        let index = if exists || settings.read_only {
            tantivy::Index::open(directory)?
        } else {
            // Small blocks: each hit that is shown has one unpacked.
            let settings = IndexSettings {
                docstore_compress_dedicated_thread: false,
                docstore_blocksize: 8_192,
                ..IndexSettings::default()
            };
            tantivy::Index::create(directory, wanted.clone(), settings)?
        };
        index.tokenizers().register(TERMS, Terms::default());
        if index.schema() != wanted {
            return Err(Error::Outdated("other fields".to_owned()));
        }
        let covered = match index.load_metas()?.payload {
            Some(payload) => read_payload(&payload)?,
            None if index.searchable_segment_metas()?.is_empty() => 0,
            None => return Err(Error::Damaged("no position is written in it".to_owned())),
        };
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        let searcher = reader.searcher();
        let segments = Arc::new(open_segments(&searcher, fields)?);
        let hidden = Arc::new(vec![HashSet::new(); segments.len()]);
        let out = if settings.read_only { Out::default() } else { Out::open(&index, &settings)? };
        let state = State {
            searcher,
            segments,
            hidden,
            tail: Tail::default(),
            pending: Vec::new(),
            number: 0,
            position: covered,
            visible: covered,
            covered,
            failed: None,
        };
        let verify = settings.verify;
        let shared = Self {
            settings,
            fields,
            index,
            reader,
            state: RwLock::new(state),
            out: Mutex::new(out),
            signal: Mutex::default(),
            wake: Condvar::new(),
            running: AtomicUsize::new(0),
        };
        if verify {
            shared.verify()?;
        }
        Ok(shared)
    }

    fn verify(&self) -> Result<()> {
        let mut damaged: Vec<String> =
            self.index.validate_checksum()?.into_iter().map(|path| path.display().to_string()).collect();
        damaged.sort();
        if damaged.is_empty() { Ok(()) } else { Err(Error::Damaged(format!("wrong sum: {}", damaged.join(", ")))) }
    }

    pub(super) fn writable(&self) -> Result<()> {
        if self.settings.read_only {
            return Err(Error::ReadOnly);
        }
        match &self.state().failed {
            Some(why) => Err(Error::Stalled(why.clone())),
            None => Ok(()),
        }
    }

    pub(super) fn state(&self) -> RwLockReadGuard<'_, State> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn state_mut(&self) -> RwLockWriteGuard<'_, State> {
        self.state.write().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn signal(&self) -> MutexGuard<'_, Signal> {
        self.signal.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn lock_out(&self) -> MutexGuard<'_, Out> {
        self.out.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn view(&self) -> View {
        let state = self.state();
        View {
            segments: Arc::clone(&state.segments),
            covered: Arc::clone(&state.hidden),
            tail: state.tail.docs().map(Arc::clone).collect(),
        }
    }

    /// Puts one change into the tail and among what waits.
    fn take_in(&self, state: &mut State, op: Op) -> Result<()> {
        state.number += 1;
        let number = state.number;
        match &op {
            Op::Put(doc) => {
                hide(state, &key_id(&doc.doc.key))?;
                state.tail.set(doc.doc.key.clone(), number, Some(Arc::clone(doc)));
            }
            // Only `load` makes these, and it does not come here.
            Op::Load(_) => {}
            Op::Remove(key) => {
                hide(state, &key_id(key))?;
                state.tail.set(key.clone(), number, None);
            }
            Op::RemoveKind(kind, owner) => {
                hide(state, &kind_id(*kind, owner))?;
                state.tail.remove_kind(*kind, owner, number);
            }
        }
        state.pending.push(op);
        Ok(())
    }

    /// Shows the newest commit, and drops from the tail what it holds: everything up to write `number`.
    pub(super) fn show(&self, number: u64, position: u64) -> Result<()> {
        self.reader.reload()?;
        let searcher = self.reader.searcher();
        let segments = Arc::new(open_segments(&searcher, self.fields)?);
        let mut state = self.state_mut();
        state.searcher = searcher;
        state.hidden = Arc::new(vec![HashSet::new(); segments.len()]);
        state.segments = segments;
        state.tail.committed(number);
        state.covered = position;
        state.visible = state.visible.max(position);
        let keys: Vec<Vec<u8>> = state.tail.keys().map(key_id).collect();
        let kinds: Vec<Vec<u8>> = state.tail.removed().map(|(kind, owner)| kind_id(*kind, owner)).collect();
        for id in keys.iter().chain(&kinds) {
            hide(&mut state, id)?;
        }
        Ok(())
    }
}

fn kind_id(kind: DocKind, owner: &str) -> Vec<u8> {
    if kind.has_parts() {
        parts_id(kind, owner)
    } else {
        key_id(&super::doc::DocKey { kind, owner: owner.to_owned(), part: 0 })
    }
}

/// Covers every committed document that carries `id`.
fn hide(state: &mut State, id: &[u8]) -> Result<()> {
    let State { segments, hidden, .. } = state;
    for (at, segment) in segments.iter().enumerate() {
        let found = segment.with_id(id)?;
        if !found.is_empty()
            && let Some(hidden) = Arc::make_mut(hidden).get_mut(at)
        {
            hidden.extend(found);
        }
    }
    Ok(())
}

fn open_segments(searcher: &Searcher, fields: Fields) -> Result<Vec<Segment>> {
    searcher.segment_readers().iter().map(|reader| Segment::open(reader, fields)).collect()
}

/// What is written beside a commit: the version and the position it covers.
pub(super) fn payload(position: u64) -> String {
    format!("{VERSION} {position}")
}

fn read_payload(payload: &str) -> Result<u64> {
    let (version, position) = payload.split_once(' ').unwrap_or((payload, ""));
    if version != VERSION.to_string() {
        return Err(Error::Outdated(version.chars().take(20).collect()));
    }
    position.parse().map_err(|_| Error::Damaged("the position written in it is no number".to_owned()))
}

/// The right to run one search.
struct Permit<'a>(&'a AtomicUsize);

impl<'a> Permit<'a> {
    fn take(shared: &'a Shared) -> Result<Self> {
        let most = shared.settings.searches;
        let more = |running| (running < most).then_some(running + 1);
        match shared.running.fetch_update(Ordering::AcqRel, Ordering::Acquire, more) {
            Ok(_) => Ok(Self(&shared.running)),
            Err(_) => Err(Error::Busy),
        }
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}
