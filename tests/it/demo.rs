//! The sample workspace, played to a stand-in for the hook port: everything arrives signed, people answer, and
//! nothing but this computer is asked.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use ringbook::demo::{Error, Handle, Stage, prepare};
use ringbook::model::UtcMillis;
use ringbook::model::event::Event;
use ringbook::seam::Seam;
use ringbook::webhook::delivery::Delivery;
use ringbook::webhook::envelope;
use ringbook::webhook::signature::Scheme;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Value, json};
use tokio::sync::mpsc;

/// Stands where the hook port stands: checks signatures with Standard Webhooks' own library, hands on what came.
struct Hook {
    address: SocketAddr,
    came: mpsc::UnboundedReceiver<Value>,
}

#[derive(Clone)]
struct Checker {
    verify: Arc<standardwebhooks::Webhook>,
    out: mpsc::UnboundedSender<Value>,
}

async fn receive(State(checker): State<Checker>, headers: HeaderMap, body: Bytes) -> StatusCode {
    if checker.verify.verify(&body, &headers).is_err() {
        return StatusCode::UNAUTHORIZED;
    }
    checker.out.send(serde_json::from_slice(&body).unwrap()).unwrap();
    StatusCode::OK
}

impl Hook {
    async fn open(secret: &str) -> Self {
        let (out, came) = mpsc::unbounded_channel();
        let verify = Arc::new(standardwebhooks::Webhook::new(secret).unwrap());
        let router = Router::new().route("/webhooks/quo", post(receive)).with_state(Checker { verify, out });
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { address, came }
    }

    /// The next delivery that `fits`, within 20 s.
    async fn next(&mut self, fits: impl Fn(&Value) -> bool) -> Value {
        let found = async {
            loop {
                let value = self.came.recv().await.unwrap();
                if fits(&value) {
                    return value;
                }
            }
        };
        tokio::time::timeout(Duration::from_secs(20), found).await.expect("nothing of that kind came")
    }

    /// Everything that has come so far.
    fn drain(&mut self) -> Vec<Value> {
        std::iter::from_fn(|| self.came.try_recv().ok()).collect()
    }
}

/// A demo that plays to a checking hook, everything `times` as fast.
struct Show {
    hook: Hook,
    handle: Handle,
    quo: String,
    key: String,
    client: reqwest::Client,
}

impl Show {
    async fn begin(is_new: bool, times: u32) -> Self {
        let (mut key, mut secrets) = (Some(SecretString::from("a real key")), vec![SecretString::from("whsec_AAAA")]);
        prepare(&mut key, &mut secrets);
        let hook = Hook::open(secrets[0].expose_secret()).await;
        let stage = Stage::open(Seam::system(), key.as_ref(), &secrets).await.unwrap().hurried(times);
        let quo = stage.quo_url();
        let handle = stage.play(hook.address, is_new).await.unwrap();
        let key = key.unwrap().expose_secret().to_owned();
        Self { hook, handle, quo, key, client: reqwest::Client::new() }
    }

    async fn send(&self, to: &[&str], words: &str) -> Value {
        let body = json!({ "content": words, "from": "PNmain7Lw2Xk", "to": to });
        let request = self.client.post(format!("{}/v1/messages", self.quo)).header("Authorization", &self.key);
        let answer = request.json(&body).send().await.unwrap();
        assert_eq!(answer.status().as_u16(), 202);
        answer.json::<Value>().await.unwrap()["data"].take()
    }

    async fn get(&self, path: &str) -> Value {
        let request = self.client.get(format!("{}{path}", self.quo)).header("Authorization", &self.key);
        let answer = request.header("Quo-Api-Version", "2026-03-30").send().await.unwrap();
        assert_eq!(answer.status().as_u16(), 200, "{path}");
        answer.json().await.unwrap()
    }
}

