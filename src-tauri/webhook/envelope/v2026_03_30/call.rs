//! Calls, recordings, voicemails, summaries and transcripts of generation 2026-03-30.

use serde::Deserialize;

use super::{WireContacts, WireParticipants, ends, open, place, single};
use crate::model::event::{
    Answered, CallFact, CallStep, Event, Place, RecordingFact, RecordingsFact, SummaryFact, TranscriptFact,
    VoicemailFact,
};
use crate::model::{Direction, ItemId, Party, UserId};
use crate::webhook::envelope::Fact;
use crate::webhook::envelope::error::Unreadable;
use crate::webhook::envelope::reader::{self, Reader};
use crate::webhook::envelope::spoken::{Job, Line, extras, utterances};
use crate::webhook::envelope::wire::{WireTime, sent};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Context {
    phone_number_id: Option<String>,
    conversation_id: Option<String>,
    user_id: Option<String>,
    contacts: Option<WireContacts>,
    participants: Option<WireParticipants>,
}

impl Context {
    fn into_place(self) -> Place {
        let Self { phone_number_id, conversation_id, user_id: _, contacts, participants } = self;
        let (line_number, others) = ends(participants);
        Place { line_number, others, ..place(phone_number_id, conversation_id, contacts) }
    }
}

/// One step in a call's life; each type of event sends some of these fields.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Step {
    id: String,
    direction: Option<String>,
    status: Option<String>,
    created_at: Option<WireTime>,
    #[serde(default, deserialize_with = "sent")]
    answered_at: Option<Option<WireTime>>,
    answered_by_user_id: Option<String>,
    completed_at: Option<WireTime>,
    updated_at: Option<WireTime>,
    duration: Option<f64>,
    has_voicemail: Option<bool>,
    forwarded_from: Option<String>,
    forwarded_to: Option<String>,
    phone_menu_selection: Option<String>,
    phone_menu_selection_name: Option<String>,
    status_reason: Option<String>,
}

