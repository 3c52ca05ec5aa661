//! How many pulls something takes: mean, spread, quantiles, and the chance within so many.

use super::chain::Chain;
use super::solve::{Eliminated, order};
use super::{QUANTILES, TooLarge};
use serde::Serialize;

/// Most steps of arithmetic to follow the pulls one by one: under a second.
const MAX_WORK: usize = 100_000_000;
/// When the shares of the states change by less than this from one pull to the next, they stay as they are.
const SETTLED: f64 = 1e-14;

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
    /// The pulls of `chain` until its goal; `None` when it may never be reached.
    pub(super) fn new(chain: &Chain, within: &[u64]) -> Result<Option<Self>, TooLarge> {
        let rows = &chain.rows;
        let steps = || rows.iter().map(|row| row.on.clone());
        let found: Vec<_> = rows.iter().map(|row| row.found).collect();
        let exit = rows.iter().map(|row| row.chance).collect();
        let mut order = order(&found, steps());
        // States that only a second search comes to say nothing of the first.
        let visited = visited(chain);
        order.retain(|state| visited[*state]);
        let eliminated = Eliminated::new(steps(), exit, &order)?;
        let Some(means) = eliminated.collected(vec![1.0; rows.len()]) else {
            return Ok(None);
        };
        // The variance is what each pull adds to it: how much the next state's mean varies.
        let varies = rows.iter().zip(&means).map(|(row, mean)| {
            let after = |mean_after: f64| (mean_after - (mean - 1.0)) * (mean_after - (mean - 1.0));
            let on = row.on.iter().map(|(next, p)| p * after(means[*next]));
            on.sum::<f64>() + row.chance * after(0.0)
        });
        let Some(variances) = eliminated.collected(varies.collect()) else {
            return Ok(None);
        };
        let mut followed = Followed::new(chain);
        let mut within_sorted = within.to_vec();
        within_sorted.sort_unstable();
        let mut waiting = Self {
            mean: means[0],
            sd: variances[0].sqrt(),
            quantiles: [None; 3],
            within: Vec::new(),
        };
        for (pulls, chance) in waiting.quantiles.iter_mut().zip(QUANTILES) {
            *pulls = followed.quantile(chance);
        }
        let mut followed = Followed::new(chain);
        for pulls in within_sorted {
            waiting.within.push((pulls, followed.within(pulls)));
        }
        Ok(Some(waiting))
    }
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

/// The distribution over the states, pull by pull, until it keeps its shape; from then on it shrinks evenly.
struct Followed<'a> {
    chain: &'a Chain,
    /// By state, the chance of being there without the goal.
    on: Vec<f64>,
    pulls: u64,
    reached: f64,
    /// The chance of reaching the goal at each pull to come, once it no longer changes.
    settled: Option<f64>,
    work: usize,
    work_per_pull: usize,
}

impl<'a> Followed<'a> {
    fn new(chain: &'a Chain) -> Self {
        let mut on = vec![0.0; chain.rows.len()];
        on[0] = 1.0;
        Self {
            chain,
            on,
            pulls: 0,
            reached: 0.0,
            settled: None,
            work: 0,
            work_per_pull: chain.rows.iter().map(|row| row.on.len() + 2).sum(),
        }
    }

    /// The chance within `pulls`, not fewer than before.
    fn within(&mut self, pulls: u64) -> Option<f64> {
        while self.pulls < pulls && self.left() > 0.0 {
            if self.settled.is_some() {
                return Some(self.after(pulls - self.pulls));
            }
            self.pull()?;
        }
        Some(self.after(0))
    }

    /// The fewest pulls with at least this chance, which is not lower than before.
    fn quantile(&mut self, chance: f64) -> Option<u64> {
        while self.after(0) < chance {
            if let Some(hazard) = self.settled {
                let missing = (1.0 - chance) / self.left();
                let estimate = libm::log(missing) / libm::log1p(-hazard);
                // The cast saturates.
                let mut more = (estimate.ceil() as u64).max(1);
                while more > 1 && self.after(more - 1) >= chance {
                    more -= 1;
                }
                return Some(self.pulls.saturating_add(more));
            }
            self.pull()?;
        }
        Some(self.pulls)
    }

    /// The chance after `more` pulls than were followed, which needs a settled chance when there are any. A small
    /// chance is added up and a large one is what is left of 1: both keep their digits.
    fn after(&self, more: u64) -> f64 {
        let exponent = match self.settled {
            Some(hazard) if more > 0 => more as f64 * libm::log1p(-hazard),
            _ => 0.0,
        };
        let small = self.reached - self.left() * libm::expm1(exponent);
        if small < 0.5 {
            small
        } else {
            1.0 - self.left() * libm::exp(exponent)
        }
    }

    fn left(&self) -> f64 {
        self.on.iter().sum()
    }

    fn pull(&mut self) -> Option<()> {
        self.work += self.work_per_pull;
        if self.work > MAX_WORK {
            return None;
        }
        let before = self.left();
        let mut after = vec![0.0; self.on.len()];
        let mut reached = 0.0;
        for (row, chance) in self.chain.rows.iter().zip(&self.on) {
            if *chance > 0.0 {
                reached += chance * row.chance;
                for (next, step) in &row.on {
                    after[*next] += chance * step;
                }
            }
        }
        let left: f64 = after.iter().sum();
        let shares = self.on.iter().zip(&after);
        let moved: f64 = shares.map(|(a, b)| (a / before - b / left).abs()).sum();
        if moved < SETTLED {
            self.settled = Some(reached / before);
        }
        self.on = after;
        self.pulls += 1;
        self.reached += reached;
        Some(())
    }
}
