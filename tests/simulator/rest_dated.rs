//! 2026-03-30 (API.md section 4), as far as used: operators differ per endpoint, a wrong one is a 400.

use std::sync::Arc;

use serde_json::{Value, json};

use super::{
    contacts,
    core::Core,
    failure::Answer,
    query::Query,
    rest::{self, Request},
    rest_v1::mark_conversation,
    rest_webhooks, sending, wire_dated, wire_v1,
    world::{Call, Conversation, Line, Message, World},
};

/// Answers a request of this generation.
pub fn answer(core: &Arc<Core>, request: &Request, body: &Value) -> Result<Answer, Answer> {
    let parts = request.parts();
    match (request.method.as_str(), parts.as_slice()) {
        ("GET", ["messages"]) => messages(core, request),
        ("GET", ["messages", id]) => {
            let world = core.world.lock().unwrap();
            let message = world.message(id).ok_or_else(|| Answer::not_found(true, "02"))?;
            Ok(Answer::data(wire_dated::message(core.render(&world), message)))
        }
        ("POST", ["messages", id, "retry"]) => Ok(sending::retry(core, id)),
        ("GET", ["calls"]) => calls(core, request),
        ("GET", ["calls", id]) => {
            request.query.only(&["include"])?;
            let world = core.world.lock().unwrap();
            let call = world.call(id).ok_or_else(|| Answer::not_found(true, "01"))?;
            Ok(Answer::data(wire_dated::call(core.render(&world), call, &include(&request.query))))
        }
        ("GET", ["calls", id, "recordings"]) => of_call(core, request, id, |core, world, call| {
            call.recordings.iter().map(|it| (it.id.clone(), wire_v1::recording(core.render(world), it))).collect()
        }),
        ("GET", ["calls", id, "transcripts"]) => of_call(core, request, id, |_, _, call| {
            let row = |(at, it): (usize, &super::world::Transcript)| (at.to_string(), wire_dated::transcript(it));
            call.transcripts.iter().enumerate().map(row).collect()
        }),
        ("GET", ["conversations"]) => conversations(core, request),
        ("POST", ["conversations", id, mark]) => {
            let mut world = core.world.lock().unwrap();
            let marked = mark_conversation(&mut world, id, mark, core.now_ms(), true)?;
            Ok(Answer::data(wire_v1::conversation(&marked, false)))
        }
        (_, ["contacts", rest @ ..]) => contacts::dated(core, request, rest, body),
        ("GET", ["phone-numbers"]) => {
            request.query.only(&["phoneNumber", "include", "limit", "after"])?;
            let size = request.query.limit()?;
            let mut world = core.world.lock().unwrap();
            let wanted = |line: &&Line| request.query.get("phoneNumber").is_none_or(|number| line.number == number);
            let rows: Vec<Line> = world.lines.iter().filter(wanted).cloned().collect();
            let (page, next) = rest::page(core, &mut world.ids, request, rows, size, |line| &line.id)?;
            let include = include(&request.query);
            Ok(listed(page.iter().map(|line| wire_dated::line(line, &include)).collect(), next))
        }
        ("GET", ["phone-numbers", id]) => {
            let world = core.world.lock().unwrap();
            let line = world.lines.iter().find(|line| line.id == *id).ok_or_else(|| Answer::not_found(true, "04"))?;
            Ok(Answer::data(wire_dated::line(line, &include(&request.query))))
        }
        ("GET", ["phone-numbers", id, "users"]) => {
            let world = core.world.lock().unwrap();
            let line = world.lines.iter().find(|line| line.id == *id).ok_or_else(|| Answer::not_found(true, "04"))?;
            let mut users: Vec<_> = world.users.iter().filter(|user| line.users.contains(&user.id)).collect();
            users.sort_by(|one, other| one.id.cmp(&other.id));
            Ok(listed(users.into_iter().map(wire_v1::user).collect(), None))
        }
        ("GET", ["users"]) => {
            request.query.only(&["limit", "after"])?;
            let size = request.query.limit()?;
            let mut world = core.world.lock().unwrap();
            let users = world.users.clone();
            let (page, next) = rest::page(core, &mut world.ids, request, users, size, |user| &user.id)?;
            Ok(listed(page.iter().map(wire_v1::user).collect(), next))
        }
        ("GET", ["users", id]) => {
            let world = core.world.lock().unwrap();
            let user = world.users.iter().find(|user| user.id == *id).ok_or_else(|| Answer::not_found(true, "11"))?;
            Ok(Answer::data(wire_v1::user(user)))
        }
        ("GET", ["users", id, "phone-numbers"]) => {
            let world = core.world.lock().unwrap();
            let lines = world.lines.iter().filter(|line| line.users.iter().any(|user| user == id));
            Ok(listed(lines.map(|line| wire_dated::line(line, &[])).collect(), None))
        }
        ("GET", ["organization"]) => {
            let other = core.quirks().organization;
            let world = core.world.lock().unwrap();
            let name = if other.is_some() { "Harbor Dental" } else { world.org_name.as_str() };
            Ok(Answer::data(json!({
                "id": other.as_ref().unwrap_or(&world.org_id), "name": name, "subscriptionStatus": world.subscription,
                "createdAt": super::query::iso(world.created_ms), "updatedAt": super::query::iso(world.created_ms),
            })))
        }
        (_, ["tasks", rest @ ..]) => super::tasks::dated(core, request, rest, body),
        (_, ["webhooks", rest @ ..]) => rest_webhooks::dated(core, request, rest, body),
        _ => Err(Answer::dated(404, "Not Found", "Route not found")),
    }
}

