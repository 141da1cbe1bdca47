//! The commands: choosing, testing, what is refused.

use super::{is_tested, refused, until};
use crate::support::{Browser, Ringbook, process};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};

/// A reverse proxy that passes the hook's path on and answers everything else by `elsewhere`.
async fn proxy(hook: String, elsewhere: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut from, _)) = listener.accept().await {
            let hook = hook.clone();
            tokio::spawn(async move {
                let mut head = [0; 4096];
                let length = from.read(&mut head).await.unwrap();
                if head.starts_with(b"POST /webhooks/quo HTTP") {
                    let mut to = TcpStream::connect(hook).await.unwrap();
                    to.write_all(&head[..length]).await.unwrap();
                    let _ = tokio::io::copy_bidirectional(&mut from, &mut to).await;
                } else {
                    let answer = format!("HTTP/1.1 {elsewhere}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
                    let _ = from.write_all(answer.as_bytes()).await;
                }
            });
        }
    });
    format!("http://{address}")
}

async fn own(browser: &Browser, url: &str) -> Value {
    browser.call("save_tunnel", json!({ "config": { "kind": "own", "url": url }, "secret": null })).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_of_ones_own_is_chosen_reached_kept_and_given_up() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let (ringbook, browser) = Browser::with_server(&data, &[]).await;
    let tunnel = browser.call("tunnel", json!({})).await;
    assert_eq!((&tunnel["state"]["phase"], &tunnel["config"]), (&json!("off"), &json!({ "kind": "off" })));
    assert_eq!(tunnel["hookAddress"], ringbook.hook.as_str());

    let url = proxy(ringbook.hook.clone(), "404 Not Found").await;
    let saved = own(&browser, &format!("  {url}/ ")).await;
    assert_eq!(saved["problems"], json!([]));
    let tunnel = until(&browser, is_tested).await;
    assert_eq!(tunnel["state"]["publicUrl"], url.as_str());
    assert_eq!(tunnel["state"]["webhookUrl"], format!("{url}/webhooks/quo"));
    assert_eq!(tunnel["state"]["test"]["passed"], true, "{tunnel:#}");
    // Asking through the address is not counted as a stranger; what the test sends like a stranger is.
    assert_eq!(refused(&browser).await, json!([{ "label": "not signed by Quo", "count": 1 }]));
    let test = browser.call("test_tunnel", json!({})).await;
    assert_eq!(test["passed"], true, "{test:#}");
    let outcomes: Vec<&Value> = test["steps"].as_array().unwrap().iter().map(|step| &step["outcome"]).collect();
    assert_eq!(outcomes, ["ok"; 4]);

    // It is a setting: the next start opens the same.
    assert_eq!(ringbook.terminate().1, Some(0));
    let (_ringbook, browser) = Browser::with_server(&data, &[]).await;
    let tunnel = browser.call("tunnel", json!({})).await;
    assert_eq!(tunnel["config"], json!({ "kind": "own", "url": format!("{url}/") }));
    assert_ne!(tunnel["state"]["phase"], "off");
    let off = browser.call("save_tunnel", json!({ "config": { "kind": "off" }, "secret": null })).await;
    assert_eq!(off["tunnel"]["state"]["phase"], "off");
    assert_eq!(off["tunnel"]["state"]["publicUrl"], Value::Null);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_that_leads_to_more_than_the_hook_raises_the_alarm() {
    let dir = tempfile::tempdir().unwrap();
    let (ringbook, browser) = Browser::with_server(&dir.path().join("data"), &[]).await;
    let url = proxy(ringbook.hook.clone(), "200 OK").await;
    own(&browser, &url).await;
    let tunnel = until(&browser, is_tested).await;
    let test = &tunnel["state"]["test"];
    assert_eq!(test["passed"], false);
    assert_eq!(test["steps"][2]["outcome"], "failed");
    assert_eq!(test["steps"][2]["cause"], "/ is answered with 200 and not with 404");

    // The interface itself, by mistake, is not even taken for the hook.
    own(&browser, &format!("http://{}", ringbook.ui)).await;
    let tunnel = until(&browser, |state| state["cause"].is_string()).await;
    let cause = tunnel["state"]["cause"].as_str().unwrap().to_owned();
    assert!(cause.starts_with("something else answers at the public address"), "{cause}");
    let test = browser.call("test_tunnel", json!({})).await;
    let outcomes: Vec<&Value> = test["steps"].as_array().unwrap().iter().map(|step| &step["outcome"]).collect();
    assert_eq!(outcomes, ["ok", "failed", "skipped", "skipped"]);
    assert!(test["steps"][1]["cure"].is_string());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fields_that_are_wrong_are_named_and_nothing_changes() {
    let dir = tempfile::tempdir().unwrap();
    let (_ringbook, browser) = Browser::with_server(&dir.path().join("data"), &[]).await;
    let ssh = json!({
        "kind": "ssh", "destination": "-oProxyCommand=x", "port": 0, "identityFile": "/no/such/file", "remoteHost": null,
        "remotePort": null, "publicUrl": "hooks.example.com", "announced": false,
    });
    let saved = browser.call("save_tunnel", json!({ "config": ssh, "secret": null })).await;
    let fields: Vec<&Value> = saved["problems"].as_array().unwrap().iter().map(|problem| &problem["field"]).collect();
    assert_eq!(fields, ["destination", "port", "identityFile", "publicUrl"]);
    assert_eq!(saved["tunnel"]["config"], json!({ "kind": "off" }));
    let (status, error) = browser.try_call("save_tunnel", json!({ "config": { "kind": "wormhole" } })).await;
    assert_eq!((status, &error["code"]), (400, &json!("badInput")));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_tunnel_set_by_a_flag_is_not_changed_by_a_screen() {
    let dir = tempfile::tempdir().unwrap();
    let variables = [("RINGBOOK_PUBLIC_URL", "https://hooks.example.com")];
    let (_ringbook, browser) = Browser::with_server(&dir.path().join("data"), &variables).await;
    let tunnel = browser.call("tunnel", json!({})).await;
    assert_eq!(tunnel["config"], json!({ "kind": "own", "url": "https://hooks.example.com" }));
    let (_, error) = browser.try_call("save_tunnel", json!({ "config": { "kind": "off" }, "secret": null })).await;
    assert_eq!(error["code"], "refused");
    for (args, words) in [
        (["serve", "--public-url", "http://hooks.example.com"].as_slice(), "use https"),
        (["serve", "--tunnel", "ssh:-x"].as_slice(), "does not begin with a dash"),
        (["serve", "--tunnel", "off", "--public-url", "https://a.example.com"].as_slice(), "not both"),
    ] {
        let output = process::run(&dir.path().join("other"), args);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains(words), "{said}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_knock_tells_a_stranger_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let ringbook = Ringbook::start(&dir.path().join("data"));
    let client = crate::support::client();
    let mut answers = Vec::new();
    for knock in [None, Some("0123456789abcdef0123456789abcdef"), Some("")] {
        let mut request = client.post(format!("http://{}/webhooks/quo", ringbook.hook)).body("{}");
        if let Some(knock) = knock {
            request = request.header(ringbook::tunnel::KNOCK_HEADER, knock);
        }
        let answer = request.send().await.unwrap();
        let mut headers: Vec<String> =
            answer.headers().iter().map(|(name, value)| format!("{name}: {value:?}")).collect();
        headers.retain(|header| !header.starts_with("date"));
        answers.push((answer.status(), headers, answer.text().await.unwrap()));
    }
    assert_eq!(answers[0].0, 401);
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
}
