//! Making a backup.

use super::{
    Error, Keep, Meter, Phase, Place,
    manifest::{Content, Manifest, Records},
    place::moment_of,
    reading::{self, CHUNK},
};
use crate::{
    journal::{FileJournal, Part},
    media::{BlobId, BlobStore},
    model::UtcMillis,
    seam::{Breakpoint, Seam},
};
use chrono::TimeZone;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs::File,
    io::Read as _,
};

/// So much stays free on the disk of the backups.
const RESERVE: u64 = 64 << 20;

/// What is backed up.
pub struct Subject<'a> {
    /// The truth.
    pub journal: &'a FileJournal,
    /// The files of texts and calls.
    pub blobs: &'a BlobStore,
    /// Time, and the disk.
    pub seam: &'a Seam,
}

/// How.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wish {
    /// With the files of texts and calls.
    pub media: bool,
    /// Which earlier ones stay.
    pub keep: Keep,
}

/// A backup that was made, read back, and is as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// Its name.
    pub name: String,
    /// When it was begun.
    pub made_at: UtcMillis,
    /// Every record up to this one is in it.
    pub covers: u64,
    /// Files of texts and calls in it.
    pub files: u64,
    /// Its size.
    pub bytes: u64,
    /// What of that no earlier backup had.
    pub new_bytes: u64,
    /// Files that are damaged here and not in it.
    pub unreadable: u64,
    /// How many backups there are now.
    pub kept: u64,
}

/// Makes a backup while everything goes on. Blocks for as long as reading and writing takes.
///
/// # Errors
/// [`Error`]; the earlier backups are as they were then.
pub fn make<Z: TimeZone>(
    subject: &Subject<'_>,
    place: &Place,
    wish: Wish,
    zone: &Z,
    meter: &Meter,
) -> Result<Made, Error> {
    let _held = place.lock()?;
    let disk = subject.seam.files();
    place.sweep();
    // First the position, then the files: whatever a record up to there names was here before it.
    let made_at = subject.seam.now();
    let parts = subject.journal.parts();
    let ids = if wish.media { subject.blobs.all()? } else { Vec::new() };
    let mut work = Work { subject, place, meter, new_bytes: 0, unreadable: BTreeSet::new() };

    let known = work.known();
    let new_part = |part: &&Part| !work.has_part(part, &known);
    let new_file = |id: &&BlobId| place.pool.path(id).and_then(|path| reading::size(&path)) != work.size(id);
    let new = parts.iter().filter(new_part).map(|part| part.bytes).sum::<u64>()
        + ids.iter().filter(new_file).filter_map(|id| work.size(id)).sum::<u64>();
    let free = disk.free_bytes(&place.folder).unwrap_or(u64::MAX);
    if free < new.saturating_add(RESERVE) {
        return Err(Error::NoRoom {
            folder: place.folder.clone(),
            needed_mib: (new + RESERVE) >> 20,
            free_mib: free >> 20,
        });
    }

    meter.begin(Phase::Copying, new);
    let mut journal = Vec::new();
    for part in &parts {
        journal.push(work.part(part, &known)?);
    }
    let mut media = Vec::new();
    for id in &ids {
        media.extend(work.file(id)?);
    }
    let mut manifest = Manifest {
        workspace: subject.journal.identity(),
        made_at,
        covers: parts.last().map_or(0, |part| part.last.0),
        with_media: wish.media,
        by: env!("CARGO_PKG_VERSION").to_owned(),
        journal,
        media,
    };
    work.verify(&mut manifest, &parts)?;
    subject.seam.breakpoints.reach(Breakpoint::BackedUp);
    let name = place.write(&manifest, &disk)?;
    let kept = retire(place, &name, wish.keep, zone, &disk)?;
    Ok(Made {
        name,
        made_at,
        covers: manifest.covers,
        files: manifest.media.len() as u64,
        bytes: manifest.bytes(),
        new_bytes: work.new_bytes,
        unreadable: work.unreadable.len() as u64,
        kept,
    })
}

struct Work<'a> {
    subject: &'a Subject<'a>,
    place: &'a Place,
    meter: &'a Meter,
    new_bytes: u64,
    unreadable: BTreeSet<BlobId>,
}

