//! Finding the records in a segment again, whatever happened to it.

use std::fs::File;
use std::io::{self, Read};

use super::frame::{FILE_HEADER, FRAME_HEADER, Frame, NotAFrame, u32_at};

/// A file's contents, zeros at its end left out.
#[derive(Debug, Default)]
pub(super) struct Image {
    data: Vec<u8>,
    /// Length without the zeros.
    used: usize,
    /// Length with the zeros, as far as it matters here.
    whole: usize,
}

impl Image {
    /// Reads a file. Preallocated space is looked at but not kept.
    pub fn load(file: &mut File) -> io::Result<Self> {
        const CHUNK: usize = 1 << 18;
        let mut chunk = vec![0; CHUNK];
        let zeros = vec![0; CHUNK];
        let mut image = Self::default();
        loop {
            let read = file.read(&mut chunk)?;
            let (Some(bytes), Some(nothing)) = (chunk.get(..read), zeros.get(..read)) else { break };
            if read == 0 {
                break;
            }
            // Compared as a whole first: most of a fresh segment is zeros, and this runs at every start.
            if bytes != nothing {
                let used = bytes.iter().rposition(|b| *b != 0).map_or(0, |last| last + 1);
                image.data.resize(image.whole, 0);
                image.data.extend_from_slice(bytes.get(..used).unwrap_or_default());
            }
            image.whole += read;
        }
        image.used = image.data.len();
        // A header may end in a zero, and is read as one piece.
        image.data.resize(image.used.max(FILE_HEADER.min(image.whole)), 0);
        Ok(image)
    }

    /// Where the zeros begin.
    pub fn used(&self) -> usize {
        self.used
    }

    pub fn bytes(&self, from: usize, to: usize) -> &[u8] {
        self.data.get(from..to.min(self.data.len())).unwrap_or_default()
    }

    /// The record at `pos`. It may end in zeros, which were left out.
    fn frame(&mut self, pos: usize, mark: u32) -> Result<Frame<'_>, NotAFrame> {
        let header = self.data.get(pos..).unwrap_or_default();
        if u32_at(header, 0) == Some(mark) {
            // A length whose end was left out reads as the zeros it is.
            let len = usize::try_from(u32_at(header, 4).unwrap_or(0)).unwrap_or(usize::MAX);
            let end = pos.saturating_add(FRAME_HEADER).saturating_add(len);
            if end > self.data.len() && end <= self.whole {
                self.data.resize(end, 0);
            }
        }
        Frame::parse(self.data.get(pos..).unwrap_or_default(), mark)
    }

    /// The place of the next sound record from `from` on that is not older than `expected`.
    fn next_sound(&mut self, mut from: usize, mark: u32, expected: u64) -> Option<usize> {
        let bytes = mark.to_le_bytes();
        let [start, ..] = bytes;
        loop {
            from += self.data.get(from..)?.iter().position(|b| *b == start)?;
            if self.data.get(from..)?.starts_with(&bytes)
                && self.frame(from, mark).is_ok_and(|f| next_after(&f) >= expected)
            {
                return Some(from);
            }
            from += 1;
        }
    }
}

/// The position that must follow this frame.
fn next_after(frame: &Frame<'_>) -> u64 {
    frame.seq.saturating_add(1)
}

/// Which records a segment has to have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    /// All up to this one were acknowledged; what comes behind it does not count.
    UpTo(u64),
    /// It is the newest segment, and nobody was there when it was last written.
    Unknown,
}

/// Sound records without a gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Run {
    pub first: u64,
    pub last: u64,
    pub start: u64,
    pub end: u64,
}

/// Where the records of a segment are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Map {
    pub runs: Vec<Run>,
    /// Some records and their places, one every few thousand bytes.
    waypoints: Vec<(u64, u64)>,
    /// Where something is wrong, and which records that costs.
    pub damage: Vec<(u64, Option<(u64, u64)>)>,
}

const WAYPOINT_BYTES: u64 = 4096;

impl Map {
    /// Notes a record found or put at `offset`.
    pub fn add(&mut self, seq: u64, offset: u64, len: u64) {
        match self.runs.last_mut() {
            Some(run) if run.last.checked_add(1) == Some(seq) && run.end <= offset => {
                run.last = seq;
                run.end = offset + len;
            }
            _ => self.runs.push(Run { first: seq, last: seq, start: offset, end: offset + len }),
        }
        if self.waypoints.last().is_none_or(|(_, at)| offset >= at + WAYPOINT_BYTES) {
            self.waypoints.push((seq, offset));
        }
    }

    /// Where to begin looking for `seq`: a record at or before it in the same run, and the run.
    pub fn locate(&self, seq: u64) -> Option<(u64, Run)> {
        let run = *self.runs.iter().find(|run| (run.first..=run.last).contains(&seq))?;
        let behind = self.waypoints.partition_point(|(at, _)| *at <= seq);
        let waypoint = behind.checked_sub(1).and_then(|i| self.waypoints.get(i)).map_or(0, |(_, offset)| *offset);
        Some((waypoint.max(run.start), run))
    }

