//! The store at a million messages in 100,000 conversations, through the queries that screens use (goals G6–G10).
//!
//! Baselines of the same run: the engine itself (the same bytes in one bare sled tree, without records, counts, order
//! or names) and, with the feature `bench-baseline`, SQLite with the same texts and the two tables that a page needs.

use std::time::{Duration, Instant};

use ringbook::model::event::{ContactLinks, DeliveryState, Event, MessageFact, Place};
use ringbook::model::{ConversationId, Direction, LineId, Party, UtcMillis};
use ringbook::store::{Anchor, OpenOptions, Store, Tab};

use crate::table::{Table, ms, quantile};

const MESSAGES: f64 = 1_000_000.0;
const CONVERSATIONS: f64 = 100_000.0;
const OVERWRITES: f64 = 400_000.0;
const BATCH: usize = 500;
const ASKED: usize = 4_000;
const PAGE: usize = 50;

struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, n: u64) -> u64 {
        (self.next() >> 11) % n.max(1)
    }

    /// A conversation: few are busy, most are not (mean 10 messages, the busiest thousands).
    fn conversation(&mut self, conversations: u64) -> u64 {
        let share = self.below(1 << 30) as f64 / f64::from(1 << 30);
        ((share * share * share) * conversations as f64) as u64
    }
}

const WORDS: [&str; 16] = [
    "roof",
    "leak",
    "tomorrow",
    "quote",
    "please",
    "call",
    "the",
    "gutter",
    "invoice",
    "morning",
    "thanks",
    "ladder",
    "photo",
    "shingle",
    "insurance",
    "price",
];

fn line() -> LineId {
    "PNq7Lw2XkT".into()
}

fn other(conversation: u64) -> Party {
    Party::Phone(format!("+1773{conversation:07}"))
}

fn message(dice: &mut Dice, n: u64, conversations: u64, state: DeliveryState) -> Event {
    let conversation = dice.conversation(conversations);
    let count = 3 + dice.below(30);
    let words: Vec<&str> = (0..count).map(|_| WORDS[dice.below(16) as usize]).collect();
    let incoming = dice.below(2) == 0;
    let own = Party::Phone("+13125550142".into());
    Event::Message(MessageFact {
        id: format!("ACbench{n:025}").into(),
        place: Place {
            line: Some(line()),
            line_number: Some(own.clone()),
            conversation: Some(format!("CNbench{conversation:025}").into()),
            others: Some(vec![other(conversation)]),
            contacts: ContactLinks::Unknown,
        },
        direction: if incoming { Direction::Incoming } else { Direction::Outgoing },
        from: if incoming { other(conversation) } else { own },
        text: Some(words.join(" ")),
        media: None,
        state: if incoming { DeliveryState::Received } else { state },
        error: None,
        user: None,
        created_at: Some(UtcMillis(1_700_000_000_000 + n as i64 * 1000)),
        at: UtcMillis(1_700_000_000_000 + n as i64 * 1000),
    })
}

/// Applies events in batches as the projector does, with a checkpoint every five seconds.
fn apply(store: &Store, events: impl Iterator<Item = Event>) -> (Duration, u64) {
    let mut spent = Duration::ZERO;
    let mut raw = 0;
    let mut last = Instant::now();
    let mut part = Vec::with_capacity(BATCH);
    let mut put = |part: &mut Vec<Event>| {
        let began = Instant::now();
        store
            .write(|batch| {
                for event in part.iter() {
                    batch.record(|stage| stage.apply(event))?;
                }
                batch.commit(store.applied() + part.len() as u64)
            })
            .unwrap();
        if last.elapsed() >= Duration::from_secs(5) {
            store.checkpoint().unwrap();
            last = Instant::now();
        }
        spent += began.elapsed();
        part.clear();
    };
    for event in events {
        let Event::Message(fact) = &event else { continue };
        raw += 40 + serde_json::to_vec(fact).unwrap().len() as u64;
        part.push(event);
        if part.len() == BATCH {
            put(&mut part);
        }
    }
    put(&mut part);
    let began = Instant::now();
    store.checkpoint().unwrap();
    (spent + began.elapsed(), raw)
}

fn time(count: usize, mut ask: impl FnMut()) -> Vec<Duration> {
    for _ in 0..count / 10 {
        ask();
    }
    (0..count)
        .map(|_| {
            let began = Instant::now();
            ask();
            began.elapsed()
        })
        .collect()
}

fn both(times: &mut [Duration]) -> String {
    format!("p50 {}, p99 {}", ms(quantile(times, 0.5)), ms(quantile(times, 0.99)))
}

fn resident_mib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap_or("");
    line.split_whitespace().nth(1).and_then(|kib| kib.parse::<u64>().ok()).unwrap_or(0) / 1024
}

