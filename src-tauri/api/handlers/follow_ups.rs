//! Follow-ups.

use super::{Result, ask, conversation_id, cut, no_conversation, people};
use crate::{
    api::{
        Api,
        wire::{
            ApiError, CallPromises, CallReq, ChangeFollowUpsReq, Code, DueChange, FollowUpCounts, FollowUpCountsReq,
            FollowUpQuo, FollowUpReminder, FollowUpReminders, FollowUpRow, FollowUpSource, FollowUpView,
            FollowUpsAbout, FollowUpsAboutReq, FollowUpsMade, FollowUpsPage, FollowUpsReq, HeardSentence,
            MakeFollowUpsReq, NewFollowUp, Nothing, StepPromise, StepRef,
        },
    },
    app::App,
    model::{
        ContactId, FollowUpId, ItemId, Party, UtcMillis,
        event::Speaker,
        follow_up::{self, Due, FollowUp, FollowUpChange, Source, heard, step_id},
        item::Item,
    },
    store::{self, CallFile, ListedFollowUp, query::number_contact},
};

/// Rows of a page.
const MOST_ROWS: u32 = 200;
/// Open ones that are put in the order of people.
const MOST_BY_PERSON: usize = 2_000;
/// Rows about one contact.
const MOST_ABOUT: usize = 50;
/// Made or changed at one time.
const MOST_AT_ONCE: usize = 200;
/// Longest title in bytes.
const MOST_TITLE: usize = 1_000;
/// Reminders that are told of.
const MOST_REMINDERS: usize = 20;
/// The years in which something can be due.
const YEARS: std::ops::Range<i64> = 946_684_800_000..7_258_118_400_000;

pub async fn follow_ups(api: &Api, req: FollowUpsReq) -> Result<FollowUpsPage> {
    let FollowUpsReq { view, cursor, limit, day_ends } = req;
    let limit = limit.clamp(1, MOST_ROWS) as usize;
    ask(api, move |app| {
        let counts = counts(app, day_ends);
        let (done, limit) = match view {
            FollowUpView::Due => (false, limit),
            FollowUpView::People => (false, MOST_BY_PERSON),
            FollowUpView::Done => (true, limit),
        };
        let store::FollowUpsPage { rows, next } = app.store.follow_ups_page(done, cursor.as_deref(), limit)?;
        let mut rows = rows.into_iter().map(|listed| row(app, listed)).collect::<Result<Vec<_>>>()?;
        if view == FollowUpView::People {
            // The order by moment stays within each; what is about nobody comes last.
            rows.sort_by_cached_key(|row| (row.about.is_empty(), row.about.to_lowercase()));
        }
        Ok(FollowUpsPage { rows, next, counts })
    })
    .await
}

pub async fn follow_up_counts(api: &Api, req: FollowUpCountsReq) -> Result<FollowUpCounts> {
    ask(api, move |app| Ok(counts(app, req.day_ends))).await
}

fn counts(app: &App, day_ends: i64) -> FollowUpCounts {
    let counted = app.store.follow_up_counts(app.seam.now(), UtcMillis(day_ends));
    let store::FollowUpCounts { overdue, today, upcoming, undated, done } = counted;
    FollowUpCounts { overdue, today, upcoming, undated, done }
}

pub async fn follow_ups_about(api: &Api, req: FollowUpsAboutReq) -> Result<FollowUpsAbout> {
    let FollowUpsAboutReq { conversation_id: conversation, contact_id } = req;
    let conversation = conversation.as_deref().map(conversation_id).transpose()?;
    ask(api, move |app| {
        let mut parties: Vec<Party> = Vec::new();
        let mut contact = contact_id.map(ContactId);
        if let Some(id) = &conversation {
            parties = app.store.target(id)?.ok_or_else(no_conversation)?.others;
            if let [only] = parties.as_slice() {
                contact = contact.or(app.store.contact_by_party(only)?.map(|contact| contact.id));
                contact = contact.or_else(|| Some(number_contact(only)));
            }
        }
        if let Some(id) = &contact
            && let Some(file) = app.store.contact(id, 0)?
        {
            parties.extend(file.numbers);
            contact = Some(file.contact.id);
        }
        parties.retain(|party| party.phone().is_some() || conversation.is_some());
        let rows = app.store.follow_ups_about(&parties, contact.as_ref(), MOST_ABOUT)?;
        Ok(FollowUpsAbout { rows: rows.into_iter().map(|listed| row(app, listed)).collect::<Result<_>>()? })
    })
    .await
}

