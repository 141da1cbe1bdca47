//! What to do when: pure, with every moment given from outside.
//!
//! The machine is told what happened ([`Machine::on`]) and says what to do next ([`Machine::next`]). Times are
//! since the tunnel was wanted and never go back. Figures, and why:
//!
//! - A healthy address is asked every 20 s and a doubtful one 3 s after, so that an address that leads nowhere is
//!   found, its tool started again and the new address named within 60 s.
//! - A tool that ends is started again after 1, 2, 4 … 30 s, and up to half as much more, so that many do not come
//!   back at once. One that its service turned away is tried every 5 minutes.
//! - A name that is not found, or an address that does not answer, is no proof against the tool: the fault may be
//!   this computer's network. Then tools that mend themselves are given time.

#[cfg(test)]
mod tests;

use super::{Kind, Outcome, Phase, State, Trouble, reader::Said};
use crate::{model::UtcMillis, seam::Entropy};
use std::time::Duration;
use url::Url;

const fn secs(secs: u64) -> Duration {
    Duration::from_secs(secs)
}

/// Between checks of an address that answers.
pub const EVERY: Duration = secs(20);
/// Before an address is asked again that did not answer as it should.
const AGAIN: Duration = secs(3);
/// Checks in a row that found the address broken, before the tool is started again.
const MOST_BROKEN: u32 = 3;
/// Checks in a row without any answer, before the tool is started again.
const MOST_SILENT: u32 = 6;
/// The first address of a quick tunnel is not asked at once: a name asked for too early is remembered by resolvers as
/// not existing, for half an hour.
const NAME_SPREADS: Duration = secs(12);
/// An address that was never reached is given this long before it counts as unreachable, and is named all the same:
/// some networks do not let a computer reach its own public address.
const GRACE: Duration = secs(30);
/// An address that answers wrongly from its beginning is given this long.
const YOUTH: Duration = secs(60);
/// Between checks of a name that is not found.
const NAME_AGAIN: Duration = secs(30);
/// A tool that runs must name its address within this time.
const MUTE: Duration = secs(60);
/// A service that waits for the owner (to switch something on) gets this long.
const OWNER: Duration = secs(600);
/// A tool that lost its connection may take this long to have it again.
const LOST: Duration = secs(120);
/// Longest wait before a tool is started again.
const MOST_BACKOFF: Duration = secs(30);
/// Wait after a service turned the tool away.
const REFUSED: Duration = secs(300);
/// Wait before looking again for a program that is not installed.
const LOOK_AGAIN: Duration = secs(15);
/// A tool that ran this long and was reached had a good start: the next wait is short again.
const GOOD_RUN: Duration = secs(60);

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Input {
    /// The tool was started (or the address is the owner's own).
    Started,
    /// The tool said something.
    Said(Said),
    /// The tool ended, or could not be started.
    Ended(Trouble),
    /// The program is not installed.
    Missing(Trouble),
    /// The configuration cannot be used as it is.
    Unusable(Trouble),
    /// A check of this address came to an end.
    Checked(Url, Outcome),
    /// A person wants to know now.
    Nudged,
}

/// What to do now.
#[derive(Debug, Clone, PartialEq)]
pub enum Next {
    /// Start the tool.
    Start,
    /// End the tool; its end is then reported as [`Input::Ended`].
    End(Trouble),
    /// Ask this address.
    Check(Url),
    /// Nothing before this moment.
    Wait(Option<Duration>),
}

#[derive(Debug, Clone, PartialEq)]
enum Tool {
    /// Not running; started at this moment.
    Down(Duration),
    /// Being started since `Next::Start`.
    Coming,
    /// Running since.
    Running(Duration),
}

/// The decisions about one tunnel.
#[derive(Debug)]
pub struct Machine {
    state: State,
    named: Option<Url>,
    mends_itself: bool,
    runs: bool,
    slow_name: bool,
    tool: Tool,
    connected: bool,
    lost_at: Option<Duration>,
    refused: Option<Trouble>,
    address_at: Duration,
    confirmed: bool,
    check_at: Option<Duration>,
    checking: bool,
    broken: u32,
    silent: u32,
    patience: u32,
    attempts: u32,
    end: Option<Trouble>,
}

impl Machine {
    /// For a tunnel of `kind`; `given` is its address where that is known beforehand.
    #[must_use]
    pub fn new(kind: Kind, given: Option<Url>, now: UtcMillis) -> Self {
        let runs = !matches!(kind, Kind::Own | Kind::Off);
        Self {
            state: State { kind, phase: Phase::Starting, public_url: given, ..State::off(now) },
            named: None,
            // bore's client does not notice that its server is gone; a fresh start costs a quick tunnel its address.
            mends_itself: matches!(
                kind,
                Kind::CloudflaredQuick | Kind::CloudflaredNamed | Kind::Ngrok | Kind::Tailscale
            ),
            runs,
            slow_name: kind == Kind::CloudflaredQuick,
            tool: Tool::Down(Duration::ZERO),
            connected: false,
            lost_at: None,
            refused: None,
            address_at: Duration::ZERO,
            confirmed: false,
            check_at: None,
            checking: false,
            broken: 0,
            silent: 0,
            patience: 1,
            attempts: 0,
            end: None,
        }
    }

