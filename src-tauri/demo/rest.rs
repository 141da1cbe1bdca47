//! The REST stand-in: the calls that Ringbook makes of Quo, answered on this computer; and the media.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Json;
use axum::Router;
use axum::extract::{Path, Query, Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use secrecy::ExposeSecret as _;
use serde::Deserialize;
use serde_json::{Value, json};

use super::contacts::Contacts;
use super::envelope::{self, Book, Text};
use super::player::Director;
use super::{Shared, data, people};

/// So many texts of this run can be read back; older ones are in Ringbook.
const KEPT: usize = 2_000;
/// Longest text that Quo takes.
const LONGEST: usize = 1600;

/// The texts of this run, newest first.
#[derive(Default)]
pub struct History {
    texts: Mutex<VecDeque<Text>>,
    pub memory: people::Memory,
}

impl History {
    /// Adds a text, or replaces it by its later state.
    pub fn put(&self, text: Text) {
        let mut texts = self.texts.lock().unwrap_or_else(PoisonError::into_inner);
        match texts.iter_mut().find(|known| known.id == text.id) {
            Some(known) => *known = text,
            None => {
                texts.push_front(text);
                texts.truncate(KEPT);
            }
        }
    }

    fn matching(&self, fits: impl Fn(&Text) -> bool) -> Vec<Value> {
        let texts = self.texts.lock().unwrap_or_else(PoisonError::into_inner);
        texts.iter().filter(|text| fits(text)).map(Text::resource).collect()
    }
}

#[derive(Clone)]
struct Desk {
    shared: Arc<Shared>,
    book: Arc<Book>,
    contacts: Arc<Contacts>,
}

type Pairs = Query<Vec<(String, String)>>;

/// All routes; the media need no key, as with Quo's own file hosts.
pub fn router(shared: Arc<Shared>) -> Router {
    let book = Arc::new(Book::of(&shared.month));
    let contacts = Arc::new(Contacts::of(&shared.month));
    let desk = Desk { shared, book, contacts };
    let calls = Router::new()
        .route("/v1/messages", post(send).get(list_v1))
        .route("/v1/messages/{id}", get(one))
        .route("/messages", get(list_dated))
        .route("/messages/{id}", get(one))
        .route("/v1/phone-numbers", get(lines_v1))
        .route("/phone-numbers", get(lines_dated))
        .route("/v1/users", get(users))
        .route("/users", get(users))
        .route("/organization", get(organization))
        // The month came by webhook and is complete: there is nothing further to read.
        .route("/v1/contacts", get(list_contacts).post(make_contact))
        .route("/v1/contacts/{id}", get(one_contact).patch(change_contact))
        .route("/v1/contact-custom-fields", get(nothing))
        .route("/v1/conversations/{id}/{mark}", post(mark))
        .route("/contacts", get(nothing))
        .route("/conversations", get(nothing))
        .route("/v1/conversations", get(nothing))
        .route("/calls", get(nothing))
        .route("/webhooks", get(nothing))
        .layer(middleware::from_fn_with_state(desk.clone(), with_key))
        .with_state(desk);
    Router::new().route("/media/{name}", get(media)).merge(calls)
}

/// The key comes bare in `Authorization` (API.md section 1); an empty key opens nothing.
async fn with_key(State(desk): State<Desk>, request: Request, next: Next) -> Response {
    let given = request.headers().get(header::AUTHORIZATION).map(|value| value.as_bytes().to_vec());
    let key = desk.shared.key.expose_secret();
    if key.is_empty() || given.as_deref() != Some(key.as_bytes()) {
        let body = json!({ "error": { "message": "Unauthorized", "key": "unauthorized", "trace": "demo" } });
        return (StatusCode::UNAUTHORIZED, Json(body)).into_response();
    }
    next.run(request).await
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Send {
    content: String,
    from: String,
    to: Vec<String>,
    user_id: Option<String>,
}

async fn send(State(desk): State<Desk>, body: Result<Json<Send>, axum::extract::rejection::JsonRejection>) -> Response {
    let Ok(Json(send)) = body else { return refuse("the body is not a message") };
    let Some(director) = desk.shared.director.get().cloned() else {
        return (StatusCode::SERVICE_UNAVAILABLE, Json(json!({ "message": "the demo has not begun" }))).into_response();
    };
    let Some(line) = envelope::line(&desk.shared.month, &send.from) else {
        return refuse("/from: not a number of this workspace");
    };
    if send.content.trim().is_empty() || send.content.chars().count() > LONGEST {
        return refuse("/content: 1 to 1600 characters, not all blank");
    }
    if send.to.is_empty() || send.to.len() > 10 {
        return refuse("/to: 1 to 10 recipients");
    }
    let mut others = send.to;
    others.sort();
    others.dedup();
    let now = director.now();
    let owner = desk.shared.month.users.iter().find(|user| user.key == line.owner).map(|user| user.id.clone());
    let text = Text {
        id: message_id(&director),
        incoming: false,
        others,
        from: String::new(),
        line: line.id.clone(),
        line_number: line.phone_number.clone(),
        user: send.user_id.or(owner).unwrap_or_default(),
        text: send.content,
        status: "queued",
        error: None,
        at: now,
        updated: now,
    };
    desk.shared.history.put(text.clone());
    let answer = (StatusCode::ACCEPTED, Json(json!({ "data": text.resource() }))).into_response();
    let (shared, book, stop) = (desk.shared.clone(), desk.book.clone(), desk.shared.stop.clone());
    desk.shared.tasks.spawn(async move {
        stop.run_until_cancelled(people::follow(shared, director, book, text)).await;
    });
    answer
}

fn refuse(message: &str) -> Response {
    let body = json!({ "message": message, "code": "0200400", "status": 400, "docs": "", "title": "Bad Request" });
    (StatusCode::BAD_REQUEST, Json(body)).into_response()
}

async fn one(State(desk): State<Desk>, Path(id): Path<String>) -> Response {
    match desk.shared.history.matching(|text| text.id == id).pop() {
        Some(text) => Json(json!({ "data": text })).into_response(),
        None => (StatusCode::NOT_FOUND, Json(json!({ "message": "Not Found", "title": "Not Found", "docs": "" })))
            .into_response(),
    }
}

/// `GET /v1/messages`: one line and exactly these participants.
async fn list_v1(State(desk): State<Desk>, Query(pairs): Pairs) -> Response {
    let mut others: Vec<&str> = all(&pairs, "participants");
    others.sort_unstable();
    let (line, after) = (first(&pairs, "phoneNumberId"), first(&pairs, "createdAfter"));
    let before = first(&pairs, "createdBefore");
    let found = desk.shared.history.matching(|text| {
        line.is_none_or(|line| text.line == line) && text.others == others && is_between(text, after, before)
    });
    let size = limit(&pairs, "maxResults", 100);
    let total = found.len();
    let data: Vec<Value> = found.into_iter().take(size).collect();
    Json(json!({ "data": data, "totalItems": total, "nextPageToken": null })).into_response()
}

/// `GET /messages` of 2026-03-30: the whole workspace, newest first.
async fn list_dated(State(desk): State<Desk>, Query(pairs): Pairs) -> Response {
    let mut to: Vec<&str> = all(&pairs, "to");
    to.extend(all(&pairs, "to[all]").iter().flat_map(|list| list.split(',')));
    to.sort_unstable();
    let (line, direction) = (first(&pairs, "phoneNumberId"), first(&pairs, "direction"));
    let (after, before) = (first(&pairs, "createdAt[gt]"), first(&pairs, "createdAt[lt]"));
    let found = desk.shared.history.matching(|text| {
        line.is_none_or(|line| text.line == line)
            && direction.is_none_or(|direction| (direction == "incoming") == text.incoming)
            && (to.is_empty() || text.others == to)
            && is_between(text, after, before)
    });
    let data: Vec<Value> = found.into_iter().take(limit(&pairs, "limit", 50)).collect();
    Json(json!({ "data": data, "nextCursor": null })).into_response()
}

fn is_between(text: &Text, after: Option<&str>, before: Option<&str>) -> bool {
    let moment = |text: &str| chrono::DateTime::parse_from_rfc3339(text).map(|moment| moment.timestamp_millis()).ok();
    after.and_then(moment).is_none_or(|after| text.at.0 > after)
        && before.and_then(moment).is_none_or(|before| text.at.0 < before)
}

fn all<'a>(pairs: &'a [(String, String)], name: &str) -> Vec<&'a str> {
    pairs.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str()).collect()
}

