//! Sealing: Argon2id makes a key of the passphrase, XChaCha20-Poly1305 seals with it.

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::{
    XChaCha20Poly1305, XNonce,
    aead::{Aead as _, KeyInit as _, Payload},
};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::seam::Entropy;

const NONCE_BYTES: usize = 24;
pub const SALT_BYTES: usize = 16;

/// How hard the passphrase is to guess: Argon2id's memory, passes and lanes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hardness {
    /// KiB.
    pub memory: u32,
    /// Passes.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

impl Hardness {
    /// 64 MiB, 3 passes, 4 lanes. Source: RFC 9106, second recommended choice.
    pub const USUAL: Self = Self { memory: 64 << 10, passes: 3, lanes: 4 };

    /// Whether a file may ask for it: neither weaker than usual nor made to exhaust the machine.
    pub fn is_sane(self) -> bool {
        let Self { memory, passes, lanes } = self;
        let usual = Self::USUAL;
        (usual.memory..=1 << 20).contains(&memory) && (usual.passes..=32).contains(&passes) && (1..=16).contains(&lanes)
    }
}

/// A key made of a passphrase, wiped when dropped.
#[derive(Clone)]
pub struct SealKey(Zeroizing<[u8; 32]>);

impl SealKey {
    /// Slow by design. `None` if the machine has not the memory for it.
    pub fn of(passphrase: &SecretString, salt: &[u8], hardness: Hardness) -> Option<Self> {
        let Hardness { memory, passes, lanes } = hardness;
        let params = Params::new(memory, passes, lanes, None).ok()?;
        let mut key = Zeroizing::new([0; 32]);
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        argon2.hash_password_into(passphrase.expose_secret().as_bytes(), salt, key.as_mut_slice()).ok()?;
        Some(Self(key))
    }

    /// Nonce and ciphertext. `bound` is what the text belongs to: it only opens with the same.
    pub fn seal(&self, entropy: &dyn Entropy, bound: &[u8], text: &[u8]) -> Option<Vec<u8>> {
        let mut nonce = [0; NONCE_BYTES];
        entropy.fill(&mut nonce);
        let sealed = self.cipher()?.encrypt(&XNonce::from(nonce), Payload { msg: text, aad: bound }).ok()?;
        Some([nonce.as_slice(), &sealed].concat())
    }

    /// The text, if it was sealed with this key, for this, and not changed since.
    pub fn open(&self, bound: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE_BYTES>()?;
        let text = self.cipher()?.decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad: bound }).ok()?;
        Some(Zeroizing::new(text))
    }

    fn cipher(&self) -> Option<XChaCha20Poly1305> {
        XChaCha20Poly1305::new_from_slice(self.0.as_slice()).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seam::SystemEntropy;

    #[test]
    fn any_changed_bit_any_other_binding_and_any_other_key_is_found() {
        let key = SealKey(Zeroizing::new([7; 32]));
        let sealed = key.seal(&SystemEntropy, b"a 1", b"the secret").unwrap();
        assert_eq!(key.open(b"a 1", &sealed).unwrap().as_slice(), b"the secret");
        for at in 0..sealed.len() {
            for bit in 0..8 {
                let mut changed = sealed.clone();
                changed[at] ^= 1 << bit;
                assert!(key.open(b"a 1", &changed).is_none());
            }
        }
        for length in 0..sealed.len() {
            assert!(key.open(b"a 1", &sealed[..length]).is_none());
        }
        assert!(key.open(b"a 2", &sealed).is_none());
        assert!(key.open(b"b 1", &sealed).is_none());
        assert!(SealKey(Zeroizing::new([8; 32])).open(b"a 1", &sealed).is_none());
    }

    #[test]
    fn a_file_cannot_ask_for_a_weak_key_or_for_all_memory() {
        assert!(Hardness::USUAL.is_sane());
        for (memory, passes, lanes) in
            [(8, 3, 4), (64 << 10, 1, 4), (64 << 20, 3, 4), (64 << 10, 1000, 4), (64 << 10, 3, 0)]
        {
            assert!(!Hardness { memory, passes, lanes }.is_sane());
        }
    }
}
