//! What is searched: one document for each thing that can be found by itself.

use crate::model::{ContactId, ConversationId, Direction, ItemId, LineId, Party, UtcMillis};
use serde::Serialize;
use std::fmt;

/// What kind of thing a document is. The numbers are stored: never change one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum DocKind {
    /// A person or firm.
    Contact = 0,
    /// The words of a text.
    Text = 1,
    /// A file of a text, by its name.
    File = 2,
    /// One utterance of a call's transcript.
    Transcript = 3,
    /// A sentence of a call's summary.
    Summary = 4,
    /// A next step of a call.
    NextStep = 5,
    /// What was said on a voicemail.
    Voicemail = 6,
    /// A call as such: words about it (who, menu choice), and the carrier of `is:missed` and the like.
    Call = 7,
    /// An internal note.
    Note = 8,
}

/// The groups in which hits are shown (PRODUCT.md, Search).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Group {
    /// Contacts.
    People,
    /// Texts and their files.
    Messages,
    /// Everything of calls.
    Calls,
    /// Internal notes.
    Notes,
}

impl Group {
    /// All groups, in the order in which they are shown.
    pub const ALL: [Self; 4] = [Self::People, Self::Messages, Self::Calls, Self::Notes];

    /// Place of this group in [`Self::ALL`].
    #[must_use]
    pub fn index(self) -> usize {
        self as usize
    }
}

impl DocKind {
    /// All kinds, by their stored number.
    pub const ALL: [Self; 9] = [
        Self::Contact,
        Self::Text,
        Self::File,
        Self::Transcript,
        Self::Summary,
        Self::NextStep,
        Self::Voicemail,
        Self::Call,
        Self::Note,
    ];

    /// Where hits of this kind are shown.
    #[must_use]
    pub fn group(self) -> Group {
        match self {
            Self::Contact => Group::People,
            Self::Text | Self::File => Group::Messages,
            Self::Transcript | Self::Summary | Self::NextStep | Self::Voicemail | Self::Call => Group::Calls,
            Self::Note => Group::Notes,
        }
    }

    /// Whether one owner can have several documents of this kind.
    #[must_use]
    pub fn has_parts(self) -> bool {
        match self {
            Self::File | Self::Transcript | Self::Summary | Self::NextStep => true,
            Self::Contact | Self::Text | Self::Voicemail | Self::Call | Self::Note => false,
        }
    }

    pub(super) fn from_number(number: u64) -> Option<Self> {
        Self::ALL.get(usize::try_from(number).ok()?).copied()
    }

    pub(super) fn bit(self) -> u16 {
        1 << (self as u16)
    }
}

/// What a document is called: the same thing always has the same key, and putting it again replaces it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct DocKey {
    /// What it is.
    pub kind: DocKind,
    /// Id of the contact, text, call or note it belongs to.
    pub owner: String,
    /// Which part of it (segment of a transcript, file of a text), from 0.
    pub part: u32,
}

impl DocKey {
    /// Key of a contact.
    #[must_use]
    pub fn contact(id: &ContactId) -> Self {
        Self { kind: DocKind::Contact, owner: id.as_str().to_owned(), part: 0 }
    }

    /// Key of something that belongs to a text, call or note.
    #[must_use]
    pub fn of_item(kind: DocKind, item: &ItemId, part: u32) -> Self {
        Self { kind, owner: item.as_str().to_owned(), part }
    }

    /// The text, call or note it belongs to; `None` for a contact.
    #[must_use]
    pub fn item(&self) -> Option<ItemId> {
        match self.kind {
            DocKind::Contact => None,
            DocKind::Text
            | DocKind::File
            | DocKind::Transcript
            | DocKind::Summary
            | DocKind::NextStep
            | DocKind::Voicemail
            | DocKind::Call
            | DocKind::Note => Some(ItemId(self.owner.clone())),
        }
    }
}

