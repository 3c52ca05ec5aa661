//! Drawing from a distribution.

use super::{Distribution, Draw};
use crate::simulator::rolls::Rolls;

/// Sequential search keeps its precision up to here; larger means are sums of such.
const POISSON_STEP: f64 = 30.0;
/// `exp` of more is no number that a game reports.
const MAX_LOG_FACTOR: f64 = 50.0;

impl Draw {
    /// One value.
    pub(in crate::simulator) fn sample(&self, rolls: &mut impl Rolls) -> f64 {
        self.distribution.sample(rolls).clamp(self.min, self.max)
    }

    /// One value as a count.
    pub(in crate::simulator) fn count(&self, rolls: &mut impl Rolls) -> u32 {
        // Saturates at both ends.
        (self.sample(rolls) + 0.5) as u32
    }

    /// The same distribution with its centre moved by `shift`: what is normal, uniform or constant is moved by that much;
    /// what is a count or a time is multiplied by `exp(shift)`; odds are multiplied by `exp(shift)`.
    pub(in crate::simulator) fn shifted(&self, shift: f64) -> Self {
        if shift == 0.0 {
            return *self;
        }
        let factor = libm::exp(shift.clamp(-MAX_LOG_FACTOR, MAX_LOG_FACTOR));
        let distribution = match self.distribution {
            Distribution::Constant(value) => Distribution::Constant(value + shift),
            Distribution::Uniform { min, max } => Distribution::Uniform {
                min: min + shift,
                max: max + shift,
            },
            Distribution::UniformWhole { .. } => self.distribution,
            Distribution::Normal { mean, sd } => Distribution::Normal {
                mean: mean + shift,
                sd,
            },
            Distribution::Chance(chance) if chance > 0.0 && chance < 1.0 => {
                let odds = chance / (1.0 - chance) * factor;
                Distribution::Chance(odds / (1.0 + odds))
            }
            Distribution::Chance(_) => self.distribution,
            _ => self.distribution.times(factor),
        };
        Self {
            distribution,
            ..*self
        }
    }

    /// The same distribution with its centre multiplied.
    pub(in crate::simulator) fn times(&self, factor: f64) -> Self {
        Self {
            distribution: self.distribution.times(factor),
            ..*self
        }
    }
}

impl Distribution {
    fn times(self, factor: f64) -> Self {
        match self {
            Self::Constant(value) => Self::Constant(value * factor),
            Self::Uniform { min, max } => Self::Uniform {
                min: min * factor,
                max: max * factor,
            },
            Self::UniformWhole { .. } => self,
            Self::Normal { mean, sd } => Self::Normal {
                mean: mean * factor,
                sd,
            },
            Self::LogNormal { median, sigma } => Self::LogNormal {
                median: median * factor,
                sigma,
            },
            Self::Exponential { mean } => Self::Exponential {
                mean: mean * factor,
            },
            Self::Poisson { mean } => Self::Poisson {
                mean: (mean * factor).min(10_000.0),
            },
            Self::Geometric { mean } => Self::Geometric {
                mean: (mean * factor).max(1.0),
            },
            Self::Chance(chance) => Self::Chance((chance * factor).min(1.0)),
        }
    }

    fn sample(self, rolls: &mut impl Rolls) -> f64 {
        match self {
            Self::Constant(value) => value,
            Self::Uniform { min, max } => rolls.between(min, max),
            Self::UniformWhole { min, max } => f64::from(rolls.within(min, max)),
            Self::Normal { mean, sd } => mean + sd * rolls.normal(),
            Self::LogNormal { median, sigma } => median * libm::exp(sigma * rolls.normal()),
            Self::Exponential { mean } => mean * exponential(rolls),
            Self::Poisson { mean } => poisson(mean, rolls),
            Self::Geometric { mean } => geometric(mean, rolls),
            Self::Chance(chance) => f64::from(u8::from(rolls.unit() < chance)),
        }
    }
}

/// Exponential with mean 1.
pub(in crate::simulator) fn exponential(rolls: &mut impl Rolls) -> f64 {
    // From (0, 1], so that the logarithm is finite.
    -libm::log(1.0 - rolls.unit())
}

/// By sequential search; a sum of Poisson numbers is Poisson.
fn poisson(mut mean: f64, rolls: &mut impl Rolls) -> f64 {
    let mut sum = 0.0;
    while mean > POISSON_STEP {
        sum += small_poisson(POISSON_STEP, rolls);
        mean -= POISSON_STEP;
    }
    sum + small_poisson(mean, rolls)
}

fn small_poisson(mean: f64, rolls: &mut impl Rolls) -> f64 {
    let mut rest = rolls.unit();
    let mut chance = libm::exp(-mean);
    let mut count = 0.0;
    // Rounding may leave a rest that no term takes; by then the terms vanish.
    while rest >= chance && count < 200.0 {
        rest -= chance;
        count += 1.0;
        chance *= mean / count;
    }
    count
}

