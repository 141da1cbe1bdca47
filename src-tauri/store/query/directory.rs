//! Contacts by name in memory, with the words they are found by: a list that is filtered at every keystroke reads
//! nothing from the disk but the rows that it shows.
//!
//! It is made when it is first asked for, piece by piece so that nobody waits for it, and follows every change.

use super::contacts::{ContactsPage, ContactsQuery, ListedContact, OwnFile, own_file, root, whole};
use super::people::contact_with;
use super::{by_key, number_of_contact};
use crate::model::ContactId;
use crate::model::contact::Contact;
use crate::model::merge::value;
use crate::store::apply::{alike, read};
use crate::store::engine::{Order, Span};
use crate::store::keys::{self, Key16, Tree, hash16};
use crate::store::layer::View;
use crate::store::record::OwnContact;
use crate::store::{Error, Store};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::{Bound, ControlFlow};
use std::sync::PoisonError;

/// Contacts that are read at one time while it is made.
const AT_ONCE: usize = 1_000;
/// Digits from which on a text may be part of a number.
const LEAST_DIGITS: usize = 2;

/// A tag and how many contacts have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagCount {
    /// The tag.
    pub name: String,
    /// Contacts that have it.
    pub contacts: u64,
}

/// Contacts by name, with the words they are found by.
#[derive(Debug, Default)]
pub struct Directory {
    state: Making,
    /// Changed since they were read.
    stale: BTreeSet<ContactId>,
    rows: BTreeMap<Vec<u8>, Row>,
    /// Where a contact stands in `rows`.
    places: BTreeMap<Key16, Vec<u8>>,
}

#[derive(Debug, Default)]
enum Making {
    #[default]
    Unasked,
    /// Read up to this contact.
    Through(Option<Vec<u8>>),
    Whole,
}

#[derive(Debug)]
struct Row {
    /// Name, firm, role, and addresses, plain.
    words: String,
    /// Addresses as they are.
    emails: String,
    /// Digits of its numbers, with spaces between the numbers.
    digits: String,
    tags: Vec<String>,
}

/// What must be true of a row.
struct Wanted<'a> {
    terms: Vec<(String, String)>,
    /// The whole text as part of a number.
    digits: Option<String>,
    tag: Option<&'a str>,
}

impl Directory {
    /// These contacts changed.
    pub fn note(&mut self, contacts: BTreeSet<ContactId>) {
        if !matches!(self.state, Making::Unasked) {
            self.stale.extend(contacts);
        }
    }

    /// Reads on; whether everything is here.
    fn read_on(&mut self, view: &View<'_>) -> Result<bool, Error> {
        let last = match &self.state {
            Making::Whole => {
                for id in std::mem::take(&mut self.stale) {
                    self.refresh(view, &id)?;
                }
                return Ok(true);
            }
            Making::Unasked => None,
            Making::Through(last) => last.clone(),
        };
        let span = last.as_ref().map_or_else(Span::all, |last| Span::all().after(last));
        let (mut contacts, mut last) = (Vec::new(), last);
        view.scan(Tree::Contact, &span, Order::Up, &mut |key, row| {
            contacts.push(read::<Contact>(view, Tree::Contact, key, row)?.id);
            last = Some(key.to_vec());
            Ok(if contacts.len() < AT_ONCE { ControlFlow::Continue(()) } else { ControlFlow::Break(()) })
        })?;
        self.state = if contacts.len() < AT_ONCE { Making::Whole } else { Making::Through(last) };
        for id in contacts {
            self.put(view, &id)?;
        }
        Ok(false)
    }

    fn refresh(&mut self, view: &View<'_>, id: &ContactId) -> Result<(), Error> {
        if let Some(number) = number_of_contact(id) {
            return match contact_with(view, &number)? {
                Some(contact) => self.put(view, &contact.id),
                None => Ok(()),
            };
        }
        self.put(view, id)?;
        let stands = root(view, id)?;
        if stands == *id { Ok(()) } else { self.put(view, &stands) }
    }

    fn put(&mut self, view: &View<'_>, id: &ContactId) -> Result<(), Error> {
        let key = hash16(id.as_str());
        if let Some(place) = self.places.remove(&key) {
            self.rows.remove(&place);
        }
        let contact: Option<Contact> = by_key(view, Tree::Contact, &key)?;
        let Some(contact) = contact.filter(Contact::is_live) else { return Ok(()) };
        if root(view, id)? != *id {
            return Ok(());
        }
        let contact = whole(view, contact)?;
        let numbers = contact.numbers();
        let OwnFile { tags, .. } = own_file(view, id, &numbers)?;
        let name = contact.name().map(|name| alike(&name)).unwrap_or_default();
        let place = keys::named(if name.is_empty() { LAST } else { &name }, &key);
        let emails: Vec<String> =
            value(&contact.emails).into_iter().flatten().map(|email| email.value.to_lowercase()).collect();
        let emails = emails.join(" ");
        let digits: Vec<&str> =
            numbers.iter().filter_map(|number| number.phone()).map(|number| number.trim_start_matches('+')).collect();
        let texts = [contact.company().map(alike), value(&contact.role).map(|role| alike(role)), Some(alike(&emails))];
        let mut words = name;
        for text in texts.into_iter().flatten() {
            words.push(' ');
            words.push_str(&text);
        }
        self.rows.insert(place.clone(), Row { words, emails, digits: digits.join(" "), tags });
        self.places.insert(key, place);
        Ok(())
    }
}

