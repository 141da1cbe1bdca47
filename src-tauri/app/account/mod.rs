//! The account at Quo: from one pasted key to a workspace that keeps itself complete, and what may change later.
//!
//! [`App::connect_account`] checks a key and keeps it; everything after that is done by one worker which compares
//! what is with what should be, again and again: after a start, a new key, another public address, once an hour. So
//! it can be interrupted anywhere. Only webhooks of this installation are ever changed without being asked.
//! Start at [`App::connect_account`], then `worker`.

mod diagnosis;
mod failure;
mod hooks;
mod keys;
mod record;
mod steps;
mod test_event;
mod worker;

use super::{App, Error, recorded::Recorded};
use crate::{
    model::{LineId, decision::Decided},
    quo::{Line, Member, Organization, Quo, QuoOptions, Urgency},
    vault::{self, API_KEY, Vault},
};
use keys::SigningKeys;
use secrecy::{ExposeSecret as _, SecretString};
use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicBool, Ordering},
};
use tokio::sync::{Notify, watch};

pub use hooks::{Listed, WebhookError};
pub use record::{Hooked, NAME, Record, Workspace};
pub use steps::{Failure, Step, StepName, StepState};
pub use test_event::Tested;
pub(super) use worker::start;

/// The account of an open data folder.
pub struct Account {
    /// Where its secrets lie.
    pub vault: Vault,
    record: Mutex<Record>,
    keys: Mutex<SigningKeys>,
    view: watch::Sender<View>,
    connected: watch::Sender<Option<Connected>>,
    /// Held over changes at Quo and of the record.
    work: tokio::sync::Mutex<()>,
    wake: Notify,
    /// The workspace is to be read again.
    reread: AtomicBool,
}

/// The account as it is shown.
#[derive(Debug, Clone, PartialEq)]
pub struct View {
    /// Whether it is connected, or was and still should be.
    pub connected: bool,
    /// The workspace of the key.
    pub workspace: Option<Workspace>,
    /// Its lines, as last read.
    pub lines: Vec<Line>,
    /// How many people it has.
    pub people: usize,
    /// The way there.
    pub steps: Vec<Step>,
    /// Our webhook.
    pub webhook: Option<Hooked>,
}

impl View {
    /// Whether the key's account has the older API alone, which names no workspace and knows no webhooks of ours.
    #[must_use]
    pub fn has_older_api_alone(&self) -> bool {
        self.workspace.as_ref().is_some_and(|workspace| workspace.id.is_empty())
    }
}

/// A workspace whose webhooks are in place: from here on its history can be read without a gap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connected {
    /// The workspace.
    pub workspace: Workspace,
    /// Our webhook at Quo, whose delivery log tells what was missed.
    pub webhook: Hooked,
}

