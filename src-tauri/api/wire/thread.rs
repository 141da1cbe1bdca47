//! A conversation and its timeline.

use super::{ContactCard, ConversationRow};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

wire! {
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
}
