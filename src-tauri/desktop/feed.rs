//! Follows the change feed: tells the page, the notifications and the tray.

use super::{
    core::{Host, Running},
    notify::Notifier,
    window,
};
use ringbook::api::{
    changes::Subscription,
    wire::{Change, Status, Tag},
};
use std::time::Duration;
use tauri::{AppHandle, Emitter as _, Manager as _};
use tokio::sync::broadcast::{Receiver, error::RecvError};

/// Name of the event that carries a [`Change`] to the page.
const EVENT: &str = "change";
/// Pause between two rounds: far inside the 300 ms that an arrival may take, and a bound on what the page must do.
const PACE: Duration = Duration::from_millis(25);
/// More changes than this in one round reach the page as one.
const SINGLY: usize = 32;

/// Runs until the window is gone.
pub async fn follow(app: AppHandle, running: Running, subscription: Subscription, notifier: Notifier) {
    let Subscription { seq: _, missed: _, mut receiver } = subscription;
    running.read_wishes().await;
    show_unread(&app, &running).await;
    let ending = running.ending.clone();
    while let Some(Some(round)) = ending.run_until_cancelled(next_round(&mut receiver)).await {
        if round.stales(&[Tag::Settings]) {
            running.read_wishes().await;
        }
        for change in &round.changes {
            notifier.tell(change);
        }
        // Somebody who looks around in the sample is told of that alone.
        if app.state::<Host>().is_shown(&running) {
            tell_page(&app, &round);
        }
        if round.stales(&[Tag::Status, Tag::Inbox]) {
            show_unread(&app, &running).await;
        }
        tokio::time::sleep(PACE).await;
    }
}

/// The same for the sample, of which nothing is announced outside the page. Runs until it is left.
pub async fn follow_sample(app: AppHandle, sample: Running, subscription: Subscription) {
    let Subscription { seq: _, missed: _, mut receiver } = subscription;
    let ending = sample.ending.clone();
    while let Some(Some(round)) = ending.run_until_cancelled(next_round(&mut receiver)).await {
        tell_page(&app, &round);
        tokio::time::sleep(PACE).await;
    }
}

fn tell_page(app: &AppHandle, round: &Round) {
    for change in round.for_the_page() {
        if let Err(error) = app.emit_to(window::LABEL, EVENT, &change) {
            tracing::warn!(%error, "cannot tell the window about a change");
        }
    }
}

/// The changes of a moment.
struct Round {
    changes: Vec<Change>,
    /// Some before them were lost: this listener was too slow.
    lagged: bool,
}

/// Waits for a change and takes those that wait behind it; none when the feed has ended.
async fn next_round(receiver: &mut Receiver<Change>) -> Option<Round> {
    let mut lagged = false;
    let first = loop {
        match receiver.recv().await {
            Ok(change) => break change,
            Err(RecvError::Lagged(_)) => lagged = true,
            Err(RecvError::Closed) => return None,
        }
    };
    let mut changes = vec![first];
    // Bounded by the feed's own capacity. An error here is found again by the next call.
    while let Ok(change) = receiver.try_recv() {
        changes.push(change);
    }
    Some(Round { changes, lagged })
}

impl Round {
    fn stales(&self, tags: &[Tag]) -> bool {
        self.lagged || self.changes.iter().any(|change| change.tags.iter().any(|tag| tags.contains(tag)))
    }

    /// What the page is told: each change, or in a burst one change that stands for all. Its number leaves a gap
    /// and its tags are all of theirs, so the page reads anew what it shows.
    fn for_the_page(&self) -> Vec<Change> {
        if !self.lagged && self.changes.len() <= SINGLY {
            return self.changes.clone();
        }
        let Some(last) = self.changes.last() else { return Vec::new() };
        let tags = Tag::ALL.into_iter().filter(|tag| self.stales(std::slice::from_ref(tag))).collect();
        vec![Change { seq: last.seq, tags, conversation_id: None, arrival: None }]
    }
}

/// Puts the number of unread conversations beside the tray icon.
async fn show_unread(app: &AppHandle, running: &Running) {
    let Some(tray) = app.state::<Host>().tray().cloned() else { return };
    let status = running.surface.call("status", serde_json::json!({})).await;
    match status.map(serde_json::from_value::<Status>) {
        Ok(Ok(status)) => tray.show_unread(status.unread),
        Ok(Err(error)) => tracing::warn!(%error, "the status is not what the window expects"),
        Err(error) => tracing::warn!(reason = error.message, "cannot read the status"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ringbook::api::changes::ChangeFeed;

    fn publish(feed: &ChangeFeed, count: usize) {
        for number in 0..count {
            feed.publish(vec![Tag::Inbox], Some(format!("c{number}")), None);
        }
    }

    #[tokio::test]
    async fn a_few_changes_reach_the_page_one_by_one() {
        let feed = ChangeFeed::default();
        let mut receiver = feed.subscribe(None).receiver;
        publish(&feed, 3);
        let round = next_round(&mut receiver).await.unwrap();
        assert_eq!(round.for_the_page().iter().map(|change| change.seq).collect::<Vec<_>>(), [1, 2, 3]);
    }

    #[tokio::test]
    async fn a_burst_reaches_the_page_as_one_change_that_leaves_a_gap() {
        let feed = ChangeFeed::default();
        let mut receiver = feed.subscribe(None).receiver;
        publish(&feed, 500);
        feed.publish(vec![Tag::Outbox], None, None);
        let told = next_round(&mut receiver).await.unwrap().for_the_page();
        let expected = Change { seq: 501, tags: vec![Tag::Inbox, Tag::Outbox], conversation_id: None, arrival: None };
        assert_eq!(told, [expected]);
    }

    #[tokio::test]
    async fn after_falling_behind_everything_is_stale() {
        let feed = ChangeFeed::default();
        let mut receiver = feed.subscribe(None).receiver;
        publish(&feed, 5000);
        let told = next_round(&mut receiver).await.unwrap().for_the_page();
        assert_eq!(
            told.iter().map(|change| (change.tags.as_slice(), change.seq)).collect::<Vec<_>>(),
            [(Tag::ALL.as_slice(), 5000)]
        );
    }
}
