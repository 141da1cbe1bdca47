//! Marks, drafts, notes, and who may be texted.

use super::{Result, ask, conversation_id, no_conversation, timeline};
use crate::{
    api::{
        Api,
        wire::{ApiError, Code, DraftReq, Mark, MarkReq, NoteReq, Nothing, OptReq, TimelineItem},
    },
    model::{
        ItemId, UtcMillis,
        conversation::Standing,
        decision::{Decided, InboxMark},
        place::Target,
    },
    store::{Anchor, ConversationSummary, TimelineEntry},
};

/// Longest note or draft in bytes.
const MOST_WORDS: usize = 20_000;

async fn summary(api: &Api, id: &str) -> Result<ConversationSummary> {
    let id = conversation_id(id)?;
    ask(api, move |app| app.store.conversation(&id)?.ok_or_else(no_conversation)).await
}

async fn target(api: &Api, id: &str) -> Result<Target> {
    let id = conversation_id(id)?;
    ask(api, move |app| app.store.target(&id)?.ok_or_else(no_conversation)).await
}

pub async fn mark(api: &Api, req: MarkReq) -> Result<Nothing> {
    let summary = summary(api, &req.conversation_id).await?;
    let place = summary.target.clone();
    // Whoever marks something as unread wants it back on the desk.
    let back = req.mark == Mark::Unread && summary.standing == Standing::Done;
    let what = match req.mark {
        // Everything that is there now; what comes later is unread whatever the clocks say.
        Mark::Read => Decided::MarkedRead { place, through: summary.last_at },
        Mark::Unread => {
            let id = summary.id.clone();
            let last = ask(api, move |app| Ok(app.store.last_alert(&id)?));
            // Where nothing ever asked to be read there is nothing to mark.
            let Some(last) = last.await? else { return Ok(Nothing {}) };
            // What is unread in part stays unread from where it was.
            let through = summary.read_through.min(UtcMillis(last.0.saturating_sub(1)));
            Decided::MarkedRead { place, through }
        }
        Mark::Done => Decided::DoneAsSeen { place, seen: summary.last_incoming.unwrap_or(UtcMillis(0)) },
        Mark::Open => Decided::Reopened { place },
    };
    let reopened = back.then(|| Decided::Reopened { place: summary.target.clone() });
    api.app.decide(reopened.into_iter().chain([what]).collect()).await?;
    let at_quo = match req.mark {
        Mark::Read => Some(InboxMark::Read),
        Mark::Done => Some(InboxMark::Done),
        Mark::Open => Some(InboxMark::Open),
        // Quo has no word for unread.
        Mark::Unread => back.then_some(InboxMark::Open),
    };
    if let Some(mark) = at_quo
        && api.app.quo().is_some()
    {
        let id = summary.id.clone();
        let conversation = ask(api, move |app| {
            if !app.settings()?.push_marks {
                return Ok(None);
            }
            // A call that was read from Quo's API does not say its conversation; one of the last items will.
            let page = app.store.timeline_page(&id, &Anchor::End, 50)?.ok_or_else(no_conversation)?;
            let named = |entry: &TimelineEntry| entry.item.whereabouts().and_then(|place| place.quo_id().cloned());
            Ok(page.items.iter().rev().find_map(named))
        });
        if let Some(conversation) = conversation.await? {
            api.app.push_mark(conversation, mark).await?;
        }
    }
    Ok(Nothing {})
}

pub async fn save_draft(api: &Api, req: DraftReq) -> Result<Nothing> {
    if req.text.len() > MOST_WORDS {
        return Err(ApiError::new(Code::BadInput, "a draft has at most 20,000 bytes"));
    }
    let place = target(api, &req.conversation_id).await?;
    let id = conversation_id(&req.conversation_id)?;
    let kept = ask(api, move |app| Ok(app.store.draft(&id)?)).await?;
    if kept != req.text {
        api.app.decide(vec![Decided::DraftSaved { place, text: req.text }]).await?;
    }
    Ok(Nothing {})
}

pub async fn add_note(api: &Api, req: NoteReq) -> Result<TimelineItem> {
    let text = req.text.trim().to_owned();
    if text.is_empty() || text.len() > MOST_WORDS {
        return Err(ApiError::new(Code::BadInput, "a note has between 1 and 20,000 bytes"));
    }
    let place = target(api, &req.conversation_id).await?;
    let id = ItemId(format!("note:{}", api.app.seam.fresh_id()));
    api.app.decide(vec![Decided::NoteAdded { id: id.clone(), place, text, by: None }]).await?;
    ask(api, move |app| {
        let item = app.store.item(&id)?;
        let item =
            item.ok_or_else(|| ApiError::new(Code::Unavailable, "the note is written down and not shown yet"))?;
        timeline::item(app, TimelineEntry { item, unread: false })
    })
    .await
}

pub async fn set_opt_out(api: &Api, req: OptReq) -> Result<Nothing> {
    let target = target(api, &req.conversation_id).await?;
    let decided = target
        .others
        .iter()
        .filter(|party| party.phone().is_some())
        .cloned()
        .map(|party| if req.opted_out { Decided::OptOutSet { party } } else { Decided::OptOutLifted { party } });
    let decided: Vec<Decided> = decided.collect();
    if decided.is_empty() {
        return Err(ApiError::new(Code::Refused, "only phone numbers can opt out"));
    }
    api.app.decide(decided).await?;
    Ok(Nothing {})
}
