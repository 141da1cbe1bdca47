//! The clock on the wall, business hours, and the period that another is compared with.

use super::{HOUR, MINUTE, at, chicago, day, shifts, utc};
use crate::app::health::BusinessHours;
use crate::app::insights::Period;
use crate::app::insights::wall::Wall;

#[test]
fn the_wall_knows_days_on_which_the_clocks_change() {
    let wall = chicago();
    for (date, hours) in
        [("2026-03-07", 24), ("2026-03-08", 23), ("2026-03-09", 24), ("2026-11-01", 25), ("2026-11-02", 24)]
    {
        let next = crate::app::insights::wall::next_day(day(date));
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
