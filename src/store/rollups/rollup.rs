//! How a total is declared: its table, its key, what it adds up, and what each kind of fact adds to it. The engine
//! (`delta.rs`, `apply.rs`, `recount.rs`, `backfill.rs`) is driven by this alone. No database here.

use super::combinations::Combinations;
use super::facts::{EventFacts, MatchChange, PlayerChange, Receipt, SheetFacts};
use super::sums::{Key, MAX_MEASURES, Measures, Sums};
use crate::store::connect::statement::{Column, Insert, Type};
use std::fmt::Write;

/// A table of sums, kept in the transaction of the rows that it counts.
#[derive(Debug, Clone, Copy)]
pub(in crate::store) struct Rollup {
    pub(in crate::store) table: &'static str,
    /// The primary key, in order.
    pub(in crate::store) key: &'static [Part],
    /// Whose rows they are.
    pub(in crate::store) owner: Owner,
    /// What is kept for each key.
    pub(in crate::store) measures: &'static [Measure],
    /// What a stored sheet adds, its events left out.
    pub(in crate::store) sheet: fn(&SheetFacts<'_>, &mut Adder<'_>),
    /// What a stored event adds, alone or inside a sheet.
    pub(in crate::store) event: fn(&EventFacts<'_>, &mut Adder<'_>),
    /// What anything received adds, whatever became of it.
    pub(in crate::store) receipt: fn(&Receipt, &mut Adder<'_>),
    /// What a player adds who was different before.
    pub(in crate::store) player: fn(&PlayerChange<'_>, &mut Adder<'_>),
    /// What a match adds that was different before.
    pub(in crate::store) matched: fn(&MatchChange<'_>, &mut Adder<'_>),
    /// How it is counted again.
    pub(in crate::store) recount: Recount,
}

/// What a declaration adds its sums to.
pub(in crate::store) struct Adder<'s> {
    rollup: &'static Rollup,
    sums: &'s mut Sums,
    /// 1 to add, -1 to take away.
    sign: i64,
}

impl<'s> Adder<'s> {
    pub(super) fn new(rollup: &'static Rollup, sums: &'s mut Sums, sign: i64) -> Self {
        Self { rollup, sums, sign }
    }

    /// Adds `measures` to those of `key`; a smallest or a largest cannot be taken away.
    pub(in crate::store) fn add<const N: usize>(&mut self, key: Key, measures: [i64; N]) {
        let declared = self.rollup.measures;
        debug_assert_eq!(declared.len(), N, "{}", self.rollup.table);
        if measures != [0; N] {
            self.add_signed(key, &measures);
        }
    }

    fn add_signed(&mut self, key: Key, measures: &[i64]) {
        let declared = self.rollup.measures;
        let sums = self.sums.0.entry(key).or_insert_with(|| {
            let mut neutral = [0; MAX_MEASURES];
            for (sum, measure) in neutral.iter_mut().zip(declared) {
                *sum = measure.neutral();
            }
            neutral
        });
        for ((sum, measure), n) in sums.iter_mut().zip(declared).zip(measures) {
            *sum = match measure {
                Measure::Sum(_) => *sum + self.sign * n,
                other => other.combine(*sum, *n),
            };
        }
    }

    /// Adds what combinations have to each of their slices, in place of the combinations.
    pub(super) fn spread(rollup: &'static Rollup, sums: &'s mut Sums, combinations: &Combinations) {
        let Some(at) = rollup.slice_at() else {
            return;
        };
        let is_together =
            |key: &Key, _: &mut Measures| combinations.is_together(&key.slice_from(at));
        let together: Vec<_> = sums.0.extract_if(is_together).collect();
        let mut adder = Self::new(rollup, sums, 1);
        for (key, measures) in together {
            for slice in combinations.slices(&key.slice_from(at)) {
                adder.add_signed(key.with_slice(at, *slice), &measures);
            }
        }
    }
}

/// A part of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) enum Part {
    /// A number: a time or a width.
    Number(&'static str),
    /// A name.
    Text(&'static str),
    /// Game mode, experiment and variant ([`Slice`](crate::model::Slice)).
    Slice,
}

/// Whose rows a total has, and which part of their keys says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) enum Owner {
    /// Nobody's alone.
    Nobody,
    /// A player's. Of a player of whom nothing was stored there is no row.
    Player(usize),
    /// A match's, of which the same holds.
    Match(usize),
}

