//! What is new is found at once, what is old is never counted twice, and nothing is lost by ending.

use super::*;
use std::time::{Duration, Instant};

#[test]
fn what_was_applied_is_found_by_the_next_search_and_replaced_in_place() {
    let mut bench = Bench::of([text("a", "first words", 0)]);
    assert_eq!(bench.total("first"), 1);
    bench.index.commit().unwrap();
    assert_eq!(bench.total("first"), 1);
    bench.apply(vec![Write::Put(text("a", "second words", 0))]);
    assert_eq!((bench.total("first"), bench.total("second"), bench.total("words")), (0, 1, 1));
    assert_eq!(bench.index.documents(), 1);
    bench.apply(vec![Write::Remove(text("a", "", 0).key)]);
    assert_eq!((bench.total("words"), bench.index.documents()), (0, 0));
    bench.index.commit().unwrap();
    assert_eq!((bench.total("words"), bench.index.documents()), (0, 0));
}

#[test]
fn a_shorter_transcript_leaves_nothing_of_the_longer_one() {
    let mut bench = Bench::of((0..5).map(|n| segment("call", n, "words of the call", 0)));
    bench.apply(vec![Write::Put(segment("other", 0, "words of another", 0))]);
    for commit in [false, true] {
        if commit {
            bench.index.commit().unwrap();
        }
        bench.apply(vec![
            Write::RemoveKind(DocKind::Transcript, "call".into()),
            Write::Put(segment("call", 0, "words again", 0)),
        ]);
        assert_eq!(bench.total("words"), 2);
    }
    bench.apply(vec![Write::RemoveItem(ItemId("call".into()))]);
    assert_eq!(bench.keys("words"), ["Transcript:other:0"]);
    bench.index.commit().unwrap();
    assert_eq!(bench.keys("words"), ["Transcript:other:0"]);
}

#[test]
fn ending_without_a_commit_goes_back_to_what_is_covered_and_no_further() {
    let mut bench = Bench::of([text("a", "roof", 0)]);
    bench.index.commit().unwrap();
    bench.apply(vec![Write::Put(text("b", "roof", 0))]);
    assert_eq!((bench.index.covered(), bench.index.visible(), bench.total("roof")), (1, 2, 2));
    let mut bench = bench.reopen();
    assert_eq!((bench.index.covered(), bench.index.visible(), bench.total("roof")), (1, 1, 1));
    bench.apply(vec![Write::Put(text("b", "roof", 0))]);
    assert_eq!(bench.total("roof"), 2);
    let dir = bench.dir;
    bench.index.close().unwrap();
    let index = Index::open(dir.path(), by_hand()).unwrap();
    assert_eq!((index.covered(), index.documents()), (2, 2));
}

#[test]
fn a_position_without_a_document_is_kept_too() {
    let mut bench = Bench::new();
    bench.apply(Vec::new());
    bench.index.commit().unwrap();
    assert_eq!(bench.reopen().index.covered(), 1);
}

#[test]
fn filling_gives_the_same_index_as_applying() {
    let docs: Vec<Doc> = (0..300).map(|n| text(&format!("t{}", n % 200), &format!("word{n} roof"), n)).collect();
    let applied = Bench::of(docs.clone());
    let loaded = Bench::new();
    for (position, doc) in (1..).zip(docs) {
        loaded.index.load(position, vec![Write::Put(doc)]).unwrap();
    }
    assert_eq!(loaded.index.documents(), 0);
    loaded.index.commit().unwrap();
    assert_eq!((loaded.index.documents(), loaded.index.covered()), (200, 300));
    assert_eq!(loaded.index.digest().unwrap(), applied.index.digest().unwrap());
}

#[test]
fn commits_come_by_themselves() {
    let dir = tempfile::tempdir().unwrap();
    let settings =
        Settings { commit_every: Duration::from_millis(20), writer_bytes: 15_000_000, ..Settings::default() };
    let index = Index::open(dir.path(), settings).unwrap();
    index.apply(7, vec![Write::Put(text("a", "roof", 0))]).unwrap();
    let began = Instant::now();
    while index.covered() < 7 {
        assert!(began.elapsed() < Duration::from_secs(30), "no commit came");
        std::thread::yield_now();
    }
    index.close().unwrap();
}