    /// The damage that holds `seq`.
    pub fn damage_at(&self, seq: u64) -> Option<(u64, (u64, u64))> {
        self.damage
            .iter()
            .find_map(|(offset, missing)| missing.filter(|(a, b)| (*a..=*b).contains(&seq)).map(|m| (*offset, m)))
    }

    /// Forgets the records from `seq` on, which begin at `offset`.
    fn cut(&mut self, seq: u64, offset: u64) {
        self.waypoints.retain(|(at, _)| *at < seq);
        self.runs.retain(|run| run.first < seq);
        if let Some(run) = self.runs.last_mut()
            && run.last >= seq
        {
            run.last = seq - 1;
            run.end = offset;
        }
    }
}

/// What was found in a segment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Found {
    pub map: Map,
    /// The record that comes next.
    pub next: u64,
    /// Where it would go.
    pub end: u64,
    /// True if the journal was closed after the last record.
    pub closed: bool,
    /// From where to where an unfinished end reaches.
    pub torn: Option<(u64, u64)>,
}

/// Reads through a segment that begins with record `first`.
pub(super) fn scan(
    image: &mut Image,
    mark: u32,
    first: u64,
    extent: Extent,
    mut sound: impl FnMut(&Frame<'_>),
) -> Found {
    let mut found = Found { next: first, ..Found::default() };
    let mut pos = FILE_HEADER;
    let used = image.used();
    // Where the unit that is being read begins; `None` between units.
    let mut unit: Option<(u64, usize)> = None;
    loop {
        let done = matches!(extent, Extent::UpTo(last) if found.next > last);
        if done || pos >= used {
            break;
        }
        if let Ok(frame) = image.frame(pos, mark)
            && next_after(&frame) == found.next + u64::from(!frame.is_close_mark())
        {
            let closed = frame.is_close_mark();
            if !closed {
                if unit.is_none() {
                    unit = Some((frame.seq, pos));
                }
                if frame.ends_unit() {
                    unit = None;
                }
                sound(&frame);
                found.map.add(frame.seq, pos as u64, frame.len() as u64);
                found.next = next_after(&frame);
            }
            pos += frame.len();
            found.closed = closed;
            continue;
        }
        let resume = image.next_sound(pos + 1, mark, found.next);
        let resume = resume.and_then(|at| image.frame(at, mark).ok().map(|frame| (at, record_from(&frame))));
        match (resume, extent) {
            (Some((at, seq)), Extent::UpTo(last)) if seq <= last.saturating_add(1) => {
                skip(&mut found, pos, seq);
                pos = at;
            }
            (Some((at, seq)), Extent::Unknown) if seq == found.next || was_synced(image, at, mark, found.next) => {
                skip(&mut found, pos, seq);
                pos = at;
            }
            (_, Extent::UpTo(_)) => break,
            (_, Extent::Unknown) => {
                found.torn = Some((pos as u64, used as u64));
                break;
            }
        }
        unit = None;
        found.closed = false;
    }
    found.end = pos as u64;
    match extent {
        Extent::UpTo(last) if found.next <= last => {
            found.map.damage.push((pos as u64, Some((found.next, last))));
            found.next = last.saturating_add(1);
        }
        Extent::Unknown => {
            if let Some((seq, offset)) = unit {
                found.map.cut(seq, offset as u64);
                found.next = seq;
                found.end = offset as u64;
                found.torn = Some((offset as u64, image.used().max(pos) as u64));
            }
        }
        Extent::UpTo(_) => {}
    }
    found
}

/// The first record that is there again when reading goes on at `frame`.
fn record_from(frame: &Frame<'_>) -> u64 {
    if frame.is_close_mark() { next_after(frame) } else { frame.seq }
}

/// Notes what is wrong at `pos` and goes on with record `seq`.
fn skip(found: &mut Found, pos: usize, seq: u64) {
    let missing = seq.checked_sub(1).filter(|last| *last >= found.next).map(|last| (found.next, last));
    found.map.damage.push((pos as u64, missing));
    found.next = seq;
}

/// True if a sound record from `at` on belongs to a batch begun after record `bad`: it was written only
/// when the sync that covers `bad` had returned, so `bad` was acknowledged.
fn was_synced(image: &mut Image, mut at: usize, mark: u32, bad: u64) -> bool {
    loop {
        let Ok(frame) = image.frame(at, mark) else { return false };
        if frame.batch > bad {
            return true;
        }
        let behind = at + frame.len();
        match image.next_sound(behind, mark, bad) {
            Some(next) => at = next,
            None => return false,
        }
    }
}
