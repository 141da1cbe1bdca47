//! Contacts: the list, one contact's page, changing it, and those that may be the same.

use super::{Result, ask, contact::card, people};
use crate::{
    api::{
        Api,
        wire::{
            ApiError, Code, ContactConflict, ContactFieldKind, ContactFields, ContactIdsReq, ContactNoteReq,
            ContactPage, ContactReq, ContactRow, ContactSaved, ContactSync, ContactTagsReq, ContactsPage, ContactsReq,
            DuplicateGroup, DuplicateReason, DuplicatesPage, LabelledValue, MergePreview, MergeReq, MergedContact,
            Nothing, ResolveContactReq, SaveContactReq, SettleContactReq,
        },
    },
    app::contacts::{ContactState, text_of},
    model::{
        ContactId, Party,
        contact::Contact,
        contact_edit::{self, EditStep},
        event::Labelled,
        merge::value,
        people::RemovalStep,
    },
    quo::FieldDefinition,
    store::{Alike, ContactsQuery, EditRow, ListedContact, Lookalikes, OwnFile, PersonInfo, keys},
};
use std::collections::BTreeSet;

/// Contacts of a page.
const MOST_ROWS: u32 = 200;
/// Groups of contacts that may be the same, shown at one time.
const MOST_GROUPS: usize = 100;

pub async fn contacts_page(api: &Api, req: ContactsReq) -> Result<ContactsPage> {
    let ContactsReq { starting, tag, after, limit } = req;
    let after = match after {
        None => None,
        Some(text) => {
            let bad = || ApiError::new(Code::BadInput, "after is not the next of an earlier page");
            Some(keys::unhex(&text).ok_or_else(bad)?)
        }
    };
    let most = limit.clamp(1, MOST_ROWS) as usize;
    ask(api, move |app| {
        let page = app.contacts_page(&ContactsQuery { starting, tag, after, most })?;
        Ok(ContactsPage {
            rows: page.rows.into_iter().map(listed).collect(),
            next: page.next.as_deref().map(keys::hex),
            total: page.total,
        })
    })
    .await
}

fn listed(row: ListedContact) -> ContactRow {
    let ListedContact { contact, tags, edit, removal, note: _ } = row;
    let role = value(&contact.role).filter(|role| !role.trim().is_empty()).cloned();
    let email = value(&contact.emails).into_iter().flatten().next().map(|email| email.value.clone());
    let party = contact.numbers().into_iter().next();
    let contact_id = Some(contact.id.clone());
    // A contact without a number has no party; its name stands for it.
    let numberless = party.is_none();
    let party = party.unwrap_or_else(|| Party::Other(contact.name().unwrap_or_default()));
    let mut person = people::person_of(PersonInfo { party, contact: Some(contact), contact_id });
    if numberless {
        person.number = String::new();
    }
    ContactRow { person, role, email, tags, sync: sync(edit.as_ref(), removal.as_ref()) }
}

fn sync(edit: Option<&EditRow>, removal: Option<&RemovalStep>) -> ContactSync {
    if let Some(RemovalStep::Refused { reason, at: _ }) = removal {
        return ContactSync::Failed { reason: reason.clone() };
    }
    match edit.map(|row| &row.step) {
        None | Some(EditStep::Pushed { .. } | EditStep::Dropped { .. }) => ContactSync::InQuo,
        Some(EditStep::Pending { reason, due_at: _ }) => ContactSync::Waiting { reason: reason.clone() },
        Some(EditStep::Conflict { .. }) => ContactSync::Conflict,
        Some(EditStep::Failed { reason }) => ContactSync::Failed { reason: reason.clone() },
        Some(EditStep::Kept) => ContactSync::OnlyHere,
    }
}

pub async fn contact_page(api: &Api, req: ContactReq) -> Result<ContactPage> {
    ask(api, move |app| {
        let id = ContactId(req.contact_id);
        let found = card(&app.store, &id)?;
        let card = found.ok_or_else(|| ApiError::new(Code::NotFound, "there is no such contact"))?;
        let ContactState { own, fields } = app.contact_state(&id)?;
        let OwnFile { id: _, tags, note, edit, removal, merged, sources: _ } = own;
        let conflict = match edit.as_ref().map(|row| (&row.edit.wanted, &row.step)) {
            Some((wanted, EditStep::Conflict { theirs, names })) => names
                .iter()
                .map(|name| ContactConflict {
                    name: name.clone(),
                    mine: text_of(wanted, name),
                    theirs: text_of(theirs, name),
                })
                .collect(),
            Some(_) | None => Vec::new(),
        };
        let mut merged_rows = Vec::new();
        for id in merged {
            if let Some(contact) = app.store.contact_alone(&id)? {
                merged_rows.push(MergedContact {
                    id: id.0,
                    name: contact.name().unwrap_or_default(),
                    numbers: contact.numbers().iter().map(Party::display).collect(),
                });
            }
        }
        let kind = |FieldDefinition { key: _, name, kind }| ContactFieldKind { name, kind };
        Ok(ContactPage {
            card,
            fields: fields_out(fields),
            definitions: app.contact_fields()?.into_iter().map(kind).collect(),
            tags,
            note,
            sync: sync(edit.as_ref(), removal.as_ref()),
            conflict,
            merged: merged_rows,
        })
    })
    .await
}

