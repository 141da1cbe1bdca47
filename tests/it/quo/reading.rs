//! What is read is what happened, whichever generation tells it.

use std::collections::BTreeSet;

use ringbook::{
    model::{
        ContactId, ItemId, LineId, Party, UtcMillis,
        event::{Event, MessageFact, Processing},
    },
    quo::{
        Availability, CallsQuery, ConversationMark, ConversationOrder, ConversationsQuery, ConversationsV1Query,
        HistoryCall, Quo, TextsQuery, ThreadQuery, Urgency,
    },
};
use serde_json::json;

use super::{JANE, OMAR, client, numbers, start};
use crate::simulator::{
    Simulator,
    scenario::{Line, NewCall, Scenario},
    world::{Direction, MAIN_LINE, SECOND_LINE},
};

const DAY: i64 = 86_400_000;

async fn texts(quo: &Quo, sim: &Simulator, query: &TextsQuery) -> Vec<MessageFact> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let page = quo.texts(query, &numbers(sim), after.as_ref(), Urgency::Background).await.unwrap();
        assert!(page.unreadable.is_empty() && !page.circular);
        all.extend(page.rows);
        match page.next {
            Some(next) => after = Some(next),
            None => return all,
        }
    }
}

async fn calls(quo: &Quo, sim: &Simulator) -> Vec<HistoryCall> {
    quo.calls(&CallsQuery::default(), &numbers(sim), None, Urgency::Background).await.unwrap().rows
}

#[tokio::test]
async fn every_text_of_the_workspace_is_read_once_newest_first_and_windows_leave_nothing_out() {
    let sim = start().await;
    let now = sim.core.now_ms();
    let ids: BTreeSet<String> = (0..120)
        .map(|hour| {
            let (line, direction) =
                if hour % 3 == 0 { (SECOND_LINE, Direction::Outgoing) } else { (MAIN_LINE, Direction::Incoming) };
            sim.history(line, &[JANE], &format!("text {hour}"), direction, now - hour * 3_600_000)
        })
        .collect();
    let quo = client(&sim);
    let all = texts(&quo, &sim, &TextsQuery::default()).await;
    assert!(all.is_sorted_by_key(|text| std::cmp::Reverse(text.created_at)));
    let read: BTreeSet<String> = all.iter().map(|text| text.id.0.clone()).collect();
    assert_eq!((all.len(), &read), (120, &ids));

    let mut windowed = BTreeSet::new();
    for day in 0..5 {
        let query = TextsQuery {
            after: Some(UtcMillis(now - (day + 1) * DAY - 1_000)),
            before: Some(UtcMillis(now - day * DAY + 1_000)),
            ..TextsQuery::default()
        };
        windowed.extend(texts(&quo, &sim, &query).await.into_iter().map(|text| text.id.0));
    }
    assert_eq!(windowed, ids);
    let line = TextsQuery { line: Some(LineId(sim.line_id(SECOND_LINE))), ..TextsQuery::default() };
    assert_eq!(texts(&quo, &sim, &line).await.len(), 40);
}

#[tokio::test]
async fn both_generations_and_the_webhook_give_the_same_text() {
    let sim = start().await;
    let picture = sim.file("image/jpeg", vec![7; 64]);
    let id = sim.inbound_with(MAIN_LINE, &[JANE, OMAR], "the leak again", vec![picture]);
    let quo = client(&sim);
    let dated = texts(&quo, &sim, &TextsQuery::default()).await.remove(0);
    let others = vec![Party::parse(JANE), Party::parse(OMAR)];
    let thread =
        ThreadQuery { line: LineId(sim.line_id(MAIN_LINE)), others: others.clone(), after: None, before: None };
    let v1 = quo.texts_v1(&thread, &numbers(&sim), None, Urgency::Background).await.unwrap().rows.remove(0);
    assert_eq!(dated.place.others, Some(others));
    assert_eq!((v1.place.clone(), v1.text.clone(), v1.at), (dated.place.clone(), dated.text.clone(), dated.at));
    assert_eq!((dated.id.as_str(), dated.media.as_ref().map(Vec::len)), (id.as_str(), Some(1)));
    let one = quo.text(&ItemId(id.clone()), &numbers(&sim), Urgency::Interactive).await.unwrap();
    let one_v1 = quo.text_v1(&ItemId(id), &numbers(&sim), Urgency::Interactive).await.unwrap();
    assert_eq!((one.created_at, one_v1.created_at), (dated.created_at, dated.created_at));
}

