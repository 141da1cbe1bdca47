//! A conversation's timeline.

use super::{
    Result, ask, call, conversation_id, cut,
    files::{LEFT_OUT, doing},
    no_conversation, people,
};
use crate::{
    api::{
        Api,
        wire::{
            Anchor, ItemBody, Media, MediaState, NoteBody, OptWord, TextBody, TextState, TimelineItem, TimelinePage,
            TimelineReq,
        },
    },
    app::App,
    model::{
        ItemId, UtcMillis,
        decision::{self, SendStep},
        event::{DeliveryState, MediaFact},
        item::{Item, Outgoing},
        message::Message,
        optout,
    },
    outbox::Entry,
    store::{self, TimelineEntry},
};

/// A timeline shows this much of a text; the rest is behind it.
const MOST_TEXT: usize = 2048;

pub async fn timeline_page(api: &Api, req: TimelineReq) -> Result<TimelinePage> {
    let id = conversation_id(&req.conversation_id)?;
    ask(api, move |app| {
        let anchor = match req.anchor {
            Anchor::End => store::Anchor::End,
            Anchor::Start => store::Anchor::Start,
            Anchor::Around { item_id } => store::Anchor::Around(ItemId(item_id)),
            Anchor::Before { cursor } => store::Anchor::Before(cursor),
            Anchor::After { cursor } => store::Anchor::After(cursor),
            Anchor::At { at } => store::Anchor::At(UtcMillis(at)),
        };
        let page = match app.store.timeline_page(&id, &anchor, req.limit as usize)? {
            Some(page) => page,
            // A conversation that was started and in which there is nothing yet.
            None if app.store.conversation(&id)?.is_none() && app.store.target(&id)?.is_some() => {
                store::TimelinePage::default()
            }
            None => return Err(no_conversation()),
        };
        let mut items = Vec::with_capacity(page.items.len());
        for entry in page.items {
            app.want_media(&entry.item);
            items.push(item(app, entry)?);
        }
        Ok(TimelinePage { items, before: page.before, after: page.after, total: page.total, offset: page.offset })
    })
    .await
}

pub fn item(app: &App, entry: TimelineEntry) -> Result<TimelineItem> {
    let TimelineEntry { item, unread } = entry;
    let store = &app.store;
    let (author, body) = match &item {
        Item::Message(message) => {
            let author = if message.outgoing() {
                people::user_author(store, message.sender())?
            } else {
                people::party_author(store, &message.from.value)?
            };
            (author, ItemBody::Text(text_of(app, message)?))
        }
        Item::Call(call) => {
            let other = store.item_file(&call.id)?.and_then(|file| file.target);
            let author = call::author(store, call, other.as_ref())?;
            (author, ItemBody::Call(call::card(app, call)?))
        }
        Item::Note(note) => {
            (people::user_author(store, note.by.as_ref())?, ItemBody::Note(NoteBody { text: note.text.clone() }))
        }
        Item::Outgoing(outgoing) => {
            let by = outgoing.intent.as_ref().and_then(|intent| intent.by.as_ref());
            (people::user_author(store, by)?, ItemBody::Text(outgoing_of(outgoing)))
        }
    };
    Ok(TimelineItem { id: item.id().0, at: item.at().0, outgoing: item.outgoing(), author, unread, body })
}

fn text_of(app: &App, message: &Message) -> Result<TextBody> {
    let (text, text_truncated) = cut(message.words(), MOST_TEXT);
    let state = match message.reached.state {
        DeliveryState::Received => TextState::Received,
        DeliveryState::Queued | DeliveryState::Sending => TextState::Sending,
        DeliveryState::Sent => TextState::Sent,
        DeliveryState::Delivered => TextState::Delivered,
        DeliveryState::Failed => TextState::Failed,
        DeliveryState::Undelivered => TextState::Undelivered,
    };
    let reason = match state {
        TextState::Failed | TextState::Undelivered => {
            Some(failure(message.reached.error.as_deref(), state == TextState::Failed))
        }
        _ => None,
    };
    let mine = app.outbox.by_quo_id(&message.id);
    let media = message.files().iter().map(|file| media(app, file)).collect::<Result<_>>()?;
    Ok(TextBody {
        text: text.to_owned(),
        text_truncated,
        media,
        outbox_id: mine.filter(|_| reason.is_some()).map(|entry| entry.id().0.clone()),
        state,
        reason,
        undo_until: None,
        opt: match message.opt() {
            Some(optout::OptWord::Out) => Some(OptWord::Out),
            Some(optout::OptWord::In) => allows_again(app, message)?.then_some(OptWord::In),
            Some(optout::OptWord::MaybeOut) => Some(OptWord::MaybeOut),
            None => None,
        },
    })
}

/// Whether texts were not welcome before this one: "yes" is most of all what somebody says when asked.
fn allows_again(app: &App, message: &Message) -> Result<bool> {
    let state = app.store.opt_out(&message.from.value)?;
    Ok(state.and_then(|state| state.first_out).is_some_and(|out| out < message.at()))
}

