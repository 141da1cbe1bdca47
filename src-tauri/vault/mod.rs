//! The vault: the API key, signing secrets and tunnel tokens, and nothing else.
//!
//! They lie in the operating system's keychain, or, where none answers, in files sealed with a passphrase; never in
//! clear in the data folder, in an argument, an address or a log. Which of the two it is never changes silently: a
//! computer without a keychain asks for a passphrase. A server may be given secrets by environment instead, which
//! the configuration reads and the vault never sees. Start at [`Vault`].

mod error;
mod files;
mod keychain;
mod seal;
#[cfg(test)]
mod tests;

use std::{
    collections::BTreeMap,
    fmt, fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError},
};

use secrecy::SecretString;
use serde::{Deserialize, Serialize};

pub use error::Error;
pub use files::LEAST_PASSPHRASE;

use crate::seam::Seam;
use files::Files;

/// Name of the vault's folder in the data folder.
pub const FOLDER: &str = "vault";
/// Name of the secret that is Quo's API key.
pub const API_KEY: &str = "quo-api-key";
/// Name of the secret that holds the signing secrets.
pub const SIGNING_KEYS: &str = "signing-keys";

/// Where secrets shall be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Keeping {
    /// In the keychain if one answers, else in sealed files. Files that exist, or a passphrase that is given, decide
    /// for files.
    #[default]
    Auto,
    /// In the keychain or nowhere.
    Keychain,
    /// In sealed files.
    File,
    /// In memory: sample data keeps nothing.
    Memory,
}

/// How a vault is opened.
#[derive(Debug, Clone)]
pub struct VaultOptions {
    /// The data folder.
    pub data: PathBuf,
    /// Where secrets shall be kept.
    pub keeping: Keeping,
    /// For sealed files.
    pub passphrase: Option<SecretString>,
}

/// How the vault is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// Secrets are kept in the keychain.
    Keychain,
    /// Secrets are kept in sealed files, which are open.
    Files,
    /// Sealed files wait for the passphrase.
    Locked,
    /// No keychain answers, for this reason; a passphrase would make sealed files.
    NeedsPassphrase(String),
    /// Sealed files are not what was written; a passphrase begins anew, with the old ones set aside.
    Damaged(String),
    /// Secrets are kept until the end of this run.
    Memory,
}

/// Keeps secrets. Clones are the same vault.
#[derive(Clone)]
pub struct Vault {
    inner: Arc<Inner>,
}

struct Inner {
    folder: PathBuf,
    owner: String,
    seam: Seam,
    keeper: Mutex<Keeper>,
    /// Set once it is known whether a keychain answers, where that matters: it may take its time, and most starts
    /// need no secret.
    asked: OnceLock<()>,
}

enum Keeper {
    Keychain,
    Files(Box<Files>),
    Locked,
    Missing(String),
    Damaged(PathBuf, &'static str),
    Memory(BTreeMap<String, SecretString>),
}

impl Vault {
    /// Opens the vault of a data folder; locked, missing or damaged is a state, not an error. Blocks, for seconds
    /// where a passphrase or a keychain is slow.
    ///
    /// # Errors
    /// [`Error::Disk`], [`Error::Newer`], or [`Error::WrongPassphrase`].
    pub fn open(options: VaultOptions, seam: Seam) -> Result<Self, Error> {
        let VaultOptions { data, keeping, passphrase } = options;
        let folder = data.join(FOLDER);
        let owner = owner(&folder, &seam)?;
        let unasked = || Keeper::Missing("it was not asked".to_owned());
        let keeper = match keeping {
            Keeping::Memory => Keeper::Memory(BTreeMap::new()),
            Keeping::Keychain => unasked(),
            Keeping::Auto | Keeping::File => match passphrase {
                Some(passphrase) if files::exist(&folder) => match Files::open(&folder, &owner, &passphrase) {
                    Ok(files) => Keeper::Files(Box::new(files)),
                    Err(Error::Changed { path, what }) => Keeper::Damaged(path, what),
                    Err(error) => return Err(error),
                },
                Some(passphrase) => Keeper::Files(Box::new(Files::create(&folder, &owner, &passphrase, &seam)?)),
                None if files::exist(&folder) => Keeper::Locked,
                None if keeping == Keeping::File => Keeper::Missing("it is not to be used".to_owned()),
                None => unasked(),
            },
        };
        let asked = match (keeping, &keeper) {
            (Keeping::Auto | Keeping::Keychain, Keeper::Missing(_)) => OnceLock::new(),
            _ => OnceLock::from(()),
        };
        Ok(Self { inner: Arc::new(Inner { folder, owner, seam, keeper: Mutex::new(keeper), asked }) })
    }

    /// How it is. The first time, this may wait for the keychain.
    #[must_use]
    pub fn state(&self) -> State {
        match &*self.keeper() {
            Keeper::Keychain => State::Keychain,
            Keeper::Files(_) => State::Files,
            Keeper::Locked => State::Locked,
            Keeper::Missing(why) => State::NeedsPassphrase(why.clone()),
            Keeper::Damaged(path, what) => State::Damaged(Error::Changed { path: path.clone(), what }.to_string()),
            Keeper::Memory(_) => State::Memory,
        }
    }

    /// The installation: random text that stays with the data folder. Not a secret.
    #[must_use]
    pub fn owner(&self) -> &str {
        &self.inner.owner
    }

