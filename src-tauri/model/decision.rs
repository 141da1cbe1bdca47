//! What a person or Ringbook itself decided, as the journal keeps it.
//!
//! The payload is JSON of [`Decision`]. A field's meaning never changes; a new meaning is a new field (with a
//! default) or a new version. Decisions about a conversation name its line and its other parties and not its
//! id, so that they stay with it when a line's id or the other side becomes known later.

use super::contact_edit::{ContactEdit, EditStep};
use super::follow_up::{FollowUpChange, NewFollowUp};
use super::history::{HistoryNote, PartSeen, Reading};
use super::people::{ContactChange, ImportHead, RemovalStep};
use super::place::Target;
use super::saved_search::Search;
use super::schedule::{ScheduleStep, ScheduledText, Snippet};
use super::{
    ContactId, FollowUpId, ItemId, LineId, OutboxId, Party, QuoConversationId, ScheduledId, SearchId, SnippetId,
    TaskId, UserId, UtcMillis,
};
use serde::{Deserialize, Serialize};

/// A decision as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Decision {
    /// The first version.
    V1(DecisionV1),
}

/// A decision of the first version.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DecisionV1 {
    /// When it was made.
    pub at: UtcMillis,
    /// What was decided.
    pub what: Decided,
}

impl Decision {
    /// A decision made at `at`.
    #[must_use]
    pub fn new(at: UtcMillis, what: Decided) -> Self {
        Self::V1(DecisionV1 { at, what })
    }

    /// The journal's payload.
    ///
    /// # Errors
    /// Never for decisions made by Ringbook; serde's error otherwise.
    pub fn encode(&self) -> Result<Vec<u8>, serde_json::Error> {
        serde_json::to_vec(self)
    }

    /// Reads a journal's payload.
    ///
    /// # Errors
    /// serde's error if it is no decision of a known version.
    pub fn decode(payload: &[u8]) -> Result<Self, serde_json::Error> {
        serde_json::from_slice(payload)
    }
}

