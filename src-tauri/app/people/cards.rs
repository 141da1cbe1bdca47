//! vCards of any version, as phones write them. The cards are told apart here, so that what is wrong in one names it.

use super::{
    draft::{Draft, Problem, clean, split_name},
    table::MOST_ROWS,
};
use calcard::{
    common::IanaString as _,
    vcard::{VCard, VCardEntry, VCardParameterName, VCardParameterValue, VCardProperty, VCardValue},
};
use std::collections::BTreeMap;

/// Our own property for a custom field; its name is the property's group label.
pub const FIELD: &str = "X-RINGBOOK-FIELD";
/// Apple's property that names the label of its group.
const APPLE_LABEL: &str = "X-ABLABEL";

/// The cards of a file.
#[derive(Debug, Default)]
pub struct Cards {
    cards: Vec<(u64, String)>,
}

/// What the cards of a file say.
#[derive(Debug, Default)]
pub struct Read {
    /// One contact a card.
    pub drafts: Vec<Draft>,
    /// What contacts of Ringbook do not have, and how often it was there.
    pub ignored: BTreeMap<&'static str, u64>,
}

/// Tells the cards of a text apart.
pub fn split(text: &str) -> Result<Cards, Problem> {
    let mut cards: Vec<(u64, String)> = Vec::new();
    let mut open: Option<(u64, String, u32)> = None;
    for (number, line) in (1_u64..).zip(text.lines()) {
        let word = line.trim();
        let begins = word.trim_start_matches('\u{feff}').eq_ignore_ascii_case("BEGIN:VCARD");
        let ends = word.eq_ignore_ascii_case("END:VCARD");
        match &mut open {
            None if begins => open = Some((number, "BEGIN:VCARD\r\n".to_owned(), 1)),
            None if word.is_empty() => {}
            None => {
                let sentence = format!("line {number} belongs to no card; a card begins with BEGIN:VCARD");
                return Err(Problem::of_file(sentence));
            }
            Some((_, card, depth)) => {
                card.push_str(line);
                card.push_str("\r\n");
                *depth = if begins { depth.saturating_add(1) } else { depth.saturating_sub(u32::from(ends)) };
            }
        }
        if open.as_ref().is_some_and(|(_, _, depth)| *depth == 0)
            && let Some((_, card, _)) = open.take()
        {
            if cards.len() >= MOST_ROWS {
                return Err(Problem::of_file("the file has more than 20,000 cards; divide it into several files"));
            }
            cards.push((cards.len() as u64 + 1, card));
        }
    }
    if let Some((line, _, _)) = open {
        let row = cards.len() as u64 + 1;
        return Err(Problem::at(row, None, format!("the card that begins in line {line} has no END:VCARD")));
    }
    if cards.is_empty() { Err(Problem::of_file("there is no card in the file")) } else { Ok(Cards { cards }) }
}

impl Cards {
    /// What the cards say; custom fields are taken under the names in `fields`.
    #[must_use]
    pub fn read(&self, fields: &[String], country: &str) -> Read {
        let mut read = Read::default();
        for (number, text) in &self.cards {
            let draft = match VCard::parse(text) {
                Ok(card) => draft(*number, &card, fields, country, &mut read.ignored),
                Err(_) => {
                    let mut draft = Draft::new(*number);
                    draft.refuse("the card cannot be read".to_owned());
                    draft
                }
            };
            read.drafts.push(draft);
        }
        read
    }
}

fn draft(
    number: u64,
    card: &VCard,
    fields: &[String],
    country: &str,
    ignored: &mut BTreeMap<&'static str, u64>,
) -> Draft {
    let mut draft = Draft::new(number);
    let labels = group_labels(card);
    let (mut full, mut title, mut role) = (String::new(), String::new(), String::new());
    for entry in &card.entries {
        let text = || joined(entry, " ");
        match &entry.name {
            VCardProperty::N => {
                let part = |at: usize| entry.values.get(at).map(words).unwrap_or_default();
                draft.text(|fields| &mut fields.first_name, "N", &part(1));
                draft.text(|fields| &mut fields.first_name, "N", &part(2));
                draft.text(|fields| &mut fields.last_name, "N", &part(0));
            }
            VCardProperty::Fn => full = text(),
            VCardProperty::Org => {
                let parts: Vec<String> = entry.values.iter().map(words).filter(|part| !part.is_empty()).collect();
                if let Some(firm) = parts.first().filter(|_| draft.fields.company.is_empty()) {
                    draft.text(|fields| &mut fields.company, "ORG", firm);
                }
            }
            VCardProperty::Title => title = text(),
            VCardProperty::Role => role = text(),
            VCardProperty::Tel => {
                let (label, fax) = label_of(entry, &labels);
                if fax {
                    count(ignored, "fax and pager numbers");
                } else {
                    draft.phone("TEL", &label, &joined(entry, ","), country);
                }
            }
            VCardProperty::Email => {
                let (label, _) = label_of(entry, &labels);
                draft.email("EMAIL", &label, &joined(entry, ","));
            }
            VCardProperty::Categories => {
                for value in &entry.values {
                    for tag in words(value).split(',') {
                        draft.tag("CATEGORIES", tag);
                    }
                }
            }
            VCardProperty::Note => draft.note("NOTE", &joined(entry, ",")),
            VCardProperty::Other(name) if name.eq_ignore_ascii_case(FIELD) => {
                if let Some(name) = entry.group.as_ref().and_then(|group| labels.get(&group.to_lowercase())) {
                    draft.field(name, name, &joined(entry, ","));
                }
            }
            VCardProperty::Photo | VCardProperty::Logo | VCardProperty::Sound => count(ignored, "pictures"),
            VCardProperty::Adr => known(&mut draft, entry, ("Address", "addresses"), fields, ignored),
            VCardProperty::Url => known(&mut draft, entry, ("Website", "web addresses"), fields, ignored),
            VCardProperty::Bday => known(&mut draft, entry, ("Birthday", "birthdays"), fields, ignored),
            _ => {}
        }
    }
    let title = if title.is_empty() { role } else { title };
    draft.text(|fields| &mut fields.role, "TITLE", &title);
    let full = clean(&full);
    if draft.fields.first_name.is_empty() && draft.fields.last_name.is_empty() && full != draft.fields.company {
        let (first, last) = split_name(&full);
        draft.text(|fields| &mut fields.first_name, "FN", &first);
        draft.text(|fields| &mut fields.last_name, "FN", &last);
    }
    draft.checked()
}

