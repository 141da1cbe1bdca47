//! Calls in Quo's history, and what belongs to them, in both generations, as the facts that webhooks give.

mod parts;

pub use parts::{
    Availability, CallKey, CallRecording, CallRecordings, CallSummary, CallTranscript, CallVoicemail, RecordingState,
};

use super::{
    Cursor, Error, LineNumbers, Page, Quo, ThreadQuery, Urgency,
    lines::{CallEnd, call_ends},
    page::Listed,
    wire::{self, v1, v2026_03_30 as dated},
};
use crate::model::{
    Direction, ItemId, LineId, Party, UserId, UtcMillis,
    event::{Answered, CallFact, CallStep, EndStatus, Event, Place, Processing},
};

/// Which calls to list. Both bounds are included.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CallsQuery {
    /// Of this line only.
    pub line: Option<LineId>,
    /// Created at this moment or later.
    pub from: Option<UtcMillis>,
    /// Created at this moment or earlier.
    pub through: Option<UtcMillis>,
    /// Rows of a page, 1–50.
    pub limit: Option<u8>,
}

/// A call in Quo's history with what came along.
#[derive(Debug, Clone, PartialEq)]
pub struct HistoryCall {
    /// The call itself.
    pub fact: CallFact,
    /// Its summary, where the answer carries one.
    pub summary: Option<CallSummary>,
    /// Its voicemail, where one was left and the answer carries it.
    pub voicemail: Option<CallVoicemail>,
}

impl HistoryCall {
    /// What is needed to read what belongs to the call.
    #[must_use]
    pub fn key(&self) -> CallKey {
        let answered_at = match self.fact.answered {
            Answered::At(at) => Some(at),
            Answered::No | Answered::Unsaid => None,
        };
        CallKey { id: self.fact.id.clone(), at: self.fact.at, answered_at }
    }

    /// Whether somebody answered, so that there can be recordings and transcripts.
    #[must_use]
    pub fn answered(&self) -> bool {
        matches!(self.fact.answered, Answered::At(_))
    }

    /// Whether the call is still going on: what belongs to it comes later.
    #[must_use]
    pub fn is_going_on(&self) -> bool {
        !matches!(self.fact.step, CallStep::Ended(_))
    }

    /// Everything as facts, the call first.
    #[must_use]
    pub fn events(&self) -> Vec<Event> {
        let mut events = vec![Event::Call(self.fact.clone())];
        events.extend(self.summary.as_ref().map(|summary| Event::Summary(summary.fact.clone())));
        events.extend(self.voicemail.as_ref().map(|voicemail| Event::Voicemail(voicemail.fact.clone())));
        events
    }
}

impl Quo {
    /// A page of the workspace's calls, newest first, with summaries and voicemails (`GET /calls`).
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn calls(
        &self,
        query: &CallsQuery,
        numbers: &LineNumbers,
        after: Option<&Cursor>,
        urgency: Urgency,
    ) -> Result<Page<HistoryCall>, Error> {
        let CallsQuery { line, from, through, limit } = query;
        let mut asked =
            vec![("include", "summary,voicemail".to_owned()), ("limit", limit.unwrap_or(50).clamp(1, 50).to_string())];
        asked.extend(line.as_ref().map(|line| ("phoneNumberId", line.as_str().to_owned())));
        asked.extend(from.map(|at| ("createdAt[gte]", wire::iso(at))));
        asked.extend(through.map(|at| ("createdAt[lte]", wire::iso(at))));
        asked.extend(after.map(|cursor| ("after", cursor.token().to_owned())));
        let listed: Listed = self.read(&["calls"], &asked, urgency).await?;
        Ok(listed.page::<dated::Call>("call", after).try_map("call", |row| of_dated(row, numbers)))
    }

    /// One call with its summary and voicemail (`GET /calls/{id}`), for instance to renew the voicemail's address.
    ///
    /// # Errors
    /// See [`Error`]; 404 means that there is none with this id in this workspace.
    pub async fn call(&self, id: &ItemId, numbers: &LineNumbers, urgency: Urgency) -> Result<HistoryCall, Error> {
        let include = [("include", "summary,voicemail".to_owned())];
        let answer: v1::Data<dated::Call> = self.read(&["calls", id.as_str()], &include, urgency).await?;
        of_dated(answer.data, numbers).map_err(|field| Error::unreadable("call", field))
    }

