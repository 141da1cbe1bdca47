//! Counting matches and keeping the best of each group.

use super::doc::Group;
use super::error::{Error, Result};
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fmt;
use std::str::FromStr;
use std::time::{Duration, Instant};

/// How hits are ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// Best match first, newer ones a little ahead.
    #[default]
    Relevance,
    /// Newest first.
    Newest,
}

/// The moment at which a search is given up.
pub(super) struct Limit(Instant);

impl Limit {
    pub(super) fn after(time: Duration) -> Self {
        let now = Instant::now();
        Self(now.checked_add(time).unwrap_or(now))
    }

    pub(super) fn check(&self) -> Result<()> {
        if Instant::now() < self.0 { Ok(()) } else { Err(Error::TooSlow) }
    }
}

/// A document's place in the order: greater comes first. The same document always has the same, so that a page
/// can begin where the last one ended although new documents came in between.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rank {
    pub score: i64,
    pub at: i64,
    pub tie: u64,
}

/// Where a page ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cursor {
    pub order: Order,
    /// Whether slips were forgiven.
    pub slips: bool,
    pub last: Rank,
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let order = match self.order {
            Order::Relevance => 'r',
            Order::Newest => 'n',
        };
        let Rank { score, at, tie } = self.last;
        write!(f, "{order}{}.{score}.{at}.{tie}", u8::from(self.slips))
    }
}

impl FromStr for Cursor {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let mut parts = text.splitn(5, '.');
        let (order, slips) = match parts.next() {
            Some("r0") => (Order::Relevance, false),
            Some("r1") => (Order::Relevance, true),
            Some("n0") => (Order::Newest, false),
            Some("n1") => (Order::Newest, true),
            _ => return Err(Error::BadCursor),
        };
        let mut number = || parts.next().and_then(|part| part.parse::<i64>().ok()).ok_or(Error::BadCursor);
        let (score, at, tie) = (number()?, number()?, number()?);
        let tie = u64::try_from(tie).map_err(|_| Error::BadCursor)?;
        if parts.next().is_some() {
            return Err(Error::BadCursor);
        }
        Ok(Self { order, slips, last: Rank { score, at, tie } })
    }
}

/// Counts everything offered and keeps the first `limit` of each group behind `after`, and whether there are more.
pub(super) struct Selection<A> {
    order: Order,
    after: Option<Rank>,
    only: Option<Group>,
    limit: usize,
    pub totals: [u64; 4],
    best: [BinaryHeap<Reverse<(Rank, A)>>; 4],
}

impl<A: Ord + Copy> Selection<A> {
    pub(super) fn new(order: Order, after: Option<Rank>, only: Option<Group>, limit: usize) -> Self {
        Self { order, after, only, limit, totals: [0; 4], best: Default::default() }
    }

    /// Takes note of one match. `score` and `tie` are asked for only if they can matter.
    pub(super) fn offer(
        &mut self,
        group: Group,
        at: i64,
        score: impl FnOnce() -> i64,
        tie: impl FnOnce() -> u64,
        address: A,
    ) {
        if let Some(total) = self.totals.get_mut(group.index()) {
            *total += 1;
        }
        if self.only.is_some_and(|only| only != group) {
            return;
        }
        let Some(best) = self.best.get_mut(group.index()) else { return };
        let score = match self.order {
            Order::Relevance => score(),
            Order::Newest => 0,
        };
        let full = best.len() > self.limit;
        if full && best.peek().is_some_and(|Reverse((worst, _))| (score, at) < (worst.score, worst.at)) {
            return;
        }
        let rank = Rank { score, at, tie: tie() };
        if self.after.is_some_and(|after| rank >= after) {
            return;
        }
        best.push(Reverse((rank, address)));
        if full {
            best.pop();
        }
    }

    /// Takes note of one match that is worth no more than `most`, if it can be seen from that alone that it is not among
    /// the best; otherwise it is still to be offered.
    pub(super) fn passes_over(&mut self, group: Group, most: i64) -> bool {
        let taken = self.order == Order::Relevance && self.only.is_none_or(|only| only == group);
        let Some(best) = self.best.get(group.index()).filter(|_| taken) else { return false };
        let beaten = best.len() > self.limit && best.peek().is_some_and(|Reverse((worst, _))| most < worst.score);
        if beaten && let Some(total) = self.totals.get_mut(group.index()) {
            *total += 1;
        }
        beaten
    }

    /// A selection of the same kind with nothing in it.
    pub(super) fn alike(&self) -> Self {
        Self::new(self.order, self.after, self.only, self.limit)
    }

