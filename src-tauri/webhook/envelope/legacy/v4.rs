//! Payloads of webhooks made through the API, `apiVersion` `v4`.
//!
//! Source: Quo, "Webhooks (v4)" guide, and deliveries seen in 2025 and 2026.

use serde::Deserialize;

use super::{open, unknown};
use crate::model::event::{
    Answered, CallFact, CallStep, DeliveryState, Event, MediaFact, MessageFact, Place, RecordingFact, RecordingsFact,
    SummaryFact, TranscriptFact,
};
use crate::model::{Direction, ItemId, LineId, Party, UserId};
use crate::webhook::envelope::Fact;
use crate::webhook::envelope::error::Unreadable;
use crate::webhook::envelope::reader::{self, Reader};
use crate::webhook::envelope::spoken::{Job, Line, extras, utterances};
use crate::webhook::envelope::wire::{OneOrMany, WireTime, sent};

pub(super) fn read(text: &str, type_name: &str, reader: &mut Reader) -> Result<Fact, Unreadable> {
    match type_name {
        "message.received" | "message.delivered" => message(text, type_name, reader),
        "call.ringing" | "call.completed" => step(text, type_name, reader),
        "call.recording.completed" => recordings(text, reader),
        // The official guide prints the object's name as the type; deliveries carry the event's.
        "call.summary.completed" | "callSummary" => summary(text, reader),
        "call.transcript.completed" | "callTranscript" => transcript(text, reader),
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
    text: Option<String>,
    media: Option<Vec<Media>>,
    created_at: Option<WireTime>,
    user_id: Option<String>,
    phone_number_id: Option<String>,
    contact_ids: Option<Vec<String>>,
}

#[derive(Deserialize)]
struct Media {
    url: Option<String>,
    r#type: Option<String>,
}

fn message(text: &str, type_name: &str, reader: &mut Reader) -> Result<Fact, Unreadable> {
    let (occurred_at, message, link) = open::<Message>(text, reader)?;
    let Message { id, from, to, direction, text, media, created_at, user_id, phone_number_id, contact_ids } = message;
    let direction = match type_name {
        "message.received" => Direction::Incoming,
        _ => reader::direction(direction.as_deref()).unwrap_or(Direction::Outgoing),
    };
    let from = Party::parse(&from);
    let recipients = to.map(OneOrMany::into_vec).unwrap_or_default();
    let (line_number, others) =
        reader::text_ends(direction, &from, recipients.iter().map(|to| Party::parse(to)).collect());
    let place = Place { line_number, others, ..place(phone_number_id, contact_ids, link.as_deref()) };
    let created_at = reader.time("data.object.createdAt", created_at.as_ref());
    let state = match direction {
        Direction::Incoming => DeliveryState::Received,
        Direction::Outgoing => DeliveryState::Delivered,
    };
    let fact = MessageFact {
        id: ItemId::from(id.as_str()),
        place,
        direction,
        from,
        text,
        media: media.map(|items| items.into_iter().filter_map(media_fact).collect()),
        state,
        error: None,
        user: user_id.filter(|_| direction == Direction::Outgoing).map(UserId::from),
        created_at,
        at: if state == DeliveryState::Received { created_at.unwrap_or(occurred_at) } else { occurred_at },
    };
    Ok(Fact { events: vec![Event::Message(fact)], object_id: Some(id), occurred_at })
}

fn media_fact(Media { url, r#type }: Media) -> Option<MediaFact> {
    url.map(|url| MediaFact { url, mime: r#type })
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Call {
    id: String,
    direction: Option<String>,
    status: Option<String>,
    participants: Option<Vec<String>>,
    created_at: Option<WireTime>,
    #[serde(default, deserialize_with = "sent")]
    answered_at: Option<Option<WireTime>>,
    answered_by: Option<String>,
    initiated_by: Option<String>,
    completed_at: Option<WireTime>,
    updated_at: Option<WireTime>,
    duration: Option<f64>,
    forwarded_from: Option<String>,
    forwarded_to: Option<String>,
    user_id: Option<String>,
    phone_number_id: Option<String>,
    contact_ids: Option<Vec<String>>,
    recordings: Option<Vec<Recording>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Recording {
    id: Option<String>,
    start_time: Option<WireTime>,
    r#type: Option<String>,
    url: Option<String>,
    duration: Option<f64>,
}

impl Call {
    fn place(&self, link: Option<&str>) -> Place {
        let ends = self.participants.iter().flatten().map(|party| Party::parse(party)).collect();
        let (line_number, others) = reader::call_ends(reader::direction(self.direction.as_deref()), ends);
        Place { line_number, others, ..place(self.phone_number_id.clone(), self.contact_ids.clone(), link) }
    }
}

fn step(text: &str, type_name: &str, reader: &mut Reader) -> Result<Fact, Unreadable> {
    let (occurred_at, call, link) = open::<Call>(text, reader)?;
    let place = call.place(link.as_deref());
    let direction = reader::direction(call.direction.as_deref());
    let at = reader.time("data.object.updatedAt", call.updated_at.as_ref()).unwrap_or(occurred_at);
    let answered_at = call.answered_at.as_ref();
    let answered_at = answered_at.map(|time| reader.time("data.object.answeredAt", time.as_ref()));
    let answered_by = call.answered_by.map(UserId::from);
    let (step, answered) = match type_name {
        // A ringing call has not been answered yet, which says nothing about whether it will be.
        "call.ringing" => (CallStep::Ringing, Answered::Unsaid),
        _ => {
            let answered = reader::answered(answered_at);
            let status = reader::end_status(call.status.as_deref(), answered, answered_by.as_ref());
            (CallStep::Ended(status), answered)
        }
    };
    let placed_by = call.initiated_by.or(call.user_id).filter(|_| direction == Some(Direction::Outgoing));
    let fact = CallFact {
        id: ItemId::from(call.id.as_str()),
        place,
        direction,
        step,
        answered,
        answered_by,
        user: placed_by.map(UserId::from),
        created_at: reader.time("data.object.createdAt", call.created_at.as_ref()),
        completed_at: reader.time("data.object.completedAt", call.completed_at.as_ref()),
        duration_s: reader::length_s(call.duration),
        has_voicemail: false,
        forwarded_from: call.forwarded_from,
        forwarded_to: call.forwarded_to,
        at,
    };
    Ok(Fact { events: vec![Event::Call(fact)], object_id: Some(call.id), occurred_at })
}

fn recordings(text: &str, reader: &mut Reader) -> Result<Fact, Unreadable> {
    let (occurred_at, call, link) = open::<Call>(text, reader)?;
    let place = call.place(link.as_deref());
    let id = ItemId::from(call.id.as_str());
    let recordings = call.recordings.unwrap_or_default().into_iter().enumerate().map(|(place, recording)| {
        let Recording { id: recording_id, start_time, r#type, url, duration } = recording;
        RecordingFact {
            id: reader::recording_id(recording_id, &id, place),
            url,
            mime: r#type,
            duration_ms: reader::length_ms(duration),
            started_at: reader.time("data.object.recordings.startTime", start_time.as_ref()),
        }
    });
    let fact = RecordingsFact {
        recordings: recordings.collect(),
        call: id.clone(),
        place,
        at: reader.time("data.object.updatedAt", call.updated_at.as_ref()).unwrap_or(occurred_at),
    };
    Ok(Fact { events: vec![Event::Recordings(fact)], object_id: Some(call.id), occurred_at })
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Summary {
    call_id: String,
    status: Option<String>,
    summary: Option<Vec<String>>,
    next_steps: Option<Vec<String>>,
    jobs: Option<Vec<Job>>,
    contact_ids: Option<Vec<String>>,
}

fn summary(text: &str, reader: &mut Reader) -> Result<Fact, Unreadable> {
    let (occurred_at, object, link) = open::<Summary>(text, reader)?;
    let Summary { call_id, status, summary, next_steps, jobs, contact_ids } = object;
    let summary = summary.unwrap_or_default();
    let fact = SummaryFact {
        call: ItemId::from(call_id.as_str()),
        place: place(None, contact_ids, link.as_deref()),
        processing: reader::processing(status.as_deref(), !summary.is_empty()),
        summary,
        next_steps: next_steps.unwrap_or_default(),
        extras: extras(jobs.unwrap_or_default()),
        at: occurred_at,
    };
    Ok(Fact { events: vec![Event::Summary(fact)], object_id: Some(call_id), occurred_at })
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Transcript {
    call_id: String,
    created_at: Option<WireTime>,
    duration: Option<f64>,
    status: Option<String>,
    dialogue: Option<Vec<Line>>,
    contact_ids: Option<Vec<String>>,
}

fn transcript(text: &str, reader: &mut Reader) -> Result<Fact, Unreadable> {
    let (occurred_at, object, link) = open::<Transcript>(text, reader)?;
    let Transcript { call_id, created_at, duration, status, dialogue, contact_ids } = object;
    let dialogue = utterances(dialogue.unwrap_or_default());
    let fact = TranscriptFact {
        call: ItemId::from(call_id.as_str()),
        place: place(None, contact_ids, link.as_deref()),
        processing: reader::processing(status.as_deref(), !dialogue.is_empty()),
        dialogue,
        duration_ms: reader::length_ms(duration),
        at: reader.time("data.object.createdAt", created_at.as_ref()).unwrap_or(occurred_at),
    };
    Ok(Fact { events: vec![Event::Transcript(fact)], object_id: Some(call_id), occurred_at })
}

/// A place whose two ends are filled in by the caller; the conversation is told by the link alone.
fn place(line: Option<String>, contacts: Option<Vec<String>>, link: Option<&str>) -> Place {
    let place = Place { line: line.map(LineId::from), contacts: reader::looked_up(contacts), ..Place::default() };
    reader::from_link(place, link)
}
