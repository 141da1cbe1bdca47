//! Everything with one person, over all their numbers and all lines.

use super::{Result, ask, people, timeline};
use crate::{
    api::{
        Api,
        wire::{ApiError, Code, PersonItem, PersonTimeline, PersonTimelineReq},
    },
    model::ContactId,
    store::{PersonEntry, TimelineEntry, keys},
};

/// Items of a page.
const MOST_ITEMS: u32 = 200;

pub async fn person_timeline(api: &Api, req: PersonTimelineReq) -> Result<PersonTimeline> {
    let PersonTimelineReq { contact_id, after, limit } = req;
    let bad = || ApiError::new(Code::BadInput, "after is not the next of an earlier page");
    let after = match after {
        None => None,
        Some(text) => Some(keys::unhex(&text).and_then(|bytes| bytes.try_into().ok()).ok_or_else(bad)?),
    };
    ask(api, move |app| {
        let most = limit.clamp(1, MOST_ITEMS) as usize;
        let page = app.store.person_page(&ContactId(contact_id), after.as_ref(), most)?;
        let page = page.ok_or_else(|| ApiError::new(Code::NotFound, "there is no such contact"))?;
        let mut items = Vec::with_capacity(page.items.len());
        for PersonEntry { item, conversation, target, unread } in page.items {
            let group = if target.others.len() > 1 {
                let names = people::people(&app.store, &target.others)?.into_iter().map(|person| person.name);
                Some(names.collect::<Vec<_>>().join(", "))
            } else {
                None
            };
            items.push(PersonItem {
                conversation_id: conversation.0,
                line: people::line(&app.store, &target.line)?,
                group,
                item: timeline::item(app, TimelineEntry { item, unread })?,
            });
        }
        Ok(PersonTimeline { items, next: page.next.map(|place| keys::hex(&place)), total: page.total })
    })
    .await
}