/// Fills a store and asks it what the screens ask.
pub fn run(scale: f64, table: &mut Table) {
    let messages = (MESSAGES * scale).max(1_000.0) as u64;
    let conversations = (CONVERSATIONS * scale).max(100.0) as u64;
    let folder = tempfile::tempdir().unwrap();
    let options = OpenOptions { now: UtcMillis(1_790_000_000_000), ..OpenOptions::default() };
    let store = Store::open(folder.path(), options).unwrap().store;

    let mut dice = Dice(88_172_645_463_325_252);
    let (spent, raw) = apply(&store, (0..messages).map(|n| message(&mut dice, n, conversations, DeliveryState::Sent)));
    let rate = messages as f64 / spent.as_secs_f64();
    table.row(format!("load {messages} texts"), format!("{rate:.0}/s"), "", "4,000/s (G9)");
    let loaded = store.figures().size_bytes;
    let factor = loaded as f64 / raw as f64;
    let mib = |bytes: u64| format!("{} MiB", bytes >> 20);
    table.row("on disk", mib(loaded), format!("{factor:.1} x {} raw", mib(raw)), "6 x (G8)");

    let overwrites = (OVERWRITES * scale).max(500.0) as u64;
    let mut again = Dice(88_172_645_463_325_252);
    let changed =
        (0..messages.min(overwrites)).map(|n| message(&mut again, n, conversations, DeliveryState::Delivered));
    let (spent, _) = apply(&store, changed);
    let grown = store.figures().size_bytes;
    let growth = (grown as f64 / loaded as f64 - 1.0) * 100.0;
    let rate = overwrites as f64 / spent.as_secs_f64();
    table.row(
        format!("{overwrites} later states"),
        format!("{rate:.0}/s"),
        format!("{growth:+.1} % on disk"),
        "5 % (G8)",
    );

    let began = Instant::now();
    store.close().unwrap();
    drop(store);
    table.row("close", ms(began.elapsed()), "", "");
    let began = Instant::now();
    let store = Store::open(folder.path(), options).unwrap().store;
    table.row("open after a clean end", ms(began.elapsed()), "", "3 s at 1 M (G9)");

    let bare = bare_pages(&mut dice, conversations);
    let pick = |dice: &mut Dice| -> ConversationId {
        loop {
            let id = ConversationId::derive(&line(), [&other(dice.conversation(conversations))]);
            if store.conversation(&id).unwrap().is_some() {
                return id;
            }
        }
    };
    let picked: Vec<ConversationId> = (0..ASKED).map(|_| pick(&mut dice)).collect();
    let mut turn = picked.iter().cycle();
    let mut thread = time(ASKED, || {
        let id = turn.next().unwrap();
        std::hint::black_box(store.timeline_page(id, &Anchor::End, PAGE).unwrap().unwrap());
    });
    let mut baseline = bare;
    let ratio = quantile(&mut thread, 0.5).as_secs_f64() / quantile(&mut baseline, 0.5).as_secs_f64();
    let against = format!("{ratio:.1} x bare rows ({})", both(&mut baseline));
    table.row("thread page, 50 newest", both(&mut thread), against, "1.25 x SQLite p50 (G6)");
    #[cfg(feature = "bench-baseline")]
    let sqlite = sqlite::Pages::measure(messages, conversations);
    #[cfg(feature = "bench-baseline")]
    table.row("  against SQLite", sqlite::ratio(&mut thread, &sqlite.thread), both(&mut sqlite.thread.clone()), "");

    let mut first = time(ASKED, || {
        std::hint::black_box(store.inbox_page(Tab::All, None, None, PAGE).unwrap());
    });
    table.row("inbox page 1", both(&mut first), "", "0.4 x SQLite p50 (G7)");
    #[cfg(feature = "bench-baseline")]
    table.row("  against SQLite", sqlite::ratio(&mut first, &sqlite.list), both(&mut sqlite.list.clone()), "");
    let mut cursor = None;
    let pages = (conversations as usize / PAGE / 2).clamp(1, 999);
    let mut reached = 1;
    for _ in 0..pages {
        match store.inbox_page(Tab::All, None, cursor.as_deref(), PAGE).unwrap().next {
            Some(next) => cursor = Some(next),
            None => break,
        }
        reached += 1;
    }
    let mut deep = time(ASKED, || {
        std::hint::black_box(store.inbox_page(Tab::All, None, cursor.as_deref(), PAGE).unwrap());
    });
    let ratio = quantile(&mut deep, 0.5).as_secs_f64() / quantile(&mut first, 0.5).as_secs_f64();
    table.row(format!("inbox page {reached}"), both(&mut deep), format!("{ratio:.1} x page 1"), "at most 4 x (G7)");
    let mut waiting = time(ASKED, || {
        std::hint::black_box(store.inbox_page(Tab::Waiting, Some(&line()), None, PAGE).unwrap());
    });
    table.row("waiting on me, one line, page 1", both(&mut waiting), "", "");
    table.row("resident memory", format!("{} MiB", resident_mib()), "", "700 MiB with the index (G10)");
    assert_eq!(store.figures().stray_files, 0);
}