impl Work<'_> {
    /// The parts that the newest backup has.
    fn known(&self) -> BTreeMap<String, Records> {
        let names = self.place.names().unwrap_or_default();
        let newest = names.iter().find_map(|name| self.place.read(name).ok());
        let parts = newest.into_iter().flat_map(|manifest| manifest.journal);
        parts.map(|records| (records.name.clone(), records)).collect()
    }

    fn has_part(&self, part: &Part, known: &BTreeMap<String, Records>) -> bool {
        self.known_part(part, known).is_some()
    }

    /// The same part, sealed, is there already. Its contents are read like those of all others later.
    fn known_part(&self, part: &Part, known: &BTreeMap<String, Records>) -> Option<Records> {
        let records = known.get(&part.name).filter(|_| part.sealed)?;
        let same = (records.first, records.last) == (part.first.0, part.last.0);
        let path = self.place.pool.path(&records.content.id()?)?;
        (same && reading::size(&path) == Some(records.content.bytes)).then(|| records.clone())
    }

    fn part(&mut self, part: &Part, known: &BTreeMap<String, Records>) -> Result<Records, Error> {
        match self.known_part(part, known) {
            Some(records) => Ok(records),
            None => self.write_part(part),
        }
    }

    fn write_part(&mut self, part: &Part) -> Result<Records, Error> {
        let scratch = self.place.scratch()?;
        self.subject.journal.write_part(part, &scratch, &self.subject.seam.files())?;
        let blob = self.place.pool.adopt(&scratch)?;
        self.new_bytes += blob.size_bytes;
        self.meter.add(part.bytes)?;
        Ok(Records {
            name: part.name.clone(),
            first: part.first.0,
            last: part.last.0,
            content: Content { blake3: blob.id.as_str().to_owned(), bytes: blob.size_bytes },
        })
    }

    fn size(&self, id: &BlobId) -> Option<u64> {
        reading::size(&self.subject.blobs.path(id)?)
    }

    /// Copies a file unless it is there; none if it is gone or damaged here.
    fn file(&mut self, id: &BlobId) -> Result<Option<Content>, Error> {
        // Gone meanwhile: left out over budget, which is written down behind the position.
        let Some(bytes) = self.size(id) else { return Ok(None) };
        if self.place.pool.path(id).and_then(|path| reading::size(&path)) == Some(bytes) {
            return Ok(Some(Content { blake3: id.as_str().to_owned(), bytes }));
        }
        self.copy(id)
    }

    fn copy(&mut self, id: &BlobId) -> Result<Option<Content>, Error> {
        let Some(path) = self.subject.blobs.path(id) else { return Ok(None) };
        let mut file = match File::open(&path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            other => other.map_err(Error::disk(&path))?,
        };
        let mut incoming = self.place.pool.begin()?;
        let mut chunk = vec![0; CHUNK];
        loop {
            let read = match file.read(&mut chunk) {
                Ok(0) => break,
                Ok(read) => read,
                Err(error) => {
                    tracing::warn!(%error, "a file cannot be read and is not in the backup");
                    self.unreadable.insert(id.clone());
                    return Ok(None);
                }
            };
            incoming.write(chunk.get(..read).unwrap_or_default())?;
            self.meter.add(read as u64)?;
        }
        if incoming.id() != *id {
            tracing::warn!(file = id.as_str(), "a file is damaged here and is not in the backup");
            self.unreadable.insert(id.clone());
            return Ok(None);
        }
        let bytes = incoming.size_bytes();
        incoming.finish()?;
        self.new_bytes += bytes;
        Ok(Some(Content { blake3: id.as_str().to_owned(), bytes }))
    }

    /// Reads everything back. What an earlier backup left there and is damaged now is written anew, once.
    fn verify(&mut self, manifest: &mut Manifest, parts: &[Part]) -> Result<(), Error> {
        self.meter.begin(Phase::Checking, manifest.bytes());
        let mut damaged = Vec::new();
        for (records, part) in manifest.journal.iter_mut().zip(parts) {
            let Some(fault) = reading::records(self.place, records, self.meter)? else { continue };
            tracing::warn!(%fault, "a part of the journal among the backups is written anew");
            self.forget(&records.content)?;
            *records = self.write_part(part)?;
            let again = reading::records(self.place, records, self.meter)?;
            damaged.extend(again.map(|fault| reading::say_records(records, &fault)));
        }
        let mut lost = BTreeSet::new();
        for content in &manifest.media {
            let Some(id) = content.id() else { continue };
            let Some(fault) = reading::contents(self.place, &id, content.bytes, self.meter)? else { continue };
            tracing::warn!(%fault, "a file among the backups is written anew");
            self.forget(content)?;
            if self.copy(&id)?.is_none() {
                lost.insert(content.blake3.clone());
                continue;
            }
            let again = reading::contents(self.place, &id, content.bytes, self.meter)?;
            damaged.extend(again.map(|fault| reading::say_file(&content.blake3, &fault)));
        }
        manifest.media.retain(|content| !lost.contains(&content.blake3));
        if damaged.is_empty() { Ok(()) } else { Err(Error::ReadsBack(damaged)) }
    }

    fn forget(&self, content: &Content) -> Result<(), Error> {
        content.id().map_or(Ok(()), |id| Ok(self.place.pool.remove(&id)?))
    }
}

/// Forgets the backups that are not to be kept, then the contents that no backup holds. Gives how many are left.
fn retire<Z: TimeZone>(
    place: &Place,
    newest: &str,
    keep: Keep,
    zone: &Z,
    disk: &crate::seam::Disk,
) -> Result<u64, Error> {
    let mut held = BTreeSet::new();
    let (mut names, mut moments) = (Vec::new(), Vec::new());
    let mut whole = true;
    for name in place.names()? {
        match place.read(&name) {
            Ok(manifest) => {
                moments.push(manifest.made_at);
                names.push((name, Some(manifest)));
            }
            // It may be of use to somebody: it stays, and so does everything that it may hold.
            Err(error) => {
                tracing::warn!(%error, "a backup that cannot be read stays");
                whole = false;
                moments.push(moment_of(&name).unwrap_or(UtcMillis(0)));
                names.push((name, None));
            }
        }
    }
    let kept = keep.judge(&moments, zone);
    let mut left = 0;
    for ((name, manifest), kept) in names.into_iter().zip(kept) {
        let Some(manifest) = manifest else {
            left += 1;
            continue;
        };
        if kept || name == newest {
            left += 1;
            held.extend(manifest.contents().map(|content| content.blake3.clone()));
        } else {
            place.forget(&name, disk)?;
        }
    }
    if whole {
        for id in place.pool.all()? {
            if !held.contains(id.as_str()) {
                place.pool.remove(&id)?;
            }
        }
    }
    Ok(left)
}
