//! Who is at the other end: a phone number, a short code, a withheld caller, or something Quo did not explain.

use serde::{Deserialize, Serialize};
use std::fmt;

/// One end of a text or call.
///
/// Only [`Party::Phone`] can belong to a contact by its number; the others are kept as they came and never
/// merged with one another by guess.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Party {
    /// E.164, for example `+17735550118`.
    Phone(String),
    /// 3 to 8 digits, for example `72345`.
    ShortCode(String),
    /// A caller who hides the number (`Anonymous`, `Restricted`, `Blocked` at Quo).
    Withheld,
    /// Any other text, exactly as received (alphanumeric senders, internal identifiers).
    Other(String),
}

const WITHHELD: [&str; 7] = ["anonymous", "restricted", "blocked", "private", "unknown", "unavailable", "withheld"];

impl Party {
    /// Reads what Quo or a person wrote. National spellings are read as numbers of the United States.
    #[must_use]
    pub fn parse(raw: &str) -> Self {
        let text = raw.trim();
        if is_e164(text) {
            return Self::Phone(text.to_owned());
        }
        if WITHHELD.iter().any(|word| text.eq_ignore_ascii_case(word)) {
            return Self::Withheld;
        }
        if (3..=8).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit()) {
            return Self::ShortCode(text.to_owned());
        }
        if looks_like_a_number(text)
            && let Ok(number) = phonenumber::parse(Some(phonenumber::country::Id::US), text)
            && phonenumber::is_valid(&number)
        {
            return Self::Phone(number.format().mode(phonenumber::Mode::E164).to_string());
        }
        Self::Other(raw.to_owned())
    }

    /// A stable text for keys: differs for any two parties that are not the same.
    #[must_use]
    pub fn key(&self) -> String {
        match self {
            Self::Phone(number) => number.clone(),
            Self::ShortCode(code) => format!("short:{code}"),
            Self::Withheld => "withheld".to_owned(),
            Self::Other(text) => format!("other:{text}"),
        }
    }

    /// The E.164 number, if it is one.
    #[must_use]
    pub fn phone(&self) -> Option<&str> {
        match self {
            Self::Phone(number) => Some(number),
            Self::ShortCode(_) | Self::Withheld | Self::Other(_) => None,
        }
    }

    /// Reads the table of numbering plans, which takes a tenth of a second and otherwise falls to whoever first needs one.
    pub fn prepare() {
        drop(display_phone("+12015550123"));
    }

    /// How a person reads it: `(773) 555-0118` for North America, international spacing elsewhere.
    #[must_use]
    pub fn display(&self) -> String {
        match self {
            Self::Phone(number) => display_phone(number),
            Self::ShortCode(code) => code.clone(),
            Self::Withheld => "Withheld number".to_owned(),
            Self::Other(text) => text.clone(),
        }
    }
}

/// As text formats (the journal's JSON) keep it: `{"kind":"phone","value":"+1…"}`.
#[derive(Serialize, Deserialize)]
#[serde(tag = "kind", content = "value", rename_all = "camelCase")]
enum Told {
    Phone(String),
    ShortCode(String),
    Withheld,
    Other(String),
}

/// As binary formats keep it, which cannot read a tag beside its content.
#[derive(Serialize, Deserialize)]
enum Kept {
    Phone(String),
    ShortCode(String),
    Withheld,
    Other(String),
}

macro_rules! same_as_party {
    ($form:ident) => {
        impl From<Party> for $form {
            fn from(party: Party) -> Self {
                match party {
                    Party::Phone(number) => Self::Phone(number),
                    Party::ShortCode(code) => Self::ShortCode(code),
                    Party::Withheld => Self::Withheld,
                    Party::Other(text) => Self::Other(text),
                }
            }
        }

        impl From<$form> for Party {
            fn from(form: $form) -> Self {
                match form {
                    $form::Phone(number) => Self::Phone(number),
                    $form::ShortCode(code) => Self::ShortCode(code),
                    $form::Withheld => Self::Withheld,
                    $form::Other(text) => Self::Other(text),
                }
            }
        }
    };
}

