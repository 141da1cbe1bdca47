//! Writing to Quo what waits: one after the other, in the order it was wanted.

use super::{
    App, DEFINITIONS,
    joining::{Joined, fields_of, join},
};
use crate::{
    ingest::record::ApiFacts,
    journal::{Journal as _, Kind, NewRecord},
    model::{
        ContactId, UtcMillis,
        contact_edit::{ContactEdit, ContactFields, EditStep, unique_of_new},
        decision::{Decided, InboxMark},
        event::Event,
    },
    quo::{Cause, ConversationMark, Error, FieldDefinition, Quo, QuoContact, Retry, Urgency},
    store::{EditRow, InboxPush},
};
use std::{sync::Arc, time::Duration};

/// The longest time without a look.
const LOOK: Duration = Duration::from_secs(60);
/// The least wait after a failure.
const LEAST_WAIT_MS: i64 = 15_000;
/// How often the workspace's custom fields are read.
const DEFINITIONS_MS: i64 = 3_600_000;

pub(super) fn start(app: &Arc<App>) {
    let (app, token) = (app.clone(), app.token.clone());
    app.tasks.clone().spawn(async move {
        let mut definitions_at: Option<UtcMillis> = None;
        tokio::select! {
            () = token.cancelled() => return,
            () = app.whole() => {}
        }
        loop {
            let round = async {
                match app.quo() {
                    Some(quo) => round(&app, &quo, &mut definitions_at).await,
                    None => LOOK,
                }
            };
            let wait = tokio::select! {
                () = token.cancelled() => return,
                wait = round => wait,
            };
            tokio::select! {
                () = token.cancelled() => return,
                () = app.contacts.wake.notified() => {}
                () = tokio::time::sleep(wait) => {}
            }
        }
    });
}

/// Writes what is due, and says how long until the next is.
async fn round(app: &App, quo: &Quo, definitions_at: &mut Option<UtcMillis>) -> Duration {
    let now = app.seam.now();
    if definitions_at.is_none_or(|at| now.0.saturating_sub(at.0) >= DEFINITIONS_MS) {
        *definitions_at = Some(now);
        keep_definitions(app, quo).await;
    }
    let store = app.store.clone();
    let waiting = app.blocking(move || {
        (store.contact_edits_waiting().unwrap_or_default(), store.inbox_pushes_waiting().unwrap_or_default())
    });
    let (edits, pushes) = waiting.await.unwrap_or_default();
    let mut next = LOOK;
    for row in edits {
        let due = match &row.step {
            EditStep::Pending { due_at, .. } => due_at.0.saturating_sub(app.seam.now().0),
            EditStep::Pushed { .. }
            | EditStep::Conflict { .. }
            | EditStep::Failed { .. }
            | EditStep::Dropped { .. } => {
                continue;
            }
        };
        if due > 0 {
            next = next.min(Duration::from_millis(due.unsigned_abs()));
            continue;
        }
        let step = write(app, quo, &row).await;
        if let EditStep::Pending { due_at, .. } = &step {
            let wait = due_at.0.saturating_sub(app.seam.now().0).max(0);
            next = next.min(Duration::from_millis(wait.unsigned_abs()));
        }
        let EditRow { edit: ContactEdit { id, contact, .. }, .. } = row;
        if let Err(error) = app.decide(vec![Decided::ContactEditMoved { id, contact, step }]).await {
            tracing::warn!(%error, "a step of a contact's change could not be written down; it is made again");
        }
    }
    for push in pushes {
        mark(app, quo, push).await;
    }
    next
}

async fn write(app: &App, quo: &Quo, row: &EditRow) -> EditStep {
    match write_or_fail(app, quo, row).await {
        Ok(step) => step,
        Err(error) => {
            let least = UtcMillis(app.seam.now().0.saturating_add(LEAST_WAIT_MS));
            match (error.retry(), &error.cause) {
                (Retry::Never, Cause::Refused(refusal)) if refusal.status == 404 => {
                    EditStep::Failed { reason: "Quo does not have this contact any more".to_owned() }
                }
                // The key is a matter of the connection: the change waits until there is a good one.
                (Retry::Never, Cause::Refused(refusal)) if refusal.status == 401 => {
                    EditStep::Pending { reason: Some(error.to_string()), due_at: least }
                }
                (Retry::Never, Cause::Refused(refusal)) => {
                    EditStep::Failed { reason: format!("Quo refused the change: {}", refusal.detail()) }
                }
                (Retry::Never, _) => EditStep::Failed { reason: error.to_string() },
                (Retry::After(wait), _) => {
                    let wait = i64::try_from(wait.as_millis()).unwrap_or(i64::MAX);
                    let due_at = least.max(UtcMillis(app.seam.now().0.saturating_add(wait)));
                    EditStep::Pending { reason: Some(error.to_string()), due_at }
                }
                // Made or not: before the next try the contact is read, which tells.
                (Retry::OutcomeUnknown, _) => EditStep::Pending { reason: Some(error.to_string()), due_at: least },
            }
        }
    }
}

