//! Opening, whatever state the files are in: it ends in a store, never in a dead app.
//!
//! An error or a panic of the engine leads to a copy without sled's snapshot and settings (which it makes again
//! from its log); where that does not open either, or is not what was written, the database is set aside, kept,
//! and an empty one takes its place, which the journal fills again.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock, atomic::AtomicBool};
use std::time::Instant;

use super::apply::{get, read};
use super::calls::Calls;
use super::digest::Ledger;
use super::engine::{Engine, Order, SledEngine, Span};
use super::folder::{Folder, copy_without_snapshot};
use super::follow_ups::{FollowUps, Standing};
use super::inbox::Inbox;
use super::keys::{Key16, Tree, meta};
use super::layer::{Layer, View};
use super::order::{self, Kept};
use super::record::{Conversation, Totals};
use super::{Error, Shared, State, Store};
use crate::model::UtcMillis;
use crate::model::follow_up::FollowUp;

/// Version of the stored form. Another one is not read but built anew from the journal.
const SCHEMA: u64 = 5;

/// How to open.
#[derive(Debug, Clone, Copy)]
pub struct OpenOptions {
    /// sled's cache. 256 MiB keeps 1 million messages fast (LIMITS.md section 4).
    pub cache_bytes: u64,
    /// The present moment, for naming what is set aside.
    pub now: UtcMillis,
}

impl Default for OpenOptions {
    fn default() -> Self {
        Self { cache_bytes: 256 << 20, now: UtcMillis(0) }
    }
}

/// What opening found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OpenReport {
    /// The store is empty: everything comes from the journal.
    pub rebuild_needed: bool,
    /// Why the database that was there is not used, if so; in plain words with the engine's own.
    pub reason: Option<String>,
    /// Where it is kept.
    pub set_aside: Option<PathBuf>,
    /// It was mended without loss.
    pub mended: bool,
    /// The last run did not end cleanly: [`Store::verify`] is worth its time.
    pub unclean: bool,
}

/// An open store.
pub struct Opened {
    /// The store.
    pub store: Store,
    /// What was found.
    pub report: OpenReport,
}

impl Store {
    /// Opens the store in `folder`, or makes it.
    ///
    /// # Errors
    /// [`Error::InUse`] if another Ringbook has it; otherwise only if the folder itself cannot be written.
    pub fn open(folder: &Path, options: OpenOptions) -> Result<Opened, Error> {
        let mut folder = Folder::take(folder)?;
        let mut report = OpenReport { unclean: !folder.mark_opened(), ..OpenReport::default() };
        let order = folder.take_order().filter(|_| !report.unclean);
        let state = match folder.unhealthy() {
            Some(why) => Err(Error::Engine(why)),
            None => open_with(&folder.database(), &options, order, folder.generation()),
        };
        let state = match state {
            Ok(state) => state,
            Err(Error::InUse) => return Err(Error::InUse),
            Err(error) => {
                tracing::error!(%error, "store could not be opened");
                report.reason = Some(error.to_string());
                // A copy of another version's store is in that version's form, too.
                let mendable = !matches!(error, Error::OtherForm(_));
                let mended = if mendable { mend(&mut folder, &options) } else { None };
                report.mended = mended.is_some();
                let (generation, state) = match mended {
                    Some(mended) => mended,
                    None => {
                        let (generation, path) = folder.next_database()?;
                        (generation, open_state(&path, &options)?)
                    }
                };
                report.set_aside = folder.set_aside(options.now)?;
                folder.make_current(generation)?;
                state
            }
        };
        report.rebuild_needed = state.position == 0;
        Ok(Opened { store: assemble(state, Some(folder), options), report })
    }

    /// An empty store beside this one, to be filled from the journal and then [adopted](Store::adopt).
    ///
    /// # Errors
    /// If the folder cannot be written.
    pub fn begin_anew(&self) -> Result<Anew, Error> {
        let options = self.shared.options;
        let Some(folder) = &self.shared.folder else { return Err(Error::NoFolder) };
        let (generation, path) = folder.lock().unwrap_or_else(PoisonError::into_inner).next_database()?;
        Ok(Anew { generation, store: assemble(open_state(&path, &options)?, None, options) })
    }

    /// Puts a store that was built anew in the place of this one: readers see it from the next question on, and the
    /// old database is removed, or kept aside if it was found unhealthy; the path says where.
    ///
    /// # Errors
    /// If the new store cannot be made safe or the folder cannot be written; the old one stays then.
    pub fn adopt(&self, anew: Anew) -> Result<Option<PathBuf>, Error> {
        let Anew { generation, store } = anew;
        store.checkpoint()?;
        let Some(folder) = &self.shared.folder else { return Err(Error::NoFolder) };
        let _writing = self.shared.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let _draining = self.shared.draining.lock().unwrap_or_else(PoisonError::into_inner);
        let mut folder = folder.lock().unwrap_or_else(PoisonError::into_inner);
        let mut unhealthy = self.shared.unhealthy.lock().unwrap_or_else(PoisonError::into_inner);
        {
            let mut old = self.shared.state.write().unwrap_or_else(PoisonError::into_inner);
            let mut new = store.shared.state.write().unwrap_or_else(PoisonError::into_inner);
            std::mem::swap(&mut *old, &mut *new);
            *self.shared.directory.lock().unwrap_or_else(PoisonError::into_inner) = super::query::Directory::default();
        }
        // The old engine lets go of its files before they are moved or removed.
        drop(store);
        let set_aside = if unhealthy.is_some() { folder.set_aside(self.shared.options.now)? } else { None };
        folder.make_current(generation)?;
        *unhealthy = None;
        Ok(set_aside)
    }

