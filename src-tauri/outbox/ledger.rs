//! All texts on their way, derived from the journal's records.

use std::collections::{BTreeMap, BTreeSet};

use super::{Entry, Error};
use crate::{
    journal::{Journal, Kind, ReadLimit, Record, Seq},
    model::{
        ConversationId, OutboxId, UtcMillis,
        decision::{Decided, Decision, DecisionV1, SendStep},
    },
};

/// How long an ended text is remembered here: for the day's limit, for repeated tokens and for telling texts
/// apart. The journal has it for ever.
pub const REMEMBERED_MS: i64 = 48 * 3_600_000;

/// Rows that someone else keeps, so that not the whole journal has to be read at start.
pub trait Rows {
    /// The journal position that the rows cover.
    fn covered(&self) -> Seq;

    /// Every entry that has not ended, and those that ended after `since`.
    fn entries(&self, since: UtcMillis) -> Vec<Entry>;
}

/// No rows: the journal is read from its beginning.
#[derive(Debug, Clone, Copy)]
pub struct NoRows;

impl Rows for NoRows {
    fn covered(&self) -> Seq {
        Seq::START
    }

    fn entries(&self, _since: UtcMillis) -> Vec<Entry> {
        Vec::new()
    }
}

/// The texts on their way.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    entries: BTreeMap<OutboxId, Entry>,
    /// In the order they were intended.
    order: Vec<OutboxId>,
    tokens: BTreeMap<String, OutboxId>,
    /// Texts that waited when a part of the journal could not be read: they may have been sent.
    doubtful: BTreeSet<OutboxId>,
}

impl Ledger {
    /// Reads what the rows do not cover from the journal.
    ///
    /// A damaged part of the journal is passed over, and every text that seemed to wait before it becomes
    /// doubtful: its claim may have been recorded there.
    ///
    /// # Errors
    /// The journal's, if it cannot be read at all.
    pub fn recover(journal: &dyn Journal, rows: &dyn Rows, now: UtcMillis) -> Result<Self, Error> {
        let mut ledger = Self::default();
        for entry in rows.entries(now.plus_ms(-REMEMBERED_MS)) {
            ledger.insert(entry);
        }
        let mut after = rows.covered();
        loop {
            let records = match journal.read(after, ReadLimit::default()) {
                Ok(records) => records,
                Err(error) => {
                    let Some(next) = error.resume_after().filter(|next| *next > after) else {
                        return Err(error.into());
                    };
                    tracing::warn!(%error, "a part of the journal cannot be read; texts that waited before it ask the person");
                    ledger.doubt_what_waits();
                    after = next;
                    continue;
                }
            };
            let Some(last) = records.last() else { break };
            after = last.seq;
            for record in &records {
                ledger.apply(record);
            }
        }
        ledger.forget(now);
        Ok(ledger)
    }

    /// Applies one record of the journal. Records of other kinds, and steps that cannot follow, change nothing.
    pub fn apply(&mut self, record: &Record) {
        match record.kind {
            Kind::SendIntent | Kind::SendState => {}
            Kind::Delivery
            | Kind::ApiObject
            | Kind::Note
            | Kind::Mark
            | Kind::Draft
            | Kind::Setting
            | Kind::Outcome
            | Kind::Other(_) => return,
        }
        match Decision::decode(&record.payload) {
            Ok(Decision::V1(DecisionV1 { at, what })) => self.apply_decision(at, what),
            Err(error) => tracing::warn!(seq = %record.seq, %error, "a record of the outbox cannot be read"),
        }
    }

    /// Applies one decision that is durable.
    pub fn apply_decision(&mut self, at: UtcMillis, what: Decided) {
        match what {
            Decided::SendIntended(intent) if !self.entries.contains_key(&intent.id) => {
                self.insert(Entry::new(intent, at))
            }
            Decided::SendMoved { id, step } => {
                self.doubtful.remove(&id);
                match self.entries.get_mut(&id).map(|entry| entry.advance(step, at)) {
                    Some(Ok(())) => {}
                    Some(Err(error)) => tracing::warn!(%id, %error, "a step of the outbox was passed over"),
                    None => tracing::debug!(%id, "a step of a text that ended long ago"),
                }
            }
            _ => {}
        }
    }

