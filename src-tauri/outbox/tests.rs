//! Promises of the outbox that need no Quo: what the records say, and in which order things are done.

use std::sync::Mutex;

use proptest::prelude::*;
use tokio::sync::watch;

use super::{
    Entry, Ledger, Match, Row,
    judge::{self, question},
    ledger::Hindrance,
};
use crate::{
    journal::{
        Appended, Damage, Error, Health, Journal, Kind, NewRecord, Pending, ReadLimit, Record, Seq, VerifyReport,
        Writing,
    },
    model::{
        LineId, OutboxId, Party, UtcMillis,
        decision::{Decided, Decision, SendIntent, SendStep},
        event::DeliveryState,
        place::Target,
    },
    quo::SentText,
};

const T: i64 = 1_790_000_000_000;

/// A journal in memory, of which a part may be damaged.
#[derive(Default)]
struct Memory {
    records: Mutex<Vec<Record>>,
    damage: Option<(u64, u64)>,
}

impl Memory {
    fn put(&self, at: i64, what: Decided) {
        let kind = if matches!(what, Decided::SendIntended(_)) { Kind::SendIntent } else { Kind::SendState };
        let payload = Decision::new(UtcMillis(at), what).encode().unwrap().into();
        let mut records = self.records.lock().unwrap();
        let seq = Seq(records.len() as u64 + 1);
        records.push(Record { seq, kind, at: UtcMillis(at), payload });
    }
}

impl Journal for Memory {
    fn append(&self, _: Vec<NewRecord>) -> Pending {
        Pending::settled(Ok(Appended { first: Seq(1), last: Seq(1) }))
    }

    fn read(&self, after: Seq, limit: ReadLimit) -> Result<Vec<Record>, Error> {
        let (first, last) = self.damage.unwrap_or((u64::MAX, u64::MAX));
        let next = after.0 + 1;
        if (first..=last).contains(&next) {
            let missing = Some((Seq(next), Seq(last)));
            return Err(Error::Damaged(Damage { segment: "s".to_owned(), offset: 0, missing }));
        }
        let records = self.records.lock().unwrap();
        let sound = |record: &&Record| record.seq > after && (after.0 >= last || record.seq.0 < first);
        Ok(records.iter().filter(sound).take(limit.records).cloned().collect())
    }

    fn last(&self) -> Seq {
        Seq(self.records.lock().unwrap().len() as u64)
    }

    fn follow(&self) -> watch::Receiver<Seq> {
        watch::Sender::new(self.last()).subscribe()
    }

    fn health(&self) -> Health {
        Health {
            writing: Writing::Accepting,
            last: self.last(),
            segments: 1,
            bytes: 0,
            commits: 0,
            records: 0,
            damage: Vec::new(),
            torn: Vec::new(),
            packing: None,
        }
    }

    fn verify(&self) -> VerifyReport {
        VerifyReport::default()
    }

    fn close(&self) {}
}

fn intent(name: &str, to: &str, text: &str, undo_until: i64) -> SendIntent {
    SendIntent {
        id: OutboxId::from(name),
        token: format!("token of {name}"),
        place: Target::new(LineId::from("PNq7Lw2XkT"), vec![Party::parse(to)]),
        text: text.to_owned(),
        by: None,
        undo_until: UtcMillis(undo_until),
        again: None,
    }
}

fn moved(name: &str, step: SendStep) -> Decided {
    Decided::SendMoved { id: OutboxId::from(name), step }
}

fn unclear(looks: u32) -> SendStep {
    SendStep::Unclear { looks, reason: "lost".to_owned() }
}

fn claimed() -> SendStep {
    SendStep::Claimed { attempt: 1 }
}

fn accepted(id: &str) -> SendStep {
    SendStep::Accepted { quo: Some(id.into()) }
}

fn step<'a>(ledger: &'a Ledger, name: &str) -> &'a SendStep {
    &ledger.get(&OutboxId::from(name)).unwrap().step
}

const JANE: &str = "+17735550118";

#[test]
fn a_lost_claim_in_a_damaged_journal_never_sends_again() {
    let mut journal = Memory::default();
    for name in ["a", "b", "c"] {
        journal.put(T, Decided::SendIntended(intent(name, JANE, name, T)));
    }
    // Records 4 to 6 are the claims, and lost.
    for name in ["a", "b", "c"] {
        journal.put(T + 1, moved(name, claimed()));
    }
    journal.put(T + 2, moved("a", accepted("AC1")));
    journal.put(T + 2, moved("b", unclear(0)));
    journal.damage = Some((4, 6));
    let ledger = Ledger::recover(&journal, None, UtcMillis(T + 10)).unwrap();
    assert_eq!(step(&ledger, "a"), &accepted("AC1"));
    assert_eq!(step(&ledger, "b"), &unclear(0));
    assert!(ledger.get(&OutboxId::from("b")).unwrap().claim.is_some(), "its window in Quo's history is known");
    assert_eq!(ledger.doubtful(), [OutboxId::from("c")], "it may have been sent: a person is asked");
}

