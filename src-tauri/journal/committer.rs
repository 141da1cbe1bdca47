//! The one thread that writes: many appends, one write, one sync.

use std::sync::Arc;
use std::sync::mpsc::Sender;

use super::file::JournalOptions;
use super::frame::{CLOSE_MARK, FILE_HEADER, FRAME_HEADER, FileHeader, Frame, UNIT_END, VERSION};
use super::packer::Sealed;
use super::queue::{Bounds, Job, Next, Queue};
use super::segment::{Segment, SegmentName};
use super::shared::Shared;
use super::{Appended, Error, Seq, Writing};
use crate::model::UtcMillis;
use crate::seam::{Breakpoint, Disk, DiskFile, Seam};

/// The segment that is written.
#[derive(Debug)]
pub(super) struct Active {
    pub file: DiskFile,
    pub segment: Arc<Segment>,
    /// Where the next batch goes.
    pub offset: u64,
    /// True if nothing was written since a clean close.
    pub closed: bool,
}

/// Everything the committer thread owns.
pub(super) struct Committer {
    pub shared: Arc<Shared>,
    pub queue: Arc<Queue>,
    pub options: JournalOptions,
    pub seam: Seam,
    pub disk: Disk,
    pub active: Option<Active>,
    /// The number the next file gets that begins with this record.
    pub next_attempt: (u64, u32),
    /// Where sealed segments go; `None` if they stay as they are.
    pub packer: Option<Sender<Sealed>>,
    pub refusing: bool,
    /// When free space was last looked at, and bytes written since.
    pub space: Option<(UtcMillis, u64)>,
    pub buffer: Vec<u8>,
}

/// Free space is looked at once a second, or after this many bytes.
const SPACE_BYTES: u64 = 4 << 20;
const SPACE_MS: i64 = 1_000;

impl Committer {
    pub fn run(mut self) {
        let batch = Bounds { records: self.options.batch_records, bytes: self.options.batch_bytes };
        loop {
            let idle = self.refusing.then_some(self.options.probe);
            match self.queue.take(batch, self.options.gather, idle) {
                Next::Batch(jobs) => self.commit(jobs),
                // Nobody may dare to append while the journal says it refuses: it has to find out by itself.
                Next::Idle => {
                    let outcome = self.prepare(0);
                    self.report(outcome.err());
                }
                Next::Closed => break,
            }
        }
        self.finish();
    }

    fn commit(&mut self, jobs: Vec<Job>) {
        let first = self.shared.last() + 1;
        let records: usize = jobs.iter().map(|job| job.records.len()).sum();
        let bytes: usize = jobs.iter().map(|job| job.bytes).sum();
        let written = self.prepare(bytes + records * FRAME_HEADER).and_then(|()| self.write(&jobs, first));
        self.report(written.clone().err());
        if written.is_ok() {
            self.shared.commit(first + records as u64 - 1, records as u64);
            self.seam.breakpoints.reach(Breakpoint::Journaled);
        }
        let mut next = first;
        for job in jobs {
            let behind = next + job.records.len() as u64;
            let appended = Appended { first: Seq(next), last: Seq(behind - 1) };
            job.done.complete(written.clone().map(|()| appended));
            next = behind;
        }
    }

    /// Puts the batch that begins with record `first` down and syncs.
    fn write(&mut self, jobs: &[Job], first: u64) -> Result<(), Error> {
        let Some(active) = self.active.as_mut() else { return Err(Error::Closed) };
        self.buffer.clear();
        let mut places = Vec::new();
        let mut seq = first;
        for job in jobs {
            for (index, record) in job.records.iter().enumerate() {
                let frame = Frame {
                    seq,
                    batch: first,
                    at: record.at.0,
                    kind: record.kind.code(),
                    flags: if index + 1 == job.records.len() { UNIT_END } else { 0 },
                    payload: &record.payload,
                };
                places.push((seq, active.offset + self.buffer.len() as u64, frame.len() as u64));
                frame.put(active.segment.name.mark, &mut self.buffer);
                seq += 1;
            }
        }
        let put = active.file.write_at(active.offset, &self.buffer).map_err(|e| Error::io("writing", &e));
        let durable = put.and_then(|()| active.file.sync_data().map_err(|e| Error::io("syncing", &e)));
        if let Err(error) = durable {
            self.give_up();
            return Err(error);
        }
        active.segment.add(&places);
        active.offset += self.buffer.len() as u64;
        active.closed = false;
        if let Some((_, since)) = &mut self.space {
            *since += self.buffer.len() as u64;
        }
        // A batch may be megabytes; what the next one needs is not known.
        self.buffer.shrink_to(1 << 20);
        Ok(())
    }

