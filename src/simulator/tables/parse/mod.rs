//! From a scenario's section `loot_tables` to [`LootTables`], or to all of its mistakes with their paths.

mod chances;
mod promises;

use super::nesting;
use super::table::{Entry, Gives, LootTables, Range, Table};
use super::wire::{CountWire, EntryWire, LootTablesWire, TableWire};
use crate::model::{Fault, Faults, ItemKind};
use crate::simulator::CatalogueItem;
use crate::simulator::unknown::{offers, unknown};
use chances::{chance_of, share_out};
use std::collections::HashMap;

const MAX_TABLES: usize = 1_000;
const MAX_ENTRIES: usize = 1_000;
const MAX_PROMISES: usize = 16;
const MAX_DRAWS: u32 = 100;
/// With the most draws of one opening, what a sheet may hold of an item.
const MAX_COUNT: u32 = 100_000;
const MAX_WEIGHT: f64 = 1e12;

impl LootTables {
    /// The tables of a scenario whose section `items` is `items`.
    ///
    /// # Errors
    /// All mistakes, each with its path: `loot_tables.chest.entries[2].weight`.
    pub fn parse(wire: &LootTablesWire, items: &[CatalogueItem]) -> Result<Self, Faults> {
        let mut parser = Parser::new(wire, items);
        if wire.len() > MAX_TABLES {
            let reason = format!("must be at most {MAX_TABLES} tables, got {}", wire.len());
            return Err(Faults::one("loot_tables", reason));
        }
        let tables: Vec<_> = wire
            .iter()
            .map(|(name, table)| parser.table(name, table))
            .collect();
        let mut faults = parser.faults;
        faults.extend(nesting::faults(&tables));
        match Faults::from_vec(faults) {
            Some(faults) => Err(faults),
            None => Ok(Self {
                items: items.to_vec(),
                tables,
            }),
        }
    }
}

struct Parser<'a> {
    items: HashMap<&'a str, usize>,
    tables: HashMap<&'a str, usize>,
    table_names: Vec<&'a str>,
    catalogue: &'a [CatalogueItem],
    faults: Vec<Fault>,
}

impl<'a> Parser<'a> {
    fn new(wire: &'a LootTablesWire, items: &'a [CatalogueItem]) -> Self {
        let names = items.iter().map(|item| item.name.as_str());
        Self {
            items: names.zip(0..).collect(),
            tables: wire.keys().map(String::as_str).zip(0..).collect(),
            table_names: wire.keys().map(String::as_str).collect(),
            catalogue: items,
            faults: Vec::new(),
        }
    }

    fn fault(&mut self, field: impl Into<String>, reason: impl Into<String>) {
        self.faults.push(Fault::new(field, reason));
    }

    fn table(&mut self, name: &str, wire: &TableWire) -> Table {
        let at = format!("loot_tables.{name}");
        match ItemKind::parse(name) {
            Err(reason) => self.fault(&at, format!("the name {reason}")),
            Ok(trimmed) if trimmed.as_str() != name => {
                self.fault(&at, "the name must not begin or end with spaces");
            }
            Ok(_) => {}
        }
        let draws = self.range(&format!("{at}.draws"), wire.draws, 1, MAX_DRAWS);
        let entries_at = format!("{at}.entries");
        if wire.entries.len() > MAX_ENTRIES {
            let reason = format!("must be at most {MAX_ENTRIES}, got {}", wire.entries.len());
            self.fault(&entries_at, reason);
        }
        let mut entries = Vec::new();
        for (index, entry) in wire.entries.iter().take(MAX_ENTRIES).enumerate() {
            entries.push(self.entry(&format!("{entries_at}[{index}]"), entry));
        }
        if entries.iter().all(|entry| entry.gives == Gives::Nothing) {
            self.fault(&entries_at, "must give something: name an item or a table");
        }
        let mut taken = vec![false; entries.len()];
        let mut rules = Vec::new();
        let mut featured = None;
        if let Some(wire) = &wire.featured {
            let at = format!("{at}.featured");
            let rule = self.featured(&at, wire, &entries, &mut taken);
            let chance = self.probability(&format!("{at}.chance"), wire.chance);
            featured = Some((rule.members.clone(), chance));
            rules.push(rule);
        }
        share_out(&mut entries, featured);
        if wire.pity.len() > MAX_PROMISES {
            let reason = format!("must be at most {MAX_PROMISES}, got {}", wire.pity.len());
            self.fault(format!("{at}.pity"), reason);
        }
        for (index, pity) in wire.pity.iter().take(MAX_PROMISES).enumerate() {
            let at = format!("{at}.pity[{index}]");
            let left = 1.0 - chance_of(&entries, rules.iter().flat_map(|rule| &rule.members));
            let rule = self.pity(&at, pity, &entries, &mut taken);
            self.reachable(&at, &rule, chance_of(&entries, &rule.members) / left);
            rules.push(rule);
        }
        if rules.len() > 1 && taken.iter().all(|taken| *taken) {
            let reason = "must leave an entry without a promise: together they have every entry";
            self.fault(format!("{at}.pity"), reason);
        }
        Table {
            name: name.to_owned(),
            draws,
            entries,
            rules,
        }
    }

