//! The public address of the hook port: starting what makes it, watching it, naming it.
//!
//! A tunnel is its [`Config`], what that asks to be run ([`Plan`]), a pure reader of what the tool says
//! ([`reader`]), and a [`Supervisor`] that starts it, watches it through the public address and starts it again.
//! What to do when is decided by [`machine`], which knows neither processes nor clocks.
//!
//! Invariants: no tool is run by a shell; no secret is an argument; only the hook port is ever named to a tool;
//! a tool does not outlive its supervisor. Start at [`Config`], then [`Supervisor`].

mod bore;
mod check;
mod child;
mod config;
mod knock;
mod leftover;
pub mod machine;
#[cfg(feature = "ngrok")]
mod ngrok;
mod plan;
pub mod reader;
pub mod selftest;
mod spec;
mod state;
mod supervisor;
mod tools;

pub use check::{Checker, Outcome};
pub use config::{BORE_PUB, Config, Kind, Problem};
pub use knock::{KNOCK_HEADER, Knocks};
pub use plan::{Files, Plan, Run};
pub use selftest::{SelfTest, Step, StepOutcome};
pub use state::{Phase, State, Trouble};
pub use supervisor::{Supervisor, Surroundings};
pub use tools::{Tool, Where, find};
