//! Calls and texts of a day at the office, as Quo would deliver them.

use super::{
    Delivery,
    deliveries::{LINE, LINE_NUMBER},
};
use serde_json::{Value, json};

/// A moment in UTC: "2026-10-05T15:29" with optional seconds.
pub fn at(text: &str) -> String {
    if text.len() == 16 { format!("{text}:00.000Z") } else { format!("{text}.000Z") }
}

/// Milliseconds of such a moment.
pub fn millis(text: &str) -> i64 {
    chrono::DateTime::parse_from_rfc3339(&at(text)).unwrap().timestamp_millis()
}

fn context(line: &str, number: &str, who: &str) -> Value {
    json!({
        "orgId": "ORv6Jt1GsL", "phoneNumberId": line, "conversationId": format!("CN{line}{}", &who[1..]),
        "phoneNumberType": "shared", "userId": "USm4Kd9ZpQ", "contacts": { "ids": [], "lookupStatus": "none" },
        "participants": { "workspace": [number], "external": [who], "resolution": "available" }
    })
}

/// A line: its id and number.
#[derive(Clone, Copy)]
pub struct Line(pub &'static str, pub &'static str);

/// The usual line.
pub const MAIN: Line = Line(LINE, LINE_NUMBER);
/// Another one.
pub const OTHER: Line = Line("PNx2Second", "+13125550177");

/// A call that has ended: `status` as Quo says it, answered if so, a minute long.
pub fn call(line: Line, n: u64, who: &str, incoming: bool, status: &str, when: &str) -> Delivery {
    let answered = status == "answered" || status == "completed";
    let began = millis(when);
    let moment = |ms: i64| chrono::DateTime::from_timestamp_millis(ms).unwrap().to_rfc3339();
    let event = json!({
        "id": format!("EVc{n:031x}"), "apiVersion": "2026-03-30", "createdAt": moment(began + 70_000), "type": "call.completed",
        "data": {
            "resource": {
                "id": call_id(n), "direction": if incoming { "incoming" } else { "outgoing" }, "status": status,
                "createdAt": moment(began), "answeredAt": if answered { json!(moment(began + 5_000)) } else { json!(null) },
                "completedAt": moment(began + 65_000), "updatedAt": moment(began + 65_000),
                "duration": if answered { json!(60) } else { json!(null) }, "hasVoicemail": false
            },
            "context": context(line.0, line.1, who), "links": { "quo": null }
        }
    });
    Delivery::new(format!("msg_c{n}"), &event)
}

/// The recording of such a call.
pub fn recording(line: Line, n: u64, who: &str, when: &str) -> Delivery {
    let began = at(when);
    let event = json!({
        "id": format!("EVr{n:031x}"), "apiVersion": "2026-03-30", "createdAt": began, "type": "call.recording.completed",
        "data": {
            "resource": {
                "id": call_id(n), "direction": "incoming", "createdAt": began, "answeredAt": began, "completedAt": began,
                "updatedAt": began, "duration": 60,
                "recordings": [{ "id": format!("RE{n}"), "duration": 58, "startTime": began, "type": "audio/mpeg", "url": format!("https://files.invalid/{n}.mp3") }]
            },
            "context": context(line.0, line.1, who), "links": { "quo": null }
        }
    });
    Delivery::new(format!("msg_r{n}"), &event)
}

/// A transcript of such a call.
pub fn transcript(line: Line, n: u64, who: &str, when: &str) -> Delivery {
    let event = json!({
        "id": format!("EVt{n:031x}"), "apiVersion": "2026-03-30", "createdAt": at(when), "type": "call.transcript.completed",
        "data": {
            "resource": {
                "callId": call_id(n), "createdAt": at(when), "duration": 20, "processingStatus": "completed",
                "dialogue": [
                    { "userId": "USm4Kd9ZpQ", "identifier": null, "content": "Lakeview Roofing.", "start": 0.5, "end": 2.5 },
                    { "userId": null, "identifier": who, "content": "The gutter is down.", "start": 3, "end": 9 }
                ]
            },
            "context": context(line.0, line.1, who), "links": { "quo": null }
        }
    });
    Delivery::new(format!("msg_t{n}"), &event)
}

/// A text.
pub fn text(line: Line, n: u64, who: &str, incoming: bool, words: &str, when: &str) -> Delivery {
    let (from, to) = if incoming { (who, line.1) } else { (line.1, who) };
    let event = json!({
        "id": format!("EVx{n:031x}"), "apiVersion": "2026-03-30", "createdAt": at(when),
        "type": if incoming { "message.received" } else { "message.delivered" },
        "data": {
            "resource": {
                "id": super::deliveries::message_id(n), "direction": if incoming { "incoming" } else { "outgoing" },
                "text": words, "media": [], "status": if incoming { "received" } else { "delivered" }, "createdAt": at(when)
            },
            "context": {
                "orgId": "ORv6Jt1GsL", "phoneNumberId": line.0, "conversationId": format!("CN{}{}", line.0, &who[1..]),
                "userId": "USm4Kd9ZpQ", "contacts": { "ids": [], "lookupStatus": "none" }, "senderIdentifier": from,
                "recipientIdentifiers": [to]
            },
            "links": { "quo": null }
        }
    });
    Delivery::new(format!("msg_x{n}"), &event)
}

/// Quo's id of call number `n`.
pub fn call_id(n: u64) -> String {
    format!("ACxc{n:030x}")
}
