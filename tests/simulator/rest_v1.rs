//! `/v1` (API.md section 3), as far as a client of texts, calls and contacts uses it.

use std::{collections::BTreeSet, sync::Arc};

use serde_json::{Value, json};

use super::{
    contacts,
    core::Core,
    events::Fact,
    failure::Answer,
    rest::{self, Request},
    rest_webhooks, sending, wire_v1,
    world::{Call, Conversation, Message, World},
};

/// Answers a request of this generation.
pub fn answer(core: &Arc<Core>, request: &Request, body: &Value) -> Result<Answer, Answer> {
    let parts = request.parts();
    let query = &request.query;
    match (request.method.as_str(), &parts[1..]) {
        ("POST", ["messages"]) => Ok(sending::send(core, body)),
        ("GET", ["messages"]) => messages(core, request),
        ("GET", ["messages", id]) => {
            let world = core.world.lock().unwrap();
            let message = world.message(id).ok_or_else(|| Answer::not_found(false, "02"))?;
            Ok(Answer::data(wire_v1::message(core.render(&world), message)))
        }
        ("GET", ["calls"]) => calls(core, request),
        ("GET", ["calls", id]) => with_call(core, id, "01", |core, world, call| {
            if !call.added.is_empty() {
                return Err(Answer::v1(400, "0101400", "Too Many Participants", "Group calls are not supported"));
            }
            Ok(Answer::data(wire_v1::call(core.render(world), call)))
        }),
        ("GET", ["call-recordings", id]) => with_call(core, id, "09", |core, world, call| {
            let render = core.render(world);
            Ok(Answer::data(call.recordings.iter().map(|recording| wire_v1::recording(render, recording)).collect()))
        }),
        ("GET", ["call-summaries", id]) => with_call(core, id, "05", |_, _, call| match &call.summary {
            Some(summary) => Ok(Answer::data(wire_v1::summary(&call.id, summary))),
            None => Err(Answer::not_found(false, "05")),
        }),
        ("GET", ["call-transcripts", id]) => with_call(core, id, "06", |_, _, call| match call.transcripts.first() {
            Some(transcript) => Ok(Answer::data(wire_v1::transcript(&call.id, transcript))),
            None => Err(Answer::not_found(false, "06")),
        }),
        ("GET", ["call-voicemails", id]) => with_call(core, id, "12", |core, world, call| match &call.voicemail {
            Some(voicemail) => Ok(Answer::data(wire_v1::voicemail(core.render(world), voicemail))),
            None => Err(Answer::not_found(false, "12")),
        }),
        ("GET", ["conversations"]) => conversations(core, request),
        ("POST", ["conversations", id, mark]) => {
            let mut world = core.world.lock().unwrap();
            let marked = mark_conversation(&mut world, id, mark, core.now_ms(), false)?;
            // Bare, unlike every other answer.
            Ok(Answer::new(200, wire_v1::conversation(&marked, true)))
        }
        ("GET", ["contacts"]) => contacts::list_v1(core, request),
        ("POST", ["contacts"]) => contacts::create_v1(core, body),
        (method @ ("GET" | "PATCH" | "DELETE"), ["contacts", id]) => contacts::one_v1(core, method, id, body),
        ("GET", ["contact-custom-fields"]) => {
            let field = |(name, key, kind): &(&str, &str, &str)| json!({ "name": name, "key": key, "type": kind });
            Ok(Answer::data(contacts::DEFINITIONS.iter().map(field).collect()))
        }
        ("GET", ["phone-numbers"]) => {
            let world = core.world.lock().unwrap();
            let wanted = |line: &&super::world::Line| {
                query.get("userId").is_none_or(|user| line.users.iter().any(|member| member == user))
            };
            Ok(Answer::data(world.lines.iter().filter(wanted).map(|line| wire_v1::line(&world, line)).collect()))
        }
        ("GET", ["phone-numbers", id]) => {
            let world = core.world.lock().unwrap();
            let line = world.lines.iter().find(|line| line.id == *id).ok_or_else(|| Answer::not_found(false, "04"))?;
            Ok(Answer::data(wire_v1::line(&world, line)))
        }
        ("GET", ["users"]) => {
            let size = query.get("maxResults").map_or(Ok(10), |_| query.max_results("11", 50))?;
            let mut world = core.world.lock().unwrap();
            let users = world.users.clone();
            let (page, next) = rest::page(core, &mut world.ids, request, users, size, |user| &user.id)?;
            Ok(listed(core, page.iter().map(wire_v1::user).collect(), next))
        }
        ("GET", ["users", id]) => {
            let world = core.world.lock().unwrap();
            let user = world.users.iter().find(|user| user.id == *id).ok_or_else(|| Answer::not_found(false, "11"))?;
            Ok(Answer::data(wire_v1::user(user)))
        }
        (_, ["webhooks", rest @ ..]) => rest_webhooks::v1(core, request, rest, body),
        _ => Err(Answer::gateway(404, "NOT_FOUND", "Route not found")),
    }
}

/// A v1 list; `totalItems` is the page's count, as live, unless the switch says otherwise.
pub fn listed(core: &Core, rows: Vec<Value>, next: Option<String>) -> Answer {
    let total = if core.quirks().wrong_total_items { rows.len() } else { rows.len() + usize::from(next.is_some()) };
    Answer::new(200, json!({ "data": rows, "totalItems": total, "nextPageToken": next }))
}

fn with_call(
    core: &Core,
    id: &str,
    resource: &str,
    answer: impl Fn(&Core, &World, &Call) -> Result<Answer, Answer>,
) -> Result<Answer, Answer> {
    let world = core.world.lock().unwrap();
    let call = world.call(id).ok_or_else(|| Answer::not_found(false, resource))?;
    answer(core, &world, call)
}

