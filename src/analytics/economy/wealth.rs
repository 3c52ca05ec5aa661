//! How money is spread over players.

use super::sum::MoneySum;
use crate::model::PlayerId;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use utoipa::ToSchema;

/// How money is spread over players.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Wealth {
    /// Players who earned or spent.
    pub players: u64,
    /// Those with the largest balances, the largest first: at most 20.
    pub richest: Vec<MoneyOfPlayer>,
    /// The Gini coefficient of the balances: 0 where all have the same, 1 where one has all. Balances below zero count as zero; null where nobody has
    /// more than that.
    pub gini: Option<f64>,
    /// The share, 0–1, that the richest 1 of 100 players have of all balances above zero.
    pub top_percent_share: Option<f64>,
}

/// What one player earned and spent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MoneyOfPlayer {
    /// The player.
    pub player_id: PlayerId,
    /// `net` is the balance.
    #[serde(flatten)]
    pub sum: MoneySum,
}

impl Wealth {
    pub(super) fn of(players: HashMap<PlayerId, MoneySum>) -> Self {
        const RICHEST: usize = 20;
        let mut players: Vec<(PlayerId, MoneySum)> = players.into_iter().collect();
        players.sort_by(|(a, m), (b, n)| n.net.total_cmp(&m.net).then_with(|| a.cmp(b)));
        let balances: Vec<f64> = players.iter().map(|(_, sum)| sum.net.max(0.0)).collect();
        let all: f64 = balances.iter().sum();
        let top = balances.len().div_ceil(100);
        let richest = players.into_iter().take(RICHEST);
        Wealth {
            players: balances.len() as u64,
            gini: gini(&balances),
            top_percent_share: (all > 0.0).then(|| balances[..top].iter().sum::<f64>() / all),
            richest: richest
                .map(|(player_id, sum)| MoneyOfPlayer { player_id, sum })
                .collect(),
        }
    }
}

/// The Gini coefficient of numbers from zero on, the largest first: half the mean difference of two of them, over the mean. `None` where all are zero.
fn gini(largest_first: &[f64]) -> Option<f64> {
    let n = largest_first.len() as f64;
    let all: f64 = largest_first.iter().sum();
    let ranked = largest_first.iter().rev().zip(1..);
    let ranked: f64 = ranked.map(|(value, rank)| value * f64::from(rank)).sum();
    (all > 0.0).then(|| 2.0 * ranked / (n * all) - (n + 1.0) / n)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gini_is_what_a_text_book_says() {
        assert_eq!(gini(&[1.0, 1.0, 1.0]), Some(0.0));
        assert!((gini(&[9.0, 0.0, 0.0]).unwrap() - 2.0 / 3.0).abs() < 1e-12);
        // Mean difference 1.6 of a mean of 3, halved.
        assert!((gini(&[5.0, 4.0, 3.0, 2.0, 1.0]).unwrap() - 4.0 / 15.0).abs() < 1e-12);
        assert_eq!(gini(&[0.0, 0.0]), None);
        assert_eq!(gini(&[]), None);
    }
}
