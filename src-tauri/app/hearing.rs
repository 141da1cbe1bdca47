//! What arrives can settle a text on its way, or stop one; it can never send one.

use super::{Announce, App};
use crate::{
    model::{Direction, ItemId, UtcMillis, item::Item, merge::value, message::Message, optout::OptWord},
    quo::SentText,
    store::Effects,
};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::mpsc;

/// Batches that may wait. What is lost when more wait is found by the outbox's own looks, and consent is checked again
/// before every send.
const MOST_WAITING: usize = 1_000;

/// The way from the projector to the outbox.
pub struct Hearing {
    sender: mpsc::Sender<Vec<ItemId>>,
    receiver: Mutex<Option<mpsc::Receiver<Vec<ItemId>>>>,
}

impl Hearing {
    /// Hears nothing before [`start`].
    pub fn new() -> Self {
        let (sender, receiver) = mpsc::channel(MOST_WAITING);
        Self { sender, receiver: Mutex::new(Some(receiver)) }
    }

    /// An announcement that also tells the outbox.
    pub fn beside(&self, announce: Announce) -> Announce {
        let sender = self.sender.clone();
        Arc::new(move |effects: &Effects| {
            if !effects.items.is_empty() {
                // See MOST_WAITING.
                let _ = sender.try_send(effects.items.iter().cloned().collect());
            }
            announce(effects);
        })
    }
}

/// Begins to listen.
pub fn start(app: &Arc<App>) {
    let receiver = app.hearing.receiver.lock().unwrap_or_else(PoisonError::into_inner).take();
    let Some(mut receiver) = receiver else { return };
    let (app, token) = (app.clone(), app.token.clone());
    app.tasks.clone().spawn(async move {
        loop {
            let ids = tokio::select! {
                () = token.cancelled() => return,
                ids = receiver.recv() => ids,
            };
            let Some(ids) = ids else { return };
            let store = app.store.clone();
            let found = app.blocking(move || -> Vec<Message> {
                let items = ids.iter().filter_map(|id| store.item(id).ok().flatten());
                items.filter_map(|item| if let Item::Message(message) = item { Some(message) } else { None }).collect()
            });
            for message in found.await.unwrap_or_default() {
                hear(&app, message).await;
            }
        }
    });
}

async fn hear(app: &App, message: Message) {
    match message.direction.value {
        Direction::Incoming if message.opt() == Some(OptWord::Out) => {
            if let Err(error) = app.outbox.stop_for(&message.from.value).await {
                tracing::warn!(%error, "texts to someone who opted out wait; they are refused when they come up");
            }
        }
        Direction::Incoming => {}
        Direction::Outgoing => {
            let Some(text) = sent_text(&message) else { return };
            if let Err(error) = app.outbox.noticed(&text).await {
                tracing::warn!(%error, "a text could not be settled by what arrived; it is looked for");
            }
        }
    }
}

fn sent_text(message: &Message) -> Option<SentText> {
    let mut to = value(&message.place.others).cloned()?;
    to.sort();
    to.dedup();
    let created_at: UtcMillis = message.at();
    Some(SentText {
        id: message.id.clone(),
        line: value(&message.place.line).cloned(),
        from: message.from.value.clone(),
        to,
        text: message.words().to_owned(),
        state: message.reached.state,
        created_at,
    })
}
