//! Sealed files: one for each secret, and an index that says which version of each is the one.
//!
//! ```text
//! index          which secrets there are, in which version; sealed
//! NAME.VERSION   one secret, sealed for exactly this name and version
//! ```
//!
//! A file is written under a passing name, then the index is replaced, then the file gets its name and the older one
//! goes. So a crash leaves what can be told from everything that somebody else may do to the files: a changed, an
//! exchanged or an older one is found when the vault is opened.

use std::{
    collections::BTreeMap,
    fs,
    io::Write as _,
    path::{Path, PathBuf},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};

use super::{
    Error,
    seal::{Hardness, SALT_BYTES, SealKey},
};
use crate::seam::Seam;

const INDEX: &str = "index";
const FORMAT: u32 = 1;
/// Ending of a file that the index does not name yet.
const COMING: &str = ".new";
/// The fewest characters of a passphrase.
pub const LEAST_PASSPHRASE: usize = 8;

/// The index as it lies on the disk.
#[derive(Serialize, Deserialize)]
struct Index {
    format: u32,
    hardness: Hardness,
    salt: String,
    version: u64,
    sealed: String,
}

/// Opened files.
pub struct Files {
    folder: PathBuf,
    owner: String,
    key: SealKey,
    hardness: Hardness,
    salt: String,
    version: u64,
    names: BTreeMap<String, u64>,
}

/// Whether there are sealed files.
pub fn exist(folder: &Path) -> bool {
    folder.join(INDEX).exists()
}

/// Puts everything sealed into a folder beside, so that new files can begin.
pub fn set_aside(folder: &Path, seam: &Seam) -> Result<(), Error> {
    let aside = folder.join(format!("aside-{}", seam.now().0));
    let disk = |cause| Error::Disk { path: folder.to_owned(), cause };
    fs::create_dir_all(&aside).map_err(disk)?;
    for entry in fs::read_dir(folder).map_err(disk)?.flatten() {
        let name = entry.file_name();
        if name != "id" && entry.path().is_file() {
            fs::rename(entry.path(), aside.join(name)).map_err(disk)?;
        }
    }
    sync(folder)
}

impl Files {
    /// Begins without any secret. `owner` is the installation that the files belong to.
    pub fn create(folder: &Path, owner: &str, passphrase: &SecretString, seam: &Seam) -> Result<Self, Error> {
        if passphrase.expose_secret().chars().count() < LEAST_PASSPHRASE {
            return Err(Error::TooShort(LEAST_PASSPHRASE));
        }
        let mut salt = [0; SALT_BYTES];
        seam.entropy.fill(&mut salt);
        let hardness = Hardness::USUAL;
        let key = SealKey::of(passphrase, &salt, hardness).ok_or_else(|| no_memory(folder))?;
        let mut files = Self {
            folder: folder.to_owned(),
            owner: owner.to_owned(),
            key,
            hardness,
            salt: STANDARD.encode(salt),
            version: 0,
            names: BTreeMap::new(),
        };
        files.write_index(1, BTreeMap::new(), seam)?;
        Ok(files)
    }

    /// Opens what is there and checks every file.
    pub fn open(folder: &Path, owner: &str, passphrase: &SecretString) -> Result<Self, Error> {
        let path = folder.join(INDEX);
        let changed = |what| Error::Changed { path: path.clone(), what };
        let text = fs::read(&path).map_err(|cause| Error::Disk { path: path.clone(), cause })?;
        let index: Index = serde_json::from_slice(&text).map_err(|_| changed("it cannot be read"))?;
        let Index { format, hardness, salt, version, sealed } = index;
        if format > FORMAT {
            return Err(Error::Newer(path));
        }
        let sound = |text: &str| STANDARD.decode(text).map_err(|_| changed("it cannot be read"));
        let (salt_bytes, sealed) = (sound(&salt)?, sound(&sealed)?);
        if !hardness.is_sane() || salt_bytes.len() != SALT_BYTES {
            return Err(changed("its figures are not ours"));
        }
        let key = SealKey::of(passphrase, &salt_bytes, hardness).ok_or_else(|| no_memory(folder))?;
        // Nobody can tell a changed index from another passphrase; the passphrase is the likelier.
        let names = key.open(&bound_index(owner, version), &sealed).ok_or(Error::WrongPassphrase)?;
        let names = serde_json::from_slice(&names).map_err(|_| changed("it cannot be read"))?;
        let files = Self { folder: folder.to_owned(), owner: owner.to_owned(), key, hardness, salt, version, names };
        files.check()?;
        Ok(files)
    }

    /// A secret.
    pub fn get(&self, name: &str) -> Result<Option<SecretString>, Error> {
        let Some(version) = self.names.get(name) else { return Ok(None) };
        let path = self.path(name, *version);
        let changed = |what| Error::Changed { path: path.clone(), what };
        let sealed = match fs::read(&path) {
            Ok(sealed) => sealed,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Err(changed("it is missing")),
            Err(cause) => return Err(Error::Disk { path, cause }),
        };
        let text = self.key.open(&bound(&self.owner, name, *version), &sealed);
        let text = text.ok_or_else(|| changed("it was changed or exchanged"))?;
        let text = std::str::from_utf8(&text).map_err(|_| changed("it is no text"))?;
        Ok(Some(SecretString::from(text.to_owned())))
    }

