//! A recount of the rows that some names have in the totals, made beside the writer, and what puts it in the place of
//! what is there. All of it is one change of what names are counted as (`write/name_changes.rs`).

use super::all_rows::{add_event, add_sheet, written_out};
use super::counter::Counter;
use super::counters::LARGEST_SIZE;
use super::delta::RollupDelta;
use super::heat_pending::MapKey;
use super::location_samples::SampleKey;
use super::rollup::{Recount, Rollup, SLICE};
use super::stored::{Cell, Table};
use super::sums::{Key, Sums};
use super::{ALL, heat_grids, location_samples};
use crate::model::{ArmName, LocationSample, NameKind};
use crate::store::connect::statement::Value;
use crate::store::connect::transaction::Transaction;
use crate::store::error::StoreError;
use crate::store::scan::{EventBatch, SheetBatch, Snapshot};
use crate::store::write::name_decisions::Touched;
use crate::store::write::names::Names;
use std::collections::BTreeMap;

/// Rows of one statement.
const ROWS_AT_ONCE: usize = 20_000;

/// Counters with a label that is a mode.
const OF_MODES: [Counter; 4] = [
    Counter::ModeSheets,
    Counter::ModeEvents,
    Counter::ModePlayers,
    Counter::ModeMatches,
];

/// What some names have in the totals, as it gathers.
#[derive(Debug)]
pub(in crate::store) struct PartRecount {
    touched: Touched,
    tables: Vec<Table>,
    grids: BTreeMap<MapKey, Vec<u8>>,
    samples: BTreeMap<SampleKey, LocationSample>,
    /// Rows that were counted.
    pub(in crate::store) rows: u64,
}

impl PartRecount {
    pub(in crate::store) fn new(touched: Touched) -> Self {
        Self {
            touched,
            tables: ALL.iter().map(|_| Table::new()).collect(),
            grids: BTreeMap::new(),
            samples: BTreeMap::new(),
            rows: 0,
        }
    }

    /// Whose rows they are.
    pub(in crate::store) fn touched(&self) -> &Touched {
        &self.touched
    }

    /// Whether sheets may have one of the names.
    pub(in crate::store) fn needs_sheets(&self) -> bool {
        !self.touched.names.is_empty() && self.touched.kind != NameKind::EventType
    }

    /// Whether events may.
    pub(in crate::store) fn needs_events(&self) -> bool {
        !self.touched.names.is_empty()
    }

    /// Counts the sheets of a batch with ids up to `last` that have one of the names.
    pub(in crate::store) fn add_sheets(&mut self, names: &Names, batch: &SheetBatch, last: i64) {
        let mut delta = RollupDelta::default().counting(Some(names));
        let mut joined = String::new();
        let mut rows = 0;
        for row in batch.rows().filter(|row| row.id() <= last) {
            let concerned = match self.touched.kind {
                NameKind::Item => {
                    let placed = row.places().map(|(item, _)| item);
                    let mut items = row.items().map(|(item, _)| item).chain(placed);
                    items.any(|item| self.has(names.counted(NameKind::Item, item)))
                }
                NameKind::EventType => false,
                NameKind::GameMode | NameKind::Variant | NameKind::Dimension => {
                    self.concerns(names, row.game_mode(), row.arms(), &mut joined)
                }
            };
            if concerned {
                add_sheet(&mut delta, batch, row);
                rows += 1;
            }
        }
        self.rows += rows;
        delta.spread();
        self.absorb(&delta);
    }

    /// As [`add_sheets`](Self::add_sheets), of events.
    pub(in crate::store) fn add_events(&mut self, names: &Names, batch: &EventBatch, last: i64) {
        let mut delta = RollupDelta::default().counting(Some(names));
        let mut joined = String::new();
        let mut rows = 0;
        for row in batch.rows().filter(|row| row.id() <= last) {
            let concerned = match self.touched.kind {
                NameKind::Item => row
                    .items()
                    .any(|(item, _)| self.has(names.counted(NameKind::Item, item))),
                NameKind::EventType => {
                    self.has(names.counted(NameKind::EventType, row.event_type()))
                }
                NameKind::GameMode | NameKind::Variant | NameKind::Dimension => {
                    self.concerns(names, row.game_mode(), row.arms(), &mut joined)
                }
            };
            if concerned {
                add_event(&mut delta, batch, row);
                rows += 1;
            }
        }
        self.rows += rows;
        delta.spread();
        self.absorb(&delta);
    }

