//! Contacts before 2026: one list of fields, told apart by their type. The shape was never documented well, so
//! nothing but the id is insisted on.

use serde::Deserialize;
use serde_json::Value;

use super::open;
use crate::model::event::{ContactFact, Event, Labelled};
use crate::webhook::envelope::Fact;
use crate::webhook::envelope::error::Unreadable;
use crate::webhook::envelope::reader::{Reader, contact_id};
use crate::webhook::envelope::wire::{WireTime, readable, sent};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Contact {
    id: String,
    #[serde(default, deserialize_with = "sent")]
    first_name: Option<Option<String>>,
    #[serde(default, deserialize_with = "sent")]
    last_name: Option<Option<String>>,
    #[serde(default, deserialize_with = "sent")]
    company: Option<Option<String>>,
    #[serde(default, deserialize_with = "sent")]
    role: Option<Option<String>>,
    fields: Option<Vec<Field>>,
    updated_at: Option<WireTime>,
}

#[derive(Deserialize)]
struct Field {
    name: Option<String>,
    r#type: Option<String>,
    value: Option<Value>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Phone,
    Email,
    Other,
}

pub(super) fn read(text: &str, type_name: &str, reader: &mut Reader) -> Result<Fact, Unreadable> {
    let (occurred_at, contact, _) = open::<Contact>(text, reader)?;
    let object_id = Some(contact.id.clone());
    let id = contact_id(&contact.id);
    if type_name == "contact.deleted" {
        return Ok(Fact { events: vec![Event::ContactDeleted { id, at: occurred_at }], object_id, occurred_at });
    }
    let of_kind = |wanted: Kind| contact.fields.as_ref().map(|fields| labelled(fields, wanted));
    let fact = ContactFact {
        id,
        phones: of_kind(Kind::Phone),
        emails: of_kind(Kind::Email),
        fields: of_kind(Kind::Other),
        first_name: contact.first_name.map(Option::unwrap_or_default),
        last_name: contact.last_name.map(Option::unwrap_or_default),
        company: contact.company.map(Option::unwrap_or_default),
        role: contact.role.map(Option::unwrap_or_default),
        at: reader.time("data.object.updatedAt", contact.updated_at.as_ref()).unwrap_or(occurred_at),
    };
    Ok(Fact { events: vec![Event::Contact(fact)], object_id, occurred_at })
}

fn labelled(fields: &[Field], wanted: Kind) -> Vec<Labelled> {
    let label = |Field { name, r#type, value }: &Field| {
        let kind = match r#type.as_deref() {
            Some("phone-number") => Kind::Phone,
            Some("email") => Kind::Email,
            Some(_) | None => Kind::Other,
        };
        let value = readable(value.as_ref()?).filter(|_| kind == wanted)?;
        Some(Labelled { label: name.clone().unwrap_or_default(), value })
    };
    fields.iter().filter_map(label).collect()
}
