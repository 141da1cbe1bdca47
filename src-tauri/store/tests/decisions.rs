//! What is kept beside timelines: settings, files, deliveries, what was seen, what the index has to be told.

use super::{apply, decide, in_memory, world};
use crate::model::decision::{Decided, MediaState};
use crate::model::saved_search::Search;
use crate::model::{ConversationId, UtcMillis};
use crate::store::{DeliveryFilter, DeliveryOutcome, DeliveryRecord, RetryRecord};
use std::collections::BTreeSet;

fn delivery(outcome: DeliveryOutcome) -> DeliveryRecord {
    DeliveryRecord {
        at: UtcMillis(5),
        event_type: "message.received".into(),
        generation: "2026-03-30".into(),
        outcome,
        reason: None,
        size_bytes: 100,
        conversation: Some(ConversationId("00".repeat(16))),
    }
}

#[test]
fn deliveries_are_listed_newest_first_and_the_dead_apart() {
    let store = in_memory();
    store
        .write(|batch| {
            for seq in 1..=25 {
                let outcome = if seq % 5 == 0 { DeliveryOutcome::Dead } else { DeliveryOutcome::Applied };
                batch.record(|stage| stage.log_delivery(seq, &delivery(outcome)))?;
            }
            batch.record(|stage| stage.log_delivery(20, &delivery(DeliveryOutcome::Replayed)))?;
            batch.commit(25)
        })
        .unwrap();
    let page = store.deliveries(DeliveryFilter::All, None, 10).unwrap();
    assert_eq!((page.total, page.rows[0].seq, page.next), (25, 25, Some(16)));
    let last = store.deliveries(DeliveryFilter::All, Some(6), 10).unwrap();
    assert_eq!((last.rows.len(), last.next), (5, None));
    let dead = store.deliveries(DeliveryFilter::Dead, None, 3).unwrap();
    assert_eq!(dead.rows.iter().map(|row| row.seq).collect::<Vec<_>>(), [25, 15, 10]);
    assert_eq!((dead.total, dead.next), (4, Some(10)));
    assert_eq!(store.dead_letters(100).unwrap(), [5, 10, 15, 25]);
    assert_eq!(store.delivery(20).unwrap().unwrap().record.outcome, DeliveryOutcome::Replayed);
    assert_eq!(store.applied(), 25);
}

#[test]
fn what_was_seen_is_known_for_ever_and_never_by_itself() {
    let store = in_memory();
    let keys = [[1; 16], [2; 16]];
    store
        .write(|batch| {
            let (seen, _) = batch.record(|stage| {
                stage.remember(&keys[..1], 7)?;
                Ok([stage.seen_before(&keys, 7)?, stage.seen_before(&keys, 8)?, stage.seen_before(&keys[1..], 8)?])
            })?;
            assert_eq!(seen, [None, Some(7), None]);
            batch.record(|stage| stage.remember(&keys, 9))?;
            batch.commit(9)
        })
        .unwrap();
    assert_eq!(store.seen(&keys).unwrap(), Some(7));
    assert_eq!(store.seen(&keys[1..]).unwrap(), Some(9));
}

#[test]
fn tries_to_come_are_listed_until_they_are_done() {
    let store = in_memory();
    let retry = RetryRecord { tries: 2, due_at: UtcMillis(9) };
    store.write(|batch| batch.record(|stage| stage.retry(4, Some(retry))).and_then(|_| batch.commit(4))).unwrap();
    assert_eq!(store.retries().unwrap(), [(4, retry)]);
    store.write(|batch| batch.record(|stage| stage.retry(4, None)).and_then(|_| batch.commit(5))).unwrap();
    assert_eq!(store.retries().unwrap(), []);
}

#[test]
fn what_the_index_must_be_told_again_is_kept_until_it_has_it_and_is_no_part_of_the_digest() {
    let store = in_memory();
    let digest = store.digest(true).unwrap();
    let set = |ids: &[&str]| ids.iter().map(|id| (*id).into()).collect::<BTreeSet<_>>();
    for (position, item) in [(3, "AC1"), (6, "AC2"), (9, "AC3")] {
        store
            .write(|batch| {
                batch.record(|stage| stage.note_stale(position, &set(&[item]), &BTreeSet::new()))?;
                Ok(())
            })
            .unwrap();
        store
            .write(|batch| {
                batch.record(|stage| stage.note_stale(position, &set(&[item]), &BTreeSet::new()))?;
                batch.commit(0)
            })
            .unwrap();
    }
    assert_eq!(store.stale_after(3).unwrap().0, set(&["AC2", "AC3"]));
    store.write(|batch| batch.record(|stage| stage.drop_stale_through(6)).and_then(|_| batch.commit(0))).unwrap();
    assert_eq!(store.stale_after(0).unwrap().0, set(&["AC3"]));
    assert_ne!(digest, "");
    let other = in_memory();
    other.write(|batch| batch.commit(0)).unwrap();
    assert_eq!(store.digest(true).unwrap(), other.digest(true).unwrap());
}

