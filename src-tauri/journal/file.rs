//! The journal in a folder of files.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::sync::watch;

use super::committer::Committer;
use super::folder;
use super::packer;
use super::queue::{Bounds, Job, Queue};
use super::segment::{Stop, Taken};
use super::shared::Shared;
use super::{Error, Health, Journal, NewRecord, Pending, ReadLimit, Record, Seq, VerifyReport, Writing};
use crate::seam::Seam;

/// How a journal is kept. The defaults are right for the product; tests make things small.
#[derive(Debug, Clone)]
pub struct JournalOptions {
    /// A segment is sealed when the next batch would make it longer.
    pub segment_bytes: u64,
    /// Set the space of a segment aside when it is begun: syncs are cheaper when the length stays.
    pub preallocate: bool,
    /// Compress sealed segments.
    pub pack: bool,
    /// Records in one batch at most; one append is never divided.
    pub batch_records: usize,
    /// Payload bytes in one batch at most; one append is never divided.
    pub batch_bytes: usize,
    /// Records that may wait before [`Error::Busy`].
    pub queue_records: usize,
    /// Payload bytes that may wait before [`Error::Busy`].
    pub queue_bytes: usize,
    /// Records in one append at most.
    pub unit_records: usize,
    /// Payload bytes in one append at most.
    pub max_payload_bytes: usize,
    /// How long to wait for company after the first append of a batch. Zero: appends that come during a
    /// sync go together in the next batch, which is enough.
    pub gather: Duration,
    /// Refuse records while less than this is free on the disk.
    pub reserve_bytes: u64,
    /// While refusing, how often to look by itself whether that is over.
    pub probe: Duration,
}

impl Default for JournalOptions {
    fn default() -> Self {
        Self {
            segment_bytes: 64 << 20,
            preallocate: true,
            pack: true,
            batch_records: 512,
            batch_bytes: 4 << 20,
            queue_records: 8_192,
            queue_bytes: 64 << 20,
            unit_records: 4_096,
            max_payload_bytes: 32 << 20,
            gather: Duration::ZERO,
            reserve_bytes: 256 << 20,
            probe: Duration::from_secs(1),
        }
    }
}

/// A journal in a folder.
#[derive(Debug)]
pub struct FileJournal {
    shared: Arc<Shared>,
    options: JournalOptions,
    writer: Option<Writer>,
}

#[derive(Debug)]
struct Writer {
    queue: Arc<Queue>,
    stop: Arc<AtomicBool>,
    running: Mutex<Option<Running>>,
}

#[derive(Debug)]
struct Running {
    committer: JoinHandle<()>,
    packer: Option<JoinHandle<()>>,
    /// Held until both threads have ended.
    lock: std::fs::File,
}

/// How often a read looks again when files change under it.
pub(super) const TRIES: usize = 5;

impl FileJournal {
    /// Whether somebody has the journal in `folder` open for writing at this moment.
    #[must_use]
    pub fn is_locked(folder: impl AsRef<Path>) -> bool {
        matches!(folder::lock(folder.as_ref()), Err(Error::Locked { .. }))
    }

    /// Opens the journal in `folder`, which is made if it is not there, for writing and reading.
    ///
    /// A full or failing disk is not an error here: what was recorded can be read, and appends are refused
    /// until it is better, see [`Health::writing`].
    ///
    /// # Errors
    /// [`Error::Locked`] if another process has it open, [`Error::Newer`] if a newer program wrote it, and if
    /// the folder or the newest segment cannot be read.
    pub fn open(folder: impl Into<PathBuf>, options: JournalOptions, seam: Seam) -> Result<Self, Error> {
        let folder = folder.into();
        let lock = folder::lock(&folder)?;
        let disk = seam.files();
        let opened = folder::open(&folder, &options, &disk)?;
        let shared = Arc::new(Shared::new(folder, Writing::Accepting));
        let sealed = opened.segments.len().saturating_sub(usize::from(opened.active.is_some()));
        shared.set(opened.segments, opened.last);
        shared.note_damage(opened.damage);
        shared.note_torn(opened.torn);

        let queue = Arc::new(Queue::new(Bounds { records: options.queue_records, bytes: options.queue_bytes }));
        let stop = Arc::new(AtomicBool::new(false));
        let (to_packer, packer) = if options.pack {
            let (sender, receiver) = mpsc::channel();
            for segment in shared.segments().into_iter().take(sealed).filter(|(segment, _)| !segment.is_packed()) {
                sender.send(segment).map_err(|_| Error::Closed)?;
            }
            let (shared, disk, stop) = (shared.clone(), disk.clone(), stop.clone());
            let thread = spawn("journal-packer", move || packer::run(&receiver, &shared, &disk, &stop))?;
            (Some(sender), Some(thread))
        } else {
            (None, None)
        };
        let mut committer = Committer {
            shared: shared.clone(),
            queue: queue.clone(),
            options: options.clone(),
            disk,
            active: opened.active,
            next_attempt: opened.next_attempt,
            packer: to_packer,
            refusing: false,
            space: None,
            buffer: Vec::new(),
            seam,
        };
        // Here and not in the thread, so that the state is known when this returns.
        let ready = committer.prepare(0);
        committer.report(ready.err());
        let committer = spawn("journal-committer", move || committer.run())?;
        let running = Mutex::new(Some(Running { committer, packer, lock }));
        Ok(Self { shared, options, writer: Some(Writer { queue, stop, running }) })
    }

