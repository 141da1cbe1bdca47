//! What a disk may do instead of what it was asked.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// One change that is about to happen on the disk.
#[derive(Debug, Clone, Copy)]
pub enum DiskOp<'a> {
    /// A new empty file.
    Create(&'a Path),
    /// Space set aside: the file becomes `len` bytes long, new bytes read as zero.
    Allocate(&'a Path, u64),
    /// Bytes put at an offset.
    Write(&'a Path, u64, &'a [u8]),
    /// The file cut or grown to a length.
    SetLen(&'a Path, u64),
    /// `fdatasync`: contents and length reach the disk.
    SyncData(&'a Path),
    /// `fsync`: contents and all about the file reach the disk.
    SyncAll(&'a Path),
    /// `fsync` of a folder: names created, changed and removed in it reach the disk.
    SyncFolder(&'a Path),
    /// A name changed, replacing what had the new name.
    Rename(&'a Path, &'a Path),
    /// A name removed.
    Remove(&'a Path),
}

/// The kinds of [`DiskOp`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DiskOpKind {
    /// [`DiskOp::Create`]
    Create,
    /// [`DiskOp::Allocate`]
    Allocate,
    /// [`DiskOp::Write`]
    Write,
    /// [`DiskOp::SetLen`]
    SetLen,
    /// [`DiskOp::SyncData`]
    SyncData,
    /// [`DiskOp::SyncAll`]
    SyncAll,
    /// [`DiskOp::SyncFolder`]
    SyncFolder,
    /// [`DiskOp::Rename`]
    Rename,
    /// [`DiskOp::Remove`]
    Remove,
}

impl DiskOp<'_> {
    /// Which kind of change it is.
    #[must_use]
    pub fn kind(&self) -> DiskOpKind {
        match self {
            Self::Create(_) => DiskOpKind::Create,
            Self::Allocate(..) => DiskOpKind::Allocate,
            Self::Write(..) => DiskOpKind::Write,
            Self::SetLen(..) => DiskOpKind::SetLen,
            Self::SyncData(_) => DiskOpKind::SyncData,
            Self::SyncAll(_) => DiskOpKind::SyncAll,
            Self::SyncFolder(_) => DiskOpKind::SyncFolder,
            Self::Rename(..) => DiskOpKind::Rename,
            Self::Remove(_) => DiskOpKind::Remove,
        }
    }
}

/// What becomes of one change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// It is done.
    None,
    /// It fails, the disk is full (ENOSPC); nothing is done.
    NoSpace,
    /// It fails with an input/output error (EIO); nothing is done.
    Io,
    /// A write puts down only its first bytes, then the disk is full. Other changes just fail.
    Short(usize),
}

/// Is asked before each change on the disk, and told after each that succeeded.
pub trait DiskFaults: Send + Sync + 'static {
    /// What shall become of `op`. May block, to hold a worker at exactly this point.
    fn before(&self, op: &DiskOp<'_>) -> Fault {
        let _ = op;
        Fault::None
    }

    /// `op` was done without an error.
    fn done(&self, op: &DiskOp<'_>) {
        let _ = op;
    }

    /// The free space to believe in instead of what the file system says, in bytes.
    fn free_bytes(&self, folder: &Path) -> Option<u64> {
        let _ = folder;
        None
    }
}

/// A disk that fails only by itself.
#[derive(Debug, Clone, Copy, Default)]
pub struct SoundDisk;

impl DiskFaults for SoundDisk {}

/// A disk that fails when a test says so, and counts what it was asked.
#[derive(Debug, Default)]
pub struct FaultScript(Mutex<Script>);

#[derive(Debug, Default)]
struct Script {
    asked: BTreeMap<DiskOpKind, u64>,
    done: BTreeMap<DiskOpKind, u64>,
    once: BTreeMap<(DiskOpKind, u64), Fault>,
    always: BTreeMap<DiskOpKind, Fault>,
    free_bytes: Option<u64>,
}

impl FaultScript {
    /// A script without faults.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The `nth` change of this kind from now (1 is the next) fails once.
    pub fn fail_nth(&self, kind: DiskOpKind, nth: u64, fault: Fault) {
        self.with(|s| {
            let at = s.asked.get(&kind).copied().unwrap_or(0) + nth;
            s.once.insert((kind, at), fault);
        });
    }

    /// Every change of this kind fails until [`FaultScript::heal`].
    pub fn fail_always(&self, kind: DiskOpKind, fault: Fault) {
        self.with(|s| s.always.insert(kind, fault));
    }

    /// Says how much space is free, or lets the file system say it.
    pub fn set_free_bytes(&self, bytes: Option<u64>) {
        self.with(|s| s.free_bytes = bytes);
    }

    /// Forgets all faults.
    pub fn heal(&self) {
        self.with(|s| {
            s.once.clear();
            s.always.clear();
            s.free_bytes = None;
        });
    }

    /// How many changes of this kind were asked for.
    #[must_use]
    pub fn asked(&self, kind: DiskOpKind) -> u64 {
        self.with(|s| s.asked.get(&kind).copied().unwrap_or(0))
    }

    /// How many changes of this kind were done.
    #[must_use]
    pub fn finished(&self, kind: DiskOpKind) -> u64 {
        self.with(|s| s.done.get(&kind).copied().unwrap_or(0))
    }

    fn with<T>(&self, f: impl FnOnce(&mut Script) -> T) -> T {
        f(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl DiskFaults for FaultScript {
    fn before(&self, op: &DiskOp<'_>) -> Fault {
        let kind = op.kind();
        self.with(|s| {
            let count = s.asked.entry(kind).or_default();
            *count += 1;
            let nth = *count;
            s.once.remove(&(kind, nth)).or_else(|| s.always.get(&kind).copied()).unwrap_or(Fault::None)
        })
    }

    fn done(&self, op: &DiskOp<'_>) {
        self.with(|s| *s.done.entry(op.kind()).or_default() += 1);
    }

    fn free_bytes(&self, _folder: &Path) -> Option<u64> {
        self.with(|s| s.free_bytes)
    }
}
