//! Follows the journal and keeps store and index in line with it: one thread, the only writer of both.

use super::{
    building::{Meter, What},
    documents::{self, People, Subject},
    error::Error,
    fill::Filling,
    measures::Measures,
    record::{self, Meaning},
};
use crate::{
    journal::{Journal, ReadLimit, Seq},
    model::{ContactId, ItemId, Party, UserId, UtcMillis},
    seam::{Breakpoint, Seam},
    search::{Index, Write},
    store::{
        self, Batch, Effects, ItemFile, Store,
        record::{DeliveryOutcome, RetryRecord},
    },
};
use std::{
    collections::BTreeSet,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::sync::{Notify, watch};

/// Waits between tries of a delivery that could not be applied; after the last it is a dead letter (TRUST.md ING-6).
const RETRIES_MS: [i64; 5] = [1_000, 5_000, 30_000, 5 * 60_000, 60 * 60_000];
/// How often the store is made durable and the index's list of stale things is shortened.
const CHECKPOINT_MS: i64 = 5_000;

/// What the projector works with.
#[derive(Clone)]
pub struct Parts {
    /// The truth.
    pub journal: Arc<dyn Journal>,
    /// What screens ask for.
    pub store: Store,
    /// What is searched.
    pub index: Arc<Index>,
    /// Time and chance.
    pub seam: Seam,
    /// Called after each batch with what changed. Must not block.
    pub announce: Arc<dyn Fn(&Effects) + Send + Sync>,
    /// Told while store or index is made anew.
    pub meter: Meter,
    /// Counts what is processed.
    pub measures: Measures,
}

/// How far the projector is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Progress {
    /// The last record whose effects are in store and index.
    pub through: u64,
    /// Damage of the journal that was passed over, in words.
    pub passed_over: Vec<String>,
    /// Why nothing more is applied, if so.
    pub stuck: Option<String>,
}

/// A running projector.
pub struct Projector {
    stop: Arc<AtomicBool>,
    wake: Arc<Notify>,
    progress: watch::Receiver<Progress>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Projector {
    /// Starts it.
    ///
    /// # Errors
    /// If no thread can be started.
    pub fn start(parts: Parts) -> Result<Self, Error> {
        let (sender, progress) = watch::channel(Progress { through: parts.store.applied(), ..Progress::default() });
        let (stop, wake) = (Arc::new(AtomicBool::new(false)), Arc::new(Notify::new()));
        // Said before anyone can ask, so that nobody takes an empty store for all there is.
        let filling = Filling::needed(&parts.store, &parts.index);
        if parts.store.applied() == 0 && parts.journal.last() > Seq::START {
            parts.meter.begin(What::Store, 0, parts.journal.last().0);
        } else if filling.is_some() {
            parts.meter.begin(What::Index, 0, Filling::total(&parts.store));
        }
        let mut work = Work {
            parts,
            stop: stop.clone(),
            wake: wake.clone(),
            progress: sender,
            last_checkpoint: UtcMillis(0),
            filling,
        };
        let thread = std::thread::Builder::new().name("projector".to_owned()).spawn(move || work.run());
        let thread = Some(thread.map_err(Error::Thread)?);
        Ok(Self { stop, wake, progress, thread })
    }

    /// How far it is, and every later state.
    #[must_use]
    pub fn progress(&self) -> watch::Receiver<Progress> {
        self.progress.clone()
    }

    /// Waits until the record at `seq` has taken effect, or the projector is stuck.
    pub async fn wait_for(&self, seq: u64) {
        let mut progress = self.progress.clone();
        // The sender lives as long as the thread; when that has ended there is nothing left to wait for.
        let _ = progress.wait_for(|progress| progress.through >= seq || progress.stuck.is_some()).await;
    }

    /// Ends it after the batch at hand, with the store made durable.
    pub fn stop(mut self) {
        self.end();
    }

    fn end(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
        self.wake.notify_one();
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the projector ended in a panic");
        }
    }
}

impl Drop for Projector {
    fn drop(&mut self) {
        self.end();
    }
}

struct Work {
    parts: Parts,
    stop: Arc<AtomicBool>,
    wake: Arc<Notify>,
    progress: watch::Sender<Progress>,
    last_checkpoint: UtcMillis,
    /// The index is being given what the store holds.
    filling: Option<Filling>,
}

