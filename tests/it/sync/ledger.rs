//! The ledger is right: whatever is taken away behind its back, it finds.

use ringbook::{
    app::syncing::Reason,
    ingest::record::ApiFacts,
    journal::{FileJournal, Journal as _, JournalOptions, Kind as RecordKind, NewRecord, ReadLimit, Seq},
    model::event::Event,
    seam::Seam,
    sync::ledger::Kind,
};

use super::desk::{DAY, Desk, HOUR, START, total};
use crate::simulator::{
    history,
    world::{Direction, MAIN_LINE},
};

/// Copies a journal without the facts that `gone` names, as if they had been lost. Store and index are left out.
fn without(desk: &Desk, from: &str, to: &str, gone: impl Fn(&Event) -> bool) {
    let open = |name: &str| {
        let folder = desk.folder.path().join(name);
        std::fs::create_dir_all(&folder).unwrap();
        let options = JournalOptions { preallocate: false, reserve_bytes: 0, ..JournalOptions::default() };
        FileJournal::open(folder.join("journal"), options, Seam::system()).unwrap()
    };
    let (old, new) = (open(from), open(to));
    let runtime = tokio::runtime::Handle::current();
    let mut after = Seq::START;
    loop {
        let records = old.read(after, ReadLimit::default()).unwrap();
        let Some(last) = records.last() else { break };
        after = last.seq;
        let copies = records.into_iter().map(|record| {
            let mut payload = record.payload;
            if record.kind == RecordKind::ApiObject {
                let ApiFacts::V1 { source, mut events } = serde_json::from_slice(&payload).unwrap();
                events.retain(|event| !gone(event));
                payload = serde_json::to_vec(&ApiFacts::V1 { source, events }).unwrap().into();
            }
            NewRecord { kind: record.kind, at: record.at, payload }
        });
        let appending = new.append(copies.collect());
        tokio::task::block_in_place(|| runtime.block_on(appending)).unwrap();
    }
    old.close();
    new.close();
}

fn firm(desk: &Desk) -> (Vec<String>, Vec<String>) {
    let texts = (0..90_i64).map(|n| {
        let at = START - (90 - n) * DAY;
        desk.sim.history(MAIN_LINE, &[&format!("+1773555{:04}", n % 9)], &format!("text {n}"), Direction::Incoming, at)
    });
    (texts.collect(), history::calls(&desk.sim.core, 24, START - 80 * DAY, 3 * DAY))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_taken_from_here_is_found_and_an_audit_brings_it_back() {
    let desk = Desk::new().await;
    let (texts, calls) = firm(&desk);
    let running = desk.start().await;
    running.caught_up().await;
    assert_eq!(running.ledger().await.lacks(), 0);
    running.stop().await;

    let (lost_texts, lost_call, mute) = (&texts[3..8], &calls[3], &calls[0]);
    without(&desk, "data", "robbed", |event| match event {
        Event::Message(fact) => lost_texts.contains(&fact.id.0),
        Event::Call(fact) => fact.id.0 == *lost_call,
        Event::Transcript(fact) => fact.call.0 == *mute,
        Event::Summary(fact) => fact.call.0 == *mute,
        Event::Recordings(fact) => fact.call.0 == *mute,
        _ => false,
    });
    let running = desk.start_at("robbed").await;
    running.app.wait_for(running.app.journal.last()).await;
    let ledger = running.ledger().await;
    let missing = |kind| total(&ledger, kind).missing;
    assert_eq!((missing(Kind::Messages), missing(Kind::Calls)), (5, 1));
    assert_eq!((missing(Kind::Transcripts), missing(Kind::Summaries), missing(Kind::Recordings)), (1, 1, 1));
    assert_eq!(total(&ledger, Kind::Messages).quo, 90);
    assert!(!ledger.complete);
    let newest = ledger.missing.first().unwrap().at;
    assert_eq!(ledger.complete_since, Some(newest.plus_ms(1)), "everything after the newest of them is here");
    let named: Vec<&str> = ledger.missing.iter().map(|it| it.item.as_str()).collect();
    assert!(lost_texts.iter().chain([lost_call, mute]).all(|id| named.contains(&id.as_str())));

    running.app.syncing.nudge(Reason::AuditAll);
    running.app.use_quo(Some(desk.quo()));
    running.caught_up().await;
    running.until("compared", |app| app.store.history().unwrap().audited_at.is_some()).await;
    let ledger = running.ledger().await;
    assert_eq!(ledger.lacks(), 0, "{:?}", ledger.missing);
    assert_eq!(ledger.progress.audit_missing, 6, "five texts and a call");
    assert_eq!(running.held(), (desk.texts(), desk.calls()));
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_gone_at_quo_stays_here_and_is_said_to_be_only_here() {
    let desk = Desk::new().await;
    let (texts, calls) = firm(&desk);
    let running = desk.start().await;
    running.caught_up().await;
    for id in [&texts[10], &texts[11], &calls[5]] {
        history::remove(&desk.sim.core, id);
    }
    desk.clock.advance_ms(HOUR);
    running.app.syncing.nudge(Reason::AuditAll);
    running.until("compared", |app| app.store.history().unwrap().audited_at.is_some()).await;
    running.caught_up().await;
    let ledger = running.ledger().await;
    assert_eq!((total(&ledger, Kind::Messages).only_here, total(&ledger, Kind::Messages).quo), (2, 88));
    assert_eq!((total(&ledger, Kind::Calls).only_here, total(&ledger, Kind::Calls).quo), (1, 23));
    assert_eq!(ledger.lacks(), 0);
    assert_eq!(running.held().0.len(), 90, "nothing is thrown away");
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_text_that_quo_has_and_no_list_told_yet_is_found_by_an_audit() {
    let desk = Desk::new().await;
    firm(&desk);
    let running = desk.start().await;
    running.caught_up().await;
    // Put behind everyone's back into a month that was read long ago.
    desk.sim.history(MAIN_LINE, &["+17735550001"], "late to the party", Direction::Incoming, START - 60 * DAY + 5);
    desk.clock.advance_ms(HOUR);
    running.app.syncing.nudge(Reason::AuditAll);
    running.until("compared", |app| app.store.history().unwrap().audited_at.is_some()).await;
    running.caught_up().await;
    assert_eq!(running.held().0, desk.texts());
    assert_eq!(running.ledger().await.progress.audit_missing, 1);
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_plan_without_summaries_is_told_from_calls_that_were_too_short() {
    let desk = Desk::new().await;
    let (_, calls) = firm(&desk);
    let bare = |ids: &[String]| {
        let mut world = desk.sim.core.world.lock().unwrap();
        for call in world.calls.iter_mut().filter(|call| ids.contains(&call.id)) {
            call.summary = None;
            call.transcripts.clear();
        }
    };
    bare(&calls[..1]);
    let running = desk.start().await;
    running.caught_up().await;
    let ledger = running.ledger().await;
    let summaries = total(&ledger, Kind::Summaries);
    assert_eq!((summaries.here, summaries.none_made + summaries.too_short, summaries.not_on_plan), (11, 1, 0));
    running.stop().await;

    let desk = Desk::new().await;
    let (_, calls) = firm(&desk);
    for call in desk.sim.core.world.lock().unwrap().calls.iter_mut().filter(|call| calls.contains(&call.id)) {
        call.summary = None;
        call.transcripts.clear();
    }
    let running = desk.start().await;
    running.caught_up().await;
    let ledger = running.ledger().await;
    assert_eq!((total(&ledger, Kind::Summaries).not_on_plan, total(&ledger, Kind::Transcripts).not_on_plan), (12, 12));
    running.stop().await;
}
