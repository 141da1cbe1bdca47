//! A conversation's header, state and lock.

use super::{Result, ask, contact, conversation_id, no_conversation, people};
use crate::{
    api::{
        Api,
        wire::{Conversation, ConversationReq, LockReason, SendLock},
    },
    app::{App, KeyState},
    model::{Party, conversation::OptCause, place::Target},
};

pub async fn conversation(api: &Api, req: ConversationReq) -> Result<Conversation> {
    let id = conversation_id(&req.conversation_id)?;
    ask(api, move |app| {
        let store = &app.store;
        let summary = store.conversation_or_started(&id)?.ok_or_else(no_conversation)?;
        let target = summary.target.clone();
        let contact_id = match target.others.as_slice() {
            [only] => store.people(std::slice::from_ref(only))?.into_iter().next().and_then(|person| person.contact_id),
            _ => None,
        };
        let contact = match contact_id {
            Some(contact_id) => contact::card(store, &contact_id)?,
            None => None,
        };
        let quo = store.quo_conversation(&id)?;
        // Quo's own pages know a line by PN and a conversation by CN.
        let quo_url = quo
            .filter(|_| target.line.as_str().starts_with("PN"))
            .map(|quo| format!("https://my.quo.com/inbox/{}/c/{}", target.line, quo));
        Ok(Conversation {
            items: summary.items,
            read_through: summary.read_through.0.max(0),
            draft: store.draft(&id)?,
            locked: lock(app, &target)?,
            quo_url,
            contact,
            row: people::row(store, summary)?,
        })
    })
    .await
}

/// Why nothing can be sent to a conversation, if so.
pub fn lock(app: &App, target: &Target) -> Result<Option<SendLock>> {
    for party in &target.others {
        let Some(state) = app.store.opt_out(party)?.filter(|state| state.verdict.value.out) else { continue };
        let name = people::people(&app.store, std::slice::from_ref(party))?.into_iter().next();
        let name = name.map(|person| person.name).unwrap_or_default();
        let (item_id, why) = match state.verdict.value.cause {
            OptCause::Text(item) => (Some(item.0), "asked not to be texted"),
            OptCause::Quo => (None, "opted out of texts"),
            OptCause::Person => (None, "was marked as not to be texted"),
        };
        return Ok(Some(SendLock {
            reason: LockReason::OptedOut,
            sentence: format!("{name} {why}. A reply of START from them allows texts again."),
            item_id,
            at: Some(state.verdict.at.0),
        }));
    }
    if let Some(party) = target.others.iter().find(|party| party.phone().is_none()) {
        let sentence = match party {
            Party::Withheld => "The number is withheld, so no text can be sent to it.".to_owned(),
            Party::ShortCode(code) => format!("{code} is a short code and takes no answers from here."),
            Party::Phone(_) | Party::Other(_) => "This is not a phone number that can be texted.".to_owned(),
        };
        return Ok(Some(SendLock { reason: LockReason::NotTextable, sentence, item_id: None, at: None }));
    }
    let sentence = match app.key_state() {
        KeyState::InUse => return Ok(None),
        KeyState::Missing => "Quo is not connected, so nothing can be sent. Connect it first.",
        KeyState::Refused => "Quo does not accept the API key any more, so nothing can be sent. Enter a new one.",
    };
    Ok(Some(SendLock { reason: LockReason::NoKey, sentence: sentence.to_owned(), item_id: None, at: None }))
}
