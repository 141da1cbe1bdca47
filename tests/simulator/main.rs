//! Quo's stand-in by itself: `cargo run --example simulator -- --hook http://127.0.0.1:8791/webhooks/quo`.
//!
//! Prints where it is and what its secrets are, then serves until it is interrupted. Control it with
//! `curl -d '{"from":"+17735550118","text":"hello"}' URL/_sim/inbound` (see `control.rs` for the rest).
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice
)]

#[path = "mod.rs"]
mod simulator;

use clap::Parser;
use serde_json::json;
use simulator::{KEY, Options, Simulator, webhooks::Generation};

/// A stand-in for Quo on loopback.
#[derive(Parser)]
struct Args {
    /// Port to listen on; 0 takes a free one.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// Where to deliver events of the 2026-03-30 generation.
    #[arg(long)]
    hook: Option<String>,
    /// Where to deliver events of the legacy generation.
    #[arg(long)]
    legacy_hook: Option<String>,
    /// The API key to accept.
    #[arg(long, default_value = KEY)]
    key: String,
    /// The signing secret of --hook (`whsec_…`); a new one when left out.
    #[arg(long)]
    secret: Option<String>,
    /// The signing secret of --legacy-hook (base64); a new one when left out.
    #[arg(long)]
    legacy_secret: Option<String>,
    /// Real time per simulated time: 0.001 lets the retries of 27 hours pass in 100 s.
    #[arg(long, default_value_t = 1.0)]
    scale: f64,
    /// Makes ids repeatable.
    #[arg(long)]
    seed: Option<u64>,
    /// Prints one line of JSON instead of text.
    #[arg(long)]
    json: bool,
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let args = Args::parse();
    let options = Options {
        port: args.port,
        keys: vec![args.key.clone()],
        seed: args.seed,
        scale: args.scale,
        ..Options::default()
    };
    let simulator = Simulator::start(options).await?;
    let hook = args.hook.map(|url| simulator.webhook(Generation::Dated, &url, args.secret.as_deref()));
    let legacy = args.legacy_hook.map(|url| simulator.webhook(Generation::Legacy, &url, args.legacy_secret.as_deref()));
    let secret = |made: &Option<(String, String)>| made.as_ref().map(|(_, secret)| secret.clone());
    if args.json {
        let line = json!({
            "url": simulator.url(), "key": args.key, "secret": secret(&hook), "legacySecret": secret(&legacy),
            "webhook": hook.as_ref().map(|(id, _)| id), "line": simulator::world::MAIN_LINE,
        });
        println!("{line}");
    } else {
        println!("Quo's stand-in: {}  key {}", simulator.url(), args.key);
        for (name, made) in [("2026-03-30", secret(&hook)), ("legacy", secret(&legacy))] {
            if let Some(secret) = made {
                println!("{name} signing secret: {secret}");
            }
        }
    }
    tokio::signal::ctrl_c().await
}
