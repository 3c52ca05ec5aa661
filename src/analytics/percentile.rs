//! The percentile rank of one owner of a quantity among all of them.

use crate::model::Distribution;

/// The share of the others with less than `value`, 0–1, for an owner who is in `distribution`; those in the same bucket
/// count half. `None` without others.
pub fn percentile_rank(distribution: &Distribution, value: u64) -> Option<f64> {
    let others = distribution.owners().checked_sub(1).filter(|n| *n > 0)?;
    let owners = |within: &dyn Fn(u64, u64) -> bool| -> u64 {
        let buckets = distribution.buckets().iter();
        let chosen = buckets.filter(|bucket| within(bucket.from, bucket.to));
        chosen.map(|bucket| bucket.owners).sum()
    };
    let below = owners(&|_, to| to <= value);
    let same = owners(&|from, to| (from..to).contains(&value)).saturating_sub(1);
    Some((below as f64 + same as f64 / 2.0) / others as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_share_of_the_others_below_counts_equals_half() {
        let ten_each = Distribution::new((1..=3).map(|value| (value, 10)));
        assert_eq!(percentile_rank(&ten_each, 1), Some(4.5 / 29.0));
        assert_eq!(percentile_rank(&ten_each, 2), Some(14.5 / 29.0));
        let apart = Distribution::new([(1, 1), (5, 1), (9, 1)]);
        assert_eq!(percentile_rank(&apart, 9), Some(1.0));
        assert_eq!(percentile_rank(&apart, 1), Some(0.0));
        assert_eq!(percentile_rank(&Distribution::new([(7, 1)]), 7), None);
        assert_eq!(percentile_rank(&Distribution::default(), 7), None);
    }
}
