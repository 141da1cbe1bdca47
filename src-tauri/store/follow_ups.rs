//! The order of follow-ups, in memory: what is open by its moment, what is done, whose they are, with exact counts.
//!
//! It is made from the follow-ups' rows when the store opens and changes with every one of them, as the inbox's order is.

use std::collections::{BTreeMap, BTreeSet};

use super::keys::{Key16, conversation16, hash16, party16};
use crate::model::UtcMillis;
use crate::model::follow_up::FollowUp;

/// Where one without a moment stands: behind all others.
const NEVER: i64 = i64::MAX;

/// Where a follow-up stands: what it is sorted by, when it was made, its key.
pub type Rank = (i64, i64, Key16);

/// What a follow-up's place in the lists follows from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    made_at: i64,
    due: i64,
    done_at: Option<i64>,
    remind_at: Option<i64>,
    reminded_at: Option<i64>,
    /// Conversation, people and contact that it is about.
    about: BTreeSet<Key16>,
    past_due: bool,
    wants_task: bool,
    at_quo: bool,
    shown: bool,
    for_quo: bool,
}

impl Standing {
    /// Of a follow-up that is on a list, or of which Quo is to hear.
    pub fn of(row: &FollowUp) -> Option<Self> {
        let (shown, for_quo) = (row.is_shown(), row.is_waiting());
        if !shown && !for_quo && row.quo.is_none() {
            return None;
        }
        let mut about = BTreeSet::new();
        if let Some(made) = &row.made {
            if let Some(place) = &made.value.place {
                about.extend(conversation16(&place.id()));
                about.extend(place.others.iter().map(party16));
            }
            about.extend(made.value.contact.as_ref().map(|contact| hash16(contact.as_str())));
        }
        Some(Self {
            made_at: row.made_at().0,
            due: row.due().map_or(NEVER, |due| due.0),
            done_at: row.done_at().map(|at| at.0),
            remind_at: row.remind_at().map(|at| at.0),
            reminded_at: row.reminded_at().map(|at| at.0),
            about,
            past_due: row.past_due().is_some(),
            wants_task: row.wants_task(),
            at_quo: row.quo.is_some(),
            shown,
            for_quo,
        })
    }
}

/// Exact counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FollowUpCounts {
    /// Open, and its moment is over.
    pub overdue: u64,
    /// Open, and due before the day ends.
    pub today: u64,
    /// Open, and due later.
    pub upcoming: u64,
    /// Open, without a moment.
    pub undated: u64,
    /// Done.
    pub done: u64,
}

/// All follow-ups in their order.
#[derive(Debug, Clone, Default)]
pub struct FollowUps {
    open: BTreeSet<Rank>,
    done: BTreeSet<Rank>,
    about: BTreeMap<Key16, BTreeSet<Key16>>,
    to_remind: BTreeSet<(i64, Key16)>,
    reminded: BTreeSet<(i64, Key16)>,
    at_quo: BTreeSet<Key16>,
    for_quo: BTreeSet<Key16>,
    past_due: BTreeSet<Key16>,
    wants_task: BTreeSet<Key16>,
    /// Where each of them is waited for, and since when.
    promises: BTreeMap<Key16, (Key16, UtcMillis)>,
    /// The same by conversation.
    promised: BTreeMap<Key16, BTreeSet<(UtcMillis, Key16)>>,
}

impl FollowUps {
    /// A follow-up changed from `old` to `new`.
    pub fn change(&mut self, key: Key16, old: Option<&Standing>, new: Option<&Standing>) {
        if let Some(old) = old {
            self.open.remove(&(old.due, old.made_at, key));
            self.done.remove(&(done_rank(old), old.made_at, key));
            for about in &old.about {
                if let Some(keys) = self.about.get_mut(about) {
                    keys.remove(&key);
                    if keys.is_empty() {
                        self.about.remove(about);
                    }
                }
            }
            self.to_remind.remove(&(old.remind_at.unwrap_or_default(), key));
            self.reminded.remove(&(old.reminded_at.unwrap_or_default(), key));
            self.at_quo.remove(&key);
            self.for_quo.remove(&key);
            self.past_due.remove(&key);
            self.wants_task.remove(&key);
        }
        let Some(new) = new else { return };
        if new.at_quo {
            self.at_quo.insert(key);
        }
        if new.for_quo {
            self.for_quo.insert(key);
        }
        if !new.shown {
            return;
        }
        if new.done_at.is_some() {
            self.done.insert((done_rank(new), new.made_at, key));
        } else {
            self.open.insert((new.due, new.made_at, key));
        }
        for about in &new.about {
            self.about.entry(*about).or_default().insert(key);
        }
        if new.wants_task {
            self.wants_task.insert(key);
        }
        if new.past_due {
            self.past_due.insert(key);
        }
        self.to_remind.extend(new.remind_at.map(|at| (at, key)));
        self.reminded.extend(new.reminded_at.map(|at| (at, key)));
    }

