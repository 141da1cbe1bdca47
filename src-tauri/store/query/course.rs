//! What happened in conversations in a stretch of time, for measuring: a scan that is bounded by that stretch.
//!
//! Nothing is kept for it. Whoever was active at all since a moment is known in memory (the order of conversations);
//! of each, only the rows of the stretch are read, and of a row mostly its first byte, which says what the item
//! means. So an answer costs what happened in its stretch, not what is kept.

use super::by_key;
use crate::model::call::Outcome;
use crate::model::item::Item;
use crate::model::merge::value;
use crate::model::{ConversationId, LineId, UserId, UtcMillis};
use crate::store::apply::read;
use crate::store::engine::{Order, Span};
use crate::store::inbox::Tab;
use crate::store::keys::{self, Key16, Tree};
use crate::store::record::{Conversation, bearing_of};
use crate::store::{Error, Store, row};
use std::ops::ControlFlow;

/// One thing that happened in a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happening {
    /// When.
    pub at: UtcMillis,
    /// Key of the item.
    pub item: Key16,
    /// What it is.
    pub kind: HappeningKind,
    /// It came from the other side.
    pub incoming: bool,
    /// It waits for a person of the business.
    pub ask: bool,
    /// A person of the business has spoken.
    pub answer: bool,
    /// Who it was, of answers that somebody waited for and of calls, if Quo said.
    pub by: Option<UserId>,
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HappeningKind {
    /// A text.
    Text,
    /// A call.
    Call(Outcome),
}

/// What happened in one conversation, in order of time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Course {
    /// The conversation.
    pub conversation: ConversationId,
    /// Its line.
    pub line: LineId,
    /// Moment of its oldest item.
    pub first_at: UtcMillis,
    /// What happened; notes and machines' words are left out.
    pub happenings: Vec<Happening>,
}

/// A conversation that may have a course.
pub type CourseKey = Key16;

impl Store {
    /// Conversations in which anything happened since `from`, of one line or of all.
    #[must_use]
    pub fn active_since(&self, line: Option<&LineId>, from: UtcMillis) -> Vec<CourseKey> {
        self.state(|state| {
            let ranks = state.inbox.page(Tab::All, line, None, usize::MAX);
            ranks
                .into_iter()
                .take_while(|(_, rank, _)| rank.saturating_neg() >= from.0)
                .map(|(_, _, key)| key)
                .collect()
        })
    }

    /// What happened in these conversations from `from` up to and without `to`. Others write between two calls of
    /// this, so it is asked for some conversations at a time.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn courses(&self, of: &[CourseKey], from: UtcMillis, to: UtcMillis) -> Result<Vec<Course>, Error> {
        self.view(|view, state| {
            let mut courses = Vec::new();
            for key in of {
                let Some(row) = by_key::<Conversation>(view, Tree::Conversation, key)? else { continue };
                if row.first_at >= to || row.last_at < from {
                    continue;
                }
                let start = keys::pair(key, &keys::moment(from));
                let span = Span::prefix(key).starting(&start).before(&keys::pair(key, &keys::moment(to)));
                let mut happenings: Vec<Happening> = Vec::new();
                let mut awaited = false;
                view.scan(Tree::Item, &span, Order::Up, &mut |item_key, item_row| {
                    let bearing = bearing_of(row::flags(item_row));
                    let Some(place) = keys::place_of(item_key) else { return Ok(ControlFlow::Continue(())) };
                    let call = state.calls.marks(&place);
                    if call.is_none() && !bearing.incoming && !bearing.answer {
                        return Ok(ControlFlow::Continue(()));
                    }
                    // Only of a text that ends somebody's waiting it matters who wrote it.
                    let by = match call {
                        Some(marks) => marks.who.clone(),
                        None if bearing.answer && awaited => author(&read(view, Tree::Item, item_key, item_row)?),
                        None => None,
                    };
                    awaited = bearing.ask || (awaited && !bearing.answer);
                    happenings.push(Happening {
                        at: keys::moment_of(&place),
                        item: keys::second_of_place(&place),
                        kind: call.map_or(HappeningKind::Text, |marks| HappeningKind::Call(marks.outcome)),
                        incoming: bearing.incoming,
                        ask: bearing.ask,
                        answer: bearing.answer,
                        by,
                    });
                    Ok(ControlFlow::Continue(()))
                })?;
                courses.push(Course {
                    conversation: keys::conversation_id(key),
                    line: row.target.line,
                    first_at: row.first_at,
                    happenings,
                });
            }
            Ok(courses)
        })
    }

    /// The item with this key.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn item_of_key(&self, key: &Key16) -> Result<Option<Item>, Error> {
        self.view(|view, _| Ok(super::call::item_by_key(view, key)?.map(|(item, _, _)| item)))
    }
}

fn author(item: &Item) -> Option<UserId> {
    match item {
        Item::Message(message) => value(&message.user).cloned(),
        Item::Outgoing(outgoing) => outgoing.intent.as_ref().and_then(|intent| intent.by.clone()),
        Item::Call(_) | Item::Note(_) => None,
    }
}
