//! Follow-ups: making and changing them, reminding of what falls due, and keeping tasks of Quo's the same on both sides.
//!
//! What falls due while Ringbook is off is told at the next start. Tasks of Quo's come in by webhook; most of those events
//! carry little more than an id, so what is missing is read. What a person changes here is written back. Where the
//! workspace has tasks, what is made here about a conversation becomes one, too, unless the settings keep marks here; Quo
//! has no idempotency key, so before it is asked a second time its tasks are looked through for the first.

use super::{App, Error};
use crate::{
    ingest::record::ApiFacts,
    journal::{Journal as _, Kind, NewRecord},
    model::{
        ConversationId, FollowUpId, QuoConversationId, TaskId, UtcMillis,
        decision::{Decided, FollowUpStep},
        event::{Event, TaskFact},
        follow_up::{Due, FollowUp, FollowUpChange, ForQuo, NewFollowUp},
    },
    quo::{Cause, Quo, Retry, Urgency},
};
use std::{collections::BTreeSet, sync::Arc, time::Duration};
use tokio::sync::Notify;

/// The longest time without a look.
const LOOK: Duration = Duration::from_secs(2);
/// Reminders of one look.
const MOST_REMINDED: usize = 200;
/// Changes that are written in one round.
const MOST_WRITTEN: usize = 50;
/// Tasks that are read one by one in one round.
const MOST_READ: usize = 20;
/// The least wait after Quo could not be asked.
const LEAST_WAIT_MS: i64 = 15_000;
/// How often all tasks are read.
const ALL_MS: i64 = 24 * 3_600_000;
/// Pages of tasks that are read at most.
const MOST_PAGES: usize = 50;

/// The way to the task that writes to Quo.
#[derive(Default)]
pub struct FollowUps {
    wake: Notify,
}

/// What is remembered between rounds with Quo.
#[derive(Default)]
struct Rounds {
    not_before: Option<UtcMillis>,
    all_read_at: Option<UtcMillis>,
    /// Tasks that Quo does not give.
    missing: BTreeSet<TaskId>,
    /// Follow-ups about conversations that Quo does not know, or not yet.
    unplaced: BTreeSet<FollowUpId>,
}

/// Begins to look for what falls due and for what Quo is to hear.
pub fn start(app: &Arc<App>) {
    let (app, token) = (app.clone(), app.token.clone());
    app.tasks.clone().spawn(async move {
        tokio::select! {
            () = token.cancelled() => return,
            () = app.whole() => {}
        }
        let mut rounds = Rounds::default();
        loop {
            let work = async {
                if let Err(error) = app.remind().await {
                    tracing::warn!(%error, "reminders could not be written down");
                }
                if let Some(quo) = app.quo().filter(|_| !app.config.demo) {
                    round(&app, &quo, &mut rounds).await;
                }
            };
            tokio::select! {
                () = token.cancelled() => return,
                () = work => {}
            }
            tokio::select! {
                () = token.cancelled() => return,
                () = app.follow_ups.wake.notified() => {}
                () = tokio::time::sleep(LOOK) => {}
            }
        }
    });
}

impl App {
    /// Makes follow-ups.
    ///
    /// # Errors
    /// If they could not be written down.
    pub async fn make_follow_ups(&self, new: Vec<NewFollowUp>) -> Result<(), Error> {
        self.decide(new.into_iter().map(Decided::FollowUpMade).collect()).await?;
        self.follow_ups.wake.notify_one();
        Ok(())
    }

    /// Changes follow-ups.
    ///
    /// # Errors
    /// If it could not be written down.
    pub async fn change_follow_ups(&self, changes: Vec<FollowUpChange>) -> Result<(), Error> {
        self.decide(changes.into_iter().map(Decided::FollowUpChanged).collect()).await?;
        self.follow_ups.wake.notify_one();
        Ok(())
    }

    /// Tells of what fell due, once for each moment. Done every few seconds by itself.
    ///
    /// # Errors
    /// If it could not be written down; it is told at the next look.
    pub async fn remind(&self) -> Result<(), Error> {
        let now = self.seam.now();
        if self.store.next_reminder().is_none_or(|due| due > now) {
            return Ok(());
        }
        let store = self.store.clone();
        let due = self.blocking(move || store.follow_ups_to_remind(now, MOST_REMINDED)).await;
        let due = match due {
            Ok(Ok(due)) => due,
            Ok(Err(cause)) => return Err(Error::part("store", &cause)),
            Err(cause) => return Err(Error::part("store", &cause)),
        };
        let told = due.into_iter().filter_map(|row| {
            let due = row.remind_at()?;
            Some(Decided::FollowUpMoved { id: row.id, step: FollowUpStep::Reminded { due } })
        });
        self.decide(told.collect()).await
    }
}

