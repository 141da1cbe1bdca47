//! What belongs to a call: recordings, summary, transcript, voicemail.

use super::processing;
use crate::{
    model::{
        ItemId, Party, RecordingId, UserId, UtcMillis,
        event::{
            Event, Place, Processing, RecordingFact, RecordingsFact, Speaker, SummaryFact, TranscriptFact, Utterance,
            VoicemailFact,
        },
    },
    quo::{
        Cause, Error, Quo, Urgency,
        wire::{self, v1, v2026_03_30 as dated},
    },
};

/// A recorded segment that begins later than this after the answer has offsets of its own (API.md section 4).
const SAME_START_MS: i64 = 3_000;

/// What is needed to read what belongs to a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallKey {
    /// Which call.
    pub id: ItemId,
    /// When what is known of it was true: its parts carry no moment of their own.
    pub at: UtcMillis,
    /// When it was answered: transcripts count from there.
    pub answered_at: Option<UtcMillis>,
}

/// Whether Quo has a part of a call.
#[derive(Debug, Clone, PartialEq)]
pub enum Availability<T> {
    /// Here it is.
    Here(T),
    /// Quo has none, or does not know the call (404).
    Missing,
    /// Not with this subscription, or not for this key (402, 403).
    NotOnPlan {
        /// Quo's reason, one sentence.
        reason: String,
    },
}

impl<T> Availability<T> {
    fn of(answer: Result<T, Error>) -> Result<Self, Error> {
        match answer {
            Ok(part) => Ok(Self::Here(part)),
            Err(error) => match &error.cause {
                Cause::Refused(refusal) if refusal.status == 404 => Ok(Self::Missing),
                Cause::Refused(refusal) if matches!(refusal.status, 402 | 403) => {
                    Ok(Self::NotOnPlan { reason: refusal.detail().to_owned() })
                }
                _ => Err(error),
            },
        }
    }

    /// The part, if it is there.
    pub fn here(self) -> Option<T> {
        match self {
            Self::Here(part) => Some(part),
            Self::Missing | Self::NotOnPlan { .. } => None,
        }
    }
}

/// How far a recording is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum RecordingState {
    /// It can be fetched.
    Completed,
    /// It is being made.
    Underway,
    /// There is none, or no more.
    Gone,
    /// It could not be made.
    Failed,
    /// A word this version does not know.
    Other(String),
}

/// One recording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallRecording {
    /// What is known of it.
    pub fact: RecordingFact,
    /// How far it is.
    pub state: RecordingState,
}

/// The recordings of a call, oldest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallRecordings {
    /// Which call.
    pub call: CallKey,
    /// All of them, those that are gone or failed included.
    pub recordings: Vec<CallRecording>,
}

impl CallRecordings {
    /// The recordings that exist or will; `None` if there are none.
    #[must_use]
    pub fn event(&self) -> Option<Event> {
        let exists = |recording: &&CallRecording| {
            recording.fact.url.is_some()
                || matches!(recording.state, RecordingState::Completed | RecordingState::Underway)
        };
        let recordings: Vec<RecordingFact> =
            self.recordings.iter().filter(exists).map(|recording| recording.fact.clone()).collect();
        let fact = RecordingsFact { call: self.call.id.clone(), place: Place::default(), recordings, at: self.call.at };
        (!fact.recordings.is_empty()).then_some(Event::Recordings(fact))
    }

    /// Whether one of them is still being made.
    #[must_use]
    pub fn is_underway(&self) -> bool {
        self.recordings.iter().any(|recording| recording.state == RecordingState::Underway)
    }
}

/// The AI summary of a call.
#[derive(Debug, Clone, PartialEq)]
pub struct CallSummary {
    /// As a fact; its processing says how far Quo is.
    pub fact: SummaryFact,
}

/// The transcript of a call, its segments joined.
#[derive(Debug, Clone, PartialEq)]
pub struct CallTranscript {
    /// As a fact; its processing says how far Quo is.
    pub fact: TranscriptFact,
}

