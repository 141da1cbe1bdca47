//! The legacy webhook bodies: v4, and v3 by a switch (API.md section 7).

use serde_json::{Value, json};

use super::{
    events::{Fact, Rendered, deep_link},
    query::iso,
    quirks::Quirks,
    wire_v1::{self, Render},
    world::{Call, Contact, Direction, Message},
};

/// The body of `fact`, or nothing: legacy has no failed or undelivered texts, missed calls or voicemails.
pub fn legacy(render: Render<'_>, quirks: &Quirks, fact: &Fact, event_id: &str) -> Option<Rendered> {
    let world = render.world;
    let (object, link, resource_id, line_id) = match fact {
        Fact::MessageReceived(id) | Fact::MessageDelivered(id) => {
            let message = world.message(id)?;
            let link = deep_link(&message.line_id, &message.conversation_id, id);
            (message_object(render, quirks, message), Some(link), id.clone(), Some(message.line_id.clone()))
        }
        Fact::CallRinging(id)
        | Fact::CallCompleted(id)
        | Fact::RecordingCompleted(id)
        | Fact::SummaryCompleted(id)
        | Fact::TranscriptCompleted(id) => {
            let call = world.call(id)?;
            let link = deep_link(&call.line_id, &call.conversation_id, id);
            (call_object(render, quirks, fact, call)?, Some(link), id.clone(), Some(call.line_id.clone()))
        }
        Fact::ContactUpdated(id) => {
            let contact = world.contacts.iter().find(|contact| &contact.id == id)?;
            (contact_object(render, contact), None, id.clone(), None)
        }
        Fact::ContactDeleted(contact) => (contact_object(render, contact), None, contact.id.clone(), None),
        Fact::MessageFailed(_)
        | Fact::MessageUndelivered(_)
        | Fact::CallMenuSelected(..)
        | Fact::CallAnswered(_)
        | Fact::CallForwarded(_)
        | Fact::CallMissed(_)
        | Fact::VoicemailCompleted(_)
        | Fact::Unknown { .. } => return None,
    };
    let mut body = json!({
        "id": event_id, "object": "event", "apiVersion": if quirks.legacy_v3 { "v3" } else { "v4" },
        "createdAt": iso(render.now_ms), "type": fact.kind(), "data": { "object": object },
    });
    if let Some(link) = link
        && !quirks.legacy_v3
    {
        body["data"]["deepLink"] = json!(link);
    }
    if quirks.unknown_fields {
        body["data"]["object"]["fromTheFuture"] = json!({ "nested": [1, null, "x"] });
    }
    Some(Rendered { body, resource_id: Some(resource_id), line_id })
}

fn message_object(render: Render<'_>, quirks: &Quirks, message: &Message) -> Value {
    let to = match message.to.as_slice() {
        [one] if !quirks.to_as_array => json!(one),
        many => json!(many),
    };
    let status = if message.direction == Direction::Incoming { "received" } else { message.status };
    let mut object = json!({
        "id": message.id, "object": "message", "to": to, "from": message.from,
        "media": render.media(&message.media), "status": status, "userId": message.user_id,
        "createdAt": iso(message.created_ms), "direction": message.direction.text(), "phoneNumberId": message.line_id,
    });
    if quirks.legacy_v3 {
        object["body"] = json!(message.text);
        object["conversationId"] = json!(message.conversation_id);
    } else {
        object["text"] = json!(message.text);
        let people: Vec<String> = match message.direction {
            Direction::Incoming => vec![message.from.clone()],
            Direction::Outgoing => message.to.clone(),
        };
        object["contactIds"] = json!(render.world.contact_ids(&people));
    }
    if let Some(fields) = object.as_object_mut()
        && quirks.missing_media
    {
        fields.remove("media");
    }
    object
}

