//! Search.

use super::{Result, ask, conversation_id, people};
use crate::{
    api::{
        Api,
        wire::{
            ApiError, Chip, Code, Coverage, Hit, HitKind, Person, Piece, SearchGroup, SearchGroupKind, SearchOrder,
            SearchPage, SearchReq,
        },
    },
    app::App,
    journal::Journal as _,
    model::{ConversationId, Direction, LineId, UtcMillis},
    search::{self, Clock, Doc, DocKind, Group, Options, Order, Query},
    store::Tab,
};
use std::time::Instant;

impl From<search::Error> for ApiError {
    fn from(error: search::Error) -> Self {
        let code = match &error {
            search::Error::Busy => Code::TooMany,
            search::Error::BadCursor => Code::BadInput,
            search::Error::TooSlow => Code::Refused,
            _ => Code::Unavailable,
        };
        Self::new(code, error.to_string())
    }
}

pub async fn search(api: &Api, req: SearchReq) -> Result<SearchPage> {
    let SearchReq { query, order, group, cursor, limit, conversation_id: within } = req;
    let within = within.as_deref().map(conversation_id).transpose()?;
    ask(api, move |app| {
        let began = Instant::now();
        let offset_minutes = chrono::Local::now().offset().local_minus_utc() / 60;
        let clock = Clock { now: app.seam.now(), offset_minutes };
        let query = Query::parse(&query, &clock, true);
        let unread = unread(app, &query)?;
        let lines = lines(app)?;
        let options = Options {
            order: match order {
                SearchOrder::Relevance => Order::Relevance,
                SearchOrder::Newest => Order::Newest,
            },
            group: group.as_ref().map(group_of),
            cursor,
            limit: (limit as usize).clamp(1, 100),
            conversation: within,
            unread: &unread,
            lines: &lines,
            ..Options::default()
        };
        let found = app.index.search(&query, &options)?;
        let mut groups = Vec::new();
        for group in found.groups {
            let hits = group.hits.into_iter().map(|hit| shown(app, hit)).collect::<Result<_>>()?;
            groups.push(SearchGroup { kind: kind_of(group.group), total: group.total, hits, next: group.next });
        }
        Ok(SearchPage {
            groups,
            chips: found.chips.into_iter().map(|chip| Chip { raw: chip.raw, label: chip.label }).collect(),
            words: found.words,
            took_us: u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX),
            coverage: coverage(app),
            notice: found.notice,
        })
    })
    .await
}

/// How many hits a search has, without any of them.
pub fn total(app: &App, text: &str) -> Result<u64> {
    let offset_minutes = chrono::Local::now().offset().local_minus_utc() / 60;
    let query = Query::parse(text, &Clock { now: app.seam.now(), offset_minutes }, false);
    let (unread, lines) = (unread(app, &query)?, lines(app)?);
    let options = Options { limit: 1, unread: &unread, lines: &lines, ..Options::default() };
    Ok(app.index.search(&query, &options)?.totals.into_iter().sum())
}

/// How much of what was received can be found now.
pub fn coverage(app: &App) -> Coverage {
    let behind = app.journal.last().0.saturating_sub(app.findable_through());
    Coverage { documents: app.index.documents(), behind, complete: behind == 0 }
}

/// Unread conversations with their read marks, if the question is about them at all.
fn unread(app: &App, query: &Query) -> Result<Vec<(ConversationId, UtcMillis)>> {
    if !query.chips.iter().any(|chip| chip.raw.to_lowercase().contains("unread")) {
        return Ok(Vec::new());
    }
    let (mut found, mut cursor) = (Vec::new(), None);
    loop {
        let page = app.store.inbox_page(Tab::Unread, None, cursor.as_deref(), 200)?;
        found.extend(page.rows.into_iter().map(|row| (row.id, row.read_through)));
        match page.next {
            Some(next) if found.len() < 10_000 => cursor = Some(next),
            _ => return Ok(found),
        }
    }
}

fn lines(app: &App) -> Result<Vec<(LineId, Vec<String>)>> {
    let lines = app.store.lines()?.into_iter();
    Ok(lines
        .map(|line| {
            let number = line.number.as_ref().map(crate::model::Party::key);
            (line.id, line.name.into_iter().chain(number).collect())
        })
        .collect())
}

fn group_of(kind: &SearchGroupKind) -> Group {
    match kind {
        SearchGroupKind::People => Group::People,
        SearchGroupKind::Messages => Group::Messages,
        SearchGroupKind::Calls => Group::Calls,
        SearchGroupKind::Notes => Group::Notes,
    }
}

fn kind_of(group: Group) -> SearchGroupKind {
    match group {
        Group::People => SearchGroupKind::People,
        Group::Messages => SearchGroupKind::Messages,
        Group::Calls => SearchGroupKind::Calls,
        Group::Notes => SearchGroupKind::Notes,
    }
}

fn shown(app: &App, hit: search::Hit) -> Result<Hit> {
    let search::Hit { doc, snippet } = hit;
    let kind = match doc.kind() {
        DocKind::Contact => HitKind::Contact,
        DocKind::Text => HitKind::Text,
        DocKind::File => HitKind::File,
        DocKind::Transcript => HitKind::Transcript,
        DocKind::Summary => HitKind::Summary,
        DocKind::NextStep => HitKind::NextStep,
        DocKind::Voicemail => HitKind::Voicemail,
        DocKind::Call => HitKind::Call,
        DocKind::Note => HitKind::Note,
    };
    let id = doc.key.to_string();
    let item_id = doc.key.item().map(|item| item.0);
    let Doc { text, parties, contacts, conversation, at, direction, start_ms, speaker, .. } = doc;
    let person: Option<Person> = match parties.first() {
        Some(party) => people::people(&app.store, std::slice::from_ref(party))?.into_iter().next(),
        None => None,
    };
    let title = match (&kind, &person) {
        (HitKind::Contact, _) => text,
        (_, Some(_)) => {
            let all = people::people(&app.store, &parties)?;
            all.iter().map(|person| person.name.as_str()).collect::<Vec<_>>().join(", ")
        }
        (_, None) => "Unknown".to_owned(),
    };
    Ok(Hit {
        id,
        title,
        person,
        conversation_id: conversation.map(|id| id.0),
        contact_id: if kind == HitKind::Contact { contacts.first().map(|id| id.0.clone()) } else { None },
        item_id,
        kind,
        at: at.0,
        outgoing: direction == Some(Direction::Outgoing),
        snippet: snippet.into_iter().map(|piece| Piece { text: piece.text, hit: piece.hit }).collect(),
        start_ms,
        speaker,
    })
}
