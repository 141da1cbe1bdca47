//! What an import would do, row by row. Pure: who is known is asked of [`Known`].
//!
//! A row with a number or an address that a contact has changes that contact: what the contact lacks is added, and where
//! both say something else a person chooses once for all rows. Every other row is a new contact. Rows of one file that
//! share a number or an address become one contact.

use super::draft::{Draft, name_of};
use crate::model::{ContactId, Party, contact_edit::ContactFields, event::Labelled, people::Turned};
use std::collections::BTreeMap;

/// Tags of a contact.
const MOST_TAGS: usize = 20;

/// What becomes of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// A new contact.
    Created,
    /// A contact that is there gets something.
    Changed,
    /// It belongs to the contact of an earlier row.
    Joined,
    /// Everything it says is there already.
    Same,
    /// It is not taken.
    Refused,
}

/// A difference between a contact and the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// `name`, `company`, `role`, `note`, or the name of a custom field.
    pub name: String,
    /// What the contact says.
    pub mine: String,
    /// What the file says.
    pub file: String,
}

/// A row and what becomes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedRow {
    /// Row of the file.
    pub row: u64,
    /// What it is called.
    pub name: String,
    /// What becomes of it.
    pub outcome: Outcome,
    /// The contact it changes: its name.
    pub onto: Option<String>,
    /// The contact it changes.
    pub contact: Option<ContactId>,
    /// The row whose contact it belongs to.
    pub joined: Option<u64>,
    /// What is new: names of fields and values.
    pub adds: Vec<Labelled>,
    /// What both say differently.
    pub differences: Vec<Difference>,
    /// What is not taken over, and why.
    pub left_out: Vec<String>,
    /// Why it is not taken.
    pub reason: Option<String>,
}

/// How many rows become what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// New contacts.
    pub created: u64,
    /// Rows that change a contact.
    pub changed: u64,
    /// Rows that belong to an earlier one.
    pub joined: u64,
    /// Rows that say nothing new.
    pub same: u64,
    /// Rows that are not taken.
    pub refused: u64,
    /// Rows that differ from their contact.
    pub different: u64,
}

/// A contact that comes out of an import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The contact; none if it is new.
    pub contact: Option<ContactId>,
    /// What Quo has, if that is something else than `fields.before`.
    pub base: Option<ContactFields>,
    /// The contact by itself.
    pub fields: Turned<ContactFields>,
    /// With those that went into it: nothing of theirs is added again.
    whole: ContactFields,
    /// Its tags.
    pub tags: Turned<Vec<String>>,
    /// Its note.
    pub note: Turned<String>,
    row: u64,
}

impl Target {
    /// Whether anything is to be written down.
    #[must_use]
    pub fn is_changed(&self) -> bool {
        self.fields.before != self.fields.after
            || self.tags.before != self.tags.after
            || self.note.before != self.note.after
    }
}

/// A contact that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Which one.
    pub contact: ContactId,
    /// What Quo has, if that is something else than `alone`.
    pub base: Option<ContactFields>,
    /// By itself.
    pub alone: ContactFields,
    /// With those that went into it.
    pub whole: ContactFields,
    /// Tags.
    pub tags: Vec<String>,
    /// Note.
    pub note: String,
}

/// Who is known.
pub trait Known {
    /// Why that cannot be told.
    type Error;

    /// The contact with this E.164 number.
    ///
    /// # Errors
    /// If it cannot be told.
    fn by_number(&self, number: &str) -> Result<Option<ContactId>, Self::Error>;

    /// The contact with this address.
    ///
    /// # Errors
    /// If it cannot be told.
    fn by_email(&self, email: &str) -> Result<Option<ContactId>, Self::Error>;

    /// A contact.
    ///
    /// # Errors
    /// If it cannot be told.
    fn standing(&self, contact: &ContactId) -> Result<Standing, Self::Error>;
}

/// What an import would do.
#[derive(Debug, Default)]
pub struct Plan {
    /// Each row of the file.
    pub rows: Vec<PlannedRow>,
    /// The contacts that come out of it.
    pub targets: Vec<Target>,
    /// How many rows become what.
    pub counts: Counts,
    /// What contacts do not have, and how often it was there.
    pub ignored: BTreeMap<&'static str, u64>,
}

