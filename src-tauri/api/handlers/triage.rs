//! Many conversations at once: done, read, snoozed, pinned, and back as they were.

use super::{Result, ask, conversation_id, inbox::tab_of};
use crate::{
    api::{
        Api,
        wire::{
            self, ApiError, ChangeInboxReq, ChangedInbox, Code, InboxChange, InboxIds, InboxIdsReq, Nothing,
            RestoreInboxReq, SeenConversation, StateBefore,
        },
    },
    app::App,
    model::{
        ConversationId, LineId, QuoConversationId, UtcMillis,
        conversation::Standing,
        decision::{Decided, InboxMark},
    },
    store::ConversationSummary,
};

/// Conversations of one change.
const MOST: usize = 5_000;
/// The longest snooze.
const MOST_SNOOZE_MS: i64 = 10 * 366 * 86_400_000;

pub async fn inbox_ids(api: &Api, req: InboxIdsReq) -> Result<InboxIds> {
    ask(api, move |app| {
        let InboxIdsReq { tab, line_id, tag } = req;
        let line = line_id.map(LineId);
        let (rows, more) = app.store.inbox_all(tab_of(&tab), line.as_ref(), tag.as_deref(), MOST)?;
        let seen =
            |row: ConversationSummary| SeenConversation { conversation_id: row.id.0, last_at: Some(row.last_at.0) };
        Ok(InboxIds { conversations: rows.into_iter().map(seen).collect(), more })
    })
    .await
}

/// What is to be written down, what is to be told to Quo, and the way back.
#[derive(Default)]
struct Plan {
    decided: Vec<Decided>,
    pushes: Vec<(QuoConversationId, InboxMark)>,
    before: Vec<StateBefore>,
}

pub async fn change_inbox(api: &Api, req: ChangeInboxReq) -> Result<ChangedInbox> {
    let ChangeInboxReq { conversations, change } = req;
    checked(conversations.len())?;
    if let InboxChange::Snooze { until, wake_early: _ } = change {
        let ahead = until.saturating_sub(api.app.seam.now().0);
        if ahead <= 0 || ahead > MOST_SNOOZE_MS {
            return Err(ApiError::new(Code::BadInput, "a snooze ends at a moment to come; choose a later one"));
        }
    }
    let plan = ask(api, move |app| {
        let push = pushes(app)?;
        let mut plan = Plan::default();
        for SeenConversation { conversation_id: id, last_at } in conversations {
            // One that is gone meanwhile needs nothing.
            let Some(row) = app.store.conversation(&conversation_id(&id)?)? else { continue };
            add(app, &mut plan, &row, &change, last_at.map(UtcMillis), push)?;
        }
        Ok(plan)
    });
    let Plan { decided, pushes, before } = plan.await?;
    api.app.clear_desk(decided, pushes).await?;
    Ok(ChangedInbox { before })
}

pub async fn restore_inbox(api: &Api, req: RestoreInboxReq) -> Result<Nothing> {
    checked(req.before.len())?;
    let now = api.app.seam.now();
    let plan = ask(api, move |app| {
        let push = pushes(app)?;
        let mut plan = Plan::default();
        for before in req.before {
            let StateBefore { conversation_id: id, read_through, standing, pinned, seen } = before;
            let Some(row) = app.store.conversation(&conversation_id(&id)?)? else { continue };
            let place = row.target.clone();
            if let Some(through) = read_through {
                plan.decided.push(Decided::MarkedRead { place: place.clone(), through: UtcMillis(through) });
            }
            if let Some(pinned) = pinned {
                plan.decided.push(Decided::Pinned { place: place.clone(), pinned });
            }
            let seen = UtcMillis(seen);
            let (what, mark) = match standing {
                None => continue,
                Some(wire::Standing::Done) => (Decided::DoneAsSeen { place, seen }, InboxMark::Done),
                Some(wire::Standing::Snoozed { until, wake_early }) if until > now.0 => {
                    (Decided::Snoozed { place, until: UtcMillis(until), wake_early, seen }, InboxMark::Open)
                }
                Some(wire::Standing::Open | wire::Standing::Snoozed { .. }) => {
                    (Decided::Reopened { place }, InboxMark::Open)
                }
            };
            // Quo knows done and open alone: a snooze changes nothing there.
            let was_done = row.done;
            plan.decided.push(what);
            if was_done != (mark == InboxMark::Done) {
                tell_quo(app, &mut plan, &row.id, mark, push)?;
            }
        }
        Ok(plan)
    });
    let Plan { decided, pushes, before: _ } = plan.await?;
    api.app.clear_desk(decided, pushes).await?;
    Ok(Nothing {})
}

