//! Texts that go out later: planned by a person, released into the outbox when their time has come.
//!
//! The journal holds the text with its time; every further step is written down before anything follows from it, and
//! leaving the schedule is one unit with entering the outbox. So a text is released once, wherever the program ends,
//! and from there on the outbox's own promises hold.
//!
//! At its time a text is looked at again: who opted out or answered first gets none, and what is too late, in quiet
//! hours, over the day's limit or not whole waits for the person. Source: TRUST.md 3.5; PRODUCT.md, "Composer".

use super::{Announce, App, KeyState};
use crate::{
    journal::Journal as _,
    model::{
        ItemId, Party, ScheduledId, UtcMillis,
        decision::Decided,
        place::Target,
        placeholder,
        quiet::{QuietHours, Wall},
        schedule::{MOST_LATE_MS, ScheduleStep, ScheduledText, Withdrawal},
        segments, zone,
    },
    outbox::{self, Draft, Entry, NotSendable, Sendable},
    store::{Effects, ScheduledRow},
};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::sync::Notify;

/// Name of the setting record that holds [`ComposerSettings`].
const SETTINGS: &str = "composer";
/// What cannot be released for a moment (no key, the disk) is looked at again after this.
const AGAIN_MS: i64 = 10_000;
/// The longest sleep between two looks: the clock may be set, the computer may sleep.
const LONGEST_SLEEP_MS: i64 = 5_000;
/// So many that were taken back can be planned again as they were.
const MOST_TAKEN_BACK: usize = 32;
/// How far ahead a text can be planned: two years.
const FURTHEST_MS: i64 = 2 * 366 * 86_400_000;

/// What a person can set about writing texts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ComposerSettings {
    /// When nobody is to be texted by the clock, where they are.
    pub quiet_hours: QuietHours,
}

/// The way to the task that releases texts.
pub struct Scheduling {
    wake: Arc<Notify>,
    /// Held while a step of a scheduled text is decided, so that no two are decided from the same state.
    deciding: tokio::sync::Mutex<()>,
    started_at: UtcMillis,
    /// What was taken back last, for taking that back.
    taken_back: Mutex<VecDeque<PutBack>>,
}

impl Scheduling {
    /// Releases nothing before [`start`].
    #[must_use]
    pub fn new(now: UtcMillis) -> Self {
        Self {
            wake: Arc::new(Notify::new()),
            deciding: tokio::sync::Mutex::new(()),
            started_at: now,
            taken_back: Mutex::default(),
        }
    }

    /// An announcement after which the schedule is looked at: an answer or an opt-out may have come.
    #[must_use]
    pub fn beside(&self, announce: Announce) -> Announce {
        let wake = self.wake.clone();
        Arc::new(move |effects: &Effects| {
            if !effects.items.is_empty() || !effects.conversations.is_empty() {
                wake.notify_one();
            }
            announce(effects);
        })
    }
}

