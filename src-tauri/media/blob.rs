//! Files by content: `media/ab/<64 hex digits>`, written aside, synced, then renamed into place.

use super::Error;
use std::{
    fs,
    io::{Read as _, Write as _},
    path::{Path, PathBuf},
};

/// The BLAKE3 hash of a file's bytes, 64 lower-case hex digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BlobId(String);

impl BlobId {
    /// Reads an id as it stands in an address or a record; anything but 64 lower-case hex digits is none.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let hex = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
        (text.len() == 64 && text.bytes().all(hex)).then(|| Self(text.to_owned()))
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What is known of a file by looking at it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blob {
    /// Its content's hash.
    pub id: BlobId,
    /// Size in bytes.
    pub size_bytes: u64,
    /// MIME type by content, never by name; `application/octet-stream` if not recognised.
    pub mime: String,
    /// Width and height in pixels, of a picture.
    pub pixels: Option<(u32, u32)>,
}

/// Types that may be shown or played in place; everything else is offered for download only (TRUST.md T10, MED-2).
const INLINE: [&str; 9] = [
    "image/jpeg",
    "image/png",
    "image/gif",
    "image/webp",
    "audio/mpeg",
    "audio/wav",
    "audio/x-wav",
    "audio/mp4",
    "audio/ogg",
];

/// Whether a file of this type may be shown or played in place.
#[must_use]
pub fn may_be_inline(mime: &str) -> bool {
    INLINE.contains(&mime)
}

/// The folder of files by content.
#[derive(Debug, Clone)]
pub struct BlobStore {
    folder: PathBuf,
}

/// A file being written.
#[derive(Debug)]
pub struct Incoming {
    file: tempfile::NamedTempFile,
    hasher: blake3::Hasher,
    size_bytes: u64,
    folder: PathBuf,
}

impl BlobStore {
    /// Opens (and makes) the folder.
    ///
    /// # Errors
    /// [`Error::Disk`].
    pub fn open(folder: &Path) -> Result<Self, Error> {
        fs::create_dir_all(folder).map_err(disk(folder))?;
        Ok(Self { folder: folder.to_owned() })
    }

    /// Begins a file.
    ///
    /// # Errors
    /// [`Error::Disk`].
    pub fn begin(&self) -> Result<Incoming, Error> {
        let file =
            tempfile::Builder::new().prefix(".incoming-").tempfile_in(&self.folder).map_err(disk(&self.folder))?;
        Ok(Incoming { file, hasher: blake3::Hasher::new(), size_bytes: 0, folder: self.folder.clone() })
    }

    /// Where a file lies. A link put in its place is not followed: only a regular file is given.
    #[must_use]
    pub fn path(&self, id: &BlobId) -> Option<PathBuf> {
        let path = place(&self.folder, id);
        fs::symlink_metadata(&path).is_ok_and(|meta| meta.is_file()).then_some(path)
    }

    /// Keeps bytes that were made here.
    ///
    /// # Errors
    /// [`Error::Disk`].
    pub fn keep(&self, bytes: &[u8]) -> Result<Blob, Error> {
        let mut incoming = self.begin()?;
        incoming.write(bytes)?;
        incoming.finish()
    }

    /// Removes a file. One that is not here is removed already.
    ///
    /// # Errors
    /// [`Error::Disk`].
    pub fn remove(&self, id: &BlobId) -> Result<(), Error> {
        let path = place(&self.folder, id);
        match fs::remove_file(&path) {
            Err(cause) if cause.kind() != std::io::ErrorKind::NotFound => Err(Error::Disk { path, cause }),
            _ => Ok(()),
        }
    }

    /// Looks at a file that is already here.
    ///
    /// # Errors
    /// [`Error::Disk`] if it is not here or cannot be read.
    pub fn look(&self, id: &BlobId) -> Result<Blob, Error> {
        let path = place(&self.folder, id);
        let size_bytes = fs::symlink_metadata(&path).map_err(disk(&path))?.len();
        describe(id.clone(), &path, size_bytes)
    }

    /// Every file that is here, in order.
    ///
    /// # Errors
    /// [`Error::Disk`].
    pub fn all(&self) -> Result<Vec<BlobId>, Error> {
        let mut found = Vec::new();
        for entry in fs::read_dir(&self.folder).map_err(disk(&self.folder))? {
            let folder = entry.map_err(disk(&self.folder))?;
            if folder.file_name().len() != 2 || !folder.file_type().is_ok_and(|kind| kind.is_dir()) {
                continue;
            }
            for entry in fs::read_dir(folder.path()).map_err(disk(&folder.path()))? {
                let entry = entry.map_err(disk(&folder.path()))?;
                let id = entry.file_name().to_str().and_then(BlobId::parse);
                found.extend(id.filter(|id| place(&self.folder, id) == entry.path()));
            }
        }
        found.sort();
        Ok(found)
    }

    /// Takes a file of the same disk over: it is moved to its place.
    ///
    /// # Errors
    /// [`Error::Disk`]; the file is where it was then.
    pub fn adopt(&self, file: &Path) -> Result<Blob, Error> {
        let mut hasher = blake3::Hasher::new();
        let mut opened = fs::File::open(file).map_err(disk(file))?;
        let size_bytes = std::io::copy(&mut opened, &mut hasher).map_err(disk(file))?;
        opened.sync_all().map_err(disk(file))?;
        let id = BlobId(hasher.finalize().to_hex().to_string());
        let path = place(&self.folder, &id);
        let parent = path.parent().unwrap_or(&self.folder).to_owned();
        fs::create_dir_all(&parent).map_err(disk(&parent))?;
        fs::rename(file, &path).map_err(disk(&path))?;
        fs::File::open(&parent).and_then(|folder| folder.sync_all()).map_err(disk(&parent))?;
        describe(id, &path, size_bytes)
    }

