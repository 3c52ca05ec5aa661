//! From a scenario's section `loot_tables` to [`LootTables`], or to all of its mistakes with their paths.

use super::nesting;
use super::table::{Entry, Gives, LootTables, Range, Rule, Soft, Table};
use super::wire::{CountWire, EntryWire, FeaturedWire, LootTablesWire, PityWire, TableWire};
use crate::model::{Fault, Faults, ItemKind};
use crate::simulator::CatalogueItem;
use crate::simulator::unknown::unknown;
use std::collections::{BTreeSet, HashMap};

const MAX_TABLES: usize = 1_000;
const MAX_ENTRIES: usize = 1_000;
const MAX_DRAWS: u32 = 100;
/// With the most draws of one opening, what a sheet may hold of an item.
const MAX_COUNT: u32 = 100_000;
const MAX_WEIGHT: f64 = 1e12;
/// The counter of a promise is a `u16`, and exact odds have one state for each of its values.
const MAX_PITY: u32 = 10_000;
/// With this, soft pity is sure after 10,000 draws.
const MIN_STEP: f64 = 1e-4;

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
        for (index, pity) in wire.pity.iter().enumerate() {
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
        let mut gives = Gives::Nothing;
        if let Some(name) = &wire.item {
            match self.items.get(name.as_str()) {
                Some(item) => gives = Gives::Item(*item, units),
                None => self.fault(
                    format!("{at}.item"),
                    unknown("item", name, self.items.keys().copied()),
                ),
            }
        }
        if let Some(name) = &wire.table {
            match self.tables.get(name.as_str()) {
                Some(table) => gives = Gives::Table(*table),
                None => {
                    let reason = unknown("loot table", name, self.table_names.iter().copied());
                    self.fault(format!("{at}.table"), reason);
                }
            }
        }
        Entry {
            gives,
            chance: weight,
        }
    }

    fn featured(
        &mut self,
        at: &str,
        wire: &FeaturedWire,
        entries: &[Entry],
        taken: &mut [bool],
    ) -> Rule {
        let members = self.members(at, (&wire.entries, None), entries, taken);
        let guaranteed_at = wire.guaranteed_after.map(|losses| {
            let at = format!("{at}.guaranteed_after");
            self.whole(&at, losses, 1, MAX_PITY - 1) + 1
        });
        Rule {
            members,
            soft: None,
            guaranteed_at,
        }
    }

    fn pity(&mut self, at: &str, wire: &PityWire, entries: &[Entry], taken: &mut [bool]) -> Rule {
        let named = (wire.entries.as_slice(), wire.rarity.as_deref());
        let members = self.members(at, named, entries, taken);
        let guaranteed_at = wire
            .guaranteed_at
            .map(|draw| self.whole(&format!("{at}.guaranteed_at"), draw, 2, MAX_PITY));
        let soft = match (wire.soft_from, wire.add_per_draw) {
            (Some(from), Some(step)) => {
                let from = self.whole(&format!("{at}.soft_from"), from, 1, MAX_PITY);
                if !(MIN_STEP..=1.0).contains(&step) {
                    let reason = format!("must be from {MIN_STEP} to 1, got {step}");
                    self.fault(format!("{at}.add_per_draw"), reason);
                }
                Some(Soft { from, step })
            }
            (Some(_), None) => {
                self.fault(
                    at,
                    "soft_from needs add_per_draw: what is added at each draw",
                );
                None
            }
            (None, Some(_)) => {
                self.fault(
                    at,
                    "add_per_draw needs soft_from: the first draw it is added at",
                );
                None
            }
            (None, None) => {
                if guaranteed_at.is_none() {
                    let reason =
                        "promises nothing: it needs guaranteed_at, or soft_from with add_per_draw";
                    self.fault(at, reason);
                }
                None
            }
        };
        Rule {
            members,
            soft,
            guaranteed_at,
        }
    }

    /// The places of the named entries; takes them, so that no other rule can.
    fn members(
        &mut self,
        at: &str,
        (names, rarity): (&[String], Option<&str>),
        entries: &[Entry],
        taken: &mut [bool],
    ) -> Vec<usize> {
        let mut members = BTreeSet::new();
        for (index, name) in names.iter().enumerate() {
            let found: Vec<_> = (0..entries.len())
                .filter(|place| self.label(&entries[*place]) == Some(name))
                .collect();
            if found.is_empty() {
                let labels = entries.iter().filter_map(|entry| self.label(entry));
                let reason = unknown("entry of this table", name, labels);
                self.fault(format!("{at}.entries[{index}]"), reason);
            }
            members.extend(found);
        }
        if let Some(rarity) = rarity {
            let of_rarity: Vec<_> = (0..entries.len())
                .filter(|place| self.rarity(&entries[*place]) == Some(rarity))
                .collect();
            if of_rarity.is_empty() {
                let reason = format!("no item of this table has the rarity {rarity:?}");
                self.fault(format!("{at}.rarity"), reason);
            }
            members.extend(of_rarity);
        } else if names.is_empty() {
            self.fault(at, "must say for which entries it is");
        }
        if members.len() == entries.len() && !entries.is_empty() {
            self.fault(
                at,
                "has every entry of the table: nothing is left to wait for",
            );
        }
        if members.iter().any(|place| taken[*place]) {
            self.fault(at, "has an entry that an earlier promise of this table has");
        }
        for place in &members {
            taken[*place] = true;
        }
        members.into_iter().collect()
    }

    /// Notes a guarantee that can never be what decides, given the chance at the first draw.
    fn reachable(&mut self, at: &str, rule: &Rule, chance: f64) {
        let (Some(soft), Some(draw)) = (rule.soft, rule.guaranteed_at) else {
            return;
        };
        if soft.from >= draw {
            let reason = format!(
                "must be below guaranteed_at ({draw}), else it never counts, got {}",
                soft.from
            );
            self.fault(format!("{at}.soft_from"), reason);
        } else if chance + soft.step * f64::from(draw - soft.from) >= 1.0 {
            let reason = format!("can never count: soft pity makes it sure before draw {draw}");
            self.fault(format!("{at}.guaranteed_at"), reason);
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

/// Turns weights into chances: those of the featured entries share `featured`, the others the rest.
fn share_out(entries: &mut [Entry], featured: Option<(Vec<usize>, f64)>) {
    let (members, chance) = featured.unwrap_or_default();
    let weight = chance_of(entries, &members);
    let rest = entries.iter().map(|entry| entry.chance).sum::<f64>() - weight;
    for (place, entry) in entries.iter_mut().enumerate() {
        entry.chance *= if members.contains(&place) {
            chance / weight
        } else {
            (1.0 - chance) / rest
        };
    }
}

fn chance_of<'a>(entries: &[Entry], members: impl IntoIterator<Item = &'a usize>) -> f64 {
    members
        .into_iter()
        .map(|place| entries[*place].chance)
        .sum()
}
