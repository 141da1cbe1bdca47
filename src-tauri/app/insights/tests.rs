//! What each measure means, case by case; and that any number is the number of its rows.

use super::measure::{CallEnd, Case, Fact, HORIZON_MS, Hours, Measure, cases, reply_class};
use super::tally::{Tally, rank};
use super::wall::{DAY_MS, Shifts, Wall};
use super::{Part, Period, Question, Slice, report, rows};
use crate::app::health::BusinessHours;
use crate::model::call::Outcome;
use crate::model::event::{Answered, CallFact, CallStep, DeliveryState, EndStatus, Event, MessageFact};
use crate::model::{Direction, LineId, UserId, UtcMillis};
use crate::store::tests::{apply, in_memory, world};
use crate::store::{Happening, HappeningKind, Store};
use chrono::NaiveDate;
use proptest::prelude::*;

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;

/// Chicago in 2026: the clocks go forward on March 8 and back on November 1.
fn chicago() -> Wall {
    let step = |text: &str, hours: i64| (utc(text), hours * HOUR);
    Wall::of_steps(vec![step("2025-11-02T07:00Z", -6), step("2026-03-08T08:00Z", -5), step("2026-11-01T07:00Z", -6)])
}

fn utc(text: &str) -> UtcMillis {
    let parsed = chrono::DateTime::parse_from_rfc3339(&text.replace('Z', ":00Z")).unwrap();
    UtcMillis(parsed.timestamp_millis())
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn at(text: &str) -> UtcMillis {
    let (date, time) = text.split_once(' ').unwrap();
    let (hour, minute) = time.split_once(':').unwrap();
    chicago().moment(day(date), hour.parse::<u16>().unwrap() * 60 + minute.parse::<u16>().unwrap())
}

#[test]
fn the_wall_knows_days_on_which_the_clocks_change() {
    let wall = chicago();
    for (date, hours) in
        [("2026-03-07", 24), ("2026-03-08", 23), ("2026-03-09", 24), ("2026-11-01", 25), ("2026-11-02", 24)]
    {
        let next = super::wall::next_day(day(date));
        assert_eq!((wall.start(next).0 - wall.start(day(date)).0) / HOUR, hours, "{date}");
    }
    // 2:30 does not come on March 8 and comes twice on November 1.
    assert_eq!(wall.iso(at("2026-03-08 02:30")), "2026-03-08 03:30");
    assert_eq!(at("2026-11-01 01:30"), utc("2026-11-01T06:30Z"));
    for (moment, iso, weekday_and_hour) in [
        ("2026-03-08T07:59Z", "2026-03-08 01:59", (6, 1)),
        ("2026-03-08T08:00Z", "2026-03-08 03:00", (6, 3)),
        ("2026-11-01T06:30Z", "2026-11-01 01:30", (6, 1)),
        ("2026-11-01T07:30Z", "2026-11-01 01:30", (6, 1)),
        ("2026-11-20T00:00Z", "2026-11-19 18:00", (3, 18)),
        ("1969-12-31T23:00Z", "1969-12-31 17:00", (2, 17)),
    ] {
        assert_eq!(wall.iso(utc(moment)), iso);
        assert_eq!(wall.weekday_and_hour(utc(moment)), weekday_and_hour, "{moment}");
    }
}

#[test]
fn this_computers_zone_is_read_from_it() {
    let (from, to) = (utc("2025-01-01T00:00Z"), utc("2027-01-01T00:00Z"));
    let wall = Wall::of_this_computer(from, to);
    let mut moment = from;
    while moment < to {
        use chrono::TimeZone as _;
        let local = chrono::Local.timestamp_millis_opt(moment.0).unwrap();
        assert_eq!(wall.iso(moment), local.format("%Y-%m-%d %H:%M").to_string());
        moment = moment.plus_ms(7 * HOUR + 13 * MINUTE);
    }
}

fn shifts(hours: &BusinessHours) -> Shifts {
    Shifts::of(hours, &chicago(), day("2026-01-01"), day("2026-12-31"))
}

#[test]
fn business_hours_are_those_of_the_wall() {
    let weekdays = shifts(&BusinessHours::default());
    let night = shifts(&BusinessHours { days: [true; 7], from_minute: 22 * 60, to_minute: 6 * 60 });
    let never = shifts(&BusinessHours { days: [false; 7], ..BusinessHours::default() });
    for (of, from, to, hours) in [
        // 2026-11-20 is a Friday.
        (&weekdays, "2026-11-20 09:00", "2026-11-20 15:00", 6.0),
        (&weekdays, "2026-11-20 17:00", "2026-11-23 09:00", 2.0),
        (&weekdays, "2026-11-21 00:00", "2026-11-22 23:59", 0.0),
        (&weekdays, "2026-11-20 15:00", "2026-11-20 09:00", 0.0),
        // Over the change of the clocks.
        (&weekdays, "2026-03-06 17:00", "2026-03-09 09:00", 2.0),
        (&night, "2026-03-07 21:00", "2026-03-08 08:00", 7.0),
        (&night, "2026-10-31 21:00", "2026-11-01 08:00", 9.0),
        (&never, "2026-11-01 00:00", "2026-11-22 00:00", 0.0),
    ] {
        assert_eq!(of.between(at(from), at(to)) as f64 / HOUR as f64, hours, "{from} {to}");
    }
    assert!(weekdays.contain(at("2026-11-20 08:00")) && !weekdays.contain(at("2026-11-20 18:00")));
    for (asked, closes) in [
        ("2026-11-20 09:00", Some("2026-11-20 18:00")),
        ("2026-11-20 06:00", Some("2026-11-20 18:00")),
        ("2026-11-20 18:00", Some("2026-11-23 18:00")),
        ("2026-11-21 12:00", Some("2026-11-23 18:00")),
    ] {
        assert_eq!(weekdays.close_after(at(asked)), closes.map(at), "{asked}");
    }
    assert_eq!(never.close_after(at("2026-11-20 09:00")), None);
}

#[test]
fn a_period_is_compared_with_its_like() {
    for (from, to, before) in [
        ("2026-11-16", "2026-11-22", ("2026-11-09", "2026-11-15")),
        ("2026-11-01", "2026-11-22", ("2026-10-01", "2026-10-22")),
        ("2026-11-01", "2026-11-30", ("2026-10-01", "2026-10-31")),
        ("2026-03-01", "2026-03-30", ("2026-02-01", "2026-02-28")),
        ("2026-02-01", "2026-02-28", ("2026-01-01", "2026-01-31")),
        ("2026-01-01", "2026-01-31", ("2025-12-01", "2025-12-31")),
        ("2026-01-01", "2026-11-22", ("2025-01-01", "2025-11-22")),
        ("2026-11-22", "2026-11-22", ("2026-11-21", "2026-11-21")),
        ("2026-02-01", "2026-03-31", ("2025-12-04", "2026-01-31")),
    ] {
        let period = Period::new(day(from), day(to)).unwrap();
        assert_eq!(period.before(), Period { from: day(before.0), to: day(before.1) }, "{from} {to}");
        for parts in [period.steps(), period.months()] {
            assert_eq!(parts.iter().map(Period::days).sum::<i64>(), period.days(), "{from} {to}");
            assert_eq!((parts[0].from, parts[parts.len() - 1].to), (period.from, period.to));
        }
    }
    assert_eq!(Period::new(day("2026-11-02"), day("2026-11-01")), None);
    let weeks = Period::new(day("2026-09-01"), day("2026-11-22")).unwrap().steps();
    assert_eq!((weeks[0].to, weeks[1].from), (day("2026-09-06"), day("2026-09-07")));
}

// ── cases ────────────────────────────────────────────────────────────────────────────────────────

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

// ── over a store ─────────────────────────────────────────────────────────────────────────────────

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

fn all_rows(store: &Store, question: &Question, measure: Measure, slice: &Slice) -> Vec<super::Row> {
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
    let (from, to) =
        (question.wall.start(question.period.from), question.wall.start(super::wall::next_day(question.period.to)));
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
