//! The sample month as an owner would have left it: read up to yesterday, done where nothing is open, with a few
//! conversations pinned and a few put off.

use super::{App, Error};
use crate::{
    journal::Journal as _,
    model::{UtcMillis, conversation::Standing, decision::Decided},
    store::{ConversationSummary, Tab},
};

const HOUR_MS: i64 = 3_600_000;
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
        self.decide(decided).await
    }
}