    fn has(&self, counted: &str) -> bool {
        self.touched.names.contains(counted)
    }

    /// Whether a row of this mode with these experiments has one of the modes or variants.
    fn concerns<'a>(
        &self,
        names: &'a Names,
        mode: &'a str,
        mut arms: impl Iterator<Item = ArmName<'a>>,
        joined: &mut String,
    ) -> bool {
        if self.touched.kind == NameKind::GameMode {
            return !mode.is_empty() && self.has(names.counted(NameKind::GameMode, mode));
        }
        arms.any(|arm| {
            let (experiment, variant) = names.counted_arm(arm, joined);
            self.touched.has_arm(experiment, variant)
        })
    }

    fn absorb(&mut self, delta: &RollupDelta<'_>) {
        let all = ALL.iter().zip(&delta.sums).zip(&mut self.tables);
        for ((rollup, Sums(sums)), table) in all {
            if !matches!(rollup.recount, Recount::Facts) {
                continue;
            }
            let Some(columns) = columns_of(self.touched.kind, rollup) else {
                continue;
            };
            let text = |key: &Key, column: usize| delta.texts.get(key.parts()[column]);
            for (key, measures) in sums {
                let touches = match columns[..] {
                    [name] if rollup.table == "counters" => {
                        let is_of_modes =
                            |text: &str| OF_MODES.iter().any(|of| of.as_str() == text);
                        is_of_modes(&text(key, 0)) && self.touched.names.contains(&*text(key, name))
                    }
                    [name] => self.touched.names.contains(&*text(key, name)),
                    [experiment, variant] => {
                        let (experiment, variant) = (text(key, experiment), text(key, variant));
                        self.touched.has_arm(&experiment, &variant)
                    }
                    _ => false,
                };
                if touches {
                    super::recount::absorb_row(rollup, delta, key, measures, table);
                }
            }
        }
        let touched = &self.touched;
        heat_grids::gather_packed(delta, &mut self.grids, |key| touched.has_map(key));
        location_samples::gather_some(delta, &mut self.samples, |map, item| match touched.kind {
            NameKind::Item => touched.names.contains(item),
            _ => touched.is_of_map(map),
        });
    }

    /// Puts it in the place of what is there. The names are counted by the new table of names by now.
    pub(in crate::store) async fn replace(
        &self,
        transaction: &mut Transaction<'_>,
        snapshot: &Snapshot,
        names: &Names,
    ) -> Result<(), StoreError> {
        let touched = &self.touched;
        for (rollup, table) in ALL.iter().zip(&self.tables) {
            let Some(columns) = columns_of(touched.kind, rollup) else {
                continue;
            };
            let columns: Vec<&str> = columns
                .iter()
                .map(|at| rollup.key_columns()[*at].0)
                .collect();
            let more = match rollup.table {
                "counters" => format!("name in ({}) and ", quoted_counters()),
                _ => String::new(),
            };
            for condition in touched.conditions(&columns) {
                let delete = format!(
                    "delete from {} where {more}({})",
                    rollup.table, condition.text
                );
                transaction.execute(&delete, &condition.values).await?;
            }
            match rollup.recount {
                Recount::Facts => write(transaction, rollup, table).await?,
                Recount::InDatabase(select) => {
                    let select = written_out(snapshot, names, select);
                    let all = rollup.column_names().join(", ");
                    for condition in touched.conditions(&columns) {
                        let insert = format!(
                            "with recount ({all}) as (\n{select}\n)\ninsert into {} ({all})\nselect {all} from recount where {}",
                            rollup.table, condition.text
                        );
                        transaction.execute(&insert, &condition.values).await?;
                    }
                }
            }
        }
        if touched.kind == NameKind::GameMode {
            count_owners(transaction, touched).await?;
        }
        self.replace_maps(transaction).await
    }

    async fn replace_maps(&self, transaction: &mut Transaction<'_>) -> Result<(), StoreError> {
        let touched = &self.touched;
        let (columns, more): (&[&str], _) = match touched.kind {
            NameKind::Item => (&["name"], "kind = 'item' and "),
            NameKind::EventType => (&["name"], "kind = 'event_type' and "),
            NameKind::GameMode => (&["game_mode"], ""),
            NameKind::Variant | NameKind::Dimension => (&["experiment", "variant"], ""),
        };
        heat_grids::take_in_all(transaction).await?;
        for condition in touched.conditions(columns) {
            let delete = format!("delete from heat_grids where {more}({})", condition.text);
            transaction.execute(&delete, &condition.values).await?;
        }
        let samples = ["location_samples", "location_chunks"];
        for map in touched.maps() {
            for table in ["heat_grids"].into_iter().chain(samples) {
                let delete = format!("delete from {table} where map = $1");
                transaction.execute(&delete, &[map.into()]).await?;
            }
        }
        heat_grids::put(transaction, &self.grids).await?;
        if touched.kind == NameKind::Item {
            for condition in touched.conditions(&["item"]) {
                for table in samples {
                    let delete = format!("delete from {table} where {}", condition.text);
                    transaction.execute(&delete, &condition.values).await?;
                }
            }
        }
        location_samples::put(transaction, &self.samples).await
    }
}

