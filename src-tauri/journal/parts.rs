//! The journal in parts that can be carried elsewhere: what a backup is made of, and what one is restored from.
//!
//! A part is a segment in its packed form, whatever form it has here, with its records up to a position. Its name
//! means something to the journal only; put back under that name it is a segment again.

use std::io;
use std::path::{Path, PathBuf};

use super::file::{FileJournal, TRIES};
use super::packed::Packed;
use super::packer;
use super::segment::SegmentName;
use super::{Error, Seq};
use crate::seam::Disk;

/// A stretch of the journal that is, or was, one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Its name, for [`place_part`].
    pub name: String,
    /// Its first record.
    pub first: Seq,
    /// Its last record.
    pub last: Seq,
    /// Nothing will ever be added to it: one copy is enough for ever.
    pub sealed: bool,
    /// About how large it is.
    pub bytes: u64,
}

impl FileJournal {
    /// All records that are durable at this moment, in parts, in order.
    #[must_use]
    pub fn parts(&self) -> Vec<Part> {
        let segments = self.shared().segments().into_iter();
        let parts = segments.map(|(segment, until)| Part {
            name: segment.name.packed(),
            first: Seq(segment.name.first),
            last: Seq(until),
            sealed: segment.is_packed(),
            bytes: segment.bytes(),
        });
        parts.filter(|part| part.first <= part.last).collect()
    }

    /// Names the workspace: the same for as long as the journal goes on, also after it was carried elsewhere. Empty
    /// before the first record.
    #[must_use]
    pub fn identity(&self) -> String {
        self.parts().first().map(|part| part.name.clone()).unwrap_or_default()
    }

    /// Writes a part to the new file `to`, durable, and reads it back. Blocks; appending goes on meanwhile.
    ///
    /// # Errors
    /// [`Error::Damaged`] if not all of its records can be read here; what the disk said. The file may be there then.
    pub fn write_part(&self, part: &Part, to: &Path, disk: &Disk) -> Result<(), Error> {
        for _ in 0..TRIES {
            let found = self.shared().locate(part.first.0);
            let Some((segment, _)) = found.filter(|(segment, _)| segment.name.packed() == part.name) else {
                return Err(Error::Damaged(self.shared().lost_file(part.first.0)));
            };
            match packer::carry(disk, &segment, part.last.0, to) {
                // Packed in the background since it was looked for.
                Err(packer::Carry::Moved) => {
                    // If it is there it is unfinished; if it cannot be removed the next try says so.
                    let _ = disk.remove(to);
                }
                Err(packer::Carry::Damaged(damage)) => {
                    self.shared().note_damage([damage.clone()]);
                    return Err(Error::Damaged(damage));
                }
                Err(packer::Carry::Failed(error)) => return Err(Error::io("writing a part of the journal", &error)),
                Ok(()) => return Ok(()),
            }
        }
        Err(Error::io("writing a part of the journal", &io::Error::other("the segment changes while it is read")))
    }
}

/// Reads a part's file and checks that it holds all of its records and nothing else.
///
/// # Errors
/// What is wrong with it, in words.
pub fn check_part(part: &Part, file: &Path) -> io::Result<()> {
    let name = name_of(part).ok_or_else(|| io::Error::other("it is not a part of a journal"))?;
    if Packed::new(file.to_owned(), name).last() != Some(part.last.0) {
        return Err(io::Error::other("it holds other records than it should"));
    }
    packer::check(file, name, part.last.0)
}

/// Where a part belongs in the folder of a journal; none if its name is not one of a part.
#[must_use]
pub fn place_part(folder: &Path, part: &Part) -> Option<PathBuf> {
    name_of(part).map(|name| folder.join(name.packed()))
}

fn name_of(part: &Part) -> Option<SegmentName> {
    let (name, packed) = SegmentName::parse(&part.name)?;
    (packed && name.first == part.first.0 && part.first <= part.last).then_some(name)
}
