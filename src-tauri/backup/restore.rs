//! Taking a backup back: looked at, checked as a whole, then laid out beside the data folder's own.

use super::{
    Error, Meter, Phase, Place,
    manifest::Manifest,
    place::moment_of,
    reading::{self, CHUNK},
};
use crate::{journal, media::BlobStore, model::UtcMillis, seam::Disk};
use std::{
    collections::BTreeSet,
    fs::{self, File},
    io::Read as _,
    path::{Path, PathBuf},
};

/// More room than the backup's own size is needed: store and index are made from it.
const BESIDE: u64 = 512 << 20;

/// A backup as its list tells of it; nothing of it was read yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Its name.
    pub name: String,
    /// When it was made.
    pub made_at: UtcMillis,
    /// How many records it holds.
    pub records: u64,
    /// How many files of texts and calls it holds.
    pub files: u64,
    /// Its size.
    pub bytes: u64,
    /// Whether files were to be in it.
    pub with_media: bool,
    /// Why it cannot be restored, if that shows already.
    pub problem: Option<String>,
}

/// A backup that is to be restored.
#[derive(Debug)]
pub struct Chosen {
    place: Place,
    /// Its name.
    pub name: String,
    manifest: Manifest,
}

/// The backups in `folder`, the newest first.
///
/// # Errors
/// [`Error::None`], [`Error::Newer`], [`Error::Disk`].
pub fn list(folder: &Path) -> Result<Vec<Found>, Error> {
    let place = Place::open(folder)?;
    let found: Vec<Found> = place.names()?.into_iter().map(|name| found(&place, name)).collect();
    if found.is_empty() { Err(Error::None(folder.to_owned())) } else { Ok(found) }
}

fn found(place: &Place, name: String) -> Found {
    match place.read(&name) {
        Ok(manifest) => Found {
            made_at: manifest.made_at,
            records: manifest.covers,
            files: manifest.media.len() as u64,
            bytes: manifest.bytes(),
            with_media: manifest.with_media,
            problem: None,
            name,
        },
        Err(error) => Found {
            made_at: moment_of(&name).unwrap_or(UtcMillis(0)),
            records: 0,
            files: 0,
            bytes: 0,
            with_media: false,
            problem: Some(error.to_string()),
            name,
        },
    }
}

/// Opens the backup of that name in `folder`, or the newest. `folder` may also name the list of a backup itself.
///
/// # Errors
/// [`Error::None`], [`Error::Newer`], [`Error::Damaged`], [`Error::Disk`].
pub fn choose(folder: &Path, name: Option<&str>) -> Result<Chosen, Error> {
    let (folder, own_name) = match (folder.is_file(), folder.parent().and_then(Path::parent)) {
        (true, Some(above)) => (above, folder.file_stem().and_then(|stem| stem.to_str())),
        _ => (folder, None),
    };
    let place = Place::open(folder)?;
    let name = match name.or(own_name) {
        Some(name) => name.to_owned(),
        None => place.names()?.into_iter().next().ok_or_else(|| Error::None(folder.to_owned()))?,
    };
    let manifest = place.read(&name)?;
    Ok(Chosen { place, name, manifest })
}

impl Chosen {
    /// Its size.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.manifest.bytes()
    }

    /// When it was made.
    #[must_use]
    pub fn made_at(&self) -> UtcMillis {
        self.manifest.made_at
    }

    /// How many records it holds.
    #[must_use]
    pub fn records(&self) -> u64 {
        self.manifest.covers
    }
}

/// Reads all of a backup and names everything that is wrong with it.
///
/// # Errors
/// [`Error::Damaged`] with every file that is not what was written; [`Error::Stopped`].
pub fn check(chosen: &Chosen, meter: &Meter) -> Result<(), Error> {
    let Chosen { place, name, manifest } = chosen;
    meter.begin(Phase::Checking, manifest.bytes());
    let mut damage = Vec::new();
    let mut seen = BTreeSet::new();
    for records in &manifest.journal {
        let twice =
            (!seen.insert(records.name.clone())).then(|| reading::Fault::Records("it is listed twice".to_owned()));
        let fault = match twice {
            Some(fault) => Some(fault),
            None => reading::records(place, records, meter)?,
        };
        damage.extend(fault.map(|fault| reading::say_records(records, &fault)));
    }
    for content in &manifest.media {
        let Some(id) = content.id() else { continue };
        let fault = reading::contents(place, &id, content.bytes, meter)?;
        damage.extend(fault.map(|fault| reading::say_file(&content.blake3, &fault)));
    }
    if damage.is_empty() { Ok(()) } else { Err(Error::Damaged { name: name.clone(), damage }) }
}

