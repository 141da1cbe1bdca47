//! A contact's card.

use super::{Result, ask, people};
use crate::{
    api::{
        Api,
        wire::{ApiError, Code, ContactCard, ContactReq, LabelledValue},
    },
    model::{ContactId, Party, event::Labelled, merge::value},
    store::{ContactFile, Store},
};

const MOST_CONVERSATIONS: usize = 20;

pub async fn contact_card(api: &Api, req: ContactReq) -> Result<ContactCard> {
    ask(api, move |app| {
        let found = card(&app.store, &ContactId(req.contact_id))?;
        found.ok_or_else(|| ApiError::new(Code::NotFound, "there is no such contact"))
    })
    .await
}

pub fn card(store: &Store, id: &ContactId) -> Result<Option<ContactCard>> {
    let Some(ContactFile { contact, numbers, conversations, messages, calls, since }) =
        store.contact(id, MOST_CONVERSATIONS)?
    else {
        return Ok(None);
    };
    let listed = |entries: Option<&Vec<Labelled>>| -> Vec<LabelledValue> {
        let entries = entries.into_iter().flatten();
        entries.map(|Labelled { label, value }| LabelledValue { label: label.clone(), value: value.clone() }).collect()
    };
    let mut phones = listed(value(&contact.phones));
    for phone in &mut phones {
        phone.value = Party::parse(&phone.value).display();
    }
    if phones.is_empty() {
        phones = numbers.iter().map(|number| LabelledValue { label: String::new(), value: number.display() }).collect();
    }
    let name = contact.name().or_else(|| numbers.first().map(Party::display)).unwrap_or_default();
    Ok(Some(ContactCard {
        id: contact.id.0.clone(),
        company: contact.company().filter(|company| *company != name).map(str::to_owned),
        name,
        role: value(&contact.role).filter(|role| !role.trim().is_empty()).cloned(),
        phones,
        emails: listed(value(&contact.emails)),
        fields: listed(value(&contact.fields)),
        conversations: conversations.into_iter().map(|row| people::row(store, row)).collect::<Result<_>>()?,
        messages,
        calls,
        since: since.map(|at| at.0),
    }))
}
