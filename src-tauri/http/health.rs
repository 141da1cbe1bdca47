//! `/healthz` and `/metrics` of the interface's port.
//!
//! `/healthz` is for whoever keeps Ringbook running (a service manager, a reverse proxy) and says no more than whether
//! deliveries can be taken and which warnings stand, by code. `/metrics` needs a session, or the bearer token
//! `RINGBOOK_METRICS_TOKEN`: where a request comes from proves nothing behind a proxy, where everyone is this machine.

use super::ui::Ui;
use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use serde_json::json;

/// How things are, for a machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// Deliveries can be written down.
    pub accepting: bool,
    /// What is not as it should be, by code.
    pub reasons: Vec<&'static str>,
}

/// 200 while deliveries can be taken, 503 while they cannot.
pub async fn healthz(State(ui): State<Ui>) -> Response {
    let Condition { accepting, reasons } = ui.tools.condition();
    let (status, word) = match (accepting, reasons.is_empty()) {
        (true, true) => (StatusCode::OK, "ok"),
        (true, false) => (StatusCode::OK, "degraded"),
        (false, _) => (StatusCode::SERVICE_UNAVAILABLE, "failing"),
    };
    let body = Json(json!({ "status": word, "reasons": reasons }));
    (status, [(header::CACHE_CONTROL, "no-store")], body).into_response()
}

/// Everything that is measured.
pub async fn metrics(State(ui): State<Ui>, headers: HeaderMap) -> Response {
    if !ui.signed_in(&headers) && !ui.may_measure(&headers) {
        return (StatusCode::UNAUTHORIZED, [(header::WWW_AUTHENTICATE, "Bearer")]).into_response();
    }
    let tools = ui.tools.clone();
    match tokio::task::spawn_blocking(move || tools.metrics()).await {
        Ok(Some(text)) => {
            let kind = [(header::CONTENT_TYPE, super::metrics::CONTENT_TYPE), (header::CACHE_CONTROL, "no-store")];
            (kind, text).into_response()
        }
        Ok(None) | Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
