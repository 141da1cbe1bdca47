//! The shapes of `/v1` (API.md section 3) and of what legacy webhooks share with it.

use serde_json::{Value, json};

use super::{
    media::Shelf,
    query::iso,
    webhooks::Webhook,
    world::{
        Call, Contact, Conversation, Line, MediaRef, Message, Outcome, Recording, Summary, Transcript, User, Voicemail,
        World,
    },
};

/// What rendering needs beside the thing itself.
#[derive(Clone, Copy)]
pub struct Render<'a> {
    pub world: &'a World,
    pub shelf: &'a Shelf,
    pub now_ms: i64,
}

impl Render<'_> {
    pub fn url(&self, file: &MediaRef) -> String {
        self.shelf.url(&file.id, self.now_ms)
    }

    /// `[{url, type}]`.
    pub fn media(&self, files: &[MediaRef]) -> Value {
        files.iter().map(|file| json!({ "url": self.url(file), "type": file.mime })).collect()
    }

    /// The number of a line.
    pub fn number(&self, line_id: &str) -> String {
        self.world.line(line_id).map(|line| line.number.clone()).unwrap_or_default()
    }
}

pub fn message(render: Render<'_>, message: &Message) -> Value {
    json!({
        "id": message.id,
        "to": message.to,
        "from": message.from,
        "text": message.text,
        "phoneNumberId": message.line_id,
        "conversationId": message.conversation_id,
        "direction": message.direction.text(),
        "userId": message.user_id,
        // v1 has no word for `failed`.
        "status": if message.status == "failed" { "undelivered" } else { message.status },
        "createdAt": iso(message.created_ms),
        "updatedAt": iso(message.updated_ms),
        "media": render.media(&message.media),
    })
}

pub fn call(render: Render<'_>, call: &Call) -> Value {
    json!({
        "id": call.id,
        "phoneNumberId": call.line_id,
        "userId": call.user_id,
        "direction": call.direction.text(),
        "status": call.rest_status(),
        "participants": call.ends(&render.number(&call.line_id)),
        "createdAt": iso(call.created_ms),
        "answeredAt": call.answered_ms.map(iso),
        "answeredBy": call.answered_by,
        "initiatedBy": (call.direction.text() == "outgoing").then_some(&call.user_id),
        "completedAt": iso(call.completed_ms),
        "updatedAt": iso(call.completed_ms),
        "duration": call.duration_s,
        "callRoute": (call.direction.text() == "incoming").then_some("phone-number"),
        "forwardedFrom": call.forwarded_to.as_ref().map(|_| &call.line_id),
        "forwardedTo": call.forwarded_to,
        "aiHandled": (call.outcome == Outcome::AiHandled).then_some("ai-agent"),
    })
}

pub fn recording(render: Render<'_>, recording: &Recording) -> Value {
    let ready = recording.status == "completed";
    json!({
        "id": recording.id,
        "status": recording.status,
        "startTime": iso(recording.start_ms),
        "duration": recording.duration_s,
        "url": ready.then(|| render.url(&recording.file)),
        "type": if ready { json!(recording.file.mime) } else { Value::Null },
    })
}

pub fn summary(call_id: &str, summary: &Summary) -> Value {
    let ready = summary.status == "completed";
    json!({
        "callId": call_id,
        "status": summary.status,
        "summary": ready.then_some(&summary.summary),
        "nextSteps": ready.then_some(&summary.next_steps),
        "jobs": summary.jobs,
    })
}

pub fn transcript(call_id: &str, transcript: &Transcript) -> Value {
    let dialogue: Vec<Value> = transcript
        .dialogue
        .iter()
        .map(|line| {
            json!({
                "content": line.content, "start": line.start_s, "end": line.end_s,
                "identifier": line.identifier, "userId": line.user_id,
            })
        })
        .collect();
    json!({
        "callId": call_id,
        "createdAt": iso(transcript.created_ms),
        "duration": transcript.duration_s,
        "status": transcript.status,
        "dialogue": (transcript.status == "completed").then_some(dialogue),
    })
}

