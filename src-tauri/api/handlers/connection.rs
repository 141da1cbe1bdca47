//! The Connection screen: listener, journal, totals, deliveries, dead letters.

use super::{Result, ask, cut, status};
use crate::{
    api::{
        Api,
        wire::{
            ApiError, Code, Connection, DeliveriesPage, DeliveriesReq, Delivery, DeliveryFilter, DeliveryOutcome,
            DeliveryReq, DeliveryRow, JournalStatus, LabelledCount, LabelledValue, Nothing, ReplayReq, Replayed,
            Totals,
        },
    },
    app::App,
    journal::{Journal as _, Kind, ReadLimit, Seq, Writing},
    model::decision::Decided,
    store::{self, record},
    webhook::{self, HOOK_PATH},
};

/// A delivery's body is shown up to this size.
const MOST_BODY: usize = 256 << 10;
/// Dead letters replayed in one go.
const MOST_REPLAYS: usize = 10_000;

pub async fn connection(api: &Api, _: Nothing) -> Result<Connection> {
    let listening = api.listening();
    ask(api, move |app| {
        let totals = app.store.totals();
        let hook = app.hook_stats().snapshot();
        let newest = app.store.deliveries(store::DeliveryFilter::All, None, 1)?.rows.into_iter().next();
        let refused = hook
            .refused
            .iter()
            .map(|(why, count)| LabelledCount { label: refused_words(*why).to_owned(), count: *count });
        let day_began = app.seam.now().0.saturating_sub(24 * 3600 * 1000);
        Ok(Connection {
            hook_address: listening.map(|address| address.to_string()).unwrap_or_default(),
            hook_path: HOOK_PATH.to_owned(),
            listening: listening.is_some(),
            signing_secrets: u32::try_from(app.intake.secrets()).unwrap_or(u32::MAX),
            key_set: app.quo().is_some(),
            quo_url: app.config.quo_url.clone(),
            last_delivery_at: newest.as_ref().map(|row| row.record.at.0),
            last_delivery_type: newest.map(|row| row.record.event_type),
            received: totals.deliveries,
            refused: refused.collect(),
            today: since(app, day_began)?,
            totals: Totals {
                messages: totals.messages,
                calls: totals.calls,
                recordings: totals.recordings,
                summaries: totals.summaries,
                transcripts: totals.transcripts,
                voicemails: totals.voicemails,
                contacts: totals.contacts,
                conversations: app.store.inbox_counts(None).all,
                notes: totals.notes,
            },
            journal: journal(app),
            dead_letters: totals.dead,
            problems: status::problems(app),
        })
    })
    .await
}

/// Deliveries since a moment, counted up to 10,000.
fn since(app: &App, moment: i64) -> Result<u64> {
    let (mut count, mut before) = (0_u64, None);
    loop {
        let page = app.store.deliveries(store::DeliveryFilter::All, before, 500)?;
        let newer = page.rows.iter().take_while(|row| row.record.at.0 >= moment).count();
        count += newer as u64;
        match page.next {
            Some(next) if newer == page.rows.len() && count < 10_000 => before = Some(next),
            _ => return Ok(count),
        }
    }
}

fn journal(app: &App) -> JournalStatus {
    let health = app.journal.health();
    let writable = matches!(health.writing, Writing::Accepting);
    JournalStatus {
        records: health.last.0,
        size_bytes: health.bytes,
        segments: health.segments as u64,
        stored_through: app.store.applied(),
        indexed_through: app.findable_through(),
        writable,
        reason: (!writable).then(|| status::writing_words(&health.writing)),
        damage: health.damage.iter().map(ToString::to_string).collect(),
    }
}

fn refused_words(why: webhook::stats::Refused) -> &'static str {
    use webhook::stats::Refused;
    match why {
        Refused::Signature => "not signed by Quo",
        Refused::Mismatch => "signed with an unknown secret",
        Refused::Stale => "signed too long ago, or this clock is wrong",
        Refused::NotConfigured => "no signing secret set",
        Refused::NotRecorded => "could not be recorded",
        Refused::TooLarge => "too large",
        Refused::TooSlow => "too slow",
        Refused::Malformed => "not understood",
        Refused::Elsewhere => "another path",
        Refused::Method => "another method",
    }
}

