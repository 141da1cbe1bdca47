//! A real Ringbook process, and deliveries signed as Quo signs them.

pub mod deliveries;
pub mod process;

pub use deliveries::{Delivery, SECRET};
pub use process::Ringbook;
