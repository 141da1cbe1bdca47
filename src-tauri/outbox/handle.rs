//! The outbox: what people and events may do with it. How it works by itself is in `worker`.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use tokio::sync::{Notify, watch};

use super::{Consent, Entry, Error, Ledger, Match, Sendable, judge, ledger::Hindrance};
use crate::{
    journal::{Journal, Kind, NewRecord},
    model::{
        ItemId, OutboxId, Party, ScheduledId, UtcMillis,
        decision::{Decided, Decision, SendIntent, SendStep},
        item::Outgoing,
        schedule::ScheduleStep,
    },
    quo::{Quo, SentText},
    seam::Seam,
};

/// How the outbox behaves.
#[derive(Debug, Clone)]
pub struct Options {
    /// How long a text can be taken back, in milliseconds.
    pub undo_ms: i64,
    /// Texts in any 24 hours.
    pub daily_cap: usize,
    /// Conversations worked on at one time.
    pub parallel: usize,
}

impl Default for Options {
    /// 5 s to undo, 200 texts a day, 4 at one time.
    fn default() -> Self {
        Self { undo_ms: 5_000, daily_cap: 200, parallel: 4 }
    }
}

/// A person's decision about a text whose fate is unclear.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolution {
    /// It arrived (the person saw it in Quo, or the customer said so).
    ItArrived,
    /// It does not matter any more.
    Drop,
}

/// What a text comes from, and what ends with it.
enum Origin {
    /// The composer.
    Composed,
    /// A text that is sent once more.
    Again(Box<Entry>),
    /// A text that did not arrive.
    Failed { item: ItemId, again: Option<OutboxId> },
    /// The schedule.
    Scheduled { scheduled: ScheduledId, at_once: bool },
}

impl Origin {
    fn again(&self) -> Option<OutboxId> {
        match self {
            Self::Again(old) => Some(old.id().clone()),
            Self::Failed { item: _, again } => again.clone(),
            Self::Composed | Self::Scheduled { .. } => None,
        }
    }

    /// What is decided together with the new text `id`.
    fn ends(self, id: &OutboxId) -> Vec<Decided> {
        match self {
            Self::Composed => Vec::new(),
            Self::Again(old) => {
                // A refused one is in the timeline under its own name and would wait to be settled there.
                let settled = Decided::FailureSettled { item: Outgoing::item_id(old.id()), settled: true };
                let reason = Some("sent again".to_owned());
                let ended = Decided::SendMoved { id: old.id().clone(), step: SendStep::Cancelled { reason } };
                match old.step {
                    SendStep::NeedsYou { .. } => vec![ended],
                    SendStep::Rejected { .. } => vec![settled],
                    SendStep::Accepted { quo: Some(item) } => vec![Decided::FailureSettled { item, settled: true }],
                    SendStep::Queued { .. }
                    | SendStep::Claimed { .. }
                    | SendStep::Unclear { .. }
                    | SendStep::Accepted { quo: None }
                    | SendStep::Cancelled { .. } => Vec::new(),
                }
            }
            Self::Failed { item, again: _ } => vec![Decided::FailureSettled { item, settled: true }],
            Self::Scheduled { scheduled, at_once: _ } => {
                let step = ScheduleStep::Released { outbox: id.clone() };
                vec![Decided::ScheduleMoved { id: scheduled, step }]
            }
        }
    }
}

/// The outbox. Clones are the same outbox.
#[derive(Clone)]
pub struct Outbox {
    pub(super) inner: Arc<Inner>,
}

pub(super) struct Inner {
    pub journal: Arc<dyn Journal>,
    pub consent: Arc<dyn Consent>,
    pub seam: Seam,
    pub quo: Mutex<Option<Quo>>,
    pub options: Mutex<Options>,
    state: Mutex<State>,
    /// Held from the check of a token and the cap until the intent is durable.
    intake: tokio::sync::Mutex<()>,
    /// Held from the search of a match until it is durable, so that no text of the history is adopted twice.
    pub adopting: tokio::sync::Mutex<()>,
    pub wake: Notify,
    pub stopping: AtomicBool,
    changes: watch::Sender<u64>,
}

struct State {
    ledger: Ledger,
    /// Texts that someone works on.
    held: BTreeSet<OutboxId>,
    /// Texts that wait because of a failure of our own.
    not_before: BTreeMap<OutboxId, UtcMillis>,
}

