//! The store's promises, on real facts. `world` makes them; `naive` says what must follow from them.

mod calls;
mod contacts;
mod decisions;
mod exact;
mod folder;
mod history;
mod kept;
mod long;
mod order;
pub(crate) mod world;

use std::sync::Arc;

use super::engine::MemoryEngine;
use super::{Effects, Store};
use crate::model::decision::{Decided, Decision};
use crate::model::event::Event;

/// A store without a disk.
pub(crate) fn in_memory() -> Store {
    Store::on_engine(Arc::new(MemoryEngine::default()))
}

/// Applies events as records, in batches of `batch`.
pub(crate) fn apply(store: &Store, events: &[Event], batch: usize) -> Effects {
    let mut effects = Effects::default();
    for events in events.chunks(batch) {
        store
            .write(|writing| {
                for event in events {
                    let ((), more) = writing.record(|stage| stage.apply(event))?;
                    effects.absorb(more);
                }
                writing.commit(store.applied() + events.len() as u64)
            })
            .unwrap();
    }
    effects
}

/// Applies a decision.
pub(crate) fn decide(store: &Store, at: i64, what: Decided) -> Effects {
    let decision = Decision::new(crate::model::UtcMillis(at), what);
    store
        .write(|writing| {
            let position = store.applied() + 1;
            let ((), effects) = writing.record(|stage| stage.decide(&decision, position))?;
            writing.commit(position)?;
            Ok(effects)
        })
        .unwrap()
}
