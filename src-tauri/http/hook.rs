//! The hook port's one route: what a tunnel can reach.
//!
//! `POST /webhooks/quo`, and two older spellings of it, take a delivery; every other path is 404 and every other
//! method 405. A refusal says nothing about why, ends the connection, and is never a redirect or 410, because
//! Quo switches a webhook off that answers those. Start at [`Hook`]; [`super::serve`] runs it.

mod body;
mod crowd;
mod framing;
mod limits;

use std::net::IpAddr;
use std::sync::Arc;

use bytes::Bytes;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::header::{self, HeaderMap, HeaderValue};
use hyper::{Method, Request, Response, StatusCode, Version};

use crate::tunnel::{KNOCK_HEADER, Knocks};
use crate::webhook::intake::{Answer, Intake, Received};
use crate::webhook::stats::Refused;

use self::body::{LargeBodies, Unread};
pub(super) use self::crowd::{Crowd, Member};
pub(super) use self::framing::{Exchange, Framing, Guarded};
pub use self::limits::HookLimits;

/// The path to give to Quo.
pub use crate::webhook::HOOK_PATH;

/// Paths of older tools that mean the same.
const ALIASES: [&str; 2] = ["/api/webhooks/openphone", "/webhooks/openphone"];

/// Seconds after which a sender that was put off may try again.
const RETRY_AFTER: HeaderValue = HeaderValue::from_static("30");

/// Answers requests on the hook port.
#[derive(Debug)]
pub struct Hook {
    intake: Arc<Intake>,
    knocks: Arc<Knocks>,
    limits: HookLimits,
    large_bodies: LargeBodies,
}

/// What the sender is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reply {
    Accepted,
    Unauthorized,
    Unavailable,
    NotFound,
    NotAllowed,
    BadRequest,
    LengthRequired,
    TooLarge,
    Timeout,
}

impl Hook {
    /// A hook that gives complete requests to `intake`.
    #[must_use]
    pub fn new(intake: Arc<Intake>, limits: HookLimits) -> Self {
        let large_bodies = LargeBodies::new(&limits);
        Self { intake, knocks: Arc::default(), limits, large_bodies }
    }

    /// The same, which also tells `knocks` of Ringbook's own requests when they come in.
    #[must_use]
    pub fn knocked(self, knocks: Arc<Knocks>) -> Self {
        Self { knocks, ..self }
    }

    /// The limits it keeps.
    #[must_use]
    pub fn limits(&self) -> &HookLimits {
        &self.limits
    }

    /// Answers one request from `peer`; `complete` is called when its last byte is there.
    pub(super) async fn answer(
        &self,
        request: Request<Incoming>,
        framing: Framing,
        peer: IpAddr,
        complete: impl FnOnce(),
    ) -> Response<Full<Bytes>> {
        let reply = match self.reply(request, framing, peer, complete).await {
            Ok(reply) => reply,
            Err((reply, reason)) => {
                self.intake.refuse(reason);
                reply
            }
        };
        reply.response(framing)
    }

    async fn reply(
        &self,
        request: Request<Incoming>,
        framing: Framing,
        peer: IpAddr,
        complete: impl FnOnce(),
    ) -> Result<Reply, (Reply, Refused)> {
        let (parts, body) = request.into_parts();
        if framing == Framing::Broken || !names_one_host(parts.version, &parts.headers) {
            return Err((Reply::BadRequest, Refused::Malformed));
        }
        if parts.method == Method::CONNECT {
            return Err((Reply::BadRequest, Refused::Malformed));
        }
        let path = parts.uri.path();
        if parts.uri.authority().is_some() || (path != HOOK_PATH && !ALIASES.contains(&path)) {
            return Err((Reply::NotFound, Refused::Elsewhere));
        }
        if parts.method != Method::POST {
            return Err((Reply::NotAllowed, Refused::Method));
        }
        if parts.headers.get(KNOCK_HEADER).is_some_and(|number| self.knocks.hear(number.as_bytes())) {
            // Answered as any stranger is, only not counted as one.
            return Ok(self.intake.answer_to_strangers().into());
        }
        let declared = declared(&parts.headers)?;
        if declared.is_some_and(|length| length > self.limits.body_bytes) {
            return Err((Reply::TooLarge, Refused::TooLarge));
        }
        let pairs = parts.headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes()));
        if let Err(answer) = self.intake.screen(pairs, peer) {
            return Ok(answer.into());
        }
        let body = body::read(body, declared, &self.limits, &self.large_bodies).await.map_err(unread)?;
        complete();
        let headers = parts.headers.iter();
        let headers = headers.map(|(name, value)| (name.as_str().to_owned(), Bytes::copy_from_slice(value.as_bytes())));
        let received = Received { headers: headers.collect(), body: body.bytes.clone(), peer };
        Ok(self.intake.receive(received).await.into())
    }
}

