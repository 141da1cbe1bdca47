//! Promises of the vault: what is kept comes back, and whatever was done to the files is found.

use std::{collections::BTreeMap, fs, os::unix::fs::PermissionsExt as _};

use secrecy::ExposeSecret as _;

use super::*;
use crate::{model::UtcMillis, seam::Seam};

const PASSPHRASE: &str = "a roof over every head";
const KEY: &str = "qk_live_3f9cA7d2E5b8";

fn seam() -> Seam {
    Seam::scripted(7, UtcMillis(0)).0
}

fn options(data: &Path, passphrase: Option<&str>) -> VaultOptions {
    let passphrase = passphrase.map(|text| SecretString::from(text.to_owned()));
    VaultOptions { data: data.to_owned(), keeping: Keeping::File, passphrase }
}

fn open(data: &Path) -> Result<Vault, Error> {
    Vault::open(options(data, Some(PASSPHRASE)), seam())
}

fn secret(text: &str) -> SecretString {
    SecretString::from(text.to_owned())
}

fn text(vault: &Vault, name: &str) -> Option<String> {
    vault.get(name).unwrap().map(|secret| secret.expose_secret().to_owned())
}

/// Every file of the vault with its bytes.
fn picture(data: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(data.join(FOLDER)).unwrap().flatten();
    entries.map(|entry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap())).collect()
}

fn restore(data: &Path, picture: &BTreeMap<String, Vec<u8>>) {
    fs::remove_dir_all(data.join(FOLDER)).unwrap();
    fs::create_dir(data.join(FOLDER)).unwrap();
    for (name, bytes) in picture {
        fs::write(data.join(FOLDER).join(name), bytes).unwrap();
    }
}

