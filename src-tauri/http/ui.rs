//! The interface's own port: commands, the change feed, media, the built pages, and the local tools' door.
//!
//! Everything here assumes a hostile page open in the same browser (TRUST.md T6): the exact `Host`, the exact
//! `Origin` on everything that is not a plain read, no CORS, and a session for all data.

use super::{
    health::{self, Condition},
    sample::Samples,
};
use crate::api::{
    session::{self, Sessions},
    surface::Surface,
    wire::{ApiError, Change, Code, Tag},
};
use axum::{
    Json, Router,
    body::{Body, Bytes},
    extract::{DefaultBodyLimit, Path, Query, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::{self, Next},
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
    routing::{get, post},
};
use futures::{Stream, StreamExt as _};
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use serde_json::{Value, json};
use std::{convert::Infallible, sync::Arc, time::Duration};
use subtle::ConstantTimeEq as _;
use tokio_stream::wrappers::{BroadcastStream, errors::BroadcastStreamRecvError};
use tower::ServiceExt as _;

/// Largest input of a command.
const MAX_INPUT: usize = 1 << 20;
const COOKIE: &str = "ringbook_session";

/// What pages may load and run. No inline script, no foreign host (TRUST.md UI-3).
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self'; media-src 'self'; connect-src 'self'; font-src 'self'; manifest-src 'self'; base-uri 'none'; \
    form-action 'none'; frame-ancestors 'none'";

/// Tools of the same machine: they prove themselves by a token that only the data folder's owner can read.
pub trait LocalTools: Send + Sync + 'static {
    /// All of the store as JSON lines, in a stable order.
    fn export(&self) -> Body;
    /// What `ringbook doctor` prints.
    fn doctor(&self, thorough: bool) -> Value;
    /// How things are, for `/healthz`.
    fn condition(&self) -> Condition;
    /// What is measured, for `/metrics`; nothing if it cannot be put into words.
    fn metrics(&self) -> Option<String>;
}

/// The interface's server.
#[derive(Clone)]
pub struct Ui {
    /// The commands.
    pub surface: Arc<dyn Surface>,
    /// Signing in.
    pub sessions: Arc<Sessions>,
    /// The sample that somebody may look around in; none where there is nothing but a sample, or no pages.
    pub samples: Option<Arc<Samples>>,
    /// For `ringbook export`, `search` and `doctor` beside a running server.
    pub tools: Arc<dyn LocalTools>,
    /// Names by which this port may be addressed, `host:port`, lower case.
    pub hosts: Arc<Vec<String>>,
    /// Secret of the local tools and of the window's media, 256 random bits as text.
    pub token: Arc<str>,
    /// Bearer token that opens `/metrics` beside a session, if one was set.
    pub metrics_token: Option<SecretString>,
    /// Sign-in is not needed: sample data, or the window's own server that serves media only.
    pub open: bool,
    /// Serve the pages and commands; off for the window, which has them over IPC.
    pub pages: bool,
}

/// The router of the interface's port.
pub fn router(ui: Ui) -> Router {
    let mut router = Router::new()
        .route("/m/{token}/{id}", get(media_by_token))
        .route("/healthz", get(health::healthz))
        .route("/metrics", get(health::metrics))
        .route("/api/local/export", get(local_export))
        .route("/api/local/doctor", get(local_doctor))
        .route("/api/local/search", post(local_search))
        .route("/api/local/call/{command}", post(local_call));
    if ui.pages {
        router = router
            .route("/api/session", get(session_state))
            .route("/api/setup", post(set_up))
            .route("/api/login", post(login))
            .route("/api/logout", post(logout))
            .route("/api/sample", post(look_around))
            .route("/api/rpc/{command}", post(rpc))
            .route("/api/changes", get(changes))
            .route("/media/{id}", get(media_by_session))
            .fallback(page);
    }
    router
        .layer(DefaultBodyLimit::max(MAX_INPUT))
        .layer(middleware::from_fn_with_state(ui.clone(), guard))
        .layer(tower_http::catch_panic::CatchPanicLayer::new())
        .with_state(ui)
}

