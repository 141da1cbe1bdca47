//! The whole program on a folder of a million texts and 200,000 transcript segments: building it anew from the
//! journal, starting after a clean end and after a kill, pages and searches over HTTP, memory.

use super::{
    ingest::{Server, exchange, request},
    table::{Table, ms, quantile},
    text::Text,
};
use bytes::Bytes;
use ringbook::{
    ingest::record::ApiFacts,
    journal::{FileJournal, Journal as _, JournalOptions, Kind, NewRecord},
    model::{
        Direction, Party, UtcMillis,
        event::{
            Answered, CallFact, CallStep, ContactLinks, EndStatus, Event, Place, Processing, Speaker, TranscriptFact,
            Utterance,
        },
    },
    seam::Seam,
    webhook::{delivery::Delivery, signature::Scheme},
};
use serde_json::{Value, json};
use std::{
    path::Path,
    process::{Command, Stdio},
    time::Instant,
};
use tokio::net::TcpStream;

const MESSAGES: f64 = 1_000_000.0;
const CALLS: f64 = 2_000.0;
const SEGMENTS_OF_A_CALL: u64 = 100;
const CONVERSATIONS: f64 = 100_000.0;
const BEGIN: i64 = 1_700_000_000_000;
const ASKED: usize = 300;

pub fn run(scale: f64, table: &mut Table) {
    let messages = (MESSAGES * scale).max(1_000.0) as u64;
    let calls = (CALLS * scale).max(2.0) as u64;
    let conversations = (CONVERSATIONS * scale).max(100.0) as u64;
    let text = Text::new();
    let folder = tempfile::tempdir().unwrap();
    let kept = super::kept();
    let data = kept.clone().unwrap_or_else(|| folder.path().to_owned()).join("data");
    if kept.is_none() || !data.exists() {
        Server::start(&data).stop();
        let began = Instant::now();
        let (records, text_bytes) = write_journal(&text, &data.join("journal"), messages, calls, conversations);
        table.row(
            format!("journal of {messages} deliveries, {calls} calls of {SEGMENTS_OF_A_CALL} segments"),
            format!("written in {:.0} s", began.elapsed().as_secs_f64()),
            format!("{} MiB of {} MiB text", folder_bytes(&data.join("journal")) >> 20, text_bytes >> 20),
            "",
        );
        build(&data, records, text_bytes, table);
    }

    let began = Instant::now();
    let server = Server::start(&data);
    table.row("start after a clean end: to listening", ms(began.elapsed()), "", "3 s at 1 M (G9)");
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    runtime.block_on(pages(&text, &server, table, conversations));
    table.row(
        "resident memory after all these pages",
        format!("{:.0} MiB", server.resident_mib()),
        "",
        "at most 700 MiB (G10)",
    );
    // Killed in the middle of taking deliveries in.
    runtime.block_on(async {
        let mut stream = TcpStream::connect(&server.hook).await.unwrap();
        for n in 0..500 {
            assert!(exchange(&mut stream, &request(50_000_000 + n, "killed")).await);
        }
    });
    drop(server);
    let began = Instant::now();
    let server = Server::start(&data);
    table.row("start after kill -9: to listening", ms(began.elapsed()), "", "10 s at 1 M (G9)");
    let began = Instant::now();
    server.stop();
    table.row("clean end on SIGTERM", ms(began.elapsed()), "", "5 s");
}

/// Store and index, built from the journal.
fn build(data: &Path, records: u64, text_bytes: u64, table: &mut Table) {
    let began = Instant::now();
    let mut rebuild = Command::new(env!("CARGO_BIN_EXE_ringbook"));
    rebuild.arg("rebuild").env("RINGBOOK_DATA", data).stdout(Stdio::null()).stderr(Stdio::null());
    let done = rebuild.status().unwrap();
    assert!(done.success(), "the rebuild failed");
    let took = began.elapsed().as_secs_f64();
    table.row(
        "store and index built anew from the journal",
        format!("{took:.0} s, {:.0} records/s", records as f64 / took),
        "",
        "4,000/s (G9)",
    );
    for (name, goal) in [("store", "6 x raw (G8)"), ("index", "1.5 x text (G8)")] {
        let bytes = folder_bytes(&data.join(name));
        let factor = bytes as f64 / text_bytes as f64;
        table.row(format!("{name} on disk"), format!("{} MiB", bytes >> 20), format!("{factor:.2} x text"), goal);
    }
}

