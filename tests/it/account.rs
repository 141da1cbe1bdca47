//! One pasted key, and Ringbook is connected; whatever happens in between, and whatever happens later.

use crate::{
    simulator::{
        self, KEY, Simulator,
        faults::Fault,
        quirks::Quirks,
        webhooks::{Generation, Webhook},
        world::{Direction, MAIN_LINE},
    },
    support::{Browser, Ringbook, browser::PASSWORD, process},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use std::{
    collections::BTreeSet,
    net::TcpListener,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

const PASSPHRASE: &str = "a roof over every head";
const CUSTOMER: &str = "+17735550118";

/// Quo's stand-in, a data folder, and the port by which Quo reaches it.
struct Bench {
    sim: Simulator,
    dir: tempfile::TempDir,
    port: u16,
    url: String,
}

impl Bench {
    async fn new() -> Self {
        Self::keyed(KEY).await
    }

    async fn keyed(key: &str) -> Self {
        let quirks = Quirks { rate_per_second: 0, ..Quirks::default() };
        let options =
            simulator::Options { keys: vec![key.to_owned()], scale: 0.002, quirks, ..simulator::Options::default() };
        let sim = Simulator::start(options).await.unwrap();
        let url = sim.url();
        Self { sim, dir: tempfile::tempdir().unwrap(), port: free_port(), url }
    }

    fn data(&self) -> PathBuf {
        self.dir.path().join("data")
    }

    fn start(&self) -> Ringbook {
        self.start_with(&[])
    }

    fn start_with(&self, more: &[(&str, &str)]) -> Ringbook {
        let (hook, public) = (format!("127.0.0.1:{}", self.port), format!("http://127.0.0.1:{}", self.port));
        let mut variables = vec![
            ("RINGBOOK_QUO_URL", self.url.as_str()),
            ("RINGBOOK_PUBLIC_URL", public.as_str()),
            ("RINGBOOK_PASSPHRASE", PASSPHRASE),
            ("RINGBOOK_PASSWORD", PASSWORD),
            ("RINGBOOK_SIGNING_SECRETS", ""),
        ];
        variables.extend_from_slice(more);
        Ringbook::start_on(&self.data(), &hook, &variables)
    }

    fn ours(&self) -> Vec<Webhook> {
        let label = format!("Ringbook {}", std::fs::read_to_string(self.data().join("vault/id")).unwrap());
        self.sim.webhooks().into_iter().filter(|webhook| webhook.label.as_deref() == Some(&label)).collect()
    }

    /// A text comes in and is on the screen.
    async fn a_text_arrives(&self, browser: &Browser, words: &str) {
        self.sim.inbound(CUSTOMER, words);
        browser.until("inbox_page", inbox(), |page| page["rows"][0]["last"]["text"] == words).await;
    }
}

fn free_port() -> u16 {
    TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port()
}

fn inbox() -> Value {
    json!({ "tab": "all", "lineId": null, "cursor": null, "limit": 50 })
}

async fn connect(browser: &Browser, key: &str) -> (u16, Value) {
    browser.try_call("connect", json!({ "key": key, "passphrase": null })).await
}

async fn until_state(browser: &Browser, state: &str) -> Value {
    browser.until("account", json!({}), |account| account["state"] == state).await
}

fn step<'a>(account: &'a Value, name: &str) -> &'a Value {
    account["steps"].as_array().unwrap().iter().find(|step| step["name"] == name).unwrap()
}

