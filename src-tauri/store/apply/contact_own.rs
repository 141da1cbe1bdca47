//! What is ours about contacts: tags, notes, merging, changes and marks on their way to Quo.

use super::Stage;
use crate::model::contact::Contact;
use crate::model::contact_edit::{ContactEdit, EditStep, unique_of_new};
use crate::model::decision::InboxMark;
use crate::model::merge::keep_greater;
use crate::model::people::RemovalStep;
use crate::model::{ContactId, QuoConversationId, UtcMillis};
use crate::store::Error;
use crate::store::keys::{self, Tree, hash16};
use crate::store::record::{EditRow, InboxPush, OwnContact};

impl Stage<'_> {
    /// Changes what is ours about a contact.
    pub(super) fn change_own(
        &mut self,
        contact: &ContactId,
        change: impl FnOnce(&mut OwnContact),
    ) -> Result<(), Error> {
        let key = hash16(contact.as_str());
        let old: Option<OwnContact> = self.get(Tree::ContactOwn, &key)?;
        let mut new = old.clone().unwrap_or_else(|| OwnContact::unknown(contact.clone()));
        change(&mut new);
        if old.as_ref() == Some(&new) {
            return Ok(());
        }
        self.put(Tree::ContactOwn, key.to_vec(), &new, 0)?;
        let into = |own: Option<&OwnContact>| own.and_then(|own| own.merged_into.clone()).and_then(|(_, into)| into);
        let (had, has) = (into(old.as_ref()), into(Some(&new)));
        if had != has {
            if let Some(kept) = had {
                self.delete(Tree::ContactMerged, keys::pair(&hash16(kept.as_str()), &key))?;
                self.effects.contacts.insert(kept);
            }
            if let Some(kept) = has {
                self.put_bare(Tree::ContactMerged, keys::pair(&hash16(kept.as_str()), &key));
                self.effects.contacts.insert(kept);
            }
        }
        if new.pending_edit().is_some() || new.removal().is_some_and(RemovalStep::is_waiting) {
            self.put_bare(Tree::ContactPending, key.to_vec());
        } else {
            self.delete(Tree::ContactPending, key.to_vec())?;
        }
        self.effects.contacts.insert(contact.clone());
        Ok(())
    }

    /// A change is wanted: it shows at once, and waits to be written to Quo.
    pub(super) fn edit_contact(&mut self, edit: &ContactEdit, at: UtcMillis, position: u64) -> Result<(), Error> {
        self.contact(Contact::of(&edit.wanted.fact(edit.contact.clone(), at)))?;
        let step = EditStep::Pending { reason: None, due_at: at };
        let row = EditRow { position, at, edit: edit.clone(), moved: position, step };
        self.change_own(&edit.contact, |own| keep_greater(&mut own.edit, Some(row)))
    }

    /// A change came a step further. A contact that Quo did not know gives way to the one that it became.
    pub(super) fn move_edit(
        &mut self,
        contact: &ContactId,
        id: &str,
        step: &EditStep,
        at: UtcMillis,
        position: u64,
    ) -> Result<(), Error> {
        let is_new = unique_of_new(contact).is_some();
        match step {
            EditStep::Pushed { quo } if quo != contact => {
                self.contact(Contact::deleted(contact.clone(), at))?;
                let own: Option<OwnContact> = self.get(Tree::ContactOwn, &hash16(contact.as_str()))?;
                if let Some(OwnContact { tags, note, .. }) = own {
                    self.change_own(quo, |own| {
                        keep_greater(&mut own.tags, tags);
                        keep_greater(&mut own.note, note);
                    })?;
                }
            }
            EditStep::Dropped { theirs: Some(theirs) } => {
                self.contact(Contact::of(&theirs.fact(contact.clone(), at)))?;
            }
            EditStep::Dropped { theirs: None } if is_new => {
                self.contact(Contact::deleted(contact.clone(), at))?;
            }
            EditStep::Dropped { theirs: None }
            | EditStep::Pushed { .. }
            | EditStep::Pending { .. }
            | EditStep::Conflict { .. }
            | EditStep::Failed { .. }
            | EditStep::Kept => {}
        }
        self.change_own(contact, |own| {
            if let Some(row) = own.edit.as_mut().filter(|row| row.edit.id == id && row.moved < position) {
                row.moved = position;
                row.step = step.clone();
            }
            if let EditStep::Pushed { quo } = step
                && quo != contact
            {
                own.became = Some(quo.clone());
            }
        })
    }

    pub(super) fn merge_contacts(&mut self, kept: &ContactId, gone: &[ContactId], position: u64) -> Result<(), Error> {
        for contact in gone.iter().filter(|contact| *contact != kept) {
            self.change_own(contact, |own| keep_greater(&mut own.merged_into, Some((position, Some(kept.clone())))))?;
        }
        Ok(())
    }

    pub(super) fn unmerge_contacts(&mut self, back: &[ContactId], position: u64) -> Result<(), Error> {
        for contact in back {
            self.change_own(contact, |own| keep_greater(&mut own.merged_into, Some((position, None))))?;
        }
        Ok(())
    }

    pub(super) fn keep_contacts_apart(&mut self, contacts: &[ContactId]) {
        let mut ids: Vec<keys::Key16> = contacts.iter().map(|contact| hash16(contact.as_str())).collect();
        ids.sort_unstable();
        ids.dedup();
        for (place, first) in ids.iter().enumerate() {
            for second in ids.iter().skip(place + 1) {
                self.put_bare(Tree::ContactApart, keys::pair(first, second));
            }
        }
        self.effects.contacts.extend(contacts.iter().cloned());
    }

    /// A mark waits to be written to Quo. Done and open take each other's place.
    pub(super) fn want_inbox_push(&mut self, quo: &QuoConversationId, mark: InboxMark) -> Result<(), Error> {
        self.change_push(quo, |marks| {
            marks.retain(|held| match mark {
                InboxMark::Read => *held != InboxMark::Read,
                InboxMark::Done | InboxMark::Open => *held == InboxMark::Read,
            });
            marks.push(mark);
        })
    }

    pub(super) fn end_inbox_push(&mut self, quo: &QuoConversationId, mark: InboxMark) -> Result<(), Error> {
        self.change_push(quo, |marks| marks.retain(|held| *held != mark))
    }

    fn change_push(&mut self, quo: &QuoConversationId, change: impl FnOnce(&mut Vec<InboxMark>)) -> Result<(), Error> {
        let key = hash16(quo.as_str()).to_vec();
        let held: Option<InboxPush> = self.get(Tree::InboxPush, &key)?;
        let mut push = held.unwrap_or_else(|| InboxPush { conversation: quo.clone(), marks: Vec::new() });
        change(&mut push.marks);
        if push.marks.is_empty() { self.delete(Tree::InboxPush, key) } else { self.put(Tree::InboxPush, key, &push, 0) }
    }
}
