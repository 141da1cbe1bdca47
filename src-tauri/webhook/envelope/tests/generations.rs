//! The same thing told by different generations is the same fact.

use serde_json::{Value, json};

use super::{SAID_AT, reading};
use crate::model::event::{Answered, CallStep, ContactLinks, DeliveryState, EndStatus, Event};
use crate::model::{ItemId, Party, UtcMillis};
use crate::webhook::dedupe::{DedupeKey, keys};

const TIME: &str = "2026-10-05T14:01:22.271Z";
const LINK: &str = "https://my.quo.com/inbox/PN1/c/CN1?at=AC1";
const LINE: &str = "+13125550142";
const JANE: &str = "+17735550118";

fn only(events: Vec<Event>) -> Event {
    let [event] = <[Event; 1]>::try_from(events).unwrap();
    event
}

fn events(body: &Value) -> Vec<Event> {
    reading(body.to_string()).unwrap().events
}

fn new(type_name: &str, resource: Value, context: Value) -> Value {
    json!({ "id": "EV1", "apiVersion": "2026-03-30", "createdAt": TIME, "type": type_name,
        "data": { "resource": resource, "context": context, "links": { "quo": LINK } } })
}

fn legacy(version: &str, type_name: &str, object: Value) -> Value {
    json!({ "id": "EV2", "object": "event", "apiVersion": version, "createdAt": TIME, "type": type_name,
        "data": { "object": object, "deepLink": LINK } })
}

fn text_context(from: &str, to: &[&str]) -> Value {
    json!({ "phoneNumberId": "PN1", "conversationId": "CN1", "userId": "US1",
        "contacts": { "ids": [], "lookupStatus": "none" }, "senderIdentifier": from, "recipientIdentifiers": to })
}

fn call_context() -> Value {
    json!({ "phoneNumberId": "PN1", "conversationId": "CN1", "userId": "US1",
        "contacts": { "ids": ["c1"], "lookupStatus": "matched" },
        "participants": { "workspace": [LINE], "external": [JANE], "resolution": "available" } })
}

#[test]
fn a_text_is_the_same_fact_in_both_generations() {
    for (type_name, direction, from, to) in
        [("message.received", "incoming", JANE, LINE), ("message.delivered", "outgoing", LINE, JANE)]
    {
        let object = json!({ "id": "AC1", "direction": direction, "text": "Hi", "createdAt": TIME, "status": "x",
            "media": [{ "url": "https://m.example/1", "type": "image/png" }] });
        let mut old = object.clone();
        for (name, value) in [("from", json!(from)), ("to", json!(to)), ("userId", json!("US1"))] {
            old[name] = value;
        }
        old["phoneNumberId"] = json!("PN1");
        old["contactIds"] = json!([]);
        let expected = events(&new(type_name, object, text_context(from, &[to])));
        assert_eq!(events(&legacy("v4", type_name, old.clone())), expected, "{type_name}");
        old["to"] = json!([to]);
        assert_eq!(events(&legacy("v4", type_name, old.clone())), expected, "{type_name}, `to` as a list");
        let text = old["text"].take();
        old["body"] = text;
        let mut oldest = events(&legacy("v2", type_name, old));
        // That generation looks up no contacts; everything else is the same.
        let Some(Event::Message(fact)) = oldest.first_mut() else { panic!() };
        assert_eq!(fact.place.contacts, ContactLinks::Unknown);
        fact.place.contacts = ContactLinks::Nobody;
        assert_eq!(oldest, expected, "{type_name} v2");
    }
}

