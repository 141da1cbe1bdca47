//! Joining what a person wants of a contact with what Quo has by now. Pure.

use crate::{
    model::{Party, contact_edit::ContactFields, event::Labelled},
    quo::{ContactEntry, ContactField, FieldDefinition, QuoContact},
};

/// What is to be done at Quo.
#[derive(Debug, PartialEq)]
pub enum Joined {
    /// Quo has everything that is wanted.
    Same,
    /// This is to be written: all that Quo had, with the changes.
    Write(Box<QuoContact>),
    /// Both changed these fields, and not to the same.
    Conflict(Vec<String>),
    /// What is wanted cannot be written: one plain sentence.
    Refused(String),
}

/// The names of the fields that are one text.
pub const TEXTS: [&str; 4] = ["firstName", "lastName", "company", "role"];

/// What Quo has, in our words.
pub fn fields_of(contact: &QuoContact) -> ContactFields {
    let entries = |entries: &[ContactEntry]| {
        let labelled =
            |entry: &ContactEntry| entry.value.clone().map(|value| Labelled { label: entry.label.clone(), value });
        entries.iter().filter_map(labelled).collect()
    };
    let field = |field: &ContactField| field.readable().map(|value| Labelled { label: field.name.clone(), value });
    ContactFields {
        first_name: contact.first_name.clone(),
        last_name: contact.last_name.clone(),
        company: contact.company.clone(),
        role: contact.role.clone(),
        phones: entries(&contact.phones),
        emails: entries(&contact.emails),
        fields: contact.fields.iter().filter_map(field).collect(),
    }
}

/// The text of a field by its name in [`TEXTS`], else of the custom field of this name.
pub fn text_of(fields: &ContactFields, name: &str) -> String {
    match name {
        "firstName" => fields.first_name.clone(),
        "lastName" => fields.last_name.clone(),
        "company" => fields.company.clone(),
        "role" => fields.role.clone(),
        custom => {
            fields.fields.iter().find(|field| field.label == custom).map(|it| it.value.clone()).unwrap_or_default()
        }
    }
}

/// Puts a text into the field of this name.
pub fn set_text(fields: &mut ContactFields, name: &str, text: String) {
    match name {
        "firstName" => fields.first_name = text,
        "lastName" => fields.last_name = text,
        "company" => fields.company = text,
        "role" => fields.role = text,
        custom => {
            fields.fields.retain(|field| field.label != custom);
            if !text.is_empty() {
                fields.fields.push(Labelled { label: custom.to_owned(), value: text });
            }
        }
    }
}

/// Brings the changes from `base` to `wanted` into `fresh`, which was read just now. Nothing of `fresh` that the change
/// does not speak of is lost: entries that were never loaded here, entries without a value, fields of unknown kinds.
pub fn join(
    fresh: &QuoContact,
    base: &ContactFields,
    wanted: &ContactFields,
    definitions: &[FieldDefinition],
) -> Joined {
    let theirs = fields_of(fresh);
    let mut names: Vec<String> = TEXTS.map(str::to_owned).to_vec();
    for field in base.fields.iter().chain(&wanted.fields) {
        if !names.contains(&field.label) {
            names.push(field.label.clone());
        }
    }
    let (mut changed, mut conflicts) = (Vec::new(), Vec::new());
    for name in names {
        let (was, is, wish) = (text_of(base, &name), text_of(&theirs, &name), text_of(wanted, &name));
        let (was, is, wish) = (was.trim(), is.trim(), wish.trim());
        if wish == was || wish == is {
            continue;
        }
        if is == was { changed.push((name, wish.to_owned())) } else { conflicts.push(name) }
    }
    if !conflicts.is_empty() {
        return Joined::Conflict(conflicts);
    }
    let mut written = fresh.clone();
    for (name, text) in changed {
        match name.as_str() {
            "firstName" => written.first_name = text,
            "lastName" => written.last_name = text,
            "company" => written.company = text,
            "role" => written.role = text,
            _ => {
                if let Err(reason) = write_field(&mut written.fields, &name, &text, definitions) {
                    return Joined::Refused(reason);
                }
            }
        }
    }
    join_entries(&mut written.phones, &base.phones, &wanted.phones, |value| Party::parse(value).key());
    join_entries(&mut written.emails, &base.emails, &wanted.emails, |value| value.trim().to_lowercase());
    if written == *fresh { Joined::Same } else { Joined::Write(Box::new(written)) }
}

