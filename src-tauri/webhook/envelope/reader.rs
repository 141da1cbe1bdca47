//! What all generations share when they become facts: times that may not exist, parties, lookups, lengths.

use chrono::{DateTime, Datelike};

use super::wire::WireTime;
use crate::model::event::{Answered, ContactLinks, EndStatus, Place, Processing};
use crate::model::{ContactId, Direction, ItemId, Party, QuoConversationId, RecordingId, UserId, UtcMillis};

/// Years in which a phone call can have happened. Outside them a date is a mistake, not a moment.
const YEARS: std::ops::RangeInclusive<i32> = 2000..=2199;

/// Unix times of fewer digits are seconds, of this many or more milliseconds.
const MILLISECOND_DIGITS: usize = 12;

/// Prefix of contact ids in older payloads; the same contact has none elsewhere.
const CONTACT_PREFIX: &str = "CT";

/// Reads one delivery's fields, and remembers what had to be guessed.
#[derive(Debug)]
pub(super) struct Reader {
    said_at: UtcMillis,
    notes: Vec<String>,
}

impl Reader {
    /// `said_at` stands in for moments that do not exist.
    pub(super) fn new(said_at: UtcMillis) -> Self {
        Self { said_at, notes: Vec::new() }
    }

    pub(super) fn said_at(&self) -> UtcMillis {
        self.said_at
    }

    pub(super) fn into_notes(self) -> Vec<String> {
        self.notes
    }

    pub(super) fn note(&mut self, note: String) {
        self.notes.push(note);
    }

    /// A moment in ISO 8601 with a zone. One that does not exist is noted and becomes the delivery's own.
    pub(super) fn time(&mut self, path: &str, sent: Option<&WireTime>) -> Option<UtcMillis> {
        let read = match sent? {
            WireTime::Text(text) => iso(text),
            WireTime::Number(_) | WireTime::Unusable => None,
        };
        Some(read.unwrap_or_else(|| self.stand_in(path)))
    }

    /// As [`Reader::time`], and unix seconds or milliseconds as number or text, as older tools send.
    pub(super) fn loose_time(&mut self, path: &str, sent: Option<&WireTime>) -> Option<UtcMillis> {
        let read = match sent? {
            WireTime::Text(text) => iso(text).or_else(|| unix(text)),
            WireTime::Number(number) => unix(number),
            WireTime::Unusable => None,
        };
        Some(read.unwrap_or_else(|| self.stand_in(path)))
    }

    /// As [`Reader::time`], but one that does not exist is nothing: for moments that lie ahead.
    pub(super) fn future_time(&mut self, path: &str, sent: Option<&WireTime>) -> Option<UtcMillis> {
        let read = match sent? {
            WireTime::Text(text) => iso(text),
            WireTime::Number(_) | WireTime::Unusable => None,
        };
        if read.is_none() {
            self.note(format!("{path}: not a moment, left out"));
        }
        read
    }

    fn stand_in(&mut self, path: &str) -> UtcMillis {
        self.note(format!("{path}: not a moment, the delivery's own time stands in"));
        self.said_at
    }
}

fn iso(text: &str) -> Option<UtcMillis> {
    let time = DateTime::parse_from_rfc3339(text).ok()?;
    YEARS.contains(&time.year()).then(|| UtcMillis(time.timestamp_millis()))
}

fn unix(text: &str) -> Option<UtcMillis> {
    let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let number: i64 = if plain { text.parse().ok()? } else { return None };
    let millis = if text.len() < MILLISECOND_DIGITS { number.checked_mul(1_000)? } else { number };
    let year = DateTime::from_timestamp_millis(millis)?.year();
    YEARS.contains(&year).then_some(UtcMillis(millis))
}

/// Everyone in `parties`, sorted, once each; `None` where that is nobody, which no text or call has.
pub(super) fn others(parties: impl IntoIterator<Item = Party>) -> Option<Vec<Party>> {
    let others: std::collections::BTreeSet<Party> = parties.into_iter().collect();
    if others.is_empty() { None } else { Some(others.into_iter().collect()) }
}

/// The line's number and everyone else, from a text's sender and recipients.
///
/// An incoming group text lists the line among the recipients without saying which it is; the first is taken,
/// as in every sample. Line and others together are still everyone, so whoever knows the line's number can
/// put it right.
pub(super) fn text_ends(
    direction: Direction,
    from: &Party,
    recipients: Vec<Party>,
) -> (Option<Party>, Option<Vec<Party>>) {
    match direction {
        Direction::Outgoing => (Some(from.clone()), others(recipients)),
        Direction::Incoming => {
            let mut recipients = recipients.into_iter();
            let line = recipients.next();
            (line, others(recipients.chain([from.clone()])))
        }
    }
}

