//! How far each cell of a map is from an even spread.
//!
//! Of `n` finds a cell with the share `p = 1/k` of the area gets `n·p` on average with the variance `n·p·(1 − p)`; the
//! difference over its standard deviation is the standardized residual (Haberman, *Biometrics* 29, 1973; Agresti,
//! *Categorical Data Analysis*, 3rd ed., section 1.5.5 and 3.3.1). Pearson's statistic over all cells, with `k − 1`
//! degrees of freedom, judges the map as a whole; it needs `n·p` of 5 or more.
//!
//! A cell by itself is judged by the tails of its binomial distribution, both of them. With five finds in a cell they
//! are far from normal: a residual that a normal distribution passes once in 40,000 cells comes once in 4,500. Of
//! hundreds of cells some always look odd, so the cells that count as significant are chosen together, by Benjamini's
//! and Hochberg's procedure (*Journal of the Royal Statistical Society* B 57, 1995): of the chosen ones at most 1 in
//! 100 is expected to be chance, and any at all are chosen on at most 1 in 100 even maps.
//!
//! Units that came together are no independent finds: shares are of units, `n` is the effective number of finds.

use super::cells::CellMap;
use statrs::distribution::{ChiSquared, ContinuousCDF, Normal};
use statrs::function::beta::beta_reg;

const CHANCE: f64 = 0.01;
const FEWEST_EXPECTED: f64 = 5.0;

/// A map against an even spread.
#[derive(Debug, Clone, PartialEq)]
pub struct Evenness {
    /// Standardized residuals, in the order of [`CellMap::units`].
    pub residuals: Vec<f64>,
    /// Which cells are significantly off, in the same order.
    pub is_significant: Vec<bool>,
    /// The residual that a normal distribution passes in one of `k` cells of one map in a hundred: a scale for colours.
    pub large: f64,
    /// Units per cell of an even spread.
    pub expected_units: f64,
    /// The chance that an even spread looks as uneven as this, 0–1; `None` with a single cell.
    pub chance: Option<f64>,
    /// Whether there are finds enough for the test: five per cell on average.
    pub enough: bool,
}

impl Evenness {
    /// Whether the map as a whole is more uneven than chance makes in 99 of 100 maps. One that is not may have single
    /// cells that are.
    pub fn is_uneven(&self) -> bool {
        self.enough && self.chance.is_some_and(|chance| chance < CHANCE)
    }

    /// Cells significantly above and below.
    pub fn significant(&self) -> (usize, usize) {
        let cells = self.residuals.iter().zip(&self.is_significant);
        let off = cells.filter(|(_, significant)| **significant);
        let above = off.clone().filter(|(z, _)| **z > 0.0).count();
        (above, off.count() - above)
    }
}

/// Compares `map`, which stands for `finds` effective finds, with an even spread over its cells.
pub fn evenness(map: &CellMap, finds: f64) -> Evenness {
    let cells = map.units.len() as f64;
    let total = map.total() as f64;
    let even = 1.0 / cells;
    let deviation = (even * (1.0 - even) / finds).sqrt();
    let residual = |units: &u64| {
        if cells > 1.0 {
            (*units as f64 / total - even) / deviation
        } else {
            0.0
        }
    };
    let residuals: Vec<f64> = map.units.iter().map(residual).collect();
    // Pearson's statistic is the sum of squared residuals over their variances' common factor.
    let pearson = residuals.iter().map(|z| z * z).sum::<f64>() * (1.0 - even);
    let chance = ChiSquared::new(cells - 1.0).ok();
    let enough = cells > 1.0 && finds / cells >= FEWEST_EXPECTED;
    let is_significant = if enough {
        let found = |units: &u64| *units as f64 / total * finds;
        let chances = map.units.iter().map(found);
        chosen(chances.map(|found| two_sided(found, finds, even)).collect())
    } else {
        vec![false; map.units.len()]
    };
    Evenness {
        residuals,
        is_significant,
        large: Normal::standard().inverse_cdf(1.0 - CHANCE / 2.0 / cells),
        expected_units: total / cells,
        chance: chance.map(|all_chances| all_chances.sf(pearson)),
        enough,
    }
}

/// Which of `chances` Benjamini's and Hochberg's procedure chooses: all up to the largest that is at most its rank's
/// share of [`CHANCE`].
fn chosen(chances: Vec<f64>) -> Vec<bool> {
    let mut sorted = chances.clone();
    sorted.sort_by(f64::total_cmp);
    let share = CHANCE / sorted.len() as f64;
    let ranked = sorted.iter().zip(1..);
    let passed = ranked.filter(|(chance, rank)| **chance <= f64::from(*rank) * share);
    let limit = passed.last().map(|(chance, _)| *chance);
    let is_chosen = |chance: &f64| limit.is_some_and(|limit| *chance <= limit);
    chances.iter().map(is_chosen).collect()
}

/// The p-value of `found` of `finds` where each comes with the probability `share`: twice the smaller tail of the binomial
/// distribution.
fn two_sided(found: f64, finds: f64, share: f64) -> f64 {
    let above = at_most(finds - found, finds, 1.0 - share);
    (2.0 * above.min(at_most(found, finds, share))).min(1.0)
}

