//! Identifiers in Quo's spellings (API.md section 2), from a seed so that a run can be repeated.

use sha2::{Digest, Sha256};

/// Makes identifiers that never repeat within one seed.
pub struct Ids {
    seed: [u8; 16],
    made: u64,
}

impl Ids {
    /// With a seed the same calls give the same ids; without one every simulator makes new ones.
    pub fn new(seed: Option<u64>) -> Self {
        let mut bytes = [0; 16];
        match seed {
            Some(seed) => bytes[..8].copy_from_slice(&seed.to_be_bytes()),
            None => getrandom::fill(&mut bytes).expect("the system has randomness"),
        }
        Self { seed: bytes, made: 0 }
    }

    fn next(&mut self) -> [u8; 32] {
        self.made += 1;
        let mut hash = Sha256::new();
        hash.update(self.seed);
        hash.update(self.made.to_be_bytes());
        hash.finalize().into()
    }

    /// `AC…`, `CN…`, `EV…`: the prefix and 32 lowercase hex digits.
    pub fn long(&mut self, prefix: &str) -> String {
        format!("{prefix}{}", hex(&self.next()[..16]))
    }

    /// `PN…`, `US…`, `CR…`, `VM…`, `msg_…`: the prefix and a short mixed-case tail.
    pub fn short(&mut self, prefix: &str) -> String {
        const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        let tail: String =
            self.next()[..10].iter().map(|byte| char::from(LETTERS[usize::from(*byte) % LETTERS.len()])).collect();
        format!("{prefix}{tail}")
    }

    /// A contact's id: 24 hex digits without a prefix.
    pub fn contact(&mut self) -> String {
        hex(&self.next()[..12])
    }

    /// A 2026-03-30 webhook's id: digits only.
    pub fn digits(&mut self) -> String {
        let bytes = self.next();
        let number = u64::from_be_bytes(bytes[..8].try_into().expect("eight bytes"));
        (1_000_000_000 + number % 9_000_000_000).to_string()
    }

    /// Key material for a signing secret.
    pub fn key_bytes(&mut self) -> [u8; 24] {
        self.next()[..24].try_into().expect("24 of 32 bytes")
    }
}

/// Lowercase hex.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
