//! What is asked of `/v1` is what Quo's own document describes, and whatever it describes as an answer is read.
//!
//! The document is not part of the project. It is taken from `RINGBOOK_QUO_OPENAPI`, else from
//! `../shared/quo/openapi.json` beside it; without either, this says so and checks nothing.

mod document;

use ringbook::{
    model::{ContactId, ItemId, LineId, Party, QuoConversationId, UtcMillis},
    quo::{CallKey, ContactEntry, ConversationMark, ConversationsV1Query, Error, NewText, Quo, ThreadQuery, Urgency},
};
use serde_json::Value;

use self::document::Document;
use super::{JANE, client, numbers, start};
use crate::simulator::{
    KEY, Simulator,
    faults::Fault,
    scenario::{Line, NewCall, Scenario},
    world::MAIN_LINE,
};

/// Calls that came after the document was published (2025-11).
const LATER: [&str; 1] = ["/v1/conversations/{id}/mark-as-"];

fn thread(sim: &Simulator) -> ThreadQuery {
    ThreadQuery {
        line: LineId(sim.line_id(MAIN_LINE)),
        others: vec![Party::parse(JANE)],
        after: Some(UtcMillis(sim.core.now_ms() - 86_400_000)),
        before: Some(UtcMillis(sim.core.now_ms() + 86_400_000)),
    }
}

fn key(id: &str) -> CallKey {
    CallKey { id: ItemId::from(id), at: UtcMillis(1_790_000_000_000), answered_at: None }
}

/// A call to be made of `/v1`: method and path in the document's words.
const READS: [(&str, &str); 14] = [
    ("get", "/v1/messages"),
    ("get", "/v1/messages/{id}"),
    ("get", "/v1/calls"),
    ("get", "/v1/calls/{callId}"),
    ("get", "/v1/call-recordings/{callId}"),
    ("get", "/v1/call-summaries/{callId}"),
    ("get", "/v1/call-transcripts/{id}"),
    ("get", "/v1/call-voicemails/{callId}"),
    ("get", "/v1/conversations"),
    ("get", "/v1/contacts"),
    ("get", "/v1/contacts/{id}"),
    ("get", "/v1/contact-custom-fields"),
    ("get", "/v1/phone-numbers"),
    ("get", "/v1/users"),
];

/// Makes the call and tells how many rows came that could not be read.
async fn ask(quo: &Quo, sim: &Simulator, path: &str, call: &str, text: &str, contact: &str) -> Result<usize, Error> {
    let (numbers, urgency) = (numbers(sim), Urgency::Interactive);
    Ok(match path {
        "/v1/messages" => quo.texts_v1(&thread(sim), &numbers, None, urgency).await?.unreadable.len(),
        "/v1/messages/{id}" => quo.text_v1(&ItemId::from(text), &numbers, urgency).await.map(|_| 0)?,
        "/v1/calls" => {
            let user = sim.core.world.lock().unwrap().users[0].id.as_str().into();
            quo.calls_v1(&thread(sim), Some(&user), &numbers, None, urgency).await?.unreadable.len()
        }
        "/v1/calls/{callId}" => quo.call_v1(&ItemId::from(call), &numbers, urgency).await.map(|_| 0)?,
        "/v1/call-recordings/{callId}" => quo.recordings_v1(&key(call), urgency).await.map(|_| 0)?,
        "/v1/call-summaries/{callId}" => quo.summary_v1(&key(call), urgency).await.map(|_| 0)?,
        "/v1/call-transcripts/{id}" => quo.transcript_v1(&key(call), urgency).await.map(|_| 0)?,
        "/v1/call-voicemails/{callId}" => quo.voicemail_v1(&key(call), urgency).await.map(|_| 0)?,
        "/v1/conversations" => {
            let query = ConversationsV1Query {
                lines: vec![LineId(sim.line_id(MAIN_LINE))],
                changed_after: Some(UtcMillis(1_700_000_000_000)),
                changed_before: Some(UtcMillis(1_900_000_000_000)),
            };
            quo.conversations_v1(&query, None, urgency).await?.unreadable.len()
        }
        "/v1/contacts" => quo.contacts(None, urgency).await?.unreadable.len(),
        "/v1/contacts/{id}" => quo.contact(&ContactId::from(contact), urgency).await.map(|_| 0)?,
        "/v1/contact-custom-fields" => quo.field_definitions(urgency).await.map(|_| 0)?,
        "/v1/phone-numbers" => quo.lines_v1(urgency).await.map(|_| 0)?,
        "/v1/users" => quo.members_v1(urgency).await.map(|_| 0)?,
        _ => panic!("{path} is not asked"),
    })
}