/// The binomial distribution function at `found`, which need not be whole, as a regularized incomplete beta function
/// (Abramowitz and Stegun, 26.5.24).
fn at_most(found: f64, finds: f64, share: f64) -> f64 {
    if finds - found <= 0.0 {
        return 1.0;
    }
    beta_reg(finds - found, found + 1.0, 1.0 - share)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(units: &[u64]) -> CellMap {
        CellMap {
            x_min: 0.0,
            y_min: 0.0,
            cell_width: 1.0,
            cell_height: 1.0,
            columns: units.len(),
            rows: 1,
            units: units.to_vec(),
        }
    }

    /// `scipy.stats.chisquare([30, 14, 34, 45, 57, 20])`: p 4.177325475265192e-07; the residuals by hand.
    #[test]
    fn residuals_and_chance_are_the_textbooks() {
        let even = evenness(&map(&[30, 14, 34, 45, 57, 20]), 200.0);
        assert!(
            (even.residuals[1] - (14.0 - 200.0 / 6.0) / (200.0_f64 * 5.0 / 36.0).sqrt()).abs()
                < 1e-9
        );
        assert!(
            (even.chance.unwrap() / SCIPY_P - 1.0).abs() < 1e-6,
            "{even:?}"
        );
        assert!((even.large - 3.143_980).abs() < 1e-5, "{}", even.large);
        assert_eq!(even.significant(), (1, 1));
        assert!(even.is_uneven());
    }

    const SCIPY_P: f64 = 4.177_325_475_265_192e-7;

    #[test]
    fn the_same_shares_of_few_finds_prove_nothing() {
        let units = [300, 140, 340, 450, 570, 200];
        let few = evenness(&map(&units), 20.0);
        assert!(!few.enough);
        assert_eq!(few.significant(), (0, 0));
        assert_eq!(few.expected_units, 2_000.0 / 6.0);
    }

    /// `scipy.stats.binom`: `cdf(k, n, p)` and `sf(k - 1, n, p)`.
    #[test]
    fn tails_are_the_binomial_distributions() {
        for (finds, share, found, below, above) in [
            (
                2000.0,
                0.0025,
                14.0,
                0.9997790123352481,
                0.0006848560292047184,
            ),
            (2000.0, 0.0025, 0.0, 0.006695896276803073, 1.0),
            (20.0, 0.25, 11.0, 0.9990646084206674, 0.003942141664083465),
            (100.0, 0.5, 35.0, 0.0017588208614850794, 0.9991050348042566),
            (
                10000000.0,
                0.0025,
                25900.0,
                0.999999992851518,
                7.414283258954557e-09,
            ),
        ] {
            let close = |ours: f64, wanted: f64| (ours / wanted - 1.0).abs() < 1e-6;
            let ours = at_most(found, finds, share);
            assert!(close(ours, below), "{found} of {finds}: {ours}, {below}");
            let ours = two_sided(found, finds, share);
            let wanted = (2.0 * f64::min(below, above)).min(1.0);
            assert!(close(ours, wanted), "{found} of {finds}: {ours}, {wanted}");
        }
    }

    #[test]
    fn the_chosen_are_those_of_the_procedure() {
        // Limits are 0.0025, 0.005, 0.0075, 0.01: the third is within its own, and takes the second along.
        let chances = vec![0.006, 0.5, 0.0055, 0.001];
        assert_eq!(chosen(chances), [true, false, true, true]);
        assert_eq!(chosen(vec![0.2, 0.011]), [false, false]);
    }

    /// Even maps with five finds in each of 400 cells.
    #[test]
    fn chance_alone_marks_one_map_in_a_hundred_at_most() {
        const MAPS: usize = 2_000;
        let mut state = 7_u64;
        let mut cell = move || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (((state >> 33) * 400) >> 31) as usize
        };
        let (mut marked, mut uneven) = (0, 0);
        for _ in 0..MAPS {
            let mut units = vec![0; 400];
            (0..2_000).for_each(|_| units[cell()] += 1);
            let evenness = evenness(&map(&units), 2_000.0);
            marked += usize::from(evenness.significant() != (0, 0));
            uneven += usize::from(evenness.is_uneven());
        }
        // 20 ± 4.4 at most; counts are whole, which makes cells rarer.
        assert!((1..=34).contains(&marked), "{marked}");
        assert!((6..=38).contains(&uneven), "{uneven}");
    }

    #[test]
    fn a_single_heap_is_marked_though_the_map_is_even() {
        let mut units = vec![5; 400];
        units[77] = 25;
        let evenness = evenness(&map(&units), 2_020.0);
        assert!(!evenness.is_uneven());
        assert_eq!(evenness.significant(), (1, 0));
        assert!(evenness.is_significant[77]);
    }

    #[test]
    fn a_single_cell_is_even() {
        let single = evenness(&map(&[9]), 9.0);
        assert_eq!(
            (single.residuals.as_slice(), single.chance),
            ([0.0].as_slice(), None)
        );
        assert!(!single.enough);
    }
}
