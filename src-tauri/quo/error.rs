//! What can go wrong with a request, and what may be done about it.

use std::time::Duration;

/// Whether trying again can make a second text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// A question, or a mark that is the same when made twice: asking twice changes nothing.
    Read,
    /// A send or another change: Quo has no idempotency key, so a repeated request may be a second text.
    Send,
}

/// A request that did not end well.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{cause}")]
pub struct Error {
    /// What was asked.
    pub asked: Asked,
    /// Why it did not end well.
    pub cause: Cause,
}

/// Why a request did not end well.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Cause {
    /// No connection came about: not a byte of the request left this computer.
    #[error("Quo cannot be reached: {0}")]
    NotReached(String),
    /// The connection broke, or time ran out, after the request began to leave.
    #[error("the connection to Quo broke before its answer: {0}")]
    Broken(String),
    /// More than ten requests in a second (429). It was not carried out.
    #[error("Quo asks to go slower")]
    TooFast {
        /// What Quo asked for, if it did; it documents no such header.
        retry_after: Option<Duration>,
    },
    /// Quo refused (4xx). It was not carried out.
    #[error("{0}")]
    Refused(Refusal),
    /// Quo failed (5xx); whether it was carried out is not known.
    #[error("Quo failed with status {status}")]
    Failed {
        /// The HTTP status.
        status: u16,
        /// What Quo asked for, if it did.
        retry_after: Option<Duration>,
    },
    /// Something between this computer and Quo answered in its place: the sign-in page of a network, a proxy.
    #[error("something other than Quo answered (status {status}); check the network, a sign-in page or a proxy")]
    NotQuo {
        /// The HTTP status.
        status: u16,
    },
    /// Quo answered well, and what it said cannot be read.
    #[error("Quo's answer cannot be read: {0}")]
    Unreadable(String),
    /// The client cannot be set up.
    #[error("{0}")]
    Setup(String),
}

/// What Quo said when it refused.
#[derive(Debug, Clone, PartialEq, Eq, Default, thiserror::Error)]
#[error("{}", self.sentence())]
pub struct Refusal {
    /// The HTTP status.
    pub status: u16,
    /// Seven digits: resource, variant, status (v1 only).
    pub code: Option<String>,
    /// Short name of the refusal.
    pub title: Option<String>,
    /// Quo's sentence.
    pub message: Option<String>,
    /// Names this request to Quo's support.
    pub trace: Option<String>,
}

/// What may be done after an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retry {
    /// Nothing: the same request will fail again.
    Never,
    /// It was certainly not carried out, or asking twice does no harm: again after at least this long.
    After(Duration),
    /// It may have been carried out. Never again unasked; look whether it was.
    OutcomeUnknown,
}

impl Error {
    pub(super) fn new(asked: Asked, cause: Cause) -> Self {
        Self { asked, cause }
    }

    /// A row that came well and of which this field cannot be read.
    pub(super) fn unreadable(what: &str, field: &str) -> Self {
        Self::new(Asked::Read, Cause::Unreadable(format!("{what}: {field} cannot be read")))
    }

    /// How long Quo asked to wait, if it did.
    #[must_use]
    pub fn asked_to_wait(&self) -> Option<Duration> {
        match self.cause {
            Cause::TooFast { retry_after } | Cause::Failed { retry_after, .. } => retry_after,
            Cause::NotReached(_)
            | Cause::Broken(_)
            | Cause::Refused(_)
            | Cause::NotQuo { .. }
            | Cause::Unreadable(_)
            | Cause::Setup(_) => None,
        }
    }

    /// Whether Quo does not accept the key (401): no request with it will be carried out.
    #[must_use]
    pub fn is_key_refused(&self) -> bool {
        matches!(&self.cause, Cause::Refused(refusal) if refusal.status == 401)
    }

    /// Whether Quo does not know the path at all, or not for this account (400, 403, 404).
    #[must_use]
    pub fn is_unknown_path(&self) -> bool {
        matches!(&self.cause, Cause::Refused(refusal) if matches!(refusal.status, 400 | 403 | 404))
    }

