//! Retention of several cohorts together.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Retention of all cohorts together, so many days after each one's own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MeanRetention {
    /// Days since the cohort's own, which is day 0.
    pub day: u32,
    /// Cohorts for which this day is over; the others are left out.
    pub cohorts: u64,
    /// Their players on day 0.
    pub cohort_players: u64,
    /// Players of these cohorts who were there on this day.
    pub players: u64,
    /// The mean of the cohorts' shares, weighted by their sizes: `players` of `cohort_players`, from 0 to 1.
    pub share: f64,
}

/// The pooled proportion on each day. A cohort is how many of it were there on each day that is over, from day 0 on,
/// which is all of them. Later days are of fewer and older cohorts.
pub fn mean_retention(cohorts: &[Vec<u64>]) -> Vec<MeanRetention> {
    let longest = cohorts.iter().map(Vec::len).max().unwrap_or(0);
    let day = |day: usize| {
        let known = || cohorts.iter().filter(move |cohort| cohort.len() > day);
        let cohort_players: u64 = known().map(|cohort| cohort[0]).sum();
        let players: u64 = known().map(|cohort| cohort[day]).sum();
        MeanRetention {
            day: day as u32,
            cohorts: known().count() as u64,
            cohort_players,
            players,
            share: if cohort_players == 0 {
                0.0
            } else {
                players as f64 / cohort_players as f64
            },
        }
    };
    (0..longest).map(day).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_cohorts_weigh_more_and_those_whose_day_is_not_over_do_not_count() {
        // Shares of day 1 are 50 % of 10 and 10 % of 90: weighted 14 of 100, not 30 %.
        let mean = mean_retention(&[vec![10, 5, 3], vec![90, 9], vec![7], vec![]]);
        let told: Vec<_> = mean
            .iter()
            .map(|day| (day.cohorts, day.cohort_players, day.players, day.share))
            .collect();
        assert_eq!(
            told,
            [(3, 107, 107, 1.0), (2, 100, 14, 0.14), (1, 10, 3, 0.3)]
        );
        assert_eq!(mean_retention(&[]), []);
        assert_eq!(mean_retention(&[vec![0, 0]])[1].share, 0.0);
    }
}
