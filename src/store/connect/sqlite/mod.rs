//! What is SQLite's own, and the statements compiled for it.
//!
//! `sql/` holds what reads, written once and compiled once for each database: `Db` is what differs. A generic function
//! would drag the bounds of every bound type along; a trait with two implementations drifts apart.

mod transaction;

pub(in crate::store) use transaction::{Transaction, WriteSide};

pub(in crate::store) type Db = sqlx::Sqlite;

/// What a reading transaction starts with, so that all its statements see one state.
pub(in crate::store) const BEGIN_SNAPSHOT: &str = "begin";

/// Ends the deadline of reads for one transaction, where the database has one.
pub(in crate::store) const LIFT_DEADLINE: Option<&str> = None;

/// The database's check of itself; answers `ok` or lines of complaint.
pub(in crate::store) const SELF_CHECK: Option<&str> = Some("pragma integrity_check(20)");

/// The items of a row `s` of `stat_sheets`, as rows with a `key` and a `value`.
pub(in crate::store) const ITEMS_OF_SHEET: &str = "json_each(s.looted_items) as j";

/// The experiments of a row `s` of `stat_sheets`, as rows with a `key` and a `value`.
pub(in crate::store) const EXPERIMENTS_OF_SHEET: &str = "json_each(s.experiments) as j";

#[path = "../../sql/mod.rs"]
pub(in crate::store) mod sql;
