//! Messages as Quo's REST answers and webhooks show them.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::data::{Line, Month};
use super::{calendar, hex};
use crate::model::UtcMillis;

/// One text of this run, in either direction.
#[derive(Debug, Clone)]
pub struct Text {
    /// `ACx` and 31 hex digits: as long as a real id, and never taken for one.
    pub id: String,
    pub incoming: bool,
    /// The outside numbers, sorted.
    pub others: Vec<String>,
    /// Who wrote it, if incoming.
    pub from: String,
    pub line: String,
    pub line_number: String,
    pub user: String,
    pub text: String,
    pub status: &'static str,
    pub error: Option<String>,
    pub at: UtcMillis,
    pub updated: UtcMillis,
}

impl Text {
    /// Quo's id of the conversation: the one that the month's deliveries have for this line and these numbers.
    pub fn conversation(&self) -> String {
        conversation(&self.line, &self.others)
    }

    fn to(&self) -> Vec<&str> {
        let others = self.others.iter().map(String::as_str);
        if self.incoming {
            std::iter::once(self.line_number.as_str()).chain(others.filter(|other| *other != self.from)).collect()
        } else {
            others.collect()
        }
    }

    fn sender(&self) -> &str {
        if self.incoming { &self.from } else { &self.line_number }
    }

    /// The text as `GET` and `POST` of either REST generation give it.
    pub fn resource(&self) -> Value {
        json!({
            "id": self.id, "to": self.to(), "from": self.sender(), "text": self.text, "phoneNumberId": self.line,
            "conversationId": self.conversation(), "direction": if self.incoming { "incoming" } else { "outgoing" },
            "userId": self.user, "status": self.status, "media": [],
            "createdAt": calendar::iso(self.at), "updatedAt": calendar::iso(self.updated),
        })
    }

    /// The delivery that tells of the text's present state, as event `event`.
    pub fn delivery(&self, event: &str, book: &Book) -> String {
        let kind = match (self.incoming, self.status) {
            (true, _) => "message.received",
            (false, "failed") => "message.failed",
            (false, _) => "message.delivered",
        };
        let mut resource = json!({
            "id": self.id, "direction": if self.incoming { "incoming" } else { "outgoing" }, "text": self.text,
            "status": self.status, "createdAt": calendar::iso(self.at),
        });
        if let Some(fields) = resource.as_object_mut() {
            if kind == "message.failed" {
                fields.insert("errorCode".to_owned(), json!(self.error));
            } else {
                fields.insert("media".to_owned(), json!([]));
            }
        }
        let conversation = self.conversation();
        let ids = book.contacts(&self.others);
        let found = if ids.is_empty() { "none" } else { "matched" };
        json!({
            "id": event, "apiVersion": "2026-03-30", "createdAt": calendar::iso(self.updated), "type": kind,
            "data": {
                "resource": resource,
                "context": {
                    "orgId": book.organization, "phoneNumberId": self.line, "conversationId": conversation,
                    "userId": self.user, "contacts": { "ids": ids, "lookupStatus": found },
                    "senderIdentifier": self.sender(), "recipientIdentifiers": self.to(),
                },
                "links": { "quo": format!("https://my.quo.com/inbox/{}/c/{conversation}?at={}", self.line, self.id) },
            },
        })
        .to_string()
    }
}

/// As `digest("CN", …)` in assets/demo/making/envelopes.py, so that an answer lands in the thread it belongs to.
pub fn conversation(line: &str, others: &[String]) -> String {
    let mut sorted: Vec<&str> = others.iter().map(String::as_str).collect();
    sorted.sort_unstable();
    let seed = format!("lakeview CN {line} {}", sorted.join(" "));
    let digest = hex(&Sha256::digest(seed.as_bytes()));
    format!("CN{}", digest.get(..32).unwrap_or_default())
}

/// Who is in the address book, by number.
pub struct Book {
    organization: String,
    by_number: BTreeMap<String, String>,
}

impl Book {
    /// Reads it from the month's contact deliveries.
    pub fn of(month: &Month) -> Self {
        let mut by_number = BTreeMap::new();
        for delivery in month.deliveries.iter().filter(|d| d.body.get().contains("\"contact.updated\"")) {
            // Our own file, read whole at start: a contact that does not parse has no numbers.
            let body: Value = serde_json::from_str(delivery.body.get()).unwrap_or_default();
            let Some(id) = body.pointer("/data/resource/id").and_then(Value::as_str) else { continue };
            let numbers = body.pointer("/data/resource/phoneNumbers").and_then(Value::as_array).into_iter().flatten();
            for number in numbers.filter_map(|number| number.get("value")?.as_str()) {
                by_number.insert(number.to_owned(), id.to_owned());
            }
        }
        Self { organization: month.organization.id.clone(), by_number }
    }

    fn contacts(&self, numbers: &[String]) -> Vec<&str> {
        numbers.iter().filter_map(|number| self.by_number.get(number)).map(String::as_str).collect()
    }
}

/// The line that `from` names: by id or by number.
pub fn line<'a>(month: &'a Month, from: &str) -> Option<&'a Line> {
    month.lines.iter().find(|line| line.id == from || line.phone_number == from)
}