    /// What may be done now (TRUST.md 3.5, the table of verdicts).
    #[must_use]
    pub fn retry(&self) -> Retry {
        const SOON: Duration = Duration::from_secs(1);
        match (&self.cause, self.asked) {
            (Cause::NotReached(_), _) => Retry::After(SOON),
            (Cause::TooFast { retry_after }, _) => Retry::After(retry_after.unwrap_or(SOON).max(SOON)),
            (Cause::Refused(_) | Cause::Setup(_), _) => Retry::Never,
            (Cause::Broken(_) | Cause::Failed { .. } | Cause::NotQuo { .. } | Cause::Unreadable(_), Asked::Send) => {
                Retry::OutcomeUnknown
            }
            (Cause::Failed { retry_after, .. }, Asked::Read) => Retry::After(retry_after.unwrap_or(SOON).max(SOON)),
            (Cause::Broken(_) | Cause::NotQuo { .. }, Asked::Read) => Retry::After(SOON),
            (Cause::Unreadable(_), Asked::Read) => Retry::Never,
        }
    }
}

impl Refusal {
    /// Whether every further send would be refused too until someone acts (key, money, registration, a cap).
    /// Codes moved between releases of the specification, so status and title decide.
    #[must_use]
    pub fn stops_all_sends(&self) -> bool {
        let says = |word: &str| {
            [&self.title, &self.message].into_iter().flatten().any(|text| text.to_ascii_lowercase().contains(word))
        };
        match self.status {
            401 | 402 => true,
            400 => self.code.as_deref() == Some("0206400") || says("a2p") || says("registration"),
            403 => says("daily") || says("10dlc"),
            _ => false,
        }
    }

    /// Quo's own words, or that there are none.
    #[must_use]
    pub fn detail(&self) -> &str {
        self.message.as_deref().or(self.title.as_deref()).unwrap_or("no reason given")
    }

    /// One plain sentence with the next step.
    #[must_use]
    pub fn sentence(&self) -> String {
        let detail = self.detail();
        match self.status {
            401 => "Quo does not accept the API key; enter a new one in Settings".to_owned(),
            402 => format!("Quo needs a payment before texts can go out ({detail}); see billing in Quo"),
            400 if self.stops_all_sends() => {
                format!("Quo cannot text US numbers yet ({detail}); finish the registration in Quo")
            }
            403 if self.stops_all_sends() => "the carrier's daily limit is reached; try again tomorrow".to_owned(),
            403 => format!("Quo does not let this line's user send ({detail}); check the line's users in Quo"),
            404 => "Quo does not know this line any more; reconnect Quo in Settings".to_owned(),
            status => format!("Quo refused with status {status}: {detail}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_send_is_only_repeated_when_it_certainly_did_not_happen() {
        let causes = [
            (
                Cause::NotReached(String::new()),
                Retry::After(Duration::from_secs(1)),
                Retry::After(Duration::from_secs(1)),
            ),
            (Cause::Broken(String::new()), Retry::OutcomeUnknown, Retry::After(Duration::from_secs(1))),
            (
                Cause::Failed { status: 500, retry_after: None },
                Retry::OutcomeUnknown,
                Retry::After(Duration::from_secs(1)),
            ),
            (Cause::Unreadable(String::new()), Retry::OutcomeUnknown, Retry::Never),
            (Cause::Refused(Refusal { status: 400, ..Refusal::default() }), Retry::Never, Retry::Never),
            (
                Cause::TooFast { retry_after: Some(Duration::from_secs(7)) },
                Retry::After(Duration::from_secs(7)),
                Retry::After(Duration::from_secs(7)),
            ),
        ];
        for (cause, send, read) in causes {
            assert_eq!(Error::new(Asked::Send, cause.clone()).retry(), send, "{cause:?}");
            assert_eq!(Error::new(Asked::Read, cause.clone()).retry(), read, "{cause:?}");
        }
    }
}
