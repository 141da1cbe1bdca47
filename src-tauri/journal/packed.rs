//! Sealed segments, compressed.
//!
//! 64 bytes of header (magic `RINGPACK`, format version u32, mark u32, first record u64, last record u64, zeros,
//! CRC32C of the 60 bytes before), then blocks of whole records, at least 64 KiB each before compression, then
//! a table of the blocks (first record u64, offset u64 each), then 24 bytes: how many blocks (u32), CRC32C of the
//! table and the other numbers here (u32, seeded with the mark), offset of the table (u64), magic `RINGPEND`.
//!
//! A block: mark u32, compressed length u32, plain length u32, how many records u32, first record u64, CRC32C (u32,
//! seeded with the mark) of the 24 bytes before and the compressed bytes; then the bytes, which are lz4 of the
//! records as they were in the raw segment, their checksums included. If the table is damaged the blocks
//! are found by walking over them, so it costs no record.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use super::frame::{FILE_HEADER, Frame, u32_at, u64_at};
use super::segment::{SegmentName, Stop, Taken};
use super::{Damage, Seq};

pub(super) const PACK_MAGIC: &[u8; 8] = b"RINGPACK";
pub(super) const END_MAGIC: &[u8; 8] = b"RINGPEND";
pub(super) const BLOCK_HEADER: usize = 28;
const FOOTER: usize = 24;
/// More than any block of this program has; a bound for what is believed of a length.
const MAX_PLAIN: usize = 1 << 30;

/// A packed file, opened anew for each read.
#[derive(Debug)]
pub(super) struct Packed {
    path: PathBuf,
    name: SegmentName,
    table: Mutex<Option<Arc<Table>>>,
}

/// Where the blocks are, and what is wrong.
#[derive(Debug, Default)]
struct Table {
    last: Option<u64>,
    blocks: Vec<Block>,
    damage: Vec<(u64, Option<(u64, u64)>)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Block {
    first: u64,
    offset: u64,
    end: u64,
}

impl Packed {
    pub fn new(path: PathBuf, name: SegmentName) -> Self {
        Self { path, name, table: Mutex::new(None) }
    }

    /// The last record, if the file still says so.
    pub fn last(&self) -> Option<u64> {
        let mut header = [0; FILE_HEADER];
        File::open(&self.path).ok()?.read_exact_at(&mut header, 0).ok()?;
        self.header(&header)
    }

    /// The last record, found by reading everything, for a file whose header is damaged.
    pub fn find_last(&self) -> io::Result<u64> {
        let mut last = self.name.first.saturating_sub(1);
        self.walk(&std::fs::read(&self.path)?, 0, |frame| last = frame.seq);
        Ok(last)
    }

    /// The format version of a sound header.
    pub fn header_version(header: &[u8]) -> Option<u32> {
        let header = header.first_chunk::<FILE_HEADER>()?;
        let sound =
            header.first_chunk::<8>()? == PACK_MAGIC && u32_at(header, 60)? == crc32c::crc32c(header.get(..60)?);
        sound.then(|| u32_at(header, 8))?
    }

    /// The last record according to a sound header of this file.
    fn header(&self, header: &[u8]) -> Option<u64> {
        Self::header_version(header)?;
        let ours = u32_at(header, 12)? == self.name.mark && u64_at(header, 16)? == self.name.first;
        ours.then(|| u64_at(header, 24))?
    }

    pub fn read(&self, from: u64, until: u64, taken: &mut Taken) -> Stop {
        let mut next = from;
        for fresh in [false, true] {
            match self.read_with(&mut next, until, taken, fresh) {
                Ok(Some(stop)) => return stop,
                Ok(None) => {}
                Err(error) => return Stop::Failed(error),
            }
        }
        Stop::Failed(io::Error::other("the packed segment changes while it is read"))
    }