/// Why a key was not taken. Nothing was changed then.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// Sample data connects to nothing.
    #[error("this is sample data; start Ringbook without it to connect Quo")]
    Demo,
    /// It cannot be a key.
    #[error("this is no API key: {0}")]
    NotAKey(&'static str),
    /// Quo does not accept it.
    #[error("Quo does not accept this key; copy it again from Quo: Workspace settings, API")]
    Refused,
    /// It belongs to another workspace than what is kept here.
    #[error(
        "this key belongs to the workspace {new}, and this folder keeps {old}; use a key of {old}, or another data folder for {new}"
    )]
    OtherWorkspace {
        /// What is kept here.
        old: String,
        /// Whose key it is.
        new: String,
    },
    /// The key comes from the environment.
    #[error("the key is given by RINGBOOK_QUO_KEY; change it there")]
    Environment,
    /// It cannot be kept.
    #[error(transparent)]
    Vault(#[from] vault::Error),
    /// Quo could not be asked.
    #[error("{0}; try again in a moment")]
    Quo(crate::quo::Error),
    /// It could not be written down.
    #[error(transparent)]
    App(#[from] Error),
}

impl Account {
    pub(super) fn new(vault: Vault, recorded: &Recorded, now: crate::model::UtcMillis) -> Result<Self, Error> {
        let record = Record::load(recorded).map_err(|cause| Error::part("account", &cause))?;
        let view = View {
            connected: record.connected,
            workspace: record.workspace.clone(),
            lines: Vec::new(),
            people: 0,
            steps: steps::untouched(now),
            webhook: record.webhook.clone(),
        };
        Ok(Self {
            vault,
            record: Mutex::new(record),
            keys: Mutex::default(),
            view: watch::Sender::new(view),
            connected: watch::Sender::new(None),
            work: tokio::sync::Mutex::new(()),
            wake: Notify::new(),
            reread: AtomicBool::new(false),
        })
    }

    /// What is written down of it.
    #[must_use]
    pub fn record(&self) -> Record {
        self.record.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// As it is shown.
    #[must_use]
    pub fn view(&self) -> View {
        self.view.borrow().clone()
    }

    /// The same over time.
    #[must_use]
    pub fn changes(&self) -> watch::Receiver<View> {
        self.view.subscribe()
    }

    /// The workspace whose webhooks are in place, over time; `None` before that and after a disconnect. Whoever
    /// brings the history in begins with it.
    #[must_use]
    pub fn connected(&self) -> watch::Receiver<Option<Connected>> {
        self.connected.subscribe()
    }

    fn show(&self, change: impl FnOnce(&mut View)) {
        self.view.send_if_modified(|view| {
            let before = view.clone();
            change(view);
            *view != before
        });
    }
}

impl App {
    /// Checks a key, keeps it, and works with it from now on; the steps after that follow by themselves. The key in
    /// use is replaced only when the new one is accepted and kept.
    ///
    /// # Errors
    /// [`ConnectError`]; nothing was changed then.
    pub async fn connect_account(
        self: &Arc<Self>,
        key: SecretString,
        passphrase: Option<SecretString>,
    ) -> Result<(), ConnectError> {
        if self.config.demo {
            return Err(ConnectError::Demo);
        }
        let key = checked_key(&key)?;
        let given = self.config.quo_key.as_ref().map(|given| given.expose_secret().trim() == key.expose_secret());
        if given == Some(false) {
            return Err(ConnectError::Environment);
        }
        let _work = self.account.work.lock().await;
        if let Some(passphrase) = passphrase {
            self.unlock_vault(passphrase).await?;
        }
        if given.is_none() {
            // A key that could not be kept need not be checked; this says what is missing before Quo is asked.
            self.in_vault(|vault| vault.get(API_KEY).map(drop)).await?;
        }
        let new = !self.account.record().connected;
        if new {
            self.account.step(self, StepName::Key, StepState::Running);
        }
        let known = match self.read_workspace(&key).await {
            Ok(known) => known,
            Err(error) => {
                if new {
                    self.account.step(self, StepName::Key, StepState::Failed(failure::of_connecting(&error)));
                }
                return Err(error);
            }
        };
        // Before the secret itself, so that one that was kept is found after a crash.
        self.write_account(Record { kept: true, ..self.account.record() }).await?;
        if given.is_none() {
            self.in_vault(move |vault| vault.put(API_KEY, &key)).await?;
        }
        self.take_workspace(known).await?;
        self.account.wake.notify_one();
        Ok(())
    }

    /// Opens the vault with its passphrase, or makes one where no keychain answers; what waited for it goes on.
    ///
    /// # Errors
    /// See [`Vault::unlock`].
    pub async fn unlock_vault(&self, passphrase: SecretString) -> Result<(), vault::Error> {
        self.in_vault(move |vault| vault.unlock(&passphrase)).await?;
        self.open_tunnel_with_its_secret().await;
        self.account.wake.notify_one();
        Ok(())
    }

    /// Does a step again now, and looks at the ones before it again too.
    ///
    /// # Errors
    /// If it could not be written down.
    pub async fn retry_account(&self, step: StepName) -> Result<(), Error> {
        match step {
            StepName::Key | StepName::Secret => {
                if let Some(quo) = self.keys.in_hand() {
                    // Its answer says whether the key is accepted again; the worker does the rest.
                    let _ = quo.organization().await;
                }
                self.account.reread.store(true, Ordering::SeqCst);
            }
            StepName::Webhooks => {
                let _work = self.account.work.lock().await;
                self.write_account(Record { without_webhook: false, ..self.account.record() }).await?;
            }
            StepName::Test => {
                let _work = self.account.work.lock().await;
                self.write_account(Record { tested: None, ..self.account.record() }).await?;
            }
            StepName::Address | StepName::History => {}
        }
        self.account.wake.notify_one();
        Ok(())
    }

    /// Takes our webhooks out of Quo, forgets the key, and works without Quo from now on. What is kept stays. Gives a
    /// sentence where something is left to do by hand.
    ///
    /// # Errors
    /// What could not be forgotten or written down; it can be tried again.
    pub async fn disconnect_account(&self) -> Result<Option<String>, ConnectError> {
        if self.config.demo {
            return Err(ConnectError::Demo);
        }
        let _work = self.account.work.lock().await;
        let left = match self.keys.in_hand() {
            Some(quo) => self.remove_own_webhooks(&quo).await,
            None => None,
        };
        self.in_vault(|vault| match vault.remove(API_KEY) {
            // Nothing is kept where nothing can be kept.
            Err(vault::Error::NeedsPassphrase(_)) => Ok(()),
            other => other,
        })
        .await?;
        let record = Record { workspace: self.account.record().workspace, kept: true, ..Record::default() };
        self.write_account(record).await?;
        self.account.connected.send_replace(None);
        self.account.show(|view| {
            view.connected = false;
            view.webhook = None;
            view.steps = steps::untouched(self.seam.now());
        });
        self.use_quo(None);
        self.account.wake.notify_one();
        Ok(left)
    }

    /// Calls `tell` whenever the account is shown otherwise than before, until the end.
    pub fn when_the_account_changes(&self, tell: impl Fn() + Send + 'static) {
        let (mut changes, token) = (self.account.changes(), self.token.clone());
        self.tasks.spawn(async move {
            loop {
                tokio::select! {
                    () = token.cancelled() => return,
                    changed = changes.changed() => if changed.is_err() { return },
                }
                tell();
            }
        });
    }

    /// Runs something of the vault where it may block.
    pub(in crate::app) async fn in_vault<T: Send + 'static>(
        &self,
        what: impl FnOnce(&Vault) -> Result<T, vault::Error> + Send + 'static,
    ) -> Result<T, vault::Error> {
        let vault = self.account.vault.clone();
        let done = tokio::task::spawn_blocking(move || what(&vault)).await;
        done.unwrap_or_else(|_| Err(vault::Error::Keychain("it broke off".to_owned())))
    }

    /// Writes the account down, if it is another one than before.
    async fn write_account(&self, record: Record) -> Result<(), Error> {
        if self.account.record() == record {
            return Ok(());
        }
        let value = serde_json::to_value(&record).map_err(|cause| Error::part("account", &cause))?;
        self.decide(vec![Decided::SettingSaved { name: record::NAME.to_owned(), value }]).await?;
        *self.account.record.lock().unwrap_or_else(PoisonError::into_inner) = record;
        Ok(())
    }

    /// Whose key this is, with lines and people, if it fits to what is kept here.
    async fn read_workspace(&self, key: &SecretString) -> Result<Known, ConnectError> {
        let options = QuoOptions::new(self.config.quo_url.clone(), key.clone());
        let quo = Quo::new(options).map_err(ConnectError::Quo)?;
        self.known(quo).await
    }

    async fn known(&self, quo: Quo) -> Result<Known, ConnectError> {
        let failed = |error: crate::quo::Error| {
            if error.is_key_refused() { ConnectError::Refused } else { ConnectError::Quo(error) }
        };
        let (workspace, lines, people) = match quo.organization().await {
            Ok(Organization { id, name, .. }) => {
                let lines = quo.lines().await.map_err(failed)?;
                (Workspace { id, name }, lines, quo.members().await.map_err(failed)?)
            }
            // An account with the older API alone: it does not say whose key it is.
            Err(error) if error.is_unknown_path() => {
                let lines = quo.lines_v1(Urgency::Interactive).await.map_err(failed)?;
                let workspace = Workspace { id: String::new(), name: "your Quo workspace".to_owned() };
                (workspace, lines, quo.members_v1(Urgency::Interactive).await.map_err(failed)?)
            }
            Err(error) => return Err(failed(error)),
        };
        if let Some(old) = self.kept_workspace(&workspace, &lines)? {
            let named = |name: String| if name.is_empty() { "another one".to_owned() } else { name };
            return Err(ConnectError::OtherWorkspace { old: named(old), new: named(workspace.name) });
        }
        Ok(Known { quo, workspace, lines, people })
    }

    /// The name of the workspace that is kept here, if it is not this one. An empty folder keeps none.
    fn kept_workspace(&self, new: &Workspace, lines: &[Line]) -> Result<Option<String>, Error> {
        let totals = self.store.totals();
        if totals.messages == 0 && totals.calls == 0 && totals.notes == 0 && totals.contacts == 0 {
            return Ok(None);
        }
        if let Some(old) = self.account.record().workspace.filter(|old| !old.id.is_empty() && !new.id.is_empty()) {
            return Ok((old.id != new.id).then_some(old.name));
        }
        // Filled before it was connected, or without a name on one side: the lines tell.
        let kept = self.store.lines().map_err(|cause| Error::part("store", &cause))?;
        let kept: Vec<LineId> =
            kept.into_iter().map(|line| line.id).filter(|id| id.as_str().starts_with("PN")).collect();
        let same = kept.is_empty() || lines.iter().any(|line| kept.contains(&line.id));
        Ok((!same).then(|| "another workspace".to_owned()))
    }

    /// Writes a workspace down as ours, shows it, and works with its key.
    async fn take_workspace(&self, known: Known) -> Result<(), Error> {
        let Known { quo, workspace, lines, people } = known;
        let mut record = self.account.record();
        let another = |old: &Workspace| old.id != workspace.id && !old.id.is_empty() && !workspace.id.is_empty();
        if record.workspace.as_ref().is_some_and(another) {
            record = Record::default();
        }
        (record.connected, record.kept) = (true, true);
        record.workspace = Some(workspace.clone());
        self.write_account(record).await?;
        let noted = words(lines.len(), "line", "lines");
        self.account.show(|view| {
            view.connected = true;
            view.workspace = Some(workspace);
            view.lines = lines;
            view.people = people.len();
        });
        self.account.step(self, StepName::Key, StepState::Done { note: Some(noted) });
        self.account.step(self, StepName::Secret, StepState::Done { note: Some(self.secret_place().to_owned()) });
        self.use_quo(Some(quo));
        Ok(())
    }

    /// Where the key lies, in a few words.
    fn secret_place(&self) -> &'static str {
        match self.account.vault.state() {
            _ if self.config.quo_key.is_some() => "given by the environment",
            vault::State::Keychain => "in this computer's keychain",
            vault::State::Files => "in a file sealed with your passphrase",
            vault::State::Memory => "until Ringbook ends",
            vault::State::Locked | vault::State::NeedsPassphrase(_) | vault::State::Damaged(_) => "nowhere yet",
        }
    }
}

