//! Contacts at Quo. `/v1` gives them whole, one call for fifty; the dated generation gives names alone, and needs
//! a call more for the numbers and addresses of each.

use std::fmt;

use reqwest::Method;
use serde_json::Value;

use super::{
    Cause, Cursor, Error, Page, Quo, Urgency,
    page::Listed,
    wire::{self, v1, v2026_03_30 as dated},
};
use crate::model::{
    ContactId, UserId, UtcMillis,
    event::{ContactFact, Labelled},
};

/// A contact as `/v1` gives it: everything, so that everything can be written again.
#[derive(Clone, PartialEq)]
pub struct QuoContact {
    /// Which contact.
    pub id: ContactId,
    /// Who made it (`public-api`, `csv`, …). Those of Quo's own integrations are read-only.
    pub source: Option<String>,
    /// Given name; empty if there is none, as the others.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// Firm.
    pub company: String,
    /// Role.
    pub role: String,
    /// E-mail addresses.
    pub emails: Vec<ContactEntry>,
    /// Numbers.
    pub phones: Vec<ContactEntry>,
    /// Values of custom fields, empty ones included.
    pub fields: Vec<ContactField>,
    /// When it was last changed.
    pub updated_at: UtcMillis,
}

/// Redacted: names and numbers do not reach a log.
impl fmt::Debug for QuoContact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("QuoContact").field("id", &self.id).field("updated_at", &self.updated_at).finish_non_exhaustive()
    }
}

/// A number or address of a contact.
#[derive(Clone, PartialEq, Eq)]
pub struct ContactEntry {
    /// Quo's id of the entry.
    pub id: Option<String>,
    /// Label; may be empty.
    pub label: String,
    /// Value; Quo also keeps entries without one.
    pub value: Option<String>,
}

/// A custom field's value.
#[derive(Clone, PartialEq)]
pub struct ContactField {
    /// Quo's id of the value.
    pub id: Option<String>,
    /// The definition's key.
    pub key: Option<String>,
    /// The definition's name.
    pub name: String,
    /// `address`, `boolean`, `date`, `multi-select`, `number`, `string`, `url`, or what Quo adds later.
    pub kind: String,
    /// As Quo keeps it.
    pub value: Value,
}

/// A custom field that the workspace defined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldDefinition {
    /// Its key.
    pub key: String,
    /// Its name.
    pub name: String,
    /// As [`ContactField::kind`].
    pub kind: String,
}

/// A note of a contact at Quo.
#[derive(Clone, PartialEq, Eq)]
pub struct ContactNote {
    /// Its id.
    pub id: String,
    /// The words.
    pub text: String,
    /// Who wrote it.
    pub by: Option<UserId>,
    /// When.
    pub created_at: UtcMillis,
}

/// Redacted: words do not reach a log.
impl fmt::Debug for ContactNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ContactNote").field("id", &self.id).finish_non_exhaustive()
    }
}

impl QuoContact {
    /// A contact with nothing in it, which Quo does not know yet.
    #[must_use]
    pub fn blank(id: ContactId) -> Self {
        Self {
            id,
            source: None,
            first_name: String::new(),
            last_name: String::new(),
            company: String::new(),
            role: String::new(),
            emails: Vec::new(),
            phones: Vec::new(),
            fields: Vec::new(),
            updated_at: UtcMillis(0),
        }
    }

    /// The contact as the fact that webhooks give, with the labels that they leave out.
    #[must_use]
    pub fn fact(&self) -> ContactFact {
        let Self { id, source: _, first_name, last_name, company, role, emails, phones, fields, updated_at } = self;
        let entries = |entries: &[ContactEntry]| {
            let labelled = |ContactEntry { id: _, label, value }: &ContactEntry| {
                value.clone().map(|value| Labelled { label: label.clone(), value })
            };
            entries.iter().filter_map(labelled).collect()
        };
        let field = |field: &ContactField| {
            wire::readable(&field.value).map(|value| Labelled { label: field.name.clone(), value })
        };
        ContactFact {
            id: id.clone(),
            first_name: Some(first_name.clone()),
            last_name: Some(last_name.clone()),
            company: Some(company.clone()),
            role: Some(role.clone()),
            phones: Some(entries(phones)),
            emails: Some(entries(emails)),
            fields: Some(fields.iter().filter_map(field).collect()),
            at: *updated_at,
        }
    }
}

