//! Snippets, texts that go out later, the outbox's screen, and conversations that begin here.

use super::{Result, ask, conversation, conversation_id, no_conversation, people, sending, timeline};
use crate::{
    api::{
        Api,
        wire::{
            ApiError, CancelScheduledReq, Code, ComposerSettings, ConversationReq, ConversationRow, DraftRow,
            FailedReq, FailedText, LabelledValue, Nothing, OutboxCounts, OutboxDesk, OutboxEntry, PlaceholderValues,
            PutBack, SaveSnippetReq, ScheduleReq, ScheduledReq, ScheduledState, ScheduledText, ScheduledTexts,
            SendTime, SendTimeReq, SettleFailureReq, Snippet, SnippetReq, Snippets, StartConversationReq,
            StartedConversation, TextState,
        },
    },
    app::{
        App,
        scheduling::{self, Plan, ScheduleError, TimeThere},
    },
    model::{
        ItemId, LineId, Party, ScheduledId, SnippetId, UtcMillis,
        decision::{Decided, SendStep},
        event::Labelled,
        item::Item,
        merge::value,
        place::Target,
        quiet::QuietHours,
        schedule::{self, ScheduleStep, Withdrawal},
        segments,
    },
    store::ScheduledRow,
};

/// Rows of a kind on the outbox's screen.
const MOST_ROWS: usize = 500;
/// Longest id that a screen gives.
const MOST_ID: usize = 100;

impl From<ScheduleError> for ApiError {
    fn from(error: ScheduleError) -> Self {
        let code = match error {
            ScheduleError::NotFound => Code::NotFound,
            ScheduleError::BadInput(_) => Code::BadInput,
            ScheduleError::QuietHours | ScheduleError::NotSendable(_) => Code::Refused,
            ScheduleError::Outbox(error) => return error.into(),
            ScheduleError::App(_) | ScheduleError::Store(_) => Code::Unavailable,
        };
        Self::new(code, error.to_string())
    }
}

// ── snippets ─────────────────────────────────────────────────────────────────────────────────────────

pub async fn snippets(api: &Api, _: Nothing) -> Result<Snippets> {
    ask(api, |app| Ok(Snippets { rows: app.store.snippets()?.into_iter().map(shown_snippet).collect() })).await
}

fn shown_snippet(snippet: schedule::Snippet) -> Snippet {
    let schedule::Snippet { id, name, text } = snippet;
    Snippet { id: id.0, name, text }
}

pub async fn save_snippet(api: &Api, req: SaveSnippetReq) -> Result<Snippet> {
    let SaveSnippetReq { id, name, text } = req;
    let (name, text) = (name.trim().to_owned(), text.trim().to_owned());
    scheduling::check_snippet(&name, &text).map_err(|why| ApiError::new(Code::BadInput, why))?;
    if id.as_ref().is_some_and(|id| id.is_empty() || id.len() > MOST_ID) {
        return Err(ApiError::new(Code::BadInput, "id has 1 to 100 bytes"));
    }
    let id = SnippetId(id.unwrap_or_else(|| api.app.seam.fresh_id().to_string()));
    let others = ask(api, |app| Ok(app.store.snippets()?)).await?;
    if others.iter().any(|other| other.id != id && other.name.eq_ignore_ascii_case(&name)) {
        return Err(ApiError::new(Code::Refused, format!("there is a snippet named “{name}” already")));
    }
    let snippet = schedule::Snippet { id, name, text };
    api.app.decide(vec![Decided::SnippetSaved(snippet.clone())]).await?;
    Ok(shown_snippet(snippet))
}

pub async fn remove_snippet(api: &Api, req: SnippetReq) -> Result<Nothing> {
    let id = SnippetId(req.id);
    let known = id.clone();
    if ask(api, move |app| Ok(app.store.snippet(&known)?)).await?.is_none() {
        return Err(ApiError::new(Code::NotFound, "there is no such snippet any more"));
    }
    api.app.decide(vec![Decided::SnippetRemoved { id }]).await?;
    Ok(Nothing {})
}

