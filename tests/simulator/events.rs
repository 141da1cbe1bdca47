//! What happened, as the bodies both webhook generations send (API.md sections 6 and 7).

use serde_json::{Value, json};

use super::{
    query::iso,
    quirks::Quirks,
    webhooks::Generation,
    wire_v1::{self, Render},
    world::{Call, Contact, Direction, Message, Outcome},
};

/// Something that happened, by the id of what it happened to.
#[derive(Debug, Clone)]
pub enum Fact {
    MessageReceived(String),
    MessageDelivered(String),
    MessageFailed(String),
    MessageUndelivered(String),
    CallRinging(String),
    CallMenuSelected(String, String),
    CallAnswered(String),
    CallForwarded(String),
    CallMissed(String),
    CallCompleted(String),
    RecordingCompleted(String),
    SummaryCompleted(String),
    TranscriptCompleted(String),
    VoicemailCompleted(String),
    ContactUpdated(String),
    ContactDeleted(Box<Contact>),
    /// An event of a kind nobody documented.
    Unknown {
        kind: String,
        resource: Value,
    },
}

impl Fact {
    /// The event's type, the same word in both generations where both have it.
    pub fn kind(&self) -> &str {
        match self {
            Self::MessageReceived(_) => "message.received",
            Self::MessageDelivered(_) => "message.delivered",
            Self::MessageFailed(_) => "message.failed",
            Self::MessageUndelivered(_) => "message.undelivered",
            Self::CallRinging(_) => "call.ringing",
            Self::CallMenuSelected(..) => "call.menu.selected",
            Self::CallAnswered(_) => "call.answered",
            Self::CallForwarded(_) => "call.forwarded",
            Self::CallMissed(_) => "call.missed",
            Self::CallCompleted(_) => "call.completed",
            Self::RecordingCompleted(_) => "call.recording.completed",
            Self::SummaryCompleted(_) => "call.summary.completed",
            Self::TranscriptCompleted(_) => "call.transcript.completed",
            Self::VoicemailCompleted(_) => "call.voicemail.completed",
            Self::ContactUpdated(_) => "contact.updated",
            Self::ContactDeleted(_) => "contact.deleted",
            Self::Unknown { kind, .. } => kind,
        }
    }
}

/// An event's body, the resource it is about and its line.
pub struct Rendered {
    pub body: Value,
    pub resource_id: Option<String>,
    pub line_id: Option<String>,
}

/// The body of `fact` in one generation; nothing where that generation has no such event.
pub fn render(
    render: Render<'_>,
    quirks: &Quirks,
    fact: &Fact,
    event_id: &str,
    generation: Generation,
) -> Option<Rendered> {
    match generation {
        Generation::Dated => dated(render, quirks, fact, event_id),
        Generation::Legacy => super::events_legacy::legacy(render, quirks, fact, event_id),
    }
}

/// `https://my.quo.com/inbox/PN…/c/CN…?at=AC…`.
pub fn deep_link(line_id: &str, conversation_id: &str, activity_id: &str) -> String {
    format!("https://my.quo.com/inbox/{line_id}/c/{conversation_id}?at={activity_id}")
}

fn contacts(render: Render<'_>, quirks: &Quirks, people: &[String]) -> Value {
    if quirks.lookup_unavailable {
        return json!({ "ids": [], "lookupStatus": "unavailable" });
    }
    let ids = render.world.contact_ids(people);
    json!({ "lookupStatus": if ids.is_empty() { "none" } else { "matched" }, "ids": ids })
}

