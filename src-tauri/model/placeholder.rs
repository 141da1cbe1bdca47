//! Places in a text that wait for a value: `{first name}`, and `{date|tomorrow}` with what stands there without one.
//!
//! A name begins with a letter and has up to 40 letters, digits, blanks and `' - _ .`; what stands after `|` has up to
//! 200 characters without braces or line ends. The interface finds them by the same vectors
//! (`tests/fixtures/placeholders.json`).

/// Longest name in characters.
const MOST_NAME: usize = 40;
/// Longest default in characters.
const MOST_DEFAULT: usize = 200;

/// The names of the places that are still open, in order, each once.
#[must_use]
pub fn unfilled(text: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once('{') {
        if let Some(name) = name_at(after)
            && !names.contains(&name)
        {
            names.push(name);
        }
        rest = after;
    }
    names
}

/// The name of the placeholder whose opening brace ended just before `text`.
fn name_at(text: &str) -> Option<String> {
    let inside = text.split('}').next().filter(|inside| inside.len() < text.len())?;
    if inside.contains('{') || inside.contains(['\n', '\r']) {
        return None;
    }
    let (name, default) = inside.split_once('|').unwrap_or((inside, ""));
    let fits = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '\'' | '’' | '-' | '_' | '.');
    let begins = name.chars().next().is_some_and(char::is_alphabetic);
    let short = name.chars().count() <= MOST_NAME && default.chars().count() <= MOST_DEFAULT;
    (begins && short && name.chars().all(fits)).then(|| name.trim_end().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shared_vectors_hold() {
        let vectors: serde_json::Value =
            serde_json::from_str(include_str!("../../tests/fixtures/placeholders.json")).unwrap();
        for vector in vectors["vectors"].as_array().unwrap() {
            let text = vector["text"].as_str().unwrap();
            let wanted: Vec<&str> =
                vector["names"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
            assert_eq!(unfilled(text), wanted, "{text}");
        }
    }
}
