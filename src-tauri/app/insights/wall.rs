//! The clock on the wall: days, hours and business hours where the owner is.
//!
//! A zone is given as its steps, moments from which on the wall is so far ahead of UTC. So days on which the clocks
//! change are as long as they are, and no list of the world's zones is needed: the screen knows the one that was
//! chosen, the command line that of the computer.

use crate::app::health::BusinessHours;
use crate::model::UtcMillis;
use chrono::{Datelike as _, Days, NaiveDate, Offset as _, TimeZone as _};

/// Milliseconds of a day of 24 hours.
pub const DAY_MS: i64 = 86_400_000;
const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 3_600_000;
/// No zone changes within a quarter of an hour.
const QUARTER_MS: i64 = 900_000;
/// A zone farther from UTC than this is none.
pub const MOST_AHEAD_MS: i64 = 16 * HOUR_MS;

/// A zone: from when on the wall is how far ahead of UTC, in order of time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wall {
    first: i64,
    steps: Vec<(i64, i64)>,
}

impl Wall {
    /// A wall that is always so far ahead of UTC.
    #[must_use]
    pub fn fixed(ahead_ms: i64) -> Self {
        Self { first: ahead_ms, steps: Vec::new() }
    }

    /// From steps in any order; before the first one the wall is as at it.
    #[must_use]
    pub fn of_steps(mut steps: Vec<(UtcMillis, i64)>) -> Self {
        steps.sort_unstable();
        let first = steps.first().map_or(0, |(_, ahead)| *ahead);
        Self { first, steps: steps.into_iter().map(|(at, ahead)| (at.0, ahead)).collect() }
    }

    /// This computer's zone between two moments.
    #[must_use]
    pub fn of_this_computer(from: UtcMillis, to: UtcMillis) -> Self {
        let ahead = |at: i64| {
            let local = chrono::Local.timestamp_millis_opt(at).single();
            local.map_or(0, |local| i64::from(local.offset().fix().local_minus_utc()).saturating_mul(1000))
        };
        let mut steps = vec![(from, ahead(from.0))];
        let mut day = from.0;
        while day < to.0 {
            let next = day.saturating_add(DAY_MS);
            let (before, after) = (ahead(day), ahead(next));
            if before != after {
                // The quarter of an hour in which it changes.
                let (mut low, mut high) = (day, next);
                while high - low > 1 && high / QUARTER_MS != low / QUARTER_MS {
                    let middle = low + (high - low) / 2;
                    if ahead(middle) == before { low = middle } else { high = middle }
                }
                steps.push((UtcMillis(high - high.rem_euclid(QUARTER_MS)), after));
            }
            day = next;
        }
        Self::of_steps(steps)
    }

    fn ahead(&self, at: i64) -> i64 {
        let after = self.steps.partition_point(|(from, _)| *from <= at);
        after.checked_sub(1).and_then(|last| self.steps.get(last)).map_or(self.first, |(_, ahead)| *ahead)
    }

    /// The moment as the wall has it, as milliseconds of a wall that began in 1970.
    fn shown(&self, at: UtcMillis) -> i64 {
        at.0.saturating_add(self.ahead(at.0))
    }

    /// The day on the wall.
    #[must_use]
    pub fn date(&self, at: UtcMillis) -> NaiveDate {
        date_of(self.shown(at).div_euclid(DAY_MS))
    }

    /// The moment as the wall has it: "2026-11-20 18:53".
    #[must_use]
    pub fn iso(&self, at: UtcMillis) -> String {
        let shown = self.shown(at);
        let minute = shown.rem_euclid(DAY_MS) / MINUTE_MS;
        format!("{} {:02}:{:02}", self.date(at), minute / 60, minute % 60)
    }

    /// Day of the week (0 is Monday) and hour on the wall.
    #[must_use]
    pub fn weekday_and_hour(&self, at: UtcMillis) -> (u8, u8) {
        let shown = self.shown(at);
        // 1970-01-01 was a Thursday.
        let weekday = (shown.div_euclid(DAY_MS) + 3).rem_euclid(7);
        let hour = shown.rem_euclid(DAY_MS) / HOUR_MS;
        (u8::try_from(weekday).unwrap_or(0), u8::try_from(hour).unwrap_or(0))
    }