fn dated(render: Render<'_>, quirks: &Quirks, fact: &Fact, event_id: &str) -> Option<Rendered> {
    let world = render.world;
    let (resource, context, link, at_ms, resource_id, line_id) = match fact {
        Fact::MessageReceived(id)
        | Fact::MessageDelivered(id)
        | Fact::MessageFailed(id)
        | Fact::MessageUndelivered(id) => {
            let message = world.message(id)?;
            let at_ms = if message.direction == Direction::Incoming { message.created_ms } else { message.updated_ms };
            let link = deep_link(&message.line_id, &message.conversation_id, id);
            let (resource, context) =
                (message_resource(render, quirks, fact, message), message_context(render, quirks, message));
            (resource, context, Some(link), at_ms, Some(id.clone()), Some(message.line_id.clone()))
        }
        Fact::CallRinging(id)
        | Fact::CallMenuSelected(id, _)
        | Fact::CallAnswered(id)
        | Fact::CallForwarded(id)
        | Fact::CallMissed(id)
        | Fact::CallCompleted(id)
        | Fact::RecordingCompleted(id)
        | Fact::SummaryCompleted(id)
        | Fact::TranscriptCompleted(id)
        | Fact::VoicemailCompleted(id) => {
            let call = world.call(id)?;
            let link = deep_link(&call.line_id, &call.conversation_id, id);
            let (resource, at_ms) = call_resource(render, fact, call)?;
            let context = call_context(render, quirks, fact, call);
            (resource, context, Some(link), at_ms, Some(id.clone()), Some(call.line_id.clone()))
        }
        Fact::ContactUpdated(id) => {
            let contact = world.contacts.iter().find(|contact| &contact.id == id)?;
            contact_parts(render, contact, contact.updated_ms)
        }
        Fact::ContactDeleted(contact) => contact_parts(render, contact, render.now_ms),
        Fact::Unknown { resource, .. } => {
            (resource.clone(), json!({ "orgId": world.org_id }), None, render.now_ms, None, None)
        }
    };
    let mut body = json!({
        "id": event_id, "apiVersion": "2026-03-30", "createdAt": iso(at_ms), "type": fact.kind(),
        "data": { "resource": resource, "context": context, "links": { "quo": link } },
    });
    if quirks.unknown_fields {
        body["data"]["resource"]["fromTheFuture"] = json!({ "nested": [1, null, "x"] });
        body["data"]["context"]["fromTheFuture"] = json!("unknown");
    }
    Some(Rendered { body, resource_id, line_id })
}

fn message_resource(render: Render<'_>, quirks: &Quirks, fact: &Fact, message: &Message) -> Value {
    let mut resource = json!({
        "id": message.id,
        "direction": message.direction.text(),
        "text": message.text,
        "media": render.media(&message.media),
        "status": if matches!(fact, Fact::MessageReceived(_)) { "received" } else { message.status },
        "createdAt": iso(message.created_ms),
    });
    let failed = matches!(fact, Fact::MessageFailed(_));
    if failed || matches!(fact, Fact::MessageUndelivered(_)) {
        resource["errorCode"] = json!(message.error_code);
    }
    if let Some(fields) = resource.as_object_mut()
        && (failed || quirks.missing_media)
    {
        fields.remove("media");
    }
    resource
}

fn message_context(render: Render<'_>, quirks: &Quirks, message: &Message) -> Value {
    let people: Vec<String> = match message.direction {
        Direction::Incoming => vec![message.from.clone()],
        Direction::Outgoing => message.to.clone(),
    };
    json!({
        "orgId": render.world.org_id,
        "phoneNumberId": message.line_id,
        "conversationId": message.conversation_id,
        "userId": message.user_id,
        "contacts": contacts(render, quirks, &people),
        "senderIdentifier": message.from,
        "recipientIdentifiers": message.to,
    })
}

fn call_context(render: Render<'_>, quirks: &Quirks, fact: &Fact, call: &Call) -> Value {
    let external: Vec<String> = std::iter::once(&call.external).chain(&call.added).cloned().collect();
    let participants = if quirks.empty_participants {
        json!({ "workspace": [], "external": [], "resolution": "unavailable" })
    } else {
        json!({ "workspace": [render.number(&call.line_id)], "external": external, "resolution": "available" })
    };
    let mut context = json!({
        "orgId": render.world.org_id,
        "phoneNumberId": call.line_id,
        "conversationId": call.conversation_id,
        "userId": call.user_id,
        "participants": participants,
    });
    if !matches!(fact, Fact::CallRinging(_)) {
        context["phoneNumberType"] = json!("shared");
        context["contacts"] = contacts(render, quirks, &external);
    }
    context
}

