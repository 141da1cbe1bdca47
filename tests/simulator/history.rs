//! History in bulk, what was never delivered, and trouble that lasts: what catching up meets.

use std::sync::{Arc, Mutex};

use serde_json::Value;

use super::{
    core::Core,
    events::{self, Fact},
    failure::Answer,
    faults::Fault,
    query::{Query, iso, parse_time},
    rest::Request,
    rest_dated::listed,
    scenario::{self, NewCall, Scenario},
    webhooks::Delivery,
    wire_v1::Render,
};

/// Texts that are made when they are asked for: a hundred thousand take no memory and no time to list.
#[derive(Debug, Clone)]
pub struct Volume {
    /// How many.
    pub messages: u64,
    /// How many people write.
    pub people: u64,
    /// Moment of the oldest.
    pub from_ms: i64,
    /// From one to the next.
    pub step_ms: i64,
    /// The line and its number.
    pub line: (String, String),
}

impl Volume {
    /// The text number `n`, counted from the oldest.
    fn message(&self, n: u64) -> Value {
        let person = n.wrapping_mul(0x9e37_79b9) % self.people.max(1);
        let number = format!("+1773555{person:04}");
        let at = iso(self.at(n));
        let incoming = !n.is_multiple_of(3);
        let (from, to) = if incoming { (&number, &self.line.1) } else { (&self.line.1, &number) };
        serde_json::json!({
            "id": format!("ACx{n:031x}"), "to": [to], "from": from, "text": format!("text number q{n}q about the roof"),
            "phoneNumberId": self.line.0, "conversationId": format!("CN{person:032x}"),
            "direction": if incoming { "incoming" } else { "outgoing" }, "userId": null,
            "status": if incoming { "received" } else { "delivered" }, "createdAt": at, "updatedAt": at, "media": [],
        })
    }

    fn at(&self, n: u64) -> i64 {
        self.from_ms + self.step_ms * i64::try_from(n).unwrap_or(i64::MAX)
    }

    /// Numbers of the texts later than `after` and earlier than `before`.
    fn between(&self, after: Option<i64>, before: Option<i64>) -> (u64, u64) {
        let step = self.step_ms.max(1);
        let clamp = |n: i64| u64::try_from(n.max(0)).unwrap_or(0).min(self.messages);
        let first = after.map_or(0, |after| clamp((after - self.from_ms).div_euclid(step) + 1));
        let end = before.map_or(self.messages, |before| clamp((before - self.from_ms + step - 1).div_euclid(step)));
        (first, end.max(first))
    }

    fn page(&self, request: &Request) -> Result<Answer, Answer> {
        let query: &Query = &request.query;
        query.only(&["createdAt[gt]", "createdAt[lt]", "limit", "after"])?;
        let size = query.limit()? as u64;
        let (first, end) = self.between(query.time("createdAt[gt]"), query.time("createdAt[lt]"));
        let end = match query.get("after") {
            None => end,
            Some(token) => {
                let refuse = || Answer::dated_fields(&[("/query/after", "Invalid or expired cursor")]);
                token.strip_prefix("v_").and_then(|n| n.parse().ok()).ok_or_else(refuse)?
            }
        };
        let begin = end.saturating_sub(size).max(first);
        let rows = (begin..end).rev().map(|n| self.message(n)).collect();
        Ok(listed(rows, (begin > first).then(|| format!("v_{begin}"))))
    }
}

/// Trouble of a while: every answer is a 429, a 500 or cut off in turn.
#[derive(Debug, Default)]
pub struct Trouble {
    until_ms: i64,
    met: u64,
}

/// What of this a simulator has switched on.
#[derive(Default)]
pub struct History {
    pub volume: Mutex<Option<Volume>>,
    pub trouble: Mutex<Trouble>,
    /// Only the older API answers.
    pub v1_only: std::sync::atomic::AtomicBool,
}

