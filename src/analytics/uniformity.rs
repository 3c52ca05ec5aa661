//! Tests whether units are spread uniformly over the cells of a map.
//!
//! Of `n` observations a cell with the share `p = 1/k` of the area gets `n·p` on average with the variance `n·p·(1 − p)`; the
//! difference over its standard deviation is the standardized residual (Haberman, *Biometrics* 29, 1973; Agresti,
//! *Categorical Data Analysis*, 3rd ed., section 1.5.5 and 3.3.1). Pearson's statistic over all cells, with `k − 1`
//! degrees of freedom, tests the map as a whole; it needs `n·p` of 5 or more.
//!
//! A cell by itself is tested by the tails of its binomial distribution, both of them. With five observations in a cell they
//! are far from normal: a residual that a normal distribution exceeds once in 40,000 cells comes once in 4,500. Among
//! hundreds of cells some always look odd, so the significant ones are chosen at a false discovery rate of 1 in 100.
//!
//! Units that came together are no independent observations: shares are of units, `n` is the effective sample size.

use super::cells::CellMap;
use super::false_discovery::discoveries;
use statrs::distribution::{ChiSquared, ContinuousCDF, Normal};
use statrs::function::beta::beta_reg;

const ALPHA: f64 = 0.01;
const FEWEST_EXPECTED: f64 = 5.0;

/// A map against a uniform spread.
#[derive(Debug, Clone, PartialEq)]
pub struct UniformityTest {
    /// Standardized residuals, in the order of [`CellMap::units`].
    pub residuals: Vec<f64>,
    /// Which cells differ significantly, in the same order.
    pub is_significant: Vec<bool>,
    /// The residual that a normal distribution exceeds in one of `k` cells of one map in a hundred: a scale for colours.
    pub large: f64,
    /// Units per cell of a uniform spread.
    pub expected_units: f64,
    /// The probability that a uniform spread looks at least as uneven as this; `None` with a single cell.
    pub p_value: Option<f64>,
    /// Whether there are enough observations for the test: five per cell on average.
    pub enough: bool,
}

impl UniformityTest {
    /// Tests `map`.
    pub fn of(map: &CellMap, effective_sample_size: f64) -> Self {
        let n = effective_sample_size;
        let cells = map.units.len() as f64;
        let total = map.total() as f64;
        let even = 1.0 / cells;
        let deviation = (even * (1.0 - even) / n).sqrt();
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
        let uniform = ChiSquared::new(cells - 1.0).ok();
        let enough = cells > 1.0 && n / cells >= FEWEST_EXPECTED;
        let is_significant = if enough {
            let observed = map.units.iter().map(|units| *units as f64 / total * n);
            let p_values: Vec<f64> = observed.map(|k| two_sided(k, n, even)).collect();
            discoveries(&p_values, ALPHA)
        } else {
            vec![false; map.units.len()]
        };
        Self {
            residuals,
            is_significant,
            large: Normal::standard().inverse_cdf(1.0 - ALPHA / 2.0 / cells),
            expected_units: total / cells,
            p_value: uniform.map(|uniform| uniform.sf(pearson)),
            enough,
        }
    }

    /// Whether the map as a whole is more uneven than 99 of 100 uniform ones. One that is not may have single cells
    /// that are.
    pub fn is_uneven(&self) -> bool {
        self.enough && self.p_value.is_some_and(|p_value| p_value < ALPHA)
    }

    /// Cells significantly above and below.
    pub fn significant(&self) -> (usize, usize) {
        let cells = self.residuals.iter().zip(&self.is_significant);
        let off = cells.filter(|(_, significant)| **significant);
        let above = off.clone().filter(|(z, _)| **z > 0.0).count();
        (above, off.count() - above)
    }
}

/// The p-value of `k` among `n` observations that each have the probability `p`: twice the smaller tail of the binomial
/// distribution.
fn two_sided(k: f64, n: f64, p: f64) -> f64 {
    let above = at_most(n - k, n, 1.0 - p);
    (2.0 * above.min(at_most(k, n, p))).min(1.0)
}

/// The binomial distribution function at `k`, which need not be whole, as a regularized incomplete beta function
/// (Abramowitz and Stegun, 26.5.24).
fn at_most(k: f64, n: f64, p: f64) -> f64 {
    if n - k <= 0.0 {
        return 1.0;
    }
    beta_reg(n - k, k + 1.0, 1.0 - p)
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
    fn residuals_and_p_value_are_the_textbooks() {
        let even = UniformityTest::of(&map(&[30, 14, 34, 45, 57, 20]), 200.0);
        assert!(
            (even.residuals[1] - (14.0 - 200.0 / 6.0) / (200.0_f64 * 5.0 / 36.0).sqrt()).abs()
                < 1e-9
        );
        assert!(
            (even.p_value.unwrap() / SCIPY_P - 1.0).abs() < 1e-6,
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
        let few = UniformityTest::of(&map(&units), 20.0);
        assert!(!few.enough);
        assert_eq!(few.significant(), (0, 0));
        assert_eq!(few.expected_units, 2_000.0 / 6.0);
    }

    /// `scipy.stats.binom`: `cdf(k, n, p)` and `sf(k - 1, n, p)`.
    #[test]
    fn tails_are_the_binomial_distributions() {
        for (effective_sample_size, share, found, below, above) in [
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
            let ours = at_most(found, effective_sample_size, share);
            assert!(
                close(ours, below),
                "{found} of {effective_sample_size}: {ours}, {below}"
            );
            let ours = two_sided(found, effective_sample_size, share);
            let wanted = (2.0 * f64::min(below, above)).min(1.0);
            assert!(
                close(ours, wanted),
                "{found} of {effective_sample_size}: {ours}, {wanted}"
            );
        }
    }

    /// Even maps with five observations in each of 400 cells.
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
            let test = UniformityTest::of(&map(&units), 2_000.0);
            marked += usize::from(test.significant() != (0, 0));
            uneven += usize::from(test.is_uneven());
        }
        // 20 ± 4.4 at most; counts are whole, which makes cells rarer.
        assert!((1..=34).contains(&marked), "{marked}");
        assert!((6..=38).contains(&uneven), "{uneven}");
    }

    #[test]
    fn a_single_heap_is_marked_though_the_map_is_even() {
        let mut units = vec![5; 400];
        units[77] = 25;
        let test = UniformityTest::of(&map(&units), 2_020.0);
        assert!(!test.is_uneven());
        assert_eq!(test.significant(), (1, 0));
        assert!(test.is_significant[77]);
    }

    #[test]
    fn a_single_cell_is_even() {
        let single = UniformityTest::of(&map(&[9]), 9.0);
        assert_eq!(
            (single.residuals.as_slice(), single.p_value),
            ([0.0].as_slice(), None)
        );
        assert!(!single.enough);
    }
}