#[test]
fn rows_stand_in_for_what_is_older_than_the_end_of_the_journal() {
    let journal = Memory::default();
    let now = T + 72 * 3_600_000;
    // Three days ago one text was left unclear; yesterday one ended, and one is claimed.
    journal.put(T, Decided::SendIntended(intent("old", JANE, "old", T)));
    journal.put(T + 1, moved("old", claimed()));
    journal.put(T + 2, moved("old", unclear(0)));
    let yesterday = now - 24 * 3_600_000;
    journal.put(yesterday, Decided::SendIntended(intent("ended", JANE, "ended", yesterday)));
    journal.put(yesterday + 1, moved("ended", claimed()));
    journal.put(yesterday + 2, moved("ended", accepted("AC1")));
    journal.put(yesterday + 3, Decided::SendIntended(intent("open", JANE, "open", yesterday)));
    journal.put(yesterday + 4, moved("open", claimed()));
    let row = |name: &str, at: i64, step: Option<SendStep>| Row {
        intent: intent(name, JANE, name, at),
        made_at: UtcMillis(at),
        step: step.map(|step| (UtcMillis(at + 2), step)),
    };
    // The store lags behind: for it the open one still waits.
    let rows = vec![row("old", T, Some(unclear(0))), row("open", yesterday + 3, None)];
    let ledger = Ledger::recover(&journal, Some(rows), UtcMillis(now)).unwrap();
    assert_eq!(step(&ledger, "old"), &unclear(0));
    assert_eq!(ledger.get(&OutboxId::from("old")).unwrap().claim.unwrap().at, UtcMillis(T + 2));
    assert_eq!(step(&ledger, "open"), &claimed());
    assert_eq!(step(&ledger, "ended"), &accepted("AC1"));
    assert!(ledger.by_token("token of ended").is_some(), "its token still makes no second text");
    assert_eq!(ledger.iter().count(), 3);
}

#[test]
fn an_ended_text_is_forgotten_after_two_days_and_an_open_one_never() {
    let journal = Memory::default();
    journal.put(T, Decided::SendIntended(intent("a", JANE, "a", T)));
    journal.put(T, Decided::SendIntended(intent("b", JANE, "b", T)));
    journal.put(T, moved("a", SendStep::Cancelled { reason: None }));
    let ledger = Ledger::recover(&journal, None, UtcMillis(T + 49 * 3_600_000)).unwrap();
    assert_eq!(ledger.iter().map(|entry| entry.id().as_str()).collect::<Vec<_>>(), ["b"]);
}

#[test]
fn texts_of_a_conversation_wait_for_each_other_and_others_do_not() {
    let mut ledger = Ledger::default();
    for (name, to, due) in [("a1", JANE, 50), ("a2", JANE, 10), ("b1", "+17735550119", 20)] {
        ledger.apply_decision(UtcMillis(T), Decided::SendIntended(intent(name, to, name, T + due)));
    }
    let agenda = |hindrance: &dyn Fn(&OutboxId) -> Hindrance| -> Vec<(String, i64)> {
        ledger.agenda(hindrance).into_iter().map(|item| (item.id.0, item.due_at.0 - T)).collect()
    };
    let named = |rows: &[(&str, i64)]| rows.iter().map(|(name, due)| ((*name).to_owned(), *due)).collect::<Vec<_>>();
    assert_eq!(agenda(&|_| Hindrance::None), named(&[("a1", 50), ("a2", 50), ("b1", 20)]));
    let a1 = |id: &OutboxId, then: Hindrance| if id.as_str() == "a1" { then } else { Hindrance::None };
    assert_eq!(agenda(&|id| a1(id, Hindrance::InHand)), named(&[("b1", 20)]));
    assert_eq!(agenda(&|id| a1(id, Hindrance::Until(UtcMillis(T + 70)))), named(&[("a1", 70), ("a2", 70), ("b1", 20)]));
}

fn claim_at(name: &str, text: &str, at: i64, step: SendStep) -> Entry {
    let mut entry = Entry::new(intent(name, JANE, text, at), UtcMillis(at));
    entry.advance(claimed(), UtcMillis(at)).unwrap();
    if step != claimed() {
        entry.advance(unclear(0), UtcMillis(at)).unwrap();
        if step != unclear(0) {
            entry.advance(step, UtcMillis(at)).unwrap();
        }
    }
    entry
}