    /// `None` if the table does not fit the file, so that it has to be drawn anew.
    fn read_with(&self, next: &mut u64, until: u64, taken: &mut Taken, fresh: bool) -> io::Result<Option<Stop>> {
        let file = File::open(&self.path)?;
        let table = self.table(&file, until, fresh)?;
        while *next <= until && !taken.is_full() {
            let lost = table.damage.iter().find(|(_, missing)| missing.is_some_and(|(a, b)| (a..=b).contains(next)));
            if let Some((offset, missing)) = lost {
                return Ok(Some(Stop::Damage(self.damage(*offset, *missing))));
            }
            let behind = table.blocks.partition_point(|block| block.first <= *next);
            let Some(block) = behind.checked_sub(1).and_then(|i| table.blocks.get(i)) else { return Ok(None) };
            let mut bytes = vec![0; usize::try_from(block.end.saturating_sub(block.offset)).unwrap_or(0)];
            match file.read_exact_at(&mut bytes, block.offset) {
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
                other => other?,
            }
            let Some((_, _, plain)) = parse_block(&bytes, self.name.mark) else { return Ok(None) };
            let before = *next;
            let mut rest = plain.as_slice();
            while let Ok(frame) = Frame::parse(rest, self.name.mark) {
                if frame.seq == *next && *next <= until {
                    if !taken.offer(&frame) {
                        return Ok(Some(Stop::End));
                    }
                    *next += 1;
                }
                rest = rest.get(frame.len()..).unwrap_or_default();
            }
            if *next == before {
                return Ok(None);
            }
        }
        Ok(Some(Stop::End))
    }

    fn table(&self, file: &File, until: u64, fresh: bool) -> io::Result<Arc<Table>> {
        let mut known = self.table.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(table) = known.as_ref().filter(|_| !fresh) {
            return Ok(table.clone());
        }
        let stored = if fresh { None } else { self.stored_table(file)? };
        let table = match stored {
            Some(table) => table,
            None => {
                let data = std::fs::read(&self.path)?;
                self.walk(&data, until, |_| {})
            }
        };
        let table = Arc::new(table);
        *known = Some(table.clone());
        Ok(table)
    }

    /// The table at the end of the file, if it and the header are sound.
    fn stored_table(&self, file: &File) -> io::Result<Option<Table>> {
        let len = file.metadata()?.len();
        let (mut header, mut footer) = ([0; FILE_HEADER], [0; FOOTER]);
        let Some(at) = len.checked_sub(FOOTER as u64).filter(|at| *at >= FILE_HEADER as u64) else { return Ok(None) };
        file.read_exact_at(&mut header, 0)?;
        file.read_exact_at(&mut footer, at)?;
        let Some(start) = u64_at(&footer, 8).filter(|start| *start <= at) else { return Ok(None) };
        let mut entries = vec![0; usize::try_from(at - start).unwrap_or(0)];
        file.read_exact_at(&mut entries, start)?;
        let Some(blocks) = parse_table(&entries, &footer, self.name.mark) else { return Ok(None) };
        let Some(last) = self.header(&header) else { return Ok(None) };
        Ok(Some(Table { last: Some(last), blocks, damage: Vec::new() }))
    }