impl ContactField {
    /// The value as a person reads it; `None` if there is none.
    #[must_use]
    pub fn readable(&self) -> Option<String> {
        wire::readable(&self.value)
    }

    /// Puts in what a person wrote, in the form that the field's kind has; empty text takes the value away.
    ///
    /// # Errors
    /// If what was written is no value of this kind: one plain sentence.
    pub fn write(&mut self, text: &str) -> Result<(), String> {
        let text = text.trim();
        let not = |what: &str| Err(format!("{} takes {what}", self.name));
        self.value = match self.kind.as_str() {
            _ if text.is_empty() => Value::Null,
            "boolean" => match text.to_lowercase().as_str() {
                "yes" | "true" => Value::Bool(true),
                "no" | "false" => Value::Bool(false),
                _ => return not("yes or no"),
            },
            "number" => match text.parse::<f64>().ok().and_then(serde_json::Number::from_f64) {
                Some(number) => text.parse::<i64>().map_or(Value::Number(number), Value::from),
                None => return not("a number"),
            },
            "date" => match wire::moment(text).or_else(|| wire::moment(&format!("{text}T00:00:00Z"))) {
                Some(at) => Value::String(wire::iso(at)),
                None => return not("a date as 2026-11-22"),
            },
            "multi-select" => text.split(',').map(|choice| Value::String(choice.trim().to_owned())).collect(),
            _ => Value::String(text.to_owned()),
        };
        Ok(())
    }
}

impl Quo {
    /// A page of contacts, whole (`GET /v1/contacts`).
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn contacts(&self, after: Option<&Cursor>, urgency: Urgency) -> Result<Page<QuoContact>, Error> {
        let mut asked = vec![("maxResults", "50".to_owned())];
        asked.extend(after.map(|cursor| ("pageToken", cursor.token().to_owned())));
        let listed: Listed = self.read_v1(&["v1", "contacts"], &asked, urgency).await?;
        Ok(listed.page::<v1::Contact>("contact", after).try_map("contact", whole))
    }

    /// One contact, whole (`GET /v1/contacts/{id}`).
    ///
    /// # Errors
    /// See [`Error`]; 404 means that there is none with this id in this workspace.
    pub async fn contact(&self, id: &ContactId, urgency: Urgency) -> Result<QuoContact, Error> {
        let answer: v1::Data<v1::Contact> = self.read_v1(&["v1", "contacts", id.as_str()], &[], urgency).await?;
        whole(answer.data).map_err(|field| Error::unreadable("contact", field))
    }

    /// The custom fields that the workspace defined (`GET /v1/contact-custom-fields`).
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn field_definitions(&self, urgency: Urgency) -> Result<Vec<FieldDefinition>, Error> {
        let answer: v1::Data<Vec<v1::FieldDefinition>> =
            self.read_v1(&["v1", "contact-custom-fields"], &[], urgency).await?;
        let definition =
            |v1::FieldDefinition { name, key, r#type }| FieldDefinition { key, name, kind: r#type.unwrap_or_default() };
        Ok(answer.data.into_iter().map(definition).collect())
    }

    /// The contacts that were made with this id of ours (`GET /v1/contacts?externalIds=…`), at most 50.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn contacts_made_as(&self, external_id: &str, urgency: Urgency) -> Result<Vec<QuoContact>, Error> {
        let asked = [("maxResults", "50".to_owned()), ("externalIds", external_id.to_owned())];
        let listed: Listed = self.read_v1(&["v1", "contacts"], &asked, urgency).await?;
        Ok(listed.page::<v1::Contact>("contact", None).try_map("contact", whole).rows)
    }

