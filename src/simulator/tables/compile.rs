//! Loot tables made ready to be opened, with the effects that one group of players is under.

use super::table::{DropEffect, Gives, LootTables, Range, Rule, Table};
use crate::simulator::weighted::{Weighted, threshold};

/// The loot tables under one combination of effects. Compile each combination once and share it.
#[derive(Debug, Clone)]
pub struct Loot {
    pub(super) tables: Vec<Drawn>,
    /// Promises of all tables together: the length of a [`Pity`](super::Pity).
    pub(super) promises: usize,
}

/// One table, ready to be drawn from.
#[derive(Debug, Clone)]
pub(super) struct Drawn {
    pub(super) draws: Range,
    pub(super) promises: Vec<Promise>,
    /// What no promise has.
    pub(super) rest: Choice,
}

/// A rule with its chance at every count.
#[derive(Debug, Clone)]
pub(super) struct Promise {
    /// Its place in the player's pity.
    pub(super) counter: usize,
    /// The chance of the draws that earlier promises left, by how many draws came since the last hit; the last
    /// one holds for every higher count.
    pub(super) chances: Vec<f64>,
    /// The same as [`threshold`]s.
    pub(super) thresholds: Vec<u64>,
    pub(super) choice: Choice,
}

/// Some entries, one of which is taken.
#[derive(Debug, Clone)]
pub(super) struct Choice {
    pub(super) gives: Vec<Gives>,
    pub(super) weighted: Weighted,
}

impl LootTables {
    /// The tables under `effects`; with none, as they are written.
    ///
    /// An effect multiplies its entries' chances in a draw where no soft pity or guarantee works yet. The other
    /// entries of the table share what is left in their old proportions. Where the multiplied chances pass 1, they
    /// are scaled down to 1.
    pub fn compile(&self, effects: &[DropEffect]) -> Loot {
        let mut factors: Vec<Vec<f64>> = self
            .tables
            .iter()
            .map(|table| vec![1.0; table.entries.len()])
            .collect();
        for effect in effects {
            for (table, entry) in &effect.entries {
                factors[*table][*entry] *= effect.factor;
            }
        }
        let mut promises = 0;
        let mut tables = Vec::with_capacity(self.tables.len());
        for (table, factors) in self.tables.iter().zip(&factors) {
            tables.push(Drawn::new(table, factors, promises));
            promises += table.rules.len();
        }
        Loot { tables, promises }
    }
}

impl Drawn {
    fn new(table: &Table, factors: &[f64], first_counter: usize) -> Self {
        let chances = changed(table, factors);
        let choice = |places: &mut dyn Iterator<Item = usize>| {
            Choice::new(places.map(|place| (table.entries[place].gives, chances[place])))
        };
        let mut left = 1.0;
        let mut promises = Vec::with_capacity(table.rules.len());
        for (number, rule) in table.rules.iter().enumerate() {
            let share: f64 = rule.members.iter().map(|place| chances[*place]).sum();
            let by_count = by_count(rule, (share / left).min(1.0));
            left = (left - share).max(f64::MIN_POSITIVE);
            promises.push(Promise {
                counter: first_counter + number,
                thresholds: by_count.iter().copied().map(threshold).collect(),
                chances: by_count,
                choice: choice(&mut rule.members.iter().copied()),
            });
        }
        let promised = |place: &usize| table.rules.iter().any(|rule| rule.members.contains(place));
        let mut rest = (0..table.entries.len()).filter(|place| !promised(place));
        Self {
            draws: table.draws,
            promises,
            rest: choice(&mut rest),
        }
    }
}

/// The chances of a table's entries when each is multiplied by its factor and those with factor 1 give way.
fn changed(table: &Table, factors: &[f64]) -> Vec<f64> {
    let entries = || table.entries.iter().zip(factors);
    let touched = |factor: &f64| *factor != 1.0;
    if !factors.iter().any(touched) {
        return table.entries.iter().map(|entry| entry.chance).collect();
    }
    let raised: f64 = entries()
        .filter(|(_, factor)| touched(factor))
        .map(|(entry, factor)| entry.chance * factor)
        .sum();
    let others: f64 = entries()
        .filter(|(_, factor)| !touched(factor))
        .map(|(entry, _)| entry.chance)
        .sum();
    // Without others there is nobody to take from or give to.
    let scale_raised = if raised > 1.0 || others == 0.0 {
        1.0 / raised
    } else {
        1.0
    };
    let scale_others = if others == 0.0 {
        0.0
    } else {
        (1.0 - raised).max(0.0) / others
    };
    entries()
        .map(|(entry, factor)| match touched(factor) {
            true => entry.chance * factor * scale_raised,
            false => entry.chance * scale_others,
        })
        .collect()
}

/// A promise's chance by the draws since its last hit, given the chance without pity, up to where it stays.
fn by_count(rule: &Rule, base: f64) -> Vec<f64> {
    let mut chances = Vec::new();
    loop {
        // Draws are counted from 1.
        let draw = chances.len() as u32 + 1;
        let raised = match rule.soft {
            Some(soft) if draw >= soft.from => base + soft.step * f64::from(draw - soft.from + 1),
            _ => base,
        };
        let sure = raised >= 1.0 || rule.guaranteed_at == Some(draw);
        chances.push(if sure { 1.0 } else { raised });
        if sure || (rule.soft.is_none() && rule.guaranteed_at.is_none()) {
            return chances;
        }
    }
}

impl Choice {
    fn new(entries: impl Iterator<Item = (Gives, f64)>) -> Self {
        let (gives, chances): (Vec<_>, Vec<_>) = entries.unzip();
        Self {
            gives,
            weighted: Weighted::new(chances),
        }
    }
}
