//! From bytes to JSON text that is safe to parse.

use std::borrow::Cow;

use super::error::Unreadable;

/// Brackets within brackets that are read; real payloads have fewer than ten.
const MOST_LEVELS: usize = 64;

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Checks and mends a body so that a parser can take it.
///
/// A byte order mark is dropped. An escaped half of a surrogate pair without its other half, which is no
/// character, becomes U+FFFD as everywhere else; the raw bytes stay in the journal.
///
/// # Errors
/// [`Unreadable`] if it is empty, not UTF-8, or nested too deeply.
pub(super) fn prepare(body: &[u8]) -> Result<Cow<'_, str>, Unreadable> {
    let body = body.strip_prefix(BYTE_ORDER_MARK).unwrap_or(body);
    if body.iter().all(u8::is_ascii_whitespace) {
        return Err(Unreadable::Empty);
    }
    let text = str::from_utf8(body).map_err(|error| Unreadable::NotUtf8 { offset: error.valid_up_to() })?;
    if depth(text) > MOST_LEVELS {
        return Err(Unreadable::TooDeep { most: MOST_LEVELS });
    }
    Ok(mend_surrogates(text))
}

/// The deepest nesting outside strings. Counts without recursion, so no input can exhaust the stack.
fn depth(text: &str) -> usize {
    let (mut depth, mut deepest) = (0usize, 0usize);
    let (mut in_string, mut escaped) = (false, false);
    for byte in text.bytes() {
        match (in_string, byte) {
            (true, _) if escaped => escaped = false,
            (true, b'\\') => escaped = true,
            (_, b'"') => in_string = !in_string,
            (false, b'{' | b'[') => {
                depth = depth.saturating_add(1);
                deepest = deepest.max(depth);
            }
            (false, b'}' | b']') => depth = depth.saturating_sub(1),
            (true | false, _) => {}
        }
    }
    deepest
}

/// Replaces `\ud800`-like escapes that have no partner with `\ufffd`.
fn mend_surrogates(text: &str) -> Cow<'_, str> {
    if !text.contains("\\ud") && !text.contains("\\uD") {
        return Cow::Borrowed(text);
    }
    let mut mended = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, from)) = rest.find('\\').and_then(|at| rest.split_at_checked(at)) {
        mended.push_str(before);
        let (kept, length) = match (unit(from), from.get(6..).and_then(unit)) {
            (Some(high), Some(low)) if is_high(high) && is_low(low) => (from.get(..12), 12),
            (Some(half), _) if is_high(half) || is_low(half) => (Some("\\ufffd"), 6),
            (Some(_), _) => (from.get(..6), 6),
            (None, _) => {
                let length = 1 + from.chars().nth(1).map_or(0, char::len_utf8);
                (from.get(..length), length)
            }
        };
        mended.push_str(kept.unwrap_or_default());
        rest = from.get(length..).unwrap_or_default();
    }
    mended.push_str(rest);
    Cow::Owned(mended)
}

/// The UTF-16 unit of an escape `\uXXXX` at the start of the text.
fn unit(text: &str) -> Option<u16> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    digits.bytes().all(|byte| byte.is_ascii_hexdigit()).then(|| u16::from_str_radix(digits, 16).ok()).flatten()
}

fn is_high(unit: u16) -> bool {
    (0xd800..0xdc00).contains(&unit)
}

fn is_low(unit: u16) -> bool {
    (0xdc00..0xe000).contains(&unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lone_half_of_a_surrogate_pair_becomes_the_replacement_character() {
        for (sent, read) in [
            (r#""a""#, "a"),
            (r#""\ud83d\ude4f""#, "🙏"),
            (r#""\uD83D\uDE4F!""#, "🙏!"),
            (r#""\ud800""#, "\u{fffd}"),
            (r#""\udc00x""#, "\u{fffd}x"),
            (r#""\ud800\ud83d\ude4f""#, "\u{fffd}🙏"),
            (r#""\ud800\n""#, "\u{fffd}\n"),
            (r#""\ud800\u0041""#, "\u{fffd}A"),
            (r#""\\ud800""#, "\\ud800"),
            (r#""\\\ud800""#, "\\\u{fffd}"),
            (r#""\ud800é\"""#, "\u{fffd}é\""),
            (r#""\u00e9\udfff\ud800""#, "é\u{fffd}\u{fffd}"),
        ] {
            let text = prepare(sent.as_bytes()).unwrap();
            assert_eq!(serde_json::from_str::<String>(&text).unwrap(), read, "{sent}");
        }
        for broken in [r#""\ud8"#, r#""\ud80"#, r#""\u"#, r#""\udé00é""#, "\\ud800\\"] {
            let text = prepare(broken.as_bytes()).unwrap();
            assert!(serde_json::from_str::<String>(&text).is_err(), "{broken}");
        }
    }

    #[test]
    fn nesting_is_counted_outside_strings_only() {
        let nested = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        assert!(prepare(nested(64).as_bytes()).is_ok());
        assert_eq!(prepare(nested(65).as_bytes()), Err(Unreadable::TooDeep { most: 64 }));
        assert_eq!(prepare(nested(10_000).as_bytes()), Err(Unreadable::TooDeep { most: 64 }));
        assert_eq!(prepare("{\"a\":".repeat(10_000).as_bytes()), Err(Unreadable::TooDeep { most: 64 }));
        assert!(prepare(format!("\"{}\"", nested(10_000)).as_bytes()).is_ok());
        assert!(prepare(format!("\"\\\"{}\"", nested(10_000)).as_bytes()).is_ok());
    }

    #[test]
    fn only_text_is_read_and_a_byte_order_mark_is_dropped() {
        assert_eq!(prepare(b"\xef\xbb\xbf{}"), Ok(Cow::Borrowed("{}")));
        for empty in [b"".as_slice(), b"\xef\xbb\xbf", b" \r\n"] {
            assert_eq!(prepare(empty), Err(Unreadable::Empty));
        }
        assert_eq!(prepare(b"{\"a\":\"\xff\"}"), Err(Unreadable::NotUtf8 { offset: 6 }));
        assert_eq!(prepare(b"\xff\xfe{\0}\0"), Err(Unreadable::NotUtf8 { offset: 0 }));
    }
}
