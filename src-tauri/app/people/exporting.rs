//! Contacts into a file: a table for spreadsheets, or vCards for telephones.

use super::table::defused;
use crate::{
    app::{App, contacts::ContactError},
    model::{Party, contact_edit::ContactFields, event::Labelled},
    store::ListedContact,
};
use calcard::vcard::{
    VCard, VCardEntry, VCardParameter, VCardParameterName, VCardProperty, VCardType, VCardValue, VCardVersion,
};

/// In which form contacts are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A table.
    Csv,
    /// vCard 4.0.
    Vcard4,
    /// vCard 3.0, which older telephones read.
    Vcard3,
}

impl Form {
    /// The type of the file.
    #[must_use]
    pub fn mime(self) -> &'static str {
        match self {
            Self::Csv => "text/csv",
            Self::Vcard4 | Self::Vcard3 => "text/vcard",
        }
    }

    /// The ending of its name.
    #[must_use]
    pub fn ending(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Vcard4 | Self::Vcard3 => "vcf",
        }
    }
}

/// A file that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// By which it is fetched.
    pub id: String,
    /// A name for it.
    pub name: String,
    /// Contacts in it.
    pub contacts: u64,
}

/// A contact as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// What it says.
    pub fields: ContactFields,
    /// Tags.
    pub tags: Vec<String>,
    /// Note.
    pub note: String,
}

impl App {
    /// Writes the contacts of a list into a file.
    ///
    /// # Errors
    /// If the store cannot be read or the file not be written.
    pub fn export_contacts(&self, text: &str, tag: Option<&str>, form: Form) -> Result<Exported, ContactError> {
        let contacts: Vec<Written> = self.store.contacts_listed(text, tag)?.into_iter().map(written).collect();
        let name = format!("Contacts.{}", form.ending());
        let body = write(&contacts, form)?;
        let failed = |error: std::io::Error| ContactError::BadInput(format!("the file cannot be written: {error}"));
        let id = self.hand_out(&body, form.mime()).map_err(failed)?;
        Ok(Exported { id, name, contacts: contacts.len() as u64 })
    }
}

fn written(row: ListedContact) -> Written {
    let ListedContact { contact, tags, edit: _, removal: _, note } = row;
    Written { fields: ContactFields::of(&contact), tags, note }
}

/// The contacts in this form.
///
/// # Errors
/// If a writer fails, which none does into memory.
pub fn write(contacts: &[Written], form: Form) -> Result<Vec<u8>, ContactError> {
    let failed = |what: String| ContactError::BadInput(format!("the contacts cannot be written: {what}"));
    match form {
        Form::Csv => table(contacts).map_err(|error| failed(error.to_string())),
        Form::Vcard4 => cards(contacts, VCardVersion::V4_0).map_err(|error| failed(error.to_string())),
        Form::Vcard3 => cards(contacts, VCardVersion::V3_0).map_err(|error| failed(error.to_string())),
    }
}

