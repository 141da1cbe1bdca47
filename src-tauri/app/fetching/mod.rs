//! Fetches pictures, recordings and voicemails within minutes, new ones and old ones.
//!
//! What is wanted follows from the store alone: every file that an item names and that is neither here nor given up.
//! So nothing is forgotten over a restart, and what backfill brings is fetched like what arrives. `queue` holds the
//! order, `work` fetches, `renew` asks Quo for a new address where one expired, [`budget`] says what is left out.

pub mod budget;
mod queue;
mod renew;
mod survey;
mod work;

pub use queue::{Doing, What};
pub use survey::MediaCounts;
pub use work::start;

use super::{Announce, App};
use crate::{
    media::Fetcher,
    model::{ItemId, decision::MediaState, item::Item},
    store::Effects,
};
use queue::{Queue, Want};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::{Notify, mpsc};

/// Batches of changed items that may wait to be looked at. What is lost when more wait is found by the next survey.
const MOST_BATCHES: usize = 10_000;
/// Files in the queue at one time.
const MOST_WANTED: usize = 50_000;

/// What is wanted, and who fetches it.
pub struct Fetching {
    queue: Mutex<Queue>,
    wake: Notify,
    survey: Notify,
    changed: Mutex<Option<mpsc::Receiver<Vec<ItemId>>>>,
    fetcher: Fetcher,
    /// Gone once the app has stopped: whoever is told may hold the app.
    announce: Mutex<Option<Announce>>,
}

/// The way from the projector to the fetching.
pub struct Wanted(mpsc::Sender<Vec<ItemId>>);

impl Fetching {
    /// Fetches with `fetcher` once [`start`] was called, and tells `announce` what came.
    pub fn new(fetcher: Fetcher, announce: Announce) -> (Self, Wanted) {
        let (sender, receiver) = mpsc::channel(MOST_BATCHES);
        let this = Self {
            queue: Mutex::new(Queue::new(MOST_WANTED)),
            wake: Notify::new(),
            survey: Notify::new(),
            changed: Mutex::new(Some(receiver)),
            fetcher,
            announce: Mutex::new(Some(announce)),
        };
        (this, Wanted(sender))
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells nobody any more.
    pub fn stop(&self) {
        self.announce.lock().unwrap_or_else(PoisonError::into_inner).take();
    }

    fn tell(&self, effects: &Effects) {
        let announce = self.announce.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(announce) = announce {
            announce(effects);
        }
    }

    fn want(&self, wants: impl IntoIterator<Item = Want>) {
        let mut queue = self.queue();
        let mut any = false;
        for want in wants {
            queue.want(want);
            any = true;
        }
        drop(queue);
        if any {
            self.wake.notify_one();
        }
    }
}

impl Wanted {
    /// An announcement that also asks for the files of what changed.
    pub fn beside(self, announce: Announce) -> Announce {
        Arc::new(move |effects: &Effects| {
            if !effects.items.is_empty() {
                // See MOST_BATCHES.
                let _ = self.0.try_send(effects.items.iter().cloned().collect());
            }
            announce(effects);
        })
    }
}

impl App {
    /// Asks for the files of an item that are not here yet, before all others, because a person looks at it now.
    pub fn want_media(&self, item: &Item) {
        self.fetching.want(self.missing(item, true, false));
    }

    /// Asks once more for the files of an item, those given up and those left out among them.
    pub fn want_media_again(&self, item: &Item) {
        self.fetching.want(self.missing(item, true, true));
    }

    /// What is being done about a file right now; none if it is here, or nothing more is done.
    #[must_use]
    pub fn media_doing(&self, url: &str) -> Option<Doing> {
        self.fetching.queue().state(url)
    }

    /// Follows a change of what may be kept.
    pub fn follow_media_budget(&self) {
        self.fetching.survey.notify_one();
    }

    fn missing(&self, item: &Item, urgent: bool, all: bool) -> Vec<Want> {
        let wants = files_of(item).into_iter().map(|(url, what)| Want {
            url,
            what,
            item: item.id(),
            at: item.at(),
            urgent,
            tries: 0,
        });
        wants.filter(|want| self.is_missing(&want.url, all)).collect()
    }

    /// Whether a file is worth fetching; with `all` also one that was given up or left out.
    fn is_missing(&self, url: &str, all: bool) -> bool {
        match self.store.media(url) {
            Ok(None) => true,
            Ok(Some(record)) => match record.state.value {
                MediaState::Here { content, .. } => !self.has_file(&content),
                MediaState::Failed { given_up, .. } => all || !given_up,
                MediaState::LeftOut { .. } => all,
            },
            Err(_) => false,
        }
    }
}

/// The files that an item names.
pub fn files_of(item: &Item) -> Vec<(String, What)> {
    let what = if matches!(item, Item::Call(_)) { What::Sound } else { What::File };
    item.addresses().into_iter().map(|url| (url.to_owned(), what)).collect()
}
