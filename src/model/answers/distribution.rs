//! How a quantity is spread over its owners: units per player, units per match. Counts per bucket, so that millions
//! of owners fit into a few hundred numbers.
//!
//! Values up to 31 have a bucket each; after that every doubling is cut into sixteen equal ones, so a bucket is never
//! wider than a sixteenth of its values.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

const EXACT: u64 = 32;
const STEPS_PER_DOUBLING: u64 = 16;

/// Owners whose value is in `from..to`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DistributionBucket {
    /// The smallest value.
    pub from: u64,
    /// The first value past it.
    pub to: u64,
    /// Owners.
    pub owners: u64,
}

/// How many owners have how much.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
pub struct Distribution(
    /// By rising value, none without owners.
    Vec<DistributionBucket>,
);

/// The two spreads that are kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Distributions {
    /// Units of all items by player, over all matches.
    pub units_per_player: Distribution,
    /// Units of all items by match, over all players.
    pub units_per_match: Distribution,
}

impl Distribution {
    /// From each bucket's smallest value and its owners.
    pub fn new(owners: impl IntoIterator<Item = (u64, u64)>) -> Self {
        let owners = owners.into_iter().filter(|(_, owners)| *owners > 0);
        let mut buckets: Vec<_> = owners
            .map(|(value, owners)| DistributionBucket {
                from: bucket_start(value),
                to: bucket_end(value),
                owners,
            })
            .collect();
        buckets.sort_by_key(|bucket| bucket.from);
        Self(buckets)
    }

    /// The buckets that have owners, by rising value.
    pub fn buckets(&self) -> &[DistributionBucket] {
        &self.0
    }

    /// Owners in all buckets.
    pub fn owners(&self) -> u64 {
        self.0.iter().map(|bucket| bucket.owners).sum()
    }

    /// The value below which the `share` (0–1) of owners with the least is, exact to within its bucket; `None`
    /// without owners.
    pub fn quantile(&self, share: f64) -> Option<f64> {
        let rank = share.clamp(0.0, 1.0) * self.owners() as f64;
        let mut before = 0.0;
        for bucket in &self.0 {
            let owners = bucket.owners as f64;
            if before + owners >= rank {
                // Owners within a bucket are taken to be spread evenly over its whole numbers.
                let widest = (bucket.to - 1 - bucket.from) as f64;
                return Some(bucket.from as f64 + widest * ((rank - before) / owners));
            }
            before += owners;
        }
        None
    }
}

/// The smallest value in the bucket of `value`.
pub fn bucket_start(value: u64) -> u64 {
    match step(value) {
        None => value,
        Some(step) => value / step * step,
    }
}

fn bucket_end(value: u64) -> u64 {
    bucket_start(value).saturating_add(step(value).unwrap_or(1))
}

/// The width of the bucket of a value that has no bucket of its own.
fn step(value: u64) -> Option<u64> {
    (value >= EXACT).then(|| (1 << value.ilog2()) / STEPS_PER_DOUBLING)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_meet_and_are_narrow() {
        let mut value = 0;
        let mut buckets = 0;
        while value < 1 << 61 {
            assert_eq!(bucket_start(value), value);
            let end = bucket_end(value);
            assert!(end - value == 1 || (end - value) * 16 <= value, "{value}");
            assert_eq!(bucket_start(end - 1), value);
            value = end;
            buckets += 1;
        }
        assert!(buckets < 960, "{buckets}");
        assert_eq!((bucket_start(33), bucket_end(32)), (32, 34));
        assert!(bucket_end(u64::MAX) > bucket_start(u64::MAX));
    }

    #[test]
    fn quantiles_are_found_within_their_bucket() {
        let spread = Distribution::new((1..=9).map(|value| (value, 10)));
        assert_eq!(spread.owners(), 90);
        assert_eq!(spread.quantile(0.5), Some(5.0));
        assert_eq!(spread.quantile(0.0), Some(1.0));
        assert_eq!(spread.quantile(1.0), Some(9.0));
        assert_eq!(Distribution::default().quantile(0.5), None);
        let wide = Distribution::new([(1_000, 4)]);
        let median = wide.quantile(0.5).unwrap();
        assert!((992.0..1_024.0).contains(&median), "{median}");
    }
}
