//! The worker: compares what is with what should be, and does the next thing, until all is as it should be.

use super::{Connected, Failure, Hooked, Record, StepName, StepState, WebhookError, failure, keys::SigningKeys, words};
use crate::{
    app::{App, KeyState},
    quo::{Quo, QuoOptions},
    vault::{self, API_KEY},
};
use std::{
    sync::{Arc, PoisonError, atomic::Ordering},
    time::Duration,
};
use tokio::time::Instant;

/// What is right is looked at again after this: a webhook may be changed or switched off at Quo.
const AUDIT: Duration = Duration::from_secs(3_600);
/// The first wait after something that did not work; each further one is three times as long …
const AGAIN: Duration = Duration::from_secs(5);
/// … up to this.
const LONGEST: Duration = Duration::from_secs(300);
/// A tunnel needs a moment; after this there is none.
const PATIENCE: Duration = Duration::from_secs(30);

/// What the worker remembers from one round to the next.
struct Memory {
    /// The client whose workspace was read.
    read: Option<Quo>,
    loaded: bool,
    failures: u32,
    no_address_since: Option<Instant>,
}

/// Starts the worker.
pub fn start(app: &Arc<App>) {
    let (app, token) = (app.clone(), app.token.clone());
    app.tasks.clone().spawn(async move {
        tokio::select! {
            () = token.cancelled() => {}
            () = run(&app) => {}
        }
    });
}