/// The key as text, unique and stable: `Transcript:AC…:12`.
impl fmt::Display for DocKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}:{}:{}", self.kind, self.owner, self.part)
    }
}

impl fmt::Debug for DocKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// What `has:` and `is:` ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Flags {
    /// An incoming call that nobody took.
    pub missed: bool,
    /// Of a call on which a voicemail was left.
    pub voicemail: bool,
    /// Of a call that was recorded.
    pub recording: bool,
    /// Of a text with pictures or files.
    pub media: bool,
}

impl Flags {
    pub(super) fn bits(self) -> u64 {
        u64::from(self.missed)
            | u64::from(self.voicemail) << 1
            | u64::from(self.recording) << 2
            | u64::from(self.media) << 3
    }

    pub(super) fn from_bits(bits: u64) -> Self {
        Self { missed: bits & 1 != 0, voicemail: bits & 2 != 0, recording: bits & 4 != 0, media: bits & 8 != 0 }
    }
}

/// Who wrote or said it, for `from:`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct From {
    /// Their number.
    pub party: Option<Party>,
    /// The contact they are, where known. Names of contacts are looked up when asking, never copied here.
    pub contact: Option<ContactId>,
    /// Names that are not a contact's: a person of the workspace, "Agent".
    pub names: Vec<String>,
}

/// One thing that can be found. `Debug` shows its key alone.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Doc {
    /// What it is called.
    pub key: DocKey,
    /// The words that are searched and shown. For a contact: the name.
    pub text: String,
    /// Further words by which it is found, shown only where they match: company, role, e-mail addresses, file names.
    pub also: Vec<String>,
    /// Numbers by which it is found in any spelling. Give a contact's own; the parties of a text or call are
    /// found with `from:` and `with:` and belong in [`Self::parties`].
    pub numbers: Vec<Party>,
    /// When it happened; for a contact, when it last changed.
    pub at: UtcMillis,
    /// The conversation it belongs to.
    pub conversation: Option<ConversationId>,
    /// Contacts it belongs to.
    pub contacts: Vec<ContactId>,
    /// The line of the business.
    pub line: Option<LineId>,
    /// In or out.
    pub direction: Option<Direction>,
    /// Everyone but the line.
    pub parties: Vec<Party>,
    /// Who wrote or said it.
    pub from: From,
    /// What `has:` and `is:` ask for.
    pub flags: Flags,
    /// Start within the call, milliseconds.
    pub start_ms: Option<i64>,
    /// Who speaks, for showing.
    pub speaker: Option<String>,
}

impl Doc {
    /// A document with nothing but its words.
    #[must_use]
    pub fn new(key: DocKey, text: impl Into<String>, at: UtcMillis) -> Self {
        Self {
            key,
            text: text.into(),
            also: Vec::new(),
            numbers: Vec::new(),
            at,
            conversation: None,
            contacts: Vec::new(),
            line: None,
            direction: None,
            parties: Vec::new(),
            from: From::default(),
            flags: Flags::default(),
            start_ms: None,
            speaker: None,
        }
    }

    /// What kind of thing it is.
    #[must_use]
    pub fn kind(&self) -> DocKind {
        self.key.kind
    }

    /// Where it is shown.
    #[must_use]
    pub fn group(&self) -> Group {
        self.key.kind.group()
    }
}

impl fmt::Debug for Doc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Doc").field("key", &self.key).field("at", &self.at).finish_non_exhaustive()
    }
}

/// One change of what can be found.
#[derive(Debug, Clone)]
#[allow(clippy::large_enum_variant, reason = "nearly all writes are documents, and each lives for a moment")]
pub enum Write {
    /// Adds a document, or replaces the one with its key.
    Put(Doc),
    /// Takes one document out.
    Remove(DocKey),
    /// Takes out every document of one kind that belongs to `owner` (all segments of a call's transcript).
    RemoveKind(DocKind, String),
    /// Takes out everything that belongs to a text, call or note.
    RemoveItem(ItemId),
}
