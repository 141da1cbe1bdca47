//! The shapes of 2026-03-30 (API.md section 4), where they differ from v1.

use serde_json::{Value, json};

use super::{
    query::iso,
    webhooks::{Delivery, Webhook},
    wire_v1::{self, Render},
    world::{Call, Contact, Line, Message, Outcome, Transcript, World},
};

pub fn message(render: Render<'_>, message: &Message) -> Value {
    let mut body = wire_v1::message(render, message);
    body["status"] = json!(message.status);
    body
}

/// `include` holds the optional parts asked for: `summary`, `voicemail`.
pub fn call(render: Render<'_>, call: &Call, include: &[&str]) -> Value {
    let ends = call.ends(&render.number(&call.line_id));
    let party = |number: &String| {
        let ours = number != &call.external && !call.added.contains(number);
        json!({ "phoneNumber": number, "actorId": ours.then(|| call.answered_by.as_ref().unwrap_or(&call.user_id)) })
    };
    let participants: Vec<Value> = ends.iter().chain(&call.added).map(party).collect();
    let mut body = wire_v1::call(render, call);
    if let Some(fields) = body.as_object_mut() {
        fields.remove("userId");
    }
    body["actorId"] = json!(call.user_id);
    body["participants"] = json!(participants);
    if include.contains(&"summary") {
        body["summary"] = match &call.summary {
            None => {
                json!({ "status": "absent", "type": null, "summary": null, "nextSteps": null, "jobs": null, "title": null })
            }
            Some(summary) => {
                let ready = summary.status == "completed";
                json!({
                    "status": summary.status,
                    "type": if call.outcome == Outcome::AiHandled { "agent" } else { "human" },
                    "summary": ready.then_some(&summary.summary),
                    "nextSteps": ready.then_some(&summary.next_steps),
                    "jobs": summary.jobs,
                    "title": null,
                })
            }
        };
    }
    if include.contains(&"voicemail")
        && let Some(voicemail) = &call.voicemail
    {
        body["voicemail"] = wire_v1::voicemail(render, voicemail);
    }
    body
}

pub fn transcript(transcript: &Transcript) -> Value {
    let dialogue: Vec<Value> = transcript
        .dialogue
        .iter()
        .map(|line| {
            json!({
                "content": line.content, "start": line.start_s, "end": line.end_s,
                "identifier": line.identifier, "actorId": line.user_id,
            })
        })
        .collect();
    json!({
        "recordingId": transcript.recording_id,
        "status": transcript.status,
        "startTime": iso(transcript.start_ms),
        "createdAt": iso(transcript.created_ms),
        "duration": transcript.duration_s,
        "dialogue": dialogue,
    })
}

pub fn contact(world: &World, contact: &Contact) -> Value {
    json!({
        "id": contact.id,
        "externalId": contact.external_id,
        "source": contact.source,
        "sourceUrl": contact.source_url,
        "firstName": contact.first_name,
        "lastName": contact.last_name,
        "company": contact.company,
        "role": contact.role,
        "createdAt": iso(contact.created_ms),
        "updatedAt": iso(contact.updated_ms),
        "actorId": world.users[0].id,
    })
}

/// Phones and emails of a contact, which the dated contact does not carry itself.
pub fn properties(contact: &Contact) -> Vec<Value> {
    let row = |kind: &str, at: usize, (name, value): &(String, String)| {
        json!({
            "id": format!("{kind}-{at}"), "type": kind, "name": name, "value": value,
            "createdAt": iso(contact.created_ms), "updatedAt": iso(contact.updated_ms),
        })
    };
    let numbers = contact.numbers.iter().enumerate().map(|(at, pair)| row("phone-number", at, pair));
    let emails = contact.emails.iter().enumerate().map(|(at, pair)| row("email", at, pair));
    let fields = contact.custom_fields.iter().enumerate().map(|(at, field)| {
        let kind = field["type"].as_str().unwrap_or("string");
        let mut row = row(kind, at, &(field["name"].as_str().unwrap_or_default().to_owned(), String::new()));
        row["value"] = field["value"].clone();
        row
    });
    numbers.chain(emails).chain(fields).collect()
}

pub fn line(line: &Line, include: &[&str]) -> Value {
    let mut body = json!({
        "id": line.id,
        "phoneNumber": line.number,
        "formattedNumber": wire_v1::formatted(&line.number),
        "name": line.name,
        "symbol": "🏠",
        "groupId": line.group_id,
        "forward": null,
        "portRequestId": null,
        "portingStatus": null,
        "createdAt": iso(line.created_ms),
        "updatedAt": iso(line.created_ms),
    });
    if include.contains(&"restrictions") {
        body["restrictions"] = wire_v1::restrictions(line);
    }
    if include.contains(&"businessHours") {
        body["businessHours"] = Value::Null;
    }
    body
}

pub fn webhook(org_id: &str, webhook: &Webhook) -> Value {
    json!({
        "id": webhook.id, "orgId": org_id, "label": webhook.label, "status": webhook.status, "url": webhook.url,
        "events": webhook.events, "resourceIds": webhook.resource_ids, "apiVersion": "2026-03-30",
        "createdAt": iso(webhook.created_ms), "updatedAt": iso(webhook.updated_ms),
    })
}

/// A row of the delivery log; `whole` adds the body and the attempts.
pub fn delivery(delivery: &Delivery, whole: bool) -> Value {
    let mut body = json!({
        "id": delivery.id,
        "eventId": delivery.event_id,
        "resourceId": delivery.resource_id,
        "eventType": delivery.event_type,
        "status": delivery.status,
        "nextAttemptAt": delivery.next_attempt_ms.map(iso),
        "createdAt": iso(delivery.created_ms),
    });
    if whole {
        body["requestBody"] = json!(delivery.body);
        let attempts: Vec<Value> = delivery
            .attempts
            .iter()
            .rev()
            .map(|attempt| {
                json!({
                    "id": attempt.id, "timestamp": iso(attempt.at_ms),
                    "status": if (200..300).contains(&attempt.response_status) { "success" } else { "failed" },
                    "responseStatusCode": attempt.response_status, "responseBody": attempt.response_body,
                    "responseDurationMs": attempt.took_ms, "triggerType": attempt.trigger, "url": attempt.url,
                })
            })
            .collect();
        body["attempts"] = json!(attempts);
    }
    body
}
