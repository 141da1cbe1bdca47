//! Why an authentic delivery could not be read. Such a delivery is a dead letter, kept and replayable.

use thiserror::Error;

/// What is wrong, naming the field where it is one. Never holds content: reasons are shown and logged.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Unreadable {
    /// No bytes at all.
    #[error("the body is empty")]
    Empty,
    /// Not UTF-8 text.
    #[error("the body is not UTF-8 text (byte {offset})")]
    NotUtf8 {
        /// First byte that does not fit.
        offset: usize,
    },
    /// Brackets within brackets beyond any sense.
    #[error("the body is nested more than {most} levels deep")]
    TooDeep {
        /// Levels that are read.
        most: usize,
    },
    /// Not JSON.
    #[error("the body is not JSON: {problem} at line {line}, column {column}")]
    NotJson {
        /// What the parser met, without content.
        problem: String,
        /// Line, from 1.
        line: usize,
        /// Column in bytes, from 1.
        column: usize,
    },
    /// JSON, but none of the shapes that deliveries have.
    #[error("the body has none of the known shapes: {missing}")]
    UnknownShape {
        /// What would have told the shape.
        missing: &'static str,
    },
    /// A generation of payloads that this version does not know.
    #[error("apiVersion {version:?} is not known to this version of Ringbook")]
    UnknownVersion {
        /// As sent, shortened.
        version: String,
    },
    /// A type of event that this version does not know.
    #[error("events of type {type_name:?} are not known to this version of Ringbook")]
    UnknownType {
        /// As sent, shortened.
        type_name: String,
    },
    /// A field that is needed is missing or has the wrong type.
    #[error("{path}: {problem}")]
    Field {
        /// Path from the top, for example `data.resource.id`.
        path: String,
        /// What is wrong with it, without its content.
        problem: String,
    },
}

/// Characters of a foreign name that are repeated in a reason.
const SHOWN_CHARS: usize = 60;

/// A name from outside, cut to what a reason may repeat.
pub(super) fn shortened(text: &str) -> String {
    text.chars().take(SHOWN_CHARS).collect()
}

impl Unreadable {
    /// A field that is needed but was not sent.
    pub(super) fn missing(path: impl Into<String>) -> Self {
        Self::Field { path: path.into(), problem: "is missing".to_owned() }
    }

    /// What the JSON reader says, without any content that it repeats.
    pub(super) fn from_json(path: &str, error: &serde_json::Error) -> Self {
        let text = error.to_string();
        let said = text.rsplit_once(" at line ").map_or(text.as_str(), |(said, _)| said);
        if error.is_data() {
            let path = if matches!(path, "" | ".") { "the body" } else { path };
            return Self::Field { path: path.to_owned(), problem: data_problem(said) };
        }
        Self::NotJson { problem: said.to_owned(), line: error.line(), column: error.column() }
    }
}

/// `invalid type: string "words of a customer", expected u64` repeats content; only its end may be told.
fn data_problem(said: &str) -> String {
    let names_a_field_only = ["missing field", "duplicate field"].iter().any(|start| said.starts_with(start));
    match said.rsplit_once(", expected ") {
        _ if names_a_field_only => said.to_owned(),
        Some((_, expected)) if expected.starts_with("struct ") => "has the wrong type: expected an object".to_owned(),
        Some((_, expected)) => format!("has the wrong type: expected {expected}"),
        None => "has a value that cannot be read".to_owned(),
    }
}
