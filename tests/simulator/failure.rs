//! Answers of the REST side, and Quo's three bodies for an error (API.md section 2).

use serde_json::{Value, json};

/// What a request handler returns: a status, a body and headers beside the usual ones.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub body: Option<Value>,
    pub headers: Vec<(&'static str, String)>,
}

impl Answer {
    pub fn new(status: u16, body: Value) -> Self {
        Self { status, body: Some(body), headers: Vec::new() }
    }

    /// `200 {"data": …}`.
    pub fn data(data: Value) -> Self {
        Self::new(200, json!({ "data": data }))
    }

    /// 204 without a body.
    pub fn empty() -> Self {
        Self { status: 204, body: None, headers: Vec::new() }
    }

    /// An error of `/v1`: `code` is resource, variant and status in seven digits.
    pub fn v1(status: u16, code: &str, title: &str, message: &str) -> Self {
        let docs = format!("https://www.quo.com/docs/api-errors/{code}");
        Self::new(
            status,
            json!({ "message": message, "code": code, "status": status, "docs": docs, "title": title, "trace": "sim-trace" }),
        )
    }

    /// An error of `/v1` that names fields.
    pub fn v1_fields(resource: &str, fields: &[(&str, &str)]) -> Self {
        let mut answer = Self::v1(400, &format!("{resource}01400"), "Bad Request", "Invalid input");
        if let Some(body) = &mut answer.body {
            body["errors"] = field_list(fields);
        }
        answer
    }

    /// What `/v1` answers before the API proper sees a request.
    pub fn gateway(status: u16, key: &str, message: &str) -> Self {
        Self::new(status, json!({ "error": { "message": message, "key": key, "trace": "sim-trace" } }))
    }

    /// An error of 2026-03-30.
    pub fn dated(status: u16, title: &str, message: &str) -> Self {
        let docs = "https://www.quo.com/docs/api/errors";
        Self::new(status, json!({ "title": title, "message": message, "docs": docs, "trace": "sim-trace" }))
    }

    /// An error of 2026-03-30 that names fields, as `/query/limit`.
    pub fn dated_fields(fields: &[(&str, &str)]) -> Self {
        let mut answer = Self::dated(400, "Bad Request", "Invalid input");
        if let Some(body) = &mut answer.body {
            body["errors"] = field_list(fields);
        }
        answer
    }

    /// The 404 of a generation; another workspace's ids answer the same.
    pub fn not_found(dated: bool, resource: &str) -> Self {
        if dated {
            Self::dated(404, "Not Found", "Resource not found")
        } else {
            Self::v1(404, &format!("{resource}00404"), "Not Found", "Not Found")
        }
    }

    /// The 429 of a generation: no rate headers unless `retry_after_s` asks for one.
    pub fn too_many(dated: bool, retry_after_s: Option<u64>) -> Self {
        let message = "Rate limit exceeded: 10 requests per second";
        let mut answer = if dated {
            Self::dated(429, "Too Many Requests", message)
        } else {
            Self::v1(429, "0200429", "Too Many Requests", message)
        };
        if let Some(seconds) = retry_after_s {
            answer.headers.push(("retry-after", seconds.to_string()));
        }
        answer
    }
}

fn field_list(fields: &[(&str, &str)]) -> Value {
    fields
        .iter()
        .map(|(path, message)| json!({ "path": path, "message": message, "schema": { "type": "string" } }))
        .collect()
}
