//! Counts over time in as few buckets as a picture can show.

use super::bulk::Bulk;
use crate::model::{ItemActivity, ItemKind, Millis, TimeRange};

const MOST_BUCKETS: i64 = 48;
const HOUR: i64 = Millis::HOUR;
const DAY: i64 = Millis::DAY;
/// Widths that people count in.
const WIDTHS: [(i64, &str); 11] = [
    (HOUR, "hour"),
    (3 * HOUR, "3 hours"),
    (6 * HOUR, "6 hours"),
    (12 * HOUR, "12 hours"),
    (DAY, "day"),
    (2 * DAY, "2 days"),
    (7 * DAY, "week"),
    (28 * DAY, "4 weeks"),
    (91 * DAY, "13 weeks"),
    (364 * DAY, "52 weeks"),
    (3_640 * DAY, "520 weeks"),
];
/// 1970-01-05 was a Monday, and weeks begin with it.
const MONDAY: i64 = 4 * DAY;

/// Units per bucket, without gaps.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Timeline {
    /// The items that are told apart, the most collected first.
    pub items: Vec<ItemKind>,
    /// The width of a bucket, milliseconds.
    pub width_ms: i64,
    /// The width, for people: `hour`, `3 hours`.
    pub width_name: &'static str,
    /// Oldest first; those without a unit are there too.
    pub buckets: Vec<TimelineBucket>,
    /// The share of all units, 0–1, that lies far outside the time shown.
    pub outside: f64,
}

/// Units in one bucket.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct TimelineBucket {
    /// Where it begins.
    pub start: Millis,
    /// Units of each of [`Timeline::items`].
    pub units: Vec<u64>,
    /// Units of all others.
    pub other: u64,
}

impl Timeline {
    /// Units of all items in each bucket.
    pub fn totals(&self) -> impl Iterator<Item = u64> + '_ {
        let buckets = self.buckets.iter();
        buckets.map(|bucket| bucket.units.iter().sum::<u64>() + bucket.other)
    }

    /// The time that the buckets cover; everything where there are none.
    pub fn shown(&self) -> TimeRange {
        let first = self.buckets.first().map(|bucket| bucket.start);
        let last = self.buckets.last();
        TimeRange {
            since: first,
            until: last.map(|bucket| Millis(bucket.start.0 + self.width_ms)),
        }
    }

    /// Puts the points of `activity` together into buckets of one width, chosen from their span.
    pub fn of(activity: ItemActivity) -> Self {
        let ItemActivity {
            items, mut points, ..
        } = activity;
        let units = |point: &crate::model::ItemPoint| point.units.iter().sum::<u64>() + point.other;
        let all: u64 = points.iter().map(units).sum();
        let ages: Vec<(Millis, u64)> = points.iter().map(|p| (p.start, units(p))).collect();
        // A picture of the same data is the same on any day.
        let bulk = Bulk::of(&ages, Millis::LAST_BUCKET);
        let (from, to) = bulk.map_or((0, 0), |bulk| (bulk.first.0, bulk.last.0));
        points.retain(|point| (from..=to).contains(&point.start.0));
        let shown: u64 = points.iter().map(units).sum();
        let (width_ms, width_name) = width_for(from, to);
        let bucket_start = |at: i64| at - (at - MONDAY).rem_euclid(width_ms);
        let empty = |start: i64| TimelineBucket {
            start: Millis(start),
            units: vec![0; items.len()],
            other: 0,
        };
        let first = bucket_start(from);
        let count = match points.is_empty() {
            true => 0,
            false => (bucket_start(to) - first) / width_ms + 1,
        };
        let mut buckets: Vec<_> = (0..count).map(|k| empty(first + k * width_ms)).collect();
        for point in points {
            let bucket = &mut buckets[((point.start.0 - first) / width_ms) as usize];
            for (sum, units) in bucket.units.iter_mut().zip(&point.units) {
                *sum += units;
            }
            bucket.other += point.other;
        }
        Self {
            items,
            width_ms,
            width_name,
            buckets,
            outside: if all == 0 {
                0.0
            } else {
                (all - shown) as f64 / all as f64
            },
        }
    }
}

fn width_for(from: i64, to: i64) -> (i64, &'static str) {
    let fits = |width: &&(i64, &str)| (to - from) / width.0 < MOST_BUCKETS;
    *WIDTHS
        .iter()
        .find(fits)
        .unwrap_or(&WIDTHS[WIDTHS.len() - 1])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ItemPoint, TimeRange};

    fn timeline(points: &[(i64, u64)]) -> Timeline {
        let point = |(start, units): &(i64, u64)| ItemPoint {
            start: Millis(*start),
            units: vec![*units],
            other: 1,
        };
        Timeline::of(ItemActivity {
            items: vec![ItemKind::parse("duck").unwrap()],
            points: points.iter().map(point).collect(),
            counted: TimeRange::default(),
        })
    }

    const NOON: i64 = 1_767_268_800_000;

    #[test]
    fn gaps_are_buckets_too() {
        let hours = timeline(&[(NOON, 5), (NOON + 3 * HOUR, 7)]);
        assert_eq!(hours.width_name, "hour");
        let units: Vec<_> = hours
            .buckets
            .iter()
            .map(|b| (b.units[0], b.other))
            .collect();
        assert_eq!(units, [(5, 1), (0, 0), (0, 0), (7, 1)]);
        assert_eq!(hours.buckets[0].start, Millis(NOON));
    }

    #[test]
    fn any_span_fits_and_nothing_is_lost() {
        for days in [0, 1, 2, 30, 200, 1_000, 9_000, 26_000] {
            let points: Vec<_> = (0..=40)
                .map(|k| (NOON + k * days * DAY / 40 / HOUR * HOUR, 2))
                .collect();
            let shown = timeline(&points);
            assert!(shown.buckets.len() <= 49, "{days}: {}", shown.buckets.len());
            let sum: u64 = shown.buckets.iter().map(|b| b.units[0] + b.other).sum();
            assert_eq!(sum, 41 * 3, "{days}");
        }
        assert!(timeline(&[]).buckets.is_empty());
    }

    #[test]
    fn an_unset_clock_does_not_squeeze_everything_into_one_bar() {
        let mut points = vec![(Millis::FIRST_BUCKET.0, 3)];
        points.extend((0..24).map(|hour| (NOON + hour * HOUR, 100)));
        points.push((Millis::LAST_BUCKET.0, 2));
        let shown = timeline(&points);
        assert_eq!((shown.width_name, shown.buckets.len()), ("hour", 24));
        assert!(
            (shown.outside - 7.0 / 2_431.0).abs() < 1e-9,
            "{}",
            shown.outside
        );
    }

    #[test]
    fn two_seasons_are_both_shown() {
        let points: Vec<_> = [0, 1, 2, 500, 501, 502]
            .map(|day| (NOON + day * DAY, 10))
            .into();
        assert_eq!(timeline(&points).outside, 0.0);
    }
}
