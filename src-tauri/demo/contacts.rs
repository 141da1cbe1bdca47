//! The firm's contacts as `/v1` gives and takes them: those of the month, and what is changed in this run.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use serde_json::{Value, json};

use super::data::Month;

/// When the stand-in says that a contact was changed: long ago, so that what is known here stands.
const CHANGED: &str = "2024-03-01T15:00:00.000Z";

/// The contacts by id.
#[derive(Default)]
pub struct Contacts(Mutex<BTreeMap<String, Value>>);

impl Contacts {
    /// Reads them from the month's contact deliveries.
    pub fn of(month: &Month) -> Self {
        let mut contacts = BTreeMap::new();
        for delivery in month.deliveries.iter().filter(|delivery| delivery.body.get().contains("\"contact.updated\"")) {
            // Our own file, read whole at start: a contact that does not parse is none.
            let body: Value = serde_json::from_str(delivery.body.get()).unwrap_or_default();
            let Some(resource) = body.pointer("/data/resource") else { continue };
            let Some(id) = resource.get("id").and_then(Value::as_str) else { continue };
            contacts.insert(id.to_owned(), contact(id, resource));
        }
        Self(Mutex::new(contacts))
    }

    /// A contact.
    pub fn get(&self, id: &str) -> Option<Value> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(id).cloned()
    }

    /// Those that were made with this id of the client's.
    pub fn made_as(&self, external_id: &str) -> Vec<Value> {
        let contacts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        contacts.values().filter(|contact| text(contact, "externalId") == external_id).cloned().collect()
    }

    /// Replaces what `body` names, lists as a whole, as Quo does; a contact of this id is made if there is none.
    pub fn write(&self, id: &str, body: &Value) -> Value {
        let mut contacts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let held = contacts.entry(id.to_owned()).or_insert_with(|| contact(id, &Value::Null));
        for (part, value) in body.as_object().into_iter().flatten() {
            match (part.as_str(), value.as_object(), held.get_mut(part)) {
                ("defaultFields", Some(fields), Some(Value::Object(known))) => known.extend(fields.clone()),
                ("customFields", _, Some(known)) => *known = named(known, value),
                (_, _, Some(known)) => *known = value.clone(),
                (_, _, None) => {}
            }
        }
        held.clone()
    }
}

/// Custom fields as written, under the names and kinds that those with the same key had.
fn named(known: &Value, written: &Value) -> Value {
    let known = known.as_array().map(Vec::as_slice).unwrap_or_default();
    let of_key = |field: &Value| known.iter().find(|held| text(held, "key") == text(field, "key"));
    let whole = |field: &Value| {
        let mut whole = of_key(field).cloned().unwrap_or_else(|| json!({}));
        if let (Some(whole), Some(field)) = (whole.as_object_mut(), field.as_object()) {
            whole.extend(field.clone());
        }
        whole
    };
    written.as_array().into_iter().flatten().map(whole).collect()
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn contact(id: &str, resource: &Value) -> Value {
    let field = |name: &str| resource.get(name).cloned().unwrap_or_default();
    let entries = |name: &str| -> Value {
        let rows = resource.get(name).and_then(Value::as_array).into_iter().flatten();
        rows.map(|row| json!({ "name": "", "value": row.get("value").cloned().unwrap_or_default() })).collect()
    };
    let custom = resource.get("customFields").filter(|fields| fields.is_array()).cloned();
    json!({
        "id": id, "externalId": null, "source": "public-api", "sourceUrl": null,
        "defaultFields": {
            "firstName": field("firstName"), "lastName": field("lastName"), "company": field("company"),
            "role": field("role"), "emails": entries("emails"), "phoneNumbers": entries("phoneNumbers"),
        },
        "customFields": custom.unwrap_or_else(|| json!([])),
        "createdAt": CHANGED, "updatedAt": CHANGED, "createdByUserId": "USdemo",
    })
}