#[test]
fn a_batch_that_is_not_committed_never_happened() {
    let store = in_memory();
    store.write(|batch| batch.record(|stage| stage.apply(&world::text("AC1", 1, "hello", 1))).map(|_| ())).unwrap();
    assert_eq!((store.inbox_counts(None).all, store.totals().messages), (0, 0));
    assert_eq!(store.item(&"AC1".into()).unwrap(), None);
}

#[test]
fn settings_and_files_keep_the_newest_word() {
    let store = in_memory();
    for (at, value) in [(2, 20), (1, 10)] {
        decide(&store, at, Decided::SettingSaved { name: "undo_ms".into(), value: value.into() });
    }
    assert_eq!(store.setting("undo_ms").unwrap().unwrap(), "20");
    assert_eq!(store.setting("theme").unwrap(), None);
    let url = "https://files.test/roof.jpg?signature=abc";
    let here = MediaState::Here {
        content: "ab".into(),
        mime: "image/jpeg".into(),
        size_bytes: 3,
        width: Some(1),
        height: Some(1),
        duration_ms: None,
        peaks: vec![1; 400],
        thumb: Some("cd".into()),
    };
    let failed = MediaState::Failed { reason: "gone".into(), given_up: true };
    decide(&store, 5, Decided::MediaFetched { url: url.into(), media: here.clone() });
    decide(&store, 4, Decided::MediaFetched { url: url.into(), media: failed });
    assert_eq!(store.media(url).unwrap().unwrap().state.value, here);
    let signed_anew = "https://files.test/roof.jpg?signature=def";
    assert_eq!(store.media(signed_anew).unwrap().unwrap().state.value, here, "the same file under a new signature");
    assert_eq!(store.media_after(None, 10).unwrap().0.len(), 1);
}

#[test]
fn a_ticked_step_stays_ticked_and_does_not_move_its_call() {
    use crate::model::event::*;
    let store = in_memory();
    let summary = Event::Summary(SummaryFact {
        call: "AC1".into(),
        place: world::full_place(0, &[world::number(1)]),
        processing: Processing::Completed,
        summary: vec!["About a roof.".into()],
        next_steps: vec!["Send a quote".into()],
        extras: Vec::new(),
        at: world::at(7),
    });
    apply(&store, std::slice::from_ref(&summary), 1);
    let effects = decide(&store, 1, Decided::NextStepTicked { call: "AC1".into(), index: 0, done: true });
    assert_eq!(effects.conversations.len(), 1);
    apply(&store, &[summary], 1);
    let file = store.call(&"AC1".into()).unwrap().unwrap();
    assert!(file.call.is_ticked(0) && !file.call.is_ticked(1));
    assert_eq!(file.call.at(), world::at(7));
}

#[test]
fn searches_saved_in_one_moment_are_listed_by_name() {
    let store = in_memory();
    let saved = |id: &str, name: &str, at| {
        let search = Search { name: name.into(), query: "roof".into(), newest: false };
        decide(&store, at, Decided::SearchSaved { id: id.into(), search: Some(search) });
    };
    for (id, name, at) in [("a", "Voicemails", 5), ("b", "Estimates", 5), ("c", "Zinc", 4), ("d", "Leaks", 5)] {
        saved(id, name, at);
    }
    let names: Vec<String> =
        store.saved_searches().unwrap().iter().map(|saved| saved.search().unwrap().name.clone()).collect();
    assert_eq!(names, ["Zinc", "Estimates", "Leaks", "Voicemails"]);
}

#[test]
fn what_names_a_file_is_listed_and_nothing_else() {
    use crate::model::ItemId;
    use crate::model::event::{Event, MediaFact};
    let store = in_memory();
    let with_picture = |id: &str, from| {
        let Event::Message(mut fact) = world::text(id, from, "see", 10) else { panic!() };
        fact.media = Some(vec![MediaFact { url: format!("https://files.test/{id}.jpg"), mime: None }]);
        Event::Message(fact)
    };
    apply(&store, &[world::text("AC1", 1, "no picture", 1), world::text("AC2", 2, "one later", 2)], 1);
    assert_eq!(store.filed_after(None, 10).unwrap(), (Vec::new(), None));
    apply(&store, &[with_picture("AC2", 2), with_picture("AC3", 1), with_picture("AC4", 3)], 2);
    let (mut found, mut cursor) = (Vec::new(), None);
    loop {
        let (items, next) = store.filed_after(cursor.as_deref(), 2).unwrap();
        found.extend(items.iter().map(crate::model::item::Item::id));
        match next {
            Some(next) => cursor = Some(next),
            None => break,
        }
    }
    found.sort();
    assert_eq!(found, ["AC2", "AC3", "AC4"].map(ItemId::from), "each once, page by page");
}
