//! `/healthz`, `/metrics`, and the warnings that are raised once and clear by themselves.

use crate::{
    simulator::{self, Simulator},
    support::{
        Browser, Delivery, Here, Ringbook,
        browser::PASSWORD,
        here::{config, moment, texts},
    },
};
use ringbook::{
    http::Face,
    model::UtcMillis,
    seam::{Breakpoint, Seam},
};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

const HOUR_MS: i64 = 3_600_000;

/// One line of the text format: name, labels, value.
type Sample = (String, BTreeMap<String, String>, f64);

/// Reads Prometheus' text format 0.0.4 as strictly as promtool: a family has one help, one type, both before its
/// samples, its samples stand together, no sample comes twice, counters end in `_total`, histograms add up.
fn parse(text: &str) -> Vec<Sample> {
    let is_name = |name: &str| {
        !name.is_empty()
            && !name.starts_with(|c: char| c.is_ascii_digit())
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == ':')
    };
    assert!(text.ends_with('\n'), "the last line has no end");
    let (mut kinds, mut helps) = (BTreeMap::<String, String>::new(), BTreeSet::new());
    let (mut samples, mut seen, mut closed) = (Vec::<Sample>::new(), BTreeSet::new(), BTreeSet::new());
    let mut current = String::new();
    for line in text.lines() {
        if let Some(rest) = line.strip_prefix("# HELP ") {
            let (name, help) = rest.split_once(' ').unwrap();
            assert!(is_name(name) && !help.is_empty() && helps.insert(name.to_owned()), "{line}");
            continue;
        }
        if let Some(rest) = line.strip_prefix("# TYPE ") {
            let (name, kind) = rest.split_once(' ').unwrap();
            assert!(helps.contains(name), "a type before its help: {line}");
            assert!(["counter", "gauge", "histogram"].contains(&kind), "{line}");
            assert!(kinds.insert(name.to_owned(), kind.to_owned()).is_none(), "{line}");
            assert_eq!(kind == "counter", name.ends_with("_total"), "{line}");
            assert!(name.starts_with("ringbook_"), "{line}");
            closed.insert(std::mem::replace(&mut current, name.to_owned()));
            continue;
        }
        let (head, value) = line.rsplit_once(' ').unwrap();
        let (name, labels) = match head.split_once('{') {
            None => (head, BTreeMap::new()),
            Some((name, rest)) => {
                let inner = rest.strip_suffix('}').unwrap();
                let pairs = inner.split(',').map(|pair| {
                    let (label, value) = pair.split_once("=\"").unwrap();
                    assert!(is_name(label), "{line}");
                    (label.to_owned(), value.strip_suffix('"').unwrap().to_owned())
                });
                (name, pairs.collect())
            }
        };
        let family = ["_bucket", "_sum", "_count"]
            .iter()
            .filter_map(|end| name.strip_suffix(end))
            .find(|family| kinds.get(*family).is_some_and(|kind| kind == "histogram"))
            .unwrap_or(name);
        assert_eq!(family, current, "a sample apart from its family: {line}");
        assert!(is_name(name) && !closed.contains(family), "{line}");
        assert!(seen.insert(head.to_owned()), "twice: {line}");
        let value: f64 = value.parse().unwrap();
        assert!(value >= 0.0, "{line}");
        samples.push((name.to_owned(), labels, value));
    }
    for (family, _) in kinds.iter().filter(|(_, kind)| *kind == "histogram") {
        let buckets: Vec<f64> =
            samples.iter().filter(|(name, ..)| *name == format!("{family}_bucket")).map(|(.., value)| *value).collect();
        assert!(buckets.is_sorted() && buckets.len() > 3, "{family}");
        assert_eq!(buckets.last().copied().unwrap(), value_of(&samples, &format!("{family}_count"), &[]), "{family}");
    }
    samples
}