fn first<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    all(pairs, name).first().copied()
}

fn limit(pairs: &[(String, String)], name: &str, most: usize) -> usize {
    first(pairs, name).and_then(|size| size.parse().ok()).unwrap_or(10).clamp(1, most)
}

async fn lines_v1(State(desk): State<Desk>) -> Json<Value> {
    lines(&desk, "number")
}

async fn lines_dated(State(desk): State<Desk>) -> Json<Value> {
    lines(&desk, "phoneNumber")
}

/// The lines; the generations differ in the name of the number, and only v1 lists the members.
fn lines(desk: &Desk, number: &str) -> Json<Value> {
    let members: Vec<Value> = desk.shared.month.users.iter().map(user).collect();
    let open = json!({ "US": "unrestricted", "CA": "unrestricted", "Intl": "restricted" });
    let lines = desk.shared.month.lines.iter().map(|line| {
        let mut value = json!({
            "id": line.id, "formattedNumber": line.phone_number, "name": line.name, "symbol": line.symbol,
            "groupId": "GRlkvw7Team", "forward": null, "portRequestId": null, "portingStatus": null,
            "restrictions": { "calling": open, "messaging": open },
            "createdAt": "2024-03-01T15:00:00.000Z", "updatedAt": "2024-03-01T15:00:00.000Z",
        });
        if let Some(fields) = value.as_object_mut() {
            fields.insert(number.to_owned(), json!(line.phone_number));
            if number == "number" {
                fields.insert("users".to_owned(), json!(members));
            }
        }
        value
    });
    Json(json!({ "data": lines.collect::<Vec<_>>(), "nextCursor": null }))
}

