//! The narrow door to whatever keeps the rows: get, ordered scan, atomic batch, checkpoint.
//!
//! Another engine is a change of this folder only. The promises are tested for every implementation alike.

#[cfg(test)]
mod memory;
mod sled;
#[cfg(test)]
mod tests;

use std::ops::ControlFlow;

use super::Error;
use super::keys::Tree;

#[cfg(test)]
pub(super) use memory::MemoryEngine;
pub(super) use sled::SledEngine;

/// The longest value that may be written. LIMITS.md section 8: the size that was tested against power loss.
pub const MOST_VALUE_BYTES: usize = 8 * 1024;
/// The longest key.
pub const MOST_KEY_BYTES: usize = 255;

/// Keys from `from` up to and without `to`; no `to` means to the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// The first key.
    pub from: Vec<u8>,
    /// The first key that is not meant any more.
    pub to: Option<Vec<u8>>,
}

impl Span {
    /// Every key that begins with `prefix`.
    #[must_use]
    pub fn prefix(prefix: &[u8]) -> Self {
        Self { from: prefix.to_vec(), to: after_prefix(prefix) }
    }

    /// Every key.
    #[must_use]
    pub fn all() -> Self {
        Self { from: Vec::new(), to: None }
    }

    /// The same span without the keys up to and including `key`.
    #[must_use]
    pub fn after(mut self, key: &[u8]) -> Self {
        self.from = [key, &[0]].concat();
        self
    }

    /// The same span from `key` on.
    #[must_use]
    pub fn starting(mut self, key: &[u8]) -> Self {
        self.from = key.to_vec();
        self
    }

    /// The same span without `key` and what follows it.
    #[must_use]
    pub fn before(mut self, key: &[u8]) -> Self {
        self.to = Some(key.to_vec());
        self
    }

    /// Whether no key can be in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.to.as_ref().is_some_and(|to| *to <= self.from)
    }
}

/// The first key after all those that begin with `prefix`.
fn after_prefix(prefix: &[u8]) -> Option<Vec<u8>> {
    let mut end = prefix.to_vec();
    while let Some(last) = end.pop() {
        if let Some(next) = last.checked_add(1) {
            end.push(next);
            return Some(end);
        }
    }
    None
}

/// Which way a scan goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Smallest key first.
    Up,
    /// Greatest key first.
    Down,
}

/// One change of a row.
#[derive(Debug, Clone, Copy)]
pub struct Change<'a> {
    /// In which tree.
    pub tree: Tree,
    /// Which row.
    pub key: &'a [u8],
    /// The new value; `None` removes the row.
    pub value: Option<&'a [u8]>,
}

/// What a scan hands each row to; `Break` ends the scan.
pub type Visit<'a> = dyn FnMut(&[u8], &[u8]) -> Result<ControlFlow<()>, Error> + 'a;

/// Something that keeps rows in order. Never panics, whatever state its files are in.
pub trait Engine: Send + Sync {
    /// The value of a row.
    ///
    /// # Errors
    /// [`Error::Engine`] if it cannot be read.
    fn get(&self, tree: Tree, key: &[u8]) -> Result<Option<Vec<u8>>, Error>;

    /// Hands the rows of `span` to `visit`, in order. Not a snapshot: the caller keeps writers away.
    ///
    /// # Errors
    /// [`Error::Engine`] if a row cannot be read, and whatever `visit` says.
    fn scan(&self, tree: Tree, span: &Span, order: Order, visit: &mut Visit<'_>) -> Result<(), Error>;

    /// Makes all `changes` or none.
    ///
    /// # Errors
    /// [`Error::Engine`] if they cannot be written, or if one is too long.
    fn write(&self, changes: &[Change<'_>]) -> Result<(), Error>;

    /// Makes everything written so far safe against a power cut.
    ///
    /// # Errors
    /// [`Error::Engine`] if the disk refuses.
    fn checkpoint(&self) -> Result<(), Error>;

    /// Bytes on the disk.
    fn size_bytes(&self) -> u64;

    /// Side files that must never exist because they are not synced.
    fn stray_files(&self) -> usize;
}

/// Refuses changes that are longer than was ever tested.
pub(super) fn check_lengths(changes: &[Change<'_>]) -> Result<(), Error> {
    for Change { tree, key, value } in changes {
        let length = value.map_or(0, <[u8]>::len);
        if key.len() > MOST_KEY_BYTES || length > MOST_VALUE_BYTES {
            let what = format!("a row of {} is too long: key {}, value {length} bytes", tree.name(), key.len());
            return Err(Error::Engine(what));
        }
    }
    Ok(())
}
