//! Filling an index from a store that is whole.

use super::{
    Error,
    documents::{self, Subject},
    projector::StorePeople,
};
use crate::{
    search::Index,
    store::{ItemFile, Store},
};

const AT_ONCE: usize = 1_000;

/// Gives the index everything that the store holds, and commits. Blocks: about a minute per million items.
///
/// # Errors
/// If the store cannot be read or the index not written.
pub fn fill_index(store: &Store, index: &Index) -> Result<(), Error> {
    let position = store.applied();
    let people = StorePeople(store);
    let mut cursor = None;
    loop {
        let (ids, next) = store.items_after(cursor.as_deref(), AT_ONCE)?;
        let mut writes = Vec::new();
        for id in &ids {
            if let Some(ItemFile { item, conversation, target, transcript }) = store.item_file(id)? {
                let others = target.map(|target| target.others).unwrap_or_default();
                let dialogue = transcript.map(|transcript| transcript.dialogue).unwrap_or_default();
                writes.extend(documents::of_item(&Subject { item, conversation, others, dialogue }, &people));
            }
        }
        // Position 0 until the end: an index that a crash left half filled must not look whole.
        index.load(0, writes)?;
        match next {
            Some(next) if !ids.is_empty() => cursor = Some(next),
            _ => break,
        }
    }
    let mut cursor = None;
    loop {
        let (ids, next) = store.contacts_after(cursor.as_deref(), AT_ONCE)?;
        let mut writes = Vec::new();
        for id in &ids {
            writes.push(documents::of_contact(id, store.contact_document(id)?));
        }
        index.load(0, writes)?;
        match next {
            Some(next) if !ids.is_empty() => cursor = Some(next),
            _ => break,
        }
    }
    index.load(position, Vec::new())?;
    index.commit()?;
    Ok(())
}
