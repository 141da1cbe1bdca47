//! Tasks of the dated generation.

use serde::Deserialize;

/// The answer to a change of a task, and to making one.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TaskMade {
    /// `TK…`.
    pub task_id: String,
}

/// A row of `GET /tasks`.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Task {
    /// `TK…`.
    pub task_id: String,
    /// What is to be done.
    pub title: Option<String>,
    /// More about it.
    pub description: Option<String>,
    /// ISO 8601.
    pub due_date: Option<String>,
    /// `open`, `completed` or `deleted`.
    pub status: Option<String>,
    /// `PN…`.
    pub phone_number_id: Option<String>,
    /// `CN…`.
    pub conversation_id: Option<String>,
    /// `AC…`.
    pub activity_id: Option<String>,
}