    /// Makes a contact (`POST /v1/contacts`). Makes at most one request; look with [`Quo::contacts_made_as`] before
    /// asking again, because Quo takes the same id twice.
    ///
    /// # Errors
    /// [`Error::retry`] says whether it was certainly not made, is refused, or may have been made.
    pub async fn make_contact(
        &self,
        contact: &QuoContact,
        external_id: &str,
        urgency: Urgency,
    ) -> Result<QuoContact, Error> {
        let body = written(contact, Some(external_id));
        let answer: v1::Data<v1::Contact> = self.change_v1(Method::POST, &["v1", "contacts"], &body, urgency).await?;
        whole(answer.data).map_err(|field| Error::unreadable("contact", field))
    }

    /// Replaces a contact (`PATCH /v1/contacts/{id}`): every list is written as it is here, and what is not in it is
    /// deleted at Quo. So `contact` must be what [`Quo::contact`] just gave, with changes.
    ///
    /// # Errors
    /// See [`Error`]; it may have been carried out.
    pub async fn replace_contact(&self, contact: &QuoContact, urgency: Urgency) -> Result<QuoContact, Error> {
        let path = ["v1", "contacts", contact.id.as_str()];
        let answer: v1::Data<v1::Contact> =
            self.change_v1(Method::PATCH, &path, &written(contact, None), urgency).await?;
        whole(answer.data).map_err(|field| Error::unreadable("contact", field))
    }

    /// Deletes a contact (`DELETE /v1/contacts/{id}`). One that is gone already is deleted.
    ///
    /// # Errors
    /// See [`Error`]; it may have been carried out.
    pub async fn delete_contact(&self, id: &ContactId, urgency: Urgency) -> Result<(), Error> {
        match self.delete_v1(&["v1", "contacts", id.as_str()], urgency).await {
            Err(Error { cause: Cause::Refused(refusal), .. }) if refusal.status == 404 => Ok(()),
            other => other.map(drop),
        }
    }

    /// A page of contacts' names (`GET /contacts`); numbers and addresses are properties, see
    /// [`Quo::contact_properties`].
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn contact_names(&self, after: Option<&Cursor>, urgency: Urgency) -> Result<Page<ContactFact>, Error> {
        let mut asked = vec![("limit", "50".to_owned())];
        asked.extend(after.map(|cursor| ("after", cursor.token().to_owned())));
        let listed: Listed = self.read(&["contacts"], &asked, urgency).await?;
        Ok(listed.page::<dated::Contact>("contact", after).try_map("contact", names))
    }

    /// Numbers, addresses and custom fields of one contact (`GET /contacts/{id}/properties`), as a fact that says
    /// nothing of its names.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn contact_properties(
        &self,
        id: &ContactId,
        at: UtcMillis,
        urgency: Urgency,
    ) -> Result<ContactFact, Error> {
        let rows: Vec<dated::Property> = self.all(&["contacts", id.as_str(), "properties"], urgency).await?;
        let (mut phones, mut emails, mut fields, mut at) = (Vec::new(), Vec::new(), Vec::new(), at);
        for dated::Property { r#type, name, value, updated_at } in rows {
            at = at.max(updated_at.as_deref().and_then(wire::moment).unwrap_or(at));
            let Some(value) = value.as_ref().and_then(wire::readable) else { continue };
            let row = Labelled { label: name.unwrap_or_default(), value };
            match r#type.as_str() {
                "phone-number" => phones.push(row),
                "email" => emails.push(row),
                _ => fields.push(row),
            }
        }
        Ok(ContactFact {
            id: id.clone(),
            first_name: None,
            last_name: None,
            company: None,
            role: None,
            phones: Some(phones),
            emails: Some(emails),
            fields: Some(fields),
            at,
        })
    }

    /// The notes of one contact at Quo (`GET /contacts/{id}/notes`).
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn contact_notes(&self, id: &ContactId, urgency: Urgency) -> Result<Vec<ContactNote>, Error> {
        let rows: Vec<dated::Note> = self.all(&["contacts", id.as_str(), "notes"], urgency).await?;
        let note = |row: dated::Note| {
            let dated::Note { id, text, created_at, actor_id } = row;
            let created_at = wire::moment(&created_at).ok_or_else(|| Error::unreadable("note", "createdAt"))?;
            Ok(ContactNote { id, text: text.unwrap_or_default(), by: actor_id.map(UserId), created_at })
        };
        rows.into_iter().map(note).collect()
    }
}

