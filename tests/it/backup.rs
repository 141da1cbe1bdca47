//! Backups: made while everything goes on, read back, kept and forgotten, and restored to the same workspace, or
//! refused with what is damaged named and nothing changed.

use crate::support::{
    Browser, Delivery, Here, Ringbook,
    browser::PASSWORD,
    here::{config, moment, texts},
    process,
};
use ringbook::{
    app::{App, restoring::RestoreError},
    backup::{self, Error, Keep, Meter, Wish},
    journal::{Journal as _, Kind, NewRecord},
    model::{
        OutboxId, UtcMillis,
        decision::{Decided, Decision, SendIntent},
    },
    seam::{Breakpoint, Seam},
};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

const WISH: Wish = Wish { media: true, keep: Keep { days: 7, weeks: 4 } };
/// Does something to a folder of backups.
type Harm = Box<dyn Fn(&Path)>;

const PICTURE: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x02\0\0\0\x03\x08\x06\0\0\0";

fn meter(seam: &Seam) -> Meter {
    Meter::new(seam.clock.clone(), || {})
}

/// Everything below a folder, by its path.
fn tree(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.insert(path.strip_prefix(folder).unwrap().to_owned(), fs::read(&path).unwrap());
            }
        }
    }
    found
}

fn copy_tree(from: &Path, to: &Path) {
    for (path, bytes) in tree(from) {
        fs::create_dir_all(to.join(&path).parent().unwrap()).unwrap();
        fs::write(to.join(&path), bytes).unwrap();
    }
}

/// Restores the newest backup of `folder` into a new folder; the digest of the store there, positions included.
fn restored(folder: &Path, data: &Path) -> Result<(String, u64), RestoreError> {
    let seam = Seam::system();
    let chosen = backup::choose(folder, None)?;
    let records = App::restore(config(data, |_| {}), &seam, &chosen, &meter(&seam), &mut |_| {})?;
    Ok((digest(data), records))
}