/// The line's number and everyone else, from a call's two ends in the order incoming `[other, line]`, outgoing
/// `[line, other]`. Fewer than two tell nothing: which of them is missing is not said.
pub(super) fn call_ends(direction: Option<Direction>, mut ends: Vec<Party>) -> (Option<Party>, Option<Vec<Party>>) {
    if ends.len() < 2 {
        return (None, None);
    }
    match direction {
        Some(Direction::Incoming) => {
            let line = ends.pop();
            (line, others(ends))
        }
        Some(Direction::Outgoing) => {
            let line = ends.remove(0);
            (Some(line), others(ends))
        }
        None => (None, None),
    }
}

/// `incoming`, `outgoing`, and the spellings of older tools.
pub(super) fn direction(sent: Option<&str>) -> Option<Direction> {
    match sent? {
        "incoming" | "inbound" => Some(Direction::Incoming),
        "outgoing" | "outbound" => Some(Direction::Outgoing),
        _ => None,
    }
}

/// Contacts as a list that was looked up: an empty list says that there are none.
pub(super) fn looked_up(ids: Option<Vec<String>>) -> ContactLinks {
    match ids {
        None => ContactLinks::Unknown,
        Some(ids) if ids.is_empty() => ContactLinks::Nobody,
        Some(ids) => ContactLinks::Matched(contacts(ids)),
    }
}

/// Contact ids in one order and spelling.
pub(super) fn contacts(ids: Vec<String>) -> Vec<ContactId> {
    let ids: std::collections::BTreeSet<ContactId> = ids.iter().map(|id| contact_id(id)).collect();
    ids.into_iter().collect()
}

/// A contact's id without the prefix that only older payloads have.
pub(super) fn contact_id(sent: &str) -> ContactId {
    ContactId::from(sent.strip_prefix(CONTACT_PREFIX).unwrap_or(sent))
}

/// Answered, decided by the moment alone: `None` was not sent, `Some(None)` was sent as null.
pub(super) fn answered(sent: Option<Option<UtcMillis>>) -> Answered {
    match sent {
        None => Answered::Unsaid,
        Some(None) => Answered::No,
        Some(Some(at)) => Answered::At(at),
    }
}

/// How a call ended, in one word over all generations.
///
/// `completed` of a call that nobody answered means unanswered, and the other way round: a missed call is
/// `completed` in one generation, `no-answer` in another and `unanswered` in the third.
pub(super) fn end_status(sent: Option<&str>, answered: Answered, answered_by: Option<&UserId>) -> EndStatus {
    let status = match sent {
        None | Some("completed" | "answered" | "in-progress" | "ended") => EndStatus::Completed,
        Some("unanswered" | "no-answer" | "missed" | "busy" | "canceled" | "cancelled") => EndStatus::Unanswered,
        Some("failed") => EndStatus::Failed,
        Some("forwarded") => EndStatus::Forwarded,
        Some("abandoned") => EndStatus::Abandoned,
        Some("ai-handled") => EndStatus::AiHandled,
        Some(other) => EndStatus::Other(other.to_owned()),
    };
    match (status, answered) {
        (EndStatus::Completed, Answered::No) => EndStatus::Unanswered,
        (EndStatus::Completed | EndStatus::Unanswered, Answered::At(_)) => match answered_by {
            Some(user) if user.is_ai_agent() => EndStatus::AiHandled,
            Some(_) | None => EndStatus::Completed,
        },
        (status, Answered::At(_) | Answered::No | Answered::Unsaid) => status,
    }
}

/// How far a summary or transcript is; an unknown word is told by whether there is anything.
pub(super) fn processing(sent: Option<&str>, has_content: bool) -> Processing {
    match sent {
        Some("absent") => Processing::Absent,
        Some("in-progress") => Processing::InProgress,
        Some("failed") => Processing::Failed,
        Some("completed") => Processing::Completed,
        Some(_) | None if has_content => Processing::Completed,
        Some(_) | None => Processing::InProgress,
    }
}

/// Seconds with a fraction to whole milliseconds; beyond the range, its end.
#[expect(clippy::cast_possible_truncation, reason = "a float cast to an integer stops at the ends of its range")]
pub(super) fn millis(seconds: f64) -> i64 {
    (seconds * 1_000.0).round() as i64
}

/// A length in milliseconds; none and zero say nothing.
pub(super) fn length_ms(seconds: Option<f64>) -> Option<i64> {
    seconds.map(millis).filter(|length| *length > 0)
}

/// A call's length in whole seconds; none and zero say nothing (some generations send 0 for "not known").
#[expect(clippy::cast_possible_truncation, reason = "a float cast to an integer stops at the ends of its range")]
pub(super) fn length_s(seconds: Option<f64>) -> Option<i64> {
    seconds.map(|seconds| seconds.round() as i64).filter(|length| *length > 0)
}

/// The id of a call's `place`th recording where the source gives none: the same for each retry.
pub(super) fn recording_id(sent: Option<String>, call: &ItemId, place: usize) -> RecordingId {
    RecordingId::from(sent.unwrap_or_else(|| format!("{call}:{place}")))
}

