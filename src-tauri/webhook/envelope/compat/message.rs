//! Texts and opt-outs of the compatibility shapes.

use serde::Deserialize;
use serde_json::Value;

use crate::model::event::{ContactLinks, DeliveryState, Event, MediaFact, MessageFact, Place};
use crate::model::{Direction, ItemId, LineId, Party, QuoConversationId, UserId, UtcMillis};
use crate::webhook::envelope::Fact;
use crate::webhook::envelope::error::Unreadable;
use crate::webhook::envelope::reader::{self, Reader};
use crate::webhook::envelope::wire::{OneOrMany, WireTime, readable};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Message {
    id: String,
    from: String,
    to: Option<OneOrMany>,
    direction: Option<String>,
    text: Option<String>,
    body: Option<String>,
    media: Option<Vec<Media>>,
    status: Option<String>,
    error: Option<Value>,
    created_at: Option<WireTime>,
    timestamp: Option<WireTime>,
    user_id: Option<String>,
    phone_number_id: Option<String>,
    conversation_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged, expecting = "a URL or an object with one")]
enum Media {
    Url(String),
    Object { url: Option<String>, r#type: Option<String> },
}

pub(super) fn read(
    (message, sent_at): (Message, Option<UtcMillis>),
    type_name: &str,
    reader: &mut Reader,
) -> Result<Fact, Unreadable> {
    let direction = match type_name {
        "message.received" => Direction::Incoming,
        _ => reader::direction(message.direction.as_deref()).unwrap_or(Direction::Outgoing),
    };
    let said = match type_name {
        "message.delivered" => DeliveryState::Delivered,
        "message.failed" => DeliveryState::Failed,
        "message.undelivered" => DeliveryState::Undelivered,
        _ => DeliveryState::Sent,
    };
    // Some tools send `message.sent` for a text that is further on already.
    let state = match direction {
        Direction::Incoming => DeliveryState::Received,
        Direction::Outgoing => progress(message.status.as_deref()).map_or(said, |state| state.max(said)),
    };
    let from = Party::parse(&message.from);
    let recipients = message.to.map(OneOrMany::into_vec).unwrap_or_default();
    let (line_number, others) =
        reader::text_ends(direction, &from, recipients.iter().map(|to| Party::parse(to)).collect());
    let created_at = reader
        .loose_time("data.createdAt", message.created_at.as_ref())
        .or_else(|| reader.loose_time("data.timestamp", message.timestamp.as_ref()))
        .or(sent_at);
    let occurred_at = sent_at.or(created_at).unwrap_or(reader.said_at());
    let fact = MessageFact {
        id: ItemId::from(message.id.as_str()),
        place: Place {
            line: message.phone_number_id.map(LineId::from),
            line_number,
            conversation: message.conversation_id.map(QuoConversationId::from),
            others,
            contacts: ContactLinks::Unknown,
        },
        direction,
        from,
        text: message.text.or(message.body),
        media: message.media.map(|files| files.into_iter().filter_map(media_fact).collect()),
        state,
        error: message.error.as_ref().and_then(error_text),
        user: message.user_id.filter(|_| direction == Direction::Outgoing).map(UserId::from),
        created_at,
        at: if state == DeliveryState::Received { created_at.unwrap_or(occurred_at) } else { occurred_at },
    };
    Ok(Fact { events: vec![Event::Message(fact)], object_id: Some(message.id), occurred_at })
}

fn media_fact(media: Media) -> Option<MediaFact> {
    match media {
        Media::Url(url) => Some(MediaFact { url, mime: None }),
        Media::Object { url, r#type } => url.map(|url| MediaFact { url, mime: r#type }),
    }
}

/// How far an outgoing text is, for the words that say so.
fn progress(status: Option<&str>) -> Option<DeliveryState> {
    match status? {
        "queued" => Some(DeliveryState::Queued),
        "sending" => Some(DeliveryState::Sending),
        "sent" => Some(DeliveryState::Sent),
        "failed" => Some(DeliveryState::Failed),
        "undelivered" => Some(DeliveryState::Undelivered),
        "delivered" => Some(DeliveryState::Delivered),
        _ => None,
    }
}

/// The code of an error where it has one, else its words.
fn error_text(error: &Value) -> Option<String> {
    let part = |name: &str| error.get(name).and_then(readable);
    readable(error).or_else(|| part("code")).or_else(|| part("message"))
}

#[derive(Deserialize)]
pub(super) struct OptOut {
    phone: String,
    timestamp: Option<WireTime>,
}

pub(super) fn opt_out(
    (OptOut { phone, timestamp }, sent_at): (OptOut, Option<UtcMillis>),
    reader: &mut Reader,
) -> Result<Fact, Unreadable> {
    let at = reader.loose_time("data.timestamp", timestamp.as_ref()).or(sent_at).unwrap_or(reader.said_at());
    let event = Event::OptedOut { party: Party::parse(&phone), at };
    Ok(Fact { events: vec![event], object_id: Some(phone), occurred_at: at })
}
