//! Delays that can be shortened: the retry schedule of 27 hours passes in a test's second.

use std::time::Duration;

use tokio::{sync::watch, time::Instant};

/// Scales every delay of the simulator by one factor, which may change while someone waits.
pub struct Pace {
    factor: watch::Sender<f64>,
}

impl Pace {
    /// `factor` is real time per simulated time: 1.0 is real, 0.001 lets a second pass in a millisecond.
    pub fn new(factor: f64) -> Self {
        Self { factor: watch::Sender::new(factor.max(0.0)) }
    }

    /// Changes the factor; those already waiting follow it from now on.
    pub fn set(&self, factor: f64) {
        self.factor.send_replace(factor.max(0.0));
    }

    /// The factor in force.
    pub fn factor(&self) -> f64 {
        *self.factor.borrow()
    }

    /// Waits for `wait` of simulated time.
    pub async fn sleep(&self, wait: Duration) {
        let mut changes = self.factor.subscribe();
        let mut left = wait;
        while !left.is_zero() {
            let factor = *changes.borrow_and_update();
            let began = Instant::now();
            tokio::select! {
                () = tokio::time::sleep(left.mul_f64(factor)) => return,
                changed = changes.changed() => {
                    if changed.is_err() {
                        return;
                    }
                    let passed = began.elapsed().as_secs_f64() / factor.max(1e-9);
                    left = left.saturating_sub(Duration::from_secs_f64(passed.min(1e9)));
                }
            }
        }
    }
}