pub async fn placeholder_values(api: &Api, req: ConversationReq) -> Result<PlaceholderValues> {
    let id = conversation_id(&req.conversation_id)?;
    ask(api, move |app| {
        let target = app.store.target(&id)?.ok_or_else(no_conversation)?;
        let line = people::line(&app.store, &target.line)?;
        let mut values = Vec::new();
        let mut add = |label: &str, said: Option<&str>| {
            if let Some(said) = said.map(str::trim).filter(|said| !said.is_empty()) {
                values.push(LabelledValue { label: label.to_owned(), value: said.to_owned() });
            }
        };
        if let [only] = target.others.as_slice() {
            add("number", Some(&only.display()));
            let person = app.store.people(std::slice::from_ref(only))?.into_iter().next();
            if let Some(contact) = person.and_then(|person| person.contact) {
                add("name", contact.name().as_deref());
                add("first name", value(&contact.first_name).map(String::as_str));
                add("last name", value(&contact.last_name).map(String::as_str));
                add("company", contact.company());
                add("role", value(&contact.role).map(String::as_str));
                for Labelled { label, value } in value(&contact.fields).into_iter().flatten() {
                    add(label, Some(value));
                }
            }
        }
        add("line", Some(&line.name));
        add("our number", Some(&line.number));
        Ok(PlaceholderValues { values })
    })
    .await
}

// ── sending later ────────────────────────────────────────────────────────────────────────────────────

pub async fn composer_settings(api: &Api, _: Nothing) -> Result<ComposerSettings> {
    ask(api, |app| {
        let QuietHours { on, from_minute, to_minute } = app.composer_settings()?.quiet_hours;
        Ok(ComposerSettings { quiet_on: on, quiet_from: from_minute, quiet_to: to_minute })
    })
    .await
}

pub async fn save_composer_settings(api: &Api, req: ComposerSettings) -> Result<ComposerSettings> {
    let ComposerSettings { quiet_on, quiet_from, quiet_to } = req;
    let quiet_hours = QuietHours { on: quiet_on, from_minute: quiet_from, to_minute: quiet_to };
    api.app.save_composer_settings(scheduling::ComposerSettings { quiet_hours }).await?;
    Ok(ComposerSettings { quiet_on, quiet_from, quiet_to })
}

pub async fn send_time(api: &Api, req: SendTimeReq) -> Result<SendTime> {
    let id = conversation_id(&req.conversation_id)?;
    ask(api, move |app| {
        let target = app.store.target(&id)?.ok_or_else(no_conversation)?;
        let TimeThere { zones, unknown, quiet, next_at } = app.time_there(&target.others, UtcMillis(req.at))?;
        let zones = zones.into_iter().map(|zone| zone.name().to_owned()).collect();
        Ok(SendTime { zones, unknown, quiet, next_at: next_at.map(|at| at.0) })
    })
    .await
}

pub async fn scheduled_texts(api: &Api, req: ConversationReq) -> Result<ScheduledTexts> {
    let id = conversation_id(&req.conversation_id)?;
    ask(api, move |app| {
        let rows = app.store.scheduled()?.into_iter().filter(|row| row.text.place.id() == id);
        Ok(ScheduledTexts { rows: rows.map(|row| planned(app, row)).collect::<Result<_>>()? })
    })
    .await
}

fn planned(app: &App, row: ScheduledRow) -> Result<ScheduledText> {
    let ScheduledRow { position: _, since: _, text, step, moved_at } = row;
    let schedule::ScheduledText { id, place, text, by: _, due_at, unless_answered, in_quiet_hours } = text;
    let (state, reason) = match step {
        ScheduleStep::Planned | ScheduleStep::Released { .. } | ScheduleStep::Cancelled => {
            (ScheduledState::Planned, None)
        }
        ScheduleStep::Held { reason } => (ScheduledState::Held, Some(reason)),
        ScheduleStep::Withdrawn { why } => (ScheduledState::Withdrawn, Some(withdrawal(app, &why)?)),
    };
    let there = app.time_there(&place.others, due_at)?;
    Ok(ScheduledText {
        id: id.0,
        conversation: row_of(app, &place)?,
        segments: segments::measure(&text).segments,
        text,
        due_at: due_at.0,
        zones: there.zones.into_iter().map(|zone| zone.name().to_owned()).collect(),
        unless_answered,
        in_quiet_hours,
        state,
        reason,
        since: moved_at.0,
    })
}

fn withdrawal(app: &App, why: &Withdrawal) -> Result<String> {
    Ok(match why {
        Withdrawal::Answered => "They answered first.".to_owned(),
        Withdrawal::OptedOut { party } => {
            let person = people::people(&app.store, std::slice::from_ref(party))?.into_iter().next();
            format!("{} opted out of texts.", person.map_or_else(|| party.display(), |person| person.name))
        }
    })
}

