//! What a transport needs: the window over IPC and the browser over HTTP carry the same calls.

use super::{
    changes::ChangeFeed,
    wire::{ApiError, Code, Tag},
};
use futures::future::BoxFuture;
use serde_json::Value;
use std::path::PathBuf;

/// The command surface behind both transports.
pub trait Surface: Send + Sync + 'static {
    /// Runs one command with its JSON input.
    fn call<'a>(&'a self, command: &'a str, payload: Value) -> BoxFuture<'a, Result<Value, ApiError>>;

    /// The feed of what has become stale.
    fn changes(&self) -> &ChangeFeed;

    /// A file of the media folder by its content id: where it lies and its type by content.
    fn media(&self, id: &str) -> Option<MediaFile>;

    /// Whether this is sample data.
    fn is_demo(&self) -> bool;
}

/// A file that may be sent to a screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MediaFile {
    /// Where it lies.
    pub path: PathBuf,
    /// MIME type by content.
    pub mime: String,
    /// Whether it may be shown in place; otherwise it is offered for download.
    pub inline: bool,
}

impl Code {
    /// The HTTP status that carries this code.
    #[must_use]
    pub fn http_status(&self) -> u16 {
        match self {
            Self::BadInput => 400,
            Self::NotSignedIn => 401,
            Self::NotFound => 404,
            Self::Refused => 409,
            Self::TooMany => 429,
            Self::Internal => 500,
            Self::Unavailable => 503,
        }
    }
}

impl Tag {
    /// Everything that can become stale.
    pub const ALL: [Self; 15] = [
        Self::Inbox,
        Self::Timeline,
        Self::Conversation,
        Self::Call,
        Self::Contacts,
        Self::Outbox,
        Self::Connection,
        Self::Status,
        Self::Settings,
        Self::Search,
        Self::Sync,
        Self::Ledger,
        Self::Health,
        Self::Backup,
        Self::FollowUps,
    ];
}

impl ApiError {
    /// An error of this kind, in words for a person: lower case, no full stop, names the way out.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), field: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ts_rs::TS as _;

    #[test]
    fn every_tag_can_be_made_stale_at_once() {
        let declared = Tag::decl(&ts_rs::Config::default());
        assert_eq!(declared.matches('|').count() + 1, Tag::ALL.len(), "{declared}");
    }
}