    fn insert(&mut self, entry: Entry) {
        self.tokens.insert(entry.intent.token.clone(), entry.id().clone());
        self.order.push(entry.id().clone());
        self.entries.insert(entry.id().clone(), entry);
    }

    fn doubt_what_waits(&mut self) {
        let waits = |entry: &&Entry| matches!(entry.step, SendStep::Queued { .. });
        self.doubtful.extend(self.entries.values().filter(waits).map(|entry| entry.id().clone()));
    }

    /// Texts of which nobody can know whether they were sent, since a part of the journal is lost.
    #[must_use]
    pub fn doubtful(&self) -> Vec<OutboxId> {
        self.doubtful.iter().cloned().collect()
    }

    /// Whether this is one of [`Ledger::doubtful`]; such a text is never sent.
    #[must_use]
    pub fn is_doubtful(&self, id: &OutboxId) -> bool {
        self.doubtful.contains(id)
    }

    /// Drops what ended long ago.
    pub fn forget(&mut self, now: UtcMillis) {
        let old = |entry: &Entry| entry.step.is_final() && entry.since < now.plus_ms(-REMEMBERED_MS);
        self.entries.retain(|_, entry| !old(entry));
        let entries = &self.entries;
        self.tokens.retain(|_, id| entries.contains_key(id));
        self.order.retain(|id| entries.contains_key(id));
    }

    /// One text.
    #[must_use]
    pub fn get(&self, id: &OutboxId) -> Option<&Entry> {
        self.entries.get(id)
    }

    /// The text that a token made.
    #[must_use]
    pub fn by_token(&self, token: &str) -> Option<&Entry> {
        self.tokens.get(token).and_then(|id| self.entries.get(id))
    }

    /// All texts, the earliest first.
    pub fn iter(&self) -> impl Iterator<Item = &Entry> + Clone {
        self.order.iter().filter_map(|id| self.entries.get(id))
    }

    /// How many texts of the last 24 hours count towards the day's limit.
    #[must_use]
    pub fn sent_today(&self, now: UtcMillis) -> usize {
        let since = now.plus_ms(-24 * 3_600_000);
        self.iter().filter(|entry| entry.made_at > since && entry.counts()).count()
    }

    /// What is to be done by itself and when, in the order it was intended. Texts that wait in one conversation
    /// go out in that order: each is due no earlier than the one before it, and not at all while that is
    /// hindered for good.
    #[must_use]
    pub fn agenda(&self, hindrance: impl Fn(&OutboxId) -> Hindrance) -> Vec<Item> {
        let mut fronts: BTreeMap<ConversationId, Option<UtcMillis>> = BTreeMap::new();
        let mut agenda = Vec::new();
        for entry in self.iter() {
            let Some(due_at) = entry.due_at() else { continue };
            let conversation = entry.intent.place.id();
            let own = match hindrance(entry.id()) {
                Hindrance::None => Some(due_at),
                Hindrance::Until(moment) => Some(due_at.max(moment)),
                Hindrance::InHand => None,
            };
            let in_line = matches!(entry.step, SendStep::Queued { .. } | SendStep::Claimed { .. });
            let due_at = if in_line {
                let front = fronts.entry(conversation.clone()).or_insert(Some(due_at));
                *front = front.zip(own).map(|(front, own)| front.max(own));
                *front
            } else {
                own
            };
            if let Some(due_at) = due_at {
                agenda.push(Item { conversation, id: entry.id().clone(), due_at });
            }
        }
        agenda
    }
}

/// What keeps a text from being worked on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hindrance {
    /// Nothing.
    None,
    /// A failure of our own: not before this moment.
    Until(UtcMillis),
    /// Someone works on it.
    InHand,
}

/// Something to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// In which conversation.
    pub conversation: ConversationId,
    /// With which text.
    pub id: OutboxId,
    /// Not before this moment.
    pub due_at: UtcMillis,
}
