//! All texts on their way, derived from the journal's records.

use std::collections::{BTreeMap, BTreeSet};

use super::{Claim, Entry, Error};
use crate::{
    journal::{Journal, Kind, ReadLimit, Record, Seq},
    model::{
        ConversationId, OutboxId, UtcMillis,
        decision::{Decided, Decision, DecisionV1, SendIntent, SendStep},
    },
};

/// How long an ended text is remembered here: for the day's limit, for repeated tokens and for telling texts
/// apart. The journal has it for ever.
pub const REMEMBERED_MS: i64 = 48 * 3_600_000;

/// So many records at the journal's end are read at start, if they are not older than [`REMEMBERED_MS`].
const READ_AT_START: u64 = 200_000;

/// A text that had not ended, as the store keeps it.
#[derive(Clone, PartialEq, Eq)]
pub struct Row {
    /// What a person wanted.
    pub intent: SendIntent,
    /// When.
    pub made_at: UtcMillis,
    /// The last step and its moment; none if it still waits for the end of its undo window.
    pub step: Option<(UtcMillis, SendStep)>,
}

/// The texts on their way.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    entries: BTreeMap<OutboxId, Entry>,
    /// In the order they were intended, with their conversations.
    order: Vec<(OutboxId, ConversationId)>,
    tokens: BTreeMap<String, OutboxId>,
    /// Texts known from rows only: the journal's own records stand above them.
    from_rows: BTreeSet<OutboxId>,
    /// Texts that waited when a part of the journal could not be read: they may have been sent.
    doubtful: BTreeSet<OutboxId>,
}

impl Ledger {
    /// Reads the end of the journal: the last 48 hours, at most 200,000 records. What is older and has not ended
    /// comes from `unsettled`; without it (`None`) the whole journal is read.
    ///
    /// A damaged part of the journal is passed over, and every text that seemed to wait before it becomes
    /// doubtful: its claim may have been recorded there.
    ///
    /// # Errors
    /// The journal's, if it cannot be read at all.
    pub fn recover(journal: &dyn Journal, unsettled: Option<Vec<Row>>, now: UtcMillis) -> Result<Self, Error> {
        let mut ledger = Self::default();
        let mut after = match unsettled {
            None => Seq::START,
            Some(rows) => {
                rows.into_iter().for_each(|row| ledger.insert_row(row));
                let far = Seq(journal.last().0.saturating_sub(READ_AT_START));
                first_since(journal, now.plus_ms(-REMEMBERED_MS), far)
            }
        };
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
            // The journal's own records say more than a row: they begin anew and reach at least as far.
            Decided::SendIntended(intent) if self.from_rows.remove(&intent.id) => {
                self.entries.insert(intent.id.clone(), Entry::new(intent, at));
            }
            Decided::SendIntended(intent) if !self.entries.contains_key(&intent.id) => {
                self.insert(Entry::new(intent, at));
            }
            Decided::SendMoved { id, step } => {
                self.doubtful.remove(&id);
                match self.entries.get_mut(&id) {
                    Some(entry) => {
                        if let Err(error) = entry.advance(step.clone(), at) {
                            tracing::warn!(%id, %error, "a step of the outbox is missing in the record");
                            entry.catch_up(step, at);
                        }
                    }
                    None => tracing::debug!(%id, "a step of a text that ended long ago"),
                }
            }
            _ => {}
        }
    }

    fn insert(&mut self, entry: Entry) {
        self.tokens.insert(entry.intent.token.clone(), entry.id().clone());
        self.order.push((entry.id().clone(), entry.intent.place.id()));
        self.entries.insert(entry.id().clone(), entry);
    }

    fn insert_row(&mut self, row: Row) {
        let Row { intent, made_at, step } = row;
        let mut entry = Entry::new(intent, made_at);
        if let Some((at, step)) = step {
            // Near enough: a step after the claim follows it within a minute.
            let attempt = match &step {
                SendStep::Claimed { attempt } => Some(*attempt),
                SendStep::Unclear { .. } => Some(1),
                SendStep::Queued { .. }
                | SendStep::NeedsYou { .. }
                | SendStep::Accepted { .. }
                | SendStep::Rejected { .. }
                | SendStep::Cancelled { .. } => None,
            };
            entry.claim = attempt.map(|attempt| Claim { attempt, at });
            (entry.step, entry.since) = (step, at);
        }
        self.from_rows.insert(entry.id().clone());
        self.insert(entry);
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
        self.order.retain(|(id, _)| entries.contains_key(id));
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
        self.order.iter().filter_map(|(id, _)| self.entries.get(id))
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
        let mut fronts: BTreeMap<&ConversationId, Option<UtcMillis>> = BTreeMap::new();
        let mut agenda = Vec::new();
        for (id, conversation) in &self.order {
            let Some((entry, due_at)) = self.entries.get(id).and_then(|entry| Some((entry, entry.due_at()?))) else {
                continue;
            };
            let own = match hindrance(id) {
                Hindrance::None => Some(due_at),
                Hindrance::Until(moment) => Some(due_at.max(moment)),
                Hindrance::InHand => None,
            };
            let in_line = matches!(entry.step, SendStep::Queued { .. } | SendStep::Claimed { .. });
            let due_at = if in_line {
                let front = fronts.entry(conversation).or_insert(Some(due_at));
                *front = front.zip(own).map(|(front, own)| front.max(own));
                *front
            } else {
                own
            };
            if let Some(due_at) = due_at {
                agenda.push(Item { conversation: conversation.clone(), id: id.clone(), due_at });
            }
        }
        agenda
    }
}

/// The position before the first record of `since` or later, but not before `far`. Records are in the order of
/// their moments, but for the clock's jumps; what cannot be read counts as late enough.
fn first_since(journal: &dyn Journal, since: UtcMillis, far: Seq) -> Seq {
    let (mut low, mut high) = (far.0, journal.last().0.max(far.0));
    while low < high {
        let middle = low + (high - low) / 2;
        match journal.read(Seq(middle), ReadLimit { records: 1, bytes: 1 }) {
            Ok(records) => match records.first() {
                Some(record) if record.at < since => low = record.seq.0.max(middle + 1),
                Some(_) | None => high = middle,
            },
            Err(_) => high = middle,
        }
    }
    Seq(low)
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
