//! The list of contacts, what is ours about them, who may be the same, and what waits to be written to Quo.

use super::{all, by_key, number_contact};
use crate::model::contact::Contact;
use crate::model::event::Labelled;
use crate::model::merge::{Latest, value};
use crate::model::people::RemovalStep;
use crate::model::{ContactId, Party};
use crate::store::engine::{Order, Span};
use crate::store::keys::{self, Key16, Tree, hash16, second16};
use crate::store::layer::View;
use crate::store::record::{EditRow, InboxPush, OwnContact};
use crate::store::{Error, Store};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

/// Contacts that went into one.
const MOST_MERGED: usize = 64;
/// Steps from a contact to the one that stands for it.
const MOST_STEPS: usize = 8;
/// Marks that wait.
const MOST_WAITING: usize = 1_000;
/// Contacts that share an address or a number and are shown as one group.
const MOST_ALIKE: usize = 16;

/// Which contacts to list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ContactsQuery {
    /// Every word of it stands in the name, the firm, the role, an address or a number.
    pub starting: String,
    /// Those with this tag.
    pub tag: Option<String>,
    /// After this place of an earlier page.
    pub after: Option<Vec<u8>>,
    /// Contacts of a page.
    pub most: usize,
}

/// A contact in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedContact {
    /// The contact, with what went into it.
    pub contact: Contact,
    /// Its tags.
    pub tags: Vec<String>,
    /// The newest change of it.
    pub edit: Option<EditRow>,
    /// How far deleting it has come, if somebody wanted that.
    pub removal: Option<RemovalStep>,
    /// Its note.
    pub note: String,
}

/// A page of the list by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactsPage {
    /// The contacts.
    pub rows: Vec<ListedContact>,
    /// The place of the next page; `None` at the end.
    pub next: Option<Vec<u8>>,
    /// Contacts on all pages.
    pub total: u64,
}

/// What is ours about a contact, those that went into it included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnFile {
    /// The contact that stands for the one that was asked for.
    pub id: ContactId,
    /// Tags.
    pub tags: Vec<String>,
    /// Note.
    pub note: String,
    /// The newest change of it.
    pub edit: Option<EditRow>,
    /// How far deleting it has come, if somebody wanted that.
    pub removal: Option<RemovalStep>,
    /// Contacts that went into it.
    pub merged: Vec<ContactId>,
    /// Everyone whose tags and note are shown here: itself, those that went into it, its numbers before they had a name.
    pub sources: Vec<ContactId>,
}

/// What contacts have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Alike {
    /// A number.
    Number,
    /// An e-mail address.
    Email,
    /// Name and firm.
    Name,
}

/// Contacts that may be the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lookalikes {
    /// What they have in common.
    pub why: Alike,
    /// The contacts, oldest first.
    pub contacts: Vec<ContactId>,
}

fn own(view: &View<'_>, id: &ContactId) -> Result<Option<OwnContact>, Error> {
    by_key(view, Tree::ContactOwn, &hash16(id.as_str()))
}

/// The contact that stands for `id`: itself, unless it was merged, or Quo came to know it under another id.
pub(in crate::store) fn root(view: &View<'_>, id: &ContactId) -> Result<ContactId, Error> {
    let mut here = id.clone();
    for _ in 0..MOST_STEPS {
        match own(view, &here)?.as_ref().and_then(OwnContact::stands_for_it) {
            Some(next) if next != id => here = next.clone(),
            _ => break,
        }
    }
    Ok(here)
}

