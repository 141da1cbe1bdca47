//! What is counted along the way equals what counting everything anew gives.

use std::collections::{BTreeMap, BTreeSet};

use super::world::{self, Dice, at, events, line, number};
use super::{apply, decide, in_memory};
use crate::model::call::Outcome;
use crate::model::conversation::{Marks, Standing};
use crate::model::decision::{Decided, SendIntent, SendStep};
use crate::model::event::DeliveryState;
use crate::model::item::Item;
use crate::model::place::Target;
use crate::model::{ConversationId, LineId, UtcMillis};
use crate::store::{Anchor, Store, Tab, TabCounts};

/// All items of all conversations, read page by page.
fn everything(store: &Store) -> BTreeMap<ConversationId, Vec<Item>> {
    let mut all = BTreeMap::new();
    for id in ids(store, Tab::All, None) {
        let mut items = Vec::new();
        let mut anchor = Anchor::Start;
        loop {
            let page = store.timeline_page(&id, &anchor, 7).unwrap().unwrap();
            assert_eq!(page.offset, items.len() as u64);
            items.extend(page.items.into_iter().map(|entry| entry.item));
            match page.after {
                Some(cursor) => anchor = Anchor::After(cursor),
                None => break,
            }
        }
        all.insert(id, items);
    }
    all
}

/// Every conversation of a tab, read page by page.
fn ids(store: &Store, tab: Tab, line: Option<&LineId>) -> Vec<ConversationId> {
    let mut ids = Vec::new();
    let mut cursor = None;
    loop {
        let page = store.inbox_page(tab, line, cursor.as_deref(), 3).unwrap();
        ids.extend(page.rows.into_iter().map(|row| row.id));
        match page.next {
            Some(next) => cursor = Some(next),
            None => return ids,
        }
    }
}

/// What must be true of a conversation, by looking at each of its items.
struct Naive {
    unread: u64,
    waiting_since: Option<UtcMillis>,
    last_incoming: Option<UtcMillis>,
}

fn naive(items: &[Item], read_through: UtcMillis) -> Naive {
    let mut result = Naive { unread: 0, waiting_since: None, last_incoming: None };
    for item in items {
        let bearing = item.bearing();
        if bearing.alert && item.at() > read_through {
            result.unread += 1;
        }
        if bearing.incoming {
            result.last_incoming = result.last_incoming.max(Some(item.at()));
        }
        if bearing.answer {
            result.waiting_since = None;
        } else if bearing.ask {
            result.waiting_since = result.waiting_since.or(Some(item.at()));
        }
    }
    result
}

