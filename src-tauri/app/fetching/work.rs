//! Working through the queue: some files at one time, each tried again with growing pauses, nothing journaled twice.

use super::{
    App, Doing, What,
    queue::Want,
    renew::{self, Renewed},
};
use crate::{
    media::{self, Blob, BlobStore, Partial},
    model::{
        decision::{Decided, MediaState},
        item::Item,
    },
    store::{Effects, Store},
};
use std::{
    sync::{Arc, PoisonError},
    time::Duration,
};
use tokio::sync::Semaphore;

/// Files fetched at one time.
const AT_ONCE: usize = 4;
/// Pictures made small at one time: decoding takes much memory.
const SHRUNK_AT_ONCE: usize = 2;
/// Pauses before the tries after the first; the last one stays.
const PAUSES_S: [i64; 6] = [2, 10, 60, 300, 900, 1_800];
/// From this try on it is said that a file could not be fetched; it is tried on all the same.
const SAID_AFTER: u32 = 4;

/// Starts the work.
pub fn start(app: &Arc<App>) {
    let changed = app.fetching.changed.lock().unwrap_or_else(PoisonError::into_inner).take();
    let Some(mut changed) = changed else { return };
    let shrinking = Arc::new(Semaphore::new(SHRUNK_AT_ONCE));
    let (looking, working) = (app.clone(), app.clone());
    app.spawn(async move {
        // In a store that is not whole yet every file seems to be missing.
        looking.whole().await;
        looking.survey_media().await;
        loop {
            tokio::select! {
                () = looking.fetching.survey.notified() => looking.survey_media().await,
                ids = changed.recv() => {
                    let Some(ids) = ids else { return };
                    let app = looking.clone();
                    let wants = looking.blocking(move || {
                        let items = ids.iter().filter_map(|id| app.store.item(id).ok().flatten());
                        items.flat_map(|item| app.missing(&item, false, false)).collect::<Vec<_>>()
                    });
                    looking.fetching.want(wants.await.unwrap_or_default());
                }
            }
        }
    });
    app.spawn(async move {
        working.whole().await;
        let places = Arc::new(Semaphore::new(AT_ONCE));
        loop {
            let Ok(place) = places.clone().acquire_owned().await else { return };
            let want = next(&working).await;
            let (app, shrinking) = (working.clone(), shrinking.clone());
            working.spawn(async move {
                one(&app, want, &shrinking).await;
                drop(place);
                app.fetching.wake.notify_one();
            });
        }
    });
}

async fn next(app: &App) -> Want {
    loop {
        let woken = app.fetching.wake.notified();
        let now = app.seam.now();
        let (found, due) = {
            let mut queue = app.fetching.queue();
            let found = queue.next(now);
            if found.is_none() && queue.is_cut() && queue.is_empty() {
                app.fetching.survey.notify_one();
            }
            (found, queue.next_due())
        };
        if let Some(want) = found {
            return want;
        }
        let pause = due.map_or(60_000, |due| (due.0 - now.0).clamp(50, 60_000));
        tokio::select! {
            () = woken => {}
            () = tokio::time::sleep(Duration::from_millis(pause.unsigned_abs())) => {}
        }
    }
}

/// Fetches one file, or puts it back into the queue.
async fn one(app: &App, mut want: Want, shrinking: &Semaphore) {
    if !want.urgent && !app.is_missing(&want.url, false) {
        return app.fetching.queue().done(&want.url);
    }
    want.tries = want.tries.saturating_add(1);
    let failure = match fetch(app, &want).await {
        Ok(blob) => {
            let state = here(app, blob, want.what, shrinking).await;
            return settle(app, &want, state).await;
        }
        Err(failure) => failure,
    };
    let Failure { reason, final_ } = failure;
    if final_ {
        return settle(app, &want, MediaState::Failed { reason, given_up: true }).await;
    }
    if want.tries == SAID_AFTER {
        write_down(app, &want, MediaState::Failed { reason, given_up: false }).await;
    }
    let step = usize::try_from(want.tries.saturating_sub(1)).unwrap_or(usize::MAX).min(PAUSES_S.len() - 1);
    let pause = PAUSES_S.get(step).copied().unwrap_or(1_800);
    let due = app.seam.now().plus_ms(pause * 1000);
    app.fetching.queue().again(want, due);
}

struct Failure {
    reason: String,
    final_: bool,
}

impl Failure {
    fn of(error: &media::Error) -> Self {
        Self { reason: error.to_string(), final_: !error.is_passing() }
    }
}

