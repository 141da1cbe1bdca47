//! Connecting Quo, its secrets and its webhooks.

use super::{Result, ask, status};
use crate::{
    api::{
        Api,
        wire::{
            Account, AccountLine, AccountProblem, AccountState, AccountStep, AccountStepName, AccountStepState,
            ApiError, Code, ConnectReq, CreateWebhookReq, Diagnosis, Disconnected, Nothing, RetryStepReq, SecretsPlace,
            UnlockReq, WebhookKind, WebhookReq, WebhookRow, WebhookTest, Webhooks,
        },
    },
    app::{
        App, KeyState,
        account::{ConnectError, Failure, Listed, Step, StepName, StepState, Tested, WebhookError},
    },
    quo::{MOST_WEBHOOKS, WebhookGeneration},
    vault::{self, LEAST_PASSPHRASE},
};
use secrecy::SecretString;

pub async fn account(api: &Api, _: Nothing) -> Result<Account> {
    ask(api, |app| Ok(shown(app))).await
}

pub async fn connect(api: &Api, req: ConnectReq) -> Result<Account> {
    let ConnectReq { key, passphrase } = req;
    let passphrase = passphrase.filter(|text| !text.is_empty()).map(SecretString::from);
    api.app.connect_account(SecretString::from(key), passphrase).await?;
    account(api, Nothing {}).await
}

pub async fn unlock_secrets(api: &Api, req: UnlockReq) -> Result<Account> {
    api.app.unlock_vault(SecretString::from(req.passphrase)).await?;
    account(api, Nothing {}).await
}

pub async fn retry_step(api: &Api, req: RetryStepReq) -> Result<Account> {
    let step = match req.step {
        AccountStepName::Key => StepName::Key,
        AccountStepName::Secret => StepName::Secret,
        AccountStepName::Address => StepName::Address,
        AccountStepName::Webhooks => StepName::Webhooks,
        AccountStepName::Test => StepName::Test,
        AccountStepName::History => StepName::History,
    };
    api.app.retry_account(step).await?;
    account(api, Nothing {}).await
}

pub async fn disconnect(api: &Api, _: Nothing) -> Result<Disconnected> {
    Ok(Disconnected { notice: api.app.disconnect_account().await? })
}

pub async fn webhooks(api: &Api, _: Nothing) -> Result<Webhooks> {
    let rows = api.app.webhooks().await?.into_iter().map(row).collect();
    Ok(Webhooks { rows, most: MOST_WEBHOOKS as u32 })
}

pub async fn create_webhook(api: &Api, req: CreateWebhookReq) -> Result<WebhookRow> {
    Ok(row(api.app.create_webhook(req.url.as_deref()).await?))
}

pub async fn rotate_webhook(api: &Api, req: WebhookReq) -> Result<WebhookRow> {
    Ok(row(api.app.rotate_webhook(&req.id, req.foreign).await?))
}

pub async fn delete_webhook(api: &Api, req: WebhookReq) -> Result<Nothing> {
    api.app.delete_webhook(&req.id, req.foreign).await?;
    Ok(Nothing {})
}

pub async fn test_webhook(api: &Api, req: WebhookReq) -> Result<WebhookTest> {
    Ok(match api.app.test_webhook(&req.id, req.foreign).await? {
        Ok(Tested::Seen) => {
            WebhookTest { seen: true, sentence: "The test event arrived, rightly signed.".to_owned(), problem: None }
        }
        Ok(Tested::Asked) => WebhookTest {
            seen: false,
            sentence: "Quo sends the test event to an address that is not this Ringbook.".to_owned(),
            problem: None,
        },
        Err(failure) => WebhookTest {
            seen: false,
            sentence: "The test event did not arrive.".to_owned(),
            problem: Some(problem(failure)),
        },
    })
}

pub async fn diagnosis(api: &Api, _: Nothing) -> Result<Diagnosis> {
    ask(api, |app| {
        let problems: Vec<String> = status::problems(app).into_iter().map(|problem| problem.code).collect();
        Ok(Diagnosis { text: app.diagnosis(&problems) })
    })
    .await
}

