//! The way from a key to a workspace that keeps itself complete, as a person sees it.

use crate::model::UtcMillis;

/// A step, in the order they are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum StepName {
    /// The key is accepted: workspace, lines and people were read with it.
    Key,
    /// The key is kept where nobody reads it.
    Secret,
    /// There is an address by which Quo reaches this computer.
    Address,
    /// Quo has our webhook, and it points there.
    Webhooks,
    /// A signed test event was seen arriving.
    Test,
    /// Reading the history has begun.
    History,
}

impl StepName {
    /// All, in order.
    pub const ALL: [Self; 6] = [Self::Key, Self::Secret, Self::Address, Self::Webhooks, Self::Test, Self::History];

    /// The word for scripts.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Key => "key",
            Self::Secret => "secret",
            Self::Address => "address",
            Self::Webhooks => "webhooks",
            Self::Test => "test",
            Self::History => "history",
        }
    }
}

/// How far a step is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StepState {
    /// One before it comes first.
    Waiting,
    /// It is being done.
    Running,
    /// It is done.
    Done {
        /// What came of it, in a few words.
        note: Option<String>,
    },
    /// It did not work. It is tried again by itself where that can help.
    Failed(Failure),
}

/// Why a step did not work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// For scripts and the diagnosis; holds no data.
    pub code: &'static str,
    /// What happened, in a sentence.
    pub cause: String,
    /// What a person can do, in a sentence.
    pub cure: String,
    /// It is tried again by itself.
    pub again: bool,
}

/// A step as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Which.
    pub name: StepName,
    /// How far it is.
    pub state: StepState,
    /// Since when.
    pub since: UtcMillis,
}

/// All steps, none begun.
#[must_use]
pub fn untouched(now: UtcMillis) -> Vec<Step> {
    StepName::ALL.map(|name| Step { name, state: StepState::Waiting, since: now }).to_vec()
}