/// The commands that screens ask, over HTTP with session and all.
async fn pages(text: &Text, server: &Server, table: &mut Table, conversations: u64) {
    let client = server.signed_in().await;
    let inbox = json!({ "tab": "all", "lineId": null, "cursor": null, "limit": 50 });
    let page = client.call("inbox_page", inbox.clone()).await;
    let ids: Vec<String> =
        page["rows"].as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect();
    assert!(!ids.is_empty(), "the inbox is empty: {page}");
    let mut rows: Vec<(&str, &str, Vec<Value>)> = vec![("inbox page over HTTP", "inbox_page", vec![inbox])];
    let thread = |id: &String| json!({ "conversationId": id, "anchor": { "kind": "end" }, "limit": 50 });
    rows.push(("thread page over HTTP", "timeline_page", ids.iter().map(thread).collect()));
    let search = |query: &str| json!({ "query": query, "order": "relevance", "group": null, "cursor": null, "limit": 10, "conversationId": null });
    let pick = |n: u64| text.words(n.wrapping_mul(7919), 3);
    let singles: Vec<Value> = (0..50).map(|n| search(&format!("{} ", pick(n)[0]))).collect();
    let typed: Vec<Value> = (0..50).map(|n| search(&pick(n)[0].chars().take(3).collect::<String>())).collect();
    let pairs: Vec<Value> = (0..50).map(|n| search(&format!("{} {}", pick(n)[0], pick(n)[1]))).collect();
    rows.push(("search over HTTP: one word", "search", singles));
    rows.push(("search over HTTP: three letters typed", "search", typed));
    rows.push(("search over HTTP: two words, the last typed", "search", pairs));
    for (name, command, inputs) in rows {
        let mut times = Vec::with_capacity(ASKED);
        for n in 0..ASKED + 30 {
            let input = inputs[n % inputs.len()].clone();
            let began = Instant::now();
            let answer = client.call(command, input).await;
            if n >= 30 {
                times.push(began.elapsed());
            }
            assert!(answer.get("code").is_none(), "{command}: {answer}");
        }
        let goal = match command {
            "search" => "first results on screen in 50 ms",
            _ => "p99 at most 5 ms (G6)",
        };
        table.row(
            format!("{name}, of {conversations} conversations"),
            format!("p50 {}, p99 {}", ms(quantile(&mut times, 0.5)), ms(quantile(&mut times, 0.99))),
            "",
            goal,
        );
    }
}

fn write_journal(words: &Text, folder: &Path, messages: u64, calls: u64, conversations: u64) -> (u64, u64) {
    let journal = FileJournal::open(folder, JournalOptions::default(), Seam::system()).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let mut text_bytes = 0;
    let put = |records: Vec<NewRecord>| {
        runtime.block_on(journal.append(records)).unwrap();
    };
    let every = (messages / calls.max(1)).max(1);
    let mut part = Vec::new();
    let mut call = 0;
    for n in 0..messages {
        let at = BEGIN + n as i64 * 90_000;
        let text = words.words(n, 3 + n % 27).join(" ");
        text_bytes += text.len() as u64;
        part.push(delivery(n, at, &text, conversations));
        if n % every == 0 && call < calls {
            let (facts, bytes) = call_facts(words, call, at, conversations);
            call += 1;
            text_bytes += bytes;
            let payload = serde_json::to_vec(&ApiFacts::V1 { source: "bench".to_owned(), events: facts }).unwrap();
            part.push(NewRecord { kind: Kind::ApiObject, at: UtcMillis(at), payload: payload.into() });
        }
        if part.len() >= 500 {
            put(std::mem::take(&mut part));
        }
    }
    put(part);
    let records = journal.last().0;
    journal.close();
    (records, text_bytes)
}