/// The required pair of v1 lists: the line, and the exact set of the others.
fn line_and_people(request: &Request, resource: &str) -> Result<(String, BTreeSet<String>), Answer> {
    let query = &request.query;
    if query.get("participants[]").is_some() {
        return Err(Answer::v1_fields(resource, &[("/participants", "Expected array")]));
    }
    let people: BTreeSet<String> = query.all("participants").into_iter().map(Into::into).collect();
    match query.get("phoneNumberId") {
        Some(line) if !people.is_empty() => Ok((line.into(), people)),
        Some(_) => Err(Answer::v1_fields(resource, &[("/participants", "Required property")])),
        None => Err(Answer::v1_fields(resource, &[("/phoneNumberId", "Required property")])),
    }
}

/// `createdAfter`, `createdBefore`; `since` is deprecated and acts as `createdBefore`.
fn created_within(request: &Request, created_ms: i64) -> bool {
    let query = &request.query;
    query.time("createdAfter").is_none_or(|after| created_ms > after)
        && query.time("createdBefore").is_none_or(|before| created_ms < before)
        && query.time("since").is_none_or(|before| created_ms < before)
}

/// Everyone in a text but the line.
pub fn people_of(message: &Message, line_number: &str) -> BTreeSet<String> {
    let all = std::iter::once(&message.from).chain(&message.to);
    all.filter(|number| *number != line_number).cloned().collect()
}

fn messages(core: &Core, request: &Request) -> Result<Answer, Answer> {
    let size = request.query.max_results("02", 100)?;
    let (line_id, people) = line_and_people(request, "02")?;
    let mut world = core.world.lock().unwrap();
    let number = world.line(&line_id).map(|line| line.number.clone()).ok_or_else(|| Answer::not_found(false, "02"))?;
    let wanted = |message: &&Message| {
        message.line_id == line_id
            && people_of(message, &number) == people
            && created_within(request, message.created_ms)
            && request.query.get("userId").is_none_or(|user| message.user_id.as_deref() == Some(user))
    };
    let mut rows: Vec<Message> = world.messages.iter().filter(wanted).cloned().collect();
    rows.sort_by_key(|message| std::cmp::Reverse(message.created_ms));
    let (page, next) = rest::page(core, &mut world.ids, request, rows, size, |message| &message.id)?;
    let render = core.render(&world);
    Ok(listed(core, page.iter().map(|message| wire_v1::message(render, message)).collect(), next))
}

fn calls(core: &Core, request: &Request) -> Result<Answer, Answer> {
    let size = request.query.max_results("01", 100)?;
    let (line_id, people) = line_and_people(request, "01")?;
    if people.len() > 1 {
        return Err(Answer::v1(400, "0101400", "Too Many Participants", "Calls take exactly one participant"));
    }
    let mut world = core.world.lock().unwrap();
    let user = request.query.get("userId");
    let wanted = |call: &&Call| {
        call.line_id == line_id
            && people.contains(&call.external)
            && call.added.is_empty()
            && created_within(request, call.created_ms)
            && user.is_none_or(|user| call.user_id == user)
    };
    let mut rows: Vec<Call> = world.calls.iter().filter(wanted).cloned().collect();
    rows.sort_by_key(|call| std::cmp::Reverse(call.created_ms));
    let (page, next) = rest::page(core, &mut world.ids, request, rows, size, |call| &call.id)?;
    let render = core.render(&world);
    Ok(listed(core, page.iter().map(|call| wire_v1::call(render, call)).collect(), next))
}

fn conversations(core: &Core, request: &Request) -> Result<Answer, Answer> {
    let query = &request.query;
    let size = query.max_results("10", 100)?;
    let mut lines = query.all("phoneNumbers");
    lines.extend(query.all("phoneNumbers[]"));
    lines.extend(query.all("phoneNumber"));
    let mut world = core.world.lock().unwrap();
    let ids: Vec<String> = lines.iter().filter_map(|key| world.line(key)).map(|line| line.id.clone()).collect();
    let wanted = |conversation: &&Conversation| {
        (lines.is_empty() || ids.contains(&conversation.line_id))
            && created_within(request, conversation.created_ms)
            && query.time("updatedAfter").is_none_or(|after| conversation.updated_ms > after)
            && query.time("updatedBefore").is_none_or(|before| conversation.updated_ms < before)
    };
    let mut rows: Vec<Conversation> = world.conversations.iter().filter(wanted).cloned().collect();
    // By creation, not by activity: an old but active thread sits deep.
    rows.sort_by_key(|conversation| std::cmp::Reverse(conversation.created_ms));
    let (page, next) = rest::page(core, &mut world.ids, request, rows, size, |conversation| &conversation.id)?;
    Ok(listed(core, page.iter().map(|conversation| wire_v1::conversation(conversation, true)).collect(), next))
}

/// `mark-as-read`, `mark-as-done`, `mark-as-open`, in either generation.
pub fn mark_conversation(
    world: &mut World,
    id: &str,
    mark: &str,
    now_ms: i64,
    dated: bool,
) -> Result<Conversation, Answer> {
    let refuse = || Answer::not_found(dated, "10");
    let conversation = world.conversations.iter_mut().find(|conversation| conversation.id == id).ok_or_else(refuse)?;
    match mark {
        "mark-as-read" => conversation.read = true,
        "mark-as-done" => conversation.done = true,
        "mark-as-open" => conversation.done = false,
        _ => return Err(refuse()),
    }
    conversation.updated_ms = now_ms;
    Ok(conversation.clone())
}

/// Tells webhooks of a changed contact.
pub fn announce_contact(core: &Arc<Core>, id: &str) {
    core.emit(&Fact::ContactUpdated(id.into()));
}