impl Outbox {
    /// An outbox that goes on where the journal's records ended. Nothing happens before [`Outbox::run`].
    #[must_use]
    pub fn new(
        ledger: Ledger,
        journal: Arc<dyn Journal>,
        consent: Arc<dyn Consent>,
        seam: Seam,
        quo: Option<Quo>,
        options: Options,
    ) -> Self {
        let state = State { ledger, held: BTreeSet::new(), not_before: BTreeMap::new() };
        let inner = Inner {
            journal,
            consent,
            seam,
            quo: Mutex::new(quo),
            options: Mutex::new(options),
            state: Mutex::new(state),
            intake: tokio::sync::Mutex::new(()),
            adopting: tokio::sync::Mutex::new(()),
            wake: Notify::new(),
            stopping: AtomicBool::new(false),
            changes: watch::Sender::new(0),
        };
        Self { inner: Arc::new(inner) }
    }

    /// Puts a text on its way. The same token gives the same entry and never a second text.
    ///
    /// # Errors
    /// [`Error::DailyCap`], or [`Error::Journal`] if it could not be recorded; nothing is sent then.
    pub async fn send(&self, text: Sendable) -> Result<Entry, Error> {
        self.intend(text, Origin::Composed).await
    }

    /// Puts a text on its way whose time has come. That it left the schedule is written down in the same unit, so it
    /// cannot be released twice. `at_once`: nobody is there to take it back.
    ///
    /// # Errors
    /// As [`Outbox::send`].
    pub async fn release(&self, scheduled: ScheduledId, text: Sendable, at_once: bool) -> Result<Entry, Error> {
        self.intend(text, Origin::Scheduled { scheduled, at_once }).await
    }

    /// Sends a text that Quo knows and that did not arrive once more, by a person's decision. The old one is settled in
    /// the same unit.
    ///
    /// # Errors
    /// As [`Outbox::send`].
    pub async fn repeat(&self, failed: ItemId, text: Sendable) -> Result<Entry, Error> {
        let again = self.by_quo_id(&failed).map(|entry| entry.id().clone());
        self.intend(text, Origin::Failed { item: failed, again }).await
    }

    /// Sends an unclear, refused or undelivered text once more, by a person's decision: a new text with a new
    /// token, linked to the old one. If the old one waited for this decision, it ends.
    ///
    /// # Errors
    /// As [`Outbox::send`]; [`Error::NothingToDecide`] while the old one may still go out by itself.
    pub async fn send_again(&self, old: &OutboxId, text: Sendable) -> Result<Entry, Error> {
        let entry = self.entry(old).ok_or_else(|| Error::Unknown(old.clone()))?;
        match entry.step {
            SendStep::Queued { .. } | SendStep::Claimed { .. } | SendStep::Unclear { .. } => {
                Err(Error::NothingToDecide)
            }
            SendStep::NeedsYou { .. }
            | SendStep::Rejected { .. }
            | SendStep::Accepted { .. }
            | SendStep::Cancelled { .. } => self.intend(text, Origin::Again(Box::new(entry))).await,
        }
    }

    async fn intend(&self, text: Sendable, origin: Origin) -> Result<Entry, Error> {
        let this = self.clone();
        self.finish(async move {
            let _intake = this.inner.intake.lock().await;
            let draft = text.draft();
            if let Some(entry) = this.inner.state().ledger.by_token(&draft.token) {
                return Ok(entry.clone());
            }
            let now = this.inner.seam.now();
            let Options { undo_ms, daily_cap: cap, .. } = this.options();
            if this.inner.state().ledger.sent_today(now) >= cap {
                return Err(Error::DailyCap { cap });
            }
            let id = OutboxId(this.inner.seam.fresh_id().to_string());
            let intent = SendIntent {
                id: id.clone(),
                token: draft.token.clone(),
                place: draft.place.clone(),
                text: draft.text.clone(),
                by: draft.by.clone(),
                undo_until: if matches!(origin, Origin::Scheduled { at_once: true, .. }) {
                    now
                } else {
                    now.plus_ms(undo_ms)
                },
                again: origin.again(),
            };
            let mut decided = vec![Decided::SendIntended(intent)];
            decided.extend(origin.ends(&id));
            this.inner.record(decided).await?;
            this.inner.state().ledger.get(&id).cloned().ok_or(Error::Unknown(id))
        })
        .await
    }

    /// Takes a waiting text back.
    ///
    /// # Errors
    /// [`Error::TooLate`] once it is claimed.
    pub async fn undo(&self, id: &OutboxId) -> Result<Entry, Error> {
        self.cancel(id.clone(), None).await
    }

