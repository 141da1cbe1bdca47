//! Saves a file that came with a text: into the person's Downloads folder, under a name that does no harm.
//!
//! The page only follows a link to the file. The web view does not load it: its content is copied here.

use super::{
    core::{Host, Running},
    opener,
};
use std::{
    fs::{File, OpenOptions},
    io,
    path::{Path, PathBuf},
};
use tauri::{AppHandle, Manager as _, Url};

/// Longest name without its ending, in characters.
const LONGEST: usize = 80;
/// Copies of one name before giving up.
const COPIES: u32 = 999;

/// If the address is that of a file of a text, saves it beside the running page and says yes.
pub fn take_over(app: &AppHandle, url: &Url) -> bool {
    let host = app.state::<Host>();
    let Some(running) = host.sample().or_else(|| host.running_now()) else { return false };
    let Some(id) = media_id(&running.media_base, url) else { return false };
    let wanted = url.query_pairs().find(|(key, _)| key == "name").map(|(_, name)| name.into_owned());
    let folder = app.path().download_dir().or_else(|_| app.path().home_dir());
    tauri::async_runtime::spawn_blocking(move || {
        let saved = folder.map_err(io::Error::other).and_then(|folder| save(&running, &id, wanted.as_deref(), &folder));
        match saved {
            Ok(path) => opener::show_folder_of(&path),
            Err(error) => tracing::warn!(%error, "a file cannot be saved"),
        }
    });
    true
}

/// The id at the end of an address that begins with the media base.
fn media_id(base: &str, url: &Url) -> Option<String> {
    let mut bare = url.clone();
    bare.set_query(None);
    bare.set_fragment(None);
    let id = bare.as_str().strip_prefix(base)?;
    let is_id = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
    is_id.then(|| id.to_owned())
}

fn save(running: &Running, id: &str, wanted: Option<&str>, folder: &Path) -> io::Result<PathBuf> {
    let file = running.surface.media(id).ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))?;
    std::fs::create_dir_all(folder)?;
    let stem = harmless(wanted.unwrap_or_default());
    let ending = ending(&file.mime);
    let (path, mut copy) = create(folder, &stem, ending)?;
    io::copy(&mut File::open(&file.path)?, &mut copy)?;
    copy.sync_all()?;
    Ok(path)
}

/// The ending that fits the content, whatever the sender called it: a program named `photo.jpg` stays what it is.
fn ending(mime: &str) -> &'static str {
    let known = mime_guess::get_mime_extensions_str(mime).and_then(|endings| endings.first());
    match mime {
        "image/jpeg" => "jpg",
        "audio/mpeg" => "mp3",
        "text/plain" => "txt",
        "text/vcard" => "vcf",
        _ => known.copied().unwrap_or("bin"),
    }
}

/// A sender's file name without its ending and without anything that a system could take for more than a name.
fn harmless(wanted: &str) -> String {
    let last = wanted.rsplit(['/', '\\']).next().unwrap_or_default();
    let stem = last.rsplit_once('.').map_or(last, |(stem, _)| stem);
    let kept = stem.chars().map(|one| if one.is_alphanumeric() || " -_()".contains(one) { one } else { '_' });
    let kept = kept.take(LONGEST).collect::<String>();
    let kept = kept.trim_matches(|one: char| one == ' ' || one == '_');
    if kept.is_empty() { "File from Ringbook".to_owned() } else { kept.to_owned() }
}

/// A new file of this name, or with a number behind it: nothing is ever written over.
fn create(folder: &Path, stem: &str, ending: &str) -> io::Result<(PathBuf, File)> {
    for number in 1..=COPIES {
        let name = if number == 1 { format!("{stem}.{ending}") } else { format!("{stem} ({number}).{ending}") };
        let path = folder.join(name);
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(file) => return Ok((path, file)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_address_of_a_file_is_taken_over() {
        let base = "http://127.0.0.1:4100/m/token/";
        let id = |address: &str| media_id(base, &Url::parse(address).unwrap());
        assert_eq!(id("http://127.0.0.1:4100/m/token/abc123?name=Plan.pdf#x").as_deref(), Some("abc123"));
        assert_eq!(id("http://127.0.0.1:4100/m/other/abc123"), None);
        assert_eq!(id("http://127.0.0.1:4100/m/token/"), None);
        assert_eq!(id("http://127.0.0.1:4100/m/token/../../etc/passwd"), None);
        assert_eq!(id("http://127.0.0.1:4100/m/token/a%2F..%2Fb"), None);
        assert_eq!(id("http://127.0.0.1:4101/m/token/abc123"), None);
    }

    #[test]
    fn a_name_is_only_a_name() {
        for (wanted, kept) in [
            ("Roof plan (2).pdf", "Roof plan (2)"),
            ("../../.bashrc", "File from Ringbook"),
            ("..\\..\\evil.exe", "evil"),
            ("C:\\autoexec.bat", "autoexec"),
            ("a\u{202e}fdp.exe", "a_fdp"),
            ("con:aux|x?.txt", "con_aux_x"),
            ("", "File from Ringbook"),
            ("...", "File from Ringbook"),
            ("Überdachung.pdf", "Überdachung"),
        ] {
            assert_eq!(harmless(wanted), kept, "{wanted:?}");
        }
        assert_eq!(harmless(&"ü".repeat(500)).chars().count(), LONGEST);
    }

    #[test]
    fn the_ending_follows_the_content() {
        assert_eq!(ending("image/jpeg"), "jpg");
        assert_eq!(ending("application/pdf"), "pdf");
        assert_eq!(ending("nonsense"), "bin");
    }

    #[test]
    fn nothing_is_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let names = (0..3).map(|_| create(folder.path(), "plan", "pdf").unwrap().0).collect::<Vec<_>>();
        let names = names.iter().map(|path| path.file_name().unwrap().to_str().unwrap()).collect::<Vec<_>>();
        assert_eq!(names, ["plan.pdf", "plan (2).pdf", "plan (3).pdf"]);
    }
}