    /// Opens sealed files, or makes them where no keychain answers, or where what lies there is not what was written.
    /// Blocks for about a second.
    ///
    /// # Errors
    /// [`Error::WrongPassphrase`], [`Error::TooShort`], or [`Error::Changed`].
    pub fn unlock(&self, passphrase: &SecretString) -> Result<(), Error> {
        let Inner { folder, owner, seam, .. } = self.inner.as_ref();
        let mut keeper = self.keeper();
        let files = match &*keeper {
            Keeper::Keychain | Keeper::Files(_) | Keeper::Memory(_) => return Ok(()),
            Keeper::Locked => match Files::open(folder, owner, passphrase) {
                Ok(files) => files,
                Err(Error::Changed { path, what }) => {
                    *keeper = Keeper::Damaged(path.clone(), what);
                    return Err(Error::Changed { path, what });
                }
                Err(error) => return Err(error),
            },
            Keeper::Missing(_) => Files::create(folder, owner, passphrase, seam)?,
            Keeper::Damaged(..) => {
                files::set_aside(folder, seam)?;
                Files::create(folder, owner, passphrase, seam)?
            }
        };
        *keeper = Keeper::Files(Box::new(files));
        Ok(())
    }

    /// A secret. Blocks; the keychain may ask its user.
    ///
    /// # Errors
    /// [`Error::Locked`], [`Error::NeedsPassphrase`], or what keeps it failed.
    pub fn get(&self, name: &str) -> Result<Option<SecretString>, Error> {
        check(name)?;
        match &*self.keeper() {
            Keeper::Keychain => keychain::get(&self.inner.owner, name),
            Keeper::Files(files) => files.get(name),
            Keeper::Locked => Err(Error::Locked),
            Keeper::Missing(why) => Err(Error::NeedsPassphrase(why.clone())),
            Keeper::Damaged(path, what) => Err(Error::Changed { path: path.clone(), what }),
            Keeper::Memory(secrets) => Ok(secrets.get(name).cloned()),
        }
    }

    /// Keeps a secret in place of the one before. Blocks as [`Vault::get`].
    ///
    /// # Errors
    /// As [`Vault::get`]; the one before is kept then.
    pub fn put(&self, name: &str, secret: &SecretString) -> Result<(), Error> {
        check(name)?;
        match &mut *self.keeper() {
            Keeper::Keychain => keychain::put(&self.inner.owner, name, secret),
            Keeper::Files(files) => files.put(name, secret, &self.inner.seam),
            Keeper::Locked => Err(Error::Locked),
            Keeper::Missing(why) => Err(Error::NeedsPassphrase(why.clone())),
            Keeper::Damaged(path, what) => Err(Error::Changed { path: path.clone(), what }),
            Keeper::Memory(secrets) => {
                secrets.insert(name.to_owned(), secret.clone());
                Ok(())
            }
        }
    }

    /// Forgets a secret. Blocks as [`Vault::get`].
    ///
    /// # Errors
    /// As [`Vault::get`].
    pub fn remove(&self, name: &str) -> Result<(), Error> {
        check(name)?;
        match &mut *self.keeper() {
            Keeper::Keychain => keychain::remove(&self.inner.owner, name),
            Keeper::Files(files) => files.remove(name, &self.inner.seam),
            Keeper::Locked => Err(Error::Locked),
            Keeper::Missing(why) => Err(Error::NeedsPassphrase(why.clone())),
            Keeper::Damaged(path, what) => Err(Error::Changed { path: path.clone(), what }),
            Keeper::Memory(secrets) => {
                secrets.remove(name);
                Ok(())
            }
        }
    }

    fn keeper(&self) -> MutexGuard<'_, Keeper> {
        let Inner { owner, keeper, asked, .. } = self.inner.as_ref();
        let locked = || keeper.lock().unwrap_or_else(PoisonError::into_inner);
        asked.get_or_init(|| {
            *locked() = match keychain::answers(owner) {
                Ok(()) => Keeper::Keychain,
                Err(why) => Keeper::Missing(why),
            };
        });
        locked()
    }
}

/// Names no secret.
impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Vault").field("state", &self.state()).finish_non_exhaustive()
    }
}

fn check(name: &str) -> Result<(), Error> {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if !name.is_empty() && name.len() <= 64 && name.chars().all(fits) {
        Ok(())
    } else {
        Err(Error::Name(name.to_owned()))
    }
}

/// The installation's name, made at the first opening.
fn owner(folder: &Path, seam: &Seam) -> Result<String, Error> {
    let path = folder.join("id");
    let disk = |cause| Error::Disk { path: path.clone(), cause };
    match fs::read_to_string(&path) {
        Ok(text) => {
            let text = text.trim();
            if text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
                return Ok(text.to_owned());
            }
            return Err(Error::Changed { path, what: "it is no name of an installation" });
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(cause) => return Err(disk(cause)),
    }
    fs::create_dir_all(folder).map_err(disk)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(folder, fs::Permissions::from_mode(0o700)).map_err(disk)?;
    }
    let mut random = [0; 8];
    seam.entropy.fill(&mut random);
    let owner: String = random.iter().map(|byte| format!("{byte:02x}")).collect();
    files::write(folder, &path, owner.as_bytes())?;
    Ok(owner)
}
