//! Webhooks at Quo: those of 2026-03-30 are made, changed and removed, legacy ones read and removed; the log of
//! deliveries is read, and one delivery is tried again.

use bytes::Bytes;
use reqwest::Method;
use secrecy::SecretString;
use std::fmt;

use super::{
    Asked, Cause, Cursor, Error, Page, Quo, Urgency,
    client::parsed,
    page::Listed,
    wire::{self, v1, webhook as wired},
};
use crate::model::{UserId, UtcMillis};

/// Webhooks that a workspace may have.
///
/// Source: Quo, "Webhooks overview".
pub const MOST_WEBHOOKS: usize = 50;

/// Pages of a delivery log read in one go, 50 rows each.
const PAGES: usize = 2_000;

/// Which of Quo's two kinds a webhook is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum WebhookGeneration {
    /// 2026-03-30.
    Dated,
    /// Before that; being retired.
    Legacy,
}

/// A webhook as Quo has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Webhook {
    /// Digits, or `WH…` for a legacy one.
    pub id: String,
    /// Which kind.
    pub generation: WebhookGeneration,
    /// Where deliveries go.
    pub url: String,
    /// Types of events.
    pub events: Vec<String>,
    /// Lines it hears of; empty means all.
    pub lines: Vec<String>,
    /// A name for people.
    pub label: Option<String>,
    /// Whether Quo delivers to it.
    pub enabled: bool,
    /// When it was made, if Quo said.
    pub created_at: Option<UtcMillis>,
}

/// What a new webhook is made from. It hears of every line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewWebhook {
    /// Where deliveries go.
    pub url: String,
    /// Types of events; at least one.
    pub events: Vec<String>,
    /// A name for people.
    pub label: String,
}

/// A webhook with its signing secret, which Quo shows this once.
#[derive(Debug, Clone)]
pub struct CreatedWebhook {
    /// The webhook.
    pub webhook: Webhook,
    /// `whsec_…`.
    pub key: SecretString,
}

/// What is to be different; `None` stays as it is. It hears of every line afterwards.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WebhookChange {
    /// Where deliveries go.
    pub url: Option<String>,
    /// Types of events, all of them.
    pub events: Option<Vec<String>>,
    /// Whether Quo delivers to it.
    pub enabled: Option<bool>,
    /// A name for people.
    pub label: Option<String>,
}

/// A test that was asked for; the signed delivery follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestEvent {
    /// Id of the sample event, the same for every test of its type; the delivery has it too.
    pub event_id: Option<String>,
    /// The type that was asked for.
    pub event_type: String,
}

/// How far a delivery has come.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum DeliveryStatus {
    /// It was accepted.
    Success,
    /// It waits for its next attempt.
    Pending,
    /// It is being sent.
    Sending,
    /// It was given up after the last attempt.
    Failed,
    /// A word that Quo added later.
    Other(String),
}

impl DeliveryStatus {
    /// Quo's word.
    #[must_use]
    pub fn word(&self) -> &str {
        match self {
            Self::Success => "success",
            Self::Pending => "pending",
            Self::Sending => "sending",
            Self::Failed => "failed",
            Self::Other(word) => word,
        }
    }

    fn from_word(word: String) -> Self {
        match word.as_str() {
            "success" => Self::Success,
            "pending" => Self::Pending,
            "sending" => Self::Sending,
            "failed" => Self::Failed,
            _ => Self::Other(word),
        }
    }
}

/// Which deliveries of a webhook; everything by default.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DeliveryQuery {
    /// Only these.
    pub status: Option<DeliveryStatus>,
    /// Only this type of event.
    pub event_type: Option<String>,
    /// Only what is about this text, call or contact.
    pub resource_id: Option<String>,
    /// Only after this moment, excluded.
    pub after: Option<UtcMillis>,
    /// Only before this moment, excluded.
    pub before: Option<UtcMillis>,
}