fn out(entries: Vec<Labelled>) -> Vec<LabelledValue> {
    entries.into_iter().map(|Labelled { label, value }| LabelledValue { label, value }).collect()
}

fn within(entries: Vec<LabelledValue>) -> Vec<Labelled> {
    entries.into_iter().map(|LabelledValue { label, value }| Labelled { label, value }).collect()
}

fn fields_out(fields: contact_edit::ContactFields) -> ContactFields {
    let contact_edit::ContactFields { first_name, last_name, company, role, mut phones, emails, fields } = fields;
    for phone in &mut phones {
        phone.value = Party::parse(&phone.value).display();
    }
    ContactFields {
        first_name,
        last_name,
        company,
        role,
        phones: out(phones),
        emails: out(emails),
        fields: out(fields),
    }
}

pub async fn save_contact(api: &Api, req: SaveContactReq) -> Result<ContactSaved> {
    let SaveContactReq { contact_id, fields } = req;
    let ContactFields { first_name, last_name, company, role, phones, emails, fields } = fields;
    let wanted = contact_edit::ContactFields {
        first_name,
        last_name,
        company,
        role,
        phones: within(phones),
        emails: within(emails),
        fields: within(fields),
    };
    let saved = api.app.save_contact(contact_id.map(ContactId), wanted).await?;
    Ok(ContactSaved { contact_id: saved.0 })
}

pub async fn resolve_contact(api: &Api, req: ResolveContactReq) -> Result<Nothing> {
    api.app.resolve_contact(&ContactId(req.contact_id), &req.mine).await?;
    Ok(Nothing {})
}

pub async fn settle_contact(api: &Api, req: SettleContactReq) -> Result<Nothing> {
    api.app.settle_contact(&ContactId(req.contact_id), req.again).await?;
    Ok(Nothing {})
}

pub async fn set_contact_tags(api: &Api, req: ContactTagsReq) -> Result<Nothing> {
    api.app.tag_contact(&ContactId(req.contact_id), req.tags).await?;
    Ok(Nothing {})
}

pub async fn set_contact_note(api: &Api, req: ContactNoteReq) -> Result<Nothing> {
    api.app.note_contact(&ContactId(req.contact_id), req.text).await?;
    Ok(Nothing {})
}

pub async fn contact_duplicates(api: &Api, _: Nothing) -> Result<DuplicatesPage> {
    ask(api, |app| {
        let mut groups = Vec::new();
        for Lookalikes { why, contacts } in app.store.lookalikes(MOST_GROUPS)? {
            let mut cards = Vec::new();
            for id in &contacts {
                cards.extend(card(&app.store, id)?);
            }
            let why = match why {
                Alike::Number => DuplicateReason::Number,
                Alike::Email => DuplicateReason::Email,
                Alike::Name => DuplicateReason::Name,
            };
            groups.push(DuplicateGroup { why, contacts: cards });
        }
        Ok(DuplicatesPage { groups })
    })
    .await
}

pub async fn merge_preview(api: &Api, req: MergeReq) -> Result<MergePreview> {
    ask(api, move |app| {
        let gone: Vec<ContactId> = req.gone.into_iter().map(ContactId).collect();
        let (kept, gone) = app.to_merge(&ContactId(req.kept), &gone)?;
        let whole = app.store.contact_as_merged(&kept.id, &gone)?;
        let whole = whole.ok_or_else(|| ApiError::new(Code::NotFound, "there is no such contact"))?;
        // Two contacts with one number share its conversations.
        let (mut tags, mut conversations) = (Vec::new(), BTreeSet::new());
        for id in std::iter::once(&kept.id).chain(&gone) {
            let Some(file) = app.store.contact(id, usize::MAX)? else { continue };
            conversations.extend(file.conversations.iter().map(|conversation| conversation.id.clone()));
            tags.extend(app.store.contact_own(id, &file.numbers)?.tags);
        }
        tags.sort();
        tags.dedup();
        Ok(preview(&whole, tags, conversations.len() as u64))
    })
    .await
}

fn preview(contact: &Contact, tags: Vec<String>, conversations: u64) -> MergePreview {
    let fields = fields_out(contact_edit::ContactFields::of(contact));
    let name = contact.name().unwrap_or_default();
    MergePreview {
        company: contact.company().filter(|company| *company != name).map(str::to_owned),
        name,
        role: Some(fields.role).filter(|role| !role.is_empty()),
        phones: fields.phones,
        emails: fields.emails,
        fields: fields.fields,
        tags,
        conversations,
    }
}

pub async fn merge_contacts(api: &Api, req: MergeReq) -> Result<Nothing> {
    let gone: Vec<ContactId> = req.gone.into_iter().map(ContactId).collect();
    api.app.merge_contacts(&ContactId(req.kept), &gone).await?;
    Ok(Nothing {})
}

pub async fn unmerge_contacts(api: &Api, req: ContactIdsReq) -> Result<Nothing> {
    api.app.unmerge_contacts(req.contact_ids.into_iter().map(ContactId).collect()).await?;
    Ok(Nothing {})
}

pub async fn keep_contacts_apart(api: &Api, req: ContactIdsReq) -> Result<Nothing> {
    api.app.keep_contacts_apart(req.contact_ids.into_iter().map(ContactId).collect()).await?;
    Ok(Nothing {})
}