/// The resource of a call event and the time it happened.
fn call_resource(render: Render<'_>, fact: &Fact, call: &Call) -> Option<(Value, i64)> {
    let (id, direction, created) = (&call.id, call.direction.text(), iso(call.created_ms));
    let done = iso(call.completed_ms);
    Some(match fact {
        Fact::CallRinging(_) => {
            (json!({ "id": id, "direction": direction, "createdAt": created, "updatedAt": created }), call.created_ms)
        }
        Fact::CallMenuSelected(_, digit) => (
            json!({
                "id": id, "createdAt": created, "updatedAt": created, "phoneMenuSelection": digit,
                "phoneMenuSelectionName": "Estimates", "statusReason": "phone-menu-dial",
            }),
            call.created_ms,
        ),
        Fact::CallAnswered(_) => {
            let at_ms = call.answered_ms?;
            let at = iso(at_ms);
            (
                json!({
                    "id": id, "direction": direction, "createdAt": created, "answeredAt": at,
                    "answeredByUserId": call.answered_by, "updatedAt": at,
                }),
                at_ms,
            )
        }
        Fact::CallForwarded(_) => (
            json!({
                "id": id, "createdAt": created, "updatedAt": done,
                "forwardedFrom": call.line_id, "forwardedTo": call.forwarded_to,
            }),
            call.completed_ms,
        ),
        Fact::CallMissed(_) => (json!({ "id": id, "createdAt": created, "updatedAt": done }), call.completed_ms),
        Fact::CallCompleted(_) => (
            json!({
                "id": id, "direction": direction, "status": call.webhook_status(), "createdAt": created,
                "answeredAt": call.answered_ms.map(iso), "completedAt": done, "updatedAt": done,
                "duration": call.duration_s, "hasVoicemail": call.outcome == Outcome::Voicemail,
            }),
            call.completed_ms,
        ),
        Fact::RecordingCompleted(_) => {
            let recordings: Vec<Value> = call
                .recordings
                .iter()
                .map(|recording| {
                    json!({
                        "id": recording.id, "duration": recording.duration_s, "startTime": iso(recording.start_ms),
                        "type": recording.file.mime, "url": render.url(&recording.file),
                    })
                })
                .collect();
            (
                json!({
                    "id": id, "direction": direction, "createdAt": created, "answeredAt": call.answered_ms.map(iso),
                    "completedAt": done, "updatedAt": done, "duration": call.duration_s, "recordings": recordings,
                }),
                call.completed_ms + 26_000,
            )
        }
        Fact::SummaryCompleted(_) => {
            let summary = call.summary.as_ref()?;
            let ready = summary.status == "completed";
            (
                json!({
                    "callId": id, "processingStatus": summary.status,
                    "summary": ready.then_some(&summary.summary), "nextSteps": ready.then_some(&summary.next_steps),
                    "fromPhoneNumber": call.ends(&render.number(&call.line_id))[0],
                    "handledByAiAgent": call.outcome == Outcome::AiHandled,
                    "answeredByUserId": call.answered_by, "jobs": summary.jobs,
                }),
                call.completed_ms + 146_000,
            )
        }
        Fact::TranscriptCompleted(_) => {
            let transcript = call.transcripts.first()?;
            let mut body = wire_v1::transcript(id, transcript);
            body["processingStatus"] = body["status"].take();
            if let Some(fields) = body.as_object_mut() {
                fields.remove("status");
            }
            (body, transcript.created_ms)
        }
        Fact::VoicemailCompleted(_) => {
            let voicemail = call.voicemail.as_ref()?;
            let [from, to] = call.ends(&render.number(&call.line_id));
            (
                json!({
                    "id": voicemail.activity_id, "voicemailId": voicemail.id, "callId": id, "direction": direction,
                    "duration": voicemail.duration_s, "from": from, "to": to, "transcript": voicemail.transcript,
                    "recordingUrl": render.url(&voicemail.file), "createdAt": iso(voicemail.created_ms),
                    "updatedAt": iso(voicemail.created_ms + 47_000),
                }),
                voicemail.created_ms + 47_000,
            )
        }
        _ => return None,
    })
}

type ContactParts = (Value, Value, Option<String>, i64, Option<String>, Option<String>);

fn contact_parts(render: Render<'_>, contact: &Contact, at_ms: i64) -> ContactParts {
    let rows = |kind: &str, rows: &[(String, String)]| -> Value {
        rows.iter().map(|(_, value)| json!({ "value": value, "type": kind })).collect()
    };
    let resource = json!({
        "id": contact.id, "firstName": contact.first_name, "lastName": contact.last_name, "company": contact.company,
        "role": contact.role, "location": null, "source": contact.source, "externalId": contact.external_id,
        "emails": rows("email", &contact.emails), "phoneNumbers": rows("phone-number", &contact.numbers),
        "customFields": contact.custom_fields, "createdAt": iso(contact.created_ms), "updatedAt": iso(contact.updated_ms),
    });
    let world = render.world;
    let context = json!({ "orgId": world.org_id, "userId": world.users[0].id, "sharedWithIds": [world.org_id] });
    let link = format!("https://my.quo.com/contacts/{}", contact.id);
    (resource, context, Some(link), at_ms, Some(contact.id.clone()), None)
}
