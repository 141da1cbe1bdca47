//! Snippets, texts that go out later, drafts and failed texts.

use super::call::item_by_key;
use super::conversation::{ConversationSummary, opted_out, summary};
use super::{all, by_key, history, marks_of};
use crate::model::conversation::Standing;
use crate::model::item::Item;
use crate::model::place::Target;
use crate::model::schedule::Snippet;
use crate::model::{ConversationId, ItemId, ScheduledId, SnippetId, UtcMillis};
use crate::store::engine::{Order, Span};
use crate::store::inbox::Inbox;
use crate::store::keys::{self, Key16, Tree, conversation16, hash16, item16};
use crate::store::layer::View;
use crate::store::record::{MarkRow, Preview, PreviewKind, ScheduledRow, SnippetRow};
use crate::store::{Error, Store};
use std::ops::ControlFlow;

/// Snippets, texts that go out later, and drafts that are read at most.
const MOST: usize = 10_000;

/// A draft with its conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The conversation, which may have nothing in it yet.
    pub conversation: ConversationSummary,
    /// The words so far.
    pub text: String,
    /// When they were kept.
    pub at: UtcMillis,
}

/// Texts that did not arrive, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FailedTexts {
    /// The newest ones.
    pub items: Vec<Item>,
    /// How many there are in all.
    pub total: u64,
}

/// Line and people of a conversation in which there is nothing yet.
pub(super) fn started(view: &View<'_>, key: &Key16) -> Result<Option<Target>, Error> {
    let row = view.first(Tree::Mark, &Span::prefix(key), Order::Up)?;
    let Some((row_key, row)) = row else { return Ok(None) };
    let held: MarkRow = super::read(view, Tree::Mark, &row_key, &row)?;
    Ok(Some(held.origin).filter(|origin| conversation16(&origin.id()).as_ref() == Some(key)))
}

/// A conversation, also one in which there is nothing yet.
fn whole_or_started(view: &View<'_>, inbox: &Inbox, key: &Key16) -> Result<Option<ConversationSummary>, Error> {
    if let Some(found) = summary(view, inbox, key)? {
        return Ok(Some(found));
    }
    let Some(target) = started(view, key)? else { return Ok(None) };
    let marks = marks_of(view, key)?;
    let opted_out = opted_out(view, &target.others)?;
    let never = UtcMillis(0);
    Ok(Some(ConversationSummary {
        id: keys::conversation_id(key),
        target,
        items: 0,
        messages: 0,
        calls: 0,
        first_at: never,
        last_at: marks.draft.as_ref().map_or(never, |draft| draft.at),
        preview: Preview { item: ItemId(String::new()), kind: PreviewKind::Text, outgoing: true, text: String::new() },
        last_incoming: None,
        unread: 0,
        waiting_since: None,
        promise_due: None,
        done: false,
        standing: Standing::Open,
        stands_since: None,
        returned_at: None,
        pinned: false,
        read_through: marks.read_through(),
        has_draft: !marks.draft().is_empty(),
        opted_out,
    }))
}

impl Store {
    /// A conversation, also one that was started and in which there is nothing yet.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn conversation_or_started(&self, id: &ConversationId) -> Result<Option<ConversationSummary>, Error> {
        self.view(|view, state| match conversation16(id) {
            Some(key) => whole_or_started(view, &state.inbox, &key),
            None => Ok(None),
        })
    }

    /// All snippets by name.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn snippets(&self) -> Result<Vec<Snippet>, Error> {
        let rows: Vec<SnippetRow> = self.view(|view, _| all(view, Tree::Snippet, &Span::all(), MOST))?;
        let mut snippets: Vec<Snippet> = rows.into_iter().map(|row| row.snippet).collect();
        snippets.sort_by(|a, b| (a.name.to_lowercase(), &a.id).cmp(&(b.name.to_lowercase(), &b.id)));
        Ok(snippets)
    }

    /// A snippet.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn snippet(&self, id: &SnippetId) -> Result<Option<Snippet>, Error> {
        self.view(|view, _| {
            let row: Option<SnippetRow> = by_key(view, Tree::Snippet, &hash16(id.as_str()))?;
            Ok(row.map(|row| row.snippet))
        })
    }

    /// All texts that go out later, were held or withdrawn, in the order of their times.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn scheduled(&self) -> Result<Vec<ScheduledRow>, Error> {
        let mut rows: Vec<ScheduledRow> = self.view(|view, _| all(view, Tree::Scheduled, &Span::all(), MOST))?;
        rows.sort_by(|a, b| (a.text.due_at, &a.text.id).cmp(&(b.text.due_at, &b.text.id)));
        Ok(rows)
    }

    /// One of them.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn scheduled_text(&self, id: &ScheduledId) -> Result<Option<ScheduledRow>, Error> {
        self.view(|view, _| by_key(view, Tree::Scheduled, &hash16(id.as_str())))
    }

    /// All drafts, the newest first.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn drafts(&self) -> Result<Vec<Draft>, Error> {
        self.view(|view, state| {
            let mut drafts = Vec::new();
            for key in view.keys(Tree::Drafted, &Span::all(), MOST)? {
                let Ok(key) = Key16::try_from(key) else { continue };
                let Some(draft) = marks_of(view, &key)?.draft else { continue };
                if let Some(conversation) = whole_or_started(view, &state.inbox, &key)? {
                    drafts.push(Draft { conversation, text: draft.value, at: draft.at });
                }
            }
            drafts.sort_by(|a, b| (b.at, &b.conversation.id).cmp(&(a.at, &a.conversation.id)));
            Ok(drafts)
        })
    }

    /// Texts that did not arrive since history is followed and that nobody has settled, at most `most` of them.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn failed_texts(&self, most: usize) -> Result<FailedTexts, Error> {
        self.view(|view, _| {
            // What failed before Ringbook was there was somebody else's to see to.
            let began = history::progress(view)?.began.unwrap_or(UtcMillis(i64::MIN));
            let span = Span { from: keys::moment(began).to_vec(), to: None };
            let mut found: Vec<Key16> = Vec::new();
            view.scan(Tree::Failed, &span, Order::Down, &mut |key, _| {
                found.extend(key.get(8..).and_then(|key| Key16::try_from(key).ok()));
                Ok(ControlFlow::Continue(()))
            })?;
            let mut failed = FailedTexts::default();
            for key in found {
                if view.get(Tree::Settled, &key)?.is_some() {
                    continue;
                }
                failed.total = failed.total.saturating_add(1);
                if failed.items.len() < most
                    && let Some((item, _, _)) = item_by_key(view, &key)?
                {
                    failed.items.push(item);
                }
            }
            Ok(failed)
        })
    }

    /// Whether somebody has settled a text that did not arrive.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn is_settled(&self, item: &ItemId) -> Result<bool, Error> {
        self.view(|view, _| Ok(view.get(Tree::Settled, &item16(item))?.is_some()))
    }
}
