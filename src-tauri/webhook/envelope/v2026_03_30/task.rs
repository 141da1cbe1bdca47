//! Follow-ups of generation 2026-03-30. Most of their events carry little more than the id.

use serde::Deserialize;

use super::{open, place, single};
use crate::model::event::{Event, TaskFact};
use crate::model::{ItemId, TaskId};
use crate::webhook::envelope::Fact;
use crate::webhook::envelope::error::Unreadable;
use crate::webhook::envelope::reader::Reader;
use crate::webhook::envelope::wire::WireTime;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Resource {
    id: String,
    title: Option<String>,
    description: Option<String>,
    due_date: Option<WireTime>,
    updated_due_date: Option<WireTime>,
    updated_fields: Option<UpdatedFields>,
}

#[derive(Deserialize)]
struct UpdatedFields {
    title: Option<Updated>,
    description: Option<Updated>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Updated {
    updated_value: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Context {
    phone_number_id: Option<String>,
    conversation_id: Option<String>,
    activity_id: Option<String>,
}

/// `change` is the type's name after `task.`; one that is not known yet is kept as it is.
pub(super) fn read(text: &str, change: &str, reader: &mut Reader) -> Result<Fact, Unreadable> {
    let (occurred_at, resource, context) = open::<Resource, Context>(text, reader)?;
    let Resource { id, title, description, due_date, updated_due_date, updated_fields } = resource;
    let Context { phone_number_id, conversation_id, activity_id } = context;
    let (new_title, new_description) =
        updated_fields.map_or((None, None), |UpdatedFields { title, description }| (title, description));
    let due_at = match updated_due_date {
        Some(due) => reader.future_time("data.resource.updatedDueDate", Some(&due)),
        None => reader.future_time("data.resource.dueDate", due_date.as_ref()),
    };
    let fact = TaskFact {
        id: TaskId::from(id.as_str()),
        change: change.to_owned(),
        title: title.or(new_title.and_then(|updated| updated.updated_value)),
        description: description.or(new_description.and_then(|updated| updated.updated_value)),
        due_at,
        activity: activity_id.map(ItemId::from),
        place: place(phone_number_id, conversation_id, None),
        at: occurred_at,
    };
    Ok(single(Event::Task(fact), id, occurred_at))
}
