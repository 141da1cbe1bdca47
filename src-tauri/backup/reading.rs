//! Reading contents back: from the disk and not from memory, as far as the system lets one.

use super::{Error, Meter, manifest::Records, place::Place};
use crate::{journal, media::BlobId};
use std::{fs::File, io::Read as _, path::Path};

/// Bytes read in one go.
pub(super) const CHUNK: usize = 1 << 20;

/// What is wrong with contents.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fault {
    Missing,
    Cut {
        bytes: u64,
        wanted: u64,
    },
    Changed,
    /// The hash is right and what it holds is not.
    Records(String),
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Missing => f.write_str("is not there"),
            Self::Cut { bytes, wanted } => write!(f, "has {bytes} bytes and not {wanted}"),
            Self::Changed => f.write_str("was changed after it was written"),
            Self::Records(why) => write!(f, "cannot be read: {why}"),
        }
    }
}

/// Looks at the contents `id` of `bytes` bytes; none is good.
pub(super) fn contents(place: &Place, id: &BlobId, bytes: u64, meter: &Meter) -> Result<Option<Fault>, Error> {
    // A link in the place of a file is not followed.
    let Some(path) = place.pool.path(id) else { return Ok(Some(Fault::Missing)) };
    let mut file = File::open(&path).map_err(Error::disk(&path))?;
    let len = file.metadata().map_err(Error::disk(&path))?.len();
    if len != bytes {
        return Ok(Some(Fault::Cut { bytes: len, wanted: bytes }));
    }
    forget_cached(&file);
    let mut hasher = blake3::Hasher::new();
    let mut chunk = vec![0; CHUNK];
    loop {
        let read = match file.read(&mut chunk) {
            Ok(0) => break,
            Ok(read) => read,
            // A sector that cannot be read is damage, not a reason to give up on the others.
            Err(_) => return Ok(Some(Fault::Changed)),
        };
        hasher.update(chunk.get(..read).unwrap_or_default());
        meter.add(read as u64)?;
    }
    Ok((hasher.finalize().to_hex().as_str() != id.as_str()).then_some(Fault::Changed))
}

/// Looks at a part of the journal, down to each record.
pub(super) fn records(place: &Place, records: &Records, meter: &Meter) -> Result<Option<Fault>, Error> {
    let Some(id) = records.content.id() else { return Ok(Some(Fault::Missing)) };
    if let Some(fault) = contents(place, &id, records.content.bytes, meter)? {
        return Ok(Some(fault));
    }
    let Some(path) = place.pool.path(&id) else { return Ok(Some(Fault::Missing)) };
    Ok(journal::check_part(&records.part(), &path).err().map(|error| Fault::Records(error.to_string())))
}

/// Names a part of the journal and what is wrong with it.
pub(super) fn say_records(records: &Records, fault: &Fault) -> String {
    format!(
        "records {} to {} of the journal ({}): the file {fault}",
        records.first,
        records.last,
        name(&records.content.blake3)
    )
}

/// Names a file of a text or call and what is wrong with it.
pub(super) fn say_file(blake3: &str, fault: &Fault) -> String {
    format!("the file {} {fault}", name(blake3))
}

fn name(blake3: &str) -> String {
    format!("files/{}/{blake3}", blake3.get(..2).unwrap_or_default())
}

/// What was just written is in memory; it is to be read from the disk.
#[cfg(target_os = "linux")]
fn forget_cached(file: &File) {
    // Only a hint to the system.
    let _ = rustix::fs::fadvise(file, 0, None, rustix::fs::Advice::DontNeed);
}

#[cfg(not(target_os = "linux"))]
fn forget_cached(_: &File) {}

/// The size of a file, if it is there.
pub(super) fn size(path: &Path) -> Option<u64> {
    std::fs::symlink_metadata(path).ok().filter(std::fs::Metadata::is_file).map(|meta| meta.len())
}