impl Work {
    fn run(&mut self) {
        let runtime = match tokio::runtime::Builder::new_current_thread().enable_time().build() {
            Ok(runtime) => runtime,
            Err(error) => return self.stuck(&error.to_string()),
        };
        let mut follow = self.parts.journal.follow();
        self.last_checkpoint = self.parts.seam.now();
        if self.filling.is_none() {
            self.catch_the_index_up();
        }
        while !self.stop.load(Ordering::SeqCst) {
            follow.mark_unchanged();
            // A read, a write or a check of the rows found it: what is there is served meanwhile.
            if self.parts.store.unhealthy().is_some() {
                match self.rebuild() {
                    Ok(()) => self.progress.send_modify(|progress| progress.stuck = None),
                    Err(error) => {
                        self.parts.meter.end();
                        self.stuck(&error.to_string());
                        self.wait_a_while(&runtime);
                        continue;
                    }
                }
            }
            match self.step().and_then(|more| Ok(self.fill_on()? || more)) {
                Ok(true) => {}
                Ok(false) => {
                    runtime.block_on(async {
                        tokio::select! {
                            _ = follow.changed() => {}
                            () = self.wake.notified() => {}
                            () = tokio::time::sleep(Duration::from_millis(500)) => {}
                        }
                    });
                }
                Err(error) => {
                    // The record stays in the journal: a store that was built anew applies it.
                    self.stuck(&error.to_string());
                    if self.parts.store.unhealthy().is_none() {
                        self.wait_a_while(&runtime);
                    }
                }
            }
        }
        if let Err(error) = self.parts.store.close() {
            tracing::error!(%error, "the store could not be closed");
        }
    }

    fn wait_a_while(&self, runtime: &tokio::runtime::Runtime) {
        runtime.block_on(async {
            tokio::select! {
                () = self.wake.notified() => {}
                () = tokio::time::sleep(Duration::from_secs(5)) => {}
            }
        });
    }

    /// Gives an index that is being filled its next piece; false if there is none.
    fn fill_on(&mut self) -> Result<bool, Error> {
        let Parts { store, index, meter, .. } = &self.parts;
        let Some(filling) = &mut self.filling else { return Ok(false) };
        let more = filling.step(store, index)?;
        meter.reached(filling.done());
        if !more {
            self.filling = None;
            meter.end();
        }
        Ok(more)
    }

    fn stuck(&self, why: &str) {
        tracing::error!(why, "records cannot be applied");
        self.progress.send_modify(|progress| progress.stuck = Some(why.to_owned()));
    }

    /// One batch of records, or the tries that are due; false if there was nothing to do.
    fn step(&mut self) -> Result<bool, Error> {
        let now = self.parts.seam.now();
        if now.0 - self.last_checkpoint.0 >= CHECKPOINT_MS || now < self.last_checkpoint {
            self.checkpoint();
        }
        let Parts { journal, store, .. } = &self.parts;
        let after = Seq(store.applied());
        let records = match journal.read(after, ReadLimit::default()) {
            Ok(records) => records,
            Err(error) => match error.resume_after() {
                Some(resume) => {
                    // Named and shown for good: `doctor` and the Connection screen say what is missing.
                    tracing::error!(%error, "passing over damage in the journal");
                    self.progress.send_modify(|progress| progress.passed_over.push(error.to_string()));
                    store.write(|batch| batch.commit(resume.0))?;
                    return Ok(true);
                }
                None => return Err(error.into()),
            },
        };
        let due: Vec<_> = store.retries()?.into_iter().filter(|(_, retry)| retry.due_at <= now).collect();
        if records.is_empty() && due.is_empty() {
            return Ok(false);
        }
        let through = records.last().map_or(after.0, |record| record.seq.0);
        let effects = store.write(|batch| {
            let mut effects = Effects::default();
            for record in &records {
                let meaning = record::read(record);
                match &meaning {
                    Meaning::Replay { seq } => {
                        effects.absorb(self.once_more(batch, *seq, 0, Some(DeliveryOutcome::Replayed), now)?);
                    }
                    Meaning::Unknown { reason } => tracing::warn!(seq = record.seq.0, reason, "record left aside"),
                    Meaning::Delivery { .. }
                    | Meaning::Unreadable { .. }
                    | Meaning::Facts(_)
                    | Meaning::Decision(_) => {}
                }
                let job = Job { seq: record.seq.0, meaning: &meaning, tries: 0, again: None };
                effects.absorb(self.apply_one(batch, &job, now)?);
            }
            for (seq, retry) in &due {
                effects.absorb(self.once_more(batch, *seq, retry.tries, None, now)?);
            }
            batch.record(|stage| stage.note_stale(through, &effects.items, &effects.contacts))?;
            batch.commit(through)?;
            Ok(effects)
        })?;
        self.parts.seam.breakpoints.reach(Breakpoint::Stored);
        self.publish(through, &effects);
        Ok(true)
    }