pub async fn deliveries_page(api: &Api, req: DeliveriesReq) -> Result<DeliveriesPage> {
    ask(api, move |app| {
        let before = match req.cursor {
            None => None,
            Some(text) => {
                Some(text.parse().map_err(|_| ApiError::new(Code::BadInput, "cursor is not one of this list"))?)
            }
        };
        let filter = match req.only {
            DeliveryFilter::All => store::DeliveryFilter::All,
            DeliveryFilter::Dead => store::DeliveryFilter::Dead,
        };
        let page = app.store.deliveries(filter, before, req.limit as usize)?;
        Ok(DeliveriesPage {
            rows: page.rows.into_iter().map(row).collect(),
            next: page.next.map(|next| next.to_string()),
            total: page.total,
        })
    })
    .await
}

fn row(row: store::DeliveryRow) -> DeliveryRow {
    let store::DeliveryRow { seq, record } = row;
    let record::DeliveryRecord { at, event_type, generation, outcome, reason, size_bytes, conversation } = record;
    DeliveryRow {
        seq,
        at: at.0,
        event_type,
        generation,
        outcome: match outcome {
            record::DeliveryOutcome::Pending => DeliveryOutcome::Pending,
            record::DeliveryOutcome::Applied => DeliveryOutcome::Applied,
            record::DeliveryOutcome::Duplicate => DeliveryOutcome::Duplicate,
            record::DeliveryOutcome::NoEffect => DeliveryOutcome::NoEffect,
            record::DeliveryOutcome::Dead => DeliveryOutcome::Dead,
            record::DeliveryOutcome::Replayed => DeliveryOutcome::Replayed,
        },
        reason,
        size_bytes,
        conversation_id: conversation.map(|id| id.0),
    }
}

pub async fn delivery(api: &Api, req: DeliveryReq) -> Result<Delivery> {
    ask(api, move |app| {
        let none = || ApiError::new(Code::NotFound, "there is no such delivery");
        let found = app.store.delivery(req.seq)?.ok_or_else(none)?;
        let limit = ReadLimit { records: 1, bytes: usize::MAX };
        let records = app.journal.read(Seq(req.seq.saturating_sub(1)), limit);
        let records = records.map_err(|error| ApiError::new(Code::Unavailable, error.to_string()))?;
        let record = records
            .into_iter()
            .find(|record| record.seq.0 == req.seq && record.kind == Kind::Delivery)
            .ok_or_else(none)?;
        let kept = webhook::delivery::Delivery::decode(&record.payload)
            .map_err(|error| ApiError::new(Code::Unavailable, error.to_string()))?;
        // What proves a delivery is of no use to a reader, and could be replayed within its window.
        let headers = kept.headers.iter().map(|(name, value)| {
            let value = if name.contains("signature") { "•••".to_owned() } else { value.clone() };
            LabelledValue { label: name.clone(), value }
        });
        Ok(Delivery { headers: headers.collect(), body: body_text(&kept.body), row: row(found) })
    })
    .await
}

fn body_text(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body);
    // Only what is whole and not too large is laid out anew; anything else is shown as it came.
    let readable = if body.len() <= MOST_BODY {
        let value = serde_json::from_str::<serde_json::Value>(&text).ok();
        value.and_then(|value| serde_json::to_string_pretty(&value).ok())
    } else {
        None
    };
    let text = readable.unwrap_or_else(|| text.into_owned());
    let (shown, cut_off) = cut(&text, MOST_BODY);
    if cut_off { format!("{shown}…") } else { shown.to_owned() }
}

pub async fn replay_dead_letters(api: &Api, req: ReplayReq) -> Result<Replayed> {
    let wanted = ask(api, move |app| {
        let dead = app.store.dead_letters(MOST_REPLAYS)?;
        Ok(match req.seq {
            None => dead,
            Some(seq) => dead.into_iter().filter(|dead| *dead == seq).collect(),
        })
    });
    let wanted = wanted.await?;
    if wanted.is_empty() && req.seq.is_some() {
        return Err(ApiError::new(Code::NotFound, "this delivery is not a dead letter"));
    }
    for part in wanted.chunks(1000) {
        api.app.decide(part.iter().map(|seq| Decided::DeadLetterReplayed { seq: *seq }).collect()).await?;
    }
    ask(api, move |app| {
        let dead = app.store.dead_letters(usize::MAX)?;
        let still_dead = wanted.iter().filter(|seq| dead.contains(seq)).count() as u64;
        let tried = wanted.len() as u64;
        Ok(Replayed { tried, applied: tried - still_dead, still_dead })
    })
    .await
}
