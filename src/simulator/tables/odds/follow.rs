//! Pull by pull: how likely each state is and how likely the goal is reached, until nothing new happens.
//!
//! After some pulls the shares of the states no longer change: what is left then shrinks evenly, pull by pull, and
//! everything later is a geometric series in closed form. That comes soon for counts of some hundreds, however rare
//! the goal; where it does not come within the limit, only the beginning is known.

use super::chain::Chain;

/// Most steps of arithmetic: under a second.
const MAX_WORK: usize = 100_000_000;
/// Most steps of arithmetic to find a long run.
const MAX_WORK_TO_SETTLE: usize = 200_000_000;
const MAX_PULLS: usize = 1_000_000;
/// Shares that change by less than this from one pull to the next, all together, stay as they are.
const SETTLED: f64 = 1e-14;
/// The chance of reaching the goal stays as it is when it changes by less than this part of itself.
const STEADY: f64 = 1e-13;
/// A smaller chance per pull may come from states that are left out as impossible.
const LEAST_HAZARD: f64 = 1e-14;
/// States are left out whose share is below this.
const IMPOSSIBLE: f64 = 1e-25;
/// What is left of 1 is no longer seen below this.
const NOTHING: f64 = 1e-20;

/// The distribution of the number of pulls, as far as it was followed.
pub(super) struct Followed {
    /// The chance that the goal is reached at the first, second, … pull.
    reached: Vec<f64>,
    /// The chance that it is not reached by then.
    left: f64,
    later: Later,
}

#[derive(Clone, Copy, PartialEq)]
enum Later {
    /// Next to nothing is left.
    Nothing,
    /// Each pull reaches the goal with this chance.
    Even(f64),
    Unknown,
}

impl Followed {
    pub(super) fn new(chain: &Chain) -> Self {
        let mut spread = Spread::at_start(chain.rows.len());
        let mut followed = Self {
            reached: Vec::new(),
            left: 1.0,
            later: Later::Unknown,
        };
        let mut last_hazard = 0.0;
        let mut work = 0;
        while work < MAX_WORK && followed.reached.len() < MAX_PULLS {
            let before = followed.left;
            let mut reached = 0.0;
            let moved = spread.step(|state, chance, add| {
                let row = &chain.rows[state];
                reached += chance * row.chance;
                work += row.on.len() + 1;
                for (next, step) in &row.on {
                    add(*next, chance * step);
                }
            });
            followed.reached.push(reached);
            followed.left = spread.total;
            let hazard = reached / before;
            if followed.left < NOTHING {
                followed.later = Later::Nothing;
                break;
            }
            let steady = (hazard - last_hazard).abs() < STEADY * hazard;
            if moved < SETTLED && steady && hazard > LEAST_HAZARD {
                followed.later = Later::Even(hazard);
                break;
            }
            last_hazard = hazard;
        }
        followed
    }

    /// The same wait counted in groups of `size` pulls, the last of which need not be whole.
    pub(super) fn grouped(mut self, size: usize) -> Self {
        if let Later::Even(hazard) = self.later {
            while !self.reached.len().is_multiple_of(size) {
                self.reached.push(self.left * hazard);
                self.left *= 1.0 - hazard;
            }
            self.later = Later::Even(-libm::expm1(size as f64 * libm::log1p(-hazard)));
        } else if self.later == Later::Unknown {
            let whole = self.reached.len() / size * size;
            self.left += self.reached.drain(whole..).sum::<f64>();
        }
        self.reached = self
            .reached
            .chunks(size)
            .map(|group| group.iter().sum())
            .collect();
        self
    }

    /// Mean and standard deviation, when all is known.
    pub(super) fn mean_and_sd(&self) -> Option<(f64, f64)> {
        let pulls = self.reached.len() as f64;
        // Mean and variance of what comes after the pulls that were followed.
        let (more, more_variance) = match self.later {
            Later::Nothing => (0.0, 0.0),
            Later::Even(hazard) => (1.0 / hazard, (1.0 - hazard) / (hazard * hazard)),
            Later::Unknown => return None,
        };
        let numbered = || {
            (1_u64..)
                .zip(&self.reached)
                .map(|(pull, p)| (pull as f64, p))
        };
        let mean = numbered().map(|(pull, p)| pull * p).sum::<f64>() + self.left * (pulls + more);
        let squared = |n: f64| (n - mean) * (n - mean);
        let near = numbered().map(|(pull, p)| squared(pull) * p).sum::<f64>();
        let far = self.left * (squared(pulls + more) + more_variance);
        Some((mean, (near + far).sqrt()))
    }

