//! How some numbers are distributed: in bounded memory however many there are.
//!
//! Each distinct number is counted. Where there are too many of them, they are counted by fewer bits of their fraction, as
//! a floating-point histogram does (HdrHistogram, DDSketch): with `b` bits no number is off by more than 2⁻ᵇ of itself.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Bits of the fraction of a number.
const ALL_BITS: u32 = 52;
/// Bins of a histogram.
const MOST_BINS: f64 = 40.0;
const FEWEST_BINS: f64 = 10.0;
/// Squares of larger numbers, and of their differences, have no room in a sum.
const MOST: f64 = 1e150;

/// Numbers on their way to a distribution.
#[derive(Debug, Clone)]
pub struct Values {
    /// By a number in the order of the numbers.
    counts: BTreeMap<i64, u64>,
    bits: u32,
    most: usize,
    n: u64,
    mean: f64,
    /// Sum of the squares of the distances to the mean.
    squares: f64,
    min: f64,
    max: f64,
}

/// Some numbers in a nutshell.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ValueSummary {
    /// The arithmetic mean.
    pub mean: f64,
    /// The sample standard deviation (with n − 1); 0 of a single number.
    pub standard_deviation: f64,
    /// The smallest.
    pub min: f64,
    /// The largest.
    pub max: f64,
    /// What 1 of 100 are at most (nearest rank, as all of these).
    pub p1: f64,
    /// What 5 of 100 are at most.
    pub p5: f64,
    /// What 25 of 100 are at most.
    pub p25: f64,
    /// The median.
    pub p50: f64,
    /// What 75 of 100 are at most.
    pub p75: f64,
    /// What 95 of 100 are at most.
    pub p95: f64,
    /// What 99 of 100 are at most.
    pub p99: f64,
}

/// How many numbers lie where.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ValueHistogram {
    /// In order, of one width.
    pub bins: Vec<ValueBin>,
    /// Numbers below the first bin: where few lie far off, bins are of where nearly all are.
    pub below: u64,
    /// Numbers above the last one.
    pub above: u64,
}

/// The numbers from one up to another.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ValueBin {
    /// The lowest that is in it.
    pub from: f64,
    /// The first that is not; of the last bin it is in it, too.
    pub to: f64,
    /// How many.
    pub rows: u64,
}

impl Values {
    /// None yet; at most `most` distinct ones are told apart.
    pub fn new(most: usize) -> Self {
        Self {
            counts: BTreeMap::new(),
            bits: ALL_BITS,
            most,
            n: 0,
            mean: 0.0,
            squares: 0.0,
            min: f64::INFINITY,
            max: f64::NEG_INFINITY,
        }
    }

    /// Adds a number; one so large that its square is none is left out.
    pub fn add(&mut self, value: f64) {
        if value.is_nan() || value.abs() > MOST {
            return;
        }
        self.n += 1;
        // Welford's way, which does not lose small differences of large numbers.
        let away = value - self.mean;
        self.mean += away / self.n as f64;
        self.squares += away * (value - self.mean);
        (self.min, self.max) = (self.min.min(value), self.max.max(value));
        *self.counts.entry(self.key(value)).or_default() += 1;
        while self.counts.len() > self.most && self.bits > 0 {
            self.bits /= 2;
            for (key, n) in std::mem::take(&mut self.counts) {
                let key = self.key(value_of(key));
                *self.counts.entry(key).or_default() += n;
            }
        }
    }

    /// How many there are.
    pub fn len(&self) -> u64 {
        self.n
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.n == 0
    }

    /// The arithmetic mean; `None` of nothing.
    pub fn mean(&self) -> Option<f64> {
        (self.n > 0).then_some(self.mean)
    }

    /// All of it in a nutshell; `None` of nothing.
    pub fn summary(&self) -> Option<ValueSummary> {
        let [p1, p5, p25, p50, p75, p95, p99] =
            [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99].map(|share| self.quantile(share));
        (self.n > 0).then(|| ValueSummary {
            mean: self.mean,
            standard_deviation: (self.squares / (self.n as f64 - 1.0).max(1.0))
                .max(0.0)
                .sqrt(),
            min: self.min,
            max: self.max,
            p1,
            p5,
            p25,
            p50,
            p75,
            p95,
            p99,
        })
    }

    /// The number that a `share` of them are at most, by the nearest rank; 0 of nothing.
    fn quantile(&self, share: f64) -> f64 {
        let rank = (share * self.n as f64).ceil().max(1.0) as u64;
        let mut before = 0;
        let at = self.counts.iter().find(|(_, n)| {
            before += **n;
            before >= rank
        });
        at.map_or(0.0, |(key, _)| value_of(*key).clamp(self.min, self.max))
    }

