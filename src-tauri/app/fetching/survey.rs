//! Looking through the whole store: which files are wanted, which are to be left out, and how many there are.

use super::{
    App,
    budget::{Budget, Kept, leave_out},
    files_of,
    queue::Want,
};
use crate::{
    media::BlobId,
    model::{
        ItemId,
        address::lasting,
        decision::{Decided, MediaState},
    },
};
use std::{
    collections::{BTreeSet, HashSet},
    sync::Arc,
};

/// Items read in one go.
const AT_ONCE: usize = 500;

/// Files by what became of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct MediaCounts {
    /// Here.
    pub here: u64,
    /// Size of those, each content once.
    pub here_bytes: u64,
    /// Could not be fetched, and nothing more is done about it.
    pub failed: u64,
    /// Left out because of the budget.
    pub left_out: u64,
    /// Size of those that were here before.
    pub left_out_bytes: u64,
    /// Wait for their turn or their next try.
    pub waiting: u64,
    /// On their way.
    pub fetching: u64,
}

/// What may be kept, as the owner chose.
pub fn budget(app: &App) -> Budget {
    let settings = app.settings().unwrap_or_default();
    Budget { bytes: settings.media_budget_mib.map(|mib| u64::from(mib) << 20), sounds: settings.media_budget_sounds }
}

/// A file as the survey found it.
struct Found {
    kept: Kept,
    want: Want,
    state: MediaState,
}

impl App {
    /// Files by what became of them. Reads all records of files.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn media_counts(&self) -> Result<MediaCounts, crate::store::Error> {
        let mut counts = MediaCounts::default();
        (counts.waiting, counts.fetching) = self.fetching.queue().counts();
        let mut contents = HashSet::new();
        let mut cursor = None;
        loop {
            let (records, next) = self.store.media_after(cursor.as_deref(), AT_ONCE)?;
            let more = !records.is_empty();
            for record in records {
                match record.state.value {
                    MediaState::Here { content, size_bytes, .. } => {
                        counts.here += 1;
                        if contents.insert(content) {
                            counts.here_bytes = counts.here_bytes.saturating_add(size_bytes);
                        }
                    }
                    MediaState::Failed { given_up, .. } => counts.failed += u64::from(given_up),
                    MediaState::LeftOut { size_bytes, .. } => {
                        counts.left_out += 1;
                        counts.left_out_bytes = counts.left_out_bytes.saturating_add(size_bytes);
                    }
                }
            }
            match next {
                Some(next) if more => cursor = Some(next),
                _ => return Ok(counts),
            }
        }
    }

    /// Wants every file that is not here, and leaves out what is over budget.
    pub(super) async fn survey_media(self: &Arc<Self>) {
        self.fetching.queue().begin_survey();
        let app = self.clone();
        let surveyed = self.blocking(move || app.look_through()).await;
        let decisions = match surveyed {
            Ok(Ok(decisions)) => decisions,
            Ok(Err(error)) => return tracing::warn!(%error, "files could not be looked through"),
            Err(_) => return,
        };
        for (item, decided, content) in decisions {
            if let Err(error) = self.decide(vec![decided]).await {
                return tracing::warn!(%error, "what is left out could not be written down");
            }
            // Only after it is written down: a file that is missing unasked would be fetched again.
            if let Some(content) = content
                && let Err(error) = self.blobs.remove(&content)
            {
                tracing::warn!(%error, "a file over budget could not be removed");
            }
            super::work::tell(self, &item);
        }
    }

    pub(super) fn has_file(&self, content: &str) -> bool {
        BlobId::parse(content).is_some_and(|id| self.blobs.path(&id).is_some())
    }

    fn look_through(&self) -> Result<Vec<(ItemId, Decided, Option<BlobId>)>, crate::store::Error> {
        let budget = budget(self);
        let mut settled: Vec<Found> = Vec::new();
        let mut cursor = None;
        loop {
            // Nobody waits for the rest when Ringbook is ending; the next start looks again.
            if self.token.is_cancelled() {
                return Ok(Vec::new());
            }
            let (items, next) = self.store.filed_after(cursor.as_deref(), AT_ONCE)?;
            let mut wants = Vec::new();
            for item in items {
                for (url, what) in files_of(&item) {
                    let record = self.store.media(&url)?;
                    let want = Want { url, what, item: item.id(), at: item.at(), urgent: false, tries: 0 };
                    match record.map(|record| record.state.value) {
                        None | Some(MediaState::Failed { given_up: false, .. }) => wants.push(want),
                        // Lost, or restored from a backup without files.
                        Some(MediaState::Here { content, .. }) if !self.has_file(&content) => wants.push(want),
                        Some(MediaState::Failed { given_up: true, .. }) => {}
                        Some(state) => settled.extend(found(want, state).filter(|found| {
                            // Without a budget only what was left out before is of interest.
                            budget.bytes.is_some() || matches!(found.state, MediaState::LeftOut { .. })
                        })),
                    }
                }
            }
            self.fetching.want(wants);
            match next {
                Some(next) => cursor = Some(next),
                None => break,
            }
        }
        let kept: Vec<Kept> = settled.iter().map(|found| found.kept.clone()).collect();
        let gone = leave_out(&kept, budget);
        // Wanted again: what was left out and fits now.
        let back = settled
            .iter()
            .filter(|found| matches!(found.state, MediaState::LeftOut { .. }) && !gone.contains(&found.kept.key));
        self.fetching.want(back.map(|found| Want { urgent: true, ..found.want.clone() }));
        Ok(decisions(settled, &gone))
    }
}

fn found(want: Want, state: MediaState) -> Option<Found> {
    let (content, size_bytes) = match &state {
        MediaState::Here { content, size_bytes, .. } => (content.clone(), *size_bytes),
        MediaState::LeftOut { size_bytes, .. } => (String::new(), *size_bytes),
        MediaState::Failed { .. } => return None,
    };
    let kept = Kept { key: lasting(&want.url), content, what: want.what, at: want.at, size_bytes };
    Some(Found { kept, want, state })
}

fn decisions(settled: Vec<Found>, gone: &BTreeSet<String>) -> Vec<(ItemId, Decided, Option<BlobId>)> {
    let mut decisions = Vec::new();
    let mut keys = HashSet::new();
    for Found { kept, want, state } in settled {
        let MediaState::Here { content, mime, size_bytes, width, height, duration_ms, thumb, peaks: _ } = state else {
            continue;
        };
        if gone.contains(&kept.key) && keys.insert(kept.key) {
            let media = MediaState::LeftOut { mime, size_bytes, width, height, duration_ms, thumb };
            let content = BlobId::parse(&content);
            decisions.push((want.item, Decided::MediaFetched { url: want.url, media }, content));
        }
    }
    decisions
}
