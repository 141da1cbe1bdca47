//! The proof that deliveries get through: Quo is asked for its sample event, and it is seen arriving here, signed.

use super::{Failure, WebhookError};
use crate::{
    app::App,
    quo::{DeliveryQuery, Quo, TestEvent, Urgency, Webhook},
    webhook::intake::Arrival,
};
use std::time::Duration;
use tokio::sync::broadcast::error::RecvError;

/// Quo tries a second time after 5 s; what does not arrive in this time does not get through.
const LONGEST: Duration = Duration::from_secs(20);

/// The sample that leaves the least behind, should it ever be taken for something that happened.
const HARMLESS: &str = "task.completed";

/// What came of a test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tested {
    /// The event was seen arriving, rightly signed.
    Seen,
    /// Quo was asked; the event goes to another address than ours, so it cannot be seen here.
    Asked,
}

impl App {
    /// Tests a webhook: asks Quo for its sample event, and waits until it arrives here, if that is where it goes.
    ///
    /// # Errors
    /// [`WebhookError`]; of a foreign webhook only with `foreign`. What went wrong on the way is the answer's
    /// [`Failure`].
    pub async fn test_webhook(&self, id: &str, foreign: bool) -> Result<Result<Tested, Failure>, WebhookError> {
        let quo = self.quo_for_webhooks()?;
        let listed = self.changeable(&quo, id, foreign).await?;
        if !listed.verified {
            quo.test_webhook(id, sample_for(&listed.webhook)).await?;
            return Ok(Ok(Tested::Asked));
        }
        Ok(self.see_test_event(&quo, &listed.webhook).await?.map(|()| Tested::Seen))
    }

    /// Asks for the sample event of a webhook and waits for it.
    pub(super) async fn see_test_event(
        &self,
        quo: &Quo,
        webhook: &Webhook,
    ) -> Result<Result<(), Failure>, WebhookError> {
        // Before asking: the delivery may be faster than the answer.
        let mut arrivals = self.intake.arrivals();
        let test = quo.test_webhook(&webhook.id, sample_for(webhook)).await?;
        let seen = async {
            loop {
                match arrivals.recv().await {
                    Ok(arrival) if is_it(&arrival, &test) => return true,
                    Ok(_) | Err(RecvError::Lagged(_)) => {}
                    Err(RecvError::Closed) => return false,
                }
            }
        };
        if tokio::time::timeout(LONGEST, seen).await.unwrap_or(false) {
            return Ok(Ok(()));
        }
        Ok(Err(self.why_not(quo, webhook, &test).await))
    }

    /// What Quo's log says about a test that did not arrive.
    async fn why_not(&self, quo: &Quo, webhook: &Webhook, test: &TestEvent) -> Failure {
        let query = DeliveryQuery { event_type: Some(test.event_type.clone()), ..DeliveryQuery::default() };
        let told = async {
            let page = quo.deliveries_page(&webhook.id, &query, None, Urgency::Interactive).await.ok()?;
            let newest = page.rows.into_iter().next()?;
            let whole = quo.delivery(&webhook.id, &newest.id, Urgency::Interactive).await.ok()?;
            whole.attempts.into_iter().next()
        };
        let failure = |code, cause: &str, cure: &str| Failure {
            code,
            cause: cause.to_owned(),
            cure: cure.to_owned(),
            again: true,
        };
        match told.await.map(|attempt| attempt.status) {
            None => failure(
                "test-untried",
                "Quo has taken the test, and has not tried to deliver it yet.",
                "Wait a minute; it is tried again by itself.",
            ),
            Some(None) => failure(
                "test-unreachable",
                "Quo tried to deliver the test event and got no answer from the public address.",
                "Check that the tunnel is running and that its address opens from outside.",
            ),
            Some(Some(status @ 200..=299)) => failure(
                "test-elsewhere",
                &format!("Quo's test event was accepted with status {status}, but not by this Ringbook."),
                "The public address leads to another program; check where it leads.",
            ),
            Some(Some(status @ (401 | 403))) => failure(
                "test-signature",
                &format!(
                    "The test event was refused with status {status}: its signature did not fit, or something in front asks for a password."
                ),
                "Rotate the webhook's secret and try again, and let Quo through without a password.",
            ),
            Some(Some(404)) => failure(
                "test-not-found",
                "The public address answers, and does not know the path of the webhook (404).",
                "The address leads to another program or another port; it must lead to the hook port.",
            ),
            Some(Some(503)) => failure(
                "test-unavailable",
                "Ringbook was not ready to record the test event (503).",
                "See to the disk of this computer; `ringbook doctor` says more.",
            ),
            Some(Some(status)) => failure(
                "test-answer",
                &format!("Quo tried to deliver the test event and was answered with status {status}."),
                "Something between Quo and Ringbook answers in its place; check the tunnel or the proxy.",
            ),
        }
    }
}

fn is_it(arrival: &Arrival, test: &TestEvent) -> bool {
    match &test.event_id {
        Some(id) => arrival.event_id.as_ref() == Some(id),
        None => arrival.event_type.as_ref() == Some(&test.event_type),
    }
}

fn sample_for(webhook: &Webhook) -> &str {
    let first = webhook.events.first().map_or(HARMLESS, String::as_str);
    if webhook.events.iter().any(|name| name == HARMLESS) { HARMLESS } else { first }
}