/// The voicemail of a call.
#[derive(Debug, Clone, PartialEq)]
pub struct CallVoicemail {
    /// As a fact.
    pub fact: VoicemailFact,
    /// How far Quo is.
    pub processing: Processing,
}

impl Quo {
    /// The recordings of a call with fresh addresses (`GET /calls/{id}/recordings`).
    ///
    /// # Errors
    /// See [`Error`]; that there are none is no error.
    pub async fn recordings(&self, call: &CallKey, urgency: Urgency) -> Result<Availability<CallRecordings>, Error> {
        let rows = self.all::<dated::Recording>(&["calls", call.id.as_str(), "recordings"], urgency).await;
        let row = |place: usize, row: dated::Recording| {
            let dated::Recording { id, status, start_time, duration, url, r#type } = row;
            recording(call, place, id, status, start_time, duration, url, r#type)
        };
        Availability::of(rows.map(|rows| CallRecordings {
            call: call.clone(),
            recordings: rows.into_iter().enumerate().map(|(place, it)| row(place, it)).collect(),
        }))
    }

    /// As [`Quo::recordings`], over `/v1`.
    ///
    /// # Errors
    /// As [`Quo::recordings`].
    pub async fn recordings_v1(&self, call: &CallKey, urgency: Urgency) -> Result<Availability<CallRecordings>, Error> {
        let path = ["v1", "call-recordings", call.id.as_str()];
        let answer: Result<v1::Data<Vec<v1::Recording>>, Error> = self.read_v1(&path, &[], urgency).await;
        let row = |place: usize, row: v1::Recording| {
            let v1::Recording { id, status, start_time, duration, url, r#type } = row;
            recording(call, place, id, status, start_time, duration, url, r#type)
        };
        Availability::of(answer.map(|answer| CallRecordings {
            call: call.clone(),
            recordings: answer.data.into_iter().enumerate().map(|(place, it)| row(place, it)).collect(),
        }))
    }

    /// The transcript of a call (`GET /calls/{id}/transcripts`): one per recorded segment there, one here.
    ///
    /// # Errors
    /// See [`Error`]; that there is none is no error.
    pub async fn transcript(&self, call: &CallKey, urgency: Urgency) -> Result<Availability<CallTranscript>, Error> {
        let rows = self.all::<dated::Transcript>(&["calls", call.id.as_str(), "transcripts"], urgency).await;
        let found = Availability::of(rows)?;
        Ok(match found {
            Availability::Here(segments) if segments.is_empty() => Availability::Missing,
            Availability::Here(segments) => Availability::Here(CallTranscript { fact: joined(call, segments) }),
            Availability::Missing => Availability::Missing,
            Availability::NotOnPlan { reason } => Availability::NotOnPlan { reason },
        })
    }

    /// As [`Quo::transcript`], over `/v1`.
    ///
    /// # Errors
    /// As [`Quo::transcript`].
    pub async fn transcript_v1(&self, call: &CallKey, urgency: Urgency) -> Result<Availability<CallTranscript>, Error> {
        let path = ["v1", "call-transcripts", call.id.as_str()];
        let answer: Result<v1::Data<v1::Transcript>, Error> = self.read_v1(&path, &[], urgency).await;
        Availability::of(answer.map(|answer| {
            let v1::Transcript { status, created_at, duration, dialogue } = answer.data;
            let spoken = |v1::Spoken { content, start, end, identifier, user_id }| {
                utterance(0, content, start, end, identifier, user_id)
            };
            let dialogue: Vec<Utterance> = dialogue.unwrap_or_default().into_iter().map(spoken).collect();
            CallTranscript {
                fact: TranscriptFact {
                    call: call.id.clone(),
                    place: Place::default(),
                    processing: processing(status.as_deref(), !dialogue.is_empty()),
                    dialogue,
                    duration_ms: length_ms(duration),
                    at: created_at.as_deref().and_then(wire::moment).unwrap_or(call.at),
                },
            }
        }))
    }

    /// The summary of a call (`GET /v1/call-summaries/{callId}`); the dated generation includes it in the call.
    ///
    /// # Errors
    /// See [`Error`]; that there is none is no error.
    pub async fn summary_v1(&self, call: &CallKey, urgency: Urgency) -> Result<Availability<CallSummary>, Error> {
        let path = ["v1", "call-summaries", call.id.as_str()];
        let answer: Result<v1::Data<v1::Summary>, Error> = self.read_v1(&path, &[], urgency).await;
        Availability::of(answer.map(|answer| {
            let v1::Summary { status, summary, next_steps, jobs } = answer.data;
            CallSummary::said(call, status.as_deref(), summary, next_steps, jobs)
        }))
    }

    /// The voicemail of a call (`GET /v1/call-voicemails/{callId}`); the dated generation includes it in the call.
    ///
    /// # Errors
    /// See [`Error`]; that there is none is no error.
    pub async fn voicemail_v1(&self, call: &CallKey, urgency: Urgency) -> Result<Availability<CallVoicemail>, Error> {
        let path = ["v1", "call-voicemails", call.id.as_str()];
        let answer: Result<v1::Data<v1::Voicemail>, Error> = self.read_v1(&path, &[], urgency).await;
        Availability::of(answer.map(|answer| {
            let v1::Voicemail { status, duration, recording_url, transcript } = answer.data;
            CallVoicemail::said(call, status.as_deref(), duration, recording_url, transcript)
        }))
    }
}

impl CallSummary {
    pub(super) fn of_dated(call: &CallKey, summary: dated::Summary) -> Self {
        let dated::Summary { status, summary, next_steps, jobs } = summary;
        Self::said(call, status.as_deref(), summary, next_steps, jobs)
    }

    fn said(
        call: &CallKey,
        status: Option<&str>,
        summary: Option<Vec<String>>,
        next_steps: Option<Vec<String>>,
        jobs: Option<Vec<wire::Job>>,
    ) -> Self {
        let summary = summary.unwrap_or_default();
        let fact = SummaryFact {
            call: call.id.clone(),
            place: Place::default(),
            processing: processing(status, !summary.is_empty()),
            summary,
            next_steps: next_steps.unwrap_or_default(),
            extras: extras(jobs.unwrap_or_default()),
            at: call.at,
        };
        Self { fact }
    }
}

impl CallVoicemail {
    pub(super) fn of_dated(call: &CallKey, voicemail: dated::Voicemail) -> Self {
        let dated::Voicemail { status, duration, recording_url, transcript } = voicemail;
        Self::said(call, status.as_deref(), duration, recording_url, transcript)
    }

    fn said(
        call: &CallKey,
        status: Option<&str>,
        duration: Option<f64>,
        url: Option<String>,
        transcript: Option<String>,
    ) -> Self {
        let processing = processing(status, url.is_some());
        let fact = VoicemailFact {
            call: call.id.clone(),
            place: Place::default(),
            url,
            mime: None,
            duration_ms: length_ms(duration),
            transcript,
            at: call.at,
        };
        Self { fact, processing }
    }
}

#[expect(clippy::too_many_arguments, reason = "the same fields of two generations")]
fn recording(
    call: &CallKey,
    place: usize,
    id: Option<String>,
    status: Option<String>,
    start_time: Option<String>,
    duration: Option<f64>,
    url: Option<String>,
    mime: Option<String>,
) -> CallRecording {
    let state = match status.as_deref() {
        Some("completed") => RecordingState::Completed,
        Some("in-progress" | "paused" | "processing" | "stopped" | "stopping") => RecordingState::Underway,
        Some("absent" | "deleted") => RecordingState::Gone,
        Some("failed") => RecordingState::Failed,
        None if url.is_some() => RecordingState::Completed,
        None => RecordingState::Underway,
        Some(other) => RecordingState::Other(other.to_owned()),
    };
    CallRecording {
        fact: RecordingFact {
            id: RecordingId(id.unwrap_or_else(|| format!("{}:{place}", call.id))),
            url,
            mime,
            duration_ms: length_ms(duration),
            started_at: start_time.as_deref().and_then(wire::moment),
        },
        state,
    }
}

/// One transcript of all segments, its offsets counted from the answer.
fn joined(call: &CallKey, segments: Vec<dated::Transcript>) -> TranscriptFact {
    let mut fact = TranscriptFact {
        call: call.id.clone(),
        place: Place::default(),
        processing: Processing::Absent,
        dialogue: Vec::new(),
        duration_ms: None,
        at: UtcMillis::default(),
    };
    let first = segments.iter().filter_map(|segment| segment.start_time.as_deref().and_then(wire::moment)).min();
    let origin = call.answered_at.or(first);
    let mut least: Option<Processing> = None;
    for segment in segments {
        let dated::Transcript { status, start_time, created_at, duration, dialogue } = segment;
        let began = start_time.as_deref().and_then(wire::moment);
        let shift = began.zip(origin).map_or(0, |(began, origin)| began.0 - origin.0);
        let shift = if shift > SAME_START_MS { shift } else { 0 };
        let spoken = |dated::Spoken { content, start, end, identifier, actor_id }| {
            utterance(shift, content, start, end, identifier, actor_id)
        };
        let lines: Vec<Utterance> = dialogue.unwrap_or_default().into_iter().map(spoken).collect();
        let here = processing(status.as_deref(), !lines.is_empty());
        // As long as one segment is in the making, the whole is.
        least = Some(match least {
            Some(Processing::InProgress) => Processing::InProgress,
            _ if here == Processing::InProgress => here,
            Some(least) => least.max(here),
            None => here,
        });
        fact.dialogue.extend(lines);
        fact.duration_ms = match (fact.duration_ms, length_ms(duration)) {
            (Some(sum), Some(more)) => Some(sum.saturating_add(more)),
            (sum, more) => sum.or(more),
        };
        fact.at = fact.at.max(created_at.as_deref().and_then(wire::moment).unwrap_or(call.at));
    }
    fact.processing = least.unwrap_or(Processing::Absent);
    fact.dialogue.sort_by_key(|line| line.start_ms);
    fact
}

fn utterance(
    shift_ms: i64,
    content: Option<String>,
    start: Option<f64>,
    end: Option<f64>,
    identifier: Option<String>,
    user: Option<String>,
) -> Utterance {
    let moment = |seconds: f64| millis(seconds).saturating_add(shift_ms);
    let start_ms = start.map_or(shift_ms, moment);
    Utterance {
        speaker: match (user, identifier) {
            (Some(user), _) => Speaker::User(UserId(user)),
            (None, Some(party)) => Speaker::Party(Party::parse(&party)),
            (None, None) => Speaker::Named(String::new()),
        },
        text: content.unwrap_or_default(),
        start_ms,
        end_ms: end.map_or(start_ms, moment).max(start_ms),
    }
}

/// The agent's findings as name and value; a job without any is named alone.
fn extras(jobs: Vec<wire::Job>) -> Vec<(String, String)> {
    let findings = |wire::Job { name, result }| {
        let data = result.and_then(|result: wire::JobResult| result.data).unwrap_or_default();
        let found: Vec<_> = data
            .into_iter()
            .map(|wire::JobDatum { name, value }| {
                (name.unwrap_or_default(), value.as_ref().and_then(wire::readable).unwrap_or_default())
            })
            .collect();
        if found.is_empty() { name.map(|name| (name, String::new())).into_iter().collect() } else { found }
    };
    jobs.into_iter().flat_map(findings).collect()
}

/// Seconds with a fraction to whole milliseconds; beyond the range, its end.
#[expect(clippy::cast_possible_truncation, reason = "a float cast to an integer stops at the ends of its range")]
fn millis(seconds: f64) -> i64 {
    (seconds * 1_000.0).round() as i64
}

/// A length; none and zero say nothing.
fn length_ms(seconds: Option<f64>) -> Option<i64> {
    seconds.map(millis).filter(|length| *length > 0)
}
