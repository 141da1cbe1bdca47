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
        people::{ContactChange, RemovalStep},
    },
    quo::{Cause, ConversationMark, Error, FieldDefinition, Quo, QuoContact, Retry, Urgency},
    store::{EditRow, InboxPush, RemovalRow},
};
use std::{sync::Arc, time::Duration};

/// The longest time without a look.
const LOOK: Duration = Duration::from_secs(60);
/// The least wait after a failure.
const LEAST_WAIT_MS: i64 = 15_000;
/// Changes that are written before there is another look at what waits.
const AT_ONCE: usize = 25;
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
    let waiting = app.blocking(move || Waiting {
        edits: store.contact_edits_waiting().unwrap_or_default(),
        removals: store.contact_removals_waiting().unwrap_or_default(),
        pushes: store.inbox_pushes_waiting().unwrap_or_default(),
    });
    let Waiting { edits, removals, pushes } = waiting.await.unwrap_or_default();
    let (edits, edits_at) = due(edits, now, |row| match &row.step {
        EditStep::Pending { due_at, .. } => Some(*due_at),
        _ => None,
    });
    let (removals, removals_at) = due(removals, now, |row| match &row.step {
        RemovalStep::Waiting { due_at, .. } => Some(*due_at),
        RemovalStep::Done | RemovalStep::Refused { .. } => None,
    });
    let later = [edits_at, removals_at].into_iter().flatten();
    let mut next = later
        .map(|at| Duration::from_millis(at.0.saturating_sub(now.0).max(0).unsigned_abs()))
        .fold(LOOK, Duration::min);
    for row in removals {
        let step = remove(app, quo, &row).await;
        let mut decided: Vec<Decided> = became_meanwhile(app, &row.contact, &step).into_iter().collect();
        decided.push(Decided::ContactRemovalMoved { contact: row.contact, step });
        if let Err(error) = app.decide(decided).await {
            tracing::warn!(%error, "that a contact is deleted could not be written down; it is deleted again");
        }
    }
    for row in edits {
        let due = match &row.step {
            EditStep::Pending { due_at, .. } => due_at.0.saturating_sub(app.seam.now().0),
            EditStep::Pushed { .. }
            | EditStep::Conflict { .. }
            | EditStep::Failed { .. }
            | EditStep::Dropped { .. }
            | EditStep::Kept => {
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
        let mut decided = vec![Decided::ContactEditMoved { id, contact: contact.clone(), step: step.clone() }];
        decided.extend(gone_meanwhile(app, &contact, &step));
        if let Err(error) = app.decide(decided).await {
            tracing::warn!(%error, "a step of a contact's change could not be written down; it is made again");
        }
    }
    for push in pushes {
        mark(app, quo, push).await;
    }
    next
}

/// What waits to be written to Quo.
#[derive(Default)]
struct Waiting {
    edits: Vec<EditRow>,
    removals: Vec<RemovalRow>,
    pushes: Vec<InboxPush>,
}

/// The first few of what is due, in order, and when the next is. What was changed by hand meanwhile does not wait for the
/// rest of ten thousand that were imported: after a few there is another look.
fn due<T>(rows: Vec<T>, now: UtcMillis, at: impl Fn(&T) -> Option<UtcMillis>) -> (Vec<T>, Option<UtcMillis>) {
    let (mut due, mut next): (Vec<T>, Option<UtcMillis>) = (Vec::new(), None);
    for row in rows {
        let Some(at) = at(&row) else { continue };
        if at <= now && due.len() < AT_ONCE {
            due.push(row);
        } else {
            next = Some(next.map_or(at, |held| held.min(at)));
        }
    }
    (due, next)
}

/// A contact that was deleted here while Quo was being told of it is to go there too.
fn gone_meanwhile(app: &App, contact: &ContactId, step: &EditStep) -> Option<Decided> {
    let EditStep::Pushed { quo } = step else { return None };
    let own = app.store.contact_own_alone(contact).ok()??;
    own.removal().filter(|removal| removal.is_gone())?;
    let now = UtcMillis(app.seam.now().0.saturating_add(1));
    let change = ContactChange::Removed { contact: quo.clone(), at: now, due_at: now, here: false };
    Some(Decided::ContactsChanged { changes: vec![change] })
}

/// What Quo made of a contact and has deleted again is gone here too, without waiting for Quo to tell.
fn became_meanwhile(app: &App, contact: &ContactId, step: &RemovalStep) -> Option<Decided> {
    if *step != RemovalStep::Done {
        return None;
    }
    let quo = app.store.contact_own_alone(contact).ok()??.became?;
    let row = app.store.contact_row(&quo).ok()?.filter(crate::model::contact::Contact::is_live)?;
    let at = app.seam.now().max(row.said_at?);
    let change = ContactChange::Removed { contact: quo, at, due_at: at, here: true };
    Some(Decided::ContactsChanged { changes: vec![change] })
}

async fn remove(app: &App, quo: &Quo, row: &RemovalRow) -> RemovalStep {
    let removed = match unique_of_new(&row.contact) {
        None => quo.delete_contact(&row.contact, Urgency::Background).await,
        // Quo may have it although the answer to making it was lost.
        Some(unique) => made_and_removed(quo, unique).await,
    };
    let Err(error) = removed else { return RemovalStep::Done };
    let least = UtcMillis(app.seam.now().0.saturating_add(LEAST_WAIT_MS));
    match (error.retry(), &error.cause) {
        (Retry::Never, Cause::Refused(refusal)) if refusal.status != 401 => {
            let deleted = app.store.contact_row(&row.contact).ok().flatten().and_then(|contact| contact.deleted_at);
            let at = UtcMillis(deleted.unwrap_or(UtcMillis(0)).max(app.seam.now()).0.saturating_add(1));
            RemovalStep::Refused { reason: format!("Quo keeps this contact: {}", refusal.detail()), at }
        }
        (Retry::After(wait), _) => {
            let wait = i64::try_from(wait.as_millis()).unwrap_or(i64::MAX);
            let due_at = least.max(UtcMillis(app.seam.now().0.saturating_add(wait)));
            RemovalStep::Waiting { reason: Some(error.to_string()), due_at }
        }
        _ => RemovalStep::Waiting { reason: Some(error.to_string()), due_at: least },
    }
}

async fn made_and_removed(quo: &Quo, unique: &str) -> Result<(), Error> {
    for made in quo.contacts_made_as(&format!("ringbook-{unique}"), Urgency::Background).await? {
        quo.delete_contact(&made.id, Urgency::Background).await?;
    }
    Ok(())
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
