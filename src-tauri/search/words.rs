//! How text becomes words. Index, tail, question and snippet all go through here, so they cannot disagree.
//!
//! A word is a run of letters and digits, without case and accents; an apostrophe inside a word is dropped
//! (`don't` is `dont`); a Chinese or Japanese character and a symbol such as 👍 are words of their own.
//! Where a text holds what looks like a phone number, it is also found by its last ten and last seven digits,
//! as one term that begins with `#`, which no word does.

use unicode_normalization::UnicodeNormalization;

/// Longest word kept, in characters; the rest of a longer one is ignored.
pub(super) const LONGEST_WORD: usize = 64;

/// One word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// As compared: folded.
    pub term: String,
    /// Where it stands in the text, bytes.
    pub start: usize,
    /// Where it ends, bytes.
    pub end: usize,
    /// How many words stand before it.
    pub position: u32,
}

/// All words of `text`, in order.
pub(super) fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::with_capacity(text.len() / 6 + 1);
    each_word(text, |term, start, end| {
        let position = u32::try_from(words.len()).unwrap_or(u32::MAX);
        words.push(Word { term: term.to_owned(), start, end, position });
    });
    words
}

/// Calls `each` with every word of `text` as compared, and where it begins and ends.
pub(super) fn each_word(text: &str, mut each: impl FnMut(&str, usize, usize)) {
    let mut open = Open { term: String::with_capacity(LONGEST_WORD), letters: 0, start: None };
    let mut chars = text.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        let end = start + c.len_utf8();
        if c.is_ascii_alphanumeric() {
            open.push_ascii(c, start);
        } else if c == ' ' {
            open.finish(start, &mut each);
        } else if stands_alone(c) {
            open.finish(start, &mut each);
            open.push(c, start);
            open.finish(end, &mut each);
        } else if c.is_alphanumeric() || (open.start.is_some() && is_mark(c)) {
            open.push(c, start);
        } else if is_apostrophe(c)
            && open.start.is_some()
            && chars.peek().is_some_and(|(_, next)| next.is_alphanumeric())
        {
            // Part of the word, but not of the term.
        } else {
            open.finish(start, &mut each);
        }
    }
    open.finish(text.len(), &mut each);
}

/// The word that is being read.
struct Open {
    term: String,
    letters: usize,
    start: Option<usize>,
}

impl Open {
    fn push_ascii(&mut self, c: char, at: usize) {
        self.start.get_or_insert(at);
        if self.letters < LONGEST_WORD {
            self.term.push(c.to_ascii_lowercase());
            self.letters += 1;
        }
    }

    fn push(&mut self, c: char, at: usize) {
        self.start.get_or_insert(at);
        for folded in fold(c) {
            if self.letters < LONGEST_WORD {
                self.term.push(folded);
                self.letters += 1;
            }
        }
    }

    fn finish(&mut self, end: usize, each: &mut impl FnMut(&str, usize, usize)) {
        let Some(start) = self.start.take() else { return };
        if !self.term.is_empty() {
            each(&self.term, start, end);
        }
        self.term.clear();
        self.letters = 0;
    }
}

/// One character without case and accents: as many characters as it takes, none for an accent by itself.
fn fold(c: char) -> impl Iterator<Item = char> {
    std::iter::once(c)
        .nfkd()
        .filter(|c| !is_accent(*c))
        .flat_map(char::to_lowercase)
        .filter(|c| !is_accent(*c))
        .flat_map(|c| spelled(c).into_iter().flatten())
}

/// Letters that no decomposition takes apart, as people type them without the key.
fn spelled(c: char) -> [Option<char>; 2] {
    match c {
        'ß' => [Some('s'), Some('s')],
        'æ' => [Some('a'), Some('e')],
        'œ' => [Some('o'), Some('e')],
        'þ' => [Some('t'), Some('h')],
        'ø' => [Some('o'), None],
        'ł' => [Some('l'), None],
        'đ' | 'ð' => [Some('d'), None],
        'ı' => [Some('i'), None],
        'ς' => [Some('σ'), None],
        other => [Some(other), None],
    }
}

fn is_accent(c: char) -> bool {
    matches!(c,
        '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5c7}' | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}' | '\u{670}'
        | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe00}'..='\u{fe2f}')
}

fn is_mark(c: char) -> bool {
    is_accent(c) || unicode_normalization::char::is_combining_mark(c)
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{2bc}')
}

/// Characters that are words by themselves: Han, kana, and pictures.
fn stands_alone(c: char) -> bool {
    matches!(c,
        '\u{2600}'..='\u{27bf}' | '\u{3041}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{1f300}'..='\u{1faff}' | '\u{20000}'..='\u{3134f}')
}

/// What looks like a phone number in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Number {
    /// Its digits, 7 to 15 of them.
    pub digits: String,
    /// Where it stands, bytes.
    pub start: usize,
    /// Where it ends, bytes.
    pub end: usize,
    /// Whether it was written with a plus.
    pub plus: bool,
}

/// Every phone number in `text`, in order.
pub(super) fn numbers(text: &str) -> Vec<Number> {
    let mut found = Vec::new();
    let mut before = None;
    let mut skip_to = 0;
    for (at, c) in text.char_indices() {
        if at >= skip_to
            && (c.is_ascii_digit() || c == '+' || c == '(')
            && !before.is_some_and(char::is_alphanumeric)
            && let Some(rest) = text.get(at..)
        {
            let (number, used) = number_at(rest);
            skip_to = at + used;
            if let Some(number) = number {
                found.push(Number { start: number.start + at, end: number.end + at, ..number });
            }
        }
        before = Some(c);
    }
    found
}