#[tokio::test]
async fn a_call_comes_with_its_summary_and_its_parts_from_either_generation() {
    let sim = start().await;
    let said = |who: &str, content: &str| Line { who: who.into(), content: content.into(), start: None, end: None };
    let answered = sim.call(&NewCall {
        from: JANE.into(),
        recording: true,
        summary: vec!["Jane wants a quote.".into()],
        next_steps: vec!["Send it.".into()],
        transcript: vec![said("them", "Hello"), said("us", "Good morning")],
        ..NewCall::default()
    });
    let voicemail = sim.call(&NewCall { from: OMAR.into(), scenario: Scenario::Voicemail, ..NewCall::default() });
    sim.idle().await;
    let quo = client(&sim);
    let read = calls(&quo, &sim).await;
    let find = |id: &str| read.iter().find(|call| call.fact.id.as_str() == id).unwrap();

    let taken = find(&answered);
    assert!(taken.answered() && !taken.is_going_on());
    assert_eq!(taken.fact.place.others, Some(vec![Party::parse(JANE)]));
    assert_eq!(taken.summary.as_ref().unwrap().fact.next_steps, ["Send it."]);
    let key = taken.key();
    let by_dated = quo.recordings(&key, Urgency::Background).await.unwrap().here().unwrap();
    let by_v1 = quo.recordings_v1(&key, Urgency::Background).await.unwrap().here().unwrap();
    assert!(matches!(by_dated.event(), Some(Event::Recordings(fact)) if fact.recordings.len() == 1));
    assert_eq!(by_dated.recordings[0].fact.id, by_v1.recordings[0].fact.id);
    let dated = quo.transcript(&key, Urgency::Background).await.unwrap().here().unwrap().fact;
    let v1 = quo.transcript_v1(&key, Urgency::Background).await.unwrap().here().unwrap().fact;
    assert_eq!((&dated.dialogue, dated.processing), (&v1.dialogue, Processing::Completed));
    let summary = quo.summary_v1(&key, Urgency::Background).await.unwrap().here().unwrap();
    assert_eq!(Some(&summary), taken.summary.as_ref());

    let left = find(&voicemail);
    let voicemail_v1 = quo.voicemail_v1(&left.key(), Urgency::Background).await.unwrap().here().unwrap();
    assert!(left.fact.has_voicemail && !left.answered());
    assert_eq!(Some(&voicemail_v1.fact.transcript), left.voicemail.as_ref().map(|it| &it.fact.transcript));
    assert_eq!(quo.summary_v1(&left.key(), Urgency::Background).await.unwrap(), Availability::Missing);

    let thread = ThreadQuery {
        line: LineId(sim.line_id(MAIN_LINE)),
        others: vec![Party::parse(JANE)],
        after: None,
        before: None,
    };
    let v1 = quo.calls_v1(&thread, None, &numbers(&sim), None, Urgency::Background).await.unwrap().rows;
    assert_eq!(v1.len(), 1);
    assert_eq!((&v1[0].fact.step, &v1[0].fact.place), (&taken.fact.step, &taken.fact.place));
    let one = quo.call(&taken.fact.id, &numbers(&sim), Urgency::Interactive).await.unwrap();
    assert_eq!((one.fact, one.summary), (taken.fact.clone(), taken.summary.clone()));
}

#[tokio::test]
async fn conversations_are_listed_by_change_and_marked_from_here() {
    let sim = start().await;
    sim.inbound(JANE, "one");
    sim.inbound(OMAR, "two");
    let quo = client(&sim);
    let mut query = ConversationsQuery {
        lines: vec![LineId(sim.line_id(MAIN_LINE))],
        changed_from: None,
        changed_through: None,
        order: ConversationOrder::OldestChangeFirst,
    };
    let listed = quo.conversations(&query, None, Urgency::Background).await.unwrap().rows;
    assert_eq!(
        listed.iter().map(|row| row.others.clone()).collect::<Vec<_>>(),
        [vec![Party::parse(JANE)], vec![Party::parse(OMAR)]]
    );
    query.changed_from = Some(UtcMillis(sim.core.now_ms() + DAY));
    assert!(quo.conversations(&query, None, Urgency::Background).await.unwrap().rows.is_empty());
    let v1 = ConversationsV1Query { lines: query.lines, ..ConversationsV1Query::default() };
    assert_eq!(quo.conversations_v1(&v1, None, Urgency::Background).await.unwrap().rows.len(), 2);

    for mark in [ConversationMark::Read, ConversationMark::Done] {
        quo.mark_conversation(&listed[0].id, mark, Urgency::Background).await.unwrap();
    }
    let state = |sim: &Simulator| {
        let world = sim.core.world.lock().unwrap();
        let row = world.conversations.iter().find(|row| row.id == listed[0].id.as_str()).unwrap();
        (row.read, row.done)
    };
    assert_eq!(state(&sim), (true, true));
    quo.mark_conversation(&listed[0].id, ConversationMark::Open, Urgency::Background).await.unwrap();
    assert_eq!(state(&sim), (true, false));
}

#[tokio::test]
async fn contacts_come_whole_and_lines_and_people_from_either_generation() {
    let sim = start().await;
    let contact = {
        let mut world = sim.core.world.lock().unwrap();
        let contact = world.contacts.first_mut().unwrap();
        contact.emails.push(("work".into(), "jane@example.com".into()));
        contact
            .custom_fields
            .push(json!({ "id": "cf1", "key": "vip", "name": "VIP", "type": "boolean", "value": true }));
        contact.id.clone()
    };
    let quo = client(&sim);
    let listed = quo.contacts(None, Urgency::Background).await.unwrap().rows;
    let whole = quo.contact(&ContactId(contact.clone()), Urgency::Interactive).await.unwrap();
    assert_eq!(listed, std::slice::from_ref(&whole));
    let fact = whole.fact();
    let properties = quo.contact_properties(&fact.id, fact.at, Urgency::Background).await.unwrap();
    let names = quo.contact_names(None, Urgency::Background).await.unwrap().rows.remove(0);
    assert_eq!((&names.first_name, names.at), (&fact.first_name, fact.at));
    assert_eq!((properties.emails, properties.fields), (fact.emails, fact.fields));
    assert!(quo.contact_notes(&fact.id, Urgency::Background).await.unwrap().is_empty());
    let keys: Vec<String> =
        quo.field_definitions(Urgency::Background).await.unwrap().into_iter().map(|field| field.key).collect();
    assert_eq!(keys, ["lead-source", "vip"]);
    assert_eq!(quo.lines().await.unwrap(), quo.lines_v1(Urgency::Background).await.unwrap());
    assert_eq!(quo.members().await.unwrap(), quo.members_v1(Urgency::Background).await.unwrap());
}
