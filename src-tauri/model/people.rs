//! Changing many contacts at one time: imports, deleting and bringing back, tags everywhere.

use super::contact_edit::{ContactEdit, ContactFields};
use super::{ContactId, UtcMillis};
use serde::{Deserialize, Serialize};

/// An import of contacts from a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ImportHead {
    /// Which import: UUIDv7.
    pub id: String,
    /// Name of the file.
    pub name: String,
    /// Contacts that are new.
    pub created: u64,
    /// Contacts that were there and got something.
    pub changed: u64,
    /// Quo is not to have it.
    pub here: bool,
}

/// Something before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Turned<T> {
    /// Before.
    pub before: T,
    /// After.
    pub after: T,
}

/// What an import made of one contact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ImportedContact {
    /// Which import.
    pub import: String,
    /// Which contact of it, from 0.
    pub number: u32,
    /// The contact is new.
    pub created: bool,
    /// What it said before, and what it is to say.
    pub fields: Turned<ContactFields>,
    /// What Quo had before, if that is something else.
    #[serde(default)]
    pub base: Option<ContactFields>,
    /// Id of the change.
    pub edit: String,
    /// The contact.
    pub contact: ContactId,
    /// Its tags, if they change.
    #[serde(default)]
    pub tags: Option<Turned<Vec<String>>>,
    /// Its note, if it changes.
    #[serde(default)]
    pub note: Option<Turned<String>>,
}

impl ImportedContact {
    /// The change of the contact's fields.
    #[must_use]
    pub fn change(&self) -> ContactEdit {
        ContactEdit {
            id: self.edit.clone(),
            contact: self.contact.clone(),
            base: self.base.clone().unwrap_or_else(|| self.fields.before.clone()),
            wanted: self.fields.after.clone(),
        }
    }
}

/// One of many changes that are decided together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum ContactChange {
    /// A contact comes from a file, or gets something from it.
    Imported {
        /// What.
        contact: Box<ImportedContact>,
        /// Not written to Quo before.
        due_at: UtcMillis,
        /// Quo is not to have it.
        here: bool,
    },
    /// A contact is to say something else.
    Edited {
        /// What.
        edit: Box<ContactEdit>,
        /// Quo is not to have it.
        here: bool,
    },
    /// A contact has these tags and no others.
    Tagged {
        /// The contact.
        contact: ContactId,
        /// The tags.
        tags: Vec<String>,
    },
    /// A contact has this note; empty text removes it.
    Noted {
        /// The contact.
        contact: ContactId,
        /// The words.
        text: String,
    },
    /// A contact is deleted, here and at Quo.
    Removed {
        /// The contact.
        contact: ContactId,
        /// Later than everything that was said of it.
        at: UtcMillis,
        /// Not deleted at Quo before.
        due_at: UtcMillis,
        /// Quo does not have it.
        here: bool,
    },
    /// A deleted contact is there again.
    Restored {
        /// The contact.
        contact: ContactId,
        /// Later than its deletion.
        at: UtcMillis,
        /// The contact that was made in its place, if Quo had deleted it already.
        became: Option<ContactId>,
    },
}

/// How far deleting a contact at Quo has come.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum RemovalStep {
    /// Will be deleted at Quo.
    Waiting {
        /// Why it has not been yet, if it was tried.
        reason: Option<String>,
        /// Not before.
        due_at: UtcMillis,
    },
    /// Quo does not have it.
    Done,
    /// Quo keeps it: it is there again.
    Refused {
        /// One plain sentence.
        reason: String,
        /// Later than its deletion.
        at: UtcMillis,
    },
}

impl RemovalStep {
    /// Whether the contact is gone here.
    #[must_use]
    pub fn is_gone(&self) -> bool {
        match self {
            Self::Waiting { .. } | Self::Done => true,
            Self::Refused { .. } => false,
        }
    }

    /// Whether it is still to be deleted at Quo.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        matches!(self, Self::Waiting { .. })
    }
}
