//! Is the hook, and nothing but the hook, reached through the public address.

use super::{Checker, Outcome, Trouble, check::failed};
use crate::model::UtcMillis;
use std::time::Duration;
use url::Url;

/// Paths that must not exist out there: the interface, its commands, its media, files, and near misses of the hook.
pub const ELSEWHERE: [&str; 9] = [
    "/",
    "/index.html",
    "/api/session",
    "/api/rpc/status",
    "/api/changes",
    "/metrics",
    "/..%2f..%2fetc/passwd",
    "/webhooks/quo/x",
    "/.env",
];

/// What a step came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StepOutcome {
    /// As it should be.
    Ok,
    /// Not as it should be.
    Failed(Trouble),
    /// Not looked at, because an earlier step failed.
    Skipped,
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What it is about, as a short sentence.
    pub name: &'static str,
    /// What came of it.
    pub outcome: StepOutcome,
}

/// What a test of one address found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SelfTest {
    /// The address.
    pub url: Url,
    /// When it ended.
    pub at: UtcMillis,
    /// In order.
    pub steps: Vec<Step>,
}

impl SelfTest {
    /// Whether every step is as it should be.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.steps.iter().all(|step| step.outcome == StepOutcome::Ok)
    }

    /// The first thing that is not as it should be.
    #[must_use]
    pub fn trouble(&self) -> Option<&Trouble> {
        self.steps
            .iter()
            .find_map(|step| if let StepOutcome::Failed(trouble) = &step.outcome { Some(trouble) } else { None })
    }
}

/// The names of the steps, in order.
pub const STEPS: [&str; 3] = [
    "Requests come in through the public address",
    "Requests without Quo's signature are refused",
    "Nothing but the hook can be reached",
];

/// Tests the address `base`; `unsigned` is what the hook answers strangers at present (401, or 503 before it has
/// any signing secret).
pub async fn run(checker: &Checker, base: &Url, unsigned: u16, now: impl Fn() -> UtcMillis) -> SelfTest {
    let reached = reached(checker, base).await;
    let steps = if reached == StepOutcome::Ok {
        vec![reached, refused(checker, base, unsigned).await, nothing_else(checker, base).await]
    } else {
        // What could be learned is about somebody else's server then.
        vec![reached, StepOutcome::Skipped, StepOutcome::Skipped]
    };
    let steps = STEPS.into_iter().zip(steps).map(|(name, outcome)| Step { name, outcome }).collect();
    SelfTest { url: base.clone(), at: now(), steps }
}

async fn reached(checker: &Checker, base: &Url) -> StepOutcome {
    let mut cause = String::new();
    for pause in [0, 1, 3] {
        tokio::time::sleep(Duration::from_secs(pause)).await;
        match checker.check(base).await {
            Outcome::Reached => return StepOutcome::Ok,
            Outcome::Broken(why) | Outcome::Silent(why) | Outcome::Unresolved(why) => cause = why,
        }
    }
    let cure = "see that the address leads to this computer's hook port, and that this computer is online";
    StepOutcome::Failed(Trouble::new(cause, cure))
}

async fn refused(checker: &Checker, base: &Url, unsigned: u16) -> StepOutcome {
    let request = checker.client.post(checker.hook_url(base)).header(reqwest::header::CONTENT_TYPE, "application/json");
    match request.body("{}").send().await {
        Ok(answer) if answer.status().as_u16() == unsigned => StepOutcome::Ok,
        Ok(answer) => StepOutcome::Failed(Trouble::new(
            format!(
                "a request without a signature is answered with {} and not with {unsigned}",
                answer.status().as_u16()
            ),
            "something between Quo and this computer changes answers; let it pass them as they are",
        )),
        Err(error) => unanswered(&error),
    }
}

async fn nothing_else(checker: &Checker, base: &Url) -> StepOutcome {
    for path in ELSEWHERE {
        let Ok(url) = base.join(path) else { continue };
        match checker.client.get(url).send().await {
            Ok(answer) if answer.status().as_u16() == 404 => {}
            Ok(answer) => {
                return StepOutcome::Failed(Trouble::new(
                    format!("{path} is answered with {} and not with 404", answer.status().as_u16()),
                    "let the address lead to the hook port only (127.0.0.1:8791 unless you changed it) and never to the \
                     interface; a name of its own for Ringbook is simplest",
                ));
            }
            Err(error) => return unanswered(&error),
        }
    }
    StepOutcome::Ok
}

fn unanswered(error: &reqwest::Error) -> StepOutcome {
    let (Outcome::Broken(cause) | Outcome::Silent(cause) | Outcome::Unresolved(cause)) = failed(error) else {
        return StepOutcome::Skipped;
    };
    StepOutcome::Failed(Trouble::new(cause, "start the test again"))
}
