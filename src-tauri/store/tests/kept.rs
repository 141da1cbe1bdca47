//! The order that a clean end leaves is the one that the rows give, and never another.

use std::fs;
use std::path::Path;

use super::apply;
use super::world::events;
use crate::store::{CallFilter, CallScope, OpenOptions, Store, order};

fn open(folder: &Path) -> Store {
    Store::open(folder, OpenOptions { cache_bytes: 16 << 20, ..OpenOptions::default() }).unwrap().store
}

/// Closed after a run on `events`; the bytes that were left.
fn left(folder: &Path, seed: u64, number: usize) -> Vec<u8> {
    let store = open(folder);
    apply(&store, &events(seed, number), 10);
    store.close().unwrap();
    drop(store);
    fs::read(folder.join("order")).unwrap()
}

fn assert_equal_order(store: &Store, expected: &Store) {
    assert_eq!(store.state(|state| state.inbox.clone()), expected.state(|state| state.inbox.clone()));
    for filter in CallFilter::ALL {
        let page = |store: &Store| {
            store.state(|state| {
                let places = state.calls.page(filter, &CallScope::default(), None, usize::MAX);
                places.into_iter().map(|place| (place, state.calls.marks(&place).cloned())).collect::<Vec<_>>()
            })
        };
        assert_eq!(page(store), page(expected));
    }
    let counts = |store: &Store| store.state(|state| state.calls.counts(&CallScope::default()));
    assert_eq!(counts(store), counts(expected));
}

#[test]
fn the_order_of_the_last_end_is_that_of_the_rows_and_goes_on_from_there() {
    for seed in 0..8 {
        let folder = tempfile::tempdir().unwrap();
        left(folder.path(), seed, 300);
        let store = open(folder.path());
        assert!(!folder.path().join("order").exists(), "it is there once");
        let fresh = super::in_memory();
        apply(&fresh, &events(seed, 300), 10);
        assert_equal_order(&store, &fresh);
        for store in [&store, &fresh] {
            apply(store, &events(seed + 100, 100), 10);
        }
        assert_equal_order(&store, &fresh);
    }
}

#[test]
fn an_order_that_is_broken_or_belongs_elsewhere_does_not_count() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = left(folder.path(), 1, 200);
    let elsewhere = tempfile::tempdir().unwrap();
    let other = left(elsewhere.path(), 2, 100);
    let mut flipped = bytes.clone();
    *flipped.last_mut().unwrap() ^= 1;
    let expected = super::in_memory();
    apply(&expected, &events(1, 200), 10);
    for wrong in [other, flipped, bytes[..bytes.len() / 2].to_vec(), Vec::new()] {
        fs::write(folder.path().join("order"), wrong).unwrap();
        let store = open(folder.path());
        assert_equal_order(&store, &expected);
        store.close().unwrap();
    }
    assert!(order::unpack(&bytes, 1).is_some() && order::unpack(&bytes, 2).is_none(), "another generation's");
}

#[test]
fn after_an_end_that_was_not_clean_the_rows_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = left(folder.path(), 3, 200);
    drop(open(folder.path()));
    // As if it could not be taken away.
    fs::write(folder.path().join("order"), bytes).unwrap();
    let store = open(folder.path());
    assert!(!folder.path().join("order").exists());
    let expected = super::in_memory();
    apply(&expected, &events(3, 200), 10);
    assert_equal_order(&store, &expected);
}

#[test]
fn a_start_takes_the_order_that_was_left() {
    let folder = tempfile::tempdir().unwrap();
    left(folder.path(), 4, 200);
    let store = open(folder.path());
    store.close().unwrap();
    // Wrong on purpose, with the right position: what is shown can only come from it.
    let empty = super::in_memory();
    empty.shared.state.write().unwrap().position = store.applied();
    drop(store);
    fs::write(folder.path().join("order"), empty.state(|state| order::pack(1, state)).unwrap()).unwrap();
    assert_eq!(open(folder.path()).inbox_counts(None).all, 0);
}
