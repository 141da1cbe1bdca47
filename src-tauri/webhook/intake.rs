//! From a complete request to an answer: verify, record, and only then say yes.
//!
//! Nothing is acknowledged before its record is durable, and nothing else happens here: whoever applies
//! deliveries follows the journal.

use std::fmt;
use std::net::IpAddr;
use std::sync::{Arc, PoisonError, RwLock};

use bytes::Bytes;
use tokio::sync::{Semaphore, broadcast};

use crate::journal::{Journal, Kind, NewRecord};
use crate::model::UtcMillis;
use crate::seam::Clock;
use crate::webhook::delivery::Delivery;
use crate::webhook::envelope::{self, Named};
use crate::webhook::secret::SigningSecret;
use crate::webhook::signature::{Refusal, SignatureHeaders, Verified, Verifier};
use crate::webhook::stats::{HookStats, Refused};

/// Requests whose signature is being computed at the same time. The rest wait; verified ones are never limited.
const MOST_VERIFICATIONS: usize = 32;

/// Bodies up to this are hashed where they are; longer ones on a blocking thread, so that no other connection
/// waits for them.
const INLINE_BYTES: usize = 64 << 10;

/// A complete request.
#[derive(Clone)]
pub struct Received {
    /// All headers in the order they came.
    pub headers: Vec<(String, Bytes)>,
    /// The exact bytes of the body.
    pub body: Bytes,
    /// The source address; behind a tunnel that is the tunnel's own end.
    pub peer: IpAddr,
}

impl Received {
    fn pairs(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.headers.iter().map(|(name, value)| (name.as_str(), value.as_ref()))
    }
}

/// Shows no header and no content.
impl fmt::Debug for Received {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Received({} headers, {} bytes)", self.headers.len(), self.body.len())
    }
}

/// What the sender is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// It is durable.
    Accepted,
    /// It is not authentic; nothing was kept. The same answer whatever is wrong.
    Unauthorized,
    /// It cannot be taken now; nothing is promised, and the sender shall try again.
    Unavailable,
}

/// A delivery that was recorded, for whoever waits for one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrival {
    /// Its record in the journal.
    pub seq: u64,
    /// The signed `webhook-id`.
    pub webhook_id: Option<String>,
    /// Id of the event that the body names.
    pub event_id: Option<String>,
    /// Its type.
    pub event_type: Option<String>,
}

/// Arrivals that a listener may be behind.
const MOST_ARRIVALS: usize = 256;

/// Takes complete requests and answers them.
pub struct Intake {
    verifier: RwLock<Arc<Verifier>>,
    verifications: Arc<Semaphore>,
    journal: Arc<dyn Journal>,
    clock: Arc<dyn Clock>,
    stats: Arc<HookStats>,
    arrivals: broadcast::Sender<Arrival>,
}

impl fmt::Debug for Intake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Intake").field("stats", &self.stats).finish_non_exhaustive()
    }
}

impl Intake {
    /// `clock` decides what is stale, so it should be right rather than the machine's own where the two differ.
    #[must_use]
    pub fn new(verifier: Verifier, journal: Arc<dyn Journal>, clock: Arc<dyn Clock>) -> Self {
        Self {
            verifier: RwLock::new(Arc::new(verifier)),
            verifications: Arc::new(Semaphore::new(MOST_VERIFICATIONS)),
            journal,
            clock,
            stats: Arc::default(),
            arrivals: broadcast::channel(MOST_ARRIVALS).0,
        }
    }

    /// Everything that is recorded from now on.
    #[must_use]
    pub fn arrivals(&self) -> broadcast::Receiver<Arrival> {
        self.arrivals.subscribe()
    }

    /// Verifies with these secrets from now on; requests under way keep the ones they began with.
    pub fn set_verifier(&self, verifier: Verifier) {
        *self.verifier.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(verifier);
    }

    /// Verifies with these secrets from now on, and the compatibility scheme as before.
    pub fn set_secrets(&self, secrets: Vec<SigningSecret>) {
        let mut verifier = self.verifier.write().unwrap_or_else(PoisonError::into_inner);
        *verifier = Arc::new(verifier.with_secrets(secrets));
    }

