//! The tail, the index, both together and a plain reading of every document all give the same answer.

use super::*;
use proptest::prelude::*;
use std::collections::BTreeMap;

const VOCABULARY: [&str; 12] =
    ["roof", "roofing", "leak", "leaks", "gutter", "gutters", "paint", "point", "kitchen", "call", "monday", "a"];

/// What a person might ask, simple enough to be answered by reading.
#[derive(Debug, Clone)]
enum Ask {
    Word(usize),
    Without(usize),
    Phrase(usize, usize),
    From(u8),
    With(u8),
    In(&'static str, DocKind),
    Missed,
    Media,
    After(i64),
    Before(i64),
}

#[derive(Debug, Clone)]
enum Step {
    Put(u8, Vec<usize>, i64, u8),
    Remove(u8),
    RemoveItem(u8),
    RemoveKind(u8),
    Commit,
    Reopen,
}

fn ask() -> impl Strategy<Value = Ask> {
    let word = 0..VOCABULARY.len();
    prop_oneof![
        6 => word.clone().prop_map(Ask::Word),
        2 => word.clone().prop_map(Ask::Without),
        2 => (word.clone(), word).prop_map(|(a, b)| Ask::Phrase(a, b)),
        1 => (0u8..3).prop_map(Ask::From),
        1 => (0u8..3).prop_map(Ask::With),
        1 => Just(Ask::In("texts", DocKind::Text)),
        1 => Just(Ask::In("notes", DocKind::Note)),
        1 => Just(Ask::Missed),
        1 => Just(Ask::Media),
        1 => (1i64..20).prop_map(Ask::After),
        1 => (1i64..20).prop_map(Ask::Before),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let words = proptest::collection::vec(0..VOCABULARY.len(), 0..6);
    prop_oneof![
        12 => (0u8..24, words, 0i64..20, any::<u8>()).prop_map(|(n, words, days, bits)| Step::Put(n, words, days, bits)),
        2 => (0u8..24).prop_map(Step::Remove),
        1 => (0u8..24).prop_map(Step::RemoveItem),
        1 => (0u8..24).prop_map(Step::RemoveKind),
        3 => Just(Step::Commit),
        1 => Just(Step::Reopen),
    ]
}

/// Documents 0–7 are texts, 8–15 segments of two calls, 16–23 notes.
fn key(n: u8) -> DocKey {
    match n / 8 {
        0 => DocKey::of_item(DocKind::Text, &ItemId(format!("t{n}")), 0),
        1 => DocKey::of_item(DocKind::Transcript, &ItemId(format!("c{}", n % 2)), u32::from(n)),
        _ => DocKey::of_item(DocKind::Note, &ItemId(format!("n{n}")), 0),
    }
}

fn doc(n: u8, words: &[usize], days: i64, bits: u8) -> Doc {
    let joined: Vec<&str> = words.iter().map(|at| VOCABULARY[*at]).collect();
    let who = Party::Phone(format!("+1773555010{}", bits % 3));
    Doc {
        key: key(n),
        flags: Flags { missed: bits & 4 != 0, media: bits & 8 != 0, ..Flags::default() },
        from: From { party: (bits & 16 != 0).then(|| who.clone()), ..From::default() },
        contacts: vec![],
        parties: vec![who],
        ..text("", &joined.join(" "), days)
    }
}

fn typed(asks: &[Ask]) -> String {
    let day = |days: i64| {
        let at = chrono::DateTime::from_timestamp_millis(CLOCK.now.0 - days * DAY).unwrap();
        at.format("%Y-%m-%d").to_string()
    };
    let each = asks.iter().map(|ask| match ask {
        Ask::Word(at) => VOCABULARY[*at].to_owned(),
        Ask::Without(at) => format!("-{}", VOCABULARY[*at]),
        Ask::Phrase(a, b) => format!("\"{} {}\"", VOCABULARY[*a], VOCABULARY[*b]),
        Ask::From(n) => format!("from:773555010{n}"),
        Ask::With(n) => format!("with:\"(773) 555-010{n}\""),
        Ask::In(place, _) => format!("in:{place}"),
        Ask::Missed => "is:missed".to_owned(),
        Ask::Media => "has:media".to_owned(),
        Ask::After(days) => format!("after:{}", day(*days)),
        Ask::Before(days) => format!("before:{}", day(*days)),
    });
    each.map(|part| part + " ").collect()
}

/// Whether a document should be found, by plain reading.
fn fits(doc: &Doc, asks: &[Ask]) -> bool {
    let words: Vec<&str> = doc.text.split(' ').collect();
    let midnight = |days: i64| (CLOCK.now.0 / DAY - days) * DAY;
    let who = |n: &u8| Party::Phone(format!("+1773555010{n}"));
    let places: Vec<DocKind> =
        asks.iter().filter_map(|ask| if let Ask::In(_, kind) = ask { Some(*kind) } else { None }).collect();
    (places.is_empty() || places.contains(&doc.kind()))
        && asks.iter().all(|ask| match ask {
            Ask::Word(at) => words.contains(&VOCABULARY[*at]),
            Ask::Without(at) => !words.contains(&VOCABULARY[*at]),
            Ask::Phrase(a, b) => words.windows(2).any(|pair| pair == [VOCABULARY[*a], VOCABULARY[*b]]),
            Ask::From(n) => doc.from.party == Some(who(n)),
            Ask::With(n) => doc.parties.contains(&who(n)),
            Ask::In(..) => true,
            Ask::Missed => doc.flags.missed,
            Ask::Media => doc.flags.media,
            Ask::After(days) => doc.at.0 >= midnight(*days),
            Ask::Before(days) => doc.at.0 < midnight(*days),
        })
}

/// Words that allow no slip, so that plain reading knows the answer: replaced by themselves in a phrase of one.
fn strict(asks: &[Ask]) -> Vec<Ask> {
    asks.iter().filter(|ask| !matches!(ask, Ask::Word(at) if VOCABULARY[*at].len() >= 5)).cloned().collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn tail_and_index_together_answer_like_either_alone_and_like_plain_reading(
        steps in proptest::collection::vec(step(), 1..60),
        questions in proptest::collection::vec(proptest::collection::vec(ask(), 1..4), 1..12),
    ) {
        let mut model: BTreeMap<DocKey, Doc> = BTreeMap::new();
        let mut mixed = Bench::new();
        // What is written since the last commit, to be given in again after a reopening.
        let mut since: Vec<(u64, Vec<Write>)> = Vec::new();
        for step in steps {
            let writes = match step {
                Step::Put(n, words, days, bits) => {
                    let doc = doc(n, &words, days, bits);
                    model.insert(doc.key.clone(), doc.clone());
                    vec![Write::Put(doc)]
                }
                Step::Remove(n) => {
                    model.remove(&key(n));
                    vec![Write::Remove(key(n))]
                }
                Step::RemoveItem(n) => {
                    model.retain(|k, _| k.owner != key(n).owner);
                    vec![Write::RemoveItem(key(n).item().unwrap())]
                }
                Step::RemoveKind(n) => {
                    let DocKey { kind, owner, .. } = key(n);
                    model.retain(|k, _| k.kind != kind || k.owner != owner);
                    vec![Write::RemoveKind(kind, owner)]
                }
                Step::Commit => {
                    mixed.index.commit().unwrap();
                    since.clear();
                    continue;
                }
                Step::Reopen => {
                    mixed = mixed.reopen();
                    for (position, writes) in &since {
                        mixed.index.apply(*position, writes.clone()).unwrap();
                        mixed.position = *position;
                    }
                    continue;
                }
            };
            mixed.apply(writes.clone());
            since.push((mixed.position, writes));
        }
        prop_assert_eq!(mixed.index.documents(), model.len() as u64);
        let tail = Bench::of(model.values().cloned());
        let committed = Bench::of(model.values().cloned());
        committed.index.commit().unwrap();
        prop_assert_eq!(mixed.index.digest().unwrap(), committed.index.digest().unwrap());
        prop_assert_eq!(tail.index.digest().unwrap(), committed.index.digest().unwrap());
        for asks in questions {
            for order in [Order::Relevance, Order::Newest] {
                let options = Options { order, limit: 5, ..Options::default() };
                // As typed: with beginnings and slips. Only that all three agree is checked.
                let open = typed(&asks);
                let open = open.trim_end();
                let answer = committed.ask(open, &options);
                prop_assert_eq!(&mixed.ask(open, &options), &answer, "{}", open);
                prop_assert_eq!(&tail.ask(open, &options), &answer, "{}", open);
                // Complete words without slips: plain reading knows the answer, and pages visit each hit once.
                let asks = strict(&asks);
                let question = typed(&asks);
                let mut expected: Vec<String> = model.values().filter(|doc| !asks.is_empty() && fits(doc, &asks))
                    .map(|doc| doc.key.to_string()).collect();
                let mut found = mixed.keys_with(&question, &options);
                prop_assert_eq!(mixed.total(&question), expected.len() as u64, "{}", question);
                expected.sort();
                found.sort();
                prop_assert_eq!(found, expected, "{}", question);
            }
        }
    }
}

/// Deterministic noise.
struct Noise(u64);

impl Noise {
    fn next(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % below
    }
}

const HOSTILE: [&str; 24] = [
    "((((((((",
    "]]]]]]]]",
    "NOT NOT NOT NOT NOT",
    "a* b* c* d* e*",
    "*",
    "* ? *a* ?b",
    "[* TO *]",
    "IN [x x x x]",
    "^1e99 ~99",
    "\"a b\"~2147483647",
    "text:roof id:x tag:y",
    "-",
    "--------",
    "\"\"\"\"\"\"",
    "from: with: in:",
    "from:\"",
    "before:9999-99-99",
    "\u{202e}\u{0}\u{feff}",
    "🏠🏠🏠🏠🏠",
    "+++++(((((11111",
    "a",
    "#7735550118",
    "' OR 1=1; DROP TABLE",
    "AND OR NOT + - && || ! ( ) { } ^ ~ * ? : \\",
];

#[test]
fn five_thousand_questions_with_hostile_ones_among_them_are_all_answered_in_time() {
    let mut noise = Noise(7);
    let vocabulary: Vec<String> =
        (0..3000).map(|n| format!("{}{}", VOCABULARY[n % VOCABULARY.len()], n / VOCABULARY.len())).collect();
    let mut bench = Bench::new();
    for batch in 0..4 {
        let docs = (0..1000).map(|n| {
            let words: Vec<&str> =
                (0..12).map(|_| vocabulary[noise.next(3000) * noise.next(3000) / 3000].as_str()).collect();
            Write::Put(text(&format!("m{batch}x{n}"), &words.join(" "), (n % 900) as i64))
        });
        bench.apply(docs.collect());
        if batch < 3 {
            bench.index.commit().unwrap();
        }
    }
    let mut hits = 0;
    for n in 0..5000 {
        let mut question = String::new();
        for _ in 0..=noise.next(4) {
            let word = &vocabulary[noise.next(3000)];
            match noise.next(8) {
                0 => question.push_str(&word[..noise.next(word.len())]),
                1 => question.push_str(&format!("\"{word} {}\"", vocabulary[noise.next(3000)])),
                2 => question.push_str(&format!("-{word}")),
                3 => question.push_str(&format!("from:{word}")),
                4 => question
                    .push_str(["in:texts", "is:missed", "has:media", "after:2025", "before:yesterday"][noise.next(5)]),
                _ => question.push_str(word),
            }
            question.push(' ');
        }
        if n % 10 == 0 {
            let hostile = HOSTILE[noise.next(HOSTILE.len())];
            question = if n % 20 == 0 { hostile.repeat(1 + noise.next(2500)) } else { format!("{question}{hostile}") };
        }
        let began = std::time::Instant::now();
        let query = Query::parse(&question, &CLOCK, n % 3 != 0);
        let order = if n % 2 == 0 { Order::Newest } else { Order::Relevance };
        let found = bench.index.search(&query, &Options { order, ..Options::default() });
        let found = found.unwrap_or_else(|error| panic!("{error}: {question:.100}"));
        hits += found.totals.iter().sum::<u64>();
        assert!(began.elapsed().as_secs() < 2, "{question:.100}");
    }
    assert!(hits > 10_000, "{hits}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn anything_typed_is_read_without_a_panic(question in "\\PC{0,80}|[-+()\":a-z0-9 ]{0,600}", typing: bool) {
        let query = Query::parse(&question, &CLOCK, typing);
        prop_assert!(query.nodes.len() <= query::MOST_TERMS);
        prop_assert_eq!(query.clone(), Query::parse(&question, &CLOCK, typing));
    }
}
