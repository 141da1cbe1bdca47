//! `/_sim/…`: the simulator by hand and from browser tests. No key, no limit, not in the request log.

use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    core::Core,
    events::Fact,
    failure::Answer,
    faults::Armed,
    media,
    quirks::Quirks,
    rest::Request,
    scenario::{self, NewCall},
    sending::{self, NewText},
    webhooks::{self, Generation, NewWebhook},
    wire_dated,
    world::{Contact, Direction, MAIN_LINE, MediaRef},
};

/// A text by hand.
#[derive(Debug, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Text {
    /// Who writes: a customer when it comes in, a line when it goes out.
    from: Option<String>,
    to: Option<String>,
    /// Others in the thread.
    others: Vec<String>,
    text: String,
    /// How many pictures come with it, or a list whose `type` is kept.
    media: Value,
    /// Stored without a word to any webhook.
    silently: bool,
    created_ms: Option<i64>,
}

impl Default for Text {
    fn default() -> Self {
        Self {
            from: None,
            to: None,
            others: Vec::new(),
            text: "Hi, is Friday at 2 still open?".into(),
            media: Value::Null,
            silently: false,
            created_ms: None,
        }
    }
}

/// Answers one control request.
pub async fn answer(core: &Arc<Core>, request: &Request) -> Answer {
    let Some(body) = request.json() else { return problem("the body is no JSON") };
    let body = if body.is_null() { json!({}) } else { body };
    match act(core, request, body) {
        Ok(Done::Answer(answer)) => answer,
        Ok(Done::WhenIdle) => {
            // The sender lives as long as the simulator.
            let _ = core.busy.subscribe().wait_for(|count| *count == 0).await;
            Answer::new(200, json!({}))
        }
        Ok(Done::WhenListening(on)) => {
            core.listening.send_replace(on);
            Answer::new(200, json!({ "listening": on }))
        }
        Err(message) => problem(&message),
    }
}

enum Done {
    Answer(Answer),
    WhenIdle,
    WhenListening(bool),
}

fn problem(message: &str) -> Answer {
    Answer::new(400, json!({ "message": message }))
}

fn parse<T: for<'de> Deserialize<'de>>(body: Value) -> Result<T, String> {
    serde_json::from_value(body).map_err(|error| error.to_string())
}

fn act(core: &Arc<Core>, request: &Request, body: Value) -> Result<Done, String> {
    let parts = request.parts();
    let done = |body: Value| Ok(Done::Answer(Answer::new(200, body)));
    let made = |id: Option<String>| match id {
        Some(id) => Ok(Done::Answer(Answer::new(200, json!({ "id": id })))),
        None => Err("no such line in the workspace".to_owned()),
    };
    match (request.method.as_str(), &parts[1..]) {
        ("POST", ["inbound"]) => made(text(core, parse(body)?, Direction::Incoming)),
        ("POST", ["outbound"]) => made(text(core, parse(body)?, Direction::Outgoing)),
        ("POST", ["call"]) => made(scenario::call(core, &parse::<NewCall>(body)?)),
        ("POST", ["contact"]) => made(Some(contact(core, &body))),
        ("POST", ["event"]) => {
            let kind = body["type"].as_str().unwrap_or("thing.happened").to_owned();
            made(core.emit(&Fact::Unknown { kind, resource: body["resource"].clone() }))
        }
        ("POST", ["body"]) => {
            let generation = generation(&body)?;
            let raw = body["body"].as_str().map_or_else(|| body["body"].to_string(), Into::into);
            done(json!({ "deliveries": core.emit_body(generation, raw) }))
        }
        ("POST", ["webhook"]) => {
            let (id, secret) = add_webhook(
                core,
                generation(&body)?,
                body["url"].as_str().ok_or("url is missing")?,
                body["secret"].as_str(),
            );
            done(json!({ "id": id, "secret": secret }))
        }
        ("POST", ["fault"]) => {
            core.faults.lock().unwrap().arm(parse::<Armed>(body)?);
            done(json!({}))
        }
        ("DELETE", ["fault"]) => {
            core.faults.lock().unwrap().clear();
            done(json!({}))
        }
        ("POST", ["quirks"]) => done(json!(patch_quirks(core, &body)?)),
        ("POST", ["clock-scale"]) => {
            core.pace.set(body["factor"].as_f64().ok_or("factor is missing")?);
            done(json!({ "factor": core.pace.factor() }))
        }
        ("POST", ["wait-idle"]) => Ok(Done::WhenIdle),
        ("POST", ["listening"]) => Ok(Done::WhenListening(body["on"].as_bool().ok_or("on is missing")?)),
        ("GET", ["ledger"]) => {
            let ledger = core.ledger.lock().unwrap();
            done(json!({ "accepted": ledger.accepted, "doubles": ledger.doubles() }))
        }
        ("GET", ["requests"]) => done(json!(core.ledger.lock().unwrap().requests)),
        ("GET", ["deliveries"]) => {
            let hooks = core.hooks.lock().unwrap();
            done(hooks.deliveries.iter().map(|delivery| wire_dated::delivery(delivery, true)).collect())
        }
        ("GET", ["state"]) => done(state(core)),
        _ => Err(format!("nothing at {} {}", request.method, request.path)),
    }
}

fn generation(body: &Value) -> Result<Generation, String> {
    match body["generation"].as_str().unwrap_or("2026-03-30") {
        "2026-03-30" => Ok(Generation::Dated),
        "legacy" => Ok(Generation::Legacy),
        other => Err(format!("generation {other} does not exist")),
    }
}

