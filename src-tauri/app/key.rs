//! The key in hand: one that Quo stops accepting takes everything that needs it out of work, one that it accepts
//! again brings it back.

use super::App;
use crate::quo::Quo;
use std::{sync::Arc, time::Duration};
use tokio::sync::watch;

/// How often a refused key is tried again: a refusal may have been Quo's mistake.
const AGAIN: Duration = Duration::from_secs(600);

/// What is known of the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyState {
    /// There is none.
    Missing,
    /// There is one, and Quo has not refused it.
    InUse,
    /// Quo does not accept it.
    Refused,
}

/// The client of the key in hand, and the same as long as Quo accepts it.
pub struct Keys {
    hand: watch::Sender<Option<Quo>>,
    accepted: watch::Sender<Option<Quo>>,
}

impl Keys {
    /// The client of the key in hand, whether Quo accepts it or not.
    pub fn in_hand(&self) -> Option<Quo> {
        self.hand.borrow().clone()
    }

    pub fn new(quo: Option<Quo>) -> Self {
        Self { hand: watch::Sender::new(quo.clone()), accepted: watch::Sender::new(quo) }
    }
}

impl App {
    /// The client of Quo's API, while there is a key that Quo accepts.
    #[must_use]
    pub fn quo(&self) -> Option<Quo> {
        self.keys.accepted.borrow().clone()
    }

    /// The same over time: `None` while there is no key, or Quo refuses it. Whoever works with Quo follows this and
    /// holds while there is none.
    #[must_use]
    pub fn quo_changes(&self) -> watch::Receiver<Option<Quo>> {
        self.keys.accepted.subscribe()
    }

    /// What is known of the key.
    #[must_use]
    pub fn key_state(&self) -> KeyState {
        match &*self.keys.hand.borrow() {
            None => KeyState::Missing,
            Some(quo) if quo.is_refused() => KeyState::Refused,
            Some(_) => KeyState::InUse,
        }
    }

    /// Works with this client from now on, or holds everything that needs one.
    pub fn use_quo(&self, quo: Option<Quo>) {
        self.keys.hand.send_replace(quo.clone());
        self.publish(quo.filter(|quo| !quo.is_refused()));
    }

    fn publish(&self, quo: Option<Quo>) {
        // The outbox sends nothing with a key that is refused, and can say that this is why a text waits.
        self.outbox.connect(self.keys.in_hand());
        self.keys.accepted.send_replace(quo);
    }
}

/// Watches the key in hand.
pub fn start(app: &Arc<App>) {
    let (app, token) = (app.clone(), app.token.clone());
    app.tasks.clone().spawn(async move {
        tokio::select! {
            () = token.cancelled() => {}
            () = watch(&app) => {}
        }
    });
}

async fn watch(app: &App) {
    let mut hand = app.keys.hand.subscribe();
    loop {
        let quo = hand.borrow_and_update().clone();
        let following = async {
            match &quo {
                Some(quo) => follow(app, quo).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            changed = hand.changed() => if changed.is_err() { return },
            () = following => {}
        }
    }
}

async fn follow(app: &App, quo: &Quo) {
    let mut refusal = quo.refusal();
    loop {
        let refused = *refusal.borrow_and_update();
        let published = app.quo().is_some_and(|known| known.is(quo));
        if refused == published {
            app.publish((!refused).then(|| quo.clone()));
            if refused {
                tracing::warn!("Quo does not accept the API key; what needs it waits");
            }
        }
        let again = async {
            if refused {
                tokio::time::sleep(AGAIN).await;
                // Its answer moves `refusal`; any other outcome leaves things as they are.
                let _ = quo.organization().await;
            } else {
                std::future::pending::<()>().await;
            }
        };
        tokio::select! {
            changed = refusal.changed() => if changed.is_err() { return },
            () = again => {}
        }
    }
}
