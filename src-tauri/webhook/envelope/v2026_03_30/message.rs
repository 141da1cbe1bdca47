//! Texts of generation 2026-03-30.

use serde::Deserialize;

use super::{WireContacts, open, place, single};
use crate::model::event::{DeliveryState, Event, MediaFact, MessageFact, Place};
use crate::model::{Direction, ItemId, Party, UserId};
use crate::webhook::envelope::Fact;
use crate::webhook::envelope::error::Unreadable;
use crate::webhook::envelope::reader::{self, Reader};
use crate::webhook::envelope::wire::{WireTime, sent};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Resource {
    id: String,
    direction: Option<String>,
    text: Option<String>,
    media: Option<Vec<Media>>,
    created_at: Option<WireTime>,
    error_code: Option<serde_json::Value>,
}

#[derive(Deserialize)]
struct Media {
    url: Option<String>,
    r#type: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Context {
    phone_number_id: Option<String>,
    conversation_id: Option<String>,
    #[serde(default, deserialize_with = "sent")]
    user_id: Option<Option<String>>,
    contacts: Option<WireContacts>,
    sender_identifier: Option<String>,
    recipient_identifiers: Option<Vec<String>>,
}

pub(super) fn read(text: &str, type_name: &str, reader: &mut Reader) -> Result<Fact, Unreadable> {
    let (occurred_at, resource, context) = open::<Resource, Context>(text, reader)?;
    let Resource { id, direction, text, media, created_at, error_code } = resource;
    let Context { phone_number_id, conversation_id, user_id, contacts, sender_identifier, recipient_identifiers } =
        context;
    let (direction, state) = match type_name {
        "message.received" => (Direction::Incoming, DeliveryState::Received),
        "message.failed" => (Direction::Outgoing, DeliveryState::Failed),
        "message.undelivered" => (Direction::Outgoing, DeliveryState::Undelivered),
        _ => match reader::direction(direction.as_deref()) {
            Some(Direction::Incoming) => (Direction::Incoming, DeliveryState::Received),
            Some(Direction::Outgoing) | None => (Direction::Outgoing, DeliveryState::Delivered),
        },
    };
    let from = sender_identifier.ok_or_else(|| Unreadable::missing("data.context.senderIdentifier"))?;
    let from = Party::parse(&from);
    let recipients = recipient_identifiers.unwrap_or_default().iter().map(|to| Party::parse(to)).collect();
    let (line_number, others) = reader::text_ends(direction, &from, recipients);
    let created_at = reader.time("data.resource.createdAt", created_at.as_ref());
    let fact = MessageFact {
        id: ItemId::from(id.as_str()),
        place: Place { line_number, others, ..place(phone_number_id, conversation_id, contacts) },
        direction,
        from,
        text,
        media: media.map(|items| items.into_iter().filter_map(media_fact).collect()),
        state,
        error: error_code.as_ref().and_then(crate::webhook::envelope::wire::readable),
        // Said to be nobody is not the same as not said: what no person of the workspace sent, something automatic did.
        user: user_id
            .filter(|_| direction == Direction::Outgoing)
            .map(|user| user.map_or_else(UserId::nobody, UserId::from)),
        created_at,
        at: if state == DeliveryState::Received { created_at.unwrap_or(occurred_at) } else { occurred_at },
    };
    Ok(single(Event::Message(fact), id, occurred_at))
}

fn media_fact(Media { url, r#type }: Media) -> Option<MediaFact> {
    url.map(|url| MediaFact { url, mime: r#type })
}
