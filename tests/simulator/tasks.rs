//! Tasks of 2026-03-30 (API.md section 4), as rows of JSON.

use std::sync::Arc;

use serde_json::{Value, json};

use super::{core::Core, failure::Answer, rest::Request, rest_dated::listed};

/// Answers a request about tasks; what of the surface is not used here is not found.
pub fn dated(core: &Arc<Core>, request: &Request, parts: &[&str], body: &Value) -> Result<Answer, Answer> {
    let mut world = core.world.lock().unwrap();
    if let ("GET", []) = (request.method.as_str(), parts) {
        request.query.only(&["limit", "after"])?;
        return Ok(listed(world.tasks.clone(), None));
    }
    if let ("POST", []) = (request.method.as_str(), parts) {
        let title = text(body, "title")?;
        if title.as_str().is_none_or(|title| title.trim().is_empty()) {
            return Err(Answer::dated(400, "Bad Request", "title must not be empty"));
        }
        let number = world.tasks.len() + 1;
        let made = json!({
            "taskId": format!("TKmade{number}"), "orgId": world.org_id, "title": title,
            "description": text(body, "description")?, "conversationId": text(body, "conversationId")?,
            "dueDate": body.get("dueDate").cloned().unwrap_or(Value::Null), "status": "open", "revision": 1,
        });
        let answer = json!({ "data": { "taskId": made["taskId"], "revision": 1 } });
        world.tasks.push(made);
        return Ok(Answer::new(201, answer));
    }
    let Some(id) = parts.first() else { return Err(Answer::dated(404, "Not Found", "Route not found")) };
    let task = world.tasks.iter_mut().find(|task| task["taskId"] == **id);
    let task = task.ok_or_else(|| Answer::not_found(true, "06"))?;
    let changed = |task: &Value| Answer::data(json!({ "taskId": task["taskId"], "revision": task["revision"] }));
    match (request.method.as_str(), parts) {
        ("GET", [_]) => return Ok(Answer::data(task.clone())),
        ("PATCH", [_]) => {
            // Both are required, and replaced.
            task["title"] = text(body, "title")?;
            task["description"] = text(body, "description")?;
        }
        ("PATCH", [_, "status"]) => {
            let status = text(body, "status")?;
            if !["open", "completed", "deleted"].iter().any(|known| status == *known) {
                return Err(Answer::dated(400, "Bad Request", "status is not one of the allowed values"));
            }
            task["status"] = status;
        }
        ("PATCH", [_, "due-date"]) => task["dueDate"] = text(body, "dueDate")?,
        ("DELETE", [_, "due-date"]) => task["dueDate"] = Value::Null,
        _ => return Err(Answer::dated(404, "Not Found", "Route not found")),
    }
    task["revision"] = json!(task["revision"].as_i64().unwrap_or_default() + 1);
    Ok(changed(task))
}

fn text(body: &Value, field: &str) -> Result<Value, Answer> {
    let value = body.get(field).filter(|value| value.is_string()).cloned();
    value.ok_or_else(|| Answer::dated(400, "Bad Request", &format!("{field} is required")))
}
