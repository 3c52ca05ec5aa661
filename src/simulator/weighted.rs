//! A random choice with weights.

use super::rolls::Rolls;

/// Things by their place, with the chance of each.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Weighted {
    chances: Vec<f64>,
    /// By place: what a roll must be below for this thing or an earlier one.
    thresholds: Vec<u64>,
}

impl Weighted {
    /// Chances in proportion to `weights`, which are finite and not negative; where all are 0, everything is as
    /// likely as the next.
    pub(super) fn new(weights: impl IntoIterator<Item = f64>) -> Self {
        let mut chances: Vec<f64> = weights.into_iter().collect();
        let total: f64 = chances.iter().sum();
        let even = 1.0 / chances.len() as f64;
        let mut so_far = 0.0;
        let mut thresholds = Vec::with_capacity(chances.len());
        for chance in &mut chances {
            *chance = if total > 0.0 { *chance / total } else { even };
            so_far += *chance;
            thresholds.push(threshold(so_far));
        }
        Self {
            chances,
            thresholds,
        }
    }

    /// The chance of each place; they add up to 1.
    pub(super) fn chances(&self) -> &[f64] {
        &self.chances
    }

    /// A place by chance. One thing alone is taken without a roll.
    pub(super) fn pick(&self, rolls: &mut impl Rolls) -> usize {
        let last = self.thresholds.len() - 1;
        if last == 0 {
            return 0;
        }
        self.at(rolls.bits())
    }

    /// The place that these 64 random bits mean.
    pub(super) fn at(&self, bits: u64) -> usize {
        // Rounding can leave a gap of a few 2⁻⁵³ above the last threshold: it belongs to the last thing.
        let last = self.thresholds.len() - 1;
        self.thresholds[..last].partition_point(|below| *below <= bits)
    }
}

/// What 64 random bits must be below for something of this chance to happen; `u64::MAX` is sure.
pub(super) fn threshold(chance: f64) -> u64 {
    // 2⁶⁴; the cast saturates.
    (chance * 18_446_744_073_709_551_616.0) as u64
}

/// Whether something with this [`threshold`] happens. What is sure takes no roll.
pub(super) fn happens(threshold: u64, rolls: &mut impl Rolls) -> bool {
    threshold == u64::MAX || rolls.bits() < threshold
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    #[test]
    fn each_thing_is_taken_as_often_as_its_weight_says() {
        let weighted = Weighted::new([1.0, 0.0, 3.0, 6.0]);
        assert_eq!(weighted.chances(), [0.1, 0.0, 0.3, 0.6]);
        let mut rolls = ChaCha8Rng::seed_from_u64(1);
        let mut counts = [0_u32; 4];
        for _ in 0..100_000 {
            counts[weighted.pick(&mut rolls)] += 1;
        }
        // Five standard deviations of a half are 800.
        for (count, chance) in counts.into_iter().zip(weighted.chances()) {
            assert!(
                (f64::from(count) - chance * 1e5).abs() < 800.0,
                "{counts:?}"
            );
        }
        assert_eq!(counts[1], 0);
    }

    #[test]
    fn what_is_sure_always_happens_and_what_is_impossible_never() {
        struct Same(u64);
        impl Rolls for Same {
            fn bits(&mut self) -> u64 {
                self.0
            }
        }
        assert!(happens(threshold(1.0), &mut Same(u64::MAX)));
        assert!(!happens(threshold(0.0), &mut Same(0)));
        assert_eq!(Weighted::new([1.0, 1.0]).pick(&mut Same(u64::MAX)), 1);
        assert_eq!(Weighted::new([0.0, 0.0]).chances(), [0.5, 0.5]);
    }
}
