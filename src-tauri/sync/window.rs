//! Reading stretches of time, and conversations one by one where Quo cannot list by time.

use super::{
    Error,
    job::{Job, Mode},
    pass::Pass,
    plan,
    source::{Page, Row, Said},
};
use crate::{
    model::{
        ItemId, LineId, UtcMillis,
        decision::Decided,
        event::Event,
        history::{HistoryKind, HistoryNote, ListedItem, Part, PartSeen, PartState, Reading, Span, Stretch},
        item::Item,
    },
    quo::{self, Asked, Cause, Conversation},
    store::Store,
};
use std::{collections::BTreeSet, sync::atomic::Ordering};

/// Conversations changed so long before the first look are read by their stretches anyway.
const FIRST_LOOK_MS: i64 = plan::DAY_MS;

/// Deliveries older than this are forgotten: Quo gives one up after 28 hours, and history is read by other lists too.
const LOG_MS: i64 = 28 * plan::DAY_MS;
/// A delivery may be given up long after it was made.
const LOG_OVERLAP_MS: i64 = 2 * plan::DAY_MS;

impl Pass {
    /// Reads a stretch of time, page by page, each written down as soon as it is here.
    pub(super) async fn window(&self, kind: HistoryKind, span: Span, mode: Mode) -> Result<(), Error> {
        let mut asked = span;
        let mut left = span;
        let mut after = None;
        let mut waiting: Vec<Row> = Vec::new();
        let mut first = true;
        loop {
            let page = self.source.page(kind, asked, after.as_ref()).await?;
            let Page { rows, unreadable, next, circular } = page;
            self.meter.request(self.sink.seam.now(), if mode == Mode::First { rows.len() as u64 } else { 0 });
            note_unreadable(&unreadable);
            let newest = rows.iter().map(|row| row.at).max();
            let oldest = rows.iter().map(|row| row.at).min();
            for row in rows {
                if left.holds(row.at) {
                    waiting.push(row);
                } else if span.holds(row.at) && row.at >= left.to {
                    // Newest first is Quo's promise. What comes late all the same is listed anew where it belongs.
                    let span = Span { from: row.at, to: row.at.plus_ms(1) };
                    self.queue.push(Job::Window { kind, span, mode: Mode::Again });
                }
            }
            if next.is_none() && !circular {
                return self.keep(kind, Stretch::Time(left), left, waiting, mode).await;
            }
            let (Some(newest), Some(oldest)) = (newest, oldest) else {
                // Not one row of the page can be read; there may be others behind it.
                if next.is_none() {
                    return self.keep(kind, Stretch::Time(left), left, waiting, mode).await;
                }
                after = next;
                continue;
            };
            if first {
                let mut pieces = plan::pieces(Span { from: left.from, to: left.to }, waiting.len(), newest, oldest);
                if pieces.len() > 1 {
                    let own = pieces.remove(0);
                    for piece in pieces {
                        self.queue.push(Job::Window { kind, span: piece, mode });
                    }
                    left.from = own.from;
                }
                first = false;
            }
            if oldest < left.from {
                return self.keep(kind, Stretch::Time(left), left, waiting, mode).await;
            }
            // Another item of the oldest moment may be on the next page: everything later is whole.
            let border = oldest.plus_ms(1);
            if border < left.to {
                let whole = Span { from: border, to: left.to };
                let (done, rest) = waiting.into_iter().partition(|row| row.at >= border);
                self.keep(kind, Stretch::Time(whole), whole, done, mode).await?;
                waiting = rest;
                left.to = border;
            } else if circular {
                let what = "more texts or calls of one moment than a page holds, and no way to the next page";
                return Err(Error::Quo(crate::quo::Error {
                    asked: Asked::Read,
                    cause: Cause::Unreadable(what.to_owned()),
                }));
            }
            after = next;
            if circular {
                asked = left;
            }
        }
    }

