//! Sending, and what becomes of it.

use super::{Result, ask, conversation, conversation_id, no_conversation, people, timeline};
use crate::{
    api::{
        Api,
        wire::{
            ApiError, Code, Measure, MeasureReq, Nothing, OutboxEntry, OutboxPage, OutboxReq, Resolve, ResolveReq,
            SendReq,
        },
    },
    app::App,
    model::{OutboxId, decision::SendIntent, segments},
    outbox::{self, Draft, Entry, Resolution, Sendable},
};

/// Longest token of a composer.
const MOST_TOKEN: usize = 100;

impl From<outbox::Error> for ApiError {
    fn from(error: outbox::Error) -> Self {
        let code = match &error {
            outbox::Error::Unknown(_) => Code::NotFound,
            outbox::Error::Journal(_) | outbox::Error::Stopped => Code::Unavailable,
            outbox::Error::NotSendable(_)
            | outbox::Error::DailyCap { .. }
            | outbox::Error::TooLate
            | outbox::Error::NothingToDecide
            | outbox::Error::Busy => Code::Refused,
            outbox::Error::OutOfOrder(_) | outbox::Error::Encoding(_) => Code::Internal,
        };
        Self::new(code, error.to_string())
    }
}

pub async fn send_text(api: &Api, req: SendReq) -> Result<OutboxEntry> {
    let id = conversation_id(&req.conversation_id)?;
    if req.token.is_empty() || req.token.len() > MOST_TOKEN {
        return Err(ApiError::new(Code::BadInput, "token has 1 to 100 bytes"));
    }
    let sendable = ask(api, move |app| {
        let place = app.store.target(&id)?.ok_or_else(no_conversation)?;
        if let Some(lock) = conversation::lock(app, &place)? {
            return Err(ApiError::new(Code::Refused, lock.sentence));
        }
        check(app, Draft { place, text: req.text, token: req.token, by: None, known: true })
    });
    let entry = api.app.outbox.send(sendable.await?).await?;
    shown(api, entry).await
}

fn check(app: &App, draft: Draft) -> Result<Sendable> {
    let consent = app.consent();
    Sendable::check(draft, consent.as_ref()).map_err(|reason| {
        let code = match &reason {
            outbox::NotSendable::Blank
            | outbox::NotSendable::TooLong { .. }
            | outbox::NotSendable::Unfilled(_)
            | outbox::NotSendable::NoToken => Code::BadInput,
            _ => Code::Refused,
        };
        ApiError::new(code, reason.to_string())
    })
}

pub async fn cancel_send(api: &Api, req: OutboxReq) -> Result<OutboxEntry> {
    let entry = api.app.outbox.undo(&OutboxId(req.outbox_id)).await?;
    shown(api, entry).await
}

pub async fn resolve_send(api: &Api, req: ResolveReq) -> Result<OutboxEntry> {
    let id = OutboxId(req.outbox_id);
    let entry = match req.decision {
        Resolve::ItArrived => api.app.outbox.resolve(&id, Resolution::ItArrived).await?,
        Resolve::Drop => api.app.outbox.resolve(&id, Resolution::Drop).await?,
        Resolve::SendAgain => {
            let old =
                api.app.outbox.entry(&id).ok_or_else(|| ApiError::new(Code::NotFound, "there is no such text"))?;
            let SendIntent { place, text, by, .. } = old.intent;
            // One gesture, one token: pressing twice sends once.
            let token = format!("again:{id}");
            let sendable = ask(api, move |app| check(app, Draft { place, text, token, by, known: true })).await?;
            api.app.outbox.send_again(&id, sendable).await?
        }
    };
    shown(api, entry).await
}

/// Waits until the timeline shows it too, then gives the entry.
pub async fn shown(api: &Api, entry: Entry) -> Result<OutboxEntry> {
    use crate::journal::Journal as _;
    api.app.wait_for(api.app.journal.last()).await;
    ask(api, move |app| row(app, &entry)).await
}

pub async fn outbox_page(api: &Api, _: Nothing) -> Result<OutboxPage> {
    ask(api, |app| {
        let open = app.outbox.entries().into_iter().filter(|entry| !entry.step.is_final());
        Ok(OutboxPage { entries: open.map(|entry| row(app, &entry)).collect::<Result<_>>()? })
    })
    .await
}

pub fn row(app: &App, entry: &Entry) -> Result<OutboxEntry> {
    let (state, reason) = timeline::entry_state(entry);
    let intent = &entry.intent;
    let people = people::people(&app.store, &intent.place.others)?;
    Ok(OutboxEntry {
        id: intent.id.0.clone(),
        conversation_id: intent.place.id().0,
        title: people.iter().map(|person| person.name.as_str()).collect::<Vec<_>>().join(", "),
        text: intent.text.clone(),
        undo_until: (state == crate::api::wire::TextState::Waiting).then_some(intent.undo_until.0),
        state,
        reason,
        created_at: entry.made_at.0,
        segments: segments::measure(&intent.text).segments,
    })
}

pub async fn measure(_: &Api, req: MeasureReq) -> Result<Measure> {
    let measured = segments::measure(&req.text);
    let cents = measured.cents(req.recipients.max(1));
    let segments::Measure { segments, units, left, unicode, chars } = measured;
    let problem = (chars > segments::MAX_CHARS).then(|| format!("{chars} characters; at most 1,600 can be sent"));
    Ok(Measure { segments, units, left, unicode, cents, problem })
}