    /// A page of one conversation's calls (`GET /v1/calls`), which has exactly one other party: calls of groups
    /// cannot be reached there. `user` is whose calls; without it Quo takes the owner's.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn calls_v1(
        &self,
        query: &ThreadQuery,
        user: Option<&UserId>,
        numbers: &LineNumbers,
        after: Option<&Cursor>,
        urgency: Urgency,
    ) -> Result<Page<HistoryCall>, Error> {
        let mut asked = query.asked(after);
        asked.extend(user.map(|user| ("userId", user.as_str().to_owned())));
        let listed: Listed = self.read_v1(&["v1", "calls"], &asked, urgency).await?;
        Ok(listed.page::<v1::Call>("call", after).try_map("call", |row| of_v1(row, numbers)))
    }

    /// One call (`GET /v1/calls/{id}`).
    ///
    /// # Errors
    /// See [`Error`]; calls of groups are refused with 400.
    pub async fn call_v1(&self, id: &ItemId, numbers: &LineNumbers, urgency: Urgency) -> Result<HistoryCall, Error> {
        let answer: v1::Data<v1::Call> = self.read_v1(&["v1", "calls", id.as_str()], &[], urgency).await?;
        of_v1(answer.data, numbers).map_err(|field| Error::unreadable("call", field))
    }
}

/// What both generations say of a call.
struct Said {
    id: String,
    line: Option<String>,
    user: Option<String>,
    direction: Option<String>,
    status: Option<String>,
    ends: Vec<CallEnd>,
    created_at: String,
    answered_at: Option<Option<String>>,
    answered_by: Option<String>,
    initiated_by: Option<String>,
    completed_at: Option<String>,
    updated_at: Option<String>,
    duration: Option<f64>,
    forwarded_from: Option<String>,
    forwarded_to: Option<String>,
    ai_handled: Option<String>,
    has_voicemail: bool,
}

impl Said {
    fn fact(self, numbers: &LineNumbers) -> Result<CallFact, &'static str> {
        let Self {
            id,
            line,
            user,
            direction,
            status,
            ends,
            created_at,
            answered_at,
            answered_by,
            initiated_by,
            completed_at,
            updated_at,
            duration,
            forwarded_from,
            forwarded_to,
            ai_handled,
            has_voicemail,
        } = self;
        if id.is_empty() {
            return Err("id");
        }
        let created_at = wire::moment(&created_at).ok_or("createdAt")?;
        let line = line.map(LineId);
        let direction = match direction.as_deref() {
            Some("incoming") => Some(Direction::Incoming),
            Some("outgoing") => Some(Direction::Outgoing),
            _ => None,
        };
        let (line_number, others) = call_ends(numbers.of(line.as_ref()), direction, ends);
        let completed_at = completed_at.as_deref().and_then(wire::moment);
        let answered = match answered_at {
            None => Answered::Unsaid,
            Some(None) => Answered::No,
            Some(Some(text)) => wire::moment(&text).map_or(Answered::Unsaid, Answered::At),
        };
        let agent =
            user.clone().map(UserId).filter(|user| user.is_ai_agent() && direction == Some(Direction::Incoming));
        let answered_by = answered_by.map(UserId).or(agent);
        let (step, answered) = step(status.as_deref(), answered, ai_handled.is_some() || by_agent(&answered_by));
        let placed_by = initiated_by.or(user).filter(|_| direction == Some(Direction::Outgoing));
        let updated_at = updated_at.as_deref().and_then(wire::moment);
        Ok(CallFact {
            id: ItemId(id),
            place: Place { line, line_number, others, ..Place::default() },
            direction,
            step,
            answered,
            answered_by,
            user: placed_by.map(UserId),
            created_at: Some(created_at),
            completed_at,
            duration_s: whole_seconds(duration),
            has_voicemail,
            forwarded_from,
            forwarded_to,
            at: updated_at.or(completed_at).unwrap_or(created_at).max(created_at),
        })
    }
}

fn by_agent(user: &Option<UserId>) -> bool {
    user.as_ref().is_some_and(UserId::is_ai_agent)
}

