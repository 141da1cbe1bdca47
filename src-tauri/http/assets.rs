//! The built pages, in the binary; a debug build reads them from `ui/dist`, so a new UI needs no new binary.

use axum::{
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
};

/// Everything under `ui/dist`.
#[derive(rust_embed::RustEmbed)]
#[folder = "ui/dist"]
#[allow_missing = true]
pub struct Ui;

impl Ui {
    /// Whether there are pages.
    #[must_use]
    pub fn is_built() -> bool {
        Self::get("index.html").is_some()
    }
}

/// The page or file at `path`; any other path without a file ending is one of the UI's own routes.
pub fn page(path: &str) -> Response {
    let name = path.trim_start_matches('/');
    if let Some(file) = (!name.is_empty()).then(|| Ui::get(name)).flatten() {
        let forever = name.starts_with("assets/"); // these names carry a hash of their content
        let cache = if forever { "public, max-age=31536000, immutable" } else { "no-cache" };
        let mime = file.metadata.mimetype().to_owned();
        return ([(header::CONTENT_TYPE, mime), (header::CACHE_CONTROL, cache.to_owned())], file.data).into_response();
    }
    let is_route = !name.starts_with("api/") && !name.split('/').next_back().is_some_and(|last| last.contains('.'));
    match Ui::get("index.html") {
        Some(index) if is_route => {
            ([(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::CACHE_CONTROL, "no-cache")], index.data)
                .into_response()
        }
        None if is_route => {
            let words = "This Ringbook was built without its pages. Run `npm ci && npm run build` in the folder ui.\n";
            (StatusCode::SERVICE_UNAVAILABLE, words).into_response()
        }
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}
