//! Search at the size of LIMITS.md section 6: 1,000,000 messages and 200,000 transcript segments of synthetic text,
//! asked through the same functions as the product, words and snippets included.
//!
//! With the feature `bench-baseline` the same documents go into SQLite FTS5 in the same run, and each line gets the
//! ratio to it.

use ringbook::model::{ContactId, ConversationId, Direction, ItemId, LineId, Party, UtcMillis};
use ringbook::search::{Clock, Doc, DocKey, DocKind, From, Index, Options, Order, Query, Settings, Write};
use std::fmt::Write as _;
use std::path::Path;
use std::time::Instant;

use super::text::{Noise, Zipf, vocabulary};

/// How large a run is.
#[derive(Debug, Clone, Copy)]
pub struct Scale {
    /// Texts.
    pub messages: usize,
    /// Transcript segments.
    pub segments: usize,
    /// Contacts, with a few of them writing most.
    pub contacts: usize,
    /// Questions of each kind.
    pub questions: usize,
}

impl Scale {
    /// The size that the goals are stated for.
    pub const FULL: Self = Self { messages: 1_000_000, segments: 200_000, contacts: 100_000, questions: 200 };

    /// A fraction of it, for a quick look.
    #[must_use]
    pub fn of(fraction: f64) -> Self {
        let part = |whole: usize| ((whole as f64 * fraction) as usize).max(100);
        let full = Self::FULL;
        Self { messages: part(full.messages), segments: part(full.segments), contacts: part(full.contacts), ..full }
    }
}

const NOW: i64 = 1_773_338_400_000;
const DAY: i64 = 86_400_000;
const CLOCK: Clock = Clock { now: UtcMillis(NOW), offset_minutes: 0 };

/// Builds the index, asks every kind of question, and writes a table.
///
/// # Errors
/// If the folder cannot be written, or the index answers with an error.
pub fn run(scale: Scale, dir: &Path, out: &mut dyn std::io::Write) -> anyhow::Result<()> {
    let world = World::new(scale);
    writeln!(out, "search: {} messages, {} segments, {} contacts", scale.messages, scale.segments, scale.contacts)?;

    let index = Index::open(&dir.join("index"), Settings { verify: false, ..Settings::default() })?;
    if index.documents() == 0 {
        fill(&world, &index, dir, out)?;
    }

    #[cfg(feature = "bench-baseline")]
    let fts = {
        let cpu = cpu_seconds();
        let began = Instant::now();
        let path = dir.join("fts5.db");
        if path.exists() {
            fts5::Fts5::open(&path)?
        } else {
            let fts = fts5::Fts5::build(&path, world.documents())?;
            writeln!(out, "FTS5: {:.1} s, CPU {:.1} s", began.elapsed().as_secs_f64(), used(cpu))?;
            fts
        }
    };

    writeln!(
        out,
        "{:<34} {:>9} {:>9} {:>10} {:>9} {:>9} {:>7}",
        "ms, 10 hits a group with snippets", "p50", "p99", "hits", "FTS5 p50", "FTS5 p99", "ratio"
    )?;
    for kind in Kind::ALL {
        let questions = world.questions(kind);
        let order = if kind.newest() { Order::Newest } else { Order::Relevance };
        // Texts and transcripts: about 20 hits in all.
        let options = Options { order, limit: 10, ..Options::default() };
        let mut total = 0;
        let mut times = Vec::new();
        for warm in [true, false] {
            for question in &questions {
                let began = Instant::now();
                let found = index.search(&Query::parse(&question.typed, &CLOCK, kind.typing()), &options)?;
                if !warm {
                    times.push(began.elapsed().as_secs_f64() * 1e3);
                    total += found.totals.iter().sum::<u64>();
                }
            }
        }
        let (p50, p99) = percentiles(&mut times);
        let mut line =
            format!("{:<34} {p50:>9.3} {p99:>9.2} {:>10}", kind.name(), total / questions.len().max(1) as u64);
        #[cfg(feature = "bench-baseline")]
        if let Some(mut times) = fts.time(&questions, kind)? {
            let (peer50, peer99) = percentiles(&mut times);
            write!(line, " {peer50:>9.3} {peer99:>9.2} {:>7.3}", p50 / peer50)?;
        }
        #[cfg(not(feature = "bench-baseline"))]
        write!(line, " {:>9} {:>9} {:>7}", "-", "-", "-")?;
        writeln!(out, "{line}")?;
    }

    new_to_found(&index, &world, index.covered() + 1, out)?;
    writeln!(out, "resident {:.0} MiB", resident_mib())?;
    index.close()?;
    let began = Instant::now();
    let index = Index::open(&dir.join("index"), Settings::default())?;
    writeln!(out, "opened and every sum checked in {:.2} s", began.elapsed().as_secs_f64())?;
    index.close()?;
    Ok(())
}

