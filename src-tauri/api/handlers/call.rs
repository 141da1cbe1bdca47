//! Calls: the card in a timeline, and the page.

use super::{
    Result, ask,
    files::{LEFT_OUT, doing},
    people,
};
use crate::{
    api::{
        Api,
        wire::{
            ApiError, Audio, Author, CallCard, CallOutcome, CallPage, CallReq, Code, LabelledValue, MediaState,
            NextStep, Nothing, Part, Segment, TickReq, Voicemail,
        },
    },
    app::App,
    model::{
        Direction, ItemId,
        call::{Call, Outcome},
        decision::{self, Decided},
        event::{Processing, Speaker, Utterance},
        history::{self, PartState},
        item::Item,
        merge::{Latest, value},
        place::Target,
    },
    store::{CallFile, Store},
};

/// A call shorter than this has no summary or transcript at Quo.
const TOO_SHORT_MS: i64 = 10_000;

pub async fn call_page(api: &Api, req: CallReq) -> Result<CallPage> {
    ask(api, move |app| {
        let found = app.store.call(&ItemId(req.call_id))?;
        let CallFile { call, conversation, target, dialogue } =
            found.ok_or_else(|| ApiError::new(Code::NotFound, "there is no such call"))?;
        app.want_media(&Item::Call(Box::new(call.clone())));
        page(app, &call, conversation.map(|id| id.0), target.as_ref(), &dialogue)
    })
    .await
}

fn page(
    app: &App,
    call: &Call,
    conversation_id: Option<String>,
    target: Option<&Target>,
    dialogue: &[Utterance],
) -> Result<CallPage> {
    let store = &app.store;
    let people = match target {
        Some(target) => people::people(store, &target.others)?,
        None => Vec::new(),
    };
    let title = match people.as_slice() {
        [] => "Unknown".to_owned(),
        people => people.iter().map(|person| person.name.as_str()).collect::<Vec<_>>().join(", "),
    };
    let outcome = call.outcome();
    let duration_ms = talked_ms(call);
    let short = duration_ms.is_some_and(|ms| ms < TOO_SHORT_MS);
    let audio = audios(app, call)?;
    let asked = store.parts_of(&call.id)?;
    let since = app.seam.now().0.saturating_sub(value(&call.completed_at).copied().unwrap_or_else(|| call.at()).0);
    let may = MayHave { outcome, short, fresh: since < history::PARTS_COME_WITHIN_MS };
    let summary = call.summary.as_ref();
    let answered_by = match value(&call.answered_by) {
        Some(user) => Some(people::user_author(store, Some(user))?),
        None => None,
    };
    let mut segments = Vec::with_capacity(dialogue.len());
    for (index, utterance) in (0_u32..).zip(dialogue) {
        let Utterance { speaker, text, start_ms, end_ms } = utterance;
        let speaker = match speaker {
            Speaker::User(user) => people::user_author(store, Some(user))?,
            Speaker::Party(party) => people::party_author(store, party)?,
            Speaker::Named(name) if name.is_empty() => people::nobody("Speaker"),
            Speaker::Named(name) => people::nobody(name),
        };
        segments.push(Segment { index, speaker, text: text.clone(), start_ms: *start_ms, end_ms: *end_ms });
    }
    let line = match target {
        Some(target) => Some(people::line(store, &target.line)?),
        None => None,
    };
    Ok(CallPage {
        id: call.id.0.clone(),
        conversation_id,
        line,
        people,
        title,
        outgoing: value(&call.direction) == Some(&Direction::Outgoing),
        at: call.at().0,
        answered_at: call.answered_at.map(|at| at.0),
        ended_at: value(&call.completed_at).map(|at| at.0),
        outcome: outcome_of(outcome),
        duration_ms,
        answered_by,
        detail: detail(call),
        summary: may.part(summary.map(|summary| summary.processing), asked.get(&history::Part::Summary)),
        summary_lines: summary.map(|summary| summary.lines.clone()).unwrap_or_default(),
        next_steps: next_steps(call),
        extras: summary
            .map(|summary| {
                summary
                    .extras
                    .iter()
                    .map(|(label, value)| LabelledValue { label: label.clone(), value: value.clone() })
                    .collect()
            })
            .unwrap_or_default(),
        transcript: may
            .part(call.transcript.as_ref().map(|head| head.processing), asked.get(&history::Part::Transcript)),
        segments,
        recording: recording_part(call, &audio),
        audio,
        voicemail: voicemail(app, call)?,
    })
}