/// A conversation as a row, also one of which nothing is known but who is in it.
fn row_of(app: &App, place: &Target) -> Result<ConversationRow> {
    if let Some(summary) = app.store.conversation_or_started(&place.id())? {
        return people::row(&app.store, summary);
    }
    Err(no_conversation())
}

pub async fn schedule_text(api: &Api, req: ScheduleReq) -> Result<ScheduledText> {
    let ScheduleReq { id, conversation_id: conversation, text, due_at, unless_answered, in_quiet_hours } = req;
    if id.as_ref().is_some_and(|id| id.is_empty() || id.len() > MOST_ID) {
        return Err(ApiError::new(Code::BadInput, "id has 1 to 100 bytes"));
    }
    let conversation = conversation_id(&conversation)?;
    let place = ask(api, move |app| {
        let place = app.store.target(&conversation)?.ok_or_else(no_conversation)?;
        match conversation::lock(app, &place)? {
            Some(lock) => Err(ApiError::new(Code::Refused, lock.sentence)),
            None => Ok(place),
        }
    })
    .await?;
    let id = id.map(ScheduledId);
    let plan = Plan { id, place, text, due_at: UtcMillis(due_at), unless_answered, in_quiet_hours };
    let row = api.app.plan_text(plan).await?;
    ask(api, move |app| planned(app, row)).await
}

pub async fn cancel_scheduled(api: &Api, req: CancelScheduledReq) -> Result<PutBack> {
    let put_back = api.app.cancel_planned(&ScheduledId(req.id), req.dropped).await?;
    shown_put_back(api, put_back).await
}

pub async fn restore_scheduled(api: &Api, req: ScheduledReq) -> Result<PutBack> {
    let put_back = api.app.restore_planned(&ScheduledId(req.id)).await?;
    shown_put_back(api, put_back).await
}

async fn shown_put_back(api: &Api, put_back: scheduling::PutBack) -> Result<PutBack> {
    let scheduling::PutBack { row, draft_before: _, draft } = put_back;
    ask(api, move |app| {
        let row = row_of(app, &row.text.place)?;
        Ok(PutBack { conversation_id: row.id, title: row.title, draft })
    })
    .await
}

pub async fn send_scheduled_now(api: &Api, req: ScheduledReq) -> Result<OutboxEntry> {
    let entry = api.app.send_planned_now(&ScheduledId(req.id)).await?;
    sending::shown(api, entry).await
}

// ── the outbox's screen ──────────────────────────────────────────────────────────────────────────────

pub async fn outbox_counts(api: &Api, _: Nothing) -> Result<OutboxCounts> {
    ask(api, |app| Ok(desk(app, 0)?.counts)).await
}

pub async fn outbox_desk(api: &Api, _: Nothing) -> Result<OutboxDesk> {
    ask(api, |app| desk(app, MOST_ROWS)).await
}

fn desk(app: &App, most: usize) -> Result<OutboxDesk> {
    let (drafts, scheduled, failed) = (app.store.drafts()?, app.store.scheduled()?, app.store.failed_texts(most)?);
    let open = app.outbox.entries().into_iter().filter(|entry| !entry.step.is_final());
    let (undecided, sending): (Vec<_>, Vec<_>) =
        open.partition(|entry| matches!(entry.step, SendStep::NeedsYou { .. }));
    let count = |number: usize| number as u64;
    let asking = scheduled.iter().filter(|row| row.step != ScheduleStep::Planned).count();
    let counts = OutboxCounts {
        drafts: count(drafts.len()),
        scheduled: count(scheduled.len()),
        sending: count(sending.len()),
        failed: failed.total + count(undecided.len()),
        need_you: count(asking) + failed.total + count(undecided.len()),
    };
    let entries = |entries: Vec<crate::outbox::Entry>| -> Result<Vec<OutboxEntry>> {
        entries.iter().take(most).map(|entry| sending::row(app, entry)).collect()
    };
    Ok(OutboxDesk {
        counts,
        drafts: drafts
            .into_iter()
            .take(most)
            .map(|draft| {
                let conversation = people::row(&app.store, draft.conversation)?;
                Ok(DraftRow { conversation, text: draft.text, at: draft.at.0 })
            })
            .collect::<Result<_>>()?,
        scheduled: scheduled.into_iter().take(most).map(|row| planned(app, row)).collect::<Result<_>>()?,
        sending: entries(sending)?,
        undecided: entries(undecided)?,
        failed: failed.items.iter().filter_map(|item| failed_text(app, item).transpose()).collect::<Result<_>>()?,
    })
}

