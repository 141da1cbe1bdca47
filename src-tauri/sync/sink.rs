//! Writing down what was read: facts, and with them, in one unit, that they were read.

use super::Error;
use crate::{
    ingest::{self, record::ApiFacts},
    journal::{FileJournal, Journal as _, Kind, NewRecord},
    model::{
        decision::{Decided, Decision},
        event::Event,
    },
    seam::{Breakpoint, Seam},
    store::Store,
};
use std::sync::Arc;
use tokio::sync::watch;

/// What reading history works on.
#[derive(Clone)]
pub struct Sink {
    /// Where it is written down.
    pub journal: Arc<FileJournal>,
    /// What is here.
    pub store: Store,
    /// Time and chance.
    pub seam: Seam,
    /// How far what is written down has been applied.
    pub applied: watch::Receiver<ingest::Progress>,
}

impl Sink {
    /// Writes facts and decisions down as one unit, and waits until they are applied: either all of it is known
    /// after a crash or nothing, so that a stretch that counts as read is read.
    ///
    /// # Errors
    /// If it cannot be recorded, or is not applied any more.
    pub async fn write(&self, source: &str, events: Vec<Event>, decided: Vec<Decided>) -> Result<(), Error> {
        if events.is_empty() && decided.is_empty() {
            return Ok(());
        }
        self.seam.breakpoints.reach_async(Breakpoint::Fetched).await;
        let at = self.seam.now();
        let mut records = Vec::with_capacity(decided.len() + 1);
        let unwritable = |error: serde_json::Error| Error::Stuck(error.to_string());
        if !events.is_empty() {
            let facts = ApiFacts::V1 { source: source.to_owned(), events };
            let payload = serde_json::to_vec(&facts).map_err(unwritable)?.into();
            records.push(NewRecord { kind: Kind::ApiObject, at, payload });
        }
        for what in decided {
            let payload = Decision::new(at, what).encode().map_err(unwritable)?.into();
            records.push(NewRecord { kind: Kind::Outcome, at, payload });
        }
        let appended = self.journal.append(records).await?;
        let mut applied = self.applied.clone();
        let through = appended.last.0;
        let reached = applied.wait_for(|progress| progress.through >= through || progress.stuck.is_some()).await;
        match reached {
            Ok(progress) if progress.through >= through => Ok(()),
            Ok(progress) => Err(Error::Stuck(progress.stuck.clone().unwrap_or_default())),
            Err(_) => Err(Error::Stuck("the projector has ended".to_owned())),
        }
    }

    /// Asks the store off the async threads: it may have to wait for the disk.
    ///
    /// # Errors
    /// The store's.
    pub async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Store) -> Result<T, crate::store::Error> + Send + 'static,
    ) -> Result<T, Error> {
        let store = self.store.clone();
        let answer = tokio::task::spawn_blocking(move || question(&store)).await;
        Ok(answer.map_err(|_| Error::Thread)??)
    }
}
