//! Webhook management of both generations (API.md sections 3 and 6).

use std::{path::Path, sync::Arc, time::Duration};

use serde_json::{Value, json};

use super::{
    core::Core,
    delivery,
    failure::Answer,
    rest::{self, Request},
    rest_dated::listed,
    webhooks::{self, Delivery, Generation, NewWebhook, Secret, Webhook},
    wire_dated, wire_v1,
};

fn strings(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().filter_map(|item| item.as_str().map(Into::into)).collect()
}

fn all_lines(mut ids: Vec<String>) -> Vec<String> {
    if ids.is_empty() {
        ids.push("*".into());
    }
    ids
}

/// `/v1/webhooks…`.
pub fn v1(core: &Arc<Core>, request: &Request, parts: &[&str], body: &Value) -> Result<Answer, Answer> {
    let mut world = core.world.lock().unwrap();
    let mut hooks = core.hooks.lock().unwrap();
    let org = world.org_id.clone();
    let owner = world.users[0].id.clone();
    let missing = || Answer::not_found(false, "03");
    match (request.method.as_str(), parts) {
        ("GET", []) => {
            let user = request.query.get("userId").unwrap_or(&owner);
            let mine = |hook: &&Webhook| hook.generation == Generation::Legacy && hook.user_id == user;
            Ok(Answer::data(hooks.webhooks.iter().filter(mine).map(|hook| wire_v1::webhook(&org, hook)).collect()))
        }
        ("GET", [id]) => {
            let hook = hooks.webhook(id).filter(|hook| hook.generation == Generation::Legacy).ok_or_else(missing)?;
            Ok(Answer::data(wire_v1::webhook(&org, hook)))
        }
        ("DELETE", [id]) => {
            hooks.webhook(id).filter(|hook| hook.generation == Generation::Legacy).ok_or_else(missing)?;
            hooks.webhooks.retain(|hook| hook.id != *id);
            Ok(Answer::empty())
        }
        ("POST", [family @ ("messages" | "calls" | "call-summaries" | "call-transcripts")]) => {
            let fits = |event: &str| match *family {
                "messages" => event.starts_with("message."),
                "calls" => ["call.ringing", "call.completed", "call.recording.completed"].contains(&event),
                "call-summaries" => event == "call.summary.completed",
                _ => event == "call.transcript.completed",
            };
            let events = strings(&body["events"]);
            let known = events
                .iter()
                .all(|event| fits(event) && webhooks::event_types(Generation::Legacy).contains(&event.as_str()));
            let Some(url) = body["url"].as_str().filter(|_| !events.is_empty() && known) else {
                return Err(Answer::v1_fields("03", &[("/events", "Expected events of this family, and a url")]));
            };
            let new = NewWebhook {
                generation: Generation::Legacy,
                url: url.into(),
                events,
                resource_ids: all_lines(strings(&body["resourceIds"])),
                label: body["label"].as_str().map(Into::into),
                status: body["status"].as_str().unwrap_or("enabled").into(),
                user_id: body["userId"].as_str().unwrap_or(&owner).into(),
                secret: None,
            };
            let hook = hooks.create(&mut world.ids, new, core.now_ms());
            Ok(Answer::new(201, json!({ "data": wire_v1::webhook(&org, &hook) })))
        }
        _ => Err(missing()),
    }
}

