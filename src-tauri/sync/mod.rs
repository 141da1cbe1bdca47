//! Keeping up with Quo's history: backfill, catching up after a break, and the ledger that proves it.
//!
//! Three things are kept in the journal beside the facts themselves: which stretches of history were read to their
//! end and what Quo has in them ([`Reading`](crate::model::history::Reading)), how it stands with the parts of each
//! call, and how far everything is. [`plan`] says, from what is kept, what to read; a [`Pass`] reads it, newest
//! first, several requests at a time, each page written down in one unit with the note that it was read. So a pass can
//! end anywhere, and nothing is lost or read twice. [`ledger`] compares what Quo has with what is here, id by id.
//!
//! Source: API.md section 11.

mod error;
mod job;
pub mod ledger;
mod meter;
mod parts;
mod pass;
pub mod plan;
mod sink;
mod source;
mod window;

pub use error::Error;
pub use ledger::Ledger;
pub use meter::{Meter, Reading, What};
pub use pass::{Aim, Pass};
pub use sink::Sink;
pub use source::Source;