/// Where a call is, by its status; whether it was answered, by the moment alone: a missed call is `completed` in
/// one place and `no-answer` in another. A call that goes on has not been answered yet, which says nothing.
fn step(status: Option<&str>, answered: Answered, by_agent: bool) -> (CallStep, Answered) {
    let yet = |answered| if answered == Answered::No { Answered::Unsaid } else { answered };
    let ended = match status {
        Some("queued" | "initiated" | "ringing") => return (CallStep::Ringing, yet(answered)),
        Some("in-progress") => return (CallStep::Answered, yet(answered)),
        None | Some("completed" | "answered") => EndStatus::Completed,
        Some("no-answer" | "missed" | "busy" | "canceled") => EndStatus::Unanswered,
        Some("failed") => EndStatus::Failed,
        Some("forwarded") => EndStatus::Forwarded,
        Some("abandoned") => EndStatus::Abandoned,
        Some(other) => EndStatus::Other(other.to_owned()),
    };
    let ended = match (ended, answered) {
        (EndStatus::Completed, Answered::No) => EndStatus::Unanswered,
        (EndStatus::Completed | EndStatus::Unanswered, Answered::At(_)) if by_agent => EndStatus::AiHandled,
        (EndStatus::Unanswered, Answered::At(_)) => EndStatus::Completed,
        (ended, Answered::At(_) | Answered::No | Answered::Unsaid) => ended,
    };
    (CallStep::Ended(ended), answered)
}

/// Whole seconds; none and zero say nothing.
#[expect(clippy::cast_possible_truncation, reason = "a float cast to an integer stops at the ends of its range")]
fn whole_seconds(seconds: Option<f64>) -> Option<i64> {
    seconds.map(|seconds| seconds.round() as i64).filter(|length| *length > 0)
}

fn of_dated(row: dated::Call, numbers: &LineNumbers) -> Result<HistoryCall, &'static str> {
    let dated::Call {
        id,
        phone_number_id: line,
        actor_id: user,
        direction,
        status,
        participants,
        created_at,
        answered_at,
        answered_by,
        initiated_by,
        completed_at,
        updated_at,
        duration,
        forwarded_from,
        forwarded_to,
        ai_handled,
        summary,
        voicemail,
    } = row;
    let end = |dated::Participant { phone_number, actor_id }| {
        phone_number.map(|number| CallEnd { party: Party::parse(&number), ours: actor_id.is_some() })
    };
    let fact = Said {
        id,
        line,
        user,
        direction,
        status,
        ends: participants.into_iter().filter_map(end).collect(),
        created_at,
        answered_at,
        answered_by,
        initiated_by,
        completed_at,
        updated_at,
        duration,
        forwarded_from,
        forwarded_to,
        ai_handled,
        has_voicemail: voicemail.is_some(),
    }
    .fact(numbers)?;
    let call = HistoryCall { fact, summary: None, voicemail: None };
    let key = call.key();
    Ok(HistoryCall {
        summary: summary.map(|summary| CallSummary::of_dated(&key, summary)),
        voicemail: voicemail.map(|voicemail| CallVoicemail::of_dated(&key, voicemail)),
        ..call
    })
}

fn of_v1(row: v1::Call, numbers: &LineNumbers) -> Result<HistoryCall, &'static str> {
    let v1::Call {
        id,
        phone_number_id: line,
        user_id: user,
        direction,
        status,
        participants,
        created_at,
        answered_at,
        answered_by,
        initiated_by,
        completed_at,
        updated_at,
        duration,
        forwarded_from,
        forwarded_to,
        ai_handled,
    } = row;
    let end = |number: String| CallEnd { party: Party::parse(&number), ours: false };
    let fact = Said {
        id,
        line,
        user,
        direction,
        status,
        ends: participants.into_iter().map(end).collect(),
        created_at,
        answered_at,
        answered_by,
        initiated_by,
        completed_at,
        updated_at,
        duration,
        forwarded_from,
        forwarded_to,
        ai_handled,
        has_voicemail: false,
    }
    .fact(numbers)?;
    Ok(HistoryCall { fact, summary: None, voicemail: None })
}

/// How far Quo is with a summary, transcript or voicemail; an unknown word is told by whether there is anything.
fn processing(word: Option<&str>, has_content: bool) -> Processing {
    match word {
        Some("absent") => Processing::Absent,
        Some("in-progress") => Processing::InProgress,
        Some("failed") => Processing::Failed,
        Some("completed") => Processing::Completed,
        Some(_) | None if has_content => Processing::Completed,
        Some(_) | None => Processing::InProgress,
    }
}

#[cfg(test)]
mod tests;
