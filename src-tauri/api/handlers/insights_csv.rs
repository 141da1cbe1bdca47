//! The tables of the Insights screen as files for a spreadsheet.

use super::{
    Result, ask,
    insights::{measure_of, question, shown_rows, slice_of},
    people,
};
use crate::{
    api::{
        Api,
        wire::{ApiError, Code, CsvFile, InsightTable, InsightsCsvReq, InsightsFile},
    },
    app::{
        App,
        insights::{self, Figures, Measure, Question, Report},
    },
    model::{UserId, UtcMillis},
};

/// Rows of one file.
const MOST_ROWS: usize = 100_000;
/// What the classes of reply times are called, in order.
const CLASSES: [&str; 6] =
    ["up to 5 minutes", "5-15 minutes", "15 minutes-1 hour", "1-4 hours", "4-24 hours", "more than 24 hours"];
const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

pub async fn insights_csv(api: &Api, req: InsightsCsvReq) -> Result<CsvFile> {
    ask(api, move |app| file(app, req)).await
}

pub async fn export_insights(api: &Api, req: InsightsCsvReq) -> Result<InsightsFile> {
    ask(api, move |app| {
        let CsvFile { name, text } = file(app, req)?;
        // Excel takes a file for one of the system's code page unless it begins so.
        let body = ["\u{feff}", &text].concat();
        let failed = |error| ApiError::new(Code::Unavailable, format!("the file cannot be written: {error}"));
        let media_id = app.hand_out(body.as_bytes(), "text/csv").map_err(failed)?;
        Ok(InsightsFile { media_id, name })
    })
    .await
}

fn file(app: &App, req: InsightsCsvReq) -> Result<CsvFile> {
    let InsightsCsvReq { of, table, measure, slice } = req;
    let name = format!("insights-{}-{}-to-{}.csv", name_of(&table), of.from, of.to);
    let question = question(app, of)?;
    let table = match table {
        InsightTable::Rows => {
            let measure = measure.ok_or_else(|| ApiError::new(Code::BadInput, "rows of which measure?"))?;
            let found = insights::rows(&app.store, &question, measure_of(&measure), &slice_of(slice), None, MOST_ROWS)?;
            rows(app, &question, found.rows)?
        }
        table => of_report(app, &table, &insights::report(&app.store, &question)?)?,
    };
    Ok(CsvFile { name, text: text_of(&table)? })
}

type Table = Vec<Vec<Cell>>;

/// A cell: words of anybody are never read as a formula, numbers stay numbers.
enum Cell {
    Words(String),
    Number(String),
}

fn words(text: impl Into<String>) -> Cell {
    Cell::Words(text.into())
}

fn number(count: u64) -> Cell {
    Cell::Number(count.to_string())
}

fn head(names: &[&str]) -> Vec<Cell> {
    names.iter().map(|name| words(*name)).collect()
}

/// Minutes with one digit; empty if there is nothing to say.
fn minutes(ms: Option<i64>) -> Cell {
    // Tenths of a minute, without going through floating point.
    let tenths = |ms: i64| ms.saturating_add(3_000).div_euclid(6_000);
    Cell::Number(ms.map(|ms| format!("{}.{}", tenths(ms) / 10, tenths(ms) % 10)).unwrap_or_default())
}

/// Per cent with one digit; empty if there is nothing to divide by.
fn percent(part: u64, whole: u64) -> Cell {
    if whole == 0 {
        return Cell::Number(String::new());
    }
    let thousandths =
        part.saturating_mul(2_000).saturating_add(whole).checked_div(whole.saturating_mul(2)).unwrap_or(0);
    Cell::Number(format!("{}.{}", thousandths / 10, thousandths % 10))
}

fn name_of(table: &InsightTable) -> &'static str {
    match table {
        InsightTable::Summary => "summary",
        InsightTable::Lines => "lines",
        InsightTable::Months => "months",
        InsightTable::Steps => "over-time",
        InsightTable::People => "people",
        InsightTable::Hours => "hours",
        InsightTable::ReplyTimes => "reply-times",
        InsightTable::Rows => "rows",
    }
}

