//! What the tests below share.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use crate::journal::{FileJournal, Journal, JournalOptions, Kind, NewRecord, ReadLimit, Record, Seq};
use crate::model::UtcMillis;
use crate::seam::{Entropy, Seam, SeededEntropy};

/// Small segments, no reserve, no preallocation: files are exactly what was written.
pub fn small() -> JournalOptions {
    JournalOptions {
        segment_bytes: 4_096,
        preallocate: false,
        pack: false,
        reserve_bytes: 0,
        probe: Duration::from_millis(5),
        ..JournalOptions::default()
    }
}

pub fn open(folder: &Path, options: JournalOptions) -> FileJournal {
    FileJournal::open(folder, options, seam()).unwrap()
}

pub fn seam() -> Seam {
    Seam::scripted(7, UtcMillis(1_700_000_000_000)).0
}

pub fn record(payload: impl Into<Vec<u8>>) -> NewRecord {
    NewRecord { kind: Kind::Delivery, at: UtcMillis(5), payload: payload.into().into() }
}

/// The payload that belongs to a number: its decimal digits and some more bytes that follow from it.
pub fn payload(n: u64, most: u64) -> Vec<u8> {
    let entropy = SeededEntropy::new(n);
    let mut bytes = vec![0; usize::try_from(entropy.jitter(most)).unwrap()];
    entropy.fill(&mut bytes);
    [n.to_string().into_bytes(), vec![b' '], bytes].concat()
}

/// Appends `count` records one by one, numbered on from the journal's end.
pub fn fill(journal: &impl Journal, count: u64, most: u64) {
    for _ in 0..count {
        let n = journal.last().0 + 1;
        assert_eq!(journal.append(vec![record(payload(n, most))]).wait().unwrap().last, Seq(n));
    }
}

/// All records, with the damage that was met on the way.
pub fn read_all(journal: &impl Journal) -> (BTreeMap<u64, Record>, Vec<crate::journal::Damage>) {
    let (mut records, mut damage, mut after) = (BTreeMap::new(), Vec::new(), Seq::START);
    loop {
        match journal.read(after, ReadLimit { records: 40, bytes: 12_000 }) {
            Ok(page) if page.is_empty() => return (records, damage),
            Ok(page) => {
                for record in page {
                    assert_eq!(record.seq, after.next(), "positions follow each other");
                    after = record.seq;
                    records.insert(record.seq.0, record);
                }
            }
            Err(crate::journal::Error::Damaged(found)) => {
                after = found.resume_after().unwrap().max(after.next());
                damage.push(found);
            }
            Err(other) => panic!("{other}"),
        }
    }
}

/// Every record up to the end is there with its payload, and nothing is wrong.
pub fn assert_whole(journal: &impl Journal, most: u64) {
    let (records, damage) = read_all(journal);
    assert_eq!(damage, []);
    assert_eq!(records.len() as u64, journal.last().0);
    for (n, record) in records {
        assert_eq!(record.payload, payload(n, most), "record {n}");
    }
}

/// A folder in memory if the system has such a thing: thousands of opens need no real disk.
pub fn folder() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { tempfile::tempdir_in(memory).unwrap() } else { tempfile::tempdir().unwrap() }
}

/// The names of the files of a journal, whose content the packer may be taking away just now.
pub fn names(folder: &Path) -> Vec<String> {
    std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

/// The files of a journal by name, its lock left out.
pub fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.file_type().unwrap().is_file() && entry.file_name() != "LOCK")
        .map(|entry| (entry.file_name().into_string().unwrap(), std::fs::read(entry.path()).unwrap()))
        .collect()
}

/// Makes `folder` hold exactly these files.
pub fn put_files(folder: &Path, files: &BTreeMap<String, Vec<u8>>) {
    for name in self::files(folder).into_keys().filter(|name| !files.contains_key(name)) {
        std::fs::remove_file(folder.join(name)).unwrap();
    }
    for (name, bytes) in files {
        std::fs::write(folder.join(name), bytes).unwrap();
    }
}
