//! The order of conversations, in memory: which are in which tab, newest first, with exact counts.
//!
//! A conversation is open, done or snoozed, and in exactly one of these three tabs. What is snoozed is off the desk: it
//! is in neither Waiting nor Unread and counts for neither, even if they write and it is not to be woken by that; it is
//! in Snoozed and in All. What is done waits for nothing, but may be unread. Pinned conversations come first among those
//! that are open, and nowhere else. What came back because its time had come stands where that moment puts it.
//!
//! A promise that is past due waits like a customer does. It opens what was done before its moment came, as a text from
//! them would, and stays off the desk with what is snoozed.
//!
//! It is made from the conversations' rows when the store opens and changes with every one of them. Kept in the
//! engine it would be the costliest thing of all: every message would move up to eight entries (LIMITS.md
//! section 4, "churn makes the space").

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::{Deserialize, Serialize};

use super::keys::Key16;
use super::record::Conversation;
use crate::model::conversation::Standing;
use crate::model::{LineId, UtcMillis};

/// Which conversations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tab {
    /// Somebody waits for us; the one who waits longest first.
    Waiting,
    /// Open and with unread items; newest first, like the others. Who is done with something does not want to be told of it.
    Unread,
    /// Neither done nor snoozed; pinned ones first.
    Open,
    /// Away until a moment; the next one to come back first.
    Snoozed,
    /// Done.
    Done,
    /// All.
    All,
}

impl Tab {
    /// All tabs.
    pub const ALL: [Self; 6] = [Self::Waiting, Self::Unread, Self::Open, Self::Snoozed, Self::Done, Self::All];
}

/// Exact counts of the tabs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TabCounts {
    /// Conversations in which somebody waits.
    pub waiting: u64,
    /// Open conversations with unread items.
    pub unread: u64,
    /// Conversations that are neither done nor snoozed.
    pub open: u64,
    /// Conversations that are away until a moment.
    pub snoozed: u64,
    /// Conversations that are done.
    pub done: u64,
    /// All conversations.
    pub all: u64,
}

/// What a conversation is sorted by in a tab: first the group, then the number.
pub type Order = (u8, i64);
/// Where a conversation stands in a tab: what it is sorted by, then its key.
pub type Rank = (u8, i64, Key16);

/// A conversation's row, and since when something promised in it is past due.
type Placed<'a> = (&'a Conversation, Option<UtcMillis>);

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Tabs {
    tabs: [BTreeSet<Rank>; 6],
}

/// The order in a form that can be written down: conversations by number, those of a line next to each other.
#[derive(Serialize, Deserialize)]
pub struct KeptInbox {
    keys: Vec<Key16>,
    /// Each line and the number of its conversations.
    lines: Vec<(LineId, usize)>,
    tabs: [Vec<(u8, i64, u32)>; 6],
    promises: Vec<(Key16, i64)>,
}

/// All tabs, over all lines and for each.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inbox {
    all: Tabs,
    lines: BTreeMap<LineId, Tabs>,
    /// Conversations in which something promised is past due, and since when.
    promises: BTreeMap<Key16, UtcMillis>,
}

/// Where a conversation stands in which something promised was due at `promise`, if it is past due.
pub fn standing(row: &Conversation, promise: Option<UtcMillis>) -> Standing {
    let rested = row.resting.as_ref().map(|resting| resting.at);
    match row.standing() {
        Standing::Done if promise.is_some_and(|due| rested.is_none_or(|rested| rested < due)) => Standing::Open,
        standing => standing,
    }
}

/// Since when somebody waits in it: the other side for an answer, or for what was promised.
pub fn waiting_since(row: &Conversation, promise: Option<UtcMillis>) -> Option<UtcMillis> {
    match (standing(row, promise), row.standing()) {
        // Whoever else waited in what was done was done with.
        (Standing::Open, Standing::Done) => promise,
        (Standing::Open, _) => row.waiting_since.into_iter().chain(promise).min(),
        (Standing::Done | Standing::Snoozed { .. }, _) => None,
    }
}

