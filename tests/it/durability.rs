//! Nothing acknowledged is ever lost: over kills, deleted folders and damaged ones.

use crate::support::{
    Delivery, Ringbook,
    deliveries::message_id,
    process::{export, run},
};
use serde_json::Value;
use std::{
    collections::BTreeSet,
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

const WORD: &str = "shinglecount";

/// A small generator of its own: rounds are random and can be told apart, not repeated.
fn random(upto: u64) -> u64 {
    let mut bytes = [0_u8; 8];
    getrandom::fill(&mut bytes).unwrap();
    u64::from_le_bytes(bytes) % upto
}

fn text(n: u64) -> Delivery {
    let from = format!("+1773555{:04}", 100 + n % 40);
    let at = chrono::DateTime::from_timestamp_millis(1_790_000_000_000 + i64::try_from(n).unwrap() * 1000).unwrap();
    Delivery::text(n, &from, &format!("{WORD} number q{n}q about the roof"), &at.to_rfc3339())
}

/// Posts distinct texts from eight senders until `stop`, and gives the numbers that were acknowledged.
async fn flood(hook: &str, next: &Arc<AtomicU64>, stop: Duration) -> Vec<u64> {
    let acknowledged = Arc::new(Mutex::new(Vec::new()));
    let over = Arc::new(AtomicBool::new(false));
    let senders: Vec<_> = (0..8)
        .map(|_| {
            let (hook, next) = (hook.to_owned(), next.clone());
            let (acknowledged, over) = (acknowledged.clone(), over.clone());
            tokio::spawn(async move {
                let client = crate::support::client();
                while !over.load(Ordering::Relaxed) {
                    let n = next.fetch_add(1, Ordering::Relaxed);
                    match text(n).post(&client, &hook).await {
                        Some(200) => acknowledged.lock().unwrap().push(n),
                        Some(_) => {}
                        None => break,
                    }
                }
            })
        })
        .collect();
    tokio::time::sleep(stop).await;
    over.store(true, Ordering::Relaxed);
    for sender in senders {
        // Killing the process is what ends most of them.
        let _ = tokio::time::timeout(Duration::from_secs(5), sender).await;
    }
    std::mem::take(&mut *acknowledged.lock().unwrap())
}

/// Waits until store and index cover the whole journal.
fn wait_until_caught_up(data: &Path) -> Value {
    let began = Instant::now();
    loop {
        let output = run(data, &["doctor", "--json"]);
        let report: Value = serde_json::from_slice(&output.stdout).unwrap_or(Value::Null);
        let journal = &report["journal"];
        if journal["records"].is_u64()
            && journal["records"] == journal["storedThrough"]
            && journal["records"] == journal["indexedThrough"]
        {
            return report;
        }
        assert!(began.elapsed() < Duration::from_secs(120), "never caught up: {report}");
    }
}

fn messages(lines: &[Value]) -> Vec<String> {
    lines.iter().filter(|line| line["kind"] == "text").map(|line| line["id"].as_str().unwrap().to_owned()).collect()
}

fn found(data: &Path, query: &str) -> u64 {
    let output = run(data, &["search", "--json", query]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let page: Value = serde_json::from_slice(&output.stdout).unwrap();
    let groups = page["groups"].as_array().unwrap();
    groups.iter().filter(|group| group["kind"] == "messages").map(|group| group["total"].as_u64().unwrap()).sum()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_kills_under_load_lose_nothing_that_was_acknowledged() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let next = Arc::new(AtomicU64::new(1));
    let mut acknowledged = BTreeSet::new();
    let mut round = 0;
    // On a busy machine a life may end before anything is acknowledged: then there are more of them.
    while round < 50 || acknowledged.len() <= 200 {
        assert!(round < 300, "only {} were acknowledged: this proves too little", acknowledged.len());
        round += 1;
        let ringbook = Ringbook::start(&data);
        let hook = ringbook.hook.clone();
        let life = Duration::from_millis(5 + random(495));
        let kill = tokio::task::spawn_blocking(move || {
            std::thread::sleep(life);
            ringbook.kill();
        });
        acknowledged.extend(flood(&hook, &next, life + Duration::from_millis(20)).await);
        kill.await.unwrap();
        assert!(data.is_dir(), "round {round}");
    }

    let ringbook = Ringbook::start(&data);
    let report = wait_until_caught_up(&data);
    assert_eq!(report["deadLetters"], 0, "{report}");
    let lines = export(&data);
    let kept = messages(&lines);
    let distinct: BTreeSet<&String> = kept.iter().collect();
    assert_eq!(kept.len(), distinct.len(), "a text is there twice");
    for n in &acknowledged {
        assert!(distinct.contains(&message_id(*n)), "text {n} was acknowledged and is not in the store");
    }
    assert_eq!(found(&data, WORD), kept.len() as u64, "the index finds something else than the store holds");
    for n in acknowledged.iter().step_by(acknowledged.len() / 10) {
        assert_eq!(found(&data, &format!("q{n}q")), 1, "text {n} cannot be found");
    }
    let (_, code) = ringbook.terminate();
    assert_eq!(code, Some(0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn deleted_and_damaged_store_and_index_come_back_equal() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let client = crate::support::client();
    let ringbook = Ringbook::start(&data);
    for n in 1..=60 {
        assert_eq!(text(n).post(&client, &ringbook.hook).await, Some(200));
    }
    wait_until_caught_up(&data);
    ringbook.terminate();
    let before = export(&data);
    let digest = |report: &Value| (report["digest"]["store"].clone(), report["digest"]["index"].clone());
    let wanted = digest(&report(&data));
    assert!(wanted.0.is_string() && wanted.1.is_string());

    type Harm = (&'static str, fn(&Path));
    let harms: [Harm; 6] = [
        ("store deleted", |data| std::fs::remove_dir_all(data.join("store")).unwrap()),
        ("index deleted", |data| std::fs::remove_dir_all(data.join("index")).unwrap()),
        ("both deleted", |data| {
            std::fs::remove_dir_all(data.join("store")).unwrap();
            std::fs::remove_dir_all(data.join("index")).unwrap();
        }),
        ("store cut", |data| cut_files(&data.join("store"))),
        ("index cut", |data| cut_files(&data.join("index"))),
        ("store overwritten", |data| overwrite_files(&data.join("store"))),
    ];
    for (name, harm) in harms {
        harm(&data);
        let ringbook = Ringbook::start(&data);
        wait_until_caught_up(&data);
        ringbook.terminate();
        assert_eq!(digest(&report(&data)), wanted, "{name}");
        assert_eq!(export(&data), before, "{name}");
    }
    let rebuilt = run(&data, &["rebuild"]);
    assert!(rebuilt.status.success(), "{}", String::from_utf8_lossy(&rebuilt.stderr));
    assert_eq!(digest(&report(&data)), wanted, "rebuild");
}

fn report(data: &Path) -> Value {
    serde_json::from_slice(&run(data, &["doctor", "--thorough", "--json"]).stdout).unwrap()
}

fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().flatten().map(|entry| entry.path());
    entries.filter(|path| path.is_file()).collect()
}

fn cut_files(folder: &Path) {
    for path in files(folder) {
        let file = std::fs::OpenOptions::new().write(true).open(&path).unwrap();
        let length = file.metadata().unwrap().len();
        file.set_len(length / 2).unwrap();
    }
}

fn overwrite_files(folder: &Path) {
    for path in files(folder) {
        let length = std::fs::metadata(&path).unwrap().len();
        std::fs::write(&path, vec![0x5a_u8; usize::try_from(length.min(1 << 20)).unwrap()]).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn asked_to_end_it_ends_within_five_seconds_and_needs_no_repair() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let ringbook = Ringbook::start(&data);
    let hook = ringbook.hook.clone();
    let next = Arc::new(AtomicU64::new(1));
    let load = tokio::spawn(async move { flood(&hook, &next, Duration::from_millis(700)).await });
    tokio::time::sleep(Duration::from_millis(300)).await;
    let (took, code) = tokio::task::spawn_blocking(move || ringbook.terminate()).await.unwrap();
    assert!(took < Duration::from_secs(5), "{took:?}");
    assert_eq!(code, Some(0));
    let acknowledged = load.await.unwrap();
    let kept: BTreeSet<String> = messages(&export(&data)).into_iter().collect();
    for n in acknowledged {
        assert!(kept.contains(&message_id(n)), "text {n} was acknowledged and is gone");
    }
    assert_eq!(report(&data)["journal"]["damage"], Value::Array(Vec::new()));
}

#[test]
fn a_second_ringbook_on_the_same_folder_is_refused_and_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let ringbook = Ringbook::start(&data);
    let second = run(&data, &["serve", "--json", "--hook", "127.0.0.1:0", "--ui", "127.0.0.1:0"]);
    assert_eq!(second.status.code(), Some(4), "{}", String::from_utf8_lossy(&second.stderr));
    assert_eq!(ringbook.terminate().1, Some(0));
}

#[test]
fn a_folder_of_a_newer_ringbook_is_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    Ringbook::start(&data).terminate();
    std::fs::write(data.join("format"), "9999\n").unwrap();
    let started = run(&data, &["serve", "--json", "--hook", "127.0.0.1:0", "--ui", "127.0.0.1:0"]);
    assert_eq!(started.status.code(), Some(3), "{}", String::from_utf8_lossy(&started.stderr));
}