/// A delivery in Quo's log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoggedDelivery {
    /// `msg_…`: the `webhook-id` of every attempt.
    pub id: String,
    /// `EV…`.
    pub event_id: Option<String>,
    /// What it is about.
    pub resource_id: Option<String>,
    /// Type of the event.
    pub event_type: String,
    /// How far it has come.
    pub status: DeliveryStatus,
    /// When Quo tries again, if it does.
    pub next_attempt_at: Option<UtcMillis>,
    /// When it was made, if Quo said.
    pub created_at: Option<UtcMillis>,
}

/// A delivery with what was sent and what became of each attempt.
#[derive(Clone, PartialEq, Eq)]
pub struct WholeDelivery {
    /// The row of the log.
    pub delivery: LoggedDelivery,
    /// What was sent, as text.
    pub body: Option<String>,
    /// Newest first.
    pub attempts: Vec<DeliveryAttempt>,
}

/// Redacted: a body holds words and numbers.
impl fmt::Debug for WholeDelivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { delivery, body: _, attempts } = self;
        f.debug_struct("WholeDelivery").field("delivery", delivery).field("attempts", attempts).finish_non_exhaustive()
    }
}

/// One attempt to deliver.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryAttempt {
    /// When.
    pub at: Option<UtcMillis>,
    /// The HTTP status of the answer; `None` without one.
    pub status: Option<u16>,
    /// How long it took.
    pub duration_ms: Option<u64>,
    /// Whether a person or a program asked for it.
    pub manual: bool,
    /// Where it went.
    pub url: Option<String>,
}

