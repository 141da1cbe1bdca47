//! The dates that `before:`, `after:` and `on:` understand.

use crate::model::UtcMillis;
use chrono::{Datelike, Days, Months, NaiveDate, TimeDelta, Weekday};

/// What time it is for the person who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock {
    /// Now.
    pub now: UtcMillis,
    /// Minutes by which local time is ahead of UTC (New York in winter: -300).
    pub offset_minutes: i32,
}

/// A span of whole local days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Span {
    /// First moment.
    pub start: UtcMillis,
    /// First moment after it.
    pub end: UtcMillis,
    /// As a person reads it.
    pub label: String,
}

impl Clock {
    fn today(self) -> Option<NaiveDate> {
        let local = self.now.0.checked_add(i64::from(self.offset_minutes) * 60_000)?;
        Some(chrono::DateTime::from_timestamp_millis(local)?.date_naive())
    }

    fn midnight(self, day: NaiveDate) -> UtcMillis {
        let local = day.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_millis();
        UtcMillis(local.saturating_sub(i64::from(self.offset_minutes) * 60_000))
    }
}

/// Reads a year, month, day, or a word such as `yesterday`, `monday`, `last week`, `last-month`. `None`: no date.
pub(super) fn span(text: &str, clock: &Clock) -> Option<Span> {
    let text = text.trim().to_lowercase().replace(['-', '_', '/'], " ");
    let words: Vec<&str> = text.split_whitespace().collect();
    let (first, end) = match words.as_slice() {
        [one] if one.bytes().all(|b| b.is_ascii_digit()) => from_numbers(&[one])?,
        [one] => from_words(one, clock)?,
        [a, b] if a.bytes().all(|b| b.is_ascii_digit()) => from_numbers(&[a, b])?,
        [a, b] => from_words(&format!("{a}{b}"), clock)?,
        [_, _, _] => from_numbers(&words)?,
        _ => return None,
    };
    let last = end.pred_opt()?;
    let label = if first == last {
        first.format("%b %-d, %Y").to_string()
    } else if first.day() == 1 && first.checked_add_months(Months::new(1)) == Some(end) {
        first.format("%B %Y").to_string()
    } else if first.ordinal() == 1 && first.checked_add_months(Months::new(12)) == Some(end) {
        first.format("%Y").to_string()
    } else {
        format!("{} – {}", first.format("%b %-d"), last.format("%b %-d, %Y"))
    };
    Some(Span { start: clock.midnight(first), end: clock.midnight(end), label })
}

fn from_numbers(parts: &[&str]) -> Option<(NaiveDate, NaiveDate)> {
    let number = |at: usize, len: std::ops::RangeInclusive<usize>| -> Option<Option<u32>> {
        match parts.get(at) {
            None => Some(None),
            Some(part) if len.contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit()) => {
                part.parse().ok().map(Some)
            }
            Some(_) => None,
        }
    };
    let year = i32::try_from(number(0, 4..=4)??).ok().filter(|year| (1970..=2200).contains(year))?;
    let (month, day) = (number(1, 1..=2)?, number(2, 1..=2)?);
    let first = NaiveDate::from_ymd_opt(year, month.unwrap_or(1), day.unwrap_or(1))?;
    let end = match (month, day) {
        (_, Some(_)) => first.succ_opt()?,
        (Some(_), None) => first.checked_add_months(Months::new(1))?,
        (None, None) => first.checked_add_months(Months::new(12))?,
    };
    Some((first, end))
}

fn from_words(word: &str, clock: &Clock) -> Option<(NaiveDate, NaiveDate)> {
    let today = clock.today()?;
    let days = |first: NaiveDate, count: u64| Some((first, first.checked_add_days(Days::new(count))?));
    let monday = today.checked_sub_signed(TimeDelta::days(i64::from(today.weekday().num_days_from_monday())))?;
    let month = today.with_day(1)?;
    let year = month.with_month(1)?;
    match word {
        "today" => days(today, 1),
        "yesterday" => days(today.pred_opt()?, 1),
        "thisweek" => days(monday, 7),
        "lastweek" => days(monday.checked_sub_days(Days::new(7))?, 7),
        "thismonth" => Some((month, month.checked_add_months(Months::new(1))?)),
        "lastmonth" => Some((month.checked_sub_months(Months::new(1))?, month)),
        "thisyear" => Some((year, year.checked_add_months(Months::new(12))?)),
        "lastyear" => Some((year.checked_sub_months(Months::new(12))?, year)),
        other => {
            let wanted: Weekday = other.parse().ok()?;
            let back = (7 + today.weekday().num_days_from_monday() - wanted.num_days_from_monday()) % 7;
            days(today.checked_sub_days(Days::new(u64::from(back)))?, 1)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> UtcMillis {
        UtcMillis(chrono::DateTime::parse_from_rfc3339(text).unwrap().timestamp_millis())
    }

    #[test]
    fn dates_are_local_days_and_anything_else_is_none() {
        // A Wednesday evening in Chicago, already Thursday in UTC.
        let clock = Clock { now: at("2026-03-12T02:30:00Z"), offset_minutes: -300 };
        for (text, start, end, label) in [
            ("today", "2026-03-11T05:00:00Z", "2026-03-12T05:00:00Z", "Mar 11, 2026"),
            ("Yesterday", "2026-03-10T05:00:00Z", "2026-03-11T05:00:00Z", "Mar 10, 2026"),
            ("monday", "2026-03-09T05:00:00Z", "2026-03-10T05:00:00Z", "Mar 9, 2026"),
            ("wed", "2026-03-11T05:00:00Z", "2026-03-12T05:00:00Z", "Mar 11, 2026"),
            ("thursday", "2026-03-05T05:00:00Z", "2026-03-06T05:00:00Z", "Mar 5, 2026"),
            ("last week", "2026-03-02T05:00:00Z", "2026-03-09T05:00:00Z", "Mar 2 – Mar 8, 2026"),
            ("last-month", "2026-02-01T05:00:00Z", "2026-03-01T05:00:00Z", "February 2026"),
            ("2025", "2025-01-01T05:00:00Z", "2026-01-01T05:00:00Z", "2025"),
            ("2025-12", "2025-12-01T05:00:00Z", "2026-01-01T05:00:00Z", "December 2025"),
            ("2024-02-29", "2024-02-29T05:00:00Z", "2024-03-01T05:00:00Z", "Feb 29, 2024"),
            ("2024/2/9", "2024-02-09T05:00:00Z", "2024-02-10T05:00:00Z", "Feb 9, 2024"),
        ] {
            let expected = Span { start: at(start), end: at(end), label: label.into() };
            assert_eq!(span(text, &clock), Some(expected), "{text}");
        }
        for text in ["", "2023-02-29", "2024-13", "99999", "24", "soon", "2024-1-1-1", "1e9", "9999999999999999999"] {
            assert_eq!(span(text, &clock), None, "{text}");
        }
        for now in [i64::MAX, i64::MIN] {
            assert_eq!(span("today", &Clock { now: UtcMillis(now), offset_minutes: 300 }), None);
        }
    }
}
