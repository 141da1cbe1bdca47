//! Quo's generation 2026-03-30: `data.resource`, `data.context`, `data.links`.
//!
//! Source: Quo, "Webhooks overview" and the event pages of API version 2026-03-30.

mod call;
mod contact;
mod message;
mod task;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::error::Unreadable;
use super::reader::{self, Reader};
use super::wire::WireTime;
use super::{Fact, parse};
use crate::model::event::{ContactLinks, Event, Place};
use crate::model::{LineId, Party, QuoConversationId, UtcMillis};

/// Test deliveries share one id of this form; they are samples, not things that happened.
const TEST_EVENT_PREFIX: &str = "EV-test-";

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Envelope<R, C> {
    created_at: Option<WireTime>,
    data: Data<R, C>,
}

#[derive(Deserialize)]
struct Data<R, C> {
    resource: R,
    context: C,
}

/// What a message's or call's context says about where it belongs.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireContacts {
    ids: Option<Vec<String>>,
    lookup_status: Option<String>,
}

#[derive(Deserialize)]
struct WireParticipants {
    workspace: Option<Vec<String>>,
    external: Option<Vec<String>>,
    resolution: Option<String>,
}

/// Reads the event whose envelope names `type_name` and `event_id`.
pub(super) fn read(
    text: &str,
    type_name: &str,
    event_id: Option<&str>,
    reader: &mut Reader,
) -> Result<Fact, Unreadable> {
    if event_id.is_some_and(|id| id.starts_with(TEST_EVENT_PREFIX)) {
        return Ok(Fact::without_effect(type_name, reader.said_at()));
    }
    match type_name {
        "message.received" | "message.delivered" | "message.failed" | "message.undelivered" => {
            message::read(text, type_name, reader)
        }
        "call.ringing" | "call.menu.selected" | "call.answered" | "call.completed" | "call.forwarded"
        | "call.missed" => call::step(text, type_name, reader),
        "call.recording.completed" => call::recordings(text, reader),
        "call.summary.completed" => call::summary(text, reader),
        "call.transcript.completed" => call::transcript(text, reader),
        "call.voicemail.completed" => call::voicemail(text, reader),
        "contact.updated" | "contact.deleted" => contact::read(text, type_name, reader),
        _ => match type_name.split_once('.') {
            Some(("task", change)) => task::read(text, change, reader),
            Some(("integration", _)) => Ok(Fact::without_effect(type_name, reader.said_at())),
            Some(_) | None => Err(Unreadable::UnknownType { type_name: super::error::shortened(type_name) }),
        },
    }
}

/// Parses the envelope and gives the moment of the event with its two halves.
fn open<R, C>(text: &str, reader: &mut Reader) -> Result<(UtcMillis, R, C), Unreadable>
where
    R: DeserializeOwned,
    C: DeserializeOwned,
{
    let Envelope { created_at, data: Data { resource, context } } = parse::<Envelope<R, C>>(text)?;
    let occurred_at = reader.time("createdAt", created_at.as_ref()).unwrap_or(reader.said_at());
    Ok((occurred_at, resource, context))
}

/// A place whose two ends are filled in by the caller.
fn place(line: Option<String>, conversation: Option<String>, contacts: Option<WireContacts>) -> Place {
    Place {
        line: line.map(LineId::from),
        line_number: None,
        conversation: conversation.map(QuoConversationId::from),
        others: None,
        contacts: contacts.map_or(ContactLinks::Unknown, links),
    }
}

/// `unavailable` says that the look-up failed, not that there is nobody.
fn links(WireContacts { ids, lookup_status }: WireContacts) -> ContactLinks {
    let ids = ids.unwrap_or_default();
    match lookup_status.as_deref() {
        Some("none") => ContactLinks::Nobody,
        Some("unavailable") => ContactLinks::Unknown,
        Some(_) | None if ids.is_empty() => ContactLinks::Unknown,
        Some(_) | None => ContactLinks::Matched(reader::contacts(ids)),
    }
}

/// The line's number and the other parties of a call; empty lists of an unavailable resolution say nothing.
fn ends(participants: Option<WireParticipants>) -> (Option<Party>, Option<Vec<Party>>) {
    let Some(WireParticipants { workspace, external, resolution }) = participants else { return (None, None) };
    let workspace = workspace.unwrap_or_default();
    let line = match workspace.as_slice() {
        [only] => Some(Party::parse(only)),
        _ => None,
    };
    if resolution.as_deref() == Some("unavailable") {
        return (line, None);
    }
    (line, reader::others(external.unwrap_or_default().iter().map(|party| Party::parse(party))))
}

/// One event that is the whole of the delivery.
fn single(event: Event, object_id: String, occurred_at: UtcMillis) -> Fact {
    Fact { events: vec![event], object_id: Some(object_id), occurred_at }
}