async fn write_or_fail(app: &App, quo: &Quo, row: &EditRow) -> Result<EditStep, Error> {
    let EditRow { edit: ContactEdit { id: _, contact, base, wanted }, .. } = row;
    let definitions = app.contact_fields().unwrap_or_default();
    let urgency = Urgency::Background;
    let Some(unique) = unique_of_new(contact) else {
        let fresh = quo.contact(contact, urgency).await?;
        return replace(app, quo, fresh, (base, wanted, row.at), &definitions).await;
    };
    // Quo has no idempotency key: an earlier try may have made it although its answer was lost.
    let external_id = format!("ringbook-{unique}");
    if let Some(made) = quo.contacts_made_as(&external_id, urgency).await?.into_iter().next() {
        let as_made = fields_of(&made);
        return replace(app, quo, made, (&as_made, wanted, row.at), &definitions).await;
    }
    let blank = QuoContact::blank(contact.clone());
    match join(&blank, &ContactFields::default(), wanted, &definitions) {
        Joined::Write(new) => {
            let made = quo.make_contact(&new, &external_id, urgency).await?;
            Ok(kept(app, &made, row.at).await)
        }
        Joined::Refused(reason) => Ok(EditStep::Failed { reason }),
        Joined::Same | Joined::Conflict(_) => Ok(EditStep::Failed { reason: "the contact is empty".to_owned() }),
    }
}

/// Brings a change into a contact that was read just now.
async fn replace(
    app: &App,
    quo: &Quo,
    fresh: QuoContact,
    (base, wanted, wanted_at): (&ContactFields, &ContactFields, UtcMillis),
    definitions: &[FieldDefinition],
) -> Result<EditStep, Error> {
    match join(&fresh, base, wanted, definitions) {
        Joined::Same => Ok(kept(app, &fresh, wanted_at).await),
        Joined::Write(written) => {
            let now_is = quo.replace_contact(&written, Urgency::Background).await?;
            Ok(kept(app, &now_is, wanted_at).await)
        }
        Joined::Conflict(names) => Ok(EditStep::Conflict { theirs: fields_of(&fresh), names }),
        Joined::Refused(reason) => Ok(EditStep::Failed { reason }),
    }
}

/// Writes down what Quo has now.
async fn kept(app: &App, contact: &QuoContact, wanted_at: UtcMillis) -> EditStep {
    let quo: ContactId = contact.id.clone();
    let now = app.seam.now();
    // Quo's clock may be behind ours; what it answered to our change is newer than the change.
    let mut fact = contact.fact();
    fact.at = fact.at.max(now).max(UtcMillis(wanted_at.0.saturating_add(1)));
    let facts = ApiFacts::V1 { source: "PATCH /v1/contacts".to_owned(), events: vec![Event::Contact(fact)] };
    match serde_json::to_vec(&facts) {
        Ok(payload) => {
            let record = NewRecord { kind: Kind::ApiObject, at: now, payload: payload.into() };
            if let Err(error) = app.journal.append(vec![record]).await {
                tracing::warn!(%error, "a contact as Quo has it could not be written down; it is read again later");
            }
        }
        Err(error) => tracing::warn!(%error, "a contact as Quo has it could not be written down"),
    }
    EditStep::Pushed { quo }
}

async fn mark(app: &App, quo: &Quo, push: InboxPush) {
    let InboxPush { conversation, marks } = push;
    for mark in marks {
        let at_quo = match mark {
            InboxMark::Read => ConversationMark::Read,
            InboxMark::Done => ConversationMark::Done,
            InboxMark::Open => ConversationMark::Open,
        };
        let refused = match quo.mark_conversation(&conversation, at_quo, Urgency::Background).await {
            Ok(()) => None,
            Err(error) => match (error.retry(), &error.cause) {
                (Retry::Never, Cause::Refused(refusal)) if refusal.status != 401 => Some(refusal.detail().to_owned()),
                // It stays, and is tried again with the next look.
                _ => return tracing::warn!(%error, "a conversation could not be marked at Quo yet"),
            },
        };
        let conversation = conversation.clone();
        if let Err(error) = app.decide(vec![Decided::InboxPushed { conversation, mark, refused }]).await {
            tracing::warn!(%error, "that a conversation is marked at Quo could not be written down");
        }
    }
}

async fn keep_definitions(app: &App, quo: &Quo) {
    let definitions = match quo.field_definitions(Urgency::Background).await {
        Ok(definitions) => definitions,
        Err(error) => return tracing::warn!(%error, "the custom fields of contacts could not be read from Quo"),
    };
    let mut known = app.contact_fields().unwrap_or_default();
    known.sort_by(|a, b| a.key.cmp(&b.key));
    let mut sorted = definitions;
    sorted.sort_by(|a, b| a.key.cmp(&b.key));
    if known == sorted {
        return;
    }
    let rows: Vec<(String, String, String)> =
        sorted.into_iter().map(|FieldDefinition { key, name, kind }| (key, name, kind)).collect();
    let Ok(value) = serde_json::to_value(rows) else { return };
    if let Err(error) = app.decide(vec![Decided::SettingSaved { name: DEFINITIONS.to_owned(), value }]).await {
        tracing::warn!(%error, "the custom fields of contacts could not be written down");
    }
}