    /// The moment of a minute of a day on the wall: the earlier one where it comes twice, as much later as the clocks
    /// are put forward where it does not come.
    #[must_use]
    pub fn moment(&self, date: NaiveDate, minute: u16) -> UtcMillis {
        let shown = day_of(date).saturating_mul(DAY_MS).saturating_add(i64::from(minute) * MINUTE_MS);
        let before = self.ahead(shown.saturating_sub(DAY_MS));
        let after = self.ahead(shown.saturating_add(DAY_MS));
        let fitting = [before, after].into_iter().filter(|ahead| self.ahead(shown.saturating_sub(*ahead)) == *ahead);
        let at = fitting.map(|ahead| shown.saturating_sub(ahead)).min();
        UtcMillis(at.unwrap_or_else(|| shown.saturating_sub(before)))
    }

    /// The first moment of a day.
    #[must_use]
    pub fn start(&self, date: NaiveDate) -> UtcMillis {
        self.moment(date, 0)
    }
}

/// The number of a day since 1970.
fn day_of(date: NaiveDate) -> i64 {
    i64::from(date.num_days_from_ce()).saturating_sub(719_163)
}

fn date_of(day: i64) -> NaiveDate {
    let days = i32::try_from(day.saturating_add(719_163)).ok();
    days.and_then(NaiveDate::from_num_days_from_ce_opt).unwrap_or(NaiveDate::MAX)
}

/// The day after.
#[must_use]
pub fn next_day(date: NaiveDate) -> NaiveDate {
    date.checked_add_days(Days::new(1)).unwrap_or(date)
}

/// Business hours of a stretch of days, as moments.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Shifts {
    /// Opening, closing, and the business hours before it in milliseconds.
    shifts: Vec<(i64, i64, i64)>,
}

impl Shifts {
    /// Those that begin on a day from `first` to `last`.
    #[must_use]
    pub fn of(hours: &BusinessHours, wall: &Wall, first: NaiveDate, last: NaiveDate) -> Self {
        let (mut shifts, mut before, mut day) = (Vec::new(), 0_i64, first);
        while day <= last {
            let weekday = usize::try_from(day.weekday().num_days_from_monday()).unwrap_or(0);
            let next = next_day(day);
            if hours.days.get(weekday).copied().unwrap_or(false) {
                let ends = if hours.to_minute > hours.from_minute { day } else { next };
                let (opens, closes) = (wall.moment(day, hours.from_minute).0, wall.moment(ends, hours.to_minute).0);
                if closes > opens {
                    shifts.push((opens, closes, before));
                    before = before.saturating_add(closes - opens);
                }
            }
            if next == day {
                break;
            }
            day = next;
        }
        Self { shifts }
    }

    /// Milliseconds of business hours between two moments; none if the second is the earlier one.
    #[must_use]
    pub fn between(&self, from: UtcMillis, to: UtcMillis) -> i64 {
        self.before(to.0).saturating_sub(self.before(from.0)).max(0)
    }

    /// Whether it is within business hours.
    #[must_use]
    pub fn contain(&self, at: UtcMillis) -> bool {
        self.last_opened(at.0).is_some_and(|(_, closes, _)| at.0 < closes)
    }

    /// When the business day of a moment ends: that of the shift it is in, else that of the next one.
    #[must_use]
    pub fn close_after(&self, at: UtcMillis) -> Option<UtcMillis> {
        let next = self.shifts.partition_point(|(_, closes, _)| *closes <= at.0);
        self.shifts.get(next).map(|(_, closes, _)| UtcMillis(*closes))
    }

    fn last_opened(&self, at: i64) -> Option<(i64, i64, i64)> {
        let after = self.shifts.partition_point(|(opens, _, _)| *opens <= at);
        after.checked_sub(1).and_then(|last| self.shifts.get(last)).copied()
    }

    fn before(&self, at: i64) -> i64 {
        self.last_opened(at).map_or(0, |(opens, closes, before)| before.saturating_add(at.min(closes) - opens))
    }
}
