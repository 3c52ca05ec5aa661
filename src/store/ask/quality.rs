//! Data quality from counters. Pure.

use crate::model::{ClockSkew, NameCounts, Quality, RefusedRequests};
use crate::store::rollups::counter::{Counter, CounterMap, skew};
use std::collections::BTreeMap;

/// What the counters say of the data's quality.
pub(in crate::store) fn of(counters: &CounterMap, names: Vec<NameCounts>) -> Quality {
    let labelled = |counter: Counter, label: &str| {
        let key = (counter.as_str().to_owned(), label.to_owned());
        counters.get(&key).copied().unwrap_or(0)
    };
    let labels = |counter: Counter| {
        let of_counter = counters
            .iter()
            .filter(move |((name, _), _)| name == counter.as_str());
        of_counter.map(|((_, label), n)| (label.clone(), *n))
    };
    let sheets = labelled(Counter::Sheets, "");
    let events = labelled(Counter::Events, "");
    let rejected_by_reason: BTreeMap<String, u64> = labels(Counter::Rejected).collect();
    let rejected = rejected_by_reason.values().sum::<u64>();
    let refused = labels(Counter::RefusedRequests);
    let refused: Vec<_> = refused
        .filter_map(|(label, requests)| RefusedRequests::labelled(&label, requests))
        .collect();
    let duplicates =
        labelled(Counter::DuplicateSheets, "") + labelled(Counter::DuplicateEvents, "");
    let clock_skew = ClockSkew {
        within_5_minutes: labelled(Counter::ClockSkew, skew::WITHIN_5_MINUTES),
        up_to_1_day_late: labelled(Counter::ClockSkew, skew::UP_TO_1_DAY_LATE),
        up_to_1_year_late: labelled(Counter::ClockSkew, skew::UP_TO_1_YEAR_LATE),
        ancient: labelled(Counter::ClockSkew, skew::ANCIENT),
        future: labelled(Counter::ClockSkew, skew::FUTURE),
    };
    let sizes = labels(Counter::MatchSize)
        .filter_map(|(label, matches)| Some((label.parse().ok()?, matches)))
        .filter(|(_, matches)| *matches > 0)
        .collect();
    let coverage = Coverage::of(&sizes);
    let mut quality = Quality {
        sheets,
        matches: coverage.matches,
        expected_players_per_match: coverage.expected,
        present_players_per_match: coverage.present_mean,
        coverage: coverage.share,
        incomplete_matches: coverage.incomplete,
        sheets_without_locations: labelled(Counter::SheetsWithoutLocations, ""),
        sheets_without_key: labelled(Counter::SheetsWithoutKey, ""),
        clock_skew,
        duplicates,
        rejected,
        rejected_by_reason,
        refused_requests: refused.iter().map(|kind| kind.requests).sum(),
        refused_requests_by_reason: refused,
        names,
        completeness: None,
    };
    quality.completeness = completeness(&quality, events);
    quality
}

struct Coverage {
    /// Those of which a sheet told.
    matches: u64,
    expected: u64,
    present_mean: f64,
    share: f64,
    incomplete: u64,
}

impl Coverage {
    /// From the number of matches by their number of players.
    fn of(sizes: &BTreeMap<u64, u64>) -> Self {
        let matches: u64 = sizes.values().sum();
        let usual = sizes
            .iter()
            .max_by_key(|(size, matches)| (**matches, **size));
        let Some((&expected, _)) = usual else {
            return Self {
                matches,
                expected: 0,
                present_mean: 0.0,
                share: 0.0,
                incomplete: 0,
            };
        };
        let present: u64 = sizes.iter().map(|(size, matches)| size * matches).sum();
        // More players than usual do not make up for a match with fewer.
        let covered: u64 = sizes
            .iter()
            .map(|(size, matches)| size.min(&expected) * matches)
            .sum();
        let smaller = sizes.range(..expected).map(|(_, matches)| matches);
        Self {
            matches,
            expected,
            present_mean: present as f64 / matches as f64,
            share: covered as f64 / (matches * expected) as f64,
            incomplete: smaller.sum(),
        }
    }
}

/// The mean of four shares, each 1 at best (see [`Quality::completeness`]).
fn completeness(quality: &Quality, events: u64) -> Option<f64> {
    let received = quality.sheets + events + quality.duplicates + quality.rejected;
    if received == 0 {
        return None;
    }
    let share = |bad: u64, all: u64| match all {
        0 => 1.0,
        all => 1.0 - bad as f64 / all as f64,
    };
    let implausible = quality.clock_skew.ancient + quality.clock_skew.future;
    let coverage = if quality.matches == 0 {
        1.0
    } else {
        quality.coverage
    };
    let parts = [
        coverage,
        share(quality.sheets_without_locations, quality.sheets),
        share(implausible, quality.sheets),
        share(quality.rejected, received),
    ];
    Some(parts.iter().sum::<f64>() / parts.len() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coverage_never_exceeds_one() {
        let coverage = Coverage::of(&BTreeMap::from([(3, 1), (4, 8), (6, 1)]));
        assert_eq!(coverage.expected, 4);
        assert_eq!(coverage.incomplete, 1);
        assert!((coverage.share - 39.0 / 40.0).abs() < 1e-12);
        assert!((coverage.present_mean - 4.1).abs() < 1e-12);
    }

    #[test]
    fn nothing_received_has_no_completeness() {
        assert_eq!(of(&CounterMap::new(), Vec::new()).completeness, None);
    }

    #[test]
    fn a_refusal_lowers_completeness() {
        let counters = |rejected: u64| {
            CounterMap::from([
                (("sheets".into(), String::new()), 9),
                (("matches".into(), String::new()), 3),
                (("match_size".into(), "3".into()), 3),
                (("rejected".into(), "body".into()), rejected),
            ])
        };
        assert_eq!(of(&counters(0), Vec::new()).completeness, Some(1.0));
        let with_refusal = of(&counters(1), Vec::new()).completeness.unwrap();
        assert!((with_refusal - (3.0 + 0.9) / 4.0).abs() < 1e-12);
    }
}
