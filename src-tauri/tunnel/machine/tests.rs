//! The machine through simulated days: what is decided when, without a clock or a process.

use super::*;
use crate::seam::SeededEntropy;

/// A tunnel in simulated time. Each call of `run` lets time pass; what the world does is told by closures.
struct World {
    machine: Machine,
    at: Duration,
    entropy: SeededEntropy,
    /// What asking the public address shows at present, and how long that takes.
    outcome: fn(&Url) -> (Outcome, u64),
    /// What the tool says when it is started; none: it ends at once.
    tool: fn(u32) -> Option<Vec<Said>>,
    starts: u32,
    ends: u32,
    phases: Vec<Phase>,
}

fn url(text: &str) -> Url {
    Url::parse(text).unwrap()
}

fn first() -> Url {
    url("https://first.example/")
}

fn second() -> Url {
    url("https://second.example/")
}

impl World {
    fn new(kind: Kind, given: Option<Url>) -> Self {
        Self {
            machine: Machine::new(kind, given, UtcMillis(0)),
            at: Duration::ZERO,
            entropy: SeededEntropy::new(11),
            outcome: |_| (Outcome::Reached, 0),
            tool: |_| Some(vec![Said::Address(first()), Said::Connected]),
            starts: 0,
            ends: 0,
            phases: vec![],
        }
    }

    fn on(&mut self, input: Input) {
        let now = UtcMillis(i64::try_from(self.at.as_millis()).unwrap());
        self.machine.on(input, self.at, now, &self.entropy);
        self.note();
    }

    fn note(&mut self) {
        let phase = self.machine.state().phase;
        if self.phases.last() != Some(&phase) {
            self.phases.push(phase);
        }
    }

    /// Lets time pass until `until`, or until `done`; whether `done`.
    fn run(&mut self, until: u64, done: impl Fn(&Machine) -> bool) -> bool {
        let until = secs(until);
        self.note();
        loop {
            if done(&self.machine) {
                return true;
            }
            match self.machine.next(self.at) {
                Next::Start => {
                    self.starts += 1;
                    self.on(Input::Started);
                    if self.machine.runs {
                        match (self.tool)(self.starts) {
                            Some(said) => said.into_iter().for_each(|one| self.on(Input::Said(one))),
                            None => self.on(Input::Ended(Trouble::passing("it ended"))),
                        }
                    }
                }
                Next::End(trouble) => {
                    self.ends += 1;
                    self.on(Input::Ended(trouble));
                }
                Next::Check(url) => {
                    let (outcome, took) = (self.outcome)(&url);
                    self.at += secs(took);
                    self.on(Input::Checked(url, outcome));
                }
                Next::Wait(None) => return false,
                Next::Wait(Some(moment)) if moment > until => {
                    self.at = until;
                    self.machine.tick(self.at);
                    return done(&self.machine);
                }
                Next::Wait(Some(moment)) => {
                    assert!(moment > self.at, "it waits for a moment that is over: {moment:?} at {:?}", self.at);
                    self.at = moment;
                    self.machine.tick(self.at);
                }
            }
        }
    }
}

fn is_up(machine: &Machine) -> bool {
    machine.state().phase == Phase::Up
}

#[test]
fn an_address_is_named_when_it_was_reached() {
    let mut world = World::new(Kind::Ssh, None);
    assert!(world.run(10, is_up));
    assert_eq!(world.machine.named(), Some(&first()));
    assert_eq!(world.phases, [Phase::Starting, Phase::Up]);
    assert!(!world.run(86_400, |machine| !is_up(machine)), "a day without trouble has none");
    assert_eq!((world.starts, world.ends), (1, 0));
}

#[test]
fn an_address_that_this_network_cannot_reach_is_named_all_the_same() {
    let mut world = World::new(Kind::CloudflaredNamed, Some(first()));
    world.tool = |_| Some(vec![Said::Connected]);
    world.outcome = |_| (Outcome::Unresolved("the name is not found".to_owned()), 1);
    assert!(world.run(60, |machine| machine.named().is_some()));
    assert!(world.at >= secs(30), "not before its grace is over");
    world.run(86_400, |_| false);
    assert_eq!(world.machine.state().phase, Phase::Unreachable);
    assert_eq!(world.ends, 0, "a name that is not found proves nothing against the tool");
}

