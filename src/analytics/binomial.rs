//! Tails of the binomial distribution, for counts that need not be whole because several units make one observation.

use statrs::function::beta::beta_reg;

/// The p-value of `k` among `n` observations that each have the probability `p`: twice the smaller tail of the binomial
/// distribution.
pub(super) fn two_sided(k: f64, n: f64, p: f64) -> f64 {
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
}