    /// Goes over the whole file, block by block, and finds what is sound and what is not.
    fn walk(&self, data: &[u8], until: u64, mut sound: impl FnMut(&Frame<'_>)) -> Table {
        let mark = self.name.mark;
        let mut table = Table { last: self.header(data), ..Table::default() };
        if table.last.is_none() {
            table.damage.push((0, None));
        }
        let footer_at = data.len().saturating_sub(FOOTER);
        let footer = data.get(footer_at..).unwrap_or_default();
        let entries =
            u64_at(footer, 8).and_then(|start| Some((start, data.get(usize::try_from(start).ok()?..footer_at)?)));
        let stored = entries.and_then(|(start, bytes)| Some((start, parse_table(bytes, footer, mark)?)));
        let end = stored.as_ref().map_or(data.len(), |(start, _)| usize::try_from(*start).unwrap_or(data.len()));
        let (mut pos, mut next) = (FILE_HEADER, self.name.first);
        // Where something unreadable began that no block has followed yet.
        let mut gap = None;
        while pos < end {
            let block = data.get(pos..end).and_then(|bytes| parse_block(bytes, mark));
            let Some((first, len, plain)) = block.filter(|(first, ..)| *first >= next) else {
                gap.get_or_insert(pos);
                pos = next_mark(data, pos + 1, end, mark).unwrap_or(end);
                continue;
            };
            if let Some(gap) = gap.take() {
                let missing = (first > next).then(|| (next, first - 1));
                table.damage.push((gap as u64, missing));
                next = first;
            } else if first > next {
                table.damage.push((pos as u64, Some((next, first - 1))));
                next = first;
            }
            let mut rest = plain.as_slice();
            while let Ok(frame) = Frame::parse(rest, mark) {
                if frame.seq == next {
                    sound(&frame);
                    next += 1;
                }
                rest = rest.get(frame.len()..).unwrap_or_default();
            }
            table.blocks.push(Block { first, offset: pos as u64, end: (pos + len) as u64 });
            pos += len;
        }
        if next <= until {
            table.damage.push((gap.unwrap_or(end) as u64, Some((next, until))));
        } else if let Some(gap) = gap.filter(|_| stored.is_some()) {
            table.damage.push((gap as u64, None));
        }
        if stored.is_none_or(|(_, blocks)| blocks != table.blocks && table.damage.is_empty()) {
            table.damage.push((footer_at as u64, None));
        }
        table
    }

    /// Reads and checks everything up to record `until`: sound records, bytes, and what is wrong.
    pub fn verify(&self, until: u64, mut sound: impl FnMut(&Frame<'_>)) -> io::Result<(u64, u64, Vec<Damage>)> {
        let data = std::fs::read(&self.path)?;
        let mut records = 0;
        let table = self.walk(&data, until, |frame| {
            records += 1;
            sound(frame);
        });
        let damage: Vec<_> = table.damage.iter().map(|(at, missing)| self.damage(*at, *missing)).collect();
        if !damage.is_empty() {
            *self.table.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(table));
        }
        Ok((records, data.len() as u64, damage))
    }

    fn damage(&self, offset: u64, missing: Option<(u64, u64)>) -> Damage {
        Damage { segment: self.name.packed(), offset, missing: missing.map(|(a, b)| (Seq(a), Seq(b))) }
    }
}

fn next_mark(data: &[u8], from: usize, end: usize, mark: u32) -> Option<usize> {
    let bytes = mark.to_le_bytes();
    data.get(from..end)?.windows(bytes.len()).position(|window| window == bytes).map(|at| from + at)
}

/// The first record, whole length and plain contents of the block that `bytes` begin with.
fn parse_block(bytes: &[u8], mark: u32) -> Option<(u64, usize, Vec<u8>)> {
    if u32_at(bytes, 0)? != mark {
        return None;
    }
    let packed_len = usize::try_from(u32_at(bytes, 4)?).ok()?;
    let plain_len = usize::try_from(u32_at(bytes, 8)?).ok().filter(|len| *len <= MAX_PLAIN)?;
    let first = u64_at(bytes, 16)?;
    let len = BLOCK_HEADER.checked_add(packed_len)?;
    let packed = bytes.get(BLOCK_HEADER..len)?;
    let crc = crc32c::crc32c_append(crc32c::crc32c_append(mark, bytes.get(..24)?), packed);
    if u32_at(bytes, 24)? != crc {
        return None;
    }
    let plain = lz4_flex::block::decompress(packed, plain_len).ok().filter(|plain| plain.len() == plain_len)?;
    Some((first, len, plain))
}

fn parse_table(entries: &[u8], footer: &[u8], mark: u32) -> Option<Vec<Block>> {
    let start = u64_at(footer, 8)?;
    let count = usize::try_from(u32_at(footer, 0)?).ok()?;
    if footer.get(16..)? != END_MAGIC || entries.len() != count.checked_mul(16)? {
        return None;
    }
    if u32_at(footer, 4)? != table_crc(mark, entries, u32_at(footer, 0)?, start) {
        return None;
    }
    let mut blocks: Vec<Block> = Vec::with_capacity(count);
    for entry in entries.chunks_exact(16) {
        let (first, offset) = (u64_at(entry, 0)?, u64_at(entry, 8)?);
        if let Some(before) = blocks.last_mut() {
            before.end = offset;
        }
        blocks.push(Block { first, offset, end: start });
    }
    blocks.iter().all(|block| block.offset <= block.end).then_some(blocks)
}

pub(super) fn table_crc(mark: u32, entries: &[u8], count: u32, start: u64) -> u32 {
    let crc = crc32c::crc32c_append(mark, entries);
    crc32c::crc32c_append(crc32c::crc32c_append(crc, &count.to_le_bytes()), &start.to_le_bytes())
}