    /// Opens the journal in `folder` for reading, also while another process writes it. It shows the state
    /// of now, or of the last [`FileJournal::refresh`]; at its end there may be records whose sync has not returned.
    ///
    /// # Errors
    /// [`Error::Newer`] if a newer program wrote it, and if the folder or the newest segment cannot be read.
    pub fn open_reader(folder: impl Into<PathBuf>) -> Result<Self, Error> {
        let shared = Arc::new(Shared::new(folder.into(), Writing::ReadOnly));
        let journal = Self { shared, options: JournalOptions::default(), writer: None };
        journal.refresh()?;
        Ok(journal)
    }

    /// Looks at the folder again, if the journal was opened for reading only.
    ///
    /// # Errors
    /// As [`FileJournal::open_reader`].
    pub fn refresh(&self) -> Result<(), Error> {
        if self.writer.is_none() {
            let opened = folder::look(self.shared.folder())?;
            self.shared.set(opened.segments, opened.last);
            self.shared.note_damage(opened.damage);
        }
        Ok(())
    }

    /// Where the journal is.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.shared.folder()
    }

    pub(super) fn shared(&self) -> &Shared {
        &self.shared
    }

    /// One look at one segment; false if the files changed meanwhile.
    fn read_on(&self, after: Seq, taken: &mut Taken) -> Result<bool, Error> {
        loop {
            let next = after.0.saturating_add(1).saturating_add(taken.records.len() as u64);
            if taken.is_full() || next > self.shared.last() {
                return Ok(true);
            }
            let Some((segment, until)) = self.shared.locate(next) else {
                return Err(Error::Damaged(self.shared.lost_file(next)));
            };
            let before = taken.records.len();
            match segment.read(next, until, taken) {
                Stop::End if taken.records.len() > before || taken.is_full() => {}
                Stop::End => return Ok(false),
                Stop::Damage(damage) => return Err(Error::Damaged(damage)),
                Stop::Failed(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(false),
                Stop::Failed(error) => return Err(Error::io("reading a segment", &error)),
            }
        }
    }
}

fn spawn(name: &str, body: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>, Error> {
    std::thread::Builder::new().name(name.to_owned()).spawn(body).map_err(|e| Error::io("starting a thread", &e))
}

impl Journal for FileJournal {
    fn append(&self, records: Vec<NewRecord>) -> Pending {
        let Some(writer) = &self.writer else { return Pending::settled(Err(Error::ReadOnly)) };
        let bytes: usize = records.iter().map(|record| record.payload.len()).sum();
        if records.is_empty() {
            return Pending::settled(Err(Error::Empty));
        }
        if bytes > self.options.max_payload_bytes || records.len() > self.options.unit_records {
            return Pending::settled(Err(Error::TooLarge { records: records.len(), bytes }));
        }
        let (done, pending) = Pending::pair();
        writer.queue.push(Job { records, bytes, done });
        pending
    }

    fn read(&self, after: Seq, limit: ReadLimit) -> Result<Vec<Record>, Error> {
        let mut taken = Taken::new(limit);
        let mut outcome = Ok(false);
        for _ in 0..TRIES {
            outcome = self.read_on(after, &mut taken);
            if !matches!(outcome, Ok(false)) {
                break;
            }
            self.refresh()?;
        }
        if outcome == Ok(false) {
            // Packing changes a file once; what is still not there has been taken away.
            let next = after.0.saturating_add(1).saturating_add(taken.records.len() as u64);
            let missing = self.shared.locate(next).map(|(segment, until)| segment.damage(0, Some((next, until))));
            outcome = Err(Error::Damaged(missing.unwrap_or_else(|| self.shared.lost_file(next))));
        }
        if let Err(Error::Damaged(damage)) = &outcome {
            self.shared.note_damage([damage.clone()]);
        }
        match outcome {
            Err(error) if taken.records.is_empty() => Err(error),
            Ok(_) | Err(_) => Ok(taken.records),
        }
    }

    fn last(&self) -> Seq {
        Seq(self.shared.last())
    }

    fn follow(&self) -> watch::Receiver<Seq> {
        self.shared.follow()
    }

    fn health(&self) -> Health {
        self.shared.health()
    }

    fn verify(&self) -> VerifyReport {
        let mut report = VerifyReport::default();
        let segments = self.shared.segments();
        if let Some((first, _)) = segments.first().filter(|(first, _)| first.name.first > 1) {
            let mut damage = self.shared.lost_file(1);
            damage.missing = Some((Seq(1), Seq(first.name.first - 1)));
            report.damage.push(damage);
        }
        for (segment, until) in segments {
            // Twice, because packing may put another file in its place meanwhile.
            let checked = segment.verify(until).or_else(|error| match self.shared.locate(segment.name.first) {
                Some((now, _)) if now.name == segment.name => now.verify(until),
                _ => Err(error),
            });
            report.segments += 1;
            match checked {
                Ok((records, bytes, damage)) => {
                    report.records += records;
                    report.bytes += bytes;
                    report.damage.extend(damage);
                }
                Err(error) => {
                    tracing::error!(%error, segment = segment.file_name(), "a segment cannot be read");
                    let missing = (segment.name.first <= until).then_some((segment.name.first, until));
                    report.damage.push(segment.damage(0, missing));
                }
            }
        }
        self.shared.note_damage(report.damage.iter().cloned());
        report
    }

    fn close(&self) {
        let Some(writer) = &self.writer else { return };
        writer.queue.close();
        writer.stop.store(true, Ordering::SeqCst);
        let running = writer.running.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(Running { committer, packer, lock }) = running {
            for thread in std::iter::once(committer).chain(packer) {
                if thread.join().is_err() {
                    tracing::error!("a thread of the journal had ended with a panic");
                }
            }
            drop(lock);
        }
    }
}

impl Drop for FileJournal {
    fn drop(&mut self) {
        self.close();
    }
}
