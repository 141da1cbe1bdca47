//! What has been said since the last commit: found like everything else, from memory.
//!
//! An entry covers the committed document with the same key, whether it replaces or removes it. Entries carry the
//! number of the write that made them and go when a commit has reached that number.

use super::clause::{Gate, Match, Node};
use super::doc::{DocKey, DocKind};
use super::schema::Prepared;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Documents not yet committed, and what they hide.
#[derive(Default)]
pub(super) struct Tail {
    /// `None`: removed.
    docs: BTreeMap<DocKey, (u64, Option<Arc<Prepared>>)>,
    /// Whole sets removed.
    removed: BTreeMap<(DocKind, String), u64>,
}

impl Tail {
    pub(super) fn set(&mut self, key: DocKey, number: u64, doc: Option<Arc<Prepared>>) {
        self.docs.insert(key, (number, doc));
    }

    /// Removes everything of one kind and owner.
    pub(super) fn remove_kind(&mut self, kind: DocKind, owner: &str, number: u64) {
        let from = DocKey { kind, owner: owner.to_owned(), part: 0 };
        let to = DocKey { part: u32::MAX, ..from.clone() };
        for (_, entry) in self.docs.range_mut(from..=to) {
            *entry = (number, None);
        }
        self.removed.insert((kind, owner.to_owned()), number);
    }

    /// Forgets what a commit up to `number` holds.
    pub(super) fn committed(&mut self, number: u64) {
        self.docs.retain(|_, (made, _)| *made > number);
        self.removed.retain(|_, made| *made > number);
    }

    /// Keys whose committed documents are covered.
    pub(super) fn keys(&self) -> impl Iterator<Item = &DocKey> {
        self.docs.keys()
    }

    /// Kinds and owners whose committed documents are covered.
    pub(super) fn removed(&self) -> impl Iterator<Item = &(DocKind, String)> {
        self.removed.keys()
    }

    /// The living documents, by key.
    pub(super) fn docs(&self) -> impl Iterator<Item = &Arc<Prepared>> {
        self.docs.values().filter_map(|(_, doc)| doc.as_ref())
    }
}

/// How `doc` matches each scored one of `nodes`, if all of them hold and it passes the gate.
pub(super) fn match_nodes(doc: &Prepared, nodes: &[Node], gate: &Gate, slips: bool) -> Option<Vec<Match>> {
    if !gate.passes(doc.doc.key.kind, doc.meta, doc.doc.at.0) {
        return None;
    }
    let mut matches = Vec::new();
    for node in nodes {
        let found = node.clause.match_doc(doc, slips);
        if (found != 0) == node.negated {
            return None;
        }
        if !node.negated && node.clause.is_scored() {
            matches.push(found);
        }
    }
    Some(matches)
}
