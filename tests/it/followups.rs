//! Follow-ups, saved searches and links, at the command surface.

use std::sync::Arc;

use crate::{
    simulator::{
        self, KEY, Simulator,
        faults::{Armed, Fault},
        quirks::Quirks,
    },
    support::{
        Delivery,
        here::{Here, config},
    },
};
use ringbook::{
    app::config::Given,
    model::UtcMillis,
    seam::{ManualClock, Seam},
};
use serde_json::{Value, json};

/// 2026-10-06, the day after the fixtures' call.
const NOW: i64 = 1_791_288_000_000;
const HOUR: i64 = 3_600_000;
const DANA: &str = "+17735550118";
const CALL: &str = "ACx50d1e0b24c6948f0a1b2c3d4e5f6078";
const TASK: &str = "quo:TKx8Bn5Rv1Zc";

struct Bench {
    folder: tempfile::TempDir,
    clock: Arc<ManualClock>,
}

impl Bench {
    fn new() -> Self {
        let clock = Arc::new(ManualClock::new(UtcMillis(NOW)));
        Self { folder: tempfile::tempdir().unwrap(), clock }
    }

    async fn open(&self) -> Here {
        self.open_with(|_| {}).await
    }

    async fn open_with(&self, change: impl FnOnce(&mut Given)) -> Here {
        let seam = Seam { clock: self.clock.clone(), ..Seam::system() };
        Here::start(config(&self.folder.path().join("data"), change), seam).await
    }

    /// Connected to Quo's stand-in.
    async fn open_at_quo(&self) -> (Simulator, Here) {
        let quirks = Quirks { rate_per_second: 0, ..Quirks::default() };
        let sim = Simulator::start(simulator::Options { scale: 0.0, quirks, ..Default::default() }).await.unwrap();
        let url = sim.url();
        let here = self
            .open_with(|given| {
                given.quo_url = Some(url);
                given.quo_key = Some(KEY.to_owned().into());
            })
            .await;
        (sim, here)
    }

    fn pass(&self, ms: i64) {
        self.clock.advance_ms(ms);
    }
}

/// A fixture of Quo's own, changed at will.
fn fixture(name: &str, change: impl FnOnce(&mut Value)) -> Delivery {
    fixture_as(&format!("msg_{name}"), name, change)
}

