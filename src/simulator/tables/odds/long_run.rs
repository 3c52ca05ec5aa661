//! What a table gives in the long run, table by table.
//!
//! The counts of one table go on with each of its own draws, whoever opens it and whenever. So the long run of each
//! table can be computed alone, and what a pull gives on average is draws times shares, added up over the tables.
//! This needs one small chain per table instead of one state for every combination of all counts.

use super::chain::MAX_STATES;
use super::follow::settled_shares;
use super::goal::{pairs, reachable};
use super::solve::{Eliminated, order};
use super::too_large::TooLarge;
use crate::simulator::tables::compile::{Drawn, Loot, Promise};
use crate::simulator::tables::table::{Gives, TableId};

/// How often one pull of the root draws each entry, on average.
pub(super) struct LongRun {
    drawn: Vec<(Gives, Result<f64, TooLarge>)>,
}

impl LongRun {
    pub(super) fn new(loot: &Loot, root: TableId) -> Self {
        let mut draws: Vec<Result<f64, TooLarge>> = vec![Ok(0.0); loot.tables.len()];
        draws[root.0] = Ok(loot.tables[root.0].draws.mean());
        let mut drawn = Vec::new();
        for table in parents_first(loot, root) {
            let of = &loot.tables[table];
            let choices = of.promises.iter().map(|promise| &promise.choice);
            for (choice, share) in choices.chain([&of.rest]).zip(shares(of)) {
                let times = draws[table].clone().and_then(|draws| Ok(draws * share?));
                for (gives, chance) in pairs(choice) {
                    let times = times.clone().map(|times| times * chance);
                    if let Gives::Table(nested) = gives {
                        let more = times
                            .clone()
                            .map(|times| times * loot.tables[nested].draws.mean());
                        let so_far = draws[nested].clone();
                        draws[nested] = so_far.and_then(|so_far| Ok(so_far + more?));
                    }
                    drawn.push((gives, times));
                }
            }
        }
        Self { drawn }
    }

    /// How often a pull draws one of the wanted items, and how many units that gives, on average.
    pub(super) fn hits_and_units(
        &self,
        wanted: impl Fn(usize) -> bool,
    ) -> Result<(f64, f64), TooLarge> {
        let (mut hits, mut units) = (0.0, 0.0);
        for (gives, times) in &self.drawn {
            if let Gives::Item(item, count) = gives
                && wanted(*item)
            {
                let times = times.clone()?;
                hits += times;
                units += times * count.mean();
            }
        }
        Ok((hits, units))
    }
}

/// The tables that opening `root` can open, each after all that contain it.
fn parents_first(loot: &Loot, root: TableId) -> Vec<usize> {
    let mut left = reachable(loot, root);
    let mut order = Vec::with_capacity(left.len());
    // No table contains itself, so there is always one that no other contains.
    while !left.is_empty() {
        let contained = |table: &usize| {
            left.iter()
                .any(|other| contains(&loot.tables[*other], *table))
        };
        let (later, next): (Vec<_>, Vec<_>) = left.iter().partition(|table| contained(table));
        order.extend(next);
        left = later;
    }
    order
}

fn contains(table: &Drawn, other: usize) -> bool {
    let choices = table.promises.iter().map(|promise| &promise.choice);
    choices
        .chain([&table.rest])
        .any(|choice| choice.gives.contains(&Gives::Table(other)))
}

/// The share of a table's draws that each promise gives, and last the share that none does. A promise is not
/// changed by those after it, so each share needs the counts up to its own.
fn shares(table: &Drawn) -> Vec<Result<f64, TooLarge>> {
    let mut shares = Vec::with_capacity(table.promises.len() + 1);
    for number in 1..=table.promises.len() {
        let long_run = Counts::new(&table.promises[..number]).and_then(|counts| counts.long_run());
        shares.push(long_run.clone().map(|(last, _)| last));
        if number == table.promises.len() {
            shares.push(long_run.map(|(_, none)| none));
        }
    }
    if shares.is_empty() {
        shares.push(Ok(1.0));
    }
    shares
}

/// The chain of the counts of some promises of one table, draw by draw.
struct Counts {
    steps: Vec<Vec<(usize, f64)>>,
    /// By state, the chance that the last promise hits, and that none does.
    last: Vec<f64>,
    none: Vec<f64>,
}

impl Counts {
    fn new(promises: &[Promise]) -> Result<Self, TooLarge> {
        let states = promises
            .iter()
            .map(|promise| promise.chances.len())
            .try_fold(1_usize, |product, counts| {
                product.checked_mul(counts).filter(|n| *n <= MAX_STATES)
            })
            .ok_or_else(|| {
                TooLarge(format!(
                    "its promises have more than {MAX_STATES} states of counts"
                ))
            })?;
        let mut counts = Self {
            steps: Vec::with_capacity(states),
            last: Vec::with_capacity(states),
            none: Vec::with_capacity(states),
        };
        for state in 0..states {
            let mut steps = Vec::with_capacity(promises.len() + 1);
            let (mut left, mut hit) = (1.0, 0.0);
            let mut rest = state;
            for (number, promise) in promises.iter().enumerate() {
                let count = rest % promise.chances.len();
                rest /= promise.chances.len();
                hit = left * promise.chances[count];
                steps.push((after(promises, state, Some(number)), hit));
                left *= 1.0 - promise.chances[count];
            }
            steps.push((after(promises, state, None), left));
            counts.steps.push(steps);
            counts.last.push(hit);
            counts.none.push(left);
        }
        Ok(counts)
    }

    /// The shares of draws in which the last promise hits, and in which none does.
    fn long_run(&self) -> Result<(f64, f64), TooLarge> {
        let steps = || self.steps.iter().cloned();
        let nothing = vec![0.0; self.steps.len()];
        let order = order(&vec![0; self.steps.len()], steps());
        let shares = match Eliminated::new(steps(), nothing, &order) {
            Ok(eliminated) => eliminated.long_run(),
            Err(too_large) => settled_shares(&self.steps).ok_or(too_large)?,
        };
        let mean = |of: &[f64]| of.iter().zip(&shares).map(|(p, share)| p * share).sum();
        Ok((mean(&self.last), mean(&self.none)))
    }
}

/// The number of the state after a draw in which the promise `hit` gave something, or none did. The counts are
/// the digits of the state's number.
fn after(promises: &[Promise], state: usize, hit: Option<usize>) -> usize {
    let (mut after, mut place, mut rest) = (0, 1, state);
    for (number, promise) in promises.iter().enumerate() {
        let counts = promise.chances.len();
        let count = match hit == Some(number) {
            true => 0,
            false => (rest % counts + 1).min(counts - 1),
        };
        after += count * place;
        place *= counts;
        rest /= counts;
    }
    after
}
