//! A call, merged from everything that was ever said about it.

mod parts;

pub use parts::{MenuChoice, Recording, Summary, Transcript, TranscriptHead, Voicemail};

use super::conversation::Bearing;
use super::event::{
    Answered, CallFact, CallStep, EndStatus, Processing, RecordingFact, RecordingsFact, SummaryFact, TranscriptFact,
    VoicemailFact,
};
use super::merge::{Latest, keep_all, keep_greater, keep_smaller, value};
use super::place::Whereabouts;
use super::{Direction, ItemId, Party, RecordingId, UserId, UtcMillis};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

const MOST_CHOICES: usize = 16;
/// A call in which nobody is named and that went through a menu was a talk from this length on.
const MOST_MENU_MS: i64 = 60_000;
/// Less than this is no talk.
const LEAST_TALK_MS: i64 = 3_000;

/// How a call went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Outcome {
    /// It rings.
    Ringing,
    /// Two people are talking.
    InProgress,
    /// Two people talked.
    Answered,
    /// Nobody of the business took it.
    Missed,
    /// The other side did not take it.
    NoAnswer,
    /// Nobody took it, and a voicemail was left.
    Voicemail,
    /// Passed on to another number.
    Forwarded,
    /// The caller gave up in a menu or queue.
    Abandoned,
    /// The network failed.
    Failed,
    /// Quo's AI agent took it.
    AiHandled,
}

/// A call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// Which call.
    pub id: ItemId,
    /// Where it belongs.
    pub place: Whereabouts,
    /// In or out.
    pub direction: Option<Latest<Direction>>,
    /// When it began to ring, if any source said.
    pub created_at: Option<UtcMillis>,
    /// The earliest moment that any source spoke of.
    pub first_at: UtcMillis,
    /// Whether any step of the call itself was told, and not only what belongs to it.
    pub told: bool,
    /// When it was answered: once answered, answered.
    pub answered_at: Option<UtcMillis>,
    /// Somebody said that it was answered, perhaps without saying when.
    pub answered: bool,
    /// Somebody who knew its end said that it was not answered.
    pub ended_unanswered: bool,
    /// Somebody told its end and was silent about an answer.
    pub ended_unsaid: bool,
    /// How it ended.
    pub ended: Option<Latest<EndStatus>>,
    /// When it ended.
    pub completed_at: Option<Latest<UtcMillis>>,
    /// Seconds as Quo counts them.
    pub duration_s: Option<Latest<i64>>,
    /// Who answered.
    pub answered_by: Option<Latest<UserId>>,
    /// Who placed it.
    pub user: Option<Latest<UserId>>,
    /// Quo said that nobody took it.
    pub missed: bool,
    /// Quo said that it was passed on.
    pub forwarded: bool,
    /// Number, line or person it was forwarded from.
    pub forwarded_from: Option<Latest<String>>,
    /// Number, line or person it was forwarded to.
    pub forwarded_to: Option<Latest<String>>,
    /// Choices in a phone menu, oldest first; the newest 16.
    pub menu: Vec<MenuChoice>,
    /// Recordings exist, wherever they are.
    pub recorded: bool,
    /// The recordings by id.
    pub recordings: BTreeMap<RecordingId, Recording>,
    /// A voicemail was left, whether or not it is known yet.
    pub has_voicemail: bool,
    /// The voicemail.
    pub voicemail: Option<Voicemail>,
    /// The AI summary.
    pub summary: Option<Summary>,
    /// The transcript's outline.
    pub transcript: Option<TranscriptHead>,
    /// Next steps that a person ticked or unticked, by index.
    pub ticks: BTreeMap<u32, Latest<bool>>,
}

impl Call {
    /// A call of which nothing is known but that something was said about it at `at`.
    #[must_use]
    pub fn unknown(id: ItemId, at: UtcMillis) -> Self {
        Self {
            id,
            place: Whereabouts::default(),
            direction: None,
            created_at: None,
            first_at: at,
            told: false,
            answered_at: None,
            answered: false,
            ended_unanswered: false,
            ended_unsaid: false,
            ended: None,
            completed_at: None,
            duration_s: None,
            answered_by: None,
            user: None,
            missed: false,
            forwarded: false,
            forwarded_from: None,
            forwarded_to: None,
            menu: Vec::new(),
            recorded: false,
            recordings: BTreeMap::new(),
            has_voicemail: false,
            voicemail: None,
            summary: None,
            transcript: None,
            ticks: BTreeMap::new(),
        }
    }

