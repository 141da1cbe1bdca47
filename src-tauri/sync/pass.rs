//! One pass over Quo's history: what is missing is read, what may have changed is compared.
//!
//! A pass can end at any moment. What it wrote down is whole (see [`Sink::write`]), and the next one begins with
//! what is not written down yet.

use super::{
    Error, Sink, Source,
    job::{Job, Mode, Queue},
    meter::{Meter, What},
    plan,
};
use crate::{
    model::{
        ItemId, UtcMillis,
        decision::Decided,
        history::{HistoryKind, HistoryNote, Part, PartState, Span},
    },
    store::record::HistoryProgress,
};
use futures::{StreamExt as _, stream::FuturesUnordered};
use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
};

/// Requests on their way at one time: with answers after a second it still takes all of the pace.
const AT_ONCE: usize = 10;
/// What is newer than this is read first, with its recordings.
const RECENT_MS: i64 = 30 * plan::DAY_MS;
/// What is newer than this is compared in every pass: late states of texts come without any sign.
const COMPARED_MS: i64 = 3 * plan::DAY_MS;
/// A stretch that was read so long after its end changes no more.
const SETTLED_MS: i64 = 3 * plan::DAY_MS;
/// Contacts are read so often.
const CONTACTS_MS: i64 = plan::DAY_MS;
/// Everything that may have changed is compared so often.
const AUDIT_MS: i64 = plan::DAY_MS;

/// What a pass is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Aim {
    /// Be complete.
    #[default]
    CatchUp,
    /// Compare all that may have changed since it was read.
    Audit,
    /// Compare all there ever was.
    AuditAll,
}

/// One pass.
pub struct Pass {
    pub(super) source: Source,
    pub(super) sink: Sink,
    pub(super) meter: Arc<Meter>,
    pub(super) queue: Queue,
    pub(super) progress: HistoryProgress,
    pub(super) began: UtcMillis,
    /// Items that were not here although their stretch was read before.
    pub(super) missing: AtomicU64,
    pub(super) density: Mutex<BTreeMap<HistoryKind, Density>>,
    aim: Aim,
    /// When the oldest conversation began, as it seems.
    origin: AtomicI64,
}

/// How much of a history is read, for estimating the rest.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Density {
    pub(super) read_ms: i64,
    pub(super) items: u64,
}

impl Pass {
    /// Prepares a pass.
    ///
    /// # Errors
    /// If Quo cannot be asked, or the store not be read.
    pub async fn new(source: Source, sink: Sink, meter: Arc<Meter>, aim: Aim) -> Result<Self, Error> {
        let began = sink.seam.now();
        let progress = sink.ask(|store| store.history()).await?;
        let day_ago = progress.audited_at.is_none_or(|at| began.0.saturating_sub(at.0) > AUDIT_MS);
        // The first time everything was only just read.
        let aim = if day_ago && progress.first_caught_up.is_some() { aim.max(Aim::Audit) } else { aim };
        Ok(Self {
            source,
            sink,
            meter,
            queue: Queue::new(began.plus_ms(-RECENT_MS)),
            progress,
            began,
            missing: AtomicU64::new(0),
            density: Mutex::default(),
            aim,
            origin: AtomicI64::new(began.0),
        })
    }

    /// Reads until there is nothing left.
    ///
    /// # Errors
    /// What keeps it from being complete; everything else was read all the same.
    pub async fn run(&self) -> Result<(), Error> {
        let mut notes = Vec::new();
        if self.progress.began.is_none() {
            notes.push(Decided::HistoryNoted(HistoryNote::Began));
        }
        let v1_only = self.source.is_v1_only();
        if self.progress.v1_only != v1_only {
            notes.push(Decided::HistoryNoted(HistoryNote::OneByOne { v1_only }));
        }
        self.sink.write("", Vec::new(), notes).await?;
        self.plan().await?;
        let failed = self.work_off().await?;
        if let Some((count, last)) = failed {
            return Err(Error::Left { count, last });
        }
        let mut notes = vec![HistoryNote::CaughtUp { through: self.began }];
        if self.source.is_v1_only() {
            notes.push(HistoryNote::ConversationsSeen { through: self.began });
        }
        if self.aim > Aim::CatchUp {
            let missing = self.missing.load(Ordering::SeqCst);
            notes.push(HistoryNote::Audited { all: self.aim == Aim::AuditAll, missing });
        }
        self.sink.write("", Vec::new(), notes.into_iter().map(Decided::HistoryNoted).collect()).await
    }

