//! Contacts, two ways: what a person changes here shows at once and is written to Quo as soon as that can be done.
//!
//! Every change and each of its steps is in the journal, so a change survives a restart and waits as long as Quo cannot
//! be reached. Before anything is written the contact is read anew, and the change is brought into what Quo has at that
//! moment (see `joining`): Quo's PATCH replaces whole lists, so what is not written again would be deleted. Without that
//! reading nothing is written. Where both changed the same field nothing is written either, and a person chooses.
//!
//! Tags, notes and merging stay here: Quo has no tags, keeps its notes apart, and knows no merging.
//!
//! Marks of conversations (read, done, open) go to Quo too, if the setting says so. Nothing comes back: Quo tells in no
//! answer and no event whether a conversation is read or done.

mod joining;
mod pushing;

pub use joining::{TEXTS, text_of};

use super::App;
use crate::{
    model::{
        ContactId, Party, QuoConversationId,
        contact::Contact,
        contact_edit::{ContactEdit, ContactFields, EditStep, new_contact},
        decision::{Decided, InboxMark},
        event::Labelled,
        people::ContactChange,
    },
    quo::{FieldDefinition, Urgency},
    store::{ContactsPage, ContactsQuery, EditRow, OwnFile, query::number_of_contact},
};
use std::sync::Arc;
use tokio::sync::Notify;

/// Name of the setting record that holds the workspace's custom fields, so that they are known offline.
const DEFINITIONS: &str = "contactFields";
/// Longest text of a field in characters.
const MOST_TEXT: usize = 1_000;
/// Numbers or addresses of a contact.
const MOST_ENTRIES: usize = 50;
/// Tags of a contact.
const MOST_TAGS: usize = 20;
/// Longest tag in characters.
const MOST_TAG: usize = 40;
/// Longest note in bytes.
const MOST_NOTE: usize = 20_000;
/// Contacts that are merged at one time.
const MOST_MERGED: usize = 16;

/// The way to the task that writes to Quo.
#[derive(Default)]
pub struct Contacts {
    wake: Notify,
}

