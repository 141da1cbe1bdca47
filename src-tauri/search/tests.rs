//! Promises of search, on real indexes in real folders.

mod language;
mod live;
mod same;

use super::*;
use crate::model::{ContactId, ConversationId, Direction, ItemId, LineId, Party, UtcMillis};

/// 2026-03-12T18:00:00Z, a Thursday, in UTC.
const CLOCK: Clock = Clock { now: UtcMillis(1_773_338_400_000), offset_minutes: 0 };
const DAY: i64 = 86_400_000;

/// An index that commits only when told.
struct Bench {
    index: Index,
    dir: tempfile::TempDir,
    position: u64,
}

fn by_hand() -> Settings {
    Settings { background: false, writer_bytes: 15_000_000, ..Settings::default() }
}

impl Bench {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        Self { index: Index::open(dir.path(), by_hand()).unwrap(), dir, position: 0 }
    }

    fn of(docs: impl IntoIterator<Item = Doc>) -> Self {
        let mut bench = Self::new();
        bench.apply(docs.into_iter().map(Write::Put).collect());
        bench
    }

    fn apply(&mut self, writes: Vec<Write>) {
        self.position += 1;
        self.index.apply(self.position, writes).unwrap();
    }

    fn reopen(self) -> Self {
        let Self { index, dir, .. } = self;
        drop(index);
        let index = Index::open(dir.path(), by_hand()).unwrap();
        let position = index.covered();
        Self { index, dir, position }
    }

    fn ask(&self, text: &str, options: &Options<'_>) -> Found {
        self.index.search(&Query::parse(text, &CLOCK, true), options).unwrap()
    }

    /// Owners and parts of everything found, by page after page, in all groups one after the other.
    fn keys(&self, text: &str) -> Vec<String> {
        self.keys_with(text, &Options::default())
    }

    fn keys_with(&self, text: &str, options: &Options<'_>) -> Vec<String> {
        let mut keys = Vec::new();
        for group in Group::ALL {
            let mut options = Options { group: Some(group), limit: 3, ..options.clone() };
            loop {
                let mut found = self.ask(text, &options);
                let page = found.groups.remove(0);
                keys.extend(page.hits.iter().map(|hit| hit.doc.key.to_string()));
                options.cursor = page.next;
                if options.cursor.is_none() {
                    break;
                }
            }
        }
        keys
    }

    fn total(&self, text: &str) -> u64 {
        self.ask(text, &Options::default()).totals.iter().sum()
    }
}

/// A text from Dana in her conversation, `days` before now.
fn text(id: &str, words: &str, days: i64) -> Doc {
    let key = DocKey::of_item(DocKind::Text, &ItemId(id.into()), 0);
    Doc {
        conversation: Some(ConversationId("0123456789abcdef0123456789abcdef".into())),
        contacts: vec![ContactId("dana".into())],
        line: Some(LineId("PN1".into())),
        direction: Some(Direction::Incoming),
        parties: vec![Party::Phone("+17735550118".into())],
        from: From {
            party: Some(Party::Phone("+17735550118".into())),
            contact: Some(ContactId("dana".into())),
            names: vec![],
        },
        ..Doc::new(key, words, UtcMillis(CLOCK.now.0 - days * DAY))
    }
}

fn segment(call: &str, part: u32, words: &str, start_ms: i64) -> Doc {
    let key = DocKey::of_item(DocKind::Transcript, &ItemId(call.into()), part);
    Doc { start_ms: Some(start_ms), speaker: Some("Dana".into()), ..Doc { key, ..text("", words, 2) } }
}

fn contact(id: &str, name: &str, number: &str) -> Doc {
    Doc {
        numbers: vec![Party::Phone(number.into())],
        ..Doc::new(DocKey::contact(&ContactId(id.into())), name, CLOCK.now)
    }
}

fn marked(hit: &Hit) -> String {
    hit.snippet.iter().map(|p| if p.hit { format!("[{}]", p.text) } else { p.text.clone() }).collect()
}