pub fn voicemail(render: Render<'_>, voicemail: &Voicemail) -> Value {
    let ready = voicemail.status == "completed";
    json!({
        "id": voicemail.id,
        "status": voicemail.status,
        "duration": ready.then_some(voicemail.duration_s),
        "recordingUrl": ready.then(|| render.url(&voicemail.file)),
        "transcript": if ready { json!(voicemail.transcript) } else { Value::Null },
    })
}

pub fn conversation(conversation: &Conversation, assigned_to: bool) -> Value {
    let mut body = json!({
        "id": conversation.id,
        "phoneNumberId": conversation.line_id,
        "participants": conversation.participants,
        "name": conversation.name,
        "lastActivityAt": iso(conversation.last_activity_ms),
        "lastActivityId": conversation.last_activity_id,
        "mutedUntil": null,
        "snoozedUntil": null,
        "createdAt": iso(conversation.created_ms),
        "updatedAt": iso(conversation.updated_ms),
        "deletedAt": null,
    });
    if assigned_to {
        body["assignedTo"] = Value::Null;
    }
    body
}

pub fn contact(world: &World, contact: &Contact) -> Value {
    let rows = |prefix: &str, rows: &[(String, String)]| -> Value {
        rows.iter()
            .enumerate()
            .map(|(at, (name, value))| json!({ "id": format!("{prefix}{at}"), "name": name, "value": value }))
            .collect()
    };
    json!({
        "id": contact.id,
        "externalId": contact.external_id,
        "source": contact.source,
        "sourceUrl": contact.source_url,
        "defaultFields": {
            "firstName": contact.first_name,
            "lastName": contact.last_name,
            "company": contact.company,
            "role": contact.role,
            "emails": rows("em", &contact.emails),
            "phoneNumbers": rows("ph", &contact.numbers),
        },
        "customFields": contact.custom_fields,
        "createdAt": iso(contact.created_ms),
        "updatedAt": iso(contact.updated_ms),
        "createdByUserId": world.users[0].id,
    })
}

pub fn restrictions(line: &Line) -> Value {
    let open = "unrestricted";
    json!({
        "calling": { "US": open, "CA": open, "Intl": open },
        "messaging": { "US": line.messaging_us, "CA": open, "Intl": "restricted" },
    })
}

pub fn line(world: &World, line: &Line) -> Value {
    let users: Vec<Value> = world
        .users
        .iter()
        .filter(|user| line.users.contains(&user.id))
        .map(|user| {
            json!({
                "id": user.id, "email": user.email, "firstName": user.first_name, "lastName": user.last_name,
                "role": user.role, "groupId": line.group_id,
            })
        })
        .collect();
    json!({
        "id": line.id,
        "number": line.number,
        "formattedNumber": formatted(&line.number),
        "name": line.name,
        "symbol": "🏠",
        "groupId": line.group_id,
        "forward": null,
        "portRequestId": null,
        "portingStatus": null,
        "users": users,
        "restrictions": restrictions(line),
        "createdAt": iso(line.created_ms),
        "updatedAt": iso(line.created_ms),
    })
}

/// `(312) 555-0142`, for numbers of the North American plan.
pub fn formatted(number: &str) -> Option<String> {
    let digits = number.strip_prefix("+1").filter(|digits| digits.len() == 10)?;
    Some(format!("({}) {}-{}", &digits[..3], &digits[3..6], &digits[6..]))
}

pub fn user(user: &User) -> Value {
    json!({
        "id": user.id, "email": user.email, "firstName": user.first_name, "lastName": user.last_name,
        "pictureUrl": null, "role": user.role, "createdAt": iso(user.created_ms), "updatedAt": iso(user.created_ms),
    })
}

pub fn webhook(org_id: &str, webhook: &Webhook) -> Value {
    json!({
        "id": webhook.id, "userId": webhook.user_id, "orgId": org_id, "label": webhook.label,
        "status": webhook.status, "url": webhook.url, "key": webhook.secrets[0].text,
        "createdAt": iso(webhook.created_ms), "updatedAt": iso(webhook.updated_ms), "deletedAt": null,
        "events": webhook.events, "resourceIds": webhook.resource_ids,
    })
}
