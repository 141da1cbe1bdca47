//! When things happened: working days and office hours in Chicago, counted back from now.

use chrono::{DateTime, Datelike as _, Days, NaiveDate, NaiveTime, TimeDelta, Utc, Weekday};
use serde::Deserialize;

use crate::model::UtcMillis;

const HOUR_MS: i64 = 3_600_000;
/// Office hours in which "now" may be taken for the demo's own now, in Chicago.
const OPEN: (i64, i64) = (10 * HOUR_MS, 20 * HOUR_MS);
/// Otherwise the month ends at this hour of the last day that had it.
const EVENING: i64 = 18 * HOUR_MS;

/// When a delivery of the month happened, as the script has it.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(untagged)]
pub enum When {
    /// On the `-day`-th working day before today, `ms` after midnight in Chicago (beyond 24 h: in the night after).
    Day {
        /// Negative.
        day: i64,
        /// Milliseconds since midnight.
        ms: i64,
    },
    /// So many milliseconds before now.
    Ago {
        /// Milliseconds.
        ago: i64,
    },
}

/// The moment that the script calls now, and its day in Chicago.
#[derive(Debug, Clone, Copy)]
pub struct Anchor {
    moment: UtcMillis,
    date: NaiveDate,
}

impl Anchor {
    /// The anchor for the present moment `now`: `now` itself during Chicago's day, else the evening before, so that
    /// nothing ordinary happens at night.
    #[must_use]
    pub fn at(now: UtcMillis) -> Self {
        let (date, ms) = chicago(now);
        if (OPEN.0..=OPEN.1).contains(&ms) {
            return Self { moment: now, date };
        }
        let date = if ms > OPEN.1 { date } else { date.checked_sub_days(Days::new(1)).unwrap_or(date) };
        Self { moment: utc(date, EVENING), date }
    }

    /// The moment that `when` names.
    #[must_use]
    pub fn moment(self, when: When) -> UtcMillis {
        match when {
            When::Ago { ago } => self.moment.plus_ms(-ago),
            When::Day { day, ms } => utc(working_day(self.date, day), ms),
        }
    }
}

/// The date in Chicago at `moment`.
#[must_use]
pub fn date(moment: UtcMillis) -> NaiveDate {
    chicago(moment).0
}

/// The `count`-th working day after `from` (before it, if negative).
#[must_use]
pub fn working_day(from: NaiveDate, count: i64) -> NaiveDate {
    let (mut day, mut left) = (from, count.unsigned_abs());
    while left > 0 {
        let next = if count > 0 { day.succ_opt() } else { day.pred_opt() };
        let Some(next) = next else { return day };
        day = next;
        if !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) {
            left -= 1;
        }
    }
    day
}

/// The hour of the day in Chicago at `moment`.
#[cfg(test)]
pub fn chicago_hour(moment: UtcMillis) -> i64 {
    chicago(moment).1 / HOUR_MS
}

/// ISO 8601 with milliseconds, as Quo writes moments.
#[must_use]
pub fn iso(moment: UtcMillis) -> String {
    let moment = DateTime::<Utc>::from_timestamp_millis(moment.0).unwrap_or_default();
    moment.format("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}

/// Date and milliseconds since midnight in Chicago.
fn chicago(moment: UtcMillis) -> (NaiveDate, i64) {
    let summer = DateTime::<Utc>::from_timestamp_millis(moment.0).is_some_and(is_summer);
    let local = moment.plus_ms(-offset_ms(summer));
    let local = DateTime::<Utc>::from_timestamp_millis(local.0).unwrap_or_default().naive_utc();
    (local.date(), local.signed_duration_since(local.date().and_time(NaiveTime::MIN)).num_milliseconds())
}

/// The moment `ms` after midnight of `date` in Chicago.
fn utc(date: NaiveDate, ms: i64) -> UtcMillis {
    let local = date.and_time(NaiveTime::MIN) + TimeDelta::milliseconds(ms);
    let winter = local.and_utc() + TimeDelta::milliseconds(offset_ms(false));
    let summer = local.and_utc() + TimeDelta::milliseconds(offset_ms(true));
    let moment = if is_summer(summer) { summer } else { winter };
    UtcMillis(moment.timestamp_millis())
}

fn offset_ms(summer: bool) -> i64 {
    if summer { 5 * HOUR_MS } else { 6 * HOUR_MS }
}

/// Whether Chicago has summer time: from the second Sunday of March 2:00 to the first Sunday of November 2:00
/// (15 U.S.C. 260a).
fn is_summer(moment: DateTime<Utc>) -> bool {
    let sunday = |month, nth| NaiveDate::from_weekday_of_month_opt(moment.year(), month, Weekday::Sun, nth);
    let hour = |date: NaiveDate, utc_hour: i64| (date.and_time(NaiveTime::MIN) + TimeDelta::hours(utc_hour)).and_utc();
    match (sunday(3, 2), sunday(11, 1)) {
        (Some(begin), Some(end)) => hour(begin, 8) <= moment && moment < hour(end, 7),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> UtcMillis {
        UtcMillis(DateTime::parse_from_rfc3339(text).unwrap().timestamp_millis())
    }

    #[test]
    fn chicago_is_five_hours_behind_in_summer_and_six_in_winter() {
        for (utc_text, hour) in [
            ("2026-07-01T17:00:00Z", 12),
            ("2026-12-01T18:00:00Z", 12),
            ("2026-03-08T07:59:59Z", 1),
            ("2026-03-08T08:00:00Z", 3),
            ("2026-11-01T06:59:59Z", 1),
            ("2026-11-01T07:00:00Z", 1),
        ] {
            assert_eq!(chicago(at(utc_text)).1 / HOUR_MS, hour, "{utc_text}");
        }
        assert_eq!(utc(NaiveDate::from_ymd_opt(2026, 7, 1).unwrap(), 12 * HOUR_MS), at("2026-07-01T17:00:00Z"));
        assert_eq!(utc(NaiveDate::from_ymd_opt(2026, 12, 1).unwrap(), 12 * HOUR_MS), at("2026-12-01T18:00:00Z"));
    }

    #[test]
    fn the_month_ends_now_by_day_and_in_the_evening_by_night() {
        assert_eq!(Anchor::at(at("2026-11-18T21:00:00Z")).moment, at("2026-11-18T21:00:00Z"));
        assert_eq!(Anchor::at(at("2026-11-19T04:00:00Z")).moment, at("2026-11-19T00:00:00Z"));
        assert_eq!(Anchor::at(at("2026-11-18T12:00:00Z")).moment, at("2026-11-18T00:00:00Z"));
    }

    #[test]
    fn working_days_leave_out_the_weekend() {
        let sunday = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        let friday = NaiveDate::from_ymd_opt(2026, 11, 20).unwrap();
        assert_eq!(working_day(sunday, -1), friday);
        assert_eq!(working_day(friday, 1), NaiveDate::from_ymd_opt(2026, 11, 23).unwrap());
        assert_eq!(working_day(friday, -5), NaiveDate::from_ymd_opt(2026, 11, 13).unwrap());
        assert_eq!(working_day(friday, 0), friday);
    }
}
