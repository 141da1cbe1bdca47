//! Quo's history in the few kinds of pages that keeping up needs, in both generations of its API.

use crate::{
    model::{
        Direction, ItemId, LineId, Party, UserId, UtcMillis,
        call::Call,
        event::{Event, Processing},
        history::{HistoryKind, Part, PartState, Span},
    },
    quo::{
        self, Availability, CallKey, CallsQuery, Conversation, ConversationOrder, ConversationsQuery,
        ConversationsV1Query, Cursor, DeliveryQuery, DeliveryStatus, Error, HistoryCall, LineNumbers, Quo, TextsQuery,
        ThreadQuery, Urgency,
    },
};

/// Windows overlap by this: Quo's bounds are exclusive, and how finely it compares is not documented.
const OVERLAP_MS: i64 = 1_000;
/// A delivery that is younger may still be on its way.
const UNDERWAY_MS: i64 = 60_000;
const URGENCY: Urgency = Urgency::Background;

/// A text or call on a page.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Which one.
    pub id: ItemId,
    /// Its line, if Quo said.
    pub line: Option<LineId>,
    /// When it was made.
    pub at: UtcMillis,
    /// The call was answered; `None` for a text.
    pub answered: Option<bool>,
    /// It came from the other side.
    pub incoming: bool,
    /// Everything that Quo said of it.
    pub events: Vec<Event>,
    /// What Quo said along with the call of its parts.
    pub parts: Vec<(Part, Said)>,
}

/// How far Quo is with a part of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// It has it: one, or so many recordings.
    There(u32),
    /// It is making it.
    Underway,
    /// It has none.
    Missing,
    /// Not with this plan.
    Refused,
    /// It could not make it.
    Failed,
}

/// A page of texts or calls.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Page {
    /// The rows, newest first.
    pub rows: Vec<Row>,
    /// Rows that cannot be read; each sentence names the field and holds no content.
    pub unreadable: Vec<String>,
    /// The next page; `None` at the end.
    pub next: Option<Cursor>,
    /// There may be more, and the cursor led in a circle: ask again for what is older.
    pub circular: bool,
}

/// A delivery of Quo's log that never arrived.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lost {
    /// The webhook.
    pub webhook: String,
    /// The delivery (`msg_…`).
    pub delivery: String,
}

/// Quo's history under one key.
#[derive(Clone)]
pub struct Source {
    quo: Quo,
    numbers: LineNumbers,
    lines: Vec<LineId>,
    people: Vec<UserId>,
    v1_only: bool,
    webhook: Option<String>,
}

impl Source {
    /// Finds out which generation answers, and reads the lines, which tell the ends of a text apart. `webhook` is
    /// ours, whose log tells what never arrived.
    ///
    /// # Errors
    /// If Quo cannot be asked, or refuses the key.
    pub async fn open(quo: Quo, webhook: Option<String>) -> Result<Self, Error> {
        let (lines, v1_only) = match quo.lines().await {
            Ok(lines) => (lines, false),
            Err(error) if error.is_unknown_path() => (quo.lines_v1(URGENCY).await?, true),
            Err(error) => return Err(error),
        };
        // Calls are listed for each person there: without a name Quo takes the owner's alone.
        let people = if v1_only { quo.members_v1(URGENCY).await? } else { Vec::new() };
        Ok(Self {
            quo,
            numbers: lines.iter().map(|line| (line.id.clone(), line.number.clone())).collect(),
            lines: lines.into_iter().map(|line| line.id).collect(),
            people: people.into_iter().map(|member| member.id).collect(),
            v1_only,
            webhook,
        })
    }

    /// Whether the dated generation is not there, so that conversations are read one by one.
    #[must_use]
    pub fn is_v1_only(&self) -> bool {
        self.v1_only
    }

    /// The lines.
    #[must_use]
    pub fn lines(&self) -> &[LineId] {
        &self.lines
    }

