//! Shapes that older third-party guides describe. Quo sends none of them; relays and scripts written against
//! those guides do.
//!
//! Three envelopes around one family of objects: nested (`data.object`), flat (`id`, `timestamp`, `data`) and
//! `event_type`. The objects differ only in which of their optional fields they carry.

mod call;
mod contact;
mod hash;
mod message;

use serde::Deserialize;
use serde::de::DeserializeOwned;

pub(super) use hash::content_hash;

use super::error::{Unreadable, shortened};
use super::reader::Reader;
use super::wire::WireTime;
use super::{Fact, parse};
use crate::model::UtcMillis;

#[derive(Deserialize)]
struct Nested<O> {
    data: NestedData<O>,
}

#[derive(Deserialize)]
struct NestedData<O> {
    object: O,
}

#[derive(Deserialize)]
struct Flat<O> {
    timestamp: Option<WireTime>,
    data: O,
}

/// Which envelope is around the object, and so where the object is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Envelope {
    Nested,
    /// Also the `event_type` shape, which differs in the name of the type alone.
    Flat,
}

pub(super) fn nested(text: &str, type_name: &str, reader: &mut Reader) -> Result<Fact, Unreadable> {
    read(Envelope::Nested, text, type_name, reader)
}

pub(super) fn flat(text: &str, type_name: &str, reader: &mut Reader) -> Result<Fact, Unreadable> {
    read(Envelope::Flat, text, type_name, reader)
}

pub(super) fn event_type(text: &str, type_name: &str, reader: &mut Reader) -> Result<Fact, Unreadable> {
    read(Envelope::Flat, text, type_name, reader)
}

fn read(envelope: Envelope, text: &str, type_name: &str, reader: &mut Reader) -> Result<Fact, Unreadable> {
    match type_name {
        "message.received" | "message.sent" | "message.delivered" | "message.failed" | "message.undelivered" => {
            message::read(open(envelope, text, reader)?, type_name, reader)
        }
        "call.started" | "call.ringing" | "call.answered" | "call.completed" | "call.ended" | "call.missed"
        | "call.forwarded" => call::step(open(envelope, text, reader)?, type_name, reader),
        "call.recording.completed" => call::recording(open(envelope, text, reader)?, reader),
        "call.summary.completed" | "call_summary.created" | "call_summary.updated" => {
            call::summary(open(envelope, text, reader)?, reader)
        }
        "call.transcript.completed" | "call_transcript.created" => {
            call::transcript(open(envelope, text, reader)?, reader)
        }
        "contact.created" | "contact.updated" | "contact.deleted" => {
            contact::read(open(envelope, text, reader)?, type_name, reader)
        }
        "opt_out" => message::opt_out(open(envelope, text, reader)?, reader),
        _ => Err(Unreadable::UnknownType { type_name: shortened(type_name) }),
    }
}

/// The object and the moment that its envelope names, if it does.
fn open<O: DeserializeOwned>(
    envelope: Envelope,
    text: &str,
    reader: &mut Reader,
) -> Result<(O, Option<UtcMillis>), Unreadable> {
    match envelope {
        Envelope::Nested => parse::<Nested<O>>(text).map(|Nested { data: NestedData { object } }| (object, None)),
        Envelope::Flat => {
            let Flat { timestamp, data } = parse::<Flat<O>>(text)?;
            Ok((data, reader.loose_time("timestamp", timestamp.as_ref())))
        }
    }
}
