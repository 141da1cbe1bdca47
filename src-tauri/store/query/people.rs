//! Contacts, lines and people of the workspace.

use super::conversation::{ConversationSummary, summary};
use super::{all, by_key, number_contact, number_of_contact};
use crate::model::contact::{Contact, Line, User};
use crate::model::merge::value;
use crate::model::place::number_of_line;
use crate::model::{ContactId, LineId, Party, UserId, UtcMillis};
use crate::store::engine::Span;
use crate::store::keys::{Tree, hash16, party16, second16};
use crate::store::layer::View;
use crate::store::{Error, Store};
use std::collections::BTreeSet;

/// Contacts that may share a number and are looked at.
const MOST_SHARING: usize = 16;
/// Conversations of a contact that are looked at.
const MOST_CONVERSATIONS: usize = 1_000;
/// Lines and people of a workspace.
const MOST_LISTED: usize = 10_000;

/// Who a party is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonInfo {
    /// The party.
    pub party: Party,
    /// The contact that has this number.
    pub contact: Option<Contact>,
    /// Id of that contact, or of the number as a contact of its own; none for short codes and withheld callers.
    pub contact_id: Option<ContactId>,
}

/// A contact with what there is of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactFile {
    /// The contact; for a number that nobody named, nothing but its id.
    pub contact: Contact,
    /// Its numbers.
    pub numbers: Vec<Party>,
    /// Its conversations over all lines, newest first.
    pub conversations: Vec<ConversationSummary>,
    /// Texts in all of them.
    pub messages: u64,
    /// Calls in all of them.
    pub calls: u64,
    /// Moment of the first item ever.
    pub since: Option<UtcMillis>,
}

/// A line as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineInfo {
    /// Which line.
    pub id: LineId,
    /// Our own name, else Quo's, if any.
    pub name: Option<String>,
    /// Its number, if known.
    pub number: Option<Party>,
    /// Its symbol in Quo.
    pub symbol: Option<String>,
}

pub(super) fn contact_with(view: &View<'_>, party: &Party) -> Result<Option<Contact>, Error> {
    if party.phone().is_none() {
        return Ok(None);
    }
    let mut found: Option<Contact> = None;
    for row in view.keys(Tree::ContactNumber, &Span::prefix(&party16(party)), MOST_SHARING)? {
        let Some(key) = second16(&row) else { continue };
        let Some(contact) = by_key::<Contact>(view, Tree::Contact, &key)? else { continue };
        let Some(contact) = super::contacts::standing(view, contact)? else { continue };
        // Quo's ids grow with time: of several that share a number, the oldest contact stands.
        if found.as_ref().is_none_or(|held| contact.id < held.id) {
            found = Some(contact);
        }
    }
    Ok(found)
}

pub(super) fn person(view: &View<'_>, party: &Party) -> Result<PersonInfo, Error> {
    let contact = contact_with(view, party)?;
    let contact_id = match &contact {
        Some(contact) => Some(contact.id.clone()),
        None => party.phone().map(|_| number_contact(party)),
    };
    Ok(PersonInfo { party: party.clone(), contact, contact_id })
}

/// A contact by id: a live one of Quo's, or a number that nobody named and somebody talks with.
pub(super) fn contact_by_id(view: &View<'_>, id: &ContactId) -> Result<Option<(Contact, Vec<Party>)>, Error> {
    if let Some(number) = number_of_contact(id) {
        if let Some(contact) = contact_with(view, &number)? {
            let numbers = contact.numbers();
            return Ok(Some((contact, numbers)));
        }
        let talks = !view.keys(Tree::PartyConversation, &Span::prefix(&party16(&number)), 1)?.is_empty();
        return Ok(talks.then(|| (Contact::unknown(id.clone()), vec![number])));
    }
    let id = super::contacts::root(view, id)?;
    let contact: Option<Contact> = by_key(view, Tree::Contact, &hash16(id.as_str()))?;
    let Some(contact) = contact.filter(Contact::is_live) else { return Ok(None) };
    let contact = super::contacts::whole(view, contact)?;
    let numbers = contact.numbers();
    Ok(Some((contact, numbers)))
}

fn line_info(view: &View<'_>, id: &LineId) -> Result<LineInfo, Error> {
    let line: Option<Line> = by_key(view, Tree::Line, &hash16(id.as_str()))?;
    let line = line.unwrap_or_else(|| Line::unknown(id.clone()));
    Ok(LineInfo {
        id: id.clone(),
        name: line.name().map(str::to_owned),
        number: value(&line.number).cloned().or_else(|| number_of_line(id)),
        symbol: value(&line.symbol).cloned(),
    })
}

impl Store {
    /// A contact with its conversations (at most `most`), by id. The id of a number gives the contact that has the
    /// number, once there is one.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn contact(&self, id: &ContactId, most: usize) -> Result<Option<ContactFile>, Error> {
        self.view(|view, state| {
            let Some((contact, numbers)) = contact_by_id(view, id)? else { return Ok(None) };
            let mut keys = BTreeSet::new();
            for number in &numbers {
                let prefix = Span::prefix(&party16(number));
                let rows = view.keys(Tree::PartyConversation, &prefix, MOST_CONVERSATIONS)?;
                keys.extend(rows.iter().filter_map(|row| second16(row)));
            }
            let mut conversations = Vec::new();
            for key in keys {
                conversations.extend(summary(view, &state.inbox, &key)?);
            }
            conversations.sort_by(|a, b| (b.last_at, &b.id).cmp(&(a.last_at, &a.id)));
            let sum =
                |part: fn(&ConversationSummary) -> u64| conversations.iter().map(part).fold(0, u64::saturating_add);
            let (messages, calls) = (sum(|row| row.messages), sum(|row| row.calls));
            let since = conversations.iter().map(|row| row.first_at).min();
            conversations.truncate(most);
            Ok(Some(ContactFile { contact, numbers, conversations, messages, calls, since }))
        })
    }

    /// The contact that has a party's number.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn contact_by_party(&self, party: &Party) -> Result<Option<Contact>, Error> {
        self.view(|view, _| contact_with(view, party))
    }

    /// Who these parties are, in the same order.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn people(&self, parties: &[Party]) -> Result<Vec<PersonInfo>, Error> {
        self.view(|view, _| parties.iter().map(|party| person(view, party)).collect())
    }

    /// Every line that was named or has a conversation, by id.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn lines(&self) -> Result<Vec<LineInfo>, Error> {
        self.view(|view, state| {
            let named: Vec<Line> = all(view, Tree::Line, &Span::all(), MOST_LISTED)?;
            let mut ids: BTreeSet<LineId> = named.into_iter().map(|line| line.id).collect();
            ids.extend(state.inbox.lines().cloned());
            ids.iter().map(|id| line_info(view, id)).collect()
        })
    }

    /// A line as it is shown, also if nothing was ever said about it.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn line(&self, id: &LineId) -> Result<LineInfo, Error> {
        self.view(|view, _| line_info(view, id))
    }

    /// Every person of the workspace that was named.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn users(&self) -> Result<Vec<User>, Error> {
        self.view(|view, _| {
            let mut users: Vec<User> = all(view, Tree::User, &Span::all(), MOST_LISTED)?;
            users.sort_by(|a, b| a.id.cmp(&b.id));
            Ok(users)
        })
    }

    /// A person of the workspace.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn user(&self, id: &UserId) -> Result<Option<User>, Error> {
        self.view(|view, _| by_key(view, Tree::User, &hash16(id.as_str())))
    }
}