pub async fn call_promises(api: &Api, req: CallReq) -> Result<CallPromises> {
    ask(api, move |app| {
        let found = app.store.call(&ItemId(req.call_id))?;
        let file = found.ok_or_else(|| ApiError::new(Code::NotFound, "there is no such call"))?;
        let texts = file.call.summary.as_ref().map(|summary| summary.next_steps.as_slice()).unwrap_or_default();
        let mut steps = Vec::with_capacity(texts.len());
        for (index, text) in (0_u32..).zip(texts) {
            let kept = app.store.follow_up(&step_id(&file.call.id, index))?.filter(FollowUp::is_shown);
            steps.push(StepPromise {
                index,
                due_at: kept.as_ref().and_then(FollowUp::due).map(|at| at.0),
                follow_up_id: kept.map(|row| row.id.0),
                heard: sentence(app, &file, text)?,
            });
        }
        Ok(CallPromises { steps, transcript: !file.dialogue.is_empty() })
    })
    .await
}

/// The sentence of the call that the words come from.
fn sentence(app: &App, file: &CallFile, words: &str) -> Result<Option<HeardSentence>> {
    let Some(found) = heard::heard(words, &file.dialogue) else { return Ok(None) };
    let speaker = match file.dialogue.get(found.index).map(|utterance| &utterance.speaker) {
        Some(Speaker::User(user)) => people::user_author(&app.store, Some(user))?.name,
        Some(Speaker::Party(party)) => people::party_author(&app.store, party)?.name,
        Some(Speaker::Named(name)) => name.clone(),
        None => String::new(),
    };
    Ok(Some(HeardSentence { sentence: found.sentence, speaker, start_ms: found.start_ms }))
}

fn row(app: &App, listed: ListedFollowUp) -> Result<FollowUpRow> {
    let ListedFollowUp { row, conversation, target, item } = listed;
    let others = target.as_ref().map(|target| target.others.as_slice()).unwrap_or_default();
    let mut about = people::people(&app.store, others)?;
    let contact = row.made.as_ref().and_then(|made| made.value.contact.clone());
    if let Some(contact) = contact.filter(|_| about.is_empty())
        && let Some(file) = app.store.contact(&contact, 0)?
    {
        let party = file.numbers.first().cloned();
        let party = party.unwrap_or_else(|| Party::Other(file.contact.name().unwrap_or_default()));
        let info = store::PersonInfo { party, contact_id: Some(file.contact.id.clone()), contact: Some(file.contact) };
        about.push(people::person_of(info));
    }
    let source = match (row.source(), item) {
        (Some(Source::Step { call, index }), _) => {
            let file = app.store.call(call)?;
            FollowUpSource::Step {
                call_id: call.0.clone(),
                index: *index,
                call_at: file.as_ref().map_or_else(|| row.made_at().0, |file| file.call.at().0),
                transcript: file.as_ref().is_some_and(|file| !file.dialogue.is_empty()),
                heard: match &file {
                    Some(file) => sentence(app, file, step_text(file, *index).unwrap_or_else(|| row.title()))?,
                    None => None,
                },
            }
        }
        (_, Some(item)) => {
            let call = matches!(app.store.item(&item)?, Some(Item::Call(_)));
            FollowUpSource::Item { item_id: item.0, call }
        }
        (_, None) => FollowUpSource::Hand,
    };
    let quo = match (&row.quo, row.for_quo().is_empty(), row.refusal()) {
        (Some(_), false, _) => Some(FollowUpQuo::Pending),
        (_, _, Some(reason)) => Some(FollowUpQuo::Refused { reason: reason.to_owned() }),
        (Some(_), true, None) => Some(FollowUpQuo::Same),
        (None, _, None) => None,
    };
    Ok(FollowUpRow {
        title: row.title().to_owned(),
        due_at: row.due().map(|at| at.0),
        done_at: row.done_at().map(|at| at.0),
        made_at: row.made_at().0,
        id: row.id.0,
        about: about.iter().map(|person| person.name.as_str()).collect::<Vec<_>>().join(", "),
        person: if about.len() == 1 { about.pop() } else { None },
        conversation_id: conversation.map(|id| id.0),
        source,
        quo,
    })
}

fn step_text(file: &CallFile, index: u32) -> Option<&str> {
    file.call.summary.as_ref()?.next_steps.get(index as usize).map(String::as_str)
}

pub async fn make_follow_ups(api: &Api, req: MakeFollowUpsReq) -> Result<FollowUpsMade> {
    if req.items.is_empty() || req.items.len() > MOST_AT_ONCE {
        return Err(ApiError::new(Code::BadInput, "between 1 and 200 follow-ups can be made at one time"));
    }
    let made =
        ask(api, move |app| req.items.into_iter().map(|item| new(app, item)).collect::<Result<Vec<_>>>()).await?;
    let ids = made.iter().map(|new| new.id.0.clone()).collect();
    api.app.make_follow_ups(made).await?;
    Ok(FollowUpsMade { ids })
}

