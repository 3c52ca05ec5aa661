//! Where two maps of the same squares differ: the share of one in each square against that of the other.
//!
//! Of the observations in a square, each is of the first map with the probability that any observation is, if the shares
//! are equal: the number is tested by the tails of its binomial distribution (Fleiss, Levin, Paik, *Statistical Methods for
//! Rates and Proportions*, 3rd ed., 2.7), which also holds for few. The significant squares are chosen together at a false
//! discovery rate of 1 in 20. Observations are of players, not of units ([`Clustering`]): without knowing how units are
//! spread over players, or with too few players, nothing is tested.

use super::binomial::two_sided;
use super::clustering::{Clustering, DesignEffects};
use super::false_discovery::discoveries;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

const FALSE_DISCOVERY_RATE: f64 = 0.05;

/// How two maps differ.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MapComparison {
    /// The share of the first map in each square minus that of the second, `difference[row][column]`; null where neither
    /// has anything.
    pub difference: Vec<Vec<Option<f64>>>,
    /// The squares in which they differ significantly, the most significant first.
    pub significant: Vec<SignificantSquare>,
    /// Squares that were tested.
    pub tested: usize,
    /// Why no square was tested, in a sentence; absent where squares were.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub untested_because: Option<String>,
    /// The share of the significant ones that is expected to be wrong, at most.
    pub false_discovery_rate: f64,
}

/// A square in which two maps differ significantly.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SignificantSquare {
    /// Its row, from 0.
    pub row: usize,
    /// Its column, from 0.
    pub column: usize,
    /// The probability of a difference at least as large if the shares were equal.
    pub p_value: f64,
}

impl MapComparison {
    /// Compares two maps with equally many rows and columns. `players` are those of both by groups, the squares numbered
    /// row after row.
    pub fn of(one: &[Vec<u64>], other: &[Vec<u64>], players: Option<[&Clustering; 2]>) -> Self {
        // Exact as long as it matters, and never too large.
        let totals =
            [one, other].map(|cells| cells.iter().flatten().map(|n| *n as f64).sum::<f64>());
        let untested_because = match players {
            _ if totals.contains(&0.0) => Some("one of the maps is empty"),
            None => Some("counts alone do not say how many players are behind them"),
            Some(maps) if !maps.iter().all(|map| map.is_enough()) => {
                Some("too few players are behind one of the maps to tell a difference from chance")
            }
            Some(_) => None,
        };
        let maps = players.filter(|_| untested_because.is_none());
        let effects = maps.as_ref().map(|maps| DesignEffects::of(maps));
        let columns = one.first().map_or(0, Vec::len);
        let mut tested = Vec::new();
        let rows = one.iter().zip(other).enumerate();
        let difference = rows.map(|(row, (one, other))| {
            let cells = one.iter().zip(other).enumerate();
            let compared = cells.map(|(column, (one, other))| {
                let counts = [*one as f64, *other as f64];
                if let Some(effects) = effects.as_ref().filter(|_| counts != [0.0; 2]) {
                    let p_value = p_value(counts, totals, effects.at(row * columns + column));
                    tested.push(SignificantSquare {
                        row,
                        column,
                        p_value,
                    });
                }
                difference_of(counts, totals)
            });
            compared.collect()
        });
        let difference = difference.collect();
        let p_values: Vec<f64> = tested.iter().map(|square| square.p_value).collect();
        let chosen = discoveries(&p_values, FALSE_DISCOVERY_RATE);
        let significant = tested.iter().zip(chosen).filter(|(_, chosen)| *chosen);
        let mut significant: Vec<_> = significant.map(|(square, _)| *square).collect();
        significant.sort_by(|one, other| one.p_value.total_cmp(&other.p_value));
        Self {
            difference,
            significant,
            tested: tested.len(),
            untested_because: untested_because.map(str::to_owned),
            false_discovery_rate: FALSE_DISCOVERY_RATE,
        }
    }
}

/// The difference of the shares; `None` where there is nothing to compare.
fn difference_of([a, b]: [f64; 2], [all_a, all_b]: [f64; 2]) -> Option<f64> {
    let there = all_a > 0.0 && all_b > 0.0 && a + b > 0.0;
    there.then(|| a / all_a - b / all_b)
}

