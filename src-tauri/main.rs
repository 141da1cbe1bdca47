//! Ringbook
fn main() {}
