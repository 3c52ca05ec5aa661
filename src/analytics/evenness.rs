//! How far each cell of a map is from an even spread.
//!
//! Of `n` finds a cell with the share `p = 1/k` of the area gets `n·p` on average with the variance `n·p·(1 − p)`; the
//! difference over its standard deviation is the standardized residual (Haberman, *Biometrics* 29, 1973; Agresti,
//! *Categorical Data Analysis*, 3rd ed., section 1.5.5 and 3.3.1), about normal when `n·p` is 5 or more. Many cells are
//! looked at, so one counts as significant only beyond the quantile of `0.01 / k` (Bonferroni). Pearson's statistic
//! over all cells, with `k − 1` degrees of freedom, judges the map as a whole.
//!
//! Units that came together are no independent finds: shares are of units, `n` is the effective number of finds.

use super::cells::CellMap;
use statrs::distribution::{ChiSquared, ContinuousCDF, Normal};

const CHANCE: f64 = 0.01;
const FEWEST_EXPECTED: f64 = 5.0;

/// A map against an even spread.
#[derive(Debug, Clone, PartialEq)]
pub struct Evenness {
    /// Standardized residuals, in the order of [`CellMap::units`].
    pub residuals: Vec<f64>,
    /// A residual beyond this, either way, is significant.
    pub critical: f64,
    /// Units per cell of an even spread.
    pub expected_units: f64,
    /// The chance that an even spread looks as uneven as this, 0–1; `None` with a single cell.
    pub chance: Option<f64>,
    /// Whether there are finds enough for the test: five per cell on average.
    pub enough: bool,
}

impl Evenness {
    /// Whether the map as a whole, or a cell of it, is more uneven than chance makes in 99 of 100 maps.
    pub fn is_uneven(&self) -> bool {
        let as_a_whole = self.chance.is_some_and(|chance| chance < CHANCE);
        self.enough && (as_a_whole || self.significant() != (0, 0))
    }

    /// Whether the cell with this residual is significantly off.
    pub fn is_significant(&self, residual: f64) -> bool {
        self.enough && residual.abs() > self.critical
    }

    /// Cells significantly above and below.
    pub fn significant(&self) -> (usize, usize) {
        let off = self.residuals.iter().filter(|z| self.is_significant(**z));
        let above = off.clone().filter(|z| **z > 0.0).count();
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
    Evenness {
        residuals,
        critical: Normal::standard().inverse_cdf(1.0 - CHANCE / 2.0 / cells),
        expected_units: total / cells,
        chance: chance.map(|all_chances| all_chances.sf(pearson)),
        enough: cells > 1.0 && finds / cells >= FEWEST_EXPECTED,
    }
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
        assert!(
            (even.critical - 3.143_980).abs() < 1e-5,
            "{}",
            even.critical
        );
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