/// A contact as Quo takes it: all of it.
fn written<'a>(contact: &'a QuoContact, external_id: Option<&'a str>) -> v1::WriteContact<'a> {
    let QuoContact { id: _, source: _, first_name, last_name, company, role, emails, phones, fields, updated_at: _ } =
        contact;
    fn entries(entries: &[ContactEntry]) -> Vec<v1::WriteEntry<'_>> {
        entries
            .iter()
            .map(|entry| v1::WriteEntry { id: entry.id.as_deref(), name: &entry.label, value: entry.value.as_deref() })
            .collect()
    }
    let text = |text: &'a String| Some(text.as_str()).filter(|text| !text.is_empty());
    v1::WriteContact {
        external_id,
        default_fields: v1::WriteDefaultFields {
            first_name: text(first_name),
            last_name: text(last_name),
            company: text(company),
            role: text(role),
            emails: entries(emails),
            phone_numbers: entries(phones),
        },
        custom_fields: fields
            .iter()
            .map(|field| v1::WriteCustomField {
                id: field.id.as_deref(),
                key: field.key.as_deref(),
                value: &field.value,
            })
            .collect(),
    }
}

fn whole(row: v1::Contact) -> Result<QuoContact, &'static str> {
    let v1::Contact { id, source, default_fields, custom_fields, created_at, updated_at } = row;
    let v1::DefaultFields { first_name, last_name, company, role, emails, phone_numbers } = default_fields;
    if id.is_empty() {
        return Err("id");
    }
    let moments = [updated_at, created_at];
    let updated_at = moments.iter().flatten().find_map(|text| wire::moment(text)).ok_or("updatedAt")?;
    let entries = |entries: Option<Vec<v1::Entry>>| {
        let entry = |v1::Entry { id, name, value }| ContactEntry { id, label: name.unwrap_or_default(), value };
        entries.unwrap_or_default().into_iter().map(entry).collect()
    };
    let field = |v1::CustomField { id, key, name, r#type, value }: v1::CustomField| ContactField {
        id,
        name: name.or_else(|| key.clone()).unwrap_or_default(),
        key,
        kind: r#type.unwrap_or_default(),
        value: value.unwrap_or_default(),
    };
    Ok(QuoContact {
        id: contact_id(id),
        source,
        first_name: first_name.unwrap_or_default(),
        last_name: last_name.unwrap_or_default(),
        company: company.unwrap_or_default(),
        role: role.unwrap_or_default(),
        emails: entries(emails),
        phones: entries(phone_numbers),
        fields: custom_fields.into_iter().map(field).collect(),
        updated_at,
    })
}

fn names(row: dated::Contact) -> Result<ContactFact, &'static str> {
    let dated::Contact { id, first_name, last_name, company, role, updated_at } = row;
    if id.is_empty() {
        return Err("id");
    }
    Ok(ContactFact {
        id: contact_id(id),
        first_name: Some(first_name.unwrap_or_default()),
        last_name: Some(last_name.unwrap_or_default()),
        company: Some(company.unwrap_or_default()),
        role: Some(role.unwrap_or_default()),
        phones: None,
        emails: None,
        fields: None,
        at: updated_at.as_deref().and_then(wire::moment).ok_or("updatedAt")?,
    })
}

/// A contact's id without the prefix that only older payloads have.
fn contact_id(id: String) -> ContactId {
    match id.strip_prefix("CT") {
        Some(bare) => ContactId::from(bare),
        None => ContactId(id),
    }
}
