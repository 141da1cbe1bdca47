//! Follow-ups and saved searches.

use super::call::item_at;
use super::{all, by_key};
use crate::model::follow_up::{FollowUp, Source};
use crate::model::merge::value;
use crate::model::place::Target;
use crate::model::saved_search::SavedSearch;
use crate::model::{ContactId, ConversationId, FollowUpId, ItemId, Party, UtcMillis};
use crate::store::engine::Span;
use crate::store::follow_ups::{FollowUpCounts, Rank};
use crate::store::keys::{self, AliasKind, Key16, Tree, hash16, hex, party16, unhex};
use crate::store::layer::View;
use crate::store::record::Claims;
use crate::store::{Error, Store};
use std::collections::BTreeSet;

/// The most rows of one page.
const MOST_ROWS: usize = 2_000;
/// Saved searches that are listed.
const MOST_SEARCHES: usize = 200;
/// Tasks of Quo's that are looked at for one contact.
const MOST_AT_QUO: usize = 1_000;

/// A follow-up with where it belongs now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedFollowUp {
    /// The follow-up.
    pub row: FollowUp,
    /// The conversation it is about, if there is one.
    pub conversation: Option<ConversationId>,
    /// That conversation's line and people.
    pub target: Option<Target>,
    /// The text, call or note it comes from.
    pub item: Option<ItemId>,
}

/// Text or call that a follow-up comes from, and the conversation it is about.
type Whereabouts = (Option<ItemId>, Option<(ConversationId, Target)>);

/// A page of follow-ups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FollowUpsPage {
    /// In their order.
    pub rows: Vec<ListedFollowUp>,
    /// Where the next page begins; none at the end.
    pub next: Option<String>,
}

impl Store {
    /// A page of the open ones by their moment, or of the done ones, the last one done first.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn follow_ups_page(&self, done: bool, cursor: Option<&str>, limit: usize) -> Result<FollowUpsPage, Error> {
        self.view(|view, state| {
            let limit = limit.clamp(1, MOST_ROWS);
            let cursor = cursor.and_then(rank_of);
            let wanted = limit.saturating_add(1);
            let mut ranks =
                if done { state.follow_ups.done(cursor, wanted) } else { state.follow_ups.open(cursor, wanted) };
            let more = ranks.len() > limit;
            ranks.truncate(limit);
            let next = ranks.last().filter(|_| more).map(text_of);
            let rows = listed(view, ranks.iter().map(|(_, _, key)| key))?;
            Ok(FollowUpsPage { rows, next })
        })
    }

    /// Exact counts, where the day ends at `day_ends`.
    #[must_use]
    pub fn follow_up_counts(&self, now: UtcMillis, day_ends: UtcMillis) -> FollowUpCounts {
        self.state(|state| state.follow_ups.counts(now, day_ends))
    }

    /// Everything about these people or this contact: open ones by their moment, then done ones.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn follow_ups_about(
        &self,
        people: &[Party],
        contact: Option<&ContactId>,
        most: usize,
    ) -> Result<Vec<ListedFollowUp>, Error> {
        self.view(|view, state| {
            let mut about: BTreeSet<Key16> = people.iter().map(party16).collect();
            about.extend(contact.map(|contact| hash16(contact.as_str())));
            let mut rows = listed(view, state.follow_ups.about(&about).iter())?;
            let at_quo = listed(view, state.follow_ups.at_quo().iter().take(MOST_AT_QUO))?;
            let theirs = |row: &ListedFollowUp| {
                let others = row.target.as_ref().map(|target| target.others.as_slice()).unwrap_or_default();
                row.row.is_shown() && others.iter().any(|party| people.contains(party))
            };
            rows.extend(at_quo.into_iter().filter(theirs));
            rows.sort_by_cached_key(|listed| (order_of(&listed.row), listed.row.id.clone()));
            rows.dedup_by(|one, other| one.row.id == other.row.id);
            rows.truncate(most);
            Ok(rows)
        })
    }

    /// One follow-up, whether it is on the list or not.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn follow_up(&self, id: &FollowUpId) -> Result<Option<FollowUp>, Error> {
        self.view(|view, _| {
            let row: Option<FollowUp> = by_key(view, Tree::FollowUp, &hash16(id.as_str()))?;
            match row.as_ref().and_then(|row| row.became.as_ref()) {
                Some(other) => by_key(view, Tree::FollowUp, &hash16(other.as_str())),
                None => Ok(row),
            }
        })
    }

    /// Those of which Quo is to make a task, at most `most`, each with its conversation; without those in `except`.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn follow_ups_without_task(
        &self,
        except: &BTreeSet<FollowUpId>,
        most: usize,
    ) -> Result<Vec<(FollowUp, Option<ConversationId>)>, Error> {
        self.view(|view, state| {
            let mut found = Vec::new();
            for key in state.follow_ups.wants_task() {
                let Some(row) = by_key::<FollowUp>(view, Tree::FollowUp, key)? else { continue };
                if !except.contains(&row.id) {
                    let place = whereabouts(view, &row)?.1;
                    found.push((row, place.map(|(conversation, _)| conversation)));
                }
                if found.len() >= most {
                    break;
                }
            }
            Ok(found)
        })
    }

    /// Those that fell due and of which nobody was reminded.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn follow_ups_to_remind(&self, now: UtcMillis, most: usize) -> Result<Vec<FollowUp>, Error> {
        self.view(|view, state| {
            let keys = state.follow_ups.to_remind(now, most);
            Ok(listed(view, keys.iter())?.into_iter().map(|listed| listed.row).collect())
        })
    }

    /// When the next one falls due of which nobody was reminded.
    #[must_use]
    pub fn next_reminder(&self) -> Option<UtcMillis> {
        self.state(|state| state.follow_ups.next_reminder())
    }

    /// Those that are due and of which somebody was reminded, the last first.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn follow_ups_reminded(&self, most: usize) -> Result<Vec<ListedFollowUp>, Error> {
        self.view(|view, state| listed(view, state.follow_ups.reminded(most).iter()))
    }

    /// Those of which Quo is to hear something.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn follow_ups_for_quo(&self, most: usize) -> Result<Vec<FollowUp>, Error> {
        self.view(|view, state| {
            let keys = state.follow_ups.for_quo(most);
            Ok(listed(view, keys.iter())?.into_iter().map(|listed| listed.row).collect())
        })
    }

    /// Tasks of Quo's that are known, and those of them of which the words are not.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn tasks_at_quo(&self) -> Result<(u64, Vec<FollowUp>), Error> {
        self.view(|view, state| {
            let keys = state.follow_ups.at_quo();
            let rows = listed(view, keys.iter().take(MOST_ROWS))?;
            let bare = rows.into_iter().map(|listed| listed.row).filter(|row| {
                row.quo.as_ref().is_some_and(|quo| quo.title.is_none() && value(&quo.gone) != Some(&true))
            });
            Ok((keys.len() as u64, bare.collect()))
        })
    }

    /// Every saved search, in the order in which they were saved; those of one moment by name.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn saved_searches(&self) -> Result<Vec<SavedSearch>, Error> {
        self.view(|view, _| {
            let mut searches: Vec<SavedSearch> = all(view, Tree::SavedSearch, &Span::all(), MOST_SEARCHES)?;
            searches.retain(|saved| saved.search().is_some());
            searches.sort_by(|a, b| (a.made_at, a.search(), &a.id).cmp(&(b.made_at, b.search(), &b.id)));
            Ok(searches)
        })
    }

    /// A saved search, removed or not.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn saved_search(&self, id: &crate::model::SearchId) -> Result<Option<SavedSearch>, Error> {
        self.view(|view, _| by_key(view, Tree::SavedSearch, &hash16(id.as_str())))
    }
}

