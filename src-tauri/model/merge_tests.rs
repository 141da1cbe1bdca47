//! The laws of merging: neither the order of facts nor their number matters.

use super::call::{Call, Outcome, Transcript};
use super::contact::Contact;
use super::event::*;
use super::message::Message;
use super::*;
use proptest::prelude::*;

const CALL: &str = "ACcall";

fn at(seconds: i64) -> UtcMillis {
    UtcMillis(1_790_000_000_000 + seconds * 1000)
}

fn step(step: CallStep, answered: Answered, seconds: i64) -> CallFact {
    CallFact {
        id: CALL.into(),
        place: Place { line: Some("PN1".into()), ..Place::default() },
        direction: Some(Direction::Incoming),
        step,
        answered,
        answered_by: None,
        user: None,
        created_at: Some(at(0)),
        completed_at: None,
        duration_s: None,
        has_voicemail: false,
        forwarded_from: None,
        forwarded_to: None,
        at: at(seconds),
    }
}

/// A call as facts leave it: the call, and its transcript.
type Whole = (Option<Call>, Option<Transcript>);

fn absorb((call, transcript): &mut Whole, event: &Event) {
    let said = match event {
        Event::Call(fact) => Call::of(fact),
        Event::Recordings(fact) => Call::of_recordings(fact),
        Event::Voicemail(fact) => Call::of_voicemail(fact),
        Event::Summary(fact) => Call::of_summary(fact),
        Event::Transcript(fact) => {
            let said = Transcript::of(fact);
            match transcript {
                Some(held) => held.absorb(said),
                None => *transcript = Some(said),
            }
            Call::of_transcript(fact, transcript.as_ref().unwrap().head.clone())
        }
        _ => panic!("not of a call"),
    };
    match call {
        Some(held) => held.absorb(said),
        None => *call = Some(said),
    }
}

fn six() -> [Event; 6] {
    let place = || Place { conversation: Some("CN1".into()), ..Place::default() };
    let mut answered = step(CallStep::Answered, Answered::At(at(5)), 5);
    answered.answered_by = Some("US1".into());
    let mut completed = step(CallStep::Ended(EndStatus::Completed), Answered::At(at(5)), 65);
    completed.completed_at = Some(at(65));
    completed.duration_s = Some(60);
    [
        Event::Call(step(CallStep::Ringing, Answered::No, 0)),
        Event::Call(answered),
        Event::Call(completed),
        Event::Recordings(RecordingsFact {
            call: CALL.into(),
            place: place(),
            recordings: vec![RecordingFact {
                id: "CR1".into(),
                url: Some("https://example.test/1.mp3".into()),
                mime: Some("audio/mpeg".into()),
                duration_ms: Some(60_000),
                started_at: Some(at(5)),
            }],
            at: at(70),
        }),
        Event::Summary(SummaryFact {
            call: CALL.into(),
            place: place(),
            processing: Processing::Completed,
            summary: vec!["The roof leaks.".into()],
            next_steps: vec!["Send a quote".into()],
            extras: Vec::new(),
            at: at(80),
        }),
        Event::Transcript(TranscriptFact {
            call: CALL.into(),
            place: place(),
            processing: Processing::Completed,
            dialogue: vec![Utterance {
                speaker: Speaker::Party(Party::parse("+17735550118")),
                text: "My roof leaks".into(),
                start_ms: 0,
                end_ms: 900,
            }],
            duration_ms: Some(60_000),
            at: at(81),
        }),
    ]
}

fn permutations(n: usize) -> Vec<Vec<usize>> {
    if n == 0 {
        return vec![Vec::new()];
    }
    let shorter = permutations(n - 1);
    shorter
        .iter()
        .flat_map(|order| {
            (0..n).map(|place| {
                let mut longer = order.clone();
                longer.insert(place, n - 1);
                longer
            })
        })
        .collect()
}

