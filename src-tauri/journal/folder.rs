//! Opening: what is in the folder, and what became of its end.

use std::collections::BTreeMap;
use std::fs::{DirBuilder, File, OpenOptions, TryLockError};
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;
use std::sync::Arc;

use super::committer::Active;
use super::file::JournalOptions;
use super::frame::{FILE_HEADER, VERSION};
use super::packer::check;
use super::scan::{Extent, Found, Image};
use super::segment::{Segment, SegmentName};
use super::{Damage, Error, TornTail};
use crate::seam::Disk;

const LOCK: &str = "LOCK";
const TORN: &str = "torn";

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Opened {
    pub segments: Vec<Arc<Segment>>,
    pub last: u64,
    /// The newest segment, if writing can go on in it.
    pub active: Option<Active>,
    /// The number the next file gets that begins with this record.
    pub next_attempt: (u64, u32),
    pub damage: Vec<Damage>,
    pub torn: Vec<TornTail>,
}

#[derive(Debug, Default, Clone, Copy)]
struct Forms {
    raw: bool,
    packed: bool,
}

/// Makes the folder if need be and takes its lock, which lasts as long as the file is open.
pub(super) fn lock(folder: &Path) -> Result<File, Error> {
    let opening = |e: io::Error| Error::io("opening the journal's folder", &e);
    DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(opening)?;
    let file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(folder.join(LOCK))
        .map_err(opening)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(Error::Locked { folder: folder.display().to_string() }),
        Err(TryLockError::Error(error)) => Err(opening(error)),
    }
}

/// Looks at the folder without changing it. A tail that is being written at the moment is left out.
pub(super) fn look(folder: &Path) -> Result<Opened, Error> {
    let listing = list(folder)?.0;
    let mut opened = Opened::default();
    for (name, forms) in current(listing).0 {
        opened.segments.push(segment(folder, name, forms.raw));
    }
    check_versions(&opened.segments)?;
    find_last(&mut opened)?;
    Ok(opened)
}

fn segment(folder: &Path, name: SegmentName, raw: bool) -> Arc<Segment> {
    if raw { Segment::raw(folder, name, None, None) } else { Segment::packed(folder, name) }
}

/// Finds the last record of the newest segment without changing anything.
fn find_last(opened: &mut Opened) -> Result<Option<Found>, Error> {
    let reading = |e: io::Error| Error::io("reading the newest segment", &e);
    let Some(newest) = opened.segments.last() else { return Ok(None) };
    if let Some(last) = newest.packed_last().map_err(reading)? {
        opened.last = last;
        return Ok(None);
    }
    let found = newest.scan(Extent::Unknown, |_| {}).map_err(reading)?;
    opened.last = found.next - 1;
    opened.damage = found.map.damage.iter().map(|(at, missing)| newest.damage(*at, *missing)).collect();
    Ok(Some(found))
}

/// Opens the folder for writing: removes what does not count, cuts a torn tail.
pub(super) fn open(folder: &Path, options: &JournalOptions, disk: &Disk) -> Result<Opened, Error> {
    let (listing, temporary) = list(folder)?;
    let (current, void) = current(listing);
    let mut opened = Opened::default();
    for (name, forms) in current {
        opened.next_attempt = (name.first, name.attempt.saturating_add(1));
        let raw = forms.raw && !(forms.packed && settle_double(folder, disk, name));
        opened.segments.push(segment(folder, name, raw));
    }
    check_versions(&opened.segments)?;
    // Only now that the files are known to be ours to change.
    for path in temporary.iter().chain(&void) {
        discard(disk, &folder.join(path));
    }
    if let Some(found) = find_last(&mut opened)? {
        continue_newest(folder, options, disk, &mut opened, found)?;
    }
    Ok(opened)
}

/// Goes on in the newest segment if that can be done.
fn continue_newest(
    folder: &Path,
    options: &JournalOptions,
    disk: &Disk,
    opened: &mut Opened,
    found: Found,
) -> Result<(), Error> {
    let Some(newest) = opened.segments.pop() else { return Ok(()) };
    let name = newest.name;
    let empty = found.map.runs.is_empty() && found.next == name.first;
    if empty && newest.version().is_none() {
        // It was being created: nothing can have been acknowledged in it.
        opened.damage.clear();
        let kept = keep_torn(folder, disk, &newest, 0, &mut opened.torn);
        if kept.is_ok() {
            discard(disk, newest.path());
        }
        return Ok(());
    }
    let mut ready = || {
        // Names removed now or by a run before must not come back once records were written on the strength
        // of their being gone. And what a killed run wrote may still be in memory only: it is about to be
        // called durable.
        disk.sync_folder(folder)?;
        if let Some((from, _)) = found.torn {
            keep_torn(folder, disk, &newest, from, &mut opened.torn)?;
            cut_tail(newest.path(), from, options, disk)?;
        }
        let file = disk.open(newest.path())?;
        file.sync_all()?;
        Ok::<_, io::Error>((file.file().try_clone()?, file))
    };
    match ready() {
        Ok((reading, file)) => {
            let segment = Segment::raw(folder, name, Some(found.map), Some(reading));
            opened.segments.push(segment.clone());
            opened.active = Some(Active { file, segment, offset: found.end, closed: found.closed || empty });
        }
        Err(error) => {
            // A full disk, say. A new segment will say where this one ends.
            tracing::warn!(%error, segment = newest.file_name(), "writing cannot go on in the newest segment");
            if !empty {
                opened.segments.push(Segment::raw(folder, name, Some(found.map), None));
            }
        }
    }
    Ok(())
}

