//! One contact as a file has it: its values cleaned, numbers as E.164, and what of it cannot be taken.

use crate::model::{Party, contact_edit::ContactFields, event::Labelled};
use phonenumber::country;

/// Longest text of a field in characters.
const MOST_TEXT: usize = 1_000;
/// Longest note in bytes.
const MOST_NOTE: usize = 20_000;
/// Numbers or addresses of a contact.
const MOST_ENTRIES: usize = 50;
/// Longest tag in characters.
const MOST_TAG: usize = 40;

/// Why a file is not read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Problem {
    /// Row of the file, from 1, as a spreadsheet counts; the number of the card in a vCard file.
    pub row: Option<u64>,
    /// The column.
    pub column: Option<String>,
    /// One plain sentence: lower case, no full stop.
    pub sentence: String,
}

impl Problem {
    /// A problem of the whole file.
    pub fn of_file(sentence: impl Into<String>) -> Self {
        Self { row: None, column: None, sentence: sentence.into() }
    }

    /// A problem in one row.
    pub fn at(row: u64, column: Option<&str>, sentence: impl Into<String>) -> Self {
        Self { row: Some(row), column: column.map(str::to_owned), sentence: sentence.into() }
    }
}

/// A contact as a row of a file has it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Draft {
    /// Row of the file, from 1.
    pub row: u64,
    /// What it says; numbers are E.164.
    pub fields: ContactFields,
    /// Tags.
    pub tags: Vec<String>,
    /// Note.
    pub note: String,
    /// What is not taken over, and why: plain sentences.
    pub left_out: Vec<String>,
    /// Why the row is not taken at all.
    pub refused: Option<String>,
}

impl Draft {
    /// A contact with nothing in it.
    pub fn new(row: u64) -> Self {
        Self { row, ..Self::default() }
    }

    /// Says why the row is not taken; the first reason stands.
    pub fn refuse(&mut self, reason: String) {
        if self.refused.is_none() {
            self.refused = Some(reason);
        }
    }

    /// Sets a text that stands once; more of it follows after a space.
    pub fn text(&mut self, slot: fn(&mut ContactFields) -> &mut String, column: &str, value: &str) {
        let value = clean(value);
        if value.is_empty() || !self.fits(column, &value) {
            return;
        }
        let text = slot(&mut self.fields);
        if text.is_empty() {
            *text = value;
        } else if *text != value {
            text.push(' ');
            text.push_str(&value);
        }
    }

    /// Adds a number, or several that stand in one value.
    pub fn phone(&mut self, column: &str, label: &str, value: &str, country: &str) {
        for raw in several(value) {
            if !self.fits(column, &raw) {
                return;
            }
            let (bare, extension) = without_extension(&raw);
            let Some(number) = number(bare, country) else {
                self.left_out.push(format!("{column}: “{}” is not a phone number", shortened(&raw)));
                continue;
            };
            let label = match extension {
                Some(extension) => format!("{} ext. {extension}", label.trim()).trim().to_owned(),
                None => clean(label),
            };
            self.entry(column, Labelled { label, value: number }, |fields| &mut fields.phones);
        }
    }

    /// Adds an e-mail address, or several that stand in one value.
    pub fn email(&mut self, column: &str, label: &str, value: &str) {
        for raw in several(value) {
            if !self.fits(column, &raw) {
                return;
            }
            let raw = raw.strip_prefix("mailto:").unwrap_or(&raw);
            if raw.contains('@') && !raw.contains(char::is_whitespace) {
                let entry = Labelled { label: clean(label), value: raw.to_owned() };
                self.entry(column, entry, |fields| &mut fields.emails);
            } else {
                self.left_out.push(format!("{column}: “{}” is not an e-mail address", shortened(raw)));
            }
        }
    }

    /// Adds a custom field.
    pub fn field(&mut self, column: &str, name: &str, value: &str) {
        let value = clean(value);
        if value.is_empty() || !self.fits(column, &value) {
            return;
        }
        self.entry(column, Labelled { label: name.to_owned(), value }, |fields| &mut fields.fields);
    }

    fn entry(&mut self, column: &str, entry: Labelled, list: fn(&mut ContactFields) -> &mut Vec<Labelled>) {
        let list = list(&mut self.fields);
        if list.iter().any(|held| held.value.eq_ignore_ascii_case(&entry.value) && !is_field(held, &entry)) {
            return;
        }
        if list.len() < MOST_ENTRIES {
            list.push(entry);
        } else {
            self.left_out.push(format!("{column}: a contact has at most {MOST_ENTRIES} of them"));
        }
    }

    /// Adds tags.
    pub fn tags(&mut self, column: &str, value: &str) {
        let divider = if value.contains(":::") {
            ":::"
        } else if value.contains(';') {
            ";"
        } else {
            ","
        };
        for tag in value.split(divider) {
            self.tag(column, tag);
        }
    }