const FIGURES: [&str; 18] = [
    "Answered",
    "Missed without voicemail",
    "Voicemail",
    "Answer rate (%)",
    "Taken by the AI agent",
    "Ended in a menu",
    "Passed on or failed",
    "Waited for a reply",
    "Replied",
    "First reply, median (minutes)",
    "First reply, 90th percentile (minutes)",
    "Missed calls",
    "Recovered within 24 hours",
    "Recovered the same business day",
    "Recovered within 24 hours (%)",
    "Calls in",
    "Texts in",
    "New conversations",
];

fn cells(figures: &Figures) -> Vec<Cell> {
    vec![
        number(figures.answered),
        number(figures.unanswered),
        number(figures.voicemail),
        percent(figures.answered, figures.rated()),
        number(figures.by_agent),
        number(figures.in_menu),
        number(figures.elsewhere),
        number(figures.waits),
        number(figures.replied),
        minutes(figures.reply_median_ms),
        minutes(figures.reply_p90_ms),
        number(figures.missed),
        number(figures.recovered_within_day),
        number(figures.recovered_same_day),
        percent(figures.recovered_within_day, figures.missed),
        number(figures.calls_in),
        number(figures.texts_in),
        number(figures.new_conversations),
    ]
}

fn of_report(app: &App, table: &InsightTable, report: &Report) -> Result<Table> {
    let with = |first: &[&str]| vec![head(first).into_iter().chain(head(&FIGURES)).collect::<Vec<_>>()];
    let dated = |parts: &[insights::Part<insights::Period>]| {
        let mut table = with(&["From", "To"]);
        table.extend(parts.iter().map(|part| {
            let days = [words(part.of.from.to_string()), words(part.of.to.to_string())];
            days.into_iter().chain(cells(&part.figures)).collect()
        }));
        table
    };
    Ok(match table {
        InsightTable::Summary | InsightTable::Rows => {
            let mut table = vec![head(&["Measure", "Value", "Period before"])];
            let values = cells(&report.figures).into_iter().zip(cells(&report.before.figures));
            table.extend(FIGURES.iter().zip(values).map(|(name, (now, before))| vec![words(*name), now, before]));
            table
        }
        InsightTable::Lines => {
            let mut table = with(&["Line", "Number"]);
            for part in &report.lines {
                let line = people::line(&app.store, &part.of)?;
                let names = [words(line.name), words(line.number)];
                table.push(names.into_iter().chain(cells(&part.figures)).collect());
            }
            table
        }
        InsightTable::Months => dated(&report.months),
        InsightTable::Steps => dated(&report.steps),
        InsightTable::People => {
            let mut table = vec![head(&[
                "Person",
                "Calls answered",
                "First replies",
                "First reply, median (minutes)",
                "First reply, 90th percentile (minutes)",
            ])];
            for part in &report.people {
                let figures = &part.figures;
                table.push(vec![
                    words(person(app, part.of.as_ref())?),
                    number(figures.answered),
                    number(figures.replied),
                    minutes(figures.reply_median_ms),
                    minutes(figures.reply_p90_ms),
                ]);
            }
            table
        }
        InsightTable::Hours => {
            let mut table = vec![head(&["Day", "Hour", "Calls in", "Texts in", "Missed calls"])];
            for (day, hours) in WEEKDAYS.iter().zip(report.week.iter()) {
                for (hour, counts) in (0_u64..).zip(hours) {
                    table.push(vec![
                        words(*day),
                        number(hour),
                        number(counts.calls),
                        number(counts.texts),
                        number(counts.missed),
                    ]);
                }
            }
            table
        }
        InsightTable::ReplyTimes => {
            let mut table = vec![head(&["First reply", "Texts and missed calls"])];
            let classes = CLASSES.iter().zip(report.figures.reply_classes);
            table.extend(classes.map(|(name, count)| vec![words(*name), number(count)]));
            let left = report.figures.waits.saturating_sub(report.figures.replied);
            table.push(vec![words("no reply within 7 days, or none yet"), number(left)]);
            table
        }
    })
}

