//! "Copy diagnosis": what a helper needs, and nothing that must not be pasted into a chat.
//!
//! Written from counts, states and codes alone. No name, number, text, address, path or identifier gets in, so there
//! is nothing to take out again.

use super::{StepName, StepState};
use crate::{
    app::{App, KeyState},
    journal::{Journal as _, Writing},
    model::decision::SendStep,
    quo::wire::iso,
    vault,
};
use std::fmt::Write as _;

impl App {
    /// The diagnosis as text, with the codes of what is wrong as the caller knows them. Reads the disk: not for an
    /// async thread.
    #[must_use]
    pub fn diagnosis(&self, problems: &[String]) -> String {
        let mut out = String::new();
        let mut line = |name: &str, value: String| {
            let _ = writeln!(out, "{name:<16}{value}"); // writing to a String cannot fail
        };
        let build = if cfg!(debug_assertions) { "debug" } else { "release" };
        line("Ringbook", format!("{} ({build})", env!("CARGO_PKG_VERSION")));
        line("system", format!("{} {}", std::env::consts::OS, std::env::consts::ARCH));
        line("time", iso(self.seam.now()));
        line("sample data", yes(self.config.demo).to_owned());
        line(
            "quo",
            if self.config.quo_url == "https://api.quo.com" { "usual address" } else { "another address" }.to_owned(),
        );

        let view = self.account.view();
        let key = match self.key_state() {
            KeyState::Missing => "none",
            KeyState::InUse => "in use",
            KeyState::Refused => "refused by Quo",
        };
        let environment = if self.config.quo_key.is_some() { ", from the environment" } else { "" };
        line("key", format!("{key}{environment}"));
        line("secrets", secrets(&self.account.vault.state()).to_owned());
        line("connected", yes(view.connected).to_owned());
        line("lines", view.lines.len().to_string());
        line("people", view.people.to_string());
        for step in &view.steps {
            let state = match &step.state {
                StepState::Waiting => "waiting".to_owned(),
                StepState::Running => "running".to_owned(),
                StepState::Done { .. } => "done".to_owned(),
                StepState::Failed(failure) => format!("failed: {}", failure.code),
            };
            line(&format!("step {}", step.name.word()), format!("{state} since {}", iso(step.since)));
        }
        let address = match self.public_url().borrow().as_ref() {
            None => "none".to_owned(),
            Some(url) => url.scheme().to_owned(),
        };
        line("public address", address);
        line("webhook", yes(view.webhook.is_some()).to_owned());
        line("signing secrets", self.intake.secrets().to_string());

        let hook = self.hook_stats().snapshot();
        let refused: Vec<String> = hook.refused.iter().map(|(why, count)| format!("{why:?} {count}")).collect();
        line("hook refused", if refused.is_empty() { "nothing".to_owned() } else { refused.join(", ") });
        line("stale in a row", hook.stale_in_a_row.to_string());

        let totals = self.store.totals();
        line("deliveries", format!("{}, dead {}", totals.deliveries, totals.dead));
        line("texts", totals.messages.to_string());
        line("calls", totals.calls.to_string());
        line("contacts", totals.contacts.to_string());
        let health = self.journal.health();
        let writing = match &health.writing {
            Writing::Accepting => "accepting",
            Writing::Refusing(_) => "refusing",
            Writing::ReadOnly => "read only",
            Writing::Closed => "closed",
        };
        line(
            "journal",
            format!("{} records, {writing}, {} damaged places", self.journal.last().0, health.damage.len()),
        );
        let progress = self.progress();
        line("applied", format!("{}{}", progress.through, if progress.stuck.is_some() { ", stuck" } else { "" }));
        line("store", if self.store_report.reason.is_some() { "made anew at this start" } else { "sound" }.to_owned());
        line("index", if self.index_report.is_some() { "made anew at this start" } else { "sound" }.to_owned());

        let entries = self.outbox.entries();
        let count = |which: fn(&SendStep) -> bool| entries.iter().filter(|entry| which(&entry.step)).count();
        line(
            "outbox",
            format!(
                "{} waiting, {} unclear, {} need a decision, {} refused",
                count(|step| matches!(step, SendStep::Queued { .. } | SendStep::Claimed { .. })),
                count(|step| matches!(step, SendStep::Unclear { .. })),
                count(|step| matches!(step, SendStep::NeedsYou { .. })),
                count(|step| matches!(step, SendStep::Rejected { .. })),
            ),
        );
        line("problems", if problems.is_empty() { "none".to_owned() } else { problems.join(", ") });
        out
    }

    /// The codes of the steps that did not work.
    #[must_use]
    pub fn failed_steps(&self) -> Vec<(StepName, &'static str)> {
        let steps = self.account.view().steps;
        let failed = steps.into_iter().filter_map(|step| match step.state {
            StepState::Failed(failure) => Some((step.name, failure.code)),
            StepState::Waiting | StepState::Running | StepState::Done { .. } => None,
        });
        failed.collect()
    }
}

fn yes(yes: bool) -> &'static str {
    if yes { "yes" } else { "no" }
}

fn secrets(state: &vault::State) -> &'static str {
    match state {
        vault::State::Keychain => "keychain",
        vault::State::Files => "sealed files",
        vault::State::Locked => "locked",
        vault::State::NeedsPassphrase(_) => "no keychain answers",
        vault::State::Damaged(_) => "damaged",
        vault::State::Memory => "memory",
    }
}
