//! The list of what one backup holds.

use super::Error;
use crate::{
    journal::{Part, Seq},
    media::BlobId,
    model::UtcMillis,
};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::path::Path;

/// The newest format this program writes and reads.
pub const FORMAT: u64 = 1;

/// What one backup holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Manifest {
    /// Which journal: [`crate::journal::FileJournal::identity`].
    pub workspace: String,
    /// When it was begun.
    pub made_at: UtcMillis,
    /// Every record up to this one is in it.
    pub covers: u64,
    /// Whether the files of texts and calls are in it.
    pub with_media: bool,
    /// The version of the program that made it.
    pub by: String,
    /// The parts of the journal, in order.
    pub journal: Vec<Records>,
    /// The files of texts and calls.
    pub media: Vec<Content>,
}

/// A part of the journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Records {
    /// The journal's name for it.
    pub name: String,
    /// Its first record.
    pub first: u64,
    /// Its last record.
    pub last: u64,
    /// What was written.
    #[serde(flatten)]
    pub content: Content,
}

/// The contents of a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Content {
    /// BLAKE3, 64 hex digits.
    pub blake3: String,
    /// Size.
    pub bytes: u64,
}

/// The file: the list as it was written, and its own hash.
#[derive(Serialize, Deserialize)]
struct Sealed {
    format: u64,
    blake3: String,
    backup: Box<RawValue>,
}

/// What every format has.
#[derive(Deserialize)]
struct Head {
    format: u64,
}

impl Manifest {
    /// The bytes of the file.
    pub fn encode(&self) -> Result<Vec<u8>, serde_json::Error> {
        let backup = serde_json::value::to_raw_value(self)?;
        let blake3 = blake3::hash(backup.get().as_bytes()).to_hex().to_string();
        let mut bytes = serde_json::to_vec(&Sealed { format: FORMAT, blake3, backup })?;
        bytes.push(b'\n');
        Ok(bytes)
    }

    /// Reads the bytes of the file `path`.
    ///
    /// # Errors
    /// [`Error::Newer`], [`Error::Damaged`].
    pub fn decode(bytes: &[u8], path: &Path) -> Result<Self, Error> {
        let name = || path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let damaged =
            |why: &str| Error::Damaged { name: name(), damage: vec![format!("its list {}: {why}", path.display())] };
        let head: Head = serde_json::from_slice(bytes).map_err(|_| damaged("it is cut or changed"))?;
        if head.format > FORMAT {
            return Err(Error::Newer { path: path.to_owned(), format: head.format });
        }
        let sealed: Sealed = serde_json::from_slice(bytes).map_err(|_| damaged("it is cut or changed"))?;
        if blake3::hash(sealed.backup.get().as_bytes()).to_hex().as_str() != sealed.blake3 {
            return Err(damaged("it was changed after it was written"));
        }
        let manifest: Self = serde_json::from_str(sealed.backup.get()).map_err(|_| damaged("it is not one"))?;
        manifest.fits().then_some(manifest).ok_or_else(|| damaged("it does not fit together"))
    }

    /// Whether the parts follow each other without a gap and every name is one: a list may come from a stranger.
    fn fits(&self) -> bool {
        let mut next = 1;
        let parts = self.journal.iter().all(|records| {
            let follows = records.first == next && records.last >= records.first;
            next = records.last.saturating_add(1);
            follows && records.content.id().is_some()
        });
        let media = self.media.iter().all(|content| content.id().is_some());
        parts && media && next.saturating_sub(1) == self.covers
    }

    /// Everything it holds.
    pub fn contents(&self) -> impl Iterator<Item = &Content> {
        self.journal.iter().map(|records| &records.content).chain(&self.media)
    }

    /// Bytes of everything it holds.
    pub fn bytes(&self) -> u64 {
        self.contents().map(|content| content.bytes).fold(0, u64::saturating_add)
    }
}

impl Records {
    /// As the journal knows it.
    pub fn part(&self) -> Part {
        let Self { name, first, last, content } = self;
        Part { name: name.clone(), first: Seq(*first), last: Seq(*last), sealed: true, bytes: content.bytes }
    }
}

impl Content {
    /// Its name among the contents.
    pub fn id(&self) -> Option<BlobId> {
        BlobId::parse(&self.blake3)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Manifest {
        let content = |letter: &str| Content { blake3: letter.repeat(64), bytes: 7 };
        let records = |first, last| Records { name: format!("{first}"), first, last, content: content("a") };
        Manifest {
            workspace: "w".to_owned(),
            made_at: UtcMillis(1_790_000_000_000),
            covers: 9,
            with_media: true,
            by: "0.1.0".to_owned(),
            journal: vec![records(1, 4), records(5, 9)],
            media: vec![content("b")],
        }
    }

    #[test]
    fn a_list_reads_back_and_any_changed_byte_is_found() {
        let bytes = sample().encode().unwrap();
        let path = Path::new("2026.json");
        assert_eq!(Manifest::decode(&bytes, path).unwrap(), sample());
        for at in 0..bytes.len() - 1 {
            let mut changed = bytes.clone();
            changed[at] ^= 0x08;
            assert!(Manifest::decode(&changed, path).is_err(), "byte {at}");
            assert!(Manifest::decode(&bytes[..at], path).is_err(), "cut at {at}");
        }
    }

    #[test]
    fn a_newer_format_is_named_before_anything_else_is_looked_at() {
        let newer = br#"{"format":2,"parts":[1,2,3]}"#;
        assert!(matches!(Manifest::decode(newer, Path::new("x.json")), Err(Error::Newer { format: 2, .. })));
    }

    #[test]
    fn a_list_with_a_gap_or_a_foreign_name_is_refused() {
        let refused = |change: fn(&mut Manifest)| {
            let mut manifest = sample();
            change(&mut manifest);
            let bytes = manifest.encode().unwrap();
            assert!(matches!(Manifest::decode(&bytes, Path::new("x.json")), Err(Error::Damaged { .. })));
        };
        refused(|manifest| manifest.journal[1].first = 6);
        refused(|manifest| manifest.covers = 10);
        refused(|manifest| manifest.media[0].blake3 = "../../etc/passwd".to_owned());
        refused(|manifest| {
            manifest.journal.remove(0);
        });
    }
}
