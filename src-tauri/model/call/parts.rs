//! What belongs to a call and comes after it: recordings, voicemail, summary and transcript; and the choices in its menu.

use crate::model::UtcMillis;
use crate::model::event::{Processing, TranscriptFact, Utterance};
use crate::model::merge::{Latest, keep_greater};
use serde::{Deserialize, Serialize};

/// A choice in a phone menu.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct MenuChoice {
    /// When.
    pub at: UtcMillis,
    /// The digit, as text.
    pub digit: Option<String>,
    /// The entry's name.
    pub name: Option<String>,
    /// Quo's reason.
    pub reason: Option<String>,
}

/// One recording of a call.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Recording {
    /// Where Quo keeps it.
    pub url: Option<Latest<String>>,
    /// MIME type.
    pub mime: Option<Latest<String>>,
    /// Length in milliseconds.
    pub duration_ms: Option<Latest<i64>>,
    /// When it began.
    pub started_at: Option<Latest<UtcMillis>>,
}

/// A voicemail.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Voicemail {
    /// Where Quo keeps the sound.
    pub url: Option<Latest<String>>,
    /// MIME type.
    pub mime: Option<Latest<String>>,
    /// Length in milliseconds.
    pub duration_ms: Option<Latest<i64>>,
    /// What was said.
    pub transcript: Option<Latest<String>>,
}

/// The AI summary of a call. The one that came furthest stands, then the newest.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Summary {
    /// How far Quo has come.
    pub processing: Processing,
    /// When this was true.
    pub at: UtcMillis,
    /// Sentences.
    pub lines: Vec<String>,
    /// What was promised.
    pub next_steps: Vec<String>,
    /// Extra facts by name.
    pub extras: Vec<(String, String)>,
}

/// What a call says about its transcript, which is kept apart because it is long. The one that came furthest
/// stands, then the newest.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct TranscriptHead {
    /// How far Quo has come.
    pub processing: Processing,
    /// When this was true.
    pub at: UtcMillis,
    /// Number of utterances.
    pub utterances: u32,
    /// BLAKE3 of the utterances, cut to 16 bytes: which transcript this is.
    pub hash: [u8; 16],
    /// Length in milliseconds.
    pub duration_ms: Option<i64>,
}

/// A transcript with its words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transcript {
    /// What the call says about it.
    pub head: TranscriptHead,
    /// What was said, in order.
    pub dialogue: Vec<Utterance>,
}

impl Transcript {
    /// What one source said.
    #[must_use]
    pub fn of(fact: &TranscriptFact) -> Self {
        let TranscriptFact { call: _, place: _, processing, dialogue, duration_ms, at } = fact;
        let mut hasher = blake3::Hasher::new();
        for Utterance { speaker, text, start_ms, end_ms } in dialogue {
            hasher.update(format!("{}\u{0}{start_ms}\u{0}{end_ms}\u{0}", speaker_key(speaker)).as_bytes());
            hasher.update(text.as_bytes());
            hasher.update(&[0]);
        }
        let mut hash = [0; 16];
        hasher.finalize_xof().fill(&mut hash);
        let head = TranscriptHead {
            processing: *processing,
            at: *at,
            utterances: u32::try_from(dialogue.len()).unwrap_or(u32::MAX),
            hash,
            duration_ms: *duration_ms,
        };
        Self { head, dialogue: dialogue.clone() }
    }

    /// Joins what is known of the same call's transcript from elsewhere.
    pub fn absorb(&mut self, other: Self) {
        if other.head > self.head {
            *self = other;
        }
    }
}

fn speaker_key(speaker: &crate::model::event::Speaker) -> String {
    use crate::model::event::Speaker;
    match speaker {
        Speaker::User(user) => format!("user:{user}"),
        Speaker::Party(party) => format!("party:{}", party.key()),
        Speaker::Named(name) => format!("named:{name}"),
    }
}

impl Recording {
    pub(super) fn absorb(&mut self, other: Self) {
        let Self { url, mime, duration_ms, started_at } = other;
        keep_greater(&mut self.url, url);
        keep_greater(&mut self.mime, mime);
        keep_greater(&mut self.duration_ms, duration_ms);
        keep_greater(&mut self.started_at, started_at);
    }
}

impl Voicemail {
    pub(super) fn absorb(&mut self, other: Self) {
        let Self { url, mime, duration_ms, transcript } = other;
        keep_greater(&mut self.url, url);
        keep_greater(&mut self.mime, mime);
        keep_greater(&mut self.duration_ms, duration_ms);
        keep_greater(&mut self.transcript, transcript);
    }
}
