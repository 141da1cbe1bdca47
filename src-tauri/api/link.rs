//! Addresses from outside the interface: `ringbook://…`, `tel:…`, `sms:…`.
//!
//! Reading one is pure and never fails loudly: other programs hand over whatever a page or a mail holds. A link opens
//! something, and at most puts words where a person can see and change them; nothing is ever sent by one.
//!
//! | address | opens |
//! |---|---|
//! | `ringbook://thread/ID?item=ID` | a conversation, at a text |
//! | `ringbook://call/ID?t=MS` | a call, at a millisecond of it |
//! | `ringbook://contact/ID` | a contact |
//! | `ringbook://search?q=WORDS` | what is found |
//! | `ringbook://follow-ups` | what is to be done |
//! | `tel:NUMBER` | the conversation with this number |
//! | `sms:NUMBER?body=WORDS` (`smsto:`) | the same, with the words as a draft |
//!
//! Source: RFC 3966 (`tel`), RFC 5724 (`sms`); both forms of `ringbook:` with and without the two slashes are read, since
//! programs rewrite what they do not know.

use crate::model::Party;

/// The scheme of our own links.
pub const SCHEME: &str = "ringbook";
/// Every scheme that is read.
pub const SCHEMES: [&str; 4] = [SCHEME, "tel", "sms", "smsto"];
/// Longest address in bytes.
const LONGEST: usize = 8 * 1024;
/// Longest id in bytes.
const LONGEST_ID: usize = 256;
/// Longest draft or search in bytes.
const LONGEST_WORDS: usize = 5_000;

/// What an address names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Link {
    /// A conversation, perhaps at one of its items.
    Thread {
        /// The conversation.
        id: String,
        /// The item.
        item: Option<String>,
    },
    /// A call, perhaps at a moment of it.
    Call {
        /// The call.
        id: String,
        /// Milliseconds from its start.
        start_ms: Option<i64>,
    },
    /// A contact.
    Contact {
        /// The contact.
        id: String,
    },
    /// A search.
    Search {
        /// As typed.
        query: String,
    },
    /// The follow-ups.
    FollowUps,
    /// A phone number, perhaps with words to begin with.
    Number {
        /// The number, in E.164.
        number: Party,
        /// The words.
        body: Option<String>,
    },
}

/// Whether this could be meant as a link: something to hand on instead of taking it for anything else.
#[must_use]
pub fn is_link(text: &str) -> bool {
    let scheme = text.split_once(':').map(|(scheme, _)| scheme.trim());
    scheme.is_some_and(|scheme| SCHEMES.iter().any(|known| scheme.eq_ignore_ascii_case(known)))
}

impl Link {
    /// Reads an address; nothing if it is not one that means anything here.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.len() > LONGEST || text.chars().any(char::is_control) {
            return None;
        }
        let (scheme, rest) = text.split_once(':')?;
        let rest = rest.split('#').next().unwrap_or_default();
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        match scheme.to_ascii_lowercase().as_str() {
            SCHEME => Self::own(path, query),
            "tel" => Self::number(path, None),
            "sms" | "smsto" => Self::number(path, field(query, "body")),
            _ => None,
        }
    }

    fn own(path: &str, query: &str) -> Option<Self> {
        let mut parts = path.split('/').filter(|part| !part.is_empty());
        let (what, id) = (parts.next()?, parts.next());
        if parts.next().is_some() {
            return None;
        }
        let id = id.map(|id| decoded(id, false).filter(|id| is_id(id)));
        // An id that cannot be one is a mistake, and not a link without an id.
        let id = match id {
            Some(None) => return None,
            Some(Some(id)) => Some(id),
            None => None,
        };
        match (what.to_ascii_lowercase().as_str(), id) {
            ("thread", Some(id)) => Some(Self::Thread { id, item: field(query, "item").filter(|item| is_id(item)) }),
            ("call", Some(id)) => Some(Self::Call { id, start_ms: field(query, "t").and_then(|at| moment(&at)) }),
            ("contact", Some(id)) => Some(Self::Contact { id }),
            ("search", None) => Some(Self::Search { query: field(query, "q").unwrap_or_default() }),
            ("follow-ups", None) => Some(Self::FollowUps),
            _ => None,
        }
    }

    fn number(path: &str, body: Option<String>) -> Option<Self> {
        let path = decoded(path, false)?;
        // Parameters (`;phone-context=…`, `;ext=…`) and further recipients are left out: one number is opened.
        let number = path.split([';', ',']).next()?.trim_start_matches('/').trim();
        let party = Party::parse(number);
        party.phone()?;
        Some(Self::Number { number: party, body: body.filter(|body| !body.trim().is_empty()) })
    }
}

/// The value of a field, if it is there and not too long.
fn field(query: &str, name: &str) -> Option<String> {
    let fields = query.split('&').filter_map(|field| field.split_once('='));
    let (_, value) = fields.into_iter().find(|(key, _)| key.eq_ignore_ascii_case(name))?;
    decoded(value, name != "body").filter(|text| text.len() <= LONGEST_WORDS)
}

