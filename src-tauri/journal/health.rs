//! How the journal is, and what was found wrong with it.

use super::{Error, Seq};

/// The journal's state at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Health {
    /// Whether records are accepted.
    pub writing: Writing,
    /// The last durable record.
    pub last: Seq,
    /// How many segment files there are.
    pub segments: usize,
    /// Bytes in them, set-aside space not counted.
    pub bytes: u64,
    /// Commits since opening; each is one write and one sync.
    pub commits: u64,
    /// Records made durable since opening.
    pub records: u64,
    /// All damage found so far, in order of files. Sealed segments are looked at when they are read, packed
    /// or verified, so an empty list after opening says only that the newest segment is sound.
    pub damage: Vec<Damage>,
    /// Tails that were cut when opening. What was cut was never acknowledged.
    pub torn: Vec<TornTail>,
    /// Why the last try to pack a sealed segment failed, if it did. Nothing is lost by it but space.
    pub packing: Option<Error>,
}

/// Whether records are accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Writing {
    /// They are.
    Accepting,
    /// They are refused for this reason; it is tried again by itself.
    Refusing(Error),
    /// The journal was opened for reading only.
    ReadOnly,
    /// The journal was closed.
    Closed,
}

/// A place in a segment that cannot be read as it was written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Damage {
    /// The file's name.
    pub segment: String,
    /// Where in the file it begins, in bytes.
    pub offset: u64,
    /// The records that are lost by it, first and last. `None` if no record is: a header or an end mark.
    pub missing: Option<(Seq, Seq)>,
}

impl Damage {
    /// Where reading goes on behind it.
    #[must_use]
    pub fn resume_after(&self) -> Option<Seq> {
        self.missing.map(|(_, last)| last)
    }
}

impl std::fmt::Display for Damage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "segment {} at byte {}", self.segment, self.offset)?;
        match self.missing {
            None => f.write_str(", no record is lost"),
            Some((first, last)) if first == last => write!(f, ", record {first} is lost"),
            Some((first, last)) => write!(f, ", records {first} to {last} are lost"),
        }
    }
}

/// The unfinished end of the last segment, cut when opening.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TornTail {
    /// The segment it was in.
    pub segment: String,
    /// Where it began, in bytes.
    pub offset: u64,
    /// How many bytes it had.
    pub bytes: u64,
    /// The file below the journal's folder that keeps them; `None` if they are still where they were,
    /// because the disk had no room for a copy.
    pub kept_in: Option<String>,
}

/// The outcome of reading everything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VerifyReport {
    /// Segments read.
    pub segments: usize,
    /// Sound records found.
    pub records: u64,
    /// Bytes read.
    pub bytes: u64,
    /// Everything that is wrong, in order of files.
    pub damage: Vec<Damage>,
}

impl VerifyReport {
    /// True if nothing is wrong.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.damage.is_empty()
    }

    /// How many records are lost.
    #[must_use]
    pub fn lost(&self) -> u64 {
        self.damage.iter().filter_map(|d| d.missing).map(|(first, last)| last.0.saturating_sub(first.0) + 1).sum()
    }
}

impl std::fmt::Display for TornTail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { segment, offset, bytes, kept_in } = self;
        write!(f, "{bytes} bytes of an interrupted write at {offset} of {segment} were cut off")?;
        match kept_in {
            Some(kept) => write!(f, " and kept in {kept}"),
            None => Ok(()),
        }
    }
}