    /// Makes sure that there is a segment to write `bytes` to, and space.
    pub fn prepare(&mut self, bytes: usize) -> Result<(), Error> {
        self.check_space()?;
        let full = self.active.as_ref().is_some_and(|active| {
            active.offset > FILE_HEADER as u64 && active.offset + bytes as u64 > self.options.segment_bytes
        });
        if self.active.is_some() && !full {
            return Ok(());
        }
        let next = self.create();
        // Also if that failed: a file that was begun and removed can be back after a power loss, and says that
        // the older one ends here. So nothing more may go into the older one.
        if let Some(sealed) = self.active.take() {
            self.hand_over(sealed.segment);
        }
        self.active = Some(next?);
        Ok(())
    }

    /// Refuses while less than the reserve is free. A file system that does not say counts as free.
    fn check_space(&mut self) -> Result<(), Error> {
        let now = self.seam.now();
        let due = self.refusing
            || self
                .space
                .is_none_or(|(at, since)| now < at || now.0.saturating_sub(at.0) >= SPACE_MS || since >= SPACE_BYTES);
        if !due {
            return Ok(());
        }
        self.space = Some((now, 0));
        match self.disk.free_bytes(self.shared.folder()) {
            Ok(free) if free < self.options.reserve_bytes => Err(Error::DiskFull),
            Ok(_) | Err(_) => Ok(()),
        }
    }

    /// Begins a new segment. It and its name are durable before anything is written to it.
    pub fn create(&mut self) -> Result<Active, Error> {
        let first = self.shared.last() + 1;
        let attempt = if self.next_attempt.0 == first { self.next_attempt.1 } else { 0 };
        self.next_attempt = (first, attempt.saturating_add(1));
        let mut random = [0; 4];
        self.seam.entropy.fill(&mut random);
        // No byte of it is zero, so that zeros never look like the beginning of a record.
        let name = SegmentName { first, attempt, mark: u32::from_le_bytes(random) | 0x0101_0101 };
        let file = self
            .disk
            .create(&self.shared.folder().join(name.raw()))
            .map_err(|e| Error::io("creating a segment", &e))?;
        match self.lay_out(&file, name) {
            Ok(segment) => {
                self.shared.push(segment.clone());
                Ok(Active { file, segment, offset: FILE_HEADER as u64, closed: true })
            }
            Err(error) => {
                self.discard(&file);
                Err(Error::io("creating a segment", &error))
            }
        }
    }

    fn lay_out(&self, file: &DiskFile, name: SegmentName) -> std::io::Result<Arc<Segment>> {
        if self.options.preallocate && file.allocate(self.options.segment_bytes).is_err() {
            // The rest of the space may still do for many records: the file then grows as it is written.
            file.set_len(0)?;
        }
        let created = self.seam.now().0;
        let header = FileHeader { version: VERSION, mark: name.mark, first: name.first, created };
        file.write_at(0, &header.encode())?;
        file.sync_all()?;
        self.disk.sync_folder(self.shared.folder())?;
        Ok(Segment::raw(self.shared.folder(), name, Some(super::scan::Map::default()), Some(file.file().try_clone()?)))
    }

    /// Lets go of a segment whose write or sync failed. What was acknowledged in it stays.
    fn give_up(&mut self) {
        let Some(active) = self.active.take() else { return };
        if active.segment.name.first > self.shared.last() {
            self.shared.forget(active.segment.name);
            self.discard(&active.file);
        } else {
            self.hand_over(active.segment);
        }
    }

    /// Removes a file that holds nothing durable. If that fails, the next file's number says the same.
    fn discard(&self, file: &DiskFile) {
        if let Err(error) = self.disk.remove(file.path()) {
            tracing::debug!(%error, "a segment without records stays until the next start");
        }
    }

    fn hand_over(&self, sealed: Arc<Segment>) {
        sealed.seal();
        if let Some(packer) = &self.packer
            && packer.send((sealed, self.shared.last())).is_err()
        {
            tracing::warn!("the packer has ended; sealed segments stay as they are");
        }
    }

    /// Tells the outside whether records are accepted.
    pub fn report(&mut self, failure: Option<Error>) {
        self.refusing = failure.is_some();
        self.shared.set_writing(failure.map_or(Writing::Accepting, Writing::Refusing));
    }

    /// Marks the end, so that the next start knows the last batch was synced.
    fn finish(&mut self) {
        self.packer = None;
        self.shared.set_writing(Writing::Closed);
        let last = self.shared.last();
        let Some(active) = self.active.as_mut().filter(|active| !active.closed) else { return };
        let frame =
            Frame { seq: last, batch: last + 1, at: self.seam.now().0, kind: 0, flags: CLOSE_MARK, payload: &[] };
        self.buffer.clear();
        frame.put(active.segment.name.mark, &mut self.buffer);
        let done = active.file.write_at(active.offset, &self.buffer).and_then(|()| active.file.sync_data());
        if let Err(error) = done {
            tracing::warn!(%error, "the journal's end could not be marked; nothing is lost by it");
        }
    }
}
