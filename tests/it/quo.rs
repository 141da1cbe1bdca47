//! The client of Quo's API: history from both generations, in every kind of trouble.

mod contract;
mod reading;
mod trouble;

use std::{num::NonZeroU32, time::Duration};

use ringbook::{
    model::{LineId, Party},
    quo::{LineNumbers, Pace, Quo, QuoOptions, Retries},
};

use crate::simulator::{
    KEY, Options, Simulator,
    quirks::Quirks,
    world::{MAIN_LINE, SECOND_LINE},
};

const JANE: &str = "+17735550118";
const OMAR: &str = "+17735550122";

async fn start() -> Simulator {
    start_with(Quirks { rate_per_second: 0, ..Quirks::default() }).await
}

async fn start_with(quirks: Quirks) -> Simulator {
    Simulator::start(Options { quirks, scale: 0.000_01, seed: Some(3), ..Options::default() }).await.unwrap()
}

/// A client that does not dawdle.
fn client(sim: &Simulator) -> Quo {
    Quo::new(QuoOptions {
        total: Duration::from_millis(800),
        pace: Pace { per_second: NonZeroU32::new(20_000).unwrap() },
        retries: Retries { first: Duration::from_millis(1), longest: Duration::from_secs(5), ..Retries::default() },
        ..QuoOptions::new(sim.url(), KEY.to_owned().into())
    })
    .unwrap()
}

fn numbers(sim: &Simulator) -> LineNumbers {
    [MAIN_LINE, SECOND_LINE].map(|number| (LineId(sim.line_id(number)), Party::parse(number))).into_iter().collect()
}