async fn until_step(browser: &Browser, name: &str, state: &str) -> Value {
    browser.until("account", json!({}), |account| step(account, name)["state"] == state).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn from_a_pasted_key_to_the_first_live_message() {
    let bench = Bench::new().await;
    let ringbook = bench.start();
    let browser = Browser::open(&ringbook.ui).await;
    let before = browser.call("account", json!({})).await;
    assert_eq!((&before["state"], &before["secrets"]), (&json!("disconnected"), &json!("sealed")));
    assert_eq!(bench.sim.requests().len(), 0, "nothing is asked of Quo before there is a key");

    let (status, account) = connect(&browser, &format!("  {KEY}\n")).await;
    assert_eq!(status, 200, "{account}");
    assert_eq!(account["lines"].as_array().unwrap().len(), 2);
    let account = until_state(&browser, "connected").await;
    let names: Vec<&str> =
        account["steps"].as_array().unwrap().iter().map(|step| step["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["key", "secret", "address", "webhooks", "test", "history"]);

    let [webhook] = bench.ours().try_into().unwrap();
    assert_eq!(webhook.url, format!("http://127.0.0.1:{}/webhooks/quo", bench.port));
    assert_eq!(webhook.resource_ids, ["*"]);
    assert_eq!((webhook.events.len(), webhook.status.as_str()), (28, "enabled"));
    assert_eq!(account["webhookId"], webhook.id);
    let test = &bench.sim.deliveries()[0];
    assert_eq!(test.attempts.last().unwrap().response_status, 200, "a signed test event arrived");
    assert_eq!(browser.call("inbox_page", inbox()).await["rows"], json!([]), "and left nothing behind");

    bench.a_text_arrives(&browser, "Hi, is Friday at 2 still open?").await;

    // The same again after a restart, without anything being made or tested anew.
    let asked = bench.sim.deliveries().len();
    ringbook.kill();
    let ringbook = bench.start();
    let browser = Browser::open(&ringbook.ui).await;
    until_state(&browser, "connected").await;
    bench.a_text_arrives(&browser, "And the gutter?").await;
    assert_eq!(bench.ours().len(), 1);
    let deliveries = bench.sim.deliveries();
    assert_eq!(deliveries.len(), asked + 1, "one text, no second test: {deliveries:#?}");

    assert_eq!(browser.call("disconnect", json!({})).await["notice"], Value::Null);
    assert!(bench.ours().is_empty());
    until_state(&browser, "disconnected").await;
    ringbook.kill();
    let ringbook = bench.start();
    let browser = Browser::open(&ringbook.ui).await;
    assert_eq!(browser.call("account", json!({})).await["state"], "disconnected");
    assert_eq!(browser.call("inbox_page", inbox()).await["rows"].as_array().unwrap().len(), 1, "what was kept stays");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_secret_is_in_no_file_log_or_argument_in_any_spelling() {
    let key = "qk_live_7Hc2VxT9mWbR4sLz";
    let bench = Bench::keyed(key).await;
    let ringbook = bench.start_with(&[("RINGBOOK_LOG", "trace")]);
    let browser = Browser::open(&ringbook.ui).await;
    connect(&browser, key).await;
    until_state(&browser, "connected").await;
    let webhook = bench.ours().remove(0);
    browser.call("rotate_webhook", json!({ "id": webhook.id, "foreign": false })).await;
    bench.a_text_arrives(&browser, "Hello").await;
    let secrets = bench.ours().remove(0).secrets;
    assert_eq!(secrets.len(), 2);
    let mut planted = vec![key.to_owned(), PASSPHRASE.to_owned()];
    planted.extend(secrets.into_iter().map(|secret| secret.text.trim_start_matches("whsec_").to_owned()));
    let needles: Vec<(String, Vec<u8>)> = planted.iter().flat_map(|text| spellings(text)).collect();

    let cmdline = std::fs::read(format!("/proc/{}/cmdline", ringbook.pid())).unwrap();
    let mut places = vec![("its arguments".to_owned(), cmdline)];
    files(bench.dir.path(), &mut places);
    assert!(places.iter().any(|(name, _)| name.ends_with(".log")) && places.len() > 8);
    for (place, bytes) in places {
        // Searched as text, which is quick: every spelling is valid UTF-8 and stays as it is among other bytes.
        let text = String::from_utf8_lossy(&bytes);
        for (what, needle) in &needles {
            assert!(!text.contains(std::str::from_utf8(needle).unwrap()), "a secret as {what} is in {place}");
        }
    }
    for request in bench.sim.requests() {
        assert!(!request.path.contains(key) && !request.query.contains(key) && !request.body.contains(key));
    }
}

fn spellings(text: &str) -> Vec<(String, Vec<u8>)> {
    let bytes = text.as_bytes();
    let wide = |order: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(order).collect::<Vec<u8>>();
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    vec![
        ("it is".to_owned(), bytes.to_vec()),
        ("base64".to_owned(), STANDARD.encode(bytes).trim_end_matches('=').as_bytes().to_vec()),
        ("hex".to_owned(), hex.into_bytes()),
        ("UTF-16 little".to_owned(), wide(u16::to_le_bytes)),
        ("UTF-16 big".to_owned(), wide(u16::to_be_bytes)),
        ("reversed".to_owned(), bytes.iter().rev().copied().collect()),
        ("lower case".to_owned(), text.to_lowercase().into_bytes()),
    ]
}

fn files(folder: &Path, found: &mut Vec<(String, Vec<u8>)>) {
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        match entry.path() {
            path if path.is_dir() => files(&path, found),
            path => {
                // A file that goes while it is looked for holds nothing that stays.
                if let Ok(bytes) = std::fs::read(&path) {
                    found.push((path.display().to_string(), bytes));
                }
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_that_will_not_do_is_refused_in_a_sentence_and_nothing_is_kept() {
    let bench = Bench::new().await;
    let ringbook = bench.start();
    let browser = Browser::open(&ringbook.ui).await;
    for (key, code, words) in [
        ("", "badInput", "nothing was entered"),
        ("two words", "badInput", "one word"),
        ("sim-key-9999", "refused", "does not accept"),
    ] {
        let (_, answer) = connect(&browser, key).await;
        assert_eq!(answer["code"], code, "{answer}");
        assert!(answer["message"].as_str().unwrap().contains(words), "{answer}");
    }
    let account = browser.call("account", json!({})).await;
    assert_eq!(
        (&account["state"], &step(&account, "key")["problem"]["code"]),
        (&json!("failing"), &json!("key-refused"))
    );
    bench.sim.listen(false).await;
    let (status, answer) = connect(&browser, KEY).await;
    assert_eq!((status, &answer["code"]), (503, &json!("unavailable")), "{answer}");
    bench.sim.listen(true).await;
    assert_eq!(connect(&browser, KEY).await.0, 200, "the right one afterwards");
    until_state(&browser, "connected").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_no_keychain_answers_a_passphrase_is_asked_for_and_asked_for_again_at_the_next_start() {
    let bench = Bench::new().await;
    let ringbook = bench.start_with(&[("RINGBOOK_PASSPHRASE", "")]);
    let browser = Browser::open(&ringbook.ui).await;
    let account = browser.call("account", json!({})).await;
    assert_eq!(account["secrets"], "needsPassphrase");
    let (status, answer) = connect(&browser, KEY).await;
    assert_eq!((status, &answer["code"]), (409, &json!("refused")));
    assert!(answer["message"].as_str().unwrap().contains("passphrase"), "{answer}");
    let short = browser.try_call("connect", json!({ "key": KEY, "passphrase": "short" })).await;
    assert_eq!(short.1["code"], "badInput");
    browser.call("connect", json!({ "key": KEY, "passphrase": PASSPHRASE })).await;
    until_state(&browser, "connected").await;
    ringbook.kill();

    let ringbook = bench.start_with(&[("RINGBOOK_PASSPHRASE", "")]);
    let browser = Browser::open(&ringbook.ui).await;
    let account = until_state(&browser, "locked").await;
    assert_eq!(account["secrets"], "locked");
    let (_, wrong) = browser.try_call("unlock_secrets", json!({ "passphrase": "not the right one" })).await;
    assert!(wrong["message"].as_str().unwrap().contains("not the passphrase"), "{wrong}");
    browser.call("unlock_secrets", json!({ "passphrase": PASSPHRASE })).await;
    until_state(&browser, "connected").await;
    bench.a_text_arrives(&browser, "Still there?").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restart_in_the_middle_of_any_step_ends_with_one_webhook_and_everything_arriving() {
    for (on, accepted) in [
        ("GET /organization", false),
        ("GET /phone-numbers", false),
        ("GET /users", false),
        ("GET /webhooks", false),
        ("POST /webhooks", true),
        ("POST /webhooks", false),
        ("GET /webhooks/", false),
    ] {
        let bench = Bench::new().await;
        let ringbook = bench.start();
        let browser = Browser::open(&ringbook.ui).await;
        // Connected once up to the step, which then hangs while the power goes.
        bench.sim.fault_on(on, Fault::Stall { for_ms: 60_000, accepted }, 1);
        let hanging = tokio::spawn(async move {
            connect(&browser, KEY).await;
        });
        let began = Instant::now();
        while !bench.sim.core.faults.lock().unwrap().waiting().is_empty() {
            assert!(began.elapsed() < Duration::from_secs(20), "{on} was never asked");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        ringbook.kill();
        hanging.abort();
        bench.sim.clear_faults();

        let ringbook = bench.start();
        let browser = Browser::open(&ringbook.ui).await;
        let account = browser.call("account", json!({})).await;
        if account["state"] == "disconnected" && ["GET /organization", "GET /phone-numbers", "GET /users"].contains(&on)
        {
            // The key was not checked yet, so it was not kept: it is pasted once more.
            assert_eq!(connect(&browser, KEY).await.0, 200);
        }
        until_state(&browser, "connected").await;
        assert_eq!(bench.ours().len(), 1, "{on}");
        assert_eq!(bench.sim.webhooks().len(), 1, "{on}");
        bench.a_text_arrives(&browser, "After the power came back").await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_webhook_whose_making_was_never_answered_is_found_and_made_ours() {
    for fault in [Fault::AnswerLost, Fault::CutShort, Fault::ServerErrorAccepted { status: 500 }] {
        let bench = Bench::new().await;
        let ringbook = bench.start();
        let browser = Browser::open(&ringbook.ui).await;
        bench.sim.fault_on("POST /webhooks", fault.clone(), 1);
        connect(&browser, KEY).await;
        until_state(&browser, "connected").await;
        assert_eq!(bench.sim.webhooks().len(), 1, "{fault:?}");
        bench.a_text_arrives(&browser, "Through the one that was found").await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn old_webhooks_of_this_installation_go_and_those_of_others_stay_as_they_are() {
    let bench = Bench::new().await;
    std::fs::create_dir_all(bench.data().join("vault")).unwrap();
    std::fs::write(bench.data().join("vault/id"), "0123456789abcdef").unwrap();
    let old: Vec<String> = (0..3)
        .map(|n| bench.sim.webhook_named("Ringbook 0123456789abcdef", &format!("https://old{n}.example/webhooks/quo")))
        .collect();
    let others = [
        bench.sim.webhook_named("Ringbook fedcba9876543210", "https://other.example/webhooks/quo"),
        bench.sim.webhook_named("Zapier", "https://hooks.zapier.example/1"),
        bench.sim.webhook(Generation::Legacy, "https://crm.example/hook", None).0,
    ];
    let before: Vec<String> = others.iter().map(|id| format!("{:?}", find(&bench.sim, id))).collect();
    let ringbook = bench.start();
    let browser = Browser::open(&ringbook.ui).await;
    connect(&browser, KEY).await;
    until_state(&browser, "connected").await;
    let ours = bench.ours();
    assert_eq!(ours.len(), 1);
    assert!(old.contains(&ours[0].id), "one of the old ones was taken on, the others removed");
    let after: Vec<String> = others.iter().map(|id| format!("{:?}", find(&bench.sim, id))).collect();
    assert_eq!(before, after);

    let listed = browser.call("webhooks", json!({})).await;
    let rows = listed["rows"].as_array().unwrap();
    assert_eq!((rows.len(), &listed["most"]), (4, &json!(50)));
    assert_eq!((&rows[0]["main"], &rows[0]["verified"], &rows[1]["ours"]), (&json!(true), &json!(true), &json!(false)));
    for id in &others {
        for command in ["rotate_webhook", "delete_webhook", "test_webhook"] {
            let (status, answer) = browser.try_call(command, json!({ "id": id, "foreign": false })).await;
            assert_eq!((status, &answer["code"]), (409, &json!("refused")), "{command}: {answer}");
        }
    }
    browser.call("delete_webhook", json!({ "id": others[2], "foreign": true })).await;
    assert_eq!(bench.sim.webhooks().len(), 3, "a legacy one can be removed when it is meant");
    let (status, _) = browser.try_call("delete_webhook", json!({ "id": "999", "foreign": true })).await;
    assert_eq!(status, 404);
}

fn find(sim: &Simulator, id: &str) -> Webhook {
    sim.webhooks().into_iter().find(|webhook| webhook.id == id).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_workspace_that_is_full_of_webhooks_is_named_and_goes_on_when_one_is_gone() {
    let bench = Bench::new().await;
    let foreign: Vec<String> =
        (0..50).map(|n| bench.sim.webhook_named("Some CRM", &format!("https://crm.example/{n}"))).collect();
    let ringbook = bench.start();
    let browser = Browser::open(&ringbook.ui).await;
    connect(&browser, KEY).await;
    let account = until_step(&browser, "webhooks", "failed").await;
    let problem = &step(&account, "webhooks")["problem"];
    assert_eq!(problem["code"], "webhook-limit");
    assert!(problem["cause"].as_str().unwrap().contains("50"), "{problem}");
    assert_eq!(bench.sim.webhooks().len(), 50);
    bench.sim.forget_webhook(&foreign[7]);
    browser.call("retry_step", json!({ "step": "webhooks" })).await;
    until_state(&browser, "connected").await;
    let left: BTreeSet<String> = bench.sim.webhooks().into_iter().map(|webhook| webhook.id).collect();
    assert_eq!(left.len(), 50);
    assert!(foreign.iter().enumerate().all(|(n, id)| n == 7 || left.contains(id)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deleted_key_holds_everything_and_a_new_one_of_the_same_workspace_goes_on() {
    let bench = Bench::new().await;
    let ringbook = bench.start();
    let browser = Browser::open(&ringbook.ui).await;
    connect(&browser, KEY).await;
    until_state(&browser, "connected").await;
    bench.a_text_arrives(&browser, "Is Friday open?").await;
    let conversation = browser.call("inbox_page", inbox()).await["rows"][0]["id"].as_str().unwrap().to_owned();
    let mut settings = browser.call("settings", json!({})).await;
    // It is taken on while the key is good, and leaves once it is not.
    settings["undoMs"] = json!(5_000);
    browser.call("save_settings", settings).await;
    let text = json!({ "conversationId": conversation, "text": "Yes, at two.", "token": "t-1" });
    browser.call("send_text", text).await;
    bench.sim.revoke_key(KEY);
    until_state(&browser, "refused").await;
    until_step(&browser, "key", "failed").await;
    let waiting = browser.until("outbox_page", json!({}), |page| page.to_string().contains("API key")).await;
    assert!(waiting.to_string().contains("Yes, at two."), "{waiting}");
    let lock = browser.call("conversation", json!({ "conversationId": conversation })).await;
    assert!(lock.to_string().contains("API key"), "{lock}");
    bench.a_text_arrives(&browser, "Webhooks still come in").await;

    let wrong = connect(&browser, KEY).await.1;
    assert_eq!(wrong["code"], "refused");
    bench.sim.add_key("sim-key-0002");
    bench.sim.quirks(|quirks| quirks.organization = Some("ORsomebodyelse".to_owned()));
    let (_, other) = connect(&browser, "sim-key-0002").await;
    assert!(other["message"].as_str().unwrap().contains("Harbor Dental"), "{other}");
    assert_eq!(browser.call("account", json!({})).await["state"], "refused", "nothing changed");
    bench.sim.quirks(|quirks| quirks.organization = None);

    assert_eq!(connect(&browser, "sim-key-0002").await.0, 200);
    until_state(&browser, "connected").await;
    let began = Instant::now();
    while bench.sim.accepted().is_empty() {
        assert!(began.elapsed() < Duration::from_secs(20), "the text never went out");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(bench.ours().len(), 1);
    ringbook.kill();
    let ringbook = bench.start();
    let browser = Browser::open(&ringbook.ui).await;
    until_state(&browser, "connected").await;
    assert_eq!(bench.sim.accepted().len(), 1, "once");
    assert!(bench.sim.doubles().is_empty());
}

/// A public address of its own: what comes to this port goes on to the hook port, until it is dropped.
struct Way {
    port: u16,
    task: tokio::task::JoinHandle<()>,
}

impl Way {
    async fn to(hook: &str) -> Self {
        Self::at(0, hook).await
    }

    async fn at(port: u16, hook: &str) -> Self {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await.unwrap();
        let (port, hook) = (listener.local_addr().unwrap().port(), hook.to_owned());
        let task = tokio::spawn(async move {
            let mut open = tokio::task::JoinSet::new();
            loop {
                let (mut from, _) = listener.accept().await.unwrap();
                let hook = hook.clone();
                open.spawn(async move {
                    let Ok(mut to) = tokio::net::TcpStream::connect(hook).await else { return };
                    // Either end may break off; that is what is tested.
                    let _ = tokio::io::copy_bidirectional(&mut from, &mut to).await;
                });
            }
        });
        Self { port, task }
    }

    fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

impl Drop for Way {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn lead(browser: &Browser, way: &Way) {
    let config = json!({ "kind": "own", "url": way.url() });
    let saved = browser.call("save_tunnel", json!({ "config": config, "secret": null })).await;
    assert_eq!(saved["problems"], json!([]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_that_changes_while_deliveries_come_in_loses_nothing() {
    let bench = Bench::new().await;
    let ringbook = bench.start_with(&[("RINGBOOK_PUBLIC_URL", "")]);
    let browser = Browser::open(&ringbook.ui).await;
    connect(&browser, KEY).await;
    let account = until_step(&browser, "webhooks", "waiting").await;
    assert_eq!(step(&account, "secret")["state"], "done");
    let mut way = Way::to(&ringbook.hook).await;
    lead(&browser, &way).await;
    until_state(&browser, "connected").await;
    let first = bench.ours().remove(0);
    let mut wanted = BTreeSet::new();
    for n in 0..120 {
        wanted.insert(bench.sim.inbound(CUSTOMER, &format!("Text number {n}")));
        if n % 40 == 20 {
            // The old address dies first, as tunnels do; what was on its way breaks off.
            let hook = ringbook.hook.clone();
            drop(way);
            way = Way::to(&hook).await;
            lead(&browser, &way).await;
        }
    }
    let url = format!("{}/webhooks/quo", way.url());
    browser.until("account", json!({}), |account| account["state"] == "connected" && account["hookUrl"] == url).await;
    let began = Instant::now();
    while bench.ours().remove(0).url != url {
        assert!(began.elapsed() < Duration::from_secs(30), "the webhook still points to {}", bench.ours()[0].url);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    wanted.insert(bench.sim.inbound(CUSTOMER, "At the new address"));
    bench.sim.idle().await;
    let [webhook] = bench.ours().try_into().unwrap();
    assert_eq!(
        (&webhook.id, &webhook.secrets[0].text),
        (&first.id, &first.secrets[0].text),
        "the same webhook and secret"
    );
    let kept: Vec<String> = process::export(&bench.data())
        .into_iter()
        .filter(|line| line["kind"] == "text")
        .map(|line| line["id"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(kept.len(), wanted.len(), "each once");
    assert_eq!(kept.into_iter().collect::<BTreeSet<_>>(), wanted);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn when_the_way_in_is_back_what_happened_meanwhile_is_fetched_at_once() {
    let bench = Bench::new().await;
    let ringbook = bench.start_with(&[("RINGBOOK_PUBLIC_URL", "")]);
    let browser = Browser::open(&ringbook.ui).await;
    connect(&browser, KEY).await;
    let way = Way::to(&ringbook.hook).await;
    let port = way.port;
    lead(&browser, &way).await;
    until_state(&browser, "connected").await;
    browser.until("sync_progress", json!({}), |sync| sync["historyRead"] == true).await;
    drop(way);
    let phase = async |phase: &str| {
        let fits = |tunnel: &Value| tunnel["state"]["phase"] == phase;
        let began = Instant::now();
        while !fits(&browser.call("tunnel", json!({})).await) {
            assert!(began.elapsed() < Duration::from_secs(40), "never {phase}");
            browser.call("test_tunnel", json!({})).await;
        }
    };
    phase("unreachable").await;
    // No delivery tells of it.
    bench.sim.history(MAIN_LINE, &[CUSTOMER], "Nobody heard me", Direction::Incoming, bench.sim.core.now_ms() - 1_000);
    let _way = Way::at(port, &ringbook.hook).await;
    phase("up").await;
    browser.until("inbox_page", inbox(), |page| page["rows"][0]["last"]["text"] == "Nobody heard me").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_with_the_older_api_alone_connects_reads_its_history_and_says_what_is_missing() {
    let bench = Bench::new().await;
    bench.sim.core.history.v1_only.store(true, std::sync::atomic::Ordering::SeqCst);
    bench.sim.history(MAIN_LINE, &[CUSTOMER], "Last week", Direction::Incoming, bench.sim.core.now_ms() - 600_000_000);
    let ringbook = bench.start();
    let browser = Browser::open(&ringbook.ui).await;
    let (status, account) = connect(&browser, KEY).await;
    assert_eq!(status, 200, "{account}");
    assert_eq!(account["lines"].as_array().unwrap().len(), 2);
    let account = until_step(&browser, "webhooks", "failed").await;
    assert_eq!(step(&account, "webhooks")["problem"]["code"], "no-webhooks", "{account:#}");
    browser.until("inbox_page", inbox(), |page| page["rows"][0]["last"]["text"] == "Last week").await;
    assert_eq!(step(&browser.call("account", json!({})).await, "history")["state"], "done");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_secret_of_a_tunnel_is_kept_with_the_others_and_for_its_kind_alone() {
    let bench = Bench::new().await;
    let ringbook = bench.start_with(&[("RINGBOOK_PUBLIC_URL", "")]);
    let browser = Browser::open(&ringbook.ui).await;
    let bore = json!({ "kind": "bore", "server": "bore.example", "port": null, "publicUrl": null });
    let save = json!({ "config": bore, "secret": "a secret of bore's" });
    let saved = browser.call("save_tunnel", save).await;
    assert_eq!((&saved["problems"], &saved["tunnel"]["secret"]), (&json!([]), &json!("kept")));
    ringbook.kill();
    let ringbook = bench.start_with(&[("RINGBOOK_PUBLIC_URL", "")]);
    let browser = Browser::open(&ringbook.ui).await;
    assert_eq!(browser.call("tunnel", json!({})).await["secret"], "kept");
    let other = json!({ "kind": "ngrok", "domain": null });
    let saved = browser.call("save_tunnel", json!({ "config": other, "secret": null })).await;
    assert_eq!(saved["tunnel"]["secret"], "none", "{saved}");
    let back = browser.call("save_tunnel", json!({ "config": bore, "secret": null })).await;
    assert_eq!(back["tunnel"]["secret"], "kept");
    let gone = browser.call("save_tunnel", json!({ "config": bore, "secret": "" })).await;
    assert_eq!(gone["tunnel"]["secret"], "none");
    let mut places = Vec::new();
    files(bench.dir.path(), &mut places);
    for (place, bytes) in places {
        assert!(!bytes.windows(18).any(|window| window == b"a secret of bore's"), "it is in {place}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_secret_is_rotated_while_deliveries_come_in_and_none_is_refused_for_good() {
    let bench = Bench::new().await;
    let ringbook = bench.start();
    let browser = Browser::open(&ringbook.ui).await;
    connect(&browser, KEY).await;
    until_state(&browser, "connected").await;
    let id = bench.ours()[0].id.clone();
    let mut wanted = BTreeSet::new();
    for n in 0..90 {
        wanted.insert(bench.sim.inbound(CUSTOMER, &format!("Text number {n}")));
        if n % 30 == 15 {
            browser.call("rotate_webhook", json!({ "id": id, "foreign": false })).await;
        }
    }
    bench.sim.idle().await;
    assert!(bench.sim.deliveries().iter().all(|delivery| delivery.status == "success"));
    let test = browser.call("test_webhook", json!({ "id": id, "foreign": false })).await;
    assert_eq!(test["seen"], true, "{test}");
    let kept = process::export(&bench.data()).into_iter().filter(|line| line["kind"] == "text").count();
    assert_eq!(kept, wanted.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_test_event_that_does_not_get_through_is_explained_by_quos_own_log() {
    let bench = Bench::new().await;
    let ringbook = bench.start();
    let browser = Browser::open(&ringbook.ui).await;
    // Deliveries are signed with a key that is not the webhook's, as if somebody else's secret were in use.
    bench.sim.quirks(|quirks| quirks.wrong_signature = true);
    connect(&browser, KEY).await;
    let account = browser.until("account", json!({}), |account| step(account, "test")["state"] != "waiting").await;
    assert_eq!(step(&account, "webhooks")["state"], "done");
    let account = until_step(&browser, "test", "failed").await;
    assert_eq!(step(&account, "test")["problem"]["code"], "test-signature", "{account:#}");
    assert_eq!(step(&account, "history")["state"], "done", "what was there before can be read all the same");
    bench.sim.quirks(|quirks| quirks.wrong_signature = false);
    browser.call("retry_step", json!({ "step": "test" })).await;
    until_state(&browser, "connected").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_webhook_deleted_in_quo_comes_back_and_one_deleted_here_stays_away_until_it_is_wanted() {
    let bench = Bench::new().await;
    let ringbook = bench.start();
    let browser = Browser::open(&ringbook.ui).await;
    connect(&browser, KEY).await;
    until_state(&browser, "connected").await;
    let first = bench.ours()[0].id.clone();
    bench.sim.forget_webhook(&first);
    browser.call("retry_step", json!({ "step": "address" })).await;
    browser
        .until("account", json!({}), |account| {
            account["webhookId"] != first.as_str() && account["state"] == "connected"
        })
        .await;
    let second = bench.ours()[0].id.clone();
    bench.a_text_arrives(&browser, "By the second webhook").await;

    browser.call("delete_webhook", json!({ "id": second, "foreign": false })).await;
    let account = until_step(&browser, "webhooks", "failed").await;
    assert_eq!(step(&account, "webhooks")["problem"]["code"], "webhook-deleted");
    assert!(bench.sim.webhooks().is_empty());
    browser.call("create_webhook", json!({ "url": null })).await;
    until_state(&browser, "connected").await;
    bench.a_text_arrives(&browser, "By the third webhook").await;

    let made = browser.call("create_webhook", json!({ "url": "https://elsewhere.example/webhooks/quo" })).await;
    assert_eq!((&made["ours"], &made["main"]), (&json!(true), &json!(false)));
    let (_, bad) = browser.try_call("create_webhook", json!({ "url": "http://elsewhere.example" })).await;
    assert_eq!(bad["code"], "badInput");
    browser.call("retry_step", json!({ "step": "webhooks" })).await;
    until_state(&browser, "connected").await;
    assert_eq!(bench.sim.webhooks().len(), 2, "one made by hand is left alone");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_diagnosis_holds_no_secret_and_nothing_personal() {
    let key = "qk_live_7Hc2VxT9mWbR4sLz";
    let bench = Bench::keyed(key).await;
    let ringbook = bench.start();
    let browser = Browser::open(&ringbook.ui).await;
    connect(&browser, key).await;
    let account = until_state(&browser, "connected").await;
    bench.a_text_arrives(&browser, "My address is 12 Elm Street, says Dana Whitfield").await;
    bench.sim.quirks(|quirks| quirks.organization = Some("ORsomebodyelse".to_owned()));
    connect(&browser, key).await;
    let text = browser.call("diagnosis", json!({})).await["text"].as_str().unwrap().to_owned();
    for word in ["Ringbook", "linux", "step webhooks", "signing secrets 1", "texts           1", "problems"] {
        assert!(text.contains(word), "{word} is missing:\n{text}");
    }
    let webhook = &bench.ours()[0];
    let mut personal = vec![
        key.to_owned(),
        webhook.secrets[0].text.clone(),
        webhook.secrets[0].text.trim_start_matches("whsec_").to_owned(),
        webhook.id.clone(),
        "Elm Street".to_owned(),
        "Dana".to_owned(),
        CUSTOMER.to_owned(),
        "7735550118".to_owned(),
        account["workspace"].as_str().unwrap().to_owned(),
        "Harbor".to_owned(),
        "127.0.0.1".to_owned(),
        bench.dir.path().display().to_string(),
        std::fs::read_to_string(bench.data().join("vault/id")).unwrap(),
    ];
    for line in account["lines"].as_array().unwrap() {
        personal.extend(["id", "name", "number"].map(|field| line[field].as_str().unwrap().to_owned()));
    }
    for word in personal {
        assert!(!text.contains(&word), "{word} is in it:\n{text}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_command_line_connects_and_works_with_webhooks() {
    let bench = Bench::new().await;
    let ringbook = bench.start();
    let quo = [("RINGBOOK_QUO_URL", bench.url.as_str()), ("RINGBOOK_PASSPHRASE", PASSPHRASE)];
    let run = |args: &[&str], input: &str| {
        let output = process::run_with(&bench.data(), args, &quo, input);
        let (out, err) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
        (output.status.code().unwrap(), out, err)
    };
    let (code, _, err) = run(&["connect"], "sim-key-9999\n");
    assert_eq!(code, 7, "{err}");
    assert!(err.contains("does not accept"), "{err}");
    let (code, _, err) = run(&["connect"], "");
    assert_eq!(code, 1, "{err}");
    let (code, out, err) = run(&["connect"], &format!("{KEY}\n"));
    assert_eq!(code, 0, "{out}{err}");
    assert!(out.contains("Test event seen") && out.contains("Connected to"), "{out}");

    let (code, out, _) = run(&["webhooks", "list", "--json"], "");
    let listed: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, listed["rows"].as_array().unwrap().len()), (0, 1));
    let id = listed["rows"][0]["id"].as_str().unwrap().to_owned();
    let (code, out, _) = run(&["webhooks", "test", &id], "");
    assert_eq!(code, 0, "{out}");
    assert_eq!(run(&["webhooks", "rotate", &id], "").0, 0);
    let (code, out, _) = run(&["webhooks", "create", "--url", "https://elsewhere.example/hook", "--json"], "");
    let made: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, &made["ours"]), (0, &json!(true)));
    let foreign = bench.sim.webhook_named("Zapier", "https://hooks.zapier.example/1");
    let (code, _, err) = run(&["webhooks", "delete", &foreign], "");
    assert_eq!(code, 1);
    assert!(err.contains("--foreign"), "{err}");
    assert_eq!(run(&["webhooks", "delete", &foreign, "--foreign"], "").0, 0);
    assert_eq!(run(&["webhooks", "delete", made["id"].as_str().unwrap()], "").0, 0);
    let (_, out, _) = run(&["webhooks", "list"], "");
    assert!(out.contains("this Ringbook") && out.contains("1 of 50"), "{out}");
    assert_eq!(run(&["webhooks", "verify-samples"], "").0, 0);
    ringbook.kill();

    // Without a running Ringbook the same commands open the folder themselves.
    let (code, out, err) = run(&["webhooks", "list", "--json"], "");
    assert_eq!(code, 0, "{err}");
    assert_eq!(serde_json::from_str::<Value>(&out).unwrap()["rows"][0]["main"], true);
    let locked = process::run_with(&bench.data(), &["webhooks", "list"], &quo[..1], "");
    assert_eq!(locked.status.code(), Some(8), "{}", String::from_utf8_lossy(&locked.stderr));
    let wrong = process::run_with(&bench.data(), &["webhooks", "list"], &[("RINGBOOK_PASSPHRASE", "not this one")], "");
    assert_eq!(wrong.status.code(), Some(8), "{}", String::from_utf8_lossy(&wrong.stderr));
}

#[test]
fn samples_are_verified_offline_and_a_key_is_never_an_argument() {
    let dir = tempfile::tempdir().unwrap();
    let output = process::run(dir.path(), &["webhooks", "verify-samples", "--json"]);
    assert_eq!(output.status.code(), Some(0));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(report["signatures"].as_u64().unwrap() >= 45 && report["deliveries"].as_u64().unwrap() >= 90, "{report}");
    assert_eq!(report["failed"], json!([]));
    let refused = process::run(dir.path(), &["connect", KEY]);
    assert_eq!(refused.status.code(), Some(2), "clap knows of no such argument");
}
