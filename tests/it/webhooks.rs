//! Webhooks at Quo: made, changed, tested, rotated and removed as Quo documents it, in both generations.

use crate::simulator::{self, KEY, Simulator, faults::Fault, webhooks::Generation};
use ringbook::quo::{
    Cause, DeliveryQuery, DeliveryStatus, MOST_WEBHOOKS, NewWebhook, Pace, Quo, QuoOptions, Retry, Urgency, Webhook,
    WebhookChange, WebhookGeneration,
};
use secrecy::ExposeSecret as _;
use std::num::NonZeroU32;

async fn simulator() -> Simulator {
    let quirks = simulator::quirks::Quirks { rate_per_second: 0, ..simulator::quirks::Quirks::default() };
    Simulator::start(simulator::Options { scale: 0.000_001, quirks, ..simulator::Options::default() }).await.unwrap()
}

fn client(sim: &Simulator) -> Quo {
    let pace = Pace { per_second: NonZeroU32::new(20_000).unwrap() };
    Quo::new(QuoOptions { pace, ..QuoOptions::new(sim.url(), KEY.to_owned().into()) }).unwrap()
}

fn new(url: &str) -> NewWebhook {
    let events = ["message.received", "message.delivered", "task.completed"];
    NewWebhook {
        url: url.to_owned(),
        events: events.map(str::to_owned).to_vec(),
        label: "Ringbook of a test".to_owned(),
    }
}

#[tokio::test]
async fn a_webhook_is_made_for_every_line_and_changed_and_removed() {
    let sim = simulator().await;
    let quo = client(&sim);
    let made = quo.create_webhook(&new("https://hook.example/webhooks/quo")).await.unwrap();
    assert!(made.key.expose_secret().starts_with("whsec_"));
    assert!(!format!("{made:?}").contains(made.key.expose_secret()), "a key is never printed");
    let body: serde_json::Value = serde_json::from_str(&sim.requests().last().unwrap().body).unwrap();
    assert_eq!(body["resourceIds"], serde_json::json!(["*"]), "always sent, or it may never fire");
    let Webhook { id, generation, url, events, lines, enabled, .. } = made.webhook.clone();
    assert_eq!((generation, lines.len(), enabled), (WebhookGeneration::Dated, 0, true));
    assert_eq!((url.as_str(), events.len()), ("https://hook.example/webhooks/quo", 3));
    assert_eq!(quo.webhooks().await.unwrap(), [made.webhook]);

    let change = WebhookChange {
        url: Some("https://other.example/webhooks/quo".to_owned()),
        events: Some(vec!["call.missed".to_owned()]),
        ..WebhookChange::default()
    };
    let changed = quo.change_webhook(&id, &change).await.unwrap();
    assert_eq!(
        (changed.url.as_str(), changed.events.as_slice()),
        ("https://other.example/webhooks/quo", &["call.missed".to_owned()][..])
    );
    let off = WebhookChange { enabled: Some(false), ..WebhookChange::default() };
    assert!(!quo.change_webhook(&id, &off).await.unwrap().enabled);
    assert_eq!(quo.webhook(&id).await.unwrap().events, ["call.missed"], "what is not said stays");
    let rotated = quo.rotate_webhook(&id).await.unwrap();
    assert_ne!(rotated.expose_secret(), made.key.expose_secret());
    for _ in 0..2 {
        quo.delete_webhook(&id).await.unwrap();
    }
    assert!(quo.webhooks().await.unwrap().is_empty());
    assert!(quo.rotate_webhook(&id).await.is_err());
}

#[tokio::test]
async fn what_is_more_than_fifty_is_refused_and_a_lost_answer_is_no_refusal() {
    let sim = simulator().await;
    let quo = client(&sim);
    sim.fault_on("POST /webhooks", Fault::AnswerLost, 1);
    let lost = quo.create_webhook(&new("https://hook.example/1")).await.unwrap_err();
    assert_eq!(lost.retry(), Retry::OutcomeUnknown);
    assert_eq!(quo.webhooks().await.unwrap().len(), 1, "it exists all the same");
    for n in 2..=MOST_WEBHOOKS {
        quo.create_webhook(&new(&format!("https://hook.example/{n}"))).await.unwrap();
    }
    let refused = quo.create_webhook(&new("https://hook.example/51")).await.unwrap_err();
    assert!(matches!(refused.cause, Cause::Refused(_)));
    assert_eq!(refused.retry(), Retry::Never);
    assert_eq!(quo.webhooks().await.unwrap().len(), MOST_WEBHOOKS);
}

#[tokio::test]
async fn legacy_webhooks_are_read_and_removed_without_a_word_of_their_keys() {
    let sim = simulator().await;
    let quo = client(&sim);
    let (id, key) = sim.webhook(Generation::Legacy, "https://old.example/hook", None);
    let found = quo.legacy_webhooks(None).await.unwrap();
    assert_eq!((found.len(), found[0].id.as_str(), found[0].generation), (1, id.as_str(), WebhookGeneration::Legacy));
    assert!(!format!("{found:?}").contains(&key));
    assert_eq!(quo.legacy_webhook(&id).await.unwrap(), found[0]);
    assert!(quo.legacy_webhooks(Some(&"USnobody".into())).await.unwrap().is_empty());
    for _ in 0..2 {
        quo.delete_legacy_webhook(&id).await.unwrap();
    }
    assert!(quo.legacy_webhooks(None).await.unwrap().is_empty());
    assert!(quo.webhooks().await.unwrap().is_empty());
}

#[tokio::test]
async fn the_delivery_log_is_read_page_by_page_and_a_failed_delivery_is_tried_again() {
    let sim = simulator().await;
    let quo = client(&sim);
    let (id, _) = sim.webhook(Generation::Dated, "http://127.0.0.1:1/webhooks/quo", None);
    for n in 0..120 {
        sim.inbound("+17735550118", &format!("Text number {n}"));
    }
    sim.idle().await;
    let failed = DeliveryQuery { status: Some(DeliveryStatus::Failed), ..DeliveryQuery::default() };
    let log = quo.deliveries(&id, &failed, Urgency::Background).await.unwrap();
    assert_eq!(log.len(), 120);
    let page = quo.deliveries_page(&id, &failed, None, Urgency::Background).await.unwrap();
    assert_eq!((page.rows.len(), page.next.is_some()), (50, true));
    assert!(log.iter().all(|row| row.event_type == "message.received" && row.event_id.is_some()));
    let success = DeliveryQuery { status: Some(DeliveryStatus::Success), ..DeliveryQuery::default() };
    assert!(quo.deliveries(&id, &success, Urgency::Background).await.unwrap().is_empty());
    let one = quo.delivery(&id, &log[0].id, Urgency::Interactive).await.unwrap();
    assert_eq!((one.attempts.len(), one.attempts[0].status, one.attempts[0].manual), (8, None, false));
    assert!(one.body.as_deref().unwrap().contains("Text number 119"));
    assert!(!format!("{one:?}").contains("Text number"));
    quo.retry_delivery(&id, &log[0].id).await.unwrap();
    sim.idle().await;
    assert!(quo.delivery(&id, &log[0].id, Urgency::Interactive).await.unwrap().attempts[0].manual);
    let test = quo.test_webhook(&id, "task.completed").await.unwrap();
    assert!(test.event_id.is_some());
    assert!(quo.test_webhook(&id, "thing.happened").await.is_err());
}
