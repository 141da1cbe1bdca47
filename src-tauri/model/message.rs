//! A text, merged from everything that was ever said about it.

use super::conversation::Bearing;
use super::courtesy::{Need, is_automatic, need};
use super::event::{DeliveryState, MediaFact, MessageFact};
use super::merge::{Latest, keep_greater, keep_smaller, value};
use super::optout::{OptWord, opt_word};
use super::place::Whereabouts;
use super::{Direction, ItemId, Party, UserId, UtcMillis};
use serde::{Deserialize, Serialize};

/// How far a text has come. Only rises.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Reached {
    /// The furthest state that any source told.
    pub state: DeliveryState,
    /// When.
    pub at: UtcMillis,
    /// Code of a failure.
    pub error: Option<String>,
}

/// A text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Which text.
    pub id: ItemId,
    /// Where it belongs.
    pub place: Whereabouts,
    /// In or out.
    pub direction: Latest<Direction>,
    /// Who wrote it.
    pub from: Latest<Party>,
    /// The words.
    pub text: Option<Latest<String>>,
    /// Pictures and files; never an empty list.
    pub media: Option<Latest<Vec<MediaFact>>>,
    /// How far it has come.
    pub reached: Reached,
    /// Who of the workspace sent it.
    pub user: Option<Latest<UserId>>,
    /// When it was written, if any source said.
    pub created_at: Option<UtcMillis>,
    /// The earliest moment that any source spoke of.
    pub first_at: UtcMillis,
    /// A person wrote it here, whoever Quo says sent it.
    pub written_here: bool,
}

impl Message {
    /// What one source said.
    #[must_use]
    pub fn of(fact: &MessageFact) -> Self {
        let MessageFact { id, place, direction, from, text, media, state, error, user, created_at, at } = fact;
        let at = *at;
        Self {
            id: id.clone(),
            place: Whereabouts::of(place, at),
            direction: Latest { at, value: *direction },
            from: Latest { at, value: from.clone() },
            text: Latest::said(at, text.clone()),
            media: Latest::said(at, media.clone().filter(|media| !media.is_empty())),
            reached: Reached { state: *state, at, error: error.clone() },
            user: Latest::said(at, user.clone()),
            created_at: *created_at,
            first_at: at,
            written_here: false,
        }
    }

    /// Joins what is known of the same text from elsewhere.
    pub fn absorb(&mut self, other: Self) {
        let Self { id: _, place, direction, from, text, media, reached, user, created_at, first_at, written_here } =
            other;
        self.place.absorb(place);
        keep_greater(&mut self.direction, direction);
        keep_greater(&mut self.from, from);
        keep_greater(&mut self.text, text);
        keep_greater(&mut self.media, media);
        keep_greater(&mut self.reached, reached);
        keep_greater(&mut self.user, user);
        keep_smaller(&mut self.created_at, created_at);
        self.first_at = self.first_at.min(first_at);
        self.written_here |= written_here;
    }

    /// Its moment in the timeline.
    #[must_use]
    pub fn at(&self) -> UtcMillis {
        self.created_at.unwrap_or(self.first_at)
    }

    /// Whether it came from the business.
    #[must_use]
    pub fn outgoing(&self) -> bool {
        self.direction.value == Direction::Outgoing
    }

    /// The words, empty if no source gave them.
    #[must_use]
    pub fn words(&self) -> &str {
        value(&self.text).map_or("", String::as_str)
    }

    /// Pictures and files.
    #[must_use]
    pub fn files(&self) -> &[MediaFact] {
        value(&self.media).map_or(&[], Vec::as_slice)
    }

    /// The effect of the words on texting; only incoming words have one.
    #[must_use]
    pub fn opt(&self) -> Option<OptWord> {
        if self.outgoing() { None } else { opt_word(self.words()) }
    }

    /// Whether it is known that it did not arrive.
    #[must_use]
    pub fn failed(&self) -> bool {
        matches!(self.reached.state, DeliveryState::Failed | DeliveryState::Undelivered)
    }

    /// Who sent it; nobody of the workspace is nobody only where it was not written here.
    #[must_use]
    pub fn sender(&self) -> Option<&UserId> {
        value(&self.user).filter(|user| !(self.written_here && user.is_nobody()))
    }

    /// Whether something sent it that answers by itself: Quo's agent, an automation, a text for missed calls.
    #[must_use]
    pub fn is_automatic(&self) -> bool {
        let by_machine = value(&self.user).is_some_and(UserId::is_ai_agent);
        self.outgoing() && !self.written_here && (by_machine || is_automatic(self.words()))
    }

    /// What it means for its conversation.
    #[must_use]
    pub fn bearing(&self) -> Bearing {
        match self.direction.value {
            Direction::Incoming => {
                let need = self.need();
                Bearing { incoming: true, alert: true, ask: need == Need::Answer, answer: need == Need::TakenBack }
            }
            Direction::Outgoing => {
                let answer = !self.failed() && !self.is_automatic();
                Bearing { incoming: false, alert: false, ask: false, answer }
            }
        }
    }

    /// What a text of theirs asks for. "Yes" allows texts again, but most of all it is what somebody says when asked.
    fn need(&self) -> Need {
        let human = matches!(self.from.value, Party::Phone(_));
        let yes = self.words().trim_start().to_lowercase().starts_with("yes");
        match self.opt() {
            Some(OptWord::Out) => Need::Nothing,
            _ if !human => Need::Nothing,
            Some(OptWord::In) if !yes => Need::Nothing,
            Some(OptWord::In | OptWord::MaybeOut) => Need::Answer,
            None if !self.files().is_empty() => Need::Answer,
            None => need(self.words()),
        }
    }
}