    /// A page of what was made in `span`, and in a second around it, newest first.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn page(&self, kind: HistoryKind, span: Span, after: Option<&Cursor>) -> Result<Page, Error> {
        let (from, to) = (span.from.plus_ms(-OVERLAP_MS), span.to.plus_ms(OVERLAP_MS));
        // Moments before 1970 are not written as ISO 8601 by everyone.
        let from = (from.0 > 0).then_some(from);
        match kind {
            HistoryKind::Messages => {
                let query = TextsQuery { line: None, after: from, before: Some(to), limit: Some(50) };
                Ok(of_texts(self.quo.texts(&query, &self.numbers, after, URGENCY).await?))
            }
            HistoryKind::Calls => {
                let query = CallsQuery { line: None, from, through: Some(to), limit: Some(50) };
                Ok(of_calls(self.quo.calls(&query, &self.numbers, after, URGENCY).await?))
            }
        }
    }

    /// A page of the conversations that changed since, the longest unchanged first.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn changed_conversations(
        &self,
        since: Option<UtcMillis>,
        after: Option<&Cursor>,
    ) -> Result<quo::Page<Conversation>, Error> {
        let query = ConversationsQuery {
            lines: Vec::new(),
            changed_from: since,
            changed_through: None,
            order: ConversationOrder::OldestChangeFirst,
        };
        self.quo.conversations(&query, after, URGENCY).await
    }

    /// A page of the conversations of a line that changed since, by `/v1`.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn conversations_v1(
        &self,
        line: &LineId,
        since: Option<UtcMillis>,
        after: Option<&Cursor>,
    ) -> Result<quo::Page<Conversation>, Error> {
        let changed_after = since.map(|since| since.plus_ms(-OVERLAP_MS));
        let query = ConversationsV1Query { lines: vec![line.clone()], changed_after, changed_before: None };
        self.quo.conversations_v1(&query, after, URGENCY).await
    }

    /// All texts, or all calls, of one conversation, by `/v1`. Calls of groups cannot be had there.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn conversation_v1(
        &self,
        kind: HistoryKind,
        line: &LineId,
        others: &[Party],
    ) -> Result<(Vec<Row>, Vec<String>), Error> {
        let query = ThreadQuery { line: line.clone(), others: others.to_vec(), after: None, before: None };
        let (mut rows, mut unreadable) = (Vec::new(), Vec::new());
        let mut take = |page: Page| {
            rows.extend(page.rows);
            unreadable.extend(page.unreadable);
            page.next
        };
        match kind {
            HistoryKind::Messages => {
                let mut after = None;
                loop {
                    let page = self.quo.texts_v1(&query, &self.numbers, after.as_ref(), URGENCY).await?;
                    after = take(of_texts(page));
                    if after.is_none() {
                        break;
                    }
                }
            }
            HistoryKind::Calls if others.len() != 1 => {}
            HistoryKind::Calls => {
                for person in &self.people {
                    let mut after = None;
                    loop {
                        let page = self.quo.calls_v1(&query, Some(person), &self.numbers, after.as_ref(), URGENCY);
                        after = take(of_calls(page.await?));
                        if after.is_none() {
                            break;
                        }
                    }
                }
            }
        }
        rows.sort_by(|one, other| one.id.cmp(&other.id));
        rows.dedup_by(|one, other| one.id == other.id);
        Ok((rows, unreadable))
    }

    /// One part of one call: what Quo says of it, and the facts.
    ///
    /// # Errors
    /// See [`Error`]; that there is none is no error.
    pub async fn part(&self, call: &Call, part: Part) -> Result<(Said, Vec<Event>), Error> {
        let at = call.ended.as_ref().map_or_else(|| call.at(), |ended| ended.at);
        let key = CallKey { id: call.id.clone(), at, answered_at: call.answered_at };
        match part {
            Part::Recordings => {
                let answer = match self.v1_only {
                    true => self.quo.recordings_v1(&key, URGENCY).await?,
                    false => self.quo.recordings(&key, URGENCY).await?,
                };
                Ok(found(answer, |recordings| {
                    let events: Vec<Event> = recordings.event().into_iter().collect();
                    let count = events.iter().map(|event| match event {
                        Event::Recordings(fact) => fact.recordings.len(),
                        _ => 0,
                    });
                    let count = u32::try_from(count.sum::<usize>()).unwrap_or(u32::MAX);
                    let said = match count {
                        _ if recordings.is_underway() => Said::Underway,
                        0 if recordings.recordings.iter().any(|it| it.state == quo::RecordingState::Failed) => {
                            Said::Failed
                        }
                        0 => Said::Missing,
                        count => Said::There(count),
                    };
                    (said, events)
                }))
            }
            Part::Transcript => {
                let answer = match self.v1_only {
                    true => self.quo.transcript_v1(&key, URGENCY).await?,
                    false => self.quo.transcript(&key, URGENCY).await?,
                };
                Ok(found(answer, |it| (said(it.fact.processing), vec![Event::Transcript(it.fact)])))
            }
            Part::Summary | Part::Voicemail if !self.v1_only => {
                let call = of_call(self.quo.call(&call.id, &self.numbers, URGENCY).await?);
                let said = call.parts.iter().find(|(seen, _)| *seen == part).map(|(_, said)| said.clone());
                Ok((said.unwrap_or(Said::Missing), call.events))
            }
            Part::Summary => {
                let answer = self.quo.summary_v1(&key, URGENCY).await?;
                Ok(found(answer, |it| (said(it.fact.processing), vec![Event::Summary(it.fact)])))
            }
            Part::Voicemail => {
                let answer = self.quo.voicemail_v1(&key, URGENCY).await?;
                Ok(found(answer, |it| (said(it.processing), vec![Event::Voicemail(it.fact)])))
            }
        }
    }

    /// Deliveries to our webhook since, that were given up or that nobody tried, newest first.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn lost(&self, since: UtcMillis, now: UtcMillis) -> Result<Vec<Lost>, Error> {
        let Some(webhook) = &self.webhook else { return Ok(Vec::new()) };
        let mut lost = Vec::new();
        for status in [DeliveryStatus::Failed, DeliveryStatus::Pending] {
            // What was made just now is on its way.
            let before = (status == DeliveryStatus::Pending).then(|| now.plus_ms(-UNDERWAY_MS));
            let query = DeliveryQuery { status: Some(status), after: Some(since), before, ..DeliveryQuery::default() };
            let rows = self.quo.deliveries(webhook, &query, URGENCY).await?;
            lost.extend(rows.into_iter().map(|row| Lost { webhook: webhook.clone(), delivery: row.id }));
        }
        Ok(lost)
    }

    /// Asks for a delivery once more.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn deliver_again(&self, lost: &Lost) -> Result<(), Error> {
        self.quo.retry_delivery(&lost.webhook, &lost.delivery).await
    }

    /// A page of contacts, whole.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn contacts(&self, after: Option<&Cursor>) -> Result<quo::Page<Event>, Error> {
        let quo::Page { rows, unreadable, next, circular } = self.quo.contacts(after, URGENCY).await?;
        let rows = rows.iter().map(|row| Event::Contact(row.fact())).collect();
        Ok(quo::Page { rows, unreadable, next, circular })
    }
}

