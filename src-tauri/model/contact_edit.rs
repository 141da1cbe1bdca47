//! Changing a contact here and at Quo: what was wanted, and how far that has come.

use super::contact::Contact;
use super::event::{ContactFact, Labelled};
use super::merge::value;
use super::{ContactId, UtcMillis};
use serde::{Deserialize, Serialize};

/// A contact that Quo does not know yet: this and a UUIDv7.
const NEW: &str = "new:";

/// Everything of a contact that can be changed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ContactFields {
    /// Given name; empty if there is none, as the others.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// Firm.
    pub company: String,
    /// Role.
    pub role: String,
    /// Numbers.
    pub phones: Vec<Labelled>,
    /// E-mail addresses.
    pub emails: Vec<Labelled>,
    /// Custom fields that have a value.
    pub fields: Vec<Labelled>,
}

/// A change of a contact that somebody wants.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ContactEdit {
    /// Which change: UUIDv7.
    pub id: String,
    /// The contact: Quo's, or one of [`new_contact`].
    pub contact: ContactId,
    /// What Quo had when the person looked: where Quo has something else by now, both changed it.
    pub base: ContactFields,
    /// What it is to be.
    pub wanted: ContactFields,
}

/// How far a change of a contact has come.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum EditStep {
    /// Will be written to Quo.
    Pending {
        /// Why it has not been yet, if there is more to say than that it is new.
        reason: Option<String>,
        /// Not before.
        due_at: UtcMillis,
    },
    /// Quo has it.
    Pushed {
        /// The contact's id at Quo.
        quo: ContactId,
    },
    /// Somebody changed the same at Quo: a person chooses.
    Conflict {
        /// What Quo has.
        theirs: ContactFields,
        /// The fields that both changed.
        names: Vec<String>,
    },
    /// Quo refused it.
    Failed {
        /// One plain sentence.
        reason: String,
    },
    /// A person let it go: what Quo has stands.
    Dropped {
        /// What Quo has, if it has the contact.
        theirs: Option<ContactFields>,
    },
    /// It stays here by a person's choice: Quo is not to have it.
    Kept,
}

/// The id of a contact that Quo does not know yet.
#[must_use]
pub fn new_contact(unique: &str) -> ContactId {
    ContactId(format!("{NEW}{unique}"))
}

/// What is unique in an id of [`new_contact`]; `None` for every other contact.
#[must_use]
pub fn unique_of_new(id: &ContactId) -> Option<&str> {
    id.as_str().strip_prefix(NEW)
}

impl ContactFields {
    /// What a contact now says.
    #[must_use]
    pub fn of(contact: &Contact) -> Self {
        let text = |slot| value(slot).cloned().unwrap_or_default();
        let list = |slot| value(slot).cloned().unwrap_or_default();
        Self {
            first_name: text(&contact.first_name),
            last_name: text(&contact.last_name),
            company: text(&contact.company),
            role: text(&contact.role),
            phones: list(&contact.phones),
            emails: list(&contact.emails),
            fields: list(&contact.fields),
        }
    }

    /// That a contact is so, as of `at`.
    #[must_use]
    pub fn fact(&self, id: ContactId, at: UtcMillis) -> ContactFact {
        let Self { first_name, last_name, company, role, phones, emails, fields } = self.clone();
        ContactFact {
            id,
            first_name: Some(first_name),
            last_name: Some(last_name),
            company: Some(company),
            role: Some(role),
            phones: Some(phones),
            emails: Some(emails),
            fields: Some(fields),
            at,
        }
    }
}

impl EditStep {
    /// Whether it is still to be written to Quo.
    #[must_use]
    pub fn is_pending(&self) -> bool {
        matches!(self, Self::Pending { .. })
    }

    /// Whether Quo has something else than what is shown here.
    #[must_use]
    pub fn is_open(&self) -> bool {
        match self {
            Self::Pending { .. } | Self::Conflict { .. } | Self::Failed { .. } | Self::Kept => true,
            Self::Pushed { .. } | Self::Dropped { .. } => false,
        }
    }
}
