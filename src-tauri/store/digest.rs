//! What the store holds, as one value; and whether the engine still holds what was given to it.

use std::ops::ControlFlow;
use std::sync::{
    PoisonError,
    atomic::{AtomicBool, Ordering},
};

use serde::{Deserialize, Serialize};

use super::engine::{Change, Engine, Order, Span};
use super::keys::{Tree, meta};
use super::row::stored;
use super::{Error, Store};

/// Row count and sum of one tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
struct Line {
    rows: u64,
    sum: u128,
}

/// Row count and sum of every tree, kept along with every change, so that a row that was lost or put back by a
/// damaged file is noticed even where the engine notices nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Ledger(Vec<Line>);

stored! {
    /// Versions of the ledger.
    StoredLedger(LedgerWriting): Ledger;
}

impl Default for Ledger {
    fn default() -> Self {
        Self(vec![Line::default(); Tree::ALL.len()])
    }
}

impl Ledger {
    /// The same with a line for every tree of this version: a store of an earlier one has fewer.
    pub fn completed(mut self) -> Self {
        self.0.resize(Tree::ALL.len(), Line::default());
        self
    }

    /// Takes in a change of a row from `old`.
    pub fn change(&mut self, change: &Change<'_>, old: Option<&[u8]>) {
        let Change { tree, key, value } = *change;
        let Some(line) = self.0.get_mut(tree.index()) else { return };
        if let Some(old) = old {
            line.rows = line.rows.wrapping_sub(1);
            line.sum = line.sum.wrapping_sub(row_sum(tree, key, old));
        }
        if let Some(value) = value {
            line.rows = line.rows.wrapping_add(1);
            line.sum = line.sum.wrapping_add(row_sum(tree, key, value));
        }
    }

    /// The ledger of what an engine holds, made by reading all of it; none if told to stop.
    fn of(engine: &dyn Engine, stop: &dyn Fn() -> bool) -> Result<Option<Self>, Error> {
        let mut ledger = Self::default();
        let mut stopped = false;
        for tree in Tree::ALL {
            engine.scan(*tree, &Span::all(), Order::Up, &mut |key, value| {
                if !is_own_row(*tree, key) {
                    ledger.change(&Change { tree: *tree, key, value: Some(value) }, None);
                }
                stopped = stopped || stop();
                Ok(if stopped { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
            })?;
        }
        Ok((!stopped).then_some(ledger))
    }
}

/// Whether this is the row that holds the ledger.
pub(super) fn is_own_row(tree: Tree, key: &[u8]) -> bool {
    tree == Tree::Meta && key == meta::LEDGER
}

fn row_sum(tree: Tree, key: &[u8], value: &[u8]) -> u128 {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&[tree.byte()]).update(&(key.len() as u64).to_be_bytes()).update(key).update(value);
    let mut sum = [0; 16];
    hasher.finalize_xof().fill(&mut sum);
    u128::from_be_bytes(sum)
}

/// What checking every row found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// Trees whose rows are not those that were written.
    pub wrong: Vec<Tree>,
    /// Rows read.
    pub rows: u64,
}

impl Verified {
    /// Whether everything is as it was written.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.wrong.is_empty()
    }
}

impl Store {
    /// BLAKE3 over all logical rows in key order, as hex digits: equal stores have equal digests, whatever batches
    /// they were written in. `with_positions` includes what depends on the order of the journal (the list of
    /// deliveries, dedupe keys, the position).
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn digest(&self, with_positions: bool) -> Result<String, Error> {
        self.view(|view, _| {
            let mut hasher = blake3::Hasher::new();
            let told = |tree: &&Tree| tree.is_in_digest() && (with_positions || !tree.is_bound_to_positions());
            for tree in Tree::ALL.iter().filter(told) {
                hasher.update(tree.name().as_bytes()).update(&[0]);
                view.scan(*tree, &Span::all(), Order::Up, &mut |key, value| {
                    if !is_own_row(*tree, key) {
                        for part in [key, value] {
                            hasher.update(&(part.len() as u64).to_be_bytes()).update(part);
                        }
                    }
                    Ok(ControlFlow::Continue(()))
                })?;
            }
            Ok(hasher.finalize().to_hex().to_string())
        })
    }

    /// Reads every row of the engine and compares with what was written. Takes seconds per million rows; reading
    /// and applying go on meanwhile, only writing into the engine waits. A store that fails is marked unhealthy.
    ///
    /// # Errors
    /// If the store cannot be read, which also marks it unhealthy.
    pub fn verify(&self) -> Result<Verified, Error> {
        Ok(self.verify_unless(&|| false)?.unwrap_or(Verified { wrong: Vec::new(), rows: 0 }))
    }

    /// The same, given up as soon as `stop` says so; nothing is known then.
    ///
    /// # Errors
    /// As [`Store::verify`].
    pub fn verify_unless(&self, stop: &dyn Fn() -> bool) -> Result<Option<Verified>, Error> {
        let _draining = self.shared.draining.lock().unwrap_or_else(PoisonError::into_inner);
        let _checking = Checking::begin(&self.shared.checking);
        let (engine, ledger) = self.state(|state| (state.engine.clone(), state.ledger.clone()));
        let found = Ledger::of(engine.as_ref(), stop);
        drop(engine);
        let Some(found) = found.inspect_err(|error| self.shared.note(error))? else { return Ok(None) };
        let lines = Tree::ALL.iter().zip(found.0.iter().zip(&ledger.0));
        let wrong: Vec<Tree> = lines.filter(|(_, (is, was))| is != was).map(|(tree, _)| *tree).collect();
        if let Some(tree) = wrong.first() {
            self.shared.note(&Error::Damaged { tree: *tree, what: "rows are missing or wrong".to_owned() });
        }
        let rows = found.0.iter().map(|line| line.rows).fold(0, u64::saturating_add);
        Ok(Some(Verified { wrong, rows }))
    }

    /// Whether the rows are being checked right now.
    #[must_use]
    pub fn is_being_checked(&self) -> bool {
        self.shared.checking.load(Ordering::SeqCst)
    }
}

/// Says so for as long as it lives.
struct Checking<'a>(&'a AtomicBool);

impl<'a> Checking<'a> {
    fn begin(flag: &'a AtomicBool) -> Self {
        flag.store(true, Ordering::SeqCst);
        Self(flag)
    }
}

impl Drop for Checking<'_> {
    fn drop(&mut self) {
        self.0.store(false, Ordering::SeqCst);
    }
}
