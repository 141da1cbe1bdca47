//! Payloads of webhooks made in Quo's app before 2026, `apiVersion` `v2` and `v3`.
//!
//! They spell a text's words `body`, a call's ends `from` and `to`, and put recordings and voicemail into the
//! call itself.

use serde::Deserialize;

use super::{open, unknown};
use crate::model::event::{
    Answered, CallFact, CallStep, DeliveryState, Event, MediaFact, MessageFact, Place, RecordingFact, RecordingsFact,
    VoicemailFact,
};
use crate::model::{Direction, ItemId, LineId, Party, QuoConversationId, UserId};
use crate::webhook::envelope::Fact;
use crate::webhook::envelope::error::Unreadable;
use crate::webhook::envelope::reader::{self, Reader};
use crate::webhook::envelope::wire::{OneOrMany, WireTime, sent};

pub(super) fn read(text: &str, type_name: &str, reader: &mut Reader) -> Result<Fact, Unreadable> {
    match type_name {
        "message.received" | "message.delivered" => message(text, type_name, reader),
        "call.ringing" | "call.completed" => step(text, type_name, reader),
        "call.recording.completed" => recordings(text, reader),
        _ => Err(unknown(type_name)),
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Message {
    id: String,
    from: String,
    to: Option<OneOrMany>,
    direction: Option<String>,
    body: Option<String>,
    media: Option<Vec<Sound>>,
    created_at: Option<WireTime>,
    user_id: Option<String>,
    phone_number_id: Option<String>,
    conversation_id: Option<String>,
}

/// A file of a text, a recording, or a voicemail.
#[derive(Deserialize)]
struct Sound {
    url: Option<String>,
    r#type: Option<String>,
    duration: Option<f64>,
}

fn message(text: &str, type_name: &str, reader: &mut Reader) -> Result<Fact, Unreadable> {
    let (occurred_at, message, link) = open::<Message>(text, reader)?;
    let Message { id, from, to, direction, body, media, created_at, user_id, phone_number_id, conversation_id } =
        message;
    let direction = match type_name {
        "message.received" => Direction::Incoming,
        _ => reader::direction(direction.as_deref()).unwrap_or(Direction::Outgoing),
    };
    let from = Party::parse(&from);
    let recipients = to.map(OneOrMany::into_vec).unwrap_or_default();
    let (line_number, others) =
        reader::text_ends(direction, &from, recipients.iter().map(|to| Party::parse(to)).collect());
    let created_at = reader.time("data.object.createdAt", created_at.as_ref());
    let state = match direction {
        Direction::Incoming => DeliveryState::Received,
        Direction::Outgoing => DeliveryState::Delivered,
    };
    let fact = MessageFact {
        id: ItemId::from(id.as_str()),
        place: Place { line_number, others, ..place(phone_number_id, conversation_id, link.as_deref()) },
        direction,
        from,
        text: body,
        media: media.map(|files| files.into_iter().filter_map(media_fact).collect()),
        state,
        error: None,
        user: user_id.filter(|_| direction == Direction::Outgoing).map(UserId::from),
        created_at,
        at: if state == DeliveryState::Received { created_at.unwrap_or(occurred_at) } else { occurred_at },
    };
    Ok(Fact { events: vec![Event::Message(fact)], object_id: Some(id), occurred_at })
}

fn media_fact(Sound { url, r#type, duration: _ }: Sound) -> Option<MediaFact> {
    url.map(|url| MediaFact { url, mime: r#type })
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Call {
    id: String,
    from: Option<String>,
    to: Option<String>,
    direction: Option<String>,
    status: Option<String>,
    media: Option<Vec<Sound>>,
    voicemail: Option<Sound>,
    created_at: Option<WireTime>,
    #[serde(default, deserialize_with = "sent")]
    answered_at: Option<Option<WireTime>>,
    answered_by: Option<String>,
    completed_at: Option<WireTime>,
    duration: Option<f64>,
    user_id: Option<String>,
    phone_number_id: Option<String>,
    conversation_id: Option<String>,
}

impl Call {
    /// `from` and `to` in the order that [`reader::call_ends`] wants is the order they are sent in.
    fn place(&self, link: Option<&str>) -> Place {
        let ends = self.from.iter().chain(&self.to).map(|party| Party::parse(party)).collect();
        let (line_number, others) = reader::call_ends(reader::direction(self.direction.as_deref()), ends);
        Place { line_number, others, ..place(self.phone_number_id.clone(), self.conversation_id.clone(), link) }
    }
}

fn step(text: &str, type_name: &str, reader: &mut Reader) -> Result<Fact, Unreadable> {
    let (occurred_at, call, link) = open::<Call>(text, reader)?;
    let place = call.place(link.as_deref());
    let direction = reader::direction(call.direction.as_deref());
    let answered_at = call.answered_at.as_ref();
    let answered_at = answered_at.map(|time| reader.time("data.object.answeredAt", time.as_ref()));
    let answered_by = call.answered_by.map(UserId::from);
    let (step, answered) = match type_name {
        "call.ringing" => (CallStep::Ringing, Answered::Unsaid),
        _ => {
            let answered = reader::answered(answered_at);
            let status = reader::end_status(call.status.as_deref(), answered, answered_by.as_ref());
            (CallStep::Ended(status), answered)
        }
    };
    let id = ItemId::from(call.id.as_str());
    let voicemail = call.voicemail.map(|Sound { url, r#type, duration }| {
        Event::Voicemail(VoicemailFact {
            call: id.clone(),
            place: place.clone(),
            url,
            mime: r#type,
            duration_ms: reader::length_ms(duration),
            transcript: None,
            at: occurred_at,
        })
    });
    let fact = CallFact {
        id: id.clone(),
        place,
        direction,
        step,
        answered,
        answered_by,
        user: call.user_id.filter(|_| direction == Some(Direction::Outgoing)).map(UserId::from),
        created_at: reader.time("data.object.createdAt", call.created_at.as_ref()),
        completed_at: reader.time("data.object.completedAt", call.completed_at.as_ref()),
        duration_s: reader::length_s(call.duration),
        has_voicemail: voicemail.is_some(),
        forwarded_from: None,
        forwarded_to: None,
        at: occurred_at,
    };
    let events = std::iter::once(Event::Call(fact)).chain(voicemail).collect();
    Ok(Fact { events, object_id: Some(call.id), occurred_at })
}

fn recordings(text: &str, reader: &mut Reader) -> Result<Fact, Unreadable> {
    let (occurred_at, call, link) = open::<Call>(text, reader)?;
    let place = call.place(link.as_deref());
    let id = ItemId::from(call.id.as_str());
    let recordings = call.media.unwrap_or_default().into_iter().enumerate().map(|(place, sound)| {
        let Sound { url, r#type, duration } = sound;
        RecordingFact {
            id: reader::recording_id(None, &id, place),
            url,
            mime: r#type,
            duration_ms: reader::length_ms(duration),
            started_at: None,
        }
    });
    let fact = RecordingsFact { recordings: recordings.collect(), call: id.clone(), place, at: occurred_at };
    Ok(Fact { events: vec![Event::Recordings(fact)], object_id: Some(call.id), occurred_at })
}

/// A place whose two ends are filled in by the caller. These payloads look up no contacts.
fn place(line: Option<String>, conversation: Option<String>, link: Option<&str>) -> Place {
    let place = Place {
        line: line.map(LineId::from),
        conversation: conversation.map(QuoConversationId::from),
        ..Place::default()
    };
    reader::from_link(place, link)
}
