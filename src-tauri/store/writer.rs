//! Writing: records are applied in memory, batch by batch, and reach the engine in larger ones.

use std::collections::BTreeSet;
use std::sync::{PoisonError, atomic::Ordering};
use std::time::{Duration, Instant};

use super::apply::{ConversationChange, FollowUpMove, Stage, Staged};
use super::digest::{Ledger, is_own_row};
use super::engine::Change;
use super::keys::{Key16, Tree, meta};
use super::layer::{Layer, View};
use super::order;
use super::query::{by_key, promise_at};
use super::record::{Conversation, Totals};
use super::row::{self, Record};
use super::{Effects, Error, Shared, State, Store};
use crate::model::ContactId;

/// As many changed rows may wait before they go into the engine: about 500 records.
const MOST_WAITING_ROWS: usize = 4_000;
/// As many while the engine's rows are being checked, which takes seconds for millions of them.
const MOST_ROWS_DURING_CHECK: usize = 200_000;
/// As long may they wait.
const LONGEST_WAIT: Duration = Duration::from_secs(1);

/// Records that become visible together. What is not [committed](Batch::commit) never happened.
pub struct Batch<'a> {
    shared: &'a Shared,
    layer: Layer,
    totals: Totals,
    conversations: Vec<ConversationChange>,
    follow_ups: Vec<FollowUpMove>,
    contacts: BTreeSet<ContactId>,
}

