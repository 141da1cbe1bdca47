//! What one journal record means, and applying it to the store.

use crate::{
    journal::{Kind, Record},
    model::{
        UtcMillis,
        decision::{Decided, Decision, DecisionV1},
        event::Event,
    },
    store::{
        apply::Stage,
        record::{DeliveryOutcome, DeliveryRecord},
    },
    webhook::{
        dedupe,
        delivery::Delivery,
        envelope::{self, Generation, Reading},
    },
};
use serde::{Deserialize, Serialize};

/// Facts that Ringbook read from Quo's API, as the journal keeps them: already in the words of the domain.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum ApiFacts {
    /// The first version.
    V1 {
        /// Which call of the API gave them, for a person to read.
        source: String,
        /// The facts.
        events: Vec<Event>,
    },
}

/// A record that was read.
#[derive(Debug)]
pub enum Meaning {
    /// A delivery that was understood.
    Delivery {
        /// As received.
        delivery: Box<Delivery>,
        /// What it says.
        reading: Box<Reading>,
    },
    /// A delivery that cannot be read: a dead letter.
    Unreadable {
        /// As received, if at least that is known.
        delivery: Option<Box<Delivery>>,
        /// Why, in words that name the field and hold no content.
        reason: String,
    },
    /// Facts from the API.
    Facts(Vec<Event>),
    /// A decision.
    Decision(Box<Decision>),
    /// A dead letter is to be tried again.
    Replay {
        /// Position of the delivery.
        seq: u64,
    },
    /// A record of a kind that this version does not know, or that is not what it should be: nothing is done, and
    /// a later version may know better.
    Unknown {
        /// Why.
        reason: String,
    },
}

/// Reads a record. Never fails: what cannot be read is an [`Meaning::Unreadable`] or [`Meaning::Unknown`].
#[must_use]
pub fn read(record: &Record) -> Meaning {
    match record.kind {
        Kind::Delivery => match Delivery::decode(&record.payload) {
            Err(error) => Meaning::Unreadable { delivery: None, reason: error.to_string() },
            Ok(delivery) => match envelope::read(&delivery) {
                Ok(reading) => Meaning::Delivery { delivery: Box::new(delivery), reading: Box::new(reading) },
                Err(error) => Meaning::Unreadable { delivery: Some(Box::new(delivery)), reason: error.to_string() },
            },
        },
        Kind::ApiObject => match serde_json::from_slice(&record.payload) {
            Ok(ApiFacts::V1 { source: _, events }) => Meaning::Facts(events),
            Err(error) => Meaning::Unknown { reason: error.to_string() },
        },
        Kind::SendIntent | Kind::SendState | Kind::Note | Kind::Mark | Kind::Draft | Kind::Setting | Kind::Outcome => {
            match Decision::decode(&record.payload) {
                Ok(Decision::V1(DecisionV1 { at: _, what: Decided::DeadLetterReplayed { seq } })) => {
                    Meaning::Replay { seq }
                }
                Ok(decision) => Meaning::Decision(Box::new(decision)),
                Err(error) => Meaning::Unknown { reason: error.to_string() },
            }
        }
        Kind::Other(code) => Meaning::Unknown { reason: format!("record kind {code} is of a later version") },
    }
}

/// The name of a generation in the list of deliveries.
#[must_use]
pub fn generation_name(generation: Generation) -> &'static str {
    match generation {
        Generation::V2026_03_30 => "2026-03-30",
        Generation::Legacy => "legacy",
        Generation::CompatNested | Generation::CompatFlat | Generation::CompatEventType => "compatibility",
    }
}

