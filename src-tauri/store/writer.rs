//! The one writer: applies records in memory, and brings them into the engine in batches.

use std::sync::{Arc, PoisonError};

use super::apply::{Stage, Staged};
use super::digest::is_own_row;
use super::engine::Change;
use super::keys::{Tree, meta};
use super::layer::Layer;
use super::row::{self, Record};
use super::{Effects, Error, Shared, Store};

/// Applies records. There is one for each store.
pub struct Writer {
    pub(super) shared: Arc<Shared>,
}

impl Writer {
    /// The store that this writer writes.
    #[must_use]
    pub fn store(&self) -> Store {
        Store { shared: self.shared.clone() }
    }

    /// Applies one record: `work` changes a stage, and all of it becomes visible at once, together with `position`
    /// if given. If `work` fails or panics, nothing of it stays.
    ///
    /// # Errors
    /// Whatever `work` says.
    pub fn apply<T>(
        &mut self,
        position: Option<u64>,
        work: impl FnOnce(&mut Stage<'_>) -> Result<T, Error>,
    ) -> Result<(T, Effects), Error> {
        let (value, staged) = {
            let state = self.shared.state.read().unwrap_or_else(PoisonError::into_inner);
            let mut stage = Stage::new(state.engine.as_ref(), &state.layer, state.totals);
            let result = work(&mut stage).and_then(|value| Ok((value, stage.finish(state.totals)?)));
            drop(state);
            result.inspect_err(|error| self.shared.note(error))?
        };
        let Staged { layer, totals, conversations, effects } = staged;
        let mut state = self.shared.state.write().unwrap_or_else(PoisonError::into_inner);
        state.layer.absorb(layer);
        state.totals = totals;
        for change in &conversations {
            state.inbox.change(change.key, change.old.as_ref(), change.new.as_ref());
        }
        if let Some(position) = position {
            state.position = position;
            state.layer.set(Tree::Meta, meta::POSITION.to_vec(), Some(position.to_be_bytes().to_vec()));
        }
        Ok((value, effects))
    }

    /// Number of rows that are not in the engine yet.
    #[must_use]
    pub fn waiting_rows(&self) -> usize {
        self.shared.state.read().unwrap_or_else(PoisonError::into_inner).layer.len()
    }

    /// Brings everything applied so far into the engine, as one transaction with the position it covers. Readers
    /// go on.
    ///
    /// # Errors
    /// If the engine refuses; what was applied stays readable, and the store is marked unhealthy.
    pub fn drain(&mut self) -> Result<(), Error> {
        let _draining = self.shared.draining.lock().unwrap_or_else(PoisonError::into_inner);
        let ledger = {
            let state = self.shared.state.read().unwrap_or_else(PoisonError::into_inner);
            if state.layer.len() == 0 {
                return Ok(());
            }
            let mut ledger = state.ledger.clone();
            let mut changes = Vec::with_capacity(state.layer.len());
            for change in state.layer.changes().filter(|change| !is_own_row(change.tree, change.key)) {
                let old = state.engine.get(change.tree, change.key).inspect_err(|error| self.shared.note(error))?;
                if old.as_deref() != change.value {
                    ledger.change(&change, old.as_deref());
                    changes.push(change);
                }
            }
            if !changes.is_empty() {
                let bytes = ledger.encode().map_err(|error| Error::Engine(error.to_string()))?;
                let row = row::pack(bytes, 0).row;
                changes.push(Change { tree: Tree::Meta, key: meta::LEDGER, value: Some(&row) });
                state.engine.write(&changes).inspect_err(|error| self.shared.note(error))?;
            }
            ledger
        };
        let mut state = self.shared.state.write().unwrap_or_else(PoisonError::into_inner);
        state.layer = Layer::default();
        state.ledger = ledger;
        Ok(())
    }

    /// Drains, and makes everything safe against a power cut. Afterwards the journal before the position is not
    /// needed to open the store again.
    ///
    /// # Errors
    /// As [`Writer::drain`], and if the disk refuses.
    pub fn checkpoint(&mut self) -> Result<(), Error> {
        self.drain()?;
        let engine = self.shared.state.read().unwrap_or_else(PoisonError::into_inner).engine.clone();
        engine.checkpoint().inspect_err(|error| self.shared.note(error))
    }

    /// A checkpoint, and the note that nothing was left undone.
    ///
    /// # Errors
    /// As [`Writer::checkpoint`].
    pub fn close(mut self) -> Result<(), Error> {
        self.checkpoint()?;
        if let Some(folder) = &self.shared.folder {
            folder.lock().unwrap_or_else(PoisonError::into_inner).mark_closed();
        }
        Ok(())
    }
}
