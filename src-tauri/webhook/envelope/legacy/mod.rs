//! Quo's generation before 2026: `object: "event"`, `data.object`, `data.deepLink`.
//!
//! Two spellings hide behind it: `v2`/`v3` for webhooks made in the app ([`app_made`]) and `v4` for webhooks made
//! through the API ([`v4`]). Contacts have one shape in all of them.

mod app_made;
mod contact;
mod v4;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::error::{Unreadable, shortened};
use super::reader::Reader;
use super::wire::WireTime;
use super::{Fact, parse};
use crate::model::UtcMillis;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Envelope<O> {
    created_at: Option<WireTime>,
    data: Data<O>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Data<O> {
    object: O,
    deep_link: Option<String>,
}

/// Reads the event whose envelope names `version` and `type_name`.
pub(super) fn read(
    text: &str,
    version: Option<&str>,
    type_name: &str,
    reader: &mut Reader,
) -> Result<Fact, Unreadable> {
    match (version, type_name) {
        (Some("v2" | "v3" | "v4"), "contact.updated" | "contact.deleted") => contact::read(text, type_name, reader),
        (Some("v2" | "v3"), _) => app_made::read(text, type_name, reader),
        (Some("v4"), _) => v4::read(text, type_name, reader),
        (Some(other), _) => Err(Unreadable::UnknownVersion { version: shortened(other) }),
        (None, _) => Err(Unreadable::missing("apiVersion")),
    }
}

/// Parses the envelope and gives the moment of the event, the object and the link into Quo.
fn open<O: DeserializeOwned>(text: &str, reader: &mut Reader) -> Result<(UtcMillis, O, Option<String>), Unreadable> {
    let Envelope { created_at, data: Data { object, deep_link } } = parse::<Envelope<O>>(text)?;
    let occurred_at = reader.time("createdAt", created_at.as_ref()).unwrap_or(reader.said_at());
    Ok((occurred_at, object, deep_link))
}

fn unknown(type_name: &str) -> Unreadable {
    Unreadable::UnknownType { type_name: shortened(type_name) }
}
