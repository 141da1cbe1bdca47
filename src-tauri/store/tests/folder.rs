//! Whatever is done to the folder, it ends in an equal store.

use std::fs;
use std::path::{Path, PathBuf};

use super::apply;
use super::world::{Dice, events};
use crate::model::UtcMillis;
use crate::model::event::Event;
use crate::store::engine::{Change, Engine as _, SledEngine};
use crate::store::keys::{Tree, meta};
use crate::store::{Error, OpenOptions, Opened, Store};

fn options() -> OpenOptions {
    OpenOptions { cache_bytes: 16 << 20, now: UtcMillis(1_790_000_000_000) }
}

fn open(folder: &Path) -> Opened {
    Store::open(folder, options()).unwrap()
}

/// What a projector does after opening: everything that is not applied yet, from the journal.
fn catch_up(store: &Store, journal: &[Event]) {
    let from = usize::try_from(store.applied()).unwrap();
    apply(store, &journal[from..], 50);
}

/// Opens a folder in any state, checks it, and builds it anew where that is needed; the way the app goes.
fn recover(folder: &Path, journal: &[Event]) -> Store {
    let Opened { store, report: _ } = open(folder);
    catch_up(&store, journal);
    if !store.verify().is_ok_and(|verified| verified.is_sound()) {
        assert!(store.unhealthy().is_some());
        let anew = store.begin_anew().unwrap();
        apply(&anew.store, journal, 50);
        assert!(store.adopt(anew).unwrap().is_some());
        assert_eq!(store.unhealthy(), None);
        assert!(store.verify().unwrap().is_sound());
    }
    store
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}

#[test]
fn a_second_start_is_refused_at_once_and_changes_no_byte() {
    let folder = tempfile::tempdir().unwrap();
    let first = open(folder.path());
    apply(&first.store, &events(1, 50), 10);
    first.store.checkpoint().unwrap();
    let before: Vec<_> = files(folder.path()).into_iter().map(|path| (fs::read(&path).unwrap(), path)).collect();
    assert!(matches!(Store::open(folder.path(), options()), Err(Error::InUse)));
    let after: Vec<_> = files(folder.path()).into_iter().map(|path| (fs::read(&path).unwrap(), path)).collect();
    assert!(before == after);
    assert!(first.report.rebuild_needed && !first.report.unclean);
}

#[test]
fn what_was_applied_before_a_clean_end_is_there_after_it() {
    let folder = tempfile::tempdir().unwrap();
    let journal = events(2, 200);
    let digest = {
        let opened = open(folder.path());
        apply(&opened.store, &journal, 10);
        opened.store.close().unwrap();
        opened.store.digest(true).unwrap()
    };
    let opened = open(folder.path());
    assert_eq!((opened.store.applied(), opened.report.rebuild_needed, opened.report.unclean), (200, false, false));
    assert_eq!(opened.store.digest(true).unwrap(), digest);
    drop(opened);
    assert!(open(folder.path()).report.unclean, "the last run did not close");
}

#[test]
fn a_deleted_store_is_built_anew_to_an_equal_digest() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store");
    let journal = events(3, 200);
    let digest = {
        let opened = open(&path);
        apply(&opened.store, &journal, 10);
        opened.store.close().unwrap();
        opened.store.digest(true).unwrap()
    };
    fs::remove_dir_all(&path).unwrap();
    let store = recover(&path, &journal);
    assert_eq!(store.digest(true).unwrap(), digest);
}

#[test]
fn a_store_of_another_version_is_set_aside_and_built_anew_to_an_equal_digest() {
    let folder = tempfile::tempdir().unwrap();
    let journal = events(13, 100);
    let digest = {
        let store = open(folder.path()).store;
        apply(&store, &journal, 10);
        store.close().unwrap();
        store.digest(true).unwrap()
    };
    {
        let engine = SledEngine::open(&folder.path().join("g-000001"), 16 << 20).unwrap();
        let earlier = 3_u64.to_be_bytes();
        engine.write(&[Change { tree: Tree::Meta, key: meta::SCHEMA, value: Some(&earlier) }]).unwrap();
        engine.checkpoint().unwrap();
    }
    let Opened { store, report } = open(folder.path());
    assert!(report.rebuild_needed && !report.mended && report.set_aside.is_some());
    assert!(report.reason.is_some_and(|reason| reason.contains("another version")));
    catch_up(&store, &journal);
    assert_eq!(store.digest(true).unwrap(), digest);
}