    fn once_more(
        &self,
        batch: &mut Batch<'_>,
        seq: u64,
        tries: u32,
        again: Option<DeliveryOutcome>,
        now: UtcMillis,
    ) -> Result<Effects, store::Error> {
        let limit = ReadLimit { records: 1, bytes: usize::MAX };
        let read = self.parts.journal.read(Seq(seq.saturating_sub(1)), limit);
        let found = read.ok().and_then(|records| records.into_iter().find(|record| record.seq.0 == seq));
        let Some(record) = found else { return Ok(Effects::default()) };
        let meaning = record::read(&record);
        self.apply_one(batch, &Job { seq, meaning: &meaning, tries, again }, now)
    }

    /// Applies one record; a panic of it becomes another try or a dead letter and touches no other record. An error
    /// is the store's own: nothing can be applied until it is built anew.
    fn apply_one(&self, batch: &mut Batch<'_>, job: &Job<'_>, now: UtcMillis) -> Result<Effects, store::Error> {
        let Job { seq, meaning, tries, again } = *job;
        let began = Instant::now();
        let measures = &self.parts.measures;
        let attempt = catch_unwind(AssertUnwindSafe(|| {
            batch.record(|stage| {
                let outcome = record::apply(stage, seq, meaning, again)?;
                stage.retry(seq, None)?;
                Ok(outcome)
            })
        }));
        if let Ok(applied) = attempt {
            let (outcome, effects) = applied?;
            if let Some(outcome) = outcome {
                measures.processed(&record::type_of(meaning), outcome, began.elapsed());
            }
            return Ok(effects);
        }
        let reason = "applying it panicked".to_owned();
        tracing::warn!(seq, reason, tries, "a record could not be applied");
        let wait = usize::try_from(tries).ok().and_then(|tries| RETRIES_MS.get(tries)).filter(|_| again.is_none());
        let outcome = if wait.is_some() { DeliveryOutcome::Pending } else { DeliveryOutcome::Dead };
        let retry = wait.map(|wait| {
            let spread = u64::try_from(wait / 5).unwrap_or(0); // ±20 %
            let jitter = i64::try_from(self.parts.seam.entropy.jitter(spread * 2)).unwrap_or(0) - wait / 5;
            RetryRecord { tries: tries.saturating_add(1), due_at: now.plus_ms(wait + jitter) }
        });
        let ((), effects) = batch.record(|stage| {
            if let Some(row) = record::failed(meaning, outcome, reason) {
                measures.processed(&record::type_of(meaning), outcome, began.elapsed());
                stage.log_delivery(seq, &row)?;
            }
            stage.retry(seq, retry)
        })?;
        Ok(effects)
    }

    /// Builds the store anew from the journal beside the one that cannot be trusted, which serves what it can
    /// meanwhile, and puts the new one in its place.
    fn rebuild(&mut self) -> Result<(), Error> {
        let Parts { store, journal, seam, .. } = &self.parts;
        tracing::warn!("the store is built anew from the journal");
        let anew = store.begin_anew()?;
        let mut after = Seq::START;
        self.parts.meter.begin(What::Store, 0, journal.last().0);
        loop {
            if self.stop.load(Ordering::SeqCst) {
                return Err(Error::Closed);
            }
            let records = match journal.read(after, ReadLimit::default()) {
                Ok(records) => records,
                Err(error) => match error.resume_after() {
                    Some(resume) => {
                        after = resume;
                        continue;
                    }
                    None => return Err(error.into()),
                },
            };
            let Some(last) = records.last() else { break };
            after = last.seq;
            let now = seam.now();
            anew.store.write(|batch| {
                for record in &records {
                    let meaning = record::read(record);
                    if let Meaning::Replay { seq } = &meaning {
                        self.once_more(batch, *seq, 0, Some(DeliveryOutcome::Replayed), now)?;
                    }
                    self.apply_one(batch, &Job { seq: record.seq.0, meaning: &meaning, tries: 0, again: None }, now)?;
                }
                batch.commit(after.0)
            })?;
            self.parts.meter.reached(after.0);
        }
        if let Some(aside) = store.adopt(anew)? {
            tracing::warn!(aside = %aside.display(), "the old store is kept");
        }
        self.parts.meter.end();
        if self.filling.is_some() {
            // What was read of the old store is not worth keeping on with.
            self.filling = Filling::needed(store, &self.parts.index);
            self.parts.meter.begin(What::Index, 0, Filling::total(store));
        }
        Ok(())
    }

