//! How many players and matches have how many units, as the counters say. Pure.

use crate::model::{Distribution, Distributions};
use crate::store::rollups::counter::{Counter, CounterMap};

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