/// The same as another delivery.
fn fixture_as(id: &str, name: &str, change: impl FnOnce(&mut Value)) -> Delivery {
    let path = format!("{}/tests/fixtures/webhooks/2026-03-30/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let mut body: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    change(&mut body);
    Delivery::new(id.to_owned(), &body)
}

/// A call with three next steps, of which two were said in so many words.
fn a_call() -> Vec<Delivery> {
    let summary = fixture("call.summary.completed", |body| {
        body["data"]["resource"]["nextSteps"] = json!([
            "Email the revised quote including gutters by Thursday.",
            "Order new flashing from the supplier.",
            "Visit the house on Friday at 2 pm.",
        ]);
    });
    let transcript = fixture("call.transcript.completed", |body| {
        let said = |text: &str, start: f64| json!({ "userId": "USt8Wn3YhB", "content": text, "start": start, "end": start + 3.0 });
        body["data"]["resource"]["dialogue"] = json!([
            said("Lakeview Roofing, this is Sam.", 0.4),
            said("Sure. I'll email you the revised quote with the gutters by Thursday.", 21.5),
            said("And we can visit you on Friday at 2 pm.", 48.25),
        ]);
    });
    vec![fixture("call.completed.answered", |_| {}), summary, transcript]
}

async fn page(here: &Here, view: &str) -> Value {
    let ends = here.app.seam.now().0 + 8 * HOUR;
    here.call("follow_ups", json!({ "view": view, "cursor": null, "limit": 50, "dayEnds": ends })).await
}

fn titles(page: &Value) -> Vec<&str> {
    page["rows"].as_array().unwrap().iter().map(|row| row["title"].as_str().unwrap()).collect()
}

fn with(mut value: Value, more: &Value) -> Value {
    for (key, given) in more.as_object().unwrap() {
        value[key] = given.clone();
    }
    value
}

async fn make(here: &Here, given: Value) -> String {
    let blank =
        json!({ "title": "", "dueAt": null, "conversationId": null, "contactId": null, "itemId": null, "step": null });
    let made = here.call("make_follow_ups", json!({ "items": [with(blank, &given)] })).await;
    made["ids"][0].as_str().unwrap().to_owned()
}

async fn change(here: &Here, id: &str, given: Value) {
    let blank = json!({ "ids": [id], "title": null, "due": null, "done": null, "gone": null });
    here.call("change_follow_ups", with(blank, &given)).await;
}

async fn step_done(here: &Here, index: usize) -> bool {
    here.call("call_page", json!({ "callId": CALL })).await["nextSteps"][index]["done"].as_bool().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_next_step_becomes_a_follow_up_with_the_sentence_and_second_it_comes_from() {
    let bench = Bench::new();
    let here = bench.open().await;
    here.receive(a_call()).await;
    here.settle().await;

    let promises = here.call("call_promises", json!({ "callId": CALL })).await;
    let heard: Vec<Value> = (0..3).map(|at| promises["steps"][at]["heard"]["startMs"].clone()).collect();
    assert_eq!(heard, [json!(21_500), Value::Null, json!(48_250)], "one was never said, and that is said");

    let step = json!({ "callId": CALL, "index": 0 });
    let id = make(&here, json!({ "step": step, "dueAt": NOW + HOUR })).await;
    assert_eq!(make(&here, json!({ "step": step, "dueAt": NOW + HOUR })).await, id, "making it twice makes one");
    let due = page(&here, "due").await;
    assert_eq!(titles(&due), ["Email the revised quote including gutters by Thursday."]);
    let row = &due["rows"][0];
    assert_eq!(
        (row["source"]["kind"].as_str(), row["source"]["heard"]["startMs"].as_i64()),
        (Some("step"), Some(21_500))
    );
    assert!(row["source"]["heard"]["sentence"].as_str().unwrap().starts_with("I'll email you"), "{row:#}");
    assert_eq!(row["person"]["e164"], DANA);
    assert_eq!(due["counts"]["today"], 1);

    // Its tick and the step's are one thing, from either side.
    bench.pass(1_000);
    change(&here, &id, json!({ "done": true })).await;
    assert!(step_done(&here, 0).await);
    bench.pass(1_000);
    here.call("tick_next_step", json!({ "callId": CALL, "index": 0, "done": false })).await;
    assert_eq!(titles(&page(&here, "due").await).len(), 1);
    bench.pass(1_000);
    here.call("tick_next_step", json!({ "callId": CALL, "index": 0, "done": true })).await;
    assert_eq!(titles(&page(&here, "done").await).len(), 1);
    here.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn follow_ups_are_counted_by_their_moment_and_survive_a_rebuild() {
    let bench = Bench::new();
    let here = bench.open().await;
    here.receive(a_call()).await;
    here.settle().await;
    let conversation = here.call("call_page", json!({ "callId": CALL })).await["conversationId"].clone();

    let late =
        make(&here, json!({ "title": "Call Dana back", "dueAt": NOW + HOUR, "conversationId": conversation })).await;
    make(&here, json!({ "title": "Order shingles" })).await;
    make(&here, json!({ "title": "Check the invoice", "dueAt": NOW + 72 * HOUR, "contactId": format!("num:{DANA}") }))
        .await;
    bench.pass(2 * HOUR);
    let due = page(&here, "due").await;
    assert_eq!(titles(&due), ["Call Dana back", "Check the invoice", "Order shingles"]);
    assert_eq!(due["counts"], json!({ "overdue": 1, "today": 0, "upcoming": 1, "undated": 1, "done": 0 }));
    let people = page(&here, "people").await;
    assert_eq!(titles(&people), ["Call Dana back", "Check the invoice", "Order shingles"], "about nobody comes last");

    let about = here.call("follow_ups_about", json!({ "conversationId": conversation, "contactId": null })).await;
    assert_eq!(titles(&about), ["Call Dana back", "Check the invoice"]);
    change(&here, &late, json!({ "due": { "at": NOW + 26 * HOUR }, "title": "Call Dana" })).await;
    bench.pass(1_000);
    change(&here, &late, json!({ "gone": true })).await;
    assert_eq!(titles(&page(&here, "due").await).len(), 2);
    bench.pass(1_000);
    change(&here, &late, json!({ "gone": false })).await;
    assert_eq!(titles(&page(&here, "due").await)[0], "Call Dana");

    let digest = here.app.store.digest(true).unwrap();
    here.stop().await;
    let here = bench.open().await;
    assert_eq!(titles(&page(&here, "due").await)[0], "Call Dana", "the order is made anew at the start");
    here.stop().await;
    std::fs::remove_dir_all(bench.folder.path().join("data").join("store")).unwrap();
    let here = bench.open().await;
    here.settle().await;
    assert_eq!(here.app.store.digest(true).unwrap(), digest);
    here.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_promise_past_due_waits_on_us_until_it_is_kept_moved_or_done_with() {
    let bench = Bench::new();
    let here = bench.open().await;
    here.receive(a_call()).await;
    here.settle().await;
    let conversation = here.call("call_page", json!({ "callId": CALL })).await["conversationId"].clone();
    let waiting = async |here: &Here| {
        let asked = json!({ "tab": "waiting", "lineId": null, "tag": null, "cursor": null, "limit": 9 });
        let page = here.call("inbox_page", asked).await;
        let rows = page["rows"].as_array().unwrap();
        assert_eq!(page["counts"]["waiting"], rows.len(), "the count is exact");
        rows.iter().map(|row| (row["id"].clone(), row["promiseDue"].as_i64())).collect::<Vec<_>>()
    };
    let mark = async |here: &Here, mark: &str| {
        bench.pass(1_000);
        here.call("mark", json!({ "conversationId": conversation, "mark": mark })).await;
    };
    let step = json!({ "callId": CALL, "index": 0 });
    let id = make(&here, json!({ "step": step, "dueAt": NOW + HOUR })).await;
    assert_eq!(waiting(&here).await, [], "an answered call waits for nothing, and the promise has time");

    // What was done before the moment comes back with it; whoever is done with it then is left alone.
    mark(&here, "done").await;
    bench.pass(2 * HOUR);
    here.app.remind().await.unwrap();
    assert_eq!(waiting(&here).await, [(conversation.clone(), Some(NOW + HOUR))]);
    let stands = async |here: &Here| {
        let asked = json!({ "tab": "all", "lineId": null, "tag": null, "cursor": null, "limit": 9 });
        let page = here.call("inbox_page", asked).await;
        (page["rows"][0]["done"].as_bool(), page["counts"]["open"].as_u64(), page["counts"]["done"].as_u64())
    };
    assert_eq!(
        stands(&here).await,
        (Some(false), Some(1), Some(0)),
        "it is open again, so that one can be done with it"
    );
    mark(&here, "done").await;
    assert_eq!((waiting(&here).await, stands(&here).await), (vec![], (Some(true), Some(0), Some(1))));
    mark(&here, "open").await;
    assert_eq!(waiting(&here).await.len(), 1);
    here.stop().await;

    let here = bench.open().await;
    assert_eq!(waiting(&here).await, [(conversation.clone(), Some(NOW + HOUR))], "known at the next start");
    bench.pass(1_000);
    change(&here, &id, json!({ "due": { "at": NOW + 30 * HOUR } })).await;
    assert_eq!(waiting(&here).await, [], "moved, it has time again");
    bench.pass(30 * HOUR);
    here.app.remind().await.unwrap();
    assert_eq!(waiting(&here).await, [(conversation.clone(), Some(NOW + 30 * HOUR))]);
    bench.pass(1_000);
    change(&here, &id, json!({ "done": true })).await;
    assert_eq!(waiting(&here).await, [], "kept");

    // While it is away it is off the desk, promise or not.
    bench.pass(1_000);
    change(&here, &id, json!({ "done": false })).await;
    assert_eq!(waiting(&here).await.len(), 1);
    bench.pass(1_000);
    let snooze = json!({ "kind": "snooze", "until": here.app.seam.now().0 + HOUR, "wakeEarly": true });
    let asked = json!({ "conversations": [{ "conversationId": conversation, "lastAt": null }], "change": snooze });
    here.call("change_inbox", asked).await;
    assert_eq!(waiting(&here).await, []);
    here.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_falls_due_is_told_once_also_after_the_program_was_off() {
    let bench = Bench::new();
    let here = bench.open().await;
    make(&here, json!({ "title": "Call the inspector", "dueAt": NOW + HOUR })).await;
    here.app.remind().await.unwrap();
    let told = async |here: &Here| here.call("follow_up_reminders", json!({})).await["reminders"].clone();
    assert_eq!(told(&here).await, json!([]), "not before its moment");
    here.stop().await;

    bench.pass(5 * HOUR);
    let here = bench.open().await;
    let reminders = here
        .until("follow_up_reminders", json!({}), |answer| !answer["reminders"].as_array().unwrap().is_empty())
        .await["reminders"]
        .clone();
    assert_eq!(reminders[0]["title"], "Call the inspector");
    assert_eq!(
        (reminders[0]["dueAt"].as_i64(), reminders[0]["toldAt"].as_i64()),
        (Some(NOW + HOUR), Some(NOW + 5 * HOUR))
    );
    assert_eq!(reminders[0]["link"], "ringbook://follow-ups");

    bench.pass(HOUR);
    here.app.remind().await.unwrap();
    assert_eq!(told(&here).await, reminders, "told once");
    let id = reminders[0]["id"].as_str().unwrap().to_owned();
    change(&here, &id, json!({ "due": { "at": NOW + 7 * HOUR } })).await;
    assert_eq!(told(&here).await, json!([]), "moved, it is not due any more");
    bench.pass(2 * HOUR);
    here.app.remind().await.unwrap();
    assert_eq!(told(&here).await[0]["dueAt"], NOW + 7 * HOUR, "and is told again at its new moment");
    here.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_of_quos_is_a_follow_up_and_changes_go_both_ways() {
    let bench = Bench::new();
    let (sim, here) = bench.open_at_quo().await;
    sim.core.world.lock().unwrap().tasks.push(json!({
        "taskId": "TKx8Bn5Rv1Zc", "orgId": "OR1", "title": "Call back about quote", "description": "Pricing with gutters",
        "dueDate": "2026-10-09T16:00:00.000Z", "status": "open", "revision": 1,
    }));
    here.receive([fixture("task.created", |_| {})]).await;
    here.settle().await;
    let due = page(&here, "due").await;
    assert_eq!(titles(&due), ["Call back about quote"]);
    assert_eq!(
        (due["rows"][0]["id"].as_str(), due["rows"][0]["dueAt"].as_i64()),
        (Some(TASK), Some(1_791_561_600_000))
    );

    change(&here, TASK, json!({ "done": true, "title": "Call Jane back" })).await;
    let same =
        |answer: &Value| answer["rows"][0]["quo"]["kind"] == "same" && answer["rows"][0]["title"] == "Call Jane back";
    let ends = NOW + HOUR;
    here.until("follow_ups", json!({ "view": "done", "cursor": null, "limit": 9, "dayEnds": ends }), same).await;
    let task = sim.core.world.lock().unwrap().tasks[0].clone();
    assert_eq!((&task["status"], &task["title"]), (&json!("completed"), &json!("Call Jane back")));
    assert_eq!(task["description"], "Pricing with gutters", "what was not changed stays");

    bench.pass(HOUR);
    change(&here, TASK, json!({ "due": { "at": null }, "done": false })).await;
    let open = |answer: &Value| answer["rows"][0]["quo"]["kind"] == "same";
    here.until("follow_ups", json!({ "view": "due", "cursor": null, "limit": 9, "dayEnds": ends }), open).await;
    let task = sim.core.world.lock().unwrap().tasks[0].clone();
    assert_eq!((&task["status"], &task["dueDate"]), (&json!("open"), &Value::Null));

    // What is only known by its id is read.
    sim.core
        .world
        .lock()
        .unwrap()
        .tasks
        .push(json!({ "taskId": "TKother", "title": "Send the invoice", "status": "completed" }));
    here.receive([fixture("task.completed", |body| {
        body["id"] = json!("EVother");
        body["data"]["resource"]["id"] = json!("TKother");
    })])
    .await;
    let read = |answer: &Value| titles(answer).contains(&"Send the invoice");
    here.until("follow_ups", json!({ "view": "done", "cursor": null, "limit": 9, "dayEnds": ends }), read).await;
    here.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_made_here_becomes_one_task_of_quos_also_when_the_answer_is_lost() {
    let bench = Bench::new();
    let (sim, here) = bench.open_at_quo().await;
    let at_quo = || sim.core.world.lock().unwrap().tasks.clone();
    let asked = |method: &str| {
        let ledger = sim.core.ledger.lock().unwrap();
        ledger.requests.iter().filter(|row| row.method == method && row.path.ends_with("/tasks")).count()
    };
    here.receive(a_call()).await;
    here.settle().await;
    let conversation = here.call("call_page", json!({ "callId": CALL })).await["conversationId"].clone();

    // Nothing is made in a workspace that has no tasks.
    let early = make(&here, json!({ "title": "Call Dana back", "conversationId": conversation })).await;
    here.app.remind().await.unwrap();
    assert_eq!(asked("POST"), 0);
    sim.core.world.lock().unwrap().tasks.push(json!({
        "taskId": "TKx8Bn5Rv1Zc", "orgId": "OR1", "title": "Call back about quote", "description": "",
        "dueDate": null, "status": "open", "revision": 1,
    }));
    sim.core.faults.lock().unwrap().arm(Armed { fault: Fault::AnswerLost, times: 1, on: "POST /tasks".to_owned() });
    here.receive([fixture("task.created", |_| {})]).await;
    let ends = NOW + HOUR;
    let view = |view: &str| json!({ "view": view, "cursor": null, "limit": 9, "dayEnds": ends });
    let stands = |row: &Value, title: &str| row["title"] == title && row["quo"]["kind"] == "same";
    let has = |answer: &Value, title: &str| answer["rows"].as_array().unwrap().iter().any(|row| stands(row, title));
    // The answer was lost after the task was made: it is found, and not made again.
    while asked("POST") == 0 {
        tokio::task::yield_now().await;
    }
    // Quo speaks of it by its own id before it is known whose it is.
    let spoken = |change: &str, at: UtcMillis, id: &Value| {
        let id = id.clone();
        let event = format!("{change}{}", id.as_str().unwrap());
        fixture_as(&format!("msg_{event}"), &format!("task.{change}"), move |body| {
            body["id"] = json!(format!("EV{event}"));
            body["createdAt"] = json!(chrono::DateTime::from_timestamp_millis(at.0).unwrap().to_rfc3339());
            body["data"]["resource"]["id"] = id;
        })
    };
    here.receive([spoken("created", here.app.seam.now(), &at_quo()[1]["taskId"])]).await;
    here.settle().await;
    assert_eq!(titles(&page(&here, "due").await).len(), 3);
    while !has(&here.call("follow_ups", view("due")).await, "Call Dana back") {
        bench.pass(20_000);
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    let tasks = at_quo();
    assert_eq!((asked("POST"), tasks.len()), (1, 2), "{tasks:#?}");
    assert_eq!((&tasks[1]["title"], &tasks[1]["status"]), (&json!("Call Dana back"), &json!("open")));
    assert_eq!(titles(&page(&here, "due").await).len(), 2, "one and the same");

    // And after it is known.
    here.receive([spoken("completed", here.app.seam.now().plus_ms(1_000), &tasks[1]["taskId"])]).await;
    here.until("follow_ups", view("done"), |answer| has(answer, "Call Dana back")).await;
    let due = page(&here, "due").await;
    assert_eq!(titles(&due), ["Call back about quote"], "{due:#}");
    assert_eq!(page(&here, "done").await["rows"][0]["id"], early.as_str());

    // With a moment, from a step, and refused.
    bench.pass(1_000);
    make(&here, json!({ "step": { "callId": CALL, "index": 1 }, "dueAt": NOW + 90 * HOUR })).await;
    let step = "Order new flashing from the supplier.";
    here.until("follow_ups", view("due"), |answer| has(answer, step)).await;
    assert_eq!(
        at_quo()[2]["dueDate"]
            .as_str()
            .map(|due| due.parse::<chrono::DateTime<chrono::Utc>>().unwrap().timestamp_millis()),
        Some(NOW + 90 * HOUR)
    );
    let refusal = json!({ "status": 402, "title": "Open tasks limit", "detail": "Too many open tasks", "errors": [] });
    let fault = Fault::Answer { status: 402, body: refusal };
    sim.core.faults.lock().unwrap().arm(Armed { fault, times: 1, on: "POST /tasks".to_owned() });
    bench.pass(1_000);
    make(&here, json!({ "title": "Check the invoice", "conversationId": conversation })).await;
    let refused = |answer: &Value| {
        let rows = answer["rows"].as_array().unwrap();
        rows.iter().any(|row| row["title"] == "Check the invoice" && row["quo"]["kind"] == "refused")
    };
    here.until("follow_ups", view("due"), refused).await;
    here.settle().await;
    let digest = here.app.store.digest(true).unwrap();
    here.stop().await;
    std::fs::remove_dir_all(bench.folder.path().join("data").join("store")).unwrap();
    let here = bench.open().await;
    here.settle().await;
    assert_eq!(here.app.store.digest(true).unwrap(), digest);
    here.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_is_saved_counted_renamed_removed_and_brought_back() {
    let bench = Bench::new();
    let here = bench.open().await;
    here.receive(a_call()).await;
    here.settle().await;
    let save = |id: Value, name: &str| json!({ "id": id, "name": name, "query": "gutters", "newest": false });
    let saved = here.call("save_search", save(Value::Null, "Gutters")).await;
    let counts = here.call("saved_search_counts", json!({})).await;
    let found = here
        .call(
            "search",
            json!({ "query": "gutters", "order": "relevance", "group": null, "cursor": null, "limit": 5, "conversationId": null }),
        )
        .await;
    let total: u64 = found["groups"].as_array().unwrap().iter().map(|group| group["total"].as_u64().unwrap()).sum();
    assert!(total > 0);
    assert_eq!(counts["counts"], json!([{ "id": saved["id"], "total": total }]));

    bench.pass(1_000);
    here.call("save_search", save(saved["id"].clone(), "Gutter talk")).await;
    let names = async |here: &Here| {
        let searches = here.call("saved_searches", json!({})).await["searches"].clone();
        searches.as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names(&here).await, ["Gutter talk"]);
    bench.pass(1_000);
    here.call("remove_search", json!({ "id": saved["id"] })).await;
    assert!(names(&here).await.is_empty());
    bench.pass(1_000);
    here.call("save_search", save(saved["id"].clone(), "Gutter talk")).await;
    assert_eq!(names(&here).await, ["Gutter talk"]);
    here.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_leads_to_what_it_names_and_never_sends() {
    let bench = Bench::new();
    let here = bench.open().await;
    here.receive(a_call()).await;
    here.settle().await;
    let open = async |url: &str| here.call("open_link", json!({ "url": url })).await;
    let conversation = here.call("call_page", json!({ "callId": CALL })).await["conversationId"].clone();
    assert_eq!(
        open("sms:(773)%20555-0118?body=On%20our%20way").await,
        json!({ "kind": "thread", "conversationId": conversation, "itemId": null, "draft": "On our way" })
    );
    assert_eq!(
        open(&format!("ringbook://call/{CALL}?t=21500")).await,
        json!({ "kind": "call", "callId": CALL, "startMs": 21_500 })
    );
    assert_eq!(open("tel:+17735550999").await["kind"], "number");
    assert_eq!(open("ringbook://thread/00000000000000000000000000000000").await["kind"], "unknown");
    assert_eq!(open("javascript:alert(1)").await["kind"], "unknown");
    assert_eq!(here.call("outbox_page", json!({})).await["entries"], json!([]));
    here.stop().await;
}
