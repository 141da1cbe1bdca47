//! After a run that did not end cleanly every row of the store is looked at, in the background.
//!
//! sled can lose rows without noticing (LIMITS.md section 8); their counts and sums cannot. What is found marks the
//! store unhealthy, and the projector makes it anew.

use super::App;
use std::sync::Arc;

/// Starts the check, if the last run ended unexpectedly.
pub fn start(app: &Arc<App>) {
    if !app.store_report.unclean || app.store.applied() == 0 {
        return;
    }
    let (store, token) = (app.store.clone(), app.token.clone());
    let (done, ended) = tokio::sync::oneshot::channel::<()>();
    let checker = std::thread::Builder::new().name("checker".to_owned()).spawn(move || {
        yield_to_everyone();
        match store.verify_unless(&|| token.is_cancelled()) {
            Ok(Some(found)) if found.is_sound() => tracing::info!(rows = found.rows, "every row of the store is there"),
            Ok(Some(found)) => tracing::error!(wrong = ?found.wrong, "rows of the store are missing or wrong"),
            Ok(None) => {}
            Err(error) => tracing::error!(%error, "the store could not be checked"),
        }
        // Nobody waits for it any more when the app has ended.
        let _ = done.send(());
    });
    if let Err(error) = checker {
        return tracing::warn!(%error, "the store is not checked");
    }
    // Stopping the app waits for the check, which ends as soon as it is asked to.
    app.tasks.spawn(async move {
        // An error means that it panicked; the engine is guarded, so it has said why.
        let _ = ended.await;
    });
}

/// The lowest priority, for this thread. Where that is only known for whole processes, nothing.
fn yield_to_everyone() {
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::nice(19) {
        tracing::debug!(%error, "the check runs at ordinary priority");
    }
}
