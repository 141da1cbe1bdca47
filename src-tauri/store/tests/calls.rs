//! The list of all calls is exactly what all calls say, whatever order the facts came in.

use super::world::{self, Dice, events};
use super::{apply, in_memory};
use crate::model::item::Item;
use crate::store::engine::{Order, Span};
use crate::store::keys::Tree;
use crate::store::{CallFilter, CallMarks, CallScope, Store};
use std::collections::BTreeSet;
use std::ops::ControlFlow;

/// All calls as their own rows have them: moment, id, marks.
fn naive(store: &Store) -> BTreeSet<(i64, String)> {
    let mut found = BTreeSet::new();
    store
        .view(|view, _| {
            view.scan(Tree::Item, &Span::all(), Order::Up, &mut |key, row| {
                if let Item::Call(call) = crate::store::apply::read(view, Tree::Item, key, row)? {
                    found.insert((call.at().0, call.id.0.clone()));
                }
                Ok(ControlFlow::Continue(()))
            })
        })
        .unwrap();
    found
}

fn paged(store: &Store, filter: CallFilter, scope: &CallScope) -> Vec<(i64, String, CallMarks)> {
    let (mut found, mut cursor) = (Vec::new(), None);
    loop {
        let page = store.calls_page(filter, scope, cursor.as_deref(), 2).unwrap();
        for listed in page.calls {
            let marks = CallMarks::of(&listed.call, listed.target.as_ref());
            found.push((listed.call.at().0, listed.call.id.0, marks));
        }
        cursor = page.next;
        if cursor.is_none() {
            return found;
        }
    }
}

#[test]
fn every_filter_lists_exactly_its_calls_newest_first_and_counts_them() {
    for seed in 0..12 {
        let store = in_memory();
        let mut events = events(seed, 200);
        Dice::new(seed + 77).shuffle(&mut events);
        apply(&store, &events, 9);
        let all = paged(&store, CallFilter::All, &CallScope::default());
        let listed: BTreeSet<(i64, String)> = all.iter().map(|(at, id, _)| (*at, id.clone())).collect();
        assert_eq!(listed, naive(&store));
        assert!(all.windows(2).all(|pair| pair[0].0 >= pair[1].0), "newest first");
        assert_eq!(store.totals().calls, all.len() as u64);
        let lines = [None, Some(world::line(0).0.into()), Some(world::line(1).0.into())];
        for line in lines {
            for outgoing in [None, Some(true), Some(false)] {
                let scope = CallScope { line: line.clone(), outgoing };
                let counts = store.call_counts(&scope);
                let of = [counts.all, counts.missed, counts.voicemail, counts.recorded, counts.transcript];
                for (filter, count) in CallFilter::ALL.into_iter().zip(of) {
                    let wanted: Vec<&String> = all
                        .iter()
                        .filter(|(_, _, marks)| {
                            filter.takes(marks)
                                && line.as_ref().is_none_or(|line| marks.line.as_ref() == Some(line))
                                && outgoing.is_none_or(|outgoing| marks.outgoing == outgoing)
                        })
                        .map(|(_, id, _)| id)
                        .collect();
                    let page = paged(&store, filter, &scope);
                    assert_eq!(page.iter().map(|(_, id, _)| id).collect::<Vec<_>>(), wanted, "{filter:?} {scope:?}");
                    assert_eq!(count, wanted.len() as u64, "{filter:?} {scope:?}");
                }
            }
        }
    }
}

#[test]
fn opening_again_finds_the_same_calls() {
    use crate::store::engine::SledEngine;
    use std::sync::Arc;
    let folder = tempfile::tempdir().unwrap();
    let open = || Store::on_engine(Arc::new(SledEngine::open(folder.path(), 16 << 20).unwrap()));
    let wanted = {
        let store = open();
        apply(&store, &events(3, 200), 11);
        store.checkpoint().unwrap();
        paged(&store, CallFilter::All, &CallScope::default())
    };
    assert!(!wanted.is_empty());
    let store = open();
    assert_eq!(paged(&store, CallFilter::All, &CallScope::default()), wanted);
    assert_eq!(store.call_counts(&CallScope::default()).all, wanted.len() as u64);
}
