//! Keeping up with Quo's history, and the ledger.

use super::{Result, people};
use crate::{
    api::{
        Api,
        wire::{
            AuditReq, Ledger, LedgerFailure, LedgerFigures, LedgerGap, LedgerKind, LedgerMissing, LedgerReq, LedgerRow,
            LedgerTotal, Nothing, SyncProgress, SyncState, SyncWhat,
        },
    },
    app::{App, syncing},
    model::{UtcMillis, history::HistoryKind},
    store::Store,
    sync::{What, ledger},
};
use std::collections::BTreeMap;

/// The form of the ledger's answer.
const VERSION: u32 = 1;

pub async fn sync_progress(api: &Api, _: Nothing) -> Result<SyncProgress> {
    progress(&api.app)
}

pub async fn sync_pause(api: &Api, _: Nothing) -> Result<SyncProgress> {
    api.app.pause_sync(true).await?;
    progress(&api.app)
}

pub async fn sync_resume(api: &Api, _: Nothing) -> Result<SyncProgress> {
    api.app.pause_sync(false).await?;
    progress(&api.app)
}

pub async fn sync_now(api: &Api, _: Nothing) -> Result<SyncProgress> {
    api.app.syncing.nudge(syncing::Reason::Asked);
    progress(&api.app)
}

pub async fn audit(api: &Api, req: AuditReq) -> Result<SyncProgress> {
    let AuditReq { all } = req;
    api.app.syncing.nudge(if all { syncing::Reason::AuditAll } else { syncing::Reason::Audit });
    progress(&api.app)
}

pub async fn ledger(api: &Api, req: LedgerReq) -> Result<Ledger> {
    let LedgerReq { fresh } = req;
    let (at, counted) = api.app.ledger(fresh).await?;
    super::ask(api, move |app| ledger_of(&app.store, at, &counted)).await
}

/// How reading history stands.
fn progress(app: &App) -> Result<SyncProgress> {
    let history = app.store.history()?;
    let status = app.syncing.status();
    let reading = app.syncing.reading();
    let (state, problem, next_at) = match status {
        // Sample data arrives as a whole; there is no history behind it.
        _ if app.config.demo || app.quo().is_none() => (SyncState::Off, None, None),
        _ if history.paused => (SyncState::Paused, None, None),
        syncing::Status::Reading => (SyncState::Reading, None, None),
        syncing::Status::Waiting { reason, next_at } => (SyncState::Waiting, Some(reason), Some(next_at.0)),
        syncing::Status::Idle { next_at } => (SyncState::UpToDate, None, Some(next_at.0)),
    };
    let (what, what_at) = match (&state, reading.what) {
        (SyncState::Reading, what) => {
            let (what, at) = words(what);
            (Some(what), at)
        }
        _ => (None, None),
    };
    Ok(SyncProgress {
        state,
        what,
        what_at: what_at.map(|at| at.0),
        items: reading.items,
        items_estimate: reading.items_estimate,
        parts: reading.parts,
        parts_left: reading.parts_left,
        deliveries: reading.deliveries,
        per_minute: reading.per_minute,
        left_ms: reading.left_ms,
        problem,
        history_read: history.first_caught_up.is_some(),
        caught_up_at: history.caught_up.map(|at| at.0),
        next_at,
        one_by_one: history.v1_only,
        auditing: app.syncing.is_auditing(),
    })
}

fn words(what: What) -> (SyncWhat, Option<UtcMillis>) {
    match what {
        What::Beginning => (SyncWhat::Beginning, None),
        What::History { kind: HistoryKind::Messages, at } => (SyncWhat::Messages, Some(at)),
        What::History { kind: HistoryKind::Calls, at } => (SyncWhat::Calls, Some(at)),
        What::Parts { at } => (SyncWhat::Parts, Some(at)),
        What::Conversations => (SyncWhat::Conversations, None),
        What::Contacts => (SyncWhat::Contacts, None),
        What::Deliveries => (SyncWhat::Deliveries, None),
    }
}

/// The ledger as it is shown, on the screen and on the command line.
///
/// # Errors
/// If the store cannot be read.
pub fn ledger_of(store: &Store, at: UtcMillis, counted: &ledger::Ledger) -> Result<Ledger> {
    let ledger::Ledger { rows, totals, missing, unread, complete_since, complete, progress } = counted;
    let mut names = BTreeMap::new();
    for line in store.lines()? {
        let line = people::line_of(line);
        names.insert(line.id, line.name);
    }
    let mut shown: Vec<LedgerRow> = rows
        .iter()
        .map(|(place, figures)| {
            let ledger::Place { month, line, kind } = place;
            let name = line.as_ref().and_then(|line| names.get(line.as_str()).cloned());
            LedgerRow {
                month: month_name(*month),
                line_name: name.or_else(|| line.as_ref().map(|line| line.0.clone())).unwrap_or_default(),
                line_id: line.as_ref().map(|line| line.0.clone()),
                kind: kind_of(*kind),
                figures: figures_of(figures),
            }
        })
        .collect();
    // Months come oldest first; the order within a month stays.
    shown.sort_by(|one, other| other.month.cmp(&one.month));
    Ok(Ledger {
        version: VERSION,
        at: at.0,
        complete: *complete,
        complete_since: complete_since.map(|at| at.0),
        caught_up_at: progress.caught_up.map(|at| at.0),
        audited_at: progress.audited_at.map(|at| at.0),
        audit_missing: progress.audit_missing,
        totals: totals
            .iter()
            .map(|(kind, figures)| LedgerTotal { kind: kind_of(*kind), figures: figures_of(figures) })
            .collect(),
        rows: shown,
        missing: missing
            .iter()
            .map(|ledger::Missing { at, item, kind }| LedgerMissing {
                kind: kind_of(*kind),
                item_id: item.0.clone(),
                at: at.0,
            })
            .collect(),
        gaps: unread.iter().map(|span| LedgerGap { from: span.from.0, to: span.to.0 }).collect(),
    })
}

fn month_name(month: UtcMillis) -> String {
    chrono::DateTime::from_timestamp_millis(month.0).unwrap_or_default().format("%Y-%m").to_string()
}

fn kind_of(kind: ledger::Kind) -> LedgerKind {
    match kind {
        ledger::Kind::Messages => LedgerKind::Messages,
        ledger::Kind::Calls => LedgerKind::Calls,
        ledger::Kind::Recordings => LedgerKind::Recordings,
        ledger::Kind::Voicemails => LedgerKind::Voicemails,
        ledger::Kind::Summaries => LedgerKind::Summaries,
        ledger::Kind::Transcripts => LedgerKind::Transcripts,
    }
}

fn figures_of(figures: &ledger::Figures) -> LedgerFigures {
    let ledger::Figures { quo, here, missing, only_here, pending, not_on_plan, too_short, none_made, failed } =
        figures.clone();
    let failed = failed.into_iter().map(|(reason, count)| LedgerFailure { reason, count }).collect();
    LedgerFigures { quo, here, missing, only_here, pending, not_on_plan, too_short, none_made, failed }
}
