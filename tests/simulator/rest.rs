//! The REST side's front: version header, key, rate, then the handler of the generation (API.md section 2).

use std::sync::Arc;

use serde_json::Value;

use super::{core::Core, cursor::PageRequest, failure::Answer, query::Query, rest_dated, rest_v1};

/// A request as the handlers see it.
pub struct Request {
    pub method: String,
    pub path: String,
    pub query: Query,
    pub query_text: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Request {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The path's parts.
    pub fn parts(&self) -> Vec<&str> {
        self.path.split('/').filter(|part| !part.is_empty()).collect()
    }

    /// The body as JSON; an absent one is null.
    pub fn json(&self) -> Option<Value> {
        if self.body.is_empty() { Some(Value::Null) } else { serde_json::from_slice(&self.body).ok() }
    }

    pub fn dated(&self) -> bool {
        self.parts().first() != Some(&"v1")
    }
}

/// Checks before any handler: version before key, key before rate.
pub fn admit(core: &Core, request: &Request) -> Result<(), Answer> {
    let dated = request.dated();
    if dated && request.header("quo-api-version") != Some("2026-03-30") {
        let message = "Unsupported or missing Quo-Api-Version header. Supported versions: 2026-03-30";
        return Err(Answer::dated(400, "Bad Request", message));
    }
    let quirks = core.quirks();
    let mut gate = core.gate.lock().unwrap();
    let key = request.header("authorization").unwrap_or_default();
    if !gate.knows(key) {
        return Err(if dated {
            Answer::dated(401, "Unauthorized", "Missing or invalid API key")
        } else {
            Answer::gateway(401, "UNAUTHORIZED", "Missing or invalid API key")
        });
    }
    if !gate.admit(key, quirks.rate_per_second) {
        return Err(Answer::too_many(dated, quirks.retry_after_s));
    }
    Ok(())
}

/// Answers an admitted request.
pub fn answer(core: &Arc<Core>, request: &Request) -> Answer {
    let Some(body) = request.json() else {
        return if request.dated() {
            Answer::dated(400, "Bad Request", "Body is not valid JSON")
        } else {
            Answer::v1(400, "0200400", "Bad Request", "Body is not valid JSON")
        };
    };
    if let Some(answer) = core.history.answer(request) {
        return answer.unwrap_or_else(|refusal| refusal);
    }
    let result =
        if request.dated() { rest_dated::answer(core, request, &body) } else { rest_v1::answer(core, request, &body) };
    result.unwrap_or_else(|refusal| refusal)
}

/// One page of `rows`, which are in the list's order.
pub fn page<T>(
    core: &Core,
    ids: &mut super::ids::Ids,
    request: &Request,
    rows: Vec<T>,
    size: usize,
    id_of: impl Fn(&T) -> &str,
) -> Result<(Vec<T>, Option<String>), Answer> {
    let token_name = if request.dated() { "after" } else { "pageToken" };
    let mut filters: Vec<&(String, String)> = request.query.0.iter().filter(|(name, _)| name != token_name).collect();
    filters.sort();
    let list = format!("{} {filters:?}", request.path);
    let mut cursors = core.cursors.lock().unwrap();
    cursors.life_ms = core.quirks().cursor_life_ms;
    let page = PageRequest {
        list: &list,
        token: request.query.get(token_name),
        size,
        now_ms: core.now_ms(),
        dated: request.dated(),
    };
    cursors.page(ids, rows, id_of, page)
}
