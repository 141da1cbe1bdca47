//! The changes a module may make on the disk, each of which can be made to fail.

use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustix::fs::FallocateFlags;
use rustix::io::Errno;

use super::{DiskFaults, DiskOp, Fault};

/// The disk, as far as changing it goes. Reading needs no seam: a damaged file is a fault enough.
#[derive(Clone)]
pub struct Disk(Arc<dyn DiskFaults>);

impl Disk {
    /// A disk that asks `faults` before each change.
    #[must_use]
    pub fn new(faults: Arc<dyn DiskFaults>) -> Self {
        Self(faults)
    }

    /// A new file, readable and writable by its owner alone.
    ///
    /// # Errors
    /// If the name exists, or the disk refuses.
    pub fn create(&self, path: &Path) -> io::Result<DiskFile> {
        let file = self.run(&DiskOp::Create(path), || {
            OpenOptions::new().read(true).write(true).create_new(true).mode(0o600).open(path)
        })?;
        Ok(DiskFile { file, path: path.to_owned(), disk: self.clone() })
    }

    /// An existing file, to go on writing.
    ///
    /// # Errors
    /// If there is none, or it may not be written.
    pub fn open(&self, path: &Path) -> io::Result<DiskFile> {
        let file = OpenOptions::new().read(true).write(true).open(path)?;
        Ok(DiskFile { file, path: path.to_owned(), disk: self.clone() })
    }

    /// Gives `from` the name `to`, replacing what had it.
    ///
    /// # Errors
    /// If the disk refuses; then both names are as before.
    pub fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.run(&DiskOp::Rename(from, to), || std::fs::rename(from, to))
    }

    /// Removes a file's name.
    ///
    /// # Errors
    /// If there is no such file, or the disk refuses.
    pub fn remove(&self, path: &Path) -> io::Result<()> {
        self.run(&DiskOp::Remove(path), || std::fs::remove_file(path))
    }

    /// Makes names created, changed and removed in `folder` durable.
    ///
    /// # Errors
    /// If the disk refuses.
    pub fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        self.run(&DiskOp::SyncFolder(folder), || File::open(folder)?.sync_all())
    }

    /// Bytes that can still be written below `folder` by an ordinary user.
    ///
    /// # Errors
    /// If the file system does not say.
    pub fn free_bytes(&self, folder: &Path) -> io::Result<u64> {
        if let Some(bytes) = self.0.free_bytes(folder) {
            return Ok(bytes);
        }
        let stat = rustix::fs::statvfs(folder)?;
        Ok(stat.f_bavail.saturating_mul(stat.f_frsize))
    }

    fn run<T>(&self, op: &DiskOp<'_>, act: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
        match self.0.before(op) {
            Fault::None => {}
            Fault::Io => return Err(Errno::IO.into()),
            Fault::NoSpace | Fault::Short(_) => return Err(Errno::NOSPC.into()),
        }
        let value = act()?;
        self.0.done(op);
        Ok(value)
    }
}

impl std::fmt::Debug for Disk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Disk")
    }
}

/// A file whose changes can be made to fail.
#[derive(Debug)]
pub struct DiskFile {
    file: File,
    path: PathBuf,
    disk: Disk,
}

impl DiskFile {
    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The open file, for reading.
    #[must_use]
    pub fn file(&self) -> &File {
        &self.file
    }

    /// Sets space aside so that the file is at least `len` bytes long. On a file system that cannot do
    /// this nothing happens and the file grows as it is written.
    ///
    /// # Errors
    /// If there is no room, or the disk refuses.
    pub fn allocate(&self, len: u64) -> io::Result<()> {
        self.disk.run(&DiskOp::Allocate(&self.path, len), || {
            match rustix::fs::fallocate(&self.file, FallocateFlags::empty(), 0, len) {
                Ok(()) | Err(Errno::OPNOTSUPP | Errno::NOSYS | Errno::INVAL) => Ok(()),
                Err(error) => Err(error.into()),
            }
        })
    }

    /// Puts all of `bytes` at `offset`, in one call as far as the kernel takes them in one.
    ///
    /// # Errors
    /// If the disk refuses; then any part of them may have been put down.
    pub fn write_at(&self, offset: u64, bytes: &[u8]) -> io::Result<()> {
        let op = DiskOp::Write(&self.path, offset, bytes);
        match self.disk.0.before(&op) {
            Fault::None => {}
            Fault::Io => return Err(Errno::IO.into()),
            Fault::NoSpace => return Err(Errno::NOSPC.into()),
            Fault::Short(len) => {
                self.file.write_all_at(bytes.get(..len).unwrap_or(bytes), offset)?;
                return Err(Errno::NOSPC.into());
            }
        }
        self.file.write_all_at(bytes, offset)?;
        self.disk.0.done(&op);
        Ok(())
    }

    /// Cuts or grows the file to `len` bytes.
    ///
    /// # Errors
    /// If the disk refuses.
    pub fn set_len(&self, len: u64) -> io::Result<()> {
        self.disk.run(&DiskOp::SetLen(&self.path, len), || self.file.set_len(len))
    }

    /// Makes contents and length durable.
    ///
    /// # Errors
    /// If the disk refuses. The kernel may then have dropped what was not written: calling again and
    /// getting `Ok` proves nothing.
    pub fn sync_data(&self) -> io::Result<()> {
        self.disk.run(&DiskOp::SyncData(&self.path), || self.file.sync_data())
    }

    /// Makes contents and everything about the file durable, except its name.
    ///
    /// # Errors
    /// As [`DiskFile::sync_data`].
    pub fn sync_all(&self) -> io::Result<()> {
        self.disk.run(&DiskOp::SyncAll(&self.path), || self.file.sync_all())
    }
}
