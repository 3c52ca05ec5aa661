//! How long after their own time sheets were received: kept in a game that was offline, sent in bundles, or late because of a clock
//! that is slow. Clocks that cannot be right are [counted](super::counter::skew_label) elsewhere.

use super::rollup::Measure::Sum;
use super::rollup::{Part, Rollup};
use super::sums::Key;
use crate::model::Millis;
use crate::store::rollups::counter::{LATEST, SOONEST};

pub(in crate::store) const DELAYS: Rollup = Rollup {
    table: "delays",
    key: &[Part::Number("seconds")],
    measures: &[Sum("sheets")],
    sheet: |sheet, add| {
        if let Some(seconds) = sheet.delay_seconds {
            add.add(Key::number(seconds), [1]);
        }
    },
    ..Rollup::EMPTY
};

/// The least of the delays that are counted together: no second, one, two, four and so on. What is a little ahead of us took no
/// time; `None` where the clock cannot be right.
pub(in crate::store) fn delay_seconds(at: Millis, received_at: Millis) -> Option<i64> {
    let late = received_at.0.saturating_sub(at.0);
    let is_plausible = (SOONEST..=LATEST).contains(&late);
    is_plausible.then(|| match late / 1_000 {
        seconds if seconds <= 0 => 0,
        seconds => 1 << seconds.ilog2(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_double_and_an_unset_clock_has_none() {
        for (late_ms, seconds) in [
            (-5 * Millis::MINUTE - 1, None),
            (-5 * Millis::MINUTE, Some(0)),
            (999, Some(0)),
            (1_000, Some(1)),
            (3_999, Some(2)),
            (4_000, Some(4)),
            (365 * Millis::DAY, Some(1 << 24)),
            (365 * Millis::DAY + 1, None),
        ] {
            let received_at = Millis(1_800_000_000_000);
            let at = Millis(received_at.0 - late_ms);
            assert_eq!(delay_seconds(at, received_at), seconds, "{late_ms}");
        }
    }
}
