//! Many contacts at one time: imports, deleting and bringing back.

use super::Stage;
use crate::model::contact::Contact;
use crate::model::contact_edit::{ContactEdit, EditStep};
use crate::model::merge::keep_greater;
use crate::model::people::{ContactChange, ImportHead, ImportedContact, RemovalStep};
use crate::model::{ContactId, UtcMillis};
use crate::store::Error;
use crate::store::keys::{self, Tree, hash16};
use crate::store::record::{EditRow, ImportRecord, OwnContact};

impl Stage<'_> {
    /// Changes several contacts.
    pub(super) fn change_contacts(
        &mut self,
        changes: &[ContactChange],
        at: UtcMillis,
        position: u64,
    ) -> Result<(), Error> {
        for change in changes {
            match change {
                ContactChange::Imported { contact, due_at, here } => {
                    self.edit_later(&contact.change(), at, step_of(*here, *due_at), position)?;
                    self.keep_imported(contact, position)?;
                }
                ContactChange::Edited { edit, here } => self.edit_later(edit, at, step_of(*here, at), position)?,
                ContactChange::Tagged { contact, tags } => {
                    self.change_own(contact, |own| keep_greater(&mut own.tags, Some((position, tags.clone()))))?;
                }
                ContactChange::Noted { contact, text } => {
                    self.change_own(contact, |own| keep_greater(&mut own.note, Some((position, text.clone()))))?;
                }
                ContactChange::Removed { contact, at, due_at, here } => {
                    self.contact(Contact::deleted(contact.clone(), *at))?;
                    let waiting = RemovalStep::Waiting { reason: None, due_at: *due_at };
                    let step = if *here { RemovalStep::Done } else { waiting };
                    self.move_removal(contact, Some(step), position)?;
                }
                ContactChange::Restored { contact, at, became } => {
                    if let Some(became) = became {
                        self.change_own(contact, |own| own.became = Some(became.clone()))?;
                    } else {
                        self.say_there(contact, *at)?;
                        self.move_removal(contact, None, position)?;
                    }
                }
            }
        }
        Ok(())
    }

    fn edit_later(&mut self, edit: &ContactEdit, at: UtcMillis, step: EditStep, position: u64) -> Result<(), Error> {
        self.contact(Contact::of(&edit.wanted.fact(edit.contact.clone(), at)))?;
        let row = EditRow { position, at, edit: edit.clone(), moved: position, step };
        self.change_own(&edit.contact, |own| keep_greater(&mut own.edit, Some(row)))
    }

    fn keep_imported(&mut self, imported: &ImportedContact, position: u64) -> Result<(), Error> {
        if let Some(tags) = &imported.tags {
            let tags = tags.after.clone();
            self.change_own(&imported.contact, |own| keep_greater(&mut own.tags, Some((position, tags))))?;
        }
        if let Some(note) = &imported.note {
            let text = note.after.clone();
            self.change_own(&imported.contact, |own| keep_greater(&mut own.note, Some((position, text))))?;
        }
        self.put(Tree::Imported, keys::imported(&hash16(&imported.import), imported.number), imported, 0)
    }

    fn say_there(&mut self, contact: &ContactId, at: UtcMillis) -> Result<(), Error> {
        let mut there = Contact::unknown(contact.clone());
        there.said_at = Some(at);
        self.contact(there)
    }

    fn move_removal(&mut self, contact: &ContactId, step: Option<RemovalStep>, position: u64) -> Result<(), Error> {
        self.change_own(contact, |own| keep_greater(&mut own.removal, Some((position, step))))
    }

    /// Deleting a contact at Quo came a step further. One that Quo keeps is there again.
    pub(super) fn step_removal(&mut self, contact: &ContactId, step: &RemovalStep, position: u64) -> Result<(), Error> {
        // Somebody brought it back meanwhile.
        let own: Option<OwnContact> = self.get(Tree::ContactOwn, &hash16(contact.as_str()))?;
        if !own.is_some_and(|own| own.removal().is_some_and(RemovalStep::is_gone)) {
            return Ok(());
        }
        if let RemovalStep::Refused { reason: _, at } = step {
            self.say_there(contact, *at)?;
        }
        self.move_removal(contact, Some(step.clone()), position)
    }

    pub(super) fn import_made(&mut self, head: &ImportHead, at: UtcMillis, position: u64) -> Result<(), Error> {
        let record = ImportRecord { position, at, head: head.clone(), undone_at: None };
        self.put(Tree::Import, hash16(&head.id).to_vec(), &record, 0)
    }

    pub(super) fn import_undone(&mut self, id: &str, at: UtcMillis) -> Result<(), Error> {
        let key = hash16(id);
        let held: Option<ImportRecord> = self.get(Tree::Import, &key)?;
        let Some(mut record) = held else { return Ok(()) };
        record.undone_at = Some(at);
        self.put(Tree::Import, key.to_vec(), &record, 0)
    }

    pub(super) fn let_contacts_alike(&mut self, contacts: &[ContactId]) -> Result<(), Error> {
        let mut ids: Vec<keys::Key16> = contacts.iter().map(|contact| hash16(contact.as_str())).collect();
        ids.sort_unstable();
        ids.dedup();
        for (place, first) in ids.iter().enumerate() {
            for second in ids.iter().skip(place + 1) {
                self.delete(Tree::ContactApart, keys::pair(first, second))?;
            }
        }
        self.effects.contacts.extend(contacts.iter().cloned());
        Ok(())
    }
}

fn step_of(here: bool, due_at: UtcMillis) -> EditStep {
    if here { EditStep::Kept } else { EditStep::Pending { reason: None, due_at } }
}