/// Exactly one `Host`, as HTTP/1.1 demands; before that it may be absent.
fn names_one_host(version: Version, headers: &HeaderMap) -> bool {
    match headers.get_all(header::HOST).iter().count() {
        0 => version != Version::HTTP_11,
        1 => true,
        _ => false,
    }
}

/// The length of the body if the sender announced it; `None` for chunks.
fn declared(headers: &HeaderMap) -> Result<Option<usize>, (Reply, Refused)> {
    let Some(length) = headers.get(header::CONTENT_LENGTH) else {
        let chunked = headers.contains_key(header::TRANSFER_ENCODING);
        return if chunked { Ok(None) } else { Err((Reply::LengthRequired, Refused::Malformed)) };
    };
    let length = length.to_str().ok().and_then(|length| length.parse().ok());
    length.map(Some).ok_or((Reply::TooLarge, Refused::TooLarge))
}

fn unread(unread: Unread) -> (Reply, Refused) {
    match unread {
        Unread::TooLarge => (Reply::TooLarge, Refused::TooLarge),
        Unread::TooSlow => (Reply::Timeout, Refused::TooSlow),
        Unread::Broken => (Reply::BadRequest, Refused::Malformed),
        Unread::Crowded => (Reply::Unavailable, Refused::NotRecorded),
    }
}

impl From<Answer> for Reply {
    fn from(answer: Answer) -> Self {
        match answer {
            Answer::Accepted => Self::Accepted,
            Answer::Unauthorized => Self::Unauthorized,
            Answer::Unavailable => Self::Unavailable,
        }
    }
}

impl Reply {
    fn response(self, framing: Framing) -> Response<Full<Bytes>> {
        let (status, body) = match self {
            Self::Accepted => (StatusCode::OK, r#"{"ok":true}"#),
            Self::Unauthorized => (StatusCode::UNAUTHORIZED, r#"{"error":"unauthorized"}"#),
            Self::Unavailable => (StatusCode::SERVICE_UNAVAILABLE, r#"{"error":"unavailable"}"#),
            Self::NotFound => (StatusCode::NOT_FOUND, r#"{"error":"not found"}"#),
            Self::NotAllowed => (StatusCode::METHOD_NOT_ALLOWED, r#"{"error":"method not allowed"}"#),
            Self::BadRequest => (StatusCode::BAD_REQUEST, r#"{"error":"bad request"}"#),
            Self::LengthRequired => (StatusCode::LENGTH_REQUIRED, r#"{"error":"length required"}"#),
            Self::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, r#"{"error":"too large"}"#),
            Self::Timeout => (StatusCode::REQUEST_TIMEOUT, r#"{"error":"timeout"}"#),
        };
        let mut response = Response::new(Full::new(Bytes::from_static(body.as_bytes())));
        *response.status_mut() = status;
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        if self == Self::Unavailable {
            headers.insert(header::RETRY_AFTER, RETRY_AFTER);
        }
        if self == Self::NotAllowed {
            headers.insert(header::ALLOW, HeaderValue::from_static("POST"));
        }
        // Only who proved to be Quo may keep a connection open.
        if self != Self::Accepted || framing == Framing::Last {
            headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        response
    }
}
