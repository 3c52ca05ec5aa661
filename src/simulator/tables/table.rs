//! Loot tables that are valid: every name is known, no table is inside itself, every promise can come true.

use crate::simulator::CatalogueItem;

/// Which table of [`LootTables`]: its place in the order of names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TableId(pub(super) usize);

/// All loot tables of a scenario, before any effect. Made by [`LootTables::parse`].
#[derive(Debug, Clone, PartialEq)]
pub struct LootTables {
    pub(super) items: Vec<CatalogueItem>,
    /// Sorted by name.
    pub(super) tables: Vec<Table>,
}

/// Chances of `entries` in `table` are multiplied by `factor`. Made by [`LootTables::effect`].
#[derive(Debug, Clone, PartialEq)]
pub struct DropEffect {
    /// Table and entry.
    pub(super) entries: Vec<(usize, usize)>,
    /// Above 0.
    pub(super) factor: f64,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Table {
    pub(super) name: String,
    pub(super) draws: Range,
    pub(super) entries: Vec<Entry>,
    /// In the order in which they are tried; every entry is in one at most.
    pub(super) rules: Vec<Rule>,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Entry {
    pub(super) gives: Gives,
    /// The chance of a draw where no rule raises anything; those of a table add up to 1.
    pub(super) chance: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gives {
    Nothing,
    /// Units of the item with this number.
    Item(usize, Range),
    /// Whatever the table with this number gives.
    Table(usize),
}

/// Both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Range {
    pub(super) min: u32,
    pub(super) max: u32,
}

/// `featured` or one `pity`.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Rule {
    /// Places in the table's entries.
    pub(super) members: Vec<usize>,
    pub(super) soft: Option<Soft>,
    /// The draw since the last hit, counted from 1, at which a hit is sure.
    pub(super) guaranteed_at: Option<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Soft {
    /// The first draw since the last hit, counted from 1, whose chance is raised.
    pub(super) from: u32,
    /// By how much, and again at each draw after.
    pub(super) step: f64,
}

impl LootTables {
    /// The table with this name.
    pub fn find(&self, name: &str) -> Option<TableId> {
        let found = self
            .tables
            .binary_search_by(|table| table.name.as_str().cmp(name));
        found.ok().map(TableId)
    }

    /// The names of all tables, sorted; their places are those of the [`TableId`]s.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.tables.iter().map(|table| table.name.as_str())
    }

    /// The name of one table.
    pub fn name(&self, table: TableId) -> &str {
        &self.tables[table.0].name
    }

    /// The items that tables may name, in the order of their numbers.
    pub fn items(&self) -> &[CatalogueItem] {
        &self.items
    }
}

impl Range {
    /// The middle.
    pub(super) fn mean(self) -> f64 {
        (f64::from(self.min) + f64::from(self.max)) / 2.0
    }
}
