//! Pieces of wire types that every generation has: JSON values whose type cannot be relied on.

use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// A moment as sent. Whatever stands there is taken, because a time that cannot be read must not cost the event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum WireTime {
    Text(String),
    /// A number as its text: unix time in some shapes, nonsense in others.
    Number(String),
    Unusable,
}

impl<'de> Deserialize<'de> for WireTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match Value::deserialize(deserializer)? {
            Value::String(text) => Self::Text(text),
            Value::Number(number) => Self::Number(number.to_string()),
            Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => Self::Unusable,
        })
    }
}

/// A field that tells "not sent" from "sent as null" by being `None` or `Some(None)`; needs `#[serde(default)]`.
pub(super) fn sent<'de, T, D>(deserializer: D) -> Result<Option<Option<T>>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    Option::<T>::deserialize(deserializer).map(Some)
}

/// Text, or a list of texts.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged, expecting = "a text or a list of texts")]
pub(super) enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

impl OneOrMany {
    pub(super) fn into_vec(self) -> Vec<String> {
        match self {
            Self::One(text) => vec![text],
            Self::Many(texts) => texts,
        }
    }
}

/// A scalar as a person reads it; lists joined by commas, `None` for nothing and for objects.
pub(super) fn readable(value: &Value) -> Option<String> {
    match value {
        Value::Null | Value::Object(_) => None,
        Value::Bool(true) => Some("yes".to_owned()),
        Value::Bool(false) => Some("no".to_owned()),
        Value::Number(number) => Some(number.to_string()),
        Value::String(text) => Some(text.clone()),
        Value::Array(values) => {
            let parts: Vec<String> = values.iter().filter_map(scalar).collect();
            Some(parts.join(", ")).filter(|joined| !joined.is_empty())
        }
    }
}

fn scalar(value: &Value) -> Option<String> {
    if value.is_array() { None } else { readable(value) }
}