/// Contacts without a name come last.
pub const LAST: &str = "\u{10ffff}";

impl<'a> Wanted<'a> {
    fn new(text: &str, tag: Option<&'a str>) -> Self {
        let terms = text.split_whitespace().map(|term| (alike(term), term.to_lowercase()));
        let terms = terms.filter(|(plain, _)| !plain.is_empty()).collect();
        let of_number = |letter: char| letter.is_ascii_digit() || " +-().\u{a0}/".contains(letter);
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        // The zeros that stand before a number at home or abroad are no part of it.
        let digits = digits.trim_start_matches('0').to_owned();
        let is_number = digits.len() >= LEAST_DIGITS && text.chars().all(of_number);
        Self { terms, digits: is_number.then_some(digits), tag }
    }

    fn is_all(&self) -> bool {
        self.terms.is_empty() && self.tag.is_none()
    }

    fn fits(&self, row: &Row) -> bool {
        if self.tag.is_some_and(|tag| !row.tags.iter().any(|held| held == tag)) {
            return false;
        }
        if self.digits.as_ref().is_some_and(|digits| row.digits.contains(digits)) {
            return true;
        }
        self.terms.iter().all(|(plain, raw)| row.words.contains(plain) || row.emails.contains(raw))
    }
}

impl Store {
    fn directory<T>(&self, mut ask: impl FnMut(&View<'_>, &Directory) -> Result<T, Error>) -> Result<T, Error> {
        loop {
            let answer = self.view(|view, _| {
                let mut directory = self.shared.directory.lock().unwrap_or_else(PoisonError::into_inner);
                if directory.read_on(view)? { ask(view, &directory).map(Some) } else { Ok(None) }
            })?;
            if let Some(answer) = answer {
                return Ok(answer);
            }
        }
    }

    /// A page of the contacts by name. Those that went into another are not listed; numbers that nobody named
    /// neither.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn contacts_page(&self, query: &ContactsQuery) -> Result<ContactsPage, Error> {
        let wanted = Wanted::new(&query.starting, query.tag.as_deref());
        self.directory(|view, directory| {
            let total = if wanted.is_all() {
                directory.rows.len()
            } else {
                directory.rows.values().filter(|row| wanted.fits(row)).count()
            };
            let from = query.after.as_deref().map_or(Bound::Unbounded, Bound::Excluded);
            let rest = directory.rows.range::<[u8], _>((from, Bound::Unbounded));
            let mut fitting = rest.filter(|(_, row)| wanted.fits(row)).map(|(place, _)| place);
            let (mut rows, mut last) = (Vec::new(), None);
            for place in fitting.by_ref().take(query.most) {
                last = Some(place.clone());
                rows.extend(listed(view, place)?);
            }
            let next = last.filter(|_| fitting.next().is_some());
            Ok(ContactsPage { rows, next, total: total as u64 })
        })
    }

    /// The contacts of a list, all of them, by name.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn contacts_listed(&self, text: &str, tag: Option<&str>) -> Result<Vec<ListedContact>, Error> {
        let wanted = Wanted::new(text, tag);
        self.directory(|view, directory| {
            let fitting = directory.rows.iter().filter(|(_, row)| wanted.fits(row));
            let mut rows = Vec::new();
            for (place, _) in fitting {
                rows.extend(listed(view, place)?);
            }
            Ok(rows)
        })
    }

    /// Every tag that a contact has, by name.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn tags_in_use(&self) -> Result<Vec<TagCount>, Error> {
        self.directory(|view, directory| {
            // Whoever writes from a number that no contact has can have tags, too.
            let alone = tags_of_bare_numbers(view)?;
            let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
            for tag in directory.rows.values().flat_map(|row| &row.tags).chain(&alone) {
                let count = counts.entry(tag).or_default();
                *count = count.saturating_add(1);
            }
            let mut tags: Vec<TagCount> =
                counts.into_iter().map(|(name, contacts)| TagCount { name: name.to_owned(), contacts }).collect();
            tags.sort_by_key(|tag| alike(&tag.name));
            Ok(tags)
        })
    }
}

/// The tags of numbers with which there are conversations and that no contact has, once for each number.
fn tags_of_bare_numbers(view: &View<'_>) -> Result<Vec<String>, Error> {
    let mut tags = Vec::new();
    view.scan(Tree::ContactOwn, &Span::all(), Order::Up, &mut |key, row| {
        let own: OwnContact = read(view, Tree::ContactOwn, key, row)?;
        if !own.tags().is_empty()
            && let Some(number) = number_of_contact(&own.id)
            && contact_with(view, &number)?.is_none()
        {
            tags.extend(own.tags().iter().cloned());
        }
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(tags)
}

fn listed(view: &View<'_>, place: &[u8]) -> Result<Option<ListedContact>, Error> {
    let Some(key) = keys::contact_of_named(place) else { return Ok(None) };
    let contact: Option<Contact> = by_key(view, Tree::Contact, &key)?;
    let Some(contact) = contact else { return Ok(None) };
    let contact = whole(view, contact)?;
    let OwnFile { tags, edit, removal, note, .. } = own_file(view, &contact.id, &contact.numbers())?;
    Ok(Some(ListedContact { contact, tags, edit, removal, note }))
}
