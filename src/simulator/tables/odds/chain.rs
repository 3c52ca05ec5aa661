//! The Markov chain of pulls: from each state, where one pull leads and how likely.

use super::goal::Goal;
use super::too_large::TooLarge;
use super::view::{Outcome, TableView, View, What};
use crate::simulator::tables::compile::Loot;
use crate::simulator::tables::table::TableId;
use std::collections::{BTreeMap, HashMap};

/// Most states of one chain.
pub(super) const MAX_STATES: usize = 20_000;
/// Most outcomes of pulls to list: about a second.
const MAX_WORK: usize = 1_500_000;

/// The counts of the promises that matter, then how many of each class are found.
type State = Box<[u16]>;
/// Probabilities by state, in a fixed order.
type Spread = BTreeMap<State, f64>;

/// All states that can come from a fresh player, who is state 0.
#[derive(Debug)]
pub(super) struct Chain {
    pub(super) rows: Vec<Row>,
}

/// One pull from one state.
#[derive(Debug, Default)]
pub(super) struct Row {
    /// Pulls that do not reach the goal: where they lead, how likely.
    pub(super) on: Vec<(usize, f64)>,
    /// Pulls that reach it: where they lead when the search begins anew; empty when it does not.
    pub(super) reached: Vec<(usize, f64)>,
    /// The chance of reaching it.
    pub(super) chance: f64,
    /// How many are found already: a pull never leads to fewer, except by reaching the goal.
    pub(super) found: u32,
}

impl Chain {
    /// The chain whose steps are openings of `root`.
    pub(super) fn of_openings(loot: &Loot, root: TableId, goal: &Goal) -> Result<Self, TooLarge> {
        Self::new(loot, root, goal, Step::Opening)
    }

    /// The chain whose steps are single draws of `root`: far fewer outcomes than openings with many draws have.
    pub(super) fn of_draws(loot: &Loot, root: TableId, goal: &Goal) -> Result<Self, TooLarge> {
        Self::new(loot, root, goal, Step::Draw)
    }

    fn new(loot: &Loot, root: TableId, goal: &Goal, step: Step) -> Result<Self, TooLarge> {
        let view = View::new(loot, root, goal);
        let start: State = vec![0; view.counts + goal.wanted().len()].into();
        let mut numbers = HashMap::from([(start.clone(), 0)]);
        let mut states = vec![start];
        let mut rows = Vec::new();
        let mut work = 0;
        while let Some(state) = states.get(rows.len()) {
            let mut pull = Pull {
                view: &view,
                goal,
                work,
            };
            let found = state[view.counts..].iter().copied().map(u32::from).sum();
            let before = Spread::from([(state.clone(), 1.0)]);
            let after = match (step, &view.tables[root.0]) {
                (Step::Draw, Some(table)) => pull.draw(table, before)?,
                _ => pull.open(root.0, before)?,
            };
            work = pull.work;
            let mut row = Row {
                found,
                ..Row::default()
            };
            for (mut state, chance) in after {
                let done = state[view.counts..] == *goal.wanted();
                if done {
                    row.chance += chance;
                    if !goal.again {
                        continue;
                    }
                    state[view.counts..].fill(0);
                }
                let new = states.len();
                let number = *numbers.entry(state).or_insert_with_key(|state| {
                    states.push(state.clone());
                    new
                });
                let list = if done { &mut row.reached } else { &mut row.on };
                list.push((number, chance));
            }
            if states.len() > MAX_STATES {
                return Err(TooLarge(format!(
                    "it has more than {MAX_STATES} states of counts and finds"
                )));
            }
            rows.push(row);
        }
        Ok(Self { rows })
    }
}

#[derive(Clone, Copy)]
enum Step {
    Opening,
    Draw,
}

/// One pull, as it is computed for all of its outcomes together.
struct Pull<'a> {
    view: &'a View,
    goal: &'a Goal,
    work: usize,
}

impl Pull<'_> {
    /// Opens a table in each state of `before` with its probability.
    fn open(&mut self, table: usize, before: Spread) -> Result<Spread, TooLarge> {
        let Some(table) = &self.view.tables[table] else {
            return Ok(before);
        };
        let share = 1.0 / f64::from(table.draws.max - table.draws.min + 1);
        let mut after = Spread::new();
        let mut now = before;
        for draw in 1..=table.draws.max {
            now = self.draw(table, now)?;
            if draw >= table.draws.min {
                for (state, chance) in &now {
                    add(&mut after, state.clone(), chance * share);
                }
            }
        }
        Ok(after)
    }

    fn draw(&mut self, table: &TableView, before: Spread) -> Result<Spread, TooLarge> {
        let mut given = Given::default();
        for (state, chance) in before {
            let mut left = chance;
            for (number, promise) in table.promises.iter().enumerate() {
                let hit = promise.chances[usize::from(state[promise.count])];
                self.give(
                    &mut given,
                    &promise.outcomes,
                    &counted(&state, table, Some(number)),
                    left * hit,
                );
                left *= 1.0 - hit;
            }
            self.give(&mut given, &table.rest, &counted(&state, table, None), left);
            if self.work > MAX_WORK {
                return Err(TooLarge(format!(
                    "its pulls have too many outcomes: more than {MAX_WORK} steps"
                )));
            }
        }
        let mut after = given.after;
        for (table, before) in given.nested {
            for (state, chance) in self.open(table, before)? {
                add(&mut after, state, chance);
            }
        }
        Ok(after)
    }

    fn give(&mut self, given: &mut Given, outcomes: &[Outcome], state: &State, chance: f64) {
        if chance <= 0.0 {
            return;
        }
        for outcome in outcomes.iter().filter(|outcome| outcome.chance > 0.0) {
            self.work += 1;
            let chance = chance * outcome.chance;
            match outcome.what {
                What::Other => add(&mut given.after, state.clone(), chance),
                What::Table(nested) => {
                    add(
                        given.nested.entry(nested).or_default(),
                        state.clone(),
                        chance,
                    );
                }
                What::Class(class) => {
                    let place = self.view.counts + class;
                    let (found, wanted) = (state[place], self.goal.wanted()[class]);
                    let old = f64::from(found) / f64::from(wanted);
                    let new = f64::from(wanted - found) / f64::from(wanted);
                    if found > 0 {
                        add(&mut given.after, state.clone(), chance * old);
                    }
                    if found < wanted {
                        let mut state = state.clone();
                        state[place] += 1;
                        add(&mut given.after, state, chance * new);
                    }
                }
            }
        }
    }
}

/// What one draw gave: states that are settled, and states in which a nested table is still to be opened.
#[derive(Default)]
struct Given {
    after: Spread,
    nested: BTreeMap<usize, Spread>,
}

fn add(spread: &mut Spread, state: State, chance: f64) {
    *spread.entry(state).or_default() += chance;
}

/// The state after a draw of `table` in which the promise `hit` gave something, or none did.
fn counted(state: &State, table: &TableView, hit: Option<usize>) -> State {
    let mut state = state.clone();
    for (number, promise) in table.promises.iter().enumerate() {
        let last = promise.chances.len() - 1;
        let count = &mut state[promise.count];
        *count = match hit == Some(number) {
            true => 0,
            false => (usize::from(*count) + 1).min(last) as u16,
        };
    }
    state
}