    /// Exact counts, where the day ends at `day_ends`.
    pub fn counts(&self, now: UtcMillis, day_ends: UtcMillis) -> FollowUpCounts {
        let nothing: Key16 = [0; 16];
        let through = |from: i64, to: i64| {
            if from >= to {
                return 0;
            }
            self.open.range((from, i64::MIN, nothing)..(to, i64::MIN, nothing)).count() as u64
        };
        let overdue = through(i64::MIN, now.0);
        let today = through(now.0, day_ends.0);
        let dated = through(i64::MIN, NEVER);
        FollowUpCounts {
            overdue,
            today,
            upcoming: dated.saturating_sub(overdue).saturating_sub(today),
            undated: (self.open.len() as u64).saturating_sub(dated),
            done: self.done.len() as u64,
        }
    }

    /// The next `limit` open ones after `cursor`, by their moment.
    pub fn open(&self, cursor: Option<Rank>, limit: usize) -> Vec<Rank> {
        page(&self.open, cursor, limit)
    }

    /// The next `limit` done ones after `cursor`, the last one done first.
    pub fn done(&self, cursor: Option<Rank>, limit: usize) -> Vec<Rank> {
        page(&self.done, cursor, limit)
    }

    /// Those about any of these.
    pub fn about<'a>(&'a self, what: impl IntoIterator<Item = &'a Key16>) -> BTreeSet<Key16> {
        what.into_iter().filter_map(|key| self.about.get(key)).flatten().copied().collect()
    }

    /// Those that are due and of which nobody was reminded.
    pub fn to_remind(&self, now: UtcMillis, most: usize) -> Vec<Key16> {
        self.to_remind.iter().take_while(|(at, _)| *at <= now.0).take(most).map(|(_, key)| *key).collect()
    }

    /// When the next reminder is due.
    pub fn next_reminder(&self) -> Option<UtcMillis> {
        self.to_remind.first().map(|(at, _)| UtcMillis(*at))
    }

    /// Those of which somebody was reminded, the last first.
    pub fn reminded(&self, most: usize) -> Vec<Key16> {
        self.reminded.iter().rev().take(most).map(|(_, key)| *key).collect()
    }

    /// Tasks of Quo's.
    pub fn at_quo(&self) -> &BTreeSet<Key16> {
        &self.at_quo
    }

    /// Those of which Quo is to hear something.
    pub fn for_quo(&self, most: usize) -> Vec<Key16> {
        self.for_quo.iter().take(most).copied().collect()
    }

    /// Those of which Quo is to make a task.
    pub fn wants_task(&self) -> &BTreeSet<Key16> {
        &self.wants_task
    }

    /// Open ones whose moment is over.
    pub fn past_due(&self) -> impl Iterator<Item = &Key16> {
        self.past_due.iter()
    }

    /// Says in which conversation one is waited for, and since when; the answer is the conversations that this changes.
    pub fn promise(&mut self, key: Key16, place: Option<(Key16, UtcMillis)>) -> BTreeSet<Key16> {
        let old = match place {
            Some(place) => self.promises.insert(key, place),
            None => self.promises.remove(&key),
        };
        if old == place {
            return BTreeSet::new();
        }
        if let Some((conversation, due)) = old
            && let Some(promised) = self.promised.get_mut(&conversation)
        {
            promised.remove(&(due, key));
            if promised.is_empty() {
                self.promised.remove(&conversation);
            }
        }
        if let Some((conversation, due)) = place {
            self.promised.entry(conversation).or_default().insert((due, key));
        }
        old.into_iter().chain(place).map(|(conversation, _)| conversation).collect()
    }

    /// Since when something promised in a conversation is past due.
    pub fn promised(&self, conversation: &Key16) -> Option<UtcMillis> {
        self.promised.get(conversation)?.first().map(|(due, _)| *due)
    }
}

fn done_rank(standing: &Standing) -> i64 {
    standing.done_at.unwrap_or_default().saturating_neg()
}

fn page(set: &BTreeSet<Rank>, cursor: Option<Rank>, limit: usize) -> Vec<Rank> {
    use std::ops::Bound;
    let from = cursor.map_or(Bound::Unbounded, Bound::Excluded);
    set.range((from, Bound::Unbounded)).take(limit).copied().collect()
}
