//! Contacts, two ways: nothing of a contact is lost at Quo, nothing that was wanted is lost here.

use std::{
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use ringbook::{
    api::{Announcements, Api, ApiSurface, surface::Surface as _},
    app::{
        App,
        config::{Config, Given},
    },
    ingest::record::ApiFacts,
    journal::{Journal as _, Kind, NewRecord},
    model::{UtcMillis, event::Event},
    quo::{Quo, QuoOptions, Urgency},
    seam::{ManualClock, Seam},
};
use serde_json::{Value, json};

use crate::simulator::{
    self, KEY, Simulator,
    faults::Fault,
    quirks::Quirks,
    world::{self, MAIN_LINE},
};

const START: i64 = 1_790_000_000_000;
const JANE: &str = "+17735550118";

/// Quo's stand-in and a data folder, both on one clock that the test moves.
struct Bench {
    sim: Simulator,
    clock: Arc<ManualClock>,
    folder: tempfile::TempDir,
}

/// An open data folder as a screen uses it.
struct Desk {
    app: Arc<App>,
    surface: ApiSurface,
}

impl Bench {
    async fn new() -> Self {
        let clock = Arc::new(ManualClock::new(UtcMillis(START)));
        let now: simulator::core::Now = {
            let clock = Arc::clone(&clock);
            Arc::new(move || ringbook::seam::Clock::now(&*clock).0)
        };
        let quirks = Quirks { rate_per_second: 0, ..Quirks::default() };
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
        let given = Given {
            data: Some(self.folder.path().join("data")),
            quo_url: Some(self.sim.url()),
            quo_key: Some(KEY.to_owned().into()),
            hook: Some("127.0.0.1:0".parse().unwrap()),
            ui: Some("127.0.0.1:0".parse().unwrap()),
            ..Given::default()
        };
        let config = Config::complete(given, None).unwrap();
        let seam = Seam { clock: self.clock.clone(), ..Seam::system() };
        let announcements = Announcements::default();
        let app = App::start(config, seam, announcements.announce()).await.unwrap();
        let surface = ApiSurface(Api::new(Arc::clone(&app), announcements));
        // Contacts are read once a day: what a test changes at Quo from here on is not known here. The rest of history
        // is not read: it would go on writing down what it has seen.
        let began = Instant::now();
        while app.store.history().unwrap().contacts_at.is_none() {
            assert!(began.elapsed() < Duration::from_secs(20), "contacts are never read");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        if !app.store.history().unwrap().paused {
            app.pause_sync(true).await.unwrap();
        }
        while !matches!(app.syncing.status(), ringbook::app::syncing::Status::Idle { .. }) {
            assert!(began.elapsed() < Duration::from_secs(20), "reading history does not pause");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        Desk { app, surface }
    }

    /// Time passes, for Quo too.
    fn pass(&self, time: Duration) {
        self.clock.advance_ms(i64::try_from(time.as_millis()).unwrap());
    }

    fn contact(&self, change: impl FnOnce(&mut world::Contact)) -> String {
        let mut world = self.sim.core.world.lock().unwrap();
        let now = self.sim.core.now_ms();
        let contact = world.contacts.first_mut().unwrap();
        change(contact);
        contact.updated_ms = now;
        contact.id.clone()
    }

    fn at_quo(&self, id: &str) -> world::Contact {
        self.sim.core.world.lock().unwrap().contacts.iter().find(|contact| contact.id == id).unwrap().clone()
    }

    /// Everything that Quo has, read as a backfill reads it.
    async fn load(&self, desk: &Desk) {
        let quo = Quo::new(QuoOptions::new(self.sim.url(), KEY.to_owned().into())).unwrap();
        let contacts = quo.contacts(None, Urgency::Interactive).await.unwrap().rows;
        let events = contacts.iter().map(|contact| Event::Contact(contact.fact())).collect();
        let payload = serde_json::to_vec(&ApiFacts::V1 { source: "GET /v1/contacts".into(), events }).unwrap();
        let record = NewRecord { kind: Kind::ApiObject, at: UtcMillis(START), payload: payload.into() };
        let appended = desk.app.journal.append(vec![record]).await.unwrap();
        desk.app.wait_for(appended.last).await;
    }
}

impl Desk {
    async fn ask(&self, command: &str, req: Value) -> Value {
        self.surface.call(command, req).await.unwrap()
    }

    async fn page(&self, id: &str) -> Value {
        self.ask("contact_page", json!({ "contactId": id })).await
    }

    /// Saves a contact with what `change` makes of its fields, and gives its id.
    async fn save(&self, id: &str, change: impl FnOnce(&mut Value)) -> String {
        let mut fields = self.page(id).await["fields"].clone();
        change(&mut fields);
        let saved = self.ask("save_contact", json!({ "contactId": id, "fields": fields })).await;
        saved["contactId"].as_str().unwrap().to_owned()
    }

    async fn sync(&self, id: &str, wanted: &str) -> Value {
        let began = Instant::now();
        loop {
            let page = self.page(id).await;
            if page["sync"]["kind"] == wanted {
                return page;
            }
            assert!(began.elapsed() < Duration::from_secs(20), "not {wanted} but {}", page["sync"]);
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_reaches_quo_and_nothing_that_was_never_loaded_is_lost_there() {
    let bench = Bench::new().await;
    let desk = bench.open().await;
    bench.load(&desk).await;
    // Added at Quo after it was read here, and no event told of it.
    let id = bench.contact(|contact| {
        contact.numbers.push(("work".into(), "+17735550199".into()));
        contact.emails.push(("home".into(), "jane@example.com".into()));
        contact
            .custom_fields
            .push(json!({ "id": "cf1", "key": "vip", "name": "VIP", "type": "boolean", "value": true }));
    });
    let before = bench.at_quo(&id);
    desk.save(&id, |fields| fields["role"] = json!("Treasurer")).await;
    assert_eq!(desk.page(&id).await["fields"]["role"], "Treasurer", "it shows at once");
    let page = desk.sync(&id, "inQuo").await;
    let after = bench.at_quo(&id);
    assert_eq!(after.role.as_deref(), Some("Treasurer"));
    assert_eq!(
        (after.numbers, after.emails, after.custom_fields),
        (before.numbers, before.emails, before.custom_fields)
    );
    assert_eq!(page["fields"]["phones"].as_array().unwrap().len(), 2, "what Quo has is known here now");
    assert_eq!(page["fields"]["fields"][0]["value"], "yes");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_fresh_reading_nothing_is_written_and_the_change_waits_over_a_restart() {
    let bench = Bench::new().await;
    let desk = bench.open().await;
    bench.load(&desk).await;
    let id = bench.contact(|_| {});
    bench.sim.fault_on("GET /v1/contacts/", Fault::ServerError { status: 500 }, 1_000);
    desk.save(&id, |fields| fields["company"] = json!("Whitfield & Daughters")).await;
    let began = Instant::now();
    while desk.page(&id).await["sync"]["reason"].is_null() {
        assert!(began.elapsed() < Duration::from_secs(20), "the try that fails is told");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert!(!bench.sim.requests().iter().any(|request| request.method == "PATCH"));
    desk.app.stop().await;
    drop(desk);
    bench.sim.clear_faults();
    bench.pass(Duration::from_secs(60));
    let desk = bench.open().await;
    assert_eq!(desk.page(&id).await["fields"]["company"], "Whitfield & Daughters");
    desk.sync(&id, "inQuo").await;
    assert_eq!(bench.at_quo(&id).company.as_deref(), Some("Whitfield & Daughters"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_both_changed_is_shown_twice_and_a_person_chooses() {
    let bench = Bench::new().await;
    let desk = bench.open().await;
    bench.load(&desk).await;
    let id = bench.contact(|contact| {
        contact.company = Some("Theirs Ltd".into());
        contact.role = Some("Their role".into());
    });
    desk.save(&id, |fields| {
        fields["company"] = json!("Mine Ltd");
        fields["role"] = json!("My role");
        fields["lastName"] = json!("Only-mine");
    })
    .await;
    let page = desk.sync(&id, "conflict").await;
    let company = &page["conflict"][0];
    assert_eq!(
        (&company["name"], &company["mine"], &company["theirs"]),
        (&json!("company"), &json!("Mine Ltd"), &json!("Theirs Ltd"))
    );
    assert_eq!(bench.at_quo(&id).company.as_deref(), Some("Theirs Ltd"), "nothing was written");
    bench.pass(Duration::from_secs(1));
    desk.ask("resolve_contact", json!({ "contactId": id, "mine": ["company"] })).await;
    let page = desk.sync(&id, "inQuo").await;
    let now = bench.at_quo(&id);
    assert_eq!((now.company.as_deref(), now.role.as_deref()), (Some("Mine Ltd"), Some("Their role")));
    assert_eq!(now.last_name.as_deref(), Some("Only-mine"));
    assert_eq!((&page["fields"]["company"], &page["fields"]["role"]), (&json!("Mine Ltd"), &json!("Their role")));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_number_gets_a_name_and_a_lost_answer_makes_no_second_contact() {
    let bench = Bench::new().await;
    let desk = bench.open().await;
    let count = |bench: &Bench| bench.sim.core.world.lock().unwrap().contacts.len();
    let before = count(&bench);
    bench.sim.fault_on("POST /v1/contacts", Fault::AnswerLost, 1);
    let fields = json!({
        "firstName": "Omar", "lastName": "Reyes", "company": "", "role": "",
        "phones": [{ "label": "mobile", "value": "(773) 555-0122" }], "emails": [], "fields": [],
    });
    let saved = desk.ask("save_contact", json!({ "contactId": null, "fields": fields })).await;
    let local = saved["contactId"].as_str().unwrap().to_owned();
    desk.ask("set_contact_tags", json!({ "contactId": local, "tags": ["supplier", " Supplier "] })).await;
    let began = Instant::now();
    while desk.page(&local).await["sync"]["reason"].is_null() {
        assert!(began.elapsed() < Duration::from_secs(20), "the try that failed is told");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    bench.pass(Duration::from_secs(1));
    desk.ask("settle_contact", json!({ "contactId": local, "again": true })).await;
    let mut page = desk.sync(&local, "inQuo").await;
    assert_eq!(count(&bench), before + 1);
    // That Quo has it and what Quo calls it are two records.
    let began = Instant::now();
    while page["card"]["id"].as_str().unwrap().starts_with("new:") {
        assert!(began.elapsed() < Duration::from_secs(20), "the old id leads to Quo's contact");
        tokio::time::sleep(Duration::from_millis(10)).await;
        page = desk.page(&local).await;
    }
    assert_eq!((&page["card"]["name"], &page["tags"]), (&json!("Omar Reyes"), &json!(["supplier"])));
    let listed =
        desk.ask("contacts_page", json!({ "starting": "om", "tag": "supplier", "after": null, "limit": 10 })).await;
    assert_eq!(listed["rows"].as_array().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_change_says_why_and_can_be_let_go() {
    let bench = Bench::new().await;
    let desk = bench.open().await;
    bench.load(&desk).await;
    let id = bench.contact(|_| {});
    let was = desk.page(&id).await["fields"]["role"].clone();
    let body = json!({ "message": "Contact is read-only", "code": "0801403", "status": 403, "title": "Forbidden" });
    bench.sim.fault_on("PATCH /v1/contacts/", Fault::Answer { status: 403, body }, 1);
    desk.save(&id, |fields| fields["role"] = json!("Nobody")).await;
    let page = desk.sync(&id, "failed").await;
    assert!(page["sync"]["reason"].as_str().unwrap().contains("read-only"));
    bench.pass(Duration::from_secs(1));
    desk.ask("settle_contact", json!({ "contactId": id, "again": false })).await;
    let page = desk.sync(&id, "inQuo").await;
    assert_eq!(page["fields"]["role"], was);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn duplicates_are_suggested_merged_with_a_preview_and_taken_apart_again() {
    let bench = Bench::new().await;
    {
        let mut world = bench.sim.core.world.lock().unwrap();
        let mut twin = world.contacts[0].clone();
        twin.id = "f".repeat(24);
        twin.last_name = Some("Twin".into());
        twin.emails = vec![("work".into(), "twin@example.com".into())];
        world.contacts.push(twin);
    }
    let id = bench.contact(|_| {});
    let desk = bench.open().await;
    bench.load(&desk).await;
    let twin = "f".repeat(24);
    let groups = desk.ask("contact_duplicates", json!({})).await;
    assert_eq!(groups["groups"][0]["why"], "number");
    assert_eq!(groups["groups"][0]["contacts"].as_array().unwrap().len(), 2);

    let merge = json!({ "kept": id, "gone": [twin] });
    let preview = desk.ask("merge_preview", merge.clone()).await;
    assert_eq!(
        (preview["phones"].as_array().unwrap().len(), &preview["emails"][1]["value"]),
        (1, &json!("twin@example.com"))
    );
    desk.ask("set_contact_tags", json!({ "contactId": twin, "tags": ["vip"] })).await;
    desk.ask("merge_contacts", merge).await;
    let page = desk.page(&twin).await;
    assert_eq!(
        (&page["card"]["id"], &page["tags"], &page["merged"][0]["id"]),
        (&json!(id), &json!(["vip"]), &json!(twin))
    );
    assert_eq!(page["fields"]["emails"].as_array().unwrap().len(), 1, "what is edited is the contact that Quo has");
    assert!(desk.ask("contact_duplicates", json!({})).await["groups"].as_array().unwrap().is_empty());
    let all = json!({ "starting": "", "tag": null, "after": null, "limit": 10 });
    assert_eq!(desk.ask("contacts_page", all.clone()).await["rows"].as_array().unwrap().len(), 1);
    assert_eq!(bench.sim.core.world.lock().unwrap().contacts.len(), 2, "Quo keeps both");

    // What is decided here alone survives the loss of everything but the journal. First what every start reads is in.
    let began = Instant::now();
    while desk.app.store.users().unwrap().is_empty() || desk.app.contact_fields().unwrap().is_empty() {
        assert!(began.elapsed() < Duration::from_secs(20));
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let digest = desk.app.store.digest(true).unwrap();
    desk.app.stop().await;
    let data = desk.app.config.data.clone();
    drop(desk);
    lose_everything_but_the_journal(&data);
    let desk = bench.open().await;
    desk.app.wait_for(desk.app.journal.last()).await;
    assert_eq!(desk.app.store.digest(true).unwrap(), digest);

    desk.ask("unmerge_contacts", json!({ "contactIds": [twin] })).await;
    assert_eq!(desk.page(&twin).await["card"]["id"], json!(twin));
    assert_eq!(desk.ask("contacts_page", all).await["rows"].as_array().unwrap().len(), 2);
    desk.ask("keep_contacts_apart", json!({ "contactIds": [id, twin] })).await;
    assert!(desk.ask("contact_duplicates", json!({})).await["groups"].as_array().unwrap().is_empty());
}

fn lose_everything_but_the_journal(data: &Path) {
    for entry in std::fs::read_dir(data).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name.starts_with("store") || name.starts_with("index") {
            std::fs::remove_dir_all(&path).unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_marked_here_is_marked_at_quo_unless_the_setting_forbids_it() {
    let bench = Bench::new().await;
    let desk = bench.open().await;
    bench.sim.history(MAIN_LINE, &[JANE], "hello", world::Direction::Incoming, START);
    let quo = Quo::new(QuoOptions::new(bench.sim.url(), KEY.to_owned().into())).unwrap();
    let texts = quo.texts(&Default::default(), &Default::default(), None, Urgency::Interactive).await.unwrap().rows;
    let events = texts.into_iter().map(Event::Message).collect();
    let payload = serde_json::to_vec(&ApiFacts::V1 { source: "GET /messages".into(), events }).unwrap();
    let record = NewRecord { kind: Kind::ApiObject, at: UtcMillis(START), payload: payload.into() };
    let appended = desk.app.journal.append(vec![record]).await.unwrap();
    desk.app.wait_for(appended.last).await;
    let inbox = json!({ "tab": "all", "lineId": null, "cursor": null, "limit": 10 });
    let inbox = desk.ask("inbox_page", inbox).await;
    let conversation = inbox["rows"][0]["id"].clone();
    let state = |bench: &Bench| {
        let world = bench.sim.core.world.lock().unwrap();
        (world.conversations[0].read, world.conversations[0].done)
    };
    let arrives = async |wanted: (bool, bool), what: &str| {
        let began = Instant::now();
        while state(&bench) != wanted {
            assert!(began.elapsed() < Duration::from_secs(20), "{what}: {:?}", state(&bench));
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    for (mark, wanted) in [("read", (true, false)), ("done", (true, true)), ("open", (true, false))] {
        bench.pass(Duration::from_millis(5));
        desk.ask("mark", json!({ "conversationId": conversation, "mark": mark })).await;
        arrives(wanted, mark).await;
    }
    // The same by the command for many conversations, and for its Undo.
    bench.pass(Duration::from_millis(5));
    let many =
        json!({ "conversations": [{ "conversationId": conversation, "lastAt": null }], "change": { "kind": "done" } });
    let changed = desk.ask("change_inbox", many).await;
    arrives((true, true), "done among many").await;
    bench.pass(Duration::from_millis(5));
    desk.ask("restore_inbox", json!({ "before": changed["before"] })).await;
    arrives((true, false), "undone").await;
    while !desk.app.store.inbox_pushes_waiting().unwrap().is_empty() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let mut settings = desk.ask("settings", json!({})).await;
    settings["pushMarks"] = json!(false);
    desk.ask("save_settings", settings).await;
    desk.ask("mark", json!({ "conversationId": conversation, "mark": "done" })).await;
    assert!(desk.app.store.inbox_pushes_waiting().unwrap().is_empty());
}
