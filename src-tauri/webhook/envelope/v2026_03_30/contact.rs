//! Contacts of generation 2026-03-30.

use serde::Deserialize;
use serde_json::Value;

use super::{open, single};
use crate::model::event::{ContactFact, Event, Labelled};
use crate::webhook::envelope::Fact;
use crate::webhook::envelope::error::Unreadable;
use crate::webhook::envelope::reader::{Reader, contact_id};
use crate::webhook::envelope::wire::{WireTime, readable, sent};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Resource {
    id: String,
    #[serde(default, deserialize_with = "sent")]
    first_name: Option<Option<String>>,
    #[serde(default, deserialize_with = "sent")]
    last_name: Option<Option<String>>,
    #[serde(default, deserialize_with = "sent")]
    company: Option<Option<String>>,
    #[serde(default, deserialize_with = "sent")]
    role: Option<Option<String>>,
    emails: Option<Vec<Property>>,
    phone_numbers: Option<Vec<Property>>,
    custom_fields: Option<Vec<CustomField>>,
    updated_at: Option<WireTime>,
}

/// A number or address. Its `type` says which of the two it is, so it is no label.
#[derive(Deserialize)]
struct Property {
    value: Option<String>,
}

#[derive(Deserialize)]
struct CustomField {
    name: Option<String>,
    key: Option<String>,
    value: Option<Value>,
}

/// Nothing but where the event came from, which is not needed here.
#[derive(Deserialize)]
struct Context {}

pub(super) fn read(text: &str, type_name: &str, reader: &mut Reader) -> Result<Fact, Unreadable> {
    let (occurred_at, resource, Context {}) = open::<Resource, Context>(text, reader)?;
    let id = contact_id(&resource.id);
    if type_name == "contact.deleted" {
        return Ok(single(Event::ContactDeleted { id, at: occurred_at }, resource.id, occurred_at));
    }
    let fact = ContactFact {
        id,
        first_name: resource.first_name.map(Option::unwrap_or_default),
        last_name: resource.last_name.map(Option::unwrap_or_default),
        company: resource.company.map(Option::unwrap_or_default),
        role: resource.role.map(Option::unwrap_or_default),
        phones: resource.phone_numbers.map(properties),
        emails: resource.emails.map(properties),
        fields: resource.custom_fields.map(fields),
        at: reader.time("data.resource.updatedAt", resource.updated_at.as_ref()).unwrap_or(occurred_at),
    };
    Ok(single(Event::Contact(fact), resource.id, occurred_at))
}

fn properties(properties: Vec<Property>) -> Vec<Labelled> {
    let values = properties.into_iter().filter_map(|Property { value }| value);
    values.map(|value| Labelled { label: String::new(), value }).collect()
}

/// Fields that have a value; a date or choice that was never filled in says nothing.
fn fields(fields: Vec<CustomField>) -> Vec<Labelled> {
    let labelled = |CustomField { name, key, value }| {
        let value = readable(&value?)?;
        Some(Labelled { label: name.or(key).unwrap_or_default(), value })
    };
    fields.into_iter().filter_map(labelled).collect()
}
