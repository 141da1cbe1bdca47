//! What a case is, what ends it, and how it is measured.

use super::{HOUR, MINUTE, at, shifts};
use crate::app::health::BusinessHours;
use crate::app::insights::measure::{CallEnd, Case, Fact, HORIZON_MS, Hours, Measure, cases, reply_class};
use crate::app::insights::tally::{Tally, rank};
use crate::app::insights::wall::DAY_MS;
use crate::model::UtcMillis;
use crate::model::call::Outcome;
use crate::store::{Happening, HappeningKind};

fn happening(when: &str, kind: HappeningKind) -> Happening {
    let moment = at(when);
    let item = *blake3::hash(format!("{when}{kind:?}").as_bytes()).as_bytes().first_chunk().unwrap();
    Happening { at: moment, item, kind, incoming: false, ask: false, answer: false, by: None }
}

fn text_in(when: &str) -> Happening {
    Happening { incoming: true, ask: true, ..happening(when, HappeningKind::Text) }
}

/// A text that asks for nothing: STOP.
fn stop(when: &str) -> Happening {
    Happening { ask: false, ..text_in(when) }
}

fn text_out(when: &str) -> Happening {
    Happening { answer: true, by: Some("US1".into()), ..happening(when, HappeningKind::Text) }
}

fn missed(when: &str) -> Happening {
    Happening { incoming: true, ask: true, ..happening(when, HappeningKind::Call(Outcome::Missed)) }
}

fn call_in(when: &str, outcome: Outcome) -> Happening {
    let answer = matches!(outcome, Outcome::Answered | Outcome::InProgress);
    Happening { incoming: true, answer, ..happening(when, HappeningKind::Call(outcome)) }
}

fn call_out(when: &str, outcome: Outcome) -> Happening {
    Happening { answer: outcome == Outcome::Answered, ..happening(when, HappeningKind::Call(outcome)) }
}

/// The cases of a conversation in November 2026.
fn november(course: &[Happening], business_hours_only: bool) -> Vec<Case> {
    let shifts = shifts(&BusinessHours::default());
    let hours = Hours { shifts: &shifts, only: business_hours_only };
    let first_at = course.first().map_or(UtcMillis(0), |first| first.at);
    let (from, to) = (at("2026-11-01 00:00"), at("2026-12-01 00:00"));
    let near: Vec<Happening> = course
        .iter()
        .filter(|one| one.at >= from.plus_ms(-HORIZON_MS) && one.at < to.plus_ms(HORIZON_MS))
        .cloned()
        .collect();
    let mut found = Vec::new();
    cases(&near, first_at, from, to, hours, &mut |case| found.push(case));
    found
}

/// The minutes of each wait, or none where nobody replied.
fn waits(course: &[Happening], business_hours_only: bool) -> Vec<Option<i64>> {
    november(course, business_hours_only)
        .into_iter()
        .filter_map(|case| match case.fact {
            Fact::Wait { reply } => Some(reply.map(|reply| reply.after_ms / MINUTE)),
            _ => None,
        })
        .collect()
}

