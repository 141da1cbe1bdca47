//! The journal: an append-only record of everything that was received or decided.
//!
//! A record is durable before anyone is told that it was accepted, and everything else (store, search index)
//! can be made again from it. Nothing outside this module knows about files: [`Journal`] is all there is to
//! see, and something that is not a folder may stand behind it one day. Start reading at [`Journal`], then
//! `committer` (how records get to the disk) and `scan` (how they are found again).
//!
//! # On the disk
//! A folder of segments, each named `<first record>-<try>-<mark>.seg`, the first record as 20 digits. `try`
//! counts files that begin with the same record: the highest is the one that counts, since a file is only
//! begun again when nothing in the earlier one was acknowledged. `mark` is a random number of eight hex
//! digits that begins every record in the file and seeds every checksum, so that neither the leftovers of an
//! older file nor bytes that somebody put into a message can pass for a record.
//!
//! All numbers are little-endian. A segment begins with 64 bytes: magic `RINGJRNL`, format version (u32), mark
//! (u32), first record (u64), time of creation (i64), zeros, and the CRC32C of the 60 bytes before it. Then come the
//! records, 40 bytes and the payload each:
//!
//! | bytes | what |
//! |---|---|
//! | 0..4 | the segment's mark |
//! | 4..8 | length of the payload |
//! | 8..16 | position of the record, counted from 1 without gaps |
//! | 16..24 | position of the first record of its batch |
//! | 24..32 | time, UTC milliseconds |
//! | 32 | kind |
//! | 33 | flags: 1 = last record of its unit, 2 = end mark of a clean close, not a record |
//! | 34..36 | zero |
//! | 36..40 | CRC32C, seeded with the mark, of the 36 bytes before it and the payload |
//!
//! The file is preallocated, so zeros follow the last record. A full segment is sealed, compressed into
//! `<same name>.pak` (see `packed`) in the background, and removed once the packed file is durable and was
//! read back.
//!
//! # Batches, units, failures
//! One committer thread takes everything that waits, puts it down with one write, syncs once, and then tells
//! the callers. Such a batch carries its first record's position in each of its records; records of a later
//! batch are proof that the earlier batch was synced whole. The records of one `append` are a unit: after a
//! crash either all of them are there or none.
//!
//! A failed write or sync is final for its segment: the callers get the error, and what comes next goes to a
//! new segment whose first position says that later ones in the older file were never acknowledged. A sync is
//! never tried again.
//!
//! # Opening
//! The last segment is read through and checked every time. A bad record in it is a torn tail if no record of
//! a later batch follows: it is cut, kept in `torn/`, and reported in [`Health`]. Anything else is damage: it
//! is named, and all other records stay readable. Sealed segments were checked when they were packed, and are
//! checked again whenever they are read; opening reads only their names, so that a journal of millions of
//! records opens as fast as an empty one. [`Journal::verify`] reads everything.

mod committer;
mod error;
mod file;
mod folder;
mod frame;
mod health;
mod pack_writer;
mod packed;
mod packer;
mod parts;
mod pending;
mod queue;
mod scan;
mod segment;
mod shared;
#[cfg(test)]
mod tests;

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

use crate::model::UtcMillis;

pub use error::Error;
pub use file::{FileJournal, JournalOptions};
pub use health::{Damage, Health, TornTail, VerifyReport, Writing};
pub use parts::{Part, check_part, place_part};
pub use pending::{Completer, Pending};

/// The position of a record: counted from 1, without gaps. 0 is before the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Seq(pub u64);

impl Seq {
    /// Before the first record.
    pub const START: Seq = Seq(0);