/// Percent signs read; a plus is a space only where forms write it so, and stays in `sms:` and numbers. Nothing if it
/// is not text.
fn decoded(text: &str, plus_is_space: bool) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'%' => {
                let digit = |digit: Option<u8>| digit.and_then(|digit| char::from(digit).to_digit(16));
                let (high, low) = (digit(rest.next())?, digit(rest.next())?);
                bytes.push(u8::try_from(high * 16 + low).ok()?);
            }
            b'+' if plus_is_space => bytes.push(b' '),
            byte => bytes.push(byte),
        }
    }
    let text = String::from_utf8(bytes).ok()?;
    let odd = |letter: char| letter.is_control() && !matches!(letter, '\n' | '\r' | '\t');
    (!text.chars().any(odd)).then(|| text.replace("\r\n", "\n"))
}

fn is_id(text: &str) -> bool {
    let fits = |letter: char| letter.is_ascii_alphanumeric() || "-_:.+".contains(letter);
    !text.is_empty() && text.len() <= LONGEST_ID && text.chars().all(fits)
}

fn moment(text: &str) -> Option<i64> {
    text.parse().ok().filter(|at| (0..=86_400_000).contains(at))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn number(e164: &str, body: Option<&str>) -> Option<Link> {
        Some(Link::Number { number: Party::Phone(e164.to_owned()), body: body.map(str::to_owned) })
    }

    #[test]
    fn links_of_our_own_name_what_they_open() {
        let thread = |item: Option<&str>| Some(Link::Thread { id: "0a1b".into(), item: item.map(str::to_owned) });
        let call = |start_ms| Some(Link::Call { id: "ACx1".into(), start_ms });
        for (text, wanted) in [
            ("ringbook://thread/0a1b", thread(None)),
            ("ringbook://thread/0a1b?item=note:018f-22", thread(Some("note:018f-22"))),
            ("ringbook://thread/0a1b?item=note%3A018f-22", thread(Some("note:018f-22"))),
            ("RINGBOOK:thread/0a1b/", thread(None)),
            ("  ringbook://call/ACx1?t=61000  ", call(Some(61_000))),
            ("ringbook://call/ACx1", call(None)),
            ("ringbook://call/ACx1?t=-5", call(None)),
            ("ringbook://call/ACx1?t=99999999999999999999", call(None)),
            ("ringbook://contact/num:%2B17735550118", Some(Link::Contact { id: "num:+17735550118".into() })),
            ("ringbook://search?q=roof+leak%20%22a%22", Some(Link::Search { query: "roof leak \"a\"".into() })),
            ("ringbook://search", Some(Link::Search { query: String::new() })),
            ("ringbook://follow-ups", Some(Link::FollowUps)),
        ] {
            assert_eq!(Link::parse(text), wanted, "{text}");
        }
    }

    #[test]
    fn numbers_are_read_in_any_spelling_and_words_become_a_draft() {
        for (text, wanted) in [
            ("tel:+17735550118", number("+17735550118", None)),
            ("tel:(773)%20555-0118", number("+17735550118", None)),
            ("tel:773-555-0118;ext=4", number("+17735550118", None)),
            ("TEL://7735550118", number("+17735550118", None)),
            ("tel:+442079460018", number("+442079460018", None)),
            ("sms:+17735550118?body=On%20our%20way%21", number("+17735550118", Some("On our way!"))),
            ("sms:+17735550118?body=1+1", number("+17735550118", Some("1+1"))),
            ("sms:%2B17735550118?Body=a%0D%0Ab", number("+17735550118", Some("a\nb"))),
            ("sms:+17735550118,+17735550119", number("+17735550118", None)),
            ("smsto:7735550118?body=", number("+17735550118", None)),
        ] {
            assert_eq!(Link::parse(text), wanted, "{text}");
        }
    }

    #[test]
    fn what_means_harm_or_nothing_is_no_link() {
        let long = format!("sms:+17735550118?body={}", "a".repeat(20_000));
        for text in [
            "",
            ":",
            "ringbook:",
            "ringbook://",
            "ringbook://thread",
            "ringbook://thread/",
            "ringbook://thread/../../etc",
            "ringbook://thread/a%2Fb",
            "ringbook://thread/a%00b",
            "ringbook://thread/%ff",
            "ringbook://thread/%",
            "ringbook://thread/<script>",
            "ringbook://settings",
            "ringbook://call/a/b",
            "ringbook://rpc/send_text?x=1",
            "javascript:alert(1)",
            "file:///etc/passwd",
            "http://example.com/",
            "tel:",
            "tel:abc",
            "tel:12",
            "tel:911;x",
            "tel:+1773555011855555555",
            "sms:?body=hello",
            "sms:Anonymous?body=x",
            "tel:+1773\n5550118",
            &long,
        ] {
            assert_eq!(Link::parse(text), None, "{text}");
        }
        let too_long_a_body = format!("sms:+17735550118?body={}", "a".repeat(6_000));
        assert_eq!(Link::parse(&too_long_a_body), number("+17735550118", None));
    }

    #[test]
    fn an_argument_is_told_from_a_link() {
        assert!(["ringbook://x", "tel:1", "SMS:1", "smsto:"].into_iter().all(is_link));
        assert!(
            ["serve", "--data", "/a:b", "c:\\x", "telephone:1", "", "http://x"].into_iter().all(|text| !is_link(text))
        );
    }

    proptest! {
        #[test]
        fn nothing_breaks_the_reader(text in "(ringbook:|tel:|sms:|)(//)?[a-z/%0-9+?&=;,#\\PC]{0,60}") {
            let _ = Link::parse(&text);
        }
    }
}
