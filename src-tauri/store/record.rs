//! What rows hold. Each record has an enum of its versions (see `row`): a field's meaning never changes.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::keys::{Key16, NOWHERE, Place24, place24};
use super::row::stored;
use crate::model::call::Transcript;
use crate::model::contact::{Contact, Line, Task, User};
use crate::model::contact_edit::{ContactEdit, EditStep};
use crate::model::conversation::{Bearing, Marks, OptState, Rest, Resting, Standing, standing};
use crate::model::decision::{InboxMark, MediaState};
use crate::model::follow_up::FollowUp;
use crate::model::history::{ListedItem, Part, PartState, Span};
use crate::model::item::Item;
use crate::model::merge::Latest;
use crate::model::people::{ImportHead, ImportedContact, RemovalStep};
use crate::model::place::Target;
use crate::model::saved_search::SavedSearch;
use crate::model::schedule::{ScheduleStep, ScheduledText, Snippet};
use crate::model::{ContactId, ConversationId, ItemId, LineId, Party, QuoConversationId, UtcMillis};

/// Counts of items.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Counts {
    /// All.
    pub items: u64,
    /// Those that are unread until somebody reads them.
    pub alerts: u64,
    /// Those that wait for an answer.
    pub asks: u64,
    /// Those that are an answer.
    pub answers: u64,
}

const INCOMING: u8 = 1;
const ALERT: u8 = 2;
const ASK: u8 = 4;
const ANSWER: u8 = 8;

/// A bearing as the flags of an item's row.
pub fn flags_of(bearing: Bearing) -> u8 {
    let Bearing { incoming, alert, ask, answer } = bearing;
    let bit = |yes: bool, bit: u8| if yes { bit } else { 0 };
    bit(incoming, INCOMING) | bit(alert, ALERT) | bit(ask, ASK) | bit(answer, ANSWER)
}

/// The bearing in the flags of an item's row.
pub fn bearing_of(flags: u8) -> Bearing {
    Bearing {
        incoming: flags & INCOMING != 0,
        alert: flags & ALERT != 0,
        ask: flags & ASK != 0,
        answer: flags & ANSWER != 0,
    }
}

impl Counts {
    /// One item.
    pub fn one(bearing: Bearing) -> Self {
        Self {
            items: 1,
            alerts: u64::from(bearing.alert),
            asks: u64::from(bearing.ask),
            answers: u64::from(bearing.answer),
        }
    }

    /// Both together.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            items: self.items.saturating_add(other.items),
            alerts: self.alerts.saturating_add(other.alerts),
            asks: self.asks.saturating_add(other.asks),
            answers: self.answers.saturating_add(other.answers),
        }
    }

    /// Without the other.
    #[must_use]
    pub fn minus(self, other: Self) -> Self {
        Self {
            items: self.items.saturating_sub(other.items),
            alerts: self.alerts.saturating_sub(other.alerts),
            asks: self.asks.saturating_sub(other.asks),
            answers: self.answers.saturating_sub(other.answers),
        }
    }
}

/// Where an item's row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Location {
    /// The conversation, or [`NOWHERE`].
    pub conversation: Key16,
    /// Its moment.
    pub at: UtcMillis,
}

impl Location {
    /// Its place within the conversation.
    pub fn place(&self, item: &Key16) -> Place24 {
        place24(self.at, item)
    }

    /// Whether it has a conversation.
    pub fn is_placed(&self) -> bool {
        self.conversation != NOWHERE
    }
}

/// What the newest item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum PreviewKind {
    /// A text with words.
    Text,
    /// A text that is a picture.
    Picture,
    /// A text that is another file.
    File,
    /// A call that was taken, or rings.
    Call,
    /// A call that was not taken.
    MissedCall,
    /// A voicemail.
    Voicemail,
    /// A note.
    Note,
    /// A text on its way out.
    Sending,
    /// A text of ours that did not arrive.
    FailedText,
}