/// What a conversation is sorted by in `tab`, if it is in it. `promise` as for [`standing`].
fn rank_in(tab: Tab, row: &Conversation, promise: Option<UtcMillis>) -> Option<Order> {
    let standing = standing(row, promise);
    let newest_first = (0, row.last_at.max(row.returned_at().unwrap_or(row.last_at)).0.saturating_neg());
    match (tab, standing) {
        (Tab::Waiting, Standing::Open) => waiting_since(row, promise).map(|at| (0, at.0)),
        (Tab::Unread, Standing::Open) => (row.unread > 0).then_some(newest_first),
        (Tab::Open, Standing::Open) => Some((u8::from(!row.pinned), newest_first.1)),
        (Tab::Snoozed, Standing::Snoozed { until, wake_early: _ }) => Some((0, until.0)),
        (Tab::Done, Standing::Done) | (Tab::All, _) => Some(newest_first),
        (Tab::Waiting | Tab::Unread | Tab::Open | Tab::Snoozed | Tab::Done, _) => None,
    }
}

impl Tabs {
    fn change(&mut self, key: Key16, old: Option<Placed<'_>>, new: Option<Placed<'_>>) {
        for (tab, set) in Tab::ALL.into_iter().zip(&mut self.tabs) {
            let was = old.and_then(|(row, promise)| rank_in(tab, row, promise));
            let is = new.and_then(|(row, promise)| rank_in(tab, row, promise));
            if was != is {
                if let Some((group, number)) = was {
                    set.remove(&(group, number, key));
                }
                if let Some((group, number)) = is {
                    set.insert((group, number, key));
                }
            }
        }
    }

    fn counts(&self) -> TabCounts {
        let [waiting, unread, open, snoozed, done, all] = &self.tabs;
        let len = |set: &BTreeSet<Rank>| set.len() as u64;
        TabCounts {
            waiting: len(waiting),
            unread: len(unread),
            open: len(open),
            snoozed: len(snoozed),
            done: len(done),
            all: len(all),
        }
    }
}

impl Inbox {
    /// A conversation changed from `old` to `new`.
    pub fn change(&mut self, key: Key16, old: Option<&Conversation>, new: Option<&Conversation>) {
        let promise = self.promises.get(&key).copied();
        self.place(key, old.map(|row| (row, promise)), new.map(|row| (row, promise)));
    }

    /// Something promised in a conversation is past due since this moment, or nothing any more. `row` is the
    /// conversation as it stands, if it is there.
    pub fn promise(&mut self, key: Key16, since: Option<UtcMillis>, row: Option<&Conversation>) {
        let was = match since {
            Some(since) => self.promises.insert(key, since),
            None => self.promises.remove(&key),
        };
        self.place(key, row.map(|row| (row, was)), row.map(|row| (row, since)));
    }

    /// Since when something promised in a conversation is past due.
    pub fn promised(&self, key: &Key16) -> Option<UtcMillis> {
        self.promises.get(key).copied()
    }

    fn place(&mut self, key: Key16, old: Option<Placed<'_>>, new: Option<Placed<'_>>) {
        self.all.change(key, old, new);
        let old_line = old.map(|(row, _)| &row.target.line);
        let new_line = new.map(|(row, _)| &row.target.line);
        if let Some(line) = old_line.filter(|line| new_line != Some(*line))
            && let Some(tabs) = self.lines.get_mut(line)
        {
            tabs.change(key, old, None);
            if tabs.counts().all == 0 {
                self.lines.remove(line);
            }
        }
        if let Some(line) = new_line {
            let same_line = old.filter(|_| old_line == Some(line));
            if !self.lines.contains_key(line) {
                self.lines.insert(line.clone(), Tabs::default());
            }
            if let Some(tabs) = self.lines.get_mut(line) {
                tabs.change(key, same_line, new);
            }
        }
    }

