//! What each measure means. Everything on the Insights screen is counted from these cases, and each case is one
//! text or call that a person can open.
//!
//! - A **call in** is an incoming call that has ended. It is *answered* if a person took it, *missed* if nobody did,
//!   *voicemail* if the caller left one. The **answer rate** is answered of these three. What an AI agent took, what
//!   ended in a phone menu, and what was passed on or failed is counted beside them: nobody could have answered it.
//! - A **wait** begins with a text or a missed call, unless another one of the same conversation came within
//!   [`HORIZON_MS`] before it and no reply since. It ends with the first **reply**: a text that a person sent, or a
//!   call that two people spoke in, whoever began it. What a machine says is none. Only the first reply counts, and
//!   only within [`HORIZON_MS`]; later is unanswered.
//! - A **missed call** (with voicemail or without) is *recovered* by such a reply within 24 hours, or before the
//!   business day ends in which it came or, after hours, that follows.
//! - A **new conversation** is one that the other side began: returning our own call begins none.
//!
//! All of it follows from what lies within [`HORIZON_MS`] of the case, so parts of a period add up to the period.

use super::wall::{DAY_MS, Shifts};
use crate::model::call::Outcome;
use crate::model::{UserId, UtcMillis};
use crate::store::{Happening, HappeningKind};

/// As long somebody waits before their next word begins a new wait, and before a reply is none any more.
pub const HORIZON_MS: i64 = 7 * DAY_MS;

/// How an incoming call ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CallEnd {
    /// A person took it.
    Answered,
    /// Nobody took it.
    Missed,
    /// Nobody took it, and a voicemail was left.
    Voicemail,
    /// The AI agent took it.
    ByAgent,
    /// The caller gave up in a phone menu or queue.
    InMenu,
    /// It was passed on, or the network failed.
    Elsewhere,
}

/// A reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// When.
    pub at: UtcMillis,
    /// Key of the text or call.
    pub item: [u8; 16],
    /// How long it took, in business hours if only those count.
    pub after_ms: i64,
    /// Who replied, if Quo said.
    pub by: Option<UserId>,
}

/// What a case is a case of. One item may be several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fact {
    /// A call in.
    Call {
        /// How it ended.
        end: CallEnd,
        /// It counts for the answer rate: it came within the hours that count.
        rated: bool,
        /// Who took it, if Quo said.
        by: Option<UserId>,
    },
    /// A wait began.
    Wait {
        /// Its end, if there is one yet.
        reply: Option<Reply>,
    },
    /// A missed call.
    Missed {
        /// Within 24 hours.
        within_day: bool,
        /// Before the business day ended.
        same_day: bool,
        /// The reply, if there is one.
        reply: Option<Reply>,
    },
    /// A text came in.
    TextIn,
    /// The other side began the conversation.
    NewConversation,
}

/// One text or call that counts for something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// When.
    pub at: UtcMillis,
    /// Key of the text or call.
    pub item: [u8; 16],
    /// For what.
    pub fact: Fact,
}

/// Which hours count.
#[derive(Debug, Clone, Copy)]
pub struct Hours<'a> {
    /// Business hours over the period and [`HORIZON_MS`] around it.
    pub shifts: &'a Shifts,
    /// Only they count for rates and times.
    pub only: bool,
}

impl Hours<'_> {
    fn count(&self, at: UtcMillis) -> bool {
        !self.only || self.shifts.contain(at)
    }

    fn between(&self, from: UtcMillis, to: UtcMillis) -> i64 {
        if self.only { self.shifts.between(from, to) } else { to.0.saturating_sub(from.0) }
    }
}

/// The cases of one conversation from `from` up to and without `to`. `course` is what happened there, in order,
/// from [`HORIZON_MS`] before that stretch until [`HORIZON_MS`] after it; `first_at` is when the conversation began.
pub fn cases(
    course: &[Happening],
    first_at: UtcMillis,
    from: UtcMillis,
    to: UtcMillis,
    hours: Hours<'_>,
    visit: &mut dyn FnMut(Case),
) {
    let mut last_ask: Option<UtcMillis> = None;
    // The next reply after each happening, seen from the end.
    let mut next_reply: Vec<Option<usize>> = Vec::with_capacity(course.len());
    let mut next = None;
    for (index, happening) in course.iter().enumerate().rev() {
        next_reply.push(next);
        if happening.answer {
            next = Some(index);
        }
    }
    next_reply.reverse();
    for (index, (happening, next_reply)) in course.iter().zip(next_reply).enumerate() {
        let Happening { at, item, kind, incoming, ask, answer, ref by } = *happening;
        let begins = ask && last_ask.is_none_or(|asked| at.0.saturating_sub(asked.0) >= HORIZON_MS);
        if answer {
            last_ask = None;
        } else if ask {
            last_ask = Some(at);
        }
        if at < from || at >= to {
            continue;
        }
        let mut case = |fact| visit(Case { at, item, fact });
        let reply = next_reply.and_then(|next| course.get(next)).filter(|next| within(at, next.at, HORIZON_MS));
        let reply = reply.map(|next| Reply {
            at: next.at,
            item: next.item,
            after_ms: hours.between(at, next.at),
            by: next.by.clone(),
        });
        match kind {
            HappeningKind::Text if incoming => case(Fact::TextIn),
            HappeningKind::Text => {}
            HappeningKind::Call(outcome) => {
                if let Some(end) = call_end(outcome).filter(|_| incoming) {
                    case(Fact::Call { end, rated: hours.count(at), by: by.clone() });
                    if matches!(end, CallEnd::Missed | CallEnd::Voicemail) {
                        let until = hours.shifts.close_after(at);
                        let within_day = reply.as_ref().is_some_and(|reply| within(at, reply.at, DAY_MS));
                        let same_day = reply.as_ref().zip(until).is_some_and(|(reply, until)| reply.at < until);
                        case(Fact::Missed { within_day, same_day, reply: reply.clone() });
                    }
                }
            }
        }
        if begins {
            case(Fact::Wait { reply });
        }
        if index == 0 && incoming && at == first_at {
            case(Fact::NewConversation);
        }
    }
}