impl Store {
    /// Hands out a batch, to one writer at a time; others wait.
    ///
    /// # Errors
    /// Whatever `work` says.
    pub fn write<T>(&self, work: impl FnOnce(&mut Batch<'_>) -> Result<T, Error>) -> Result<T, Error> {
        let _writing = self.shared.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let totals = self.totals();
        work(&mut Batch {
            shared: &self.shared,
            layer: Layer::default(),
            totals,
            conversations: Vec::new(),
            follow_ups: Vec::new(),
            contacts: BTreeSet::new(),
        })
    }

    /// Brings everything applied so far into the engine, as one transaction with the position it covers, and makes
    /// it safe against a power cut. Readers go on meanwhile. Wanted every few seconds.
    ///
    /// # Errors
    /// If the engine or the disk refuses; what was applied stays readable, and the store is marked unhealthy.
    pub fn checkpoint(&self) -> Result<(), Error> {
        let _writing = self.shared.writing.lock().unwrap_or_else(PoisonError::into_inner);
        self.shared.drain()?;
        let (engine, unsynced) = self.state(|state| (state.engine.clone(), state.unsynced));
        if !unsynced {
            return Ok(());
        }
        engine.checkpoint().inspect_err(|error| self.shared.note(error))?;
        self.shared.state.write().unwrap_or_else(PoisonError::into_inner).unsynced = false;
        Ok(())
    }

    /// A last checkpoint, and the note that nothing was left undone.
    ///
    /// # Errors
    /// As [`Store::checkpoint`].
    pub fn close(&self) -> Result<(), Error> {
        self.checkpoint()?;
        if let Some(folder) = &self.shared.folder {
            let folder = folder.lock().unwrap_or_else(PoisonError::into_inner);
            let order = self.state(|state| (state.layer.len() == 0).then(|| order::pack(folder.generation(), state)));
            if let Some(order) = order.transpose()? {
                folder.leave_order(&order);
            }
            folder.mark_closed();
        }
        Ok(())
    }
}

impl Batch<'_> {
    /// Applies one record: `work` changes a stage. If it fails or panics, nothing of it stays in the batch.
    ///
    /// # Errors
    /// Whatever `work` says.
    pub fn record<T>(&mut self, work: impl FnOnce(&mut Stage<'_>) -> Result<T, Error>) -> Result<(T, Effects), Error> {
        let (value, staged) = {
            let state = self.shared.state.read().unwrap_or_else(PoisonError::into_inner);
            let mut stage = Stage::new(state.engine.as_ref(), [&self.layer, &state.layer], self.totals);
            let result = work(&mut stage).and_then(|value| Ok((value, stage.finish(self.totals)?)));
            drop(state);
            result.inspect_err(|error| self.shared.note(error))?
        };
        let Staged { layer, totals, conversations, follow_ups, effects } = staged;
        self.layer.absorb(layer);
        self.totals = totals;
        self.conversations.extend(conversations);
        self.follow_ups.extend(follow_ups);
        self.contacts.extend(effects.contacts.iter().cloned());
        Ok((value, effects))
    }

    /// Makes everything recorded so far visible at once, as applied up to `position` of the journal. It reaches the
    /// engine together with what follows within a second.
    ///
    /// # Errors
    /// If the engine refuses; the batch is readable all the same.
    pub fn commit(&mut self, position: u64) -> Result<(), Error> {
        let due = {
            let mut state = self.shared.state.write().unwrap_or_else(PoisonError::into_inner);
            if state.layer.len() == 0 {
                state.drained_at = Instant::now();
            }
            state.calls.follow(&self.layer)?;
            state.layer.absorb(std::mem::take(&mut self.layer));
            state.totals = self.totals;
            let (mut moved, mut promises) = (false, BTreeSet::new());
            for ConversationChange { key, old, new } in self.conversations.drain(..) {
                state.inbox.change(key, old.as_ref(), new.as_ref());
                moved |= old.is_none() || new.is_none();
            }
            for FollowUpMove { key, old, new } in self.follow_ups.drain(..) {
                state.follow_ups.change(key, old.as_ref(), new.as_ref());
                promises.insert(key);
            }
            // Where a promise stands may be known only once its conversation is.
            if moved {
                promises.extend(state.follow_ups.past_due().copied());
            }
            let promised = keep_promises(&mut state, promises);
            // While nobody can read: whoever sees the change sees what became stale by it.
            let mut directory = self.shared.directory.lock().unwrap_or_else(PoisonError::into_inner);
            directory.note(std::mem::take(&mut self.contacts));
            drop(directory);
            state.position = position;
            state.layer.set(Tree::Meta, meta::POSITION.to_vec(), Some(position.to_be_bytes().to_vec()));
            promised.inspect_err(|error| self.shared.note(error))?;
            let rows = state.layer.len();
            if self.shared.checking.load(Ordering::SeqCst) {
                rows >= MOST_ROWS_DURING_CHECK
            } else {
                rows >= MOST_WAITING_ROWS || state.drained_at.elapsed() >= LONGEST_WAIT
            }
        };
        if due { self.shared.drain() } else { Ok(()) }
    }
}

/// Puts conversations where these follow-ups put them.
pub(super) fn keep_promises(state: &mut State, follow_ups: impl IntoIterator<Item = Key16>) -> Result<(), Error> {
    let State { engine, layer, inbox, follow_ups: order, .. } = state;
    let layers = [&*layer];
    let view = View::new(&layers, engine.as_ref());
    for key in follow_ups {
        for conversation in order.promise(key, promise_at(&view, &key)?) {
            let row: Option<Conversation> = by_key(&view, Tree::Conversation, &conversation)?;
            inbox.promise(conversation, order.promised(&conversation), row.as_ref());
        }
    }
    Ok(())
}

impl Shared {
    /// Brings the layer into the engine. Only called by the one who writes.
    fn drain(&self) -> Result<(), Error> {
        let _draining = self.draining.lock().unwrap_or_else(PoisonError::into_inner);
        let (ledger, written) = {
            let state = self.state.read().unwrap_or_else(PoisonError::into_inner);
            self.drain_from(&state).inspect_err(|error| self.note(error))?
        };
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        state.layer = Layer::default();
        state.ledger = ledger;
        state.unsynced |= written;
        state.drained_at = Instant::now();
        Ok(())
    }

    /// The ledger afterwards, and whether there was anything to write.
    fn drain_from(&self, state: &State) -> Result<(Ledger, bool), Error> {
        let mut ledger = state.ledger.clone();
        let mut changes = Vec::with_capacity(state.layer.len());
        for change in state.layer.changes().filter(|change| !is_own_row(change.tree, change.key)) {
            let old = state.engine.get(change.tree, change.key)?;
            if old.as_deref() != change.value {
                ledger.change(&change, old.as_deref());
                changes.push(change);
            }
        }
        if !changes.is_empty() {
            let bytes = ledger.encode().map_err(|error| Error::Engine(error.to_string()))?;
            let row = row::pack(bytes, 0).row;
            changes.push(Change { tree: Tree::Meta, key: meta::LEDGER, value: Some(&row) });
            state.engine.write(&changes)?;
            return Ok((ledger, true));
        }
        Ok((ledger, false))
    }
}