/// Host, origin and headers, for every request and answer of the port.
async fn guard(State(ui): State<Ui>, request: Request, next: Next) -> Response {
    let refused = refusal(&ui.hosts, request.method(), request.uri().path(), request.headers());
    let api = request.uri().path().starts_with("/api/");
    let mut response = match refused {
        Some((status, message)) => (status, Json(json!({ "code": "refused", "message": message }))).into_response(),
        None => next.run(request).await,
    };
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (header::X_FRAME_OPTIONS, "DENY"),
    ] {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if api {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

fn refusal(hosts: &[String], method: &Method, path: &str, headers: &HeaderMap) -> Option<(StatusCode, &'static str)> {
    let mut host = headers.get_all(header::HOST).iter();
    let named = match (host.next().and_then(|value| value.to_str().ok()), host.next()) {
        (Some(name), None) => hosts.iter().any(|allowed| allowed == &name.to_ascii_lowercase()),
        _ => false,
    };
    if !named {
        return Some((StatusCode::MISDIRECTED_REQUEST, "this address does not answer under that name"));
    }
    let own = |origin: &str| {
        let bare = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
        bare.is_some_and(|bare| hosts.iter().any(|allowed| allowed == &bare.to_ascii_lowercase()))
    };
    let origin = headers.get(header::ORIGIN).map(|value| value.to_str().unwrap_or("").to_owned());
    let local_tool = path.starts_with("/api/local/") && origin.is_none();
    let media_for_the_window = path.starts_with("/m/");
    if *method != Method::GET && *method != Method::HEAD && !local_tool && !origin.as_deref().is_some_and(own) {
        return Some((StatusCode::FORBIDDEN, "this was not asked by Ringbook's own page"));
    }
    if !media_for_the_window {
        if origin.as_deref().is_some_and(|origin| !own(origin)) {
            return Some((StatusCode::FORBIDDEN, "this was not asked by Ringbook's own page"));
        }
        let site = headers.get("sec-fetch-site").and_then(|value| value.to_str().ok());
        let navigation = headers.get("sec-fetch-mode").is_some_and(|mode| mode == "navigate");
        if site.is_some_and(|site| site != "same-origin" && site != "none")
            && (path.starts_with("/api/") || !navigation)
        {
            return Some((StatusCode::FORBIDDEN, "this was not asked by Ringbook's own page"));
        }
    }
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let kind = kind.and_then(|kind| kind.split(';').next()).map(str::trim);
    if *method == Method::POST && kind != Some("application/json") {
        return Some((StatusCode::UNSUPPORTED_MEDIA_TYPE, "send application/json"));
    }
    None
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.code.http_status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        (status, Json(self)).into_response()
    }
}

fn not_signed_in() -> ApiError {
    ApiError::new(Code::NotSignedIn, "sign in first")
}

fn session_id(headers: &HeaderMap) -> Option<String> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| *name == COOKIE).map(|(_, value)| value.to_owned())
}

impl Ui {
    pub(super) fn signed_in(&self, headers: &HeaderMap) -> bool {
        self.open || session_id(headers).is_some_and(|id| self.sessions.check(&id))
    }

    /// What this session looks at: the workspace, or the sample beside it.
    fn surface_of(&self, headers: &HeaderMap) -> Arc<dyn Surface> {
        let sample = || {
            let samples = self.samples.as_ref()?;
            self.sessions.looks_around(&session_id(headers)?).then(|| samples.shown())?
        };
        sample().map_or_else(|| self.surface.clone(), |shown| shown.surface)
    }

    fn is_token(&self, given: &str) -> bool {
        given.as_bytes().ct_eq(self.token.as_bytes()).into()
    }

    /// Ends the sample once nobody looks at it any more.
    async fn close_forgotten_sample(&self) {
        if let Some(samples) = &self.samples
            && !self.sessions.anyone_looks_around()
        {
            samples.close().await;
        }
    }

    fn is_local_tool(&self, headers: &HeaderMap) -> bool {
        bearer(headers).is_some_and(|given| self.is_token(given))
    }

    /// Whether the request bears the token for `/metrics`.
    pub(super) fn may_measure(&self, headers: &HeaderMap) -> bool {
        let (Some(wanted), Some(given)) = (&self.metrics_token, bearer(headers)) else { return false };
        given.as_bytes().ct_eq(wanted.expose_secret().as_bytes()).into()
    }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")
}

