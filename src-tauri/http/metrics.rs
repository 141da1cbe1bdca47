//! `/metrics`: how Ringbook fares, in Prometheus' text format. Counts only: no label holds anything personal.

use crate::{
    app::{App, health::Warning},
    journal::Journal as _,
    webhook::stats::Refused,
};
use prometheus::{Gauge, GaugeVec, IntCounter, IntCounterVec, Opts, Registry, TextEncoder, core::Collector};

/// What the answer is.
pub const CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Everything that is measured, as it is now.
///
/// # Errors
/// Never for these names; the library's error otherwise.
pub fn render(app: &App) -> Result<String, prometheus::Error> {
    let now = Snapshot(Registry::new());
    now.labelled("ringbook_build_info", "Version of this Ringbook.", "version", [(env!("CARGO_PKG_VERSION"), 1.0)])?;
    deliveries(app, &now)?;
    journal(app, &now)?;
    quo(app, &now)?;
    let raised = app.health().raised;
    let stands = |warning| f64::from(u8::from(raised.iter().any(|raised| raised.warning == warning)));
    let warnings = [
        Warning::Silence,
        Warning::Failures,
        Warning::Backlog,
        Warning::KeyRefused,
        Warning::WebhookRefused,
        Warning::Backup,
    ];
    let warnings = warnings.map(|warning| (warning.code(), stands(warning)));
    now.labelled("ringbook_warning", "Whether a warning stands, by kind.", "kind", warnings)?;
    let mut families = app.measures().gather();
    families.extend(now.0.gather());
    families.sort_by(|one, other| one.name().cmp(other.name()));
    TextEncoder::new().encode_to_string(&families)
}

fn deliveries(app: &App, now: &Snapshot) -> Result<(), prometheus::Error> {
    let hook = app.hook_stats().snapshot();
    now.counter(
        "ringbook_deliveries_received_total",
        "Deliveries recorded and acknowledged since the start.",
        hook.received,
    )?;
    let refused = IntCounterVec::new(
        Opts::new("ringbook_deliveries_refused_total", "Requests at the hook port that were turned away, by reason."),
        &["reason"],
    )?;
    for (why, count) in hook.refused {
        refused.with_label_values(&[reason(why)]).inc_by(count);
    }
    now.add(refused)?;
    now.gauge("ringbook_dead_letters", "Deliveries that could not be applied.", count(app.store.totals().dead))?;
    if let Some(at) = app.health().seen.last_at.max(hook.last_delivery_at) {
        let age = (app.seam.now().0 - at.0).max(0) as f64 / 1000.0;
        now.gauge("ringbook_last_delivery_age_seconds", "Time since the last delivery.", age)?;
    }
    Ok(())
}

fn journal(app: &App, now: &Snapshot) -> Result<(), prometheus::Error> {
    let health = app.journal.health();
    now.gauge("ringbook_backlog_records", "Records that wait to be applied.", count(app.backlog()))?;
    now.gauge("ringbook_journal_records", "Records in the journal.", count(health.last.0))?;
    now.gauge("ringbook_journal_bytes", "Size of the journal.", count(health.bytes))?;
    let accepting = f64::from(u8::from(app.is_accepting()));
    now.gauge("ringbook_journal_accepting", "1 while deliveries can be written down.", accepting)?;
    let open = app.outbox.entries().iter().filter(|entry| !entry.step.is_final()).count();
    now.gauge("ringbook_outbox_open_texts", "Texts on their way, or waiting for a person.", open as f64)
}

fn quo(app: &App, now: &Snapshot) -> Result<(), prometheus::Error> {
    let usage = app.quo_usage();
    let requests = IntCounterVec::new(
        Opts::new("ringbook_quo_requests_total", "Requests to Quo's API by HTTP status, `none` without an answer."),
        &["status"],
    )?;
    for (status, count) in usage.answers {
        requests.with_label_values(&[status.to_string().as_str()]).inc_by(count);
    }
    requests.with_label_values(&["none"]).inc_by(usage.unanswered);
    now.add(requests)?;
    now.counter(
        "ringbook_quo_rate_limit_waits_total",
        "Requests to Quo's API that waited for their place in the pace.",
        usage.waited,
    )?;
    let waited = prometheus::Counter::new(
        "ringbook_quo_rate_limit_wait_seconds_total",
        "Time that requests to Quo's API waited for their place in the pace.",
    )?;
    waited.inc_by(usage.waited_for.as_secs_f64());
    now.add(waited)
}

fn reason(why: Refused) -> &'static str {
    match why {
        Refused::Signature => "unsigned",
        Refused::Mismatch => "mismatch",
        Refused::Stale => "stale",
        Refused::NotConfigured => "not_configured",
        Refused::NotRecorded => "not_recorded",
        Refused::TooLarge => "too_large",
        Refused::TooSlow => "too_slow",
        Refused::Malformed => "malformed",
        Refused::Elsewhere => "elsewhere",
        Refused::Method => "method",
    }
}

fn count(value: u64) -> f64 {
    value as f64
}

/// Values that are kept elsewhere, collected for one answer.
struct Snapshot(Registry);

impl Snapshot {
    fn add(&self, collector: impl Collector + 'static) -> Result<(), prometheus::Error> {
        self.0.register(Box::new(collector))
    }

    fn gauge(&self, name: &str, help: &str, value: f64) -> Result<(), prometheus::Error> {
        let gauge = Gauge::new(name, help)?;
        gauge.set(value);
        self.add(gauge)
    }

    fn counter(&self, name: &str, help: &str, value: u64) -> Result<(), prometheus::Error> {
        let counter = IntCounter::new(name, help)?;
        counter.inc_by(value);
        self.add(counter)
    }

    fn labelled<'a>(
        &self,
        name: &str,
        help: &str,
        label: &str,
        values: impl IntoIterator<Item = (&'a str, f64)>,
    ) -> Result<(), prometheus::Error> {
        let gauges = GaugeVec::new(Opts::new(name, help), &[label])?;
        for (of, value) in values {
            gauges.with_label_values(&[of]).set(value);
        }
        self.add(gauges)
    }
}
