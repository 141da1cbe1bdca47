//! Settings as the journal has them, from the first moment on.
//!
//! After a crash the store is behind the journal, and one that is made anew knows no setting for minutes. The account,
//! its signing secrets and the tunnel are needed at once: a delivery that is refused meanwhile may never come again.

use crate::{
    journal::{self, Journal, Kind, ReadLimit, Seq},
    model::decision::{Decided, Decision, DecisionV1},
    store::Store,
};
use std::collections::BTreeMap;

/// The settings of the store, and before them those that it has not caught up with.
pub struct Recorded {
    store: Store,
    later: BTreeMap<String, (Seq, String)>,
}

impl Recorded {
    /// Reads what the journal has beyond the store. Blocks.
    ///
    /// # Errors
    /// If the journal cannot be read. Damaged places are passed over: what they held is lost to the store, too.
    pub fn read(journal: &dyn Journal, store: &Store) -> Result<Self, journal::Error> {
        let (mut after, mut later) = (Seq(store.applied()), BTreeMap::new());
        loop {
            let records = match journal.read(after, ReadLimit::default()) {
                Ok(records) => records,
                Err(error) => match error.resume_after().filter(|next| *next > after) {
                    Some(next) => {
                        after = next;
                        continue;
                    }
                    None => return Err(error),
                },
            };
            let Some(last) = records.last() else { break };
            after = last.seq;
            for record in records.iter().filter(|record| record.kind == Kind::Setting) {
                if let Ok(Decision::V1(DecisionV1 { at: _, what: Decided::SettingSaved { name, value } })) =
                    Decision::decode(&record.payload)
                {
                    later.insert(name, (record.seq, value.to_string()));
                }
            }
        }
        Ok(Self { store: store.clone(), later })
    }

    /// The JSON of a setting, as last written down.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn setting(&self, name: &str) -> Result<Option<String>, crate::store::Error> {
        match self.later.get(name) {
            Some((seq, value)) if self.store.applied() < seq.0 => Ok(Some(value.clone())),
            _ => self.store.setting(name),
        }
    }
}
