//! One file of records, and reading from it.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::frame::{FILE_HEADER, FileHeader, Frame, NotAFrame};
use super::packed::Packed;
use super::scan::{Extent, Found, Image, Map, scan};
use super::{Damage, ReadLimit, Record, Seq};

/// A file's name, which says what must be known even if its header is damaged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct SegmentName {
    pub first: u64,
    pub attempt: u32,
    pub mark: u32,
}

impl SegmentName {
    pub fn raw(&self) -> String {
        format!("{:020}-{:03}-{:08x}.seg", self.first, self.attempt, self.mark)
    }

    pub fn packed(&self) -> String {
        format!("{:020}-{:03}-{:08x}.pak", self.first, self.attempt, self.mark)
    }

    /// The name and whether it is that of a packed file.
    pub fn parse(name: &str) -> Option<(Self, bool)> {
        let (stem, packed) = match name.strip_suffix(".seg") {
            Some(stem) => (stem, false),
            None => (name.strip_suffix(".pak")?, true),
        };
        let mut parts = stem.splitn(3, '-');
        let (first, attempt, mark) = (parts.next()?, parts.next()?, parts.next()?);
        let name = Self {
            first: first.parse().ok()?,
            attempt: attempt.parse().ok()?,
            mark: u32::from_str_radix(mark, 16).ok()?,
        };
        let spelled = if packed { name.packed() } else { name.raw() };
        (spelled == stem.to_owned() + if packed { ".pak" } else { ".seg" } && name.first > 0).then_some((name, packed))
    }
}

/// One file of the journal.
#[derive(Debug)]
pub(super) struct Segment {
    pub name: SegmentName,
    path: PathBuf,
    form: Form,
}

#[derive(Debug)]
enum Form {
    /// As it was written. The map is there once the file was read through or written here.
    /// While it is written, its file is kept open.
    Raw {
        map: Mutex<Option<Map>>,
        open: Mutex<Option<Arc<File>>>,
    },
    Packed(Packed),
}

/// How a read of one segment ended.
#[derive(Debug)]
pub(super) enum Stop {
    /// All was read that is there or wanted.
    End,
    /// The next record is damaged.
    Damage(Damage),
    /// The file is not there any more, or cannot be read.
    Failed(io::Error),
}

impl Segment {
    /// A raw segment that is written, or was read through.
    pub fn raw(folder: &Path, name: SegmentName, map: Option<Map>, open: Option<File>) -> Arc<Self> {
        let form = Form::Raw { map: Mutex::new(map), open: Mutex::new(open.map(Arc::new)) };
        Arc::new(Self { name, path: folder.join(name.raw()), form })
    }

