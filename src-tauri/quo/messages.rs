//! Texts in Quo's history, in both generations, as the facts that webhooks give.

use super::{
    Cursor, Error, LineNumbers, Page, Quo, Urgency,
    lines::text_ends,
    page::Listed,
    wire::{self, v1, v2026_03_30 as dated},
};
use crate::model::{
    Direction, ItemId, LineId, Party, QuoConversationId, UserId, UtcMillis,
    event::{DeliveryState, MediaFact, MessageFact, Place},
};

/// Which texts to list. Both bounds are excluded: let windows overlap by a second and drop what comes twice.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TextsQuery {
    /// Of this line only.
    pub line: Option<LineId>,
    /// Created after this moment.
    pub after: Option<UtcMillis>,
    /// Created before this moment.
    pub before: Option<UtcMillis>,
    /// Rows of a page, 1–50.
    pub limit: Option<u8>,
}

/// Which texts of one conversation to list over `/v1`, which cannot list all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThreadQuery {
    /// The line.
    pub line: LineId,
    /// Exactly these others: numbers.
    pub others: Vec<Party>,
    /// Created after this moment.
    pub after: Option<UtcMillis>,
    /// Created before this moment.
    pub before: Option<UtcMillis>,
}

impl Quo {
    /// A page of the workspace's texts, newest first (`GET /messages`).
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn texts(
        &self,
        query: &TextsQuery,
        numbers: &LineNumbers,
        after: Option<&Cursor>,
        urgency: Urgency,
    ) -> Result<Page<MessageFact>, Error> {
        let TextsQuery { line, after: from, before, limit } = query;
        let mut asked = vec![("limit", limit.unwrap_or(50).clamp(1, 50).to_string())];
        asked.extend(line.as_ref().map(|line| ("phoneNumberId", line.as_str().to_owned())));
        asked.extend(from.map(|at| ("createdAt[gt]", wire::iso(at))));
        asked.extend(before.map(|at| ("createdAt[lt]", wire::iso(at))));
        asked.extend(after.map(|cursor| ("after", cursor.token().to_owned())));
        let listed: Listed = self.read(&["messages"], &asked, urgency).await?;
        Ok(listed.page::<dated::Message>("text", after).try_map("text", |row| of_dated(row, numbers)))
    }

    /// One text (`GET /messages/{id}`), for instance to renew the addresses of its pictures.
    ///
    /// # Errors
    /// See [`Error`]; 404 means that there is none with this id in this workspace.
    pub async fn text(&self, id: &ItemId, numbers: &LineNumbers, urgency: Urgency) -> Result<MessageFact, Error> {
        let answer: v1::Data<dated::Message> = self.read(&["messages", id.as_str()], &[], urgency).await?;
        of_dated(answer.data, numbers).map_err(|field| Error::unreadable("text", field))
    }

    /// A page of one conversation's texts (`GET /v1/messages`).
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn texts_v1(
        &self,
        query: &ThreadQuery,
        numbers: &LineNumbers,
        after: Option<&Cursor>,
        urgency: Urgency,
    ) -> Result<Page<MessageFact>, Error> {
        let asked = query.asked(after);
        let listed: Listed = self.read_v1(&["v1", "messages"], &asked, urgency).await?;
        Ok(listed.page::<v1::Message>("text", after).try_map("text", |row| of_v1(row, numbers)))
    }

    /// One text (`GET /v1/messages/{id}`).
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn text_v1(&self, id: &ItemId, numbers: &LineNumbers, urgency: Urgency) -> Result<MessageFact, Error> {
        let answer: v1::Data<v1::Message> = self.read_v1(&["v1", "messages", id.as_str()], &[], urgency).await?;
        of_v1(answer.data, numbers).map_err(|field| Error::unreadable("text", field))
    }
}

impl ThreadQuery {
    /// The query of `/v1` for this conversation; array parameters repeat their bare name.
    pub(super) fn asked(&self, after: Option<&Cursor>) -> Vec<(&'static str, String)> {
        let Self { line, others, after: from, before } = self;
        let mut asked = vec![("phoneNumberId", line.as_str().to_owned()), ("maxResults", "100".to_owned())];
        asked.extend(others.iter().map(|other| ("participants", written(other))));
        asked.extend(from.map(|at| ("createdAfter", wire::iso(at))));
        asked.extend(before.map(|at| ("createdBefore", wire::iso(at))));
        asked.extend(after.map(|cursor| ("pageToken", cursor.token().to_owned())));
        asked
    }
}

/// A party as Quo writes it.
fn written(party: &Party) -> String {
    match party {
        Party::Phone(text) | Party::ShortCode(text) | Party::Other(text) => text.clone(),
        Party::Withheld => "Anonymous".to_owned(),
    }
}

/// What both generations say of a text.
struct Said {
    id: String,
    to: Vec<String>,
    from: String,
    text: Option<String>,
    line: Option<String>,
    conversation: Option<String>,
    direction: Option<String>,
    user: Option<String>,
    state: Option<DeliveryState>,
    media: Option<Vec<MediaFact>>,
    created_at: String,
    updated_at: Option<String>,
}