fn known(
    draft: &mut Draft,
    entry: &VCardEntry,
    (name, plural): (&str, &'static str),
    fields: &[String],
    ignored: &mut BTreeMap<&'static str, u64>,
) {
    match fields.iter().find(|field| field.eq_ignore_ascii_case(name)) {
        Some(field) => {
            let parts: Vec<String> = entry.values.iter().map(words).filter(|part| !part.is_empty()).collect();
            draft.field(field, field, &parts.join(", "));
        }
        None => count(ignored, plural),
    }
}

fn count(ignored: &mut BTreeMap<&'static str, u64>, what: &'static str) {
    let count = ignored.entry(what).or_default();
    *count = count.saturating_add(1);
}

/// The labels that Apple gives to groups of lines: `item1.X-ABLabel:_$!<Work>!$_`.
fn group_labels(card: &VCard) -> BTreeMap<String, String> {
    let mut labels = BTreeMap::new();
    for entry in &card.entries {
        if let (VCardProperty::Other(name), Some(group)) = (&entry.name, &entry.group)
            && name.eq_ignore_ascii_case(APPLE_LABEL)
        {
            let label = joined(entry, ",");
            let label = label.strip_prefix("_$!<").and_then(|rest| rest.strip_suffix(">!$_")).unwrap_or(&label);
            labels.insert(group.to_lowercase(), clean(label));
        }
    }
    labels
}

/// A number's or address's label, and whether it is of a fax or pager.
fn label_of(entry: &VCardEntry, groups: &BTreeMap<String, String>) -> (String, bool) {
    if let Some(label) = entry.group.as_ref().and_then(|group| groups.get(&group.to_lowercase())) {
        return (label.clone(), label.to_lowercase().contains("fax"));
    }
    let (mut label, mut fax) = (String::new(), false);
    for parameter in entry.params.iter().filter(|parameter| parameter.name == VCardParameterName::Type) {
        let word = match &parameter.value {
            VCardParameterValue::Type(known) => known.as_str().to_owned(),
            VCardParameterValue::Text(text) => text.clone(),
            _ => continue,
        };
        for word in word.split(',').map(str::trim) {
            fax |= word.eq_ignore_ascii_case("fax") || word.eq_ignore_ascii_case("pager");
            let named = match word.to_lowercase().as_str() {
                "cell" => "Mobile".to_owned(),
                "iphone" => "iPhone".to_owned(),
                "internet" | "pref" | "voice" | "x400" | "text" | "msg" | "video" | "textphone" | "fax" | "pager"
                | "other" | "" => continue,
                other => other.chars().take(1).flat_map(char::to_uppercase).chain(other.chars().skip(1)).collect(),
            };
            // "CELL;WORK": what kind of telephone it is says more than where it stands.
            if label.is_empty() || named == "Mobile" {
                label = named;
            }
        }
    }
    (label, fax)
}

fn joined(entry: &VCardEntry, between: &str) -> String {
    entry.values.iter().map(words).collect::<Vec<_>>().join(between)
}

fn words(value: &VCardValue) -> String {
    match value {
        VCardValue::Text(text) => text.clone(),
        VCardValue::Component(parts) => parts.join(" "),
        VCardValue::PartialDateTime(moment) => match (moment.year, moment.month, moment.day) {
            (Some(year), Some(month), Some(day)) => format!("{year:04}-{month:02}-{day:02}"),
            (None, Some(month), Some(day)) => format!("{month:02}-{day:02}"),
            (year, _, _) => year.map(|year| year.to_string()).unwrap_or_default(),
        },
        VCardValue::Integer(number) => number.to_string(),
        VCardValue::Float(number) => number.to_string(),
        VCardValue::Boolean(yes) => yes.to_string(),
        VCardValue::Binary(_) | VCardValue::Sex(_) | VCardValue::GramGender(_) | VCardValue::Kind(_) => String::new(),
    }
}