/// `effect` units make one observation.
fn p_value([a, b]: [f64; 2], [all_a, all_b]: [f64; 2], effect: f64) -> f64 {
    two_sided(a / effect, (a + b) / effect, all_a / (all_a + all_b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analytics::clustering::tests::{dice, walked};
    use crate::model::GROUPS;

    /// Units dealt to the groups in turn: no two of them are of one player.
    fn dealt(cells: &[Vec<u64>]) -> Clustering {
        let mut next = 0;
        Clustering::of(cells.iter().flatten().enumerate().map(|(square, units)| {
            let mut by_group = [0; GROUPS];
            for _ in 0..*units {
                by_group[next % GROUPS] += 1;
                next += 1;
            }
            (square, by_group)
        }))
    }

    #[test]
    fn counts_may_be_as_large_as_they_come() {
        let most = 1 << 63;
        let compared = MapComparison::of(&[vec![most, most]], &[vec![1, 3]], None);
        assert_eq!(compared.difference, [[Some(0.25), Some(-0.25)]]);
    }

    /// `scipy.stats.binom(40, 0.5)`: twice `sf(29)` is 0.0022214; of the other square twice `cdf(70)` of 160 is 0.1328.
    #[test]
    fn squares_are_compared_as_the_textbook_does() {
        let (one, other) = ([vec![30, 70, 0]], [vec![10, 90, 0]]);
        let compared = MapComparison::of(&one, &other, Some([&dealt(&one), &dealt(&other)]));
        let differences: Vec<_> = compared.difference[0].iter().flatten().collect();
        assert_eq!(compared.difference[0].len(), 3);
        assert!((differences[0] - 0.2).abs() < 1e-12 && differences.len() == 2);
        assert_eq!((compared.tested, compared.significant.len()), (2, 1));
        assert_eq!(compared.untested_because, None);
        let p_value = compared.significant[0].p_value;
        assert!((p_value - 0.002_221_4).abs() < 1e-6, "{p_value}");
    }

    #[test]
    fn equal_shares_and_empty_maps_differ_nowhere() {
        let (one, other) = ([vec![10, 30], vec![0, 40]], [vec![100, 300], vec![0, 400]]);
        let same = MapComparison::of(&one, &other, Some([&dealt(&one), &dealt(&other)]));
        assert_eq!((same.tested, same.significant.len()), (3, 0));
        let empty = MapComparison::of(&[vec![1, 3]], &[vec![0, 0]], None);
        assert_eq!(
            (empty.tested, empty.difference),
            (0, vec![vec![None, None]])
        );
    }

    #[test]
    fn nothing_is_claimed_of_counts_alone_nor_of_few_players() {
        let (one, other) = ([vec![300, 700]], [vec![700, 300]]);
        let alone = MapComparison::of(&one, &other, None);
        assert_eq!((alone.tested, alone.significant.len()), (0, 0));
        assert!(alone.untested_because.unwrap().contains("counts alone"));
        let mut all_of_one = [0; GROUPS];
        all_of_one[5] = 1_000;
        let few = Clustering::of([(0, all_of_one)]);
        let few = MapComparison::of(&one, &other, Some([&few, &dealt(&other)]));
        assert!(
            few.significant.is_empty() && few.untested_because.unwrap().contains("too few players")
        );
    }

    fn compare(
        one: &crate::analytics::CellMap,
        other: &crate::analytics::CellMap,
    ) -> MapComparison {
        let cells = [one, other].map(|map| {
            let rows = map.units.chunks(map.columns);
            rows.map(<[_]>::to_vec).collect::<Vec<_>>()
        });
        let players =
            [one, other].map(|map| Clustering::of_map(map, map.cell_width, map.cell_height));
        MapComparison::of(&cells[0], &cells[1], Some([&players[0], &players[1]]))
    }

    /// 200 pairs of maps of players who walk over the same ground; also where one side has few of them.
    #[test]
    fn players_who_walk_are_no_difference() {
        for (players, others) in [(400, 400), (400, 60)] {
            let marked = (0..200).filter(|seed| {
                let (one, other) = (walked(*seed, players, 20), walked(seed + 1_000, others, 20));
                !compare(&one, &other).significant.is_empty()
            });
            let marked = marked.count();
            // One pair in twenty at most: 19 or more of 200 come once in 150 times.
            assert!(marked <= 18, "{marked}");
        }
    }

    #[test]
    fn what_many_players_do_in_one_place_is_a_difference() {
        let (one, mut other) = (walked(1, 400, 20), walked(2, 400, 20));
        let mut unit = dice(3);
        let groups = other.groups.as_mut().unwrap();
        for _ in 0..60 {
            // Sixty who were there, with ten units each.
            groups.cells[210].units[(unit() * 16.0) as usize] += 10;
        }
        let cell = groups.cells[210];
        other.units[cell.y as usize * 20 + cell.x as usize] += 600;
        let compared = compare(&one, &other);
        assert_eq!(compared.significant.len(), 1, "{:?}", compared.significant);
        let square = compared.significant[0];
        assert_eq!(
            (square.row, square.column),
            (cell.y as usize, cell.x as usize)
        );
    }
}