    /// A step of its life.
    #[must_use]
    pub fn of(fact: &CallFact) -> Self {
        let CallFact {
            id,
            place,
            direction,
            step,
            answered,
            answered_by,
            user,
            created_at,
            completed_at,
            duration_s,
            has_voicemail,
            forwarded_from,
            forwarded_to,
            at,
        } = fact;
        let at = *at;
        let mut call = Self {
            place: Whereabouts::of(place, at),
            direction: Latest::said(at, *direction),
            created_at: *created_at,
            told: true,
            completed_at: Latest::said(at, *completed_at),
            duration_s: Latest::said(at, *duration_s),
            answered_by: Latest::said(at, answered_by.clone()),
            user: Latest::said(at, user.clone()),
            forwarded_from: Latest::said(at, forwarded_from.clone()),
            forwarded_to: Latest::said(at, forwarded_to.clone()),
            has_voicemail: *has_voicemail,
            ..Self::unknown(id.clone(), at)
        };
        if let Answered::At(moment) = answered {
            call.answered_at = Some(*moment);
            call.answered = true;
        }
        match step {
            CallStep::Ringing => {}
            CallStep::Answered => call.answered = true,
            CallStep::Ended(status) => {
                call.ended = Some(Latest { at, value: status.clone() });
                call.ended_unanswered = *answered == Answered::No;
                call.ended_unsaid = *answered == Answered::Unsaid;
            }
            CallStep::Missed => call.missed = true,
            CallStep::Forwarded => call.forwarded = true,
            CallStep::Menu { digit, name, reason } => {
                call.menu.push(MenuChoice { at, digit: digit.clone(), name: name.clone(), reason: reason.clone() });
            }
        }
        call
    }

    /// Its recordings.
    #[must_use]
    pub fn of_recordings(fact: &RecordingsFact) -> Self {
        let RecordingsFact { call, place, recordings, at } = fact;
        let recordings = recordings.iter().map(|recording| {
            let RecordingFact { id, url, mime, duration_ms, started_at } = recording;
            let merged = Recording {
                url: Latest::said(*at, url.clone()),
                mime: Latest::said(*at, mime.clone()),
                duration_ms: Latest::said(*at, *duration_ms),
                started_at: Latest::said(*at, *started_at),
            };
            (id.clone(), merged)
        });
        let mut shell = Self::unknown(call.clone(), *at);
        shell.place = Whereabouts::of(place, *at);
        shell.recorded = true;
        for (id, recording) in recordings {
            shell.recordings.entry(id).or_default().absorb(recording);
        }
        shell
    }

    /// Its voicemail.
    #[must_use]
    pub fn of_voicemail(fact: &VoicemailFact) -> Self {
        let VoicemailFact { call, place, url, mime, duration_ms, transcript, at } = fact;
        Self {
            place: Whereabouts::of(place, *at),
            has_voicemail: true,
            voicemail: Some(Voicemail {
                url: Latest::said(*at, url.clone()),
                mime: Latest::said(*at, mime.clone()),
                duration_ms: Latest::said(*at, *duration_ms),
                transcript: Latest::said(*at, transcript.clone()),
            }),
            ..Self::unknown(call.clone(), *at)
        }
    }

    /// Its summary.
    #[must_use]
    pub fn of_summary(fact: &SummaryFact) -> Self {
        let SummaryFact { call, place, processing, summary, next_steps, extras, at } = fact;
        Self {
            place: Whereabouts::of(place, *at),
            summary: Some(Summary {
                processing: *processing,
                at: *at,
                lines: summary.clone(),
                next_steps: next_steps.clone(),
                extras: extras.clone(),
            }),
            ..Self::unknown(call.clone(), *at)
        }
    }

    /// What its transcript says about it; the words are a [`Transcript`].
    #[must_use]
    pub fn of_transcript(fact: &TranscriptFact, head: TranscriptHead) -> Self {
        Self {
            place: Whereabouts::of(&fact.place, fact.at),
            transcript: Some(head),
            ..Self::unknown(fact.call.clone(), fact.at)
        }
    }