async fn session_state(State(ui): State<Ui>, headers: HeaderMap) -> Json<Value> {
    let signed_in = ui.signed_in(&headers);
    let surface = ui.surface_of(&headers);
    let demo = surface.is_demo();
    Json(json!({
        "signedIn": signed_in,
        "setUp": ui.open || ui.sessions.is_set_up(),
        "demo": demo,
        // There is a workspace behind it to go back to.
        "visiting": demo && !ui.surface.is_demo(),
        // What the page reads from now on has everything up to this change.
        "seq": signed_in.then(|| surface.changes().last()),
    }))
}

#[derive(Deserialize)]
struct Password {
    password: SecretString,
}

async fn set_up(State(ui): State<Ui>, headers: HeaderMap, body: Bytes) -> Result<Response, ApiError> {
    enter(ui, headers, body, Sessions::set_up).await
}

async fn login(State(ui): State<Ui>, headers: HeaderMap, body: Bytes) -> Result<Response, ApiError> {
    enter(ui, headers, body, Sessions::sign_in).await
}

async fn enter(
    ui: Ui,
    headers: HeaderMap,
    body: Bytes,
    how: fn(&Sessions, &SecretString) -> Result<String, session::Error>,
) -> Result<Response, ApiError> {
    let given: Password =
        serde_json::from_slice(&body).map_err(|_| ApiError::new(Code::BadInput, "send {\"password\": …}"))?;
    // An id from before signing in never becomes a signed-in one, and hashing runs off the async threads.
    if let Some(old) = session_id(&headers) {
        ui.sessions.sign_out(&old);
    }
    let sessions = ui.sessions.clone();
    let entered = tokio::task::spawn_blocking(move || how(&sessions, &given.password)).await;
    let id = entered.map_err(|_| ApiError::new(Code::Internal, "signing in failed"))?.map_err(|error| {
        let code = match &error {
            session::Error::Wrong => Code::NotSignedIn,
            session::Error::TooMany { .. } => Code::TooMany,
            session::Error::Length => Code::BadInput,
            session::Error::AlreadySet | session::Error::NotSet => Code::Refused,
            session::Error::File(_) | session::Error::Damaged => Code::Unavailable,
        };
        ApiError::new(code, error.to_string())
    })?;
    let over_tls = headers.get("x-forwarded-proto").is_some_and(|scheme| scheme == "https");
    let secure = if over_tls { "; Secure" } else { "" };
    let cookie = format!("{COOKIE}={id}; Path=/; HttpOnly; SameSite=Strict{secure}");
    Ok(([(header::SET_COOKIE, cookie)], Json(json!({ "signedIn": true }))).into_response())
}

async fn logout(State(ui): State<Ui>, headers: HeaderMap) -> Response {
    if let Some(id) = session_id(&headers) {
        ui.sessions.sign_out(&id);
        ui.close_forgotten_sample().await;
    }
    let gone = format!("{COOKIE}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0");
    ([(header::SET_COOKIE, gone)], Json(json!({ "signedIn": false }))).into_response()
}