/// The phone number at the very start of `text`, and how many bytes need not be looked at again.
pub(super) fn number_at(text: &str) -> (Option<Number>, usize) {
    let mut digits = String::new();
    let (mut end, mut gap, mut looked) = (0, 0, 0);
    let mut follower = None;
    for (at, c) in text.char_indices() {
        looked = at;
        if c.is_ascii_digit() {
            if digits.len() < 16 {
                digits.push(c);
            }
            end = at + 1;
            gap = 0;
        } else if (c == '+' && at == 0) || (is_between_digits(c) && gap < 2) {
            gap += 1;
        } else {
            if gap == 0 {
                follower = Some(c);
            }
            break;
        }
    }
    let used = looked.max(end).max(1);
    let whole = (7..=15).contains(&digits.len()) && end <= 40 && !follower.is_some_and(char::is_alphanumeric);
    let plus = text.starts_with('+');
    (whole.then_some(Number { digits, start: 0, end, plus }), used)
}

fn is_between_digits(c: char) -> bool {
    matches!(c, ' ' | '-' | '.' | '(' | ')' | '/' | '\u{a0}' | '\u{2011}' | '\u{2013}')
}

/// The last `count` digits, or all of them.
pub(super) fn last_digits(digits: &str, count: usize) -> &str {
    let from = digits.len().saturating_sub(count);
    digits.get(from..).unwrap_or(digits)
}

/// Terms by which a number in a text is found: its last ten and last seven digits.
pub(super) fn number_terms(digits: &str) -> Vec<String> {
    let mut terms = vec![format!("#{}", last_digits(digits, 7))];
    if digits.len() > 7 {
        terms.push(format!("#{}", last_digits(digits, 10)));
    }
    terms
}

/// Terms by which the number of a contact is found: as in a text, and by its last four digits.
pub(super) fn phone_terms(digits: &str) -> Vec<String> {
    let mut terms = number_terms(digits);
    terms.push(format!("#{}", last_digits(digits, 4)));
    terms
}

/// Whether two words differ by at most one letter too many, missing, wrong, or swapped with its neighbour.
pub(super) fn within_one_edit(a: &str, b: &str) -> bool {
    let a: Vec<char> = a.chars().collect();
    let b: Vec<char> = b.chars().collect();
    let same_start = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let (a, b) = (a.get(same_start..).unwrap_or_default(), b.get(same_start..).unwrap_or_default());
    let same_end = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count();
    let a = a.get(..a.len() - same_end).unwrap_or_default();
    let b = b.get(..b.len() - same_end).unwrap_or_default();
    match (a, b) {
        ([], []) | ([_], []) | ([], [_]) | ([_], [_]) => true,
        ([p, q], [r, s]) => p == s && q == r,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(text: &str) -> Vec<String> {
        words(text).into_iter().map(|word| word.term).collect()
    }

    #[test]
    fn words_lose_case_accents_and_apostrophes_and_nothing_else() {
        for (text, expected) in [
            ("Roof LEAK, at 5pm!", vec!["roof", "leak", "at", "5pm"]),
            ("Café cafe\u{301} CAFÉ", vec!["cafe", "cafe", "cafe"]),
            ("Don't O’Brien 'quoted' dogs'", vec!["dont", "obrien", "quoted", "dogs"]),
            ("Straße Ærø Łódź naïve İstanbul", vec!["strasse", "aero", "lodz", "naive", "istanbul"]),
            ("a_b-c.d@e.com", vec!["a", "b", "c", "d", "e", "com"]),
            ("東京 ok👍ok", vec!["東", "京", "ok", "👍", "ok"]),
            ("ΟΔΟΣ οδος", vec!["οδοσ", "οδοσ"]),
            ("ﬁne １２", vec!["fine", "12"]),
            ("((([[ \u{0}\u{301} ]] -- ''", vec![]),
        ] {
            assert_eq!(terms(text), expected, "{text}");
        }
        assert_eq!(terms(&"x".repeat(500)), vec!["x".repeat(64)]);
    }

    #[test]
    fn a_word_knows_where_it_stands() {
        let found = words("Ça va, Zoë?");
        let places: Vec<_> = found.iter().map(|word| (word.start, word.end, word.position)).collect();
        assert_eq!(places, vec![(0, 3, 0), (4, 6, 1), (8, 12, 2)]);
    }

    #[test]
    fn numbers_are_seen_in_text_in_any_spelling() {
        for text in ["call (773) 555-0118 now", "773.555.0118", "+1 773 555 0118", "773-555-0118, ok", "17735550118"] {
            let found = numbers(text);
            assert_eq!(found.len(), 1, "{text}");
            assert_eq!(last_digits(&found[0].digits, 10), "7735550118", "{text}");
        }
        assert!(numbers("order 12, 2024-05-12").iter().all(|n| n.digits.len() >= 7));
        for text in ["555-01", "abc7735550118", "7735550118x", "1234567890123456789012", "((((((", "5 - - 5550118x"] {
            assert_eq!(numbers(text), vec![], "{text}");
        }
    }

    #[test]
    fn one_slip_is_forgiven_and_two_are_not() {
        for (a, b) in
            [("gutter", "gutetr"), ("gutter", "guter"), ("gutter", "guttter"), ("gutter", "gutfer"), ("a", "a")]
        {
            assert!(within_one_edit(a, b), "{a} {b}");
            assert!(within_one_edit(b, a), "{b} {a}");
        }
        for (a, b) in [("gutter", "guetrt"), ("gutter", "gutt"), ("gutter", "tugter"), ("abc", "cba")] {
            assert!(!within_one_edit(a, b), "{a} {b}");
        }
    }
}
