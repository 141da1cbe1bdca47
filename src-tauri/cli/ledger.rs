//! `ringbook ledger`: what Quo has and what is here.

use super::{Exit, local, run};
use ringbook::{
    api::wire::{Ledger, LedgerFigures, LedgerKind},
    app::config::Config,
};
use serde_json::{Value, json};
use std::io::{BufWriter, Write};

/// Items that are named without `--json`.
const MOST_NAMED: usize = 20;

/// Counts and prints. With `check` the exit code says whether everything is here.
pub fn ledger(config: &Config, check: bool, as_json: bool) -> anyhow::Result<Exit> {
    run::logging();
    let input = json!({ "fresh": true });
    let answer: Value = run::runtime()?.block_on(async {
        let source = local::source(config).await?;
        let counted = source.call("ledger", input).await;
        source.close().await;
        counted?.map_err(|error| anyhow::anyhow!(error.message))
    })?;
    let ledger: Ledger = serde_json::from_value(answer.clone())?;
    let mut out = BufWriter::new(std::io::stdout());
    if as_json {
        writeln!(out, "{answer}")?;
    } else {
        print(&mut out, &ledger)?;
    }
    out.flush()?;
    Ok(if check && !ledger.complete { Exit::Unwell } else { Exit::Ok })
}

fn print(out: &mut impl Write, ledger: &Ledger) -> anyhow::Result<()> {
    let verdict = match (ledger.complete, ledger.complete_since) {
        (true, _) => "Everything that Quo has is here.".to_owned(),
        (false, Some(since)) => format!("Complete since {}.", moment(since)),
        (false, None) => "Quo's history has not been read to its end yet.".to_owned(),
    };
    writeln!(out, "{verdict}")?;
    if let Some(at) = ledger.caught_up_at {
        writeln!(out, "Read up to {}.", moment(at))?;
    }
    writeln!(out)?;
    let heads = ["month", "line", "what", "at Quo", "here", "missing", "pending", "absent", "failed", "only here"];
    let mut rows = vec![heads.map(str::to_owned)];
    for total in &ledger.totals {
        rows.push(row("all", "all", &total.kind, &total.figures));
    }
    for line in &ledger.rows {
        rows.push(row(&line.month, &line.line_name, &line.kind, &line.figures));
    }
    let width = |column: usize| {
        rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..heads.len()).map(width).collect();
    for row in &rows {
        let cells = row.iter().zip(&widths).enumerate().map(|(column, (cell, width))| {
            if column < 3 { format!("{cell:<width$}") } else { format!("{cell:>width$}") }
        });
        writeln!(out, "{}", cells.collect::<Vec<_>>().join("  ").trim_end())?;
    }
    let failures = ledger.totals.iter().flat_map(|total| total.figures.failed.iter().map(move |it| (total, it)));
    for (total, failure) in failures {
        writeln!(out, "\n{} of {} cannot be had: {}", failure.count, name(&total.kind), failure.reason)?;
    }
    for missing in ledger.missing.iter().take(MOST_NAMED) {
        writeln!(out, "missing: {} of {}, {}", name(&missing.kind), moment(missing.at), missing.item_id)?;
    }
    if ledger.missing.len() > MOST_NAMED {
        writeln!(out, "… and {} more; --json names them", ledger.missing.len() - MOST_NAMED)?;
    }
    Ok(())
}

fn row(month: &str, line: &str, kind: &LedgerKind, figures: &LedgerFigures) -> [String; 10] {
    let LedgerFigures { quo, here, missing, only_here, pending, not_on_plan, too_short, none_made, failed } = figures;
    let absent = not_on_plan.saturating_add(*too_short).saturating_add(*none_made);
    let failed: u64 = failed.iter().map(|failure| failure.count).fold(0, u64::saturating_add);
    let number = |count: u64| if count == 0 { "-".to_owned() } else { count.to_string() };
    [
        month.to_owned(),
        line.to_owned(),
        name(kind).to_owned(),
        quo.to_string(),
        here.to_string(),
        number(*missing),
        number(*pending),
        number(absent),
        number(failed),
        number(*only_here),
    ]
}

fn name(kind: &LedgerKind) -> &'static str {
    match kind {
        LedgerKind::Messages => "messages",
        LedgerKind::Calls => "calls",
        LedgerKind::Recordings => "recordings",
        LedgerKind::Voicemails => "voicemails",
        LedgerKind::Summaries => "summaries",
        LedgerKind::Transcripts => "transcripts",
    }
}

fn moment(at: i64) -> String {
    let time = chrono::DateTime::from_timestamp_millis(at).unwrap_or_default();
    time.with_timezone(&chrono::Local).format("%Y-%m-%d %H:%M").to_string()
}
