//! The two listeners: the hook port with its one route, and the interface's port.

pub mod assets;
pub mod hook;
pub mod serve;
pub mod ui;