fn sent(id: &str, text: &str, at: i64) -> SentText {
    SentText {
        id: id.into(),
        line: Some(LineId::from("PNq7Lw2XkT")),
        from: Party::parse("+13125550142"),
        to: vec![Party::parse(JANE)],
        text: text.to_owned(),
        state: DeliveryState::Sent,
        created_at: UtcMillis(at),
    }
}

#[test]
fn a_text_is_adopted_only_if_it_can_be_nothing_else() {
    let entry = claim_at("a", "It’s ok", T, unclear(0));
    let one = |id: &str| Match::One(id.into());
    let twin = |step: SendStep, at: i64| claim_at("b", "It's  ok", T + at, step);
    let found = |others: &[Entry], history: &[SentText]| judge::find(&entry, others.iter(), history);
    assert_eq!(found(&[], &[]), Match::None);
    assert_eq!(found(&[], &[sent("AC1", "It's ok", T)]), one("AC1"), "Quo replaces curly quotes");
    for (text, expected) in [
        (sent("AC1", "It's OK", T), Match::None),
        (sent("AC1", "It's ok", T - 60_000), one("AC1")),
        (sent("AC1", "It's ok", T - 60_001), Match::None),
        (sent("AC1", "It's ok", T + 180_000), one("AC1")),
        (sent("AC1", "It's ok", T + 180_001), Match::None),
        (SentText { line: Some(LineId::from("PNother")), ..sent("AC1", "It's ok", T) }, Match::None),
        (SentText { to: vec![Party::parse("+17735550119")], ..sent("AC1", "It's ok", T) }, Match::None),
        (
            SentText { to: vec![Party::parse(JANE), Party::parse("+17735550119")], ..sent("AC1", "It's ok", T) },
            Match::None,
        ),
    ] {
        assert_eq!(found(&[], &[text]), expected);
    }
    let history = [sent("AC1", "It's ok", T), sent("AC2", "It's ok", T + 5)];
    assert_eq!(found(&[], &history), Match::Several);
    assert_eq!(found(&[twin(accepted("AC2"), 5)], &history), one("AC1"), "the other one's text is known");
    let just_one = &history[..1];
    for unsettled in [claimed(), unclear(0), SendStep::Accepted { quo: None }] {
        assert_eq!(found(&[twin(unsettled, 5)], just_one), Match::Several, "it can be the other one's");
    }
    let far = twin(unclear(0), 240_001);
    assert_eq!(found(&[far], just_one), one("AC1"));
    let query = question(&entry).unwrap();
    assert!(query.after < UtcMillis(T - 60_000) && query.before > UtcMillis(T + 180_000), "bounds are exclusive");
}

fn any_step() -> impl Strategy<Value = SendStep> {
    prop_oneof![
        Just(SendStep::Queued { reason: None, due_at: UtcMillis(T) }),
        (1..9_u32).prop_map(|attempt| SendStep::Claimed { attempt }),
        Just(accepted("AC1")),
        Just(SendStep::Accepted { quo: None }),
        Just(SendStep::Rejected { reason: String::new() }),
        (0..4_u32).prop_map(unclear),
        Just(SendStep::NeedsYou { reason: String::new() }),
        Just(SendStep::Cancelled { reason: None }),
    ]
}

proptest! {
    #[test]
    fn nothing_leads_from_an_unknown_outcome_back_to_sending(steps in prop::collection::vec(any_step(), 0..40)) {
        let mut entry = Entry::new(intent("a", JANE, "a", T), UtcMillis(T));
        let (mut unknown, mut ended) = (false, false);
        for step in steps {
            let before = entry.clone();
            match entry.advance(step.clone(), UtcMillis(T)) {
                Ok(()) => {
                    prop_assert!(!ended, "a final step stands");
                    let sends = matches!(step, SendStep::Queued { .. } | SendStep::Claimed { .. });
                    prop_assert!(!(unknown && sends), "an unknown outcome is never sent again");
                    if matches!(step, SendStep::Claimed { .. }) {
                        prop_assert!(matches!(before.step, SendStep::Queued { .. }), "only what waits is claimed");
                    }
                    unknown |= matches!(step, SendStep::Unclear { .. } | SendStep::NeedsYou { .. });
                    ended |= step.is_final();
                }
                Err(_) => prop_assert_eq!(&entry, &before),
            }
            // Records out of order do no harm either.
            let mut torn = entry.clone();
            torn.catch_up(step, UtcMillis(T));
            prop_assert!(entry.step.is_final() <= torn.step.is_final());
            if !matches!(entry.step, SendStep::Queued { .. } | SendStep::Claimed { .. }) {
                let sends = matches!(torn.step, SendStep::Queued { .. } | SendStep::Claimed { .. });
                prop_assert!(!sends);
            }
        }
    }
}
