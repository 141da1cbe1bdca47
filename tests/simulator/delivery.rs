//! Delivers to webhooks: eight attempts on Quo's schedule, signed in the webhook's scheme (API.md section 6).

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use super::{
    core::Core,
    query::iso,
    quirks::Quirks,
    sign,
    webhooks::{Attempt, Generation},
};

/// Waits before the second to the eighth attempt: 27 h 35 m 5 s in all.
pub const WAITS: [Duration; 7] = [
    Duration::from_secs(5),
    Duration::from_secs(5 * 60),
    Duration::from_secs(30 * 60),
    Duration::from_secs(2 * 3_600),
    Duration::from_secs(5 * 3_600),
    Duration::from_secs(10 * 3_600),
    Duration::from_secs(10 * 3_600),
];

/// A key no webhook has.
const FOREIGN: &str = "whsec_Zm9yZWlnbi1rZXktb2Ytbm9ib2R5LWF0LWFsbA==";

/// Runs one delivery to its end: accepted with a 2xx, or failed after the eighth attempt.
/// `trigger` is `scheduled` or `manual`; a manual one has a single attempt.
pub async fn run(core: Arc<Core>, id: String, first_wait: Duration, trigger: &'static str) {
    core.pace.sleep(first_wait).await;
    let waits: &[Duration] = if trigger == "manual" { &[] } else { &WAITS };
    let mut kept = None;
    for at in 0..=waits.len() {
        if attempt(&core, &id, trigger, &mut kept).await {
            let extra = core.quirks().duplicates;
            for _ in 0..extra {
                attempt(&core, &id, trigger, &mut kept).await;
            }
            set(&core, &id, "success", None);
            return;
        }
        let Some(wait) = waits.get(at) else { break };
        set(&core, &id, "pending", Some(core.now_ms() + i64::try_from(wait.as_millis()).unwrap_or(i64::MAX)));
        core.pace.sleep(*wait).await;
    }
    set(&core, &id, "failed", None);
}

fn set(core: &Core, id: &str, status: &'static str, next_attempt_ms: Option<i64>) {
    if let Some(delivery) = core.hooks.lock().unwrap().delivery_mut(id) {
        delivery.status = status;
        delivery.next_attempt_ms = next_attempt_ms;
    }
}

type Headers = Vec<(&'static str, String)>;

/// One attempt; whether a 2xx came back.
async fn attempt(core: &Arc<Core>, id: &str, trigger: &'static str, kept: &mut Option<Headers>) -> bool {
    let Ok(_slot) = core.slots.acquire().await else { return false };
    let quirks = core.quirks();
    let prepared = {
        let mut hooks = core.hooks.lock().unwrap();
        let Some(delivery) = hooks.delivery_mut(id) else { return false };
        delivery.status = "sending";
        let (webhook_id, body) = (delivery.webhook_id.clone(), delivery.body.clone());
        let Some(webhook) = hooks.webhook(&webhook_id) else { return false };
        let secrets: Vec<&str> =
            if quirks.wrong_signature { vec![FOREIGN] } else { webhook.signing(core.now_ms()).collect() };
        let headers = sign_headers(&quirks, webhook.generation, &secrets, id, core.now_ms(), body.as_bytes());
        (webhook.url.clone(), body, headers)
    };
    let (url, body, fresh) = prepared;
    let headers = match kept.as_ref().filter(|_| quirks.keep_first_signature) {
        Some(first) => first.clone(),
        None => fresh,
    };
    kept.get_or_insert_with(|| headers.clone());
    let at_ms = core.now_ms();
    let began = Instant::now();
    let mut request = core
        .http
        .post(&url)
        .header("content-type", "application/json")
        .header("user-agent", "Svix-Webhooks/1.0 (simulator)")
        .timeout(Duration::from_millis(quirks.attempt_timeout_ms))
        .body(body);
    for (name, value) in headers {
        request = request.header(name, value);
    }
    let (response_status, response_body) = match request.send().await {
        Ok(response) => {
            let status = response.status().as_u16();
            let text = response.text().await.unwrap_or_default();
            (status, text.chars().take(1_000).collect())
        }
        Err(error) => (0, error.to_string()),
    };
    let mut world = core.world.lock().unwrap();
    let attempt = Attempt {
        id: world.ids.short("atmpt_"),
        at_ms,
        response_status,
        response_body,
        took_ms: i64::try_from(began.elapsed().as_millis()).unwrap_or(i64::MAX),
        trigger,
        url,
    };
    if let Some(delivery) = core.hooks.lock().unwrap().delivery_mut(id) {
        delivery.attempts.push(attempt);
    }
    (200..300).contains(&response_status)
}

/// The headers of a generation, one signature for each live secret.
fn sign_headers(
    quirks: &Quirks,
    generation: Generation,
    secrets: &[&str],
    id: &str,
    now_ms: i64,
    body: &[u8],
) -> Headers {
    match generation {
        Generation::Dated => {
            let seconds = now_ms / 1_000;
            let signatures: Vec<String> =
                secrets.iter().map(|secret| sign::standard(secret, id, seconds, body)).collect();
            vec![
                ("webhook-id", id.into()),
                ("webhook-timestamp", seconds.to_string()),
                ("webhook-signature", signatures.join(" ")),
            ]
        }
        Generation::Legacy => {
            let stamp = if quirks.legacy_iso_timestamp { iso(now_ms) } else { now_ms.to_string() };
            let signatures: Vec<String> = secrets.iter().map(|secret| sign::legacy(secret, &stamp, body)).collect();
            vec![("openphone-signature", signatures.join(","))]
        }
    }
}
