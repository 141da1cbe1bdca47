//! The vault with a real keychain: a Secret Service of the test's own, on a bus of its own.

use ringbook::{
    seam::Seam,
    vault::{API_KEY, Keeping, SIGNING_KEYS, State, Vault, VaultOptions},
};
use secrecy::{ExposeSecret as _, SecretString};
use std::{
    path::Path,
    process::{Command, Stdio},
};

/// Set in the process that runs on the private bus.
const INSIDE: &str = "RINGBOOK_TEST_KEYCHAIN";
const KEY: &str = "qk_live_7Hc2VxT9mWbR4sLz";

fn open(data: &Path) -> Vault {
    let options = VaultOptions { data: data.to_owned(), keeping: Keeping::Auto, passphrase: None };
    Vault::open(options, Seam::system()).unwrap()
}

#[test]
fn a_keychain_that_answers_keeps_the_secrets_and_the_folder_holds_none() {
    if let Ok(data) = std::env::var(INSIDE) {
        return inside(Path::new(&data));
    }
    let have =
        |program: &str| Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    if have("dbus-run-session").is_err() || have("gnome-keyring-daemon").is_err() {
        eprintln!("passed over: there is no dbus-run-session or gnome-keyring-daemon to make a keychain with");
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let script = "printf 'a test' | gnome-keyring-daemon --unlock --components=secrets --daemonize >/dev/null && exec \"$0\" \"$@\"";
    let output = Command::new("dbus-run-session")
        .args(["--", "sh", "-c", script])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", "vault::a_keychain_that_answers_keeps_the_secrets_and_the_folder_holds_none", "--nocapture"])
        .env(INSIDE, dir.path().join("data"))
        .env("HOME", dir.path())
        .env("XDG_DATA_HOME", dir.path().join("share"))
        .env("XDG_RUNTIME_DIR", dir.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stdout));
    assert!(said.contains("kept and forgotten"), "{said}");
}

/// On the private bus.
fn inside(data: &Path) {
    let secret = |text: &str| SecretString::from(text.to_owned());
    let vault = open(data);
    assert_eq!(vault.state(), State::Keychain);
    assert!(vault.get(API_KEY).unwrap().is_none());
    vault.put(API_KEY, &secret("older")).unwrap();
    vault.put(API_KEY, &secret(KEY)).unwrap();
    vault.put(SIGNING_KEYS, &secret("[]")).unwrap();
    drop(vault);
    let vault = open(data);
    assert_eq!(vault.get(API_KEY).unwrap().unwrap().expose_secret(), KEY);
    for entry in std::fs::read_dir(data.join("vault")).unwrap().flatten() {
        let bytes = std::fs::read(entry.path()).unwrap();
        assert!(!bytes.windows(KEY.len()).any(|window| window == KEY.as_bytes()));
    }
    // Another installation has a vault of its own.
    assert!(open(&data.with_file_name("other")).get(API_KEY).unwrap().is_none());
    vault.remove(API_KEY).unwrap();
    vault.remove(API_KEY).unwrap();
    assert!(vault.get(API_KEY).unwrap().is_none());
    assert_eq!(vault.get(SIGNING_KEYS).unwrap().unwrap().expose_secret(), "[]");
    eprintln!("kept and forgotten");
}