async fn round(app: &App, quo: &Quo, rounds: &mut Rounds) {
    let now = app.seam.now();
    if rounds.not_before.is_some_and(|at| now < at) {
        return;
    }
    rounds.not_before = None;
    let (store, writing) = (app.store.clone(), app.store.clone());
    let known = app.blocking(move || (store.tasks_at_quo(), writing.follow_ups_for_quo(MOST_WRITTEN))).await;
    let Ok((Ok((count, bare)), Ok(waiting))) = known else {
        return tracing::warn!("follow-ups could not be looked at");
    };
    for row in waiting {
        if let Err(again_at) = write(app, quo, &row).await {
            rounds.not_before = Some(again_at);
            return;
        }
    }
    if count > 0
        && let Err(again_at) = create_all(app, quo, rounds).await
    {
        rounds.not_before = Some(again_at);
        return;
    }
    // An account without tasks is never asked for them.
    if count > 0 && rounds.all_read_at.is_none_or(|at| now.0.saturating_sub(at.0) >= ALL_MS) {
        if read_all(app, quo).await {
            rounds.all_read_at = Some(now);
        } else {
            rounds.not_before = Some(app.seam.now().plus_ms(LEAST_WAIT_MS));
        }
        return;
    }
    let ids = bare.into_iter().filter_map(|row| row.quo.map(|quo| quo.id));
    let ids: Vec<TaskId> = ids.filter(|id| !rounds.missing.contains(id)).take(MOST_READ).collect();
    let mut facts = Vec::new();
    for id in ids {
        match quo.task(&id, app.seam.now(), Urgency::Background).await {
            Ok(fact) => {
                // One without any words is not asked for again in this run.
                if fact.title.as_deref().is_none_or(|title| title.trim().is_empty()) {
                    rounds.missing.insert(id);
                }
                facts.push(fact);
            }
            Err(error) if matches!(error.retry(), Retry::Never) => {
                rounds.missing.insert(id);
            }
            Err(error) => {
                tracing::debug!(%error, "a task could not be read from Quo yet");
                rounds.not_before = Some(app.seam.now().plus_ms(LEAST_WAIT_MS));
                break;
            }
        }
    }
    keep(app, facts, "GET /tasks/{id}").await;
}

/// Makes tasks of what was made here. An error is the moment before which nothing more is tried.
async fn create_all(app: &App, quo: &Quo, rounds: &mut Rounds) -> Result<(), UtcMillis> {
    let later = || app.seam.now().plus_ms(LEAST_WAIT_MS);
    if !app.settings().is_ok_and(|settings| settings.push_marks) {
        return Ok(());
    }
    let (store, unplaced) = (app.store.clone(), rounds.unplaced.clone());
    let found = app.blocking(move || {
        let rows = store.follow_ups_without_task(&unplaced, MOST_WRITTEN)?;
        let placed = |(row, place): (FollowUp, Option<ConversationId>)| {
            let conversation = place.map(|id| store.quo_conversation(&id)).transpose()?.flatten();
            Ok((row, conversation))
        };
        rows.into_iter().map(placed).collect::<Result<Vec<_>, crate::store::Error>>()
    });
    let Ok(Ok(found)) = found.await else {
        tracing::warn!("follow-ups could not be looked at");
        return Err(later());
    };
    for (row, conversation) in found {
        match conversation {
            Some(conversation) => create(app, quo, &row, &conversation).await?,
            None => {
                rounds.unplaced.insert(row.id);
            }
        }
    }
    Ok(())
}

/// Makes a task of a follow-up, or finds the one that an earlier attempt made.
async fn create(app: &App, quo: &Quo, row: &FollowUp, conversation: &QuoConversationId) -> Result<(), UtcMillis> {
    let later = || app.seam.now().plus_ms(LEAST_WAIT_MS);
    let Some(through) = row.decided_at() else { return Ok(()) };
    let id = row.id.clone();
    let moved = async |step| {
        let step = Decided::FollowUpMoved { id: id.clone(), step };
        app.decide(vec![step]).await.map_err(|error| {
            tracing::warn!(%error, "what became of a follow-up at Quo could not be written down");
            later()
        })
    };
    if row.creating.is_some() {
        let tasks = all_tasks(app, quo).await.map_err(|error| {
            tracing::debug!(%error, "the tasks could not be read from Quo");
            later()
        })?;
        let store = app.store.clone();
        let same = |task: &TaskFact| {
            let words = task.title.as_deref().map(str::trim) == Some(row.title().trim());
            // A task that belongs to another follow-up from here is that one's.
            let known = store.follow_up(&crate::model::follow_up::quo_id(&task.id)).ok().flatten();
            let free = known.is_none_or(|known| known.made.is_none());
            words && free && task.change == "open" && task.place.conversation.as_ref() == Some(conversation)
        };
        if let Some(task) = tasks.iter().find(|task| same(task)) {
            return moved(FollowUpStep::Created { task: task.id.clone(), through }).await;
        }
    }
    moved(FollowUpStep::Creating).await?;
    let due = Due::from(row.due());
    match quo.create_task(row.title(), conversation, due).await {
        Ok(task) => moved(FollowUpStep::Created { task, through }).await,
        Err(error) => match (error.retry(), &error.cause) {
            (Retry::Never, Cause::Refused(refusal)) if refusal.status != 401 => {
                let refused = Some(format!("Quo made no task of it: {}", refusal.detail()));
                moved(FollowUpStep::Written { through, refused }).await
            }
            _ => {
                tracing::warn!(%error, "a task could not be made at Quo yet");
                Err(later())
            }
        },
    }
}