    fn publish(&self, through: u64, effects: &Effects) {
        self.put_into_index(through, &effects.items, &effects.contacts);
        self.parts.seam.breakpoints.reach(Breakpoint::Indexed);
        (self.parts.announce)(effects);
        self.progress.send_modify(|progress| {
            progress.through = through;
            progress.stuck = None;
        });
        if self.filling.is_none() && self.parts.meter.is_running() {
            self.parts.meter.reached(through);
            if through >= self.parts.journal.last().0 {
                self.parts.meter.end();
            }
        }
    }

    /// Writes what changed into the index. If its disk refuses for long, waits: the store is ahead then, and the
    /// list of stale things in the store remembers what the index lacks.
    fn put_into_index(&self, through: u64, items: &BTreeSet<ItemId>, contacts: &BTreeSet<ContactId>) {
        let mut waited = Duration::from_millis(50);
        loop {
            let writes = match self.documents(items, contacts) {
                Ok(writes) => writes,
                Err(error) => return tracing::error!(%error, "documents could not be made"),
            };
            // An index being filled covers nothing before it has all.
            let covers = if self.filling.is_some() { 0 } else { through };
            match self.parts.index.apply(covers, writes) {
                Ok(()) => return,
                Err(error) if self.stop.load(Ordering::SeqCst) => {
                    return tracing::error!(%error, "stopping with the index behind");
                }
                Err(error) => {
                    tracing::error!(%error, "the index does not take documents; waiting");
                    std::thread::sleep(waited);
                    waited = (waited * 2).min(Duration::from_secs(5));
                }
            }
        }
    }

    fn documents(&self, items: &BTreeSet<ItemId>, contacts: &BTreeSet<ContactId>) -> Result<Vec<Write>, Error> {
        let store = &self.parts.store;
        let people = StorePeople(store);
        let mut writes = Vec::new();
        for id in items {
            match store.item_file(id)? {
                Some(ItemFile { item, conversation, target, transcript }) => {
                    let others = target.map(|target| target.others).unwrap_or_default();
                    let dialogue = transcript.map(|transcript| transcript.dialogue).unwrap_or_default();
                    writes.extend(documents::of_item(&Subject { item, conversation, others, dialogue }, &people));
                }
                None => writes.extend(documents::removal(id)),
            }
        }
        for id in contacts {
            writes.push(documents::of_contact(id, store.contact_document(id)?));
        }
        Ok(writes)
    }

    /// Gives the index again what it had not made durable when the program ended.
    fn catch_the_index_up(&self) {
        let Parts { store, index, .. } = &self.parts;
        match store.stale_after(index.covered()) {
            Ok((items, contacts)) => self.put_into_index(store.applied(), &items, &contacts),
            Err(error) => tracing::error!(%error, "the index's list could not be read"),
        }
    }

    fn checkpoint(&mut self) {
        if self.parts.store.is_being_checked() {
            return;
        }
        self.last_checkpoint = self.parts.seam.now();
        let Parts { store, index, .. } = &self.parts;
        let covered = index.covered();
        let through = store.applied();
        let shortened = store.write(|batch| {
            batch.record(|stage| stage.drop_stale_through(covered))?;
            batch.commit(through)
        });
        if let Err(error) = shortened.and_then(|()| store.checkpoint()) {
            tracing::error!(%error, "the store could not be made durable");
        }
    }
}

/// One record to apply.
#[derive(Clone, Copy)]
struct Job<'a> {
    seq: u64,
    meaning: &'a Meaning,
    tries: u32,
    /// What to write down instead of "applied".
    again: Option<DeliveryOutcome>,
}

/// Who is who, asked of the store.
pub(super) struct StorePeople<'a>(pub(super) &'a Store);

impl People for StorePeople<'_> {
    fn user(&self, id: &UserId) -> Option<String> {
        let user = self.0.user(id).ok().flatten()?;
        Some(user.name.value)
    }

    fn contact(&self, party: &Party) -> Option<ContactId> {
        let person = self.0.people(std::slice::from_ref(party)).ok()?.into_iter().next()?;
        person.contact_id
    }

    fn name(&self, party: &Party) -> String {
        let contact = self.0.contact_by_party(party).ok().flatten();
        contact.and_then(|contact| contact.name()).unwrap_or_else(|| party.display())
    }
}
