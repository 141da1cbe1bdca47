//! Calls, recordings, summaries and transcripts of the compatibility shapes.

use serde::Deserialize;

use crate::model::event::{
    Answered, CallFact, CallStep, ContactLinks, Event, Place, Processing, RecordingFact, RecordingsFact, Speaker,
    SummaryFact, TranscriptFact, Utterance,
};
use crate::model::{Direction, ItemId, LineId, Party, QuoConversationId, UserId, UtcMillis};
use crate::webhook::envelope::Fact;
use crate::webhook::envelope::error::Unreadable;
use crate::webhook::envelope::reader::{self, Reader};
use crate::webhook::envelope::wire::{OneOrMany, WireTime, sent};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Call {
    id: String,
    direction: Option<String>,
    status: Option<String>,
    participants: Option<Vec<String>>,
    from: Option<String>,
    to: Option<OneOrMany>,
    created_at: Option<WireTime>,
    timestamp: Option<WireTime>,
    #[serde(default, deserialize_with = "sent")]
    answered_at: Option<Option<WireTime>>,
    completed_at: Option<WireTime>,
    duration: Option<f64>,
    recording_url: Option<String>,
    user_id: Option<String>,
    phone_number_id: Option<String>,
    conversation_id: Option<String>,
}

impl Call {
    fn place(&self, direction: Option<Direction>) -> Place {
        let ends = match &self.participants {
            Some(participants) => participants.clone(),
            None => {
                let to = self.to.clone().map(OneOrMany::into_vec).unwrap_or_default();
                self.from.iter().cloned().chain(to).collect()
            }
        };
        let (line_number, others) =
            reader::call_ends(direction, ends.iter().map(|party| Party::parse(party)).collect());
        Place {
            line: self.phone_number_id.clone().map(LineId::from),
            line_number,
            conversation: self.conversation_id.clone().map(QuoConversationId::from),
            others,
            contacts: ContactLinks::Unknown,
        }
    }
}

/// The moments of a step, which no envelope names for certain.
struct Moments {
    created_at: Option<UtcMillis>,
    answered_at: Option<Option<UtcMillis>>,
    completed_at: Option<UtcMillis>,
    at: UtcMillis,
}

impl Moments {
    /// A bare `timestamp` is the moment of the step itself.
    fn read(call: &Call, type_name: &str, sent_at: Option<UtcMillis>, reader: &mut Reader) -> Self {
        let stamp = reader.loose_time("data.timestamp", call.timestamp.as_ref()).or(sent_at);
        let created_at = reader.loose_time("data.createdAt", call.created_at.as_ref());
        let answered_at = call.answered_at.as_ref();
        let answered_at = answered_at.map(|time| reader.loose_time("data.answeredAt", time.as_ref()));
        let completed_at = reader.loose_time("data.completedAt", call.completed_at.as_ref());
        let is = |names: &[&str]| names.contains(&type_name);
        Self {
            created_at: created_at.or(stamp.filter(|_| is(&["call.started", "call.ringing"]))),
            answered_at,
            completed_at: completed_at.or(stamp.filter(|_| is(&["call.ended", "call.completed"]))),
            at: stamp.or(completed_at).or(answered_at.flatten()).or(created_at).unwrap_or(reader.said_at()),
        }
    }
}

