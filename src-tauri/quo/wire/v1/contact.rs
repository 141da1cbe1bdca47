//! Contacts of `/v1`: everything inline.

use serde::Deserialize;
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
    /// As [`CustomField::type`].
    pub r#type: Option<String>,
}