    /// Writes down what a stretch holds.
    async fn keep(
        &self,
        kind: HistoryKind,
        stretch: Stretch,
        span: Span,
        rows: Vec<Row>,
        mode: Mode,
    ) -> Result<(), Error> {
        let v1_only = self.source.is_v1_only();
        let count = rows.len();
        let (mut items, mut events, mut parts) = (Vec::with_capacity(count), Vec::new(), Vec::new());
        let mut ask_for = Vec::new();
        for row in rows {
            let Row { id, line, at, answered, incoming, events: said, parts: mut seen } = row;
            let mut ask = Vec::new();
            if let Some(answered) = answered {
                ask = plan::parts_to_ask(answered, incoming, v1_only);
                if answered && !v1_only && !seen.iter().any(|(part, _)| *part == Part::Summary) {
                    seen.push((Part::Summary, Said::Missing));
                }
                // That an untaken call has no summary says nothing.
                seen.retain(|(_, said)| answered || matches!(said, Said::There(_) | Said::Underway));
                for (part, said) in seen {
                    let state = said.state(0, plan::look_again(at, 0, self.began));
                    parts.push(PartSeen { call: id.clone(), part, state });
                }
                if !ask.is_empty() && mode != Mode::Audit {
                    ask_for.push((id.clone(), at, ask.clone()));
                }
            }
            events.extend(said);
            items.push(ListedItem { id, line, at, ask });
        }
        let is_time = matches!(stretch, Stretch::Time(_));
        let reading = Reading { kind, stretch, items };
        let news = self.sink.ask(move |store| {
            let ids: BTreeSet<_> = reading.items.iter().map(|item| item.id.clone()).collect();
            let mut missing = 0_u64;
            let mut is_known = false;
            if mode != Mode::First {
                for id in &ids {
                    missing = missing.saturating_add(u64::from(!is_here(store, id)?));
                }
                if is_time {
                    let (covered, listed) = store.listed_in(kind, span)?;
                    let listed: BTreeSet<_> = listed.into_iter().map(|item| item.id).collect();
                    is_known = plan::gaps(&covered, span).is_empty() && listed == ids;
                }
                let mut kept = Vec::new();
                for event in events {
                    if store.is_news(&event)? {
                        kept.push(event);
                    }
                }
                events = kept;
            }
            let mut changed = Vec::new();
            for seen in parts {
                let held = store.parts_of(&seen.call)?.remove(&seen.part);
                if !is_same(held.as_ref(), &seen.state) {
                    changed.push(seen);
                }
            }
            let mut unasked = Vec::new();
            for (call, at, mut ask) in ask_for {
                let held = store.parts_of(&call)?;
                ask.retain(|part| !held.contains_key(part));
                if !ask.is_empty() {
                    unasked.push((call, at, ask));
                }
            }
            let tell = mode != Mode::Again || !is_known;
            Ok((events, tell.then_some(reading), changed, unasked, missing))
        });
        let (events, reading, parts, unasked, missing) = news.await?;
        if mode == Mode::Audit {
            self.missing.fetch_add(missing, Ordering::SeqCst);
        }
        let mut decided: Vec<Decided> = reading.map(Decided::HistoryRead).into_iter().collect();
        if !parts.is_empty() {
            decided.push(Decided::PartsSeen { parts });
        }
        let source = match kind {
            HistoryKind::Messages => "GET /messages",
            HistoryKind::Calls => "GET /calls",
        };
        self.sink.write(source, events, decided).await?;
        if mode == Mode::First {
            self.count(kind, span, count);
        }
        for (call, at, parts) in unasked {
            self.queue.push(Job::Parts { call, at, parts });
        }
        Ok(())
    }

