//! Follow-ups and saved searches.

use super::Stage;
use crate::model::decision::FollowUpStep;
use crate::model::event::TaskFact;
use crate::model::follow_up::{FollowUp, FollowUpChange, NewFollowUp, quo_id, step_id, step_of, ticked};
use crate::model::item::Item;
use crate::model::merge::{Latest, keep_greater};
use crate::model::saved_search::{SavedSearch, Search};
use crate::model::{FollowUpId, ItemId, SearchId, TaskId, UtcMillis};
use crate::store::Error;
use crate::store::follow_ups::Standing;
use crate::store::keys::{Key16, Tree, hash16};
use crate::store::query::whereabouts;

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
            FollowUpStep::Creating => keep_greater(&mut row.creating, Some(at)),
            FollowUpStep::Created { task, through } => row.create(task, *through),
        })?;
        match step {
            FollowUpStep::Created { task, .. } => self.join_task(id, task),
            _ => Ok(()),
        }
    }

    /// Quo may have spoken of the task before it was known to be made from a follow-up.
    fn join_task(&mut self, id: &FollowUpId, task: &TaskId) -> Result<(), Error> {
        let of_task = quo_id(task);
        let key = hash16(of_task.as_str());
        let mut alone: FollowUp = self.get(Tree::FollowUp, &key)?.unwrap_or_else(|| FollowUp::unknown(of_task.clone()));
        if alone.became.is_some() || of_task == *id {
            return Ok(());
        }
        let was = Standing::of(&alone);
        self.follow_up(id, |row| row.take_over(&mut alone))?;
        self.put(Tree::FollowUp, key.to_vec(), &alone, 0)?;
        self.follow_ups.push(FollowUpMove { key, old: was, new: Standing::of(&alone) });
        Ok(())
    }

    pub(super) fn hear_task(&mut self, fact: &TaskFact) -> Result<(), Error> {
        self.follow_up(&quo_id(&fact.id), |row| row.hear(fact))
    }

    fn follow_up(&mut self, id: &FollowUpId, change: impl FnOnce(&mut FollowUp)) -> Result<(), Error> {
        let (mut id, mut key) = (id.clone(), hash16(id.as_str()));
        let mut old: Option<FollowUp> = self.get(Tree::FollowUp, &key)?;
        // One step: what a task was made from is never a task that was made from something.
        if let Some(other) = old.as_mut().and_then(|row| row.became.take()) {
            (id, key) = (other.clone(), hash16(other.as_str()));
            old = self.get(Tree::FollowUp, &key)?;
        }
        let mut new = old.clone().unwrap_or_else(|| FollowUp::unknown(id));
        change(&mut new);
        if old.as_ref() == Some(&new) {
            return Ok(());
        }
        self.put(Tree::FollowUp, key.to_vec(), &new, 0)?;
        let (was, is) = (old.as_ref().and_then(Standing::of), Standing::of(&new));
        // A promise past due is one of the conversation's reasons to wait.
        for row in old.iter().chain([&new]).filter(|row| row.past_due().is_some()) {
            let place = self.view(|view| whereabouts(&view, row))?.1;
            self.effects.conversations.extend(place.map(|(conversation, _)| conversation));
        }
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