#[test]
fn a_call_is_the_same_fact_in_both_generations_whatever_word_its_status_is() {
    let answered = "2026-10-05T14:01:30.000Z";
    for (answered_at, new_status, v4_status, expected) in [
        (json!(null), "unanswered", "no-answer", EndStatus::Unanswered),
        (json!(answered), "answered", "completed", EndStatus::Completed),
        (json!(null), "forwarded", "forwarded", EndStatus::Forwarded),
        (json!(null), "abandoned", "abandoned", EndStatus::Abandoned),
        (json!(null), "failed", "failed", EndStatus::Failed),
    ] {
        let object = json!({ "id": "AC1", "direction": "incoming", "createdAt": TIME, "answeredAt": answered_at,
            "completedAt": "2026-10-05T14:05:00.000Z", "updatedAt": "2026-10-05T14:05:01.000Z", "duration": 20 });
        let mut resource = object.clone();
        resource["status"] = json!(new_status);
        resource["hasVoicemail"] = json!(false);
        let mut old = object.clone();
        old["status"] = json!(v4_status);
        old["participants"] = json!([JANE, LINE]);
        old["phoneNumberId"] = json!("PN1");
        old["contactIds"] = json!(["c1"]);
        old["userId"] = json!("US1");
        let new = events(&new("call.completed", resource, call_context()));
        assert_eq!(events(&legacy("v4", "call.completed", old)), new);
        let [Event::Call(fact)] = new.as_slice() else { panic!() };
        assert_eq!(fact.step, CallStep::Ended(expected));

        let mut app = object;
        app["status"] = json!("completed");
        app["from"] = json!(JANE);
        app["to"] = json!(LINE);
        let app = events(&legacy("v3", "call.completed", app));
        let [Event::Call(app)] = app.as_slice() else { panic!() };
        assert_eq!(
            (app.answered, &app.place.others, &app.place.line_number, &app.place.conversation),
            (fact.answered, &fact.place.others, &fact.place.line_number, &fact.place.conversation)
        );
    }
}

#[test]
fn summaries_transcripts_and_recordings_are_the_same_facts() {
    let mut cases = Vec::new();
    let summary = json!({ "callId": "AC1", "summary": ["a"], "nextSteps": ["b"],
        "jobs": [{ "name": "Message", "result": { "data": [{ "name": "Urgent", "value": true }] } }] });
    cases.push(("call.summary.completed", "callSummary", summary, "processingStatus"));
    let transcript = json!({ "callId": "AC1", "createdAt": TIME, "duration": 66.4, "dialogue": [
        { "userId": "US2", "identifier": LINE, "content": "Hello", "start": 0.42, "end": 2.913 },
        { "userId": null, "identifier": JANE, "content": "Hi", "start": 3.1, "end": 6.0 } ] });
    cases.push(("call.transcript.completed", "callTranscript", transcript, "processingStatus"));
    for (type_name, alias, object, status) in cases {
        let mut resource = object.clone();
        resource[status] = json!("completed");
        let mut old = object;
        old["status"] = json!("completed");
        old["contactIds"] = json!(["c1"]);
        let mut context = call_context();
        context["participants"] = json!({ "resolution": "unavailable" });
        let new = events(&new(type_name, resource, context));
        assert_eq!(events(&legacy("v4", type_name, old.clone())), new, "{type_name}");
        assert_eq!(events(&legacy("v4", alias, old)), new, "{alias}");
    }
    let recording = json!({ "id": "AC1", "direction": "incoming", "updatedAt": TIME,
        "recordings": [{ "id": "CR1", "duration": 66, "startTime": TIME, "type": "audio/mpeg", "url": "https://r.example" }] });
    let mut old = recording.clone();
    old["participants"] = json!([JANE, LINE]);
    old["phoneNumberId"] = json!("PN1");
    old["contactIds"] = json!(["c1"]);
    assert_eq!(
        events(&legacy("v4", "call.recording.completed", old)),
        events(&new("call.recording.completed", recording, call_context()))
    );
}

#[test]
fn a_contact_keeps_one_id_over_the_generations() {
    let old = legacy("v3", "contact.deleted", json!({ "id": "CT67a1" }));
    assert_eq!(events(&old), events(&new("contact.deleted", json!({ "id": "67a1" }), json!({}))));
}