#[test]
fn a_wait_begins_with_the_first_word_and_ends_with_the_first_reply_of_a_person() {
    let machine = |when: &str| Happening { answer: false, ..text_out(when) };
    for (why, course, wanted) in [
        ("answered", vec![text_in("2026-11-20 09:00"), text_out("2026-11-20 09:07")], vec![Some(7)]),
        (
            "only the first reply counts",
            vec![text_in("2026-11-20 09:00"), text_out("2026-11-20 09:07"), text_out("2026-11-20 11:00")],
            vec![Some(7)],
        ),
        (
            "three texts in a row are one wait",
            vec![
                text_in("2026-11-20 09:00"),
                text_in("2026-11-20 09:01"),
                text_in("2026-11-20 09:30"),
                text_out("2026-11-20 10:00"),
            ],
            vec![Some(60)],
        ),
        (
            "after a reply the next word begins another",
            vec![
                text_in("2026-11-20 09:00"),
                text_out("2026-11-20 09:10"),
                text_in("2026-11-20 09:20"),
                text_out("2026-11-20 09:25"),
            ],
            vec![Some(10), Some(5)],
        ),
        ("an auto-reply is no answer", vec![text_in("2026-11-20 09:00"), machine("2026-11-20 09:00")], vec![None]),
        (
            "a missed call answered by a text",
            vec![missed("2026-11-20 09:00"), text_out("2026-11-20 09:03")],
            vec![Some(3)],
        ),
        (
            "a call back that reaches nobody is no reply, one that does is",
            vec![
                missed("2026-11-20 09:00"),
                call_out("2026-11-20 09:05", Outcome::NoAnswer),
                call_out("2026-11-20 09:45", Outcome::Answered),
            ],
            vec![Some(45)],
        ),
        (
            "they called again and were answered",
            vec![missed("2026-11-20 09:00"), call_in("2026-11-20 09:20", Outcome::Answered)],
            vec![Some(20)],
        ),
        (
            "a phone menu is no conversation",
            vec![
                missed("2026-11-20 09:00"),
                call_in("2026-11-20 09:20", Outcome::Abandoned),
                call_in("2026-11-20 09:30", Outcome::AiHandled),
            ],
            vec![None],
        ),
        ("STOP waits for nothing", vec![stop("2026-11-20 09:00")], vec![]),
        ("our own word begins no wait", vec![text_out("2026-11-20 09:00")], vec![]),
        (
            "asked inside, answered after the end",
            vec![text_in("2026-11-30 23:50"), text_out("2026-12-01 00:10")],
            vec![Some(20)],
        ),
        (
            "asked before the beginning, answered inside: it belongs to the period before",
            vec![text_in("2026-10-31 23:50"), text_out("2026-11-01 00:10")],
            vec![],
        ),
        (
            "still waiting from before: the next word is no new wait",
            vec![text_in("2026-10-30 09:00"), text_in("2026-11-02 09:00"), text_out("2026-11-02 09:30")],
            vec![],
        ),
        (
            "waiting for longer than a week: it is",
            vec![text_in("2026-10-20 09:00"), text_in("2026-11-02 09:00"), text_out("2026-11-02 09:30")],
            vec![Some(30)],
        ),
        (
            "a reply after more than a week is none",
            vec![text_in("2026-11-02 09:00"), text_out("2026-11-10 09:00")],
            vec![None],
        ),
        (
            "over the change of the clocks time is what passed",
            vec![text_in("2026-11-01 00:30"), text_out("2026-11-01 03:30")],
            vec![Some(240)],
        ),
    ] {
        assert_eq!(waits(&course, false), wanted, "{why}");
    }
}

#[test]
fn in_business_hours_only_these_pass() {
    for (asked, replied, minutes) in [
        ("2026-11-20 17:55", "2026-11-23 08:05", 10),
        ("2026-11-20 09:00", "2026-11-20 09:10", 10),
        ("2026-11-21 12:00", "2026-11-21 12:30", 0),
        ("2026-11-20 05:00", "2026-11-20 08:15", 15),
        ("2026-11-20 17:00", "2026-11-20 20:00", 60),
    ] {
        assert_eq!(waits(&[text_in(asked), text_out(replied)], true), [Some(minutes)], "{asked} {replied}");
    }
    let rated = |course: &[Happening], only| {
        let mut tally = Tally::default();
        november(course, only).iter().for_each(|case| tally.add(case));
        let figures = tally.figures();
        (figures.answered, figures.unanswered, figures.calls_in, figures.missed)
    };
    let course = [
        call_in("2026-11-20 09:00", Outcome::Answered),
        missed("2026-11-20 17:59"),
        missed("2026-11-20 18:00"),
        missed("2026-11-21 12:00"),
    ];
    assert_eq!(rated(&course, true), (1, 1, 4, 3));
    assert_eq!(rated(&course, false), (1, 3, 4, 3));
}

