//! When a backup is due and which ones are kept: pure, on the calendar of this computer.

use crate::model::UtcMillis;
use chrono::{DateTime, Datelike as _, Days, NaiveDate, NaiveTime, TimeZone};
use std::collections::BTreeSet;

/// Which backups are kept, beside the newest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Keep {
    /// The newest of so many days.
    pub days: usize,
    /// The newest of so many weeks.
    pub weeks: usize,
}

impl Default for Keep {
    fn default() -> Self {
        Self { days: 7, weeks: 4 }
    }
}

impl Keep {
    /// Whether each of these moments, in any order, is kept. The newest always is.
    #[must_use]
    pub fn judge<Z: TimeZone>(self, moments: &[UtcMillis], zone: &Z) -> Vec<bool> {
        let mut order: Vec<usize> = (0..moments.len()).collect();
        order.sort_by_key(|at| std::cmp::Reverse(moments.get(*at).copied()));
        let (mut days, mut weeks) = (BTreeSet::new(), BTreeSet::new());
        let mut kept = vec![false; moments.len()];
        for (rank, at) in order.into_iter().enumerate() {
            let Some(date) = moments.get(at).and_then(|moment| local(*moment, zone)).map(|local| local.date_naive())
            else {
                continue;
            };
            let week = (date.iso_week().year(), date.iso_week().week());
            let of_day = !days.contains(&date) && days.len() < self.days && days.insert(date);
            let of_week = !weeks.contains(&week) && weeks.len() < self.weeks && weeks.insert(week);
            if let Some(keep) = kept.get_mut(at) {
                *keep = rank == 0 || of_day || of_week;
            }
        }
        kept
    }
}

/// The last moment not after `now` at which a nightly backup was due, and the next one: every day at `minute` after
/// midnight.
#[must_use]
pub fn due<Z: TimeZone>(now: UtcMillis, minute: u16, zone: &Z) -> (UtcMillis, UtcMillis) {
    let Some(today) = local(now, zone).map(|local| local.date_naive()) else { return (now, now) };
    let on = |date: NaiveDate| at(date, minute, zone).unwrap_or(now);
    let day_after = |date: NaiveDate| date.checked_add_days(Days::new(1)).unwrap_or(date);
    let day_before = |date: NaiveDate| date.checked_sub_days(Days::new(1)).unwrap_or(date);
    if on(today) <= now { (on(today), on(day_after(today))) } else { (on(day_before(today)), on(today)) }
}

fn local<Z: TimeZone>(moment: UtcMillis, zone: &Z) -> Option<DateTime<Z>> {
    DateTime::from_timestamp_millis(moment.0).map(|utc| utc.with_timezone(zone))
}

/// The moment on the clock of that day; where the clock jumps over it, an hour later.
fn at<Z: TimeZone>(date: NaiveDate, minute: u16, zone: &Z) -> Option<UtcMillis> {
    (0..=1).find_map(|later| {
        let minute = (u32::from(minute) + later * 60).min(24 * 60 - 1);
        let time = NaiveTime::from_hms_opt(minute / 60, minute % 60, 0)?;
        let local = zone.from_local_datetime(&date.and_time(time)).earliest()?;
        Some(UtcMillis(local.timestamp_millis()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{FixedOffset, Utc};

    fn moment(text: &str) -> UtcMillis {
        UtcMillis(DateTime::parse_from_rfc3339(text).unwrap().timestamp_millis())
    }

    #[test]
    fn the_newest_of_seven_days_and_four_weeks_are_kept() {
        // Every night for sixty days, and one more by hand in the last one.
        let mut moments: Vec<UtcMillis> =
            (0..60).map(|day| moment("2026-09-01T03:00:00Z").plus_ms(day * 86_400_000)).collect();
        moments.push(moment("2026-10-30T15:00:00Z"));
        let kept = Keep::default().judge(&moments, &Utc);
        let kept: Vec<String> = moments
            .iter()
            .zip(kept)
            .filter(|(_, kept)| *kept)
            .map(|(moment, _)| DateTime::from_timestamp_millis(moment.0).unwrap().format("%m-%dT%H").to_string())
            .collect();
        // Seven days back from the 30th, then the Sundays that end the three weeks before.
        assert_eq!(
            kept,
            [
                "10-11T03", "10-18T03", "10-24T03", "10-25T03", "10-26T03", "10-27T03", "10-28T03", "10-29T03",
                "10-30T15"
            ]
        );
    }

    #[test]
    fn the_newest_stays_whatever_is_wished() {
        let moments = [moment("2026-09-01T03:00:00Z"), moment("2026-09-03T03:00:00Z"), moment("2026-09-02T03:00:00Z")];
        assert_eq!(Keep { days: 0, weeks: 0 }.judge(&moments, &Utc), [false, true, false]);
        assert_eq!(Keep { days: 2, weeks: 0 }.judge(&moments, &Utc), [false, true, true]);
        assert!(Keep::default().judge(&[], &Utc).is_empty());
    }

    #[test]
    fn a_night_is_due_once_on_the_local_clock() {
        let zone = FixedOffset::west_opt(6 * 3600).unwrap();
        for (now, last, next) in [
            ("2026-11-22T02:59:00-06:00", "2026-11-21T03:00:00-06:00", "2026-11-22T03:00:00-06:00"),
            ("2026-11-22T03:00:00-06:00", "2026-11-22T03:00:00-06:00", "2026-11-23T03:00:00-06:00"),
            ("2026-11-22T23:59:00-06:00", "2026-11-22T03:00:00-06:00", "2026-11-23T03:00:00-06:00"),
        ] {
            assert_eq!(due(moment(now), 180, &zone), (moment(last), moment(next)), "{now}");
        }
    }
}
