//! How the business answers.

use super::{Result, ask, call, people};
use crate::{
    api::{
        Api,
        wire::{
            ApiError, Author, BusinessHours, Code, InsightFigures, InsightHour, InsightLine, InsightMeasure,
            InsightPart, InsightPerson, InsightRow, InsightRows, InsightRowsReq, InsightSlice, Insights, InsightsReq,
            ZoneStep,
        },
    },
    app::{
        App, health,
        insights::{
            self, Figures, Measure, Period, Question, Report, Rows, Slice, Wall,
            measure::{Case, Fact, Reply},
            wall::{DAY_MS, MOST_AHEAD_MS},
        },
    },
    model::{LineId, UserId, UtcMillis, item::Item},
    store::preview::preview_of,
};
use chrono::NaiveDate;

/// Steps of a zone that are taken: two a year, for longer than telephones exist.
const MOST_STEPS: usize = 600;
/// Rows of one page.
const MOST_ROWS: usize = 200;

pub async fn insights(api: &Api, req: InsightsReq) -> Result<Insights> {
    ask(api, move |app| {
        let question = question(app, req)?;
        shown(app, &question, insights::report(&app.store, &question)?)
    })
    .await
}

pub async fn insight_rows(api: &Api, req: InsightRowsReq) -> Result<InsightRows> {
    ask(api, move |app| {
        let InsightRowsReq { of, measure, slice, cursor, limit } = req;
        let question = question(app, of)?;
        let limit = (limit as usize).clamp(1, MOST_ROWS);
        let cursor = cursor.as_deref().and_then(place_of);
        let (measure, slice) = (measure_of(&measure), slice_of(slice));
        let Rows { rows, next, total } = insights::rows(&app.store, &question, measure, &slice, cursor, limit)?;
        Ok(InsightRows {
            rows: shown_rows(app, rows)?,
            next: next.map(|(at, item)| format!("{}.{}", at.0, hex(item))),
            total,
        })
    })
    .await
}

/// What a request asks.
pub fn question(app: &App, req: InsightsReq) -> Result<Question> {
    let InsightsReq { from, to, line_id, business_hours_only, zone } = req;
    let bad = |what: &str| ApiError::new(Code::BadInput, what.to_owned());
    let date = |text: &str| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
    let period = date(&from).zip(date(&to)).and_then(|(from, to)| Period::new(from, to));
    let period = period.ok_or_else(|| bad("from and to are days, 2026-11-01, from not after to, at most ten years"))?;
    if zone.len() > MOST_STEPS {
        return Err(bad("the zone has too many steps"));
    }
    let wall = if zone.is_empty() {
        let middle = |date: NaiveDate| UtcMillis(date.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_millis());
        let from = middle(period.before().from).plus_ms(-31 * DAY_MS);
        Wall::of_this_computer(from, middle(period.to).plus_ms(31 * DAY_MS))
    } else {
        let mut steps = Vec::with_capacity(zone.len());
        for ZoneStep { from, ahead_minutes } in zone {
            let ahead = i64::from(ahead_minutes).saturating_mul(60_000);
            if ahead.abs() > MOST_AHEAD_MS {
                return Err(bad("the zone is too far from UTC"));
            }
            steps.push((UtcMillis(from), ahead));
        }
        Wall::of_steps(steps)
    };
    let hours = app.settings()?.business_hours;
    Ok(Question { period, line: line_id.map(LineId), business_hours_only, hours, wall })
}

fn shown(app: &App, question: &Question, report: Report) -> Result<Insights> {
    let store = &app.store;
    let Report { period, figures, before, lines, months, steps, people, week } = report;
    let parts = |parts: Vec<insights::Part<Period>>| parts.into_iter().map(part).collect();
    let health::BusinessHours { days, from_minute, to_minute } = question.hours;
    Ok(Insights {
        from: period.from.to_string(),
        to: period.to.to_string(),
        figures: shown_figures(&figures),
        before: part(before),
        lines: lines
            .into_iter()
            .map(|part| Ok(InsightLine { line: people::line(store, &part.of)?, figures: shown_figures(&part.figures) }))
            .collect::<Result<_>>()?,
        months: parts(months),
        steps: parts(steps),
        people: people
            .into_iter()
            .map(|part| {
                Ok(InsightPerson {
                    author: author(app, part.of.as_ref())?,
                    person_id: part.of.map(|user| user.0),
                    figures: shown_figures(&part.figures),
                })
            })
            .collect::<Result<_>>()?,
        hours: week
            .iter()
            .flatten()
            .map(|hour| InsightHour { calls: hour.calls, texts: hour.texts, missed: hour.missed })
            .collect(),
        business_hours: BusinessHours { days: days.to_vec(), from_minute, to_minute },
    })
}

