//! `POST /v1/messages`: what is refused, what is accepted, and what becomes of it (API.md sections 3 and 9).

use std::{sync::Arc, time::Duration};

use serde_json::{Value, json};

use super::{
    core::Core,
    events::Fact,
    failure::Answer,
    ledger::Accepted,
    wire_v1,
    world::{Direction, MediaRef, Message, World},
};

/// Recipients whose texts have a fate of their own.
pub mod magic {
    /// Ends as `message.failed` without a code: may be retried.
    pub const FAILS: &str = "+15005550001";
    /// Ends as `message.failed` with code 30006: final.
    pub const FAILS_FOR_GOOD: &str = "+15005550002";
    /// Ends as `message.undelivered` with code 30007.
    pub const UNDELIVERED: &str = "+15005550003";
    /// Is accepted and never heard of again.
    pub const SILENT: &str = "+15005550004";
    /// Refused: 400 `0206400`, no US registration.
    pub const NOT_REGISTERED: &str = "+15005550005";
    /// Refused: 402.
    pub const NO_CREDIT: &str = "+15005550006";
    /// Refused: 403, the daily cap.
    pub const DAILY_CAP: &str = "+15005550007";
    /// Refused: 403, not a user of this number.
    pub const NOT_A_USER: &str = "+15005550008";
}

/// The carrier's code for a recipient who opted out.
pub const OPTED_OUT: &str = "21610";

/// A send that passed every check.
struct Checked {
    line_id: String,
    number: String,
    user_id: String,
    to: Vec<String>,
    text: String,
    done: bool,
}

/// Checks a request's body and accepts it: 202 with the message, or the refusal.
pub fn send(core: &Arc<Core>, body: &Value) -> Answer {
    let quirks = core.quirks();
    let accepted_so_far = core.ledger.lock().unwrap().accepted.len();
    let mut world = core.world.lock().unwrap();
    let checked = match check(&world, body) {
        Ok(checked) => checked,
        Err(refusal) => return refusal,
    };
    let any = |number: &str| checked.to.iter().any(|to| to == number);
    if quirks.not_registered || any(magic::NOT_REGISTERED) {
        return Answer::v1(
            400,
            "0206400",
            "A2P Registration Not Approved",
            "US messaging registration is not approved",
        );
    }
    if quirks.out_of_credit || any(magic::NO_CREDIT) {
        return Answer::v1(
            402,
            "0200402",
            "Not Enough Credits",
            "The organization does not have enough prepaid credits",
        );
    }
    if quirks.daily_cap.is_some_and(|cap| accepted_so_far >= cap) || any(magic::DAILY_CAP) {
        return Answer::v1(403, "0204403", "Daily Limit Reached", "The daily 10DLC message cap was reached");
    }
    if any(magic::NOT_A_USER) {
        return Answer::v1(403, "0202403", "Not Phone Number User", "The user is not a user of this phone number");
    }
    let id = put_outgoing(&mut world, checked, core);
    let message = world.message(&id).expect("just added");
    let answer = Answer::new(202, json!({ "data": wire_v1::message(core.render(&world), message) }));
    drop(world);
    follow(core, id, quirks.fate_withheld);
    answer
}

fn check(world: &World, body: &Value) -> Result<Checked, Answer> {
    let field = |path: &str, message: &str| Err(Answer::v1_fields("02", &[(path, message)]));
    let Some(text) = body["content"].as_str() else { return field("/content", "Required property") };
    if text.trim().is_empty() {
        return field("/content", "Expected string to match '.*\\S.*'");
    }
    if text.chars().count() > 1_600 {
        return field("/content", "Expected string length less or equal to 1600");
    }
    let Some(from) = body["from"].as_str().or(body["phoneNumberId"].as_str()) else {
        return field("/from", "Required property");
    };
    let Some(list) = body["to"].as_array() else { return field("/to", "Expected array") };
    if list.is_empty() || list.len() > 10 {
        return field("/to", "Expected array length from 1 to 10");
    }
    let mut to = Vec::new();
    for item in list {
        // The spec takes any text of at most 15 characters here.
        match item.as_str() {
            Some(text) if text.len() <= 16 && text.len() > 1 => to.push(text.to_owned()),
            _ => return field("/to/0", "Expected union value"),
        }
    }
    if body.get("setInboxStatus").is_some_and(|value| value != "done") {
        return field("/setInboxStatus", "Expected 'done'");
    }
    let Some(line) = world.line(from) else { return Err(Answer::not_found(false, "02")) };
    let user_id = body["userId"].as_str().unwrap_or(&line.users[0]);
    if !line.users.iter().any(|user| user == user_id) {
        return Err(Answer::v1(403, "0202403", "Not Phone Number User", "The user is not a user of this phone number"));
    }
    Ok(Checked {
        line_id: line.id.clone(),
        number: line.number.clone(),
        user_id: user_id.into(),
        to,
        text: text.into(),
        done: body["setInboxStatus"] == "done",
    })
}

fn put_outgoing(world: &mut World, checked: Checked, core: &Core) -> String {
    let Checked { line_id, number, user_id, to, text, done } = checked;
    let now_ms = core.now_ms();
    let id = world.ids.long("AC");
    let conversation = world.conversation_with(&line_id, &to, now_ms);
    conversation.touch(&id, now_ms, now_ms);
    conversation.done = done;
    let conversation_id = conversation.id.clone();
    core.ledger.lock().unwrap().accepted.push(Accepted {
        id: id.clone(),
        from: line_id.clone(),
        from_number: number.clone(),
        to: to.clone(),
        text: text.clone(),
        user_id: user_id.clone(),
        at_ms: now_ms,
    });
    world.messages.push(Message {
        id: id.clone(),
        line_id,
        conversation_id,
        direction: Direction::Outgoing,
        from: number,
        to,
        text,
        media: Vec::new(),
        user_id: Some(user_id),
        status: "queued",
        error_code: None,
        created_ms: now_ms,
        updated_ms: now_ms,
    });
    id
}

