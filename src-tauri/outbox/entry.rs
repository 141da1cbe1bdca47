//! One text on its way, and which step may follow which.

use serde::{Deserialize, Serialize};

use super::judge::LOOKS_MS;
use crate::model::{
    ItemId, OutboxId, UtcMillis,
    decision::{SendIntent, SendStep},
};

/// The last time it was tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Claim {
    /// Which try, from 1.
    pub attempt: u32,
    /// When.
    pub at: UtcMillis,
}

/// A text on its way, as the journal's records made it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    /// What a person wanted.
    pub intent: SendIntent,
    /// When.
    pub made_at: UtcMillis,
    /// Where it is.
    pub step: SendStep,
    /// Since when.
    pub since: UtcMillis,
    /// The last try, if there was one.
    pub claim: Option<Claim>,
}

/// Redacted: words do not reach a log.
impl std::fmt::Debug for Entry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Entry").field("id", &self.intent.id).field("step", &self.step).finish_non_exhaustive()
    }
}

/// A step that cannot follow the one a text is at.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a text that is {from} cannot become {to}")]
pub struct OutOfOrder {
    /// Where it is.
    pub from: &'static str,
    /// Where it should have gone.
    pub to: &'static str,
}

impl Entry {
    /// A text that was just intended: it waits for the end of its undo window.
    #[must_use]
    pub fn new(intent: SendIntent, made_at: UtcMillis) -> Self {
        let step = SendStep::Queued { reason: None, due_at: intent.undo_until };
        Self { intent, made_at, step, since: made_at, claim: None }
    }

    /// Which text.
    #[must_use]
    pub fn id(&self) -> &OutboxId {
        &self.intent.id
    }

    /// Takes the next step. There is no way back from a final one, and none from *unclear* to sending.
    ///
    /// # Errors
    /// `OutOfOrder`; nothing changed.
    pub fn advance(&mut self, step: SendStep, at: UtcMillis) -> Result<(), OutOfOrder> {
        use SendStep::{Accepted, Cancelled, Claimed, NeedsYou, Queued, Rejected, Unclear};
        let fits = match (&self.step, &step) {
            (Queued { .. }, Queued { .. } | Claimed { .. } | Rejected { .. } | NeedsYou { .. } | Cancelled { .. }) => {
                true
            }
            (Claimed { .. }, Queued { .. } | Accepted { .. } | Rejected { .. } | Unclear { .. }) => true,
            (Unclear { looks: had, .. }, Unclear { looks, .. }) => looks >= had,
            (Unclear { .. }, Accepted { .. } | NeedsYou { .. }) => true,
            (NeedsYou { .. }, Accepted { .. } | Cancelled { .. }) => true,
            (
                Queued { .. }
                | Claimed { .. }
                | Unclear { .. }
                | NeedsYou { .. }
                | Accepted { .. }
                | Rejected { .. }
                | Cancelled { .. },
                _,
            ) => false,
        };
        if !fits {
            return Err(OutOfOrder { from: name(&self.step), to: name(&step) });
        }
        if let Claimed { attempt } = step {
            self.claim = Some(Claim { attempt, at });
        }
        self.step = step;
        self.since = at;
        Ok(())
    }

    /// Takes a recorded step although one before it is missing (a damaged record, a row that was ahead). What was
    /// written down stands if it is nearer to the end; nothing leads back to sending.
    pub fn catch_up(&mut self, step: SendStep, at: UtcMillis) {
        let nearer = match (&self.step, &step) {
            (SendStep::Accepted { .. } | SendStep::Rejected { .. } | SendStep::Cancelled { .. }, _) => false,
            (_, SendStep::Queued { .. }) => false,
            (_, SendStep::Claimed { attempt }) => {
                self.claim = Some(Claim { attempt: *attempt, at });
                false
            }
            (
                _,
                SendStep::Unclear { .. }
                | SendStep::NeedsYou { .. }
                | SendStep::Accepted { .. }
                | SendStep::Rejected { .. }
                | SendStep::Cancelled { .. },
            ) => true,
        };
        if nearer {
            if matches!(step, SendStep::Unclear { .. } | SendStep::NeedsYou { .. }) {
                // A claim came before it, not long before.
                self.claim.get_or_insert(Claim { attempt: 1, at });
            }
            self.step = step;
            self.since = at;
        }
    }

    /// When something is to be done with it by itself.
    #[must_use]
    pub fn due_at(&self) -> Option<UtcMillis> {
        match &self.step {
            SendStep::Queued { due_at, .. } => Some(*due_at),
            // Nobody holds it: its outcome was never recorded.
            SendStep::Claimed { .. } => Some(self.since),
            SendStep::Unclear { looks, .. } => {
                let tried_at = self.claim.map_or(self.since, |claim| claim.at);
                let look = usize::try_from(*looks).ok().and_then(|looks| LOOKS_MS.get(looks)).or(LOOKS_MS.last());
                Some(tried_at.plus_ms(look.copied().unwrap_or_default()))
            }
            SendStep::NeedsYou { .. }
            | SendStep::Accepted { .. }
            | SendStep::Rejected { .. }
            | SendStep::Cancelled { .. } => None,
        }
    }

    /// Quo's id of it, if it is known.
    #[must_use]
    pub fn quo_id(&self) -> Option<&ItemId> {
        match &self.step {
            SendStep::Accepted { quo } => quo.as_ref(),
            _ => None,
        }
    }

    /// Whether a text in Quo's history may be this one without anybody knowing which.
    #[must_use]
    pub fn may_own_an_unknown_text(&self) -> bool {
        self.claim.is_some()
            && match &self.step {
                SendStep::Claimed { .. } | SendStep::Unclear { .. } | SendStep::NeedsYou { .. } => true,
                SendStep::Accepted { quo } => quo.is_none(),
                // Cancelled after a claim: dropped or sent again by a person who could not know.
                SendStep::Cancelled { .. } => true,
                SendStep::Queued { .. } | SendStep::Rejected { .. } => false,
            }
    }

    /// Whether it counts towards the day's limit.
    #[must_use]
    pub fn counts(&self) -> bool {
        match &self.step {
            SendStep::Cancelled { .. } | SendStep::Rejected { .. } => false,
            SendStep::Queued { .. }
            | SendStep::Claimed { .. }
            | SendStep::Accepted { .. }
            | SendStep::Unclear { .. }
            | SendStep::NeedsYou { .. } => true,
        }
    }
}

fn name(step: &SendStep) -> &'static str {
    match step {
        SendStep::Queued { .. } => "queued",
        SendStep::Claimed { .. } => "claimed",
        SendStep::Accepted { .. } => "accepted",
        SendStep::Rejected { .. } => "rejected",
        SendStep::Unclear { .. } => "unclear",
        SendStep::NeedsYou { .. } => "waiting for a decision",
        SendStep::Cancelled { .. } => "cancelled",
    }
}
