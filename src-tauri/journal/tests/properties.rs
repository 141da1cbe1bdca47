//! Any records in any units come back, and any bytes at all can be opened.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::support::*;
use crate::journal::segment::SegmentName;
use crate::journal::{Journal, JournalOptions, Kind, NewRecord, ReadLimit, Seq};
use crate::model::UtcMillis;

fn unit() -> impl Strategy<Value = Vec<NewRecord>> {
    let payload = prop_oneof![
        prop::collection::vec(any::<u8>(), 0..200),
        (any::<u8>(), 0..9_000usize).prop_map(|(byte, len)| vec![byte; len]),
    ];
    let record = (any::<u8>(), any::<i64>(), payload).prop_map(|(kind, at, payload)| NewRecord {
        kind: Kind::from_code(kind),
        at: UtcMillis(at),
        payload: payload.into(),
    });
    prop::collection::vec(record, 1..6)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn records_come_back_as_they_were(
        sessions in prop::collection::vec(prop::collection::vec(unit(), 0..12), 1..4),
        segment_bytes in 1u64..20_000,
        pack: bool,
        preallocate: bool,
        limit in (1usize..40, 0usize..5_000),
    ) {
        let folder = folder();
        let options = JournalOptions { segment_bytes, pack, preallocate, ..small() };
        let mut all = Vec::new();
        for units in sessions {
            let journal = open(folder.path(), options.clone());
            prop_assert_eq!(journal.last(), Seq(all.len() as u64));
            let pending: Vec<_> = units.iter().map(|unit| journal.append(unit.clone())).collect();
            all.extend(units.into_iter().flatten());
            for pending in pending {
                prop_assert!(pending.wait().is_ok());
            }
        }
        let journal = open(folder.path(), options);
        let limit = ReadLimit { records: limit.0, bytes: limit.1 };
        let mut read = Vec::new();
        loop {
            let page = journal.read(Seq(read.len() as u64), limit).unwrap();
            prop_assert!(page.len() <= 1 || page.iter().map(|r| r.payload.len()).sum::<usize>() <= limit.bytes);
            prop_assert!(page.len() <= limit.records);
            if page.is_empty() {
                break;
            }
            read.extend(page);
        }
        prop_assert_eq!(read.len(), all.len());
        for (index, (new, record)) in all.iter().zip(&read).enumerate() {
            prop_assert_eq!(record.seq, Seq(index as u64 + 1));
            prop_assert_eq!((new.kind, new.at, &new.payload), (record.kind, record.at, &record.payload));
        }
        prop_assert_eq!(journal.verify().damage, []);
    }

    #[test]
    fn any_bytes_open_without_a_panic(
        junk in prop::collection::vec(any::<u8>(), 0..600),
        edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..12),
        packed: bool,
        whole: bool,
    ) {
        let folder = folder();
        let journal = open(folder.path(), JournalOptions { segment_bytes: 500, pack: packed, ..small() });
        fill(&journal, 12, 60);
        journal.close();
        let mut contents = files(folder.path());
        for (index, byte) in edits {
            let name = index.get(&contents.keys().cloned().collect::<Vec<_>>()).clone();
            let bytes = contents.get_mut(&name).unwrap();
            if !bytes.is_empty() {
                let at = index.index(bytes.len());
                bytes[at] = byte;
            }
        }
        let name = SegmentName { first: 13, attempt: 0, mark: 0x2211_3311 };
        contents.insert(if packed { name.packed() } else { name.raw() }, junk.clone());
        if whole {
            contents = BTreeMap::from([(if packed { name.packed() } else { name.raw() }, junk)]);
        }
        put_files(folder.path(), &contents);
        let journal = open(folder.path(), small());
        let (records, _) = read_all(&journal);
        prop_assert!(records.iter().all(|(n, r)| *n > 12 || r.payload == payload(*n, 60)));
        journal.verify();
        let appended = journal.append(vec![record("on it goes")]).wait().unwrap();
        prop_assert_eq!(&journal.read(Seq(appended.last.0 - 1), ReadLimit::default()).unwrap()[0].payload[..], b"on it goes");
    }
}
