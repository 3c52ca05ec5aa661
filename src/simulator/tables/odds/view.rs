//! A table reduced to what matters for one goal: entries that do not matter are one, promises that cannot
//! change what matters are gone. So a hero behind two promises has 180 states, not the product of all counts.

use super::goal::{Goal, pairs};
use crate::simulator::tables::compile::{Choice, Loot};
use crate::simulator::tables::table::{Gives, Range, TableId};

/// All tables that matter.
#[derive(Debug)]
pub(super) struct View {
    /// By table number; `None` where nothing that is wanted can be found.
    pub(super) tables: Vec<Option<TableView>>,
    /// How many counts a state has.
    pub(super) counts: usize,
}

#[derive(Debug)]
pub(super) struct TableView {
    pub(super) draws: Range,
    pub(super) promises: Vec<PromiseView>,
    pub(super) rest: Vec<Outcome>,
}

#[derive(Debug)]
pub(super) struct PromiseView {
    /// Its place among the counts of a state.
    pub(super) count: usize,
    /// By count.
    pub(super) chances: Vec<f64>,
    pub(super) outcomes: Vec<Outcome>,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Outcome {
    pub(super) chance: f64,
    pub(super) what: What,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    /// Nothing that is wanted.
    Other,
    /// One of this class.
    Class(usize),
    /// Whatever the table with this number gives.
    Table(usize),
}

impl View {
    pub(super) fn new(loot: &Loot, root: TableId, goal: &Goal) -> Self {
        let mut view = Self {
            tables: loot.tables.iter().map(|_| None).collect(),
            counts: 0,
        };
        let mut visited = vec![false; loot.tables.len()];
        view.visit(loot, root.0, goal, &mut visited);
        view
    }

    /// Nesting is bounded, so recursion is.
    fn visit(&mut self, loot: &Loot, table: usize, goal: &Goal, visited: &mut [bool]) {
        if std::mem::replace(&mut visited[table], true) {
            return;
        }
        let drawn = &loot.tables[table];
        let choices = drawn.promises.iter().map(|promise| &promise.choice);
        for choice in choices.chain([&drawn.rest]) {
            for gives in &choice.gives {
                if let Gives::Table(nested) = gives {
                    self.visit(loot, *nested, goal, visited);
                }
            }
        }
        let rest = self.outcomes(&drawn.rest, goal);
        let matters = |outcomes: &[Outcome]| outcomes.iter().any(|o| o.what != What::Other);
        let mut promises: Vec<_> = drawn
            .promises
            .iter()
            .map(|promise| PromiseView {
                count: 0,
                chances: promise.chances.clone(),
                outcomes: self.outcomes(&promise.choice, goal),
            })
            .collect();
        if !matters(&rest) {
            // A promise changes only what is tried after it.
            let last = promises.iter().rposition(|p| matters(&p.outcomes));
            promises.truncate(last.map_or(0, |last| last + 1));
            if promises.is_empty() {
                return;
            }
        }
        for promise in &mut promises {
            promise.count = self.counts;
            self.counts += 1;
        }
        self.tables[table] = Some(TableView {
            draws: drawn.draws,
            promises,
            rest,
        });
    }

    fn outcomes(&self, choice: &Choice, goal: &Goal) -> Vec<Outcome> {
        let mut outcomes: Vec<Outcome> = Vec::new();
        for (gives, chance) in pairs(choice) {
            let what = match gives {
                Gives::Item(item, _) => goal.class(item).map_or(What::Other, What::Class),
                Gives::Table(nested) if self.tables[nested].is_some() => What::Table(nested),
                Gives::Nothing | Gives::Table(_) => What::Other,
            };
            match outcomes.iter_mut().find(|outcome| outcome.what == what) {
                Some(outcome) => outcome.chance += chance,
                None => outcomes.push(Outcome { chance, what }),
            }
        }
        outcomes
    }
}
