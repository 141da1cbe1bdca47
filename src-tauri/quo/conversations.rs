//! Conversations as Quo lists them, and their marks.
//!
//! Neither generation says whether a conversation is read or done (API.md section 3, "No read/done state
//! anywhere"): marks go from here to Quo, and nothing comes back. `updatedAt` moves on activity, assignment,
//! mute, snooze and read alike, so it names what may have changed and misses nothing.

use super::{
    Cursor, Error, Page, Quo, Urgency,
    page::Listed,
    wire::{self, v1, v2026_03_30 as dated},
};
use crate::model::{ItemId, LineId, Party, QuoConversationId, UtcMillis};

/// A conversation in Quo's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conversation {
    /// `CN…`.
    pub id: QuoConversationId,
    /// The line.
    pub line: Option<LineId>,
    /// Everyone but the line, sorted, without repetition.
    pub others: Vec<Party>,
    /// A name given in Quo.
    pub name: Option<String>,
    /// When something was last said or called.
    pub last_activity_at: Option<UtcMillis>,
    /// The last text or call.
    pub last_activity: Option<ItemId>,
    /// When it began.
    pub created_at: Option<UtcMillis>,
    /// When anything about it last changed.
    pub updated_at: Option<UtcMillis>,
    /// Whether it was deleted in Quo; its history stays here.
    pub deleted: bool,
}

/// The order of a list of conversations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConversationOrder {
    /// By the last change, oldest first: the order in which a high-water mark rises.
    OldestChangeFirst,
    /// By the last change, newest first.
    NewestChangeFirst,
    /// By creation, newest first.
    NewestFirst,
}

/// Which conversations to list. Bounds are included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConversationsQuery {
    /// Of these lines only; at most 100.
    pub lines: Vec<LineId>,
    /// Changed at this moment or later.
    pub changed_from: Option<UtcMillis>,
    /// Changed at this moment or earlier.
    pub changed_through: Option<UtcMillis>,
    /// The order.
    pub order: ConversationOrder,
}

/// Which conversations to list over `/v1`: by creation, newest first, whatever is asked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ConversationsV1Query {
    /// Of these lines only; at most 100.
    pub lines: Vec<LineId>,
    /// Changed after this moment.
    pub changed_after: Option<UtcMillis>,
    /// Changed before this moment.
    pub changed_before: Option<UtcMillis>,
}

/// What a conversation can be marked as at Quo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConversationMark {
    /// Read.
    Read,
    /// Done.
    Done,
    /// Open again.
    Open,
}

impl Quo {
    /// A page of conversations (`GET /conversations`).
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn conversations(
        &self,
        query: &ConversationsQuery,
        after: Option<&Cursor>,
        urgency: Urgency,
    ) -> Result<Page<Conversation>, Error> {
        let ConversationsQuery { lines, changed_from, changed_through, order } = query;
        let order = match order {
            ConversationOrder::OldestChangeFirst => "updatedAt:asc",
            ConversationOrder::NewestChangeFirst => "updatedAt:desc",
            ConversationOrder::NewestFirst => "createdAt:desc",
        };
        let mut asked = vec![("sort", order.to_owned()), ("limit", "50".to_owned())];
        if !lines.is_empty() {
            let lines: Vec<&str> = lines.iter().map(LineId::as_str).collect();
            asked.push(("phoneNumberId[in]", lines.join(",")));
        }
        asked.extend(changed_from.map(|at| ("updatedAt[gte]", wire::iso(at))));
        asked.extend(changed_through.map(|at| ("updatedAt[lte]", wire::iso(at))));
        asked.extend(after.map(|cursor| ("after", cursor.token().to_owned())));
        let listed: Listed = self.read(&["conversations"], &asked, urgency).await?;
        Ok(listed.page::<dated::Conversation>("conversation", after).map(of_dated))
    }

    /// A page of conversations (`GET /v1/conversations`).
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn conversations_v1(
        &self,
        query: &ConversationsV1Query,
        after: Option<&Cursor>,
        urgency: Urgency,
    ) -> Result<Page<Conversation>, Error> {
        let ConversationsV1Query { lines, changed_after, changed_before } = query;
        let mut asked = vec![("maxResults", "100".to_owned())];
        asked.extend(lines.iter().map(|line| ("phoneNumbers", line.as_str().to_owned())));
        asked.extend(changed_after.map(|at| ("updatedAfter", wire::iso(at))));
        asked.extend(changed_before.map(|at| ("updatedBefore", wire::iso(at))));
        asked.extend(after.map(|cursor| ("pageToken", cursor.token().to_owned())));
        let listed: Listed = self.read_v1(&["v1", "conversations"], &asked, urgency).await?;
        Ok(listed.page::<v1::Conversation>("conversation", after).map(of_v1))
    }

    /// Marks a conversation at Quo (`POST /v1/conversations/{id}/mark-as-…`). Marking twice changes nothing.
    ///
    /// # Errors
    /// See [`Error`]; 404 means that Quo does not know the conversation.
    pub async fn mark_conversation(
        &self,
        id: &QuoConversationId,
        mark: ConversationMark,
        urgency: Urgency,
    ) -> Result<(), Error> {
        let mark = match mark {
            ConversationMark::Read => "mark-as-read",
            ConversationMark::Done => "mark-as-done",
            ConversationMark::Open => "mark-as-open",
        };
        self.mark_v1(&["v1", "conversations", id.as_str(), mark], urgency).await
    }
}

fn parties(participants: &[String]) -> Vec<Party> {
    let mut others: Vec<Party> = participants.iter().map(|party| Party::parse(party)).collect();
    others.sort();
    others.dedup();
    others
}

fn at(text: Option<String>) -> Option<UtcMillis> {
    text.as_deref().and_then(wire::moment)
}

fn of_dated(row: dated::Conversation) -> Conversation {
    let dated::Conversation {
        id,
        phone_number_id,
        participants,
        name,
        last_activity_at,
        last_activity_id,
        created_at,
        updated_at,
        deleted_at,
    } = row;
    Conversation {
        id: QuoConversationId(id),
        line: phone_number_id.map(LineId),
        others: parties(&participants),
        name,
        last_activity_at: at(last_activity_at),
        last_activity: last_activity_id.map(ItemId),
        created_at: at(created_at),
        updated_at: at(updated_at),
        deleted: deleted_at.is_some(),
    }
}

fn of_v1(row: v1::Conversation) -> Conversation {
    let v1::Conversation {
        id,
        phone_number_id,
        participants,
        name,
        last_activity_at,
        last_activity_id,
        created_at,
        updated_at,
        deleted_at,
    } = row;
    Conversation {
        id: QuoConversationId(id),
        line: phone_number_id.map(LineId),
        others: parties(&participants),
        name,
        last_activity_at: at(last_activity_at),
        last_activity: last_activity_id.map(ItemId),
        created_at: at(created_at),
        updated_at: at(updated_at),
        deleted: deleted_at.is_some(),
    }
}