#[test]
fn all_720_orders_of_a_calls_events_end_alike() {
    let events = six();
    let mut expected: Whole = (None, None);
    events.iter().for_each(|event| absorb(&mut expected, event));
    let call = expected.0.as_ref().unwrap();
    assert_eq!(call.outcome(), Outcome::Answered);
    assert_eq!(call.duration_ms(), Some(60_000));
    let orders = permutations(6);
    assert_eq!(orders.len(), 720);
    for order in orders {
        let mut whole: Whole = (None, None);
        for (turn, index) in order.iter().enumerate() {
            absorb(&mut whole, &events[*index]);
            // Each event once more, right away or after the next.
            absorb(&mut whole, &events[order[turn.saturating_sub(turn % 2)]]);
        }
        assert_eq!(whole, expected, "{order:?}");
    }
}

#[test]
fn a_call_was_answered_by_answered_at_and_never_by_its_status() {
    let ended = |status, answered, duration_s| {
        let mut fact = step(CallStep::Ended(status), answered, 30);
        fact.duration_s = duration_s;
        Call::of(&fact).outcome()
    };
    assert_eq!(ended(EndStatus::Completed, Answered::No, Some(16)), Outcome::Missed);
    assert_eq!(ended(EndStatus::Unanswered, Answered::At(at(3)), None), Outcome::Answered);
    assert_eq!(ended(EndStatus::Completed, Answered::Unsaid, Some(30)), Outcome::Answered);
    assert_eq!(ended(EndStatus::Completed, Answered::Unsaid, Some(0)), Outcome::Missed);
    assert_eq!(ended(EndStatus::Completed, Answered::Unsaid, None), Outcome::Missed);
    assert_eq!(ended(EndStatus::Abandoned, Answered::No, None), Outcome::Abandoned);
    assert_eq!(ended(EndStatus::AiHandled, Answered::At(at(3)), Some(69)), Outcome::AiHandled);
    assert_eq!(ended(EndStatus::Forwarded, Answered::No, None), Outcome::Forwarded);
    let mut outgoing = step(CallStep::Ended(EndStatus::Unanswered), Answered::No, 30);
    outgoing.direction = Some(Direction::Outgoing);
    assert_eq!(Call::of(&outgoing).outcome(), Outcome::NoAnswer);
    let mut agent = step(CallStep::Answered, Answered::At(at(3)), 3);
    agent.answered_by = Some("SYU1".into());
    assert_eq!(Call::of(&agent).outcome(), Outcome::AiHandled);
    assert!(!Call::of(&agent).bearing().answer);
}

#[test]
fn a_call_that_only_a_menu_took_is_no_conversation() {
    let menu = CallStep::Menu {
        digit: Some("1".into()),
        name: Some("Sales".into()),
        reason: Some("phone-menu-abandoned".into()),
    };
    let mut call = Call::of(&step(menu, Answered::Unsaid, 9));
    call.absorb(Call::of(&step(CallStep::Ended(EndStatus::Completed), Answered::At(at(2)), 12)));
    assert_eq!(call.outcome(), Outcome::Abandoned);
    assert!(!call.bearing().answer && !call.bearing().ask);
}

#[test]
fn a_voicemail_may_come_before_its_call() {
    let fact = VoicemailFact {
        call: CALL.into(),
        place: Place::default(),
        url: None,
        mime: None,
        duration_ms: Some(9_000),
        transcript: Some("Call me back".into()),
        at: at(40),
    };
    let mut call = Call::of_voicemail(&fact);
    assert_eq!(call.outcome(), Outcome::Voicemail);
    call.absorb(Call::of(&step(CallStep::Ended(EndStatus::Unanswered), Answered::No, 30)));
    assert_eq!((call.outcome(), call.at()), (Outcome::Voicemail, at(0)));
    assert!(call.bearing().ask && call.bearing().alert);
}

fn moment() -> impl Strategy<Value = UtcMillis> {
    (0i64..4).prop_map(at)
}

fn place() -> impl Strategy<Value = Place> {
    (any::<bool>(), any::<bool>(), 0u8..3).prop_map(|(line, quo, others)| Place {
        line: line.then(|| "PN1".into()),
        line_number: None,
        conversation: quo.then(|| "CN1".into()),
        others: match others {
            0 => None,
            1 => Some(Vec::new()),
            _ => Some(vec![Party::parse("+17735550118")]),
        },
        contacts: ContactLinks::Unknown,
    })
}

