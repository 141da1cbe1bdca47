//! The reads that sending and connecting need.

use std::fmt;

use super::{
    Asked, Cause, Error, Quo, Urgency,
    send::line_address,
    wire::{self, v2026_03_30 as dated},
};
use crate::model::{ItemId, LineId, Party, UserId, UtcMillis, event::DeliveryState, place};

/// The workspace, as the cheapest check of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organization {
    /// `OR…`.
    pub id: String,
    /// The business's name.
    pub name: String,
    /// Whether the subscription runs.
    pub active: bool,
}

/// A line of the workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// `PN…`.
    pub id: LineId,
    /// Its number.
    pub number: Party,
    /// Its name.
    pub name: Option<String>,
    /// Its symbol, an emoji.
    pub symbol: Option<String>,
    /// Whether it may text numbers of the United States; `None` if Quo did not say.
    pub texts_us: Option<bool>,
}

/// A person of the workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// `US…`.
    pub id: UserId,
    /// Given and family name, else the part of the e-mail address before the `@`; never empty.
    pub name: String,
}

/// An outgoing text in Quo's history.
#[derive(Clone, PartialEq, Eq)]
pub struct SentText {
    /// `AC…`.
    pub id: ItemId,
    /// The line's id, if Quo said.
    pub line: Option<LineId>,
    /// The line's number.
    pub from: Party,
    /// Recipients, sorted, without repetition.
    pub to: Vec<Party>,
    /// The words.
    pub text: String,
    /// How far it has come.
    pub state: DeliveryState,
    /// When Quo took it.
    pub created_at: UtcMillis,
}

/// Redacted: words do not reach a log.
impl fmt::Debug for SentText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SentText").field("id", &self.id).field("state", &self.state).finish_non_exhaustive()
    }
}

/// Which outgoing texts to look for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryQuery {
    /// From this line.
    pub line: LineId,
    /// To exactly these.
    pub to: Vec<Party>,
    /// Created after this moment and before [`HistoryQuery::before`], both excluded.
    pub after: UtcMillis,
    /// See [`HistoryQuery::after`].
    pub before: UtcMillis,
}

/// More pages than this are not read for one question.
const PAGES: usize = 20;

impl Quo {
    /// The workspace of the key.
    ///
    /// # Errors
    /// See [`Error`]; 401 means that the key is wrong.
    pub async fn organization(&self) -> Result<Organization, Error> {
        let answer: wire::v1::Data<dated::Organization> =
            self.read(&["organization"], &[], Urgency::Interactive).await?;
        let dated::Organization { id, name, subscription_status } = answer.data;
        Ok(Organization {
            id,
            name: name.unwrap_or_default(),
            active: subscription_status.as_deref() != Some("expired"),
        })
    }

