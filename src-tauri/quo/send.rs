//! Sending a text, which only `/v1` can.

use std::fmt;

use serde::Deserialize;

use super::{Asked, Cause, Error, Quo, wire::v1};
use crate::model::{ItemId, LineId, Party, UserId, place};

/// A text to be sent, already checked.
#[derive(Clone, PartialEq, Eq)]
pub struct NewText {
    /// The line that sends.
    pub line: LineId,
    /// Recipients; more than one makes one group thread. Numbers only.
    pub to: Vec<Party>,
    /// The words, 1–1600 characters.
    pub text: String,
    /// Who sends it; the line's owner when left out.
    pub user: Option<UserId>,
}

/// Redacted: words do not reach a log.
impl fmt::Debug for NewText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewText").field("line", &self.line).field("to", &self.to).finish_non_exhaustive()
    }
}

/// Quo accepted a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// Quo's id of it (`AC…`), the same in all events about it.
    pub id: ItemId,
}

/// An answer of which only the fact is wanted.
#[derive(Deserialize)]
struct Nothing {}

impl Quo {
    /// Sends a text. Makes at most one request, and never a second one by itself.
    ///
    /// # Errors
    /// [`Error::retry`] says whether it was certainly not sent, is refused, or may have been sent.
    pub async fn send_text(&self, text: &NewText) -> Result<Receipt, Error> {
        let refuse = |reason: &str| Error::new(Asked::Send, Cause::Setup(reason.to_owned()));
        let to: Option<Vec<&str>> = text.to.iter().map(Party::phone).collect();
        let to = to.filter(|to| !to.is_empty()).ok_or_else(|| refuse("a text can only go to phone numbers"))?;
        let from = line_address(&text.line);
        let body =
            v1::SendMessage { content: &text.text, from: &from, to, user_id: text.user.as_ref().map(UserId::as_str) };
        let answer: v1::Data<v1::SentMessage> = self.post(&["v1", "messages"], &body).await?;
        if answer.data.id.is_empty() {
            return Err(Error::new(Asked::Send, Cause::Unreadable("the text has no id".to_owned())));
        }
        Ok(Receipt { id: ItemId(answer.data.id) })
    }

    /// Repeats a failed text at Quo: the same message, so no second one can come of it. Only a text that
    /// failed without a code may be repeated; others are refused (422).
    ///
    /// # Errors
    /// As [`Quo::send_text`].
    pub async fn retry_text(&self, id: &ItemId) -> Result<(), Error> {
        let Nothing {} = self.act(&["messages", id.as_str(), "retry"]).await?;
        Ok(())
    }
}

/// A line as Quo's `from` takes it: the id, or the number while only that is known.
pub(super) fn line_address(line: &LineId) -> String {
    match place::number_of_line(line) {
        Some(Party::Phone(number)) => number,
        _ => line.as_str().to_owned(),
    }
}
