//! The two listeners: the hook port with its one route, and the interface's port.

pub mod assets;
pub mod health;
pub mod hook;
mod metrics;
mod pages;
pub mod sample;
pub mod serve;
mod server;
pub mod tools;
pub mod ui;

pub use server::{Error, Face, Server};
