//! Power loss: whatever part of what was written since the last sync reached the disk, the journal opens
//! and holds every record whose sync had returned.
//!
//! The journal's own writes, syncs, renames and removals are recorded through the seam while it lives through
//! several openings, failures and packings. Then the folder is put together as a crash after each of them
//! could have left it, and opened.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use super::support::*;
use crate::journal::frame::{Frame, u32_at};
use crate::journal::{FileJournal, Journal, JournalOptions};
use crate::seam::{DiskFaults, DiskOp, DiskOpKind, Entropy, Fault, FaultScript, SeededEntropy};

#[derive(Debug, Clone)]
enum Step {
    Create(PathBuf),
    Change(PathBuf, Change),
    Sync(PathBuf),
    SyncFolder(PathBuf),
    Rename(PathBuf, PathBuf),
    Remove(PathBuf),
}

#[derive(Debug, Clone)]
enum Change {
    Put(usize, Vec<u8>),
    Len(usize, bool),
}

impl Change {
    fn apply(&self, file: &mut Vec<u8>) {
        match self {
            Self::Put(offset, bytes) => {
                file.resize(file.len().max(offset + bytes.len()), 0);
                file[*offset..offset + bytes.len()].copy_from_slice(bytes);
            }
            Self::Len(len, may_cut) => file.resize(if *may_cut { *len } else { file.len().max(*len) }, 0),
        }
    }
}

/// Writes down what is done, and fails when told to.
#[derive(Default)]
struct Recorder {
    steps: Mutex<Vec<Step>>,
    script: FaultScript,
}

impl DiskFaults for Recorder {
    fn before(&self, op: &DiskOp<'_>) -> Fault {
        let fault = self.script.before(op);
        if let (DiskOp::Write(path, offset, bytes), Fault::Short(len)) = (op, fault) {
            self.done(&DiskOp::Write(path, *offset, &bytes[..len.min(bytes.len())]));
        }
        fault
    }

    fn done(&self, op: &DiskOp<'_>) {
        let step = match *op {
            DiskOp::Create(path) => Step::Create(path.into()),
            DiskOp::Allocate(path, len) => Step::Change(path.into(), Change::Len(len as usize, false)),
            DiskOp::SetLen(path, len) => Step::Change(path.into(), Change::Len(len as usize, true)),
            DiskOp::Write(path, at, bytes) => Step::Change(path.into(), Change::Put(at as usize, bytes.into())),
            DiskOp::SyncData(path) | DiskOp::SyncAll(path) => Step::Sync(path.into()),
            DiskOp::SyncFolder(path) => Step::SyncFolder(path.into()),
            DiskOp::Rename(from, to) => Step::Rename(from.into(), to.into()),
            DiskOp::Remove(path) => Step::Remove(path.into()),
        };
        self.steps.lock().unwrap().push(step);
    }
}

fn options(session: usize) -> JournalOptions {
    JournalOptions { segment_bytes: 3_000, preallocate: session.is_multiple_of(2), pack: true, ..small() }
}

/// Lives through several sessions, and gives what was done.
fn live() -> Vec<Step> {
    let (folder, recorder) = (folder(), Arc::new(Recorder::default()));
    let entropy = SeededEntropy::new(11);
    for session in 0..8 {
        let seam = crate::seam::Seam { entropy: Arc::new(SeededEntropy::new(session)), ..seam() };
        let journal =
            FileJournal::open(folder.path(), options(session as usize), seam.with_disk(recorder.clone())).unwrap();
        let target = journal.last().0 + 130;
        while journal.last().0 < target {
            let first = journal.last().0 + 1;
            match entropy.jitter(60) {
                0 => recorder.script.fail_nth(DiskOpKind::Write, 1, Fault::Short(entropy.jitter(900) as usize)),
                1 => recorder.script.fail_nth(DiskOpKind::SyncData, 1, Fault::Io),
                2 => recorder.script.fail_nth(DiskOpKind::Create, 1, Fault::NoSpace),
                _ => {}
            }
            // Now and then several units wait together, and units have several records.
            let (mut pending, mut next) = (Vec::new(), first);
            for _ in 0..=entropy.jitter(2) {
                let unit: Vec<_> = (next..=next + entropy.jitter(8) / 6).map(|n| record(payload(n, 250))).collect();
                next += unit.len() as u64;
                pending.push(journal.append(unit));
            }
            let _refusals_are_meant: Vec<_> = pending.into_iter().map(|pending| pending.wait()).collect();
        }
    }
    let steps = recorder.steps.lock().unwrap().clone();
    let within = |path: &Path| path.strip_prefix(folder.path()).unwrap().to_owned();
    let relative = steps.into_iter().map(|step| match step {
        Step::Create(path) => Step::Create(within(&path)),
        Step::Change(path, change) => Step::Change(within(&path), change),
        Step::Sync(path) => Step::Sync(within(&path)),
        Step::SyncFolder(path) => Step::SyncFolder(within(&path)),
        Step::Rename(from, to) => Step::Rename(within(&from), within(&to)),
        Step::Remove(path) => Step::Remove(within(&path)),
    });
    relative.collect()
}