pub fn card(app: &App, call: &Call) -> Result<CallCard> {
    let steps = next_steps(call);
    let done = steps.iter().filter(|step| step.done).count();
    Ok(CallCard {
        outcome: outcome_of(call.outcome()),
        duration_ms: talked_ms(call),
        recorded: call.recorded,
        has_transcript: call
            .transcript
            .as_ref()
            .is_some_and(|head| head.processing == Processing::Completed && head.utterances > 0),
        summary: call.summary.as_ref().and_then(|summary| summary.lines.first().cloned()),
        next_steps: u32::try_from(steps.len()).unwrap_or(u32::MAX),
        next_steps_done: u32::try_from(done).unwrap_or(u32::MAX),
        voicemail: voicemail(app, call)?,
        detail: detail(call),
    })
}

/// Who made the call.
pub fn author(store: &Store, call: &Call, target: Option<&Target>) -> Result<Author> {
    if value(&call.direction) == Some(&Direction::Outgoing) {
        return people::user_author(store, value(&call.user));
    }
    match target.and_then(|target| target.others.first()) {
        Some(party) => people::party_author(store, party),
        None => Ok(people::nobody("Unknown")),
    }
}

pub fn outcome_of(outcome: Outcome) -> CallOutcome {
    match outcome {
        Outcome::Ringing => CallOutcome::Ringing,
        Outcome::InProgress => CallOutcome::InProgress,
        Outcome::Answered => CallOutcome::Answered,
        Outcome::Missed => CallOutcome::Missed,
        Outcome::NoAnswer => CallOutcome::NoAnswer,
        Outcome::Voicemail => CallOutcome::Voicemail,
        Outcome::Forwarded => CallOutcome::Forwarded,
        Outcome::Abandoned => CallOutcome::Abandoned,
        Outcome::Failed => CallOutcome::Failed,
        Outcome::AiHandled => CallOutcome::AiHandled,
    }
}

/// From the answer to the end; Quo's own seconds where one of the two is missing. Nothing for a call not taken:
/// Quo counts its ringing (API.md section 7).
pub fn talked_ms(call: &Call) -> Option<i64> {
    match call.outcome() {
        Outcome::Answered | Outcome::AiHandled | Outcome::Forwarded => {}
        Outcome::Ringing
        | Outcome::InProgress
        | Outcome::Missed
        | Outcome::NoAnswer
        | Outcome::Voicemail
        | Outcome::Abandoned
        | Outcome::Failed => return None,
    }
    let between = call.answered_at.zip(value(&call.completed_at)).map(|(from, to)| to.0 - from.0).filter(|ms| *ms >= 0);
    between.or_else(|| value(&call.duration_s).map(|seconds| seconds.saturating_mul(1000)))
}

pub fn detail(call: &Call) -> Option<String> {
    let mut details = Vec::new();
    if let Some(choice) = call.menu.last() {
        let chosen =
            [choice.digit.as_deref(), choice.name.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" ");
        if !chosen.is_empty() {
            details.push(format!("Menu: {chosen}"));
        }
    }
    let shown = |target: &String| crate::model::Party::parse(target).display();
    if let Some(to) = value(&call.forwarded_to).filter(|to| !to.starts_with("US") && !to.starts_with("PN")) {
        details.push(format!("Forwarded to {}", shown(to)));
    } else if call.forwarded {
        details.push("Forwarded".to_owned());
    }
    (!details.is_empty()).then(|| details.join(" · "))
}

