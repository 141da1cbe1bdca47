//! Opens the data folder, starts and stops everything in order: the only composition.

pub mod config;
