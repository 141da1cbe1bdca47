//! Contacts, lines, people of the workspace and follow-ups.

use super::Stage;
use crate::model::contact::{Contact, Line, Task, User};
use crate::model::event::{LineFact, TaskFact, UserFact};
use crate::model::merge::value;
use crate::model::{LineId, Party};
use crate::store::Error;
use crate::store::keys::{self, Tree, hash16, party16};
use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

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
        let rows = |contact: Option<&Contact>| contact.map_or_else(Vec::new, |contact| found_by(contact, &key));
        let (had, has) = (rows(old.as_ref()), rows(Some(&new)));
        for (tree, row) in had.iter().filter(|row| !has.contains(row)) {
            self.delete(*tree, row.clone())?;
        }
        for (tree, row) in has.into_iter().filter(|row| !had.contains(row)) {
            self.put_bare(tree, row);
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

/// The rows by which a contact is found in the list, and among those who may be the same.
fn found_by(contact: &Contact, key: &keys::Key16) -> Vec<(Tree, Vec<u8>)> {
    if !contact.is_live() {
        return Vec::new();
    }
    let name = contact.name().map(|name| alike(&name)).unwrap_or_default();
    // Contacts without a name come last.
    let listed = if name.is_empty() { "\u{10ffff}" } else { name.as_str() };
    let mut rows = vec![(Tree::ContactName, keys::named(listed, key))];
    let mut matched = |what: String| rows.push((Tree::ContactMatch, keys::pair(&hash16(&what), key)));
    if !name.is_empty() {
        matched(format!("name {name}\u{0}{}", contact.company().map(alike).unwrap_or_default()));
    }
    let mut emails: Vec<String> =
        value(&contact.emails).into_iter().flatten().map(|email| email.value.trim().to_lowercase()).collect();
    emails.sort();
    emails.dedup();
    emails.into_iter().filter(|email| email.contains('@')).for_each(|email| matched(format!("email {email}")));
    rows
}

/// Text as it is compared: small letters without marks, single spaces, nothing but letters and digits.
pub(in crate::store) fn alike(text: &str) -> String {
    let plain: String = text
        .nfkd()
        .filter(|letter| !is_combining_mark(*letter))
        .flat_map(char::to_lowercase)
        .map(|letter| if letter.is_alphanumeric() { letter } else { ' ' })
        .collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn line_key(id: &LineId) -> Vec<u8> {
    hash16(id.as_str()).to_vec()
}