/// Fills the index and says what that took.
fn fill(world: &World, index: &Index, dir: &Path, out: &mut dyn std::io::Write) -> anyhow::Result<()> {
    let cpu = cpu_seconds();
    let began = Instant::now();
    let text_bytes = world.documents().map(|doc| doc.text.len()).sum::<usize>();
    let making = (began.elapsed().as_secs_f64(), used(cpu));

    let cpu = cpu_seconds();
    let began = Instant::now();
    let mut batch = Vec::new();
    let mut position = 0;
    for doc in world.documents() {
        batch.push(Write::Put(doc));
        if batch.len() == 500 {
            position += 1;
            index.load(position, std::mem::take(&mut batch))?;
        }
    }
    index.load(position + 1, batch)?;
    index.commit()?;
    let wall = began.elapsed().as_secs_f64();
    let documents = index.documents();
    let size = folder_bytes(&dir.join("index"));
    writeln!(
        out,
        "index: {documents} documents in {wall:.1} s ({:.0}/s), CPU {:.1} s (of both, making the text: {:.1} s, CPU {:.1} s); \
         {:.0} MiB = {:.2} x text; resident {:.0} MiB",
        documents as f64 / wall,
        used(cpu),
        making.0,
        making.1,
        size as f64 / (1 << 20) as f64,
        size as f64 / text_bytes as f64,
        resident_mib(),
    )?;
    Ok(())
}

/// New documents one by one: how long until the next search finds each, while commits run beside it.
fn new_to_found(index: &Index, world: &World, first: u64, out: &mut dyn std::io::Write) -> anyhow::Result<()> {
    let mut applied = Vec::new();
    let mut found = Vec::new();
    let mut noise = Noise(99);
    for n in 0..2_000_u64 {
        let word = format!("neu{n}x");
        let mut doc = world.message(&mut noise, n as usize, NOW);
        doc.key.owner = format!("new{n}");
        doc.text.push(' ');
        doc.text.push_str(&word);
        let began = Instant::now();
        index.apply(first + n, vec![Write::Put(doc)])?;
        applied.push(began.elapsed().as_secs_f64() * 1e3);
        let answer = index.search(&Query::parse(&word, &CLOCK, false), &Options::default())?;
        found.push(began.elapsed().as_secs_f64() * 1e3);
        anyhow::ensure!(answer.totals.iter().sum::<u64>() == 1, "{word} was not found");
    }
    let (apply50, apply99) = percentiles(&mut applied);
    let (found50, found99) = percentiles(&mut found);
    writeln!(
        out,
        "new message, ms: applied {apply50:.3} / {apply99:.2}, applied and found {found50:.3} / {found99:.2}"
    )?;
    Ok(())
}

/// A kind of question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Term,
    TermNewest,
    TwoTerms,
    TwoTermsNewest,
    Phrase,
    Prefix(usize),
    PrefixNewest,
    WordAndPrefix,
    Typo,
    Contact,
    Week,
    Commonest,
}

impl Kind {
    const ALL: [Self; 15] = [
        Self::Term,
        Self::TermNewest,
        Self::TwoTerms,
        Self::TwoTermsNewest,
        Self::Phrase,
        Self::Prefix(2),
        Self::Prefix(3),
        Self::Prefix(4),
        Self::Prefix(5),
        Self::PrefixNewest,
        Self::WordAndPrefix,
        Self::Typo,
        Self::Contact,
        Self::Week,
        Self::Commonest,
    ];

    fn newest(self) -> bool {
        matches!(self, Self::TermNewest | Self::TwoTermsNewest | Self::PrefixNewest)
    }

    fn typing(self) -> bool {
        matches!(self, Self::Prefix(_) | Self::PrefixNewest | Self::WordAndPrefix)
    }

