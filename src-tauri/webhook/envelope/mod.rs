//! What a delivery says: every shape that Quo ever sent, and those of older tools, become the same few facts.
//!
//! One module per generation, each with its own wire types; nothing outside knows their field names. Unknown
//! fields are ignored, unknown words of a known field are kept, and what cannot be read is [`Unreadable`] with a
//! reason that names the field: never a panic, never a lost byte, because the raw delivery is in the journal.
//! Start at [`read`].

mod compat;
mod error;
mod legacy;
mod reader;
mod spoken;
#[cfg(test)]
mod tests;
mod text;
mod v2026_03_30;
mod wire;

use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};

pub use error::Unreadable;

use self::reader::Reader;
use crate::model::UtcMillis;
use crate::model::event::Event;
use crate::webhook::delivery::Delivery;

/// The types of events of 2026-03-30 that are understood here, for whoever subscribes to them.
pub const EVENT_TYPES: &[&str] = &[
    "message.received",
    "message.delivered",
    "message.failed",
    "message.undelivered",
    "call.ringing",
    "call.menu.selected",
    "call.answered",
    "call.completed",
    "call.forwarded",
    "call.missed",
    "call.recording.completed",
    "call.summary.completed",
    "call.transcript.completed",
    "call.voicemail.completed",
    "contact.updated",
    "contact.deleted",
    "task.created",
    "task.updated",
    "task.deleted",
    "task.completed",
    "task.reopened",
    "task.assigned",
    "task.unassigned",
    "task.overdue",
    "task.linked",
    "task.unlinked",
    "task.duedate.updated",
    "task.duedate.removed",
];

/// The ones among them that the generation had from its first day; a webhook without one of these misses something.
pub const FIRST_EVENT_TYPES: &[&str] = &[
    "message.received",
    "message.delivered",
    "message.failed",
    "call.ringing",
    "call.answered",
    "call.completed",
    "call.recording.completed",
    "call.summary.completed",
    "call.transcript.completed",
    "call.voicemail.completed",
    "contact.updated",
    "contact.deleted",
];

/// What a body names of itself, without a look at what it says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Named {
    /// Id of the event.
    pub event_id: Option<String>,
    /// Name of its type.
    pub event_type: Option<String>,
}

/// The id and the type that a body names; nothing where it cannot be read.
#[must_use]
pub fn named(body: &[u8]) -> Named {
    let probe = text::prepare(body).ok().and_then(|text| parse::<Probe>(&text).ok());
    probe.map_or_else(Named::default, |probe| Named {
        event_id: probe.id,
        event_type: probe.event_type.or(probe.r#type),
    })
}

/// The shape a delivery came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Generation {
    /// Quo, API version 2026-03-30.
    V2026_03_30,
    /// Quo before that, `v2` to `v4`.
    Legacy,
    /// Older tools: `type` and `data.object`, without an id of the event.
    CompatNested,
    /// Older tools: `id`, `type`, `timestamp`, `data`.
    CompatFlat,
    /// Older tools: `event_type` and `data`.
    CompatEventType,
}

/// A delivery that was understood.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// The shape it came in.
    pub generation: Generation,
    /// Name of the event's type as sent.
    pub type_name: String,
    /// Id of the event, where the shape has one: the same over retries and over endpoints.
    pub event_id: Option<String>,
    /// Id of the text, call, contact or follow-up that it is about.
    pub object_id: Option<String>,
    /// When it happened, as far as said, else the delivery's own time.
    pub occurred_at: UtcMillis,
    /// What happened. A call with a voicemail in it is two facts.
    pub events: Vec<Event>,
    /// What had to be guessed, for a person to read; names fields, holds no content.
    pub notes: Vec<String>,
    /// Hash of the content, for shapes without an id of the event.
    pub content_hash: Option<[u8; 32]>,
}

/// The facts of one delivery.
struct Fact {
    events: Vec<Event>,
    object_id: Option<String>,
    occurred_at: UtcMillis,
}

