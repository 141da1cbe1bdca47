//! What the projector counts: how many deliveries of which type came to which end, and how long each took.

use crate::store::DeliveryOutcome;
use prometheus::{Histogram, HistogramOpts, IntCounterVec, Opts, Registry, proto::MetricFamily};
use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

/// Different types of events that are told apart; what is more is counted as `other`.
const MOST_TYPES: usize = 64;
/// Longest type that is told apart.
const LONGEST_TYPE: usize = 48;

/// The counts since the start. Cheap to clone.
#[derive(Clone)]
pub struct Measures {
    registry: Registry,
    processed: IntCounterVec,
    duration: Histogram,
    types: Arc<Mutex<BTreeSet<String>>>,
}

impl Measures {
    /// Nothing was counted yet.
    ///
    /// # Errors
    /// Never for these names; the library's error otherwise.
    pub fn new() -> Result<Self, prometheus::Error> {
        let registry = Registry::new();
        let processed = IntCounterVec::new(
            Opts::new("ringbook_events_processed_total", "Deliveries taken from the journal, by type and outcome."),
            &["type", "outcome"],
        )?;
        let buckets = vec![0.000_1, 0.000_3, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0];
        let duration = Histogram::with_opts(
            HistogramOpts::new(
                "ringbook_event_processing_duration_seconds",
                "Time from reading a delivery in the journal to its effect in the store.",
            )
            .buckets(buckets),
        )?;
        registry.register(Box::new(processed.clone()))?;
        registry.register(Box::new(duration.clone()))?;
        Ok(Self { registry, processed, duration, types: Arc::default() })
    }

    /// Counts one delivery.
    pub fn processed(&self, type_name: &str, outcome: DeliveryOutcome, took: Duration) {
        let outcome = match outcome {
            DeliveryOutcome::Pending => "pending",
            DeliveryOutcome::Applied => "applied",
            DeliveryOutcome::Duplicate => "duplicate",
            DeliveryOutcome::NoEffect => "no_effect",
            DeliveryOutcome::Dead => "dead",
            DeliveryOutcome::Replayed => "replayed",
        };
        let label = if self.is_told_apart(type_name) { type_name } else { "other" };
        self.processed.with_label_values(&[label, outcome]).inc();
        self.duration.observe(took.as_secs_f64());
    }

    /// Everything counted.
    #[must_use]
    pub fn gather(&self) -> Vec<MetricFamily> {
        self.registry.gather()
    }

    /// What a sender wrote must neither fill the memory nor bring anything personal into a label.
    fn is_told_apart(&self, type_name: &str) -> bool {
        let plain = |c: char| c.is_ascii_lowercase() || c == '.' || c == '_';
        if type_name.is_empty() || type_name.len() > LONGEST_TYPE || !type_name.chars().all(plain) {
            return false;
        }
        let mut types = self.types.lock().unwrap_or_else(PoisonError::into_inner);
        if types.contains(type_name) {
            return true;
        }
        types.len() < MOST_TYPES && types.insert(type_name.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_few_and_hold_nothing_personal() {
        let measures = Measures::new().unwrap();
        let took = Duration::from_millis(2);
        measures.processed("message.received", DeliveryOutcome::Applied, took);
        measures.processed("message.received", DeliveryOutcome::Duplicate, took);
        for odd in ["+17735550118", "Dana wrote", "", "x".repeat(49).as_str(), "message received"] {
            measures.processed(odd, DeliveryOutcome::Dead, took);
        }
        for number in 0..200_u8 {
            let name: String = format!("{number:03}").bytes().map(|b| char::from(b - b'0' + b'a')).collect();
            measures.processed(&name, DeliveryOutcome::NoEffect, took);
        }
        let text = prometheus::TextEncoder::new().encode_to_string(&measures.gather()).unwrap();
        assert!(
            text.contains(r#"ringbook_events_processed_total{outcome="applied",type="message.received"} 1"#),
            "{text}"
        );
        assert!(text.contains(r#"ringbook_events_processed_total{outcome="dead",type="other"} 5"#), "{text}");
        assert!(!text.contains("7735550118") && !text.contains("Dana"));
        assert!(text.lines().count() < 150, "{text}");
    }
}