/// Lets a queued text meet its fate: `sent`, then what its recipient decides.
pub fn follow(core: &Arc<Core>, id: String, withheld: bool) {
    if withheld {
        return;
    }
    let this = Arc::clone(core);
    core.spawn(async move {
        let quirks = this.quirks();
        this.pace.sleep(Duration::from_millis(quirks.sent_after_ms)).await;
        advance(&this, &id, "sent", None);
        this.pace.sleep(Duration::from_millis(quirks.fate_after_ms)).await;
        let to = {
            let world = this.world.lock().unwrap();
            let Some(message) = world.message(&id) else { return };
            let stopped = message.to.iter().any(|to| world.opted_out.contains(to));
            if stopped { "opted out".to_owned() } else { message.to.first().cloned().unwrap_or_default() }
        };
        let (status, code, fact) = match to.as_str() {
            magic::SILENT => return,
            magic::FAILS => ("failed", None, Fact::MessageFailed(id.clone())),
            magic::FAILS_FOR_GOOD => ("failed", Some("30006"), Fact::MessageFailed(id.clone())),
            magic::UNDELIVERED => ("undelivered", Some("30007"), Fact::MessageUndelivered(id.clone())),
            "opted out" => ("failed", Some(OPTED_OUT), Fact::MessageFailed(id.clone())),
            _ => ("delivered", None, Fact::MessageDelivered(id.clone())),
        };
        advance(&this, &id, status, code);
        this.emit(&fact);
    });
}

fn advance(core: &Core, id: &str, status: &'static str, code: Option<&'static str>) {
    let now_ms = core.now_ms();
    if let Some(message) = core.world.lock().unwrap().message_mut(id) {
        message.status = status;
        message.error_code = code;
        message.updated_ms = now_ms;
    }
}

/// `POST /messages/{id}/retry`: the same message again, if it failed without a code.
pub fn retry(core: &Arc<Core>, id: &str) -> Answer {
    {
        let mut world = core.world.lock().unwrap();
        let Some(message) = world.message_mut(id) else { return Answer::not_found(true, "02") };
        if message.status != "failed" || message.error_code.is_some() {
            return Answer::dated(
                422,
                "Unprocessable Entity",
                "Only failed messages without an error code can be retried",
            );
        }
        message.status = "queued";
    }
    follow(core, id.into(), false);
    Answer::new(202, json!({}))
}

/// A text as it comes in or was sent from the Quo app.
pub struct NewText {
    /// `PN…` or the number of one of the workspace's lines.
    pub line: String,
    /// The others: the sender first when it comes in.
    pub people: Vec<String>,
    pub text: String,
    pub media: Vec<MediaRef>,
    pub direction: Direction,
    pub created_ms: i64,
}

/// Puts a text into history. No event tells of it; nothing for a line that does not exist.
pub fn put_text(world: &mut World, new: NewText) -> Option<String> {
    let NewText { line, people, text, media, direction, created_ms } = new;
    let line = world.line(&line)?.clone();
    let id = world.ids.long("AC");
    let conversation = world.conversation_with(&line.id, &people, created_ms);
    conversation.touch(&id, created_ms, created_ms);
    if direction == Direction::Incoming {
        (conversation.done, conversation.read) = (false, false);
    }
    let conversation_id = conversation.id.clone();
    let (from, to, status) = match direction {
        Direction::Incoming => {
            let others = people.iter().skip(1).cloned();
            let to = std::iter::once(line.number.clone()).chain(others).collect();
            (people.first()?.clone(), to, "received")
        }
        Direction::Outgoing => (line.number.clone(), people, "delivered"),
    };
    world.messages.push(Message {
        id: id.clone(),
        line_id: line.id,
        conversation_id,
        direction,
        from,
        to,
        text,
        media,
        user_id: line.users.first().cloned(),
        status,
        error_code: None,
        created_ms,
        updated_ms: created_ms,
    });
    Some(id)
}

/// A text comes in: stored, told, and a one-word STOP or START obeyed for the whole account.
pub fn receive(core: &Arc<Core>, new: NewText) -> Option<String> {
    let sender = new.people.first()?.clone();
    let line = new.line.clone();
    let word = new.text.trim().to_ascii_uppercase();
    let mut world = core.world.lock().unwrap();
    let id = put_text(&mut world, new)?;
    let stops = ["STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT"].contains(&word.as_str());
    let starts = ["START", "UNSTOP"].contains(&word.as_str());
    let confirmation = if stops {
        world.opted_out.insert(sender.clone());
        Some("You have been unsubscribed and will receive no further messages. Reply START to resubscribe.")
    } else if starts {
        world.opted_out.remove(&sender);
        Some("You have been resubscribed.")
    } else {
        None
    };
    let confirmed = confirmation.and_then(|text| {
        let created_ms = core.now_ms();
        let (people, direction) = (vec![sender], Direction::Outgoing);
        put_text(&mut world, NewText { line, people, text: text.into(), media: Vec::new(), direction, created_ms })
    });
    drop(world);
    core.emit(&Fact::MessageReceived(id.clone()));
    if let Some(confirmed) = confirmed {
        core.emit(&Fact::MessageDelivered(confirmed));
    }
    Some(id)
}
