//! Many contacts at one time: from a file and into one, tags everywhere, deleting, everything with one person.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use ringbook::{
    api::{Announcements, Api, ApiSurface, surface::Surface as _, wire::ApiError},
    app::{
        App,
        config::{Config, Given},
    },
    model::UtcMillis,
    seam::{ManualClock, Seam},
};
use serde_json::{Value, json};

use crate::simulator::{self, KEY, Simulator, faults::Fault, quirks::Quirks};

const START: i64 = 1_790_000_000_000;

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

    async fn open(&self, connected: bool) -> Desk {
        let given = Given {
            data: Some(self.folder.path().join("data")),
            quo_url: Some(self.sim.url()),
            quo_key: connected.then(|| KEY.to_owned().into()),
            hook: Some("127.0.0.1:0".parse().unwrap()),
            ui: Some("127.0.0.1:0".parse().unwrap()),
            ..Given::default()
        };
        let config = Config::complete(given, None).unwrap();
        let seam = Seam { clock: self.clock.clone(), ..Seam::system() };
        let announcements = Announcements::default();
        let app = App::start(config, seam, announcements.announce()).await.unwrap();
        let surface = ApiSurface(Api::new(Arc::clone(&app), announcements));
        let desk = Desk { app, surface };
        if connected {
            let began = Instant::now();
            while desk.app.store.history().unwrap().contacts_at.is_none() {
                assert!(began.elapsed() < Duration::from_secs(30), "contacts are never read");
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
            desk.app.pause_sync(true).await.unwrap();
            while !matches!(desk.app.syncing.status(), ringbook::app::syncing::Status::Idle { .. }) {
                assert!(began.elapsed() < Duration::from_secs(30), "reading history does not pause");
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        }
        desk
    }

    fn names_at_quo(&self) -> Vec<String> {
        let world = self.sim.core.world.lock().unwrap();
        let name = |part: &Option<String>| part.clone().unwrap_or_default();
        let mut names: Vec<String> = world
            .contacts
            .iter()
            .map(|one| format!("{} {}", name(&one.first_name), name(&one.last_name)).trim().to_owned())
            .collect();
        names.sort();
        names
    }

    /// Until what Quo has is so. Quo is told only when Undo is over, so time passes.
    async fn until_at_quo(&self, desk: &Desk, wanted: impl Fn(&[String]) -> bool) {
        self.clock.advance_ms(11_000);
        let began = Instant::now();
        while !wanted(&self.names_at_quo()) {
            assert!(began.elapsed() < Duration::from_secs(60), "Quo has {:?}", self.names_at_quo());
            desk.app.write_contacts_now();
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

impl Desk {
    async fn ask(&self, command: &str, req: Value) -> Value {
        self.try_ask(command, req).await.unwrap_or_else(|error| panic!("{command}: {}", error.message))
    }

    async fn try_ask(&self, command: &str, req: Value) -> Result<Value, ApiError> {
        self.surface.call(command, req).await
    }

    async fn list(&self, text: &str) -> Value {
        self.ask("contacts_page", json!({ "starting": text, "tag": null, "after": null, "limit": 200 })).await
    }

    async fn names(&self, text: &str) -> Vec<String> {
        let page = self.list(text).await;
        page["rows"].as_array().unwrap().iter().map(|row| row["person"]["name"].as_str().unwrap().to_owned()).collect()
    }

    async fn id_of(&self, name: &str) -> String {
        let page = self.list(name).await;
        page["rows"][0]["person"]["contactId"].as_str().unwrap().to_owned()
    }

    async fn page(&self, id: &str) -> Value {
        self.ask("contact_page", json!({ "contactId": id })).await
    }

    async fn make(&self, first: &str, last: &str, number: &str) -> String {
        let fields = json!({
            "firstName": first, "lastName": last, "company": "", "role": "",
            "phones": [{ "label": "", "value": number }], "emails": [], "fields": [],
        });
        let saved = self.ask("save_contact", json!({ "contactId": null, "fields": fields })).await;
        saved["contactId"].as_str().unwrap().to_owned()
    }

    /// Hands a file over in pieces.
    async fn stage(&self, name: &str, bytes: &[u8]) -> String {
        let (mut id, mut offset) = (Value::Null, 0);
        while id.is_null() || offset < bytes.len() {
            let piece = &bytes[offset..bytes.len().min(offset + 300_000)];
            let req = json!({
                "importId": id, "name": name, "sizeBytes": bytes.len(), "offset": offset, "data": STANDARD.encode(piece),
            });
            id = self.ask("import_piece", req).await["importId"].clone();
            offset += piece.len();
        }
        id.as_str().unwrap().to_owned()
    }

    async fn plan(&self, id: &str, settings: Value) -> Value {
        let req = json!({ "importId": id, "settings": settings, "only": null, "offset": 0, "limit": 200 });
        self.ask("import_plan", req).await
    }

    async fn apply(&self, id: &str, plan: &Value) -> Value {
        let req = json!({ "importId": id, "settings": plan["settings"], "expected": plan["counts"] });
        self.ask("apply_import", req).await
    }

    async fn import(&self, text: &str) -> Value {
        let id = self.stage("file.csv", text.as_bytes()).await;
        let plan = self.plan(&id, Value::Null).await;
        self.apply(&id, &plan).await
    }
}

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/fixtures/contacts/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_is_looked_at_then_imported_and_the_whole_of_it_undone_later() {
    let bench = Bench::new().await;
    let desk = bench.open(false).await;
    let dana = desk.make("Dana", "Whitfield", "+17735550118").await;
    let id = desk.stage("quo.csv", &fixture("quo.csv")).await;
    let plan = desk.plan(&id, Value::Null).await;
    assert_eq!((&plan["encoding"], &plan["format"]), (&json!("UTF-16LE"), &json!("csv")));
    assert_eq!((&plan["counts"]["created"], &plan["counts"]["changed"]), (&json!(1), &json!(1)));
    assert_eq!(desk.names("").await, ["Dana Whitfield"], "looking changes nothing");
    let last = ringbook::journal::Journal::last(&*desk.app.journal);
    let applied = desk.apply(&id, &plan).await;
    assert_eq!((&applied["created"], &applied["changed"]), (&json!(1), &json!(1)));
    assert_eq!(desk.names("").await, ["Dana Whitfield", "Omar Reyes"]);
    let page = desk.page(&dana).await;
    assert_eq!(
        (&page["fields"]["company"], &page["tags"]),
        (&json!("Whitfield & Sons"), &json!(["insurance", "roof"]))
    );
    assert_eq!(page["note"], "Call before nine");
    assert!(ringbook::journal::Journal::last(&*desk.app.journal) > last);

    // All of it is there again after a start, and the same when everything is made anew.
    let digest = desk.app.store.digest(true).unwrap();
    desk.app.stop().await;
    let config = desk.app.config.clone();
    drop(desk);
    for part in ["store", "index"] {
        std::fs::remove_dir_all(config.data.join(part)).unwrap();
    }
    let desk = bench.open(false).await;
    desk.app.wait_for(ringbook::journal::Journal::last(&*desk.app.journal)).await;
    assert_eq!(desk.app.store.digest(true).unwrap(), digest);

    let listed = desk.ask("imports", json!({})).await;
    assert_eq!((&listed["imports"][0]["name"], &listed["imports"][0]["undoneAt"]), (&json!("quo.csv"), &Value::Null));
    bench.clock.advance_ms(1);
    let undone = desk.ask("undo_import", json!({ "importId": applied["importId"] })).await;
    assert_eq!((&undone["removed"], &undone["reverted"], &undone["kept"]), (&json!(1), &json!(1), &json!(0)));
    assert_eq!(desk.names("").await, ["Dana Whitfield"]);
    let page = desk.page(&dana).await;
    assert_eq!((&page["fields"]["company"], &page["tags"], &page["note"]), (&json!(""), &json!([]), &json!("")));
    assert_eq!(page["fields"]["phones"].as_array().unwrap().len(), 1);
    let again = desk.try_ask("undo_import", json!({ "importId": applied["importId"] })).await.unwrap_err();
    assert!(again.message.contains("undone already"), "{}", again.message);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_changed_by_hand_since_an_import_stays_when_it_is_undone() {
    let bench = Bench::new().await;
    let desk = bench.open(false).await;
    let applied =
        desk.import("Name,Phone,Company\nOmar Reyes,773-555-0122,Reyes\nLuz Ortega,773-555-0154,Ortega\n").await;
    let omar = desk.id_of("Omar").await;
    desk.ask("set_contact_tags", json!({ "contactId": omar, "tags": ["supplier"] })).await;
    let undone = desk.ask("undo_import", json!({ "importId": applied["importId"] })).await;
    assert_eq!((&undone["removed"], &undone["kept"]), (&json!(1), &json!(1)));
    assert_eq!(desk.names("").await, ["Omar Reyes"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_import_reaches_quo_once_undo_is_over_and_what_stays_here_never_does() {
    let bench = Bench::new().await;
    let desk = bench.open(true).await;
    let before = bench.names_at_quo();
    let applied = desk.import("Name,Phone\nOmar Reyes,773-555-0122\n").await;
    desk.app.write_contacts_now();
    assert_eq!(bench.names_at_quo(), before, "Quo is not told of what can still be undone");
    bench.until_at_quo(&desk, |names| names.contains(&"Omar Reyes".to_owned())).await;

    let id = desk.stage("here.csv", b"Name,Phone\nLuz Ortega,773-555-0154\n").await;
    let mut plan = desk.plan(&id, Value::Null).await;
    plan["settings"]["onlyHere"] = json!(true);
    let plan = desk.plan(&id, plan["settings"].clone()).await;
    desk.apply(&id, &plan).await;
    let luz = desk.id_of("Luz").await;
    assert_eq!(desk.page(&luz).await["sync"]["kind"], "onlyHere");

    desk.ask("undo_import", json!({ "importId": applied["importId"] })).await;
    bench.until_at_quo(&desk, |names| !names.contains(&"Omar Reyes".to_owned())).await;
    assert_eq!(bench.names_at_quo(), before, "and the one that stays here was never told of");
    desk.ask("settle_contact", json!({ "contactId": luz, "again": true })).await;
    bench.until_at_quo(&desk, |names| names.contains(&"Luz Ortega".to_owned())).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_is_none_says_where_and_changes_nothing() {
    let bench = Bench::new().await;
    let desk = bench.open(false).await;
    let end = ringbook::journal::Journal::last(&*desk.app.journal);
    let binary: Vec<u8> = b"Name,Phone\nDana,".iter().copied().chain((0..=255).cycle().take(4_000)).collect();
    for (bytes, row, column) in [
        (b"Name,Phone\nDana,\"773\nOmar,1\n".to_vec(), json!(2), json!("Phone")),
        (binary, json!(2), Value::Null),
        (b"BEGIN:VCARD\nFN:Dana\n".to_vec(), json!(1), Value::Null),
    ] {
        let id = desk.stage("bad.csv", &bytes).await;
        let plan = desk.plan(&id, Value::Null).await;
        assert_eq!((&plan["problem"]["row"], &plan["problem"]["column"]), (&row, &column), "{}", plan["problem"]);
        let req = json!({ "importId": id, "settings": plan["settings"], "expected": plan["counts"] });
        assert!(desk.try_ask("apply_import", req).await.is_err());
    }
    let long = format!("Name,Company\nOmar,{}\n=1+1,Evil\nLuz,Fine\n", "x".repeat(1 << 20));
    let id = desk.stage("long.csv", long.as_bytes()).await;
    let plan = desk.plan(&id, Value::Null).await;
    assert_eq!((&plan["counts"]["refused"], &plan["counts"]["created"]), (&json!(2), &json!(1)));
    assert!(plan["rows"][0]["reason"].as_str().unwrap().starts_with("Company:"), "{}", plan["rows"][0]);
    assert!(plan["rows"][1]["reason"].as_str().unwrap().starts_with("Name:"), "{}", plan["rows"][1]);
    assert_eq!(ringbook::journal::Journal::last(&*desk.app.journal), end, "nothing was written down");
    let gone = json!({ "importId": "nothing", "settings": null, "only": null, "offset": 0, "limit": 1 });
    assert!(desk.try_ask("import_plan", gone).await.unwrap_err().message.contains("choose it again"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_import_that_would_do_something_else_by_now_does_nothing() {
    let bench = Bench::new().await;
    let desk = bench.open(false).await;
    let id = desk.stage("file.csv", b"Name,Phone\nOmar Reyes,773-555-0122\n").await;
    let plan = desk.plan(&id, Value::Null).await;
    desk.make("Omar", "Reyes", "+17735550122").await;
    let req = json!({ "importId": id, "settings": plan["settings"], "expected": plan["counts"] });
    let refused = desk.try_ask("apply_import", req).await.unwrap_err();
    assert!(refused.message.contains("look at it again"), "{}", refused.message);
    assert_eq!(desk.plan(&id, Value::Null).await["counts"]["same"], 1, "the file is still here");
    assert_eq!(desk.names("").await, ["Omar Reyes"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_thousand_contacts_are_imported_filtered_counted_and_undone() {
    let bench = Bench::new().await;
    let desk = bench.open(false).await;
    let mut text = String::from("First Name,Last Name,Phone,E-mail,Tags\n");
    for number in 0..10_000 {
        text.push_str(&format!(
            "First{number},Last{number},+1312{:07},p{number}@example.com,bulk\n",
            5_000_000 + number
        ));
    }
    let id = desk.stage("many.csv", text.as_bytes()).await;
    let plan = desk.plan(&id, Value::Null).await;
    assert_eq!((&plan["counts"]["created"], &plan["total"]), (&json!(10_000), &json!(10_000)));
    assert_eq!(plan["rows"].as_array().unwrap().len(), 200);
    let req = json!({ "importId": id, "settings": plan["settings"], "only": "created", "offset": 9_900, "limit": 200 });
    assert_eq!(desk.ask("import_plan", req).await["rows"].as_array().unwrap().len(), 100);
    let applied = desk.apply(&id, &plan).await;
    assert_eq!(desk.list("").await["total"], 10_000);
    assert_eq!(desk.list("last77").await["total"], 111, "77, 770 to 779, 7700 to 7799");
    assert_eq!(desk.list("p1234@exam").await["total"], 1);
    assert_eq!(desk.list("(312) 500-1234").await["total"], 1);
    assert_eq!(desk.ask("contact_tags", json!({})).await["tags"], json!([{ "name": "bulk", "contacts": 10_000 }]));
    let undone = desk.ask("undo_import", json!({ "importId": applied["importId"] })).await;
    assert_eq!(undone["removed"], 10_000);
    assert_eq!(desk.list("").await["total"], 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_exported_can_be_imported_and_no_cell_is_a_formula() {
    let bench = Bench::new().await;
    let desk = bench.open(false).await;
    let fixtures = ["google.csv", "outlook.csv", "iphone.vcf", "android.vcf"];
    for name in fixtures {
        let id = desk.stage(name, &fixture(name)).await;
        let plan = desk.plan(&id, Value::Null).await;
        desk.apply(&id, &plan).await;
    }
    desk.make("=cmd", "Evil", "+17735550199").await;
    let total = desk.list("").await["total"].as_u64().unwrap();
    assert_eq!(total, 10);
    for format in ["csv", "vcard4", "vcard3"] {
        let file = desk.ask("export_contacts", json!({ "format": format, "starting": "", "tag": null })).await;
        assert_eq!(file["contacts"], total);
        let media = desk.surface.media(file["mediaId"].as_str().unwrap()).unwrap();
        assert!(!media.inline);
        let bytes = std::fs::read(media.path).unwrap();
        assert!(format != "csv" || String::from_utf8_lossy(&bytes).contains("'=cmd"));
        let id = desk.stage("again", &bytes).await;
        let plan = desk.plan(&id, Value::Null).await;
        assert_eq!(plan["counts"]["same"], total, "{format}: {}", plan["rows"]);
    }
    let few = desk.ask("export_contacts", json!({ "format": "csv", "starting": "okonkwo", "tag": null })).await;
    assert_eq!(few["contacts"], 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_tag_is_renamed_and_taken_away_everywhere_and_that_is_undone() {
    let bench = Bench::new().await;
    let desk = bench.open(false).await;
    desk.import("Name,Phone,Tags\nOmar,773-555-0122,roof;vip\nLuz,773-555-0154,roof\nAda,773-555-0155,vip\n").await;
    let tags = |answer: Value| {
        let rows = answer["tags"].as_array().unwrap().clone();
        rows.iter().map(|tag| format!("{} {}", tag["name"].as_str().unwrap(), tag["contacts"])).collect::<Vec<_>>()
    };
    assert_eq!(tags(desk.ask("contact_tags", json!({})).await), ["roof 2", "vip 2"]);
    let renamed = desk.ask("change_tag", json!({ "tag": "vip", "to": "roof" })).await;
    assert_eq!(renamed["contacts"], 2);
    assert_eq!(tags(desk.ask("contact_tags", json!({})).await), ["roof 3"]);
    desk.ask("undo_tag_change", json!({ "undoId": renamed["undoId"] })).await;
    assert_eq!(tags(desk.ask("contact_tags", json!({})).await), ["roof 2", "vip 2"], "who had both has both again");
    let gone = desk.ask("change_tag", json!({ "tag": "roof", "to": null })).await;
    assert_eq!(tags(desk.ask("contact_tags", json!({})).await), ["vip 2"]);
    desk.ask("undo_tag_change", json!({ "undoId": gone["undoId"] })).await;
    assert!(desk.try_ask("undo_tag_change", json!({ "undoId": gone["undoId"] })).await.is_err());
    assert!(desk.try_ask("change_tag", json!({ "tag": "nobody's", "to": null })).await.is_err());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deleted_contact_comes_back_as_it_was_or_is_made_anew_where_quo_has_deleted_it() {
    let bench = Bench::new().await;
    let desk = bench.open(true).await;
    let omar = desk.make("Omar", "Reyes", "+17735550122").await;
    desk.ask("set_contact_tags", json!({ "contactId": omar, "tags": ["supplier"] })).await;
    bench.until_at_quo(&desk, |names| names.contains(&"Omar Reyes".to_owned())).await;
    let began = Instant::now();
    while desk.page(&omar).await["card"]["id"].as_str().unwrap().starts_with("new:") {
        assert!(began.elapsed() < Duration::from_secs(30), "the old id leads to Quo's contact");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let removed = desk.ask("remove_contact", json!({ "contactId": omar })).await;
    assert_eq!(removed["atQuo"], true);
    assert!(!desk.names("").await.contains(&"Omar Reyes".to_owned()));
    let back = desk.ask("restore_contacts", json!({ "contactIds": removed["contactIds"] })).await;
    assert_eq!(back["contactIds"], removed["contactIds"]);
    assert_eq!(desk.page(&omar).await["tags"], json!(["supplier"]));
    bench.clock.advance_ms(60_000);
    desk.app.write_contacts_now();
    assert!(bench.names_at_quo().contains(&"Omar Reyes".to_owned()), "Quo never heard of it");

    let removed = desk.ask("remove_contact", json!({ "contactId": omar })).await;
    bench.until_at_quo(&desk, |names| !names.contains(&"Omar Reyes".to_owned())).await;
    let began = Instant::now();
    let anew = loop {
        let back = desk.ask("restore_contacts", json!({ "contactIds": removed["contactIds"] })).await;
        if back["contactIds"] != removed["contactIds"] || began.elapsed() > Duration::from_secs(30) {
            break back["contactIds"][0].as_str().unwrap().to_owned();
        }
        // That Quo has deleted it was not written down yet: it is deleted again.
        desk.ask("remove_contact", json!({ "contactId": omar })).await;
        bench.clock.advance_ms(11_000);
        desk.app.write_contacts_now();
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    let page = desk.page(&anew).await;
    assert_eq!((&page["fields"]["lastName"], &page["tags"]), (&json!("Reyes"), &json!(["supplier"])));
    bench.until_at_quo(&desk, |names| names.contains(&"Omar Reyes".to_owned())).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_contact_that_quo_keeps_is_there_again_and_says_why() {
    let bench = Bench::new().await;
    let desk = bench.open(true).await;
    let omar = desk.make("Omar", "Reyes", "+17735550122").await;
    bench.until_at_quo(&desk, |names| names.contains(&"Omar Reyes".to_owned())).await;
    let began = Instant::now();
    while desk.page(&omar).await["card"]["id"].as_str().unwrap().starts_with("new:") {
        assert!(began.elapsed() < Duration::from_secs(30), "the old id leads to Quo's contact");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let body = json!({ "message": "Contact is read-only", "code": "0801403", "status": 403, "title": "Forbidden" });
    bench.sim.fault_on("DELETE /v1/contacts/", Fault::Answer { status: 403, body }, 1);
    desk.ask("remove_contact", json!({ "contactId": omar })).await;
    bench.clock.advance_ms(11_000);
    let began = Instant::now();
    while !desk.names("").await.contains(&"Omar Reyes".to_owned()) {
        assert!(began.elapsed() < Duration::from_secs(60), "it is not there again");
        desk.app.write_contacts_now();
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let sync = desk.page(&omar).await["sync"].clone();
    assert_eq!(sync["kind"], "failed");
    assert!(sync["reason"].as_str().unwrap().contains("read-only"), "{sync}");
    desk.ask("settle_contact", json!({ "contactId": omar, "again": false })).await;
    assert_eq!(desk.page(&omar).await["sync"]["kind"], "inQuo");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_field_is_named_and_kept_apart_contacts_can_be_let_alike_again() {
    let bench = Bench::new().await;
    let desk = bench.open(false).await;
    let fields = json!({
        "firstName": "Omar", "lastName": "", "company": "", "role": "",
        "phones": [{ "label": "", "value": "773-555-0122" }, { "label": "", "value": "12" }], "emails": [], "fields": [],
    });
    let refused = desk.try_ask("save_contact", json!({ "contactId": null, "fields": fields })).await.unwrap_err();
    assert_eq!(refused.field.as_deref(), Some("phones.1"));
    let one = desk.make("Omar", "Reyes", "+17735550122").await;
    let other = desk.make("O.", "Reyes", "+17735550122").await;
    let groups = async || desk.ask("contact_duplicates", json!({})).await["groups"].as_array().unwrap().len();
    assert_eq!(groups().await, 1);
    desk.ask("keep_contacts_apart", json!({ "contactIds": [one, other] })).await;
    assert_eq!(groups().await, 0);
    desk.ask("let_contacts_alike", json!({ "contactIds": [one, other] })).await;
    assert_eq!(groups().await, 1);
}
