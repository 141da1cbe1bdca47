//! `ringbook insights`: how the business answers.

use super::{Exit, local, run};
use chrono::{Days, Local};
use clap::{Args, ValueEnum};
use ringbook::{
    api::wire::{CsvFile, InsightFigures, Insights},
    app::config::Config,
};
use serde_json::{Value, json};
use std::io::{BufWriter, Write};

/// Which days and what of them.
#[derive(Debug, Clone, Args)]
pub struct InsightsArgs {
    /// First day, 2026-11-01 [default: 29 days before the last]
    #[arg(long, value_name = "DAY")]
    from: Option<chrono::NaiveDate>,
    /// Last day [default: today]
    #[arg(long, value_name = "DAY")]
    to: Option<chrono::NaiveDate>,
    /// Only this line: its name, number or id
    #[arg(long, value_name = "LINE")]
    line: Option<String>,
    /// Count all hours, not only business hours
    #[arg(long)]
    all_hours: bool,
    /// Write one of the tables for a spreadsheet [default table: summary]
    #[arg(long, value_name = "TABLE", num_args = 0..=1, default_missing_value = "summary")]
    csv: Option<Table>,
}

/// A table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Table {
    Summary,
    Lines,
    Months,
    OverTime,
    People,
    Hours,
    ReplyTimes,
}

impl Table {
    fn on_the_wire(self) -> &'static str {
        match self {
            Self::Summary => "summary",
            Self::Lines => "lines",
            Self::Months => "months",
            Self::OverTime => "steps",
            Self::People => "people",
            Self::Hours => "hours",
            Self::ReplyTimes => "replyTimes",
        }
    }
}

/// Measures and prints.
pub fn insights(config: &Config, args: &InsightsArgs, as_json: bool) -> anyhow::Result<Exit> {
    run::logging();
    let to = args.to.unwrap_or_else(|| Local::now().date_naive());
    let from = args.from.or_else(|| to.checked_sub_days(Days::new(29))).unwrap_or(to);
    let found = run::runtime()?.block_on(async {
        let source = local::source(config).await?;
        let found = ask(&source, args, &from.to_string(), &to.to_string()).await;
        source.close().await;
        found
    })?;
    let answer = match found {
        Ok(answer) => answer,
        Err(message) => {
            super::tell(&message);
            return Ok(Exit::Usage);
        }
    };
    let mut out = BufWriter::new(std::io::stdout());
    if args.csv.is_some() {
        let file: CsvFile = serde_json::from_value(answer)?;
        write!(out, "{}", file.text)?;
    } else if as_json {
        writeln!(out, "{answer}")?;
    } else {
        print(&mut out, &serde_json::from_value(answer)?)?;
    }
    out.flush()?;
    Ok(Exit::Ok)
}

/// The answer, or why the question makes no sense.
async fn ask(
    source: &local::Source,
    args: &InsightsArgs,
    from: &str,
    to: &str,
) -> anyhow::Result<Result<Value, String>> {
    let line = match &args.line {
        None => None,
        Some(wanted) => match line_id(source, wanted).await? {
            Some(id) => Some(id),
            None => return Ok(Err(format!("there is no line {wanted}"))),
        },
    };
    let of = json!({ "from": from, "to": to, "lineId": line, "businessHoursOnly": !args.all_hours, "zone": [] });
    let answer = match args.csv {
        Some(table) => {
            let input = json!({ "of": of, "table": table.on_the_wire(), "measure": null, "slice": {} });
            source.call("insights_csv", input).await?
        }
        None => source.call("insights", of).await?,
    };
    Ok(answer.map_err(|error| error.message))
}

async fn line_id(source: &local::Source, wanted: &str) -> anyhow::Result<Option<String>> {
    let input = json!({ "filter": "all", "lineId": null, "outgoing": null, "cursor": null, "limit": 1 });
    let page = source.call("calls_page", input).await?.map_err(|error| anyhow::anyhow!(error.message))?;
    let page: ringbook::api::wire::CallsPage = serde_json::from_value(page)?;
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let number = digits(wanted);
    let is = |line: &ringbook::api::wire::Line| {
        line.id == wanted
            || line.name.eq_ignore_ascii_case(wanted)
            || (digits(&line.number).len() >= 7 && number.ends_with(&digits(&line.number)))
    };
    Ok(page.lines.into_iter().find(is).map(|line| line.id))
}

fn print(out: &mut impl Write, insights: &Insights) -> anyhow::Result<()> {
    let before = &insights.before;
    writeln!(out, "{} to {}, compared with {} to {}", insights.from, insights.to, before.from, before.to)?;
    writeln!(out)?;
    let mut rows = vec![["", "now", "before"].map(str::to_owned)];
    for ((name, now), (_, was)) in lines(&insights.figures).into_iter().zip(lines(&before.figures)) {
        rows.push([name.to_owned(), now, was]);
    }
    let mut more = vec![["line", "answer rate", "first reply"].map(str::to_owned)];
    more.extend(insights.lines.iter().map(|one| {
        let figures = &one.figures;
        [one.line.name.clone(), rate(figures), minutes(figures.reply_median_ms)]
    }));
    for table in [rows, more] {
        for [name, now, was] in &table {
            writeln!(out, "{name:<38}{now:>14}{was:>14}")?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn lines(figures: &InsightFigures) -> Vec<(&'static str, String)> {
    vec![
        ("answer rate", rate(figures)),
        ("calls answered", figures.answered.to_string()),
        ("calls missed", figures.unanswered.to_string()),
        ("voicemails", figures.voicemail.to_string()),
        ("waited for a reply", figures.waits.to_string()),
        ("replied", figures.replied.to_string()),
        ("first reply, median", minutes(figures.reply_median_ms)),
        ("first reply, 90th percentile", minutes(figures.reply_p90_ms)),
        ("missed calls, whenever they came", figures.missed.to_string()),
        ("recovered within 24 hours", figures.recovered_within_day.to_string()),
        ("recovered the same business day", figures.recovered_same_day.to_string()),
        ("calls in", figures.calls_in.to_string()),
        ("texts in", figures.texts_in.to_string()),
        ("new conversations", figures.new_conversations.to_string()),
    ]
}

fn rate(figures: &InsightFigures) -> String {
    let rated = figures.answered.saturating_add(figures.unanswered).saturating_add(figures.voicemail);
    let percent = figures.answered.saturating_mul(100).saturating_add(rated / 2).checked_div(rated);
    percent.map_or_else(|| "-".to_owned(), |percent| format!("{percent} %"))
}

fn minutes(ms: Option<i64>) -> String {
    ms.map_or_else(|| "-".to_owned(), |ms| format!("{} min", ms.saturating_add(30_000).div_euclid(60_000)))
}