/// Whether all were read; an account that has no tasks any more has none to read.
async fn read_all(app: &App, quo: &Quo) -> bool {
    match all_tasks(app, quo).await {
        Ok(facts) => {
            keep(app, facts, "GET /tasks").await;
            true
        }
        Err(error) => {
            tracing::debug!(%error, "the tasks could not be read from Quo");
            matches!(error.retry(), Retry::Never)
        }
    }
}

async fn all_tasks(app: &App, quo: &Quo) -> Result<Vec<TaskFact>, crate::quo::Error> {
    let (mut after, mut facts) = (None, Vec::new());
    for _ in 0..MOST_PAGES {
        let page = quo.tasks(after.as_ref(), app.seam.now(), Urgency::Background).await?;
        facts.extend(page.rows);
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    Ok(facts)
}

/// Writes down what Quo has, where it is not what is known here.
async fn keep(app: &App, facts: Vec<TaskFact>, source: &str) {
    let store = app.store.clone();
    let news = app.blocking(move || {
        let new = |fact: &TaskFact| {
            let id = crate::model::follow_up::quo_id(&fact.id);
            let known = store.follow_up(&id).ok().flatten().unwrap_or_else(|| FollowUp::unknown(id));
            is_news(&known, fact)
        };
        facts.into_iter().filter(new).map(Event::Task).collect::<Vec<_>>()
    });
    let events = news.await.unwrap_or_default();
    if events.is_empty() {
        return;
    }
    let facts = ApiFacts::V1 { source: source.to_owned(), events };
    match serde_json::to_vec(&facts) {
        Ok(payload) => {
            let record = NewRecord { kind: Kind::ApiObject, at: app.seam.now(), payload: payload.into() };
            if let Err(error) = app.journal.append(vec![record]).await {
                tracing::warn!(%error, "tasks as Quo has them could not be written down; they are read again later");
            }
        }
        Err(error) => tracing::warn!(%error, "tasks as Quo has them could not be written down"),
    }
}

/// Whether hearing this changes how it stands.
fn is_news(known: &FollowUp, fact: &TaskFact) -> bool {
    let mut heard = known.clone();
    heard.hear(fact);
    let bare = known.quo.as_ref().is_none_or(|quo| quo.title.is_none());
    let stands = |row: &FollowUp| {
        let gone = row.quo.as_ref().and_then(|quo| quo.gone.as_ref()).is_some_and(|gone| gone.value);
        (row.title().to_owned(), row.due(), row.done_at().is_some(), row.is_shown(), gone)
    };
    bare || stands(known) != stands(&heard)
}

/// Writes what was decided about a task. An error is the moment before which nothing more is tried.
async fn write(app: &App, quo: &Quo, row: &FollowUp) -> Result<(), UtcMillis> {
    let (Some(at_quo), Some(through)) = (&row.quo, row.decided_at()) else { return Ok(()) };
    let mut refused = None;
    for change in row.for_quo() {
        let id = &at_quo.id;
        let done = match &change {
            ForQuo::Title { title, description } => quo.name_task(id, title, description).await,
            ForQuo::Due(due) => quo.set_task_due(id, *due).await,
            ForQuo::Status(status) => quo.set_task_status(id, *status).await,
        };
        let Err(error) = done else { continue };
        refused = match (error.retry(), &error.cause) {
            (Retry::Never, Cause::Refused(refusal)) if refusal.status == 404 => {
                Some("Quo does not have this task any more".to_owned())
            }
            (Retry::Never, Cause::Refused(refusal)) if refusal.status != 401 => {
                Some(format!("Quo refused the change: {}", refusal.detail()))
            }
            _ => {
                tracing::warn!(%error, "a task could not be changed at Quo yet");
                return Err(app.seam.now().plus_ms(LEAST_WAIT_MS));
            }
        };
        break;
    }
    let id: FollowUpId = row.id.clone();
    let step = FollowUpStep::Written { through, refused };
    app.decide(vec![Decided::FollowUpMoved { id, step }]).await.map_err(|error| {
        tracing::warn!(%error, "that a task was changed at Quo could not be written down; it is changed again");
        app.seam.now().plus_ms(LEAST_WAIT_MS)
    })
}