    /// A store on another engine, for tests.
    #[cfg(test)]
    pub(crate) fn on_engine(engine: Arc<dyn Engine>) -> Store {
        assemble(load(engine, None).unwrap(), None, OpenOptions::default())
    }
}

/// A store that is being built anew.
pub struct Anew {
    generation: u64,
    /// The store to fill.
    pub store: Store,
}

fn assemble(state: State, folder: Option<Folder>, options: OpenOptions) -> Store {
    let shared = Arc::new(Shared {
        state: RwLock::new(state),
        writing: Mutex::new(()),
        draining: Mutex::new(()),
        checking: AtomicBool::new(false),
        unhealthy: Mutex::new(None),
        directory: Mutex::default(),
        folder: folder.map(Mutex::new),
        options,
    });
    Store { shared }
}

/// Tries a copy without what sled can make again, and takes it only if every row is what was written.
fn mend(folder: &mut Folder, options: &OpenOptions) -> Option<(u64, State)> {
    let from = folder.database();
    if folder.unhealthy().is_some() || !from.join("db").exists() {
        return None;
    }
    let (generation, path) = folder.next_database().ok()?;
    let attempt = copy_without_snapshot(&from, &path).and_then(|()| open_state(&path, options)).and_then(|state| {
        let store = assemble(state, None, *options);
        let sound = store.verify()?.is_sound() && store.applied() > 0;
        let shared = Arc::into_inner(store.shared).ok_or_else(|| Error::Engine("still in use".to_owned()))?;
        let state = shared.state.into_inner().unwrap_or_else(PoisonError::into_inner);
        if sound { Ok(state) } else { Err(Error::Engine("rows are missing".to_owned())) }
    });
    match attempt {
        Ok(state) => Some((generation, state)),
        Err(error) => {
            tracing::warn!(%error, "store could not be mended");
            if let Err(error) = std::fs::remove_dir_all(&path) {
                tracing::warn!(%error, "the attempt at mending could not be removed");
            }
            None
        }
    }
}

fn open_state(path: &Path, options: &OpenOptions) -> Result<State, Error> {
    load(Arc::new(SledEngine::open(path, options.cache_bytes)?), None)
}

/// Opens with the order that the last end left, which is read beside the engine's own opening.
fn open_with(path: &Path, options: &OpenOptions, order: Option<Vec<u8>>, generation: u64) -> Result<State, Error> {
    let (engine, kept) = std::thread::scope(|scope| {
        let reading = order.map(|bytes| scope.spawn(move || order::unpack(&bytes, generation)));
        let engine = SledEngine::open(path, options.cache_bytes);
        // One that cannot be read is none: the rows are there.
        (engine, reading.and_then(|reading| reading.join().ok().flatten()))
    });
    load(Arc::new(engine?), kept)
}

/// Reads what is kept in memory: position, totals, the order of conversations, which is that of `kept` if it belongs
/// to the same position.
fn load(engine: Arc<dyn Engine>, kept: Option<Kept>) -> Result<State, Error> {
    let layer = Layer::default();
    let mut follow_ups = FollowUps::default();
    let (position, totals, ledger, (inbox, calls)) = {
        let layers = [&layer];
        let view = View::new(&layers, engine.as_ref());
        match number(&view, meta::SCHEMA)? {
            Some(SCHEMA) => {}
            Some(other) => return Err(Error::OtherForm(other)),
            None => {
                if view.first(Tree::Meta, &Span::all(), Order::Up)?.is_some() {
                    return Err(Error::Damaged { tree: Tree::Meta, what: "no version".to_owned() });
                }
            }
        }
        let position = number(&view, meta::POSITION)?.unwrap_or(0);
        let order = match kept {
            Some(Kept { position: of, inbox, calls }) if of == position => (inbox, calls),
            _ => (conversations(&view)?, Calls::load(&view)?),
        };
        view.scan(Tree::FollowUp, &Span::all(), Order::Up, &mut |key, row| {
            let row: FollowUp = read(&view, Tree::FollowUp, key, row)?;
            if let Ok(key) = Key16::try_from(key) {
                follow_ups.change(key, None, Standing::of(&row).as_ref());
            }
            Ok(ControlFlow::Continue(()))
        })?;
        let totals: Option<Totals> = get(&view, Tree::Meta, meta::TOTALS)?;
        let ledger: Option<Ledger> = get(&view, Tree::Meta, meta::LEDGER)?;
        (position, totals.unwrap_or_default(), ledger.unwrap_or_default().completed(), order)
    };
    let mut state = State {
        engine,
        layer,
        inbox,
        follow_ups,
        calls,
        totals,
        position,
        ledger,
        drained_at: Instant::now(),
        unsynced: false,
    };
    let promises: Vec<Key16> = state.follow_ups.past_due().copied().collect();
    super::writer::keep_promises(&mut state, promises)?;
    state.layer.set(Tree::Meta, meta::SCHEMA.to_vec(), Some(SCHEMA.to_be_bytes().to_vec()));
    Ok(state)
}

/// The order of conversations, from their rows.
fn conversations(view: &View<'_>) -> Result<Inbox, Error> {
    let mut inbox = Inbox::default();
    view.scan(Tree::Conversation, &Span::all(), Order::Up, &mut |key, row| {
        let conversation: Conversation = read(view, Tree::Conversation, key, row)?;
        if let Ok(key) = Key16::try_from(key) {
            inbox.change(key, None, Some(&conversation));
        }
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(inbox)
}

fn number(view: &View<'_>, key: &[u8]) -> Result<Option<u64>, Error> {
    let row = view.get(Tree::Meta, key)?;
    row.map(|row| row.try_into().map(u64::from_be_bytes))
        .transpose()
        .map_err(|_| Error::Damaged { tree: Tree::Meta, what: "a number is not eight bytes".to_owned() })
}