/// Adds a webhook for every event of its generation; its id and secret.
pub fn add_webhook(core: &Core, generation: Generation, url: &str, secret: Option<&str>) -> (String, String) {
    let mut world = core.world.lock().unwrap();
    let new = NewWebhook {
        generation,
        url: url.into(),
        events: webhooks::event_types(generation)
            .iter()
            .map(|kind| (*kind).to_owned())
            .chain(["*".to_owned()])
            .collect(),
        resource_ids: vec!["*".into()],
        label: Some("Ringbook".into()),
        status: "enabled".into(),
        user_id: world.users[0].id.clone(),
        secret: secret.map(Into::into),
    };
    let webhook = core.hooks.lock().unwrap().create(&mut world.ids, new, core.now_ms());
    (webhook.id, webhook.secrets[0].text.clone())
}

/// Changes the switches named in `body` and keeps the others.
pub fn patch_quirks(core: &Core, body: &Value) -> Result<Quirks, String> {
    let mut quirks = core.quirks.lock().unwrap();
    let mut merged = serde_json::to_value(&*quirks).map_err(|error| error.to_string())?;
    for (name, value) in body.as_object().ok_or("expected an object of switches")? {
        merged[name] = value.clone();
    }
    *quirks = parse(merged)?;
    core.shelf().life_ms.store(quirks.media_life_ms, std::sync::atomic::Ordering::Relaxed);
    Ok(quirks.clone())
}

fn text(core: &Arc<Core>, text: Text, direction: Direction) -> Option<String> {
    let Text { from, to, others, text, media, silently, created_ms } = text;
    let media = pictures(core, &media);
    let (person, line) = match direction {
        Direction::Incoming => (from, to),
        Direction::Outgoing => (to, from),
    };
    let person = person.unwrap_or_else(|| "+17735550118".into());
    let line = line.unwrap_or_else(|| MAIN_LINE.into());
    let people = std::iter::once(person).chain(others).collect();
    let created_ms = created_ms.unwrap_or_else(|| core.now_ms());
    let new = NewText { line, people, text, media, direction, created_ms };
    if silently {
        return sending::put_text(&mut core.world.lock().unwrap(), new);
    }
    match direction {
        Direction::Incoming => sending::receive(core, new),
        Direction::Outgoing => {
            let id = sending::put_text(&mut core.world.lock().unwrap(), new)?;
            core.emit(&Fact::MessageDelivered(id.clone()));
            Some(id)
        }
    }
}

/// `2` gives two pictures; a list gives one for each item, with its `type` (null leaves the type out).
fn pictures(core: &Core, wanted: &Value) -> Vec<MediaRef> {
    let types: Vec<Option<String>> = match wanted {
        Value::Number(count) => vec![Some("image/png".into()); count.as_u64().unwrap_or(0).min(10) as usize],
        Value::Array(items) => items.iter().map(|item| item["type"].as_str().map(Into::into)).collect(),
        _ => Vec::new(),
    };
    let mut world = core.world.lock().unwrap();
    types
        .into_iter()
        .enumerate()
        .map(|(at, mime)| {
            let file = MediaRef { id: world.ids.short("pic"), mime, name: None };
            let colour = [[180, 60, 40], [40, 90, 160], [60, 130, 70]][at % 3];
            core.shelf().put(&file.id, "image/png", media::picture(320, 240, colour));
            file
        })
        .collect()
}

fn contact(core: &Arc<Core>, body: &Value) -> String {
    let text = |name: &str| body[name].as_str().map(str::to_owned);
    let list = |name: &str, label: &str| {
        let items = body[name].as_array().cloned().unwrap_or_default();
        items.iter().filter_map(|item| Some((label.to_owned(), item.as_str()?.to_owned()))).collect()
    };
    let now_ms = core.now_ms();
    let mut world = core.world.lock().unwrap();
    let contact = Contact {
        id: world.ids.contact(),
        first_name: text("firstName"),
        last_name: text("lastName"),
        company: text("company"),
        role: text("role"),
        external_id: text("externalId"),
        source: Some("public-api".into()),
        source_url: None,
        numbers: list("numbers", "mobile"),
        emails: list("emails", "work"),
        custom_fields: Vec::new(),
        created_ms: now_ms,
        updated_ms: now_ms,
    };
    let id = contact.id.clone();
    world.contacts.push(contact);
    drop(world);
    core.emit(&Fact::ContactUpdated(id.clone()));
    id
}

/// Counts, lines, webhooks and switches.
pub fn state(core: &Core) -> Value {
    let (scale, busy, quirks) = (core.pace.factor(), *core.busy.borrow(), core.quirks());
    let waiting = core.faults.lock().unwrap().waiting();
    let world = core.world.lock().unwrap();
    let hooks = core.hooks.lock().unwrap();
    let count = |status: &str| hooks.deliveries.iter().filter(|delivery| delivery.status == status).count();
    json!({
        "organization": { "id": world.org_id, "name": world.org_name },
        "lines": world.lines.iter().map(|line| json!({ "id": line.id, "number": line.number, "name": line.name })).collect::<Vec<_>>(),
        "contacts": world.contacts.len(),
        "conversations": world.conversations.len(),
        "messages": world.messages.len(),
        "calls": world.calls.len(),
        "optedOut": world.opted_out,
        "webhooks": hooks.webhooks.iter().map(|hook| wire_dated::webhook(&world.org_id, hook)).collect::<Vec<_>>(),
        "deliveries": {
            "all": hooks.deliveries.len(), "success": count("success"), "failed": count("failed"),
            "pending": count("pending"), "sending": count("sending"),
        },
        "accepted": core.ledger.lock().unwrap().accepted.len(),
        "busy": busy,
        "scale": scale,
        "quirks": quirks,
        "faults": waiting,
    })
}
