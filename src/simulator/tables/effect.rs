//! The effects of experiments and cheats on loot: some probabilities are multiplied.

use super::table::{DropEffect, Gives, LootTables, TableId};
use super::wire::DropEffectWire;
use crate::model::{Fault, Faults};
use crate::simulator::unknown::unknown;

const MAX_FACTOR: f64 = 1_000.0;

impl LootTables {
    /// The effect that `wire` describes at the path `at` of the scenario.
    ///
    /// # Errors
    /// All mistakes, each with its path below `at`.
    pub fn effect(&self, at: &str, wire: &DropEffectWire) -> Result<DropEffect, Faults> {
        let mut faults = Vec::new();
        let mut fault = |field: &str, reason: String| {
            faults.push(Fault::new(format!("{at}.{field}"), reason));
        };
        if !(wire.multiply > 0.0 && wire.multiply <= MAX_FACTOR) {
            let reason = format!(
                "must be above 0 and at most {MAX_FACTOR}, got {}",
                wire.multiply
            );
            fault("multiply", reason);
        }
        if wire.entry.is_some() && wire.rarity.is_some() {
            fault(
                "rarity",
                "cannot stand beside entry: name one of them".into(),
            );
        }
        let table = wire.table.as_deref().and_then(|name| {
            let found = self.find(name);
            if found.is_none() {
                fault("table", unknown("loot table", name, self.names()));
            }
            found
        });
        let entries = self.matching(table, wire);
        if entries.is_empty() {
            match (&wire.entry, &wire.rarity) {
                (Some(name), _) => fault(
                    "entry",
                    unknown("entry of a loot table", name, self.labels()),
                ),
                (None, Some(rarity)) => fault(
                    "rarity",
                    format!("no entry of a loot table has the rarity {rarity:?}"),
                ),
                (None, None) => fault("multiply", "there is no loot table to change".into()),
            }
        }
        match Faults::from_vec(faults) {
            Some(faults) => Err(faults),
            None => Ok(DropEffect {
                entries,
                factor: wire.multiply,
            }),
        }
    }

    fn matching(&self, table: Option<TableId>, wire: &DropEffectWire) -> Vec<(usize, usize)> {
        let mut matching = Vec::new();
        for (number, of) in self.tables.iter().enumerate() {
            if table.is_some_and(|table| table.0 != number) {
                continue;
            }
            for (place, entry) in of.entries.iter().enumerate() {
                let matches = match (&wire.entry, &wire.rarity) {
                    (Some(name), _) => self.label(entry.gives) == Some(name),
                    (None, Some(rarity)) => self.rarity(entry.gives) == Some(rarity),
                    (None, None) => entry.gives != Gives::Nothing,
                };
                if matches {
                    matching.push((number, place));
                }
            }
        }
        matching
    }

    fn labels(&self) -> impl Iterator<Item = &str> {
        let entries = self.tables.iter().flat_map(|table| &table.entries);
        entries.filter_map(|entry| self.label(entry.gives))
    }

    fn label(&self, gives: Gives) -> Option<&str> {
        match gives {
            Gives::Nothing => None,
            Gives::Item(item, _) => Some(&self.items[item].name),
            Gives::Table(table) => Some(&self.tables[table].name),
        }
    }

    fn rarity(&self, gives: Gives) -> Option<&str> {
        match gives {
            Gives::Item(item, _) => self.items[item].rarity.as_deref(),
            Gives::Nothing | Gives::Table(_) => None,
        }
    }
}
