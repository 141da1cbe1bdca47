//! As much of OpenAPI and JSON Schema as Quo's document uses.

use std::path::Path;

use serde_json::{Value, json};

/// Fields and words that Quo added after the document was published (API.md, timeline of changes).
const LATER_FIELDS: [&str; 2] = ["conversationId", "media"];
const LATER_WORDS: [&str; 1] = ["received"];

/// Quo's document.
pub struct Document(Value);

/// One call of it.
pub struct Operation<'a>(&'a Value);

impl Document {
    /// The document, if it is there.
    pub fn find() -> Option<Self> {
        let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/quo/openapi.json");
        let path = std::env::var_os("RINGBOOK_QUO_OPENAPI").map_or(beside, Into::into);
        let Ok(text) = std::fs::read_to_string(&path) else {
            eprintln!("no document of Quo at {}: nothing is compared (set RINGBOOK_QUO_OPENAPI)", path.display());
            return None;
        };
        let whole: Value = serde_json::from_str(&text).expect("the document is JSON");
        Some(Self(resolved(&whole, &whole)))
    }

    /// The call that a request is; `None` if the document knows none.
    pub fn operation(&self, method: &str, path: &str) -> Option<Operation<'_>> {
        let paths = self.0["paths"].as_object()?;
        // A path without a variable stands before one with.
        let mut fitting: Vec<_> = paths.iter().filter(|(template, _)| same(path, template)).collect();
        fitting.sort_by_key(|(template, _)| template.matches('{').count());
        let operation = &fitting.first()?.1[method.to_ascii_lowercase()];
        operation.is_object().then_some(Operation(operation))
    }

    /// The call that is named so in the document.
    pub fn named(&self, method: &str, path: &str) -> Operation<'_> {
        let operation = &self.0["paths"][path][method];
        assert!(operation.is_object(), "{method} {path} is in the document");
        Operation(operation)
    }
}

/// The same with everything in place of what refers to it. The document has no reference that leads back to itself.
fn resolved(value: &Value, whole: &Value) -> Value {
    match value {
        Value::Object(fields) => match fields.get("$ref").and_then(Value::as_str) {
            Some(to) => {
                let pointer = to.strip_prefix('#').expect("the document refers to nothing outside");
                resolved(whole.pointer(pointer).expect("what is referred to is there"), whole)
            }
            None => Value::Object(fields.iter().map(|(name, it)| (name.clone(), resolved(it, whole))).collect()),
        },
        Value::Array(items) => Value::Array(items.iter().map(|item| resolved(item, whole)).collect()),
        other => other.clone(),
    }
}

fn same(path: &str, template: &str) -> bool {
    path.matches('/').count() == template.matches('/').count() && fits(path, template)
}

/// Whether a path begins as the template says.
pub fn fits(path: &str, template: &str) -> bool {
    let mut path = path.split('/');
    template.split('/').all(|part| {
        let Some(here) = path.next() else { return false };
        part == here || part.starts_with('{') || (part.ends_with('-') && here.starts_with(part))
    })
}

impl Operation<'_> {
    /// Names, values and presence of everything in the query, and the body.
    pub fn check_request(&self, query: &str, body: &str) {
        let asked: Vec<(String, String)> = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        let parameters = self.0["parameters"].as_array().cloned().unwrap_or_default();
        let in_query = |parameter: &&Value| parameter["in"] == "query";
        for (name, _) in &asked {
            assert!(parameters.iter().any(|it| it["name"] == *name), "{name} is no parameter of this call");
        }
        for parameter in parameters.iter().filter(in_query) {
            let name = parameter["name"].as_str().unwrap();
            let values: Vec<&String> =
                asked.iter().filter(|(asked, _)| asked == name).map(|(_, value)| value).collect();
            if values.is_empty() {
                assert_ne!(parameter["required"], true, "{name} is missing");
                continue;
            }
            let schema = &parameter["schema"];
            let value = match schema["type"].as_str() {
                Some("array") => json!(values),
                Some("integer") => json!(values[0].parse::<i64>().unwrap()),
                Some("boolean") => json!(values[0].parse::<bool>().unwrap()),
                _ => json!(values[0]),
            };
            check(schema, &value, name).unwrap();
        }
        let schema = &self.0["requestBody"]["content"]["application/json"]["schema"];
        if schema.is_object() {
            check(schema, &serde_json::from_str(body).unwrap(), "body").unwrap();
        } else {
            assert!(body.is_empty(), "a body where none belongs");
        }
    }

    /// An answer against the schema of its status.
    pub fn check_answer(&self, status: u16, body: &Value) {
        let schema = &self.0["responses"][status.to_string()]["content"]["application/json"]["schema"];
        assert!(schema.is_object(), "status {status} is not in the document");
        check(schema, body, "answer").unwrap();
    }

    /// One of the answers that the schema allows: words of enums in turn, nulls in every second, nothing but what
    /// is required in every third.
    pub fn sample(&self, variant: usize) -> Value {
        make(&self.0["responses"]["200"]["content"]["application/json"]["schema"], variant)
    }
}

