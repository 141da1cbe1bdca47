//! Business hours: how much of them lies between two moments, on this computer's calendar.

use crate::model::UtcMillis;
use chrono::{DateTime, Days, Duration, NaiveDate, TimeZone};
use serde::{Deserialize, Serialize};

/// Minutes of a day.
pub const DAY_MINUTES: u16 = 24 * 60;
/// Further back than this nobody needs to know how many hours it were.
const MOST_DAYS: i64 = 62;

/// When a business expects texts and calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct BusinessHours {
    /// Monday to Sunday.
    pub days: [bool; 7],
    /// Minutes after midnight, 0 to 1,439.
    pub from_minute: u16,
    /// Minutes after midnight, 1 to 1,440. Not later than `from_minute`: it ends on the next day.
    pub to_minute: u16,
}

impl Default for BusinessHours {
    /// Monday to Friday, 8 to 18.
    fn default() -> Self {
        let days = [true, true, true, true, true, false, false];
        Self { days, from_minute: 8 * 60, to_minute: 18 * 60 }
    }
}

impl BusinessHours {
    /// Milliseconds of business hours between two moments, in `zone`.
    pub fn between<Z: TimeZone>(&self, from: UtcMillis, to: UtcMillis, zone: &Z) -> i64 {
        let (Some(from), Some(to)) = (moment(from, zone), moment(to, zone)) else { return 0 };
        if to <= from {
            return 0;
        }
        // Yesterday's night shift reaches into today.
        let earliest = to.date_naive() - Duration::days(MOST_DAYS);
        let mut day = (from.date_naive() - Duration::days(1)).max(earliest);
        let mut sum = 0;
        while day <= to.date_naive() {
            if let Some((opens, closes)) = self.shift(day, zone) {
                let (start, end) = (opens.max(from.clone()), closes.min(to.clone()));
                sum += (end - start).num_milliseconds().max(0);
            }
            let Some(next) = day.checked_add_days(Days::new(1)) else { break };
            day = next;
        }
        sum
    }

    fn shift<Z: TimeZone>(&self, day: NaiveDate, zone: &Z) -> Option<(DateTime<Z>, DateTime<Z>)> {
        use chrono::Datelike as _;
        let weekday = usize::try_from(day.weekday().num_days_from_monday()).ok()?;
        if !self.days.get(weekday).copied().unwrap_or(false) {
            return None;
        }
        let last = if self.to_minute > self.from_minute { day } else { day.checked_add_days(Days::new(1))? };
        Some((at(day, self.from_minute, zone)?, at(last, self.to_minute, zone)?))
    }
}

fn moment<Z: TimeZone>(at: UtcMillis, zone: &Z) -> Option<DateTime<Z>> {
    zone.timestamp_millis_opt(at.0).single()
}

/// A moment of a day on the wall; where the clocks are put forward over it, an hour later.
fn at<Z: TimeZone>(day: NaiveDate, minute: u16, zone: &Z) -> Option<DateTime<Z>> {
    let wall = day.and_hms_opt(0, 0, 0)? + Duration::minutes(i64::from(minute));
    let found = |wall| zone.from_local_datetime(&wall).earliest();
    found(wall).or_else(|| found(wall + Duration::hours(1)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::FixedOffset;

    const HOUR: i64 = 3_600_000;

    fn zone() -> FixedOffset {
        FixedOffset::west_opt(6 * 3600).unwrap()
    }

    fn at(text: &str) -> UtcMillis {
        UtcMillis(DateTime::parse_from_rfc3339(&format!("{text}:00-06:00")).unwrap().timestamp_millis())
    }

    #[test]
    fn only_business_hours_count() {
        let weekdays = BusinessHours::default();
        let night = BusinessHours { days: [true; 7], from_minute: 22 * 60, to_minute: 6 * 60 };
        let always = BusinessHours { days: [true; 7], from_minute: 0, to_minute: DAY_MINUTES };
        let never = BusinessHours { days: [false; 7], ..weekdays };
        for (hours, from, to, wanted) in [
            // 2026-11-20 is a Friday.
            (weekdays, "2026-11-20T09:00", "2026-11-20T15:00", 6.0),
            (weekdays, "2026-11-20T17:00", "2026-11-23T09:00", 2.0),
            (weekdays, "2026-11-21T00:00", "2026-11-22T23:59", 0.0),
            (weekdays, "2026-11-20T06:00", "2026-11-20T20:00", 10.0),
            (weekdays, "2026-11-16T00:00", "2026-11-23T00:00", 50.0),
            (weekdays, "2026-11-20T15:00", "2026-11-20T09:00", 0.0),
            (night, "2026-11-20T00:00", "2026-11-20T23:30", 7.5),
            (night, "2026-11-20T23:00", "2026-11-21T05:00", 6.0),
            (always, "2026-11-20T00:00", "2026-11-22T12:00", 60.0),
            (never, "2026-11-01T00:00", "2026-11-22T00:00", 0.0),
        ] {
            let found = hours.between(at(from), at(to), &zone());
            assert_eq!(found as f64 / HOUR as f64, wanted, "{hours:?} {from} {to}");
        }
    }

    #[test]
    fn years_of_absence_are_counted_quickly() {
        let found = BusinessHours::default().between(UtcMillis(0), at("2026-11-20T15:00"), &zone());
        assert!(found > 300 * HOUR);
        assert_eq!(BusinessHours::default().between(UtcMillis(i64::MIN), UtcMillis(i64::MAX), &zone()), 0);
    }
}
