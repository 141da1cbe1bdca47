//! `ringbook webhooks`: list, create, test, rotate, delete, verify-samples.

use super::{Exit, local, run};
use clap::Subcommand;
use ringbook::{
    api::wire::{WebhookKind, WebhookRow, WebhookTest, Webhooks},
    app::config::Config,
    webhook::samples,
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::io::Write as _;

/// What to do with webhooks.
#[derive(Debug, Subcommand)]
pub enum WebhooksCommand {
    /// Every webhook of the workspace, ours first
    List,
    /// Make ours, or one more to another address
    Create {
        /// Deliver to this address instead of the public one; Ringbook then leaves the webhook alone
        #[arg(long, value_name = "URL")]
        url: Option<String>,
    },
    /// Ask Quo for its sample event and see it arrive, signed
    Test(One),
    /// Give a webhook a new signing secret; the one before is tried for 28 more hours
    Rotate(One),
    /// Delete a webhook of either generation
    Delete(One),
    /// Check the signatures of the samples that come with Ringbook, and read them; works offline
    VerifySamples,
}

/// One webhook.
#[derive(Debug, clap::Args)]
pub struct One {
    /// Its id, as `list` shows it
    pub id: String,
    /// It was not made by this Ringbook, and it is meant all the same
    #[arg(long)]
    pub foreign: bool,
}

/// `ringbook webhooks`.
pub fn webhooks(config: &Config, command: WebhooksCommand, as_json: bool) -> anyhow::Result<Exit> {
    run::logging();
    let one = |one: One| json!({ "id": one.id, "foreign": one.foreign });
    match command {
        WebhooksCommand::VerifySamples => verify_samples(as_json),
        WebhooksCommand::List => call(config, "webhooks", json!({}), as_json, |found: Webhooks| {
            let mut out = std::io::stdout();
            for row in &found.rows {
                print(&mut out, row)?;
            }
            writeln!(out, "{} of {}", found.rows.len(), found.most)?;
            Ok(Exit::Ok)
        }),
        WebhooksCommand::Create { url } => call(config, "create_webhook", json!({ "url": url }), as_json, made),
        WebhooksCommand::Rotate(which) => call(config, "rotate_webhook", one(which), as_json, made),
        WebhooksCommand::Delete(which) => call(config, "delete_webhook", one(which), as_json, |_: Value| {
            writeln!(std::io::stdout(), "Deleted.")?;
            Ok(Exit::Ok)
        }),
        WebhooksCommand::Test(which) => call(config, "test_webhook", one(which), as_json, |test: WebhookTest| {
            let mut out = std::io::stdout();
            writeln!(out, "{}", test.sentence)?;
            if let Some(problem) = &test.problem {
                writeln!(out, "{} {}", problem.cause, problem.cure)?;
            }
            Ok(if test.problem.is_none() { Exit::Ok } else { Exit::Failed })
        }),
    }
}

fn made(row: WebhookRow) -> anyhow::Result<Exit> {
    print(&mut std::io::stdout(), &row)?;
    Ok(Exit::Ok)
}

/// Runs a command and shows its answer.
fn call<T: DeserializeOwned>(
    config: &Config,
    command: &str,
    input: Value,
    as_json: bool,
    show: impl FnOnce(T) -> anyhow::Result<Exit>,
) -> anyhow::Result<Exit> {
    run::runtime()?.block_on(async {
        let source = local::source(config).await?;
        let answer = source.call(command, input).await;
        let refused = match &answer {
            Ok(Err(error)) => Some(local::refused(&source, error).await),
            _ => None,
        };
        source.close().await;
        match answer? {
            Ok(answer) if as_json => {
                writeln!(std::io::stdout(), "{answer}")?;
                let failed = answer.get("problem").is_some_and(|problem| !problem.is_null());
                Ok(if failed { Exit::Failed } else { Exit::Ok })
            }
            Ok(answer) => show(serde_json::from_value(answer)?),
            Err(_) => Ok(refused.unwrap_or(Exit::Failed)),
        }
    })
}

fn print(out: &mut impl std::io::Write, row: &WebhookRow) -> anyhow::Result<()> {
    let whose = match (row.main, row.ours, &row.generation) {
        (true, _, _) => "this Ringbook",
        (_, true, _) => "this Ringbook, by hand",
        (_, _, WebhookKind::Legacy) => "legacy",
        _ => "another program",
    };
    let plain = |text: &str| text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>();
    let off = if row.enabled { "" } else { ", switched off" };
    let label = row.label.as_deref().map(|label| format!("  {:?}", plain(label))).unwrap_or_default();
    writeln!(
        out,
        "{}  {}  {} kinds of events  {whose}{off}{label}",
        plain(&row.id),
        plain(&row.url),
        row.events.len()
    )?;
    Ok(())
}

fn verify_samples(as_json: bool) -> anyhow::Result<Exit> {
    let report = samples::verify();
    let mut out = std::io::stdout();
    if as_json {
        writeln!(out, "{}", serde_json::to_string(&report)?)?;
    } else {
        for failed in &report.failed {
            writeln!(out, "{}: {}", failed.name, failed.reason)?;
        }
        writeln!(
            out,
            "{} signatures checked, {} deliveries verified and read, {} not as they should be.",
            report.signatures,
            report.deliveries,
            report.failed.len()
        )?;
    }
    Ok(if report.failed.is_empty() { Exit::Ok } else { Exit::Unwell })
}