/// `/webhooks…` of 2026-03-30.
pub fn dated(core: &Arc<Core>, request: &Request, parts: &[&str], body: &Value) -> Result<Answer, Answer> {
    let missing = || Answer::not_found(true, "03");
    let mut world = core.world.lock().unwrap();
    let mut hooks = core.hooks.lock().unwrap();
    let org = world.org_id.clone();
    if let [id, ..] = parts {
        hooks.webhook(id).filter(|hook| hook.generation == Generation::Dated).ok_or_else(missing)?;
    }
    match (request.method.as_str(), parts) {
        ("GET", []) => {
            let mine = hooks.webhooks.iter().filter(|hook| hook.generation == Generation::Dated);
            Ok(Answer::data(mine.map(|hook| wire_dated::webhook(&org, hook)).collect()))
        }
        ("POST", []) => {
            let events = known_events(&body["events"])?;
            let Some(url) = body["url"].as_str() else {
                return Err(Answer::dated_fields(&[("/url", "Required property")]));
            };
            if hooks.webhooks.iter().filter(|hook| hook.generation == Generation::Dated).count() >= 50 {
                return Err(Answer::dated(400, "Bad Request", "A workspace can have at most 50 webhooks"));
            }
            let new = NewWebhook {
                generation: Generation::Dated,
                url: url.into(),
                events,
                resource_ids: all_lines(strings(&body["resourceIds"])),
                label: body["label"].as_str().map(Into::into),
                status: body["status"].as_str().unwrap_or("enabled").into(),
                user_id: world.users[0].id.clone(),
                secret: None,
            };
            let hook = hooks.create(&mut world.ids, new, core.now_ms());
            let mut shape = wire_dated::webhook(&org, &hook);
            shape["key"] = json!(hook.secrets[0].text);
            Ok(Answer::new(201, json!({ "data": shape })))
        }
        ("GET", [id]) => Ok(Answer::data(wire_dated::webhook(&org, hooks.webhook(id).ok_or_else(missing)?))),
        ("PATCH", [id]) => {
            let events = if body.get("events").is_some() { Some(known_events(&body["events"])?) } else { None };
            if !["url", "events", "resourceIds", "status", "label"].iter().any(|name| body.get(name).is_some()) {
                return Err(Answer::dated(400, "Bad Request", "At least one field is required"));
            }
            let hook = hooks.webhook_mut(id).ok_or_else(missing)?;
            if let Some(url) = body["url"].as_str() {
                hook.url = url.into();
            }
            if let Some(events) = events {
                hook.events = events;
            }
            if body.get("resourceIds").is_some() {
                hook.resource_ids = all_lines(strings(&body["resourceIds"]));
            }
            if let Some(status) = body["status"].as_str() {
                hook.status = status.into();
            }
            if let Some(label) = body.get("label") {
                hook.label = label.as_str().map(Into::into);
            }
            hook.updated_ms = core.now_ms();
            Ok(Answer::data(wire_dated::webhook(&org, hook)))
        }
        ("DELETE", [id]) => {
            hooks.webhooks.retain(|hook| hook.id != *id);
            Ok(Answer::empty())
        }
        ("POST", [id, "rotate"]) => {
            let text = webhooks::new_secret(&mut world.ids, Generation::Dated);
            let until_ms = core.now_ms() + core.quirks().rotation_overlap_ms;
            let hook = hooks.webhook_mut(id).ok_or_else(missing)?;
            for secret in &mut hook.secrets {
                secret.until_ms.get_or_insert(until_ms);
            }
            hook.secrets.insert(0, Secret { text: text.clone(), until_ms: None });
            Ok(Answer::data(json!({ "key": text })))
        }
        ("GET", [id, "events"]) => {
            let rows = log_rows(&hooks.deliveries, id, request)?;
            let size = request.query.limit()?;
            let (page, next) = rest::page(core, &mut world.ids, request, rows, size, |delivery| &delivery.id)?;
            Ok(listed(page.iter().map(|delivery| wire_dated::delivery(delivery, false)).collect(), next))
        }
        ("POST", [id, "events", "test"]) => {
            let kind = body["eventType"].as_str().unwrap_or_default();
            let known = webhooks::event_types(Generation::Dated).contains(&kind);
            let Some(sample) = sample(kind).filter(|_| known) else {
                return Err(Answer::dated_fields(&[("/eventType", "Expected union value")]));
            };
            let delivery = test_delivery(world.ids.short("msg_"), id, kind, &sample, core.now_ms());
            let delivery_id = delivery.id.clone();
            hooks.push(delivery);
            core.spawn(delivery::run(Arc::clone(core), delivery_id, Duration::ZERO, "scheduled"));
            Ok(Answer::new(200, sample))
        }
        ("GET", [id, "events", delivery_id]) => {
            let delivery =
                hooks.delivery(delivery_id).filter(|delivery| delivery.webhook_id == *id).ok_or_else(missing)?;
            Ok(Answer::data(wire_dated::delivery(delivery, true)))
        }
        ("POST", [id, "events", delivery_id, "retry"]) => {
            hooks.delivery(delivery_id).filter(|delivery| delivery.webhook_id == *id).ok_or_else(missing)?;
            core.spawn(delivery::run(Arc::clone(core), (*delivery_id).into(), Duration::ZERO, "manual"));
            Ok(Answer::new(202, json!({})))
        }
        _ => Err(missing()),
    }
}

fn known_events(value: &Value) -> Result<Vec<String>, Answer> {
    let events = strings(value);
    let known = webhooks::event_types(Generation::Dated);
    if events.is_empty() || !events.iter().all(|event| known.contains(&event.as_str())) {
        return Err(Answer::dated_fields(&[("/events", "Expected one or more known event types")]));
    }
    Ok(events)
}

/// The delivery log of one webhook, newest first.
fn log_rows(deliveries: &[Delivery], webhook_id: &str, request: &Request) -> Result<Vec<Delivery>, Answer> {
    let query = &request.query;
    query.only(&[
        "limit",
        "after",
        "status",
        "eventType",
        "eventType[in]",
        "resourceId",
        "createdAt[gt]",
        "createdAt[lt]",
        "eventTypes",
        "createdAfter",
        "createdBefore",
    ])?;
    let wanted = |delivery: &&Delivery| {
        delivery.webhook_id == webhook_id
            && query.get("status").is_none_or(|status| delivery.status == status)
            && query.get("eventType").is_none_or(|kind| delivery.event_type == kind)
            && query.list("eventType[in]").is_none_or(|kinds| kinds.contains(&delivery.event_type.as_str()))
            && query.get("resourceId").is_none_or(|id| delivery.resource_id.as_deref() == Some(id))
            && query.time("createdAt[gt]").is_none_or(|after| delivery.created_ms > after)
            && query.time("createdAt[lt]").is_none_or(|before| delivery.created_ms < before)
    };
    Ok(deliveries.iter().rev().filter(wanted).cloned().collect())
}

/// The sample of a test delivery: one fixed event id for each type.
fn sample(kind: &str) -> Option<Value> {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/webhooks/2026-03-30");
    let names = [format!("test-event.{kind}.json"), format!("{kind}.json"), format!("{kind}.answered.json")];
    let text = names.iter().find_map(|name| std::fs::read_to_string(samples.join(name)).ok())?;
    let mut event: Value = serde_json::from_str(&text).ok()?;
    event["id"] = json!(format!("EV-test-{}", kind.replace('.', "-")));
    Some(event)
}

fn test_delivery(id: String, webhook_id: &str, kind: &str, sample: &Value, now_ms: i64) -> Delivery {
    Delivery {
        id,
        webhook_id: webhook_id.into(),
        event_id: sample["id"].as_str().map(Into::into),
        resource_id: None,
        event_type: kind.into(),
        body: sample.to_string(),
        status: "pending",
        next_attempt_ms: Some(now_ms),
        created_ms: now_ms,
        attempts: Vec::new(),
    }
}
