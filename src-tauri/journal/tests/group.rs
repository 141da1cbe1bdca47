//! Group commit: one sync for all who wait, and nobody hears before it returned.

use std::future::Future;
use std::pin::pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::task::{Context, Poll, Waker};

use super::support::*;
use crate::journal::frame::{FILE_HEADER, Frame, u32_at};
use crate::journal::{Error, FileJournal, Journal, JournalOptions, ReadLimit, Seq};
use crate::seam::{DiskFaults, DiskOp, DiskOpKind, Fault, FaultScript};

/// Knows what is durable, counts, and can hold syncs back.
#[derive(Default)]
struct Watcher {
    count: FaultScript,
    written: AtomicU64,
    synced: AtomicU64,
    held: Mutex<bool>,
    released: Condvar,
}

impl Watcher {
    fn hold(&self, held: bool) {
        *self.held.lock().unwrap() = held;
        self.released.notify_all();
    }
}

impl DiskFaults for Watcher {
    fn before(&self, op: &DiskOp<'_>) -> Fault {
        if let DiskOp::SyncData(_) = op {
            drop(self.released.wait_while(self.held.lock().unwrap(), |held| *held).unwrap());
        }
        self.count.before(op)
    }

    fn done(&self, op: &DiskOp<'_>) {
        match op {
            &DiskOp::Write(_, offset, mut bytes) if offset >= FILE_HEADER as u64 => {
                while let Ok(frame) = Frame::parse(bytes, u32_at(bytes, 0).unwrap_or(0)) {
                    self.written.store(frame.seq, Ordering::SeqCst);
                    bytes = &bytes[frame.len()..];
                }
            }
            DiskOp::SyncData(_) => self.synced.store(self.written.load(Ordering::SeqCst), Ordering::SeqCst),
            _ => {}
        }
        self.count.done(op);
    }
}

fn watched(options: JournalOptions) -> (tempfile::TempDir, FileJournal, Arc<Watcher>) {
    let (folder, watcher) = (folder(), Arc::new(Watcher::default()));
    let journal = FileJournal::open(folder.path(), options, seam().with_disk(watcher.clone())).unwrap();
    (folder, journal, watcher)
}

#[test]
fn sixty_four_producers_share_syncs_and_hear_only_when_theirs_returned() {
    let (_folder, journal, watcher) = watched(JournalOptions { segment_bytes: 64 << 10, pack: true, ..small() });
    std::thread::scope(|scope| {
        for producer in 0..64 {
            let (journal, watcher) = (&journal, &watcher);
            scope.spawn(move || {
                let mut before = Seq::START;
                for n in 0..40 {
                    let text = format!("{producer} {n}");
                    let appended = journal.append(vec![record(text.clone()), record("")]).wait().unwrap();
                    assert!(watcher.synced.load(Ordering::SeqCst) >= appended.last.0, "told before the sync");
                    assert!(journal.last() >= appended.last && appended.first > before);
                    before = appended.last;
                    let read = journal.read(Seq(appended.first.0 - 1), ReadLimit { records: 1, bytes: 1 });
                    assert_eq!(&read.unwrap()[0].payload[..], text.as_bytes());
                }
            });
        }
    });
    let health = journal.health();
    assert_eq!((journal.last(), health.records), (Seq(64 * 40 * 2), 64 * 40 * 2));
    assert_eq!(watcher.count.finished(DiskOpKind::SyncData), health.commits, "exactly one sync per batch");
    assert_eq!(read_all(&journal).0.len(), 64 * 40 * 2);
}

#[test]
fn what_waits_during_a_sync_goes_together_and_nothing_resolves_before() {
    let (_folder, journal, watcher) = watched(small());
    watcher.hold(true);
    let mut first = pin!(journal.append(vec![record("first")]));
    while watcher.count.finished(DiskOpKind::Write) < 2 {
        std::thread::yield_now();
    }
    let rest: Vec<_> = (0..100).map(|n| journal.append(vec![record(n.to_string())])).collect();
    let mut context = Context::from_waker(Waker::noop());
    assert_eq!(first.as_mut().poll(&mut context), Poll::Pending);
    assert_eq!((journal.last(), journal.read(Seq::START, ReadLimit::default()).unwrap().len()), (Seq::START, 0));
    watcher.hold(false);
    for (n, pending) in rest.into_iter().enumerate() {
        assert_eq!(pending.wait().unwrap().first, Seq(n as u64 + 2));
    }
    assert!(matches!(first.as_mut().poll(&mut context), Poll::Ready(Ok(_))));
    assert_eq!(journal.health().commits, 2);
    assert_eq!(watcher.count.finished(DiskOpKind::SyncData), 2);
}

#[test]
fn a_full_line_says_busy_and_loses_nothing_that_was_let_in() {
    let (_folder, journal, watcher) = watched(JournalOptions { queue_records: 3, ..small() });
    watcher.hold(true);
    let first = journal.append(vec![record("0")]);
    while watcher.count.finished(DiskOpKind::Write) < 2 {
        std::thread::yield_now();
    }
    let let_in: Vec<_> = (0..3).map(|n| journal.append(vec![record(n.to_string())])).collect();
    assert_eq!(journal.append(vec![record("too many")]).wait(), Err(Error::Busy));
    watcher.hold(false);
    assert!(std::iter::once(first).chain(let_in).all(|pending| pending.wait().is_ok()));
    assert_eq!(journal.last(), Seq(4));
}

#[test]
fn what_cannot_be_recorded_is_refused_at_once() {
    let (_folder, journal, _) = watched(JournalOptions { max_payload_bytes: 10, unit_records: 2, ..small() });
    assert_eq!(journal.append(vec![]).wait(), Err(Error::Empty));
    let large = journal.append(vec![record("12345678901")]).wait();
    assert_eq!(large, Err(Error::TooLarge { records: 1, bytes: 11 }));
    assert!(journal.append(vec![record(""), record(""), record("")]).wait().is_err());
    assert_eq!(journal.append(vec![record("1234567890")]).wait().unwrap().last, Seq(1));
}

#[test]
fn closing_makes_durable_what_waits() {
    let (folder, journal, watcher) = watched(small());
    watcher.hold(true);
    let waiting: Vec<_> = (0..20).map(|n| journal.append(vec![record(n.to_string())])).collect();
    std::thread::scope(|scope| {
        scope.spawn(|| journal.close());
        watcher.hold(false);
    });
    assert!(waiting.into_iter().all(|pending| pending.wait().is_ok()));
    drop(journal);
    assert_eq!(open(folder.path(), small()).last(), Seq(20));
}

#[test]
fn a_wait_for_company_ends_when_the_batch_is_full() {
    let options = JournalOptions { gather: std::time::Duration::from_secs(3_600), batch_records: 3, ..small() };
    let (_folder, journal, _) = watched(options);
    let all: Vec<_> = (0..3).map(|n| journal.append(vec![record(n.to_string())])).collect();
    assert!(all.into_iter().all(|pending| pending.wait().is_ok()));
    assert_eq!(journal.health().commits, 1);
}
