//! What each measure means, case by case; and that any number is the number of its rows.

mod cases;
mod counted;
mod wall;

use super::wall::{Shifts, Wall};
use crate::app::health::BusinessHours;
use crate::model::UtcMillis;
use chrono::NaiveDate;

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

fn shifts(hours: &BusinessHours) -> Shifts {
    Shifts::of(hours, &chicago(), day("2026-01-01"), day("2026-12-31"))
}
