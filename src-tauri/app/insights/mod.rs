//! How the business answers: measures over a stretch of time, and the very texts and calls behind each number.
//!
//! [`measure`] says what each measure means and is pure; [`wall`] is the owner's clock and business hours. What is
//! counted is read from the store in a scan that is bounded by the stretch ([`Store::courses`]): no aggregates are
//! kept, because reply times by business hours would all have to be counted anew whenever the hours, the zone or a
//! call's late facts change, and because a median is no sum. A month of a busy office is some ten thousand rows.

pub mod measure;
pub mod period;
pub mod tally;
#[cfg(test)]
mod tests;
pub mod wall;

pub use measure::Measure;
pub use period::Period;
pub use tally::Figures;
pub use wall::Wall;

use super::health::BusinessHours;
use crate::model::{ConversationId, LineId, UserId, UtcMillis};
use crate::store::{Course, Error, Store};
use chrono::Days;
use measure::{Case, Fact, HORIZON_MS, Hours, reply_class};
use std::collections::BTreeMap;
use tally::Tally;
use wall::{Shifts, next_day};

/// Conversations that are read in one go; the store is free for others between two of them.
const CONVERSATIONS: usize = 200;
/// Days around a period for which business hours are needed: [`HORIZON_MS`] and a shift over midnight.
const DAYS_AROUND: u64 = 9;

/// What is measured.
#[derive(Debug, Clone)]
pub struct Question {
    /// Which days.
    pub period: Period,
    /// Only this line.
    pub line: Option<LineId>,
    /// Only business hours count for the answer rate and reply times.
    pub business_hours_only: bool,
    /// Business hours.
    pub hours: BusinessHours,
    /// The owner's clock.
    pub wall: Wall,
}

/// Figures of a part of the whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part<T> {
    /// Which part.
    pub of: T,
    /// Its figures.
    pub figures: Figures,
}

/// One hour of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Hour {
    /// Calls in.
    pub calls: u64,
    /// Texts in.
    pub texts: u64,
    /// Missed calls.
    pub missed: u64,
}

/// All hours of a week, Monday at midnight first.
pub type Week = [[Hour; 24]; 7];

/// All measures of a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Which days.
    pub period: Period,
    /// Its figures.
    pub figures: Figures,
    /// What it is compared with.
    pub before: Part<Period>,
    /// By line.
    pub lines: Vec<Part<LineId>>,
    /// By month.
    pub months: Vec<Part<Period>>,
    /// By day, week or month, for a chart.
    pub steps: Vec<Part<Period>>,
    /// By who answered a call or replied first; nobody where Quo did not say.
    pub people: Vec<Part<Option<UserId>>>,
    /// By hour of the week.
    pub week: Box<Week>,
}

/// Only some of the cases that a measure counts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Slice {
    /// Of this person, or of nobody known.
    pub person: Option<Option<UserId>>,
    /// In this hour of the week: day (0 is Monday) and hour.
    pub hour: Option<(u8, u8)>,
    /// With a reply of this class.
    pub reply_class: Option<u8>,
}

/// A case and where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The case.
    pub case: Case,
    /// Its conversation.
    pub conversation: ConversationId,
    /// Its line.
    pub line: LineId,
}

/// Where a row stands: newest first.
type Place = (std::cmp::Reverse<i64>, [u8; 16]);

/// Rows behind a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rows {
    /// Newest first.
    pub rows: Vec<Row>,
    /// Where the next page begins; none at the end.
    pub next: Option<(UtcMillis, [u8; 16])>,
    /// How many there are in all: the number itself.
    pub total: u64,
}

impl Question {
    /// The moments it is about.
    fn bounds(&self, period: Period) -> (UtcMillis, UtcMillis) {
        (self.wall.start(period.from), self.wall.start(next_day(period.to)))
    }

    /// Hands every case of `period` to `visit`, with the course it is from.
    fn survey(&self, store: &Store, period: Period, visit: &mut dyn FnMut(&Course, Case)) -> Result<(), Error> {
        let (from, to) = self.bounds(period);
        let around = Days::new(DAYS_AROUND);
        let first = period.from.checked_sub_days(around).unwrap_or(period.from);
        let last = period.to.checked_add_days(around).unwrap_or(period.to);
        let shifts = Shifts::of(&self.hours, &self.wall, first, last);
        let hours = Hours { shifts: &shifts, only: self.business_hours_only };
        let (earliest, latest) = (from.plus_ms(-HORIZON_MS), to.plus_ms(HORIZON_MS));
        for some in store.active_since(self.line.as_ref(), from).chunks(CONVERSATIONS) {
            for course in store.courses(some, earliest, latest)? {
                measure::cases(&course.happenings, course.first_at, from, to, hours, &mut |case| visit(&course, case));
            }
        }
        Ok(())
    }
}

