//! What Ringbook promises, tested at its boundaries.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    missing_docs
)]

mod account;
mod backup;
mod calls;
mod composer;
mod contacts;
mod demo;
mod desk;
mod durability;
mod followups;
mod health;
mod hook_http;
mod insights;
mod interface;
mod layers;
mod media;
mod outbox;
mod people;
mod quo;
mod rebuild;
/// Quo's stand-in.
#[path = "../simulator/mod.rs"]
mod simulator;
/// What the stand-in itself promises.
#[path = "simulator.rs"]
mod simulator_promises;
/// A webhook receiver that only listens.
mod simulator_receiver;
mod support;
mod sync;
mod tunnel;
#[cfg(target_os = "linux")]
mod vault;
mod webhooks;
#[cfg(target_os = "linux")]
mod window;
