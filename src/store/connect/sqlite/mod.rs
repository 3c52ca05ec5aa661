//! What is SQLite's own, and the statements compiled for it.
//!
//! `sql/` holds what reads, written once and compiled once for each database: `Db` is what differs. A generic function
//! would drag the bounds of every bound type along; a trait with two implementations drifts apart.

pub(in crate::store) mod file;
mod log;
mod transaction;

#[cfg(test)]
pub(in crate::store) use transaction::write_one_row;
pub(in crate::store) use transaction::{Transaction, WriteSide};

pub(in crate::store) type Db = sqlx::Sqlite;

/// What a reading transaction starts with, so that all its statements see one state.
pub(in crate::store) const BEGIN_SNAPSHOT: &str = "begin";

/// The items of a row `s` of `stat_sheets`, as rows with a `key` and a `value`.
pub(in crate::store) const ITEMS_OF_SHEET: &str = "json_each(s.looted_items) as j";

/// The experiments of a row `s` of `stat_sheets`, as rows with a `key` and a `value`.
pub(in crate::store) const EXPERIMENTS_OF_SHEET: &str = "json_each(s.experiments) as j";

/// Stands for the tables as they were made; a file that is exchanged is noticed by `file.rs`.
pub(in crate::store) const TABLE_NUMBER: &str = "0";

/// Joins the rows `t` of a table that meet the condition, which names an index, to each of a few rows.
pub(in crate::store) fn lookup(table: &str, condition: &str) -> String {
    format!("cross join {table} as t on {condition}")
}

#[path = "../../sql/mod.rs"]
pub(in crate::store) mod sql;