/// What decides whether a call may have a summary and a transcript.
#[derive(Clone, Copy)]
struct MayHave {
    outcome: Outcome,
    short: bool,
    fresh: bool,
}

impl MayHave {
    /// How it stands with a summary or transcript: as an event said it, else as Quo said when it was `asked`; what nobody
    /// said a word of is on its way only for a while.
    fn part(self, said: Option<Processing>, asked: Option<&PartState>) -> Part {
        match said {
            Some(Processing::Completed) => Part::Here,
            Some(Processing::InProgress) => Part::Pending,
            Some(Processing::Failed) => Part::Failed,
            Some(Processing::Absent) if self.short => Part::TooShort,
            Some(Processing::Absent) => Part::NotOnThisPlan,
            None => match self.outcome {
                Outcome::Answered | Outcome::AiHandled if self.short => Part::TooShort,
                Outcome::InProgress => Part::Pending,
                Outcome::Answered | Outcome::AiHandled => match asked {
                    Some(PartState::There { .. } | PartState::Pending { .. }) => Part::Pending,
                    Some(PartState::Absent { refused: true }) => Part::NotOnThisPlan,
                    Some(PartState::Absent { refused: false }) => Part::None,
                    Some(PartState::Failed { .. }) => Part::Failed,
                    None if self.fresh => Part::Pending,
                    None => Part::None,
                },
                Outcome::Ringing
                | Outcome::Missed
                | Outcome::NoAnswer
                | Outcome::Voicemail
                | Outcome::Forwarded
                | Outcome::Abandoned
                | Outcome::Failed => Part::None,
            },
        }
    }
}

fn recording_part(call: &Call, audio: &[Audio]) -> Part {
    match audio.first().map(|audio| &audio.state) {
        Some(MediaState::Here) => Part::Here,
        Some(MediaState::Waiting | MediaState::Fetching | MediaState::Renewing) => Part::Pending,
        Some(MediaState::Failed | MediaState::LeftOut) => Part::Failed,
        None if call.recorded => Part::Pending,
        None => Part::None,
    }
}

fn next_steps(call: &Call) -> Vec<NextStep> {
    let steps = call.summary.as_ref().map(|summary| summary.next_steps.as_slice()).unwrap_or_default();
    let ticked = |index: u32| call.ticks.get(&index).is_some_and(|tick| tick.value);
    (0_u32..).zip(steps).map(|(index, text)| NextStep { index, text: text.clone(), done: ticked(index) }).collect()
}

pub fn audios(app: &App, call: &Call) -> Result<Vec<Audio>> {
    let mut recordings: Vec<_> = call.recordings.values().collect();
    recordings.sort_by_key(|recording| value(&recording.started_at).copied());
    let mut audios = Vec::new();
    for recording in recordings {
        let started = value(&recording.started_at).copied();
        // Transcript offsets run from the start of the call; a recording may begin later (API.md section 4).
        let offset_ms = started.zip(call.answered_at).map_or(0, |(start, answered)| start.0 - answered.0);
        let offset_ms = if offset_ms.abs() > 3_000 { offset_ms.max(0) } else { 0 };
        audios.push(audio(app, value(&recording.url), &recording.mime, &recording.duration_ms, offset_ms)?);
    }
    Ok(audios)
}

pub fn voicemail(app: &App, call: &Call) -> Result<Option<Voicemail>> {
    let Some(voicemail) = &call.voicemail else {
        let left = call.has_voicemail.then_some(Voicemail { duration_ms: None, transcript: None, audio: None });
        return Ok(left);
    };
    let sound = match value(&voicemail.url) {
        Some(url) => Some(audio(app, Some(url), &voicemail.mime, &voicemail.duration_ms, 0)?),
        None => None,
    };
    Ok(Some(Voicemail {
        duration_ms: value(&voicemail.duration_ms).copied(),
        transcript: value(&voicemail.transcript).cloned(),
        audio: sound,
    }))
}

