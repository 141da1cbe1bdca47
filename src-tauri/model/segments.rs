//! How many segments a text is billed as.
//!
//! Source: API.md section 13. GSM-7 holds 160 in one segment and 153 in each of several, UCS-2 70 and 67 UTF-16
//! units. Quo's price page bills accented letters at 70 although the standard's alphabet has some of them, so
//! the count here is the pessimistic one: a letter beyond ASCII makes the whole text UCS-2.
//! The interface counts by the same vectors (`tests/fixtures/segments.json`).

/// The most characters a text may have at Quo.
pub const MAX_CHARS: usize = 1_600;

/// What one segment to one recipient in the United States or Canada costs, in cents of a US dollar.
pub const CENTS_PER_SEGMENT: u32 = 1;

/// The size of a text as it is billed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Measure {
    /// Segments; 0 for an empty text.
    pub segments: u32,
    /// Units in all: septets, or UTF-16 units if `unicode`. Includes those lost at the ends of segments.
    pub units: u32,
    /// Units left in the last segment.
    pub left: u32,
    /// Whether the text needs UCS-2.
    pub unicode: bool,
    /// Characters, of which [`MAX_CHARS`] are allowed.
    pub chars: usize,
}

impl Measure {
    /// The price for so many recipients, in cents of a US dollar; estimated for groups, and more abroad.
    #[must_use]
    pub fn cents(&self, recipients: u32) -> u32 {
        self.segments.saturating_mul(recipients).saturating_mul(CENTS_PER_SEGMENT)
    }
}

/// Counts a text.
#[must_use]
pub fn measure(text: &str) -> Measure {
    let unicode = text.chars().any(|c| septets(c).is_none());
    let width = |c: char| match septets(c) {
        Some(septets) if !unicode => septets,
        _ => {
            if c.len_utf16() == 2 {
                2
            } else {
                1
            }
        }
    };
    let (single, each) = if unicode { (70, 67) } else { (160, 153) };
    let total: u32 = text.chars().map(width).fold(0, u32::saturating_add);
    let chars = text.chars().count();
    if total <= single {
        return Measure { segments: u32::from(total > 0), units: total, left: single - total, unicode, chars };
    }
    // A character of two units never straddles two segments: the unit before the border stays empty.
    let (mut segments, mut used) = (1_u32, 0_u32);
    for c in text.chars() {
        let wide = width(c);
        if used + wide > each {
            segments = segments.saturating_add(1);
            used = 0;
        }
        used += wide;
    }
    let units = (segments - 1).saturating_mul(each).saturating_add(used);
    Measure { segments, units, left: each - used, unicode, chars }
}

/// The septets of a character in GSM-7 as Quo bills it, or nothing if it needs UCS-2.
fn septets(c: char) -> Option<u32> {
    match c {
        '^' | '{' | '}' | '\\' | '[' | ']' | '~' | '|' | '€' | '\u{c}' => Some(2),
        '`' => None,
        ' '..='~' | '\n' | '\r' => Some(1),
        // Of the alphabet's other characters the accented letters are left out, see above.
        '£' | '¥' | '¤' | '¡' | '¿' | '§' | 'Δ' | 'Φ' | 'Γ' | 'Λ' | 'Ω' | 'Π' | 'Ψ' | 'Σ' | 'Θ' | 'Ξ' => {
            Some(1)
        }
        _ => None,
    }
}

/// The text with typographic marks replaced by plain ones, which often halves its price: curly quotes, dashes,
/// the ellipsis, blanks that do not break, and marks without width. Letters and emoji stay.
#[must_use]
pub fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '‘' | '’' | '‚' | '′' | '`' => out.push('\''),
            '“' | '”' | '„' | '″' | '«' | '»' => out.push('"'),
            '‐'..='―' | '−' => out.push('-'),
            '…' => out.push_str("..."),
            '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\t' => out.push(' '),
            '•' => out.push('-'),
            '\u{200b}' | '\u{2060}' | '\u{feff}' => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shared_vectors_hold() {
        let vectors: serde_json::Value =
            serde_json::from_str(include_str!("../../tests/fixtures/segments.json")).unwrap();
        let vectors = vectors["vectors"].as_array().unwrap();
        assert!(vectors.len() >= 25);
        for vector in vectors {
            let times = usize::try_from(vector["times"].as_u64().unwrap_or(1)).unwrap();
            let text =
                format!("{}{}", vector["text"].as_str().unwrap().repeat(times), vector["then"].as_str().unwrap_or(""));
            let got = measure(&text);
            let number = |name: &str| u32::try_from(vector[name].as_u64().unwrap()).unwrap();
            assert_eq!(
                (got.segments, got.units, got.left, got.unicode),
                (number("segments"), number("units"), number("left"), vector["unicode"].as_bool().unwrap()),
                "{}",
                vector["name"]
            );
        }
    }

    #[test]
    fn the_price_is_per_segment_and_recipient() {
        assert_eq!(measure(&"a".repeat(161)).cents(3), 6);
        assert_eq!(measure("").cents(3), 0);
    }

    #[test]
    fn plain_marks_bring_a_text_back_to_gsm() {
        let text = "We’ll be there — “soon”…\u{a0}ok";
        assert!(measure(text).unicode);
        assert_eq!(plain(text), "We'll be there - \"soon\"... ok");
        assert!(!measure(&plain(text)).unicode);
        assert_eq!(plain("é 🙏"), "é 🙏");
    }
}