fn digest(data: &Path) -> String {
    let options = ringbook::store::OpenOptions::default();
    ringbook::store::Store::open(&data.join("store"), options).unwrap().store.digest(true).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_made_under_load_restores_to_an_equal_workspace() {
    let dir = tempfile::tempdir().unwrap();
    let (data, out) = (dir.path().join("data"), dir.path().join("out"));
    let here = Here::start(config(&data, |_| {}), Seam::system()).await;
    here.receive(texts(1..600)).await;
    let picture = here.app.blobs.keep(PICTURE).unwrap();
    let made = {
        let receiving = async {
            for start in (600..1_800).step_by(40) {
                here.receive(texts(start..start + 40)).await;
            }
        };
        let app = here.app.clone();
        let backing = async { app.back_up(out.clone(), WISH).await.unwrap() };
        tokio::join!(receiving, backing).1
    };
    assert!(made.covers >= 599 && made.covers <= 1_800, "{made:?}");
    assert_eq!((made.files, made.unreadable, made.kept), (1, 0, 1));
    here.stop().await;

    let again = dir.path().join("again");
    let (there, at) = (again.clone(), out.clone());
    let (restored, records) = tokio::task::spawn_blocking(move || restored(&at, &there).unwrap()).await.unwrap();
    assert_eq!(records, made.covers);
    // The same records make the same store, to the last row.
    let whole = Here::start(config(&again, |_| {}), Seam::system()).await;
    assert_eq!(fs::read(whole.app.blobs.path(&picture.id).unwrap()).unwrap(), PICTURE);
    whole.stop().await;
    let cut = dir.path().join("cut");
    let wanted = tokio::task::spawn_blocking(move || first_records(&data, &cut, made.covers)).await.unwrap();
    assert_eq!(restored, wanted);
}

/// The digest of a store that is made from the first `count` records of a journal.
fn first_records(data: &Path, cut: &Path, count: u64) -> String {
    use ringbook::journal::{FileJournal, JournalOptions, ReadLimit, Seq};
    let from = FileJournal::open_reader(data.join("journal")).unwrap();
    let to = FileJournal::open(cut.join("journal"), JournalOptions::default(), Seam::system()).unwrap();
    let mut after = Seq::START;
    while after.0 < count {
        let limit = ReadLimit { records: 500.min(usize::try_from(count - after.0).unwrap()), bytes: 4 << 20 };
        let records = from.read(after, limit).unwrap();
        after = records.last().unwrap().seq;
        let unit = records.into_iter().map(|one| NewRecord { kind: one.kind, at: one.at, payload: one.payload });
        to.append(unit.collect()).wait().unwrap();
    }
    to.close();
    drop(to);
    App::rebuild(config(cut, |_| {}), Seam::system(), &mut |_| {}).unwrap();
    digest(cut)
}

/// A workspace with texts and a file, backed up once; the folder of the backups.
async fn backed_up(dir: &Path) -> PathBuf {
    let (data, out) = (dir.join("data"), dir.join("out"));
    let here = Here::start(config(&data, |_| {}), Seam::system()).await;
    here.receive(texts(1..60)).await;
    here.app.blobs.keep(PICTURE).unwrap();
    here.app.back_up(out.clone(), WISH).await.unwrap();
    here.stop().await;
    out
}

fn only_file(folder: &Path, fits: impl Fn(&Path) -> bool) -> PathBuf {
    let mut found: Vec<PathBuf> =
        tree(folder).into_keys().map(|path| folder.join(path)).filter(|path| fits(path)).collect();
    assert_eq!(found.len(), 1, "{found:?}");
    found.pop().unwrap()
}

fn is_part(path: &Path) -> bool {
    fs::read(path).unwrap().starts_with(b"RINGPACK")
}

fn is_picture(path: &Path) -> bool {
    fs::read(path).unwrap() == PICTURE
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_kind_of_damage_is_named_and_refused_and_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let out = backed_up(dir.path()).await;
    let hash = |path: &Path| path.file_name().unwrap().to_str().unwrap().to_owned();
    let part = hash(&only_file(&out, is_part));
    let picture = hash(&only_file(&out, is_picture));

    let cases: Vec<(&str, Harm, Vec<String>)> = vec![
        (
            "cut part",
            Box::new(|out| {
                let path = only_file(out, is_part);
                let bytes = fs::read(&path).unwrap();
                fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
            }),
            vec!["records 1 to".to_owned(), part.clone(), "bytes and not".to_owned()],
        ),
        (
            "flipped bit in a part",
            Box::new(|out| {
                let path = only_file(out, is_part);
                let mut bytes = fs::read(&path).unwrap();
                let middle = bytes.len() / 2;
                bytes[middle] ^= 1;
                fs::write(&path, bytes).unwrap();
            }),
            vec![part.clone(), "was changed".to_owned()],
        ),
        (
            "missing part",
            Box::new(|out| fs::remove_file(only_file(out, is_part)).unwrap()),
            vec![part.clone(), "is not there".to_owned()],
        ),
        (
            "missing file",
            Box::new(|out| fs::remove_file(only_file(out, is_picture)).unwrap()),
            vec![picture.clone(), "is not there".to_owned()],
        ),
        (
            "swapped files",
            Box::new(|out| {
                let (part, picture) = (only_file(out, is_part), only_file(out, is_picture));
                let aside = out.join("aside");
                fs::rename(&part, &aside).unwrap();
                fs::rename(&picture, &part).unwrap();
                fs::rename(&aside, &picture).unwrap();
            }),
            vec![part.clone(), picture.clone()],
        ),
        (
            "a link in the place of a file",
            Box::new(|out| {
                let path = only_file(out, is_picture);
                fs::remove_file(&path).unwrap();
                std::os::unix::fs::symlink("/etc/hostname", &path).unwrap();
            }),
            vec![picture.clone()],
        ),
        (
            "changed list",
            Box::new(|out| {
                let path = only_file(&out.join("backups"), |_| true);
                let text = fs::read_to_string(&path).unwrap();
                fs::write(&path, text.replace("\"covers\":", "\"covers\":1")).unwrap();
            }),
            vec!["its list".to_owned(), "changed".to_owned()],
        ),
        (
            "cut list",
            Box::new(|out| {
                let path = only_file(&out.join("backups"), |_| true);
                let bytes = fs::read(&path).unwrap();
                fs::write(&path, &bytes[..bytes.len() - 20]).unwrap();
            }),
            vec!["its list".to_owned()],
        ),
        (
            "newer list",
            Box::new(|out| {
                let path = only_file(&out.join("backups"), |_| true);
                fs::write(path, br#"{"format":2,"blake3":"","backup":{}}"#).unwrap();
            }),
            vec!["format 2".to_owned(), "newer".to_owned()],
        ),
    ];
    for (what, harm, named) in cases {
        let copy = dir.path().join("copy");
        copy_tree(&out, &copy);
        harm(&copy);
        let data = dir.path().join("target");
        let (at, there) = (copy.clone(), data.clone());
        let refused = tokio::task::spawn_blocking(move || restored(&at, &there).map(drop).unwrap_err()).await.unwrap();
        let said = match &refused {
            RestoreError::Backup(Error::Damaged { damage, .. }) => damage.join("\n"),
            other => other.to_string(),
        };
        for word in named {
            assert!(said.contains(&word), "{what}: {word:?} is not in {said}");
        }
        assert!(!data.exists(), "{what}: something was left behind: {:?}", tree(&data).keys());
        fs::remove_dir_all(&copy).unwrap();
    }
    // On the command line, too, with a code that is no success.
    fs::remove_file(only_file(&out, is_picture)).unwrap();
    let data = dir.path().join("by-hand");
    let run = process::run(&data, &["restore", out.to_str().unwrap()]);
    assert_eq!(run.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&run.stderr).contains(&picture), "{}", String::from_utf8_lossy(&run.stderr));
    assert!(!data.exists());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_that_is_cut_off_leaves_the_earlier_one_and_is_cleared_away() {
    let dir = tempfile::tempdir().unwrap();
    let (data, out) = (dir.path().join("data"), dir.path().join("out"));
    let seam = Seam::system();
    let breakpoints = seam.breakpoints.clone();
    let here = Here::start(config(&data, |_| {}), seam).await;
    here.receive(texts(1..60)).await;
    here.app.back_up(out.clone(), WISH).await.unwrap();
    here.receive(texts(60..90)).await;

    // Everything is written and the list is not: what a power switch leaves at that moment.
    breakpoints.arm(Breakpoint::BackedUp);
    let app = here.app.clone();
    let at = out.clone();
    let second = tokio::spawn(async move { app.back_up(at, WISH).await });
    breakpoints.arrivals(Breakpoint::BackedUp, 1).await;
    let killed = dir.path().join("killed");
    copy_tree(&out, &killed);
    fs::write(killed.join("files/.incoming-half"), b"half").unwrap();
    fs::write(killed.join("backups/2099-01-01T00-00-00Z.json.tmp"), b"{").unwrap();
    // Another one at the same time is refused.
    assert!(matches!(here.app.back_up(out.clone(), WISH).await, Err(Error::Busy(_))));
    breakpoints.disarm(Breakpoint::BackedUp);
    assert_eq!(second.await.unwrap().unwrap().covers, 89);

    let again = dir.path().join("again");
    let (at, there) = (killed.clone(), again.clone());
    let (_, records) = tokio::task::spawn_blocking(move || restored(&at, &there).unwrap()).await.unwrap();
    assert_eq!(records, 59, "the earlier one is whole");
    let made = here.app.back_up(killed.clone(), WISH).await.unwrap();
    assert_eq!(made.covers, 89);
    let left: Vec<PathBuf> = tree(&killed)
        .into_keys()
        .filter(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            name.starts_with(".incoming") || name.ends_with(".tmp")
        })
        .collect();
    assert!(left.is_empty(), "{left:?}");
    here.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_went_bad_among_the_backups_is_written_anew() {
    let dir = tempfile::tempdir().unwrap();
    let (data, out) = (dir.path().join("data"), dir.path().join("out"));
    let here = Here::start(config(&data, |_| {}), Seam::system()).await;
    here.receive(texts(1..30)).await;
    here.app.blobs.keep(PICTURE).unwrap();
    here.app.back_up(out.clone(), WISH).await.unwrap();
    let path = only_file(&out, is_picture);
    let mut bytes = PICTURE.to_vec();
    bytes[5] ^= 4;
    fs::write(&path, bytes).unwrap();
    here.app.back_up(out.clone(), WISH).await.unwrap();
    assert_eq!(fs::read(&path).unwrap(), PICTURE);

    // A file that is damaged here is not in it, and that is said.
    let own = here.app.blobs.path(&here.app.blobs.keep(PICTURE).unwrap().id).unwrap();
    fs::write(&own, b"other bytes").unwrap();
    let other = dir.path().join("other");
    let made = here.app.back_up(other, WISH).await.unwrap();
    assert_eq!((made.files, made.unreadable), (0, 1));
    here.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_night_is_backed_up_once_on_its_own_and_old_ones_go() {
    let dir = tempfile::tempdir().unwrap();
    let (data, out) = (dir.path().join("data"), dir.path().join("out"));
    let began = UtcMillis(1_790_000_000_000);
    let (seam, clock) = Seam::scripted(7, began);
    let here = Here::start(config(&data, |_| {}), seam).await;
    here.receive(texts(1..20)).await;
    assert!(here.app.back_up_if_due().await.is_none(), "no folder is chosen");
    let shown = here
        .call("save_backup", json!({ "folder": out, "atMinute": 180, "keepDays": 3, "keepWeeks": 2, "media": true }))
        .await;
    assert_eq!(shown["settings"]["folder"], json!(out));
    // The first is made at once, by itself.
    let first = here.until("backup", json!({}), |now| now["running"].is_null() && !now["last"].is_null()).await;
    assert!(first["last"]["problem"].is_null(), "{first:#}");
    assert_eq!(first["last"]["records"], here.app.journal.last().0);
    assert!(here.app.back_up_if_due().await.is_none(), "once is enough");
    for night in 1..=25 {
        here.receive(texts(20 + night..21 + night)).await;
        clock.set(began.plus_ms(i64::try_from(night).unwrap() * 86_400_000));
        // The program's own look may come first: either way it is made once.
        let made = here.app.back_up_if_due().await;
        assert!(matches!(made, None | Some(Ok(_) | Err(Error::Busy(_)))), "{made:?}");
        here.until("backup", json!({}), |now| now["running"].is_null() && now["last"]["at"] == json!(clock_now(&here)))
            .await;
        assert!(here.app.back_up_if_due().await.is_none(), "night {night}");
    }
    let names = fs::read_dir(out.join("backups")).unwrap().count();
    assert!((3..=4).contains(&names), "three days, and the week before if it is not among them: {names}");
    let held: usize = tree(&out.join("files")).len();
    assert!(held <= names, "contents that no backup holds are gone: {held}");
    here.stop().await;
}

fn clock_now(here: &Here) -> i64 {
    here.app.seam.now().0
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_that_fails_is_a_warning_until_one_is_made() {
    let dir = tempfile::tempdir().unwrap();
    let (data, out) = (dir.path().join("data"), dir.path().join("out"));
    let here = Here::start(config(&data, |_| {}), Seam::system()).await;
    here.receive(texts(1..20)).await;
    here.call("save_backup", json!({ "folder": out, "atMinute": 180, "keepDays": 7, "keepWeeks": 4, "media": true }))
        .await;
    here.until("backup", json!({}), |now| now["running"].is_null() && !now["last"].is_null()).await;
    // The disk is taken away, and something else is in its place.
    let away = dir.path().join("away");
    fs::rename(&out, &away).unwrap();
    fs::write(&out, b"not a folder").unwrap();
    here.call("back_up", json!({ "folder": null, "media": null, "keepDays": null, "keepWeeks": null })).await;
    let failed =
        here.until("backup", json!({}), |now| now["running"].is_null() && !now["last"]["problem"].is_null()).await;
    assert!(failed["last"]["problem"].as_str().unwrap().contains("cannot be used"), "{failed:#}");
    assert!(failed["lastGood"]["problem"].is_null(), "{failed:#}");
    here.until("health", json!({}), |now| now["warnings"][0]["kind"] == "backup").await;
    let status = here.status().await;
    assert!(status["problems"].as_array().unwrap().iter().any(|one| one["code"] == "backup"), "{status:#}");
    fs::remove_file(&out).unwrap();
    fs::rename(&away, &out).unwrap();
    here.call("back_up", json!({ "folder": null, "media": null, "keepDays": null, "keepWeeks": null })).await;
    here.until("health", json!({}), |now| now["warnings"].as_array().unwrap().is_empty()).await;
    // What came of it is known after a restart, too.
    here.stop().await;
    let here = Here::start(config(&data, |_| {}), Seam::system()).await;
    assert!(here.call("backup", json!({})).await["last"]["problem"].is_null());
    here.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_folder_that_is_none_for_backups_is_refused_with_the_way_out() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let here = Here::start(config(&data, |_| {}), Seam::system()).await;
    here.receive(texts(1..3)).await;
    let other = dir.path().join("other");
    fs::create_dir(&other).unwrap();
    fs::write(other.join("accounts.ods"), b"mine").unwrap();
    for (folder, word) in [
        (other.clone(), "other things"),
        (data.join("backups"), "data folder"),
        (data.clone(), "data folder"),
        (dir.path().to_owned(), "data folder"),
        (PathBuf::from("/proc/nowhere"), "cannot be used"),
    ] {
        let error = here.app.back_up(folder, WISH).await.unwrap_err().to_string();
        assert!(error.contains(word), "{error}");
    }
    assert_eq!(tree(&other).len(), 1);
    // Nor does one workspace write over another's.
    let out = dir.path().join("out");
    here.app.back_up(out.clone(), WISH).await.unwrap();
    here.stop().await;
    let second = Here::start(config(&dir.path().join("second"), |_| {}), Seam::system()).await;
    second.receive(texts(1..3)).await;
    assert!(matches!(second.app.back_up(out, WISH).await, Err(Error::OtherWorkspace(_))));
    second.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_text_that_waited_when_the_backup_was_made_is_not_sent_by_the_restored_one() {
    let dir = tempfile::tempdir().unwrap();
    let (data, out) = (dir.path().join("data"), dir.path().join("out"));
    let here = Here::start(config(&data, |_| {}), Seam::system()).await;
    here.receive(texts(1..3)).await;
    here.settle().await;
    let page = here.call("inbox_page", json!({ "tab": "all", "lineId": null, "cursor": null, "limit": 1 })).await;
    let target = here.app.store.inbox_page(ringbook::store::Tab::All, None, None, 1).unwrap().rows[0].target.clone();
    assert!(page["rows"][0]["id"].is_string());
    let now = here.app.seam.now();
    let intent = SendIntent {
        id: OutboxId("0192-waiting".to_owned()),
        token: "t1".to_owned(),
        place: target,
        text: "On our way".to_owned(),
        by: None,
        undo_until: now.plus_ms(3_600_000),
        again: None,
    };
    let payload = Decision::new(now, Decided::SendIntended(intent)).encode().unwrap().into();
    here.app.journal.append(vec![NewRecord { kind: Kind::SendIntent, at: now, payload }]).await.unwrap();
    here.app.back_up(out.clone(), WISH).await.unwrap();
    here.stop().await;

    let again = dir.path().join("again");
    let (at, there) = (out.clone(), again.clone());
    tokio::task::spawn_blocking(move || restored(&at, &there).unwrap()).await.unwrap();
    let here = Here::start(config(&again, |_| {}), Seam::system()).await;
    let outbox = here.call("outbox_page", json!({})).await;
    assert_eq!(outbox["entries"][0]["state"], "needsYou", "{outbox:#}");
    assert!(outbox["entries"][0]["reason"].as_str().unwrap().contains("restored"), "{outbox:#}");
    here.stop().await;
}

#[test]
fn a_restore_is_refused_where_something_is_already() {
    let dir = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let out = runtime.block_on(backed_up(dir.path()));
    let other = dir.path().join("other");
    fs::create_dir(&other).unwrap();
    fs::write(other.join("letter.txt"), b"mine").unwrap();
    for data in [other, dir.path().join("data")] {
        let before = tree(&data);
        assert!(matches!(restored(&out, &data), Err(RestoreError::NotEmpty(_))), "{}", data.display());
        assert!(tree(&data) == before, "{} was changed", data.display());
    }
    // A configuration that was laid out before is no obstacle.
    let prepared = dir.path().join("prepared");
    fs::create_dir(&prepared).unwrap();
    fs::write(prepared.join("ringbook.toml"), "hook = \"127.0.0.1:1\"\n").unwrap();
    let run = process::run(&prepared, &["--json", "restore", out.to_str().unwrap()]);
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let said: Value = serde_json::from_slice(&run.stdout).unwrap();
    assert_eq!(said["records"], 59);
    assert_eq!(digest(&prepared), digest(&dir.path().join("data")));
    for left in ["restore.part", "restore.ready", "journal.before-restore"] {
        assert!(!prepared.join(left).exists(), "{left}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restore_that_was_cut_off_goes_on_at_the_next_start_with_what_came_meanwhile() {
    let dir = tempfile::tempdir().unwrap();
    let out = backed_up(dir.path()).await;
    // Ready, and the program was killed before it was put in place; a delivery had come.
    let data = dir.path().join("again");
    let here = Here::start(config(&data, |_| {}), Seam::system()).await;
    let chosen = json!({ "folder": out, "name": null });
    assert_eq!(here.call("restore", json!({})).await["notHere"], Value::Null);
    here.call("start_restore", chosen).await;
    here.until("restore", json!({}), |now| now["stage"] == "ready").await;
    let late = Delivery::text(7_000, "+17735550177", "it came in between", &moment(7_000));
    assert_eq!(late.post(&here.http, &here.server.hook.to_string()).await, Some(200));
    here.stop().await;
    assert!(data.join("restore.ready").is_dir());
    // Killed once more between two steps of putting it in place.
    fs::rename(data.join("journal"), data.join("journal.before-restore")).unwrap();

    let here = Here::start(config(&data, |_| {}), Seam::system()).await;
    here.settle().await;
    assert_eq!(here.app.journal.last().0, 60, "59 of the backup and the one in between");
    let totals = here.app.store.totals();
    assert_eq!(totals.messages, 60);
    assert_eq!(here.call("restore", json!({})).await["stage"], "idle");
    assert!(here.call("restore", json!({})).await["notHere"].is_string());
    for left in ["restore.part", "restore.ready", "journal.before-restore"] {
        assert!(!data.join(left).exists(), "{left}");
    }
    here.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn from_the_first_screen_a_running_server_restores_and_starts_anew() {
    let dir = tempfile::tempdir().unwrap();
    let out = backed_up(dir.path()).await;
    let data = dir.path().join("server");
    let (ringbook, browser) = Browser::with_server(&data, &[]).await;
    // Only for whoever is signed in.
    let stranger =
        Browser { http: browser.http.clone(), ui: browser.ui.clone(), cookie: "ringbook_session=x".to_owned() };
    for (command, input) in [
        ("backups_in", json!({ "folder": out })),
        ("start_restore", json!({ "folder": out, "name": null })),
        ("restore", json!({})),
        ("back_up", json!({ "folder": out, "media": null, "keepDays": null, "keepWeeks": null })),
    ] {
        assert_eq!(stranger.try_call(command, input).await.0, 401, "{command}");
    }
    let (status, answer) = browser.try_call("backups_in", json!({ "folder": dir.path() })).await;
    assert_eq!((status, answer["code"].as_str()), (409, Some("refused")), "{answer}");
    assert_eq!(browser.try_call("backups_in", json!({ "folder": "relative/x" })).await.0, 400);
    let found = browser.call("backups_in", json!({ "folder": out })).await;
    assert_eq!(found["backups"][0]["records"], 59, "{found:#}");
    let name = found["backups"][0]["name"].clone();
    let begun = browser.call("start_restore", json!({ "folder": out, "name": name })).await;
    assert_eq!(begun["problem"], Value::Null);

    // It closes and opens itself; every session ends with that.
    let began = std::time::Instant::now();
    let signed_out = loop {
        assert!(began.elapsed().as_secs() < 40, "it never started anew");
        let request = browser.http.post(format!("http://{}/api/rpc/status", browser.ui));
        let request = request.header("origin", format!("http://{}", browser.ui)).header("cookie", &browser.cookie);
        match request.json(&json!({})).send().await {
            Ok(answer) if answer.status() == 401 => break true,
            _ => tokio::time::sleep(std::time::Duration::from_millis(20)).await, // pace of asking
        }
    };
    assert!(signed_out);
    let browser = Browser::open(&ringbook.ui).await;
    let page =
        browser.until("inbox_page", json!({ "tab": "all", "lineId": null, "cursor": null, "limit": 50 }), |page| {
            page["counts"]["all"] == 40
        });
    page.await;
    // The same addresses, and it receives.
    let late = Delivery::text(7_000, "+17735550177", "after it", &moment(7_000));
    assert_eq!(late.post(&browser.http, &ringbook.hook).await, Some(200));
    // Nothing more can be restored over it, nor looked at.
    let (status, answer) = browser.try_call("start_restore", json!({ "folder": out, "name": null })).await;
    assert_eq!(status, 409, "{answer}");
    assert_eq!(browser.try_call("backups_in", json!({ "folder": out })).await.0, 409);
    assert_eq!(ringbook.terminate().1, Some(0));
}

#[test]
fn the_command_backs_up_beside_a_running_ringbook_and_without_one() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let ringbook = Ringbook::start_with(&data, &[("RINGBOOK_PASSWORD", PASSWORD)]);
    runtime.block_on(async {
        let http = crate::support::client();
        for delivery in texts(1..12) {
            assert_eq!(delivery.post(&http, &ringbook.hook).await, Some(200));
        }
    });
    let out = dir.path().join("out");
    let backed = |records: u64, kept: u64| {
        let run = process::run(
            &data,
            &["--json", "backup", "--out", out.to_str().unwrap(), "--keep-days", "1", "--keep-weeks", "0"],
        );
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
        let said: Value = serde_json::from_slice(&run.stdout).unwrap();
        assert_eq!((said["records"].as_u64(), said["kept"].as_u64()), (Some(records), Some(kept)), "{said}");
    };
    backed(11, 1);
    assert_eq!(ringbook.terminate().1, Some(0));
    backed(11, 1);
    let refused = process::run(&data, &["backup", "--out", data.join("in").to_str().unwrap()]);
    assert_eq!(refused.status.code(), Some(1));
    let list = process::run(&data, &["restore", out.to_str().unwrap(), "--list"]);
    assert!(String::from_utf8_lossy(&list.stdout).contains("11 records"), "{}", String::from_utf8_lossy(&list.stdout));
    // No secret is in it, nor the password.
    for (path, bytes) in tree(&out) {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        assert!(!text.contains("argon2") && !text.contains("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), "{}", path.display());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn looking_around_shows_the_sample_to_one_session_and_the_workspace_receives_meanwhile() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let temp = dir.path().join("tmp");
    fs::create_dir(&temp).unwrap();
    let left = temp.join("left-by-somebody-else");
    fs::create_dir(&left).unwrap();
    let temp_name = temp.to_str().unwrap().to_owned();
    let (ringbook, browser) = Browser::with_server(&data, &[("TMPDIR", &temp_name)]).await;
    let other = Browser::open(&ringbook.ui).await;
    let origin = format!("http://{}", ringbook.ui);
    let look = async |who: &Browser, on: bool| {
        let request =
            who.http.post(format!("{origin}/api/sample")).header("origin", &origin).header("cookie", &who.cookie);
        request.json(&json!({ "on": on })).send().await.unwrap().status().as_u16()
    };
    let samples = || {
        fs::read_dir(&temp)
            .unwrap()
            .flatten()
            .filter(|entry| entry.file_name().to_string_lossy().starts_with("ringbook-sample-"))
            .count()
    };
    let stranger =
        Browser { http: browser.http.clone(), ui: browser.ui.clone(), cookie: "ringbook_session=x".to_owned() };
    assert_eq!(look(&stranger, true).await, 401);
    let foreign = browser
        .http
        .post(format!("{origin}/api/sample"))
        .header("origin", "https://evil.example")
        .header("cookie", &browser.cookie);
    assert_eq!(foreign.json(&json!({ "on": true })).send().await.unwrap().status(), 403);

    assert_eq!(look(&browser, true).await, 200);
    assert_eq!(samples(), 1);
    let session = |who: &Browser| {
        let request = who.http.get(format!("{origin}/api/session")).header("cookie", &who.cookie);
        async move {
            let mut answer: Value = request.send().await.unwrap().json().await.unwrap();
            let newest_change = answer.as_object_mut().unwrap().remove("seq").unwrap();
            (answer, newest_change.is_u64())
        }
    };
    let expected = json!({ "signedIn": true, "setUp": true, "demo": true, "visiting": true });
    assert_eq!(session(&browser).await, (expected, true));
    let expected = json!({ "signedIn": true, "setUp": true, "demo": false, "visiting": false });
    assert_eq!(session(&other).await, (expected, true));
    // A stranger learns nothing of how much happens.
    let expected = json!({ "signedIn": false, "setUp": true, "demo": false, "visiting": false });
    assert_eq!(session(&stranger).await, (expected, false));
    let shown = browser.call("status", json!({})).await;
    assert_eq!((shown["demo"].as_bool(), shown["workspace"].as_str()), (Some(true), Some("Lakeview Roofing")));
    assert!(browser.inbox("all").await["counts"]["all"].as_u64().unwrap() > 10);
    assert_eq!(other.inbox("all").await["counts"]["all"], 0);

    // The workspace itself receives, and the sample knows nothing of it.
    let late = Delivery::text(7_000, "+17735550177", "a real one", &moment(7_000));
    assert_eq!(late.post(&browser.http, &ringbook.hook).await, Some(200));
    other
        .until("inbox_page", json!({ "tab": "all", "lineId": null, "cursor": null, "limit": 50 }), |page| {
            page["counts"]["all"] == 1
        })
        .await;
    let found = json!({ "query": "\"a real one\"", "order": "newest", "group": null, "cursor": null, "limit": 5, "conversationId": null });
    assert_eq!(
        browser.call("search", found.clone()).await["groups"]
            .as_array()
            .unwrap()
            .iter()
            .map(|group| group["total"].as_u64().unwrap())
            .sum::<u64>(),
        0
    );

    assert_eq!(look(&browser, false).await, 200);
    assert_eq!(samples(), 0, "nobody looks any more");
    assert_eq!(browser.call("status", json!({})).await["demo"], false);
    assert_eq!(browser.inbox("all").await["counts"]["all"], 1);

    // A killed one leaves its folder, and the next start of the same workspace removes it, and nothing else.
    assert_eq!(look(&browser, true).await, 200);
    ringbook.kill();
    assert_eq!(samples(), 1);
    let ringbook = Ringbook::start_with(&data, &[("RINGBOOK_PASSWORD", PASSWORD), ("TMPDIR", &temp_name)]);
    assert_eq!(samples(), 0);
    assert!(left.is_dir());
    // An ordinary end removes it, too.
    let browser = Browser::open(&ringbook.ui).await;
    let origin = format!("http://{}", ringbook.ui);
    let request =
        browser.http.post(format!("{origin}/api/sample")).header("origin", &origin).header("cookie", &browser.cookie);
    assert_eq!(request.json(&json!({ "on": true })).send().await.unwrap().status(), 200);
    assert_eq!(samples(), 1);
    assert_eq!(ringbook.terminate().1, Some(0));
    assert_eq!(samples(), 0);
}
