//! Promises of the journal.

mod basics;
mod support;