fn shown(app: &App) -> Account {
    let view = app.account.view();
    let vault = app.account.vault.state();
    let (secrets, secrets_why) = match vault {
        vault::State::Keychain => (SecretsPlace::Keychain, None),
        vault::State::Files => (SecretsPlace::Sealed, None),
        vault::State::Locked => (SecretsPlace::Locked, None),
        vault::State::NeedsPassphrase(why) => {
            (SecretsPlace::NeedsPassphrase, Some(format!("No keychain answers on this computer: {why}.")))
        }
        vault::State::Damaged(why) => (SecretsPlace::Damaged, Some(format!("{why}."))),
        vault::State::Memory => (SecretsPlace::Nowhere, None),
    };
    let locked = secrets == SecretsPlace::Locked && app.config.quo_key.is_none();
    let failed = view.steps.iter().any(|step| matches!(step.state, StepState::Failed(_)));
    let done = view.steps.iter().all(|step| matches!(step.state, StepState::Done { .. }));
    let state = match app.key_state() {
        _ if app.config.demo => AccountState::Connected,
        KeyState::Refused => AccountState::Refused,
        KeyState::Missing if view.connected && locked => AccountState::Locked,
        _ if !view.connected && failed => AccountState::Failing,
        _ if !view.connected => AccountState::Disconnected,
        _ if failed => AccountState::Failing,
        _ if done => AccountState::Connected,
        _ => AccountState::Connecting,
    };
    let lines = view.lines.into_iter().map(|line| {
        let number = line.number.display();
        AccountLine {
            id: line.id.0,
            name: line.name.filter(|name| !name.is_empty()).unwrap_or_else(|| number.clone()),
            number,
            symbol: line.symbol,
            texts_us: line.texts_us,
        }
    });
    Account {
        state,
        workspace: view.workspace.map(|workspace| workspace.name),
        lines: lines.collect(),
        people: view.people as u64,
        steps: view.steps.into_iter().map(step).collect(),
        secrets,
        secrets_why,
        least_passphrase: LEAST_PASSPHRASE as u32,
        key_from_environment: app.config.quo_key.is_some() && !app.config.demo,
        hook_url: app.hook_url(),
        webhook_id: view.webhook.map(|webhook| webhook.id),
    }
}

fn step(step: Step) -> AccountStep {
    let Step { name, state, since } = step;
    let name = match name {
        StepName::Key => AccountStepName::Key,
        StepName::Secret => AccountStepName::Secret,
        StepName::Address => AccountStepName::Address,
        StepName::Webhooks => AccountStepName::Webhooks,
        StepName::Test => AccountStepName::Test,
        StepName::History => AccountStepName::History,
    };
    let (state, note, problem) = match state {
        StepState::Waiting => (AccountStepState::Waiting, None, None),
        StepState::Running => (AccountStepState::Running, None, None),
        StepState::Done { note } => (AccountStepState::Done, note, None),
        StepState::Failed(failure) => (AccountStepState::Failed, None, Some(problem(failure))),
    };
    AccountStep { name, state, since: since.0, note, problem }
}

fn problem(failure: Failure) -> AccountProblem {
    let Failure { code, cause, cure, again } = failure;
    AccountProblem { code: code.to_owned(), cause, cure, again }
}

fn row(listed: Listed) -> WebhookRow {
    let Listed { webhook, ours, main, verified } = listed;
    let generation = match webhook.generation {
        WebhookGeneration::Dated => WebhookKind::Current,
        WebhookGeneration::Legacy => WebhookKind::Legacy,
    };
    WebhookRow {
        id: webhook.id,
        generation,
        url: webhook.url,
        label: webhook.label,
        events: webhook.events,
        lines: webhook.lines,
        enabled: webhook.enabled,
        ours,
        main,
        verified,
        created_at: webhook.created_at.map(|at| at.0),
    }
}

impl From<vault::Error> for ApiError {
    fn from(error: vault::Error) -> Self {
        let code = match error {
            vault::Error::TooShort(_) | vault::Error::Name(_) => Code::BadInput,
            vault::Error::Locked
            | vault::Error::NeedsPassphrase(_)
            | vault::Error::WrongPassphrase
            | vault::Error::Changed { .. } => Code::Refused,
            vault::Error::Newer(_) | vault::Error::Keychain(_) | vault::Error::Disk { .. } => Code::Unavailable,
        };
        Self::new(code, error.to_string())
    }
}

impl From<ConnectError> for ApiError {
    fn from(error: ConnectError) -> Self {
        let code = match error {
            ConnectError::NotAKey(_) => Code::BadInput,
            ConnectError::Demo
            | ConnectError::Refused
            | ConnectError::OtherWorkspace { .. }
            | ConnectError::Environment => Code::Refused,
            ConnectError::Quo(_) => Code::Unavailable,
            ConnectError::Vault(error) => return error.into(),
            ConnectError::App(error) => return error.into(),
        };
        Self::new(code, error.to_string())
    }
}

impl From<WebhookError> for ApiError {
    fn from(error: WebhookError) -> Self {
        let code = match error {
            WebhookError::Unknown(_) => Code::NotFound,
            WebhookError::Address => Code::BadInput,
            WebhookError::NotConnected
            | WebhookError::Demo
            | WebhookError::Foreign(_)
            | WebhookError::Legacy(_)
            | WebhookError::NoAddress
            | WebhookError::TooMany => Code::Refused,
            WebhookError::Quo(_) => Code::Unavailable,
            WebhookError::Vault(error) => return error.into(),
            WebhookError::App(error) => return error.into(),
        };
        Self::new(code, error.to_string())
    }
}
