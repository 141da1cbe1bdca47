//! The one way into the outbox: a text that passed every check.

use std::fmt;

use crate::model::{Party, UserId, place::Target, placeholder, segments};

/// Knows who does not want texts.
pub trait Consent: Send + Sync + 'static {
    /// Whether this party opted out, on any line.
    fn opted_out(&self, party: &Party) -> bool;
}

/// What a person wants to send.
#[derive(Clone, PartialEq, Eq)]
pub struct Draft {
    /// From which line to whom.
    pub place: Target,
    /// The words.
    pub text: String,
    /// Made by the composer for this gesture: the same token never sends twice.
    pub token: String,
    /// Who sends it, if known.
    pub by: Option<UserId>,
    /// Whether the conversation exists: a group is never made by sending.
    pub known: bool,
}

/// Redacted: words do not reach a log.
impl fmt::Debug for Draft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Draft").field("place", &self.place).field("token", &self.token).finish_non_exhaustive()
    }
}

/// A text that may be sent: consent, recipients and length are checked. There is no other way to make one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sendable(Draft);

/// Why a text may not be sent; an answer for the person.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotSendable {
    /// Someone asked not to be texted.
    #[error("{} opted out of texts; they can write START to allow them again", .0.display())]
    OptedOut(Party),
    /// A recipient is no phone number.
    #[error("{} is not a phone number that can be texted", .0.display())]
    NotTextable(Party),
    /// Nobody to send to.
    #[error("there is nobody to send this to")]
    Nobody,
    /// Several recipients who are not a conversation yet.
    #[error("a text to several people needs a group that exists; send it to each of them instead")]
    GroupUnknown,
    /// More people than a thread can have.
    #[error("a group can have at most 10 people")]
    TooMany,
    /// Nothing in it.
    #[error("the text is empty")]
    Blank,
    /// Longer than Quo takes.
    #[error("the text has {chars} characters; at most 1600 can be sent")]
    TooLong {
        /// Its characters.
        chars: usize,
    },
    /// A place in it still waits for a value.
    #[error("fill in {} before this is sent", braced(.0))]
    Unfilled(Vec<String>),
    /// It came without a person's gesture.
    #[error("a text needs the composer's token")]
    NoToken,
}

impl Sendable {
    /// Checks a draft.
    ///
    /// # Errors
    /// The first reason why it may not be sent.
    pub fn check(draft: Draft, consent: &dyn Consent) -> Result<Self, NotSendable> {
        let Draft { place, text, token, by: _, known } = &draft;
        if token.is_empty() {
            return Err(NotSendable::NoToken);
        }
        match place.others.len() {
            0 => return Err(NotSendable::Nobody),
            1 => {}
            2..=10 if *known => {}
            2..=10 => return Err(NotSendable::GroupUnknown),
            _ => return Err(NotSendable::TooMany),
        }
        if let Some(party) = place.others.iter().find(|party| party.phone().is_none()) {
            return Err(NotSendable::NotTextable(party.clone()));
        }
        if let Some(party) = place.others.iter().find(|party| consent.opted_out(party)) {
            return Err(NotSendable::OptedOut(party.clone()));
        }
        if text.trim().is_empty() {
            return Err(NotSendable::Blank);
        }
        let unfilled = placeholder::unfilled(text);
        if !unfilled.is_empty() {
            return Err(NotSendable::Unfilled(unfilled));
        }
        let chars = text.chars().count();
        if chars > segments::MAX_CHARS {
            return Err(NotSendable::TooLong { chars });
        }
        Ok(Self(draft))
    }

    /// What was checked.
    #[must_use]
    pub fn draft(&self) -> &Draft {
        &self.0
    }
}

fn braced(names: &[String]) -> String {
    names.iter().map(|name| format!("{{{name}}}")).collect::<Vec<_>>().join(" and ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::LineId;

    struct OptedOut(&'static str);

    impl Consent for OptedOut {
        fn opted_out(&self, party: &Party) -> bool {
            party.phone() == Some(self.0)
        }
    }

    #[test]
    fn only_a_text_that_may_be_sent_becomes_sendable() {
        let draft = |others: &[&str], text: &str, known: bool| Draft {
            place: Target::new(LineId::from("PNq7Lw2XkT"), others.iter().map(|one| Party::parse(one)).collect()),
            text: text.to_owned(),
            token: "t".to_owned(),
            by: None,
            known,
        };
        let check = |draft| Sendable::check(draft, &OptedOut("+17735550119")).map(|_| ());
        let (jane, stopped) = ("+17735550118", "+17735550119");
        assert_eq!(check(draft(&[jane], "On our way", false)), Ok(()));
        assert_eq!(check(draft(&[jane, "+17735550120"], "hello", true)), Ok(()));
        assert_eq!(check(draft(&[jane, "+17735550120"], "hello", false)), Err(NotSendable::GroupUnknown));
        assert_eq!(check(draft(&[stopped], "hello", true)), Err(NotSendable::OptedOut(Party::parse(stopped))));
        assert_eq!(check(draft(&[jane, stopped], "hello", true)), Err(NotSendable::OptedOut(Party::parse(stopped))));
        assert_eq!(check(draft(&["72345"], "hello", true)), Err(NotSendable::NotTextable(Party::parse("72345"))));
        assert_eq!(check(draft(&["Anonymous"], "hello", true)), Err(NotSendable::NotTextable(Party::Withheld)));
        assert_eq!(check(draft(&[], "hello", true)), Err(NotSendable::Nobody));
        assert_eq!(check(draft(&[jane], " \n\u{a0}", true)), Err(NotSendable::Blank));
        let unfilled = NotSendable::Unfilled(vec!["first name".to_owned()]);
        assert_eq!(unfilled.to_string(), "fill in {first name} before this is sent");
        assert_eq!(check(draft(&[jane], "Hi {first name|there}", true)), Err(unfilled));
        assert_eq!(check(draft(&[jane], &"é".repeat(1_600), true)), Ok(()));
        assert_eq!(check(draft(&[jane], &"x".repeat(1_601), true)), Err(NotSendable::TooLong { chars: 1_601 }));
        assert_eq!(check(Draft { token: String::new(), ..draft(&[jane], "hi", true) }), Err(NotSendable::NoToken));
    }
}