    /// The chance within so many pulls. A small one is added up and a large one is what is left of 1: both keep
    /// their digits.
    pub(super) fn within(&self, pulls: u64) -> Option<f64> {
        let followed = self.reached.len() as u64;
        let split = pulls.min(followed) as usize;
        let exponent = match self.later {
            _ if pulls <= followed => 0.0,
            Later::Nothing => f64::NEG_INFINITY,
            Later::Even(hazard) => (pulls - followed) as f64 * libm::log1p(-hazard),
            Later::Unknown => return None,
        };
        let small = self.reached[..split].iter().sum::<f64>() - self.left * libm::expm1(exponent);
        if small < 0.5 {
            return Some(small);
        }
        let missing = self.reached[split..].iter().sum::<f64>() + self.left * libm::exp(exponent);
        Some(1.0 - missing)
    }

    /// The fewest pulls within which the chance is at least `chance`.
    pub(super) fn quantile(&self, chance: f64) -> Option<u64> {
        let mut so_far = 0.0;
        for (pulls, reached) in (1..).zip(&self.reached) {
            so_far += reached;
            if so_far >= chance {
                return Some(pulls);
            }
        }
        let Later::Even(hazard) = self.later else {
            return None;
        };
        let followed = self.reached.len() as u64;
        let estimate = libm::log((1.0 - chance) / self.left) / libm::log1p(-hazard);
        // The cast saturates.
        let mut pulls = followed.saturating_add((estimate.ceil() as u64).max(1));
        while pulls > followed + 1 && self.within(pulls - 1)? >= chance {
            pulls -= 1;
        }
        Some(pulls)
    }
}

/// The share of time in each state in the long run of a chain that is never left, by taking half a step again and
/// again until nothing changes; `None` past the limit. A half step has the same long run as a whole one and cannot
/// go in circles.
pub(super) fn settled_shares(steps: &[Vec<(usize, f64)>]) -> Option<Vec<f64>> {
    let mut spread = Spread::at_start(steps.len());
    let mut work = 0;
    while work < MAX_WORK_TO_SETTLE {
        let moved = spread.step(|state, chance, add| {
            work += steps[state].len() + 1;
            add(state, chance / 2.0);
            for (next, step) in &steps[state] {
                add(*next, chance / 2.0 * step);
            }
        });
        if moved < SETTLED {
            let total = spread.total;
            return Some(spread.chances.iter().map(|chance| chance / total).collect());
        }
    }
    None
}

/// How likely each state is.
struct Spread {
    /// The states that are not next to impossible; sorted, so that sums do not depend on the way here.
    possible: Vec<usize>,
    /// By state; 0 for those that are not possible.
    chances: Vec<f64>,
    total: f64,
    /// All 0 between steps.
    after: Vec<f64>,
}

impl Spread {
    fn at_start(states: usize) -> Self {
        let mut chances = vec![0.0; states];
        chances[0] = 1.0;
        Self {
            possible: vec![0],
            chances,
            total: 1.0,
            after: vec![0.0; states],
        }
    }

    /// Lets `leave` move the chance of each possible state on; returns by how much the states' shares changed, all
    /// together.
    fn step(&mut self, mut leave: impl FnMut(usize, f64, &mut dyn FnMut(usize, f64))) -> f64 {
        let after = &mut self.after;
        let mut possible = Vec::with_capacity(self.possible.len());
        for state in &self.possible {
            leave(*state, self.chances[*state], &mut |next, chance| {
                if after[next] == 0.0 {
                    possible.push(next);
                }
                after[next] += chance;
            });
        }
        possible.sort_unstable();
        possible.dedup();
        let total: f64 = possible.iter().map(|state| after[*state]).sum();
        let gone = self.possible.iter().filter(|state| after[**state] == 0.0);
        let shares = possible.iter().chain(gone);
        let moved = shares
            .map(|state| (self.chances[*state] / self.total - after[*state] / total).abs())
            .sum();
        // A collector soon has all that is common: only states without something rare are worth the time.
        possible.retain(|state| {
            let stays = after[*state] > total * IMPOSSIBLE;
            if !stays {
                after[*state] = 0.0;
            }
            stays
        });
        for state in &self.possible {
            self.chances[*state] = 0.0;
        }
        std::mem::swap(&mut self.chances, &mut self.after);
        (self.possible, self.total) = (possible, total);
        moved
    }
}
