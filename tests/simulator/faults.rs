//! Faults for the requests to come: what goes wrong, and whether the text was accepted all the same.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

/// What goes wrong with one request.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "kind")]
pub enum Fault {
    /// The connection is reset when the head was read, the body not. Nothing is accepted.
    ResetBeforeBody,
    /// The whole request was read, then the connection is reset. Nothing is accepted.
    ResetAfterBody,
    /// Accepted; the connection is reset instead of an answer.
    AnswerLost,
    /// Accepted; the connection is closed in order instead of an answer.
    ClosedAfterAccept,
    /// Accepted; the 202 ends in the middle of its body.
    CutShort,
    /// A 5xx and nothing accepted.
    ServerError { status: u16 },
    /// A 5xx although it was accepted.
    ServerErrorAccepted { status: u16 },
    /// No answer for this long (real time), then the connection closes.
    Stall { for_ms: u64, accepted: bool },
    /// 429.
    TooMany { retry_after_s: Option<u64> },
    /// Accepted; 202 with JSON that has no message in it.
    WrongJson,
    /// Accepted; 202 with a body that is no JSON.
    NotJson,
    /// Something between answers in Quo's place with a page for a browser. Nothing is accepted.
    WebPage { status: u16 },
    /// Any other answer, nothing accepted.
    Answer { status: u16, body: serde_json::Value },
}

/// A fault waiting for its requests.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Armed {
    #[serde(flatten)]
    pub fault: Fault,
    /// How many matching requests still meet it.
    #[serde(default = "once")]
    pub times: u32,
    /// `METHOD /path` prefix; sends when left out.
    #[serde(default = "sends")]
    pub on: String,
}

fn once() -> u32 {
    1
}

fn sends() -> String {
    "POST /v1/messages".into()
}

impl Armed {
    /// `times` sends meet `fault`.
    pub fn sends(fault: Fault, times: u32) -> Self {
        Self { fault, times, on: sends() }
    }
}

/// The faults in the order they were armed.
#[derive(Default)]
pub struct Faults(VecDeque<Armed>);

impl Faults {
    pub fn arm(&mut self, armed: Armed) {
        self.0.push_back(armed);
    }

    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// The fault for this request, which uses up one of its times.
    pub fn take(&mut self, method: &str, path: &str) -> Option<Fault> {
        let request = format!("{method} {path}");
        let at = self.0.iter().position(|armed| armed.times > 0 && request.starts_with(&armed.on))?;
        let armed = &mut self.0[at];
        armed.times -= 1;
        let fault = armed.fault.clone();
        if armed.times == 0 {
            self.0.remove(at);
        }
        Some(fault)
    }

    pub fn waiting(&self) -> Vec<Armed> {
        self.0.iter().cloned().collect()
    }
}