#[test]
fn an_adopted_store_answers_at_once_and_is_the_one_that_opens_next() {
    let folder = tempfile::tempdir().unwrap();
    let journal = events(4, 100);
    let digest = {
        let store = open(folder.path()).store;
        apply(&store, &journal[..50], 10);
        let anew = store.begin_anew().unwrap();
        apply(&anew.store, &journal, 10);
        assert_eq!(store.applied(), 50);
        assert_eq!(store.adopt(anew).unwrap(), None);
        assert_eq!(store.applied(), 100);
        store.close().unwrap();
        store.digest(true).unwrap()
    };
    let again = open(folder.path());
    assert_eq!((again.store.digest(true).unwrap(), again.report.reason), (digest, None));
    let generations = fs::read_dir(folder.path()).unwrap().flatten();
    assert_eq!(generations.filter(|entry| entry.file_name().to_string_lossy().starts_with("g-")).count(), 1);
}

/// TRUST.md, DUR-4.
#[test]
fn a_damaged_store_recovers_to_an_equal_digest() {
    let scratch = tempfile::tempdir().unwrap();
    let journal = events(6, 400);
    let (young, old) = (scratch.path().join("young"), scratch.path().join("old"));
    let digest = {
        let store = open(&young).store;
        apply(&store, &journal[..250], 10);
        store.checkpoint().unwrap();
        copy(&young, &old);
        apply(&store, &journal[250..], 10);
        store.close().unwrap();
        store.digest(true).unwrap()
    };
    let names: Vec<PathBuf> =
        files(&young).into_iter().map(|path| path.strip_prefix(&young).unwrap().to_owned()).collect();
    let mut dice = Dice::new(77);
    let mut damaged = 0;
    let mut set_aside = 0;
    let mut attempt = |damage: &mut dyn FnMut(&Path)| {
        let folder = scratch.path().join(format!("copy-{damaged}"));
        copy(&young, &folder);
        damage(&folder);
        let store = recover(&folder, &journal);
        assert_eq!(store.digest(true).unwrap(), digest, "copy {damaged}");
        assert_eq!(store.applied(), 400);
        drop(store);
        let kept = fs::read_dir(&folder).unwrap().flatten();
        set_aside += kept.filter(|entry| entry.file_name().to_string_lossy().starts_with("damaged-")).count();
        fs::remove_dir_all(&folder).unwrap();
        damaged += 1;
    };
    for name in &names {
        attempt(&mut |folder| fs::remove_file(folder.join(name)).unwrap());
        attempt(&mut |folder| fs::write(folder.join(name), b"").unwrap());
        attempt(&mut |folder| {
            if old.join(name).exists() {
                fs::copy(old.join(name), folder.join(name)).map(|_| ()).unwrap();
            }
        });
        let length = fs::metadata(young.join(name)).unwrap().len();
        for _ in 0..if length > 10_000 { 14 } else { 3 } {
            let cut = dice.roll(length.max(1));
            attempt(&mut |folder| {
                fs::OpenOptions::new().write(true).open(folder.join(name)).unwrap().set_len(cut).unwrap()
            });
        }
        for _ in 0..if length > 10_000 { 24 } else { 5 } {
            let flips: Vec<u64> = (0..=dice.roll(64)).map(|_| dice.roll(length.max(1) * 8)).collect();
            attempt(&mut |folder| {
                let mut bytes = fs::read(folder.join(name)).unwrap();
                for flip in &flips {
                    if let Some(byte) = bytes.get_mut((flip / 8) as usize) {
                        *byte ^= 1 << (flip % 8);
                    }
                }
                fs::write(folder.join(name), bytes).unwrap();
            });
        }
    }
    assert!(damaged >= 60, "{damaged}");
    assert!(set_aside > 0);
}
