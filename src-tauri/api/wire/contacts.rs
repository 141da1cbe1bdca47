//! Contacts: the list, one contact's page, changing it, and those that may be the same.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{ContactCard, LabelledValue, Person};

wire! {
    /// A page of the contacts by name.
    pub struct ContactsReq {
        /// Words, each of which stands in the name, firm, role, an address or a number; empty for all.
        pub starting: String,
        /// Those with this tag.
        pub tag: Option<String>,
        /// `next` of an earlier page.
        pub after: Option<String>,
        /// Contacts of a page, at most 200.
        pub limit: u32,
    }

    /// A page of contacts.
    pub struct ContactsPage {
        pub rows: Vec<ContactRow>,
        /// For the next page; none at the end.
        pub next: Option<String>,
        /// Contacts on all pages.
        pub total: u64,
    }

    /// A contact in the list.
    pub struct ContactRow {
        /// Name, firm, first number.
        pub person: Person,
        pub role: Option<String>,
        pub email: Option<String>,
        pub tags: Vec<String>,
        pub sync: ContactSync,
    }

    /// Whether Quo has what is shown here.
    #[serde(tag = "kind")]
    pub enum ContactSync {
        /// Quo has it.
        InQuo,
        /// A change waits to be written to Quo; with the reason if it was tried.
        Waiting { reason: Option<String> },
        /// The same was changed at Quo: see [`ContactPage::conflict`].
        Conflict,
        /// Quo refused the change.
        Failed { reason: String },
        /// Quo is not to have it, by a person's choice.
        OnlyHere,
    }

    /// Everything of one contact.
    pub struct ContactPage {
        /// As beside a thread, with those that were merged into it.
        pub card: ContactCard,
        /// What can be edited, of this contact alone.
        pub fields: ContactFields,
        /// Custom fields of the workspace that can be filled in.
        pub definitions: Vec<ContactFieldKind>,
        /// Only here.
        pub tags: Vec<String>,
        /// Only here.
        pub note: String,
        pub sync: ContactSync,
        /// What both changed; empty unless `sync` is `conflict`.
        pub conflict: Vec<ContactConflict>,
        /// Contacts that were merged into this one, for undoing it.
        pub merged: Vec<MergedContact>,
    }

    /// What can be edited of a contact.
    pub struct ContactFields {
        pub first_name: String,
        pub last_name: String,
        pub company: String,
        pub role: String,
        pub phones: Vec<LabelledValue>,
        pub emails: Vec<LabelledValue>,
        /// Custom fields with a value; `label` is the field's name.
        pub fields: Vec<LabelledValue>,
    }

    /// A custom field of the workspace.
    pub struct ContactFieldKind {
        pub name: String,
        /// `address`, `boolean` (yes, no), `date`, `multi-select` (commas), `number`, `string`, `url`, or later ones.
        pub kind: String,
    }

    /// A field that was changed here and at Quo.
    pub struct ContactConflict {
        /// `firstName`, `lastName`, `company`, `role`, or the name of a custom field.
        pub name: String,
        pub mine: String,
        pub theirs: String,
    }

    /// A contact that was merged into another.
    pub struct MergedContact {
        pub id: String,
        pub name: String,
        pub numbers: Vec<String>,
    }

    /// A contact as it is to be.
    pub struct SaveContactReq {
        /// None makes a new contact; the id of a number gives it a name.
        pub contact_id: Option<String>,
        pub fields: ContactFields,
    }

    /// The contact that was saved.
    pub struct ContactSaved { pub contact_id: String }

    /// Settles a conflict.
    pub struct ResolveContactReq {
        pub contact_id: String,
        /// Names of the fields that are to be as here; the others become as at Quo.
        pub mine: Vec<String>,
    }

    /// Settles a change that waits or was refused.
    pub struct SettleContactReq {
        pub contact_id: String,
        /// Tries once more; else the change is let go, and what Quo has stands.
        pub again: bool,
    }

    /// A contact's tags, all of them.
    pub struct ContactTagsReq {
        pub contact_id: String,
        pub tags: Vec<String>,
    }

    /// A contact's note; empty takes it away.
    pub struct ContactNoteReq {
        pub contact_id: String,
        pub text: String,
    }

    /// Contacts that may be the same.
    pub struct DuplicatesPage { pub groups: Vec<DuplicateGroup> }

    /// Contacts with something in common.
    pub struct DuplicateGroup {
        pub why: DuplicateReason,
        pub contacts: Vec<ContactCard>,
    }

    /// What they have in common.
    pub enum DuplicateReason { Number, Email, Name }

    /// Contacts that are to be one.
    pub struct MergeReq {
        /// The one that stands for all.
        pub kept: String,
        pub gone: Vec<String>,
    }

    /// What would come of a merge.
    pub struct MergePreview {
        pub name: String,
        pub company: Option<String>,
        pub role: Option<String>,
        pub phones: Vec<LabelledValue>,
        pub emails: Vec<LabelledValue>,
        pub fields: Vec<LabelledValue>,
        pub tags: Vec<String>,
        /// Conversations of all of them.
        pub conversations: u64,
    }

    /// Some contacts.
    pub struct ContactIdsReq { pub contact_ids: Vec<String> }
}