/// Everyone that went into `id`, at any remove.
fn merged_into(view: &View<'_>, id: &ContactId) -> Result<Vec<ContactId>, Error> {
    let (mut found, mut open) = (Vec::new(), vec![id.clone()]);
    while let Some(next) = open.pop() {
        for row in view.keys(Tree::ContactMerged, &Span::prefix(&hash16(next.as_str())), MOST_MERGED)? {
            let Some(key) = second16(&row) else { continue };
            let Some(gone) = by_key::<OwnContact>(view, Tree::ContactOwn, &key)? else { continue };
            if gone.id != *id && !found.contains(&gone.id) && found.len() < MOST_MERGED {
                found.push(gone.id.clone());
                open.push(gone.id);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// The contact that stands for this one, with everything that went into it; `None` if it is not there any more.
pub(super) fn standing(view: &View<'_>, contact: Contact) -> Result<Option<Contact>, Error> {
    let root = root(view, &contact.id)?;
    let contact = if root == contact.id { Some(contact) } else { by_key(view, Tree::Contact, &hash16(root.as_str()))? };
    contact.filter(Contact::is_live).map(|contact| whole(view, contact)).transpose()
}

/// A contact with what those have that went into it: its own comes first, and its names stand where it has any.
pub(in crate::store) fn whole(view: &View<'_>, mut contact: Contact) -> Result<Contact, Error> {
    for id in merged_into(view, &contact.id)? {
        let Some(other) = by_key::<Contact>(view, Tree::Contact, &hash16(id.as_str()))? else { continue };
        if other.is_live() {
            take_in(&mut contact, other);
        }
    }
    Ok(contact)
}

fn take_in(contact: &mut Contact, other: Contact) {
    let unnamed = |contact: &Contact| {
        [&contact.first_name, &contact.last_name]
            .into_iter()
            .all(|part| value(part).is_none_or(|part| part.trim().is_empty()))
    };
    if unnamed(contact) && !unnamed(&other) {
        contact.first_name = other.first_name;
        contact.last_name = other.last_name;
    }
    for (mine, theirs) in [(&mut contact.company, other.company), (&mut contact.role, other.role)] {
        if value(mine).is_none_or(|mine| mine.trim().is_empty()) {
            *mine = theirs;
        }
    }
    for (mine, theirs) in
        [(&mut contact.phones, other.phones), (&mut contact.emails, other.emails), (&mut contact.fields, other.fields)]
    {
        let Some(theirs) = theirs else { continue };
        let held = mine.get_or_insert_with(|| Latest { at: theirs.at, value: Vec::new() });
        for entry in theirs.value {
            if !held.value.iter().any(|known| same(known, &entry)) {
                held.value.push(entry);
            }
        }
    }
}

fn same(one: &Labelled, other: &Labelled) -> bool {
    Party::parse(&one.value).key() == Party::parse(&other.value).key()
        || one.value.trim().eq_ignore_ascii_case(other.value.trim())
}

pub(in crate::store) fn own_file(view: &View<'_>, id: &ContactId, numbers: &[Party]) -> Result<OwnFile, Error> {
    let id = root(view, id)?;
    let merged = merged_into(view, &id)?;
    let mut sources = vec![id.clone()];
    sources.extend(merged.iter().cloned());
    sources.extend(numbers.iter().map(number_contact));
    sources.dedup();
    let (mut tags, mut note, mut edit, mut removal) = (BTreeSet::new(), String::new(), None, None);
    for (place, source) in sources.iter().enumerate() {
        let Some(held) = own(view, source)? else { continue };
        tags.extend(held.tags().iter().cloned());
        if note.is_empty() {
            held.note().clone_into(&mut note);
        }
        if place == 0 {
            removal = held.removal().cloned();
            edit = held.edit;
        }
    }
    Ok(OwnFile { id, tags: tags.into_iter().collect(), note, edit, removal, merged, sources })
}

/// Tags of a party: of the contact that has the number, or of the number itself.
pub(super) fn tags_of(view: &View<'_>, party: &Party) -> Result<Vec<String>, Error> {
    let Some(_) = party.phone() else { return Ok(Vec::new()) };
    let (id, numbers) = match super::people::contact_with(view, party)? {
        Some(contact) => (contact.id.clone(), contact.numbers()),
        None => (number_contact(party), Vec::new()),
    };
    Ok(own_file(view, &id, &numbers)?.tags)
}

/// The numbers of everyone who has a tag.
pub(super) fn numbers_with_tag(view: &View<'_>, tag: &str) -> Result<BTreeSet<Party>, Error> {
    let mut numbers = BTreeSet::new();
    view.scan(Tree::ContactOwn, &Span::all(), Order::Up, &mut |key, row| {
        let own: OwnContact = super::read(view, Tree::ContactOwn, key, row)?;
        if own.tags().iter().any(|held| held == tag)
            && let Some((_, theirs)) = super::people::contact_by_id(view, &own.id)?
        {
            numbers.extend(theirs);
        }
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(numbers)
}

impl Store {
    /// Tags of any of these parties, by name.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn tags_of(&self, parties: &[Party]) -> Result<Vec<String>, Error> {
        self.view(|view, _| {
            let mut tags = BTreeSet::new();
            for party in parties {
                tags.extend(tags_of(view, party)?);
            }
            Ok(tags.into_iter().collect())
        })
    }

    /// What is ours about a contact with these numbers.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn contact_own(&self, id: &ContactId, numbers: &[Party]) -> Result<OwnFile, Error> {
        self.view(|view, _| own_file(view, id, numbers))
    }

    /// What one contact says by itself, without those that went into it; also of one that went into another.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn contact_alone(&self, id: &ContactId) -> Result<Option<Contact>, Error> {
        self.view(|view, _| {
            let contact: Option<Contact> = by_key(view, Tree::Contact, &hash16(id.as_str()))?;
            Ok(contact.filter(Contact::is_live))
        })
    }

    /// The tags that stand with a contact itself.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn contact_tags(&self, id: &ContactId) -> Result<Vec<String>, Error> {
        self.view(|view, _| Ok(own(view, id)?.map(|own| own.tags().to_vec()).unwrap_or_default()))
    }

    /// What contacts would be as one: the first stands, the others go into it.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn contact_as_merged(&self, kept: &ContactId, gone: &[ContactId]) -> Result<Option<Contact>, Error> {
        self.view(|view, _| {
            let Some((mut contact, _)) = super::people::contact_by_id(view, kept)? else { return Ok(None) };
            for id in gone {
                if let Some((other, _)) = super::people::contact_by_id(view, id)? {
                    take_in(&mut contact, other);
                }
            }
            Ok(Some(contact))
        })
    }

    /// Contacts that may be the same, at most `most` groups: first those with the same number, then with the same
    /// e-mail address, then with the same name and firm. Those that somebody keeps apart are left out.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn lookalikes(&self, most: usize) -> Result<Vec<Lookalikes>, Error> {
        self.view(|view, _| {
            let (mut groups, mut told) = (Vec::new(), BTreeSet::new());
            for tree in [Tree::ContactNumber, Tree::ContactMatch] {
                let mut sharing: BTreeMap<Key16, Vec<Key16>> = BTreeMap::new();
                let mut here: Option<(Key16, Vec<Key16>)> = None;
                view.scan(tree, &Span::all(), Order::Up, &mut |key, _| {
                    let first: Option<Key16> = key.get(..16).and_then(|first| first.try_into().ok());
                    let (Some(first), Some(contact)) = (first, second16(key)) else {
                        return Ok(ControlFlow::Continue(()));
                    };
                    match &mut here {
                        Some((held, contacts)) if *held == first => contacts.push(contact),
                        _ => {
                            if let Some((held, contacts)) = here.replace((first, vec![contact]))
                                && contacts.len() > 1
                            {
                                sharing.insert(held, contacts);
                            }
                        }
                    }
                    Ok(ControlFlow::Continue(()))
                })?;
                if let Some((held, contacts)) = here.filter(|(_, contacts)| contacts.len() > 1) {
                    sharing.insert(held, contacts);
                }
                for contacts in sharing.into_values() {
                    let group = group(view, tree, contacts)?;
                    if group.contacts.len() > 1 && told.insert(group.contacts.clone()) {
                        groups.push(group);
                    }
                }
            }
            groups.sort_by(|a, b| (a.why, &a.contacts).cmp(&(b.why, &b.contacts)));
            groups.truncate(most);
            Ok(groups)
        })
    }

    /// Marks of conversations that wait to be written to Quo.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn inbox_pushes_waiting(&self) -> Result<Vec<InboxPush>, Error> {
        self.view(|view, _| all(view, Tree::InboxPush, &Span::all(), MOST_WAITING))
    }
}

