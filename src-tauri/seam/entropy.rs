//! Randomness.

use std::sync::atomic::{AtomicU64, Ordering};

use uuid::Uuid;

use crate::model::UtcMillis;

/// Gives random bytes, and what is made of them.
pub trait Entropy: Send + Sync + 'static {
    /// Fills all of `bytes`.
    fn fill(&self, bytes: &mut [u8]);

    /// A UUID version 7 of the moment `at` (moments before 1970 count as 1970).
    fn uuid_v7(&self, at: UtcMillis) -> Uuid {
        let mut random = [0; 10];
        self.fill(&mut random);
        uuid::Builder::from_unix_timestamp_millis(u64::try_from(at.0).unwrap_or(0), &random).into_uuid()
    }

    /// A number from 0 to `max` inclusive, near enough to uniform to spread retries.
    fn jitter(&self, max: u64) -> u64 {
        let mut random = [0; 8];
        self.fill(&mut random);
        let wide = u128::from(u64::from_le_bytes(random)) * (u128::from(max) + 1);
        u64::try_from(wide >> 64).unwrap_or(max)
    }
}

/// The operating system's generator, fit for keys and tokens.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    /// Ends the process if the operating system has no randomness to give: every id and key that would be
    /// made afterwards could be guessed, and there is no sensible way to go on.
    fn fill(&self, bytes: &mut [u8]) {
        if let Err(error) = getrandom::fill(bytes) {
            tracing::error!(%error, "the operating system gives no random bytes; stopping");
            std::process::abort();
        }
    }
}

/// Numbers that follow from a seed (SplitMix64), for tests and simulations. Never for keys.
#[derive(Debug)]
pub struct SeededEntropy(AtomicU64);

impl SeededEntropy {
    /// The sequence that belongs to `seed`.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(AtomicU64::new(seed))
    }

    /// The next 64 bits.
    pub fn next_u64(&self) -> u64 {
        const STEP: u64 = 0x9e37_79b9_7f4a_7c15;
        let mut z = self.0.fetch_add(STEP, Ordering::SeqCst).wrapping_add(STEP);
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}

impl Entropy for SeededEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            for (byte, random) in chunk.iter_mut().zip(self.next_u64().to_le_bytes()) {
                *byte = random;
            }
        }
    }
}