/// Measures everything.
///
/// # Errors
/// If the store cannot be read.
pub fn report(store: &Store, question: &Question) -> Result<Report, Error> {
    let period = question.period;
    let mut whole = Tally::default();
    let mut lines: BTreeMap<LineId, Tally> = BTreeMap::new();
    let mut people: BTreeMap<Option<UserId>, Tally> = BTreeMap::new();
    let mut months = parts(period.months());
    let mut steps = parts(period.steps());
    let mut week: Box<Week> = Box::default();
    let mut tell = |course: &Course, case: Case| {
        whole.add(&case);
        if !lines.contains_key(&course.line) {
            lines.insert(course.line.clone(), Tally::default());
        }
        if let Some(tally) = lines.get_mut(&course.line) {
            tally.add(&case);
        }
        if let Some(person) = person_of(&case.fact) {
            people.entry(person).or_default().add(&case);
        }
        let date = question.wall.date(case.at);
        for parts in [&mut months, &mut steps] {
            let at = parts.partition_point(|(part, _)| part.to < date);
            if let Some((_, tally)) = parts.get_mut(at) {
                tally.add(&case);
            }
        }
        let (day, hour) = question.wall.weekday_and_hour(case.at);
        if let Some(hour) = week.get_mut(usize::from(day)).and_then(|day| day.get_mut(usize::from(hour))) {
            match case.fact {
                Fact::Call { .. } => hour.calls = hour.calls.saturating_add(1),
                Fact::TextIn => hour.texts = hour.texts.saturating_add(1),
                Fact::Missed { .. } => hour.missed = hour.missed.saturating_add(1),
                Fact::Wait { .. } | Fact::NewConversation => {}
            }
        }
    };
    // Side by side: a year of a busy firm takes seconds, and so does the year before.
    let earlier = std::thread::scope(|scope| {
        let earlier = scope.spawn(|| {
            let mut tally = Tally::default();
            question.survey(store, period.before(), &mut |_, case| tally.add(&case)).map(|()| tally)
        });
        question.survey(store, period, &mut tell)?;
        earlier.join().unwrap_or_else(|_| Err(Error::Engine("measuring the time before panicked".to_owned())))
    })?;
    Ok(Report {
        period,
        figures: whole.figures(),
        before: Part { of: period.before(), figures: earlier.figures() },
        lines: lines.into_iter().map(|(of, tally)| Part { of, figures: tally.figures() }).collect(),
        months: months.into_iter().map(|(of, tally)| Part { of, figures: tally.figures() }).collect(),
        steps: steps.into_iter().map(|(of, tally)| Part { of, figures: tally.figures() }).collect(),
        people: people.into_iter().map(|(of, tally)| Part { of, figures: tally.figures() }).collect(),
        week,
    })
}

fn parts(periods: Vec<Period>) -> Vec<(Period, Tally)> {
    periods.into_iter().map(|period| (period, Tally::default())).collect()
}

/// Whose doing a case is: an answered call or a first reply is somebody's, even if nobody knows whose.
fn person_of(fact: &Fact) -> Option<Option<UserId>> {
    match fact {
        Fact::Call { end: measure::CallEnd::Answered, rated: true, by } => Some(by.clone()),
        Fact::Wait { reply: Some(reply) } => Some(reply.by.clone()),
        Fact::Call { .. } | Fact::Wait { reply: None } | Fact::Missed { .. } => None,
        Fact::TextIn | Fact::NewConversation => None,
    }
}

impl Slice {
    fn takes(&self, wall: &Wall, case: &Case) -> bool {
        let class = || match &case.fact {
            Fact::Wait { reply: Some(reply) } => Some(reply_class(reply.after_ms)),
            _ => None,
        };
        self.person.as_ref().is_none_or(|person| person_of(&case.fact).as_ref() == Some(person))
            && self.hour.is_none_or(|hour| wall.weekday_and_hour(case.at) == hour)
            && self.reply_class.is_none_or(|wanted| class() == Some(wanted))
    }
}

/// The texts and calls that `measure` counts, a page of them after `cursor`.
///
/// # Errors
/// If the store cannot be read.
pub fn rows(
    store: &Store,
    question: &Question,
    measure: Measure,
    slice: &Slice,
    cursor: Option<(UtcMillis, [u8; 16])>,
    limit: usize,
) -> Result<Rows, Error> {
    let after = cursor.map(|(at, item)| (std::cmp::Reverse(at.0), item));
    let mut kept: BTreeMap<Place, Row> = BTreeMap::new();
    let mut total = 0_u64;
    let mut more = false;
    question.survey(store, question.period, &mut |course, case| {
        if !measure.takes(&case.fact) || !slice.takes(&question.wall, &case) {
            return;
        }
        total = total.saturating_add(1);
        let place = (std::cmp::Reverse(case.at.0), case.item);
        if after.is_some_and(|after| place <= after) {
            return;
        }
        let row = Row { case, conversation: course.conversation.clone(), line: course.line.clone() };
        kept.insert(place, row);
        if kept.len() > limit.max(1) {
            kept.pop_last();
            more = true;
        }
    })?;
    let rows: Vec<Row> = kept.into_values().collect();
    let next = rows.last().filter(|_| more).map(|row| (row.case.at, row.case.item));
    Ok(Rows { rows, next, total })
}