async fn rpc(
    State(ui): State<Ui>,
    Path(command): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<Value>, ApiError> {
    if !ui.signed_in(&headers) {
        return Err(not_signed_in());
    }
    Ok(Json(ui.surface_of(&headers).call(&command, input(&body)?).await?))
}

#[derive(Deserialize)]
struct LookAround {
    on: bool,
}

/// Shows this session the sample in the place of the workspace, or the workspace again.
async fn look_around(State(ui): State<Ui>, headers: HeaderMap, body: Bytes) -> Result<Json<Value>, ApiError> {
    let id = session_id(&headers).filter(|id| ui.sessions.check(id)).ok_or_else(not_signed_in)?;
    let LookAround { on } =
        serde_json::from_slice(&body).map_err(|_| ApiError::new(Code::BadInput, "send {\"on\": true or false}"))?;
    let Some(samples) = &ui.samples else {
        return Err(ApiError::new(Code::Refused, "this is sample data already"));
    };
    if on {
        samples.open().await.map_err(|error| ApiError::new(Code::Unavailable, error.to_string()))?;
    }
    ui.sessions.look_around(&id, on);
    ui.close_forgotten_sample().await;
    Ok(Json(json!({ "demo": on })))
}

fn input(body: &[u8]) -> Result<Value, ApiError> {
    if body.is_empty() {
        return Ok(json!({}));
    }
    serde_json::from_slice(body)
        .map_err(|error| ApiError::new(Code::BadInput, format!("the input is not JSON: {error}")))
}

#[derive(Deserialize)]
struct Since {
    since: Option<u64>,
}

async fn changes(
    State(ui): State<Ui>,
    headers: HeaderMap,
    Query(since): Query<Since>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, ApiError> {
    if !ui.signed_in(&headers) {
        return Err(not_signed_in());
    }
    let last_event = headers.get("last-event-id").and_then(|id| id.to_str().ok()).and_then(|id| id.parse().ok());
    let subscription = ui.surface_of(&headers).changes().subscribe(last_event.or(since.since));
    let hello = Event::default().event("hello").data(json!({ "seq": subscription.seq }).to_string());
    let session = session_id(&headers);
    let live = BroadcastStream::new(subscription.receiver).map(|change| match change {
        Ok(change) => event(&change),
        // What was dropped shows as a gap in `seq`; saying it at once spares the screen from waiting for the next one.
        Err(BroadcastStreamRecvError::Lagged(_)) => {
            event(&Change { seq: u64::MAX, tags: Vec::<Tag>::new(), conversation_id: None, arrival: None })
        }
    });
    // A session that has ended gets nothing more.
    let alive = move |_: &Event| ui.open || session.as_deref().is_some_and(|id| ui.sessions.check(id));
    let all = futures::stream::iter(subscription.missed.into_iter().map(|change| event(&change))).chain(live);
    let all = futures::stream::iter([hello]).chain(all.take_while(move |next| futures::future::ready(alive(next))));
    Ok(Sse::new(all.map(Ok)).keep_alive(KeepAlive::new().interval(Duration::from_secs(15))))
}

fn event(change: &Change) -> Event {
    let event = Event::default().event("change").id(change.seq.to_string());
    event.data(serde_json::to_string(change).unwrap_or_default())
}

async fn media_by_session(State(ui): State<Ui>, Path(id): Path<String>, request: Request) -> Response {
    if !ui.signed_in(request.headers()) {
        return not_signed_in().into_response();
    }
    send_media(ui.surface_of(request.headers()).as_ref(), &id, request).await
}

async fn media_by_token(State(ui): State<Ui>, Path((token, id)): Path<(String, String)>, request: Request) -> Response {
    if !ui.is_token(&token) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let mut response = send_media(ui.surface.as_ref(), &id, request).await;
    // The window's pages have another origin than this port.
    let name = HeaderName::from_static("cross-origin-resource-policy");
    response.headers_mut().insert(name, HeaderValue::from_static("cross-origin"));
    response
}

async fn send_media(surface: &dyn Surface, id: &str, request: Request) -> Response {
    let Some(file) = surface.media(id) else { return StatusCode::NOT_FOUND.into_response() };
    let mime = file.mime.parse().unwrap_or(mime_guess::mime::APPLICATION_OCTET_STREAM);
    let served = tower_http::services::ServeFile::new_with_mime(&file.path, &mime).oneshot(request).await;
    let mut response = served.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=31536000, immutable"));
    if !file.inline {
        headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment"));
    }
    response
}

async fn local_export(State(ui): State<Ui>, headers: HeaderMap) -> Response {
    if !ui.is_local_tool(&headers) {
        return StatusCode::NOT_FOUND.into_response();
    }
    ([(header::CONTENT_TYPE, "application/jsonl")], ui.tools.export()).into_response()
}

#[derive(Deserialize)]
struct Thorough {
    #[serde(default)]
    thorough: bool,
}

async fn local_doctor(State(ui): State<Ui>, headers: HeaderMap, Query(how): Query<Thorough>) -> Response {
    if !ui.is_local_tool(&headers) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let tools = ui.tools.clone();
    match tokio::task::spawn_blocking(move || tools.doctor(how.thorough)).await {
        Ok(report) => Json(report).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

async fn local_search(State(ui): State<Ui>, headers: HeaderMap, body: Bytes) -> Response {
    if !ui.is_local_tool(&headers) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let found = async { Ok::<_, ApiError>(Json(ui.surface.call("search", input(&body)?).await?)) };
    found.await.into_response()
}

/// Commands that a tool of this machine may run: what `ringbook connect`, `webhooks`, `ledger`, `backup`, `insights` and
/// `contacts` do. None of them sends a text.
const LOCAL_COMMANDS: [&str; 22] = [
    "account",
    "connect",
    "unlock_secrets",
    "retry_step",
    "disconnect",
    "webhooks",
    "create_webhook",
    "test_webhook",
    "rotate_webhook",
    "delete_webhook",
    "diagnosis",
    "ledger",
    "backup",
    "back_up",
    "stop_backup",
    "calls_page",
    "insights",
    "insights_csv",
    "export_contacts",
    "import_piece",
    "import_plan",
    "apply_import",
];

async fn local_call(State(ui): State<Ui>, headers: HeaderMap, Path(command): Path<String>, body: Bytes) -> Response {
    if !ui.is_local_tool(&headers) || !LOCAL_COMMANDS.contains(&command.as_str()) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let done = async { Ok::<_, ApiError>(Json(ui.surface.call(&command, input(&body)?).await?)) };
    done.await.into_response()
}

async fn page(State(_): State<Ui>, method: Method, request: Request) -> Response {
    if method != Method::GET && method != Method::HEAD {
        return (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, "GET, HEAD")]).into_response();
    }
    super::assets::page(request.uri().path())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(method: &str, path: &str, headers: &[(&str, &str)]) -> Option<u16> {
        let hosts = vec!["127.0.0.1:8790".to_owned(), "localhost:8790".to_owned()];
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(HeaderName::from_bytes(name.as_bytes()).unwrap(), HeaderValue::from_str(value).unwrap());
        }
        refusal(&hosts, &method.parse().unwrap(), path, &map).map(|(status, _)| status.as_u16())
    }

    const HOST: (&str, &str) = ("host", "127.0.0.1:8790");
    const JSON: (&str, &str) = ("content-type", "application/json");

    #[test]
    fn only_the_listed_names_are_answered() {
        for host in [
            "evil.example:8790",
            "127.0.0.1",
            "127.0.0.1:8791",
            "127.0.0.1.:8790",
            "localhost.:8790",
            "user@127.0.0.1:8790",
            "[::1]:8790",
            "0.0.0.0:8790",
            "127.1:8790",
            "127.0.0.1:08790",
            "",
            "127.0.0.1:8790.nip.io",
        ] {
            assert_eq!(asked("GET", "/", &[("host", host)]), Some(421), "{host}");
        }
        assert_eq!(asked("GET", "/", &[]), Some(421));
        assert_eq!(asked("GET", "/", &[HOST, HOST]), Some(421));
        assert_eq!(asked("GET", "/", &[HOST]), None);
        assert_eq!(asked("GET", "/", &[("host", "LOCALHOST:8790")]), None);
    }

    #[test]
    fn a_foreign_page_can_neither_write_nor_read() {
        let own = ("origin", "http://127.0.0.1:8790");
        assert_eq!(asked("POST", "/api/rpc/status", &[HOST, JSON, own]), None);
        for origin in
            ["https://evil.example", "null", "http://127.0.0.1:8791", "http://127.0.0.1:8790.evil.example", "file://"]
        {
            assert_eq!(asked("POST", "/api/rpc/status", &[HOST, JSON, ("origin", origin)]), Some(403), "{origin}");
            assert_eq!(asked("GET", "/api/changes", &[HOST, ("origin", origin)]), Some(403), "{origin}");
        }
        assert_eq!(asked("POST", "/api/rpc/status", &[HOST, JSON]), Some(403), "no origin at all");
        assert_eq!(asked("GET", "/api/changes", &[HOST, ("sec-fetch-site", "cross-site")]), Some(403));
        assert_eq!(asked("GET", "/media/x", &[HOST, ("sec-fetch-site", "same-site")]), Some(403));
        assert_eq!(asked("GET", "/", &[HOST, ("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate")]), None);
    }

    #[test]
    fn a_form_is_no_command() {
        let own = ("origin", "http://127.0.0.1:8790");
        for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/jsonx"] {
            assert_eq!(asked("POST", "/api/rpc/mark", &[HOST, own, ("content-type", kind)]), Some(415), "{kind}");
        }
        assert_eq!(asked("POST", "/api/rpc/mark", &[HOST, own]), Some(415));
    }
}
