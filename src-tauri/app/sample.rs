//! The sample month as an owner would have left it: read up to yesterday, done where nothing is open, with a few
//! conversations pinned and a few put off.

use super::{App, Error};
use crate::{
    journal::Journal as _,
    model::{
        ItemId, SnippetId, UtcMillis,
        conversation::Standing,
        decision::Decided,
        follow_up::{Due, NewFollowUp, Source, step_id},
        item::Item,
        place::Target,
        saved_search::Search,
        schedule::Snippet,
    },
    store::{Anchor, ConversationSummary, Tab},
};

const HOUR_MS: i64 = 3_600_000;
/// Next steps that are follow-ups.
const SAMPLE_PROMISES: usize = 8;
/// What came in the last hours is still unread.
const UNREAD_MS: i64 = 14 * HOUR_MS;
/// A conversation that has rested so long is done, unless somebody waits in it.
const DONE_MS: i64 = 6 * 24 * HOUR_MS;
/// Hours until conversations come back that were put off.
const PUT_OFF_H: [i64; 3] = [20, 68, 143];
/// Conversations that stay on top.
const PINNED: usize = 2;

impl App {
    /// Marks the sample month as read and done, through the journal like everything a person decides.
    ///
    /// # Errors
    /// If the store cannot be read or the journal not written.
    pub async fn tidy_sample_data(&self) -> Result<(), Error> {
        self.wait_for(self.journal.last()).await;
        let now = self.seam.now();
        let mut rows: Vec<ConversationSummary> = Vec::new();
        let mut cursor = None;
        loop {
            let page = self.store.inbox_page(Tab::All, None, cursor.as_deref(), 200);
            let page = page.map_err(|cause| Error::part("store", &cause))?;
            rows.extend(page.rows);
            match page.next {
                Some(next) => cursor = Some(next),
                None => break,
            }
        }
        // The newest item is the yardstick, not the clock: outside office hours the month ends earlier.
        let newest = rows.iter().map(|row| row.last_at).max().unwrap_or(now);
        let mut decided = Vec::new();
        let quiet = |row: &&ConversationSummary| {
            row.waiting_since.is_none()
                && row.standing == Standing::Open
                && row.last_at < newest.plus_ms(-UNREAD_MS)
                && row.last_at >= newest.plus_ms(-DONE_MS)
        };
        let mut longest: Vec<&ConversationSummary> = rows.iter().filter(quiet).collect();
        longest.sort_by(|a, b| (b.items, &b.id).cmp(&(a.items, &a.id)));
        for row in longest.iter().take(PINNED) {
            decided.push(Decided::Pinned { place: row.target.clone(), pinned: true });
        }
        for (row, hours) in longest.iter().skip(PINNED).zip(PUT_OFF_H) {
            // On the hour, as somebody would have chosen it.
            let until = UtcMillis(now.0.saturating_sub(now.0.rem_euclid(HOUR_MS))).plus_ms(hours * HOUR_MS);
            let seen = row.last_incoming.unwrap_or(row.last_at);
            decided.push(Decided::Snoozed { place: row.target.clone(), until, wake_early: true, seen });
        }
        for row in rows {
            let through = row.last_at.min(newest.plus_ms(-UNREAD_MS));
            decided.push(Decided::MarkedRead { place: row.target.clone(), through });
            if row.waiting_since.is_none() && row.last_at < newest.plus_ms(-DONE_MS) {
                decided.push(Decided::Done { place: row.target });
            }
        }
        let promises = self.sample_promises(now).map_err(|cause| Error::part("store", &cause))?;
        decided.extend(promises);
        let searches = [("Leaks, on the phone", "leak in:calls"), ("Estimates sent", "estimate from:me")];
        decided.extend(searches.into_iter().map(|(name, query)| {
            let search = Search { name: name.to_owned(), query: query.to_owned(), newest: false };
            Decided::SearchSaved { id: self.seam.fresh_id().to_string().into(), search: Some(search) }
        }));
        decided.extend(snippets());
        self.decide(decided).await
    }

    /// Follow-ups from the next steps of the month's calls: the newest are due in the days to come, earlier ones were
    /// done, and one was forgotten.
    fn sample_promises(&self, now: UtcMillis) -> Result<Vec<Decided>, crate::store::Error> {
        let mut steps: Vec<(UtcMillis, ItemId, u32, String, Option<Target>)> = Vec::new();
        let mut cursor = None;
        loop {
            let page = self.store.inbox_page(Tab::All, None, cursor.as_deref(), 200)?;
            for row in page.rows {
                let Some(items) = self.store.timeline_page(&row.id, &Anchor::End, 200)? else { continue };
                for entry in items.items {
                    let Item::Call(call) = entry.item else { continue };
                    let summary = call.summary.as_ref().map(|summary| summary.next_steps.clone()).unwrap_or_default();
                    for (index, title) in (0_u32..).zip(summary).filter(|(index, _)| !call.is_ticked(*index)) {
                        steps.push((call.at(), call.id.clone(), index, title, Some(row.target.clone())));
                    }
                }
            }
            match page.next {
                Some(next) => cursor = Some(next),
                None => break,
            }
        }
        steps.sort_by(|a, b| (b.0, &b.1, b.2).cmp(&(a.0, &a.1, a.2)));
        steps.truncate(SAMPLE_PROMISES);
        let mut decided = Vec::new();
        for (place, (_, call, index, title, target)) in steps.into_iter().enumerate() {
            let due = match place {
                0 => Due::At(now.plus_ms(2 * HOUR_MS)),
                1 => Due::At(now.plus_ms(-20 * HOUR_MS)),
                2 => Due::At(now.plus_ms(22 * HOUR_MS)),
                3 => Due::At(now.plus_ms(3 * 24 * HOUR_MS)),
                4 => Due::Never,
                _ => Due::At(now.plus_ms(-48 * HOUR_MS)),
            };
            let (id, source) = (step_id(&call, index), Source::Step { call: call.clone(), index });
            decided.push(Decided::FollowUpMade(NewFollowUp { id, title, due, source, place: target, contact: None }));
            if place > 4 {
                decided.push(Decided::NextStepTicked { call, index, done: true });
            }
        }
        Ok(decided)
    }
}

/// Words that a roofing firm uses again and again.
fn snippets() -> impl Iterator<Item = Decided> {
    const SNIPPETS: [(&str, &str); 5] = [
        ("On our way", "Hi {first name|there}, we are on our way and should be with you at about {time}."),
        (
            "Confirm a visit",
            "Hi {first name|there}, this confirms our visit {date|tomorrow} at {time}. Reply here if anything changes.",
        ),
        (
            "Estimate sent",
            "Hi {first name|there}, the estimate for {address} is in your email. Happy to answer any question.",
        ),
        (
            "Ask for a review",
            "Thank you for choosing Lakeview Roofing, {first name|neighbor}! A short review helps us a lot: lakeviewroofing.example/review",
        ),
        ("Missed your call", "Hi {first name|there}, sorry we missed your call. When is a good time to call you back?"),
    ];
    SNIPPETS.into_iter().map(|(name, text)| {
        let id = SnippetId(format!("sample:{name}"));
        Decided::SnippetSaved(Snippet { id, name: name.to_owned(), text: text.to_owned() })
    })
}
