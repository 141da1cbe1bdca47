//! Totals, settings, files, and how the store is.

use super::by_key;
use crate::model::address::lasting;
use crate::store::apply::read;
use crate::store::engine::{Order, Span};
use crate::store::keys::{Tree, hash16};
use crate::store::record::{MediaRecord, SettingRecord, Totals};
use crate::store::{Error, Store};
use std::ops::ControlFlow;

/// Figures for `doctor` and the Connection screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreFigures {
    /// Journal position that is applied.
    pub position: u64,
    /// Everything kept.
    pub totals: Totals,
    /// Conversations.
    pub conversations: u64,
    /// Bytes on the disk.
    pub size_bytes: u64,
    /// Why the store cannot be trusted any more, if so: it is to be built anew.
    pub unhealthy: Option<String>,
    /// Side files of the engine that must never exist.
    pub stray_files: usize,
}

impl Store {
    /// Everything kept, counted.
    #[must_use]
    pub fn totals(&self) -> Totals {
        self.state(|state| state.totals)
    }

    /// Journal position up to which everything is applied and can be read here.
    #[must_use]
    pub fn applied(&self) -> u64 {
        self.state(|state| state.position)
    }

    /// How the store is.
    #[must_use]
    pub fn figures(&self) -> StoreFigures {
        let unhealthy = self.unhealthy();
        self.state(|state| StoreFigures {
            position: state.position,
            totals: state.totals,
            conversations: state.inbox.counts(None).all,
            size_bytes: state.engine.size_bytes(),
            unhealthy,
            stray_files: state.engine.stray_files(),
        })
    }

    /// A setting's value as JSON.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn setting(&self, name: &str) -> Result<Option<String>, Error> {
        self.view(|view, _| {
            let record: Option<SettingRecord> = by_key(view, Tree::Setting, &hash16(name))?;
            Ok(record.map(|record| record.value.value))
        })
    }

    /// What became of a file of Quo's.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn media(&self, url: &str) -> Result<Option<MediaRecord>, Error> {
        self.view(|view, _| by_key(view, Tree::Media, &hash16(&lasting(url))))
    }

    /// What became of files, at most `most` of them after `cursor`, and the cursor for the next ones.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn media_after(
        &self,
        cursor: Option<&[u8]>,
        most: usize,
    ) -> Result<(Vec<MediaRecord>, Option<Vec<u8>>), Error> {
        self.view(|view, _| {
            let span = cursor.map_or_else(Span::all, |cursor| Span::all().after(cursor));
            let (mut records, mut last) = (Vec::new(), None);
            view.scan(Tree::Media, &span, Order::Up, &mut |key, row| {
                records.push(read(view, Tree::Media, key, row)?);
                last = Some(key.to_vec());
                Ok(if records.len() < most { ControlFlow::Continue(()) } else { ControlFlow::Break(()) })
            })?;
            Ok((records, last))
        })
    }
}