/// Why something about a contact cannot be done.
#[derive(Debug, thiserror::Error)]
pub enum ContactError {
    /// There is no such contact.
    #[error("there is no such contact")]
    NotFound,
    /// What was asked cannot be: one plain sentence.
    #[error("{0}")]
    BadInput(String),
    /// A field cannot be so.
    #[error("{sentence}")]
    Field {
        /// `firstName`, `phones.1` (the second number), `emails.0`, or `fields.` and a custom field's name.
        field: String,
        /// One plain sentence.
        sentence: String,
    },
    /// It could not be written down.
    #[error(transparent)]
    App(#[from] super::Error),
    /// The store cannot be read.
    #[error(transparent)]
    Store(#[from] crate::store::Error),
}

/// Everything about one contact beside its conversations.
#[derive(Debug, Clone, PartialEq)]
pub struct ContactState {
    /// What is ours.
    pub own: OwnFile,
    /// What can be edited: of this contact alone, without those that went into it.
    pub fields: ContactFields,
}

/// Begins to write what waits.
pub fn start(app: &Arc<App>) {
    pushing::start(app);
}

impl App {
    /// Has what waits written to Quo.
    pub fn write_contacts_now(&self) {
        self.contacts.wake.notify_one();
    }

    /// A page of the contacts by name.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn contacts_page(&self, query: &ContactsQuery) -> Result<ContactsPage, ContactError> {
        Ok(self.store.contacts_page(query)?)
    }

    /// A contact's own state; a number that nobody named has empty fields.
    ///
    /// # Errors
    /// [`ContactError::NotFound`].
    pub fn contact_state(&self, id: &ContactId) -> Result<ContactState, ContactError> {
        let file = self.store.contact(id, 0)?.ok_or(ContactError::NotFound)?;
        let own = self.store.contact_own(&file.contact.id, &file.numbers)?;
        let alone = self.store.contact_alone(&own.id)?;
        let mut fields = alone.as_ref().map(ContactFields::of).unwrap_or_default();
        if alone.is_none() {
            let number = |number: &Party| Labelled { label: String::new(), value: number.key() };
            fields.phones = file.numbers.iter().map(number).collect();
        }
        Ok(ContactState { own, fields })
    }

    /// Changes a contact, or makes one: without an id, or for a number that nobody named. It shows at once.
    ///
    /// # Errors
    /// [`ContactError::BadInput`] says what to change.
    pub async fn save_contact(&self, id: Option<ContactId>, wanted: ContactFields) -> Result<ContactId, ContactError> {
        let wanted = checked(wanted)?;
        let known = match &id {
            None => None,
            Some(id) => Some(self.contact_state(id)?),
        };
        let known = known.filter(|state| number_of_contact(&state.own.id).is_none());
        let unique = self.seam.fresh_id().to_string();
        let here =
            known.as_ref().and_then(|state| state.own.edit.as_ref()).is_some_and(|row| row.step == EditStep::Kept);
        let (contact, base) = match known {
            None => (new_contact(&unique), ContactFields::default()),
            Some(ContactState { own, fields }) => {
                let open = own.edit.filter(|row| row.step.is_open());
                if open.is_none() && fields == wanted {
                    return Ok(own.id);
                }
                // What Quo had before the first of several changes is what Quo still has.
                (own.id, open.map_or(fields, |row| row.edit.base))
            }
        };
        let edit = ContactEdit { id: unique, contact: contact.clone(), base, wanted };
        // What was to stay here stays here.
        let decided = if here {
            Decided::ContactsChanged { changes: vec![ContactChange::Edited { edit: Box::new(edit), here }] }
        } else {
            Decided::ContactEdited(edit)
        };
        self.decide(vec![decided]).await?;
        self.contacts.wake.notify_one();
        Ok(contact)
    }

    /// Settles a conflict: `mine` are the fields that are to be as wanted here, the others as Quo has them.
    ///
    /// # Errors
    /// [`ContactError::BadInput`] if there is nothing to settle.
    pub async fn resolve_contact(&self, id: &ContactId, mine: &[String]) -> Result<(), ContactError> {
        let row = self.edit_of(id)?;
        let EditStep::Conflict { theirs, names } = &row.step else {
            return Err(ContactError::BadInput("there is no conflict to settle any more".to_owned()));
        };
        let (mut base, mut wanted) = (row.edit.base.clone(), row.edit.wanted.clone());
        for name in names {
            let text = joining::text_of(theirs, name);
            joining::set_text(&mut base, name, text.clone());
            if !mine.contains(name) {
                joining::set_text(&mut wanted, name, text);
            }
        }
        let edit = ContactEdit { id: self.seam.fresh_id().to_string(), contact: row.edit.contact, base, wanted };
        self.decide(vec![Decided::ContactEdited(edit)]).await?;
        self.contacts.wake.notify_one();
        Ok(())
    }

    /// Tries a change that Quo refused once more, or lets it go: then what Quo has stands.
    ///
    /// # Errors
    /// [`ContactError::BadInput`] if there is nothing to settle.
    pub async fn settle_contact(&self, id: &ContactId, again: bool) -> Result<(), ContactError> {
        if self.settle_removal(&self.root_of(id)?, again).await?.is_some() {
            return Ok(());
        }
        let row = self.edit_of(id)?;
        if !row.step.is_open() {
            return Err(ContactError::BadInput("there is nothing to settle any more".to_owned()));
        }
        let contact = row.edit.contact.clone();
        let step = if again {
            EditStep::Pending { reason: None, due_at: self.seam.now() }
        } else if crate::model::contact_edit::unique_of_new(&contact).is_some() {
            EditStep::Dropped { theirs: None }
        } else {
            let fresh = match (&row.step, self.quo()) {
                (EditStep::Conflict { theirs, .. }, _) => Some(theirs.clone()),
                (_, Some(quo)) => {
                    quo.contact(&contact, Urgency::Interactive).await.ok().as_ref().map(joining::fields_of)
                }
                (_, None) => None,
            };
            EditStep::Dropped { theirs: Some(fresh.unwrap_or(row.edit.base)) }
        };
        self.decide(vec![Decided::ContactEditMoved { id: row.edit.id, contact, step }]).await?;
        self.contacts.wake.notify_one();
        Ok(())
    }

    fn root_of(&self, id: &ContactId) -> Result<ContactId, ContactError> {
        Ok(self.store.contact_own(id, &[])?.id)
    }

    fn edit_of(&self, id: &ContactId) -> Result<EditRow, ContactError> {
        let nothing = || ContactError::BadInput("there is nothing to settle any more".to_owned());
        self.store.contact_own(id, &[])?.edit.ok_or_else(nothing)
    }

    /// Gives a contact these tags and no others.
    ///
    /// # Errors
    /// [`ContactError::BadInput`] for too many or too long ones.
    pub async fn tag_contact(&self, id: &ContactId, tags: Vec<String>) -> Result<(), ContactError> {
        let mut kept: Vec<String> = Vec::new();
        for tag in tags {
            let tag = tag.split_whitespace().collect::<Vec<_>>().join(" ");
            if tag.chars().count() > MOST_TAG {
                return Err(ContactError::BadInput(format!("a tag has at most {MOST_TAG} characters")));
            }
            if !tag.is_empty() && !kept.iter().any(|held| held.to_lowercase() == tag.to_lowercase()) {
                kept.push(tag);
            }
        }
        if kept.len() > MOST_TAGS {
            return Err(ContactError::BadInput(format!("a contact has at most {MOST_TAGS} tags")));
        }
        kept.sort();
        let ContactState { own, .. } = self.contact_state(id)?;
        // The tags of everyone who is shown as this contact were gathered: from now on they stand with it alone.
        let mut decided: Vec<Decided> = Vec::new();
        for source in own.sources.into_iter().filter(|source| *source != own.id) {
            if !self.store.contact_tags(&source)?.is_empty() {
                decided.push(Decided::ContactTagged { contact: source, tags: Vec::new() });
            }
        }
        decided.push(Decided::ContactTagged { contact: own.id, tags: kept });
        Ok(self.decide(decided).await?)
    }

    /// Gives a contact this note; empty text takes it away.
    ///
    /// # Errors
    /// [`ContactError::BadInput`] if it is too long.
    pub async fn note_contact(&self, id: &ContactId, text: String) -> Result<(), ContactError> {
        if text.len() > MOST_NOTE {
            return Err(ContactError::BadInput("a note has at most 20,000 bytes".to_owned()));
        }
        let ContactState { own, .. } = self.contact_state(id)?;
        let decided = own.sources.into_iter().map(|contact| {
            let text = if contact == own.id { text.clone() } else { String::new() };
            Decided::ContactNoted { contact, text }
        });
        let decided: Vec<Decided> = decided.collect();
        Ok(self.decide(decided).await?)
    }

    /// The contacts of a merge as they stand: the one that is kept, and those that go into it.
    ///
    /// # Errors
    /// [`ContactError::BadInput`] if they are one already.
    pub fn to_merge(&self, kept: &ContactId, gone: &[ContactId]) -> Result<(Contact, Vec<ContactId>), ContactError> {
        if gone.len() > MOST_MERGED {
            return Err(ContactError::BadInput(format!("at most {MOST_MERGED} contacts are merged at one time")));
        }
        let kept = self.named(kept)?;
        let mut others: Vec<ContactId> = Vec::new();
        for id in gone {
            let other = self.named(id)?.id;
            if other != kept.id && !others.contains(&other) {
                others.push(other);
            }
        }
        if others.is_empty() {
            return Err(ContactError::BadInput("these are one contact already".to_owned()));
        }
        Ok((kept, others))
    }

    fn named(&self, id: &ContactId) -> Result<Contact, ContactError> {
        let contact = self.store.contact(id, 0)?.ok_or(ContactError::NotFound)?.contact;
        if number_of_contact(&contact.id).is_some() {
            return Err(ContactError::BadInput("a number without a name cannot be merged; save it first".to_owned()));
        }
        Ok(contact)
    }

    /// Makes contacts one, here.
    ///
    /// # Errors
    /// As [`App::to_merge`].
    pub async fn merge_contacts(&self, kept: &ContactId, gone: &[ContactId]) -> Result<(), ContactError> {
        let (kept, gone) = self.to_merge(kept, gone)?;
        Ok(self.decide(vec![Decided::ContactsMerged { kept: kept.id, gone }]).await?)
    }

    /// Makes merged contacts several again.
    ///
    /// # Errors
    /// If it cannot be written down.
    pub async fn unmerge_contacts(&self, back: Vec<ContactId>) -> Result<(), ContactError> {
        Ok(self.decide(vec![Decided::ContactsUnmerged { back }]).await?)
    }

    /// Says that contacts that look alike are not the same.
    ///
    /// # Errors
    /// [`ContactError::BadInput`] for fewer than two.
    pub async fn keep_contacts_apart(&self, contacts: Vec<ContactId>) -> Result<(), ContactError> {
        if !(2..=MOST_MERGED).contains(&contacts.len()) {
            return Err(ContactError::BadInput("two or more contacts are kept apart".to_owned()));
        }
        Ok(self.decide(vec![Decided::ContactsKeptApart { contacts }]).await?)
    }

    /// Says that contacts that were kept apart may be the same again.
    ///
    /// # Errors
    /// [`ContactError::BadInput`] for fewer than two.
    pub async fn let_contacts_alike(&self, contacts: Vec<ContactId>) -> Result<(), ContactError> {
        if !(2..=MOST_MERGED).contains(&contacts.len()) {
            return Err(ContactError::BadInput("two or more contacts may be the same".to_owned()));
        }
        Ok(self.decide(vec![Decided::ContactsLetAlike { contacts }]).await?)
    }

    /// The custom fields of the workspace, as last read from Quo.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn contact_fields(&self) -> Result<Vec<FieldDefinition>, ContactError> {
        let kept = self.recorded.setting(DEFINITIONS)?;
        let rows: Vec<(String, String, String)> =
            kept.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default();
        Ok(rows.into_iter().map(|(key, name, kind)| FieldDefinition { key, name, kind }).collect())
    }