pub(super) fn step(text: &str, type_name: &str, reader: &mut Reader) -> Result<Fact, Unreadable> {
    let (occurred_at, resource, context) = open::<Step, Context>(text, reader)?;
    let at = reader.time("data.resource.updatedAt", resource.updated_at.as_ref()).unwrap_or(occurred_at);
    let answered_at = resource.answered_at.as_ref();
    let answered_at = answered_at.map(|time| reader.time("data.resource.answeredAt", time.as_ref()));
    let direction = reader::direction(resource.direction.as_deref());
    let user = context.user_id.clone().map(UserId::from);
    // For an incoming call this is the line's owner, unless Quo's agent took it.
    let agent = user.clone().filter(|user| user.is_ai_agent() && direction == Some(Direction::Incoming));
    let answered_by = resource.answered_by_user_id.map(UserId::from).or(agent);
    let (step, answered) = match type_name {
        "call.ringing" => (CallStep::Ringing, Answered::Unsaid),
        "call.answered" => (CallStep::Answered, Answered::At(answered_at.flatten().unwrap_or(at))),
        "call.missed" => (CallStep::Missed, Answered::No),
        "call.forwarded" => (CallStep::Forwarded, Answered::Unsaid),
        "call.menu.selected" => {
            let (digit, name) = (resource.phone_menu_selection, resource.phone_menu_selection_name);
            (CallStep::Menu { digit, name, reason: resource.status_reason }, Answered::Unsaid)
        }
        _ => {
            let answered = reader::answered(answered_at);
            let status = reader::end_status(resource.status.as_deref(), answered, answered_by.as_ref());
            (CallStep::Ended(status), answered)
        }
    };
    let fact = CallFact {
        id: ItemId::from(resource.id.as_str()),
        direction: match type_name {
            "call.missed" | "call.forwarded" => direction.or(Some(Direction::Incoming)),
            _ => direction,
        },
        step,
        answered,
        answered_by,
        user: user.filter(|_| direction == Some(Direction::Outgoing)),
        created_at: reader.time("data.resource.createdAt", resource.created_at.as_ref()),
        completed_at: reader.time("data.resource.completedAt", resource.completed_at.as_ref()),
        duration_s: reader::length_s(resource.duration),
        has_voicemail: resource.has_voicemail.unwrap_or(false),
        forwarded_from: resource.forwarded_from,
        forwarded_to: resource.forwarded_to,
        place: context.into_place(),
        at,
    };
    Ok(single(Event::Call(fact), resource.id, occurred_at))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Recordings {
    id: String,
    updated_at: Option<WireTime>,
    recordings: Option<Vec<Recording>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Recording {
    id: Option<String>,
    duration: Option<f64>,
    start_time: Option<WireTime>,
    r#type: Option<String>,
    url: Option<String>,
}

pub(super) fn recordings(text: &str, reader: &mut Reader) -> Result<Fact, Unreadable> {
    let (occurred_at, Recordings { id, updated_at, recordings }, context) = open::<Recordings, Context>(text, reader)?;
    let call = ItemId::from(id.as_str());
    let recordings = recordings.unwrap_or_default().into_iter().enumerate().map(|(place, recording)| {
        let Recording { id, duration, start_time, r#type, url } = recording;
        RecordingFact {
            id: reader::recording_id(id, &call, place),
            url,
            mime: r#type,
            duration_ms: reader::length_ms(duration),
            started_at: reader.time("data.resource.recordings.startTime", start_time.as_ref()),
        }
    });
    let fact = RecordingsFact {
        recordings: recordings.collect(),
        call: call.clone(),
        place: context.into_place(),
        at: reader.time("data.resource.updatedAt", updated_at.as_ref()).unwrap_or(occurred_at),
    };
    Ok(single(Event::Recordings(fact), id, occurred_at))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Voicemail {
    id: String,
    call_id: Option<String>,
    direction: Option<String>,
    duration: Option<f64>,
    from: Option<String>,
    to: Option<String>,
    transcript: Option<String>,
    recording_url: Option<String>,
    updated_at: Option<WireTime>,
}

/// A voicemail joins its call by `callId`; without one it stands as a call of its own activity id.
pub(super) fn voicemail(text: &str, reader: &mut Reader) -> Result<Fact, Unreadable> {
    let (occurred_at, resource, context) = open::<Voicemail, Context>(text, reader)?;
    let Voicemail { id, call_id, direction, duration, from, to, transcript, recording_url, updated_at } = resource;
    let mut place = context.into_place();
    let (caller, called) = match reader::direction(direction.as_deref()) {
        Some(Direction::Incoming) | None => (from, to),
        Some(Direction::Outgoing) => (to, from),
    };
    place.others = place.others.or_else(|| reader::others(caller.as_deref().map(Party::parse)));
    place.line_number = place.line_number.or_else(|| called.as_deref().map(Party::parse));
    let fact = VoicemailFact {
        call: ItemId::from(call_id.unwrap_or_else(|| id.clone())),
        place,
        url: recording_url,
        mime: None,
        duration_ms: reader::length_ms(duration),
        transcript,
        at: reader.time("data.resource.updatedAt", updated_at.as_ref()).unwrap_or(occurred_at),
    };
    Ok(single(Event::Voicemail(fact), id, occurred_at))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Summary {
    call_id: String,
    processing_status: Option<String>,
    summary: Option<Vec<String>>,
    next_steps: Option<Vec<String>>,
    jobs: Option<Vec<Job>>,
}

pub(super) fn summary(text: &str, reader: &mut Reader) -> Result<Fact, Unreadable> {
    let (occurred_at, resource, context) = open::<Summary, Context>(text, reader)?;
    let Summary { call_id, processing_status, summary, next_steps, jobs } = resource;
    let summary = summary.unwrap_or_default();
    let fact = SummaryFact {
        call: ItemId::from(call_id.as_str()),
        place: context.into_place(),
        processing: reader::processing(processing_status.as_deref(), !summary.is_empty()),
        summary,
        next_steps: next_steps.unwrap_or_default(),
        extras: extras(jobs.unwrap_or_default()),
        at: occurred_at,
    };
    Ok(single(Event::Summary(fact), call_id, occurred_at))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Transcript {
    call_id: String,
    created_at: Option<WireTime>,
    duration: Option<f64>,
    processing_status: Option<String>,
    dialogue: Option<Vec<Line>>,
}

pub(super) fn transcript(text: &str, reader: &mut Reader) -> Result<Fact, Unreadable> {
    let (occurred_at, resource, context) = open::<Transcript, Context>(text, reader)?;
    let Transcript { call_id, created_at, duration, processing_status, dialogue } = resource;
    let dialogue = utterances(dialogue.unwrap_or_default());
    let fact = TranscriptFact {
        call: ItemId::from(call_id.as_str()),
        place: context.into_place(),
        processing: reader::processing(processing_status.as_deref(), !dialogue.is_empty()),
        dialogue,
        duration_ms: reader::length_ms(duration),
        at: reader.time("data.resource.createdAt", created_at.as_ref()).unwrap_or(occurred_at),
    };
    Ok(single(Event::Transcript(fact), call_id, occurred_at))
}