fn part(part: insights::Part<Period>) -> InsightPart {
    InsightPart { from: part.of.from.to_string(), to: part.of.to.to_string(), figures: shown_figures(&part.figures) }
}

fn shown_figures(figures: &Figures) -> InsightFigures {
    let Figures {
        answered,
        unanswered,
        voicemail,
        by_agent,
        in_menu,
        elsewhere,
        waits,
        replied,
        reply_median_ms,
        reply_p90_ms,
        reply_classes,
        missed,
        recovered_within_day,
        recovered_same_day,
        calls_in,
        texts_in,
        new_conversations,
    } = *figures;
    InsightFigures {
        answered,
        unanswered,
        voicemail,
        by_agent,
        in_menu,
        elsewhere,
        waits,
        replied,
        reply_median_ms,
        reply_p90_ms,
        reply_classes: reply_classes.to_vec(),
        missed,
        recovered_within_day,
        recovered_same_day,
        calls_in,
        texts_in,
        new_conversations,
    }
}

fn author(app: &App, user: Option<&UserId>) -> Result<Option<Author>> {
    match user {
        Some(user) => Ok(Some(people::user_author(&app.store, Some(user))?)),
        None => Ok(None),
    }
}

/// Rows for showing; one whose item went meanwhile is left out.
pub fn shown_rows(app: &App, rows: Vec<insights::Row>) -> Result<Vec<InsightRow>> {
    let store = &app.store;
    let mut shown = Vec::with_capacity(rows.len());
    for insights::Row { case: Case { at, item, fact }, conversation, line } in rows {
        let Some(found) = store.item_of_key(&item)? else { continue };
        let people = match store.target(&conversation)? {
            Some(target) => people::people(store, &target.others)?,
            None => Vec::new(),
        };
        let (by, reply) = match fact {
            Fact::Call { by, .. } => (by, None),
            Fact::Wait { reply } | Fact::Missed { reply, .. } => match reply {
                Some(Reply { at, item: _, after_ms, by }) => (by, Some((at.0, after_ms))),
                None => (None, None),
            },
            Fact::TextIn | Fact::NewConversation => (None, None),
        };
        let outcome = match &found {
            Item::Call(call) => Some(call::outcome_of(call.outcome())),
            Item::Message(_) | Item::Note(_) | Item::Outgoing(_) => None,
        };
        shown.push(InsightRow {
            item_id: found.id().0,
            conversation_id: conversation.0,
            at: at.0,
            title: people::title(&people),
            people,
            line: people::line(store, &line)?,
            outcome,
            text: preview_of(&found).text,
            reply_at: reply.map(|(at, _)| at),
            reply_ms: reply.map(|(_, after_ms)| after_ms),
            by: author(app, by.as_ref())?,
        });
    }
    Ok(shown)
}

pub fn measure_of(measure: &InsightMeasure) -> Measure {
    match measure {
        InsightMeasure::Rated => Measure::Rated,
        InsightMeasure::Answered => Measure::Answered,
        InsightMeasure::Unanswered => Measure::Unanswered,
        InsightMeasure::Voicemail => Measure::Voicemail,
        InsightMeasure::ByAgent => Measure::ByAgent,
        InsightMeasure::InMenu => Measure::InMenu,
        InsightMeasure::Elsewhere => Measure::Elsewhere,
        InsightMeasure::Waits => Measure::Waits,
        InsightMeasure::Replied => Measure::Replied,
        InsightMeasure::Unreplied => Measure::Unreplied,
        InsightMeasure::Missed => Measure::Missed,
        InsightMeasure::RecoveredWithinDay => Measure::RecoveredWithinDay,
        InsightMeasure::NotRecovered => Measure::NotRecovered,
        InsightMeasure::RecoveredSameDay => Measure::RecoveredSameDay,
        InsightMeasure::CallsIn => Measure::CallsIn,
        InsightMeasure::TextsIn => Measure::TextsIn,
        InsightMeasure::Contacts => Measure::Contacts,
        InsightMeasure::NewConversations => Measure::NewConversations,
    }
}

pub fn slice_of(slice: InsightSlice) -> Slice {
    let InsightSlice { person_id, hour, reply_class } = slice;
    Slice {
        person: person_id.map(|id| (!id.is_empty()).then_some(UserId(id))),
        hour: hour.map(|hour| (hour / 24, hour % 24)),
        reply_class,
    }
}

fn hex(bytes: [u8; 16]) -> String {
    format!("{:032x}", u128::from_be_bytes(bytes))
}

fn place_of(cursor: &str) -> Option<(UtcMillis, [u8; 16])> {
    let (at, item) = cursor.split_once('.')?;
    Some((UtcMillis(at.parse().ok()?), u128::from_str_radix(item, 16).ok()?.to_be_bytes()))
}