/// A dated list.
pub fn listed(rows: Vec<Value>, next: Option<String>) -> Answer {
    Answer::new(200, json!({ "data": rows, "nextCursor": next }))
}

fn include(query: &Query) -> Vec<&str> {
    query.list("include").unwrap_or_default()
}

/// `name=v` equals, `name[in]=a,b` any of.
fn is(query: &Query, name: &str, value: &str) -> bool {
    query.get(name).is_none_or(|wanted| value == wanted)
        && query.list(&format!("{name}[in]")).is_none_or(|list| list.contains(&value))
}

fn messages(core: &Core, request: &Request) -> Result<Answer, Answer> {
    let query = &request.query;
    query.only(&[
        "from",
        "to",
        "to[all]",
        "status",
        "direction",
        "phoneNumberId",
        "userId",
        "createdAt[gt]",
        "createdAt[lt]",
        "limit",
        "after",
    ])?;
    let size = query.limit()?;
    let recipients = query.list("to[all]").or_else(|| query.get("to").map(|to| vec![to])).map(|mut list| {
        list.sort_unstable();
        list
    });
    let wanted = |message: &&Message| {
        let mut to: Vec<&str> = message.to.iter().map(String::as_str).collect();
        to.sort_unstable();
        is(query, "from", &message.from)
            && recipients.as_ref().is_none_or(|list| *list == to)
            && is(query, "status", message.status)
            && is(query, "direction", message.direction.text())
            && is(query, "phoneNumberId", &message.line_id)
            && is(query, "userId", message.user_id.as_deref().unwrap_or_default())
            && query.time("createdAt[gt]").is_none_or(|after| message.created_ms > after)
            && query.time("createdAt[lt]").is_none_or(|before| message.created_ms < before)
    };
    let mut world = core.world.lock().unwrap();
    let World { messages, ids, .. } = &mut *world;
    // By reference: a long history is asked for in thousands of pages.
    let mut rows: Vec<&Message> = messages.iter().filter(wanted).collect();
    rows.sort_by_key(|message| std::cmp::Reverse(message.created_ms));
    let (page, next) = rest::page(core, ids, request, rows, size, |message| &message.id)?;
    let page: Vec<Message> = page.into_iter().cloned().collect();
    let render = core.render(&world);
    Ok(listed(page.iter().map(|message| wire_dated::message(render, message)).collect(), next))
}

