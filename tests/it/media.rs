//! Pictures, recordings and voicemail: fetched by themselves, kept by content, there when Quo is not.

mod content;
mod fetching;
mod server;

use crate::{
    simulator::{
        self, Simulator,
        scenario::{NewCall, Scenario},
        webhooks::Generation,
        world::MAIN_LINE,
    },
    support::{Here, SECRET, here::config},
};
use ringbook::{app::config::Given, seam::Seam};
use serde_json::{Value, json};
use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

const DANA: &str = "+17735550118";

/// Quo with a clock that the test moves.
async fn quo() -> (Simulator, Arc<AtomicI64>) {
    let ahead = Arc::new(AtomicI64::new(0));
    let moved = ahead.clone();
    let system = || i64::try_from(std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap().as_millis()).unwrap();
    let now: simulator::core::Now = Arc::new(move || system() + moved.load(Ordering::SeqCst));
    let options = simulator::Options { now: Some(now), ..simulator::Options::default() };
    (Simulator::start(options).await.unwrap(), ahead)
}

async fn connected(data: &Path, quo: &Simulator) -> Here {
    let url = quo.url();
    let with = |given: &mut Given| {
        given.quo_url = Some(url);
        given.quo_key = Some(simulator::KEY.to_owned().into());
    };
    let here = Here::start(config(data, with), Seam::system()).await;
    quo.webhook(Generation::Dated, &format!("http://{}/webhooks/quo", here.server.hook), Some(SECRET));
    here
}

/// The newest items of the only conversation, once they fit.
async fn thread(here: &Here, fits: impl Fn(&[Value]) -> bool) -> Vec<Value> {
    let inbox = json!({ "tab": "all", "lineId": null, "cursor": null, "limit": 5 });
    let page = here.until("inbox_page", inbox, |page| !page["rows"].as_array().unwrap().is_empty()).await;
    let anchor = json!({ "conversationId": page["rows"][0]["id"], "anchor": { "kind": "end" }, "limit": 100 });
    let page = here.until("timeline_page", anchor, |page| fits(page["items"].as_array().unwrap())).await;
    page["items"].as_array().unwrap().clone()
}

fn pictures(items: &[Value]) -> Vec<&Value> {
    items.iter().filter_map(|item| item["body"]["media"].as_array()).flatten().collect()
}

fn all_are(items: &[Value], count: usize, state: &str) -> bool {
    let pictures = pictures(items);
    pictures.len() == count && pictures.iter().all(|one| one["state"] == state)
}