fn user(user: &data::User) -> Value {
    json!({
        "id": user.id, "email": user.email, "firstName": user.first_name, "lastName": user.last_name,
        "pictureUrl": null, "role": user.role, "groupId": "GRlkvw7Team",
        "createdAt": "2024-03-01T15:00:00.000Z", "updatedAt": "2024-03-01T15:00:00.000Z",
    })
}

async fn users(State(desk): State<Desk>) -> Json<Value> {
    let users: Vec<Value> = desk.shared.month.users.iter().map(user).collect();
    Json(json!({ "data": users, "totalItems": users.len(), "nextPageToken": null, "nextCursor": null }))
}

async fn organization(State(desk): State<Desk>) -> Json<Value> {
    let firm = &desk.shared.month.organization;
    Json(json!({ "data": {
        "id": firm.id, "name": firm.name, "subscriptionStatus": "active",
        "createdAt": "2024-03-01T15:00:00.000Z", "updatedAt": "2024-03-01T15:00:00.000Z",
    } }))
}

/// Nothing beyond the month, but what was made in this run by an id of the client's.
async fn list_contacts(State(desk): State<Desk>, Query(pairs): Pairs) -> Json<Value> {
    let data = first(&pairs, "externalIds").map(|id| desk.contacts.made_as(id)).unwrap_or_default();
    Json(json!({ "data": data, "totalItems": data.len(), "nextPageToken": null }))
}

fn no_contact() -> Response {
    (StatusCode::NOT_FOUND, Json(json!({ "message": "Not Found", "title": "Not Found", "docs": "" }))).into_response()
}

async fn one_contact(State(desk): State<Desk>, Path(id): Path<String>) -> Response {
    desk.contacts.get(&id).map_or_else(no_contact, |contact| Json(json!({ "data": contact })).into_response())
}

async fn change_contact(State(desk): State<Desk>, Path(id): Path<String>, Json(body): Json<Value>) -> Response {
    match desk.contacts.get(&id) {
        Some(_) => Json(json!({ "data": desk.contacts.write(&id, &body) })).into_response(),
        None => no_contact(),
    }
}

async fn make_contact(State(desk): State<Desk>, Json(body): Json<Value>) -> Response {
    let Some(director) = desk.shared.director.get().cloned() else {
        return (StatusCode::SERVICE_UNAVAILABLE, Json(json!({ "message": "the demo has not begun" }))).into_response();
    };
    let id: String = (0..3).map(|_| director.salt()).collect();
    (StatusCode::CREATED, Json(json!({ "data": desk.contacts.write(&id, &body) }))).into_response()
}

/// Marks are taken and say nothing further: Quo has no such state in any answer.
async fn mark(Path((id, _)): Path<(String, String)>) -> Json<Value> {
    Json(json!({ "id": id, "phoneNumberId": null, "participants": [] }))
}

async fn nothing() -> Json<Value> {
    Json(json!({ "data": [], "totalItems": 0, "nextPageToken": null, "nextCursor": null }))
}

async fn media(Path(name): Path<String>) -> Response {
    match data::media(&name) {
        Some((bytes, kind)) => ([(header::CONTENT_TYPE, kind)], bytes.into_owned()).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// A new message id: as long as a real one, with the `x` that keeps it from being taken for one.
pub fn message_id(director: &Director) -> String {
    let random: String = (0..4).map(|_| director.salt()).collect();
    format!("ACx{}", random.get(1..).unwrap_or_default())
}

/// A new event id.
pub fn event_id(director: &Director) -> String {
    let random: String = (0..4).map(|_| director.salt()).collect();
    format!("EV{random}")
}