/// Where the names of a kind stand in the keys of a total; `None` where there are none.
fn columns_of(kind: NameKind, rollup: &Rollup) -> Option<Vec<usize>> {
    let columns = rollup.key_columns();
    let at = |wanted: &str| columns.iter().position(|(name, _)| *name == wanted);
    let [game_mode, experiment, variant] = SLICE;
    match kind {
        NameKind::Item => Some(vec![at("item")?]),
        NameKind::EventType => Some(vec![at("event_type")?]),
        NameKind::GameMode if rollup.table == "counters" => Some(vec![at("label")?]),
        NameKind::GameMode => Some(vec![at(game_mode)?]),
        NameKind::Variant | NameKind::Dimension => Some(vec![at(experiment)?, at(variant)?]),
    }
}

fn quoted_counters() -> String {
    let names = OF_MODES.map(|counter| format!("'{}'", counter.as_str()));
    names.join(", ")
}

/// Players and matches of modes, which have a row for each, and the sizes of these matches.
async fn count_owners(
    transaction: &mut Transaction<'_>,
    touched: &Touched,
) -> Result<(), StoreError> {
    for (counter, table) in [
        (Counter::ModePlayers, "players"),
        (Counter::ModeMatches, "matches"),
    ] {
        for condition in touched.conditions(&["game_mode"]) {
            let insert = format!(
                "insert into counters (name, label, n) select '{}', game_mode, count(*) from {table} where {} group by game_mode",
                counter.as_str(),
                condition.text
            );
            transaction.execute(&insert, &condition.values).await?;
        }
    }
    for condition in touched.conditions(&["game_mode"]) {
        let insert = format!(
            "insert into match_sizes (game_mode, players, matches)
select game_mode, case when players > {LARGEST_SIZE} then {LARGEST_SIZE} else players end, count(*)
from matches where players > 0 and {} group by 1, 2",
            condition.text
        );
        transaction.execute(&insert, &condition.values).await?;
    }
    Ok(())
}

async fn write(
    transaction: &mut Transaction<'_>,
    rollup: &'static Rollup,
    table: &Table,
) -> Result<(), StoreError> {
    let upsert = rollup.upsert();
    let rows: Vec<_> = table.iter().collect();
    for rows in rows.chunks(ROWS_AT_ONCE) {
        transaction
            .write(&upsert.insert_new(), rows, |(key, measures)| {
                let key = key.iter().map(|cell| match cell {
                    Cell::Number(n) => Value::Bigint(*n),
                    Cell::Text(text) => text.as_str().into(),
                });
                let measures = measures.iter().map(|n| Value::Bigint(*n));
                key.chain(measures).collect::<Vec<_>>()
            })
            .await?;
    }
    Ok(())
}