    /// An entry whose `chance` is still its weight.
    fn entry(&mut self, at: &str, wire: &EntryWire) -> Entry {
        let named = [wire.item.is_some(), wire.table.is_some(), wire.nothing];
        if named.iter().filter(|named| **named).count() != 1 {
            self.fault(at, "must have exactly one of item, table and nothing: true");
        }
        let weight = wire.weight.unwrap_or(1.0);
        if !(weight > 0.0 && weight <= MAX_WEIGHT) {
            let reason = format!("must be above 0 and at most {MAX_WEIGHT:e}, got {weight}");
            self.fault(format!("{at}.weight"), reason);
        }
        let count = wire.count.unwrap_or_default();
        let units = self.range(&format!("{at}.count"), count, 1, MAX_COUNT);
        if wire.count.is_some() && wire.item.is_none() {
            self.fault(
                format!("{at}.count"),
                "belongs to entries with an item only",
            );
        }
        let offers = offers(self.faults.len());
        let mut gives = Gives::Nothing;
        if let Some(name) = &wire.item {
            match self.items.get(name.as_str()) {
                Some(item) => gives = Gives::Item(*item, units),
                None => self.fault(
                    format!("{at}.item"),
                    unknown("item", name, self.items.keys().copied().take(offers)),
                ),
            }
        }
        if let Some(name) = &wire.table {
            match self.tables.get(name.as_str()) {
                Some(table) => gives = Gives::Table(*table),
                None => {
                    let reason = unknown(
                        "loot table",
                        name,
                        self.table_names.iter().copied().take(offers),
                    );
                    self.fault(format!("{at}.table"), reason);
                }
            }
        }
        Entry {
            gives,
            chance: weight,
        }
    }

    fn label(&self, entry: &Entry) -> Option<&str> {
        match entry.gives {
            Gives::Nothing => None,
            Gives::Item(item, _) => Some(&self.catalogue[item].name),
            Gives::Table(table) => Some(self.table_names[table]),
        }
    }

    fn rarity(&self, entry: &Entry) -> Option<&str> {
        match entry.gives {
            Gives::Item(item, _) => self.catalogue[item].rarity.as_deref(),
            Gives::Nothing | Gives::Table(_) => None,
        }
    }

    fn range(&mut self, at: &str, wire: CountWire, low: u32, high: u32) -> Range {
        let CountWire { min, max } = wire;
        if min > max {
            self.fault(at, format!("must have min up to max, got {min} and {max}"));
        } else if min < low || max > high {
            let got = if min < low { min } else { max };
            self.whole(at, got, low, high);
        }
        Range { min, max }
    }

    fn whole(&mut self, at: &str, n: u32, low: u32, high: u32) -> u32 {
        if !(low..=high).contains(&n) {
            self.fault(
                at,
                format!("must be a whole number from {low} to {high}, got {n}"),
            );
        }
        n
    }

