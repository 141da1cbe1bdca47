//! Counting cases.

use super::measure::{CallEnd, Case, Fact, REPLY_CLASSES_MS, reply_class};

/// Reply classes.
const CLASSES: usize = REPLY_CLASSES_MS.len() + 1;

/// Counts so far.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tally {
    figures: Figures,
    replies: Vec<i64>,
}

/// What was counted; each number is a [`Measure`](super::Measure) of the same name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Figures {
    /// Calls answered.
    pub answered: u64,
    /// Calls nobody took, without a voicemail.
    pub unanswered: u64,
    /// Calls nobody took, with a voicemail.
    pub voicemail: u64,
    /// Calls of the AI agent.
    pub by_agent: u64,
    /// Calls that ended in a menu.
    pub in_menu: u64,
    /// Calls passed on or failed.
    pub elsewhere: u64,
    /// Waits.
    pub waits: u64,
    /// Waits with a reply.
    pub replied: u64,
    /// The reply time that half of the replies did not exceed.
    pub reply_median_ms: Option<i64>,
    /// The reply time that nine of ten did not exceed.
    pub reply_p90_ms: Option<i64>,
    /// Replies by class of their time.
    pub reply_classes: [u64; CLASSES],
    /// Missed calls.
    pub missed: u64,
    /// Recovered within 24 hours.
    pub recovered_within_day: u64,
    /// Recovered before the business day ended.
    pub recovered_same_day: u64,
    /// Calls in.
    pub calls_in: u64,
    /// Texts in.
    pub texts_in: u64,
    /// New conversations.
    pub new_conversations: u64,
}

impl Figures {
    /// Calls of the answer rate.
    #[must_use]
    pub fn rated(&self) -> u64 {
        self.answered.saturating_add(self.unanswered).saturating_add(self.voicemail)
    }
}

fn up(count: &mut u64) {
    *count = count.saturating_add(1);
}

impl Tally {
    /// Counts a case.
    pub fn add(&mut self, case: &Case) {
        let figures = &mut self.figures;
        match &case.fact {
            Fact::Call { end, rated, by: _ } => {
                up(&mut figures.calls_in);
                if *rated {
                    up(match end {
                        CallEnd::Answered => &mut figures.answered,
                        CallEnd::Missed => &mut figures.unanswered,
                        CallEnd::Voicemail => &mut figures.voicemail,
                        CallEnd::ByAgent => &mut figures.by_agent,
                        CallEnd::InMenu => &mut figures.in_menu,
                        CallEnd::Elsewhere => &mut figures.elsewhere,
                    });
                }
            }
            Fact::Wait { reply } => {
                up(&mut figures.waits);
                if let Some(reply) = reply {
                    up(&mut figures.replied);
                    if let Some(count) = figures.reply_classes.get_mut(usize::from(reply_class(reply.after_ms))) {
                        up(count);
                    }
                    self.replies.push(reply.after_ms);
                }
            }
            Fact::Missed { within_day, same_day, reply: _ } => {
                up(&mut figures.missed);
                if *within_day {
                    up(&mut figures.recovered_within_day);
                }
                if *same_day {
                    up(&mut figures.recovered_same_day);
                }
            }
            Fact::TextIn => up(&mut figures.texts_in),
            Fact::NewConversation => up(&mut figures.new_conversations),
        }
    }

    /// What came of it.
    #[must_use]
    pub fn figures(mut self) -> Figures {
        self.replies.sort_unstable();
        Figures { reply_median_ms: rank(&self.replies, 50), reply_p90_ms: rank(&self.replies, 90), ..self.figures }
    }
}

/// The smallest of the sorted values that `percent` of them do not exceed (nearest rank: always one that was measured).
#[must_use]
pub fn rank(sorted: &[i64], percent: usize) -> Option<i64> {
    let place = sorted.len().saturating_mul(percent).div_ceil(100).max(1);
    sorted.get(place.saturating_sub(1)).copied()
}
