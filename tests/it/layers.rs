//! The module map of ARCHITECTURE.md is true.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

fn map() -> BTreeMap<String, BTreeSet<String>> {
    let text = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/ARCHITECTURE.md")).unwrap();
    let mut above: BTreeSet<String> = BTreeSet::new();
    let mut map = BTreeMap::new();
    for line in text.lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let name = cells[1].trim_matches('`').to_owned();
        let allowed = if cells[3] == "all above" {
            above.clone()
        } else {
            cells[3]
                .split(',')
                .map(|word| word.trim().trim_matches('`').to_owned())
                .filter(|word| !word.is_empty())
                .collect()
        };
        above.insert(name.clone());
        map.insert(name, allowed);
    }
    map
}

fn sources(dir: &Path, found: &mut Vec<std::path::PathBuf>) {
    for entry in fs::read_dir(dir).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push(path);
        }
    }
}

/// Names of the modules that follow `crate::` in a source, braces included.
fn used(text: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for (at, _) in text.match_indices("crate::") {
        if text[..at].ends_with('$') {
            continue;
        }
        let rest = &text[at + "crate::".len()..];
        let word = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
        if let Some(inner) = rest.strip_prefix('{') {
            let (mut depth, mut start) = (0, true);
            for (i, c) in inner.char_indices() {
                match c {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => start = true,
                    c if start && !c.is_whitespace() => {
                        names.insert(word(&inner[i..]));
                        start = false;
                    }
                    _ => {}
                }
            }
        } else {
            names.insert(word(rest));
        }
    }
    names
}

#[test]
fn every_module_uses_only_what_the_map_allows() {
    let map = map();
    assert!(map.len() >= 10, "the table of ARCHITECTURE.md was not found");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src-tauri");
    let mut wrong = Vec::new();
    for (module, allowed) in &map {
        let mut files = Vec::new();
        let folder = root.join(module);
        assert!(folder.is_dir(), "{module} is in the map and not in src-tauri");
        sources(&folder, &mut files);
        for file in files {
            let text = fs::read_to_string(&file).unwrap();
            let code: String =
                text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
            for name in used(&code) {
                if map.contains_key(&name) && name != *module && !allowed.contains(&name) {
                    wrong.push(format!("{} uses {name}", file.strip_prefix(&root).unwrap().display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "not allowed by ARCHITECTURE.md:\n{}", wrong.join("\n"));
}

#[test]
fn every_module_is_in_the_map_and_says_what_it_is() {
    let map = map();
    let lib = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/src-tauri/lib.rs")).unwrap();
    for line in lib.lines().filter_map(|line| line.strip_prefix("pub mod ")) {
        let name = line.trim_end_matches(';');
        assert!(map.contains_key(name), "{name} is not in ARCHITECTURE.md");
        let text = fs::read_to_string(format!("{}/src-tauri/{name}/mod.rs", env!("CARGO_MANIFEST_DIR"))).unwrap();
        assert!(text.starts_with("//!"), "{name} does not say what it owns");
    }
}

#[test]
fn the_library_never_names_the_windows_toolkit() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src-tauri");
    let mut files = Vec::new();
    sources(&root, &mut files);
    for file in files {
        let inside = file.strip_prefix(&root).unwrap();
        if inside.starts_with("desktop") || inside.starts_with("build.rs") || inside.starts_with("cli") {
            continue;
        }
        let text = fs::read_to_string(&file).unwrap();
        assert!(!text.contains("tauri::") && !text.contains("use tauri"), "{} names it", inside.display());
    }
}
