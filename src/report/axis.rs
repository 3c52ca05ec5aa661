//! Round numbers along an axis.

/// A scale from values to lengths.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Axis {
    /// The value at the start.
    pub(super) low: f64,
    /// The value at the end.
    pub(super) high: f64,
    /// Between marked values.
    pub(super) step: f64,
}

impl Axis {
    /// From 0 to a round number at or above `most`, with about `steps` marks.
    pub(super) fn from_zero(most: f64, steps: usize) -> Self {
        let most = if most > 0.0 { most } else { 1.0 };
        let step = round_step(most / steps.max(1) as f64);
        Self {
            low: 0.0,
            high: (most / step - 1e-9).ceil() * step,
            step,
        }
    }

    /// For whole things: marks are whole numbers.
    pub(super) fn counts(most: u64, steps: usize) -> Self {
        let axis = Self::from_zero(most as f64, steps);
        if axis.step >= 1.0 {
            return axis;
        }
        Self {
            low: 0.0,
            high: most.max(1) as f64,
            step: 1.0,
        }
    }

    /// Exactly from `low` to `high`, with about `steps` marks at round numbers.
    pub(super) fn between(low: f64, high: f64, steps: usize) -> Self {
        let span = (high - low).max(f64::MIN_POSITIVE);
        Self {
            low,
            high,
            step: round_step(span / steps.max(1) as f64),
        }
    }

    /// The values to mark.
    pub(super) fn marks(self) -> impl Iterator<Item = f64> {
        let first = (self.low / self.step - 1e-9).ceil();
        let count = ((self.high / self.step + 1e-9).floor() - first + 1.0).clamp(0.0, 100.0);
        (0..count as u32).map(move |k| (first + f64::from(k)) * self.step)
    }

    /// Where `value` is: 0 at the start, 1 at the end.
    pub(super) fn share(self, value: f64) -> f64 {
        (value - self.low) / (self.high - self.low)
    }
}

/// The smallest of 1, 2, 2.5, 5 or 10 times a power of ten that is not below `least`.
fn round_step(least: f64) -> f64 {
    let power = 10_f64.powf(least.log10().floor());
    let rounds = [1.0, 2.0, 2.5, 5.0, 10.0].map(|round| round * power);
    let found = rounds.into_iter().find(|step| *step >= least * 0.999_999);
    found.unwrap_or(10.0 * power)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks(axis: Axis) -> Vec<f64> {
        axis.marks().collect()
    }

    #[test]
    fn marks_are_round_and_reach_the_largest_value() {
        assert_eq!(
            marks(Axis::from_zero(97.0, 5)),
            [0.0, 20.0, 40.0, 60.0, 80.0, 100.0]
        );
        assert_eq!(marks(Axis::counts(3, 5)), [0.0, 1.0, 2.0, 3.0]);
        assert_eq!(marks(Axis::counts(0, 5)), [0.0, 1.0]);
        assert_eq!(
            marks(Axis::between(-12.0, 23.0, 4)),
            [-10.0, 0.0, 10.0, 20.0]
        );
        assert!(Axis::from_zero(1e12, 5).high >= 1e12);
    }

    #[test]
    fn any_range_has_a_few_marks() {
        for (low, high) in [
            (-1e300, 1e300),
            (0.0, 1e-9),
            (5e5, 5e5 + 1.0),
            (1e9, 1e9 + 4.0),
        ] {
            let count = marks(Axis::between(low, high, 5)).len();
            assert!((1..=12).contains(&count), "{low}..{high}: {count}");
        }
    }
}
