//! The domain: what is true of a business's phone life, as pure values and functions.
//!
//! Nothing here does I/O, reads a clock or knows Quo's field names. Start at [`event`]: the small set of
//! things that can be said to have happened, which live, replayed and backfilled data all become.

pub mod time;

pub use time::UtcMillis;
