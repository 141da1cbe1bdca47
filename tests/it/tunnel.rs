//! Ringbook opens its own way in, and keeps it open: through real ssh and bore servers, and through tools that say
//! what real ones said. Nothing but the hook can be reached through any of them.

mod bore;
mod commands;
mod recorded;
mod ssh;

use crate::{
    simulator::{self, Simulator, webhooks::Generation},
    support::{Browser, Delivery, SECRET},
};
use serde_json::{Value, json};
use std::{net::TcpListener, path::Path, time::Instant};

fn free_port(address: &str) -> u16 {
    TcpListener::bind((address, 0)).unwrap().local_addr().unwrap().port()
}

/// A text of Quo's stand-in gets through, an unsigned one does not, and no other path exists.
async fn check(public: &str, data: &Path) {
    let quo = Simulator::start(simulator::Options::default()).await.unwrap();
    quo.webhook(Generation::Dated, &format!("{public}/webhooks/quo"), Some(SECRET));
    let id = quo.inbound("+17735550118", "Through the tunnel: is Friday still open?");
    quo.idle().await;
    // It is acknowledged once it is durable; a moment later it is applied.
    let began = Instant::now();
    let text = loop {
        let lines = crate::support::process::export(data);
        match lines.into_iter().find(|line| line["kind"] == "text" && line["id"] == id.as_str()) {
            Some(text) => break text,
            None => assert!(began.elapsed().as_secs() < 30, "the text did not get through"),
        }
    };
    assert_eq!(text["text"], "Through the tunnel: is Friday still open?");

    let client = crate::support::client();
    for path in ["/", "/api/session", "/api/rpc/status", "/index.html", "/../", "/webhooks/quo/x"] {
        let status = client.get(format!("{public}{path}")).send().await.unwrap().status().as_u16();
        assert_eq!(status, 404, "{path}");
    }
    let body = Delivery::text(1, "+17735550118", "Unsigned", "2026-10-05T14:01:22.271Z").body;
    let unsigned = client.post(format!("{public}/webhooks/quo")).body(body).send().await.unwrap();
    assert_eq!(unsigned.status().as_u16(), 401);
}

/// The tunnel once `fits` says so. The product's own waits are part of this: up to two minutes.
async fn until(browser: &Browser, fits: impl Fn(&Value) -> bool) -> Value {
    let began = Instant::now();
    loop {
        let tunnel = browser.call("tunnel", json!({})).await;
        if fits(&tunnel["state"]) {
            return tunnel;
        }
        assert!(began.elapsed().as_secs() < 120, "the tunnel never came to it: {:#}", tunnel["state"]);
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
}

fn is_up(state: &Value) -> bool {
    state["phase"] == "up"
}

/// Up, and the test that each new address gets is done.
fn is_tested(state: &Value) -> bool {
    is_up(state) && !state["test"].is_null()
}

/// What the Connection screen counts as turned away.
async fn refused(browser: &Browser) -> Value {
    browser.call("connection", json!({})).await["refused"].clone()
}