fn check(store: &Store) {
    let all = everything(store);
    let mut counts: BTreeMap<Option<LineId>, TabCounts> = BTreeMap::new();
    let mut tabs: BTreeMap<Tab, BTreeSet<ConversationId>> = BTreeMap::new();
    for (id, items) in &all {
        let row = store.conversation(id).unwrap().unwrap();
        let expected = naive(items, row.read_through);
        assert!(items.windows(2).all(|pair| pair[0].at() <= pair[1].at()));
        assert_eq!(row.items, items.len() as u64);
        assert_eq!(row.unread, expected.unread, "{id}");
        assert_eq!(row.last_incoming, expected.last_incoming);
        let (open, snoozed) = (row.standing == Standing::Open, matches!(row.standing, Standing::Snoozed { .. }));
        assert_eq!(row.done, row.standing == Standing::Done);
        assert_eq!(row.waiting_since, expected.waiting_since.filter(|_| open), "{id}");
        assert_eq!(row.first_at, items.first().unwrap().at());
        assert_eq!(row.last_at, items.last().unwrap().at());
        assert_eq!(row.preview, crate::store::preview::preview_of(items.last().unwrap()));
        let is = |kind: fn(&Item) -> bool| items.iter().filter(|item| kind(item)).count() as u64;
        assert_eq!(row.calls, is(|item| matches!(item, Item::Call(_))));
        assert_eq!(row.messages, is(|item| matches!(item, Item::Message(_) | Item::Outgoing(_))));
        for scope in [None, Some(row.target.line.clone())] {
            let counts = counts.entry(scope).or_default();
            counts.all += 1;
            counts.done += u64::from(row.done);
            counts.open += u64::from(open);
            counts.snoozed += u64::from(snoozed);
            counts.unread += u64::from(row.unread > 0 && open);
            counts.waiting += u64::from(row.waiting_since.is_some());
        }
        let mut put = |tab, yes: bool| {
            if yes {
                tabs.entry(tab).or_default().insert(id.clone());
            }
        };
        put(Tab::All, true);
        put(Tab::Done, row.done);
        put(Tab::Open, open);
        put(Tab::Snoozed, snoozed);
        put(Tab::Unread, row.unread > 0 && open);
        put(Tab::Waiting, row.waiting_since.is_some());
        for (place, item) in items.iter().enumerate() {
            let page = store.timeline_page(id, &Anchor::Around(item.id()), 5).unwrap().unwrap();
            let here = page.items.iter().position(|entry| entry.item == *item).unwrap();
            assert_eq!(page.offset + here as u64, place as u64);
            assert_eq!(page.items.len(), items.len().min(5));
            assert_eq!(page.before.is_none(), page.offset == 0);
            assert_eq!(page.after.is_none(), page.offset as usize + page.items.len() == items.len());
        }
    }
    for (line, counts) in &counts {
        assert_eq!(store.inbox_counts(line.as_ref()), *counts);
    }
    for tab in Tab::ALL {
        let found = ids(store, tab, None);
        assert_eq!(found.len(), found.iter().collect::<BTreeSet<_>>().len());
        assert_eq!(found.iter().cloned().collect::<BTreeSet<_>>(), tabs.remove(&tab).unwrap_or_default());
    }
    let rows = |tab| ids(store, tab, None).into_iter().map(|id| store.conversation(&id).unwrap().unwrap());
    let newest: Vec<_> = rows(Tab::All).map(|row| row.last_at.max(row.returned_at.unwrap_or(row.last_at))).collect();
    assert!(newest.is_sorted_by(|a, b| a >= b));
    let pinned: Vec<_> = rows(Tab::Open).map(|row| !row.pinned).collect();
    assert!(pinned.is_sorted(), "pinned first");
    let patient: Vec<_> = ids(store, Tab::Waiting, None)
        .iter()
        .map(|id| store.conversation(id).unwrap().unwrap().waiting_since)
        .collect();
    assert!(patient.is_sorted());
}

#[test]
fn counts_are_exact_whatever_happens() {
    for seed in 0..12 {
        let store = in_memory();
        let mut dice = Dice::new(seed + 500);
        for (turn, part) in events(seed + 1000, 160).chunks(16).enumerate() {
            apply(&store, part, 4);
            for id in ids(&store, Tab::All, None) {
                let place = store.target(&id).unwrap().unwrap();
                let seconds = dice.roll(2500) as i64;
                let moment = at(seconds).0;
                match dice.roll(9) {
                    0 => drop(decide(&store, moment, Decided::Done { place })),
                    1 => drop(decide(&store, moment, Decided::Reopened { place })),
                    2 | 3 => {
                        let through = at(dice.roll(2500) as i64);
                        drop(decide(&store, moment, Decided::MarkedRead { place, through }));
                    }
                    4 => {
                        let id = format!("note:{turn}").into();
                        drop(decide(&store, moment, Decided::NoteAdded { id, place, text: "n".into(), by: None }));
                    }
                    5 => {
                        let (until, seen) = (at(dice.roll(4000) as i64), at(dice.roll(2500) as i64));
                        let wake_early = dice.chance(50);
                        drop(decide(&store, moment, Decided::Snoozed { place, until, wake_early, seen }));
                    }
                    6 => {
                        for due in store.snoozes_due(at(dice.roll(4000) as i64), 3).unwrap() {
                            let (place, snoozed_at) = (due.place, due.snoozed_at);
                            drop(decide(&store, moment, Decided::Woken { place, snoozed_at }));
                        }
                    }
                    7 => drop(decide(&store, moment, Decided::Pinned { place, pinned: dice.chance(50) })),
                    _ => {}
                }
            }
        }
        check(&store);
    }
}