impl Said {
    fn fact(self, numbers: &LineNumbers) -> Result<MessageFact, &'static str> {
        let Self { id, to, from, text, line, conversation, direction, user, state, media, created_at, updated_at } =
            self;
        if id.is_empty() {
            return Err("id");
        }
        let created_at = wire::moment(&created_at).ok_or("createdAt")?;
        let line = line.map(LineId);
        let own = numbers.of(line.as_ref());
        let from = Party::parse(&from);
        let direction = match direction.as_deref() {
            Some("incoming") => Direction::Incoming,
            Some("outgoing") => Direction::Outgoing,
            _ if own == Some(&from) || user.is_some() => Direction::Outgoing,
            _ => Direction::Incoming,
        };
        let to = to.iter().map(|to| Party::parse(to)).collect();
        let (line_number, others) = text_ends(own, direction, &from, to);
        let state = match direction {
            Direction::Incoming => DeliveryState::Received,
            Direction::Outgoing => state.unwrap_or(DeliveryState::Queued),
        };
        let updated_at = updated_at.as_deref().and_then(wire::moment).unwrap_or(created_at);
        Ok(MessageFact {
            id: ItemId(id),
            place: Place {
                line,
                line_number,
                conversation: conversation.map(QuoConversationId),
                others,
                ..Place::default()
            },
            direction,
            from,
            text,
            media,
            state,
            error: None,
            // Quo names who sent a text, unless something automatic did.
            user: (direction == Direction::Outgoing).then(|| user.map_or_else(UserId::nobody, UserId)),
            created_at: Some(created_at),
            at: if state == DeliveryState::Received { created_at } else { updated_at.max(created_at) },
        })
    }
}

fn of_dated(row: dated::Message, numbers: &LineNumbers) -> Result<MessageFact, &'static str> {
    let dated::Message {
        id,
        to,
        from,
        text,
        phone_number_id: line,
        conversation_id: conversation,
        direction,
        user_id: user,
        status,
        media,
        created_at,
        updated_at,
    } = row;
    let state = state(status.as_deref());
    let media = media.map(|files| {
        let fact = |dated::Media { url, r#type }| url.map(|url| MediaFact { url, mime: r#type });
        files.into_iter().filter_map(fact).collect()
    });
    Said { id, to, from, text, line, conversation, direction, user, state, media, created_at, updated_at }.fact(numbers)
}

fn of_v1(row: v1::Message, numbers: &LineNumbers) -> Result<MessageFact, &'static str> {
    let v1::Message {
        id,
        to,
        from,
        text,
        phone_number_id: line,
        conversation_id: conversation,
        direction,
        user_id: user,
        status,
        media,
        created_at,
        updated_at,
    } = row;
    let state = match status.as_deref() {
        // v1 has one word for both; the lesser is said, so that it stands back behind whoever knows better.
        Some("undelivered") => Some(DeliveryState::Failed),
        status => state(status),
    };
    let media = media.map(|files| {
        let fact = |v1::Media { url, r#type }| url.map(|url| MediaFact { url, mime: r#type });
        files.into_iter().filter_map(fact).collect()
    });
    Said { id, to, from, text, line, conversation, direction, user, state, media, created_at, updated_at }.fact(numbers)
}

/// Quo's word for how far an outgoing text has come; a word that is not known yet says nothing.
pub(super) fn state(word: Option<&str>) -> Option<DeliveryState> {
    match word? {
        "queued" | "scheduled" => Some(DeliveryState::Queued),
        "sending" => Some(DeliveryState::Sending),
        "sent" | "accepted" => Some(DeliveryState::Sent),
        "delivered" | "read" => Some(DeliveryState::Delivered),
        "failed" | "canceled" => Some(DeliveryState::Failed),
        "undelivered" => Some(DeliveryState::Undelivered),
        "received" | "receiving" => Some(DeliveryState::Received),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn numbers() -> LineNumbers {
        [(LineId::from("PN1"), Party::parse("+13125550142"))].into_iter().collect()
    }

    #[test]
    fn what_quo_adds_later_changes_nothing_that_is_known() {
        let row = json!({
            "id": "ACx1", "to": ["+17735550118"], "from": "+13125550142", "text": "Hi", "phoneNumberId": "PN1",
            "direction": "sideways", "status": "teleported", "userId": "US1", "media": [{"url": null, "size": 4}],
            "createdAt": "2026-10-05T14:01:22Z", "updatedAt": "soon", "mood": {"warm": true},
        });
        let fact = of_dated(serde_json::from_value(row).unwrap(), &numbers()).unwrap();
        assert_eq!((fact.direction, fact.state), (Direction::Outgoing, DeliveryState::Queued));
        assert_eq!((fact.at, fact.media), (fact.created_at.unwrap(), Some(Vec::new())));
        assert_eq!(fact.place.others, Some(vec![Party::parse("+17735550118")]));
    }

    #[test]
    fn a_text_without_a_moment_is_named_and_not_made_up() {
        let row = json!({"id": "ACx1", "from": "+13125550142", "createdAt": "0000-00-00"});
        assert_eq!(of_dated(serde_json::from_value(row).unwrap(), &numbers()), Err("createdAt"));
    }

    #[test]
    fn the_one_word_of_v1_for_failed_and_undelivered_never_stands_before_the_truth() {
        let row = json!({
            "id": "ACx1", "to": ["+17735550118"], "from": "+13125550142", "text": "Hi", "phoneNumberId": "PN1",
            "direction": "outgoing", "status": "undelivered", "createdAt": "2026-10-05T14:01:22Z",
        });
        let fact = of_v1(serde_json::from_value(row).unwrap(), &numbers()).unwrap();
        assert_eq!((fact.state, fact.media), (DeliveryState::Failed, None));
    }
}
