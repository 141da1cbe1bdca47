//! Lines, people and contacts as every screen shows them.

use super::ConversationRow;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

wire! {
    /// No input, or no answer beyond "done".
    pub struct Nothing {}

    /// A line of the business.
    pub struct Line {
        /// Opaque.
        pub id: String,
        /// Name ("Main office"), or its number while it has none.
        pub name: String,
        /// Number for showing, empty if not known.
        pub number: String,
        /// An emoji from Quo, if any.
        pub symbol: Option<String>,
    }

    /// Who is at the other end.
    pub struct Person {
        /// Contact, if one is known for this party.
        pub contact_id: Option<String>,
        /// Name, else the number for showing, else "Withheld number".
        pub name: String,
        /// Whether `name` is a real name and not a number.
        pub named: bool,
        /// Company, if known.
        pub company: Option<String>,
        /// Number for showing (empty for a withheld caller).
        pub number: String,
        /// E.164, if it is a phone number.
        pub e164: Option<String>,
        /// One or two letters for the avatar; empty for an unnamed number.
        pub initials: String,
        /// 0–11: the avatar's stable colour.
        pub hue: u8,
    }

    /// A contact's page, for the pane beside a thread.
    pub struct ContactCard {
        pub id: String,
        pub name: String,
        pub company: Option<String>,
        pub role: Option<String>,
        pub phones: Vec<LabelledValue>,
        pub emails: Vec<LabelledValue>,
        pub fields: Vec<LabelledValue>,
        /// Conversations with this contact over all lines, newest first (at most 20).
        pub conversations: Vec<ConversationRow>,
        /// Totals over all lines.
        pub messages: u64,
        pub calls: u64,
        /// First item ever, if any.
        pub since: Option<i64>,
    }

    /// A labelled number, address or field.
    pub struct LabelledValue {
        pub label: String,
        pub value: String,
    }

    /// A contact, by id.
    pub struct ContactReq { pub contact_id: String }
}