/// Plans an import.
///
/// # Errors
/// If it cannot be told who is known.
pub fn plan<K: Known>(drafts: Vec<Draft>, known: &K, take_file: bool) -> Result<Plan, K::Error> {
    let mut plan = Plan::default();
    let mut of_contact: BTreeMap<ContactId, usize> = BTreeMap::new();
    let mut of_key: BTreeMap<String, usize> = BTreeMap::new();
    for draft in drafts {
        if draft.refused.is_some() {
            plan.counts.refused += 1;
            plan.rows.push(PlannedRow { reason: draft.refused.clone(), ..row_of(&draft, Outcome::Refused) });
            continue;
        }
        let keys = keys_of(&draft.fields);
        let mut at = keys.iter().find_map(|key| of_key.get(key).copied());
        if at.is_none()
            && let Some(contact) = who(&draft, known)?
        {
            at = of_contact.get(&contact).copied();
            if at.is_none() {
                let place = plan.targets.len();
                plan.targets.push(of_standing(known.standing(&contact)?, draft.row));
                of_contact.insert(contact, place);
                at = Some(place);
            }
        }
        let (place, is_new) = match at {
            Some(place) => (place, false),
            None => {
                plan.targets.push(blank(draft.row));
                (plan.targets.len().saturating_sub(1), true)
            }
        };
        for key in keys {
            of_key.entry(key).or_insert(place);
        }
        let Some(target) = plan.targets.get_mut(place) else { continue };
        let mut row = row_of(&draft, Outcome::Same);
        let onto = name_of(&target.whole);
        let changed = take_in(target, &draft, &mut row, take_file);
        row.outcome = match (is_new, changed) {
            (true, _) => Outcome::Created,
            (false, false) => Outcome::Same,
            (false, true) if target.row != draft.row => Outcome::Joined,
            (false, true) => Outcome::Changed,
        };
        if !is_new {
            row.onto = Some(onto);
            row.contact.clone_from(&target.contact);
            row.joined = Some(target.row).filter(|first| *first != draft.row);
        }
        plan.counts.different += u64::from(!row.differences.is_empty());
        match row.outcome {
            Outcome::Created => plan.counts.created += 1,
            Outcome::Changed => plan.counts.changed += 1,
            Outcome::Joined => plan.counts.joined += 1,
            Outcome::Same => plan.counts.same += 1,
            Outcome::Refused => plan.counts.refused += 1,
        }
        plan.rows.push(row);
    }
    Ok(plan)
}

fn row_of(draft: &Draft, outcome: Outcome) -> PlannedRow {
    PlannedRow {
        row: draft.row,
        name: draft.name(),
        outcome,
        onto: None,
        contact: None,
        joined: None,
        adds: Vec::new(),
        differences: Vec::new(),
        left_out: draft.left_out.clone(),
        reason: None,
    }
}

fn keys_of(fields: &ContactFields) -> Vec<String> {
    let numbers = fields.phones.iter().map(|phone| phone.value.clone());
    numbers.chain(fields.emails.iter().map(|email| email.value.to_lowercase())).collect()
}

fn who<K: Known>(draft: &Draft, known: &K) -> Result<Option<ContactId>, K::Error> {
    for phone in &draft.fields.phones {
        if let Some(contact) = known.by_number(&phone.value)? {
            return Ok(Some(contact));
        }
    }
    for email in &draft.fields.emails {
        if let Some(contact) = known.by_email(&email.value)? {
            return Ok(Some(contact));
        }
    }
    Ok(None)
}

fn turned<T: Clone>(before: T) -> Turned<T> {
    Turned { after: before.clone(), before }
}

fn of_standing(standing: Standing, row: u64) -> Target {
    let Standing { contact, base, alone, whole, tags, note } = standing;
    Target { contact: Some(contact), base, fields: turned(alone), whole, tags: turned(tags), note: turned(note), row }
}

fn blank(row: u64) -> Target {
    Target {
        contact: None,
        base: None,
        fields: turned(ContactFields::default()),
        whole: ContactFields::default(),
        tags: turned(Vec::new()),
        note: turned(String::new()),
        row,
    }
}

