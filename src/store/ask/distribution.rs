//! How many players and matches have how many units, kept in counters as owners move from bucket to bucket. Pure.

use crate::model::{Distribution, Distributions, bucket_start};
use crate::store::ask::reader::CounterMap;
use crate::store::rollups::counter::{Counter, Counters, count};
use crate::store::write::entity_deltas::Touch;
use std::collections::{BTreeMap, HashMap};

/// Moves each owner that got new units from its old bucket to the new one. `before` has the units of those that
/// had sheets before, in parts by game mode.
pub(in crate::store) fn count_moves<'a>(
    touched: &BTreeMap<(&str, &str), Touch>,
    before: impl Iterator<Item = (&'a str, i64)>,
    counter: Counter,
    counters: &mut Counters,
) {
    let mut old: HashMap<&str, i64> = HashMap::new();
    for (id, units) in before {
        *old.entry(id).or_default() += units;
    }
    let mut added: BTreeMap<&str, i64> = BTreeMap::new();
    for ((id, _), touch) in touched.iter().filter(|(_, touch)| touch.sheets > 0) {
        *added.entry(id).or_default() += touch.units;
    }
    for (id, units) in added {
        let before = old.get(id).copied();
        if let Some(before) = before {
            count(counters, counter, &label(before), -1);
        }
        count(counters, counter, &label(before.unwrap_or(0) + units), 1);
    }
}

/// The label of [`Counter::PlayerUnits`] and [`Counter::MatchUnits`].
pub(in crate::store) fn label(units: i64) -> String {
    bucket_start(units.max(0) as u64).to_string()
}

/// What the counters say.
pub(in crate::store) fn of(counters: &CounterMap) -> Distributions {
    let spread = |counter: Counter| {
        let of_counter = counters
            .iter()
            .filter(|((name, _), _)| name == counter.as_str());
        Distribution::new(of_counter.filter_map(|((_, label), n)| Some((label.parse().ok()?, *n))))
    };
    Distributions {
        units_per_player: spread(Counter::PlayerUnits),
        units_per_match: spread(Counter::MatchUnits),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn touch(sheets: i64, units: i64) -> Touch {
        Touch {
            sheets,
            units,
            ..Touch::default()
        }
    }

    #[test]
    fn an_owner_is_in_one_bucket_however_many_modes_it_plays() {
        let touched = BTreeMap::from([
            (("ann", "duo"), touch(1, 5)),
            (("ann", "solo"), touch(1, 7)),
            (("bob", ""), touch(1, 0)),
            (("eve", ""), touch(0, 0)),
        ]);
        let mut counters = Counters::new();
        let before = [("ann", 3), ("ann", 1)].into_iter();
        count_moves(&touched, before, Counter::PlayerUnits, &mut counters);
        let moves: Vec<_> = counters
            .iter()
            .map(|((_, label), n)| (label.as_str(), *n))
            .collect();
        assert_eq!(moves, [("0", 1), ("16", 1), ("4", -1)]);
    }
}
