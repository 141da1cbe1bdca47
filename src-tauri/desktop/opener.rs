//! Opens links of other people's texts outside, in the program that the system has for them.

use std::{
    ffi::OsStr,
    path::Path,
    process::{Command, Stdio},
};
use tauri::Url;

/// Longer addresses are not opened: no honest link needs more, and programs differ in what they do with them.
const LONGEST: usize = 2048;

/// Hands an address to the system, if it may leave the window.
pub fn open(url: &Url) {
    if !may_leave(url) {
        tracing::warn!(scheme = url.scheme(), "a link that may not be opened was refused");
        return;
    }
    hand_over(url.as_str().as_ref());
}

/// Shows the folder in which a file was saved.
pub fn show_folder_of(path: &Path) {
    // An absolute path, so it is never taken for an option either.
    if let Some(folder) = path.parent().filter(|folder| folder.is_absolute()) {
        hand_over(folder.as_os_str());
    }
}

fn hand_over(what: &OsStr) {
    let mut command = system_opener();
    command.arg(what).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    match command.spawn() {
        // Waited for on its own thread, so that no dead process stays behind.
        Ok(mut child) => drop(std::thread::spawn(move || child.wait())),
        Err(error) => tracing::warn!(%error, "cannot open a link or a folder; is xdg-open installed?"),
    }
}

/// Whether an address may be opened outside: web, mail and telephone only, and no user name that hides the host.
///
/// Source: TRUST.md T13 and UI-2. A parsed address begins with its scheme, so it is never taken for an option.
pub fn may_leave(url: &Url) -> bool {
    let fitting = match url.scheme() {
        "https" | "http" => url.has_host() && url.username().is_empty() && url.password().is_none(),
        "mailto" | "tel" => !url.path().is_empty(),
        _ => false,
    };
    fitting && url.as_str().len() <= LONGEST
}

#[cfg(target_os = "macos")]
fn system_opener() -> Command {
    Command::new("open")
}

#[cfg(windows)]
fn system_opener() -> Command {
    let mut command = Command::new("rundll32");
    command.arg("url.dll,FileProtocolHandler");
    command
}

#[cfg(not(any(target_os = "macos", windows)))]
fn system_opener() -> Command {
    Command::new("xdg-open")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_mail_and_telephone_leave_the_window() {
        for (address, leaves) in [
            ("https://example.com/a?b=c#d", true),
            ("http://example.com", true),
            ("HTTPS://EXAMPLE.COM", true),
            ("mailto:dana@example.com", true),
            ("tel:+15035550142", true),
            ("https://bank.example@evil.example/", false),
            ("https://user:pass@example.com/", false),
            ("mailto:", false),
            ("tel:", false),
            ("file:///etc/passwd", false),
            ("smb://server/share", false),
            ("javascript:alert(1)", false),
            ("data:text/html,x", false),
            ("blob:tauri://localhost/1", false),
            ("tauri://localhost/index.html", false),
            ("ipc://localhost/rpc", false),
            ("ftp://example.com/", false),
            ("ssh://example.com/", false),
            ("vscode://file/etc/passwd", false),
            ("ms-settings:privacy", false),
            ("about:blank", false),
            ("view-source:https://example.com", false),
        ] {
            assert_eq!(may_leave(&Url::parse(address).unwrap()), leaves, "{address}");
        }
    }

    #[test]
    fn a_look_alike_host_leaves_in_its_real_spelling() {
        let url = Url::parse("https://аpple.example/").unwrap(); // the first letter is Cyrillic
        assert!(url.as_str().starts_with("https://xn--"), "{url}");
    }

    #[test]
    fn an_endless_address_is_refused() {
        let url = Url::parse(&format!("https://example.com/{}", "a".repeat(LONGEST))).unwrap();
        assert!(!may_leave(&url));
    }
}