#[test]
fn a_quick_tunnels_name_is_not_asked_for_too_early() {
    let mut world = World::new(Kind::CloudflaredQuick, None);
    assert!(world.run(60, is_up));
    assert!(world.at >= secs(12), "{:?}", world.at);
}

#[test]
fn an_address_that_the_tool_replaces_is_noticed_within_a_minute() {
    let mut world = World::new(Kind::Ssh, None);
    assert!(world.run(10, is_up));
    world.run(1_000, |_| false);
    let rotated = world.at;
    // The old address leads nowhere from now on.
    world.outcome = |url| if *url == first() { (Outcome::Broken("gone".to_owned()), 0) } else { (Outcome::Reached, 0) };
    world.on(Input::Said(Said::Address(second())));
    world.on(Input::Said(Said::Connected));
    assert!(world.run(2_000, |machine| machine.named() == Some(&second())));
    assert!(world.at - rotated < secs(60), "{:?}", world.at - rotated);
}

#[test]
fn a_dead_address_is_found_and_its_successor_named_within_a_minute() {
    // The tool says nothing: its server vanished, and came back with another port.
    for kind in [Kind::Bore, Kind::Ssh, Kind::CloudflaredQuick, Kind::Ngrok] {
        let mut world = World::new(kind, None);
        world.tool = |starts| Some(vec![Said::Address(if starts == 1 { first() } else { second() }), Said::Connected]);
        assert!(world.run(60, is_up));
        world.run(1_000, |_| false);
        world.outcome = |url| {
            if *url == first() { (Outcome::Broken("turned away".to_owned()), 1) } else { (Outcome::Reached, 1) }
        };
        let died = world.at;
        assert!(world.run(2_000, |machine| machine.named() == Some(&second())), "{kind:?}");
        assert!(world.at - died < secs(60), "{kind:?}: {:?}", world.at - died);
        assert_eq!((world.starts, world.ends), (2, 1));
        assert_eq!(world.machine.state().restarts, 1);
    }
}

#[test]
fn a_tool_that_keeps_ending_is_started_again_ever_more_rarely() {
    let mut world = World::new(Kind::Ssh, None);
    world.tool = |_| None;
    world.run(30, |_| false);
    assert!((4..=6).contains(&world.starts), "{} in the first half minute", world.starts);
    let before = world.starts;
    world.run(30 + 3_600, |_| false);
    let an_hour = world.starts - before;
    assert!((80..=120).contains(&an_hour), "{an_hour} in an hour: every 30 to 45 s");
    assert_eq!(world.machine.state().phase, Phase::Restarting);
    world.tool = |_| Some(vec![Said::Address(first()), Said::Connected]);
    assert!(world.run(4_000, is_up), "it comes back by itself");
    assert_eq!(world.machine.state().last_error, None);
}

#[test]
fn a_tool_that_ran_well_is_started_again_at_once() {
    let mut world = World::new(Kind::Ssh, None);
    world.tool = |starts| (starts % 4 == 0).then(|| vec![Said::Address(first()), Said::Connected]);
    for _ in 0..5 {
        assert!(world.run(100_000, is_up));
        let since = world.at;
        world.run(since.as_secs() + 600, |_| false);
        let ended = world.at;
        world.on(Input::Ended(Trouble::passing("it ended")));
        let Next::Wait(Some(moment)) = world.machine.next(world.at) else { panic!("it does not wait") };
        assert!(moment - ended <= secs(2), "{:?}", moment - ended);
    }
}

#[test]
fn a_service_that_refuses_is_not_asked_all_the_time() {
    let mut world = World::new(Kind::Ngrok, None);
    world.run(1, |_| false);
    let trouble = Trouble::new("wrong token", "paste it again");
    world.on(Input::Said(Said::Refused(trouble.clone())));
    world.on(Input::Ended(Trouble::passing("ended with code 1")));
    assert_eq!(world.machine.state().phase, Phase::Refused);
    assert_eq!(world.machine.state().last_error, Some(trouble), "the reason is kept, not that it ended");
    let before = world.starts;
    world.run(200, |_| false);
    assert_eq!(world.starts, before);
    // The owner does something about it and asks at once.
    world.on(Input::Nudged);
    assert!(world.run(210, is_up));
}