fn within(from: UtcMillis, to: UtcMillis, most_ms: i64) -> bool {
    to.0.saturating_sub(from.0) <= most_ms
}

/// How an incoming call ended, if it has.
fn call_end(outcome: Outcome) -> Option<CallEnd> {
    match outcome {
        Outcome::Ringing | Outcome::InProgress => None,
        Outcome::Answered => Some(CallEnd::Answered),
        Outcome::Missed | Outcome::NoAnswer => Some(CallEnd::Missed),
        Outcome::Voicemail => Some(CallEnd::Voicemail),
        Outcome::AiHandled => Some(CallEnd::ByAgent),
        Outcome::Abandoned => Some(CallEnd::InMenu),
        Outcome::Forwarded | Outcome::Failed => Some(CallEnd::Elsewhere),
    }
}

/// What can be counted, and opened as a list of just those that were counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Measure {
    /// Calls in of the answer rate: answered, missed, voicemail.
    Rated,
    /// Of these, answered ones.
    Answered,
    /// Of these, missed ones without a voicemail.
    Unanswered,
    /// Of these, those with a voicemail.
    Voicemail,
    /// Calls in that the AI agent took.
    ByAgent,
    /// Calls in that ended in a menu.
    InMenu,
    /// Calls in that were passed on or failed.
    Elsewhere,
    /// Waits.
    Waits,
    /// Waits that a reply ended.
    Replied,
    /// Waits without a reply.
    Unreplied,
    /// Missed calls, whenever they came.
    Missed,
    /// Of these, recovered within 24 hours.
    RecoveredWithinDay,
    /// Of these, not recovered within 24 hours.
    NotRecovered,
    /// Of these, recovered before the business day ended.
    RecoveredSameDay,
    /// Calls in, whenever they came.
    CallsIn,
    /// Texts in.
    TextsIn,
    /// Both.
    Contacts,
    /// New conversations.
    NewConversations,
}

impl Measure {
    /// All measures.
    pub const ALL: [Self; 18] = [
        Self::Rated,
        Self::Answered,
        Self::Unanswered,
        Self::Voicemail,
        Self::ByAgent,
        Self::InMenu,
        Self::Elsewhere,
        Self::Waits,
        Self::Replied,
        Self::Unreplied,
        Self::Missed,
        Self::RecoveredWithinDay,
        Self::NotRecovered,
        Self::RecoveredSameDay,
        Self::CallsIn,
        Self::TextsIn,
        Self::Contacts,
        Self::NewConversations,
    ];

    /// Whether a case counts for it.
    #[must_use]
    pub fn takes(self, fact: &Fact) -> bool {
        match fact {
            Fact::Call { end, rated, by: _ } => match self {
                Self::CallsIn | Self::Contacts => true,
                Self::Rated => *rated && matches!(end, CallEnd::Answered | CallEnd::Missed | CallEnd::Voicemail),
                Self::Answered => *rated && *end == CallEnd::Answered,
                Self::Unanswered => *rated && *end == CallEnd::Missed,
                Self::Voicemail => *rated && *end == CallEnd::Voicemail,
                Self::ByAgent => *rated && *end == CallEnd::ByAgent,
                Self::InMenu => *rated && *end == CallEnd::InMenu,
                Self::Elsewhere => *rated && *end == CallEnd::Elsewhere,
                _ => false,
            },
            Fact::Wait { reply } => match self {
                Self::Waits => true,
                Self::Replied => reply.is_some(),
                Self::Unreplied => reply.is_none(),
                _ => false,
            },
            Fact::Missed { within_day, same_day, reply: _ } => match self {
                Self::Missed => true,
                Self::RecoveredWithinDay => *within_day,
                Self::NotRecovered => !*within_day,
                Self::RecoveredSameDay => *same_day,
                _ => false,
            },
            Fact::TextIn => matches!(self, Self::TextsIn | Self::Contacts),
            Fact::NewConversation => self == Self::NewConversations,
        }
    }
}

/// Upper ends of the classes of reply times, in milliseconds; what is longer is one more class.
pub const REPLY_CLASSES_MS: [i64; 5] = [5 * 60_000, 15 * 60_000, 3_600_000, 4 * 3_600_000, DAY_MS];

/// The class of a reply time: 0 to 5.
#[must_use]
pub fn reply_class(after_ms: i64) -> u8 {
    let class = REPLY_CLASSES_MS.iter().position(|end| after_ms <= *end).unwrap_or(REPLY_CLASSES_MS.len());
    u8::try_from(class).unwrap_or(u8::MAX)
}
