//! What Quo's AI heard and concluded: the same in both of Quo's generations.

use serde::Deserialize;
use serde_json::Value;

use super::reader::millis;
use super::wire::readable;
use crate::model::event::{Speaker, Utterance};
use crate::model::{Party, UserId};

/// One line of a transcript; seconds from the start of the call.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Line {
    user_id: Option<String>,
    identifier: Option<String>,
    content: Option<String>,
    start: Option<f64>,
    end: Option<f64>,
}

/// A task of the AI agent with what it found out.
#[derive(Deserialize)]
pub(super) struct Job {
    name: Option<String>,
    result: Option<JobResult>,
}

#[derive(Deserialize)]
struct JobResult {
    data: Option<Vec<JobDatum>>,
}

#[derive(Deserialize)]
struct JobDatum {
    name: Option<String>,
    value: Option<Value>,
}

/// The spoken lines in order; a person of the workspace is named by id, anyone else by number.
pub(super) fn utterances(lines: Vec<Line>) -> Vec<Utterance> {
    let utterance = |Line { user_id, identifier, content, start, end }| {
        let start_ms = start.map_or(0, millis);
        Utterance {
            speaker: match (user_id, identifier) {
                (Some(user), _) => Speaker::User(UserId::from(user)),
                (None, Some(party)) => Speaker::Party(Party::parse(&party)),
                (None, None) => Speaker::Named(String::new()),
            },
            text: content.unwrap_or_default(),
            start_ms,
            end_ms: end.map_or(start_ms, millis).max(start_ms),
        }
    };
    lines.into_iter().map(utterance).collect()
}

/// The agent's findings as name and value; a job without any is named alone.
pub(super) fn extras(jobs: Vec<Job>) -> Vec<(String, String)> {
    let findings = |Job { name, result }| {
        let data = result.and_then(|result: JobResult| result.data).unwrap_or_default();
        let found: Vec<_> = data
            .into_iter()
            .map(|JobDatum { name, value }| {
                (name.unwrap_or_default(), value.as_ref().and_then(readable).unwrap_or_default())
            })
            .collect();
        if found.is_empty() { name.map(|name| (name, String::new())).into_iter().collect() } else { found }
    };
    jobs.into_iter().flat_map(findings).collect()
}
