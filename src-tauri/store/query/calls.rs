//! All calls.

use super::call::item_by_key;
use crate::model::ConversationId;
use crate::model::call::Call;
use crate::model::item::Item;
use crate::model::place::Target;
use crate::store::calls::{CallCounts, CallFilter, CallScope};
use crate::store::keys::{Key16, Place24, hex, second_of_place, unhex};
use crate::store::{Error, Store};

/// The most rows of one page.
const MOST_ROWS: usize = 200;

/// A page of the list of calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallsPage {
    /// Calls, newest first.
    pub calls: Vec<ListedCall>,
    /// Where the next page begins; none at the end.
    pub next: Option<String>,
    /// Exact counts of all filters, in the chosen scope.
    pub counts: CallCounts,
}

/// A call with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedCall {
    /// The call.
    pub call: Call,
    /// Its conversation, if it has a place.
    pub conversation: Option<ConversationId>,
    /// The line and everyone else, likewise.
    pub target: Option<Target>,
}

impl Store {
    /// A page of the calls that `filter` takes. `cursor` is `next` of the page before; anything else begins anew.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn calls_page(
        &self,
        filter: CallFilter,
        scope: &CallScope,
        cursor: Option<&str>,
        limit: usize,
    ) -> Result<CallsPage, Error> {
        self.view(|view, state| {
            let limit = limit.clamp(1, MOST_ROWS);
            let cursor = cursor.and_then(|text| Place24::try_from(unhex(text)?).ok());
            let mut places = state.calls.page(filter, scope, cursor, limit.saturating_add(1));
            let more = places.len() > limit;
            places.truncate(limit);
            let next = places.last().filter(|_| more).map(|place| hex(place));
            let mut calls = Vec::with_capacity(places.len());
            for place in &places {
                let key: Key16 = second_of_place(place);
                if let Some((Item::Call(call), conversation, target)) = item_by_key(view, &key)? {
                    calls.push(ListedCall { call: *call, conversation, target });
                }
            }
            Ok(CallsPage { calls, next, counts: state.calls.counts(scope) })
        })
    }

    /// Exact counts of the filters.
    #[must_use]
    pub fn call_counts(&self, scope: &CallScope) -> CallCounts {
        self.state(|state| state.calls.counts(scope))
    }
}
