//! The order of conversations and calls as the last clean end left it, in a file beside the database.
//!
//! With a million messages reading every conversation's and every call's row takes longer than all else of a start.
//! The file is written by a clean end and taken away by the opening that reads it, so it never outlives what it was
//! made from; it counts only for the generation and the journal position that it names, and with its own checksum.
//! Without it the rows are read.

use serde::{Deserialize, Serialize};

use super::calls::{Calls, KeptCalls};
use super::inbox::{Inbox, KeptInbox};
use super::row;
use super::{Error, State};

/// Changes with the form below, and with every change of what follows from a row: its tab, its place, a call's marks.
const FORM: u32 = 2;
/// Bytes of the checksum in front.
const SUM: usize = 32;

#[derive(Serialize, Deserialize)]
struct Page {
    form: u32,
    version: String,
    generation: u64,
    position: u64,
    inbox: KeptInbox,
    calls: KeptCalls,
}

/// What a file held.
pub(super) struct Kept {
    /// The journal position that it belongs to.
    pub position: u64,
    pub inbox: Inbox,
    pub calls: Calls,
}

/// The file's bytes for the state of a generation.
///
/// # Errors
/// If it cannot be put into bytes.
pub(super) fn pack(generation: u64, state: &State) -> Result<Vec<u8>, Error> {
    let page = Page {
        form: FORM,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        generation,
        position: state.position,
        inbox: state.inbox.keep(),
        calls: state.calls.keep(),
    };
    let body = row::to_bytes(&page).map_err(|error| Error::Engine(error.to_string()))?;
    Ok([blake3::hash(&body).as_bytes().as_slice(), &body].concat())
}

/// What the bytes hold, if they are whole and belong to this version and `generation`.
pub(super) fn unpack(bytes: &[u8], generation: u64) -> Option<Kept> {
    let (sum, body) = bytes.split_at_checked(SUM)?;
    if blake3::hash(body).as_bytes() != sum {
        return None;
    }
    let page: Page = row::from_bytes(body).ok()?;
    if (page.form, page.version.as_str(), page.generation) != (FORM, env!("CARGO_PKG_VERSION"), generation) {
        return None;
    }
    Some(Kept { position: page.position, inbox: Inbox::from_kept(page.inbox)?, calls: Calls::from_kept(page.calls)? })
}
