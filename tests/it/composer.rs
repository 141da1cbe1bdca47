//! Texts that go out later go out once or ask; snippets, drafts and failed texts are where they should be.

use std::{
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use ringbook::{
    app::{App, syncing::Status},
    model::UtcMillis,
    seam::{Breakpoint, ManualClock, Seam},
};
use serde_json::{Value, json};

use crate::{
    simulator::{
        self, KEY, Simulator,
        quirks::Quirks,
        sending::magic,
        world::{MAIN_LINE, SECOND_LINE},
    },
    support::{Delivery, Here, here::config},
};

/// Monday, 2026-09-21, 9:13 in the morning in Chicago.
const START: i64 = 1_790_000_000_000;
const HOUR: i64 = 3_600_000;
const LIMIT: Duration = Duration::from_secs(60);
/// A number of Chicago.
const JANE: &str = "+17735550118";

/// Quo's stand-in and a data folder, both on one clock that the test moves.
struct Bench {
    sim: Simulator,
    clock: Arc<ManualClock>,
    folder: tempfile::TempDir,
}

/// An open data folder as a screen uses it, over HTTP.
struct Desk {
    here: Here,
    seam: Seam,
}

impl Bench {
    async fn new() -> Self {
        let clock = Arc::new(ManualClock::new(UtcMillis(START)));
        let now: simulator::core::Now = {
            let clock = Arc::clone(&clock);
            Arc::new(move || ringbook::seam::Clock::now(&*clock).0)
        };
        let quirks = Quirks { rate_per_second: 0, fate_withheld: true, ..Quirks::default() };
        let options = simulator::Options {
            now: Some(now),
            scale: 0.000_1,
            quirks,
            seed: Some(5),
            ..simulator::Options::default()
        };
        let sim = Simulator::start(options).await.unwrap();
        Self { sim, clock, folder: tempfile::tempdir().unwrap() }
    }

    async fn open(&self) -> Desk {
        self.open_at("data").await
    }

    /// Opens a folder; history is not read, so that nothing is written down that the test does not know of.
    async fn open_at(&self, name: &str) -> Desk {
        let given = config(&self.folder.path().join(name), |given| {
            given.quo_url = Some(self.sim.url());
            given.quo_key = Some(KEY.to_owned().into());
        });
        let seam = Seam { clock: self.clock.clone(), ..Seam::system() };
        let here = Here::start(given, seam.clone()).await;
        if !here.app.store.history().unwrap().paused {
            here.app.pause_sync(true).await.unwrap();
        }
        let began = Instant::now();
        while !matches!(here.app.syncing.status(), Status::Idle { .. }) {
            assert!(began.elapsed() < LIMIT, "reading history does not pause");
            tokio::time::sleep(Duration::from_millis(10)).await; // pace of looking
        }
        here.until("status", json!({}), |status| !status["lines"].as_array().unwrap().is_empty()).await;
        Desk { here, seam }
    }

    /// What the store of the folder holds, with nothing going on in it.
    async fn digest(&self) -> String {
        let given = config(&self.folder.path().join("data"), |_| {});
        let app = App::open_for_tools(given, Seam::system()).await.unwrap();
        let digest = app.store.digest(true).unwrap();
        app.stop().await;
        digest
    }

    fn line(&self) -> String {
        self.sim.line_id(MAIN_LINE)
    }

    fn pass(&self, ms: i64) {
        self.clock.advance_ms(ms);
    }

    fn now(&self) -> i64 {
        ringbook::seam::Clock::now(&*self.clock).0
    }

    fn sent(&self) -> Vec<String> {
        self.sim.accepted().into_iter().map(|one| one.text).collect()
    }

    /// Waits until so many texts were accepted by Quo.
    async fn until_sent(&self, number: usize) {
        let began = Instant::now();
        while self.sent().len() < number {
            assert!(began.elapsed() < LIMIT, "sent so far: {:?}", self.sent());
            tokio::time::sleep(Duration::from_millis(10)).await; // pace of looking
        }
    }

    /// A text from somebody, at this moment.
    fn from(&self, number: &str, words: &str, n: u64) -> Delivery {
        let at = chrono::DateTime::from_timestamp_millis(self.now()).unwrap().to_rfc3339();
        let event = json!({
            "id": format!("EV{n:032x}"), "apiVersion": "2026-03-30", "createdAt": at, "type": "message.received",
            "data": {
                "resource": { "id": format!("ACy{n:031x}"), "direction": "incoming", "text": words, "media": [], "status": "received", "createdAt": at },
                "context": {
                    "orgId": "ORv6Jt1GsL", "phoneNumberId": self.line(), "conversationId": format!("CN{}", &number[1..]), "userId": "USm4Kd9ZpQ",
                    "contacts": { "ids": [], "lookupStatus": "none" }, "senderIdentifier": number, "recipientIdentifiers": [MAIN_LINE]
                },
                "links": { "quo": null }
            }
        });
        Delivery::new(format!("msg_y{n}"), &event)
    }
}

impl Desk {
    async fn call(&self, command: &str, input: Value) -> Value {
        let (status, answer) = self.try_call(command, input).await;
        assert_eq!(status, 200, "{command}: {answer}");
        answer
    }

    async fn try_call(&self, command: &str, input: Value) -> (u16, Value) {
        let origin = format!("http://{}", self.here.server.ui);
        let request = self.here.http.post(format!("{origin}/api/rpc/{command}")).header("origin", &origin);
        let answer = request.json(&input).send().await.unwrap();
        let status = answer.status().as_u16();
        (status, answer.json().await.unwrap_or(Value::Null))
    }

    /// What was refused, and why.
    async fn refused(&self, command: &str, input: Value) -> String {
        let (status, answer) = self.try_call(command, input).await;
        assert!(matches!(status, 400 | 404 | 409), "{command}: {status} {answer}");
        answer["message"].as_str().unwrap().to_owned()
    }

    /// Opens the conversation with somebody.
    async fn with(&self, bench: &Bench, number: &str) -> String {
        self.with_from(&bench.line(), number).await
    }

    /// The same from a line of one's choice.
    async fn with_from(&self, line: &str, number: &str) -> String {
        let started = self.call("start_conversation", json!({ "lineId": line, "to": number })).await;
        started["conversationId"].as_str().unwrap().to_owned()
    }

    async fn plan(&self, conversation: &str, text: &str, due_at: i64) -> Value {
        self.call("schedule_text", plan(conversation, text, due_at)).await
    }

    async fn scheduled(&self) -> Vec<Value> {
        self.call("outbox_desk", json!({})).await["scheduled"].as_array().unwrap().clone()
    }

    async fn counts(&self) -> Value {
        self.call("outbox_counts", json!({})).await
    }

    async fn draft(&self, conversation: &str) -> String {
        let found = self.call("conversation", json!({ "conversationId": conversation })).await;
        found["draft"].as_str().unwrap().to_owned()
    }

    /// Writes deliveries down, and looks at the schedule once they have taken effect.
    async fn hear(&self, delivery: Delivery) {
        self.here.receive([delivery]).await;
        self.here.settle().await;
        self.here.app.release_due().await;
    }
}

fn plan(conversation: &str, text: &str, due_at: i64) -> Value {
    json!({ "id": null, "conversationId": conversation, "text": text, "dueAt": due_at, "unlessAnswered": true, "inQuietHours": false })
}

fn with(mut value: Value, name: &str, to: Value) -> Value {
    value[name] = to;
    value
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_planned_text_goes_out_at_its_time_and_once() {
    let bench = Bench::new().await;
    let desk = bench.open().await;
    let jane = desk.with(&bench, JANE).await;
    let row = desk.plan(&jane, "See you at noon", START + HOUR).await;
    assert_eq!((&row["state"], &row["zones"]), (&json!("planned"), &json!(["America/Chicago"])));
    assert_eq!(desk.here.app.release_due().await, Some(UtcMillis(START + HOUR)));
    assert_eq!(desk.counts().await["scheduled"], 1);

    // Changed: other words, half an hour later.
    let changed = with(plan(&jane, "See you at one", START + HOUR + HOUR / 2), "id", row["id"].clone());
    desk.call("schedule_text", changed).await;
    bench.pass(HOUR);
    desk.here.app.release_due().await;
    assert!(bench.sent().is_empty());
    bench.pass(HOUR / 2);
    desk.here.app.release_due().await;
    bench.until_sent(1).await;
    desk.here.app.release_due().await;
    assert_eq!(bench.sent(), ["See you at one"]);
    assert!(desk.scheduled().await.is_empty());
    desk.here
        .until("timeline_page", json!({ "conversationId": jane, "anchor": { "kind": "end" }, "limit": 10 }), |page| {
            page["total"] == 1
        })
        .await;
    assert_eq!(
        desk.refused("send_scheduled_now", json!({ "id": row["id"] })).await,
        "this text is not scheduled any more"
    );
    let again = with(plan(&jane, "Once more", bench.now() + HOUR), "id", row["id"].clone());
    assert_eq!(desk.refused("schedule_text", again).await, "this text is not scheduled any more");
    desk.here.stop().await;
}

/// Copies a data folder as a crash at this moment would leave it.
fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().flatten() {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            // A file may go away while the folder is copied; the journal's do not.
            let _ = std::fs::copy(entry.path(), target);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn wherever_the_program_ends_a_planned_text_is_released_once() {
    for point in [None, Some(Breakpoint::Claimed), Some(Breakpoint::Sent), Some(Breakpoint::Settled)] {
        let bench = Bench::new().await;
        let first = bench.open().await;
        let jane = first.with(&bench, JANE).await;
        first.plan(&jane, "On our way", START + HOUR).await;
        match point {
            Some(point) => first.seam.breakpoints.arm(point),
            // Its time will come, and nothing is done about it: only its record is there.
            None => first.here.app.use_quo(None),
        }
        bench.pass(HOUR);
        if let Some(point) = point {
            first.here.app.release_due().await;
            first.seam.breakpoints.arrivals(point, 1).await;
        }
        copy(&bench.folder.path().join("data"), &bench.folder.path().join("crashed"));
        let sent_before = bench.sent().len();
        let second = bench.open_at("crashed").await;
        let began = Instant::now();
        loop {
            second.here.app.release_due().await;
            if let Some(next) = second.here.app.outbox.step().await {
                bench.clock.set(UtcMillis(next.0.max(bench.now())));
            }
            let open = second.counts().await;
            if open["scheduled"] == 0 && open["sending"] == 0 {
                break;
            }
            assert!(began.elapsed() < LIMIT, "{point:?}: {open}");
            tokio::time::sleep(Duration::from_millis(10)).await; // pace of looking
        }
        let failed = second.counts().await["failed"].clone();
        match point {
            // The request may have been on its way: nobody sends it again but the person.
            Some(Breakpoint::Claimed) => assert_eq!((bench.sent().len(), failed), (0, json!(1)), "{point:?}"),
            _ => assert_eq!((bench.sent().len(), failed), (1, json!(0)), "{point:?}, before: {sent_before}"),
        }
        second.here.stop().await;
        first.here.app.use_quo(None);
        first.here.stop().await;
        assert!(bench.sim.doubles().is_empty(), "{point:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_withdraws_a_planned_text_unless_the_person_wants_it_all_the_same() {
    let bench = Bench::new().await;
    let desk = bench.open().await;
    let jane = desk.with(&bench, JANE).await;
    desk.plan(&jane, "Did you get the estimate?", START + 2 * HOUR).await;
    let anyway = with(plan(&jane, "Reminder: we come tomorrow", START + 2 * HOUR), "unlessAnswered", json!(false));
    desk.call("schedule_text", anyway).await;
    bench.pass(HOUR);
    desk.hear(bench.from(JANE, "Yes, thank you!", 1)).await;
    let rows = desk.scheduled().await;
    let row = rows.iter().find(|row| row["text"] == "Did you get the estimate?").unwrap();
    assert_eq!((&row["state"], &row["reason"]), (&json!("withdrawn"), &json!("They answered first.")));
    let here = desk.call("scheduled_texts", json!({ "conversationId": jane })).await;
    assert_eq!(here["rows"].as_array().unwrap().len(), 2, "the thread says so, too");
    assert_eq!(desk.counts().await["needYou"], 1);
    bench.pass(HOUR);
    desk.here.app.release_due().await;
    bench.until_sent(1).await;
    assert_eq!(bench.sent(), ["Reminder: we come tomorrow"]);

    // The words can be used again; what was put away comes back with Undo, and stays withdrawn.
    let back = desk.call("cancel_scheduled", json!({ "id": row["id"], "dropped": true })).await;
    assert_eq!(back["draft"], "");
    assert!(desk.scheduled().await.is_empty());
    desk.call("restore_scheduled", json!({ "id": row["id"] })).await;
    assert_eq!(desk.scheduled().await[0]["state"], "withdrawn");
    let back = desk.call("cancel_scheduled", json!({ "id": row["id"], "dropped": false })).await;
    assert_eq!(
        (back["draft"].as_str().unwrap(), desk.draft(&jane).await),
        ("Did you get the estimate?", "Did you get the estimate?".to_owned())
    );
    desk.here.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_opts_out_gets_no_planned_text_from_any_line() {
    let bench = Bench::new().await;
    let desk = bench.open().await;
    let (jane, other) = (desk.with(&bench, JANE).await, desk.with(&bench, "+17735550119").await);
    desk.plan(&jane, "one", START + HOUR).await;
    let second = desk.plan(&other, "two", START + HOUR).await;
    bench.pass(1_000);
    desk.hear(bench.from(JANE, "STOP", 2)).await;
    desk.call("set_opt_out", json!({ "conversationId": other, "optedOut": true })).await;
    bench.pass(HOUR);
    desk.here.app.release_due().await;
    let rows = desk.scheduled().await;
    let mut reasons: Vec<&str> = rows.iter().map(|row| row["reason"].as_str().unwrap()).collect();
    reasons.sort_unstable();
    assert_eq!(reasons, ["(773) 555-0118 opted out of texts.", "(773) 555-0119 opted out of texts."]);
    assert!(bench.sent().is_empty());
    let why = desk.refused("send_scheduled_now", json!({ "id": second["id"] })).await;
    assert!(why.contains("opted out"), "{why}");
    let why = desk.refused("schedule_text", plan(&other, "three", bench.now() + HOUR)).await;
    assert!(why.contains("not to be texted"), "{why}");
    assert!(bench.sent().is_empty());
    desk.here.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stop_on_one_line_locks_the_person_on_every_line_until_they_start_again() {
    let bench = Bench::new().await;
    let desk = bench.open().await;
    let other_line = desk.with_from(&bench.sim.line_id(SECOND_LINE), JANE).await;
    let jane = desk.with(&bench, JANE).await;
    assert_ne!(jane, other_line);
    for (n, (stop, start)) in [("STOP", "START"), ("Opt out.", "unstop"), ("cancel", "Yes!")].into_iter().enumerate() {
        let n = 10 * (n as u64 + 1);
        bench.pass(1_000);
        desk.hear(bench.from(JANE, stop, n)).await;
        for conversation in [&jane, &other_line] {
            let why = desk.refused("schedule_text", plan(conversation, "Hello", bench.now() + HOUR)).await;
            assert!(why.contains("not to be texted"), "{stop}: {why}");
        }
        bench.pass(1_000);
        desk.hear(bench.from(JANE, start, n + 1)).await;
        for conversation in [&jane, &other_line] {
            let row = desk.plan(conversation, "Hello", bench.now() + HOUR).await;
            assert_eq!(row["state"], "planned", "{start}");
            desk.call("cancel_scheduled", json!({ "id": row["id"], "dropped": true })).await;
        }
    }
    desk.here.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_goes_out_from_the_line_they_wrote_to() {
    let bench = Bench::new().await;
    let desk = bench.open().await;
    let other_line = desk.with_from(&bench.sim.line_id(SECOND_LINE), JANE).await;
    let jane = desk.with(&bench, JANE).await;
    for (conversation, words) in [(&other_line, "from the second"), (&jane, "from the first")] {
        let row = desk.plan(conversation, words, bench.now() + HOUR).await;
        desk.call("send_scheduled_now", json!({ "id": row["id"] })).await;
    }
    bench.pass(60_000);
    bench.until_sent(2).await;
    let mut sent: Vec<(String, String)> =
        bench.sim.accepted().into_iter().map(|one| (one.from_number, one.text)).collect();
    sent.sort();
    let expected = [(MAIN_LINE, "from the first"), (SECOND_LINE, "from the second")];
    assert_eq!(sent, expected.map(|(line, words)| (line.to_owned(), words.to_owned())));
    desk.here.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn quiet_hours_are_those_where_the_recipient_is() {
    let bench = Bench::new().await;
    let desk = bench.open().await;
    let (jane, far) = (desk.with(&bench, JANE).await, desk.with(&bench, "+14155550118").await);
    // 9:13 in the evening in Chicago, 7:13 in San Francisco.
    let evening = START + 12 * HOUR;
    let there = desk.call("send_time", json!({ "conversationId": jane, "at": evening })).await;
    assert_eq!((&there["quiet"], &there["zones"]), (&json!(true), &json!(["America/Chicago"])));
    let morning = chrono::DateTime::parse_from_rfc3339("2026-09-22T08:00:00-05:00").unwrap().timestamp_millis();
    assert_eq!(there["nextAt"], morning);
    assert_eq!(desk.call("send_time", json!({ "conversationId": far, "at": evening })).await["quiet"], false);
    let why = desk.refused("schedule_text", plan(&jane, "Good night", evening)).await;
    assert!(why.starts_with("it is quiet hours there"), "{why}");
    desk.plan(&far, "Good evening", evening).await;
    desk.call("schedule_text", with(plan(&jane, "Storm tonight!", evening), "inQuietHours", json!(true))).await;

    // Hours that are set while a text waits hold it.
    desk.plan(&jane, "An hour before", evening - HOUR).await;
    let earlier = json!({ "quietOn": true, "quietFrom": 20 * 60, "quietTo": 8 * 60 });
    desk.call("save_composer_settings", earlier.clone()).await;
    assert_eq!(desk.call("composer_settings", json!({})).await, earlier);
    bench.pass(11 * HOUR);
    desk.here.app.release_due().await;
    let rows = desk.scheduled().await;
    let held = rows.iter().find(|row| row["text"] == "An hour before").unwrap();
    assert_eq!((&held["state"], &held["reason"]), (&json!("held"), &json!("It is quiet hours there now.")));
    bench.pass(HOUR);
    desk.here.app.release_due().await;
    bench.until_sent(2).await;
    let mut sent = bench.sent();
    sent.sort();
    assert_eq!(sent, ["Good evening", "Storm tonight!"]);
    let impossible = json!({ "quietOn": true, "quietFrom": 60, "quietTo": 60 });
    assert!(desk.refused("save_composer_settings", impossible).await.starts_with("quiet hours go from"));
    desk.here.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_text_that_is_too_late_asks_the_person() {
    let bench = Bench::new().await;
    let desk = bench.open().await;
    let jane = desk.with(&bench, JANE).await;
    for (text, at) in [("late", HOUR), ("later", HOUR + 1_000), ("just in time", 2 * HOUR)] {
        desk.plan(&jane, text, START + at).await;
    }
    desk.here.stop().await;
    bench.pass(2 * HOUR + HOUR / 2);
    let desk = bench.open().await;
    desk.here.app.release_due().await;
    bench.until_sent(1).await;
    assert_eq!(bench.sent(), ["just in time"]);
    let rows = desk.scheduled().await;
    assert_eq!(rows.len(), 2);
    for row in &rows {
        assert_eq!((&row["state"], &row["reason"]), (&json!("held"), &json!("Ringbook was not running at that time.")));
    }
    // One goes out now, and can be taken back for a while; the other gets another time.
    let entry = desk.call("send_scheduled_now", json!({ "id": rows[0]["id"] })).await;
    assert_eq!(entry["state"], "waiting");
    assert!(entry["undoUntil"].as_i64().unwrap() > bench.now());
    let again = with(plan(&jane, "later", bench.now() + HOUR), "id", rows[1]["id"].clone());
    assert_eq!(desk.call("schedule_text", again).await["state"], "planned");
    // Taken back, the words come before what was being written; Undo plans it again.
    desk.call("save_draft", json!({ "conversationId": jane, "text": "and bring the ladder" })).await;
    let back = desk.call("cancel_scheduled", json!({ "id": rows[1]["id"], "dropped": false })).await;
    assert_eq!(back["draft"], "later\nand bring the ladder");
    bench.pass(1);
    let back = desk.call("restore_scheduled", json!({ "id": rows[1]["id"] })).await;
    assert_eq!(
        (back["draft"].as_str().unwrap(), desk.draft(&jane).await),
        ("and bring the ladder", "and bring the ladder".to_owned())
    );
    assert_eq!(desk.scheduled().await.len(), 1);
    assert_eq!(desk.refused("schedule_text", plan(&jane, "x", bench.now())).await, "this time is past already");
    desk.here.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_open_placeholder_is_refused_and_snippets_outlive_a_new_store() {
    let bench = Bench::new().await;
    let desk = bench.open().await;
    let jane = desk.with(&bench, JANE).await;
    let send = json!({ "conversationId": jane, "text": "Hi {first name}, see you {date|tomorrow}", "token": "t1" });
    assert_eq!(desk.refused("send_text", send).await, "fill in {first name} and {date} before this is sent");
    let why = desk.refused("schedule_text", plan(&jane, "Hi {first name}", START + HOUR)).await;
    assert_eq!(why, "fill in {first name} before this is sent");
    let values = desk.call("placeholder_values", json!({ "conversationId": jane })).await;
    assert!(values["values"].as_array().unwrap().contains(&json!({ "label": "number", "value": "(773) 555-0118" })));

    let snippet = |id: Value, name: &str, text: &str| json!({ "id": id, "name": name, "text": text });
    let hello = desk.call("save_snippet", snippet(Value::Null, " Hello ", "Hi {first name|there}!")).await;
    assert_eq!(hello["name"], "Hello");
    let bye = desk.call("save_snippet", snippet(Value::Null, "Bye", "See you.")).await;
    assert!(desk.refused("save_snippet", snippet(Value::Null, "hello", "x")).await.contains("already"));
    assert!(desk.refused("save_snippet", snippet(Value::Null, "", "x")).await.contains("name"));
    desk.call("save_snippet", snippet(hello["id"].clone(), "Hello", "Hi {first name|neighbor}!")).await;
    desk.call("remove_snippet", json!({ "id": bye["id"] })).await;
    assert!(desk.refused("remove_snippet", json!({ "id": bye["id"] })).await.contains("no such snippet"));
    desk.call("save_snippet", bye.clone()).await;
    let rows = desk.call("snippets", json!({})).await["rows"].clone();
    assert_eq!(rows, json!([bye, { "id": hello["id"], "name": "Hello", "text": "Hi {first name|neighbor}!" }]));

    desk.plan(&jane, "On Tuesday", START + HOUR).await;
    desk.call("save_draft", json!({ "conversationId": jane, "text": "half a thought" })).await;
    desk.here.stop().await;
    let digest = bench.digest().await;
    std::fs::remove_dir_all(bench.folder.path().join("data/store")).unwrap();
    assert_eq!(bench.digest().await, digest);
    let desk = bench.open().await;
    assert_eq!(desk.call("snippets", json!({})).await["rows"], rows);
    let outbox = desk.call("outbox_desk", json!({})).await;
    assert_eq!(
        (&outbox["drafts"][0]["text"], &outbox["scheduled"][0]["text"]),
        (&json!("half a thought"), &json!("On Tuesday"))
    );
    desk.here.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failed_text_says_why_and_goes_out_again_only_by_hand() {
    let bench = Bench::new().await;
    let desk = bench.open().await;
    let nobody = desk.with(&bench, magic::NO_CREDIT).await;
    desk.call("send_text", json!({ "conversationId": nobody, "text": "Hello?", "token": "t1" })).await;
    bench.pass(6_000);
    desk.here.app.outbox.step().await;
    let outbox = desk.here.until("outbox_desk", json!({}), |outbox| outbox["counts"]["failed"] == 1).await;
    let failed = outbox["failed"][0].clone();
    assert_eq!((&failed["text"], &failed["state"]), (&json!("Hello?"), &json!("failed")));
    assert!(failed["reason"].as_str().unwrap().contains("payment"), "{failed}");
    assert!(bench.sent().is_empty());

    let put_away = |settled: bool| json!({ "itemId": failed["itemId"], "settled": settled });
    desk.call("settle_failure", put_away(true)).await;
    assert_eq!(desk.counts().await["failed"], 0);
    desk.call("settle_failure", put_away(false)).await;
    assert_eq!(desk.counts().await["needYou"], 1);
    // Pressed twice, it is sent once; the new text has a name of its own.
    let again = desk.call("retry_text", json!({ "itemId": failed["itemId"] })).await;
    let twice = desk.call("retry_text", json!({ "itemId": failed["itemId"] })).await;
    assert_eq!(again["id"], twice["id"]);
    assert_ne!(format!("out:{}", again["id"].as_str().unwrap()), failed["itemId"].as_str().unwrap());
    assert_eq!(desk.counts().await["failed"], 0);
    bench.pass(6_000);
    desk.here.app.outbox.step().await;
    let outbox = desk.here.until("outbox_desk", json!({}), |outbox| outbox["counts"]["failed"] == 1).await;
    assert_ne!(outbox["failed"][0]["itemId"], failed["itemId"]);
    desk.here.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_conversation_can_begin_here_and_keeps_its_draft() {
    let bench = Bench::new().await;
    let desk = bench.open().await;
    let jane = desk.with(&bench, "(773) 555-0118").await;
    assert_eq!(desk.with(&bench, JANE).await, jane);
    let end = json!({ "conversationId": jane, "anchor": { "kind": "end" }, "limit": 10 });
    assert_eq!(desk.call("timeline_page", end.clone()).await["total"], 0);
    let found = desk.call("conversation", json!({ "conversationId": jane })).await;
    assert_eq!((&found["row"]["title"], &found["items"]), (&json!("(773) 555-0118"), &json!(0)));
    let inbox = desk.call("inbox_page", json!({ "tab": "all", "lineId": null, "cursor": null, "limit": 200 })).await;
    assert!(inbox["rows"].as_array().unwrap().iter().all(|row| row["id"] != json!(jane)), "nothing is there to answer");
    desk.call("save_draft", json!({ "conversationId": jane, "text": "Good morning" })).await;
    let outbox = desk.call("outbox_desk", json!({})).await;
    assert_eq!((&outbox["counts"]["drafts"], &outbox["drafts"][0]["conversation"]["id"]), (&json!(1), &json!(jane)));
    bench.pass(1);
    desk.call("save_draft", json!({ "conversationId": jane, "text": "" })).await;
    assert_eq!(desk.counts().await["drafts"], 0);
    desk.call("send_text", json!({ "conversationId": jane, "text": "Good morning", "token": "t1" })).await;
    bench.pass(6_000);
    desk.here.app.outbox.step().await;
    bench.until_sent(1).await;
    assert_eq!(desk.call("timeline_page", end).await["total"], 1);
    assert!(
        desk.refused("start_conversation", json!({ "lineId": bench.line(), "to": "72345" }))
            .await
            .contains("not a phone number")
    );
    assert!(
        desk.refused("start_conversation", json!({ "lineId": bench.line(), "to": MAIN_LINE }))
            .await
            .contains("own lines")
    );
    assert!(
        desk.refused("start_conversation", json!({ "lineId": "PNnone", "to": JANE }))
            .await
            .contains("not in the workspace")
    );
    desk.here.stop().await;
}
