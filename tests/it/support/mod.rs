//! A real Ringbook process, and deliveries signed as Quo signs them.

pub mod browser;
pub mod deliveries;
pub mod here;
pub mod phone;
pub mod process;

pub use browser::Browser;
pub use deliveries::{Delivery, SECRET};
pub use here::Here;
pub use process::Ringbook;

/// An HTTP client that asks nobody but the address it is given.
pub fn client() -> reqwest::Client {
    // Several crates of the tests bring a provider; the first call decides for the process.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().no_proxy().build().unwrap()
}
