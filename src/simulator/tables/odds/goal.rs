//! The goal of a player who pulls: any of some items, or each of them once.

use crate::simulator::tables::compile::{Choice, Loot};
use crate::simulator::tables::table::{Gives, TableId};
use std::collections::BTreeMap;

/// Items in classes. Of a class of n, n different ones are wanted, and each draw of the class gives any of them
/// alike; so how many are found says all that matters, and five equal items need 6 states instead of 32.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Goal {
    /// By item number.
    class: Vec<Option<usize>>,
    /// By class.
    wanted: Vec<u16>,
    /// Whether the search begins anew when the goal is reached.
    pub(super) again: bool,
}

impl Goal {
    /// One unit of any of the items for which `wanted` is true, once or again and again.
    pub(super) fn any_of(wanted: impl IntoIterator<Item = bool>, again: bool) -> Self {
        Self {
            class: wanted
                .into_iter()
                .map(|wanted| wanted.then_some(0))
                .collect(),
            wanted: vec![1],
            again,
        }
    }

    /// Each item that `root` can give, once. Items are of one class when each has a single entry, in the same
    /// table, under the same promise, with the same chance.
    pub(super) fn all_of(loot: &Loot, root: TableId, items: usize) -> Self {
        let mut entries: Vec<Vec<Key>> = vec![Vec::new(); items];
        for table in reachable(loot, root) {
            let drawn = &loot.tables[table];
            let promises = drawn.promises.iter().map(|promise| &promise.choice);
            for (group, choice) in promises.chain([&drawn.rest]).enumerate() {
                for (gives, chance) in pairs(choice) {
                    if let Gives::Item(item, _) = gives {
                        entries[item].push((table, group, chance.to_bits(), None));
                    }
                }
            }
        }
        let mut classes: BTreeMap<Key, usize> = BTreeMap::new();
        let mut goal = Self {
            class: vec![None; items],
            wanted: Vec::new(),
            again: false,
        };
        for (item, entries) in entries.iter().enumerate() {
            let key = match entries[..] {
                [] => continue,
                [(table, group, chance, _)] => (table, group, chance, None),
                // Found in several places: like no other.
                [(table, group, chance, _), ..] => (table, group, chance, Some(item)),
            };
            let new = classes.len();
            let class = *classes.entry(key).or_insert(new);
            if class == new {
                goal.wanted.push(0);
            }
            goal.wanted[class] += 1;
            goal.class[item] = Some(class);
        }
        goal
    }

    /// The class of an item that is wanted.
    pub(super) fn class(&self, item: usize) -> Option<usize> {
        self.class[item]
    }

    /// How many different ones are wanted, by class.
    pub(super) fn wanted(&self) -> &[u16] {
        &self.wanted
    }
}

/// Table, promise, the bits of the chance, and the item where it stands alone.
type Key = (usize, usize, u64, Option<usize>);

/// The numbers of the tables that opening `root` can open, sorted.
pub(super) fn reachable(loot: &Loot, root: TableId) -> Vec<usize> {
    let mut found = vec![false; loot.tables.len()];
    let mut open = vec![root.0];
    while let Some(table) = open.pop() {
        if std::mem::replace(&mut found[table], true) {
            continue;
        }
        let drawn = &loot.tables[table];
        let choices = drawn.promises.iter().map(|promise| &promise.choice);
        for choice in choices.chain([&drawn.rest]) {
            open.extend(choice.gives.iter().filter_map(|gives| match gives {
                Gives::Table(nested) => Some(*nested),
                Gives::Nothing | Gives::Item(..) => None,
            }));
        }
    }
    (0..found.len()).filter(|table| found[*table]).collect()
}

/// What a choice gives, with its chance.
pub(super) fn pairs(choice: &Choice) -> impl Iterator<Item = (Gives, f64)> + '_ {
    let chances = choice.weighted.chances().iter().copied();
    choice.gives.iter().copied().zip(chances)
}
