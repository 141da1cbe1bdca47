//! A contact, merged from everything that was ever said about it; lines and people of the workspace likewise.

use super::event::{ContactFact, Labelled, LineFact, TaskFact, UserFact};
use super::merge::{Latest, keep_greater, value};
use super::{ContactId, ItemId, LineId, Party, TaskId, UserId, UtcMillis};
use serde::{Deserialize, Serialize};

/// A contact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// Which contact.
    pub id: ContactId,
    /// Given name.
    pub first_name: Option<Latest<String>>,
    /// Family name.
    pub last_name: Option<Latest<String>>,
    /// Firm.
    pub company: Option<Latest<String>>,
    /// Role.
    pub role: Option<Latest<String>>,
    /// Numbers.
    pub phones: Option<Latest<Vec<Labelled>>>,
    /// E-mail addresses.
    pub emails: Option<Latest<Vec<Labelled>>>,
    /// Custom fields.
    pub fields: Option<Latest<Vec<Labelled>>>,
    /// When it was last said to be so.
    pub said_at: Option<UtcMillis>,
    /// When it was last said to be deleted.
    pub deleted_at: Option<UtcMillis>,
}

impl Contact {
    /// A contact of which nothing is known.
    #[must_use]
    pub fn unknown(id: ContactId) -> Self {
        Self {
            id,
            first_name: None,
            last_name: None,
            company: None,
            role: None,
            phones: None,
            emails: None,
            fields: None,
            said_at: None,
            deleted_at: None,
        }
    }

    /// What one source said.
    #[must_use]
    pub fn of(fact: &ContactFact) -> Self {
        let ContactFact { id, first_name, last_name, company, role, phones, emails, fields, at } = fact;
        let at = *at;
        Self {
            id: id.clone(),
            first_name: Latest::said(at, first_name.clone()),
            last_name: Latest::said(at, last_name.clone()),
            company: Latest::said(at, company.clone()),
            role: Latest::said(at, role.clone()),
            phones: Latest::said(at, phones.clone()),
            emails: Latest::said(at, emails.clone()),
            fields: Latest::said(at, fields.clone()),
            said_at: Some(at),
            deleted_at: None,
        }
    }

    /// That it was deleted.
    #[must_use]
    pub fn deleted(id: ContactId, at: UtcMillis) -> Self {
        Self { deleted_at: Some(at), ..Self::unknown(id) }
    }

    /// Joins what is known of the same contact from elsewhere.
    pub fn absorb(&mut self, other: Self) {
        let Self { id: _, first_name, last_name, company, role, phones, emails, fields, said_at, deleted_at } = other;
        keep_greater(&mut self.first_name, first_name);
        keep_greater(&mut self.last_name, last_name);
        keep_greater(&mut self.company, company);
        keep_greater(&mut self.role, role);
        keep_greater(&mut self.phones, phones);
        keep_greater(&mut self.emails, emails);
        keep_greater(&mut self.fields, fields);
        keep_greater(&mut self.said_at, said_at);
        keep_greater(&mut self.deleted_at, deleted_at);
    }

    /// Whether it is there: known, and not deleted since.
    #[must_use]
    pub fn is_live(&self) -> bool {
        self.said_at.is_some() && self.said_at > self.deleted_at
    }

    /// Given and family name, else the firm, else nothing.
    #[must_use]
    pub fn name(&self) -> Option<String> {
        let person = [value(&self.first_name), value(&self.last_name)]
            .into_iter()
            .flatten()
            .map(|part| part.trim())
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" ");
        if !person.is_empty() {
            return Some(person);
        }
        self.company().map(str::to_owned)
    }

    /// The firm.
    #[must_use]
    pub fn company(&self) -> Option<&str> {
        value(&self.company).map(|company| company.trim()).filter(|company| !company.is_empty())
    }

    /// Its numbers, each once, as far as they are numbers.
    #[must_use]
    pub fn numbers(&self) -> Vec<Party> {
        let mut numbers: Vec<Party> = value(&self.phones)
            .into_iter()
            .flatten()
            .map(|phone| Party::parse(&phone.value))
            .filter(|party| party.phone().is_some())
            .collect();
        numbers.sort();
        numbers.dedup();
        numbers
    }
}

/// A line of the workspace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Which line.
    pub id: LineId,
    /// Its number.
    pub number: Option<Latest<Party>>,
    /// Its name.
    pub name: Option<Latest<String>>,
    /// Its symbol (an emoji).
    pub symbol: Option<Latest<String>>,
    /// A name of our own, which stands above Quo's.
    pub own_name: Option<Latest<String>>,
}

impl Line {
    /// A line of which nothing is known.
    #[must_use]
    pub fn unknown(id: LineId) -> Self {
        Self { id, number: None, name: None, symbol: None, own_name: None }
    }

    /// Our own name, else Quo's.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        let names = [value(&self.own_name), value(&self.name)];
        names.into_iter().flatten().map(|name| name.trim()).find(|name| !name.is_empty())
    }

    /// What one source said.
    #[must_use]
    pub fn of(fact: &LineFact) -> Self {
        let LineFact { id, number, name, symbol, at } = fact;
        Self {
            id: id.clone(),
            number: Latest::said(*at, number.clone()),
            name: Latest::said(*at, name.clone()),
            symbol: Latest::said(*at, symbol.clone()),
            own_name: None,
        }
    }

    /// Joins what is known of the same line from elsewhere.
    pub fn absorb(&mut self, other: Self) {
        let Self { id: _, number, name, symbol, own_name } = other;
        keep_greater(&mut self.own_name, own_name);
        keep_greater(&mut self.number, number);
        keep_greater(&mut self.name, name);
        keep_greater(&mut self.symbol, symbol);
    }
}

/// A person of the workspace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// Which person.
    pub id: UserId,
    /// Name for showing.
    pub name: Latest<String>,
}

impl User {
    /// What one source said.
    #[must_use]
    pub fn of(fact: &UserFact) -> Self {
        let UserFact { id, name, at } = fact;
        Self { id: id.clone(), name: Latest { at: *at, value: name.clone() } }
    }

    /// Joins what is known of the same person from elsewhere.
    pub fn absorb(&mut self, other: Self) {
        keep_greater(&mut self.name, other.name);
    }
}

/// A follow-up at Quo.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// Which one.
    pub id: TaskId,
    /// Quo's word for the last change.
    pub change: Latest<String>,
    /// Title.
    pub title: Option<Latest<String>>,
    /// Description.
    pub description: Option<Latest<String>>,
    /// Due moment.
    pub due_at: Option<Latest<UtcMillis>>,
    /// Text or call it belongs to.
    pub activity: Option<Latest<ItemId>>,
}

impl Task {
    /// What one source said.
    #[must_use]
    pub fn of(fact: &TaskFact) -> Self {
        let TaskFact { id, change, title, description, due_at, activity, place: _, at } = fact;
        Self {
            id: id.clone(),
            change: Latest { at: *at, value: change.clone() },
            title: Latest::said(*at, title.clone()),
            description: Latest::said(*at, description.clone()),
            due_at: Latest::said(*at, *due_at),
            activity: Latest::said(*at, activity.clone()),
        }
    }

    /// Joins what is known of the same follow-up from elsewhere.
    pub fn absorb(&mut self, other: Self) {
        let Self { id: _, change, title, description, due_at, activity } = other;
        keep_greater(&mut self.change, change);
        keep_greater(&mut self.title, title);
        keep_greater(&mut self.description, description);
        keep_greater(&mut self.due_at, due_at);
        keep_greater(&mut self.activity, activity);
    }
}