same_as_party!(Told);
same_as_party!(Kept);

impl Serialize for Party {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            Told::from(self.clone()).serialize(serializer)
        } else {
            Kept::from(self.clone()).serialize(serializer)
        }
    }
}

impl<'de> Deserialize<'de> for Party {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            Told::deserialize(deserializer).map(Self::from)
        } else {
            Kept::deserialize(deserializer).map(Self::from)
        }
    }
}

/// Redacted: numbers are personal data and must not reach a log by accident. `+1•••••••18`.
impl fmt::Debug for Party {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Phone(number) => {
                let tail: String = number.chars().rev().take(2).collect::<Vec<_>>().into_iter().rev().collect();
                write!(f, "Phone(+•••{tail})")
            }
            Self::ShortCode(_) => f.write_str("ShortCode(•••)"),
            Self::Withheld => f.write_str("Withheld"),
            Self::Other(_) => f.write_str("Other(•••)"),
        }
    }
}

/// E.164 as Quo defines it: `^\+[1-9]\d{1,14}$`; here at least 7 digits, so that `+1` alone is no number.
fn is_e164(text: &str) -> bool {
    text.strip_prefix('+').is_some_and(|digits| {
        (7..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()) && !digits.starts_with('0')
    })
}

fn looks_like_a_number(text: &str) -> bool {
    text.len() <= 40
        && text.bytes().filter(u8::is_ascii_digit).count() >= 7
        && text.chars().all(|c| c.is_ascii_digit() || " +-().\u{a0}/".contains(c))
}

fn display_phone(number: &str) -> String {
    match phonenumber::parse(None, number) {
        Ok(parsed) if parsed.code().value() == 1 => parsed.format().mode(phonenumber::Mode::National).to_string(),
        Ok(parsed) => parsed.format().mode(phonenumber::Mode::International).to_string(),
        Err(_) => number.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_in_any_spelling_and_nothing_else_becomes_one() {
        let phone = Party::Phone("+17735550118".into());
        for raw in
            ["+17735550118", " +17735550118 ", "(773) 555-0118", "773-555-0118", "1 773 555 0118", "773.555.0118"]
        {
            assert_eq!(Party::parse(raw), phone, "{raw}");
        }
        assert_eq!(Party::parse("72345"), Party::ShortCode("72345".into()));
        for raw in ["Anonymous", "RESTRICTED", "blocked"] {
            assert_eq!(Party::parse(raw), Party::Withheld, "{raw}");
        }
        let forty = "1".repeat(40);
        for raw in
            ["+", "+0", forty.as_str(), "US:USt8Wn3YhB", "１７７３５５５０１１８", "ACMEROOF", "", "+1-800-FLOWERS"]
        {
            assert_eq!(Party::parse(raw), Party::Other(raw.into()), "{raw}");
        }
    }

    #[test]
    fn a_party_in_a_log_shows_no_number() {
        assert_eq!(format!("{:?}", Party::parse("+17735550118")), "Phone(+•••18)");
    }

    #[test]
    fn a_party_comes_back_from_text_and_from_bytes() {
        for raw in ["+17735550118", "72345", "Anonymous", "ACMEROOF"] {
            let party = Party::parse(raw);
            let text = serde_json::to_string(&party).unwrap();
            assert_eq!(serde_json::from_str::<Party>(&text).unwrap(), party);
            let bytes = postcard::to_stdvec(&party).unwrap();
            assert_eq!(postcard::from_bytes::<Party>(&bytes).unwrap(), party);
        }
        let text = serde_json::to_string(&Party::parse("+17735550118")).unwrap();
        assert_eq!(text, r#"{"kind":"phone","value":"+17735550118"}"#);
    }

    #[test]
    fn north_american_numbers_read_as_people_write_them() {
        assert_eq!(Party::parse("+17735550118").display(), "(773) 555-0118");
        assert_eq!(Party::parse("+442079460018").display(), "+44 20 7946 0018");
    }
}
