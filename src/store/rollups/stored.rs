//! Totals as they are stored, read by their declaration.

use super::rollup::Rollup;
use crate::store::error::StoreError;
use crate::store::scan::Snapshot;
use rusqlite::types::ValueRef;
use sqlx::postgres::PgRow;
use sqlx::{Column, FromRow, Row, TypeInfo};
use std::collections::BTreeMap;
use std::fmt;

/// A part of a stored key.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Cell {
    Number(i64),
    Text(String),
}

impl fmt::Debug for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(n) => n.fmt(f),
            Self::Text(text) => text.fmt(f),
        }
    }
}

/// Measures by key.
pub(super) type Table = BTreeMap<Vec<Cell>, Vec<i64>>;

/// All rows of a total that have something.
pub(super) async fn load(snapshot: &mut Snapshot, rollup: &Rollup) -> Result<Table, StoreError> {
    let keys = rollup.key_columns().len();
    let mut table = Table::new();
    snapshot
        .each(&rollup.select(), |Cells(mut cells): Cells| {
            let measures = cells.split_off(keys).into_iter();
            let measures: Vec<i64> = measures.map(Cell::number).collect();
            if measures.iter().any(|n| *n != 0) {
                table.insert(cells, measures);
            }
            Ok(())
        })
        .await?;
    Ok(table)
}

impl Cell {
    fn number(self) -> i64 {
        match self {
            Self::Number(n) => n,
            Self::Text(_) => 0,
        }
    }
}

/// A row of any columns that are numbers and texts.
struct Cells(Vec<Cell>);

impl<'row> TryFrom<&'row rusqlite::Row<'row>> for Cells {
    type Error = rusqlite::Error;

    fn try_from(row: &'row rusqlite::Row<'row>) -> Result<Self, Self::Error> {
        let columns = 0..row.as_ref().column_count();
        let cell = |index: usize| {
            Ok(match row.get_ref(index)? {
                ValueRef::Text(_) => Cell::Text(row.get(index)?),
                _ => Cell::Number(row.get(index)?),
            })
        };
        columns.map(cell).collect::<Result<_, _>>().map(Self)
    }
}

impl FromRow<'_, PgRow> for Cells {
    fn from_row(row: &PgRow) -> Result<Self, sqlx::Error> {
        let cell = |column: &sqlx::postgres::PgColumn| {
            let index = column.ordinal();
            Ok(match column.type_info().name() {
                "TEXT" => Cell::Text(row.try_get(index)?),
                _ => Cell::Number(row.try_get(index)?),
            })
        };
        row.columns()
            .iter()
            .map(cell)
            .collect::<Result<_, _>>()
            .map(Self)
    }
}
