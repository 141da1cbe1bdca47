//! The operating system's keychain: macOS Keychain, Windows Credential Manager, the Secret Service elsewhere.

use std::{sync::mpsc, time::Duration};

use keyring::{Entry, Error as KeyringError};
use secrecy::{ExposeSecret as _, SecretString};

use super::Error;

const SERVICE: &str = "ringbook";
/// Looked up to see whether a keychain answers; never kept.
const PROBE: &str = "probe";
/// A keychain that says nothing for so long does not answer.
const ANSWER: Duration = Duration::from_secs(5);

/// Whether a keychain answers; why not otherwise. Blocks for a few seconds at most.
pub fn answers(owner: &str) -> Result<(), String> {
    let owner = owner.to_owned();
    let (sender, receiver) = mpsc::channel();
    let asking = std::thread::Builder::new().name("keychain".to_owned()).spawn(move || {
        let answer = match entry(&owner, PROBE).and_then(|entry| entry.get_password()) {
            Ok(_) | Err(KeyringError::NoEntry) => Ok(()),
            Err(error) => Err(words(&error)),
        };
        // Nobody waits any more when it took too long.
        let _ = sender.send(answer);
    });
    if let Err(error) = asking {
        return Err(error.to_string());
    }
    receiver.recv_timeout(ANSWER).unwrap_or_else(|_| Err("it does not answer in time".to_owned()))
}

/// A secret. Blocks, while the system may ask its user to unlock the keychain.
pub fn get(owner: &str, name: &str) -> Result<Option<SecretString>, Error> {
    match entry(owner, name).and_then(|entry| entry.get_password()) {
        Ok(secret) => Ok(Some(SecretString::from(secret))),
        Err(KeyringError::NoEntry) => Ok(None),
        Err(error) => Err(Error::Keychain(words(&error))),
    }
}

/// Keeps a secret. Blocks as [`get`].
pub fn put(owner: &str, name: &str, secret: &SecretString) -> Result<(), Error> {
    let kept = entry(owner, name).and_then(|entry| entry.set_password(secret.expose_secret()));
    kept.map_err(|error| Error::Keychain(words(&error)))
}

/// Forgets a secret. Blocks as [`get`].
pub fn remove(owner: &str, name: &str) -> Result<(), Error> {
    match entry(owner, name).and_then(|entry| entry.delete_credential()) {
        Ok(()) | Err(KeyringError::NoEntry) => Ok(()),
        Err(error) => Err(Error::Keychain(words(&error))),
    }
}

fn entry(owner: &str, name: &str) -> Result<Entry, KeyringError> {
    Entry::new(SERVICE, &format!("{owner}/{name}"))
}

/// An error in words. Its data is left out: some of them carry the secret that could not be read.
fn words(error: &KeyringError) -> String {
    match error {
        KeyringError::NoDefaultStore => match Entry::store_status() {
            Err(error) => error.to_string(),
            Ok(()) => "there is none".to_owned(),
        },
        KeyringError::NoStorageAccess(cause) => format!("it is locked: {cause}"),
        KeyringError::PlatformFailure(cause) => cause.to_string(),
        KeyringError::BadEncoding(_) => "what it holds is no text".to_owned(),
        other => other.to_string(),
    }
}