fn new(app: &App, item: NewFollowUp) -> Result<follow_up::NewFollowUp> {
    let NewFollowUp { title, due_at, conversation_id: conversation, contact_id, item_id, step } = item;
    let due = due_of(due_at)?;
    let place = match conversation.as_deref().map(conversation_id).transpose()? {
        Some(id) => Some(app.store.target(&id)?.ok_or_else(no_conversation)?),
        None => None,
    };
    let contact = contact_id.map(ContactId);
    if let Some(contact) = &contact
        && app.store.contact(contact, 0)?.is_none()
    {
        return Err(ApiError::new(Code::NotFound, "there is no such contact"));
    }
    let fresh = || FollowUpId(format!("follow:{}", app.seam.fresh_id()));
    let (id, title, source, place) = match (step, item_id) {
        (Some(StepRef { call_id, index }), _) => {
            let call = ItemId(call_id);
            let file = app.store.call(&call)?;
            let file = file.ok_or_else(|| ApiError::new(Code::NotFound, "there is no such call"))?;
            let words = step_text(&file, index);
            let words = words.ok_or_else(|| ApiError::new(Code::BadInput, "this call has no such next step"))?;
            let title = if title.trim().is_empty() { cut(words, MOST_TITLE).0.to_owned() } else { title };
            (step_id(&call, index), title, Source::Step { call, index }, place.or(file.target))
        }
        (None, Some(item)) => {
            let item = ItemId(item);
            if app.store.item(&item)?.is_none() {
                return Err(ApiError::new(Code::NotFound, "there is no such text, call or note"));
            }
            (fresh(), title, Source::Item { item }, place)
        }
        (None, None) => (fresh(), title, Source::Hand, place),
    };
    let title = title_of(&title)?;
    Ok(follow_up::NewFollowUp { id, title, due, source, place, contact })
}

fn title_of(title: &str) -> Result<String> {
    let title = title.trim();
    if title.is_empty() || title.len() > MOST_TITLE {
        return Err(ApiError::new(Code::BadInput, "a follow-up has between 1 and 1,000 bytes"));
    }
    Ok(title.to_owned())
}

fn due_of(at: Option<i64>) -> Result<Due> {
    match at {
        Some(at) if !YEARS.contains(&at) => Err(ApiError::new(Code::BadInput, "this is no moment to do anything at")),
        at => Ok(Due::from(at.map(UtcMillis))),
    }
}

pub async fn change_follow_ups(api: &Api, req: ChangeFollowUpsReq) -> Result<Nothing> {
    let ChangeFollowUpsReq { ids, title, due, done, gone } = req;
    if ids.is_empty() || ids.len() > MOST_AT_ONCE {
        return Err(ApiError::new(Code::BadInput, "between 1 and 200 follow-ups can be changed at one time"));
    }
    let title = title.as_deref().map(title_of).transpose()?;
    let due = due.map(|DueChange { at }| due_of(at)).transpose()?;
    let changes = ask(api, move |app| {
        ids.into_iter()
            .map(|id| {
                let id = FollowUpId(id);
                let known = app.store.follow_up(&id)?.filter(|row| row.made.is_some() || row.quo.is_some());
                known.ok_or_else(|| ApiError::new(Code::NotFound, "there is no such follow-up"))?;
                Ok(FollowUpChange { id, title: title.clone(), due, done, gone })
            })
            .collect::<Result<Vec<_>>>()
    });
    api.app.change_follow_ups(changes.await?).await?;
    Ok(Nothing {})
}

pub async fn follow_up_reminders(api: &Api, _: Nothing) -> Result<FollowUpReminders> {
    ask(api, |app| {
        let mut reminders = Vec::new();
        for listed in app.store.follow_ups_reminded(MOST_REMINDERS)? {
            let (told, due) = (listed.row.reminded_at(), listed.row.due());
            let row = row(app, listed)?;
            let Some((told, due)) = told.zip(due) else { continue };
            let link = match (&row.source, &row.conversation_id) {
                (FollowUpSource::Step { call_id, heard, .. }, _) => {
                    let at = heard.as_ref().map(|heard| format!("?t={}", heard.start_ms)).unwrap_or_default();
                    format!("ringbook://call/{call_id}{at}")
                }
                (FollowUpSource::Item { item_id, .. }, Some(id)) => format!("ringbook://thread/{id}?item={item_id}"),
                (FollowUpSource::Hand, Some(id)) => format!("ringbook://thread/{id}"),
                (_, None) => "ringbook://follow-ups".to_owned(),
            };
            reminders.push(FollowUpReminder {
                id: row.id,
                title: row.title,
                about: row.about,
                due_at: due.0,
                told_at: told.0,
                link,
            });
        }
        Ok(FollowUpReminders { reminders })
    })
    .await
}