/// Applies what a record means, and says what became of a delivery. `again` is the outcome to write down for a delivery that is tried again.
///
/// # Errors
/// The store's; nothing of the record stays then.
pub fn apply(
    stage: &mut Stage<'_>,
    seq: u64,
    meaning: &Meaning,
    again: Option<DeliveryOutcome>,
) -> Result<Option<DeliveryOutcome>, crate::store::Error> {
    match meaning {
        Meaning::Facts(events) => events.iter().try_for_each(|event| stage.apply(event)).map(|()| None),
        Meaning::Decision(decision) => stage.decide(decision, seq).map(|()| None),
        Meaning::Replay { .. } | Meaning::Unknown { .. } => Ok(None),
        Meaning::Unreadable { delivery, reason } => {
            if let Some(key) = delivery.as_deref().and_then(dedupe::delivery_key) {
                if let Some(first) = stage.seen_before(&[key.digest()], seq)? {
                    let row = logged(delivery.as_deref(), None, DeliveryOutcome::Duplicate, Some(repetition(first)));
                    return log(stage, seq, &row);
                }
                stage.remember(&[key.digest()], seq)?;
            }
            let row = logged(delivery.as_deref(), None, DeliveryOutcome::Dead, Some(reason.clone()));
            log(stage, seq, &row)
        }
        Meaning::Delivery { delivery, reading } => apply_delivery(stage, seq, delivery, reading, again),
    }
}

fn log(stage: &mut Stage<'_>, seq: u64, row: &DeliveryRecord) -> Result<Option<DeliveryOutcome>, crate::store::Error> {
    stage.log_delivery(seq, row)?;
    Ok(Some(row.outcome))
}

/// The type of a delivery, as it names it itself; empty if it names none.
#[must_use]
pub fn type_of(meaning: &Meaning) -> String {
    match meaning {
        Meaning::Delivery { reading, .. } => reading.type_name.clone(),
        Meaning::Unreadable { delivery, .. } => delivery.as_deref().and_then(envelope::type_name).unwrap_or_default(),
        Meaning::Facts(_) | Meaning::Decision(_) | Meaning::Replay { .. } | Meaning::Unknown { .. } => String::new(),
    }
}

fn apply_delivery(
    stage: &mut Stage<'_>,
    seq: u64,
    delivery: &Delivery,
    reading: &Reading,
    again: Option<DeliveryOutcome>,
) -> Result<Option<DeliveryOutcome>, crate::store::Error> {
    let keys: Vec<_> = dedupe::keys(delivery, reading).iter().map(dedupe::DedupeKey::digest).collect();
    if let Some(first) = stage.seen_before(&keys, seq)? {
        stage.remember(&keys, seq)?;
        let row = logged(Some(delivery), Some(reading), DeliveryOutcome::Duplicate, Some(repetition(first)));
        return log(stage, seq, &row);
    }
    for event in &reading.events {
        stage.apply(event)?;
    }
    stage.remember(&keys, seq)?;
    let effect = reading.events.iter().any(|event| !matches!(event, Event::NoEffect { .. }));
    let outcome = again.unwrap_or(if effect { DeliveryOutcome::Applied } else { DeliveryOutcome::NoEffect });
    let notes = (!reading.notes.is_empty()).then(|| reading.notes.join("; "));
    log(stage, seq, &logged(Some(delivery), Some(reading), outcome, notes))
}

/// The row of a delivery that will be tried again, or that was given up.
#[must_use]
pub fn failed(meaning: &Meaning, outcome: DeliveryOutcome, reason: String) -> Option<DeliveryRecord> {
    match meaning {
        Meaning::Delivery { delivery, reading } => Some(logged(Some(delivery), Some(reading), outcome, Some(reason))),
        Meaning::Unreadable { delivery, .. } => Some(logged(delivery.as_deref(), None, outcome, Some(reason))),
        Meaning::Facts(_) | Meaning::Decision(_) | Meaning::Replay { .. } | Meaning::Unknown { .. } => None,
    }
}

fn repetition(first: u64) -> String {
    format!("repeats delivery {first}")
}

fn logged(
    delivery: Option<&Delivery>,
    reading: Option<&Reading>,
    outcome: DeliveryOutcome,
    reason: Option<String>,
) -> DeliveryRecord {
    let named = || delivery.and_then(envelope::type_name).unwrap_or_default();
    DeliveryRecord {
        at: delivery.map_or(UtcMillis::default(), |delivery| delivery.received_at),
        event_type: reading.map_or_else(named, |reading| reading.type_name.clone()),
        generation: reading.map_or("", |reading| generation_name(reading.generation)).to_owned(),
        outcome,
        reason,
        size_bytes: delivery.map_or(0, |delivery| delivery.body.len() as u64),
        conversation: None,
    }
}
