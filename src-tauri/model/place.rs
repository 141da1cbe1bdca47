//! Where a text or call belongs, as all sources together said, and the conversation that follows from it.

use super::event::Place;
use super::merge::{Latest, keep_greater, value};
use super::{ConversationId, LineId, Party, QuoConversationId, UtcMillis};
use serde::{Deserialize, Serialize};

const NUMBER_LINE: &str = "num:";

/// A line and everyone else in the conversation: what a conversation is made of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Target {
    /// The line.
    pub line: LineId,
    /// Everyone but the line, sorted, without repetition.
    pub others: Vec<Party>,
}

impl Target {
    /// The conversation between `line` and `others`, who may come in any order.
    #[must_use]
    pub fn new(line: LineId, mut others: Vec<Party>) -> Self {
        others.sort();
        others.dedup();
        Self { line, others }
    }

    /// The id that follows from the two.
    #[must_use]
    pub fn id(&self) -> ConversationId {
        ConversationId::derive(&self.line, &self.others)
    }

    /// What is known of a place when only its conversation is: undoes the substitutes that stand in while a
    /// line's id or the other side is not known yet, so that what was decided there moves along later.
    #[must_use]
    pub fn whereabouts(&self) -> Whereabouts {
        let at = UtcMillis::default();
        let mut known = Whereabouts::default();
        match number_of_line(&self.line) {
            Some(number) => known.line_number = Some(Latest { at, value: number }),
            None => known.line = Some(Latest { at, value: self.line.clone() }),
        }
        match self.others.as_slice() {
            [Party::Other(text)] if text.starts_with("CN") => {
                known.quo = Some(Latest { at, value: QuoConversationId(text.clone()) });
            }
            others => known.others = Some(Latest { at, value: others.to_vec() }),
        }
        known
    }
}

/// The stand-in for a line of which only the number is known.
#[must_use]
pub fn line_of_number(number: &Party) -> LineId {
    LineId(format!("{NUMBER_LINE}{}", number.key()))
}

/// The number of a stand-in made by [`line_of_number`].
#[must_use]
pub fn number_of_line(line: &LineId) -> Option<Party> {
    line.as_str().strip_prefix(NUMBER_LINE).map(Party::parse)
}

/// The stand-in for the other side of a conversation of which only Quo's id is known.
#[must_use]
pub fn others_of_quo(id: &QuoConversationId) -> Vec<Party> {
    vec![Party::Other(id.as_str().to_owned())]
}

/// What all sources said about where something belongs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub struct Whereabouts {
    /// The line's id.
    pub line: Option<Latest<LineId>>,
    /// The line's number.
    pub line_number: Option<Latest<Party>>,
    /// Quo's id of the conversation.
    pub quo: Option<Latest<QuoConversationId>>,
    /// Everyone but the line.
    pub others: Option<Latest<Vec<Party>>>,
}

impl Whereabouts {
    /// What one source said at `at`. An empty list of others says nothing (Quo sends it when its look-up failed).
    #[must_use]
    pub fn of(place: &Place, at: UtcMillis) -> Self {
        let Place { line, line_number, conversation, others, contacts: _ } = place;
        let others = others.clone().filter(|others| !others.is_empty()).map(|mut others| {
            others.sort();
            others.dedup();
            others
        });
        Self {
            line: Latest::said(at, line.clone()),
            line_number: Latest::said(at, line_number.clone()),
            quo: Latest::said(at, conversation.clone()),
            others: Latest::said(at, others),
        }
    }

    /// Joins what another source said.
    pub fn absorb(&mut self, other: Self) {
        let Self { line, line_number, quo, others } = other;
        keep_greater(&mut self.line, line);
        keep_greater(&mut self.line_number, line_number);
        keep_greater(&mut self.quo, quo);
        keep_greater(&mut self.others, others);
    }

    /// Quo's id of the conversation, if any source gave it.
    #[must_use]
    pub fn quo_id(&self) -> Option<&QuoConversationId> {
        value(&self.quo)
    }
}