    /// The position after this one.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

impl std::fmt::Display for Seq {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// What a record is about. Says nothing about the payload's format: that is its writer's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A webhook delivery: headers and raw body.
    Delivery,
    /// An object as Quo's REST API gave it.
    ApiObject,
    /// Somebody decided to send a text.
    SendIntent,
    /// What became of a send.
    SendState,
    /// A note was written, changed or removed.
    Note,
    /// Something was marked: done, read, opted out.
    Mark,
    /// A draft was changed.
    Draft,
    /// A setting was changed.
    Setting,
    /// What became of applying an earlier record.
    Outcome,
    /// A kind this version does not know, kept as it is.
    Other(u8),
}

impl Kind {
    /// The number on the disk.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Self::Delivery => 1,
            Self::ApiObject => 2,
            Self::SendIntent => 3,
            Self::SendState => 4,
            Self::Note => 5,
            Self::Mark => 6,
            Self::Draft => 7,
            Self::Setting => 8,
            Self::Outcome => 9,
            Self::Other(code) => code,
        }
    }

    /// The kind of that number.
    #[must_use]
    pub fn from_code(code: u8) -> Self {
        match code {
            1 => Self::Delivery,
            2 => Self::ApiObject,
            3 => Self::SendIntent,
            4 => Self::SendState,
            5 => Self::Note,
            6 => Self::Mark,
            7 => Self::Draft,
            8 => Self::Setting,
            9 => Self::Outcome,
            other => Self::Other(other),
        }
    }
}

/// A record to append.
#[derive(Clone, PartialEq, Eq)]
pub struct NewRecord {
    /// What it is about.
    pub kind: Kind,
    /// When it happened, as its writer sees it.
    pub at: UtcMillis,
    /// Its contents, at most [`JournalOptions::max_payload_bytes`].
    pub payload: Bytes,
}

/// A durable record.
#[derive(Clone, PartialEq, Eq)]
pub struct Record {
    /// Its position.
    pub seq: Seq,
    /// What it is about.
    pub kind: Kind,
    /// When it happened.
    pub at: UtcMillis,
    /// Its contents.
    pub payload: Bytes,
}

// Payloads are people's messages: they never get into a log by way of Debug.
impl std::fmt::Debug for NewRecord {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "NewRecord({:?} at {}, {} bytes)", self.kind, self.at.0, self.payload.len())
    }
}

impl std::fmt::Debug for Record {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Record({} {:?} at {}, {} bytes)", self.seq, self.kind, self.at.0, self.payload.len())
    }
}

/// Where the records of one append are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Appended {
    /// The first of them.
    pub first: Seq,
    /// The last of them.
    pub last: Seq,
}

/// How much one read gives at most. The first record is given whatever its size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadLimit {
    /// Records.
    pub records: usize,
    /// Bytes of payload.
    pub bytes: usize,
}

impl Default for ReadLimit {
    /// What one batch of a follower should be: 500 records or 4 MiB.
    fn default() -> Self {
        Self { records: 500, bytes: 4 << 20 }
    }
}

/// An append-only record of what was received or decided.
pub trait Journal: Send + Sync + 'static {
    /// Appends all `records` as one unit. The promise resolves when they are durable, or says why they are not.
    /// Never blocks: if too much is waiting already, the promise says [`Error::Busy`].
    fn append(&self, records: Vec<NewRecord>) -> Pending;

    /// The durable records after `after`, in order; empty at the end. Blocks for as long as the disk takes.
    ///
    /// # Errors
    /// [`Error::Damaged`] if the very next record is damaged: records before the damage come first, and a
    /// follower can only get past it by reading after [`Error::resume_after`], knowing what is lost.
    fn read(&self, after: Seq, limit: ReadLimit) -> Result<Vec<Record>, Error>;

    /// The last durable record.
    fn last(&self) -> Seq;

    /// Tells each new durable end.
    fn follow(&self) -> watch::Receiver<Seq>;

    /// How the journal is.
    fn health(&self) -> Health;

    /// Reads and checks everything, and names everything that is wrong. Blocks for long.
    fn verify(&self) -> VerifyReport;

    /// Makes durable what waits, ends the background work and lets go of the folder. Reading still works
    /// afterwards. Calling it again does nothing.
    fn close(&self);
}
