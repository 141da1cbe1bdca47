//! A timeline item: a text, a call, a note, or a text of our own on its way out.

use super::call::Call;
use super::conversation::Bearing;
use super::decision::{SendIntent, SendStep};
use super::event::DeliveryState;
use super::merge::{Latest, keep_greater, value};
use super::message::{Message, Reached};
use super::place::{Target, Whereabouts};
use super::{Direction, ItemId, OutboxId, Party, UserId, UtcMillis};
use serde::{Deserialize, Serialize};

/// One thing in a timeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Item {
    /// A text that Quo knows.
    Message(Message),
    /// A call.
    Call(Box<Call>),
    /// A note of our own.
    Note(Note),
    /// A text of our own that Quo does not know yet.
    Outgoing(Outgoing),
}

/// A note.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Note {
    /// When it was written.
    pub at: UtcMillis,
    /// Which note.
    pub id: ItemId,
    /// The conversation.
    pub place: Target,
    /// The words.
    pub text: String,
    /// Who wrote it.
    pub by: Option<UserId>,
}

/// A text of our own on its way out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outgoing {
    /// Which text.
    pub id: OutboxId,
    /// The earliest moment it was spoken of.
    pub at: UtcMillis,
    /// What was meant to be sent.
    pub intent: Option<SendIntent>,
    /// Where it is, by position in the journal: what was written down last stands.
    pub step: Option<(u64, UtcMillis, SendStep)>,
    /// Quo's id, once known.
    pub quo: Option<ItemId>,
}

impl Outgoing {
    /// The timeline id of a text on its way.
    #[must_use]
    pub fn item_id(id: &OutboxId) -> ItemId {
        ItemId(format!("out:{id}"))
    }

    /// An intent.
    #[must_use]
    pub fn intended(intent: SendIntent, at: UtcMillis) -> Self {
        Self { id: intent.id.clone(), at, intent: Some(intent), step: None, quo: None }
    }

    /// A step, written down at `position`.
    #[must_use]
    pub fn moved(id: OutboxId, step: SendStep, at: UtcMillis, position: u64) -> Self {
        let quo = match &step {
            SendStep::Accepted { quo } => quo.clone(),
            _ => None,
        };
        Self { id, at, intent: None, step: Some((position, at, step)), quo }
    }

    /// Joins what else was written down about it.
    pub fn absorb(&mut self, other: Self) {
        let Self { id: _, at, intent, step, quo } = other;
        self.at = self.at.min(at);
        keep_greater(&mut self.intent, intent);
        keep_greater(&mut self.step, step);
        keep_greater(&mut self.quo, quo);
    }

    /// Where it is, if a step was written down.
    #[must_use]
    pub fn step(&self) -> Option<&SendStep> {
        self.step.as_ref().map(|(_, _, step)| step)
    }

    /// Whether it is in the timeline: not once Quo's own item stands for it, nor when it was taken back by hand.
    #[must_use]
    pub fn is_shown(&self) -> bool {
        self.intent.is_some()
            && self.quo.is_none()
            && !matches!(self.step(), Some(SendStep::Cancelled { reason: None }))
    }

    /// The text as Quo's item, as far as it is known here: anything that Quo says of it stands before this.
    #[must_use]
    pub fn as_message(&self) -> Option<Message> {
        let (id, intent) = (self.quo.clone()?, self.intent.as_ref()?);
        let at = UtcMillis(0);
        Some(Message {
            id,
            place: intent.place.whereabouts(),
            direction: Latest { at, value: Direction::Outgoing },
            from: Latest { at, value: Party::Other(intent.place.line.as_str().to_owned()) },
            text: Latest::said(at, Some(intent.text.clone())),
            media: None,
            reached: Reached { state: DeliveryState::Queued, at, error: None },
            user: Latest::said(at, intent.by.clone()),
            created_at: None,
            first_at: self.at,
            written_here: !intent.by.as_ref().is_some_and(UserId::is_ai_agent),
        })
    }
}

impl Item {
    /// Its id.
    #[must_use]
    pub fn id(&self) -> ItemId {
        match self {
            Self::Message(message) => message.id.clone(),
            Self::Call(call) => call.id.clone(),
            Self::Note(note) => note.id.clone(),
            Self::Outgoing(outgoing) => Outgoing::item_id(&outgoing.id),
        }
    }

    /// Its moment in the timeline.
    #[must_use]
    pub fn at(&self) -> UtcMillis {
        match self {
            Self::Message(message) => message.at(),
            Self::Call(call) => call.at(),
            Self::Note(note) => note.at,
            Self::Outgoing(outgoing) => outgoing.at,
        }
    }

    /// Addresses of the files that it names: pictures of a text, sounds of a call.
    #[must_use]
    pub fn addresses(&self) -> Vec<&str> {
        match self {
            Self::Message(message) => message.files().iter().map(|file| file.url.as_str()).collect(),
            Self::Call(call) => {
                let recordings = call.recordings.values().filter_map(|recording| value(&recording.url));
                let voicemail = call.voicemail.as_ref().and_then(|voicemail| value(&voicemail.url));
                recordings.chain(voicemail).map(String::as_str).collect()
            }
            Self::Note(_) | Self::Outgoing(_) => Vec::new(),
        }
    }

    /// What is known of where it belongs; `None` if it is not to be shown anywhere.
    #[must_use]
    pub fn whereabouts(&self) -> Option<Whereabouts> {
        match self {
            Self::Message(message) => Some(message.place.clone()),
            Self::Call(call) => Some(call.place.clone()),
            Self::Note(note) => Some(note.place.whereabouts()),
            Self::Outgoing(outgoing) => {
                outgoing.intent.as_ref().filter(|_| outgoing.is_shown()).map(|intent| intent.place.whereabouts())
            }
        }
    }

    /// Whether it came from the business.
    #[must_use]
    pub fn outgoing(&self) -> bool {
        match self {
            Self::Message(message) => message.outgoing(),
            Self::Call(call) => call.outgoing(),
            Self::Note(_) | Self::Outgoing(_) => true,
        }
    }

    /// What it means for its conversation.
    #[must_use]
    pub fn bearing(&self) -> Bearing {
        match self {
            Self::Message(message) => message.bearing(),
            Self::Call(call) => call.bearing(),
            Self::Note(_) => Bearing::default(),
            Self::Outgoing(outgoing) => {
                let by = outgoing.intent.as_ref().and_then(|intent| intent.by.as_ref());
                let stopped = matches!(outgoing.step(), Some(SendStep::Rejected { .. } | SendStep::Cancelled { .. }));
                Bearing { answer: !stopped && !by.is_some_and(UserId::is_ai_agent), ..Bearing::default() }
            }
        }
    }

    /// Joins what is known of the same item from elsewhere. Two items of different kinds under one id cannot be
    /// joined: the kind that comes later in [`Item`] stands, in whichever order they were told.
    pub fn absorb(&mut self, other: Self) {
        match (self, other) {
            (Self::Message(held), Self::Message(other)) => held.absorb(other),
            (Self::Call(held), Self::Call(other)) => held.absorb(*other),
            (Self::Note(held), Self::Note(other)) => keep_greater(held, other),
            (Self::Outgoing(held), Self::Outgoing(other)) => held.absorb(other),
            (held, other) => {
                if other.rank() > held.rank() {
                    *held = other;
                }
            }
        }
    }

    fn rank(&self) -> u8 {
        match self {
            Self::Message(_) => 0,
            Self::Call(_) => 1,
            Self::Note(_) => 2,
            Self::Outgoing(_) => 3,
        }
    }
}