fn calls(core: &Core, request: &Request) -> Result<Answer, Answer> {
    let query = &request.query;
    query.only(&[
        "phoneNumberId",
        "actorId",
        "participant",
        "participant[in]",
        "direction",
        "status",
        "status[in]",
        "createdAt[gte]",
        "createdAt[lte]",
        "include",
        "limit",
        "after",
    ])?;
    let size = query.limit()?;
    let mut world = core.world.lock().unwrap();
    let wanted = |call: &&Call| {
        let line = world.line(&call.line_id).map(|line| line.number.as_str()).unwrap_or_default();
        let end = |number: &str| is(query, "participant", number);
        is(query, "phoneNumberId", &call.line_id)
            && is(query, "actorId", &call.user_id)
            && (end(&call.external) || end(line))
            && is(query, "direction", call.direction.text())
            && is(query, "status", call.rest_status())
            && query.time("createdAt[gte]").is_none_or(|after| call.created_ms >= after)
            && query.time("createdAt[lte]").is_none_or(|before| call.created_ms <= before)
    };
    let mut rows: Vec<&Call> = world.calls.iter().filter(wanted).collect();
    rows.sort_by_key(|call| std::cmp::Reverse(call.created_ms));
    let ids: Vec<String> = rows.iter().map(|call| call.id.clone()).collect();
    let (page, next) = rest::page(core, &mut world.ids, request, ids, size, |id| id)?;
    let page: Vec<Call> = page.iter().filter_map(|id| world.call(id)).cloned().collect();
    let (render, include) = (core.render(&world), include(query));
    Ok(listed(page.iter().map(|call| wire_dated::call(render, call, &include)).collect(), next))
}

fn of_call(
    core: &Core,
    request: &Request,
    id: &str,
    rows: impl Fn(&Core, &World, &Call) -> Vec<(String, Value)>,
) -> Result<Answer, Answer> {
    request.query.only(&["limit", "after"])?;
    let size = request.query.limit()?;
    let mut world = core.world.lock().unwrap();
    let call = world.call(id).ok_or_else(|| Answer::not_found(true, "01"))?;
    let rows = rows(core, &world, call);
    let (page, next) = rest::page(core, &mut world.ids, request, rows, size, |(id, _)| id)?;
    Ok(listed(page.into_iter().map(|(_, row)| row).collect(), next))
}

fn conversations(core: &Core, request: &Request) -> Result<Answer, Answer> {
    let query = &request.query;
    query.only(&[
        "phoneNumberId",
        "phoneNumberId[in]",
        "createdAt[gte]",
        "createdAt[lte]",
        "updatedAt[gte]",
        "updatedAt[lte]",
        "sort",
        "limit",
        "after",
    ])?;
    let size = query.limit()?;
    let sort = query.get("sort").unwrap_or("createdAt:desc");
    let Some((field @ ("createdAt" | "updatedAt"), order @ ("asc" | "desc"))) = sort.split_once(':') else {
        return Err(Answer::dated_fields(&[("/query/sort", "Expected createdAt or updatedAt with :asc or :desc")]));
    };
    let wanted = |conversation: &&Conversation| {
        is(query, "phoneNumberId", &conversation.line_id)
            && query.time("createdAt[gte]").is_none_or(|after| conversation.created_ms >= after)
            && query.time("createdAt[lte]").is_none_or(|before| conversation.created_ms <= before)
            && query.time("updatedAt[gte]").is_none_or(|after| conversation.updated_ms >= after)
            && query.time("updatedAt[lte]").is_none_or(|before| conversation.updated_ms <= before)
    };
    let mut world = core.world.lock().unwrap();
    let mut rows: Vec<Conversation> = world.conversations.iter().filter(wanted).cloned().collect();
    rows.sort_by_key(
        |conversation| if field == "createdAt" { conversation.created_ms } else { conversation.updated_ms },
    );
    if order == "desc" {
        rows.reverse();
    }
    let (page, next) = rest::page(core, &mut world.ids, request, rows, size, |conversation| &conversation.id)?;
    Ok(listed(page.iter().map(|conversation| wire_v1::conversation(conversation, false)).collect(), next))
}