    async fn cancel(&self, id: OutboxId, reason: Option<String>) -> Result<Entry, Error> {
        let this = self.clone();
        self.finish(async move {
            let hold = this.inner.hold(&id)?;
            if !matches!(hold.entry()?.step, SendStep::Queued { .. }) {
                return Err(Error::TooLate);
            }
            hold.moved(SendStep::Cancelled { reason }).await
        })
        .await
    }

    /// A person decides about a text that needs them.
    ///
    /// # Errors
    /// [`Error::NothingToDecide`] if it does not.
    pub async fn resolve(&self, id: &OutboxId, resolution: Resolution) -> Result<Entry, Error> {
        let (this, id) = (self.clone(), id.clone());
        self.finish(async move {
            let hold = this.inner.hold(&id)?;
            if !matches!(hold.entry()?.step, SendStep::NeedsYou { .. }) {
                return Err(Error::NothingToDecide);
            }
            hold.moved(match resolution {
                Resolution::ItArrived => SendStep::Accepted { quo: None },
                Resolution::Drop => SendStep::Cancelled { reason: Some("dropped".to_owned()) },
            })
            .await
        })
        .await
    }

    /// Someone opted out: what waits for them is taken back, on every line. How many texts that were.
    ///
    /// # Errors
    /// [`Error::Journal`] if it could not be recorded; consent is checked again before anything is sent.
    pub async fn stop_for(&self, party: &Party) -> Result<usize, Error> {
        let waiting =
            |entry: &&Entry| matches!(entry.step, SendStep::Queued { .. }) && entry.intent.place.others.contains(party);
        let ids: Vec<OutboxId> =
            self.inner.state().ledger.iter().filter(waiting).map(|entry| entry.id().clone()).collect();
        let mut stopped = 0;
        for id in ids {
            match self.cancel(id, Some(format!("{} opted out", party.display()))).await {
                Ok(_) => stopped += 1,
                // It is being claimed: the claim checks consent itself.
                Err(Error::TooLate | Error::Busy) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(stopped)
    }

    /// An outgoing text was seen (by webhook or catch-up): an unclear text that it must be is settled.
    /// Never sends anything. Gives the text that was settled.
    ///
    /// # Errors
    /// [`Error::Journal`] if it could not be recorded; the next look will find it.
    pub async fn noticed(&self, text: &SentText) -> Result<Option<OutboxId>, Error> {
        let unsettled = |entry: &&Entry| matches!(entry.step, SendStep::Unclear { .. } | SendStep::NeedsYou { .. });
        if !self.inner.state().ledger.iter().any(|entry| unsettled(&entry)) {
            return Ok(None);
        }
        let (this, text) = (self.clone(), text.clone());
        self.finish(async move {
            let _adopting = this.inner.adopting.lock().await;
            let found = {
                let state = this.inner.state();
                let known = state.ledger.iter().any(|entry| entry.quo_id() == Some(&text.id));
                let history = std::slice::from_ref(&text);
                let fits = |entry: &&Entry| matches!(judge::find(entry, state.ledger.iter(), history), Match::One(_));
                let mut fitting = state.ledger.iter().filter(unsettled).filter(fits);
                match (fitting.next(), fitting.next()) {
                    (Some(one), None) if !known => Some(one.id().clone()),
                    _ => None,
                }
            };
            let Some(id) = found else { return Ok(None) };
            let hold = match this.inner.hold(&id) {
                Ok(hold) => hold,
                // A look is being taken at this moment: it sees the same text.
                Err(Error::Busy) => return Ok(None),
                Err(error) => return Err(error),
            };
            hold.moved(SendStep::Accepted { quo: Some(text.id) }).await?;
            Ok(Some(id))
        })
        .await
    }

    /// One text.
    #[must_use]
    pub fn entry(&self, id: &OutboxId) -> Option<Entry> {
        self.inner.state().ledger.get(id).cloned()
    }

    /// The text that a token made, if it is remembered.
    #[must_use]
    pub fn by_token(&self, token: &str) -> Option<Entry> {
        self.inner.state().ledger.by_token(token).cloned()
    }

    /// The text with this id at Quo, if it went out from here in the last 48 hours.
    #[must_use]
    pub fn by_quo_id(&self, id: &ItemId) -> Option<Entry> {
        self.inner.state().ledger.iter().find(|entry| entry.quo_id() == Some(id)).cloned()
    }

    /// All texts of the last 48 hours and everything that has not ended, in the order they were intended.
    #[must_use]
    pub fn entries(&self) -> Vec<Entry> {
        self.inner.state().ledger.iter().cloned().collect()
    }

    /// Counts up whenever a text came a step further.
    #[must_use]
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.inner.changes.subscribe()
    }

    /// The settings in force.
    #[must_use]
    pub fn options(&self) -> Options {
        self.inner.options.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Changes the settings; texts that wait keep their undo window.
    pub fn set_options(&self, options: Options) {
        *self.inner.options.lock().unwrap_or_else(PoisonError::into_inner) = options;
    }

    /// Connects to Quo, or disconnects: texts then wait.
    pub fn connect(&self, quo: Option<Quo>) {
        if quo.is_some() {
            self.inner.state().not_before.clear();
        }
        *self.inner.quo.lock().unwrap_or_else(PoisonError::into_inner) = quo;
        self.inner.wake.notify_one();
    }

    /// Runs to its end even if the caller gives up: what is recorded and what is known never part.
    async fn finish<T: Send + 'static>(
        &self,
        work: impl Future<Output = Result<T, Error>> + Send + 'static,
    ) -> Result<T, Error> {
        if self.inner.stopping.load(Ordering::SeqCst) {
            return Err(Error::Stopped);
        }
        tokio::spawn(work).await.unwrap_or(Err(Error::Stopped))
    }
}

impl Inner {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes decisions durable as one unit, then true.
    async fn record(&self, decided: Vec<Decided>) -> Result<(), Error> {
        let now = self.seam.now();
        let mut records = Vec::with_capacity(decided.len());
        for what in &decided {
            let kind = match what {
                Decided::SendIntended(_) => Kind::SendIntent,
                _ => Kind::SendState,
            };
            let payload = Decision::new(now, what.clone()).encode()?.into();
            records.push(NewRecord { kind, at: now, payload });
        }
        self.journal.append(records).await?;
        {
            let mut state = self.state();
            for what in decided {
                state.ledger.apply_decision(now, what);
            }
            state.ledger.forget(now);
        }
        self.changes.send_modify(|count| *count += 1);
        self.wake.notify_one();
        Ok(())
    }