    fn name(self) -> String {
        match self {
            Self::Term => "one term".into(),
            Self::TermNewest => "one term, newest first".into(),
            Self::TwoTerms => "two terms".into(),
            Self::TwoTermsNewest => "two terms, newest first".into(),
            Self::Phrase => "phrase".into(),
            Self::Prefix(letters) => format!("prefix of {letters} letters"),
            Self::PrefixNewest => "prefix of 2-5, newest first".into(),
            Self::WordAndPrefix => "word + prefix of the next".into(),
            Self::Typo => "one slip".into(),
            Self::Contact => "contact + term".into(),
            Self::Week => "one week + term".into(),
            Self::Commonest => "one of the 20 commonest words".into(),
        }
    }
}

/// A question as typed here and as FTS5 takes it.
struct Question {
    typed: String,
    #[cfg_attr(not(feature = "bench-baseline"), allow(dead_code))]
    fts: Option<String>,
    #[cfg_attr(not(feature = "bench-baseline"), allow(dead_code))]
    contact: Option<usize>,
}

/// The synthetic business.
struct World {
    scale: Scale,
    vocabulary: Vec<String>,
    word_at: Zipf,
    contact_at: Zipf,
}

impl World {
    fn new(scale: Scale) -> Self {
        Self {
            scale,
            vocabulary: vocabulary(60_000),
            word_at: Zipf::new(60_000, 1.05),
            contact_at: Zipf::new(scale.contacts, 1.0),
        }
    }

