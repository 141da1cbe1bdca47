//! What Quo knows: the workspace and everything that happened in it, in memory.

use std::collections::{BTreeSet, HashMap};

use serde_json::Value;

use super::ids::Ids;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    Incoming,
    Outgoing,
}

impl Direction {
    pub fn text(self) -> &'static str {
        match self {
            Self::Incoming => "incoming",
            Self::Outgoing => "outgoing",
        }
    }
}

#[derive(Debug, Clone)]
pub struct User {
    pub id: String,
    pub email: String,
    pub first_name: String,
    pub last_name: String,
    pub role: &'static str,
    pub created_ms: i64,
}

/// A Quo number of the workspace.
#[derive(Debug, Clone)]
pub struct Line {
    pub id: String,
    pub number: String,
    pub name: String,
    pub group_id: String,
    /// The owner first.
    pub users: Vec<String>,
    pub messaging_us: &'static str,
    pub created_ms: i64,
}

#[derive(Debug, Clone)]
pub struct Contact {
    pub id: String,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub company: Option<String>,
    pub role: Option<String>,
    pub external_id: Option<String>,
    pub source: Option<String>,
    pub source_url: Option<String>,
    /// Label and value.
    pub numbers: Vec<(String, String)>,
    pub emails: Vec<(String, String)>,
    /// As in v1: `{name, key, id, type, value}`.
    pub custom_fields: Vec<Value>,
    pub created_ms: i64,
    pub updated_ms: i64,
}

#[derive(Debug, Clone)]
pub struct Conversation {
    pub id: String,
    pub line_id: String,
    /// Everyone but the line.
    pub participants: Vec<String>,
    pub name: Option<String>,
    pub last_activity_ms: i64,
    pub last_activity_id: Option<String>,
    pub created_ms: i64,
    pub updated_ms: i64,
    pub done: bool,
    pub read: bool,
}

/// A file of the media server, as a message or a recording names it.
#[derive(Debug, Clone)]
pub struct MediaRef {
    pub id: String,
    pub mime: Option<String>,
    pub name: Option<String>,
}

#[derive(Debug, Clone)]
pub struct Message {
    pub id: String,
    pub line_id: String,
    pub conversation_id: String,
    pub direction: Direction,
    pub from: String,
    pub to: Vec<String>,
    pub text: String,
    pub media: Vec<MediaRef>,
    pub user_id: Option<String>,
    pub status: &'static str,
    pub error_code: Option<&'static str>,
    pub created_ms: i64,
    pub updated_ms: i64,
}

/// How a call ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Answered,
    Missed,
    Voicemail,
    Forwarded,
    Abandoned,
    AiHandled,
    Unanswered,
}

#[derive(Debug, Clone)]
pub struct Recording {
    pub id: String,
    pub status: &'static str,
    pub start_ms: i64,
    pub duration_s: u32,
    pub file: MediaRef,
}

#[derive(Debug, Clone)]
pub struct Summary {
    pub status: &'static str,
    pub summary: Vec<String>,
    pub next_steps: Vec<String>,
    pub jobs: Value,
}

#[derive(Debug, Clone)]
pub struct Sentence {
    pub content: String,
    pub start_s: f64,
    pub end_s: f64,
    pub identifier: Option<String>,
    pub user_id: Option<String>,
}

#[derive(Debug, Clone)]
pub struct Transcript {
    pub recording_id: Option<String>,
    pub status: &'static str,
    pub start_ms: i64,
    pub created_ms: i64,
    pub duration_s: f64,
    pub dialogue: Vec<Sentence>,
}

#[derive(Debug, Clone)]
pub struct Voicemail {
    pub id: String,
    /// The voicemail's own activity in the conversation.
    pub activity_id: String,
    pub status: &'static str,
    pub duration_s: u32,
    pub file: MediaRef,
    pub transcript: Option<String>,
    pub created_ms: i64,
}

#[derive(Debug, Clone)]
pub struct Call {
    pub id: String,
    pub line_id: String,
    pub conversation_id: String,
    pub direction: Direction,
    pub external: String,
    /// People added later: the call then is a group call.
    pub added: Vec<String>,
    pub user_id: String,
    pub outcome: Outcome,
    pub answered_ms: Option<i64>,
    pub answered_by: Option<String>,
    pub completed_ms: i64,
    pub created_ms: i64,
    pub duration_s: u32,
    pub forwarded_to: Option<String>,
    pub recordings: Vec<Recording>,
    pub summary: Option<Summary>,
    pub transcripts: Vec<Transcript>,
    pub voicemail: Option<Voicemail>,
}

/// The whole of it.
pub struct World {
    pub ids: Ids,
    pub org_id: String,
    pub org_name: String,
    pub subscription: &'static str,
    pub created_ms: i64,
    pub users: Vec<User>,
    pub lines: Vec<Line>,
    pub contacts: Vec<Contact>,
    /// Notes of contacts, by contact.
    pub contact_notes: HashMap<String, Vec<Value>>,
    pub conversations: Vec<Conversation>,
    pub messages: Vec<Message>,
    pub calls: Vec<Call>,
    /// As 2026-03-30 sends them.
    pub tasks: Vec<Value>,
    /// Account-wide: a STOP to one line stops all.
    pub opted_out: BTreeSet<String>,
    /// Where the conversation of a line with these people is.
    places: HashMap<(String, Vec<String>), usize>,
}

/// A number of the firm for tests and for trying by hand.
pub const MAIN_LINE: &str = "+13125550142";
/// Its second number.
pub const SECOND_LINE: &str = "+13125550177";