    /// Joins what is known of the same call from elsewhere.
    pub fn absorb(&mut self, other: Self) {
        let Self {
            id: _,
            place,
            direction,
            created_at,
            first_at,
            told,
            answered_at,
            answered,
            ended_unanswered,
            ended_unsaid,
            ended,
            completed_at,
            duration_s,
            answered_by,
            user,
            missed,
            forwarded,
            forwarded_from,
            forwarded_to,
            menu,
            recorded,
            recordings,
            has_voicemail,
            voicemail,
            summary,
            transcript,
            ticks,
        } = other;
        self.place.absorb(place);
        keep_greater(&mut self.direction, direction);
        keep_smaller(&mut self.created_at, created_at);
        self.first_at = self.first_at.min(first_at);
        self.told |= told;
        keep_smaller(&mut self.answered_at, answered_at);
        self.answered |= answered;
        self.ended_unanswered |= ended_unanswered;
        self.ended_unsaid |= ended_unsaid;
        keep_greater(&mut self.ended, ended);
        keep_greater(&mut self.completed_at, completed_at);
        keep_greater(&mut self.duration_s, duration_s);
        keep_greater(&mut self.answered_by, answered_by);
        keep_greater(&mut self.user, user);
        self.missed |= missed;
        self.forwarded |= forwarded;
        keep_greater(&mut self.forwarded_from, forwarded_from);
        keep_greater(&mut self.forwarded_to, forwarded_to);
        keep_all(&mut self.menu, menu, MOST_CHOICES);
        self.recorded |= recorded;
        for (id, recording) in recordings {
            self.recordings.entry(id).or_default().absorb(recording);
        }
        self.has_voicemail |= has_voicemail;
        if let Some(other) = voicemail {
            self.voicemail.get_or_insert_default().absorb(other);
        }
        keep_greater(&mut self.summary, summary);
        keep_greater(&mut self.transcript, transcript);
        for (index, tick) in ticks {
            match self.ticks.get_mut(&index) {
                Some(held) => keep_greater(held, tick),
                None => {
                    self.ticks.insert(index, tick);
                }
            }
        }
    }

    /// Its moment in the timeline.
    #[must_use]
    pub fn at(&self) -> UtcMillis {
        self.created_at.unwrap_or(self.first_at)
    }

    /// Whether it came from the business.
    #[must_use]
    pub fn outgoing(&self) -> bool {
        value(&self.direction) == Some(&Direction::Outgoing)
    }

    /// Whether somebody took it: by `answeredAt`, never by a status (API.md section 7). Where no source of its
    /// end says anything about an answer, talking time says it.
    #[must_use]
    pub fn was_answered(&self) -> bool {
        if self.answered {
            return true;
        }
        let spoken = value(&self.duration_s).is_some_and(|seconds| *seconds > 0);
        let silent = self.ended_unsaid && !self.ended_unanswered && !self.missed && !self.has_voicemail;
        let could_be = match value(&self.ended) {
            Some(EndStatus::Completed | EndStatus::AiHandled | EndStatus::Other(_)) => true,
            Some(EndStatus::Unanswered | EndStatus::Failed | EndStatus::Forwarded | EndStatus::Abandoned) | None => {
                false
            }
        };
        spoken && silent && could_be
    }

