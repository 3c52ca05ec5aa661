//! Means over sheets of which several are of one player, who is the same in all of them: the player is what was drawn, not
//! the sheet.
//!
//! The variance is that of ratios of sums over clusters (Cochran, *Sampling Techniques*, 3rd ed. 1977, 6.3 and 6.13),
//! with Student's distribution of one degree of freedom less than there are players.

use serde::{Deserialize, Serialize};
use statrs::distribution::{ContinuousCDF, StudentsT};
use utoipa::ToSchema;

/// Fewer players than this say nothing.
pub(super) const LEAST_PLAYERS: u64 = 20;

/// Sheets and their values, added up.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Sums {
    pub(super) sheets: f64,
    pub(super) values: f64,
}

impl Sums {
    pub(super) fn add(&mut self, value: f64) {
        self.join(Self {
            sheets: 1.0,
            values: value,
        });
    }

    pub(super) fn join(&mut self, other: Self) {
        self.sheets += other.sheets;
        self.values += other.values;
    }

    /// What is here and not in `part`.
    pub(super) fn without(self, part: Self) -> Self {
        Self {
            sheets: self.sheets - part.sheets,
            values: self.values - part.values,
        }
    }

    /// `None` without sheets.
    pub(super) fn mean(self) -> Option<f64> {
        (self.sheets > 0.0).then(|| self.values / self.sheets)
    }

    /// How far these of one player move the mean of `all`.
    pub(super) fn pull(self, all: Self) -> f64 {
        let mean = all.mean().unwrap_or(0.0);
        (self.values - mean * self.sheets) / all.sheets
    }
}

/// A number that was estimated, and how sure it is.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Estimate {
    /// The number.
    pub value: f64,
    /// Where the interval begins that covers the true number in 95 of 100 such cases.
    pub low: f64,
    /// Where it ends.
    pub high: f64,
}

impl Estimate {
    /// Of a number whose pulls, of `players`, have these squares in sum. With its p-value against 0.
    pub(super) fn of(value: f64, squares: f64, players: u64) -> Option<(Self, f64)> {
        if players < LEAST_PLAYERS {
            return None;
        }
        let freedom = players as f64 - 1.0;
        let student = StudentsT::new(0.0, 1.0, freedom).ok()?;
        let error = (squares.max(0.0) * players as f64 / freedom).sqrt();
        let reach = student.inverse_cdf(0.975) * error;
        let p_value = match error > 0.0 {
            true => 2.0 * student.sf((value / error).abs()),
            // Nobody differs from anybody.
            false if value == 0.0 => 1.0,
            false => 0.0,
        };
        let estimate = Self {
            value,
            low: value - reach,
            high: value + reach,
        };
        estimate.is_finite().then_some((estimate, p_value))
    }

    fn is_finite(&self) -> bool {
        self.value.is_finite() && self.low.is_finite() && self.high.is_finite()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `scipy.stats.t.ppf(0.975, 24)` and `2 * scipy.stats.t.sf(2, 24)`.
    #[test]
    fn intervals_are_students() {
        let (estimate, p_value) = Estimate::of(2.0, 24.0 / 25.0, 25).unwrap();
        assert!((estimate.high - 2.0 - 2.0638985616280205).abs() < 1e-9);
        assert!((estimate.low - 2.0 + 2.0638985616280205).abs() < 1e-9);
        assert!((p_value - 0.05693985).abs() < 1e-7, "{p_value}");
        assert_eq!(Estimate::of(2.0, 1.0, LEAST_PLAYERS - 1), None);
        assert_eq!(Estimate::of(0.0, 0.0, 20).unwrap().1, 1.0);
        assert_eq!(Estimate::of(f64::NAN, 0.0, 20), None);
    }
}
