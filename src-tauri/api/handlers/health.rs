//! How Ringbook fares.

use super::{Result, ask};
use crate::{
    api::{
        Api,
        wire::{Health, HealthWarning, HealthWarningKind, Nothing},
    },
    app::health::{Raised, Report, Seen, Warning},
};

pub async fn health(api: &Api, _: Nothing) -> Result<Health> {
    ask(api, |app| {
        let Report { seen, raised } = app.health();
        let Seen { quiet_ms, last_at, looked_at, failing, .. } = seen;
        let mut warnings: Vec<HealthWarning> = raised.into_iter().map(warning).collect();
        warnings.sort_by_key(|warning| warning.since);
        Ok(Health {
            accepting: app.is_accepting(),
            warnings,
            last_delivery_at: last_at.map(|at| at.0),
            quiet_ms,
            looked_at,
            failing,
            backlog: app.backlog(),
            dead_letters: app.store.totals().dead,
        })
    })
    .await
}

fn warning(raised: Raised) -> HealthWarning {
    let Raised { warning, since, sentence } = raised;
    let kind = match warning {
        Warning::Silence => HealthWarningKind::Silence,
        Warning::Failures => HealthWarningKind::Failures,
        Warning::Backlog => HealthWarningKind::Backlog,
        Warning::KeyRefused => HealthWarningKind::KeyRefused,
        Warning::WebhookRefused => HealthWarningKind::WebhookRefused,
        Warning::Backup => HealthWarningKind::Backup,
    };
    HealthWarning { kind, since: since.0, severe: warning.is_severe(), title: warning.title().to_owned(), sentence }
}
