//! The binary: the command line, and the window where it was built with one.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod cli;
#[cfg(feature = "desktop")]
mod desktop;

/// The store makes and drops many small values of many sizes; with the system's allocator a third of the time of
/// applying a record went into finding room for them.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    cli::main().into()
}