fn table(contacts: &[Written]) -> Result<Vec<u8>, csv::Error> {
    let most = |list: fn(&ContactFields) -> &Vec<Labelled>| {
        contacts.iter().map(|contact| list(&contact.fields).len()).max().unwrap_or_default().max(1)
    };
    let (phones, emails) = (most(|fields| &fields.phones), most(|fields| &fields.emails));
    let mut names: Vec<&str> = Vec::new();
    for field in contacts.iter().flat_map(|contact| &contact.fields.fields) {
        if !names.contains(&field.label.as_str()) {
            names.push(&field.label);
        }
    }
    names.sort_unstable();
    let mut header: Vec<String> = ["First Name", "Last Name", "Company", "Job Title"].map(str::to_owned).to_vec();
    for (kind, count) in [("Phone", phones), ("E-mail", emails)] {
        for number in 1..=count {
            header.extend([format!("{kind} {number} - Label"), format!("{kind} {number} - Value")]);
        }
    }
    header.extend(names.iter().map(|name| defused(name)));
    header.extend(["Tags", "Notes"].map(str::to_owned));
    // Excel takes a file for one of the system's code page unless it begins so.
    let mut out =
        csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer("\u{feff}".as_bytes().to_vec());
    out.write_record(&header)?;
    for Written { fields, tags, note } in contacts {
        let mut row =
            vec![fields.first_name.clone(), fields.last_name.clone(), fields.company.clone(), fields.role.clone()];
        let mut entries = |list: &[Labelled], count: usize, shown: fn(&str) -> String| {
            for at in 0..count {
                let entry = list.get(at);
                row.push(entry.map(|entry| entry.label.clone()).unwrap_or_default());
                row.push(entry.map(|entry| shown(&entry.value)).unwrap_or_default());
            }
        };
        entries(&fields.phones, phones, |value| Party::parse(value).display());
        entries(&fields.emails, emails, str::to_owned);
        for name in &names {
            let field = fields.fields.iter().find(|field| field.label == *name);
            row.push(field.map(|field| field.value.clone()).unwrap_or_default());
        }
        row.push(tags.join("; "));
        row.push(note.clone());
        out.write_record(row.iter().map(|cell| defused(cell)))?;
    }
    out.into_inner().map_err(|error| csv::Error::from(error.into_error()))
}

fn cards(contacts: &[Written], version: VCardVersion) -> Result<Vec<u8>, std::fmt::Error> {
    let mut out = String::new();
    for contact in contacts {
        card(contact).write_to(&mut out, version)?;
    }
    Ok(out.into_bytes())
}

fn card(contact: &Written) -> VCard {
    let Written { fields, tags, note } = contact;
    let text = |name: VCardProperty, value: &str| VCardEntry::new(name).with_value(VCardValue::Text(value.to_owned()));
    let mut entries = vec![text(VCardProperty::Fn, &super::draft::name_of(fields))];
    let parts = [fields.last_name.as_str(), &fields.first_name, "", "", ""];
    let parts = parts.map(|part| VCardValue::Text(part.to_owned()));
    entries.push(VCardEntry::new(VCardProperty::N).with_values(parts.to_vec()));
    if !fields.company.is_empty() {
        entries.push(text(VCardProperty::Org, &fields.company));
    }
    if !fields.role.is_empty() {
        entries.push(text(VCardProperty::Title, &fields.role));
    }
    let mut groups = 0_u32;
    let mut labelled = |name: VCardProperty, label: &str, value: &str, entries: &mut Vec<VCardEntry>| {
        let entry = text(name, value);
        let kind = match label {
            "" => return entries.push(entry),
            "Mobile" => Some(VCardType::Cell),
            "Work" => Some(VCardType::Work),
            "Home" => Some(VCardType::Home),
            _ => None,
        };
        if let Some(kind) = kind {
            return entries.push(entry.with_param(VCardParameter::new(VCardParameterName::Type, kind)));
        }
        groups = groups.saturating_add(1);
        let group = Some(format!("item{groups}"));
        entries.push(entry.with_group(group.clone()));
        entries.push(text(VCardProperty::Other("X-ABLabel".to_owned()), label).with_group(group));
    };
    for phone in &fields.phones {
        labelled(VCardProperty::Tel, &phone.label, &phone.value, &mut entries);
    }
    for email in &fields.emails {
        labelled(VCardProperty::Email, &email.label, &email.value, &mut entries);
    }
    // The label of a custom field's group is the field's name.
    for (number, field) in (1_u32..).zip(&fields.fields) {
        let group = Some(format!("field{number}"));
        let name = VCardProperty::Other(super::cards::FIELD.to_owned());
        entries.push(text(name, &field.value).with_group(group.clone()));
        entries.push(text(VCardProperty::Other("X-ABLabel".to_owned()), &field.label).with_group(group));
    }
    if !tags.is_empty() {
        let tags = tags.iter().map(|tag| VCardValue::Text(tag.clone())).collect();
        entries.push(VCardEntry::new(VCardProperty::Categories).with_values(tags));
    }
    if !note.is_empty() {
        entries.push(text(VCardProperty::Note, note));
    }
    VCard { entries }
}
