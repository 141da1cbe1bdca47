//! What was put away comes back by itself, and many conversations are put away at once.
//!
//! The store has no clock: that a snooze is over is written down like every decision. It is written by whoever runs at
//! that moment or first thereafter; if two did, it would be the same decision twice. The clock is looked at every
//! second and not waited for, because a computer that sleeps does not count its sleep.

use super::{App, Error};
use crate::{
    model::{
        QuoConversationId,
        decision::{Decided, InboxMark},
    },
    store::DueSnooze,
};
use std::{sync::Arc, time::Duration};

const LOOK_EVERY: Duration = Duration::from_secs(1);
/// Conversations woken together; the next ones follow at once.
const MOST: usize = 200;
/// Decisions of one record group of the journal.
const TOGETHER: usize = 500;

/// Begins to wake what was snoozed, once the store covers the journal.
pub fn start(app: &Arc<App>) {
    let (app, token) = (app.clone(), app.token.clone());
    app.tasks.clone().spawn(async move {
        tokio::select! {
            () = token.cancelled() => return,
            () = app.whole() => {}
        }
        loop {
            let more = wake(&app).await;
            let pause = async {
                if !more {
                    tokio::time::sleep(LOOK_EVERY).await;
                }
            };
            tokio::select! {
                () = token.cancelled() => return,
                () = pause => {}
            }
        }
    });
}

/// Wakes what is due; true if there may be more.
async fn wake(app: &App) -> bool {
    let due = match app.store.snoozes_due(app.seam.now(), MOST) {
        Ok(due) if due.is_empty() => return false,
        Ok(due) => due,
        Err(error) => {
            tracing::warn!(%error, "what was snoozed cannot be read; it is looked for again");
            return false;
        }
    };
    let full = due.len() == MOST;
    let woken = due.into_iter().map(|DueSnooze { place, snoozed_at }| Decided::Woken { place, snoozed_at });
    match app.decide(woken.collect()).await {
        Ok(()) => full,
        Err(error) => {
            tracing::warn!(%error, "what was snoozed cannot be brought back yet; it is tried again");
            false
        }
    }
}

impl App {
    /// Writes decisions about conversations down, and what of them is to be told to Quo, and waits until they have taken
    /// effect.
    ///
    /// # Errors
    /// [`Error::NotRecorded`]: the first part of them may have been decided then.
    pub async fn clear_desk(
        &self,
        decided: Vec<Decided>,
        pushes: Vec<(QuoConversationId, InboxMark)>,
    ) -> Result<(), Error> {
        let told = !pushes.is_empty();
        let pushes = pushes.into_iter().map(|(conversation, mark)| Decided::InboxPushWanted { conversation, mark });
        let mut rest = decided.into_iter().chain(pushes).peekable();
        while rest.peek().is_some() {
            self.decide(rest.by_ref().take(TOGETHER).collect()).await?;
        }
        if told {
            self.push_on();
        }
        Ok(())
    }
}