    /// The lines of the workspace.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn lines(&self) -> Result<Vec<Line>, Error> {
        let query = vec![("include", "restrictions".to_owned()), ("limit", "50".to_owned())];
        let rows: Vec<dated::PhoneNumber> = self.all(&["phone-numbers"], query, Urgency::Interactive).await?;
        Ok(rows.into_iter().map(Line::from).collect())
    }

    /// The people of the workspace.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn members(&self) -> Result<Vec<Member>, Error> {
        let query = vec![("limit", "50".to_owned())];
        let rows: Vec<dated::User> = self.all(&["users"], query, Urgency::Background).await?;
        Ok(rows.into_iter().filter_map(member).collect())
    }

    /// One outgoing text.
    ///
    /// # Errors
    /// See [`Error`]; 404 means that there is none with this id in this workspace.
    pub async fn sent_text(&self, id: &ItemId) -> Result<SentText, Error> {
        let answer: wire::v1::Data<dated::Message> =
            self.read(&["messages", id.as_str()], &[], Urgency::Background).await?;
        readable(answer.data)
    }

    /// The outgoing texts of a line to exactly these recipients, newest first.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn sent_texts(&self, query: &HistoryQuery) -> Result<Vec<SentText>, Error> {
        let HistoryQuery { line, to, after, before } = query;
        let to: Vec<&str> = to.iter().filter_map(Party::phone).collect();
        let line_name = if place::number_of_line(line).is_some() { "from" } else { "phoneNumberId" };
        let asked = vec![
            (if to.len() > 1 { "to[all]" } else { "to" }, to.join(",")),
            (line_name, line_address(line)),
            ("direction", "outgoing".to_owned()),
            ("createdAt[gt]", wire::iso(*after)),
            ("createdAt[lt]", wire::iso(*before)),
            ("limit", "50".to_owned()),
        ];
        let rows: Vec<dated::Message> = self.all(&["messages"], asked, Urgency::Background).await?;
        rows.into_iter().map(readable).collect()
    }

    /// All pages of a dated list. Cursors are short-lived, so the whole list is read at once; a cursor that
    /// comes twice ends it.
    async fn all<T: serde::de::DeserializeOwned>(
        &self,
        path: &[&str],
        mut query: Vec<(&'static str, String)>,
        urgency: Urgency,
    ) -> Result<Vec<T>, Error> {
        let mut rows = Vec::new();
        let mut last: Option<String> = None;
        for _ in 0..PAGES {
            let page: dated::List<T> = self.read(path, &query, urgency).await?;
            rows.extend(page.data);
            match page.next_cursor {
                Some(cursor) if last.as_ref() != Some(&cursor) => {
                    query.retain(|(name, _)| *name != "after");
                    query.push(("after", cursor.clone()));
                    last = Some(cursor);
                }
                _ => return Ok(rows),
            }
        }
        Err(Error::new(Asked::Read, Cause::Unreadable(format!("more than {PAGES} pages"))))
    }
}

fn readable(row: dated::Message) -> Result<SentText, Error> {
    let unreadable = |field| Error::new(Asked::Read, Cause::Unreadable(format!("a text without a readable {field}")));
    SentText::try_from(row).map_err(unreadable)
}

/// Quo's word for how far an outgoing text has come; a word that is not known yet says no more than `queued`.
fn state(word: Option<&str>) -> DeliveryState {
    match word {
        Some("sending") => DeliveryState::Sending,
        Some("sent" | "accepted") => DeliveryState::Sent,
        Some("delivered" | "read") => DeliveryState::Delivered,
        Some("failed") => DeliveryState::Failed,
        Some("undelivered") => DeliveryState::Undelivered,
        _ => DeliveryState::Queued,
    }
}

impl From<dated::PhoneNumber> for Line {
    fn from(row: dated::PhoneNumber) -> Self {
        let dated::PhoneNumber { id, phone_number, name, symbol, restrictions } = row;
        let texts_us = restrictions.and_then(|it| it.messaging).and_then(|it| it.us).map(|word| word == "unrestricted");
        Self { id: LineId(id), number: Party::parse(&phone_number), name, symbol, texts_us }
    }
}

impl TryFrom<dated::Message> for SentText {
    type Error = &'static str;

    /// The name of the field that cannot be read.
    fn try_from(row: dated::Message) -> Result<Self, Self::Error> {
        let dated::Message { id, to, from, text, phone_number_id, created_at, status } = row;
        let mut to: Vec<Party> = to.iter().map(|number| Party::parse(number)).collect();
        to.sort();
        to.dedup();
        Ok(Self {
            id: ItemId(id),
            line: phone_number_id.map(LineId),
            from: Party::parse(&from),
            to,
            text: text.unwrap_or_default(),
            state: state(status.as_deref()),
            created_at: wire::moment(&created_at).ok_or("createdAt")?,
        })
    }
}

fn member(row: dated::User) -> Option<Member> {
    let dated::User { id, first_name, last_name, email } = row;
    let name = [first_name, last_name].into_iter().flatten().map(|part| part.trim().to_owned());
    let mut name = name.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    if name.is_empty() {
        name = email.as_deref().and_then(|email| email.split('@').next()).unwrap_or_default().to_owned();
    }
    (!name.is_empty()).then_some(Member { id: UserId(id), name })
}
