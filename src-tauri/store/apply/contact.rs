//! Contacts, lines, people of the workspace and follow-ups.

use super::Stage;
use crate::model::contact::{Contact, Line, Task, User};
use crate::model::event::{LineFact, TaskFact, UserFact};
use crate::model::{LineId, Party};
use crate::store::Error;
use crate::store::keys::{self, Tree, hash16, party16};

impl Stage<'_> {
    /// Joins what a source said about a contact; its numbers follow.
    pub(super) fn contact(&mut self, said: Contact) -> Result<(), Error> {
        let key = hash16(said.id.as_str());
        let old: Option<Contact> = self.get(Tree::Contact, &key)?;
        let mut new = old.clone().unwrap_or_else(|| Contact::unknown(said.id.clone()));
        new.absorb(said);
        if old.as_ref() == Some(&new) {
            return Ok(());
        }
        let id = new.id.clone();
        self.put(Tree::Contact, key.to_vec(), &new, 0)?;
        let live = |contact: Option<&Contact>| contact.is_some_and(Contact::is_live);
        match (live(old.as_ref()), new.is_live()) {
            (false, true) => self.totals.contacts = self.totals.contacts.saturating_add(1),
            (true, false) => self.totals.contacts = self.totals.contacts.saturating_sub(1),
            (true, true) | (false, false) => {}
        }
        let numbers = |contact: &Contact| if contact.is_live() { contact.numbers() } else { Vec::new() };
        let had = old.as_ref().map_or_else(Vec::new, numbers);
        let has = numbers(&new);
        let changed = had.iter().filter(|number| !has.contains(number)).map(|number| (number, false));
        let changed: Vec<(&Party, bool)> =
            changed.chain(has.iter().filter(|number| !had.contains(number)).map(|number| (number, true))).collect();
        for (number, is_new) in changed {
            let row = keys::pair(&party16(number), &key);
            self.with_number_contact(number, |stage| {
                if is_new {
                    stage.put_bare(Tree::ContactNumber, row);
                    Ok(())
                } else {
                    stage.delete(Tree::ContactNumber, row)
                }
            })?;
        }
        self.effects.contacts.insert(id);
        Ok(())
    }

    /// A line's own record.
    pub(super) fn line(&mut self, fact: &LineFact) -> Result<(), Error> {
        self.keep_line(Line::of(fact))?;
        match &fact.number {
            Some(number) => self.learn_line(&fact.id, number, fact.at),
            None => Ok(()),
        }
    }

    pub(super) fn keep_line(&mut self, said: Line) -> Result<(), Error> {
        let key = line_key(&said.id);
        let old: Option<Line> = self.get(Tree::Line, &key)?;
        let mut new = old.clone().unwrap_or_else(|| Line::unknown(said.id.clone()));
        new.absorb(said);
        if old.as_ref() != Some(&new) {
            self.put(Tree::Line, key, &new, 0)?;
            self.effects.settings = true;
        }
        Ok(())
    }

    pub(super) fn user(&mut self, fact: &UserFact) -> Result<(), Error> {
        let key = hash16(fact.id.as_str()).to_vec();
        let said = User::of(fact);
        let old: Option<User> = self.get(Tree::User, &key)?;
        let mut new = old.clone().unwrap_or_else(|| said.clone());
        new.absorb(said);
        if old.as_ref() != Some(&new) {
            self.put(Tree::User, key, &new, 0)?;
            self.effects.settings = true;
        }
        Ok(())
    }

    pub(super) fn task(&mut self, fact: &TaskFact) -> Result<(), Error> {
        let key = hash16(fact.id.as_str()).to_vec();
        let said = Task::of(fact);
        let old: Option<Task> = self.get(Tree::Task, &key)?;
        let mut new = old.clone().unwrap_or_else(|| said.clone());
        new.absorb(said);
        if old.as_ref() != Some(&new) {
            self.put(Tree::Task, key, &new, 0)?;
        }
        Ok(())
    }
}

fn line_key(id: &LineId) -> Vec<u8> {
    hash16(id.as_str()).to_vec()
}
