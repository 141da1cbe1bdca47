//! What is damaged is named, and everything else is read.

use std::collections::BTreeMap;

use super::support::*;
use crate::journal::frame::{FILE_HEADER, Frame};
use crate::journal::segment::SegmentName;
use crate::journal::{Damage, Error, FileJournal, Journal, JournalOptions, ReadLimit, Seq};

/// A small journal of several segments, closed cleanly; its files and its number of records.
fn specimen(pack: bool) -> (BTreeMap<String, Vec<u8>>, u64) {
    let folder = folder();
    let journal = open(folder.path(), JournalOptions { segment_bytes: 420, pack, ..small() });
    fill(&journal, 12, 30);
    let units = (13..=16).map(|n| record(payload(n, 30))).collect();
    journal.append(units).wait().unwrap();
    // All but the segment that is written get packed; closing would leave the rest to the next opening.
    let end = std::time::Instant::now() + std::time::Duration::from_secs(60);
    while pack && names(folder.path()).iter().filter(|name| name.ends_with(".seg")).count() > 1 {
        assert!(std::time::Instant::now() < end, "the packer keeps up");
        std::thread::yield_now();
    }
    journal.close();
    let files = files(folder.path());
    assert!(files.len() >= 3);
    assert_eq!(files.keys().any(|name| name.ends_with(".pak")), pack);
    (files, 16)
}

/// The records that bytes `at` of a file belong to.
fn owners(name: &str, bytes: &[u8], at: usize) -> Vec<u64> {
    let (name, packed) = SegmentName::parse(name).unwrap();
    assert!(!packed);
    let mut pos = FILE_HEADER;
    while let Ok(frame) = Frame::parse(&bytes[pos..], name.mark) {
        if (pos..pos + frame.len()).contains(&at) && !frame.is_close_mark() {
            return vec![frame.seq];
        }
        pos += frame.len();
    }
    vec![]
}

fn check_flips(pack: bool, step: usize) -> usize {
    let (sound, count) = specimen(pack);
    let folder = folder();
    let mut flips = 0;
    for (name, bytes) in &sound {
        for bit in (0..bytes.len() * 8).step_by(step) {
            let mut damaged = sound.clone();
            damaged.get_mut(name).unwrap()[bit / 8] ^= 1 << (bit % 8);
            put_files(folder.path(), &damaged);
            let journal = open(folder.path(), JournalOptions { segment_bytes: 420, ..small() });
            let (records, met) = read_all(&journal);
            let report = journal.verify();
            let health = journal.health();
            let what = format!("bit {bit} of {name}: {report:?} {health:?}");

            let torn = health.torn.iter().any(|t| t.segment == *name);
            assert!(torn || report.damage.iter().any(|d| d.segment == *name), "named: {what}");
            assert!(report.damage.iter().all(|d| d.segment == *name && health.damage.contains(d)), "{what}");
            let lost: Vec<u64> = (1..=count).filter(|n| !records.contains_key(n)).collect();
            let named: Vec<u64> = met.iter().filter_map(|d| d.missing).flat_map(|(a, b)| a.0..=b.0).collect();
            assert_eq!(lost, named, "what is lost is named by reading: {what}");
            assert_eq!(report.lost(), lost.len() as u64, "and by verifying: {what}");
            if name.ends_with(".seg") {
                assert_eq!(lost, owners(name, bytes, bit / 8), "{what}");
            }
            assert!(records.iter().all(|(n, r)| r.payload == payload(*n, 30)), "{what}");
            flips += 1;
        }
    }
    flips
}

#[test]
fn every_flipped_bit_is_found_and_named_and_all_other_records_are_read() {
    assert!(check_flips(false, 1) > 8_000);
}

#[test]
fn flipped_bits_in_packed_segments_are_found_too() {
    assert!(check_flips(true, 3) > 2_000);
}