async fn run(app: &App) {
    if app.config.demo {
        return;
    }
    let mut memory = Memory { read: None, loaded: false, failures: 0, no_address_since: None };
    let (mut address, mut quo) = (app.public_url(), app.quo_changes());
    loop {
        address.borrow_and_update();
        quo.borrow_and_update();
        let wait = round(app, &mut memory).await;
        let waiting = async {
            match wait {
                Some(wait) => tokio::time::sleep(wait).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = app.account.wake.notified() => memory.failures = 0,
            changed = address.changed() => { if changed.is_err() { return } memory.failures = 0 }
            changed = quo.changed() => if changed.is_err() { return },
            () = waiting => {}
        }
    }
}

/// Does what can be done now, and says when to look again by itself.
async fn round(app: &App, memory: &mut Memory) -> Option<Duration> {
    let fail = |name, failure: Failure, memory: &mut Memory| {
        let wait = failure.again.then(|| {
            memory.failures = memory.failures.saturating_add(1);
            AGAIN.saturating_mul(3_u32.saturating_pow(memory.failures.min(10) - 1)).min(LONGEST)
        });
        app.account.step(app, name, StepState::Failed(failure));
        wait
    };
    let record = app.account.record();
    if !record.connected && !record.kept {
        return None;
    }
    if !memory.loaded {
        match load(app).await {
            Ok(()) => memory.loaded = true,
            Err(_) if !record.connected => return None,
            Err(error) => return fail(StepName::Secret, failure::of_vault(&error), memory),
        }
    }
    if let Err(error) = app.refresh_secrets().await {
        tracing::warn!(%error, "an old signing secret could not be forgotten; it is tried again");
    }
    let quo = match key_in_hand(app).await {
        Ok(Some(quo)) => quo,
        Ok(None) => return None,
        Err((name, failure)) => return fail(name, failure, memory),
    };
    if app.account.reread.swap(false, Ordering::SeqCst) {
        memory.read = None;
    }
    if !memory.read.as_ref().is_some_and(|known| known.is(&quo)) {
        if let Err((name, failure)) = read(app, &quo).await {
            return fail(name, failure, memory);
        }
        memory.read = Some(quo.clone());
    }
    if app.key_state() == KeyState::Refused {
        memory.read = None;
        return fail(StepName::Key, failure::key_refused(), memory);
    }
    let Some(target) = app.hook_url() else {
        let since = *memory.no_address_since.get_or_insert_with(Instant::now);
        if since.elapsed() < PATIENCE {
            app.account.step(app, StepName::Address, StepState::Running);
            return Some(PATIENCE.saturating_sub(since.elapsed()));
        }
        // It comes by itself when there is one.
        app.account.step(app, StepName::Address, StepState::Failed(failure::no_address()));
        return None;
    };
    memory.no_address_since = None;
    app.account.step(app, StepName::Address, StepState::Done { note: Some(host_of(&target)) });
    let hooked = match webhook(app, &quo, &target).await {
        Ok(hooked) => hooked,
        Err(failure) => return fail(StepName::Webhooks, failure, memory),
    };
    let tested = test(app, &quo, &hooked).await;
    begin(app, &hooked);
    match tested {
        Ok(()) => {
            memory.failures = 0;
            Some(AUDIT)
        }
        Err(failure) => fail(StepName::Test, failure, memory),
    }
}

impl App {
    /// Takes the kept key and secrets into use, for a command that asks and ends. Where they cannot be read, there is
    /// no key.
    pub(in crate::app) async fn load_account(&self) {
        if self.config.demo || !self.account.record().kept {
            return;
        }
        if let Err(error) = load(self).await {
            tracing::info!(%error, "signing secrets were not read");
        }
        if let Err((name, failure)) = key_in_hand(self).await {
            self.account.step(self, name, StepState::Failed(failure));
        }
    }
}

/// Reads the signing secrets of earlier runs and verifies with them.
async fn load(app: &App) -> Result<(), vault::Error> {
    let keys = app.in_vault(SigningKeys::load).await?;
    let now = app.seam.now();
    app.use_signing_secrets(keys.secrets(now));
    *app.account.keys.lock().unwrap_or_else(PoisonError::into_inner) = keys;
    Ok(())
}

/// The client of the account's key: the one in use, else the one that is kept.
async fn key_in_hand(app: &App) -> Result<Option<Quo>, (StepName, Failure)> {
    let _work = app.account.work.lock().await;
    let record = app.account.record();
    if let Some(quo) = app.keys.in_hand() {
        // A key of the environment is used without being asked to keep webhooks.
        return Ok(record.connected.then_some(quo));
    }
    let secret = |error: &vault::Error| (StepName::Secret, failure::of_vault(error));
    let kept = match app.in_vault(|vault| vault.get(API_KEY)).await {
        Ok(kept) => kept,
        Err(_) if !record.connected => return Ok(None),
        Err(error) => return Err(secret(&error)),
    };
    let Some(key) = kept else {
        if !record.connected {
            return Ok(None);
        }
        let failure = Failure {
            code: "key-missing",
            cause: "The API key is not where it was kept.".to_owned(),
            cure: "Enter the key again.".to_owned(),
            again: false,
        };
        return Err((StepName::Secret, failure));
    };
    let quo = Quo::new(QuoOptions::new(app.config.quo_url.clone(), key));
    let quo = quo.map_err(|error| (StepName::Key, failure::of_quo(&error)))?;
    app.use_quo(Some(quo.clone()));
    Ok(Some(quo))
}

/// Reads the workspace of the key, and takes it as ours if it is.
async fn read(app: &App, quo: &Quo) -> Result<(), (StepName, Failure)> {
    let _work = app.account.work.lock().await;
    if !matches!(app.account.state_of(StepName::Key), StepState::Done { .. }) {
        app.account.step(app, StepName::Key, StepState::Running);
    }
    let known = match app.known(quo.clone()).await {
        Ok(known) => known,
        Err(error) => {
            if matches!(error, super::ConnectError::OtherWorkspace { .. }) {
                // A key of the environment was exchanged: nothing of that workspace may get in here.
                app.use_quo(None);
            }
            return Err((StepName::Key, failure::of_connecting(&error)));
        }
    };
    app.take_workspace(known).await.map_err(|error| (StepName::Key, failure::of_connecting(&error.into())))
}

async fn webhook(app: &App, quo: &Quo, target: &str) -> Result<Hooked, Failure> {
    let record = app.account.record();
    if record.without_webhook {
        return Err(failure::webhook_deleted());
    }
    let _work = app.account.work.lock().await;
    if !matches!(app.account.state_of(StepName::Webhooks), StepState::Done { .. }) {
        app.account.step(app, StepName::Webhooks, StepState::Running);
    }
    let hooked = match app.put_webhook_right(quo, target).await {
        Ok(hooked) => hooked,
        Err(WebhookError::Quo(error)) if error.is_unknown_path() && app.account.view().has_older_api_alone() => {
            app.account.step(app, StepName::History, StepState::Done { note: None });
            return Err(failure::no_webhooks());
        }
        Err(error) => {
            let foreign = match quo.webhooks().await {
                Ok(all) => all.into_iter().filter(|webhook| !app.listed(webhook.clone()).ours).count(),
                Err(_) => 0,
            };
            return Err(error.failure(foreign));
        }
    };
    app.account.show(|view| view.webhook = Some(hooked.clone()));
    let note = words(crate::webhook::envelope::EVENT_TYPES.len(), "kind of event", "kinds of events");
    app.account.step(app, StepName::Webhooks, StepState::Done { note: Some(note) });
    Ok(hooked)
}

/// Sees a test event arrive, unless one was seen for this webhook and address.
async fn test(app: &App, quo: &Quo, hooked: &Hooked) -> Result<(), Failure> {
    let done = |at: i64| StepState::Done { note: Some(crate::quo::wire::iso(crate::model::UtcMillis(at))) };
    if let Some((tested, at)) = app.account.record().tested
        && tested == *hooked
    {
        app.account.step(app, StepName::Test, done(at));
        return Ok(());
    }
    app.account.step(app, StepName::Test, StepState::Running);
    let webhook = quo.webhook(&hooked.id).await.map_err(|error| failure::of_quo(&error))?;
    app.see_test_event(quo, &webhook).await.map_err(|error| error.failure(0))??;
    let at = app.seam.now().0;
    let _work = app.account.work.lock().await;
    let record = Record { tested: Some((hooked.clone(), at)), ..app.account.record() };
    if let Err(error) = app.write_account(record).await {
        tracing::warn!(%error, "a test event was seen, and could not be written down; it is tested again");
    }
    app.account.step(app, StepName::Test, done(at));
    Ok(())
}

/// Lets the history be read: whatever happens from here on arrives by webhook.
fn begin(app: &App, hooked: &Hooked) {
    let Some(workspace) = app.account.record().workspace else { return };
    let connected = Connected { workspace, webhook: hooked.clone() };
    app.account.connected.send_if_modified(|known| {
        let news = known.as_ref() != Some(&connected);
        *known = Some(connected);
        news
    });
    app.account.step(app, StepName::History, StepState::Done { note: None });
}

fn host_of(target: &str) -> String {
    url::Url::parse(target).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default()
}
