//! What can be said to have happened: the small set that every shape Quo ever sent becomes.
//!
//! A fact carries only what its source said. `None` means "this source did not say", never "it is empty":
//! facts about one thing arrive in any order and any number of times, and are merged (see [`super::call`],
//! [`super::message`]) so that the end state does not depend on either.

use super::{ContactId, Direction, ItemId, LineId, Party, QuoConversationId, RecordingId, TaskId, UserId, UtcMillis};
use serde::{Deserialize, Serialize};

/// One thing that happened, as one source told it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// A text in either direction, or a later state of it.
    Message(MessageFact),
    /// A step in a call's life.
    Call(CallFact),
    /// Recordings of a call became available (an empty list: they exist, Quo did not say where).
    Recordings(RecordingsFact),
    /// A voicemail was left.
    Voicemail(VoicemailFact),
    /// The AI summary of a call.
    Summary(SummaryFact),
    /// The transcript of a call.
    Transcript(TranscriptFact),
    /// A contact as it now is.
    Contact(ContactFact),
    /// A contact was deleted at Quo. Its history stays.
    ContactDeleted {
        /// Which contact.
        id: ContactId,
        /// When.
        at: UtcMillis,
    },
    /// A number opted out, said by something other than a text of its own.
    OptedOut {
        /// Who.
        party: Party,
        /// When.
        at: UtcMillis,
    },
    /// A line of the workspace as it now is.
    Line(LineFact),
    /// A person of the workspace as they now are.
    User(UserFact),
    /// A follow-up changed at Quo.
    Task(TaskFact),
    /// Authentic, understood to be of no effect here (a test event of Quo's, `integration.*`).
    NoEffect {
        /// Quo's name of the type.
        type_name: String,
    },
}

/// Where a text or call belongs, as far as the source said.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Place {
    /// The line's id (`PN…`).
    pub line: Option<LineId>,
    /// The line's own number.
    pub line_number: Option<Party>,
    /// Quo's id of the conversation (`CN…`).
    pub conversation: Option<QuoConversationId>,
    /// Everyone but the line, sorted, without repetition; `None` if the source could not tell.
    pub others: Option<Vec<Party>>,
    /// Contacts that Quo matched.
    pub contacts: ContactLinks,
}

/// What Quo's look-up of contacts found.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum ContactLinks {
    /// Not said, or the look-up was not available: what is stored stays.
    #[default]
    Unknown,
    /// Looked up, nobody found.
    Nobody,
    /// These contacts (several may share a number).
    Matched(Vec<ContactId>),
}

/// How far a text has come. Order of the variants is the order of progress: a later fact never lowers it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum DeliveryState {
    /// Accepted by Quo.
    Queued,
    /// Being handed to the carrier.
    Sending,
    /// With the carrier.
    Sent,
    /// Failed; without a code it may be retried.
    Failed,
    /// The carrier blocked it or could not deliver it; final.
    Undelivered,
    /// Confirmed by the carrier.
    Delivered,
    /// An incoming text.
    Received,
}

/// A file that belongs to a text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct MediaFact {
    /// Where Quo keeps it; may expire.
    pub url: String,
    /// MIME type as Quo said, if it did.
    pub mime: Option<String>,
}

/// A text, or a later state of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageFact {
    /// Which text.
    pub id: ItemId,
    /// Where it belongs.
    pub place: Place,
    /// In or out.
    pub direction: Direction,
    /// Who wrote it.
    pub from: Party,
    /// The words; `None` if this source does not carry them.
    pub text: Option<String>,
    /// Pictures and files; `None` if this source does not carry them.
    pub media: Option<Vec<MediaFact>>,
    /// How far it has come.
    pub state: DeliveryState,
    /// Quo's or the carrier's code for a failure.
    pub error: Option<String>,
    /// The person of the workspace who sent it (never the writer of an incoming text).
    pub user: Option<UserId>,
    /// When it was written; `None` if the source only knows a later moment.
    pub created_at: Option<UtcMillis>,
    /// When this state was true.
    pub at: UtcMillis,
}

/// Whether a source says that a call was answered. Decided by `answeredAt`, never by a status (API.md section 7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answered {
    /// Answered at this moment.
    At(UtcMillis),
    /// The source says that it was not (yet).
    No,
    /// The source does not say.
    Unsaid,
}

/// How Quo says that a call ended (`call.completed` and REST use different lists; both are read into this one).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum EndStatus {
    /// Someone spoke, or the source only says "completed".
    Completed,
    /// Nobody took it.
    Unanswered,
    /// The network failed.
    Failed,
    /// Passed on to another number.
    Forwarded,
    /// The caller gave up in a menu or queue.
    Abandoned,
    /// Taken by Quo's AI agent.
    AiHandled,
    /// A value this version does not know, as sent.
    Other(String),
}

/// A step in a call's life.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallFact {
    /// Which call.
    pub id: ItemId,
    /// Where it belongs.
    pub place: Place,
    /// In or out.
    pub direction: Option<Direction>,
    /// What this fact says happened.
    pub step: CallStep,
    /// Answered, not answered, not said.
    pub answered: Answered,
    /// Who answered.
    pub answered_by: Option<UserId>,
    /// Who placed an outgoing call.
    pub user: Option<UserId>,
    /// When it began to ring.
    pub created_at: Option<UtcMillis>,
    /// When it ended.
    pub completed_at: Option<UtcMillis>,
    /// Seconds as Quo counts them (a missed call counts its ringing).
    pub duration_s: Option<i64>,
    /// Whether a voicemail was left.
    pub has_voicemail: bool,
    /// Number, line or person it was forwarded from.
    pub forwarded_from: Option<String>,
    /// Number, line or person it was forwarded to.
    pub forwarded_to: Option<String>,
    /// When this was true: Quo's `updatedAt`, else the event's time. An older fact never overwrites a newer one.
    pub at: UtcMillis,
}