    /// The order, to be written down.
    pub fn keep(&self) -> KeptInbox {
        let (mut keys, mut numbers, mut lines) = (Vec::new(), HashMap::new(), Vec::new());
        for (line, tabs) in &self.lines {
            let [.., all] = &tabs.tabs;
            lines.push((line.clone(), all.len()));
            for (_, _, key) in all {
                numbers.insert(*key, u32::try_from(keys.len()).unwrap_or(u32::MAX));
                keys.push(*key);
            }
        }
        let numbered = |(group, number, key): &Rank| Some((*group, *number, *numbers.get(key)?));
        let tabs =
            std::array::from_fn(|tab| self.all.tabs.get(tab).into_iter().flatten().filter_map(numbered).collect());
        let promises = self.promises.iter().map(|(key, since)| (*key, since.0)).collect();
        KeptInbox { keys, lines, tabs, promises }
    }

    /// The order that was written down; none if it contradicts itself.
    pub fn from_kept(kept: KeptInbox) -> Option<Self> {
        let KeptInbox { keys, lines, tabs, promises } = kept;
        let mut line_of = Vec::with_capacity(keys.len());
        for (number, (_, conversations)) in lines.iter().enumerate() {
            line_of.extend(std::iter::repeat_n(number, *conversations));
        }
        if line_of.len() != keys.len() {
            return None;
        }
        let mut all = Tabs::default();
        let mut of_lines: Vec<Tabs> = lines.iter().map(|_| Tabs::default()).collect();
        for (tab, ranks) in tabs.into_iter().enumerate() {
            // As large as they get at once: what grows is copied, and a start touches all of that memory for the first time.
            let mut shares = vec![0; of_lines.len()];
            for (_, _, conversation) in &ranks {
                *shares.get_mut(*line_of.get(*conversation as usize)?)? += 1;
            }
            let mut split: Vec<Vec<Rank>> = shares.into_iter().map(Vec::with_capacity).collect();
            let mut whole = Vec::with_capacity(ranks.len());
            for (group, number, conversation) in ranks {
                let rank = (group, number, *keys.get(conversation as usize)?);
                split.get_mut(*line_of.get(conversation as usize)?)?.push(rank);
                whole.push(rank);
            }
            // They come in order, so each set is built at once and not grown.
            *all.tabs.get_mut(tab)? = whole.into_iter().collect();
            for (tabs, ranks) in of_lines.iter_mut().zip(split) {
                *tabs.tabs.get_mut(tab)? = ranks.into_iter().collect();
            }
        }
        let lines = lines.into_iter().map(|(line, _)| line).zip(of_lines).collect();
        let promises = promises.into_iter().map(|(key, since)| (key, UtcMillis(since))).collect();
        Some(Self { all, lines, promises })
    }

    /// Exact counts, of one line or of all.
    pub fn counts(&self, line: Option<&LineId>) -> TabCounts {
        self.of(line).map_or_else(TabCounts::default, Tabs::counts)
    }

    /// The next `limit` conversations of a tab after `cursor`.
    pub fn page(&self, tab: Tab, line: Option<&LineId>, cursor: Option<Rank>, limit: usize) -> Vec<Rank> {
        use std::ops::Bound;
        let Some(tabs) = self.of(line) else { return Vec::new() };
        let [waiting, unread, open, snoozed, done, all] = &tabs.tabs;
        let set = match tab {
            Tab::Waiting => waiting,
            Tab::Unread => unread,
            Tab::Open => open,
            Tab::Snoozed => snoozed,
            Tab::Done => done,
            Tab::All => all,
        };
        let from = cursor.map_or(Bound::Unbounded, Bound::Excluded);
        set.range((from, Bound::Unbounded)).take(limit).copied().collect()
    }

    /// Every line that has a conversation.
    pub fn lines(&self) -> impl Iterator<Item = &LineId> {
        self.lines.keys()
    }

    fn of(&self, line: Option<&LineId>) -> Option<&Tabs> {
        match line {
            None => Some(&self.all),
            Some(line) => self.lines.get(line),
        }
    }
}
