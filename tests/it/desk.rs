//! The desk: what lies on it, what is put away and comes back, and who waits.

use super::support::{
    Delivery,
    deliveries::{LINE, LINE_NUMBER},
    here::{Here, config},
    phone::{MAIN, call},
};
use ringbook::{
    model::{Party, UtcMillis, place::Target},
    seam::{ManualClock, Seam},
};
use serde::Deserialize;
use serde_json::{Value, json};
use std::{
    collections::BTreeSet,
    sync::Arc,
    time::{Duration, Instant},
};

const START: i64 = 1_790_000_000_000;
const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const JANE: &str = "+17735550118";
const TOM: &str = "+17735550119";

struct Desk {
    here: Here,
    clock: Arc<ManualClock>,
}

async fn open(folder: &std::path::Path, now: i64) -> Desk {
    let clock = Arc::new(ManualClock::new(UtcMillis(now)));
    let seam = Seam { clock: clock.clone(), ..Seam::system() };
    Desk { here: Here::start(config(folder, |_| {}), seam).await, clock }
}

fn id_of(number: &str) -> String {
    Target::new(LINE.into(), vec![Party::parse(number)]).id().0
}

fn iso(at: i64) -> String {
    chrono::DateTime::from_timestamp_millis(at).unwrap().to_rfc3339()
}

impl Desk {
    async fn text(&self, n: u64, from: &str, words: &str, at: i64) {
        self.here.receive([Delivery::text(n, from, words, &iso(at))]).await;
        self.here.settle().await;
    }

    /// Time passes, for the decisions made from now on.
    fn pass(&self, ms: i64) -> i64 {
        self.clock.advance_ms(ms).0
    }

    async fn page(&self, tab: &str) -> Value {
        self.here.call("inbox_page", json!({ "tab": tab, "limit": 50 })).await
    }

    async fn titles(&self, tab: &str) -> Vec<String> {
        ids(&self.page(tab).await)
    }

    async fn change(&self, numbers: &[&str], change: Value) -> Value {
        self.pass(1);
        let conversations: Vec<Value> =
            numbers.iter().map(|number| json!({ "conversationId": id_of(number) })).collect();
        self.here.call("change_inbox", json!({ "conversations": conversations, "change": change })).await
    }

    async fn restore(&self, changed: &Value) {
        self.pass(1);
        self.here.call("restore_inbox", json!({ "before": changed["before"] })).await;
    }

    async fn counts(&self) -> Value {
        self.page("all").await["counts"].clone()
    }
}

fn ids(page: &Value) -> Vec<String> {
    page["rows"].as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect()
}

