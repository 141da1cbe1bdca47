//! A failing or full disk: refusals, no lies, recovery without a restart.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::support::*;
use crate::journal::{Error, FileJournal, Journal, JournalOptions, Seq, Writing};
use crate::seam::{DiskOpKind, Fault, FaultScript};

fn scripted(folder: &std::path::Path, options: JournalOptions) -> (FileJournal, Arc<FaultScript>) {
    let script = Arc::new(FaultScript::new());
    (FileJournal::open(folder, options, seam().with_disk(script.clone())).unwrap(), script)
}

/// Appends with retries until `count` records are in; how many appends were refused.
fn insist(journal: &FileJournal, count: u64) -> u64 {
    let mut refused = 0;
    while journal.last().0 < count {
        let n = journal.last().0 + 1;
        match journal.append(vec![record(payload(n, 60))]).wait() {
            Ok(appended) => assert_eq!(appended.last, Seq(n)),
            Err(error) => {
                assert!(error.passes(), "{error}");
                refused += 1;
                assert!(refused < 50, "it recovers");
            }
        }
    }
    refused
}

#[test]
fn one_failing_call_of_any_kind_costs_at_most_one_refusal_and_no_record() {
    use DiskOpKind::*;
    let faults = [Fault::NoSpace, Fault::Io, Fault::Short(13)];
    for kind in [Create, Allocate, Write, SyncData, SyncAll, SyncFolder, Rename, Remove] {
        for (fault, nth) in faults.into_iter().flat_map(|f| [1, 2, 100].map(|n| (f, n))) {
            let folder = folder();
            // Every record begins a new segment, so that each kind is called a hundred times.
            let options = JournalOptions { segment_bytes: 1, preallocate: true, pack: true, ..small() };
            let (journal, script) = scripted(folder.path(), options.clone());
            script.fail_nth(kind, nth, fault);
            let refused = insist(&journal, 110);
            assert!(refused <= 1, "{kind:?} {nth} {fault:?}: {refused}");
            assert_whole(&journal, 60);
            journal.close();
            let journal = open(folder.path(), options);
            assert_eq!(journal.last(), Seq(110), "{kind:?} {nth} {fault:?}");
            assert_whole(&journal, 60);
            assert!(journal.verify().is_sound());
            journal.close();
            assert!(!files(folder.path()).keys().any(|name| name.ends_with(".tmp")));
        }
    }
}

#[test]
fn a_failed_write_or_sync_ends_its_segment_and_is_not_tried_again() {
    for kind in [DiskOpKind::Write, DiskOpKind::SyncData] {
        let folder = folder();
        let (journal, script) = scripted(folder.path(), small());
        fill(&journal, 3, 60);
        let asked = script.asked(kind);
        script.fail_nth(kind, 1, Fault::Io);
        let error = journal.append(vec![record(payload(4, 60))]).wait().unwrap_err();
        assert!(matches!(error, Error::Io { .. }));
        assert_eq!(script.asked(kind), asked + 1, "no second try");
        assert_eq!(journal.last(), Seq(3));
        assert_eq!(journal.health().writing, Writing::Refusing(error));
        fill(&journal, 2, 60);
        let names: Vec<_> = files(folder.path()).into_keys().collect();
        assert_eq!(names.len(), 2);
        assert!(names[1].starts_with("00000000000000000004-000-"));
        drop(journal);
        assert_whole(&open(folder.path(), small()), 60);
    }
}

#[test]
fn a_full_disk_refuses_and_recovers_by_itself_while_reads_go_on() {
    for reserve in [false, true] {
        let folder = folder();
        let options = JournalOptions { reserve_bytes: 1 << 20, ..small() };
        let (journal, script) = scripted(folder.path(), options);
        script.set_free_bytes(Some(10 << 20));
        fill(&journal, 5, 60);
        if reserve {
            script.set_free_bytes(Some(1 << 10));
            // Space is looked at once a second, and this clock stands: so many bytes make it look again.
            let large = journal.append(vec![record(vec![1; 5 << 20])]).wait();
            assert_eq!(large.unwrap().last, Seq(6));
        } else {
            script.fail_always(DiskOpKind::Write, Fault::NoSpace);
        }
        let last = journal.last();
        for _ in 0..20 {
            assert_eq!(journal.append(vec![record("no room")]).wait(), Err(Error::DiskFull));
        }
        assert_eq!(journal.health().writing, Writing::Refusing(Error::DiskFull));
        assert_eq!((journal.last(), read_all(&journal).0.len() as u64), (last, last.0));
        script.heal();
        script.set_free_bytes(Some(10 << 20));
        let end = Instant::now() + Duration::from_secs(20);
        while journal.health().writing != Writing::Accepting {
            assert!(Instant::now() < end, "it finds out without anyone's appending");
            std::thread::yield_now();
        }
        assert_eq!(journal.append(vec![record("room")]).wait().unwrap().last, last.next());
    }
}

#[test]
fn a_journal_opens_on_a_full_disk_with_all_that_was_recorded() {
    let folder = folder();
    let journal = open(folder.path(), small());
    fill(&journal, 20, 200);
    journal.append(vec![record("cut short")]).wait().unwrap();
    let mut crashed = files(folder.path());
    drop(journal);
    let last = crashed.last_entry().unwrap().into_mut();
    let len = last.len();
    last.truncate(len - 3);
    put_files(folder.path(), &crashed);

    let script = Arc::new(FaultScript::new());
    for kind in [DiskOpKind::Create, DiskOpKind::Write, DiskOpKind::SetLen, DiskOpKind::Allocate] {
        script.fail_always(kind, Fault::NoSpace);
    }
    let journal = FileJournal::open(folder.path(), small(), seam().with_disk(script.clone())).unwrap();
    assert_eq!(journal.health().writing, Writing::Refusing(Error::DiskFull));
    assert_eq!(journal.health().torn[0].kept_in, None);
    assert_whole(&journal, 200);
    assert_eq!(journal.append(vec![record("no room")]).wait(), Err(Error::DiskFull));
    script.heal();
    fill(&journal, 2, 200);
    assert_whole(&journal, 200);
    drop(journal);
    let journal = open(folder.path(), small());
    assert_eq!(journal.last(), Seq(22));
    assert_whole(&journal, 200);
}

#[test]
fn a_new_journal_on_a_full_disk_waits_for_space() {
    let folder = folder();
    let script = Arc::new(FaultScript::new());
    script.fail_always(DiskOpKind::Create, Fault::NoSpace);
    let journal = FileJournal::open(folder.path(), small(), seam().with_disk(script.clone())).unwrap();
    assert_eq!(journal.append(vec![record("a")]).wait(), Err(Error::DiskFull));
    script.heal();
    fill(&journal, 1, 10);
}