fn spoken() -> BTreeMap<String, Value> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/demo/spoken.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_month_arrives_signed_in_seconds_and_looks_like_a_month() {
    let begun = Instant::now();
    let mut show = Show::begin(true, 1).await;
    let took = begun.elapsed();
    let came = show.hook.drain();
    assert!(took < Duration::from_secs(10), "the month took {took:?}");
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for event in &came {
        *kinds.entry(event["type"].as_str().unwrap()).or_default() += 1;
    }
    let texts = kinds["message.received"] + kinds["message.delivered"] + kinds["message.failed"];
    let items = texts + kinds["call.completed"];
    assert!((500..=700).contains(&items), "{items} items: {kinds:?}");
    assert!(kinds["contact.updated"] >= 35 && kinds["call.missed"] >= 10, "{kinds:?}");
    assert!(kinds["call.voicemail.completed"] >= 5 && kinds["call.transcript.completed"] >= 5, "{kinds:?}");
    for rare in ["message.failed", "call.menu.selected", "call.forwarded"] {
        assert!(kinds.contains_key(rare), "{rare} is missing");
    }
    let ids: BTreeSet<&str> = came.iter().map(|event| event["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), came.len(), "an event came twice");
    show.handle.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ringbook_understands_every_delivery_of_the_month_without_guessing() {
    let mut show = Show::begin(true, 1).await;
    for event in show.hook.drain() {
        let delivery = Delivery {
            received_at: UtcMillis(1_794_000_000_000),
            scheme: Scheme::Standard,
            secret_index: Some(0),
            webhook_id: Some("msg_1".to_owned()),
            signed_at: None,
            headers: Vec::new(),
            body: Bytes::from(event.to_string()),
        };
        let reading = envelope::read(&delivery).unwrap_or_else(|error| panic!("{error}: {event}"));
        assert!(reading.notes.is_empty(), "{:?}: {event}", reading.notes);
        assert!(!reading.events.is_empty() && !reading.events.iter().any(|e| matches!(e, Event::NoEffect { .. })));
    }
    show.handle.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transcript_says_word_for_word_what_the_recording_says_when_it_says_it() {
    let mut show = Show::begin(true, 1).await;
    let spoken = spoken();
    let mut checked = 0;
    for event in show.hook.drain().iter().filter(|event| event["type"] == "call.transcript.completed") {
        let dialogue = event["data"]["resource"]["dialogue"].as_array().unwrap();
        let scene = spoken.values().find(|scene| scene["sentences"][0]["content"] == dialogue[0]["content"]).unwrap();
        let sentences = scene["sentences"].as_array().unwrap();
        assert_eq!(dialogue.len(), sentences.len());
        let mut end = 0.0;
        for (said, heard) in dialogue.iter().zip(sentences) {
            for field in ["content", "start", "end"] {
                assert_eq!(said[field], heard[field]);
            }
            assert!(said["start"].as_f64().unwrap() > end, "sentences overlap: {said}");
            end = said["end"].as_f64().unwrap();
            assert_ne!(said["userId"].is_null(), said["identifier"].is_null(), "who speaks is not clear: {said}");
        }
        assert!(end < event["data"]["resource"]["duration"].as_f64().unwrap());
        checked += 1;
    }
    assert!(checked >= 5);
    let long = &spoken["consultation"];
    let words: usize =
        long["sentences"].as_array().unwrap().iter().map(|s| s["content"].as_str().unwrap().split(' ').count()).sum();
    assert!(long["seconds"].as_f64().unwrap() >= 20.0 * 60.0 && words >= 3000, "{words} words");
    show.handle.stop().await;
}

/// The sentences file is what was spoken: the hand-written script, line by line.
#[test]
fn the_sentences_are_the_scripts() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/demo/script/consultation.txt");
    let script = std::fs::read_to_string(path).unwrap();
    let written: Vec<&str> = script.lines().filter_map(|l| l.strip_prefix("W: ").or(l.strip_prefix("D: "))).collect();
    let spoken = spoken();
    let said: Vec<&str> = spoken["consultation"]["sentences"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| s["content"].as_str().unwrap())
        .collect();
    assert_eq!(written, said);
}

#[tokio::test(flavor = "multi_thread")]
async fn recordings_and_pictures_are_served_on_this_computer() {
    let mut show = Show::begin(true, 1).await;
    let text = serde_json::to_string(&show.hook.drain()).unwrap();
    let base = format!("{}/media/", show.quo);
    let names: BTreeSet<&str> = text.split(&base).skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert!(names.len() > 30, "{names:?}");
    for name in names {
        let answer = show.client.get(format!("{base}{name}")).send().await.unwrap();
        assert_eq!(answer.status().as_u16(), 200, "{name}");
        let bytes = answer.bytes().await.unwrap();
        match name.rsplit('.').next().unwrap() {
            "jpg" => assert!(bytes.len() <= 60_000, "{name} has {} bytes", bytes.len()),
            "mp3" => assert!(bytes.len() <= 4 << 20, "{name} has {} bytes", bytes.len()),
            other => assert_eq!(other, "pdf"),
        }
    }
    let elsewhere = text.replace(&show.quo, "").replace("https://my.quo.com/", "");
    assert!(!elsewhere.contains("http"), "something points outside");
    show.handle.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_has_the_month_gets_only_what_is_new() {
    let mut show = Show::begin(false, 100).await;
    let first = show.hook.next(|_| true).await;
    assert_eq!(first["type"], "message.received");
    let ringing = show.hook.next(|event| event["type"] == "call.ringing").await;
    assert!(ringing["data"]["resource"]["id"].as_str().unwrap().starts_with("ACx"));
    show.handle.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sent_text_is_delivered_and_answered_in_its_own_thread() {
    let mut show = Show::begin(true, 20).await;
    let month = show.hook.drain();
    let thread = month.iter().find(|event| event["data"]["context"]["senderIdentifier"] == "+17735550118").unwrap();
    let sent = show.send(&["+17735550118"], "Hi Walter, just cover what is in the attic with sheets.").await;
    assert_eq!(sent["status"], "queued");
    let id = sent["id"].clone();
    let delivered = show.hook.next(|event| event["data"]["resource"]["id"] == id).await;
    assert_eq!(delivered["type"], "message.delivered");
    let answer = show
        .hook
        .next(|event| {
            event["data"]["context"]["senderIdentifier"] == "+17735550118"
                && event["data"]["resource"]["text"]
                    .as_str()
                    .is_some_and(|t| t.contains("sheets") || t.contains("nativity"))
        })
        .await;
    assert_eq!(answer["type"], "message.received");
    for event in [&delivered, &answer] {
        assert_eq!(event["data"]["context"]["conversationId"], thread["data"]["context"]["conversationId"]);
        assert_eq!(event["data"]["context"]["contacts"], thread["data"]["context"]["contacts"]);
    }
    let read = show.get("/messages?direction=outgoing&to=%2B17735550118").await;
    assert_eq!(read["data"][0]["id"], id);
    assert_eq!(read["data"][0]["status"], "delivered");
    let read = show.get("/v1/messages?phoneNumberId=PNmain7Lw2Xk&participants=%2B17735550118&maxResults=10").await;
    assert!(read["data"].as_array().unwrap().iter().any(|text| text["id"] == id));
    show.handle.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_opted_out_is_not_reached_and_machines_do_not_answer() {
    let mut show = Show::begin(false, 200).await;
    let sent = show.send(&["+13125550105"], "One more try").await;
    let failed = show.hook.next(|event| event["data"]["resource"]["id"] == sent["id"]).await;
    assert_eq!(
        (&failed["type"], &failed["data"]["resource"]["errorCode"]),
        (&json!("message.failed"), &json!("21610"))
    );
    let sent = show.send(&["72975"], "HELP").await;
    show.hook.next(|event| event["data"]["resource"]["id"] == sent["id"]).await;
    show.handle.stop().await;
    assert!(show.hook.drain().iter().all(|event| event["data"]["context"]["senderIdentifier"] != "72975"));
}

#[tokio::test(flavor = "multi_thread")]
async fn lines_users_and_the_firm_can_be_read_with_the_key_alone() {
    let show = Show::begin(false, 1).await;
    assert_eq!(show.get("/v1/phone-numbers").await["data"][0]["number"], "+13125550142");
    assert_eq!(show.get("/phone-numbers").await["data"][2]["phoneNumber"], "+13125550199");
    assert_eq!(show.get("/users").await["data"].as_array().unwrap().len(), 4);
    assert_eq!(show.get("/organization").await["data"]["name"], "Lakeview Roofing (sample data)");
    let refused = show.client.get(format!("{}/users", show.quo)).send().await.unwrap();
    assert_eq!(refused.status().as_u16(), 401);
    show.handle.stop().await;
}

#[tokio::test]
async fn sample_data_is_never_delivered_to_another_computer() {
    let (mut key, mut secrets) = (None, Vec::new());
    prepare(&mut key, &mut secrets);
    let stage = Stage::open(Seam::system(), key.as_ref(), &secrets).await.unwrap();
    let refused = stage.play("192.0.2.1:80".parse().unwrap(), true).await;
    assert!(matches!(refused, Err(Error::NotLoopback(_))));
}