fn checked(count: usize) -> Result<()> {
    if count > MOST {
        return Err(ApiError::new(Code::BadInput, "at most 5,000 conversations can be changed at once"));
    }
    Ok(())
}

/// Whether marks are written to Quo.
fn pushes(app: &App) -> Result<bool> {
    Ok(app.quo().is_some() && app.settings()?.push_marks)
}

fn tell_quo(app: &App, plan: &mut Plan, id: &ConversationId, mark: InboxMark, push: bool) -> Result<()> {
    if push && let Some(quo) = app.store.quo_conversation(id)? {
        plan.pushes.push((quo, mark));
    }
    Ok(())
}

/// What a change means for one conversation; nothing, if it is so already.
fn add(
    app: &App,
    plan: &mut Plan,
    row: &ConversationSummary,
    change: &InboxChange,
    last_seen: Option<UtcMillis>,
    push: bool,
) -> Result<()> {
    let place = row.target.clone();
    // Whoever decides has not seen what came after.
    let last_seen = last_seen.map_or(row.last_at, |at| at.min(row.last_at));
    let known = row.last_incoming.map_or(UtcMillis(0), |at| at.min(last_seen));
    let mut before = StateBefore {
        conversation_id: row.id.0.clone(),
        read_through: None,
        standing: None,
        pinned: None,
        seen: row.last_incoming.map_or(0, |at| at.0),
    };
    let standing = match row.standing {
        Standing::Open => wire::Standing::Open,
        Standing::Done => wire::Standing::Done,
        Standing::Snoozed { until, wake_early } => wire::Standing::Snoozed { until: until.0, wake_early },
    };
    let mut mark = None;
    let decided = match change {
        InboxChange::Read => {
            if row.unread == 0 {
                return Ok(());
            }
            (mark, before.read_through) = (Some(InboxMark::Read), Some(row.read_through.0.max(0)));
            Decided::MarkedRead { place, through: last_seen }
        }
        InboxChange::Unread => {
            let done = row.standing == Standing::Done;
            if row.unread > 0 && !done {
                return Ok(());
            }
            // Where nothing ever asked to be read there is nothing to mark. Quo has no word for unread.
            let Some(last) = app.store.last_alert(&row.id)? else { return Ok(()) };
            before.read_through = Some(row.read_through.0.max(0));
            // Whoever marks something as unread wants it back on the desk.
            if done {
                plan.decided.push(Decided::Reopened { place: place.clone() });
                (mark, before.standing) = (Some(InboxMark::Open), Some(standing));
            }
            Decided::MarkedRead { place, through: row.read_through.min(UtcMillis(last.0.saturating_sub(1))) }
        }
        InboxChange::Done => {
            if row.standing == Standing::Done {
                return Ok(());
            }
            (mark, before.standing) = (Some(InboxMark::Done), Some(standing));
            Decided::DoneAsSeen { place, seen: known }
        }
        InboxChange::Open => {
            if row.standing == Standing::Open {
                return Ok(());
            }
            (mark, before.standing) = (row.done.then_some(InboxMark::Open), Some(standing));
            Decided::Reopened { place }
        }
        InboxChange::Snooze { until, wake_early } => {
            (mark, before.standing) = (row.done.then_some(InboxMark::Open), Some(standing));
            Decided::Snoozed { place, until: UtcMillis(*until), wake_early: *wake_early, seen: known }
        }
        InboxChange::Pin | InboxChange::Unpin => {
            let pinned = *change == InboxChange::Pin;
            if row.pinned == pinned {
                return Ok(());
            }
            before.pinned = Some(row.pinned);
            Decided::Pinned { place, pinned }
        }
    };
    plan.decided.push(decided);
    plan.before.push(before);
    match mark {
        Some(mark) => tell_quo(app, plan, &row.id, mark, push),
        None => Ok(()),
    }
}
