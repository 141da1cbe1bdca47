//! Ringbook keeps a small business's whole phone life on its own computer.
//!
//! The modules are layered: each may use only those listed beside it in ARCHITECTURE.md, and a test reads
//! every `use crate::` line against that table. Start reading at [`model`], then [`ingest`].
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)
)]

pub mod api;
pub mod app;
pub mod backup;
pub mod demo;
pub mod http;
pub mod ingest;
pub mod journal;
pub mod media;
pub mod model;
pub mod outbox;
pub mod quo;
pub mod seam;
pub mod search;
pub mod store;
pub mod sync;
pub mod tunnel;
pub mod vault;
pub mod webhook;
