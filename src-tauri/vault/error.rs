//! Why a secret cannot be kept or read.

use std::path::PathBuf;

/// What failed for whoever keeps or asks for a secret. Never holds any part of one.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Sealed files are there, and the passphrase was not given yet.
    #[error("the secrets are locked; enter the passphrase (or set RINGBOOK_PASSPHRASE)")]
    Locked,
    /// No keychain answers, and there is no passphrase.
    #[error(
        "no keychain answers on this computer ({0}), so a passphrase is needed to keep the secrets; enter one (or set RINGBOOK_PASSPHRASE)"
    )]
    NeedsPassphrase(String),
    /// The passphrase is another one.
    #[error("this is not the passphrase that the secrets were sealed with")]
    WrongPassphrase,
    /// Too easily guessed.
    #[error("the passphrase needs at least {0} characters")]
    TooShort(usize),
    /// A file is not the one that was written.
    #[error("{path} is not what Ringbook wrote ({what}); enter the key again to make it anew")]
    Changed {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        what: &'static str,
    },
    /// A later version wrote it.
    #[error("{0} was written by a newer Ringbook; update this one")]
    Newer(PathBuf),
    /// The keychain refused or failed.
    #[error("the keychain of this computer did not do it: {0}")]
    Keychain(String),
    /// The disk refused.
    #[error("{path} cannot be used: {cause}")]
    Disk {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        cause: std::io::Error,
    },
    /// A name that no secret may have.
    #[error("{0:?} is no name for a secret")]
    Name(String),
}
