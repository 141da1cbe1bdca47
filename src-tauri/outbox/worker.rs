//! What the outbox does by itself: claim, send, look, ask.

use std::{collections::BTreeSet, sync::PoisonError, sync::atomic::Ordering, time::Duration};

use futures::{StreamExt as _, stream::FuturesUnordered};
use tokio_util::sync::CancellationToken;

use super::{
    Entry, Error, Match, Outbox,
    handle::Hold,
    judge::{self, LOOKS_MS},
};
use crate::{
    model::{ConversationId, OutboxId, UtcMillis, decision::SendStep},
    quo::{self, NewText, Quo, Receipt, Retry},
    seam::Breakpoint,
};

/// Tries before a text that Quo never took is given up.
const TRIES: u32 = 8;
/// The longest wait between tries.
const LONGEST_WAIT_MS: u64 = 60_000;
/// A failure of our own (disk, no key): again after this.
const OWN_FAILURE_MS: i64 = 1_000;
/// Without a key that Quo accepts a text waits this long; a new key ends the wait.
const HELD_MS: i64 = 10_000;
const NOT_CONNECTED: &str = "Quo is not connected; it goes out when it is";
const KEY_REFUSED: &str = "Quo does not accept the API key; it goes out when there is a new one";
/// A look that could not read the history: again after this …
const LOOK_AGAIN_MS: i64 = 5_000;
/// … until this long after the claim; then the person is asked.
const LOOKS_END_MS: i64 = 170_000;
/// How long a request may go on when the program stops.
const STOP_GRACE: Duration = Duration::from_secs(3);

impl Outbox {
    /// Works until `stop`. A request that is out then has 3 s to end; after that its text is unclear.
    pub async fn run(&self, stop: CancellationToken) {
        loop {
            self.ask_about_the_doubtful().await;
            let next = {
                let step = self.step();
                tokio::pin!(step);
                tokio::select! {
                    next = &mut step => next,
                    () = stop.cancelled() => {
                        self.inner.stopping.store(true, Ordering::SeqCst);
                        if tokio::time::timeout(STOP_GRACE, step).await.is_err() {
                            tracing::info!("stopped while a text was on its way; its outcome will be checked at the next start");
                        }
                        return;
                    }
                }
            };
            tokio::select! {
                () = stop.cancelled() => {
                    self.inner.stopping.store(true, Ordering::SeqCst);
                    return;
                }
                () = self.inner.wake.notified() => {}
                () = tokio::time::sleep(self.until(next)) => {}
            }
        }
    }

    /// Does everything that is due, and gives the moment at which there is more to do. Conversations go side by
    /// side, the texts of one after another; a slow answer holds up nobody else.
    pub async fn step(&self) -> Option<UtcMillis> {
        let mut working: BTreeSet<ConversationId> = BTreeSet::new();
        let mut busy = FuturesUnordered::new();
        loop {
            let now = self.inner.seam.now();
            let parallel = self.options().parallel.max(1);
            let stopping = self.inner.stopping.load(Ordering::SeqCst);
            let mut next: Option<UtcMillis> = None;
            for item in self.inner.agenda() {
                // With all hands full the next one is taken when one is free.
                if working.contains(&item.conversation) || stopping || busy.len() >= parallel {
                    continue;
                }
                if item.due_at > now {
                    next = Some(next.map_or(item.due_at, |next| next.min(item.due_at)));
                    continue;
                }
                working.insert(item.conversation.clone());
                busy.push(async move {
                    self.work_on(&item.id).await;
                    item.conversation
                });
            }
            if busy.is_empty() {
                return next;
            }
            tokio::select! {
                done = busy.next() => if let Some(conversation) = done {
                    working.remove(&conversation);
                },
                () = self.inner.wake.notified() => {}
                () = tokio::time::sleep(self.until(next)) => {}
            }
        }
    }

