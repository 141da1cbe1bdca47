//! An engine that forgets: the same promises without a disk, for tests that run a store thousands of times.

use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::RwLock;

use super::{Change, Engine, Order, Span, Tree, Visit, check_lengths};
use crate::store::Error;

type Rows = BTreeMap<Vec<u8>, Vec<u8>>;

/// Rows in memory.
pub struct MemoryEngine(RwLock<Vec<Rows>>);

impl Default for MemoryEngine {
    fn default() -> Self {
        Self(RwLock::new(vec![Rows::new(); Tree::ALL.len()]))
    }
}

impl Engine for MemoryEngine {
    fn get(&self, tree: Tree, key: &[u8]) -> Result<Option<Vec<u8>>, Error> {
        Ok(self.0.read().unwrap()[tree.index()].get(key).cloned())
    }

    fn scan(&self, tree: Tree, span: &Span, order: Order, visit: &mut Visit<'_>) -> Result<(), Error> {
        if span.is_empty() {
            return Ok(());
        }
        let rows = self.0.read().unwrap();
        let to = span.to.as_deref().map_or(Bound::Unbounded, Bound::Excluded);
        let range = rows[tree.index()].range::<[u8], _>((Bound::Included(span.from.as_slice()), to));
        let range: Box<dyn Iterator<Item = _>> = match order {
            Order::Up => Box::new(range),
            Order::Down => Box::new(range.rev()),
        };
        for (key, value) in range {
            if visit(key, value)?.is_break() {
                break;
            }
        }
        Ok(())
    }

    fn write(&self, changes: &[Change<'_>]) -> Result<(), Error> {
        check_lengths(changes)?;
        let mut rows = self.0.write().unwrap();
        for Change { tree, key, value } in changes {
            match value {
                Some(value) => rows[tree.index()].insert(key.to_vec(), value.to_vec()),
                None => rows[tree.index()].remove(*key),
            };
        }
        Ok(())
    }

    fn checkpoint(&self) -> Result<(), Error> {
        Ok(())
    }

    fn size_bytes(&self) -> u64 {
        self.0.read().unwrap().iter().flatten().map(|(key, value)| (key.len() + value.len()) as u64).sum()
    }

    fn stray_files(&self) -> usize {
        0
    }
}
