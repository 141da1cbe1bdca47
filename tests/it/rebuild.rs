//! A store or index that cannot be trusted is made anew while people look on.

use crate::support::{
    Here,
    here::{config, texts},
};
use futures::StreamExt as _;
use ringbook::{
    journal::Journal as _,
    seam::{Breakpoint, Seam},
};
use serde_json::{Value, json};
use std::{path::Path, time::Duration};

const TEXTS: u64 = 1_200;

/// A data folder with texts in it, and the digest of its store.
async fn filled(data: &Path) -> String {
    let here = Here::start(config(data, |_| {}), Seam::system()).await;
    here.receive(texts(1..TEXTS + 1)).await;
    here.settle().await;
    let digest = here.app.store.digest(true).unwrap();
    here.stop().await;
    digest
}

fn database(data: &Path) -> std::path::PathBuf {
    let generations = std::fs::read_dir(data.join("store")).unwrap().flatten().map(|entry| entry.path());
    let mut found: Vec<_> = generations.filter(|path| path.is_dir() && path.join("db").exists()).collect();
    found.sort();
    found.pop().unwrap()
}

/// Which tags the change feed names until `enough`.
async fn hear(here: &Here, enough: impl Fn(&Value) -> bool) {
    let url = format!("http://{}/api/changes", here.server.ui);
    let mut feed = here.http.get(url).send().await.unwrap().bytes_stream();
    let listening = async {
        let mut text = String::new();
        while let Some(Ok(bytes)) = feed.next().await {
            text.push_str(&String::from_utf8_lossy(&bytes));
            while let Some((event, rest)) = text.split_once("\n\n") {
                let data = event.lines().find_map(|line| line.strip_prefix("data: ")).map(str::to_owned);
                text = rest.to_owned();
                if data.and_then(|data| serde_json::from_str(&data).ok()).is_some_and(|change| enough(&change)) {
                    return;
                }
            }
        }
        panic!("the feed ended");
    };
    tokio::time::timeout(Duration::from_secs(40), listening).await.expect("the feed never said it");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_damaged_store_is_made_anew_with_its_progress_on_the_screens() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let wanted = filled(&data).await;
    let db = database(&data).join("db");
    std::fs::write(&db, vec![0x5a_u8; usize::try_from(std::fs::metadata(&db).unwrap().len()).unwrap()]).unwrap();
    for other in std::fs::read_dir(database(&data)).unwrap().flatten() {
        if other.file_name().to_string_lossy().starts_with("snap.") {
            std::fs::write(other.path(), b"nonsense").unwrap();
        }
    }

    let seam = Seam::system();
    seam.breakpoints.arm(Breakpoint::Stored);
    let breakpoints = seam.breakpoints.clone();
    let here = Here::start(config(&data, |_| {}), seam).await;
    breakpoints.arrivals(Breakpoint::Stored, 1).await;
    let status = here.status().await;
    assert_eq!(status["building"]["what"], "store", "{status:#}");
    assert_eq!(status["building"]["total"].as_u64().unwrap(), here.app.journal.last().0);
    assert_eq!(status["building"]["done"], 0);
    // What is there already can be read.
    let page = here.call("inbox_page", json!({ "tab": "all", "lineId": null, "cursor": null, "limit": 50 })).await;
    assert!(!page["rows"].as_array().unwrap().is_empty());
    tokio::join!(
        hear(&here, |change| change["tags"].as_array().is_some_and(|tags| tags.contains(&json!("status")))),
        async { breakpoints.disarm(Breakpoint::Stored) }
    );
    here.until("status", json!({}), |status| status["building"].is_null() && status["coverage"]["complete"] == true)
        .await;
    assert_eq!(here.app.store.digest(true).unwrap(), wanted);
    here.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_index_is_filled_beside_what_arrives() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    filled(&data).await;
    std::fs::remove_dir_all(data.join("index")).unwrap();

    let seam = Seam::system();
    seam.breakpoints.arm(Breakpoint::Stored);
    let breakpoints = seam.breakpoints.clone();
    let here = Here::start(config(&data, |_| {}), seam).await;
    // It arrives while nothing of the old can be found yet, and the filling stops at it.
    here.receive(texts(TEXTS + 1..TEXTS + 2)).await;
    breakpoints.arrivals(Breakpoint::Stored, 1).await;
    let found = |n: u64| json!({ "query": format!("q{n}q"), "order": "newest", "group": null, "cursor": null, "limit": 5, "conversationId": null });
    let hits = |page: &Value| -> u64 {
        page["groups"].as_array().unwrap().iter().map(|group| group["total"].as_u64().unwrap()).sum()
    };
    breakpoints.disarm(Breakpoint::Stored);
    here.until("search", found(TEXTS + 1), |page| hits(page) == 1).await;
    here.until("status", json!({}), |status| status["building"].is_null() && status["coverage"]["complete"] == true)
        .await;
    for n in [1, TEXTS / 2, TEXTS, TEXTS + 1] {
        assert_eq!(hits(&here.call("search", found(n)).await), 1, "{n}");
    }
    here.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_index_whose_filling_was_cut_off_is_not_taken_for_whole() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    filled(&data).await;
    std::fs::remove_dir_all(data.join("index")).unwrap();
    let seam = Seam::system();
    seam.breakpoints.arm(Breakpoint::Stored);
    let breakpoints = seam.breakpoints.clone();
    let here = Here::start(config(&data, |_| {}), seam).await;
    here.receive(texts(TEXTS + 1..TEXTS + 2)).await;
    breakpoints.arrivals(Breakpoint::Stored, 1).await;
    let stopping = tokio::spawn(here.stop());
    tokio::task::yield_now().await;
    breakpoints.disarm(Breakpoint::Stored);
    stopping.await.unwrap();

    let here = Here::start(config(&data, |_| {}), Seam::system()).await;
    here.until("status", json!({}), |status| status["building"].is_null() && status["coverage"]["complete"] == true)
        .await;
    let page = here.call("search", json!({ "query": "roof", "order": "newest", "group": "messages", "cursor": null, "limit": 5, "conversationId": null })).await;
    assert_eq!(page["groups"][0]["total"].as_u64().unwrap(), TEXTS + 1);
    here.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_index_that_a_crash_left_ahead_of_the_store_is_kept_and_stays_true() {
    let dir = tempfile::tempdir().unwrap();
    let (data, earlier) = (dir.path().join("data"), dir.path().join("earlier"));
    filled(&data).await;
    let copied = std::process::Command::new("cp").arg("-r").arg(data.join("store")).arg(&earlier).status().unwrap();
    assert!(copied.success());
    let here = Here::start(config(&data, |_| {}), Seam::system()).await;
    here.receive(texts(TEXTS + 1..TEXTS + 4)).await;
    here.settle().await;
    let wanted = here.app.store.digest(true).unwrap();
    here.stop().await;

    // The index has the last texts on disk, the store has not.
    std::fs::remove_dir_all(data.join("store")).unwrap();
    std::fs::rename(&earlier, data.join("store")).unwrap();
    std::fs::write(data.join("store").join("opened"), b"").unwrap();
    let here = Here::start(config(&data, |_| {}), Seam::system()).await;
    assert_eq!(here.app.index_report, None, "it is not made anew");
    here.settle().await;
    assert_eq!(here.app.store.digest(true).unwrap(), wanted);
    let page = here.call("search", json!({ "query": "roof", "order": "newest", "group": "messages", "cursor": null, "limit": 5, "conversationId": null })).await;
    assert_eq!(page["groups"][0]["total"].as_u64().unwrap(), TEXTS + 3, "each is found once");
    here.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rows_lost_in_a_power_cut_are_found_by_their_counts_and_come_back() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let wanted = filled(&data).await;
    {
        let db = sled::open(database(&data)).unwrap();
        let items = db.open_tree("item").unwrap();
        let key = items.iter().keys().next().unwrap().unwrap();
        items.remove(key).unwrap();
        db.flush().unwrap();
    }
    // A run that ended cleanly is trusted; this mark says that the last one did not.
    std::fs::write(data.join("store").join("opened"), b"").unwrap();
    let here = Here::start(config(&data, |_| {}), Seam::system()).await;
    assert!(here.app.store_report.unclean && !here.app.store_report.rebuild_needed);
    let began = std::time::Instant::now();
    while here.app.store.unhealthy().is_some() || here.app.store.digest(true).unwrap() != wanted {
        assert!(began.elapsed() < Duration::from_secs(40), "the lost row never came back");
        tokio::time::sleep(Duration::from_millis(20)).await; // pace of asking
    }
    here.until("status", json!({}), |status| status["building"].is_null() && status["coverage"]["complete"] == true)
        .await;
    here.stop().await;
}
