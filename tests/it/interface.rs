//! The interface's port: who may ask, and the whole path from a delivery to an answered text.

use crate::{
    simulator::{self, Simulator, webhooks::Generation},
    support::{Browser, Delivery, Ringbook, SECRET, browser::PASSWORD},
};
use serde_json::{Value, json};

const EVERY_COMMAND: &[(&str, &str, &str, &str, &[&str])] = ringbook::api::schema::COMMANDS;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_told_without_signing_in() {
    let dir = tempfile::tempdir().unwrap();
    let ringbook = Ringbook::start_with(&dir.path().join("data"), &[("RINGBOOK_PASSWORD", PASSWORD)]);
    let http = crate::support::client();
    let origin = format!("http://{}", ringbook.ui);
    for (command, ..) in EVERY_COMMAND {
        let answer = http
            .post(format!("{origin}/api/rpc/{command}"))
            .header("origin", &origin)
            .json(&json!({}))
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 401, "{command}");
    }
    for path in ["/api/changes", &format!("/media/{}", "ab".repeat(32))] {
        assert_eq!(http.get(format!("{origin}{path}")).send().await.unwrap().status(), 401, "{path}");
    }
    for path in ["/api/local/export", "/api/local/doctor", &format!("/m/guess/{}", "ab".repeat(32))] {
        assert_eq!(http.get(format!("{origin}{path}")).send().await.unwrap().status(), 404, "{path}");
    }
    let wrong =
        http.post(format!("{origin}/api/login")).header("origin", &origin).json(&json!({ "password": "guess" }));
    assert_eq!(wrong.send().await.unwrap().status(), 401);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_answer_carries_the_headers_that_keep_pages_apart() {
    let dir = tempfile::tempdir().unwrap();
    let (ringbook, browser) = Browser::with_server(&dir.path().join("data"), &[]).await;
    let origin = format!("http://{}", ringbook.ui);
    for path in ["/", "/inbox", "/api/session", "/nothing.js", "/api/nothing"] {
        let answer = browser.http.get(format!("{origin}{path}")).send().await.unwrap();
        let header =
            |name: &str| answer.headers().get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default();
        assert_eq!(header("content-security-policy"), ringbook::http::ui::CONTENT_SECURITY_POLICY, "{path}");
        assert_eq!(header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(header("referrer-policy"), "no-referrer", "{path}");
        assert_eq!(header("cross-origin-opener-policy"), "same-origin", "{path}");
        assert_eq!(header("cross-origin-resource-policy"), "same-origin", "{path}");
        assert_eq!(header("access-control-allow-origin"), "", "{path}");
    }
    let rebound =
        browser.http.get(format!("{origin}/api/session")).header("host", "evil.example").send().await.unwrap();
    assert_eq!(rebound.status(), 421);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bad_input_to_any_command_is_a_typed_error_and_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let (_ringbook, browser) = Browser::with_server(&dir.path().join("data"), &[]).await;
    let before = browser.inbox("all").await;
    let long = "x".repeat(600_000);
    for (command, ..) in EVERY_COMMAND {
        for input in [
            json!(null),
            json!([]),
            json!("text"),
            json!({ "conversationId": 7, "callId": false, "limit": -1, "query": {} }),
            json!({ "conversationId": "../../etc/passwd", "text": long, "token": "t", "limit": 4_000_000_000_u64 }),
        ] {
            let (status, answer) = browser.try_call(command, input).await;
            assert!(status < 500, "{command}: {status} {answer}");
            if status != 200 {
                assert!(answer["code"].is_string() && answer["message"].is_string(), "{command}: {answer}");
            }
        }
    }
    assert_eq!(browser.try_call("no_such_command", json!({})).await.0, 404);
    assert_eq!(browser.inbox("all").await, before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_text_arrives_is_read_found_answered_and_delivered() {
    let dir = tempfile::tempdir().unwrap();
    let quo = Simulator::start(simulator::Options::default()).await.unwrap();
    let url = quo.url();
    let variables = [("RINGBOOK_QUO_URL", url.as_str()), ("RINGBOOK_QUO_KEY", simulator::KEY)];
    let (ringbook, browser) = Browser::with_server(&dir.path().join("data"), &variables).await;
    quo.webhook(Generation::Dated, &format!("http://{}/webhooks/quo", ringbook.hook), Some(SECRET));

    quo.inbound("+17735550118", "Hi, the gutter over the back door leaks. Is Friday at 2 still open?");
    let inbox = browser
        .until("inbox_page", json!({ "tab": "unread", "lineId": null, "cursor": null, "limit": 50 }), |page| {
            page["rows"].as_array().is_some_and(|rows| rows.len() == 1)
        })
        .await;
    assert_eq!(inbox["counts"]["unread"], 1);
    assert_eq!(inbox["counts"]["waiting"], 1);
    let conversation = inbox["rows"][0]["id"].as_str().unwrap().to_owned();

    let thread = json!({ "conversationId": conversation, "anchor": { "kind": "end" }, "limit": 50 });
    let page = browser.call("timeline_page", thread.clone()).await;
    assert_eq!(page["total"], 1);
    assert!(page["items"][0]["body"]["text"].as_str().unwrap().starts_with("Hi, the gutter"));
    browser.call("mark", json!({ "conversationId": conversation, "mark": "read" })).await;
    browser.until("status", json!({}), |status| status["unread"] == 0).await;

    let search = json!({ "query": "gutter lea", "order": "relevance", "group": null, "cursor": null, "limit": 10, "conversationId": null });
    let found = browser.call("search", search).await;
    let messages = found["groups"].as_array().unwrap().iter().find(|group| group["kind"] == "messages").unwrap();
    assert_eq!(messages["total"], 1, "{found:#}");

    let send = json!({ "conversationId": conversation, "text": "Yes, Friday at 2 works.", "token": "composer-1" });
    let entry = browser.call("send_text", send.clone()).await;
    let again = browser.call("send_text", send).await;
    assert_eq!(entry["id"], again["id"], "the same token never sends twice");
    let states = |page: &Value| -> Vec<String> {
        let items = page["items"].as_array().unwrap().iter();
        items
            .filter(|item| item["outgoing"] == true)
            .map(|item| item["body"]["state"].as_str().unwrap_or("").to_owned())
            .collect()
    };
    browser.until("timeline_page", thread, |page| states(page) == ["delivered"]).await;
    assert_eq!(quo.accepted().len(), 1);
    assert!(quo.doubles().is_empty());
    browser
        .until("inbox_page", json!({ "tab": "waiting", "lineId": null, "cursor": null, "limit": 50 }), |page| {
            page["counts"]["waiting"] == 0
        })
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stop_locks_the_composer_and_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let (ringbook, browser) = Browser::with_server(
        &dir.path().join("data"),
        &[("RINGBOOK_QUO_KEY", "k"), ("RINGBOOK_QUO_URL", "http://127.0.0.1:9")],
    )
    .await;
    let client = crate::support::client();
    let stop = Delivery::text(1, "+17735550118", "STOP", "2026-10-05T14:01:22.271Z");
    assert_eq!(stop.post(&client, &ringbook.hook).await, Some(200));
    let page = browser
        .until("inbox_page", json!({ "tab": "all", "lineId": null, "cursor": null, "limit": 50 }), |page| {
            page["rows"].as_array().is_some_and(|rows| !rows.is_empty())
        })
        .await;
    let id = page["rows"][0]["id"].as_str().unwrap();
    let conversation = browser.call("conversation", json!({ "conversationId": id })).await;
    assert_eq!(conversation["locked"]["reason"], "optedOut", "{conversation:#}");
    let (status, answer) =
        browser.try_call("send_text", json!({ "conversationId": id, "text": "hello", "token": "t1" })).await;
    assert_eq!((status, answer["code"].as_str()), (409, Some("refused")), "{answer}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_yes_allows_texts_again_only_to_who_had_stopped_them() {
    let dir = tempfile::tempdir().unwrap();
    let (ringbook, browser) = Browser::with_server(&dir.path().join("data"), &[]).await;
    let client = crate::support::client();
    let said = [(1, "Yes.", "14:01"), (2, "STOP", "14:02"), (3, "yes", "14:03")];
    for (n, words, time) in said {
        let text = Delivery::text(n, "+17735550118", words, &format!("2026-10-05T{time}:22.271Z"));
        assert_eq!(text.post(&client, &ringbook.hook).await, Some(200));
    }
    let inbox = json!({ "tab": "all", "lineId": null, "cursor": null, "limit": 50 });
    let page = browser.until("inbox_page", inbox, |page| page["rows"][0]["unread"] == 3).await;
    let timeline = json!({ "conversationId": page["rows"][0]["id"], "anchor": { "kind": "end" }, "limit": 10 });
    let items = browser.call("timeline_page", timeline).await["items"].clone();
    let marks: Vec<_> = items.as_array().unwrap().iter().map(|item| item["body"]["opt"].clone()).collect();
    assert_eq!(marks, [json!(null), json!("out"), json!("in")]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_read_is_a_dead_letter_with_its_reason_and_its_bytes() {
    let dir = tempfile::tempdir().unwrap();
    let (ringbook, browser) = Browser::with_server(&dir.path().join("data"), &[]).await;
    let client = crate::support::client();
    let broken =
        Delivery { webhook_id: "msg_broken".into(), body: "{ \"type\": \"message.received\", \"data\": ".into() };
    assert_eq!(broken.post(&client, &ringbook.hook).await, Some(200));
    let page = browser
        .until("deliveries_page", json!({ "only": "dead", "cursor": null, "limit": 50 }), |page| page["total"] == 1)
        .await;
    let row = &page["rows"][0];
    assert_eq!(row["outcome"], "dead");
    assert!(row["reason"].as_str().is_some_and(|reason| !reason.is_empty()), "{row}");
    let delivery = browser.call("delivery", json!({ "seq": row["seq"] })).await;
    assert_eq!(delivery["body"], broken.body);
    let replayed = browser.call("replay_dead_letters", json!({ "seq": null })).await;
    assert_eq!((&replayed["tried"], &replayed["stillDead"]), (&json!(1), &json!(1)));
}