prop_compose! {
    fn message()(
        place in place(),
        text in proptest::option::of("[ab]{0,2}"),
        media in proptest::option::of(0usize..2),
        state in prop_oneof![
            Just(DeliveryState::Queued), Just(DeliveryState::Sent), Just(DeliveryState::Failed),
            Just(DeliveryState::Undelivered), Just(DeliveryState::Delivered)
        ],
        error in proptest::option::of("[12]"),
        created_at in proptest::option::of(moment()),
        at in moment(),
    ) -> Message {
        Message::of(&MessageFact {
            id: "AC1".into(),
            place,
            direction: Direction::Outgoing,
            from: Party::parse("+13125550142"),
            text,
            media: media.map(|n| vec![MediaFact { url: "u".into(), mime: None }; n]),
            state,
            error,
            user: None,
            created_at,
            at,
        })
    }
}

prop_compose! {
    fn call()(
        place in place(),
        kind in 0u8..5,
        answered in prop_oneof![Just(Answered::No), Just(Answered::Unsaid), moment().prop_map(Answered::At)],
        duration_s in proptest::option::of(0i64..3),
        index in 0u32..2,
        done in any::<bool>(),
        at in moment(),
    ) -> Call {
        let step_kind = match kind {
            0 => CallStep::Ringing,
            1 => CallStep::Answered,
            2 => CallStep::Ended(EndStatus::Completed),
            3 => CallStep::Missed,
            _ => CallStep::Menu { digit: Some("1".into()), name: None, reason: None },
        };
        let mut fact = step(step_kind, answered, 0);
        fact.place = place;
        fact.duration_s = duration_s;
        fact.at = at;
        let mut call = Call::of(&fact);
        call.ticks.insert(index, merge::Latest { at, value: done });
        call
    }
}

prop_compose! {
    fn contact()(
        first in proptest::option::of("[ab]"),
        phones in proptest::option::of(0usize..3),
        deleted in any::<bool>(),
        at in moment(),
    ) -> Contact {
        let id = ContactId("c1".into());
        if deleted {
            return Contact::deleted(id, at);
        }
        Contact::of(&ContactFact {
            id,
            first_name: first,
            last_name: None,
            company: None,
            role: None,
            phones: phones.map(|n| vec![Labelled { label: String::new(), value: "+17735550118".into() }; n]),
            emails: None,
            fields: None,
            at,
        })
    }
}

/// Joins in the given order.
fn join<T: Clone>(parts: &[T], absorb: impl Fn(&mut T, T)) -> T {
    let mut joined = parts[0].clone();
    parts[1..].iter().for_each(|part| absorb(&mut joined, part.clone()));
    joined
}

/// Commutative, associative and idempotent.
fn laws<T: Clone + PartialEq + std::fmt::Debug>(a: T, b: T, c: T, absorb: impl Fn(&mut T, T) + Copy) {
    let joined = join(&[a.clone(), b.clone(), c.clone()], absorb);
    assert_eq!(join(&[c.clone(), a.clone(), b.clone()], absorb), joined);
    assert_eq!(join(&[b.clone(), c.clone(), a.clone()], absorb), joined);
    assert_eq!(join(&[a.clone(), join(&[b.clone(), c.clone()], absorb)], absorb), joined);
    assert_eq!(join(&[joined.clone(), a, b, c, joined.clone()], absorb), joined);
}

proptest! {
    #[test]
    fn texts_merge_alike_in_any_order(a in message(), b in message(), c in message()) {
        laws(a, b, c, Message::absorb);
    }

    #[test]
    fn calls_merge_alike_in_any_order(a in call(), b in call(), c in call()) {
        laws(a, b, c, Call::absorb);
    }

    #[test]
    fn contacts_merge_alike_in_any_order(a in contact(), b in contact(), c in contact()) {
        laws(a, b, c, Contact::absorb);
    }

    #[test]
    fn an_older_fact_never_overwrites_a_newer_one_and_no_state_falls_back(a in message(), b in message()) {
        let joined = join(&[a.clone(), b.clone()], Message::absorb);
        prop_assert_eq!(joined.reached.state, a.reached.state.max(b.reached.state));
        let newer = if a.first_at > b.first_at { &a } else { &b };
        if a.first_at != b.first_at && newer.text.is_some() {
            prop_assert_eq!(joined.words(), newer.words());
        }
    }
}
