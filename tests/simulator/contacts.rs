//! Contacts over both generations: v1 replaces lists on PATCH, the dated one keeps phones in properties.

use std::sync::Arc;

use serde_json::{Value, json};

use super::{
    core::Core,
    events::Fact,
    failure::Answer,
    rest::{self, Request},
    rest_v1::{announce_contact, listed},
    wire_dated, wire_v1,
    world::{Contact, World},
};

fn text(value: &Value) -> Option<String> {
    value.as_str().map(Into::into)
}

fn pairs(value: &Value) -> Vec<(String, String)> {
    let rows = value.as_array().cloned().unwrap_or_default();
    rows.iter().filter_map(|row| Some((text(&row["name"]).unwrap_or_default(), text(&row["value"])?))).collect()
}

fn blank(world: &mut World, now_ms: i64) -> Contact {
    Contact {
        id: world.ids.contact(),
        first_name: None,
        last_name: None,
        company: None,
        role: None,
        external_id: None,
        source: Some("public-api".into()),
        source_url: None,
        numbers: Vec::new(),
        emails: Vec::new(),
        custom_fields: Vec::new(),
        created_ms: now_ms,
        updated_ms: now_ms,
    }
}

fn allowed_source(source: &str) -> bool {
    !["openphone", "device", "csv", "zapier", "google-people", "other"].contains(&source)
        && !source.starts_with("openphone")
        && !source.starts_with("csv")
}

pub fn list_v1(core: &Core, request: &Request) -> Result<Answer, Answer> {
    let size = request.query.max_results("08", 50)?;
    let (external, sources) = (request.query.all("externalIds"), request.query.all("sources"));
    let mut world = core.world.lock().unwrap();
    let wanted = |contact: &&Contact| {
        (external.is_empty() || contact.external_id.as_deref().is_some_and(|id| external.contains(&id)))
            && (sources.is_empty() || contact.source.as_deref().is_some_and(|source| sources.contains(&source)))
    };
    let rows: Vec<Contact> = world.contacts.iter().filter(wanted).cloned().collect();
    let (page, next) = rest::page(core, &mut world.ids, request, rows, size, |contact| &contact.id)?;
    Ok(listed(core, page.iter().map(|contact| wire_v1::contact(&world, contact)).collect(), next))
}

pub fn create_v1(core: &Arc<Core>, body: &Value) -> Result<Answer, Answer> {
    let fields = &body["defaultFields"];
    if fields.get("firstName").is_none() {
        return Err(Answer::v1_fields("08", &[("/defaultFields/firstName", "Required property")]));
    }
    if body["source"].as_str().is_some_and(|source| !allowed_source(source)) {
        return Err(Answer::v1_fields("08", &[("/source", "Reserved source")]));
    }
    let mut world = core.world.lock().unwrap();
    let mut contact = blank(&mut world, core.now_ms());
    apply_v1(&mut contact, body);
    world.contacts.push(contact.clone());
    let answer = Answer::new(201, json!({ "data": wire_v1::contact(&world, &contact) }));
    drop(world);
    announce_contact(core, &contact.id);
    Ok(answer)
}

/// The custom fields that the workspace defined: name, key, type.
pub const DEFINITIONS: [(&str, &str, &str); 2] = [("Lead source", "lead-source", "string"), ("VIP", "vip", "boolean")];

/// A custom field as it is kept: a write names it by key or id and gives a value alone.
fn custom_field(before: &[Value], row: &Value) -> Value {
    let is = |field: &Value, name: &str| row[name].is_string() && field[name] == row[name];
    if let Some(held) = before.iter().find(|field| is(field, "id") || is(field, "key")) {
        let mut field = held.clone();
        field["value"] = row["value"].clone();
        return field;
    }
    let definition = DEFINITIONS.iter().find(|(_, key, _)| row["key"] == *key);
    let (name, key, kind) = definition.copied().unwrap_or(("Unknown", "unknown", "string"));
    json!({ "id": format!("cf-{key}"), "key": key, "name": name, "type": kind, "value": row["value"] })
}

/// Applies a v1 body. Lists that are left out are emptied: the trap of the v1 PATCH.
fn apply_v1(contact: &mut Contact, body: &Value) {
    let fields = &body["defaultFields"];
    for (name, slot) in [
        ("firstName", &mut contact.first_name),
        ("lastName", &mut contact.last_name),
        ("company", &mut contact.company),
        ("role", &mut contact.role),
    ] {
        if let Some(value) = fields.get(name) {
            *slot = text(value);
        }
    }
    contact.numbers = pairs(&fields["phoneNumbers"]);
    contact.emails = pairs(&fields["emails"]);
    let before = std::mem::take(&mut contact.custom_fields);
    let rows = body["customFields"].as_array().cloned().unwrap_or_default();
    contact.custom_fields = rows.into_iter().map(|row| custom_field(&before, &row)).collect();
    for (name, slot) in [
        ("externalId", &mut contact.external_id),
        ("source", &mut contact.source),
        ("sourceUrl", &mut contact.source_url),
    ] {
        if let Some(value) = body.get(name) {
            *slot = text(value);
        }
    }
}

pub fn one_v1(core: &Arc<Core>, method: &str, id: &str, body: &Value) -> Result<Answer, Answer> {
    one(core, method, id, false, |contact| apply_v1(contact, body))
}