fn person(app: &App, user: Option<&UserId>) -> Result<String> {
    match user {
        Some(user) => Ok(people::user_author(&app.store, Some(user))?.name),
        None => Ok("(Quo did not say who)".to_owned()),
    }
}

fn rows(app: &App, question: &Question, found: Vec<insights::Row>) -> Result<Table> {
    let mut table =
        vec![head(&["When", "What", "Who", "Number", "Line", "Words", "First reply", "After (minutes)", "By"])];
    let when = |at: i64| words(question.wall.iso(UtcMillis(at)));
    for row in shown_rows(app, found)? {
        let numbers: Vec<String> = row.people.iter().map(|person| person.number.clone()).collect();
        let outcome = row.outcome.map_or_else(|| "Text".to_owned(), |outcome| format!("Call: {outcome:?}"));
        table.push(vec![
            when(row.at),
            words(outcome),
            words(row.title),
            words(numbers.join(", ")),
            words(row.line.name),
            words(row.text),
            row.reply_at.map_or_else(|| words(""), when),
            minutes(row.reply_ms),
            words(row.by.map(|by| by.name).unwrap_or_default()),
        ]);
    }
    Ok(table)
}

fn text_of(table: &Table) -> Result<String> {
    let failed = |what: String| ApiError::new(Code::Internal, format!("the table cannot be written: {what}"));
    let mut out = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    for row in table {
        out.write_record(row.iter().map(shown)).map_err(|error| failed(error.to_string()))?;
    }
    let bytes = out.into_inner().map_err(|error| failed(error.to_string()))?;
    String::from_utf8(bytes).map_err(|error| failed(error.to_string()))
}

/// What a cell says. What a spreadsheet would take for a formula, also after spaces, has an apostrophe before it.
fn shown(cell: &Cell) -> String {
    let text = match cell {
        Cell::Number(number) => return number.clone(),
        Cell::Words(text) => text,
    };
    let formula = text.trim_start().starts_with(['=', '+', '-', '@']) || text.starts_with(['\t', '\r', '\n']);
    if formula { format!("'{text}") } else { text.clone() }
}

/// Keeps the list of measures and the columns in step.
const _: () = assert!(FIGURES.len() == Measure::ALL.len());

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula_and_every_cell_stays_one() {
        for (text, wanted) in [
            ("Dana", "Dana"),
            ("Dana, the roofer", "\"Dana, the roofer\""),
            ("say \"hi\"", "\"say \"\"hi\"\"\""),
            ("=HYPERLINK(\"http://x\")", "\"'=HYPERLINK(\"\"http://x\"\")\""),
            ("+1 (773) 555-0118", "'+1 (773) 555-0118"),
            ("-2+3", "'-2+3"),
            (" @SUM(A1)", "' @SUM(A1)"),
            ("\tx", "'\tx"),
            ("two\nlines", "\"two\nlines\""),
        ] {
            assert_eq!(text_of(&vec![vec![words(text), number(12)]]).unwrap(), format!("{wanted},12\r\n"), "{text}");
        }
    }

    #[test]
    fn minutes_and_per_cent_have_one_digit() {
        for (ms, wanted) in [(0, "0.0"), (60_000, "1.0"), (90_000, "1.5"), (2_999, "0.0"), (3_000, "0.1")] {
            assert_eq!(shown(&minutes(Some(ms))), wanted, "{ms}");
        }
        for (part, whole, wanted) in [(1, 3, "33.3"), (2, 3, "66.7"), (3, 3, "100.0"), (0, 7, "0.0"), (0, 0, "")] {
            assert_eq!(shown(&percent(part, whole)), wanted, "{part} of {whole}");
        }
    }
}