fn alike(one: &str, other: &str) -> bool {
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    plain(one) == plain(other)
}

fn added(row: &mut PlannedRow, name: &str, value: &str) {
    row.adds.push(Labelled { label: name.to_owned(), value: value.to_owned() });
}

/// A text of a contact.
type Slot = fn(&mut ContactFields) -> &mut String;

/// Brings what a row says into a contact; whether that changed it.
fn take_in(target: &mut Target, draft: &Draft, row: &mut PlannedRow, take_file: bool) -> bool {
    let before = (target.fields.after.clone(), target.tags.after.clone(), target.note.after.clone());
    let differ = |row: &mut PlannedRow, name: &str, mine: &str, file: &str| {
        row.differences.push(Difference { name: name.to_owned(), mine: mine.to_owned(), file: file.to_owned() });
        take_file
    };
    let file = &draft.fields;
    let person = |fields: &ContactFields| format!("{} {}", fields.first_name, fields.last_name).trim().to_owned();
    let (mine, theirs) = (person(&target.whole), person(file));
    if !theirs.is_empty() && !alike(&mine, &theirs) {
        let write = if mine.is_empty() {
            added(row, "name", &theirs);
            true
        } else {
            differ(row, "name", &mine, &theirs)
        };
        if write {
            for fields in [&mut target.fields.after, &mut target.whole] {
                fields.first_name.clone_from(&file.first_name);
                fields.last_name.clone_from(&file.last_name);
            }
        }
    }
    let slots: [(&str, &str, Slot); 2] =
        [("company", &file.company, |fields| &mut fields.company), ("role", &file.role, |fields| &mut fields.role)];
    for (name, theirs, slot) in slots {
        let mine = slot(&mut target.whole).clone();
        if theirs.is_empty() || alike(&mine, theirs) {
            continue;
        }
        let write = if mine.trim().is_empty() {
            added(row, name, theirs);
            true
        } else {
            differ(row, name, &mine, theirs)
        };
        if write {
            theirs.clone_into(slot(&mut target.fields.after));
            theirs.clone_into(slot(&mut target.whole));
        }
    }
    for phone in &file.phones {
        if !target.whole.phones.iter().any(|held| Party::parse(&held.value).key() == phone.value) {
            added(row, "number", &Party::Phone(phone.value.clone()).display());
            target.fields.after.phones.push(phone.clone());
            target.whole.phones.push(phone.clone());
        }
    }
    for email in &file.emails {
        if !target.whole.emails.iter().any(|held| alike(&held.value, &email.value)) {
            added(row, "email", &email.value);
            target.fields.after.emails.push(email.clone());
            target.whole.emails.push(email.clone());
        }
    }
    for field in &file.fields {
        let mine = target.whole.fields.iter().find(|held| held.label == field.label).map(|held| held.value.clone());
        let write = match &mine {
            Some(mine) if alike(mine, &field.value) => false,
            Some(mine) => differ(row, &field.label, mine, &field.value),
            None => {
                added(row, &field.label, &field.value);
                true
            }
        };
        if write {
            for fields in [&mut target.fields.after, &mut target.whole] {
                fields.fields.retain(|held| held.label != field.label);
                fields.fields.push(field.clone());
            }
        }
    }
    for tag in &draft.tags {
        if target.tags.after.iter().any(|held| held.to_lowercase() == tag.to_lowercase()) {
            continue;
        }
        if target.tags.after.len() < MOST_TAGS {
            added(row, "tag", tag);
            target.tags.after.push(tag.clone());
        } else {
            row.left_out.push(format!("the tag “{tag}”: a contact has at most {MOST_TAGS}"));
        }
    }
    if !draft.note.is_empty() && !target.note.after.contains(&draft.note) {
        let mine = target.note.after.clone();
        let write = if mine.trim().is_empty() {
            added(row, "note", &draft.note);
            true
        } else {
            differ(row, "note", &mine, &draft.note)
        };
        if write {
            target.note.after.clone_from(&draft.note);
        }
    }
    before != (target.fields.after.clone(), target.tags.after.clone(), target.note.after.clone())
}