fn write_field(
    fields: &mut Vec<ContactField>,
    name: &str,
    text: &str,
    definitions: &[FieldDefinition],
) -> Result<(), String> {
    if let Some(field) = fields.iter_mut().find(|field| field.name == name) {
        return field.write(text);
    }
    let definition = definitions.iter().find(|definition| definition.name == name);
    let Some(FieldDefinition { key, name, kind }) = definition else {
        return Err(format!("there is no field {name} in Quo; make it there first"));
    };
    let mut field = ContactField {
        id: None,
        key: Some(key.clone()),
        name: name.clone(),
        kind: kind.clone(),
        value: serde_json::Value::Null,
    };
    field.write(text)?;
    fields.push(field);
    Ok(())
}

/// Brings changes of a list into what Quo has: what the person took away goes, what was added comes, labels follow;
/// what somebody added or took away at Quo meanwhile stays so. Entries are told apart by their value, and those of one
/// value by their label.
fn join_entries(entries: &mut Vec<ContactEntry>, base: &[Labelled], wanted: &[Labelled], key: impl Fn(&str) -> String) {
    // What stands in both as it is was not touched.
    let mut added: Vec<&Labelled> = wanted.iter().filter(|wish| !wish.value.trim().is_empty()).collect();
    let mut changed: Vec<&Labelled> = Vec::new();
    let same = |one: &Labelled, other: &Labelled| key(&one.value) == key(&other.value);
    for was in base {
        match added.iter().position(|wish| same(wish, was) && wish.label == was.label) {
            Some(place) => {
                added.remove(place);
            }
            None => changed.push(was),
        }
    }
    for was in changed {
        let of_value = |entry: &ContactEntry| entry.value.as_deref().is_some_and(|value| key(value) == key(&was.value));
        let exact = entries.iter().position(|entry| of_value(entry) && entry.label == was.label);
        let place = exact.or_else(|| entries.iter().position(of_value));
        match added.iter().position(|wish| same(wish, was)) {
            Some(wish) => {
                let wish = added.remove(wish);
                if let Some(entry) = place.and_then(|place| entries.get_mut(place)).filter(|_| !wish.label.is_empty()) {
                    entry.label.clone_from(&wish.label);
                }
            }
            None if exact.is_some() || wanted.iter().any(|wish| same(wish, was)) => {
                if let Some(place) = exact {
                    entries.remove(place);
                }
            }
            None => entries.retain(|entry| !of_value(entry)),
        }
    }
    for wish in added {
        let of_value =
            |entry: &&mut ContactEntry| entry.value.as_deref().is_some_and(|value| key(value) == key(&wish.value));
        let beside = base.iter().any(|was| same(was, wish));
        match entries.iter_mut().find(of_value).filter(|_| !beside) {
            Some(_) if wish.label.is_empty() => {}
            // Somebody added the same at Quo meanwhile.
            Some(entry) => entry.label.clone_from(&wish.label),
            None => entries.push(ContactEntry {
                id: None,
                label: wish.label.clone(),
                value: Some(wish.value.trim().to_owned()),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ContactId, UtcMillis};
    use serde_json::json;

    fn entry(id: &str, label: &str, value: &str) -> ContactEntry {
        ContactEntry { id: Some(id.into()), label: label.into(), value: Some(value.into()) }
    }

    fn labelled(label: &str, value: &str) -> Labelled {
        Labelled { label: label.into(), value: value.into() }
    }

    fn fresh() -> QuoContact {
        QuoContact {
            first_name: "Jane".into(),
            company: "Roofs".into(),
            phones: vec![
                entry("p1", "mobile", "+17735550118"),
                entry("p2", "work", "+17735550119"),
                ContactEntry { id: Some("p3".into()), label: "empty".into(), value: None },
            ],
            emails: vec![entry("e1", "work", "jane@example.com")],
            fields: vec![ContactField {
                id: Some("f1".into()),
                key: Some("vip".into()),
                name: "VIP".into(),
                kind: "boolean".into(),
                value: json!(true),
            }],
            updated_at: UtcMillis(1),
            ..QuoContact::blank(ContactId::from("c1"))
        }
    }

    #[test]
    fn a_change_of_one_field_writes_everything_else_as_it_was() {
        let base = ContactFields { first_name: "Jane".into(), ..ContactFields::default() };
        let wanted = ContactFields { first_name: "Janet".into(), ..base.clone() };
        let Joined::Write(written) = join(&fresh(), &base, &wanted, &[]) else { panic!("not written") };
        assert_eq!(*written, QuoContact { first_name: "Janet".into(), ..fresh() });
    }

    #[test]
    fn entries_that_either_side_added_or_took_away_stay_so() {
        let base = ContactFields {
            // Quo's webhooks give no labels; the third number is gone from Quo by now.
            phones: vec![labelled("", "+17735550118"), labelled("", "+17735550177")],
            ..fields_of(&fresh())
        };
        let wanted = ContactFields {
            phones: vec![labelled("", "(773) 555-0177"), labelled("home", "+17735550155")],
            emails: vec![labelled("private", "Jane@Example.com")],
            ..base.clone()
        };
        let Joined::Write(written) = join(&fresh(), &base, &wanted, &[]) else { panic!("not written") };
        let phones: Vec<_> = written.phones.iter().map(|it| (it.label.as_str(), it.value.as_deref())).collect();
        let expected = [("work", Some("+17735550119")), ("empty", None), ("home", Some("+17735550155"))];
        assert_eq!(phones, expected);
        assert_eq!((written.emails[0].id.as_deref(), written.emails[0].label.as_str()), (Some("e1"), "private"));
    }

    #[test]
    fn entries_of_one_value_are_told_apart_by_their_labels() {
        let at_quo = QuoContact {
            emails: vec![entry("e1", "work", "jane@example.com"), entry("e2", "home", "jane@example.com")],
            ..fresh()
        };
        let base = fields_of(&at_quo);
        let after = |emails: &[(&str, &str)]| {
            let emails = emails.iter().map(|(label, value)| labelled(label, value)).collect();
            let wanted = ContactFields { role: "Treasurer".into(), emails, ..base.clone() };
            let Joined::Write(written) = join(&at_quo, &base, &wanted, &[]) else { panic!("not written") };
            let shown = written.emails.iter().map(|it| format!("{} {}", it.id.as_deref().unwrap_or("new"), it.label));
            shown.collect::<Vec<_>>()
        };
        let (work, home) = (("work", "jane@example.com"), ("home", "jane@example.com"));
        assert_eq!(after(&[work, home]), ["e1 work", "e2 home"]);
        assert_eq!(after(&[home]), ["e2 home"]);
        assert_eq!(after(&[work, ("private", "jane@example.com")]), ["e1 work", "e2 private"]);
        assert_eq!(after(&[work, home, ("third", "jane@example.com")]), ["e1 work", "e2 home", "new third"]);
        assert!(after(&[]).is_empty());
    }

    #[test]
    fn what_both_changed_is_a_conflict_and_what_both_made_the_same_is_not() {
        let base = ContactFields { company: "Old".into(), first_name: "J".into(), ..ContactFields::default() };
        let wanted = ContactFields { company: "New".into(), first_name: "Jane".into(), ..base.clone() };
        assert_eq!(join(&fresh(), &base, &wanted, &[]), Joined::Conflict(vec!["company".into()]));
        let wanted = ContactFields { company: "Roofs".into(), first_name: "Jane".into(), ..base.clone() };
        assert_eq!(join(&fresh(), &base, &wanted, &[]), Joined::Same);
    }

    #[test]
    fn custom_fields_are_written_in_the_form_of_their_kind() {
        let base = fields_of(&fresh());
        let kind = |key: &str, name: &str, kind: &str| FieldDefinition {
            key: key.into(),
            name: name.into(),
            kind: kind.into(),
        };
        let definitions =
            [kind("since", "Since", "date"), kind("size", "Size", "number"), kind("tags", "Tags", "multi-select")];
        let mut wanted = base.clone();
        for (name, text) in [("VIP", "no"), ("Since", "2026-11-22"), ("Size", "12"), ("Tags", "a, b")] {
            set_text(&mut wanted, name, text.into());
        }
        let Joined::Write(written) = join(&fresh(), &base, &wanted, &definitions) else { panic!("not written") };
        let values: Vec<_> = written.fields.iter().map(|field| field.value.clone()).collect();
        assert_eq!(values, [json!(false), json!("2026-11-22T00:00:00.000Z"), json!(12), json!(["a", "b"])]);
        for (name, text) in [("VIP", "perhaps"), ("Size", "big"), ("Since", "soon"), ("Unknown", "x")] {
            let mut wanted = base.clone();
            set_text(&mut wanted, name, text.into());
            assert!(matches!(join(&fresh(), &base, &wanted, &definitions), Joined::Refused(_)), "{name}");
        }
    }
}
