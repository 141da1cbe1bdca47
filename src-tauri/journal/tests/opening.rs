//! Who may open, and what opening does to the files.

use super::support::*;
use crate::journal::frame::{FileHeader, VERSION};
use crate::journal::segment::SegmentName;
use crate::journal::{Error, FileJournal, Journal, JournalOptions, Seq, Writing};

#[test]
fn a_second_opening_for_writing_is_refused_and_changes_nothing() {
    let folder = folder();
    let journal = open(folder.path(), small());
    fill(&journal, 3, 50);
    let before = files(folder.path());
    let second = FileJournal::open(folder.path(), small(), seam()).unwrap_err();
    assert_eq!(second, Error::Locked { folder: folder.path().display().to_string() });
    assert_eq!(files(folder.path()), before);
    journal.close();
    fill(&open(folder.path(), small()), 1, 50);
}

#[test]
fn a_reader_looks_on_while_another_writes_and_changes_nothing() {
    let folder = folder();
    let journal = open(folder.path(), JournalOptions { segment_bytes: 600, ..small() });
    fill(&journal, 10, 50);
    let reader = FileJournal::open_reader(folder.path()).unwrap();
    assert_eq!(reader.health().writing, Writing::ReadOnly);
    assert_eq!(reader.append(vec![record("")]).wait(), Err(Error::ReadOnly));
    assert_whole(&reader, 50);
    fill(&journal, 10, 50);
    assert_eq!(reader.last(), Seq(10));
    reader.refresh().unwrap();
    assert_eq!(reader.last(), Seq(20));
    assert_whole(&reader, 50);
    drop(journal);
    let before = files(folder.path());
    let journal = open(folder.path(), JournalOptions { segment_bytes: 600, pack: true, ..small() });
    fill(&journal, 1, 50);
    journal.close();
    assert_ne!(files(folder.path()), before);
    let records = read_all(&reader).0;
    assert!(records.len() >= 20, "files were packed behind the reader's back");
}

#[test]
fn opening_and_closing_without_a_record_leaves_every_byte() {
    let folder = folder();
    let journal = open(folder.path(), small());
    fill(&journal, 3, 50);
    drop(journal);
    let before = files(folder.path());
    for _ in 0..3 {
        drop(open(folder.path(), small()));
    }
    assert_eq!(files(folder.path()), before);
}

#[test]
fn a_newer_format_is_refused_before_anything_is_changed() {
    let folder = folder();
    let name = SegmentName { first: 1, attempt: 0, mark: 0x1111_1111 };
    let header = FileHeader { version: VERSION + 1, mark: name.mark, first: 1, created: 0 };
    std::fs::write(folder.path().join(name.raw()), header.encode()).unwrap();
    std::fs::write(folder.path().join("x.tmp"), "").unwrap();
    let before = files(folder.path());
    let error = FileJournal::open(folder.path(), small(), seam()).unwrap_err();
    assert_eq!(error, Error::Newer { segment: name.raw(), version: VERSION + 1 });
    assert_eq!(FileJournal::open_reader(folder.path()).unwrap_err(), error);
    assert_eq!(files(folder.path()), before);
}

#[test]
fn a_segment_that_was_only_begun_is_begun_again() {
    let folder = folder();
    let journal = open(folder.path(), small());
    fill(&journal, 3, 50);
    drop(journal);
    let begun = SegmentName { first: 4, attempt: 0, mark: 0x1111_1111 };
    for contents in [vec![], vec![0; 4_096], b"RINGJRNL".to_vec()] {
        std::fs::write(folder.path().join(begun.raw()), &contents).unwrap();
        let journal = open(folder.path(), small());
        assert_eq!(journal.last(), Seq(3));
        assert_eq!(journal.health().torn.len(), usize::from(contents.len() == 8));
        assert!(!folder.path().join(begun.raw()).exists());
        fill(&journal, 1, 50);
        assert_whole(&journal, 50);
        drop(journal);
        for name in files(folder.path()).into_keys().filter(|name| name.starts_with("00000000000000000004")) {
            std::fs::remove_file(folder.path().join(name)).unwrap();
        }
    }
}

#[test]
fn preallocated_space_is_neither_read_as_records_nor_counted() {
    let folder = folder();
    let options = JournalOptions { segment_bytes: 1 << 20, preallocate: true, ..small() };
    let journal = open(folder.path(), options.clone());
    fill(&journal, 5, 50);
    // A payload that ends in zeros runs into the space.
    journal.append(vec![record(vec![0; 300])]).wait().unwrap();
    assert!(journal.health().bytes < 2_000);
    assert_eq!(files(folder.path()).into_values().next().unwrap().len(), 1 << 20);
    let copy = super::support::folder();
    put_files(copy.path(), &files(folder.path()));
    let journal = open(copy.path(), options);
    assert_eq!((journal.last(), journal.health().torn), (Seq(6), vec![]));
    assert_eq!(read_all(&journal).0[&6].payload, vec![0; 300]);
}
