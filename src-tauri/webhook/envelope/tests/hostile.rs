//! Content that is authentic and wrong: a reason that names what is wrong, never a panic.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{SAID_AT, reading};
use crate::model::Party;
use crate::model::event::Event;
use crate::webhook::envelope::{Unreadable, type_name};

fn received() -> Value {
    json!({ "id": "EV1", "apiVersion": "2026-03-30", "createdAt": "2026-10-05T14:01:22.271Z", "type": "message.received",
        "data": {
            "resource": { "id": "AC1", "direction": "incoming", "text": "Hi", "createdAt": "2026-10-05T14:01:22.271Z" },
            "context": { "phoneNumberId": "PN1", "senderIdentifier": "+17735550118", "recipientIdentifiers": ["+13125550142"] },
            "links": { "quo": null } } })
}

fn changed(pointer: &str, value: Value) -> Value {
    let mut body = received();
    *body.pointer_mut(pointer).unwrap() = value;
    body
}

fn without(parent: &str, name: &str) -> Value {
    let mut body = received();
    body.pointer_mut(parent).unwrap().as_object_mut().unwrap().remove(name);
    body
}

fn reason(body: impl Into<Vec<u8>>) -> String {
    reading(body).unwrap_err().to_string()
}

#[test]
fn broken_bytes_are_named_as_such() {
    for (body, start) in [
        (b"".as_slice(), "the body is empty"),
        (b"\xef\xbb\xbf", "the body is empty"),
        (b"\xff\xfe", "the body is not UTF-8 text (byte 0)"),
        (b"{", "the body is not JSON: EOF while parsing an object at line 1"),
        (b"nul", "the body is not JSON"),
        (b"{\"a\":1,}", "the body is not JSON: trailing comma"),
        (b"{} {}", "the body is not JSON: trailing characters"),
        (b"null", "the body: has the wrong type"),
        (b"5", "the body: has the wrong type"),
        (b"[]", "the body: has the wrong type"),
        (b"{}", "the body has none of the known shapes"),
        (b"\x1f\x8b\x08\x00", "the body is not UTF-8 text"),
    ] {
        let reason = reason(body);
        assert!(reason.starts_with(start), "{body:?}: {reason}");
    }
}

#[test]
fn a_missing_or_wrong_field_is_named_with_its_path() {
    for (body, expected) in [
        (without("/data", "resource"), "data: missing field `resource`"),
        (without("/data", "context"), "data: missing field `context`"),
        (without("", "data"), "the body: missing field `data`"),
        (without("", "type"), "type: is missing"),
        (without("/data/resource", "id"), "data.resource: missing field `id`"),
        (without("/data/context", "senderIdentifier"), "data.context.senderIdentifier: is missing"),
        (changed("/data", json!("x")), "data: has the wrong type: expected an object"),
        (changed("/data/resource", json!([1])), "data.resource"),
        (changed("/data/resource", json!("private words")), "data.resource: has the wrong type: expected an object"),
        (changed("/data/resource/id", json!(5)), "data.resource.id: has the wrong type: expected a string"),
        (
            changed("/data/resource/text", json!(["private words"])),
            "data.resource.text: has the wrong type: expected a string",
        ),
        (
            changed("/data/context/recipientIdentifiers", json!([7])),
            "data.context.recipientIdentifiers[0]: has the wrong type",
        ),
        (changed("/type", json!("message.exploded")), "events of type \"message.exploded\" are not known"),
        (changed("/apiVersion", json!("2031-01-01")), "apiVersion \"2031-01-01\" is not known"),
        (
            json!({ "object": "event", "type": "x", "apiVersion": "v9", "data": { "object": {} } }),
            "apiVersion \"v9\" is not known",
        ),
        (json!({ "object": "event", "type": "x", "data": { "object": {} } }), "apiVersion: is missing"),
    ] {
        let reason = reason(body.to_string());
        assert!(reason.starts_with(expected), "{reason} instead of {expected}");
        assert!(!reason.contains("private"), "{reason}");
    }
}

#[test]
fn keys_that_are_there_twice_are_refused() {
    for (name, value) in [("id", "\"EV2\""), ("type", "\"message.delivered\""), ("data", "{}"), ("createdAt", "1")] {
        let body = received().to_string();
        let twice = format!("{{\"{name}\":{value},{}", body.strip_prefix('{').unwrap());
        assert!(reason(twice).contains(&format!("duplicate field `{name}`")), "{name}");
    }
    let twice = received().to_string().replace("\"text\":", "\"text\":\"Bye\",\"text\":");
    assert_eq!(reason(twice), "data.resource: duplicate field `text`");
}

