//! All of `tests/fixtures/webhooks`, compared with `tests/fixtures/events/*.txt`.
//!
//! `RINGBOOK_UPDATE_FIXTURES=1` rewrites the golden files; a change to them is a change of meaning, to be
//! read in review.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::reading;
use crate::webhook::envelope::{Generation, Reading};

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

fn samples(folder: &str) -> Vec<(String, Vec<u8>)> {
    let mut samples: Vec<_> = fs::read_dir(fixtures().join("webhooks").join(folder))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .map(|path| (path.file_stem().unwrap().to_str().unwrap().to_owned(), fs::read(&path).unwrap()))
        .collect();
    samples.sort();
    samples
}

/// One sample as a person can check it: facts with their fields, without those that say nothing.
fn rendered(name: &str, reading: &Reading) -> String {
    let Reading { generation, type_name, event_id, object_id, occurred_at, events, notes, content_hash } = reading;
    let mut text = format!("== {name}\n{generation:?} {type_name}");
    for (label, value) in [("event", event_id), ("object", object_id)] {
        if let Some(value) = value {
            write!(text, ", {label} {value}").unwrap();
        }
    }
    if let Some(hash) = content_hash {
        write!(text, ", content {:02x}{:02x}{:02x}{:02x}…", hash[0], hash[1], hash[2], hash[3]).unwrap();
    }
    writeln!(text, ", at {}", moment(occurred_at.0)).unwrap();
    for event in events {
        render(&mut text, 1, "", &serde_json::to_value(event).unwrap());
    }
    for note in notes {
        writeln!(text, "  note: {note}").unwrap();
    }
    text
}

fn render(text: &mut String, depth: usize, name: &str, value: &Value) {
    let indent = "  ".repeat(depth);
    match value {
        Value::Null => {}
        Value::Object(fields)
            if !name.is_empty() && fields.values().all(|field| !field.is_object() && !field.is_array()) =>
        {
            let mut parts: Vec<_> = fields.iter().filter(|(_, field)| !field.is_null()).collect();
            parts.sort_by_key(|(key, _)| key.as_str());
            let parts: Vec<_> = parts.iter().map(|(key, field)| format!("{key} {}", scalar(key, field))).collect();
            writeln!(text, "{indent}{name}: {}", parts.join(", ")).unwrap();
        }
        Value::Object(fields) => {
            if !name.is_empty() {
                writeln!(text, "{indent}{name}:").unwrap();
            }
            let mut fields: Vec<_> = fields.iter().collect();
            fields.sort_by_key(|(key, _)| key.as_str());
            for (key, field) in fields {
                render(text, depth + usize::from(!name.is_empty()), key, field);
            }
        }
        Value::Array(values) if values.is_empty() => writeln!(text, "{indent}{name}: none").unwrap(),
        Value::Array(values) if values.iter().all(|value| value.is_string()) => {
            let values: Vec<_> = values.iter().map(|value| scalar(name, value)).collect();
            writeln!(text, "{indent}{name}: {}", values.join(" | ")).unwrap();
        }
        Value::Array(values) => {
            for value in values {
                render(text, depth, &format!("{name} -"), value);
            }
        }
        Value::Bool(false) if name == "has_voicemail" => {}
        Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            writeln!(text, "{indent}{name}: {}", scalar(name, value)).unwrap();
        }
    }
}

fn scalar(name: &str, value: &Value) -> String {
    match value {
        Value::Number(number) if name == "at" || name == "At" || name.ends_with("_at") => {
            moment(number.as_i64().unwrap())
        }
        Value::String(text) => text.replace('\n', "\\n"),
        other => other.to_string(),
    }
}

fn moment(millis: i64) -> String {
    chrono::DateTime::from_timestamp_millis(millis).unwrap().to_rfc3339_opts(chrono::SecondsFormat::Millis, true)
}

#[test]
fn every_sample_is_read_as_its_golden_text_says() {
    for (folder, expected) in [
        ("2026-03-30", BTreeSet::from([Generation::V2026_03_30])),
        ("legacy", BTreeSet::from([Generation::Legacy])),
        ("compat", BTreeSet::from([Generation::CompatNested, Generation::CompatFlat, Generation::CompatEventType])),
    ] {
        let samples = samples(folder);
        assert!(samples.len() >= 20, "{folder} has only {} samples", samples.len());
        let mut text = String::new();
        let mut met = BTreeSet::new();
        for (name, body) in &samples {
            let reading = reading(body.clone()).unwrap_or_else(|error| panic!("{folder}/{name}: {error}"));
            met.insert(reading.generation);
            assert!(!reading.events.is_empty(), "{folder}/{name}");
            text.push_str(&rendered(name, &reading));
            text.push('\n');
        }
        assert_eq!(met, expected, "{folder}");
        let path = fixtures().join("events").join(format!("{folder}.txt"));
        if std::env::var_os("RINGBOOK_UPDATE_FIXTURES").is_some() {
            fs::write(&path, &text).unwrap();
        }
        let golden = fs::read_to_string(&path).unwrap();
        if let Some((line, (now, then))) = text
            .lines()
            .zip(golden.lines().chain(std::iter::repeat("")))
            .enumerate()
            .find(|(_, (now, then))| now != then)
        {
            panic!("{} line {}:\n  now  {now}\n  then {then}", path.display(), line + 1);
        }
        assert_eq!(text.len(), golden.len(), "{}", path.display());
    }
}

#[test]
fn every_sample_that_the_index_lists_is_there_and_has_the_type_it_says() {
    let index = fs::read(fixtures().join("webhooks/INDEX.json")).unwrap();
    let index: Value = serde_json::from_slice(&index).unwrap();
    let mut count = 0;
    for entries in index.as_object().unwrap().values() {
        for entry in entries.as_array().unwrap() {
            let file = entry["file"].as_str().unwrap();
            let body = fs::read(fixtures().join("webhooks").join(file)).unwrap();
            let reading = reading(body).unwrap_or_else(|error| panic!("{file}: {error}"));
            let listed = entry["type"].as_str().unwrap();
            let alias = match reading.type_name.as_str() {
                "callSummary" => "call.summary.completed",
                "callTranscript" => "call.transcript.completed",
                name => name,
            };
            assert!(listed == alias || listed == reading.type_name, "{file}: {listed} and {}", reading.type_name);
            count += 1;
        }
    }
    assert!(count > 70, "{count}");
}

#[test]
fn a_byte_order_mark_spaces_and_unknown_fields_change_nothing() {
    for folder in ["2026-03-30", "legacy", "compat"] {
        for (name, body) in samples(folder) {
            let plain = reading(body.clone()).unwrap();
            let mut value: Value = serde_json::from_slice(&body).unwrap();
            if plain.content_hash.is_none() {
                sprinkle(&mut value);
            }
            let pretty =
                [b"\xef\xbb\xbf".to_vec(), serde_json::to_vec_pretty(&value).unwrap(), b"\r\n".to_vec()].concat();
            assert_eq!(reading(pretty).unwrap(), plain, "{folder}/{name}");
        }
    }
}

/// Adds a field nobody knows to every object.
fn sprinkle(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.values_mut().for_each(sprinkle);
            fields.insert("fieldOfTheFuture".to_owned(), serde_json::json!({ "nested": [1, null, "x"] }));
        }
        Value::Array(values) => values.iter_mut().for_each(sprinkle),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