/// The newest item in a few words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    /// Which item.
    pub item: ItemId,
    /// What it is.
    pub kind: PreviewKind,
    /// Whether it came from the business.
    pub outgoing: bool,
    /// One line, at most 140 characters.
    pub text: String,
}

/// A conversation's state and summary.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conversation {
    /// The line and everyone else.
    pub target: Target,
    /// Number of items that are texts.
    pub messages: u64,
    /// Number of items that are calls.
    pub calls: u64,
    /// All items.
    pub counts: Counts,
    /// Items before the first bucket.
    pub head: Counts,
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
    /// Since when somebody waits for an answer.
    pub waiting_since: Option<UtcMillis>,
    /// Where the last answer stands.
    pub last_answer: Option<Place24>,
    /// Where it was put last: open, done or asleep.
    pub resting: Option<Latest<Resting>>,
    /// It stays on top of what is open.
    pub pinned: bool,
    /// Incoming items up to this moment are read.
    pub read_through: UtcMillis,
    /// A draft is kept here.
    pub has_draft: bool,
}

impl Conversation {
    /// Its id.
    #[must_use]
    pub fn id(&self) -> ConversationId {
        self.target.id()
    }

    /// Where it stands.
    #[must_use]
    pub fn standing(&self) -> Standing {
        standing(self.resting.as_ref(), self.last_incoming)
    }

    /// When it came back from a snooze whose time had come, if nothing was decided about it since.
    #[must_use]
    pub fn returned_at(&self) -> Option<UtcMillis> {
        match self.resting.as_ref()?.value.rest {
            Rest::Woken { at } => Some(at),
            Rest::Open | Rest::Done | Rest::Snoozed { .. } => None,
        }
    }
}

/// Decisions about a conversation, as it was when they were made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MarkRow {
    /// The conversation as it was then.
    pub origin: Target,
    /// What was decided.
    pub marks: Marks,
}

/// What was ever named together with an alias.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Claims {
    /// Lines that were named with it.
    pub lines: Vec<LineId>,
    /// Numbers of lines that were named with it.
    pub numbers: Vec<Party>,
    /// Sets of other parties that were named with it.
    pub others: Vec<Vec<Party>>,
    /// What a line's own record says, which stands above the rest.
    pub line: Option<Latest<LineId>>,
}

/// What became of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum DeliveryOutcome {
    /// Will be tried again.
    Pending,
    /// Applied.
    Applied,
    /// Was applied before.
    Duplicate,
    /// Understood to be of no effect.
    NoEffect,
    /// Could not be applied.
    Dead,
    /// Was applied by a replay.
    Replayed,
}

/// One delivery received.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryRecord {
    /// When it arrived.
    pub at: UtcMillis,
    /// Quo's name of the type; empty if it could not be read.
    pub event_type: String,
    /// Which shape it had.
    pub generation: String,
    /// What became of it.
    pub outcome: DeliveryOutcome,
    /// Why, for a dead letter; what it was a repetition of, for a duplicate.
    pub reason: Option<String>,
    /// Length of the body.
    pub size_bytes: u64,
    /// Where it belongs.
    pub conversation: Option<ConversationId>,
}

/// A delivery that will be tried again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RetryRecord {
    /// Tries so far.
    pub tries: u32,
    /// When the next one is due.
    pub due_at: UtcMillis,
}

/// What became of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediaRecord {
    /// Where Quo keeps it.
    pub url: String,
    /// What became of it.
    pub state: Latest<MediaState>,
}

/// A setting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingRecord {
    /// Its name.
    pub name: String,
    /// Its value, as JSON.
    pub value: Latest<String>,
}

/// What is ours alone about a contact. Of each part what was written down last stands: a part holds its position in the
/// journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnContact {
    /// The contact.
    pub id: ContactId,
    /// Its tags.
    pub tags: Option<(u64, Vec<String>)>,
    /// Its note.
    pub note: Option<(u64, String)>,
    /// The contact that stands for it, if it was merged.
    pub merged_into: Option<(u64, Option<ContactId>)>,
    /// The newest change of it.
    pub edit: Option<EditRow>,
    /// The contact that it became when Quo came to know it.
    pub became: Option<ContactId>,
    /// Whether it was deleted here, and how far that has come at Quo.
    pub removal: Option<(u64, Option<RemovalStep>)>,
}

