//! One conversation.

use super::by_key;
use crate::model::conversation::{OptState, Standing};
use crate::model::item::Item;
use crate::model::place::Target;
use crate::model::{ConversationId, Party, QuoConversationId, UtcMillis};
use crate::store::apply::bucket::{buckets, span};
use crate::store::engine::{Order, Span};
use crate::store::inbox::{self, Inbox};
use crate::store::keys::{self, Key16, Tree, conversation16, party16};
use crate::store::layer::View;
use crate::store::record::{Conversation, Preview, bearing_of};
use crate::store::{Error, Store, row};
use std::ops::ControlFlow;

/// How many of the newest items are looked at for Quo's id of the conversation.
const LOOK_BACK: usize = 50;

/// A conversation's state and newest item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConversationSummary {
    /// Its id.
    pub id: ConversationId,
    /// The line and everyone else.
    pub target: Target,
    /// All timeline items.
    pub items: u64,
    /// Texts among them.
    pub messages: u64,
    /// Calls among them.
    pub calls: u64,
    /// Moment of the oldest item.
    pub first_at: UtcMillis,
    /// Moment of the newest item.
    pub last_at: UtcMillis,
    /// The newest item.
    pub preview: Preview,
    /// Moment of the newest incoming item.
    pub last_incoming: Option<UtcMillis>,
    /// Unread items.
    pub unread: u64,
    /// Since when somebody waits for us or for what was promised (nobody does in a conversation that is done or snoozed).
    pub waiting_since: Option<UtcMillis>,
    /// When the oldest promise was due that is past due and counts as waiting.
    pub promise_due: Option<UtcMillis>,
    /// Needs nothing more.
    pub done: bool,
    /// Open, done or snoozed.
    pub standing: Standing,
    /// When somebody decided where it stands, if ever.
    pub stands_since: Option<UtcMillis>,
    /// When it came back from a snooze whose time had come, unless something was decided about it since.
    pub returned_at: Option<UtcMillis>,
    /// It stays on top of what is open.
    pub pinned: bool,
    /// Incoming items up to this moment are read.
    pub read_through: UtcMillis,
    /// A draft is kept here.
    pub has_draft: bool,
    /// Somebody in it opted out.
    pub opted_out: bool,
}

pub(super) fn summary(view: &View<'_>, inbox: &Inbox, key: &Key16) -> Result<Option<ConversationSummary>, Error> {
    let Some(row) = by_key::<Conversation>(view, Tree::Conversation, key)? else { return Ok(None) };
    let opted_out = opted_out(view, &row.target.others)?;
    let promise = inbox.promised(key);
    let (standing, waiting) = (inbox::standing(&row, promise), inbox::waiting_since(&row, promise));
    let returned_at = row.returned_at();
    let Conversation {
        target,
        messages,
        calls,
        counts,
        head: _,
        first_at,
        last_at,
        preview,
        last_incoming,
        unread,
        waiting_since: _,
        last_answer: _,
        resting,
        pinned,
        read_through,
        has_draft,
    } = row;
    Ok(Some(ConversationSummary {
        id: keys::conversation_id(key),
        target,
        items: counts.items,
        messages,
        calls,
        first_at,
        last_at,
        preview,
        last_incoming,
        unread,
        waiting_since: waiting,
        promise_due: promise.filter(|_| waiting.is_some()),
        done: standing == Standing::Done,
        standing,
        stands_since: resting.map(|latest| latest.at),
        returned_at,
        pinned,
        read_through,
        has_draft,
        opted_out,
    }))
}

pub(super) fn opted_out(view: &View<'_>, parties: &[Party]) -> Result<bool, Error> {
    for party in parties {
        let state: Option<OptState> = by_key(view, Tree::Opt, &party16(party))?;
        if state.is_some_and(|state| state.verdict.value.out) {
            return Ok(true);
        }
    }
    Ok(false)
}

impl Store {
    /// A conversation, if it has any item.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn conversation(&self, id: &ConversationId) -> Result<Option<ConversationSummary>, Error> {
        self.view(|view, state| match conversation16(id) {
            Some(key) => summary(view, &state.inbox, &key),
            None => Ok(None),
        })
    }

    /// The line and the other side of a conversation, also of one in which there is nothing yet: what decisions about it
    /// name.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn target(&self, id: &ConversationId) -> Result<Option<Target>, Error> {
        self.view(|view, _| match conversation16(id) {
            Some(key) => match by_key::<Conversation>(view, Tree::Conversation, &key)? {
                Some(row) => Ok(Some(row.target)),
                None => super::composer::started(view, &key),
            },
            None => Ok(None),
        })
    }

    /// The kept draft, empty if none.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn draft(&self, id: &ConversationId) -> Result<String, Error> {
        self.view(|view, _| match conversation16(id) {
            Some(key) => Ok(super::marks_of(view, &key)?.draft().to_owned()),
            None => Ok(String::new()),
        })
    }

    /// Moment of the newest item of a conversation that is unread until somebody reads it; `None` if it has no such item
    /// (outgoing texts, answered calls and notes never are).
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn last_alert(&self, id: &ConversationId) -> Result<Option<UtcMillis>, Error> {
        self.view(|view, _| {
            let Some(key) = conversation16(id) else { return Ok(None) };
            let Some(row) = by_key::<Conversation>(view, Tree::Conversation, &key)? else { return Ok(None) };
            let mut end = None;
            for bucket in buckets(view, &key, row.head)?.iter().rev() {
                if bucket.counts.alerts > 0 {
                    let mut found = None;
                    let within = span(&key, bucket.from.as_ref(), end.as_ref());
                    view.scan(Tree::Item, &within, Order::Down, &mut |row_key, row| {
                        if !bearing_of(row::flags(row)).alert {
                            return Ok(ControlFlow::Continue(()));
                        }
                        found = keys::place_of(row_key).map(|place| keys::moment_of(&place));
                        Ok(ControlFlow::Break(()))
                    })?;
                    return Ok(found);
                }
                end = bucket.from;
            }
            Ok(None)
        })
    }

    /// Quo's own id of a conversation, if one of its newest items carries it.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn quo_conversation(&self, id: &ConversationId) -> Result<Option<QuoConversationId>, Error> {
        self.view(|view, _| {
            let Some(key) = conversation16(id) else { return Ok(None) };
            let mut found = None;
            let mut looked = 0usize;
            view.scan(Tree::Item, &Span::prefix(&key), Order::Down, &mut |row_key, row| {
                let item: Item = super::read(view, Tree::Item, row_key, row)?;
                found = item.whereabouts().and_then(|known| known.quo_id().cloned());
                looked = looked.saturating_add(1);
                Ok(if found.is_some() || looked >= LOOK_BACK {
                    ControlFlow::Break(())
                } else {
                    ControlFlow::Continue(())
                })
            })?;
            Ok(found)
        })
    }

    /// Whether `party` may be texted, and what that follows from; `None` if nothing was ever said about it.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn opt_out(&self, party: &Party) -> Result<Option<OptState>, Error> {
        self.view(|view, _| by_key(view, Tree::Opt, &party16(party)))
    }
}