    /// The time until `next`; never long, since the clock may be set or the computer may sleep.
    fn until(&self, next: Option<UtcMillis>) -> Duration {
        let wait = next.map_or(30_000, |at| at.0.saturating_sub(self.inner.seam.now().0)).clamp(1, 30_000);
        Duration::from_millis(wait.unsigned_abs())
    }

    /// Texts of which the journal lost a part are never sent by themselves.
    pub async fn ask_about_the_doubtful(&self) {
        for id in self.inner.with_ledger(super::Ledger::doubtful) {
            let reason = "a part of the record is damaged, so it is not known whether this was sent".to_owned();
            let asked = match self.inner.hold(&id) {
                Ok(hold) => hold.moved(SendStep::NeedsYou { reason }).await.map(|_| ()),
                Err(error) => Err(error),
            };
            if let Err(error) = asked {
                tracing::warn!(%id, %error, "a doubtful text could not be put to the person");
            }
        }
    }

    /// One thing with one text.
    async fn work_on(&self, id: &OutboxId) {
        match self.try_work_on(id).await {
            Ok(()) | Err(Error::Busy | Error::Unknown(_)) => {}
            Err(error) => {
                tracing::warn!(%id, %error, "a text waits");
                self.inner.put_off(id, OWN_FAILURE_MS);
            }
        }
    }

    async fn try_work_on(&self, id: &OutboxId) -> Result<(), Error> {
        let hold = self.inner.hold(id)?;
        let entry = hold.entry()?;
        match &entry.step {
            SendStep::Queued { .. } => self.deliver(&hold, entry).await,
            SendStep::Claimed { .. } => {
                let reason = "it was being sent when the program ended".to_owned();
                hold.moved(SendStep::Unclear { looks: 0, reason }).await?;
                Ok(())
            }
            SendStep::Unclear { looks, reason } => {
                let (looks, reason) = (*looks, reason.clone());
                self.look(&hold, entry, looks, reason).await
            }
            SendStep::NeedsYou { .. }
            | SendStep::Accepted { .. }
            | SendStep::Rejected { .. }
            | SendStep::Cancelled { .. } => Ok(()),
        }
    }

