//! Any number is the number of its rows, and what a person would count.

use super::{MINUTE, chicago, day, utc};
use crate::app::health::BusinessHours;
use crate::app::insights::measure::{HORIZON_MS, Measure};
use crate::app::insights::tally::rank;
use crate::app::insights::{Part, Period, Question, Slice, report, rows};
use crate::model::event::{Answered, CallFact, CallStep, DeliveryState, EndStatus, Event, MessageFact};
use crate::model::{Direction, LineId, UserId, UtcMillis};
use crate::store::Store;
use crate::store::tests::{apply, in_memory, world};
use proptest::prelude::*;

/// A text or a call of a few people over some weeks, two lines and two people of ours.
fn event(n: usize, minute: i64, who: u64, kind: u8) -> Event {
    let moment = UtcMillis(utc("2026-10-10T12:00Z").0 + minute * MINUTE);
    let of_line = who % 2;
    let place = world::full_place(of_line, &[world::number(who)]);
    let incoming = matches!(kind, 0..=4);
    let direction = if incoming { Direction::Incoming } else { Direction::Outgoing };
    let person = |kind: u8| Some(UserId(if kind.is_multiple_of(2) { "US1" } else { "US2" }.to_owned()));
    if matches!(kind, 0 | 1 | 5 | 6 | 9) {
        let user = if kind == 9 { Some("SYU1".into()) } else { person(kind) };
        return Event::Message(MessageFact {
            id: format!("AC{n}").into(),
            place,
            direction,
            from: if incoming { world::number(who) } else { world::line(of_line).1 },
            text: Some(if kind == 1 && n.is_multiple_of(7) { "STOP".into() } else { format!("words {n}") }),
            media: None,
            state: if incoming { DeliveryState::Received } else { DeliveryState::Delivered },
            error: None,
            user: user.filter(|_| !incoming),
            created_at: Some(moment),
            at: moment,
        });
    }
    let answered = matches!(kind, 2 | 7);
    Event::Call(CallFact {
        id: format!("AC{n}").into(),
        place,
        direction: Some(direction),
        step: CallStep::Ended(match kind {
            4 => EndStatus::AiHandled,
            2 | 7 => EndStatus::Completed,
            _ => EndStatus::Unanswered,
        }),
        answered: if answered { Answered::At(moment.plus_ms(5_000)) } else { Answered::No },
        answered_by: person(kind).filter(|_| answered && incoming && n.is_multiple_of(2)),
        user: person(kind).filter(|_| !incoming),
        created_at: Some(moment),
        completed_at: Some(moment.plus_ms(60_000)),
        duration_s: Some(60),
        has_voicemail: kind == 3 && n.is_multiple_of(3),
        forwarded_from: None,
        forwarded_to: None,
        at: moment.plus_ms(60_000),
    })
}

fn question(from: &str, to: &str, business_hours_only: bool) -> Question {
    Question {
        period: Period::new(day(from), day(to)).unwrap(),
        line: None,
        business_hours_only,
        hours: BusinessHours::default(),
        wall: chicago(),
    }
}

fn all_rows(store: &Store, question: &Question, measure: Measure, slice: &Slice) -> Vec<crate::app::insights::Row> {
    let (mut found, mut cursor) = (Vec::new(), None);
    loop {
        let page = rows(store, question, measure, slice, cursor, 3).unwrap();
        found.extend(page.rows);
        cursor = page.next;
        if cursor.is_none() {
            assert_eq!(page.total as usize, found.len(), "{measure:?} {slice:?}");
            return found;
        }
    }
}