fn call_object(render: Render<'_>, quirks: &Quirks, fact: &Fact, call: &Call) -> Option<Value> {
    let contact_ids = render.world.contact_ids(std::slice::from_ref(&call.external));
    match fact {
        Fact::SummaryCompleted(_) => {
            let mut body = wire_v1::summary(&call.id, call.summary.as_ref()?);
            body["object"] = json!("callSummary");
            body["contactIds"] = json!(contact_ids);
            return Some(body);
        }
        Fact::TranscriptCompleted(_) => {
            let mut body = wire_v1::transcript(&call.id, call.transcripts.first()?);
            body["object"] = json!("callTranscript");
            body["contactIds"] = json!(contact_ids);
            return Some(body);
        }
        _ => {}
    }
    let ringing = matches!(fact, Fact::CallRinging(_));
    let ends = call.ends(&render.number(&call.line_id));
    let answered = if ringing { None } else { call.answered_ms.map(iso) };
    let completed = (!ringing).then(|| iso(call.completed_ms));
    if quirks.legacy_v3 {
        let [from, to] = ends;
        let media: Vec<Value> = if matches!(fact, Fact::RecordingCompleted(_)) {
            let row = |recording: &super::world::Recording| json!({ "url": render.url(&recording.file), "type": recording.file.mime, "duration": recording.duration_s });
            call.recordings.iter().map(row).collect()
        } else {
            Vec::new()
        };
        let voicemail = call.voicemail.as_ref().filter(|_| !ringing).map(|voicemail| {
            json!({ "duration": voicemail.duration_s, "type": voicemail.file.mime, "url": render.url(&voicemail.file) })
        });
        return Some(json!({
            "id": call.id, "object": "call", "from": from, "to": to, "direction": call.direction.text(), "media": media,
            "voicemail": voicemail, "status": if ringing { "ringing" } else { "completed" },
            "createdAt": iso(call.created_ms), "answeredAt": answered, "completedAt": completed,
            "userId": call.user_id, "phoneNumberId": call.line_id, "conversationId": call.conversation_id,
        }));
    }
    let recordings: Value = if matches!(fact, Fact::RecordingCompleted(_)) {
        let row = |recording: &super::world::Recording| {
            json!({
                "duration": recording.duration_s, "id": recording.id, "startTime": iso(recording.start_ms),
                "type": recording.file.mime, "url": render.url(&recording.file),
            })
        };
        call.recordings.iter().map(row).collect()
    } else {
        Value::Null
    };
    let mut object = json!({
        "answeredAt": answered,
        "answeredBy": if ringing { None } else { call.answered_by.as_ref() },
        "completedAt": completed,
        "contactIds": contact_ids,
        "createdAt": iso(call.created_ms),
        "direction": call.direction.text(),
        "duration": if ringing { 0 } else { call.duration_s },
        "forwardedFrom": call.forwarded_to.as_ref().map(|_| &call.line_id),
        "forwardedTo": call.forwarded_to,
        "id": call.id,
        "initiatedBy": (call.direction == Direction::Outgoing).then_some(&call.user_id),
        "object": "call",
        "participants": if quirks.empty_participants { json!([]) } else { json!(ends) },
        "phoneNumberId": call.line_id,
        "recordings": recordings,
        "status": if ringing { "ringing" } else { call.rest_status() },
        "updatedAt": iso(if ringing { call.created_ms } else { call.completed_ms }),
        "userId": call.user_id,
    });
    if let Some(fields) = object.as_object_mut()
        && ringing
    {
        fields.remove("recordings");
    }
    Some(object)
}

fn contact_object(render: Render<'_>, contact: &Contact) -> Value {
    let phones =
        contact.numbers.iter().map(|(name, value)| json!({ "name": name, "type": "phone-number", "value": value }));
    let emails = contact.emails.iter().map(|(name, value)| json!({ "name": name, "type": "email", "value": value }));
    json!({
        "id": contact.id, "object": "contact", "firstName": contact.first_name, "lastName": contact.last_name,
        "company": contact.company, "role": contact.role, "pictureUrl": null,
        "fields": phones.chain(emails).collect::<Vec<_>>(), "notes": [],
        "createdAt": iso(contact.created_ms), "updatedAt": iso(contact.updated_ms), "userId": render.world.users[0].id,
    })
}
