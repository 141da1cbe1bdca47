//! How much of what the disk can do is left by the journal: the module against a bare loop of one append and
//! one `fdatasync` per batch, with the same producers, payloads and folder, in turns (goal G4).
//!
//! The folder is the system's temporary one; set `TMPDIR` to measure another disk.

use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Barrier, OnceLock};
use std::time::{Duration, Instant};

use bytes::Bytes;
use ringbook::journal::{FileJournal, Journal, JournalOptions, Kind, NewRecord, ReadLimit, Seq};
use ringbook::model::UtcMillis;
use ringbook::seam::{Entropy, Seam, SeededEntropy};

/// One line of the table.
#[derive(Debug, Clone)]
pub struct Line {
    /// What was measured.
    pub what: String,
    /// Durable records a second, median of the rounds.
    pub per_second: f64,
    /// The slowest and the fastest round.
    pub range: (f64, f64),
    /// Microseconds until one append was durable.
    pub p50_us: f64,
    /// The same, of the slowest hundredth.
    pub p99_us: f64,
    /// Records in one batch, mean.
    pub batch: f64,
    /// Records a second against the bare loop of the same producers.
    pub ratio: f64,
}

impl std::fmt::Display for Line {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { what, per_second, range, p50_us, p99_us, batch, ratio } = self;
        let (low, high) = range;
        write!(
            f,
            "{what:<44} {per_second:>8.0}/s [{low:>6.0}..{high:>6.0}]  p50 {p50_us:>7.0} us  p99 {p99_us:>7.0} us  \
             batch {batch:>5.1}  {ratio:>5.2} x raw"
        )
    }
}

const ROUNDS: usize = 9;

/// One way to write, by name.
type Way = (&'static str, fn(usize, Duration) -> Sample);

/// Measures with 1, 8 and 64 producers, `round` long each time, and gives the lines of the table.
pub fn run(round: Duration) -> Vec<Line> {
    let mut lines = Vec::new();
    for producers in [1, 8, 64] {
        let kinds: [Way; 3] =
            [("raw append + fdatasync", raw), ("raw, preallocated", raw_preallocated), ("journal", journal)];
        let mut samples: Vec<Vec<Sample>> = kinds.iter().map(|_| Vec::new()).collect();
        for _ in 0..ROUNDS {
            for ((_, measure), samples) in kinds.iter().zip(&mut samples) {
                samples.push(measure(producers, round));
            }
        }
        let base = median(samples[0].iter().map(|sample| sample.per_second));
        for ((name, _), samples) in kinds.iter().zip(&samples) {
            let rates = || samples.iter().map(|sample| sample.per_second);
            lines.push(Line {
                what: format!("{name}, {producers} producers"),
                per_second: median(rates()),
                range: (rates().fold(f64::MAX, f64::min), rates().fold(0.0, f64::max)),
                p50_us: median(samples.iter().map(|sample| sample.p50_us)),
                p99_us: median(samples.iter().map(|sample| sample.p99_us)),
                batch: median(samples.iter().map(|sample| sample.batch)),
                ratio: median(rates()) / base,
            });
        }
    }
    lines
}

/// How long it takes to open a journal of so many records (about 1 KB each) and to read all of them.
pub fn open_and_read(records: u64) -> (Duration, Duration) {
    let folder = tempfile::tempdir().unwrap();
    let entropy = SeededEntropy::new(5);
    let journal = FileJournal::open(folder.path(), JournalOptions::default(), Seam::system()).unwrap();
    while journal.last().0 < records {
        journal.append((0..1_000).map(|_| record(text(&entropy, 700).into())).collect()).wait().unwrap();
    }
    journal.close();
    let start = Instant::now();
    let journal = FileJournal::open(folder.path(), JournalOptions::default(), Seam::system()).unwrap();
    let opened = start.elapsed();
    let (start, mut after) = (Instant::now(), Seq::START);
    while let Some(last) = journal.read(after, ReadLimit::default()).unwrap().last() {
        after = last.seq;
    }
    (opened, start.elapsed())
}

struct Sample {
    per_second: f64,
    p50_us: f64,
    p99_us: f64,
    batch: f64,
}

fn record(payload: Bytes) -> NewRecord {
    NewRecord { kind: Kind::Delivery, at: UtcMillis(0), payload }
}

/// Words, so that they compress about as messages do.
fn text(entropy: &SeededEntropy, len: usize) -> Vec<u8> {
    const WORDS: [&str; 8] = ["order ", "ready ", "call ", "me ", "tomorrow ", "thanks ", "invoice ", "at "];
    let mut text = Vec::with_capacity(len + 24);
    while text.len() < len {
        text.extend_from_slice(WORDS[entropy.jitter(7) as usize].as_bytes());
        text.extend_from_slice(entropy.jitter(9_999).to_string().as_bytes());
    }
    text
}

/// 1 to 8 KB, as many small as large ones.
fn payloads() -> &'static [Bytes] {
    static PAYLOADS: OnceLock<Vec<Bytes>> = OnceLock::new();
    PAYLOADS.get_or_init(|| {
        let entropy = SeededEntropy::new(3);
        let len = || (1_024.0 * 2f64.powf(entropy.jitter(3_000) as f64 / 1_000.0)) as usize;
        (0..256).map(|_| text(&entropy, len()).into()).collect()
    })
}

