//! The client of Quo's REST API: sending a text, and the reads that sending and connecting need.
//!
//! Quo's spellings stay in [`wire`]; what comes out of here are values of `model`. All use of a key goes
//! through one [`Pacer`]. The key goes to the configured address and nowhere else: no redirects, no proxy from
//! the environment. Start reading at [`Quo`], then [`Error::retry`], which says what may be tried again.
//!
//! Source: API.md sections 2 to 4 and 9.

mod client;
mod error;
mod pacer;
mod read;
mod send;
pub mod wire;

pub use client::{Quo, QuoOptions};
pub use error::{Asked, Cause, Error, Refusal, Retry};
pub use pacer::{Pace, Pacer, Urgency};
pub use read::{HistoryQuery, Line, Member, Organization, SentText};
pub use send::{NewText, Receipt};
