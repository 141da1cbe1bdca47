//! Imports of contacts, and contacts that are to be deleted at Quo.

use super::{all, by_key};
use crate::model::ContactId;
use crate::model::contact::Contact;
use crate::model::people::{ImportedContact, RemovalStep};
use crate::store::apply::read;
use crate::store::engine::{Order, Span};
use crate::store::keys::{Tree, hash16, second16};
use crate::store::layer::View;
use crate::store::record::{EditRow, ImportRecord, OwnContact};
use crate::store::{Error, Store};
use std::ops::ControlFlow;

/// Imports that are listed.
const MOST_IMPORTS: usize = 10_000;
/// Contacts that share an e-mail address and are looked at.
const MOST_SHARING: usize = 16;

/// A contact that is to be deleted at Quo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemovalRow {
    /// The contact.
    pub contact: ContactId,
    /// Where in the journal its newest step stands.
    pub position: u64,
    /// The newest step.
    pub step: RemovalStep,
}

impl Store {
    /// Every import, newest first.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn imports(&self) -> Result<Vec<ImportRecord>, Error> {
        self.view(|view, _| {
            let mut records: Vec<ImportRecord> = all(view, Tree::Import, &Span::all(), MOST_IMPORTS)?;
            records.sort_by_key(|record| std::cmp::Reverse(record.position));
            Ok(records)
        })
    }

    /// An import.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn import(&self, id: &str) -> Result<Option<ImportRecord>, Error> {
        self.view(|view, _| by_key(view, Tree::Import, &hash16(id)))
    }

    /// What an import made of its contacts, in the order of the file.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn imported(&self, id: &str) -> Result<Vec<ImportedContact>, Error> {
        self.view(|view, _| all(view, Tree::Imported, &Span::prefix(&hash16(id)), usize::MAX))
    }

    /// What is ours about one contact, without those that went into it.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn contact_own_alone(&self, id: &ContactId) -> Result<Option<OwnContact>, Error> {
        self.view(|view, _| by_key(view, Tree::ContactOwn, &hash16(id.as_str())))
    }

    /// A contact by its own id, also one that was deleted.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn contact_row(&self, id: &ContactId) -> Result<Option<Contact>, Error> {
        self.view(|view, _| by_key(view, Tree::Contact, &hash16(id.as_str())))
    }

    /// The contact with this e-mail address; of several the oldest.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn contact_by_email(&self, email: &str) -> Result<Option<Contact>, Error> {
        self.view(|view, _| {
            let shared = hash16(&format!("email {}", email.trim().to_lowercase()));
            let mut found: Option<Contact> = None;
            for row in view.keys(Tree::ContactMatch, &Span::prefix(&shared), MOST_SHARING)? {
                let Some(key) = second16(&row) else { continue };
                let Some(contact) = by_key::<Contact>(view, Tree::Contact, &key)? else { continue };
                let Some(contact) = super::contacts::standing(view, contact)? else { continue };
                if found.as_ref().is_none_or(|held| contact.id < held.id) {
                    found = Some(contact);
                }
            }
            Ok(found)
        })
    }

    /// Everything that is ours about contacts and has this tag.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn tagged_with(&self, tag: &str) -> Result<Vec<OwnContact>, Error> {
        self.view(|view, _| {
            let mut found = Vec::new();
            view.scan(Tree::ContactOwn, &Span::all(), Order::Up, &mut |key, row| {
                let own: OwnContact = read(view, Tree::ContactOwn, key, row)?;
                if own.tags().iter().any(|held| held == tag) {
                    found.push(own);
                }
                Ok(ControlFlow::Continue(()))
            })?;
            Ok(found)
        })
    }

    /// Contacts that wait to be deleted at Quo, in the order it was wanted.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn contact_removals_waiting(&self) -> Result<Vec<RemovalRow>, Error> {
        self.view(|view, _| {
            let mut rows = Vec::new();
            waiting(view, |own| {
                if let Some((position, Some(step))) = own.removal
                    && step.is_waiting()
                {
                    rows.push(RemovalRow { contact: own.id, position, step });
                }
            })?;
            rows.sort_by_key(|row| row.position);
            Ok(rows)
        })
    }

    /// Changes of contacts that wait to be written to Quo, in the order they were wanted.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn contact_edits_waiting(&self) -> Result<Vec<EditRow>, Error> {
        self.view(|view, _| {
            let mut rows = Vec::new();
            waiting(view, |own| rows.extend(own.pending_edit().cloned()))?;
            rows.sort_by_key(|row| row.position);
            Ok(rows)
        })
    }
}

fn waiting(view: &View<'_>, mut visit: impl FnMut(OwnContact)) -> Result<(), Error> {
    for key in view.keys(Tree::ContactPending, &Span::all(), usize::MAX)? {
        let held: Option<OwnContact> = by_key(view, Tree::ContactOwn, &key)?;
        held.into_iter().for_each(&mut visit);
    }
    Ok(())
}