#[test]
fn the_answer_rate_is_of_calls_that_a_person_could_have_taken() {
    for (outcome, end) in [
        (Outcome::Answered, Some(CallEnd::Answered)),
        (Outcome::Missed, Some(CallEnd::Missed)),
        (Outcome::Voicemail, Some(CallEnd::Voicemail)),
        (Outcome::AiHandled, Some(CallEnd::ByAgent)),
        (Outcome::Abandoned, Some(CallEnd::InMenu)),
        (Outcome::Forwarded, Some(CallEnd::Elsewhere)),
        (Outcome::Failed, Some(CallEnd::Elsewhere)),
        (Outcome::Ringing, None),
        (Outcome::InProgress, None),
    ] {
        let found = november(&[call_in("2026-11-20 09:00", outcome)], false);
        let ends: Vec<CallEnd> = found
            .iter()
            .filter_map(|case| match case.fact {
                Fact::Call { end, .. } => Some(end),
                _ => None,
            })
            .collect();
        assert_eq!(ends, Vec::from_iter(end), "{outcome:?}");
        let rated = found.iter().any(|case| Measure::Rated.takes(&case.fact));
        assert_eq!(rated, matches!(outcome, Outcome::Answered | Outcome::Missed | Outcome::Voicemail), "{outcome:?}");
    }
    assert!(november(&[call_out("2026-11-20 09:00", Outcome::NoAnswer)], false).is_empty());
}

#[test]
fn a_missed_call_is_recovered_within_a_day_or_the_same_business_day() {
    for (missed_at, reached_at, wanted) in [
        ("2026-11-19 10:00", Some("2026-11-19 17:59"), (true, true)),
        ("2026-11-19 10:00", Some("2026-11-19 18:00"), (true, false)),
        ("2026-11-19 10:00", Some("2026-11-20 10:00"), (true, false)),
        ("2026-11-19 10:00", Some("2026-11-20 10:01"), (false, false)),
        // After hours on Friday: the business day that follows is Monday.
        ("2026-11-20 19:00", Some("2026-11-23 17:00"), (false, true)),
        ("2026-11-20 19:00", Some("2026-11-20 19:05"), (true, true)),
        ("2026-11-19 10:00", None, (false, false)),
    ] {
        let mut course = vec![missed(missed_at)];
        course.extend(reached_at.map(text_out));
        let found: Vec<(bool, bool)> = november(&course, false)
            .into_iter()
            .filter_map(|case| match case.fact {
                Fact::Missed { within_day, same_day, .. } => Some((within_day, same_day)),
                _ => None,
            })
            .collect();
        assert_eq!(found, [wanted], "{missed_at} {reached_at:?}");
    }
    // Each of several missed calls is one, and one reply recovers them all.
    let course = [missed("2026-11-19 10:00"), missed("2026-11-19 10:05"), text_out("2026-11-19 10:30")];
    let recovered = |case: &&Case| Measure::RecoveredWithinDay.takes(&case.fact);
    assert_eq!(november(&course, false).iter().filter(recovered).count(), 2);
    assert_eq!(waits(&course, false), [Some(30)]);
}

#[test]
fn returning_our_own_call_begins_no_new_conversation() {
    let new = |course: &[Happening]| {
        november(course, false).iter().filter(|case| Measure::NewConversations.takes(&case.fact)).count()
    };
    assert_eq!(new(&[text_in("2026-11-20 09:00"), text_in("2026-11-21 09:00")]), 1);
    assert_eq!(new(&[call_in("2026-11-20 09:00", Outcome::Answered)]), 1);
    assert_eq!(new(&[call_out("2026-11-20 09:00", Outcome::NoAnswer), missed("2026-11-20 09:30")]), 0);
    assert_eq!(new(&[text_out("2026-11-20 09:00"), text_in("2026-11-20 09:30")]), 0);
    assert_eq!(new(&[text_in("2026-09-20 09:00"), text_in("2026-11-20 09:30")]), 0);
}

#[test]
fn ranks_and_classes_are_of_what_was_measured() {
    for (values, median, nineties) in [
        (vec![], None, None),
        (vec![7], Some(7), Some(7)),
        (vec![1, 9], Some(1), Some(9)),
        (vec![1, 2, 3], Some(2), Some(3)),
        ((1..=10).collect(), Some(5), Some(9)),
        ((1..=100).collect(), Some(50), Some(90)),
    ] {
        assert_eq!((rank(&values, 50), rank(&values, 90)), (median, nineties), "{values:?}");
    }
    let classes = [0, 5 * MINUTE, 5 * MINUTE + 1, HOUR, 4 * HOUR, DAY_MS, DAY_MS + 1].map(reply_class);
    assert_eq!(classes, [0, 0, 1, 2, 3, 4, 5]);
}
