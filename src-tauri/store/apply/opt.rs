//! Who may be texted: the last word on it stands.

use super::Stage;
use crate::model::Party;
use crate::model::conversation::{OptState, OptVerdict};
use crate::model::merge::Latest;
use crate::store::Error;
use crate::store::keys::{self, Tree, party16};

/// As many conversations of one party are announced as changed.
const MOST_ANNOUNCED: usize = 100;

impl Stage<'_> {
    pub(super) fn opt(&mut self, party: &Party, verdict: Latest<OptVerdict>) -> Result<(), Error> {
        let key = party16(party);
        let old: Option<OptState> = self.get(Tree::Opt, &key)?;
        let mut new = old.clone().unwrap_or_else(|| OptState::new(party.clone(), verdict.clone()));
        new.absorb(verdict);
        if old.as_ref() == Some(&new) {
            return Ok(());
        }
        self.put(Tree::Opt, key.to_vec(), &new, 0)?;
        for row in self.keys(Tree::PartyConversation, &key, MOST_ANNOUNCED)? {
            if let Some(conversation) = keys::second16(&row) {
                self.effects.conversations.insert(keys::conversation_id(&conversation));
            }
        }
        Ok(())
    }
}
