//! Deliveries in the shape of 2026-03-30, signed by the Standard Webhooks scheme.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;

/// The signing secret of tests.
pub const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
/// The business's line and its number.
pub const LINE: &str = "PNq7Lw2XkT";
pub const LINE_NUMBER: &str = "+13125550142";

/// One delivery: what Quo would send.
#[derive(Debug, Clone)]
pub struct Delivery {
    pub webhook_id: String,
    pub body: String,
}

impl Delivery {
    pub fn new(webhook_id: impl Into<String>, event: &Value) -> Self {
        Self { webhook_id: webhook_id.into(), body: event.to_string() }
    }

    /// An incoming text from `from` with a number as its identity.
    pub fn text(n: u64, from: &str, words: &str, at: &str) -> Self {
        let event = json!({
            "id": format!("EV{n:032x}"), "apiVersion": "2026-03-30", "createdAt": at, "type": "message.received",
            "data": {
                "resource": { "id": message_id(n), "direction": "incoming", "text": words, "media": [], "status": "received", "createdAt": at },
                "context": {
                    "orgId": "ORv6Jt1GsL", "phoneNumberId": LINE, "conversationId": format!("CN{}", &from[1..]), "userId": "USm4Kd9ZpQ",
                    "contacts": { "ids": [], "lookupStatus": "none" }, "senderIdentifier": from, "recipientIdentifiers": [LINE_NUMBER]
                },
                "links": { "quo": null }
            }
        });
        Self::new(format!("msg_{n}"), &event)
    }

    /// The headers of a delivery signed at `now` (unix seconds).
    pub fn headers(&self, now: i64) -> [(&'static str, String); 3] {
        let key = STANDARD.decode(SECRET.trim_start_matches("whsec_")).unwrap();
        let mut mac = Hmac::<Sha256>::new_from_slice(&key).unwrap();
        mac.update(format!("{}.{now}.{}", self.webhook_id, self.body).as_bytes());
        let signature = format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()));
        [
            ("webhook-id", self.webhook_id.clone()),
            ("webhook-timestamp", now.to_string()),
            ("webhook-signature", signature),
        ]
    }

    /// Sends it now and gives the status, or `None` if the connection broke.
    pub async fn post(&self, client: &reqwest::Client, hook: &str) -> Option<u16> {
        let mut request = client.post(format!("http://{hook}/webhooks/quo")).header("content-type", "application/json");
        for (name, value) in self.headers(chrono::Utc::now().timestamp()) {
            request = request.header(name, value);
        }
        let response = request.body(self.body.clone()).send().await.ok()?;
        let status = response.status().as_u16();
        // Acknowledged means that the whole answer was read.
        response.bytes().await.ok()?;
        Some(status)
    }
}

/// Quo's id of the text number `n`; the `x` keeps it from looking like somebody's account id.
pub fn message_id(n: u64) -> String {
    format!("ACx{n:031x}")
}
