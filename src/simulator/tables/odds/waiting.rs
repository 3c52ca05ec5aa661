//! How many pulls something takes: mean, spread, quantiles, and the probability of needing at most so many.

use super::chain::Chain;
use super::follow::Followed;
use super::solve::{Eliminated, order};
use super::too_large::TooLarge;
use serde::Serialize;

/// The chances that [`Waiting::quantiles`] are for.
pub const QUANTILES: [f64; 3] = [0.5, 0.9, 0.99];

/// The distribution of the number of pulls until something happens.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Waiting {
    /// Pulls on average.
    pub mean: f64,
    /// The standard deviation, pulls.
    pub sd: f64,
    /// Pulls that are enough with a chance of each of [`QUANTILES`]; `None` past what can be followed.
    pub quantiles: [Option<u64>; 3],
    /// The chance within as many pulls as were asked for; `None` past what can be followed.
    pub within: Vec<(u64, Option<f64>)>,
}

impl Waiting {
    /// The pulls until the goal of `chain`, whose steps are draws, `draws_per_pull` to a pull; `None` when the goal
    /// may never be reached.
    pub(super) fn new(
        chain: &Chain,
        draws_per_pull: u32,
        within: &[u64],
    ) -> Result<Option<Self>, TooLarge> {
        let visited = visited(chain);
        if !can_always_end(chain, &visited) {
            return Ok(None);
        }
        let followed = Followed::new(chain).grouped(draws_per_pull as usize);
        let (mean, sd) = match followed.mean_and_sd() {
            Some(known) => known,
            None if draws_per_pull == 1 => solved(chain, &visited)?,
            None => return Err(TooLarge("its wait takes too many draws to follow".into())),
        };
        let within = within.iter();
        Ok(Some(Self {
            mean,
            sd,
            quantiles: QUANTILES.map(|chance| followed.quantile(chance)),
            within: within
                .map(|pulls| (*pulls, followed.within(*pulls)))
                .collect(),
        }))
    }
}

/// Mean and standard deviation of a wait that is too long to be followed: promises that come true at the
/// thousandth draw only make chains that never settle.
fn solved(chain: &Chain, visited: &[bool]) -> Result<(f64, f64), TooLarge> {
    let rows = &chain.rows;
    let steps = || rows.iter().map(|row| row.on.clone());
    let found: Vec<_> = rows.iter().map(|row| row.found).collect();
    let exit = rows.iter().map(|row| row.chance).collect();
    let mut order = order(&found, steps());
    // States that only a second search comes to say nothing of the first.
    order.retain(|state| visited[*state]);
    let eliminated = Eliminated::new(steps(), exit, &order)?;
    let means = eliminated.collected(vec![1.0; rows.len()]);
    // The variance is what each pull adds to it: how much the next state's mean varies.
    let varies = rows.iter().zip(&means).map(|(row, mean)| {
        let squared = |after: f64| (after - (mean - 1.0)) * (after - (mean - 1.0));
        let on = row.on.iter().map(|(next, p)| p * squared(means[*next]));
        on.sum::<f64>() + row.chance * squared(0.0)
    });
    let variances = eliminated.collected(varies.collect());
    Ok((means[0], variances[0].sqrt()))
}

/// By state: whether a search that has not reached its goal can be there.
fn visited(chain: &Chain) -> Vec<bool> {
    let mut visited = vec![false; chain.rows.len()];
    let mut open = vec![0];
    while let Some(state) = open.pop() {
        if !std::mem::replace(&mut visited[state], true) {
            open.extend(chain.rows[state].on.iter().map(|(next, _)| *next));
        }
    }
    visited
}

/// Whether the goal can be reached from every state that is visited.
fn can_always_end(chain: &Chain, visited: &[bool]) -> bool {
    let mut before: Vec<Vec<usize>> = vec![Vec::new(); chain.rows.len()];
    let mut open = Vec::new();
    for (state, row) in chain.rows.iter().enumerate() {
        for (next, _) in &row.on {
            before[*next].push(state);
        }
        if row.chance > 0.0 {
            open.push(state);
        }
    }
    let mut ends = vec![false; chain.rows.len()];
    while let Some(state) = open.pop() {
        if !std::mem::replace(&mut ends[state], true) {
            open.extend(&before[state]);
        }
    }
    visited
        .iter()
        .zip(ends)
        .all(|(visited, ends)| ends || !visited)
}