    /// Keeps a secret in place of the older one.
    pub fn put(&mut self, name: &str, secret: &SecretString, seam: &Seam) -> Result<(), Error> {
        let version = self.version.saturating_add(1);
        let sealed =
            self.key.seal(seam.entropy.as_ref(), &bound(&self.owner, name, version), secret.expose_secret().as_bytes());
        let sealed = sealed.ok_or_else(|| no_memory(&self.folder))?;
        let coming = self.coming(name, version);
        write(&self.folder, &coming, &sealed)?;
        let mut names = self.names.clone();
        let old = names.insert(name.to_owned(), version);
        self.write_index(version, names, seam)?;
        let path = self.path(name, version);
        fs::rename(&coming, &path).map_err(|cause| Error::Disk { path, cause })?;
        sync(&self.folder)?;
        if let Some(old) = old {
            discard(&self.path(name, old));
        }
        Ok(())
    }

    /// Forgets a secret.
    pub fn remove(&mut self, name: &str, seam: &Seam) -> Result<(), Error> {
        let mut names = self.names.clone();
        let Some(old) = names.remove(name) else { return Ok(()) };
        self.write_index(self.version.saturating_add(1), names, seam)?;
        discard(&self.path(name, old));
        Ok(())
    }

    fn write_index(&mut self, version: u64, names: BTreeMap<String, u64>, seam: &Seam) -> Result<(), Error> {
        let text = serde_json::to_vec(&names).unwrap_or_default(); // a map of text and numbers always is JSON
        let sealed = self.key.seal(seam.entropy.as_ref(), &bound_index(&self.owner, version), &text);
        let sealed = sealed.ok_or_else(|| no_memory(&self.folder))?;
        let index = Index {
            format: FORMAT,
            hardness: self.hardness,
            salt: self.salt.clone(),
            version,
            sealed: STANDARD.encode(sealed),
        };
        write(&self.folder, &self.folder.join(INDEX), &serde_json::to_vec(&index).unwrap_or_default())?;
        (self.version, self.names) = (version, names);
        Ok(())
    }

    /// Ends what a crash left half done, and finds what somebody else did.
    fn check(&self) -> Result<(), Error> {
        for (name, version) in &self.names {
            let (path, coming) = (self.path(name, *version), self.coming(name, *version));
            if !path.exists() && coming.exists() {
                fs::rename(&coming, &path).map_err(|cause| Error::Disk { path: path.clone(), cause })?;
            }
            self.get(name)?;
        }
        let unreadable = |cause| Error::Disk { path: self.folder.clone(), cause };
        for entry in fs::read_dir(&self.folder).map_err(unreadable)?.flatten() {
            let file = entry.file_name().to_string_lossy().into_owned();
            let (plain, is_coming) = file.strip_suffix(COMING).map_or((file.as_str(), false), |plain| (plain, true));
            let Some((name, version)) = plain.rsplit_once('.') else { continue };
            let Ok(version) = version.parse::<u64>() else { continue };
            if self.names.get(name) == Some(&version) && !is_coming {
                continue;
            }
            if version > self.version && !is_coming {
                return Err(Error::Changed { path: self.folder.join(INDEX), what: "it is older than the files" });
            }
            discard(&entry.path());
        }
        Ok(())
    }

    fn path(&self, name: &str, version: u64) -> PathBuf {
        self.folder.join(format!("{name}.{version}"))
    }

    fn coming(&self, name: &str, version: u64) -> PathBuf {
        self.folder.join(format!("{name}.{version}{COMING}"))
    }
}

fn bound(owner: &str, name: &str, version: u64) -> Vec<u8> {
    format!("ringbook vault {FORMAT}\n{owner}\nsecret {name}\n{version}").into_bytes()
}

fn bound_index(owner: &str, version: u64) -> Vec<u8> {
    format!("ringbook vault {FORMAT}\n{owner}\nindex\n{version}").into_bytes()
}

fn no_memory(folder: &Path) -> Error {
    let cause = std::io::Error::from(std::io::ErrorKind::OutOfMemory);
    Error::Disk { path: folder.to_owned(), cause }
}

/// Writes a file whole or not at all, readable by its owner only.
pub fn write(folder: &Path, path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let whole = || -> std::io::Result<()> {
        let mut file = tempfile::NamedTempFile::new_in(folder)?; // 0600 by tempfile's own rule
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        file.persist(path).map_err(|error| error.error)?;
        Ok(())
    };
    whole().map_err(|cause| Error::Disk { path: path.to_owned(), cause })?;
    sync(folder)
}

fn sync(folder: &Path) -> Result<(), Error> {
    #[cfg(unix)]
    fs::File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(|cause| Error::Disk { path: folder.to_owned(), cause })?;
    #[cfg(not(unix))]
    let _ = folder; // a folder cannot be synced there
    Ok(())
}

fn discard(path: &Path) {
    if let Err(error) = fs::remove_file(path)
        && error.kind() != std::io::ErrorKind::NotFound
    {
        tracing::warn!(%error, "an old sealed file could not be removed");
    }
}
