//! The only place where an event changes store and index: live, replayed and backfilled events are one path.
//!
//! [`record`] says what a journal record means and applies it, [`documents`] what of it can be found, and
//! [`projector`] runs both, one batch after the other, from where the store stands to the journal's end.

pub mod building;
pub mod documents;
mod error;
mod fill;
mod measures;
pub mod projector;
pub mod record;

pub use building::{Building, Meter, What};
pub use error::Error;
pub use fill::Filling;
pub use measures::Measures;
pub use projector::{Parts, Progress, Projector};