    /// Adds one tag.
    pub fn tag(&mut self, column: &str, tag: &str) {
        let tag = tag.split_whitespace().collect::<Vec<_>>().join(" ");
        // Google's own groups are no tags of anybody: "* myContacts".
        if tag.is_empty() || tag.starts_with('*') {
            return;
        }
        if tag.chars().count() > MOST_TAG {
            self.left_out.push(format!("{column}: the tag “{}” has more than {MOST_TAG} characters", shortened(&tag)));
        } else if !self.tags.iter().any(|held| held.to_lowercase() == tag.to_lowercase()) {
            self.tags.push(tag);
        }
    }

    /// Adds words of a note.
    pub fn note(&mut self, column: &str, value: &str) {
        let value = value.trim();
        if value.is_empty() {
            return;
        }
        if self.note.len().saturating_add(value.len()) >= MOST_NOTE {
            self.refuse(format!("{column}: a note has at most 20,000 bytes"));
            return;
        }
        if !self.note.is_empty() {
            self.note.push('\n');
        }
        self.note.push_str(value);
    }

    fn fits(&mut self, column: &str, value: &str) -> bool {
        let fits = value.chars().count() <= MOST_TEXT;
        if !fits {
            self.refuse(format!("{column}: it has more than 1,000 characters"));
        }
        fits
    }

    /// What it is called, for a list.
    pub fn name(&self) -> String {
        name_of(&self.fields)
    }

    /// Refuses what cannot be a contact.
    pub fn checked(mut self) -> Self {
        if self.fields.first_name.is_empty() && self.fields.last_name.is_empty() && self.fields.company.is_empty() {
            self.refuse("it has no name and no company".to_owned());
        }
        self
    }
}

/// Custom fields of the same value are told apart by their names.
fn is_field(one: &Labelled, other: &Labelled) -> bool {
    one.label != other.label && !one.value.starts_with('+') && !one.value.contains('@')
}

/// Given and family name, else the firm.
pub fn name_of(fields: &ContactFields) -> String {
    let person = [fields.first_name.trim(), fields.last_name.trim()];
    let person = person.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    if person.is_empty() { fields.company.trim().to_owned() } else { person }
}

/// A name in one piece as given and family name.
pub fn split_name(name: &str) -> (String, String) {
    let name = clean(name);
    // "Whitfield, Dana"
    if let Some((last, first)) = name.split_once(", ") {
        return (first.trim().to_owned(), last.trim().to_owned());
    }
    match name.rsplit_once(' ') {
        Some((first, last)) => (first.trim().to_owned(), last.to_owned()),
        None => (name, String::new()),
    }
}

/// Without the blanks around it and without what is not shown.
pub fn clean(value: &str) -> String {
    let kept: String = value.chars().filter(|letter| !letter.is_control() || *letter == '\n').collect();
    kept.trim().to_owned()
}

/// The start of a value that may be long.
pub fn shortened(value: &str) -> String {
    let start: String = value.chars().filter(|letter| !letter.is_control()).take(40).collect();
    if start.chars().count() < value.chars().count() { format!("{start}…") } else { start }
}

/// Google writes several values of one kind into one cell.
fn several(value: &str) -> Vec<String> {
    value.split(":::").map(clean).filter(|one| !one.is_empty()).collect()
}

fn without_extension(raw: &str) -> (&str, Option<&str>) {
    let raw = raw.strip_prefix("tel:").unwrap_or(raw);
    let lower = raw.to_ascii_lowercase();
    for mark in [";ext=", " ext.", " ext", ",", ";", " x", "x", "#"] {
        let Some(at) = lower.find(mark) else { continue };
        let (Some(bare), Some(extension)) = (raw.get(..at), raw.get(at.saturating_add(mark.len())..)) else { continue };
        let extension = extension.trim();
        if !bare.trim().is_empty() && !extension.is_empty() && extension.bytes().all(|byte| byte.is_ascii_digit()) {
            return (bare.trim(), Some(extension));
        }
    }
    (raw, None)
}

/// A number as E.164, read as one of `country` (two letters) where it names none.
pub fn number(raw: &str, country: &str) -> Option<String> {
    let text = raw.trim();
    if text.len() > 40 || text.bytes().filter(u8::is_ascii_digit).count() < 7 {
        return None;
    }
    if country == "US" || text.starts_with('+') {
        return Party::parse(text).phone().map(str::to_owned);
    }
    let id: country::Id = country.parse().ok()?;
    let parsed = phonenumber::parse(Some(id), text).ok().filter(phonenumber::is_valid)?;
    Some(parsed.format().mode(phonenumber::Mode::E164).to_string())
}

/// The country of a number, as two letters.
pub fn country_of(number: &str) -> Option<String> {
    let parsed = phonenumber::parse(None, number).ok()?;
    parsed.country().id().map(|id| id.as_ref().to_owned())
}
