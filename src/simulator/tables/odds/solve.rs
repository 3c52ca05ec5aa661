//! Means and the long run of a Markov chain, by eliminating one state after the other.
//!
//! A state's steps are replaced by what follows them, until none is left: Gaussian elimination as Grassmann,
//! Taksar and Heyman (1985) do it, where `1 − p(s,s)` is taken as the sum of the ways out of `s`. Nothing is ever
//! subtracted, so every result has nearly all of its digits, however rare the goal is.

use super::too_large::TooLarge;
use std::collections::{BTreeMap, BTreeSet};

/// Most steps of arithmetic: under a second.
const MAX_WORK: usize = 2_000_000;

/// The steps of a chain, as elimination left them.
#[derive(Debug)]
pub(super) struct Eliminated {
    /// In the order of elimination.
    steps: Vec<Step>,
    /// A state that is never left for another that was still there: everything ends up around it.
    root: Option<usize>,
    states: usize,
}

#[derive(Debug)]
struct Step {
    state: usize,
    /// The sum of all ways out.
    leaves: f64,
    /// Ways out to states that were still there.
    to: Vec<(usize, f64)>,
    /// Ways in from states that were still there, as a share of `leaves`.
    from: Vec<(usize, f64)>,
}

impl Eliminated {
    /// Eliminates the states in `order`. `steps` has a probability for each pair of states, `exit` for leaving
    /// the chain from each.
    pub(super) fn new(
        steps: impl Iterator<Item = Vec<(usize, f64)>>,
        mut exit: Vec<f64>,
        order: &[usize],
    ) -> Result<Self, TooLarge> {
        let states = exit.len();
        let mut to: Vec<BTreeMap<usize, f64>> = vec![BTreeMap::new(); states];
        let mut from: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); states];
        for (state, row) in steps.enumerate() {
            for (next, chance) in row {
                if next != state && chance > 0.0 {
                    *to[state].entry(next).or_default() += chance;
                    from[next].insert(state);
                }
            }
        }
        let mut eliminated = Self {
            steps: Vec::with_capacity(states),
            root: None,
            states,
        };
        let mut work = 0;
        for state in order.iter().copied() {
            let ways = std::mem::take(&mut to[state]);
            let leaves = ways.values().sum::<f64>() + exit[state];
            if leaves <= 0.0 {
                eliminated.root = Some(state);
                break;
            }
            for next in ways.keys() {
                from[*next].remove(&state);
            }
            let mut ins = Vec::new();
            for before in std::mem::take(&mut from[state]) {
                let share = to[before].remove(&state).unwrap_or_default() / leaves;
                exit[before] += share * exit[state];
                work += ways.len() + 1;
                for (next, chance) in ways.iter().filter(|(next, _)| **next != before) {
                    *to[before].entry(*next).or_default() += share * chance;
                    from[*next].insert(before);
                }
                ins.push((before, share));
            }
            if work > MAX_WORK {
                return Err(TooLarge(format!(
                    "its {states} states are too entangled: more than {MAX_WORK} steps"
                )));
            }
            eliminated.steps.push(Step {
                state,
                leaves,
                to: ways.into_iter().collect(),
                from: ins,
            });
        }
        Ok(eliminated)
    }

    /// For each state, the rewards that are collected until the chain is left, on average. From every state there
    /// must be a way out.
    pub(super) fn collected(&self, mut rewards: Vec<f64>) -> Vec<f64> {
        debug_assert_eq!(self.root, None);
        for step in &self.steps {
            for (before, share) in &step.from {
                rewards[*before] += share * rewards[step.state];
            }
        }
        let mut collected = vec![0.0; self.states];
        for step in self.steps.iter().rev() {
            let later: f64 = step.to.iter().map(|(next, p)| p * collected[*next]).sum();
            collected[step.state] = (rewards[step.state] + later) / step.leaves;
        }
        collected
    }

    /// The share of time in each state in the long run, of a chain that is never left.
    pub(super) fn long_run(&self) -> Vec<f64> {
        let mut shares = vec![0.0; self.states];
        if let Some(root) = self.root {
            shares[root] = 1.0;
        }
        for step in self.steps.iter().rev() {
            let ins = step.from.iter();
            shares[step.state] = ins.map(|(before, share)| shares[*before] * share).sum();
        }
        let total: f64 = shares.iter().sum();
        shares.iter().map(|share| share / total).collect()
    }
}

/// An order in which eliminating leaves few new ways: states that nothing follows but the goal first, then those
/// that few others lead to. Counts that only go up make long threads of states with one way in.
pub(super) fn order(found: &[u32], steps: impl Iterator<Item = Vec<(usize, f64)>>) -> Vec<usize> {
    let mut ways_in = vec![0_u32; found.len()];
    for (next, _) in steps.flatten() {
        ways_in[next] += 1;
    }
    let mut order: Vec<_> = (0..found.len()).collect();
    order.sort_by_key(|state| (std::cmp::Reverse(found[*state]), ways_in[*state], *state));
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A walk on 0–4 that leaves at both ends: gambler's ruin. From k, it lasts k′·(6 − k′) steps, k′ = k + 1.
    #[test]
    fn gamblers_ruin_lasts_as_long_as_it_must() {
        let steps: Vec<Vec<_>> = (0..5_usize)
            .map(|k| {
                [k.wrapping_sub(1), k + 1]
                    .into_iter()
                    .filter(|n| *n < 5)
                    .map(|n| (n, 0.5))
                    .collect()
            })
            .collect();
        let exit = vec![0.5, 0.0, 0.0, 0.0, 0.5];
        let order = order(&[0; 5], steps.iter().cloned());
        let walk = Eliminated::new(steps.into_iter(), exit, &order).unwrap();
        let mean = walk.collected(vec![1.0; 5]);
        for (k, mean) in mean.into_iter().enumerate() {
            let k = k as f64 + 1.0;
            assert!((mean - k * (6.0 - k)).abs() < 1e-12);
        }
    }

    /// State 0 is left for ever; 1 and 2 then share the time as 3 to 1.
    #[test]
    fn the_long_run_forgets_where_it_began() {
        let steps = vec![
            vec![(1, 0.5), (2, 0.5)],
            vec![(1, 0.9), (2, 0.1)],
            vec![(1, 0.3), (2, 0.7)],
        ];
        for order in [[0, 1, 2], [2, 1, 0], [1, 0, 2]] {
            let chain = Eliminated::new(steps.clone().into_iter(), vec![0.0; 3], &order).unwrap();
            let shares = chain.long_run();
            assert_eq!(shares[0], 0.0);
            assert!((shares[1] - 0.75).abs() < 1e-15 && (shares[2] - 0.25).abs() < 1e-15);
        }
    }
}