/// The same page from one bare sled tree: 50 rows of the same length by prefix, newest first, copied out.
fn bare_pages(dice: &mut Dice, conversations: u64) -> Vec<Duration> {
    let folder = tempfile::tempdir().unwrap();
    let db = sled::Config::new().path(folder.path()).cache_capacity(64 << 20).open().unwrap();
    let conversations = conversations.min(2_000);
    for conversation in 0..conversations {
        let mut batch = sled::Batch::default();
        for n in 0..PAGE as u64 {
            batch.insert([conversation.to_be_bytes(), n.to_be_bytes()].concat(), vec![7_u8; 300]);
        }
        db.apply_batch(batch).unwrap();
    }
    time(ASKED, || {
        let prefix = dice.below(conversations).to_be_bytes();
        let rows = db.scan_prefix(prefix).rev().take(PAGE);
        std::hint::black_box(rows.map(|row| row.unwrap().1.to_vec()).collect::<Vec<_>>());
    })
}

/// The same texts in SQLite: a page of a conversation, and the newest 50 conversations with what they show.
#[cfg(feature = "bench-baseline")]
mod sqlite {
    use super::*;
    use rusqlite::{Connection, params};

    pub struct Pages {
        pub thread: Vec<Duration>,
        pub list: Vec<Duration>,
    }

    /// `ours` as a multiple of `theirs`, by medians.
    pub fn ratio(ours: &mut [Duration], theirs: &[Duration]) -> String {
        let (ours, theirs) = (quantile(ours, 0.5), quantile(&mut theirs.to_vec(), 0.5));
        format!("{:.2} x its p50", ours.as_secs_f64() / theirs.as_secs_f64())
    }

    impl Pages {
        pub fn measure(messages: u64, conversations: u64) -> Self {
            let folder = tempfile::tempdir().unwrap();
            let mut db = Connection::open(folder.path().join("pages.db")).unwrap();
            db.execute_batch(
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -262144;
                 CREATE TABLE message (conversation INTEGER, at INTEGER, id TEXT, body BLOB, PRIMARY KEY (conversation, at, id)) WITHOUT ROWID;
                 CREATE TABLE conversation (id INTEGER PRIMARY KEY, last INTEGER, summary BLOB);
                 CREATE INDEX by_last ON conversation (last);",
            )
            .unwrap();
            let mut dice = Dice(88_172_645_463_325_252);
            let mut n = 0;
            while n < messages {
                let part = db.transaction().unwrap();
                for _ in 0..1_000.min(messages - n) {
                    let Event::Message(fact) = message(&mut dice, n, conversations, DeliveryState::Sent) else {
                        continue;
                    };
                    let of = fact
                        .place
                        .conversation
                        .as_ref()
                        .unwrap()
                        .as_str()
                        .trim_start_matches("CNbench")
                        .parse::<i64>()
                        .unwrap();
                    let body = serde_json::to_vec(&fact).unwrap();
                    part.prepare_cached("INSERT INTO message VALUES (?, ?, ?, ?)")
                        .unwrap()
                        .execute(params![of, fact.at.0, fact.id.as_str(), body])
                        .unwrap();
                    part.prepare_cached("INSERT INTO conversation VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET last = excluded.last, summary = excluded.summary")
                        .unwrap()
                        .execute(params![of, fact.at.0, body])
                        .unwrap();
                    n += 1;
                }
                part.commit().unwrap();
            }
            let mut page = db
                .prepare("SELECT at, id, body FROM message WHERE conversation = ? ORDER BY at DESC LIMIT 50")
                .unwrap();
            let thread = time(ASKED, || {
                let of = dice.conversation(conversations) as i64;
                let rows = page.query_map([of], |row| {
                    Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?, row.get::<_, Vec<u8>>(2)?))
                });
                std::hint::black_box(rows.unwrap().map(Result::unwrap).collect::<Vec<_>>());
            });
            let mut page =
                db.prepare("SELECT id, last, summary FROM conversation ORDER BY last DESC LIMIT 50").unwrap();
            let list = time(ASKED, || {
                let rows = page
                    .query_map([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?, row.get::<_, Vec<u8>>(2)?)));
                std::hint::black_box(rows.unwrap().map(Result::unwrap).collect::<Vec<_>>());
            });
            Self { thread, list }
        }
    }
}