    /// Takes in what another one of the same kind has found elsewhere.
    pub(super) fn absorb(&mut self, other: Self) {
        for (total, more) in self.totals.iter_mut().zip(other.totals) {
            *total += more;
        }
        for (best, more) in self.best.iter_mut().zip(other.best) {
            best.extend(more);
            while best.len() > self.limit + 1 {
                best.pop();
            }
        }
    }

    /// The documents of one group in order, and whether more follow.
    pub(super) fn take(&mut self, group: Group) -> (Vec<(Rank, A)>, bool) {
        let Some(best) = self.best.get_mut(group.index()) else { return (Vec::new(), false) };
        let mut found: Vec<(Rank, A)> =
            std::mem::take(best).into_sorted_vec().into_iter().map(|Reverse(found)| found).collect();
        let more = found.len() > self.limit;
        found.truncate(self.limit);
        (found, more)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_comes_back_from_text_and_nothing_else_becomes_one() {
        for order in [Order::Relevance, Order::Newest] {
            let cursor = Cursor { order, slips: true, last: Rank { score: -3, at: i64::MIN, tie: 9 } };
            assert_eq!(cursor.to_string().parse::<Cursor>().unwrap(), cursor);
        }
        for text in
            ["", "r", "r0", "r0.1.2", "r0.1.2.-3", "r0.1.2.3.4", "x0.1.2.3", "r0.a.2.3", "r0.99999999999999999999.1.1"]
        {
            assert!(matches!(text.parse::<Cursor>(), Err(Error::BadCursor)), "{text}");
        }
    }

    #[test]
    fn two_halves_make_the_same_selection_as_the_whole() {
        let fill = |selection: &mut Selection<u64>, numbers: &mut dyn Iterator<Item = u64>| {
            for n in numbers {
                selection.offer(Group::ALL[n as usize % 4], (n % 13) as i64, || (n % 7) as i64, || n, n);
            }
        };
        for order in [Order::Relevance, Order::Newest] {
            let mut whole = Selection::new(order, None, None, 5);
            fill(&mut whole, &mut (0..100));
            let mut half = Selection::new(order, None, None, 5);
            let mut other = half.alike();
            fill(&mut half, &mut (0..100).step_by(3));
            fill(&mut other, &mut (0..100).filter(|n| n % 3 != 0));
            half.absorb(other);
            assert_eq!(half.totals, whole.totals);
            for group in Group::ALL {
                assert_eq!(half.take(group), whole.take(group));
            }
        }
    }

    #[test]
    fn what_is_passed_over_is_counted_and_nothing_else_changes() {
        for (order, after, only) in [
            (Order::Relevance, None, None),
            (Order::Newest, None, None),
            (Order::Relevance, Some(Rank { score: 5, at: 9, tie: 40 }), None),
            (Order::Relevance, None, Some(Group::Messages)),
        ] {
            let (mut offered, mut passed) =
                (Selection::new(order, after, only, 3), Selection::new(order, after, only, 3));
            let mut over = 0;
            for n in 0..200_u64 {
                // What it is worth is not known but for a bound that is a little above it.
                let (group, at, score) = (Group::ALL[n as usize % 4], (n % 13) as i64, (n % 7) as i64);
                offered.offer(group, at, || score, || n, n);
                if passed.passes_over(group, score + 1) {
                    over += 1;
                } else {
                    passed.offer(group, at, || score, || n, n);
                }
            }
            assert_eq!(over > 0, order == Order::Relevance, "{order:?}");
            assert_eq!(passed.totals, offered.totals);
            for group in Group::ALL {
                assert_eq!(passed.take(group), offered.take(group));
            }
        }
    }

    #[test]
    fn pages_follow_one_another_without_gap_or_repetition() {
        let mut seen = Vec::new();
        let mut after = None;
        loop {
            let mut selection = Selection::new(Order::Newest, after, None, 7);
            for n in 0..100_u64 {
                selection.offer(Group::Notes, (n % 10) as i64, || 0, || n, n);
            }
            assert_eq!(selection.totals, [0, 0, 0, 100]);
            let (found, more) = selection.take(Group::Notes);
            after = found.last().map(|(rank, _)| *rank);
            seen.extend(found.into_iter().map(|(_, n)| n));
            if !more {
                break;
            }
        }
        let mut expected: Vec<u64> = (0..100).collect();
        expected.sort_by_key(|n| Reverse((n % 10, *n)));
        assert_eq!(seen, expected);
    }
}