/// Copies what is unfinished at the end of a segment into a file of its own.
fn keep_torn(folder: &Path, disk: &Disk, segment: &Segment, from: u64, torn: &mut Vec<TornTail>) -> io::Result<()> {
    let image = Image::load(&mut File::open(segment.path())?)?;
    let tail = image.bytes(usize::try_from(from).unwrap_or(usize::MAX), image.used());
    if tail.is_empty() {
        return Ok(());
    }
    let mut note = TornTail { segment: segment.file_name(), offset: from, bytes: tail.len() as u64, kept_in: None };
    let kept = copy_tail(folder, disk, &segment.file_name(), from, tail);
    match kept {
        Ok(name) => {
            note.kept_in = Some(name);
            torn.push(note);
            Ok(())
        }
        Err(error) => {
            torn.push(note);
            Err(error)
        }
    }
}

fn copy_tail(folder: &Path, disk: &Disk, segment: &str, from: u64, tail: &[u8]) -> io::Result<String> {
    let torn = folder.join(TORN);
    match DirBuilder::new().mode(0o700).create(&torn) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    // One segment can be cut at the same place again, after another crash.
    let unused = (0..u32::MAX)
        .map(|n| format!("{segment}.{from}.{n}"))
        .find(|name| !torn.join(name).exists())
        .ok_or_else(|| io::Error::other("no name is left for a cut tail"))?;
    let file = disk.create(&torn.join(&unused))?;
    let written = file.write_at(0, tail).and_then(|()| file.sync_all());
    if let Err(error) = written {
        discard(disk, file.path());
        return Err(error);
    }
    disk.sync_folder(&torn)?;
    disk.sync_folder(folder)?;
    Ok(format!("{TORN}/{unused}"))
}

fn cut_tail(path: &Path, from: u64, options: &JournalOptions, disk: &Disk) -> io::Result<()> {
    let file = disk.open(path)?;
    file.set_len(from.max(FILE_HEADER as u64))?;
    if options.preallocate && file.allocate(options.segment_bytes).is_err() {
        // Without room to set aside the file grows as it is written.
        file.set_len(from.max(FILE_HEADER as u64))?;
    }
    Ok(())
}

/// Both forms of a segment are there: a crash came between packing and removing. True if the packed one
/// counts; the other is removed.
fn settle_double(folder: &Path, disk: &Disk, name: SegmentName) -> bool {
    let packed = folder.join(name.packed());
    let last = Segment::packed(folder, name).packed_last();
    let sound = matches!(last, Ok(Some(last)) if check(&packed, name, last).is_ok());
    discard(disk, &if sound { folder.join(name.raw()) } else { packed });
    sound
}

/// The files that count, and the names of those that do not: begun again without anything acknowledged.
fn current(listing: BTreeMap<SegmentName, Forms>) -> (Vec<(SegmentName, Forms)>, Vec<String>) {
    let mut current: Vec<(SegmentName, Forms)> = Vec::new();
    let mut void = Vec::new();
    for (name, forms) in listing {
        if let Some((before, _)) = current.pop_if(|(before, _)| before.first == name.first) {
            void.push(before.raw());
            void.push(before.packed());
        }
        current.push((name, forms));
    }
    (current, void)
}

fn check_versions(segments: &[Arc<Segment>]) -> Result<(), Error> {
    for segment in segments {
        if let Some(version) = segment.version().filter(|version| *version > VERSION) {
            return Err(Error::Newer { segment: segment.file_name(), version });
        }
    }
    Ok(())
}

/// The segments by name, and the names of unfinished files.
fn list(folder: &Path) -> Result<(BTreeMap<SegmentName, Forms>, Vec<String>), Error> {
    let listing = |e: io::Error| Error::io("listing the journal's folder", &e);
    let mut found: BTreeMap<SegmentName, Forms> = BTreeMap::new();
    let mut temporary = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(listing)? {
        let Ok(name) = entry.map_err(listing)?.file_name().into_string() else { continue };
        if let Some((segment, packed)) = SegmentName::parse(&name) {
            let forms = found.entry(segment).or_default();
            forms.packed |= packed;
            forms.raw |= !packed;
        } else if name.ends_with(".tmp") {
            temporary.push(name);
        }
    }
    Ok((found, temporary))
}

fn discard(disk: &Disk, path: &Path) {
    if let Err(error) = disk.remove(path)
        && error.kind() != io::ErrorKind::NotFound
    {
        tracing::warn!(%error, file = %path.display(), "a file that does not count stays");
    }
}
