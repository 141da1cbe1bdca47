//! Renders the wire types and the command map as TypeScript.

use super::wire;
use std::fmt::Write as _;

macro_rules! command_map {
    ($($kind:ident $name:ident($req:ident) -> $res:ident, tags [$($tag:ident),*];)*) => {
        /// Name, kind, input, output and tags of every command, in order.
        pub const COMMANDS: &[(&str, &str, &str, &str, &[&str])] = &[
            $((stringify!($name), stringify!($kind), stringify!($req), stringify!($res), &[$(stringify!($tag)),*])),*
        ];
    };
}
crate::for_each_command!(command_map);

/// The text of `ui/src/api/schema.gen.ts`.
#[must_use]
pub fn typescript() -> String {
    let config = ts_rs::Config::new().with_large_int("number");
    let mut out =
        String::from("// Generated from src-tauri/api/wire by the test `generated_schema_is_fresh`. Do not edit.\n\n");
    for declaration in wire::declarations(&config) {
        let _ = writeln!(out, "export {declaration}"); // writing to a String cannot fail
    }
    out.push_str("\nexport interface Commands {\n");
    for (name, _, req, res, _) in COMMANDS {
        let _ = writeln!(out, "  {name}: {{ req: {req}; res: {res} }};");
    }
    out.push_str(
        "}\n\nexport const TAGS: Record<keyof Commands, { kind: \"query\" | \"mutation\"; tags: Tag[] }> = {\n",
    );
    for (name, kind, _, _, tags) in COMMANDS {
        let tags: Vec<String> = tags.iter().map(|tag| format!("\"{}\"", lower_first(tag))).collect();
        let _ = writeln!(out, "  {name}: {{ kind: \"{kind}\", tags: [{}] }},", tags.join(", "));
    }
    out.push_str("};\n");
    out
}

fn lower_first(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map(|first| first.to_lowercase().chain(chars).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #[test]
    fn generated_schema_is_fresh() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/ui/src/api/schema.gen.ts");
        let wanted = super::typescript();
        let found = std::fs::read_to_string(path).unwrap_or_default();
        if found != wanted {
            assert!(
                std::env::var_os("CI").is_none(),
                "ui/src/api/schema.gen.ts is stale: run the tests locally and commit it"
            );
            std::fs::create_dir_all(std::path::Path::new(path).parent().unwrap()).unwrap();
            std::fs::write(path, wanted).unwrap();
        }
    }
}