    /// Marks a conversation at Quo too.
    ///
    /// # Errors
    /// If it cannot be written down.
    pub async fn push_mark(&self, conversation: QuoConversationId, mark: InboxMark) -> Result<(), ContactError> {
        self.decide(vec![Decided::InboxPushWanted { conversation, mark }]).await?;
        self.push_on();
        Ok(())
    }

    /// Something new waits to be written to Quo.
    pub(super) fn push_on(&self) {
        self.contacts.wake.notify_one();
    }
}

/// The fields without what is blank, if they can be a contact's.
fn checked(fields: ContactFields) -> Result<ContactFields, ContactError> {
    let bad = |text: String| Err(ContactError::BadInput(text));
    let ContactFields { first_name, last_name, company, role, phones, emails, fields } = fields;
    let text = |text: String| text.trim().to_owned();
    let entries = |entries: Vec<Labelled>| -> Vec<Labelled> {
        let trimmed = entries.into_iter().map(|entry| Labelled { label: text(entry.label), value: text(entry.value) });
        trimmed.filter(|entry| !entry.value.is_empty()).collect()
    };
    let mut checked = ContactFields {
        first_name: text(first_name),
        last_name: text(last_name),
        company: text(company),
        role: text(role),
        phones: entries(phones),
        emails: entries(emails),
        fields: entries(fields),
    };
    let lists = [("phones", &checked.phones), ("emails", &checked.emails), ("fields", &checked.fields)];
    for (name, list) in lists {
        if list.len() > MOST_ENTRIES {
            return bad(format!("a contact has at most {MOST_ENTRIES} numbers, addresses or fields"));
        }
        for (at, entry) in list.iter().enumerate() {
            let field = if name == "fields" { format!("fields.{}", entry.label) } else { format!("{name}.{at}") };
            for text in [&entry.label, &entry.value] {
                short(&field, text)?;
            }
        }
    }
    let texts = [
        ("firstName", &checked.first_name),
        ("lastName", &checked.last_name),
        ("company", &checked.company),
        ("role", &checked.role),
    ];
    for (field, text) in texts {
        short(field, text)?;
    }
    for (at, phone) in checked.phones.iter_mut().enumerate() {
        match Party::parse(&phone.value) {
            Party::Phone(number) => phone.value = number,
            Party::ShortCode(_) | Party::Withheld | Party::Other(_) => {
                let sentence = "this is not a phone number; write it with its country code".to_owned();
                return Err(ContactError::Field { field: format!("phones.{at}"), sentence });
            }
        }
    }
    if let Some(at) = checked.emails.iter().position(|email| !email.value.contains('@')) {
        let sentence = "an e-mail address has an @".to_owned();
        return Err(ContactError::Field { field: format!("emails.{at}"), sentence });
    }
    let names = [&checked.first_name, &checked.last_name, &checked.company];
    if names.into_iter().all(|name| name.is_empty()) {
        let sentence = "a contact needs a name or a company".to_owned();
        return Err(ContactError::Field { field: "firstName".to_owned(), sentence });
    }
    Ok(checked)
}

fn short(field: &str, text: &str) -> Result<(), ContactError> {
    if text.chars().count() <= MOST_TEXT {
        return Ok(());
    }
    Err(ContactError::Field { field: field.to_owned(), sentence: format!("it has more than {MOST_TEXT} characters") })
}
