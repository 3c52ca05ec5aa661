//! Which kept buckets a part of time is put together from: wide ones as far as they go, narrower ones at its ends, and by
//! the clock of a zone.

use crate::model::{Bucket, Millis, Span, TimeRange, Zone};
use crate::store::error::StoreError;

/// Buckets of one width.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) struct Piece {
    pub(in crate::store) width_ms: i64,
    pub(in crate::store) from_ms: i64,
    pub(in crate::store) until_ms: i64,
    /// What is added to UTC there.
    pub(in crate::store) offset_ms: i64,
}

/// A range as it can be counted, and what from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::store) struct Pieces {
    /// The range that is counted: the one asked for, to whole buckets of the narrowest width.
    pub(in crate::store) counted: TimeRange,
    /// Oldest first; none when nothing can be in the range.
    pub(in crate::store) list: Vec<Piece>,
}

impl Pieces {
    /// The pieces of `range` for buckets of `bucket`, or for its sums alone; `widths` are kept, the widest first.
    pub(in crate::store) fn of(
        range: TimeRange,
        bucket: Option<Bucket>,
        zone: &Zone,
        widths: &[i64],
    ) -> Self {
        let widest = bucket.map_or(i64::MAX, Bucket::width_ms);
        let usable = widths.iter().copied().filter(|width| *width <= widest);
        let usable: Vec<i64> = usable.collect();
        let narrowest = usable.last().copied().unwrap_or(Millis::MINUTE);
        let since = range.since.map(|since| since.bucket(narrowest));
        let until = range.until.map(|until| up(until, narrowest));
        let from = since.unwrap_or(Millis::FIRST_BUCKET);
        let to = until.unwrap_or(END);
        let spans = match bucket {
            Some(Bucket::Hour | Bucket::Day) if from < to => zone.spans(from, to),
            // Minutes are the same everywhere, and sums alone have no clock.
            _ => vec![Span {
                from_ms: from.0,
                until_ms: to.0,
                offset_ms: 0,
            }],
        };
        let mut list = Vec::new();
        for span in spans {
            // An hour of UTC is no hour where clocks differ by half of one.
            let fits = |width: &i64| span.offset_ms % *width == 0 || *width == narrowest;
            let fitting: Vec<i64> = usable.iter().copied().filter(fits).collect();
            // A row belongs to the span in which its bucket begins.
            let [from, to] = [span.from_ms, span.until_ms].map(|at| up(Millis(at), narrowest).0);
            cover(from, to, span.offset_ms, &fitting, &mut list);
        }
        Self {
            counted: TimeRange { since, until },
            list,
        }
    }

    /// What the statement finds, or nothing where there is nothing to look through.
    pub(in crate::store) async fn rows_or_none<T>(
        &self,
        rows: impl Future<Output = Result<Vec<T>, StoreError>>,
    ) -> Result<Vec<T>, StoreError> {
        if self.list.is_empty() {
            return Ok(Vec::new());
        }
        rows.await
    }

    /// Only what is not before `since`.
    pub(in crate::store) fn with_since(self, since: Millis) -> Self {
        let later = |piece: Piece| Piece {
            from_ms: piece.from_ms.max(since.0),
            ..piece
        };
        let list = self.list.into_iter().map(later);
        Self {
            list: list
                .filter(|piece| piece.from_ms < piece.until_ms)
                .collect(),
            ..self
        }
    }
}

/// The last point, or a new one: rows come in the order of their buckets, those of one where the clock was changed in two
/// parts.
pub(in crate::store) fn last_or_new<T>(
    points: &mut Vec<T>,
    start: Millis,
    start_of: impl Fn(&T) -> Millis,
    new: impl Fn(Millis) -> T,
) -> &mut T {
    if points.last().is_none_or(|last| start_of(last) != start) {
        points.push(new(start));
    }
    let last = points.len() - 1;
    &mut points[last]
}

/// After the last bucket that there can be.
const END: Millis = Millis(Millis::LAST_BUCKET.0 + Millis::HOUR);

/// The end of the bucket of `width` that `at` lies in, or `at` where one begins there.
fn up(at: Millis, width: i64) -> Millis {
    let at = at.0.clamp(Millis::FIRST_BUCKET.0, END.0);
    Millis(at + (width - at % width) % width)
}

