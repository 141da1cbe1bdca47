//! New things happening: plays the scenes of live.json, and delivers what answers bring about.

use super::courier::Courier;
use super::data::Scene;
use super::template::{Filling, fill};
use super::{Pace, Shared, hex};
use crate::model::UtcMillis;

/// Later rounds are calmer: nobody wants a telephone that rings all afternoon.
const LATER_ROUNDS_SLOWER: u64 = 4;

/// Decides when something is delivered, and lets the courier go.
#[derive(Clone)]
pub struct Director {
    courier: Courier,
    pace: Pace,
}

impl Director {
    pub fn new(courier: Courier, pace: Pace) -> Self {
        Self { courier, pace }
    }

    /// Plays all scenes once, then those that may come again, over and over. Ends only by being dropped.
    pub async fn play(self, shared: &Shared, scenes: &[Scene]) {
        for scene in scenes {
            self.pace.wait_ms(scene.after_s * 1000).await;
            self.begin(shared, scene);
        }
        loop {
            let again = scenes.iter().filter(|scene| scene.again);
            for scene in again {
                self.pace.wait_ms(scene.after_s * 1000 * LATER_ROUNDS_SLOWER).await;
                self.begin(shared, scene);
            }
            // Without a scene that comes again there is nothing left to do but wait.
            self.pace.wait_ms(60_000).await;
        }
    }

    /// Starts a scene; its arrivals come by themselves, while the next scene may already begin.
    fn begin(&self, shared: &Shared, scene: &Scene) {
        let salt = self.salt();
        let start = self.courier.seam().now();
        let bodies: Vec<(u64, String)> = scene
            .deliveries
            .iter()
            .map(|arrival| {
                let moment = start.plus_ms(i64::try_from(arrival.at_ms).unwrap_or(0));
                let with = Filling { moment, media: &shared.base, salt: &salt };
                (arrival.at_ms, fill(arrival.body.get(), &with))
            })
            .collect();
        let (director, stop) = (self.clone(), shared.stop.clone());
        shared.tasks.spawn(async move {
            let arrivals = async {
                let mut waited = 0;
                for (at_ms, body) in bodies {
                    director.wait_ms(at_ms.saturating_sub(waited)).await;
                    waited = waited.max(at_ms);
                    director.deliver(body).await;
                }
            };
            stop.run_until_cancelled(arrivals).await;
        });
    }

    /// Waits, at the pace of the show.
    pub async fn wait_ms(&self, ms: u64) {
        self.pace.wait_ms(ms).await;
    }

    /// Delivers one body; a failure is a line in the log, for the show goes on.
    pub async fn deliver(&self, body: String) {
        if let Err(failure) = self.courier.deliver(body).await {
            tracing::warn!(%failure, "a sample delivery was not taken");
        }
    }

    /// The present moment.
    pub fn now(&self) -> UtcMillis {
        self.courier.seam().now()
    }

    /// A number between the two, both included.
    pub fn between(&self, [low, high]: [u64; 2]) -> u64 {
        low + self.courier.seam().entropy.jitter(high.saturating_sub(low))
    }

    /// Eight random hex digits.
    pub fn salt(&self) -> String {
        let mut bytes = [0; 4];
        self.courier.seam().entropy.fill(&mut bytes);
        hex(&bytes)
    }
}