/// Lets `producers` threads append one after the other for so long.
fn produce(producers: usize, round: Duration, append: impl Fn(Bytes) + Sync) -> Sample {
    let (stop, ready) = (AtomicBool::new(false), Barrier::new(producers + 1));
    let payloads = payloads();
    let mut start = Instant::now();
    let mut times: Vec<f64> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..producers)
            .map(|producer| {
                let (append, stop, ready) = (&append, &stop, &ready);
                scope.spawn(move || {
                    let mut times = Vec::new();
                    ready.wait();
                    for payload in payloads.iter().cycle().skip(producer * 4) {
                        if stop.load(Ordering::Relaxed) {
                            return times;
                        }
                        let begun = Instant::now();
                        append(payload.clone());
                        times.push(begun.elapsed().as_secs_f64() * 1e6);
                    }
                    times
                })
            })
            .collect();
        ready.wait();
        start = Instant::now();
        std::thread::sleep(round);
        stop.store(true, Ordering::Relaxed);
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    let seconds = start.elapsed().as_secs_f64();
    times.sort_by(f64::total_cmp);
    let at = |part: f64| times.get((times.len() as f64 * part) as usize).copied().unwrap_or(0.0);
    Sample { per_second: times.len() as f64 / seconds, p50_us: at(0.5), p99_us: at(0.99), batch: 0.0 }
}

fn journal(producers: usize, round: Duration) -> Sample {
    let folder = tempfile::tempdir().unwrap();
    let journal = FileJournal::open(folder.path(), JournalOptions::default(), Seam::system()).unwrap();
    let sample = produce(producers, round, |payload| {
        journal.append(vec![record(payload)]).wait().unwrap();
    });
    let health = journal.health();
    Sample { batch: health.records as f64 / health.commits as f64, ..sample }
}

fn raw(producers: usize, round: Duration) -> Sample {
    raw_loop(producers, round, 0)
}

fn raw_preallocated(producers: usize, round: Duration) -> Sample {
    raw_loop(producers, round, 64 << 20)
}

type Job = (Bytes, SyncSender<()>);

fn raw_loop(producers: usize, round: Duration, preallocate: u64) -> Sample {
    let folder = tempfile::tempdir().unwrap();
    let (sender, receiver) = sync_channel::<Job>(1_024);
    let path = folder.path().join("raw");
    let committer = std::thread::spawn(move || commit(&receiver, &path, preallocate));
    let sample = produce(producers, round, |payload| {
        let (done, waiting) = sync_channel(1);
        sender.send((payload, done)).unwrap();
        waiting.recv().unwrap();
    });
    drop(sender);
    Sample { batch: committer.join().unwrap(), ..sample }
}

/// Takes what waits, one write, one sync, wakes the producers; the mean batch.
fn commit(jobs: &Receiver<Job>, path: &std::path::Path, preallocate: u64) -> f64 {
    let mut file = std::fs::File::create(path).unwrap();
    let (mut batches, mut records, mut buffer) = (0.0, 0.0, Vec::new());
    let (mut written, mut reserved) = (0, 0);
    while let Ok(first) = jobs.recv() {
        let batch: Vec<Job> = std::iter::once(first).chain(jobs.try_iter().take(511)).collect();
        buffer.clear();
        for (payload, _) in &batch {
            buffer.extend_from_slice(&(payload.len() as u32).to_le_bytes());
            buffer.extend_from_slice(payload);
        }
        written += buffer.len() as u64;
        if preallocate > 0 && written > reserved {
            reserved = written + preallocate;
            rustix::fs::fallocate(&file, rustix::fs::FallocateFlags::empty(), 0, reserved).unwrap();
        }
        file.write_all(&buffer).unwrap();
        file.sync_data().unwrap();
        batches += 1.0;
        records += batch.len() as f64;
        for (_, done) in batch {
            done.send(()).unwrap();
        }
    }
    records / batches
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