    /// The numbers in bins as wide as Freedman and Diaconis say (Z. Wahrscheinlichkeitstheorie 57, 1981), 10 to 40 of them; a
    /// bin for each of few whole numbers. `None` of nothing.
    pub fn histogram(&self) -> Option<ValueHistogram> {
        if self.n == 0 {
            return None;
        }
        let whole = self.counts.keys().all(|key| value_of(*key).fract() == 0.0);
        let [near, far] = [self.quantile(0.005), self.quantile(0.995)];
        let reach = self.max - self.min;
        let all = reach <= 3.0 * (far - near) || (whole && reach < MOST_BINS);
        let (low, high) = if all {
            (self.min, self.max)
        } else {
            (near, far)
        };
        let (low, width, bins) = if whole && high - low < MOST_BINS {
            (low, 1.0, (high - low) as usize + 1)
        } else {
            let spread = self.quantile(0.75) - self.quantile(0.25);
            let wanted = 2.0 * spread / (self.n as f64).cbrt();
            let span = high - low;
            let wanted = wanted.clamp(span / MOST_BINS, span / FEWEST_BINS);
            let width = if whole { wanted.ceil() } else { wanted };
            // One number alone has a bin of its own.
            let width = if width > 0.0 { width } else { 1.0 };
            (low, width, ((span / width).ceil() as usize).max(1))
        };
        let mut rows = vec![0; bins];
        let [mut below, mut above] = [0, 0];
        for (key, n) in &self.counts {
            let value = value_of(*key).clamp(self.min, self.max);
            if value < low {
                below += n;
            } else if value > high {
                above += n;
            } else {
                rows[(((value - low) / width) as usize).min(bins - 1)] += n;
            }
        }
        let edge = |bin: usize| low + bin as f64 * width;
        let bins = rows.into_iter().enumerate().map(|(bin, rows)| ValueBin {
            from: edge(bin),
            to: edge(bin + 1),
            rows,
        });
        Some(ValueHistogram {
            bins: bins.collect(),
            below,
            above,
        })
    }

    /// A number in the order of the numbers, with as many bits as are kept.
    fn key(&self, value: f64) -> i64 {
        // There is one zero.
        let bits = (value + 0.0).to_bits() as i64;
        let kept = bits & !((1 << (ALL_BITS - self.bits)) - 1);
        if kept < 0 { !(kept & i64::MAX) } else { kept }
    }
}

/// The number of a key.
fn value_of(key: i64) -> f64 {
    let bits = if key < 0 { !key | i64::MIN } else { key };
    f64::from_bits(bits as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: impl IntoIterator<Item = f64>, most: usize) -> Values {
        let mut all = Values::new(most);
        values.into_iter().for_each(|value| all.add(value));
        all
    }

    #[test]
    fn a_summary_is_what_a_text_book_says() {
        let all = of(
            [2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0, f64::NAN, 1e300],
            100,
        );
        let summary = all.summary().unwrap();
        assert_eq!((summary.mean, summary.min, summary.max), (5.0, 2.0, 9.0));
        assert!((summary.standard_deviation - (32.0_f64 / 7.0).sqrt()).abs() < 1e-12);
        assert_eq!((summary.p25, summary.p50, summary.p99), (4.0, 4.0, 9.0));
        assert_eq!(of([], 9).summary(), None);
        assert_eq!(of([], 9).histogram(), None);
    }

    #[test]
    fn numbers_below_zero_are_in_order() {
        let all = of([3.0, -1.5, 0.0, -0.0, -7.0], 100);
        let summary = all.summary().unwrap();
        assert_eq!((summary.p1, summary.p25, summary.p50), (-7.0, -1.5, 0.0));
    }

    #[test]
    fn many_distinct_numbers_are_kept_closely_enough() {
        let all = of((1..=100_000).map(|n| f64::from(n) / 7.0), 2_000);
        assert!(all.counts.len() <= 2_000);
        let summary = all.summary().unwrap();
        for (found, expected) in [(summary.p50, 50_000.0 / 7.0), (summary.p99, 99_000.0 / 7.0)] {
            assert!((found / expected - 1.0).abs() < 0.02, "{found} {expected}");
        }
        assert_eq!(summary.max, 100_000.0 / 7.0);
        let histogram = all.histogram().unwrap();
        assert_eq!(rows(&histogram), 100_000);
    }

    #[test]
    fn few_whole_numbers_have_a_bin_each() {
        let histogram = of([1.0, 1.0, 3.0], 100).histogram().unwrap();
        let bins: Vec<_> = histogram
            .bins
            .iter()
            .map(|bin| (bin.from, bin.rows))
            .collect();
        assert_eq!(bins, [(1.0, 2), (2.0, 0), (3.0, 1)]);
        let one = of([2.5, 2.5], 100).histogram().unwrap();
        assert_eq!((one.bins.len(), one.bins[0].rows), (1, 2));
    }

    #[test]
    fn what_lies_far_off_is_counted_outside() {
        let near = (0..10_000).map(|n| f64::from(n % 1_000) / 10.0);
        let histogram = of(near.chain([-1e9, 1e9, 1e12]), 20_000)
            .histogram()
            .unwrap();
        assert_eq!(
            (rows(&histogram), histogram.bins.len() <= 40),
            (10_003, true)
        );
        assert!(histogram.below >= 1 && histogram.above >= 2);
        assert!(histogram.bins.last().unwrap().to < 200.0);
    }

    fn rows(histogram: &ValueHistogram) -> u64 {
        let within: u64 = histogram.bins.iter().map(|bin| bin.rows).sum();
        within + histogram.below + histogram.above
    }
}
