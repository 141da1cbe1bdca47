//! Contacts of the compatibility shapes: one name, one number, one address.

use serde::Deserialize;

use crate::model::UtcMillis;
use crate::model::event::{ContactFact, Event, Labelled};
use crate::webhook::envelope::Fact;
use crate::webhook::envelope::error::Unreadable;
use crate::webhook::envelope::reader::{Reader, contact_id};
use crate::webhook::envelope::wire::WireTime;

#[derive(Deserialize)]
pub(super) struct Contact {
    id: String,
    #[serde(flatten)]
    fields: Fields,
    /// On an update, only what changed.
    changes: Option<Fields>,
    timestamp: Option<WireTime>,
}

#[derive(Deserialize, Default)]
struct Fields {
    name: Option<String>,
    company: Option<String>,
    phone: Option<String>,
    email: Option<String>,
}

pub(super) fn read(
    (contact, sent_at): (Contact, Option<UtcMillis>),
    type_name: &str,
    reader: &mut Reader,
) -> Result<Fact, Unreadable> {
    let Contact { id, fields, changes, timestamp } = contact;
    let at = reader.loose_time("data.timestamp", timestamp.as_ref()).or(sent_at).unwrap_or(reader.said_at());
    let object_id = Some(id.clone());
    let id = contact_id(&id);
    if type_name == "contact.deleted" {
        return Ok(Fact { events: vec![Event::ContactDeleted { id, at }], object_id, occurred_at: at });
    }
    let changes = changes.unwrap_or_default();
    let (first_name, last_name) = changes.name.or(fields.name).map_or((None, None), |name| {
        let (first, last) = name.split_once(' ').unwrap_or((&name, ""));
        (Some(first.to_owned()), Some(last.trim_start().to_owned()))
    });
    let only = |value: String| vec![Labelled { label: String::new(), value }];
    let fact = ContactFact {
        id,
        first_name,
        last_name,
        company: changes.company.or(fields.company),
        role: None,
        phones: changes.phone.or(fields.phone).map(only),
        emails: changes.email.or(fields.email).map(only),
        fields: None,
        at,
    };
    Ok(Fact { events: vec![Event::Contact(fact)], object_id, occurred_at: at })
}