/// What a person would count with the whole of a conversation on paper.
fn naive(events: &[Event], question: &Question) -> (u64, u64, Vec<i64>) {
    let (from, to) = (
        question.wall.start(question.period.from),
        question.wall.start(crate::app::insights::wall::next_day(question.period.to)),
    );
    let (mut waits, mut missed, mut times) = (0, 0, Vec::new());
    for who in 0..4 {
        // Moment, ask, answer, missed call.
        let mut items: Vec<(UtcMillis, bool, bool, bool)> = Vec::new();
        for event in events {
            match event {
                Event::Message(fact) if fact.place == world::full_place(who % 2, &[world::number(who)]) => {
                    let incoming = fact.direction == Direction::Incoming;
                    let ask = incoming && fact.text.as_deref() != Some("STOP");
                    let machine = fact.user.as_ref().is_some_and(UserId::is_ai_agent);
                    items.push((fact.created_at.unwrap(), ask, !incoming && !machine, false));
                }
                Event::Call(fact) if fact.place == world::full_place(who % 2, &[world::number(who)]) => {
                    let incoming = fact.direction == Some(Direction::Incoming);
                    let agent = fact.step == CallStep::Ended(EndStatus::AiHandled);
                    let answered = matches!(fact.answered, Answered::At(_)) && !agent;
                    let missed = incoming && !answered && !agent;
                    // What an agent took down waits for a person, and is no missed call.
                    let ask = missed || (incoming && agent);
                    items.push((fact.created_at.unwrap(), ask, answered, missed));
                }
                _ => {}
            }
        }
        items.sort();
        for (index, (at, ask, _, is_missed)) in items.iter().enumerate() {
            if *at < from || *at >= to {
                continue;
            }
            missed += u64::from(*is_missed);
            let waiting = items[..index].iter().rev().take_while(|(_, _, answer, _)| !answer);
            let waiting = waiting.filter(|(_, ask, _, _)| *ask).any(|(asked, ..)| at.0 - asked.0 < HORIZON_MS);
            if *ask && !waiting {
                waits += 1;
                let reply = items[index + 1..].iter().find(|(_, _, answer, _)| *answer);
                times.extend(reply.map(|(replied, ..)| replied.0 - at.0).filter(|after| *after <= HORIZON_MS));
            }
        }
    }
    times.sort_unstable();
    (waits, missed, times)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn any_number_is_the_number_of_its_rows_and_what_a_person_would_count(
        given in proptest::collection::vec((0i64..60 * 24 * 60, 0u64..4, 0u8..10), 1..120),
        from in 0u64..40, days in 0u64..40, business in any::<bool>(), seed in any::<u64>(),
    ) {
        // Two things of one conversation never happen in the same millisecond here: nobody could tell their order.
        let mut minutes = std::collections::BTreeSet::new();
        let events: Vec<Event> = given
            .iter()
            .filter(|(minute, who, _)| minutes.insert((*minute, *who)))
            .enumerate()
            .map(|(n, (minute, who, kind))| event(n, *minute, *who, *kind))
            .collect();
        let store = in_memory();
        let mut mixed = events.clone();
        world::Dice::new(seed).shuffle(&mut mixed);
        apply(&store, &mixed, 7);

        let first = day("2026-10-10") + chrono::Days::new(from);
        let whole = Question {
            period: Period::new(first, first + chrono::Days::new(days)).unwrap(),
            ..question("2026-10-10", "2026-10-10", business)
        };
        let found = report(&store, &whole).unwrap();
        let figures = found.figures;
        let (waits, missed, times) = naive(&events, &whole);
        prop_assert_eq!((figures.waits, figures.missed, figures.replied), (waits, missed, times.len() as u64));
        if !business {
            prop_assert_eq!(figures.reply_median_ms, rank(&times, 50));
            prop_assert_eq!(figures.reply_p90_ms, rank(&times, 90));
        }

        let everything = Slice::default();
        for (measure, number) in [
            (Measure::Rated, figures.rated()),
            (Measure::Answered, figures.answered),
            (Measure::Unanswered, figures.unanswered),
            (Measure::Voicemail, figures.voicemail),
            (Measure::ByAgent, figures.by_agent),
            (Measure::InMenu, figures.in_menu),
            (Measure::Elsewhere, figures.elsewhere),
            (Measure::Waits, figures.waits),
            (Measure::Replied, figures.replied),
            (Measure::Unreplied, figures.waits - figures.replied),
            (Measure::Missed, figures.missed),
            (Measure::RecoveredWithinDay, figures.recovered_within_day),
            (Measure::NotRecovered, figures.missed - figures.recovered_within_day),
            (Measure::RecoveredSameDay, figures.recovered_same_day),
            (Measure::CallsIn, figures.calls_in),
            (Measure::TextsIn, figures.texts_in),
            (Measure::Contacts, figures.calls_in + figures.texts_in),
            (Measure::NewConversations, figures.new_conversations),
        ] {
            prop_assert_eq!(all_rows(&store, &whole, measure, &everything).len() as u64, number, "{:?}", measure);
        }

        // Parts add up to the whole, and each part is what it is when it is asked for by itself.
        let sum = |parts: &[Part<Period>]| parts.iter().map(|part| part.figures.waits).sum::<u64>();
        prop_assert_eq!((sum(&found.steps), sum(&found.months)), (figures.waits, figures.waits));
        let of_lines: u64 = found.lines.iter().map(|part| part.figures.calls_in).sum();
        prop_assert_eq!(of_lines, figures.calls_in);
        for part in &found.steps {
            prop_assert_eq!(report(&store, &Question { period: part.of, ..whole.clone() }).unwrap().figures, part.figures);
        }
        for part in &found.lines {
            let line: Option<LineId> = Some(part.of.clone());
            prop_assert_eq!(report(&store, &Question { line, ..whole.clone() }).unwrap().figures, part.figures);
        }
        for part in &found.people {
            let slice = Slice { person: Some(part.of.clone()), ..Slice::default() };
            prop_assert_eq!(all_rows(&store, &whole, Measure::Answered, &slice).len() as u64, part.figures.answered);
            prop_assert_eq!(all_rows(&store, &whole, Measure::Replied, &slice).len() as u64, part.figures.replied);
        }
        for (class, number) in (0..).zip(figures.reply_classes) {
            let slice = Slice { reply_class: Some(class), ..Slice::default() };
            prop_assert_eq!(all_rows(&store, &whole, Measure::Replied, &slice).len() as u64, number);
        }
        let (mut calls, mut texts) = (0, 0);
        for (weekday, hours) in (0..).zip(found.week.iter()) {
            for (hour, counts) in (0..).zip(hours) {
                calls += counts.calls;
                texts += counts.texts;
                if counts.calls + counts.texts > 0 {
                    let slice = Slice { hour: Some((weekday, hour)), ..Slice::default() };
                    let rows = all_rows(&store, &whole, Measure::Contacts, &slice);
                    prop_assert_eq!(rows.len() as u64, counts.calls + counts.texts);
                }
            }
        }
        prop_assert_eq!((calls, texts), (figures.calls_in, figures.texts_in));

        // Whatever order the facts came in.
        let sorted = in_memory();
        apply(&sorted, &events, 50);
        prop_assert_eq!(report(&sorted, &whole).unwrap(), found);
    }
}
