//! The connections that are open, and which of them has to make room.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::limits::HookLimits;

/// All connections of the listener.
#[derive(Debug)]
pub(in crate::http) struct Crowd {
    members: Mutex<BTreeMap<u64, Arc<Member>>>,
    next: AtomicU64,
}

/// One connection.
#[derive(Debug)]
pub(in crate::http) struct Member {
    /// Since when it has been sending a request or saying nothing; `None` while it is being answered.
    asking_since: Mutex<Option<Instant>>,
    /// Told to leave.
    pub(in crate::http) leave: CancellationToken,
}

/// Takes a connection out of the crowd when it ends, however it ends.
pub(in crate::http) struct Membership {
    crowd: Arc<Crowd>,
    number: u64,
    pub(in crate::http) member: Arc<Member>,
}

impl Crowd {
    pub(in crate::http) fn new() -> Arc<Self> {
        Arc::new(Self { members: Mutex::default(), next: AtomicU64::new(0) })
    }

    pub(in crate::http) fn join(self: &Arc<Self>) -> Membership {
        let member =
            Arc::new(Member { asking_since: Mutex::new(Some(Instant::now())), leave: CancellationToken::new() });
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        self.members.lock().unwrap_or_else(PoisonError::into_inner).insert(number, member.clone());
        Membership { crowd: self.clone(), number, member }
    }

    /// Tells the connection that has been asking for the longest to leave, if that is long enough.
    pub(in crate::http) fn make_room(&self, limits: &HookLimits) {
        let members = self.members.lock().unwrap_or_else(PoisonError::into_inner);
        let asking = members.values().filter(|member| !member.leave.is_cancelled());
        let asking = asking.filter_map(|member| member.asking_since().map(|since| (since, member)));
        if let Some((since, member)) = asking.min_by_key(|(since, _)| *since)
            && since.elapsed() >= limits.evict_after
        {
            member.leave.cancel();
        }
    }
}

impl Member {
    pub(in crate::http) fn asking_since(&self) -> Option<Instant> {
        *self.asking_since.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A complete request is being answered, and is not to be cut off.
    pub(in crate::http) fn set_answered(&self, answered: bool) {
        let since = if answered { None } else { Some(Instant::now()) };
        *self.asking_since.lock().unwrap_or_else(PoisonError::into_inner) = since;
    }
}

impl Drop for Membership {
    fn drop(&mut self) {
        self.crowd.members.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.number);
    }
}
