//! Snippets, texts that go out later, drafts and failed texts.

use super::Stage;
use crate::model::conversation::Marks;
use crate::model::decision::SendStep;
use crate::model::item::Item;
use crate::model::place::Target;
use crate::model::schedule::{ScheduleStep, ScheduledText, Snippet};
use crate::model::{ItemId, ScheduledId, SnippetId, UtcMillis};
use crate::store::Error;
use crate::store::keys::{self, Key16, Tree, hash16, item16};
use crate::store::record::{ScheduledRow, SnippetRow};

impl Stage<'_> {
    pub(super) fn save_snippet(&mut self, snippet: &Snippet, position: u64) -> Result<(), Error> {
        let row = SnippetRow { position, snippet: snippet.clone() };
        self.effects.settings = true;
        self.put(Tree::Snippet, hash16(snippet.id.as_str()).to_vec(), &row, 0)
    }

    pub(super) fn remove_snippet(&mut self, id: &SnippetId) -> Result<(), Error> {
        self.effects.settings = true;
        self.delete(Tree::Snippet, hash16(id.as_str()).to_vec())
    }

    /// Words and time of a text that goes out later: set for the first time, or anew.
    pub(super) fn schedule(&mut self, text: &ScheduledText, at: UtcMillis, position: u64) -> Result<(), Error> {
        let row = ScheduledRow { position, since: at, text: text.clone(), step: ScheduleStep::Planned, moved_at: at };
        self.effects.outbox = true;
        self.put(Tree::Scheduled, hash16(text.id.as_str()).to_vec(), &row, 0)
    }

    /// The next step of such a text. With the last one its row goes: from then on the outbox has it, or nobody.
    pub(super) fn move_scheduled(
        &mut self,
        id: &ScheduledId,
        step: &ScheduleStep,
        at: UtcMillis,
        position: u64,
    ) -> Result<(), Error> {
        let key = hash16(id.as_str()).to_vec();
        let held: Option<ScheduledRow> = self.get(Tree::Scheduled, &key)?;
        let Some(mut row) = held.filter(|row| row.position < position) else { return Ok(()) };
        self.effects.outbox = true;
        if step.is_final() {
            return self.delete(Tree::Scheduled, key);
        }
        (row.position, row.step, row.moved_at) = (position, step.clone(), at);
        self.put(Tree::Scheduled, key, &row, 0)
    }

    /// A conversation in which there is nothing yet: its line and its people can be asked for from now on.
    pub(super) fn start_conversation(&mut self, place: &Target) -> Result<(), Error> {
        self.mark(place, Marks::default())
    }

    /// Keeps the list of drafts.
    pub(super) fn follow_draft(&mut self, key: &Key16, marks: &Marks) -> Result<(), Error> {
        let had = self.has(Tree::Drafted, key)?;
        let has = !marks.draft().is_empty();
        if has && !had {
            self.put_bare(Tree::Drafted, key.to_vec());
        } else if had && !has {
            self.delete(Tree::Drafted, key.to_vec())?;
        }
        self.effects.outbox |= had || has;
        Ok(())
    }

    /// Keeps the list of texts that did not arrive.
    pub(super) fn follow_failure(&mut self, key: &Key16, old: Option<&Item>, new: &Item) -> Result<(), Error> {
        let place = |item: &Item| has_failed(item).then(|| keys::place24(item.at(), key).to_vec());
        let (was, is) = (old.and_then(place), place(new));
        if was == is {
            return Ok(());
        }
        if let Some(was) = was {
            self.delete(Tree::Failed, was)?;
        }
        if let Some(is) = is {
            self.put_bare(Tree::Failed, is);
        }
        self.effects.outbox = true;
        Ok(())
    }

    pub(super) fn settle_failure(&mut self, item: &ItemId, settled: bool) -> Result<(), Error> {
        let key = item16(item).to_vec();
        self.effects.outbox = true;
        if settled {
            self.put_bare(Tree::Settled, key);
            return Ok(());
        }
        self.delete(Tree::Settled, key)
    }
}

/// Whether a text of ours did not arrive and nothing more will happen by itself.
fn has_failed(item: &Item) -> bool {
    match item {
        Item::Message(message) => message.outgoing() && message.failed(),
        Item::Outgoing(outgoing) => outgoing.is_shown() && matches!(outgoing.step(), Some(SendStep::Rejected { .. })),
        Item::Call(_) | Item::Note(_) => false,
    }
}