fn found<T>(answer: Availability<T>, here: impl FnOnce(T) -> (Said, Vec<Event>)) -> (Said, Vec<Event>) {
    match answer {
        Availability::Here(part) => here(part),
        Availability::Missing => (Said::Missing, Vec::new()),
        Availability::NotOnPlan { reason: _ } => (Said::Refused, Vec::new()),
    }
}

fn said(processing: Processing) -> Said {
    match processing {
        Processing::Completed => Said::There(1),
        Processing::InProgress => Said::Underway,
        Processing::Absent => Said::Missing,
        Processing::Failed => Said::Failed,
    }
}

impl Said {
    /// As it is written down. `again` is when to look once more for what is under way; none when it took too long.
    #[must_use]
    pub fn state(&self, looks: u32, again: Option<UtcMillis>) -> PartState {
        match (self, again) {
            (Self::There(count), _) => PartState::There { count: *count },
            (Self::Underway, Some(due_at)) => PartState::Pending { looks, due_at },
            (Self::Underway, None) => PartState::Failed { reason: "Quo did not finish it within a week".to_owned() },
            (Self::Missing, _) => PartState::Absent { refused: false },
            (Self::Refused, _) => PartState::Absent { refused: true },
            (Self::Failed, _) => PartState::Failed { reason: "Quo could not make it".to_owned() },
        }
    }
}

fn of_texts(page: quo::Page<crate::model::event::MessageFact>) -> Page {
    let quo::Page { rows, unreadable, next, circular } = page;
    let rows = rows.into_iter().map(|fact| Row {
        id: fact.id.clone(),
        line: fact.place.line.clone(),
        at: fact.created_at.unwrap_or(fact.at),
        answered: None,
        incoming: fact.direction == Direction::Incoming,
        parts: Vec::new(),
        events: vec![Event::Message(fact)],
    });
    Page { rows: rows.collect(), unreadable, next, circular }
}

fn of_calls(page: quo::Page<HistoryCall>) -> Page {
    let quo::Page { rows, unreadable, next, circular } = page;
    Page { rows: rows.into_iter().map(of_call).collect(), unreadable, next, circular }
}

fn of_call(call: HistoryCall) -> Row {
    let mut parts = Vec::new();
    if let Some(summary) = &call.summary {
        parts.push((Part::Summary, said(summary.fact.processing)));
    }
    if let Some(voicemail) = &call.voicemail {
        parts.push((Part::Voicemail, said(voicemail.processing)));
    }
    Row {
        id: call.fact.id.clone(),
        line: call.fact.place.line.clone(),
        at: call.fact.created_at.unwrap_or(call.fact.at),
        answered: Some(Call::of(&call.fact).was_answered()),
        incoming: call.fact.direction != Some(Direction::Outgoing),
        parts,
        events: call.events(),
    }
}
