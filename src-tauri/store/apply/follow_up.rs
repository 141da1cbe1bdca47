//! Follow-ups and saved searches.

use super::Stage;
use crate::model::decision::FollowUpStep;
use crate::model::event::TaskFact;
use crate::model::follow_up::{FollowUp, FollowUpChange, NewFollowUp, quo_id, step_id, step_of, ticked};
use crate::model::item::Item;
use crate::model::merge::{Latest, keep_greater};
use crate::model::saved_search::{SavedSearch, Search};
use crate::model::{FollowUpId, ItemId, SearchId, UtcMillis};
use crate::store::Error;
use crate::store::follow_ups::Standing;
use crate::store::keys::{Key16, Tree, hash16};

/// A follow-up before and after a change, as far as its place in the lists goes.
pub(in crate::store) struct FollowUpMove {
    pub key: Key16,
    pub old: Option<Standing>,
    pub new: Option<Standing>,
}

impl Stage<'_> {
    pub(super) fn make_follow_up(&mut self, new: &NewFollowUp, at: UtcMillis) -> Result<(), Error> {
        self.follow_up(&new.id, |row| row.make(new, at))
    }

    /// A next step's follow-up and its tick are one thing.
    pub(super) fn change_follow_up(&mut self, change: &FollowUpChange, at: UtcMillis) -> Result<(), Error> {
        self.follow_up(&change.id, |row| row.change(change, at))?;
        match (step_of(&change.id), change.done) {
            (Some((call, index)), Some(done)) => self.upsert(Item::Call(Box::new(ticked(&call, index, done, at)))),
            _ => Ok(()),
        }
    }

    /// The same from the other side.
    pub(super) fn tick(&mut self, call: &ItemId, index: u32, done: bool, at: UtcMillis) -> Result<(), Error> {
        self.upsert(Item::Call(Box::new(ticked(call, index, done, at))))?;
        self.follow_up(&step_id(call, index), |row| row.tick(done, at))
    }

    pub(super) fn move_follow_up(&mut self, id: &FollowUpId, step: &FollowUpStep, at: UtcMillis) -> Result<(), Error> {
        self.follow_up(id, |row| match step {
            FollowUpStep::Reminded { due } => keep_greater(&mut row.reminded, Some(Latest { at, value: *due })),
            FollowUpStep::Written { through, refused } => row.write(*through, refused.as_deref()),
        })
    }

    pub(super) fn hear_task(&mut self, fact: &TaskFact) -> Result<(), Error> {
        self.follow_up(&quo_id(&fact.id), |row| row.hear(fact))
    }

    fn follow_up(&mut self, id: &FollowUpId, change: impl FnOnce(&mut FollowUp)) -> Result<(), Error> {
        let key = hash16(id.as_str());
        let old: Option<FollowUp> = self.get(Tree::FollowUp, &key)?;
        let mut new = old.clone().unwrap_or_else(|| FollowUp::unknown(id.clone()));
        change(&mut new);
        if old.as_ref() == Some(&new) {
            return Ok(());
        }
        self.put(Tree::FollowUp, key.to_vec(), &new, 0)?;
        let (was, is) = (old.as_ref().and_then(Standing::of), Standing::of(&new));
        self.effects.follow_ups |= was.is_some() || is.is_some();
        self.follow_ups.push(FollowUpMove { key, old: was, new: is });
        Ok(())
    }

    pub(super) fn save_search(&mut self, id: &SearchId, search: Option<&Search>, at: UtcMillis) -> Result<(), Error> {
        let key = hash16(id.as_str()).to_vec();
        let old: Option<SavedSearch> = self.get(Tree::SavedSearch, &key)?;
        let mut new = old.clone().unwrap_or_else(|| SavedSearch::unknown(id.clone(), at));
        new.decide(search.cloned(), at);
        if old.as_ref() != Some(&new) {
            self.put(Tree::SavedSearch, key, &new, 0)?;
            self.effects.settings = true;
        }
        Ok(())
    }
}