struct Scene {
    sim: Simulator,
    call: String,
    text: String,
    contact: String,
    conversation: String,
}

async fn scene() -> Scene {
    let sim = start().await;
    let text = sim.inbound(JANE, "hello");
    let said = |who: &str, content: &str| Line { who: who.into(), content: content.into(), start: None, end: None };
    let call = sim.call(&NewCall {
        from: JANE.into(),
        recording: true,
        summary: vec!["A quote.".into()],
        transcript: vec![said("them", "Hello")],
        ..NewCall::default()
    });
    sim.call(&NewCall { from: JANE.into(), scenario: Scenario::Voicemail, ..NewCall::default() });
    sim.idle().await;
    let (contact, conversation) = {
        let world = sim.core.world.lock().unwrap();
        (world.contacts[0].id.clone(), world.conversations[0].id.clone())
    };
    Scene { sim, call, text, contact, conversation }
}

#[tokio::test]
async fn every_call_of_v1_is_as_the_official_document_says_and_so_are_the_stand_ins_answers() {
    let Some(document) = Document::find() else { return };
    let Scene { sim, call, text, contact, conversation } = scene().await;
    let quo = client(&sim);
    for (_, path) in READS {
        assert_eq!(ask(&quo, &sim, path, &call, &text, &contact).await, Ok(0), "{path}");
    }
    let new =
        NewText { line: LineId(sim.line_id(MAIN_LINE)), to: vec![Party::parse(JANE)], text: "hi".into(), user: None };
    quo.send_text(&new).await.unwrap();
    let mut known = quo.contact(&ContactId::from(contact.as_str()), Urgency::Interactive).await.unwrap();
    known.emails.push(ContactEntry { id: None, label: "work".into(), value: Some("jane@example.com".into()) });
    quo.replace_contact(&known, Urgency::Interactive).await.unwrap();
    quo.make_contact(&known, "ringbook-1", Urgency::Interactive).await.unwrap();
    assert_eq!(quo.contacts_made_as("ringbook-1", Urgency::Interactive).await.unwrap().len(), 1);
    let conversation = QuoConversationId::from(conversation);
    quo.mark_conversation(&conversation, ConversationMark::Read, Urgency::Interactive).await.unwrap();

    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let mut checked = 0;
    for request in sim.requests() {
        let Some(operation) = document.operation(&request.method, &request.path) else {
            let known = LATER.iter().any(|later| document::fits(&request.path, later));
            assert!(known, "{} {} is not in the document", request.method, request.path);
            continue;
        };
        operation.check_request(&request.query, &request.body);
        if request.method == "GET" {
            let address = format!("{}{}?{}", sim.url(), request.path, request.query);
            let answer = http.get(address).header("authorization", KEY).send().await.unwrap();
            let (status, body) = (answer.status().as_u16(), answer.json::<Value>().await.unwrap());
            operation.check_answer(status, &body);
        }
        checked += 1;
    }
    assert_eq!(checked, READS.len() + 5);
}

#[tokio::test]
async fn every_answer_that_the_official_document_allows_is_read() {
    let Some(document) = Document::find() else { return };
    let Scene { sim, call, text, contact, .. } = scene().await;
    let quo = client(&sim);
    for (method, path) in READS {
        for variant in 0..26 {
            let mut body = document.named(method, path).sample(variant);
            if let Some(fields) = body.as_object_mut().filter(|fields| fields.contains_key("nextPageToken")) {
                fields.insert("nextPageToken".into(), Value::Null);
            }
            let on = format!("GET {}", path.split('{').next().unwrap().trim_end_matches('/'));
            sim.fault_on(&on, Fault::Answer { status: 200, body: body.clone() }, 1);
            assert_eq!(ask(&quo, &sim, path, &call, &text, &contact).await, Ok(0), "{path} {variant}: {body}");
            sim.clear_faults();
        }
    }
}