pub(super) fn step(
    (call, sent_at): (Call, Option<UtcMillis>),
    type_name: &str,
    reader: &mut Reader,
) -> Result<Fact, Unreadable> {
    let direction = reader::direction(call.direction.as_deref());
    // Only an incoming call can be missed or forwarded. One that only says `participants` lists the other first.
    let assumed = match type_name {
        "call.missed" | "call.forwarded" => Some(Direction::Incoming),
        _ => None,
    };
    let direction = direction.or(assumed);
    let Moments { created_at, answered_at, completed_at, at } = Moments::read(&call, type_name, sent_at, reader);
    let (step, answered) = match type_name {
        "call.started" | "call.ringing" => (CallStep::Ringing, Answered::Unsaid),
        "call.answered" => (CallStep::Answered, Answered::At(answered_at.flatten().unwrap_or(at))),
        "call.missed" => (CallStep::Missed, Answered::No),
        "call.forwarded" => (CallStep::Forwarded, Answered::Unsaid),
        _ => {
            let answered = reader::answered(answered_at);
            (CallStep::Ended(reader::end_status(call.status.as_deref(), answered, None)), answered)
        }
    };
    let id = ItemId::from(call.id.as_str());
    let place = call.place(direction);
    let recordings = call.recording_url.map(|url| {
        let recording = RecordingFact {
            id: reader::recording_id(None, &id, 0),
            url: Some(url),
            mime: None,
            duration_ms: None,
            started_at: None,
        };
        Event::Recordings(RecordingsFact { call: id.clone(), place: place.clone(), recordings: vec![recording], at })
    });
    let fact = CallFact {
        id: id.clone(),
        place,
        direction,
        step,
        answered,
        answered_by: None,
        user: call.user_id.filter(|_| direction == Some(Direction::Outgoing)).map(UserId::from),
        created_at,
        completed_at,
        duration_s: reader::length_s(call.duration),
        has_voicemail: false,
        forwarded_from: None,
        forwarded_to: None,
        at,
    };
    let events = std::iter::once(Event::Call(fact)).chain(recordings).collect();
    Ok(Fact { events, object_id: Some(call.id), occurred_at: at })
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Recording {
    id: Option<String>,
    call_id: String,
    url: Option<String>,
    duration: Option<f64>,
    timestamp: Option<WireTime>,
}

pub(super) fn recording(
    (recording, sent_at): (Recording, Option<UtcMillis>),
    reader: &mut Reader,
) -> Result<Fact, Unreadable> {
    let Recording { id, call_id, url, duration, timestamp } = recording;
    let at = moment(timestamp.as_ref(), sent_at, reader);
    let call = ItemId::from(call_id.as_str());
    let object_id = id.clone().unwrap_or(call_id);
    let recording = RecordingFact {
        id: reader::recording_id(id, &call, 0),
        url,
        mime: None,
        duration_ms: reader::length_ms(duration),
        started_at: None,
    };
    let fact = RecordingsFact { call, place: Place::default(), recordings: vec![recording], at };
    Ok(Fact { events: vec![Event::Recordings(fact)], object_id: Some(object_id), occurred_at: at })
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Summary {
    call_id: String,
    summary: Option<OneOrMany>,
    key_points: Option<Vec<String>>,
    next_steps: Option<OneOrMany>,
    sentiment: Option<String>,
    timestamp: Option<WireTime>,
}

pub(super) fn summary(
    (object, sent_at): (Summary, Option<UtcMillis>),
    reader: &mut Reader,
) -> Result<Fact, Unreadable> {
    let Summary { call_id, summary, key_points, next_steps, sentiment, timestamp } = object;
    let at = moment(timestamp.as_ref(), sent_at, reader);
    let points = key_points.unwrap_or_default().into_iter().map(|point| ("Key point".to_owned(), point));
    let fact = SummaryFact {
        call: ItemId::from(call_id.as_str()),
        place: Place::default(),
        processing: Processing::Completed,
        summary: summary.map(OneOrMany::into_vec).unwrap_or_default(),
        next_steps: next_steps.map(OneOrMany::into_vec).unwrap_or_default(),
        extras: points.chain(sentiment.map(|mood| ("Sentiment".to_owned(), mood))).collect(),
        at,
    };
    Ok(Fact { events: vec![Event::Summary(fact)], object_id: Some(call_id), occurred_at: at })
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Transcript {
    call_id: String,
    transcript: Option<Dialogue>,
    timestamp: Option<WireTime>,
}

#[derive(Deserialize)]
struct Dialogue {
    dialogue: Option<Vec<Spoken>>,
}

#[derive(Deserialize)]
struct Spoken {
    speaker: Option<String>,
    text: Option<String>,
    timestamp: Option<String>,
}

pub(super) fn transcript(
    (object, sent_at): (Transcript, Option<UtcMillis>),
    reader: &mut Reader,
) -> Result<Fact, Unreadable> {
    let Transcript { call_id, transcript, timestamp } = object;
    let at = moment(timestamp.as_ref(), sent_at, reader);
    let lines = transcript.and_then(|transcript| transcript.dialogue).unwrap_or_default();
    let starts: Vec<i64> = lines.iter().map(|line| clock(line.timestamp.as_deref()).unwrap_or(0)).collect();
    // Only starts are sent; each line lasts until the next one.
    let ends = starts.iter().skip(1).copied().chain(starts.last().copied());
    let utterance = |(Spoken { speaker, text, timestamp: _ }, (start_ms, end_ms)): (Spoken, (i64, i64))| Utterance {
        speaker: Speaker::Named(speaker.unwrap_or_default()),
        text: text.unwrap_or_default(),
        start_ms,
        end_ms: end_ms.max(start_ms),
    };
    let dialogue: Vec<Utterance> = lines.into_iter().zip(starts.iter().copied().zip(ends)).map(utterance).collect();
    let fact = TranscriptFact {
        call: ItemId::from(call_id.as_str()),
        place: Place::default(),
        processing: reader::processing(None, !dialogue.is_empty()),
        dialogue,
        duration_ms: None,
        at,
    };
    Ok(Fact { events: vec![Event::Transcript(fact)], object_id: Some(call_id), occurred_at: at })
}

fn moment(timestamp: Option<&WireTime>, sent_at: Option<UtcMillis>, reader: &mut Reader) -> UtcMillis {
    reader.loose_time("data.timestamp", timestamp).or(sent_at).unwrap_or(reader.said_at())
}

/// `HH:MM:SS` or `MM:SS` from the start of the call, in milliseconds.
fn clock(text: Option<&str>) -> Option<i64> {
    let mut seconds = 0i64;
    for part in text?.split(':') {
        let plain = (1..=4).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        let value: i64 = if plain { part.parse().ok()? } else { return None };
        seconds = seconds.checked_mul(60)?.checked_add(value)?;
    }
    seconds.checked_mul(1_000)
}