/// The step of a call's life that a fact tells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum CallStep {
    /// It rings.
    Ringing,
    /// Someone took it.
    Answered,
    /// It is over.
    Ended(EndStatus),
    /// Nobody took it (sent in addition to [`CallStep::Ended`]).
    Missed,
    /// It was passed on.
    Forwarded,
    /// The caller chose in a phone menu.
    Menu {
        /// The digit, as text.
        digit: Option<String>,
        /// The menu entry's name.
        name: Option<String>,
        /// Quo's reason (`phone-menu-dial`, `phone-menu-abandoned`, …).
        reason: Option<String>,
    },
}

/// One recording.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordingFact {
    /// Which recording.
    pub id: RecordingId,
    /// Where Quo keeps it (signed, may expire); `None` while it is being made.
    pub url: Option<String>,
    /// MIME type.
    pub mime: Option<String>,
    /// Length in milliseconds.
    pub duration_ms: Option<i64>,
    /// When it began: places transcript offsets of segments.
    pub started_at: Option<UtcMillis>,
}

/// Recordings of a call became available.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordingsFact {
    /// Which call.
    pub call: ItemId,
    /// Where the call belongs.
    pub place: Place,
    /// The recordings, oldest first.
    pub recordings: Vec<RecordingFact>,
    /// When this was true.
    pub at: UtcMillis,
}

/// A voicemail was left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VoicemailFact {
    /// Which call.
    pub call: ItemId,
    /// Where the call belongs.
    pub place: Place,
    /// Where Quo keeps the sound.
    pub url: Option<String>,
    /// MIME type.
    pub mime: Option<String>,
    /// Length in milliseconds.
    pub duration_ms: Option<i64>,
    /// What was said.
    pub transcript: Option<String>,
    /// When this was true.
    pub at: UtcMillis,
}

/// How far Quo has come with a summary or transcript.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Processing {
    /// There is none and there will be none (plan, too short).
    Absent,
    /// Being made.
    InProgress,
    /// Could not be made.
    Failed,
    /// Here it is.
    Completed,
}

/// The AI summary of a call.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SummaryFact {
    /// Which call.
    pub call: ItemId,
    /// Where the call belongs.
    pub place: Place,
    /// How far Quo has come.
    pub processing: Processing,
    /// Sentences.
    pub summary: Vec<String>,
    /// What was promised.
    pub next_steps: Vec<String>,
    /// Extra facts by name, shown where present (`jobs` of an AI agent; key points and mood of older tools).
    pub extras: Vec<(String, String)>,
    /// When this was true.
    pub at: UtcMillis,
}

/// One utterance of a transcript.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Utterance {
    /// Who speaks.
    pub speaker: Speaker,
    /// The words.
    pub text: String,
    /// Start, milliseconds from the start of the call.
    pub start_ms: i64,
    /// End, milliseconds from the start of the call.
    pub end_ms: i64,
}

/// Who speaks in a transcript.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Speaker {
    /// A person of the workspace.
    User(UserId),
    /// The other side.
    Party(Party),
    /// A name or role as sent ("Agent"), or empty.
    Named(String),
}

/// The transcript of a call.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TranscriptFact {
    /// Which call.
    pub call: ItemId,
    /// Where the call belongs.
    pub place: Place,
    /// How far Quo has come.
    pub processing: Processing,
    /// What was said, in order.
    pub dialogue: Vec<Utterance>,
    /// Length in milliseconds.
    pub duration_ms: Option<i64>,
    /// When this was true.
    pub at: UtcMillis,
}

/// A number, address or field of a contact with its label.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Labelled {
    /// Label ("mobile", a custom field's name); may be empty.
    pub label: String,
    /// Value as text.
    pub value: String,
}

/// A contact as it now is. Fields that are `None` were not part of what the source sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactFact {
    /// Which contact.
    pub id: ContactId,
    /// Given name.
    pub first_name: Option<String>,
    /// Family name.
    pub last_name: Option<String>,
    /// Firm.
    pub company: Option<String>,
    /// Role.
    pub role: Option<String>,
    /// Numbers; a number missing from the list was removed.
    pub phones: Option<Vec<Labelled>>,
    /// E-mail addresses.
    pub emails: Option<Vec<Labelled>>,
    /// Custom fields.
    pub fields: Option<Vec<Labelled>>,
    /// When it was so.
    pub at: UtcMillis,
}

/// A line of the workspace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineFact {
    /// Which line.
    pub id: LineId,
    /// Its number.
    pub number: Option<Party>,
    /// Its name in Quo.
    pub name: Option<String>,
    /// Its symbol in Quo (an emoji).
    pub symbol: Option<String>,
    /// When it was so.
    pub at: UtcMillis,
}

/// A person of the workspace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserFact {
    /// Which person.
    pub id: UserId,
    /// Name for showing.
    pub name: String,
    /// When it was so.
    pub at: UtcMillis,
}

/// A follow-up changed at Quo.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskFact {
    /// Which one.
    pub id: TaskId,
    /// What happened to it (`created`, `completed`, …), Quo's word after `task.`.
    pub change: String,
    /// Title if sent.
    pub title: Option<String>,
    /// Description if sent.
    pub description: Option<String>,
    /// Due moment if sent.
    pub due_at: Option<UtcMillis>,
    /// Text or call it belongs to.
    pub activity: Option<ItemId>,
    /// Where it belongs.
    pub place: Place,
    /// When.
    pub at: UtcMillis,
}
