//! How the program stands, in one answer.

use super::{Result, ask, people, search};
use crate::{
    api::{
        Api,
        wire::{Building, BuildingWhat, Nothing, Problem, Status},
    },
    app::{App, KeyState, account::StepState, health::Warning},
    ingest,
    journal::{Journal as _, Writing},
};

pub async fn status(api: &Api, _: Nothing) -> Result<Status> {
    ask(api, |app| {
        let counts = app.store.inbox_counts(None);
        let open = app.outbox.entries().iter().filter(|entry| !entry.step.is_final()).count();
        Ok(Status {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            demo: app.config.demo,
            workspace: if app.config.demo { "Lakeview Roofing".to_owned() } else { String::new() },
            unread: counts.unread,
            waiting: counts.waiting,
            outbox: open as u64,
            lines: app.store.lines()?.into_iter().map(people::line_of).collect(),
            coverage: search::coverage(app),
            problems: problems(app),
            building: app.building().map(building),
            undo_ms: app.settings()?.undo_ms,
            now: app.seam.now().0,
        })
    })
    .await
}

fn building(building: ingest::Building) -> Building {
    let ingest::Building { what, done, total, per_second, left_ms } = building;
    let what = match what {
        ingest::What::Store => BuildingWhat::Store,
        ingest::What::Index => BuildingWhat::Index,
    };
    Building { what, done, total, per_second, left_ms }
}

/// What is wrong, each with the way out.
pub fn problems(app: &App) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut add = |code: &str, severe: bool, sentence: String| {
        problems.push(Problem { code: code.to_owned(), sentence, severe });
    };
    let health = app.journal.health();
    if !matches!(health.writing, Writing::Accepting) {
        add(
            "journal",
            true,
            format!(
                "Nothing can be recorded: {}. Deliveries are refused for now and Quo tries them again.",
                writing_words(&health.writing)
            ),
        );
    }
    if !health.damage.is_empty() {
        add(
            "damage",
            true,
            format!(
                "The journal is damaged in {} places. `ringbook doctor` names them; everything else is readable.",
                health.damage.len()
            ),
        );
    }
    for passed in app.progress().passed_over {
        add("damage", true, format!("A damaged part of the journal was passed over: {passed}."));
    }
    if let Some(why) = app.progress().stuck {
        add("stuck", true, format!("What arrives is recorded but not shown yet: {why}."));
    }
    let hook = app.hook_stats().snapshot();
    if hook.stale_in_a_row >= 3 {
        add("clock", true, "Deliveries are signed rightly but look too old: this computer's clock seems to be wrong. Set it right; Quo tries them again.".to_owned());
    }
    if app.key_state() == KeyState::Refused {
        add("key", true, "Quo does not accept the API key any more. Nothing is sent or read until there is a new one; what arrives by webhook is still recorded.".to_owned());
    }
    let account = app.account.view();
    if account.connected && app.key_state() != KeyState::Refused {
        for step in account.steps {
            if let StepState::Failed(failure) = step.state {
                add(failure.code, true, format!("{} {}", failure.cause, failure.cure));
            }
        }
    }
    if app.intake.secrets() == 0 && app.config.compat.is_none() {
        add("secret", false, "Quo is not connected, so nothing arrives. Connect it with an API key.".to_owned());
    }
    if app.config.compat.is_some() {
        add("compat", false, "A compatibility signature is allowed (webhook.compat); with some of them nothing but repetition is protected.".to_owned());
    }
    let dead = app.store.totals().dead;
    if dead > 0 {
        let words = if dead == 1 {
            "One delivery could not be read".to_owned()
        } else {
            format!("{dead} deliveries could not be read")
        };
        add("dead", false, format!("{words}. Open Connection to see why and to try again."));
    }
    // That the key is refused is said above, as soon as it is.
    for raised in app.health().raised.into_iter().filter(|raised| raised.warning != Warning::KeyRefused) {
        add(raised.warning.code(), raised.warning.is_severe(), raised.sentence);
    }
    if let Some(why) = &app.store_report.reason {
        add(
            "store",
            false,
            format!("The store was damaged ({why}) and was made anew from the journal. Nothing is lost."),
        );
    }
    problems
}

pub fn writing_words(writing: &Writing) -> String {
    match writing {
        Writing::Accepting => "it is accepting".to_owned(),
        Writing::Refusing(why) => why.to_string(),
        Writing::ReadOnly => "the journal is open for reading only".to_owned(),
        Writing::Closed => "the journal is closed".to_owned(),
    }
}