    fn probability(&mut self, at: &str, p: f64) -> f64 {
        if !(p > 0.0 && p < 1.0) {
            self.fault(at, format!("must be between 0 and 1, got {p}"));
        }
        p
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn faults(loot_tables: Value) -> Vec<String> {
        let items = [("sword", Some("epic")), ("duck", None)].map(|(name, rarity)| CatalogueItem {
            name: name.to_owned(),
            rarity: rarity.map(str::to_owned),
        });
        let wire = serde_json::from_value(loot_tables).unwrap();
        let faults = LootTables::parse(&wire, &items).unwrap_err();
        faults.as_slice().iter().map(ToString::to_string).collect()
    }

    /// A table of a sword, a duck and nothing, with `more`.
    fn chest(more: Value) -> Value {
        let mut chest = json!({
            "entries": [{"item": "sword"}, {"item": "duck"}, {"nothing": true, "weight": 8}]
        });
        let Value::Object(more) = more else { panic!() };
        chest.as_object_mut().unwrap().extend(more);
        json!({"chest": chest})
    }

    fn entry(entry: Value) -> Value {
        json!({"chest": {"entries": [{"item": "duck"}, entry]}})
    }

    #[test]
    fn every_mistake_is_told_with_its_path_and_what_would_be_right() {
        for (tables, told) in [
            (
                entry(json!({"item": "sord"})),
                "entries[1].item: no item is called \"sord\"; did you mean \"sword\"?",
            ),
            (
                entry(json!({"table": "chst"})),
                "entries[1].table: no loot table is called \"chst\"; did you mean \"chest\"?",
            ),
            (
                entry(json!({"table": "chest"})),
                "entries[1].table: a table cannot contain itself: chest → chest",
            ),
            (
                entry(json!({"item": "sword", "weight": 0})),
                "entries[1].weight: must be above 0 and at most 1e12, got 0",
            ),
            (
                entry(json!({"item": "sword", "nothing": true})),
                "entries[1]: must have exactly one of item, table and nothing: true",
            ),
            (
                entry(json!({"nothing": true, "count": 2})),
                "entries[1].count: belongs to entries with an item only",
            ),
            (
                entry(json!({"item": "sword", "count": 0})),
                "entries[1].count: must be a whole number from 1 to 100000, got 0",
            ),
            (
                entry(json!({"item": "sword", "count": {"min": 3, "max": 2}})),
                "entries[1].count: must have min up to max, got 3 and 2",
            ),
            (
                chest(json!({"draws": 0})),
                "draws: must be a whole number from 1 to 100, got 0",
            ),
            (
                chest(json!({"entries": []})),
                "entries: must give something: name an item or a table",
            ),
            (
                chest(json!({"featured": {"entries": ["sword"], "chance": 1.5}})),
                "featured.chance: must be between 0 and 1, got 1.5",
            ),
            (
                chest(json!({"featured": {"entries": ["sword", "dukc"], "chance": 0.5}})),
                "featured.entries[1]: no entry of this table is called \"dukc\"; did you mean \"duck\"?",
            ),
            (
                chest(json!({"pity": [{"entries": ["sword"]}]})),
                "pity[0]: promises nothing: it needs guaranteed_at, or soft_from with add_per_draw",
            ),
            (
                chest(json!({"pity": [{"guaranteed_at": 9}]})),
                "pity[0]: must say for which entries it is",
            ),
            (
                chest(json!({"pity": [{"rarity": "rare", "guaranteed_at": 9}]})),
                "pity[0].rarity: no item of this table has the rarity \"rare\"",
            ),
            (
                chest(json!({"pity": [{"entries": ["sword"], "guaranteed_at": 1_000_000}]})),
                "pity[0].guaranteed_at: must be a whole number from 2 to 10000, got 1000000",
            ),
            (
                chest(json!({"pity": [{"entries": ["sword"], "soft_from": 9}]})),
                "pity[0]: soft_from needs add_per_draw: what is added at each draw",
            ),
            (
                chest(json!({"pity": [{
                    "entries": ["sword"], "soft_from": 9, "add_per_draw": 0.1, "guaranteed_at": 9
                }]})),
                "pity[0].soft_from: must be below guaranteed_at (9), else it never counts, got 9",
            ),
            (
                chest(json!({"pity": [{
                    "entries": ["sword"], "soft_from": 2, "add_per_draw": 0.5, "guaranteed_at": 9
                }]})),
                "pity[0].guaranteed_at: can never count: soft pity makes it sure before draw 9",
            ),
            (
                chest(json!({"pity": [
                    {"entries": ["sword"], "guaranteed_at": 9}, {"rarity": "epic", "guaranteed_at": 8}
                ]})),
                "pity[1]: has an entry that an earlier promise of this table has",
            ),
            (
                json!({"chest": {"entries": [{"item": "duck"}], "pity": [
                    {"entries": ["duck"], "guaranteed_at": 9}
                ]}}),
                "pity[0]: has every entry of the table: nothing is left to wait for",
            ),
            (
                json!({"chest": {"entries": [{"item": "duck"}, {"item": "sword"}], "pity": [
                    {"entries": ["duck"], "guaranteed_at": 9}, {"entries": ["sword"], "guaranteed_at": 9}
                ]}}),
                "pity: must leave an entry without a promise: together they have every entry",
            ),
        ] {
            assert_eq!(faults(tables), [format!("loot_tables.chest.{told}")]);
        }
    }

    #[test]
    fn all_mistakes_are_told_at_once() {
        let told = faults(json!({
            "a": {"draws": 999, "entries": [{"item": "x", "weight": -1}, {"table": "b"}]},
            "b": {"entries": [{"table": "a"}, {"item": "duck", "count": 0}]},
            " c": {"entries": [{"item": "duck"}]},
        }));
        assert_eq!(told.len(), 6, "{told:#?}");
    }

    #[test]
    fn what_opening_costs_is_bounded() {
        let nested = |draws: u32, depth: usize| {
            let table = |k: usize| match k + 1 < depth {
                true => json!({"draws": draws, "entries": [{"table": format!("t{:02}", k + 1)}]}),
                false => json!({"entries": [{"item": "duck"}]}),
            };
            let tables = (0..depth).map(|k| (format!("t{k:02}"), table(k)));
            Value::Object(tables.collect())
        };
        let told = faults(nested(1, 17));
        assert_eq!(
            told,
            ["loot_tables.t00: is nested 17 tables deep; at most 16 are allowed"]
        );
        let told = faults(nested(100, 4));
        assert!(told[0].contains("draws in one opening"), "{told:?}");
    }
}