/// Few conversations are busy, most are not, and one holds a tenth of everything: with a million texts, 100,000.
fn party(n: u64, conversations: u64) -> (u64, String) {
    if n % 10 == 3 {
        return (0, format!("+1773{:07}", 2_000_000));
    }
    let share = (n.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 34) as f64 / f64::from(1 << 30);
    let conversation = ((share * share * share) * conversations as f64) as u64;
    (conversation, format!("+1773{:07}", 2_000_000 + conversation))
}

fn delivery(n: u64, at: i64, text: &str, conversations: u64) -> NewRecord {
    let (conversation, from) = party(n, conversations);
    let iso = chrono::DateTime::from_timestamp_millis(at).unwrap().to_rfc3339();
    let body = json!({
        "id": format!("EV{n:032x}"), "apiVersion": "2026-03-30", "createdAt": iso, "type": "message.received",
        "data": {
            "resource": { "id": format!("ACx{n:031x}"), "direction": "incoming", "text": text, "media": [], "status": "received", "createdAt": iso },
            "context": {
                "orgId": "OR1", "phoneNumberId": "PN1", "conversationId": format!("CN{conversation}"), "userId": "US1",
                "contacts": { "ids": [], "lookupStatus": "none" }, "senderIdentifier": from, "recipientIdentifiers": ["+13125550142"]
            },
            "links": { "quo": null }
        }
    });
    let delivery = Delivery {
        received_at: UtcMillis(at),
        scheme: Scheme::Standard,
        secret_index: Some(0),
        webhook_id: Some(format!("msg_{n}")),
        signed_at: Some(UtcMillis(at)),
        headers: vec![("content-type".to_owned(), "application/json".to_owned())],
        body: Bytes::from(body.to_string()),
    };
    NewRecord { kind: Kind::Delivery, at: UtcMillis(at), payload: delivery.encode().unwrap().into() }
}

fn call_facts(words: &Text, n: u64, at: i64, conversations: u64) -> (Vec<Event>, u64) {
    let (conversation, from) = party(n * 31 + 7, conversations);
    let place = Place {
        line: Some("PN1".into()),
        line_number: Some(Party::Phone("+13125550142".into())),
        conversation: Some(format!("CN{conversation}").into()),
        others: Some(vec![Party::Phone(from.clone())]),
        contacts: ContactLinks::Unknown,
    };
    let id = format!("ACxcall{n:027x}");
    let mut bytes = 0;
    let dialogue = (0..SEGMENTS_OF_A_CALL).map(|segment| {
        let text = words.words(n * 1_000 + segment, 6 + segment % 20).join(" ");
        bytes += text.len() as u64;
        let speaker =
            if segment % 2 == 0 { Speaker::Party(Party::Phone(from.clone())) } else { Speaker::User("US1".into()) };
        Utterance { speaker, text, start_ms: segment as i64 * 6_000, end_ms: segment as i64 * 6_000 + 5_500 }
    });
    let dialogue = dialogue.collect();
    let length_s = SEGMENTS_OF_A_CALL as i64 * 6;
    let end = at + length_s * 1000;
    let call = CallFact {
        id: id.as_str().into(),
        place: place.clone(),
        direction: Some(Direction::Incoming),
        step: CallStep::Ended(EndStatus::Completed),
        answered: Answered::At(UtcMillis(at + 4_000)),
        answered_by: Some("US1".into()),
        user: None,
        created_at: Some(UtcMillis(at)),
        completed_at: Some(UtcMillis(end)),
        duration_s: Some(length_s),
        has_voicemail: false,
        forwarded_from: None,
        forwarded_to: None,
        at: UtcMillis(end),
    };
    let transcript = TranscriptFact {
        call: id.as_str().into(),
        place,
        processing: Processing::Completed,
        dialogue,
        duration_ms: Some(length_s * 1000),
        at: UtcMillis(end + 60_000),
    };
    (vec![Event::Call(call), Event::Transcript(transcript)], bytes)
}

/// A file that was set aside in advance counts whole.
fn folder_bytes(folder: &Path) -> u64 {
    let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
    let sizes = entries.flatten().map(|entry| match entry.file_type() {
        Ok(kind) if kind.is_dir() => folder_bytes(&entry.path()),
        _ => entry.metadata().map_or(0, |data| data.len()),
    });
    sizes.sum()
}
