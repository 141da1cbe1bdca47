//! What the hook port has seen since it was opened: the numbers of the Connection screen and of `doctor`.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use crate::model::UtcMillis;
use crate::webhook::signature::Refusal;

/// Why requests were turned away, by what a person would do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Refused {
    /// No signature, or a malformed one: a stranger.
    Signature,
    /// A signature that fits no secret: the webhook has another one, or a stranger guesses.
    Mismatch,
    /// The signature is right and too old or too new: this computer's clock is wrong, or someone replays.
    Stale,
    /// There is no signing secret yet.
    NotConfigured,
    /// The journal could not take it: too much waiting, or the disk is full. The sender tries again.
    NotRecorded,
    /// The body is larger than is accepted.
    TooLarge,
    /// Head or body came too slowly.
    TooSlow,
    /// Not a request that is understood: broken framing, no `Host`, no length.
    Malformed,
    /// Another path than the hook's.
    Elsewhere,
    /// Another method than `POST`.
    Method,
}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::NotConfigured => Self::NotConfigured,
            Refusal::Stale => Self::Stale,
            Refusal::Unsigned | Refusal::Malformed => Self::Signature,
            Refusal::Mismatch => Self::Mismatch,
        }
    }
}

/// The numbers at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HookSnapshot {
    /// Deliveries that were recorded and acknowledged.
    pub received: u64,
    /// Requests that were turned away, by reason; reasons never met are absent.
    pub refused: BTreeMap<Refused, u64>,
    /// When the last delivery was recorded.
    pub last_delivery_at: Option<UtcMillis>,
    /// When a right signature was last outside the time window.
    pub last_stale_at: Option<UtcMillis>,
    /// Right signatures outside the window since the last delivery. Several in a row mean a wrong clock.
    pub stale_in_a_row: u32,
    /// Signatures that fit no secret since the last delivery. Several in a row mean that the webhook has another one.
    pub mismatched_in_a_row: u32,
}

impl HookSnapshot {
    /// How many were turned away in all.
    #[must_use]
    pub fn refused_in_all(&self) -> u64 {
        self.refused.values().fold(0, |sum, count| sum.saturating_add(*count))
    }
}

/// Counts what the hook port sees. Shared by the listener and whoever shows it.
#[derive(Debug, Default)]
pub struct HookStats(Mutex<HookSnapshot>);

impl HookStats {
    /// The numbers now.
    #[must_use]
    pub fn snapshot(&self) -> HookSnapshot {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Counts a delivery that is durable.
    pub fn accept(&self, at: UtcMillis) {
        let mut numbers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        numbers.received = numbers.received.saturating_add(1);
        numbers.last_delivery_at = Some(at);
        numbers.stale_in_a_row = 0;
        numbers.mismatched_in_a_row = 0;
    }

    /// Counts a request that was turned away.
    pub fn refuse(&self, reason: Refused, at: UtcMillis) {
        let mut numbers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = numbers.refused.entry(reason).or_default();
        *count = count.saturating_add(1);
        if reason == Refused::Mismatch {
            numbers.mismatched_in_a_row = numbers.mismatched_in_a_row.saturating_add(1);
        }
        if reason == Refused::Stale {
            numbers.last_stale_at = Some(at);
            numbers.stale_in_a_row = numbers.stale_in_a_row.saturating_add(1);
        }
    }
}
