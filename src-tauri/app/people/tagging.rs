//! A tag everywhere: given another name, or taken away, and that undone.

use super::in_records;
use crate::{
    app::{App, contacts::ContactError},
    model::{ContactId, people::ContactChange, people::Turned},
};
use std::{collections::VecDeque, sync::PoisonError};

/// Longest tag in characters.
const MOST_TAG: usize = 40;
/// Changes that can be undone.
const MOST_HELD: usize = 8;

/// What became of a tag everywhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagChanged {
    /// Contacts that had it.
    pub contacts: u64,
    /// For undoing it.
    pub undo: String,
}

/// The tags of every contact that had the tag, before and after.
type Retag = Vec<(ContactId, Turned<Vec<String>>)>;

/// Changes of tags that can be undone: while the toast says so, which is as long as this runs at most.
#[derive(Default)]
pub struct Retagged(VecDeque<(String, Retag)>);

impl App {
    /// Gives a tag another name everywhere, or takes it away everywhere.
    ///
    /// # Errors
    /// [`ContactError::BadInput`] if the name cannot be a tag's, or nobody has the tag.
    pub async fn change_tag(&self, from: &str, to: Option<&str>) -> Result<TagChanged, ContactError> {
        let to = to.map(|to| to.split_whitespace().collect::<Vec<_>>().join(" "));
        if to.as_ref().is_some_and(|to| to.is_empty() || to.chars().count() > MOST_TAG) {
            return Err(ContactError::BadInput(format!("a tag has between 1 and {MOST_TAG} characters")));
        }
        let mut turned = Vec::new();
        for own in self.store.tagged_with(from)? {
            let before = own.tags().to_vec();
            let mut after: Vec<String> = before.iter().filter(|tag| *tag != from).cloned().collect();
            if let Some(to) = &to
                && !after.iter().any(|tag| tag.to_lowercase() == to.to_lowercase())
            {
                after.push(to.clone());
            }
            after.sort();
            turned.push((own.id, Turned { before, after }));
        }
        if turned.is_empty() {
            return Err(ContactError::BadInput("no contact has this tag any more".to_owned()));
        }
        let changes = turned
            .iter()
            .map(|(contact, tags)| ContactChange::Tagged { contact: contact.clone(), tags: tags.after.clone() });
        self.decide(in_records(changes.collect())).await?;
        let (undo, contacts) = (self.seam.fresh_id().to_string(), turned.len() as u64);
        let mut held = self.people.retagged.lock().unwrap_or_else(PoisonError::into_inner);
        while held.0.len() >= MOST_HELD {
            held.0.pop_front();
        }
        held.0.push_back((undo.clone(), turned));
        Ok(TagChanged { contacts, undo })
    }

    /// Undoes [`App::change_tag`] for every contact whose tags were not changed since.
    ///
    /// # Errors
    /// [`ContactError::BadInput`] if it cannot be undone any more.
    pub async fn undo_tag_change(&self, undo: &str) -> Result<(), ContactError> {
        let turned = {
            let mut held = self.people.retagged.lock().unwrap_or_else(PoisonError::into_inner);
            let at = held.0.iter().position(|(id, _)| id == undo);
            at.and_then(|at| held.0.remove(at))
        };
        let Some((_, turned)) = turned else {
            return Err(ContactError::BadInput("this cannot be undone any more".to_owned()));
        };
        let mut changes = Vec::new();
        for (contact, tags) in turned {
            if self.store.contact_tags(&contact)? == tags.after {
                changes.push(ContactChange::Tagged { contact, tags: tags.before });
            }
        }
        if changes.is_empty() { Ok(()) } else { Ok(self.decide(in_records(changes)).await?) }
    }
}