impl Quo {
    /// The webhooks of 2026-03-30, all of the workspace.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn webhooks(&self) -> Result<Vec<Webhook>, Error> {
        let listed: Listed = self.read(&["webhooks"], &[], Urgency::Interactive).await?;
        Ok(listed.page::<wired::Dated>("webhook", None).map(Webhook::from).rows)
    }

    /// One webhook of 2026-03-30.
    ///
    /// # Errors
    /// See [`Error`]; 404 means that there is none with this id in this workspace.
    pub async fn webhook(&self, id: &str) -> Result<Webhook, Error> {
        let answer: v1::Data<wired::Dated> = self.read(&["webhooks", id], &[], Urgency::Interactive).await?;
        Ok(answer.data.into())
    }

    /// Makes a webhook for every line. Makes at most one request.
    ///
    /// # Errors
    /// See [`Error`]. With [`super::Retry::OutcomeUnknown`] it may exist; then [`Quo::webhooks`] shows it, and
    /// [`Quo::rotate_webhook`] gives a secret for it.
    pub async fn create_webhook(&self, new: &NewWebhook) -> Result<CreatedWebhook, Error> {
        let NewWebhook { url, events, label } = new;
        let body = wired::New { url, events, resource_ids: &every_line(), label, status: "enabled" };
        let answer = self.change(Method::POST, &["webhooks"], Some(&body), Asked::Send).await?;
        let mut answer: v1::Data<wired::Dated> = parsed(&answer, Asked::Send)?;
        let key = answer.data.key.take();
        let key = key.ok_or_else(|| Error::new(Asked::Send, Cause::Unreadable("the webhook has no key".to_owned())))?;
        Ok(CreatedWebhook { webhook: answer.data.into(), key })
    }

    /// Changes a webhook of 2026-03-30; doing it twice changes nothing more.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn change_webhook(&self, id: &str, change: &WebhookChange) -> Result<Webhook, Error> {
        let WebhookChange { url, events, enabled, label } = change;
        let body = wired::Change {
            url: url.as_deref(),
            events: events.as_deref(),
            resource_ids: &every_line(),
            status: enabled.map(|enabled| if enabled { "enabled" } else { "disabled" }),
            label: label.as_deref(),
        };
        let answer = self.change(Method::PATCH, &["webhooks", id], Some(&body), Asked::Read).await?;
        let answer: v1::Data<wired::Dated> = parsed(&answer, Asked::Read)?;
        Ok(answer.data.into())
    }

    /// Deletes a webhook of 2026-03-30. One that is gone already is deleted.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn delete_webhook(&self, id: &str) -> Result<(), Error> {
        gone(self.change(Method::DELETE, &["webhooks", id], None::<&()>, Asked::Read).await)
    }

    /// Gives a webhook a new signing secret. The old one may sign on for a while, which Quo does not document.
    ///
    /// # Errors
    /// See [`Error`]. When the answer is lost, rotating once more gives a secret that is known.
    pub async fn rotate_webhook(&self, id: &str) -> Result<SecretString, Error> {
        let answer = self.change(Method::POST, &["webhooks", id, "rotate"], None::<&()>, Asked::Read).await?;
        let answer: v1::Data<wired::Rotated> = parsed(&answer, Asked::Read)?;
        Ok(answer.data.key)
    }

    /// Asks Quo to deliver its sample of a type of event, signed like any other.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn test_webhook(&self, id: &str, event_type: &str) -> Result<TestEvent, Error> {
        let body = wired::Test { event_type };
        let path = ["webhooks", id, "events", "test"];
        let answer = self.change(Method::POST, &path, Some(&body), Asked::Read).await?;
        let sample: wired::Sample = parsed(&answer, Asked::Read)?;
        Ok(TestEvent { event_id: sample.id, event_type: event_type.to_owned() })
    }

    /// A page of a webhook's delivery log, newest first.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn deliveries_page(
        &self,
        id: &str,
        query: &DeliveryQuery,
        cursor: Option<&Cursor>,
        urgency: Urgency,
    ) -> Result<Page<LoggedDelivery>, Error> {
        let DeliveryQuery { status, event_type, resource_id, after, before } = query;
        let mut asked = vec![("limit", "50".to_owned())];
        let mut ask = |name, value: Option<String>| asked.extend(value.map(|value| (name, value)));
        ask("status", status.as_ref().map(|status| status.word().to_owned()));
        ask("eventType", event_type.clone());
        ask("resourceId", resource_id.clone());
        ask("createdAt[gt]", after.map(wire::iso));
        ask("createdAt[lt]", before.map(wire::iso));
        ask("after", cursor.map(|cursor| cursor.token().to_owned()));
        let listed: Listed = self.read(&["webhooks", id, "events"], &asked, urgency).await?;
        Ok(listed.page::<wired::Delivery>("delivery", cursor).map(LoggedDelivery::from))
    }

    /// All deliveries of a webhook that fit, newest first.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn deliveries(
        &self,
        id: &str,
        query: &DeliveryQuery,
        urgency: Urgency,
    ) -> Result<Vec<LoggedDelivery>, Error> {
        let (mut rows, mut cursor) = (Vec::new(), None::<Cursor>);
        for _ in 0..PAGES {
            let page = self.deliveries_page(id, query, cursor.as_ref(), urgency).await?;
            rows.extend(page.rows);
            match page.next {
                Some(next) => cursor = Some(next),
                None => return Ok(rows),
            }
        }
        Err(Error::new(Asked::Read, Cause::Unreadable(format!("more than {PAGES} pages"))))
    }

    /// One delivery with its attempts.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn delivery(&self, id: &str, delivery: &str, urgency: Urgency) -> Result<WholeDelivery, Error> {
        let answer: v1::Data<wired::Delivery> = self.read(&["webhooks", id, "events", delivery], &[], urgency).await?;
        Ok(answer.data.into())
    }

    /// Asks Quo to deliver once more; the delivery keeps its id, so a second one changes nothing.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn retry_delivery(&self, id: &str, delivery: &str) -> Result<(), Error> {
        let path = ["webhooks", id, "events", delivery, "retry"];
        self.change(Method::POST, &path, None::<&()>, Asked::Read).await.map(drop)
    }

    /// The legacy webhooks of one person; the owner's when left out.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn legacy_webhooks(&self, of: Option<&UserId>) -> Result<Vec<Webhook>, Error> {
        let query: Vec<_> = of.map(|user| ("userId", user.as_str().to_owned())).into_iter().collect();
        let listed: Listed = self.read_v1(&["v1", "webhooks"], &query, Urgency::Interactive).await?;
        let rows = listed.page::<wired::Legacy>("webhook", None).rows;
        Ok(rows.into_iter().filter(|row| row.deleted_at.is_none()).map(Webhook::from).collect())
    }

    /// One legacy webhook.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn legacy_webhook(&self, id: &str) -> Result<Webhook, Error> {
        let answer: v1::Data<wired::Legacy> = self.read_v1(&["v1", "webhooks", id], &[], Urgency::Interactive).await?;
        Ok(answer.data.into())
    }

    /// Deletes a legacy webhook. One that is gone already is deleted.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn delete_legacy_webhook(&self, id: &str) -> Result<(), Error> {
        gone(self.delete_v1(&["v1", "webhooks", id], Urgency::Interactive).await)
    }
}

