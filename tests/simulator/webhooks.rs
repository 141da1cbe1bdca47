//! Webhooks of both generations and the log of their deliveries: what exists, not how it is sent.

use std::collections::HashMap;

use base64::{Engine, engine::general_purpose::STANDARD};

use super::ids::Ids;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Generation {
    Legacy,
    Dated,
}

/// A signing secret; an old one keeps signing for a day after a rotation.
#[derive(Debug, Clone)]
pub struct Secret {
    pub text: String,
    pub until_ms: Option<i64>,
}

#[derive(Debug, Clone)]
pub struct Webhook {
    pub id: String,
    pub generation: Generation,
    pub url: String,
    pub events: Vec<String>,
    /// `PN…` ids, or `["*"]`.
    pub resource_ids: Vec<String>,
    pub label: Option<String>,
    pub status: String,
    /// The current one first.
    pub secrets: Vec<Secret>,
    pub user_id: String,
    pub created_ms: i64,
    pub updated_ms: i64,
}

impl Webhook {
    /// Whether an event of this type on this line goes to this webhook.
    pub fn wants(&self, event_type: &str, line_id: Option<&str>) -> bool {
        self.status == "enabled"
            && self.events.iter().any(|event| event == event_type || event == "*")
            && match line_id {
                Some(line_id) => self.resource_ids.iter().any(|id| id == "*" || id == line_id),
                None => true,
            }
    }

    /// The secrets that sign at this moment.
    pub fn signing(&self, now_ms: i64) -> impl Iterator<Item = &str> {
        let live = move |secret: &&Secret| secret.until_ms.is_none_or(|until_ms| now_ms < until_ms);
        self.secrets.iter().filter(live).map(|secret| secret.text.as_str())
    }
}

#[derive(Debug, Clone)]
pub struct Attempt {
    pub id: String,
    pub at_ms: i64,
    /// 0 when there was no answer.
    pub response_status: u16,
    pub response_body: String,
    pub took_ms: i64,
    pub trigger: &'static str,
    pub url: String,
}

#[derive(Debug, Clone)]
pub struct Delivery {
    /// `msg_…`: the `webhook-id` header, the same over all attempts.
    pub id: String,
    pub webhook_id: String,
    pub event_id: Option<String>,
    pub resource_id: Option<String>,
    pub event_type: String,
    /// The exact bytes of the body.
    pub body: String,
    /// `pending`, `sending`, `success` or `failed`.
    pub status: &'static str,
    pub next_attempt_ms: Option<i64>,
    pub created_ms: i64,
    pub attempts: Vec<Attempt>,
}

/// Every event type of a generation.
pub fn event_types(generation: Generation) -> &'static [&'static str] {
    match generation {
        Generation::Dated => &[
            "message.received",
            "message.delivered",
            "message.failed",
            "message.undelivered",
            "call.ringing",
            "call.menu.selected",
            "call.answered",
            "call.completed",
            "call.forwarded",
            "call.missed",
            "call.recording.completed",
            "call.summary.completed",
            "call.transcript.completed",
            "call.voicemail.completed",
            "contact.updated",
            "contact.deleted",
            "task.created",
            "task.updated",
            "task.deleted",
            "task.completed",
            "task.reopened",
            "task.assigned",
            "task.unassigned",
            "task.overdue",
            "task.linked",
            "task.unlinked",
            "task.duedate.updated",
            "task.duedate.removed",
            "integration.created",
            "integration.updated",
            "integration.deleted",
        ],
        Generation::Legacy => &[
            "message.received",
            "message.delivered",
            "call.ringing",
            "call.completed",
            "call.recording.completed",
            "call.summary.completed",
            "call.transcript.completed",
            "contact.updated",
            "contact.deleted",
        ],
    }
}

/// What a new webhook is made from.
pub struct NewWebhook {
    pub generation: Generation,
    pub url: String,
    pub events: Vec<String>,
    pub resource_ids: Vec<String>,
    pub label: Option<String>,
    pub status: String,
    pub user_id: String,
    /// `None` makes a new one.
    pub secret: Option<String>,
}

/// All webhooks and deliveries.
#[derive(Default)]
pub struct Hooks {
    pub webhooks: Vec<Webhook>,
    /// In the order they were made; see [`Hooks::push`].
    pub deliveries: Vec<Delivery>,
    places: HashMap<String, usize>,
}

impl Hooks {
    /// Adds a delivery to the log.
    pub fn push(&mut self, delivery: Delivery) {
        self.places.insert(delivery.id.clone(), self.deliveries.len());
        self.deliveries.push(delivery);
    }

    pub fn webhook_mut(&mut self, id: &str) -> Option<&mut Webhook> {
        self.webhooks.iter_mut().find(|webhook| webhook.id == id)
    }

    pub fn webhook(&self, id: &str) -> Option<&Webhook> {
        self.webhooks.iter().find(|webhook| webhook.id == id)
    }

    pub fn delivery(&self, id: &str) -> Option<&Delivery> {
        self.deliveries.get(*self.places.get(id)?)
    }

    pub fn delivery_mut(&mut self, id: &str) -> Option<&mut Delivery> {
        self.deliveries.get_mut(*self.places.get(id)?)
    }

    pub fn create(&mut self, ids: &mut Ids, new: NewWebhook, now_ms: i64) -> Webhook {
        let NewWebhook { generation, url, events, resource_ids, label, status, user_id, secret } = new;
        let (id, text) = match generation {
            Generation::Dated => (ids.digits(), secret.unwrap_or_else(|| new_secret(ids, generation))),
            Generation::Legacy => (ids.short("WH"), secret.unwrap_or_else(|| new_secret(ids, generation))),
        };
        let webhook = Webhook {
            id,
            generation,
            url,
            events,
            resource_ids,
            label,
            status,
            secrets: vec![Secret { text, until_ms: None }],
            user_id,
            created_ms: now_ms,
            updated_ms: now_ms,
        };
        self.webhooks.push(webhook.clone());
        webhook
    }
}

/// A secret as Quo issues it: `whsec_` and base64, or base64 of 32 ASCII characters in the legacy form.
pub fn new_secret(ids: &mut Ids, generation: Generation) -> String {
    match generation {
        Generation::Dated => format!("whsec_{}", STANDARD.encode(ids.key_bytes())),
        Generation::Legacy => STANDARD.encode(&ids.long("")[..32]),
    }
}