    fn documents(&self) -> impl Iterator<Item = Doc> + '_ {
        let contacts = (0..self.scale.contacts).map(|n| self.contact(n));
        let mut noise = Noise(1);
        let messages = (0..self.scale.messages).map(move |n| {
            let at = NOW - (self.scale.messages - n) as i64 * (900 * DAY / self.scale.messages as i64);
            self.message(&mut noise, n, at)
        });
        let mut noise = Noise(2);
        let segments = (0..self.scale.segments).map(move |n| self.segment(&mut noise, n));
        contacts.chain(messages).chain(segments)
    }

    fn number(contact: usize) -> Party {
        Party::Phone(format!("+1{:010}", 2_000_000_000_u64 + contact as u64 * 61_987))
    }

    fn contact_id(contact: usize) -> ContactId {
        ContactId(format!("{:024x}", (contact as u128 + 1) * 0x9e37_79b9_7f4a_7c15_f39c % (1 << 96)))
    }

    fn contact(&self, n: usize) -> Doc {
        Doc {
            numbers: vec![Self::number(n)],
            ..Doc::new(DocKey::contact(&Self::contact_id(n)), self.name(n), UtcMillis(NOW - n as i64))
        }
    }

    fn name(&self, contact: usize) -> String {
        let word = |n: usize| self.vocabulary.get(n % self.vocabulary.len()).map_or("x", String::as_str);
        format!("{} {}", word(30_000 + contact / 300), word(40_000 + contact % 20_000))
    }

    fn words(&self, noise: &mut Noise, count: usize) -> String {
        let mut text = String::new();
        for n in 0..count {
            if n > 0 {
                text.push(' ');
            }
            text.push_str(self.vocabulary.get(self.word_at.draw(noise)).map_or("x", String::as_str));
        }
        text
    }

    fn message(&self, noise: &mut Noise, n: usize, at: i64) -> Doc {
        // 3 to 400 words, most of them few: about 21 on the average.
        let count = (3.0 + (noise.unit().mul_add(-0.999, 1.0).ln() * -18.0)).min(400.0) as usize;
        let contact = self.contact_at.draw(noise);
        let incoming = noise.unit() < 0.6;
        let party = Self::number(contact);
        let line = LineId(format!("PN{}", contact % 3));
        Doc {
            conversation: Some(ConversationId::derive(&line, [&party])),
            contacts: vec![Self::contact_id(contact)],
            line: Some(line),
            direction: Some(if incoming { Direction::Incoming } else { Direction::Outgoing }),
            from: if incoming {
                From { party: Some(party.clone()), contact: Some(Self::contact_id(contact)), names: Vec::new() }
            } else {
                From { names: vec!["Alex Smith".into()], ..From::default() }
            },
            parties: vec![party],
            ..Doc::new(DocKey::of_item(DocKind::Text, &item(n), 0), self.words(noise, count), UtcMillis(at))
        }
    }

    fn segment(&self, noise: &mut Noise, n: usize) -> Doc {
        let call = n / 20;
        let mut of_call = Noise(call as u64 + 77);
        let at = NOW - (of_call.unit() * 900.0 * DAY as f64) as i64;
        let from_message = self.message(&mut of_call, 0, at);
        let count = 10 + noise.below(51);
        Doc {
            key: DocKey::of_item(DocKind::Transcript, &item(usize::MAX / 2 + call), (n % 20) as u32),
            text: self.words(noise, count),
            start_ms: Some((n % 20) as i64 * 9_000),
            speaker: Some("Alex Smith".into()),
            ..from_message
        }
    }

    /// A word of frequency rank 100–20,000, drawn as words occur.
    fn rare_word(&self, noise: &mut Noise) -> &str {
        loop {
            let rank = self.word_at.draw(noise);
            if (100..20_000).contains(&rank) {
                return self.vocabulary.get(rank).map_or("x", String::as_str);
            }
        }
    }

    fn questions(&self, kind: Kind) -> Vec<Question> {
        let mut noise = Noise(1234);
        let mut from_texts = Noise(1);
        (0..self.scale.questions)
            .map(|n| {
                let word = self.rare_word(&mut noise).to_owned();
                let begins = |letters: usize| word.chars().take(letters).collect::<String>();
                let plain = |typed: String| Question { fts: Some(typed.clone()), typed, contact: None };
                match kind {
                    Kind::Term | Kind::TermNewest => plain(word),
                    Kind::TwoTerms | Kind::TwoTermsNewest => plain(format!("{word} {}", self.rare_word(&mut noise))),
                    Kind::Phrase => {
                        let text = self.message(&mut from_texts, n, 0).text;
                        let words: Vec<&str> = text.split(' ').collect();
                        let at = noise.below(words.len() - 2);
                        plain(format!("\"{}\"", words.get(at..at + 2).unwrap_or_default().join(" ")))
                    }
                    Kind::Prefix(letters) => {
                        let typed = begins(letters);
                        Question { fts: Some(format!("{typed}*")), typed, contact: None }
                    }
                    Kind::PrefixNewest => {
                        let typed = begins(2 + n % 4);
                        Question { fts: Some(format!("{typed}*")), typed, contact: None }
                    }
                    Kind::WordAndPrefix => {
                        let typed = format!("{} {}", self.rare_word(&mut noise), begins(3));
                        Question { fts: Some(format!("{typed}*")), typed, contact: None }
                    }
                    Kind::Typo => {
                        let mut word = word;
                        while word.len() < 6 {
                            word = self.rare_word(&mut noise).to_owned();
                        }
                        let mut letters: Vec<char> = word.chars().collect();
                        letters.swap(2, 3);
                        Question { typed: letters.into_iter().collect(), fts: None, contact: None }
                    }
                    Kind::Contact => {
                        let contact = self.contact_at.draw(&mut noise);
                        Question {
                            typed: format!("with:\"{}\" {word}", self.name(contact)),
                            fts: Some(word),
                            contact: Some(contact),
                        }
                    }
                    Kind::Week => {
                        let from = NOW - (noise.below(800) as i64 + 8) * DAY;
                        Question {
                            typed: format!("after:{} before:{} {word}", date(from), date(from + 7 * DAY)),
                            fts: Some(word),
                            contact: None,
                        }
                    }
                    Kind::Commonest => plain(self.vocabulary.get(n % 20).cloned().unwrap_or_default()),
                }
            })
            .collect()
    }
}

fn date(at: i64) -> String {
    chrono::DateTime::from_timestamp_millis(at).map_or_else(String::new, |at| at.format("%Y-%m-%d").to_string())
}

fn item(n: usize) -> ItemId {
    let mut noise = Noise(n as u64 ^ 0x5bd1_e995);
    ItemId(format!("ACx{:016x}{:016x}", noise.next(), noise.next()))
}

/// Median and 99th percentile.
fn percentiles(times: &mut [f64]) -> (f64, f64) {
    times.sort_by(f64::total_cmp);
    let at = |part: f64| times.get(((times.len() as f64 * part) as usize).min(times.len().saturating_sub(1))).copied();
    (at(0.5).unwrap_or_default(), at(0.99).unwrap_or_default())
}

fn folder_bytes(dir: &Path) -> u64 {
    let Ok(entries) = std::fs::read_dir(dir) else { return 0 };
    entries.flatten().filter_map(|entry| entry.metadata().ok()).map(|meta| meta.len()).sum()
}

/// User and system seconds of this process so far; 0 where the system does not say.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after = stat.rsplit(')').next().unwrap_or_default();
    after.split_whitespace().skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
}