/// What was decided.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Decided {
    /// A note was written into a conversation.
    NoteAdded {
        /// `note:` + UUIDv7.
        id: ItemId,
        /// The conversation.
        place: Target,
        /// The words.
        text: String,
        /// Who wrote it, if known.
        by: Option<UserId>,
    },
    /// Incoming items up to `through` are read, later ones are not. Marking as unread is an earlier `through`.
    MarkedRead {
        /// The conversation.
        place: Target,
        /// The last moment that is read.
        through: UtcMillis,
    },
    /// The conversation needs nothing more, until something new comes in.
    Done {
        /// The conversation.
        place: Target,
    },
    /// The conversation is open again.
    Reopened {
        /// The conversation.
        place: Target,
    },
    /// A draft was kept; empty text removes it.
    DraftSaved {
        /// The conversation.
        place: Target,
        /// The words so far.
        text: String,
    },
    /// A next step was ticked or unticked.
    NextStepTicked {
        /// The call.
        call: ItemId,
        /// Place of the step in the summary, from 0.
        index: u32,
        /// Done or not.
        done: bool,
    },
    /// A person locked a number against texts.
    OptOutSet {
        /// Who.
        party: Party,
    },
    /// A person allowed texts to a number again.
    OptOutLifted {
        /// Who.
        party: Party,
    },
    /// A line got a name of our own.
    LineNamed {
        /// Which line.
        line: LineId,
        /// The name.
        name: String,
    },
    /// A setting was changed.
    SettingSaved {
        /// Its name.
        name: String,
        /// Its value, as JSON.
        value: serde_json::Value,
    },
    /// A dead letter is to be tried again.
    DeadLetterReplayed {
        /// Position of the delivery in the journal.
        seq: u64,
    },
    /// A file of Quo's was fetched, or could not be.
    MediaFetched {
        /// Where Quo keeps it.
        url: String,
        /// What came of it.
        media: MediaState,
    },
    /// A stretch of Quo's history was read to its end.
    HistoryRead(Reading),
    /// Parts of calls were looked at.
    PartsSeen {
        /// Which, and how it stands with each.
        parts: Vec<PartSeen>,
    },
    /// Keeping up with Quo's history came a step further.
    HistoryNoted(HistoryNote),
    /// A contact is to be changed, here and at Quo.
    ContactEdited(ContactEdit),
    /// A change of a contact came a step further.
    ContactEditMoved {
        /// Which change.
        id: String,
        /// The contact that it names.
        contact: ContactId,
        /// Where it is now.
        step: EditStep,
    },
    /// A contact has these tags and no others. Tags stay here.
    ContactTagged {
        /// The contact.
        contact: ContactId,
        /// The tags.
        tags: Vec<String>,
    },
    /// A contact has this note of ours; empty text removes it. Notes stay here.
    ContactNoted {
        /// The contact.
        contact: ContactId,
        /// The words.
        text: String,
    },
    /// Contacts are one and the same. Only here: Quo keeps them apart.
    ContactsMerged {
        /// The contact that stands for all.
        kept: ContactId,
        /// The others.
        gone: Vec<ContactId>,
    },
    /// Contacts that were merged are several again.
    ContactsUnmerged {
        /// Those that are contacts of their own again.
        back: Vec<ContactId>,
    },
    /// Contacts that look alike are not the same.
    ContactsKeptApart {
        /// The contacts.
        contacts: Vec<ContactId>,
    },
    /// A conversation is to be marked at Quo as it is here.
    InboxPushWanted {
        /// Quo's conversation.
        conversation: QuoConversationId,
        /// As what.
        mark: InboxMark,
    },
    /// Quo has the mark, or will never take it.
    InboxPushed {
        /// Quo's conversation.
        conversation: QuoConversationId,
        /// As what.
        mark: InboxMark,
        /// Why Quo did not take it, if so.
        refused: Option<String>,
    },
    /// Somebody wants to send a text.
    SendIntended(SendIntent),
    /// A text on its way came a step further.
    SendMoved {
        /// Which text.
        id: OutboxId,
        /// Where it is now.
        step: SendStep,
    },
    /// The conversation needs nothing more, until something comes in that was not known yet.
    DoneAsSeen {
        /// The conversation.
        place: Target,
        /// Moment of the newest incoming item that was known.
        seen: UtcMillis,
    },
    /// The conversation is away until a moment.
    Snoozed {
        /// The conversation.
        place: Target,
        /// The moment.
        until: UtcMillis,
        /// It comes back before if they write or call.
        wake_early: bool,
        /// Moment of the newest incoming item that was known.
        seen: UtcMillis,
    },
    /// A snooze is over: its time has come.
    Woken {
        /// The conversation.
        place: Target,
        /// When the snooze was decided: any later decision stands above this one.
        snoozed_at: UtcMillis,
    },
    /// The conversation stays on top of what is open, or does not any more.
    Pinned {
        /// The conversation.
        place: Target,
        /// Whether it does.
        pinned: bool,
    },
    /// A follow-up was made.
    FollowUpMade(NewFollowUp),
    /// A follow-up was changed.
    FollowUpChanged(FollowUpChange),
    /// Ringbook did something about a follow-up.
    FollowUpMoved {
        /// Which one.
        id: FollowUpId,
        /// What was done.
        step: FollowUpStep,
    },
    /// A search was saved, renamed or, with nothing, removed.
    SearchSaved {
        /// Which one.
        id: SearchId,
        /// What it is now.
        search: Option<Search>,
    },
    /// A snippet was made or changed.
    SnippetSaved(Snippet),
    /// A snippet was removed.
    SnippetRemoved {
        /// Which snippet.
        id: SnippetId,
    },
    /// A person wants to write to somebody with whom there is nothing yet.
    ConversationStarted {
        /// The conversation.
        place: Target,
    },
    /// A text is to go out later, or later than it was, or with other words.
    TextScheduled(ScheduledText),
    /// A text that goes out later came a step further.
    ScheduleMoved {
        /// Which text.
        id: ScheduledId,
        /// Where it is now.
        step: ScheduleStep,
    },
    /// A text that failed needs nothing more, or does again.
    FailureSettled {
        /// The text.
        item: ItemId,
        /// Whether it needs nothing more.
        settled: bool,
    },
    /// Several contacts change together. What is more than one record holds is written down in one piece all the same.
    ContactsChanged {
        /// The changes, in order.
        changes: Vec<ContactChange>,
    },
    /// Contacts were imported from a file. What was imported is in the records after it.
    ImportMade(ImportHead),
    /// An import was undone. What that changed is in the records after it.
    ImportUndone {
        /// Which import.
        id: String,
    },
    /// Deleting a contact at Quo came a step further.
    ContactRemovalMoved {
        /// The contact.
        contact: ContactId,
        /// Where it is now.
        step: RemovalStep,
    },
    /// Contacts that were kept apart may be the same again.
    ContactsLetAlike {
        /// The contacts.
        contacts: Vec<ContactId>,
    },
}

