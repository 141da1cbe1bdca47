//! The desk: inbox, threads, calls, search, the outbox, connection and settings.

use super::{Building, BusinessHours};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

wire! {
    /// No input, or no answer beyond "done".
    pub struct Nothing {}

    // ── people and places ────────────────────────────────────────────────────────────────────────

    /// A line of the business.
    pub struct Line {
        /// Opaque.
        pub id: String,
        /// Name ("Main office"), or its number while it has none.
        pub name: String,
        /// Number for showing, empty if not known.
        pub number: String,
        /// An emoji from Quo, if any.
        pub symbol: Option<String>,
    }

    /// Who is at the other end.
    pub struct Person {
        /// Contact, if one is known for this party.
        pub contact_id: Option<String>,
        /// Name, else the number for showing, else "Withheld number".
        pub name: String,
        /// Whether `name` is a real name and not a number.
        pub named: bool,
        /// Company, if known.
        pub company: Option<String>,
        /// Number for showing (empty for a withheld caller).
        pub number: String,
        /// E.164, if it is a phone number.
        pub e164: Option<String>,
        /// One or two letters for the avatar; empty for an unnamed number.
        pub initials: String,
        /// 0–11: the avatar's stable colour.
        pub hue: u8,
    }

    /// A contact's page, for the pane beside a thread.
    pub struct ContactCard {
        pub id: String,
        pub name: String,
        pub company: Option<String>,
        pub role: Option<String>,
        pub phones: Vec<LabelledValue>,
        pub emails: Vec<LabelledValue>,
        pub fields: Vec<LabelledValue>,
        /// Conversations with this contact over all lines, newest first (at most 20).
        pub conversations: Vec<ConversationRow>,
        /// Totals over all lines.
        pub messages: u64,
        pub calls: u64,
        /// First item ever, if any.
        pub since: Option<i64>,
    }

    /// A labelled number, address or field.
    pub struct LabelledValue {
        pub label: String,
        pub value: String,
    }

    // ── inbox ────────────────────────────────────────────────────────────────────────────────────

    /// Which conversations.
    pub enum InboxTab { Waiting, Unread, Open, Snoozed, Done, All }

    /// A page of the inbox.
    pub struct InboxReq {
        pub tab: InboxTab,
        /// Only this line.
        pub line_id: Option<String>,
        /// Only with somebody who has this tag.
        pub tag: Option<String>,
        /// `next` of the page before.
        pub cursor: Option<String>,
        /// 1–200.
        pub limit: u32,
    }

    /// Conversations, newest activity first; in Waiting who waits longest, in Snoozed who comes back next.
    pub struct InboxPage {
        pub rows: Vec<ConversationRow>,
        /// Where the next page begins; none at the end.
        pub next: Option<String>,
        pub counts: InboxCounts,
        pub lines: Vec<Line>,
    }

    /// Exact counts for the tabs (of the chosen line and tag).
    pub struct InboxCounts {
        pub waiting: u64,
        pub unread: u64,
        pub open: u64,
        pub snoozed: u64,
        pub done: u64,
        pub all: u64,
    }

    /// A conversation as a row.
    pub struct ConversationRow {
        pub id: String,
        pub line: Line,
        /// Everyone but us; more than one in a group.
        pub people: Vec<Person>,
        /// Title: names joined.
        pub title: String,
        /// When the newest item was.
        pub last_at: i64,
        pub last: Preview,
        /// Unread incoming items.
        pub unread: u64,
        pub done: bool,
        /// Someone is waiting for us, and since when.
        pub waiting_since: Option<i64>,
        /// A draft is kept here.
        pub has_draft: bool,
        /// The other side opted out.
        pub opted_out: bool,
        /// Off the desk until then.
        pub snoozed_until: Option<i64>,
        /// Came back from a snooze at this moment, and nothing has happened since.
        pub returned_at: Option<i64>,
        /// Stays on top of what is open.
        pub pinned: bool,
        /// Tags of whoever is in it, by name.
        pub tags: Vec<String>,
    }

    /// The newest item in a few words.
    pub struct Preview {
        pub kind: PreviewKind,
        pub outgoing: bool,
        /// One line, at most 140 characters.
        pub text: String,
    }

    /// What the newest item is.
    pub enum PreviewKind { Text, Picture, File, Call, MissedCall, Voicemail, Note, Sending, FailedText }

    // ── thread ───────────────────────────────────────────────────────────────────────────────────

    /// One conversation, by id.
    pub struct ConversationReq { pub conversation_id: String }

    /// A conversation's header and state.
    pub struct Conversation {
        pub row: ConversationRow,
        /// Number of timeline items.
        pub items: u64,
        /// Up to here it has been read.
        pub read_through: i64,
        /// The kept draft, empty if none.
        pub draft: String,
        /// Why nothing can be sent here, if so.
        pub locked: Option<SendLock>,
        /// Where it can be opened in Quo.
        pub quo_url: Option<String>,
        /// The contact of a one-to-one conversation.
        pub contact: Option<ContactCard>,
    }

    /// Why the composer is locked.
    pub struct SendLock {
        pub reason: LockReason,
        /// One plain sentence.
        pub sentence: String,
        /// The text that caused it and when, for an opt-out.
        pub item_id: Option<String>,
        pub at: Option<i64>,
    }

    /// Reasons for a locked composer.
    pub enum LockReason { OptedOut, NotTextable, NoKey, GroupUnknown }

    /// Where to read a timeline.
    #[serde(tag = "kind")]
    pub enum Anchor {
        /// The newest items.
        End,
        /// The oldest items.
        Start,
        /// Around one item (it is in the middle where possible).
        Around { item_id: String },
        /// Older than a page's `before` cursor.
        Before { cursor: String },
        /// Newer than a page's `after` cursor.
        After { cursor: String },
        /// Around a moment: the first item of it or after it is in the middle where possible.
        At { at: i64 },
    }

    /// A page of a timeline.
    pub struct TimelineReq {
        pub conversation_id: String,
        pub anchor: Anchor,
        /// 1–500.
        pub limit: u32,
    }

    /// Timeline items, oldest first.
    pub struct TimelinePage {
        pub items: Vec<TimelineItem>,
        /// Cursor for older items; none at the beginning.
        pub before: Option<String>,
        /// Cursor for newer items; none at the end.
        pub after: Option<String>,
        /// Items in the whole conversation.
        pub total: u64,
        /// How many items are older than the first of this page.
        pub offset: u64,
    }

    /// One text, call or note.
    pub struct TimelineItem {
        pub id: String,
        pub at: i64,
        pub outgoing: bool,
        /// Who did it: the other side, a person of the workspace, or the AI agent.
        pub author: Author,
        /// Unread and incoming.
        pub unread: bool,
        pub body: ItemBody,
    }

    /// Who did something.
    pub struct Author {
        pub name: String,
        pub initials: String,
        pub hue: u8,
        pub ai: bool,
        /// One of our own people.
        pub ours: bool,
    }

    /// What a timeline item holds.
    #[serde(tag = "kind")]
    pub enum ItemBody {
        Text(TextBody),
        Call(CallCard),
        Note(NoteBody),
    }

    /// A text.
    pub struct TextBody {
        /// The words, at most 2 KiB here; `textTruncated` if there is more.
        pub text: String,
        pub text_truncated: bool,
        pub media: Vec<Media>,
        pub state: TextState,
        /// One plain sentence for a failure or an unclear state.
        pub reason: Option<String>,
        /// The outbox entry, while there is something to do with it.
        pub outbox_id: Option<String>,
        /// Until when sending can be undone.
        pub undo_until: Option<i64>,
        /// Effect of the words on texting ("stop" …).
        pub opt: Option<OptWord>,
    }

    /// An opt-out or opt-in word.
    pub enum OptWord { Out, In, MaybeOut }

    /// How far a text has come; never goes backwards on screen.
    pub enum TextState { Received, Waiting, Sending, Unclear, NeedsYou, Sent, Delivered, Failed, Undelivered, Cancelled }

    /// A picture or file.
    pub struct Media {
        /// For `/media/{id}`; empty while not fetched.
        pub id: String,
        /// A small picture for lists, for `/media/{id}`; it stays when the original is left out.
        pub thumb_id: Option<String>,
        pub mime: String,
        /// Pixels, if a picture and known: space is reserved with them.
        pub width: Option<u32>,
        pub height: Option<u32>,
        pub size_bytes: Option<u64>,
        pub name: String,
        pub state: MediaState,
        /// One plain sentence if it could not be fetched.
        pub reason: Option<String>,
    }

    /// Whether a file is here, and if not, what is done about it.
    pub enum MediaState {
        Here,
        /// For its turn, or for its next try; `reason` says why the last one failed.
        Waiting,
        Fetching,
        /// Its address expired; Quo is asked for a new one.
        Renewing,
        /// Nothing more is done; `fetch_media` tries again.
        Failed,
        /// Over the size that the owner allows; `fetch_media` fetches it all the same.
        LeftOut,
    }

    /// A note of our own, never sent.
    pub struct NoteBody {
        pub text: String,
    }

    /// A call as a card in a timeline.
    pub struct CallCard {
        pub outcome: CallOutcome,
        /// Talking time, if answered.
        pub duration_ms: Option<i64>,
        pub recorded: bool,
        pub has_transcript: bool,
        /// First sentence of the summary.
        pub summary: Option<String>,
        pub next_steps: u32,
        pub next_steps_done: u32,
        pub voicemail: Option<Voicemail>,
        /// "Forwarded to …", "Menu: 1 Sales", if any.
        pub detail: Option<String>,
    }

    /// How a call went.
    pub enum CallOutcome { Ringing, InProgress, Answered, Missed, NoAnswer, Voicemail, Forwarded, Abandoned, Failed, AiHandled }

    /// A voicemail.
    pub struct Voicemail {
        pub duration_ms: Option<i64>,
        pub transcript: Option<String>,
        pub audio: Option<Audio>,
    }

    /// Sound that can be played.
    pub struct Audio {
        /// For `/media/{id}`.
        pub media_id: String,
        pub mime: String,
        pub duration_ms: i64,
        /// 0–100 per bar, at most 400 bars; empty while being computed.
        pub peaks: Vec<u8>,
        pub state: MediaState,
        pub reason: Option<String>,
        /// Milliseconds to add to a position in this file to get the position in the call.
        pub offset_ms: i64,
    }

    // ── call ─────────────────────────────────────────────────────────────────────────────────────

    /// One call, by item id.
    pub struct CallReq { pub call_id: String }

    /// A call's page.
    pub struct CallPage {
        pub id: String,
        pub conversation_id: Option<String>,
        pub line: Option<Line>,
        pub people: Vec<Person>,
        pub title: String,
        pub outgoing: bool,
        pub at: i64,
        pub answered_at: Option<i64>,
        pub ended_at: Option<i64>,
        pub outcome: CallOutcome,
        pub duration_ms: Option<i64>,
        pub answered_by: Option<Author>,
        pub detail: Option<String>,
        pub summary: Part,
        pub summary_lines: Vec<String>,
        pub next_steps: Vec<NextStep>,
        pub extras: Vec<LabelledValue>,
        pub transcript: Part,
        pub segments: Vec<Segment>,
        pub recording: Part,
        pub audio: Vec<Audio>,
        pub voicemail: Option<Voicemail>,
    }

    /// Whether a part of a call is there, and if not, in which way.
    pub enum Part { Here, Pending, NotOnThisPlan, TooShort, Failed, None }

    /// Something promised in a call.
    pub struct NextStep {
        pub index: u32,
        pub text: String,
        pub done: bool,
    }

    /// One utterance.
    pub struct Segment {
        pub index: u32,
        pub speaker: Author,
        pub text: String,
        pub start_ms: i64,
        pub end_ms: i64,
    }

    /// Ticks or unticks a next step.
    pub struct TickReq { pub call_id: String, pub index: u32, pub done: bool }

    // ── search ───────────────────────────────────────────────────────────────────────────────────

    /// What is searched and how it is shown.
    pub struct SearchReq {
        /// As typed, at most 512 bytes; operators included.
        pub query: String,
        pub order: SearchOrder,
        /// Only this group, to page to its end.
        pub group: Option<SearchGroupKind>,
        pub cursor: Option<String>,
        /// Hits per group, 1–100.
        pub limit: u32,
        /// Only in this conversation.
        pub conversation_id: Option<String>,
    }

    /// Order of hits.
    pub enum SearchOrder { Relevance, Newest }

    /// Groups of hits.
    pub enum SearchGroupKind { People, Messages, Calls, Notes }

    /// What was found.
    pub struct SearchPage {
        pub groups: Vec<SearchGroup>,
        /// The operators that were understood, for chips.
        pub chips: Vec<Chip>,
        /// Words that the question was understood to be.
        pub words: Vec<String>,
        pub took_us: u64,
        pub coverage: Coverage,
        /// Set if the question could not be used as it was ("too long"…).
        pub notice: Option<String>,
    }

    /// An operator as understood.
    pub struct Chip {
        /// As typed, so that it can be taken out of the text again.
        pub raw: String,
        /// For showing: "from Dana", "missed".
        pub label: String,
    }

    /// Hits of one kind.
    pub struct SearchGroup {
        pub kind: SearchGroupKind,
        /// True total.
        pub total: u64,
        pub hits: Vec<Hit>,
        pub next: Option<String>,
    }

    /// One hit.
    pub struct Hit {
        pub id: String,
        pub kind: HitKind,
        pub title: String,
        pub person: Option<Person>,
        pub conversation_id: Option<String>,
        pub item_id: Option<String>,
        pub contact_id: Option<String>,
        pub at: i64,
        pub outgoing: bool,
        /// Pieces in order; `hit` ones are marked.
        pub snippet: Vec<Piece>,
        /// Second of a call, in milliseconds, for a hit in a transcript.
        pub start_ms: Option<i64>,
        /// Speaker of a transcript hit.
        pub speaker: Option<String>,
    }

    /// What was hit.
    pub enum HitKind { Contact, Text, File, Transcript, Summary, NextStep, Voicemail, Call, Note }

    /// A piece of a snippet.
    pub struct Piece { pub text: String, pub hit: bool }

    /// How much of what was received can be found.
    pub struct Coverage {
        /// Documents that can be found.
        pub documents: u64,
        /// Records received but not yet findable.
        pub behind: u64,
        pub complete: bool,
    }

    // ── sending ──────────────────────────────────────────────────────────────────────────────────

    /// Sends a text.
    pub struct SendReq {
        pub conversation_id: String,
        pub text: String,
        /// Made by the composer for this intent; the same token never sends twice.
        pub token: String,
    }

    /// A text on its way.
    pub struct OutboxEntry {
        pub id: String,
        pub conversation_id: String,
        pub title: String,
        pub text: String,
        pub state: TextState,
        pub reason: Option<String>,
        pub created_at: i64,
        pub undo_until: Option<i64>,
        pub segments: u32,
    }

    /// An outbox entry, by id.
    pub struct OutboxReq { pub outbox_id: String }

    /// What to do with a text whose fate is unclear, or that failed.
    pub struct ResolveReq { pub outbox_id: String, pub decision: Resolve }

    /// The person's decision.
    pub enum Resolve { SendAgain, ItArrived, Drop }

    /// All that waits in the outbox or needs the person.
    pub struct OutboxPage { pub entries: Vec<OutboxEntry> }

    /// Counts a text before it is sent.
    pub struct MeasureReq { pub text: String, pub recipients: u32 }

    /// Size and price of a text.
    pub struct Measure {
        pub segments: u32,
        /// Units in all: septets or UTF-16 units.
        pub units: u32,
        /// Units left in the last segment.
        pub left: u32,
        pub unicode: bool,
        /// Price in cents of a US dollar.
        pub cents: u32,
        /// Why it cannot be sent at this length, if so.
        pub problem: Option<String>,
    }

    // ── marks, drafts, notes ─────────────────────────────────────────────────────────────────────

    /// Keeps a draft (empty text removes it).
    pub struct DraftReq { pub conversation_id: String, pub text: String }

    /// Marks a conversation.
    pub struct MarkReq { pub conversation_id: String, pub mark: Mark }

    /// Marks.
    pub enum Mark { Read, Unread, Done, Open }

    /// Adds a note.
    pub struct NoteReq { pub conversation_id: String, pub text: String }

    /// Answers the question whether a plain-language refusal is an opt-out, or lifts a lock.
    pub struct OptReq { pub conversation_id: String, pub opted_out: bool }

    // ── connection ───────────────────────────────────────────────────────────────────────────────

    /// How the program stands.
    pub struct Status {
        pub version: String,
        /// Sample data: labelled everywhere.
        pub demo: bool,
        pub workspace: String,
        pub unread: u64,
        pub waiting: u64,
        pub outbox: u64,
        pub lines: Vec<Line>,
        pub coverage: Coverage,
        pub problems: Vec<Problem>,
        /// Store or index is being made anew.
        pub building: Option<Building>,
        /// Milliseconds that a text can be taken back.
        pub undo_ms: u32,
        /// The server's clock, to show relative times right.
        pub now: i64,
    }

    /// Something wrong, with the way out.
    pub struct Problem { pub code: String, pub sentence: String, pub severe: bool }

    /// The Connection screen.
    pub struct Connection {
        pub hook_address: String,
        pub hook_path: String,
        pub listening: bool,
        pub signing_secrets: u32,
        pub key_set: bool,
        pub quo_url: String,
        pub last_delivery_at: Option<i64>,
        pub last_delivery_type: Option<String>,
        pub received: u64,
        pub refused: Vec<LabelledCount>,
        pub today: u64,
        pub totals: Totals,
        pub journal: JournalStatus,
        pub dead_letters: u64,
        pub problems: Vec<Problem>,
    }

    /// What is kept.
    pub struct Totals {
        pub messages: u64,
        pub calls: u64,
        pub recordings: u64,
        pub summaries: u64,
        pub transcripts: u64,
        pub voicemails: u64,
        pub contacts: u64,
        pub conversations: u64,
        pub notes: u64,
    }

    /// The journal and what is built from it.
    pub struct JournalStatus {
        pub records: u64,
        pub size_bytes: u64,
        pub segments: u64,
        pub stored_through: u64,
        pub indexed_through: u64,
        pub writable: bool,
        pub reason: Option<String>,
        pub damage: Vec<String>,
    }

    /// A named count.
    pub struct LabelledCount { pub label: String, pub count: u64 }

    /// A page of deliveries, newest first.
    pub struct DeliveriesReq { pub only: DeliveryFilter, pub cursor: Option<String>, pub limit: u32 }

    /// Which deliveries.
    pub enum DeliveryFilter { All, Dead }

    /// Deliveries, newest first.
    pub struct DeliveriesPage { pub rows: Vec<DeliveryRow>, pub next: Option<String>, pub total: u64 }

    /// One delivery received.
    pub struct DeliveryRow {
        /// Its record in the journal.
        pub seq: u64,
        pub at: i64,
        pub event_type: String,
        pub generation: String,
        pub outcome: DeliveryOutcome,
        /// Why, for a dead letter; what it was a repetition of, for a duplicate.
        pub reason: Option<String>,
        pub size_bytes: u64,
        pub conversation_id: Option<String>,
    }

    /// What became of a delivery.
    pub enum DeliveryOutcome { Pending, Applied, Duplicate, NoEffect, Dead, Replayed }

    /// One delivery, by its record.
    pub struct DeliveryReq { pub seq: u64 }

    /// A delivery with what was sent.
    pub struct Delivery {
        pub row: DeliveryRow,
        pub headers: Vec<LabelledValue>,
        /// The body as text, made readable if it is JSON; at most 256 KiB.
        pub body: String,
    }

    /// Tries dead letters again.
    pub struct ReplayReq {
        /// This one, or all.
        pub seq: Option<u64>,
    }

    /// What came of it.
    pub struct Replayed { pub tried: u64, pub applied: u64, pub still_dead: u64 }

    // ── contact, settings, session ───────────────────────────────────────────────────────────────

    /// A contact, by id.
    pub struct ContactReq { pub contact_id: String }

    /// Settings that a person changes.
    pub struct Settings {
        pub theme: Theme,
        /// Closing the window leaves Ringbook in the tray.
        pub close_to_tray: bool,
        pub notifications: bool,
        /// Notifications show the words of a text.
        pub notification_text: bool,
        /// Milliseconds that a text can be taken back (0–30,000).
        pub undo_ms: u32,
        /// Texts a day that may be sent (1–10,000).
        pub daily_cap: u32,
        pub playback_rate: f64,
        /// When texts and calls are expected: six quiet hours of these are a warning.
        pub business_hours: BusinessHours,
        /// Largest size of all pictures, files and sounds in MiB (10 or more); none keeps everything.
        pub media_budget_mib: Option<u32>,
        /// Recordings and voicemails may be left out over budget, too.
        pub media_budget_sounds: bool,
        /// What is marked read, done or open here is marked so at Quo too.
        pub push_marks: bool,
    }

    /// Appearance.
    pub enum Theme { System, Light, Dark }

    // ── changes ──────────────────────────────────────────────────────────────────────────────────

    /// Something changed: what was read under these tags is stale.
    pub struct Change {
        /// Without gaps; a gap means: read everything anew.
        pub seq: u64,
        pub tags: Vec<Tag>,
        /// Only this conversation, if the tags concern one.
        pub conversation_id: Option<String>,
        /// Something to tell the person about.
        pub arrival: Option<Arrival>,
    }

    /// Kinds of things that become stale.
    pub enum Tag { Inbox, Timeline, Conversation, Call, Contacts, Outbox, Connection, Status, Settings, Search, Sync, Ledger, Health, Backup, FollowUps }

    /// An incoming text, call or voicemail, for announcing it.
    pub struct Arrival {
        pub conversation_id: String,
        pub item_id: String,
        pub title: String,
        pub text: String,
        pub kind: PreviewKind,
    }

    /// An error as the screens get it.
    pub struct ApiError {
        pub code: Code,
        /// Lower case, no full stop, names the thing and the way out.
        pub message: String,
        /// The field of a form that it is about, if it is about one.
        #[serde(default)]
        pub field: Option<String>,
    }

    /// What the UI does differently for an error.
    pub enum Code { BadInput, NotFound, Refused, NotSignedIn, TooMany, Unavailable, Internal }
}