    /// Takes a text into hand: nobody else works on it until the hold is dropped.
    pub fn hold(self: &Arc<Self>, id: &OutboxId) -> Result<Hold, Error> {
        let mut state = self.state();
        if state.ledger.get(id).is_none() {
            return Err(Error::Unknown(id.clone()));
        }
        if !state.held.insert(id.clone()) {
            return Err(Error::Busy);
        }
        Ok(Hold { inner: Arc::clone(self), id: id.clone() })
    }

    /// Reads the ledger.
    pub fn with_ledger<T>(&self, read: impl FnOnce(&Ledger) -> T) -> T {
        read(&self.state().ledger)
    }

    /// What is to be done, with its moment.
    pub fn agenda(&self) -> Vec<super::ledger::Item> {
        let state = self.state();
        state.ledger.agenda(|id| match state.not_before.get(id) {
            _ if state.held.contains(id) || state.ledger.is_doubtful(id) => Hindrance::InHand,
            Some(moment) => Hindrance::Until(*moment),
            None => Hindrance::None,
        })
    }

    /// Leaves a text alone for a while, since something of our own failed.
    pub fn put_off(&self, id: &OutboxId, ms: i64) {
        let until = self.seam.now().plus_ms(ms);
        self.state().not_before.insert(id.clone(), until);
    }
}

/// A text in hand.
pub(super) struct Hold {
    inner: Arc<Inner>,
    id: OutboxId,
}

impl Hold {
    /// The text as it is.
    pub fn entry(&self) -> Result<Entry, Error> {
        self.inner.with_ledger(|ledger| ledger.get(&self.id).cloned()).ok_or_else(|| Error::Unknown(self.id.clone()))
    }

    /// Records its next step.
    pub async fn moved(&self, step: SendStep) -> Result<Entry, Error> {
        // A step that cannot follow must not get into the journal.
        let mut entry = self.entry()?;
        entry.advance(step.clone(), self.inner.seam.now())?;
        self.inner.record(vec![Decided::SendMoved { id: self.id.clone(), step }]).await?;
        self.inner.state().not_before.remove(&self.id);
        Ok(entry)
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        self.inner.state().held.remove(&self.id);
        self.inner.wake.notify_one();
    }
}