/// Why something about a scheduled text cannot be done.
#[derive(Debug, thiserror::Error)]
pub enum ScheduleError {
    /// There is no such text any more.
    #[error("this text is not scheduled any more")]
    NotFound,
    /// What was asked cannot be.
    #[error("{0}")]
    BadInput(String),
    /// It is quiet hours there at that time.
    #[error("it is quiet hours there at that time; choose another time, or say that it may go out all the same")]
    QuietHours,
    /// The text may not be sent.
    #[error(transparent)]
    NotSendable(#[from] NotSendable),
    /// The outbox did not take it.
    #[error(transparent)]
    Outbox(#[from] outbox::Error),
    /// It could not be written down.
    #[error(transparent)]
    App(#[from] super::Error),
    /// The store cannot be read.
    #[error(transparent)]
    Store(#[from] crate::store::Error),
}

/// What a person plans.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The text that is changed; none for a new one. One that was taken back can be planned again.
    pub id: Option<ScheduledId>,
    /// From which line to whom.
    pub place: Target,
    /// The words.
    pub text: String,
    /// When it goes out.
    pub due_at: UtcMillis,
    /// It stays here if they answer before that.
    pub unless_answered: bool,
    /// It goes out in quiet hours, too.
    pub in_quiet_hours: bool,
}

/// A moment as it is where the recipients are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeThere {
    /// Zones that they may be in, of those that show the same at that moment only one.
    pub zones: Vec<Tz>,
    /// Whether somebody's zone is not known: this computer's counts for them.
    pub unknown: bool,
    /// It is quiet hours there.
    pub quiet: bool,
    /// The first moment after it at which it is not; none if there is none.
    pub next_at: Option<UtcMillis>,
}

/// Words that went back to where they were written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PutBack {
    /// What was taken back.
    pub row: ScheduledRow,
    /// The draft that was there before.
    pub draft_before: String,
    /// The draft as it is now.
    pub draft: String,
}

/// Begins to release what is due.
pub fn start(app: &Arc<App>) {
    let (this, token) = (app.clone(), app.token.clone());
    app.tasks.clone().spawn(async move {
        tokio::select! {
            () = token.cancelled() => return,
            // What was released but is not in the store yet would seem to wait.
            () = this.whole() => {}
        }
        let wake = this.scheduling.wake.clone();
        loop {
            // A step that is being written down is written down to its end.
            let next = this.release_due().await;
            let wait = next.map_or(LONGEST_SLEEP_MS, |at| at.0.saturating_sub(this.seam.now().0));
            let wait = Duration::from_millis(wait.clamp(1, LONGEST_SLEEP_MS).unsigned_abs());
            tokio::select! {
                () = token.cancelled() => return,
                () = wake.notified() => {}
                () = tokio::time::sleep(wait) => {}
            }
        }
    });
}

/// What is to happen with a text that waits for its time.
enum Verdict {
    Wait(UtcMillis),
    Move(ScheduleStep),
    Release(Sendable),
}

impl App {
    /// What is set about writing texts.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn composer_settings(&self) -> Result<ComposerSettings, crate::store::Error> {
        let kept = self.recorded.setting(SETTINGS)?;
        Ok(kept.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default())
    }

    /// Sets it.
    ///
    /// # Errors
    /// [`ScheduleError::BadInput`] says what to change.
    pub async fn save_composer_settings(&self, settings: ComposerSettings) -> Result<(), ScheduleError> {
        if !settings.quiet_hours.is_possible() {
            let why = "quiet hours go from one minute of the day, 0 to 1,439, to another one";
            return Err(ScheduleError::BadInput(why.to_owned()));
        }
        let value = serde_json::to_value(settings).map_err(|cause| super::Error::part("settings", &cause))?;
        self.decide(vec![Decided::SettingSaved { name: SETTINGS.to_owned(), value }]).await?;
        Ok(())
    }

