//! Receiving a delivery: is it authentic, what exactly arrived, and what does it say.
//!
//! Trust is carried by types. [`signature::Verifier`] alone can make a [`signature::Verified`], only a
//! `Verified` becomes a [`delivery::Delivery`], and only a delivery is read by [`envelope`]. Authentic bytes
//! are never thrown away: what cannot be read is a dead letter with its reason, not an error.
//!
//! Start at [`intake`], then [`signature`], [`delivery`] and [`envelope`].

pub mod dedupe;
pub mod delivery;
pub mod envelope;
pub mod intake;
pub mod samples;
pub mod secret;
pub mod signature;
pub mod stats;

/// The path of the hook port to give to Quo.
pub const HOOK_PATH: &str = "/webhooks/quo";