    /// How many secrets deliveries are verified with at this moment.
    #[must_use]
    pub fn secrets(&self) -> usize {
        self.verifier().secrets()
    }

    /// The counters, for the listener and for showing.
    #[must_use]
    pub fn stats(&self) -> &Arc<HookStats> {
        &self.stats
    }

    /// Counts a request that was turned away before it was complete.
    pub fn refuse(&self, reason: Refused) {
        self.stats.refuse(reason, self.clock.now());
    }

    /// What is answered at present to whoever cannot sign.
    #[must_use]
    pub fn answer_to_strangers(&self) -> Answer {
        match self.verifier().screen(&SignatureHeaders::collect([]), None) {
            Err(refusal) => answer_to(refusal),
            // Only an owner who allowed a network to come unsigned gets here, and those come from other addresses.
            Ok(()) => Answer::Unauthorized,
        }
    }

    /// Answers a request from its headers alone, where no body could make it right: then the body need not be read.
    ///
    /// # Errors
    /// The answer to give at once.
    pub fn screen<'a>(
        &self,
        headers: impl IntoIterator<Item = (&'a str, &'a [u8])>,
        peer: IpAddr,
    ) -> Result<(), Answer> {
        let headers = SignatureHeaders::collect(headers);
        self.verifier().screen(&headers, Some(peer)).map_err(|refusal| self.turned_away(refusal))
    }

    /// Verifies and records one request.
    pub async fn receive(&self, request: Received) -> Answer {
        let now = self.clock.now();
        let verified = match self.verified(request.clone(), now).await {
            Ok(verified) => verified,
            Err(answer) => return answer,
        };
        let delivery = Delivery::from_verified(&verified, now, request.pairs());
        let Ok(payload) = delivery.encode() else { return self.not_recorded("head too long") };
        let record = NewRecord { kind: Kind::Delivery, at: now, payload: payload.into() };
        match self.journal.append(vec![record]).await {
            Ok(appended) => {
                self.stats.accept(now);
                if self.arrivals.receiver_count() > 0 {
                    let Named { event_id, event_type } = envelope::named(&delivery.body);
                    let webhook_id = delivery.webhook_id.clone();
                    // The last listener may have gone in between.
                    let _ = self.arrivals.send(Arrival { seq: appended.last.0, webhook_id, event_id, event_type });
                }
                tracing::debug!(seq = appended.last.0, bytes = delivery.body.len(), "delivery recorded");
                Answer::Accepted
            }
            Err(error) => self.not_recorded(error),
        }
    }

    async fn verified(&self, request: Received, now: UtcMillis) -> Result<Verified, Answer> {
        let verifier = self.verifier();
        // The semaphore is never closed; should it be, nothing is let past it.
        let Ok(_permit) = self.verifications.acquire().await else { return Err(Answer::Unavailable) };
        let inline = request.body.len() <= INLINE_BYTES;
        let verify = move || {
            let headers = SignatureHeaders::collect(request.pairs());
            verifier.verify(&headers, request.body.clone(), Some(request.peer), now)
        };
        let verified = if inline {
            verify()
        } else {
            // A task that does not come back, because everything is being stopped, proves nothing either way.
            tokio::task::spawn_blocking(verify).await.map_err(|_| Answer::Unavailable)?
        };
        verified.map_err(|refusal| self.turned_away(refusal))
    }

    fn verifier(&self) -> Arc<Verifier> {
        self.verifier.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn turned_away(&self, refusal: Refusal) -> Answer {
        self.refuse(refusal.into());
        tracing::debug!(reason = %refusal, "request refused");
        answer_to(refusal)
    }

    fn not_recorded(&self, reason: impl fmt::Display) -> Answer {
        self.refuse(Refused::NotRecorded);
        tracing::warn!(%reason, "authentic delivery could not be recorded; the sender will try again");
        Answer::Unavailable
    }
}

fn answer_to(refusal: Refusal) -> Answer {
    match refusal {
        Refusal::NotConfigured => Answer::Unavailable,
        Refusal::Unsigned | Refusal::Malformed | Refusal::Mismatch | Refusal::Stale => Answer::Unauthorized,
    }
}