#[test]
fn who_waits_is_who_spoke_last() {
    let store = in_memory();
    let waiting = |store: &Store| store.inbox_counts(None).waiting;
    apply(&store, &[world::text("AC1", 1, "my roof leaks", 10), world::text("AC2", 1, "hello?", 20)], 1);
    let id = ids(&store, Tab::Waiting, None).remove(0);
    assert_eq!(store.conversation(&id).unwrap().unwrap().waiting_since, Some(at(10)));
    apply(&store, &[world::answer("AC3", 1, "on my way", 30, DeliveryState::Failed)], 1);
    assert_eq!(waiting(&store), 1, "a text that failed is no answer");
    apply(&store, &[world::answer("AC4", 1, "on my way", 40, DeliveryState::Sent)], 1);
    assert_eq!(waiting(&store), 0);
    apply(&store, &[world::text("AC5", 1, "STOP", 50)], 1);
    assert_eq!(waiting(&store), 0, "a word that stops texts asks nothing");
    apply(&store, &[world::text("AC6", 1, "when?", 60)], 1);
    assert_eq!(store.conversation(&id).unwrap().unwrap().waiting_since, Some(at(60)));
    let place = store.target(&id).unwrap().unwrap();
    decide(&store, at(70).0, Decided::Done { place });
    assert_eq!((waiting(&store), store.inbox_counts(None).done), (0, 1));
    apply(&store, &[world::text("AC7", 1, "still there?", 80)], 1);
    assert_eq!((waiting(&store), store.inbox_counts(None).done), (1, 0));
}

#[test]
fn an_own_text_is_there_at_once_and_becomes_quos_item_and_never_both() {
    let store = in_memory();
    apply(&store, &[world::text("AC1", 1, "my roof leaks", 10)], 1);
    let id = ids(&store, Tab::All, None).remove(0);
    let place = store.target(&id).unwrap().unwrap();
    let intent = SendIntent {
        id: "0190-out".into(),
        token: "t".into(),
        place: place.clone(),
        text: "on my way".into(),
        by: None,
        undo_until: at(35),
        again: None,
    };
    decide(&store, at(30).0, Decided::SendIntended(intent));
    let shown = |store: &Store| -> Vec<String> {
        let page = store.timeline_page(&id, &Anchor::End, 50).unwrap().unwrap();
        page.items.iter().map(|entry| entry.item.id().0).collect()
    };
    assert_eq!(shown(&store), ["AC1", "out:0190-out"]);
    assert_eq!((store.outbox().unwrap().len(), store.inbox_counts(None).waiting), (1, 0));
    let moved = |step| Decided::SendMoved { id: "0190-out".into(), step };
    decide(&store, at(36).0, moved(SendStep::Claimed { attempt: 1 }));
    decide(&store, at(37).0, moved(SendStep::Accepted { quo: Some("AC9".into()) }));
    assert_eq!(shown(&store), ["AC1", "AC9"]);
    assert_eq!(store.outbox().unwrap().len(), 0);
    apply(&store, &[world::answer("AC9", 1, "on my way", 36, DeliveryState::Delivered)], 1);
    assert_eq!(shown(&store), ["AC1", "AC9"]);
    let Some(Item::Message(message)) = store.item(&"AC9".into()).unwrap() else { panic!("a text") };
    assert_eq!((message.reached.state, message.at()), (DeliveryState::Delivered, at(36)));
    assert!(store.outgoing(&"0190-out".into()).unwrap().unwrap().quo.is_some());
    check(&store);
    // Taken back by hand, a text is gone; refused, it stays with its reason.
    for (out, step, there) in
        [("a", SendStep::Cancelled { reason: None }, false), ("b", SendStep::Rejected { reason: "no".into() }, true)]
    {
        let intent = SendIntent {
            id: out.into(),
            token: out.into(),
            place: place.clone(),
            text: "x".into(),
            by: None,
            undo_until: at(0),
            again: None,
        };
        decide(&store, at(50).0, Decided::SendIntended(intent));
        decide(&store, at(51).0, Decided::SendMoved { id: out.into(), step });
        assert_eq!(shown(&store).contains(&format!("out:{out}")), there);
    }
    check(&store);
}

