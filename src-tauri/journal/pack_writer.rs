//! Writing a packed segment; its layout is described in `packed`.

use std::io;

use super::frame::{FILE_HEADER, Frame, VERSION};
use super::packed::{BLOCK_HEADER, END_MAGIC, PACK_MAGIC, table_crc};
use super::segment::SegmentName;
use crate::seam::DiskFile;

/// A block is ended when it holds so many bytes before compression.
const BLOCK_BYTES: usize = 64 << 10;

/// Writes a packed file. It counts only once [`Writer::finish`] and a sync have succeeded.
pub(super) struct Writer {
    out: DiskFile,
    mark: u32,
    pos: u64,
    block: Vec<u8>,
    block_first: u64,
    count: u32,
    entries: Vec<u8>,
    failed: Option<io::Error>,
}

impl Writer {
    pub fn new(out: DiskFile, name: SegmentName, last: u64) -> io::Result<Self> {
        let mut header = Vec::with_capacity(FILE_HEADER);
        header.extend_from_slice(PACK_MAGIC);
        header.extend_from_slice(&VERSION.to_le_bytes());
        header.extend_from_slice(&name.mark.to_le_bytes());
        header.extend_from_slice(&name.first.to_le_bytes());
        header.extend_from_slice(&last.to_le_bytes());
        header.resize(FILE_HEADER - 4, 0);
        let crc = crc32c::crc32c(&header);
        header.extend_from_slice(&crc.to_le_bytes());
        out.write_at(0, &header)?;
        Ok(Self {
            out,
            mark: name.mark,
            pos: FILE_HEADER as u64,
            block: Vec::with_capacity(BLOCK_BYTES * 2),
            block_first: name.first,
            count: 0,
            entries: Vec::new(),
            failed: None,
        })
    }

    /// Adds the next record. An error is kept until [`Writer::finish`].
    pub fn add(&mut self, frame: &Frame<'_>) {
        if self.count == 0 {
            self.block_first = frame.seq;
        }
        frame.put(self.mark, &mut self.block);
        self.count += 1;
        if self.block.len() >= BLOCK_BYTES {
            self.end_block();
        }
    }

    /// True if nothing more needs to be added: it has failed already.
    pub fn has_failed(&self) -> bool {
        self.failed.is_some()
    }

    fn end_block(&mut self) {
        if self.failed.is_none()
            && self.count > 0
            && let Err(error) = self.put_block()
        {
            self.failed = Some(error);
        }
        self.block.clear();
        self.count = 0;
    }

    fn put_block(&mut self) -> io::Result<()> {
        let too_long = |_| io::Error::other("a block is too long");
        let packed = lz4_flex::block::compress(&self.block);
        let mut out = Vec::with_capacity(BLOCK_HEADER + packed.len());
        out.extend_from_slice(&self.mark.to_le_bytes());
        out.extend_from_slice(&u32::try_from(packed.len()).map_err(too_long)?.to_le_bytes());
        out.extend_from_slice(&u32::try_from(self.block.len()).map_err(too_long)?.to_le_bytes());
        out.extend_from_slice(&self.count.to_le_bytes());
        out.extend_from_slice(&self.block_first.to_le_bytes());
        let crc = crc32c::crc32c_append(crc32c::crc32c_append(self.mark, &out), &packed);
        out.extend_from_slice(&crc.to_le_bytes());
        out.extend_from_slice(&packed);
        self.out.write_at(self.pos, &out)?;
        self.entries.extend_from_slice(&self.block_first.to_le_bytes());
        self.entries.extend_from_slice(&self.pos.to_le_bytes());
        self.pos += out.len() as u64;
        Ok(())
    }

    /// Writes what is left and syncs.
    pub fn finish(mut self) -> io::Result<()> {
        self.end_block();
        if let Some(error) = self.failed {
            return Err(error);
        }
        let count = u32::try_from(self.entries.len() / 16).map_err(|_| io::Error::other("too many blocks"))?;
        let crc = table_crc(self.mark, &self.entries, count, self.pos);
        let mut out = self.entries;
        out.extend_from_slice(&count.to_le_bytes());
        out.extend_from_slice(&crc.to_le_bytes());
        out.extend_from_slice(&self.pos.to_le_bytes());
        out.extend_from_slice(END_MAGIC);
        self.out.write_at(self.pos, &out)?;
        self.out.sync_all()
    }
}