    /// How a moment is where the recipients of a text are.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn time_there(&self, others: &[Party], at: UtcMillis) -> Result<TimeThere, crate::store::Error> {
        let hours = self.composer_settings()?.quiet_hours;
        let each: Vec<Vec<Tz>> = others.iter().map(zone::zones_of).collect();
        let unknown = each.iter().any(Vec::is_empty);
        let zones = zone::distinct(each.into_iter().flatten().collect(), at);
        let mut walls: Vec<&dyn Wall> = zones.iter().map(|zone| zone as &dyn Wall).collect();
        if unknown {
            walls.push(&chrono::Local);
        }
        let quiet = hours.covers(at, &walls);
        let next_at = if quiet { hours.next_allowed(at, &walls) } else { None };
        Ok(TimeThere { zones, unknown, quiet, next_at })
    }

    /// Plans a text, or changes one that is planned.
    ///
    /// # Errors
    /// [`ScheduleError::QuietHours`], [`ScheduleError::NotSendable`] or [`ScheduleError::BadInput`] say what to change.
    pub async fn plan_text(&self, plan: Plan) -> Result<ScheduledRow, ScheduleError> {
        let Plan { id, place, text, due_at, unless_answered, in_quiet_hours } = plan;
        let now = self.seam.now();
        if due_at <= now {
            return Err(ScheduleError::BadInput("this time is past already".to_owned()));
        }
        if due_at > now.plus_ms(FURTHEST_MS) {
            return Err(ScheduleError::BadInput("a text can be planned up to two years ahead".to_owned()));
        }
        let text = text.trim().to_owned();
        self.check(&place, &text, "planned")?;
        if !in_quiet_hours && self.time_there(&place.others, due_at)?.quiet {
            return Err(ScheduleError::QuietHours);
        }
        let _deciding = self.scheduling.deciding.lock().await;
        let id = id.unwrap_or_else(|| ScheduledId(self.seam.fresh_id().to_string()));
        if self.outbox.by_token(&token_of(&id)).is_some() {
            return Err(ScheduleError::NotFound);
        }
        let text = ScheduledText { id: id.clone(), place, text, by: None, due_at, unless_answered, in_quiet_hours };
        self.decide(vec![Decided::TextScheduled(text)]).await?;
        self.scheduling.wake.notify_one();
        self.store.scheduled_text(&id)?.ok_or(ScheduleError::NotFound)
    }

    /// Takes a planned text back; its words go to the draft, before what is there, unless they are `dropped`.
    ///
    /// # Errors
    /// [`ScheduleError::NotFound`] once it was released.
    pub async fn cancel_planned(&self, id: &ScheduledId, dropped: bool) -> Result<PutBack, ScheduleError> {
        let _deciding = self.scheduling.deciding.lock().await;
        let row = self.store.scheduled_text(id)?.ok_or(ScheduleError::NotFound)?;
        let place = row.text.place.clone();
        let draft_before = self.store.draft(&place.id())?;
        let mut decided = vec![Decided::ScheduleMoved { id: id.clone(), step: ScheduleStep::Cancelled }];
        let draft = match (dropped, draft_before.trim()) {
            (true, _) => draft_before.clone(),
            (false, "") => row.text.text.clone(),
            (false, before) => format!("{}\n{before}", row.text.text),
        };
        if draft != draft_before {
            decided.push(Decided::DraftSaved { place, text: draft.clone() });
        }
        self.decide(decided).await?;
        let put_back = PutBack { row, draft_before, draft };
        let mut taken_back = self.scheduling.taken_back.lock().unwrap_or_else(PoisonError::into_inner);
        taken_back.push_back(put_back.clone());
        if taken_back.len() > MOST_TAKEN_BACK {
            taken_back.pop_front();
        }
        Ok(put_back)
    }

    /// Plans a text again that was just taken back, as it was; its words leave the draft if that is as they made it.
    ///
    /// # Errors
    /// [`ScheduleError::NotFound`] if that was too long ago.
    pub async fn restore_planned(&self, id: &ScheduledId) -> Result<PutBack, ScheduleError> {
        let _deciding = self.scheduling.deciding.lock().await;
        let known = {
            let mut taken_back = self.scheduling.taken_back.lock().unwrap_or_else(PoisonError::into_inner);
            let place = taken_back.iter().rposition(|one| one.row.text.id == *id);
            place.and_then(|place| taken_back.remove(place))
        };
        let PutBack { row, draft_before, draft } = known.ok_or(ScheduleError::NotFound)?;
        let place = row.text.place.clone();
        let mut decided = vec![Decided::TextScheduled(row.text.clone())];
        if row.step != ScheduleStep::Planned {
            decided.push(Decided::ScheduleMoved { id: id.clone(), step: row.step.clone() });
        }
        let now = self.store.draft(&place.id())?;
        let untouched = now == draft && draft != draft_before;
        if untouched {
            decided.push(Decided::DraftSaved { place, text: draft_before.clone() });
        }
        self.decide(decided).await?;
        self.scheduling.wake.notify_one();
        let draft = if untouched { draft_before.clone() } else { now };
        Ok(PutBack { row, draft_before, draft })
    }

    /// Sends a planned, held or withdrawn text now, by a person's decision: whatever held it, but not to somebody who
    /// opted out. It can be taken back like any other.
    ///
    /// # Errors
    /// As [`outbox::Outbox::send`].
    pub async fn send_planned_now(&self, id: &ScheduledId) -> Result<Entry, ScheduleError> {
        let _deciding = self.scheduling.deciding.lock().await;
        let row = self.store.scheduled_text(id)?.ok_or(ScheduleError::NotFound)?;
        let sendable = self.check(&row.text.place, &row.text.text, &token_of(id))?;
        Ok(self.outbox.release(id.clone(), sendable, false).await?)
    }

    /// Sends a text that did not arrive once more, by a person's decision.
    ///
    /// # Errors
    /// [`ScheduleError::BadInput`] if there is nothing to repeat; else as [`outbox::Outbox::send`].
    pub async fn repeat_failed(&self, item: &ItemId, place: Target, text: &str) -> Result<Entry, ScheduleError> {
        let _deciding = self.scheduling.deciding.lock().await;
        // One gesture, one token: pressing twice sends once.
        let token = format!("again:{item}");
        if let Some(entry) = self.outbox.by_token(&token) {
            return Ok(entry);
        }
        if self.store.is_settled(item)? {
            return Err(ScheduleError::BadInput("this text was sent again or put away already".to_owned()));
        }
        let sendable = self.check(&place, text, &token)?;
        Ok(self.outbox.repeat(item.clone(), sendable).await?)
    }

    fn check(&self, place: &Target, text: &str, token: &str) -> Result<Sendable, NotSendable> {
        let (place, text, token) = (place.clone(), text.to_owned(), token.to_owned());
        Sendable::check(Draft { place, text, token, by: None, known: true }, self.consent.as_ref())
    }

    /// Does everything about the schedule that is due, and gives the moment at which there is more to do.
    pub async fn release_due(self: &Arc<Self>) -> Option<UtcMillis> {
        let _deciding = self.scheduling.deciding.lock().await;
        let app = self.clone();
        let judged = self.blocking(move || -> Result<Vec<(ScheduledRow, Verdict)>, crate::store::Error> {
            let rows = app.store.scheduled()?.into_iter().filter(|row| row.step == ScheduleStep::Planned);
            rows.map(|row| app.judge(&row).map(|verdict| (row, verdict))).collect()
        });
        let again = self.seam.now().plus_ms(AGAIN_MS);
        let judged = match judged.await {
            Ok(Ok(judged)) => judged,
            Ok(Err(error)) => {
                tracing::warn!(%error, "the schedule could not be read");
                return Some(again);
            }
            Err(_) => return Some(again),
        };
        let mut next: Option<UtcMillis> = None;
        for (row, verdict) in judged {
            let at = match verdict {
                Verdict::Wait(at) => Some(at),
                Verdict::Move(step) => self.move_planned(&row, step).await.then_some(again),
                Verdict::Release(text) => self.release(&row, text).await.then_some(again),
            };
            next = match (next, at) {
                (Some(next), Some(at)) => Some(next.min(at)),
                (next, at) => next.or(at),
            };
        }
        next
    }

    /// Writes a step down; gives whether that has to be tried again.
    async fn move_planned(&self, row: &ScheduledRow, step: ScheduleStep) -> bool {
        let moved = self.decide(vec![Decided::ScheduleMoved { id: row.text.id.clone(), step }]).await;
        if let Err(error) = &moved {
            tracing::warn!(id = %row.text.id, %error, "a step of a scheduled text could not be written down");
        }
        moved.is_err()
    }

    /// Hands a text to the outbox; gives whether that has to be tried again.
    async fn release(&self, row: &ScheduledRow, text: Sendable) -> bool {
        match self.outbox.release(row.text.id.clone(), text, true).await {
            Ok(entry) => {
                self.wait_for(self.journal.last()).await;
                if self.store.scheduled_text(&row.text.id).is_ok_and(|row| row.is_none()) {
                    return false;
                }
                // It was released before, and only that is missing in the store.
                self.move_planned(row, ScheduleStep::Released { outbox: entry.id().clone() }).await
            }
            Err(error @ outbox::Error::DailyCap { .. }) => {
                self.move_planned(row, ScheduleStep::Held { reason: sentence(&error.to_string()) }).await
            }
            Err(error) => {
                tracing::warn!(id = %row.text.id, %error, "a scheduled text could not be released; it is tried again");
                true
            }
        }
    }

    /// What is to happen with a text that waits for its time.
    fn judge(&self, row: &ScheduledRow) -> Result<Verdict, crate::store::Error> {
        let ScheduledText { id, place, text, due_at, unless_answered, in_quiet_hours, .. } = &row.text;
        if let Some(party) = place.others.iter().find(|party| self.consent.opted_out(party)) {
            let why = Withdrawal::OptedOut { party: party.clone() };
            return Ok(Verdict::Move(ScheduleStep::Withdrawn { why }));
        }
        if *unless_answered
            && let Some(conversation) = self.store.conversation(&place.id())?
            && conversation.last_incoming.is_some_and(|at| at > row.since)
        {
            return Ok(Verdict::Move(ScheduleStep::Withdrawn { why: Withdrawal::Answered }));
        }
        let now = self.seam.now();
        if now < *due_at {
            return Ok(Verdict::Wait(*due_at));
        }
        let hold = |reason: &str| Ok(Verdict::Move(ScheduleStep::Held { reason: reason.to_owned() }));
        let before_start = *due_at < self.scheduling.started_at;
        if before_start && !self.journal.health().damage.is_empty() {
            return hold("A part of the record is damaged, so it is not known whether this was sent.");
        }
        if now.0.saturating_sub(due_at.0) > MOST_LATE_MS {
            return hold(if before_start {
                "Ringbook was not running at that time."
            } else if self.key_state() == KeyState::InUse {
                "This computer was asleep at that time."
            } else {
                "Quo was not connected at that time."
            });
        }
        if self.key_state() != KeyState::InUse {
            return Ok(Verdict::Wait(now.plus_ms(AGAIN_MS)));
        }
        if !in_quiet_hours && self.time_there(&place.others, now)?.quiet {
            return hold("It is quiet hours there now.");
        }
        match self.check(place, text, &token_of(id)) {
            Ok(text) => Ok(Verdict::Release(text)),
            Err(error) => hold(&sentence(&error.to_string())),
        }
    }
}

/// The token of a scheduled text: whatever happens, the outbox takes it once.
fn token_of(id: &ScheduledId) -> String {
    format!("later:{id}")
}

/// What is said in passing as a sentence.
fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|first| first.to_uppercase().collect::<String>()).unwrap_or_default();
    format!("{first}{}.", chars.as_str())
}

/// Whether words can be a snippet: what to change, if not.
///
/// # Errors
/// One plain sentence.
pub fn check_snippet(name: &str, text: &str) -> Result<(), &'static str> {
    let characters = text.chars().count();
    if name.is_empty() || name.chars().count() > 60 {
        return Err("a snippet's name has 1 to 60 characters");
    }
    if text.is_empty() || characters > segments::MAX_CHARS {
        return Err("a snippet has 1 to 1,600 characters");
    }
    if placeholder::unfilled(text).len() > 20 {
        return Err("a snippet has at most 20 placeholders");
    }
    Ok(())
}