    /// Removes what an interrupted download left behind.
    pub fn sweep(&self) {
        let Ok(entries) = fs::read_dir(&self.folder) else { return };
        for entry in entries.flatten() {
            if entry.file_name().to_string_lossy().starts_with(".incoming-") {
                // A leftover that cannot be removed costs space and nothing else.
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}

impl Incoming {
    /// Adds bytes.
    ///
    /// # Errors
    /// [`Error::Disk`].
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.file.write_all(bytes).map_err(disk(&self.folder))?;
        self.hasher.update(bytes);
        self.size_bytes += bytes.len() as u64;
        Ok(())
    }

    /// The id of the bytes so far.
    #[must_use]
    pub fn id(&self) -> BlobId {
        BlobId(self.hasher.finalize().to_hex().to_string())
    }

    /// Bytes so far.
    #[must_use]
    pub fn size_bytes(&self) -> u64 {
        self.size_bytes
    }

    /// Syncs the file and puts it in its place; the same bytes again are kept once.
    ///
    /// # Errors
    /// [`Error::Disk`]; nothing is left behind then.
    pub fn finish(self) -> Result<Blob, Error> {
        let id = BlobId(self.hasher.finalize().to_hex().to_string());
        let path = place(&self.folder, &id);
        let parent = path.parent().unwrap_or(&self.folder).to_owned();
        fs::create_dir_all(&parent).map_err(disk(&parent))?;
        self.file.as_file().sync_all().map_err(disk(&path))?;
        self.file.persist(&path).map_err(|error| Error::Disk { path: path.clone(), cause: error.error })?;
        fs::File::open(&parent).and_then(|folder| folder.sync_all()).map_err(disk(&parent))?;
        describe(id, &path, self.size_bytes)
    }
}

fn describe(id: BlobId, path: &Path, size_bytes: u64) -> Result<Blob, Error> {
    let mut head = Vec::with_capacity(8192);
    fs::File::open(path).and_then(|file| file.take(8192).read_to_end(&mut head)).map_err(disk(path))?;
    let mime = infer::get(&head).map(|kind| kind.mime_type()).filter(|mime| is_really(mime, &head));
    let mime = mime.unwrap_or("application/octet-stream").to_owned();
    let pixels = if mime.starts_with("image/") {
        // Reads the header only: a picture is never decoded in this process.
        let size = imagesize::size(path).ok();
        size.and_then(|size| Some((u32::try_from(size.width).ok()?, u32::try_from(size.height).ok()?)))
    } else {
        None
    };
    Ok(Blob { id, size_bytes, mime, pixels })
}

/// Where the recogniser is content with less than the format asks for.
fn is_really(mime: &str, head: &[u8]) -> bool {
    match mime {
        "image/gif" => head.starts_with(b"GIF87a") || head.starts_with(b"GIF89a"),
        _ => true,
    }
}

fn place(folder: &Path, id: &BlobId) -> PathBuf {
    let prefix: String = id.0.chars().take(2).collect();
    folder.join(prefix).join(&id.0)
}

fn disk(path: &Path) -> impl FnOnce(std::io::Error) -> Error + use<> {
    let path = path.to_owned();
    move |cause| Error::Disk { path, cause }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_bytes_are_kept_once_and_known_by_content() {
        let dir = tempfile::tempdir().unwrap();
        let store = BlobStore::open(dir.path()).unwrap();
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x02\0\0\0\x03\x08\x06\0\0\0";
        let blobs: Vec<Blob> = (0..2)
            .map(|_| {
                let mut incoming = store.begin().unwrap();
                incoming.write(png).unwrap();
                incoming.finish().unwrap()
            })
            .collect();
        assert_eq!(blobs[0], blobs[1]);
        assert_eq!((blobs[0].mime.as_str(), blobs[0].pixels), ("image/png", Some((2, 3))));
        assert!(store.path(&blobs[0].id).is_some());
    }

    #[test]
    fn only_a_content_hash_names_a_file() {
        for name in ["../../etc/passwd", "", "A".repeat(64).as_str(), "ab/cd"] {
            assert_eq!(BlobId::parse(name), None, "{name}");
        }
        assert!(BlobId::parse(&"0a".repeat(32)).is_some());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_in_the_place_of_a_file_is_not_followed() {
        let dir = tempfile::tempdir().unwrap();
        let store = BlobStore::open(dir.path()).unwrap();
        let id = BlobId::parse(&"ab".repeat(32)).unwrap();
        fs::create_dir_all(dir.path().join("ab")).unwrap();
        std::os::unix::fs::symlink("/etc/hostname", place(dir.path(), &id)).unwrap();
        assert_eq!(store.path(&id), None);
    }

    #[test]
    fn an_interrupted_download_leaves_nothing_after_a_sweep() {
        let dir = tempfile::tempdir().unwrap();
        let store = BlobStore::open(dir.path()).unwrap();
        fs::write(dir.path().join(".incoming-x"), b"half").unwrap();
        store.sweep();
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
    }
}
