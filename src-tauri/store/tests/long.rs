//! A conversation of 100,000 items, and rows that are long.

use std::time::{Duration, Instant};

use super::world::{self, at, number};
use super::{apply, in_memory};
use crate::model::event::*;
use crate::model::place::Target;
use crate::store::engine::{MOST_VALUE_BYTES, Order, SledEngine, Span};
use crate::store::keys::Tree;
use crate::store::{Anchor, Store, Tab};
use std::ops::ControlFlow;
use std::sync::Arc;

/// Ages of items come in an order that has nothing to do with time.
fn thread(items: i64) -> Vec<Event> {
    (0..items)
        .map(|n| (n * 7919) % items)
        .map(|n| match n % 3 {
            0 => world::answer(&format!("AC{n}"), 1, "yes we can", n, DeliveryState::Delivered),
            _ => world::text(&format!("AC{n}"), 1, &format!("line {n} about the roof"), n),
        })
        .collect()
}

#[test]
fn a_thread_of_100_000_items_opens_at_both_ends_and_anywhere_at_once() {
    const ITEMS: i64 = 100_000;
    let store = in_memory();
    apply(&store, &thread(ITEMS), 500);
    let id = Target::new(world::line(0).0.into(), vec![number(1)]).id();
    let began = Instant::now();
    let mut asked = 0;
    let mut page = |anchor: Anchor| {
        asked += 1;
        store.timeline_page(&id, &anchor, 50).unwrap().unwrap()
    };
    let end = page(Anchor::End);
    assert_eq!((end.total, end.offset, end.after.is_none()), (100_000, 99_950, true));
    assert_eq!(end.items.last().unwrap().item.at(), at(ITEMS - 1));
    let start = page(Anchor::Start);
    assert_eq!((start.offset, start.before.is_none(), start.items[0].item.at()), (0, true, at(0)));
    for n in [0, 1, 24, 50_000, 77_777, ITEMS - 1] {
        let around = page(Anchor::Around(format!("AC{n}").as_str().into()));
        let place = around.items.iter().position(|entry| entry.item.at() == at(n)).unwrap() as u64;
        assert_eq!((around.offset + place, around.items.len()), (n as u64, 50));
    }
    for n in [0, 1, 50_000, 77_777, ITEMS - 1] {
        // The last whole second before the item: the item is the first that is not earlier.
        let page = page(Anchor::At(at(n).plus_ms(-1)));
        let place = page.items.iter().position(|entry| entry.item.at() >= at(n).plus_ms(-1)).unwrap();
        assert_eq!((page.items[place].item.at(), page.offset + place as u64), (at(n), n as u64));
        assert_eq!(page.items.len(), 50);
    }
    let beyond = page(Anchor::At(at(ITEMS)));
    assert_eq!((beyond.after.is_none(), beyond.offset), (true, 99_950), "after the last item there is the end");
    let older = page(Anchor::Before(end.before.unwrap()));
    assert_eq!((older.offset, older.items.len()), (99_900, 50));
    let newer = page(Anchor::After(start.after.unwrap()));
    assert_eq!(newer.offset, 50);
    let each = began.elapsed() / asked;
    assert!(each < Duration::from_millis(100), "{each:?} for one page");
    // Marking as read counts anew, and is no slower.
    let began = Instant::now();
    let place = store.target(&id).unwrap().unwrap();
    let through = at(50_000);
    super::decide(&store, at(ITEMS).0, crate::model::decision::Decided::MarkedRead { place, through });
    assert!(began.elapsed() < Duration::from_millis(200), "{:?}", began.elapsed());
    let row = store.conversation(&id).unwrap().unwrap();
    assert_eq!(row.unread, (50_001..ITEMS).filter(|n| n % 3 != 0).count() as u64);
}

#[test]
fn no_row_is_longer_than_what_was_tested_and_no_side_file_appears() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::on_engine(Arc::new(SledEngine::open(folder.path(), 16 << 20).unwrap()));
    let mut dice = world::Dice::new(3);
    let mut noise = |length: usize| -> String {
        (0..length).map(|_| char::from(b'!' + u8::try_from(dice.roll(90)).unwrap())).collect()
    };
    let utterance = |text: String| Utterance { speaker: Speaker::Named("Agent".into()), text, start_ms: 0, end_ms: 1 };
    let transcript = Event::Transcript(TranscriptFact {
        call: "AC1".into(),
        place: world::full_place(0, &[number(1)]),
        processing: Processing::Completed,
        dialogue: (0..300).map(|_| utterance(noise(1_000))).collect(),
        duration_ms: None,
        at: at(1),
    });
    let long_text = world::text("AC2", 1, &noise(100_000), 2);
    apply(&store, &[transcript.clone(), long_text], 1);
    let place = Target::new("PN0".into(), vec![number(1)]);
    super::decide(&store, 5, crate::model::decision::Decided::DraftSaved { place, text: noise(50_000) });
    store.checkpoint().unwrap();
    let mut longest = 0;
    store
        .view(|view, _| {
            for tree in Tree::ALL {
                view.scan(*tree, &Span::all(), Order::Up, &mut |_, value| {
                    longest = longest.max(value.len());
                    Ok(ControlFlow::Continue(()))
                })?;
            }
            Ok(())
        })
        .unwrap();
    assert!(longest > 4_000 && longest <= MOST_VALUE_BYTES, "{longest}");
    assert_eq!(store.figures().stray_files, 0);
    let file = store.call(&"AC1".into()).unwrap().unwrap();
    let Event::Transcript(fact) = &transcript else { panic!("a transcript") };
    assert_eq!(file.dialogue, fact.dialogue);

    // A shorter word takes the place of the long one without leaving pieces behind.
    let id = store.inbox_page(Tab::All, None, None, 1).unwrap().rows.remove(0).id;
    let place = store.target(&id).unwrap().unwrap();
    super::decide(&store, 6, crate::model::decision::Decided::DraftSaved { place, text: "short".into() });
    let Event::Message(mut fact) = world::text("AC2", 1, "short", 2) else { panic!("a text") };
    fact.at = at(3);
    apply(&store, &[Event::Message(fact)], 1);
    assert_eq!(store.draft(&id).unwrap(), "short");
    let pieces = store.view(|view, _| view.keys(Tree::Long, &Span::all(), usize::MAX)).unwrap();
    assert!(pieces.iter().all(|key| key[0] == Tree::Transcript.byte()), "{pieces:02x?}");
}
