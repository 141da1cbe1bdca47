//! The one place where the outside's chance comes in: time, randomness and a disk that may fail.
//!
//! Everything else asks a [`Seam`] instead of the operating system, so a test can set the clock, repeat the
//! random numbers, let the third write fail, or stop a worker between two steps. In the product every part
//! of it is the real one and costs a virtual call. Start reading at [`Seam`].

mod breakpoint;
mod clock;
mod disk;
mod entropy;
mod fault;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use crate::model::UtcMillis;

pub use breakpoint::{Breakpoint, Breakpoints};
pub use clock::{Clock, ManualClock, SystemClock};
pub use disk::{Disk, DiskFile};
pub use entropy::{Entropy, SeededEntropy, SystemEntropy};
pub use fault::{DiskFaults, DiskOp, DiskOpKind, Fault, FaultScript, SoundDisk};

/// Everything that comes from outside, as one value to clone and hand on.
#[derive(Clone)]
pub struct Seam {
    /// Says what time it is.
    pub clock: Arc<dyn Clock>,
    /// Gives random bytes and fresh ids.
    pub entropy: Arc<dyn Entropy>,
    /// Is asked before each change on the disk.
    pub disk: Arc<dyn DiskFaults>,
    /// Named points where a test can stop a worker.
    pub breakpoints: Arc<Breakpoints>,
}

impl Seam {
    /// The real outside: the computer's clock and randomness, a disk that fails only by itself, no stops.
    #[must_use]
    pub fn system() -> Self {
        Self {
            clock: Arc::new(SystemClock),
            entropy: Arc::new(SystemEntropy),
            disk: Arc::new(SoundDisk),
            breakpoints: Arc::new(Breakpoints::default()),
        }
    }

    /// An outside that does the same in every run: a clock that stands at `start` until it is moved, and
    /// random numbers that follow from `seed`.
    #[must_use]
    pub fn scripted(seed: u64, start: UtcMillis) -> (Self, Arc<ManualClock>) {
        let clock = Arc::new(ManualClock::new(start));
        let seam = Self { clock: clock.clone(), entropy: Arc::new(SeededEntropy::new(seed)), ..Self::system() };
        (seam, clock)
    }

    /// The same seam with another disk.
    #[must_use]
    pub fn with_disk(self, disk: Arc<dyn DiskFaults>) -> Self {
        Self { disk, ..self }
    }

    /// What time it is.
    #[must_use]
    pub fn now(&self) -> UtcMillis {
        self.clock.now()
    }

    /// A fresh id (UUID version 7: its first 48 bits are the time, so ids of later moments sort later).
    #[must_use]
    pub fn fresh_id(&self) -> uuid::Uuid {
        self.entropy.uuid_v7(self.clock.now())
    }

    /// The disk operations, each of which asks [`Seam::disk`] first.
    #[must_use]
    pub fn files(&self) -> Disk {
        Disk::new(self.disk.clone())
    }
}

impl std::fmt::Debug for Seam {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Seam").field("now", &self.now()).finish_non_exhaustive()
    }
}
