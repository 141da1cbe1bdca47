//! What to read, and when to look again. Pure: tested by tables.

use crate::model::{
    UtcMillis,
    history::{Part, Span},
};
use chrono::{DateTime, Datelike as _, Months, NaiveDate};

/// One day.
pub const DAY_MS: i64 = 86_400_000;
/// Months that are windows of their own; what is older is cut into years.
const MONTHS: u32 = 24;
/// The first year that is a window of its own; what is older is one window.
const FIRST_YEAR: i32 = 2015;
/// A piece of a window shall hold at least so many pages: each ends with one that is not full.
const PAGES_OF_PIECE: i64 = 8;
/// Into at most so many pieces.
const MOST_PIECES: i64 = 8;
/// A piece is not made shorter than this.
const SHORTEST_MS: i64 = 60_000;
/// How long a summary or transcript may take before it is given up.
const PATIENCE_MS: i64 = 7 * DAY_MS;
/// Waits between looks at something that Quo is making.
const LOOKS_MS: [i64; 6] = [60_000, 5 * 60_000, 15 * 60_000, 60 * 60_000, 4 * 3_600_000, DAY_MS];

/// The parts of `whole` that are not in `covered` (which is in order and does not overlap), oldest first.
#[must_use]
pub fn gaps(covered: &[Span], whole: Span) -> Vec<Span> {
    let mut gaps = Vec::new();
    let mut from = whole.from;
    for span in covered {
        let gap = Span { from, to: span.from.min(whole.to) };
        if !gap.is_empty() {
            gaps.push(gap);
        }
        from = from.max(span.to);
    }
    let last = Span { from, to: whole.to };
    if !last.is_empty() {
        gaps.push(last);
    }
    gaps
}

/// Cuts stretches into windows: months of the last two years, then years, then all before. Newest first.
#[must_use]
pub fn windows(stretches: &[Span], now: UtcMillis) -> Vec<Span> {
    let borders = borders(now);
    let mut windows = Vec::new();
    for stretch in stretches {
        let mut from = stretch.from;
        for border in borders.iter().copied().filter(|border| stretch.holds(*border) && *border > stretch.from) {
            windows.push(Span { from, to: border });
            from = border;
        }
        windows.push(Span { from, to: stretch.to });
    }
    windows.retain(|window| !window.is_empty());
    windows.sort_by_key(|window| std::cmp::Reverse(window.to));
    windows
}

/// Where windows begin, oldest first.
fn borders(now: UtcMillis) -> Vec<UtcMillis> {
    let today = DateTime::from_timestamp_millis(now.0).unwrap_or_default().date_naive();
    let this_month = today.with_day(1).unwrap_or(today);
    let oldest_month = this_month.checked_sub_months(Months::new(MONTHS)).unwrap_or(this_month);
    let years = (FIRST_YEAR..=oldest_month.year()).filter_map(|year| NaiveDate::from_ymd_opt(year, 1, 1));
    let months = (0..=MONTHS).filter_map(|back| this_month.checked_sub_months(Months::new(back)));
    let mut borders: Vec<UtcMillis> = years.chain(months).map(midnight).collect();
    borders.sort_unstable();
    borders.dedup();
    borders
}

fn midnight(day: NaiveDate) -> UtcMillis {
    UtcMillis(day.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_millis())
}

/// The month of a moment, as its first moment (UTC).
#[must_use]
pub fn month_of(at: UtcMillis) -> UtcMillis {
    let day = DateTime::from_timestamp_millis(at.0).unwrap_or_default().date_naive();
    midnight(day.with_day(1).unwrap_or(day))
}

/// What remains of a window after a page of `items` that reached back to `oldest`, in pieces that can be read at
/// the same time, newest first. One piece if it does not seem worth more.
#[must_use]
pub fn pieces(window: Span, items: usize, newest: UtcMillis, oldest: UtcMillis) -> Vec<Span> {
    let rest = Span { from: window.from, to: oldest.plus_ms(1) };
    let length = rest.to.0.saturating_sub(rest.from.0);
    let page = newest.0.saturating_sub(oldest.0).max(1);
    let pages = if items == 0 { 0 } else { length / page };
    let count = (pages / PAGES_OF_PIECE).min(MOST_PIECES).min(length / SHORTEST_MS);
    if count < 2 {
        return vec![rest];
    }
    let cut = |n: i64| UtcMillis(rest.to.0.saturating_sub(length / count * n));
    (0..count).map(|n| Span { from: if n + 1 == count { rest.from } else { cut(n + 1) }, to: cut(n) }).collect()
}

/// When to look again for something that Quo is still making; `None` once it has taken too long. `since` is the
/// moment of the call.
#[must_use]
pub fn look_again(since: UtcMillis, looks: u32, now: UtcMillis) -> Option<UtcMillis> {
    if now.0.saturating_sub(since.0) > PATIENCE_MS {
        return None;
    }
    let wait = usize::try_from(looks).ok().and_then(|looks| LOOKS_MS.get(looks)).unwrap_or(&DAY_MS);
    Some(now.plus_ms(*wait))
}

/// How long to rest after so many passes in a row that failed.
#[must_use]
pub fn rest_ms(failures: u32) -> i64 {
    const FIRST_MS: i64 = 5_000;
    const LONGEST_MS: i64 = 5 * 60_000;
    FIRST_MS.saturating_mul(1_i64.checked_shl(failures.saturating_sub(1).min(16)).unwrap_or(i64::MAX)).min(LONGEST_MS)
}