fn geometric(mean: f64, rolls: &mut impl Rolls) -> f64 {
    if mean <= 1.0 {
        return 1.0;
    }
    // Tries with a chance of 1/mean each until the first success, by inversion.
    let tries = exponential(rolls) / -libm::log1p(-1.0 / mean);
    1.0 + libm::floor(tries)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    const DRAWS: usize = 100_000;

    /// A distribution, and what its formula says of each value.
    type Case<V> = (Distribution, Box<dyn Fn(V) -> f64>);

    fn drawn(distribution: Distribution) -> Vec<f64> {
        let mut rolls = ChaCha8Rng::seed_from_u64(7);
        let draw = Draw {
            distribution,
            ..Draw::constant(0.0)
        };
        (0..DRAWS).map(|_| draw.sample(&mut rolls)).collect()
    }

    /// Kolmogorov and Smirnov: √n·D is above 1.95 once in a thousand.
    fn distance(mut values: Vec<f64>, cumulative: impl Fn(f64) -> f64) -> f64 {
        values.sort_by(f64::total_cmp);
        let n = values.len() as f64;
        let gaps = values.iter().enumerate().map(|(rank, value)| {
            let expected = cumulative(*value);
            (expected - rank as f64 / n)
                .abs()
                .max((expected - (rank + 1) as f64 / n).abs())
        });
        gaps.fold(0.0, f64::max) * n.sqrt()
    }

    /// Chi-square over counts with 5 or more expected; the rest is one class.
    fn chi_square(values: &[f64], chance: impl Fn(u32) -> f64) -> (f64, usize) {
        let n = values.len() as f64;
        let (mut sum, mut classes, mut left, mut seen_left) = (0.0, 0, n, n);
        for count in 0..1_000 {
            let expected = n * chance(count);
            if expected >= 5.0 {
                let seen = values
                    .iter()
                    .filter(|value| **value == f64::from(count))
                    .count() as f64;
                sum += (seen - expected).powi(2) / expected;
                classes += 1;
                left -= expected;
                seen_left -= seen;
            }
        }
        if left >= 5.0 {
            sum += (seen_left - left).powi(2) / left;
            classes += 1;
        }
        (sum, classes)
    }

    fn normal_cdf(x: f64) -> f64 {
        0.5 * libm::erfc(-x / std::f64::consts::SQRT_2)
    }

    #[test]
    fn continuous_distributions_are_drawn_as_their_formula_says() {
        let cases: [Case<f64>; 4] = [
            (
                Distribution::Uniform {
                    min: -2.0,
                    max: 6.0,
                },
                Box::new(|x| (x + 2.0) / 8.0),
            ),
            (
                Distribution::Normal { mean: 3.0, sd: 2.0 },
                Box::new(|x| normal_cdf((x - 3.0) / 2.0)),
            ),
            (
                Distribution::LogNormal {
                    median: 5.0,
                    sigma: 0.7,
                },
                Box::new(|x| normal_cdf((x / 5.0).ln() / 0.7)),
            ),
            (
                Distribution::Exponential { mean: 4.0 },
                Box::new(|x| 1.0 - (-x / 4.0).exp()),
            ),
        ];
        for (distribution, cumulative) in cases {
            let distance = distance(drawn(distribution), cumulative);
            assert!(distance < 1.95, "{distribution:?}: {distance}");
        }
    }

    #[test]
    fn counts_are_drawn_as_their_formula_says() {
        let factorial_ln = |n: u32| (1..=n).map(|k| f64::from(k).ln()).sum::<f64>();
        let poisson = move |mean: f64| {
            move |n: u32| (f64::from(n) * mean.ln() - mean - factorial_ln(n)).exp()
        };
        let cases: [Case<u32>; 6] = [
            (Distribution::Poisson { mean: 0.3 }, Box::new(poisson(0.3))),
            (Distribution::Poisson { mean: 4.0 }, Box::new(poisson(4.0))),
            (
                Distribution::Poisson { mean: 75.0 },
                Box::new(poisson(75.0)),
            ),
            (
                Distribution::Geometric { mean: 3.0 },
                Box::new(|n| match n {
                    0 => 0.0,
                    n => (2.0_f64 / 3.0).powi(n as i32 - 1) / 3.0,
                }),
            ),
            (
                Distribution::UniformWhole { min: 2, max: 9 },
                Box::new(|n| if (2..=9).contains(&n) { 0.125 } else { 0.0 }),
            ),
            (
                Distribution::Chance(0.2),
                Box::new(|n| [0.8, 0.2].get(n as usize).copied().unwrap_or(0.0)),
            ),
        ];
        for (distribution, chance) in cases {
            let (sum, classes) = chi_square(&drawn(distribution), chance);
            // Above this about once in ten thousand.
            let limit = classes as f64 + 4.0 * (2.0 * classes as f64).sqrt();
            assert!(sum < limit, "{distribution:?}: {sum} in {classes} classes");
        }
    }

    #[test]
    fn a_shift_moves_the_mean_as_said() {
        let mean = |distribution: Distribution, shift: f64| {
            let mut rolls = ChaCha8Rng::seed_from_u64(3);
            let draw = Draw {
                distribution,
                ..Draw::constant(0.0)
            }
            .shifted(shift);
            (0..DRAWS).map(|_| draw.sample(&mut rolls)).sum::<f64>() / DRAWS as f64
        };
        let factor = 0.5_f64.exp();
        assert!((mean(Distribution::Poisson { mean: 4.0 }, 0.5) - 4.0 * factor).abs() < 0.05);
        assert!((mean(Distribution::Normal { mean: 4.0, sd: 1.0 }, 0.5) - 4.5).abs() < 0.02);
        assert!((mean(Distribution::Chance(0.5), 0.5) - factor / (1.0 + factor)).abs() < 0.01);
        assert_eq!(mean(Distribution::Constant(2.0), 0.5), 2.5);
    }

    #[test]
    fn values_stay_within_their_bounds() {
        let mut rolls = ChaCha8Rng::seed_from_u64(1);
        let draw = Draw {
            distribution: Distribution::Normal {
                mean: 0.0,
                sd: 10.0,
            },
            min: -1.0,
            max: 2.0,
        };
        for _ in 0..1_000 {
            assert!((-1.0..=2.0).contains(&draw.sample(&mut rolls)));
        }
        assert_eq!(Draw::constant(1e300).count(&mut rolls), u32::MAX);
        assert_eq!(Draw::constant(-5.0).count(&mut rolls), 0);
    }
}