/// The contacts behind these keys as one group, without those that somebody keeps apart from the first.
fn group(view: &View<'_>, tree: Tree, keys: Vec<Key16>) -> Result<Lookalikes, Error> {
    let mut contacts: Vec<Contact> = Vec::new();
    for key in keys.into_iter().take(MOST_ALIKE) {
        let Some(contact) = by_key::<Contact>(view, Tree::Contact, &key)? else { continue };
        let Some(contact) = standing(view, contact)? else { continue };
        if !contacts.iter().any(|held| held.id == contact.id) {
            contacts.push(contact);
        }
    }
    contacts.sort_by(|a, b| a.id.cmp(&b.id));
    let mut together: Vec<Contact> = Vec::new();
    for contact in contacts {
        let mut apart = false;
        for held in &together {
            let mut pair = [hash16(held.id.as_str()), hash16(contact.id.as_str())];
            pair.sort_unstable();
            let [first, second] = &pair;
            apart |= view.get(Tree::ContactApart, &keys::pair(first, second))?.is_some();
        }
        if !apart {
            together.push(contact);
        }
    }
    let why = if tree == Tree::ContactNumber {
        Alike::Number
    } else if share_address(&together) {
        Alike::Email
    } else {
        Alike::Name
    };
    Ok(Lookalikes { why, contacts: together.into_iter().map(|contact| contact.id).collect() })
}

fn share_address(contacts: &[Contact]) -> bool {
    let addresses = |contact: &Contact| -> BTreeSet<String> {
        value(&contact.emails).into_iter().flatten().map(|email| email.value.trim().to_lowercase()).collect()
    };
    let mut all = contacts.iter().map(addresses);
    let Some(first) = all.next() else { return false };
    !all.fold(first, |held, next| held.intersection(&next).cloned().collect()).is_empty()
}