fn one(
    core: &Arc<Core>,
    method: &str,
    id: &str,
    dated: bool,
    apply: impl FnOnce(&mut Contact),
) -> Result<Answer, Answer> {
    let mut world = core.world.lock().unwrap();
    let missing = || Answer::not_found(dated, "08");
    let at = world.contacts.iter().position(|contact| contact.id == id).ok_or_else(missing)?;
    if method == "DELETE" {
        let gone = world.contacts.remove(at);
        drop(world);
        core.emit(&Fact::ContactDeleted(Box::new(gone)));
        return Ok(Answer::empty());
    }
    if method == "PATCH" {
        let contact = &mut world.contacts[at];
        apply(contact);
        contact.updated_ms = core.now_ms();
    }
    let contact = &world.contacts[at];
    let shape = if dated { wire_dated::contact(&world, contact) } else { wire_v1::contact(&world, contact) };
    drop(world);
    if method == "PATCH" {
        announce_contact(core, id);
    }
    Ok(Answer::data(shape))
}

/// `/contacts…` of 2026-03-30.
pub fn dated(core: &Arc<Core>, request: &Request, parts: &[&str], body: &Value) -> Result<Answer, Answer> {
    let apply = |contact: &mut Contact| {
        for (name, slot) in [
            ("firstName", &mut contact.first_name),
            ("lastName", &mut contact.last_name),
            ("company", &mut contact.company),
            ("role", &mut contact.role),
            ("externalId", &mut contact.external_id),
            ("source", &mut contact.source),
            ("sourceUrl", &mut contact.source_url),
        ] {
            if let Some(value) = body.get(name) {
                *slot = text(value);
            }
        }
    };
    match (request.method.as_str(), parts) {
        ("GET", []) => {
            request.query.only(&["externalId", "externalId[in]", "source", "source[in]", "limit", "after"])?;
            let size = request.query.limit()?;
            let is = |name: &str, value: Option<&str>| {
                let one = request.query.get(name).is_none_or(|wanted| value == Some(wanted));
                one && request
                    .query
                    .list(&format!("{name}[in]"))
                    .is_none_or(|list| value.is_some_and(|it| list.contains(&it)))
            };
            let mut world = core.world.lock().unwrap();
            let wanted = |contact: &&Contact| {
                is("externalId", contact.external_id.as_deref()) && is("source", contact.source.as_deref())
            };
            let rows: Vec<Contact> = world.contacts.iter().filter(wanted).cloned().collect();
            let (page, next) = rest::page(core, &mut world.ids, request, rows, size, |contact| &contact.id)?;
            let rows: Vec<Value> = page.iter().map(|contact| wire_dated::contact(&world, contact)).collect();
            Ok(Answer::new(200, json!({ "data": rows, "nextCursor": next })))
        }
        ("POST", []) => {
            if body["firstName"].as_str().is_none() {
                return Err(Answer::dated_fields(&[("/firstName", "Required property")]));
            }
            let mut world = core.world.lock().unwrap();
            let mut contact = blank(&mut world, core.now_ms());
            apply(&mut contact);
            world.contacts.push(contact.clone());
            let answer = Answer::new(201, json!({ "data": wire_dated::contact(&world, &contact) }));
            drop(world);
            announce_contact(core, &contact.id);
            Ok(answer)
        }
        (method @ ("GET" | "PATCH" | "DELETE"), [id]) => one(core, method, id, true, apply),
        ("GET", [id, "properties"]) => {
            let world = core.world.lock().unwrap();
            let contact =
                world.contacts.iter().find(|contact| contact.id == *id).ok_or_else(|| Answer::not_found(true, "08"))?;
            let mut rows = wire_dated::properties(contact);
            rows.retain(|row| request.query.get("type").is_none_or(|kind| row["type"] == kind));
            Ok(Answer::new(200, json!({ "data": rows, "nextCursor": null })))
        }
        ("GET", [id, "notes"]) => {
            let world = core.world.lock().unwrap();
            let known = world.contacts.iter().any(|contact| contact.id == *id);
            let rows = world.contact_notes.get(*id).cloned().unwrap_or_default();
            if known {
                Ok(Answer::new(200, json!({ "data": rows, "nextCursor": null })))
            } else {
                Err(Answer::not_found(true, "08"))
            }
        }
        ("POST", [id, "notes"]) => {
            let Some(words) = text(&body["text"]).filter(|words| (1..=2000).contains(&words.chars().count())) else {
                return Err(Answer::dated_fields(&[("/text", "Expected 1 to 2000 characters")]));
            };
            let mut world = core.world.lock().unwrap();
            if !world.contacts.iter().any(|contact| contact.id == *id) {
                return Err(Answer::not_found(true, "08"));
            }
            let (note_id, at) = (world.ids.short("note"), super::query::iso(core.now_ms()));
            let actor = world.users[0].id.clone();
            let note = json!({
                "id": note_id, "text": words, "media": [], "createdAt": at, "updatedAt": at, "actorId": actor,
            });
            world.contact_notes.entry((*id).to_owned()).or_default().push(note.clone());
            // 200 and not 201, as documented.
            Ok(Answer::data(note))
        }
        ("POST", [id, "properties"]) => {
            let (Some(kind), Some(value)) = (body["type"].as_str(), text(&body["value"])) else {
                return Err(Answer::dated_fields(&[("/type", "Required property")]));
            };
            let name = text(&body["name"]).unwrap_or_default();
            let mut world = core.world.lock().unwrap();
            let missing = || Answer::not_found(true, "08");
            let contact = world.contacts.iter_mut().find(|contact| contact.id == *id).ok_or_else(missing)?;
            match kind {
                "phone-number" => contact.numbers.push((name, value)),
                "email" => contact.emails.push((name, value)),
                _ => contact.custom_fields.push(json!({ "name": name, "key": name, "type": kind, "value": value })),
            }
            contact.updated_ms = core.now_ms();
            let row = wire_dated::properties(contact).pop();
            drop(world);
            announce_contact(core, id);
            Ok(Answer::data(json!(row)))
        }
        _ => Err(Answer::not_found(true, "08")),
    }
}
