//! All of Quo's history comes in, once, whatever happens in between.

mod desk;
mod ledger;

use std::{collections::BTreeSet, sync::atomic::Ordering};

use ringbook::{
    app::syncing::{Reason, Status},
    model::history::HistoryKind,
    seam::Breakpoint,
    store::Tab,
    sync::ledger::Kind,
};

use serde_json::Value;

use crate::simulator::{
    events::Fact,
    history::{self, Lost, Volume},
    world::{Direction, MAIN_LINE, SECOND_LINE},
};
use desk::{DAY, Desk, HOUR, START, total};

/// Two years of a firm's phone life: texts, groups, calls with everything, voicemails, missed calls.
fn two_years(desk: &Desk) {
    let from = START - 700 * DAY;
    for n in 0..240_i64 {
        let number = format!("+1773555{:04}", n % 31);
        let (line, direction) = match n % 3 {
            0 => (SECOND_LINE, Direction::Incoming),
            1 => (MAIN_LINE, Direction::Incoming),
            _ => (MAIN_LINE, Direction::Outgoing),
        };
        let mut people = vec![number.as_str()];
        if n % 20 == 0 {
            people.push("+17735559999");
        }
        // Many at one moment, as a campaign makes them.
        let at = if n < 120 { from + n * 5 * DAY + n } else { START - 3 * DAY + n / 60 };
        desk.sim.history(line, &people, &format!("text number {n} about the roof"), direction, at);
    }
    history::calls(&desk.sim.core, 40, from, 17 * DAY);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_history_comes_in_once_with_everything_that_belongs_to_it() {
    let desk = Desk::new().await;
    two_years(&desk);
    let running = desk.start().await;
    running.caught_up().await;
    assert_eq!(running.held(), (desk.texts(), desk.calls()));
    let ledger = running.ledger().await;
    assert_eq!((total(&ledger, Kind::Messages).quo, total(&ledger, Kind::Messages).here), (240, 240));
    assert_eq!((total(&ledger, Kind::Calls).quo, total(&ledger, Kind::Calls).here), (40, 40));
    assert_eq!(total(&ledger, Kind::Transcripts).here, 20);
    assert_eq!(total(&ledger, Kind::Summaries).here, 20);
    running
        .until("files are fetched", |app| {
            // What is tried again waits by the clock.
            desk.clock.advance_ms(100);
            let ledger = ringbook::sync::Ledger::of(&app.store, &|| ()).unwrap();
            total(&ledger, Kind::Recordings).here == 20 && total(&ledger, Kind::Voicemails).here == 10
        })
        .await;
    let jane = desk.sim.core.world.lock().unwrap().contacts[0].id.clone();
    let jane = running.app.store.contact(&jane.as_str().into(), 1).unwrap().unwrap().contact;
    assert_eq!(jane.name().as_deref(), Some("Jane Smith"));
    assert!(ledger.unread.is_empty(), "{:?}", ledger.unread);
    for kind in HistoryKind::ALL {
        let listed = running.listed(kind);
        assert_eq!(listed.iter().collect::<BTreeSet<_>>().len(), listed.len(), "listed twice");
    }
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_interruptions_cost_no_item_and_make_no_double() {
    let desk = Desk::new().await;
    two_years(&desk);
    let mut random = 0x9e37_79b9_7f4a_7c15_u64;
    let mut cut = 0;
    for _ in 0..100 {
        // The clock goes on between starts, as it does.
        desk.clock.advance_ms(1_000);
        let running = desk.start_at("data").await;
        let breakpoints = &running.app.seam.breakpoints;
        breakpoints.arm(Breakpoint::Fetched);
        running.app.use_quo(Some(desk.quo()));
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let steps = (random >> 33) % 6;
        for _ in 0..steps {
            breakpoints.step(Breakpoint::Fetched);
        }
        // Stopped with the next page fetched and not written down, unless there was none left.
        let wanted = u64::from(steps as u32) + 1;
        cut += tokio::select! {
            () = breakpoints.arrivals(Breakpoint::Fetched, wanted) => 1,
            () = running.caught_up() => 0,
        };
        running.stop().await;
        // The seam outlives each Ringbook.
        desk.seam().breakpoints.disarm(Breakpoint::Fetched);
    }
    let running = desk.start().await;
    running.caught_up().await;
    assert!(cut > 30, "only {cut} of a hundred stops cut anything off");
    assert_eq!(running.held(), (desk.texts(), desk.calls()));
    assert_eq!(running.ledger().await.lacks(), 0);
    for kind in HistoryKind::ALL {
        let listed = running.listed(kind);
        assert_eq!(listed.iter().collect::<BTreeSet<_>>().len(), listed.len(), "listed twice");
    }
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn four_days_off_leave_no_hole_and_no_double() {
    let desk = Desk::new().await;
    let running = desk.start().await;
    running.caught_up().await;
    let hook = running.hook.clone();
    desk.sim.webhook(crate::simulator::webhooks::Generation::Dated, &hook, Some(desk::SECRET));
    running.stop().await;
    for n in 0..700_i64 {
        let at = desk.clock.advance_ms(4 * DAY / 700).0;
        let from = format!("+1773555{:04}", n % 50);
        let id = desk.sim.history(MAIN_LINE, &[&from], &format!("while you were away {n}"), Direction::Incoming, at);
        let lost = if n < 500 { Lost::GivenUp } else { Lost::NeverTried };
        history::undelivered(&desk.sim.core, &Fact::MessageReceived(id), lost);
    }
    // History is read up to this moment, which does not belong to it any more.
    desk.clock.advance_ms(1);
    let running = desk.start().await;
    running.caught_up().await;
    assert_eq!(running.held(), (desk.texts(), desk.calls()));
    assert_eq!(running.held().0.len(), 700);
    let ledger = running.ledger().await;
    assert_eq!((total(&ledger, Kind::Messages).missing, total(&ledger, Kind::Messages).here), (0, 700));
    assert!(ledger.complete, "{:?}", ledger.totals);
    let sent: Vec<_> = desk.sim.requests();
    assert!(sent.len() < 2_000, "{} requests take longer than five minutes at eight a second", sent.len());
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_laptop_that_wakes_up_and_an_hour_that_passes_bring_what_happened_meanwhile() {
    let desk = Desk::new().await;
    let running = desk.start().await;
    running.caught_up().await;
    for sleep in [9 * HOUR, HOUR + 1, 3 * DAY] {
        desk.sim.history(MAIN_LINE, &["+17735550118"], "are you there?", Direction::Incoming, desk.now() + sleep / 2);
        desk.clock.advance_ms(sleep);
        running.caught_up().await;
        assert_eq!(running.held().0, desk.texts());
    }
    // And when the tunnel is back, at once.
    desk.sim.history(MAIN_LINE, &["+17735550118"], "hello?", Direction::Incoming, desk.now());
    desk.clock.advance_ms(1_000);
    running.app.syncing.nudge(Reason::TunnelBack);
    running.caught_up().await;
    assert_eq!(running.held().0, desk.texts());
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_hour_of_refusals_errors_and_broken_answers_loses_nothing() {
    let desk = Desk::new().await;
    two_years(&desk);
    desk.sim.core.history.trouble_until(START + HOUR);
    let running = desk.start().await;
    let mut waited = 0;
    while desk.now() < START + HOUR {
        running.until("it waits with a reason", |app| matches!(app.syncing.status(), Status::Waiting { .. })).await;
        let Status::Waiting { reason, next_at } = running.app.syncing.status() else { continue };
        assert!(!reason.is_empty());
        assert!(next_at.0 - desk.now() <= 5 * 60_000, "it is never left alone for long");
        desk.clock.set(next_at);
        waited += 1;
        running
            .until("it was tried again", |app| {
                app.syncing.status() != Status::Waiting { reason: reason.clone(), next_at }
            })
            .await;
    }
    assert!(waited >= 5, "{waited}");
    running.caught_up().await;
    assert_eq!(running.held(), (desk.texts(), desk.calls()));
    assert!(desk.sim.core.history.troubled() > 10);
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_came_live_by_backfill_or_both_ends_alike() {
    let mut first = None;
    for order in ["history first", "live first", "live twice around history"] {
        let desk = Desk::new().await;
        let mut facts = Vec::new();
        for n in 0..30_i64 {
            let from = format!("+1773555{:04}", n % 7);
            let at = START - 10 * DAY + n * HOUR;
            let id = desk.sim.history(MAIN_LINE, &[&from], &format!("text {n}"), Direction::Incoming, at);
            facts.push(Fact::MessageReceived(id));
        }
        for id in history::calls(&desk.sim.core, 8, START - 9 * DAY, HOUR) {
            facts.push(Fact::CallCompleted(id));
        }
        let running = desk.start_at("data").await;
        desk.webhook(&running);
        let live = async || {
            for fact in &facts {
                desk.sim.core.emit(fact);
            }
            desk.sim.idle().await;
            running.app.wait_for(ringbook::journal::Journal::last(&*running.app.journal)).await;
        };
        if order != "history first" {
            live().await;
        }
        running.app.use_quo(Some(desk.quo()));
        running.caught_up().await;
        if order != "live first" {
            live().await;
        }
        let (held, details) = (running.held(), without_files(&running));
        let unread = running.app.store.inbox_counts(None).unread;
        running.stop().await;
        let (first_held, first_details, first_unread) =
            first.get_or_insert_with(|| (held.clone(), details.clone(), unread));
        assert_eq!(held, *first_held, "{order}: the same items");
        for (one, other) in details.iter().zip(first_details) {
            assert_eq!(one, other, "{order}: the same in every detail");
        }
        assert_eq!(unread, *first_unread, "{order}: as many unread");
    }
}

/// Every item as it is kept.
fn without_files(running: &desk::Running) -> Vec<String> {
    let mut cursor = None;
    let mut items = Vec::new();
    loop {
        let (ids, next) = running.app.store.items_after(cursor.as_deref(), 100).unwrap();
        if ids.is_empty() {
            break;
        }
        items.extend(ids.iter().map(|id| {
            let file = running.app.store.item_file(id).unwrap().unwrap();
            without_addresses(serde_json::to_value((file.item, file.conversation)).unwrap()).to_string()
        }));
        cursor = next;
    }
    items
}

/// Signed addresses differ with every reading, and every stand-in has a port of its own.
fn without_addresses(value: Value) -> Value {
    match value {
        Value::String(text) if text.starts_with("http://127.0.0.1:") => Value::from("an address"),
        Value::Array(items) => items.into_iter().map(without_addresses).collect(),
        Value::Object(fields) => {
            Value::Object(fields.into_iter().map(|(name, it)| (name, without_addresses(it))).collect())
        }
        other => other,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn history_is_read_at_the_pace_that_is_allowed() {
    const PER_SECOND: u32 = 40;
    let desk = Desk::new().await;
    desk.sim.quirks(|quirks| quirks.latency_ms = 200);
    let line = (desk.sim.line_id(MAIN_LINE), MAIN_LINE.to_owned());
    *desk.sim.core.history.volume.lock().unwrap() =
        Some(Volume { messages: 10_000, people: 300, from_ms: START - 200 * DAY, step_ms: 200 * DAY / 10_000, line });
    let running = desk.start_at("data").await;
    running.app.use_quo(Some(desk.paced(PER_SECOND)));
    running.caught_up().await;
    assert_eq!(running.held().0.len(), 10_000);
    // Places of the pace that were used, from the first page to the last, whatever the machine's speed.
    let pages = desk.sim.requests().iter().filter(|request| request.path == "/messages").count();
    assert!(pages < 10_000 / 50 * 130 / 100 + 40, "{pages} pages for 200 full ones");
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_with_the_older_api_alone_is_read_conversation_by_conversation() {
    let desk = Desk::new().await;
    two_years(&desk);
    desk.sim.core.history.v1_only.store(true, Ordering::SeqCst);
    let running = desk.start().await;
    running.caught_up().await;
    assert!(running.app.store.history().unwrap().v1_only);
    assert_eq!(running.held(), (desk.texts(), desk.calls()));
    let ledger = running.ledger().await;
    assert_eq!(total(&ledger, Kind::Transcripts).here, 20);
    assert_eq!(total(&ledger, Kind::Summaries).here, 20);
    // What happens later comes with the conversation that changed.
    desk.sim.history(
        MAIN_LINE,
        &["+17735550003"],
        "one more thing",
        Direction::Incoming,
        desk.clock.advance_ms(HOUR).0,
    );
    running.app.syncing.nudge(Reason::Asked);
    running.caught_up().await;
    assert_eq!(running.held(), (desk.texts(), desk.calls()));
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn parts_that_quo_is_still_making_are_looked_for_again() {
    let desk = Desk::new().await;
    let call = history::calls(&desk.sim.core, 1, START - HOUR / 2, HOUR).remove(0);
    let with = |change: &dyn Fn(&mut crate::simulator::world::Call)| {
        let mut world = desk.sim.core.world.lock().unwrap();
        change(world.calls.iter_mut().find(|held| held.id == call).unwrap());
    };
    with(&|call| {
        call.summary.as_mut().unwrap().status = "in-progress";
        call.transcripts[0].status = "in-progress";
    });
    let running = desk.start().await;
    running.caught_up().await;
    let ledger = running.ledger().await;
    assert_eq!((total(&ledger, Kind::Summaries).pending, total(&ledger, Kind::Transcripts).pending), (1, 1));
    with(&|call| {
        call.summary.as_mut().unwrap().status = "completed";
        call.transcripts[0].status = "completed";
    });
    desk.clock.advance_ms(HOUR + 1);
    running.caught_up().await;
    let ledger = running.ledger().await;
    assert_eq!((total(&ledger, Kind::Summaries).here, total(&ledger, Kind::Transcripts).here), (1, 1));
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pausing_stops_reading_and_going_on_begins_where_it_stopped() {
    let desk = Desk::new().await;
    two_years(&desk);
    let running = desk.start_at("data").await;
    running.app.pause_sync(true).await.unwrap();
    running.app.use_quo(Some(desk.quo()));
    running.app.syncing.nudge(Reason::Asked);
    assert!(running.held().0.is_empty());
    assert_eq!(desk.sim.requests().iter().filter(|request| request.path == "/messages").count(), 0);
    running.app.pause_sync(false).await.unwrap();
    running.caught_up().await;
    assert_eq!(running.held(), (desk.texts(), desk.calls()));
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn years_of_history_are_read_and_done_and_only_the_last_days_wait() {
    let desk = Desk::new().await;
    for n in 0..20_i64 {
        let at = START - n * 10 * DAY - HOUR;
        desk.sim.history(MAIN_LINE, &[&format!("+1773555{n:04}")], "can you come?", Direction::Incoming, at);
    }
    let running = desk.start().await;
    running.caught_up().await;
    let counts = running.app.store.inbox_counts(None);
    assert_eq!((counts.all, counts.unread, counts.waiting, counts.done), (20, 0, 2, 18));
    let page = running.app.store.inbox_page(Tab::Waiting, None, None, 10).unwrap();
    assert_eq!(page.rows.len(), 2, "those of the last two weeks");
    running.stop().await;
}
