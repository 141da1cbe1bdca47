//! sled 0.34.7, used exactly as LIMITS.md section 8 says.
//!
//! sled's own `flush()` does not reach the disk's platter, so a checkpoint is `flush()` and then `sync_data` on a
//! second descriptor of its `db` file. `flush_async` is never called: it deadlocks. Damage shows as errors and
//! as panics, so every call stands behind a panic boundary.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::ops::{Bound, ControlFlow};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use sled::Transactional;
use sled::transaction::{ConflictableTransactionError, TransactionError, TransactionalTree};

use super::{Change, Engine, Order, Span, Tree, Visit, check_lengths};
use crate::store::Error;

/// So long a lock may outlive what held it.
const LOCK_LINGERS: Duration = Duration::from_secs(1);
const LOOK_EVERY: Duration = Duration::from_millis(10);

/// A sled database.
pub struct SledEngine {
    db: sled::Db,
    trees: Vec<sled::Tree>,
    file: File,
    folder: PathBuf,
}

/// Turns a panic into an error: damaged files make sled panic.
fn guarded<T>(work: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        let what = panic
            .downcast_ref::<String>()
            .cloned()
            .or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()))
            .unwrap_or_else(|| "panic".to_owned());
        Err(Error::Engine(what))
    })
}

fn failed(error: &sled::Error) -> Error {
    Error::Engine(error.to_string())
}

/// Opens, and waits a moment for whoever has it open: sled lets go of its lock in a thread of its own after the database
/// was dropped, and a process that is being started holds a copy of it until it has become the other program.
fn unlocked(config: &sled::Config) -> Result<sled::Db, Error> {
    let began = Instant::now();
    loop {
        match config.open() {
            Err(sled::Error::Io(io)) if io.to_string().contains("could not acquire lock") => {
                if began.elapsed() >= LOCK_LINGERS {
                    return Err(Error::InUse);
                }
                std::thread::sleep(LOOK_EVERY);
            }
            opened => return opened.map_err(|error| failed(&error)),
        }
    }
}

impl SledEngine {
    /// Opens or creates the database in `folder`.
    ///
    /// # Errors
    /// [`Error::InUse`] if it is open elsewhere, else [`Error::Engine`], also where sled panics.
    pub fn open(folder: &Path, cache_bytes: u64) -> Result<Self, Error> {
        let path = folder.to_owned();
        let opening = std::thread::Builder::new().name("store-open".to_owned()).spawn(move || {
            guarded(|| {
                let config = sled::Config::new().path(&path).cache_capacity(cache_bytes);
                let db = unlocked(&config)?;
                let trees = Tree::ALL
                    .iter()
                    .map(|tree| db.open_tree(tree.name()).map_err(|error| failed(&error)))
                    .collect::<Result<Vec<_>, _>>()?;
                Ok((db, trees))
            })
        });
        let opening = opening.map_err(|error| Error::Engine(error.to_string()))?;
        let (db, trees) = opening.join().map_err(|_| Error::Engine("panic while opening".to_owned()))??;
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .open(folder.join("db"))
            .map_err(|error| Error::Engine(error.to_string()))?;
        Ok(Self { db, trees, file, folder: folder.to_owned() })
    }

    fn tree(&self, tree: Tree) -> Result<&sled::Tree, Error> {
        self.trees.get(tree.index()).ok_or_else(|| Error::Engine(format!("no tree {}", tree.name())))
    }
}

impl Engine for SledEngine {
    fn get(&self, tree: Tree, key: &[u8]) -> Result<Option<Vec<u8>>, Error> {
        let tree = self.tree(tree)?;
        guarded(|| Ok(tree.get(key).map_err(|error| failed(&error))?.map(|value| value.to_vec())))
    }

    fn scan(&self, tree: Tree, span: &Span, order: Order, visit: &mut Visit<'_>) -> Result<(), Error> {
        if span.is_empty() {
            return Ok(());
        }
        let tree = self.tree(tree)?;
        let to = span.to.as_deref().map_or(Bound::Unbounded, Bound::Excluded);
        guarded(|| {
            let mut rows = tree.range::<&[u8], _>((Bound::Included(span.from.as_slice()), to));
            loop {
                let row = match order {
                    Order::Up => rows.next(),
                    Order::Down => rows.next_back(),
                };
                let Some(row) = row else { return Ok(()) };
                let (key, value) = row.map_err(|error| failed(&error))?;
                if let ControlFlow::Break(()) = visit(&key, &value)? {
                    return Ok(());
                }
            }
        })
    }

    fn write(&self, changes: &[Change<'_>]) -> Result<(), Error> {
        check_lengths(changes)?;
        let mut batches: BTreeMap<Tree, sled::Batch> = BTreeMap::new();
        for Change { tree, key, value } in changes {
            let batch = batches.entry(*tree).or_default();
            match value {
                Some(value) => batch.insert(*key, *value),
                None => batch.remove(*key),
            }
        }
        let trees = batches.keys().map(|tree| self.tree(*tree)).collect::<Result<Vec<_>, _>>()?;
        if trees.is_empty() {
            return Ok(());
        }
        let apply = |views: &Vec<TransactionalTree>| -> Result<(), ConflictableTransactionError<()>> {
            for (view, batch) in views.iter().zip(batches.values()) {
                view.apply_batch(batch)?;
            }
            Ok(())
        };
        guarded(|| {
            trees.as_slice().transaction(apply).map_err(|error| match error {
                TransactionError::Storage(error) => failed(&error),
                TransactionError::Abort(()) => Error::Engine("transaction was given up".to_owned()),
            })
        })
    }

    fn checkpoint(&self) -> Result<(), Error> {
        guarded(|| self.db.flush().map_err(|error| failed(&error)))?;
        self.file.sync_data().map_err(|error| Error::Engine(error.to_string()))
    }

    fn size_bytes(&self) -> u64 {
        self.db.size_on_disk().unwrap_or(0)
    }

    fn stray_files(&self) -> usize {
        std::fs::read_dir(self.folder.join("blobs")).map_or(0, Iterator::count)
    }
}