/// A workspace as a key shows it.
struct Known {
    quo: Quo,
    workspace: Workspace,
    lines: Vec<Line>,
    people: Vec<Member>,
}

impl Account {
    fn step(&self, app: &App, name: StepName, state: StepState) {
        let now = app.seam.now();
        if let StepState::Failed(failure) = &state {
            tracing::info!(step = name.word(), code = failure.code, "connecting: a step did not work");
        }
        self.show(|view| {
            if let Some(step) = view.steps.iter_mut().find(|step| step.name == name)
                && step.state != state
            {
                *step = Step { name, state, since: now };
            }
        });
    }

    fn state_of(&self, name: StepName) -> StepState {
        let view = self.view.borrow();
        view.steps.iter().find(|step| step.name == name).map_or(StepState::Waiting, |step| step.state.clone())
    }
}

/// What can be a key: pasted text without blanks.
fn checked_key(key: &SecretString) -> Result<SecretString, ConnectError> {
    let text = key.expose_secret().trim();
    if text.is_empty() {
        return Err(ConnectError::NotAKey("nothing was entered"));
    }
    if text.len() > 512 || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(ConnectError::NotAKey("a key is one word of letters, digits and signs"));
    }
    Ok(SecretString::from(text.to_owned()))
}

fn words(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
