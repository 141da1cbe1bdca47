//! Calls as a person orders them: what happened, and the events in the order they would come.

use std::{sync::Arc, time::Duration};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{
    core::Core,
    events::Fact,
    media,
    world::{
        Call, Direction, MAIN_LINE, MediaRef, Outcome, Recording, Sentence, Summary, Transcript, Voicemail, World,
    },
};

/// How a call goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scenario {
    Answered,
    Missed,
    Voicemail,
    Outgoing,
    OutgoingUnanswered,
    Forwarded,
    Abandoned,
    Ai,
}

/// One sentence of a conversation.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Line {
    /// `us` or `them`.
    pub who: String,
    pub content: String,
    #[serde(default)]
    pub start: Option<f64>,
    #[serde(default)]
    pub end: Option<f64>,
}

/// A call to be made up.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct NewCall {
    /// The other's number.
    pub from: String,
    /// A line of the workspace, by number or id.
    pub to: String,
    pub scenario: Scenario,
    pub duration_s: u32,
    /// When it began; left out, it has just ended.
    pub created_ms: Option<i64>,
    pub recording: bool,
    pub summary: Vec<String>,
    pub next_steps: Vec<String>,
    pub transcript: Vec<Line>,
    /// What was said to the mailbox.
    pub voicemail: String,
    /// Further numbers in the call.
    pub added: Vec<String>,
    /// A wait between the events.
    pub gap_ms: u64,
}

impl Default for NewCall {
    fn default() -> Self {
        Self {
            from: "+17735550118".into(),
            to: MAIN_LINE.into(),
            scenario: Scenario::Answered,
            duration_s: 12,
            created_ms: None,
            recording: false,
            summary: Vec::new(),
            next_steps: Vec::new(),
            transcript: Vec::new(),
            voicemail: "Hi, it is Jane about the roof. Please call me back.".into(),
            added: Vec::new(),
            gap_ms: 0,
        }
    }
}

impl NewCall {
    /// An answered call with everything Quo can add to it.
    pub fn complete(from: &str) -> Self {
        let line = |who: &str, content: &str| Line { who: who.into(), content: content.into(), start: None, end: None };
        Self {
            from: from.into(),
            recording: true,
            summary: vec!["Customer asked for a revised quote including gutters.".into()],
            next_steps: vec!["Email the revised quote by Thursday.".into()],
            transcript: vec![
                line("us", "Lakeview Roofing, this is Sam."),
                line("them", "Hi Sam, I wanted to ask about the gutters."),
                line("us", "I will email the revised quote by Thursday."),
            ],
            ..Self::default()
        }
    }
}

/// Puts a call into history and gives the facts that webhooks hear of, in order. Nothing for an unknown line.
pub fn put_call(core: &Core, world: &mut World, new: &NewCall) -> Option<(String, Vec<Fact>)> {
    let line = world.line(&new.to)?.clone();
    let answered = matches!(new.scenario, Scenario::Answered | Scenario::Outgoing | Scenario::Ai);
    let ring_ms = 7_000;
    let length_ms = ring_ms + i64::from(new.duration_s) * 1_000;
    let created_ms = new.created_ms.unwrap_or(core.now_ms() - length_ms);
    let answered_ms = answered.then_some(created_ms + ring_ms);
    let completed_ms = created_ms + length_ms;
    let outgoing = matches!(new.scenario, Scenario::Outgoing | Scenario::OutgoingUnanswered);
    let user_id = line.users.first().cloned().unwrap_or_default();
    let answered_by = match new.scenario {
        Scenario::Ai => Some("SYUsona00001".to_owned()),
        _ => answered_ms.map(|_| user_id.clone()),
    };
    let id = world.ids.long("AC");
    let mut people = vec![new.from.clone()];
    people.extend(new.added.iter().cloned());
    let conversation = world.conversation_with(&line.id, &people, created_ms);
    conversation.touch(&id, created_ms, created_ms);
    let conversation_id = conversation.id.clone();

    let sound = |world: &mut World, seconds: u32| {
        let file = MediaRef { id: world.ids.short("snd"), mime: Some("audio/wav".into()), name: None };
        core.shelf().put(&file.id, "audio/wav", media::tone(seconds.min(600)));
        file
    };
    let recordings = if new.recording {
        let (id, file) = (world.ids.short("CR"), sound(world, new.duration_s));
        let start_ms = created_ms + ring_ms;
        vec![Recording { id, status: "completed", start_ms, duration_s: new.duration_s, file }]
    } else {
        Vec::new()
    };
    let transcripts = if new.transcript.is_empty() {
        Vec::new()
    } else {
        vec![transcript(new, &line.number, &user_id, recordings.first(), created_ms + ring_ms, completed_ms)]
    };
    let voicemail = if new.scenario == Scenario::Voicemail {
        Some(Voicemail {
            id: world.ids.short("VM"),
            activity_id: world.ids.long("AC"),
            status: "completed",
            duration_s: new.duration_s,
            file: sound(world, new.duration_s),
            transcript: Some(new.voicemail.clone()),
            created_ms: completed_ms,
        })
    } else {
        None
    };
    let summary = (!new.summary.is_empty()).then(|| Summary {
        status: "completed",
        summary: new.summary.clone(),
        next_steps: new.next_steps.clone(),
        jobs: match new.scenario {
            Scenario::Ai => json!([{ "icon": "📋", "name": "Message taking", "result": { "data": [{ "name": "Name", "value": "Jane" }] } }]),
            _ => Value::Array(Vec::new()),
        },
    });
    world.calls.push(Call {
        id: id.clone(),
        line_id: line.id,
        conversation_id,
        direction: if outgoing { Direction::Outgoing } else { Direction::Incoming },
        external: new.from.clone(),
        added: new.added.clone(),
        user_id,
        outcome: match new.scenario {
            Scenario::Answered | Scenario::Outgoing => Outcome::Answered,
            Scenario::Missed => Outcome::Missed,
            Scenario::Voicemail => Outcome::Voicemail,
            Scenario::OutgoingUnanswered => Outcome::Unanswered,
            Scenario::Forwarded => Outcome::Forwarded,
            Scenario::Abandoned => Outcome::Abandoned,
            Scenario::Ai => Outcome::AiHandled,
        },
        answered_ms,
        answered_by,
        completed_ms,
        created_ms,
        duration_s: new.duration_s,
        forwarded_to: (new.scenario == Scenario::Forwarded).then(|| "+13125550199".to_owned()),
        recordings,
        summary,
        transcripts,
        voicemail,
    });
    let facts = facts(new, &id);
    Some((id, facts))
}

