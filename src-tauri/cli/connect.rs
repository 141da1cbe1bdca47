//! `ringbook connect`: one key, and what became of each step.

use super::{Exit, local, run};
use anyhow::bail;
use ringbook::{
    api::wire::{Account, AccountState, AccountStep, AccountStepName, AccountStepState, Code},
    app::config::Config,
};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::json;
use std::{
    io::{BufRead as _, IsTerminal as _, Write as _},
    time::{Duration, Instant},
};

/// How long the steps are followed.
const FOLLOWED: Duration = Duration::from_secs(120);
const LOOK: Duration = Duration::from_millis(200);

/// `ringbook connect`.
pub fn connect(config: &Config, as_json: bool) -> anyhow::Result<Exit> {
    run::logging();
    let key = match &config.quo_key {
        Some(key) => key.clone(),
        None => pasted()?,
    };
    run::runtime()?.block_on(async {
        let source = local::source(config).await?;
        let input = json!({
            "key": key.expose_secret(),
            "passphrase": config.passphrase.as_ref().map(|passphrase| passphrase.expose_secret()),
        });
        let done = async {
            let account = match source.call("connect", input).await? {
                Ok(account) => account,
                Err(error) => {
                    let exit = local::refused(&source, &error).await;
                    let key = exit == Exit::Failed && error.code == Code::Refused;
                    return Ok(if key { Exit::KeyRefused } else { exit });
                }
            };
            let mut account: Account = serde_json::from_value(account)?;
            if source.is_running() {
                account = follow(&source, account, as_json).await?;
            }
            finish(&account, source.is_running(), as_json)
        };
        let done = done.await;
        source.close().await;
        done
    })
}

/// The key from standard input: never an argument, which every user of a machine can read.
fn pasted() -> anyhow::Result<SecretString> {
    if std::io::stdin().is_terminal() {
        writeln!(std::io::stderr(), "Paste the API key (Quo: Workspace settings, API), then Enter:")?;
    }
    let mut line = zeroize::Zeroizing::new(String::new());
    std::io::stdin().lock().read_line(&mut line)?;
    if line.trim().is_empty() {
        bail!("no key was given; paste it, or pipe it into standard input");
    }
    Ok(SecretString::from(line.trim().to_owned()))
}

/// Prints each step as it ends, until all are done or one did not work.
async fn follow(source: &local::Source, mut account: Account, as_json: bool) -> anyhow::Result<Account> {
    let began = Instant::now();
    let mut told: Vec<AccountStepName> = Vec::new();
    loop {
        for step in &account.steps {
            if matches!(step.state, AccountStepState::Done) && !told.contains(&step.name) {
                told.push(step.name.clone());
                if !as_json {
                    tell(step)?;
                }
            }
        }
        let settled = !matches!(account.state, AccountState::Connecting);
        if settled || began.elapsed() > FOLLOWED {
            return Ok(account);
        }
        tokio::time::sleep(LOOK).await;
        match source.call("account", json!({})).await? {
            Ok(answer) => account = serde_json::from_value(answer)?,
            Err(error) => bail!(error.message),
        }
    }
}

fn finish(account: &Account, running: bool, as_json: bool) -> anyhow::Result<Exit> {
    let mut out = std::io::stdout();
    if as_json {
        writeln!(out, "{}", serde_json::to_string(account)?)?;
    }
    let failed = account.steps.iter().find(|step| matches!(step.state, AccountStepState::Failed));
    if let Some(problem) = failed.and_then(|step| step.problem.as_ref()) {
        if !as_json {
            writeln!(std::io::stderr(), "ringbook: {}\nringbook: {}", problem.cause, problem.cure)?;
        }
        return Ok(local::exit_of(&problem.code));
    }
    if !as_json {
        let name = account.workspace.as_deref().unwrap_or("Quo");
        if running {
            writeln!(out, "Connected to {name}.")?;
        } else {
            writeln!(out, "The key of {name} is kept. Start Ringbook (`ringbook serve`): it does the rest by itself.")?;
        }
    }
    Ok(Exit::Ok)
}

fn tell(step: &AccountStep) -> anyhow::Result<()> {
    let name = match step.name {
        AccountStepName::Key => "Key accepted",
        AccountStepName::Secret => "Key kept",
        AccountStepName::Address => "Public address",
        AccountStepName::Webhooks => "Webhook registered",
        AccountStepName::Test => "Test event seen",
        AccountStepName::History => "Reading the history",
    };
    let note = step.note.as_deref().map(|note| format!(": {note}")).unwrap_or_default();
    Ok(writeln!(std::io::stdout(), "{name}{note}")?)
}