/// One try: as the item says, and with a new address if that one has expired. A connection that breaks is gone on
/// with once at once.
async fn fetch(app: &App, want: &Want) -> Result<Blob, Failure> {
    let sound = want.what == What::Sound;
    let fetcher = &app.fetching.fetcher;
    let mut partial: Option<Partial> = None;
    let mut url = want.url.clone();
    let mut renewed = false;
    let mut resumed = 0;
    loop {
        let had = partial.as_ref().map_or(0, Partial::size_bytes);
        let error = match fetcher.fetch(&url, sound, &mut partial).await {
            Ok(blob) => return Ok(blob),
            Err(error) => error,
        };
        if partial.as_ref().is_some_and(|partial| partial.size_bytes() > had) && resumed < 20 {
            // It came further than before: the rest is worth asking for.
            resumed += 1;
            continue;
        }
        if !error.is_expired() || renewed {
            return Err(Failure { final_: renewed && error.is_expired(), ..Failure::of(&error) });
        }
        app.fetching.queue().doing(&want.url, Doing::Renewing);
        match renew::address(app, want).await {
            Renewed::To(fresh) => url = fresh,
            Renewed::Gone(reason) => return Err(Failure { reason, final_: true }),
            Renewed::NotNow(reason) => return Err(Failure { reason, final_: false }),
        }
        app.fetching.queue().doing(&want.url, Doing::Fetching);
        renewed = true;
    }
}

/// What is known of a file that is here now: its waveform, or its small picture.
async fn here(app: &App, blob: Blob, what: What, shrinking: &Semaphore) -> MediaState {
    let path = app.blobs.path(&blob.id);
    let sound = match path.clone() {
        Some(path) if what == What::Sound || blob.mime.starts_with("audio/") => {
            app.blocking(move || media::sound::examine(&path)).await.ok().and_then(Result::ok)
        }
        _ => None,
    };
    let thumb = match path {
        Some(path) if media::thumb::can_shrink(&blob.mime) && is_large(&blob) => {
            let _place = shrinking.acquire().await.ok();
            let (blobs, mime): (BlobStore, String) = (app.blobs.clone(), blob.mime.clone());
            let made = app.blocking(move || media::thumb::shrink(&path, &mime).and_then(|bytes| blobs.keep(&bytes)));
            match made.await {
                Ok(Ok(small)) => Some(small.id.as_str().to_owned()),
                Ok(Err(error)) => {
                    tracing::info!(%error, "a picture is shown without a small one");
                    None
                }
                Err(_) => None,
            }
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
        thumb,
    }
}

fn is_large(blob: &Blob) -> bool {
    let edge = media::thumb::EDGE;
    blob.size_bytes > media::thumb::SMALL_BYTES
        || blob.pixels.is_none_or(|(width, height)| width > edge || height > edge)
}

/// Writes the end of it down, and lets go of it.
async fn settle(app: &App, want: &Want, state: MediaState) {
    let more = matches!(state, MediaState::Here { .. });
    write_down(app, want, state).await;
    app.fetching.queue().done(&want.url);
    if more && super::survey::budget(app).bytes.is_some() {
        app.fetching.survey.notify_one();
    }
}

/// Writes down what became of a file, if that is news, and tells the screens.
async fn write_down(app: &App, want: &Want, state: MediaState) {
    let known = app.store.media(&want.url).ok().flatten().map(|record| record.state.value);
    if known.as_ref() == Some(&state) {
        return;
    }
    if let Err(error) = app.decide(vec![Decided::MediaFetched { url: want.url.clone(), media: state }]).await {
        tracing::warn!(%error, "a fetched file could not be written down; it is fetched again later");
        return;
    }
    tell(app, &want.item);
}

/// Tells the screens that an item's files changed.
pub(super) fn tell(app: &App, item: &crate::model::ItemId) {
    let effects = Effects {
        items: [item.clone()].into(),
        conversations: conversation_of(&app.store, item).into_iter().collect(),
        ..Effects::default()
    };
    app.fetching.tell(&effects);
}

fn conversation_of(store: &Store, item: &crate::model::ItemId) -> Option<crate::model::ConversationId> {
    store.item_file(item).ok().flatten().and_then(|file| file.conversation)
}

/// The item of a want, as it now is.
pub(super) fn item_of(app: &App, want: &Want) -> Option<Item> {
    app.store.item(&want.item).ok().flatten()
}