    async fn plan(&self) -> Result<(), Error> {
        self.queue.push(Job::Deliveries);
        if self.progress.contacts_at.is_none_or(|at| self.began.0.saturating_sub(at.0) > CONTACTS_MS) {
            self.queue.push(Job::Contacts);
        }
        let (mut items, mut estimate) = (0_u64, 0_u64);
        if self.source.is_v1_only() {
            for line in self.source.lines() {
                self.queue.push(Job::Line(line.clone()));
            }
        } else {
            self.queue.push(Job::Changes);
            if self.progress.first_caught_up.is_none() {
                // Quo tells no totals: what was read is compared with how long there was anything.
                let page = self.source.changed_conversations(None, None).await?;
                let first = page.rows.iter().filter_map(|row| row.created_at).min();
                self.origin.store(first.unwrap_or(self.began).0, Ordering::SeqCst);
            }
            for kind in HistoryKind::ALL {
                let (read, all) = self.plan_windows(kind).await?;
                (items, estimate) = (items.saturating_add(read), estimate.saturating_add(all));
            }
        }
        self.meter.begin(items, estimate);
        self.plan_parts().await
    }

    /// Queues the stretches of a history that are to be read; how much is read already, and of how much.
    async fn plan_windows(&self, kind: HistoryKind) -> Result<(u64, u64), Error> {
        let whole = Span { from: UtcMillis(0), to: self.began };
        let (covered, items) = self.sink.ask(move |store| store.covered(kind)).await?;
        for window in plan::windows(&plan::gaps(&covered, whole), self.began) {
            self.queue.push(Job::Window { kind, span: window, mode: Mode::First });
        }
        let (mode, again) = match self.aim {
            Aim::AuditAll => (Mode::Audit, covered.clone()),
            Aim::Audit => (Mode::Audit, self.unsettled(kind).await?),
            Aim::CatchUp => {
                let from = self.progress.caught_up.unwrap_or(self.began).plus_ms(-COMPARED_MS);
                let recent = covered.iter().map(|span| Span { from: span.from.max(from), to: span.to });
                (Mode::Again, recent.filter(|span| !span.is_empty()).collect())
            }
        };
        for window in plan::windows(&again, self.began) {
            self.queue.push(Job::Window { kind, span: window, mode });
        }
        let since = Span { from: UtcMillis(self.origin.load(Ordering::SeqCst)), to: self.began };
        let read_ms = covered.iter().map(|span| plan::overlap_ms(*span, since)).fold(0, i64::saturating_add);
        self.densities().insert(kind, Density { read_ms, items });
        Ok((items, plan::estimate(items, read_ms, since)))
    }

    /// Stretches that were read while they could still change.
    async fn unsettled(&self, kind: HistoryKind) -> Result<Vec<Span>, Error> {
        self.sink
            .ask(move |store| {
                let mut spans: Vec<Span> = Vec::new();
                store.listings(kind, &std::thread::yield_now, |listing| {
                    if listing.read_at >= listing.span.to.plus_ms(SETTLED_MS) || listing.span.is_empty() {
                        return;
                    }
                    match spans.last_mut() {
                        Some(last) if last.to >= listing.span.from => last.to = listing.span.to,
                        _ => spans.push(listing.span),
                    }
                })?;
                Ok(spans)
            })
            .await
    }

