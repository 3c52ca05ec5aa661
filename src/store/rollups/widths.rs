//! How wide the buckets are in which totals over time are kept. Wider ones are put together when they are asked for, by
//! the clock of any zone: a quarter of an hour divides every zone's hours and days.

use super::sums::Key;
use crate::model::Millis;

/// Of what has a row for each bucket and slice, the widest first.
pub(in crate::store) const FROM_MINUTES: &[i64] =
    &[Millis::HOUR, Millis::QUARTER_HOUR, Millis::MINUTE];

/// Of what has a row for each name, too: minutes would be too many.
pub(in crate::store) const FROM_QUARTERS: &[i64] = &[Millis::HOUR, Millis::QUARTER_HOUR];

/// Of what is asked for by day alone: by those of UTC, and by what those of other zones are put together from.
pub(in crate::store) const DAYS_AND_QUARTERS: [i64; 2] = [Millis::DAY, Millis::QUARTER_HOUR];

/// Keys that begin with a width and the start of the bucket that holds `at`.
pub(super) fn buckets(at: Millis, widths: &[i64]) -> impl Iterator<Item = Key> {
    let start = move |width: &i64| Key::number(*width).then_number(at.bucket(*width).0);
    widths.iter().map(start)
}
