//! What the simulator can testify to: every accepted send and every request.

use std::collections::{BTreeMap, VecDeque};

use serde::Serialize;

/// One accepted `POST /v1/messages`.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Accepted {
    pub id: String,
    /// The line's `PN…` id.
    pub from: String,
    pub from_number: String,
    pub to: Vec<String>,
    pub text: String,
    pub user_id: String,
    pub at_ms: i64,
}

/// One request as it arrived.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Logged {
    /// The simulator's clock.
    pub at_ms: i64,
    /// Since the simulator started, on the monotonic clock: for measuring pace.
    pub at_us: u64,
    pub method: String,
    pub path: String,
    pub query: String,
    pub headers: Vec<(String, String)>,
    pub body: String,
    /// 0 when the connection was cut instead of answered.
    pub status: u16,
    /// The fault this request met.
    pub fault: Option<String>,
}

/// The log and the ledger.
#[derive(Default)]
pub struct Ledger {
    pub accepted: Vec<Accepted>,
    pub requests: VecDeque<Logged>,
}

impl Ledger {
    /// Adds a request; only the last 100,000 are kept.
    pub fn log(&mut self, request: Logged) {
        if self.requests.len() == 100_000 {
            self.requests.pop_front();
        }
        self.requests.push_back(request);
    }

    /// Sends accepted more than once, by (line, recipients, text): must be empty where each text is meant once.
    pub fn doubles(&self) -> Vec<(String, usize)> {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for send in &self.accepted {
            *counts.entry(format!("{} {:?} {}", send.from, send.to, send.text)).or_default() += 1;
        }
        counts.into_iter().filter(|(_, count)| *count > 1).collect()
    }
}