    /// How the tunnel is.
    #[must_use]
    pub fn state(&self) -> &State {
        &self.state
    }

    /// The address to give to Quo: one that was reached, or that was given `GRACE`. It stays while a tool is started
    /// again, until another takes its place.
    #[must_use]
    pub fn named(&self) -> Option<&Url> {
        self.named.as_ref()
    }

    /// Takes in what happened at `at`, which is `now` by the calendar.
    pub fn on(&mut self, input: Input, at: Duration, now: UtcMillis, entropy: &dyn Entropy) {
        match input {
            Input::Started => {
                self.tool = Tool::Running(at);
                self.refused = None;
                self.end = None;
                if !self.runs {
                    self.connect(at);
                }
            }
            Input::Said(said) => self.said(said, at, now),
            Input::Ended(trouble) => self.ended(trouble, at, now, entropy),
            Input::Missing(trouble) => {
                self.tool = Tool::Down(at + LOOK_AGAIN);
                self.enter(Phase::Missing, Some(trouble), now);
            }
            Input::Unusable(trouble) => {
                self.tool = Tool::Down(at + REFUSED);
                self.enter(Phase::Refused, Some(trouble), now);
            }
            Input::Checked(url, outcome) => {
                self.checking = false;
                if self.state.public_url.as_ref() == Some(&url) && self.connected {
                    self.checked(outcome, at, now);
                }
            }
            Input::Nudged => {
                if self.check_at.is_some() {
                    self.check_at = Some(at);
                }
                if let Tool::Down(start_at) = &mut self.tool {
                    *start_at = at;
                }
            }
        }
        self.name(at);
    }

    /// What to do at `at`.
    pub fn next(&mut self, at: Duration) -> Next {
        let running_since = match self.tool {
            Tool::Down(start_at) if at >= start_at => {
                self.tool = Tool::Coming;
                return Next::Start;
            }
            Tool::Down(start_at) => return Next::Wait(Some(start_at)),
            Tool::Coming => return Next::Wait(None),
            Tool::Running(since) => since,
        };
        if let Some(trouble) = self.end.take() {
            self.tool = Tool::Coming;
            return Next::End(trouble);
        }
        let mute = self.runs && self.lost_at.is_none() && (!self.connected || self.state.public_url.is_none());
        let mute = mute.then(|| running_since + if self.refused.is_some() { OWNER } else { MUTE });
        if mute.is_some_and(|mute| at >= mute) {
            self.tool = Tool::Coming;
            return Next::End(Trouble::passing("the tool named no address within a minute"));
        }
        if let Some(lost_at) = self.lost_at
            && at >= lost_at + LOST
        {
            self.tool = Tool::Coming;
            return Next::End(Trouble::passing("the tool did not get its connection back"));
        }
        if let (Some(check_at), Some(url), false) = (self.check_at, &self.state.public_url, self.checking)
            && at >= check_at
        {
            let url = url.clone();
            self.checking = true;
            self.check_at = None;
            return Next::Check(url);
        }
        let asks = !self.checking && self.state.public_url.is_some();
        let check = self.check_at.filter(|_| asks);
        let lost = self.lost_at.map(|lost_at| lost_at + LOST);
        let naming = (self.connected && !self.confirmed).then(|| self.address_at + GRACE).filter(|moment| *moment > at);
        Next::Wait([check, mute, lost, naming].into_iter().flatten().min())
    }

    fn said(&mut self, said: Said, at: Duration, now: UtcMillis) {
        match said {
            Said::Address(url) => {
                if self.state.public_url.as_ref() != Some(&url) {
                    self.state.public_url = Some(url);
                    self.state.self_test = None;
                    self.confirmed = false;
                    if self.connected {
                        self.connect(at);
                        self.enter(Phase::Starting, None, now);
                    }
                }
            }
            Said::Connected => {
                if !self.connected {
                    self.connect(at);
                    let phase = if self.state.restarts == 0 { Phase::Starting } else { Phase::Restarting };
                    self.enter(phase, self.state.last_error.clone(), now);
                }
            }
            Said::Lost(cause) => {
                self.lost_at.get_or_insert(at);
                self.connected = false;
                self.check_at = None;
                self.enter(Phase::Restarting, Some(Trouble::passing(cause)), now);
            }
            Said::Refused(trouble) => {
                self.refused = Some(trouble.clone());
                if self.connected {
                    self.state.last_error = Some(trouble);
                } else {
                    // It may be waiting for the owner to do something, which the owner has to see now.
                    self.enter(Phase::Refused, Some(trouble), now);
                }
            }
            Said::Trouble(cause) => {
                if !self.connected && self.refused.is_none() {
                    self.state.last_error = Some(Trouble::passing(cause));
                }
            }
        }
    }

