//! Data quality from counters. Pure.

use crate::model::{
    ClockSkew, Delay, GameMode, ModeCoverage, NameCounts, Quality, RefusedRequests,
};
use crate::store::rollups::counter::{Counter, CounterMap, skew};
use std::collections::BTreeMap;

/// By game mode, matches by their number of players.
pub(in crate::store) type MatchSizes = BTreeMap<String, BTreeMap<u64, u64>>;

/// Rows by the least of the delays that are counted together, in seconds.
pub(in crate::store) type Delays = BTreeMap<u64, u64>;

/// What the counters, and the sizes of matches, say of the data's quality.
pub(in crate::store) fn of(
    counters: &CounterMap,
    of_modes: &MatchSizes,
    delays: &Delays,
    sends_places: bool,
    names: Vec<NameCounts>,
) -> Quality {
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
    let mut sizes: BTreeMap<u64, u64> = labels(Counter::MatchSize)
        .filter_map(|(label, matches)| Some((label.parse().ok()?, matches)))
        .filter(|(_, matches)| *matches > 0)
        .collect();
    // There is no total where some players are known from events alone.
    if sizes.is_empty() {
        for (players, matches) in of_modes.values().flatten() {
            *sizes.entry(*players).or_default() += matches;
        }
    }
    let of_all = Sizes(&sizes);
    let expected = of_all.usual().unwrap_or(0);
    let by_mode = by_mode(of_modes);
    let sums = match sums_of(of_modes) {
        [_, 0, _] => of_all.known().map_or([0; 3], |usual| of_all.sums(usual)),
        sums => sums,
    };
    let [covered, wanted, incomplete] = sums;
    let mut quality = Quality {
        sheets,
        matches: of_all.matches(),
        expected_players_per_match: expected,
        present_players_per_match: of_all.mean(),
        coverage: (wanted > 0).then(|| share(covered, wanted)),
        incomplete_matches: incomplete,
        by_mode,
        sheets_without_locations: labelled(Counter::SheetsWithoutLocations, ""),
        sends_places,
        sheets_without_key: labelled(Counter::SheetsWithoutKey, ""),
        clock_skew,
        delays: delays
            .iter()
            .map(|(from, rows)| delay(*from, *rows))
            .collect(),
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

fn delay(from_seconds: u64, rows: u64) -> Delay {
    Delay {
        from_seconds,
        to_seconds: from_seconds.max(1) * if from_seconds == 0 { 1 } else { 2 },
        rows,
    }
}

/// Matches by their number of players.
struct Sizes<'s>(&'s BTreeMap<u64, u64>);

impl Sizes<'_> {
    fn matches(&self) -> u64 {
        self.0.values().sum()
    }

    /// The most common number of players; the larger of two equally common.
    fn usual(&self) -> Option<u64> {
        let usual = self
            .0
            .iter()
            .max_by_key(|(size, matches)| (**matches, **size));
        usual.map(|(size, _)| *size)
    }

    /// The same, as soon as two matches have it: one alone says nothing of others.
    fn known(&self) -> Option<u64> {
        self.usual()
            .filter(|usual| self.0.get(usual).is_some_and(|matches| *matches > 1))
    }

    /// Players on average.
    fn mean(&self) -> f64 {
        let present: u64 = self.0.iter().map(|(size, matches)| size * matches).sum();
        share(present, self.matches())
    }

    /// Players up to the usual number: more do not make up for a match with fewer.
    fn covered(&self, usual: u64) -> u64 {
        let sizes = self.0.iter();
        sizes
            .map(|(size, matches)| size.min(&usual) * matches)
            .sum()
    }

    /// Matches with fewer.
    fn incomplete(&self, usual: u64) -> u64 {
        self.0.range(..usual).map(|(_, matches)| matches).sum()
    }

    /// Players up to the usual number, the usual number, and matches with fewer.
    fn sums(&self, usual: u64) -> [u64; 3] {
        [
            self.covered(usual),
            self.matches() * usual,
            self.incomplete(usual),
        ]
    }
}

fn share(part: u64, all: u64) -> f64 {
    match all {
        0 => 0.0,
        all => part as f64 / all as f64,
    }
}

/// [`Sizes::sums`] of all modes in which it is known what is usual.
fn sums_of(of_modes: &MatchSizes) -> [u64; 3] {
    let mut sums = [0; 3];
    for sizes in of_modes.values().map(Sizes) {
        if let Some(usual) = sizes.known() {
            let of_mode = sizes.sums(usual);
            sums.iter_mut().zip(of_mode).for_each(|(sum, n)| *sum += n);
        }
    }
    sums
}