#[test]
fn a_service_that_waits_for_the_owner_is_given_time_and_says_so_meanwhile() {
    let mut world = World::new(Kind::Tailscale, None);
    world.tool = |_| Some(vec![]);
    world.run(1, |_| false);
    world.on(Input::Said(Said::Refused(Trouble::new("not switched on", "open the page"))));
    assert_eq!(world.machine.state().phase, Phase::Refused);
    world.run(300, |_| false);
    assert_eq!(world.ends, 0);
    world.on(Input::Said(Said::Address(first())));
    world.on(Input::Said(Said::Connected));
    assert!(world.run(310, is_up));
}

#[test]
fn a_tool_that_says_nothing_is_ended_and_tried_again() {
    let mut world = World::new(Kind::CloudflaredQuick, None);
    world.tool = |starts| Some(if starts == 1 { vec![] } else { vec![Said::Address(first()), Said::Connected] });
    assert!(world.run(120, is_up));
    assert_eq!((world.starts, world.ends), (2, 1));
}

#[test]
fn a_tool_that_mends_itself_keeps_its_address() {
    let mut world = World::new(Kind::CloudflaredQuick, None);
    assert!(world.run(60, is_up));
    world.on(Input::Said(Said::Lost("no connection".to_owned())));
    assert_eq!(world.machine.state().phase, Phase::Restarting);
    assert!(!world.run(100, is_up), "nothing is asked while the tool itself says that it has no connection");
    world.on(Input::Said(Said::Connected));
    assert!(world.run(200, is_up));
    assert_eq!((world.starts, world.ends), (1, 0));
    assert_eq!(world.machine.named(), Some(&first()));
}

#[test]
fn a_computer_without_network_does_not_lose_its_quick_address() {
    let mut world = World::new(Kind::CloudflaredQuick, None);
    assert!(world.run(60, is_up));
    world.outcome = |_| (Outcome::Silent("network is down".to_owned()), 8);
    world.run(200, |_| false);
    assert_eq!(world.machine.state().phase, Phase::Unreachable);
    assert_eq!(world.ends, 0);
    world.outcome = |_| (Outcome::Reached, 1);
    assert!(world.run(240, is_up));
    assert_eq!(world.starts, 1);
}

#[test]
fn an_address_of_ones_own_is_watched_and_never_restarted() {
    let mut world = World::new(Kind::Own, Some(first()));
    world.outcome = |_| (Outcome::Broken("502".to_owned()), 1);
    world.run(10_000, |_| false);
    assert_eq!(world.machine.state().phase, Phase::Unreachable);
    assert_eq!((world.starts, world.ends, world.machine.state().restarts), (1, 0, 0));
    world.outcome = |_| (Outcome::Reached, 1);
    assert!(world.run(10_060, is_up));
}

#[test]
fn a_missing_program_is_looked_for_until_it_is_there() {
    let mut world = World::new(Kind::Ssh, None);
    assert_eq!(world.machine.next(Duration::ZERO), Next::Start);
    world.on(Input::Missing(Trouble::new("ssh is not installed", "install it")));
    assert_eq!(world.machine.state().phase, Phase::Missing);
    assert!(world.run(60, is_up), "found once it is there");
    assert_eq!(world.machine.state().restarts, 0, "looking is not restarting");
}

#[test]
fn a_check_of_an_address_that_was_replaced_counts_for_nothing() {
    let mut world = World::new(Kind::Ssh, None);
    assert!(world.run(10, is_up));
    world.on(Input::Said(Said::Address(second())));
    world.on(Input::Checked(first(), Outcome::Reached));
    assert_eq!(world.machine.named(), Some(&first()), "the new one was not reached yet");
    assert!(world.run(20, |machine| machine.named() == Some(&second())));
}