    fn connect(&mut self, at: Duration) {
        self.connected = true;
        self.lost_at = None;
        self.refused = None;
        self.confirmed = false;
        self.address_at = at;
        self.broken = 0;
        self.silent = 0;
        self.check_at = Some(if self.slow_name { at + NAME_SPREADS } else { at });
    }

    fn ended(&mut self, trouble: Trouble, at: Duration, now: UtcMillis, entropy: &dyn Entropy) {
        let ran = match self.tool {
            Tool::Running(since) => at.saturating_sub(since),
            Tool::Down(_) | Tool::Coming => Duration::ZERO,
        };
        if self.confirmed && ran.max(at.saturating_sub(self.address_at)) >= GOOD_RUN {
            self.attempts = 0;
        }
        self.connected = false;
        self.confirmed = false;
        self.lost_at = None;
        self.check_at = None;
        self.end = None;
        self.state.restarts = self.state.restarts.saturating_add(1);
        let (wait, phase, trouble) = match self.refused.take() {
            Some(refused) => (REFUSED, Phase::Refused, refused),
            None => {
                let wait = secs(1).saturating_mul(1 << self.attempts.min(5)).min(MOST_BACKOFF);
                self.attempts = self.attempts.saturating_add(1);
                // What the tool said last before it ended says more than that it ended.
                let said = self
                    .state
                    .last_error
                    .take()
                    .filter(|_| matches!(self.state.phase, Phase::Starting | Phase::Restarting));
                (wait, Phase::Restarting, said.unwrap_or(trouble))
            }
        };
        let more = entropy.jitter(u64::try_from(wait.as_millis()).unwrap_or(u64::MAX) / 2);
        self.tool = Tool::Down(at + wait + Duration::from_millis(more));
        self.enter(phase, Some(trouble), now);
    }

    fn checked(&mut self, outcome: Outcome, at: Duration, now: UtcMillis) {
        let young = !self.confirmed && at < self.address_at + YOUTH;
        let patient = !self.confirmed && at < self.address_at + GRACE;
        let doubt = |machine: &mut Self, cause: String, after: Duration| {
            // What has been broken for minutes need not be asked every few seconds.
            let after = if machine.broken.max(machine.silent) > 30 { after.max(EVERY) } else { after };
            machine.check_at = Some(at + after);
            let seen = machine.broken.max(machine.silent) >= 2 || !machine.confirmed;
            if seen && !patient {
                machine.enter(Phase::Unreachable, Some(Trouble::new(cause, cure(machine.state.kind))), now);
            } else {
                machine.state.last_error = Some(Trouble::passing(cause));
            }
        };
        match outcome {
            Outcome::Reached => {
                self.confirmed = true;
                self.broken = 0;
                self.silent = 0;
                self.patience = 1;
                self.check_at = Some(at + EVERY);
                self.state.reached_at = Some(now);
                self.enter(Phase::Up, None, now);
            }
            Outcome::Broken(cause) => {
                self.broken = self.broken.saturating_add(1);
                let give_up = self.runs && self.broken >= MOST_BROKEN && !young;
                doubt(self, cause.clone(), AGAIN);
                if give_up {
                    self.end = Some(Trouble::passing(cause));
                }
            }
            Outcome::Silent(cause) => {
                self.silent = self.silent.saturating_add(1);
                let patience = if self.mends_itself { 4 } else { 1 } * MOST_SILENT * self.patience;
                let give_up = self.runs && self.silent >= patience && !young;
                doubt(self, cause.clone(), AGAIN);
                if give_up {
                    self.patience = (self.patience * 2).min(32);
                    self.end = Some(Trouble::passing(cause));
                }
            }
            Outcome::Unresolved(cause) => {
                self.silent = self.silent.saturating_add(1);
                doubt(self, cause, NAME_AGAIN);
            }
        }
    }

    fn name(&mut self, at: Duration) {
        let ripe = self.confirmed || (self.connected && at >= self.address_at + GRACE);
        if ripe && self.named != self.state.public_url {
            self.named.clone_from(&self.state.public_url);
        }
    }

    /// Takes note of time alone: an address whose grace is over is named.
    pub fn tick(&mut self, at: Duration) {
        self.name(at);
    }

    /// Keeps what the self-test found, if it is about the present address.
    pub fn tested(&mut self, test: super::SelfTest) {
        if self.state.public_url.as_ref() == Some(&test.url) {
            self.state.self_test = Some(test);
        }
    }

    fn enter(&mut self, phase: Phase, trouble: Option<Trouble>, now: UtcMillis) {
        if self.state.phase != phase {
            self.state.phase = phase;
            self.state.since = now;
        }
        self.state.last_error = trouble;
    }
}

fn cure(kind: Kind) -> &'static str {
    match kind {
        Kind::Own => "see that the proxy runs, and passes /webhooks/quo to this computer's hook port",
        Kind::Off => "",
        _ => "wait a minute; if it stays so, see that this computer is online, or start the test",
    }
}