/// Lays a backup out in the new folder `target`, as `journal` and `media`, all of it durable. Every byte is compared
/// once more on its way.
///
/// # Errors
/// [`Error`]; what is in `target` is of no use then.
pub fn stage(chosen: &Chosen, target: &Path, disk: &Disk, meter: &Meter) -> Result<(), Error> {
    let Chosen { place, name, manifest } = chosen;
    let needed = manifest.bytes().saturating_add(BESIDE);
    let above = target.parent().unwrap_or(target);
    let free = disk.free_bytes(above).unwrap_or(u64::MAX);
    if free < needed {
        return Err(Error::NoRoom { folder: above.to_owned(), needed_mib: needed >> 20, free_mib: free >> 20 });
    }
    meter.begin(Phase::Copying, manifest.bytes());
    let folder = target.join("journal");
    fs::create_dir_all(&folder).map_err(Error::disk(&folder))?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o700)).map_err(Error::disk(&folder))?;
    }
    let damaged = |what: String| Error::Damaged { name: name.clone(), damage: vec![what] };
    for records in &manifest.journal {
        let say = |fault| damaged(reading::say_records(records, &fault));
        let part = records.part();
        let to = journal::place_part(&folder, &part);
        let to = to.ok_or_else(|| say(reading::Fault::Records("it is not a part of a journal".to_owned())))?;
        let from =
            records.content.id().and_then(|id| place.pool.path(&id)).ok_or_else(|| say(reading::Fault::Missing))?;
        let blake3 = copy(&from, &to, disk, meter)?;
        if blake3 != records.content.blake3 || journal::check_part(&part, &to).is_err() {
            return Err(say(reading::Fault::Changed));
        }
    }
    disk.sync_folder(&folder).map_err(Error::disk(&folder))?;
    let media = BlobStore::open(&target.join("media"))?;
    for content in &manifest.media {
        let say = |fault| damaged(reading::say_file(&content.blake3, &fault));
        let Some(id) = content.id() else { continue };
        let from = place.pool.path(&id).ok_or_else(|| say(reading::Fault::Missing))?;
        let mut incoming = media.begin()?;
        each_chunk(&from, meter, |chunk| Ok(incoming.write(chunk)?))?;
        if incoming.id() != id {
            return Err(say(reading::Fault::Changed));
        }
        incoming.finish()?;
    }
    disk.sync_folder(target).map_err(Error::disk(target))
}

/// Copies a file to a new one, durable, and gives the hash of what was read.
fn copy(from: &Path, to: &PathBuf, disk: &Disk, meter: &Meter) -> Result<String, Error> {
    let file = disk.create(to).map_err(Error::disk(to))?;
    let (mut hasher, mut at) = (blake3::Hasher::new(), 0_u64);
    each_chunk(from, meter, |chunk| {
        hasher.update(chunk);
        file.write_at(at, chunk).map_err(Error::disk(to))?;
        at += chunk.len() as u64;
        Ok(())
    })?;
    file.sync_all().map_err(Error::disk(to))?;
    Ok(hasher.finalize().to_hex().to_string())
}

fn each_chunk(from: &Path, meter: &Meter, mut take: impl FnMut(&[u8]) -> Result<(), Error>) -> Result<(), Error> {
    let mut file = File::open(from).map_err(Error::disk(from))?;
    let mut chunk = vec![0; CHUNK];
    loop {
        let read = file.read(&mut chunk).map_err(Error::disk(from))?;
        if read == 0 {
            return Ok(());
        }
        take(chunk.get(..read).unwrap_or_default())?;
        meter.add(read as u64)?;
    }
}