#[test]
fn after_a_crash_a_bad_last_batch_is_a_torn_tail_and_anything_before_it_is_damage() {
    let (folder, crashed) = (folder(), folder());
    let journal = open(folder.path(), JournalOptions { segment_bytes: 1 << 20, preallocate: true, ..small() });
    fill(&journal, 10, 30);
    let (name, mut bytes) = files(folder.path()).into_iter().next().unwrap();
    drop(journal);
    bytes.truncate(4_096);
    let place = |n: u64| (FILE_HEADER..4_096).find(|at| owners(&name, &bytes, *at) == [n]).unwrap();

    for (n, torn) in [(1, false), (9, false), (10, true)] {
        let mut damaged = bytes.clone();
        damaged[place(n) + 40] ^= 4;
        put_files(crashed.path(), &BTreeMap::from([(name.clone(), damaged.clone())]));
        let journal = open(crashed.path(), small());
        let health = journal.health();
        assert_eq!(health.torn.len(), usize::from(torn));
        assert_eq!(health.damage.len(), usize::from(!torn));
        if torn {
            let cut = &health.torn[0];
            assert_eq!((cut.segment.as_str(), cut.offset), (name.as_str(), place(n) as u64));
            let kept = std::fs::read(crashed.path().join(cut.kept_in.as_ref().unwrap())).unwrap();
            assert_eq!(kept, damaged[place(n)..place(n) + kept.len()]);
            assert_eq!((kept.len() as u64, journal.last()), (cut.bytes, Seq(9)));
            assert_whole(&journal, 30);
            fill(&journal, 3, 30);
            drop(journal);
            let journal = open(crashed.path(), small());
            assert_eq!(journal.health().torn, []);
            assert_whole(&journal, 30);
        } else {
            let damage = Damage { segment: name.clone(), offset: place(n) as u64, missing: Some((Seq(n), Seq(n))) };
            assert_eq!(health.damage, std::slice::from_ref(&damage));
            assert_eq!(journal.last(), Seq(10));
            assert_eq!(journal.read(Seq(n - 1), ReadLimit::default()), Err(Error::Damaged(damage)));
            assert_eq!(journal.read(Seq(n), ReadLimit::default()).unwrap().len() as u64, 10 - n);
        }
    }
}

#[test]
fn a_file_that_was_taken_away_is_named_and_the_others_are_read() {
    for pack in [false, true] {
        let (sound, count) = specimen(pack);
        for name in sound.keys().take(sound.len() - 1) {
            let folder = folder();
            let mut fewer = sound.clone();
            fewer.remove(name);
            put_files(folder.path(), &fewer);
            let journal = open(folder.path(), JournalOptions { segment_bytes: 420, ..small() });
            let (records, met) = read_all(&journal);
            let lost = count - records.len() as u64;
            assert!(lost > 0);
            assert_eq!(met.iter().filter_map(|d| d.missing).map(|(a, b)| b.0 - a.0 + 1).sum::<u64>(), lost);
            assert_eq!(journal.verify().lost(), lost);
        }
    }
}

#[test]
fn a_file_taken_away_or_cut_while_running_is_damage_and_not_the_end_of_the_rest() {
    let folder = folder();
    let journal = open(folder.path(), JournalOptions { segment_bytes: 420, ..small() });
    fill(&journal, 30, 30);
    assert_whole(&journal, 30);
    let names: Vec<_> = files(folder.path()).into_keys().collect();
    std::fs::remove_file(folder.path().join(&names[1])).unwrap();
    std::fs::write(folder.path().join(&names[2]), b"RINGJRNL").unwrap();
    let (records, met) = read_all(&journal);
    let lost: u64 = met.iter().filter_map(|d| d.missing).map(|(a, b)| b.0 - a.0 + 1).sum();
    assert_eq!(records.len() as u64 + lost, 30);
    assert_eq!(met.iter().map(|d| d.segment.clone()).collect::<Vec<_>>(), names[1..3]);
    fill(&journal, 3, 30);
}

#[test]
fn a_message_that_looks_like_a_record_never_becomes_one() {
    let folder = folder();
    let journal = open(folder.path(), JournalOptions { segment_bytes: 1 << 20, ..small() });
    let other = SegmentName { first: 1, attempt: 0, mark: 0x0101_0101 };
    let mut forged = Vec::new();
    Frame { seq: 3, batch: 3, at: 0, kind: 3, flags: 1, payload: b"pay the stranger" }.put(other.mark, &mut forged);
    for payload in [b"first".to_vec(), forged, b"last".to_vec()] {
        journal.append(vec![record(payload)]).wait().unwrap();
    }
    journal.close();
    let (name, mut bytes) = files(folder.path()).into_iter().next().unwrap();
    let place = (FILE_HEADER..bytes.len()).find(|at| owners(&name, &bytes, *at) == [2]).unwrap();
    bytes[place] ^= 1;
    put_files(folder.path(), &BTreeMap::from([(name, bytes)]));
    let (records, met) = read_all(&FileJournal::open_reader(folder.path()).unwrap());
    assert_eq!(records.keys().copied().collect::<Vec<_>>(), [1, 3]);
    assert_eq!(&records[&3].payload[..], b"last");
    assert_eq!(met.len(), 1);
}