/// A change of a contact and how far it has come.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct EditRow {
    /// Where in the journal it stands.
    pub position: u64,
    /// When it was wanted.
    pub at: UtcMillis,
    /// The change.
    pub edit: ContactEdit,
    /// Where the newest step stands in the journal.
    pub moved: u64,
    /// The newest step.
    pub step: EditStep,
}

impl OwnContact {
    /// A contact about which nothing is ours.
    #[must_use]
    pub fn unknown(id: ContactId) -> Self {
        Self { id, tags: None, note: None, merged_into: None, edit: None, became: None, removal: None }
    }

    /// The contact that stands for it, if not itself.
    #[must_use]
    pub fn stands_for_it(&self) -> Option<&ContactId> {
        self.merged_into.as_ref().and_then(|(_, into)| into.as_ref()).or(self.became.as_ref())
    }

    /// Its tags.
    #[must_use]
    pub fn tags(&self) -> &[String] {
        self.tags.as_ref().map_or(&[], |(_, tags)| tags.as_slice())
    }

    /// How far deleting it has come, if it was deleted here.
    #[must_use]
    pub fn removal(&self) -> Option<&RemovalStep> {
        self.removal.as_ref().and_then(|(_, step)| step.as_ref())
    }

    /// Its change, if that waits to be written to Quo.
    #[must_use]
    pub fn pending_edit(&self) -> Option<&EditRow> {
        let gone = self.removal().is_some_and(RemovalStep::is_gone);
        self.edit.as_ref().filter(|row| row.step.is_pending() && !gone)
    }

    /// Its note.
    #[must_use]
    pub fn note(&self) -> &str {
        self.note.as_ref().map_or("", |(_, text)| text.as_str())
    }
}

/// An import of contacts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportRecord {
    /// Where in the journal it stands.
    pub position: u64,
    /// When it was made.
    pub at: UtcMillis,
    /// What it is.
    pub head: ImportHead,
    /// When it was undone.
    pub undone_at: Option<UtcMillis>,
}

/// Marks of a conversation that are to be written to Quo.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InboxPush {
    /// Quo's conversation.
    pub conversation: QuoConversationId,
    /// The marks in the order they were made; of done and open only the last.
    pub marks: Vec<InboxMark>,
}

/// A snippet, as it was saved last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SnippetRow {
    /// Where in the journal it was saved.
    pub position: u64,
    /// The snippet.
    pub snippet: Snippet,
}

/// A text that goes out later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScheduledRow {
    /// Where in the journal the newest word on it stands.
    pub position: u64,
    /// When its words and its time were set last: an answer after this is an answer before it.
    pub since: UtcMillis,
    /// The text.
    pub text: ScheduledText,
    /// Where it is.
    pub step: ScheduleStep,
    /// Since when.
    pub moved_at: UtcMillis,
}

/// Things whose search documents changed in one batch.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct StaleRecord {
    /// Items.
    pub items: BTreeSet<ItemId>,
    /// Contacts.
    pub contacts: BTreeSet<ContactId>,
}

/// What Quo has in a stretch of history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listing {
    /// The stretch of time; empty where the stretch is a conversation.
    pub span: Span,
    /// When it was read last.
    pub read_at: UtcMillis,
    /// What is there.
    pub items: Vec<ListedItem>,
}

/// How it stands with the parts of one call at Quo.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parts {
    /// The call.
    pub call: ItemId,
    /// Each part that was looked at.
    pub states: BTreeMap<Part, PartState>,
}