#[test]
fn what_comes_before_its_place_is_known_moves_there_with_what_was_decided() {
    use crate::model::event::*;
    let store = in_memory();
    let own = line(0).1;
    let mut early = world::full_place(0, &[number(1)]);
    early.line = None;
    let Event::Message(mut fact) = world::text("AC1", 1, "hello", 10) else { panic!("a text") };
    fact.place = early;
    apply(&store, &[Event::Message(fact)], 1);
    let before = ids(&store, Tab::All, None).remove(0);
    let place = store.target(&before).unwrap().unwrap();
    assert_eq!(place.line.as_str(), "num:+13125550140");
    decide(&store, at(20).0, Decided::DraftSaved { place: place.clone(), text: "dear".into() });
    decide(
        &store,
        at(21).0,
        Decided::NoteAdded { id: "note:1".into(), place: place.clone(), text: "n".into(), by: None },
    );
    decide(&store, at(22).0, Decided::MarkedRead { place, through: at(15) });
    let line_fact = LineFact {
        id: line(0).0.into(),
        number: Some(own),
        name: Some("Main office".into()),
        symbol: None,
        at: at(30),
    };
    apply(&store, &[Event::Line(line_fact)], 1);
    let after = ids(&store, Tab::All, None);
    assert_eq!(after.len(), 1);
    let row = store.conversation(&after[0]).unwrap().unwrap();
    assert_eq!((row.target.line.as_str(), row.items, row.unread, row.has_draft), ("PN0", 2, 0, true));
    assert_eq!(store.draft(&after[0]).unwrap(), "dear");
    assert_eq!(store.conversation(&before).unwrap(), None);
    assert_eq!(store.lines().unwrap().len(), 1);
    check(&store);
}

#[test]
fn a_call_known_by_quos_conversation_alone_is_shown_and_moves_when_its_people_are_known() {
    use crate::model::event::*;
    let store = in_memory();
    let nowhere = Place {
        conversation: Some("CN7".into()),
        line: Some("PN0".into()),
        others: Some(Vec::new()),
        ..Place::default()
    };
    let missed = CallFact {
        id: "AC1".into(),
        place: nowhere,
        direction: Some(Direction::Incoming),
        step: CallStep::Missed,
        answered: Answered::No,
        answered_by: None,
        user: None,
        created_at: Some(at(5)),
        completed_at: None,
        duration_s: None,
        has_voicemail: false,
        forwarded_from: None,
        forwarded_to: None,
        at: at(6),
    };
    use crate::model::Direction;
    apply(&store, &[Event::Call(missed)], 1);
    assert_eq!((store.inbox_counts(None).all, store.inbox_counts(None).waiting), (1, 1));
    // A summary that knows nothing but its call joins it.
    let summary = SummaryFact {
        call: "AC1".into(),
        place: Place::default(),
        processing: Processing::Absent,
        summary: Vec::new(),
        next_steps: Vec::new(),
        extras: Vec::new(),
        at: at(7),
    };
    apply(&store, &[Event::Summary(summary)], 1);
    let Event::Message(mut fact) = world::text("AC2", 3, "I called", 60) else { panic!("a text") };
    fact.place.conversation = Some("CN7".into());
    apply(&store, &[Event::Message(fact)], 1);
    let all = ids(&store, Tab::All, None);
    assert_eq!(all.len(), 1);
    let row = store.conversation(&all[0]).unwrap().unwrap();
    assert_eq!((row.target, row.items), (Target::new("PN0".into(), vec![number(3)]), 2));
    assert_eq!(store.quo_conversation(&all[0]).unwrap().unwrap().as_str(), "CN7");
    let call = store.call(&"AC1".into()).unwrap().unwrap();
    assert_eq!((call.call.outcome(), call.conversation.as_ref()), (Outcome::Missed, Some(&all[0])));
    check(&store);
}

