//! Reading everything, some rows at a time, while others write.

use super::world::{self, START, at};
use super::{apply, decide, in_memory};
use crate::model::ItemId;
use crate::model::decision::Decided;
use crate::model::history::{HistoryKind, ListedItem, Reading, Span, Stretch};
use crate::store::Store;
use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

fn texts(from: i64, to: i64) -> Vec<crate::model::event::Event> {
    (from..to).map(|n| world::text(&format!("AC{n}"), 1, &format!("line {n}"), n)).collect()
}

fn read(store: &Store, from: i64, to: i64, items: Vec<i64>) {
    let items = items
        .into_iter()
        .map(|n| ListedItem { id: ItemId(format!("AC{n}")), line: None, at: at(n), ask: Vec::new() })
        .collect();
    let stretch = Stretch::Time(Span { from: at(from), to: at(to) });
    let reading = Reading { kind: HistoryKind::Messages, stretch, items };
    decide(store, START + 10_000_000, Decided::HistoryRead(reading));
}

fn spans(store: &Store, rest: &dyn Fn()) -> (Vec<(i64, i64)>, Vec<String>) {
    let (mut spans, mut ids) = (Vec::new(), Vec::new());
    let visit = |listing: crate::store::record::Listing| {
        spans.push(((listing.span.from.0 - START) / 1000, (listing.span.to.0 - START) / 1000));
        ids.extend(listing.items.into_iter().map(|item| item.id.0));
    };
    store.listings(HistoryKind::Messages, rest, visit).unwrap();
    (spans, ids)
}

#[test]
fn whoever_writes_does_not_wait_until_everything_is_read() {
    let store = in_memory();
    apply(&store, &texts(0, 2_000), 500);
    let (mut seen, written) = (BTreeSet::new(), Cell::new(0));
    // With the whole of it in one view, nothing is called between, and a write in the middle would never end.
    let rest = || {
        let n = 2_000 + written.replace(written.get() + 1);
        apply(&store, &texts(n, n + 1), 1);
    };
    store.held(&rest, |_, item| assert!(seen.insert(item.id.0), "met twice")).unwrap();
    assert!(written.get() >= 7, "{} writes", written.get());
    assert!((0..2_000).all(|n| seen.contains(&format!("AC{n}"))));
}

#[test]
fn whoever_writes_does_not_wait_for_what_is_done_with_what_was_read() {
    let store = in_memory();
    apply(&store, &texts(0, 600), 500);
    let written = Cell::new(0);
    // Were anything held meanwhile, this would never end.
    let visit = |_, _| {
        if written.get() < 300 {
            let n = 600 + written.replace(written.get() + 1);
            apply(&store, &texts(n, n + 1), 1);
        }
    };
    store.held(&|| (), visit).unwrap();
    assert_eq!(written.get(), 300);
}

#[test]
fn a_stretch_that_is_joined_to_the_one_before_while_all_are_read_is_not_left_out() {
    let store = in_memory();
    // Each of more than may be joined, so that each has a row; the 256th is the last of the first view.
    for n in 0..300 {
        read(&store, n * 100, n * 100 + 100, (n * 100..n * 100 + 40).collect());
    }
    let before = spans(&store, &|| ());
    assert_eq!((before.0.len(), before.0.first(), before.0.last()), (300, Some(&(0, 100)), Some(&(29_900, 30_000))));
    let once = RefCell::new(Some(()));
    let rest = || {
        if once.borrow_mut().take().is_some() {
            // Read anew, with little in them: from somewhere before the place to somewhere behind it.
            for n in 0..300 {
                read(&store, n * 100, n * 100 + 100, vec![n * 100]);
            }
        }
    };
    let (during, ids) = spans(&store, &rest);
    assert!(once.borrow().is_none());
    let mut through = 0;
    for (from, to) in during {
        assert_eq!(from, through, "a hole, or twice");
        through = to;
    }
    assert_eq!(through, 30_000);
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "listed twice");
}
