//! Identifiers that never mix. Quo's are opaque text; ours are either derived from content or UUIDv7.

use serde::{Deserialize, Serialize};
use std::fmt;

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl $name {
            /// The identifier as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text)
            }
        }
    };
}

text_id! {
    /// A line of the business (`PN…` at Quo), or `num:+1…` while only its number is known.
    LineId
}
text_id! {
    /// A person of the workspace (`US…`) or Quo's system actor, the AI agent (`SYU…`).
    UserId
}
text_id! {
    /// A contact: Quo's id without any `CT` prefix, or `num:+1…` for a number that nobody has named.
    ContactId
}
text_id! {
    /// A text or a call (`AC…` at Quo), a note (`note:` + UUIDv7) or an own text not yet known to Quo (`out:` + UUIDv7).
    ItemId
}
text_id! {
    /// Quo's own id of a conversation (`CN…`), an alias of a [`ConversationId`].
    QuoConversationId
}
text_id! {
    /// A text on its way out: UUIDv7.
    OutboxId
}
text_id! {
    /// A recording at Quo (`CR…`/`RE…`), or derived from the call where Quo gives none.
    RecordingId
}
text_id! {
    /// A follow-up at Quo (`TK…`).
    TaskId
}
text_id! {
    /// A text that goes out later: UUIDv7.
    ScheduledId
}
text_id! {
    /// A snippet: UUIDv7.
    SnippetId
}

text_id! {
    /// A follow-up: `follow:` + UUIDv7, `step:` + a next step, or `quo:` + a task of Quo's.
    FollowUpId
}
text_id! {
    /// A saved search: UUIDv7.
    SearchId
}

impl UserId {
    /// Whether this is Quo's AI agent and not a person (prefix `SYU`, API.md section 7).
    #[must_use]
    pub fn is_ai_agent(&self) -> bool {
        self.0.starts_with("SYU")
    }

    /// Stands for nobody: the source says that no person of the workspace did it (`userId: null`, API.md section 7).
    #[must_use]
    pub fn nobody() -> Self {
        Self("SYU-nobody".to_owned())
    }

    /// Whether this is [`UserId::nobody`].
    #[must_use]
    pub fn is_nobody(&self) -> bool {
        self.0 == "SYU-nobody"
    }
}

/// A conversation: everything between one line and one set of other parties.
///
/// Derived from exactly those two (32 hex digits of a BLAKE3 hash), so that events in any order and a rebuild
/// from the journal give the same id.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ConversationId(pub String);

impl ConversationId {
    /// The id of the conversation between `line` and `others` (order and repetition do not matter).
    #[must_use]
    pub fn derive<'a>(line: &LineId, others: impl IntoIterator<Item = &'a super::Party>) -> Self {
        let keys: std::collections::BTreeSet<String> = others.into_iter().map(super::Party::key).collect();
        let mut hasher = blake3::Hasher::new();
        hasher.update(line.as_str().as_bytes());
        for key in keys {
            hasher.update(&[0]);
            hasher.update(key.as_bytes());
        }
        Self(hasher.finalize().to_hex().chars().take(32).collect())
    }

    /// The identifier as text: 32 lower-case hex digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ConversationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
