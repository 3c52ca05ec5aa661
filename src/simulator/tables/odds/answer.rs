//! All odds of one table.

use super::chain::Chain;
use super::follow::settled_shares;
use super::goal::{Goal, reachable};
use super::long_run::LongRun;
use super::{NamedOdds, Odds, TableOdds, TooLarge, Waiting};
use crate::simulator::tables::compile::Loot;
use crate::simulator::tables::table::{LootTables, TableId};
use std::collections::BTreeMap;

impl Loot {
    /// The exact odds of one of `tables`, from which this was compiled; `within` are numbers of pulls for which the
    /// chance is wanted.
    pub fn odds(&self, tables: &LootTables, table: TableId, within: &[u64]) -> TableOdds {
        let asked = Asked {
            loot: self,
            table,
            within,
            long_run: LongRun::new(self, table),
            one_draw: reachable(self, table)
                .iter()
                .all(|table| self.tables[*table].draws.max == 1),
        };
        let items = tables.items();
        let every = Goal::all_of(self, table, items.len());
        let is_given: Vec<_> = (0..items.len())
            .map(|item| every.class(item).is_some())
            .collect();
        let given: Vec<_> = (0..items.len()).filter(|item| is_given[*item]).collect();
        let mut rarities: Vec<&String> = Vec::new();
        for rarity in given.iter().filter_map(|item| items[*item].rarity.as_ref()) {
            if !rarities.contains(&rarity) {
                rarities.push(rarity);
            }
        }
        let of_rarity = |rarity: &String| {
            let items = items.iter().zip(&is_given);
            let wanted: Vec<_> = items
                .map(|(item, given)| *given && item.rarity.as_ref() == Some(rarity))
                .collect();
            asked.odds(&wanted)
        };
        TableOdds {
            table: tables.name(table).to_owned(),
            anything: asked.odds(&is_given),
            rarities: rarities
                .into_iter()
                .map(|rarity| NamedOdds {
                    name: rarity.clone(),
                    rarity: None,
                    odds: of_rarity(rarity),
                })
                .collect(),
            items: asked.items(tables, &given, &every),
            all_items: asked.waiting(&every),
        }
    }
}

/// What is asked of one table, and what all answers share.
struct Asked<'a> {
    loot: &'a Loot,
    table: TableId,
    within: &'a [u64],
    long_run: LongRun,
    /// Whether a pull is a single draw, all the way down.
    one_draw: bool,
}

impl Asked<'_> {
    /// The odds of getting any of the items, by number, that are `wanted`.
    fn odds(&self, wanted: &[bool]) -> Result<Odds, TooLarge> {
        let (hits, units_per_pull) = self.long_run.hits_and_units(|item| wanted[item])?;
        let once = Goal::any_of(wanted.iter().copied(), false);
        let again = Goal::any_of(wanted.iter().copied(), true);
        Ok(Odds {
            rate: match self.one_draw {
                true => Some(hits),
                false => chain_rate(self.loot, self.table, &again),
            },
            units_per_pull,
            first: self.waiting(&once)?,
        })
    }

    fn waiting(&self, goal: &Goal) -> Result<Option<Waiting>, TooLarge> {
        let draws = self.loot.tables[self.table.0].draws;
        if draws.min == draws.max {
            let chain = Chain::of_draws(self.loot, self.table, goal)?;
            Waiting::new(&chain, draws.max, self.within)
        } else {
            let chain = Chain::of_openings(self.loot, self.table, goal)?;
            Waiting::new(&chain, 1, self.within)
        }
    }

    /// The odds of each item that is `given`. Those of one class differ in nothing but their units.
    fn items(&self, tables: &LootTables, given: &[usize], every: &Goal) -> Vec<NamedOdds> {
        let mut of_class: BTreeMap<Option<usize>, Result<Odds, TooLarge>> = BTreeMap::new();
        let items = tables.items();
        let odds = given.iter().map(|item| {
            let mut wanted = vec![false; items.len()];
            wanted[*item] = true;
            let of_class = of_class.entry(every.class(*item));
            let mut odds = of_class.or_insert_with(|| self.odds(&wanted)).clone();
            if let Ok(odds) = &mut odds {
                odds.units_per_pull = self.long_run.hits_and_units(|item| wanted[item])?.1;
            }
            odds
        });
        let named = given.iter().map(|item| &items[*item]).zip(odds);
        named
            .map(|(item, odds)| NamedOdds {
                name: item.name.clone(),
                rarity: item.rarity.clone(),
                odds,
            })
            .collect()
    }
}

/// The share of pulls that reach the goal, where one pull can do so several times.
fn chain_rate(loot: &Loot, table: TableId, goal: &Goal) -> Option<f64> {
    let rows = Chain::of_openings(loot, table, goal).ok()?.rows;
    let steps: Vec<_> = rows
        .iter()
        .map(|row| [&row.on[..], &row.reached].concat())
        .collect();
    let shares = settled_shares(&steps)?;
    let terms = rows
        .iter()
        .zip(&shares)
        .map(|(row, share)| share * row.chance);
    Some(terms.sum())
}