impl History {
    /// Until then (on the simulator's clock) no answer is of use.
    pub fn trouble_until(&self, until_ms: i64) {
        self.trouble.lock().unwrap().until_ms = until_ms;
    }

    /// How many requests met trouble.
    pub fn troubled(&self) -> u64 {
        self.trouble.lock().unwrap().met
    }

    /// The fault of the moment.
    pub fn fault(&self, now_ms: i64) -> Option<Fault> {
        let mut trouble = self.trouble.lock().unwrap();
        if now_ms >= trouble.until_ms {
            return None;
        }
        trouble.met += 1;
        Some(match trouble.met % 4 {
            0 => Fault::TooMany { retry_after_s: None },
            1 => Fault::ServerError { status: 500 },
            2 => Fault::CutShort,
            _ => Fault::NotJson,
        })
    }

    /// The answer to a request that this knows better than the world.
    pub fn answer(&self, request: &Request) -> Option<Result<Answer, Answer>> {
        if request.dated() && self.v1_only.load(std::sync::atomic::Ordering::SeqCst) {
            return Some(Err(Answer::gateway(404, "NOT_FOUND", "Route not found")));
        }
        let volume = self.volume.lock().unwrap();
        match (request.method.as_str(), request.path.as_str(), volume.as_ref()) {
            ("GET", "/messages", Some(volume)) => Some(volume.page(request)),
            _ => None,
        }
    }
}

/// How a delivery never came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lost {
    /// Tried eight times and given up.
    GivenUp,
    /// Never tried, and not going to be.
    NeverTried,
}

/// Writes a fact into the delivery log of every webhook that wants it, and delivers it to none.
pub fn undelivered(core: &Core, fact: &Fact, lost: Lost) {
    let quirks = core.quirks();
    let mut world = core.world.lock().unwrap();
    let event_id = world.ids.long("EV");
    let mut hooks = core.hooks.lock().unwrap();
    for webhook in hooks.webhooks.clone() {
        let render = Render { world: &world, shelf: core.shelf(), now_ms: core.now_ms() };
        let Some(rendered) = events::render(render, &quirks, fact, &event_id, webhook.generation) else { continue };
        if !webhook.wants(fact.kind(), rendered.line_id.as_deref()) {
            continue;
        }
        hooks.push(Delivery {
            id: world.ids.short("msg_"),
            webhook_id: webhook.id.clone(),
            event_id: Some(event_id.clone()),
            resource_id: rendered.resource_id,
            event_type: fact.kind().to_owned(),
            body: rendered.body.to_string(),
            status: match lost {
                Lost::GivenUp => "failed",
                Lost::NeverTried => "pending",
            },
            next_attempt_ms: None,
            created_ms: core.now_ms(),
            attempts: Vec::new(),
        });
    }
}

/// A month or more of a small firm's calls, spread evenly; the ids, oldest first.
pub fn calls(core: &Arc<Core>, count: u32, from_ms: i64, step_ms: i64) -> Vec<String> {
    let mut world = core.world.lock().unwrap();
    (0..count)
        .map(|n| {
            let from = format!("+1773555{:04}", n % 37);
            let mut new = match n % 4 {
                0 | 1 => NewCall::complete(&from),
                2 => NewCall { from, scenario: Scenario::Voicemail, ..NewCall::default() },
                _ => NewCall { from, scenario: Scenario::Missed, ..NewCall::default() },
            };
            new.duration_s = 90;
            new.created_ms = Some(from_ms + step_ms * i64::from(n));
            scenario::put_call(core, &mut world, &new).expect("the line exists").0
        })
        .collect()
}

/// Takes a text or call out of the world, as if it never was there.
pub fn remove(core: &Core, id: &str) {
    let mut world = core.world.lock().unwrap();
    world.messages.retain(|message| message.id != id);
    world.calls.retain(|call| call.id != id);
}

/// Milliseconds of an ISO 8601 moment, for tests.
pub fn ms(text: &str) -> i64 {
    parse_time(text).expect("an ISO 8601 moment")
}