fn value_of(samples: &[Sample], name: &str, labels: &[(&str, &str)]) -> f64 {
    let fits = |found: &&Sample| {
        found.0 == name && labels.iter().all(|(label, value)| found.1.get(*label).is_some_and(|it| it == value))
    };
    samples.iter().find(fits).map_or_else(|| panic!("no {name} {labels:?}"), |found| found.2)
}

async fn measured(here: &Here) -> (String, Vec<Sample>) {
    let answer = here.http.get(format!("http://{}/metrics", here.server.ui)).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["content-type"], "text/plain; version=0.0.4; charset=utf-8");
    let text = answer.text().await.unwrap();
    let samples = parse(&text);
    (text, samples)
}

async fn healthz(here: &Here) -> (u16, Value) {
    let answer = here.http.get(format!("http://{}/healthz", here.server.ui)).send().await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap())
}

/// The kinds of warnings that stand after a look.
async fn look(here: &Here) -> Vec<String> {
    let app = here.app.clone();
    tokio::task::spawn_blocking(move || app.look_after_health()).await.unwrap().unwrap();
    let health = here.call("health", json!({})).await;
    health["warnings"].as_array().unwrap().iter().map(|one| one["kind"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_received_and_what_became_of_it_is_measured() {
    let dir = tempfile::tempdir().unwrap();
    let here = Here::start(config(&dir.path().join("data"), |_| {}), Seam::system()).await;
    let mut deliveries = texts(1..31);
    deliveries.push(Delivery { webhook_id: "msg_again".into(), body: texts(7..8)[0].body.clone() });
    deliveries.push(Delivery { webhook_id: "msg_odd".into(), body: "{\"nothing\":\"+17735550118\"}".into() });
    here.receive(deliveries).await;
    let hook = here.server.hook.to_string();
    assert_eq!(texts(31..32)[0].post(&here.http, &hook).await, Some(200));
    here.settle().await;
    look(&here).await;

    let (text, samples) = measured(&here).await;
    let processed = |outcome| ("ringbook_events_processed_total", [("type", "message.received"), ("outcome", outcome)]);
    let (name, labels) = processed("applied");
    assert_eq!(value_of(&samples, name, &labels), 31.0);
    let (name, labels) = processed("duplicate");
    assert_eq!(value_of(&samples, name, &labels), 1.0);
    assert_eq!(value_of(&samples, "ringbook_deliveries_received_total", &[]), 1.0);
    assert_eq!(value_of(&samples, "ringbook_event_processing_duration_seconds_count", &[]), 33.0);
    assert_eq!(value_of(&samples, "ringbook_backlog_records", &[]), 0.0);
    assert_eq!(value_of(&samples, "ringbook_dead_letters", &[]), 1.0);
    assert!(value_of(&samples, "ringbook_last_delivery_age_seconds", &[]) < 60.0);
    assert_eq!(value_of(&samples, "ringbook_journal_accepting", &[]), 1.0);
    assert_eq!(value_of(&samples, "ringbook_quo_rate_limit_wait_seconds_total", &[]), 0.0);
    assert_eq!(value_of(&samples, "ringbook_build_info", &[("version", env!("CARGO_PKG_VERSION"))]), 1.0);
    for personal in ["7735550118", "roof", "msg_", "PNq7", "whsec"] {
        assert!(!text.contains(personal), "{personal} in {text}");
    }
    here.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn measures_are_for_those_who_signed_in_or_hold_the_token() {
    let dir = tempfile::tempdir().unwrap();
    let (ringbook, browser) =
        Browser::with_server(&dir.path().join("data"), &[("RINGBOOK_METRICS_TOKEN", "scrape-me-7f3a")]).await;
    let ask = |authorization: Option<&str>, cookie: Option<&str>, forwarded: bool| {
        let mut request = browser.http.get(format!("http://{}/metrics", ringbook.ui));
        for (name, value) in [("authorization", authorization), ("cookie", cookie)] {
            if let Some(value) = value {
                request = request.header(name, value);
            }
        }
        if forwarded {
            request = request.header("x-forwarded-for", "127.0.0.1");
        }
        async move { request.send().await.unwrap().status().as_u16() }
    };
    assert_eq!(ask(None, None, false).await, 401);
    assert_eq!(ask(None, None, true).await, 401);
    for wrong in ["Bearer ", "Bearer scrape-me-7f3", "Bearer scrape-me-7f3aa", "Basic scrape-me-7f3a", "scrape-me-7f3a"]
    {
        assert_eq!(ask(Some(wrong), None, false).await, 401, "{wrong}");
    }
    assert_eq!(ask(Some("Bearer scrape-me-7f3a"), None, false).await, 200);
    assert_eq!(ask(None, Some(&browser.cookie), false).await, 200);
    let rebound = browser.http.get(format!("http://{}/metrics", ringbook.ui)).header("host", "evil.example");
    let rebound = rebound.header("authorization", "Bearer scrape-me-7f3a").send().await.unwrap();
    assert_eq!(rebound.status(), 421);
    drop(ringbook);

    // Without a token of its own the scraper has none, not the empty one.
    let ringbook = Ringbook::start_with(
        &dir.path().join("other"),
        &[("RINGBOOK_PASSWORD", PASSWORD), ("RINGBOOK_METRICS_TOKEN", "")],
    );
    let request = browser.http.get(format!("http://{}/metrics", ringbook.ui)).header("authorization", "Bearer ");
    assert_eq!(request.send().await.unwrap().status(), 401);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn health_is_told_without_a_session_and_says_nothing_but_codes() {
    let dir = tempfile::tempdir().unwrap();
    let seam = Seam::system();
    let breakpoints = seam.breakpoints.clone();
    let here = Here::with_face(
        config(&dir.path().join("data"), |given| given.password = Some(PASSWORD.to_owned().into())),
        seam,
        Face::Browser,
    )
    .await;
    assert_eq!(healthz(&here).await, (200, json!({ "status": "ok", "reasons": [] })));

    // Behind: nothing is applied for a while.
    breakpoints.arm(Breakpoint::Stored);
    here.receive(texts(1..1_600)).await;
    breakpoints.arrivals(Breakpoint::Stored, 1).await;
    let app = here.app.clone();
    tokio::task::spawn_blocking(move || app.look_after_health()).await.unwrap().unwrap();
    assert_eq!(healthz(&here).await, (200, json!({ "status": "degraded", "reasons": ["backlog"] })));
    breakpoints.disarm(Breakpoint::Stored);
    here.settle().await;
    let app = here.app.clone();
    tokio::task::spawn_blocking(move || app.look_after_health()).await.unwrap().unwrap();
    assert_eq!(healthz(&here).await.1["status"], "ok");

    // Nothing can be written down any more.
    use ringbook::journal::Journal as _;
    let journal = here.app.journal.clone();
    tokio::task::spawn_blocking(move || journal.close()).await.unwrap();
    assert_eq!(healthz(&here).await, (503, json!({ "status": "failing", "reasons": ["not_recording"] })));
    here.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn six_quiet_business_hours_are_a_warning_until_something_arrives() {
    let dir = tempfile::tempdir().unwrap();
    let began = UtcMillis(1_790_000_000_000);
    let (seam, clock) = Seam::scripted(7, began);
    let here = Here::start(config(&dir.path().join("data"), |_| {}), seam).await;
    let settings = here.call("settings", json!({})).await;
    assert_eq!(
        settings["businessHours"],
        json!({ "days": [true, true, true, true, true, false, false], "fromMinute": 480, "toMinute": 1080 })
    );
    let mut always = settings.clone();
    always["businessHours"] =
        json!({ "days": [true, true, true, true, true, true, true], "fromMinute": 0, "toMinute": 1440 });
    here.call("save_settings", always.clone()).await;
    here.receive(texts(1..2)).await;
    here.settle().await;
    // A look every four minutes: a longer gap means that the computer slept.
    let mut warned_at = None;
    for minutes in (4..=7 * 60).step_by(4) {
        clock.set(began.plus_ms(minutes * 60_000));
        if look(&here).await == ["silence"] && warned_at.is_none() {
            warned_at = Some(minutes);
        }
    }
    assert_eq!(warned_at, Some(360));
    let health = here.call("health", json!({})).await;
    assert_eq!(health["warnings"][0]["since"], began.plus_ms(6 * HOUR_MS).0, "raised once");
    let status = here.status().await;
    assert!(status["problems"].as_array().unwrap().iter().any(|problem| problem["code"] == "silence"), "{status:#}");
    here.receive(texts(2..3)).await;
    here.settle().await;
    assert!(look(&here).await.is_empty(), "it clears by itself");

    // Asleep for days: it could not have received anything.
    clock.advance_ms(50 * HOUR_MS);
    assert!(look(&here).await.is_empty());
    // Closed all week.
    always["businessHours"]["days"] = json!([false, false, false, false, false, false, false]);
    here.call("save_settings", always).await;
    for _ in 0..120 {
        clock.advance_ms(4 * 60_000);
        assert!(look(&here).await.is_empty());
    }
    here.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn deliveries_that_cannot_be_applied_or_are_signed_with_another_secret_are_warnings() {
    let dir = tempfile::tempdir().unwrap();
    let here = Here::start(config(&dir.path().join("data"), |_| {}), Seam::system()).await;
    let odd = |n: u64| Delivery { webhook_id: format!("msg_odd{n}"), body: format!("{{\"n\":{n}}}") };
    here.receive((1..=12).map(odd)).await;
    here.settle().await;
    assert_eq!(look(&here).await, ["failures"]);
    here.receive(texts(1..60)).await;
    here.settle().await;
    assert!(look(&here).await.is_empty());

    let hook = here.server.hook.to_string();
    for n in 0..3 {
        let delivery = Delivery::text(100 + n, "+17735550118", "hello", &moment(100 + n));
        let mut request =
            here.http.post(format!("http://{hook}/webhooks/quo")).header("content-type", "application/json");
        for (name, value) in delivery.headers(chrono::Utc::now().timestamp()) {
            let value = if name == "webhook-signature" { format!("v1,{}", "A".repeat(43) + "=") } else { value };
            request = request.header(name, value);
        }
        assert_eq!(request.body(delivery.body).send().await.unwrap().status(), 401);
    }
    assert_eq!(look(&here).await, ["webhookRefused"]);
    assert_eq!(texts(200..201)[0].post(&here.http, &hook).await, Some(200));
    here.settle().await;
    assert!(look(&here).await.is_empty());
    here.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_key_is_a_warning_and_is_measured() {
    let dir = tempfile::tempdir().unwrap();
    let quo = Simulator::start(simulator::Options::default()).await.unwrap();
    let url = quo.url();
    let with = |given: &mut ringbook::app::config::Given| {
        given.quo_url = Some(url.clone());
        given.quo_key = Some("a-key-that-was-revoked".to_owned().into());
    };
    let here = Here::start(config(&dir.path().join("data"), with), Seam::system()).await;
    let began = std::time::Instant::now();
    while look(&here).await != ["keyRefused"] {
        assert!(began.elapsed().as_secs() < 40, "the refused key was never noticed");
        tokio::time::sleep(std::time::Duration::from_millis(20)).await; // pace of asking
    }
    let (text, samples) = measured(&here).await;
    assert!(value_of(&samples, "ringbook_quo_requests_total", &[("status", "401")]) >= 1.0);
    assert_eq!(value_of(&samples, "ringbook_warning", &[("kind", "key_refused")]), 1.0);
    assert!(!text.contains("revoked"));
    here.stop().await;
}