/// Adds the pieces from `from` to `until`: the widest of `widths` as far as it goes, the others around it.
fn cover(from_ms: i64, until_ms: i64, offset_ms: i64, widths: &[i64], list: &mut Vec<Piece>) {
    let Some((width, narrower)) = widths.split_first() else {
        return;
    };
    if from_ms >= until_ms {
        return;
    }
    let (first, last) = match narrower {
        [] => (from_ms, until_ms),
        _ => (up(Millis(from_ms), *width).0, until_ms - until_ms % width),
    };
    if first >= last {
        return cover(from_ms, until_ms, offset_ms, narrower, list);
    }
    cover(from_ms, first, offset_ms, narrower, list);
    list.push(Piece {
        width_ms: *width,
        from_ms: first,
        until_ms: last,
        offset_ms,
    });
    cover(last, until_ms, offset_ms, narrower, list);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::rollups::widths::{FROM_MINUTES, FROM_QUARTERS};
    use proptest::prelude::*;

    fn range(since: &str, until: &str) -> TimeRange {
        TimeRange {
            since: Millis::parse(since).ok(),
            until: Millis::parse(until).ok(),
        }
    }

    fn told(pieces: &Pieces) -> Vec<String> {
        let piece = |piece: &Piece| {
            let [from, until] = [piece.from_ms, piece.until_ms].map(|at| Millis(at).to_string());
            format!(
                "{} min {}–{} {:+}",
                piece.width_ms / Millis::MINUTE,
                &from[11..16],
                &until[11..16],
                piece.offset_ms / Millis::MINUTE
            )
        };
        pieces.list.iter().map(piece).collect()
    }

    #[test]
    fn narrow_buckets_are_only_at_the_ends() {
        let some = range("2026-01-31T10:07:30Z", "2026-01-31T14:31:00Z");
        let utc = Zone::default();
        let hours = Pieces::of(some, Some(Bucket::Hour), &utc, FROM_MINUTES);
        assert_eq!(
            told(&hours),
            [
                "1 min 10:07–10:15 +0",
                "15 min 10:15–11:00 +0",
                "60 min 11:00–14:00 +0",
                "15 min 14:00–14:30 +0",
                "1 min 14:30–14:31 +0",
            ]
        );
        assert_eq!(
            hours.counted,
            range("2026-01-31T10:07:00Z", "2026-01-31T14:31:00Z")
        );
        let quarters = Pieces::of(some, Some(Bucket::Day), &utc, FROM_QUARTERS);
        assert_eq!(
            quarters.counted,
            range("2026-01-31T10:00:00Z", "2026-01-31T14:45:00Z")
        );
        let minutes = Pieces::of(some, Some(Bucket::Minute), &utc, FROM_MINUTES);
        assert_eq!(told(&minutes), ["1 min 10:07–14:31 +0"]);
        let kolkata = Zone::parse("Asia/Kolkata").unwrap();
        let halves = Pieces::of(some, Some(Bucket::Day), &kolkata, FROM_QUARTERS);
        assert_eq!(told(&halves), ["15 min 10:00–14:45 +330"]);
    }

    #[test]
    fn everything_is_one_piece_in_utc() {
        let all = Pieces::of(
            TimeRange::default(),
            Some(Bucket::Day),
            &Zone::default(),
            FROM_MINUTES,
        );
        assert_eq!((all.list.len(), all.list[0].width_ms), (1, Millis::HOUR));
        assert_eq!(all.counted, TimeRange::default());
        let none = range("2026-01-31T10:00:00Z", "2026-01-31T10:00:00Z");
        let none = Pieces::of(none, None, &Zone::default(), FROM_MINUTES);
        assert!(none.list.is_empty());
    }

    proptest! {
        #[test]
        fn every_row_is_in_exactly_one_piece(
            since in 0..40_000_000_i64,
            length in 0..40_000_000_i64,
            row in 0..80_000_000_i64,
            zone in prop::sample::select(vec!["UTC", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe"]),
            bucket in prop::sample::select(vec![None, Some(Bucket::Minute), Some(Bucket::Hour), Some(Bucket::Day)]),
        ) {
            // Seconds from 2026 on.
            let at = |seconds: i64| Millis(1_767_225_600_000 + seconds * 1_000);
            let range = TimeRange { since: Some(at(since)), until: Some(at(since + length)) };
            let zone = Zone::parse(zone).unwrap();
            let pieces = Pieces::of(range, bucket, &zone, FROM_MINUTES);
            let row = at(row);
            let counts = |piece: &&Piece| (piece.from_ms..piece.until_ms).contains(&row.bucket(piece.width_ms).0);
            let times = pieces.list.iter().filter(counts).count();
            prop_assert_eq!(times, usize::from(pieces.counted.contains(row)));
            // And in the bucket of its zone.
            if let (Some(bucket), Some(piece)) = (bucket, pieces.list.iter().find(counts)) {
                let start = row.bucket(piece.width_ms);
                prop_assert_eq!(zone.start_of(start, bucket), zone.start_of(row, bucket));
            }
        }
    }
}