    /// How it went.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        let ended = value(&self.ended);
        let by_agent = value(&self.answered_by).is_some_and(UserId::is_ai_agent);
        if by_agent || ended == Some(&EndStatus::AiHandled) {
            return Outcome::AiHandled;
        }
        if self.gave_up_in_menu() {
            return Outcome::Abandoned;
        }
        if self.was_answered() {
            return if ended.is_some() || self.completed_at.is_some() || self.has_words() {
                Outcome::Answered
            } else {
                Outcome::InProgress
            };
        }
        if self.has_voicemail && !self.outgoing() {
            return Outcome::Voicemail;
        }
        if self.forwarded || ended == Some(&EndStatus::Forwarded) {
            return Outcome::Forwarded;
        }
        let untaken = if self.outgoing() { Outcome::NoAnswer } else { Outcome::Missed };
        match ended {
            Some(EndStatus::Abandoned) => Outcome::Abandoned,
            Some(EndStatus::Failed) => Outcome::Failed,
            Some(_) => untaken,
            None if self.missed || self.completed_at.is_some() => untaken,
            None if self.has_words() => Outcome::Answered,
            None => Outcome::Ringing,
        }
    }

    /// Nobody but a menu took it, and the caller gave up there: not a conversation (PRODUCT.md, "Waiting on me").
    /// A menu answers and hangs up like a person; what tells it from one is that nobody is named, no words are kept, and
    /// it was short.
    fn gave_up_in_menu(&self) -> bool {
        let Some(reason) = self.menu_reason() else { return false };
        let talked_ms = self.answered_at.zip(value(&self.completed_at)).map(|(from, to)| to.0.saturating_sub(from.0));
        let short = talked_ms.or(value(&self.duration_s).map(|seconds| seconds.saturating_mul(1000)));
        let short = short.is_none_or(|ms| ms < MOST_MENU_MS);
        let abandoned = value(&self.ended) == Some(&EndStatus::Abandoned) || reason == Some("phone-menu-abandoned");
        let ended = self.ended.is_some() || self.completed_at.is_some();
        let alone = self.answered_by.is_none() && !self.has_voicemail;
        alone && (abandoned || (ended && short && !self.missed && self.was_answered() && !self.has_words()))
    }

    /// What the last choice in the menu led to, if there was a menu.
    fn menu_reason(&self) -> Option<Option<&str>> {
        self.menu.last().map(|choice| choice.reason.as_deref())
    }

    /// Whether somebody who gave up wanted a person: they were put through to the team or to the voicemail, or waited in
    /// a queue. Who hung up on the menu, or only heard an announcement, did not.
    fn wanted_somebody(&self) -> bool {
        match self.menu_reason() {
            None => true,
            Some(reason) => matches!(reason, Some("phone-menu-dial" | "phone-menu-voicemail")),
        }
    }

    /// Whether there is a number at which the caller can be reached.
    fn can_be_reached(&self) -> bool {
        let others = value(&self.place.others).map_or(&[][..], Vec::as_slice);
        others.is_empty() || others.iter().any(|other| !matches!(other, Party::Withheld))
    }

    /// Whether what Quo's agent did with the caller leaves something to a person: as long as nobody knows, and where
    /// something was promised.
    fn agent_left_something(&self) -> bool {
        match self.summary.as_ref().filter(|summary| summary.processing == Processing::Completed) {
            Some(summary) => !summary.next_steps.is_empty() || !summary.extras.is_empty(),
            None => true,
        }
    }

    /// Whether there is a recording, summary or transcript, which only a talk has.
    fn has_words(&self) -> bool {
        self.recorded
            || self.summary.as_ref().is_some_and(|summary| summary.processing == Processing::Completed)
            || self.transcript.as_ref().is_some_and(|head| head.processing == Processing::Completed)
    }

    /// Talking time, or the length of the voicemail's call, in milliseconds.
    #[must_use]
    pub fn duration_ms(&self) -> Option<i64> {
        if !self.was_answered() {
            return None;
        }
        match (self.answered_at, value(&self.completed_at)) {
            (Some(from), Some(to)) if to.0 >= from.0 => Some(to.0.saturating_sub(from.0)),
            _ => value(&self.duration_s).map(|seconds| seconds.saturating_mul(1000)),
        }
    }

    /// What it means for its conversation.
    #[must_use]
    pub fn bearing(&self) -> Bearing {
        let incoming = value(&self.direction) == Some(&Direction::Incoming)
            || (self.direction.is_none() && (self.missed || self.has_voicemail));
        let outcome = self.outcome();
        let untaken = matches!(outcome, Outcome::Missed | Outcome::Voicemail);
        let waits = match outcome {
            Outcome::Voicemail => true,
            Outcome::Missed => self.can_be_reached(),
            Outcome::Abandoned => self.wanted_somebody() && self.can_be_reached(),
            Outcome::AiHandled => self.agent_left_something(),
            Outcome::Ringing
            | Outcome::InProgress
            | Outcome::Answered
            | Outcome::NoAnswer
            | Outcome::Forwarded
            | Outcome::Failed => false,
        };
        Bearing {
            incoming,
            alert: incoming && (untaken || matches!(outcome, Outcome::Abandoned | Outcome::AiHandled)),
            ask: incoming && waits,
            answer: matches!(outcome, Outcome::Answered | Outcome::InProgress) && !self.was_dropped(),
        }
    }

    /// Picked up and gone before a word could be said.
    fn was_dropped(&self) -> bool {
        let ended = self.ended.is_some() || self.completed_at.is_some();
        ended && !self.has_words() && self.duration_ms().is_some_and(|ms| ms < LEAST_TALK_MS)
    }

    /// Whether next step `index` is ticked.
    #[must_use]
    pub fn is_ticked(&self, index: u32) -> bool {
        self.ticks.get(&index).is_some_and(|tick| tick.value)
    }

    /// The other side, if it is one and the place says who.
    #[must_use]
    pub fn other(&self) -> Option<&Party> {
        value(&self.place.others).and_then(|others| others.first())
    }
}
