//! The workspace of a key: itself, its lines, its people; and the texts that sending looks for.

use std::fmt;

use super::{
    Asked, Cause, Cursor, Error, Quo, Urgency,
    messages::state,
    page::Listed,
    send::line_address,
    wire::{self, v1, v2026_03_30 as dated},
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
        let answer: v1::Data<dated::Organization> = self.read(&["organization"], &[], Urgency::Interactive).await?;
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
        let rows: Vec<dated::PhoneNumber> = self.all_of(&["phone-numbers"], query, Urgency::Interactive).await?;
        Ok(rows.into_iter().map(Line::from).collect())
    }

    /// The people of the workspace.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn members(&self) -> Result<Vec<Member>, Error> {
        let rows: Vec<dated::User> = self.all(&["users"], Urgency::Background).await?;
        let of_row = |dated::User { id, first_name, last_name, email }| member(id, first_name, last_name, email);
        Ok(rows.into_iter().filter_map(of_row).collect())
    }

    /// One outgoing text.
    ///
    /// # Errors
    /// See [`Error`]; 404 means that there is none with this id in this workspace.
    pub async fn sent_text(&self, id: &ItemId) -> Result<SentText, Error> {
        let answer: v1::Data<dated::Message> = self.read(&["messages", id.as_str()], &[], Urgency::Background).await?;
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
        let rows: Vec<dated::Message> = self.all_of(&["messages"], asked, Urgency::Background).await?;
        rows.into_iter().map(readable).collect()
    }

    /// The lines of the workspace (`GET /v1/phone-numbers`), for keys that the dated generation refuses.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn lines_v1(&self, urgency: Urgency) -> Result<Vec<Line>, Error> {
        let answer: v1::Data<Vec<v1::PhoneNumber>> = self.read_v1(&["v1", "phone-numbers"], &[], urgency).await?;
        Ok(answer.data.into_iter().map(Line::from).collect())
    }

    /// The people of the workspace (`GET /v1/users`), for keys that the dated generation refuses.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn members_v1(&self, urgency: Urgency) -> Result<Vec<Member>, Error> {
        let (mut members, mut after) = (Vec::new(), None::<Cursor>);
        loop {
            let mut asked = vec![("maxResults", "50".to_owned())];
            asked.extend(after.as_ref().map(|cursor| ("pageToken", cursor.token().to_owned())));
            let listed: Listed = self.read_v1(&["v1", "users"], &asked, urgency).await?;
            let page = listed.page::<v1::User>("person", after.as_ref());
            members.extend(page.rows.into_iter().filter_map(|row| {
                let v1::User { id, first_name, last_name, email } = row;
                member(id, first_name, last_name, email)
            }));
            match page.next {
                Some(next) => after = Some(next),
                None => return Ok(members),
            }
        }
    }

    /// All rows of a short dated list. Cursors are short-lived, so the whole list is read at once; a list that leads
    /// in a circle ends.
    ///
    /// # Errors
    /// See [`Error`]; a row that cannot be read is one.
    pub(super) async fn all<T: serde::de::DeserializeOwned>(
        &self,
        path: &[&str],
        urgency: Urgency,
    ) -> Result<Vec<T>, Error> {
        self.all_of(path, vec![("limit", "50".to_owned())], urgency).await
    }

    async fn all_of<T: serde::de::DeserializeOwned>(
        &self,
        path: &[&str],
        asked: Vec<(&'static str, String)>,
        urgency: Urgency,
    ) -> Result<Vec<T>, Error> {
        let unreadable = |reason| Error::new(Asked::Read, Cause::Unreadable(reason));
        let (mut rows, mut after) = (Vec::new(), None::<Cursor>);
        for _ in 0..PAGES {
            let mut query = asked.clone();
            query.extend(after.as_ref().map(|cursor| ("after", cursor.token().to_owned())));
            let listed: Listed = self.read(path, &query, urgency).await?;
            let page = listed.page::<T>("row", after.as_ref());
            if let Some(reason) = page.unreadable.into_iter().next() {
                return Err(unreadable(reason));
            }
            rows.extend(page.rows);
            match page.next {
                Some(next) => after = Some(next),
                None => return Ok(rows),
            }
        }
        Err(unreadable(format!("more than {PAGES} pages")))
    }
}

fn readable(row: dated::Message) -> Result<SentText, Error> {
    let unreadable = |field| Error::new(Asked::Read, Cause::Unreadable(format!("a text without a readable {field}")));
    SentText::try_from(row).map_err(unreadable)
}

impl From<dated::PhoneNumber> for Line {
    fn from(row: dated::PhoneNumber) -> Self {
        let dated::PhoneNumber { id, phone_number, name, symbol, restrictions } = row;
        let texts_us = restrictions.and_then(|it| it.messaging).and_then(|it| it.us).map(|word| word == "unrestricted");
        Self { id: LineId(id), number: Party::parse(&phone_number), name, symbol, texts_us }
    }
}

impl From<v1::PhoneNumber> for Line {
    fn from(row: v1::PhoneNumber) -> Self {
        let v1::PhoneNumber { id, number, name, symbol, restrictions } = row;
        let texts_us = restrictions.and_then(|it| it.messaging).and_then(|it| it.us).map(|word| word == "unrestricted");
        Self { id: LineId(id), number: Party::parse(&number), name, symbol, texts_us }
    }
}

impl TryFrom<dated::Message> for SentText {
    type Error = &'static str;

    /// The name of the field that cannot be read.
    fn try_from(row: dated::Message) -> Result<Self, Self::Error> {
        let dated::Message { id, to, from, text, phone_number_id, created_at, status, .. } = row;
        let mut to: Vec<Party> = to.iter().map(|number| Party::parse(number)).collect();
        to.sort();
        to.dedup();
        Ok(Self {
            id: ItemId(id),
            line: phone_number_id.map(LineId),
            from: Party::parse(&from),
            to,
            text: text.unwrap_or_default(),
            state: state(status.as_deref()).unwrap_or(DeliveryState::Queued),
            created_at: wire::moment(&created_at).ok_or("createdAt")?,
        })
    }
}

fn member(id: String, first_name: Option<String>, last_name: Option<String>, email: Option<String>) -> Option<Member> {
    let name = [first_name, last_name].into_iter().flatten().map(|part| part.trim().to_owned());
    let mut name = name.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    if name.is_empty() {
        name = email.as_deref().and_then(|email| email.split('@').next()).unwrap_or_default().to_owned();
    }
    (!name.is_empty()).then_some(Member { id: UserId(id), name })
}
