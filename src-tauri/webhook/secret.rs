//! Keys that deliveries are signed with.

use std::fmt;

use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret, SecretSlice};
use thiserror::Error;

/// The fewest bytes a signing secret may decode to.
///
/// Source: Standard Webhooks, "Signature scheme" (24 to 64 bytes); an empty or short key would make forging easy.
pub const MIN_SECRET_BYTES: usize = 24;

/// The fewest characters of a compatibility secret, which is text that a person chose.
pub const MIN_COMPAT_SECRET_CHARS: usize = 16;

const PREFIX: &str = "whsec_";

/// Standard alphabet, `=` at the end or not: some tools that store keys strip it.
const KEY_BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Why a text was not taken as a secret. Never holds any part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum SecretError {
    /// Nothing was given, or only the prefix.
    #[error("signing secret is empty")]
    Empty,
    /// Not standard base64.
    #[error("signing secret is not base64; copy it again, beginning with whsec_ where it has that")]
    NotBase64,
    /// Decodes to fewer bytes than [`MIN_SECRET_BYTES`], or a compatibility secret is too short.
    #[error("signing secret is too short: {got} where at least {least} are needed")]
    TooShort {
        /// Bytes (or characters of a compatibility secret) found.
        got: usize,
        /// The fewest allowed.
        least: usize,
    },
}

/// One of Quo's signing secrets: the decoded key, wiped from memory when dropped, never shown.
#[derive(Clone)]
pub struct SigningSecret {
    key: SecretSlice<u8>,
    prefixed: bool,
}

impl SigningSecret {
    /// Reads `whsec_<base64>` or bare base64, padded or not. Blanks around it are ignored.
    ///
    /// A secret with the prefix belongs to the 2026-03-30 generation and signs nothing else; a bare one may
    /// belong to either.
    ///
    /// # Errors
    /// [`SecretError`] if it is empty, not base64, or shorter than [`MIN_SECRET_BYTES`].
    pub fn parse(text: &str) -> Result<Self, SecretError> {
        let text = text.trim();
        let (encoded, prefixed) = text.strip_prefix(PREFIX).map_or((text, false), |rest| (rest, true));
        if encoded.is_empty() {
            return Err(SecretError::Empty);
        }
        let mut key = Zeroizing::new(KEY_BASE64.decode(encoded).map_err(|_| SecretError::NotBase64)?);
        if key.len() < MIN_SECRET_BYTES {
            return Err(SecretError::TooShort { got: key.len(), least: MIN_SECRET_BYTES });
        }
        Ok(Self { key: std::mem::take(&mut *key).into(), prefixed })
    }

    /// Reads a comma-separated list, each part as [`SigningSecret::parse`]; empty parts are skipped.
    ///
    /// # Errors
    /// The first part's [`SecretError`], with its place counted from 1.
    pub fn parse_list(text: &str) -> Result<Vec<Self>, (usize, SecretError)> {
        let parts = text.split(',').enumerate().filter(|(_, part)| !part.trim().is_empty());
        parts.map(|(place, part)| Self::parse(part).map_err(|error| (place.saturating_add(1), error))).collect()
    }

    /// The key's bytes, for signing.
    pub(crate) fn key(&self) -> &[u8] {
        self.key.expose_secret()
    }

    /// Whether it came with the prefix of the 2026-03-30 generation, and so never signs a legacy delivery.
    #[must_use]
    pub fn is_prefixed(&self) -> bool {
        self.prefixed
    }
}

impl fmt::Debug for SigningSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningSecret([redacted])")
    }
}

/// The secret of a compatibility scheme: text, used as its bytes stand.
#[derive(Clone)]
pub struct CompatSecret(SecretSlice<u8>);

impl CompatSecret {
    /// Takes the text as it is.
    ///
    /// # Errors
    /// [`SecretError`] if it is empty or shorter than [`MIN_COMPAT_SECRET_CHARS`].
    pub fn parse(text: &str) -> Result<Self, SecretError> {
        let got = text.chars().count();
        match got {
            0 => Err(SecretError::Empty),
            _ if got < MIN_COMPAT_SECRET_CHARS => Err(SecretError::TooShort { got, least: MIN_COMPAT_SECRET_CHARS }),
            _ => Ok(Self(text.as_bytes().to_vec().into())),
        }
    }

    pub(crate) fn key(&self) -> &[u8] {
        self.0.expose_secret()
    }
}

impl fmt::Debug for CompatSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CompatSecret([redacted])")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_reads_the_same_with_and_without_prefix_and_padding() {
        let bytes_25 = base64::engine::general_purpose::STANDARD.encode([7u8; 25]);
        let bytes_26 = base64::engine::general_purpose::STANDARD.encode([7u8; 26]);
        for (text, len) in [
            ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".to_owned(), 24),
            ("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".to_owned(), 24),
            (format!("  whsec_{bytes_25}\n"), 25),
            (bytes_25.trim_end_matches('=').to_owned(), 25),
            (bytes_25.clone(), 25),
            (format!("whsec_{}", bytes_26.trim_end_matches('=')), 26),
        ] {
            let secret = SigningSecret::parse(&text).unwrap();
            assert_eq!(secret.key().len(), len, "{text}");
            assert_eq!(secret.is_prefixed(), text.contains("whsec_"));
        }
    }

    #[test]
    fn a_weak_or_broken_secret_is_refused() {
        let short = base64::engine::general_purpose::STANDARD.encode([7u8; 23]);
        for (text, error) in [
            ("", SecretError::Empty),
            ("whsec_", SecretError::Empty),
            (" whsec_ ", SecretError::Empty),
            (short.as_str(), SecretError::TooShort { got: 23, least: 24 }),
            ("whsec_AAAA", SecretError::TooShort { got: 3, least: 24 }),
            ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS-", SecretError::NotBase64),
            ("whsec_MfKQ9r8GKYqr TwjUPD8ILPZIo2LaLaSw", SecretError::NotBase64),
            ("whsec_whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", SecretError::NotBase64),
        ] {
            assert_eq!(SigningSecret::parse(text).err(), Some(error), "{text:?}");
        }
        assert_eq!(CompatSecret::parse("").err(), Some(SecretError::Empty));
        assert!(matches!(CompatSecret::parse("short").err(), Some(SecretError::TooShort { got: 5, .. })));
    }

    #[test]
    fn a_list_names_the_place_of_a_bad_part() {
        let list = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw, ,MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw,";
        assert_eq!(SigningSecret::parse_list(list).unwrap().len(), 2);
        assert_eq!(SigningSecret::parse_list("").unwrap().len(), 0);
        assert_eq!(SigningSecret::parse_list(&format!("{list}??")).err(), Some((4, SecretError::NotBase64)));
    }

    #[test]
    fn a_secret_is_never_printed() {
        let secret = SigningSecret::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let compat = CompatSecret::parse("compat_secret_3f9c").unwrap();
        assert_eq!(format!("{secret:?} {compat:?}"), "SigningSecret([redacted]) CompatSecret([redacted])");
    }
}
