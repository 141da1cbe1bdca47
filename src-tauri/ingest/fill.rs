//! Filling an index from a store that is whole, piece by piece, so that what arrives meanwhile is applied between.

use super::{
    Error,
    documents::{self, Subject},
    projector::StorePeople,
};
use crate::{
    search::Index,
    store::{ItemFile, Store},
};

/// Things given to the index in one go.
const AT_ONCE: usize = 500;

/// An index being filled.
pub struct Filling {
    stage: Stage,
    cursor: Option<Vec<u8>>,
    done: u64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Items,
    Contacts,
    Over,
}

impl Filling {
    /// Begins, if this index needs it: it covers nothing, and the store holds something.
    #[must_use]
    pub fn needed(store: &Store, index: &Index) -> Option<Self> {
        (index.covered() == 0 && store.applied() > 0).then_some(Self { stage: Stage::Items, cursor: None, done: 0 })
    }

    /// How many things there are to give, as far as they are counted.
    #[must_use]
    pub fn total(store: &Store) -> u64 {
        let totals = store.totals();
        totals.messages.saturating_add(totals.calls).saturating_add(totals.notes).saturating_add(totals.contacts)
    }

    /// How many were given.
    #[must_use]
    pub fn done(&self) -> u64 {
        self.done
    }

    /// Gives the index the next piece of what the store holds; false once it has all and has committed it.
    ///
    /// # Errors
    /// If the store cannot be read or the index not written; the same piece is given again next time.
    pub fn step(&mut self, store: &Store, index: &Index) -> Result<bool, Error> {
        let people = StorePeople(store);
        let cursor = self.cursor.as_deref();
        let mut writes = Vec::new();
        let (given, next) = match self.stage {
            Stage::Items => {
                let (ids, next) = store.items_after(cursor, AT_ONCE)?;
                for id in &ids {
                    if let Some(ItemFile { item, conversation, target, transcript }) = store.item_file(id)? {
                        let others = target.map(|target| target.others).unwrap_or_default();
                        let dialogue = transcript.map(|transcript| transcript.dialogue).unwrap_or_default();
                        writes.extend(documents::of_item(&Subject { item, conversation, others, dialogue }, &people));
                    }
                }
                (ids.len(), next)
            }
            Stage::Contacts => {
                let (ids, next) = store.contacts_after(cursor, AT_ONCE)?;
                for id in &ids {
                    writes.push(documents::of_contact(id, store.contact_document(id)?));
                }
                (ids.len(), next)
            }
            Stage::Over => return Ok(false),
        };
        // Position 0 until the end: an index that a crash left half filled must not look whole.
        index.load(0, writes)?;
        self.done = self.done.saturating_add(given as u64);
        match next {
            Some(next) if given > 0 => self.cursor = Some(next),
            _ => {
                self.cursor = None;
                self.stage = match self.stage {
                    Stage::Items => Stage::Contacts,
                    Stage::Contacts | Stage::Over => {
                        index.load(store.applied(), Vec::new())?;
                        index.commit()?;
                        Stage::Over
                    }
                };
            }
        }
        Ok(self.stage != Stage::Over)
    }
}