/// What of `value` is not as `schema` says.
fn check(schema: &Value, value: &Value, at: &str) -> Result<(), String> {
    let wrong = |what: &str| Err(format!("{at}: {what}: {value}"));
    if let Some(any) = schema["anyOf"].as_array()
        && !any.iter().any(|one| check(one, value, at).is_ok())
    {
        return wrong("fits none of the alternatives");
    }
    for one in schema["allOf"].as_array().into_iter().flatten() {
        check(one, value, at)?;
    }
    let fits_type = match schema["type"].as_str() {
        Some("object") => value.is_object(),
        Some("array") => value.is_array(),
        Some("string") => value.is_string(),
        Some("integer") => value.is_i64() || value.is_u64(),
        Some("number") => value.is_number(),
        Some("boolean") => value.is_boolean(),
        Some("null") => value.is_null(),
        Some(other) => return wrong(&format!("unknown type {other}")),
        None => true,
    };
    if !fits_type {
        return wrong("has another type");
    }
    if let Some(words) = schema["enum"].as_array() {
        let later = value.as_str().is_some_and(|word| LATER_WORDS.contains(&word));
        if !words.contains(value) && !later {
            return wrong("is none of the words");
        }
    }
    if let Some(text) = value.as_str() {
        let length = text.chars().count() as u64;
        if schema["minLength"].as_u64().is_some_and(|least| length < least)
            || schema["maxLength"].as_u64().is_some_and(|most| length > most)
        {
            return wrong("has a length that is not allowed");
        }
        if schema["pattern"].as_str().is_some_and(|pattern| !matches(pattern, text)) {
            return wrong("does not fit the pattern");
        }
        if schema["format"] == "date-time" && chrono::DateTime::parse_from_rfc3339(text).is_err() {
            return wrong("is no moment");
        }
    }
    if let Some(number) = value.as_f64()
        && (schema["minimum"].as_f64().is_some_and(|least| number < least)
            || schema["maximum"].as_f64().is_some_and(|most| number > most))
    {
        return wrong("is out of range");
    }
    if let Some(items) = value.as_array() {
        if schema["maxItems"].as_u64().is_some_and(|most| items.len() as u64 > most)
            || schema["minItems"].as_u64().is_some_and(|least| (items.len() as u64) < least)
        {
            return wrong("has a number of items that is not allowed");
        }
        for (place, item) in items.iter().enumerate() {
            check(&schema["items"], item, &format!("{at}/{place}"))?;
        }
    }
    if let Some(fields) = value.as_object() {
        for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            if !fields.contains_key(name) {
                return wrong(&format!("{name} is missing"));
            }
        }
        for (name, field) in fields {
            match &schema["properties"][name] {
                Value::Null => {
                    if schema["additionalProperties"] == false && !LATER_FIELDS.contains(&name.as_str()) {
                        return wrong(&format!("{name} does not belong here"));
                    }
                }
                property => check(property, field, &format!("{at}/{name}"))?,
            }
        }
    }
    Ok(())
}

/// The few patterns that the document has.
fn matches(pattern: &str, text: &str) -> bool {
    if let Some(prefix) = pattern.strip_prefix('^').and_then(|rest| rest.strip_suffix("(.*)$")) {
        return text.starts_with(prefix);
    }
    match pattern {
        r"^\+[1-9]\d{1,14}$" => {
            let digits = text.strip_prefix('+').unwrap_or_default();
            (2..=15).contains(&digits.len())
                && digits.bytes().all(|digit| digit.is_ascii_digit())
                && !digits.starts_with('0')
        }
        r".*\S.*" => !text.trim().is_empty(),
        other => panic!("the pattern {other} is new in the document"),
    }
}

fn make(schema: &Value, variant: usize) -> Value {
    if let Some(any) = schema["anyOf"].as_array() {
        let wants_null = variant % 2 == 1;
        let is_null = |one: &&Value| one["type"] == "null";
        let others: Vec<&Value> = any.iter().filter(|one| !is_null(one)).collect();
        return match any.iter().find(is_null) {
            Some(_) if wants_null || others.is_empty() => Value::Null,
            _ => make(others[variant / 2 % others.len()], variant),
        };
    }
    if let Some(all) = schema["allOf"].as_array() {
        let mut whole = serde_json::Map::new();
        for one in all {
            whole.extend(make(one, variant).as_object().cloned().unwrap_or_default());
        }
        return Value::Object(whole);
    }
    if let Some(words) = schema["enum"].as_array() {
        return words[variant % words.len()].clone();
    }
    match schema["type"].as_str() {
        Some("object") => {
            let required: Vec<&str> =
                schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
            let fields = schema["properties"].as_object().into_iter().flatten();
            let wanted = fields.filter(|(name, _)| variant % 3 != 2 || required.contains(&name.as_str()));
            Value::Object(wanted.map(|(name, field)| (name.clone(), make(field, variant))).collect())
        }
        Some("array") => {
            let most = schema["maxItems"].as_u64().unwrap_or(3) as usize;
            let least = schema["minItems"].as_u64().unwrap_or(0) as usize;
            json!(
                (0..(variant % 4).clamp(least, most))
                    .map(|place| make(&schema["items"], variant + place))
                    .collect::<Vec<_>>()
            )
        }
        Some("integer") => json!(variant),
        Some("number") => json!(variant as f64 + 0.5),
        Some("boolean") => json!(variant.is_multiple_of(2)),
        Some("null") | None => Value::Null,
        Some(_) if schema["format"] == "date-time" => json!("2026-01-02T03:04:05.678Z"),
        Some(_) => match schema["pattern"].as_str() {
            Some(r"^\+[1-9]\d{1,14}$") => json!("+15555550100"),
            Some(pattern) if pattern.ends_with("(.*)$") => {
                json!(format!("{}x{variant}", pattern.trim_start_matches('^').trim_end_matches("(.*)$")))
            }
            _ => schema["examples"][0].as_str().map_or_else(|| json!("text"), |example| json!(example)),
        },
    }
}