    fn quo(&self) -> Option<Quo> {
        self.inner.quo.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Claims a text and sends it, once.
    async fn deliver(&self, hold: &Hold, entry: Entry) -> Result<(), Error> {
        let place = &entry.intent.place;
        if let Some(party) = place.others.iter().find(|party| self.inner.consent.opted_out(party)) {
            let reason = Some(format!("{} opted out", party.display()));
            hold.moved(SendStep::Cancelled { reason }).await?;
            return Ok(());
        }
        let Some(quo) = self.quo() else {
            return self.wait_for_quo(hold, &entry, NOT_CONNECTED).await;
        };
        if quo.is_refused() {
            return self.wait_for_quo(hold, &entry, KEY_REFUSED).await;
        }
        let attempt = entry.claim.map_or(0, |claim| claim.attempt).saturating_add(1);
        hold.moved(SendStep::Claimed { attempt }).await?;
        self.inner.seam.breakpoints.reach_async(Breakpoint::Claimed).await;
        let text = NewText {
            line: place.line.clone(),
            to: place.others.clone(),
            text: entry.intent.text.clone(),
            user: entry.intent.by.clone(),
        };
        let answer = quo.send_text(&text).await;
        self.inner.seam.breakpoints.reach_async(Breakpoint::Sent).await;
        let step = self.verdict(answer, attempt);
        // If this fails, the claim stays without an outcome and is looked up like one found at start.
        hold.moved(step).await?;
        self.inner.seam.breakpoints.reach_async(Breakpoint::Settled).await;
        Ok(())
    }

    /// Leaves a text waiting until there is a key that Quo accepts, and says why.
    async fn wait_for_quo(&self, hold: &Hold, entry: &Entry, why: &str) -> Result<(), Error> {
        let said = matches!(&entry.step, SendStep::Queued { reason: Some(reason), .. } if reason == why);
        if !said {
            let due_at = entry.due_at().unwrap_or_else(|| self.inner.seam.now());
            hold.moved(SendStep::Queued { reason: Some(why.to_owned()), due_at }).await?;
        }
        self.inner.put_off(entry.id(), HELD_MS);
        Ok(())
    }

    /// What an answer means (TRUST.md 3.5, the table of verdicts).
    fn verdict(&self, answer: Result<Receipt, quo::Error>, attempt: u32) -> SendStep {
        let error = match answer {
            Ok(receipt) => return SendStep::Accepted { quo: Some(receipt.id) },
            Err(error) => error,
        };
        if error.is_key_refused() {
            // Not this text's fault, and not carried out: it waits for a key that Quo accepts.
            return SendStep::Queued { reason: Some(KEY_REFUSED.to_owned()), due_at: self.inner.seam.now() };
        }
        match error.retry() {
            Retry::Never => SendStep::Rejected { reason: error.to_string() },
            Retry::OutcomeUnknown => SendStep::Unclear { looks: 0, reason: error.to_string() },
            Retry::After(_) if attempt >= TRIES => {
                SendStep::Rejected { reason: format!("{error}; nothing was sent after {attempt} tries") }
            }
            Retry::After(least) => {
                let most = 1_000_u64.saturating_mul(1 << attempt.min(16)).min(LONGEST_WAIT_MS);
                let wait = self.inner.seam.entropy.jitter(most).max(u64::try_from(least.as_millis()).unwrap_or(most));
                let due_at = self.inner.seam.now().plus_ms(i64::try_from(wait).unwrap_or(i64::MAX));
                SendStep::Queued { reason: Some(error.to_string()), due_at }
            }
        }
    }

    /// Reads Quo's history for a text whose outcome is unclear.
    async fn look(&self, hold: &Hold, entry: Entry, looks: u32, reason: String) -> Result<(), Error> {
        let Some((query, claim)) = judge::question(&entry).zip(entry.claim) else {
            hold.moved(SendStep::NeedsYou { reason }).await?;
            return Ok(());
        };
        let history = match self.quo() {
            Some(quo) => quo.sent_texts(&query).await.map_err(|error| error.to_string()),
            None => Err("Quo is not connected".to_owned()),
        };
        let now = self.inner.seam.now();
        let passed = now.0.saturating_sub(claim.at.0);
        let history = match history {
            Ok(history) => history,
            Err(error) if passed >= LOOKS_END_MS => {
                let reason = format!("{reason}; Quo's history could not be read either ({error})");
                hold.moved(SendStep::NeedsYou { reason }).await?;
                return Ok(());
            }
            Err(error) => {
                tracing::info!(id = %entry.id(), %error, "a look at Quo's history failed");
                self.inner.put_off(entry.id(), LOOK_AGAIN_MS);
                return Ok(());
            }
        };
        let _adopting = self.inner.adopting.lock().await;
        let found = self.inner.with_ledger(|ledger| judge::find(&entry, ledger.iter(), &history));
        let taken = LOOKS_MS.iter().filter(|look| **look <= passed).count();
        let last = taken >= LOOKS_MS.len();
        let step = match found {
            Match::One(id) => SendStep::Accepted { quo: Some(id) },
            Match::None if last => SendStep::NeedsYou {
                reason: format!("{reason}; Quo's history does not show it, so it was probably not sent"),
            },
            Match::Several if last => SendStep::NeedsYou {
                reason: format!(
                    "{reason}; Quo's history shows the same words more than once, so it cannot be told apart"
                ),
            },
            Match::None | Match::Several => {
                let taken = u32::try_from(taken).unwrap_or(u32::MAX);
                SendStep::Unclear { looks: taken.max(looks.saturating_add(1)), reason }
            }
        };
        hold.moved(step).await?;
        Ok(())
    }
}
