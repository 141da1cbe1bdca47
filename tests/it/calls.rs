//! The list of all calls: complete, in order, exactly counted.

use crate::support::{
    Here,
    here::config,
    phone::{MAIN, OTHER, call, call_id, recording, text, transcript},
};
use ringbook::{app::App, seam::Seam};
use serde_json::{Value, json};

const DANA: &str = "+17735550118";
const WALTER: &str = "+17735550119";

fn asked(filter: &str, line: Option<&str>, outgoing: Option<bool>, cursor: Option<&str>) -> Value {
    json!({ "filter": filter, "lineId": line, "outgoing": outgoing, "cursor": cursor, "limit": 2 })
}

/// Every id of a filter, page by page.
async fn ids(here: &Here, filter: &str, line: Option<&str>, outgoing: Option<bool>) -> Vec<String> {
    let (mut found, mut cursor) = (Vec::new(), None::<String>);
    loop {
        let page = here.call("calls_page", asked(filter, line, outgoing, cursor.as_deref())).await;
        let rows = page["rows"].as_array().unwrap();
        assert!(rows.len() <= 2);
        found.extend(rows.iter().map(|row| row["id"].as_str().unwrap().to_owned()));
        cursor = page["next"].as_str().map(str::to_owned);
        if cursor.is_none() {
            return found;
        }
    }
}

/// Makes the store anew from the journal.
pub async fn rebuild(data: &std::path::Path) {
    let config = config(data, |_| {});
    let rebuilt = tokio::task::spawn_blocking(|| App::rebuild(config, Seam::system(), &mut |_| {})).await;
    rebuilt.unwrap().unwrap();
}

fn numbers(wanted: &[u64]) -> Vec<String> {
    wanted.iter().map(|n| call_id(*n)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_calls_newest_first_by_filter_line_and_direction_also_after_building_anew() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let here = Here::start(config(&data, |_| {}), Seam::system()).await;
    // Neither in order of time, nor each call's facts in order.
    here.receive([
        transcript(MAIN, 3, DANA, "2026-10-05T15:33"),
        call(MAIN, 4, WALTER, false, "unanswered", "2026-10-05T16:00"),
        call(MAIN, 1, DANA, true, "unanswered", "2026-10-05T09:00"),
        recording(MAIN, 3, DANA, "2026-10-05T15:31"),
        call(OTHER, 5, WALTER, true, "unanswered", "2026-10-06T09:00"),
        call(MAIN, 3, DANA, true, "answered", "2026-10-05T15:30"),
        text(MAIN, 9, DANA, true, "a text is no call", "2026-10-05T15:29"),
        call(MAIN, 2, DANA, true, "answered", "2026-10-05T10:00"),
    ])
    .await;
    here.settle().await;

    assert_eq!(ids(&here, "all", None, None).await, numbers(&[5, 4, 3, 2, 1]));
    assert_eq!(ids(&here, "missed", None, None).await, numbers(&[5, 1]));
    assert_eq!(ids(&here, "missed", Some(MAIN.0), None).await, numbers(&[1]));
    assert_eq!(ids(&here, "recorded", None, None).await, numbers(&[3]));
    assert_eq!(ids(&here, "transcript", None, None).await, numbers(&[3]));
    assert_eq!(ids(&here, "voicemail", None, None).await, numbers(&[]));
    assert_eq!(ids(&here, "all", None, Some(true)).await, numbers(&[4]));
    assert_eq!(ids(&here, "all", Some(MAIN.0), Some(false)).await, numbers(&[3, 2, 1]));

    let page = here.call("calls_page", asked("all", None, None, None)).await;
    assert_eq!(page["counts"], json!({ "all": 5, "missed": 2, "voicemail": 0, "recorded": 1, "transcript": 1 }));
    let of_main = here.call("calls_page", asked("missed", Some(MAIN.0), None, None)).await;
    assert_eq!(of_main["counts"], json!({ "all": 4, "missed": 1, "voicemail": 0, "recorded": 1, "transcript": 1 }));
    let talk = here.call("calls_page", asked("transcript", None, None, None)).await;
    let row = &talk["rows"][0];
    for (field, wanted) in [
        ("outcome", json!("answered")),
        ("outgoing", json!(false)),
        ("durationMs", json!(60_000)),
        ("recorded", json!(true)),
        ("hasTranscript", json!(true)),
        ("hasSummary", json!(false)),
        ("title", json!("(773) 555-0118")),
    ] {
        assert_eq!(row[field], wanted, "{field}");
    }
    assert_eq!(row["line"]["id"], MAIN.0);
    assert_eq!(row["audio"].as_array().unwrap().len(), 1);

    let digest = here.app.store.digest(true).unwrap();
    here.stop().await;
    rebuild(&data).await;
    let here = Here::start(config(&data, |_| {}), Seam::system()).await;
    assert_eq!(here.app.store.digest(true).unwrap(), digest);
    assert_eq!(ids(&here, "all", None, None).await, numbers(&[5, 4, 3, 2, 1]));
    assert_eq!(ids(&here, "missed", None, None).await, numbers(&[5, 1]));
    here.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_missed_call_that_turns_out_to_be_answered_leaves_the_missed_ones() {
    let dir = tempfile::tempdir().unwrap();
    let here = Here::start(config(&dir.path().join("data"), |_| {}), Seam::system()).await;
    here.receive([call(MAIN, 1, DANA, true, "unanswered", "2026-10-05T09:00")]).await;
    here.until("calls_page", asked("missed", None, None, None), |page| page["counts"]["missed"] == 1).await;
    let mut answered = call(MAIN, 1, DANA, true, "answered", "2026-10-05T09:00");
    answered.webhook_id = "msg_later".to_owned();
    answered.body = answered.body.replace("\"EVc", "\"EVd");
    here.receive([answered]).await;
    let page = here.until("calls_page", asked("missed", None, None, None), |page| page["counts"]["missed"] == 0).await;
    assert_eq!(page["counts"]["all"], 1);
    assert!(page["rows"].as_array().unwrap().is_empty());
    here.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cursor_holds_its_place_while_new_calls_arrive() {
    let dir = tempfile::tempdir().unwrap();
    let here = Here::start(config(&dir.path().join("data"), |_| {}), Seam::system()).await;
    let some = (0..4).map(|n| call(MAIN, n, DANA, true, "answered", &format!("2026-10-05T1{n}:00")));
    here.receive(some).await;
    here.settle().await;
    let first = here.call("calls_page", asked("all", None, None, None)).await;
    here.receive([call(MAIN, 9, DANA, true, "answered", "2026-10-06T10:00")]).await;
    here.settle().await;
    let next = here.call("calls_page", asked("all", None, None, first["next"].as_str())).await;
    let of = |page: &Value| -> Vec<String> {
        page["rows"].as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!([of(&first), of(&next)].concat(), numbers(&[3, 2, 1, 0]));
    assert_eq!(next["counts"]["all"], 5);
    here.stop().await;
}