fn order_of(row: &FollowUp) -> (bool, i64, i64) {
    match row.done_at() {
        None => (false, row.due().map_or(i64::MAX, |due| due.0), row.made_at().0),
        Some(done) => (true, done.0.saturating_neg(), row.made_at().0),
    }
}

fn listed<'a>(view: &View<'_>, keys: impl IntoIterator<Item = &'a Key16>) -> Result<Vec<ListedFollowUp>, Error> {
    let mut rows = Vec::new();
    for key in keys {
        let Some(row) = by_key::<FollowUp>(view, Tree::FollowUp, key)? else { continue };
        let (item, target) = whereabouts(view, &row)?;
        let (conversation, target) = target.unzip();
        rows.push(ListedFollowUp { row, conversation, target, item });
    }
    Ok(rows)
}

/// Where an open follow-up whose moment is over is waited for: the conversation, and since when.
pub(in crate::store) fn promise_at(view: &View<'_>, key: &Key16) -> Result<Option<(Key16, UtcMillis)>, Error> {
    let Some(row) = by_key::<FollowUp>(view, Tree::FollowUp, key)? else { return Ok(None) };
    let Some(due) = row.past_due() else { return Ok(None) };
    let conversation = whereabouts(view, &row)?.1.and_then(|(id, _)| keys::conversation16(&id));
    Ok(conversation.map(|conversation| (conversation, due)))
}

/// Text or call that a follow-up comes from, and the conversation it is about.
pub(in crate::store) fn whereabouts(view: &View<'_>, row: &FollowUp) -> Result<Whereabouts, Error> {
    let item = match (row.source(), &row.quo) {
        (Some(Source::Item { item }), _) => Some(item.clone()),
        (Some(Source::Step { call, .. }), _) => Some(call.clone()),
        (Some(Source::Hand), _) | (None, None) => None,
        (None, Some(quo)) => value(&quo.activity).cloned(),
    };
    // Where the item stands now counts more than where it stood when the follow-up was made.
    let placed = match &item {
        Some(item) => item_at(view, item)?.and_then(|(_, conversation, target)| conversation.zip(target)),
        None => None,
    };
    let place = match placed {
        Some(placed) => Some(placed),
        None => place_of(view, row)?.map(|target| (target.id(), target)),
    };
    Ok((item, place))
}

/// The conversation as it was when the follow-up was made, or as Quo names it.
fn place_of(view: &View<'_>, row: &FollowUp) -> Result<Option<Target>, Error> {
    if let Some(made) = &row.made {
        return Ok(made.value.place.clone());
    }
    let Some(quo) = &row.quo else { return Ok(None) };
    let Some(conversation) = value(&quo.conversation) else { return Ok(None) };
    let alias = keys::alias(AliasKind::Quo, conversation.as_str());
    let Some(claims) = by_key::<Claims>(view, Tree::Alias, &alias)? else { return Ok(None) };
    let line = value(&quo.line).or(claims.lines.last()).cloned();
    Ok(line.zip(claims.others.last().cloned()).map(|(line, others)| Target::new(line, others)))
}

fn text_of((sorted, made, key): &Rank) -> String {
    format!("{sorted}.{made}.{}", hex(key))
}

fn rank_of(text: &str) -> Option<Rank> {
    let mut parts = text.split('.');
    let (sorted, made, key) = (parts.next()?, parts.next()?, parts.next()?);
    Some((sorted.parse().ok()?, made.parse().ok()?, unhex(key)?.try_into().ok()?))
}
