//! What an address from outside leads to.

use super::{Result, ask};
use crate::{
    api::{
        Api,
        link::Link,
        wire::{LinkReq, LinkTarget},
    },
    app::App,
    model::{ContactId, ConversationId, ItemId, Party},
    store::query::number_contact,
};

const NOT_HERE: &str = "What this link leads to is not in this Ringbook.";

pub async fn open_link(api: &Api, req: LinkReq) -> Result<LinkTarget> {
    ask(api, move |app| match Link::parse(&req.url) {
        Some(link) => target(app, link),
        None => Ok(LinkTarget::Unknown { reason: "Ringbook does not understand this link.".to_owned() }),
    })
    .await
}

fn target(app: &App, link: Link) -> Result<LinkTarget> {
    let not_here = LinkTarget::Unknown { reason: NOT_HERE.to_owned() };
    Ok(match link {
        Link::Thread { id, item } => match app.store.conversation(&ConversationId(id.clone()))? {
            Some(_) => LinkTarget::Thread { conversation_id: id, item_id: item, draft: None },
            None => not_here,
        },
        Link::Call { id, start_ms } => match app.store.call(&ItemId(id.clone()))? {
            Some(_) => LinkTarget::Call { call_id: id, start_ms },
            None => not_here,
        },
        Link::Contact { id } => match app.store.contact(&ContactId(id), 0)? {
            Some(file) => LinkTarget::Contact { contact_id: file.contact.id.0 },
            None => not_here,
        },
        Link::Search { query } => LinkTarget::Search { query },
        Link::FollowUps => LinkTarget::FollowUps,
        Link::Number { number, body } => with_number(app, &number, body)?,
    })
}

/// The newest conversation with this number alone, over all lines.
fn with_number(app: &App, number: &Party, draft: Option<String>) -> Result<LinkTarget> {
    let file = app.store.contact(&number_contact(number), 50)?;
    let conversations = file.into_iter().flat_map(|file| file.conversations);
    let only = std::slice::from_ref(number);
    let found = conversations.into_iter().find(|row| row.target.others.as_slice() == only);
    Ok(match found {
        Some(row) => LinkTarget::Thread { conversation_id: row.id.0, item_id: None, draft },
        None => LinkTarget::Number { e164: number.key(), shown: number.display(), draft },
    })
}
