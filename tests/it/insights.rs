//! The measures: right over HTTP and on the command line, each number the number of its rows.

use crate::calls::rebuild;
use crate::support::{
    Here,
    here::config,
    phone::{MAIN, OTHER, call, millis, text},
};
use ringbook::seam::Seam;
use serde_json::{Value, json};

const DANA: &str = "+17735550118";
const WALTER: &str = "+17735550119";
const PRIYA: &str = "+17735550120";

/// Chicago in the autumn of 2026, six hours behind from November 1 on.
fn of(from: &str, to: &str, change: Value) -> Value {
    let zone = json!([
        { "from": millis("2026-01-01T00:00"), "aheadMinutes": -300 },
        { "from": millis("2026-11-01T07:00"), "aheadMinutes": -360 }
    ]);
    let mut asked = json!({ "from": from, "to": to, "lineId": null, "businessHoursOnly": false, "zone": zone });
    asked.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    asked
}

fn week(change: Value) -> Value {
    of("2026-10-05", "2026-10-11", change)
}

/// A Monday at the office: 14:00 UTC is 9 in the morning.
fn monday() -> Vec<crate::support::Delivery> {
    vec![
        // Dana is answered, writes, and gets her reply after 7 minutes; the second word counts for nothing.
        call(MAIN, 1, DANA, true, "answered", "2026-10-05T14:00"),
        text(MAIN, 1, DANA, true, "my roof leaks", "2026-10-05T15:00"),
        text(MAIN, 2, DANA, false, "on our way", "2026-10-05T15:07"),
        text(MAIN, 3, DANA, false, "ten minutes", "2026-10-05T15:30"),
        // Walter is missed twice and reached by a call after an hour.
        call(MAIN, 2, WALTER, true, "unanswered", "2026-10-05T16:00"),
        call(MAIN, 3, WALTER, true, "unanswered", "2026-10-05T16:10"),
        call(MAIN, 4, WALTER, false, "answered", "2026-10-05T17:00"),
        // Priya writes to the other line after hours on Friday and waits until Monday morning.
        text(OTHER, 4, PRIYA, true, "=SUM(A1:A9) please", "2026-10-09T23:30"),
        text(OTHER, 5, PRIYA, false, "good morning", "2026-10-12T13:15"),
        // Not of this week.
        call(MAIN, 5, WALTER, true, "unanswered", "2026-10-01T16:00"),
        text(MAIN, 6, WALTER, false, "Tuesday at nine is fine", "2026-10-01T16:20"),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_number_is_the_number_of_the_very_texts_and_calls_behind_it() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let here = Here::start(config(&data, |_| {}), Seam::system()).await;
    // The newest first: the order of deliveries means nothing.
    here.receive(monday().into_iter().rev()).await;
    here.settle().await;

    let found = here.call("insights", week(json!({}))).await;
    let figures = &found["figures"];
    for (field, wanted) in [
        ("answered", 1),
        ("unanswered", 2),
        ("voicemail", 0),
        ("waits", 3),
        ("replied", 3),
        ("replyMedianMs", 60 * 60_000),
        ("missed", 2),
        ("recoveredWithinDay", 2),
        ("recoveredSameDay", 2),
        ("callsIn", 3),
        ("textsIn", 2),
        ("newConversations", 2),
    ] {
        assert_eq!(figures[field], wanted, "{field}: {figures:#}");
    }
    assert_eq!((&found["before"]["from"], &found["before"]["to"]), (&json!("2026-09-28"), &json!("2026-10-04")));
    assert_eq!(found["before"]["figures"]["missed"], 1);
    assert_eq!(found["before"]["figures"]["replyMedianMs"], 20 * 60_000);
    assert_eq!(found["steps"].as_array().unwrap().len(), 7);
    assert_eq!(found["lines"].as_array().unwrap().len(), 2);
    // Monday at 9, in the zone that was asked for.
    assert_eq!(found["hours"][9], json!({ "calls": 1, "texts": 0, "missed": 0 }));
    assert_eq!(found["hours"][11], json!({ "calls": 2, "texts": 0, "missed": 2 }));

    for (measure, field) in [("answered", "answered"), ("waits", "waits"), ("missed", "missed"), ("textsIn", "textsIn")]
    {
        let rows = rows(&here, week(json!({})), measure, json!({})).await;
        assert_eq!(rows.len() as u64, figures[field].as_u64().unwrap(), "{measure}");
    }
    let waits = rows(&here, week(json!({})), "waits", json!({})).await;
    let times: Vec<&Value> = waits.iter().map(|row| &row["replyMs"]).collect();
    assert_eq!(times, [&json!(((61 * 60) + 45) * 60_000), &json!(60 * 60_000), &json!(7 * 60_000)]);
    assert_eq!((&waits[2]["title"], &waits[2]["text"]), (&json!("(773) 555-0118"), &json!("my roof leaks")));
    let hour = rows(&here, week(json!({})), "contacts", json!({ "hour": 11 })).await;
    assert_eq!(hour.len(), 2);

    // In business hours Priya waited 15 minutes.
    let business = here.call("insights", week(json!({ "businessHoursOnly": true }))).await;
    assert_eq!(business["figures"]["replyP90Ms"], 60 * 60_000);
    assert_eq!(business["figures"]["replyMedianMs"], 15 * 60_000);
    let other = here.call("insights", week(json!({ "lineId": OTHER.0 }))).await;
    assert_eq!((&other["figures"]["waits"], &other["figures"]["callsIn"]), (&json!(1), &json!(0)));

    here.stop().await;
    rebuild(&data).await;
    let here = Here::start(config(&data, |_| {}), Seam::system()).await;
    assert_eq!(here.call("insights", week(json!({}))).await, found);
    here.stop().await;
}

async fn rows(here: &Here, of: Value, measure: &str, slice: Value) -> Vec<Value> {
    let (mut found, mut cursor) = (Vec::new(), Value::Null);
    loop {
        let asked = json!({ "of": of, "measure": measure, "slice": slice, "cursor": cursor, "limit": 2 });
        let page = here.call("insight_rows", asked).await;
        found.extend(page["rows"].as_array().unwrap().clone());
        cursor = page["next"].clone();
        if cursor.is_null() {
            assert_eq!(page["total"], found.len(), "{measure}");
            return found;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_table_is_a_file_and_no_cell_of_it_is_a_formula() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let here = Here::start(config(&data, |_| {}), Seam::system()).await;
    here.receive(monday()).await;
    here.settle().await;
    for (table, lines, holds) in [
        ("summary", 19, "Answer rate (%),33.3,0.0"),
        ("lines", 3, "Line,Number,Answered"),
        ("months", 2, "2026-10-05,2026-10-11,1,2"),
        ("steps", 8, "2026-10-05,2026-10-05,1,2"),
        ("people", 3, "Person,Calls answered"),
        ("hours", 169, "Monday,9,1,0,0"),
        ("replyTimes", 8, "5-15 minutes,1"),
    ] {
        let asked = json!({ "of": week(json!({})), "table": table, "measure": null, "slice": {} });
        let file = here.call("insights_csv", asked).await;
        let text = file["text"].as_str().unwrap();
        assert_eq!(text.lines().count(), lines, "{table}: {text}");
        assert!(text.contains(holds), "{table}: {text}");
        assert!(file["name"].as_str().unwrap().ends_with("-2026-10-05-to-2026-10-11.csv"));
    }
    let asked = json!({ "of": week(json!({})), "table": "rows", "measure": "waits", "slice": {} });
    let file = here.call("insights_csv", asked.clone()).await;
    let text = file["text"].as_str().unwrap();
    assert!(text.contains(",'=SUM(A1:A9) please,"), "{text}");
    assert!(text.contains("2026-10-05 10:00,Text,"), "in the zone that was asked for: {text}");

    // The same as a file that is fetched as media are.
    let file = here.call("export_insights", asked).await;
    let (path, mime) = here.app.handed_out(file["mediaId"].as_str().unwrap()).unwrap();
    assert_eq!((std::fs::read_to_string(path).unwrap(), mime), (format!("\u{feff}{text}"), "text/csv"));
    assert_eq!(file["name"], "insights-rows-2026-10-05-to-2026-10-11.csv");

    // The command line beside the running one, and without it.
    let beside = command_line(&data, &["--from", "2026-10-05", "--to", "2026-10-11", "--json"]).await;
    here.stop().await;
    let alone = command_line(&data, &["--from", "2026-10-05", "--to", "2026-10-11", "--json"]).await;
    assert_eq!(beside, alone);
    let answer: Value = serde_json::from_str(&alone).unwrap();
    assert_eq!(answer["figures"]["callsIn"], 3);
    let csv = command_line(&data, &["--from", "2026-10-05", "--to", "2026-10-11", "--csv", "lines"]).await;
    assert!(csv.starts_with("Line,Number,Answered,"), "{csv}");
    let line = command_line(&data, &["--from", "2026-10-05", "--to", "2026-10-11", "--line", OTHER.0, "--json"]).await;
    assert_eq!(serde_json::from_str::<Value>(&line).unwrap()["figures"]["callsIn"], 0, "{line}");
}

async fn command_line(data: &std::path::Path, args: &[&str]) -> String {
    let mut command = tokio::process::Command::new(env!("CARGO_BIN_EXE_ringbook"));
    command.arg("--data").arg(data).arg("insights").args(args).env("TZ", "UTC");
    let done = command.output().await.unwrap();
    assert!(done.status.success(), "{args:?}: {}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nonsense_is_refused_in_words() {
    let dir = tempfile::tempdir().unwrap();
    let here = Here::start(config(&dir.path().join("data"), |_| {}), Seam::system()).await;
    let origin = format!("http://{}", here.server.ui);
    let steps: Vec<Value> = (0..700).map(|n| json!({ "from": n, "aheadMinutes": 0 })).collect();
    for asked in [
        of("2026-10-05", "2026-10-04", json!({})),
        of("2026-10-05", "yesterday", json!({})),
        of("1926-10-05", "2026-10-04", json!({})),
        week(json!({ "zone": [{ "from": 0, "aheadMinutes": 6_000 }] })),
        week(json!({ "zone": steps })),
    ] {
        let request = here.http.post(format!("{origin}/api/rpc/insights")).header("origin", &origin);
        let answer = request.json(&asked).send().await.unwrap();
        assert_eq!(answer.status(), 400);
        let answer: Value = answer.json().await.unwrap();
        assert_eq!(answer["code"], "badInput");
    }
    let empty = here.call("insights", week(json!({}))).await;
    assert_eq!((&empty["figures"]["waits"], &empty["figures"]["replyMedianMs"]), (&json!(0), &Value::Null));
    here.stop().await;
}
