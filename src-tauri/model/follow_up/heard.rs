//! Which sentence of a transcript a next step comes from.
//!
//! A next step is the summary's wording of what somebody said. The sentence that shares the most of its telling words
//! stands for it, if it shares enough of them; otherwise there is none, and that is said instead of guessed.

use crate::model::event::Utterance;
use std::collections::{BTreeMap, BTreeSet};

/// The share of a step's weight that a sentence must have.
const ENOUGH: f64 = 0.3;
/// As many telling words must be shared.
const LEAST_SHARED: usize = 2;
/// Words of promising: they tell two otherwise equal sentences apart.
const PROMISES: [&str; 8] = ["i'll", "we'll", "will", "let", "can", "going", "gonna", "promise"];
/// Words that say nothing about what is to be done.
const EMPTY: [&str; 76] = [
    "a", "an", "and", "are", "as", "at", "be", "been", "but", "by", "can", "could", "did", "do", "does", "for", "from",
    "get", "had", "has", "have", "he", "her", "him", "his", "i", "if", "in", "into", "is", "it", "its", "just", "let",
    "me", "my", "of", "on", "or", "our", "out", "over", "she", "should", "so", "some", "that", "the", "their", "them",
    "then", "there", "they", "this", "to", "up", "us", "was", "we", "were", "what", "when", "which", "will", "with",
    "would", "you", "your", "please", "okay", "ok", "yes", "also", "any", "about", "not",
];

/// A sentence somebody said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard {
    /// Place of the utterance in the transcript, from 0.
    pub index: usize,
    /// The sentence, as said.
    pub sentence: String,
    /// When the utterance that holds it begins, in milliseconds of the call.
    pub start_ms: i64,
}

/// The sentence of `dialogue` that `step` comes from, if one fits well enough. Of two that fit alike the later: what was
/// agreed is said last.
#[must_use]
pub fn heard(step: &str, dialogue: &[Utterance]) -> Option<Heard> {
    let wanted = telling(step);
    if wanted.is_empty() {
        return None;
    }
    // Whom a step is about is no telling of what is to be done: "Simone Archer." said alone promises nothing.
    let names = named(step);
    let only_names = wanted.is_subset(&names);
    let sentences: Vec<(usize, &str, BTreeSet<String>)> = dialogue
        .iter()
        .enumerate()
        .flat_map(|(index, utterance)| sentences(&utterance.text).map(move |sentence| (index, sentence)))
        .map(|(index, sentence)| (index, sentence, telling(sentence)))
        .collect();
    let mut common: BTreeMap<&str, u32> = BTreeMap::new();
    for (_, _, words) in &sentences {
        for word in words {
            *common.entry(word).or_default() += 1;
        }
    }
    let all = f64::from(u32::try_from(sentences.len()).unwrap_or(u32::MAX));
    // A word that is in every sentence tells nothing; one that nobody says counts like one that is said once.
    let weight = |word: &str| (1.0 + all / f64::from(common.get(word).copied().unwrap_or(1))).ln();
    let whole: f64 = wanted.iter().map(|word| weight(word)).sum();
    let mut best: Option<(f64, usize, &str)> = None;
    for (index, sentence, words) in &sentences {
        let shared: Vec<&String> = wanted.intersection(words).collect();
        if shared.len() < LEAST_SHARED.min(wanted.len()) {
            continue;
        }
        if !only_names && shared.iter().all(|word| names.contains(*word)) {
            continue;
        }
        let share = shared.iter().map(|word| weight(word)).sum::<f64>() / whole;
        if share < ENOUGH {
            continue;
        }
        let promised = plain(sentence).any(|word| PROMISES.contains(&word.as_str()));
        let score = share + if promised { 0.1 } else { 0.0 };
        if best.is_none_or(|(held, _, _)| score >= held) {
            best = Some((score, *index, sentence));
        }
    }
    let (_, index, sentence) = best?;
    let start_ms = dialogue.get(index)?.start_ms;
    Some(Heard { index, sentence: sentence.trim().to_owned(), start_ms })
}

fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive(['.', '!', '?']).filter(|sentence| sentence.chars().any(char::is_alphanumeric))
}

fn plain(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|letter: char| !(letter.is_alphanumeric() || letter == '\'' || letter == '’'))
        .map(|word| word.replace('’', "'").to_lowercase())
        .filter(|word| !word.is_empty())
}

/// The words that tell what is to be done, without their endings.
fn telling(text: &str) -> BTreeSet<String> {
    plain(text)
        .map(|word| word.split('\'').next().unwrap_or_default().to_owned())
        .filter(|word| (word.chars().count() > 1 || word.chars().all(|c| c.is_ascii_digit())) && !word.is_empty())
        .filter(|word| !EMPTY.contains(&word.as_str()))
        .map(|word| stem(&word))
        .collect()
}

/// The telling words that are written as names are: with a capital, and not because they begin a sentence.
fn named(text: &str) -> BTreeSet<String> {
    let names = sentences(text).flat_map(|sentence| sentence.split_whitespace().skip(1));
    names.filter(|word| word.chars().next().is_some_and(char::is_uppercase)).flat_map(telling).collect()
}

/// A word without the endings in which a summary and a sentence differ.
fn stem(word: &str) -> String {
    let long = |stem: &&str| stem.chars().count() >= 3;
    let endings = ["ing", "ed", "es", "s", "e", "y"];
    let bare = endings.iter().find_map(|ending| word.strip_suffix(ending).filter(long)).unwrap_or(word);
    let mut letters: Vec<char> = bare.chars().collect();
    // "dropping" and "drop".
    if let [.., one, other] = letters.as_slice()
        && one == other
        && letters.len() > 3
        && one.is_alphabetic()
    {
        letters.pop();
    }
    letters.into_iter().collect()
}
