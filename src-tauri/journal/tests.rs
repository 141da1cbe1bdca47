//! Promises of the journal.

mod basics;
mod damage;
mod faults;
mod group;
mod opening;
mod power;
mod properties;
mod support;