#[test]
fn a_compatibility_text_differs_from_quos_in_spelling_only() {
    let nested = json!({ "type": "message.received", "data": { "object": { "id": "AC1", "from": JANE, "to": [LINE],
        "direction": "inbound", "body": "Hi", "media": ["https://m.example/1"], "createdAt": TIME } } });
    let flat = json!({ "id": "wh_1", "type": "message.received", "timestamp": "1791208882",
        "data": { "id": "AC1", "from": JANE, "to": LINE, "text": "Hi", "media": ["https://m.example/1"] } });
    let event_type = json!({ "event_type": "message.received", "data": { "id": "AC1", "from": JANE, "to": LINE,
        "body": "Hi", "media": ["https://m.example/1"], "timestamp": TIME } });
    let object = json!({ "id": "AC1", "text": "Hi", "media": [{ "url": "https://m.example/1" }], "createdAt": TIME });
    let mut context = text_context(JANE, &[LINE]);
    for name in ["phoneNumberId", "conversationId", "contacts"] {
        context[name] = json!(null);
    }
    let expected = events(&new("message.received", object, context));
    assert_eq!(events(&nested), expected);
    assert_eq!(events(&event_type), expected);
    let mut flat = events(&flat);
    let Some(Event::Message(fact)) = flat.first_mut() else { panic!() };
    assert_eq!(fact.created_at, Some(UtcMillis(1_791_208_882_000)));
    (fact.created_at, fact.at) = (Some(UtcMillis(1_791_208_882_271)), UtcMillis(1_791_208_882_271));
    assert_eq!(flat, expected);
}

#[test]
fn an_outgoing_text_of_a_compatibility_tool_may_be_further_on_than_its_type() {
    let sent = |status: Value| {
        let body =
            json!({ "event_type": "message.sent", "data": { "id": "m", "from": LINE, "to": JANE, "status": status } });
        let Some(Event::Message(fact)) = events(&body).into_iter().next() else { panic!() };
        fact.state
    };
    assert_eq!(sent(json!("delivered")), DeliveryState::Delivered);
    assert_eq!(sent(json!("queued")), DeliveryState::Sent);
    assert_eq!(sent(json!("launched")), DeliveryState::Sent);
    assert_eq!(sent(json!(null)), DeliveryState::Sent);
}

#[test]
fn what_a_source_does_not_know_is_not_said() {
    let mut object = json!({ "id": "AC1", "direction": "incoming", "status": "no-answer", "answeredAt": null,
        "participants": [], "contactIds": [] });
    let events_of = |object: &Value| events(&legacy("v4", "call.completed", object.clone()));
    let Event::Call(fact) = only(events_of(&object)) else { panic!() };
    assert_eq!((fact.place.others, fact.place.line_number, fact.answered), (None, None, Answered::No));
    object.as_object_mut().unwrap().remove("answeredAt");
    let Event::Call(fact) = only(events_of(&object)) else { panic!() };
    assert_eq!(fact.answered, Answered::Unsaid);

    let mut context = text_context(JANE, &[LINE]);
    context["contacts"] = json!({ "ids": [], "lookupStatus": "unavailable" });
    let Event::Message(fact) = only(events(&new("message.received", json!({ "id": "AC1", "text": "Hi" }), context)))
    else {
        panic!()
    };
    assert_eq!(fact.place.contacts, ContactLinks::Unknown);
    assert_eq!((fact.media, fact.created_at), (None, None));
}

#[test]
fn everyone_in_a_group_is_named_once_and_the_line_apart() {
    let group = |from: &str, to: &[&str], type_name: &str| {
        let body = new(type_name, json!({ "id": "AC1", "direction": null, "text": "Hi" }), text_context(from, to));
        let Event::Message(fact) = only(events(&body)) else { panic!() };
        (fact.place.line_number, fact.place.others.unwrap())
    };
    let bob = "+18475550177";
    let expected = (Some(Party::parse(LINE)), vec![Party::parse(JANE), Party::parse(bob)]);
    assert_eq!(group(JANE, &[LINE, bob, JANE], "message.received"), expected);
    assert_eq!(group(LINE, &[bob, JANE, bob], "message.delivered"), expected);
}

