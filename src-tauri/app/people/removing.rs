//! Deleting contacts and bringing them back. What was said with them stays, under their numbers.

use super::{GRACE_MS, in_records};
use crate::{
    app::{
        App,
        contacts::{ContactError, ContactState},
    },
    model::{
        ContactId, UtcMillis,
        contact::Contact,
        contact_edit::{ContactEdit, ContactFields, EditStep, new_contact, unique_of_new},
        people::{ContactChange, RemovalStep},
    },
    store::query::number_of_contact,
};

/// Contacts that were deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Removed {
    /// The contact and those that went into it.
    pub contacts: Vec<ContactId>,
    /// Its name.
    pub name: String,
    /// Quo will be told.
    pub at_quo: bool,
}

impl App {
    /// Deletes a contact with those that went into it, here and at Quo.
    ///
    /// # Errors
    /// [`ContactError::NotFound`]; [`ContactError::BadInput`] for a number that nobody named.
    pub async fn remove_contact(&self, id: &ContactId) -> Result<Removed, ContactError> {
        let ContactState { own, fields } = self.contact_state(id)?;
        if number_of_contact(&own.id).is_some() {
            return Err(ContactError::BadInput(
                "a number without a name is no contact; nothing is to be deleted".into(),
            ));
        }
        let mut contacts = vec![own.id];
        contacts.extend(own.merged);
        let (mut changes, mut at_quo) = (Vec::new(), false);
        for contact in &contacts {
            let change = self.removal(contact)?;
            at_quo |= matches!(change, Some(ContactChange::Removed { here: false, .. }));
            changes.extend(change);
        }
        self.decide(in_records(changes)).await?;
        self.write_contacts_now();
        Ok(Removed { contacts, name: super::draft::name_of(&fields), at_quo: at_quo && self.quo().is_some() })
    }

    /// The change that deletes one contact; none if it is gone already.
    pub(super) fn removal(&self, contact: &ContactId) -> Result<Option<ContactChange>, ContactError> {
        let Some(row) = self.store.contact_row(contact)?.filter(Contact::is_live) else { return Ok(None) };
        let own = self.store.contact_own_alone(contact)?;
        let kept = own.as_ref().and_then(|own| own.edit.as_ref()).is_some_and(|edit| edit.step == EditStep::Kept);
        let now = self.seam.now();
        let at = now.max(row.said_at.unwrap_or(now));
        let here = kept && unique_of_new(contact).is_some();
        let due_at = UtcMillis(now.0.saturating_add(GRACE_MS));
        Ok(Some(ContactChange::Removed { contact: contact.clone(), at, due_at, here }))
    }

    /// Brings deleted contacts back, and says which contacts they are now: one that Quo has deleted already is made anew.
    ///
    /// # Errors
    /// If it cannot be written down.
    pub async fn restore_contacts(&self, contacts: &[ContactId]) -> Result<Vec<ContactId>, ContactError> {
        let (mut changes, mut now_are) = (Vec::new(), Vec::new());
        for contact in contacts {
            now_are.push(self.bring_back(contact, &mut changes)?);
        }
        if !changes.is_empty() {
            self.decide(in_records(changes)).await?;
            self.write_contacts_now();
        }
        Ok(now_are)
    }

    fn bring_back(&self, contact: &ContactId, changes: &mut Vec<ContactChange>) -> Result<ContactId, ContactError> {
        let Some(own) = self.store.contact_own_alone(contact)? else { return Ok(contact.clone()) };
        let row = self.store.contact_row(contact)?;
        let (Some(step), Some(row)) = (own.removal(), row) else { return Ok(contact.clone()) };
        if !step.is_gone() {
            return Ok(contact.clone());
        }
        let at = UtcMillis(row.deleted_at.unwrap_or(UtcMillis(0)).max(self.seam.now()).0.saturating_add(1));
        let never_at_quo = unique_of_new(contact).is_some();
        if step.is_waiting() || never_at_quo {
            changes.push(ContactChange::Restored { contact: contact.clone(), at, became: None });
            return Ok(contact.clone());
        }
        let unique = self.seam.fresh_id().to_string();
        let anew = new_contact(&unique);
        let fields = ContactFields::of(&row);
        let edit = ContactEdit { id: unique, contact: anew.clone(), base: ContactFields::default(), wanted: fields };
        changes.push(ContactChange::Edited { edit: Box::new(edit), here: false });
        if !own.tags().is_empty() {
            changes.push(ContactChange::Tagged { contact: anew.clone(), tags: own.tags().to_vec() });
        }
        if !own.note().is_empty() {
            changes.push(ContactChange::Noted { contact: anew.clone(), text: own.note().to_owned() });
        }
        changes.push(ContactChange::Restored { contact: contact.clone(), at, became: Some(anew.clone()) });
        Ok(anew)
    }

    /// Tries once more to delete a contact that Quo kept, or lets it stay. `None` if there is nothing to settle.
    ///
    /// # Errors
    /// If it cannot be written down.
    pub async fn settle_removal(&self, contact: &ContactId, again: bool) -> Result<Option<()>, ContactError> {
        let own = self.store.contact_own_alone(contact)?;
        let Some(RemovalStep::Refused { .. }) = own.as_ref().and_then(|own| own.removal()) else { return Ok(None) };
        if again {
            self.remove_contact(contact).await?;
        } else {
            let at = UtcMillis(self.seam.now().0.saturating_add(1));
            let back = ContactChange::Restored { contact: contact.clone(), at, became: None };
            self.decide(in_records(vec![back])).await?;
        }
        Ok(Some(()))
    }
}
