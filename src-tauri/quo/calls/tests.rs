use serde_json::json;

use super::*;

const OWN: &str = "+13125550142";

fn numbers() -> LineNumbers {
    [(LineId::from("PN1"), Party::parse(OWN))].into_iter().collect()
}

fn call(status: &str, answered_at: serde_json::Value) -> HistoryCall {
    let row = json!({
        "id": "ACx1", "phoneNumberId": "PN1", "actorId": "US1", "direction": "incoming", "status": status,
        "participants": [{"phoneNumber": "+17735550111", "actorId": null}, {"phoneNumber": OWN, "actorId": "US1"}],
        "createdAt": "2026-10-05T14:00:00Z", "answeredAt": answered_at, "updatedAt": "2026-10-05T14:05:00Z",
        "duration": 300, "weather": "fine",
    });
    of_dated(serde_json::from_value(row).unwrap(), &numbers()).unwrap()
}

#[test]
fn a_call_is_missed_or_answered_by_its_moment_whatever_its_status_says() {
    for status in ["completed", "no-answer", "missed", "busy", "answered"] {
        let missed = call(status, json!(null)).fact;
        assert_eq!(missed.step, CallStep::Ended(EndStatus::Unanswered), "{status}");
        let taken = call(status, json!("2026-10-05T14:00:09Z")).fact;
        assert_eq!(taken.step, CallStep::Ended(EndStatus::Completed), "{status}");
    }
    assert_eq!(call("vanished", json!(null)).fact.step, CallStep::Ended(EndStatus::Other("vanished".into())));
}

#[test]
fn a_call_that_goes_on_is_not_said_to_be_missed() {
    let ringing = call("ringing", json!(null));
    assert_eq!((ringing.fact.step.clone(), ringing.fact.answered), (CallStep::Ringing, Answered::Unsaid));
    assert!(ringing.is_going_on());
    assert!(call("in-progress", json!("2026-10-05T14:00:09Z")).is_going_on());
}

#[test]
fn summary_and_voicemail_come_along_as_facts_of_their_call() {
    let row = json!({
        "id": "ACx1", "phoneNumberId": "PN1", "direction": "incoming", "status": "no-answer", "participants": [],
        "createdAt": "2026-10-05T14:00:00Z", "answeredAt": null,
        "summary": {"status": "absent", "summary": null, "nextSteps": null, "jobs": null, "title": null},
        "voicemail": {"id": "VM1", "status": "in-progress", "duration": null, "recordingUrl": null, "transcript": null},
    });
    let call = of_dated(serde_json::from_value(row).unwrap(), &numbers()).unwrap();
    assert!(call.fact.has_voicemail);
    assert_eq!(call.voicemail.as_ref().unwrap().processing, Processing::InProgress);
    assert_eq!(call.summary.as_ref().unwrap().fact.processing, Processing::Absent);
    assert_eq!(call.events().len(), 3);
}