/// A file as it would be after a power loss now, and what may or may not have reached the disk.
#[derive(Debug, Clone, Default)]
struct Contents {
    durable: Vec<u8>,
    pending: Vec<Change>,
}

#[derive(Debug, Clone)]
enum NameChange {
    Add(PathBuf, usize),
    Rename(PathBuf, PathBuf),
    Remove(PathBuf),
}

impl NameChange {
    fn apply(&self, names: &mut BTreeMap<PathBuf, usize>) {
        match self {
            Self::Add(path, file) => drop(names.insert(path.clone(), *file)),
            Self::Rename(from, to) => {
                if let Some(file) = names.remove(from) {
                    names.insert(to.clone(), file);
                }
            }
            Self::Remove(path) => drop(names.remove(path)),
        }
    }

    fn folder(&self) -> &Path {
        match self {
            Self::Add(path, _) | Self::Remove(path) | Self::Rename(_, path) => path.parent().unwrap(),
        }
    }
}

/// A disk with a cache.
#[derive(Debug, Clone, Default)]
struct Model {
    files: Vec<Contents>,
    names: BTreeMap<PathBuf, usize>,
    durable_names: BTreeMap<PathBuf, usize>,
    pending_names: Vec<NameChange>,
    /// The records in each file that were written since its last sync.
    written: BTreeMap<PathBuf, Vec<(u64, Vec<u8>)>>,
    /// The records whose sync has returned.
    synced: BTreeMap<u64, Vec<u8>>,
    /// All that was ever written at a position, and where units ever ended.
    tried: BTreeSet<(u64, Vec<u8>)>,
    ends: BTreeSet<u64>,
}

impl Model {
    fn apply(&mut self, step: &Step) {
        match step {
            Step::Create(path) => {
                self.files.push(Contents::default());
                self.rename(NameChange::Add(path.clone(), self.files.len() - 1));
            }
            Step::Change(path, change) => {
                if let (Change::Put(_, bytes), Some("seg")) = (change, path.extension().and_then(|e| e.to_str())) {
                    let mut rest = bytes.as_slice();
                    while let Ok(frame) = Frame::parse(rest, u32_at(rest, 0).unwrap_or(0)) {
                        if !frame.is_close_mark() {
                            let record = (frame.seq, frame.payload.to_vec());
                            self.written.entry(path.clone()).or_default().push(record.clone());
                            self.tried.insert(record);
                            self.ends.extend(frame.ends_unit().then_some(frame.seq));
                        }
                        rest = &rest[frame.len()..];
                    }
                }
                let file = self.names[path];
                self.files[file].pending.push(change.clone());
            }
            Step::Sync(path) => {
                let file = &mut self.files[self.names[path]];
                for change in file.pending.drain(..) {
                    change.apply(&mut file.durable);
                }
                self.synced.extend(self.written.remove(path).unwrap_or_default());
            }
            Step::SyncFolder(folder) => {
                let (now, later) = self.pending_names.drain(..).partition(|change| change.folder() == folder);
                self.pending_names = later;
                let now: Vec<NameChange> = now;
                now.iter().for_each(|change| change.apply(&mut self.durable_names));
            }
            Step::Rename(from, to) => self.rename(NameChange::Rename(from.clone(), to.clone())),
            Step::Remove(path) => self.rename(NameChange::Remove(path.clone())),
        }
    }