/// Why a text that Quo knows failed, and what to do.
pub fn failure_of(message: &Message) -> (String, Option<String>) {
    let code = message.reached.error.as_deref();
    let again = message.reached.state == DeliveryState::Failed;
    let advice = match code {
        Some("21610") => "Call them, or wait until they write START.",
        Some("30003" | "30005" | "30006") => "Check the number, or call them.",
        Some("30004" | "30007" | "30008" | "30034") => "Write it in other words, without links, and send it again.",
        Some(_) | None if again => "Send it again.",
        Some(_) | None => "Call them, or try it later.",
    };
    (failure(code, again), Some(advice.to_owned()))
}

/// Why a text failed, in one plain sentence. Codes are those of the carriers' common vocabulary (API.md section 9).
fn failure(code: Option<&str>, may_be_retried: bool) -> String {
    match code {
        Some("21610") => "They opted out of texts.".to_owned(),
        Some("30003" | "30005" | "30006") => {
            format!("The number cannot take texts or is switched off (code {}).", code.unwrap_or(""))
        }
        Some("30004" | "30007" | "30008" | "30034") => format!("The carrier blocked it (code {}).", code.unwrap_or("")),
        Some(code) => format!("The carrier refused it (code {code})."),
        None if may_be_retried => "It did not go through; you can send it again.".to_owned(),
        None => "The carrier could not deliver it.".to_owned(),
    }
}

/// The state of a text on its way, as a screen shows it.
pub fn step_state(step: &SendStep) -> (TextState, Option<String>) {
    match step {
        SendStep::Queued { reason, .. } => (TextState::Waiting, reason.clone()),
        SendStep::Claimed { .. } => (TextState::Sending, None),
        SendStep::Accepted { .. } => (TextState::Sent, None),
        SendStep::Rejected { reason } => (TextState::Failed, Some(reason.clone())),
        SendStep::Unclear { reason, .. } => (TextState::Unclear, Some(reason.clone())),
        SendStep::NeedsYou { reason } => (TextState::NeedsYou, Some(reason.clone())),
        SendStep::Cancelled { reason } => (TextState::Cancelled, reason.clone()),
    }
}

fn outgoing_of(outgoing: &Outgoing) -> TextBody {
    let (state, reason) = outgoing.step().map_or((TextState::Waiting, None), step_state);
    let intent = outgoing.intent.as_ref();
    let (text, text_truncated) = cut(intent.map_or("", |intent| intent.text.as_str()), MOST_TEXT);
    let undo_until = intent.map(|intent| intent.undo_until.0).filter(|_| state == TextState::Waiting);
    TextBody {
        text: text.to_owned(),
        text_truncated,
        media: Vec::new(),
        outbox_id: Some(outgoing.id.0.clone()),
        state,
        reason,
        undo_until,
        opt: None,
    }
}

/// A text just put on its way, before the store has it.
pub fn entry_state(entry: &Entry) -> (TextState, Option<String>) {
    step_state(&entry.step)
}

fn media(app: &App, file: &MediaFact) -> Result<Media> {
    let name = file.url.split(['?', '#']).next().and_then(|path| path.rsplit('/').next()).unwrap_or_default();
    let name = clean_name(name);
    let said = file.mime.clone().unwrap_or_default();
    let waiting = |state, reason| Media {
        id: String::new(),
        thumb_id: None,
        mime: said.clone(),
        width: None,
        height: None,
        size_bytes: None,
        name: name.clone(),
        state,
        reason,
    };
    Ok(match app.store.media(&file.url)?.map(|record| record.state.value) {
        None => waiting(doing(app, &file.url), None),
        Some(decision::MediaState::Failed { reason, given_up: true }) => waiting(MediaState::Failed, Some(reason)),
        Some(decision::MediaState::Failed { reason, given_up: false }) => waiting(doing(app, &file.url), Some(reason)),
        Some(decision::MediaState::LeftOut { mime, size_bytes, width, height, duration_ms: _, thumb }) => Media {
            id: String::new(),
            thumb_id: thumb,
            mime: if mime.is_empty() { said } else { mime },
            width,
            height,
            size_bytes: (size_bytes > 0).then_some(size_bytes),
            name,
            state: MediaState::LeftOut,
            reason: Some(LEFT_OUT.to_owned()),
        },
        Some(decision::MediaState::Here { content, mime, size_bytes, width, height, thumb, .. }) => Media {
            id: content,
            thumb_id: thumb,
            mime,
            width,
            height,
            size_bytes: Some(size_bytes),
            name,
            state: MediaState::Here,
            reason: None,
        },
    })
}

/// A file's name for showing: no control characters or direction marks, at most 120 bytes, never empty.
fn clean_name(name: &str) -> String {
    let plain: String = name
        .chars()
        .filter(|c| !c.is_control() && !('\u{202a}'..='\u{202e}').contains(c) && !('\u{2066}'..='\u{2069}').contains(c))
        .collect();
    let (short, _) = cut(plain.trim(), 120);
    if short.trim_matches('.').is_empty() { "file".to_owned() } else { short.to_owned() }
}
