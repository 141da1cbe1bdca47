//! `ringbook register-links`: lets other programs hand links over.

use super::Exit;
use anyhow::{Context as _, anyhow};
use std::{
    io::Write as _,
    path::{Path, PathBuf},
    process::Command,
};

const ENTRY: &str = "ringbook-links.desktop";
const TYPES: [&str; 3] = ["x-scheme-handler/ringbook", "x-scheme-handler/tel", "x-scheme-handler/sms"];

/// Registers this program for `ringbook:`, `tel:` and `sms:`, or takes that back.
pub fn register(undo: bool, data: Option<&Path>) -> anyhow::Result<Exit> {
    if !cfg!(target_os = "linux") {
        super::tell(&"links are registered by the system here: on macOS and Windows open a link with");
        super::tell(
            &"  ringbook \"ringbook://…\"   (also tel:… and sms:…), or choose Ringbook in the system's settings",
        );
        return Ok(Exit::Failed);
    }
    let program = std::env::current_exe().context("cannot find out where this program lies")?;
    let folders =
        Folders::of(std::env::var_os("HOME"), std::env::var_os("XDG_DATA_HOME"), std::env::var_os("XDG_CONFIG_HOME"))?;
    let mut out = std::io::stdout();
    if undo {
        unregister(&folders)?;
        writeln!(out, "Links are not opened by Ringbook any more.")?;
        return Ok(Exit::Ok);
    }
    let path = folders.applications.join(ENTRY);
    std::fs::create_dir_all(&folders.applications).context("cannot make the folder of applications")?;
    std::fs::write(&path, entry(&program, data)?).with_context(|| format!("cannot write {}", path.display()))?;
    refresh(&folders);
    let set = Command::new("xdg-mime").arg("default").arg(ENTRY).args(TYPES).status();
    if !set.is_ok_and(|status| status.success()) {
        return Err(anyhow!(
            "{} is written, but xdg-mime (package xdg-utils) could not make it the default; choose Ringbook in the \
             system's settings for default applications",
            path.display()
        ));
    }
    writeln!(out, "ringbook:, tel: and sms: links are opened by {}", program.display())?;
    writeln!(out, "`ringbook register-links --undo` takes that back.")?;
    Ok(Exit::Ok)
}

struct Folders {
    applications: PathBuf,
    /// Where desktops keep which program opens what.
    lists: [PathBuf; 2],
}

impl Folders {
    fn of(
        home: Option<std::ffi::OsString>,
        data: Option<std::ffi::OsString>,
        config: Option<std::ffi::OsString>,
    ) -> anyhow::Result<Self> {
        let home = home.map(PathBuf::from).filter(|home| home.is_absolute());
        let place = |given: Option<std::ffi::OsString>, usual: &str| {
            let given = given.map(PathBuf::from).filter(|path| path.is_absolute());
            given.or_else(|| home.as_ref().map(|home| home.join(usual))).ok_or_else(|| anyhow!("HOME is not set"))
        };
        let applications = place(data, ".local/share")?.join("applications");
        let lists = [place(config, ".config")?.join("mimeapps.list"), applications.join("mimeapps.list")];
        Ok(Self { applications, lists })
    }
}

/// What the desktop reads. `%u` is the link; nothing goes through a shell.
fn entry(program: &Path, data: Option<&Path>) -> anyhow::Result<String> {
    let mut command = quoted(program)?;
    if let Some(data) = data {
        let data = std::path::absolute(data).context("the data folder has no path")?;
        command.push_str(" --data ");
        command.push_str(&quoted(&data)?);
    }
    let types = TYPES.join(";");
    Ok(format!(
        "[Desktop Entry]\nType=Application\nName=Ringbook\nComment=Opens phone numbers and links in Ringbook\n\
         Exec={command} %u\nTerminal=false\nNoDisplay=true\nMimeType={types};\n"
    ))
}

/// A path as `Exec` takes it (Desktop Entry Specification, "The Exec key": quoted, and backslashes once more, since the
/// value is a string).
fn quoted(path: &Path) -> anyhow::Result<String> {
    let text = path.to_str().filter(|text| !text.chars().any(char::is_control));
    let text = text.ok_or_else(|| anyhow!("{} cannot be written into a desktop entry", path.display()))?;
    let mut quoted = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '`' | '$' => {
                quoted.push_str("\\\\");
                quoted.push(letter);
            }
            '\\' => quoted.push_str("\\\\\\\\"),
            '%' => quoted.push_str("%%"),
            letter => quoted.push(letter),
        }
    }
    quoted.push('"');
    Ok(quoted)
}

fn unregister(folders: &Folders) -> anyhow::Result<()> {
    let path = folders.applications.join(ENTRY);
    match std::fs::remove_file(&path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            return Err(error).with_context(|| format!("cannot remove {}", path.display()));
        }
        _ => {}
    }
    for list in &folders.lists {
        let Ok(text) = std::fs::read_to_string(list) else { continue };
        let without = without_entry(&text);
        if without != text {
            std::fs::write(list, without).with_context(|| format!("cannot write {}", list.display()))?;
        }
    }
    refresh(folders);
    Ok(())
}

/// A list of defaults without ours; everything else stays as it is.
fn without_entry(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let Some((kind, programs)) = line.trim_end().split_once('=').filter(|(_, programs)| programs.contains(ENTRY))
        else {
            kept.push_str(line);
            continue;
        };
        let others: Vec<&str> = programs.split(';').filter(|one| !one.is_empty() && *one != ENTRY).collect();
        if !others.is_empty() {
            kept.push_str(&[kind, "=", others.join(";").as_str(), ";\n"].concat());
        }
    }
    kept
}

/// Tells the desktop to look again; one that has no such tool looks by itself.
fn refresh(folders: &Folders) {
    let quiet = || std::process::Stdio::null();
    // See above.
    let _ = Command::new("update-desktop-database").arg(&folders.applications).stdout(quiet()).stderr(quiet()).status();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_entry_names_the_program_whatever_its_path() {
        let text = entry(Path::new("/opt/my \"$phone\"/100%/ringbook"), None).unwrap();
        assert!(text.contains("Exec=\"/opt/my \\\\\"\\\\$phone\\\\\"/100%%/ringbook\" %u\n"), "{text}");
        assert!(text.contains("MimeType=x-scheme-handler/ringbook;x-scheme-handler/tel;x-scheme-handler/sms;\n"));
        assert!(entry(Path::new("/a\nExec=evil"), None).is_err());
        let with_data = entry(Path::new("/r"), Some(Path::new("/d/e"))).unwrap();
        assert!(with_data.contains("Exec=\"/r\" --data \"/d/e\" %u\n"), "{with_data}");
    }

    #[test]
    fn undoing_leaves_other_programs_alone() {
        let text = "[Default Applications]\nx-scheme-handler/tel=ringbook-links.desktop\n\
                    x-scheme-handler/sms=ringbook-links.desktop;other.desktop;\ntext/html=firefox.desktop\n";
        let wanted = "[Default Applications]\nx-scheme-handler/sms=other.desktop;\ntext/html=firefox.desktop\n";
        assert_eq!(without_entry(text), wanted);
        assert_eq!(without_entry(wanted), wanted);
    }
}