#[test]
fn a_voicemail_without_a_call_stands_by_its_own_activity() {
    let resource = json!({ "id": "AC9", "callId": null, "voicemailId": null, "direction": "incoming", "duration": 4,
        "from": "Anonymous", "to": LINE, "transcript": null, "recordingUrl": null });
    let mut context = call_context();
    context["participants"]["external"] = json!([]);
    let Event::Voicemail(fact) = only(events(&new("call.voicemail.completed", resource, context))) else { panic!() };
    assert_eq!(fact.call, ItemId::from("AC9"));
    assert_eq!(fact.place.others, Some(vec![Party::Withheld]));
}

#[test]
fn a_repetition_shares_a_key_and_a_different_event_does_not() {
    let keys_of = |delivery_id: &str, body: &Value| {
        let mut delivery = super::delivery(body.to_string());
        delivery.webhook_id = Some(delivery_id.to_owned());
        let reading = crate::webhook::envelope::read(&delivery).unwrap();
        keys(&delivery, &reading).iter().map(DedupeKey::digest).collect::<Vec<_>>()
    };
    let shared = |a: &[[u8; 16]], b: &[[u8; 16]]| a.iter().any(|key| b.contains(key));
    let object = json!({ "id": "AC1", "text": "Hi", "createdAt": TIME });
    let first = new("message.received", object.clone(), text_context(JANE, &[LINE]));
    let base = keys_of("msg_1", &first);
    assert!(shared(&base, &keys_of("msg_1", &first)), "a retry");
    assert!(shared(&base, &keys_of("msg_2", &first)), "another endpoint");
    let mut other_id = first.clone();
    other_id["id"] = json!("EV7");
    assert!(shared(&base, &keys_of("msg_2", &other_id)), "the same told by another webhook");
    let mut other = other_id.clone();
    other["data"]["resource"]["id"] = json!("AC2");
    assert!(!shared(&base, &keys_of("msg_2", &other)), "another text");
    let mut later = other_id;
    later["data"]["context"]["contacts"] = json!({ "ids": ["c1"], "lookupStatus": "matched" });
    assert!(!shared(&base, &keys_of("msg_2", &later)), "something new about the same text");

    let nested = json!({ "type": "call_summary.created", "data": { "object": { "callId": "C1", "summary": "a" } } });
    let mut another = nested.clone();
    another["data"]["object"]["summary"] = json!("b");
    assert!(shared(&keys_of("a", &nested), &keys_of("b", &nested)));
    assert!(!shared(&keys_of("a", &nested), &keys_of("b", &another)), "a summary that was made anew");
}

#[test]
fn the_content_hash_is_the_documented_one() {
    let body = json!({ "event_type": "message.received", "data": { "id": "m1", "from": JANE, "to": LINE,
        "body": "Hi", "timestamp": TIME, "status": "ignored" } });
    let canonical = format!(
        r#"{{"body":"Hi","from":"{JANE}","id":"m1","timestamp":"{TIME}","to":"{LINE}","type":"message.received"}}"#
    );
    use sha2::Digest;
    let expected: [u8; 32] = sha2::Sha256::digest(canonical).into();
    assert_eq!(reading(body.to_string()).unwrap().content_hash, Some(expected));
    assert_eq!(reading(body.to_string()).unwrap().occurred_at, UtcMillis(1_791_208_882_271));
    let without_time = json!({ "type": "call.answered", "data": { "object": { "id": "C1" } } });
    assert_eq!(reading(without_time.to_string()).unwrap().occurred_at, SAID_AT);
}
