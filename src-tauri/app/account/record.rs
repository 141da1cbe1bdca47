//! What is known of the account, as the journal keeps it: nothing of it is a secret.

use crate::app::recorded::Recorded;
use serde::{Deserialize, Serialize};

/// Name of the setting record.
pub const NAME: &str = "account";

/// The account. Fields that an older record lacks have their default.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Record {
    /// Somebody connected it and did not disconnect it since.
    pub connected: bool,
    /// Something was put into the vault; before that it is not even looked into.
    pub kept: bool,
    /// The workspace of the key.
    pub workspace: Option<Workspace>,
    /// Our webhook at Quo.
    pub webhook: Option<Hooked>,
    /// Somebody deleted our webhook by hand: it is not made again unasked.
    pub without_webhook: bool,
    /// The webhook and address of which a test event was seen, and when.
    pub tested: Option<(Hooked, i64)>,
}

/// A workspace of Quo's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Workspace {
    /// `OR…`; empty where the account has the older API alone, which does not say.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// A webhook of ours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hooked {
    /// Quo's id.
    pub id: String,
    /// Where it delivers.
    pub url: String,
}

impl Record {
    /// The account as last written down. A record that cannot be read counts as none: the program must start.
    pub fn load(recorded: &Recorded) -> Result<Self, crate::store::Error> {
        let kept = recorded.setting(NAME)?;
        Ok(kept.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default())
    }
}