impl World {
    /// A small firm with two users, two lines and one contact.
    pub fn new(seed: Option<u64>, now_ms: i64) -> Self {
        let mut ids = Ids::new(seed);
        let created_ms = now_ms - 90 * 86_400_000;
        let user = |id: String, email: &str, first: &str, last: &str, role| User {
            id,
            email: email.into(),
            first_name: first.into(),
            last_name: last.into(),
            role,
            created_ms,
        };
        let owner = user(ids.short("US"), "sam@example.com", "Sam", "Rivera", "owner");
        let member = user(ids.short("US"), "pat@example.com", "Pat", "Lee", "member");
        let line = |ids: &mut Ids, number: &str, name: &str, users: Vec<String>| Line {
            id: ids.short("PN"),
            number: number.into(),
            name: name.into(),
            group_id: ids.short("GR"),
            users,
            messaging_us: "unrestricted",
            created_ms,
        };
        let lines = vec![
            line(&mut ids, MAIN_LINE, "Office", vec![owner.id.clone(), member.id.clone()]),
            line(&mut ids, SECOND_LINE, "Crew", vec![owner.id.clone()]),
        ];
        let contact = Contact {
            id: ids.contact(),
            first_name: Some("Jane".into()),
            last_name: Some("Smith".into()),
            company: Some("Lakeview Homes".into()),
            role: None,
            external_id: None,
            source: Some("public-api".into()),
            source_url: None,
            numbers: vec![("mobile".into(), "+17735550118".into())],
            emails: vec![("work".into(), "jane@example.com".into())],
            custom_fields: Vec::new(),
            created_ms,
            updated_ms: created_ms,
        };
        Self {
            org_id: ids.short("OR"),
            org_name: "Lakeview Roofing".into(),
            subscription: "active",
            created_ms,
            users: vec![owner, member],
            lines,
            contacts: vec![contact],
            contact_notes: HashMap::new(),
            conversations: Vec::new(),
            messages: Vec::new(),
            calls: Vec::new(),
            tasks: Vec::new(),
            opted_out: BTreeSet::new(),
            places: HashMap::new(),
            ids,
        }
    }

    /// A line by its `PN…` id or its number.
    pub fn line(&self, key: &str) -> Option<&Line> {
        self.lines.iter().find(|line| line.id == key || line.number == key)
    }

    pub fn message(&self, id: &str) -> Option<&Message> {
        self.messages.iter().rev().find(|message| message.id == id)
    }

    pub fn message_mut(&mut self, id: &str) -> Option<&mut Message> {
        self.messages.iter_mut().rev().find(|message| message.id == id)
    }

    pub fn call(&self, id: &str) -> Option<&Call> {
        self.calls.iter().rev().find(|call| call.id == id)
    }

    /// The ids of every contact with this number: there may be several.
    pub fn contact_ids(&self, numbers: &[String]) -> Vec<String> {
        let has = |contact: &&Contact| contact.numbers.iter().any(|(_, number)| numbers.contains(number));
        self.contacts.iter().filter(has).map(|contact| contact.id.clone()).collect()
    }

    /// The conversation of a line with exactly these people, made at need.
    pub fn conversation_with(&mut self, line_id: &str, people: &[String], now_ms: i64) -> &mut Conversation {
        let mut people = people.to_vec();
        people.sort();
        people.dedup();
        let place = (line_id.to_owned(), people);
        let at = match self.places.get(&place) {
            Some(at) => *at,
            None => {
                self.conversations.push(Conversation {
                    id: self.ids.long("CN"),
                    line_id: line_id.into(),
                    participants: place.1.clone(),
                    name: None,
                    last_activity_ms: now_ms,
                    last_activity_id: None,
                    created_ms: now_ms,
                    updated_ms: now_ms,
                    done: false,
                    read: true,
                });
                self.places.insert(place, self.conversations.len() - 1);
                self.conversations.len() - 1
            }
        };
        &mut self.conversations[at]
    }
}

impl Conversation {
    /// Notes that `activity_id` happened here.
    pub fn touch(&mut self, activity_id: &str, at_ms: i64, now_ms: i64) {
        if at_ms >= self.last_activity_ms {
            self.last_activity_ms = at_ms;
            self.last_activity_id = Some(activity_id.into());
        }
        self.updated_ms = self.updated_ms.max(now_ms);
    }
}

impl Call {
    /// The two ends, the caller first.
    pub fn ends(&self, line_number: &str) -> [String; 2] {
        match self.direction {
            Direction::Incoming => [self.external.clone(), line_number.into()],
            Direction::Outgoing => [line_number.into(), self.external.clone()],
        }
    }

    /// The word of the REST API and of legacy webhooks.
    pub fn rest_status(&self) -> &'static str {
        match self.outcome {
            Outcome::Answered | Outcome::AiHandled => "completed",
            Outcome::Missed | Outcome::Voicemail | Outcome::Unanswered => "no-answer",
            Outcome::Forwarded => "forwarded",
            Outcome::Abandoned => "abandoned",
        }
    }

    /// The word of the 2026-03-30 webhook, which is another enum.
    pub fn webhook_status(&self) -> &'static str {
        match self.outcome {
            Outcome::Answered => "answered",
            Outcome::Missed | Outcome::Voicemail | Outcome::Unanswered => "unanswered",
            Outcome::Forwarded => "forwarded",
            Outcome::Abandoned => "abandoned",
            Outcome::AiHandled => "ai-handled",
        }
    }
}