/// How far history was read.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct HistoryProgress {
    /// When reading began for the first time.
    pub began: Option<UtcMillis>,
    /// It rests by a person's wish.
    pub paused: bool,
    /// Conversations are read one by one.
    pub v1_only: bool,
    /// Conversations that changed up to this moment were looked at.
    pub conversations_through: Option<UtcMillis>,
    /// When all contacts were read last.
    pub contacts_at: Option<UtcMillis>,
    /// Deliveries made up to this moment were looked at.
    pub deliveries_through: Option<UtcMillis>,
    /// When everything was here for the first time.
    pub first_caught_up: Option<UtcMillis>,
    /// Up to when everything is here.
    pub caught_up: Option<UtcMillis>,
    /// When all was compared last, id by id.
    pub audited_at: Option<UtcMillis>,
    /// What the last comparison found missing.
    pub audit_missing: u64,
}

/// Everything kept, counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Totals {
    /// Texts that Quo knows.
    pub messages: u64,
    /// Calls.
    pub calls: u64,
    /// Recordings.
    pub recordings: u64,
    /// Summaries.
    pub summaries: u64,
    /// Transcripts.
    pub transcripts: u64,
    /// Voicemails.
    pub voicemails: u64,
    /// Contacts, numbers that nobody named among them.
    pub contacts: u64,
    /// Notes.
    pub notes: u64,
    /// Deliveries.
    pub deliveries: u64,
    /// Dead letters.
    pub dead: u64,
    /// Items that have no place yet.
    pub unplaced: u64,
}

stored! {
    /// Versions of an item.
    StoredItem(ItemWriting): Item;
    /// Versions of a location.
    StoredLocation(LocationWriting): Location;
    /// Versions of a transcript.
    StoredTranscript(TranscriptWriting): Transcript;
    /// Versions of a conversation.
    StoredConversation(ConversationWriting): Conversation;
    /// Versions of counts.
    StoredCounts(CountsWriting): Counts;
    /// Versions of marks.
    StoredMark(MarkWriting): MarkRow;
    /// Versions of an alias.
    StoredClaims(ClaimsWriting): Claims;
    /// Versions of an opt-out.
    StoredOpt(OptWriting): OptState;
    /// Versions of a contact.
    StoredContact(ContactWriting): Contact;
    /// Versions of a line.
    StoredLine(LineWriting): Line;
    /// Versions of a person.
    StoredUser(UserWriting): User;
    /// Versions of a follow-up.
    StoredTask(TaskWriting): Task;
    /// Versions of a delivery.
    StoredDelivery(DeliveryWriting): DeliveryRecord;
    /// Versions of a retry.
    StoredRetry(RetryWriting): RetryRecord;
    /// Versions of a file.
    StoredMedia(MediaWriting): MediaRecord;
    /// Versions of a setting.
    StoredSetting(SettingWriting): SettingRecord;
    /// Versions of what is stale.
    StoredStale(StaleWriting): StaleRecord;
    /// Versions of a listing.
    StoredListing(ListingWriting): Listing;
    /// Versions of a call's parts.
    StoredParts(PartsWriting): Parts;
    /// Versions of how far history was read.
    StoredHistory(HistoryWriting): HistoryProgress;
    /// Versions of what is ours about a contact.
    StoredOwnContact(OwnContactWriting): OwnContact;
    /// Versions of marks on their way.
    StoredInboxPush(InboxPushWriting): InboxPush;
    /// Versions of a follow-up.
    StoredFollowUp(FollowUpWriting): FollowUp;
    /// Versions of a saved search.
    StoredSavedSearch(SavedSearchWriting): SavedSearch;
    /// Versions of a snippet.
    StoredSnippet(SnippetWriting): SnippetRow;
    /// Versions of a text that goes out later.
    StoredScheduled(ScheduledWriting): ScheduledRow;
    /// Versions of an import.
    StoredImport(ImportWriting): ImportRecord;
    /// Versions of what an import made of a contact.
    StoredImported(ImportedWriting): ImportedContact;
    /// Versions of the totals.
    StoredTotals(TotalsWriting): Totals;
}
