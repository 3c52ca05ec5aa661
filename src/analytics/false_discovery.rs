//! Many tests at once: among hundreds some always look significant. Which are, Benjamini's and Hochberg's procedure says
//! (*Journal of the Royal Statistical Society* B 57, 1995): of those it chooses a share of at most `rate` is expected to be
//! wrong, and where there is nothing to find it chooses any at all with that probability.

/// Which of `p_values` are significant together: all up to the largest that is at most its rank's share of `rate`.
pub(super) fn discoveries(p_values: &[f64], rate: f64) -> Vec<bool> {
    let mut sorted = p_values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let share = rate / sorted.len() as f64;
    let ranked = sorted.iter().zip(1..);
    let passed = ranked.filter(|(p_value, rank)| **p_value <= f64::from(*rank) * share);
    let limit = passed.last().map(|(p_value, _)| *p_value);
    let is_discovery = |p_value: &f64| limit.is_some_and(|limit| *p_value <= limit);
    p_values.iter().map(is_discovery).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chosen_are_those_of_the_procedure() {
        // Limits are 0.0025, 0.005, 0.0075, 0.01: the third is within its own, and takes the second along.
        let chosen = discoveries(&[0.006, 0.5, 0.0055, 0.001], 0.01);
        assert_eq!(chosen, [true, false, true, true]);
        assert_eq!(discoveries(&[0.2, 0.011], 0.01), [false, false]);
        assert!(discoveries(&[], 0.01).is_empty());
    }
}