/// Line and conversation from a link of the form `…/inbox/PN…/c/CN…?at=AC…`.
pub(super) fn from_link(place: Place, link: Option<&str>) -> Place {
    let Some(link) = link else { return place };
    let path = link.split(['?', '#']).next().unwrap_or_default();
    let after = |name: &str| {
        let mut parts = path.split('/').skip_while(|part| *part != name).skip(1);
        parts.next().filter(|part| !part.is_empty())
    };
    Place {
        line: place.line.or_else(|| after("inbox").filter(|id| id.starts_with("PN")).map(Into::into)),
        conversation: place
            .conversation
            .or_else(|| after("c").filter(|id| id.starts_with("CN")).map(QuoConversationId::from)),
        ..place
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAID_AT: UtcMillis = UtcMillis(1_791_208_882_000);

    #[test]
    fn a_moment_that_does_not_exist_becomes_the_delivery_own_and_is_noted() {
        for text in [
            "2026-02-30T10:00:00Z",
            "0000-01-01T00:00:00Z",
            "10000-01-01T00:00:00Z",
            "2026-10-05T14:01:22",
            "2026-10-05",
            "1791208882",
            "yesterday",
            "",
        ] {
            let mut reader = Reader::new(SAID_AT);
            let time = reader.time("data.resource.createdAt", Some(&WireTime::Text(text.to_owned())));
            assert_eq!(time, Some(SAID_AT), "{text}");
            assert_eq!(reader.into_notes().len(), 1, "{text}");
        }
        let mut reader = Reader::new(SAID_AT);
        assert_eq!(reader.time("x", Some(&WireTime::Number("1791208882".into()))), Some(SAID_AT));
        assert_eq!(reader.time("x", Some(&WireTime::Unusable)), Some(SAID_AT));
        assert_eq!(reader.future_time("x", Some(&WireTime::Unusable)), None);
        assert_eq!(reader.time("x", None), None);
        assert_eq!(reader.into_notes().len(), 3);
    }

    #[test]
    fn moments_are_read_in_every_spelling_that_was_met() {
        let mut reader = Reader::new(SAID_AT);
        for (text, millis) in [
            ("2026-08-15T14:01:22.731Z", 1_786_802_482_731),
            ("2026-08-15T14:01:22Z", 1_786_802_482_000),
            ("2026-08-15T14:01:22+00:00", 1_786_802_482_000),
            ("2026-08-15T16:01:22+02:00", 1_786_802_482_000),
        ] {
            assert_eq!(reader.time("x", Some(&WireTime::Text(text.into()))), Some(UtcMillis(millis)), "{text}");
        }
        for text in ["1786802482", "1786802482000"] {
            let expected = Some(UtcMillis(1_786_802_482_000));
            assert_eq!(reader.loose_time("x", Some(&WireTime::Text(text.into()))), expected);
            assert_eq!(reader.loose_time("x", Some(&WireTime::Number(text.into()))), expected);
        }
        assert!(reader.into_notes().is_empty());
    }

    #[test]
    fn a_call_is_missed_or_answered_by_its_moment_whatever_its_status_says() {
        let answered_at = Answered::At(SAID_AT);
        for status in ["completed", "no-answer", "unanswered", "missed", "busy", "answered"] {
            assert_eq!(end_status(Some(status), Answered::No, None), EndStatus::Unanswered, "{status}");
            assert_eq!(end_status(Some(status), answered_at, None), EndStatus::Completed, "{status}");
        }
        let agent = UserId::from("SYUHx2Ab7Qe");
        assert_eq!(end_status(Some("completed"), answered_at, Some(&agent)), EndStatus::AiHandled);
        assert_eq!(end_status(Some("abandoned"), Answered::No, None), EndStatus::Abandoned);
        assert_eq!(end_status(Some("teleported"), Answered::No, None), EndStatus::Other("teleported".into()));
    }

    #[test]
    fn lengths_beyond_sense_stay_in_range() {
        assert_eq!(millis(1e300), i64::MAX);
        assert_eq!(millis(-1e300), i64::MIN);
        assert_eq!(length_ms(Some(0.0)), None);
        assert_eq!(length_ms(Some(66.4)), Some(66_400));
        assert_eq!(length_s(Some(-3.0)), None);
    }

    #[test]
    fn a_link_names_line_and_conversation() {
        let place = from_link(Place::default(), Some("https://my.quo.com/inbox/PNq7/c/CN5b?at=ACx"));
        assert_eq!(place.line.as_ref().map(crate::model::LineId::as_str), Some("PNq7"));
        assert_eq!(place.conversation.as_ref().map(QuoConversationId::as_str), Some("CN5b"));
        for link in ["", "https://my.quo.com/", "https://my.quo.com/inbox//c/?at=c/CN1", "c/x/inbox/y"] {
            assert_eq!(from_link(Place::default(), Some(link)), Place::default(), "{link}");
        }
    }
}
