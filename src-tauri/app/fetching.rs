//! Fetches pictures, recordings and voicemails as soon as an event names them, or when a person looks at them.

use super::{Announce, App};
use crate::{
    media::{self, Blob, Fetcher},
    model::{
        ItemId,
        decision::{Decided, MediaState},
        item::Item,
        merge::value,
    },
    store::{Effects, Store},
};
use std::{
    collections::HashSet,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::sync::{Semaphore, mpsc};

/// Files fetched at one time.
const AT_ONCE: usize = 4;
/// Files that may wait; what is more is asked for again when somebody looks at it.
const MOST_WAITING: usize = 10_000;
const TRIES: u32 = 4;

/// What a file is for: sound may be larger, and gets a waveform.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// A picture or another file of a text.
    File,
    /// A recording or voicemail.
    Sound,
}

enum Wish {
    Items(Vec<ItemId>),
    Url(String, What),
}

/// Where wishes are dropped.
pub struct Fetching {
    sender: mpsc::Sender<Wish>,
    receiver: Mutex<Option<mpsc::Receiver<Wish>>>,
    fetcher: Fetcher,
}

/// The way from the projector to the fetching.
pub struct Wanted(mpsc::Sender<Wish>);

impl Fetching {
    /// Fetches with `fetcher` once [`start`] was called.
    pub fn new(fetcher: Fetcher) -> (Self, Wanted) {
        let (sender, receiver) = mpsc::channel(MOST_WAITING);
        let wanted = Wanted(sender.clone());
        (Self { sender, receiver: Mutex::new(Some(receiver)), fetcher }, wanted)
    }

    /// Asks for one file.
    pub fn want(&self, url: String, what: What) {
        // A full list is no loss: the same wish comes again with the next look.
        let _ = self.sender.try_send(Wish::Url(url, what));
    }
}

impl Wanted {
    /// An announcement that also asks for the files of what changed.
    pub fn beside(self, announce: Announce) -> Announce {
        Arc::new(move |effects: &Effects| {
            if !effects.items.is_empty() {
                // A full list is no loss, see `want`.
                let _ = self.0.try_send(Wish::Items(effects.items.iter().cloned().collect()));
            }
            announce(effects);
        })
    }
}

/// The files that an item names.
pub fn files_of(item: &Item) -> Vec<(String, What)> {
    match item {
        Item::Message(message) => message.files().iter().map(|file| (file.url.clone(), What::File)).collect(),
        Item::Call(call) => {
            let recordings = call.recordings.values().filter_map(|recording| value(&recording.url));
            let voicemail = call.voicemail.as_ref().and_then(|voicemail| value(&voicemail.url));
            recordings.chain(voicemail).map(|url| (url.clone(), What::Sound)).collect()
        }
        Item::Note(_) | Item::Outgoing(_) => Vec::new(),
    }
}

/// Starts the work.
pub fn start(app: &Arc<App>) {
    let receiver = app.fetching.receiver.lock().unwrap_or_else(PoisonError::into_inner).take();
    let Some(mut receiver) = receiver else { return };
    let (app, token) = (app.clone(), app.token.clone());
    app.tasks.clone().spawn(async move {
        let places = Arc::new(Semaphore::new(AT_ONCE));
        let in_hand: Arc<Mutex<HashSet<String>>> = Arc::default();
        loop {
            let wish = tokio::select! {
                () = token.cancelled() => return,
                wish = receiver.recv() => wish,
            };
            let Some(wish) = wish else { return };
            let files = match wish {
                Wish::Url(url, what) => vec![(url, what)],
                Wish::Items(ids) => {
                    let store = app.store.clone();
                    tokio::task::spawn_blocking(move || wanted_by(&store, &ids)).await.unwrap_or_default()
                }
            };
            for (url, what) in files {
                if !is_missing(&app.store, &url) || !lock(&in_hand).insert(url.clone()) {
                    continue;
                }
                let Ok(place) = places.clone().acquire_owned().await else { return };
                let (app, in_hand, token) = (app.clone(), in_hand.clone(), token.clone());
                app.tasks.clone().spawn(async move {
                    tokio::select! {
                        () = token.cancelled() => {}
                        () = fetch(&app, &url, what) => {}
                    }
                    lock(&in_hand).remove(&url);
                    drop(place);
                });
            }
        }
    });
}

fn lock(set: &Mutex<HashSet<String>>) -> std::sync::MutexGuard<'_, HashSet<String>> {
    set.lock().unwrap_or_else(PoisonError::into_inner)
}

fn wanted_by(store: &Store, ids: &[ItemId]) -> Vec<(String, What)> {
    let items = ids.iter().filter_map(|id| store.item(id).ok().flatten());
    items.flat_map(|item| files_of(&item)).collect()
}

fn is_missing(store: &Store, url: &str) -> bool {
    match store.media(url) {
        Ok(Some(record)) => matches!(record.state.value, MediaState::Failed { given_up: false, .. }),
        Ok(None) => true,
        Err(_) => false,
    }
}

async fn fetch(app: &App, url: &str, what: What) {
    let mut wait = Duration::from_secs(2);
    for attempt in 1..=TRIES {
        let state = match app.fetching.fetcher.fetch(url, what == What::Sound).await {
            Ok(blob) => here(app, blob, what).await,
            Err(error) => {
                let given_up = !error.is_passing();
                MediaState::Failed { reason: error.to_string(), given_up }
            }
        };
        let passing = matches!(state, MediaState::Failed { given_up: false, .. });
        if !passing || attempt == TRIES {
            let media = Decided::MediaFetched { url: url.to_owned(), media: state };
            if let Err(error) = app.decide(vec![media]).await {
                tracing::warn!(%error, "a fetched file could not be written down; it is fetched again later");
            }
            return;
        }
        tokio::time::sleep(wait).await;
        wait *= 3;
    }
}

async fn here(app: &App, blob: Blob, what: What) -> MediaState {
    let sound = match app.blobs.path(&blob.id) {
        Some(path) if what == What::Sound || blob.mime.starts_with("audio/") => {
            tokio::task::spawn_blocking(move || media::sound::examine(&path)).await.ok().and_then(Result::ok)
        }
        _ => None,
    };
    MediaState::Here {
        content: blob.id.as_str().to_owned(),
        mime: blob.mime,
        size_bytes: blob.size_bytes,
        width: blob.pixels.map(|(width, _)| width),
        height: blob.pixels.map(|(_, height)| height),
        duration_ms: sound.as_ref().map(|sound| sound.duration_ms),
        peaks: sound.map(|sound| sound.peaks).unwrap_or_default(),
    }
}