#[test]
fn a_number_is_a_contact_until_somebody_names_it() {
    use crate::model::event::*;
    let store = in_memory();
    apply(&store, &[world::text("AC1", 1, "hello", 10)], 1);
    assert_eq!(store.totals().contacts, 1);
    let unnamed = store.people(&[number(1), crate::model::Party::Withheld]).unwrap();
    let id = unnamed[0].contact_id.clone().unwrap();
    assert_eq!((id.as_str(), &unnamed[1].contact_id), ("num:+17735550101", &None));
    assert_eq!(store.contact(&id, 20).unwrap().unwrap().conversations.len(), 1);
    let dana = |phones: &[u64], seconds| {
        Event::Contact(ContactFact {
            id: "c1".into(),
            first_name: Some("Dana".into()),
            last_name: None,
            company: None,
            role: None,
            phones: Some(phones.iter().map(|n| Labelled { label: String::new(), value: number(*n).key() }).collect()),
            emails: None,
            fields: None,
            at: at(seconds),
        })
    };
    let effects = apply(&store, &[dana(&[1], 20)], 1);
    assert!(effects.contacts.contains(&id) && effects.contacts.contains(&"c1".into()));
    assert_eq!(store.totals().contacts, 1);
    assert_eq!(store.contact(&id, 20).unwrap().unwrap().contact.id.as_str(), "c1");
    assert_eq!(store.contact_document(&id).unwrap(), None);
    assert_eq!(store.contact_by_party(&number(1)).unwrap().unwrap().name().unwrap(), "Dana");
    let file = store.contact(&"c1".into(), 20).unwrap().unwrap();
    assert_eq!((file.conversations.len(), file.messages, file.since), (1, 1, Some(at(10))));
    // The number leaves the contact: it stands for itself again, and the contact stays.
    apply(&store, &[dana(&[], 30), dana(&[1], 25)], 1);
    assert_eq!(store.totals().contacts, 2);
    assert_eq!(store.contact_by_party(&number(1)).unwrap(), None);
    apply(&store, &[Event::ContactDeleted { id: "c1".into(), at: at(40) }], 1);
    assert_eq!(store.totals().contacts, 1);
    assert_eq!(store.contact(&"c1".into(), 20).unwrap(), None);
}

#[test]
fn an_opt_out_names_the_text_that_caused_it_and_an_older_word_does_not_undo_it() {
    use crate::model::conversation::OptCause;
    let store = in_memory();
    apply(&store, &[world::text("AC2", 1, "Stop.", 20), world::text("AC1", 1, "START", 10)], 1);
    let state = store.opt_out(&number(1)).unwrap().unwrap();
    assert_eq!((state.verdict.value.out, state.verdict.at), (true, at(20)));
    assert_eq!(state.verdict.value.cause, OptCause::Text("AC2".into()));
    assert!(store.inbox_page(Tab::All, None, None, 10).unwrap().rows[0].opted_out);
    decide(&store, at(30).0, Decided::OptOutLifted { party: number(1) });
    assert!(!store.opt_out(&number(1)).unwrap().unwrap().verdict.value.out);
    assert_eq!(store.opt_out(&number(1)).unwrap().unwrap().first_out, Some(at(20)));
    assert_eq!(store.opt_out(&number(2)).unwrap(), None);
    assert_eq!(Marks::default().draft(), "");
}