fn audio(
    app: &App,
    url: Option<&String>,
    mime: &Option<Latest<String>>,
    duration: &Option<Latest<i64>>,
    offset_ms: i64,
) -> Result<Audio> {
    let said = value(duration).copied().unwrap_or_default();
    let mime = value(mime).cloned().unwrap_or_else(|| "audio/mpeg".to_owned());
    let waiting = |state, reason| Audio {
        media_id: String::new(),
        mime: mime.clone(),
        duration_ms: said,
        peaks: Vec::new(),
        state,
        reason,
        offset_ms,
    };
    let Some(url) = url else { return Ok(waiting(MediaState::Waiting, None)) };
    Ok(match app.store.media(url)?.map(|record| record.state.value) {
        None => waiting(doing(app, url), None),
        Some(decision::MediaState::Failed { reason, given_up: true }) => waiting(MediaState::Failed, Some(reason)),
        Some(decision::MediaState::Failed { reason, given_up: false }) => waiting(doing(app, url), Some(reason)),
        Some(decision::MediaState::LeftOut { .. }) => waiting(MediaState::LeftOut, Some(LEFT_OUT.to_owned())),
        Some(decision::MediaState::Here { content, mime, duration_ms, peaks, .. }) => Audio {
            media_id: content,
            mime,
            duration_ms: duration_ms.unwrap_or(said),
            peaks,
            state: MediaState::Here,
            reason: None,
            offset_ms,
        },
    })
}

pub async fn tick_next_step(api: &Api, req: TickReq) -> Result<Nothing> {
    let TickReq { call_id, index, done } = req;
    let call = ItemId(call_id);
    let id = call.clone();
    let steps = ask(api, move |app| Ok(app.store.call(&id)?.map(|file| next_steps(&file.call).len()))).await?;
    match steps {
        None => Err(ApiError::new(Code::NotFound, "there is no such call")),
        Some(steps) if (index as usize) < steps => {
            api.app.decide(vec![Decided::NextStepTicked { call, index, done }]).await?;
            Ok(Nothing {})
        }
        Some(_) => Err(ApiError::new(Code::BadInput, "this call has no such next step")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::UtcMillis;

    #[test]
    fn a_part_is_on_its_way_only_while_it_can_still_come() {
        let answered = |short, fresh| MayHave { outcome: Outcome::Answered, short, fresh };
        let pending = PartState::Pending { looks: 2, due_at: UtcMillis(0) };
        let failed = PartState::Failed { reason: String::new() };
        let (refused, none) = (PartState::Absent { refused: true }, PartState::Absent { refused: false });
        for (may, said, asked, wanted) in [
            (answered(false, true), None, None, Part::Pending),
            (answered(false, false), None, None, Part::None),
            (answered(true, true), None, None, Part::TooShort),
            (answered(false, false), None, Some(&pending), Part::Pending),
            (answered(false, false), None, Some(&failed), Part::Failed),
            (answered(false, true), None, Some(&refused), Part::NotOnThisPlan),
            (answered(false, true), None, Some(&none), Part::None),
            (answered(false, false), Some(Processing::InProgress), None, Part::Pending),
            (answered(false, false), Some(Processing::Completed), Some(&none), Part::Here),
            (answered(true, true), Some(Processing::Absent), None, Part::TooShort),
            (MayHave { outcome: Outcome::Missed, short: false, fresh: true }, None, None, Part::None),
            (MayHave { outcome: Outcome::InProgress, short: false, fresh: true }, None, None, Part::Pending),
        ] {
            assert_eq!(may.part(said, asked), wanted, "{said:?} {asked:?}");
        }
    }
}