fn transcript(
    new: &NewCall,
    line_number: &str,
    user_id: &str,
    recording: Option<&Recording>,
    start_ms: i64,
    completed_ms: i64,
) -> Transcript {
    let mut at = 0.4;
    let dialogue = new
        .transcript
        .iter()
        .map(|line| {
            let start_s = line.start.unwrap_or(at);
            let end_s = line.end.unwrap_or(start_s + 0.3 * line.content.split_whitespace().count() as f64);
            at = end_s + 0.2;
            let ours = line.who == "us";
            Sentence {
                content: line.content.clone(),
                start_s,
                end_s,
                identifier: Some(if ours { line_number.to_owned() } else { new.from.clone() }),
                user_id: ours.then(|| user_id.to_owned()),
            }
        })
        .collect();
    Transcript {
        recording_id: recording.map(|recording| recording.id.clone()),
        status: "completed",
        start_ms,
        created_ms: completed_ms + 66_000,
        duration_s: f64::from(new.duration_s),
        dialogue,
    }
}

fn facts(new: &NewCall, id: &str) -> Vec<Fact> {
    let id = || id.to_owned();
    let mut facts = vec![Fact::CallRinging(id())];
    match new.scenario {
        Scenario::Answered | Scenario::Outgoing | Scenario::Ai => facts.push(Fact::CallAnswered(id())),
        Scenario::Missed | Scenario::Voicemail => facts.push(Fact::CallMissed(id())),
        Scenario::Forwarded => facts.push(Fact::CallForwarded(id())),
        Scenario::Abandoned => facts.push(Fact::CallMenuSelected(id(), "1".into())),
        Scenario::OutgoingUnanswered => {}
    }
    facts.push(Fact::CallCompleted(id()));
    if new.recording {
        facts.push(Fact::RecordingCompleted(id()));
    }
    if !new.transcript.is_empty() {
        facts.push(Fact::TranscriptCompleted(id()));
    }
    if !new.summary.is_empty() {
        facts.push(Fact::SummaryCompleted(id()));
    }
    if new.scenario == Scenario::Voicemail {
        facts.push(Fact::VoicemailCompleted(id()));
    }
    facts
}

/// A call happens: stored at once, told event by event.
pub fn call(core: &Arc<Core>, new: &NewCall) -> Option<String> {
    let (id, facts) = {
        let mut world = core.world.lock().unwrap();
        put_call(core, &mut world, new)?
    };
    if new.gap_ms == 0 {
        for fact in &facts {
            core.emit(fact);
        }
    } else {
        let (this, gap) = (Arc::clone(core), Duration::from_millis(new.gap_ms));
        core.spawn(async move {
            for fact in &facts {
                this.emit(fact);
                this.pace.sleep(gap).await;
            }
        });
    }
    Some(id)
}
