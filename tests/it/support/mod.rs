//! A real Ringbook process, and deliveries signed as Quo signs them.

pub mod browser;
pub mod deliveries;
pub mod process;

pub use browser::Browser;
pub use deliveries::{Delivery, SECRET};
pub use process::Ringbook;
