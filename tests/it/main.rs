//! What Ringbook promises, tested at its boundaries.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    missing_docs
)]

mod layers;
#[cfg(target_os = "linux")]
mod window;
