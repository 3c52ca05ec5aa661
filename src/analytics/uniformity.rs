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
//! Units of one player are no independent observations: shares are of units, `n` is the effective sample size, and Pearson's
//! statistic has the scale and the degrees of freedom that the groups of players say ([`SampleSize`]).

use super::binomial::two_sided;
use super::cells::CellMap;
use super::clustering::SampleSize;
use super::false_discovery::discoveries;
use statrs::distribution::{ChiSquared, ContinuousCDF, Normal};

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
    /// Whether there are enough observations for the test: of enough players, and five per cell on average.
    pub enough: bool,
}

impl UniformityTest {
    /// Tests `map`, behind which there are so many observations.
    pub fn of(map: &CellMap, sample: &SampleSize) -> Self {
        let n = sample.effective;
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
        let expected = total * even;
        let apart = map.units.iter().map(|units| *units as f64 - expected);
        let pearson = apart.map(|apart| apart * apart / expected).sum::<f64>();
        let (scale, freedom) = sample.pearson;
        let uniform = (cells > 1.0)
            .then(|| ChiSquared::new(freedom).ok())
            .flatten();
        let enough = sample.enough && cells > 1.0 && n / cells >= FEWEST_EXPECTED;
        let is_significant = if enough {
            let observed = map.units.iter().zip(&sample.design_effects);
            let p_values = observed
                .map(|(units, effect)| two_sided(*units as f64 / effect, total / effect, even));
            discoveries(&p_values.collect::<Vec<f64>>(), ALPHA)
        } else {
            vec![false; map.units.len()]
        };
        Self {
            residuals,
            is_significant,
            large: Normal::standard().inverse_cdf(1.0 - ALPHA / 2.0 / cells),
            expected_units: total / cells,
            p_value: uniform.map(|uniform| uniform.sf(pearson / scale)),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analytics::clustering::tests::walked;

    /// As many observations as that, of units that are alike.
    fn sample(map: &CellMap, effective: f64) -> SampleSize {
        SampleSize {
            effective,
            design_effects: vec![map.total() as f64 / effective; map.units.len()],
            pearson: (map.total() as f64 / effective, map.units.len() as f64 - 1.0),
            enough: true,
        }
    }

    fn test(map: &CellMap, effective: f64) -> UniformityTest {
        UniformityTest::of(map, &sample(map, effective))
    }

    fn map(units: &[u64]) -> CellMap {
        CellMap {
            outside: 0,
            groups: None,
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
        let even = test(&map(&[30, 14, 34, 45, 57, 20]), 200.0);
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
        let few = test(&map(&units), 20.0);
        assert!(!few.enough);
        assert_eq!(few.significant(), (0, 0));
        assert_eq!(few.expected_units, 2_000.0 / 6.0);
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
            let test = test(&map(&units), 2_000.0);
            marked += usize::from(test.significant() != (0, 0));
            uneven += usize::from(test.is_uneven());
        }
        // 20 ± 4.4 at most; counts are whole, which makes cells rarer.
        assert!((1..=34).contains(&marked), "{marked}");
        assert!((6..=38).contains(&uneven), "{uneven}");
    }

    /// Players who walk: the units of one of them lie beside each other. Most maps are marked when each unit counts alone.
    #[test]
    fn players_who_walk_are_no_pattern() {
        let (mut marked, mut uneven, mut naive) = (0, 0, 0);
        for seed in 0..200 {
            let map = walked(seed, 1_200, 10);
            let sample = SampleSize::of(&map);
            assert!(
                sample.enough && sample.effective < map.total() as f64 / 3.0,
                "{sample:?}"
            );
            let test = UniformityTest::of(&map, &sample);
            assert!(test.enough);
            marked += usize::from(test.significant() != (0, 0));
            uneven += usize::from(test.is_uneven());
            naive += usize::from(super::tests::test(&map, map.total() as f64).is_uneven());
        }
        // One map in a hundred: seven or more of 200 come once in 230 times, and six or fewer of those that were marked ten
        // times as often once in 5,000.
        assert!(marked <= 6 && uneven <= 6, "{marked} {uneven}");
        assert!(naive > 190, "{naive}");
        let nobody_knows = CellMap {
            groups: None,
            ..walked(1, 300, 10)
        };
        assert!(!SampleSize::of(&nobody_knows).enough);
        assert!(!SampleSize::of(&walked(1, 5, 10)).enough);
    }

    #[test]
    fn a_single_heap_is_marked_though_the_map_is_even() {
        let mut units = vec![5; 400];
        units[77] = 25;
        let test = test(&map(&units), 2_020.0);
        assert!(!test.is_uneven());
        assert_eq!(test.significant(), (1, 0));
        assert!(test.is_significant[77]);
    }

    #[test]
    fn a_single_cell_is_even() {
        let single = test(&map(&[9]), 9.0);
        assert_eq!(
            (single.residuals.as_slice(), single.p_value),
            ([0.0].as_slice(), None)
        );
        assert!(!single.enough);
    }
}
