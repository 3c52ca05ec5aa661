//! Where two maps of the same squares differ: the share of one in each square against that of the other.
//!
//! A square is tested by the two-proportion statistic with pooled variance (Fleiss, Levin, Paik, *Statistical Methods for
//! Rates and Proportions*, 3rd ed., 2.4); the significant ones are chosen together at a false discovery rate of 1 in 20.
//! Units found together count as if each had been found by itself, which marks more than there is where loot comes in heaps.

use super::false_discovery::discoveries;
use serde::{Deserialize, Serialize};
use statrs::distribution::{ContinuousCDF, Normal};
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
    /// Compares two maps with equally many rows and columns; nothing is tested where one of them is empty.
    pub fn of(one: &[Vec<u64>], other: &[Vec<u64>]) -> Self {
        // Exact as long as it matters, and never too large.
        let totals = [one, other].map(|cells| cells.iter().flatten().map(|n| *n as f64).sum());
        let mut tested = Vec::new();
        let difference = one
            .iter()
            .zip(other)
            .enumerate()
            .map(|(row, (one, other))| {
                let cells = one.iter().zip(other).enumerate();
                let compared = cells.map(|(column, (one, other))| {
                    let (difference, p_value) = compare([*one as f64, *other as f64], totals)?;
                    tested.push(SignificantSquare {
                        row,
                        column,
                        p_value,
                    });
                    Some(difference)
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
            false_discovery_rate: FALSE_DISCOVERY_RATE,
        }
    }
}

/// The difference of the shares and its p-value; `None` where there is nothing to compare.
fn compare([a, b]: [f64; 2], [all_a, all_b]: [f64; 2]) -> Option<(f64, f64)> {
    if all_a == 0.0 || all_b == 0.0 || a + b == 0.0 {
        return None;
    }
    let pooled = (a + b) / (all_a + all_b);
    let error = (pooled * (1.0 - pooled) * (1.0 / all_a + 1.0 / all_b)).sqrt();
    let difference = a / all_a - b / all_b;
    let z = if error > 0.0 { difference / error } else { 0.0 };
    Some((difference, 2.0 * Normal::standard().sf(z.abs())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_may_be_as_large_as_they_come() {
        let most = 1 << 63;
        let compared = MapComparison::of(&[vec![most, most]], &[vec![1, 3]]);
        assert_eq!(compared.difference, [[Some(0.25), Some(-0.25)]]);
    }

    /// `statsmodels.stats.proportion.proportions_ztest([30, 10], [100, 100])`: z 3.5355, p 0.000407.
    #[test]
    fn shares_are_compared_as_the_textbook_does() {
        let compared = MapComparison::of(&[vec![30, 70, 0]], &[vec![10, 90, 0]]);
        let differences: Vec<_> = compared.difference[0].iter().flatten().collect();
        assert_eq!(compared.difference[0].len(), 3);
        assert!((differences[0] - 0.2).abs() < 1e-12 && differences.len() == 2);
        assert_eq!((compared.tested, compared.significant.len()), (2, 2));
        let p_value = compared.significant[0].p_value;
        assert!((p_value - 0.000_406_952).abs() < 1e-8, "{p_value}");
    }

    #[test]
    fn equal_shares_and_empty_maps_differ_nowhere() {
        let same = MapComparison::of(&[vec![1, 3], vec![0, 4]], &[vec![10, 30], vec![0, 40]]);
        assert_eq!((same.tested, same.significant.len()), (3, 0));
        let empty = MapComparison::of(&[vec![1, 3]], &[vec![0, 0]]);
        assert_eq!(
            (empty.tested, empty.difference),
            (0, vec![vec![None, None]])
        );
    }
}
