//! Stretches of days.

use super::wall::next_day;
use chrono::{Datelike as _, Days, Months, NaiveDate};

/// The most days that are measured at once.
pub const MOST_DAYS: i64 = 3_700;

/// Days from the first to the last, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Period {
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
}

impl Period {
    /// From one day to another that is not before it and not too far away.
    #[must_use]
    pub fn new(from: NaiveDate, to: NaiveDate) -> Option<Self> {
        let days = to.signed_duration_since(from).num_days();
        (0..MOST_DAYS).contains(&days).then_some(Self { from, to })
    }

    /// Its days.
    #[must_use]
    pub fn days(&self) -> i64 {
        self.to.signed_duration_since(self.from).num_days().saturating_add(1)
    }

    /// What it is compared with: the same days of the month or year before where it begins with one, else as many
    /// days before it.
    #[must_use]
    pub fn before(&self) -> Self {
        let back = |months: u32| {
            let from = self.from.checked_sub_months(Months::new(months))?;
            // The whole of a month is compared with the whole of the other, however long it is.
            let to = if is_end_of_month(self.to) {
                end_of_month(self.to.with_day(1)?.checked_sub_months(Months::new(months))?)
            } else {
                self.to.checked_sub_months(Months::new(months))?
            };
            Some(Self { from, to })
        };
        let same = |of: fn(&NaiveDate) -> u32| of(&self.from) == of(&self.to) && self.from.year() == self.to.year();
        let whole = if self.from.day() != 1 {
            None
        } else if same(|date| date.month()) {
            back(1)
        } else if self.from.month() == 1 && self.from.year() == self.to.year() {
            back(12)
        } else {
            None
        };
        whole.unwrap_or_else(|| {
            let length = u64::try_from(self.days()).unwrap_or(1);
            let earlier = |date: NaiveDate| date.checked_sub_days(Days::new(length)).unwrap_or(date);
            Self { from: earlier(self.from), to: earlier(self.to) }
        })
    }

    /// The months it touches, cut to it.
    #[must_use]
    pub fn months(&self) -> Vec<Self> {
        self.cut(end_of_month)
    }

    /// The steps of a chart over it: days, weeks from Monday on, or months, as many as can be told apart.
    #[must_use]
    pub fn steps(&self) -> Vec<Self> {
        match self.days() {
            ..=31 => self.cut(|date| date),
            32..=186 => self.cut(|date| {
                let left = 6_u64.saturating_sub(u64::from(date.weekday().num_days_from_monday()));
                date.checked_add_days(Days::new(left)).unwrap_or(date)
            }),
            _ => self.months(),
        }
    }

    fn cut(&self, end: impl Fn(NaiveDate) -> NaiveDate) -> Vec<Self> {
        let (mut parts, mut from) = (Vec::new(), self.from);
        while from <= self.to {
            let to = end(from).min(self.to);
            parts.push(Self { from, to });
            let next = next_day(to);
            if next <= from {
                break;
            }
            from = next;
        }
        parts
    }
}

fn end_of_month(date: NaiveDate) -> NaiveDate {
    let first = date.with_day(1).unwrap_or(date);
    first.checked_add_months(Months::new(1)).and_then(|next| next.pred_opt()).unwrap_or(date)
}

fn is_end_of_month(date: NaiveDate) -> bool {
    end_of_month(date) == date
}
