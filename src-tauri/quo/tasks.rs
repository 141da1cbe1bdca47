//! Tasks: what Quo calls a follow-up.

use super::{
    Asked, Cursor, Error, Page, Quo, Urgency,
    client::parsed,
    page::Listed,
    wire::{self, v1::Data, v2026_03_30 as dated},
};
use crate::model::event::{Place, TaskFact};
use crate::model::follow_up::{Due, TaskStatus};
use crate::model::{ItemId, LineId, QuoConversationId, TaskId, UtcMillis};
use reqwest::Method;
use serde_json::json;

impl Quo {
    /// A page of tasks (`GET /tasks`), as of `now`: Quo does not say when one changed.
    ///
    /// # Errors
    /// See [`Error`]; 402, 403 and 404 mean that the account has no tasks.
    pub async fn tasks(
        &self,
        after: Option<&Cursor>,
        now: UtcMillis,
        urgency: Urgency,
    ) -> Result<Page<TaskFact>, Error> {
        let mut asked = vec![("limit", "100".to_owned())];
        asked.extend(after.map(|cursor| ("after", cursor.token().to_owned())));
        let listed: Listed = self.read(&["tasks"], &asked, urgency).await?;
        Ok(listed.page::<dated::Task>("task", after).map(|row| fact(row, now)))
    }

    /// A task (`GET /tasks/{id}`), as of `now`.
    ///
    /// # Errors
    /// See [`Error`]; 404 means that Quo does not know it.
    pub async fn task(&self, id: &TaskId, now: UtcMillis, urgency: Urgency) -> Result<TaskFact, Error> {
        let answer: Data<dated::Task> = self.read(&["tasks", id.as_str()], &[], urgency).await?;
        Ok(fact(answer.data, now))
    }

    /// Makes a task in a conversation (`POST /tasks`), and gives its id. Doing it twice makes two: Quo has no idempotency
    /// key, so after an unknown outcome the tasks are to be looked at first.
    ///
    /// # Errors
    /// See [`Error`]; 402 means that the account has no tasks, or as many open ones as it may have.
    pub async fn create_task(&self, title: &str, conversation: &QuoConversationId, due: Due) -> Result<TaskId, Error> {
        let mut body = json!({ "title": title, "description": "", "conversationId": conversation.as_str() });
        if let (Due::At(at), Some(fields)) = (due, body.as_object_mut()) {
            fields.insert("dueDate".to_owned(), json!(wire::iso(at)));
        }
        let answer = self.change(Method::POST, &["tasks"], Some(&body), Asked::Send).await?;
        let made: Data<dated::TaskMade> = parsed(&answer, Asked::Send)?;
        Ok(TaskId(made.data.task_id))
    }

    /// Gives a task other words (`PATCH /tasks/{id}`), which replaces both. Doing it twice changes nothing, as with all
    /// changes of tasks here.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn name_task(&self, id: &TaskId, title: &str, description: &str) -> Result<(), Error> {
        let body = json!({ "title": title, "description": description });
        self.change(Method::PATCH, &["tasks", id.as_str()], Some(&body), Asked::Read).await.map(|_| ())
    }

    /// Sets how a task stands (`PATCH /tasks/{id}/status`).
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn set_task_status(&self, id: &TaskId, status: TaskStatus) -> Result<(), Error> {
        let status = match status {
            TaskStatus::Open => "open",
            TaskStatus::Completed => "completed",
            TaskStatus::Deleted => "deleted",
        };
        let body = json!({ "status": status });
        self.change(Method::PATCH, &["tasks", id.as_str(), "status"], Some(&body), Asked::Read).await.map(|_| ())
    }

    /// Sets or takes away the moment of a task (`PATCH` or `DELETE /tasks/{id}/due-date`).
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn set_task_due(&self, id: &TaskId, due: Due) -> Result<(), Error> {
        let path = ["tasks", id.as_str(), "due-date"];
        let (method, body) = match due {
            Due::At(at) => (Method::PATCH, Some(json!({ "dueDate": wire::iso(at) }))),
            Due::Never => (Method::DELETE, None),
        };
        self.change(method, &path, body.as_ref(), Asked::Read).await.map(|_| ())
    }
}

/// What a task says, in the words that [`crate::model::follow_up::FollowUp::hear`] takes for a whole one.
fn fact(row: dated::Task, now: UtcMillis) -> TaskFact {
    let dated::Task { task_id, title, description, due_date, status, phone_number_id, conversation_id, activity_id } =
        row;
    let change = match status.as_deref() {
        Some("completed") => "completed.read",
        Some("deleted") => "deleted.read",
        _ => "open",
    };
    TaskFact {
        id: TaskId(task_id),
        change: change.to_owned(),
        title: Some(title.unwrap_or_default()),
        description,
        due_at: due_date.as_deref().and_then(wire::moment),
        activity: activity_id.map(ItemId),
        place: Place {
            line: phone_number_id.map(LineId),
            conversation: conversation_id.map(QuoConversationId),
            ..Place::default()
        },
        at: now,
    }
}
