//! Neither the order of facts nor their number matters.

use super::world::{self, Dice, events};
use super::{apply, in_memory};
use crate::model::event::Event;
use crate::store::engine::SledEngine;
use crate::store::{Store, Tab};
use std::sync::Arc;

/// TRUST.md, ING-4: random interleavings of 200 events over 20 resources, a tenth of them twice.
#[test]
fn any_order_and_any_repetition_end_in_an_equal_store() {
    for seed in 0..40 {
        let events = events(seed, 200);
        let sorted = in_memory();
        apply(&sorted, &events, 50);
        let expected = sorted.digest(false).unwrap();
        for round in 0..5 {
            let mut dice = Dice::new(seed * 1000 + round + 7);
            let mut mixed: Vec<Event> = events.clone();
            for _ in 0..20 {
                let again = mixed[dice.roll(mixed.len() as u64) as usize].clone();
                mixed.push(again);
            }
            dice.shuffle(&mut mixed);
            let store = in_memory();
            apply(&store, &mixed, 1 + dice.roll(60) as usize);
            if store.digest(false).unwrap() != expected {
                panic!("seed {seed}, round {round}: {}", difference(&sorted, &store));
            }
            assert_eq!(store.totals(), sorted.totals());
            assert_eq!(store.inbox_counts(None), sorted.inbox_counts(None));
        }
    }
}

fn difference(a: &Store, b: &Store) -> String {
    use crate::store::engine::{Order, Span};
    use crate::store::keys::Tree;
    use std::collections::BTreeMap;
    use std::ops::ControlFlow;
    let rows = |store: &Store, tree: Tree| {
        let mut rows = BTreeMap::new();
        store
            .view(|view, _| {
                view.scan(tree, &Span::all(), Order::Up, &mut |key, value| {
                    rows.insert(key.to_vec(), value.to_vec());
                    Ok(ControlFlow::Continue(()))
                })
            })
            .unwrap();
        rows
    };
    let mut lines = Vec::new();
    for tree in Tree::ALL.iter().filter(|tree| !tree.is_bound_to_positions() && tree.is_in_digest()) {
        let (left, right) = (rows(a, *tree), rows(b, *tree));
        for key in left.keys().chain(right.keys()).collect::<std::collections::BTreeSet<_>>() {
            if left.get(key) != right.get(key) {
                lines.push(format!("{tree:?} {key:02x?}: {:?} / {:?}", left.get(key), right.get(key)));
            }
        }
    }
    lines.join("\n")
}

#[test]
fn an_event_applied_twice_changes_nothing() {
    let store = in_memory();
    let events = events(99, 200);
    apply(&store, &events, 20);
    let digest = store.digest(false).unwrap();
    for event in &events {
        let effects = apply(&store, std::slice::from_ref(event), 1);
        assert!(effects.arrivals.is_empty() && effects.items.is_empty() && effects.contacts.is_empty(), "{effects:?}");
    }
    assert_eq!(store.digest(false).unwrap(), digest);
}

#[test]
fn sled_and_memory_end_in_the_same_rows_and_reopening_finds_them() {
    let folder = tempfile::tempdir().unwrap();
    let events = events(5, 300);
    let memory = in_memory();
    apply(&memory, &events, 7);
    {
        let store = Store::on_engine(Arc::new(SledEngine::open(folder.path(), 16 << 20).unwrap()));
        for part in events.chunks(37) {
            apply(&store, part, 5);
            store.checkpoint().unwrap();
        }
        assert_eq!(store.digest(false).unwrap(), memory.digest(false).unwrap());
        assert!(store.verify().unwrap().is_sound());
        assert_eq!(store.figures().stray_files, 0);
    }
    let store = Store::on_engine(Arc::new(SledEngine::open(folder.path(), 16 << 20).unwrap()));
    assert_eq!(store.digest(false).unwrap(), memory.digest(false).unwrap());
    assert_eq!(store.inbox_counts(None), memory.inbox_counts(None));
    assert_eq!(store.totals(), memory.totals());
    let page = |store: &Store| store.inbox_page(Tab::All, None, None, 50).unwrap();
    assert_eq!(page(&store), page(&memory));
}

#[test]
fn a_record_that_panics_or_fails_leaves_nothing() {
    let store = in_memory();
    apply(&store, &[world::text("AC1", 1, "hello", 1)], 1);
    let digest = store.digest(true).unwrap();
    store
        .write(|batch| {
            let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                batch.record(|stage| -> Result<(), crate::store::Error> {
                    stage.apply(&world::text("AC2", 1, "half done", 2))?;
                    panic!("in the middle")
                })
            }));
            assert!(panicked.is_err());
            batch.commit(1)
        })
        .unwrap();
    assert_eq!(store.digest(true).unwrap(), digest);
    assert_eq!(store.unhealthy(), None);
}