    fn rename(&mut self, change: NameChange) {
        change.apply(&mut self.names);
        self.pending_names.push(change);
    }

    /// The folder if the process ends now and the machine goes on.
    fn killed(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let whole = |file: &Contents| {
            let mut bytes = file.durable.clone();
            file.pending.iter().for_each(|change| change.apply(&mut bytes));
            bytes
        };
        self.names.iter().map(|(path, file)| (path.clone(), whole(&self.files[*file]))).collect()
    }

    /// A folder that may be left if the power goes now: any of the unsynced changes, in any order, writes torn
    /// at 512 bytes, and any of the unsynced names.
    fn power_lost(&self, chance: &SeededEntropy) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut names = self.durable_names.clone();
        for change in &self.pending_names {
            if chance.jitter(1) == 0 {
                change.apply(&mut names);
            }
        }
        let torn = |file: &Contents| {
            let mut bytes = file.durable.clone();
            let mut pending: Vec<&Change> = file.pending.iter().collect();
            while !pending.is_empty() {
                let change = pending.swap_remove(chance.jitter(pending.len() as u64 - 1) as usize);
                match (chance.jitter(3), change) {
                    (0, _) => {}
                    (1, change) | (_, change @ Change::Len(..)) => change.apply(&mut bytes),
                    (_, Change::Put(offset, data)) => {
                        let mut from = 0;
                        while from < data.len() {
                            let to = ((offset + from) / 512 * 512 + 512 - offset).min(data.len());
                            if chance.jitter(1) == 0 {
                                Change::Put(offset + from, data[from..to].to_vec()).apply(&mut bytes);
                            }
                            from = to;
                        }
                    }
                }
            }
            bytes
        };
        names.iter().map(|(path, file)| (path.clone(), torn(&self.files[*file]))).collect()
    }
}

/// Opens what a crash left: nothing acknowledged is missing or wrong, units are whole, and it goes on.
fn assert_recovers(model: &Model, image: &BTreeMap<PathBuf, Vec<u8>>, what: &str) {
    let folder = folder();
    std::fs::create_dir(folder.path().join("torn")).unwrap();
    for (path, bytes) in image {
        std::fs::write(folder.path().join(path), bytes).unwrap();
    }
    let journal = FileJournal::open(folder.path(), JournalOptions { pack: false, ..options(1) }, seam()).unwrap();
    let last = journal.last().0;
    let synced = model.synced.last_key_value().map_or(0, |(n, _)| *n);
    assert!(last >= synced, "{what}: {last} of {synced}");
    assert!(last == 0 || model.ends.contains(&last), "{what}: half a unit, up to {last}");
    let (records, damage) = read_all(&journal);
    assert_eq!(damage, [], "{what}");
    assert_eq!(records.len() as u64, last, "{what}");
    for (n, record) in records {
        match model.synced.get(&n) {
            Some(payload) => assert_eq!(record.payload, payload, "{what}: record {n}"),
            None => assert!(model.tried.contains(&(n, record.payload.to_vec())), "{what}: record {n}"),
        }
    }
    assert_eq!(journal.health().damage, [], "{what}");
    fill(&journal, 1, 250);
}

#[test]
fn every_prefix_of_what_was_done_opens_with_every_synced_record() {
    let steps = live();
    assert!(steps.len() >= 2_000, "{}", steps.len());
    let mut model = Model::default();
    for (index, step) in steps.iter().enumerate() {
        model.apply(step);
        assert_recovers(&model, &model.killed(), &format!("step {index}"));
    }
}

#[test]
fn after_a_power_loss_nothing_synced_is_missing_whatever_reached_the_disk() {
    let steps = live();
    let chance = SeededEntropy::new(23);
    let mut model = Model::default();
    let mut images = 0;
    for (index, step) in steps.iter().enumerate() {
        model.apply(step);
        let unsynced = model.files.iter().any(|file| !file.pending.is_empty()) || !model.pending_names.is_empty();
        if unsynced {
            assert_recovers(&model, &model.power_lost(&chance), &format!("step {index}"));
            images += 1;
        }
    }
    assert!(images >= 1_500, "{images}");
}
