//! What is left out when all files together would be larger than the owner allows. Pure.
//!
//! The rule: originals of pictures and other files go first, the oldest first; their small pictures stay. Recordings
//! and voicemails go only if the owner chose that, and only after all pictures. Without a budget nothing ever goes.

use super::queue::What;
use crate::model::UtcMillis;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// How much may be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Budget {
    /// Bytes of all files; none keeps everything.
    pub bytes: Option<u64>,
    /// Recordings and voicemails may be left out, too.
    pub sounds: bool,
}

/// A file that is here, or was left out before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Which file: its address without what changes.
    pub key: String,
    /// Its content, the same for files that are kept once; empty if it is not here.
    pub content: String,
    /// What it is for.
    pub what: What,
    /// When its text or call was.
    pub at: UtcMillis,
    /// Its size.
    pub size_bytes: u64,
}

/// The files to leave out, by key.
#[must_use]
pub fn leave_out(files: &[Kept], budget: Budget) -> BTreeSet<String> {
    let Some(most) = budget.bytes else { return BTreeSet::new() };
    // The same content in several places counts once, and goes with the newest of them.
    let mut contents: BTreeMap<String, (bool, UtcMillis, u64)> = BTreeMap::new();
    let named = |file: &Kept| if file.content.is_empty() { file.key.clone() } else { file.content.clone() };
    for file in files {
        let sound = file.what == What::Sound;
        let entry = contents.entry(named(file)).or_insert((sound, file.at, file.size_bytes));
        *entry = (entry.0 || sound, entry.1.max(file.at), entry.2.max(file.size_bytes));
    }
    let mut total: u64 = contents.values().map(|(.., size)| *size).fold(0, u64::saturating_add);
    let mut order: Vec<_> = contents.into_iter().map(|(name, (sound, at, size))| (sound, at, name, size)).collect();
    order.sort();
    let mut gone: HashMap<String, ()> = HashMap::new();
    for (sound, _, name, size) in order {
        if total <= most || (sound && !budget.sounds) {
            break;
        }
        total = total.saturating_sub(size);
        gone.insert(name, ());
    }
    files.iter().filter(|file| gone.contains_key(&named(file))).map(|file| file.key.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(key: &str, what: What, at: i64, size_bytes: u64) -> Kept {
        Kept { key: key.into(), content: format!("c-{key}"), what, at: UtcMillis(at), size_bytes }
    }

    fn files() -> Vec<Kept> {
        vec![
            file("old-call", What::Sound, 1, 40),
            file("old-photo", What::File, 2, 10),
            file("mid-photo", What::File, 5, 10),
            file("new-photo", What::File, 9, 10),
            file("new-call", What::Sound, 8, 40),
        ]
    }

    #[test]
    fn pictures_go_before_sounds_and_sounds_only_by_choice() {
        let of = |bytes, sounds| leave_out(&files(), Budget { bytes, sounds }).into_iter().collect::<Vec<_>>();
        assert!(of(None, true).is_empty(), "everything is kept by default");
        assert!(of(Some(110), true).is_empty());
        assert_eq!(of(Some(109), false), ["old-photo"]);
        assert_eq!(of(Some(90), false), ["mid-photo", "old-photo"]);
        assert_eq!(
            of(Some(10), false),
            ["mid-photo", "new-photo", "old-photo"],
            "no recording is ever left out unasked"
        );
        assert_eq!(of(Some(79), true), ["mid-photo", "new-photo", "old-call", "old-photo"]);
        assert_eq!(of(Some(0), true).len(), 5);
    }

    #[test]
    fn the_same_picture_sent_twice_counts_once_and_stays_with_its_newest_place() {
        let mut files = files();
        files.push(Kept { content: "c-old-photo".into(), ..file("old-photo-again", What::File, 10, 10) });
        let gone = leave_out(&files, Budget { bytes: Some(109), sounds: false });
        assert_eq!(gone.into_iter().collect::<Vec<_>>(), ["mid-photo"]);
    }
}
