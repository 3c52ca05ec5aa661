//! The part of time that holds nearly everything: clocks that were never set lie years from the others, and a picture of all
//! of it would show nothing.

use crate::model::Millis;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Buckets far off may hold this share of everything and be left out.
const MOST_OUTSIDE: f64 = 0.01;
/// Leaving them out must shorten the time shown to a quarter or less.
const WORTHWHILE: i64 = 4;
/// A clock may be ahead by the widest zone.
const AHEAD: i64 = 26 * Millis::HOUR;

/// The time that holds the bulk of what was counted in buckets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Bulk {
    /// The start of its first bucket.
    pub first: Millis,
    /// The start of its last bucket.
    pub last: Millis,
    /// How much lies outside: in far buckets that hold one in a hundred at most, before 2000, or more than a day after now.
    pub outside: u64,
}

impl Bulk {
    /// The bulk of `counts`, the starts of buckets, oldest first, with what each counts; `None` of nothing.
    pub fn of(counts: &[(Millis, u64)], now: Millis) -> Option<Self> {
        let ages: Vec<(i64, u64)> = counts.iter().map(|(at, n)| (at.0, *n)).collect();
        let can_be = Millis::FIRST_BUCKET.0 + Millis::DAY
            ..=now.0.saturating_add(AHEAD).min(Millis::LAST_BUCKET.0 - 1);
        let possible: Vec<_> = ages
            .iter()
            .copied()
            .filter(|(at, _)| can_be.contains(at))
            .collect();
        // Where every clock is wrong, that is all there is to show.
        let shown = if possible.is_empty() {
            &ages
        } else {
            &possible
        };
        let (first, last) = window(shown)?;
        let outside = ages.iter().filter(|(at, _)| *at < first || *at > last);
        Some(Self {
            first: Millis(first),
            last: Millis(last),
            outside: outside.map(|(_, n)| n).sum(),
        })
    }
}

/// All of it, or the part between the largest gaps that holds nearly everything.
fn window(ages: &[(i64, u64)]) -> Option<(i64, i64)> {
    let ((first, _), (last, _)) = (ages.first()?, ages.last()?);
    let all: u64 = ages.iter().map(|(_, n)| n).sum();
    let spare = (all as f64 * MOST_OUTSIDE) as u64;
    let (mut low, mut high, mut left_out) = (0, ages.len() - 1, 0);
    let mut best = (*first, *last);
    // The outermost bucket with the wider gap to the next one goes first.
    while low < high {
        let (gap_low, gap_high) = (
            ages[low + 1].0 - ages[low].0,
            ages[high].0 - ages[high - 1].0,
        );
        let (n, gap) = if gap_low >= gap_high {
            low += 1;
            (ages[low - 1].1, gap_low)
        } else {
            high -= 1;
            (ages[high + 1].1, gap_high)
        };
        left_out += n;
        if left_out > spare {
            break;
        }
        let span = ages[high].0 - ages[low].0;
        if gap > span && (best.1 - best.0) / WORTHWHILE >= span {
            best = (ages[low].0, ages[high].0);
        }
    }
    Some(best)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: i64 = 1_767_268_800_000;

    fn bulk(counts: &[(i64, u64)]) -> (i64, i64, u64) {
        let counts: Vec<_> = counts.iter().map(|(at, n)| (Millis(*at), *n)).collect();
        let bulk = Bulk::of(&counts, Millis(NOON)).unwrap();
        (bulk.first.0, bulk.last.0, bulk.outside)
    }

    #[test]
    fn clocks_that_cannot_be_are_outside_however_many() {
        let unset = (Millis::FIRST_BUCKET.0, 5);
        let ahead = (Millis::LAST_BUCKET.0, 7);
        assert_eq!(bulk(&[unset, (NOON, 3), ahead]), (NOON, NOON, 12));
        assert_eq!(bulk(&[unset]), (unset.0, unset.0, 0));
        let tomorrow = NOON + Millis::DAY;
        assert_eq!(bulk(&[(NOON, 1), (tomorrow, 1)]), (NOON, tomorrow, 0));
    }

    #[test]
    fn one_in_a_hundred_may_be_far_off() {
        let years_ago = NOON - 4_000 * Millis::DAY;
        let today: Vec<_> = (0..10)
            .map(|hour| (NOON - (9 - hour) * Millis::HOUR, 50))
            .collect();
        let with = |n| [vec![(years_ago, n)], today.clone()].concat();
        assert_eq!(bulk(&with(1)), (today[0].0, NOON, 1));
        assert_eq!(bulk(&with(50)), (years_ago, NOON, 0));
        assert_eq!(Bulk::of(&[], Millis(NOON)), None);
    }
}