fn every_line() -> [String; 1] {
    ["*".to_owned()]
}

fn gone(answer: Result<Bytes, Error>) -> Result<(), Error> {
    match answer {
        Err(Error { cause: Cause::Refused(refusal), .. }) if refusal.status == 404 => Ok(()),
        other => other.map(drop),
    }
}

fn named_lines(ids: Option<Vec<String>>) -> Vec<String> {
    ids.unwrap_or_default().into_iter().filter(|id| id != "*").collect()
}

fn at(text: Option<String>) -> Option<UtcMillis> {
    text.as_deref().and_then(wire::moment)
}

impl From<wired::Dated> for Webhook {
    fn from(row: wired::Dated) -> Self {
        let wired::Dated { id, label, status, url, events, resource_ids, created_at, key: _ } = row;
        Self {
            id,
            generation: WebhookGeneration::Dated,
            url,
            events,
            lines: named_lines(resource_ids),
            label,
            enabled: status.as_deref() != Some("disabled"),
            created_at: at(created_at),
        }
    }
}

impl From<wired::Legacy> for Webhook {
    fn from(row: wired::Legacy) -> Self {
        let wired::Legacy { id, label, status, url, events, resource_ids, created_at, deleted_at: _ } = row;
        Self {
            id,
            generation: WebhookGeneration::Legacy,
            url,
            events,
            lines: named_lines(resource_ids),
            label,
            enabled: status.as_deref() != Some("disabled"),
            created_at: at(created_at),
        }
    }
}

impl From<wired::Delivery> for LoggedDelivery {
    fn from(row: wired::Delivery) -> Self {
        let wired::Delivery {
            id,
            event_id,
            resource_id,
            event_type,
            status,
            next_attempt_at,
            created_at,
            request_body: _,
            attempts: _,
        } = row;
        Self {
            id,
            event_id,
            resource_id,
            event_type: event_type.unwrap_or_default(),
            status: DeliveryStatus::from_word(status.unwrap_or_default()),
            next_attempt_at: at(next_attempt_at),
            created_at: at(created_at),
        }
    }
}

impl From<wired::Delivery> for WholeDelivery {
    fn from(mut row: wired::Delivery) -> Self {
        let body = row.request_body.take().map(|body| match body {
            serde_json::Value::String(text) => text,
            other => other.to_string(),
        });
        let attempts = std::mem::take(&mut row.attempts).into_iter().map(DeliveryAttempt::from).collect();
        Self { delivery: row.into(), body, attempts }
    }
}

impl From<wired::Attempt> for DeliveryAttempt {
    fn from(row: wired::Attempt) -> Self {
        let wired::Attempt { timestamp, response_status_code, response_duration_ms, trigger_type, url } = row;
        Self {
            at: at(timestamp),
            status: response_status_code.and_then(|code| u16::try_from(code).ok()).filter(|code| *code != 0),
            duration_ms: response_duration_ms.filter(|ms| *ms >= 0.0).map(|ms| ms.round() as u64),
            manual: trigger_type.as_deref() == Some("manual"),
            url,
        }
    }
}