    /// Queues the parts of calls that were never asked for, or that are due.
    async fn plan_parts(&self) -> Result<(), Error> {
        let (now, all) = (self.began, self.aim == Aim::AuditAll);
        let due = self.sink.ask(move |store| {
            let mut states = BTreeMap::new();
            store.all_parts(&std::thread::yield_now, |parts| {
                states.insert(parts.call, parts.states);
            })?;
            let mut due: Vec<(ItemId, UtcMillis, Vec<Part>)> = Vec::new();
            store.listings(HistoryKind::Calls, &std::thread::yield_now, |listing| {
                for item in listing.items {
                    let known = states.get(&item.id);
                    let mut parts = item.ask;
                    // Parts that come along with the call are looked at again while Quo makes them.
                    let along = known.into_iter().flatten().map(|(part, _)| *part).filter(|part| !parts.contains(part));
                    let along: Vec<Part> = along.collect();
                    parts.extend(along);
                    parts.retain(|part| match known.and_then(|known| known.get(part)) {
                        None => true,
                        Some(PartState::Pending { due_at, .. }) => all || *due_at <= now,
                        Some(_) => all,
                    });
                    if !parts.is_empty() {
                        due.push((item.id, item.at, parts));
                    }
                }
            })?;
            Ok(due)
        });
        for (call, at, parts) in due.await? {
            self.queue.push(Job::Parts { call, at, parts });
        }
        Ok(())
    }

    /// Works off the queue. What cannot be read is counted with the last reason; what stops everything is an error.
    async fn work_off(&self) -> Result<Option<(u32, String)>, Error> {
        let mut failed: Option<(u32, String)> = None;
        let mut at_work = FuturesUnordered::new();
        loop {
            while at_work.len() < AT_ONCE
                && let Some(job) = self.queue.pop()
            {
                at_work.push(self.work(job));
            }
            let (windows, parts) = self.queue.waiting();
            self.meter.left(windows.saturating_add(at_work.len() as u64), parts);
            if at_work.is_empty() {
                return Ok(failed);
            }
            tokio::select! {
                done = at_work.next() => match done {
                    Some(Err(error)) if error.stops_all() => return Err(error),
                    Some(Err(error)) => {
                        tracing::warn!(%error, "a part of Quo's history could not be read; it is tried again later");
                        let count = failed.map_or(1, |(count, _)| count.saturating_add(1));
                        failed = Some((count, error.to_string()));
                    }
                    Some(Ok(())) | None => {}
                },
                () = self.queue.more(), if at_work.len() < AT_ONCE => {}
            }
        }
    }

    async fn work(&self, job: Job) -> Result<(), Error> {
        match job {
            Job::Window { kind, span, mode } => {
                self.meter.at(What::History { kind, at: span.to });
                self.window(kind, span, mode).await
            }
            Job::Parts { call, at, parts } => {
                self.meter.at(What::Parts { at });
                self.parts(call, parts).await
            }
            Job::Changes => {
                self.meter.at(What::Conversations);
                self.changes().await
            }
            Job::Contacts => {
                self.meter.at(What::Contacts);
                self.contacts().await
            }
            Job::Deliveries => {
                self.meter.at(What::Deliveries);
                self.deliveries().await
            }
            Job::Line(line) => {
                self.meter.at(What::Conversations);
                self.line(line).await
            }
            Job::Conversation(conversation, mode) => {
                let at = conversation.last_activity_at.unwrap_or(self.began);
                self.meter.at(What::History { kind: HistoryKind::Messages, at });
                self.conversation(conversation, mode).await
            }
        }
    }

    /// Whether everything is compared.
    pub(super) fn is_full_audit(&self) -> bool {
        self.aim == Aim::AuditAll
    }

    pub(super) fn densities(&self) -> std::sync::MutexGuard<'_, BTreeMap<HistoryKind, Density>> {
        self.density.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts a stretch that was read for the first time, and estimates anew how much there is in all.
    pub(super) fn count(&self, kind: HistoryKind, span: Span, items: usize) {
        let since = Span { from: UtcMillis(self.origin.load(Ordering::SeqCst)), to: self.began };
        let estimate = {
            let mut densities = self.densities();
            let density = densities.entry(kind).or_default();
            density.read_ms = density.read_ms.saturating_add(plan::overlap_ms(span, since));
            density.items = density.items.saturating_add(items as u64);
            let all = densities.values().map(|density| plan::estimate(density.items, density.read_ms, since));
            all.fold(0, u64::saturating_add)
        };
        self.meter.estimate(estimate);
    }
}
