//! Files that are wanted, newest first, what a person looks at before all others. Pure: no clock, no I/O.

use crate::model::{ItemId, UtcMillis, address::lasting};
use std::{
    cmp::Reverse,
    collections::{BTreeMap, HashMap},
};

/// What a file is for: sound may be larger, and gets a waveform.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// A picture or another file of a text.
    File,
    /// A recording or voicemail.
    Sound,
}

/// A file that is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Want {
    /// Where Quo keeps it, as its item says.
    pub url: String,
    /// What it is for.
    pub what: What,
    /// The text or call it belongs to.
    pub item: ItemId,
    /// When that was.
    pub at: UtcMillis,
    /// A person looks at it.
    pub urgent: bool,
    /// Tries so far.
    pub tries: u32,
}

/// What is being done about a file right now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doing {
    /// It waits for its turn, or for its next try.
    Waiting,
    /// It is on its way.
    Fetching,
    /// Its address expired, and Quo is asked for a new one.
    Renewing,
}

type Rank = (bool, Reverse<UtcMillis>, String);

#[derive(Debug, Clone)]
enum Place {
    Ready(Rank),
    Later(UtcMillis),
    InHand(Doing),
}

/// The queue. Bounded: of more than its size the oldest are forgotten, and [`Queue::is_cut`] says that there are more.
#[derive(Debug)]
pub struct Queue {
    most: usize,
    ready: BTreeMap<Rank, Want>,
    later: BTreeMap<(UtcMillis, String), Want>,
    places: HashMap<String, Place>,
    cut: bool,
}

impl Queue {
    /// An empty queue of this size.
    #[must_use]
    pub fn new(most: usize) -> Self {
        Self { most, ready: BTreeMap::new(), later: BTreeMap::new(), places: HashMap::new(), cut: false }
    }

    /// Wants a file. One that is wanted already gains at most in urgency; one on its way is left alone.
    pub fn want(&mut self, mut want: Want) {
        let key = lasting(&want.url);
        match self.places.get(&key).cloned() {
            Some(Place::InHand(_)) => return,
            Some(Place::Ready(rank)) if !want.urgent || !rank.0 => return,
            Some(Place::Ready(rank)) => {
                self.ready.remove(&rank);
            }
            Some(Place::Later(_)) if !want.urgent => return,
            Some(Place::Later(due)) => {
                want.tries = self.later.remove(&(due, key.clone())).map_or(want.tries, |later| later.tries);
            }
            None => {}
        }
        self.put(key, want);
    }

    fn put(&mut self, key: String, want: Want) {
        // `false` comes first: urgent before the rest.
        let rank = (!want.urgent, Reverse(want.at), key.clone());
        self.places.insert(key, Place::Ready(rank.clone()));
        self.ready.insert(rank, want);
        if self.ready.len() > self.most
            && let Some(((.., key), _)) = self.ready.pop_last()
        {
            self.places.remove(&key);
            self.cut = true;
        }
    }

    /// Takes the next file in hand.
    pub fn next(&mut self, now: UtcMillis) -> Option<Want> {
        while let Some(entry) = self.later.first_entry() {
            if entry.key().0 > now {
                break;
            }
            let ((_, key), want) = entry.remove_entry();
            self.put(key, want);
        }
        let ((.., key), want) = self.ready.pop_first()?;
        self.places.insert(key, Place::InHand(Doing::Fetching));
        Some(want)
    }

    /// When the next one that waits for its time is due.
    #[must_use]
    pub fn next_due(&self) -> Option<UtcMillis> {
        self.later.keys().next().map(|(due, _)| *due)
    }

    /// Says what is done about a file in hand.
    pub fn doing(&mut self, url: &str, doing: Doing) {
        if let Some(place @ Place::InHand(_)) = self.places.get_mut(&lasting(url)) {
            *place = Place::InHand(doing);
        }
    }

    /// A file in hand is settled.
    pub fn done(&mut self, url: &str) {
        self.places.remove(&lasting(url));
    }

    /// A file in hand is to be tried again, not before `due`.
    pub fn again(&mut self, mut want: Want, due: UtcMillis) {
        let key = lasting(&want.url);
        want.urgent = false;
        self.places.insert(key.clone(), Place::Later(due));
        self.later.insert((due, key), want);
    }

