//! Our webhook at Quo: one, hearing of everything, pointing here. What else there is at Quo is other people's.

use super::{Account, Error, Failure, Hooked, Record, failure};
use crate::{
    app::App,
    model::UserId,
    quo::{
        self, Cause, CreatedWebhook, MOST_WEBHOOKS, NewWebhook, Quo, Retry, Webhook, WebhookChange, WebhookGeneration,
    },
    vault,
    webhook::envelope::{EVENT_TYPES, FIRST_EVENT_TYPES},
};
use secrecy::SecretString;
use std::sync::PoisonError;

/// People whose legacy webhooks are looked up, at one request each.
const MOST_PEOPLE: usize = 25;

/// A webhook at Quo, with what it is to us.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    /// As Quo has it.
    pub webhook: Webhook,
    /// This installation made it.
    pub ours: bool,
    /// It is the one that keeps this installation complete.
    pub main: bool,
    /// What it signs with is known, so what it delivers here is taken.
    pub verified: bool,
}

/// Why a webhook was not made or changed.
#[derive(Debug, thiserror::Error)]
pub enum WebhookError {
    /// There is no key that Quo accepts.
    #[error("Quo is not connected; connect it first")]
    NotConnected,
    /// Sample data has no webhooks of its own.
    #[error("this is sample data; start Ringbook without it to work with webhooks")]
    Demo,
    /// There is none with this id.
    #[error("there is no webhook {0} in this workspace")]
    Unknown(String),
    /// It belongs to another program or another installation.
    #[error("webhook {0} was not made by this Ringbook; say that you mean it (--foreign) to change it all the same")]
    Foreign(String),
    /// Legacy webhooks can only be read and deleted.
    #[error("webhook {0} is a legacy one, which can only be listed and deleted")]
    Legacy(String),
    /// The address will not do.
    #[error("the address of a webhook begins with https://")]
    Address,
    /// No address is known to deliver to.
    #[error("there is no public address yet; open a tunnel, or give --url")]
    NoAddress,
    /// As many as there may be.
    #[error("the workspace has {MOST_WEBHOOKS} webhooks, the most that Quo allows; delete one first")]
    TooMany,
    /// Quo refused or could not be asked.
    #[error("{0}")]
    Quo(#[from] quo::Error),
    /// Its secret cannot be kept.
    #[error(transparent)]
    Vault(#[from] vault::Error),
    /// It could not be written down.
    #[error(transparent)]
    App(#[from] Error),
}

impl App {
    /// Every webhook of the workspace, ours first; of legacy ones those of the people that a key can see.
    ///
    /// # Errors
    /// [`WebhookError`].
    pub async fn webhooks(&self) -> Result<Vec<Listed>, WebhookError> {
        let quo = self.quo_for_webhooks()?;
        let mut found = quo.webhooks().await?;
        found.extend(quo.legacy_webhooks(None).await?);
        for person in quo.members().await?.into_iter().take(MOST_PEOPLE) {
            let theirs = quo.legacy_webhooks(Some(&UserId(person.id.as_str().to_owned()))).await?;
            for webhook in theirs {
                if !found.iter().any(|known| known.id == webhook.id) {
                    found.push(webhook);
                }
            }
        }
        let mut listed: Vec<Listed> = found.into_iter().map(|webhook| self.listed(webhook)).collect();
        listed.sort_by_key(|row| (!row.main, !row.ours, row.webhook.generation, row.webhook.created_at));
        Ok(listed)
    }

    /// Makes a webhook: ours, to the public address, or with `url` one more that is left alone from then on.
    ///
    /// # Errors
    /// [`WebhookError`].
    pub async fn create_webhook(&self, url: Option<&str>) -> Result<Listed, WebhookError> {
        let quo = self.quo_for_webhooks()?;
        let _work = self.account.work.lock().await;
        let Some(url) = url else {
            let target = self.hook_url().ok_or(WebhookError::NoAddress)?;
            let record = Record { without_webhook: false, ..self.account.record() };
            self.write_account(record).await?;
            let hooked = self.put_webhook_right(&quo, &target).await?;
            self.account.wake.notify_one();
            return Ok(self.listed(quo.webhook(&hooked.id).await?));
        };
        let url = checked_address(url)?;
        if quo.webhooks().await?.len() >= MOST_WEBHOOKS {
            return Err(WebhookError::TooMany);
        }
        let label = format!("{} by hand", self.label());
        let made = make(&quo, &url, &label).await?;
        self.keep_key(&quo, &made.webhook.id, made.key, true).await?;
        Ok(self.listed(made.webhook))
    }

    /// Gives a webhook a new signing secret. The one before is still tried for 28 hours.
    ///
    /// # Errors
    /// [`WebhookError`]; of a foreign webhook only with `foreign`.
    pub async fn rotate_webhook(&self, id: &str, foreign: bool) -> Result<Listed, WebhookError> {
        let quo = self.quo_for_webhooks()?;
        let _work = self.account.work.lock().await;
        let listed = self.changeable(&quo, id, foreign).await?;
        let key = quo.rotate_webhook(id).await?;
        self.keep_key(&quo, id, key, false).await?;
        Ok(self.listed(listed.webhook))
    }

    /// Deletes a webhook of either generation. Ours is not made again unasked.
    ///
    /// # Errors
    /// [`WebhookError`]; of a foreign webhook only with `foreign`.
    pub async fn delete_webhook(&self, id: &str, foreign: bool) -> Result<(), WebhookError> {
        let quo = self.quo_for_webhooks()?;
        let _work = self.account.work.lock().await;
        if !id.bytes().all(|byte| byte.is_ascii_digit()) {
            let legacy = quo.legacy_webhook(id).await.map_err(|error| unknown(error, id))?;
            if !foreign {
                return Err(WebhookError::Foreign(legacy.id));
            }
            return Ok(quo.delete_legacy_webhook(id).await?);
        }
        let listed = self.changeable(&quo, id, foreign).await?;
        quo.delete_webhook(id).await?;
        self.retire_keys(|webhook| webhook != id).await?;
        if listed.main {
            let record = Record { webhook: None, tested: None, without_webhook: true, ..self.account.record() };
            self.write_account(record).await?;
            self.account.wake.notify_one();
        }
        Ok(())
    }

    /// Where Quo is to deliver, while there is a public address.
    #[must_use]
    pub fn hook_url(&self) -> Option<String> {
        let base = self.public_url().borrow().clone()?;
        let base = base.as_str().trim_end_matches('/');
        Some(format!("{base}{}", crate::webhook::HOOK_PATH))
    }

    /// Brings our webhook to what it should be: one, with a secret that is known, enabled, for everything, to
    /// `target`. Call it with `work` held.
    pub(super) async fn put_webhook_right(&self, quo: &Quo, target: &str) -> Result<Hooked, WebhookError> {
        let listed = quo.webhooks().await?;
        let (mine, foreign): (Vec<Webhook>, Vec<Webhook>) =
            listed.into_iter().partition(|webhook| self.is_main(webhook));
        let recorded = self.account.record().webhook.map(|webhook| webhook.id);
        let known = |webhook: &&Webhook| self.account.knows_key(&webhook.id);
        let by_record = mine.iter().filter(known).find(|webhook| Some(&webhook.id) == recorded.as_ref());
        let keeper = match by_record.or_else(|| mine.iter().find(known)).or(mine.first()) {
            Some(keeper) => {
                if !self.account.knows_key(&keeper.id) {
                    // Made, and then its answer was lost: a new secret makes it ours.
                    let key = quo.rotate_webhook(&keeper.id).await?;
                    self.keep_key(quo, &keeper.id, key, false).await?;
                }
                keeper.clone()
            }
            None if mine.len() + foreign.len() >= MOST_WEBHOOKS => return Err(WebhookError::TooMany),
            None => {
                let made = make(quo, target, &self.label()).await?;
                self.keep_key(quo, &made.webhook.id, made.key, true).await?;
                made.webhook
            }
        };
        let right = keeper.url == target && keeper.enabled && keeper.lines.is_empty() && hears_enough(&keeper);
        if !right {
            let mut change = WebhookChange {
                url: Some(target.to_owned()),
                enabled: Some(true),
                label: Some(self.label()),
                events: None,
            };
            if !hears_enough(&keeper) {
                change.events = Some(all(EVENT_TYPES));
            }
            quo.change_webhook(&keeper.id, &change).await?;
        }
        for old in mine.iter().filter(|webhook| webhook.id != keeper.id) {
            quo.delete_webhook(&old.id).await?;
        }
        let gone = |id: &str| mine.iter().any(|old| old.id == id && old.id != keeper.id);
        self.retire_keys(|id| !gone(id) && (id == keeper.id || foreign.iter().any(|webhook| webhook.id == id))).await?;
        let hooked = Hooked { id: keeper.id, url: target.to_owned() };
        let record = Record { webhook: Some(hooked.clone()), without_webhook: false, ..self.account.record() };
        self.write_account(record).await?;
        Ok(hooked)
    }

    /// Deletes what this installation made; a sentence if something of it may be left.
    pub(super) async fn remove_own_webhooks(&self, quo: &Quo) -> Option<String> {
        let removed = async {
            for webhook in quo.webhooks().await?.into_iter().filter(|webhook| self.is_ours(webhook)) {
                quo.delete_webhook(&webhook.id).await?;
            }
            self.retire_keys(|_| false).await
        };
        removed.await.err().map(|error: WebhookError| {
            format!(
                "The webhook at Quo could not be removed ({error}). It is named {:?}; remove it there, or connect and disconnect once more.",
                self.label()
            )
        })
    }

    /// Drops secrets whose time has ended, and verifies with the rest.
    pub(super) async fn refresh_secrets(&self) -> Result<(), vault::Error> {
        let now = self.seam.now();
        let kept = {
            let mut keys = self.account.keys.lock().unwrap_or_else(PoisonError::into_inner);
            let ended = keys.expire(now);
            self.use_signing_secrets(keys.secrets(now));
            ended.then(|| keys.clone())
        };
        match kept {
            Some(keys) => self.in_vault(move |vault| keys.save(vault)).await,
            None => Ok(()),
        }
    }

    /// Keeps the secret of a webhook and verifies with it. A webhook just `made` whose secret cannot be kept is taken
    /// back.
    async fn keep_key(&self, quo: &Quo, id: &str, key: SecretString, made: bool) -> Result<(), WebhookError> {
        let now = self.seam.now();
        let keys = {
            let mut keys = self.account.keys.lock().unwrap_or_else(PoisonError::into_inner);
            keys.add(id, key, now);
            // At once: with it the first delivery may come in already.
            self.use_signing_secrets(keys.secrets(now));
            keys.clone()
        };
        let saved = self.in_vault(move |vault| keys.save(vault)).await;
        if let Err(error) = saved {
            if made && let Err(error) = quo.delete_webhook(id).await {
                tracing::warn!(%error, "a webhook whose secret could not be kept is adopted at the next try");
            }
            let _ =
                self.account.keys.lock().unwrap_or_else(PoisonError::into_inner).keep_only(now, |known| known != id);
            return Err(error.into());
        }
        Ok(())
    }

    async fn retire_keys(&self, stay: impl Fn(&str) -> bool) -> Result<(), WebhookError> {
        let now = self.seam.now();
        let changed = {
            let mut keys = self.account.keys.lock().unwrap_or_else(PoisonError::into_inner);
            keys.keep_only(now, stay).then(|| keys.clone())
        };
        if let Some(keys) = changed {
            self.in_vault(move |vault| keys.save(vault)).await?;
        }
        Ok(())
    }

    pub(super) fn quo_for_webhooks(&self) -> Result<Quo, WebhookError> {
        if self.config.demo {
            return Err(WebhookError::Demo);
        }
        self.quo().ok_or(WebhookError::NotConnected)
    }

    /// A webhook of 2026-03-30 that may be changed.
    pub(super) async fn changeable(&self, quo: &Quo, id: &str, foreign: bool) -> Result<Listed, WebhookError> {
        if id.starts_with("WH") {
            return Err(WebhookError::Legacy(id.to_owned()));
        }
        if id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(WebhookError::Unknown(id.to_owned()));
        }
        let listed = self.listed(quo.webhook(id).await.map_err(|error| unknown(error, id))?);
        if listed.ours || foreign { Ok(listed) } else { Err(WebhookError::Foreign(id.to_owned())) }
    }

    pub(super) fn listed(&self, webhook: Webhook) -> Listed {
        let main = self.is_main(&webhook);
        Listed { ours: self.is_ours(&webhook), verified: self.account.knows_key(&webhook.id), main, webhook }
    }

    /// The name that our webhook has at Quo: it tells this installation from others.
    fn label(&self) -> String {
        format!("Ringbook {}", self.account.vault.owner())
    }

    fn is_main(&self, webhook: &Webhook) -> bool {
        webhook.generation == WebhookGeneration::Dated
            && (webhook.label.as_deref() == Some(&self.label())
                || self.account.record().webhook.is_some_and(|known| known.id == webhook.id))
    }

    fn is_ours(&self, webhook: &Webhook) -> bool {
        let label = self.label();
        let made = webhook.label.as_deref().is_some_and(|name| name.strip_prefix(&label).is_some_and(named_by_us));
        webhook.generation == WebhookGeneration::Dated && (made || self.is_main(webhook))
    }
}

fn named_by_us(rest: &str) -> bool {
    matches!(rest, "" | " by hand")
}

impl Account {
    fn knows_key(&self, id: &str) -> bool {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner).knows(id)
    }
}

/// Makes a webhook for everything that is understood; for what every plan has, where Quo does not know the rest.
async fn make(quo: &Quo, url: &str, label: &str) -> Result<CreatedWebhook, quo::Error> {
    let new = NewWebhook { url: url.to_owned(), events: all(EVENT_TYPES), label: label.to_owned() };
    match quo.create_webhook(&new).await {
        Err(error) if is_bad_input(&error) => {
            quo.create_webhook(&NewWebhook { events: all(FIRST_EVENT_TYPES), ..new }).await
        }
        other => other,
    }
}

fn is_bad_input(error: &quo::Error) -> bool {
    matches!(&error.cause, Cause::Refused(refusal) if matches!(refusal.status, 400 | 422))
}

fn all(types: &[&str]) -> Vec<String> {
    types.iter().map(|name| (*name).to_owned()).collect()
}

fn hears_enough(webhook: &Webhook) -> bool {
    FIRST_EVENT_TYPES.iter().all(|name| webhook.events.iter().any(|heard| heard == name))
}

fn unknown(error: quo::Error, id: &str) -> WebhookError {
    match &error.cause {
        Cause::Refused(refusal) if matches!(refusal.status, 400 | 404) => WebhookError::Unknown(id.to_owned()),
        _ => WebhookError::Quo(error),
    }
}

fn checked_address(url: &str) -> Result<String, WebhookError> {
    let url = url.trim();
    if crate::app::config::is_allowed_quo_url(url) { Ok(url.to_owned()) } else { Err(WebhookError::Address) }
}

impl WebhookError {
    /// As a step that did not work.
    pub(super) fn failure(&self, foreign: usize) -> Failure {
        match self {
            Self::TooMany => failure::too_many_webhooks(foreign),
            Self::Quo(error) if error.retry() == Retry::OutcomeUnknown => Failure {
                code: "quo-unclear",
                cause: "Quo did not say whether it made the webhook.".to_owned(),
                cure: "Nothing to do: it is looked up and put right by itself.".to_owned(),
                again: true,
            },
            Self::Quo(error) => failure::of_quo(error),
            Self::Vault(error) => failure::of_vault(error),
            other => Failure {
                code: "webhook",
                cause: format!("{other}."),
                cure: "Try again; if it stays, copy the diagnosis.".to_owned(),
                again: true,
            },
        }
    }
}