    /// Looks at conversations that changed; where what happened last is not here, its stretch is read again.
    pub(super) async fn changes(&self) -> Result<(), Error> {
        let since = self.progress.conversations_through.unwrap_or_else(|| self.began.plus_ms(-FIRST_LOOK_MS));
        let (mut through, mut after) = (since, None);
        loop {
            let page = self.source.changed_conversations(Some(since), after.as_ref()).await?;
            self.meter.request(self.sink.seam.now(), 0);
            note_unreadable(&page.unreadable);
            let rows = page.rows;
            through = rows.iter().filter_map(|row| row.updated_at).fold(through, UtcMillis::max);
            let lacking = self.sink.ask(move |store| {
                let mut lacking = Vec::new();
                for row in rows {
                    if let (Some(last), Some(at)) = (row.last_activity, row.last_activity_at)
                        && !is_here(store, &last)?
                    {
                        lacking.push(at);
                    }
                }
                Ok(lacking)
            });
            for at in lacking.await? {
                let span = Span { from: at.plus_ms(-1_000), to: at.plus_ms(1_000) };
                for kind in HistoryKind::ALL {
                    // What was never read is read by its window.
                    let (covered, _) = self.sink.ask(move |store| store.listed_in(kind, span)).await?;
                    if plan::gaps(&covered, span).is_empty() {
                        self.queue.push(Job::Window { kind, span, mode: Mode::Again });
                    }
                }
            }
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        if self.progress.conversations_through == Some(through) {
            return Ok(());
        }
        let seen = Decided::HistoryNoted(HistoryNote::ConversationsSeen { through });
        self.sink.write("", Vec::new(), vec![seen]).await
    }

    /// Asks once more for every delivery that never arrived. They come in like any other, and those that are known
    /// change nothing.
    pub(super) async fn deliveries(&self) -> Result<(), Error> {
        let known = self.progress.deliveries_through.map(|through| through.plus_ms(-LOG_OVERLAP_MS));
        let since = known.unwrap_or_else(|| self.began.plus_ms(-LOG_MS));
        let lost = self.source.lost(since, self.began).await?;
        self.meter.request(self.sink.seam.now(), 0);
        for lost in &lost {
            self.source.deliver_again(lost).await?;
            self.meter.request(self.sink.seam.now(), 0);
            self.meter.delivery();
        }
        if lost.is_empty() && self.progress.deliveries_through.is_none() {
            return Ok(());
        }
        let seen = Decided::HistoryNoted(HistoryNote::DeliveriesSeen { through: self.began });
        self.sink.write("", Vec::new(), vec![seen]).await
    }

    /// Reads all contacts; those that changed are written down.
    pub(super) async fn contacts(&self) -> Result<(), Error> {
        let mut after = None;
        loop {
            let quo::Page { rows: contacts, unreadable, next, circular: _ } =
                self.source.contacts(after.as_ref()).await?;
            self.meter.request(self.sink.seam.now(), 0);
            note_unreadable(&unreadable);
            let news = self.sink.ask(move |store| {
                let mut news = Vec::new();
                for event in contacts {
                    if store.is_news(&event)? {
                        news.push(event);
                    }
                }
                Ok(news)
            });
            let news: Vec<Event> = news.await?;
            self.sink.write("GET /v1/contacts", news, Vec::new()).await?;
            after = next;
            if after.is_none() {
                let read = Decided::HistoryNoted(HistoryNote::ContactsRead);
                return self.sink.write("", Vec::new(), vec![read]).await;
            }
        }
    }

    /// Lists the conversations of a line that changed, by `/v1`, and queues those that were not read since.
    pub(super) async fn line(&self, line: LineId) -> Result<(), Error> {
        let all = self.is_full_audit();
        let since = self.progress.conversations_through.filter(|_| !all);
        let mut after = None;
        loop {
            let page = self.source.conversations_v1(&line, since, after.as_ref()).await?;
            self.meter.request(self.sink.seam.now(), 0);
            note_unreadable(&page.unreadable);
            let mut rows = page.rows;
            for row in &mut rows {
                row.line.get_or_insert_with(|| line.clone());
            }
            let unread = self.sink.ask(move |store| {
                let mut unread: Vec<(Conversation, Mode)> = Vec::new();
                for row in rows {
                    let read_at = store.conversation_read_at(HistoryKind::Calls, &row.id)?;
                    match (read_at, row.updated_at) {
                        (Some(_), _) if all => unread.push((row, Mode::Audit)),
                        (Some(read_at), Some(changed)) if read_at > changed => {}
                        (Some(_), _) => unread.push((row, Mode::Again)),
                        (None, _) => unread.push((row, Mode::First)),
                    }
                }
                Ok(unread)
            });
            for (row, mode) in unread.await? {
                self.queue.push(Job::Conversation(row, mode));
            }
            after = page.next;
            if after.is_none() {
                return Ok(());
            }
        }
    }

    /// Reads one conversation whole, by `/v1`: its texts, then its calls.
    pub(super) async fn conversation(&self, conversation: Conversation, mode: Mode) -> Result<(), Error> {
        let Some(line) = conversation.line.clone() else { return Ok(()) };
        for kind in HistoryKind::ALL {
            let (rows, unreadable) = self.source.conversation_v1(kind, &line, &conversation.others).await?;
            self.meter.request(self.sink.seam.now(), if mode == Mode::First { rows.len() as u64 } else { 0 });
            note_unreadable(&unreadable);
            let span = Span { from: self.began, to: self.began };
            let stretch = Stretch::Conversation { id: conversation.id.clone() };
            self.keep(kind, stretch, span, rows, mode).await?;
        }
        Ok(())
    }
}

/// Whether what was said before is the same, or a look at what is still under way, whose schedule stands.
fn is_same(held: Option<&PartState>, said: &PartState) -> bool {
    match (held, said) {
        (Some(PartState::Pending { .. }), PartState::Pending { .. }) => true,
        (held, said) => held == Some(said),
    }
}

/// Whether a text or call is here as the ledger counts it: of a call more than what belongs to it.
fn is_here(store: &Store, id: &ItemId) -> Result<bool, crate::store::Error> {
    Ok(match store.item(id)? {
        Some(Item::Call(call)) => call.told,
        Some(Item::Message(_) | Item::Note(_) | Item::Outgoing(_)) => true,
        None => false,
    })
}

fn note_unreadable(unreadable: &[String]) {
    for reason in unreadable {
        tracing::warn!(reason, "a row of Quo's history cannot be read");
    }
}
