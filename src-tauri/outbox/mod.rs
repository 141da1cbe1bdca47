//! Texts on their way out: none is sent twice, none is silently lost.
//!
//! Quo has no idempotency key, so the outbox counts the attempt before it tries: each step is durable in the
//! journal before the next begins.
//!
//! ```text
//! queued ──▶ claimed ──▶ POST ──▶ accepted
//!   ▲            │         ├────▶ rejected
//!   └── not sent ┘         └────▶ unclear ──looks at 5, 30, 120 s──▶ accepted | needs you
//! ```
//!
//! A claim found at start, or whose outcome could not be recorded, is *unclear*: the machine never sends it
//! again. Quo's history is read, and one text that can be nothing else is adopted; otherwise the person
//! decides. What waits can be taken back until it is claimed.
//!
//! The state derives from journal records alone ([`Ledger::apply`]); only a [`Sendable`] gets in, and it takes a
//! person's token. Events can settle a text ([`Outbox::noticed`]) or stop one ([`Outbox::stop_for`]), never send.
//! Start reading at [`Outbox`], then [`Entry::advance`]. Source: TRUST.md 3.5, API.md section 9.

mod entry;
mod error;
mod handle;
mod judge;
mod ledger;
mod sendable;
#[cfg(test)]
mod tests;
mod worker;

pub use entry::{Claim, Entry};
pub use error::Error;
pub use handle::{Options, Outbox, Resolution};
pub use judge::{LOOKS_MS, Match};
pub use ledger::{Ledger, Row};
pub use sendable::{Consent, Draft, NotSendable, Sendable};
