//! How a tunnel is, for showing and for whoever follows its address.

use super::{Kind, SelfTest};
use crate::model::UtcMillis;
use url::Url;

/// Where a tunnel is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// None is wanted.
    Off,
    /// The tool runs or is being started; its address has not answered yet.
    Starting,
    /// A request of our own came back in through the public address.
    Up,
    /// There is an address, and our own requests do not come in through it.
    Unreachable,
    /// The tool ended or lost its connection, and is tried again.
    Restarting,
    /// The program is not installed; looked for again and again.
    Missing,
    /// The service turned us away (wrong key, no right); tried again rarely.
    Refused,
}

/// What is wrong and what helps. Holds no secret and no personal data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// One plain sentence.
    pub cause: String,
    /// What to do, if there is something to do.
    pub cure: String,
}

impl Trouble {
    /// A cause with its cure.
    pub fn new(cause: impl Into<String>, cure: impl Into<String>) -> Self {
        Self { cause: cause.into(), cure: cure.into() }
    }

    /// A cause that passes by itself.
    pub fn passing(cause: impl Into<String>) -> Self {
        Self::new(cause, "")
    }
}

/// A tunnel at one moment.
#[derive(Debug, Clone, PartialEq)]
pub struct State {
    /// Which kind is wanted.
    pub kind: Kind,
    /// Where it is.
    pub phase: Phase,
    /// Base of the public address, without a path, as last named.
    pub public_url: Option<Url>,
    /// Since when it is in this phase.
    pub since: UtcMillis,
    /// What was last wrong; none while all is well.
    pub last_error: Option<Trouble>,
    /// How often the tool was started again since the tunnel was wanted.
    pub restarts: u32,
    /// When a request of our own last came in through the public address.
    pub reached_at: Option<UtcMillis>,
    /// What the self-test of this address found.
    pub self_test: Option<SelfTest>,
}

impl State {
    /// No tunnel.
    #[must_use]
    pub fn off(now: UtcMillis) -> Self {
        Self {
            kind: Kind::Off,
            phase: Phase::Off,
            public_url: None,
            since: now,
            last_error: None,
            restarts: 0,
            reached_at: None,
            self_test: None,
        }
    }
}