async fn bytes(here: &Here, id: &Value) -> (u16, String, Vec<u8>) {
    let answer =
        here.http.get(format!("http://{}/media/{}", here.server.ui, id.as_str().unwrap())).send().await.unwrap();
    let kind = answer.headers().get("content-type").map(|kind| kind.to_str().unwrap().to_owned()).unwrap_or_default();
    (answer.status().as_u16(), kind, answer.bytes().await.unwrap().to_vec())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_is_fetched_unasked_and_opens_from_disk_when_quo_is_gone() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let (quo, _) = quo().await;
    let here = connected(&data, &quo).await;
    let photo = simulator::media::picture(1_200, 900, [40, 90, 160]);
    let file = quo.file("image/png", photo.clone());
    quo.inbound_with(MAIN_LINE, &[DANA], "the leak", vec![file]);
    quo.call(&NewCall::complete(DANA));
    quo.call(&NewCall { scenario: Scenario::Voicemail, ..NewCall::complete(DANA) });
    quo.idle().await;
    // Nobody looks at the items: only the counts are asked for.
    here.until("media_status", json!({}), |status| {
        status["here"].as_u64() == Some(4) && status["waiting"] == 0 && status["fetching"] == 0
    })
    .await;
    here.stop().await;

    quo.listen(false).await;
    let here = connected(&data, &quo).await;
    let items = thread(&here, |items| all_are(items, 1, "here")).await;
    let picture = pictures(&items)[0].clone();
    assert_eq!(
        (&picture["mime"], &picture["width"], &picture["height"]),
        (&json!("image/png"), &json!(1200), &json!(900))
    );
    assert_eq!(bytes(&here, &picture["id"]).await, (200, "image/png".to_owned(), photo));
    let (status, kind, small) = bytes(&here, &picture["thumbId"]).await;
    assert_eq!((status, kind.as_str()), (200, "image/jpeg"));
    let small = image::load_from_memory(&small).unwrap();
    assert_eq!((small.width(), small.height()), (480, 360));
    let mut sounds = 0;
    for call in items.iter().filter(|item| item["body"]["kind"] == "call") {
        let page = here.call("call_page", json!({ "callId": call["id"] })).await;
        let voicemail = &page["voicemail"]["audio"];
        for audio in page["audio"].as_array().unwrap().iter().chain(voicemail.is_object().then_some(voicemail)) {
            assert_eq!(audio["state"], "here", "{page:#}");
            assert!(!audio["peaks"].as_array().unwrap().is_empty());
            let (status, kind, sound) = bytes(&here, &audio["mediaId"]).await;
            assert_eq!((status, &sound[..4]), (200, b"RIFF".as_slice()), "{kind}");
            sounds += 1;
        }
    }
    assert_eq!(sounds, 3);
    here.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_could_not_be_fetched_yesterday_is_fetched_today_under_a_new_address() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let (quo, ahead) = quo().await;
    let here = connected(&data, &quo).await;
    quo.listen(false).await;
    let photo = simulator::media::picture(60, 40, [200, 40, 40]);
    quo.inbound_with(MAIN_LINE, &[DANA], "the leak", vec![quo.file("image/png", photo.clone())]);
    quo.call(&NewCall::complete(DANA));
    quo.call(&NewCall { scenario: Scenario::Voicemail, recording: false, ..NewCall::complete(DANA) });
    quo.idle().await;
    thread(&here, |items| all_are(items, 1, "waiting")).await;
    here.stop().await;

    // The addresses of yesterday are worth nothing any more.
    ahead.store(24 * 3_600_000, Ordering::SeqCst);
    quo.listen(true).await;
    let here = connected(&data, &quo).await;
    let items = thread(&here, |items| all_are(items, 1, "here")).await;
    assert_eq!(bytes(&here, &pictures(&items)[0]["id"]).await.2, photo);
    here.until("media_status", json!({}), |status| status["here"] == 3).await;
    let asked: Vec<String> = quo.requests().into_iter().map(|request| request.path).collect();
    assert!(asked.iter().any(|path| path.ends_with("/recordings")), "{asked:?}");
    assert!(asked.iter().any(|path| path.starts_with("/messages/")), "{asked:?}");
    // The same file under yet another address is the same file.
    ahead.store(48 * 3_600_000, Ordering::SeqCst);
    let before = quo.requests().len();
    here.call("media_status", json!({})).await;
    thread(&here, |items| all_are(items, 1, "here")).await;
    assert_eq!(quo.requests().iter().skip(before).filter(|request| request.path.starts_with("/messages/")).count(), 0);
    here.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_quo_has_no_more_says_so_and_can_be_asked_for_again() {
    let dir = tempfile::tempdir().unwrap();
    let (quo, _) = quo().await;
    let here = connected(&dir.path().join("data"), &quo).await;
    let lost = simulator::world::MediaRef { id: "file-lost".into(), mime: Some("image/png".into()), name: None };
    quo.inbound_with(MAIN_LINE, &[DANA], "the leak", vec![lost]);
    let items = thread(&here, |items| all_are(items, 1, "failed")).await;
    assert_eq!(pictures(&items)[0]["reason"], "the address answered 404");
    let photo = simulator::media::picture(30, 30, [1, 2, 3]);
    quo.core.shelf().put("file-lost", "image/png", photo.clone());
    here.call("fetch_media", json!({ "itemId": items[0]["id"] })).await;
    let items = thread(&here, |items| all_are(items, 1, "here")).await;
    assert_eq!(bytes(&here, &pictures(&items)[0]["id"]).await.2, photo);
    here.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn over_budget_the_oldest_files_are_left_out_and_come_back_when_there_is_room() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let (quo, _) = quo().await;
    let here = connected(&data, &quo).await;
    let mut settings = here.call("settings", json!({})).await;
    assert_eq!(settings["mediaBudgetMib"], Value::Null, "everything is kept unless the owner says otherwise");
    for n in 0..3_u8 {
        let mut noise = vec![0_u8; 6 << 20];
        blake3::Hasher::new().update(&[n]).finalize_xof().fill(&mut noise);
        quo.inbound_with(MAIN_LINE, &[DANA], &format!("file {n}"), vec![quo.file("application/zip", noise)]);
        thread(&here, |items| all_are(items, usize::from(n) + 1, "here")).await;
    }
    quo.call(&NewCall { duration_s: 60, ..NewCall::complete(DANA) });
    here.until("media_status", json!({}), |status| status["here"] == 4).await;

    settings["mediaBudgetMib"] = json!(10);
    here.call("save_settings", settings.clone()).await;
    let states = |items: &[Value]| {
        pictures(items).iter().map(|one| one["state"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let items = thread(&here, |items| states(items) == ["leftOut", "leftOut", "here"]).await;
    assert_eq!(pictures(&items)[0]["sizeBytes"], 6 << 20);
    let status = here.until("media_status", json!({}), |status| status["leftOut"] == 2).await;
    assert_eq!(status["leftOutBytes"], 12 << 20);
    assert_eq!(status["here"], 2, "the recording stays");
    let on_disk = || -> u64 {
        let folders = std::fs::read_dir(data.join("media")).unwrap().flatten();
        let files = folders
            .filter(|entry| entry.path().is_dir())
            .flat_map(|entry| std::fs::read_dir(entry.path()).unwrap().flatten());
        files.map(|entry| entry.metadata().unwrap().len()).sum()
    };
    assert!(on_disk() < 10 << 20);

    settings["mediaBudgetMib"] = Value::Null;
    here.call("save_settings", settings).await;
    thread(&here, |items| all_are(items, 3, "here")).await;
    assert!(on_disk() > 18 << 20);
    here.stop().await;
}
