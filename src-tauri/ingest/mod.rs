//! The only place where an event changes the store and the index: live, replayed and backfilled events are one path.

pub mod documents;
pub mod record;
