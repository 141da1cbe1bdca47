//! How a record and a segment's header are laid out. The tables are in the module's documentation.

use super::{Kind, Record, Seq};
use crate::model::UtcMillis;

/// Bytes before the payload.
pub(super) const FRAME_HEADER: usize = 40;
/// Bytes before the first record of a file.
pub(super) const FILE_HEADER: usize = 64;
/// The newest format this program writes and reads.
pub(super) const VERSION: u32 = 1;
/// The record is the last of its unit.
pub(super) const UNIT_END: u8 = 1;
/// Not a record: everything before it was synced when the journal was closed.
pub(super) const CLOSE_MARK: u8 = 2;

const SEGMENT_MAGIC: &[u8; 8] = b"RINGJRNL";

/// One record as it is in a file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame<'a> {
    pub seq: u64,
    pub batch: u64,
    pub at: i64,
    pub kind: u8,
    pub flags: u8,
    pub payload: &'a [u8],
}

/// Why bytes are not a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NotAFrame {
    /// They begin like one of so many bytes, which are not all there.
    Short(usize),
    /// They are something else.
    Bad,
}

impl<'a> Frame<'a> {
    /// Bytes it takes in the file.
    pub fn len(&self) -> usize {
        FRAME_HEADER + self.payload.len()
    }

    pub fn is_close_mark(&self) -> bool {
        self.flags & CLOSE_MARK != 0
    }

    pub fn ends_unit(&self) -> bool {
        self.flags & UNIT_END != 0
    }

    pub fn to_record(self) -> Record {
        Record {
            seq: Seq(self.seq),
            kind: Kind::from_code(self.kind),
            at: UtcMillis(self.at),
            payload: bytes::Bytes::copy_from_slice(self.payload),
        }
    }

    /// Puts it behind what is in `out`.
    pub fn put(&self, mark: u32, out: &mut Vec<u8>) {
        let start = out.len();
        out.extend_from_slice(&mark.to_le_bytes());
        out.extend_from_slice(&u32::try_from(self.payload.len()).unwrap_or(u32::MAX).to_le_bytes());
        out.extend_from_slice(&self.seq.to_le_bytes());
        out.extend_from_slice(&self.batch.to_le_bytes());
        out.extend_from_slice(&self.at.to_le_bytes());
        out.extend_from_slice(&[self.kind, self.flags, 0, 0]);
        let crc = crc32c::crc32c_append(mark, out.get(start..).unwrap_or_default());
        out.extend_from_slice(&crc32c::crc32c_append(crc, self.payload).to_le_bytes());
        out.extend_from_slice(self.payload);
    }

    /// Reads the record that `bytes` begin with.
    pub fn parse(bytes: &'a [u8], mark: u32) -> Result<Self, NotAFrame> {
        let Some(header) = bytes.first_chunk::<FRAME_HEADER>() else { return Err(NotAFrame::Short(FRAME_HEADER)) };
        if u32_at(header, 0) != Some(mark) {
            return Err(NotAFrame::Bad);
        }
        let fields = || {
            let len = usize::try_from(u32_at(header, 4)?).ok()?;
            Some((len, u64_at(header, 8)?, u64_at(header, 16)?, u64_at(header, 24)?, u32_at(header, 36)?))
        };
        let (len, seq, batch, at, crc) = fields().ok_or(NotAFrame::Bad)?;
        let whole = FRAME_HEADER.checked_add(len).ok_or(NotAFrame::Bad)?;
        let payload = bytes.get(FRAME_HEADER..whole).ok_or(NotAFrame::Short(whole))?;
        let covered = header.get(..36).ok_or(NotAFrame::Bad)?;
        if crc32c::crc32c_append(crc32c::crc32c_append(mark, covered), payload) != crc {
            return Err(NotAFrame::Bad);
        }
        let [kind, flags] = header.get(32..34).and_then(|b| b.first_chunk::<2>()).copied().ok_or(NotAFrame::Bad)?;
        Ok(Self { seq, batch, at: at.cast_signed(), kind, flags, payload })
    }
}

/// What a segment says about itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct FileHeader {
    pub version: u32,
    pub mark: u32,
    pub first: u64,
    pub created: i64,
}

impl FileHeader {
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(FILE_HEADER);
        out.extend_from_slice(SEGMENT_MAGIC);
        out.extend_from_slice(&self.version.to_le_bytes());
        out.extend_from_slice(&self.mark.to_le_bytes());
        out.extend_from_slice(&self.first.to_le_bytes());
        out.extend_from_slice(&self.created.to_le_bytes());
        out.resize(FILE_HEADER - 4, 0);
        let crc = crc32c::crc32c(&out);
        out.extend_from_slice(&crc.to_le_bytes());
        out
    }

    /// The header that `bytes` begin with, if it is one and sound.
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let header = bytes.first_chunk::<FILE_HEADER>()?;
        if header.first_chunk::<8>()? != SEGMENT_MAGIC || u32_at(header, 60)? != crc32c::crc32c(header.get(..60)?) {
            return None;
        }
        Some(Self {
            version: u32_at(header, 8)?,
            mark: u32_at(header, 12)?,
            first: u64_at(header, 16)?,
            created: u64_at(header, 24)?.cast_signed(),
        })
    }
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().map(|b| u32::from_le_bytes(*b))
}

pub(super) fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    bytes.get(at..)?.first_chunk().map(|b| u64::from_le_bytes(*b))
}