fn by_mode(of_modes: &MatchSizes) -> Vec<ModeCoverage> {
    let coverage = |(mode, sizes): (&String, &BTreeMap<u64, u64>)| {
        let sizes = Sizes(sizes);
        let usual = sizes.known();
        ModeCoverage {
            game_mode: GameMode::parse_counted(mode).ok(),
            matches: sizes.matches(),
            expected_players_per_match: usual,
            present_players_per_match: sizes.mean(),
            coverage: usual.map(|usual| share(sizes.covered(usual), sizes.matches() * usual)),
            incomplete_matches: usual.map(|usual| sizes.incomplete(usual)),
        }
    };
    let mut modes: Vec<_> = of_modes.iter().map(coverage).collect();
    modes.sort_by_key(|mode| std::cmp::Reverse(mode.matches));
    modes
}

/// The mean of up to four shares, each 1 at best (see [`Quality::completeness`]).
fn completeness(quality: &Quality, events: u64) -> Option<f64> {
    let received = quality.sheets + events + quality.duplicates + quality.rejected;
    if received == 0 {
        return None;
    }
    let share = |bad: u64, all: u64| match all {
        0 => 1.0,
        all => 1.0 - bad as f64 / all as f64,
    };
    let places = share(quality.sheets_without_locations, quality.sheets);
    let parts = [
        quality.coverage,
        quality.sends_places.then_some(places),
        Some(share(
            quality.clock_skew.implausible(),
            quality.clock_skew.all(),
        )),
        Some(share(quality.rejected, received)),
    ];
    let known: Vec<f64> = parts.into_iter().flatten().collect();
    Some(known.iter().sum::<f64>() / known.len() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coverage_never_exceeds_one() {
        let sizes = BTreeMap::from([(3, 1), (4, 8), (6, 1)]);
        let sizes = Sizes(&sizes);
        assert_eq!((sizes.usual(), sizes.known()), (Some(4), Some(4)));
        assert_eq!((sizes.incomplete(4), sizes.covered(4)), (1, 39));
        assert!((sizes.mean() - 4.1).abs() < 1e-12);
    }

    #[test]
    fn what_is_usual_in_one_mode_is_not_in_another() {
        let of_modes = MatchSizes::from([
            (String::new(), BTreeMap::from([(7, 1)])),
            ("solo".into(), BTreeMap::from([(1, 30)])),
            ("squads".into(), BTreeMap::from([(3, 2), (4, 10)])),
        ]);
        let counters = CounterMap::from([
            (("match_size".into(), "1".into()), 30),
            (("match_size".into(), "3".into()), 2),
            (("match_size".into(), "4".into()), 10),
            (("match_size".into(), "7".into()), 1),
        ]);
        let quality = of(&counters, &of_modes, &Delays::new(), true, Vec::new());
        assert_eq!(
            (quality.matches, quality.expected_players_per_match),
            (43, 1)
        );
        // Of 30 and 48 players two are missing; the one match without a mode says nothing.
        assert!((quality.coverage.unwrap() - 76.0 / 78.0).abs() < 1e-12);
        assert_eq!(quality.incomplete_matches, 2);
        let told = quality.by_mode.iter();
        let told: Vec<_> = told
            .map(|mode| {
                (
                    mode.matches,
                    mode.expected_players_per_match,
                    mode.incomplete_matches,
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                (30, Some(1), Some(0)),
                (12, Some(4), Some(2)),
                (1, None, None)
            ]
        );
        // Where it is known in no mode, all together have to do.
        let unknown = of(
            &counters,
            &MatchSizes::new(),
            &Delays::new(),
            true,
            Vec::new(),
        );
        assert_eq!(unknown.incomplete_matches, 0);
    }

    #[test]
    fn nothing_received_has_no_completeness() {
        let quality = of(
            &CounterMap::new(),
            &MatchSizes::new(),
            &Delays::new(),
            false,
            Vec::new(),
        );
        assert_eq!((quality.completeness, quality.coverage), (None, None));
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
        assert_eq!(
            of(
                &counters(0),
                &MatchSizes::new(),
                &Delays::new(),
                true,
                Vec::new()
            )
            .completeness,
            Some(1.0)
        );
        let with_refusal = of(
            &counters(1),
            &MatchSizes::new(),
            &Delays::new(),
            true,
            Vec::new(),
        )
        .completeness
        .unwrap();
        assert!((with_refusal - (3.0 + 0.9) / 4.0).abs() < 1e-12);
    }

    #[test]
    fn what_a_game_never_sends_does_not_lower_completeness() {
        let counters = CounterMap::from([
            (("sheets".into(), String::new()), 9),
            (("sheets_without_locations".into(), String::new()), 9),
            (("match_size".into(), "3".into()), 1),
        ]);
        let [without, with] = [false, true].map(|sends_places| {
            of(
                &counters,
                &MatchSizes::new(),
                &Delays::new(),
                sends_places,
                Vec::new(),
            )
        });
        // One match says nothing of how many players there should be.
        assert_eq!((without.coverage, without.completeness), (None, Some(1.0)));
        let lacking = with.completeness.unwrap();
        assert!((lacking - 2.0 / 3.0).abs() < 1e-12, "{lacking}");
    }
}
