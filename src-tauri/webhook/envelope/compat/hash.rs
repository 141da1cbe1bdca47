//! The identity of a delivery whose shape has no id of the event.

use std::collections::BTreeMap;

use serde_json::Value;
use sha2::{Digest, Sha256};

/// SHA-256 over type, timestamp, and the object's id, ends and words, as JSON with sorted keys.
///
/// An object without an id of its own is known by the call it belongs to. Without any timestamp, those fields
/// alone would make every change of one object the same event, so the whole object is hashed with them.
pub(in crate::webhook::envelope) fn content_hash(text: &str) -> Option<[u8; 32]> {
    let envelope: Value = serde_json::from_str(text).ok()?;
    let data = envelope.get("data")?;
    let object = data.get("object").unwrap_or(data);
    let first = |places: &[Option<&Value>]| places.iter().copied().flatten().next().cloned().unwrap_or_default();
    let timestamp = first(&[
        envelope.get("timestamp"),
        object.get("timestamp"),
        object.get("updatedAt"),
        object.get("completedAt"),
        object.get("createdAt"),
    ]);
    let mut fields = BTreeMap::from([
        ("type", first(&[envelope.get("event_type"), envelope.get("type")])),
        ("id", first(&[object.get("id"), object.get("callId")])),
        ("from", first(&[object.get("from")])),
        ("to", first(&[object.get("to")])),
        ("body", first(&[object.get("body"), object.get("text")])),
    ]);
    if timestamp.is_null() {
        fields.insert("data", sorted(object));
    }
    fields.insert("timestamp", timestamp);
    let canonical = serde_json::to_vec(&fields).ok()?;
    Some(Sha256::digest(canonical).into())
}

/// The same value with the keys of every object in order. Depth is limited before anything is parsed.
fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let sorted: BTreeMap<&String, Value> = map.iter().map(|(key, value)| (key, sorted(value))).collect();
            sorted.into_iter().map(|(key, value)| (key.clone(), value)).collect()
        }
        Value::Array(values) => values.iter().map(sorted).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}
