//! The sample month as an owner would have left it: read up to yesterday, and done where nothing is open.

use super::{App, Error};
use crate::{
    journal::Journal as _,
    model::{SnippetId, decision::Decided, schedule::Snippet},
    store::{ConversationSummary, Tab},
};

const HOUR_MS: i64 = 3_600_000;
/// What came in the last hours is still unread.
const UNREAD_MS: i64 = 14 * HOUR_MS;
/// A conversation that has rested so long is done, unless somebody waits in it.
const DONE_MS: i64 = 6 * 24 * HOUR_MS;

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
        for row in rows {
            let through = row.last_at.min(newest.plus_ms(-UNREAD_MS));
            decided.push(Decided::MarkedRead { place: row.target.clone(), through });
            if row.waiting_since.is_none() && row.last_at < newest.plus_ms(-DONE_MS) {
                decided.push(Decided::Done { place: row.target });
            }
        }
        decided.extend(snippets());
        self.decide(decided).await
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