/// A column that is kept for each key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) enum Measure {
    /// What is added up.
    Sum(&'static str),
    /// The smallest.
    Min(&'static str),
    /// The largest.
    Max(&'static str),
}

/// How a total is counted again, to be compared or because it is new.
#[derive(Debug, Clone, Copy)]
pub(in crate::store) enum Recount {
    /// From what all rows, players and matches add. Held in memory, so only for what is bounded.
    Facts,
    /// By the database, because there may be too many keys to hold: a select of the key and the measures, in order
    /// ([`Dialect::write_out`](super::dialect::Dialect::write_out)).
    InDatabase(&'static str),
}

impl Rollup {
    /// A total to which nothing adds, to be declared from.
    pub(in crate::store) const EMPTY: Self = Self {
        table: "",
        key: &[],
        owner: Owner::Nobody,
        measures: &[],
        sheet: |_, _| (),
        event: |_, _| (),
        receipt: |_, _| (),
        player: |_, _| (),
        matched: |_, _| (),
        recount: Recount::Facts,
    };

    /// The columns of the key, with their types.
    pub(in crate::store) fn key_columns(&self) -> Vec<Column> {
        let mut columns = Vec::new();
        for part in self.key {
            match part {
                Part::Number(name) => columns.push((*name, Type::Bigint)),
                Part::Text(name) => columns.push((*name, Type::Text)),
                Part::Slice => {
                    columns.extend(SLICE.map(|name| (name, Type::Text)));
                }
            }
        }
        columns
    }

    /// Which part of a key is the first of its slice.
    fn slice_at(&self) -> Option<usize> {
        self.key.iter().position(|part| *part == Part::Slice)
    }

    /// The names of all columns: the key, then the measures.
    pub(in crate::store) fn column_names(&self) -> Vec<&'static str> {
        let measures = self.measures.iter().map(|measure| measure.name());
        let key = self.key_columns().into_iter().map(|(name, _)| name);
        key.chain(measures).collect()
    }

    /// `select KEY, MEASURES from TABLE`
    pub(in crate::store) fn select(&self) -> String {
        format!(
            "select {} from {}",
            self.column_names().join(", "),
            self.table
        )
    }

    /// What adds rows, and adds to those that are there.
    pub(in crate::store) fn upsert(&self) -> Upsert {
        let table = self.table;
        let key = self.key_columns();
        let names: Vec<_> = key.iter().map(|(name, _)| *name).collect();
        let mut on_conflict = format!("\non conflict ({}) do update set", names.join(", "));
        for (index, measure) in self.measures.iter().enumerate() {
            let comma = if index == 0 { "" } else { "," };
            let name = measure.name();
            let _ = match measure {
                Measure::Sum(_) => {
                    write!(
                        on_conflict,
                        "{comma}\n    {name} = {table}.{name} + excluded.{name}"
                    )
                }
                Measure::Min(_) => write!(
                    on_conflict,
                    "{comma}\n    {name} = case when excluded.{name} < {table}.{name} \
                     then excluded.{name} else {table}.{name} end"
                ),
                Measure::Max(_) => write!(
                    on_conflict,
                    "{comma}\n    {name} = case when excluded.{name} > {table}.{name} \
                     then excluded.{name} else {table}.{name} end"
                ),
            };
        }
        let measures = self.measures.iter();
        let measures = measures.map(|measure| (measure.name(), Type::Bigint));
        Upsert {
            table,
            columns: key.into_iter().chain(measures).collect(),
            on_conflict,
        }
    }

    /// The ids of at most twenty keys that `select` has otherwise, as text.
    pub(in crate::store) fn differences(&self, select: &str) -> String {
        let key = self.key_columns();
        let names: Vec<_> = key.iter().map(|(name, _)| *name).collect();
        let measures: Vec<_> = self.measures.iter().map(|measure| measure.name()).collect();
        let shown = names.iter().map(|name| {
            format!("'{name} ' || coalesce(cast(r.{name} as text), cast(t.{name} as text))")
        });
        let joined = names.iter().map(|name| format!("t.{name} = r.{name}"));
        let differ = measures.iter().map(|name| format!("t.{name} <> r.{name}"));
        let first = names[0];
        // A row of zeros is what remains where everything was taken away.
        let something = measures.iter().map(|name| format!("t.{name} <> 0"));
        let something = something.collect::<Vec<_>>().join(" or ");
        let missing = [
            format!("r.{first} is null and ({something})"),
            format!("t.{first} is null"),
        ];
        format!(
            "with recount ({}) as (\n{select}\n)\nselect {} from recount r\nfull join {} t on {}\nwhere {}\nlimit 20",
            self.column_names().join(", "),
            shown.collect::<Vec<_>>().join(" || ', ' || "),
            self.table,
            joined.collect::<Vec<_>>().join(" and "),
            missing
                .into_iter()
                .chain(differ)
                .collect::<Vec<_>>()
                .join(" or "),
        )
    }
}

/// The columns of a slice: the one place where they are spelled for all totals.
pub(in crate::store) const SLICE: [&str; 3] = ["game_mode", "experiment", "variant"];

impl Rollup {
    /// Whether something remains to be written for these measures.
    pub(super) fn is_something(&self, measures: &Measures) -> bool {
        let mut measures = measures.iter().zip(self.measures);
        measures.any(|(n, measure)| *n != measure.neutral())
    }
}

impl Measure {
    pub(in crate::store) fn name(self) -> &'static str {
        match self {
            Self::Sum(name) | Self::Min(name) | Self::Max(name) => name,
        }
    }

    /// What changes nothing.
    pub(in crate::store) fn neutral(self) -> i64 {
        match self {
            Self::Sum(_) => 0,
            Self::Min(_) => i64::MAX,
            Self::Max(_) => i64::MIN,
        }
    }

    pub(in crate::store) fn combine(self, one: i64, other: i64) -> i64 {
        match self {
            Self::Sum(_) => one + other,
            Self::Min(_) => one.min(other),
            Self::Max(_) => one.max(other),
        }
    }
}

/// A statement that was put together from a declaration.
#[derive(Debug)]
pub(in crate::store) struct Upsert {
    table: &'static str,
    columns: Vec<Column>,
    on_conflict: String,
}

impl Upsert {
    pub(in crate::store) fn columns(&self) -> &[Column] {
        &self.columns
    }

    pub(in crate::store) fn insert(&self) -> Insert<'_> {
        Insert {
            table: self.table,
            columns: &self.columns,
            on_conflict: &self.on_conflict,
        }
    }

    /// For rows that are not there yet.
    pub(in crate::store) fn insert_new(&self) -> Insert<'_> {
        Insert {
            on_conflict: "",
            ..self.insert()
        }
    }
}
