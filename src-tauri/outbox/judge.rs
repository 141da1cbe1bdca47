//! Which text in Quo's history is the one whose answer was lost. Pure.

use super::Entry;
use crate::{
    model::{ItemId, LineId, Party, UtcMillis, segments},
    quo::{HistoryQuery, SentText},
};

/// When the history is read after a claim whose outcome is unclear.
pub const LOOKS_MS: [i64; 3] = [5_000, 30_000, 120_000];

/// A text may be a claim's from this long before it (clocks differ) …
const BEFORE_MS: i64 = 60_000;
/// … to this long after it.
const AFTER_MS: i64 = 180_000;

/// What the history says about one claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Match {
    /// Exactly this text can be it, and it can be nobody else's.
    One(ItemId),
    /// There is none.
    None,
    /// Several can be it, or the one can be another's as well: nothing is guessed.
    Several,
}

/// What to ask Quo about an entry; nothing for one that was never tried.
#[must_use]
pub fn question(entry: &Entry) -> Option<HistoryQuery> {
    let claim = entry.claim?;
    Some(HistoryQuery {
        line: entry.intent.place.line.clone(),
        to: entry.intent.place.others.clone(),
        after: claim.at.plus_ms(-BEFORE_MS - 1),
        before: claim.at.plus_ms(AFTER_MS + 1),
    })
}

/// Finds `entry`'s text in `history`. `others` are all entries of the outbox, `entry` among them or not.
#[must_use]
pub fn find<'a>(entry: &Entry, others: impl Iterator<Item = &'a Entry> + Clone, history: &[SentText]) -> Match {
    let Some(claim) = entry.claim else { return Match::None };
    let near = |at: UtcMillis| at >= claim.at.plus_ms(-BEFORE_MS) && at <= claim.at.plus_ms(AFTER_MS);
    let taken = |id: &ItemId| others.clone().any(|other| other.id() != entry.id() && other.quo_id() == Some(id));
    let mut found: Vec<&ItemId> = history
        .iter()
        .filter(|text| near(text.created_at) && is_the_text_of(entry, text) && !taken(&text.id))
        .map(|text| &text.id)
        .collect();
    found.sort();
    found.dedup();
    let twins = others.filter(|other| other.id() != entry.id() && other.may_own_an_unknown_text()).any(|other| {
        let overlap =
            other.claim.is_some_and(|its| its.at.0.saturating_sub(claim.at.0).saturating_abs() <= BEFORE_MS + AFTER_MS);
        overlap && other.intent.place == entry.intent.place && same_words(&other.intent.text, &entry.intent.text)
    });
    match (found.as_slice(), twins) {
        ([], _) => Match::None,
        ([one], false) => Match::One((*one).clone()),
        _ => Match::Several,
    }
}

/// Same line, same recipients, same words.
fn is_the_text_of(entry: &Entry, text: &SentText) -> bool {
    let place = &entry.intent.place;
    on_line(&place.line, text.line.as_ref(), &text.from)
        && place.others == text.to
        && same_words(&entry.intent.text, &text.text)
}

fn on_line(line: &LineId, id: Option<&LineId>, from: &Party) -> bool {
    match crate::model::place::number_of_line(line) {
        Some(number) => number == *from,
        None => id == Some(line),
    }
}

/// Quo replaces typographic marks ("smart encoding", unspecified), so texts that differ in those alone are the same.
fn same_words(one: &str, other: &str) -> bool {
    let plain = |text: &str| segments::plain(text).split_whitespace().collect::<Vec<_>>().join(" ");
    one == other || plain(one) == plain(other)
}
