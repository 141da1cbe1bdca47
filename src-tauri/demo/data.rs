//! The files that `assets/demo/make.py` writes.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::{Error, When};

const MONTH: &str = include_str!("../../assets/demo/month.json");
const LIVE: &str = include_str!("../../assets/demo/live.json");
const REPLIES: &str = include_str!("../../assets/demo/replies.json");

/// Pictures, papers and sound; read from the disk in debug builds.
#[derive(rust_embed::RustEmbed)]
#[folder = "assets/demo/media/"]
struct Media;

/// The past month and who is in it.
#[derive(Deserialize)]
pub struct Month {
    pub organization: Organization,
    pub users: Vec<User>,
    pub lines: Vec<Line>,
    pub deliveries: Vec<Delivery>,
}

#[derive(Deserialize)]
pub struct Organization {
    pub id: String,
    pub name: String,
}

/// Somebody of the team.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct User {
    pub id: String,
    pub key: String,
    pub first_name: String,
    pub last_name: String,
    pub email: String,
    pub role: String,
}

/// One of the firm's numbers; `owner` is a [`User::key`].
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Line {
    pub id: String,
    pub phone_number: String,
    pub name: String,
    pub symbol: String,
    pub owner: String,
}

/// A delivery of the past: when, and the body with its placeholders.
#[derive(Deserialize)]
pub struct Delivery {
    pub when: When,
    pub body: Box<RawValue>,
}

/// What happens while somebody watches.
#[derive(Deserialize)]
pub struct Live {
    pub scenes: Vec<Scene>,
}

/// Some arrivals that belong together, `after_s` seconds after the scene before began.
#[derive(Deserialize)]
pub struct Scene {
    pub after_s: u64,
    /// Whether it may happen again on later rounds.
    pub again: bool,
    pub deliveries: Vec<Arrival>,
}

/// One arrival, `at_ms` milliseconds after its scene began.
#[derive(Deserialize)]
pub struct Arrival {
    pub at_ms: u64,
    pub body: Box<RawValue>,
}

/// How people answer.
#[derive(Deserialize)]
pub struct Replies {
    /// Shortest and longest time until an answer.
    pub delay_ms: [u64; 2],
    /// Senders that never answer: machines.
    pub silent: Vec<String>,
    /// Numbers that cannot be reached, with the carrier's code.
    pub refused: BTreeMap<String, String>,
    pub rules: Vec<Rule>,
    pub fallback: Vec<String>,
    pub people: BTreeMap<String, Persona>,
}

/// If a text holds any of the words, one of the sentences is the answer.
#[derive(Deserialize)]
pub struct Rule {
    pub any: Vec<String>,
    pub say: Vec<String>,
}

/// Somebody's own manner; without a rule that fits, their own fallback.
#[derive(Deserialize)]
pub struct Persona {
    pub delay_ms: Option<[u64; 2]>,
    pub rules: Vec<Rule>,
    pub fallback: Vec<String>,
}

pub fn month() -> Result<Month, Error> {
    serde_json::from_str(MONTH).map_err(|error| Error::Data("month.json", error))
}

pub fn live() -> Result<Live, Error> {
    serde_json::from_str(LIVE).map_err(|error| Error::Data("live.json", error))
}

pub fn replies() -> Result<Replies, Error> {
    serde_json::from_str(REPLIES).map_err(|error| Error::Data("replies.json", error))
}

/// A file of the sample data and its type.
pub fn media(name: &str) -> Option<(Cow<'static, [u8]>, &'static str)> {
    let file = Media::get(name)?;
    let kind = match name.rsplit_once('.')?.1 {
        "jpg" => "image/jpeg",
        "mp3" => "audio/mpeg",
        "pdf" => "application/pdf",
        _ => return None,
    };
    Some((file.data, kind))
}