/// A text that did not arrive, with the conversation it is in; nothing for one that has no place.
fn failed_text(app: &App, item: &Item) -> Result<Option<FailedText>> {
    let Some((place, text)) = words_of(app, item)? else { return Ok(None) };
    let (state, reason, advice) = match item {
        Item::Message(message) => {
            let (reason, advice) = timeline::failure_of(message);
            let failed = message.reached.state == crate::model::event::DeliveryState::Failed;
            (if failed { TextState::Failed } else { TextState::Undelivered }, reason, advice)
        }
        Item::Outgoing(outgoing) => {
            let reason = outgoing.step().and_then(|step| timeline::step_state(step).1).unwrap_or_default();
            (TextState::Failed, reason, None)
        }
        Item::Call(_) | Item::Note(_) => return Ok(None),
    };
    Ok(Some(FailedText {
        item_id: item.id().0,
        conversation: row_of(app, &place)?,
        text,
        at: item.at().0,
        state,
        reason,
        advice,
        locked: conversation::lock(app, &place)?.map(|lock| lock.sentence),
    }))
}

/// Where a text of ours belongs, and its words.
fn words_of(app: &App, item: &Item) -> Result<Option<(Target, String)>> {
    match item {
        Item::Message(message) if message.outgoing() => {
            let file = app.store.item_file(&message.id)?;
            Ok(file.and_then(|file| file.target).map(|target| (target, message.words().to_owned())))
        }
        Item::Outgoing(outgoing) => {
            Ok(outgoing.intent.as_ref().map(|intent| (intent.place.clone(), intent.text.clone())))
        }
        Item::Message(_) | Item::Call(_) | Item::Note(_) => Ok(None),
    }
}

fn no_text() -> ApiError {
    ApiError::new(Code::NotFound, "there is no such text")
}

pub async fn retry_text(api: &Api, req: FailedReq) -> Result<OutboxEntry> {
    let id = ItemId(req.item_id);
    let wanted = id.clone();
    let (place, text) = ask(api, move |app| {
        let item = app.store.item(&wanted)?.ok_or_else(no_text)?;
        let failed = match &item {
            Item::Message(message) => message.failed(),
            Item::Outgoing(outgoing) => matches!(outgoing.step(), Some(SendStep::Rejected { .. })),
            Item::Call(_) | Item::Note(_) => false,
        };
        if !failed {
            return Err(ApiError::new(Code::Refused, "this text did not fail, so it is not sent again"));
        }
        let (place, text) = words_of(app, &item)?.ok_or_else(no_text)?;
        match conversation::lock(app, &place)? {
            Some(lock) => Err(ApiError::new(Code::Refused, lock.sentence)),
            None => Ok((place, text)),
        }
    })
    .await?;
    let entry = api.app.repeat_failed(&id, place, &text).await?;
    sending::shown(api, entry).await
}

pub async fn settle_failure(api: &Api, req: SettleFailureReq) -> Result<Nothing> {
    let SettleFailureReq { item_id, settled } = req;
    let item = ItemId(item_id);
    let wanted = item.clone();
    ask(api, move |app| app.store.item(&wanted)?.map(|_| ()).ok_or_else(no_text)).await?;
    api.app.decide(vec![Decided::FailureSettled { item, settled }]).await?;
    Ok(Nothing {})
}

// ── a conversation that begins here ──────────────────────────────────────────────────────────────────

pub async fn start_conversation(api: &Api, req: StartConversationReq) -> Result<StartedConversation> {
    let StartConversationReq { line_id, to } = req;
    let party = Party::parse(&to);
    if party.phone().is_none() {
        return Err(ApiError::new(Code::BadInput, "this is not a phone number that can be texted"));
    }
    let line = LineId(line_id);
    let place = Target::new(line.clone(), vec![party.clone()]);
    let id = place.id();
    let asked = id.clone();
    let known = ask(api, move |app| {
        let lines = app.store.lines()?;
        if !lines.iter().any(|known| known.id == line) {
            return Err(ApiError::new(Code::NotFound, "this line is not in the workspace any more; reconnect Quo"));
        }
        if lines.iter().any(|known| known.number.as_ref() == Some(&party)) {
            return Err(ApiError::new(Code::Refused, "this is one of your own lines"));
        }
        Ok(app.store.target(&asked)?.is_some())
    })
    .await?;
    if !known {
        api.app.decide(vec![Decided::ConversationStarted { place }]).await?;
    }
    Ok(StartedConversation { conversation_id: id.0 })
}
