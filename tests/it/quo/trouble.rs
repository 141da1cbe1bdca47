//! Failures, floods and nonsense: reads get through or say why, and nobody waits for the background.

use std::{num::NonZeroU32, sync::Arc, time::Duration};

use ringbook::quo::{Cause, Pace, Quo, QuoOptions, Retry, TextsQuery, Urgency};
use serde_json::json;

use super::{JANE, client, numbers, start};
use crate::simulator::{KEY, Simulator, faults::Fault};

const LIST: &str = "GET /messages";

async fn read(quo: &Quo, sim: &Simulator) -> Result<usize, ringbook::quo::Error> {
    let page = quo.texts(&TextsQuery::default(), &numbers(sim), None, Urgency::Background).await?;
    Ok(page.rows.len())
}

#[tokio::test]
async fn a_read_gets_through_every_passing_failure() {
    let sim = start().await;
    sim.inbound(JANE, "hello");
    let quo = client(&sim);
    for fault in [
        Fault::ResetBeforeBody,
        Fault::ResetAfterBody,
        Fault::ClosedAfterAccept,
        Fault::CutShort,
        Fault::NotJson,
        Fault::ServerError { status: 500 },
        Fault::ServerError { status: 502 },
        Fault::ServerError { status: 503 },
        Fault::TooMany { retry_after_s: None },
        Fault::WebPage { status: 200 },
        Fault::WebPage { status: 302 },
        Fault::WebPage { status: 503 },
        Fault::Stall { for_ms: 5_000, accepted: false },
    ] {
        sim.fault_on(LIST, fault.clone(), 1);
        assert_eq!(read(&quo, &sim).await, Ok(1), "{fault:?}");
    }
    assert_eq!(quo.usage().repeated, 13);
    assert!(quo.usage().answers.contains_key(&429) && quo.usage().unanswered >= 4);
}

#[tokio::test]
async fn a_failure_that_stays_ends_the_read_after_its_budget_and_can_be_tried_later() {
    let sim = start().await;
    let quo = client(&sim);
    sim.fault_on(LIST, Fault::ServerError { status: 500 }, 100);
    let error = read(&quo, &sim).await.unwrap_err();
    assert!(matches!(error.retry(), Retry::After(_)), "{error:?}");
    assert_eq!(sim.requests().len(), 5);
}

#[tokio::test]
async fn a_refusal_is_told_at_once_in_every_shape_that_quo_has() {
    let sim = start().await;
    let quo = client(&sim);
    let dated = json!({ "title": "Forbidden", "message": "not yours", "docs": "d" });
    let v1 = json!({ "message": "not yours", "code": "0204403", "status": 403, "docs": "d", "title": "Forbidden" });
    let gateway = json!({ "error": { "message": "not yours", "key": "FORBIDDEN", "trace": "t" } });
    for body in [dated, v1, gateway] {
        sim.fault_on(LIST, Fault::Answer { status: 403, body }, 1);
        let error = read(&quo, &sim).await.unwrap_err();
        assert_eq!(error.retry(), Retry::Never);
        assert!(matches!(&error.cause, Cause::Refused(refusal) if refusal.detail() == "not yours"), "{error:?}");
    }
    for (fault, says) in [
        (Fault::WebPage { status: 403 }, "proxy"),
        (Fault::Answer { status: 400, body: json!(null) }, "no reason given"),
        (Fault::Answer { status: 404, body: json!([1]) }, "does not know"),
    ] {
        sim.fault_on(LIST, fault, 1);
        let error = read(&quo, &sim).await.unwrap_err();
        assert!(error.to_string().contains(says), "{error}");
    }
    assert_eq!(sim.requests().len(), 6, "each was asked once");
}

#[tokio::test]
async fn a_wait_that_quo_asks_for_is_kept_if_short_and_told_if_long() {
    let sim = start().await;
    sim.inbound(JANE, "hello");
    let quo = client(&sim);
    sim.fault_on(LIST, Fault::TooMany { retry_after_s: Some(1) }, 1);
    assert_eq!(read(&quo, &sim).await, Ok(1));
    let times: Vec<u64> = sim.requests().iter().map(|request| request.at_us).collect();
    assert!(times[1] - times[0] >= 990_000, "asked again after the wait");
    sim.fault_on(LIST, Fault::TooMany { retry_after_s: Some(600) }, 1);
    let error = read(&quo, &sim).await.unwrap_err();
    assert_eq!(error.retry(), Retry::After(Duration::from_secs(600)));
}

#[tokio::test]
async fn what_a_person_waits_for_goes_before_everything_that_waits_in_the_background() {
    let sim = start().await;
    sim.inbound(JANE, "hello");
    let quo = Quo::new(QuoOptions {
        pace: Pace { per_second: NonZeroU32::new(20).unwrap() },
        ..QuoOptions::new(sim.url(), KEY.to_owned().into())
    })
    .unwrap();
    let numbers = Arc::new(numbers(&sim));
    let background: Vec<_> = (0..30)
        .map(|_| {
            let (quo, numbers) = (quo.clone(), Arc::clone(&numbers));
            let read = async move { quo.texts(&TextsQuery::default(), &numbers, None, Urgency::Background).await };
            tokio::spawn(read)
        })
        .collect();
    while sim.requests().is_empty() {
        tokio::task::yield_now().await;
    }
    let before = sim.requests().len();
    quo.contacts(None, Urgency::Interactive).await.unwrap();
    let place = sim.requests().iter().position(|request| request.path == "/v1/contacts").unwrap();
    assert!(place <= before + 2, "30 wait, and the person is number {place} after {before}");
    for task in background {
        task.await.unwrap().unwrap();
    }
    assert_eq!(sim.requests().len(), 31);
}