    pub fn packed(folder: &Path, name: SegmentName) -> Arc<Self> {
        let path = folder.join(name.packed());
        Arc::new(Self { name, form: Form::Packed(Packed::new(path.clone(), name)), path })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    pub fn is_packed(&self) -> bool {
        matches!(self.form, Form::Packed(_))
    }

    pub fn file_name(&self) -> String {
        if self.is_packed() { self.name.packed() } else { self.name.raw() }
    }

    /// Bytes in use, without space set aside where that is known.
    pub fn bytes(&self) -> u64 {
        let mapped = match &self.form {
            Form::Raw { map, .. } => {
                lock(map).as_ref().map(|map| map.runs.last().map_or(FILE_HEADER as u64, |r| r.end))
            }
            Form::Packed(_) => None,
        };
        mapped.unwrap_or_else(|| std::fs::metadata(&self.path).map_or(0, |meta| meta.len()))
    }

    /// The last record of a packed segment; `None` for a raw one, which does not say.
    pub fn packed_last(&self) -> io::Result<Option<u64>> {
        match &self.form {
            Form::Packed(packed) => packed.last().map_or_else(|| packed.find_last(), Ok).map(Some),
            Form::Raw { .. } => Ok(None),
        }
    }

    /// Nothing more is written to it: its file need not stay open.
    pub fn seal(&self) {
        if let Form::Raw { open, .. } = &self.form {
            *lock(open) = None;
        }
    }

    /// Notes records that were made durable at these places.
    pub fn add(&self, places: &[(u64, u64, u64)]) {
        if let Form::Raw { map, .. } = &self.form {
            let mut map = lock(map);
            let map = map.get_or_insert_default();
            for (seq, offset, len) in places {
                map.add(*seq, *offset, *len);
            }
        }
    }

    /// Takes the records from `from` on, none after `until`, as long as there is room.
    pub fn read(&self, from: u64, until: u64, taken: &mut Taken) -> Stop {
        match &self.form {
            Form::Packed(packed) => packed.read(from, until, taken),
            Form::Raw { map, open } => {
                // Twice: what the map calls sound may have gone bad since; then it is drawn again.
                let mut next = from;
                for fresh in [false, true] {
                    let open = lock(open).clone();
                    match self.read_raw(map, open.as_deref(), &mut next, until, taken, fresh) {
                        Ok(Some(stop)) => return stop,
                        Ok(None) => {}
                        Err(error) => return Stop::Failed(error),
                    }
                }
                Stop::Failed(io::Error::other("the segment changes while it is read"))
            }
        }
    }

    fn read_raw(
        &self,
        map: &Mutex<Option<Map>>,
        open: Option<&File>,
        next: &mut u64,
        until: u64,
        taken: &mut Taken,
        fresh: bool,
    ) -> io::Result<Option<Stop>> {
        if fresh || lock(map).is_none() {
            let found = self.scan(Extent::UpTo(until), |_| {})?;
            *lock(map) = Some(found.map);
        }
        let opened;
        let file = match open {
            Some(file) => file,
            None => {
                opened = File::open(&self.path)?;
                &opened
            }
        };
        while *next <= until && !taken.is_full() {
            let place = {
                let map = lock(map);
                let Some(map) = map.as_ref() else { return Ok(None) };
                match (map.locate(*next), map.damage_at(*next)) {
                    (Some(place), _) => place,
                    (None, Some((offset, missing))) => {
                        return Ok(Some(Stop::Damage(self.damage(offset, Some(missing)))));
                    }
                    (None, None) => return Ok(None),
                }
            };
            let (start, run) = place;
            let before = taken.records.len();
            let sound = read_run(file, self.name.mark, start, run.end, *next, until.min(run.last), taken)?;
            *next += (taken.records.len() - before) as u64;
            if !sound {
                return Ok(None);
            }
        }
        Ok(Some(Stop::End))
    }

    /// Reads the whole file through and checks it.
    pub fn scan(&self, extent: Extent, sound: impl FnMut(&Frame<'_>)) -> io::Result<Found> {
        let mut image = Image::load(&mut File::open(&self.path)?)?;
        let mut found = scan(&mut image, self.name.mark, self.name.first, extent, sound);
        if FileHeader::parse(image.bytes(0, FILE_HEADER)).is_none_or(|h| !self.agrees(&h)) {
            found.map.damage.insert(0, (0, None));
        }
        Ok(found)
    }

    fn agrees(&self, header: &FileHeader) -> bool {
        header.mark == self.name.mark && header.first == self.name.first
    }

    /// Reads and checks everything up to record `until`: sound records, bytes, and what is wrong.
    pub fn verify(&self, until: u64) -> io::Result<(u64, u64, Vec<Damage>)> {
        match &self.form {
            Form::Packed(packed) => packed.verify(until, |_| {}),
            Form::Raw { map, .. } => {
                let mut records = 0;
                let found = self.scan(Extent::UpTo(until), |_| records += 1)?;
                let damage = found.map.damage.iter().map(|(at, missing)| self.damage(*at, *missing)).collect();
                if !found.map.damage.is_empty() {
                    // Readers have to meet what was found. A segment being written keeps its newer map
                    // unless that is the very thing that is wrong.
                    *lock(map) = Some(found.map);
                }
                Ok((records, found.end, damage))
            }
        }
    }

    /// The format version in the header, if that can be read.
    pub fn version(&self) -> Option<u32> {
        let mut header = [0; FILE_HEADER];
        File::open(&self.path).ok()?.read_exact_at(&mut header, 0).ok()?;
        match &self.form {
            Form::Raw { .. } => FileHeader::parse(&header).map(|h| h.version),
            Form::Packed(_) => Packed::header_version(&header),
        }
    }

    pub fn damage(&self, offset: u64, missing: Option<(u64, u64)>) -> Damage {
        Damage { segment: self.file_name(), offset, missing: missing.map(|(a, b)| (Seq(a), Seq(b))) }
    }
}

/// Adds records from `next` to `last` to `taken`, beginning to look at `offset`. Gives false if something there is not as it should be.
fn read_run(
    file: &File,
    mark: u32,
    mut offset: u64,
    end: u64,
    mut next: u64,
    last: u64,
    taken: &mut Taken,
) -> io::Result<bool> {
    const CHUNK: usize = 1 << 18;
    let mut want = CHUNK;
    let mut chunk = Vec::new();
    while offset < end && next <= last {
        chunk.resize(usize::try_from(end - offset).unwrap_or(usize::MAX).min(want), 0);
        match file.read_exact_at(&mut chunk, offset) {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(false),
            other => other?,
        }
        let mut rest = chunk.as_slice();
        while next <= last {
            match Frame::parse(rest, mark) {
                Ok(frame) => {
                    if frame.seq == next && !frame.is_close_mark() {
                        if !taken.offer(&frame) {
                            return Ok(true);
                        }
                        next += 1;
                    }
                    offset += frame.len() as u64;
                    rest = rest.get(frame.len()..).unwrap_or_default();
                }
                Err(NotAFrame::Short(needed)) if offset.saturating_add(needed as u64) <= end => {
                    want = needed.max(CHUNK);
                    break;
                }
                Err(NotAFrame::Short(_)) if offset == end => break,
                Err(NotAFrame::Short(_) | NotAFrame::Bad) => return Ok(false),
            }
        }
    }
    Ok(next > last)
}

/// The records one read gives, and how many more it may.
#[derive(Debug)]
pub(super) struct Taken {
    pub records: Vec<Record>,
    limit: ReadLimit,
    bytes: usize,
    full: bool,
}

impl Taken {
    pub fn new(limit: ReadLimit) -> Self {
        Self { records: Vec::new(), limit, bytes: 0, full: false }
    }

    /// True if nothing more will be taken.
    pub fn is_full(&self) -> bool {
        self.full
    }

    /// Takes the record if there is room; the first always fits.
    pub fn offer(&mut self, frame: &Frame<'_>) -> bool {
        let bytes = self.bytes.saturating_add(frame.payload.len());
        if !self.records.is_empty() && (self.records.len() >= self.limit.records || bytes > self.limit.bytes) {
            self.full = true;
            return false;
        }
        self.bytes = bytes;
        self.records.push(frame.to_record());
        true
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