/// What Ringbook did about a follow-up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum FollowUpStep {
    /// A person was told that its moment has come.
    Reminded {
        /// The moment.
        due: UtcMillis,
    },
    /// What was decided up to `through` was written to Quo.
    Written {
        /// The last decision that was written.
        through: UtcMillis,
        /// Why Quo did not take it, if so.
        #[serde(default)]
        refused: Option<String>,
    },
    /// Quo is about to be asked to make a task of it.
    Creating,
    /// It is this task of Quo's from now on, as it stood after what was decided up to `through`.
    Created {
        /// Which task.
        task: TaskId,
        /// The last decision that is in the task.
        through: UtcMillis,
    },
}

/// What a conversation can be marked as at Quo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum InboxMark {
    /// Read.
    Read,
    /// Done.
    Done,
    /// Open again.
    Open,
}

/// What became of fetching a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum MediaState {
    /// It is kept.
    Here {
        /// Name of the content: BLAKE3 as hex digits.
        content: String,
        /// Type by content.
        mime: String,
        /// Size.
        size_bytes: u64,
        /// Pixels of a picture.
        width: Option<u32>,
        /// Pixels of a picture.
        height: Option<u32>,
        /// Length of a sound.
        duration_ms: Option<i64>,
        /// Waveform: 0–100 per bar.
        peaks: Vec<u8>,
        /// Name of the content of a small picture, if there is one.
        #[serde(default)]
        thumb: Option<String>,
    },
    /// It could not be fetched (yet).
    Failed {
        /// One plain sentence.
        reason: String,
        /// No further try will be made.
        given_up: bool,
    },
    /// It is left out, because all files together would be larger than the owner allows.
    LeftOut {
        /// Type by content; empty if it was never fetched.
        mime: String,
        /// Size; 0 if it was never fetched.
        size_bytes: u64,
        /// Pixels of a picture.
        width: Option<u32>,
        /// Pixels of a picture.
        height: Option<u32>,
        /// Length of a sound.
        duration_ms: Option<i64>,
        /// Name of the content of a small picture, which stays.
        thumb: Option<String>,
    },
}

/// A text that somebody wants to send.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SendIntent {
    /// Which text.
    pub id: OutboxId,
    /// Made by the composer: the same token never sends twice.
    pub token: String,
    /// From which line to whom.
    pub place: Target,
    /// The words.
    pub text: String,
    /// Who sends it, if known.
    pub by: Option<UserId>,
    /// Until when it can be taken back.
    pub undo_until: UtcMillis,
    /// The text that this one repeats by a person's decision.
    pub again: Option<OutboxId>,
}

/// Where a text on its way is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum SendStep {
    /// Waits (for the undo window, for a new try).
    Queued {
        /// Why it waits, if there is more to say than the undo window.
        reason: Option<String>,
        /// Not before.
        due_at: UtcMillis,
    },
    /// Claimed: the request may be on its way. Found at start, it means [`SendStep::Unclear`].
    Claimed {
        /// Which try, from 1.
        attempt: u32,
    },
    /// Quo accepted it, or it was found in Quo's history, or the person says that it arrived.
    Accepted {
        /// Quo's id, if known.
        quo: Option<ItemId>,
    },
    /// Quo refused it; final.
    Rejected {
        /// One plain sentence.
        reason: String,
    },
    /// Nobody knows yet whether it went out: being checked, never sent again by itself.
    Unclear {
        /// Looks taken so far.
        looks: u32,
        /// One plain sentence.
        reason: String,
    },
    /// Still unclear: the person decides.
    NeedsYou {
        /// One plain sentence.
        reason: String,
    },
    /// Taken back before it was sent.
    Cancelled {
        /// Why, if not by the person's own undo.
        reason: Option<String>,
    },
}

impl SendStep {
    /// Whether nothing more will happen by itself and nothing is left to decide.
    #[must_use]
    pub fn is_final(&self) -> bool {
        match self {
            Self::Accepted { .. } | Self::Rejected { .. } | Self::Cancelled { .. } => true,
            Self::Queued { .. } | Self::Claimed { .. } | Self::Unclear { .. } | Self::NeedsYou { .. } => false,
        }
    }
}