fn used(before: f64) -> f64 {
    cpu_seconds() - before
}

fn resident_mib() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let kib = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:")?.trim().strip_suffix(" kB")?.trim().parse::<f64>().ok());
    kib.unwrap_or_default() / 1024.0
}

#[cfg(feature = "bench-baseline")]
mod fts5 {
    //! The same documents in SQLite FTS5: external content, prefix indexes of 2, 3 and 4 letters.

    use super::{Kind, Question, World};
    use ringbook::search::{Doc, DocKind};
    use rusqlite::{Connection, params};
    use std::path::Path;
    use std::time::Instant;

    /// A database that holds the texts and segments.
    pub struct Fts5(Connection);

    impl Fts5 {
        /// Builds it.
        pub fn open(path: &Path) -> anyhow::Result<Self> {
            Ok(Self(Connection::open(path)?))
        }

        pub fn build(path: &Path, documents: impl Iterator<Item = Doc>) -> anyhow::Result<Self> {
            let mut db = Connection::open(path)?;
            db.execute_batch(
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;
                 CREATE TABLE docs(id INTEGER PRIMARY KEY, text TEXT, contact TEXT, at INTEGER);
                 CREATE VIRTUAL TABLE words USING fts5(text, content='docs', content_rowid='id', prefix='2 3 4');",
            )?;
            let mut id = 0;
            let mut open = db.transaction()?;
            for doc in documents.filter(|doc| doc.key.kind != DocKind::Contact) {
                id += 1;
                let contact = doc.contacts.first().map(|id| id.as_str().to_owned());
                open.prepare_cached("INSERT INTO docs VALUES(?,?,?,?)")?
                    .execute(params![id, doc.text, contact, doc.at.0])?;
                open.prepare_cached("INSERT INTO words(rowid, text) VALUES(?,?)")?.execute(params![id, doc.text])?;
                if id % 50_000 == 0 {
                    open.commit()?;
                    open = db.transaction()?;
                }
            }
            open.commit()?;
            db.execute_batch("CREATE INDEX by_contact ON docs(contact); INSERT INTO words(words) VALUES('optimize');")?;
            Ok(Self(db))
        }

        /// Milliseconds of each question; `None` where FTS5 has no such question.
        pub fn time(&self, questions: &[Question], kind: Kind) -> anyhow::Result<Option<Vec<f64>>> {
            // Ranked prefixes take seconds: fewer of them will do.
            let most = if kind.typing() && !kind.newest() || kind == Kind::Commonest { 40 } else { questions.len() };
            let (filter, order) = match kind {
                Kind::Contact => ("AND docs.contact = ?2", "rank"),
                Kind::Week => ("AND docs.at >= ?2 AND docs.at < ?2 + 604800000", "rank"),
                _ if kind.newest() => ("AND ?2 IS NULL", "words.rowid DESC"),
                _ => ("AND ?2 IS NULL", "rank"),
            };
            let join =
                if matches!(kind, Kind::Contact | Kind::Week) { "JOIN docs ON docs.id = words.rowid" } else { "" };
            let sql = format!(
                "SELECT words.rowid, snippet(words, 0, '[', ']', '…', 24) FROM words {join} WHERE words MATCH ?1 {filter} ORDER BY {order} LIMIT 20"
            );
            let mut times = Vec::new();
            for warm in [true, false] {
                for question in questions.iter().take(most) {
                    let Some(words) = &question.fts else { return Ok(None) };
                    let began = Instant::now();
                    let mut statement = self.0.prepare_cached(&sql)?;
                    let contact = question.contact.map(|n| World::contact_id(n).0);
                    let week = question.typed.strip_prefix("after:").and_then(|rest| rest.get(..10)).and_then(|day| {
                        Some(
                            chrono::NaiveDate::parse_from_str(day, "%Y-%m-%d")
                                .ok()?
                                .and_hms_opt(0, 0, 0)?
                                .and_utc()
                                .timestamp_millis(),
                        )
                    });
                    let found = match (contact, week) {
                        (Some(contact), _) => {
                            statement.query_map(params![words, contact], |row| row.get::<_, i64>(0))?.count()
                        }
                        (None, week) => statement.query_map(params![words, week], |row| row.get::<_, i64>(0))?.count(),
                    };
                    if !warm {
                        times.push(began.elapsed().as_secs_f64() * 1e3);
                    }
                    std::hint::black_box(found);
                }
            }
            Ok(Some(times))
        }
    }
}
