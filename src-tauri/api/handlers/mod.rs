//! One function per command. Each turns its input into questions to the store or decisions for the journal, and
//! the answer into what a screen shows ([`super::wire`]).

mod account;
mod backup;
mod call;
mod calls;
mod composer;
mod connection;
mod contact;
mod contacts;
mod conversation;
mod exchange;
mod files;
mod health;
mod inbox;
mod insights;
mod insights_csv;
mod marks;
mod people;
mod person;
mod search;
mod sending;
mod settings;
mod status;
mod sync;
mod timeline;
mod triage;
mod tunnel;

mod follow_ups;
mod links;
mod saved;

use super::{
    Api,
    wire::{ApiError, Code},
};
use crate::{app::App, model::ConversationId};
use futures::future::BoxFuture;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::sync::Arc;

pub(super) use account::{
    account, connect, create_webhook, delete_webhook, diagnosis, disconnect, retry_step, rotate_webhook, test_webhook,
    unlock_secrets, webhooks,
};
pub(super) use backup::{back_up, backup, backups_in, restore, save_backup, start_restore, stop_backup, stop_restore};
pub(super) use call::{call_page, tick_next_step};
pub(super) use calls::calls_page;
pub(super) use composer::{
    cancel_scheduled, composer_settings, outbox_counts, outbox_desk, placeholder_values, remove_snippet,
    restore_scheduled, retry_text, save_composer_settings, save_snippet, schedule_text, scheduled_texts,
    send_scheduled_now, send_time, settle_failure, snippets, start_conversation,
};
pub(super) use connection::{connection, deliveries_page, delivery, replay_dead_letters};
pub(super) use contact::contact_card;
pub(super) use contacts::{
    contact_duplicates, contact_page, contacts_page, keep_contacts_apart, merge_contacts, merge_preview,
    resolve_contact, save_contact, set_contact_note, set_contact_tags, settle_contact, unmerge_contacts,
};
pub(super) use conversation::conversation;
pub(super) use exchange::{
    apply_import, change_tag, contact_kinds, contact_tags, export_contacts, import_piece, import_plan, imports,
    let_contacts_alike, remove_contact, restore_contacts, undo_import, undo_tag_change,
};
pub(super) use files::{fetch_media, media_status};
pub(super) use health::health;
pub(super) use inbox::inbox_page;
pub(super) use insights::{insight_rows, insights};
pub(super) use insights_csv::{export_insights, insights_csv};
pub(super) use marks::{add_note, mark, save_draft, set_opt_out};
pub(super) use people::{arrival, returned};
pub(super) use person::person_timeline;
pub(super) use search::search;
pub(super) use sending::{cancel_send, measure, outbox_page, resolve_send, send_text};
pub(super) use settings::{save_settings, settings};
pub(super) use status::status;
pub(super) use sync::{audit, ledger, sync_now, sync_pause, sync_progress, sync_resume};
pub(super) use timeline::timeline_page;
pub(super) use triage::{change_inbox, inbox_ids, restore_inbox};
pub(super) use tunnel::{save_tunnel, test_tunnel, tunnel};

pub(super) use follow_ups::{
    call_promises, change_follow_ups, follow_up_counts, follow_up_reminders, follow_ups, follow_ups_about,
    make_follow_ups,
};
pub(super) use links::open_link;
pub(super) use saved::{remove_search, save_search, saved_search_counts, saved_searches};

type Result<T> = std::result::Result<T, ApiError>;

macro_rules! dispatch {
    ($($kind:ident $name:ident($req:ident) -> $res:ident, tags [$($tag:ident),*];)*) => {
        /// Runs the command `name`.
        pub(super) fn run(api: Arc<Api>, name: String, payload: Value) -> BoxFuture<'static, Result<Value>> {
            use super::wire;
            match name.as_str() {
                $(stringify!($name) => Box::pin(async move {
                    let req: wire::$req = input(payload)?;
                    let res: wire::$res = $name(&api, req).await?;
                    output(&res)
                }),)*
                _ => Box::pin(async move { Err(ApiError::new(Code::NotFound, "there is no such command")) }),
            }
        }
    };
}
crate::for_each_command!(dispatch);

fn input<T: DeserializeOwned>(payload: Value) -> Result<T> {
    serde_json::from_value(payload)
        .map_err(|error| ApiError::new(Code::BadInput, format!("the input does not fit the command: {error}")))
}

fn output(value: &impl serde::Serialize) -> Result<Value> {
    serde_json::to_value(value).map_err(|error| ApiError::new(Code::Internal, error.to_string()))
}

impl From<crate::store::Error> for ApiError {
    fn from(error: crate::store::Error) -> Self {
        Self::new(Code::Unavailable, error.to_string())
    }
}

impl From<crate::app::Error> for ApiError {
    fn from(error: crate::app::Error) -> Self {
        Self::new(Code::Unavailable, error.to_string())
    }
}

impl From<crate::app::contacts::ContactError> for ApiError {
    fn from(error: crate::app::contacts::ContactError) -> Self {
        use crate::app::contacts::ContactError;
        let field = match &error {
            ContactError::Field { field, sentence: _ } => Some(field.clone()),
            _ => None,
        };
        let code = match &error {
            ContactError::NotFound => Code::NotFound,
            ContactError::BadInput(_) | ContactError::Field { .. } => Code::BadInput,
            ContactError::App(_) | ContactError::Store(_) => Code::Unavailable,
        };
        Self { field, ..Self::new(code, error.to_string()) }
    }
}

/// Runs a question to the store off the async threads: it may have to wait for the disk.
async fn ask<T: Send + 'static>(api: &Api, question: impl FnOnce(&App) -> Result<T> + Send + 'static) -> Result<T> {
    let app = api.app.clone();
    let waited_for = api.app.waiting.begin();
    let answer = api.app.blocking(move || {
        let answer = question(&app);
        drop(waited_for);
        answer
    });
    let answer = answer.await;
    answer.map_err(|_| ApiError::new(Code::Internal, "answering failed; the log says more"))?
}

fn conversation_id(text: &str) -> Result<ConversationId> {
    let hex = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
    if text.len() == 32 && text.bytes().all(hex) {
        Ok(ConversationId(text.to_owned()))
    } else {
        Err(ApiError::new(Code::BadInput, "conversationId is not the id of a conversation"))
    }
}

fn no_conversation() -> ApiError {
    ApiError::new(Code::NotFound, "there is no such conversation")
}

/// Text cut to at most `most` bytes, at a character.
fn cut(text: &str, most: usize) -> (&str, bool) {
    if text.len() <= most {
        return (text, false);
    }
    let end = (0..=most).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
    (text.get(..end).unwrap_or_default(), true)
}
