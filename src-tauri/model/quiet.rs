//! Quiet hours: when nobody is to be texted, by the clock where they are.

use super::UtcMillis;
use chrono::{DateTime, Days, NaiveDateTime, NaiveTime, TimeZone, Timelike as _, Utc};
use serde::{Deserialize, Serialize};

/// Minutes of a day.
const DAY_MINUTES: u16 = 24 * 60;
/// A night of one zone ends in that of another at most so many times in a row.
const MOST_STEPS: usize = 16;

/// When nobody is to be texted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct QuietHours {
    /// Whether there are any.
    pub on: bool,
    /// Minutes after midnight, 0 to 1,439.
    pub from_minute: u16,
    /// Minutes after midnight, 0 to 1,439. Not later than `from_minute`: they end on the next day.
    pub to_minute: u16,
}

impl Default for QuietHours {
    /// From nine in the evening to eight in the morning. Source: 47 CFR 64.1200(c)(1).
    fn default() -> Self {
        Self { on: true, from_minute: 21 * 60, to_minute: 8 * 60 }
    }
}

/// A clock on somebody's wall.
pub trait Wall {
    /// What it shows.
    fn shows(&self, at: UtcMillis) -> Option<NaiveDateTime>;
    /// When it shows this; the earlier moment if twice, the first moment after it if never.
    fn moment(&self, shown: NaiveDateTime) -> Option<UtcMillis>;
}

impl<Z: TimeZone> Wall for Z {
    fn shows(&self, at: UtcMillis) -> Option<NaiveDateTime> {
        Some(DateTime::<Utc>::from_timestamp_millis(at.0)?.with_timezone(self).naive_local())
    }

    fn moment(&self, shown: NaiveDateTime) -> Option<UtcMillis> {
        // A clock that is put forward skips at most two hours.
        (0..=8).find_map(|quarters| {
            let shown = shown.checked_add_signed(chrono::Duration::minutes(15 * quarters))?;
            Some(UtcMillis(self.from_local_datetime(&shown).earliest()?.timestamp_millis()))
        })
    }
}

impl QuietHours {
    /// Whether both ends are minutes of a day and not the same.
    #[must_use]
    pub fn is_possible(&self) -> bool {
        self.from_minute < DAY_MINUTES && self.to_minute < DAY_MINUTES && self.from_minute != self.to_minute
    }

    /// Whether it is quiet at `at` on one of these walls.
    #[must_use]
    pub fn covers(&self, at: UtcMillis, walls: &[&dyn Wall]) -> bool {
        walls.iter().any(|wall| self.end(at, *wall).is_some())
    }

    /// The first moment from `at` on at which it is quiet on none of these walls; none if there is none.
    #[must_use]
    pub fn next_allowed(&self, at: UtcMillis, walls: &[&dyn Wall]) -> Option<UtcMillis> {
        let mut at = at;
        for _ in 0..MOST_STEPS {
            match walls.iter().find_map(|wall| self.end(at, *wall)) {
                None => return Some(at),
                Some(end) if end > at => at = end,
                Some(_) => return None,
            }
        }
        None
    }

    /// When the quiet hours end in which `at` is.
    fn end(&self, at: UtcMillis, wall: &dyn Wall) -> Option<UtcMillis> {
        if !self.on || !self.is_possible() {
            return None;
        }
        let shown = wall.shows(at)?;
        let minute = u16::try_from(shown.hour() * 60 + shown.minute()).ok()?;
        let over_night = self.from_minute > self.to_minute;
        let (evening, morning) = (minute >= self.from_minute, minute < self.to_minute);
        let quiet = if over_night { evening || morning } else { evening && morning };
        if !quiet {
            return None;
        }
        let day = if over_night && evening { shown.date().checked_add_days(Days::new(1))? } else { shown.date() };
        let time = NaiveTime::from_num_seconds_from_midnight_opt(u32::from(self.to_minute) * 60, 0)?;
        // Where the clock is put back within the quiet hours, the same minute comes twice: it ends after both.
        let end = wall.moment(day.and_time(time))?;
        Some(if end > at { end } else { UtcMillis(at.0.saturating_add(60_000)) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono_tz::{America, Pacific};

    fn at(text: &str) -> UtcMillis {
        UtcMillis(DateTime::parse_from_rfc3339(text).unwrap().timestamp_millis())
    }

    #[test]
    fn quiet_hours_are_those_of_the_recipient() {
        let hours = QuietHours::default();
        let (chicago, los_angeles): (&dyn Wall, &dyn Wall) = (&America::Chicago, &America::Los_Angeles);
        for (moment, zone, next) in [
            ("2026-09-21T20:59:59-05:00", chicago, "2026-09-21T20:59:59-05:00"),
            ("2026-09-21T21:00:00-05:00", chicago, "2026-09-22T08:00:00-05:00"),
            ("2026-09-22T03:00:00-05:00", chicago, "2026-09-22T08:00:00-05:00"),
            ("2026-09-22T08:00:00-05:00", chicago, "2026-09-22T08:00:00-05:00"),
            ("2026-09-22T08:30:00-05:00", los_angeles, "2026-09-22T08:00:00-07:00"),
            // The night in which the clock is put forward, and the one in which it is put back.
            ("2026-03-07T23:00:00-06:00", chicago, "2026-03-08T08:00:00-05:00"),
            ("2026-10-31T23:00:00-05:00", chicago, "2026-11-01T08:00:00-06:00"),
        ] {
            assert_eq!(hours.next_allowed(at(moment), &[zone]), Some(at(next)), "{moment}");
            assert_eq!(hours.covers(at(moment), &[zone]), moment != next, "{moment}");
        }
    }

    #[test]
    fn of_several_zones_it_is_quiet_in_none() {
        let hours = QuietHours::default();
        let walls: [&dyn Wall; 2] = [&America::New_York, &Pacific::Honolulu];
        assert_eq!(hours.next_allowed(at("2026-09-21T12:00:00Z"), &walls), Some(at("2026-09-21T18:00:00Z")));
        assert_eq!(hours.next_allowed(at("2026-09-21T18:00:00Z"), &[]), Some(at("2026-09-21T18:00:00Z")));
        // Two places on opposite sides, and a day that has no hour left for both.
        let most = QuietHours { on: true, from_minute: 13 * 60, to_minute: 12 * 60 };
        assert_eq!(most.next_allowed(at("2026-09-21T12:00:00Z"), &walls), None);
    }

    #[test]
    fn hours_within_a_day_and_none_at_all() {
        let noon = QuietHours { on: true, from_minute: 12 * 60, to_minute: 13 * 60 };
        let zone: &dyn Wall = &America::Chicago;
        let (before, within, after) =
            (at("2026-09-21T11:59:00-05:00"), at("2026-09-21T12:10:00-05:00"), at("2026-09-21T13:00:00-05:00"));
        assert_eq!(noon.next_allowed(before, &[zone]), Some(before));
        assert_eq!(noon.next_allowed(within, &[zone]), Some(after));
        assert!(!QuietHours { on: false, ..noon }.covers(within, &[zone]));
        assert!(!QuietHours { to_minute: 12 * 60, ..noon }.is_possible());
    }
}