#[test]
fn what_is_kept_comes_back_after_a_restart_and_lies_nowhere_in_clear() {
    let dir = tempfile::tempdir().unwrap();
    let vault = open(dir.path()).unwrap();
    assert_eq!(text(&vault, API_KEY), None);
    vault.put(API_KEY, &secret("older")).unwrap();
    vault.put(API_KEY, &secret(KEY)).unwrap();
    vault.put(SIGNING_KEYS, &secret("[]")).unwrap();
    let owner = vault.owner().to_owned();
    drop(vault);
    let vault = open(dir.path()).unwrap();
    assert_eq!((text(&vault, API_KEY).as_deref(), vault.owner()), (Some(KEY), owner.as_str()));
    for (name, bytes) in picture(dir.path()) {
        let found = bytes.windows(KEY.len()).any(|window| window == KEY.as_bytes());
        assert!(!found, "the key is in {name}");
        let mode = fs::metadata(dir.path().join(FOLDER).join(&name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
    vault.remove(API_KEY).unwrap();
    vault.remove(API_KEY).unwrap();
    drop(vault);
    let vault = open(dir.path()).unwrap();
    assert_eq!((text(&vault, API_KEY), text(&vault, SIGNING_KEYS).as_deref()), (None, Some("[]")));
    assert!(matches!(vault.put("../escape", &secret("x")), Err(Error::Name(_))));
}

#[test]
fn without_the_passphrase_it_stays_locked_and_a_wrong_one_opens_nothing() {
    let dir = tempfile::tempdir().unwrap();
    open(dir.path()).unwrap().put(API_KEY, &secret(KEY)).unwrap();
    let locked = Vault::open(options(dir.path(), None), seam()).unwrap();
    assert_eq!(locked.state(), State::Locked);
    assert!(matches!(locked.get(API_KEY), Err(Error::Locked)));
    assert!(matches!(locked.unlock(&secret("a roof over every hand")), Err(Error::WrongPassphrase)));
    locked.unlock(&secret(PASSPHRASE)).unwrap();
    assert_eq!(text(&locked, API_KEY).as_deref(), Some(KEY));
    let wrong = Vault::open(options(dir.path(), Some("something else")), seam());
    assert!(matches!(wrong, Err(Error::WrongPassphrase)));
}

#[test]
fn where_no_keychain_answers_a_passphrase_is_asked_for_and_nothing_is_kept_until_then() {
    let dir = tempfile::tempdir().unwrap();
    let vault = Vault::open(options(dir.path(), None), seam()).unwrap();
    assert!(matches!(vault.state(), State::NeedsPassphrase(_)));
    assert!(matches!(vault.put(API_KEY, &secret(KEY)), Err(Error::NeedsPassphrase(_))));
    assert!(matches!(vault.unlock(&secret("short")), Err(Error::TooShort(LEAST_PASSPHRASE))));
    vault.unlock(&secret(PASSPHRASE)).unwrap();
    vault.put(API_KEY, &secret(KEY)).unwrap();
    assert_eq!(vault.state(), State::Files);
    drop(vault);
    assert_eq!(text(&open(dir.path()).unwrap(), API_KEY).as_deref(), Some(KEY));
}

#[test]
fn a_changed_exchanged_or_older_file_is_always_found() {
    let dir = tempfile::tempdir().unwrap();
    let vault = open(dir.path()).unwrap();
    vault.put("one", &secret("first of one")).unwrap();
    vault.put("two", &secret("first of two")).unwrap();
    let older = picture(dir.path());
    vault.put("one", &secret("second of one")).unwrap();
    drop(vault);
    let now = picture(dir.path());
    let refused = |what: &str| match open(dir.path()) {
        Ok(vault) => {
            assert!(matches!(vault.state(), State::Damaged(_)), "{what}: {vault:?}");
            assert!(matches!(vault.get("one"), Err(Error::Changed { .. })));
        }
        Err(error) => assert!(matches!(error, Error::WrongPassphrase), "{what}: {error}"),
    };
    let sealed: Vec<&String> = now.keys().filter(|name| name.contains('.')).collect();
    let [one, two] = sealed.as_slice() else { panic!("{sealed:?}") };
    let old_one = older.keys().find(|name| name.starts_with("one.")).unwrap();

    for name in now.keys().filter(|name| *name != "id") {
        for at in [0, now[name].len() / 2, now[name].len() - 2] {
            let mut changed = now.clone();
            changed.get_mut(name).unwrap()[at] ^= 1;
            restore(dir.path(), &changed);
            refused(&format!("a bit of {name} at {at}"));
        }
    }
    let mut exchanged = now.clone();
    exchanged.insert((*one).clone(), now[*two].clone());
    exchanged.insert((*two).clone(), now[*one].clone());
    restore(dir.path(), &exchanged);
    refused("two files exchanged");

    let mut rolled = now.clone();
    rolled.insert((*one).clone(), older[old_one].clone());
    restore(dir.path(), &rolled);
    refused("an older secret under the newer name");

    let mut index = now.clone();
    index.insert("index".to_owned(), older["index"].clone());
    restore(dir.path(), &index);
    refused("an older index");

    let mut lost = now.clone();
    lost.remove(*two);
    restore(dir.path(), &lost);
    refused("a file is gone");

    let vault = open(dir.path()).unwrap();
    vault.unlock(&secret(PASSPHRASE)).unwrap();
    vault.put("one", &secret("begun anew")).unwrap();
    drop(vault);
    assert_eq!(text(&open(dir.path()).unwrap(), "one").as_deref(), Some("begun anew"));

    restore(dir.path(), &now);
    assert_eq!(text(&open(dir.path()).unwrap(), "one").as_deref(), Some("second of one"));
}

#[test]
fn a_crash_in_the_middle_of_keeping_leaves_the_older_or_the_newer_secret() {
    let dir = tempfile::tempdir().unwrap();
    let vault = open(dir.path()).unwrap();
    vault.put("one", &secret("first")).unwrap();
    let before = picture(dir.path());
    vault.put("one", &secret("second")).unwrap();
    drop(vault);
    let after = picture(dir.path());
    let name =
        |picture: &BTreeMap<String, Vec<u8>>| picture.keys().find(|name| name.starts_with("one.")).unwrap().clone();
    let (old, new) = (name(&before), name(&after));

    // Written, the index not yet replaced.
    let mut written = before.clone();
    written.insert(format!("{new}.new"), after[&new].clone());
    restore(dir.path(), &written);
    assert_eq!(text(&open(dir.path()).unwrap(), "one").as_deref(), Some("first"));
    assert!(!picture(dir.path()).contains_key(&format!("{new}.new")));

    // The index replaced, the file not yet renamed.
    let mut replaced = after.clone();
    replaced.insert(format!("{new}.new"), after[&new].clone());
    replaced.remove(&new);
    replaced.insert(old.clone(), before[&old].clone());
    restore(dir.path(), &replaced);
    assert_eq!(text(&open(dir.path()).unwrap(), "one").as_deref(), Some("second"));
    assert!(!picture(dir.path()).contains_key(&old), "the older one is gone");
}

#[test]
fn sample_data_keeps_nothing_and_no_error_names_a_secret() {
    let dir = tempfile::tempdir().unwrap();
    let options = VaultOptions { keeping: Keeping::Memory, ..options(dir.path(), None) };
    let vault = Vault::open(options.clone(), seam()).unwrap();
    vault.put(API_KEY, &secret(KEY)).unwrap();
    assert_eq!(text(&vault, API_KEY).as_deref(), Some(KEY));
    assert!(!format!("{vault:?}").contains(KEY));
    assert_eq!(text(&Vault::open(options, seam()).unwrap(), API_KEY), None);
}