impl Fact {
    fn without_effect(type_name: &str, occurred_at: UtcMillis) -> Self {
        let events = vec![Event::NoEffect { type_name: type_name.to_owned() }];
        Self { events, object_id: None, occurred_at }
    }
}

/// What tells the shapes apart.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Probe {
    id: Option<String>,
    object: Option<String>,
    api_version: Option<String>,
    r#type: Option<String>,
    #[serde(rename = "event_type")]
    event_type: Option<String>,
    data: Option<DataProbe>,
}

#[derive(Deserialize)]
struct DataProbe {
    resource: Option<IgnoredAny>,
    object: Option<IgnoredAny>,
}

/// Reads one delivery.
///
/// # Errors
/// [`Unreadable`]: the delivery is a dead letter with this reason, and may be read by a later version.
///
/// Source: Quo, "Webhooks overview", the v4 guide, and deliveries that were seen.
pub fn read(delivery: &Delivery) -> Result<Reading, Unreadable> {
    let text = text::prepare(&delivery.body)?;
    let text = text.as_ref();
    let Probe { id, object, api_version, r#type, event_type, data } = parse(text)?;
    let mut reader = Reader::new(delivery.said_at());
    let data = data.unwrap_or(DataProbe { resource: None, object: None });
    let named = |type_name: Option<String>| type_name.ok_or_else(|| Unreadable::missing("type"));

    let (generation, type_name, fact) = if let Some(type_name) = event_type {
        let fact = compat::event_type(text, &type_name, &mut reader)?;
        (Generation::CompatEventType, type_name, fact)
    } else if data.resource.is_some() || api_version.as_deref().is_some_and(is_date) {
        let type_name = named(r#type)?;
        check_version(api_version.as_deref())?;
        let fact = v2026_03_30::read(text, &type_name, id.as_deref(), &mut reader)?;
        (Generation::V2026_03_30, type_name, fact)
    } else if object.as_deref() == Some("event") {
        let type_name = named(r#type)?;
        let fact = legacy::read(text, api_version.as_deref(), &type_name, &mut reader)?;
        (Generation::Legacy, type_name, fact)
    } else if data.object.is_some() {
        let type_name = named(r#type)?;
        let fact = compat::nested(text, &type_name, &mut reader)?;
        (Generation::CompatNested, type_name, fact)
    } else if id.is_some() && r#type.is_some() {
        let type_name = named(r#type)?;
        let fact = compat::flat(text, &type_name, &mut reader)?;
        (Generation::CompatFlat, type_name, fact)
    } else {
        return Err(Unreadable::UnknownShape { missing: "neither data.resource nor data.object nor event_type" });
    };

    let Fact { events, object_id, occurred_at } = fact;
    let content_hash = if id.is_none() { compat::content_hash(text) } else { None };
    let notes = reader.into_notes();
    Ok(Reading { generation, type_name, event_id: id, object_id, occurred_at, events, notes, content_hash })
}

/// The type that a delivery names, even when the rest of it cannot be read: for the list of dead letters.
#[must_use]
pub fn type_name(delivery: &Delivery) -> Option<String> {
    let text = text::prepare(&delivery.body).ok()?;
    let probe: Probe = parse(&text).ok()?;
    probe.event_type.or(probe.r#type).map(|name| error::shortened(&name))
}

/// `2026-03-30` and its successors, as opposed to `v4`.
fn is_date(version: &str) -> bool {
    version.contains('-')
}

/// A payload with no version at all is taken for the one generation that has this shape.
fn check_version(version: Option<&str>) -> Result<(), Unreadable> {
    match version {
        None | Some("2026-03-30") => Ok(()),
        Some(other) => Err(Unreadable::UnknownVersion { version: error::shortened(other) }),
    }
}

/// Parses JSON into wire types; an error names the field.
fn parse<T: DeserializeOwned>(text: &str) -> Result<T, Unreadable> {
    let mut json = serde_json::Deserializer::from_str(text);
    let value = serde_path_to_error::deserialize(&mut json)
        .map_err(|error| Unreadable::from_json(&error.path().to_string(), error.inner()))?;
    json.end().map_err(|error| Unreadable::from_json("", &error))?;
    Ok(value)
}
