//! Whether there is more and more money: whether on each of the last [`INFLATION_DAYS`] whole days more came in than went out. A rule of
//! our own, plain enough to be checked by hand.

use super::sum::MoneySum;
use crate::model::{Millis, Zone};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Whole days in a row, each with more coming in, from which on it is said that money inflates.
pub const INFLATION_DAYS: u32 = 7;

/// Whether sources outgrow sinks.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Inflation {
    /// Whether on each of the last seven whole days more came in than went out.
    pub warning: bool,
    /// Whole days in a row, up to the last one, on which more came in than went out.
    pub days: u32,
    /// Of what came in on the last seven whole days, the share that went out; null where nothing came in.
    pub sink_ratio: Option<f64>,
}

impl Inflation {
    /// A day that is not over says nothing yet, and neither does a day of nothing.
    pub(super) fn of(days: &BTreeMap<Millis, MoneySum>, zone: &Zone, now: Millis) -> Self {
        let whole = days.iter().rev();
        let whole = whole.filter(|(day, _)| zone.next_day(**day) <= now);
        let mut last = MoneySum::default();
        let mut in_a_row = 0;
        let mut goes_on = true;
        let mut wanted: Option<Millis> = None;
        let mut seen = 0;
        for (day, sum) in whole {
            let follows = wanted.is_none_or(|next| zone.next_day(*day) == next);
            wanted = Some(*day);
            goes_on &= follows && sum.net > 0.0;
            in_a_row += u32::from(goes_on);
            if seen < INFLATION_DAYS && follows {
                last.add_all(*sum);
                seen += 1;
            } else {
                seen = INFLATION_DAYS;
            }
            if !goes_on && seen == INFLATION_DAYS {
                break;
            }
        }
        Self {
            warning: in_a_row >= INFLATION_DAYS,
            days: in_a_row,
            sink_ratio: (last.sources > 0.0).then(|| last.sinks / last.sources),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{day, sums};
    use super::super::{
        MoneySums,
        MoneyWay::{In, Out},
    };
    use super::*;

    #[test]
    fn it_is_said_that_money_inflates_after_seven_whole_days_in_a_row() {
        let growing = |days: std::ops::Range<i64>| -> Vec<_> {
            days.flat_map(|n| [(n, "ann", None, In, 10.0), (n, "ann", None, Out, 8.0)])
                .collect()
        };
        let told = sums(&growing(0..7)).inflation;
        assert_eq!((told.warning, told.days), (true, 7));
        assert!((told.sink_ratio.unwrap() - 0.8).abs() < 1e-12);
        assert!(!sums(&growing(0..6)).inflation.warning);
        // A day of nothing, or of more going out, is between.
        let mut with_gap = growing(0..5);
        with_gap.extend(growing(6..12));
        assert_eq!(sums(&with_gap).inflation.days, 6);
        let mut spent = growing(0..9);
        spent.push((8, "bob", None, Out, 3.0));
        assert_eq!(
            (sums(&spent).inflation.days, sums(&spent).inflation.warning),
            (0, false)
        );
        // The last day is not over.
        let mut open = MoneySums::new(None, Zone::default());
        for (n, player, level, way, amount) in growing(0..8) {
            open.add(day(n), player, level, way, amount);
        }
        let now = Millis(day(7).0 + 1);
        assert_eq!(open.summary(now).inflation.days, 7);
        assert_eq!(sums(&[]).inflation.sink_ratio, None);
    }
}
