//! Words by which someone stops or allows texts again.
//!
//! Source: PRODUCT.md ("Opt-out"); Quo's own list; 47 CFR 64.1200(a)(10) for "revoke" and "opt out", which Quo
//! does not catch.

use serde::{Deserialize, Serialize};

const OUT: [&str; 9] = ["stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "opt out", "optout"];
const IN: [&str; 3] = ["start", "unstop", "yes"];
const PLEAS: [&str; 8] = [
    " stop texting ",
    " stop messaging ",
    " stop sending ",
    " stop contacting ",
    " no more texts ",
    " no more messages ",
    " take me off ",
    " remove me from ",
];
/// A plea as an order; behind a subject it tells what somebody does: "I do not text much".
const ORDERS: [&str; 6] =
    [" dont text ", " do not text ", " dont message ", " do not message ", " dont contact ", " do not contact "];
const SUBJECTS: [&str; 8] = ["i", "we", "they", "she", "he", "you", "who", "people"];

/// The effect of a text's words on texting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum OptWord {
    /// No more texts.
    Out,
    /// Texts are welcome again.
    In,
    /// Reads like a refusal: a person decides.
    MaybeOut,
}

/// Reads an incoming text. Only a text that is nothing but the word counts as [`OptWord::Out`] or
/// [`OptWord::In`]; case, blanks around it and marks at its ends do not matter.
#[must_use]
pub fn opt_word(text: &str) -> Option<OptWord> {
    if text.len() > 1_000 {
        return None;
    }
    let plain: String = text
        .chars()
        .filter(|c| !matches!(c, '\'' | '’'))
        .map(|c| if c.is_alphanumeric() { c } else { ' ' })
        .flat_map(char::to_lowercase)
        .collect();
    let words = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    if OUT.contains(&words.as_str()) {
        return Some(OptWord::Out);
    }
    if IN.contains(&words.as_str()) {
        return Some(OptWord::In);
    }
    let padded = format!(" {words} ");
    let pleads = PLEAS.iter().any(|plea| padded.contains(plea)) || ORDERS.iter().any(|order| orders(&padded, order));
    pleads.then_some(OptWord::MaybeOut)
}

/// Whether `order` stands in `padded` with nobody before it of whom it tells.
fn orders(padded: &str, order: &str) -> bool {
    padded.match_indices(order).any(|(at, _)| {
        let before = padded.get(..at).and_then(|before| before.split_whitespace().next_back());
        before.is_none_or(|before| !SUBJECTS.contains(&before))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_text_that_is_nothing_but_the_word_locks() {
        let every = ["STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPT OUT", "OPTOUT"];
        for text in every.into_iter().chain([" stop. ", "Opt out", "opt-out", "“Quit”", "Revoke!"]) {
            assert_eq!(opt_word(text), Some(OptWord::Out), "{text}");
        }
        for text in ["Start", "yes", "UNSTOP"] {
            assert_eq!(opt_word(text), Some(OptWord::In), "{text}");
        }
        for text in
            ["please don't text me again", "STOP TEXTING ME", "Take me off your list", "Do not contact this number"]
        {
            assert_eq!(opt_word(text), Some(OptWord::MaybeOut), "{text}");
        }
        for text in ["I do not text much but my daughter set it up", "Sorry, we don't text and drive", "I dont message"]
        {
            assert_eq!(opt_word(text), None, "{text}");
        }
        for text in ["", "stop by at 5", "yes please", "can you start monday", "the end of the roof"] {
            assert_eq!(opt_word(text), None, "{text}");
        }
    }
}
