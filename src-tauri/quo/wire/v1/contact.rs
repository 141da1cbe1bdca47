//! Contacts of `/v1`: everything inline.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A row of `GET /v1/contacts`, `data` of the calls about one contact.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Contact {
    /// 24 hex digits.
    pub id: String,
    /// Who made it.
    pub source: Option<String>,
    /// What every contact has.
    pub default_fields: DefaultFields,
    /// What the workspace defined.
    #[serde(default)]
    pub custom_fields: Vec<CustomField>,
    /// ISO 8601.
    pub created_at: Option<String>,
    /// ISO 8601.
    pub updated_at: Option<String>,
}

/// What every contact has.
#[derive(Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct DefaultFields {
    /// Given name.
    pub first_name: Option<String>,
    /// Family name.
    pub last_name: Option<String>,
    /// Firm.
    pub company: Option<String>,
    /// Role.
    pub role: Option<String>,
    /// E-mail addresses.
    pub emails: Option<Vec<Entry>>,
    /// Numbers.
    pub phone_numbers: Option<Vec<Entry>>,
}

/// A number or address.
#[derive(Clone, Deserialize)]
pub struct Entry {
    /// Its id, needed to keep it the same entry when the list is written.
    pub id: Option<String>,
    /// Its label.
    pub name: Option<String>,
    /// Itself.
    pub value: Option<String>,
}

/// A custom field with its value.
#[derive(Clone, Deserialize)]
pub struct CustomField {
    /// Its id.
    pub id: Option<String>,
    /// The definition's key.
    pub key: Option<String>,
    /// The definition's name.
    pub name: Option<String>,
    /// `address`, `boolean`, `date`, `multi-select`, `number`, `string`, `url`, or what Quo adds later.
    pub r#type: Option<String>,
    /// Text, number, truth value, list or null.
    pub value: Option<Value>,
}

/// An entry of `GET /v1/contact-custom-fields`.
#[derive(Clone, Deserialize)]
pub struct FieldDefinition {
    /// Its name.
    pub name: String,
    /// Its key.
    pub key: String,
    /// As the `type` of a [`CustomField`].
    pub r#type: Option<String>,
}

/// Body of `POST /v1/contacts` and of `PATCH /v1/contacts/{id}`, which replaces every list: what is left out is
/// deleted, so all lists are always written.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WriteContact<'a> {
    /// An id of ours, for finding a new contact again whose answer was lost; at most 75 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_id: Option<&'a str>,
    /// What every contact has.
    pub default_fields: WriteDefaultFields<'a>,
    /// The values that there are.
    pub custom_fields: Vec<WriteCustomField<'a>>,
}

/// What every contact has, all of it.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WriteDefaultFields<'a> {
    /// Given name.
    pub first_name: Option<&'a str>,
    /// Family name.
    pub last_name: Option<&'a str>,
    /// Firm.
    pub company: Option<&'a str>,
    /// Role.
    pub role: Option<&'a str>,
    /// E-mail addresses.
    pub emails: Vec<WriteEntry<'a>>,
    /// Numbers.
    pub phone_numbers: Vec<WriteEntry<'a>>,
}

/// A number or address.
#[derive(Clone, Serialize)]
pub struct WriteEntry<'a> {
    /// The entry that it is, if it was there before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<&'a str>,
    /// Its label.
    pub name: &'a str,
    /// Itself; Quo also keeps entries without a value.
    pub value: Option<&'a str>,
}

/// A custom field's value.
#[derive(Clone, Serialize)]
pub struct WriteCustomField<'a> {
    /// The value that it is, if it was there before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<&'a str>,
    /// The definition's key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<&'a str>,
    /// As read.
    pub value: &'a Value,
}
