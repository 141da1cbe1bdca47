//! Packing sealed segments in the background.
//!
//! At each step a crash leaves a readable journal: the packed file gets its name only when it is durable and
//! was read back, the raw one goes only when that name is durable. Where both are there, opening compares.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Receiver;

use super::pack_writer::Writer;
use super::packed::Packed;
use super::scan::Extent;
use super::segment::{Segment, SegmentName};
use super::shared::Shared;
use super::{Damage, Error};
use crate::seam::Disk;

/// A sealed segment and the last record that is its own.
pub(super) type Sealed = (Arc<Segment>, u64);

/// Packs what comes until the channel ends or `stop` says so.
pub(super) fn run(sealed: &Receiver<Sealed>, shared: &Shared, disk: &Disk, stop: &AtomicBool) {
    while let Ok((segment, until)) = sealed.recv() {
        if stop.load(Ordering::SeqCst) {
            return;
        }
        match pack(shared.folder(), disk, &segment, until) {
            Ok(Outcome::Packed(packed)) => {
                shared.replace(packed);
                shared.note_packing(remove(shared.folder(), disk, segment.path()).err());
            }
            Ok(Outcome::Damaged(damage)) => shared.note_damage(damage),
            Err(error) => {
                tracing::warn!(segment = segment.file_name(), %error, "a segment was not packed");
                shared.note_packing(Some(error));
            }
        }
    }
}

enum Outcome {
    Packed(Arc<Segment>),
    /// It is kept as it is, for whoever may want to mend it.
    Damaged(Vec<Damage>),
}

fn pack(folder: &Path, disk: &Disk, segment: &Segment, until: u64) -> Result<Outcome, Error> {
    let name = segment.name;
    let temporary = folder.join(format!("{}.tmp", name.packed()));
    let made = write(disk, &temporary, segment, until);
    let checked = made.and_then(|damage| {
        if !damage.is_empty() {
            return Ok(Err(damage));
        }
        check(&temporary, name, until)?;
        disk.rename(&temporary, &folder.join(name.packed()))?;
        disk.sync_folder(folder)?;
        Ok(Ok(()))
    });
    match checked {
        Ok(Ok(())) => Ok(Outcome::Packed(Segment::packed(folder, name))),
        Ok(Err(damage)) => {
            discard(disk, &temporary);
            Ok(Outcome::Damaged(damage))
        }
        Err(error) => {
            discard(disk, &temporary);
            Err(Error::io("packing a segment", &error))
        }
    }
}

fn write(disk: &Disk, to: &Path, segment: &Segment, until: u64) -> io::Result<Vec<Damage>> {
    let mut writer = Writer::new(disk.create(to)?, segment.name, until)?;
    let found = segment.scan(Extent::UpTo(until), |frame| {
        if !writer.has_failed() {
            writer.add(frame);
        }
    })?;
    if found.map.damage.is_empty() {
        writer.finish()?;
    }
    Ok(found.map.damage.iter().map(|(offset, missing)| segment.damage(*offset, *missing)).collect())
}

/// Why a part was not written.
pub(super) enum Carry {
    /// The segment's file is not there any more: it was packed meanwhile.
    Moved,
    /// Not all records can be read.
    Damaged(Damage),
    /// The disk.
    Failed(io::Error),
}

/// Writes the packed form of a segment's records up to `until` to another place, durable, and reads it back.
pub(super) fn carry(disk: &Disk, segment: &Segment, until: u64, to: &Path) -> Result<(), Carry> {
    let reading = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound if !segment.path().exists() => Carry::Moved,
        _ => Carry::Failed(error),
    };
    if segment.is_packed() {
        let bytes = std::fs::read(segment.path()).map_err(reading)?;
        let file = disk.create(to).map_err(Carry::Failed)?;
        file.write_at(0, &bytes).and_then(|()| file.sync_all()).map_err(Carry::Failed)?;
        return match Packed::new(to.to_owned(), segment.name).verify(until, |_| {}).map_err(Carry::Failed)?.2.pop() {
            // What was copied is damaged where it came from.
            Some(Damage { segment: _, offset, missing }) => {
                Err(Carry::Damaged(Damage { segment: segment.file_name(), offset, missing }))
            }
            None => check(to, segment.name, until).map_err(Carry::Failed),
        };
    }
    match write(disk, to, segment, until).map_err(reading)?.pop() {
        Some(damage) => Err(Carry::Damaged(damage)),
        None => check(to, segment.name, until).map_err(Carry::Failed),
    }
}

/// Reads a packed file back: every record has to be there.
pub(super) fn check(path: &Path, name: SegmentName, until: u64) -> io::Result<()> {
    let (records, _, damage) = Packed::new(path.to_owned(), name).verify(until, |_| {})?;
    match damage.first() {
        None if Some(records) == until.checked_sub(name.first).map(|n| n + 1) => Ok(()),
        None => Err(io::Error::other("the packed file holds other records than the raw one")),
        Some(damage) => Err(io::Error::other(format!("the packed file reads back damaged: {damage}"))),
    }
}

fn remove(folder: &Path, disk: &Disk, raw: &Path) -> Result<(), Error> {
    disk.remove(raw)
        .and_then(|()| disk.sync_folder(folder))
        .map_err(|e| Error::io("removing a packed segment's raw file", &e))
}

/// Removes an unfinished file. If that fails as well, opening removes it.
fn discard(disk: &Disk, temporary: &Path) {
    if let Err(error) = disk.remove(temporary)
        && error.kind() != io::ErrorKind::NotFound
    {
        tracing::debug!(%error, "an unfinished packed file stays until the next start");
    }
}