#[test]
fn depth_and_size_cost_neither_stack_nor_time() {
    let deep = |open: &str, close: &str| format!("{}1{}", open.repeat(10_000), close.repeat(10_000));
    for nested in [deep("[", "]"), deep("{\"a\":", "}")] {
        assert_eq!(reading(nested.clone()), Err(Unreadable::TooDeep { most: 64 }));
        let body = received().to_string().replace("\"links\":", &format!("\"x\":{nested},\"links\":"));
        assert_eq!(reading(body), Err(Unreadable::TooDeep { most: 64 }));
    }
    let mut keys = String::from("{");
    for key in 0..500_000 {
        keys.push_str(&format!("\"{key}\":0,"));
    }
    let body = format!("{keys}{}", received().to_string().strip_prefix('{').unwrap());
    assert!(body.len() > 5_000_000);
    let begin = Instant::now();
    assert!(reading(body).is_ok());
    // Far from quadratic, which would take hours; generous for a debug build on a busy machine.
    assert!(begin.elapsed() < Duration::from_secs(60), "{:?}", begin.elapsed());
}

#[test]
fn odd_characters_are_kept_and_half_characters_replaced() {
    let text = |body: String| {
        let Event::Message(fact) = reading(body).unwrap().events.remove(0) else { panic!() };
        fact.text.unwrap()
    };
    let odd = "\u{0}\u{7}\u{1b}[2J\u{202e}\u{200b}e\u{301}\u{301}\u{301}";
    assert_eq!(text(changed("/data/resource/text", json!(odd)).to_string()), odd);
    let body = received().to_string().replace("\"Hi\"", r#""a\ud800b\udc00\ud83d\ude4f""#);
    assert_eq!(text(body), "a\u{fffd}b\u{fffd}🙏");
    let long = "x".repeat(1 << 20);
    assert_eq!(text(changed("/data/resource/text", json!(long)).to_string()), long);
}

#[test]
fn a_time_that_does_not_exist_is_the_delivery_own_with_a_note() {
    for time in [
        json!("2026-02-30T10:00:00Z"),
        json!("0000-01-01T00:00:00Z"),
        json!("10000-01-01T00:00:00Z"),
        json!("2026-10-05T14:01:22"),
        json!(1_791_208_882),
        json!(1.5e300),
        json!({ "seconds": 1 }),
        json!(true),
    ] {
        let reading = reading(changed("/data/resource/createdAt", time.clone()).to_string()).unwrap();
        let Event::Message(fact) = &reading.events[0] else { panic!() };
        assert_eq!(fact.created_at, Some(SAID_AT), "{time}");
        assert_eq!(reading.notes, ["data.resource.createdAt: not a moment, the delivery's own time stands in"]);
    }
    let reading = reading(changed("/createdAt", json!("never")).to_string()).unwrap();
    assert_eq!(reading.occurred_at, SAID_AT);
    assert_eq!(reading.notes.len(), 1);
}

#[test]
fn odd_numbers_stay_as_they_came_and_never_become_one_another() {
    let from = |sender: &str| {
        let body = changed("/data/context/senderIdentifier", json!(sender)).to_string();
        let Event::Message(fact) = reading(body).unwrap().events.remove(0) else { panic!() };
        fact.from
    };
    let forty = "9".repeat(40);
    for odd in ["+", "+0", &forty, "ACMEROOF", "+１７７３５５５０１１８", "", "US:1"] {
        assert_eq!(from(odd), Party::Other(odd.to_owned()));
    }
    assert_eq!(from("72975"), Party::ShortCode("72975".to_owned()));
    assert_eq!(from("anonymous"), Party::Withheld);
}

#[test]
fn lists_may_be_empty_huge_or_full_of_nothing() {
    let recordings = |list: Value| {
        let mut body = received();
        body["type"] = json!("call.recording.completed");
        body["data"]["resource"]["recordings"] = list;
        let Event::Recordings(fact) = reading(body.to_string()).unwrap().events.remove(0) else { panic!() };
        fact.recordings
    };
    assert!(recordings(json!([])).is_empty());
    assert!(recordings(json!(null)).is_empty());
    let nothing = recordings(json!([{ "url": null }, {}]));
    assert_eq!(nothing.iter().map(|one| one.id.as_str()).collect::<Vec<_>>(), ["AC1:0", "AC1:1"]);
    let many: Vec<Value> = (0..500).map(|place| json!({ "id": format!("CR{place}"), "duration": 1e300 })).collect();
    assert_eq!(recordings(json!(many)).len(), 500);
    let mut media = received();
    media["data"]["resource"]["media"] = json!([{ "url": null }, { "url": "https://m.example", "type": null }]);
    let Event::Message(fact) = reading(media.to_string()).unwrap().events.remove(0) else { panic!() };
    assert_eq!(fact.media.unwrap().len(), 1);
}

#[test]
fn a_dead_letter_still_tells_its_type_where_it_has_one() {
    let name = |body: String| type_name(&super::delivery(body));
    assert_eq!(name(without("/data", "resource").to_string()).as_deref(), Some("message.received"));
    assert_eq!(name(json!({ "event_type": "x".repeat(500) }).to_string()).map(|name| name.len()), Some(60));
    assert_eq!(name("{".to_owned()), None);
}

#[test]
fn an_integration_or_test_event_has_no_effect() {
    let mut test = received();
    test["id"] = json!("EV-test-message-received");
    for body in [changed("/type", json!("integration.created")), test] {
        let reading = reading(body.to_string()).unwrap();
        assert!(matches!(reading.events.as_slice(), [Event::NoEffect { .. }]), "{reading:?}");
    }
}
