//! All of an account's history, through the whole path: Quo's stand-in answers after 200 ms, the pace is the real one.
//!
//! Baseline: the requests that the pages alone take, at the pace that is allowed. 100,000 texts are 2,000 pages, which
//! take 250 s at eight a second.

use super::table::Table;
use ringbook::{
    app::{
        App,
        config::{Config, Given},
        syncing::Status,
    },
    quo::{Quo, QuoOptions},
    seam::Seam,
};
use std::{sync::Arc, time::Instant};

/// Quo's stand-in.
#[path = "../simulator/mod.rs"]
#[allow(unused_imports, unused_variables, reason = "a part of it is used")]
mod simulator;

use simulator::{KEY, Options, Simulator, history::Volume, quirks::Quirks, world::MAIN_LINE};

const DAY_MS: i64 = 86_400_000;
const PACE: f64 = 8.0;

pub fn run(scale: f64, table: &mut Table) {
    let messages = (100_000.0 * scale).max(1_000.0) as u64;
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (took, requests) = runtime.block_on(backfill(messages));
    let least = messages as f64 / 50.0 / PACE;
    let used = requests as f64 / took / PACE * 100.0;
    table.row(
        format!("backfill of {messages} texts at 200 ms latency"),
        format!("{took:.0} s"),
        format!("{least:.0} s for the pages alone, {:.2} x", took / least),
        format!("≤ {:.0} s", 300.0 * messages as f64 / 100_000.0),
    );
    table.row(
        "share of the allowed pace that was used",
        format!("{used:.1} %"),
        format!("{requests} requests"),
        "≥ 95 %",
    );
}

/// Seconds, and requests made.
async fn backfill(messages: u64) -> (f64, usize) {
    let quirks = Quirks { latency_ms: 200, ..Quirks::default() };
    let sim = Simulator::start(Options { quirks, ..Options::default() }).await.unwrap();
    let seam = Seam::system();
    let from_ms = seam.now().0 - 730 * DAY_MS;
    let step_ms = 730 * DAY_MS / messages as i64;
    let line = (sim.line_id(MAIN_LINE), MAIN_LINE.to_owned());
    *sim.core.history.volume.lock().unwrap() = Some(Volume { messages, people: 2_000, from_ms, step_ms, line });

    let folder = tempfile::tempdir().unwrap();
    let given = Given { data: Some(folder.path().to_owned()), quo_url: Some(sim.url()), ..Given::default() };
    let config = Config::complete(given, None).unwrap();
    let app = App::start(config, seam, Arc::new(|_| {})).await.unwrap();
    let began = Instant::now();
    app.use_quo(Some(Quo::new(QuoOptions::new(sim.url(), KEY.to_owned().into())).unwrap()));
    let mut status = app.syncing.status_changes();
    let done = |status: &Status| matches!(status, Status::Idle { .. });
    loop {
        status.wait_for(done).await.unwrap();
        if app.store.history().unwrap().caught_up.is_some() {
            break;
        }
        status.changed().await.unwrap();
    }
    let took = began.elapsed().as_secs_f64();
    assert!(app.store.totals().messages >= messages, "only {} are here", app.store.totals().messages);
    let requests = sim.requests().len();
    app.stop().await;
    (took, requests)
}