fn counts(waiting: u64, unread: u64, open: u64, snoozed: u64, done: u64) -> Value {
    json!({ "waiting": waiting, "unread": unread, "open": open, "snoozed": snoozed, "done": done, "all": open + snoozed + done })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_snoozed_is_off_the_desk_until_its_time_and_comes_back_on_top() {
    let folder = tempfile::tempdir().unwrap();
    let desk = open(folder.path(), START).await;
    desk.text(1, JANE, "can you come on monday?", START - 2 * HOUR).await;
    desk.text(2, TOM, "how much is it?", START - HOUR).await;
    assert_eq!(desk.counts().await, counts(2, 2, 2, 0, 0));

    let until = START + 20 * HOUR;
    desk.change(&[JANE], json!({ "kind": "snooze", "until": until, "wakeEarly": true })).await;
    assert_eq!(desk.counts().await, counts(1, 1, 1, 1, 0), "neither waiting nor unread nor open");
    let status = desk.here.status().await;
    assert_eq!((&status["unread"], &status["waiting"]), (&json!(1), &json!(1)));
    let snoozed = desk.page("snoozed").await;
    assert_eq!((ids(&snoozed), &snoozed["rows"][0]["snoozedUntil"]), (vec![id_of(JANE)], &json!(until)));
    assert_eq!(snoozed["rows"][0]["waitingSince"], Value::Null);

    // A second before, nothing; at its time it is there by itself.
    desk.pass(until - desk.clock_now() - 1_000);
    assert_eq!(desk.counts().await, counts(1, 1, 1, 1, 0));
    desk.pass(1_000);
    let page = desk.here.until("inbox_page", json!({ "tab": "open", "limit": 50 }), |page| ids(page).len() == 2).await;
    assert_eq!(ids(&page), [id_of(JANE), id_of(TOM)], "on top, although Tom wrote later");
    assert_eq!(page["rows"][0]["returnedAt"], json!(until));
    assert_eq!(page["counts"], counts(2, 2, 2, 0, 0));

    // What happens next says more than that it came back.
    desk.text(3, JANE, "hello?", until + HOUR).await;
    assert_eq!(desk.page("open").await["rows"][0]["returnedAt"], Value::Null);
    let before = desk.here.app.store.digest(false).unwrap();
    desk.here.stop().await;

    // The journal alone gives the same.
    for part in ["store", "index"] {
        std::fs::remove_dir_all(folder.path().join(part)).unwrap();
    }
    let again = open(folder.path(), until + 2 * HOUR).await;
    again.here.settle().await;
    assert_eq!(again.here.app.store.digest(false).unwrap(), before);
    again.here.stop().await;
}

impl Desk {
    fn clock_now(&self) -> i64 {
        ringbook::seam::Clock::now(&*self.clock).0
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_came_due_while_ringbook_was_off_comes_back_at_the_next_start_and_only_once() {
    let folder = tempfile::tempdir().unwrap();
    let desk = open(folder.path(), START).await;
    desk.text(1, JANE, "can you come on monday?", START - HOUR).await;
    desk.text(2, TOM, "and on friday?", START - HOUR).await;
    desk.change(&[JANE], json!({ "kind": "snooze", "until": START + HOUR, "wakeEarly": true })).await;
    desk.change(&[TOM], json!({ "kind": "snooze", "until": START + 90 * HOUR, "wakeEarly": true })).await;
    desk.here.stop().await;

    let monday = START + 70 * HOUR;
    let desk = open(folder.path(), monday).await;
    let page = desk.here.until("inbox_page", json!({ "tab": "open", "limit": 50 }), |page| !ids(page).is_empty()).await;
    assert_eq!(
        (ids(&page), &page["rows"][0]["returnedAt"]),
        (vec![id_of(JANE)], &json!(monday)),
        "when somebody saw it"
    );
    assert_eq!(desk.titles("snoozed").await, [id_of(TOM)]);
    let records = desk.here.status().await["coverage"]["documents"].clone();
    // Put off once more before it is looked at again: the old waking has no say in that.
    desk.change(&[JANE], json!({ "kind": "snooze", "until": monday + HOUR, "wakeEarly": true })).await;
    assert_eq!(desk.counts().await, counts(0, 0, 0, 2, 0));
    assert_eq!(desk.here.status().await["coverage"]["documents"], records);
    desk.here.stop().await;
    let desk = open(folder.path(), monday + MINUTE).await;
    desk.here.settle().await;
    assert_eq!(desk.counts().await, counts(0, 0, 0, 2, 0), "still asleep after another start");
    desk.here.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_writes_or_calls_wakes_what_may_be_woken_and_opens_what_is_done() {
    let folder = tempfile::tempdir().unwrap();
    let desk = open(folder.path(), START).await;
    let others = ["+17735550120", "+17735550121"];
    for (n, number) in [JANE, TOM, others[0], others[1]].into_iter().enumerate() {
        desk.text(n as u64, number, "when?", START - HOUR).await;
    }
    desk.change(&[JANE], json!({ "kind": "snooze", "until": START + 90 * HOUR, "wakeEarly": true })).await;
    desk.change(&[TOM], json!({ "kind": "snooze", "until": START + 90 * HOUR, "wakeEarly": false })).await;
    desk.change(&others, json!({ "kind": "done" })).await;
    assert_eq!(desk.counts().await, counts(0, 0, 0, 2, 2));
    // Quo's clock is behind this computer's: the texts are older than the decisions, and were not known all the same.
    desk.text(11, JANE, "it leaks again", START - MINUTE).await;
    desk.text(12, TOM, "it leaks again", START - MINUTE).await;
    desk.text(13, others[0], "it leaks again", START - MINUTE).await;
    assert_eq!(desk.counts().await, counts(2, 2, 2, 1, 1));
    assert_eq!(desk.titles("snoozed").await, [id_of(TOM)], "not to be woken");
    assert_eq!(desk.page("snoozed").await["rows"][0]["unread"], 2);
    let missed = call_events(20, LINE, &[others[1].to_owned()], "missed", START - 30_000);
    desk.here.receive(missed).await;
    desk.here.settle().await;
    assert_eq!(desk.counts().await, counts(3, 3, 3, 1, 0));
    desk.here.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_are_changed_by_one_command_and_one_undo_puts_each_back_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let desk = open(folder.path(), START).await;
    let numbers: Vec<String> = (0..120).map(|n| format!("+1773556{n:04}")).collect();
    let texts =
        numbers.iter().zip(100..).map(|(number, n)| Delivery::text(n, number, "can you help?", &iso(START - HOUR)));
    desk.here.receive(texts).await;
    desk.here.settle().await;
    let all: Vec<&str> = numbers.iter().map(String::as_str).collect();
    desk.change(&all[..10], json!({ "kind": "snooze", "until": START + HOUR, "wakeEarly": true })).await;
    desk.change(&all[10..20], json!({ "kind": "pin" })).await;
    desk.change(&all[20..30], json!({ "kind": "read" })).await;
    desk.change(&all[30..40], json!({ "kind": "done" })).await;
    let before = (desk.counts().await, desk.titles("open").await, desk.titles("snoozed").await);
    assert_eq!(before.0, counts(100, 90, 100, 10, 10));

    let chosen = desk.here.call("inbox_ids", json!({ "tab": "all" })).await;
    assert_eq!((chosen["conversations"].as_array().unwrap().len(), &chosen["more"]), (120, &json!(false)));
    desk.pass(1);
    let done = desk
        .here
        .call("change_inbox", json!({ "conversations": chosen["conversations"], "change": { "kind": "done" } }))
        .await;
    assert_eq!(done["before"].as_array().unwrap().len(), 110, "ten were done already");
    assert_eq!(desk.counts().await, counts(0, 0, 0, 0, 120), "nobody is told of what is done");
    desk.restore(&done).await;
    assert_eq!((desk.counts().await, desk.titles("open").await, desk.titles("snoozed").await), before);

    for change in ["read", "unread", "pin", "unpin", "open"] {
        let changed = desk.change(&all, json!({ "kind": change })).await;
        assert_ne!(changed["before"], json!([]), "{change}");
        desk.restore(&changed).await;
        let after = (desk.counts().await, desk.titles("open").await, desk.titles("snoozed").await);
        assert_eq!(after.0, before.0, "{change}");
        assert_eq!(after, before, "{change}");
    }
    let before = desk.here.app.store.digest(false).unwrap();
    desk.here.stop().await;
    for part in ["store", "index"] {
        std::fs::remove_dir_all(folder.path().join(part)).unwrap();
    }
    let again = open(folder.path(), START + MINUTE).await;
    again.here.settle().await;
    assert_eq!(again.here.app.store.digest(false).unwrap(), before);
    again.here.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_newest_thing_that_can_be_unread_is_marked_and_nothing_where_there_is_none() {
    let folder = tempfile::tempdir().unwrap();
    let desk = open(folder.path(), START).await;
    let talked = |n, who, when| call(MAIN, n, who, true, "answered", when);
    desk.text(1, JANE, "it leaks", START - 8 * HOUR).await;
    // More calls than a page holds came after the text, and with Tom there were only calls.
    desk.here.receive((1..=120).map(|n| talked(n, JANE, "2026-09-21T09:00"))).await;
    desk.here.receive([talked(200, TOM, "2026-09-21T10:00")]).await;
    desk.here.settle().await;
    desk.change(&[JANE], json!({ "kind": "read" })).await;
    assert_eq!(desk.counts().await["unread"], 0);

    let changed = desk.change(&[JANE, TOM], json!({ "kind": "unread" })).await;
    let ids: Vec<&str> =
        changed["before"].as_array().unwrap().iter().filter_map(|one| one["conversationId"].as_str()).collect();
    assert_eq!(ids, [id_of(JANE)], "with Tom there was nothing to read, and that is said");
    let page = desk.page("unread").await;
    assert_eq!((page["rows"][0]["unread"].as_u64(), &page["counts"]["unread"]), (Some(1), &json!(1)));
    desk.restore(&changed).await;
    assert_eq!(desk.counts().await["unread"], 0);
    desk.here.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_done_is_not_counted_as_unread_and_comes_back_when_it_is_marked_so() {
    let folder = tempfile::tempdir().unwrap();
    let desk = open(folder.path(), START).await;
    desk.text(1, JANE, "it leaks", START - HOUR).await;
    desk.text(2, TOM, "call me", START - MINUTE).await;
    let done = desk.change(&[JANE, TOM], json!({ "kind": "done" })).await;
    assert_eq!(desk.counts().await, counts(0, 0, 0, 0, 2), "nobody is done with something and told of it all day");
    assert_eq!(desk.here.call("status", json!({})).await["unread"], 0);
    desk.pass(1);
    let unread = desk.change(&[JANE], json!({ "kind": "unread" })).await;
    assert_eq!(desk.counts().await, counts(1, 1, 1, 0, 1), "it is on the desk again");
    desk.pass(1);
    desk.restore(&unread).await;
    assert_eq!(desk.counts().await, counts(0, 0, 0, 0, 2));
    desk.pass(1);
    desk.here.call("mark", json!({ "conversationId": id_of(TOM), "mark": "unread" })).await;
    assert_eq!(desk.counts().await, counts(1, 1, 1, 0, 1), "by the key as by the menu");
    desk.pass(1);
    desk.restore(&done).await;
    assert_eq!(desk.counts().await, counts(2, 2, 2, 0, 0));
    assert_eq!(desk.here.call("status", json!({})).await["unread"], 2, "conversations, as in the tab");
    desk.here.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_arrives_while_somebody_decides_is_not_decided_about() {
    let folder = tempfile::tempdir().unwrap();
    let desk = open(folder.path(), START).await;
    desk.text(1, JANE, "thanks", START - HOUR).await;
    let seen = desk.page("open").await["rows"][0]["lastAt"].clone();
    desk.text(2, JANE, "wait, it leaks again", START - MINUTE).await;
    desk.pass(1);
    for change in ["read", "done"] {
        let conversations = json!([{ "conversationId": id_of(JANE), "lastAt": seen }]);
        desk.here.call("change_inbox", json!({ "conversations": conversations, "change": { "kind": change } })).await;
    }
    assert_eq!(desk.counts().await, counts(1, 1, 1, 0, 0), "neither read nor done: nobody has seen it");
    desk.here.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pinned_conversations_come_first_and_tags_filter_with_exact_counts() {
    let folder = tempfile::tempdir().unwrap();
    let desk = open(folder.path(), START).await;
    let numbers = ["+17735550131", "+17735550132", "+17735550133"];
    for (n, number) in numbers.into_iter().enumerate() {
        desk.text(n as u64, number, "when?", START - HOUR + n as i64 * MINUTE).await;
    }
    let [first, second, third] = numbers.map(id_of);
    assert_eq!(desk.titles("open").await, [third.clone(), second.clone(), first.clone()]);
    desk.change(&[numbers[0]], json!({ "kind": "pin" })).await;
    assert_eq!(desk.titles("open").await, [first.clone(), third.clone(), second.clone()]);
    assert_eq!(desk.titles("all").await, [third.clone(), second.clone(), first.clone()], "only where they are open");
    // Pages go on from the pinned ones to the others.
    let page = desk.here.call("inbox_page", json!({ "tab": "open", "limit": 1 })).await;
    let next = desk.here.call("inbox_page", json!({ "tab": "open", "limit": 1, "cursor": page["next"] })).await;
    assert_eq!((ids(&page), ids(&next)), (vec![first.clone()], vec![third.clone()]));

    for row in desk.page("open").await["rows"].as_array().unwrap() {
        if row["pinned"] == false {
            let contact = &row["people"][0]["contactId"];
            desk.here.call("set_contact_tags", json!({ "contactId": contact, "tags": ["VIP"] })).await;
        }
    }
    desk.here.settle().await;
    desk.change(&[numbers[1]], json!({ "kind": "done" })).await;
    let tagged = desk.here.call("inbox_page", json!({ "tab": "open", "tag": "VIP", "limit": 50 })).await;
    assert_eq!((ids(&tagged), &tagged["rows"][0]["tags"]), (vec![third.clone()], &json!(["VIP"])));
    assert_eq!(tagged["counts"], counts(1, 1, 1, 0, 1));
    assert_eq!(desk.here.call("contact_tags", json!({})).await, json!({ "tags": [{ "name": "VIP", "contacts": 2 }] }));
    let chosen = desk.here.call("inbox_ids", json!({ "tab": "all", "tag": "VIP" })).await;
    assert_eq!(chosen["conversations"].as_array().unwrap().len(), 2);
    desk.here.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_date_is_reached_by_one_page_in_a_long_conversation() {
    let folder = tempfile::tempdir().unwrap();
    let desk = open(folder.path(), START).await;
    let texts =
        (0..3_000).map(|n| Delivery::text(n, JANE, &format!("line {n}"), &iso(START - (3_000 - n as i64) * HOUR)));
    desk.here.receive(texts).await;
    desk.here.settle().await;
    let at = |at: i64| json!({ "conversationId": id_of(JANE), "limit": 40, "anchor": { "kind": "at", "at": at } });
    let day = START - 1_700 * HOUR - 30 * MINUTE;
    let began = Instant::now();
    let page = desk.here.call("timeline_page", at(day)).await;
    assert!(began.elapsed() < Duration::from_secs(2), "one page, not the way there");
    let items = page["items"].as_array().unwrap();
    let place = items.iter().position(|item| item["at"].as_i64().unwrap() >= day).unwrap();
    assert_eq!((items[place]["body"]["text"].as_str().unwrap(), place), ("line 1300", 20));
    assert_eq!((page["offset"].as_u64().unwrap(), page["total"].as_u64().unwrap()), (1_280, 3_000));
    let page = desk.here.call("timeline_page", at(START)).await;
    assert_eq!((&page["after"], page["items"].as_array().unwrap().len()), (&Value::Null, 40), "the end");
    let page = desk.here.call("timeline_page", at(0)).await;
    assert_eq!((&page["before"], &page["items"][0]["body"]["text"]), (&Value::Null, &json!("line 0")), "the beginning");
    desk.here.stop().await;
}

// ── who waits ────────────────────────────────────────────────────────────────────────────────────

/// A thread as somebody would tell it, and whether it waits for the business by a person's reading.
#[derive(Deserialize)]
struct Thread {
    waiting: bool,
    thread: Vec<String>,
    #[serde(default)]
    why: String,
}

const OFFICES: [(&str, &str); 4] = [
    ("roofing", include_str!("../fixtures/waiting/roofing.json")),
    ("dental", include_str!("../fixtures/waiting/dental.json")),
    ("cleaning", include_str!("../fixtures/waiting/cleaning.json")),
    ("law", include_str!("../fixtures/waiting/law.json")),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_waits_is_told_as_a_person_would_tell_it() {
    let folder = tempfile::tempdir().unwrap();
    let desk = open(folder.path(), START + 400 * HOUR).await;
    let mut threads: Vec<(String, String, Thread)> = Vec::new();
    let mut deliveries = Vec::new();
    for (office, text) in OFFICES {
        let told: Vec<Thread> = serde_json::from_str(text).unwrap();
        for thread in told {
            let n = threads.len() as u64;
            let others = parties(&thread.thread, n);
            let line = line_of(&others, n);
            let target = Target::new(line.as_str().into(), others.iter().map(|other| Party::parse(other)).collect());
            for (place, told) in thread.thread.iter().enumerate() {
                let at = START + n as i64 * HOUR + place as i64 * 5 * MINUTE;
                deliveries.extend(events(n * 100 + place as u64, &line, &others, told, at));
            }
            threads.push((office.to_owned(), target.id().0, thread));
        }
    }
    assert!(threads.len() >= 200, "{}", threads.len());
    desk.here.receive(deliveries).await;
    desk.here.settle().await;
    for (_, id, thread) in &threads {
        for note in thread.thread.iter().filter_map(|line| line.strip_prefix("note: ")) {
            desk.here.call("add_note", json!({ "conversationId": id, "text": note })).await;
        }
    }
    let found = desk.here.call("inbox_ids", json!({ "tab": "waiting" })).await;
    let found: BTreeSet<&str> =
        found["conversations"].as_array().unwrap().iter().map(|one| one["conversationId"].as_str().unwrap()).collect();
    let mut missed = Vec::new();
    let mut alarms = Vec::new();
    let (mut wait, mut rest) = (0.0, 0.0);
    for (office, id, thread) in &threads {
        let told = format!("{office}: {:?} {}", thread.thread, thread.why);
        match (thread.waiting, found.contains(id.as_str())) {
            (true, true) => wait += 1.0,
            (true, false) => missed.push(told),
            (false, true) => alarms.push(told),
            (false, false) => rest += 1.0,
        }
    }
    let recall = wait / (wait + missed.len() as f64);
    let false_alarms = alarms.len() as f64 / (rest + alarms.len() as f64);
    let wrong = format!("missed: {missed:#?}\nfalse alarms: {alarms:#?}");
    assert!(recall >= 0.95, "recall {recall:.3}\n{wrong}");
    assert!(false_alarms <= 0.05, "false alarms {false_alarms:.3}\n{wrong}");
    desk.here.stop().await;
}

/// The other side of a thread.
fn parties(thread: &[String], n: u64) -> Vec<String> {
    let number = format!("+1773557{n:04}");
    let starts = |word: &str| thread.iter().any(|line| line.starts_with(word));
    if starts("short:") {
        return vec![format!("{}", 30_000 + n)];
    }
    if starts("withheld") {
        return vec!["Anonymous".to_owned()];
    }
    if starts("group:") {
        return vec![number, format!("+1773558{n:04}")];
    }
    vec![number]
}

/// The line of a thread. One withheld caller is like another and stands in the same conversation: each has a line of its
/// own.
fn line_of(others: &[String], n: u64) -> String {
    if others == ["Anonymous"] { format!("PNw{n}") } else { LINE.to_owned() }
}

/// What Quo would send for one line of a thread.
fn events(n: u64, of: &str, others: &[String], line: &str, at: i64) -> Vec<Delivery> {
    let (kind, words) = line.split_once(": ").unwrap_or((line, ""));
    let kind = kind.trim_end_matches(':');
    let text = |kind: &str, direction: &str, user: Value| {
        let media = if words == "[picture]" {
            json!([{ "url": format!("https://example.test/{n}.jpg"), "type": "image/jpeg" }])
        } else {
            json!([])
        };
        let words = if words == "[picture]" { "" } else { words };
        let (from, to) = if direction == "incoming" {
            // The line comes first, then whoever else is in the group.
            let mut to = vec![LINE_NUMBER.to_owned()];
            to.extend(others.iter().skip(1).cloned());
            (others[0].clone(), to)
        } else {
            (LINE_NUMBER.to_owned(), others.to_vec())
        };
        let context = json!({
            "phoneNumberId": of, "conversationId": null, "userId": user, "contacts": { "ids": [], "lookupStatus": "none" },
            "senderIdentifier": from, "recipientIdentifiers": to,
        });
        let resource = json!({ "id": format!("ACm{n:030}"), "direction": direction, "text": words, "media": media, "createdAt": iso(at) });
        vec![event(n, 0, kind, at, &resource, &context)]
    };
    let person = json!("USm4Kd9ZpQ");
    match kind {
        "them" | "short" | "group" => text("message.received", "incoming", person),
        "us" | "ours" => text("message.delivered", "outgoing", person),
        "auto" => text("message.delivered", "outgoing", Value::Null),
        "agent" => text("message.delivered", "outgoing", json!("SYUsona2Ab7Q")),
        "failed" => text("message.failed", "outgoing", person),
        "note" => Vec::new(),
        _ => call_events(n, of, others, line, at),
    }
}

fn event(n: u64, step: u64, kind: &str, at: i64, resource: &Value, context: &Value) -> Delivery {
    let event = json!({
        "id": format!("EV{n:028}{step:04}"), "apiVersion": "2026-03-30", "createdAt": iso(at), "type": kind,
        "data": { "resource": resource, "context": context, "links": { "quo": null } },
    });
    Delivery::new(format!("msg_desk_{n}_{step}"), &event)
}

/// What Quo would send for a call.
fn call_events(n: u64, of: &str, others: &[String], line: &str, at: i64) -> Vec<Delivery> {
    let id = format!("ACc{n:030}");
    let line = line.strip_prefix("withheld ").unwrap_or(line);
    let context = json!({
        "phoneNumberId": of, "conversationId": null, "phoneNumberType": "shared", "userId": "USm4Kd9ZpQ",
        "contacts": { "ids": [], "lookupStatus": "none" },
        "participants": { "workspace": [LINE_NUMBER], "external": others, "resolution": "available" },
    });
    let lasted = line.split(' ').find_map(|word| {
        let (minutes, seconds) = word.split_once(':')?;
        Some((minutes.parse::<i64>().ok()? * 60 + seconds.parse::<i64>().ok()?) * 1000)
    });
    let ended = |status: &str, direction: &str, answered: bool, voicemail: bool| {
        let end = at + lasted.unwrap_or(20_000);
        json!({
            "id": id, "direction": direction, "status": status, "createdAt": iso(at), "answeredAt": answered.then(|| iso(at)),
            "completedAt": iso(end), "updatedAt": iso(end), "duration": lasted.map(|ms| ms / 1000), "hasVoicemail": voicemail,
        })
    };
    let answered = |direction: &str| json!({ "id": id, "direction": direction, "createdAt": iso(at), "answeredAt": iso(at), "answeredByUserId": "USm4Kd9ZpQ", "updatedAt": iso(at) });
    let send = |steps: Vec<(&str, Value)>| {
        steps
            .into_iter()
            .zip(0..)
            .map(|((kind, resource), step)| event(n, step, kind, at + 1, &resource, &context))
            .collect()
    };
    let words: Vec<&str> = line.split(' ').collect();
    match words.as_slice() {
        ["missed"] => send(vec![
            ("call.completed", ended("unanswered", "incoming", false, false)),
            ("call.missed", json!({ "id": id, "createdAt": iso(at), "updatedAt": iso(at + 20_000) })),
        ]),
        ["voicemail:", ..] => {
            let said = line.trim_start_matches("voicemail: ");
            let said = (said != "[no words]").then_some(said);
            send(vec![
                ("call.completed", ended("unanswered", "incoming", false, true)),
                (
                    "call.voicemail.completed",
                    json!({
                        "id": format!("AV{n:030}"), "voicemailId": format!("VM{n}"), "callId": id, "direction": "incoming", "duration": 18,
                        "from": others[0], "to": LINE_NUMBER, "transcript": said, "recordingUrl": null, "createdAt": iso(at), "updatedAt": iso(at),
                    }),
                ),
            ])
        }
        ["call", "in", _] => send(vec![
            ("call.answered", answered("incoming")),
            ("call.completed", ended("answered", "incoming", true, false)),
        ]),
        ["call", "out", "no", "answer"] => {
            send(vec![("call.completed", ended("unanswered", "outgoing", false, false))])
        }
        ["call", "out", _] => send(vec![
            ("call.answered", answered("outgoing")),
            ("call.completed", ended("answered", "outgoing", true, false)),
        ]),
        ["queue", ..] => send(vec![("call.completed", ended("abandoned", "incoming", false, false))]),
        ["menu", _, rest @ ..] => {
            let (digit, name, reason) = match rest {
                [digit, name @ .., "abandoned"] => (Some(*digit), name.join(" "), "phone-menu-abandoned"),
                [digit, name @ .., "dialed"] => (Some(*digit), name.join(" "), "phone-menu-dial"),
                [digit, name @ .., "audio"] => (Some(*digit), name.join(" "), "phone-menu-audio"),
                [digit, name @ .., "voicemail"] => (Some(*digit), name.join(" "), "phone-menu-voicemail"),
                [] => (None, String::new(), "phone-menu"),
                other => panic!("{other:?}"),
            };
            let chosen = json!({
                "id": id, "createdAt": iso(at), "updatedAt": iso(at), "phoneMenuSelection": digit, "phoneMenuSelectionName": name, "statusReason": reason,
            });
            send(vec![("call.menu.selected", chosen), ("call.completed", ended("answered", "incoming", true, false))])
        }
        ["ai"] => send(vec![("call.completed", ended("ai-handled", "incoming", true, false))]),
        ["ai:", ..] => {
            let (summary, next) = line.trim_start_matches("ai: ").split_once('|').unwrap();
            let next: Vec<&str> = Some(next.trim()).filter(|next| !next.is_empty()).into_iter().collect();
            send(vec![
                ("call.completed", ended("ai-handled", "incoming", true, false)),
                (
                    "call.summary.completed",
                    json!({
                        "callId": id, "processingStatus": "completed", "summary": [summary.trim()], "nextSteps": next, "fromPhoneNumber": others[0],
                        "handledByAiAgent": true, "answeredByUserId": null, "jobs": [],
                    }),
                ),
            ])
        }
        other => panic!("{other:?}"),
    }
}