    /// What is done about a file; none if it is not wanted.
    #[must_use]
    pub fn state(&self, url: &str) -> Option<Doing> {
        Some(match self.places.get(&lasting(url))? {
            Place::Ready(_) | Place::Later(_) => Doing::Waiting,
            Place::InHand(doing) => *doing,
        })
    }

    /// Files that wait, and files in hand.
    #[must_use]
    pub fn counts(&self) -> (u64, u64) {
        let waiting = self.ready.len() + self.later.len();
        (waiting as u64, self.places.len().saturating_sub(waiting) as u64)
    }

    /// More files are wanted than the queue holds: once it is empty the store is to be asked again.
    #[must_use]
    pub fn is_cut(&self) -> bool {
        self.cut
    }

    /// Everything there is was told to it.
    pub fn begin_survey(&mut self) {
        self.cut = false;
    }

    /// Whether nothing waits any more.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ready.is_empty() && self.later.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn want(name: &str, at: i64, urgent: bool) -> Want {
        let url = format!("https://a.test/{name}?signature={at}");
        Want { url, what: What::File, item: ItemId("AC1".into()), at: UtcMillis(at), urgent, tries: 0 }
    }

    fn names(queue: &mut Queue, now: i64) -> Vec<String> {
        let name = |want: Want| lasting(&want.url).trim_start_matches("https://a.test/").to_owned();
        std::iter::from_fn(|| queue.next(UtcMillis(now)).map(name)).collect()
    }

    #[test]
    fn the_newest_come_first_and_what_a_person_looks_at_before_them() {
        let mut queue = Queue::new(10);
        for (name, at, urgent) in [("old", 1, false), ("new", 9, false), ("looked-at", 2, true), ("mid", 5, false)] {
            queue.want(want(name, at, urgent));
        }
        queue.want(want("old", 1, true));
        assert_eq!(names(&mut queue, 0), ["looked-at", "old", "new", "mid"]);
    }

    #[test]
    fn a_file_is_in_hand_once_even_under_a_new_signature() {
        let mut queue = Queue::new(10);
        queue.want(want("x", 1, false));
        queue.want(want("x", 2, false));
        let first = queue.next(UtcMillis(0)).unwrap();
        assert_eq!(queue.state(&first.url), Some(Doing::Fetching));
        queue.want(want("x", 3, true));
        assert_eq!(queue.next(UtcMillis(0)), None);
        queue.doing(&first.url, Doing::Renewing);
        assert_eq!(queue.state("https://a.test/x"), Some(Doing::Renewing));
        queue.done(&first.url);
        assert_eq!(queue.state(&first.url), None);
    }

    #[test]
    fn a_later_try_waits_for_its_time_unless_a_person_looks() {
        let mut queue = Queue::new(10);
        for name in ["a", "b"] {
            queue.want(want(name, 1, false));
        }
        for due in [100, 200] {
            let mut taken = queue.next(UtcMillis(0)).unwrap();
            taken.tries = 3;
            queue.again(taken, UtcMillis(due));
        }
        assert_eq!(queue.next(UtcMillis(99)), None);
        assert_eq!(queue.next_due(), Some(UtcMillis(100)));
        queue.want(want("b", 1, false));
        assert_eq!(queue.next(UtcMillis(99)), None, "wanting it again does not hurry it");
        queue.want(want("b", 1, true));
        assert_eq!(queue.next(UtcMillis(99)).unwrap().tries, 3, "looking does");
        assert_eq!(names(&mut queue, 100), ["a"]);
        assert!(queue.is_empty());
    }

    #[test]
    fn of_too_many_the_newest_are_kept_and_it_is_known_that_there_are_more() {
        let mut queue = Queue::new(3);
        for at in 0..10 {
            queue.want(want(&format!("f{at}"), at, false));
        }
        assert!(queue.is_cut());
        assert_eq!(names(&mut queue, 0), ["f9", "f8", "f7"]);
        queue.begin_survey();
        assert!(!queue.is_cut());
    }
}
