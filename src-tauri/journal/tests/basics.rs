//! Appending, reading, opening again.

use super::support::*;
use crate::journal::{Error, FileJournal, Journal, JournalOptions, Kind, NewRecord, ReadLimit, Seq, Writing};
use crate::model::UtcMillis;

#[test]
fn what_was_appended_is_read_back_now_and_after_opening_again() {
    let folder = tempfile::tempdir().unwrap();
    let journal = open(folder.path(), JournalOptions { reserve_bytes: 0, ..JournalOptions::default() });
    let new = NewRecord { kind: Kind::SendIntent, at: UtcMillis(-3), payload: vec![0, 1, 0].into() };
    let appended = journal.append(vec![new, record(""), record("x")]).wait().unwrap();
    assert_eq!((appended.first, appended.last), (Seq(1), Seq(3)));
    for journal in [journal, open_after_drop(folder.path())] {
        let records = journal.read(Seq::START, ReadLimit::default()).unwrap();
        assert_eq!(records.len(), 3);
        assert_eq!(
            (records[0].kind, records[0].at, &records[0].payload[..]),
            (Kind::SendIntent, UtcMillis(-3), &[0, 1, 0][..])
        );
        assert_eq!(journal.read(Seq(2), ReadLimit::default()).unwrap(), records[2..]);
        assert_eq!(journal.read(Seq(3), ReadLimit::default()).unwrap(), []);
        assert_eq!(journal.last(), Seq(3));
        drop(journal);
    }
}

fn open_after_drop(folder: &std::path::Path) -> FileJournal {
    FileJournal::open_reader(folder).unwrap()
}

#[test]
fn many_segments_packed_or_not_hold_everything() {
    for pack in [false, true] {
        let folder = tempfile::tempdir().unwrap();
        let options = JournalOptions { pack, ..small() };
        for _ in 0..3 {
            let journal = open(folder.path(), options.clone());
            fill(&journal, 60, 400);
            assert_whole(&journal, 400);
        }
        let journal = open(folder.path(), options);
        assert_whole(&journal, 400);
        assert!(journal.health().segments > 5);
        let report = journal.verify();
        assert_eq!((report.is_sound(), report.records), (true, 180));
        assert_eq!(journal.health().writing, Writing::Accepting);
        journal.close();
        assert_eq!(journal.append(vec![record("late")]).wait(), Err(Error::Closed));
        assert_whole(&journal, 400);
    }
}

#[tokio::test]
async fn a_follower_is_told_each_new_end() {
    let folder = tempfile::tempdir().unwrap();
    let journal = open(folder.path(), small());
    let mut end = journal.follow();
    assert_eq!(*end.borrow_and_update(), Seq::START);
    journal.append(vec![record("a"), record("b")]).await.unwrap();
    end.changed().await.unwrap();
    assert_eq!(*end.borrow_and_update(), Seq(2));
}