/// Which parts of a call have to be asked for one by one.
#[must_use]
pub fn parts_to_ask(answered: bool, incoming: bool, v1_only: bool) -> Vec<Part> {
    match (answered, v1_only) {
        (true, false) => vec![Part::Recordings, Part::Transcript],
        (true, true) => vec![Part::Recordings, Part::Summary, Part::Transcript],
        (false, true) if incoming => vec![Part::Voicemail],
        (false, _) => Vec::new(),
    }
}

/// How much of `span` is in `whole`, in milliseconds.
#[must_use]
pub fn overlap_ms(span: Span, whole: Span) -> i64 {
    span.to.0.min(whole.to.0).saturating_sub(span.from.0.max(whole.from.0)).max(0)
}

/// How many items there will be in all, if what is not read yet is as dense as what is: `items` were read in
/// `read_ms` of `whole`.
#[must_use]
pub fn estimate(items: u64, read_ms: i64, whole: Span) -> u64 {
    let all = overlap_ms(whole, whole).max(read_ms);
    match (u128::try_from(read_ms), u128::try_from(all)) {
        (Ok(read), Ok(all)) if read > 0 => u64::try_from(u128::from(items) * all / read).unwrap_or(u64::MAX),
        _ => items,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn span(from: i64, to: i64) -> Span {
        Span { from: UtcMillis(from), to: UtcMillis(to) }
    }

    #[test]
    fn what_was_not_read_is_read_and_nothing_else() {
        for (covered, wanted) in [
            (vec![], vec![span(0, 100)]),
            (vec![span(0, 100)], vec![]),
            (vec![span(20, 30)], vec![span(0, 20), span(30, 100)]),
            (vec![span(0, 20), span(30, 100)], vec![span(20, 30)]),
            (vec![span(-50, 10), span(90, 200)], vec![span(10, 90)]),
            (vec![span(200, 300)], vec![span(0, 100)]),
        ] {
            assert_eq!(gaps(&covered, span(0, 100)), wanted, "{covered:?}");
        }
    }

    #[test]
    fn windows_are_months_then_years_newest_first() {
        let now = UtcMillis(1_790_000_000_000); // 2026-09-21
        let windows = windows(&[Span { from: UtcMillis(0), to: now }], now);
        let days: Vec<i64> = windows.iter().map(|window| (window.to.0 - window.from.0) / DAY_MS).collect();
        assert_eq!(days[..4], [20, 31, 31, 30], "September so far, August, July, June");
        assert!(windows.len() < 45, "{} requests for an empty account", windows.len());
        assert!(windows.is_sorted_by(|newer, older| newer.from >= older.to), "newest first, none twice");
    }

    #[test]
    fn a_crowded_window_is_read_in_pieces_and_a_quiet_one_is_not() {
        let window = span(0, 100 * DAY_MS);
        let newest = UtcMillis(100 * DAY_MS - 1);
        assert_eq!(pieces(window, 50, newest, UtcMillis(99 * DAY_MS)).len(), 8);
        assert_eq!(pieces(window, 50, newest, UtcMillis(40 * DAY_MS)).len(), 1);
        assert_eq!(pieces(window, 0, newest, newest), [span(0, 100 * DAY_MS)]);
        assert_eq!(pieces(span(0, 90_000), 50, UtcMillis(89_999), UtcMillis(89_990)), [span(0, 89_991)]);
    }

    #[test]
    fn looks_become_rarer_and_end_after_a_week() {
        let call = UtcMillis(0);
        let waits: Vec<i64> =
            (0..8).map(|looks| look_again(call, looks, UtcMillis(1_000)).unwrap().0 - 1_000).collect();
        assert!(waits.is_sorted());
        assert_eq!((waits[0], waits[7]), (60_000, DAY_MS));
        assert_eq!(look_again(call, 3, UtcMillis(8 * DAY_MS)), None);
    }

    #[test]
    fn after_failures_it_rests_longer_but_never_for_long() {
        assert_eq!([1, 2, 3, 7, 40, u32::MAX].map(rest_ms), [5_000, 10_000, 20_000, 300_000, 300_000, 300_000]);
    }

    #[test]
    fn the_rest_is_estimated_by_what_was_read() {
        let whole = span(1_000, 1_100);
        assert_eq!(overlap_ms(span(0, 1_010), whole), 10);
        assert_eq!(overlap_ms(span(0, 10), whole), 0);
        assert_eq!(estimate(10, 10, whole), 100);
        assert_eq!(estimate(10, 0, whole), 10, "nothing of that time was read yet");
        assert_eq!(estimate(7, 5_000, whole), 7);
    }

    proptest! {
        #[test]
        fn pieces_and_windows_lose_no_moment(from in 0_i64..1_000_000, length in 1_i64..400_000_000_000, at in 0_i64..1_000) {
            let window = span(from, from + length);
            let oldest = UtcMillis(from + (length - 1) * at / 1_000);
            for parts in [pieces(window, 50, UtcMillis(from + length - 1), oldest), windows(&[window], UtcMillis(1_790_000_000_000))] {
                let mut sorted = parts.clone();
                sorted.sort();
                prop_assert_eq!(sorted.first().unwrap().from, window.from);
                prop_assert!(sorted.windows(2).all(|pair| pair[0].to == pair[1].from));
            }
        }
    }
}