#[test]
fn a_second_writer_is_refused_and_a_reader_is_not() {
    let bench = Bench::of([text("a", "roof", 0)]);
    bench.index.commit().unwrap();
    assert!(matches!(Index::open(bench.dir.path(), by_hand()), Err(Error::Locked)));
    let reader = Index::open(bench.dir.path(), Settings { read_only: true, ..by_hand() }).unwrap();
    let found = reader.search(&Query::parse("roof", &CLOCK, false), &Options::default()).unwrap();
    assert_eq!(found.totals, [0, 1, 0, 0]);
    assert!(matches!(reader.apply(9, Vec::new()), Err(Error::ReadOnly)));
}

#[test]
fn damage_is_an_error_that_asks_for_a_rebuild_and_never_a_wrong_answer() {
    let bench = Bench::of((0..500).map(|n| text(&format!("t{n}"), &format!("roof number{n} leak"), n)));
    let dir = bench.dir;
    bench.index.close().unwrap();
    let files: Vec<_> = std::fs::read_dir(dir.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
    let mut tried = 0;
    for file in
        files.iter().filter(|file| !file.to_string_lossy().contains(".lock") && !file.ends_with(".managed.json"))
    {
        let whole = std::fs::read(file).unwrap();
        for damage in 0..4 {
            let mut bytes = whole.clone();
            let middle = bytes.len() / 2;
            match damage {
                0 => bytes.truncate(middle),
                1 => bytes.clear(),
                2 => bytes.iter_mut().for_each(|b| *b = 0),
                _ => bytes[middle] ^= 0x10,
            }
            std::fs::write(file, &bytes).unwrap();
            match Index::open(dir.path(), by_hand()) {
                Ok(index) => {
                    // Only bytes that carry no meaning (spaces, names in the list of files) may go unnoticed.
                    assert_eq!((index.covered(), index.documents()), (1, 500), "{file:?} {damage}");
                    assert_eq!(
                        index.search(&Query::parse("roof", &CLOCK, false), &Options::default()).unwrap().totals[1],
                        500
                    );
                }
                Err(error) => assert!(error.wants_rebuild(), "{file:?} {damage}: {error}"),
            }
            tried += 1;
        }
        std::fs::write(file, &whole).unwrap();
    }
    assert!(tried >= 20, "{tried}");
    assert_eq!(Index::open(dir.path(), by_hand()).unwrap().documents(), 500);
}

#[test]
fn a_fifth_search_at_once_is_told_to_wait() {
    let dir = tempfile::tempdir().unwrap();
    let index = Index::open(dir.path(), Settings { searches: 0, ..by_hand() }).unwrap();
    assert!(matches!(index.search(&Query::parse("roof", &CLOCK, false), &Options::default()), Err(Error::Busy)));
}

#[test]
fn a_search_without_time_is_given_up() {
    let bench = Bench::of((0..10).map(|n| text(&format!("t{n}"), "roof", n)));
    bench.index.commit().unwrap();
    let options = Options { time_limit: Duration::ZERO, ..Options::default() };
    assert!(matches!(bench.index.search(&Query::parse("roof", &CLOCK, false), &options), Err(Error::TooSlow)));
}

#[test]
fn pages_stay_true_while_new_documents_arrive() {
    let mut bench = Bench::of((0..25).map(|n| text(&format!("t{n:02}"), "roof", n)));
    bench.index.commit().unwrap();
    for order in [Order::Relevance, Order::Newest] {
        let mut seen = Vec::new();
        let mut cursor = None;
        for page in 0.. {
            let options =
                Options { order, group: Some(Group::Messages), cursor: cursor.clone(), limit: 4, ..Options::default() };
            let found = bench.ask("roof", &options);
            seen.extend(
                found.groups[0].hits.iter().map(|hit| hit.doc.key.owner.clone()).filter(|owner| owner.starts_with('t')),
            );
            bench.apply(vec![Write::Put(text(&format!("new{page}{order:?}"), "roof", -1 - page))]);
            if page % 2 == 0 {
                bench.index.commit().unwrap();
            }
            cursor = found.groups[0].next.clone();
            if cursor.is_none() {
                break;
            }
        }
        seen.sort();
        let before = seen.len();
        seen.dedup();
        assert_eq!((before, seen.len()), (25, 25), "{order:?}");
    }
}
